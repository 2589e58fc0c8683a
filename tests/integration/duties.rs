//! The duties that an instrument lists: what begins with which event, what stands still, what moves a date.

use crate::support::TestDatabase;
use crate::support::actors::Desk;
use chrono::{Duration, NaiveDate};
use domain::actor::Actor;
use domain::category::Category;
use domain::clocks::{Obligation, ObligationKind, end_of_day, term_end};
use domain::command::Command;
use domain::demand::Demand;
use domain::event::{Entry, Event};
use domain::ground::Ground;
use domain::ids::OrderId;
use domain::instrument::{IssuerKind, StartsWith, Suspension};
use domain::invariants::{Sight, inv_12, step_12};
use domain::paper::Paper;
use domain::refusal::{Field, Reason};
use ombud::words::{Language, Words};

fn duty(demand: &Demand, kind: ObligationKind) -> &Obligation {
    demand.clock(kind).unwrap_or_else(|| panic!("no duty to {kind:?} among {:?}", demand.clocks))
}

fn local(at: domain::Instant, duty: &Obligation) -> NaiveDate {
    at.with_timezone(&duty.locus.zone).date_naive()
}

#[tokio::test]
async fn begin_with_the_receipt_each_with_its_rule() {
    let database = TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let epoc = desk.receive(desk.demand("eu.epoc", "DUTY-1", &[Category::SubId])).await;
    let kinds: Vec<_> = epoc.clocks.iter().map(|c| (c.kind, c.rule.id().to_owned())).collect();
    for (kind, rule) in [
        (ObligationKind::Acknowledge, "D.acknowledge"),
        (ObligationKind::Produce, "D.epoc10"),
        (ObligationKind::Preserve, "D.immediate"),
        (ObligationKind::Object, "D.art17"),
    ] {
        assert!(kinds.contains(&(kind, rule.to_owned())), "{kinds:?}");
    }
    assert!(epoc.clock(ObligationKind::Clarify).is_none(), "nobody has asked anything yet");
    assert_eq!(duty(&epoc, ObligationKind::Preserve).met_at, None, "nobody has kept anything yet");
    assert_eq!(duty(&epoc, ObligationKind::Produce).suspended_by, [Suspension::Clarification, Suspension::Conflict].into());
    // What we owe, the most urgent first: the right to object only lapses.
    let owed: Vec<_> = epoc.running_duties().into_iter().map(|c| c.kind).collect();
    assert_eq!(owed, [ObligationKind::Preserve, ObligationKind::Acknowledge, ObligationKind::Produce]);
    let words = Words::of(Language::En).why_due(duty(&epoc, ObligationKind::Object));
    assert!(words.contains("Set by Reg. (EU) 2023/1543 Art 17(2), 17(9)."), "{words}");
}

/// Reg. (EU) 2023/1543 Art 4(5): who may not issue alone has an order of an emergency validated within 48 hours, or takes it back.
#[tokio::test]
async fn what_was_issued_without_validation_waits_for_it_with_a_date_and_an_end() {
    let database = TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let unvalidated = |reference: &str, issuer, emergency| {
        let mut new = desk.demand("eu.epoc", reference, &[Category::SubId]);
        (new.paper.issuer, new.paper.emergency_claimed) = (Some(issuer), emergency);
        new
    };
    let demand = desk.receive(unvalidated("DUTY-48", IssuerKind::Agency, true)).await;
    let owed = duty(&demand, ObligationKind::Validate);
    assert_eq!((owed.rule.id(), owed.starts, owed.started_at), ("D.validate48h", StartsWith::Unvalidated, demand.receipt.at));
    assert_eq!(owed.due.internal, demand.receipt.at + Duration::hours(48));
    assert!(!demand.running_duties().iter().any(|c| c.kind == ObligationKind::Validate), "it is the authority's duty, not ours");
    inv_12(&demand, &Sight { now: desk.now(), rulebook: desk.workflow.rulebook(), policy: desk.workflow.policy() }).unwrap();
    // A court's own order, and another authority's outside an emergency, owe nothing of the kind.
    for (reference, issuer, emergency) in [("DUTY-49", IssuerKind::Court, true), ("DUTY-50", IssuerKind::Agency, false)] {
        assert!(desk.receive(unvalidated(reference, issuer, emergency)).await.clock(ObligationKind::Validate).is_none(), "{reference}");
    }
    // The validation comes: the paper is read anew, and nothing is owed any more.
    let read = Command::CorrectPaper {
        paper: Box::new(Paper { issuer: Some(IssuerKind::Prosecutor), ..demand.paper.clone() }),
        lines: demand.lines.clone(),
        reason: "Validated by the prosecutor on paper of today.".to_owned(),
        statutory_order: OrderId(uuid::Uuid::from_u128(48)),
    };
    let validated = desk.does(desk.staff.intake, demand.id, read).await;
    assert!(validated.clock(ObligationKind::Validate).is_none());
    // It was refused: the authority takes its order back, and the duty ends.
    let other = desk.receive(unvalidated("DUTY-51", IssuerKind::Agency, true)).await;
    let back = Command::RecordWithdrawal { reason: "Not validated; delete what was sent.".to_owned() };
    let ended = desk.does(desk.staff.intake, other.id, back).await;
    assert!(duty(&ended, ObligationKind::Validate).met_at.is_some());
}

