//! Signatures in what came in: S/MIME (RFC 8551) and OpenPGP (RFC 3156, RFC 9580) in mails, PAdES (ETSI EN 319 142) and its older kin in
//! PDFs. Programs of the system check them, in a job, under limits; what they say is kept with the digest of the file.
//!
//! A signature is shown as what it is: whose key made it, what it covers, who vouches for the name. It says nothing of the right to ask and
//! raises no trust by itself. Keys and certificates of authorities come from the operator's folder and from the directory, never from
//! the file: what lies in the file only links to them.

mod anchors;
mod ask;
mod certificate;
mod cms;
mod job;
pub mod key;
mod parts;
mod pdf;
mod pgp;

pub use anchors::Anchors;
pub use job::{check, check_waiting};

use domain::Instant;
use domain::ids::AuthorityId;
use serde::{Deserialize, Serialize};

/// Most signatures that are looked at in one file.
const MOST: usize = 10;

/// What kind of signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// S/MIME.
    Smime,
    /// OpenPGP.
    Pgp,
    /// In a PDF.
    Pdf,
}

/// What it covers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Covers {
    /// All of the document.
    Document,
    /// An earlier revision of the document: something was added behind it.
    Revision,
    /// Text and files of the mail; never its header, so neither sender nor subject.
    Body,
    /// A part of the mail's text and files.
    Part,
}

/// What the check came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// What it covers is as it was signed with that key.
    Valid,
    /// It doesn't fit what it covers: one of the two was changed.
    Broken,
    /// The key that made it is not known here, so nothing can be said.
    UnknownKey,
    /// It fits, and was made with a hash that can be forged.
    Weak,
    /// The programs can't make anything of it.
    Unreadable,
    /// Not checked: a program is not installed.
    Absent,
    /// Not checked: the check was broken off at its limits.
    BrokenOff,
}

/// Who vouches for the name in the key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "trust", rename_all = "snake_case")]
pub enum Trust {
    /// Nobody was asked, because there is nothing to vouch for.
    NotAsked,
    /// Nobody known here: the name is what the maker of the key says.
    Nobody,
    /// A key of the directory, behind which two people stand.
    Directory {
        /// The authority.
        authority: AuthorityId,
        /// Its name at that time.
        name: String,
    },
    /// A file of the operator's folder.
    Folder {
        /// Its name.
        file: String,
    },
    /// Somebody known here would, but the certificate or key was not valid when the file came.
    OutOfTime,
    /// The key was revoked.
    Revoked,
}

/// Who signed, as the certificate or key says.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Signer {
    /// The name.
    pub name: String,
    /// Who issued the certificate; empty for a key of OpenPGP.
    pub issuer: String,
    /// SHA-256 of the certificate, or the fingerprint of the key, in hexadecimal.
    pub fingerprint: String,
    /// Mail addresses in it.
    pub mails: Vec<String>,
}

/// One signature.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Signature {
    /// What kind.
    pub format: Format,
    /// What it covers.
    pub covers: Covers,
    /// What the check came to.
    pub outcome: Outcome,
    /// Who made it; `None` where nothing is proved of that.
    pub signer: Option<Signer>,
    /// Who vouches for the name.
    pub trust: Trust,
    /// When it was made, as the signer says.
    pub claimed_at: Option<Instant>,
    /// Whether it carries a timestamp of somebody else. That is not checked.
    pub timestamp: bool,
    /// Whether the sender's address stands in the certificate or key; `None` for a document.
    pub sender: Option<bool>,
    /// The programs that checked it, with their versions; the missing one for [`Outcome::Absent`].
    pub tool: String,
}

impl Signature {
    /// One that says nothing of who made it.
    fn bare(format: Format, covers: Covers, outcome: Outcome, tool: String) -> Self {
        Self { format, covers, outcome, signer: None, trust: Trust::NotAsked, claimed_at: None, timestamp: false, sender: None, tool }
    }
}

/// What was found in a file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Checked {
    /// Its signatures.
    pub signatures: Vec<Signature>,
    /// Whether there are more, which nobody looked at.
    pub more: bool,
    /// The documents in a mail that were looked at too: name and digest.
    pub files: Vec<(String, String)>,
}
