//! Filters and selections: the examples of RFC 7644, and whatever a stranger may send instead.

use ombud::api::scim::filter::{Filter, FilterError};
use ombud::api::scim::select::Selection;
use proptest::prelude::*;
use serde_json::{Value, json};

fn person() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": "2819c223-7f76-453a-919d-413861904646",
        "externalId": "EMP-1",
        "userName": "bjensen@example.com",
        "name": { "familyName": "O'Malley", "givenName": "Barbara" },
        "title": "",
        "active": true,
        "emails": [
            { "value": "bjensen@example.com", "type": "work", "primary": true },
            { "value": "babs@home.example.org", "type": "home" }
        ],
        "urn:ietf:params:scim:schemas:extension:Ombud:2.0:Contact": { "order": 2, "purpose": "legal_notices" },
        "meta": { "lastModified": "2011-05-13T04:42:34Z" }
    })
}

#[test]
fn the_examples_of_the_standard_mean_what_it_says() {
    let cases = [
        (r#"userName eq "bjensen@example.com""#, true),
        (r#"userName Eq "BJENSEN@example.com""#, true),
        (r#"name.familyName co "O'Malley""#, true),
        (r#"userName sw "J""#, false),
        (r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "B""#, true),
        ("title pr", false),
        ("name.givenName pr", true),
        (r#"meta.lastModified gt "2011-05-13T04:42:34Z""#, false),
        (r#"meta.lastModified ge "2011-05-13T06:42:34+02:00""#, true),
        (r#"meta.lastModified lt "2012-05-13T04:42:34Z""#, true),
        (r#"title pr and userName eq "x""#, false),
        (r#"title pr or userName sw "b""#, true),
        (r#"schemas eq "urn:ietf:params:scim:schemas:core:2.0:User""#, true),
        (r#"emails[type eq "work" and value co "@example.com"]"#, true),
        (r#"emails[type eq "home" and value co "@example.com"]"#, false),
        (r#"emails.type eq "home" and emails.value co "@example.com""#, true),
        (r#"emails co "example.org""#, true),
        (r#"userName eq "x" or userName sw "b" and active eq false"#, false),
        (r#"(userName eq "x" or userName sw "b") and active eq true"#, true),
        (r#"not (emails co "example.net") and active eq "True""#, true),
        (r#"userName ne "somebody""#, true),
        (r#"nickName ne "somebody""#, true),
        ("nickName eq null", true),
        ("userName eq null", false),
        (r#"externalId eq "emp-1""#, false),
        (r#"externalId eq "EMP-1""#, true),
        ("urn:ietf:params:scim:schemas:extension:Ombud:2.0:Contact:order le 2", true),
        (r#"urn:ietf:params:scim:schemas:extension:ombud:2.0:contact:purpose eq "privacy""#, false),
        (r#"notes eq "the word not begins it""#, false),
        (r#"userName eq "a \"quoted\" ) ] and or name""#, false),
    ];
    for (text, expected) in cases {
        let filter = Filter::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(filter.fits(&person()), expected, "{text}");
    }
}

#[test]
fn what_is_no_filter_is_refused_with_its_place() {
    for text in [
        "",
        " ",
        "userName",
        "userName eq",
        "userName eq bjensen",
        r#"userName eq "open"#,
        r#"userName is "x""#,
        r#"userName eq "x" and"#,
        r#"(userName eq "x""#,
        r#"userName eq "x")"#,
        r#"emails[type eq "work""#,
        r#"not userName eq "x""#,
        r#"'; DROP TABLE contacts; --"#,
        r#"userName eq 'x'"#,
        r#"urn:example:unknown:thing eq "x""#,
        r#"user name eq "x""#,
        r#"userName eq "x" userName eq "y""#,
        "name. eq \"x\"",
        "ünïcode pr",
    ] {
        assert!(matches!(Filter::parse(text), Err(FilterError::Grammar { .. })), "{text:?}: {:?}", Filter::parse(text));
    }
    assert_eq!(Filter::parse("active gt true"), Err(FilterError::NoOrder));
    assert_eq!(Filter::parse(&format!("userName eq \"{}\"", "x".repeat(5_000))), Err(FilterError::Long));
}

#[test]
fn depth_is_limited_and_length_is_not_depth() {
    let deep = |n: usize| format!("{}active eq true{}", "(".repeat(n), ")".repeat(n));
    assert!(Filter::parse(&deep(10)).is_ok());
    assert_eq!(Filter::parse(&deep(40)), Err(FilterError::Deep));
    let nested = "a[".repeat(200) + "b pr" + &"]".repeat(200);
    assert_eq!(Filter::parse(&nested), Err(FilterError::Deep));
    let long = vec!["active eq true"; 200].join(" and ");
    assert!(Filter::parse(&long).unwrap().fits(&person()));
}

#[test]
fn a_filter_leads_to_an_index_only_where_it_must() {
    let must = |text: &str, name: &str| Filter::parse(text).unwrap().must_equal(name).map(str::to_owned);
    assert_eq!(must(r#"userName eq "a" and active eq true"#, "userName").as_deref(), Some("a"));
    assert_eq!(must(r#"emails[type eq "work" and value eq "a@example.org"]"#, "emails.value").as_deref(), Some("a@example.org"));
    assert_eq!(must(r#"userName eq "a" or active eq true"#, "userName"), None);
    assert_eq!(must(r#"not (userName eq "a")"#, "userName"), None);
    assert_eq!(must(r#"userName sw "a""#, "userName"), None);
}

#[test]
fn an_answer_holds_what_was_asked_for_and_always_the_id() {
    let of = |only: Option<&str>, without: Option<&str>| Selection::parse(only, without).unwrap().of(person());
    let names = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let picked = of(Some("USERNAME, name.givenName,emails.value"), None);
    assert_eq!(picked["userName"], "bjensen@example.com");
    assert_eq!(picked["name"], json!({ "givenName": "Barbara" }));
    assert_eq!(picked["emails"], json!([{ "value": "bjensen@example.com" }, { "value": "babs@home.example.org" }]));
    assert!(picked.get("id").is_some() && picked.get("schemas").is_some() && picked.get("active").is_none());
    let rest = of(None, Some("emails,id,urn:ietf:params:scim:schemas:extension:Ombud:2.0:Contact"));
    assert!(rest.get("emails").is_none() && rest.get("id").is_some(), "{:?}", names(&rest));
    assert!(!names(&rest).iter().any(|n| n.contains("Ombud")));
    let order = of(Some("urn:ietf:params:scim:schemas:extension:Ombud:2.0:Contact:order"), None);
    assert_eq!(order["urn:ietf:params:scim:schemas:extension:Ombud:2.0:Contact"], json!({ "order": 2 }));
    assert!(!Selection::parse(None, Some("members")).unwrap().wants("members"));
    assert!(!Selection::parse(Some("displayName"), None).unwrap().wants("members"));
    assert!(Selection::parse(Some(&"a,".repeat(101)), None).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,80}") {
        if let Ok(filter) = Filter::parse(&text) {
            let _ = filter.fits(&person());
        }
    }

    /// Soup of the grammar's own words comes nearer to it than any noise.
    #[test]
    fn no_soup_of_words_makes_the_reader_panic(words in prop::collection::vec(prop::sample::select(vec![
        "userName", "emails", "[", "]", "(", ")", "and", "or", "not", "eq", "pr", "gt", "\"x\"", "\"", "true", "null", "1e9", ".", ":", " ", "é", "\\u",
    ]), 0..24)) {
        for glue in ["", " "] {
            if let Ok(filter) = Filter::parse(&words.join(glue)) {
                let _ = filter.fits(&person());
                let _ = filter.must_equal("userName");
            }
        }
    }

    /// Whatever a name holds, looking for it finds it and nothing else.
    #[test]
    fn a_quoted_value_is_found_whatever_it_holds(name in "\\PC{1,40}", other in "[a-z]{1,8}") {
        let text = format!("userName eq {}", json!(name));
        let filter = Filter::parse(&text).unwrap();
        let (same, another) = (json!({ "userName": name }), json!({ "userName": other }));
        prop_assert!(filter.fits(&same));
        prop_assert_eq!(filter.fits(&another), name.to_lowercase() == other);
    }
}
