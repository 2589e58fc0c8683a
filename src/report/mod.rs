//! The transparency statistics.
