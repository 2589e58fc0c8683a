//! The end of an order: the debt, the docket, a consumer's notice, a renewal in the grace time; one order over several demands.

use crate::support::actors::Desk;
use chrono::Duration;
use domain::actor::Actor;
use domain::category::Category;
use domain::command::{Act, ActKind, Command, OrderDraft, Verb};
use domain::ids::{ContactId, CustomerId, DemandId, OrderId};
use domain::instrument::{Audience, SecrecySource};
use domain::notice::Notice;
use domain::policy::Policy;
use domain::refusal::Reason;
use domain::secrecy::calendar::DateKind;
use domain::secrecy::{MayTell, NoneConfirmed, RequestDecision};
use domain::stage::SkipGround;
use ombud::notify::writer::Writer;
use ombud::store::customers::{self, AccountRow, ContactRow, CustomerRow};
use ombud::store::outbox::{self, MessageFilter};
use ombud::store::secrecy;
use ombud::workflow::{Error, Workflow};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

const PERSON: &str = "someone@person.example.net";

/// A consumer in the directory, whose account the demands of this file name.
async fn consumer(desk: &Desk) -> CustomerId {
    let id = CustomerId(Uuid::from_u128(0xc7));
    let txn = desk.workflow.store().begin().await.unwrap();
    customers::put(&txn, CustomerRow::new(id, "A. Consumer", "consumer", "US", "en", desk.now())).await.unwrap();
    let account = AccountRow { customer_id: id.into(), kind: "mail".to_owned(), value: PERSON.to_owned(), account: PERSON.to_owned() };
    customers::add_accounts(&txn, vec![account]).await.unwrap();
    let contact = ContactRow::new(ContactId(Uuid::from_u128(0xd7)), id, "A. Consumer", PERSON, "en", 0, desk.now()).verified(desk.now());
    customers::add_contact(&txn, contact).await.unwrap();
    txn.commit().await.unwrap();
    id
}

async fn about_the_consumer(desk: &Desk, reference: &str) -> DemandId {
    let mut new = desk.demand("us.sca.order_2703d", reference, &[Category::Traffic]);
    new.paper.identifiers[0].value = PERSON.to_owned();
    new.customer = Some(CustomerId(Uuid::from_u128(0xc7)));
    desk.receive(new).await.id
}

fn order(desk: &Desk, until: Option<domain::Instant>) -> OrderDraft {
    OrderDraft {
        id: OrderId(Uuid::new_v4()),
        source: SecrecySource::Court,
        covers: [Audience::Customer, Audience::EndUser].into(),
        law: "18 USC 2705(b)".to_owned(),
        document: "order of the court".to_owned(),
        from: desk.now(),
        until,
    }
}

async fn version(desk: &Desk, id: DemandId) -> u64 {
    desk.find(id).await.version
}

async fn kinds(desk: &Desk, id: DemandId) -> BTreeSet<String> {
    let rows = secrecy::dates(desk.workflow.store().read(), ombud::store::Sight::Whole, None, None, None, 100).await.unwrap();
    rows.into_iter().filter(|r| r.demand_id.to::<DemandId>() == id).map(|r| r.kind).collect()
}

fn code(kind: DateKind) -> BTreeSet<String> {
    [kind.code().to_owned()].into()
}

