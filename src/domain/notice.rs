//! What the customer is told, and when.

use crate::Instant;
use crate::ids::{MessageId, PersonId};
use serde::{Deserialize, Serialize};

/// Kinds of notice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Before anything leaves; opens the objection window.
    Advance,
    /// After the fact: a secrecy ended, or an emergency has passed.
    Delayed,
    /// Together with the production (Reg. (EU) 2023/1543 Art 5(7)).
    WithProduction,
}

/// A notice as prepared: what the second person confirms is exactly this text for exactly these contacts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NoticeDraft {
    /// Kind.
    pub kind: NoticeKind,
    /// SHA-256 (hex) over the rendered mails and their recipients.
    pub digest: String,
    /// Number of contacts addressed.
    pub recipients: u32,
}

/// Time for the customer to object.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Window {
    /// Start: when the notice was handed over.
    pub opens_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Set when the legal due date left less than the full time (INV-20).
    pub shortened: bool,
}

/// Why a notice is not owed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotOwed {
    /// No occasion yet: the demand is not verified, or the notice goes with or after the production.
    NotYet,
    /// The law forbids the provider to tell.
    LawForbids,
    /// The authority tells.
    AuthorityTells,
}

/// Why no notice will be given. Two people say so.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaiverGround {
    /// No customer of ours can be identified.
    NoCustomer,
    /// The customer has been told by the authority already and said so in writing.
    AlreadyInformed,
    /// The customer has ceased to exist and has no successor.
    CustomerGone,
}

/// The notice track.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Nothing is owed.
    NotOwed(NotOwed),
    /// A debt with a date. While secrecy stands in the way it waits; it is never closed silently (INV-05).
    Owed {
        /// Since when.
        since: Instant,
        /// Until when.
        due: Instant,
    },
    /// Confirmed and in the outbox: by two people, or for a consumer with the end of a secrecy.
    Queued {
        /// What.
        draft: NoticeDraft,
        /// Who prepared; nobody where the policy's days did it.
        first: Option<PersonId>,
        /// Who confirmed; the first again where one person checked the docket.
        second: Option<PersonId>,
        /// When.
        at: Instant,
        /// When the debt was due.
        due: Instant,
    },
    /// A mail server took responsibility for it.
    Sent {
        /// Kind.
        kind: NoticeKind,
        /// When the first contact's mail was accepted.
        at: Instant,
        /// The message.
        message: MessageId,
        /// The window, for an advance notice.
        window: Option<Window>,
        /// It went out after its due date.
        late: bool,
    },
    /// No contact could be reached: a task, not an end.
    Undeliverable {
        /// When.
        at: Instant,
        /// When the debt was due.
        due: Instant,
    },
    /// Waived.
    Waived {
        /// Why.
        ground: WaiverGround,
        /// Who prepared.
        first: PersonId,
        /// Who confirmed.
        second: PersonId,
        /// When.
        at: Instant,
    },
}

impl Notice {
    /// Whether the customer still has to be told.
    #[must_use]
    pub const fn outstanding(&self) -> bool {
        matches!(self, Notice::Owed { .. } | Notice::Queued { .. } | Notice::Undeliverable { .. })
    }

    /// The debt's date.
    #[must_use]
    pub const fn due(&self) -> Option<Instant> {
        match self {
            Notice::Owed { due, .. } | Notice::Queued { due, .. } | Notice::Undeliverable { due, .. } => Some(*due),
            Notice::NotOwed(_) | Notice::Sent { .. } | Notice::Waived { .. } => None,
        }
    }
}
