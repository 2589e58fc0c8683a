//! The inbox: what is shown of a mail that came in, and what a person makes of it.

use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::browser::{Browser, LAPTOP, PHONE};
use crate::support::mailroom::Mailroom;
use crate::support::site::{Site, Visitor};
use axum::http::StatusCode;
use domain::actor::Role;
use ombud::intake::authenticity::{Dns, Envelope, Trust};
use ombud::intake::door::MailIn;
use ombud::store::mails;
use ombud::words::Language;
use std::sync::Arc;

const ORDER: &str = "From: \"<i>Registry</i>\" <registry@court.example.org>\r\nTo: legal@provider.example.com\r\nSubject: <b>Order</b>\r\n\
    Date: Mon, 2 Nov 2026 09:30:00 +0000\r\nMESSAGE-ID: <1@court.example.org>\r\n\r\nSee <script>alert(1)</script> the order.\r\n";

async fn take(room: &Mailroom, text: &str) -> String {
    let door = MailIn::new(room.workflow.clone(), Trust::default(), Dns::Tape(Arc::default()));
    let envelope = Envelope {
        from: Some("registry@court.example.org".into()),
        client: "192.0.2.10".parse().ok(),
        helo: Some("mail.court.example.org".into()),
        ..Envelope::default()
    };
    let kept = door.keep("lmtp", &envelope, text.to_owned().into_bytes().into()).await.unwrap();
    door.read(kept.id()).await.unwrap();
    format!("/mails/{}", kept.id())
}

async fn clerk(site: &Site) -> Visitor {
    site.member(&[Role::Intake]).await
}

both_databases! {
    async fn a_mail_is_shown_escaped_with_four_facts_and_no_green_tick(url: String) {
        let room = Mailroom::open(&url).await;
        let site = Site::over(room.workflow.clone());
        let path = take(&room, ORDER).await;
        let mut clerk = clerk(&site).await;
        let list = clerk.get("/mails").await;
        assert!(list.body.contains(&path) && list.body.contains("SPF could not be checked now"), "{}", list.body);
        let page = clerk.get(&path).await;
        for fact in ["SPF", "DKIM", "DMARC", "ARC", "could not be checked now", "192.0.2.10", "/demands/new/form/"] {
            assert!(page.body.contains(fact), "{fact}: {}", page.body);
        }
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<b>Order") && !page.body.contains("<i>Registry"));
        assert!(!page.body.contains("badge good"), "{}", page.body);
        // Somebody else's page is no page.
        let mut reviewer = site.member(&[Role::Reviewer]).await;
        assert_eq!(reviewer.get(&path).await.status, StatusCode::FORBIDDEN);
    }

    async fn a_mail_is_filed_set_aside_and_let_out_by_two(url: String) {
        let room = Mailroom::open(&url).await;
        let site = Site::over(room.workflow.clone());
        let id = room.receive("us.sca.subpoena", &["clerk@customer.example.net"]).await;
        let reference = room.demand(id).await.reference.to_string();
        let path = take(&room, ORDER).await;
        let (mut one, mut two) = (clerk(&site).await, clerk(&site).await);
        let wrong = one.post(&format!("{path}/file"), &[("reference", "D-0000-0000")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let bare = one.post(&format!("{path}/aside"), &[("fate", "quarantine"), ("reason", "")]).await;
        assert!(bare.status == StatusCode::UNPROCESSABLE_ENTITY && bare.body.contains("Say why."), "{}", bare.body);
        let undecided = one.post(&format!("{path}/aside"), &[("reason", "odd")]).await;
        assert_eq!(undecided.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(one.post(&format!("{path}/aside"), &[("fate", "quarantine"), ("reason", "odd")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(one.post(&format!("{path}/ask-release"), &[]).await.status, StatusCode::SEE_OTHER);
        assert!(one.get(&path).await.body.contains("Another person must do it"));
        assert_eq!(one.post(&format!("{path}/release"), &[]).await.status, StatusCode::CONFLICT);
        assert_eq!(two.post(&format!("{path}/release"), &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(two.post(&format!("{path}/file"), &[("reference", &reference)]).await.status, StatusCode::SEE_OTHER);
        let tab = two.get(&format!("/demands/{id}/correspondence")).await;
        assert!(tab.body.contains("&#60;b&#62;Order") && tab.body.contains("DMARC"), "{}", tab.body);
        assert_eq!(mails::of_demand(room.workflow.store().read(), id).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn the_inbox_looks_right() {
    let database = TestDatabase::sqlite();
    let room = Mailroom::open(&database.url).await;
    let site = Site::over(room.workflow.clone());
    let waiting = take(&room, ORDER).await;
    let quarantined = take(&room, "\0\u{1}").await;
    let base = site.serve().await;
    let browser = Browser::start().await;
    let mut faults = Vec::new();
    let (id, _, link) = site.invite(&[Role::Intake]).await;
    browser.enter(&base, &link).await;
    for language in [Language::En, Language::Sv] {
        site.app.staff.prefer(id, language, "system", true).await.unwrap();
        let code = language.code();
        let pages = [("/mails".to_owned(), "list"), (waiting.clone(), "waiting"), (quarantined.clone(), "quarantine")];
        faults.extend(browser.look(&base, ("mails", code), &pages, &[LAPTOP, PHONE]).await);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
