//! A disk that refuses. The child process may write no file beyond a size (`ulimit -f`), which makes the kernel
//! refuse its writes in the middle: to SQLite an I/O error, to the blob store no room.

use super::blobs::files;
use super::{at, demand, event, key};
use crate::support::TestDatabase;
use domain::ids::DocumentId;
use ombud::store::blobs::Blobs;
use ombud::store::demands::{self, DemandRow};
use ombud::store::export::export;
use ombud::store::keys::Keys;
use ombud::store::{Store, StoreError, events};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// Tells the child where to work; without it the child does nothing.
const PLACE: &str = "OMBUD_TEST_PLACE";

/// Run one ignored test of this binary with the limit, in blocks of 512 bytes; what it wrote.
fn child(test: &str, blocks: u32, place: &str) -> String {
    let me = std::env::current_exe().unwrap();
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" --exact {test} --ignored --nocapture");
    let done = Command::new("sh").arg("-c").arg(script).arg(me).env(PLACE, place).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{said}\n{}", String::from_utf8_lossy(&done.stderr));
    said
}

fn place() -> Option<String> {
    std::env::var_os(PLACE).map(|p| p.to_string_lossy().into_owned())
}

#[tokio::test]
async fn after_an_io_error_at_a_commit_nothing_more_is_written_and_nothing_is_lost() {
    let database = TestDatabase::sqlite();
    // 4 MiB: room for the schema and small changes, not for a change of 6 MB.
    let said = child("store::disk::child_commits", 8 * 1024, &database.url);
    assert!(said.contains("halted as it should"), "{said}");
    let store = Store::open(&database.url).await.unwrap();
    assert_eq!(demands::all_after(store.read(), None, 9).await.unwrap(), [demand(1)]);
    let txn = store.begin().await.unwrap();
    demands::insert(&txn, demand(3)).await.unwrap();
    txn.commit().await.unwrap();
}

#[tokio::test]
#[ignore = "run by the test above, under a limit"]
async fn child_commits() {
    let Some(url) = place() else { return };
    let store = Store::open(&url).await.unwrap();
    let txn = store.begin().await.unwrap();
    demands::insert(&txn, demand(1)).await.unwrap();
    txn.commit().await.unwrap();

    let txn = store.begin().await.unwrap();
    demands::insert(&txn, DemandRow { state: "x".repeat(6_000_000), ..demand(2) }).await.unwrap();
    let error = txn.commit().await.unwrap_err();
    assert!(matches!(error, StoreError::Halted), "{error:?}");
    assert!(store.is_halted());
    assert!(matches!(store.begin().await, Err(StoreError::Halted)));
    assert!(matches!(store.ping().await, Err(StoreError::Halted)));
    // Reading goes on, and sees only what was acknowledged.
    assert_eq!(demands::all_after(store.read(), None, 9).await.unwrap(), [demand(1)]);
    println!("halted as it should");
}

/// What was acknowledged before the process was killed is there, and the record holds.
#[tokio::test]
async fn a_killed_process_loses_nothing_that_was_acknowledged() {
    let database = TestDatabase::sqlite();
    let me = std::env::current_exe().unwrap();
    let mut child = Command::new(me)
        .args(["--exact", "store::disk::child_writes_until_killed", "--ignored", "--nocapture"])
        .env(PLACE, &database.url)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if let Some(seq) = line.rsplit_once("acknowledged ").and_then(|(_, n)| n.parse::<i64>().ok()) {
            acknowledged = seq;
            if seq >= 40 {
                child.kill().unwrap();
            }
        }
    }
    child.wait().unwrap();
    assert!(acknowledged >= 40);
    let store = Store::open(&database.url).await.unwrap();
    let head = events::head(store.read()).await.unwrap();
    assert!(head.count >= acknowledged && head.count % 2 == 0, "{head:?}: whole transactions only");
    assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
    let folder = tempfile::tempdir().unwrap();
    let found = export(store.read(), &Keys::open(folder.path()).unwrap(), at(0), &mut std::io::sink()).await.unwrap();
    assert_eq!(found.count, head.count);
}

#[tokio::test]
#[ignore = "run by the test above, which kills it"]
async fn child_writes_until_killed() {
    let Some(url) = place() else { return };
    let store = Store::open(&url).await.unwrap();
    for n in 0..100_000 {
        let txn = store.begin().await.unwrap();
        let stored = events::append(&txn, &[event(1, "one"), event(2, "two")], at(n)).await.unwrap();
        txn.commit().await.unwrap();
        println!("acknowledged {}", stored[1].seq);
    }
}

#[tokio::test]
async fn a_document_that_finds_no_room_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let said = child("store::disk::child_puts", 8 * 1024, &folder.path().display().to_string());
    assert!(said.contains("refused as it should"), "{said}");
    let left = files(folder.path());
    assert!(left.len() == 1 && left[0].ends_with(key(1).to_string()), "{left:?}");
}

#[tokio::test]
#[ignore = "run by the test above, under a limit"]
async fn child_puts() {
    let Some(folder) = place() else { return };
    let blobs = Blobs::open(Path::new(&folder)).unwrap();
    blobs.put_bytes(DocumentId(key(1).0), b"small").await.unwrap();
    // Below and above the size from which a blob is written in parts; 4 MiB is the limit.
    for (n, size) in [(2, 4_194_305), (3, 20_000_000)] {
        let error = blobs.put_bytes(DocumentId(key(n).0), &vec![0; size]).await.unwrap_err();
        assert!(matches!(error, StoreError::DiskFull), "{error:?}");
        assert!(!blobs.exists(DocumentId(key(n).0)).await.unwrap());
    }
    println!("refused as it should");
}
