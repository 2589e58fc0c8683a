//! What goes with files: gathering, sealing, releasing. The files and their check belong to a floor above, so the
//! command and the rows of its documents come in together here, and [`Workflow::act`] does not take them.

use super::{Error, Workflow, receive};
use crate::store::documents::DocumentRow;
use crate::store::idempotency;
use domain::Instant;
use domain::actor::Actor;
use domain::command::{Act, Command};
use domain::demand::Demand;
use domain::ids::DemandId;
use domain::paper::{Collected, DocumentRef};

/// A document whose bytes are durable and whose row is still to be written.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What it is.
    pub document: DocumentRef,
    /// `collected`, `kept`, `reading`, `withheld`, `package` or `manifest`.
    pub kind: &'static str,
    /// The document that it belongs to, if it explains another one.
    pub of: Option<domain::ids::DocumentId>,
}

impl Stored {
    pub(super) fn row(&self, demand: DemandId, at: Instant, actor: &Actor) -> DocumentRow {
        let row = receive::document_row(&self.document, demand, self.kind, at, actor);
        DocumentRow { note: self.of.map(|id| id.to_string()).unwrap_or_default(), ..row }
    }
}

/// Whether a command is only as true as the files it speaks of.
pub(super) const fn goes_with_files(command: &Command) -> bool {
    matches!(
        command,
        Command::RecordCollection { collected: Collected::Records { .. }, .. }
            | Command::SealPackage { .. }
            | Command::Confirm(Act::Release { .. })
    )
}

impl Workflow {
    /// Do something to a demand that goes with files, and add the rows of its documents in the same transaction.
    ///
    /// Only for who has made and checked the files: the room `package`. Under a key that was used before, nothing is done
    /// and the new files stay without rows, to be swept.
    ///
    /// # Errors
    /// As [`Workflow::act`].
    pub async fn commit_checked(
        &self,
        actor: Actor,
        id: DemandId,
        command: Command,
        files: Vec<Stored>,
        key: Option<String>,
    ) -> Result<Demand, Error> {
        self.change_with(actor, id, key, files, move |demand, ctx| Ok(demand.decide(&command, ctx)?)).await
    }

    /// The demand, when this actor has done something to it under this key before: then there is nothing to do again.
    ///
    /// # Errors
    /// As [`Workflow::find`].
    pub async fn done_before(&self, actor: &Actor, id: DemandId, key: &str) -> Result<Option<Demand>, Error> {
        let done = idempotency::find(self.store().read(), key, actor).await?;
        if done.and_then(|d| d.demand_id).is_some_and(|d| d.to::<DemandId>() == id) {
            return self.find(actor, id).await.map(Some);
        }
        Ok(None)
    }
}
