//! Paging, filtering, counting: always the same as sorting everything in memory.

use super::{at, demand, key};
use crate::both_databases;
use domain::Instant;
use domain::ids::{AuthorityId, CustomerId, DemandId, PersonId};
use ombud::store::Sight;
use ombud::store::demands::{self, Cursor, DemandRow, LinkRow, QueueFilter, Sort};
use ombud::store::{Key, Store, StoreError};

const STAGES: [&str; 8] = ["received", "verifying", "redirecting", "reviewing", "approving", "producing", "releasing", "closed"];

/// Demands that differ in everything a filter can ask for, with many equal dates.
fn varied(n: u64) -> DemandRow {
    let stage = STAGES[usize::try_from(n % 8).unwrap()];
    let day = i64::try_from(n * 7 % 11).unwrap();
    DemandRow {
        stage: stage.to_owned(),
        closed_at: (stage == "closed").then(|| at(9)),
        due_at: (!n.is_multiple_of(3)).then(|| at(day)),
        received_at: at(i64::try_from(n * 5 % 13).unwrap()),
        instrument: if n.is_multiple_of(2) { "us.sca.warrant" } else { "eu.epoc" }.to_owned(),
        authority_id: n.is_multiple_of(4).then(|| key(1)),
        customer_id: n.is_multiple_of(5).then(|| key(2)),
        assignee: n.is_multiple_of(6).then(|| key(3)),
        secrecy: ["in_force", "unknown", "none"][usize::try_from(n % 3).unwrap()].to_owned(),
        emergency: n.is_multiple_of(10),
        notice_state: if n.is_multiple_of(9) { "owed" } else { "not_owed" }.to_owned(),
        ..demand(n)
    }
}

fn rank(row: &DemandRow) -> usize {
    STAGES.iter().position(|s| *s == row.stage).unwrap()
}

/// A filter, and the same said over a row.
type Case = (QueueFilter, fn(&DemandRow) -> bool);

fn filters() -> Vec<Case> {
    let all = || QueueFilter::seen(Sight::Whole);
    vec![
        (all(), |_| true),
        (QueueFilter { open: Some(true), ..all() }, |d| d.closed_at.is_none()),
        (QueueFilter { open: Some(false), ..all() }, |d| d.closed_at.is_some()),
        (QueueFilter { stages: vec!["reviewing".to_owned()], ..all() }, |d| d.stage == "reviewing"),
        (QueueFilter { stages: vec!["reviewing".to_owned(), "closed".to_owned()], ..all() }, |d| {
            ["reviewing", "closed"].contains(&d.stage.as_str())
        }),
        (QueueFilter { instrument: Some("eu.epoc".to_owned()), ..all() }, |d| d.instrument == "eu.epoc"),
        (QueueFilter { authority: Some(AuthorityId(key(1).0)), ..all() }, |d| d.authority_id == Some(key(1))),
        (QueueFilter { customer: Some(CustomerId(key(2).0)), open: Some(true), ..all() }, |d| {
            d.customer_id == Some(key(2)) && d.closed_at.is_none()
        }),
        (QueueFilter { assignee: Some(PersonId(key(3).0)), ..all() }, |d| d.assignee == Some(key(3))),
        (QueueFilter { unassigned: true, ..all() }, |d| d.assignee.is_none()),
        (QueueFilter { secrecy: Some("in_force".to_owned()), ..all() }, |d| d.secrecy == "in_force"),
        (QueueFilter { due_before: Some(at(5)), ..all() }, |d| d.due_at.is_some_and(|t| t < at(5))),
        (QueueFilter { emergency: Some(true), ..all() }, |d| d.emergency),
        (QueueFilter { notice_state: Some("owed".to_owned()), ..all() }, |d| d.notice_state == "owed"),
        (QueueFilter { text: Some(" d-0000002".to_owned()), ..all() }, |d| d.reference.starts_with("D-0000002")),
        (QueueFilter { text: Some("0000003".to_owned()), ..all() }, |d| d.reference.starts_with("D-0000003")),
        (QueueFilter { text: Some("EX-44".to_owned()), ..all() }, |d| d.authority_reference == "EX-44"),
        (QueueFilter { text: Some("%' OR 1=1 --".to_owned()), ..all() }, |_| false),
    ]
}

async fn walk(store: &Store, filter: &QueueFilter, sort: Sort, reverse: bool) -> Vec<DemandRow> {
    let mut found = Vec::new();
    let mut cursor: Option<Cursor> = None;
    loop {
        let page = demands::queue(store.read(), filter, sort, reverse, cursor.as_ref(), 7).await.unwrap();
        assert!(page.rows.len() <= 7 && (page.next.is_none() || page.rows.len() == 7));
        found.extend(page.rows);
        // As it travels in a URL.
        match page.next {
            Some(next) => cursor = Some(next.to_string().parse().unwrap()),
            None => return found,
        }
    }
}

