//! Customers and authorities on the screen: what was typed stays, two persons stand behind an authority.

use crate::support::TestDatabase;
use crate::support::actors::Desk;
use crate::support::site::{Site, Visitor};
use axum::http::StatusCode;
use domain::actor::Role;

async fn site() -> (Site, TestDatabase) {
    let database = TestDatabase::sqlite();
    (Site::open(&database.url, true).await, database)
}

const CUSTOMER: [(&str, &str); 6] = [
    ("name", "Example School"),
    ("class", "public_sector"),
    ("country", "se"),
    ("language", "sv"),
    ("domains", "school.example.org\r\nSchool.example.org"),
    ("accounts", "dana@other.example.com = acct-17"),
];

const AUTHORITY: [(&str, &str); 8] = [
    ("name", "Example District Court"),
    ("kind", "court"),
    ("territory", "SE"),
    ("level", "national"),
    ("phone", "+46 8 123 45"),
    ("mail", "registry@court.example.org"),
    ("domains", "court.example.org"),
    ("note", "public register"),
];

/// The form with one field otherwise.
fn with<'a>(form: &[(&'a str, &'a str)], field: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(n, v)| if *n == field { (*n, value) } else { (*n, *v) }).collect()
}

/// Send a form that must be done; where it leads.
async fn done(visitor: &mut Visitor, path: &str, form: &[(&str, &str)]) -> String {
    let answer = visitor.post(path, form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.body);
    answer.leads_to().to_owned()
}

