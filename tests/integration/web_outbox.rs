//! The outbox on the screen, and the record for those who check it.

use crate::support::TestDatabase;
use crate::support::actors::Desk;
use crate::support::site::Site;
use crate::web_rulebook::raw_keys;
use axum::http::StatusCode;
use domain::actor::Role;
use domain::category::Category;
use domain::command::Command;
use domain::ids::MessageId;
use ombud::store::outbox::{self, Fate, MessageFilter, MessageRow, Outcome};
use ombud::store::{Key, Store, events};
use ombud::workflow::{Filed, NewDemand, Report, Reported};

/// A site with one letter to an authority in the outbox.
async fn site() -> (Site, Desk, TestDatabase, MessageRow) {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let desk = Desk::open(&database.url).await;
    let new = desk.demand("us.sca.subpoena", "22-cv-1", &[Category::SubId]);
    let demand = desk.receive(NewDemand { authority: Some(desk.authority), ..new }).await;
    desk.does(desk.staff.intake, demand.id, Command::Acknowledge).await;
    let row = outbox::list(site.app.store.read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 10).await.unwrap().remove(0);
    (site, desk, database, row)
}

/// Let an attempt end in this way.
async fn attempt(store: &Store, now: domain::Instant, id: MessageId, outcome: Outcome) {
    let txn = store.begin().await.unwrap();
    outbox::lease_due(&txn, now, 10, chrono::Duration::minutes(1)).await.unwrap();
    txn.commit().await.unwrap();
    let txn = store.begin().await.unwrap();
    let attempt = Key(uuid::Uuid::new_v4());
    outbox::begin_attempt(&txn, id, attempt, now).await.unwrap();
    txn.commit().await.unwrap();
    let txn = store.begin().await.unwrap();
    outbox::finish_attempt(&txn, id, attempt, outcome, "250 was not heard", now).await.unwrap();
    txn.commit().await.unwrap();
}

async fn state(site: &Site, id: MessageId) -> String {
    outbox::find(site.app.store.read(), id).await.unwrap().unwrap().state
}

async fn kinds(site: &Site) -> Vec<String> {
    events::page(site.app.store.read(), 0, 1_000).await.unwrap().into_iter().map(|e| e.kind).collect()
}

#[tokio::test]
async fn a_letter_is_shown_and_the_look_is_on_the_record_first() {
    let (site, _desk, _database, row) = site().await;
    let mut intake = site.member(&[Role::Intake]).await;
    let list = intake.get("/outbox").await;
    assert!(list.body.contains("Acknowledgement") && list.body.contains("registry@court.example.org"), "{}", list.body);
    assert!(!kinds(&site).await.contains(&"looked".to_owned()), "a list shows no content");
    let page = intake.get(&format!("/outbox/{}", row.id)).await;
    assert_eq!(raw_keys(&page.body), Vec::<String>::new());
    assert!(page.body.contains("Waiting to be sent") && page.body.contains("<pre class=\"mail-text\">"), "{}", page.body);
    assert_eq!(kinds(&site).await.iter().filter(|k| *k == "looked").count(), 1);
    let html = intake.get(&format!("/outbox/{}/html", row.id)).await;
    assert!(html.header("content-security-policy").contains("default-src 'none'"), "{:?}", html.headers);
    assert!(html.header("content-security-policy").contains("frame-ancestors 'self'"));
    for role in [Role::Custodian, Role::Auditor, Role::SecurityAdmin] {
        let mut other = site.member(&[role]).await;
        assert_eq!(other.get(&format!("/outbox/{}", row.id)).await.status, StatusCode::FORBIDDEN, "{}", role.code());
        assert_eq!(other.get("/outbox").await.status, StatusCode::FORBIDDEN, "{}", role.code());
    }
    assert_eq!(intake.get("/outbox?show=nonsense").await.status, StatusCode::NOT_FOUND);
    assert!(intake.get("/outbox?show=sent").await.body.contains("No messages here"));
}

