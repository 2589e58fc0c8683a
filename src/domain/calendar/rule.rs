//! How a holiday's date follows from a rule.

use super::Holiday;
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// How a holiday's date follows from the year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Day {
    /// The same month and day each year.
    Fixed(u32, u32),
    /// So many days after Easter Sunday (negative: before).
    Easter(i64),
    /// So many days after Easter Sunday as the Orthodox churches keep it.
    OrthodoxEaster(i64),
    /// The nth such weekday of the month.
    Nth(u8, Weekday, u32),
    /// The last such weekday of the month.
    Last(Weekday, u32),
    /// The first such weekday on or after the given day.
    From(Weekday, u32, u32),
    /// The first Monday of the month, but its first day where that is a Friday.
    MondayUnlessFirstIsFriday(u32),
    /// The same month and day in each year that divides by the number.
    YearsDivisibleBy(i32, u32, u32),
    /// One day in one year only.
    Once(i32, u32, u32),
}

/// One holiday: its code (words under `holiday-<code>`), its rule, the years in which it is in force, and the law.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Rule {
    pub(super) code: &'static str,
    pub(super) day: Day,
    pub(super) from: i32,
    pub(super) to: i32,
    pub(super) substitute: Substitute,
    pub(super) law: &'static str,
}

/// What takes the place of a holiday that falls on a weekend.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Substitute {
    /// Nothing.
    None,
    /// For a Saturday the Friday before, for a Sunday the Monday after.
    Nearest,
    /// The next day that is neither of a weekend nor a holiday nor such a substitute already.
    Next,
}

/// For ever, in the column of years.
pub(super) const ON: i32 = i32::MAX;

pub(super) const fn rule(code: &'static str, day: Day, law: &'static str) -> Rule {
    Rule { code, day, from: i32::MIN, to: ON, substitute: Substitute::None, law }
}

pub(super) const fn since(from: i32, code: &'static str, day: Day, law: &'static str) -> Rule {
    Rule { code, day, from, to: ON, substitute: Substitute::None, law }
}

pub(super) fn find(rules: &[&'static [Rule]], date: NaiveDate) -> Option<Holiday> {
    let itself = all(rules).find(|r| r.actual(date.year()) == Some(date)).map(|r| r.found(false));
    // New Year's Day on a Saturday is observed in the year before.
    let nearest = || {
        let of = |year| all(rules).find(move |r| r.nearest(year) == Some(date));
        of(date.year()).or_else(|| of(date.year().saturating_add(1))).map(|r| r.found(true))
    };
    itself.or_else(nearest).or_else(|| next(rules, date).map(|r| r.found(true)))
}

fn all(rules: &[&'static [Rule]]) -> impl Iterator<Item = &'static Rule> {
    rules.iter().copied().flatten()
}

/// The rule whose holiday of this year is observed on `date` because it fell on a weekend and this was the next free day.
fn next(rules: &[&'static [Rule]], date: NaiveDate) -> Option<&'static Rule> {
    let mut taken: Vec<NaiveDate> = Vec::new();
    let is_holiday = |day: NaiveDate| all(rules).any(|r| r.actual(day.year()) == Some(day));
    for rule in all(rules).filter(|r| r.substitute == Substitute::Next) {
        let Some(actual) = rule.actual(date.year()).filter(is_weekend) else { continue };
        let free = actual.iter_days().skip(1).find(|day| !is_weekend(day) && !taken.contains(day) && !is_holiday(*day))?;
        if free == date {
            return Some(rule);
        }
        taken.push(free);
    }
    None
}

fn is_weekend(date: &NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

impl Rule {
    const fn found(&self, observed: bool) -> Holiday {
        Holiday { code: self.code, law: self.law, observed }
    }

    fn actual(&self, year: i32) -> Option<NaiveDate> {
        (self.from <= year && year <= self.to).then(|| self.day.in_year(year)).flatten()
    }

    fn nearest(&self, year: i32) -> Option<NaiveDate> {
        let actual = self.actual(year).filter(|_| self.substitute == Substitute::Nearest)?;
        match actual.weekday() {
            Weekday::Sat => actual.pred_opt(),
            Weekday::Sun => actual.succ_opt(),
            _ => None,
        }
    }
}

impl Day {
    fn in_year(self, year: i32) -> Option<NaiveDate> {
        match self {
            Day::Fixed(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            Day::Easter(days) => easter(year)?.checked_add_signed(chrono::TimeDelta::try_days(days)?),
            Day::OrthodoxEaster(days) => orthodox_easter(year)?.checked_add_signed(chrono::TimeDelta::try_days(days)?),
            Day::YearsDivisibleBy(n, month, day) => (year % n == 0).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten(),
            Day::Nth(n, weekday, month) => NaiveDate::from_weekday_of_month_opt(year, month, weekday, n),
            Day::Last(weekday, month) => (4..=5).rev().find_map(|n| NaiveDate::from_weekday_of_month_opt(year, month, weekday, n)),
            Day::From(weekday, month, day) => {
                let first = NaiveDate::from_ymd_opt(year, month, day)?;
                first.checked_add_days(Days::new(u64::from(weekday.days_since(first.weekday()))))
            }
            Day::MondayUnlessFirstIsFriday(month) => {
                let first = NaiveDate::from_ymd_opt(year, month, 1)?;
                if first.weekday() == Weekday::Fri { Some(first) } else { Day::Nth(1, Weekday::Mon, month).in_year(year) }
            }
            Day::Once(only, month, day) => (only == year).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten(),
        }
    }
}

/// Easter Sunday of the Gregorian calendar (Meeus, *Astronomical Algorithms*, ch. 8); `None` before the reform of 1582.
#[must_use]
pub fn easter(year: i32) -> Option<NaiveDate> {
    if year < 1583 {
        return None;
    }
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let (leap_centuries, century_rest) = (century / 4, century % 4);
    let lunar = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - leap_centuries - lunar + 15) % 30;
    let to_sunday = (32 + 2 * century_rest + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let march_days = epact + to_sunday - 7 * late + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(march_days / 31).ok()?, u32::try_from(march_days % 31 + 1).ok()?)
}

/// Easter Sunday of the Julian calendar, as a date of the Gregorian one (Meeus, *Astronomical Algorithms*, ch. 8): the first Sunday
/// after the full moon of the old tables, which the Orthodox churches keep. `None` before the reform of 1582.
#[must_use]
pub fn orthodox_easter(year: i32) -> Option<NaiveDate> {
    if year < 1583 {
        return None;
    }
    let full_moon = (19 * (year % 19) + 15) % 30;
    let to_sunday = (2 * (year % 4) + 4 * (year % 7) - full_moon + 34) % 7;
    let march_days = full_moon + to_sunday + 114;
    let julian = NaiveDate::from_ymd_opt(year, u32::try_from(march_days / 31).ok()?, u32::try_from(march_days % 31 + 1).ok()?)?;
    // The calendars drift apart by a day in each century that the Gregorian one does not leap.
    let century = i64::from(year / 100);
    julian.checked_add_signed(chrono::TimeDelta::try_days(century - century / 4 - 2)?)
}
