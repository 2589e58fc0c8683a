//! A filter with a fault in it, of the kind that somebody could make, and the check that must find it.

use super::*;

fn mapping_with_ip() -> Mapping {
    mapping(
        "match = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = { field = \"kind\" }\n[source.fields]\nip = \"ACCESS_IP\"",
    )
}

struct Record {
    user: &'static str,
    at: &'static str,
    kind: &'static str,
    ip: &'static str,
}

const RECORDS: [Record; 5] = [
    Record { user: "target@example.org", at: "2026-01-31T23:59:59Z", kind: "TRAFFIC", ip: "" },
    Record { user: "other@example.org", at: "2026-01-31T23:59:59Z", kind: "TRAFFIC", ip: "" },
    Record { user: "target@example.org", at: "2026-02-01T00:00:00Z", kind: "TRAFFIC", ip: "" },
    Record { user: "target@example.org", at: "2026-01-31T23:59:59Z", kind: "CONTENT", ip: "" },
    Record { user: "target@example.org", at: "2026-01-31T23:59:59Z", kind: "TRAFFIC", ip: "192.0.2.1" },
];

/// A second, tiny filter over [`RECORDS`], with one rule left out at a time.
fn broken_filter(forgets: &str) -> (String, String) {
    let (mut csv, mut json) = ("user,at,kind,ip\n".to_owned(), String::new());
    for r in RECORDS {
        let account = r.user == TARGET || forgets == "account";
        let time = r.at < "2026-02-01T00:00:00Z" || (r.at == "2026-02-01T00:00:00Z" && forgets == "end");
        let category = r.kind == "TRAFFIC" || forgets == "category";
        if account && time && category {
            let ip = if forgets == "field" { r.ip } else { "" };
            csv += &format!("{},{},{},{ip}\n", r.user, r.at, r.kind);
            let mut object = serde_json::json!({"user": r.user, "at": r.at, "kind": r.kind});
            if !ip.is_empty() {
                object["ip"] = ip.into();
            }
            json += &format!("{object}\n");
        }
    }
    (csv, json)
}

#[test]
fn each_is_found_and_the_row_named() {
    for (fault, row, breach) in [
        ("account", 2, Breach::ForeignAccount),
        ("end", 2, Breach::OutsideTime),
        ("category", 2, Breach::Category),
        ("field", 2, Breach::Field),
    ] {
        let (csv, json) = broken_filter(fault);
        assert_eq!(breaches("a.csv", &csv, &scope(), &mapping_with_ip()), [(row, breach)], "{fault}");
        assert_eq!(breaches("a.jsonl", &json, &scope(), &mapping_with_ip()), [(row, breach)], "{fault}");
    }
    let (csv, json) = broken_filter("nothing");
    assert_eq!(breaches("a.csv", &csv, &scope(), &mapping_with_ip()), []);
    assert_eq!(breaches("a.jsonl", &json, &scope(), &mapping_with_ip()), []);
}

#[test]
fn what_the_check_cannot_read_it_does_not_pass() {
    let mapping = mapping_with_ip();
    for (kept, breach) in [
        ("user,at,kind,ip\n,2026-01-05T00:00:00Z,TRAFFIC,\n", Breach::Unattributed),
        ("user,at,kind,ip\ntarget@example.org,,TRAFFIC,\n", Breach::Undated),
        ("user,at,kind,ip\ntarget@example.org,2026-01-05T00:00:00Z,DANCE,\n", Breach::Unclassified),
        ("user,at,kind,ip\ntarget@example.org\n", Breach::Malformed),
    ] {
        assert_eq!(breaches("a.csv", kept, &scope(), &mapping), [(1, breach)], "{kept}");
    }
    assert_eq!(breaches("a.csv", "user,at\n", &scope(), &mapping), [(0, Breach::File)]);
    // Two accounts are named, and behind one of them something else stands.
    let two = super::mapping(
        "match = \"*\"\naccount = [\"user\", \"peer\"]\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"",
    );
    let leak = "{\"user\":\"target@example.org\",\"at\":\"2026-01-05T00:00:00Z\",\"peer\":{\"note\":\"secret\"}}\n";
    assert_eq!(breaches("a.jsonl", leak, &scope(), &two), [(1, Breach::Malformed)]);
    assert_eq!(breaches("a.csv", "", &scope(), &mapping), [(0, Breach::File)]);
    assert_eq!(breaches("a.zip", "", &scope(), &mapping), [(0, Breach::File)]);
    assert_eq!(breaches("a.jsonl", "{\"user\":\"target@example.org\"", &scope(), &mapping), [(1, Breach::Malformed)]);
}
