//! What the fate of its mails means for a notice: given, come back, the next in the customer's order, nobody left.

use super::whole;
use crate::store::outbox::{self, MessageRow};
use crate::store::{Txn, demands};
use crate::workflow::{Error, Workflow, state};
use domain::Instant;
use domain::command::Command;
use domain::demand::Demand;
use domain::ids::{DemandId, MessageId};
use domain::letter::Letter;
use domain::notice::{Ending, Fate, Mailing};

impl Workflow {
    /// What has become of the messages of a notice: the first that was accepted is the notice given; one that was given up is as
    /// good as come back.
    pub(in crate::workflow) async fn settle(&self, txn: &Txn, id: DemandId, now: Instant) -> Result<bool, Error> {
        let mut settled = false;
        let mut rows = outbox::of_demand(txn, id).await?;
        rows.sort_by_key(|row| (row.sent_at.is_none(), row.sent_at, row.id));
        for row in rows {
            let command = match row.state.as_str() {
                outbox::SENT => Command::NoticeAccepted { message: row.id.to() },
                outbox::DEAD | outbox::CANCELLED => {
                    Command::NoticeBounced { message: row.id.to(), why: row.last_response.clone().unwrap_or_default() }
                }
                _ => continue,
            };
            let Some(before) = demands::find_to_change(txn, id).await? else { return Ok(settled) };
            let demand = state(&before)?;
            let waits = demand.notice.mailing().and_then(|m| m.post(row.id.to())).is_some_and(|p| p.fate == Fate::Queued);
            if waits {
                self.by_clockwork(txn, before, demand, &command, now).await?;
                settled = true;
            }
        }
        Ok(settled)
    }

    /// A mail came back after it had been accepted. What follows for the notice is recorded and posted in the given transaction;
    /// `false` when it is about nothing that can still come back (another notice, a message of no notice, told before).
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub(in crate::workflow) async fn report(&self, txn: &Txn, command: Command, now: Instant) -> Result<bool, Error> {
        let (Command::NoticeBounced { message, .. } | Command::NoticeDelivered { message }) = &command else { return Ok(false) };
        let Some(demand) = outbox::find(txn, *message).await?.and_then(|row| row.demand_id) else { return Ok(false) };
        let Some(before) = demands::find_to_change(txn, demand.to()).await? else { return Ok(false) };
        let demand = state(&before)?;
        match self.by_clockwork(txn, before, demand, &command, now).await {
            Ok(_) => Ok(true),
            Err(Error::Refused(_)) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// [`Workflow::report`], for a mail of a notice that came back, in a transaction of its own.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub async fn notice_bounced(&self, message: MessageId, why: String) -> Result<bool, Error> {
        self.reported(Command::NoticeBounced { message, why }).await
    }

    /// [`Workflow::report`], for a mail of a notice that lies in the mailbox, in a transaction of its own.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub async fn notice_delivered(&self, message: MessageId) -> Result<bool, Error> {
        self.reported(Command::NoticeDelivered { message }).await
    }

    async fn reported(&self, command: Command) -> Result<bool, Error> {
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let done = this.report(&txn, command, now).await?;
            txn.commit().await?;
            Ok(done)
        })
        .await
    }
}

/// Whether a message to a customer's side belongs to a notice that counts: the one that two people ordered last, with its
/// reminders, or the one before it that told the customer of this demand. An answer to an objection counts while the customer's
/// own door shows the demand.
pub(super) fn current(demand: &Demand, row: &MessageRow, now: Instant) -> bool {
    if row.side != outbox::CUSTOMER {
        return false;
    }
    if row.letter == Letter::OBJECTION_ANSWER {
        return demand.open_to_customer(now);
    }
    let message = row.id.to();
    let counts = |m: &Mailing| m.post(message).is_some_and(|p| !matches!(p.fate, Fate::Stopped | Fate::Waiting));
    let followed = demand.past_notices.iter().filter(|p| p.ending == Ending::Followed).map(|p| &p.mailing);
    followed.chain(demand.notice.mailing()).any(counts)
}
