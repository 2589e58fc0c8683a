//! What the customer is told, and when.

use crate::Instant;
use crate::ids::{ContactId, CustomerId, DocumentId, MessageId, PersonId};
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
    /// After an earlier notice: the authority took the demand back.
    Withdrawn,
    /// After an earlier notice: how the demand ended.
    EndOfMatter,
}

impl NoticeKind {
    /// All kinds.
    pub const ALL: [NoticeKind; 5] =
        [NoticeKind::Advance, NoticeKind::Delayed, NoticeKind::WithProduction, NoticeKind::Withdrawn, NoticeKind::EndOfMatter];

    /// Whether it follows an earlier notice and says how the demand ended.
    #[must_use]
    pub const fn closes(self) -> bool {
        matches!(self, NoticeKind::Withdrawn | NoticeKind::EndOfMatter)
    }
}

/// Whom a notice is for, and in which turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Addressee {
    /// The contact.
    pub contact: ContactId,
    /// The mail that is written to it; the shell has drawn the id.
    pub message: MessageId,
    /// The contact's place: those who share the lowest are told first, the next when none of them can be reached or nobody
    /// acknowledges.
    pub place: u32,
}

/// A notice as prepared: what the second person confirms is exactly this text for exactly these contacts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NoticeDraft {
    /// Kind.
    pub kind: NoticeKind,
    /// SHA-256 (hex) over the rendered mails, their recipients and what goes with them.
    pub digest: String,
    /// Copies of the demand's papers that go with each mail; each was cleared by two people (INV-19).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<DocumentId>,
    /// Whom it is for, in the customer's order.
    pub to: Vec<Addressee>,
}

/// What became of one mail of a notice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Others are asked first.
    Waiting,
    /// In the outbox.
    Queued,
    /// A mail server took responsibility for it.
    Accepted {
        /// When.
        at: Instant,
    },
    /// A delivery report says that it lies in the mailbox (RFC 3464, action `delivered`).
    Delivered {
        /// When.
        at: Instant,
    },
    /// It came back, or was given up.
    Failed {
        /// When.
        at: Instant,
    },
    /// Taken back before it went.
    Stopped,
}

impl Fate {
    /// Whether the contact's side has it, as far as anybody knows.
    #[must_use]
    pub const fn arrived(self) -> bool {
        matches!(self, Fate::Accepted { .. } | Fate::Delivered { .. })
    }
}

/// One mail of a notice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Post {
    /// To whom, under which id, in which turn.
    #[serde(flatten)]
    pub to: Addressee,
    /// What became of it.
    pub fate: Fate,
}

/// A contact who opened the notice in the portal, or said that it was received.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reading {
    /// Who.
    pub contact: ContactId,
    /// When it was first seen.
    pub opened_at: Instant,
    /// When it was acknowledged.
    pub acknowledged_at: Option<Instant>,
}

/// The mails of one notice and what became of them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Mailing {
    /// The mails, in the customer's order.
    pub posts: Vec<Post>,
    /// Who has read it.
    pub readings: Vec<Reading>,
    /// When those who have it were reminded.
    pub reminded: Vec<Instant>,
}

impl Mailing {
    /// The mails of a notice that has just been ordered: those who stand first are written to.
    #[must_use]
    pub fn of(draft: &NoticeDraft) -> Self {
        let first = draft.to.iter().map(|a| a.place).min();
        let fate = |a: &Addressee| if Some(a.place) == first { Fate::Queued } else { Fate::Waiting };
        Self { posts: draft.to.iter().map(|a| Post { to: *a, fate: fate(a) }).collect(), readings: Vec::new(), reminded: Vec::new() }
    }

    /// The mail with this id; a reminder is the mail of which it reminds.
    #[must_use]
    pub fn post(&self, message: MessageId) -> Option<&Post> {
        self.posts.iter().find(|p| is_or_reminds(p, message, self.reminded.len()))
    }

    /// Whether somebody on the customer's side has it.
    #[must_use]
    pub fn reached(&self) -> bool {
        !self.readings.is_empty() || self.posts.iter().any(|p| p.fate.arrived())
    }

    /// Whether a mail is still on its way out.
    #[must_use]
    pub fn pending(&self) -> bool {
        self.posts.iter().any(|p| p.fate == Fate::Queued)
    }

    /// Whether somebody on the customer's side said that it was received.
    #[must_use]
    pub fn acknowledged(&self) -> bool {
        self.readings.iter().any(|r| r.acknowledged_at.is_some())
    }

    /// Who comes next in the order.
    #[must_use]
    pub fn next_place(&self) -> Option<u32> {
        self.posts.iter().filter(|p| p.fate == Fate::Waiting).map(|p| p.to.place).min()
    }

    pub(crate) fn set(&mut self, message: MessageId, fate: Fate) {
        let reminders = self.reminded.len();
        for post in self.posts.iter_mut().filter(|p| is_or_reminds(p, message, reminders)) {
            post.fate = fate;
        }
    }

