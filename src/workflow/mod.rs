//! Use cases; the only room that changes a demand.
pub mod staff;
