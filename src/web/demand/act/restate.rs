//! What an act concerns, said again on its page: recipient, scope, who prepared it.

use super::asks;
use crate::store::authorities;
use crate::web::demand::case::Case;
use crate::web::demand::{package, scope};
use crate::web::parts::{Facts, Text};
use crate::web::paths;
use crate::web::problem::Problem;
use crate::web::rulebook::around;
use crate::web::signatures;
use crate::words::snake;
use domain::command::{Act, ActKind, Verb};
use domain::secrecy::{MayTell, NoneConfirmed};
use domain::stage::Assessment;

/// A line as the second person reads it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Account.
    pub account: String,
    /// Category.
    pub category: Text,
    /// Range that was demanded.
    pub demanded: String,
    /// What was decided.
    pub decision: Text,
    /// Range that may leave.
    pub authorised: String,
}

/// What the page says again.
#[derive(Clone, Debug, Default)]
pub struct Restated {
    /// Names and values.
    pub facts: Facts,
    /// Lines.
    pub lines: Vec<Line>,
    /// A longer text that is read before it is acted on: its heading and itself.
    pub texts: Vec<(Text, String)>,
}

/// What is restated for a verb.
///
/// # Errors
/// [`Problem`] when the registry can't be read.
pub async fn restate(case: &Case, verb: Verb) -> Result<Restated, Problem> {
    let (w, demand) = (case.words(), &case.demand);
    if verb == Verb::MoveRules {
        return Ok(super::rules::changes(case));
    }
    let mut facts = Facts::default();
    if matches!(verb, Verb::Acknowledge | Verb::OfferRedirect | Verb::Refuse | Verb::AskToClarify) {
        facts = facts.with(w.say("restate-letter-to"), authority(case).await?);
    }
    if matches!(verb, Verb::CheckRequester | Verb::Verify | Verb::ConfirmEmergency | Verb::OpenContent | Verb::Approve) {
        facts.facts.extend(crate::web::demand::who::four(case).await?.facts);
        facts = facts.with(w.say("sig-title"), signatures::beside(&case.app, w, &case.session.zone, demand.id).await?);
    }
    if verb == Verb::CheckForm
        && let Some(text) = crate::web::demand::who::competence(case).await?
    {
        facts = facts.with(w.say("who-competence"), text);
    }
    if matches!(verb, Verb::CheckRequester) {
        facts = facts.with(w.say("restate-call"), number(case).await?);
    }
    if matches!(verb, Verb::Approve | Verb::Recommend | Verb::SealPackage) {
        facts = facts.with(w.say("restate-recipient"), authority(case).await?);
    }
    if let Verb::Confirm(kind) = verb
        && let Some(prepared) = demand.prepared(kind)
    {
        let by = w.say2("prepared-by", "who", case.name(prepared.by), "at", case.short(&prepared.at));
        facts = facts.with(w.say("restate-prepared"), by);
        facts.facts.extend(of_act(case, &prepared.act).facts);
    }
    if matches!(verb, Verb::Prepare(ActKind::Release) | Verb::Confirm(ActKind::Release))
        && let Some(sealed) = demand.stage.sealed()
    {
        facts.facts.extend(package::facts(case, sealed).facts);
    }
    if let (Verb::ReviewEmergency, Some(released)) = (verb, demand.stage.released()) {
        facts.facts.extend(package::facts(case, &released.sealed).facts);
    }
    if asks::irreversible(verb) && !matches!(verb, Verb::Refuse | Verb::ReportFraud) {
        facts.facts.extend(customer_and_secrecy(case).facts);
    }
    let mut texts = Vec::new();
    if let (Verb::Approve | Verb::SendBack, Some(recommended)) = (verb, demand.stage.recommended()) {
        facts = facts.with(w.say("people-part-reviewer"), case.name(recommended.by));
        facts = facts.with(w.say("restate-digest"), recommended.digest.clone());
        texts.push((w.say("ask-assessment"), recommended.assessment.text.clone()));
        facts.facts.extend(considered(case, &recommended.assessment).facts);
    }
    if let (Verb::CheckForm, Some(instrument)) = (verb, case.instrument()) {
        let rules = around::of_form(w, instrument).into_iter().map(|l| format!("{} {}", l.text, l.law).trim_end().to_owned());
        let rules = rules.collect::<Vec<_>>().join("\n");
        texts.extend((!rules.is_empty()).then(|| (w.say("rulebook-restrictions"), rules)));
    }
    if let (Verb::AnswerObjection, Some(objection)) = (verb, demand.open_objection()) {
        texts.push((w.say("restate-objection"), objection.text.clone()));
    }
    if let (Verb::RecordClarification, Some(open)) = (verb, &demand.clarification) {
        texts.push((w.say("restate-question"), open.question.clone()));
    }
    let with_lines = matches!(
        verb,
        Verb::Approve
            | Verb::OpenContent
            | Verb::ReviewEmergency
            | Verb::Recommend
            | Verb::SealPackage
            | Verb::NoDataFound
            | Verb::Prepare(ActKind::Release)
            | Verb::Confirm(ActKind::Release)
    );
    let lines = if with_lines { lines(case) } else { Vec::new() };
    Ok(Restated { facts, lines, texts })
}

