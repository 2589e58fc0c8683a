//! How long a secrecy of an instrument may last, and what else limits it.

use super::Bilingual;
use serde::{Deserialize, Serialize};

/// What stands behind a limit of a secrecy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermSource {
    /// The law itself.
    Law,
    /// A policy of the authority, which binds the authority and gives nobody a right.
    Policy,
    /// A bill: shown, and applied to nothing.
    Pending,
}

/// A limit of a secrecy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecrecyTerm {
    /// What stands behind it.
    pub source: TermSource,
    /// The longest first time in days; `None` where it has no end of its own.
    #[serde(default)]
    pub days: Option<u32>,
    /// The longest prolongation in days, each.
    #[serde(default)]
    pub extension_days: Option<u32>,
    /// As people read it.
    pub text: Bilingual,
    /// The provision.
    pub law: String,
}

impl SecrecyTerm {
    /// Whether the desk goes by it.
    #[must_use]
    pub const fn applies(&self) -> bool {
        !matches!(self.source, TermSource::Pending)
    }
}
