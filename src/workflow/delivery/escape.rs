//! A mail that was on the wire when its notice was stopped: written down with the stop, and settled by what its server says.

use crate::store::outbox::Outcome;
use crate::store::{Txn, demands};
use crate::workflow::{Error, Workflow, append, state};
use domain::Instant;
use domain::actor::Actor;
use domain::command::Command;
use domain::demand::Demand;
use domain::event::Entry;
use domain::ids::{DemandId, MessageId};

impl Workflow {
    /// A notice is stopped, and these mails can't be held any more. In the transaction of the stop, so that no crash forgets them;
    /// what is no mail of a notice, or is written down already, is passed over.
    pub(in crate::workflow) async fn escaped(
        &self,
        txn: &Txn,
        mut demand: Demand,
        messages: Vec<MessageId>,
        now: Instant,
    ) -> Result<Demand, Error> {
        for message in messages {
            let Ok(events) = demand.decide(&Command::NoticeEscaped { message }, &self.context(Actor::System, now)) else { continue };
            let folded: Vec<Entry> = append(txn, &demand, Actor::System, events, now).await?;
            demand = folded.iter().fold(demand, Demand::apply);
        }
        Ok(demand)
    }

    /// What became of such a mail.
    pub(in crate::workflow) async fn settle_escape(
        &self,
        txn: &Txn,
        id: DemandId,
        message: MessageId,
        accepted: bool,
        now: Instant,
    ) -> Result<(), Error> {
        let Some(before) = demands::find_to_change(txn, id).await? else { return Ok(()) };
        let demand = state(&before)?;
        match self.by_clockwork(txn, before, demand, &Command::EscapeSettled { message, accepted }, now).await {
            // It was none.
            Ok(_) | Err(Error::Refused(_)) => Ok(()),
            Err(other) => Err(other),
        }
    }
}

/// Whether the end of an attempt says that a mail was taken; `None` where nobody knows.
pub(super) const fn taken(outcome: Outcome) -> Option<bool> {
    match outcome {
        Outcome::Sent => Some(true),
        Outcome::Dead | Outcome::Failed { .. } => Some(false),
        Outcome::Ambiguous => None,
    }
}
