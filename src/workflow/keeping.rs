//! What is kept unchanged: the custodian's tasks and answers, what they are told to the provider's own systems, and what is kept on
//! for a production.
//!
//! Whoever keeps the data learns the account, the categories and the range, and that it is to be kept or removed: not who asks,
//! by which law or in which matter, so that every task looks like every other.

use super::delivery::whole;
use super::{Error, Workflow, state};
use crate::store::custody::{self, KeepingRow, Kept, KeptForRow, TaskRow};
use crate::store::webhooks;
use crate::store::{Conn, Key, Sight, Txn, compartments, demands};
use chrono::Timelike;
use domain::Instant;
use domain::actor::{Actor, Role};
use domain::command::{Command, Verb};
use domain::demand::Demand;
use domain::event::Event;
use domain::ids::DemandId;
use domain::instrument::Purpose;
use domain::keeping::CustodyTask;
use domain::paper::Identifier;
use domain::preservation::{CustodyAnswer, Hold, Preservation};
use domain::refusal::{Reason, Refusal};
use domain::token::TokenScope;
use domain::webhook::HookKind;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The one reason that a custodian is given, whatever the paper.
pub const REASON: &str = "retention";

/// Productions looked at in one round.
const MOST: u64 = 500;

/// What the tables hold of a demand.
#[must_use]
pub fn kept(demand: &Demand) -> Kept {
    let id = Key::from(demand.id);
    let state = demand.preservation.code().to_owned();
    let keeping = matches!(demand.preservation, Preservation::Active { .. } | Preservation::Ended { .. }).then(|| KeepingRow {
        demand_id: id,
        state,
        ends_at: demand.preservation.ends_at(),
    });
    let production = |hold: &Hold| match hold {
        Hold::Production { demand } => Some(KeptForRow { demand_id: id, production_id: Key::from(*demand) }),
        Hold::Confirmed { .. } | Hold::Litigation { .. } => None,
    };
    let mut productions: Vec<_> = demand.preservation.holds().iter().filter_map(production).collect();
    productions.sort_by_key(|r| r.production_id.0);
    let mut tasks: Vec<_> = demand.custody_tasks().into_iter().map(|task| row(demand.id, task)).collect();
    tasks.sort_by_key(|r| r.id.0);
    Kept { keeping, productions, tasks }
}

