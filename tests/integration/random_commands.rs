//! Random commands by random people at random times, through the one door: the stored projection is always the fold of the record,
//! the record always verifies, and what the page shows as blocked is never done.

use crate::support::TestDatabase;
use crate::support::actors::{Desk, NUMBER, sample};
use chrono::Duration;
use domain::actor::Actor;
use domain::category::Category;
use domain::clocks::ObligationKind;
use domain::command::{Act, ActKind, ClearanceAnswer, Command, OrderDraft, RedirectAnswer, Verb};
use domain::demand::Demand;
use domain::ground::Ground;
use domain::ids::{ContactId, DemandId, DocumentId, LineId, MessageId, OrderId, PackageId};
use domain::instrument::{Audience, RowHash, SecrecySource};
use domain::notice::WaiverGround;
use domain::objection::{Counsel, Verdict};
use domain::paper::{Collected, Decision, Identifier, IdentifierKind};
use domain::preservation::{CustodyAnswer, Hold};
use domain::secrecy::{Answer, Checklist, EffortKind, EffortResult, RequestDecision};
use domain::stage::{Art48Basis, Assessment, CheckMethod, SkipGround};
use ombud::package::production::{self, ProductionError};
use ombud::workflow::{Error, Look, NewDocument, scope};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Dice of one step: which demand, who, what, and two for how.
type Step = [u8; 5];

/// What becomes of a step.
enum Did {
    Done,
    Refused,
}

/// Papers that the demands of a case come from.
const PAPERS: [(&str, &[Category]); 6] = [
    ("us.sca.subpoena", &[Category::SubId, Category::AccessIp]),
    ("us.sca.warrant", &[Category::Content]),
    ("eu.epoc", &[Category::Traffic]),
    ("us.sca.preserve_2703f", &[]),
    ("us.sca.emergency_2702", &[Category::AccessIp]),
    ("gen.informal", &[Category::SubId]),
];

/// Verbs that end a demand: taken rarely, or every demand would be over after ten steps.
const ENDING: [Verb; 6] =
    [Verb::ReportFraud, Verb::Refuse, Verb::RecordWithdrawal, Verb::Supersede, Verb::ConfirmPreserved, Verb::NoDataFound];

fn text(die: u8) -> String {
    // Now and then nothing was typed.
    if die < 10 { "  ".to_owned() } else { format!("typed {die}, \"quoted\" & <marked>\n") }
}

fn order(desk: &Desk, die: u8) -> OrderDraft {
    let whom: [&[Audience]; 3] = [&[Audience::Customer], &[Audience::EndUser, Audience::Public], &[]];
    OrderDraft {
        id: OrderId(Uuid::new_v4()),
        source: SecrecySource::Court,
        covers: whom[usize::from(die % 3)].iter().copied().collect(),
        law: "18 USC 2705(b)".to_owned(),
        document: text(die),
        from: desk.now(),
        until: (!die.is_multiple_of(2)).then(|| desk.now() + Duration::hours(i64::from(die) - 20)),
    }
}

fn assessment(desk: &Desk, die: u8) -> Assessment {
    Assessment {
        art48: die.is_multiple_of(2).then_some(Art48Basis::Mlat),
        repeat_reason: (die > 40).then(|| text(die)),
        challenge: if die.is_multiple_of(7) { None } else { desk.assessment().challenge },
        ..desk.assessment()
    }
}

fn act_of(demand: &Demand, kind: ActKind, die: u8) -> Act {
    match kind {
        ActKind::ConfirmNoSecrecy => Act::ConfirmNoSecrecy,
        ActKind::LiftSecrecy => {
            let some = demand.secrecy.orders.get(usize::from(die) % demand.secrecy.orders.len().max(1));
            Act::LiftSecrecy { order: some.map_or(OrderId(Uuid::nil()), |o| o.id), document: "paper".to_owned() }
        }
        ActKind::NarrowSecrecy => {
            let some = demand.secrecy.orders.get(usize::from(die) % demand.secrecy.orders.len().max(1));
            let order = some.map_or(OrderId(Uuid::nil()), |o| o.id);
            Act::NarrowSecrecy { order, covers: [Audience::Public].into(), until: None, document: "paper".to_owned() }
        }
        ActKind::ClearCopy => {
            let some = demand.documents.first().map_or(DocumentId(Uuid::nil()), |d| d.id);
            Act::ClearCopy { of: some, copy: some, reason: text(die) }
        }
        ActKind::SendNotice | ActKind::WaiveNotice => {
            let grounds = [WaiverGround::NoCustomer, WaiverGround::AlreadyInformed, WaiverGround::CustomerGone];
            Act::WaiveNotice { ground: grounds[usize::from(die % 3)] }
        }
        ActKind::Release => Act::Release { package: demand.stage.sealed().map_or(PackageId(Uuid::nil()), |s| s.package.id) },
        ActKind::Reopen => Act::Reopen { reason: "again".to_owned() },
    }
}