#[tokio::test]
async fn a_person_says_whether_an_uncertain_letter_arrived() {
    let (site, _desk, _database, row) = site().await;
    let id: MessageId = row.id.to();
    let mut intake = site.member(&[Role::Intake]).await;
    attempt(&site.app.store, site.app.clock.now(), id, Outcome::Ambiguous).await;
    assert!(intake.get("/outbox?show=person").await.body.contains("Uncertain"));
    let (page, resolution) = (format!("/outbox/{id}"), format!("/outbox/{id}/resolution"));
    assert!(intake.get(&page).await.body.contains("Did it arrive?"));
    let kept = intake.post(&resolution, &[("reason", "called the desk")]).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(kept.body.contains("Choose whether it arrived") && kept.body.contains("called the desk"), "{}", kept.body);
    let kept = intake.post(&resolution, &[("arrived", "yes"), ("reason", " ")]).await;
    assert!(kept.body.contains("Write how you know") && kept.body.contains("value=\"yes\" checked"), "{}", kept.body);
    assert_eq!(state(&site, id).await, "ambiguous");
    let done = intake.post(&resolution, &[("arrived", "yes"), ("reason", "called the desk")]).await;
    assert_eq!((done.status, state(&site, id).await.as_str()), (StatusCode::SEE_OTHER, "sent"), "{}", done.body);
    assert!(kinds(&site).await.contains(&"mail_resolved".to_owned()));
    let late = intake.post(&resolution, &[("arrived", "no"), ("reason", "changed my mind")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("Somebody has decided"), "{}", late.body);
    assert_eq!(state(&site, id).await, "sent");
}

#[tokio::test]
async fn a_letter_that_was_given_up_is_tried_again() {
    let (site, _desk, _database, row) = site().await;
    let id: MessageId = row.id.to();
    let mut intake = site.member(&[Role::Intake]).await;
    attempt(&site.app.store, site.app.clock.now(), id, Outcome::Dead).await;
    let page = intake.get(&format!("/outbox/{id}")).await;
    assert!(page.body.contains("250 was not heard") && page.body.contains("Try again"), "{}", page.body);
    let requeue = format!("/outbox/{id}/requeue");
    assert_eq!(intake.post(&requeue, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(state(&site, id).await, "dead");
    assert_eq!(intake.post(&requeue, &[("reason", "the mailbox was emptied")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(state(&site, id).await, "queued");
}

#[tokio::test]
async fn a_person_looks_at_what_came_back() {
    let (site, _desk, _database, row) = site().await;
    let id: MessageId = row.id.to();
    let (page, post) = (format!("/outbox/{id}"), format!("/outbox/{id}/report"));
    let mut intake = site.member(&[Role::Intake]).await;
    attempt(&site.app.store, site.app.clock.now(), id, Outcome::Sent).await;
    let token = outbox::token_of(site.app.store.read(), id).await.unwrap().unwrap();
    let bounced =
        Reported { addresses: vec![row.recipient.clone()], fate: Fate::Bounced, status: "5.1.1".into(), said: "no such user".into() };
    let forged = Report { message_id: Some(row.message_id.clone()), recipients: vec![bounced.clone()], ..Report::default() };
    assert_eq!(site.app.workflow.file_report(forged, "one".into()).await.unwrap(), Filed::Shown(id));
    let report =
        async || outbox::reports_of(site.app.store.read(), &[row.id]).await.unwrap().into_iter().find(|r| r.open).unwrap().id.to_string();
    assert!(intake.get("/outbox?show=person").await.body.contains("A report needs a look"));
    assert!(intake.get("/outbox?show=returned").await.body.contains("No messages here"));
    let shown = intake.get(&page).await;
    assert_eq!(raw_keys(&shown.body), Vec::<String>::new());
    assert!(shown.body.contains("Is this report true?") && shown.body.contains("5.1.1 no such user"), "{}", shown.body);
    let first = report().await;
    let kept = intake.post(&post, &[("report", &first), ("reason", "asked them")]).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(kept.body.contains("Choose whether the report counts") && kept.body.contains("asked them"), "{}", kept.body);
    assert_eq!(intake.post(&post, &[("report", &first), ("counts", "no"), ("reason", "asked them")]).await.status, StatusCode::SEE_OTHER);
    assert!(intake.get(&page).await.body.contains("Does not count"));
    assert!(intake.get("/outbox?show=person").await.body.contains("No messages here"));

    // What came back to the message's own address counts, and stays until somebody has seen to it.
    let own = Report { tokens: vec![token], recipients: vec![bounced], ..Report::default() };
    assert_eq!(site.app.workflow.file_report(own, "two".into()).await.unwrap(), Filed::Counted(id, Fate::Bounced));
    assert!(intake.get("/outbox?show=returned").await.body.contains("Came back"));
    assert!(intake.get("/outbox?show=person").await.body.contains("Came back"));
    assert!(intake.get(&page).await.body.contains("The recipient never got it."));
    let second = report().await;
    assert_eq!(intake.post(&post, &[("report", &second), ("reason", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(intake.post(&post, &[("report", &second), ("reason", "sent it by post")]).await.status, StatusCode::SEE_OTHER);
    assert!(intake.get("/outbox?show=person").await.body.contains("No messages here"));
    assert!(intake.get(&format!("/demands/{}/correspondence", row.demand_id.unwrap())).await.body.contains("Came back"));
    let elsewhere = format!("/outbox/{}/report", uuid::Uuid::from_u128(7));
    assert_eq!(intake.post(&elsewhere, &[("report", &second), ("reason", "x")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_auditor_sees_who_did_what_kind_of_thing_and_no_content() {
    let (site, desk, _database, _row) = site().await;
    let mut auditor = site.member(&[Role::Auditor]).await;
    let list = auditor.get("/record").await;
    assert_eq!(raw_keys(&list.body), Vec::<String>::new());
    for kind in ["received", "acknowledged"] {
        assert!(list.body.contains(kind), "{kind}: {}", list.body);
    }
    for content in ["22-cv-1", "Example County Court", "accounts@customer.example.com"] {
        assert!(!list.body.contains(content), "{content}");
    }
    assert!(auditor.get("/record?check=yes").await.body.contains("The record holds"));
    let older = auditor.get("/record?before=2").await;
    assert!(older.body.contains("Entries 1 to 1"), "{}", older.body);

    let before = kinds(&site).await.len();
    let file = auditor.post("/record/export", &[]).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(kinds(&site).await.last().map(String::as_str), Some("record_exported"));
    let keys = site.app.keys.clone().unwrap();
    let verified = ombud::record::verify(file.body.as_bytes(), Some(&keys.public_key())).unwrap();
    assert_eq!(usize::try_from(verified.count).unwrap(), before + 1, "the export holds the event of its own making");
    for content in ["22-cv-1", "Example County Court", "accounts@customer.example.com"] {
        assert!(!file.body.contains(content), "{content}");
    }
    // The same check must fail on an export with content, else it checks nothing.
    let mut whole = Vec::new();
    ombud::store::export::export(site.app.store.read(), &desk.keys, desk.now(), &mut whole).await.unwrap();
    assert!(String::from_utf8(whole).unwrap().contains("22-cv-1"));
    for role in [Role::Reviewer, Role::SecurityAdmin, Role::Custodian] {
        let mut other = site.member(&[role]).await;
        assert_eq!(other.get("/record").await.status, StatusCode::FORBIDDEN, "{}", role.code());
        assert_eq!(other.post("/record/export", &[]).await.status, StatusCode::FORBIDDEN, "{}", role.code());
    }
}
