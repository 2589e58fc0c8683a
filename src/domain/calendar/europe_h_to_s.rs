//! The holidays of the Member States from Hungary to Slovakia, and of Switzerland and the three other states of the European
//! Economic Area, each with the law behind it. Sundays are left out, as in the first half of the alphabet.

use super::rule::{Day, rule, since};
use super::shared::{BRIDGES, REGIONAL, easter, fixed, moved, of, orthodox, within};
use super::{Calendar, version};
use chrono::Weekday;
use chrono_tz::Tz;

const HU_LAW: &str = "2012. évi I. törvény (Mt.) 102. §";
static HU: Calendar = of(
    "HU",
    version!("HU"),
    Tz::Europe__Budapest,
    BRIDGES,
    &[&[
        fixed("eu-new-year", 1, 1, HU_LAW),
        fixed("eu-national", 3, 15, HU_LAW),
        since(2017, "eu-good-friday", Day::Easter(-2), HU_LAW),
        easter("eu-easter-monday", 1, HU_LAW),
        fixed("eu-labour", 5, 1, HU_LAW),
        easter("eu-whit-monday", 50, HU_LAW),
        fixed("eu-national", 8, 20, HU_LAW),
        fixed("eu-national", 10, 23, HU_LAW),
        fixed("eu-all-saints", 11, 1, HU_LAW),
        since(2026, "eu-christmas-eve", Day::Fixed(12, 24), HU_LAW),
        fixed("eu-christmas", 12, 25, HU_LAW),
        fixed("eu-second-christmas", 12, 26, HU_LAW),
    ]],
);

const IT_LAW: &str = "legge 260/1949, art. 2";
static IT: Calendar = of(
    "IT",
    version!("IT"),
    Tz::Europe__Rome,
    "patron saints of towns",
    &[&[
        fixed("eu-new-year", 1, 1, IT_LAW),
        fixed("eu-epiphany", 1, 6, IT_LAW),
        easter("eu-easter-monday", 1, IT_LAW),
        fixed("eu-liberation", 4, 25, IT_LAW),
        fixed("eu-labour", 5, 1, IT_LAW),
        fixed("eu-national", 6, 2, "legge 336/2000, art. 1"),
        fixed("eu-assumption", 8, 15, IT_LAW),
        since(2026, "eu-national", Day::Fixed(10, 4), "legge 151/2025"),
        fixed("eu-all-saints", 11, 1, IT_LAW),
        fixed("eu-immaculate", 12, 8, IT_LAW),
        fixed("eu-christmas", 12, 25, IT_LAW),
        fixed("eu-second-christmas", 12, 26, IT_LAW),
    ]],
);

const LT_LAW: &str = "Darbo kodeksas, 123 str.";
static LT: Calendar = of(
    "LT",
    version!("LT"),
    Tz::Europe__Vilnius,
    "nothing that falls on a weekday",
    &[&[
        fixed("eu-new-year", 1, 1, LT_LAW),
        fixed("eu-national", 2, 16, LT_LAW),
        fixed("eu-national", 3, 11, LT_LAW),
        easter("eu-easter-monday", 1, LT_LAW),
        fixed("eu-labour", 5, 1, LT_LAW),
        fixed("eu-midsummer", 6, 24, LT_LAW),
        fixed("eu-national", 7, 6, LT_LAW),
        fixed("eu-assumption", 8, 15, LT_LAW),
        fixed("eu-all-saints", 11, 1, LT_LAW),
        since(2020, "eu-all-souls", Day::Fixed(11, 2), LT_LAW),
        fixed("eu-christmas-eve", 12, 24, LT_LAW),
        fixed("eu-christmas", 12, 25, LT_LAW),
        fixed("eu-second-christmas", 12, 26, LT_LAW),
    ]],
);

const LU_LAW: &str = "Code du travail, art. L. 232-2";
static LU: Calendar = of(
    "LU",
    version!("LU"),
    Tz::Europe__Luxembourg,
    "the day that an employee is given for a holiday on a Sunday",
    &[&[
        fixed("eu-new-year", 1, 1, LU_LAW),
        easter("eu-easter-monday", 1, LU_LAW),
        fixed("eu-labour", 5, 1, LU_LAW),
        since(2019, "eu-europe", Day::Fixed(5, 9), LU_LAW),
        easter("eu-ascension", 39, LU_LAW),
        easter("eu-whit-monday", 50, LU_LAW),
        fixed("eu-national", 6, 23, LU_LAW),
        fixed("eu-assumption", 8, 15, LU_LAW),
        fixed("eu-all-saints", 11, 1, LU_LAW),
        fixed("eu-christmas", 12, 25, LU_LAW),
        fixed("eu-second-christmas", 12, 26, LU_LAW),
    ]],
);

