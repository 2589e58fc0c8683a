//! Secrecy: who may not be told, by what, and until when.
//!
//! Three states (in force, unknown, none confirmed). A new demand is unknown, and unknown counts as in force.

pub mod calendar;
mod effort;
mod request;
mod verdict;

pub use effort::{Answer, Checklist, Effort, EffortKind, EffortResult, Review};
pub use request::{RequestDecision, SecrecyRequest};
pub use verdict::{Row, Verdict};

use crate::Instant;
use crate::ids::{OrderId, PersonId};
use crate::instrument::{Audience, SecrecySource};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How an order ends (INV-06).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderEnd {
    /// At an instant.
    Until(Instant),
    /// Without an end; somebody looks again then.
    Indefinite {
        /// Next review.
        review_on: Instant,
    },
}

/// What an order by statute stands on: no paper of its own.
pub const ON_THE_DEMAND: &str = "the demand itself";

/// One recorded prohibition to tell somebody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SecrecyOrder {
    /// Its id.
    pub id: OrderId,
    /// How it arose.
    pub source: SecrecySource,
    /// Whom it covers.
    pub covers: BTreeSet<Audience>,
    /// Legal basis.
    pub law: String,
    /// The paper it stands on; a statutory order stands on the demand itself.
    pub document: String,
    /// Start.
    pub from: Instant,
    /// End.
    pub end: OrderEnd,
    /// When somebody recorded it.
    pub placed_at: Instant,
    /// Attempts to have it lifted, narrowed or bounded (SCC clause 15.1(b)).
    pub efforts: Vec<Effort>,
    /// When somebody looked at it again, where it has no end (INV-06).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<Review>,
    /// When it was lifted or its expiry was noted.
    pub ended_at: Option<Instant>,
}

impl SecrecyOrder {
    /// Whether the order binds at `now`. Its start is not waited for: a paper in hand binds (fails closed).
    #[must_use]
    pub fn in_force(&self, now: Instant) -> bool {
        self.ended_at.is_none_or(|t| now < t)
            && match self.end {
                OrderEnd::Until(t) => now < t,
                OrderEnd::Indefinite { .. } => true,
            }
    }

    /// Whether it was ended before its own date.
    #[must_use]
    pub fn lifted(&self) -> bool {
        match (self.ended_at, self.end) {
            (Some(ended), OrderEnd::Until(own)) => ended < own,
            (Some(_), OrderEnd::Indefinite { .. }) => true,
            (None, _) => false,
        }
    }

    /// The instant at which it stopped or will stop binding, if known.
    #[must_use]
    pub fn ends_at(&self) -> Option<Instant> {
        match (self.ended_at, self.end) {
            (Some(t), OrderEnd::Until(u)) => Some(t.min(u)),
            (Some(t), OrderEnd::Indefinite { .. }) => Some(t),
            (None, OrderEnd::Until(u)) => Some(u),
            (None, OrderEnd::Indefinite { .. }) => None,
        }
    }
}

/// Why nothing forbids telling any more.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum NoneConfirmed {
    /// Two people said so.
    TwoPeople {
        /// Who prepared.
        first: PersonId,
        /// Who confirmed.
        second: PersonId,
        /// When.
        at: Instant,
    },
    /// Every order had ended, and one person looked whether an extension came.
    Docket {
        /// Who looked.
        by: PersonId,
        /// Where.
        checked: String,
        /// When.
        at: Instant,
    },
    /// Every order had ended, the working days that the policy gives had passed, and nobody stopped it.
    Grace {
        /// How many working days.
        days: u32,
        /// When.
        at: Instant,
    },
}

impl NoneConfirmed {
    /// When.
    #[must_use]
    pub const fn at(&self) -> Instant {
        match self {
            NoneConfirmed::TwoPeople { at, .. } | NoneConfirmed::Docket { at, .. } | NoneConfirmed::Grace { at, .. } => *at,
        }
    }
}

/// Somebody said that the policy's days do not confirm the end of this secrecy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GraceStopped {
    /// Who.
    pub by: PersonId,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Instant,
}

/// All secrecy of a demand.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Secrecy {
    /// Orders, in the order in which they were recorded; never removed.
    pub orders: Vec<SecrecyOrder>,
    /// The confirmation that none is in force.
    pub none: Option<NoneConfirmed>,
    /// Requests for secrecy, which are no orders; never removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<SecrecyRequest>,
    /// Set when somebody stopped the policy's days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace_stopped: Option<GraceStopped>,
}

/// Whether an addressee may be told at an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MayTell {
    /// It was confirmed that nothing forbids it, and nothing has come since.
    Yes,
    /// Nobody has confirmed anything yet, or an order has ended and nobody has looked since: counts as no.
    Unknown,
    /// An order forbids it.
    No {
        /// Until when, if the orders say so.
        until: Option<Instant>,
    },
}

impl Secrecy {
    /// The order with this id.
    #[must_use]
    pub fn order(&self, id: OrderId) -> Option<&SecrecyOrder> {
        self.orders.iter().find(|o| o.id == id)
    }

    /// The request that waits for a decision.
    #[must_use]
    pub fn open_request(&self) -> Option<&SecrecyRequest> {
        self.requests.iter().find(|r| r.decision.is_none())
    }
}
