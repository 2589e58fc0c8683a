//! What must be true of telling the customer.

use super::{Broken, Sight, forbidden, free, must, owed_by_row, said, silences};
use crate::Instant;
use crate::demand::Demand;
use crate::instrument::{NoticeDuty, NoticeTiming};
use crate::notice::{Ending, Notice, NoticeKind, WaiverGround, Window};
use crate::stage::End;

/// INV-04: a notice waits in the outbox only while two people stand by it that nothing forbids telling.
///
/// # Errors
/// What forbids it.
pub fn inv_04(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    if let Some(none) = demand.secrecy.none {
        must(none.first != none.second, "INV-04", || "one person alone said that nothing forbids telling".to_owned())?;
        must(!forbidden(demand, sight.now), "INV-04", || "two people say nothing forbids telling, and an order does".to_owned())?;
    }
    let Notice::Queued { first, second, .. } = &demand.notice else { return Ok(()) };
    must(first != second, "INV-04", || "one person alone ordered the notice".to_owned())?;
    must(free(demand, sight.now), "INV-04", || "a notice is in the outbox that may not be sent".to_owned())
}

/// INV-05: once data has left, the customer has been told, or the debt to tell is on record; and the end of a secrecy is seen.
///
/// # Errors
/// That the debt is missing.
pub fn inv_05(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    let (duty, _) = owed_by_row(demand, sight).unwrap_or((NoticeDuty::No, NoticeTiming::After));
    let silent = matches!(demand.notice, Notice::NotOwed(_));
    let returned = matches!(&demand.notice, Notice::Sent { mailing, .. } if !mailing.reached());
    must(!returned, "INV-05", || "the customer counts as told, and every mail came back".to_owned())?;
    let dangling = demand.is_closed() && matches!(demand.notice, Notice::Sent { kind: NoticeKind::Advance, .. });
    must(!dangling, "INV-05", || "the customer was told of a demand, and nobody owes it the end of the matter".to_owned())?;
    let kept = matches!(demand.stage.end(), Some(End::PreservedOnly)) && demand.customer.is_some() && duty == NoticeDuty::Must;
    must(!(kept && silent), "INV-05", || "data is kept for an authority, and nobody owes the customer a word".to_owned())?;
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
