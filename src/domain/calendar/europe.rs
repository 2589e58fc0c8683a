//! The holidays of the Member States from Austria to Croatia, each with the law behind it. Easter Sunday and Whit Sunday are
//! left out everywhere: a Sunday is no working day anyhow.
//!
//! Names that several places share have one code each; a purely national day is `eu-national`.

use super::rule::{Day, Rule, rule, since};
use super::shared::{OJ, REGIONAL, easter, fixed, moved, of, orthodox, within};
use super::{Calendar, version};
use chrono_tz::Tz;

const AT_LAW: &str = "Arbeitsruhegesetz § 7 Abs. 2";
static AT: Calendar = of(
    "AT",
    version!("AT"),
    Tz::Europe__Vienna,
    REGIONAL,
    &[&[
        fixed("eu-new-year", 1, 1, AT_LAW),
        fixed("eu-epiphany", 1, 6, AT_LAW),
        easter("eu-easter-monday", 1, AT_LAW),
        fixed("eu-labour", 5, 1, AT_LAW),
        easter("eu-ascension", 39, AT_LAW),
        easter("eu-whit-monday", 50, AT_LAW),
        easter("eu-corpus-christi", 60, AT_LAW),
        fixed("eu-assumption", 8, 15, AT_LAW),
        fixed("eu-national", 10, 26, AT_LAW),
        fixed("eu-all-saints", 11, 1, AT_LAW),
        fixed("eu-immaculate", 12, 8, AT_LAW),
        fixed("eu-christmas", 12, 25, AT_LAW),
        fixed("eu-second-christmas", 12, 26, AT_LAW),
    ]],
);

const BE_LAW: &str = "arrêté royal du 18 avril 1974, art. 1";
static BE: Calendar = of(
    "BE",
    version!("BE"),
    Tz::Europe__Brussels,
    "days of the communities; the day that an employer gives for a holiday on a Sunday",
    &[&[
        fixed("eu-new-year", 1, 1, BE_LAW),
        easter("eu-easter-monday", 1, BE_LAW),
        fixed("eu-labour", 5, 1, BE_LAW),
        easter("eu-ascension", 39, BE_LAW),
        easter("eu-whit-monday", 50, BE_LAW),
        fixed("eu-national", 7, 21, BE_LAW),
        fixed("eu-assumption", 8, 15, BE_LAW),
        fixed("eu-all-saints", 11, 1, BE_LAW),
        fixed("eu-armistice", 11, 11, BE_LAW),
        fixed("eu-christmas", 12, 25, BE_LAW),
    ]],
);

const BG_LAW: &str = "Кодекс на труда, чл. 154, ал. 1";
const BG_MOVED: &str = "Кодекс на труда, чл. 154, ал. 1 and 2";
static BG: Calendar = of(
    "BG",
    version!("BG"),
    Tz::Europe__Sofia,
    "days off by decision of the Council of Ministers (чл. 154, ал. 3)",
    &[&[
        moved(2017, "eu-new-year", Day::Fixed(1, 1), BG_MOVED),
        moved(2017, "eu-national", Day::Fixed(3, 3), BG_MOVED),
        orthodox("eu-good-friday", -2, BG_LAW),
        orthodox("eu-holy-saturday", -1, BG_LAW),
        orthodox("eu-easter-monday", 1, BG_LAW),
        moved(2017, "eu-labour", Day::Fixed(5, 1), BG_MOVED),
        moved(2017, "eu-national", Day::Fixed(5, 6), BG_MOVED),
        moved(2017, "eu-national", Day::Fixed(5, 24), BG_MOVED),
        moved(2017, "eu-national", Day::Fixed(9, 6), BG_MOVED),
        moved(2017, "eu-national", Day::Fixed(9, 22), BG_MOVED),
        moved(2017, "eu-christmas-eve", Day::Fixed(12, 24), BG_MOVED),
        moved(2017, "eu-christmas", Day::Fixed(12, 25), BG_MOVED),
        moved(2017, "eu-second-christmas", Day::Fixed(12, 26), BG_MOVED),
    ]],
);

static CY: Calendar = of(
    "CY",
    version!("CY"),
    Tz::Asia__Nicosia,
    REGIONAL,
    &[&[
        fixed("eu-new-year", 1, 1, OJ),
        fixed("eu-epiphany", 1, 6, OJ),
        orthodox("eu-green-monday", -48, OJ),
        fixed("eu-national", 3, 25, OJ),
        fixed("eu-national", 4, 1, OJ),
        orthodox("eu-good-friday", -2, OJ),
        orthodox("eu-easter-monday", 1, OJ),
        fixed("eu-labour", 5, 1, OJ),
        orthodox("eu-whit-monday", 50, OJ),
        fixed("eu-assumption", 8, 15, OJ),
        fixed("eu-national", 10, 1, OJ),
        fixed("eu-national", 10, 28, OJ),
        fixed("eu-christmas", 12, 25, OJ),
        fixed("eu-second-christmas", 12, 26, OJ),
    ]],
);

