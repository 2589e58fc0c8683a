//! What a row of the rulebook says, as a page says it: alone, or among all the others.

use super::{around, territory};
use crate::web::directory::in_language;
use crate::web::parts::{Fact, Facts, Text};
use crate::words::{Words, snake};
use askama::Template;
use askama::filters::HtmlSafe;
use domain::category::Category;
use domain::clocks::ClockRule;
use domain::instrument::{
    Audience, Force, Instrument, IssuerKind, NoticeDuty, NoticeTiming, PreservationStart, Purpose, Rulebook, SecrecySource,
};
use std::collections::BTreeSet;

/// A row of the matrix: a category, whether it is reached, and by whose paper.
#[derive(Clone, Debug)]
pub struct Reached {
    name: Text,
    yes: bool,
    by: Vec<bool>,
}

#[derive(Clone, Debug)]
pub struct GroundLine {
    code: &'static str,
    sentence: Text,
    law: String,
}

/// A row, whole.
#[derive(Template)]
#[template(path = "rulebook/_row.html")]
pub struct RowView {
    w: Words,
    /// Level of its headings.
    level: u8,
    /// What makes the names of its headings its own.
    id: String,
    summary: String,
    approval: Text,
    confidence: Text,
    pending: Option<Text>,
    open_points: Vec<String>,
    pub facts: Facts,
    pub issuers: Vec<Text>,
    pub sources: Vec<String>,
    matrix: Vec<Reached>,
    parts: Vec<around::Part>,
    form: Vec<String>,
    clocks: Vec<Text>,
    secrecy: Vec<Text>,
    notice: Vec<Text>,
    redirect: Text,
    preservation: Option<Text>,
    clearance: Option<Text>,
    grounds: Vec<GroundLine>,
}

impl RowView {
    /// Whether anything can be disclosed under it.
    fn reaches(&self) -> bool {
        self.matrix.iter().any(|r| r.yes)
    }
}

impl HtmlSafe for RowView {}

impl RowView {
    /// What `instrument` says, with headings of this level.
    pub fn new(w: Words, rulebook: &Rulebook, instrument: &Instrument, level: u8) -> Self {
        let mut clocks = vec![clock(w, &instrument.clock)];
        clocks.extend(instrument.emergency_clock.as_ref().map(|rule| w.say1("rulebook-clock-emergency", "clock", clock(w, rule))));
        let law = |ground| rulebook.law(ground, Some(instrument)).to_owned();
        Self {
            w,
            level,
            id: instrument.id.to_string().replace('.', "-"),
            summary: in_language(w, &instrument.summary),
            approval: w.say(match (instrument.can_be_approved(), instrument.force) {
                (true, Force::Voluntary) => "rulebook-approval-emergency",
                (true, _) => "rulebook-approval-yes",
                (false, _) if instrument.purpose == Purpose::Preserve => "rulebook-approval-preserve",
                (false, _) => "rulebook-approval-never",
            }),
            confidence: w.name("rulebook-confidence", snake(&format!("{:?}", instrument.confidence))),
            pending: (!instrument.enabled).then(|| w.say("rulebook-pending")),
            open_points: instrument.open_points.iter().map(|t| in_language(w, t)).collect(),
            facts: facts(w, instrument),
            issuers: instrument.issuers.iter().map(|k| issuer(w, *k)).collect(),
            sources: instrument.sources.clone(),
            matrix: Category::ALL
                .iter()
                .map(|category| {
                    let yes = instrument.reach.contains(category);
                    let only = [*category].into_iter().collect();
                    let by = IssuerKind::ALL.into_iter().filter(|k| instrument.issuers.contains(k));
                    let by = by.map(|k| yes && instrument.issuer_competent(k, &only)).collect();
                    Reached { name: w.category(*category), yes, by }
                })
                .collect(),
            parts: around::parts(w, instrument),
            form: instrument.form.iter().map(|item| in_language(w, &item.text)).collect(),
            clocks,
            secrecy: secrecy(w, instrument),
            notice: notice(w, instrument),
            redirect: w.say(format!("rulebook-redirect-{}", snake(&format!("{:?}", instrument.redirect)).replace('_', "-"))),
            preservation: preservation(w, instrument),
            clearance: instrument.clearance.as_ref().map(|rule| {
                let categories = rule.categories.iter().map(|c| w.category(*c)).collect::<Vec<_>>().join(", ");
                w.say2("rulebook-clearance", "categories", categories, "law", rule.law.clone())
            }),
            grounds: instrument
                .grounds
                .iter()
                .map(|g| GroundLine { code: g.code(), sentence: w.name("ground", g.code()), law: law(*g) })
                .collect(),
        }
    }
}

