//! When telling the customer becomes a debt, when a notice is stopped, and what its window is.

use crate::Instant;
use crate::apply::latest;
use crate::clocks::ObligationKind;
use crate::context::Context;
use crate::demand::Demand;
use crate::event::{Entry, Event};
use crate::ids::MessageId;
use crate::instrument::{NoticeDuty, NoticeTiming};
use crate::notice::{Notice, NoticeKind, Window};
use crate::objection::{Counsel, ObjectionTime};
use crate::paper::DocumentRef;
use crate::secrecy::MayTell;
use chrono::Duration;

impl Demand {
    /// Telling the customer becomes a debt once the demand is verified, where the notice goes before the data.
    pub(crate) fn owe_before(&self, ctx: &Context<'_>) -> Option<Event> {
        let (duty, timing) = self.notice_duty(ctx.rulebook);
        let owed = duty == NoticeDuty::Must && timing == NoticeTiming::Before && self.customer.is_some();
        (owed && matches!(self.notice, Notice::NotOwed(_))).then(|| Event::NoticeOwed { due: self.owed_by(ctx) })
    }

    /// Until when a debt that arises now is to be met: at the time that the authority set, else within the provider's own time.
    fn owed_by(&self, ctx: &Context<'_>) -> Instant {
        self.told_at(ctx.rulebook).map_or(ctx.now + ctx.policy.notice_due, |set| set.max(ctx.now))
    }

    /// The debt's new date, where another reading of the paper has another time at which the authority wants the customer told.
    pub(super) fn owed_anew(&self, before: &Demand, ctx: &Context<'_>) -> Option<Event> {
        let owed = matches!(before.notice, Notice::Owed { .. } | Notice::Queued { .. });
        let moved = before.told_at(ctx.rulebook) != self.told_at(ctx.rulebook);
        (owed && moved).then(|| Event::NoticeOwed { due: self.owed_by(ctx) })
    }

    /// A notice that has not gone out yet does not go out any more; the debt stays. Every change of an order takes the
    /// confirmation back that it was queued under, whomever the order covers (INV-04).
    pub(crate) fn stop_notice(&self) -> Option<Event> {
        match &self.notice {
            Notice::Queued { due, .. } => Some(Event::NoticeStopped { due: *due }),
            Notice::NotOwed(_) | Notice::Owed { .. } | Notice::Sent { .. } | Notice::Undeliverable { .. } | Notice::Waived { .. } => None,
        }
    }

    /// An event that closes the demand. A notice in the outbox speaks of an open demand, so it does not go; the debt stays and
    /// is met by a letter that says how the demand ended.
    ///
    /// Who was told that the demand had come is owed how it ended; and once data has left or is kept for the authority, or an order
    /// to act was followed, whoever must be told and has not been is owed that.
    pub(super) fn closing(&self, end: Event, ctx: &Context<'_>) -> Vec<Event> {
        let untold = matches!(self.notice, Notice::NotOwed(_))
            && matches!(end, Event::Released { .. } | Event::PreservedConfirmed | Event::EffectGiven { .. })
            && self.customer.is_some()
            && self.notice_duty(ctx.rulebook).0 == NoticeDuty::Must;
        let owed = untold || matches!(self.notice, Notice::Sent { .. });
        // Whose content it was is told when effect is given at the latest, or at the time that the authority set (Reg. (EU) 2022/2065
        // Art 9(5)).
        let at_once = matches!(end, Event::EffectGiven { .. }) && self.told_at(ctx.rulebook).is_none();
        let debt = owed.then(|| Event::NoticeOwed { due: if at_once { ctx.now } else { self.owed_by(ctx) } });
        self.stop_notice().into_iter().chain([end]).chain(debt).collect()
    }

    /// A mail of the notice came back. While others have it or are on their way, nothing follows; then those who stand next are
    /// written to, and when nobody is left the notice reached nobody. Under secrecy nobody else is written to (INV-04): the debt
    /// waits, and two people prepare the notice anew.
    pub(super) fn bounced(&self, message: MessageId, why: String, ctx: &Context<'_>) -> Vec<Event> {
        let bounce = Event::NoticeBounced { message, why };
        let after = self.clone().apply(&Entry { at: ctx.now, actor: ctx.actor, event: bounce.clone() });
        let next = match &after.notice {
            Notice::Queued { mailing, due, .. } if !mailing.pending() => Some(match mailing.next_place() {
                _ if after.may_tell_customer(ctx.now) != MayTell::Yes => Event::NoticeStopped { due: *due },
                Some(place) => Event::NoticeNext { place },
                None => Event::NoticeFailed,
            }),
            _ => None,
        };
        [bounce].into_iter().chain(next).collect()
    }

    /// Nobody has acknowledged the notice in time: those who have it are reminded, and the next in the order are written to.
    pub(super) fn reminded(&self, ctx: &Context<'_>) -> Vec<Event> {
        let due = self.reminds_at(ctx.policy, ctx.now).is_some_and(|at| at <= ctx.now);
        let Some(mailing) = self.notice.mailing().filter(|_| due) else { return Vec::new() };
        let next = mailing.next_place().map(|place| Event::NoticeNext { place });
        [Event::NoticeReminded].into_iter().chain(next).collect()
    }

    /// The customer objects: when as to its window, and with which papers.
    pub(super) fn objected(&self, text: String, documents: Vec<DocumentRef>, counsel: Option<Counsel>, now: Instant) -> Vec<Event> {
        let time = match &self.notice {
            _ if self.is_closed() => ObjectionTime::AfterTheEnd,
            Notice::Sent { window: Some(window), .. } if now >= window.ends_at => ObjectionTime::Late,
            _ => ObjectionTime::InTime,
        };
        let ids = documents.iter().map(|d| d.id).collect();
        let raised = Event::ObjectionRaised { text, documents: ids, time };
        let added = documents.into_iter().map(|document| Event::DocumentAdded { document });
        added.chain([raised]).chain(counsel.map(|counsel| Event::CounselNamed { counsel })).collect()
    }

    /// INV-20: the customer has the full time, unless the legal due date forces less; that is recorded, never skipped silently.
    pub(super) fn notice_sent(&self, message: MessageId, ctx: &Context<'_>) -> Option<Event> {
        let Notice::Queued { draft, due, .. } = &self.notice else { return Some(Event::NoticeAccepted { message }) };
        let window = (draft.kind == NoticeKind::Advance).then(|| {
            let days = self.window_days(ctx.rulebook, ctx.policy);
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
