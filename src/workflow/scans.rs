//! Pictures of papers that a machine is to read: wanted when somebody opens the form beside them, read by a job.

use super::{Error, Workflow};
use crate::store::scans::{self, ABSENT, ScanRow, WAITING};
use crate::store::{StoreError, documents};
use bytes::Bytes;
use chrono::TimeDelta;
use domain::Instant;
use domain::ids::DocumentId;

/// After this time a picture is tried again for which the programs were not installed.
const AGAIN: TimeDelta = TimeDelta::minutes(10);

impl Workflow {
    /// How a picture stands, by its digest; it is wanted from now on. `kept` is the file that it came in.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn want_scan(&self, sha256: &str, kept: DocumentId) -> Result<ScanRow, Error> {
        let now = self.clock().now();
        let known = scans::find(self.store().read(), sha256).await?;
        let before = match known {
            Some(row) if row.state == ABSENT && row.asked_at + AGAIN <= now => Some(row),
            Some(row) => return Ok(row),
            None => None,
        };
        let row = ScanRow {
            sha256: sha256.to_owned(),
            document_id: kept.into(),
            state: WAITING.to_owned(),
            why: String::new(),
            asked_at: now,
            tries: 0,
            pages: None,
        };
        let txn = self.store().begin().await?;
        let written = if before.is_some() { scans::set(&txn, row.clone()).await } else { scans::add(&txn, row.clone()).await };
        match written {
            Ok(()) => txn.commit().await?,
            // A colleague has the same picture open.
            Err(StoreError::Duplicate(_)) => txn.rollback().await?,
            Err(error) => return Err(error.into()),
        }
        Ok(row)
    }

    /// Pictures that wait, the one that was wanted first first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn scans_waiting(&self, most: u64) -> Result<Vec<ScanRow>, Error> {
        Ok(scans::in_state(self.store().read(), WAITING, most).await?)
    }

    /// The name, the bytes and the time of the file that a picture came in; `None` when it is gone. For the machine, not for people.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn scanned_file(&self, kept: DocumentId) -> Result<Option<(String, Bytes, Instant)>, Error> {
        let Some(row) = documents::find(self.store().read(), kept).await? else { return Ok(None) };
        let bytes = self.blobs().get(&row).await?;
        Ok(Some((row.name, bytes, row.added_at)))
    }

    /// A picture was looked at.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn scanned(&self, row: ScanRow) -> Result<(), Error> {
        let txn = self.store().begin().await?;
        scans::set(&txn, row).await?;
        Ok(txn.commit().await?)
    }
}
