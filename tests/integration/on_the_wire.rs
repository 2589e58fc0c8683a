//! A mail that was on the wire when its notice was stopped; an order that comes to cover another demand; another time to tell.

use crate::both_databases;
use crate::support::mailroom::{Mailroom, OURS, customer_id, intake, reviewer, teller};
use crate::support::smtp_sink::{Act as Fails, At, SmtpSink};
use crate::web_demand::{Office, does, press};
use axum::http::StatusCode;
use chrono::Duration;
use domain::actor::Role;
use domain::category::Category;
use domain::command::{Command, OrderDraft};
use domain::demand::Demand;
use domain::ids::{DemandId, OrderId};
use domain::instrument::{Audience, NoticeTiming, SecrecySource};
use domain::notice::{NotOwed, Notice};
use domain::refusal::Reason;
use ombud::store::outbox::Outcome;
use ombud::workflow::Error;
use uuid::Uuid;

async fn fly(room: &Mailroom) -> (DemandId, domain::ids::MessageId, ombud::store::Key) {
    let id = room.queued().await;
    let leased = room.workflow.lease_mail(1, Duration::minutes(30)).await.unwrap().messages;
    let message = leased[0].id.to();
    let attempt = room.workflow.begin_mail(message).await.unwrap().unwrap();
    room.does(reviewer(), id, room.order()).await;
    (id, message, attempt)
}

fn open(demand: &Demand) -> usize {
    demand.open_escapes().count()
}

async fn waits(room: &Mailroom, id: DemandId) -> bool {
    room.workflow.waiting_for_people(&reviewer(), 50).await.unwrap().iter().any(|d| d.id == id)
}

both_databases! {
    async fn what_was_accepted_after_the_stop_is_examined(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, message, attempt) = fly(&room).await;
        let demand = room.demand(id).await;
        assert!(open(&demand) == 1 && demand.escapes[0].forbidden && !demand.escapes[0].accepted, "{:?}", demand.escapes);
        assert!(room.kinds(id).await.contains(&"notice_escaped".to_owned()));
        assert!(waits(&room, id).await, "a task on the desk");
        room.workflow.end_mail(message, attempt, Outcome::Sent, "250 ok".into()).await.unwrap();
        assert!(room.demand(id).await.escapes[0].accepted);
        let examine = |text: &str| Command::ExamineEscape { breach: true, text: text.into() };
        let refused = room.workflow.act(intake(), id, examine("The court was told."), None).await.unwrap_err();
        assert!(matches!(refused.refusal().unwrap().reasons.as_slice(), [Reason::NeedsRole { .. }]));
        room.does(reviewer(), id, examine("The court was told.")).await;
        let demand = room.demand(id).await;
        assert!(open(&demand) == 0 && demand.escapes[0].answer.as_ref().unwrap().breach);
        assert!(!waits(&room, id).await);
        assert_eq!(room.workflow.check_projection().await.unwrap().differing, Vec::<String>::new());
    }

    async fn what_the_server_did_not_take_is_no_task(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, message, attempt) = fly(&room).await;
        room.workflow.end_mail(message, attempt, Outcome::Dead, "550 no".into()).await.unwrap();
        assert!(room.demand(id).await.escapes.is_empty() && !waits(&room, id).await);
        assert!(room.kinds(id).await.contains(&"escape_settled".to_owned()));
    }

    /// The sender is gone, and nobody knows: the task stays, also when somebody has found nothing and a report comes later.
    async fn what_nobody_knows_stays_a_task(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, message, attempt) = fly(&room).await;
        room.workflow.end_mail(message, attempt, Outcome::Ambiguous, "lost".into()).await.unwrap();
        assert_eq!(open(&room.demand(id).await), 1);
        room.does(reviewer(), id, Command::ExamineEscape { breach: false, text: "Nothing arrived, says the contact.".into() }).await;
        assert!(!waits(&room, id).await);
        room.workflow.resolve_message(teller(), message, true, "It is in the mailbox after all.".into()).await.unwrap();
        assert_eq!(open(&room.demand(id).await), 1, "what was found without knowing does not stand");
    }

    /// A server that takes the mail and is heard too late: over the wire.
    async fn a_server_that_is_not_heard_leaves_a_task(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        room.deliver(&SmtpSink::failing(At::Dot, Fails::Drop).await).await;
        room.does(reviewer(), id, room.order()).await;
        let demand = room.demand(id).await;
        assert_eq!((open(&demand), demand.escapes.iter().filter(|e| e.accepted).count()), (2, 0));
        assert!(matches!(demand.notice, Notice::Owed { .. }));
    }

    async fn an_order_comes_to_cover_a_further_demand(url: String) {
        let room = Mailroom::open(&url).await;
        let (one, two) = (room.receive("us.sca.subpoena", &[OURS]).await, room.queued().await);
        room.does(reviewer(), one, room.order()).await;
        let order = room.demand(one).await.secrecy.orders[0].clone();
        let covered = room.workflow.cover_more(intake(), one, order.id, two).await.unwrap();
        let there = &covered.secrecy.orders[0];
        assert_eq!((there.id, &there.document, there.end), (order.id, &order.document, order.end));
        assert!(matches!(covered.notice, Notice::Owed { .. }), "what was on its way is stopped");
        assert_eq!(room.kinds(two).await.iter().filter(|k| *k == "secrecy_placed").count(), 1, "an entry of its own");
        let again = room.workflow.cover_more(intake(), one, order.id, two).await.unwrap_err();
        assert_eq!(again.refusal().unwrap().reasons, [Reason::AlreadyDone]);
        let extend = Command::ExtendSecrecy { order: order.id, until: None, document: "of today".into() };
        room.does(reviewer(), one, extend).await;
        assert_eq!(room.demand(two).await.secrecy.orders[0].ends_at(), None, "what is done about it is done to both");
        let unknown = room.workflow.cover_more(intake(), one, OrderId(Uuid::nil()), two).await.unwrap_err();
        assert!(matches!(unknown, Error::Refused(_)));
    }

    /// Counsel chooses another time after the match: a decision on each open demand where the law leaves the choice, on no other.
    async fn another_time_to_tell_is_a_decision_on_open_demands(url: String) {
        let room = Mailroom::open(&url).await;
        let (open, other) = (room.receive("eu.epoc", &[OURS]).await, room.receive("us.sca.subpoena", &[OURS]).await);
        room.verified(open).await;
        let choose = |timing, why: &'static str| room.workflow.set_notice_timing(reviewer(), customer_id(0), timing, why, None);
        choose(Some(NoticeTiming::Before), "The contract says so.").await.unwrap();
        let demand = room.demand(open).await;
        assert_eq!(demand.open_timing().unwrap().told, Some(NoticeTiming::Before));
        assert!(demand.customer.as_ref().unwrap().told.is_none(), "nothing changes by itself");
        assert!(waits(&room, open).await && room.demand(other).await.timing.is_none());
        choose(None, "Taken back.").await.unwrap();
        assert!(room.demand(open).await.open_timing().is_none() && !waits(&room, open).await);
        choose(Some(NoticeTiming::Before), "The contract says so.").await.unwrap();
        let keep = Command::DecideTiming { adopt: false, reason: "It was announced otherwise.".into() };
        assert!(matches!(room.does(reviewer(), open, keep).await.notice, Notice::NotOwed(NotOwed::NotYet)));
        choose(Some(NoticeTiming::After), "Again.").await.unwrap();
        choose(Some(NoticeTiming::Before), "Again.").await.unwrap();
        let follow = Command::DecideTiming { adopt: true, reason: "As contracted.".into() };
        let demand = room.does(reviewer(), open, follow).await;
        assert_eq!(demand.customer.as_ref().unwrap().told, Some(NoticeTiming::Before));
        assert!(matches!(demand.notice, Notice::Owed { .. }), "now the customer is told before: {:?}", demand.notice);
        assert_eq!(room.workflow.check_projection().await.unwrap().differing, Vec::<String>::new());
    }
}

