//! What can be known of where a mail came from: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 9989) and ARC (RFC 8617), each a fact of its
//! own. None of them says that the person behind the mailbox is who they say: that takes a call back.

mod came;
pub mod dns;
mod verdicts;

pub use came::{Client, Envelope, Trust};
pub use dns::{Answer, Dns, Found, NoResolver};
pub use verdicts::{Arc, Claim, Dkim, Dmarc, Outcome, Spf, Verdicts, again, examine};
