//! Every reachable state of the machine over a small, stated domain; every invariant in each of them; and faults that must be seen.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests say what they expect")]
#![allow(missing_docs, reason = "tests are read by their names")]

mod explore;
mod faults;
mod key;
mod menu;
mod scenarios;
mod world;

use explore::{Fault, explore, tell};

#[test]
fn every_reachable_state_holds_every_invariant() {
    let mut failed = String::new();
    #[allow(clippy::disallowed_methods)]
    let only = std::env::var("ONLY").unwrap_or_default();
    for scenario in scenarios::all().into_iter().filter(|s| s.name.contains(&only)) {
        let began = std::time::Instant::now();
        let found = explore(&scenario, Fault::None);
        println!(
            "{:<38} {:>8} states {:>9} transitions {:>10} refusals {:>6} ms  {:?}",
            scenario.name,
            found.states,
            found.transitions,
            found.refusals,
            began.elapsed().as_millis(),
            found.outcomes
        );
        if !found.wrong.is_empty() {
            failed += &format!("{}:\n{}\n\n", scenario.name, tell(&found.wrong));
        } else if found.outcomes != scenarios::expected(&scenario) {
            failed += &format!("{}: reaches {:?}, expected {:?}\n\n", scenario.name, found.outcomes, scenarios::expected(&scenario));
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

#[test]
fn every_planted_fault_is_seen() {
    let mut failed = String::new();
    for planted in faults::all() {
        let found = explore(&(planted.scenario)(), planted.plant);
        let seen: std::collections::BTreeSet<&str> = found.wrong.iter().map(|(broken, _)| broken.invariant).collect();
        println!("{:<12} {:<55} {:>6} states", planted.invariant, planted.fault, found.states);
        if seen != [planted.invariant].into() {
            failed += &format!("'{}' should break {}, and breaks {seen:?}\n", planted.fault, planted.invariant);
            if let Some(first) = found.wrong.iter().find(|(b, _)| b.invariant != planted.invariant) {
                failed += &tell(std::slice::from_ref(first));
                failed += "\n";
            }
        }
    }
    assert!(failed.is_empty(), "{failed}");
}
