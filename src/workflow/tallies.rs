//! What the statistics see: every demand of a time as it stood at a cut-off, read from the record.

use super::{Error, Workflow, entries, state};
use crate::store::{authorities, demands, events};
use domain::Instant;
use domain::count::{Earlier, Sources, tally};
use domain::demand::Demand;
use domain::ids::{AuthorityId, DemandId};
use domain::instrument::Matter;
use domain::tally::{AuthorityLevel, Tally};
use std::collections::BTreeMap;
use std::ops::Range;

/// How many demands are read at once.
const PAGE: u64 = 500;

impl Workflow {
    /// One tally for each demand received in `within`, as it stood at `cut_off`; later ones are not there yet. Past demands that came
    /// in with a list count as those that were handled here.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`] for a demand whose entries give no state.
    pub async fn tallies(&self, within: Range<Instant>, cut_off: Instant) -> Result<Vec<Tally>, Error> {
        let mut tallies = Vec::new();
        let mut levels = BTreeMap::new();
        let mut after = None;
        loop {
            let rows = demands::all_after(self.store().read(), after, PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.demand());
            for row in rows.iter().filter(|r| within.contains(&r.received_at) && r.received_at <= cut_off) {
                let demand = state(row)?;
                let earlier = self.earlier(&demand).await?;
                let level = match &demand.authority {
                    Some(authority) => self.level(authority.id, &mut levels).await?,
                    None => AuthorityLevel::Unknown,
                };
                let stored = events::of_demand(self.store().read(), row.demand()).await?;
                let entries: Vec<_> = entries(&stored).into_iter().map(|(_, e)| e).collect();
                if entries.first().is_some_and(|e| e.at > cut_off) {
                    continue;
                }
                let sources = Sources { rulebook: self.rulebook(), level, earlier: &earlier };
                let counted = tally(&entries, cut_off, &sources).ok_or_else(|| Error::Corrupt(row.reference.clone()))?;
                // INV-22: what is of national security is published in bands only, which are drawn up by the cleared by hand.
                if counted.matter != Matter::NationalSecurity {
                    tallies.push(counted);
                }
            }
        }
        self.past_tallies(&within, cut_off, &mut tallies).await?;
        Ok(tallies)
    }

    async fn earlier(&self, demand: &Demand) -> Result<BTreeMap<DemandId, Earlier>, Error> {
        let mut earlier = BTreeMap::new();
        for link in &demand.links {
            if let Some(row) = demands::find(self.store().read(), link.other).await? {
                let other = state(&row)?;
                let known = Earlier { reference: other.reference, received_at: other.receipt.at, preservation: other.preservation };
                earlier.insert(link.other, known);
            }
        }
        Ok(earlier)
    }

    async fn level(&self, id: AuthorityId, known: &mut BTreeMap<AuthorityId, AuthorityLevel>) -> Result<AuthorityLevel, Error> {
        if let Some(level) = known.get(&id) {
            return Ok(*level);
        }
        let row = authorities::find(self.store().read(), id).await?;
        let level = row.and_then(|r| AuthorityLevel::ALL.iter().copied().find(|l| l.code() == r.level)).unwrap_or(AuthorityLevel::Unknown);
        known.insert(id, level);
        Ok(level)
    }
}
