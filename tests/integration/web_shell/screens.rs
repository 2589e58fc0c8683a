//! The screens in a real browser: no faults for those who can't see or use no mouse, nothing blocked, no script needed.

use crate::support::TestDatabase;
use crate::support::browser::Browser;
use crate::support::site::Site;
use domain::actor::Role;
use fantoccini::Locator;

/// Where to save what was seen, if somebody wants to look: set OMBUD_SCREENS to a folder.
async fn save(browser: &Browser, name: &str) {
    #[expect(clippy::disallowed_methods, reason = "a wish of whoever runs the tests")]
    if let Ok(folder) = std::env::var("OMBUD_SCREENS") {
        browser.screenshot(format!("{folder}/{name}.png")).await;
    }
}

#[tokio::test]
async fn parts_and_pages_can_be_used_by_everybody() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let base = site.serve().await;
    let (id, _, link) = site.invite(&[Role::SecurityAdmin]).await;
    site.invite(&[Role::Reviewer, Role::Approver]).await;
    let browser = Browser::start().await;
    let mut faults = Vec::new();
    let mut look = async |path: &str, name: &str| {
        browser.page.goto(&format!("{base}{path}")).await.unwrap();
        for (size, width) in [((1366, 768), "1366"), ((390, 844), "390"), ((1920, 1080), "1920")] {
            browser.size(size).await;
            for dark in [false, true] {
                browser.prefer_dark(dark).await;
                save(&browser, &format!("{name}-{width}-{}", if dark { "dark" } else { "light" })).await;
                faults.extend(browser.stumbles().await.into_iter().map(|f| format!("{name} {width} dark={dark}: {f}")));
            }
        }
        // The browser notes each page that isn't there; that is what such a page is.
        let said = browser.console().await.into_iter().filter(|line| !line.contains("status of 404"));
        faults.extend(said.map(|f| format!("{name}: console: {f}")));
    };
    look("/sign-in", "sign-in").await;
    look(&link, "link").await;
    look("/_parts/en", "parts-en").await;
    look("/_parts/sv", "parts-sv").await;
    // The link is used by pressing its button, with scripts off.
    browser.scripts(false).await;
    browser.page.goto(&format!("{base}{link}")).await.unwrap();
    browser.page.find(Locator::Css("main button")).await.unwrap().click().await.unwrap();
    browser.page.wait().for_element(Locator::Css("table")).await.unwrap();
    for (path, name) in [("/people", "people"), ("/people/new", "invite"), ("/account", "account"), ("/nowhere", "not-found")] {
        look(path, name).await;
    }
    look(&format!("/people/{id}"), "person").await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn keys_act_only_for_those_who_want_them() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let base = site.serve().await;
    let (_, _, link) = site.invite(&[Role::SecurityAdmin]).await;
    let browser = Browser::start().await;
    browser.page.goto(&format!("{base}{link}")).await.unwrap();
    browser.page.find(Locator::Css("main button")).await.unwrap().click().await.unwrap();
    browser.page.wait().for_element(Locator::Css("table")).await.unwrap();
    let press = async |keys: &str| {
        browser.page.find(Locator::Css("body")).await.unwrap().send_keys(keys).await.unwrap();
        browser.page.execute("return [...document.querySelectorAll('dialog[open]')].map(d => d.id).join()", Vec::new()).await.unwrap()
    };
    assert_eq!(press("?").await, "keys");
    browser.page.execute("document.querySelector('#keys').close()", Vec::new()).await.unwrap();
    press("j").await;
    let at = browser.page.execute("return document.querySelectorAll('tr.at').length", Vec::new()).await.unwrap();
    assert_eq!(at, 1, "the first row is marked");
    // Off, the same key does nothing.
    browser.page.goto(&format!("{base}/account")).await.unwrap();
    browser.page.find(Locator::Css("#keyboard-off")).await.unwrap().click().await.unwrap();
    browser.page.find(Locator::Css("main form .primary")).await.unwrap().click().await.unwrap();
    browser.page.wait().for_element(Locator::Css(".message.good")).await.unwrap();
    assert_eq!(press("?").await, "");
}
