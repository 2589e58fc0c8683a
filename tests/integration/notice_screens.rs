//! The screens of what goes with a notice, of what left after its stop, and of what is decided about it, in a browser.

use crate::support::browser::{Browser, LAPTOP, PHONE};
use crate::web_demand::{Office, does, upload};
use axum::http::StatusCode;
use chrono::Duration;
use domain::actor::Role;
use domain::category::Category;
use domain::command::{Command, OrderDraft};
use domain::ids::{DemandId, OrderId};
use domain::instrument::{Audience, NoticeTiming, SecrecySource};
use uuid::Uuid;

/// A demand that may be told, with a redacted copy of its paper cleared for the customer.
async fn cleared(office: &Office) -> DemandId {
    let id = office.receive("24-CV-95", &[Category::SubId]).await;
    office.desk.verify(id).await;
    office.desk.no_secrecy(id).await;
    let mut reviewer = office.site.member(&[Role::Reviewer]).await;
    let added =
        upload(&mut reviewer, &format!("/demands/{id}/add_document"), &[("document-kind", "paper")], "demand.txt", b"Secret.").await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    let paper = office.desk.find(id).await.documents.last().unwrap().id.to_string();
    let fields = [("paper", paper.as_str()), ("copy-as", "redacted"), ("reason", "A second name is blacked out.")];
    let path = format!("/demands/{id}/prepare_clear_copy");
    let done = upload(&mut reviewer, &path, &fields, "demand, blacked out.txt", b"The names are blacked out.").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    id
}

#[tokio::test]
async fn the_screens_of_a_notice_can_be_used_by_everybody() {
    let office = Office::open().await;
    let base = office.site.serve().await;
    let staff = office.desk.staff;
    let half = cleared(&office).await;
    let ready = {
        let id = office.receive("24-CV-96", &[Category::SubId]).await;
        office.desk.verify(id).await;
        office.desk.no_secrecy(id).await;
        id
    };
    let stopped = {
        let id = office.receive("24-CV-97", &[Category::SubId]).await;
        office.desk.verify(id).await;
        office.desk.no_secrecy(id).await;
        let read = office.desk.workflow.preview_notice(&staff.notice, id).await.unwrap().digest;
        office.desk.workflow.prepare_notice(staff.notice, id, &read, None).await.unwrap();
        office.desk.workflow.confirm_notice(staff.other_approver, id, &read, None).await.unwrap();
        let leased = office.desk.workflow.lease_mail(50, Duration::minutes(30)).await.unwrap().messages;
        let leased = leased.into_iter().find(|m| m.side == "customer").unwrap();
        office.desk.workflow.begin_mail(leased.id.to()).await.unwrap().unwrap();
        id
    };
    let order = OrderDraft {
        id: OrderId(Uuid::new_v4()),
        source: SecrecySource::Court,
        covers: [Audience::Customer].into(),
        law: "18 USC 2705(b)".to_owned(),
        document: "order of 1 September 2026".to_owned(),
        from: office.desk.now(),
        until: Some(office.desk.now() + Duration::days(60)),
    };
    office.desk.does(staff.intake, stopped, Command::PlaceSecrecy(order.clone())).await;
    let epoc = office.desk.receive(office.desk.demand("eu.epoc", "EPOC-95", &[Category::SubId])).await;
    let customer = epoc.customer.as_ref().unwrap().id;
    office.desk.workflow.set_notice_timing(staff.reviewer, customer, Some(NoticeTiming::After), "Agreed in writing.", None).await.unwrap();
    let mut other = office.site.member(&[Role::NoticeOfficer]).await;
    // The copy of one demand is confirmed, that of the other waits.
    does(&mut other, &format!("/demands/{half}/confirm_clear_copy"), &[]).await;

    let (id, _, link) = office.site.invite(&[Role::Reviewer, Role::NoticeOfficer, Role::Intake]).await;
    let browser = Browser::start().await;
    browser.enter(&base, &link).await;
    let mut faults = Vec::new();
    for language in [ombud::words::Language::En, ombud::words::Language::Sv] {
        office.site.app.staff.prefer(id, language, "system", true).await.unwrap();
        let code = language.code();
        let pages = [
            (format!("/demands/{half}/prepare_clear_copy"), "clear"),
            (format!("/demands/{half}/prepare_send_notice"), "notice"),
            (format!("/demands/{ready}/record_objection"), "objection"),
            (format!("/demands/{stopped}"), "stopped"),
            (format!("/demands/{stopped}/examine_escape"), "examine"),
            (format!("/demands/{}", epoc.id), "timing"),
            (format!("/demands/{}/decide_timing", epoc.id), "decide"),
            (format!("/secrecy/{stopped}/{}/cover", order.id), "cover"),
            ("/".to_owned(), "desk"),
        ];
        faults.extend(browser.look(&base, ("notice", code), &pages, &[LAPTOP, PHONE]).await);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
