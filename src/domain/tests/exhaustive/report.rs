//! The numbers, as the test prints them and as the page about the workflow holds them.

use super::explore::{Found, Scenario};
use super::faults;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const BEGIN: &str = "<!-- numbers of the exhaustive check; written by the test -->\n";
const END: &str = "<!-- end of the numbers -->";
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/workflow.md");

/// Scenario, states, transitions, refusals.
pub fn table(all: &[(Scenario, Found)]) -> String {
    let mut text = "| scenario | what varies | states | transitions | refusals |\n|---|---|--:|--:|--:|\n".to_owned();
    for (s, f) in all {
        writeln!(text, "| {} | {} | {} | {} | {} |", s.name, s.about, f.states, f.transitions, f.refusals).unwrap();
    }
    let sum = |of: fn(&Found) -> usize| all.iter().map(|(_, f)| of(f)).sum::<usize>();
    let (states, transitions, refusals) = (sum(|f| f.states), sum(|f| f.transitions), sum(|f| f.refusals));
    writeln!(text, "| **all** | | **{states}** | **{transitions}** | **{refusals}** |").unwrap();
    text
}

fn block(all: &[(Scenario, Found)]) -> String {
    let reasons: BTreeSet<&String> = all.iter().flat_map(|(_, f)| &f.reasons).collect();
    let mut planted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for fault in faults::all() {
        planted.entry(fault.invariant).or_default().push(fault.fault);
    }
    let count: usize = planted.values().map(Vec::len).sum();
    let mut text = format!("{}\nThe refusals gave {} different reasons.\n\n", table(all), reasons.len());
    writeln!(text, "{count} planted faults, each seen as a breach of exactly this rule:\n\n| rule | faults |\n|---|---|").unwrap();
    for (rule, faults) in planted {
        writeln!(text, "| {rule} | {} |", faults.join("; ")).unwrap();
    }
    text
}

/// The page holds these numbers; with `OMBUD_WRITE_DOCS=1` it is brought up to date instead.
pub fn check(all: &[(Scenario, Found)]) {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("docs/workflow.md has a place for the numbers");
    let (held, after) = rest.split_once(END).expect("the place for the numbers ends");
    let now = block(all);
    #[expect(clippy::disallowed_methods, reason = "asks whoever runs the test, not the installation")]
    if std::env::var("OMBUD_WRITE_DOCS").is_ok() {
        std::fs::write(PAGE, format!("{before}{BEGIN}{now}{END}{after}")).unwrap();
    } else {
        let say = "docs/workflow.md is not current; run OMBUD_WRITE_DOCS=1 cargo test -p domain --test exhaustive";
        assert!(held == now, "{say}\n{now}");
    }
}
