//! Times at the edge, in every format.

use super::*;

fn fate(format: &str, text: &str) -> String {
    let mapping = mapping(&format!("match = \"*\"\naccount = \"user\"\ntime = {{ field = \"at\", {format} }}\ncategory = \"TRAFFIC\""));
    let row = serde_json::json!({"user": TARGET, "at": text}).to_string();
    let run = run("a.jsonl", format!("{row}\n"), &scope(), &mapping);
    // The check is neither laxer nor stricter than the filter.
    assert_eq!(breaches("a.jsonl", &format!("{row}\n"), &scope(), &mapping).is_empty(), run.report.rows.kept() == 1, "{format} {text}");
    match (run.report.rows.kept(), run.report.rows.dropped().keys().next(), run.withheld.first()) {
        (1, ..) => "kept".into(),
        (_, Some(reason), _) => reason.to_string(),
        (.., Some(w)) => w.reason.to_string(),
        _ => unreachable!(),
    }
}

#[test]
fn half_open_in_every_format() {
    let stockholm = "format = \"%Y-%m-%d %H:%M:%S\", zone = \"Europe/Stockholm\"";
    for (format, text, expected) in [
        ("format = \"rfc3339\"", "2026-01-01T00:00:00Z", "kept"),
        ("format = \"rfc3339\"", "2026-01-01T00:59:59+01:00", "outside_time"),
        ("format = \"rfc3339\"", "2026-02-01T00:00:00Z", "outside_time"),
        ("format = \"rfc3339\"", "2026-02-01T00:59:59+01:00", "kept"),
        ("format = \"rfc3339\"", "2026-01-10T10:00:00", "time_unreadable"),
        ("format = \"rfc2822\"", "Thu, 01 Jan 2026 01:00:00 +0100", "kept"),
        ("format = \"rfc2822\"", "Thu, 01 Jan 2026 00:59:59 +0100 (CET)", "outside_time"),
        ("format = \"rfc2822\"", "Sun, 01 Feb 2026 00:00:00 GMT", "outside_time"),
        ("format = \"rfc2822\"", "Mon, 05 Jan 2026 10:00:00", "time_unreadable"),
        ("format = \"rfc2822\", zone = \"Europe/Stockholm\"", "Sun, 01 Feb 2026 00:59:59", "kept"),
        ("format = \"rfc2822\", zone = \"Europe/Stockholm\"", "Sun, 01 Feb 2026 01:00:00", "outside_time"),
        ("format = \"ical\"", "20260101T000000Z", "kept"),
        ("format = \"ical\"", "20260201T000000Z", "outside_time"),
        ("format = \"ical\"", "20260105T100000", "time_unreadable"),
        ("format = \"ical\"", "TZID=Europe/Stockholm:20260201T005959", "kept"),
        ("format = \"ical\"", "TZID=Europe/Stockholm:20260201T010000", "outside_time"),
        ("format = \"ical\"", "TZID=Nowhere:20260105T100000", "time_unreadable"),
        ("format = \"ical\", zone = \"UTC\"", "20260131", "kept"),
        ("format = \"ical\", zone = \"Europe/Stockholm\"", "20260201", "time_imprecise"),
        ("format = \"unix\"", "1767225600", "kept"),
        ("format = \"unix\"", "1767225599.999999999", "outside_time"),
        ("format = \"unix\"", "1769903999.9", "kept"),
        ("format = \"unix\"", "1769904000", "outside_time"),
        ("format = \"unix\"", "1e9", "time_unreadable"),
        ("format = \"unix\"", "", "time_unreadable"),
        ("format = \"unix\"", "99999999999999999999", "time_unreadable"),
        ("format = \"unix_ms\"", "1769903999999", "kept"),
        ("format = \"unix_ms\"", "1769904000000", "outside_time"),
        (stockholm, "2026-01-01 01:00:00", "kept"),
        (stockholm, "2026-01-01 00:59:59", "outside_time"),
        (stockholm, "2026-02-01 00:59:59", "kept"),
        (stockholm, "2026-02-01 01:00:00", "outside_time"),
        ("format = \"%d/%m/%Y %H:%M %z\"", "31/01/2026 23:59 +0000", "kept"),
    ] {
        assert_eq!(fate(format, text), expected, "{format} {text}");
    }
}

#[test]
fn a_day_or_minute_leaves_only_when_all_of_it_is_inside() {
    let utc = "format = \"%Y-%m-%d\", zone = \"UTC\"";
    let stockholm = "format = \"%Y-%m-%d\", zone = \"Europe/Stockholm\"";
    assert_eq!(fate(utc, "2026-01-01"), "kept");
    assert_eq!(fate(utc, "2026-01-31"), "kept");
    assert_eq!(fate(utc, "2026-02-01"), "outside_time");
    assert_eq!(fate(stockholm, "2026-01-01"), "time_imprecise");
    assert_eq!(fate(stockholm, "2026-02-01"), "time_imprecise");
    assert_eq!(fate("format = \"%Y-%m-%d %H:%M\", zone = \"UTC\"", "2026-01-31 23:59"), "kept");
}

