//! Days and moments in the words of a letter, always with the zone.

use super::letters::Lang;
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use domain::Instant;

const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const MONTHS_SV: [&str; 12] =
    ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"];

/// `3 December 2026`, `3 december 2026`.
pub(super) fn day(lang: Lang, date: NaiveDate) -> String {
    let months = match lang {
        Lang::En => MONTHS_EN,
        Lang::Sv => MONTHS_SV,
    };
    let month = months.get(date.month0() as usize).copied().unwrap_or_default();
    format!("{} {month} {}", date.day(), date.year())
}

/// `3 December 2026, 16:00 (Europe/Stockholm, UTC+01:00)`. Midnight is the end of the day before.
pub(super) fn moment(lang: Lang, at: Instant, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let midnight = local.time() == chrono::NaiveTime::MIN;
    let (date, time) = match local.date_naive().pred_opt().filter(|_| midnight) {
        Some(before) => (before, "24:00".to_owned()),
        None => (local.date_naive(), local.format("%H:%M").to_string()),
    };
    let offset = local.format("%:z");
    match lang {
        Lang::En => format!("{}, {time} ({zone}, UTC{offset})", day(lang, date)),
        Lang::Sv => format!("{} kl. {} ({zone}, UTC{offset})", day(lang, date), time.replace(':', ".")),
    }
}
