//! The store through its public doors, on both databases.

mod batch;
mod blobs;
mod directory;
mod disk;
mod outbox;
mod people;
mod queue;
mod work;

use crate::both_databases;
use domain::Instant;
use domain::actor::{Actor, Role, Roles};
use domain::ids::{DemandId, PersonId};
use ombud::store::demands::{self, DemandRow};
use ombud::store::events::{self, NewEvent};
use ombud::store::{Key, Store, StoreError};
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;
use std::os::unix::fs::PermissionsExt;
use uuid::Uuid;

/// A moment some microseconds after a fixed one.
pub fn at(micros: i64) -> Instant {
    Instant::from_timestamp_micros(1_780_000_000_000_000 + micros).unwrap()
}

/// The n-th identifier: scattered, as real ones are.
pub fn key(n: u64) -> Key {
    Key(Uuid::from_u64_pair((n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15), n))
}

/// The n-th demand, open and just received; every third has no date.
pub fn demand(n: u64) -> DemandRow {
    let micros = i64::try_from(n).unwrap();
    DemandRow {
        id: key(n),
        reference: format!("D-{n:08}"),
        version: 1,
        stage: "received".to_owned(),
        instrument: "us.sca.subpoena".to_owned(),
        authority_id: None,
        authority_name: "Example County Court".to_owned(),
        authority_reference: format!("EX-{n}"),
        customer_id: None,
        customer_name: String::new(),
        secrecy: "unknown".to_owned(),
        due_at: (!n.is_multiple_of(3)).then(|| at(micros * 1_000)),
        due_rule: None,
        assignee: None,
        received_at: at(micros),
        closed_at: None,
        outcome: None,
        emergency: false,
        lane: false,
        territory: "US-NY".to_owned(),
        notice_state: "not_owed".to_owned(),
        fingerprint: format!("f{n}"),
        rule_row: None,
        state: format!("{{\"n\":{n}}}"),
    }
}

/// An event of the demand `of` by a person.
pub fn event(of: u64, kind: &str) -> NewEvent {
    let roles: Roles = [Role::Intake, Role::Reviewer].into_iter().collect();
    NewEvent {
        demand: Some(DemandId(key(of).0)),
        actor: Actor::Person { id: PersonId(key(99).0), roles },
        kind: kind.to_owned(),
        payload: json!({ "b": 1, "a": { "z": kind, "y": [null, true, -3, "å\u{1}\"\\"] } }),
    }
}

/// Run SQL behind the store's back, as somebody with the file or the password could.
pub async fn behind(url: &str, sql: &str) -> Result<u64, sea_orm::DbErr> {
    let db = Database::connect(url).await?;
    let done = db.execute_unprepared(sql).await.map(|r| r.rows_affected());
    db.close().await?;
    done
}

