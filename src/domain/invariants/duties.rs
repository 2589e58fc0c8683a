//! What the desk owes by date, and what the record keeps.

use super::{Broken, Sight, must, row, said};
use crate::clocks;
use crate::demand::Demand;
use crate::ground::Ground;
use crate::instrument::SecrecySource;
use crate::instrument::{Force, StartsWith};
use crate::paper::Decision;
use crate::preservation::Preservation;
use crate::secrecy::{OrderEnd, SecrecyOrder};
use crate::stage::{End, Stage};
use std::collections::BTreeSet;

/// INV-06: a secrecy order has its paper, its law, somebody it covers, and an end or a day on which somebody looks again, which
/// stands in the calendar; and what no law sets is looked at again with an attempt against it on record.
///
/// # Errors
/// What the order lacks.
pub fn inv_06(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    for order in &demand.secrecy.orders {
        must(said(&order.document), "INV-06", || "a secrecy order without a paper".to_owned())?;
        must(said(&order.law), "INV-06", || "a secrecy order without a law".to_owned())?;
        must(!order.covers.is_empty(), "INV-06", || "a secrecy order that covers nobody".to_owned())?;
        let ends = match order.end {
            OrderEnd::Until(end) => end > order.from,
            OrderEnd::Indefinite { review_on } => review_on > order.placed_at,
        };
        must(ends, "INV-06", || "a secrecy order that ends before it starts".to_owned())?;
        let tried = order.reviews.is_empty() || order.source == SecrecySource::Statutory || !order.efforts.is_empty();
        must(tried, "INV-06", || "an order was reviewed, and nobody had tried anything against it".to_owned())?;
    }
    let dates = demand.secrecy_dates(sight.rulebook, sight.policy);
    let shown = |o: &SecrecyOrder| dates.iter().any(|d| d.order == Some(o.id));
    let open = demand.secrecy.orders.iter().filter(|o| o.ended_at.is_none());
    must(open.clone().all(shown), "INV-06", || "an order is not in the calendar".to_owned())
}

/// INV-10: a paper that compels, or asks in an emergency, and names an account keeps its data from receipt on.
///
/// # Errors
/// That nothing is kept.
pub fn inv_10(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    let compels = row(demand, sight).is_some_and(|i| i.force != Force::None && i.preservation.is_some());
    let named = !demand.paper.identifiers.is_empty();
    match &demand.preservation {
        Preservation::None => must(!(compels && named), "INV-10", || "a paper that must keep what it names keeps nothing".to_owned()),
        Preservation::Active { since, .. } => must(*since == demand.receipt.at, "INV-10", || "kept from later than receipt on".to_owned()),
        Preservation::Ended { at, .. } | Preservation::Purged { ended_at: at, .. } => {
            must(*at >= demand.receipt.at, "INV-10", || "ended before it began".to_owned())
        }
    }
}

/// INV-12: every due date is the one its rule gives from receipt, or the later one that the authority gave in writing.
///
/// # Errors
/// The duty whose date moved.
pub fn inv_12(demand: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    for clock in &demand.clocks {
        let starts = match clock.starts {
            StartsWith::Receipt | StartsWith::Unvalidated => clock.started_at == demand.receipt.at,
            StartsWith::Decision => clock.started_at <= demand.receipt.at,
            StartsWith::Clarification | StartsWith::Production | StartsWith::SecrecyEnd | StartsWith::PreservationEnd => {
                clock.started_at >= demand.receipt.at
            }
        };
        must(starts, "INV-12", || format!("{:?} does not start where its rule says", clock.kind))?;
        must(clock.pauses.iter().all(|p| clock.suspended_by.contains(&p.why)), "INV-12", || {
            format!("{:?} stood still for what does not suspend it", clock.kind)
        })?;
        let own = clock.counted_today();
        let mut due = own;
        for extension in demand.extensions.iter().filter(|e| e.kind == clock.kind) {
            if due.legal.is_none_or(|legal| extension.due > legal) {
                due = clocks::Due { internal: extension.due, legal: Some(extension.due) };
            }
        }
        must(clock.due == due, "INV-12", || format!("the due date of {:?} has moved without a writing", clock.kind))?;
    }
    Ok(())
}

/// INV-14: the demand has at least as many entries as the steps that its stage took.
///
/// # Errors
/// That entries are missing.
pub fn inv_14(demand: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let least: u64 = match &demand.stage {
        Stage::Received => 1,
        Stage::Verifying(v) => 2 + u64::from(v.requester.is_some()) + u64::from(v.form.is_some()),
        // Begun, both checks, verified.
        Stage::Redirecting { offer, .. } => 5 + u64::from(offer.is_some()),
        Stage::Reviewing(_) => 6,
        // A decided line, the recommendation.
        Stage::Approving(_) => 8,
        Stage::Producing(_) => 9,
        Stage::Releasing(_) => 11,
        // Prepared and confirmed.
        Stage::Closed { end: End::Released(_), .. } => 13,
        Stage::Closed { .. } => 2,
    };
    must(demand.version >= least, "INV-14", || format!("{} entries made a state that takes {least}", demand.version))
}

/// INV-15: nothing is recorded under the id of something else.
///
/// # Errors
/// What stands twice.
pub fn inv_15(demand: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let lines: BTreeSet<_> = demand.lines.iter().map(|l| l.id).collect();
    must(lines.len() == demand.lines.len(), "INV-15", || "two lines with one id".to_owned())?;
    let orders: BTreeSet<_> = demand.secrecy.orders.iter().map(|o| o.id).collect();
    must(orders.len() == demand.secrecy.orders.len(), "INV-15", || "two secrecy orders with one id".to_owned())?;
    let documents: BTreeSet<_> = demand.documents.iter().map(|d| d.id).collect();
    must(documents.len() == demand.documents.len(), "INV-15", || "two documents with one id".to_owned())
}

/// INV-21: a refusal, of the whole or of a line, says on which ground, and the instrument knows that ground.
///
/// # Errors
/// What is missing.
pub fn inv_21(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    let known = |g: &Ground| *g == Ground::R20 || row(demand, sight).is_none_or(|i| i.grounds.contains(g));
    if let Some(End::Refused { grounds, explanation, .. }) = demand.stage.end() {
        must(!grounds.is_empty(), "INV-21", || "refused without a ground".to_owned())?;
        must(grounds.iter().all(known), "INV-21", || "refused on a ground that the instrument does not know".to_owned())?;
        must(said(explanation), "INV-21", || "refused without a word".to_owned())?;
    }
    for line in &demand.lines {
        if let Some(Decision::Refuse { ground } | Decision::Narrow { ground, .. }) = &line.decision {
            must(known(ground), "INV-21", || "a line is refused on a ground that the instrument does not know".to_owned())?;
        }
    }
    Ok(())
}

/// INV-24: each duty keeps its rule, its calendar and its dates, and each change of a date keeps paper and reason.
///
/// # Errors
/// What is not kept.
pub fn inv_24(demand: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    for clock in &demand.clocks {
        must(said(clock.rule.id()), "INV-24", || "a duty without a rule".to_owned())?;
        must(said(&clock.calendar), "INV-24", || "a duty without a calendar".to_owned())?;
    }
    for extension in &demand.extensions {
        must(said(&extension.document), "INV-24", || "a date moved without a writing".to_owned())?;
        must(said(&extension.reason), "INV-24", || "a date moved without a reason".to_owned())?;
    }
    Ok(())
}
