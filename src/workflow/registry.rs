//! What the registry says of an authority reaches the demands that it made.
//!
//! A demand carries the authority as the registry knew it. When that changes, each open demand gets the entry that identifies
//! it anew, in the transaction of the change: a frozen authority stops a release that was prepared before (INV-25).

use super::{Error, Workflow, projection, receive, state};
use crate::store::{Conn, Txn, authorities, demands};
use domain::Instant;
use domain::actor::Actor;
use domain::demand::Demand;
use domain::event::Event;
use domain::ids::DemandId;

/// How many demands are read at once.
const PAGE: u64 = 200;

impl Workflow {
    /// Where a demand comes from, by its instrument's law, while the authority is not known.
    #[must_use]
    pub fn territory(&self, demand: &Demand) -> &str {
        demand.instrument(self.rulebook()).map_or("ZZ", |i| i.territory.as_str())
    }

    /// Say it to each open demand of this authority that has not heard it yet.
    ///
    /// A demand that cannot be read is left as it is: nothing can be released of it either.
    pub(super) async fn tell_demands(&self, txn: &Txn, actor: Actor, row: &authorities::AuthorityRow) -> Result<(), Error> {
        let authority = receive::authority(row);
        let mut after: Option<DemandId> = None;
        loop {
            let page = demands::open_of_authority(txn, authority.id, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.demand());
            for before in page {
                let Ok(demand) = state(&before) else {
                    tracing::error!(code = "authority-unreadable", demand = %before.id, "a demand was not told of its authority's standing");
                    continue;
                };
                if demand.authority.as_ref() == Some(&authority) {
                    continue;
                }
                let events = vec![Event::AuthorityIdentified { authority: authority.clone() }];
                self.record(txn, actor, demand, events, self.clock().now(), Some(before)).await?;
            }
        }
    }

    /// The events as the store stands in this transaction: whoever identifies an authority may have read it before it was
    /// frozen, a demand that is opened again was not told while it was closed, and a paper read anew may ask what another
    /// demand asked before (INV-27).
    pub(super) async fn as_stored(
        &self,
        conn: &impl Conn,
        demand: &Demand,
        mut events: Vec<Event>,
        now: Instant,
    ) -> Result<Vec<Event>, Error> {
        self.related(conn, demand, &events).await?;
        for event in &mut events {
            match event {
                Event::AuthorityIdentified { authority } => {
                    if let Some(row) = authorities::find(conn, authority.id).await? {
                        *authority = receive::authority(&row);
                    }
                }
                Event::PaperCorrected { paper, duplicates, .. } => {
                    let same = demands::same_fingerprint(conn, self.sight_of(paper), &projection::fingerprint(paper)).await?;
                    *duplicates = same.iter().map(demands::DemandRow::demand).filter(|other| *other != demand.id).collect();
                }
                _ => {}
            }
        }
        let learned = self.learned(conn, demand, &events, now).await?;
        if events.iter().any(|event| matches!(event, Event::Reopened { .. }))
            && let Some(known) = &demand.authority
            && let Some(row) = authorities::find(conn, known.id).await?
        {
            let authority = receive::authority(&row);
            if authority != *known {
                events.push(Event::AuthorityIdentified { authority });
            }
        }
        events.extend(learned);
        Ok(events)
    }
}
