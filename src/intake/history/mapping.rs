//! How a team's own list is to be read: its headings, its words, its dates, and what it leaves unsaid.

use super::COLUMNS;
use chrono_tz::Tz;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How `identifiers` is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Identifiers {
    /// A whole number of at most six digits is how many there were; anything else lists them.
    #[default]
    Either,
    /// How many there were.
    Count,
    /// They are listed.
    List,
}

/// A mapping file, as written. All of it may be left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// Name of the list: with the reference, what makes a row the same one when it comes again.
    pub source: Option<String>,
    /// The zone in which days and times without an offset are meant, such as `America/New_York`.
    pub zone: Option<String>,
    /// How dates and times are written, as strftime writes them, such as `%d/%m/%Y %H:%M`; tried in order, before ISO 8601.
    pub dates: Vec<String>,
    /// One character between cells; by itself, the most frequent of comma, semicolon and tab in the first line.
    pub delimiter: Option<char>,
    /// How `identifiers` is written.
    pub identifiers: Identifiers,
    /// A column of ours and the heading that it has in the list.
    pub columns: BTreeMap<String, String>,
    /// What a column of ours holds in each row that leaves it empty.
    pub constants: BTreeMap<String, String>,
    /// For a column of ours: what a word of the list means.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// Why a mapping file can't be used. Nothing was read of the list.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// It is no TOML, or has keys that mean nothing.
    #[error("the mapping can't be read: {0}")]
    Toml(String),
    /// A column that is not one of ours.
    #[error("the mapping names the column '{name}' in [{table}], which is none of ours; ours are: {}", COLUMNS.join(", "))]
    Column {
        /// In which table.
        table: &'static str,
        /// What was written.
        name: String,
    },
    /// Not a time zone.
    #[error("the mapping's zone '{0}' is no time zone; write one such as Europe/Stockholm")]
    Zone(String),
    /// Not between cells.
    #[error("the mapping's delimiter must be one ASCII character that is no quote and no line end")]
    Delimiter,
    /// A pattern of dates without a day.
    #[error("'{0}' in the mapping's dates can't be used: write a pattern such as %d/%m/%Y or %Y-%m-%d %H:%M")]
    Date(String),
    /// Two columns of ours with one heading would read the same cell twice.
    #[error("the mapping gives the heading '{0}' to two columns")]
    Twice(String),
}

impl Mapping {
    /// Read a mapping file.
    ///
    /// # Errors
    /// [`MappingError`].
    pub fn read(text: &str) -> Result<Self, MappingError> {
        let mapping: Self = toml::from_str(text).map_err(|e| MappingError::Toml(e.to_string()))?;
        let tables = [
            ("columns", mapping.columns.keys().collect::<Vec<_>>()),
            ("constants", mapping.constants.keys().collect()),
            ("values", mapping.values.keys().collect()),
        ];
        for (table, names) in tables {
            if let Some(name) = names.into_iter().find(|name| !COLUMNS.contains(&name.as_str())) {
                return Err(MappingError::Column { table, name: name.clone() });
            }
        }
        let mut headings: Vec<String> = mapping.columns.values().map(|h| heading(h)).collect();
        headings.sort();
        if let Some(pair) = headings.windows(2).find(|pair| pair.first() == pair.last()) {
            return Err(MappingError::Twice(pair.first().cloned().unwrap_or_default()));
        }
        if let Some(zone) = mapping.zone.as_ref().filter(|zone| zone.parse::<Tz>().is_err()) {
            return Err(MappingError::Zone(zone.clone()));
        }
        if mapping.delimiter.is_some_and(|c| !c.is_ascii() || matches!(c, '"' | '\n' | '\r' | '\0')) {
            return Err(MappingError::Delimiter);
        }
        if let Some(pattern) = mapping.dates.iter().find(|p| !is_pattern(p)) {
            return Err(MappingError::Date(pattern.clone()));
        }
        Ok(mapping)
    }

    /// The zone, if it names one.
    #[must_use]
    pub fn zone(&self) -> Option<Tz> {
        self.zone.as_ref().and_then(|zone| zone.parse().ok())
    }
}

/// Whether chrono reads by it what it writes by it, and finds a day.
fn is_pattern(pattern: &str) -> bool {
    use chrono::format::{Item, StrftimeItems};
    let items: Vec<Item<'_>> = StrftimeItems::new(pattern).collect();
    let sound = !items.contains(&Item::Error);
    let Some(day) = chrono::NaiveDate::from_ymd_opt(2021, 11, 23) else { return false };
    let Some(time) = day.and_hms_opt(14, 5, 0) else { return false };
    let written = || time.and_utc().format_with_items(items.iter()).to_string();
    sound && super::row::civil(&written(), pattern).is_some_and(|(read, _)| read == day)
}

/// A heading as it is compared: small letters, spaces and hyphens as `_`.
pub(super) fn heading(text: &str) -> String {
    text.trim().to_lowercase().chars().map(|c| if c.is_whitespace() || c == '-' { '_' } else { c }).collect()
}
