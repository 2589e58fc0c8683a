//! The gates of what is done about orders, requests for secrecy, and their end.

use crate::context::Context;
use crate::demand::Demand;
use crate::refusal::Reason;
use crate::secrecy::{MayTell, OrderEnd};
use crate::verb::Verb;

impl Demand {
    /// What stands in the way of the verbs of secrecy that one person does.
    pub(super) fn secrecy_guard(&self, verb: Verb, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        match verb {
            Verb::ReviewSecrecy => {
                let endless = |o: &crate::secrecy::SecrecyOrder| matches!(o.end, OrderEnd::Indefinite { .. }) && o.in_force(ctx.now);
                if !self.secrecy.orders.iter().any(endless) {
                    why.push(Reason::NoSuchOrder);
                }
            }
            Verb::RecordSecrecyRequest
                if self.secrecy.open_request().is_some() => {
                    why.push(Reason::SecrecyRequestOpen);
                }
            Verb::DecideSecrecyRequest
                // An answer that is waited for may come early, or not at all.
                if self.secrecy.requests.last().is_none_or(|r| r.decision.is_some() && r.awaited().is_none()) => {
                    why.push(Reason::NoSecrecyRequest);
                }
            Verb::CheckDocket => self.over_guard(ctx, why),
            Verb::StopGrace
                if self.grace_ends(ctx.rulebook, ctx.policy).is_none() => {
                    why.push(Reason::NothingToDo);
                }
            Verb::PassGrace => {
                self.over_guard(ctx, why);
                if self.grace_ends(ctx.rulebook, ctx.policy).is_none_or(|at| ctx.now < at) {
                    why.push(Reason::NothingToDo);
                }
            }
            _ => {}
        }
    }

    /// A secrecy is over once every order that covered the customer has ended, by its own date or lifted, and no letter asks for
    /// another. What never was secret is for two people to say.
    fn over_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        match self.may_tell_customer(ctx.now) {
            MayTell::Yes => why.push(Reason::NoSecrecyAlready),
            MayTell::No { until } => why.push(Reason::SecrecyInForce { until }),
            MayTell::Unknown if self.secrecy_over().is_none() => why.push(Reason::NothingEnded),
            MayTell::Unknown => {}
        }
        self.asked_guard(ctx, why);
    }

    /// A request is no order, but nobody says that there is none while one waits for a decision or for the authority's answer.
    pub(super) fn asked_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        if self.secrecy.open_request().is_some() {
            why.push(Reason::SecrecyRequestOpen);
        }
        let awaited = self.secrecy.requests.iter().filter_map(crate::secrecy::SecrecyRequest::awaited);
        why.extend(awaited.filter(|until| ctx.now < *until).map(|until| Reason::OrderAwaited { until }));
    }
}
