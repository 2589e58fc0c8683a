//! The authorities' door in a browser, and what staff see of it.

use super::{FORM, MAIL, OTHER, open, registered, submit, submitted, vetted};
use crate::support::TestDatabase;
use crate::support::browser::{Browser, LAPTOP, PHONE};
use crate::support::site::Site;
use domain::actor::Role;
use domain::command::Command;
use fantoccini::Locator;
use ombud::words::Language;

#[tokio::test]
async fn a_browser_finds_nothing_to_stumble_over_at_the_authorities_door() {
    let database = TestDatabase::sqlite();
    let (desk, site) = open(&database.url).await;
    // The one who waits comes first, so that the vetted one is offered first.
    let (_, waiting) = registered(&site, OTHER).await;
    let (mut visitor, officer) = vetted(&desk, &site, MAIL).await;
    let done = submitted(&submit(&mut visitor, "key-1", "26-cr-30").await);
    super::pages::released(&desk, done).await;
    visitor.post("/agency/sign-in", &[("mail", MAIL)]).await;
    super::types_code(&site, &mut visitor, MAIL, "/agency").await;
    let asked = submitted(&submit(&mut visitor, "key-2", "26-cr-31").await);
    desk.does(desk.staff.intake, asked, Command::BeginVerification).await;
    desk.does(desk.staff.reviewer, asked, Command::AskToClarify { question: "In which time zone are the dates?".to_owned() }).await;

    let site = Site::over(desk.workflow.clone());
    let base = site.serve().await;
    let browser = Browser::start().await;
    let mut faults = Vec::new();
    for code in ["en", "sv"] {
        browser.page.goto(&format!("{base}/agency/register")).await.unwrap();
        browser.page.execute(&format!("document.cookie = 'ombud-language={code}; path=/'"), Vec::new()).await.unwrap();
        let pages = [("/agency/register".to_owned(), "register"), ("/agency/sign-in/code".to_owned(), "code")];
        faults.extend(browser.look(&base, ("agency", code), &pages, &[LAPTOP, PHONE]).await);
    }
    browser.page.goto(&format!("{base}/agency/sign-in")).await.unwrap();
    browser.page.find(Locator::Css("main form[action*='/as/'] button")).await.unwrap().click().await.unwrap();
    browser.page.wait().for_element(Locator::Css(".who")).await.unwrap();
    let _ = browser.console().await;
    for code in ["en", "sv"] {
        browser.page.goto(&format!("{base}/agency")).await.unwrap();
        browser.page.execute(&format!("document.cookie = 'ombud-language={code}; path=/'"), Vec::new()).await.unwrap();
        let at = |id: domain::ids::DemandId, what: &str| format!("/agency/demands/{id}{what}");
        let pages = [
            ("/agency".to_owned(), "list"),
            ("/agency/new".to_owned(), "choose"),
            (FORM.to_owned(), "form"),
            ("/agency/emergency/us.sca.emergency_2702".to_owned(), "emergency"),
            (at(done, "/receipt"), "receipt"),
            (at(done, "/production"), "production"),
            (at(asked, ""), "demand"),
            (at(asked, "/answer"), "answer"),
        ];
        faults.extend(browser.look(&base, ("agency", code), &pages, &[LAPTOP, PHONE]).await);
    }
    let (person, _, link) = site.invite(&[Role::Intake]).await;
    browser.enter(&base, &link).await;
    for language in [Language::En, Language::Sv] {
        site.app.staff.prefer(person, language, "system", true).await.unwrap();
        let pages = [
            ("/officers".to_owned(), "officers"),
            (format!("/officers/{waiting}"), "waiting"),
            (format!("/officers/{officer}"), "vetted"),
            (format!("/demands/{asked}"), "case"),
        ];
        faults.extend(browser.look(&base, ("agency", language.code()), &pages, &[LAPTOP, PHONE]).await);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