#[tokio::test]
async fn stand_still_while_the_authority_owes_an_answer() {
    let database = TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let staff = desk.staff;
    let received = desk.receive(desk.demand("eu.epoc", "DUTY-2", &[Category::SubId])).await;
    let id = received.id;
    let before = duty(&received, ObligationKind::Produce).clone();
    desk.does(staff.intake, id, Command::BeginVerification).await;
    desk.forward(Duration::days(4));
    let asked_on = local(desk.now(), &before);
    let asked = desk.does(staff.reviewer, id, Command::AskToClarify { question: "Which account is meant?".to_owned() }).await;
    let stands = duty(&asked, ObligationKind::Produce);
    assert!(stands.stands_still() && stands.due == before.due, "the date stands until it can be counted");
    assert!(!asked.running_duties().iter().any(|c| c.kind == ObligationKind::Produce));
    let clarify = duty(&asked, ObligationKind::Clarify);
    assert_eq!((clarify.rule.id(), clarify.starts, clarify.started_at), ("D.clarify5", StartsWith::Clarification, desk.now()));
    assert!(!duty(&asked, ObligationKind::Object).stands_still(), "only what the rule says");
    for (language, says) in [(Language::En, "has stood still since"), (Language::Sv, "har stått stilla sedan")] {
        let words = Words::of(language).why_due(stands);
        assert!(words.contains(says), "{words}");
    }

    desk.forward(Duration::days(3));
    let answered = desk.does(staff.intake, id, Command::RecordClarification { answer: "The first one.".to_owned() }).await;
    let runs = duty(&answered, ObligationKind::Produce);
    // The days left on the day of the question run from the day after the answer.
    let left = term_end(local(before.started_at, &before), 10) - asked_on;
    let raw = local(desk.now(), &before) + left;
    assert!(!runs.stands_still());
    assert_eq!(runs.due.internal, end_of_day(raw, before.locus.zone));
    assert!(runs.due.legal >= Some(runs.due.internal));
    assert!(duty(&answered, ObligationKind::Clarify).met_at.is_some());
    assert_eq!(
        answered.clocks.iter().filter(|c| c.kind == ObligationKind::Object).map(|c| &c.due).next(),
        received.clock(ObligationKind::Object).map(|c| &c.due)
    );
    let words = Words::of(Language::En).why_due(runs);
    assert!(words.contains("The clock stood still from") && !words.contains("Under today's calendar"), "{words}");

    // The paper is read anew: what stood still did, and what began goes on.
    let lines = answered.lines.clone();
    let paper = Box::new(answered.paper.clone());
    let order = OrderId(uuid::Uuid::new_v4());
    let correct = Command::CorrectPaper { paper, lines, reason: "a name".to_owned(), statutory_order: order };
    let again = desk.does(staff.intake, id, correct).await;
    assert_eq!(duty(&again, ObligationKind::Produce).due, runs.due);
    assert!(duty(&again, ObligationKind::Clarify).met_at.is_some());
    desk.holds().await;
}

#[tokio::test]
async fn stand_still_under_a_challenge_for_another_country_s_law_only_where_the_rule_says_so() {
    let database = TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let staff = desk.staff;
    for (instrument, reference, stands) in [("us.sca.warrant", "DUTY-3", true), ("us.sca.subpoena", "DUTY-4", false)] {
        let id = desk.receive(desk.demand(instrument, reference, &[Category::SubId])).await.id;
        desk.verify(id).await;
        desk.redirect(id).await;
        let file = Command::Challenge { grounds: vec![Ground::R13], text: "comity".to_owned() };
        let filed = desk.does(staff.reviewer, id, file).await;
        assert_eq!(duty(&filed, ObligationKind::Produce).stands_still(), stands, "{instrument}");
        let ended = desk.does(staff.reviewer, id, Command::EndChallenge { won: false, note: "denied".to_owned() }).await;
        assert!(!duty(&ended, ObligationKind::Produce).stands_still(), "{instrument}");
    }
    desk.holds().await;
}

/// A demand whose date an older calendar gave: a day too early, since it did not know a holiday.
async fn under_an_older_calendar() -> (Desk, Demand, TestDatabase) {
    let database = TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let mut demand = desk.receive(desk.demand("eu.epoc", "DUTY-5", &[Category::SubId])).await;
    let clock = demand.clocks.iter_mut().find(|c| c.kind == ObligationKind::Produce).unwrap();
    clock.due.legal = clock.due.legal.map(|at| at - Duration::days(1));
    clock.calendar = "IE.0".to_owned();
    (desk, demand, database)
}

