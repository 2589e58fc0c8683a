//! What comes in: mails, PDF papers and demands as JSON, read without trusting a byte of them.
//!
//! Nothing here writes, fetches, extracts or decides. Reading can fail for one file without stopping anything else; a
//! file that cannot be read is a typed [`IntakeError`], and the caller keeps its bytes in quarantine.

pub mod authenticity;
pub mod authorities;
pub mod certificate;
mod citation;
pub mod customers;
mod dates;
pub mod door;
mod error;
mod file;
mod flags;
mod found;
pub mod history;
mod hush;
pub mod imap;
pub mod json;
pub mod lmtp;
pub mod mail;
mod mime;
pub mod pdf;
mod pdf_text;
pub mod receive;
pub mod report;
pub mod sample;
mod sample_pdf;
pub mod scan;
pub mod signatures;
mod suggest;
pub mod thread;
pub mod upload;
mod vocabulary;

pub use error::{FieldProblem, IntakeError};
pub use file::{Attachment, Sniffed};
pub use found::{Found, FoundValue};
pub use mail::{IncomingMail, Limits, Mark};
pub use pdf::PdfFacts;
pub use suggest::{FaceDate, Field, Period, Snippet, Source, Suggestion, Suggestions, suggest};
