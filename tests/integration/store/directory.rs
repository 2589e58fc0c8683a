//! Customers and authorities, and what proposes them.

use super::{at, key};
use crate::both_databases;
use domain::ids::{AuthorityId, ContactId, CustomerId, OfficerId};
use ombud::store::authorities::{self, AuthorityRow};
use ombud::store::customers::{self, AccountRow, ContactRow, CustomerFilter, CustomerRow};
use ombud::store::officers::{self, OfficerRow};
use ombud::store::{Store, StoreError};

fn customer(n: u64, name: &str, domains: &str) -> CustomerRow {
    let id = CustomerId(key(n).0);
    CustomerRow { domains: domains.to_owned(), ..CustomerRow::new(id, name, "enterprise", "SE", "sv", at(0)) }
}

fn authority(n: u64, name: &str, domains: &str) -> AuthorityRow {
    AuthorityRow {
        id: key(n),
        name: name.to_owned(),
        territory: "US-NY".to_owned(),
        level: "state".to_owned(),
        kind: "court".to_owned(),
        phone: None,
        mail: None,
        language: String::new(),
        postal: String::new(),
        mail_domains: domains.to_owned(),
        standing: "known".to_owned(),
        registry_version: "2026-01".to_owned(),
        changed_by: "operator".to_owned(),
        note: String::new(),
        version: 1,
        created_at: at(0),
    }
}

async fn names(store: &Store, identifier: &str) -> Vec<(String, bool)> {
    let found = customers::matching(store.read(), identifier).await.unwrap();
    found.into_iter().map(|m| (m.customer.name, m.account.is_some())).collect()
}

