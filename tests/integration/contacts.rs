//! Customers and the people they listed: entered, brought in line, asked, reminded, and reached or not.

mod lists;
mod matching;
mod reach;
mod upkeep;

use crate::both_databases;
use crate::support::actors::Desk;
use domain::actor::Actor;
use domain::contact::{ContactPurpose, Reach};
use domain::ids::{ContactId, CustomerId};
use domain::instrument::NoticeTiming;
use domain::paper::CustomerClass;
use ombud::store::customers::{self, ContactRow, CustomerRow};
use ombud::store::{StoreError, events};
use ombud::workflow::Error;
use ombud::workflow::customers::{Change, ContactKey, CustomerKey, NewContact, NewCustomer};
use ombud::workflow::directory::WrongField;

pub fn plain(name: &str) -> NewCustomer {
    NewCustomer { name: name.to_owned(), country: "SE".to_owned(), language: "sv".to_owned(), ..NewCustomer::default() }
}

pub fn contact(mail: &str) -> NewContact {
    NewContact { name: "Legal department".to_owned(), mail: mail.to_owned(), language: "en".to_owned(), ..NewContact::default() }
}

pub async fn row(desk: &Desk, id: ContactId) -> ContactRow {
    customers::find_contact(desk.workflow.store().read(), id).await.unwrap().unwrap()
}

pub async fn customer(desk: &Desk, id: CustomerId) -> CustomerRow {
    customers::find(desk.workflow.store().read(), id).await.unwrap().unwrap()
}

pub async fn stands(desk: &Desk, id: ContactId) -> Reach {
    row(desk, id).await.reach(&desk.workflow.policy().contacts, desk.now())
}

/// How many entries of a kind the record holds.
pub async fn entries(desk: &Desk, kind: &str) -> usize {
    let all = events::page(desk.workflow.store().read(), 0, 10_000).await.unwrap();
    all.iter().filter(|e| e.kind == kind).count()
}

fn fields(change: &Change) -> Vec<&str> {
    match change {
        Change::Changed(fields) => fields.iter().map(|f| f.field.as_str()).collect(),
        Change::Added | Change::Unchanged => Vec::new(),
    }
}

fn is_stale(error: &Error) -> bool {
    matches!(error, Error::Store(StoreError::Stale { .. }))
}

