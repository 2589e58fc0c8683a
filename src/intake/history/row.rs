//! One row of a list of past demands: from cells to facts, with every cell that can't be understood.

use super::COLUMNS;
use super::mapping::{Identifiers, Mapping};
use crate::intake::receive::{moment, start_of_day};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use domain::Instant;
use domain::clocks::end_of_day;
use domain::instrument::{InstrumentId, Matter, Rulebook};
use domain::outcome::Outcome;
use domain::past::PastDemand;
use domain::tally::{AuthorityLevel, DataSought, DemandKind, Notified, Route, SecrecyTally, Segment};
use domain::text::{not_neutral, one_line};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Our column.
    pub column: &'static str,
    /// What is wrong, and what to write.
    pub reason: String,
}

/// Most characters of a reference, and of another text.
const LONGEST: usize = 200;
/// Most codes in one cell.
const MOST_CODES: usize = 20;

/// Reads the rows of one list.
pub struct RowReader<'a> {
    /// Where each of our columns stands.
    places: [Option<usize>; COLUMNS.len()],
    mapping: &'a Mapping,
    /// The mapping's words by column, in small letters.
    words: BTreeMap<&'static str, BTreeMap<String, &'a str>>,
    zone: Tz,
    rulebook: &'a Rulebook,
    is_territory: fn(&str) -> bool,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(
        places: [Option<usize>; COLUMNS.len()],
        mapping: &'a Mapping,
        zone: Tz,
        rulebook: &'a Rulebook,
        is_territory: fn(&str) -> bool,
    ) -> Self {
        let lower = |table: &'a BTreeMap<String, String>| table.iter().map(|(k, v)| (k.trim().to_lowercase(), v.as_str())).collect();
        let words = COLUMNS.iter().filter_map(|c| Some((*c, lower(mapping.values.get(*c)?)))).collect();
        Self { places, mapping, words, zone: mapping.zone().unwrap_or(zone), rulebook, is_territory }
    }

    /// A row's facts, or all that is wrong with it.
    pub(super) fn read(&self, cells: &csv::ByteRecord, now: Instant) -> Result<PastDemand, Vec<Fault>> {
        let mut row = Row { reader: self, cells, faults: Vec::new() };
        let (territory, subdivision) = row.territory("territory").map_or((None, None), |(t, s)| (Some(t), s));
        let demand = PastDemand {
            reference: row.needed("reference", |text, _| Ok(one_line(text, LONGEST))).unwrap_or_default(),
            received_at: row.needed("received_at", |text, reader| reader.instant(text, false)).unwrap_or_default(),
            territory,
            subdivision,
            authority_level: row.code("authority_level", AuthorityLevel::ALL, AuthorityLevel::code),
            instrument: row.instrument(),
            matter: row.code("matter", &MATTERS, matter_code),
            demand_kind: row.code("demand_kind", DemandKind::ALL, DemandKind::code),
            route: row.code("route", Route::ALL, Route::code),
            assisting_territory: row.territory("assisting_territory").map(|(territory, _)| territory),
            segment: row.code("segment", Segment::ALL, Segment::code),
            product: row.text("product"),
            identifier_types: row.codes("identifier_type"),
            identifiers: row.identifiers(),
            accounts_matched: row.number("accounts_matched"),
            customers: row.number("customers"),
            data_sought: row.code("data_sought", DataSought::ALL, DataSought::code),
            outcome: row.code("outcome", Outcome::ALL, Outcome::code),
            accounts_disclosed: row.number("accounts_disclosed"),
            content_stored_abroad: row.yes_no("content_stored_abroad"),
            challenged: row.yes_no("challenged"),
            rejection_ground: row.codes("rejection_ground").into_iter().next(),
            secrecy: row.code("secrecy", SecrecyTally::ALL, SecrecyTally::code),
            notice: row.code("notice", Notified::ALL, Notified::code),
            acknowledged_at: row.take("acknowledged_at", |text, reader| reader.instant(text, true)),
            effect_at: row.take("effect_at", |text, reader| reader.instant(text, true)),
            illegality_category: row.codes("illegality_category").into_iter().next(),
            existence_secret: row.yes_no("existence_secret").unwrap_or(false),
        };
        let mut faults = row.faults;
        if faults.is_empty()
            && let Some(impossible) = demand.impossible(self.rulebook, now)
        {
            faults.push(Fault { column: impossible.column(), reason: impossible.to_string() });
        }
        if faults.is_empty() { Ok(demand) } else { Err(faults) }
    }

    /// A moment. Of a day without a time its first one, or with `to_its_end` its last.
    fn instant(&self, text: &str, to_its_end: bool) -> Result<Instant, String> {
        let read = self.mapping.dates.iter().find_map(|pattern| civil(text, pattern));
        if read.is_none()
            && let Ok(at) = DateTime::parse_from_rfc3339(text)
        {
            return Ok(chrono::SubsecRound::trunc_subsecs(at.to_utc(), 6));
        }
        let iso = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
        match read.or_else(|| iso.iter().find_map(|pattern| civil(text, pattern))) {
            Some((day, Some(time))) => Ok(chrono::SubsecRound::trunc_subsecs(moment(day, time, self.zone), 6)),
            Some((day, None)) if to_its_end => Ok(end_of_day(day, self.zone) - TimeDelta::microseconds(1)),
            Some((day, None)) => Ok(start_of_day(day, self.zone)),
            None => Err("is no date; write 2024-03-31 or 2024-03-31T14:05:00+01:00, or name the pattern in the mapping's dates".to_owned()),
        }
    }
}

