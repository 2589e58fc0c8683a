//! The desk shows each person what waits for them; and the three screens as people see them.

use crate::support::TestDatabase;
use crate::support::browser::Browser;
use crate::support::site::{Answer, Site};
use crate::support::upload::{received, spec};
use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::actor::{Actor, Role};
use domain::command::{Act, Command, OrderDraft};
use domain::demand::Demand;
use domain::ids::OrderId;
use domain::instrument::{Audience, SecrecySource};
use fantoccini::Locator;
use ombud::intake::sample::{SamplePaper, mail};
use ombud::words::Language;

/// The list with this id, empty if it is not on the page.
fn list<'a>(page: &'a Answer, id: &str) -> &'a str {
    let Some((_, rest)) = page.body.split_once(&format!("aria-labelledby=\"{id}-h\"")) else { return "" };
    rest.split("</section>").next().unwrap()
}

async fn act(site: &Site, person: &crate::support::site::Visitor, role: Role, demand: &Demand, command: Command) {
    let actor = Actor::Person { id: person.id.unwrap(), roles: [role].into_iter().collect() };
    site.app.workflow.act(actor, demand.id, command, None).await.unwrap();
}

fn order(until: chrono::DateTime<chrono::Utc>, now: chrono::DateTime<chrono::Utc>) -> Command {
    Command::PlaceSecrecy(OrderDraft {
        id: OrderId(uuid::Uuid::new_v4()),
        source: SecrecySource::Court,
        covers: [Audience::Customer].into_iter().collect(),
        law: "18 USC 2705(b)".to_owned(),
        document: "Order of the court".to_owned(),
        from: now,
        until: Some(until),
    })
}

#[tokio::test]
async fn each_role_finds_what_it_can_move() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let demand = received(&site, SamplePaper::Warrant, "F-1").await;
    let reference = demand.reference.to_string();
    let mut intake = site.member(&[Role::Intake]).await;
    let mut approver = site.member(&[Role::Approver]).await;
    assert!(list(&intake.get("/").await, "role").contains(&reference));
    assert!(!list(&approver.get("/").await, "role").contains(&reference), "received is not the approver's");
    act(&site, &intake, Role::Intake, &demand, Command::Assign { person: intake.id }).await;
    let mine = intake.get("/").await;
    assert!(list(&mine, "assigned").contains(&reference) && !list(&mine, "role").contains(&reference));
    assert!(!list(&mine, "due").contains("days overdue"));
    site.wait(TimeDelta::days(40));
    let mut later = site.member(&[Role::Approver]).await;
    let late = later.get("/").await;
    assert!(list(&late, "due").contains(&reference) && list(&late, "due").contains("days overdue"), "{}", late.body);
}

#[tokio::test]
async fn the_second_half_of_an_act_waits_for_somebody_else() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let demand = received(&site, SamplePaper::Warrant, "F-1").await;
    let reference = demand.reference.to_string();
    let mut reviewer = site.member(&[Role::Reviewer]).await;
    let mut approver = site.member(&[Role::Approver]).await;
    let mut intake = site.member(&[Role::Intake]).await;
    assert!(!list(&approver.get("/").await, "confirm").contains(&reference));
    act(&site, &reviewer, Role::Reviewer, &demand, Command::Prepare(Act::ConfirmNoSecrecy)).await;
    assert!(list(&approver.get("/").await, "confirm").contains(&reference));
    let own = reviewer.get("/").await;
    assert!(!list(&own, "confirm").contains(&reference), "nobody is the second person to themselves");
    assert!(list(&own, "prepared").contains(&reference));
    assert!(!list(&intake.get("/").await, "confirm").contains(&reference), "intake may not confirm it");
    site.wait(TimeDelta::days(8));
    let mut fresh = site.member(&[Role::Approver]).await;
    assert!(!list(&fresh.get("/").await, "confirm").contains(&reference), "what was prepared too long ago is void");
}

#[tokio::test]
async fn secrecy_that_ends_soon_comes_to_the_desk() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let (soon, far) = (received(&site, SamplePaper::Warrant, "F-1").await, received(&site, SamplePaper::Subpoena, "F-2").await);
    let mut reviewer = site.member(&[Role::Reviewer]).await;
    let now = site.app.clock.now();
    act(&site, &reviewer, Role::Reviewer, &soon, order(now + TimeDelta::days(5), now)).await;
    act(&site, &reviewer, Role::Reviewer, &far, order(now + TimeDelta::days(60), now)).await;
    let page = reviewer.get("/").await;
    let shown = list(&page, "secrecy");
    assert!(shown.contains(&soon.reference.to_string()) && !shown.contains(&far.reference.to_string()), "{}", page.body);
    assert!(shown.contains("in 5 days"), "{shown}");
}