both_databases! {
    async fn a_second_run_of_a_sync_changes_nothing(url: String) {
        let desk = Desk::open(&url).await;
        let who = desk.staff.notice;
        let key = || CustomerKey::External("crm-17".to_owned());
        let accounts = Some(vec![("mail".to_owned(), "A@Sync.example.org".to_owned(), "acct-1".to_owned())]);
        let new = NewCustomer { domains: vec!["Sync.example.org".to_owned()], accounts, ..plain("Sync AB") };
        let first = desk.workflow.put_customer(who, key(), new.clone(), None).await.unwrap();
        assert_eq!((&first.change, first.version), (&Change::Added, 1));
        let before = events::head(desk.workflow.store().read()).await.unwrap();
        let again = desk.workflow.put_customer(who, key(), new.clone(), None).await.unwrap();
        assert_eq!((again.id, again.version, again.change), (first.id, 1, Change::Unchanged));
        assert_eq!(events::head(desk.workflow.store().read()).await.unwrap(), before, "nothing was written, the record neither");
        let other = NewCustomer { accounts: Some(Vec::new()), contract: "C-9".to_owned(), class: CustomerClass::PublicSector, ..new };
        let changed = desk.workflow.put_customer(who, key(), other, Some(1)).await.unwrap();
        assert_eq!(fields(&changed.change), ["class", "contract", "accounts"]);
        assert!(customers::accounts_of(desk.workflow.store().read(), first.id, 9).await.unwrap().is_empty());
        let late = desk.workflow.put_customer(who, key(), plain("Sync AB"), Some(1)).await.unwrap_err();
        assert!(is_stale(&late), "{late}");

        let mail = || ContactKey::External("scim-1".to_owned());
        let put = desk.workflow.put_contact(who, first.id, mail(), contact("Legal@sync.example.org"), None).await.unwrap();
        let again = desk.workflow.put_contact(who, first.id, mail(), contact("legal@sync.example.org"), Some(1)).await.unwrap();
        assert_eq!((again.id, again.change), (put.id, Change::Unchanged));
        let moved = NewContact { purpose: ContactPurpose::Privacy, position: Some(7), ..contact("legal@sync.example.org") };
        let changed = desk.workflow.put_contact(who, first.id, mail(), moved, Some(1)).await.unwrap();
        assert_eq!((fields(&changed.change), changed.version), (vec!["purpose", "order"], 2));
        let late = desk.workflow.put_contact(who, first.id, mail(), contact("x@sync.example.org"), Some(1)).await.unwrap_err();
        assert!(is_stale(&late), "{late}");
        let late = desk.workflow.remove_contact(who, put.id, Some(1)).await.unwrap_err();
        assert!(is_stale(&late), "{late}");
    }

    async fn what_ends_is_kept_and_may_come_back(url: String) {
        let desk = Desk::open(&url).await;
        let who = desk.staff.notice;
        let key = || CustomerKey::External("crm-18".to_owned());
        let id = desk.workflow.put_customer(who, key(), plain("Ends AB"), None).await.unwrap().id;
        let ended = desk.workflow.end_customer(who, id, Some(1)).await.unwrap();
        assert_eq!((fields(&ended.change), customer(&desk, id).await.remind_at), (vec!["ended"], None));
        assert!(matches!(desk.workflow.end_customer(who, id, None).await, Err(Error::NotFound)));
        let back = desk.workflow.put_customer(who, key(), plain("Ends AB"), None).await.unwrap();
        assert_eq!((back.id, fields(&back.change)), (id, vec!["ended"]));
        assert!(customer(&desk, id).await.remind_at.is_some());

        let gone = desk.workflow.add_contact(who, id, contact("gone@ends.example.org")).await.unwrap();
        desk.workflow.remove_contact(who, gone, None).await.unwrap();
        assert!(matches!(desk.workflow.remove_contact(who, gone, None).await, Err(Error::NotFound)));
        assert!(customers::contacts_of(desk.workflow.store().read(), id).await.unwrap().is_empty());
        let back = desk.workflow.put_contact(who, id, ContactKey::Id(gone), contact("gone@ends.example.org"), None).await.unwrap();
        assert_eq!((back.id, fields(&back.change)), (gone, vec!["removed_at"]));
    }

    async fn wrong_fields_are_named_and_nothing_is_kept(url: String) {
        let desk = Desk::open(&url).await;
        let who = desk.staff.notice;
        let id = desk.customer;
        let put = |new: NewContact| desk.workflow.put_contact(who, id, ContactKey::New, new, None);
        for (new, field) in [
            (contact("no address"), WrongField::Mail),
            (NewContact { name: " ".to_owned(), ..contact("a@customer.example.com") }, WrongField::Name),
            (NewContact { language: "tlh".to_owned(), ..contact("a@customer.example.com") }, WrongField::Language),
            (NewContact { external_id: Some("two\nlines".to_owned()), ..contact("a@customer.example.com") }, WrongField::ExternalId),
            (contact("LEGAL0@customer.example.com"), WrongField::Taken),
        ] {
            match put(new).await {
                Err(Error::Field(wrong)) => assert_eq!(wrong, field),
                other => panic!("{field:?}: {other:?}"),
            }
        }
        assert_eq!(customers::contacts_of(desk.workflow.store().read(), id).await.unwrap().len(), 2);
        let strangers = CustomerKey::Id(CustomerId(uuid::Uuid::from_u128(1)));
        assert!(matches!(desk.workflow.put_customer(who, strangers, plain("X"), None).await, Err(Error::NotFound)));
        for outsider in [desk.staff.auditor, desk.staff.custodian, desk.staff.admin, Actor::System] {
            assert!(matches!(desk.workflow.put_customer(outsider, CustomerKey::New, plain("X"), None).await, Err(Error::NotAllowed)));
            let theirs = desk.workflow.put_contact(outsider, id, ContactKey::New, contact("b@customer.example.com"), None).await;
            assert!(matches!(theirs, Err(Error::NotAllowed)));
        }
        // A contact of somebody else's is none of this customer's.
        let other = desk.workflow.add_customer(who, plain("Other AB")).await.unwrap();
        let theirs = desk.workflow.add_contact(who, other, contact("a@other.example.org")).await.unwrap();
        let taken = desk.workflow.put_contact(who, id, ContactKey::Id(theirs), contact("a@other.example.org"), None).await;
        assert!(matches!(taken, Err(Error::NotFound)));
        assert!(matches!(desk.workflow.order_contacts(who, id, &[(theirs, 1)]).await, Err(Error::NotFound)));
    }

    async fn only_counsel_says_when_a_customer_is_told_and_says_why(url: String) {
        let desk = Desk::open(&url).await;
        let id = desk.customer;
        let set = |who, why: &'static str| desk.workflow.set_notice_timing(who, id, Some(NoticeTiming::Before), why, None);
        assert!(matches!(set(desk.staff.notice, "contract").await, Err(Error::NotAllowed)));
        assert!(matches!(set(Actor::Operator, "contract").await, Err(Error::NotAllowed)));
        assert!(matches!(set(desk.staff.reviewer, " ").await, Err(Error::Field(WrongField::Reason))));
        set(desk.staff.reviewer, "The contract promises it.").await.unwrap();
        let row = customer(&desk, id).await;
        let by = desk.staff.reviewer.person().unwrap().to_string();
        let said = (row.notice_timing.as_deref(), row.notice_timing_by, row.notice_timing_why.as_deref());
        assert_eq!(said, (Some("before"), Some(by), Some("The contract promises it.")));
        // What a sync brings leaves counsel's decision alone.
        let same = NewCustomer { country: "US".to_owned(), language: "en".to_owned(), ..plain("Renamed Customer") };
        desk.workflow.put_customer(desk.staff.notice, CustomerKey::Id(id), same, None).await.unwrap();
        assert_eq!(customer(&desk, id).await.notice_timing.as_deref(), Some("before"));
    }
}