pub(super) fn issuer(w: Words, kind: IssuerKind) -> Text {
    w.name("issuer", snake(&format!("{kind:?}")))
}

fn audiences(w: Words, who: &BTreeSet<Audience>) -> String {
    who.iter().map(|a| w.name("audience", snake(&format!("{a:?}")))).collect::<Vec<_>>().join(", ")
}

/// A clock's rule as a sentence.
pub(super) fn clock(w: Words, rule: &ClockRule) -> Text {
    let id = rule.id().to_owned();
    match rule {
        ClockRule::Face { sla_days } => w.say2("rulebook-clock-face", "n", *sla_days, "rule", id),
        ClockRule::Days { n, counting, .. } => w.say3("rulebook-clock-days", "n", *n, "source", counting.source(), "rule", id),
        ClockRule::Hours { n, counting, .. } => w.say3("rulebook-clock-hours", "n", *n, "source", counting.source(), "rule", id),
        ClockRule::Promptly { sla_hours, .. } => w.say2("rulebook-clock-promptly", "n", *sla_hours, "rule", id),
        ClockRule::Immediate { sla_minutes } => w.say2("rulebook-clock-immediate", "n", *sla_minutes, "rule", id),
        ClockRule::Voluntary { sla_hours } => w.say2("rulebook-clock-voluntary", "n", *sla_hours, "rule", id),
    }
}

fn secrecy(w: Words, instrument: &Instrument) -> Vec<Text> {
    let rule = &instrument.secrecy;
    let mut said = vec![w.say(match rule.source {
        SecrecySource::Statutory => "rulebook-secrecy-statutory",
        SecrecySource::Court => "rulebook-secrecy-court",
        SecrecySource::Request => "rulebook-secrecy-request",
        SecrecySource::None => "rulebook-secrecy-none",
    })];
    if !rule.covers.is_empty() {
        said.push(w.say1("rulebook-secrecy-covers", "who", audiences(w, &rule.covers)));
    }
    if !rule.by_request.is_empty() {
        said.push(w.say1("rulebook-secrecy-by-request", "who", audiences(w, &rule.by_request)));
    }
    if !rule.law.is_empty() {
        said.push(rule.law.clone().into());
    }
    said
}

fn notice(w: Words, instrument: &Instrument) -> Vec<Text> {
    let rule = instrument.notice;
    let duty = |who: &str, duty: NoticeDuty| {
        w.say(format!(
            "rulebook-notice-{who}-{}",
            match duty {
                NoticeDuty::Must => "must",
                NoticeDuty::No => "no",
                NoticeDuty::Authority => "authority",
            }
        ))
    };
    let mut said = vec![duty("customer", rule.customer), duty("user", rule.end_user)];
    if rule.customer == NoticeDuty::Must {
        said.push(match rule.when {
            NoticeTiming::Before => w.say1("rulebook-notice-before", "n", rule.window_days),
            NoticeTiming::With => w.say("rulebook-notice-with"),
            NoticeTiming::After => w.say("rulebook-notice-after"),
        });
        if rule.set_by_order {
            said.push(w.say("rulebook-notice-set"));
        }
    }
    said
}

fn preservation(w: Words, instrument: &Instrument) -> Option<Text> {
    let rule = instrument.preservation?;
    let from = w.say(match rule.from {
        PreservationStart::Receipt => "rulebook-preserve-from-receipt",
        PreservationStart::Decision => "rulebook-preserve-from-decision",
    });
    Some(match (rule.days, rule.extension_days) {
        (None, _) => w.say1("rulebook-preserve-open", "from", from),
        (Some(days), None) => w.say2("rulebook-preserve-days", "n", days, "from", from),
        (Some(days), Some(more)) => w.say3("rulebook-preserve-extendable", "n", days, "more", more, "from", from),
    })
}

fn facts(w: Words, instrument: &Instrument) -> Facts {
    let last = instrument.effective_to.map_or_else(|| w.say("rulebook-no-end"), |day| w.day(&day).into());
    let plain = |name: &str, value: Text| Fact { name: w.say(name), value, href: String::new() };
    Facts {
        facts: vec![
            plain("rulebook-id", instrument.id.to_string().into()),
            plain("rulebook-territory", territory(w, &instrument.territory).into()),
            plain("rulebook-statute", instrument.statute.clone().into()),
            plain("rulebook-purpose", w.name("purpose", snake(&format!("{:?}", instrument.purpose)))),
            plain("rulebook-from", w.day(&instrument.effective_from).into()),
            plain("rulebook-to", last),
            plain("rulebook-process", instrument.statistics.legal_process.clone().into()),
            plain("rulebook-matter", w.name("matter", snake(&format!("{:?}", instrument.statistics.matter)))),
        ],
    }
}
