//! The projection against the record: what differs, and what is lost.

use super::{Error, Workflow, entries, projection};
use crate::store::{compartments, demands, events};
use domain::demand::Demand;
use domain::event::Entry;
use std::collections::BTreeSet;

/// How many are looked for at once.
const PAGE: u64 = 500;

impl Workflow {
    /// Prove that the projection is the fold of the record: every demand whose row is not what its entries give, or
    /// is gone.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn check_projection(&self) -> Result<Checked, Error> {
        let mut checked = Checked::default();
        let mut after = None;
        loop {
            let rows = demands::all_after(self.store().read(), after, 500).await?;
            let Some(last) = rows.last() else {
                checked.differing.extend(self.lost().await?);
                return Ok(checked);
            };
            after = Some(last.demand());
            for row in rows {
                checked.demands += 1;
                let stored = events::of_demand(self.store().read(), row.demand()).await?;
                let entries: Vec<Entry> = entries(&stored).into_iter().map(|(_, e)| e).collect();
                checked.entries += entries.len() as u64;
                let folded = Demand::fold(&entries);
                let rebuilt = folded.as_ref().and_then(|d| {
                    let at = entries.last()?.at;
                    projection::row(d, self.territory(d), at).ok()
                });
                if rebuilt.as_ref() != Some(&row)
                    || !self.keeps_silence(folded.as_ref()).await?
                    || !self.keeps_kept(folded.as_ref()).await?
                    || !self.keeps_apart(folded.as_ref()).await?
                {
                    checked.differing.push(row.reference);
                }
            }
        }
    }

    /// Whether the table knows who may see a demand.
    async fn keeps_apart(&self, demand: Option<&Demand>) -> Result<bool, Error> {
        let Some(demand) = demand else { return Ok(true) };
        Ok(compartments::is(self.store().read(), demand.id, demand.compartment(self.rulebook())).await?)
    }

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

/// What [`Workflow::check_projection`] found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Checked {
    /// Demands looked at.
    pub demands: u64,
    /// Entries folded.
    pub entries: u64,
    /// References whose row is not the fold.
    pub differing: Vec<String>,
}
