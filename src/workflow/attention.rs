//! What somebody waits for: second halves of two-person acts, unanswered objections, ends that come near.

use super::{Error, Workflow, state, visible};
use crate::store::{Key, demands, timers};
use domain::Instant;
use domain::actor::Actor;
use domain::demand::Demand;
use domain::ids::DemandId;

impl Workflow {
    /// Demands in which a prepared act or an objection waits for somebody, as far as the actor may see them, the earliest due
    /// first; at most `limit` are looked at.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub async fn waiting_for_people(&self, actor: &Actor, limit: u64) -> Result<Vec<Demand>, Error> {
        seen(actor, demands::attention(self.store().read(), limit).await?)
    }

    /// Demands of which something (an order, a preservation) ends by itself until `until`, as far as the actor may see them,
    /// the earliest end first; at most `limit` are looked at.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub async fn ending(&self, actor: &Actor, until: Instant, limit: u64) -> Result<Vec<Demand>, Error> {
        let due = timers::due(self.store().read(), until, limit).await?;
        let ids: Vec<DemandId> = due.iter().map(|t| t.demand_id.to()).collect();
        let mut found = seen(actor, demands::with_ids(self.store().read(), &ids).await?)?;
        found.sort_by_key(|d| due.iter().position(|t| t.demand_id == Key::from(d.id)));
        Ok(found)
    }
}

/// Those of the rows that the actor may see.
fn seen(actor: &Actor, rows: Vec<demands::DemandRow>) -> Result<Vec<Demand>, Error> {
    let mut seen = Vec::with_capacity(rows.len());
    for row in rows {
        match visible(actor, state(&row)?) {
            Ok(demand) => seen.push(demand),
            Err(Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(seen)
}