/// A command for a verb, with arguments that often fit.
fn command(desk: &Desk, demand: &Demand, verb: Verb, die: u8) -> Command {
    let line = demand.lines.get(usize::from(die) % demand.lines.len().max(1)).map_or(LineId(Uuid::nil()), |l| l.id);
    let some_order = demand.secrecy.orders.first().map_or(OrderId(Uuid::nil()), |o| o.id);
    let ground = Ground::ALL[usize::from(die) % Ground::ALL.len()];
    let later = desk.now() + Duration::hours(i64::from(die) - 10);
    let posts = demand.notice.mailing().map_or(&[][..], |m| &m.posts);
    let post = posts.get(usize::from(die) % posts.len().max(1));
    let message = post.map_or(MessageId(Uuid::nil()), |p| p.to.message);
    let contact = post.map_or(ContactId(Uuid::nil()), |p| p.to.contact);
    match verb {
        Verb::CorrectPaper => Command::CorrectPaper {
            paper: Box::new(desk.paper(PAPERS[usize::from(die) % PAPERS.len()].0, &format!("R-{die}"))),
            lines: demand.lines.clone(),
            reason: text(die),
            statutory_order: OrderId(Uuid::new_v4()),
        },
        Verb::MoveRules => Command::MoveRules { to: RowHash(text(die)), reason: text(die), statutory_order: OrderId(Uuid::new_v4()) },
        Verb::IdentifyAuthority => Command::IdentifyAuthority {
            authority: demand.authority.clone().unwrap_or_else(|| domain::paper::KnownAuthority {
                id: desk.authority,
                name: "Example County Court".to_owned(),
                kind: domain::instrument::IssuerKind::Court,
                territory: "US".to_owned(),
                frozen: false,
            }),
        },
        Verb::MatchCustomer => match demand.customer.clone() {
            Some(customer) => Command::MatchCustomer { customer },
            None => Command::AddNote { text: text(die) },
        },
        Verb::Acknowledge => Command::Acknowledge,
        Verb::BeginVerification => Command::BeginVerification,
        Verb::CheckRequester => {
            let call = (die >= 60).then(|| domain::who::Called::said(if die < 90 { NUMBER } else { "+1 555 0199" }));
            let method = if die < 60 { CheckMethod::MailOnly } else { CheckMethod::CallBack };
            Command::CheckRequester { method, note: text(die), call, proof: domain::fact::CheckProof::default() }
        }
        Verb::CheckForm => Command::CheckForm,
        Verb::Verify => Command::Verify,
        Verb::ReportFraud => Command::ReportFraud { reason: text(die) },
        Verb::OfferRedirect => Command::OfferRedirect { answer_by: later },
        Verb::RecordAnswer => Command::RecordAnswer {
            answer: match die % 8 {
                0 => RedirectAnswer::Accepted,
                1 | 2 => RedirectAnswer::Silent,
                _ => RedirectAnswer::Declined { reason: text(die) },
            },
        },
        Verb::SkipRedirect => Command::SkipRedirect { ground: SkipGround::ALL[usize::from(die) % SkipGround::ALL.len()] },
        Verb::DecideLine => Command::DecideLine {
            line,
            decision: match die % 6 {
                0 => Decision::Refuse { ground },
                1 => Decision::Narrow { from: Some(later), to: None, ground },
                _ => Decision::Authorise,
            },
        },
        Verb::Recommend => {
            let assessment = assessment(desk, die);
            Command::Recommend { digest: scope::digest(demand, &assessment), assessment }
        }
        Verb::AskToClarify => Command::AskToClarify { question: text(die) },
        Verb::RecordClarification => Command::RecordClarification { answer: text(die) },
        Verb::Challenge => Command::Challenge { grounds: vec![ground], text: text(die) },
        Verb::EndChallenge => Command::EndChallenge { won: die.is_multiple_of(3), note: text(die) },
        Verb::Refuse => Command::Refuse { grounds: vec![ground], explanation: text(die) },
        Verb::RecordWithdrawal => Command::RecordWithdrawal { reason: text(die) },
        Verb::Supersede => Command::Supersede { by: DemandId(Uuid::new_v4()), reason: text(die) },
        Verb::Approve => {
            let read = demand.stage.recommended().map(|r| r.digest.clone()).unwrap_or_default();
            Command::Approve { digest: if die < 20 { text(die) } else { read } }
        }
        Verb::SendBack => Command::SendBack { reason: text(die) },
        Verb::RecordCollection => Command::RecordCollection { line, collected: Collected::NoData { looked: text(die) } },
        Verb::AddDocument | Verb::SealPackage | Verb::Confirm(ActKind::Release) => unreachable!("these go with files"),
        Verb::NoDataFound => Command::NoDataFound { looked: text(die) },
        Verb::ConfirmPreserved => Command::ConfirmPreserved,
        Verb::GiveEffect => {
            let (what, territory, short_of) = (text(die), text(die), text(die));
            Command::GiveEffect { effect: domain::effect::Effect { what, at: desk.now(), territory, short_of } }
        }
        Verb::ReopenReview => Command::ReopenReview { reason: text(die) },
        Verb::Prepare(kind) => Command::Prepare(act_of(demand, kind, die)),
        Verb::Confirm(kind) => Command::Confirm(demand.prepared(kind).map_or_else(|| act_of(demand, kind, die), |p| p.act.clone())),
        Verb::Discard => Command::Discard(ActKind::ALL[usize::from(die) % ActKind::ALL.len()]),
        Verb::PlaceSecrecy => Command::PlaceSecrecy(order(desk, die)),
        Verb::ExtendSecrecy => Command::ExtendSecrecy { order: some_order, until: (die > 99).then_some(later), document: text(die) },
        Verb::RecordEffort => {
            let kind = EffortKind::ALL[usize::from(die) % EffortKind::ALL.len()];
            Command::RecordEffort { order: some_order, kind, result: EffortResult::Awaited, note: text(die) }
        }
        Verb::ReviewSecrecy => {
            let checklist = Checklist { individualised: Answer::No, end_date: Answer::Yes, alternative: Answer::Unknown };
            Command::ReviewSecrecy { order: some_order, checklist, note: text(die) }
        }
        Verb::RecordSecrecyRequest => Command::RecordSecrecyRequest { words: text(die) },
        Verb::DecideSecrecyRequest => {
            let decision = match die % 3 {
                0 => RequestDecision::Nothing,
                1 => RequestDecision::AskForOrder { answer_by: later },
                _ => RequestDecision::OrderRecorded { order: some_order },
            };
            Command::DecideSecrecyRequest { decision, reason: text(die) }
        }
        Verb::CheckDocket => Command::CheckDocket { checked: text(die), notice: None },
        Verb::StopGrace => Command::StopGrace { reason: text(die) },
        Verb::PassGrace => Command::PassGrace { notice: None },
        Verb::RecordObjection => Command::RecordObjection { text: text(die), documents: Vec::new(), counsel: None },
        Verb::AnswerObjection => {
            let verdict = Verdict::ALL[usize::from(die) % Verdict::ALL.len()];
            let grounds = if verdict == Verdict::NotUpheld { Vec::new() } else { vec![ground] };
            Command::AnswerObjection { verdict, grounds, answer: text(die) }
        }
        Verb::NameCounsel => Command::NameCounsel { counsel: Counsel { name: text(die), mail: "counsel@example.org".to_owned() } },
        Verb::RecordClearance => Command::RecordClearance {
            answer: if die < 50 { ClearanceAnswer::Refused } else { ClearanceAnswer::Given },
            document: text(die),
        },
        Verb::ConfirmEmergency => Command::ConfirmEmergency { reason: text(die) },
        Verb::OpenContent => Command::OpenContent { reason: text(die) },
        Verb::ReviewEmergency => Command::ReviewEmergency { sound: die.is_multiple_of(2), text: text(die) },
        Verb::SettleFollowUp => Command::SettleFollowUp {
            process: die.is_multiple_of(2).then(|| domain::aftermath::Process::said(DemandId(Uuid::new_v4()))),
            reason: text(die),
        },
        Verb::AnswerCustody => Command::AnswerCustody {
            account: Identifier { kind: IdentifierKind::Account, value: "EX-1".to_owned() },
            answer: CustodyAnswer::Placed { place: text(die) },
        },
        Verb::HoldOver => Command::HoldOver { hold: Hold::Litigation { matter: text(die) }, reason: text(die) },
        Verb::LiftHold => Command::LiftHold { hold: Hold::Litigation { matter: text(die) }, reason: text(die) },
        Verb::EndPreservation => Command::EndPreservation { reason: text(die) },
        Verb::ExtendPreservation => Command::ExtendPreservation { document: text(die) },
        Verb::ExtendDue => Command::ExtendDue { kind: ObligationKind::Produce, due: later, document: text(die), reason: text(die) },
        Verb::RecountDuty => Command::RecountDuty { kind: ObligationKind::Produce, reason: text(die) },
        Verb::Assign => Command::Assign { person: desk.staff.reviewer.person().filter(|_| die > 50) },
        Verb::AddNote => Command::AddNote { text: text(die) },
        Verb::NoticeAccepted => Command::NoticeAccepted { message },
        Verb::NoticeBounced => Command::NoticeBounced { message, why: text(die) },
        Verb::NoticeDelivered => Command::NoticeDelivered { message },
        Verb::NoticeOpened => Command::NoticeOpened { contact },
        Verb::NoticeAcknowledged => Command::NoticeAcknowledged { contact },
        Verb::NoticeEscaped => Command::NoticeEscaped { message },
        Verb::EscapeSettled => Command::EscapeSettled { message, accepted: die.is_multiple_of(2) },
        Verb::ExamineEscape => Command::ExamineEscape { breach: die.is_multiple_of(2), text: text(die) },
        Verb::EstablishFacts => Command::EstablishFacts { facts: Box::default() },
        Verb::AskTiming => Command::AskTiming { told: die.is_multiple_of(2).then_some(domain::instrument::NoticeTiming::After) },
        Verb::DecideTiming => Command::DecideTiming { adopt: die.is_multiple_of(2), reason: text(die) },
        Verb::StopNotice => Command::StopNotice,
        Verb::Tick => Command::Tick,
    }
}

