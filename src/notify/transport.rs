//! The way a mail leaves, and what truthfully became of it.
//!
//! SMTP cannot promise that a mail is sent exactly once (RFC 1047): when the line breaks after the final dot, nobody knows.
//! Such a mail is [`SendOutcome::Ambiguous`], and a person decides; it is never sent again by itself.

mod folder;
mod smtp;

pub use folder::Folder;
pub use smtp::{Login, Patience, Security, SettingsError, Smtp, SmtpSettings};

use super::message::ReadyMail;

/// Where in the conversation something happened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Reaching the server, or opening the folder.
    Connect,
    /// Its greeting and our EHLO.
    Greeting,
    /// Turning on encryption.
    Encryption,
    /// Signing in.
    SignIn,
    /// MAIL FROM.
    Sender,
    /// RCPT TO.
    Recipient,
    /// DATA.
    Data,
    /// The mail itself, and the answer to its final dot.
    Content,
}

impl Phase {
    /// The stable code; its name stands in the translations under `mail-phase-<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Greeting => "greeting",
            Self::Encryption => "encryption",
            Self::SignIn => "sign-in",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Data => "data",
            Self::Content => "content",
        }
    }
}

/// What became of one attempt. Texts are the server's or the system's own, on one line, at most 300 characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SendOutcome {
    /// The server has taken it over.
    Accepted {
        /// Its words.
        response: String,
    },
    /// The server will never take this mail (5yz to the mail itself). It was not sent.
    Refused {
        /// Where.
        phase: Phase,
        /// Its words.
        response: String,
    },
    /// Not now. It was certainly not sent, so a later attempt is safe.
    Temporary {
        /// Where.
        phase: Phase,
        /// Why.
        why: String,
    },
    /// Nobody knows whether it was sent: the final dot may have gone out and no clear answer came. Only a person may decide
    /// to send again.
    Ambiguous {
        /// Why.
        why: String,
    },
}

impl SendOutcome {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::Temporary { .. } => "temporary",
            Self::Ambiguous { .. } => "ambiguous",
        }
    }
}

/// A way out.
#[derive(Clone, Debug)]
pub enum Transport {
    /// A mail server.
    Smtp(Smtp),
    /// A folder of `.eml` files: the demo, the walk, and air-gapped houses.
    Folder(Folder),
}

impl Transport {
    /// Make one attempt. If the future is dropped before it ends, treat the attempt as ambiguous.
    pub async fn send(&self, mail: &ReadyMail) -> SendOutcome {
        match self {
            Self::Smtp(smtp) => smtp.send(mail).await,
            Self::Folder(folder) => folder.send(mail).await,
        }
    }

    /// Go as far as one can without sending: connect, encrypt and sign in; or write and remove a file.
    ///
    /// # Errors
    /// Where it failed, and why, for `ombud doctor`.
    pub async fn probe(&self) -> Result<(), (Phase, String)> {
        match self {
            Self::Smtp(smtp) => smtp.probe().await,
            Self::Folder(folder) => folder.probe().await,
        }
    }
}

/// Somebody else's words about an attempt, as they are kept.
fn one_line(text: &str) -> String {
    domain::text::one_line(text, 300)
}
