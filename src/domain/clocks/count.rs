//! Counting: from a rule and a start to the two due dates, in the civil time of the locus.

use super::{ClockRule, Counting, Due, Locus, Pause};
use crate::Instant;
use crate::calendar::{InForce, NonWorking};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use serde::Serialize;

/// A day that a period did not end on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Skipped {
    /// The civil day at the locus.
    pub date: NaiveDate,
    /// Why it was skipped.
    pub why: Why,
}

/// Why a period did not end on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is no working day.
    NonWorking(NonWorking),
    /// The period would hold fewer than two working days (Reg. (EEC, Euratom) 1182/71 Art 3(5)).
    TooFewWorkingDays,
    /// In a period of five days or less only working days count (CPR 2.8(4)), and they are not yet enough.
    OnlyWorkingDays,
}

impl Why {
    /// Key of the words.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Why::NonWorking(why) => why.key(),
            Why::TooFewWorkingDays => "nonworking-too-few".to_owned(),
            Why::OnlyWorkingDays => "nonworking-not-counted".to_owned(),
        }
    }
}

/// A due date with the days it skipped on the way from the internal to the legal reading.
pub(super) struct Counted {
    pub due: Due,
    /// Where the count ends before any roll, and before a printed date pulls our target forward.
    pub raw: Instant,
    pub skipped: Vec<Skipped>,
}

/// Longest count that is computed, in days; the rulebook allows ten years.
const LONGEST_DAYS: u32 = 36_600;

/// The last day of a term in days that starts on `from`, the first day not counted (`P.60`, `P.90`); no roll-forward:
/// what must be kept until then is kept until the end of that very day.
#[must_use]
pub fn term_end(from: NaiveDate, days: u32) -> NaiveDate {
    from.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

/// The last day that a 180-day reporting period may hold when the report is published on `published`
/// (50 USC 1874(a)(1): the period ends not less than 180 days before publication).
#[must_use]
pub fn fisa_window_end(published: NaiveDate) -> NaiveDate {
    published.checked_sub_days(Days::new(180)).unwrap_or(NaiveDate::MIN)
}

pub(super) fn due(rule: &ClockRule, started_at: Instant, locus: &Locus, face: Option<Instant>, pauses: &[Pause]) -> Counted {
    let calendar = locus.calendar();
    let start = within_civil_time(started_at);
    let pauses = over(pauses);
    let plain = |due: Due| Counted { raw: due.internal, due, skipped: Vec::new() };
    let counted = match *rule {
        ClockRule::Days { n, counting, .. } => {
            let (start, n) = left(start, n.min(LONGEST_DAYS), &pauses, locus.zone);
            days(start, n, counting, locus.zone, calendar)
        }
        ClockRule::Hours { n, counting, .. } => {
            let stood = pauses.iter().fold(TimeDelta::zero(), |sum, (from, until)| sum + (*until - *from));
            hours(start, n, stood, counting, locus.zone, calendar)
        }
        ClockRule::Face { sla_days } => match face {
            Some(face) => plain(Due { internal: face, legal: Some(face) }),
            None => plain(Due {
                internal: end_of_day(term_end(local_date(start, locus.zone), sla_days.min(LONGEST_DAYS)), locus.zone),
                legal: None,
            }),
        },
        ClockRule::Promptly { sla_hours, .. } => plain(Due { internal: later(start, sla_hours, 60), legal: face }),
        ClockRule::Immediate { sla_minutes } => plain(Due { internal: later(start, sla_minutes, 1), legal: face }),
        ClockRule::Voluntary { sla_hours } => plain(Due { internal: later(start, sla_hours, 60), legal: None }),
    };
    let internal = face.map_or(counted.due.internal, |face| counted.due.internal.min(face));
    Counted { due: Due { internal, ..counted.due }, ..counted }
}

/// The pauses that are over, those that overlap as one. One that overlaps a pause that still lasts is part of that one.
fn over(pauses: &[Pause]) -> Vec<(Instant, Instant)> {
    let lasts: Option<Instant> = pauses.iter().filter(|p| p.until.is_none()).map(|p| p.from).min();
    let mut all: Vec<(Instant, Instant)> = pauses
        .iter()
        .filter_map(|p| p.until.map(|until| (p.from, until)))
        .filter(|(_, until)| lasts.is_none_or(|from| *until <= from))
        .collect();
    all.sort_unstable();
    let mut merged: Vec<(Instant, Instant)> = Vec::new();
    for (from, until) in all {
        match merged.last_mut() {
            Some((_, end)) if from <= *end => *end = until.max(*end),
            _ => merged.push((from, until)),
        }
    }
    merged
}

/// From where and how many days are counted after pauses: the days left on the day a pause began run from the day after its end.
fn left(start: Instant, n: u32, pauses: &[(Instant, Instant)], zone: Tz) -> (Instant, u32) {
    pauses.iter().fold((start, n), |(start, n), (from, until)| {
        let days = (term_end(local_date(start, zone), n) - local_date(within_civil_time(*from), zone)).num_days();
        (within_civil_time(*until), u32::try_from(days).unwrap_or(0).min(n))
    })
}

/// Days: the day of the event is not counted, the last day runs to its end.
fn days(start: Instant, n: u32, counting: Counting, zone: Tz, calendar: InForce<'_>) -> Counted {
    let first = local_date(start, zone);
    let n = n.min(LONGEST_DAYS);
    let raw = term_end(first, n);
    let mut skipped = Vec::new();
    let mut last = roll(raw, counting, calendar, &mut skipped);
    // Art 3(5) speaks of periods of two days or more.
    while counting == Counting::Reg1182 && n >= 2 && working_days(first, last, 2, calendar) < 2 {
        skipped.push(Skipped { date: last, why: Why::TooFewWorkingDays });
        last = roll(next(last), counting, calendar, &mut skipped);
    }
    // CPR 2.8(4): in a period of five days or less, weekends and holidays within it do not count.
    while counting == Counting::Cpr && (1..=5).contains(&n) && working_days(first, last, n, calendar) < n {
        skipped.push(Skipped { date: last, why: Why::OnlyWorkingDays });
        last = roll(next(last), counting, calendar, &mut skipped);
    }
    let raw = end_of_day(raw, zone);
    Counted { due: Due { internal: raw, legal: Some(end_of_day(last, zone)) }, raw, skipped }
}

/// Hours: our own reading runs from the minute; the law's reading depends on the law.
///
/// 1182/71 Art 3(1), 3(2)(a), 3(4): the hour of the event is not counted, and a period in hours does not roll.
/// A time in which the clock stood still is added to both.
/// FRCP 6(a)(2): from the event at once, every hour counts, and it rolls to the same time on the next working day.
fn hours(start: Instant, n: u32, stood: TimeDelta, counting: Counting, zone: Tz, calendar: InForce<'_>) -> Counted {
    let n = n.min(LONGEST_DAYS * 24);
    let after = |at: Instant| at.checked_add_signed(stood).unwrap_or(DateTime::<Utc>::MAX_UTC);
    let internal = after(later(start, n, 60));
    let mut skipped = Vec::new();
    let legal = match counting {
        Counting::Reg1182 => after(later(next_full_hour(start, zone), n, 60)),
        Counting::Frcp => {
            let end = internal.with_timezone(&zone).naive_local();
            let day = roll(end.date(), counting, calendar, &mut skipped);
            if skipped.is_empty() { internal } else { instant(day.and_time(end.time()), zone) }
        }
        Counting::Plain | Counting::Se1930 | Counting::Bgb | Counting::Cpr => internal,
    };
    Counted { due: Due { internal, legal: Some(legal) }, raw: internal, skipped }
}

/// The first working day on or after `day`, noting each one skipped.
fn roll(mut day: NaiveDate, counting: Counting, calendar: InForce<'_>, skipped: &mut Vec<Skipped>) -> NaiveDate {
    while let Some(why) = calendar.non_working(day, counting) {
        skipped.push(Skipped { date: day, why: Why::NonWorking(why) });
        day = next(day);
    }
    day
}

/// Working days after `first` up to and including `last`, but no more than `enough`.
fn working_days(first: NaiveDate, last: NaiveDate, enough: u32, calendar: InForce<'_>) -> u32 {
    let working = |d: &NaiveDate| calendar.non_working(*d, Counting::Reg1182).is_none();
    next(first).iter_days().take_while(|d| *d <= last).filter(working).zip(1..=enough).last().map_or(0, |(_, n)| n)
}

/// The end of the `n`th working day after the civil day of `at`, in the calendar of the place. Weekends and public holidays are no
/// working days (Reg. (EEC, Euratom) 1182/71 Art 2(2)).
#[must_use]
pub fn working_days_after(at: Instant, n: u32, locus: &Locus) -> Instant {
    let calendar = locus.calendar();
    let first = local_date(within_civil_time(at), locus.zone);
    let mut working = next(first).iter_days().filter(|d| calendar.non_working(*d, Counting::Reg1182).is_none());
    let last = match n.min(LONGEST_DAYS) {
        0 => first,
        n => working.nth(n as usize - 1).unwrap_or(NaiveDate::MAX),
    };
    end_of_day(last, locus.zone)
}

fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(NaiveDate::MAX)
}

