//! Lists kept by hand are whole: what is missing in one would never be offered on a page.

use domain::command::{ActKind, Verb};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// The names of an enum's variants, as its own reader tells them to who asks for one that is not there.
fn variants<T: DeserializeOwned>() -> BTreeSet<String> {
    let Err(error) = serde_json::from_str::<T>("\"no such variant\"") else { return BTreeSet::new() };
    // Between grave accents: the wrong name first, then the right ones.
    error.to_string().split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_verb_and_every_act_is_listed_once() {
    let verbs = Verb::all();
    let plain = verbs.iter().filter(|v| !matches!(v, Verb::Prepare(_) | Verb::Confirm(_))).map(|v| v.code());
    let named: BTreeSet<String> = plain.chain(["prepare".to_owned(), "confirm".to_owned()]).collect();
    assert_eq!(named, variants::<Verb>());
    assert_eq!(verbs.iter().collect::<BTreeSet<_>>().len(), verbs.len(), "none twice");
    let acts: BTreeSet<String> = ActKind::ALL.iter().map(|a| a.code().to_owned()).collect();
    assert_eq!(acts, variants::<ActKind>());
    for kind in ActKind::ALL {
        assert!(verbs.contains(&Verb::Prepare(kind)) && verbs.contains(&Verb::Confirm(kind)));
    }
}
