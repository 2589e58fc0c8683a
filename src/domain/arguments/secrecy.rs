//! What an order, its end, its narrowing and a request for one must say.

use super::need;
use crate::Instant;
use crate::command::{Command, OrderDraft};
use crate::context::Context;
use crate::demand::Demand;
use crate::ids::OrderId;
use crate::instrument::{Audience, SecrecySource};
use crate::notice::{NoticeDraft, NoticeKind};
use crate::refusal::{Field, Reason};
use crate::secrecy::{OrderEnd, RequestDecision};
use std::collections::BTreeSet;

/// INV-06: an order has a paper, a legal basis, somebody it covers, and dates that make sense.
pub(super) fn order_blockers(draft: &OrderDraft, ctx: &Context<'_>, why: &mut Vec<Reason>) {
    need(&draft.document, Field::Document, why);
    need(&draft.law, Field::Law, why);
    if draft.covers.is_empty() {
        why.push(Reason::Missing { field: Field::Covers });
    }
    if draft.source == SecrecySource::None {
        why.push(Reason::GroundDoesNotFit);
    }
    if draft.until.is_some_and(|t| t <= draft.from || t <= ctx.now) {
        why.push(Reason::DatesReversed);
    }
}

pub(super) fn ends_sooner(end: OrderEnd, until: Option<Instant>) -> bool {
    match (end, until) {
        (OrderEnd::Until(end), Some(until)) => until <= end,
        (OrderEnd::Indefinite { .. }, Some(_)) => true,
        (_, None) => false,
    }
}

impl Demand {
    pub(super) fn secrecy_blockers(&self, command: &Command, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        match command {
            Command::ReviewSecrecy { order, note, .. } => {
                need(note, Field::Text, why);
                match self.secrecy.order(*order) {
                    Some(o) if matches!(o.end, OrderEnd::Indefinite { .. }) && o.in_force(ctx.now) => {
                        // What a law forbids for ever is not for the authority to waive.
                        let asked = usize::try_from(ctx.rulebook.transfers.waiver_efforts).unwrap_or(usize::MAX);
                        if o.source != SecrecySource::Statutory && o.efforts.len() < asked {
                            why.push(Reason::EffortNeeded);
                        }
                    }
                    Some(_) | None => why.push(Reason::NoSuchOrder),
                }
            }
            Command::RecordSecrecyRequest { words } => need(words, Field::Words, why),
            Command::DecideSecrecyRequest { decision, reason } => {
                need(reason, Field::Reason, why);
                if self.secrecy.requests.last().is_some_and(|r| r.decision == Some(*decision)) {
                    why.push(Reason::NothingToDo);
                }
                match decision {
                    RequestDecision::Nothing => {}
                    RequestDecision::AskForOrder { answer_by } if *answer_by <= ctx.now => why.push(Reason::DatesReversed),
                    RequestDecision::AskForOrder { .. } => {}
                    RequestDecision::OrderRecorded { order } => {
                        if self.secrecy.order(*order).is_none() {
                            why.push(Reason::NoSuchOrder);
                        }
                    }
                }
            }
            Command::CheckDocket { checked, notice } => {
                need(checked, Field::Looked, why);
                self.at_once_blockers(notice.as_ref(), ctx, why);
            }
            Command::PassGrace { notice } => self.at_once_blockers(notice.as_ref(), ctx, why),
            Command::StopGrace { reason } => need(reason, Field::Reason, why),
            _ => {}
        }
    }

    /// Only a consumer's delayed notice goes without a second person; an organisation's is prepared and confirmed.
    fn at_once_blockers(&self, notice: Option<&NoticeDraft>, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        let Some(NoticeDraft { kind, to, copies, .. }) = notice else { return };
        if !self.all_cleared(copies) {
            why.push(Reason::CopyNotCleared);
        }
        if to.is_empty() {
            why.push(Reason::Missing { field: Field::Recipients });
        }
        if *kind != NoticeKind::Delayed || *kind != self.fitting_notice(ctx) || !self.is_consumer() {
            why.push(Reason::NoticeKindDoesNotFit);
        }
        if !matches!(self.notice, crate::notice::Notice::Owed { .. }) {
            why.push(Reason::NoticeNotOwed);
        }
    }

    /// What is narrowed covers part of those it covered, or ends sooner; what it leaves is still an order.
    pub(super) fn narrowing_blockers(
        &self,
        (order, covers, until): (OrderId, &BTreeSet<Audience>, Option<Instant>),
        document: &str,
        ctx: &Context<'_>,
        why: &mut Vec<Reason>,
    ) {
        need(document, Field::Document, why);
        if covers.is_empty() {
            why.push(Reason::Missing { field: Field::Covers });
        }
        let Some(was) = self.secrecy.order(order).filter(|o| o.in_force(ctx.now)) else {
            why.push(Reason::NoSuchOrder);
            return;
        };
        if until.is_some_and(|t| t <= ctx.now || t <= was.from) {
            why.push(Reason::DatesReversed);
        }
        let sooner = match (was.end, until) {
            (OrderEnd::Until(end), Some(t)) => t < end,
            (OrderEnd::Indefinite { .. }, Some(_)) => true,
            (_, None) => false,
        };
        let later = until.is_some() && !sooner;
        if !covers.is_subset(&was.covers) || later || (*covers == was.covers && !sooner) {
            why.push(Reason::NotNarrower);
        }
    }
}
