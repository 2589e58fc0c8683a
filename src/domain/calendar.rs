//! Public holidays as rules with their legal source, never as typed dates.
//!
//! A calendar answers one question: is this civil day one on which, at that place, a period can end? The rules are
//! data; each names the provision that makes the day a holiday. A calendar has a version, which an obligation keeps
//! (INV-24): when a rule is added or mended, the version changes with it.

use crate::clocks::Counting;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Serialize;

/// How a holiday's date follows from the year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Day {
    /// The same month and day each year.
    Fixed(u32, u32),
    /// So many days after Easter Sunday (negative: before).
    Easter(i64),
    /// The nth such weekday of the month.
    Nth(u8, Weekday, u32),
    /// The last such weekday of the month.
    Last(Weekday, u32),
    /// The first such weekday on or after the given day.
    From(Weekday, u32, u32),
    /// The first Monday of the month, but its first day where that is a Friday.
    MondayUnlessFirstIsFriday(u32),
    /// One day in one year only.
    Once(i32, u32, u32),
}

/// One holiday: its code (words under `holiday-<code>`), its rule, the years in which it is in force, and the law.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Rule {
    code: &'static str,
    day: Day,
    from: i32,
    to: i32,
    /// On a Saturday it is observed on the Friday before, on a Sunday on the Monday after.
    observed: bool,
    law: &'static str,
}

/// The holidays of one place.
#[derive(PartialEq, Eq, Debug)]
pub struct Calendar {
    /// ISO 3166 alpha-2; `US` is US federal; `ZZ` knows weekends only.
    pub place: &'static str,
    /// Changes whenever a rule changes.
    pub version: &'static str,
    /// What the calendar leaves out, for whoever reads the rulebook.
    pub leaves_out: &'static str,
    rules: &'static [Rule],
    /// Days that are no holidays but on which a period counted under lag (1930:173) does not end.
    eves: &'static [Rule],
}

/// A holiday that was found on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Holiday {
    /// Code; the name people read stands in the translations under `holiday-<code>`.
    pub code: &'static str,
    /// The provision that makes it a holiday.
    pub law: &'static str,
    /// Whether this is the substitute day of a holiday that fell on a weekend.
    pub observed: bool,
}

/// Why a period does not end on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NonWorking {
    /// A Saturday.
    Saturday,
    /// A Sunday.
    Sunday,
    /// A public holiday, or an eve that the counting rule treats as one.
    Holiday(Holiday),
}

impl NonWorking {
    /// Key of the words: `holiday-ie-october`, `nonworking-saturday`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            NonWorking::Saturday => "nonworking-saturday".to_owned(),
            NonWorking::Sunday => "nonworking-sunday".to_owned(),
            NonWorking::Holiday(h) => format!("holiday-{}", h.code),
        }
    }
}

/// For ever, in the column of years.
const ON: i32 = i32::MAX;

const fn rule(code: &'static str, day: Day, law: &'static str) -> Rule {
    Rule { code, day, from: i32::MIN, to: ON, observed: false, law }
}

const fn since(from: i32, code: &'static str, day: Day, law: &'static str) -> Rule {
    Rule { code, day, from, to: ON, observed: false, law }
}

/// A federal holiday; the substitute days come from 5 USC 6103(b) (Saturday) and E.O. 11582 sec. 3 (Sunday).
const fn federal(from: i32, code: &'static str, day: Day) -> Rule {
    Rule { code, day, from, to: ON, observed: true, law: "5 USC 6103(a)" }
}

static US: Calendar = Calendar {
    place: "US",
    version: "US-federal.1",
    leaves_out: "state holidays (FRCP 6(a)(6)(C)), Inauguration Day (5 USC 6103(c), Washington area only), days closed by executive order",
    rules: &[
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
    ],
    eves: &[],
};

const OWTA: &str = "Organisation of Working Time Act 1997, Second Schedule, para 1";
const IE_2022: &str = "Organisation of Working Time Act 1997, Second Schedule, para 1(g), as prescribed by regulation in 2022";

static IE: Calendar = Calendar {
    place: "IE",
    version: "IE.1",
    leaves_out: "Good Friday and the customary Monday after a holiday on a weekend, neither of which is a public holiday by statute",
    rules: &[
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
    ],
    eves: &[],
};

const SE_HELG: &str = "lag (1989:253) om allmänna helgdagar, 1 §";
const SE_1930: &str = "lag (1930:173) om beräkning av lagstadgad tid, 2 §";

