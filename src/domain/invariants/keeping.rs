//! What is kept is kept as long as it is owed, and is then removed, with evidence.

use super::{Broken, Sight, must, row, said};
use crate::clocks::{Obligation, ObligationKind};
use crate::demand::Demand;
use crate::event::{Entry, Event};
use crate::instrument::Purpose;
use crate::preservation::{Custody, CustodyAnswer, Hold, Kept, Preservation, WhyEnded};

/// INV-11: what is over owes its removal by a date until each account has evidence, and nothing that is to be kept is removed.
///
/// # Errors
/// What was removed too early, or vanished without evidence.
pub fn inv_11(demand: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    for kept in demand.preservation.accounts() {
        if let Custody::Answered { answer, .. } = &kept.custody {
            must(said(answer.text()), "INV-11", || format!("'{}' was said of an account without a word", answer.code()))?;
        }
    }
    match &demand.preservation {
        Preservation::None => Ok(()),
        Preservation::Active { accounts, holds, .. } => {
            let named = |k: &Kept| demand.paper.identifiers.iter().any(|i| k.is_of(i));
            let gone = |k: &Kept| matches!(k.answer(), Some(CustodyAnswer::Purged { .. }));
            must(!accounts.iter().any(|k| named(k) && gone(k)), "INV-11", || "what must be kept was removed".to_owned())?;
            let founded = |hold: &Hold| match hold {
                Hold::Confirmed { document } => said(document),
                Hold::Litigation { matter } => said(matter),
                Hold::Production { demand: other } => *other != demand.id,
            };
            must(holds.iter().all(founded), "INV-11", || "kept beyond its term for nothing".to_owned())
        }
        Preservation::Ended { at, why, term, accounts } => {
            let run_out = *why != WhyEnded::Expired || term.until.is_some_and(|until| until <= *at);
            must(run_out, "INV-11", || "a term ended before its last day".to_owned())?;
            must(!accounts.iter().all(is_gone), "INV-11", || "all is gone, and the removal is still owed".to_owned())
        }
        Preservation::Purged { accounts, .. } => {
            must(accounts.iter().all(is_gone), "INV-11", || "something is kept, and nobody owes its removal".to_owned())?;
            let owed = demand.clocks.iter().any(|c| c.kind == ObligationKind::Purge && c.met_at.is_none());
            must(!owed, "INV-11", || "all is gone, and the duty to remove it runs".to_owned())
        }
    }
}

fn is_gone(kept: &Kept) -> bool {
    matches!(&kept.custody, Custody::Answered { answer: CustodyAnswer::Nothing { .. } | CustodyAnswer::Purged { .. }, .. })
}

/// INV-10: the duty to keep what a production will ask for is met when the custodian has said of each account that the paper names
/// that it is kept, or that there is nothing; being asked for it meets nothing.
///
/// # Errors
/// That it was met before.
pub fn step_10(before: &Demand, entry: &Entry, after: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let listed = |c: &Obligation| c.kind == ObligationKind::Preserve && !c.stops.is_empty();
    let met = |d: &Demand| d.clocks.iter().any(|c| listed(c) && c.met_at.is_some());
    let unmet = !met(after) || met(before);
    let over = matches!(entry.event, Event::Withdrawn { .. } | Event::Superseded { .. } | Event::PreservedConfirmed);
    let named = |k: &&Kept| after.paper.identifiers.iter().any(|i| k.is_of(i));
    let settled = |k: &Kept| matches!(k.answer(), Some(CustodyAnswer::Placed { .. } | CustodyAnswer::Nothing { .. }));
    let mut accounts = after.preservation.accounts().iter().filter(named).peekable();
    let kept = accounts.peek().is_some() && accounts.all(settled);
    must(unmet || over || kept, "INV-10", || format!("'{}' met the duty to keep what nobody keeps", entry.event.kind()))
}

/// INV-11: a preservation ends by its term, by the end of what it was for, or by a person who says why; not while anything holds
/// it; and what it kept does not vanish without the custodian's word. Nor is a term made longer without a writing, or the authority told
/// that data is kept before the custodian says so (INV-10).
///
/// # Errors
/// What ended it, or made it longer.
pub fn step_11(before: &Demand, entry: &Entry, after: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    let by = || entry.event.kind();
    if matches!(entry.event, Event::PreservedConfirmed) && row(before, sight).is_some_and(|i| i.purpose == Purpose::Preserve) {
        let accounts = before.preservation.accounts();
        let said_so = |k: &Kept| !matches!(k.answer(), None | Some(CustodyAnswer::Failed { .. }));
        let named = |k: &&Kept| before.paper.identifiers.iter().any(|i| k.is_of(i));
        must(accounts.iter().filter(named).all(said_so), "INV-10", || "confirmed before it was kept".to_owned())?;
        must(accounts.iter().filter(named).any(|k| !matches!(k.answer(), Some(CustodyAnswer::Nothing { .. }))), "INV-10", || {
            "confirmed, and nothing was kept".to_owned()
        })?;
    }
    let ends = before.preservation.is_active() && !after.preservation.is_active();
    let held = !before.preservation.holds().is_empty();
    must(!ends || !held, "INV-11", || format!("'{}' ended what something still holds", by()))?;
    let told = match &entry.event {
        Event::PreservationEnded => true,
        Event::PreservationStopped { why: WhyEnded::Released, reason } => reason.as_deref().is_some_and(said),
        Event::PreservationStopped { .. } => after.is_closed(),
        _ => false,
    };
    must(!ends || told, "INV-11", || format!("'{}' ended a preservation", by()))?;
    let gone = |d: &Demand| matches!(d.preservation, Preservation::Purged { .. });
    let nothing_was = before.preservation.accounts().iter().all(is_gone);
    let evidenced = matches!(entry.event, Event::CustodyAnswered { .. }) || nothing_was;
    must(!gone(after) || gone(before) || evidenced, "INV-11", || format!("'{}' counts as a removal", by()))?;
    let (Preservation::Active { until: was, .. }, Preservation::Active { until: is, .. }) = (&before.preservation, &after.preservation)
    else {
        return Ok(());
    };
    let written = match &entry.event {
        Event::PreservationExtended { document, .. } => said(document),
        Event::PaperCorrected { .. } => true,
        _ => false,
    };
    must(was == is || written, "INV-11", || format!("'{}' moved the end of a preservation", by()))
}
