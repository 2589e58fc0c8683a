//! What a changed calendar would move. It moves nothing: each date stands until a person counts it anew and says why.

use super::{Error, Workflow, state};
use crate::store::demands;
use domain::clocks::{Due, Obligation};
use domain::ids::{DemandId, Reference};

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
                let demand = state(row)?;
                for today in demand.moved_by_calendar(None) {
                    let Some(before) = demand.clocks.iter().find(|c| c.id == today.id) else { continue };
                    let (stored, calendar) = (before.due.clone(), before.calendar.clone());
                    all.push(Moved { demand: demand.id, reference: demand.reference, today, stored, calendar });
                }
            }
        }
    }
}
