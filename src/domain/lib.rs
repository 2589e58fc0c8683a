//! What is true about a demand.
//!
//! Pure: no I/O, no clock, no randomness. Everything that happens to a demand is decided here by
//! [`Demand::decide`] and folded here by [`Demand::apply`]; every other part of Ombud either feeds this
//! or shows it.

pub mod text;

pub mod actor;
pub mod category;
pub mod clocks;
pub mod ground;
pub mod ids;
pub mod instrument;

/// A moment in UTC, truncated to microseconds by the one clock that makes it.
pub type Instant = chrono::DateTime<chrono::Utc>;