/// Do a verb by the way that it has.
async fn perform(desk: &Desk, who: Actor, demand: &Demand, verb: Verb, die: u8) -> Result<(), Error> {
    let (workflow, id) = (&desk.workflow, demand.id);
    let said = |error: ProductionError| match error {
        ProductionError::Workflow(error) => Some(error),
        // Nothing to pack, or a digest that was typed wrongly: answers like a refusal.
        ProductionError::Package(_) | ProductionError::NotApproved => None,
        other => panic!("{other}"),
    };
    let done = match verb {
        Verb::RecordCollection if die > 60 => {
            let Some(line) = demand.lines.get(usize::from(die) % demand.lines.len().max(1)) else { return Err(Error::NotFound) };
            production::collect(workflow, who, id, line.id, "export.csv", sample().as_bytes(), &desk.mapping(), None).await
        }
        Verb::SealPackage => {
            let to = production::Recipient::Key(crate::support::actors::authority_identity().to_public().to_string());
            production::seal(workflow, who, id, &to, None).await.map(|done| done.demand)
        }
        Verb::Confirm(ActKind::Release) => production::confirm_release(workflow, who, id, None).await,
        Verb::AddDocument => {
            let new = NewDocument {
                name: text(die),
                media_type: "text/plain".to_owned(),
                kind: "attachment".to_owned(),
                bytes: bytes::Bytes::from(vec![die; usize::from(die)]),
            };
            return workflow.add_document(who, id, new, None).await.map(drop);
        }
        Verb::Prepare(ActKind::SendNotice) => {
            let read = workflow.preview_notice(&who, id).await?.digest;
            return workflow.prepare_notice(who, id, &read, None).await.map(drop);
        }
        Verb::Confirm(ActKind::SendNotice) => {
            let read = workflow.preview_notice(&who, id).await?.digest;
            return workflow.confirm_notice(who, id, &read, None).await.map(drop);
        }
        verb => return workflow.act(who, id, command(desk, demand, verb, die), None).await.map(drop),
    };
    done.map(drop).or_else(|error| said(error).map_or(Err(Error::NotFound), Err))
}

