//! What follows when an order comes, goes on or ends.

use crate::Instant;
use crate::apply::latest;
use crate::command::OrderDraft;
use crate::context::Context;
use crate::demand::Demand;
use crate::event::Event;
use crate::ids::{OrderId, PersonId};
use crate::instrument::{Audience, NoticeDuty, SecrecyRule};
use crate::notice::{Notice, NoticeDraft};
use crate::secrecy::{Checklist, MayTell, ON_THE_DEMAND, OrderEnd, Review, SecrecyOrder};
use std::collections::BTreeSet;

pub(super) fn order_by_law(id: OrderId, rule: &SecrecyRule, covers: BTreeSet<Audience>, at: Instant, ctx: &Context<'_>) -> SecrecyOrder {
    SecrecyOrder {
        id,
        source: rule.source,
        covers,
        law: rule.law.clone(),
        document: ON_THE_DEMAND.to_owned(),
        from: at,
        end: OrderEnd::Indefinite { review_on: at + ctx.policy.indefinite_review },
        placed_at: at,
        efforts: Vec::new(),
        reviews: Vec::new(),
        ended_at: None,
    }
}

pub(super) fn end(until: Option<Instant>, ctx: &Context<'_>) -> OrderEnd {
    until.map_or(OrderEnd::Indefinite { review_on: ctx.now + ctx.policy.indefinite_review }, OrderEnd::Until)
}

impl Demand {
    pub(super) fn placed(&self, draft: OrderDraft, ctx: &Context<'_>) -> Vec<Event> {
        let order = SecrecyOrder {
            id: draft.id,
            source: draft.source,
            covers: draft.covers,
            law: draft.law,
            document: draft.document,
            from: draft.from,
            end: end(draft.until, ctx),
            placed_at: ctx.now,
            efforts: Vec::new(),
            reviews: Vec::new(),
            ended_at: None,
        };
        [Event::SecrecyPlaced { order }].into_iter().chain(self.stop_notice()).collect()
    }

    /// The end of an order: the notice becomes a debt (INV-05).
    pub(super) fn lifted(&self, order: OrderId, first: PersonId, document: String, ctx: &Context<'_>) -> Vec<Event> {
        let owed = self.owe_after_change(order, ctx, |o| o.ended_at = Some(ctx.now));
        [Event::SecrecyLifted { order, first, document }].into_iter().chain(self.stop_notice()).chain(owed).collect()
    }

    /// An order covers less or ends sooner; whom it no longer covers is owed what he was not told.
    pub(super) fn narrowed(
        &self,
        (order, covers, until): (OrderId, BTreeSet<Audience>, Option<Instant>),
        first: PersonId,
        document: String,
        ctx: &Context<'_>,
    ) -> Vec<Event> {
        let Some(was) = self.secrecy.order(order) else { return Vec::new() };
        let end = until.map_or(was.end, OrderEnd::Until);
        let owed = self.owe_after_change(order, ctx, |o| {
            o.covers.clone_from(&covers);
            o.end = end;
        });
        let narrowed = Event::SecrecyNarrowed { order, first, covers, end, document };
        [narrowed].into_iter().chain(self.stop_notice()).chain(owed).collect()
    }

    fn owe_after_change(&self, order: OrderId, ctx: &Context<'_>, change: impl FnOnce(&mut SecrecyOrder)) -> Option<Event> {
        let mut after = self.clone();
        let changed = after.secrecy.orders.iter_mut().find(|o| o.id == order)?;
        if !self.covers_customer(&changed.covers) {
            return None;
        }
        change(changed);
        self.owe_after_secrecy(&after, ctx.now, ctx)
    }

    /// The orders that ended by their own date since somebody last looked, and the debt that follows from the last of them.
    pub(super) fn expired(&self, ctx: &Context<'_>) -> Vec<Event> {
        let mut after = self.clone();
        let mut events = Vec::new();
        let mut last = None;
        for order in after.secrecy.orders.iter_mut().filter(|o| o.ended_at.is_none() && !o.in_force(ctx.now)) {
            events.push(Event::SecrecyExpired { order: order.id });
            order.ended_at = order.ends_at();
            if self.covers_customer(&order.covers) {
                last = last.max(order.ended_at);
            }
        }
        events.extend(last.and_then(|ended| self.owe_after_secrecy(&after, ended, ctx)));
        events
    }

    /// INV-05: the end of a secrecy makes the notice a debt with a date, counted from the end and not from when it was noted.
    fn owe_after_secrecy(&self, after: &Demand, ended: Instant, ctx: &Context<'_>) -> Option<Event> {
        let still = matches!(after.may_tell_customer(ctx.now), MayTell::No { .. });
        let (duty, _) = self.notice_duty(ctx.rulebook);
        let told = matches!(self.notice, Notice::Sent { .. } | Notice::Waived { .. } | Notice::Queued { .. });
        let alive = self.stage.released().is_some() || self.verified().is_some() || matches!(self.notice, Notice::Owed { .. });
        let due = || latest(ctx.policy.after_secrecy(ended, &self.locus(ctx.rulebook, ctx.policy)), self.told_at(ctx.rulebook));
        (!still && !told && alive && duty != NoticeDuty::Authority && self.customer.is_some()).then(|| Event::NoticeOwed { due: due() })
    }

    /// A consumer's delayed notice goes with the confirmation that the secrecy is over.
    fn goes_at_once(&self, notice: Option<NoticeDraft>, by: Option<PersonId>) -> Option<Event> {
        let owed = matches!(self.notice, Notice::Owed { .. });
        notice.filter(|_| owed && self.is_consumer()).map(|draft| Event::NoticeQueued { draft, first: by })
    }

    pub(super) fn docket_checked(&self, checked: String, notice: Option<NoticeDraft>, ctx: &Context<'_>) -> Vec<Event> {
        [Event::DocketChecked { checked }].into_iter().chain(self.goes_at_once(notice, ctx.actor.person())).collect()
    }

    pub(super) fn grace_passed(&self, notice: Option<NoticeDraft>, ctx: &Context<'_>) -> Vec<Event> {
        let days = ctx.policy.send_after_working_days.unwrap_or_default();
        [Event::GracePassed { days }].into_iter().chain(self.goes_at_once(notice, None)).collect()
    }

    /// A letter that asks for secrecy holds what two people confirmed before it came.
    pub(super) fn asked(&self, words: String) -> Vec<Event> {
        [Event::SecrecyRequested { words }].into_iter().chain(self.stop_notice()).collect()
    }
}

pub(super) fn reviewed(order: OrderId, checklist: Checklist, note: String, ctx: &Context<'_>) -> Event {
    let review = Review { at: ctx.now, checklist, note };
    Event::SecrecyReviewed { order, review, next: ctx.now + ctx.policy.indefinite_review }
}
