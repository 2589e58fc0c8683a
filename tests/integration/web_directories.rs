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

/// The first link of a page with this in its address.
fn link(body: &str, with: &str) -> String {
    body.split("href=\"").find_map(|rest| rest.split('"').next().filter(|h| h.contains(with))).unwrap().to_owned()
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
    assert!(shown.body.contains("legal@school.example.org") && shown.body.contains("Not verified"), "{}", shown.body);
    assert!(shown.body.contains("No reachable contact"), "an address that never answered is told nothing");
    assert!(intake.get("/").await.body.contains("Customers without a reachable contact"), "the desk knows before a demand comes");
    assert!(intake.get("/customers?show=unreachable").await.body.contains("Example School"));
    let contact = link(&shown.body, "/contacts/");
    let twice = intake.post(&contacts, &[("name", "Again"), ("mail", "LEGAL@school.example.org"), ("language", "sv")]).await;
    assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && twice.body.contains("Another contact of this customer"), "{}", twice.body);
    // Somebody answers for it, with a reason.
    let voucher = format!("{contact}/voucher");
    assert_eq!(intake.post(&voucher, &[("why", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let own = intake.post(&voucher, &[("why", "Called the switchboard")]).await;
    assert!(own.status == StatusCode::UNPROCESSABLE_ENTITY && own.body.contains("somebody else must answer for it"), "{}", own.body);
    let mut other = site.member(&[Role::NoticeOfficer]).await;
    done(&mut other, &voucher, &[("why", "Called the switchboard")]).await;
    let shown = intake.get(&page).await;
    assert!(shown.body.contains("Verified") && !shown.body.contains("No reachable contact"), "{}", shown.body);
    assert!(!intake.get("/customers").await.body.contains("No reachable contact"));
    // Two people change it at once: the second is told, and nothing of hers is lost.
    let form = |place: &'static str, version: &'static str| {
        [("name", "Legal"), ("mail", "legal@school.example.org"), ("language", "sv"), ("position", place), ("version", version)]
    };
    done(&mut intake, &contact, &form("3", "2")).await;
    let stale = intake.post(&contact, &form("7", "2")).await;
    assert!(stale.status == StatusCode::CONFLICT && stale.body.contains("value=\"7\""), "{}", stale.body);
    done(&mut intake, &contact, &form("7", "3")).await;

    let removal = format!("{contact}/removal");
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
async fn a_customer_is_changed_ended_and_told_when_counsel_says() {
    let (site, _database) = site().await;
    let (mut intake, mut counsel) = (site.member(&[Role::Intake]).await, site.member(&[Role::Reviewer]).await);
    let page = done(&mut intake, "/customers/new", &CUSTOMER).await;
    let change = format!("{page}/change");
    let filled = intake.get(&change).await;
    assert!(
        filled.body.contains("dana@other.example.com=acct-17") && filled.body.contains("name=\"version\" value=\"1\""),
        "{}",
        filled.body
    );
    let changed = |contract: &'static str, version: &'static str| {
        with(&CUSTOMER, "name", "Example College")
            .into_iter()
            .chain([("contract", contract), ("role", "controller"), ("version", version)])
            .collect::<Vec<_>>()
    };
    done(&mut intake, &change, &changed("C-1", "1")).await;
    let shown = intake.get(&page).await;
    for text in ["Example College", "Controller", "C-1", "acct-17"] {
        assert!(shown.body.contains(text), "{text}: {}", shown.body);
    }
    let stale = intake.post(&change, &changed("C-2", "1")).await;
    assert!(stale.status == StatusCode::CONFLICT && stale.body.contains("value=\"C-2\""), "{}", stale.body);

    let timing = format!("{page}/timing");
    assert_eq!(intake.get(&timing).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        counsel.post(&timing, &[("timing", "before"), ("why", ""), ("version", "2")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    done(&mut counsel, &timing, &[("timing", "before"), ("why", "The contract promises it"), ("version", "2")]).await;
    let shown = intake.get(&page).await;
    assert!(shown.body.contains("Before anything leaves") && shown.body.contains("The contract promises it"), "{}", shown.body);

    let end = format!("{page}/end");
    assert!(intake.get(&end).await.body.contains("name=\"version\" value=\"3\""));
    done(&mut intake, &end, &[("version", "3")]).await;
    assert!(intake.get(&page).await.body.contains("No customer since"));
    assert!(!intake.get("/customers").await.body.contains("Example College"));
    assert_eq!(intake.get(&end).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_contact_answers_on_the_page_behind_its_link() {
    let (site, _database) = site().await;
    let mut intake = site.member(&[Role::Intake]).await;
    let page = done(&mut intake, "/customers/new", &CUSTOMER).await;
    done(&mut intake, &format!("{page}/contacts"), &[("name", "Legal"), ("mail", "legal@school.example.org"), ("language", "sv")]).await;
    site.app.workflow.keep_contacts(10).await.unwrap();
    let filter = ombud::store::outbox::MessageFilter::default();
    let mail = ombud::store::outbox::list(site.app.store.read(), ombud::store::Sight::Whole, &filter, None, 9).await.unwrap().remove(0);
    let path = mail.body_text.split_whitespace().find(|w| w.contains("/contact/")).unwrap().to_owned();
    let mut stranger = site.visitor();
    for _ in 0..2 {
        let asked = stranger.get(&path).await;
        assert!(asked.status == StatusCode::OK && asked.body.contains("Example School") && asked.body.contains("legal@school.example.org"));
    }
    assert!(intake.get(&page).await.body.contains("Not verified"), "a program that opens links verifies nothing");
    let done = stranger.post(&path, &[]).await;
    assert!(done.status == StatusCode::OK && done.body.contains("Thank you"), "{}", done.body);
    assert!(!intake.get(&page).await.body.contains("Not verified"));
    for answer in [stranger.get(&path).await, stranger.post(&path, &[]).await, stranger.get("/contact/nonsense").await] {
        assert!(
            answer.status == StatusCode::NOT_FOUND && answer.body.contains("no longer works") && !answer.body.contains("Example School")
        );
    }
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

    assert_eq!(one.post(&format!("{page}/freeze"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is needed");
    let suspended = one.post(&format!("{page}/freeze"), &[("reason", "A mailbox there was sold.")]).await;
    let suspension = suspended.leads_to().split('?').next().unwrap().to_owned();
    assert!(suspension.starts_with("/suspensions/"), "{}", suspended.body);
    assert!(one.get(&page).await.body.contains("Suspended") || one.get(&page).await.body.contains("Frozen"));
    assert_eq!(two.post(&confirmation, &[("version", "4")]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "that does not lift it");
    // One says why it may be lifted, another lifts it.
    assert_eq!(one.post(&format!("{suspension}/lifting"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    done(&mut one, &format!("{suspension}/lifting"), &[("reason", "The mailbox was another's.")]).await;
    assert_eq!(one.post(&format!("{suspension}/lifted"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody lifts alone");
    done(&mut two, &format!("{suspension}/lifted"), &[]).await;
    assert!(one.get("/suspensions").await.body.contains("Lifted"));
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

#[tokio::test]
async fn a_list_is_looked_at_before_it_is_taken_in() {
    let (site, _database) = site().await;
    let mut intake = site.member(&[Role::Intake]).await;
    let list = "external_id,name,country,contact_mail\ncrm-1,Listed AB,SE,legal@listed.example.org\ncrm-2,<b>Bold</b>,Sweden,\n";
    let empty = intake.upload("/customers/import", "customers.csv", b"").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = intake.upload("/customers/import", "customers.csv", b"name,contry\nX,SE\n").await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("contry"), "{}", wrong.body);
    let preview = intake.upload("/customers/import", "customers.csv", list.as_bytes()).await;
    for text in ["Listed AB", "New contact legal@listed.example.org", "Bold", "Write two letters"] {
        assert!(preview.body.contains(text), "{text}: {}", preview.body);
    }
    assert!(!preview.body.contains("<b>Bold"), "{}", preview.body);
    assert!(!intake.get("/customers").await.body.contains("Listed AB"), "nothing has changed yet");
    let action =
        preview.body.split("action=\"").find_map(|rest| rest.split('"').next().filter(|a| a.starts_with("/customers/import/"))).unwrap();
    let taken = intake.post(action, &[]).await;
    assert!(taken.status == StatusCode::OK && taken.body.contains("The good rows are in"), "{}", taken.body);
    assert!(intake.get("/customers").await.body.contains("Listed AB"));
    let rejected = intake.post(&format!("{action}/rejected"), &[]).await;
    assert!(rejected.body.starts_with("external_id,name,country,contact_mail,reason\ncrm-2,"), "{}", rejected.body);
    let file = intake.post("/customers/export", &[("format", "csv")]).await;
    assert!(file.body.contains("Listed AB") && file.header("content-disposition").contains("customers.csv"));
    let mut custodian = site.member(&[Role::Custodian]).await;
    assert_eq!(custodian.post(action, &[]).await.status, StatusCode::FORBIDDEN);
}
