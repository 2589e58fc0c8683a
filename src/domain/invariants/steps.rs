//! What must be true of every single entry.

use super::{Broken, Sight, binds, forbidden, free, must, owed_by_row, row, said};
use crate::actor::{Actor, Role, Roles};
use crate::clocks::{Obligation, ObligationKind};
use crate::demand::{Challenge, Clearance, Demand};
use crate::event::{Entry, Event};
use crate::instrument::{NoticeDuty, NoticeTiming};
use crate::notice::{Mailing, Notice, NoticeKind};
use crate::secrecy::{OrderEnd, SecrecyOrder};
use crate::stage::Stage;
use chrono::Duration;

/// INV-01: the acts that carry a disclosure are done by people who hold the role for it; a corrected paper brings no decisions with it.
///
/// # Errors
/// Which act somebody did without the role.
pub fn step_01(_: &Demand, entry: &Entry, after: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let brought =
        matches!(entry.event, Event::PaperCorrected { .. } | Event::RulesMoved { .. }) && after.lines.iter().any(|l| l.decision.is_some());
    must(!brought, "INV-01", || "a corrected paper brought decisions that nobody made".to_owned())?;
    let any: &[Role] = match &entry.event {
        Event::Verified | Event::RequesterChecked { .. } | Event::FormChecked => &[Role::Intake],
        Event::Recommended { .. } | Event::LineDecided { .. } => &[Role::Reviewer],
        Event::Approved { .. } => &[Role::Approver],
        Event::PackageSealed { .. } => &[Role::DisclosureOfficer],
        Event::Released { .. } => &[Role::DisclosureOfficer, Role::Approver],
        Event::Collected { .. } => &[Role::Custodian, Role::DisclosureOfficer],
        _ => return Ok(()),
    };
    let may = matches!(entry.actor, Actor::Person { roles, .. } if any.iter().any(|r| roles.has(*r)));
    must(may, "INV-01", || format!("somebody without the role did '{}'", entry.event.kind()))
}

/// INV-04: no notice is queued and none goes out while an order forbids it, or while nobody knows whether one does.
///
/// # Errors
/// That it did.
pub fn step_04(before: &Demand, entry: &Entry, after: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let tells =
        matches!(entry.event, Event::NoticeQueued { .. } | Event::NoticeSent { .. } | Event::NoticeNext { .. } | Event::NoticeReminded);
    must(!tells || free(before, entry.at), "INV-04", || format!("'{}' while secrecy was in force or unknown", entry.event.kind()))?;
    // Nobody alone takes an order away or brings its end nearer.
    let nearer = match &entry.event {
        Event::SecrecyExtended { order, end, .. } => {
            before.secrecy.orders.iter().any(|o| o.id == *order && binds(o, entry.at) && sooner(o.end, *end))
        }
        _ => false,
    };
    must(!nearer, "INV-04", || "one person brought the end of an order nearer".to_owned())?;
    // Nor does anything but the word of two people let an order cover less.
    let fewer = before.secrecy.orders.iter().zip(&after.secrecy.orders).any(|(b, a)| !b.covers.is_subset(&a.covers));
    let narrowed = matches!(entry.event, Event::SecrecyNarrowed { first, .. } if entry.actor.person().is_some_and(|p| p != first));
    must(!fewer || narrowed, "INV-04", || "one person let an order cover less".to_owned())?;
    let carried = matches!(&entry.event, Event::CustomerMatched { customer } if before.customer.as_ref().is_some_and(|c| c.id != customer.id))
        && after.secrecy.none.is_some();
    must(!carried, "INV-04", || "what was confirmed of one customer counts for another".to_owned())?;
    let (Event::SecrecyLifted { first, .. } | Event::SecrecyNarrowed { first, .. }) = entry.event else { return Ok(()) };
    must(entry.actor.person().is_some_and(|p| p != first), "INV-04", || "one person alone lifted or narrowed an order".to_owned())
}

fn sooner(was: OrderEnd, is: OrderEnd) -> bool {
    use OrderEnd::{Indefinite, Until};
    match (was, is) {
        (Until(was), Until(is)) => is < was,
        (Indefinite { .. }, Until(_)) => true,
        (_, Indefinite { .. }) => false,
    }
}

