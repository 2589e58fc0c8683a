//! When the customer is told, where the law leaves a choice: what counsel chose for the customer after the demand was matched is a
//! decision on each open demand, not a change behind its back.

use crate::Instant;
use crate::context::Context;
use crate::demand::Demand;
use crate::event::{Entry, Event};
use crate::instrument::NoticeTiming;
use crate::refusal::Reason;
use serde::{Deserialize, Serialize};

/// Counsel has chosen otherwise for the customer since the demand was matched.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TimingAsked {
    /// What is chosen for the customer now; `None` is what the rulebook says.
    pub told: Option<NoticeTiming>,
    /// Since when.
    pub at: Instant,
    /// Whether this demand follows.
    pub answer: Option<bool>,
}

impl Demand {
    /// The choice that waits for a decision on this demand.
    #[must_use]
    pub fn open_timing(&self) -> Option<&TimingAsked> {
        self.timing.as_ref().filter(|t| t.answer.is_none())
    }

    pub(crate) fn timing_blockers(&self, told: Option<NoticeTiming>, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        let chooses = self.instrument(ctx.rulebook).is_some_and(|i| i.notice.per_customer);
        let asked = self.open_timing().map_or_else(|| self.customer.as_ref().and_then(|c| c.told), |t| t.told);
        if !chooses || self.customer.is_none() || asked == told {
            why.push(Reason::NothingToDo);
        }
    }

    /// This demand follows the choice, or keeps its own. A notice on its way at another time is stopped; one that now goes before
    /// the data becomes a debt.
    pub(crate) fn timing_decided(&self, adopt: bool, reason: String, ctx: &Context<'_>) -> Vec<Event> {
        let decided = Event::TimingDecided { adopt, reason };
        let stopped = if adopt { self.stop_notice() } else { None };
        let after = self.clone().apply(&Entry { at: ctx.now, actor: ctx.actor, event: decided.clone() });
        let owed = if after.verified().is_some() && stopped.is_none() { after.owe_before(ctx) } else { None };
        stopped.into_iter().chain([decided]).chain(owed).collect()
    }

    pub(crate) fn timed(&mut self, event: &Event, at: Instant) {
        match event {
            Event::TimingAsked { told } => {
                let as_before = self.customer.as_ref().is_some_and(|c| c.told == *told);
                self.timing = (!as_before).then_some(TimingAsked { told: *told, at, answer: None });
            }
            Event::TimingDecided { adopt, .. } => {
                if let (Some(asked), Some(customer)) = (&mut self.timing, &mut self.customer) {
                    asked.answer = Some(*adopt);
                    if *adopt {
                        customer.told = asked.told;
                    }
                }
            }
            _ => {}
        }
    }
}
