//! The exported record: it verifies, and whatever is done to it is found.

use crate::both_databases;
use crate::store::{at, behind, event};
use domain::actor::Actor;
use ombud::record::chain::{self, Link};
use ombud::record::{Broken, Verified, verify};
use ombud::store::events::{self, NewEvent};
use ombud::store::export::{ExportError, export, outline};
use ombud::store::keys::Keys;
use ombud::store::{Store, StoreError};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use uuid::Uuid;

/// A store with six events, and the keys beside it.
async fn house(url: &str) -> (Store, Keys, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(url).await.unwrap();
    let txn = store.begin().await.unwrap();
    events::append(&txn, &[event(1, "received"), event(2, "received"), event(1, "verified")], at(0)).await.unwrap();
    let plain = |kind: &str, payload: Value| NewEvent { demand: None, actor: Actor::System, kind: kind.to_owned(), payload };
    events::append(&txn, &[plain("started", Value::Null), plain("looked", json!([]))], at(1)).await.unwrap();
    events::append(&txn, &[NewEvent { actor: Actor::Operator, ..event(1, "closed") }], at(1_500_000)).await.unwrap();
    txn.commit().await.unwrap();
    let keys = Keys::open(folder.path()).unwrap();
    (store, keys, folder)
}

async fn exported(store: &Store, keys: &Keys) -> String {
    let mut file = Vec::new();
    let said = export(store.read(), keys, at(2_000_000), &mut file).await.unwrap();
    assert_eq!(verify(&file[..], Some(&keys.public_key())).unwrap(), said);
    String::from_utf8(file).unwrap()
}

async fn sample() -> (String, Keys) {
    let database = crate::support::TestDatabase::sqlite();
    let (store, keys, _folder) = house(&database.url).await;
    (exported(&store, &keys).await, keys)
}

fn check(text: &str) -> Result<Verified, Broken> {
    verify(text.as_bytes(), None)
}

/// The lines, ends included.
fn lines(text: &str) -> Vec<String> {
    text.split_inclusive('\n').map(str::to_owned).collect()
}

/// Change one event's line as JSON, and write it again in canonical form.
fn with(text: &str, seq: usize, change: impl FnOnce(&mut Value)) -> String {
    let mut all = lines(text);
    let mut value: Value = serde_json::from_str(&all[seq - 1]).unwrap();
    change(&mut value);
    all[seq - 1] = format!("{}\n", chain::canonical(&value).unwrap());
    all.concat()
}

/// Hash the whole record anew from `from` on, as somebody without the key can.
fn rehashed(text: &str) -> Vec<Value> {
    let all = lines(text);
    let mut prev = chain::GENESIS;
    let mut done = Vec::new();
    for line in &all[..all.len() - 1] {
        let mut event: Value = serde_json::from_str(line).unwrap();
        let nonce = chain::unhex(event["nonce"].as_str().unwrap()).unwrap();
        let commitment = chain::commitment(&nonce, &chain::canonical(&event["payload"]).unwrap());
        let link = Link {
            seq: event["seq"].as_i64().unwrap(),
            prev: &prev,
            at_micros: chrono::DateTime::parse_from_rfc3339(event["at"].as_str().unwrap()).unwrap().timestamp_micros(),
            demand: event["demand"].as_str().map(|d| d.parse::<Uuid>().unwrap()),
            actor: &chain::canonical(&event["actor"]).unwrap(),
            kind: event["kind"].as_str().unwrap(),
            commitment: &commitment,
        };
        let hash = link.hash();
        event["commitment"] = json!(chain::hex(&commitment));
        event["prev"] = json!(chain::hex(&prev));
        event["hash"] = json!(chain::hex(&hash));
        prev = hash;
        done.push(event);
    }
    done
}

fn joined(events: &[Value]) -> String {
    events.iter().map(|e| format!("{}\n", chain::canonical(e).unwrap())).collect()
}

