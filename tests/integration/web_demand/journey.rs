//! A demand from received to released by the forms of its page, as different people.

use super::{Office, does, press, upload};
use crate::support::actors::{NUMBER, sample};
use axum::http::StatusCode;
use domain::actor::{Actor, Role};
use domain::category::Category;
use domain::command::Command;
use domain::stage::StageName;

#[tokio::test]
async fn from_received_to_released_by_pressing_buttons() {
    let office = Office::open().await;
    let id = office.receive("24-CV-1", &[Category::SubId, Category::AccessIp]).await;
    let at = |what: &str| format!("/demands/{id}/{what}");
    let mut intake = office.person(Role::Intake).await;
    let mut reviewer = office.person(Role::Reviewer).await;
    let mut approver = office.person(Role::Approver).await;
    let mut officer = office.person(Role::DisclosureOfficer).await;
    let mut other_officer = office.person(Role::DisclosureOfficer).await;
    let mut teller = office.person(Role::NoticeOfficer).await;
    let mut custodian = office.person(Role::Custodian).await;

    does(&mut intake, &at("begin_verification"), &[]).await;
    let mut caller = office.person(Role::Intake).await;
    let said = "The registry's clerk confirmed it.";
    // Whoever began does not call; a number from the paper is none of the directory's; and "called" without a number says nothing.
    let own =
        press(&mut intake, &at("check_requester"), &[("method", "call_back"), ("number", NUMBER), ("result", "confirmed"), ("text", said)])
            .await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", own.body);
    for number in ["+1 555 0199", ""] {
        let refused = press(
            &mut caller,
            &at("check_requester"),
            &[("method", "call_back"), ("number", number), ("result", "confirmed"), ("text", said)],
        )
        .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}: {}", refused.body);
    }
    does(&mut caller, &at("check_requester"), &[("method", "call_back"), ("number", NUMBER), ("result", "confirmed"), ("text", said)])
        .await;
    let page = intake.get(&at("check_form")).await;
    let items = page.body.matches("name=\"items\"").count();
    assert!(items > 0, "the rulebook's list is on the page");
    let some = press(&mut intake, &at("check_form"), &[("items", "0")]).await;
    assert_eq!(some.status, StatusCode::UNPROCESSABLE_ENTITY, "an item is missing");
    let numbers: Vec<String> = (0..items).map(|n| n.to_string()).collect();
    let ticked: Vec<(&str, &str)> = numbers.iter().map(|n| ("items", n.as_str())).collect();
    does(&mut intake, &at("check_form"), &ticked).await;
    does(&mut intake, &at("verify"), &[]).await;
    does(&mut intake, &at("offer_redirect"), &[("answer-by", "2026-09-04T12:00")]).await;
    does(&mut intake, &at("record_answer"), &[("answer", "declined"), ("reason", "The customer is a suspect.")]).await;

    // Two lines at once: one decided, the rest by one choice.
    let line = office.desk.find(id).await.lines[0].id;
    let decision = format!("decision-{line}");
    does(&mut reviewer, &at("scope"), &[(&decision, "authorise"), ("decision-rest", "authorise")]).await;
    assert!(office.desk.find(id).await.lines.iter().all(|l| l.is_authorised()));
    let assessment =
        [("assessment", "The least that it compels."), ("challenge-basis", "no"), ("challenge-reason", "Narrow, and by a court.")];
    does(&mut reviewer, &at("recommend"), &assessment).await;
    let own = reviewer.post(&at("approve"), &[]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN.max(StatusCode::UNPROCESSABLE_ENTITY), "{}", own.body);
    does(&mut approver, &at("approve"), &[]).await;

    for line in office.desk.find(id).await.lines {
        let path = format!("{}?line={}", at("record_collection"), line.id);
        let line = line.id.to_string();
        let fields = [
            ("line", line.as_str()),
            ("found", "file"),
            ("account-field", "user"),
            ("time-field", "at"),
            ("time-format", "rfc3339"),
            ("row-category", "line"),
        ];
        let done = upload(&mut custodian, &path, &fields, "export.csv", sample().as_bytes()).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    let scope = officer.get(&at("scope")).await;
    assert!(scope.body.contains("Outside the authorised time"), "why rows were dropped is said");
    let key = crate::support::actors::authority_identity().to_public().to_string();
    let sealed = press(&mut officer, &at("seal_package"), &[("recipient", "key"), ("age-key", &key)]).await;
    assert_eq!(sealed.status, StatusCode::OK, "{}", sealed.body);
    assert_eq!(office.desk.find(id).await.stage.name(), StageName::Releasing);

    // Released too early: every gate that is shut says so.
    let early = officer.post(&at("prepare_release"), &[]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("role=\"alert\""), "the summary is there");

    does(&mut teller, &at("prepare_confirm_no_secrecy"), &[]).await;
    does(&mut reviewer, &at("confirm_confirm_no_secrecy"), &[]).await;
    let preview = teller.get(&at("prepare_send_notice")).await;
    assert!(preview.body.contains("legal0@customer.example.com") && preview.body.contains("legal1@customer.example.com"));
    does(&mut teller, &at("prepare_send_notice"), &[]).await;
    does(&mut approver, &at("confirm_send_notice"), &[]).await;
    let queued = office.desk.find(id).await;
    let message = queued.notice.mailing().unwrap().posts[0].to.message;
    let accepted = Command::NoticeAccepted { message };
    office.desk.does(Actor::System, id, accepted).await;
    office.desk.forward(chrono::Duration::days(11));
    // Sessions have ended meanwhile.
    let mut officer = office.person(Role::DisclosureOfficer).await;
    does(&mut officer, &at("prepare_release"), &[]).await;
    let mut alone = officer;
    let same = alone.post(&at("confirm_release"), &[]).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY, "one person is not two");
    drop(other_officer);
    other_officer = office.person(Role::DisclosureOfficer).await;
    let page = other_officer.get(&at("confirm_release")).await;
    assert!(
        page.body.contains("Example County Court") && page.body.contains("accounts@customer.example.com"),
        "recipient and scope are restated"
    );
    does(&mut other_officer, &at("confirm_release"), &[]).await;
    assert!(office.desk.find(id).await.stage.released().is_some());
    let file = other_officer.get(&at("package/file")).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header("content-disposition").starts_with("attachment"));
    office.desk.holds().await;
}