/// One step: mostly what the page offers somebody, sometimes anything by anybody, sometimes time passes.
async fn step(desk: &Desk, ids: &[DemandId], dice: Step) -> Option<(Verb, Did)> {
    let [which, who, how, what, die] = dice;
    if how < 20 {
        desk.forward(Duration::hours(i64::from(what)));
        desk.workflow.tick(10).await.unwrap();
        return None;
    }
    let id = ids[usize::from(which) % ids.len()];
    let people: Vec<Actor> = desk.staff.all().into_iter().chain([Actor::System]).collect();
    let who = people[usize::from(who) % people.len()];
    if how < 25 {
        let _ = desk.workflow.look(who, id, Look::Demand).await;
        return None;
    }
    let demand = desk.find(id).await;
    let context = desk.workflow.context(who, desk.now());
    let (who, verb) = if how < 80 {
        let all = Verb::all();
        (who, all[usize::from(what) % all.len()])
    } else {
        let open = |a: &Actor, v: &Verb| demand.guards(*v, &desk.workflow.context(*a, desk.now())).is_empty();
        let offers: Vec<(Actor, Verb)> =
            people.iter().flat_map(|a| Verb::all().into_iter().filter(|v| open(a, v)).map(|v| (*a, v)).collect::<Vec<_>>()).collect();
        let offers: Vec<_> = offers.into_iter().filter(|(_, v)| !ENDING.contains(v) || die < 12).collect();
        // Half of the time what leads on is preferred to what may be said at any time.
        let leads: Vec<_> = offers.iter().copied().filter(|(_, v)| LEADING.contains(v)).collect();
        let from = if how.is_multiple_of(4) || leads.is_empty() { &offers } else { &leads };
        *from.get(usize::from(what) % from.len().max(1))?
    };
    let blocked = !demand.guards(verb, &desk.workflow.context(who, context.now)).is_empty();
    match perform(desk, who, &demand, verb, die).await {
        Ok(()) => {
            assert!(!blocked, "{verb:?} by {who:?} was shown as blocked and was done");
            Some((verb, Did::Done))
        }
        Err(Error::Refused(refusal)) => {
            assert!(!refusal.reasons.is_empty(), "a refusal without a reason: {verb:?}");
            assert_eq!(desk.find(id).await, demand, "a refusal changed the demand: {verb:?}");
            Some((verb, Did::Refused))
        }
        Err(Error::NotFound | Error::NoAddress(_) | Error::NoticeChanged | Error::Letter { .. } | Error::Unchecked(_)) => {
            assert_eq!(desk.find(id).await, demand, "an error changed the demand: {verb:?}");
            Some((verb, Did::Refused))
        }
        Err(other) => panic!("{verb:?}: {other}"),
    }
}

