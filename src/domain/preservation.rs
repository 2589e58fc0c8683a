//! Keeping data unchanged without disclosing it: the track of a demand, and account by account what its custodian says.
//!
//! A term runs from receipt or from the decision, as the instrument says (18 USC 2703(f); Reg. (EU) 2023/1543 Art 10(1), 11; RB
//! 27:16). What stands in the way of the end keeps the data beyond the term. When it is over, each account owes evidence that
//! what was kept is gone (INV-11).

use crate::Instant;
use crate::actor::Actor;
use crate::ids::DemandId;
use crate::paper::Identifier;
use chrono::Duration;
use serde::{Deserialize, Serialize};

/// By when the custodian says that an account is kept, at the latest: a duty that wants it sooner goes before.
pub const PLACE_WITHIN: Duration = Duration::hours(4);
/// By when what is kept no longer must be gone, where the instrument says nothing; the provider's own rule.
pub const PURGE_HOURS: u32 = 72;

/// The preservation track.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preservation {
    /// None was placed: the paper compels nothing or names no account.
    #[default]
    None,
    /// Data is kept.
    Active {
        /// Since receipt.
        since: Instant,
        /// Until, or until the demand is over.
        until: Option<Instant>,
        /// How often it was extended.
        extended: u32,
        /// What keeps it beyond the term.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        holds: Vec<Hold>,
        /// What the custodian says, account by account.
        #[serde(default)]
        accounts: Vec<Kept>,
    },
    /// It is over; purging is owed.
    Ended {
        /// When.
        at: Instant,
        /// Why.
        why: WhyEnded,
        /// The term that it had.
        term: Term,
        /// What the custodian says, account by account.
        accounts: Vec<Kept>,
    },
    /// Nothing is kept any more, and each account says so.
    Purged {
        /// When the last account said so.
        at: Instant,
        /// When it was over.
        ended_at: Instant,
        /// Why.
        why: WhyEnded,
        /// The term that it had.
        term: Term,
        /// The evidence, account by account.
        accounts: Vec<Kept>,
    },
}

/// A term of preservation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Term {
    /// From receipt.
    pub since: Instant,
    /// Its last instant; `None` while nobody knows it.
    pub until: Option<Instant>,
    /// How often it was extended.
    pub extended: u32,
}

/// What keeps data beyond the term.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The authority confirms that a production order follows (Reg. (EU) 2023/1543 Art 11(2), Annex V).
    Confirmed {
        /// Its writing.
        document: String,
    },
    /// That order has come: kept until it is produced, whatever the term (Reg. (EU) 2023/1543 Art 10(9)).
    Production {
        /// The demand that asks for what is kept.
        demand: DemandId,
    },
    /// A court case of the provider's own needs it.
    Litigation {
        /// The matter.
        matter: String,
    },
}

impl Hold {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Hold::Confirmed { .. } => "confirmed",
            Hold::Production { .. } => "production",
            Hold::Litigation { .. } => "litigation",
        }
    }
}

/// Why a preservation is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyEnded {
    /// Its term ran out.
    Expired,
    /// What was kept has been produced, or there was nothing.
    Produced,
    /// The demand was taken back, replaced by another, or was not genuine.
    Withdrawn,
    /// A person said that it is owed no longer.
    Released,
}

/// One account under preservation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// The account, as the paper names it.
    pub account: Identifier,
    /// What the custodian said last.
    pub custody: Custody,
}

/// What the custodian of the data says of one account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Custody {
    /// Nothing yet.
    Asked {
        /// When the custodian was asked.
        at: Instant,
    },
    /// It is.
    Answered {
        /// What.
        answer: CustodyAnswer,
        /// By whom: a person, or a program of the provider's.
        by: Actor,
        /// When.
        at: Instant,
    },
}

/// An answer of the custodian.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustodyAnswer {
    /// It is kept unchanged.
    Placed {
        /// Where.
        place: String,
    },
    /// There is nothing.
    Nothing {
        /// Where the custodian looked.
        looked: String,
    },
    /// It could not be kept.
    Failed {
        /// Why.
        why: String,
    },
    /// What was kept is gone.
    Purged {
        /// What was removed, and how.
        what: String,
        /// SHA-256 of the protocol, in hexadecimal, if there is one.
        protocol: Option<String>,
    },
}

