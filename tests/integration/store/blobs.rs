//! Documents and their bytes.

use super::{at, key};
use crate::support::TestDatabase;
use domain::Instant;
use domain::ids::{DemandId, DocumentId};
use futures::TryStreamExt;
use ombud::store::blobs::{Blobs, Sealed};
use ombud::store::documents::{self, DocumentRow};
use ombud::store::{Store, StoreError};
use std::path::{Path, PathBuf};

const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn id(n: u64) -> DocumentId {
    DocumentId(key(n).0)
}

fn row(n: u64, sealed: &Sealed) -> DocumentRow {
    DocumentRow {
        id: key(n),
        demand_id: Some(key(1_000)),
        name: "order.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: sealed.bytes,
        sha256: sealed.sha256.clone(),
        kind: "paper".to_owned(),
        added_at: at(0),
        added_by: "\"operator\"".to_owned(),
        note: String::new(),
    }
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() { found.extend(files(&entry.path())) } else { found.push(entry.path()) }
    }
    found
}

#[tokio::test]
async fn bytes_come_back_as_they_went_in() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(&folder.path().join("blobs")).unwrap();
    let big: Vec<u8> = (0..9_000_000u32).map(|n| (n % 251) as u8).collect();
    for (n, bytes) in [(1, &b""[..]), (2, b"one"), (3, &big)] {
        let sealed = blobs.put_bytes(id(n), bytes).await.unwrap();
        assert_eq!(sealed.bytes, i64::try_from(bytes.len()).unwrap());
        assert!(n != 1 || sealed.sha256 == EMPTY);
        assert_eq!(blobs.get(&row(n, &sealed)).await.unwrap(), bytes);
        let parts: Vec<bytes::Bytes> = blobs.stream(&row(n, &sealed)).await.unwrap().try_collect().await.unwrap();
        assert_eq!(parts.concat(), bytes);
        assert!(blobs.exists(id(n)).await.unwrap());
    }
    let file = folder.path().join("file");
    std::fs::write(&file, b"from a file").unwrap();
    let sealed = blobs.put_file(id(4), &file, 11).await.unwrap();
    assert_eq!(blobs.get(&row(4, &sealed)).await.unwrap(), &b"from a file"[..]);
    assert!(matches!(blobs.put_bytes(id(4), b"other").await, Err(StoreError::Duplicate(_))), "a blob is never overwritten");
    assert_eq!(blobs.get(&row(4, &sealed)).await.unwrap(), &b"from a file"[..]);
}

#[tokio::test]
async fn what_is_too_large_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path()).unwrap();
    for (n, size, limit) in [(1, 11, 10), (2, 9_000_000, 8_999_999)] {
        let refused = blobs.put(id(n), &vec![0u8; size][..], limit).await;
        assert!(matches!(refused, Err(StoreError::TooLarge { limit: l }) if l == limit));
        assert!(!blobs.exists(id(n)).await.unwrap());
    }
    blobs.probe().await.unwrap();
    assert!(files(folder.path()).is_empty(), "{:?}", files(folder.path()));
    std::fs::remove_dir_all(folder.path()).unwrap();
    std::fs::write(folder.path(), b"not a folder any more").unwrap();
    assert!(blobs.probe().await.is_err());
    std::fs::remove_file(folder.path()).unwrap();
    std::fs::create_dir(folder.path()).unwrap();
}

#[tokio::test]
async fn an_altered_or_missing_blob_never_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path()).unwrap();
    let sealed = blobs.put_bytes(id(1), b"what was served").await.unwrap();
    let file = files(folder.path()).pop().unwrap();
    std::fs::write(&file, b"what was serveD").unwrap();
    let row = row(1, &sealed);
    assert!(matches!(blobs.get(&row).await, Err(StoreError::BlobAltered { .. })));
    assert!(matches!(blobs.stream(&row).await.map(|_| ()), Err(StoreError::BlobAltered { .. })));
    std::fs::remove_file(&file).unwrap();
    assert!(matches!(blobs.get(&row).await, Err(StoreError::BlobMissing(_))));
    assert!(matches!(blobs.stream(&row).await.map(|_| ()), Err(StoreError::BlobMissing(_))));
}

#[tokio::test]
async fn orphans_are_swept_and_nothing_else() {
    let database = TestDatabase::sqlite();
    let store = Store::open(&database.url).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path()).unwrap();
    let kept = blobs.put_bytes(id(1), b"named by a row").await.unwrap();
    blobs.put_bytes(id(2), b"orphan").await.unwrap();
    let txn = store.begin().await.unwrap();
    documents::add(&txn, row(1, &kept)).await.unwrap();
    txn.commit().await.unwrap();
    // What a process that was killed in the middle of an upload leaves behind.
    let staged = files(folder.path()).iter().find(|f| f.ends_with(key(2).to_string())).unwrap().with_extension("#1");
    std::fs::write(&staged, b"half").unwrap();

    let long_ago = at(0) - chrono::Duration::days(3_650);
    assert_eq!(blobs.sweep_orphans(store.read(), long_ago).await.unwrap(), 0, "an upload may still be under way");
    let later = Instant::from(std::fs::metadata(&staged).unwrap().modified().unwrap()) + chrono::Duration::hours(1);
    assert_eq!(blobs.sweep_orphans(store.read(), later).await.unwrap(), 2);
    assert_eq!(files(folder.path()).len(), 1);
    assert!(blobs.get(&row(1, &kept)).await.is_ok());
}

crate::both_databases! {
    async fn a_document_is_found_only_with_its_own_demand(url: String) {
        let store = Store::open(&url).await.unwrap();
        let sealed = Sealed { bytes: 0, sha256: EMPTY.to_owned() };
        let quarantined = DocumentRow { demand_id: None, kind: "quarantine".to_owned(), added_at: at(5), ..row(2, &sealed) };
        let txn = store.begin().await.unwrap();
        documents::add(&txn, row(1, &sealed)).await.unwrap();
        documents::add(&txn, quarantined.clone()).await.unwrap();
        let (own, other) = (DemandId(key(1_000).0), DemandId(key(1_001).0));
        assert_eq!(documents::find_of(&txn, own, id(1)).await.unwrap(), Some(row(1, &sealed)));
        assert_eq!(documents::find_of(&txn, other, id(1)).await.unwrap(), None);
        assert_eq!(documents::find(&txn, id(1)).await.unwrap(), Some(row(1, &sealed)));
        assert_eq!(documents::of_kind(&txn, "quarantine", 9).await.unwrap(), std::slice::from_ref(&quarantined));
        assert_eq!(documents::with_hash(&txn, EMPTY).await.unwrap().len(), 2);
        documents::assign(&txn, id(2), own, "paper").await.unwrap();
        assert!(matches!(documents::assign(&txn, id(2), other, "paper").await, Err(StoreError::Stale { noun: "document", .. })));
        let assigned = DocumentRow { demand_id: Some(key(1_000)), kind: "paper".to_owned(), ..quarantined };
        assert_eq!(documents::of_demand(&txn, own).await.unwrap(), [row(1, &sealed), assigned]);
    }
}
