//! What is kept unchanged: the custodian's tasks and answers, longer and beyond the term, the end, and the removal with evidence.

use crate::both_databases;
use crate::support::actors::{ACCOUNT, Desk};
use crate::support::browser::{Browser, LAPTOP, PHONE};
use crate::support::program::Program;
use crate::support::site::Site;
use crate::web_demand::Office;
use axum::http::StatusCode;
use chrono::Duration;
use domain::actor::{Actor, Role};
use domain::clocks::ObligationKind;
use domain::command::{Command, Verb};
use domain::ids::DemandId;
use domain::preservation::{CustodyAnswer, Hold, Preservation, WhyEnded};
use domain::refusal::{Field, Reason};
use domain::stage::SkipGround;
use domain::token::TokenScope;
use domain::webhook::HookKind;
use ombud::store::custody::TaskRow;
use ombud::store::webhooks;
use ombud::workflow::keeping::{REASON, told};
use ombud::workflow::{Error, NewWebhook};
use serde_json::{Value, json};

const PRESERVE: &str = "us.sca.preserve_2703f";

async fn tasks(desk: &Desk) -> Vec<TaskRow> {
    desk.workflow.custody_tasks(&desk.staff.custodian, None, 50).await.unwrap()
}

async fn says(desk: &Desk, task: &TaskRow, answer: CustodyAnswer) -> Result<Option<TaskRow>, Error> {
    desk.workflow.answer_custody(desk.staff.custodian, task.id, answer).await
}

fn placed() -> CustodyAnswer {
    CustodyAnswer::Placed { place: "archive 4".to_owned() }
}

fn purged() -> CustodyAnswer {
    CustodyAnswer::Purged { what: "deleted from archive 4 and its copies".to_owned(), protocol: Some("ab".repeat(32)) }
}

fn reasons(done: Result<Option<TaskRow>, Error>) -> Vec<Reason> {
    match done {
        Err(Error::Refused(refusal)) => refusal.reasons,
        other => panic!("{other:?}"),
    }
}

/// A preservation under review, nothing said by the custodian.
async fn asked(desk: &Desk, reference: &str) -> DemandId {
    let id = desk.receive(desk.demand(PRESERVE, reference, &[])).await.id;
    desk.verify(id).await;
    desk.does(desk.staff.intake, id, Command::SkipRedirect { ground: SkipGround::LawNamesProvider }).await;
    id
}