both_databases! {
    async fn an_account_goes_before_a_domain_and_a_nearer_domain_before_a_farther(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        customers::put(&txn, customer(1, "A far", r#"["example.org"]"#)).await.unwrap();
        customers::put(&txn, customer(2, "B near", r#"["mail.example.org"]"#)).await.unwrap();
        customers::put(&txn, customer(3, "C exact", "[]")).await.unwrap();
        let account = AccountRow { customer_id: key(3), kind: "mail".to_owned(), value: "x@mail.example.org".to_owned(), account: "x".to_owned() };
        customers::add_accounts(&txn, vec![account.clone()]).await.unwrap();
        txn.commit().await.unwrap();
        let exact = ("C exact".to_owned(), true);
        let (near, far) = (("B near".to_owned(), false), ("A far".to_owned(), false));
        assert_eq!(names(&store, " X@Mail.example.org ").await, [exact, near.clone(), far.clone()]);
        assert_eq!(names(&store, "y@mail.example.org").await, [near, far.clone()]);
        assert_eq!(names(&store, "y@other.example.org").await, [far]);
        assert!(names(&store, "y@example.com").await.is_empty() && names(&store, "org").await.is_empty());
        assert_eq!(customers::accounts_of(store.read(), CustomerId(key(3).0), 9).await.unwrap(), [account]);
    }

    async fn a_changed_domain_is_found_and_the_old_one_is_not(url: String) {
        let store = Store::open(&url).await.unwrap();
        let before = customer(1, "A", r#"["example.org"]"#);
        let after = CustomerRow { domains: r#"["example.net"]"#.to_owned(), version: 2, ..before.clone() };
        let txn = store.begin().await.unwrap();
        customers::put(&txn, before.clone()).await.unwrap();
        customers::save(&txn, &before, &after).await.unwrap();
        assert!(matches!(customers::save(&txn, &before, &after).await, Err(StoreError::Stale { noun: "customer", .. })));
        txn.commit().await.unwrap();
        assert_eq!(names(&store, "a@example.net").await.len(), 1);
        assert!(names(&store, "a@example.org").await.is_empty());
        assert_eq!(customers::find(store.read(), CustomerId(key(1).0)).await.unwrap(), Some(after));
        let txn = store.begin().await.unwrap();
        let wrong = customer(5, "B", "example.org");
        assert!(matches!(customers::put(&txn, wrong).await, Err(StoreError::Inconsistent { column: "domains", .. })));
    }

    async fn contacts_keep_their_order_and_those_taken_off_are_not_told(url: String) {
        let store = Store::open(&url).await.unwrap();
        let contact = |n: u64, position: i64| {
            let id = ContactId(key(n).0);
            ContactRow::new(id, CustomerId(key(1).0), "Customer's legal contact", &format!("legal{n}@example.org"), "en", position, at(0))
        };
        let txn = store.begin().await.unwrap();
        customers::put(&txn, customer(1, "A", "[]")).await.unwrap();
        for (n, position) in [(11, 2), (12, 1), (13, 3)] {
            customers::add_contact(&txn, contact(n, position)).await.unwrap();
        }
        let removed = ContactRow { removed_at: Some(at(1)), version: 2, ..contact(13, 3) };
        customers::save_contact(&txn, &contact(13, 3), &removed).await.unwrap();
        let bounced = ContactRow { bounced_at: Some(at(2)), version: 2, ..contact(11, 2) };
        customers::save_contact(&txn, &contact(11, 2), &bounced).await.unwrap();
        assert!(matches!(customers::save_contact(&txn, &contact(11, 2), &bounced).await, Err(StoreError::Stale { noun: "contact", .. })));
        txn.commit().await.unwrap();
        let told = customers::contacts_of(store.read(), CustomerId(key(1).0)).await.unwrap();
        assert_eq!(told, [contact(12, 1), bounced]);
        assert!(customers::find_contact(store.read(), ContactId(key(13).0)).await.unwrap().is_some_and(|c| c.removed_at.is_some()));
    }

    async fn customers_are_listed_page_by_page(url: String) {
        let store = Store::open(&url).await.unwrap();
        let txn = store.begin().await.unwrap();
        for n in 0..5 {
            customers::put(&txn, customer(n, if n < 3 { "Same" } else { "Åland" }, "[]")).await.unwrap();
        }
        txn.commit().await.unwrap();
        let searched = |text: &'static str| {
            let store = &store;
            async move {
                let filter = CustomerFilter { text: text.to_owned(), ..CustomerFilter::default() };
                customers::list(store.read(), &filter, None, 9).await.unwrap().len()
            }
        };
        assert_eq!((searched(" SAM").await, searched("land").await, searched("%").await, searched("S_me").await), (3, 2, 0, 0));
        let mut found: Vec<CustomerRow> = Vec::new();
        loop {
            let page = customers::list(store.read(), &CustomerFilter::default(), found.last(), 2).await.unwrap();
            if page.is_empty() {
                break;
            }
            found.extend(page);
        }
        let mut expected = found.clone();
        expected.sort_by_key(|c| (c.name.clone(), c.id.to_string()));
        expected.dedup();
        assert_eq!((found.len(), found), (5, expected));
    }

    async fn authorities_are_found_by_their_mail_domain(url: String) {
        let store = Store::open(&url).await.unwrap();
        let officer = OfficerRow::new(OfficerId(key(7).0), AuthorityId(key(1).0), "Clerk", "Clerk@courts.example.org", "operator", at(0));
        let before = authority(1, "Example County Court", r#"["courts.example.org"]"#);
        let txn = store.begin().await.unwrap();
        authorities::put(&txn, before.clone()).await.unwrap();
        authorities::put(&txn, authority(2, "Example Police", r#"["police.example.org"]"#)).await.unwrap();
        let frozen = AuthorityRow { standing: "frozen".to_owned(), version: 2, ..before.clone() };
        authorities::save(&txn, &before, &frozen).await.unwrap();
        officers::put(&txn, officer.clone()).await.unwrap();
        let verified = OfficerRow { verified_at: Some(at(3)), version: 2, ..officer.clone() };
        officers::save(&txn, &officer, &verified).await.unwrap();
        assert!(matches!(officers::save(&txn, &officer, &verified).await, Err(StoreError::Stale { noun: "officer", .. })));
        txn.commit().await.unwrap();
        assert_eq!(authorities::by_mail(store.read(), "Clerk@Courts.example.org").await.unwrap(), std::slice::from_ref(&frozen));
        assert!(authorities::by_mail(store.read(), "clerk@ny.courts.example.org").await.unwrap().is_empty(), "a domain below may be anybody's");
        assert!(authorities::by_mail(store.read(), "clerk@example.org").await.unwrap().is_empty());
        let id = AuthorityId(key(1).0);
        assert_eq!(authorities::find(store.read(), id).await.unwrap(), Some(frozen));
        assert_eq!(officers::of(store.read(), id).await.unwrap(), std::slice::from_ref(&verified));
        assert_eq!(officers::by_mail(store.read(), " CLERK@courts.example.org").await.unwrap(), [verified]);
        for (text, found) in [("county", 1), ("COURT ex", 1), ("exam", 2), ("ounty", 0), ("county police", 0), ("%", 0), (" ", 2)] {
            assert_eq!(authorities::list(store.read(), text, None, 9).await.unwrap().len(), found, "{text}");
        }
        let first = authorities::list(store.read(), "", None, 1).await.unwrap();
        let second = authorities::list(store.read(), "", first.last(), 9).await.unwrap();
        assert_eq!((first.len(), second.len(), second[0].name.as_str()), (1, 1, "Example Police"));
    }
}
