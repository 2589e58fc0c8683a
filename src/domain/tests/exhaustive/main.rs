//! Every reachable state of the machine over a small, stated domain; every invariant in each of them; and faults that must be seen.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests say what they expect")]
#![allow(missing_docs, reason = "tests are read by their names")]

mod acting;
mod aftermath;
mod clearance;
mod copies;
mod escapes;
mod explore;
mod faults;
mod keeping;
mod key;
mod lists;
mod menu;
mod redirect;
mod report;
mod rules;
mod scenarios;
mod silence;
mod steps;
mod telling;
mod unsaid;
mod untold;
mod who;
mod world;

use domain::command::Verb;
use domain::invariants::{ALL, STEPS};
use domain::letter::may_write;
use domain::machine::arrows;
use explore::{Fault, Found, Scenario, explore, tell};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Explore all, two at a time.
fn all() -> Vec<(Scenario, Found)> {
    let scenarios = scenarios::all();
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((n, scenario)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, scenarios.get(n)?))) {
                    let result = explore(scenario, Fault::None);
                    found.lock().unwrap().push((n, result));
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap();
    found.sort_by_key(|(n, _)| *n);
    scenarios.into_iter().zip(found.into_iter().map(|(_, f)| f)).collect()
}

#[test]
fn every_reachable_state_holds_every_invariant() {
    let all = all();
    print!("{}", report::table(&all));
    let mut failed = String::new();
    for (scenario, found) in &all {
        if !found.wrong.is_empty() {
            failed += &format!("{}:\n{}\n\n", scenario.name, tell(&found.wrong));
        } else if found.outcomes != scenarios::expected(scenario) {
            failed += &format!("{}: reaches {:?}, expected {:?}\n\n", scenario.name, found.outcomes, scenarios::expected(scenario));
        }
    }
    assert!(failed.is_empty(), "{failed}");

    // The arrows that were walked are the arrows that are drawn.
    let walked: BTreeSet<_> = all.iter().flat_map(|(_, f)| &f.moves).copied().collect();
    let drawn: BTreeSet<_> = arrows().into_iter().map(|a| (a.from, a.verb, a.to)).collect();
    let only = |a: &BTreeSet<_>, b: &BTreeSet<_>| format!("{:?}", a.difference(b).collect::<Vec<_>>());
    assert_eq!(walked, drawn, "only walked: {}; only drawn: {}", only(&walked, &drawn), only(&drawn, &walked));

    // Each verb has done something somewhere, but the last gate before the wire: no notice that may not go ever waits there (INV-04),
    // and no calendar changes while the search runs.
    let done: BTreeSet<Verb> = all.iter().flat_map(|(scenario, found)| found.passed.iter().map(|n| scenario.menu[*n].verb())).collect();
    let idle: Vec<Verb> = Verb::all().into_iter().filter(|v| !done.contains(v)).collect();
    assert_eq!(idle, [Verb::RecountDuty, Verb::StopNotice], "never done in any state");

    // What a letter rests on is said on the form of every step that can make one, and on no other.
    let writers: BTreeSet<Verb> = all.iter().flat_map(|(_, found)| &found.writers).copied().collect();
    let said: BTreeSet<Verb> = Verb::all().into_iter().filter(|verb| may_write(*verb) && !matches!(verb, Verb::Prepare(_))).collect();
    assert_eq!(writers, said);

    report::check(&all);
}

#[test]
fn every_planted_fault_is_seen() {
    let mut failed = String::new();
    let mut broken_once = BTreeSet::new();
    for planted in faults::all() {
        let found = explore(&(planted.scenario)(), planted.plant);
        let seen: BTreeSet<&str> = found.wrong.iter().map(|(broken, _)| broken.invariant).collect();
        let steps = found.wrong.first().map_or(0, |(_, path)| path.len() - 1);
        println!("{:<9} {:<55} seen after {steps} steps, {} states", planted.invariant, planted.fault, found.states);
        broken_once.insert(planted.invariant);
        if seen != [planted.invariant].into() {
            failed += &format!("'{}' should break {}, and breaks {seen:?}\n", planted.fault, planted.invariant);
            let other = found.wrong.iter().find(|(b, _)| b.invariant != planted.invariant);
            failed += &tell(other.map_or(&[], std::slice::from_ref));
        }
    }
    assert!(failed.is_empty(), "{failed}");
    let names = ALL.iter().map(|(n, _)| *n).chain(STEPS.iter().map(|(n, _)| *n));
    let unproven: Vec<&str> = names.filter(|n| !broken_once.contains(n)).collect();
    assert!(unproven.is_empty(), "no planted fault breaks {unproven:?}");
}
