//! A list of objects in one `.json` file.

use super::*;

fn any() -> Mapping {
    mapping(
        "match = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"\n[source.fields]\nip = \"ACCESS_IP\"",
    )
}

const MINE: &str = "{\"user\":\"target@example.org\",\"at\":\"2026-01-05T00:00:00Z\"}";
const OTHER: &str = "{\"user\":\"other@example.org\",\"at\":\"2026-01-05T00:00:00Z\"}";

#[test]
fn leaves_as_a_list_of_what_may() {
    let text = format!(
        "\u{feff} [\n {MINE} ,\n{OTHER},\n{{\"user\":\"target@example.org\",\"at\":\"2026-01-06T00:00:00Z\",\"ip\":\"192.0.2.1\",\"x\":\"],[\\\"{{\"}}\n]\n"
    );
    let run = run("a.json", &text, &scope(), &any());
    assert_eq!(
        run.kept,
        format!("[\n{MINE},\n{{\"user\":\"target@example.org\",\"at\":\"2026-01-06T00:00:00Z\",\"x\":\"],[\\\"{{\"}}\n]\n")
    );
    assert_eq!((dropped(&run, DropReason::ForeignAccount), run.report.fields_removed["ACCESS_IP"]), (1, 1));
    for nothing in ["[]", " [ \n ] \n"] {
        assert_eq!(super::run("a.json", nothing, &scope(), &any()).kept, "[\n]\n");
    }
    assert_eq!(breaches("a.json", &format!("[{MINE},{OTHER}]"), &scope(), &any()), [(2, Breach::ForeignAccount)]);
}

#[test]
fn members_that_are_no_objects_are_held_back_by_their_place() {
    let deep = format!("{{\"user\":{}1{}}}", "[".repeat(1000), "]".repeat(1000));
    let run = run("a.json", format!("[{MINE},\n17,\n[{MINE}],\n{{\"user\":}},\n{deep},\n\"x\",\n{MINE}]"), &scope(), &any());
    assert_eq!(run.report.rows.kept(), 2);
    let held: Vec<_> = run.withheld.iter().map(|w| (w.row, w.line, w.reason)).collect();
    assert_eq!(held, [2, 3, 4, 5, 6].map(|n| (n, n, WithholdReason::Malformed)));
    let bytes = run_bytes(b"[{\"user\":\"\xff\"}]");
    assert_eq!(bytes.rows.withheld()[&WithholdReason::NotUtf8], 1);
    for leak in [format!("[[{MINE}]]"), "[17]".into(), format!("[{MINE}] [{MINE}]"), MINE.into(), format!("[{MINE}"), format!("[{MINE},]")]
    {
        let found = breaches("a.json", &leak, &scope(), &any());
        assert_eq!(found.last().unwrap().1, Breach::Malformed, "{leak}: {found:?}");
    }
}

fn run_bytes(bytes: &[u8]) -> FileReport {
    run_file(bytes, "a.json", &scope(), &any(), MAX_ROW_BYTES, io::sink(), io::sink(), &|| false).unwrap()
}

#[test]
fn what_is_no_list_is_refused() {
    for (bad, says) in [
        (MINE.to_owned(), "does not begin"),
        (format!("[{MINE}"), "ends in the middle"),
        (String::new(), "ends in the middle"),
        (format!("[{MINE}] {MINE}"), "behind the list"),
        (format!("[{MINE},,{MINE}]"), "between two commas"),
        (format!("[{MINE},]"), "between two commas"),
        (format!("[{MINE},\"open]"), "ends in the middle"),
    ] {
        let error = try_run("a.json", &bad, &scope(), &any()).err().unwrap();
        assert!(error.code() == "minimise-damaged" && error.to_string().contains(says), "{bad}: {error}");
    }
}

#[test]
fn large_lists_go_in_pieces_and_a_member_without_end_is_never_held() {
    let mut text = "[".to_owned();
    for i in 0..60_000 {
        text += &format!(
            "{}{{\"user\":\"{}\",\"at\":\"2026-01-05T00:00:00Z\",\"n\":{i}}}",
            if i > 0 { ",\n" } else { "" },
            if i % 3 == 0 { TARGET } else { "x@example.org" }
        );
    }
    let run = run("a.json", text + "]", &scope(), &any());
    let kept: Vec<serde_json::Value> = serde_json::from_str(&run.kept).unwrap();
    assert!(kept.iter().map(|v| v["n"].as_u64().unwrap()).eq((0..60_000).step_by(3)));

    let (begin, end) = (format!("[{MINE},\n{{\"user\":\""), format!("\"}},\n{MINE},7]"));
    let input = BufReader::new(begin.as_bytes().chain(io::repeat(b'a').take(50 << 20)).chain(end.as_bytes()));
    let (mut kept, mut held) = (Vec::new(), Vec::new());
    let report = run_file(input, "a.json", &scope(), &any(), 1 << 20, &mut kept, &mut held, &|| false).unwrap();
    assert_eq!((report.rows.kept(), report.rows.withheld()[&WithholdReason::TooLong]), (2, 1));
    let held: Vec<Withheld> = held.split(|b| *b == b'\n').filter(|l| !l.is_empty()).map(|l| serde_json::from_slice(l).unwrap()).collect();
    assert_eq!(held.iter().map(|w| (w.row, w.line)).collect::<Vec<_>>(), [(2, 2), (4, 3)]);
}
