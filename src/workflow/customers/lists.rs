//! Lists of customers that were uploaded: kept, so that what was looked at is what is taken in, and no longer than the policy says.

use super::super::directory::allowed;
use super::super::{Error, Workflow};
use crate::store::documents;
use crate::store::events::{self, NewEvent};
use bytes::Bytes;
use domain::actor::Actor;
use domain::ids::DocumentId;
use serde_json::json;

/// Kind of the document.
const LIST: &str = "customer_list";

impl Workflow {
    /// Keep a list.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::Store`]. Nothing is kept then.
    pub async fn keep_customer_list(&self, actor: Actor, name: String, bytes: Bytes) -> Result<DocumentId, Error> {
        allowed(&actor)?;
        self.keep_file(actor, name, bytes, LIST).await
    }

    /// The name and bytes of a kept list.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for other documents; [`Error::NotAllowed`]; [`Error::Store`].
    pub async fn customer_list(&self, actor: Actor, id: DocumentId) -> Result<(String, Bytes), Error> {
        allowed(&actor)?;
        let row = documents::find(self.store().read(), id).await?.filter(|row| row.kind == LIST).ok_or(Error::NotFound)?;
        let bytes = self.blobs().get(&row).await?;
        Ok((row.name, bytes))
    }

    /// Delete the lists whose time is over, the oldest first, at most `most`; returns how many. They name people whom the
    /// directory may no longer know. The record keeps which list it was, by its digest, and not what it said.
    ///
    /// # Errors
    /// [`Error::Store`]; what was deleted by then is on the record, and the rest is looked at again in the next round.
    pub async fn purge_customer_lists(&self, most: u64) -> Result<u64, Error> {
        let now = self.clock().now();
        let before = now - self.policy().customer_lists_kept;
        let mut purged = 0;
        for row in documents::of_no_demand_before(self.store().read(), LIST, before, most).await? {
            let txn = self.store().begin().await?;
            documents::remove(&txn, row.document()).await?;
            let payload = json!({ "document": row.document(), "sha256": row.sha256, "kept_at": row.added_at });
            let purge = NewEvent { demand: None, actor: Actor::System, kind: format!("{LIST}_purged"), payload };
            events::append(&txn, &[purge], now).await?;
            txn.commit().await?;
            self.blobs().remove(row.document()).await?;
            purged += 1;
        }
        Ok(purged)
    }
}
