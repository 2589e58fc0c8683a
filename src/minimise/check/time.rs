//! The check's own reading of a time: first and last moment that the text can mean.

use crate::TimeField;
use chrono::offset::LocalResult;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use domain::Instant;

pub(super) fn range(text: &str, field: &TimeField) -> Option<(Instant, Instant)> {
    let text = text.trim_matches(' ');
    let twice = |t: Instant| (t, t);
    match field.format.as_str() {
        "rfc3339" => text.parse::<DateTime<chrono::FixedOffset>>().ok().map(|t| twice(t.with_timezone(&Utc))),
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
            let zone = field.zone?;
            let ends = |t: NaiveDateTime| match zone.from_local_datetime(&t) {
                LocalResult::Single(only) => Some((only.with_timezone(&Utc), only.with_timezone(&Utc))),
                LocalResult::Ambiguous(a, b) => Some((a.min(b).with_timezone(&Utc), a.max(b).with_timezone(&Utc))),
                LocalResult::None => None,
            };
            Some((ends(first)?.0, ends(last)?.1))
        }
    }
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
