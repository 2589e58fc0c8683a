//! Looking is on the record too (INV-14): before the first byte of case content leaves, an event says who looked at what. The
//! customer's contacts are asked no less than our own people.

use super::{Error, Workflow};
use crate::store::events::{self, NewEvent};
use crate::store::followups;
use chrono::Duration;
use domain::Instant;
use domain::actor::Actor;
use domain::ids::{CustomerId, DemandId, DocumentId};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What somebody looked at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Look {
    /// The case.
    Demand,
    /// A document, letter or package.
    Document(DocumentId),
    /// A file with all that the customer may see of it.
    Copy,
}

/// The kind of event that says so.
pub const LOOKED: &str = "looked";
/// The kind of event that says that somebody read what a customer is told in sum.
pub const REPORT_READ: &str = "customer_report_read";

/// One look is one event; turning a page within this time is the same look.
const SAME_LOOK: Duration = Duration::minutes(10);

/// One thing that can be looked at.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Sight {
    Demand(DemandId, Look),
    Report(CustomerId, String),
}

impl Sight {
    fn event(&self, actor: Actor) -> NewEvent {
        let (demand, kind, payload): (_, _, Value) = match self {
            Sight::Demand(id, Look::Demand) => (Some(*id), LOOKED, json!({ "looked_at": "demand" })),
            Sight::Demand(id, Look::Document(document)) => (Some(*id), LOOKED, json!({ "looked_at": "document", "document": document })),
            Sight::Demand(id, Look::Copy) => (Some(*id), LOOKED, json!({ "looked_at": "copy" })),
            Sight::Report(customer, period) => (None, REPORT_READ, json!({ "customer": customer, "period": period })),
        };
        NewEvent { demand, actor, kind: kind.to_owned(), payload }
    }
}

/// Looks on the record since not long ago.
#[derive(Default)]
pub(super) struct Recent(Mutex<HashMap<(Actor, Sight), Instant>>);

impl Recent {
    fn known(&self, key: &(Actor, Sight), now: Instant) -> bool {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(key).is_some_and(|at| now - *at < SAME_LOOK)
    }

    fn remember(&self, keys: Vec<(Actor, Sight)>, now: Instant) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() > 10_000 {
            seen.retain(|_, at| now - *at < SAME_LOOK);
        }
        seen.extend(keys.into_iter().map(|key| (key, now)));
    }
}

impl Workflow {
    /// Record that somebody looks. Returns only when it is durable; a failure means that nothing may be shown.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn look(&self, actor: Actor, demand: DemandId, what: Look) -> Result<(), Error> {
        self.see(actor, vec![Sight::Demand(demand, what)]).await
    }

    /// [`Workflow::look`] at several demands at once: all of it is on the record, or nothing may be shown.
    ///
    /// # Errors
    /// As [`Workflow::look`].
    pub async fn look_at_all(&self, actor: Actor, demands: &[DemandId], what: Look) -> Result<(), Error> {
        self.see(actor, demands.iter().map(|id| Sight::Demand(*id, what)).collect()).await
    }

    /// Record that somebody reads what a customer is told in sum of a period, such as `2026-H1`.
    ///
    /// # Errors
    /// As [`Workflow::look`].
    pub async fn look_at_report(&self, actor: Actor, customer: CustomerId, period: &str) -> Result<(), Error> {
        self.see(actor, vec![Sight::Report(customer, period.to_owned())]).await
    }

    async fn see(&self, actor: Actor, sights: Vec<Sight>) -> Result<(), Error> {
        let now = self.clock().now();
        // Whoever has a page to turn turns it; a program's or the operator's look is each a look of its own.
        let turns_pages = matches!(actor, Actor::Person { .. } | Actor::Contact(_) | Actor::Officer(_));
        let mut new: Vec<(Actor, Sight)> = sights.into_iter().map(|sight| (actor, sight)).collect();
        new.retain(|key| !turns_pages || !self.inner.looks.known(key, now));
        if new.is_empty() {
            return Ok(());
        }
        let this = self.clone();
        let events: Vec<NewEvent> = new.iter().map(|(actor, sight)| sight.event(*actor)).collect();
        // What one of our people opens waits for nobody any more.
        let opened: Vec<_> = new
            .iter()
            .filter_map(|(actor, sight)| match (actor, sight) {
                (Actor::Person { id, .. }, Sight::Demand(_, Look::Document(document))) => Some((*id, *document)),
                _ => None,
            })
            .collect();
        tokio::spawn(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            events::append(&txn, &events, now).await?;
            for (person, document) in opened {
                followups::seen(&txn, document, &person.to_string(), now).await?;
            }
            txn.commit().await?;
            Ok::<(), Error>(())
        })
        .await
        .map_err(|_| Error::Cut)??;
        if turns_pages {
            self.inner.looks.remember(new, now);
        }
        Ok(())
    }
}
