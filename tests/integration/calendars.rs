use chrono::{Datelike, NaiveDate, Weekday};
use domain::calendar;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The weekday and date of every holiday, so that a changed rule shows here and is not merged with its old version.
#[test]
fn are_what_they_were() {
    let mut text = String::new();
    for c in ["US", "IE", "SE", "DE", "GB", "GB-SCT", "GB-NIR"].map(calendar::of) {
        text.push_str(&format!("{}\n", c.place));
        for year in 2020..=2032 {
            for (date, h) in c.year(year) {
                text.push_str(&format!("{} {} {}{}\n", date, date.weekday(), h.code, if h.observed { " (observed)" } else { "" }));
            }
        }
    }
    insta::assert_snapshot!("holidays", text);
}

/// Easter by the tables of the Church (golden number, paschal full moon), a way independent of the formula in use.
#[test]
fn find_easter_as_the_tables_do() {
    for year in 1583..=2299 {
        // Clavius: the epact, corrected for the solar and the lunar equation, with the two exceptions 24 and 25.
        let (golden, century): (i32, i32) = (year % 19 + 1, year / 100 + 1);
        let (solar, lunar) = (3 * century / 4 - 12, (8 * century + 5) / 25 - 5);
        let mut epact = (11 * golden + 20 + lunar - solar).rem_euclid(30);
        if (epact == 25 && golden > 11) || epact == 24 {
            epact += 1;
        }
        let mut full_moon = 44 - epact;
        if full_moon < 21 {
            full_moon += 30;
        }
        let moon = NaiveDate::from_ymd_opt(year, 3, 1).unwrap() + chrono::Days::new(full_moon as u64 - 1);
        let sunday = moon.iter_days().skip(1).find(|d| d.weekday() == Weekday::Sun);
        assert_eq!(calendar::easter(year), sunday, "{year}");
    }
}

/// Easter of the Orthodox churches, as published.
#[test]
fn find_the_orthodox_easter() {
    for (year, date) in [(2020, "2020-04-19"), (2024, "2024-05-05"), (2025, "2025-04-20"), (2026, "2026-04-12"), (2030, "2030-04-28")] {
        assert_eq!(calendar::orthodox_easter(year), Some(day(date)));
    }
}

/// The dates that the US Office of Personnel Management publishes for 2027 and for the New Year of 2028, observed in 2027.
#[test]
fn give_the_federal_holidays_as_published() {
    let dates: Vec<_> =
        calendar::of("us").year(2027).into_iter().filter(|(d, _)| d.weekday().number_from_monday() < 6).map(|(d, _)| d).collect();
    let published = [
        "2027-01-01",
        "2027-01-18",
        "2027-02-15",
        "2027-05-31",
        "2027-06-18",
        "2027-07-05",
        "2027-09-06",
        "2027-10-11",
        "2027-11-11",
        "2027-11-25",
        "2027-12-24",
        "2027-12-31",
    ];
    assert_eq!(dates, published.map(day));
}

#[test]
fn know_since_when_a_day_is_a_holiday() {
    let has = |place: &str, date: &str| calendar::of(place).holiday(day(date)).is_some();
    assert!(!has("US", "2020-06-19") && has("US", "2023-06-19"), "Juneteenth since 2021");
    assert!(!has("IE", "2022-02-07") && has("IE", "2023-02-06"), "St Brigid's Day since 2023");
    assert!(has("IE", "2030-02-01") && !has("IE", "2030-02-04"), "on 1 February itself where that is a Friday");
    assert!(has("SE", "2004-05-31") && !has("SE", "2005-05-16") && has("SE", "2005-06-06"), "the national day for Whit Monday");
    assert!(has("DE", "2017-10-31") && !has("DE", "2018-10-31"), "Reformation Day for all in 2017 only");
}

/// The bank holidays that gov.uk publishes, with the substitute days of years in which Christmas or the New Year falls on a weekend.
#[test]
fn give_the_bank_holidays_as_published() {
    let weekdays = |place: &str, year: i32| -> Vec<String> {
        let all = calendar::of(place).year(year).into_iter();
        all.filter(|(d, _)| d.weekday().number_from_monday() < 6).map(|(d, _)| d.format("%m-%d").to_string()).collect()
    };
    assert_eq!(weekdays("GB", 2021), ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"]);
    assert_eq!(weekdays("gb-wls", 2022), ["01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19", "12-26", "12-27"]);
    assert_eq!(weekdays("GB", 2020), ["01-01", "04-10", "04-13", "05-08", "05-25", "08-31", "12-25", "12-28"]);
    let scotland = ["01-03", "01-04", "04-15", "05-02", "06-02", "06-03", "08-01", "09-19", "11-30", "12-26", "12-27"];
    assert_eq!(weekdays("GB-SCT", 2022), scotland);
    let northern_ireland = ["01-01", "03-17", "04-03", "04-06", "05-04", "05-25", "07-13", "08-31", "12-25", "12-28"];
    assert_eq!(weekdays("GB-NIR", 2026), northern_ireland);
}