#[tokio::test]
async fn keep_their_date_under_a_changed_calendar_until_somebody_says_why() {
    let (desk, demand, _database) = under_an_older_calendar().await;
    let ctx = desk.workflow.context(desk.staff.reviewer, desk.now());
    let moved = demand.moved_by_calendar(None, desk.workflow.policy());
    assert_eq!(moved.iter().map(|c| c.kind).collect::<Vec<_>>(), [ObligationKind::Produce]);
    let said = Words::of(Language::En).why_due(duty(&demand, ObligationKind::Produce));
    assert!(said.contains("What was recorded stands until somebody changes it"), "{said}");

    let silent = Command::RecountDuty { kind: ObligationKind::Produce, reason: " ".to_owned() };
    let refusal = demand.decide(&silent, &ctx).unwrap_err();
    assert!(refusal.reasons.contains(&Reason::Missing { field: Field::Reason }), "{refusal:?}");
    let other = Command::RecountDuty { kind: ObligationKind::Acknowledge, reason: "a new holiday".to_owned() };
    assert!(demand.decide(&other, &ctx).unwrap_err().reasons.contains(&Reason::NothingToDo));

    let recount = Command::RecountDuty { kind: ObligationKind::Produce, reason: "a new holiday".to_owned() };
    let events = demand.decide(&recount, &ctx).unwrap();
    let [event @ Event::DutiesChanged { reason: Some(_), .. }] = events.as_slice() else { panic!("{events:?}") };
    let entry = Entry { at: desk.now(), actor: desk.staff.reviewer, event: event.clone() };
    let after = demand.clone().apply(&entry);
    assert_eq!(after.moved_by_calendar(None, desk.workflow.policy()), Vec::new());
    assert_eq!(duty(&after, ObligationKind::Produce).calendar, domain::calendar::of("IE").version);

    // Planted: the same, and nobody said why; and a date moved by an entry that is about something else.
    let sight = Sight { now: desk.now(), rulebook: ctx.rulebook, policy: ctx.policy };
    assert_eq!(step_12(&demand, &entry, &after, &sight), Ok(()));
    let Event::DutiesChanged { duties, .. } = event else { unreachable!() };
    let unsaid = Entry { event: Event::DutiesChanged { duties: duties.clone(), reason: None }, actor: Actor::System, ..entry.clone() };
    assert!(step_12(&demand, &unsaid, &after, &sight).is_err());
    assert!(step_12(&demand, &Entry { event: Event::Acknowledged, ..entry }, &after, &sight).is_err());
}

/// Planted: a clock that stands still for what does not suspend it, and one that does not start where its rule says.
#[tokio::test]
async fn that_stood_still_for_nothing_are_seen() {
    let database = TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let demand = desk.receive(desk.demand("us.sca.subpoena", "DUTY-6", &[Category::SubId])).await;
    let ctx = desk.workflow.context(desk.staff.reviewer, desk.now());
    let sight = Sight { now: desk.now(), rulebook: ctx.rulebook, policy: ctx.policy };
    assert_eq!(inv_12(&demand, &sight), Ok(()));
    let broken = |change: &dyn Fn(&mut Obligation)| {
        let mut demand = demand.clone();
        demand.clocks.iter_mut().filter(|c| c.kind == ObligationKind::Produce).for_each(change);
        inv_12(&demand, &sight).is_err()
    };
    let pause = domain::clocks::Pause { why: Suspension::Clarification, from: desk.now(), until: None };
    assert!(broken(&|c| c.pauses.push(pause)));
    assert!(broken(&|c| c.started_at += Duration::days(1)));
}

#[tokio::test]
async fn that_a_changed_calendar_would_move_are_listed_and_none_otherwise() {
    let database = TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let id = desk.receive(desk.demand("eu.epoc", "DUTY-7", &[Category::SubId])).await.id;
    assert_eq!(desk.workflow.moved_by_calendars().await.unwrap(), Vec::new());
    // As if it had been received under a calendar that knew a holiday less.
    let store = desk.workflow.store();
    let before = ombud::store::demands::find(store.read(), id).await.unwrap().unwrap();
    let mut demand = desk.find(id).await;
    let clock = demand.clocks.iter_mut().find(|c| c.kind == ObligationKind::Produce).unwrap();
    clock.due.legal = clock.due.legal.map(|at| at - Duration::days(1));
    let mut after = before.clone();
    after.version += 1;
    after.state = serde_json::to_string(&demand).unwrap();
    let txn = store.begin().await.unwrap();
    ombud::store::demands::save(&txn, &before, &after).await.unwrap();
    txn.commit().await.unwrap();
    let moved = desk.workflow.moved_by_calendars().await.unwrap();
    assert_eq!(moved.iter().map(|m| (m.demand, m.today.kind)).collect::<Vec<_>>(), [(id, ObligationKind::Produce)]);
    assert!(moved[0].today.due.legal > moved[0].stored.legal);
}
