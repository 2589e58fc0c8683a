//! What the tables of several places share.

use super::Calendar;
use super::rule::{Day, Rule, Substitute, rule, since};
use chrono_tz::Tz;

/// What a state tells the Commission is published each year; used where a statute gives no closed list.
pub(super) const OJ: &str = "list published in OJ C under Reg. (EEC, Euratom) 1182/71 Art 2(1)";

pub(super) const REGIONAL: &str = "regional and local days; what a government gives off in a single year";
pub(super) const BRIDGES: &str = "days off that the government exchanges for a working Saturday";

pub(super) const fn fixed(code: &'static str, month: u32, day: u32, law: &'static str) -> Rule {
    rule(code, Day::Fixed(month, day), law)
}

pub(super) const fn easter(code: &'static str, days: i64, law: &'static str) -> Rule {
    rule(code, Day::Easter(days), law)
}

pub(super) const fn orthodox(code: &'static str, days: i64, law: &'static str) -> Rule {
    rule(code, Day::OrthodoxEaster(days), law)
}

/// In force in these years only.
pub(super) const fn within(from: i32, to: i32, code: &'static str, day: Day, law: &'static str) -> Rule {
    Rule { code, day, from, to, substitute: Substitute::None, law }
}

/// Where it falls on a weekend, the next free day is a holiday too.
pub(super) const fn moved(from: i32, code: &'static str, day: Day, law: &'static str) -> Rule {
    Rule { substitute: Substitute::Next, ..since(from, code, day, law) }
}

pub(super) const fn of(
    place: &'static str,
    version: &'static str,
    zone: Tz,
    leaves_out: &'static str,
    rules: &'static [&'static [Rule]],
) -> Calendar {
    Calendar { place, version, zone, leaves_out, rules, eves: &[] }
}
