//! The minimisation engine: streaming filters that keep only what is authorised.
