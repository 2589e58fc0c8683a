//! Reporting periods: civil days in the provider's declared time zone.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use domain::Instant;
use domain::clocks::end_of_day;
use domain::customer_report::ReportInterval;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A year, half-year or quarter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Period {
    year: i32,
    part: Part,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Part {
    Year,
    Half(u32),
    Quarter(u32),
}

/// A text that is no period.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("'{0}' is not a period; write a half-year (2026-H1), a quarter (2026-Q3) or a year (2026)")]
pub struct NotAPeriod(pub String);

impl Period {
    /// The half-year (1 or 2) in which a moment falls, in civil time of `zone`.
    #[must_use]
    pub fn half_of(at: Instant, zone: Tz) -> Self {
        let day = at.with_timezone(&zone).date_naive();
        Self { year: day.year(), part: Part::Half(if day.month() <= 6 { 1 } else { 2 }) }
    }

    /// The last period of an interval that is over at a moment, by the civil day in `zone`; `None` for no interval.
    #[must_use]
    pub fn last(interval: ReportInterval, at: Instant, zone: Tz) -> Option<Self> {
        let parts: &[Part] = match interval {
            ReportInterval::Never => return None,
            ReportInterval::Quarterly => &[Part::Quarter(4), Part::Quarter(3), Part::Quarter(2), Part::Quarter(1)],
            ReportInterval::HalfYearly => &[Part::Half(2), Part::Half(1)],
            ReportInterval::Yearly => &[Part::Year],
        };
        let this = at.with_timezone(&zone).year();
        let all = [this, this - 1].into_iter().flat_map(|year| parts.iter().map(move |part| Self { year, part: *part }));
        all.into_iter().find(|period| period.over(at, zone))
    }

    /// The periods that have begun at a moment, of its year and of `years` before it, the latest year first.
    #[must_use]
    pub fn begun(at: Instant, zone: Tz, years: i32) -> Vec<Self> {
        let day = at.with_timezone(&zone).date_naive();
        let parts = [Part::Year, Part::Half(1), Part::Half(2), Part::Quarter(1), Part::Quarter(2), Part::Quarter(3), Part::Quarter(4)];
        let all = (0..=years).flat_map(|back| parts.map(|part| Self { year: day.year() - back, part }));
        all.filter(|period| period.start() <= day).collect()
    }

    const fn months(self) -> (u32, u32) {
        match self.part {
            Part::Year => (1, 12),
            Part::Half(n) => (6 * n - 5, 6 * n),
            Part::Quarter(n) => (3 * n - 2, 3 * n),
        }
    }

    /// First day.
    #[must_use]
    pub fn start(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.months().0, 1).unwrap_or_default()
    }

    /// Last day, which belongs to the period.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        let last = self.months().1;
        let (year, month) = if last == 12 { (self.year + 1, 1) } else { (self.year, last + 1) };
        NaiveDate::from_ymd_opt(year, month, 1).and_then(|d| d.pred_opt()).unwrap_or_default()
    }

    /// From its first moment to the first one after it, by civil days in `zone`.
    #[must_use]
    pub fn instants(self, zone: Tz) -> Range<Instant> {
        let first = self.start();
        let from = first.pred_opt().map_or_else(|| first.and_time(chrono::NaiveTime::MIN).and_utc(), |before| end_of_day(before, zone));
        from..end_of_day(self.end(), zone)
    }

    /// Whether a moment falls in it, by the civil day in `zone`.
    #[must_use]
    pub fn contains(self, at: Instant, zone: Tz) -> bool {
        let day = at.with_timezone(&zone).date_naive();
        self.start() <= day && day <= self.end()
    }

    /// Whether it is over at a moment, by the civil day in `zone`.
    #[must_use]
    pub fn over(self, at: Instant, zone: Tz) -> bool {
        at.with_timezone(&zone).date_naive() > self.end()
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.part {
            Part::Year => write!(f, "{}", self.year),
            Part::Half(n) => write!(f, "{}-H{n}", self.year),
            Part::Quarter(n) => write!(f, "{}-Q{n}", self.year),
        }
    }
}

impl std::str::FromStr for Period {
    type Err = NotAPeriod;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let wrong = || NotAPeriod(s.chars().take(40).collect());
        let (year, part) = match s.trim().split_once('-') {
            None => (s.trim(), Part::Year),
            Some((year, "H1")) => (year, Part::Half(1)),
            Some((year, "H2")) => (year, Part::Half(2)),
            Some((year, "Q1")) => (year, Part::Quarter(1)),
            Some((year, "Q2")) => (year, Part::Quarter(2)),
            Some((year, "Q3")) => (year, Part::Quarter(3)),
            Some((year, "Q4")) => (year, Part::Quarter(4)),
            Some(_) => return Err(wrong()),
        };
        if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let year = year.parse().map_err(|_| wrong())?;
        if year < 1970 { Err(wrong()) } else { Ok(Self { year, part }) }
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: &str) -> Instant {
        s.parse().unwrap()
    }

    #[test]
    fn reads_and_writes() {
        for s in ["2026", "2026-H1", "2026-H2", "2026-Q1", "2026-Q4"] {
            assert_eq!(s.parse::<Period>().unwrap().to_string(), s);
        }
        for s in ["", "26-H1", "2026-H3", "2026-h1", "2026-Q0", "2026H1", "1969-H1", "+026", "2026-H1-H2"] {
            assert!(s.parse::<Period>().is_err(), "{s}");
        }
        let days = |s: &str| s.parse::<Period>().map(|p| (p.start().to_string(), p.end().to_string())).unwrap();
        assert_eq!(days("2026-H1"), ("2026-01-01".into(), "2026-06-30".into()));
        assert_eq!(days("2026-H2"), ("2026-07-01".into(), "2026-12-31".into()));
        assert_eq!(days("2028-Q1"), ("2028-01-01".into(), "2028-03-31".into()));
    }

    #[test]
    fn the_edges_are_midnights_of_the_declared_zone() {
        let half: Period = "2026-H1".parse().unwrap();
        // Stockholm is one hour ahead of UTC in winter and two in summer.
        let stockholm = chrono_tz::Europe::Stockholm;
        assert!(!half.contains(at("2025-12-31T22:59:59.999999Z"), stockholm));
        assert!(half.contains(at("2025-12-31T23:00:00Z"), stockholm));
        assert!(half.contains(at("2026-06-30T21:59:59.999999Z"), stockholm));
        assert!(!half.contains(at("2026-06-30T22:00:00Z"), stockholm));
        assert_eq!(Period::half_of(at("2026-06-30T22:00:00Z"), stockholm).to_string(), "2026-H2");
        assert_eq!(Period::half_of(at("2026-06-30T22:00:00Z"), chrono_tz::UTC).to_string(), "2026-H1");
        assert_eq!(half.instants(stockholm), at("2025-12-31T23:00:00Z")..at("2026-06-30T22:00:00Z"));
        assert!(!half.over(at("2026-06-30T21:59:59Z"), stockholm) && half.over(at("2026-06-30T22:00:00Z"), stockholm));
    }
}
