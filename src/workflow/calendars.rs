//! What a changed calendar would move. It moves nothing: each date stands until a person counts it anew and says why.

use super::delivery::{note_of_the_house, whole};
use super::{Error, Workflow, state, visible};
use crate::record::chain::hex;
use crate::store::{Txn, calendar_moves, demands};
use domain::actor::Actor;
use domain::calendar;
use domain::clocks::{Due, Obligation};
use domain::demand::Demand;
use domain::event::{Entry, Event};
use domain::ids::{DemandId, Reference};
use serde_json::json;
use sha2::{Digest, Sha256};

/// How many rows are read at once.
const PAGE: u64 = 200;

/// A duty whose date would be another one today.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// Demand.
    pub demand: DemandId,
    /// What people call it.
    pub reference: Reference,
    /// The duty as it would be.
    pub today: Obligation,
    /// The dates on record.
    pub stored: Due,
    /// Version of the calendar that gave them.
    pub calendar: String,
}

impl Workflow {
    /// The duties of open demands whose dates today's calendars would move, in the order of the demands' ids.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub async fn moved_by_calendars(&self) -> Result<Vec<Moved>, Error> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let rows = demands::open_after(self.store().read(), after, PAGE).await?;
            let Some(last) = rows.last() else { return Ok(all) };
            after = Some(last.demand());
            for row in &rows {
                all.extend(self.moved_of(&state(row)?));
            }
        }
    }

    fn moved_of(&self, demand: &Demand) -> Vec<Moved> {
        let moved = |today: Obligation| {
            let before = demand.clocks.iter().find(|c| c.id == today.id)?;
            let (stored, calendar) = (before.due.clone(), before.calendar.clone());
            Some(Moved { demand: demand.id, reference: demand.reference, today, stored, calendar })
        };
        demand.moved_by_calendar(None, self.policy()).into_iter().filter_map(moved).collect()
    }

    /// Compare the open duties with the calendars in force, where that was not done for these calendars yet: what they would date
    /// otherwise comes to the desk. No date is moved. How many demands there are, or `None` where the calendars are the same.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`]. Nothing is remembered then, and the next start does it.
    pub async fn compare_calendars(&self) -> Result<Option<u64>, Error> {
        let calendars = self.calendars();
        if calendar_moves::is_checked(self.store().read(), &calendars).await? {
            return Ok(None);
        }
        let mut found: Vec<DemandId> = self.moved_by_calendars().await?.into_iter().map(|moved| moved.demand).collect();
        found.dedup();
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            calendar_moves::replace(&txn, &found, now).await?;
            calendar_moves::checked(&txn, &calendars, now).await?;
            let payload = json!({ "calendars": calendars, "demands": found.len() });
            note_of_the_house(&txn, Actor::System, "calendars_compared", payload, now).await?;
            txn.commit().await?;
            Ok(Some(found.len() as u64))
        })
        .await
    }

    /// The calendars in force, as one digest of their versions.
    fn calendars(&self) -> String {
        let mut digest = Sha256::new();
        for shipped in calendar::all() {
            let added = self.policy().added_to(shipped.place);
            digest.update(calendar::InForce { shipped, added: &added }.version());
            digest.update([0]);
        }
        hex(&digest.finalize())
    }

    /// The duties that wait to be counted anew, as far as the actor may see their demands; at most `most`.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub async fn waiting_for_recount(&self, actor: &Actor, most: usize) -> Result<Vec<Moved>, Error> {
        let (mut all, mut after) = (Vec::new(), None);
        while all.len() < most {
            let ids = calendar_moves::after(self.store().read(), after, PAGE).await?;
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            for row in demands::with_ids(self.store().read(), &ids).await? {
                match visible(self.rulebook(), actor, state(&row)?) {
                    Ok(demand) => all.extend(self.moved_of(&demand)),
                    Err(Error::NotFound) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        all.truncate(most);
        Ok(all)
    }

    /// A demand whose duties were counted anew waits for nobody any more, once none of them differs.
    pub(super) async fn recounted(&self, txn: &Txn, entries: &[Entry], after: &Demand) -> Result<(), Error> {
        let counted = entries.iter().any(|e| matches!(e.event, Event::DutiesChanged { reason: Some(_), .. }));
        if counted && after.moved_by_calendar(None, self.policy()).is_empty() {
            calendar_moves::done(txn, after.id).await?;
        }
        Ok(())
    }
}