/// The day, and the time where there is one, that `text` gives by a pattern of strftime.
pub(super) fn civil(text: &str, pattern: &str) -> Option<(NaiveDate, Option<NaiveTime>)> {
    match NaiveDateTime::parse_from_str(text, pattern) {
        Ok(at) => Some((at.date(), Some(at.time()))),
        Err(_) => NaiveDate::parse_from_str(text, pattern).ok().map(|day| (day, None)),
    }
}

/// Matters, in the order of their codes' documentation.
const MATTERS: [Matter; 5] = [Matter::Criminal, Matter::Civil, Matter::Administrative, Matter::NationalSecurity, Matter::Emergency];

const fn matter_code(matter: Matter) -> &'static str {
    match matter {
        Matter::Criminal => "criminal",
        Matter::Civil => "civil",
        Matter::Administrative => "administrative",
        Matter::NationalSecurity => "national_security",
        Matter::Emergency => "emergency",
    }
}

struct Row<'r, 'a> {
    reader: &'r RowReader<'a>,
    cells: &'r csv::ByteRecord,
    faults: Vec<Fault>,
}

impl<'r> Row<'r, '_> {
    fn fault(&mut self, column: &'static str, value: &str, why: &str) {
        self.faults.push(Fault { column, reason: format!("'{}' {why}", one_line(value, 60)) });
    }

    /// What a column holds: the cell in our words, or else the constant; `None` when both are empty.
    fn cell(&self, column: &'static str) -> Option<&'r str> {
        let place = COLUMNS.iter().position(|c| *c == column).and_then(|at| *self.reader.places.get(at)?);
        let cell = place.and_then(|at| self.cells.get(at)).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        let cell = not_neutral(cell.trim());
        let meant = self.reader.words.get(column).and_then(|words| words.get(&cell.to_lowercase()).copied()).unwrap_or(cell);
        let constant = || self.reader.mapping.constants.get(column).map_or("", |text| text.trim());
        Some(if meant.is_empty() { constant() } else { meant }).filter(|text| !text.is_empty())
    }

    fn take<T>(&mut self, column: &'static str, read: impl FnOnce(&str, &RowReader<'_>) -> Result<T, String>) -> Option<T> {
        let text = self.cell(column)?;
        match read(text, self.reader) {
            Ok(value) => Some(value),
            Err(why) => {
                self.fault(column, text, &why);
                None
            }
        }
    }

    fn needed<T>(&mut self, column: &'static str, read: impl FnOnce(&str, &RowReader<'_>) -> Result<T, String>) -> Option<T> {
        if self.cell(column).is_none() {
            self.faults.push(Fault { column, reason: "is empty, and no row goes without it".to_owned() });
        }
        self.take(column, read)
    }

    fn code<T: Copy>(&mut self, column: &'static str, all: &[T], code: impl Fn(T) -> &'static str) -> Option<T> {
        self.take(column, |text, _| {
            let same = |known: &T| same_code(code(*known), text);
            let choices = || all.iter().map(|c| code(*c)).collect::<Vec<_>>().join(", ");
            all.iter().copied().find(same).ok_or_else(|| format!("is not one of: {}", choices()))
        })
    }

    fn text(&mut self, column: &'static str) -> Option<String> {
        self.take(column, |text, _| {
            if text.chars().count() > LONGEST { Err(format!("has more than {LONGEST} characters")) } else { Ok(one_line(text, LONGEST)) }
        })
    }

    /// Codes of the list's own, separated by semicolons.
    fn codes(&mut self, column: &'static str) -> Vec<String> {
        let read = self.take(column, |text, _| {
            let codes: BTreeSet<String> = text.split(';').map(super::mapping::heading).filter(|c| !c.is_empty()).collect();
            let sound = |c: &String| c.len() <= 60 && c.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
            if codes.len() <= MOST_CODES && codes.iter().all(sound) {
                Ok(codes.into_iter().collect())
            } else {
                Err("is no list of short codes (letters, digits, _ and .), separated by ;".to_owned())
            }
        });
        read.unwrap_or_default()
    }

    fn number(&mut self, column: &'static str) -> Option<u32> {
        self.take(column, |text, _| whole(text).ok_or_else(|| "is no whole number".to_owned()))
    }

    /// Only how many there were is kept: who was asked about long ago need not be known here.
    fn identifiers(&mut self) -> Option<u32> {
        self.take("identifiers", |text, reader| {
            let listed = || {
                let different: BTreeSet<String> = text.split(';').map(|i| i.trim().to_lowercase()).filter(|i| !i.is_empty()).collect();
                u32::try_from(different.len()).map_err(|_| "lists too many".to_owned())
            };
            match reader.mapping.identifiers {
                Identifiers::Count => whole(text).ok_or_else(|| "is no whole number".to_owned()),
                Identifiers::List => listed(),
                Identifiers::Either => whole(text).filter(|_| text.len() <= 6).map_or_else(listed, Ok),
            }
        })
    }

    fn yes_no(&mut self, column: &'static str) -> Option<bool> {
        self.take(column, |text, _| match text.to_lowercase().as_str() {
            "yes" | "true" | "1" | "y" | "ja" | "j" => Ok(true),
            "no" | "false" | "0" | "n" | "nej" => Ok(false),
            _ => Err("is neither yes nor no".to_owned()),
        })
    }

    fn instrument(&mut self) -> Option<InstrumentId> {
        self.take("instrument", |text, reader| {
            let id = InstrumentId(text.to_lowercase());
            let why = || "is no instrument of the rulebook; `ombud rules list` names them".to_owned();
            reader.rulebook.get(&id).map(|i| i.id.clone()).ok_or_else(why)
        })
    }

    /// A country, and the part of it that a code of ISO 3166-2 names.
    fn territory(&mut self, column: &'static str) -> Option<(String, Option<String>)> {
        self.take(column, |text, reader| {
            let upper = text.to_ascii_uppercase();
            let (country, part) = upper.split_once('-').map_or((upper.as_str(), None), |(c, p)| (c, Some(p)));
            let sound = |p: &str| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric());
            if (reader.is_territory)(country) && part.is_none_or(sound) {
                Ok((country.to_owned(), part.map(str::to_owned)))
            } else {
                Err("is no country; write two letters (ISO 3166-1), or with its part such as US-NY".to_owned())
            }
        })
    }
}

/// A code, whatever its capitals, with spaces or hyphens for its `_`.
fn same_code(code: &str, text: &str) -> bool {
    super::mapping::heading(text) == code.to_ascii_lowercase()
}

fn whole(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok().filter(|n| *n <= 100_000_000) } else { None }
}