both_databases! {
    async fn every_page_of_every_filter_in_every_order(url: String) {
        let store = Store::open(&url).await.unwrap();
        let rows: Vec<DemandRow> = (0..100).map(varied).collect();
        let txn = store.begin().await.unwrap();
        demands::insert_many(&txn, rows.clone()).await.unwrap();
        txn.commit().await.unwrap();
        let far: Instant = at(1_000_000_000_000);
        for (filter, keeps) in filters() {
            for sort in [Sort::Due, Sort::Received, Sort::Reference, Sort::Stage] {
                for reverse in [false, true] {
                    let mut expected: Vec<DemandRow> = rows.iter().filter(|d| keeps(d)).map(|d| DemandRow { state: String::new(), ..d.clone() }).collect();
                    let id = |d: &DemandRow| d.id.to_string();
                    match sort {
                        Sort::Due => expected.sort_by_key(|d| (d.due_at.unwrap_or(far), id(d))),
                        Sort::Received => expected.sort_by_key(|d| std::cmp::Reverse((d.received_at, id(d)))),
                        Sort::Reference => expected.sort_by_key(|d| (d.reference.clone(), id(d))),
                        Sort::Stage => expected.sort_by_key(|d| (rank(d), id(d))),
                    }
                    if reverse {
                        expected.reverse();
                    }
                    assert_eq!(walk(&store, &filter, sort, reverse).await, expected, "{filter:?} {sort:?} {reverse}");
                }
            }
        }
    }

    async fn a_cursor_of_another_order_is_refused(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        demands::insert_many(&txn, (0..10).map(varied).collect()).await.unwrap();
        txn.commit().await.unwrap();
        let all = QueueFilter::seen(Sight::Whole);
        let next = demands::queue(store.read(), &all, Sort::Due, false, None, 3).await.unwrap().next.unwrap();
        for (sort, reverse) in [(Sort::Due, true), (Sort::Received, false), (Sort::Stage, false), (Sort::Reference, false)] {
            let refused = demands::queue(store.read(), &all, sort, reverse, Some(&next), 3).await;
            assert!(matches!(refused, Err(StoreError::Cursor)), "{sort:?} {reverse}");
        }
        for text in ["", "x", "e30", "eyJzb3J0IjoiZHVlIn0", "é"] {
            assert!(matches!(text.parse::<Cursor>(), Err(StoreError::Cursor)), "{text}");
        }
    }

    async fn stages_are_counted_in_one_query(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        demands::insert_many(&txn, (0..44).map(varied).collect()).await.unwrap();
        txn.commit().await.unwrap();
        let counts = demands::counts(store.read(), &["closed", "received", "nowhere"]).await.unwrap();
        let found: Vec<(&str, i64)> = counts.iter().map(|c| (c.stage.as_str(), c.n)).collect();
        assert_eq!(found, [("closed", 5), ("received", 6), ("nowhere", 0)]);
        assert!(counts.iter().all(|c| !c.capped()));
    }

    async fn what_demands_name_and_how_they_hang_together(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        demands::insert_many(&txn, vec![demand(1), demand(2), demand(3)]).await.unwrap();
        let names = |n: u64, value: &str| demands::AccountRow { demand_id: key(n), kind: "mail".to_owned(), value: value.to_owned(), account: None };
        for n in [1, 2] {
            demands::put_accounts(&txn, demand(n).demand(), vec![names(n, "a@example.org"), names(n, &format!("{n}@example.org"))]).await.unwrap();
        }
        demands::put_accounts(&txn, demand(2).demand(), vec![names(2, "a@example.org")]).await.unwrap();
        let link = LinkRow { from_demand: key(2), to_demand: key(1), kind: "duplicate".to_owned() };
        demands::link(&txn, link.clone()).await.unwrap();
        demands::link(&txn, link.clone()).await.unwrap();
        let nowhere = LinkRow { to_demand: Key(uuid::Uuid::nil()), ..link.clone() };
        txn.commit().await.unwrap();

        let of = |n: u64| DemandId(key(n).0);
        assert_eq!(demands::accounts_of(store.read(), of(2)).await.unwrap(), [names(2, "a@example.org")]);
        let values = ["a@example.org".to_owned(), "b@example.org".to_owned()];
        assert_eq!(demands::others_naming(store.read(), of(1), &values, 9).await.unwrap(), [names(2, "a@example.org")]);
        assert!(demands::others_naming(store.read(), of(1), &[], 9).await.unwrap().is_empty());
        assert_eq!(demands::links_of(store.read(), of(1)).await.unwrap(), std::slice::from_ref(&link));
        assert_eq!(demands::links_of(store.read(), of(2)).await.unwrap(), [link]);
        assert!(demands::links_of(store.read(), of(3)).await.unwrap().is_empty());
        let same = demands::same_fingerprint(store.read(), Sight::Whole, "f3").await.unwrap();
        assert_eq!(same, [demand(3)]);

        let txn = store.begin().await.unwrap();
        assert!(matches!(demands::link(&txn, nowhere).await, Err(StoreError::Dangling(_))));
    }
}
