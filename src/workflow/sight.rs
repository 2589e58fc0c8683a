//! Who sees a demand at all.

use super::{Error, Workflow};
use crate::store::Sight;
use domain::actor::{Actor, Role};
use domain::demand::Demand;
use domain::instrument::{Instrument, Rulebook};
use domain::paper::Paper;
use domain::token::TokenScope;

impl Workflow {
    /// How far a paper of this kind looks: what is open to all finds no repeat of what is not (INV-22).
    pub(super) fn sight_of(&self, paper: &Paper) -> Sight {
        match self.rulebook().get(&paper.instrument).and_then(Instrument::eyes) {
            Some(_) => Sight::Whole,
            None => Sight::Open,
        }
    }
}

/// Who may see a demand: those who handle cases, the operator and the clockwork; a custodian while there is something
/// to gather; an auditor (whose pages show no content); a program of the provider's own whose token says so. What stands in a
/// compartment only who is cleared besides, and no program (INV-22).
pub(super) fn visible(rulebook: &Rulebook, actor: &Actor, demand: Demand) -> Result<Demand, Error> {
    let sees = match actor {
        Actor::Operator | Actor::System => true,
        Actor::Machine { scopes, customer, .. } => customer.is_none() && DEMAND_SCOPES.iter().any(|scope| scopes.has(*scope)),
        // They have doors of their own; see [`Workflow::for_contact`] and [`agency`].
        Actor::Contact(_) | Actor::Officer(_) => false,
        Actor::Person { roles, .. } => {
            roles.iter().any(Role::handles_cases)
                || roles.has(Role::Auditor)
                || (roles.has(Role::Custodian) && matches!(demand.stage, domain::stage::Stage::Producing(_)))
        }
    };
    let within = Sight::of(actor) == Sight::Whole || demand.compartment(rulebook).is_none();
    if sees && within { Ok(demand) } else { Err(Error::NotFound) }
}

/// The scopes of which each lets a program see that a demand is there.
const DEMAND_SCOPES: [TokenScope; 3] = [TokenScope::DemandsRead, TokenScope::DemandsWrite, TokenScope::DemandsContent];
