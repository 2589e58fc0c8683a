//! What must be true of one notice after another.

use super::{Broken, Sight, forbidden, must, said};
use crate::demand::Demand;
use crate::event::{Entry, Event};
use crate::notice::{Ending, Notice, NoticeKind};

/// INV-19: what may go to the customer with a notice was cleared by two people who said why, is a paper of the demand, and stands
/// under no order; and nothing else goes.
///
/// # Errors
/// Which copy goes without that.
pub fn inv_19(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    for cleared in &demand.cleared {
        must(cleared.first != cleared.second, "INV-19", || "one person alone cleared a copy".to_owned())?;
        let kept = |id| demand.documents.iter().any(|d| d.id == id);
        must(kept(cleared.of) && kept(cleared.copy), "INV-19", || "a copy of nothing was cleared".to_owned())?;
        must(said(&cleared.reason), "INV-19", || "a copy was cleared, and nobody said why".to_owned())?;
    }
    must(demand.cleared.is_empty() || !forbidden(demand, sight.now), "INV-19", || "a copy is cleared under an order".to_owned())?;
    let Notice::Queued { draft, .. } = &demand.notice else { return Ok(()) };
    let all = draft.copies.iter().all(|copy| demand.cleared.iter().any(|c| c.copy == *copy));
    must(all, "INV-19", || "a paper is on its way to the customer that nobody cleared".to_owned())
}

/// INV-19: what a notice says is true of the demand: an advance notice is of an open one, the end of a matter is of a closed one
/// whose beginning was told, once. Nobody is reminded of what was acknowledged, or too soon, or too often, and the next in the
/// customer's order come when it is their turn.
///
/// # Errors
/// Which notice had no cause.
pub fn step_19(before: &Demand, entry: &Entry, _: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    match &entry.event {
        Event::NoticeQueued { draft, .. } => {
            let mut told = before.past_notices.iter().filter(|p| p.ending == Ending::Followed).peekable();
            let began = told.peek().is_some();
            let advance = draft.kind == NoticeKind::Advance;
            must(!(advance && before.is_closed()), "INV-19", || "an advance notice of a closed demand".to_owned())?;
            let cause = draft.kind.closes() == (began && before.is_closed());
            must(cause, "INV-19", || format!("{:?} does not follow from what the customer was told", draft.kind))?;
            let twice = draft.kind.closes() && told.any(|p| p.ordered.draft.kind.closes());
            must(!twice, "INV-19", || "the end of the matter was told already".to_owned())
        }
        Event::NoticeReminded => {
            let Notice::Sent { at, mailing, .. } = &before.notice else {
                return must(false, "INV-19", || "a reminder of a notice that was not given".to_owned());
            };
            let answered = mailing.readings.iter().any(|r| r.acknowledged_at.is_some());
            must(!answered, "INV-19", || "a reminder of a notice that was acknowledged".to_owned())?;
            let last = mailing.reminded.last().unwrap_or(at);
            must(entry.at >= *last + sight.policy.acknowledge_within, "INV-19", || "a reminder too soon".to_owned())?;
            let many = u32::try_from(mailing.reminded.len()).is_ok_and(|n| n >= sight.policy.reminders);
            must(!many, "INV-19", || "one reminder too many".to_owned())
        }
        Event::NoticeNext { place } => {
            let Some(mailing) = before.notice.mailing() else {
                return must(false, "INV-19", || "somebody is next, and no notice was ordered".to_owned());
            };
            let turn = mailing.next_place() == Some(*place);
            let lost = !mailing.reached() && !mailing.pending();
            let unanswered = mailing.reminded.last() == Some(&entry.at);
            must(turn && (lost || unanswered), "INV-19", || "somebody was written to out of turn".to_owned())
        }
        _ => Ok(()),
    }
}