crate::both_databases! {
    /// INV-05: one person looks whether an extension came; a consumer is told at once, and a renewal that comes before the mail
    /// leaves takes it back.
    async fn the_docket_is_checked_and_a_consumer_is_told(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        consumer(&desk).await;
        let id = about_the_consumer(&desk, "EX-1").await;
        let until = desk.now() + Duration::days(10);
        let draft = order(&desk, Some(until));
        let the_order = draft.id;
        desk.does(staff.intake, id, Command::PlaceSecrecy(draft)).await;
        assert_eq!(kinds(&desk, id).await, code(DateKind::Ends));
        desk.verify(id).await;
        desk.does(staff.intake, id, Command::SkipRedirect { ground: SkipGround::Consumer }).await;
        let workflow = desk.workflow.clone();
        let check = |read: String| {
            let workflow = workflow.clone();
            async move { workflow.check_docket(staff.notice, id, "the court's register, today".to_owned(), &read, None).await }
        };
        let early = check(String::new()).await.unwrap_err();
        assert!(early.refusal().unwrap().reasons.contains(&Reason::SecrecyInForce { until: Some(until) }), "{early}");
        desk.does(staff.reviewer, id, Command::Refuse { grounds: vec![domain::ground::Ground::R03], explanation: "overbroad".to_owned() }).await;

        desk.clock.set(until);
        desk.workflow.tick(10).await.unwrap();
        let ended = desk.find(id).await;
        let policy = desk.workflow.policy();
        assert_eq!(ended.notice.due(), Some(policy.after_secrecy(until, &policy.locus("US"))), "five working days where the law is");
        assert_eq!(kinds(&desk, id).await, code(DateKind::Docket));
        let read = desk.workflow.preview_notice(&staff.notice, id).await.unwrap().digest;
        // Unread, or by somebody who does not tell customers, nothing goes.
        assert!(matches!(check(String::new()).await, Err(Error::NoticeChanged)));
        let alone = desk.workflow.check_docket(staff.intake, id, "x".to_owned(), &read, None).await.unwrap_err();
        assert!(matches!(alone.refusal().unwrap().reasons[..], [Reason::NeedsRole { .. }]), "{alone}");
        let told = check(read.clone()).await.unwrap();
        assert!(matches!(told.notice, Notice::Queued { .. }), "{:?}", told.notice);
        assert!(matches!(told.secrecy.none, Some(NoneConfirmed::Docket { .. })));
        assert!(kinds(&desk, id).await.is_empty(), "nothing is left to look at");

        // The renewal was in the post.
        let renewed = desk.now() + Duration::days(30);
        let extend = Command::ExtendSecrecy { order: the_order, until: Some(renewed), document: "renewal".to_owned() };
        let silent = desk.does(staff.intake, id, extend).await;
        assert!(matches!(silent.notice, Notice::Owed { .. }), "the debt waits again: {:?}", silent.notice);
        assert_eq!(silent.may_tell_customer(desk.now()), MayTell::No { until: Some(renewed) });
        let mails = outbox::of_demand(desk.workflow.store().read(), id).await.unwrap();
        let mails: Vec<_> = mails.iter().filter(|m| m.side == outbox::CUSTOMER).map(|m| m.state.as_str()).collect();
        assert_eq!(mails, [outbox::CANCELLED]);
        assert_eq!(kinds(&desk, id).await, code(DateKind::Ends));
        desk.clock.set(renewed);
        desk.workflow.tick(10).await.unwrap();
        assert_eq!(kinds(&desk, id).await, code(DateKind::Docket));
        let read = desk.workflow.preview_notice(&staff.notice, id).await.unwrap().digest;
        assert!(matches!(check(read).await.unwrap().notice, Notice::Queued { .. }));
        desk.holds().await;
    }

    /// An organisation's notice still takes two people after the docket was checked.
    async fn an_organisation_is_told_by_two(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = desk.receive(desk.demand("us.sca.order_2703d", "EX-2", &[Category::Traffic])).await.id;
        desk.does(staff.intake, id, Command::PlaceSecrecy(order(&desk, Some(desk.now() + Duration::days(2))))).await;
        desk.verify(id).await;
        desk.forward(Duration::days(2));
        desk.workflow.tick(10).await.unwrap();
        let checked = desk.workflow.check_docket(staff.notice, id, "the register".to_owned(), "", None).await.unwrap();
        assert_eq!(checked.may_tell_customer(desk.now()), MayTell::Yes);
        assert!(matches!(checked.notice, Notice::Owed { .. }), "{:?}", checked.notice);
        assert!(matches!(desk.notify(id).await.notice, Notice::Sent { .. }));
        desk.holds().await;
    }

    /// One order over two demands: what is done about it is done to both or to neither.
    async fn one_order_covers_two_demands(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let a = desk.receive(desk.demand("us.sca.subpoena", "EX-3", &[Category::SubId])).await.id;
        let b = desk.receive(desk.demand("us.sca.subpoena", "EX-4", &[Category::SubId])).await.id;
        let draft = order(&desk, Some(desk.now() + Duration::days(20)));
        let id = draft.id;
        let read = version(&desk, a).await;
        desk.workflow.place_secrecy(staff.intake, a, read, draft, vec![b], None).await.unwrap();
        assert_eq!(secrecy::covered_by(desk.workflow.store().read(), id).await.unwrap(), BTreeSet::from([a, b]).into_iter().collect::<Vec<_>>());
        let seen = desk.workflow.covered_too(&staff.intake, a, id).await.unwrap();
        assert_eq!(seen.iter().map(|d| d.id).collect::<Vec<_>>(), [b]);

        let later = Some(desk.now() + Duration::days(40));
        desk.does(staff.intake, a, Command::ExtendSecrecy { order: id, until: later, document: "renewal".to_owned() }).await;
        for demand in [a, b] {
            assert_eq!(desk.find(demand).await.secrecy.orders[0].ends_at(), later);
        }
        let narrow = Act::NarrowSecrecy { order: id, covers: [Audience::EndUser].into(), until: None, document: "order of today".to_owned() };
        desk.does(staff.intake, a, Command::Prepare(narrow.clone())).await;
        let alone = desk.blocked(staff.intake, b, Verb::Confirm(ActKind::NarrowSecrecy)).await;
        assert!(alone.iter().any(|r| matches!(r, Reason::SamePerson { .. } | Reason::NeedsRole { .. })), "{alone:?}");
        desk.does(staff.other_reviewer, b, Command::Confirm(narrow)).await;
        for demand in [a, b] {
            let demand = desk.find(demand).await;
            assert_eq!(demand.secrecy.orders[0].covers, [Audience::EndUser].into());
            assert_eq!(demand.may_tell_customer(desk.now()), MayTell::Unknown);
            assert!(demand.prepared.is_empty());
        }
        let lift = Act::LiftSecrecy { order: id, document: "lifted".to_owned() };
        desk.does(staff.intake, b, Command::Prepare(lift.clone())).await;
        desk.does(staff.intake, a, Command::Discard(ActKind::LiftSecrecy)).await;
        assert!(desk.find(b).await.prepared.is_empty(), "taken back on both");
        desk.both(staff.intake, staff.other_reviewer, a, lift).await;
        for demand in [a, b] {
            assert!(desk.find(demand).await.secrecy.orders[0].lifted());
        }
        desk.holds().await;
    }

    /// A letter that asks binds nobody, and nobody confirms anything before somebody has decided what to do with it.
    async fn a_request_is_decided_before_anything_is_confirmed(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let mut new = desk.demand("us.sca.subpoena", "EX-5", &[Category::SubId]);
        new.secrecy_asked = Some("Please do not notify the user.".to_owned());
        let id = desk.receive(new).await.id;
        assert_eq!(desk.find(id).await.may_tell_customer(desk.now()), MayTell::Unknown, "it asks, it does not bind");
        assert_eq!(kinds(&desk, id).await, code(DateKind::Request));
        let refused = desk.refused(staff.intake, id, Command::Prepare(Act::ConfirmNoSecrecy)).await;
        assert_eq!(refused, [Reason::SecrecyRequestOpen]);
        let by = desk.now() + Duration::days(3);
        let ask = Command::DecideSecrecyRequest { decision: RequestDecision::AskForOrder { answer_by: by }, reason: "no order".to_owned() };
        desk.does(staff.reviewer, id, ask).await;
        let refused = desk.refused(staff.intake, id, Command::Prepare(Act::ConfirmNoSecrecy)).await;
        assert_eq!(refused, [Reason::OrderAwaited { until: by }]);
        desk.clock.set(by);
        assert_eq!(desk.no_secrecy(id).await.may_tell_customer(desk.now()), MayTell::Yes);
        // A second letter takes the confirmation back.
        let again = desk.does(staff.intake, id, Command::RecordSecrecyRequest { words: "once more".to_owned() }).await;
        assert_eq!(again.may_tell_customer(desk.now()), MayTell::Unknown);
        let nothing = Command::DecideSecrecyRequest { decision: RequestDecision::Nothing, reason: "it does not bind".to_owned() };
        desk.does(staff.reviewer, id, nothing).await;
        desk.no_secrecy(id).await;
        assert!(desk.refused(Actor::System, id, Command::PassGrace { notice: None }).await.contains(&Reason::NothingToDo));
        desk.holds().await;
    }

    /// Where the policy says so, a consumer is told after the working days unless somebody stops it; nobody else is.
    async fn the_policys_days_pass_or_are_stopped(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        consumer(&desk).await;
        let patient = {
            let (old, rules) = (&desk.workflow, desk.workflow.rulebook().clone());
            let policy = Policy { send_after_working_days: Some(3), ..Policy::default() };
            let writer = Writer::new("Example Provider", "legal-desk@example.org", chrono_tz::Europe::Stockholm, rules.clone(), policy.clone());
            Workflow::new(old.store().clone(), old.blobs().clone(), desk.clock.clone(), rules, policy, Arc::new(writer))
        };
        let (goes, held) = (about_the_consumer(&desk, "EX-6").await, about_the_consumer(&desk, "EX-7").await);
        // A Friday: the days do not count over the weekend.
        let until: domain::Instant = "2026-09-11T12:00:00Z".parse().unwrap();
        for id in [goes, held] {
            desk.does(staff.intake, id, Command::PlaceSecrecy(order(&desk, Some(until)))).await;
            desk.verify(id).await;
            let refuse = Command::Refuse { grounds: vec![domain::ground::Ground::R03], explanation: "overbroad".to_owned() };
            desk.does(staff.reviewer, id, refuse).await;
        }
        desk.clock.set(until);
        assert_eq!(patient.tick(10).await.unwrap(), 2);
        let shown = kinds(&desk, goes).await;
        assert!(shown.contains("grace") && shown.contains("docket"), "seen from the first day: {shown:?}");
        patient.act(staff.notice, held, Command::StopGrace { reason: "a renewal was announced".to_owned() }, None).await.unwrap();
        assert_eq!(kinds(&desk, held).await, code(DateKind::Docket));
        let passes: domain::Instant = "2026-09-17T04:00:00Z".parse().unwrap();
        desk.clock.set(passes - Duration::seconds(1));
        assert_eq!(patient.tick(10).await.unwrap(), 0, "not a second early");
        desk.clock.set(passes);
        assert_eq!(patient.tick(10).await.unwrap(), 1);
        assert!(matches!(desk.find(goes).await.notice, Notice::Queued { .. }));
        assert!(matches!(desk.find(goes).await.secrecy.none, Some(NoneConfirmed::Grace { days: 3, .. })));
        assert!(matches!(desk.find(held).await.notice, Notice::Owed { .. }));
        assert_eq!(desk.find(held).await.may_tell_customer(desk.now()), MayTell::Unknown);
        desk.holds().await;
    }

    /// The marks are announced once on their day, by mails that say of nothing what it is; what has passed, every day.
    async fn the_marks_are_announced(url: String) {
        let desk = Desk::open(&url).await;
        let txn = desk.workflow.store().begin().await.unwrap();
        crate::reminders::member(&txn, 1, r#"["notice_officer"]"#, "sv", false).await;
        crate::reminders::member(&txn, 2, r#"["approver"]"#, "en", false).await;
        txn.commit().await.unwrap();
        let id = desk.receive(desk.demand("us.sca.subpoena", "EX-8", &[Category::SubId])).await.id;
        desk.does(desk.staff.intake, id, Command::PlaceSecrecy(order(&desk, Some(desk.now() + Duration::days(31))))).await;
        let mut announced = Vec::new();
        for day in 0..35 {
            let mut queued = desk.workflow.remind_of_secrecy().await.unwrap();
            desk.forward(Duration::hours(3));
            queued += desk.workflow.remind_of_secrecy().await.unwrap();
            desk.forward(Duration::hours(21));
            if queued > 0 {
                announced.push((31 - day, queued));
            }
        }
        assert_eq!(announced, [(30, 1), (14, 1), (7, 1), (1, 1), (0, 1), (-1, 2), (-2, 2), (-3, 2)], "who can decide hears of what has passed");
        let mails = outbox::list(desk.workflow.store().read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 50).await.unwrap();
        let reference = desk.find(id).await.reference.to_string();
        assert!(mails.iter().filter(|m| m.side == outbox::STAFF).all(|m| !m.body_text.contains(&reference) && m.demand_id.is_none()));
    }
}