/// The verbs that a demand moves on by.
const LEADING: [Verb; 16] = [
    Verb::BeginVerification,
    Verb::CheckRequester,
    Verb::CheckForm,
    Verb::Verify,
    Verb::OfferRedirect,
    Verb::RecordAnswer,
    Verb::DecideLine,
    Verb::Recommend,
    Verb::Approve,
    Verb::RecordCollection,
    Verb::SealPackage,
    Verb::Prepare(ActKind::ConfirmNoSecrecy),
    Verb::Confirm(ActKind::ConfirmNoSecrecy),
    Verb::Confirm(ActKind::SendNotice),
    Verb::Prepare(ActKind::Release),
    Verb::Confirm(ActKind::Release),
];

/// One case on an empty database; the kinds of entries that came to be.
async fn case(url: &str, first: u8, steps: &[Step]) -> BTreeSet<&'static str> {
    let desk = Desk::open(url).await;
    let mut ids = Vec::new();
    for n in 0..3 {
        let (instrument, categories) = PAPERS[(usize::from(first) + n) % PAPERS.len()];
        let mut new = desk.demand(instrument, &format!("R-{n}"), categories);
        new.paper.emergency_claimed = instrument == "us.sca.emergency_2702";
        new.paper.enforcing_authority_notified = instrument == "eu.epoc";
        ids.push(desk.receive(new).await.id);
    }
    // One that has come far already.
    let far = desk.receive(desk.demand("us.sca.subpoena", "R-far", &[Category::SubId])).await.id;
    desk.to_producing(far).await;
    ids.push(far);
    for (n, dice) in steps.iter().enumerate() {
        step(&desk, &ids, *dice).await;
        if n % 16 == 15 {
            let checked = desk.workflow.check_projection().await.unwrap();
            assert_eq!(checked.differing, Vec::<String>::new(), "after step {n}");
        }
    }
    desk.holds().await;
    let mut kinds = BTreeSet::new();
    for id in ids {
        kinds.extend(desk.workflow.entries(&Actor::System, id).await.unwrap().iter().map(|(_, e)| e.event.kind()));
    }
    kinds
}

