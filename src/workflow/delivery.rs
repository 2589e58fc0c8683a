//! What the way out of a message reports, and the gate before it.
//!
//! The steps of one delivery are [`Workflow::lease_mail`], [`Workflow::begin_mail`] (committed before the socket opens) and
//! [`Workflow::end_mail`]. The gate on secrecy stands in the first two, in the transaction that lets the message go (INV-04).

mod escape;
mod fate;
mod person;
mod reports;

pub use reports::{Filed, REPORT, Report, Reported};

use fate::current;

use super::copies::attached;
use super::{Error, Workflow, portal, state};
use crate::store::events::{self, NewEvent};
use crate::store::outbox::{self, MessageRow, Outcome};
use crate::store::{Key, StoreError, Txn, authorities, demands};
use chrono::Duration;
use domain::Instant;
use domain::actor::Actor;
use domain::command::Command;
use domain::demand::Demand;
use domain::ids::{DemandId, MessageId};
use domain::letter::{Letter, Upkeep};
use domain::notice::Notice;
use domain::secrecy::MayTell;

/// What was taken from the outbox.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Leased {
    /// To be sent, each after [`Workflow::begin_mail`].
    pub messages: Vec<MessageRow>,
    /// Withdrawn at the gate.
    pub stopped: Vec<MessageId>,
}

/// How the answer begins with which the other side's server refused the recipient for good.
const REFUSED: &str = "recipient:";

/// Run a use case whole, also when whoever asked has gone.
pub(super) async fn whole<T: Send + 'static>(work: impl Future<Output = Result<T, Error>> + Send + 'static) -> Result<T, Error> {
    tokio::spawn(work).await.map_err(|_| Error::Cut)?
}

