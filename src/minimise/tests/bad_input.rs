//! What bad input gets.

use super::*;

#[test]
fn an_archive_is_refused_whatever_its_name() {
    assert!(matches!(
        problem("bomb.zip", b"PK\x03\x04....", &mapping("match = \"*\"\naccount = \"user\"\ncategory = \"TRAFFIC\"")),
        Problem::UnknownType
    ));
    assert!(matches!(problem("bomb.csv", b"PK\x03\x04....", &logins()), Problem::Archive { kind: "ZIP" }));
    assert!(matches!(problem("bomb.csv", b"\x1f\x8b\x08....", &logins()), Problem::Archive { kind: "gzip" }));
}

#[test]
fn an_open_quote_hides_nobody_else() {
    let input = "user,at,note\ntarget@example.org,2026-01-05T00:00:00Z,fine\ntarget@example.org,2026-01-05T00:00:00Z,\"open\nother@example.org,2026-01-05T00:00:00Z,secret\n";
    let error = try_run("a.csv", input, &scope(), &logins()).err().unwrap();
    assert!(matches!(error.problem, Problem::UnterminatedQuote { line: 3 }), "{error}");
    let so_far = error.so_far.as_ref().unwrap();
    assert_eq!(so_far.kept(), 1);
    assert!(error.to_string().contains("1 kept"), "{error}");
    // The same, where a later quote seems to close it.
    let input = "user,at,note\ntarget@example.org,2026-01-05T00:00:00Z,\"open\nother@example.org,2026-01-05T00:00:00Z,\"secret\"\n";
    assert!(matches!(problem("a.csv", input, &logins()), Problem::StrayQuote { line: 3 }));
    // A check that trusted the parser would find one row of the right account here.
    let leak = "user,at,note\ntarget@example.org,2026-01-05T00:00:00Z,\"open\nother@example.org,2026-01-05T00:00:00Z,secret\n";
    assert_eq!(breaches("a.csv", leak, &scope(), &logins()), [(0, Breach::File)]);
    // A quote inside a plain cell opens nothing.
    let plain = run("a.csv", "user,at,note\ntarget@example.org,2026-01-05T00:00:00Z,5\" disk\n", &scope(), &logins());
    assert_eq!(plain.report.rows.kept(), 1);
}

#[test]
fn a_missing_column_is_named_with_what_the_mapping_says() {
    let error = try_run("a.csv", "name,at\nx,y\n", &scope(), &logins()).err().unwrap();
    assert_eq!(error.code(), "minimise-missing-column");
    let text = error.to_string();
    assert!(text.contains("'user'") && text.contains("as its account") && text.contains("name, at") && text.contains("0 rows"), "{text}");
    let with_field = mapping("match = \"*\"\naccount = \"user\"\ncategory = \"TRAFFIC\"\n[source.fields]\nbody = \"CONTENT\"");
    assert!(matches!(problem("a.csv", "user,Body\nx,y\n", &with_field), Problem::MissingColumn { role: "field", .. }));
    assert!(matches!(problem("a.csv", "user,at,user\nx,y,z\n", &logins()), Problem::DoubleColumn { .. }));
    assert!(matches!(problem("a.csv", "", &logins()), Problem::NoHeader));
    assert!(matches!(problem("a.csv", b"us\xffer,at\n", &logins()), Problem::HeaderNotUtf8));
}