const LV_LAW: &str = "likums „Par svētku, atceres un atzīmējamām dienām”, 1. pants";
static LV: Calendar = of(
    "LV",
    version!("LV"),
    Tz::Europe__Riga,
    BRIDGES,
    &[&[
        fixed("eu-new-year", 1, 1, LV_LAW),
        easter("eu-good-friday", -2, LV_LAW),
        easter("eu-easter-monday", 1, LV_LAW),
        fixed("eu-labour", 5, 1, LV_LAW),
        moved(2008, "eu-national", Day::Fixed(5, 4), LV_LAW),
        fixed("eu-midsummer-eve", 6, 23, LV_LAW),
        fixed("eu-midsummer", 6, 24, LV_LAW),
        rule("eu-national", Day::Once(2023, 5, 29), LV_LAW),
        rule("eu-national", Day::Once(2023, 7, 10), LV_LAW),
        moved(2008, "eu-national", Day::Fixed(11, 18), LV_LAW),
        fixed("eu-christmas-eve", 12, 24, LV_LAW),
        fixed("eu-christmas", 12, 25, LV_LAW),
        fixed("eu-second-christmas", 12, 26, LV_LAW),
        fixed("eu-new-years-eve", 12, 31, LV_LAW),
    ]],
);

const MT_LAW: &str = "National Holidays and Other Public Holidays Act (Cap. 252)";
static MT: Calendar = of(
    "MT",
    version!("MT"),
    Tz::Europe__Malta,
    "village feasts",
    &[&[
        fixed("eu-new-year", 1, 1, MT_LAW),
        fixed("eu-national", 2, 10, MT_LAW),
        fixed("eu-joseph", 3, 19, MT_LAW),
        fixed("eu-national", 3, 31, MT_LAW),
        easter("eu-good-friday", -2, MT_LAW),
        fixed("eu-labour", 5, 1, MT_LAW),
        fixed("eu-national", 6, 7, MT_LAW),
        fixed("eu-peter-paul", 6, 29, MT_LAW),
        fixed("eu-assumption", 8, 15, MT_LAW),
        fixed("eu-national", 9, 8, MT_LAW),
        fixed("eu-national", 9, 21, MT_LAW),
        fixed("eu-immaculate", 12, 8, MT_LAW),
        fixed("eu-national", 12, 13, MT_LAW),
        fixed("eu-christmas", 12, 25, MT_LAW),
    ]],
);

const NL_LAW: &str = "Algemene termijnenwet, art. 3";
static NL: Calendar = of(
    "NL",
    version!("NL"),
    Tz::Europe__Amsterdam,
    "5 May in years that do not divide by five, which article 3 names but few are off: so a date comes too early rather than too late",
    &[&[
        fixed("eu-new-year", 1, 1, NL_LAW),
        easter("eu-good-friday", -2, NL_LAW),
        easter("eu-easter-monday", 1, NL_LAW),
        fixed("eu-national", 4, 27, NL_LAW),
        rule("eu-liberation", Day::YearsDivisibleBy(5, 5, 5), NL_LAW),
        easter("eu-ascension", 39, NL_LAW),
        easter("eu-whit-monday", 50, NL_LAW),
        fixed("eu-christmas", 12, 25, NL_LAW),
        fixed("eu-second-christmas", 12, 26, NL_LAW),
    ]],
);

const PL_LAW: &str = "ustawa z dnia 18 stycznia 1951 r. o dniach wolnych od pracy, art. 1";
static PL: Calendar = of(
    "PL",
    version!("PL"),
    Tz::Europe__Warsaw,
    "the day that an employer gives for a holiday on a Saturday",
    &[&[
        fixed("eu-new-year", 1, 1, PL_LAW),
        since(2011, "eu-epiphany", Day::Fixed(1, 6), PL_LAW),
        easter("eu-easter-monday", 1, PL_LAW),
        fixed("eu-labour", 5, 1, PL_LAW),
        fixed("eu-national", 5, 3, PL_LAW),
        easter("eu-corpus-christi", 60, PL_LAW),
        fixed("eu-assumption", 8, 15, PL_LAW),
        fixed("eu-all-saints", 11, 1, PL_LAW),
        fixed("eu-national", 11, 11, PL_LAW),
        since(2025, "eu-christmas-eve", Day::Fixed(12, 24), PL_LAW),
        fixed("eu-christmas", 12, 25, PL_LAW),
        fixed("eu-second-christmas", 12, 26, PL_LAW),
    ]],
);

