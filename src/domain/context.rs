//! What a decision may look at besides the demand: the moment, the actor, the rules.

use crate::Instant;
use crate::actor::Actor;
use crate::instrument::Rulebook;
use crate::policy::Policy;

/// Passed in, never fetched.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Now.
    pub now: Instant,
    /// Who wants it.
    pub actor: Actor,
    /// The rules of law.
    pub rulebook: &'a Rulebook,
    /// The provider's choices.
    pub policy: &'a Policy,
}
