//! The holidays of each place, with the law behind each.

use super::rule::{Day, ON, Rule, Substitute, rule, since};
use super::{Calendar, version};
use chrono::Weekday;
use chrono_tz::Tz;

/// A federal holiday; the substitute days come from 5 USC 6103(b) (Saturday) and E.O. 11582 sec. 3 (Sunday).
pub(super) const fn federal(from: i32, code: &'static str, day: Day) -> Rule {
    Rule { code, day, from, to: ON, substitute: Substitute::Nearest, law: "5 USC 6103(a)" }
}

pub(super) static US: Calendar = Calendar {
    place: "US",
    version: version!("US-federal"),
    zone: Tz::America__New_York,
    leaves_out: "state holidays (FRCP 6(a)(6)(C)), Inauguration Day (5 USC 6103(c), Washington area only), days closed by executive order",
    rules: &[&[
        federal(1871, "us-new-year", Day::Fixed(1, 1)),
        federal(1986, "us-mlk", Day::Nth(3, Weekday::Mon, 1)),
        federal(1971, "us-washington", Day::Nth(3, Weekday::Mon, 2)),
        federal(1971, "us-memorial", Day::Last(Weekday::Mon, 5)),
        federal(2021, "us-juneteenth", Day::Fixed(6, 19)),
        federal(1871, "us-independence", Day::Fixed(7, 4)),
        federal(1895, "us-labor", Day::Nth(1, Weekday::Mon, 9)),
        federal(1971, "us-columbus", Day::Nth(2, Weekday::Mon, 10)),
        federal(1978, "us-veterans", Day::Fixed(11, 11)),
        federal(1942, "us-thanksgiving", Day::Nth(4, Weekday::Thu, 11)),
        federal(1871, "us-christmas", Day::Fixed(12, 25)),
    ]],
    eves: &[],
};

const OWTA: &str = "Organisation of Working Time Act 1997, Second Schedule, para 1";
const IE_2022: &str = "Organisation of Working Time Act 1997, Second Schedule, para 1(g), as prescribed by regulation in 2022";

pub(super) static IE: Calendar = Calendar {
    place: "IE",
    version: version!("IE"),
    zone: Tz::Europe__Dublin,
    leaves_out: "Good Friday and the customary Monday after a holiday on a weekend, neither of which is a public holiday by statute",
    rules: &[&[
        rule("ie-new-year", Day::Fixed(1, 1), OWTA),
        since(2023, "ie-brigid", Day::MondayUnlessFirstIsFriday(2), IE_2022),
        rule("ie-patrick", Day::Fixed(3, 17), OWTA),
        rule("ie-remembrance-2022", Day::Once(2022, 3, 18), IE_2022),
        rule("ie-easter-monday", Day::Easter(1), OWTA),
        since(1994, "ie-may", Day::Nth(1, Weekday::Mon, 5), OWTA),
        rule("ie-june", Day::Nth(1, Weekday::Mon, 6), OWTA),
        rule("ie-august", Day::Nth(1, Weekday::Mon, 8), OWTA),
        since(1977, "ie-october", Day::Last(Weekday::Mon, 10), OWTA),
        rule("ie-christmas", Day::Fixed(12, 25), OWTA),
        rule("ie-stephen", Day::Fixed(12, 26), OWTA),
    ]],
    eves: &[],
};

const SE_HELG: &str = "lag (1989:253) om allmänna helgdagar, 1 §";
const SE_1930: &str = "lag (1930:173) om beräkning av lagstadgad tid, 2 §";

pub(super) static SE: Calendar = Calendar {
    place: "SE",
    version: version!("SE"),
    zone: Tz::Europe__Stockholm,
    leaves_out: "nothing; Easter Sunday and Whit Sunday count as Sundays, and the three eves under lag (1930:173) only",
    rules: &[&[
        rule("se-nyarsdagen", Day::Fixed(1, 1), SE_HELG),
        rule("se-trettondedag", Day::Fixed(1, 6), SE_HELG),
        rule("se-langfredagen", Day::Easter(-2), SE_HELG),
        rule("se-annandag-pask", Day::Easter(1), SE_HELG),
        rule("se-forsta-maj", Day::Fixed(5, 1), SE_HELG),
        rule("se-himmelsfard", Day::Easter(39), SE_HELG),
        // The national day took the place of Whit Monday in 2005.
        Rule { code: "se-annandag-pingst", day: Day::Easter(50), from: i32::MIN, to: 2004, substitute: Substitute::None, law: SE_HELG },
        since(2005, "se-nationaldagen", Day::Fixed(6, 6), SE_HELG),
        rule("se-midsommardagen", Day::From(Weekday::Sat, 6, 20), SE_HELG),
        rule("se-alla-helgon", Day::From(Weekday::Sat, 10, 31), SE_HELG),
        rule("se-juldagen", Day::Fixed(12, 25), SE_HELG),
        rule("se-annandag-jul", Day::Fixed(12, 26), SE_HELG),
    ]],
    eves: &[
        rule("se-midsommarafton", Day::From(Weekday::Fri, 6, 19), SE_1930),
        rule("se-julafton", Day::Fixed(12, 24), SE_1930),
        rule("se-nyarsafton", Day::Fixed(12, 31), SE_1930),
    ],
};

const DE_LAENDER: &str = "holiday acts of all sixteen Länder, in agreement";

pub(super) static DE: Calendar = Calendar {
    place: "DE",
    version: version!("DE-common"),
    zone: Tz::Europe__Berlin,
    leaves_out: "days of single Länder: Epiphany (BW BY ST), Women's Day (BE MV), Easter and Whit Sunday as such (BB; HE), Corpus Christi (BW BY HE NW RP SL, parts of SN TH), Peace Festival (Augsburg), Assumption (SL, parts of BY), Children's Day (TH), Reformation Day (BB HB HH MV NI SH SN ST TH), All Saints (BW BY NW RP SL), Day of Repentance (SN), single anniversaries (BE)",
    rules: &[&[
        rule("de-neujahr", Day::Fixed(1, 1), DE_LAENDER),
        rule("de-karfreitag", Day::Easter(-2), DE_LAENDER),
        rule("de-ostermontag", Day::Easter(1), DE_LAENDER),
        rule("de-erster-mai", Day::Fixed(5, 1), DE_LAENDER),
        rule("de-himmelfahrt", Day::Easter(39), DE_LAENDER),
        rule("de-pfingstmontag", Day::Easter(50), DE_LAENDER),
        since(1990, "de-einheit", Day::Fixed(10, 3), "Einigungsvertrag Art 2(2)"),
        rule("de-reformation-2017", Day::Once(2017, 10, 31), DE_LAENDER),
        rule("de-weihnachten-1", Day::Fixed(12, 25), DE_LAENDER),
        rule("de-weihnachten-2", Day::Fixed(12, 26), DE_LAENDER),
    ]],
    eves: &[],
};
