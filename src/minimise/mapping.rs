//! How collected files are read: which column is the account, the time, the category.
//!
//! Declared by whoever knows the systems that the data come from, reviewed with the scope, and data
//! only: the filter and the independent check each read it in their own way.

use chrono::format::{Item, StrftimeItems};
use chrono_tz::Tz;
use domain::category::Category;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The declared mapping: a list of `[[source]]` tables in TOML.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "RawMapping")]
pub struct Mapping {
    source: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMapping {
    source: Vec<Source>,
}

/// How one kind of file is read.
///
/// A field is named by its column in `.csv` and `.tsv`, and by its key or JSON pointer (`/user/id`) in `.jsonl` and `.json`,
/// and in mails by a header's name, `body` or `attachments`. A pointer steps
/// through lists: it means that member of every element.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// File names it is for: `*`, `?` and `[…]` as in a shell.
    #[serde(rename = "match")]
    pub pattern: String,
    /// Field or fields with an account; a row is about each account that stands in any of them.
    pub account: OneOrMany,
    /// How accounts are compared.
    #[serde(default)]
    pub compare: Compare,
    /// When the row happened. Left out, rows are undated: only a scope line without time bounds can let them pass.
    #[serde(default)]
    pub time: Option<TimeField>,
    /// What kind of data a row is.
    pub category: RowCategory,
    /// Fields of another category than the row's.
    #[serde(default)]
    pub fields: BTreeMap<String, Category>,
    /// What becomes of fields that are neither here nor decide about the row.
    #[serde(default)]
    pub unlisted: Unlisted,
    /// Separator of a `.csv` file; a `.tsv` file has tabs.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// Which of the account fields say who sent, called or acted, and which say to whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// Whether an authorised account must stand on a certain side.
    #[serde(default, skip_serializing_if = "Keep::is_about")]
    pub keep: Keep,
    /// Fields that name other people: what is no authorised account in them is masked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub third_parties: Vec<String>,
}

/// The two sides of a record; both are among its account fields.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Direction {
    /// Who sent, called or acted.
    pub from: OneOrMany,
    /// To whom.
    pub to: OneOrMany,
}

/// On which side an authorised account must stand.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// On any.
    #[default]
    About,
    /// Only records from it.
    From,
    /// Only records to it.
    To,
}

impl Keep {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_about(&self) -> bool {
        *self == Self::About
    }
}

/// What stands in the place of somebody who is nobody's business.
pub const MASK: &str = "[masked]";

const fn comma() -> char {
    ','
}

/// One field or several.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged, expecting = "write one field (\"user\") or several ([\"from\", \"to\"])")]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrMany {
    /// The fields.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// How accounts are compared. Look-alikes of another script never match, under either.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// Mail addresses (anything with an `@`) without regard to the case of A to Z and to blanks around them; all else byte by byte.
    #[default]
    Mail,
    /// Byte by byte.
    Exact,
}

/// What becomes of unlisted fields.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unlisted {
    /// They have the row's category.
    #[default]
    Row,
    /// They are removed: the safer choice where a system may add fields of its own accord.
    Remove,
}

/// Where the time stands and how it is written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeField {
    /// Field.
    pub field: String,
    /// `rfc3339`, `rfc2822` (as in mail), `ical` (as in calendars, RFC 5545 3.3.5), `unix` (seconds), `unix_ms`, or a strftime pattern
    /// such as `%Y-%m-%d %H:%M:%S`.
    pub format: String,
    /// Civil time of a text that has no offset of its own, such as `Europe/Stockholm`.
    #[serde(default)]
    pub zone: Option<Tz>,
}

/// Where a row's category comes from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged, expecting = "write a category (\"TRAFFIC\") or { field = \"kind\", values = { login = \"ACCESS_IP\" } }")]
pub enum RowCategory {
    /// All rows are of one category.
    Fixed(Category),
    /// A field says it.
    Field(CategoryField),
}

/// A field that says the category.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryField {
    /// Field.
    pub field: String,
    /// What its values mean. Empty: the field holds category codes. A value that is not here is withheld.
    #[serde(default)]
    pub values: BTreeMap<String, Category>,
}

/// Why a mapping cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MappingError {
    /// Not the TOML of a mapping.
    #[error("the mapping cannot be read: {0}")]
    Unreadable(String),
    /// No source.
    #[error("the mapping has no [[source]]; write one for each kind of file")]
    Empty,
    /// A source that says something impossible.
    #[error("source {source_no} of the mapping (match = \"{pattern}\"): {what}")]
    Source {
        /// Which, from 1.
        source_no: usize,
        /// Its pattern.
        pattern: String,
        /// What is wrong and what to write.
        what: String,
    },
}

impl Mapping {
    /// A mapping from its sources.
    ///
    /// # Errors
    /// When there is none, or one that says something impossible.
    pub fn new(source: Vec<Source>) -> Result<Self, MappingError> {
        if source.is_empty() {
            return Err(MappingError::Empty);
        }
        for (i, s) in source.iter().enumerate() {
            s.flaw().map_or(Ok(()), |what| Err(MappingError::Source { source_no: i + 1, pattern: s.pattern.clone(), what }))?;
        }
        Ok(Self { source })
    }

    /// A mapping from its TOML text.
    ///
    /// # Errors
    /// As [`Mapping::new`], and when the text is not such TOML (the message names the line).
    pub fn from_toml(text: &str) -> Result<Self, MappingError> {
        toml::from_str(text).map_err(|e| MappingError::Unreadable(e.to_string()))
    }