#[test]
fn a_minute_that_the_end_cuts_is_held_back() {
    let mapping = mapping(
        "match = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"%Y-%m-%d %H:%M\", zone = \"UTC\" }\ncategory = \"TRAFFIC\"",
    );
    let end = Utc.with_ymd_and_hms(2026, 1, 5, 10, 0, 30).unwrap();
    let scope = Scope::new(vec![ScopeLine { to: Some(end), ..scope().lines()[0].clone() }]).unwrap();
    let row = "user,at\ntarget@example.org,2026-01-05 09:59\ntarget@example.org,2026-01-05 10:00\ntarget@example.org,2026-01-05 10:01\n";
    let run = run("a.csv", row, &scope, &mapping);
    assert_eq!((run.report.rows.kept(), dropped(&run, DropReason::OutsideTime)), (1, 1));
    assert_eq!(withheld(&run), [(2, WithholdReason::TimeImprecise)]);
    assert_eq!(breaches("a.csv", row, &scope, &mapping), [(2, Breach::OutsideTime), (3, Breach::OutsideTime)]);
}

#[test]
fn an_hour_that_a_zone_had_twice_or_never() {
    let scope = |from: &str, to: &str| {
        Scope::from_json(&format!(r#"{{"lines":[{{"account":"{TARGET}","categories":["TRAFFIC"],"from":"{from}","to":"{to}"}}]}}"#))
            .unwrap()
    };
    let mapping = mapping(
        "match = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"%Y-%m-%d %H:%M:%S\", zone = \"Europe/Stockholm\" }\ncategory = \"TRAFFIC\"",
    );
    let row = |at: &str| format!("user,at\n{TARGET},{at}\n");
    // 25 October 2026, 02:30 happened at 00:30 and at 01:30 UTC.
    let twice = row("2026-10-25 02:30:00");
    let run1 = run("a.csv", &twice, &scope("2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"), &mapping);
    assert_eq!(withheld(&run1), [(1, WithholdReason::TimeImprecise)]);
    assert_eq!(run("a.csv", &twice, &scope("2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"), &mapping).report.rows.kept(), 1);
    // The later of the two stands exactly at the end, which is outside.
    let run3 = run("a.csv", &twice, &scope("2026-10-25T00:00:00Z", "2026-10-25T01:30:00Z"), &mapping);
    assert_eq!(withheld(&run3), [(1, WithholdReason::TimeImprecise)]);
    // 29 March 2026, 02:30 never was.
    let run2 = run("a.csv", row("2026-03-29 02:30:00"), &scope("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"), &mapping);
    assert_eq!(withheld(&run2), [(1, WithholdReason::TimeUnreadable)]);
}

#[test]
fn before_1970_is_a_time_like_another() {
    assert_eq!(fate("format = \"rfc3339\"", "1969-07-20T20:17:40Z"), "outside_time");
    assert_eq!(fate("format = \"unix\"", "-14182940"), "outside_time");
    let old = Scope::from_json(
            r#"{"lines":[{"account":"target@example.org","categories":["TRAFFIC"],"from":"1969-07-20T20:17:39.5Z","to":"1969-07-20T20:17:41Z"}]}"#,
        )
        .unwrap();
    let mapping = mapping("match = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"unix\" }\ncategory = \"TRAFFIC\"");
    let run = run("a.csv", "user,at\ntarget@example.org,-14182940.5\ntarget@example.org,-14182940.6\n", &old, &mapping);
    // The minus sign is neutralised on export, and the check still reads the time.
    assert_eq!(run.kept, "user,at\ntarget@example.org,'-14182940.5\n");
}

mod property {
    use super::*;
    use chrono_tz::Tz;
    use proptest::prelude::*;

    const ZONES: [Tz; 4] = [Tz::UTC, Tz::Europe__Stockholm, Tz::America__New_York, Tz::Australia__Lord_Howe];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

        /// Filter and check read times apart and agree (see `fate`); and an exact time is judged by its moment alone.
        #[test]
        fn both_readings_agree(end in any::<bool>(), off in -100_000_i64..100_000, close in any::<bool>(), zone in 0..4_usize, millis in 0..1000_u32) {
            let (from, to) = (at(1767225600), at(1769904000));
            let moment = (if end { to } else { from }) + TimeDelta::seconds(if close { off / 30_000 } else { off }) + TimeDelta::milliseconds(millis.into());
            let expected = if from <= moment && moment < to { "kept" } else { "outside_time" };
            prop_assert_eq!(fate("format = \"rfc3339\"", &moment.to_rfc3339()), expected);
            prop_assert_eq!(fate("format = \"unix\"", &format!("{}.{millis:03}", moment.timestamp())), expected);
            prop_assert_eq!(fate("format = \"unix_ms\"", &moment.timestamp_millis().to_string()), expected);
            let local = moment.with_timezone(&ZONES[zone]);
            let zone = ZONES[zone].name();
            let exact = fate(&format!("format = \"%Y-%m-%d %H:%M:%S%.f\", zone = \"{zone}\""), &local.format("%Y-%m-%d %H:%M:%S%.3f").to_string());
            prop_assert_eq!(&exact, expected);
            fate(&format!("format = \"%Y-%m-%d\", zone = \"{zone}\""), &local.format("%Y-%m-%d").to_string());
            fate(&format!("format = \"%d.%m.%Y %H:%M\", zone = \"{zone}\""), &local.format("%d.%m.%Y %H:%M").to_string());
        }
    }

    fn at(second: i64) -> Instant {
        Utc.timestamp_opt(second, 0).unwrap()
    }
}
