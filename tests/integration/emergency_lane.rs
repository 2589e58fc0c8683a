//! Emergencies without process: content that is shut, the review afterwards, the paper that follows, the lane above the queue.

use crate::support::actors::Desk;
use chrono::Duration;
use domain::actor::{Actor, Role, Roles};
use domain::aftermath::Process;
use domain::category::Category;
use domain::clocks::ObligationKind;
use domain::command::{Command, Verb};
use domain::demand::Demand;
use domain::ground::Ground;
use domain::ids::{DemandId, PersonId};
use domain::paper::{Decision, Link, LinkKind};
use domain::refusal::{Field, Part, Reason};
use domain::stage::SkipGround;
use ombud::store::demands::{self, QueueFilter, Sort};
use ombud::store::outbox;
use uuid::Uuid;

const DANGER: &str = "A child is missing.";

/// A counsel who has had no part in anything.
fn stranger() -> Actor {
    Actor::Person { id: PersonId(Uuid::from_u128(0xaf7e)), roles: Roles::default().with(Role::Reviewer) }
}

/// Verified, confirmed and in review: subscriber data and content, asked for without process.
async fn in_review(desk: &Desk, reference: &str) -> Demand {
    let mut new = desk.demand("us.sca.emergency_2702", reference, &[Category::SubId, Category::Content]);
    new.paper.emergency_claimed = true;
    let id = desk.receive(new).await.id;
    desk.verify(id).await;
    desk.does(desk.staff.other_reviewer, id, Command::ConfirmEmergency { reason: DANGER.to_owned() }).await;
    desk.does(desk.staff.intake, id, Command::SkipRedirect { ground: SkipGround::Emergency }).await
}

async fn decided(desk: &Desk, demand: &Demand, content: Decision) {
    for line in &demand.lines {
        let decision = if line.category.is_content() { content.clone() } else { Decision::Authorise };
        desk.does(desk.staff.reviewer, demand.id, Command::DecideLine { line: line.id, decision }).await;
    }
}

fn open_content() -> Command {
    Command::OpenContent { reason: "Only the last messages say where she is.".to_owned() }
}

/// From the review to the release.
async fn released(desk: &Desk, id: DemandId) -> Demand {
    let digest = desk.recommend(id, desk.assessment()).await.stage.recommended().unwrap().digest.clone();
    desk.does(desk.staff.approver, id, Command::Approve { digest }).await;
    desk.no_secrecy(id).await;
    for line in desk.find(id).await.lines.iter().filter(|l| l.is_authorised()) {
        desk.collect_line(id, line.id, crate::support::actors::sample().as_bytes()).await.unwrap();
    }
    desk.seal(id).await.unwrap();
    desk.release(id).await.unwrap()
}

async fn lane(desk: &Desk) -> Vec<DemandId> {
    let filter = QueueFilter { lane: Some(true), ..QueueFilter::seen(ombud::store::Sight::Whole) };
    let page = demands::queue(desk.workflow.store().read(), &filter, Sort::Due, false, None, 9).await.unwrap();
    page.rows.iter().map(demands::DemandRow::demand).collect()
}

fn review(sound: bool, text: &str) -> Command {
    Command::ReviewEmergency { sound, text: text.to_owned() }
}

fn settle(process: Option<DemandId>, reason: &str) -> Command {
    Command::SettleFollowUp { process: process.map(Process::said), reason: reason.to_owned() }
}

fn participant() -> Reason {
    Reason::SamePerson { part: Part::Participant }
}