    /// All sources.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.source
    }

    /// The sources whose pattern fits a file name; more than one is for the caller to refuse.
    pub fn matching(&self, name: &str) -> impl Iterator<Item = &Source> {
        self.source.iter().filter(|s| glob::Pattern::new(&s.pattern).is_ok_and(|p| p.matches(name)))
    }
}

impl TryFrom<RawMapping> for Mapping {
    type Error = MappingError;
    fn try_from(raw: RawMapping) -> Result<Self, MappingError> {
        Self::new(raw.source)
    }
}

impl Source {
    /// The fields that decide whether a row may leave; they leave with it, so that it can be checked again.
    pub fn deciding(&self) -> impl Iterator<Item = &str> {
        let category = match &self.category {
            RowCategory::Fixed(_) => None,
            RowCategory::Field(f) => Some(f.field.as_str()),
        };
        self.account.as_slice().iter().map(String::as_str).chain(self.time.as_ref().map(|t| t.field.as_str())).chain(category)
    }

    fn flaw(&self) -> Option<String> {
        if let Err(e) = glob::Pattern::new(&self.pattern) {
            return Some(format!("the pattern is not one: {e}"));
        }
        if self.account.as_slice().is_empty() {
            return Some("no account field; write account = \"user\"".into());
        }
        if let Some(empty) = self.deciding().chain(self.fields.keys().map(String::as_str)).find(|f| path(f).iter().all(String::is_empty)) {
            return Some(format!("'{empty}' names no field"));
        }
        if !self.delimiter.is_ascii() || matches!(self.delimiter, '"' | '\r' | '\n') {
            return Some(format!("'{}' cannot separate columns; write one of , ; | or a tab", self.delimiter.escape_default()));
        }
        if let Some(at) = self.fields.keys().find(|f| self.deciding().any(|key| path(f).starts_with(&path(key)))) {
            return Some(format!(
                "'{at}' decides whether a row may leave, so it leaves with the row and has no category of its own; take it out of [source.fields]"
            ));
        }
        if self.keep != Keep::About && self.direction.is_none() {
            return Some(
                "keep = \"from\" or \"to\" needs to know the sides; write direction = { from = \"sender\", to = \"recipient\" }".into(),
            );
        }
        if let Some(stranger) = self.sides().find(|side| !self.account.as_slice().iter().any(|a| a == side)) {
            return Some(format!("direction names '{stranger}', which is no account field; add it to account"));
        }
        if let Some(both) = self.third_parties.iter().find(|f| self.fields.contains_key(*f)) {
            return Some(format!("'{both}' stands in third_parties and in [source.fields]; decide for one"));
        }
        let time = self.time.as_ref().map(|t| t.field.as_str());
        let decider = match &self.category {
            RowCategory::Fixed(_) => None,
            RowCategory::Field(f) => Some(f.field.as_str()),
        };
        if let Some(masked) = self.third_parties.iter().find(|f| Some(f.as_str()) == time || Some(f.as_str()) == decider) {
            return Some(format!("'{masked}' is the time or the category, so it cannot be masked; take it out of third_parties"));
        }
        self.time.as_ref().and_then(TimeField::flaw)
    }

    fn sides(&self) -> impl Iterator<Item = &str> {
        self.direction.iter().flat_map(|d| d.from.as_slice().iter().chain(d.to.as_slice())).map(String::as_str)
    }

    /// The account fields in which an authorised account must stand for a record to be kept.
    #[must_use]
    pub fn side(&self) -> &[String] {
        match (self.keep, &self.direction) {
            (Keep::From, Some(d)) => d.from.as_slice(),
            (Keep::To, Some(d)) => d.to.as_slice(),
            _ => self.account.as_slice(),
        }
    }
}

impl TimeField {
    fn flaw(&self) -> Option<String> {
        if matches!(self.format.as_str(), "rfc3339" | "rfc2822" | "ical" | "unix" | "unix_ms") {
            return None;
        }
        if !self.format.contains('%') {
            return Some(format!(
                "time format '{}' is not known; write rfc3339, rfc2822, ical, unix, unix_ms or a pattern such as %Y-%m-%d %H:%M:%S",
                self.format
            ));
        }
        if StrftimeItems::new(&self.format).any(|i| matches!(i, Item::Error)) {
            return Some(format!("time format '{}' is not a strftime pattern", self.format));
        }
        if self.format.contains("%s") {
            return Some("time format %s is written unix".into());
        }
        (!self.has_offset() && self.zone.is_none())
            .then(|| format!("time format '{}' has no offset, so say whose time it is: zone = \"Europe/Stockholm\"", self.format))
    }

    /// Whether the text itself says its distance from UTC.
    #[must_use]
    pub fn has_offset(&self) -> bool {
        match self.format.as_str() {
            "rfc3339" | "unix" | "unix_ms" => true,
            "rfc2822" | "ical" => false,
            f => ["%z", "%:z", "%::z", "%:::z", "%#z", "%+"].iter().any(|o| f.contains(o)),
        }
    }
}

/// The keys of a JSON field name: a pointer (RFC 6901) when it begins with `/`, one key otherwise.
#[must_use]
pub fn path(field: &str) -> Vec<String> {
    match field.strip_prefix('/') {
        Some(rest) => rest.split('/').map(|token| token.replace("~1", "/").replace("~0", "~")).collect(),
        None => vec![field.to_owned()],
    }
}