static SE: Calendar = Calendar {
    place: "SE",
    version: "SE.1",
    leaves_out: "nothing; Easter Sunday and Whit Sunday count as Sundays, and the three eves under lag (1930:173) only",
    rules: &[
        rule("se-nyarsdagen", Day::Fixed(1, 1), SE_HELG),
        rule("se-trettondedag", Day::Fixed(1, 6), SE_HELG),
        rule("se-langfredagen", Day::Easter(-2), SE_HELG),
        rule("se-annandag-pask", Day::Easter(1), SE_HELG),
        rule("se-forsta-maj", Day::Fixed(5, 1), SE_HELG),
        rule("se-himmelsfard", Day::Easter(39), SE_HELG),
        // The national day took the place of Whit Monday in 2005.
        Rule { code: "se-annandag-pingst", day: Day::Easter(50), from: i32::MIN, to: 2004, observed: false, law: SE_HELG },
        since(2005, "se-nationaldagen", Day::Fixed(6, 6), SE_HELG),
        rule("se-midsommardagen", Day::From(Weekday::Sat, 6, 20), SE_HELG),
        rule("se-alla-helgon", Day::From(Weekday::Sat, 10, 31), SE_HELG),
        rule("se-juldagen", Day::Fixed(12, 25), SE_HELG),
        rule("se-annandag-jul", Day::Fixed(12, 26), SE_HELG),
    ],
    eves: &[
        rule("se-midsommarafton", Day::From(Weekday::Fri, 6, 19), SE_1930),
        rule("se-julafton", Day::Fixed(12, 24), SE_1930),
        rule("se-nyarsafton", Day::Fixed(12, 31), SE_1930),
    ],
};

const DE_LAENDER: &str = "holiday acts of all sixteen Länder, in agreement";

static DE: Calendar = Calendar {
    place: "DE",
    version: "DE-common.1",
    leaves_out: "days of single Länder: Epiphany (BW BY ST), Women's Day (BE MV), Easter and Whit Sunday as such (BB; HE), Corpus Christi (BW BY HE NW RP SL, parts of SN TH), Peace Festival (Augsburg), Assumption (SL, parts of BY), Children's Day (TH), Reformation Day (BB HB HH MV NI SH SN ST TH), All Saints (BW BY NW RP SL), Day of Repentance (SN), single anniversaries (BE)",
    rules: &[
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
    ],
    eves: &[],
};

/// For a place whose holidays are not known: weekends alone roll, so a due date comes too early rather than too late.
static WEEKENDS: Calendar = Calendar { place: "ZZ", version: "ZZ-weekends.1", leaves_out: "all public holidays", rules: &[], eves: &[] };

/// All calendars that carry holidays.
pub static ALL: [&Calendar; 4] = [&US, &IE, &SE, &DE];

/// The calendar of a place (ISO 3166 alpha-2, any case); one that knows weekends only where the place is not carried.
#[must_use]
pub fn of(place: &str) -> &'static Calendar {
    ALL.into_iter().find(|c| c.place.eq_ignore_ascii_case(place)).unwrap_or(&WEEKENDS)
}

impl Calendar {
    /// The public holiday on `date`, eves not included.
    #[must_use]
    pub fn holiday(&self, date: NaiveDate) -> Option<Holiday> {
        find(self.rules, date)
    }

    /// All public holidays of a year in the order of their dates, substitute days included, weekends or not.
    #[must_use]
    pub fn year(&self, year: i32) -> Vec<(NaiveDate, Holiday)> {
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { return Vec::new() };
        first.iter_days().take_while(|d| d.year() == year).filter_map(|d| self.holiday(d).map(|h| (d, h))).collect()
    }

    /// Why a period under `counting` does not end on `date`; `None` on a working day.
    ///
    /// A holiday is named before the weekend it falls on. Sources: Reg. (EEC, Euratom) 1182/71 Art 2(2) and 3(4);
    /// FRCP 6(a)(1)(C), 6(a)(6); lag (1930:173) 2 §; BGB § 193. [`Counting::Plain`] knows no such day.
    #[must_use]
    pub fn non_working(&self, date: NaiveDate, counting: Counting) -> Option<NonWorking> {
        let eve = || find(self.eves, date);
        let holiday = match counting {
            Counting::Plain => return None,
            Counting::Se1930 => self.holiday(date).or_else(eve),
            Counting::Reg1182 | Counting::Frcp | Counting::Bgb => self.holiday(date),
        };
        match (holiday, date.weekday()) {
            (Some(h), _) => Some(NonWorking::Holiday(h)),
            (None, Weekday::Sat) => Some(NonWorking::Saturday),
            (None, Weekday::Sun) => Some(NonWorking::Sunday),
            (None, _) => None,
        }
    }

    /// Codes of all days the calendar can name, eves included.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.rules.iter().chain(self.eves).map(|r| r.code)
    }
}

fn find(rules: &[Rule], date: NaiveDate) -> Option<Holiday> {
    let itself = rules.iter().find(|r| r.actual(date.year()) == Some(date)).map(|r| r.found(false));
    // New Year's Day on a Saturday is observed in the year before.
    let substitute = || {
        let of = |year| rules.iter().filter(|r| r.observed).find(move |r| r.substitute(year) == Some(date));
        of(date.year()).or_else(|| of(date.year().saturating_add(1))).map(|r| r.found(true))
    };
    itself.or_else(substitute)
}

impl Rule {
    const fn found(&self, observed: bool) -> Holiday {
        Holiday { code: self.code, law: self.law, observed }
    }

    fn actual(&self, year: i32) -> Option<NaiveDate> {
        (self.from <= year && year <= self.to).then(|| self.day.in_year(year)).flatten()
    }

    fn substitute(&self, year: i32) -> Option<NaiveDate> {
        let actual = self.actual(year)?;
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