    pub(crate) fn turn_to(&mut self, place: u32) {
        for post in self.posts.iter_mut().filter(|p| p.to.place == place && p.fate == Fate::Waiting) {
            post.fate = Fate::Queued;
        }
    }

    /// Nothing more of it goes out.
    pub(crate) fn stop(&mut self) {
        for post in self.posts.iter_mut().filter(|p| matches!(p.fate, Fate::Queued | Fate::Waiting)) {
            post.fate = Fate::Stopped;
        }
    }

    pub(crate) fn read(&mut self, contact: ContactId, at: Instant, acknowledged: bool) {
        let known = self.readings.iter_mut().find(|r| r.contact == contact);
        let acknowledged_at = acknowledged.then_some(at);
        match known {
            Some(reading) => reading.acknowledged_at = reading.acknowledged_at.or(acknowledged_at),
            None => self.readings.push(Reading { contact, opened_at: at, acknowledged_at }),
        }
    }
}

/// The id of the mail that reminds of another, from the number of reminders before it. Drawn from the first mail's random id, so
/// that the outbox needs no second draw and a repeated reminder is the same mail.
#[must_use]
pub fn reminder(message: MessageId, n: usize) -> MessageId {
    let n = u128::try_from(n).unwrap_or(u128::MAX).wrapping_add(1);
    MessageId(uuid::Uuid::from_u128(message.0.as_u128() ^ n))
}

fn is_or_reminds(post: &Post, message: MessageId, reminders: usize) -> bool {
    post.to.message == message || (0..reminders).any(|n| reminder(post.to.message, n) == message)
}

/// What two people ordered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ordered {
    /// What.
    pub draft: NoticeDraft,
    /// Who prepared; nobody where the policy's days did it.
    pub first: Option<PersonId>,
    /// Who confirmed; the first again where one person checked the docket.
    pub second: Option<PersonId>,
    /// When.
    pub at: Instant,
    /// When the debt was due.
    pub due: Instant,
}

/// That a notice reached the customer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reached {
    /// When a mail server first took responsibility for it.
    pub at: Instant,
    /// For which mail.
    pub message: MessageId,
    /// The window, for an advance notice.
    pub window: Option<Window>,
    /// It went out after its due date.
    pub late: bool,
}

/// How a notice stopped being the one that counts now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The customer was told, and is owed the end of the matter.
    Followed,
    /// What was told is of another customer, another paper or a closed case.
    Superseded,
    /// It reached nobody.
    Failed,
    /// Stopped before it reached anybody.
    Stopped,
}

/// A notice of before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PastNotice {
    /// Whose.
    pub customer: Option<CustomerId>,
    /// What two people ordered.
    pub ordered: Ordered,
    /// That it was given.
    pub reached: Option<Reached>,
    /// What became of its mails.
    pub mailing: Mailing,
    /// Why it is past.
    pub ending: Ending,
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
        /// What became of its mails.
        mailing: Mailing,
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
        /// What two people ordered.
        ordered: Box<Ordered>,
        /// What became of its mails.
        mailing: Mailing,
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

    /// The mails of the notice that counts now.
    #[must_use]
    pub const fn mailing(&self) -> Option<&Mailing> {
        match self {
            Notice::Queued { mailing, .. } | Notice::Sent { mailing, .. } => Some(mailing),
            Notice::NotOwed(_) | Notice::Owed { .. } | Notice::Undeliverable { .. } | Notice::Waived { .. } => None,
        }
    }

    pub(crate) const fn mailing_mut(&mut self) -> Option<&mut Mailing> {
        match self {
            Notice::Queued { mailing, .. } | Notice::Sent { mailing, .. } => Some(mailing),
            Notice::NotOwed(_) | Notice::Owed { .. } | Notice::Undeliverable { .. } | Notice::Waived { .. } => None,
        }
    }

    /// This notice as one of the past; `None` when none was ordered.
    #[must_use]
    pub fn past(&self, customer: Option<CustomerId>, ending: Ending) -> Option<PastNotice> {
        let (ordered, reached, mailing) = match self {
            Notice::Queued { draft, first, second, at, due, mailing } => {
                (Ordered { draft: draft.clone(), first: *first, second: *second, at: *at, due: *due }, None, mailing)
            }
            Notice::Sent { at, message, window, late, ordered, mailing, .. } => {
                let reached = Reached { at: *at, message: *message, window: window.clone(), late: *late };
                (ordered.as_ref().clone(), Some(reached), mailing)
            }
            Notice::NotOwed(_) | Notice::Owed { .. } | Notice::Undeliverable { .. } | Notice::Waived { .. } => return None,
        };
        let mut mailing = mailing.clone();
        mailing.stop();
        Some(PastNotice { customer, ordered, reached, mailing, ending })
    }
}
