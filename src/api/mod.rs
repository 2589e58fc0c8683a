//! The doors for programs: REST under `/api/v1`, SCIM 2.0 under `/scim/v2`.
//!
//! A program comes with a token in `Authorization: Bearer …` and with nothing else: no cookies are read or given. Its routes
//! stand in [`routes::table`], which is part of the one table of the web. What goes wrong is told as the client's protocol tells
//! it: problem details (RFC 9457) or a SCIM error (RFC 7644, section 3.12).

pub mod etag;
pub mod etsi;
pub mod extract;
pub mod fault;
pub mod guard;
mod limit;
mod once;
pub mod openapi;
pub mod rest;
pub mod routes;
pub mod scim;
pub mod told;

pub use fault::{Fault, answer, is_ours};
