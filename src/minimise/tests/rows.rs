//! What becomes of a row.

use super::*;

#[test]
fn outside_account_time_and_category_are_dropped_by_reason() {
    let mapping = mapping(
        "match = \"log.csv\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = { field = \"kind\", values = { login = \"TRAFFIC\", mail = \"CONTENT\", token = \"CREDENTIALS\" } }",
    );
    let run = run(
        "log.csv",
        "user,at,kind\n\
             target@example.org,2026-01-01T00:00:00Z,login\n\
             other@example.org,2026-01-05T00:00:00Z,login\n\
             target@example.org,2026-02-01T00:00:00Z,login\n\
             target@example.org,2025-12-31T23:59:59.999999Z,login\n\
             target@example.org,2026-01-31T23:59:59.999999Z,login\n\
             target@example.org,2026-01-05T00:00:00Z,mail\n\
             target@example.org,2026-01-05T00:00:00Z,token\n\
             target@example.org,2026-01-05T00:00:00Z,dance\n",
        &scope(),
        &mapping,
    );
    assert_eq!(
        run.kept,
        "user,at,kind\ntarget@example.org,2026-01-01T00:00:00Z,login\ntarget@example.org,2026-01-31T23:59:59.999999Z,login\n"
    );
    assert_eq!((run.report.rows.read(), run.report.rows.kept()), (8, 2));
    assert_eq!(dropped(&run, DropReason::ForeignAccount), 1);
    assert_eq!(dropped(&run, DropReason::OutsideTime), 2);
    assert_eq!(dropped(&run, DropReason::Category), 1);
    assert_eq!(dropped(&run, DropReason::Credentials), 1);
    assert_eq!(withheld(&run), [(8, WithholdReason::Unclassified)]);
}

#[test]
fn credentials_never_pass_even_when_a_scope_names_them() {
    let scope =
        Scope::from_json(r#"{"lines":[{"account":"target@example.org","categories":["CREDENTIALS","TRAFFIC"],"from":null,"to":null}]}"#)
            .unwrap();
    let whole = mapping("match = \"*\"\naccount = \"user\"\ncategory = \"CREDENTIALS\"");
    let run1 = run("keys.csv", "user,hash\ntarget@example.org,abc\n", &scope, &whole);
    assert_eq!((run1.kept.as_str(), dropped(&run1, DropReason::Credentials)), ("user,hash\n", 1));
    let field = mapping("match = \"*\"\naccount = \"user\"\ncategory = \"TRAFFIC\"\n[source.fields]\nhash = \"CREDENTIALS\"");
    let run2 = run("keys.csv", "user,hash,n\ntarget@example.org,abc,1\n", &scope, &field);
    assert_eq!(run2.kept, "user,n\ntarget@example.org,1\n");
    let run3 = run("keys.jsonl", "{\"user\":\"target@example.org\",\"hash\":\"abc\",\"n\":1}\n", &scope, &field);
    assert_eq!(run3.kept, "{\"user\":\"target@example.org\",\"n\":1}\n");
    assert_eq!(breaches("keys.csv", "user,hash\ntarget@example.org,abc\n", &scope, &whole), [(1, Breach::Credentials)]);
    assert_eq!(breaches("keys.csv", "user,hash\ntarget@example.org,abc\n", &scope, &field), [(1, Breach::Field)]);
}

#[test]
fn a_row_is_about_each_account_in_it() {
    let mapping =
        mapping("match = \"*\"\naccount = [\"from\", \"to\"]\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"");
    let run1 = run(
        "mail.csv",
        "from,to,at\na@example.com,TARGET@Example.org,2026-01-05T00:00:00Z\na@example.com,b@example.com,2026-01-05T00:00:00Z\n,,2026-01-05T00:00:00Z\n",
        &scope(),
        &mapping,
    );
    assert_eq!(run1.kept.lines().nth(1), Some("a@example.com,TARGET@Example.org,2026-01-05T00:00:00Z"));
    assert_eq!(withheld(&run1), [(3, WithholdReason::Unattributed)]);
    let run2 = run(
        "mail.jsonl",
        "{\"from\":\"a@example.com\",\"to\":[\"b@example.com\",\"target@example.org\"],\"at\":\"2026-01-05T00:00:00Z\"}\n{\"from\":{\"name\":\"x\"},\"to\":[\"target@example.org\"],\"at\":\"2026-01-05T00:00:00Z\"}\n",
        &scope(),
        &mapping,
    );
    assert_eq!(run2.report.rows.kept(), 1);
    assert_eq!(withheld(&run2), [(2, WithholdReason::Unattributed)]);
}

#[test]
fn look_alikes_are_other_accounts() {
    // Cyrillic a, fullwidth t, the Kelvin sign, a zero-width space, a plus tag, a longer and a shorter name.
    let lines = [
        "t\u{430}rget@example.org",
        "\u{ff54}arget@example.org",
        "target@example.org\u{200b}",
        "target+x@example.org",
        "target@example.orgx",
    ];
    for account in lines {
        let run = run("a.csv", format!("user,at\n{account},2026-01-05T00:00:00Z\n"), &scope(), &logins());
        assert_eq!(dropped(&run, DropReason::ForeignAccount), 1, "{account}");
        let leak = format!("user,at\n{account},2026-01-05T00:00:00Z\n");
        assert_eq!(breaches("a.csv", &leak, &scope(), &logins()), [(1, Breach::ForeignAccount)], "{account}");
    }
    let kelvin = Scope::new(vec![ScopeLine { account: "kim@example.org".into(), ..scope().lines()[0].clone() }]).unwrap();
    let run = run("a.csv", "user,at\n\u{212a}IM@example.org,2026-01-05T00:00:00Z\n", &kelvin, &logins());
    assert_eq!(dropped(&run, DropReason::ForeignAccount), 1);
}

#[test]
fn what_cannot_be_dated_is_held_back() {
    let run1 = run(
        "a.csv",
        "user,at\ntarget@example.org,\ntarget@example.org,yesterday\nother@example.org,yesterday\ntarget@example.org\n",
        &scope(),
        &logins(),
    );
    assert_eq!(withheld(&run1), [(1, WithholdReason::TimeUnreadable), (2, WithholdReason::TimeUnreadable), (4, WithholdReason::Malformed)]);
    assert_eq!(dropped(&run1, DropReason::ForeignAccount), 1);
    let undated = mapping("match = \"*\"\naccount = \"user\"\ncategory = \"TRAFFIC\"");
    assert_eq!(withheld(&run("a.csv", "user\ntarget@example.org\n", &scope(), &undated)), [(1, WithholdReason::Undated)]);
}
