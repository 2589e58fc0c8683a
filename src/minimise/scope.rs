//! What may leave: lines of account × categories × time.

use domain::Instant;
use domain::category::Category;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeSet;

/// One authorised line. The time range is half-open: `from` is inside, `to` is not.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeLine {
    /// Account as the approval names it.
    pub account: String,
    /// Categories that were authorised for it.
    pub categories: BTreeSet<Category>,
    /// First moment inside; `null` means no lower bound. The key must be there: a misspelt one would widen the line.
    #[serde(deserialize_with = "stated")]
    pub from: Option<Instant>,
    /// First moment no longer inside; `null` means no upper bound.
    #[serde(deserialize_with = "stated")]
    pub to: Option<Instant>,
}

/// An `Option` that must be written down, so that forgetting a bound is an error and not a wider line.
fn stated<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Instant>, D::Error> {
    Option::deserialize(from)
}

/// All authorised lines of a demand: `{"lines":[{"account":"…","categories":["TRAFFIC"],"from":"…","to":"…"}]}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "RawScope")]
pub struct Scope {
    lines: Vec<ScopeLine>,
}

#[derive(Deserialize)]
struct RawScope {
    lines: Vec<ScopeLine>,
}

/// Why lines are no scope.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ScopeError {
    /// No line at all.
    #[error("the scope has no lines, so nothing may leave; write at least one line")]
    Empty,
    /// A line names no account.
    #[error("scope line {line} names no account; write the account as it was approved")]
    NoAccount {
        /// Line, from 1.
        line: usize,
    },
    /// A line authorises no category.
    #[error("scope line {line} authorises no category; name at least one, such as TRAFFIC")]
    NoCategory {
        /// Line, from 1.
        line: usize,
    },
    /// A range that contains no moment.
    #[error("scope line {line} ends ({to}) at or before it begins ({from}); 'to' is the first moment outside and must be later")]
    EmptyRange {
        /// Line, from 1.
        line: usize,
        /// Begin.
        from: Instant,
        /// End.
        to: Instant,
    },
    /// The text is not the JSON that a scope is written in.
    #[error("the scope cannot be read: {0}")]
    Unreadable(String),
}

impl Scope {
    /// A scope from its lines.
    ///
    /// # Errors
    /// When there is no line, or a line without account, category or a non-empty range.
    pub fn new(lines: Vec<ScopeLine>) -> Result<Self, ScopeError> {
        if lines.is_empty() {
            return Err(ScopeError::Empty);
        }
        for (i, l) in lines.iter().enumerate() {
            let line = i + 1;
            if l.account.trim().is_empty() {
                return Err(ScopeError::NoAccount { line });
            }
            if l.categories.is_empty() {
                return Err(ScopeError::NoCategory { line });
            }
            if let (Some(from), Some(to)) = (l.from, l.to)
                && from >= to
            {
                return Err(ScopeError::EmptyRange { line, from, to });
            }
        }
        Ok(Self { lines })
    }

    /// A scope from its JSON text.
    ///
    /// # Errors
    /// As [`Scope::new`], and when the text is not such JSON (the message names line and column).
    pub fn from_json(text: &str) -> Result<Self, ScopeError> {
        serde_json::from_str(text).map_err(|e| ScopeError::Unreadable(e.to_string()))
    }

    /// The lines.
    #[must_use]
    pub fn lines(&self) -> &[ScopeLine] {
        &self.lines
    }
}

impl TryFrom<RawScope> for Scope {
    type Error = ScopeError;
    fn try_from(raw: RawScope) -> Result<Self, ScopeError> {
        Self::new(raw.lines)
    }
}
