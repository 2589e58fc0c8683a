//! What follows when an order comes, goes on or ends.

use crate::Instant;
use crate::command::OrderDraft;
use crate::context::Context;
use crate::demand::Demand;
use crate::event::Event;
use crate::ids::OrderId;
use crate::instrument::{Audience, NoticeDuty, SecrecyRule};
use crate::notice::Notice;
use crate::secrecy::{MayTell, OrderEnd, SecrecyOrder};
use std::collections::BTreeSet;

pub(super) fn order_by_law(id: OrderId, rule: &SecrecyRule, covers: BTreeSet<Audience>, at: Instant, ctx: &Context<'_>) -> SecrecyOrder {
    SecrecyOrder {
        id,
        source: rule.source,
        covers,
        law: rule.law.clone(),
        document: "the demand itself".to_owned(),
        from: at,
        end: OrderEnd::Indefinite { review_on: at + ctx.policy.indefinite_review },
        placed_at: at,
        efforts: Vec::new(),
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
            ended_at: None,
        };
        [Event::SecrecyPlaced { order }].into_iter().chain(self.stop_notice()).collect()
    }

    /// INV-05: the end of a secrecy makes the notice a debt with a date.
    pub(super) fn owe_after_secrecy(&self, ending: OrderId, ctx: &Context<'_>) -> Option<Event> {
        let mut after = self.clone();
        let order = after.secrecy.orders.iter_mut().find(|o| o.id == ending)?;
        order.ended_at = Some(ctx.now);
        let covered = self.covers_customer(&order.covers);
        let still = matches!(after.may_tell_customer(ctx.now), MayTell::No { .. });
        let (duty, _) = self.notice_duty(ctx.rulebook);
        let told = matches!(self.notice, Notice::Sent { .. } | Notice::Waived { .. } | Notice::Queued { .. });
        let alive = self.stage.released().is_some() || self.verified().is_some() || matches!(self.notice, Notice::Owed { .. });
        (covered && !still && !told && alive && duty != NoticeDuty::Authority && self.customer.is_some())
            .then(|| Event::NoticeOwed { due: ctx.now + ctx.policy.notice_after_secrecy })
    }
}
