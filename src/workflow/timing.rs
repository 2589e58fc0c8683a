//! Counsel chose another time to tell a customer: each open demand of it that the choice is about asks for a decision.

use super::{Error, Workflow, state};
use crate::store::{Txn, demands};
use domain::Instant;
use domain::actor::Actor;
use domain::command::Command;
use domain::ids::CustomerId;
use domain::instrument::NoticeTiming;

/// How many rows are read at once.
const PAGE: u64 = 200;

impl Workflow {
    /// Ask on every open demand of the customer, in the transaction that changes the choice.
    pub(super) async fn ask_timing(&self, txn: &Txn, customer: CustomerId, told: Option<NoticeTiming>, now: Instant) -> Result<(), Error> {
        let command = Command::AskTiming { told };
        let mut after = None;
        loop {
            let rows = demands::of_customer(txn, customer, after, PAGE).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = Some((last.received_at, last.demand()));
            for row in rows.into_iter().filter(|row| row.closed_at.is_none()) {
                let demand = state(&row)?;
                // Where the law leaves no choice there is nothing to decide.
                if let Ok(events) = demand.decide(&command, &self.context(Actor::System, now)) {
                    self.record(txn, Actor::System, demand, events, now, Some(row)).await?;
                }
            }
        }
    }
}
