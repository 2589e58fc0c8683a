//! What is true about a demand.
//!
//! Pure: no I/O, no clock, no randomness. Everything that happens to a demand is decided by
//! [`demand::Demand::decide`] and folded by [`demand::Demand::apply`]; every other part of Ombud either
//! feeds this or shows it.

pub mod text;
pub mod token;
pub mod verb;

pub mod act;
pub mod actor;
pub mod aftermath;
pub mod agency_view;
mod apply;
mod arguments;
pub mod available;
pub mod calendar;
pub mod category;
pub mod cleared;
pub mod clocks;
pub mod command;
pub mod contact;
pub mod context;
pub mod count;
pub mod customer_report;
pub mod customer_view;
mod decide;
pub mod demand;
pub mod effect;
pub mod escalation;
pub mod escape;
pub mod event;
pub mod fact;
pub mod ground;
mod guards;
pub mod ids;
pub mod instrument;
pub mod invariants;
pub mod keeping;
pub mod letter;
pub mod lookalike;
pub mod machine;
pub mod notice;
pub mod objection;
pub mod on_call;
pub mod outcome;
pub mod paper;
pub mod past;
pub mod policy;
pub mod preservation;
pub mod receive;
pub mod refusal;
pub mod secrecy;
pub mod stage;
pub mod stated;

pub mod tally;
pub mod timing;
mod told;
pub mod transfer;
pub mod webhook;
pub mod who;

pub use decide::receive;
pub use verb::{by_contact, by_officer, roles, stages};

/// A moment in UTC, truncated to microseconds by the one clock that makes it.
pub type Instant = chrono::DateTime<chrono::Utc>;
