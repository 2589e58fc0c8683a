//! Two worlds: the same demand of an officer, and in one of them much that the officer may not know. Whatever the officer can ask, it
//! must get the same bytes; and no word that was planted stands on any page.

use super::{MAIL, OTHER, open, submit, submitted, vetted};
use crate::both_databases;
use crate::portal;
use crate::support::actors::Desk;
use crate::support::site::{NOBODY, Site, Visitor};
use chrono::TimeDelta;
use domain::category::Category;
use domain::command::{Command, OrderDraft};
use domain::ids::{DemandId, OrderId};
use domain::instrument::{Audience, SecrecySource};
use domain::stage::SkipGround;

/// What was planted, in each place where the desk keeps what is not the officer's.
const PLANTED: [&str; 6] =
    ["Planted note", "Planted order", "Planted foreign", "Example Customer", "legal0@customer.example.com", "Planted objection"];

/// All pages of the officer about one demand, and about none, with what chance drew taken out.
async fn pages(visitor: &mut Visitor, id: DemandId, reference: &str) -> Vec<(String, u16, String)> {
    let mut all = Vec::new();
    for what in ["", "/receipt", "/receipt.pdf", "/answer", "/withdrawal", "/preservation", "/papers", "/production", "/production/file"] {
        let answer = visitor.get(&format!("/agency/demands/{id}{what}")).await;
        let body = answer.body.replace(&id.to_string(), "ID").replace(reference, "REFERENCE");
        all.push((what.to_owned(), answer.status.as_u16(), without_key(&body)));
    }
    for path in ["/agency".to_owned(), "/agency/new".to_owned(), format!("/agency/demands/{NOBODY}")] {
        let answer = visitor.get(&path).await;
        let body = answer.body.replace(&id.to_string(), "ID").replace(reference, "REFERENCE");
        all.push((path, answer.status.as_u16(), without_key(&body)));
    }
    all
}

/// The key of a form is drawn for each page.
fn without_key(body: &str) -> String {
    let mut parts = body.split("name=\"key\" value=\"");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
    }
    text
}

/// Everything that the desk does and the officer may not know of.
async fn hidden(desk: &Desk, site: &Site, id: DemandId) {
    let staff = desk.staff;
    desk.does(staff.intake, id, Command::AddNote { text: "Planted note: the customer is a bank.".to_owned() }).await;
    desk.does(
        staff.reviewer,
        id,
        Command::PlaceSecrecy(OrderDraft {
            id: OrderId(uuid::Uuid::new_v4()),
            source: SecrecySource::Court,
            covers: [Audience::Customer].into(),
            law: "Planted order 18 USC 2705(b)".to_owned(),
            document: "Planted order".to_owned(),
            from: desk.now(),
            until: Some(desk.now() + TimeDelta::days(30)),
        }),
    )
    .await;
    desk.does(staff.reviewer, id, Command::RecordSecrecyRequest { words: "Planted objection to telling".to_owned() }).await;
    let foreign = portal::demand(desk, "us.sca.subpoena", "Planted foreign", &[Category::SubId]);
    desk.receive(foreign).await;
    let (mut other, _) = vetted(desk, site, OTHER).await;
    submitted(&submit(&mut other, "foreign-1", "Planted foreign 2").await);
}

both_databases! {
    async fn what_the_desk_knows_changes_no_page_of_the_officer(url: String) {
        let (desk, site) = open(&url).await;
        let (mut visitor, _) = vetted(&desk, &site, MAIL).await;
        let id = submitted(&submit(&mut visitor, "key-1", "26-cr-20").await);
        // What was just done is said once.
        visitor.get("/agency").await;
        let reference = desk.find(id).await.reference.to_string();
        let before = pages(&mut visitor, id, &reference).await;
        hidden(&desk, &site, id).await;
        let after = pages(&mut visitor, id, &reference).await;
        assert_eq!(before, after);
        // Verified, not referred to the customer, decided, gathered, checked: one state for the officer.
        desk.verify(id).await;
        let considered = pages(&mut visitor, id, &reference).await;
        assert_ne!(considered, after, "the comparison sees what the officer may see: the state has moved");
        desk.does(desk.staff.intake, id, Command::SkipRedirect { ground: SkipGround::Secrecy }).await;
        desk.approve(id).await;
        desk.collect(id).await;
        assert_eq!(pages(&mut visitor, id, &reference).await, considered);
        for (what, _, body) in before.iter().chain(&considered) {
            for planted in PLANTED {
                assert!(!body.contains(planted), "{planted} on {what}");
            }
        }
        // The planted words are where they belong, so that the search could have found them.
        let mut staff = site.member(&[domain::actor::Role::Reviewer]).await;
        let page = staff.get(&format!("/demands/{id}")).await;
        assert!(page.body.contains("Planted note") && page.body.contains("Example Customer"), "{}", page.body);
    }
}
