//! Lists of customers that were uploaded: kept, so that what was looked at is what is taken in.

use super::super::directory::allowed;
use super::super::{Error, Workflow};
use crate::store::documents;
use bytes::Bytes;
use domain::actor::Actor;
use domain::ids::DocumentId;

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
}
