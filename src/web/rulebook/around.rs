//! What stands around a row's rule, as readable parts: restrictions, thresholds, duties, limits of the secrecy, cost, side rules.

use super::{clock, issuer};
use crate::web::directory::in_language;
use crate::web::parts::Text;
use crate::words::{Words, snake};
use domain::instrument::{Instrument, Lifetime, TermKind};

/// A line with the provision it rests on; empty where it stands on none of its own.
pub struct Line {
    pub text: Text,
    pub law: String,
}

/// A part of the page.
pub struct Part {
    pub title: Text,
    pub lines: Vec<Line>,
}

fn line(text: impl Into<Text>, law: &str) -> Line {
    Line { text: text.into(), law: law.to_owned() }
}

fn code(variant: impl std::fmt::Debug) -> String {
    snake(&format!("{variant:?}"))
}

fn restrictions(w: Words, i: &Instrument) -> Vec<Line> {
    let mut lines = Vec::new();
    if !i.no_access.is_empty() {
        let what = i.no_access.iter().map(|c| w.category(*c)).collect::<Vec<_>>().join(", ");
        lines.push(line(w.say1("rulebook-no-access", "what", what), ""));
    }
    if i.compartment.is_some() {
        lines.push(line(w.say("rulebook-compartment"), ""));
    }
    lines.extend(validators(w, i));
    lines.extend(term(w, i));
    lines
}

fn validators(w: Words, i: &Instrument) -> Option<Line> {
    let who = i.validators.iter().map(|k| issuer(w, *k)).collect::<Vec<_>>().join(", ");
    (!who.is_empty()).then(|| line(w.say1("rulebook-validators", "who", who), ""))
}

/// How long the paper is good, and what for.
fn term(w: Words, i: &Instrument) -> Option<Line> {
    let term = i.paper_term.as_ref()?;
    let said = match (term.kind, term.lasts) {
        (TermKind::ServedWithin, Lifetime::Days(n)) => w.say1("rulebook-good-days", "n", n),
        (TermKind::ServedWithin, Lifetime::Months(n)) => w.say1("rulebook-good-months", "n", n),
        (TermKind::InForceFor, Lifetime::Days(n)) => w.say1("rulebook-force-days", "n", n),
        (TermKind::InForceFor, Lifetime::Months(n)) => w.say1("rulebook-force-months", "n", n),
    };
    Some(line(said, &term.law))
}

/// What whoever checks the form must know besides the list of what the paper contains: who must have validated it, what the offence
/// must be, how long the paper is good.
pub fn of_form(w: Words, i: &Instrument) -> Vec<Line> {
    validators(w, i).into_iter().chain(thresholds(w, i)).chain(term(w, i)).collect()
}

fn thresholds(w: Words, i: &Instrument) -> Vec<Line> {
    let said = |t: &domain::instrument::Threshold| {
        let text = in_language(w, &t.text);
        if t.categories.is_empty() {
            return line(text, &t.law);
        }
        let categories = t.categories.iter().map(|c| w.category(*c)).collect::<Vec<_>>().join(", ");
        line(w.say2("rulebook-threshold-for", "categories", categories, "text", text), &t.law)
    };
    i.thresholds.iter().map(said).collect()
}

fn duties(w: Words, i: &Instrument) -> Vec<Line> {
    let said = i.obligations.iter().map(|duty| {
        let what = w.name("rulebook-duty", code(duty.kind));
        let start = w.name("rulebook-starts", code(duty.start));
        line(w.say3("rulebook-duty", "what", what, "start", start, "clock", clock(w, &duty.clock)), &duty.law)
    });
    let stands_still = (!i.suspended_by.is_empty()).then(|| {
        let during = i.suspended_by.iter().map(|s| w.name("rulebook-during", code(s))).collect::<Vec<_>>().join(", ");
        line(w.say1("rulebook-suspended", "during", during), "")
    });
    said.chain(stands_still).collect()
}

/// The parts that have something to say.
pub fn parts(w: Words, i: &Instrument) -> Vec<Part> {
    let limits = i.secrecy.terms.iter().map(|term| {
        let key = format!("rulebook-limit-{}", code(term.source));
        line(w.say1(key, "text", in_language(w, &term.text)), &term.law)
    });
    let mut cost = vec![line(w.name("rulebook-cost", code(i.cost.payer)), if i.cost.law == "none" { "" } else { &i.cost.law })];
    cost.extend(i.cost.text.as_ref().map(|text| line(in_language(w, text), "")));
    let side = i.side_rules.iter().map(|rule| line(in_language(w, &rule.text), &rule.law));
    [
        ("rulebook-restrictions", restrictions(w, i)),
        ("rulebook-thresholds", thresholds(w, i)),
        ("rulebook-duties", duties(w, i)),
        ("rulebook-limits", limits.collect()),
        ("rulebook-cost", cost),
        ("rulebook-side-rules", side.collect()),
    ]
    .into_iter()
    .filter(|(_, lines)| !lines.is_empty())
    .map(|(title, lines)| Part { title: w.say(title), lines })
    .collect()
}
