//! Dates, times and ages in words, always with the zone where a duty hangs on it.

use super::{Language, Words};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Timelike};
use chrono_tz::Tz;
use domain::Instant;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

impl Words {
    /// A civil date: `27 October 2026`, `27 oktober 2026`.
    pub fn day(&self, date: &NaiveDate) -> String {
        let month = self.say(super::code_key("month", &date.month().to_string()));
        let day = match (self.language, date.day()) {
            (Language::Fr, 1) => "1er".to_owned(),
            (_, day) => day.to_string(),
        };
        self.fill("when-day", &[("day", &day), ("month", &month), ("year", &date.year().to_string())]).into_owned()
    }

    /// A moment with its zone: `3 December 2026, 16:00 Europe/Dublin`.
    pub fn moment(&self, at: &Instant, zone: &Tz) -> String {
        let local = at.with_timezone(zone);
        self.stamped(&local.date_naive(), &clock_face(&local), zone)
    }

    /// A deadline with its zone. The end of a civil day is said as 24:00 of that day, never as 0:00 of the next.
    pub fn deadline(&self, at: &Instant, zone: &Tz) -> String {
        match last_day(at, zone) {
            Some(day) => self.stamped(&day, "24:00", zone),
            None => self.moment(at, zone),
        }
    }

    /// A moment for a table column: `27 Oct 2026 16:00`, `2026-10-27 16:00`.
    pub fn short(&self, at: &Instant, zone: &Tz) -> String {
        let local = at.with_timezone(zone);
        format!("{} {}", self.short_day(&local.date_naive()), clock_face(&local))
    }

    /// A deadline for a table column, with the end of a day as 24:00.
    pub fn short_deadline(&self, at: &Instant, zone: &Tz) -> String {
        match last_day(at, zone) {
            Some(day) => format!("{} 24:00", self.short_day(&day)),
            None => self.short(at, zone),
        }
    }

    /// A deadline for a table column in the zone of its law, with the place where the reader's clock shows another time:
    /// `27 Oct 2026 24:00 New York`.
    pub fn short_deadline_there(&self, at: &Instant, zone: &Tz, reader: &Tz) -> String {
        let said = self.short_deadline(at, zone);
        if at.with_timezone(zone).naive_local() == at.with_timezone(reader).naive_local() {
            return said;
        }
        let place = zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ");
        format!("{said} {place}")
    }

    /// A date for a table column: `27 Oct 2026`, `2026-10-27`.
    pub fn short_day(&self, date: &NaiveDate) -> String {
        match self.language {
            Language::En => date.format("%-d %b %Y").to_string(),
            Language::Sv => date.format("%Y-%m-%d").to_string(),
            Language::De => date.format("%d.%m.%Y").to_string(),
            Language::Fr => date.format("%d/%m/%Y").to_string(),
        }
    }

    /// How long it is from `from` to `to`, in the largest unit that says enough: `3 days`, `5 hours`, `12 minutes`.
    pub fn span(&self, from: &Instant, to: &Instant) -> String {
        let (unit, n) = length(to.signed_duration_since(*from).abs());
        self.spoken("", unit, n)
    }

    /// Where `at` lies seen from `now`: `in 3 days`, `3 days ago`.
    pub fn relative(&self, at: &Instant, now: &Instant) -> String {
        self.seen(at, now, if at > now { "when-ahead" } else { "when-ago" })
    }

    /// A deadline seen from `now`: `in 3 days`, `3 days overdue`.
    pub fn due(&self, at: &Instant, now: &Instant) -> String {
        self.seen(at, now, if at >= now { "when-ahead" } else { "when-overdue" })
    }

