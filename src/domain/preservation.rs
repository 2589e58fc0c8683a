//! Keeping data unchanged without disclosing it.

use crate::Instant;
use serde::{Deserialize, Serialize};

/// The preservation track.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
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
    },
    /// The term is over; purging is owed.
    Ended {
        /// When.
        at: Instant,
    },
}
