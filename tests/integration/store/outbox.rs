//! The outbox: at most once without a human.

use super::{at, key};
use crate::both_databases;
use chrono::Duration;
use domain::ids::{DemandId, MessageId};
use ombud::store::outbox::{self, Cancelled, MessageFilter, MessageRow, Outcome};
use ombud::store::{Store, StoreError, Txn};

fn message(n: u64) -> MessageRow {
    MessageRow {
        id: key(n),
        demand_id: Some(key(1_000)),
        letter: "advance_notice".to_owned(),
        side: "customer".to_owned(),
        audience: "first".to_owned(),
        recipient: "legal@example.org".to_owned(),
        language: "sv".to_owned(),
        subject: "Underrättelse".to_owned(),
        body_text: "…".to_owned(),
        body_html: None,
        attachments: "[]".to_owned(),
        state: outbox::QUEUED.to_owned(),
        attempts: 0,
        next_at: at(i64::try_from(n).unwrap()),
        lease_until: None,
        expires_at: None,
        created_at: at(i64::try_from(n).unwrap()),
        sent_at: None,
        last_response: None,
        message_id: outbox::message_id(key(n).to(), "desk@example.net"),
        thread: "k7w2q9".to_owned(),
    }
}

fn id(n: u64) -> MessageId {
    MessageId(key(n).0)
}

async fn state(txn: &Txn, n: u64) -> String {
    outbox::find(txn, id(n)).await.unwrap().unwrap().state
}

async fn lease(txn: &Txn, micros: i64, n: u64) -> Vec<u64> {
    let leased = outbox::lease_due(txn, at(micros), n, Duration::microseconds(100)).await.unwrap();
    assert!(leased.iter().all(|m| m.state == outbox::LEASED && m.lease_until == Some(at(micros + 100))));
    leased.iter().map(|m| (0..100).find(|n| key(*n) == m.id).unwrap()).collect()
}

fn stale<T>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Stale { noun: "message", .. }))
}