    /// A range of time, the end excluded: in whole days where it is made of them, here, where the law of the paper is at home, or
    /// in UTC; else with its ends in words.
    pub fn range(&self, from: Option<Instant>, to: Option<Instant>, zone: &Tz, law: &Tz) -> String {
        if let Some((from, to)) = from.zip(to) {
            if let Some((first, last)) = whole_days(from, to, *zone) {
                return self.say2("letter-range-days", "from", self.day(&first), "to", self.day(&last)).into_owned();
            }
            for zone in [*law, Tz::UTC] {
                if let Some((first, last)) = whole_days(from, to, zone) {
                    let (first, last) = (self.day(&first), self.day(&last));
                    return self.say3("letter-range-days-in", "from", first, "to", last, "zone", zone.name()).into_owned();
                }
            }
        }
        let from = from.map(|at| self.moment(&at, zone));
        let to = to.map(|at| self.deadline(&at, zone));
        let said = match (from, to) {
            (Some(from), Some(to)) => self.say2("letter-range-both", "from", from, "to", to),
            (Some(from), None) => self.say1("letter-range-from", "from", from),
            (None, Some(to)) => self.say1("letter-range-to", "to", to),
            (None, None) => self.say("letter-range-open"),
        };
        said.into_owned()
    }

    fn seen(&self, at: &Instant, now: &Instant, side: &'static str) -> String {
        let (unit, n) = length(at.signed_duration_since(*now).abs());
        self.spoken(side, unit, n)
    }

    /// A length, seen from a side unless that is empty. Lists say the same few hundred of them over and over, and a plural
    /// takes Fluent longer than all else in their lines: so each is made once.
    fn spoken(&self, side: &'static str, unit: &'static str, n: i64) -> String {
        let make = || {
            let span = self.say1(unit, "n", n);
            if side.is_empty() { span.into_owned() } else { self.say1(side, "span", span).into_owned() }
        };
        if n > COMMON {
            return make();
        }
        let key = (self.language, side, unit, n);
        if let Some(said) = SPOKEN.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return said.clone();
        }
        let said = make();
        SPOKEN.write().unwrap_or_else(PoisonError::into_inner).insert(key, said.clone());
        said
    }

    pub(super) fn stamped(&self, date: &NaiveDate, time: &str, zone: &Tz) -> String {
        let time = match self.language {
            Language::En | Language::De => time.to_owned(),
            Language::Sv => time.replace(':', "."),
            Language::Fr => time.replace(':', " h "),
        };
        self.fill("when-moment", &[("day", &self.day(date)), ("time", &time), ("zone", &zone.name())]).into_owned()
    }
}

/// The first and the last day of a range of whole civil days.
fn whole_days(from: Instant, to: Instant, zone: Tz) -> Option<(NaiveDate, NaiveDate)> {
    let (from, to) = (from.with_timezone(&zone), to.with_timezone(&zone));
    let whole = from.time() == NaiveTime::MIN && to.time() == NaiveTime::MIN && from < to;
    whole.then(|| to.date_naive().pred_opt().map(|last| (from.date_naive(), last))).flatten()
}

/// Lengths up to this many of a unit are kept once they were said, at most some ten thousand short texts.
const COMMON: i64 = 400;

type Spoken = HashMap<(Language, &'static str, &'static str, i64), String>;
static SPOKEN: LazyLock<RwLock<Spoken>> = LazyLock::new(RwLock::default);

/// A length in the largest unit that says enough: the unit's key and how many.
fn length(span: TimeDelta) -> (&'static str, i64) {
    match (span.num_days(), span.num_hours(), span.num_minutes()) {
        (days, ..) if days >= 2 => ("when-days", days),
        (_, hours, _) if hours >= 1 => ("when-hours", hours),
        (.., minutes) => ("when-minutes", minutes),
    }
}

fn clock_face(local: &DateTime<Tz>) -> String {
    local.format("%H:%M").to_string()
}

