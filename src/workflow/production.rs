//! What goes with files: documents, gathering, sealing, releasing. The files and their check belong to a floor above, so the
//! command and the rows of its documents come in together here, and [`Workflow::act`] does not take them.

use super::{Error, NewDocument, Workflow, receive};
use crate::store::documents::DocumentRow;
use crate::store::idempotency;
use domain::Instant;
use domain::actor::Actor;
use domain::command::{Act, Command};
use domain::demand::Demand;
use domain::ids::{DemandId, DocumentId};
use domain::paper::{Collected, DocumentRef};
use std::borrow::Cow;
use uuid::Uuid;

/// A document whose bytes are durable and whose row is still to be written.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What it is.
    pub document: DocumentRef,
    /// Such as `collected`, `kept`, `package`, `manifest`, `redacted` or `objection`.
    pub kind: Cow<'static, str>,
    /// The document that it belongs to, if it explains another one.
    pub of: Option<DocumentId>,
}

impl Stored {
    pub(super) fn row(&self, demand: DemandId, at: Instant, actor: &Actor) -> DocumentRow {
        let row = receive::document_row(&self.document, demand, &self.kind, at, actor);
        DocumentRow { note: self.of.map(|id| id.to_string()).unwrap_or_default(), ..row }
    }
}

/// Whether a command is only as true as the files it speaks of.
pub(super) const fn goes_with_files(command: &Command) -> bool {
    matches!(
        command,
        Command::AddDocument { .. }
            | Command::RecordCollection { collected: Collected::Records { .. }, .. }
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

    /// Add a document to a demand: its bytes are durable before the entry and the row that name it.
    ///
    /// # Errors
    /// As [`Workflow::act`]; [`Error::Store`] when the bytes can't be kept. Nothing is changed then.
    pub async fn add_document(&self, actor: Actor, id: DemandId, new: NewDocument, key: Option<String>) -> Result<Demand, Error> {
        // Whoever may not see the demand leaves no bytes behind.
        self.find(&actor, id).await?;
        let stored = self.keep(new).await?;
        self.commit_checked(actor, id, Command::AddDocument { document: stored.document.clone() }, vec![stored], key).await
    }

    /// Make the bytes of a document durable; its row is still to be written.
    pub(super) async fn keep(&self, new: NewDocument) -> Result<Stored, Error> {
        let id = DocumentId(Uuid::new_v4());
        let sealed = self.blobs().put_bytes(id, &new.bytes).await?;
        let document = DocumentRef {
            id,
            name: new.name,
            media_type: new.media_type,
            sha256: sealed.sha256,
            bytes: u64::try_from(sealed.bytes).unwrap_or_default(),
        };
        Ok(Stored { document, kind: new.kind.into(), of: None })
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