#[tokio::test]
async fn the_wire_the_order_and_the_time_on_the_screen() {
    let office = Office::open().await;
    let (one, two) = (office.receive("24-CV-90", &[Category::SubId]).await, office.receive("24-CV-91", &[Category::SubId]).await);
    let order = OrderDraft {
        id: OrderId(Uuid::new_v4()),
        source: SecrecySource::Court,
        covers: [Audience::Customer].into(),
        law: "18 USC 2705(b)".to_owned(),
        document: "order of 1 September 2026".to_owned(),
        from: office.desk.now(),
        until: Some(office.desk.now() + Duration::days(60)),
    };
    office.desk.verify(one).await;
    office.desk.no_secrecy(one).await;
    let staff = office.desk.staff;
    let read = office.desk.workflow.preview_notice(&staff.notice, one).await.unwrap().digest;
    office.desk.workflow.prepare_notice(staff.notice, one, &read, None).await.unwrap();
    office.desk.workflow.confirm_notice(staff.other_approver, one, &read, None).await.unwrap();
    let leased = office.desk.workflow.lease_mail(50, Duration::minutes(30)).await.unwrap().messages;
    let leased = leased.into_iter().find(|m| m.side == "customer").unwrap();
    office.desk.workflow.begin_mail(leased.id.to()).await.unwrap().unwrap();
    office.desk.does(staff.intake, one, Command::PlaceSecrecy(order.clone())).await;

    let mut reviewer = office.site.member(&[Role::Reviewer]).await;
    assert!(reviewer.get("/").await.body.contains("Possible breaches of secrecy to examine"));
    let page = reviewer.get(&format!("/demands/{one}")).await.body;
    assert!(page.contains("nobody knows yet whether it was accepted") && page.contains("tone-alarm"), "{page}");
    does(&mut reviewer, &format!("/demands/{one}/examine_escape"), &[("breach", "yes"), ("text", "The court was told.")]).await;
    let page = reviewer.get(&format!("/demands/{one}")).await.body;
    assert!(page.contains("Found to be a breach by") && page.contains("The court was told."), "{page}");

    let cover = format!("/secrecy/{one}/{}/cover", order.id);
    assert!(page.contains(&cover), "{page}");
    let wrong = press(&mut reviewer, &cover, &[("reference", "D-0000-0000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reference = office.desk.find(two).await.reference.to_string();
    does(&mut reviewer, &cover, &[("reference", &reference)]).await;
    assert_eq!(office.desk.find(two).await.secrecy.orders[0].id, order.id);
    let again = press(&mut reviewer, &cover, &[("reference", &reference)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.body);

    let epoc = office.desk.receive(office.desk.demand("eu.epoc", "EPOC-90", &[Category::SubId])).await;
    let customer = epoc.customer.as_ref().unwrap().id;
    office.desk.workflow.set_notice_timing(staff.reviewer, customer, Some(NoticeTiming::After), "Agreed in writing.", None).await.unwrap();
    let page = reviewer.get(&format!("/demands/{}", epoc.id)).await.body;
    assert!(page.contains("Agreed in writing.") && page.contains("This demand goes by"), "{page}");
    does(&mut reviewer, &format!("/demands/{}/decide_timing", epoc.id), &[("adopt", "yes"), ("reason", "As agreed.")]).await;
    let page = reviewer.get(&format!("/demands/{}", epoc.id)).await.body;
    assert!(page.contains("Agreed in writing.") && !page.contains("This demand goes by"), "{page}");
    office.desk.holds().await;
}