crate::both_databases! {
    async fn content_leaves_only_when_one_person_more_lets_it(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let demand = in_review(&desk, "LANE-1").await;
        let id = demand.id;
        decided(&desk, &demand, Decision::Authorise).await;
        assert!(desk.blocked(staff.reviewer, id, Verb::Recommend).await.contains(&Reason::ContentShut));
        assert_eq!(desk.refused(staff.other_reviewer, id, open_content()).await, [participant()], "who confirmed the emergency");
        assert!(!desk.refused(staff.intake, id, open_content()).await.is_empty(), "counsel only");
        let silent = Command::OpenContent { reason: " ".to_owned() };
        assert_eq!(desk.refused(staff.other_approver, id, silent).await, [Reason::Missing { field: Field::Reason }]);
        desk.does(staff.other_approver, id, open_content()).await;
        let digest = desk.recommend(id, desk.assessment()).await.stage.recommended().unwrap().digest.clone();
        let why = desk.refused(staff.other_approver, id, Command::Approve { digest }).await;
        assert_eq!(why, [Reason::SamePerson { part: Part::Opener }]);
        // Read anew, the paper is another one: what was let through was the content of the first.
        desk.does(staff.approver, id, Command::SendBack { reason: "A line is missing.".to_owned() }).await;
        let paper = domain::paper::Paper { statute: "18 USC 2702(b)(8)".to_owned(), ..desk.find(id).await.paper };
        let lines = demand.lines.clone();
        let statutory_order = domain::ids::OrderId(Uuid::new_v4());
        let read = Command::CorrectPaper { paper: Box::new(paper), lines, reason: "Read again.".to_owned(), statutory_order };
        let again = desk.does(staff.reviewer, id, read).await;
        assert!(again.aftermath.content.is_none());
        desk.holds().await;
    }

    async fn what_is_no_content_needs_nobody_more(url: String) {
        let desk = Desk::open(&url).await;
        let demand = in_review(&desk, "LANE-2").await;
        decided(&desk, &demand, Decision::Refuse { ground: Ground::R22 }).await;
        assert!(!desk.blocked(desk.staff.reviewer, demand.id, Verb::Recommend).await.contains(&Reason::ContentShut));
        let gone = released(&desk, demand.id).await;
        assert!(gone.clock(ObligationKind::Review).is_some() && gone.clock(ObligationKind::FollowUp).is_some());
    }

    async fn what_was_given_is_looked_at_again_and_its_paper_obtained(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let demand = in_review(&desk, "LANE-3").await;
        let id = demand.id;
        decided(&desk, &demand, Decision::Authorise).await;
        desk.does(staff.other_approver, id, open_content()).await;
        assert_eq!(lane(&desk).await, [id]);
        let gone = released(&desk, id).await;
        let due = |kind| gone.clock(kind).unwrap().due.internal;
        assert_eq!(due(ObligationKind::Review), desk.now() + Duration::hours(72));
        assert_eq!(due(ObligationKind::FollowUp), desk.now() + Duration::days(7));
        assert_eq!(lane(&desk).await, [id], "closed, and still in the lane");
        let row = demands::find(desk.workflow.store().read(), id).await.unwrap().unwrap();
        assert!(row.due_at.unwrap() <= due(ObligationKind::Review));
        let sent = outbox::of_demand(desk.workflow.store().read(), id).await.unwrap();
        let letter = sent.iter().find(|m| m.letter == "paper_owed").expect("the authority is told what it owes");
        assert!(letter.body_text.contains("8 September 2026"), "{}", letter.body_text);

        // Whoever had a part does not review it, not even the one who let the content through.
        for who in [staff.reviewer, staff.other_reviewer, staff.approver, staff.other_approver] {
            assert_eq!(desk.refused(who, id, review(true, "Right.")).await, [participant()]);
        }
        // Time closes nothing.
        desk.forward(Duration::days(10));
        desk.workflow.tick(10).await.unwrap();
        let late = desk.find(id).await;
        let owed: Vec<_> = late.running_duties().into_iter().filter(|c| c.kind.follows_an_emergency()).collect();
        assert!(owed.len() == 2 && owed.iter().all(|c| c.due.internal < desk.now()), "{owed:?}");
        assert_eq!(desk.refused(stranger(), id, review(true, " ")).await, [Reason::Missing { field: Field::Text }]);
        desk.does(stranger(), id, review(false, "The child had been found before we answered.")).await;
        assert_eq!(desk.refused(stranger(), id, review(true, "Again.")).await, [Reason::NothingToDo]);
        assert_eq!(lane(&desk).await, [id], "its paper is owed still");

        assert_eq!(desk.refused(staff.reviewer, id, settle(None, "")).await, [Reason::Missing { field: Field::Reason }]);
        let mut informal = desk.demand("us.sca.emergency_2702", "LANE-4", &[Category::SubId]);
        informal.paper.emergency_claimed = true;
        let informal = desk.receive(informal).await.id;
        for wrong in [id, informal, DemandId(Uuid::from_u128(9))] {
            assert_eq!(desk.refused(staff.reviewer, id, settle(Some(wrong), "")).await, [Reason::NotTheProcess]);
        }
        let process = desk.receive(desk.demand("us.sca.warrant", "LANE-5", &[Category::Content])).await.id;
        let settled = desk.does(staff.reviewer, id, settle(Some(process), "")).await;
        assert!(settled.links.contains(&Link { other: process, kind: LinkKind::Process }));
        assert_eq!(lane(&desk).await, [informal]);
        desk.holds().await;
    }
}

