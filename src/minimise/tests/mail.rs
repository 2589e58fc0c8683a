//! Mails: one in a file, a mailbox of them, a Maildir.

use super::*;

fn rules(more: &str) -> Mapping {
    mapping(&format!(
        "match = \"*\"\naccount = [\"From\", \"to\", \"Cc\"]\ntime = {{ field = \"Date\", format = \"rfc2822\" }}\ncategory = \"TRAFFIC\"\n{more}"
    ))
}

fn all() -> Scope {
    Scope::from_json(
        r#"{"lines":[{"account":"target@example.org","categories":["TRAFFIC","CONTENT"],"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z"}]}"#,
    )
    .unwrap()
}

fn mail(from: &str, to: &str, date: &str, body: &str) -> String {
    format!("From: {from}\nTo: {to}\nDate: {date}\nSubject: between us\nX-Size: 7\n\n{body}\n")
}

const IN: &str = "Mon, 05 Jan 2026 10:00:00 +0100";

fn mbox(mails: &[String]) -> String {
    mails.iter().map(|m| format!("From someone@example.com Mon Jan  5 10:00:00 2026\n{m}\n")).collect()
}

#[test]
fn of_traffic_the_headers_leave_and_what_was_written_does_not() {
    let mails = [
        mail("Target <target@example.org>", "other@example.org", IN, "secret one"),
        mail("other@example.org", "third@example.org", IN, "secret two\n>From here on"),
        mail("other@example.org", "\"x, y\" <TARGET@example.org>, third@example.org", "Sat, 31 Jan 2026 23:59:59 GMT", "secret three"),
        mail("target@example.org", "other@example.org", "Sun, 01 Feb 2026 01:00:00 +0100", "secret four"),
        mail("target@example.org", "other@example.org", "Mon, 05 Jan 2026 10:00:00", "no zone"),
        mail("\u{442}arget@example.org", "other@example.org", IN, "look-alike"),
        mail("undisclosed", "other@example.org", IN, "nobody"),
    ];
    let run1 = run("a.mbox", mbox(&mails), &scope(), &rules(""));
    assert!(!run1.kept.contains("secret") && !run1.kept.contains("between us") && !run1.kept.contains("someone"), "{}", run1.kept);
    assert_eq!(run1.kept.matches("From - Thu Jan  1 00:00:00 1970\nFrom: ").count(), 2);
    assert!(run1.kept.contains("X-Size: 7\n\n\nFrom - "), "{}", run1.kept);
    assert_eq!((dropped(&run1, DropReason::ForeignAccount), dropped(&run1, DropReason::OutsideTime)), (2, 1));
    assert_eq!(withheld(&run1), [(5, WithholdReason::TimeUnreadable), (7, WithholdReason::Unattributed)]);
    assert_eq!(run1.report.fields_removed["CONTENT"], 4);
    // With content, everything of it leaves as it was written.
    let whole = run("a.mbox", mbox(&mails), &all(), &rules(""));
    let wanted: String = [0, 2].map(|i: usize| format!("From - Thu Jan  1 00:00:00 1970\n{}\n", mails[i])).concat();
    assert_eq!(whole.kept, wanted);
    // What the filter wrote, it reads; and one message in a file is the same.
    assert_eq!(run("a.mbox", &whole.kept, &all(), &rules("")).kept, whole.kept);
    for name in ["a.eml", "box/cur/1767603600.M1P1.host:2,S", "box/new/17"] {
        assert_eq!(run(name, &mails[0], &all(), &rules("")).kept, mails[0]);
        assert_eq!(run(name, &mails[1], &all(), &rules("")).kept, "");
        assert!(!breaches(name, &mails[1], &all(), &rules("")).is_empty());
    }
}

#[test]
fn a_leak_of_each_kind_is_found() {
    let envelope = "From - Thu Jan  1 00:00:00 1970\n";
    for (mail, breach) in [
        (mail("other@example.org", "third@example.org", IN, ""), Breach::ForeignAccount),
        (mail("target@example.org", "x@example.org", "Sun, 01 Feb 2026 01:00:00 +0100", ""), Breach::OutsideTime),
        (format!("From: target@example.org\nDate: {IN}\n\nsecret\n"), Breach::Field),
        (format!("From: target@example.org\nDate: {IN}\nSubject: secret\n\n"), Breach::Field),
        (format!("From: target@example.org\nDate: {IN}\nDate: {IN}\n\n"), Breach::Undated),
    ] {
        let found = breaches("a.mbox", &format!("{envelope}{mail}"), &scope(), &rules(""));
        assert_eq!(found.last(), Some(&(1, breach)), "{mail}");
    }
    let ok = format!("From: target@example.org\nDate: {IN}\n\n");
    assert_eq!(breaches("a.mbox", &format!("{envelope}{ok}"), &scope(), &rules("")), []);
    assert_eq!(breaches("a.mbox", &format!("From x@example.org Mon\n{ok}"), &scope(), &rules("")), [(1, Breach::Malformed)]);
}

