//! Who sent and to whom, and the names of others.

use super::*;

const MAIL: &str = "account = [\"from\", \"to\"]\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"\nmatch = \"*\"\n";

const JSON: &str = "{\"from\":\"target@example.org\",\"to\":[\"other@example.org\",\"Target@example.org\"],\"at\":\"2026-01-05T00:00:00Z\"}\n{\"from\":\"other@example.org\",\"to\":[\"target@example.org\"],\"at\":\"2026-01-05T00:00:00Z\"}\n";
const CSV: &str =
    "from,to,at\ntarget@example.org,other@example.org,2026-01-05T00:00:00Z\nother@example.org,target@example.org,2026-01-05T00:00:00Z\n";

#[test]
fn about_is_not_from() {
    let from = mapping(&format!("{MAIL}direction = {{ from = \"from\", to = \"to\" }}\nkeep = \"from\""));
    let to = mapping(&format!("{MAIL}direction = {{ from = \"from\", to = \"to\" }}\nkeep = \"to\""));
    for (name, text) in [("a.csv", CSV), ("a.jsonl", JSON)] {
        let run1 = run(name, text, &scope(), &from);
        assert_eq!((run1.report.rows.kept(), dropped(&run1, DropReason::Direction)), (1, 1), "{name}");
        assert!(run1.kept.lines().last().unwrap().contains("target@example.org"));
        assert_eq!(breaches(name, text, &scope(), &from), [(2, Breach::Direction)], "{name}");
        let to_run = run(name, text, &scope(), &to);
        assert_eq!(to_run.report.rows.kept(), if name == "a.csv" { 1 } else { 2 }, "{name}");
    }
    for bad in ["keep = \"from\"", "direction = { from = \"sender\", to = \"to\" }"] {
        assert!(Mapping::from_toml(&format!("[[source]]\n{MAIL}{bad}\n")).is_err(), "{bad}");
    }
}

#[test]
fn others_are_masked_and_a_name_left_is_found() {
    let masks = mapping(&format!("{MAIL}third_parties = [\"from\", \"to\"]"));
    let json = run("a.jsonl", JSON, &scope(), &masks);
    assert_eq!(
        json.kept,
        "{\"from\":\"target@example.org\",\"to\":[\"[masked]\",\"Target@example.org\"],\"at\":\"2026-01-05T00:00:00Z\"}\n{\"from\":\"[masked]\",\"to\":[\"target@example.org\"],\"at\":\"2026-01-05T00:00:00Z\"}\n"
    );
    assert_eq!(json.report.fields_removed["MASKED"], 2);
    let csv = run("a.csv", CSV, &scope(), &masks);
    assert!(!csv.kept.contains("other@"), "{}", csv.kept);
    for (name, leak) in [("a.csv", CSV), ("a.jsonl", JSON)] {
        assert_eq!(breaches(name, leak, &scope(), &masks), [(1, Breach::ThirdParty), (2, Breach::ThirdParty)], "{name}");
    }
}