/// INV-05: a debt to tell ends by telling or by two people's waiver, and by nothing else.
///
/// # Errors
/// How it vanished instead.
pub fn step_05(before: &Demand, entry: &Entry, after: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let owed = matches!(before.notice, Notice::Owed { .. } | Notice::Queued { .. } | Notice::Undeliverable { .. });
    let owes = matches!(after.notice, Notice::Owed { .. } | Notice::Queued { .. } | Notice::Undeliverable { .. });
    let told = matches!(entry.event, Event::NoticeSent { .. } | Event::NoticeWaived { .. });
    must(!owed || owes || told, "INV-05", || format!("'{}' made the debt to tell vanish", entry.event.kind()))?;
    let alone = matches!(entry.event, Event::NoticeWaived { first, .. } if entry.actor.person().is_none_or(|p| p == first));
    must(!alone, "INV-05", || "one person alone waived the notice".to_owned())?;
    let left = |m: &Mailing| m.reached() || m.pending() || m.next_place().is_some();
    let early = matches!(entry.event, Event::NoticeFailed) && before.notice.mailing().is_some_and(left);
    must(!early, "INV-05", || "the notice was given up while somebody could still be told".to_owned())
}

/// INV-07: no release while a question, a challenge or an objection is open, nor after a challenge that was won. A challenge ends
/// by the court's word only.
///
/// # Errors
/// What was open.
pub fn step_07(before: &Demand, entry: &Entry, after: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let held = matches!(before.challenge, Challenge::Filed { .. } | Challenge::Won);
    let word = matches!(entry.event, Event::ChallengeEnded { .. });
    must(!held || word || before.challenge == after.challenge, "INV-07", || format!("'{}' ended the challenge", entry.event.kind()))?;
    if !matches!(entry.event, Event::Released { .. }) {
        return Ok(());
    }
    must(before.clarification.is_none(), "INV-07", || "released while the authority owed an answer".to_owned())?;
    must(!held, "INV-07", || "released under a challenge".to_owned())?;
    let objection = before.objections.iter().any(|o| o.answer.is_none());
    must(!objection, "INV-07", || "released under an objection".to_owned())
}

/// INV-09: the enforcing authority's refusal stays.
///
/// # Errors
/// What took it back.
pub fn step_09(before: &Demand, entry: &Entry, after: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let refused = |demand: &Demand| matches!(demand.clearance, Clearance::Refused { .. });
    must(!refused(before) || refused(after), "INV-09", || format!("'{}' took the refusal of the clearance back", entry.event.kind()))
}

/// INV-12: only the authority's writing, another reading of the paper, a suspension by law, and a person who says why move a date.
///
/// # Errors
/// What else moved one.
pub fn step_12(before: &Demand, entry: &Entry, after: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    if matches!(entry.event, Event::DueExtended { .. } | Event::PaperCorrected { .. } | Event::RulesMoved { .. }) {
        return Ok(());
    }
    // A duty that began, or one that stood still; any other date moves by a person who says why.
    if let Event::DutiesChanged { reason, .. } = &entry.event {
        let stood = |b: &Obligation| after.clocks.iter().any(|a| a.id == b.id && (a.due == b.due || a.pauses != b.pauses));
        let told = reason.as_deref().is_some_and(said);
        return must(told || before.clocks.iter().all(stood), "INV-12", || "a date moved, and nobody said why".to_owned());
    }
    let same = before.clocks.len() == after.clocks.len()
        && before.clocks.iter().zip(&after.clocks).all(|(b, a)| b.kind == a.kind && b.due == a.due && b.started_at == a.started_at);
    must(same, "INV-12", || format!("'{}' moved a due date", entry.event.kind()))
}

/// INV-29: a demand stays on its row of the rulebook. Another reading of the paper may need another row, of the same version; today's
/// row counts once counsel moves the demand and says why.
///
/// # Errors
/// What moved it.
pub fn step_29(before: &Demand, entry: &Entry, after: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    let moved = match &entry.event {
        Event::PaperCorrected { .. } => {
            let version = Demand::rules_version;
            let had = sight.rulebook.versions.contains_key(&(version(before).to_owned(), after.paper.instrument.clone()));
            let same = before.paper.instrument == after.paper.instrument && before.rule.is_some();
            (had && version(before) != version(after)) || (same && before.rule != after.rule)
        }
        Event::RulesMoved { reason, .. } => {
            let counsel = |roles: &Roles| roles.has(Role::Reviewer) || roles.has(Role::Approver);
            !said(reason) || !matches!(&entry.actor, Actor::Person { roles, .. } if counsel(roles))
        }
        _ => before.rule != after.rule,
    };
    must(!moved, "INV-29", || format!("'{}' moved the demand to another row of the rulebook", entry.event.kind()))
}

/// INV-14: every entry counts, once.
///
/// # Errors
/// That it was not counted.
pub fn step_14(before: &Demand, entry: &Entry, after: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    must(after.version == before.version + 1, "INV-14", || format!("'{}' was not counted", entry.event.kind()))
}

