//! A wish for secrecy in a letter: it asks, and binds nobody, until somebody has decided what to do with it.

use crate::Instant;
use crate::ids::{OrderId, PersonId};
use serde::{Deserialize, Serialize};

/// What is done with a request for secrecy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestDecision {
    /// Nothing: it does not bind.
    Nothing,
    /// The authority was asked for an order; until that date nobody confirms that there is none.
    AskForOrder {
        /// Until when its answer is waited for.
        answer_by: Instant,
    },
    /// An order came with it and is on record.
    OrderRecorded {
        /// Which.
        order: OrderId,
    },
}

/// A request for secrecy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SecrecyRequest {
    /// When it was found.
    pub at: Instant,
    /// The words that ask.
    pub words: String,
    /// Who found it; `None` where the reading of the mail at receipt did.
    pub by: Option<PersonId>,
    /// What was decided, if anything.
    pub decision: Option<RequestDecision>,
}

impl SecrecyRequest {
    /// Until when an order is waited for.
    #[must_use]
    pub const fn awaited(&self) -> Option<Instant> {
        match self.decision {
            Some(RequestDecision::AskForOrder { answer_by }) => Some(answer_by),
            Some(RequestDecision::Nothing | RequestDecision::OrderRecorded { .. }) | None => None,
        }
    }
}
