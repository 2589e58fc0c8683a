//! The bytes of documents: written aside, fsynced, renamed, and only then named by a row.
//!
//! A blob is never overwritten and never extracted. What is read is hashed first: no byte of an altered blob leaves.

use super::documents::{self, DocumentRow};
use super::{Conn, StoreError};
use bytes::Bytes;
use data_encoding::HEXLOWER;
use domain::Instant;
use domain::ids::DocumentId;
use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path as BlobPath;
use object_store::{Error as BlobError, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};

/// How much is read at once, and how much a blob may hold before it is written in parts.
const CHUNK: usize = 256 * 1024;
const BUFFER: usize = 4 * 1024 * 1024;
/// How the name of a folder for work begins.
const WORK: &str = ".work-";

/// What was stored: goes into the document's row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sealed {
    /// Size in bytes.
    pub bytes: i64,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
}

/// The blob store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Blobs {
    inner: Arc<dyn ObjectStore>,
    /// The folder, when it is one: for what only a folder leaves behind.
    folder: Option<PathBuf>,
}

impl Blobs {
    /// Blobs in a local folder, made if missing and closed to everybody but its owner.
    ///
    /// # Errors
    /// [`StoreError::Io`] or [`StoreError::Blob`] when the folder can't be made or used.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder)?;
        std::fs::set_permissions(folder, Permissions::from_mode(0o700))?;
        let inner = LocalFileSystem::new_with_prefix(folder).map_err(failed)?.with_fsync(true);
        Ok(Self { inner: Arc::new(inner), folder: Some(folder.to_owned()) })
    }

    /// Store what `reader` gives, at most `limit` bytes. Durable when it returns.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`], [`StoreError::DiskFull`], [`StoreError::Duplicate`] when the id has bytes already,
    /// [`StoreError::Io`] when reading fails. Nothing is kept then.
    pub async fn put(&self, id: DocumentId, mut reader: impl AsyncRead + Unpin + Send, limit: u64) -> Result<Sealed, StoreError> {
        let path = path(id);
        if self.exists(id).await? {
            return Err(StoreError::Duplicate(format!("document {id}")));
        }
        let mut writer = BufWriter::with_capacity(Arc::clone(&self.inner), path, BUFFER);
        let copied = copy(&mut reader, &mut writer, limit).await;
        match copied {
            Ok(sealed) => writer.shutdown().await.map_err(no_room).map(|()| sealed),
            Err(error) => {
                // Best effort: what can't be removed now is swept later.
                let _ = writer.abort().await;
                Err(error)
            }
        }
    }

    /// Store these bytes.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub async fn put_bytes(&self, id: DocumentId, bytes: &[u8]) -> Result<Sealed, StoreError> {
        self.put(id, bytes, bytes.len() as u64).await
    }

    /// Store a file of the host, at most `limit` bytes.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub async fn put_file(&self, id: DocumentId, file: &Path, limit: u64) -> Result<Sealed, StoreError> {
        self.put(id, tokio::fs::File::open(file).await?, limit).await
    }

    /// All bytes of a document, after their hash was found to be the row's.
    ///
    /// # Errors
    /// [`StoreError::BlobMissing`], [`StoreError::BlobAltered`], [`StoreError::Blob`].
    pub async fn get(&self, row: &DocumentRow) -> Result<Bytes, StoreError> {
        let bytes = self.read(row).await?.bytes().await.map_err(failed)?;
        same(row, &HEXLOWER.encode(&Sha256::digest(&bytes)))?;
        Ok(bytes)
    }

    /// A document's bytes in parts. It is read twice: the first part is given only after the whole was hashed.
    ///
    /// # Errors
    /// As [`Blobs::get`], all before the first part; later only [`StoreError::Blob`].
    pub async fn stream(&self, row: &DocumentRow) -> Result<BoxStream<'static, Result<Bytes, StoreError>>, StoreError> {
        let mut hash = Sha256::new();
        let mut first = self.read(row).await?.into_stream();
        while let Some(part) = first.try_next().await.map_err(failed)? {
            hash.update(&part);
        }
        same(row, &HEXLOWER.encode(&hash.finalize()))?;
        Ok(self.read(row).await?.into_stream().map_err(failed).boxed())
    }

    /// A folder for work on documents in the clear, beside the blobs where they are a folder, so that nothing of a case lies on
    /// another disk. It goes when dropped; what a killed process left is swept.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::DiskFull`].
    pub fn workspace(&self) -> Result<TempDir, StoreError> {
        let mut made = tempfile::Builder::new();
        made.prefix(WORK);
        self.folder.as_ref().map_or_else(|| made.tempdir(), |folder| made.tempdir_in(folder)).map_err(no_room)
    }

    /// Whether there are bytes under this id.
    ///
    /// # Errors
    /// [`StoreError::Blob`].
    pub async fn exists(&self, id: DocumentId) -> Result<bool, StoreError> {
        match self.inner.head(&path(id)).await {
            Ok(_) => Ok(true),
            Err(BlobError::NotFound { .. }) => Ok(false),
            Err(error) => Err(failed(error)),
        }
    }

    /// Write, read back and remove a few bytes; for `doctor` and readiness.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`], [`StoreError::Blob`].
    pub async fn probe(&self) -> Result<(), StoreError> {
        let path = BlobPath::from("probe");
        self.inner.put(&path, Bytes::from_static(b"probe").into()).await.map_err(failed)?;
        self.inner.get(&path).await.map_err(failed)?.bytes().await.map_err(failed)?;
        self.inner.delete(&path).await.map_err(failed)
    }

    /// Remove the bytes of a document whose row is gone. Bytes that are gone already are no fault.
    ///
    /// # Errors
    /// [`StoreError::Blob`]; they are an orphan then, and swept.
    pub async fn remove(&self, id: DocumentId) -> Result<(), StoreError> {
        match self.inner.delete(&path(id)).await {
            Ok(()) | Err(BlobError::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }

    /// Remove blobs without a row, and uploads that were cut short, that are older than `before`; returns how many.
    /// `before` must lie further back than any upload may take, because bytes come before their row.
    ///
    /// # Errors
    /// [`StoreError::Blob`], [`StoreError::Io`], [`StoreError::Database`].
    pub async fn sweep_orphans(&self, conn: &impl Conn, before: Instant) -> Result<u64, StoreError> {
        let mut removed = 0;
        let mut listed = self.inner.list(None).try_chunks(500);
        while let Some(some) = listed.next().await {
            let some = some.map_err(|e| failed(e.1))?;
            let old: Vec<(DocumentId, BlobPath)> = some
                .into_iter()
                .filter(|meta| meta.last_modified < before)
                .filter_map(|meta| meta.location.filename().and_then(|n| n.parse().ok()).map(|id| (id, meta.location)))
                .collect();
            let ids: Vec<DocumentId> = old.iter().map(|(id, _)| *id).collect();
            let known = documents::known(conn, &ids).await?;
            for (_, location) in old.iter().filter(|(id, _)| !known.contains(id)) {
                self.inner.delete(location).await.map_err(failed)?;
                removed += 1;
            }
        }
        if let Some(folder) = self.folder.clone() {
            removed += tokio::task::spawn_blocking(move || sweep_staged(&folder, before, false)).await.map_err(std::io::Error::other)??;
        }
        Ok(removed)
    }

    async fn read(&self, row: &DocumentRow) -> Result<object_store::GetResult, StoreError> {
        self.inner.get(&path(row.document())).await.map_err(|error| match error {
            BlobError::NotFound { .. } => StoreError::BlobMissing(row.id.to_string()),
            other => failed(other),
        })
    }
}

/// `ab/abcdef01-…`: 256 folders, so that none grows too long.
fn path(id: DocumentId) -> BlobPath {
    let name = id.to_string();
    BlobPath::from_iter([&name[..2], name.as_str()])
}

async fn copy(reader: &mut (impl AsyncRead + Unpin), writer: &mut BufWriter, limit: u64) -> Result<Sealed, StoreError> {
    let mut hash = Sha256::new();
    let mut total: u64 = 0;
    let mut buffer = vec![0; CHUNK];
    loop {
        let n = reader.read(&mut buffer).await?;
        if n == 0 {
            break;
        }
        total += n as u64;
        if total > limit {
            return Err(StoreError::TooLarge { limit });
        }
        hash.update(&buffer[..n]);
        writer.write_all(&buffer[..n]).await.map_err(no_room)?;
    }
    Ok(Sealed { bytes: i64::try_from(total).unwrap_or(i64::MAX), sha256: HEXLOWER.encode(&hash.finalize()) })
}

fn same(row: &DocumentRow, found: &str) -> Result<(), StoreError> {
    if row.sha256 == found {
        Ok(())
    } else {
        Err(StoreError::BlobAltered { id: row.id.to_string(), expected: row.sha256.clone(), found: found.to_owned() })
    }
}

/// object_store writes `NAME#n` first and renames; a killed process leaves that behind, and its list doesn't show it.
/// The same goes for a folder in which it worked.
fn sweep_staged(folder: &Path, before: Instant, work: bool) -> std::io::Result<u64> {
    let mut removed = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            let work = name.to_string_lossy().starts_with(WORK);
            removed += sweep_staged(&entry.path(), before, work)?;
            if work {
                // Stays while something in it is young.
                let _ = std::fs::remove_dir(entry.path());
            }
        } else if (work || name.to_string_lossy().contains('#')) && Instant::from(entry.metadata()?.modified()?) < before {
            std::fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

fn failed(error: BlobError) -> StoreError {
    if is_full(&error) { StoreError::DiskFull } else { StoreError::Blob(error) }
}

/// An I/O error of a file; when the host has no room, [`StoreError::DiskFull`].
pub(crate) fn no_room(error: std::io::Error) -> StoreError {
    if is_full(&error) { StoreError::DiskFull } else { StoreError::Io(error) }
}

/// Whether somewhere among the causes the host says that there is no room: no space, over quota, or file too large.
fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    use std::io::ErrorKind;
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            if matches!(io.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge) {
                return true;
            }
            // An io::Error that wraps another error does not give it as its source.
            if let Some(inner) = io.get_ref()
                && is_full(inner)
            {
                return true;
            }
        }
        cause = error.source();
    }
    false
}
