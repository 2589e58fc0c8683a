//! The customers' reports and copies in a browser, and what staff see of them.

use super::demand;
use crate::support::TestDatabase;
use crate::support::actors::Desk;
use crate::support::browser::{Browser, LAPTOP, PHONE};
use crate::support::site::Site;
use chrono::TimeDelta;
use domain::actor::Role;
use domain::category::Category;
use domain::customer_report::ReportInterval;
use fantoccini::Locator;
use ombud::words::Language;
use ombud::workflow::customers::Given;

async fn filled(url: &str) -> Desk {
    let desk = Desk::open(url).await;
    let id = desk.receive(demand(&desk, "us.sca.order_2703d", "26-cr-1", &[Category::SubId, Category::Traffic])).await.id;
    desk.to_producing(id).await;
    desk.no_secrecy(id).await;
    desk.notify(id).await;
    desk.collect(id).await;
    desk.seal(id).await.unwrap();
    desk.forward(TimeDelta::days(11));
    desk.release(id).await.unwrap();
    let within = "2026-01-01T00:00:00Z".parse().unwrap()..desk.now();
    let over = Given { period: "2026-H1".to_owned(), within, interval: ReportInterval::HalfYearly };
    desk.workflow.give_reports(&over, 10).await.unwrap();
    desk
}

#[tokio::test]
async fn a_browser_finds_nothing_to_stumble_over_in_the_customers_reports() {
    let database = TestDatabase::sqlite();
    let desk = filled(&database.url).await;
    let site = Site::over(desk.workflow.clone());
    let base = site.serve().await;
    let browser = Browser::start().await;
    browser.page.goto(&format!("{base}/customer/sign-in")).await.unwrap();
    browser.page.find(Locator::Css("main form[action*='/as/'] button")).await.unwrap().click().await.unwrap();
    browser.page.wait().for_element(Locator::Css(".who")).await.unwrap();
    let _ = browser.console().await;
    let id = desk.workflow.customers_demands(desk.customer).await.unwrap()[0].id;
    let mut faults = Vec::new();
    for language in [Language::En, Language::Sv] {
        let code = language.code();
        browser.page.goto(&format!("{base}/customer")).await.unwrap();
        let choose = format!("document.cookie = 'ombud-language={code}; path=/'");
        browser.page.execute(&choose, Vec::new()).await.unwrap();
        let pages = [
            ("/customer/reports?period=2026-H2".to_owned(), "portal"),
            ("/customer/reports".to_owned(), "portal-empty"),
            ("/customer".to_owned(), "portal-notices"),
            (format!("/customer/demands/{id}"), "portal-demand"),
        ];
        faults.extend(browser.look(&base, ("report", code), &pages, &[LAPTOP, PHONE]).await);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn a_browser_finds_nothing_to_stumble_over_in_what_staff_see_of_them() {
    let database = TestDatabase::sqlite();
    let desk = filled(&database.url).await;
    let site = Site::over(desk.workflow.clone());
    let base = site.serve().await;
    let (person, _, link) = site.invite(&[Role::NoticeOfficer]).await;
    let browser = Browser::start().await;
    browser.enter(&base, &link).await;
    let mut faults = Vec::new();
    for language in [Language::En, Language::Sv] {
        site.app.staff.prefer(person, language, "system", true).await.unwrap();
        let at = |what: &str| format!("/customers/{}{what}", desk.customer);
        let pages = [
            (at(""), "customer"),
            (at("/report?period=2026-H2"), "staff"),
            (at("/report-interval"), "interval"),
            ("/rulebook".to_owned(), "rulebook"),
        ];
        faults.extend(browser.look(&base, ("report", language.code()), &pages, &[LAPTOP, PHONE]).await);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
