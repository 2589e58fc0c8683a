//! The whole promise over months, with nobody remembering: an order with a term, extended, expired; the notice owed, confirmed, sent,
//! come back, sent to the next contact, delivered and acknowledged. On screen, in mails and in the record.

use super::story;
use crate::portal;
use crate::support::actors::Desk;
use crate::support::mailroom::{limits, to};
use crate::support::site::{Site, Visitor};
use crate::support::smtp_sink::SmtpSink;
use axum::http::StatusCode;
use chrono::{Duration, TimeZone, Utc};
use domain::actor::Role;
use domain::category::Category;
use domain::command::{Command, OrderDraft};
use domain::ids::{DemandId, OrderId};
use domain::instrument::{Audience, SecrecySource};
use domain::notice::{Fate, Notice, NoticeKind};
use domain::secrecy::MayTell;
use domain::stage::SkipGround;
use ombud::notify::outbox::deliver_once;
use ombud::store::outbox::{self, MessageRow};
use uuid::Uuid;

const FIRST: &str = "legal0@customer.example.com";
const NEXT: &str = "legal1@customer.example.com";

/// Mails about the demand to the customer's side.
async fn told(desk: &Desk, id: DemandId) -> Vec<MessageRow> {
    let rows = outbox::of_demand(desk.workflow.store().read(), id).await.unwrap();
    rows.into_iter().filter(|m| m.side == outbox::CUSTOMER).collect()
}

/// What the clockwork does every few seconds.
async fn clockwork(desk: &Desk, sink: &SmtpSink) -> u64 {
    desk.workflow.tick(100).await.unwrap();
    deliver_once(&desk.workflow, &to(sink), &limits()).await.unwrap().sent
}

async fn page(site: &Site, path: &str) -> String {
    let answer = site.member(&[Role::NoticeOfficer]).await.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body
}

async fn notices(contact: &mut Visitor) -> String {
    let answer = contact.get("/customer").await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.body
}

