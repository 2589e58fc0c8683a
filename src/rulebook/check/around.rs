//! Checks of what stands around the rule itself: the paper, the thresholds, the other duties, cost, side rules, examples.

use super::{LONGEST_DAYS, OUT_OF_REACH, Problem, one_clock, one_text, problem};
use crate::rulebook::position::Positions;
use domain::clocks::{ClockRule, ObligationKind};
use domain::instrument::{Force, Instrument, Lifetime, Purpose, StartsWith, TermSource};
use std::collections::BTreeSet;

pub(super) fn first_problem(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    None.or_else(|| form(i, at))
        .or_else(|| thresholds(i, at))
        .or_else(|| no_access(i, at))
        .or_else(|| validators(i, at))
        .or_else(|| paper_term(i, at))
        .or_else(|| obligations(i, at))
        .or_else(|| secrecy_terms(i, at))
        .or_else(|| cost(i, at))
        .or_else(|| side_rules(i, at))
        .or_else(|| overrides(i, at))
        .or_else(|| tests(i, at))
}

fn named(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn form(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    if i.form.is_empty() {
        return problem(at, &["form"], "form is empty", "[[form]] with key, text.en and text.sv for each thing the paper itself must show");
    }
    let mut seen = BTreeSet::new();
    i.form.iter().enumerate().find_map(|(n, item)| {
        let n = n.to_string();
        if !named(&item.key) {
            let advice = "small letters, digits and _, such as \"return_date\"";
            return problem(at, &["form", &n, "key"], format!("'{}' is no name for a thing of the form", item.key), advice);
        }
        if !seen.insert(&item.key) {
            return problem(at, &["form", &n, "key"], format!("'{}' stands twice in the form", item.key), "each name once");
        }
        one_text(&["form", &n, "text"], &item.text, at)
    })
}

fn thresholds(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    i.thresholds.iter().enumerate().find_map(|(n, threshold)| {
        let n = n.to_string();
        if !threshold.categories.is_subset(&i.reach) {
            let advice = "categories of reach, or none where it holds for all of them";
            return problem(at, &["thresholds", &n, "categories"], "a threshold is for a category that is not in reach", advice);
        }
        if threshold.law.trim().is_empty() {
            return problem(at, &["thresholds", &n, "law"], "a threshold names no law", "law = \"…\", the provision that sets it");
        }
        one_text(&["thresholds", &n, "text"], &threshold.text, at)
    })
}

fn no_access(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    let wrong = i.no_access.iter().find(|c| !OUT_OF_REACH.contains(c))?;
    let advice = "TRAFFIC_RT, CONTENT_RT or CREDENTIALS, which never leave; everything else belongs in reach or nowhere";
    problem(at, &["no_access"], format!("no_access holds {wrong}"), advice)
}

fn validators(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    if i.validators.is_subset(&i.issuers) {
        return None;
    }
    let advice = "only issuers that stand in issuers: whoever may validate may issue";
    problem(at, &["validators"], "validators names an issuer that issuers does not", advice)
}

fn paper_term(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    let term = i.paper_term.as_ref()?;
    let days = match term.lasts {
        Lifetime::Days(n) => n,
        Lifetime::Months(n) => n.saturating_mul(31),
    };
    if days == 0 || days > LONGEST_DAYS {
        return problem(at, &["paper_term", "lasts"], "paper_term is no time", "lasts = { days = 14 } or lasts = { months = 3 }");
    }
    if term.law.trim().is_empty() {
        return problem(at, &["paper_term"], "paper_term names no law", "law = \"…\", the provision by which the paper lapses");
    }
    None
}

fn obligations(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    let mut seen = BTreeSet::new();
    i.obligations.iter().enumerate().find_map(|(n, duty)| {
        let n = n.to_string();
        let path = ["obligations", n.as_str()];
        if duty.kind == ObligationKind::Produce {
            let advice = "the production's clock as clock = …, beside emergency_clock, and what suspends it as suspended_by";
            return problem(at, &["obligations", &n, "kind"], "the production stands among the other duties", advice);
        }
        if !seen.insert(duty.kind) {
            return problem(at, &["obligations", &n, "kind"], "a duty of this kind stands twice", "each kind once");
        }
        if matches!(duty.clock, ClockRule::Face { .. } | ClockRule::Voluntary { .. }) {
            let advice = "days, hours, promptly or immediate: a duty beside the production has a time of its own";
            return problem(at, &["obligations", &n, "clock"], "this clock is no clock of a duty beside the production", advice);
        }
        if duty.stops.is_empty() {
            return problem(at, &path, "nothing ends the duty", "stops = [\"withdrawn\", …]");
        }
        if duty.law.trim().is_empty() {
            return problem(at, &path, "the duty names no law", "law = \"…\", the provision that sets it");
        }
        if i.force == Force::None && duty.start != StartsWith::Receipt {
            return problem(
                at,
                &["obligations", &n, "start"],
                "what binds nobody has no such duty",
                "start = \"receipt\", or leave it out",
            );
        }
        one_clock(&["obligations", &n, "clock"], &duty.clock, at)
    })
}

fn secrecy_terms(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    i.secrecy.terms.iter().enumerate().find_map(|(n, term)| {
        let n = n.to_string();
        let wrong = |days: Option<u32>| days.is_some_and(|d| d == 0 || d > LONGEST_DAYS);
        if wrong(term.days) || wrong(term.extension_days) {
            let advice = format!("a number from 1 to {LONGEST_DAYS}, or leave it out");
            return problem(at, &["secrecy", "terms", &n], "a limit of the secrecy is no time", advice);
        }
        if term.law.trim().is_empty() {
            return problem(at, &["secrecy", "terms", &n], "a limit of the secrecy names no law", "law = \"…\"");
        }
        if term.source == TermSource::Law && term.days.is_none() && term.extension_days.is_some() {
            return problem(at, &["secrecy", "terms", &n], "a prolongation without a first time", "days as well, or neither");
        }
        one_text(&["secrecy", "terms", &n, "text"], &term.text, at)
    })
}

fn cost(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    if i.cost.law.trim().is_empty() {
        return problem(at, &["cost"], "cost names no law", "law = \"…\", or \"none\" where no law speaks of it");
    }
    i.cost.text.as_ref().and_then(|text| one_text(&["cost", "text"], text, at))
}

fn side_rules(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    let mut seen = BTreeSet::new();
    i.side_rules.iter().enumerate().find_map(|(n, rule)| {
        let n = n.to_string();
        if rule.id.trim().is_empty() || !seen.insert(&rule.id) {
            return problem(at, &["side_rules", &n, "id"], "a side rule has no name of its own", "id = \"us.2703h\", each once");
        }
        if rule.law.trim().is_empty() {
            return problem(at, &["side_rules", &n, "law"], "a side rule names no law", "law = \"…\"");
        }
        one_text(&["side_rules", &n, "text"], &rule.text, at)
    })
}

fn overrides(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    let over = i.overrides.as_ref()?;
    if over.id != i.id {
        let advice = format!("overrides = {{ id = \"{}\", why = \"…\" }}, or another file name for another instrument", i.id);
        return problem(at, &["overrides"], format!("a row '{}' does not stand in the place of '{}'", i.id, over.id), advice);
    }
    if over.why.trim().is_empty() {
        return problem(at, &["overrides"], "overrides gives no reason", "why = \"…\": whoever reads the row must know");
    }
    None
}

fn tests(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    let n = i.tests.iter().position(|vector| !vector.asks())?;
    let advice = "what the row must say: internal, kept_until, competent, reached, silent_to, customer …";
    problem(at, &["test", &n.to_string()], "an example expects nothing", advice)
}

/// An act asks for no data; whatever else asks something says what, or that no access is provided.
pub(super) fn purpose(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    match (i.purpose, i.reach.is_empty(), i.no_access.is_empty()) {
        (Purpose::Act, false, _) => {
            problem(at, &["reach"], "purpose is act, but reach is not empty", "reach = [], since an act discloses nothing")
        }
        (Purpose::Preserve | Purpose::Act, _, false) => problem(at, &["no_access"], "no_access is for what asks for data", "leave it out"),
        (Purpose::Disclose, true, true) if i.force != Force::None => {
            let advice = "the categories the paper can compel, what it asks and never gets as no_access, or force = \"none\"";
            problem(at, &["reach"], "reach is empty", advice)
        }
        _ => None,
    }
}