both_databases! {
    async fn what_is_due_is_leased_once_and_in_order(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        for n in [3, 1, 2] {
            outbox::put(&txn, message(n)).await.unwrap();
        }
        outbox::put(&txn, MessageRow { expires_at: Some(at(2)), ..message(4) }).await.unwrap();
        assert_eq!(lease(&txn, 2, 9).await, [1, 2]);
        assert_eq!(state(&txn, 4).await, "cancelled", "past its time");
        assert!(lease(&txn, 2, 9).await.is_empty());
        assert_eq!(lease(&txn, 50, 9).await, [3]);
        let twin = MessageRow { message_id: message(1).message_id, ..message(5) };
        assert!(matches!(outbox::put(&txn, twin).await, Err(StoreError::Duplicate(_))));
    }

    async fn each_end_of_an_attempt(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        let ends = [Outcome::Sent, Outcome::Failed { next_at: at(70) }, Outcome::Dead, Outcome::Ambiguous];
        for (n, end) in (1..).zip(ends) {
            outbox::put(&txn, message(n)).await.unwrap();
            assert!(stale(&outbox::begin_attempt(&txn, id(n), key(n + 200), at(10)).await), "not leased");
            assert_eq!(lease(&txn, 10, 9).await, [n]);
            outbox::begin_attempt(&txn, id(n), key(n + 200), at(11)).await.unwrap();
            outbox::finish_attempt(&txn, id(n), key(n + 200), end, "answer", at(12)).await.unwrap();
            assert!(stale(&outbox::finish_attempt(&txn, id(n), key(n + 200), Outcome::Dead, "again", at(13)).await));
            let row = outbox::find(&txn, id(n)).await.unwrap().unwrap();
            assert_eq!((row.attempts, row.last_response.as_deref(), row.lease_until), (1, Some("answer"), None));
            let attempts = outbox::attempts_of(&txn, id(n)).await.unwrap();
            assert_eq!((attempts.len(), attempts[0].ended_at, attempts[0].outcome.as_deref()), (1, Some(at(12)), Some(row.state.as_str())));
        }
        let mut states = Vec::new();
        for n in 1..5 {
            states.push(state(&txn, n).await);
        }
        assert_eq!(states, ["sent", "failed", "dead", "ambiguous"]);
        assert_eq!(outbox::find(&txn, id(1)).await.unwrap().unwrap().sent_at, Some(at(12)));
        // Only the failed one is tried again by itself, and not before its time.
        assert!(lease(&txn, 69, 9).await.is_empty());
        assert_eq!(lease(&txn, 70, 9).await, [2]);
        outbox::requeue(&txn, id(3), at(80)).await.unwrap();
        assert!(stale(&outbox::requeue(&txn, id(4), at(80)).await), "an ambiguous one needs an answer first");
        assert_eq!(lease(&txn, 80, 9).await, [3]);
    }

    async fn a_killed_sender_leaves_an_ambiguous_message_and_never_a_second_copy(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        for n in [1, 2] {
            outbox::put(&txn, message(n)).await.unwrap();
        }
        assert_eq!(lease(&txn, 10, 9).await, [1, 2]);
        outbox::begin_attempt(&txn, id(1), key(201), at(11)).await.unwrap();
        txn.commit().await.unwrap();

        let txn = store.begin().await.unwrap();
        assert!(lease(&txn, 109, 9).await.is_empty(), "the lease still runs");
        assert_eq!(lease(&txn, 110, 9).await, [2], "nothing was on the wire for 2");
        assert_eq!(state(&txn, 1).await, "ambiguous");
        assert!(stale(&outbox::begin_attempt(&txn, id(1), key(202), at(111)).await));
        let (one, two) = (outbox::attempts_of(&txn, id(1)).await.unwrap(), outbox::attempts_of(&txn, id(2)).await.unwrap());
        assert_eq!((one[0].outcome.as_deref(), two.len()), (Some("ambiguous"), 0));

        assert!(stale(&outbox::resolve_ambiguous(&txn, id(2), true, at(120)).await), "it is not ambiguous");
        outbox::resolve_ambiguous(&txn, id(1), false, at(120)).await.unwrap();
        assert_eq!(lease(&txn, 120, 9).await, [1]);
    }

    async fn of_two_senders_after_a_stalled_lease_only_one_sends(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        outbox::put(&txn, message(1)).await.unwrap();
        assert_eq!(lease(&txn, 10, 9).await, [1]);
        // The first sender stalls before it begins; another one gets the lease after it.
        assert_eq!(lease(&txn, 110, 9).await, [1]);
        outbox::begin_attempt(&txn, id(1), key(202), at(111)).await.unwrap();
        assert!(stale(&outbox::begin_attempt(&txn, id(1), key(201), at(112)).await), "that would be a second copy");
        assert_eq!(outbox::attempts_of(&txn, id(1)).await.unwrap().len(), 1);
        assert_eq!(outbox::find(&txn, id(1)).await.unwrap().unwrap().attempts, 1);
        outbox::finish_attempt(&txn, id(1), key(202), Outcome::Failed { next_at: at(120) }, "no", at(113)).await.unwrap();
        assert_eq!(lease(&txn, 120, 9).await, [1]);
        outbox::begin_attempt(&txn, id(1), key(203), at(121)).await.unwrap();
    }

    async fn a_slow_sender_may_still_say_that_it_was_sent(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        outbox::put(&txn, message(1)).await.unwrap();
        lease(&txn, 10, 9).await;
        outbox::begin_attempt(&txn, id(1), key(201), at(11)).await.unwrap();
        assert!(lease(&txn, 200, 9).await.is_empty());
        let failed = Outcome::Failed { next_at: at(0) };
        assert!(stale(&outbox::finish_attempt(&txn, id(1), key(201), failed, "late", at(201)).await), "that would send it again");
        // Somebody said that it did not arrive, and another sender has it already.
        outbox::resolve_ambiguous(&txn, id(1), false, at(201)).await.unwrap();
        assert_eq!(lease(&txn, 201, 9).await, [1]);
        outbox::begin_attempt(&txn, id(1), key(202), at(202)).await.unwrap();
        outbox::finish_attempt(&txn, id(1), key(201), Outcome::Sent, "late", at(203)).await.unwrap();
        assert_eq!(state(&txn, 1).await, "sent");
        outbox::finish_attempt(&txn, id(1), key(202), Outcome::Failed { next_at: at(204) }, "no", at(204)).await.unwrap();
        assert_eq!(state(&txn, 1).await, "sent", "it must not go out again");
        assert!(lease(&txn, 9_999, 9).await.is_empty());
    }

    async fn a_reminder_to_staff_may_come_twice_and_never_gets_lost(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        outbox::put(&txn, MessageRow { side: outbox::STAFF.to_owned(), ..message(1) }).await.unwrap();
        lease(&txn, 10, 9).await;
        outbox::begin_attempt(&txn, id(1), key(201), at(11)).await.unwrap();
        assert_eq!(lease(&txn, 200, 9).await, [1]);
        outbox::begin_attempt(&txn, id(1), key(202), at(201)).await.unwrap();
        outbox::finish_attempt(&txn, id(1), key(202), Outcome::Sent, "ok", at(202)).await.unwrap();
        let attempts = outbox::attempts_of(&txn, id(1)).await.unwrap();
        assert_eq!(attempts.iter().map(|a| a.outcome.as_deref().unwrap()).collect::<Vec<_>>(), ["ambiguous", "sent"]);
    }

    async fn secrecy_withdraws_what_waits_and_says_what_is_too_late(url: String) {
        let store = Store::open(&url).await.unwrap();
        let demand = DemandId(key(1_000).0);
        let txn = store.begin().await.unwrap();
        for n in 1..=3 {
            outbox::put(&txn, message(n)).await.unwrap();
        }
        lease(&txn, 10, 2).await;
        outbox::begin_attempt(&txn, id(1), key(201), at(11)).await.unwrap();
        outbox::put(&txn, MessageRow { side: "authority".to_owned(), ..message(4) }).await.unwrap();
        outbox::put(&txn, MessageRow { audience: "second".to_owned(), ..message(5) }).await.unwrap();
        outbox::put(&txn, MessageRow { demand_id: Some(key(1_001)), ..message(6) }).await.unwrap();
        let first = outbox::cancel_for_demand_audience(&txn, demand, "customer", Some("first"), "secrecy").await.unwrap();
        let sorted = |mut ids: Vec<MessageId>| { ids.sort_unstable(); ids };
        assert_eq!(first.too_late, [id(1)]);
        assert_eq!(sorted(first.withdrawn), sorted(vec![id(2), id(3)]), "leased without an attempt is still in time");
        assert!(stale(&outbox::begin_attempt(&txn, id(2), key(202), at(12)).await), "withdrawn under the sender's hands");
        let all = outbox::cancel_for_demand_audience(&txn, demand, "customer", None, "secrecy").await.unwrap();
        assert_eq!(all, Cancelled { withdrawn: vec![id(5)], too_late: vec![id(1)] });
        for (n, expected) in [(1, "leased"), (2, "cancelled"), (4, "queued"), (6, "queued")] {
            assert_eq!(state(&txn, n).await, expected, "{n}");
        }
        assert!(stale(&outbox::cancel(&txn, id(1), "secrecy").await), "on the wire");
        outbox::cancel(&txn, id(6), "secrecy").await.unwrap();
        assert!(stale(&outbox::cancel(&txn, id(6), "secrecy").await));
    }

    async fn the_screen_pages_from_the_latest(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        for n in 0..5 {
            let side = if n == 3 { "authority" } else { "customer" };
            outbox::put(&txn, MessageRow { side: side.to_owned(), created_at: at(i64::try_from(n / 2).unwrap()), ..message(n) }).await.unwrap();
        }
        txn.commit().await.unwrap();
        let all = MessageFilter::default();
        let mut found: Vec<MessageRow> = Vec::new();
        loop {
            let page = outbox::list(store.read(), ombud::store::Sight::Whole, &all, found.last(), 2).await.unwrap();
            if page.is_empty() {
                break;
            }
            found.extend(page);
        }
        let mut expected = found.clone();
        expected.sort_by_key(|m| std::cmp::Reverse((m.created_at, m.id.to_string())));
        expected.dedup();
        assert_eq!((found.len(), found), (5, expected));
        let filter = MessageFilter { states: vec!["queued".to_owned()], side: Some("authority".to_owned()), reported: None };
        assert_eq!(outbox::list(store.read(), ombud::store::Sight::Whole, &filter, None, 9).await.unwrap().len(), 1);
        let filter = MessageFilter { states: vec!["sent".to_owned(), "dead".to_owned()], side: None, reported: None };
        assert!(outbox::list(store.read(), ombud::store::Sight::Whole, &filter, None, 9).await.unwrap().is_empty());
        assert_eq!(outbox::of_demand(store.read(), DemandId(key(1_000).0)).await.unwrap().len(), 5);
    }
}
