//! What an operator does that changes no demand but must be on the record all the same.

use super::{Error, Workflow};
use crate::store::events::{self, NewEvent};
use domain::actor::Actor;
use serde_json::json;

/// An act on the installation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operation {
    /// The record left the house, with all it holds.
    RecordExported,
    /// Statistics were made: for which period, in which style.
    StatisticsExported {
        /// Period, such as `2026-H1`.
        period: String,
        /// Style, such as `tidy`.
        style: String,
    },
}

impl Workflow {
    /// Put an act on the record, before it is done. Returns when it is durable.
    ///
    /// # Errors
    /// [`Error::Store`]; then the act must not be done.
    pub async fn operate(&self, actor: Actor, operation: Operation) -> Result<(), Error> {
        let (kind, payload) = match operation {
            Operation::RecordExported => ("record_exported", json!({ "exported": "record" })),
            Operation::StatisticsExported { period, style } => {
                ("statistics_exported", json!({ "exported": "statistics", "period": period, "style": style }))
            }
        };
        let this = self.clone();
        tokio::spawn(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            events::append(&txn, &[NewEvent { demand: None, actor, kind: kind.to_owned(), payload }], now).await?;
            Ok::<(), Error>(txn.commit().await?)
        })
        .await
        .map_err(|_| Error::Cut)?
    }
}
