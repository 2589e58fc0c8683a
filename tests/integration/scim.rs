//! SCIM 2.0: the protocol by itself, and as identity providers speak it.

mod filter;
mod patch;
mod providers;
mod safety;
