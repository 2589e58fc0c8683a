//! Public holidays as rules with their legal source, never as typed dates.
//!
//! A calendar answers one question: is this civil day one on which, at that place, a period can end? The rules are
//! data; each names the provision that makes the day a holiday. A calendar has a version, which an obligation keeps
//! (INV-24): when a rule is added or mended, the version changes with it.

mod added;
mod europe;
mod europe_h_to_s;
mod gb;
mod places;
mod rule;
mod shared;

use crate::clocks::Counting;
pub use added::{Added, AddedDay, InForce};
use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;
use places::{DE, IE, SE, US};
use rule::{Rule, find};
pub use rule::{easter, orthodox_easter};
use serde::Serialize;

macro_rules! compared_with {
    () => {
        "holidays 0.109"
    };
}
use compared_with;

/// The maintained list that the rules are compared with, day by day from 2020 to 2035, and its version. A test does it.
pub const COMPARED_WITH: &str = compared_with!();

/// The version of a calendar: place, when its rules last changed, and what they were compared with.
macro_rules! version {
    ($place:literal) => {
        concat!($place, ".2026.11 (agrees with ", crate::calendar::compared_with!(), ")")
    };
}
use version;

/// The holidays of one place.
#[derive(PartialEq, Eq, Debug)]
pub struct Calendar {
    /// ISO 3166 alpha-2; `US` is US federal; `ZZ` knows weekends only.
    pub place: &'static str,
    /// Changes whenever a rule changes.
    pub version: &'static str,
    /// Civil time of the place; of its seat of government where there are several.
    pub zone: Tz,
    /// What the calendar leaves out, for whoever reads the rulebook.
    pub leaves_out: &'static str,
    /// In this order: of two that seek a substitute day, the first takes the nearer.
    rules: &'static [&'static [Rule]],
    /// Days that are no holidays but on which a period counted under lag (1930:173) does not end.
    eves: &'static [Rule],
}

/// A holiday that was found on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Holiday {
    /// Code; the name people read stands in the translations under `holiday-<code>`.
    pub code: &'static str,
    /// The provision that makes it a holiday.
    pub law: &'static str,
    /// Whether this is the substitute day of a holiday that fell on a weekend.
    pub observed: bool,
}

/// Why a period does not end on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NonWorking {
    /// A Saturday.
    Saturday,
    /// A Sunday.
    Sunday,
    /// A public holiday, or an eve that the counting rule treats as one.
    Holiday(Holiday),
    /// A day that the provider's own calendar adds.
    Added,
}

impl NonWorking {
    /// Key of the words: `holiday-ie-october`, `nonworking-saturday`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            NonWorking::Saturday => "nonworking-saturday".to_owned(),
            NonWorking::Sunday => "nonworking-sunday".to_owned(),
            NonWorking::Holiday(h) => format!("holiday-{}", h.code),
            NonWorking::Added => "nonworking-added".to_owned(),
        }
    }
}

/// For a place whose holidays are not known: weekends alone roll, so a due date comes too early rather than too late.
static WEEKENDS: Calendar =
    Calendar { place: "ZZ", version: "ZZ-weekends.1", zone: Tz::UTC, leaves_out: "all public holidays", rules: &[], eves: &[] };

/// All calendars that carry holidays: the United States, the Member States of the European Union, the nations of the United Kingdom,
/// and the rest of the European Economic Area with Switzerland.
pub fn all() -> impl Iterator<Item = &'static Calendar> {
    [&US, &IE, &SE, &DE, &gb::ENGLAND_AND_WALES, &gb::SCOTLAND, &gb::NORTHERN_IRELAND]
        .into_iter()
        .chain(europe::PLACES)
        .chain(europe_h_to_s::PLACES)
}

/// The calendar of a place (ISO 3166, any case; `GB` alone, and `GB-ENG` and `GB-WLS`, mean England and Wales); one that knows
/// weekends only where the place is not carried.
#[must_use]
pub fn of(place: &str) -> &'static Calendar {
    let place = if ["GB-ENG", "GB-WLS"].iter().any(|p| p.eq_ignore_ascii_case(place)) { "GB" } else { place };
    all().find(|c| c.place.eq_ignore_ascii_case(place)).unwrap_or(&WEEKENDS)
}

impl Calendar {
    /// The public holiday on `date`, eves not included.
    #[must_use]
    pub fn holiday(&self, date: NaiveDate) -> Option<Holiday> {
        find(self.rules, date)
    }

    /// All public holidays of a year in the order of their dates, substitute days included, weekends or not.
    #[must_use]
    pub fn year(&self, year: i32) -> Vec<(NaiveDate, Holiday)> {
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { return Vec::new() };
        first.iter_days().take_while(|d| d.year() == year).filter_map(|d| self.holiday(d).map(|h| (d, h))).collect()
    }

    /// Why a period under `counting` does not end on `date`; `None` on a working day.
    ///
    /// A holiday is named before the weekend it falls on. Sources: Reg. (EEC, Euratom) 1182/71 Art 2(2) and 3(4);
    /// FRCP 6(a)(1)(C), 6(a)(6); lag (1930:173) 2 §; BGB § 193; CPR 2.8(4), (5). [`Counting::Plain`] knows no such day.
    #[must_use]
    pub fn non_working(&self, date: NaiveDate, counting: Counting) -> Option<NonWorking> {
        let eve = || find(&[self.eves], date);
        let holiday = match counting {
            Counting::Plain => return None,
            Counting::Se1930 => self.holiday(date).or_else(eve),
            Counting::Reg1182 | Counting::Frcp | Counting::Bgb | Counting::Cpr => self.holiday(date),
        };
        match (holiday, date.weekday()) {
            (Some(h), _) => Some(NonWorking::Holiday(h)),
            (None, Weekday::Sat) => Some(NonWorking::Saturday),
            (None, Weekday::Sun) => Some(NonWorking::Sunday),
            (None, _) => None,
        }
    }

    /// Whether nothing is known of the place but its weekends.
    #[must_use]
    pub const fn leaves_out_all(&self) -> bool {
        self.rules.is_empty()
    }

    /// Codes of all days the calendar can name, eves included.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.rules.iter().copied().flatten().chain(self.eves).map(|r| r.code)
    }
}
