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