/// Whose data it is, and what is known of secrecy; the strip above says the rest.
fn customer_and_secrecy(case: &Case) -> Facts {
    let w = case.words();
    let name = case.demand.customer.as_ref().map_or_else(|| w.say("demand-no-customer"), |c| c.name.clone().into());
    let secrecy = match (case.demand.may_tell_customer(case.session.now), &case.demand.secrecy.none) {
        (MayTell::Yes, Some(none)) => {
            let at = case.short(&none.at());
            match none {
                NoneConfirmed::TwoPeople { first, second, .. } => {
                    let both = w.say2("people-part-both", "first", case.name(*first), "second", case.name(*second));
                    w.say2("restate-secrecy-none", "who", both, "at", at)
                }
                NoneConfirmed::Docket { by, .. } => w.say2("restate-secrecy-docket", "who", case.name(*by), "at", at),
                NoneConfirmed::Grace { .. } => w.say1("restate-secrecy-grace", "at", at),
            }
        }
        (MayTell::No { .. }, _) => w.say("secrecy-in-force"),
        (MayTell::Yes | MayTell::Unknown, _) => w.say("secrecy-unknown"),
    };
    Facts::default().with(w.say("restate-customer"), name).with(w.say("restate-secrecy"), secrecy)
}

fn lines(case: &Case) -> Vec<Line> {
    let w = case.words();
    case.demand
        .lines
        .iter()
        .map(|l| Line {
            account: l.account.clone(),
            category: w.category(l.category),
            demanded: scope::range(case, l.from, l.to),
            decision: l.decision.as_ref().map_or_else(|| w.say("decision-none"), |d| w.decision(d)),
            authorised: l.authorised_range().map_or_else(String::new, |(from, to)| scope::range(case, from, to)),
        })
        .collect()
}

fn of_act(case: &Case, act: &Act) -> Facts {
    let w = case.words();
    match act {
        Act::ConfirmNoSecrecy | Act::Release { .. } => Facts::default(),
        Act::LiftSecrecy { order, document } => {
            let law = case.demand.secrecy.order(*order).map_or_else(String::new, |o| format!("{} ({})", o.law, w.order_paper(o)));
            Facts::default().with(w.say("ask-order"), law).with(w.say("ask-document"), document.clone())
        }
        Act::NarrowSecrecy { order, covers, until, document } => {
            let was = case.demand.secrecy.order(*order);
            let law = was.map_or_else(String::new, |o| format!("{} ({})", o.law, w.order_paper(o)));
            let whom = covers.iter().map(|a| w.name("audience", snake(&format!("{a:?}")))).collect::<Vec<_>>().join(", ");
            let mut facts = Facts::default().with(w.say("ask-order"), law).with(w.say("ask-prepare-narrow-secrecy-covers"), whom);
            if let Some(until) = until {
                facts = facts.with(w.say("ask-prepare-narrow-secrecy-until"), w.deadline(until, &case.session.zone));
            }
            facts.with(w.say("ask-document"), document.clone())
        }
        Act::ClearCopy { of, copy, reason } => {
            let named = |id| case.demand.documents.iter().find(|d| d.id == id);
            let link = |facts: Facts, key: &str, id| match named(id) {
                Some(d) => facts.linked(w.say(key), d.name.clone(), paths::document(case.demand.id, d.id)),
                None => facts,
            };
            let mut facts = link(Facts::default(), "ask-paper", *of);
            facts = if of == copy {
                facts.with(w.say("ask-copy-as"), w.name("copy-as", "original"))
            } else {
                link(facts, "restate-redacted", *copy)
            };
            if let Some(d) = named(*copy) {
                facts = facts.with("SHA-256", d.sha256.clone());
            }
            facts.with(w.say("ask-reason"), reason.clone())
        }
        Act::SendNotice(draft) => Facts::default().with(w.say("restate-recipients"), draft.to.len().to_string()),
        Act::WaiveNotice { ground } => Facts::default().with(w.say("ask-waiver"), w.name("waiver", snake(&format!("{ground:?}")))),
        Act::Reopen { reason } => Facts::default().with(w.say("ask-reason"), reason.clone()),
    }
}

fn considered(case: &Case, assessment: &Assessment) -> Facts {
    let w = case.words();
    let mut facts = Facts::default();
    if let Some(challenge) = &assessment.challenge {
        let basis = w.name("basis", if challenge.basis { "yes" } else { "no" });
        facts = facts.with(w.say("ask-challenge-basis"), format!("{basis}: {}", challenge.reason));
    }
    if let Some(basis) = assessment.art48 {
        facts = facts.with(w.say("ask-art48"), w.name("art48", snake(&format!("{basis:?}"))));
    }
    if let Some(reason) = &assessment.repeat_reason {
        facts = facts.with(w.say("ask-repeat-reason"), reason.clone());
    }
    facts
}

/// Name and address of the authority by the registry; before it is identified, what the paper and the sender say.
async fn authority(case: &Case) -> Result<Text, Problem> {
    let w = case.words();
    let Some(known) = &case.demand.authority else {
        let (name, sender) = (&case.demand.paper.authority_name, &case.demand.receipt.sender);
        return Ok(w.say2("restate-unidentified", "name", name.clone(), "sender", sender.clone()));
    };
    let row = authorities::find(case.app.store.read(), known.id).await?;
    let mail = row.and_then(|r| r.mail).unwrap_or_default();
    Ok(if mail.is_empty() { known.name.clone().into() } else { format!("{} <{mail}>", known.name).into() })
}

/// The number to call: the registry's, never one from the demand.
pub(super) async fn number(case: &Case) -> Result<Text, Problem> {
    let w = case.words();
    let Some(known) = &case.demand.authority else { return Ok(w.say("restate-no-number")) };
    let row = authorities::find(case.app.store.read(), known.id).await?;
    Ok(row.and_then(|r| r.phone).map_or_else(|| w.say("restate-no-number"), Text::from))
}