/// INV-15: what was recorded stays: receipt, documents, orders and the attempts against them, links, extensions; a released
/// package and a preservation are not taken back.
///
/// # Errors
/// What has gone.
pub fn step_15(before: &Demand, entry: &Entry, after: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let by = || entry.event.kind();
    must(before.id == after.id && before.receipt == after.receipt, "INV-15", || format!("'{}' changed the receipt", by()))?;
    must(after.documents.starts_with(&before.documents), "INV-15", || format!("'{}' took a document away", by()))?;
    must(after.links.starts_with(&before.links), "INV-15", || format!("'{}' took a link away", by()))?;
    must(after.extensions.starts_with(&before.extensions), "INV-15", || format!("'{}' took an extension away", by()))?;
    let orders = after.secrecy.orders.len() >= before.secrecy.orders.len()
        && before.secrecy.orders.iter().zip(&after.secrecy.orders).all(|(b, a)| kept_of(b, a))
        && after.secrecy.requests.len() >= before.secrecy.requests.len();
    must(orders, "INV-15", || format!("'{}' took a secrecy order away", by()))?;
    let kept =
        before.preservation == crate::preservation::Preservation::None || after.preservation != crate::preservation::Preservation::None;
    must(kept, "INV-15", || format!("'{}' forgot the preservation", by()))
}

fn kept_of(before: &SecrecyOrder, after: &SecrecyOrder) -> bool {
    before.id == after.id && after.efforts.starts_with(&before.efforts) && after.reviews.starts_with(&before.reviews)
}

/// INV-20: no notice that speaks of an open demand waits in the outbox when the demand closes. The window is full, or it is as
/// long as the legal due date leaves and marked as shortened; and where the customer is to be told before, data leaves only
/// after the window, after a waiver, or while an order forbids telling.
///
/// # Errors
/// What was cut short.
pub fn step_20(before: &Demand, entry: &Entry, after: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    if let (Event::NoticeSent { .. }, Notice::Sent { kind: NoticeKind::Advance, window, .. }) = (&entry.event, &after.notice) {
        let Some(window) = window else { return must(false, "INV-20", || "an advance notice without a window".to_owned()) };
        let days = row(before, sight).map(|i| i.notice.window_days).filter(|days| *days > 0).unwrap_or(sight.policy.objection_days);
        let full = entry.at + Duration::days(i64::from(days));
        let legal = before.clocks.iter().find(|c| c.kind == ObligationKind::Produce).and_then(|c| c.due.legal);
        let left = legal.map(|legal| (legal - sight.policy.window_margin).max(entry.at));
        let ends = left.map_or(full, |left| full.min(left));
        must(window.ends_at == ends, "INV-20", || "the window is neither full nor as long as the due date leaves".to_owned())?;
        must(window.shortened == (ends < full), "INV-20", || "a shortened window does not say so".to_owned())?;
    }
    let closes = !before.is_closed() && after.is_closed();
    let stale = closes && matches!(before.notice, Notice::Queued { .. });
    must(!stale, "INV-20", || format!("'{}' closed the demand and left a notice of before in the outbox", entry.event.kind()))?;
    let another = match &entry.event {
        Event::Reopened { .. } => true,
        Event::CustomerMatched { customer } => before.customer.as_ref().is_some_and(|c| c.id != customer.id),
        _ => false,
    };
    let carried = another && matches!(after.notice, Notice::Sent { .. });
    must(!carried, "INV-20", || "what was told of a closed case or to another customer counts for this one".to_owned())?;
    let Event::Released { .. } = entry.event else { return Ok(()) };
    let told_first = owed_by_row(before, sight).is_some_and(|(duty, when)| duty == NoticeDuty::Must && when == NoticeTiming::Before);
    let told = match &before.notice {
        Notice::Sent { window: Some(window), .. } => entry.at >= window.ends_at,
        Notice::Waived { .. } => true,
        Notice::NotOwed(_)
        | Notice::Owed { .. }
        | Notice::Queued { .. }
        | Notice::Undeliverable { .. }
        | Notice::Sent { window: None, .. } => forbidden(before, entry.at),
    };
    must(!told_first || told, "INV-20", || "data left before the customer was told and could object".to_owned())
}

/// INV-27: what was released stays released; another disclosure is another demand. An approval ends with the reopened review.
///
/// # Errors
/// What was done again.
pub fn step_27(before: &Demand, entry: &Entry, after: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let undone = before.stage.released().is_some() && before.stage != after.stage;
    must(!undone, "INV-27", || format!("'{}' opened a released demand", entry.event.kind()))?;
    let kept = matches!(entry.event, Event::SentBack { .. } | Event::ReviewReopened { .. }) && !matches!(after.stage, Stage::Reviewing(_));
    must(!kept, "INV-27", || "an approval outlived the reopened review".to_owned())
}
