//! The authorities' own door: officers come in by a mailed code, are vetted by two of our own, submit demands and follow them.
//!
//! Nothing here says more about a demand than [`domain::agency_view`] does. An officer who is not vetted may submit and keep the
//! receipt; everything else than one's own demand is not there: [`Error::NotFound`], as for an id that nobody ever had.

mod demands;
mod fetch;
mod sign_in;
mod vetting;

pub use demands::{MOST_A_DAY, RECEIPT_LETTER, Receipt, ReceivedFile, SUBMISSION};
pub(super) use demands::{own, put_submitted};
pub use sign_in::Claims;
pub use vetting::{Called, VettingError};

use super::Error;
use crate::store::StoreError;
use crate::store::agency::AccountRow;
use crate::store::authorities::{self, AuthorityRow};
use crate::store::officers::OfficerRow;
use chrono::TimeDelta;
use domain::Instant;
use domain::actor::Actor;
use domain::ids::OfficerId;

/// How long ago a code may have been typed for what needs a fresh proof of the mailbox.
pub const FRESH: TimeDelta = TimeDelta::minutes(15);
/// How long two people's word about an officer holds.
pub const VOUCHED_FOR: TimeDelta = TimeDelta::days(365);

/// What an officer counts as at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Two of our own people have not vouched yet, or nobody knows for which authority the officer acts.
    Waiting,
    /// Vetted.
    Vetted,
    /// Somebody has to vouch again.
    Expired,
    /// Cut off.
    Suspended,
}

impl Standing {
    /// The stable code, as in translation keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Vetted => "vetted",
            Self::Expired => "expired",
            Self::Suspended => "suspended",
        }
    }
}

/// What an officer counts as at `now`. Two people's word holds for a year, for an address in a domain that the directory lists for an
/// authority that is known: each of these can fall away, and then the word does.
#[must_use]
pub fn standing(officer: Option<&OfficerRow>, authority: Option<&AuthorityRow>, now: Instant) -> Standing {
    let Some(officer) = officer else { return Standing::Waiting };
    match officer.standing.as_str() {
        "suspended" => Standing::Suspended,
        "expired" => Standing::Expired,
        "vetted" => {
            let known = authority
                .is_some_and(|row| row.id == officer.authority_id && row.standing == "known" && lists(row, officer.mail.as_deref()));
            match (known, officer.attest_by.is_some_and(|until| now < until)) {
                (true, true) => Standing::Vetted,
                (true, false) => Standing::Expired,
                (false, _) => Standing::Waiting,
            }
        }
        _ => Standing::Waiting,
    }
}

/// Whether the directory lists exactly the domain of this address for the authority.
#[must_use]
pub fn lists(authority: &AuthorityRow, mail: Option<&str>) -> bool {
    let listed = authorities::domains(authority).unwrap_or_default();
    mail.and_then(domain::who::domain_of).is_some_and(|domain| listed.contains(&domain))
}

/// An officer, signed in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attending {
    /// What the officer says of itself.
    pub account: AccountRow,
    /// The directory's entry, once there is one.
    pub officer: Option<OfficerRow>,
    /// The authority, once it is known.
    pub authority: Option<AuthorityRow>,
    /// What the officer counts as.
    pub standing: Standing,
    /// When the code of this session was typed.
    pub proved_at: Instant,
}

impl Attending {
    /// The officer's id.
    #[must_use]
    pub fn id(&self) -> OfficerId {
        self.account.officer_id.to()
    }

    /// The officer as an actor.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Officer(self.id())
    }

    /// Whether two of our own people have vouched, and their word holds.
    #[must_use]
    pub fn is_vetted(&self) -> bool {
        self.standing == Standing::Vetted
    }

    /// Whether the mailbox answered a moment ago.
    #[must_use]
    pub fn is_fresh(&self, now: Instant) -> bool {
        now - self.proved_at < FRESH
    }
}

/// Why something did not happen at this door.
#[derive(Debug, thiserror::Error)]
pub enum AgencyError {
    /// Too many demands of one officer in a day.
    #[error("too many demands were submitted in a day; nothing was taken in. Try again after {until}, or write to the provider")]
    TooMany {
        /// Until when.
        until: Instant,
    },
    /// The proof of the mailbox is too old.
    #[error("a fresh code is needed to fetch a production; nothing was handed out")]
    Stale,
    /// Everything else.
    #[error(transparent)]
    Workflow(#[from] Error),
}

impl From<StoreError> for AgencyError {
    fn from(error: StoreError) -> Self {
        Self::Workflow(error.into())
    }
}
