//! Demands that the record knows and the projection does not.

use super::{Error, Workflow, entries};
use crate::store::{demands, events};
use domain::demand::Demand;
use domain::event::Entry;
use std::collections::BTreeSet;

/// How many are looked for at once.
const PAGE: u64 = 500;

impl Workflow {
    /// The references of demands that came in, by the record, and have no row.
    pub(super) async fn lost(&self) -> Result<Vec<String>, Error> {
        let (mut lost, mut after) = (Vec::new(), 0);
        loop {
            let received = events::demands_with(self.store().read(), "received", after, PAGE).await?;
            let Some((last, _)) = received.last() else { return Ok(lost) };
            after = *last;
            let ids: Vec<_> = received.into_iter().map(|(_, id)| id).collect();
            let present: BTreeSet<_> = demands::present(self.store().read(), &ids).await?.into_iter().collect();
            for id in ids.into_iter().filter(|id| !present.contains(id)) {
                let stored = events::of_demand(self.store().read(), id).await?;
                let entries: Vec<Entry> = entries(&stored).into_iter().map(|(_, e)| e).collect();
                lost.push(Demand::fold(&entries).map_or_else(|| id.to_string(), |d| d.reference.to_string()));
            }
        }
    }
}
