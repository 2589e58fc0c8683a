//! What is known of who asks: four facts side by side, each with what it proves and what it doesn't. Never one tick for all.

use super::case::Case;
use crate::web::parts::Facts;
use crate::words::Words;
use domain::instrument::IssuerKind;
use domain::stage::{CheckMethod, Stage};
use domain::who::MailVerdict;

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
    let facts = facts.with(w.say("who-mail"), proves(&w.say1("who-mail-kept", "at", case.short(at))));
    checks.into_iter().fold(facts, |facts, (name, key, verdict)| {
        let said = format!("{}. {}", w.name("mail-verdict", code(verdict)), w.say(key));
        facts.with(name, said)
    })
}

/// Whether this kind of authority may issue this paper, by the directory and by the rulebook; and where the paper names another kind
/// of issuer than the directory, that too. What does not fit is a reason to ask, never passed over.
#[must_use]
pub fn competence(case: &Case) -> Option<String> {
    let (w, demand) = (case.words(), &case.demand);
    let (instrument, known) = (case.instrument()?, demand.authority.as_ref()?);
    let kind = |issuer: IssuerKind| w.name("issuer", issuer.code());
    let asked = demand.lines.iter().map(|l| l.category).filter(|c| instrument.reach.contains(c)).collect();
    let fits = instrument.issuer_competent(known.kind, &asked);
    let mut said = w.say1(if fits { "who-competence-fits" } else { "who-competence-asks" }, "kind", kind(known.kind)).into_owned();
    if let Some(issuer) = demand.paper.issuer.filter(|issuer| *issuer != known.kind) {
        said.push(' ');
        said.push_str(&w.say1("who-competence-other", "paper", kind(issuer)));
    }
    Some(said)
}

/// The facts, the signals, and how many people it takes.
#[must_use]
pub fn four(case: &Case) -> Facts {
    let (w, demand) = (case.words(), &case.demand);
    let proves = |what: String, key: &str| format!("{what}. {}", w.say(key));
    let known = demand.asker.facts.as_ref().map(|(facts, _)| facts);
    let domain = match known.and_then(|facts| facts.domain.as_ref().map(|domain| (domain, facts.domain_known))) {
        Some((domain, true)) => w.say1("who-domain-listed", "domain", domain.clone()),
        Some((domain, false)) => w.say1("who-domain-not-listed", "domain", domain.clone()),
        None => w.say("who-not-looked-up"),
    };
    let officer = w.say(if known.is_some_and(|facts| facts.officer.is_some()) { "who-officer-vetted" } else { "who-officer-unknown" });
    let check = match &demand.stage {
        Stage::Verifying(v) => v.requester.as_ref(),
        _ => demand.verified().map(|v| &v.requester),
    };
    let call = match check.filter(|check| check.method == CheckMethod::CallBack) {
        Some(check) => {
            let number = check.call.as_ref().map(|call| format!("+{} ({})", call.digits, call.source)).unwrap_or_default();
            w.say3("who-called", "name", case.name(check.by), "when", case.short(&check.at), "number", number)
        }
        None => w.say("who-not-called"),
    };
    let mut facts = mail(case, w, Facts::default())
        .with(w.say("who-domain"), proves(domain.into_owned(), "who-domain-proves"))
        .with(w.say("who-officer"), proves(officer.into_owned(), "who-officer-proves"))
        .with(w.say("who-call"), proves(call.into_owned(), "who-call-proves"));
    if let Some(text) = competence(case) {
        facts = facts.with(w.say("who-competence"), text);
    }
    if demand.suspended().is_some() {
        facts = facts.with(w.say("who-suspended"), w.say("who-suspended-text"));
    }
    let signals = demand.asker.signals.iter().map(|s| w.name("signal", s.code())).collect::<Vec<_>>().join("; ");
    facts
        .with(w.say("who-signals"), if signals.is_empty() { w.say("who-no-signals").into_owned() } else { signals })
        .with(w.say("who-people"), w.say1("who-people-needed", "n", i64::from(demand.people_needed())))
}
