//! What somebody waits for: second halves of two-person acts, unanswered objections.

use super::{Error, Workflow, state, visible};
use crate::store::demands;
use domain::actor::Actor;
use domain::demand::Demand;
use domain::instrument::Rulebook;

impl Workflow {
    /// Demands in which a prepared act or an objection waits for somebody, as far as the actor may see them, the earliest due
    /// first; at most `limit` are looked at.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub async fn waiting_for_people(&self, actor: &Actor, limit: u64) -> Result<Vec<Demand>, Error> {
        seen(self.rulebook(), actor, demands::attention(self.store().read(), limit).await?)
    }
}

/// Those of the rows that the actor may see.
fn seen(rulebook: &Rulebook, actor: &Actor, rows: Vec<demands::DemandRow>) -> Result<Vec<Demand>, Error> {
    let mut seen = Vec::with_capacity(rows.len());
    for row in rows {
        match visible(rulebook, actor, state(&row)?) {
            Ok(demand) => seen.push(demand),
            Err(Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(seen)
}
