//! The filter's reading of a row's time.

use super::mapping::TimeField;
use chrono::format::{Parsed, StrftimeItems};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use domain::Instant;

/// When a row happened, as exactly as it says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum When {
    /// The mapping names no time.
    Undated,
    /// There should be a time, but it cannot be read, or that civil time never was.
    Unreadable,
    /// Between these two moments, both included: equal for an exact time, a day apart for a date, an hour apart for
    /// an hour that a zone had twice.
    Between(Instant, Instant),
}

/// The last nanosecond before a span is over.
const LAST: TimeDelta = TimeDelta::nanoseconds(1);

/// Read `text` as the mapping says.
pub(super) fn read(text: &str, field: &TimeField) -> When {
    let text = text.trim_matches(' ');
    let exact = |at: Option<Instant>| at.map_or(When::Unreadable, |at| When::Between(at, at));
    match field.format.as_str() {
        "rfc3339" => exact(DateTime::parse_from_rfc3339(text).ok().map(|t| t.to_utc())),
        "rfc2822" => mail_date(text, field).unwrap_or(When::Unreadable),
        "ical" => calendar_date(text, field.zone).unwrap_or(When::Unreadable),
        "unix" => exact(since_1970(text, 1_000_000_000)),
        "unix_ms" => exact(since_1970(text, 1_000_000)),
        _ => pattern(text, field).unwrap_or(When::Unreadable),
    }
}

/// A mail's date (RFC 5322 3.3); without a zone of its own it is in the mapping's, or no moment.
fn mail_date(text: &str, field: &TimeField) -> Option<When> {
    if let Ok(at) = DateTime::parse_from_rfc2822(text) {
        return Some(When::Between(at.to_utc(), at.to_utc()));
    }
    let zone = field.zone?;
    let patterns = ["%a, %d %b %Y %H:%M:%S", "%d %b %Y %H:%M:%S"];
    let at = patterns.iter().find_map(|p| NaiveDateTime::parse_from_str(text, p).ok())?;
    span(at, at, zone)
}

/// A date or date-time of a calendar or a card (RFC 5545 3.3.4 and 3.3.5, RFC 6350 4.3), with `TZID=…:` before it where the property says a zone.
fn calendar_date(text: &str, zone: Option<Tz>) -> Option<When> {
    let (zone, value) = match text.strip_prefix("TZID=").and_then(|rest| rest.rsplit_once(':')) {
        Some((name, value)) => (Some(name.parse::<Tz>().ok()?), value),
        None => (zone, text),
    };
    if let Ok(at) = DateTime::parse_from_rfc3339(value).or_else(|_| DateTime::parse_from_str(value, "%Y%m%dT%H%M%S%#z")) {
        return Some(When::Between(at.to_utc(), at.to_utc()));
    }
    if let Ok(at) = NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%SZ") {
        return Some(When::Between(at.and_utc(), at.and_utc()));
    }
    if let Ok(at) = NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%S") {
        return span(at, at, zone?);
    }
    let date = NaiveDate::parse_from_str(value, "%Y%m%d").ok()?;
    span(date.and_time(NaiveTime::MIN), date.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN), zone?)
}

/// A count of units since 1970, before which it is negative; up to nine decimals.
fn since_1970(text: &str, nanos_per_unit: i128) -> Option<Instant> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |s: &str, most: usize| !s.is_empty() && s.len() <= most && s.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole, 18) || !plain(fraction, 9) {
        return None;
    }
    let scale = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
    let nanos = whole.parse::<i128>().ok()? * nanos_per_unit + fraction.parse::<i128>().ok()? * nanos_per_unit / scale;
    let nanos = if negative { -nanos } else { nanos };
    DateTime::from_timestamp(i64::try_from(nanos.div_euclid(1_000_000_000)).ok()?, u32::try_from(nanos.rem_euclid(1_000_000_000)).ok()?)
}

fn pattern(text: &str, field: &TimeField) -> Option<When> {
    let mut parsed = Parsed::new();
    chrono::format::parse(&mut parsed, text, StrftimeItems::new(&field.format)).ok()?;
    if field.has_offset() {
        let at = parsed.to_datetime().ok()?.to_utc();
        return Some(When::Between(at, at));
    }
    let zone = field.zone?;
    let date = parsed.to_naive_date().ok()?;
    // A pattern without the hour means the whole day, one without the second the whole minute.
    if parsed.hour_mod_12().is_none() && parsed.hour_div_12().is_none() {
        let next = date.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN);
        return span(date.and_time(NaiveTime::MIN), next, zone);
    }
    let begin = date.and_time(parsed.to_naive_time().ok()?);
    if parsed.second().is_none() { span(begin, begin + TimeDelta::minutes(1), zone) } else { span(begin, begin, zone) }
}

/// The moments from `begin` up to `end` (not included unless it is the same) of civil time in `zone`.
fn span(begin: NaiveDateTime, end: NaiveDateTime, zone: Tz) -> Option<When> {
    let exact = begin == end;
    // A civil time that the zone skipped is no moment at all.
    let earliest = zone.from_local_datetime(&begin).earliest()?.to_utc();
    let last = if exact { begin } else { end - LAST };
    let latest = zone.from_local_datetime(&last).latest()?.to_utc();
    Some(When::Between(earliest, latest))
}