both_databases! {
    async fn what_is_committed_is_read_at_once_and_the_rest_is_not(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        let stored = events::append(&txn, &[event(1, "one"), event(2, "two")], at(7)).await.unwrap();
        demands::insert(&txn, demand(1)).await.unwrap();
        assert!(demands::find(store.read(), demand(1).demand()).await.unwrap().is_none());
        assert!(demands::find(&txn, demand(1).demand()).await.unwrap().is_some());
        txn.commit().await.unwrap();
        assert_eq!(events::page(store.read(), 0, 10).await.unwrap(), stored);
        assert_eq!(events::of_demand(store.read(), demand(2).demand()).await.unwrap(), stored[1..]);
        assert_eq!(demands::find(store.read(), demand(1).demand()).await.unwrap(), Some(demand(1)));
        assert_eq!(demands::all_after(store.read(), None, 10).await.unwrap(), [demand(1)]);
        assert!(demands::all_after(store.read(), Some(demand(1).demand()), 10).await.unwrap().is_empty());

        let txn = store.begin().await.unwrap();
        events::append(&txn, &[event(1, "three")], at(8)).await.unwrap();
        drop(txn);
        let txn = store.begin().await.unwrap();
        events::append(&txn, &[event(1, "four")], at(9)).await.unwrap();
        txn.rollback().await.unwrap();
        assert_eq!(events::head(store.read()).await.unwrap().count, 2);
    }

    async fn a_second_save_of_the_same_version_is_stale(url: String) {
        let store = Store::open(&url).await.unwrap();
        let before = demand(1);
        let txn = store.begin().await.unwrap();
        demands::insert(&txn, before.clone()).await.unwrap();
        let after = DemandRow { version: 2, stage: "verifying".to_owned(), due_at: None, closed_at: Some(at(5)), ..before.clone() };
        demands::save(&txn, &before, &after).await.unwrap();
        for late in [DemandRow { version: 3, ..after.clone() }, after.clone()] {
            assert!(matches!(demands::save(&txn, &before, &late).await, Err(StoreError::Stale { .. })));
        }
        assert!(matches!(demands::save(&txn, &after, &after).await, Err(StoreError::Stale { .. })), "the version must grow");
        txn.commit().await.unwrap();
        assert_eq!(demands::find(store.read(), before.demand()).await.unwrap(), Some(after));
    }

    async fn a_reference_is_given_once(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        demands::insert(&txn, demand(1)).await.unwrap();
        let twin = DemandRow { reference: demand(1).reference, ..demand(2) };
        assert!(matches!(demands::insert(&txn, twin).await, Err(StoreError::Duplicate(_))));
    }

    async fn what_is_finer_than_a_microsecond_is_cut_off(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        let stored = events::append(&txn, &[event(1, "one")], at(3) + chrono::Duration::nanoseconds(999)).await.unwrap();
        assert_eq!(stored[0].at, at(3));
        assert_eq!(events::page(&txn, 0, 9).await.unwrap(), stored);
    }

    async fn a_fraction_is_not_recorded(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        let event = NewEvent { payload: json!({ "a": [0.5] }), ..event(1, "one") };
        assert!(matches!(events::append(&txn, &[event], at(0)).await, Err(StoreError::Fraction(f)) if f == "0.5"));
    }

    async fn the_record_refuses_change_even_behind_the_store(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        let stored = events::append(&txn, &[event(1, "one"), event(1, "two")], at(0)).await.unwrap();
        txn.commit().await.unwrap();
        let copy = |seq: &str| format!("SELECT {seq}, at, demand, actor, kind, commitment, prev_hash, hash, nonce, payload FROM events WHERE seq = 2");
        let mut tries = vec![
            "UPDATE events SET kind = 'other' WHERE seq = 1".to_owned(),
            "UPDATE events SET payload = NULL".to_owned(),
            "DELETE FROM events WHERE seq = 2".to_owned(),
            format!("INSERT INTO events {}", copy("4")),
            format!("INSERT INTO events {}", copy("0")),
        ];
        if store.is_postgres() {
            tries.push("TRUNCATE events".to_owned());
        } else {
            tries.push(format!("INSERT OR REPLACE INTO events {}", copy("1")));
            tries.push(format!("REPLACE INTO events {}", copy("2")));
        }
        for sql in tries {
            let refused = behind(&url, &sql).await.expect_err(&sql).to_string();
            assert!(refused.contains("the record is"), "{sql}: {refused}");
        }
        assert_eq!(events::page(store.read(), 0, 10).await.unwrap(), stored);
    }

    async fn writers_of_two_processes_make_one_chain(url: String) {
        let stores = [Store::open(&url).await.unwrap(), Store::open(&url).await.unwrap()];
        let mut tasks = Vec::new();
        for n in 0..8u64 {
            let store = stores[usize::try_from(n).unwrap() % 2].clone();
            tasks.push(tokio::spawn(async move {
                for m in 0..5 {
                    let txn = store.begin().await.unwrap();
                    // A read before the write: what fails with a deferred transaction.
                    let head = events::head(&txn).await.unwrap();
                    let stored = events::append(&txn, &[event(n, "a"), event(n, "b")], at(m)).await.unwrap();
                    assert_eq!(stored[0].seq, head.count + 1);
                    txn.commit().await.unwrap();
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let all = events::page(stores[0].read(), 0, 1_000).await.unwrap();
        assert_eq!(all.len(), 80);
        for pair in all.windows(2) {
            assert_eq!((pair[1].seq, pair[1].prev_hash), (pair[0].seq + 1, pair[0].hash));
        }
        assert_eq!(events::page(stores[1].read(), 78, 10).await.unwrap(), all[78..]);
    }

    async fn all_settings_hold(url: String) {
        let store = Store::open(&url).await.unwrap();
        let checks = store.pragmas().await.unwrap();
        assert!(checks.len() > 4 && checks.iter().all(|c| c.holds || !c.required), "{checks:?}");
        let version = store.version().await.unwrap();
        let least: &[u32] = if store.is_postgres() { &[13, 0] } else { &[3, 51] };
        let found: Vec<u32> = version.split(['.', ' ']).map_while(|p| p.parse().ok()).collect();
        assert!(found.as_slice() >= least, "{version}");
        store.ping().await.unwrap();
        assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_damaged_file_is_noticed() {
    let database = crate::support::TestDatabase::sqlite();
    let store = Store::open(&database.url).await.unwrap();
    behind(&database.url, "PRAGMA foreign_keys = OFF; INSERT INTO officers (id, authority_id, name, note) VALUES ('a', 'b', 'c', '')")
        .await
        .unwrap();
    let found = store.integrity().await.unwrap();
    assert!(found.len() == 1 && found[0].contains("officers") && found[0].contains("authorities"), "{found:?}");
}

/// A text that is not UTF-8 could not be kept as it came: such a database is refused, by name.
#[tokio::test]
async fn a_database_with_another_encoding_is_refused() {
    let url = crate::support::postgres::database().await;
    behind(&url, "CREATE DATABASE narrow ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0").await.unwrap();
    let (server, options) = url.split_once('?').unwrap();
    let narrow = format!("{}/narrow?{options}", server.rsplit_once('/').unwrap().0);
    let error = Store::open(&narrow).await.unwrap_err();
    assert!(matches!(&error, StoreError::Settings(wrong) if wrong.len() == 1 && wrong[0].name == "server_encoding"), "{error}");
    assert!(error.to_string().contains("server_encoding of the writer should be UTF8 and is SQL_ASCII"), "{error}");
}

/// Two processes on the same new file: both find a whole schema, and nobody else on the host reads it.
#[tokio::test]
async fn two_that_start_together_on_sqlite_make_one_private_file() {
    for _ in 0..5 {
        let database = crate::support::TestDatabase::sqlite();
        let (a, b, c) = tokio::join!(Store::open(&database.url), Store::open(&database.url), Store::open(&database.url));
        for store in [a, b, c] {
            store.unwrap();
        }
        let path = database.url.trim_start_matches("sqlite://").trim_end_matches("?mode=rwc");
        for name in [path.to_owned(), format!("{path}-wal")] {
            let mode = std::fs::metadata(&name).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{name}");
        }
    }
}

#[tokio::test]
async fn a_wrong_address_says_what_to_write() {
    for (url, said) in [("mysql://example.org/x", "sqlite:// or postgres://"), ("sqlite::memory:", "give a file")] {
        let error = Store::open(url).await.unwrap_err();
        assert!(error.code() == "store-address" && error.to_string().contains(said), "{error}");
    }
    let error = Store::open("sqlite:///nowhere/at/all/x.db?mode=rwc").await.unwrap_err();
    assert_eq!(error.code(), "store-open");
}
