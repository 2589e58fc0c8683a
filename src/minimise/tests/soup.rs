//! Filter and check were written apart. Whatever is thrown at them, what the one lets through the other finds in order:
//! every run in these tests ends with the check (see `try_run`).

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const CSV: [&str; 14] =
    [",", ",", ",", "\"", "\"\"", "\n", "\r\n", "\r", "\n", "target@example.org", "other@example.org", "2026-01-05T00:00:00Z", "=1", "'"];

const JSON: [&str; 20] = [
    "{\"user\":\"target@example.org\",",
    "\"at\":\"2026-01-05T00:00:00Z\"",
    "\"at\":\"2026-01-05T00:00:00Z\",",
    "\"net\":",
    "\"ip\":",
    "\"user\":",
    "\"target@example.org\"",
    "\"other@example.org\"",
    "{",
    "}",
    "}\n",
    "[",
    "]",
    ",",
    "null",
    "true",
    "1e400",
    "-0.0",
    "\"\\ud800\"",
    "\"x\"",
];

fn json_mapping(unlisted: &str) -> Mapping {
    mapping(&format!(
        "match = \"*\"\naccount = [\"user\", \"/net/user\"]\ntime = {{ field = \"at\", format = \"rfc3339\" }}\ncategory = \"TRAFFIC\"\nunlisted = \"{unlisted}\"\n[source.fields]\nip = \"ACCESS_IP\"\n\"/net/ip\" = \"CONTENT\"\n\"/x\" = \"TRAFFIC\""
    ))
}

/// Values that nest, with the mapped names in them.
fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        select(vec!["target@example.org", "other@example.org", "2026-01-05T00:00:00Z", "192.0.2.1", ""]).prop_map(serde_json::Value::from),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i32>().prop_map(serde_json::Value::from),
        Just(serde_json::Value::Null),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            proptest::collection::btree_map(select(vec!["user", "at", "net", "ip", "x", "y"]).prop_map(str::to_owned), inner, 0..5)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cells(pieces in vec(select(CSV.to_vec()), 0..60)) {
        let input = format!("user,at,note\ntarget@example.org,2026-01-05T00:00:00Z,{}\n", pieces.concat());
        let _ = try_run("a.csv", input, &scope(), &logins());
    }

    #[test]
    fn braces(pieces in vec(select(JSON.to_vec()), 0..14)) {
        let input = format!("{}\n", pieces.concat());
        for unlisted in ["row", "remove"] {
            let run = run("a.jsonl", &input, &scope(), &json_mapping(unlisted));
            prop_assert!(!run.kept.contains("192.0.2.1"));
        }
    }

    #[test]
    fn nested(net in value(), x in value(), y in value(), ip in value()) {
        let row = serde_json::json!({"user": TARGET, "at": "2026-01-05T00:00:00Z", "net": net, "x": x, "y": y, "ip": ip});
        for unlisted in ["row", "remove"] {
            let run = run("a.jsonl", format!("{row}\n"), &scope(), &json_mapping(unlisted));
            if run.report.rows.kept() == 1 {
                let kept: serde_json::Value = serde_json::from_str(&run.kept).unwrap();
                prop_assert_eq!(&kept["user"], &row["user"]);
                prop_assert_eq!(&kept["ip"], &serde_json::Value::Null);
                prop_assert_eq!(&kept["x"], &row["x"]);
            }
        }
    }
}