both_databases! {
    async fn an_export_verifies_and_says_what_it_holds(url: String) {
        let (store, keys, _folder) = house(&url).await;
        let text = exported(&store, &keys).await;
        let found = check(&text).unwrap();
        let head = events::head(store.read()).await.unwrap();
        assert_eq!((found.count, found.erased, found.last_hash), (6, 0, chain::hex(&head.hash)));
        assert_eq!((found.installation, found.public_key), (keys.installation, chain::hex(&keys.public_key())));
        assert_eq!(lines(&text).len(), 7);
        assert_eq!(exported(&store, &keys).await, text, "the same record at the same time gives the same bytes");
    }

    async fn an_altered_database_is_never_signed(url: String) {
        let (store, keys, _folder) = house(&url).await;
        let off = if store.is_postgres() {
            "DROP TRIGGER events_refuse_change ON events;"
        } else {
            "DROP TRIGGER events_refuse_update; DROP TRIGGER events_refuse_delete;"
        };
        behind(&url, off).await.unwrap();
        let kind = |k: &str| format!("UPDATE events SET kind = '{k}' WHERE seq = 3");
        let faults: [(String, String, Broken); 4] = [
            (kind("other"), kind("verified"), Broken::Hash { seq: 3 }),
            (
                "UPDATE events SET payload = '[1]' WHERE seq = 5".to_owned(),
                "UPDATE events SET payload = '[]' WHERE seq = 5".to_owned(),
                Broken::Payload { seq: 5 },
            ),
            (
                "UPDATE events SET payload = NULL WHERE seq = 2".to_owned(),
                "UPDATE events SET payload = NULL WHERE seq = 2".to_owned(),
                Broken::Payload { seq: 2 },
            ),
            ("DELETE FROM events WHERE seq = 2".to_owned(), String::new(), Broken::Missing { seq: 2, found: 3 }),
        ];
        for (fault, mend, expected) in faults {
            behind(&url, &fault).await.unwrap();
            let mut file = Vec::new();
            let error = export(store.read(), &keys, at(0), &mut file).await.unwrap_err();
            assert!(matches!(&error, ExportError::Broken(b) if *b == expected), "{fault}: {error}");
            assert!(!String::from_utf8(file).unwrap().contains("signature"), "{fault}");
            // What is left out of the outline is checked before it is left out.
            let error = outline(store.read(), &keys, at(0), std::io::sink()).await.unwrap_err();
            assert!(matches!(&error, ExportError::Broken(b) if *b == expected), "{fault}: {error}");
            if !mend.is_empty() {
                behind(&url, &mend).await.unwrap();
            }
        }
    }

    async fn an_erased_payload_leaves_the_chain_whole(url: String) {
        let (store, keys, _folder) = house(&url).await;
        let off = if store.is_postgres() { "DROP TRIGGER events_refuse_change ON events;" } else { "DROP TRIGGER events_refuse_update;" };
        let older = exported(&store, &keys).await;
        behind(&url, off).await.unwrap();
        behind(&url, "UPDATE events SET payload = NULL, nonce = NULL WHERE seq = 2").await.unwrap();
        let text = exported(&store, &keys).await;
        assert_eq!(check(&text).unwrap().erased, 1);
        // Put back from an older export what was erased, and take out another one instead: the count fits, the bytes don't.
        let mut all = lines(&with(&text, 3, |e| (e["payload"], e["nonce"]) = (Value::Null, Value::Null)));
        all[1] = lines(&older)[1].clone();
        assert_eq!(check(&all.concat()), Err(Broken::Content));
        assert_eq!(events::page(store.read(), 1, 1).await.unwrap()[0].payload, None);
    }
}

#[tokio::test]
async fn an_empty_record_is_signed_too() {
    let database = crate::support::TestDatabase::sqlite();
    let store = Store::open(&database.url).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let text = exported(&store, &Keys::open(folder.path()).unwrap()).await;
    assert_eq!(check(&text).unwrap().count, 0);
    assert_eq!(check(""), Err(Broken::Cut { last: 0 }));
}

/// No byte of the file is without meaning: each one, changed, left out or cut off at, is found.
#[tokio::test]
async fn every_single_byte_counts() {
    // Two events, one of them without a demand: every kind of field stands in them.
    let database = crate::support::TestDatabase::sqlite();
    let store = Store::open(&database.url).await.unwrap();
    let txn = store.begin().await.unwrap();
    let plain = NewEvent { demand: None, actor: Actor::System, kind: "started".to_owned(), payload: json!({ "n": [1, true] }) };
    events::append(&txn, &[event(1, "received"), plain], at(0)).await.unwrap();
    txn.commit().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let good = exported(&store, &Keys::open(folder.path()).unwrap()).await.into_bytes();
    for i in 0..good.len() {
        let mut changed = good.clone();
        changed[i] ^= [0x01, 0x20, 0x80][i % 3];
        let shown = String::from_utf8_lossy(&changed).into_owned();
        assert!(verify(&changed[..], None).is_err(), "byte {i} changed: {shown}");
        let mut shorter = good.clone();
        shorter.remove(i);
        assert!(verify(&shorter[..], None).is_err(), "byte {i} left out");
        assert!(verify(&good[..i], None).is_err(), "cut after {i} bytes");
    }
}