#[tokio::test]
async fn a_customer_is_entered_and_somebody_is_listed_to_be_told() {
    let (site, _database) = site().await;
    let mut intake = site.member(&[Role::Intake]).await;
    for (field, value, says) in [
        ("name", " ", "Write a name."),
        ("country", "Sweden", "Write two letters"),
        ("domains", "https://school.example.org/", "is no domain"),
    ] {
        let answer = intake.post("/customers/new", &with(&CUSTOMER, field, value)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(answer.body.contains(says) && answer.body.contains(&format!("href=\"#{field}\"")), "{field}: {}", answer.body);
        assert!(answer.body.contains("dana@other.example.com = acct-17") && answer.body.contains("value=\"public_sector\" checked"));
    }
    let page = done(&mut intake, "/customers/new", &CUSTOMER).await;
    let shown = intake.get(&page).await;
    for text in
        ["Example School", "Public body", "Sweden", "school.example.org", "acct-17", "No reachable contact", "No demand has come yet."]
    {
        assert!(shown.body.contains(text), "{text}: {}", shown.body);
    }
    assert!(intake.get("/customers").await.body.contains("No reachable contact"), "the list marks it");

    let contacts = format!("{page}/contacts");
    let wrong = intake.post(&contacts, &[("name", "Legal department"), ("mail", "nonsense"), ("language", "sv")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"nonsense\"") && wrong.body.contains("value=\"Legal department\""), "{}", wrong.body);
    done(&mut intake, &contacts, &[("name", "Legal department"), ("mail", "legal@school.example.org"), ("language", "sv")]).await;
    let shown = intake.get(&page).await;
    assert!(shown.body.contains("legal@school.example.org") && !shown.body.contains("No reachable contact"), "{}", shown.body);
    assert!(!intake.get("/customers").await.body.contains("No reachable contact"));

    let removal =
        shown.body.split("href=\"").find_map(|rest| rest.split('"').next().filter(|h| h.ends_with("/removal"))).unwrap().to_owned();
    let asked = intake.get(&removal).await;
    assert!(asked.body.contains("last contact that can be reached"), "{}", asked.body);
    // A contact is reached only through its own customer.
    let other = done(&mut intake, "/customers/new", &with(&CUSTOMER, "name", "Another")).await;
    let foreign = removal.replace(page.trim_start_matches("/customers/"), other.trim_start_matches("/customers/"));
    assert_ne!(foreign, removal);
    assert_eq!(intake.post(&foreign, &[]).await.status, StatusCode::NOT_FOUND);
    done(&mut intake, &removal, &[]).await;
    assert!(intake.get(&page).await.body.contains("No reachable contact"));
    assert_eq!(intake.get(&removal).await.status, StatusCode::NOT_FOUND, "done once");
}

#[tokio::test]
async fn a_number_counts_when_a_second_person_has_read_it() {
    let (site, _database) = site().await;
    let (mut one, mut two) = (site.member(&[Role::Intake]).await, site.member(&[Role::Reviewer]).await);
    for (field, value) in [("phone", "call me"), ("mail", "registry"), ("territory", "1"), ("name", ""), ("domains", "@")] {
        let answer = one.post("/authorities/new", &with(&AUTHORITY, field, value)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(answer.body.contains(&format!("href=\"#{field}\"")), "{field}: {}", answer.body);
        assert!(answer.body.contains("public register"), "what was typed is kept");
    }
    let page = done(&mut one, "/authorities/new", &AUTHORITY).await;
    let own = one.get(&page).await;
    assert!(own.body.contains("Waits for a second person") && own.body.contains("+46 8 123 45"));
    assert!(!own.body.contains("/confirmation"), "no button for whoever entered it: {}", own.body);
    let confirmation = format!("{page}/confirmation");
    let refused = one.post(&confirmation, &[("version", "1")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Ask a colleague"), "{}", refused.body);

    // What the second person confirms is what they read: the number changes under their eyes.
    assert!(two.get(&page).await.body.contains("name=\"version\" value=\"1\""));
    let changed: Vec<_> = with(&AUTHORITY, "phone", "+46 8 999 99").into_iter().chain([("version", "1")]).collect();
    done(&mut one, &format!("{page}/change"), &changed).await;
    let stale = two.post(&confirmation, &[("version", "1")]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.body.contains("changed after you opened it") && stale.body.contains("+46 8 999 99"), "{}", stale.body);
    done(&mut two, &confirmation, &[("version", "2")]).await;
    assert!(one.get("/authorities").await.body.contains("Known"));

    // Two people editing: the second is told, sees what stands, and keeps what was typed.
    let late: Vec<_> = with(&AUTHORITY, "phone", "+46 8 555 55").into_iter().chain([("version", "2")]).collect();
    let told = one.post(&format!("{page}/change"), &late).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.body.contains("+46 8 999 99") && told.body.contains("value=\"+46 8 555 55\""), "{}", told.body);
    assert!(told.body.contains("name=\"version\" value=\"3\""));

    done(&mut one, &format!("{page}/freeze"), &[]).await;
    assert!(one.get(&page).await.body.contains("Frozen"));
    assert_eq!(one.post(&confirmation, &[("version", "4")]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody thaws alone");
    done(&mut two, &confirmation, &[("version", "4")]).await;
}

#[tokio::test]
async fn lists_turn_pages_and_find_names() {
    let (site, _database) = site().await;
    let mut intake = site.member(&[Role::Intake]).await;
    for n in 0..51 {
        let name = format!("Customer {n:03}");
        done(&mut intake, "/customers/new", &with(&CUSTOMER, "name", &name)).await;
    }
    let first = intake.get("/customers").await;
    assert!(first.body.contains("Customer 049") && !first.body.contains("Customer 050"));
    let next = first.body.split("href=\"").find_map(|rest| rest.split('"').next().filter(|h| h.contains("?after="))).unwrap().to_owned();
    let second = intake.get(&next).await;
    assert!(second.body.contains("Customer 050") && !second.body.contains("Customer 049"), "{}", second.body);
    let found = intake.get("/customers?q=mer+007").await;
    assert!(found.body.contains("Customer 007") && !found.body.contains("Customer 008"));
    assert!(intake.get("/customers?q=nobody").await.body.contains("Nothing found"));
    assert_eq!(intake.get("/customers?after=nonsense").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_look_back_shows_the_demands_and_only_to_those_who_handle_cases() {
    let (site, database) = site().await;
    let desk = Desk::open(&database.url).await;
    let new = desk.demand("us.sca.subpoena", "22-cv-1", &[domain::category::Category::SubId]);
    let reference = desk.receive(ombud::workflow::NewDemand { authority: Some(desk.authority), ..new }).await.reference.to_string();
    let mut reviewer = site.member(&[Role::Reviewer]).await;
    for page in [format!("/authorities/{}", desk.authority), format!("/customers/{}", desk.customer)] {
        let shown = reviewer.get(&page).await;
        assert!(shown.body.contains(&reference) && shown.body.contains("Received"), "{page}: {}", shown.body);
        assert_eq!(reviewer.get(&format!("{page}?demands=nonsense")).await.status, StatusCode::NOT_FOUND);
        for role in [Role::Custodian, Role::Auditor, Role::SecurityAdmin] {
            assert_eq!(site.member(&[role]).await.get(&page).await.status, StatusCode::FORBIDDEN, "{page} {}", role.code());
        }
    }
}

#[tokio::test]
async fn markup_in_a_name_stays_text() {
    let (site, _database) = site().await;
    let mut intake = site.member(&[Role::Intake]).await;
    let name = "<script>alert(1)</script>\"'&";
    let customer = done(&mut intake, "/customers/new", &with(&CUSTOMER, "name", name)).await;
    let authority = done(&mut intake, "/authorities/new", &with(&AUTHORITY, "name", name)).await;
    for page in [customer.as_str(), "/customers", authority.as_str(), "/authorities", &format!("{authority}/freeze")] {
        let body = intake.get(page).await.body;
        assert!(body.contains("alert(1)") && !body.contains("<script>alert"), "{page}");
    }
}
