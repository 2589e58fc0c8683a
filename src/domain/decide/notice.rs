//! When telling the customer becomes a debt, when a notice is stopped, and what its window is.

use crate::apply::latest;
use crate::clocks::ObligationKind;
use crate::context::Context;
use crate::demand::Demand;
use crate::event::Event;
use crate::instrument::{NoticeDuty, NoticeTiming};
use crate::notice::{Notice, NoticeKind, Window};
use chrono::Duration;

impl Demand {
    /// Telling the customer becomes a debt once the demand is verified, where the notice goes before the data.
    pub(super) fn owe_before(&self, ctx: &Context<'_>) -> Option<Event> {
        let (duty, timing) = self.notice_duty(ctx.rulebook);
        let owed = duty == NoticeDuty::Must && timing == NoticeTiming::Before && self.customer.is_some();
        (owed && matches!(self.notice, Notice::NotOwed(_))).then(|| Event::NoticeOwed { due: ctx.now + ctx.policy.notice_due })
    }

    /// A notice that has not gone out yet does not go out any more; the debt stays. Every change of an order takes the
    /// confirmation back that it was queued under, whomever the order covers (INV-04).
    pub(super) fn stop_notice(&self) -> Option<Event> {
        match &self.notice {
            Notice::Queued { due, .. } => Some(Event::NoticeStopped { due: *due }),
            Notice::NotOwed(_) | Notice::Owed { .. } | Notice::Sent { .. } | Notice::Undeliverable { .. } | Notice::Waived { .. } => None,
        }
    }

    /// An event that closes the demand. A notice in the outbox speaks of an open demand, so it does not go; the debt stays and
    /// is met by a letter that says how the demand ended.
    pub(super) fn closing(&self, end: Event) -> Vec<Event> {
        self.stop_notice().into_iter().chain([end]).collect()
    }

    /// INV-20: the customer has the full time, unless the legal due date forces less; that is recorded, never skipped silently.
    pub(super) fn notice_sent(&self, message: crate::ids::MessageId, ctx: &Context<'_>) -> Option<Event> {
        let Notice::Queued { draft, due, .. } = &self.notice else { return None };
        let window = (draft.kind == NoticeKind::Advance).then(|| {
            let days = self.instrument(ctx.rulebook).map_or(0, |i| i.notice.window_days);
            let full = ctx.now + Duration::days(i64::from(days));
            let forced = self
                .clock(ObligationKind::Produce)
                .and_then(|c| c.due.legal)
                .map(|legal| latest(ctx.now, Some(legal - ctx.policy.window_margin)));
            match forced {
                Some(forced) if forced < full => Window { opens_at: ctx.now, ends_at: forced, shortened: true },
                _ => Window { opens_at: ctx.now, ends_at: full, shortened: false },
            }
        });
        Some(Event::NoticeSent { message, window, late: ctx.now > *due })
    }
}
