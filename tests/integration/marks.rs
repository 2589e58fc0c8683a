//! Escalation at set marks, and on call for the emergency lane.

use crate::both_databases;
use crate::reminders::member;
use crate::support::actors::Desk;
use crate::support::site::Site;
use chrono::Duration;
use domain::Instant;
use domain::actor::{Actor, Role, Roles};
use domain::category::Category;
use domain::clocks::ObligationKind;
use domain::command::Command;
use domain::demand::Demand;
use domain::escalation::{Escalation, Mark, MarkError, read_marks};
use domain::ids::{PersonId, ShiftId};
use domain::on_call::{Shift, at, gaps, next, overlaps};
use ombud::store::escalations;
use ombud::store::outbox::{self, MessageFilter, MessageRow};
use ombud::workflow::on_call::{NewShift, RotaError, WhyNot};
use uuid::Uuid;

fn id(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn admin() -> Actor {
    Actor::Person { id: id(9), roles: Roles::default().with(Role::SecurityAdmin) }
}

/// Two of intake, a reviewer, an approver, an administrator, and somebody who has left.
async fn staffed(url: &str) -> Desk {
    let desk = Desk::open(url).await;
    let txn = desk.workflow.store().begin().await.unwrap();
    member(&txn, 1, r#"["intake"]"#, "en", false).await;
    member(&txn, 2, r#"["intake"]"#, "sv", false).await;
    member(&txn, 3, r#"["reviewer"]"#, "en", false).await;
    member(&txn, 4, r#"["intake","reviewer"]"#, "en", true).await;
    member(&txn, 5, r#"["approver"]"#, "en", false).await;
    member(&txn, 9, r#"["security_admin"]"#, "en", false).await;
    txn.commit().await.unwrap();
    desk
}

async fn mails(desk: &Desk) -> Vec<MessageRow> {
    let mut rows =
        outbox::list(desk.workflow.store().read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 200).await.unwrap();
    rows.retain(|row| row.side == outbox::STAFF);
    rows.sort_by(|a, b| (a.created_at, &a.recipient).cmp(&(b.created_at, &b.recipient)));
    rows
}

/// To whom, since how many mails.
async fn to(desk: &Desk, after: usize) -> Vec<String> {
    mails(desk).await.into_iter().skip(after).map(|m| m.recipient.split('@').next().unwrap().to_owned()).collect()
}

async fn epoc(desk: &Desk, reference: &str) -> Demand {
    desk.receive(desk.demand("eu.epoc", reference, &[Category::SubId])).await
}

fn on(desk: &Desk, person: u128, place: u32, from: i64, until: i64) -> NewShift {
    NewShift { person: id(person), place, from: desk.now() + Duration::minutes(from), until: desk.now() + Duration::minutes(until) }
}

async fn emergency(desk: &Desk, reference: &str) -> Demand {
    let mut new = desk.demand("us.sca.emergency_2702", reference, &[Category::SubId]);
    new.paper.emergency_claimed = true;
    desk.receive(new).await
}

both_databases! {
    /// First whoever has it, then whoever can move it on too, then counsel; each mark once.
    async fn each_mark_is_said_once_and_to_more_people_the_later_it_is(url: String) {
        let desk = staffed(&url).await;
        let demand = epoc(&desk, "MARK-1").await;
        desk.keeps(demand.id).await;
        desk.does(desk.staff.intake, demand.id, Command::Acknowledge).await;
        desk.does(desk.staff.intake, demand.id, Command::Assign { person: Some(id(1)) }).await;
        let duty = desk.find(demand.id).await.clock(ObligationKind::Produce).unwrap().clone();
        let marks = Escalation::default().of(&duty);
        assert_eq!(marks.len(), 5, "{marks:?}");
        let escalate = || desk.workflow.escalate(100);
        assert_eq!(escalate().await.unwrap().mails, 0, "no mark yet");
        let mut sent = 0;
        for (mark, whom) in [
            (Mark::Left(50), vec!["member1"]),
            (Mark::Left(25), vec!["member1", "member2"]),
            (Mark::Overdue, vec!["member1", "member3"]),
        ] {
            let at = marks.iter().find(|(_, m)| *m == mark).unwrap().0;
            desk.clock.set(at.max(desk.now()));
            // By day, wherever the mark falls.
            while Escalation::default().quiet_until(desk.now(), chrono_tz::Europe::Dublin).is_some() {
                desk.forward(Duration::minutes(30));
            }
            escalate().await.unwrap();
            let said = to(&desk, sent).await;
            assert_eq!(said, whom, "{mark:?}");
            sent += said.len();
            assert_eq!(escalate().await.unwrap().mails, 0, "{mark:?} is said once");
        }
        let rows = escalations::of_demand(desk.workflow.store().read(), demand.id).await.unwrap();
        let said: Vec<_> = rows.iter().filter(|r| r.kind == "produce").map(|r| (r.mark.as_str(), r.whom.as_str())).collect();
        assert_eq!(said, [("50%", "assignee"), ("25%", "role"), ("overdue", "reviewers")]);
        let shown = desk.workflow.escalated(&desk.staff.intake, 10).await.unwrap();
        assert_eq!(shown.len(), 1, "one line per demand");
        assert!(desk.workflow.escalated(&desk.staff.admin, 10).await.unwrap().is_empty(), "who sees no demands sees none here");
        desk.holds().await;
    }

    /// Whoever may not see the demand is not told, though it was given to them; whoever can move it on is.
    async fn who_may_not_see_it_is_not_told(url: String) {
        let desk = staffed(&url).await;
        let demand = epoc(&desk, "MARK-4").await;
        desk.keeps(demand.id).await;
        desk.does(desk.staff.intake, demand.id, Command::Acknowledge).await;
        desk.does(desk.staff.intake, demand.id, Command::Assign { person: Some(id(9)) }).await;
        let duty = desk.find(demand.id).await.clock(ObligationKind::Produce).unwrap().clone();
        desk.clock.set(Escalation::default().of(&duty)[0].0);
        while Escalation::default().quiet_until(desk.now(), chrono_tz::Europe::Dublin).is_some() {
            desk.forward(Duration::minutes(30));
        }
        desk.workflow.escalate(100).await.unwrap();
        assert_eq!(to(&desk, 0).await, ["member1", "member2"], "not the administrator");
        let rows = escalations::of_demand(desk.workflow.store().read(), demand.id).await.unwrap();
        assert_eq!(rows.iter().map(|r| (r.mark.as_str(), r.whom.as_str())).collect::<Vec<_>>(), [("50%", "role")]);
    }

    /// After a downtime each person gets one mail that says how many, and nothing of any case.
    async fn what_was_missed_is_one_mail_with_a_number(url: String) {
        let desk = staffed(&url).await;
        let mut references = Vec::new();
        for n in 0..3 {
            references.push(epoc(&desk, &format!("MARK-2-{n}")).await.reference.to_string());
        }
        desk.forward(Duration::days(40));
        let done = desk.workflow.escalate(100).await.unwrap();
        let mails = mails(&desk).await;
        assert_eq!((done.mails, mails.len()), (1, 1), "the reviewer alone: {:?}", to(&desk, 0).await);
        assert!(done.duties >= 6, "acknowledge and produce of each: {done:?}");
        let text = mails[0].body_text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&done.duties.to_string()), "{text}");
        for told in references.iter().map(String::as_str).chain(["epoc", "court", "customer", "produce"]) {
            assert!(!text.to_lowercase().contains(&told.to_lowercase()), "{told}: {text}");
            assert!(!mails[0].subject.to_lowercase().contains(&told.to_lowercase()));
        }
        let again = futures::future::join_all((0..4).map(|_| desk.workflow.escalate(100))).await;
        assert!(again.into_iter().all(|done| done.unwrap().mails == 0));
        assert!(desk.workflow.escalate(100).await.unwrap().duties == 0);
    }

    /// Nobody is woken for a mark, except by an emergency.
    async fn the_night_is_quiet_except_for_emergencies(url: String) {
        let desk = staffed(&url).await;
        let plain = epoc(&desk, "MARK-3").await.id;
        let said = |id| escalations::of_demand(desk.workflow.store().read(), id);
        // 40 days later at 23:00 in Dublin.
        desk.forward(Duration::days(40) + Duration::hours(13));
        assert_eq!(desk.workflow.escalate(100).await.unwrap().mails, 0, "it is night");
        let urgent = emergency(&desk, "MARK-3-E").await.id;
        desk.forward(Duration::days(2));
        assert!(desk.workflow.escalate(100).await.unwrap().mails > 0, "an emergency waits for no morning");
        assert!(!said(urgent).await.unwrap().is_empty() && said(plain).await.unwrap().is_empty());
        desk.forward(Duration::hours(9));
        assert!(desk.workflow.escalate(100).await.unwrap().mails > 0, "it is morning");
        assert!(!said(plain).await.unwrap().is_empty());
    }

    /// In their order, each given the time to answer; then everybody; whoever answers ends it, for this demand alone.
    async fn an_emergency_calls_one_after_the_other(url: String) {
        let desk = staffed(&url).await;
        let wf = &desk.workflow;
        wf.put_on_call(admin(), on(&desk, 3, 2, -60, 600)).await.unwrap();
        wf.put_on_call(admin(), on(&desk, 2, 1, -60, 600)).await.unwrap();
        let one = emergency(&desk, "CALL-1").await;
        let other = emergency(&desk, "CALL-2").await;
        assert_eq!(wf.call_to_emergencies(10).await.unwrap(), 2);
        assert_eq!(to(&desk, 0).await, ["member2", "member2"], "the first of the order, for each");
        assert_eq!(wf.call_to_emergencies(10).await.unwrap(), 0, "the first still has time");
        let first = Actor::Person { id: id(2), roles: Roles::default().with(Role::Intake) };
        assert_eq!(wf.my_calls(&first, 9).await.unwrap().len(), 2);
        assert!(wf.answer_call(first, one.id).await.unwrap());
        assert!(!wf.answer_call(desk.staff.reviewer, one.id).await.unwrap(), "somebody was faster");
        assert_eq!(wf.my_calls(&first, 9).await.unwrap().len(), 1);
        desk.forward(Duration::minutes(15));
        assert_eq!(wf.call_to_emergencies(10).await.unwrap(), 1, "an answer to one is none to the other");
        assert_eq!(to(&desk, 2).await, ["member3"]);
        assert!(wf.calls_to(other.id).await.unwrap().answered.is_none());
        desk.forward(Duration::minutes(15));
        assert_eq!(wf.call_to_emergencies(10).await.unwrap(), 1, "then everybody whose role it is");
        assert_eq!(to(&desk, 3).await, ["member5"]);
        desk.forward(Duration::hours(2));
        assert_eq!(wf.call_to_emergencies(10).await.unwrap(), 0, "each is called once");
        assert_eq!(wf.calls_to(one.id).await.unwrap().called.len(), 1);
        let subject = &mails(&desk).await[0].subject;
        assert!(!subject.contains(&one.reference.to_string()));
        desk.holds().await;
    }

    /// Taken back and claimed anew, an emergency is a new one: who answered the first has not answered the second.
    async fn an_emergency_claimed_anew_calls_anew(url: String) {
        let desk = staffed(&url).await;
        let wf = &desk.workflow;
        wf.put_on_call(admin(), on(&desk, 2, 1, -60, 600)).await.unwrap();
        let one = emergency(&desk, "CALL-9").await;
        assert_eq!(wf.call_to_emergencies(10).await.unwrap(), 1);
        let first = Actor::Person { id: id(2), roles: Roles::default().with(Role::Intake) };
        assert!(wf.answer_call(first, one.id).await.unwrap());
        for claimed in [false, true] {
            let demand = desk.find(one.id).await;
            let paper = Box::new(domain::paper::Paper { emergency_claimed: claimed, ..demand.paper.clone() });
            let statutory_order = domain::ids::OrderId(Uuid::new_v4());
            let read = Command::CorrectPaper { paper, lines: demand.lines.clone(), reason: "Read again.".to_owned(), statutory_order };
            desk.does(desk.staff.reviewer, one.id, read).await;
            let called = wf.call_to_emergencies(10).await.unwrap();
            assert_eq!(called, u64::from(claimed), "claimed: {claimed}");
        }
        assert_eq!(wf.my_calls(&first, 9).await.unwrap().len(), 1, "and it waits for an answer");
        desk.holds().await;
    }

    /// A gap in the rota is no silence.
    async fn nobody_on_call_calls_everybody(url: String) {
        let desk = staffed(&url).await;
        desk.workflow.put_on_call(admin(), on(&desk, 2, 1, 60, 600)).await.unwrap();
        let demand = emergency(&desk, "CALL-3").await;
        let called = desk.workflow.call_to_emergencies(10).await.unwrap();
        assert_eq!((called, to(&desk, 0).await), (2, vec!["member3".to_owned(), "member5".to_owned()]), "who may confirm it, and is here");
        assert_eq!(desk.workflow.calls_to(demand.id).await.unwrap().called.len(), 2);
    }

    async fn the_rota_takes_only_what_can_be(url: String) {
        let desk = staffed(&url).await;
        let put = |new| desk.workflow.put_on_call(admin(), new);
        let refused = |done: Result<ShiftId, RotaError>| match done {
            Err(RotaError::Refused(why)) => why,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(put(on(&desk, 77, 1, 0, 60)).await), WhyNot::Unknown);
        assert_eq!(refused(put(on(&desk, 4, 1, 0, 60)).await), WhyNot::Unknown, "who has left");
        assert_eq!(refused(put(on(&desk, 9, 1, 0, 60)).await), WhyNot::SeesNothing);
        assert_eq!(refused(put(on(&desk, 1, 0, 0, 60)).await), WhyNot::Place);
        assert_eq!(refused(put(on(&desk, 1, 1, 60, 60)).await), WhyNot::Backwards);
        assert_eq!(refused(put(on(&desk, 1, 1, -90, -60)).await), WhyNot::Past);
        assert_eq!(refused(put(on(&desk, 1, 1, 0, 60 * 24 * 40)).await), WhyNot::Long);
        let shift = put(on(&desk, 1, 1, 0, 60)).await.unwrap();
        assert_eq!(refused(put(on(&desk, 1, 2, 30, 90)).await), WhyNot::Twice);
        assert!(desk.workflow.put_on_call(desk.staff.intake, on(&desk, 2, 1, 0, 60)).await.is_err(), "not theirs to change");
        assert!(desk.workflow.take_off_call(desk.staff.intake, shift).await.is_err());
        desk.workflow.take_off_call(admin(), shift).await.unwrap();
        assert!(desk.workflow.on_call_now().await.unwrap().is_empty());
    }

    /// The page of the rota, the call on the demand's page, and one click.
    async fn the_pages_show_it_and_one_click_answers(url: String) {
        let desk = Desk::open(&url).await;
        let site = Site::over(desk.workflow.clone());
        let mut keeper = site.member(&[Role::SecurityAdmin]).await;
        let mut called = site.member(&[Role::Reviewer]).await;
        let page = keeper.get("/on-call").await;
        assert!(page.body.contains("Nobody is on call now"), "{}", page.body);
        let person = called.id.unwrap().to_string();
        let fields = [("person", person.as_str()), ("place", "1"), ("from", "2026-09-01T08:00"), ("until", "2026-09-02T08:00")];
        let wrong = keeper.post("/on-call", &[fields[0], fields[1], fields[3], ("from", "2026-09-03T08:00")]).await;
        assert_eq!(wrong.status.as_u16(), 422);
        assert_eq!(keeper.post("/on-call", &fields).await.leads_to(), "/on-call");
        let page = keeper.get("/on-call").await;
        assert!(page.body.contains("On call now") && page.body.contains("gaps"), "{}", page.body);
        assert_eq!(called.post("/on-call", &fields).await.status.as_u16(), 403);

        let demand = emergency(&desk, "CALL-4").await;
        desk.workflow.call_to_emergencies(10).await.unwrap();
        let rota = called.get("/on-call").await;
        assert!(rota.body.contains("(now)") && !rota.body.contains("href=\"/people\""), "no way to a page that is closed: {}", rota.body);
        assert!(keeper.get("/on-call").await.body.contains("href=\"/people\""));
        assert!(called.get("/").await.body.contains("Emergencies you were called to"));
        let address = format!("/demands/{}", demand.id);
        let page = called.get(&address).await;
        assert!(page.body.contains("I take it") && page.body.contains("was called to this emergency"), "{}", page.body);
        assert_eq!(called.post(&format!("{address}/on-call"), &[]).await.leads_to(), address);
        let page = called.get(&address).await;
        assert!(!page.body.contains("I take it") && page.body.contains("Took this emergency on"), "{}", page.body);
        desk.forward(Duration::days(3) + Duration::hours(3));
        desk.workflow.escalate(10).await.unwrap();
        let mut later = site.member(&[Role::Reviewer]).await;
        let page = later.get(&address).await;
        assert!(page.body.contains("Escalated to"), "{}", page.body);
        assert!(later.get("/").await.body.contains("Escalated to"));
    }
}

#[test]
fn marks_are_read_or_refused_with_a_reason() {
    assert_eq!(read_marks("50%, 24h,90m , overdue").unwrap(), [Mark::Left(50), Mark::Before(1440), Mark::Before(90), Mark::Overdue]);
    for (text, why) in [
        ("", MarkError::Empty),
        ("soon", MarkError::Unreadable("soon".to_owned())),
        ("100%", MarkError::Share("100%".to_owned())),
        ("0h", MarkError::Far("0h".to_owned())),
        ("1000h", MarkError::Far("1000h".to_owned())),
        ("4h, 240m", MarkError::Twice("4h".to_owned())),
    ] {
        assert_eq!(read_marks(text).unwrap_err(), why);
    }
}

fn shift(n: u128, person: u128, place: u32, from: i64, until: i64) -> Shift {
    Shift { id: ShiftId(Uuid::from_u128(n)), person: id(person), place, from: hour(from), until: hour(until) }
}

fn hour(n: i64) -> Instant {
    crate::support::actors::morning() + Duration::hours(n)
}

#[test]
fn gaps_and_clashes_are_found() {
    let rota = [shift(1, 1, 1, 0, 10), shift(2, 2, 1, 8, 12), shift(3, 3, 2, 20, 30)];
    assert_eq!(gaps(&rota, hour(-2), hour(40)), [(hour(-2), hour(0)), (hour(12), hour(20)), (hour(30), hour(40))]);
    assert_eq!(gaps(&rota, hour(1), hour(9)), []);
    let clashes = overlaps(&rota, hour(0), hour(40));
    assert_eq!(
        clashes.iter().map(|(a, b, from, until)| (a.person, b.person, *from, *until)).collect::<Vec<_>>(),
        [(id(1), id(2), hour(8), hour(10))]
    );
    let both = at(&rota, hour(9));
    assert_eq!(both.iter().map(|s| s.person).collect::<Vec<_>>(), [id(1), id(2)]);
    assert_eq!((next(&both, &[]), next(&both, &[id(1)]), next(&both, &[id(1), id(2)])), (Some(id(1)), Some(id(2)), None));
    assert!(at(&rota, hour(12)).is_empty(), "the end is not part of it");
}
