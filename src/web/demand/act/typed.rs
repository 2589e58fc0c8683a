//! What was typed into a form, and reading it back into what it means.

use chrono::{NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use domain::Instant;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// How a form writes a date with its time.
const MOMENT: &str = "%Y-%m-%dT%H:%M";

/// Everything that a form sent, in order; nothing is lost when it is refused.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// From pairs of names and values.
    #[must_use]
    pub const fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// These, and after them what the address said.
    #[must_use]
    pub fn or(mut self, other: Typed) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The first value of a name; empty if there is none.
    #[must_use]
    pub fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// Whether the name was sent at all.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    /// All values of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Under which key it is done once.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        Some(self.one("key")).filter(|key| !key.is_empty() && key.len() <= 64).map(str::to_owned)
    }

    /// The version of the demand that the person had read.
    #[must_use]
    pub fn version(&self) -> Option<u64> {
        self.one("version").parse().ok()
    }
}

/// Reads fields and collects what is wrong with them: name of the field, key of the sentence.
#[derive(Debug)]
pub struct Reader<'a> {
    /// What was typed.
    pub typed: &'a Typed,
    /// Civil time of the desk.
    pub zone: Tz,
    /// What is wrong.
    pub wrong: Vec<(String, &'static str)>,
}

impl<'a> Reader<'a> {
    /// A reader that has found nothing wrong yet.
    #[must_use]
    pub const fn new(typed: &'a Typed, zone: Tz) -> Self {
        Self { typed, zone, wrong: Vec::new() }
    }

    /// A text without the white space around it.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.typed.one(name).trim().replace("\r\n", "\n")
    }

    /// Whether a box is ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        self.typed.has(name)
    }

    /// Note that a field is wrong.
    pub fn fault<T>(&mut self, name: &str, key: &'static str) -> Option<T> {
        self.wrong.push((name.to_owned(), key));
        None
    }

    /// One of a list's codes; an answer is needed.
    pub fn choice<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        match code(self.typed.one(name)) {
            Some(value) => Some(value),
            None => self.fault(name, "form-choose"),
        }
    }

    /// One of a list's codes, or none.
    #[must_use]
    pub fn maybe<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        code(self.typed.one(name))
    }

    /// All codes that were ticked.
    #[must_use]
    pub fn several<T: DeserializeOwned>(&self, name: &str) -> Vec<T> {
        self.typed.all(name).filter_map(code).collect()
    }

    /// An identifier or another thing that a text parses to.
    pub fn parsed<T: std::str::FromStr>(&mut self, name: &str) -> Option<T> {
        match self.typed.one(name).trim().parse() {
            Ok(value) => Some(value),
            Err(_) => self.fault(name, "form-choose"),
        }
    }

    /// A date with time in the desk's civil time; may be left empty.
    pub fn moment(&mut self, name: &str) -> Option<Instant> {
        let text = self.typed.one(name).trim();
        if text.is_empty() {
            return None;
        }
        let local = NaiveDateTime::parse_from_str(text, MOMENT).or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"));
        match local.ok().and_then(|local| self.zone.from_local_datetime(&local).earliest()) {
            Some(at) => Some(at.with_timezone(&chrono::Utc)),
            None => self.fault(name, "form-moment"),
        }
    }

    /// A date with time that must be there.
    pub fn needed_moment(&mut self, name: &str) -> Option<Instant> {
        if self.typed.one(name).trim().is_empty() {
            return self.fault(name, "form-moment");
        }
        self.moment(name)
    }

    /// A date; may be left empty.
    pub fn day(&mut self, name: &str) -> Option<NaiveDate> {
        let text = self.typed.one(name).trim();
        if text.is_empty() {
            return None;
        }
        match text.parse() {
            Ok(day) => Some(day),
            Err(_) => self.fault(name, "form-day"),
        }
    }
}

/// The value of a code, as the record writes it.
#[must_use]
pub fn code<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}

/// A moment as a form writes it.
#[must_use]
pub fn written(at: &Instant, zone: Tz) -> String {
    at.with_timezone(&zone).format(MOMENT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn times_are_the_desks_and_what_is_no_time_is_said() {
        let form = typed(&[("a", "2026-07-01T16:00"), ("b", "tomorrow"), ("c", ""), ("d", "2026-03-29T02:30")]);
        let mut reader = Reader::new(&form, chrono_tz::Europe::Stockholm);
        assert_eq!(reader.moment("a"), Some("2026-07-01T14:00:00Z".parse().unwrap()));
        assert_eq!(reader.moment("c"), None);
        assert!(reader.wrong.is_empty());
        assert_eq!(reader.moment("b"), None);
        // The hour that the clocks jump over does not exist.
        assert_eq!(reader.moment("d"), None);
        assert_eq!(reader.needed_moment("c"), None);
        let names: Vec<&str> = reader.wrong.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!(names, ["b", "d", "c"]);
    }

    #[test]
    fn a_code_that_is_none_is_no_choice() {
        let form = typed(&[("ground", "R99"), ("method", "call_back"), ("key", "")]);
        let mut reader = Reader::new(&form, chrono_tz::Europe::Stockholm);
        assert_eq!(reader.choice::<domain::ground::Ground>("ground"), None);
        assert_eq!(reader.choice("method"), Some(domain::stage::CheckMethod::CallBack));
        assert_eq!(reader.wrong, [("ground".to_owned(), "form-choose")]);
        assert_eq!(form.key(), None);
    }
}
