//! The customer's own door: coming in by a mailed code or a passkey, and seeing what [`domain::customer_view`] lets be seen.
//!
//! Nothing here says more about a demand than that function does; what it does not show is not there, for every way in.

mod contacts;
mod copy;
mod passkeys;
mod relying;
mod seen;
mod sign_in;

pub use contacts::LIST_LETTER;
pub(super) use contacts::{is_caseless, keeps_list};
pub use copy::{Copy, ListedContact, SentNotice};
pub use passkeys::{CHALLENGE_VALID, MOST_PASSKEYS, PASSKEY_LETTER};
pub use relying::Relying;
pub use seen::View;
pub use sign_in::{CODE_LETTER, CODE_VALID, Guest};
pub(super) use sign_in::{fits, open_attempt, open_session};

use super::Error;
use super::staff::Origin;
use crate::store::StoreError;
use crate::store::customers::{ContactRow, CustomerRow};
use domain::Instant;
use domain::ids::{ContactId, CustomerId};

/// Why somebody did not come in.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// The code is not the one that was mailed, or is used up: nothing says which.
    #[error("the code is not right, has expired or was used; ask for a new one")]
    Wrong,
    /// Too many asked for a code for this address, or for anything from this place.
    #[error("too many tries to come in; try again after {until}")]
    Wait {
        /// Until when.
        until: Instant,
    },
    /// Nobody would be left whom a notice reaches.
    #[error("nobody would be left whom a notice reaches; list somebody else first, and let the new address answer")]
    LastReachable,
    /// The list is long enough.
    #[error("no more people can be listed here; take others off the list, or write to the provider")]
    TooManyContacts,
    /// The passkey opens nothing: nothing says why.
    #[error("this passkey opens nothing here; ask for a code by mail")]
    WrongPasskey,
    /// The contact's address is not known to answer.
    #[error("the address has to answer before a passkey can stand in for it; come in by a mailed code")]
    Unconfirmed,
    /// The contact has as many as it may.
    #[error("no more passkeys can be added; remove one first")]
    TooManyPasskeys,
    /// Everything else.
    #[error(transparent)]
    Workflow(#[from] Error),
}

impl From<StoreError> for PortalError {
    fn from(error: StoreError) -> Self {
        Self::Workflow(error.into())
    }
}

/// A contact of a customer, signed in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Represented {
    /// Who.
    pub contact: ContactRow,
    /// For whom.
    pub customer: CustomerRow,
}

impl Represented {
    /// The contact's id.
    #[must_use]
    pub fn contact_id(&self) -> ContactId {
        self.contact.id.to()
    }

    /// The customer's id.
    #[must_use]
    pub fn customer_id(&self) -> CustomerId {
        self.customer.id.to()
    }
}

fn same_address(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// The network address that tries are counted for; empty for this host, where it may be a proxy's.
fn counted(from: &Origin) -> String {
    if from.is_this_host() { String::new() } else { from.ip.chars().take(64).collect() }
}