both_databases! {
    async fn from_receipt_to_the_evidenced_removal(url: String) {
        let desk = Desk::open(&url).await;
        let id = asked(&desk, "EX-K1").await;
        let confirm = || desk.refused(desk.staff.reviewer, id, Command::ConfirmPreserved);
        // The custodian learns the account and nothing of the case.
        let open = tasks(&desk).await;
        assert_eq!(open.len(), 1);
        let said = told(&open[0]).to_string();
        assert!(said.contains(ACCOUNT) && said.contains(REASON));
        for word in [PRESERVE, "EX-K1", "Court", "Police", "2703", &id.to_string()] {
            assert!(!said.contains(word), "{word} in {said}");
        }
        assert!(matches!(desk.workflow.custody_tasks(&desk.staff.reviewer, None, 50).await, Err(Error::NotAllowed)));
        // Failed stays open; kept closes the task; what must be kept is not removed.
        let left = says(&desk, &open[0], CustodyAnswer::Failed { why: "the archive is down".to_owned() }).await.unwrap();
        assert_eq!(left.unwrap().failed.as_deref(), Some("the archive is down"));
        assert_eq!(confirm().await, [Reason::NotYetKept { count: 1 }], "the authority is told only what is so");
        assert!(reasons(says(&desk, &open[0], purged()).await).contains(&Reason::StillKept));
        let empty = CustodyAnswer::Placed { place: " ".to_owned() };
        assert_eq!(reasons(says(&desk, &open[0], empty).await), [Reason::Missing { field: Field::Text }]);
        assert_eq!(says(&desk, &open[0], placed()).await.unwrap(), None);
        assert!(tasks(&desk).await.is_empty());
        desk.does(desk.staff.reviewer, id, Command::ConfirmPreserved).await;
        // Where there is nothing, the authority is not told that it is kept.
        let none = asked(&desk, "EX-K1b").await;
        let nothing = CustodyAnswer::Nothing { looked: "all archives".to_owned() };
        assert_eq!(says(&desk, &tasks(&desk).await[0], nothing).await.unwrap(), None);
        assert_eq!(desk.refused(desk.staff.reviewer, none, Command::ConfirmPreserved).await, [Reason::NothingKept]);
        desk.does(desk.staff.intake, none, Command::RecordWithdrawal { reason: "taken back".to_owned() }).await;
        // The term ends by itself: the removal is owed by a date, and nothing closes it but evidence.
        let until = desk.find(id).await.preservation.ends_at().unwrap();
        desk.clock.set(until);
        assert_eq!(desk.workflow.tick(10).await.unwrap(), 1);
        let ended = desk.find(id).await;
        assert!(matches!(ended.preservation, Preservation::Ended { why: WhyEnded::Expired, .. }));
        let duty = ended.clock(ObligationKind::Purge).unwrap().clone();
        assert_eq!((duty.met_at, duty.due.internal), (None, until + Duration::hours(72)));
        assert!(ended.running_duties().iter().any(|d| d.kind == ObligationKind::Purge), "a closed demand still owes the removal");
        let owed = tasks(&desk).await;
        assert_eq!((owed.len(), owed[0].ask.as_str()), (1, "purge"));
        let unproven = CustodyAnswer::Purged { what: "gone".to_owned(), protocol: Some("none".to_owned()) };
        assert_eq!(reasons(says(&desk, &owed[0], unproven).await), [Reason::Missing { field: Field::Digest }]);
        assert!(reasons(says(&desk, &owed[0], placed()).await).contains(&Reason::NoPreservation));
        assert_eq!(says(&desk, &owed[0], purged()).await.unwrap(), None);
        let gone = desk.find(id).await;
        assert!(matches!(gone.preservation, Preservation::Purged { .. }));
        assert!(gone.clock(ObligationKind::Purge).unwrap().met_at.is_some() && tasks(&desk).await.is_empty());
        desk.holds().await;
    }

    async fn kept_past_its_term_for_the_production_that_followed(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = asked(&desk, "EX-K2").await;
        desk.keeps(id).await;
        desk.does(staff.reviewer, id, Command::ConfirmPreserved).await;
        let hold = |demand| Command::HoldOver { hold: Hold::Production { demand }, reason: "the process has come".to_owned() };
        // Another preservation asks for nothing.
        let twin = desk.receive(desk.demand(PRESERVE, "EX-K3", &[])).await.id;
        assert_eq!(desk.refused(staff.reviewer, id, hold(twin)).await, [Reason::NotRelated]);
        let production = desk.receive(desk.demand("us.sca.subpoena", "EX-K4", &[domain::category::Category::SubId])).await.id;
        desk.does(staff.reviewer, id, hold(production)).await;
        let until = match desk.find(id).await.preservation {
            Preservation::Active { until, .. } => until.unwrap(),
            other => panic!("{other:?}"),
        };
        desk.clock.set(until + Duration::days(1));
        desk.workflow.tick(10).await.unwrap();
        assert!(desk.find(id).await.preservation.is_active(), "kept while the production is open");
        assert_eq!(desk.workflow.end_productions().await.unwrap(), 0);
        // A court case holds it on, when the production is over.
        let matter = Hold::Litigation { matter: "case 7".to_owned() };
        desk.does(staff.reviewer, id, Command::HoldOver { hold: matter.clone(), reason: "we are sued".to_owned() }).await;
        desk.does(staff.intake, production, Command::RecordWithdrawal { reason: "taken back".to_owned() }).await;
        assert_eq!(desk.workflow.end_productions().await.unwrap(), 1);
        assert!(desk.find(id).await.preservation.is_active());
        assert!(desk.blocked(staff.reviewer, id, Verb::EndPreservation).await.contains(&Reason::StillKept));
        desk.does(staff.reviewer, id, Command::LiftHold { hold: matter, reason: "settled".to_owned() }).await;
        assert!(matches!(desk.find(id).await.preservation, Preservation::Ended { why: WhyEnded::Expired, .. }));
        // What was withdrawn is kept no longer either.
        assert!(matches!(desk.find(production).await.preservation, Preservation::Ended { why: WhyEnded::Withdrawn, .. }));
        desk.holds().await;
    }

    async fn what_is_refused_is_kept_until_somebody_says_why_not(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = desk.receive(desk.demand("eu.epoc", "EX-K5", &[domain::category::Category::SubId])).await.id;
        assert!(desk.blocked(staff.reviewer, id, Verb::EndPreservation).await.iter().any(|r| matches!(r, Reason::WrongStage { .. })));
        desk.does(staff.intake, id, Command::BeginVerification).await;
        let refuse = Command::Refuse { grounds: vec![domain::ground::Ground::R02], explanation: "the issuer is not competent".to_owned() };
        desk.does(staff.reviewer, id, refuse).await;
        assert!(desk.find(id).await.preservation.is_active(), "kept even if never executed (Reg. (EU) 2023/1543 Art 10(9))");
        let silent = desk.refused(staff.reviewer, id, Command::EndPreservation { reason: String::new() }).await;
        assert_eq!(silent, [Reason::Missing { field: Field::Reason }]);
        desk.does(staff.reviewer, id, Command::EndPreservation { reason: "the authority let it go".to_owned() }).await;
        assert!(matches!(desk.find(id).await.preservation, Preservation::Ended { why: WhyEnded::Released, .. }));
        let nothing = CustodyAnswer::Nothing { looked: "all archives".to_owned() };
        assert_eq!(says(&desk, &tasks(&desk).await[0], nothing).await.unwrap(), None);
        assert!(matches!(desk.find(id).await.preservation, Preservation::Purged { .. }));
        desk.holds().await;
    }

    async fn programs_are_asked_neutrally_and_answer(url: String) {
        let site = Site::open(&url, true).await;
        let workflow = site.app.workflow.clone();
        let hook = NewWebhook {
            name: "Archive".to_owned(),
            url: "http://127.0.0.1:9/hook".to_owned(),
            kinds: [HookKind::PreservationAsked].into(),
            cleared: false,
        };
        workflow.add_webhook(Actor::Operator, hook).await.unwrap();
        let hands_in = Program::with(&site, &[TokenScope::DemandsWrite], None).await;
        hands_in.post("/api/v1/demands", crate::api::demands::demand("K 9-26")).await.is(201);
        // National security: the message and the task look the same.
        let mut secret = crate::api::demands::demand("K 9-26 S");
        secret["instrument"] = json!("us.nsl_2709");
        secret["identifiers"][0]["value"] = json!("other@example.com");
        hands_in.post("/api/v1/demands", secret).await.is(201);
        let txn = site.app.store.begin().await.unwrap();
        let due = webhooks::lease_due(&txn, site.app.clock.now(), 10, Duration::minutes(1)).await.unwrap();
        txn.rollback().await.unwrap();
        let bodies: Vec<Value> = due.iter().map(|(m, _)| serde_json::from_str(&m.body).unwrap()).collect();
        assert_eq!(bodies.len(), 2);
        let keys = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        for body in &bodies {
            assert_eq!((&body["type"], &body["data"]["reason_code"]), (&json!("preservation.asked"), &json!(REASON)));
            assert_eq!(keys(&body["data"]), ["account", "ask", "categories", "due_at", "from", "reason_code", "task", "to"]);
            assert!(!body.to_string().contains("K 9-26") && !body.to_string().contains("Example Court"));
        }
        let keeps = Program::with(&site, &[TokenScope::Preservation], None).await;
        hands_in.get("/api/v1/preservation/tasks").await.is(403);
        keeps.get("/api/v1/demands").await.is(403);
        let page = keeps.get("/api/v1/preservation/tasks?limit=1").await.is(200);
        let rest = keeps.get(&format!("/api/v1/preservation/tasks?after={}", page.json["next"].as_str().unwrap())).await.is(200);
        assert_eq!((page.json["items"].as_array().unwrap().len(), rest.json["items"].as_array().unwrap().len()), (1, 1));
        let at = format!("/api/v1/preservation/tasks/{}", page.json["items"][0]["task"].as_str().unwrap());
        keeps.get(&at).await.is(200);
        keeps.post(&format!("{at}/answer"), json!({ "answer": "purged", "text": "gone" })).await.is(409);
        let done = keeps.post(&format!("{at}/answer"), json!({ "answer": "placed", "text": "archive" })).await.is(200);
        assert_eq!(done.json["done"], true);
        keeps.get(&at).await.is(404);
    }
}

