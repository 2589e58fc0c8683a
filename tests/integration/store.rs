//! The store through its public doors.

use domain::Instant;
use domain::actor::Actor;
use domain::ids::DemandId;
use ombud::store::demands::{self, DemandRow, QueueFilter, Sort};
use ombud::store::events::{self, NewEvent};
use ombud::store::{Key, Store, StoreError};
use serde_json::json;
use uuid::Uuid;

pub fn at(micros: i64) -> Instant {
    Instant::from_timestamp_micros(1_780_000_000_000_000 + micros).unwrap()
}

/// A store of its own in a folder that goes away with it.
pub struct House {
    pub store: Store,
    pub folder: tempfile::TempDir,
}

pub async fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}/ombud.db?mode=rwc", folder.path().display())).await.unwrap();
    House { store, folder }
}

pub fn demand(n: u64) -> DemandRow {
    DemandRow {
        id: Key(Uuid::from_u64_pair(n.wrapping_mul(0x9e37_79b9_7f4a_7c15), n)),
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
        due_at: (!n.is_multiple_of(3)).then(|| at(i64::try_from(n).unwrap() * 1_000)),
        due_rule: None,
        assignee: None,
        received_at: at(i64::try_from(n).unwrap()),
        closed_at: None,
        outcome: None,
        emergency: false,
        territory: "US-NY".to_owned(),
        notice_state: "not_owed".to_owned(),
        fingerprint: format!("f{n}"),
        state: "{}".to_owned(),
    }
}

fn event(kind: &str) -> NewEvent {
    NewEvent {
        demand: Some(DemandId(Uuid::from_u128(5))),
        actor: Actor::Operator,
        kind: kind.to_owned(),
        payload: json!({"b": 1, "a": kind}),
    }
}

#[tokio::test]
async fn what_is_committed_is_read_at_once_and_the_rest_is_not() {
    let house = house().await;
    let txn = house.store.begin().await.unwrap();
    let stored = events::append(&txn, &[event("one"), event("two")], at(0)).await.unwrap();
    demands::insert(&txn, demand(1)).await.unwrap();
    assert!(demands::find(house.store.read(), demand(1).demand()).await.unwrap().is_none());
    txn.commit().await.unwrap();
    assert_eq!(events::page(house.store.read(), 0, 10).await.unwrap(), stored);
    assert_eq!(demands::find(house.store.read(), demand(1).demand()).await.unwrap().unwrap(), demand(1));

    let txn = house.store.begin().await.unwrap();
    events::append(&txn, &[event("three")], at(1)).await.unwrap();
    drop(txn);
    assert_eq!(events::head(house.store.read()).await.unwrap().count, 2);
}

#[tokio::test]
async fn a_second_save_of_the_same_version_is_stale() {
    let house = house().await;
    let before = demand(1);
    let txn = house.store.begin().await.unwrap();
    demands::insert(&txn, before.clone()).await.unwrap();
    let after = DemandRow { version: 2, stage: "verifying".to_owned(), due_at: None, ..before.clone() };
    demands::save(&txn, &before, &after).await.unwrap();
    assert!(matches!(demands::save(&txn, &before, &after).await, Err(StoreError::Stale { .. })));
    txn.commit().await.unwrap();
    assert_eq!(demands::find(house.store.read(), before.demand()).await.unwrap().unwrap(), after);
    let page = demands::queue(house.store.read(), &QueueFilter::default(), Sort::Due, false, None, 10).await.unwrap();
    assert_eq!(page.rows.len(), 1);
}