const PT_LAW: &str = "Código do Trabalho, art. 234.º";
static PT: Calendar = of(
    "PT",
    version!("PT"),
    Tz::Europe__Lisbon,
    REGIONAL,
    &[&[
        fixed("eu-new-year", 1, 1, PT_LAW),
        easter("eu-good-friday", -2, PT_LAW),
        fixed("eu-liberation", 4, 25, PT_LAW),
        fixed("eu-labour", 5, 1, PT_LAW),
        fixed("eu-national", 6, 10, PT_LAW),
        easter("eu-corpus-christi", 60, PT_LAW),
        fixed("eu-assumption", 8, 15, PT_LAW),
        fixed("eu-national", 10, 5, PT_LAW),
        fixed("eu-all-saints", 11, 1, PT_LAW),
        fixed("eu-national", 12, 1, PT_LAW),
        fixed("eu-immaculate", 12, 8, PT_LAW),
        fixed("eu-christmas", 12, 25, PT_LAW),
    ]],
);

const RO_LAW: &str = "Codul muncii (Legea 53/2003), art. 139";
static RO: Calendar = of(
    "RO",
    version!("RO"),
    Tz::Europe__Bucharest,
    "days off that the government gives",
    &[&[
        fixed("eu-new-year", 1, 1, RO_LAW),
        fixed("eu-second-january", 1, 2, RO_LAW),
        since(2024, "eu-epiphany", Day::Fixed(1, 6), RO_LAW),
        since(2024, "eu-john", Day::Fixed(1, 7), RO_LAW),
        since(2017, "eu-national", Day::Fixed(1, 24), RO_LAW),
        orthodox("eu-good-friday", -2, RO_LAW),
        orthodox("eu-easter-monday", 1, RO_LAW),
        fixed("eu-labour", 5, 1, RO_LAW),
        fixed("eu-national", 6, 1, RO_LAW),
        orthodox("eu-whit-monday", 50, RO_LAW),
        fixed("eu-assumption", 8, 15, RO_LAW),
        fixed("eu-national", 11, 30, RO_LAW),
        fixed("eu-national", 12, 1, RO_LAW),
        fixed("eu-christmas", 12, 25, RO_LAW),
        fixed("eu-second-christmas", 12, 26, RO_LAW),
    ]],
);

const SI_LAW: &str = "Zakon o praznikih in dela prostih dnevih v Republiki Sloveniji, 1. in 2. člen";
static SI: Calendar = of(
    "SI",
    version!("SI"),
    Tz::Europe__Ljubljana,
    "nothing that is a day off",
    &[&[
        fixed("eu-new-year", 1, 1, SI_LAW),
        since(2017, "eu-second-january", Day::Fixed(1, 2), SI_LAW),
        fixed("eu-national", 2, 8, SI_LAW),
        easter("eu-easter-monday", 1, SI_LAW),
        fixed("eu-national", 4, 27, SI_LAW),
        fixed("eu-labour", 5, 1, SI_LAW),
        fixed("eu-labour", 5, 2, SI_LAW),
        fixed("eu-national", 6, 25, SI_LAW),
        rule("eu-national", Day::Once(2023, 8, 14), SI_LAW),
        fixed("eu-assumption", 8, 15, SI_LAW),
        fixed("eu-reformation", 10, 31, SI_LAW),
        fixed("eu-all-saints", 11, 1, SI_LAW),
        fixed("eu-christmas", 12, 25, SI_LAW),
        fixed("eu-second-christmas", 12, 26, SI_LAW),
    ]],
);

const SK_LAW: &str = "zákon č. 241/1993 Z. z., §§ 1, 2";
static SK: Calendar = of(
    "SK",
    version!("SK"),
    Tz::Europe__Bratislava,
    "years before 2020",
    &[&[
        fixed("eu-new-year", 1, 1, SK_LAW),
        fixed("eu-epiphany", 1, 6, SK_LAW),
        easter("eu-good-friday", -2, SK_LAW),
        easter("eu-easter-monday", 1, SK_LAW),
        fixed("eu-labour", 5, 1, SK_LAW),
        within(i32::MIN, 2025, "eu-victory", Day::Fixed(5, 8), SK_LAW),
        since(2027, "eu-victory", Day::Fixed(5, 8), SK_LAW),
        fixed("eu-cyril", 7, 5, SK_LAW),
        fixed("eu-national", 8, 29, SK_LAW),
        within(i32::MIN, 2023, "eu-national", Day::Fixed(9, 1), SK_LAW),
        within(i32::MIN, 2025, "eu-national", Day::Fixed(9, 15), SK_LAW),
        since(2027, "eu-national", Day::Fixed(9, 15), SK_LAW),
        fixed("eu-all-saints", 11, 1, SK_LAW),
        within(i32::MIN, 2024, "eu-national", Day::Fixed(11, 17), SK_LAW),
        fixed("eu-christmas-eve", 12, 24, SK_LAW),
        fixed("eu-christmas", 12, 25, SK_LAW),
        fixed("eu-second-christmas", 12, 26, SK_LAW),
    ]],
);

