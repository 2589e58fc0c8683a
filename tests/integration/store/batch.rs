//! Insertions that wait for the transaction's next step: seen by what reads, kept in order, and all of it or nothing.

use super::{at, demand, key};
use crate::both_databases;
use domain::actor::Actor;
use domain::ids::DemandId;
use ombud::store::demands::{self, DemandRow};
use ombud::store::events::{self, NewEvent};
use ombud::store::idempotency::{self, AnswerRow};
use ombud::store::{Store, StoreError, Txn};

fn answer(name: &str) -> AnswerRow {
    AnswerRow { key: name.to_owned(), actor: "system".to_owned(), demand_id: None, result: "{}".to_owned(), at: at(1) }
}

async fn append(txn: &Txn, kind: &str) {
    let event = NewEvent { demand: None, actor: Actor::System, kind: kind.to_owned(), payload: serde_json::json!({}) };
    events::append(txn, &[event], at(1)).await.unwrap();
}

async fn kinds(store: &Store) -> Vec<String> {
    events::page(store.read(), 0, 9).await.unwrap().into_iter().map(|e| e.kind).collect()
}

both_databases! {
    async fn what_waits_is_seen_by_what_reads_and_kept_in_order(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        append(&txn, "one").await;
        idempotency::put(&txn, answer("k"));
        append(&txn, "two").await;
        assert_eq!(events::head(&txn).await.unwrap().count, 2);
        assert_eq!(idempotency::find(&txn, "k", &Actor::System).await.unwrap(), Some(answer("k")));
        append(&txn, "three").await;
        demands::insert(&txn, demand(1)).await.unwrap();
        append(&txn, "four").await;
        txn.commit().await.unwrap();
        assert_eq!(kinds(&store).await, ["one", "two", "three", "four"]);
        assert!(demands::find(store.read(), DemandId(key(1).0)).await.unwrap().is_some());
    }

    async fn a_guarded_change_goes_with_what_waits_and_sees_that_it_is_late(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        let before = demand(1);
        let after = |version: i64| DemandRow { version, customer_name: format!("Example {version}"), ..before.clone() };
        demands::insert(&txn, before.clone()).await.unwrap();
        append(&txn, "first").await;
        idempotency::put(&txn, answer("first"));
        demands::save(&txn, &before, &after(before.version + 1)).await.unwrap();
        txn.commit().await.unwrap();
        // Somebody who still has the row as it was: the rows that wait are not taken for the one that did not change.
        let txn = store.begin().await.unwrap();
        append(&txn, "late").await;
        idempotency::put(&txn, answer("late"));
        let late = demands::save(&txn, &before, &after(before.version + 2)).await;
        assert!(matches!(late, Err(StoreError::Stale { noun: "demand", .. })), "{late:?}");
        drop(txn);
        assert_eq!(kinds(&store).await, ["first"]);
        let kept = demands::find(store.read(), DemandId(key(1).0)).await.unwrap().unwrap();
        assert_eq!(kept.version, before.version + 1);
        assert_eq!(idempotency::find(store.read(), "late", &Actor::System).await.unwrap(), None);
    }

    async fn what_was_refused_is_not_committed_though_nobody_listened(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        append(&txn, "lost").await;
        idempotency::put(&txn, answer("k"));
        idempotency::put(&txn, answer("k"));
        assert!(matches!(events::head(&txn).await, Err(StoreError::Duplicate(_))), "said when it is asked");
        assert!(txn.commit().await.is_err());
        let txn = store.begin().await.unwrap();
        append(&txn, "lost").await;
        idempotency::put(&txn, answer("k"));
        idempotency::put(&txn, answer("k"));
        assert!(matches!(txn.commit().await, Err(StoreError::Duplicate(_))), "at the latest by the commit");
        assert_eq!(kinds(&store).await, [""; 0]);
        // And the writer is free again.
        let txn = store.begin().await.unwrap();
        append(&txn, "kept").await;
        txn.rollback().await.unwrap();
        let txn = store.begin().await.unwrap();
        append(&txn, "kept").await;
        txn.commit().await.unwrap();
        assert_eq!(kinds(&store).await, ["kept"]);
    }
}