fn row(demand: DemandId, task: CustodyTask) -> TaskRow {
    let mut hash = Sha256::new();
    for part in [task.ask.code(), task.account.kind.code(), &task.account.normalised()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.update(demand.0.as_bytes());
    let digest = hash.finalize();
    let bytes = std::array::from_fn(|n| digest[n]);
    TaskRow {
        id: Key(uuid::Builder::from_random_bytes(bytes).into_uuid()),
        demand_id: demand.into(),
        ask: task.ask.code().to_owned(),
        account_kind: task.account.kind.code().to_owned(),
        account: task.account.value,
        categories: json!(task.categories).to_string(),
        range_from: task.from,
        range_to: task.to,
        due_at: task.due,
        failed: task.failed,
    }
}

/// A task as everybody outside the desk is told it.
#[must_use]
pub fn told(row: &TaskRow) -> serde_json::Value {
    let categories: serde_json::Value = serde_json::from_str(&row.categories).unwrap_or_default();
    json!({
        "task": row.id.0,
        "ask": row.ask,
        "reason_code": REASON,
        "account": { "kind": row.account_kind, "value": row.account },
        "categories": categories,
        "from": row.range_from,
        "to": row.range_to,
        "due_at": row.due_at,
    })
}

fn keeps(actor: &Actor) -> Result<(), Error> {
    let may = match actor {
        Actor::Person { roles, .. } => roles.has(Role::Custodian),
        Actor::Machine { scopes, customer: None, .. } => scopes.has(TokenScope::Preservation),
        Actor::Machine { .. } | Actor::Contact(_) | Actor::Officer(_) | Actor::System | Actor::Operator => false,
    };
    if may { Ok(()) } else { Err(Error::NotAllowed) }
}

impl Workflow {
    /// Write what has changed of what is kept, and tell the provider's own systems of each new task.
    pub(super) async fn put_kept(&self, txn: &Txn, id: DemandId, was: &Kept, is: Kept, now: Instant) -> Result<(), Error> {
        let fresh: Vec<_> = is.tasks.iter().filter(|t| !was.tasks.iter().any(|w| w.id == t.id)).map(told).collect();
        custody::put(txn, id, was, is).await?;
        if fresh.is_empty() {
            return Ok(());
        }
        let mut rows = Vec::new();
        for hook in webhooks::good(txn).await? {
            let kinds: BTreeSet<HookKind> = serde_json::from_str(&hook.kinds).map_err(|e| Error::Corrupt(e.to_string()))?;
            // No message says more of national security than of anything else, so it goes to all who keep data.
            if kinds.contains(&HookKind::PreservationAsked) {
                rows.extend(fresh.iter().map(|task| super::webhooks::message(hook.id, HookKind::PreservationAsked, task, now)));
            }
        }
        Ok(webhooks::put(txn, rows).await?)
    }

    /// Whether the tables know what is kept of a demand.
    pub(super) async fn keeps_kept(&self, demand: Option<&Demand>) -> Result<bool, Error> {
        let Some(demand) = demand.filter(|d| d.preservation != Preservation::None) else { return Ok(true) };
        Ok(custody::of_demand(self.store().read(), demand.id).await? == kept(demand))
    }

    /// What is to be kept or removed, the most urgent first, after the task `after`. For whoever keeps the data.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::NotFound`] when `after` is done; [`Error::Store`].
    pub async fn custody_tasks(&self, actor: &Actor, after: Option<Key>, limit: u64) -> Result<Vec<TaskRow>, Error> {
        keeps(actor)?;
        let after = match after {
            None => None,
            Some(id) => Some(custody::find_task(self.store().read(), id).await?.ok_or(Error::NotFound)?),
        };
        Ok(custody::tasks(self.store().read(), after.as_ref(), limit).await?)
    }

    /// One task.
    ///
    /// # Errors
    /// As [`Workflow::custody_tasks`].
    pub async fn custody_task(&self, actor: &Actor, id: Key) -> Result<TaskRow, Error> {
        keeps(actor)?;
        custody::find_task(self.store().read(), id).await?.ok_or(Error::NotFound)
    }

    /// Say what became of a task: the account is kept, there is nothing, it failed, or what was kept is gone. Gives the task as it is
    /// still owed, or nothing once it is done.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::NotFound`] when it is done; [`Error::Refused`] with all reasons; [`Error::Store`].
    pub async fn answer_custody(&self, actor: Actor, id: Key, answer: CustodyAnswer) -> Result<Option<TaskRow>, Error> {
        keeps(&actor)?;
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let task = custody::find_task(&txn, id).await?.ok_or(Error::NotFound)?;
            let before = demands::find_to_change(&txn, task.demand_id.to()).await?.ok_or(Error::NotFound)?;
            let demand = state(&before)?;
            let asked = demand.preservation.accounts().iter().map(|k| &k.account);
            let account: Identifier = asked
                .filter(|a| a.kind.code() == task.account_kind)
                .find(|a| a.value == task.account)
                .cloned()
                .ok_or_else(|| Error::Corrupt(before.reference.clone()))?;
            let command = Command::AnswerCustody { account, answer };
            let events = demand.decide(&command, &this.context(actor, now))?;
            this.record(&txn, actor, demand, events, now, Some(before)).await?;
            let left = custody::find_task(&txn, id).await?;
            txn.commit().await?;
            Ok(left)
        })
        .await
    }

    /// A preservation is kept on only for a demand that asks for data, is open, and comes from the same authority or names its file.
    pub(super) async fn related(&self, conn: &impl Conn, demand: &Demand, events: &[Event]) -> Result<(), Error> {
        for event in events {
            let Event::PreservationHeld { hold: Hold::Production { demand: other }, .. } = event else { continue };
            let row = demands::find(conn, *other).await?.ok_or(Error::NotFound)?;
            let other = state(&row)?;
            let discloses = other.instrument(self.rulebook()).is_some_and(|i| i.purpose == Purpose::Disclose);
            let named = |d: &Demand| d.paper.authority_name.trim().to_lowercase();
            let same = match (&demand.authority, &other.authority) {
                (Some(a), Some(b)) => a.id == b.id,
                _ => named(demand) == named(&other),
            };
            let file = |d: &Demand| d.paper.authority_reference.trim().to_lowercase();
            if !discloses || other.is_closed() || !(same || file(demand) == file(&other)) {
                return Err(Refusal { verb: Verb::HoldOver, reasons: vec![Reason::NotRelated] }.into());
            }
        }
        Ok(())
    }

    /// What was kept on for a production that is over is kept for it no longer. For the clockwork; returns how many moved.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn end_productions(&self) -> Result<u64, Error> {
        let held = custody::kept_for(self.store().read(), None, MOST).await?;
        let mut ids: Vec<DemandId> = held.iter().map(|r| r.production_id.to()).collect();
        ids.dedup();
        let over: Vec<_> = demands::with_ids(self.store().read(), &ids).await?.into_iter().filter(|r| r.closed_at.is_some()).collect();
        let mut moved = 0;
        for row in held {
            let Some(production) = over.iter().find(|p| p.id == row.production_id) else { continue };
            // The reference says which production is over, in every language; what only the cleared see is not named (INV-22).
            let named = compartments::reaches(self.store().read(), Sight::Open, production.demand()).await?;
            let reason = if named { production.reference.clone() } else { "closed".to_owned() };
            let lift = Command::LiftHold { hold: Hold::Production { demand: production.demand() }, reason };
            match self.act(Actor::System, row.demand_id.to(), lift, None).await {
                Ok(_) => moved += 1,
                Err(Error::Store(error)) => return Err(error.into()),
                Err(_) => {
                    tracing::error!(code = "hold-not-lifted", demand = %row.demand_id, "what was kept for a production is still held")
                }
            }
        }
        Ok(moved)
    }

    /// Remind those who keep data, and those who handle cases, once a day of tasks that are overdue: a mail without content. Nobody
    /// is woken: not before seven in the morning.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Letter`].
    pub async fn remind_of_custody(&self) -> Result<u64, Error> {
        let now = self.clock().now();
        let early = now.with_timezone(&self.policy().locus("ZZ").zone).hour() < 7;
        if early {
            return Ok(0);
        }
        let roles = [Role::Custodian, Role::Intake, Role::Reviewer];
        let mut reminded = 0;
        for sight in [Sight::Open, Sight::Whole] {
            if custody::any_overdue(self.store().read(), sight, now).await? {
                reminded += self.remind_staff("custody_overdue", &roles, sight, now).await?;
            }
        }
        Ok(reminded)
    }
}
