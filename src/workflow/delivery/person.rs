//! What only a person may decide: whether an uncertain message arrived, and whether a dead one is tried again.

use super::{current, note, whole};
use crate::store::outbox::{self, MessageRow};
use crate::store::{Txn, demands};
use crate::workflow::{Error, Workflow, load, state};
use domain::Instant;
use domain::actor::{Actor, Role};
use domain::command::{ActKind, Verb};
use domain::ids::{DemandId, MessageId};
use domain::instrument::Rulebook;
use domain::refusal::{Field, Reason, Refusal};

impl Workflow {
    /// Say what became of an uncertain message: it arrived, or it did not and goes out again. One that no longer belongs to a
    /// notice in force does not go out again. The reason is kept in the record.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::NotAllowed`]; [`Error::Refused`] without a reason; [`Error::Store`] with
    /// [`crate::store::StoreError::Stale`] when it is not uncertain any more.
    pub async fn resolve_message(&self, actor: Actor, message: MessageId, arrived: bool, reason: String) -> Result<(), Error> {
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let (row, id) = of_a_demand(&txn, this.rulebook(), &actor, message, &reason).await?;
            outbox::resolve_ambiguous(&txn, message, arrived, now).await?;
            if !arrived && !wanted(&txn, &row, id, now).await? {
                outbox::cancel(&txn, message, "superseded").await?;
            }
            let payload = serde_json::json!({ "mail": "resolved", "message": message, "arrived": arrived, "reason": reason });
            note(&txn, id, actor, "mail_resolved", payload, now).await?;
            this.settle(&txn, id, now).await?;
            this.settle_escape(&txn, id, message, arrived, now).await?;
            txn.commit().await?;
            Ok(())
        })
        .await
    }

    /// Try a message again that was given up. A notice that reached nobody is prepared anew instead, by two people.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::NotAllowed`]; [`Error::Refused`] without a reason, or for a notice that is not in the
    /// outbox any more; [`Error::Store`] with [`crate::store::StoreError::Stale`] when it was not given up.
    pub async fn requeue_message(&self, actor: Actor, message: MessageId, reason: String) -> Result<(), Error> {
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let (row, id) = of_a_demand(&txn, this.rulebook(), &actor, message, &reason).await?;
            if !wanted(&txn, &row, id, now).await? {
                return Err(refused(Reason::NoticeUndeliverable));
            }
            outbox::requeue(&txn, message, now).await?;
            let payload = serde_json::json!({ "mail": "requeued", "message": message, "reason": reason });
            note(&txn, id, actor, "mail_requeued", payload, now).await?;
            txn.commit().await?;
            Ok(())
        })
        .await
    }
}

fn refused(reason: Reason) -> Error {
    Error::Refused(Refusal { verb: Verb::Confirm(ActKind::SendNotice), reasons: vec![reason] })
}

/// The message, if this person may decide about it: as to the customer's side whoever may send a notice, else whoever handles
/// cases.
pub(super) async fn decidable(
    txn: &Txn,
    rulebook: &Rulebook,
    actor: &Actor,
    message: MessageId,
    reason: &str,
) -> Result<MessageRow, Error> {
    let row = outbox::find(txn, message).await?.ok_or(Error::NotFound)?;
    let may = match row.demand_id {
        Some(id) => {
            load(txn, rulebook, actor, id.to()).await?;
            let verb = if row.side == outbox::CUSTOMER { Verb::Confirm(ActKind::SendNotice) } else { Verb::AddNote };
            domain::roles(verb).iter().any(|role| actor.has(*role))
        }
        None => Role::ALL.into_iter().any(|role| role.handles_cases() && actor.has(role)),
    };
    if !may {
        return Err(Error::NotAllowed);
    }
    if reason.trim().is_empty() {
        return Err(refused(Reason::Missing { field: Field::Reason }));
    }
    Ok(row)
}

/// The same for a message about a demand.
async fn of_a_demand(
    txn: &Txn,
    rulebook: &Rulebook,
    actor: &Actor,
    message: MessageId,
    reason: &str,
) -> Result<(MessageRow, DemandId), Error> {
    let row = decidable(txn, rulebook, actor, message, reason).await?;
    let id = row.demand_id.ok_or(Error::NotFound)?.to();
    Ok((row, id))
}

/// Whether a message is still to go out: to a customer's side only as part of the notice ordered last.
async fn wanted(txn: &Txn, row: &MessageRow, id: DemandId, now: Instant) -> Result<bool, Error> {
    if row.side != outbox::CUSTOMER {
        return Ok(true);
    }
    let before = demands::find(txn, id).await?.ok_or(Error::NotFound)?;
    Ok(current(&state(&before)?, row, now))
}
