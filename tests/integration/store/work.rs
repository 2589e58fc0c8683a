//! Timers, and answers kept for commands that are asked twice.

use super::{at, key};
use crate::both_databases;
use domain::actor::{Actor, Role, Roles};
use domain::ids::{DemandId, PersonId};
use ombud::store::idempotency::{self, AnswerRow};
use ombud::store::{Store, StoreError, timers};

both_databases! {
    async fn a_timer_moves_and_the_most_overdue_comes_first(url: String) {
        let store = Store::open(&url).await.unwrap();
        let (one, two) = (DemandId(key(1).0), DemandId(key(2).0));
        let txn = store.begin().await.unwrap();
        timers::set(&txn, one, "window_over", at(30)).await.unwrap();
        timers::set(&txn, two, "window_over", at(20)).await.unwrap();
        timers::set(&txn, one, "secrecy_ends", at(10)).await.unwrap();
        timers::set(&txn, two, "other", at(5)).await.unwrap();
        timers::set(&txn, one, "window_over", at(15)).await.unwrap();
        timers::clear(&txn, one, "secrecy_ends").await.unwrap();
        timers::clear(&txn, one, "never_set").await.unwrap();
        txn.commit().await.unwrap();
        let due = timers::due(store.read(), "window_over", at(20), 9).await.unwrap();
        assert_eq!(due.iter().map(|t| (t.demand_id, t.due_at)).collect::<Vec<_>>(), [(key(1), at(15)), (key(2), at(20))]);
        assert_eq!(timers::due(store.read(), "window_over", at(19), 9).await.unwrap().len(), 1);
        assert_eq!(timers::of_demand(store.read(), one).await.unwrap().len(), 1);
    }

    async fn an_answer_is_kept_for_the_one_who_asked(url: String) {
        let store = Store::open(&url).await.unwrap();
        let person = |n: u64, roles: &[Role]| Actor::Person { id: PersonId(key(n).0), roles: roles.iter().copied().collect::<Roles>() };
        let asked = person(1, &[Role::Intake]);
        let row = AnswerRow { key: "k".to_owned(), actor: idempotency::whose(&asked), demand_id: None, result: "{}".to_owned(), at: at(1) };
        let txn = store.begin().await.unwrap();
        idempotency::put(&txn, row.clone());
        txn.commit().await.unwrap();
        // The same person with other roles is the same person; another person, or the host, is not.
        assert_eq!(idempotency::find(store.read(), "k", &person(1, &[Role::Approver])).await.unwrap(), Some(row.clone()));
        for other in [person(2, &[Role::Intake]), Actor::Operator, Actor::System] {
            assert_eq!(idempotency::find(store.read(), "k", &other).await.unwrap(), None);
        }
        let txn = store.begin().await.unwrap();
        assert_eq!(idempotency::sweep(&txn, at(1)).await.unwrap(), 0);
        assert_eq!(idempotency::sweep(&txn, at(2)).await.unwrap(), 1);
        idempotency::put(&txn, row.clone());
        idempotency::put(&txn, row);
        assert!(matches!(txn.commit().await, Err(StoreError::Duplicate(_))));
    }
}
