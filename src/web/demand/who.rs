//! What is known of who asks: four facts side by side, each with what it proves and what it doesn't. Never one tick for all.

use super::case::Case;
use crate::store::authorities::competence::CompetenceRow;
use crate::web::parts::Facts;
use crate::web::problem::Problem;
use crate::words::{Words, snake};
use crate::workflow::competence::Listed;
use domain::fact::{Evidence, FactKind};
use domain::instrument::IssuerKind;
use domain::stage::CheckMethod;
use domain::who::{MailVerdict, Suspended};
use std::collections::BTreeSet;

const fn code(verdict: MailVerdict) -> &'static str {
    match verdict {
        MailVerdict::Pass => "pass",
        MailVerdict::Fail => "fail",
        MailVerdict::None => "none",
        MailVerdict::NotDetermined => "not_determined",
    }
}

/// Where the mail's checks come from, and each with what it proves and what it doesn't.
fn mail(case: &Case, w: Words, facts: Facts) -> Facts {
    let proves = |what: &str| format!("{what}. {}", w.say("who-mail-proves"));
    let Some((known, at)) = &case.demand.asker.facts else { return facts.with(w.say("who-mail"), proves(&w.say("who-not-looked-up"))) };
    let mail = known.mail;
    if mail.from.is_none() {
        return facts.with(w.say("who-mail"), proves(&w.say("who-mail-not-kept")));
    }
    let checks = [
        ("SPF", "who-spf-proves", mail.spf),
        ("DKIM", "who-dkim-proves", mail.dkim),
        ("DMARC", "who-dmarc-proves", mail.dmarc),
        ("ARC", "who-arc-proves", mail.arc),
    ];
    let kept = w.say1("who-mail-kept", "at", case.short(at)).into_owned();
    let (evidence, holds) = (evidence(case, FactKind::Mail), holds(case, FactKind::Mail));
    let facts = facts.with(w.say("who-mail"), sentences([format!("{kept}."), evidence, holds, w.say("who-mail-proves").into_owned()]));
    checks.into_iter().fold(facts, |facts, (name, key, verdict)| {
        let said = format!("{}. {}", w.name("mail-verdict", code(verdict)), w.say(key));
        facts.with(name, said)
    })
}

/// Whether this authority may issue this paper: by its kind and the rulebook, and by a public register where one is entered; and where
/// the paper names another kind of issuer than the directory, that too. What does not fit is a reason to ask, never passed over.
///
/// # Errors
/// [`Problem`] when the directory can't be read.
pub async fn competence(case: &Case) -> Result<Option<String>, Problem> {
    let (w, demand) = (case.words(), &case.demand);
    let (Some(instrument), Some(known)) = (case.instrument(), demand.authority.as_ref()) else { return Ok(None) };
    let kind = |issuer: IssuerKind| w.name("issuer", issuer.code());
    let asked = demand.lines.iter().map(|l| l.category).filter(|c| instrument.reach.contains(c)).collect();
    let fits = instrument.issuer_competent(known.kind, &asked);
    let said = w.say1(if fits { "who-competence-fits" } else { "who-competence-asks" }, "kind", kind(known.kind)).into_owned();
    let listed = match case.app.workflow.competence(known.id, &instrument.id).await? {
        Listed::Silent => String::new(),
        Listed::Others => w.say("who-competence-others").into_owned(),
        Listed::Named(rows) => {
            let join = |each: BTreeSet<String>| each.into_iter().collect::<Vec<_>>().join("; ");
            let parts = join(rows.iter().map(|row| named(w, row)).collect());
            let source = join(rows.iter().map(|row| format!("{} {}", found_in(&row.source), row.sourced_on)).collect());
            w.say2("who-competence-named", "source", source, "parts", parts).into_owned()
        }
    };
    let other = demand.paper.issuer.filter(|issuer| *issuer != known.kind);
    let other = other.map(|issuer| w.say1("who-competence-other", "paper", kind(issuer)).into_owned());
    Ok(Some(sentences([said, listed, other.unwrap_or_default()])))
}

/// What it does with the instrument, and for what.
fn named(w: Words, row: &CompetenceRow) -> String {
    let part = w.name("competence-part", &row.part);
    if row.area.is_empty() { part.into_owned() } else { format!("{part} ({})", row.area) }
}

/// Since when and until when a fact holds, or that it has expired; empty where it was not found.
fn holds(case: &Case, kind: FactKind) -> String {
    let w = case.words();
    let Some(term) = case.demand.term(kind, case.app.workflow.policy()) else { return String::new() };
    let key = if term.is_over(case.session.now) { "who-expired" } else { "who-good-until" };
    w.say2(key, "at", case.short(&term.at), "until", case.short(&term.until)).into_owned()
}