/// The same at the pages: the group above the queue and the desk, the forms, what the case says.
#[tokio::test]
async fn the_lane_at_the_pages() {
    let database = crate::support::TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let site = crate::portal::over(&desk);
    let demand = in_review(&desk, "LANE-6").await;
    decided(&desk, &demand, Decision::Authorise).await;
    let (page, reference) = (format!("/demands/{}", demand.id), demand.reference.to_string());
    let mut counsel = site.member(&[Role::Approver]).await;
    let shown = counsel.get(&page).await.body;
    assert!(shown.contains("shut: it is asked for without process") && shown.contains(&format!("{page}/open_content")), "{shown}");
    for (path, heading) in [("/", "lane-h"), ("/demands", "lane-h")] {
        let body = counsel.get(path).await.body;
        assert!(body.contains(heading) && body.contains("Emergency lane") && body.contains(&reference), "{path}: {body}");
    }
    let empty = counsel.post(&format!("{page}/open_content"), &[("reason", "")]).await;
    assert_eq!(empty.status, axum::http::StatusCode::UNPROCESSABLE_ENTITY);
    let opened = counsel.post(&format!("{page}/open_content"), &[("reason", "Where she is stands only there.")]).await;
    assert!(opened.status.is_redirection(), "{}", opened.body);
    released(&desk, demand.id).await;

    // The one who let the content through is not offered the review; somebody else is.
    let mine = counsel.get(&page).await.body;
    assert!(mine.contains("owed by") && !mine.contains(&format!("{page}/review_emergency\"")), "{mine}");
    let mut other = site.member(&[Role::Reviewer]).await;
    let listed = other.get("/demands?q=is:lane").await.body;
    assert!(listed.contains(&reference), "{listed}");
    let theirs = other.get(&page).await.body;
    assert!(theirs.contains(&format!("{page}/review_emergency")), "{theirs}");
    let form = format!("{page}/review_emergency");
    let unanswered = other.post(&form, &[("text", "Right.")]).await;
    assert_eq!(unanswered.status, axum::http::StatusCode::UNPROCESSABLE_ENTITY);
    let reviewed = other.post(&form, &[("sound", "yes"), ("text", "The facts were checked again.")]).await;
    assert!(reviewed.status.is_redirection(), "{}", reviewed.body);
    let form = format!("{page}/settle_follow_up");
    let unknown = other.post(&form, &[("process", "D-0000-0000"), ("reason", "")]).await;
    assert_eq!(unknown.status, axum::http::StatusCode::UNPROCESSABLE_ENTITY);
    let process = desk.receive(desk.demand("us.sca.warrant", "LANE-7", &[Category::Content])).await;
    let settled = other.post(&form, &[("process", &process.reference.to_string()), ("reason", "")]).await;
    assert!(settled.status.is_redirection(), "{}", settled.body);
    let told = other.get(&page).await.body;
    assert!(told.contains("Formal process of this emergency") && told.contains("The formal process arrived."), "{told}");
    assert!(!other.get("/demands").await.body.contains("lane-h"));
}
