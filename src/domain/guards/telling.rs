//! The gates before anybody on the customer's side is told, and the gate that telling is for what leaves.

use crate::context::Context;
use crate::demand::Demand;
use crate::instrument::{NoticeDuty, NoticeTiming};
use crate::notice::Notice;
use crate::refusal::Reason;
use crate::secrecy::MayTell;
use crate::verb::Verb;

impl Demand {
    /// INV-04: nothing goes to the customer while secrecy is in force or unknown.
    pub(super) fn tell_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        match self.may_tell_customer(ctx.now) {
            MayTell::Yes => {}
            MayTell::Unknown => why.push(Reason::SecrecyUnknown),
            MayTell::No { until } => why.push(Reason::SecrecyInForce { until }),
        }
    }

    /// What the customer's side does with a notice needs one that was given; at the customer's own door it also needs that
    /// nothing forbids telling (INV-04).
    pub(super) fn customer_guard(&self, verb: Verb, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        if self.told().is_none() {
            why.push(Reason::NoticeNotSent);
        }
        if ctx.actor.contact().is_some() {
            self.tell_guard(ctx, why);
        }
        if verb == Verb::RecordObjection && self.open_objection().is_some() {
            why.push(Reason::AlreadyDone);
        }
    }

    /// The customer is told before, unless that is forbidden.
    pub(super) fn notice_gate(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        let (duty, timing) = self.notice_duty(ctx.rulebook);
        if duty != NoticeDuty::Must {
            return;
        }
        let may_tell = self.may_tell_customer(ctx.now);
        if may_tell == MayTell::Unknown && !matches!(self.notice, Notice::Sent { .. } | Notice::Waived { .. }) {
            why.push(Reason::SecrecyUnknown);
        }
        if timing != NoticeTiming::Before {
            return;
        }
        match &self.notice {
            // A window that was given is kept, also when secrecy came after it.
            Notice::Sent { window: Some(window), .. } if ctx.now < window.ends_at => {
                why.push(Reason::WindowRunning { until: window.ends_at });
            }
            Notice::Sent { .. } | Notice::Waived { .. } => {}
            _ if matches!(may_tell, MayTell::No { .. }) => {}
            Notice::Queued { .. } => why.push(Reason::NoticeInOutbox),
            Notice::Undeliverable { .. } => why.push(Reason::NoticeUndeliverable),
            Notice::Owed { .. } | Notice::NotOwed(_) => {
                if may_tell == MayTell::Yes {
                    why.push(Reason::NoticeNotSent);
                }
            }
        }
    }
}
