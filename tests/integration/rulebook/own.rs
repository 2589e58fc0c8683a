//! A provider's own rows over those that ship.

use super::*;
use ombud::rulebook::{diff, with_own};

fn own(name: &str, from: &str, to: &str) -> (String, String) {
    let text = file(name);
    assert!(text.contains(from), "{name} has no '{from}'");
    (name.to_owned(), text.replacen(from, to, 1))
}

const OVERRIDES: &str = "overrides = { id = \"us.sca.subpoena\", why = \"our counsel asks for ten days\" }\nforce = ";

#[test]
fn a_row_may_stand_in_the_place_of_one_that_ships_if_it_says_so() {
    let book = with_own(&[]).unwrap();
    assert_eq!(book.version, VERSION);
    let silent = own("us.sca.subpoena.toml", "sla_days = 14", "sla_days = 10");
    let error = with_own(std::slice::from_ref(&silent)).unwrap_err();
    assert!(error.problem.contains("ships already") && error.advice.contains("overrides") && error.line > 1, "{error}");
    let said = (silent.0.clone(), silent.1.replacen("force = ", OVERRIDES, 1));
    let with = with_own(std::slice::from_ref(&said)).unwrap();
    assert!(with.version.starts_with(&format!("{VERSION}+")), "{}", with.version);
    assert_eq!(with.instruments.len(), book.instruments.len());
    let changes = diff::rows(&book.instruments, &with.instruments);
    let fields: Vec<&str> = changes.iter().map(|c| c.field.as_str()).collect();
    assert_eq!(fields, ["clock.face.sla_days", "overrides.id", "overrides.why"]);
    assert!(changes.iter().all(|c| c.id.as_str() == "us.sca.subpoena"));
    // Another text is another version; the same text is the same.
    let other = (said.0.clone(), said.1.replace("sla_days = 10", "sla_days = 11"));
    assert_ne!(with_own(&[other]).unwrap().version, with.version);
    assert_eq!(with_own(std::slice::from_ref(&said)).unwrap().version, with.version);
    assert!(with_own(&[said.clone(), said]).unwrap_err().problem.contains("twice"));
}

#[test]
fn a_row_of_its_own_is_added_and_overrides_nothing() {
    let text = file("us.sca.subpoena.toml").replace("id = \"us.sca.subpoena\"", "id = \"us.state.subpoena\"");
    let added = ("us.state.subpoena.toml".to_owned(), text.clone());
    let with = with_own(std::slice::from_ref(&added)).unwrap();
    assert_eq!(with.instruments.len(), FILES.len() + 1);
    let changes = diff::rows(&load().unwrap().instruments, &with.instruments);
    assert!(matches!(changes.as_slice(), [one] if one.before.is_none() && one.field.is_empty()), "{changes:?}");
    let nothing = text.replacen("force = ", &OVERRIDES.replace("us.sca.subpoena", "us.state.subpoena"), 1);
    assert!(with_own(&[(added.0.clone(), nothing)]).unwrap_err().problem.contains("nothing to override"));
    let another = text.replacen("force = ", OVERRIDES, 1);
    assert!(with_own(&[(added.0, another)]).unwrap_err().problem.contains("does not stand in the place"));
}
