//! A file that came in and is not yet a demand's: kept at once, whatever becomes of the form beside it.

use super::{Error, Workflow};
use crate::store::documents::{self, DocumentRow};
use crate::store::events::{self, NewEvent};
use crate::store::idempotency;
use bytes::Bytes;
use domain::actor::{Actor, Role};
use domain::ids::{DemandId, DocumentId};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Kind of a document that waits for a person to take it in.
pub const INCOMING: &str = "incoming";

impl Workflow {
    /// Keep a file that came in. The same bytes that wait already are not kept twice.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::Store`]. Nothing is kept then.
    pub async fn keep_incoming(&self, actor: Actor, name: String, bytes: Bytes) -> Result<DocumentId, Error> {
        allowed(&actor)?;
        self.keep_file(actor, name, bytes, INCOMING).await
    }

    /// Keep a file of a kind that belongs to no demand. The same bytes of the same kind are not kept twice.
    pub(super) async fn keep_file(&self, actor: Actor, name: String, bytes: Bytes, kind: &'static str) -> Result<DocumentId, Error> {
        let this = self.clone();
        tokio::spawn(async move {
            let sha256 = crate::record::chain::hex(&Sha256::digest(&bytes));
            let known = documents::with_hash(this.store().read(), &sha256).await?;
            if let Some(row) = known.iter().find(|r| r.kind == kind && r.demand_id.is_none()) {
                return Ok(row.document());
            }
            let id = DocumentId(Uuid::new_v4());
            let sealed = this.blobs().put_bytes(id, &bytes).await?;
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let row = DocumentRow {
                id: id.into(),
                demand_id: None,
                name: domain::text::one_line(&name, 200),
                media_type: "application/octet-stream".to_owned(),
                bytes: sealed.bytes,
                sha256: sealed.sha256,
                kind: kind.to_owned(),
                added_at: now,
                added_by: idempotency::whose(&actor),
                note: String::new(),
            };
            let payload = json!({ "document": id, "sha256": row.sha256, "bytes": row.bytes });
            documents::add(&txn, row).await?;
            events::append(&txn, &[NewEvent { demand: None, actor, kind: format!("{kind}_kept"), payload }], now).await?;
            txn.commit().await?;
            Ok(id)
        })
        .await
        .map_err(|_| Error::Cut)?
    }

    /// A kept file's row, without its bytes; it may be a demand's by now.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for other documents and other people; [`Error::Store`].
    pub async fn incoming(&self, actor: &Actor, id: DocumentId) -> Result<DocumentRow, Error> {
        allowed(actor).map_err(|_| Error::NotFound)?;
        let row = documents::find(self.store().read(), id).await?.ok_or(Error::NotFound)?;
        // A document of a demand is that demand's to show, whether or not it came in this way.
        if row.kind == INCOMING || row.demand_id.is_some() { Ok(row) } else { Err(Error::NotFound) }
    }

    /// A kept file's bytes. That somebody looked is on the record before they leave.
    ///
    /// # Errors
    /// As [`Workflow::incoming`].
    pub async fn read_incoming(&self, actor: Actor, id: DocumentId) -> Result<Bytes, Error> {
        let row = self.incoming(&actor, id).await?;
        if row.demand_id.is_some() {
            return Err(Error::NotFound);
        }
        let this = self.clone();
        tokio::spawn(async move {
            let txn = this.store().begin().await?;
            let payload = json!({ "looked_at": "document", "document": id });
            let now = this.clock().now();
            events::append(&txn, &[NewEvent { demand: None, actor, kind: "looked".to_owned(), payload }], now).await?;
            txn.commit().await?;
            Ok::<_, Error>(this.blobs().get(&row).await?)
        })
        .await
        .map_err(|_| Error::Cut)?
    }

    /// Files that wait to be taken in, the latest first, at most `limit`.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::Store`].
    pub async fn incoming_waiting(&self, actor: &Actor, limit: u64) -> Result<Vec<DocumentRow>, Error> {
        allowed(actor)?;
        Ok(documents::of_kind(self.store().read(), INCOMING, limit).await?)
    }

    /// The demand that this actor made under a key before, if any.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn taken_in(&self, actor: &Actor, key: &str) -> Result<Option<DemandId>, Error> {
        let done = idempotency::find(self.store().read(), key, actor).await?;
        Ok(done.and_then(|row| row.demand_id).map(crate::store::Key::to))
    }

    /// A key for a form that is yet to be sent: sent twice, it makes one demand.
    #[must_use]
    pub fn form_key(&self) -> String {
        Uuid::new_v4().to_string()
    }
}

fn allowed(actor: &Actor) -> Result<(), Error> {
    match actor {
        Actor::Operator => Ok(()),
        Actor::Person { .. } if actor.has(Role::Intake) => Ok(()),
        Actor::Person { .. } | Actor::System | Actor::Machine { .. } | Actor::Contact(_) | Actor::Officer(_) => Err(Error::NotAllowed),
    }
}
