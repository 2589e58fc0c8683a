//! What was done on an order to act: an order that asks for something to be removed or blocked, and for no data.

use crate::Instant;
use serde::{Deserialize, Serialize};

/// The effect that was given to an order to act, as the authority and the recipient of the service are told it.
///
/// Source: Reg. (EU) 2022/2065 Art 9(1) (whether and when effect was given) and 9(5) (to what extent, and for which territory).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Effect {
    /// What was done, and where the content stood.
    pub what: String,
    /// When.
    pub at: Instant,
    /// The territory that it holds for; empty where the order names none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub territory: String,
    /// Why the order was followed in part only; empty where it was followed as a whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub short_of: String,
}

impl Effect {
    /// Whether the order was followed in part only.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        !self.short_of.trim().is_empty()
    }
}
