//! The bank holidays of the United Kingdom's three jurisdictions.

use super::rule::{Day, ON, Rule, Substitute, rule, since};
use super::{Calendar, version};
use chrono::Weekday;
use chrono_tz::Tz;

const ACT: &str = "Banking and Financial Dealings Act 1971, s. 1 and Sch. 1";
const PROCLAIMED: &str = "Royal Proclamation under the Banking and Financial Dealings Act 1971, s. 1(3)";
const COMMON_LAW: &str =
    "common law holiday; substitute day by Royal Proclamation under the Banking and Financial Dealings Act 1971, s. 1(3)";

const fn years(from: i32, to: i32, code: &'static str, day: Day, law: &'static str) -> Rule {
    Rule { code, day, from, to, substitute: Substitute::None, law }
}

/// Where it falls on a weekend, the next free day is a holiday instead.
const fn moved(from: i32, code: &'static str, day: Day, law: &'static str) -> Rule {
    Rule { code, day, from, to: ON, substitute: Substitute::Next, law }
}

const NEW_YEAR: Rule = moved(1974, "gb-new-year", Day::Fixed(1, 1), PROCLAIMED);
const GOOD_FRIDAY: Rule = rule("gb-good-friday", Day::Easter(-2), COMMON_LAW);
const EASTER_MONDAY: Rule = rule("gb-easter-monday", Day::Easter(1), ACT);
// The first Monday of May, but the anniversary of the end of the war in Europe in 1995 and 2020.
const MAY: [Rule; 5] = [
    years(1978, 1994, "gb-may", Day::Nth(1, Weekday::Mon, 5), PROCLAIMED),
    rule("gb-may", Day::Once(1995, 5, 8), PROCLAIMED),
    years(1996, 2019, "gb-may", Day::Nth(1, Weekday::Mon, 5), PROCLAIMED),
    rule("gb-may", Day::Once(2020, 5, 8), PROCLAIMED),
    since(2021, "gb-may", Day::Nth(1, Weekday::Mon, 5), PROCLAIMED),
];
// The last Monday of May, but in June in the years of three jubilees.
const SPRING: [Rule; 7] = [
    years(1971, 2001, "gb-spring", Day::Last(Weekday::Mon, 5), ACT),
    rule("gb-spring", Day::Once(2002, 6, 4), PROCLAIMED),
    years(2003, 2011, "gb-spring", Day::Last(Weekday::Mon, 5), ACT),
    rule("gb-spring", Day::Once(2012, 6, 4), PROCLAIMED),
    years(2013, 2021, "gb-spring", Day::Last(Weekday::Mon, 5), ACT),
    rule("gb-spring", Day::Once(2022, 6, 2), PROCLAIMED),
    since(2023, "gb-spring", Day::Last(Weekday::Mon, 5), ACT),
];
const SUMMER: Rule = since(1971, "gb-summer", Day::Last(Weekday::Mon, 8), ACT);
const EVERYWHERE: [Rule; 9] = [
    moved(1971, "gb-christmas", Day::Fixed(12, 25), COMMON_LAW),
    moved(1971, "gb-boxing", Day::Fixed(12, 26), ACT),
    rule("gb-millennium", Day::Once(1999, 12, 31), PROCLAIMED),
    rule("gb-jubilee", Day::Once(2002, 6, 3), PROCLAIMED),
    rule("gb-wedding", Day::Once(2011, 4, 29), PROCLAIMED),
    rule("gb-jubilee", Day::Once(2012, 6, 5), PROCLAIMED),
    rule("gb-jubilee", Day::Once(2022, 6, 3), PROCLAIMED),
    rule("gb-funeral", Day::Once(2022, 9, 19), PROCLAIMED),
    rule("gb-coronation", Day::Once(2023, 5, 8), PROCLAIMED),
];

pub(super) static ENGLAND_AND_WALES: Calendar = Calendar {
    place: "GB",
    version: version!("GB-EAW"),
    zone: Tz::Europe__London,
    leaves_out: "one-off days of single years before 1995",
    rules: &[&[NEW_YEAR, GOOD_FRIDAY, EASTER_MONDAY], &MAY, &SPRING, &[SUMMER], &EVERYWHERE],
    eves: &[],
};

pub(super) static SCOTLAND: Calendar = Calendar {
    place: "GB-SCT",
    version: version!("GB-SCT"),
    zone: Tz::Europe__London,
    leaves_out: "local holidays, one-off days of single years before 1995",
    rules: &[
        &[NEW_YEAR, moved(1971, "gb-second-january", Day::Fixed(1, 2), ACT), GOOD_FRIDAY],
        &MAY,
        &SPRING,
        &[
            rule("gb-world-cup", Day::Once(2026, 6, 15), PROCLAIMED),
            since(1971, "gb-summer", Day::Nth(1, Weekday::Mon, 8), ACT),
            moved(2007, "gb-andrew", Day::Fixed(11, 30), "St. Andrew's Day Bank Holiday (Scotland) Act 2007, s. 1"),
        ],
        &EVERYWHERE,
    ],
    eves: &[],
};

pub(super) static NORTHERN_IRELAND: Calendar = Calendar {
    place: "GB-NIR",
    version: version!("GB-NIR"),
    zone: Tz::Europe__London,
    leaves_out: "one-off days of single years before 1995",
    rules: &[
        &[NEW_YEAR, moved(1971, "gb-patrick", Day::Fixed(3, 17), ACT), GOOD_FRIDAY, EASTER_MONDAY],
        &MAY,
        &SPRING,
        &[
            moved(
                1971,
                "gb-boyne",
                Day::Fixed(7, 12),
                "Royal Proclamation for Northern Ireland under the Banking and Financial Dealings Act 1971, s. 1(5)",
            ),
            SUMMER,
        ],
        &EVERYWHERE,
    ],
    eves: &[],
};
