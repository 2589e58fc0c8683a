//! Large files go through in pieces, on all cores: the result must be that of one piece.

use super::*;
use minimise::{Outputs, PER_REASON, Sample, Search, run_file_reviewed, search};
use std::collections::BTreeSet;

/// Some 6 MB in rows of every fate, and quoted cells over several lines in between.
fn rows() -> (String, String, Vec<u64>, Vec<u64>) {
    let (mut csv, mut json, mut held, mut kept) = ("user,at,note\n".to_owned(), String::new(), Vec::new(), Vec::new());
    for i in 0..60_000_u64 {
        let user = if i % 3 == 0 { TARGET.to_owned() } else { format!("user{i}@example.org") };
        let at = match i % 7 {
            0 => "soon".to_owned(),
            1 => "2026-03-01T00:00:00Z".to_owned(),
            _ => format!("2026-01-{:02}T00:00:00Z", i % 31 + 1),
        };
        let note = if i % 11 == 0 { "one\nother@example.org,\"two".to_owned() } else { format!("row {i} {}", "x".repeat(30)) };
        csv += &format!("{user},{at},\"{}\"\n", note.replace('"', "\"\""));
        json += &format!("{}\n", serde_json::json!({"user": user, "at": at, "note": note}));
        match (i % 3, i % 7) {
            (0, 0) => held.push(i + 1),
            (0, 2..) => kept.push(i),
            _ => {}
        }
    }
    (csv, json, held, kept)
}

#[test]
fn places_counts_and_order_are_those_of_the_whole() {
    let any = mapping("match = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"");
    let (csv, json, held, kept) = rows();
    for (name, text) in [("a.csv", &csv), ("a.jsonl", &json)] {
        assert!(text.len() > 4 << 20, "not enough for several pieces");
        let run = run(name, text, &scope(), &any);
        assert_eq!((run.report.rows.read(), run.report.rows.kept()), (60_000, kept.len() as u64), "{name}");
        assert_eq!(run.withheld.iter().map(|w| w.row).collect::<Vec<_>>(), held, "{name}");
        for w in [&run.withheld[0], run.withheld.last().unwrap()] {
            let line = text.lines().nth(usize::try_from(w.line - 1).unwrap()).unwrap();
            assert!(line.contains(TARGET) && line.contains("soon"), "{name} line {}: {line}", w.line);
        }
        // The check reads them one by one; so does this, by another way again.
        let notes: Vec<String> = if name == "a.csv" {
            csv::Reader::from_reader(run.kept.as_bytes()).records().map(|r| r.unwrap()[2].to_owned()).collect()
        } else {
            run.kept.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["note"].as_str().unwrap().to_owned()).collect()
        };
        let plain = kept.iter().filter(|i| *i % 11 != 0).map(|i| format!("row {i} {}", "x".repeat(30)));
        assert!(notes.iter().filter(|n| n.starts_with("row")).cloned().eq(plain), "{name}: order");
    }
}

#[test]
fn the_review_shows_each_fate_the_same_every_time_and_nobody_else() {
    let any = mapping("match = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"");
    let (_, json, ..) = rows();
    let review = |text: &str| {
        let mut review = Vec::new();
        let outputs = Outputs { kept: &mut io::sink(), withheld: &mut io::sink(), review: &mut review };
        run_file_reviewed(&mut text.as_bytes(), "a.jsonl", &scope(), &any, MAX_ROW_BYTES, outputs, &|| false).unwrap();
        review
    };
    let list = review(&json);
    assert_eq!(list, review(&json));
    let found = |wanted: Search<'_>| search(list.as_slice(), &wanted).unwrap();
    for (fate, reason) in
        [("kept", None), ("dropped", Some("foreign_account")), ("dropped", Some("outside_time")), ("withheld", Some("time_unreadable"))]
    {
        let samples = found(Search { fate: Some(fate), reason, ..Search::default() });
        assert_eq!(samples.len(), PER_REASON, "{fate} {reason:?}");
        // From the whole file, not from its beginning.
        assert!(samples.iter().any(|s| s.row > 30_000) && samples.iter().any(|s| s.row < 30_000), "{fate} {reason:?}");
    }
    for sample in found(Search { reason: Some("time_unreadable"), ..Search::default() }) {
        let line = json.lines().nth(usize::try_from(sample.line - 1).unwrap()).unwrap();
        assert!(sample.line == sample.row && line.contains("soon"), "{sample:?}: {line}");
    }
    let foreign = found(Search { reason: Some("foreign_account"), ..Search::default() });
    let right = |s: &Sample| s.shown.is_none() && s.accounts.iter().all(|a| a.starts_with("u*") && a.ends_with("*@example.org"));
    assert!(foreign.iter().all(right), "{foreign:?}");
    let all: BTreeSet<u64> = found(Search { text: Some("TARGET@"), ..Search::default() }).iter().map(|s| s.row).collect();
    assert_eq!(all.len(), 3 * PER_REASON);
    assert_eq!(found(Search { text: Some("no such text"), ..Search::default() }), []);
}