impl CustodyAnswer {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            CustodyAnswer::Placed { .. } => "placed",
            CustodyAnswer::Nothing { .. } => "nothing",
            CustodyAnswer::Failed { .. } => "failed",
            CustodyAnswer::Purged { .. } => "purged",
        }
    }

    /// What is said for it.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            CustodyAnswer::Placed { place: text }
            | CustodyAnswer::Nothing { looked: text }
            | CustodyAnswer::Failed { why: text }
            | CustodyAnswer::Purged { what: text, .. } => text,
        }
    }
}

impl Kept {
    /// An account that the custodian is asked for.
    #[must_use]
    pub const fn asked(account: Identifier, at: Instant) -> Self {
        Self { account, custody: Custody::Asked { at } }
    }

    /// The answer, if there is one.
    #[must_use]
    pub const fn answer(&self) -> Option<&CustodyAnswer> {
        match &self.custody {
            Custody::Asked { .. } => None,
            Custody::Answered { answer, .. } => Some(answer),
        }
    }

    /// Whether nothing of it is kept: there was nothing, or it is gone.
    #[must_use]
    pub const fn is_gone(&self) -> bool {
        matches!(self.answer(), Some(CustodyAnswer::Nothing { .. } | CustodyAnswer::Purged { .. }))
    }

    /// What is gone is asked for anew.
    pub(crate) fn ask_again(&mut self, at: Instant) {
        if matches!(self.answer(), Some(CustodyAnswer::Purged { .. })) {
            self.custody = Custody::Asked { at };
        }
    }

    /// Whether it is the account `other`.
    #[must_use]
    pub fn is_of(&self, other: &Identifier) -> bool {
        self.account.kind == other.kind && self.account.normalised() == other.normalised()
    }

    /// When the custodian was asked, or answered.
    #[must_use]
    pub const fn at(&self) -> Instant {
        match &self.custody {
            Custody::Asked { at } | Custody::Answered { at, .. } => *at,
        }
    }
}

impl Preservation {
    /// A preservation of accounts from receipt on.
    #[must_use]
    pub fn placed(since: Instant, until: Option<Instant>, accounts: &[Identifier]) -> Self {
        let mut kept: Vec<Kept> = Vec::new();
        for account in accounts {
            if !kept.iter().any(|k| k.is_of(account)) {
                kept.push(Kept::asked(account.clone(), since));
            }
        }
        Self::Active { since, until, extended: 0, holds: Vec::new(), accounts: kept }
    }

    /// The accounts, with what the custodian says of each.
    #[must_use]
    pub fn accounts(&self) -> &[Kept] {
        match self {
            Self::None => &[],
            Self::Active { accounts, .. } | Self::Ended { accounts, .. } | Self::Purged { accounts, .. } => accounts,
        }
    }

    /// What keeps the data beyond the term.
    #[must_use]
    pub fn holds(&self) -> &[Hold] {
        match self {
            Self::Active { holds, .. } => holds,
            Self::None | Self::Ended { .. } | Self::Purged { .. } => &[],
        }
    }

    /// How often its term was extended.
    #[must_use]
    pub const fn extended(&self) -> u32 {
        match self {
            Self::None => 0,
            Self::Active { extended, .. } => *extended,
            Self::Ended { term, .. } | Self::Purged { term, .. } => term.extended,
        }
    }

    /// Whether data is to be kept.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        matches!(self, Self::Active { .. })
    }

    /// When it ends by itself: the end of the term, unless something keeps the data beyond it.
    #[must_use]
    pub fn ends_at(&self) -> Option<Instant> {
        match self {
            Self::Active { until, holds, .. } if holds.is_empty() => *until,
            Self::None | Self::Active { .. } | Self::Ended { .. } | Self::Purged { .. } => None,
        }
    }

    /// The stable code of the state.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Active { .. } => "active",
            Self::Ended { .. } => "ended",
            Self::Purged { .. } => "purged",
        }
    }
}
