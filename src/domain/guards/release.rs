//! The gates of a release, and of the second half of any two-person act.

use crate::apply::is;
use crate::command::{Act, ActKind};
use crate::context::Context;
use crate::demand::{Clearance, Demand, Emergency};
use crate::refusal::{Part, Reason};
use crate::stage::{CheckMethod, Verified};
use std::collections::BTreeSet;

impl Demand {
    /// The gates of a release: INV-01 to 03, 07, 08, 09, 20, 23.
    pub(super) fn release_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        let Some(sealed) = self.stage.sealed() else { return };
        let approved = &sealed.approved;
        let verified: &Verified = &approved.recommended.redirected.verified;
        if !verified.requester.confirms() {
            why.push(Reason::NotVerifiedOutOfBand);
        }
        if verified.requester.method != CheckMethod::CallBack && self.needs_call_back() {
            why.push(Reason::CallBackNeeded);
        }
        let verified_until = verified.requester.good_until(ctx.policy);
        if ctx.now >= verified_until {
            why.push(Reason::VerificationExpired { since: verified_until });
        }
        let approved_until = approved.at + ctx.policy.approval_valid;
        if ctx.now >= approved_until {
            why.push(Reason::ApprovalExpired { since: approved_until });
        }
        self.known_guard(ctx, why);
        self.stale_guard(ctx, why);
        if self.authority.as_ref().is_none_or(|a| a.id != sealed.package.recipient) {
            why.push(Reason::WrongRecipient);
        }
        self.hold_guard(why);
        self.content_guard(ctx, why);
        for packed in &sealed.package.lines {
            if !self.packs(packed) || !self.reachable(packed.category, ctx) {
                why.push(Reason::OutsideScope { line: packed.line });
            }
        }
        self.notice_gate(ctx, why);
        match self.clearance {
            Clearance::NotNeeded | Clearance::Given { .. } => {}
            Clearance::Refused { .. } => why.push(Reason::ClearanceRefused),
            // In an emergency the production does not wait (Reg. (EU) 2023/1543 Art 10(4)), once it is confirmed.
            Clearance::Awaited if matches!(self.emergency, Emergency::Confirmed { .. }) => {}
            Clearance::Awaited => {
                // Without an answer the production goes at the end of the legal period, never before (Reg. (EU) 2023/1543 Art 10(2)).
                let until = self.clearance_ends(ctx);
                if until.is_none_or(|t| ctx.now < t) {
                    why.push(Reason::ClearanceAwaited { until });
                }
            }
        }
    }

    pub(super) fn second_person_guard(&self, kind: ActKind, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        match self.prepared(kind) {
            None => why.push(Reason::NotPrepared { act: kind }),
            Some(prepared) => {
                if is(&ctx.actor, prepared.by) {
                    why.push(Reason::SamePerson { part: Part::Preparer });
                }
                let until = prepared.at + ctx.policy.prepared_valid;
                if ctx.now >= until {
                    why.push(Reason::PreparedExpired { since: until });
                }
                if let (Act::Release { package }, Some(sealed)) = (&prepared.act, self.stage.sealed())
                    && *package != sealed.package.id
                {
                    why.push(Reason::PackageDiffers);
                }
            }
        }
        if kind == ActKind::Release
            && let Some(approved) = self.stage.approved()
        {
            // INV-01: whoever lets the data go has neither verified nor reviewed; with content or an emergency, nor approved.
            let parts = [
                (approved.recommended.by, Part::Reviewer, true),
                (approved.recommended.redirected.verified.requester.by, Part::Verifier, true),
                (approved.by, Part::Approver, self.needs_three()),
            ];
            why.extend(
                parts.into_iter().filter(|(p, _, counts)| *counts && is(&ctx.actor, *p)).map(|(_, part, _)| Reason::SamePerson { part }),
            );
            // A signal that came after the approval asks for one more than have had a part.
            let people: BTreeSet<_> = parts.iter().map(|(p, _, _)| *p).chain(ctx.actor.person()).collect();
            let needed = self.people_needed();
            if people.len() < usize::from(needed) {
                why.push(Reason::MorePeople { needed });
            }
        }
    }
}