/// Like a person who keeps data, in a browser: the page of tasks, and what the desk sees of it.
#[tokio::test]
async fn the_screens_of_what_is_kept_can_be_used_by_everybody() {
    let office = Office::open().await;
    let base = office.site.serve().await;
    let (desk, staff) = (&office.desk, office.desk.staff);
    let held = asked(desk, "EX-S1").await;
    desk.keeps(held).await;
    desk.does(staff.reviewer, held, Command::ConfirmPreserved).await;
    let matter = Hold::Litigation { matter: "case 7".to_owned() };
    desk.does(staff.reviewer, held, Command::HoldOver { hold: matter, reason: "we are sued".to_owned() }).await;
    let ended = asked(desk, "EX-S2").await;
    desk.keeps(ended).await;
    desk.does(staff.reviewer, ended, Command::ConfirmPreserved).await;
    desk.does(staff.reviewer, ended, Command::EndPreservation { reason: "the authority let it go".to_owned() }).await;
    let failed = office.receive("EX-S3", &[domain::category::Category::SubId]).await;
    let process = Hold::Production { demand: failed };
    desk.does(staff.reviewer, held, Command::HoldOver { hold: process, reason: "the process has come".to_owned() }).await;
    let task = tasks(desk).await.into_iter().find(|t| t.demand_id == failed.into()).unwrap();
    says(desk, &task, CustodyAnswer::Failed { why: "the archive is down".to_owned() }).await.unwrap();

    // Without a script: what must be kept is not removed, and what was answered is gone from the page.
    let mut custodian = office.site.member(&[Role::Custodian]).await;
    let page = custodian.get("/custody").await.body;
    assert!(page.contains("the archive is down") && !page.contains("EX-S") && !page.contains(&failed.to_string()));
    let path = format!("/custody/{}/answer", task.id.0);
    let text = format!("text-{}", task.id.0);
    let refused = custodian.post(&path, &[("said", "purged"), (&text, "gone")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut reviewer = office.site.member(&[Role::Reviewer]).await;
    assert_eq!(reviewer.get("/custody").await.status, StatusCode::FORBIDDEN);
    // Each of the two leads to the other.
    for (one, other) in [(held, failed), (failed, held)] {
        assert!(reviewer.get(&format!("/demands/{one}")).await.body.contains(&format!("/demands/{other}\"")), "{one} leads to {other}");
    }

    let (id, _, link) = office.site.invite(&[Role::Reviewer, Role::Custodian, Role::Intake]).await;
    let browser = Browser::start().await;
    browser.enter(&base, &link).await;
    let mut faults = Vec::new();
    for language in [ombud::words::Language::En, ombud::words::Language::Sv] {
        office.site.app.staff.prefer(id, language, "system", true).await.unwrap();
        let pages = [
            ("/custody".to_owned(), "custody"),
            (format!("/demands/{held}"), "held"),
            (format!("/demands/{ended}"), "ended"),
            (format!("/demands/{held}/hold_over"), "hold"),
            (format!("/demands/{held}/lift_hold"), "lift"),
            ("/".to_owned(), "desk"),
        ];
        faults.extend(browser.look(&base, ("keeping", language.code()), &pages, &[LAPTOP, PHONE]).await);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    // Once it is kept, the task is gone.
    let done = custodian.post(&path, &[("said", "placed"), (&text, "archive 4")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(!custodian.get("/custody").await.body.contains("the archive is down"));
}
