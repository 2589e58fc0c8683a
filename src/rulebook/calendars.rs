//! A provider's own calendar files: the days that the law of a place takes out of a count and the calendar that ships does not know.

use super::RulebookError;
use super::error::{self, Kind};
use super::position::{Positions, line_and_column};
use chrono::NaiveDate;
use domain::calendar::{self, Added, AddedDay};
use domain::instrument::Bilingual;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Longest run of years that one entry covers: what goes on for longer is looked at again.
const LONGEST: i32 = 30;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    place: String,
    #[serde(default)]
    day: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// One day: `2026-12-24`.
    date: Option<String>,
    /// The same day in each year: `12-24`.
    every_year: Option<String>,
    /// First year.
    from: Option<i32>,
    /// Last year.
    to: Option<i32>,
    law: String,
    reason: Bilingual,
}

/// What is wrong with an entry: where in it, what, and what to write instead.
type Wrong = (&'static str, String, &'static str);

impl Entry {
    fn dates(&self) -> Result<Vec<NaiveDate>, Wrong> {
        let read = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|d| d.format("%Y-%m-%d").to_string() == text);
        match (&self.date, &self.every_year, self.from, self.to) {
            (Some(date), None, None, None) => {
                let day = read(date).ok_or_else(|| ("date", format!("'{date}' is no day"), "date = \"2026-12-24\""))?;
                Ok(vec![day])
            }
            (None, Some(day), Some(from), Some(to)) if from <= to && to - from < LONGEST && (1900..=9000).contains(&from) => {
                let advice = "every_year = \"12-24\": month and day, as they are in every one of the years";
                let wrong = || ("every_year", format!("'{day}' is no day of each year from {from} to {to}"), advice);
                (from..=to).map(|year| read(&format!("{year}-{day}")).ok_or_else(wrong)).collect()
            }
            (None, Some(_), Some(_), Some(_)) => Err((
                "from",
                "the years are not in order, or too many".to_owned(),
                "from and to: the first and the last of at most 30 years",
            )),
            (None, Some(_), ..) => Err(("every_year", "it does not say in which years".to_owned(), "from = 2026 and to = 2030 beside it")),
            (Some(_), ..) => {
                Err(("date", "one day has no years, and is no day of each year".to_owned(), "date alone, or every_year, from and to"))
            }
            (None, None, ..) => Err(("law", "it does not say which day".to_owned(), "date = \"2026-12-24\", or every_year, from and to")),
        }
    }

    fn texts(&self) -> Result<(), Wrong> {
        let empty = |text: &str| text.trim().is_empty();
        if empty(&self.law) {
            return Err(("law", "no provision is named".to_owned(), "the provision by which no period ends on this day"));
        }
        if empty(&self.reason.en) || empty(&self.reason.sv) {
            return Err(("reason", "it is not said in both languages what the day is".to_owned(), "reason.en and reason.sv"));
        }
        Ok(())
    }
}

/// The days that files (name, text) add, by place.
///
/// # Errors
/// Where in which file, what is wrong, and what to write instead: what is no TOML, an unknown field, a place without a calendar, a day
/// that is none or stands there twice, a day without a law or a reason, two files for one place.
pub fn parse(files: &[(String, String)]) -> Result<BTreeMap<String, Added>, RulebookError> {
    let mut places = BTreeMap::new();
    for (name, text) in files {
        let positions = Positions::read(text).map_err(|why| error::syntax(name, text, &why))?;
        let file = toml::from_str::<File>(text).map_err(|why| error::shape(name, text, &positions, &why))?;
        let wrong = |path: &[&str], problem: String, advice: &str| {
            let (line, column) = line_and_column(text, positions.of(path));
            RulebookError { file: name.clone(), line, column, kind: Kind::Rule, problem, advice: advice.to_owned() }
        };
        let shipped = calendar::of(&file.place);
        if shipped.leaves_out_all() {
            return Err(wrong(
                &["place"],
                format!("there is no calendar for '{}'", file.place),
                "a place that `ombud calendars list` shows",
            ));
        }
        let mut days = BTreeMap::new();
        for (n, entry) in file.day.iter().enumerate() {
            let n = n.to_string();
            let at = |(field, problem, advice): Wrong| wrong(&["day", &n, field], problem, advice);
            entry.texts().map_err(at)?;
            for date in entry.dates().map_err(at)? {
                let day = AddedDay { reason: entry.reason.clone(), law: entry.law.trim().to_owned() };
                if days.insert(date, day).is_some() {
                    return Err(at(("law", format!("{date} stands there twice"), "each day once")));
                }
            }
        }
        if days.is_empty() {
            return Err(wrong(&["place"], "the file adds no day".to_owned(), "at least one [[day]], or remove the file"));
        }
        let added = Added { version: version(&days), days };
        if places.insert(shipped.place.to_owned(), added).is_some() {
            return Err(wrong(&["place"], format!("'{}' has two files", shipped.place), "one file for each place"));
        }
    }
    Ok(places)
}

/// By what the days say, so that a remark in the file or its name changes nothing.
fn version(days: &BTreeMap<NaiveDate, AddedDay>) -> String {
    let mut digest = Sha256::new();
    for (date, day) in days {
        for part in [&date.to_string(), &day.law, &day.reason.en, &day.reason.sv] {
            digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(part.as_bytes());
        }
    }
    let hash: String = digest.finalize().iter().take(4).map(|b| format!("{b:02x}")).collect();
    format!("own-{hash}")
}