#[test]
fn others_are_masked_in_headers_that_stay_valid() {
    let masks =
        rules("direction = { from = \"From\", to = [\"to\", \"Cc\"] }\nkeep = \"to\"\nthird_parties = [\"From\", \"To\", \"Reply-To\"]");
    let text =
        format!("From: A Friend <other@example.org>\nTo: target@example.org,\n third@example.org\nReply-To: call me\nDate: {IN}\n\nx\n");
    let run1 = run("a.eml", &text, &scope(), &masks);
    let wanted = format!("From: \"[masked]\":;\nTo: target@example.org, \"[masked]\":;\nReply-To: \"[masked]\":;\nDate: {IN}\n\n");
    assert_eq!((run1.kept.as_str(), run1.report.fields_removed["MASKED"]), (wanted.as_str(), 3));
    for leak in
        ["From: \"[masked]\":;\nTo: target@example.org, third@example.org", "From: Friend <target@example.org>\nTo: target@example.org"]
    {
        let leak = format!("{leak}\nDate: {IN}\n\n");
        assert_eq!(breaches("a.eml", &leak, &scope(), &masks), [(1, Breach::ThirdParty)], "{leak}");
    }
    let sent = mail("target@example.org", "other@example.org", IN, "x");
    assert_eq!(dropped(&run("a.eml", sent, &scope(), &masks), DropReason::Direction), 1);
}

#[test]
fn attachments_stay_behind_where_only_the_text_may_leave() {
    let text_only = rules("[source.fields]\nattachments = \"CUSTOMER_CFG\"");
    let parts = |disposition: &str, body: &str| {
        format!(
            "From: target@example.org\r\nDate: {IN}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\n{disposition}\r\n\r\n{body}\r\n--b--\r\n"
        )
    };
    for disposition in [
        "Content-Type: application/pdf; name=secret.pdf\r\nContent-Transfer-Encoding: base64",
        "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=secret.txt",
        "Content-Type: message/rfc822",
        "Content-Type: image/png\r\nContent-Disposition: inline",
    ] {
        let mail = parts(disposition, "From: secret@example.com\r\n\r\nc2VjcmV0");
        let run1 = run("a.eml", &mail, &all(), &text_only);
        assert_eq!(run1.report.rows.kept(), 1, "{disposition}");
        assert!(!run1.kept.contains("secret") && !run1.kept.contains("c2Vjc") && run1.kept.contains("hello"), "{}", run1.kept);
        assert!(run1.kept.ends_with("[removed]\r\n--b--\r\n") || run1.kept.ends_with("[removed]\r\n\r\n--b--\r\n"), "{}", run1.kept);
        assert_eq!(breaches("a.eml", &mail, &all(), &text_only), [(1, Breach::Field)], "{disposition}");
    }
    let only = format!("From: target@example.org\nDate: {IN}\nContent-Type: application/pdf\n\nc2VjcmV0\n");
    assert_eq!(withheld(&run("a.eml", only, &all(), &text_only)), [(1, WithholdReason::Shape)]);
    // Ten thousand parts, side by side and one in the other.
    let wide = format!(
        "From: target@example.org\nDate: {IN}\nContent-Type: multipart/mixed; boundary=b\n\n{}--b--\n",
        "--b\nContent-Type: a/b\n\nx\n".repeat(10_000)
    );
    assert_eq!(withheld(&run("a.eml", wide, &all(), &text_only)), [(1, WithholdReason::Shape)]);
    let deep: String = (0..10_000).map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")).collect();
    let deep = format!("From: target@example.org\nDate: {IN}\n{deep}");
    assert_eq!(breaches("a.eml", &deep, &all(), &rules("")), [(1, Breach::Malformed)]);
}

#[test]
fn bad_mailboxes_are_refused_or_held_back() {
    assert_eq!(problem("a.mbox", "Subject: x\n\n", &rules("")).code(), "minimise-damaged");
    assert_eq!(run("a.mbox", "\n", &scope(), &rules("")).report.rows.read(), 0);
    // A line that should have been quoted ends the message there, and nothing hangs on to it.
    let text = mbox(&[mail("target@example.org", "x@example.org", IN, "a\nFrom now on\nb")]);
    let run1 = run("a.mbox", text, &all(), &rules(""));
    assert_eq!((run1.report.rows.kept(), withheld(&run1)), (1, vec![(2, WithholdReason::Malformed)]));
    for bad in [
        "From: target@example.org, broken <other@example.org",
        "From: \"target@example.org\" other",
        "From: target@example.org (x@example.com)",
    ] {
        let run1 = run("a.eml", format!("{bad}\nDate: {IN}\n\nx\n"), &all(), &rules(""));
        assert_eq!(run1.report.rows.kept(), 0, "{bad}");
    }
    // A long mail is never held.
    let good = mbox(&[mail("target@example.org", "x@example.org", IN, "a")]);
    let input = BufReader::new(
        good.as_bytes().chain("From x\n".as_bytes()).chain(io::repeat(b'a').take(50 << 20)).chain(b"\n".as_slice()).chain(good.as_bytes()),
    );
    let report = run_file(input, "a.mbox", &all(), &rules(""), 1 << 20, io::sink(), io::sink(), &|| false).unwrap();
    assert_eq!((report.rows.kept(), report.rows.withheld()[&WithholdReason::TooLong]), (2, 1));
}
