//! What must be true of telling the customer.

use super::{Broken, Sight, forbidden, free, must, owed_by_row, said, silences};
use crate::Instant;
use crate::demand::Demand;
use crate::instrument::{NoticeDuty, NoticeTiming};
use crate::notice::{Ending, Notice, NoticeKind, WaiverGround, Window};
use crate::paper::CustomerClass;
use crate::secrecy::NoneConfirmed;
use crate::secrecy::calendar::DateKind;
use crate::stage::End;

/// INV-04: a notice waits in the outbox only while it is confirmed that nothing forbids telling: by two people; by one who looked
/// after every order had ended; or by the policy's days, where nobody stopped them. While a letter's request for secrecy waits for
/// a decision, nothing is confirmed.
///
/// # Errors
/// What forbids it.
pub fn inv_04(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    if let Some(none) = &demand.secrecy.none {
        must(!forbidden(demand, sight.now), "INV-04", || "it is confirmed that nothing forbids telling, and an order does".to_owned())?;
        let undecided = demand.secrecy.requests.iter().any(|r| r.decision.is_none());
        must(!undecided, "INV-04", || "it is confirmed that nothing forbids telling, and a letter asks for secrecy".to_owned())?;
        let ended = demand.secrecy.orders.iter().filter(|o| silences(demand, o)).filter_map(|o| o.ends_at()).max();
        let over = ended.is_some_and(|end| end <= none.at());
        match none {
            NoneConfirmed::TwoPeople { first, second, .. } => {
                must(first != second, "INV-04", || "one person alone said that nothing forbids telling".to_owned())?;
            }
            NoneConfirmed::Docket { checked, .. } => {
                must(over && said(checked), "INV-04", || "one person said that a secrecy is over that never was, or not where".to_owned())?;
            }
            NoneConfirmed::Grace { at, .. } => {
                let stopped = demand.secrecy.grace_stopped.as_ref().is_some_and(|s| ended.is_some_and(|end| s.at >= end) && s.at <= *at);
                let days = sight.policy.send_after_working_days.filter(|_| over && !stopped);
                let passed = days.zip(ended).is_some_and(|(n, end)| end + chrono::Duration::days(i64::from(n)) <= *at);
                must(passed, "INV-04", || "the policy's days confirmed what they may not".to_owned())?;
            }
        }
    }
    let Notice::Queued { first, second, .. } = &demand.notice else { return Ok(()) };
    let consumer = matches!(&demand.customer, Some(c) if c.class == CustomerClass::Consumer);
    let ordered = match (first, second, &demand.secrecy.none) {
        (Some(first), Some(second), Some(NoneConfirmed::Docket { by, .. })) if first == second => consumer && first == by,
        (Some(first), Some(second), _) => first != second,
        (None, None, Some(NoneConfirmed::Grace { .. })) => consumer,
        _ => false,
    };
    must(ordered, "INV-04", || "one person alone ordered the notice".to_owned())?;
    must(free(demand, sight.now), "INV-04", || "a notice is in the outbox that may not be sent".to_owned())
}

/// INV-05: once data has left, the customer has been told, or the debt to tell is on record; and the end of a secrecy is seen.
///
/// # Errors
/// That the debt is missing.
pub fn inv_05(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    // A debt whose secrecy is over stands in the calendar, as a docket to check or as a notice to send.
    let over = demand.secrecy.orders.iter().any(|o| silences(demand, o))
        && demand.secrecy.orders.iter().filter(|o| silences(demand, o)).all(|o| o.ended_at.is_some());
    if over && matches!(demand.notice, Notice::Owed { .. } | Notice::Undeliverable { .. }) {
        let dates = demand.secrecy_dates(sight.rulebook, sight.policy);
        let shown = dates.iter().any(|d| matches!(d.kind, DateKind::Docket | DateKind::Notice));
        must(shown, "INV-05", || "a secrecy has ended, and the calendar says nothing".to_owned())?;
    }
    let (duty, _) = owed_by_row(demand, sight).unwrap_or((NoticeDuty::No, NoticeTiming::After));
    let silent = matches!(demand.notice, Notice::NotOwed(_));
    let returned = matches!(&demand.notice, Notice::Sent { mailing, .. } if !mailing.reached());
    must(!returned, "INV-05", || "the customer counts as told, and every mail came back".to_owned())?;
    let dangling = demand.is_closed() && matches!(demand.notice, Notice::Sent { kind: NoticeKind::Advance, .. });
    must(!dangling, "INV-05", || "the customer was told of a demand, and nobody owes it the end of the matter".to_owned())?;
    let kept = matches!(demand.stage.end(), Some(End::PreservedOnly)) && demand.customer.is_some() && duty == NoticeDuty::Must;
    must(!(kept && silent), "INV-05", || "data is kept for an authority, and nobody owes the customer a word".to_owned())?;
    let acted = matches!(demand.stage.end(), Some(End::Acted(_))) && demand.customer.is_some() && duty == NoticeDuty::Must;
    must(!(acted && silent), "INV-05", || "effect was given to an order, and nobody owes the customer a word".to_owned())?;
    if demand.stage.released().is_none() {
        return Ok(());
    }
    must(!(silent && duty == NoticeDuty::Must), "INV-05", || "data has left, and nobody owes the customer a word".to_owned())?;
    let ended = demand.secrecy.orders.iter().any(|o| silences(demand, o) && o.ended_at.is_some());
    let forgotten = silent && ended && !forbidden(demand, sight.now) && duty != NoticeDuty::Authority;
    must(!forgotten, "INV-05", || "the secrecy has ended, and nobody owes the customer a word".to_owned())?;
    let unnamed = matches!(demand.notice, Notice::Waived { ground: WaiverGround::NoCustomer, .. });
    must(!unnamed, "INV-05", || "data has left, and the notice was waived for want of a customer".to_owned())
}

/// INV-20: an advance notice opens a window, and the customer's time is on record.
///
/// # Errors
/// What is wrong with the window.
pub fn inv_20(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    let before = owed_by_row(demand, sight).is_some_and(|(_, when)| when == NoticeTiming::Before);
    let early = |from: Instant, window: &Window| demand.stage.released().is_some_and(|r| r.at >= from && r.at < window.ends_at);
    let followed = demand.past_notices.iter().filter(|p| p.ending == Ending::Followed).filter_map(|p| p.reached.as_ref());
    let hurried = followed.filter_map(|r| Some((r.at, r.window.as_ref()?))).any(|(from, window)| early(from, window));
    must(!(hurried && before), "INV-20", || "data left while the customer could still object".to_owned())?;
    let Notice::Sent { kind, at, window, .. } = &demand.notice else { return Ok(()) };
    let advance = *kind == NoticeKind::Advance;
    must(advance == window.is_some(), "INV-20", || "an advance notice without a window, or another with one".to_owned())?;
    let Some(window) = window else { return Ok(()) };
    must(window.opens_at == *at && window.ends_at >= *at, "INV-20", || "the window does not start with the notice".to_owned())?;
    let name = demand.customer.as_ref().is_some_and(|c| said(&c.name));
    must(name, "INV-20", || "a window runs for nobody".to_owned())
}