/// What a fact that was found stands on.
fn evidence(case: &Case, kind: FactKind) -> String {
    let (w, demand) = (case.words(), &case.demand);
    let Some((facts, _)) = demand.asker.facts.as_ref().filter(|(facts, _)| facts.found(kind)) else { return String::new() };
    let Some(proof) = facts.proof(kind) else { return w.say("who-proof-none").into_owned() };
    match &proof.evidence {
        Evidence::Mail { sha256, .. } => w.say1("who-proof-mail", "sha256", sha256.clone()).into_owned(),
        Evidence::Directory { source, sourced_on, registry, .. } => {
            let source = found_in(&[source.as_str(), sourced_on].join(" "));
            let source = if source.is_empty() { w.say("who-proof-source-unknown").into_owned() } else { source };
            w.say2("who-proof-domain", "registry", registry.clone(), "source", source).into_owned()
        }
        Evidence::Officer { vetted_by, vetted_at, attest_by, version, .. } => {
            let names = vetted_by.iter().map(|id| case.name(*id).into_owned()).collect::<Vec<_>>().join(", ");
            let when = vetted_at.as_ref().map_or_else(String::new, |at| case.short(at));
            let said = w.say3("who-proof-officer", "version", *version, "names", names, "when", when).into_owned();
            let again = attest_by.as_ref().map(|by| w.say1("who-proof-officer-attest", "by", case.short(by)).into_owned());
            sentences([said, again.unwrap_or_default()])
        }
    }
}

/// A source inside a sentence: without the stop that somebody typed behind it.
fn found_in(source: &str) -> String {
    source.trim().trim_end_matches('.').to_owned()
}

/// What came of calling, on what evidence, and until when it counts.
fn call(case: &Case) -> String {
    let (w, demand) = (case.words(), &case.demand);
    let Some(check) = demand.requester_check() else { return format!("{}.", w.say("who-not-called")) };
    let result = w.name("check-result", check.proof.result.code());
    let number = check.call.as_ref().map(|call| format!("+{} ({})", call.digits, found_in(&call.source))).unwrap_or_default();
    let said = match check.method {
        CheckMethod::CallBack => w.say3("who-called", "name", case.name(check.by), "when", case.short(&check.at), "number", number),
        method => {
            let method = w.name("method", snake(&format!("{method:?}")));
            let asked = w.say1("who-asked-otherwise", "method", method);
            return sentences([format!("{}.", w.say("who-not-called")), asked.into_owned(), format!("{result}.")]);
        }
    };
    let paper = check.proof.document.and_then(|id| demand.documents.iter().find(|d| d.id == id));
    let paper = paper.map(|d| w.say1("who-proof-document", "name", d.name.clone()).into_owned());
    let note = w.say1("who-proof-call", "note", check.note.clone()).into_owned();
    sentences([format!("{said}."), format!("{result}."), note, paper.unwrap_or_default(), holds(case, FactKind::Call)])
}

fn sentences<const N: usize>(all: [String; N]) -> String {
    all.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The facts, the signals, and how many people it takes.
///
/// # Errors
/// As [`competence`].
pub async fn four(case: &Case) -> Result<Facts, Problem> {
    let (w, demand) = (case.words(), &case.demand);
    let proves =
        |kind, what: String, key: &str| sentences([format!("{what}."), evidence(case, kind), holds(case, kind), w.say(key).into_owned()]);
    let known = demand.asker.facts.as_ref().map(|(facts, _)| facts);
    let domain = match known.and_then(|facts| facts.domain.as_ref().map(|domain| (domain, facts.domain_known))) {
        Some((domain, true)) => w.say1("who-domain-listed", "domain", domain.clone()),
        Some((domain, false)) => w.say1("who-domain-not-listed", "domain", domain.clone()),
        None => w.say("who-not-looked-up"),
    };
    let officer = w.say(if known.is_some_and(|facts| facts.officer.is_some()) { "who-officer-vetted" } else { "who-officer-unknown" });
    let mut facts = mail(case, w, Facts::default())
        .with(w.say("who-domain"), proves(FactKind::Domain, domain.into_owned(), "who-domain-proves"))
        .with(w.say("who-officer"), proves(FactKind::Officer, officer.into_owned(), "who-officer-proves"))
        .with(w.say("who-call"), sentences([call(case), w.say("who-call-proves").into_owned()]));
    if let Some(text) = competence(case).await? {
        facts = facts.with(w.say("who-competence"), text);
    }
    if let Some(suspended) = demand.suspended() {
        let text = if suspended == Suspended::Unexamined { "who-suspended-unexamined" } else { "who-suspended-text" };
        facts = facts.with(w.say("who-suspended"), w.say(text));
    }
    let signals = demand.asker.signals.iter().map(|s| w.name("signal", s.code())).collect::<Vec<_>>().join("; ");
    Ok(facts
        .with(w.say("who-signals"), if signals.is_empty() { w.say("who-no-signals").into_owned() } else { signals })
        .with(w.say("who-people"), w.say1("who-people-needed", "n", i64::from(demand.people_needed()))))
}