#[tokio::test]
async fn the_first_bad_event_is_named() {
    let (text, _) = sample().await;
    let change = |seq: usize, name: &'static str, to: Value| with(&text, seq, |e| e[name] = to);
    let other = json!(chain::hex(&[7; 32]));
    let faults = [
        (change(3, "payload", json!({ "a": 1 })), Broken::Payload { seq: 3 }),
        (change(3, "nonce", other.clone()), Broken::Payload { seq: 3 }),
        (change(3, "commitment", other.clone()), Broken::Payload { seq: 3 }),
        (change(3, "nonce", Value::Null), Broken::Payload { seq: 3 }),
        (change(2, "kind", json!("verified")), Broken::Hash { seq: 2 }),
        (change(2, "at", json!("2026-01-01T00:00:00.000000Z")), Broken::Hash { seq: 2 }),
        (change(2, "demand", Value::Null), Broken::Hash { seq: 2 }),
        (change(4, "actor", json!("operator")), Broken::Hash { seq: 4 }),
        (change(5, "hash", other.clone()), Broken::Hash { seq: 5 }),
        (change(5, "prev", other), Broken::Previous { seq: 5 }),
        (change(5, "seq", json!(7)), Broken::Missing { seq: 5, found: 7 }),
        (change(5, "seq", json!(2)), Broken::Order { seq: 2, expected: 5 }),
    ];
    for (bad, expected) in faults {
        assert_eq!(check(&bad), Err(expected.clone()), "{bad}");
        assert!(expected.seq().is_some() && expected.code().starts_with("record-"));
    }
    // What a line may not hold at all, and forms that mean the same but are not what an export writes.
    for (seq, from, to) in [
        (2, "\"kind\":\"received\"", "\"kind\": \"received\""),
        (2, "\"kind\":\"received\"", "\"kind\":\"receiv\\u0065d\""),
        (2, ".000000Z", ".000000+00:00"),
        (2, ".000000Z", "Z"),
        (1, "\"b\":1", "\"b\":1.0"),
        (1, "\"b\":1", "\"b\":01"),
        (1, "\"b\":1", "\"b\":1,\"b\":1"),
        (6, "\"seq\":6", "\"seq\":6,\"x\":1"),
        (6, "\"seq\":6", "\"seq\":\"6\""),
    ] {
        let mut all = lines(&text);
        assert!(all[seq - 1].contains(from), "{from} in {}", all[seq - 1]);
        all[seq - 1] = all[seq - 1].replacen(from, to, 1);
        let found = check(&all.concat()).unwrap_err();
        assert!(matches!(found, Broken::Form { seq: s, .. } if s == i64::try_from(seq).unwrap()), "{to}: {found}");
    }
}

#[tokio::test]
async fn lines_that_are_swapped_repeated_left_out_or_added() {
    let (text, _) = sample().await;
    let edit = |change: &dyn Fn(&mut Vec<String>)| {
        let mut all = lines(&text);
        change(&mut all);
        check(&all.concat())
    };
    assert_eq!(edit(&|l| l.swap(2, 3)), Err(Broken::Missing { seq: 3, found: 4 }));
    assert_eq!(edit(&|l| drop(l.remove(1))), Err(Broken::Missing { seq: 2, found: 3 }));
    assert_eq!(edit(&|l| l.insert(2, l[1].clone())), Err(Broken::Order { seq: 2, expected: 3 }));
    assert_eq!(edit(&|l| drop(l.remove(5))), Err(Broken::Count { signed: 6, found: 5 }), "the tail cut, the head kept");
    assert_eq!(edit(&|l| l.truncate(6)), Err(Broken::Cut { last: 6 }), "the head cut");
    assert_eq!(edit(&|l| l.truncate(4)), Err(Broken::Cut { last: 4 }));
    assert_eq!(edit(&|l| l.push(l[5].clone())), Err(Broken::Trailing { line: 8 }));
    assert_eq!(edit(&|l| l.push("\n".to_owned())), Err(Broken::Trailing { line: 8 }));
    assert_eq!(edit(&|l| l.rotate_right(1)).unwrap_err().code(), "record-count", "the head first");
    assert!(matches!(edit(&|l| l.insert(2, "\n".to_owned())), Err(Broken::Form { seq: 3, .. })));
    assert!(matches!(edit(&|l| l[6] = l[6].trim_end().to_owned()), Err(Broken::Unreadable { line: 7, .. })));
}