/// The day that ends at `at`, if `at` is the end of a civil day in `zone` (written as 0:00 or as 23:59:59 and more).
fn last_day(at: &Instant, zone: &Tz) -> Option<NaiveDate> {
    let local = at.with_timezone(zone);
    match (local.hour(), local.minute(), local.second()) {
        (0, 0, 0) => local.date_naive().checked_sub_days(Days::new(1)),
        (23, 59, 59) => Some(local.date_naive()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: &str) -> Instant {
        s.parse().unwrap()
    }

    const DUBLIN: Tz = Tz::Europe__Dublin;
    const EN: Words = Words::of(Language::En);
    const SV: Words = Words::of(Language::Sv);

    #[test]
    fn the_end_of_a_day_is_24_of_that_day() {
        for end in ["2026-10-28T00:00:00Z", "2026-10-27T23:59:59.999999Z"] {
            assert_eq!(EN.deadline(&at(end), &DUBLIN), "27 October 2026, 24:00 Europe/Dublin");
            assert_eq!(SV.deadline(&at(end), &DUBLIN), "27 oktober 2026 kl. 24.00 Europe/Dublin");
            assert_eq!(EN.short_deadline(&at(end), &DUBLIN), "27 Oct 2026 24:00");
        }
    }

    #[test]
    fn a_deadline_elsewhere_says_where() {
        let (end, stockholm) = (at("2026-12-01T05:00:00Z"), Tz::Europe__Stockholm);
        assert_eq!(EN.short_deadline_there(&end, &Tz::America__New_York, &stockholm), "30 Nov 2026 24:00 New York");
        assert_eq!(SV.short_deadline_there(&end, &Tz::Europe__Berlin, &stockholm), "2026-12-01 06:00");
    }

    #[test]
    fn a_deadline_in_the_day_keeps_its_minute_and_follows_the_zone() {
        // Summer time in Dublin is an hour ahead of UTC.
        assert_eq!(EN.deadline(&at("2026-07-01T15:00:00Z"), &DUBLIN), "1 July 2026, 16:00 Europe/Dublin");
        assert_eq!(SV.short(&at("2026-12-03T16:00:00Z"), &DUBLIN), "2026-12-03 16:00");
    }

    #[test]
    fn a_range_is_said_in_the_days_of_whose_it_is() {
        let (stockholm, york) = (Tz::Europe__Stockholm, Tz::America__New_York);
        let said = |from, to| EN.range(Some(at(from)), Some(at(to)), &stockholm, &york);
        assert_eq!(said("2026-01-01T23:00:00Z", "2026-01-31T23:00:00Z"), "2 January 2026 to 31 January 2026 inclusive");
        let there = said("2026-01-02T05:00:00Z", "2026-02-01T05:00:00Z");
        assert_eq!(there, "2 January 2026 to 31 January 2026 inclusive (America/New_York)");
        assert_eq!(said("2026-01-02T00:00:00Z", "2026-02-01T00:00:00Z"), "2 January 2026 to 31 January 2026 inclusive (UTC)");
        assert!(said("2026-01-02T00:00:00Z", "2026-02-01T05:00:00Z").starts_with("from 2 January 2026, 01:00"));
    }

    #[test]
    fn days_are_written_as_each_language_does() {
        let (first, second) = (NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(), NaiveDate::from_ymd_opt(2026, 3, 2).unwrap());
        let said = |language, day| Words::of(language).day(day);
        assert_eq!((said(Language::De, &first), said(Language::De, &second)), ("1. Dezember 2026".into(), "2. März 2026".into()));
        assert_eq!((said(Language::Fr, &first), said(Language::Fr, &second)), ("1er décembre 2026".into(), "2 mars 2026".into()));
    }

    #[test]
    fn ages_choose_unit_and_plural() {
        let now = at("2026-11-22T12:00:00Z");
        assert_eq!(EN.span(&at("2026-11-19T11:00:00Z"), &now), "3 days");
        assert_eq!(EN.span(&at("2026-11-22T11:00:00Z"), &now), "1 hour");
        assert_eq!(EN.span(&at("2026-11-21T10:00:00Z"), &now), "26 hours");
        assert_eq!(SV.span(&at("2026-11-19T11:00:00Z"), &now), "3 dygn");
        assert_eq!(EN.due(&at("2026-11-25T12:00:00Z"), &now), "in 3 days");
        assert_eq!(EN.due(&at("2026-11-20T12:00:00Z"), &now), "2 days overdue");
        assert_eq!(SV.due(&at("2026-11-20T12:00:00Z"), &now), "2 dygn försenad");
    }
}
