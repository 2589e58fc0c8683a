//! The check's own reading of a time: first and last moment that the text can mean.

use crate::TimeField;
use chrono::offset::LocalResult;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use domain::Instant;

pub(super) fn range(text: &str, field: &TimeField) -> Option<(Instant, Instant)> {
    let text = text.trim_matches(' ');
    let twice = |t: Instant| (t, t);
    match field.format.as_str() {
        "rfc3339" => text.parse::<DateTime<chrono::FixedOffset>>().ok().map(|t| twice(t.with_timezone(&Utc))),
        "rfc2822" => mail(text, field.zone),
        "ical" => calendar(text, field.zone),
        "unix" => epoch(text, 0).map(twice),
        "unix_ms" => epoch(text, 3).map(twice),
        pattern if field.has_offset() => DateTime::parse_from_str(text, pattern).ok().map(|t| twice(t.with_timezone(&Utc))),
        pattern => {
            let (first, last) = match NaiveDateTime::parse_from_str(text, pattern) {
                Ok(t) if ["%S", "%T", "%X", "%c", "%r", "%:S"].iter().any(|s| pattern.contains(s)) => (t, t),
                Ok(t) => (t, t + TimeDelta::minutes(1) - TimeDelta::nanoseconds(1)),
                Err(_) => {
                    let day = NaiveDate::parse_from_str(text, pattern).ok()?;
                    (day.and_time(NaiveTime::MIN), day.succ_opt()?.and_time(NaiveTime::MIN) - TimeDelta::nanoseconds(1))
                }
            };
            civil(first, last, field.zone?)
        }
    }
}

/// From the first to the last of two civil times, as early and as late as the zone allows.
fn civil(first: NaiveDateTime, last: NaiveDateTime, zone: Tz) -> Option<(Instant, Instant)> {
    let ends = |t: NaiveDateTime| match zone.from_local_datetime(&t) {
        LocalResult::Single(only) => Some((only.with_timezone(&Utc), only.with_timezone(&Utc))),
        LocalResult::Ambiguous(a, b) => Some((a.min(b).with_timezone(&Utc), a.max(b).with_timezone(&Utc))),
        LocalResult::None => None,
    };
    Some((ends(first)?.0, ends(last)?.1))
}

/// A mail's date, by another reader than the filter's; that one takes a missing zone for UTC, so the zone must stand there.
fn mail(text: &str, zone: Option<Tz>) -> Option<(Instant, Instant)> {
    let bare = text.split('(').next().unwrap_or_default().trim_end();
    let last = bare.rsplit(' ').next().unwrap_or_default();
    let offset = last.strip_prefix(['+', '-']).is_some_and(|d| d.len() == 4 && d.bytes().all(|b| b.is_ascii_digit()));
    let named = !last.is_empty() && last.bytes().all(|b| b.is_ascii_alphabetic());
    let at = DateTime::from_timestamp(mailparse::dateparse(bare).ok()?, 0)?;
    match zone {
        _ if offset || named => Some((at, at)),
        Some(zone) => civil(at.naive_utc(), at.naive_utc(), zone),
        None => None,
    }
}

/// A date or date-time of a calendar or card, digit by digit.
fn calendar(text: &str, zone: Option<Tz>) -> Option<(Instant, Instant)> {
    let (zone, value) = match text.strip_prefix("TZID=") {
        Some(rest) => {
            let colon = rest.rfind(':')?;
            (Some(rest[..colon].parse::<Tz>().ok()?), &rest[colon + 1..])
        }
        None => (zone, text),
    };
    if value.contains('-') && value.contains(':') {
        return value.parse::<DateTime<chrono::FixedOffset>>().ok().map(|t| (t.with_timezone(&Utc), t.with_timezone(&Utc)));
    }
    let (day, rest) = value.split_at_checked(8)?;
    let number = |s: &str| if s.bytes().all(|b| b.is_ascii_digit()) { s.parse::<u32>().ok() } else { None };
    let date = NaiveDate::from_ymd_opt(i32::try_from(number(&day[..4])?).ok()?, number(&day[4..6])?, number(&day[6..])?)?;
    let Some(time) = rest.strip_prefix('T') else {
        let last = date.succ_opt()?.and_time(NaiveTime::MIN) - TimeDelta::nanoseconds(1);
        return if rest.is_empty() { civil(date.and_time(NaiveTime::MIN), last, zone?) } else { None };
    };
    let (clock, end) = time.split_at_checked(6)?;
    let at = date.and_hms_opt(number(&clock[..2])?, number(&clock[2..4])?, number(&clock[4..])?)?;
    let seconds = match end.as_bytes() {
        [] => return civil(at, at, zone?),
        b"Z" => 0,
        [sign @ (b'+' | b'-'), digits @ ..] if digits.len() == 2 || digits.len() == 4 => {
            let digits = &end[1..];
            let minutes = if digits.len() == 4 { number(&digits[2..])? } else { 0 };
            let ahead = i64::from(number(&digits[..2])? * 60 + minutes) * 60;
            if *sign == b'-' { -ahead } else { ahead }
        }
        _ => return None,
    };
    let at = (at - TimeDelta::try_seconds(seconds)?).and_utc();
    Some((at, at))
}

/// A decimal count since 1970, of seconds or (`shift` 3) thousandths.
fn epoch(text: &str, shift: usize) -> Option<Instant> {
    let (sign, digits) = if let Some(rest) = text.strip_prefix('-') { (-1, rest) } else { (1, text) };
    let (whole, part) = match digits.find('.') {
        Some(dot) => (&digits[..dot], &digits[dot + 1..]),
        None => (digits, ""),
    };
    if whole.is_empty() || digits.ends_with('.') || !whole.chars().chain(part.chars()).all(|c| c.is_ascii_digit()) {
        return None;
    }
    // Seconds as text, then nanoseconds as text: no rounding anywhere.
    let padded = format!("{whole:0>width$}", width = shift + 1);
    let (seconds, thousandths) = padded.split_at(padded.len() - shift);
    let nanos = format!("{thousandths}{part:0<9}");
    let nanos = nanos.get(..9)?.parse::<i64>().ok()?;
    let span = TimeDelta::try_seconds(seconds.parse().ok()?)?.checked_add(&TimeDelta::nanoseconds(nanos))?;
    if sign < 0 { DateTime::UNIX_EPOCH.checked_sub_signed(span) } else { DateTime::UNIX_EPOCH.checked_add_signed(span) }
}
