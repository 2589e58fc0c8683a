//! The customer keeps its own list.

use super::{CONTACT, contact, open};
use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::actors::Desk;
use crate::support::site::NOBODY;
use axum::http::StatusCode;
use domain::actor::Actor;
use domain::ids::{ContactId, CustomerId};
use ombud::store::customers::{self, ContactRow};
use ombud::store::events;
use ombud::store::outbox::{self, MessageFilter, MessageRow};
use ombud::workflow::directory::NewCustomer;
use ombud::workflow::portal::LIST_LETTER;

async fn listed(desk: &Desk) -> Vec<ContactRow> {
    customers::contacts_of(desk.workflow.store().read(), desk.customer).await.unwrap()
}

async fn mails(desk: &Desk) -> Vec<MessageRow> {
    let rows = outbox::list(desk.workflow.store().read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 100).await.unwrap();
    rows.into_iter().filter(|row| row.letter == LIST_LETTER).collect()
}

fn id(row: &ContactRow) -> ContactId {
    row.id.to()
}

both_databases! {
    async fn a_contact_adds_changes_and_removes_and_the_others_are_told(url: String) {
        let (desk, site) = open(&url).await;
        let mut visitor = contact(&site, CONTACT).await;
        let form = [("name", "Security team"), ("mail", "Security@customer.example.com"), ("language", "en"), ("purpose", "security"), ("place", "1")];
        assert_eq!(visitor.post("/customer/contacts/new", &form).await.leads_to(), "/customer/contacts");
        let added = listed(&desk).await.into_iter().find(|c| c.mail == "security@customer.example.com").unwrap();
        assert_eq!((added.verified_at, added.purpose.as_str(), added.position), (None, "security", 1), "it has to answer first");
        assert!(added.ask_at.is_some(), "and is asked");
        let page = visitor.get("/customer/contacts").await;
        assert!(page.body.contains("The list was saved") && page.body.contains("Not confirmed"), "{}", page.body);
        let told = mails(&desk).await;
        assert_eq!(told.iter().map(|m| m.recipient.as_str()).collect::<Vec<_>>(), ["legal1@customer.example.com"]);
        assert!(told[0].body_text.contains("security@customer.example.com") && told[0].demand_id.is_none(), "{:?}", told[0]);
        let path = format!("/customer/contacts/{}", id(&added));
        let stale = [("name", "Security"), ("mail", "security@customer.example.com"), ("version", "7")];
        assert_eq!(visitor.post(&path, &stale).await.status, StatusCode::CONFLICT);
        let change = [("name", "Security desk"), ("mail", "security@customer.example.com"), ("version", "1"), ("place", "2")];
        assert_eq!(visitor.post(&path, &change).await.status, StatusCode::SEE_OTHER);
        assert_eq!(visitor.post(&format!("{path}/removal"), &[("version", "2")]).await.status, StatusCode::SEE_OTHER);
        assert!(listed(&desk).await.iter().all(|c| c.id != added.id));
        let entries = events::page(desk.workflow.store().read(), 0, 1_000).await.unwrap();
        let by_me: Vec<&str> = entries.iter().filter(|e| e.actor.contact().is_some()).map(|e| e.kind.as_str()).collect();
        for kind in ["contact_added", "contact_changed", "contact_removed"] {
            assert!(by_me.contains(&kind), "{kind}: {by_me:?}");
        }
    }
}

#[tokio::test]
async fn the_last_one_who_can_be_reached_stays() {
    let database = TestDatabase::sqlite();
    let (desk, site) = open(&database.url).await;
    let mut visitor = contact(&site, CONTACT).await;
    for row in listed(&desk).await {
        if row.mail != CONTACT {
            desk.workflow.remove_contact(Actor::Operator, id(&row), None).await.unwrap();
        }
    }
    let me = listed(&desk).await.remove(0);
    let path = format!("/customer/contacts/{}", id(&me));
    let version = me.version.to_string();
    let answer = visitor.post(&format!("{path}/removal"), &[("version", &version)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Nobody would be left whom we can reach"), "{}", answer.body);
    // Another address has not answered yet: that would leave nobody too.
    let change = [("name", me.name.as_str()), ("mail", "new@customer.example.com"), ("version", &version)];
    let answer = visitor.post(&path, &change).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("new@customer.example.com"), "what was typed is kept");
    assert_eq!(listed(&desk).await, [me]);
}

#[tokio::test]
async fn wrong_entries_are_said_at_their_field_and_nothing_is_lost() {
    let database = TestDatabase::sqlite();
    let (desk, site) = open(&database.url).await;
    let mut visitor = contact(&site, CONTACT).await;
    let before = listed(&desk).await;
    for (name, mail, place, says) in [
        ("", "a@customer.example.com", "", "Write a name."),
        ("Legal", "no address", "", "Write one mail address"),
        ("Legal", CONTACT, "", "on the list already"),
        ("Legal", "a@customer.example.com", "first", "whole number from 1 to 999"),
    ] {
        let answer = visitor.post("/customer/contacts/new", &[("name", name), ("mail", mail), ("place", place)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(answer.body.contains(says), "{says}: {}", answer.body);
    }
    assert_eq!(listed(&desk).await, before);
}

#[tokio::test]
async fn another_customers_list_is_not_there() {
    let database = TestDatabase::sqlite();
    let (desk, site) = open(&database.url).await;
    let other: CustomerId = {
        let new =
            NewCustomer { name: "Another Customer".to_owned(), country: "SE".to_owned(), language: "en".to_owned(), ..Default::default() };
        desk.workflow.add_customer(Actor::Operator, new).await.unwrap()
    };
    let foreign = ombud::workflow::directory::NewContact {
        name: "Legal".to_owned(),
        mail: "legal@other.example.net".to_owned(),
        language: "en".to_owned(),
        ..Default::default()
    };
    let foreign = desk.workflow.add_contact(Actor::Operator, other, foreign).await.unwrap();
    let mut visitor = contact(&site, CONTACT).await;
    let nobody = NOBODY;
    for what in ["", "/removal"] {
        let (there, nowhere) = (format!("/customer/contacts/{foreign}{what}"), format!("/customer/contacts/{nobody}{what}"));
        let (a, b) = (visitor.get(&there).await, visitor.get(&nowhere).await);
        assert_eq!((a.status, a.body.replace(&foreign.to_string(), nobody)), (StatusCode::NOT_FOUND, b.body));
        assert_eq!(visitor.post(&there, &[("version", "1"), ("name", "X"), ("mail", "x@example.org")]).await.status, StatusCode::NOT_FOUND);
    }
    // Nor for a contact of the one customer who asks below the doors.
    let me = Actor::Contact(id(&listed(&desk).await[0]));
    assert!(desk.workflow.remove_contact(me, foreign, None).await.is_err());
}