crate::both_databases! {
    async fn a_debt_waits_for_months_and_is_paid(url: String) {
        let desk = Desk::open(&url).await;
        let (staff, site) = (desk.staff, Site::over(desk.workflow.clone()));
        let door = portal::over(&desk);
        let sink = SmtpSink::working().await;
        let new = portal::demand(&desk, "us.sca.order_2703d", "EX-77", &[Category::Traffic]);
        let demand = desk.receive(new).await;
        let (id, name) = (demand.id, demand.reference.to_string());
        let at = format!("/demands/{id}");
        let (first_end, second_end) =
            (Utc.with_ymd_and_hms(2026, 11, 1, 0, 0, 0).unwrap(), Utc.with_ymd_and_hms(2027, 2, 15, 0, 0, 0).unwrap());
        let order = OrderId(Uuid::new_v4());
        let draft = OrderDraft {
            id: order,
            source: SecrecySource::Court,
            covers: [Audience::Customer, Audience::EndUser].into_iter().collect(),
            law: "18 USC 2705(b)".to_owned(),
            document: "Order of the court".to_owned(),
            from: desk.now(),
            until: Some(first_end),
        };
        desk.does(staff.intake, id, Command::PlaceSecrecy(draft)).await;
        desk.verify(id).await;
        desk.does(staff.intake, id, Command::SkipRedirect { ground: SkipGround::Secrecy }).await;
        desk.approve(id).await;
        desk.collect(id).await;
        desk.seal(id).await.unwrap();
        desk.release(id).await.unwrap();

        // No notice, whatever the clockwork does; the strip says until when, and the customer's door knows nothing.
        clockwork(&desk, &sink).await;
        assert!(told(&desk, id).await.is_empty());
        let strip = page(&site, &at).await;
        assert!(strip.contains("No customer contact until") && strip.contains("1 November 2026") || strip.contains("31 October 2026"), "{strip}");
        let mut contact = portal::contact(&door, FIRST).await;
        let before = notices(&mut contact).await;
        assert!(!before.contains(&name));

        // Two weeks before its end the order is extended.
        desk.clock.set(first_end - Duration::days(14));
        let extension = Command::ExtendSecrecy { order, until: Some(second_end), document: "Second order of the court".to_owned() };
        desk.does(staff.intake, id, extension).await;
        desk.clock.set(first_end + Duration::days(1));
        clockwork(&desk, &sink).await;
        assert!(matches!(desk.find(id).await.may_tell_customer(desk.now()), MayTell::No { .. }), "the old end means nothing now");
        assert!(told(&desk, id).await.is_empty());

        // It expires, in the night, with nobody there. The debt has a date; nothing goes by itself.
        desk.clock.set(second_end + Duration::hours(1));
        clockwork(&desk, &sink).await;
        let owed = desk.find(id).await;
        let Notice::Owed { due, .. } = owed.notice else { panic!("{:?}", owed.notice) };
        assert!(due > desk.now() && due < second_end + Duration::days(10), "{due}");
        assert_eq!(owed.may_tell_customer(desk.now()), MayTell::Unknown, "an extension may be in the post");
        assert!(told(&desk, id).await.is_empty());
        assert!(page(&site, "/").await.contains(&name), "it stands on the notice officer's desk");
        assert!(page(&site, "/secrecy").await.contains(&name), "and in the calendar");

        // One person looks for an extension, two order the notice.
        desk.forward(Duration::hours(8));
        desk.workflow.check_docket(staff.notice, id, "The court's register, this morning".to_owned(), "", None).await.unwrap();
        let read = desk.workflow.preview_notice(&staff.notice, id).await.unwrap();
        assert_eq!(read.kind, NoticeKind::Delayed);
        desk.workflow.prepare_notice(staff.notice, id, &read.digest, None).await.unwrap();
        desk.workflow.confirm_notice(staff.other_approver, id, &read.digest, None).await.unwrap();
        assert_eq!(clockwork(&desk, &sink).await, 1, "to the first in the customer's order");
        let sent = told(&desk, id).await;
        assert_eq!(sent.iter().map(|m| m.recipient.as_str()).collect::<Vec<_>>(), [FIRST]);
        for secret in [name.as_str(), "EX-77", "Example County Court", "Example Customer"] {
            assert!(!sent[0].subject.contains(secret), "{}", sent[0].subject);
        }
        assert!(sent[0].body_text.contains("Example County Court") && sent[0].body_text.contains("Secrecy ended"));
        assert!(matches!(desk.find(id).await.notice, Notice::Sent { late: false, .. }));

        // It comes back, so the next one gets the very text that two people saw.
        assert!(desk.workflow.notice_bounced(sent[0].id.to(), "5.1.1 no such user".to_owned()).await.unwrap());
        assert_eq!(clockwork(&desk, &sink).await, 1, "to the next, by itself");
        let second = told(&desk, id).await.into_iter().find(|m| m.recipient == NEXT).unwrap();
        assert!(desk.workflow.notice_delivered(second.id.to()).await.unwrap());
        let delivered = desk.find(id).await;
        let mailing = delivered.notice.mailing().unwrap();
        assert!(matches!(mailing.post(second.id.to()).unwrap().fate, Fate::Delivered { .. }), "{mailing:?}");

        // The contact reads it at the customers' own door and says so.
        let mut contact = portal::contact(&door, NEXT).await;
        assert!(notices(&mut contact).await.contains(&name));
        let shown = contact.get(&format!("/customer/demands/{id}")).await;
        assert!(shown.status == StatusCode::OK && shown.body.contains("Example County Court"), "{}", shown.body);
        let said = contact.post(&format!("/customer/demands/{id}/acknowledgement"), &[]).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.body);
        assert!(desk.find(id).await.notice.mailing().unwrap().acknowledged());
        let mails = page(&site, &format!("{at}/correspondence")).await;
        assert!(mails.contains(FIRST) && mails.contains(NEXT), "who was written to stands on the page: {mails}");

        // The record tells it in order, and holds.
        let kinds = story(&desk, id).await;
        let mut rest = kinds.iter();
        for step in [
            "secrecy_placed", "released", "secrecy_extended", "secrecy_expired", "notice_owed", "docket_checked", "notice_queued", "notice_sent",
            "notice_bounced", "notice_delivered", "notice_opened", "notice_acknowledged",
        ] {
            assert!(rest.any(|kind| *kind == step), "{step} is missing, or comes too early: {kinds:?}");
        }
        // Nobody is reminded of what was acknowledged.
        desk.forward(Duration::days(60));
        clockwork(&desk, &sink).await;
        assert_eq!(told(&desk, id).await.len(), 2);
        desk.holds().await;
    }
}