const IS_LAW: &str = "lög um 40 stunda vinnuviku (nr. 88/1971), 6. gr.";
static IS: Calendar = of(
    "IS",
    version!("IS"),
    Tz::Atlantic__Reykjavik,
    "the halves of Christmas Eve and New Year's Eve",
    &[&[
        fixed("eu-new-year", 1, 1, IS_LAW),
        easter("eu-maundy-thursday", -3, IS_LAW),
        easter("eu-good-friday", -2, IS_LAW),
        easter("eu-easter-monday", 1, IS_LAW),
        rule("eu-summer", Day::From(Weekday::Thu, 4, 19), IS_LAW),
        fixed("eu-labour", 5, 1, IS_LAW),
        easter("eu-ascension", 39, IS_LAW),
        easter("eu-whit-monday", 50, IS_LAW),
        fixed("eu-national", 6, 17, IS_LAW),
        rule("eu-commerce", Day::Nth(1, Weekday::Mon, 8), IS_LAW),
        fixed("eu-christmas", 12, 25, IS_LAW),
        fixed("eu-second-christmas", 12, 26, IS_LAW),
    ]],
);

const LI_LAW: &str = "Arbeitsgesetz (LGBl. 1967 Nr. 6), Art. 18";
static LI: Calendar = of(
    "LI",
    version!("LI"),
    Tz::Europe__Vaduz,
    "days on which banks alone are closed",
    &[&[
        fixed("eu-new-year", 1, 1, LI_LAW),
        fixed("eu-epiphany", 1, 6, LI_LAW),
        fixed("eu-candlemas", 2, 2, LI_LAW),
        fixed("eu-joseph", 3, 19, LI_LAW),
        easter("eu-easter-monday", 1, LI_LAW),
        fixed("eu-labour", 5, 1, LI_LAW),
        easter("eu-ascension", 39, LI_LAW),
        easter("eu-whit-monday", 50, LI_LAW),
        easter("eu-corpus-christi", 60, LI_LAW),
        fixed("eu-national", 8, 15, LI_LAW),
        fixed("eu-nativity-mary", 9, 8, LI_LAW),
        fixed("eu-all-saints", 11, 1, LI_LAW),
        fixed("eu-immaculate", 12, 8, LI_LAW),
        fixed("eu-christmas", 12, 25, LI_LAW),
        fixed("eu-second-christmas", 12, 26, LI_LAW),
    ]],
);

const NO_LAW: &str = "lov om helligdager og helligdagsfred (1995-02-24 nr. 12) § 2";
static NO: Calendar = of(
    "NO",
    version!("NO"),
    Tz::Europe__Oslo,
    "nothing that is a public holiday",
    &[&[
        fixed("eu-new-year", 1, 1, NO_LAW),
        easter("eu-maundy-thursday", -3, NO_LAW),
        easter("eu-good-friday", -2, NO_LAW),
        easter("eu-easter-monday", 1, NO_LAW),
        fixed("eu-labour", 5, 1, "lov 1947-04-26 nr. 1 § 1"),
        fixed("eu-national", 5, 17, "lov 1947-04-26 nr. 1 § 1"),
        easter("eu-ascension", 39, NO_LAW),
        easter("eu-whit-monday", 50, NO_LAW),
        fixed("eu-christmas", 12, 25, NO_LAW),
        fixed("eu-second-christmas", 12, 26, NO_LAW),
    ]],
);

const CH_LAW: &str = "holiday laws of all cantons, in agreement";
static CH: Calendar = of(
    "CH",
    version!("CH"),
    Tz::Europe__Zurich,
    "every day on which the cantons differ",
    &[&[
        fixed("eu-new-year", 1, 1, CH_LAW),
        easter("eu-ascension", 39, CH_LAW),
        fixed("eu-national", 8, 1, "Bundesverfassung Art. 110 Abs. 3"),
        fixed("eu-christmas", 12, 25, CH_LAW),
    ]],
);

pub(super) static PLACES: [&Calendar; 16] = [&HU, &IT, &LT, &LU, &LV, &MT, &NL, &PL, &PT, &RO, &SI, &SK, &IS, &LI, &NO, &CH];
