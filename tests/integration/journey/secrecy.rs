//! Who may not be told, until when, and what is owed afterwards.

use super::{letters, outcome};
use crate::support::actors::Desk;
use chrono::Duration;
use domain::actor::Actor;
use domain::category::Category;
use domain::command::{ActKind, Command, OrderDraft, Verb};
use domain::ids::{MessageId, OrderId};
use domain::instrument::{Audience, SecrecySource};
use domain::notice::{Notice, NoticeKind};
use domain::outcome::Outcome;
use domain::refusal::{Part, Reason};
use domain::secrecy::MayTell;
use domain::stage::SkipGround;
use ombud::store::outbox;
use ombud::workflow::{Error, projection};
use uuid::Uuid;

fn court_order(desk: &Desk, covers: &[Audience], until: Option<domain::Instant>) -> OrderDraft {
    OrderDraft {
        id: OrderId(Uuid::new_v4()),
        source: SecrecySource::Court,
        covers: covers.iter().copied().collect(),
        law: "18 USC 2705(b)".to_owned(),
        document: "order of the court".to_owned(),
        from: desk.now(),
        until,
    }
}

crate::both_databases! {
    /// INV-04, INV-05: a court forbids telling; what was owed is deferred; when the order ends it is owed with a date, and late when it
    /// comes late.
    async fn secrecy_defers_the_notice_and_its_end_makes_it_a_debt(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = desk.receive(desk.demand("us.sca.order_2703d", "EX-2", &[Category::Traffic])).await.id;
        let until = desk.now() + Duration::days(30);
        let order = court_order(&desk, &[Audience::Customer, Audience::EndUser], Some(until));
        desk.does(staff.intake, id, Command::PlaceSecrecy(order)).await;
        desk.verify(id).await;
        desk.does(staff.intake, id, Command::SkipRedirect { ground: SkipGround::Secrecy }).await;
        desk.approve(id).await;
        desk.collect(id).await;
        desk.seal(id).await.unwrap();
        let why = desk.blocked(staff.notice, id, Verb::Prepare(ActKind::SendNotice)).await;
        assert_eq!(why, [Reason::SecrecyInForce { until: Some(until) }]);
        let released = desk.release(id).await.unwrap();
        assert_eq!(outcome(&released), Some(Outcome::DisclosedNoncontent));
        assert!(matches!(released.notice, Notice::Owed { .. }), "the debt outlives the demand: {:?}", released.notice);
        assert!(letters(&desk, id).await.is_empty(), "nothing may have been written to the customer");

        desk.forward(Duration::days(29));
        assert_eq!(desk.workflow.tick(100).await.unwrap(), 0, "not a day early");
        desk.clock.set(until);
        assert_eq!(desk.workflow.tick(100).await.unwrap(), 1);
        assert_eq!(desk.workflow.tick(100).await.unwrap(), 0, "a second look finds nothing new");
        let ended = desk.find(id).await;
        let Notice::Owed { due, .. } = ended.notice else { panic!("{:?}", ended.notice) };
        let policy = desk.workflow.policy();
        assert_eq!(due, policy.after_secrecy(until, &policy.locus("US")));
        assert_eq!(projection::next_due(&ended, desk.now()), Some((due, "D.notice".to_owned())));
        // It does not send by itself, and the end of one order is not yet knowledge that there is no other.
        assert_eq!(ended.may_tell_customer(desk.now()), MayTell::Unknown);
        desk.no_secrecy(id).await;
        desk.clock.set(due + Duration::hours(1));
        let told = desk.notify(id).await;
        assert!(matches!(told.notice, Notice::Sent { kind: NoticeKind::Delayed, late: true, window: None, .. }), "{:?}", told.notice);
        desk.holds().await;
    }

    /// INV-04: an order that comes while the notice is in the outbox takes it back.
    async fn an_order_stops_a_queued_notice(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = desk.receive(desk.demand("us.sca.subpoena", "EX-3", &[Category::SubId])).await.id;
        desk.verify(id).await;
        desk.no_secrecy(id).await;
        let read = desk.workflow.preview_notice(&staff.notice, id).await.unwrap().digest;
        desk.workflow.prepare_notice(staff.notice, id, &read, None).await.unwrap();
        let same = desk.workflow.confirm_notice(staff.notice, id, &read, None).await.unwrap_err();
        let reasons = same.refusal().unwrap().reasons.clone();
        assert!(reasons.contains(&Reason::SamePerson { part: Part::Preparer }), "{reasons:?}");
        desk.workflow.confirm_notice(staff.other_approver, id, &read, None).await.unwrap();
        desk.does(staff.intake, id, Command::PlaceSecrecy(court_order(&desk, &[Audience::Customer], None))).await;
        assert!(matches!(desk.find(id).await.notice, Notice::Owed { .. }));
        assert!(letters(&desk, id).await.iter().all(|(_, _, state)| state == outbox::CANCELLED));
        let leftover = Command::NoticeAccepted { message: MessageId(Uuid::new_v4()) };
        assert!(desk.refused(Actor::System, id, leftover).await.contains(&Reason::NoticeNotOwed));
        desk.holds().await;
    }

    /// The text that two people saw is the text that goes: a contact added meanwhile voids it.
    async fn a_notice_that_changed_is_not_sent(url: String) {
        use ombud::store::{Key, customers};
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = desk.receive(desk.demand("us.sca.subpoena", "EX-4", &[Category::SubId])).await.id;
        desk.verify(id).await;
        desk.no_secrecy(id).await;
        let read = desk.workflow.preview_notice(&staff.notice, id).await.unwrap().digest;
        desk.workflow.prepare_notice(staff.notice, id, &read, None).await.unwrap();
        let mut contact = customers::contacts_of(desk.workflow.store().read(), desk.customer).await.unwrap().remove(0);
        contact.id = Key(Uuid::new_v4());
        contact.mail = "new@customer.example.com".to_owned();
        let txn = desk.workflow.store().begin().await.unwrap();
        customers::add_contact(&txn, contact).await.unwrap();
        txn.commit().await.unwrap();
        let error = desk.workflow.confirm_notice(staff.other_approver, id, &read, None).await.unwrap_err();
        assert!(matches!(error, Error::NoticeChanged), "{error}");
        assert!(letters(&desk, id).await.is_empty());
        assert!(matches!(desk.find(id).await.notice, Notice::Owed { .. }));
    }
}