const CZ_LAW: &str = "zákon č. 245/2000 Sb., §§ 1, 2";
static CZ: Calendar = of(
    "CZ",
    version!("CZ"),
    Tz::Europe__Prague,
    "nothing that is a public holiday",
    &[&[
        fixed("eu-new-year", 1, 1, CZ_LAW),
        since(2016, "eu-good-friday", Day::Easter(-2), CZ_LAW),
        easter("eu-easter-monday", 1, CZ_LAW),
        fixed("eu-labour", 5, 1, CZ_LAW),
        fixed("eu-victory", 5, 8, CZ_LAW),
        fixed("eu-cyril", 7, 5, CZ_LAW),
        fixed("eu-national", 7, 6, CZ_LAW),
        fixed("eu-national", 9, 28, CZ_LAW),
        fixed("eu-national", 10, 28, CZ_LAW),
        fixed("eu-national", 11, 17, CZ_LAW),
        fixed("eu-christmas-eve", 12, 24, CZ_LAW),
        fixed("eu-christmas", 12, 25, CZ_LAW),
        fixed("eu-second-christmas", 12, 26, CZ_LAW),
    ]],
);

const DK_LAW: &str = "helligdage of the Danish national church; lov nr. 214/2023 ended Great Prayer Day";
static DK: Calendar = of(
    "DK",
    version!("DK"),
    Tz::Europe__Copenhagen,
    "Constitution Day, Christmas Eve and New Year's Eve, which are no public holidays",
    &[&[
        fixed("eu-new-year", 1, 1, DK_LAW),
        easter("eu-maundy-thursday", -3, DK_LAW),
        easter("eu-good-friday", -2, DK_LAW),
        easter("eu-easter-monday", 1, DK_LAW),
        within(i32::MIN, 2023, "eu-prayer", Day::Easter(26), DK_LAW),
        easter("eu-ascension", 39, DK_LAW),
        easter("eu-whit-monday", 50, DK_LAW),
        fixed("eu-christmas", 12, 25, DK_LAW),
        fixed("eu-second-christmas", 12, 26, DK_LAW),
    ]],
);

const EE_LAW: &str = "pühade ja tähtpäevade seadus, §§ 1, 2";
static EE: Calendar = of(
    "EE",
    version!("EE"),
    Tz::Europe__Tallinn,
    "nothing that is a public holiday",
    &[&[
        fixed("eu-new-year", 1, 1, EE_LAW),
        fixed("eu-national", 2, 24, EE_LAW),
        easter("eu-good-friday", -2, EE_LAW),
        fixed("eu-labour", 5, 1, EE_LAW),
        fixed("eu-national", 6, 23, EE_LAW),
        fixed("eu-midsummer", 6, 24, EE_LAW),
        fixed("eu-national", 8, 20, EE_LAW),
        fixed("eu-christmas-eve", 12, 24, EE_LAW),
        fixed("eu-christmas", 12, 25, EE_LAW),
        fixed("eu-second-christmas", 12, 26, EE_LAW),
    ]],
);

const ES_LAW: &str = "Estatuto de los Trabajadores, art. 37.2; Real Decreto 2001/1983, art. 45";
static ES: Calendar = of(
    "ES",
    version!("ES"),
    Tz::Europe__Madrid,
    "days of the autonomous communities and of towns, and the Monday that a community takes for a national day on a Sunday",
    &[&[
        fixed("eu-new-year", 1, 1, ES_LAW),
        fixed("eu-epiphany", 1, 6, ES_LAW),
        easter("eu-good-friday", -2, ES_LAW),
        fixed("eu-labour", 5, 1, ES_LAW),
        fixed("eu-assumption", 8, 15, ES_LAW),
        fixed("eu-national", 10, 12, ES_LAW),
        fixed("eu-all-saints", 11, 1, ES_LAW),
        fixed("eu-national", 12, 6, ES_LAW),
        fixed("eu-immaculate", 12, 8, ES_LAW),
        fixed("eu-christmas", 12, 25, ES_LAW),
    ]],
);

