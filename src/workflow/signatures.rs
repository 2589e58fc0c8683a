//! Signatures in what came in: what waits to be looked at, and what was found. It decides nothing; it stands beside what people find out.

use super::delivery::{note_of_the_house, whole};
use super::{Error, Workflow};
use crate::store::documents;
use crate::store::signatures::{self, CheckRow, WantRow};
use bytes::Bytes;
use domain::Instant;
use domain::actor::Actor;
use domain::ids::DocumentId;
use serde_json::json;

/// What was found in one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Looked {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// What was found, as JSON.
    pub found: String,
    /// One line for each signature, for the record.
    pub summary: Vec<String>,
}

impl Workflow {
    /// Documents whose signatures nobody has looked at, the oldest first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn signatures_waiting(&self, most: u64) -> Result<Vec<WantRow>, Error> {
        Ok(signatures::waiting(self.store().read(), most).await?)
    }

    /// The bytes of a document and when it came; `None` when it is gone. For the programs, not for people.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn signed_file(&self, id: DocumentId) -> Result<Option<(Bytes, Instant)>, Error> {
        let Some(row) = documents::find(self.store().read(), id).await? else { return Ok(None) };
        let bytes = self.blobs().get(&row).await?;
        Ok(Some((bytes, row.added_at)))
    }

    /// A document was looked at. Signatures that were found are on the record.
    ///
    /// # Errors
    /// [`Error::Store`]; nothing is kept then, and it is looked at again.
    pub async fn signatures_looked_at(&self, want: WantRow, looked: Vec<Looked>) -> Result<(), Error> {
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            for file in looked {
                if !file.summary.is_empty() {
                    let payload = json!({ "document": want.document_id, "sha256": file.sha256, "signatures": file.summary });
                    note_of_the_house(&txn, Actor::System, "signatures_checked", payload, now).await?;
                }
                let row = CheckRow { sha256: file.sha256, document_id: want.document_id, checked_at: now, found: file.found };
                signatures::found(&txn, row).await?;
            }
            signatures::done(&txn, want.document_id).await?;
            Ok(txn.commit().await?)
        })
        .await
    }

    /// A document could not be looked at this time.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn signatures_again(&self, want: WantRow) -> Result<(), Error> {
        let txn = self.store().begin().await?;
        signatures::again(&txn, want).await?;
        Ok(txn.commit().await?)
    }
}
