//! The gates of an emergency: content without process, the review afterwards, the paper that follows.

use crate::apply::is;
use crate::clocks::ObligationKind;
use crate::context::Context;
use crate::demand::Demand;
use crate::refusal::{Part, Reason};
use crate::verb::Verb;

impl Demand {
    /// INV-13: content leaves by the emergency path only when counsel let it through, and whoever did has no other part.
    pub(super) fn content_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        if self.content_is_shut(ctx) {
            why.push(Reason::ContentShut);
        }
        self.opener_guard(ctx, why);
    }

    /// INV-13: whoever let content through neither reviews, approves, packs nor releases it. Deciding a line alone is not counted: the
    /// reviewer who recommends answers for every line, by its digest, and is somebody else.
    pub(super) fn opener_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        if self.aftermath.content.as_ref().is_some_and(|c| is(&ctx.actor, c.by)) {
            why.push(Reason::SamePerson { part: Part::Opener });
        }
    }

    /// What stands in the way of opening content, of the review and of settling the paper.
    ///
    /// Content without process rests on a permission, not a duty (18 USC 2702(b)(8)), so nobody's word checks it but ours: whoever
    /// lets it through looks at it with eyes that made none of the checks before, whichever those were (INV-13).
    pub(super) fn aftermath_guard(&self, verb: Verb, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        let owes = |kind| self.clocks.iter().any(|c| c.kind == kind && c.met_at.is_none());
        let took_part = ctx.actor.person().is_some_and(|p| self.took_part().contains(&p));
        match verb {
            Verb::OpenContent => {
                if !self.without_process(ctx) {
                    why.push(Reason::NoEmergency);
                }
                if self.aftermath.content.is_some() {
                    why.push(Reason::AlreadyDone);
                }
                if self.verifier().is_some_and(|p| is(&ctx.actor, p)) {
                    why.push(Reason::SamePerson { part: Part::Verifier });
                } else if took_part {
                    why.push(Reason::SamePerson { part: Part::Participant });
                }
            }
            Verb::ReviewEmergency => {
                if !owes(ObligationKind::Review) {
                    why.push(Reason::NothingToDo);
                }
                if took_part {
                    why.push(Reason::SamePerson { part: Part::Participant });
                }
            }
            _ => {
                if !owes(ObligationKind::FollowUp) {
                    why.push(Reason::NothingToDo);
                }
            }
        }
    }
}