#[tokio::test]
async fn those_without_cases_are_led_to_their_own_room() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    received(&site, SamplePaper::Warrant, "F-1").await;
    for (role, room) in [(Role::SecurityAdmin, "/people"), (Role::Auditor, "/people"), (Role::SystemAdmin, "/account")] {
        let answer = site.member(&[role]).await.get("/").await;
        assert_eq!((answer.status, answer.leads_to()), (StatusCode::SEE_OTHER, room), "{}", role.code());
    }
}

/// Where to save what was seen, if somebody wants to look: set OMBUD_SCREENS to a folder.
async fn save(browser: &Browser, name: &str) {
    #[expect(clippy::disallowed_methods, reason = "a wish of whoever runs the tests")]
    if let Ok(folder) = std::env::var("OMBUD_SCREENS") {
        browser.screenshot(format!("{folder}/{name}.png")).await;
    }
}

#[tokio::test]
async fn desk_queue_and_new_demand_can_be_used_by_everybody() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let papers = [SamplePaper::Warrant, SamplePaper::Epoc, SamplePaper::Beslag, SamplePaper::Preserve, SamplePaper::Subpoena];
    let mut demands = Vec::new();
    for (n, paper) in papers.into_iter().enumerate() {
        demands.push(received(&site, paper, &format!("EX-2026-{n:04}")).await);
        site.wait(TimeDelta::hours(9));
    }
    let reviewer = site.member(&[Role::Reviewer]).await;
    let now = site.app.clock.now();
    act(&site, &reviewer, Role::Reviewer, &demands[4], order(now + TimeDelta::days(5), now)).await;
    act(&site, &reviewer, Role::Reviewer, &demands[0], Command::Prepare(Act::ConfirmNoSecrecy)).await;
    let (id, _, link) = site.invite(&[Role::Intake, Role::Approver]).await;
    act(&site, &reviewer, Role::Reviewer, &demands[1], Command::Assign { person: Some(id) }).await;
    let mut intake = site.member(&[Role::Intake]).await;
    let bytes = mail(&spec(SamplePaper::Epoc, "EX-2026-0147", "dana@customer.example.com")).unwrap();
    let form = intake.upload("/demands/new/file", "service-of-process.eml", &bytes).await.leads_to().to_owned();

    let base = site.serve().await;
    let browser = Browser::start().await;
    browser.page.goto(&format!("{base}{link}")).await.unwrap();
    browser.page.find(Locator::Css("main button")).await.unwrap().click().await.unwrap();
    browser.page.wait().for_element(Locator::Css(".desk")).await.unwrap();
    let mut faults = Vec::new();
    for language in Language::ALL {
        site.app.staff.prefer(id, language, "system", true).await.unwrap();
        let pages = [
            ("/", "desk"),
            ("/demands", "queue"),
            ("/demands?q=stage:review", "queue-wrong"),
            ("/demands/new", "new"),
            (&form, "new-file"),
            ("/demands/new/form", "new-hand"),
        ];
        for (path, name) in pages {
            browser.page.goto(&format!("{base}{path}")).await.unwrap();
            for (size, width) in [((1366, 768), "1366"), ((390, 844), "390"), ((1920, 1080), "1920")] {
                browser.size(size).await;
                for dark in [false, true] {
                    browser.prefer_dark(dark).await;
                    let name = format!("{name}-{}-{width}-{}", language.code(), if dark { "dark" } else { "light" });
                    save(&browser, &name).await;
                    faults.extend(browser.stumbles().await.into_iter().map(|f| format!("{name}: {f}")));
                    let wide = browser.page.execute("return document.documentElement.scrollWidth - innerWidth", Vec::new()).await.unwrap();
                    if wide.as_i64().unwrap() > 0 {
                        faults.push(format!("{name}: {wide} pixels stick out to the right"));
                    }
                }
            }
            let said = browser.console().await.into_iter().filter(|line| !line.contains("status of 422"));
            faults.extend(said.map(|f| format!("{name}: console: {f}")));
        }
    }
    // Without scripts, by keyboard order only: the form is sent, comes back with its faults, and says so on top.
    browser.scripts(false).await;
    browser.size((1366, 768)).await;
    browser.prefer_dark(false).await;
    browser.page.goto(&format!("{base}/demands/new/form")).await.unwrap();
    browser.page.find(Locator::Css("main form .primary")).await.unwrap().click().await.unwrap();
    browser.page.wait().for_element(Locator::Css(".error-summary")).await.unwrap();
    save(&browser, "new-faults").await;
    faults.extend(browser.stumbles().await.into_iter().map(|f| format!("faults: {f}")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
