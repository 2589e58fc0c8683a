//! Secrecy on the screen: forms by their buttons, the answer row by row, the calendar, and all of it in a browser.

use crate::support::browser::{Browser, LAPTOP, PHONE};
use crate::web_demand::{Office, does, press};
use axum::http::StatusCode;
use chrono::Duration;
use domain::actor::Role;
use domain::category::Category;
use domain::command::{Command, OrderDraft};
use domain::ids::OrderId;
use domain::instrument::{Audience, SecrecySource};
use uuid::Uuid;

fn order(office: &Office, covers: &[Audience], days: Option<i64>) -> OrderDraft {
    OrderDraft {
        id: OrderId(Uuid::new_v4()),
        source: SecrecySource::Court,
        covers: covers.iter().copied().collect(),
        law: "18 USC 2705(b)".to_owned(),
        document: "order of 1 September 2026".to_owned(),
        from: office.desk.now(),
        until: days.map(|n| office.desk.now() + Duration::days(n)),
    }
}

#[tokio::test]
async fn an_order_over_two_demands_is_placed_reviewed_and_narrowed_by_buttons() {
    let office = Office::open().await;
    let a = office.receive("24-CV-50", &[Category::SubId]).await;
    let b = office.receive("24-CV-51", &[Category::SubId]).await;
    let other = office.desk.find(b).await.reference.to_string();
    let mut first = office.person(Role::Reviewer).await;
    let mut second = office.person(Role::Approver).await;
    let order = [
        ("source", "court"),
        ("covers", "customer"),
        ("covers", "public"),
        ("law", "18 USC 2705(b)"),
        ("document", "order of 1 September 2026"),
        ("from", "2026-09-01T00:00"),
    ];
    let wrong: Vec<_> = order.iter().copied().chain([("also", "D-0000-0000")]).collect();
    assert_eq!(press(&mut first, &format!("/demands/{a}/place_secrecy"), &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right: Vec<_> = order.iter().copied().chain([("also", other.as_str())]).collect();
    does(&mut first, &format!("/demands/{a}/place_secrecy"), &right).await;
    let page = first.get(&format!("/demands/{a}")).await.body;
    assert!(page.contains("May the customer be told?") && page.contains("An order without an end forbids it."), "{page}");
    assert!(page.contains(&format!("/demands/{b}\">{other}")), "the other demand is named to who may see it: {page}");

    let id = office.desk.find(a).await.secrecy.orders[0].id.to_string();
    let answers =
        [("order", id.as_str()), ("individualised", "no"), ("end-date", "unknown"), ("alternative", "no"), ("text", "go to court")];
    let early = press(&mut first, &format!("/demands/{a}/review_secrecy"), &answers).await;
    assert!(early.body.contains("Record first what was tried"), "{}", early.body);
    let tried = [("order", id.as_str()), ("effort", "alternative"), ("effort-result", "refused"), ("text", "asked to tell counsel only")];
    does(&mut first, &format!("/demands/{b}/record_effort"), &tried).await;
    does(&mut first, &format!("/demands/{a}/review_secrecy"), &answers).await;

    let narrow = [("order", id.as_str()), ("covers", "public"), ("document", "order of today")];
    does(&mut first, &format!("/demands/{a}/prepare_narrow_secrecy"), &narrow).await;
    does(&mut second, &format!("/demands/{b}/confirm_narrow_secrecy"), &[]).await;
    for demand in [a, b] {
        let found = office.desk.find(demand).await;
        assert_eq!(found.secrecy.orders[0].covers, [Audience::Public].into());
        assert_eq!((found.secrecy.orders[0].efforts.len(), found.secrecy.orders[0].reviews.len()), (1, 1));
    }
    let calendar = first.get("/secrecy?show=review").await.body;
    assert!(calendar.contains(&other), "{calendar}");
    assert_eq!(first.get("/secrecy?show=nonsense").await.status, StatusCode::NOT_FOUND);
    let mut custodian = office.person(Role::Custodian).await;
    assert_eq!(custodian.get("/secrecy").await.status, StatusCode::FORBIDDEN);
    office.desk.holds().await;
}

#[tokio::test]
async fn a_request_and_a_docket_by_buttons() {
    let office = Office::open().await;
    let id = office.receive("24-CV-52", &[Category::SubId]).await;
    let mut teller = office.site.member(&[Role::NoticeOfficer]).await;
    does(&mut teller, &format!("/demands/{id}/record_secrecy_request"), &[("words", "Please do not notify your user.")]).await;
    let page = teller.get(&format!("/demands/{id}")).await.body;
    assert!(page.contains("Please do not notify your user.") && page.contains("it doesn’t bind"), "{page}");
    let path = format!("/demands/{id}/decide_secrecy_request");
    let nothing = [("request-decision", "nothing"), ("reason", "no court stands behind it")];
    does(&mut teller, &path, &nothing).await;

    let until = office.desk.now() + Duration::days(2);
    office.desk.does(office.desk.staff.intake, id, Command::PlaceSecrecy(order(&office, &[Audience::Customer], Some(2)))).await;
    office.desk.clock.set(until);
    office.desk.workflow.tick(10).await.unwrap();
    let mut teller = office.site.member(&[Role::NoticeOfficer]).await;
    let path = format!("/demands/{id}/check_docket");
    let unticked = press(&mut teller, &path, &[("looked", "the register")]).await;
    assert_eq!(unticked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unticked.body);
    does(&mut teller, &path, &[("looked", "the register"), ("no-extension", "yes")]).await;
    assert_eq!(office.desk.find(id).await.may_tell_customer(office.desk.now()), domain::secrecy::MayTell::Yes);
}

#[tokio::test]
async fn the_calendar_can_be_used_by_everybody() {
    let office = Office::open().await;
    let base = office.site.serve().await;
    let staff = office.desk.staff;
    for (n, days) in [(0, Some(1)), (1, Some(12)), (2, Some(60)), (3, None)] {
        let id = office.receive(&format!("24-CV-6{n}"), &[Category::SubId]).await;
        office.desk.does(staff.intake, id, Command::PlaceSecrecy(order(&office, &[Audience::Customer, Audience::Public], days))).await;
    }
    let asked = office.receive("24-CV-70", &[Category::SubId]).await;
    let words = Command::RecordSecrecyRequest { words: "Please do not notify your user.".to_owned() };
    office.desk.does(staff.intake, asked, words).await;
    let ended = office.receive("24-CV-71", &[Category::SubId]).await;
    office.desk.does(staff.intake, ended, Command::PlaceSecrecy(order(&office, &[Audience::Customer], Some(1)))).await;
    office.desk.verify(ended).await;
    office.desk.forward(Duration::days(1));
    office.desk.workflow.tick(10).await.unwrap();

    let (id, _, link) = office.site.invite(&[Role::Reviewer, Role::NoticeOfficer]).await;
    let browser = Browser::start().await;
    browser.enter(&base, &link).await;
    let mut faults = Vec::new();
    for language in [ombud::words::Language::En, ombud::words::Language::Sv] {
        office.site.app.staff.prefer(id, language, "system", true).await.unwrap();
        let code = language.code();
        let pages = [
            ("/secrecy".to_owned(), "calendar"),
            ("/".to_owned(), "desk"),
            (format!("/demands/{asked}"), "asked"),
            (format!("/demands/{ended}"), "ended"),
            (format!("/demands/{ended}/check_docket"), "docket"),
            (format!("/demands/{asked}/decide_secrecy_request"), "decide"),
        ];
        faults.extend(browser.look(&base, ("secrecy", code), &pages, &[LAPTOP, PHONE]).await);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
