//! What must be true of content in an emergency, and of what is owed after one.

use super::{Broken, Sight, must, row, said};
use crate::category::Category;
use crate::clocks::ObligationKind;
use crate::demand::{Demand, Emergency};
use crate::event::{Entry, Event};
use crate::ids::PersonId;
use crate::instrument::Force;
use crate::stage::Released;
use std::collections::BTreeSet;

/// INV-13: content that left without process was let through with a reason, by somebody who had no part in the disclosure; a release in
/// an emergency owes its review, and without process its paper; each is met by the act for it alone, the review by somebody who took
/// no part.
///
/// # Errors
/// What is missing.
pub fn inv_13_after(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    let is = |holds, what: &str| must(holds, "INV-13", || what.to_owned());
    let Some(released) = demand.stage.released().filter(|_| matches!(demand.emergency, Emergency::Confirmed { .. })) else { return Ok(()) };
    let people = behind(demand, released);
    let voluntary = row(demand, sight).is_some_and(|i| i.force == Force::Voluntary);
    let content = [Category::Content, Category::ContentRt, Category::Support];
    let left = released.sealed.package.lines.iter().any(|l| content.contains(&l.category) && l.records > 0);
    if voluntary && left {
        let opened = demand.aftermath.content.as_ref();
        is(opened.is_some_and(|c| said(&c.reason)), "content left without process, and nobody let it through")?;
        is(opened.is_none_or(|c| !people.contains(&c.by)), "whoever let content through had another part")?;
    }
    let duty = |kind| demand.clocks.iter().find(|c| c.kind == kind);
    is(duty(ObligationKind::Review).is_some(), "nobody owes a review of what was given in an emergency")?;
    is(!voluntary || duty(ObligationKind::FollowUp).is_some(), "nobody owes the paper of what was given without process")?;
    let review = demand.aftermath.review.as_ref();
    let met = |kind| duty(kind).is_none_or(|d| d.met_at.is_some());
    is(met(ObligationKind::Review) == review.is_some(), "the review was closed without one")?;
    is(review.is_none_or(|r| said(&r.text) && !people.contains(&r.by)), "whoever took part reviewed it")?;
    let opener = demand.aftermath.content.as_ref().map(|c| c.by);
    is(review.is_none_or(|r| Some(r.by) != opener), "whoever let content through reviewed it")?;
    let paper = demand.aftermath.follow_up.as_ref();
    is(!voluntary || met(ObligationKind::FollowUp) == paper.is_some(), "the paper was forgotten")?;
    is(paper.is_none_or(|p| p.process.is_some() || said(&p.reason)), "no paper comes, and nobody said why")
}

fn behind(demand: &Demand, released: &Released) -> BTreeSet<PersonId> {
    let approved = &released.sealed.approved;
    let mut people = BTreeSet::from([
        approved.recommended.redirected.verified.requester.by,
        approved.recommended.by,
        approved.by,
        released.first,
        released.second,
        released.sealed.by,
    ]);
    if let Emergency::Confirmed { by, .. } = demand.emergency {
        people.insert(by);
    }
    people
}

/// INV-13: whatever happens, what an emergency left behind is not taken back once something has left.
///
/// # Errors
/// What is gone.
pub fn step_13(before: &Demand, entry: &Entry, after: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let owes = |d: &Demand, kind| d.clocks.iter().any(|c| c.kind == kind && c.met_at.is_none());
    let had = |d: &Demand, p: PersonId| d.aftermath.people.contains(&p);
    must(before.aftermath.people.iter().all(|p| had(after, *p)), "INV-13", || "somebody's part was forgotten".to_owned())?;
    let decides = matches!(entry.event, Event::Recommended { .. } | Event::Approved { .. } | Event::SentBack { .. });
    if let Some(me) = entry.actor.person() {
        let forgotten = decides && before.emergency != Emergency::No && !had(after, me);
        must(!forgotten, "INV-13", || format!("'{}' left no trace of who did it", entry.event.kind()))?;
        let reviews = matches!(entry.event, Event::EmergencyReviewed { .. });
        must(!reviews || !had(before, me), "INV-13", || "whoever had a part reviewed it".to_owned())?;
    }
    let opened = matches!(entry.event, Event::ContentOpened { .. });
    if let Some(me) = entry.actor.person() {
        let checked = before.verified().is_some_and(|v| [v.requester.by, v.form.by, v.by].contains(&me));
        let confirmed = matches!(before.emergency, Emergency::Confirmed { by, .. } if by == me);
        must(!(opened && (checked || confirmed || had(before, me))), "INV-13", || "whoever took part let content through".to_owned())?;
        let opener = before.aftermath.content.as_ref().is_some_and(|c| c.by == me);
        let packed = matches!(entry.event, Event::PackageSealed { .. });
        must(!(opener && packed), "INV-13", || "whoever let content through packed it".to_owned())?;
    }
    must(!opened || before.aftermath.content.is_none(), "INV-13", || "content was let through twice".to_owned())?;
    for (kind, by) in [
        (ObligationKind::Review, matches!(entry.event, Event::EmergencyReviewed { .. })),
        (ObligationKind::FollowUp, matches!(entry.event, Event::FollowUpSettled { .. })),
    ] {
        let closed = owes(before, kind) && !owes(after, kind);
        must(!closed || by, "INV-13", || format!("'{}' closed {kind:?}", entry.event.kind()))?;
    }
    Ok(())
}
