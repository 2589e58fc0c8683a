//! What must be true of how it was made sure who asks.

use super::{Broken, Sight, must};
use crate::demand::{Demand, Emergency};
use crate::event::{Entry, Event};
use crate::fact::Proof;
use crate::stage::{CheckMethod, RequesterCheck};
use crate::who::MailVerdict;
use std::collections::BTreeSet;

/// INV-02: a call counts that a second person made to a number which two people found in the directory's own source; and where
/// somebody could be deceived most easily, nothing else counts.
///
/// # Errors
/// What is wrong with the call.
pub fn step_02(before: &Demand, entry: &Entry, _: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let is = |holds, what: &str| must(holds, "INV-02", || what.to_owned());
    match &entry.event {
        Event::RequesterChecked { method: CheckMethod::CallBack, call, .. } => {
            let me = entry.actor.person();
            is(me.is_some_and(|p| !before.asker.handled_by.contains(&p)), "whoever handled the demand called back")?;
            is(
                call.as_ref().is_some_and(|c| before.authority.as_ref().is_some_and(|a| a.id == c.authority)),
                "the number is none of the authority's",
            )?;
            let Some(call) = call else { return Ok(()) };
            is(call.confirmed, "nobody has confirmed the number")?;
            is(call.entered_for != Some(before.id), "the number was entered for this demand")?;
            is(call.entered_by.is_none() || call.entered_by != me, "whoever entered the number called it")
        }
        Event::Verified => {
            let crate::stage::Stage::Verifying(v) = &before.stage else { return Ok(()) };
            is(called(v.requester.as_ref()) || !deceivable(before), "verified without the call that this demand needs")
        }
        Event::Released { .. } => {
            is(called(before.verified().map(|v| &v.requester)) || !deceivable(before), "released without the call that this demand needs")
        }
        _ => Ok(()),
    }
}

fn called(check: Option<&RequesterCheck>) -> bool {
    check.is_some_and(|c| c.method == CheckMethod::CallBack)
}

/// INV-02: nothing is verified, given effect or released on a fact of who asks that has expired. What the directory said and has
/// expired stops it; what a mail showed and has expired does unless somebody was called who still counts.
///
/// # Errors
/// Which fact had expired.
pub fn step_02_facts(before: &Demand, entry: &Entry, _: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    if !matches!(entry.event, Event::Verified | Event::Released { .. } | Event::EffectGiven { .. }) {
        return Ok(());
    }
    let Some((facts, learned)) = &before.asker.facts else { return Ok(()) };
    let over = |proof: Option<&Proof>, valid| {
        let at = proof.map_or(*learned, |p| p.at);
        entry.at >= at + valid || proof.is_some_and(|p| entry.at >= p.until)
    };
    let policy = sight.policy;
    let fresh = |stale: bool, what: &str| must(!stale, "INV-02", || format!("'{}' on {what} that had expired", entry.event.kind()));
    fresh(facts.domain_known && over(facts.proofs.domain.as_ref(), policy.domain_valid), "a domain")?;
    fresh(facts.officer.is_some() && over(facts.proofs.officer.as_ref(), policy.officer_valid), "an officer's record")?;
    let check = match &before.stage {
        crate::stage::Stage::Verifying(v) => v.requester.as_ref(),
        _ => before.verified().map(|v| &v.requester),
    };
    let mail = [facts.mail.spf, facts.mail.dkim, facts.mail.dmarc, facts.mail.arc].contains(&MailVerdict::Pass);
    fresh(mail && !called(check) && over(facts.proofs.mail.as_ref(), policy.mail_valid), "a mail")
}

/// Content, an emergency, a first contact or any other signal.
fn deceivable(demand: &Demand) -> bool {
    demand.emergency != Emergency::No || !demand.asker.signals.is_empty() || demand.lines.iter().any(|l| l.category.is_content())
}

/// INV-01: a signal asks for one person more, never for one less, and none is forgotten.
///
/// # Errors
/// What is missing.
pub fn step_01_signals(before: &Demand, entry: &Entry, after: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    must(before.asker.signals.is_subset(&after.asker.signals), "INV-01", || format!("'{}' took a signal back", entry.event.kind()))?;
    let (Event::Released { .. }, Some(approved)) = (&entry.event, before.stage.approved()) else { return Ok(()) };
    let behind = [approved.recommended.redirected.verified.requester.by, approved.recommended.by, approved.by];
    let people: BTreeSet<_> = behind.into_iter().chain(entry.actor.person()).collect();
    let grave = before.emergency != Emergency::No || before.lines.iter().any(|l| l.category.is_content() && l.is_authorised());
    let needed = 2 + usize::from(grave) + usize::from(!before.asker.signals.is_empty());
    must(people.len() >= needed, "INV-01", || format!("{} people stand behind a release that needs {needed}", people.len()))
}

/// INV-25: nothing leaves to whoever is suspended.
///
/// # Errors
/// That it did.
pub fn step_25(before: &Demand, entry: &Entry, _: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let stopped = before.asker.facts.as_ref().is_some_and(|(facts, _)| facts.suspended.is_some())
        || before.authority.as_ref().is_some_and(|a| a.frozen);
    must(!(stopped && matches!(entry.event, Event::Released { .. })), "INV-25", || "released to whoever is suspended".to_owned())
}
