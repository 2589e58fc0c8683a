//! Secrecy: who may not be told, by what, and until when.
//!
//! Three states (in force, unknown, none confirmed). A new demand is unknown, and unknown counts as in force.

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
    /// When it was lifted or its expiry was noted.
    pub ended_at: Option<Instant>,
}

/// An attempt at a waiver.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Effort {
    /// When.
    pub at: Instant,
    /// What was done and what came of it.
    pub note: String,
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

/// Two people said that nothing forbids telling.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NoneConfirmed {
    /// Who prepared.
    pub first: PersonId,
    /// Who confirmed.
    pub second: PersonId,
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
}

/// Whether an addressee may be told at an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MayTell {
    /// Two people confirmed that nothing forbids it, and nothing has come since.
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
    /// The one function that every message to a customer's side passes (INV-04).
    #[must_use]
    pub fn may_tell(&self, whom: Audience, now: Instant) -> MayTell {
        let mut binding = self.orders.iter().filter(|o| o.covers.contains(&whom) && o.in_force(now)).peekable();
        if binding.peek().is_some() {
            // The latest end counts; one order without an end leaves none.
            let until = binding.map(SecrecyOrder::ends_at).try_fold(None, |latest: Option<Instant>, end| end.map(|e| latest.max(Some(e))));
            return MayTell::No { until: until.flatten() };
        }
        // An order that comes, goes on or is lifted takes the confirmation back, so it can only be younger than all of them.
        if self.none.is_some() { MayTell::Yes } else { MayTell::Unknown }
    }

    /// The order with this id.
    #[must_use]
    pub fn order(&self, id: OrderId) -> Option<&SecrecyOrder> {
        self.orders.iter().find(|o| o.id == id)
    }
}
