//! Looking is on the record too (INV-14): before the first byte of case content leaves, an event says who looked at what.

use super::{Error, Workflow};
use crate::store::events::{self, NewEvent};
use chrono::Duration;
use domain::Instant;
use domain::actor::Actor;
use domain::ids::{DemandId, DocumentId, PersonId};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What somebody looked at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Look {
    /// The case.
    Demand,
    /// A document, letter or package.
    Document(DocumentId),
}

/// The kind of event that says so.
pub const LOOKED: &str = "looked";

/// One look is one event; turning a page within this time is the same look.
const SAME_LOOK: Duration = Duration::minutes(10);

/// Looks on the record since not long ago.
#[derive(Default)]
pub(super) struct Recent(Mutex<HashMap<(PersonId, DemandId, Look), Instant>>);

impl Recent {
    fn known(&self, key: (PersonId, DemandId, Look), now: Instant) -> bool {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(&key).is_some_and(|at| now - *at < SAME_LOOK)
    }

    fn remember(&self, key: (PersonId, DemandId, Look), now: Instant) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() > 10_000 {
            seen.retain(|_, at| now - *at < SAME_LOOK);
        }
        seen.insert(key, now);
    }
}

impl Workflow {
    /// Record that somebody looks. Returns only when it is durable; a failure means that nothing may be shown.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn look(&self, actor: Actor, demand: DemandId, what: Look) -> Result<(), Error> {
        let now = self.clock().now();
        let key = actor.person().map(|p| (p, demand, what));
        if key.is_some_and(|k| self.inner.looks.known(k, now)) {
            return Ok(());
        }
        let payload = match what {
            Look::Demand => serde_json::json!({ "looked_at": "demand" }),
            Look::Document(id) => serde_json::json!({ "looked_at": "document", "document": id }),
        };
        let this = self.clone();
        tokio::spawn(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            events::append(&txn, &[NewEvent { demand: Some(demand), actor, kind: LOOKED.to_owned(), payload }], now).await?;
            txn.commit().await?;
            Ok::<(), Error>(())
        })
        .await
        .map_err(|_| Error::Cut)??;
        if let Some(key) = key {
            self.inner.looks.remember(key, now);
        }
        Ok(())
    }
}