#[tokio::test]
async fn a_payload_taken_out_of_the_file_is_found() {
    let (text, _) = sample().await;
    let bad = with(&text, 2, |e| (e["payload"], e["nonce"]) = (Value::Null, Value::Null));
    assert_eq!(check(&bad), Err(Broken::Erased { signed: 0, found: 1, first: 2 }));
}

/// Somebody without the key changes a payload and hashes everything after it anew.
#[tokio::test]
async fn a_record_hashed_anew_without_the_key_is_found() {
    let (text, keys) = sample().await;
    let changed = with(&text, 3, |e| e["payload"] = json!({ "a": "nothing happened" }));
    let anew = joined(&rehashed(&changed));
    let old_head = lines(&text).pop().unwrap();
    assert_eq!(check(&format!("{anew}{old_head}")), Err(Broken::LastHash { seq: 6 }));

    // A head that fits, with the old signature.
    let mut head: Value = serde_json::from_str(&old_head).unwrap();
    head["head"]["last_hash"] = rehashed(&changed)[5]["hash"].clone();
    let forged = format!("{}\n", chain::canonical(&head).unwrap());
    assert_eq!(check(&format!("{anew}{forged}")), Err(Broken::Signature));

    // A head that fits, signed with a key of his own: only a pinned key, or a comparison, tells.
    let folder = tempfile::tempdir().unwrap();
    let own = Keys::open(folder.path()).unwrap();
    let database = crate::support::TestDatabase::sqlite();
    let (store, _, _folder) = house(&database.url).await;
    let mine = exported(&store, &own).await;
    assert_eq!(check(&mine).unwrap().public_key, chain::hex(&own.public_key()));
    let refused = verify(mine.as_bytes(), Some(&keys.public_key()));
    assert_eq!(refused, Err(Broken::OtherKey { expected: chain::hex(&keys.public_key()), found: chain::hex(&own.public_key()) }));
}

#[test]
fn keys_are_made_once_and_only_for_their_owner() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::open(folder.path()).unwrap();
    let again = Keys::open(folder.path()).unwrap();
    assert_eq!((keys.installation, keys.public_key()), (again.installation, again.public_key()));
    assert_eq!(keys.seal("session", b"x"), again.seal("session", b"x"));
    assert_ne!(keys.seal("session", b"x"), keys.seal("link", b"x"));
    assert_ne!(keys.sign("a", b"bc"), keys.sign("ab", b"c"));
    assert!(!format!("{keys:?}").contains("signing"));
    let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("keys"), 0o700);
    for name in ["keys/installation.id", "keys/signing.key", "keys/session.key"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }

    let signing = folder.path().join("keys/signing.key");
    std::fs::set_permissions(&signing, std::fs::Permissions::from_mode(0o640)).unwrap();
    let refused = |why: &str| {
        let error = Keys::open(folder.path()).unwrap_err();
        assert!(matches!(&error, StoreError::Keys { .. }) && error.to_string().contains(why), "{error}");
    };
    refused("0600");
    std::fs::set_permissions(&signing, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::write(&signing, "short").unwrap();
    refused("not 32 bytes");
    std::fs::remove_file(&signing).unwrap();
    refused("restore the whole folder from the backup");
}

/// A start that was cut short while making keys is simply made again.
#[test]
fn half_made_keys_are_never_used() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("keys.new")).unwrap();
    std::fs::write(folder.path().join("keys.new/signing.key"), "half").unwrap();
    Keys::open(folder.path()).unwrap();
    assert!(!folder.path().join("keys.new").exists());
}