#[test]
fn bytes_that_are_no_text_are_held_back() {
    let csv = run("a.csv", b"user,at\ntarget@example.org,2026-01-05T00:00:00Z\n\xff\xfe,2026-01-05T00:00:00Z\n", &scope(), &logins());
    assert_eq!((csv.report.rows.kept(), withheld(&csv)), (1, vec![(2, WithholdReason::NotUtf8)]));
    assert_eq!(csv.withheld[0].line, 3);
    let any = mapping("match = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"");
    let json = run("a.jsonl", b"{\"user\":\"\xff\"}\n", &scope(), &any);
    assert_eq!(withheld(&json), [(1, WithholdReason::NotUtf8)]);
}

#[test]
fn json_that_is_not_one_object_is_held_back() {
    let any = mapping("match = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"");
    let deep = format!("{{\"user\":{}1{}}}", "[".repeat(1000), "]".repeat(1000));
    for bad in [
        "[1,2]",
        "17",
        "{\"user\":",
        "{\"user\":\"target@example.org\"} {}",
        "{\"user\":\"target@example.org\",\"user\":\"other@example.org\"}",
        &deep,
    ] {
        let run = run("a.jsonl", format!("{bad}\n\n"), &scope(), &any);
        assert_eq!(withheld(&run), [(1, WithholdReason::Malformed)], "{bad}");
    }
    for leak in ["[1,2]", "{}{}", "{\"user\":\"target@example.org\",\"at\":\"2026-01-05T00:00:00Z\",\"x\":{\"a\":1,\"a\":2}}"] {
        assert_eq!(breaches("a.jsonl", &format!("{leak}\n"), &scope(), &any), [(1, Breach::Malformed)], "{leak}");
    }
    assert_eq!(run("a.jsonl", "", &scope(), &any).report.rows.read(), 0);
}

/// `n` bytes of one letter, made as they are read.
fn long(n: u64) -> impl Read {
    io::repeat(b'a').take(n)
}

#[test]
fn a_line_of_50_megabytes_is_never_held() {
    let any = mapping("match = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"");
    let good = "{\"user\":\"target@example.org\",\"at\":\"2026-01-05T00:00:00Z\"}\n";
    let input = BufReader::new("{\"user\":\"".as_bytes().chain(long(50 << 20)).chain("\"}\n".as_bytes()).chain(good.as_bytes()));
    let (mut kept, mut held) = (Vec::new(), Vec::new());
    let report = run_file(input, "a.jsonl", &scope(), &any, 1 << 20, &mut kept, &mut held, &|| false).unwrap();
    assert_eq!((report.rows.kept(), report.rows.withheld()[&WithholdReason::TooLong]), (1, 1));
    assert_eq!(kept, good.as_bytes());

    let input = BufReader::new("user,at\n".as_bytes().chain(long(50 << 20)).chain("\n".as_bytes()));
    let error = run_file(input, "a.csv", &scope(), &any, 1 << 20, io::sink(), io::sink(), &|| false).unwrap_err();
    assert!(matches!(error.problem, Problem::RowTooLong { line: 2, limit: 0x10_0000 }), "{error}");
}

#[test]
fn a_full_disk_says_what_was_kept() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(buf.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(buf.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let any = mapping("match = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"");
    let row = "{\"user\":\"target@example.org\",\"at\":\"2026-01-05T00:00:00Z\"}\n";
    let error = run_file(row.repeat(10).as_bytes(), "a.jsonl", &scope(), &any, 1 << 20, Full(200), io::sink(), &|| false).unwrap_err();
    assert_eq!(error.code(), "minimise-write");
    // What counts as done was written whole; of this nothing was.
    assert!(error.to_string().contains("0 kept") && error.to_string().contains("must not be used"), "{error}");
    let csv = "user,at\n".to_owned() + &"target@example.org,2026-01-05T00:00:00Z\n".repeat(10);
    let error = run_file(csv.as_bytes(), "a.csv", &scope(), &any, 1 << 20, Full(50), io::sink(), &|| false).unwrap_err();
    assert_eq!(error.code(), "minimise-write");
    let error = run_file("{}\n".as_bytes(), "a.jsonl", &scope(), &any, 1 << 20, io::sink(), Full(0), &|| false).unwrap_err();
    assert_eq!(error.code(), "minimise-write");
}

#[test]
fn it_stops_on_request() {
    let error = run_file("user,at\nx,y\n".as_bytes(), "a.csv", &scope(), &logins(), 1 << 20, io::sink(), io::sink(), &|| true).unwrap_err();
    assert!(matches!(error.problem, Problem::Cancelled));
}

#[test]
fn scopes_and_mappings_that_say_too_little_are_refused() {
    let line = |rest: &str| Scope::from_json(&format!("{{\"lines\":[{{\"account\":\"x\",\"categories\":[\"TRAFFIC\"]{rest}}}]}}"));
    assert!(line(",\"from\":\"2026-01-01T00:00:00Z\",\"to\":null").is_ok());
    for bad in [
        "",
        ",\"from\":null",
        ",\"form\":null,\"from\":null,\"to\":null",
        ",\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"",
    ] {
        assert!(line(bad).is_err(), "{bad}");
    }
    assert_eq!(Scope::new(vec![]), Err(ScopeError::Empty));

    for (source, says) in [
        ("match = \"*\"\naccount = \"u\"", "category"),
        ("match = \"*\"\naccount = []\ncategory = \"TRAFFIC\"", "no account field"),
        ("match = \"*\"\naccount = \"u\"\ncategory = \"TRAFIC\"", "write a category"),
        ("match = \"*\"\naccount = \"u\"\ncategory = \"TRAFFIC\"\ntime = { field = \"t\", format = \"%Y-%m-%d\" }", "zone"),
        ("match = \"*\"\naccount = \"u\"\ncategory = \"TRAFFIC\"\ntime = { field = \"t\", format = \"iso\" }", "rfc3339"),
        ("match = \"*\"\naccount = \"/u/id\"\ncategory = \"TRAFFIC\"\n[source.fields]\n\"/u/id\" = \"CONTENT\"", "decides"),
        ("match = \"[\"\naccount = \"u\"\ncategory = \"TRAFFIC\"", "pattern"),
        ("match = \"*\"\naccount = \"u\"\ncategory = \"TRAFFIC\"\nfeilds = 1", "feilds"),
    ] {
        let error = Mapping::from_toml(&format!("[[source]]\n{source}\n")).unwrap_err();
        assert!(error.to_string().contains(says), "{says}: {error}");
    }
    assert_eq!(Mapping::new(vec![]), Err(MappingError::Empty));

    let two = "[[source]]\nmatch = \"*\"\naccount = \"u\"\ncategory = \"TRAFFIC\"\n".repeat(2);
    assert!(matches!(problem("a.csv", "u\n", &Mapping::from_toml(&two).unwrap()), Problem::SeveralSources { .. }));
    assert!(matches!(problem("b.jsonl", "", &logins()), Problem::NoSource { .. }));
}
