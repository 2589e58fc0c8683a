//! Staff, sessions, one-time links.

use super::{at, key};
use crate::both_databases;
use domain::actor::Role;
use domain::ids::PersonId;
use ombud::store::people::{self, OneTimeLinkRow, PersonRow, SessionRow};
use ombud::store::{Store, StoreError};

fn person(n: u64) -> PersonRow {
    PersonRow {
        id: key(n),
        name: "Reviewer".to_owned(),
        mail: format!("reviewer{n}@example.org"),
        roles: r#"["reviewer","intake"]"#.to_owned(),
        password_hash: None,
        totp_secret: None,
        totp_confirmed: false,
        last_totp_step: None,
        language: "en".to_owned(),
        theme: "system".to_owned(),
        keyboard: true,
        version: 1,
        created_at: at(0),
        disabled_at: None,
    }
}

fn session(hash: &str, n: u64) -> SessionRow {
    SessionRow {
        id_hash: hash.to_owned(),
        person_id: key(n),
        created_at: at(0),
        seen_at: at(0),
        idle_expires_at: at(100),
        absolute_expires_at: at(1_000),
        fresh_at: None,
        ip: "192.0.2.1".to_owned(),
        agent: "Browser".to_owned(),
    }
}

both_databases! {
    async fn people_are_found_by_mail_in_any_case_and_only_once(url: String) {
        let store = Store::open(&url).await.unwrap();
        assert_eq!(people::count(store.read()).await.unwrap(), 0);
        let txn = store.begin().await.unwrap();
        people::add(&txn, person(1)).await.unwrap();
        let after = PersonRow { disabled_at: Some(at(5)), keyboard: false, version: 2, ..person(1) };
        people::save(&txn, &person(1), &after).await.unwrap();
        assert!(matches!(people::save(&txn, &person(1), &after).await, Err(StoreError::Stale { noun: "person", .. })));
        txn.commit().await.unwrap();
        assert_eq!(people::find_by_mail(store.read(), " Reviewer1@Example.org").await.unwrap(), Some(after.clone()));
        assert_eq!(people::find(store.read(), after.person()).await.unwrap(), Some(after.clone()));
        assert_eq!(people::list(store.read(), 9).await.unwrap(), std::slice::from_ref(&after));
        assert!(after.role_set().unwrap().has(Role::Reviewer) && !after.role_set().unwrap().has(Role::Approver));
        let txn = store.begin().await.unwrap();
        let twin = PersonRow { mail: person(1).mail, ..person(2) };
        assert!(matches!(people::add(&txn, twin).await, Err(StoreError::Duplicate(_))));
    }

    async fn a_code_works_once(url: String) {
        let store = Store::open(&url).await.unwrap();
        let id = PersonId(key(1).0);
        let txn = store.begin().await.unwrap();
        people::add(&txn, person(1)).await.unwrap();
        let mut used = Vec::new();
        for step in [50, 50, 49, 51] {
            used.push(people::use_totp_step(&txn, id, step).await.unwrap());
        }
        assert_eq!(used, [true, false, false, true]);
    }

    async fn a_session_ends_by_idleness_by_age_by_hand_and_with_its_person(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        people::add(&txn, person(1)).await.unwrap();
        for hash in ["a", "b", "c"] {
            people::start(&txn, session(hash, 1)).await.unwrap();
        }
        let whose = |hash: &'static str, micros: i64| {
            let txn = &txn;
            async move { people::find_session(txn, hash, at(micros)).await.unwrap().map(|(s, p, _)| (s.id_hash, p.id)) }
        };
        assert_eq!(whose("a", 99).await, Some(("a".to_owned(), key(1))));
        assert_eq!(whose("a", 100).await, None);
        assert_eq!(whose("x", 1).await, None);
        people::touch(&txn, "a", at(99), at(5_000)).await.unwrap();
        assert!(whose("a", 999).await.is_some());
        assert_eq!(whose("a", 1_000).await, None);
        people::freshen(&txn, "a", at(7)).await.unwrap();
        assert_eq!(people::find_session(&txn, "a", at(8)).await.unwrap().unwrap().0.fresh_at, Some(at(7)));
        people::end(&txn, "b").await.unwrap();
        assert_eq!(whose("b", 1).await, None);
        assert_eq!(people::sweep_sessions(&txn, at(100)).await.unwrap(), 1);
        assert_eq!(people::sessions_of(&txn, PersonId(key(1).0)).await.unwrap().len(), 1);
        people::start(&txn, session("d", 1)).await.unwrap();
        assert_eq!(people::end_all(&txn, PersonId(key(1).0), Some("d")).await.unwrap(), 1);
        assert!(whose("d", 1).await.is_some());
        people::save(&txn, &person(1), &PersonRow { disabled_at: Some(at(0)), version: 2, ..person(1) }).await.unwrap();
        assert_eq!(whose("d", 1).await, None);
    }

    async fn a_link_works_once_for_its_purpose_and_in_time(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        people::add(&txn, person(1)).await.unwrap();
        let link = OneTimeLinkRow {
            token_hash: "t".to_owned(),
            person_id: key(1),
            purpose: "invitation".to_owned(),
            created_at: at(0),
            expires_at: at(10),
            used_at: None,
        };
        people::add_link(&txn, link.clone()).await.unwrap();
        people::add_link(&txn, OneTimeLinkRow { token_hash: "late".to_owned(), ..link }).await.unwrap();
        assert_eq!(people::use_link(&txn, "t", "demo", at(1)).await.unwrap(), None);
        assert_eq!(people::use_link(&txn, "x", "invitation", at(1)).await.unwrap(), None);
        assert_eq!(people::use_link(&txn, "t", "invitation", at(9)).await.unwrap(), Some(PersonId(key(1).0)));
        assert_eq!(people::use_link(&txn, "t", "invitation", at(9)).await.unwrap(), None);
        assert_eq!(people::use_link(&txn, "late", "invitation", at(10)).await.unwrap(), None);
    }
}