/// Run cases; the dice are the same each time, so that a failure can be repeated.
fn run(cases: u32, seed: u8, database: impl AsyncFn() -> TestDatabase) -> BTreeSet<&'static str> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 60, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    let kinds = std::cell::RefCell::new(BTreeSet::new());
    let dice = (any::<u8>(), vec(any::<Step>(), 60..160));
    let outcome = runner.run(&dice, |(first, steps)| {
        let database = runtime.block_on(database());
        kinds.borrow_mut().extend(runtime.block_on(case(&database.url, first, &steps)));
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    kinds.into_inner()
}

/// The dice must lead far enough for the test to mean something.
fn far_enough(kinds: &BTreeSet<&str>) {
    for kind in ["verified", "recommended", "approved", "collected", "package_sealed", "secrecy_placed", "no_secrecy_confirmed", "prepared"]
    {
        assert!(kinds.contains(kind), "no case came as far as '{kind}': {kinds:?}");
    }
    assert!(kinds.len() >= 30, "only {} kinds of entries: {kinds:?}", kinds.len());
}

#[test]
fn the_projection_is_the_fold_on_sqlite() {
    far_enough(&run(14, 1, async || TestDatabase::sqlite()));
}

#[test]
fn the_projection_is_the_fold_on_postgres() {
    far_enough(&run(10, 2, TestDatabase::postgres));
}

/// Planted faults: what is altered behind the back is reported, and by its reference.
mod planted {
    use super::*;
    use sea_orm::{ConnectionTrait, Database};

    crate::both_databases! {
        async fn an_altered_row_is_reported(url: String) {
            let desk = Desk::open(&url).await;
            let one = desk.receive(desk.demand("us.sca.subpoena", "R-1", &[Category::SubId])).await;
            let two = desk.receive(desk.demand("us.sca.subpoena", "R-2", &[Category::SubId])).await;
            desk.verify(two.id).await;
            desk.holds().await;
            let behind = Database::connect(&url).await.unwrap();
            for change in ["stage = 'closed'", "secrecy = 'none'", "due_at = NULL", "notice_state = 'sent'", "version = 9"] {
                let kept = ombud::store::demands::find(desk.workflow.store().read(), two.id).await.unwrap().unwrap();
                behind.execute_unprepared(&format!("UPDATE demands SET {change} WHERE id = '{}'", two.id)).await.unwrap();
                let checked = desk.workflow.check_projection().await.unwrap();
                assert_eq!(checked.differing, [two.reference.to_string()], "{change} is not seen");
                // Put back by the store's own way, with a version that may be saved.
                let found = ombud::store::demands::find(desk.workflow.store().read(), two.id).await.unwrap().unwrap();
                behind.execute_unprepared(&format!("UPDATE demands SET version = 0 WHERE id = '{}'", two.id)).await.unwrap();
                let txn = desk.workflow.store().begin().await.unwrap();
                let zero = ombud::store::demands::DemandRow { version: 0, ..found };
                ombud::store::demands::save(&txn, &zero, &kept).await.unwrap();
                txn.commit().await.unwrap();
                desk.holds().await;
            }
            behind.execute_unprepared(&format!("DELETE FROM demand_senders WHERE demand_id = '{}'", one.id)).await.unwrap();
            behind.execute_unprepared(&format!("DELETE FROM demand_accounts WHERE demand_id = '{}'", one.id)).await.unwrap();
            behind.execute_unprepared(&format!("DELETE FROM demands WHERE id = '{}'", one.id)).await.unwrap();
            let checked = desk.workflow.check_projection().await.unwrap();
            assert_eq!(checked.differing, [one.reference.to_string()], "a demand without its row is not seen");
            behind.close().await.unwrap();
        }
    }
}