impl Workflow {
    /// Take up to `most` messages that are due, for `lease`. What goes to a customer's side is asked for in the same
    /// transaction, and withdrawn if the customer may not be told now.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn lease_mail(&self, most: u64, lease: Duration) -> Result<Leased, Error> {
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let mut leased = Leased::default();
            for message in outbox::lease_due(&txn, now, most, lease).await? {
                match this.gate(&txn, &message, now).await {
                    Ok(true) => leased.messages.push(message),
                    Ok(false) => leased.stopped.push(message.id.to()),
                    // One case that cannot be read holds nobody else's mail; its own stays where it is.
                    Err(Error::Corrupt(_)) => tracing::error!(code = "gate-unreadable", message = %message.id, "a message was not sent"),
                    Err(other) => return Err(other),
                }
            }
            txn.commit().await?;
            Ok(leased)
        })
        .await
    }

    /// Begin an attempt on a leased message; the socket may open once this has returned the attempt's id. `None`: the message
    /// was withdrawn meanwhile, or the lease ran out. Don't send it then.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn begin_mail(&self, message: MessageId) -> Result<Option<Key>, Error> {
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let Some(row) = outbox::find(&txn, message).await? else { return Ok(None) };
            let attempt = Key(uuid::Uuid::new_v4());
            let begun = row.state == outbox::LEASED
                && this.gate(&txn, &row, now).await?
                && fresh(outbox::begin_attempt(&txn, message, attempt, now).await)?;
            txn.commit().await?;
            Ok(begun.then_some(attempt))
        })
        .await
    }

    /// Say how an attempt ended. What follows for the notice is recorded in the same transaction.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn end_mail(&self, message: MessageId, attempt: Key, outcome: Outcome, response: String) -> Result<(), Error> {
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            // An attempt that has another end by now was given up as ambiguous: that stands, unless it is known to be sent.
            if !fresh(outbox::finish_attempt(&txn, message, attempt, outcome, &response, now).await)? {
                return Ok(());
            }
            let row = outbox::find(&txn, message).await?;
            if let Some(row) = row.as_ref().filter(|_| outcome == Outcome::Dead && response.starts_with(REFUSED)) {
                this.upkeep_returned(&txn, row, &response).await?;
            }
            if let Some(row) = row.as_ref().filter(|_| outcome == Outcome::Sent) {
                this.say_if_late(&txn, row, now).await?;
            }
            if let Some((row, demand)) = row.and_then(|row| row.demand_id.map(|id| (row, id.to::<DemandId>())))
                && row.side == outbox::CUSTOMER
            {
                this.settle(&txn, demand, now).await?;
                if let Some(accepted) = escape::taken(outcome) {
                    this.settle_escape(&txn, demand, message, accepted, now).await?;
                }
                if outcome == Outcome::Sent {
                    this.say_if_stopped(&txn, demand, &row, now).await?;
                }
            }
            txn.commit().await?;
            Ok(())
        })
        .await
    }

    /// Record what the outbox knows and the demands don't yet: notices accepted, notices that reached nobody. Idempotent;
    /// returns how many demands moved.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn settle_notices(&self, most: u64) -> Result<u64, Error> {
        let mut moved = 0;
        for demand in outbox::unsettled(self.store().read(), most).await? {
            let this = self.clone();
            let settled = whole(async move {
                let txn = this.store().begin().await?;
                let now = this.clock().now();
                let settled = this.settle(&txn, demand, now).await?;
                txn.commit().await?;
                Ok(settled)
            });
            match settled.await {
                Ok(settled) => moved += u64::from(settled),
                Err(Error::Corrupt(_)) => tracing::error!(code = "settle-unreadable", %demand, "a notice was not settled"),
                Err(other) => return Err(other),
            }
        }
        Ok(moved)
    }

    /// Messages to the customer's side that may have been read although the notice was stopped: sent, uncertain, or on the wire.
    ///
    /// # Errors
    /// As [`Workflow::find`].
    pub async fn may_have_been_told(&self, actor: &Actor, id: DemandId) -> Result<Vec<MessageRow>, Error> {
        let demand = self.find(actor, id).await?;
        let conn = self.store().read();
        let mut found = Vec::new();
        for row in outbox::of_demand(conn, id).await?.into_iter().filter(|r| r.side == outbox::CUSTOMER) {
            let out = match row.state.as_str() {
                outbox::SENT | outbox::AMBIGUOUS => true,
                outbox::LEASED => outbox::attempts_of(conn, row.id.to()).await?.iter().any(|a| a.ended_at.is_none()),
                _ => false,
            };
            if out && !current(&demand, &row, self.clock().now()) {
                found.push(row);
            }
        }
        Ok(found)
    }

    /// The one gate (INV-04): whether a message may go now, by the state that this transaction reads. One to a customer's side
    /// must belong to the notice that two people ordered last, nothing may forbid telling, and each paper that goes with it is one
    /// that two people cleared (INV-19). Otherwise it is withdrawn here.
    async fn gate(&self, txn: &Txn, message: &MessageRow, now: Instant) -> Result<bool, Error> {
        if message.side == outbox::AUTHORITY {
            return self.gate_authority(txn, message, now).await;
        }
        if message.side != outbox::CUSTOMER {
            return Ok(true);
        }
        // What follows from no demand, and what the customers' door mails by itself, says nothing of any.
        let upkeep = message.demand_id.is_none() && Upkeep::from_code(&message.letter).is_some();
        if upkeep || portal::is_caseless(message) {
            return Ok(true);
        }
        // The gate for another message of the same notice may have withdrawn this one too.
        if outbox::find(txn, message.id.to()).await?.is_none_or(|row| row.state != outbox::LEASED) {
            return Ok(false);
        }
        let before = match message.demand_id {
            Some(id) => demands::find(txn, id.to()).await?,
            None => None,
        };
        let Some(before) = before else {
            outbox::cancel(txn, message.id.to(), "no demand").await?;
            return Ok(false);
        };
        let demand = state(&before)?;
        let open = demand.may_tell_customer(now) == MayTell::Yes;
        let cleared = demand.all_cleared(&attached(message)?);
        if open && cleared && current(&demand, message, now) {
            return Ok(true);
        }
        let why = match (open, cleared) {
            (false, _) => "secrecy",
            (true, false) => "not_cleared",
            (true, true) => "superseded",
        };
        outbox::cancel(txn, message.id.to(), why).await?;
        if !open && matches!(demand.notice, Notice::Queued { .. }) {
            self.by_clockwork(txn, before, demand, &Command::StopNotice, now).await?;
        }
        Ok(false)
    }

    /// Nothing goes to an authority whose profile is frozen (INV-25), also not what was queued before: the demand may be a
    /// forgery. A person sees it as withdrawn, and the record says so.
    async fn gate_authority(&self, txn: &Txn, message: &MessageRow, now: Instant) -> Result<bool, Error> {
        let Some(id) = message.demand_id else { return Ok(true) };
        let Some(before) = demands::find(txn, id.to()).await? else { return Ok(true) };
        let demand = state(&before)?;
        let frozen = match &demand.authority {
            _ if demand.suspended().is_some() => true,
            Some(known) => authorities::find(txn, known.id).await?.is_some_and(|row| row.standing == "frozen"),
            None => return Ok(true),
        };
        if frozen {
            outbox::cancel(txn, message.id.to(), "frozen").await?;
            let payload = serde_json::json!({ "mail": "stopped", "messages": [message.id], "why": "frozen" });
            note(txn, id.to(), Actor::System, "mail_stopped", payload, now).await?;
        }
        if !frozen && self.lacks_form(txn, message, &demand).await? {
            outbox::cancel(txn, message.id.to(), "no form").await?;
            let payload = serde_json::json!({ "mail": "stopped", "messages": [message.id], "why": "no form" });
            note(txn, id.to(), Actor::System, "mail_formless", payload, now).await?;
            return Ok(false);
        }
        if !frozen && message.letter == Letter::REDIRECT {
            return self.gate_redirect(txn, message, &demand, now).await;
        }
        Ok(!frozen)
    }

    pub(super) async fn by_clockwork(
        &self,
        txn: &Txn,
        before: demands::DemandRow,
        demand: Demand,
        command: &Command,
        now: Instant,
    ) -> Result<Demand, Error> {
        let events = demand.decide(command, &self.context(Actor::System, now))?;
        self.record(txn, Actor::System, demand, events, now, Some(before)).await
    }

    /// Secrecy came, and these were on the wire or uncertain already: the record says so.
    pub(super) async fn say_too_late(
        &self,
        txn: &Txn,
        demand: DemandId,
        actor: &Actor,
        messages: &[MessageId],
        now: Instant,
    ) -> Result<(), Error> {
        if messages.is_empty() {
            return Ok(());
        }
        let payload = serde_json::json!({ "mail": "on_the_wire", "messages": messages });
        note(txn, demand, *actor, "mail_on_the_wire", payload, now).await
    }

    /// A form 3 went out after the time for the production: the record says so (INV-21).
    async fn say_if_late(&self, txn: &Txn, row: &MessageRow, now: Instant) -> Result<(), Error> {
        let Some(id) = row.demand_id.filter(|_| row.side == outbox::AUTHORITY) else { return Ok(()) };
        let Some(before) = demands::find(txn, id.to()).await? else { return Ok(()) };
        if !self.form_is_late(row, &state(&before)?, now) {
            return Ok(());
        }
        let payload = serde_json::json!({ "mail": "form_late", "messages": [row.id] });
        note(txn, id.to(), Actor::System, "mail_form_late", payload, now).await
    }

    /// A message was accepted although its notice had been stopped while it was on the wire: the record says so.
    async fn say_if_stopped(&self, txn: &Txn, id: DemandId, row: &MessageRow, now: Instant) -> Result<(), Error> {
        let Some(before) = demands::find(txn, id).await? else { return Ok(()) };
        if current(&state(&before)?, row, now) {
            return Ok(());
        }
        let payload = serde_json::json!({ "mail": "sent_after_stop", "messages": [row.id] });
        note(txn, id, Actor::System, "mail_sent_after_stop", payload, now).await
    }
}

/// `false` for a message that has gone on meanwhile.
fn fresh(done: Result<(), StoreError>) -> Result<bool, Error> {
    match done {
        Ok(()) => Ok(true),
        Err(StoreError::Stale { .. }) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

/// Put on record what happened to a mail that is about no demand.
pub(super) async fn note_of_the_house(txn: &Txn, actor: Actor, kind: &str, payload: serde_json::Value, now: Instant) -> Result<(), Error> {
    events::append(txn, &[NewEvent { demand: None, actor, kind: kind.to_owned(), payload }], now).await?;
    Ok(())
}

/// Put on record what happened to a demand's mail; it changes no state.
pub(super) async fn note(
    txn: &Txn,
    demand: DemandId,
    actor: Actor,
    kind: &str,
    payload: serde_json::Value,
    now: Instant,
) -> Result<(), Error> {
    events::append(txn, &[NewEvent { demand: Some(demand), actor, kind: kind.to_owned(), payload }], now).await?;
    Ok(())
}
