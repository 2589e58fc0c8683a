//! What a viewer can do now, and why not the rest.

use crate::actor::Actor;
use crate::command::Verb;
use crate::context::Context;
use crate::demand::Demand;
use crate::refusal::Reason;
use serde::Serialize;

/// Whether a verb is open.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// It is.
    Open,
    /// It is not, because.
    Blocked(Vec<Reason>),
}

/// A verb and whether it is open to the viewer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Offer {
    /// Verb.
    pub verb: Verb,
    /// Open, or why not.
    pub availability: Availability,
}

impl Demand {
    /// Every verb, each with *open* or *blocked because …*, for `viewer` at the context's moment.
    #[must_use]
    pub fn available(&self, viewer: &Actor, ctx: &Context<'_>) -> Vec<Offer> {
        let ctx = Context { actor: *viewer, ..*ctx };
        Verb::all()
            .into_iter()
            .map(|verb| {
                let why = self.guards(verb, &ctx);
                Offer { verb, availability: if why.is_empty() { Availability::Open } else { Availability::Blocked(why) } }
            })
            .collect()
    }
}