const FI_LAW: &str = "laki säädettyjen määräaikain laskemisesta (150/1930) 5 §";
static FI: Calendar = of(
    "FI",
    version!("FI"),
    Tz::Europe__Helsinki,
    "nothing; the eves of Midsummer and Christmas count, as in the law on time limits",
    &[&[
        fixed("eu-new-year", 1, 1, FI_LAW),
        fixed("eu-epiphany", 1, 6, FI_LAW),
        easter("eu-good-friday", -2, FI_LAW),
        easter("eu-easter-monday", 1, FI_LAW),
        fixed("eu-labour", 5, 1, FI_LAW),
        easter("eu-ascension", 39, FI_LAW),
        rule("eu-midsummer-eve", Day::From(chrono::Weekday::Fri, 6, 19), FI_LAW),
        rule("eu-midsummer", Day::From(chrono::Weekday::Sat, 6, 20), FI_LAW),
        rule("eu-all-saints", Day::From(chrono::Weekday::Sat, 10, 31), FI_LAW),
        fixed("eu-national", 12, 6, FI_LAW),
        fixed("eu-christmas-eve", 12, 24, FI_LAW),
        fixed("eu-christmas", 12, 25, FI_LAW),
        fixed("eu-second-christmas", 12, 26, FI_LAW),
    ]],
);

const FR_LAW: &str = "Code du travail, art. L3133-1";
static FR: Calendar = of(
    "FR",
    version!("FR"),
    Tz::Europe__Paris,
    "the two days of Alsace-Moselle and days overseas",
    &[&[
        fixed("eu-new-year", 1, 1, FR_LAW),
        easter("eu-easter-monday", 1, FR_LAW),
        fixed("eu-labour", 5, 1, FR_LAW),
        fixed("eu-victory", 5, 8, FR_LAW),
        easter("eu-ascension", 39, FR_LAW),
        easter("eu-whit-monday", 50, FR_LAW),
        fixed("eu-national", 7, 14, FR_LAW),
        fixed("eu-assumption", 8, 15, FR_LAW),
        fixed("eu-all-saints", 11, 1, FR_LAW),
        fixed("eu-armistice", 11, 11, FR_LAW),
        fixed("eu-christmas", 12, 25, FR_LAW),
    ]],
);

const GR_LABOUR: &str = "ν. 4468/2017, άρθρο 1";
static GR: Calendar = of(
    "GR",
    version!("GR"),
    Tz::Europe__Athens,
    "local days; another day for 1 May than the next free one, where the minister sets one",
    &[&[
        fixed("eu-new-year", 1, 1, OJ),
        fixed("eu-epiphany", 1, 6, OJ),
        orthodox("eu-green-monday", -48, OJ),
        fixed("eu-national", 3, 25, OJ),
        orthodox("eu-good-friday", -2, OJ),
        orthodox("eu-easter-monday", 1, OJ),
        // On a Sunday or in Holy Week another day is set; in 2024 it was the Tuesday after Easter.
        Rule { to: 2023, ..moved(2017, "eu-labour", Day::Fixed(5, 1), GR_LABOUR) },
        within(2024, 2024, "eu-labour", Day::Fixed(5, 7), GR_LABOUR),
        moved(2025, "eu-labour", Day::Fixed(5, 1), GR_LABOUR),
        orthodox("eu-whit-monday", 50, OJ),
        fixed("eu-assumption", 8, 15, OJ),
        fixed("eu-national", 10, 28, OJ),
        fixed("eu-christmas", 12, 25, OJ),
        fixed("eu-second-christmas", 12, 26, OJ),
    ]],
);

const HR_LAW: &str = "Zakon o blagdanima, spomendanima i neradnim danima (NN 110/19), čl. 1";
static HR: Calendar = of(
    "HR",
    version!("HR"),
    Tz::Europe__Zagreb,
    "days of other confessions; years before 2020",
    &[&[
        fixed("eu-new-year", 1, 1, HR_LAW),
        fixed("eu-epiphany", 1, 6, HR_LAW),
        easter("eu-easter-monday", 1, HR_LAW),
        fixed("eu-labour", 5, 1, HR_LAW),
        fixed("eu-national", 5, 30, HR_LAW),
        easter("eu-corpus-christi", 60, HR_LAW),
        fixed("eu-national", 6, 22, HR_LAW),
        fixed("eu-national", 8, 5, HR_LAW),
        fixed("eu-assumption", 8, 15, HR_LAW),
        fixed("eu-all-saints", 11, 1, HR_LAW),
        fixed("eu-national", 11, 18, HR_LAW),
        fixed("eu-christmas", 12, 25, HR_LAW),
        fixed("eu-second-christmas", 12, 26, HR_LAW),
    ]],
);

pub(super) static PLACES: [&Calendar; 12] = [&AT, &BE, &BG, &CY, &CZ, &DK, &EE, &ES, &FI, &FR, &GR, &HR];
