//! Why a package was not made, or is not believed.

use minimise::check::Violation;
use std::io;

/// How many rows a refusal names; the rest are counted.
pub const NAMED: usize = 1000;

/// Rows that are not authorised, found by the independent check.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Unauthorised {
    /// The first [`NAMED`] of them.
    pub rows: Vec<Violation>,
    /// How many there are.
    pub total: u64,
}

impl Unauthorised {
    pub(super) fn add(&mut self, violation: Violation) {
        self.total += 1;
        if self.rows.len() < NAMED {
            self.rows.push(violation);
        }
    }

    /// The first rows by file and number, without words: `a.csv: 3, 7; b.csv: 1`.
    #[must_use]
    pub fn places(&self) -> String {
        let mut places = String::new();
        let mut file = None;
        for v in self.rows.iter().take(20) {
            if file == Some(&v.file) {
                places.push_str(", ");
            } else {
                places.push_str(if file.is_some() { "; " } else { "" });
                places.push_str(&v.file);
                places.push_str(": ");
                file = Some(&v.file);
            }
            places.push_str(&v.row.to_string());
        }
        if self.total > 20 {
            places.push_str(" …");
        }
        places
    }
}

impl std::fmt::Display for Unauthorised {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, row) in self.rows.iter().take(5).enumerate() {
            write!(f, "{}{row}", if i == 0 { "" } else { "; " })?;
        }
        match self.total.saturating_sub(5) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

/// What is wrong with a package, or with what was to become one.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// INV-03: something in it is not authorised.
    #[error("not authorised, so not packed or released: {0}. Nothing has left. Minimise again with the approved scope.")]
    Unauthorised(Unauthorised),
    /// A file is not the one that the minimisation wrote.
    #[error("'{file}' is not the file that minimisation reported ({what}). Nothing has left. Minimise again and pack what that writes.")]
    NotAsReported {
        /// File.
        file: String,
        /// What differs.
        what: &'static str,
    },
    /// A name that could do harm where the package is unpacked.
    #[error("'{file}' cannot be a name in a package (no folders, no leading dot, no control characters, no name twice). Rename it.")]
    BadName {
        /// File.
        file: String,
    },
    /// No file at all.
    #[error("there is no file to pack. If nothing was found, say so instead of sending an empty package.")]
    Empty,
    /// `demand`, `recipient` or `approval` is missing.
    #[error("the package names no {0}. It must say for whom it is, on which demand and by which approval (SHA-256, 64 hex digits).")]
    Missing(&'static str),
    /// The package differs from its own manifest.
    #[error("the package is not as its manifest says: '{file}' {what}. Do not use or release it; seal again.")]
    NotAsManifest {
        /// Entry.
        file: String,
        /// What differs.
        what: &'static str,
    },
    /// The manifest is not what was approved: `demand`, `recipient`, `approval`, `files`, `source`, `scope` or `mapping` differs.
    #[error("the package was not made for this approval: its {0} differs. Do not release it; seal again.")]
    NotAsApproved(&'static str),
    /// Not a package of ours.
    #[error("this cannot be read as a package: {0}. Do not use it; fetch it again or seal again.")]
    Unreadable(String),
    /// A recipient's key that is none.
    #[error("'{0}' is not an age key of a recipient; one begins with age1 and has 62 signs. Ask the recipient for it again.")]
    NotAKey(String),
    /// Wrong passphrase or key, or an altered file.
    #[error("the package cannot be opened: {0}. Check passphrase or key, and the file's SHA-256.")]
    Closed(String),
    /// Reading failed.
    #[error("reading failed: {0}. Nothing has left; mend that and try again.")]
    Read(io::Error),
    /// Writing failed, by a full disk perhaps.
    #[error("writing the package failed: {0}. What was written is incomplete and must not be used; make room and seal again.")]
    Write(io::Error),
}

impl PackageError {
    /// The stable code, under which the screens have their own sentence.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unauthorised(_) => "package-unauthorised",
            Self::NotAsReported { .. } => "package-not-as-reported",
            Self::BadName { .. } => "package-bad-name",
            Self::Empty => "package-empty",
            Self::Missing(_) => "package-missing",
            Self::NotAsManifest { .. } => "package-not-as-manifest",
            Self::NotAsApproved(_) => "package-not-as-approved",
            Self::Unreadable(_) => "package-unreadable",
            Self::NotAKey(_) => "package-not-a-key",
            Self::Closed(_) => "package-closed",
            Self::Read(_) => "package-read",
            Self::Write(_) => "package-write",
        }
    }

    /// What the sentence under [`PackageError::code`] speaks of, by the names of its variables. `total` is a number.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unauthorised(which) => vec![("total", which.total.to_string()), ("rows", which.places())],
            Self::NotAsReported { file, .. } | Self::BadName { file } | Self::NotAsManifest { file, .. } => vec![("file", file.clone())],
            Self::Missing(what) | Self::NotAsApproved(what) => vec![("what", (*what).to_owned())],
            Self::NotAKey(key) => vec![("key", key.clone())],
            Self::Read(cause) | Self::Write(cause) => vec![("cause", cause.to_string())],
            Self::Empty | Self::Unreadable(_) | Self::Closed(_) => vec![],
        }
    }
}
