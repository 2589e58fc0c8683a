//! Dates as papers write them: ISO, and the month in words in English, Swedish or German.
//!
//! A date in figures only (03/04/2026) is never read: nobody knows which figure is the month.

use chrono::{NaiveDate, NaiveTime};

/// Month names and abbreviations in the order of the year.
const MONTHS: [&[&str]; 12] = [
    &["january", "januari", "januar", "jan", "jänner"],
    &["february", "februari", "februar", "feb"],
    &["march", "mars", "märz", "mar"],
    &["april", "apr"],
    &["may", "maj", "mai"],
    &["june", "juni", "jun"],
    &["july", "juli", "jul"],
    &["august", "augusti", "aug"],
    &["september", "sep", "sept"],
    &["october", "oktober", "oct", "okt"],
    &["november", "nov"],
    &["december", "dezember", "dec", "dez"],
];

/// Years that a paper can carry; anything else is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

/// Every date in a line, in order.
pub(super) fn all(line: &str) -> Vec<NaiveDate> {
    let words: Vec<&str> =
        line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')')).filter(|w| !w.is_empty()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let rest = words.get(at..).unwrap_or_default();
        match one(rest) {
            Some((date, used)) => {
                found.push(date);
                at += used;
            }
            None => at += 1,
        }
    }
    found
}

/// A date at the front of `words`, and how many words it took.
fn one(words: &[&str]) -> Option<(NaiveDate, usize)> {
    let word = |i: usize| words.get(i).copied().unwrap_or_default();
    if let Some(date) = iso(word(0)) {
        return Some((date, 1));
    }
    if let (Some(day), Some(month), Some(year)) = (day(word(0)), month(word(1)), year(word(2))) {
        return Some((NaiveDate::from_ymd_opt(year, month, day)?, 3));
    }
    if let (Some(month), Some(day), Some(year)) = (month(word(0)), day(word(1)), year(word(2))) {
        return Some((NaiveDate::from_ymd_opt(year, month, day)?, 3));
    }
    None
}

fn iso(word: &str) -> Option<NaiveDate> {
    let core = word.trim_end_matches(['.', ':']);
    let date = core.split_once('T').map_or(core, |(date, _)| date);
    let digits = date.bytes().map(|b| if b.is_ascii_digit() { b'9' } else { b }).collect::<Vec<_>>();
    (digits == b"9999-99-99")
        .then(|| NaiveDate::parse_from_str(date, "%Y-%m-%d").ok())
        .flatten()
        .filter(|d| YEARS.contains(&chrono::Datelike::year(d)))
}

fn month(word: &str) -> Option<u32> {
    let lower = word.trim_end_matches('.').to_lowercase();
    (1u32..).zip(MONTHS).find(|(_, names)| names.contains(&lower.as_str())).map(|(n, _)| n)
}

fn day(word: &str) -> Option<u32> {
    let core = word.trim_end_matches('.');
    let core = ["st", "nd", "rd", "th"].iter().find_map(|s| core.strip_suffix(s)).unwrap_or(core);
    number(core, 2).and_then(|n| u32::try_from(n).ok()).filter(|d| (1..=31).contains(d))
}

fn year(word: &str) -> Option<i32> {
    let core = word.trim_end_matches(['.', ':']);
    (core.len() == 4).then(|| number(core, 4)).flatten().filter(|y| YEARS.contains(y))
}

fn number(word: &str, most: usize) -> Option<i32> {
    (!word.is_empty() && word.len() <= most && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.parse().ok()).flatten()
}

/// The one time of day in a line, as `17:00`, `17.00` after `kl.`, or `5:00 pm`; `None` when there is none or more than one.
pub(super) fn time(line: &str) -> Option<NaiveTime> {
    let lower = line.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
    let mut found = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let after_clock = i > 0 && matches!(words.get(i - 1), Some(&"kl" | &"kl." | &"klockan"));
        let core = word.split_once('t').filter(|(date, _)| iso(date).is_some()).map_or(*word, |(_, time)| time);
        let core = core.get(..5).filter(|_| core.len() > 5 && iso(word).is_some()).unwrap_or(core);
        let (hours, minutes) = match core.split_once(':').or_else(|| core.split_once('.').filter(|_| after_clock)) {
            Some((h, m)) if m.len() >= 2 => (number(h, 2), m.get(..2).and_then(|m| number(m, 2))),
            _ => continue,
        };
        let suffix = core.get(core.len().saturating_sub(2)..).filter(|s| matches!(*s, "am" | "pm"));
        let next = words.get(i + 1).map(|w| w.replace('.', ""));
        let half = suffix.or_else(|| next.as_deref().filter(|w| matches!(*w, "am" | "pm")));
        let (Some(hours), Some(minutes)) = (hours, minutes) else { continue };
        let hours = match half {
            Some("pm") if hours < 12 => hours + 12,
            Some("am") if hours == 12 => 0,
            _ => hours,
        };
        let time = u32::try_from(hours).ok().zip(u32::try_from(minutes).ok()).and_then(|(h, m)| NaiveTime::from_hms_opt(h, m, 0));
        found.extend(time);
    }
    match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(y: i32, m: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, day).unwrap()
    }

    #[test]
    fn reads_what_is_certain() {
        assert_eq!(all("2026-11-02"), [d(2026, 11, 2)]);
        assert_eq!(all("the 2nd of"), []);
        assert_eq!(all("2 November 2026 at 17:00"), [d(2026, 11, 2)]);
        assert_eq!(all("November 2, 2026"), [d(2026, 11, 2)]);
        assert_eq!(all("den 2 november 2026."), [d(2026, 11, 2)]);
        assert_eq!(all("2. März 2026"), [d(2026, 3, 2)]);
        assert_eq!(all("1 January 2026 to 31 March 2026"), [d(2026, 1, 1), d(2026, 3, 31)]);
        assert_eq!(all("2026-01-01 – 2026-03-31"), [d(2026, 1, 1), d(2026, 3, 31)]);
    }

    #[test]
    fn leaves_the_rest() {
        for text in [
            "03/04/2026",
            "3.4.2026",
            "31 February 2026",
            "2026-13-01",
            "1 January 1969",
            "1969-12-31",
            "12026-01-01",
            "0226-01-01",
            "May 2026",
        ] {
            assert_eq!(all(text), [], "{text}");
        }
    }

    #[test]
    fn times() {
        let t = |h, m| NaiveTime::from_hms_opt(h, m, 0);
        assert_eq!(time("2 November 2026 at 17:00"), t(17, 0));
        assert_eq!(time("November 2, 2026, 5:00 p.m."), t(17, 0));
        assert_eq!(time("2 november 2026 kl. 16.30"), t(16, 30));
        assert_eq!(time("2026-11-02T09:15"), t(9, 15));
        assert_eq!(time("between 9:00 and 17:00"), None);
        assert_eq!(time("2026-11-02"), None);
        assert_eq!(time("25:00"), None);
    }
}
