//! Whom a customer listed to be told, and whether they can be reached.
//!
//! A case is told to nobody whose address has never answered: a mistyped address would tell it to a stranger. So an address
//! is verified by a mailed link first, or somebody answers for it on record; and because people leave, an answer ages.
//! Nothing here looks at a demand: what is asked of a contact, and when, is the same for every customer.

use crate::Instant;
use chrono::Duration;
use serde::{Deserialize, Serialize};

/// What a contact was listed for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactPurpose {
    /// Notices of demands, and what else the law wants delivered.
    #[default]
    LegalNotices,
    /// Security incidents.
    Security,
    /// Data protection.
    Privacy,
    /// Everything else.
    General,
}

impl ContactPurpose {
    /// All purposes.
    pub const ALL: [Self; 4] = [Self::LegalNotices, Self::Security, Self::Privacy, Self::General];

    /// The stable code, as in the database and in files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::LegalNotices => "legal_notices",
            Self::Security => "security",
            Self::Privacy => "privacy",
            Self::General => "general",
        }
    }

    /// The purpose of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.code() == code)
    }
}

/// What the provider is towards a customer's data (GDPR Article 4(7) and (8)).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderRole {
    /// The customer decides what the data is for.
    #[default]
    Processor,
    /// The provider decides.
    Controller,
}

impl ProviderRole {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Processor, Self::Controller];

    /// The stable code, as in the database and in files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Processor => "processor",
            Self::Controller => "controller",
        }
    }

    /// The role of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
}

/// What is known of a contact's address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// When the address last answered, or somebody answered for it.
    pub verified_at: Option<Instant>,
    /// When a mail last came back from it.
    pub bounced_at: Option<Instant>,
    /// When it was taken off the list.
    pub removed_at: Option<Instant>,
}

/// The provider's choices about contacts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ContactPolicy {
    /// How long an answer is good for; afterwards the contact is stale and asked again.
    pub valid: Duration,
    /// How much longer a stale contact is still told: it is the best address there is.
    pub grace: Duration,
    /// How long a mailed link works, and so how long until an address that did not answer is asked again.
    pub ask_again: Duration,
    /// How many times in a row an address is asked by itself.
    pub asks: u32,
    /// How often a customer is reminded to keep its contacts current.
    pub remind: Duration,
    /// How often, while nobody of a customer can be reached.
    pub remind_unreachable: Duration,
}

impl Default for ContactPolicy {
    fn default() -> Self {
        Self {
            valid: Duration::days(365),
            grace: Duration::days(90),
            ask_again: Duration::days(14),
            asks: 4,
            remind: Duration::days(180),
            remind_unreachable: Duration::days(30),
        }
    }
}

impl ContactPolicy {
    /// An answer given at this moment or later makes a contact reachable now.
    #[must_use]
    pub fn reachable_since(&self, now: Instant) -> Instant {
        now - self.valid - self.grace
    }
}

/// How a contact stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// It answered, and not long ago.
    Verified,
    /// It answered long ago: told still, and asked again.
    Stale,
    /// It answered so long ago that it is not told any more.
    Lapsed,
    /// It never answered.
    Unverified,
    /// Mail to it came back, and it has not answered since.
    Bounced,
    /// Not on the list any more.
    Removed,
}

impl Reach {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Verified, Self::Stale, Self::Lapsed, Self::Unverified, Self::Bounced, Self::Removed];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Stale => "stale",
            Self::Lapsed => "lapsed",
            Self::Unverified => "unverified",
            Self::Bounced => "bounced",
            Self::Removed => "removed",
        }
    }

    /// Whether a notice may go there.
    #[must_use]
    pub const fn reachable(self) -> bool {
        matches!(self, Self::Verified | Self::Stale)
    }
}

/// How a contact stands at `now`: the one answer that notices, the desk and the screens share. An answer dated after `now`, as
/// after a clock was set back, counts as fresh.
#[must_use]
pub fn reach(standing: &Standing, policy: &ContactPolicy, now: Instant) -> Reach {
    if standing.removed_at.is_some() {
        return Reach::Removed;
    }
    if standing.bounced_at.is_some() {
        return Reach::Bounced;
    }
    let Some(verified_at) = standing.verified_at else { return Reach::Unverified };
    if verified_at >= now - policy.valid {
        Reach::Verified
    } else if verified_at >= policy.reachable_since(now) {
        Reach::Stale
    } else {
        Reach::Lapsed
    }
}