/// 24:00 of a civil day: the first instant of the next local day, also where the clocks jump over midnight.
#[must_use]
pub fn end_of_day(day: NaiveDate, zone: Tz) -> Instant {
    instant(next(day).and_time(NaiveTime::MIN), zone)
}

fn local_date(at: Instant, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The civil day of an instant, also of one at the far ends of time.
#[must_use]
pub fn civil_day(at: Instant, zone: Tz) -> NaiveDate {
    local_date(within_civil_time(at), zone)
}

/// The hour after the one the event falls in, on the clock on the wall.
fn next_full_hour(at: Instant, zone: Tz) -> Instant {
    let wall = at.with_timezone(&zone).time();
    let into_hour =
        TimeDelta::seconds(i64::from(wall.minute() * 60 + wall.second())) + TimeDelta::nanoseconds(i64::from(wall.nanosecond()));
    later(at - into_hour, 1, 60)
}

/// The first instant that the wall clock of `zone` shows `local` or, where the clocks jump over it, the instant after the jump.
fn instant(local: NaiveDateTime, zone: Tz) -> Instant {
    let exact = zone.from_local_datetime(&local).earliest();
    // Clocks jump to a full minute; the longest jump on record left out a whole day (Samoa, 30 December 2011).
    let minute = local.with_second(0).and_then(|wall| wall.with_nanosecond(0)).unwrap_or(local);
    let after_jump = || {
        (1..=26 * 60)
            .filter_map(|minutes| minute.checked_add_signed(TimeDelta::minutes(minutes)))
            .find_map(|wall| zone.from_local_datetime(&wall).earliest())
    };
    exact.or_else(after_jump).map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc))
}

fn later(start: Instant, n: u32, minutes: i64) -> Instant {
    start.checked_add_signed(TimeDelta::minutes(i64::from(n) * minutes)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// Instants outside the years 1 to 9999 are taken as the nearest within: chrono's zones panic at its own ends.
pub(super) fn within_civil_time(at: Instant) -> Instant {
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).map(|d| d.and_time(NaiveTime::MIN).and_utc());
    match (day(1, 1, 2), day(9999, 12, 30)) {
        (Some(first), Some(last)) => at.clamp(first, last),
        _ => at,
    }
}
