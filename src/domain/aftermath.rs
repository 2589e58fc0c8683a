//! What an emergency asks for besides speed: content stays shut without process, a person who took no part reviews what was given, and
//! the paper that was promised is still owed (INV-13).
//!
//! 18 USC 2702(b)(8) and (c)(4) let a provider disclose without process; no law obliges it to. Forgers use that door most, so what
//! opens it is looked at twice: before content leaves, and after anything has left.

use crate::Instant;
use crate::clocks::{ClockRule, Obligation, ObligationKind};
use crate::context::Context;
use crate::demand::{Demand, Emergency};
use crate::ids::{AuthorityId, DemandId, PersonId};
use crate::instrument::Force;
use crate::refusal::Reason;
use crate::stage::Stage;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The rule of the review after an emergency: the provider's own, 72 hours.
pub const REVIEW: &str = "D.emergency_review";
/// The rule of the paper that follows: the provider's own.
pub const FOLLOW_UP: &str = "D.emergency_paper";

/// Within how many hours after a release in an emergency somebody reviews it.
const REVIEW_HOURS: u32 = 72;

/// Counsel let content leave without process.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ContentOpened {
    /// Who: one person more than those who stand behind the disclosure.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

/// Somebody who took no part looked at what was given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reviewed {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// Whether it was right to give it.
    pub sound: bool,
    /// What was found.
    pub text: String,
}

/// The paper came, or counsel says why it doesn't.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FollowUp {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// The demand that is the formal process; `None`: none comes.
    pub process: Option<DemandId>,
    /// Why none comes; with a process a remark, or empty.
    pub reason: String,
}

/// The formal process that a demand says it is followed by, as the case that it opened says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Process {
    /// Its demand.
    pub demand: DemandId,
    /// The authority that sent it, where that is known.
    pub authority: Option<AuthorityId>,
    /// Whether its instrument compels.
    pub compels: bool,
}

impl Process {
    /// What somebody says follows. It is worth nothing until the case itself stands in its place.
    #[must_use]
    pub const fn said(demand: DemandId) -> Self {
        Self { demand, authority: None, compels: false }
    }
}

/// What an emergency leaves behind.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Aftermath {
    /// Everybody who had a part in what left, or was about to, and in the checks before: none of them reviews it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub people: BTreeSet<PersonId>,
    /// Content was let through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<ContentOpened>,
    /// The review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Reviewed>,
    /// The paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUp>,
}

impl Aftermath {
    /// Whether there is nothing.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

impl Demand {
    /// Whether it asks by the emergency path: at once and without process. An order that compels keeps its force in an emergency.
    #[must_use]
    pub fn without_process(&self, ctx: &Context<'_>) -> bool {
        self.emergency != Emergency::No && self.instrument(ctx.rulebook).is_some_and(|i| i.force == Force::Voluntary)
    }

    /// Whether content that may leave is shut, because it is asked for without process and counsel has not let it through.
    #[must_use]
    pub fn content_is_shut(&self, ctx: &Context<'_>) -> bool {
        let content = self.lines.iter().any(|l| l.category.is_content() && l.is_authorised());
        content && self.aftermath.content.is_none() && self.without_process(ctx)
    }

    /// Whether it is worked on before all else: an emergency that is open, or that is over and still owes its review or its paper.
    #[must_use]
    pub fn is_in_the_lane(&self) -> bool {
        let owes = |c: &Obligation| c.kind.follows_an_emergency() && c.met_at.is_none();
        self.emergency != Emergency::No && (!self.is_closed() || self.clocks.iter().any(owes))
    }

    /// The duties that a release in a confirmed emergency begins.
    pub(crate) fn owed_after_emergency(
        &self,
        ctx: &Context<'_>,
        begin: impl Fn(ObligationKind, &ClockRule) -> Obligation,
    ) -> Vec<Obligation> {
        if !matches!(self.emergency, Emergency::Confirmed { .. }) {
            return Vec::new();
        }
        let rule = |id: &str, hours| ClockRule::Promptly { id: id.to_owned(), sla_hours: hours };
        let mut owed = vec![begin(ObligationKind::Review, &rule(REVIEW, REVIEW_HOURS))];
        if self.without_process(ctx) {
            owed.push(begin(ObligationKind::FollowUp, &rule(FOLLOW_UP, ctx.policy.emergency_paper_days * 24)));
        }
        owed
    }

    /// What stands in the way of taking a demand for the paper of this one.
    pub(crate) fn process_blockers(&self, process: &Process, why: &mut Vec<Reason>) {
        let same = self.authority.as_ref().is_some_and(|a| process.authority == Some(a.id));
        if process.demand == self.id || !process.compels || !same {
            why.push(Reason::NotTheProcess);
        }
    }

    /// Everybody who took part in the demand: who reviews it afterwards is none of them.
    #[must_use]
    pub fn took_part(&self) -> BTreeSet<PersonId> {
        let mut people: BTreeSet<PersonId> = self.aftermath.people.union(&self.asker.handled_by).copied().collect();
        people.extend(self.aftermath.content.as_ref().map(|c| c.by));
        if let Emergency::Confirmed { by, .. } = self.emergency {
            people.insert(by);
        }
        if let Stage::Verifying(v) = &self.stage {
            people.extend(v.requester.iter().map(|c| c.by).chain(v.form.iter().map(|f| f.by)));
        }
        people.extend(self.verified().into_iter().flat_map(|v| [v.requester.by, v.form.by, v.by]));
        people.extend(self.stage.recommended().map(|r| r.by));
        people.extend(self.stage.approved().map(|a| a.by));
        people.extend(self.stage.sealed().map(|s| s.by));
        people.extend(self.stage.released().into_iter().flat_map(|r| [r.first, r.second]));
        people
    }
}
