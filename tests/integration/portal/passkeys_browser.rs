//! Passkeys in a real browser, with the authenticator that WebDriver plugs in.

use super::{CONTACT, code};
use crate::support::TestDatabase;
use crate::support::actors::Desk;
use crate::support::browser::{Browser, LAPTOP, PHONE};
use crate::support::site::Site;
use fantoccini::Locator;
use ombud::app::{App, Settings};
use ombud::store::events;
use serde_json::{Value, json};

/// Where to save what was seen, if somebody wants to look: set OMBUD_SCREENS to a folder.
async fn save(browser: &Browser, name: &str) {
    #[expect(clippy::disallowed_methods, reason = "a wish of whoever runs the tests")]
    if let Ok(folder) = std::env::var("OMBUD_SCREENS") {
        browser.screenshot(format!("{folder}/{name}.png")).await;
    }
}

/// The doors over a desk, served where the settings say that they are, or (`elsewhere`) on another port than that.
async fn serve(desk: &Desk, elsewhere: bool) -> (Site, String) {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let said = if elsewhere { port ^ 1 } else { port };
    let settings = Settings { public_url: format!("http://localhost:{said}"), zone: chrono_tz::Europe::Stockholm, demo: false };
    let site = Site::of(App::new(desk.workflow.clone(), settings));
    site.serve_on(listener);
    (site, format!("http://localhost:{port}"))
}

/// What is wrong with the page in view, at each size and in each scheme.
async fn look(browser: &Browser, name: &str, faults: &mut Vec<String>) {
    for (size, width) in [(LAPTOP, "1366"), (PHONE, "390")] {
        browser.size(size).await;
        for dark in [false, true] {
            browser.prefer_dark(dark).await;
            let scheme = if dark { "dark" } else { "light" };
            save(browser, &format!("{name}-{width}-{scheme}")).await;
            faults.extend(browser.stumbles().await.into_iter().map(|f| format!("{name} {width} {scheme}: {f}")));
            let wide = browser.page.execute("return document.documentElement.scrollWidth > innerWidth", Vec::new()).await.unwrap();
            if wide == json!(true) {
                faults.push(format!("{name} {width}: scrolls sideways"));
            }
        }
    }
    browser.size(LAPTOP).await;
    browser.prefer_dark(false).await;
    faults.extend(browser.console().await.into_iter().map(|f| format!("{name}: console: {f}")));
}

async fn press(browser: &Browser, button: &str) {
    browser.page.wait().for_element(Locator::Css(button)).await.unwrap().click().await.unwrap();
}

/// Wait until the page's address ends with this.
async fn at(browser: &Browser, end: &str) {
    for _ in 0..200 {
        if browser.page.current_url().await.unwrap().path() == end {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("not at {end} but at {}: {}", browser.page.current_url().await.unwrap(), browser.page.source().await.unwrap());
}

/// Come in by a mailed code.
async fn by_code(browser: &Browser, site: &Site, base: &str) {
    site.wait(chrono::TimeDelta::seconds(1));
    browser.page.goto(&format!("{base}/customer/sign-in")).await.unwrap();
    browser.page.find(Locator::Css("input[name=mail]")).await.unwrap().send_keys(CONTACT).await.unwrap();
    press(browser, "form[action='/customer/sign-in'] button").await;
    at(browser, "/customer/sign-in/code").await;
    let code = code(site, CONTACT).await;
    browser.page.find(Locator::Css("input[name=code]")).await.unwrap().send_keys(&code).await.unwrap();
    press(browser, "form[action='/customer/sign-in/code'] button").await;
    at(browser, "/customer").await;
}

async fn go_out(browser: &Browser) {
    press(browser, "form[action='/customer/sign-out'] button").await;
    at(browser, "/customer/sign-in").await;
}

/// Press the button for a passkey; the browser answers by itself.
async fn by_passkey(browser: &Browser, base: &str) {
    browser.page.goto(&format!("{base}/customer/sign-in")).await.unwrap();
    press(browser, "form[action='/customer/sign-in/passkey/challenge'] button").await;
}

async fn is_refused(browser: &Browser) {
    let summary = browser.page.wait().for_element(Locator::Css(".error-summary")).await.unwrap();
    assert!(summary.text().await.unwrap().contains("This passkey opens nothing here"));
}

async fn switch(browser: &Browser) {
    press(browser, "form[action='/customer/language'] button").await;
}

/// Give the authenticator what it had, with this counter: as a copy that was made earlier has it.
async fn copied(browser: &Browser, authenticator: &str, counter: u32) {
    let path = format!("webauthn/authenticator/{authenticator}");
    let mut all = browser.ask(&format!("{path}/credentials")).await;
    let mut one = all[0].take();
    one["signCount"] = counter.into();
    let id = one["credentialId"].as_str().unwrap().to_owned();
    browser.remove(&format!("{path}/credentials/{id}")).await;
    browser.post(&format!("{path}/credential"), one).await;
}

#[tokio::test]
async fn a_browser_adds_a_passkey_and_comes_in_with_it() {
    let database = TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let (site, base) = serve(&desk, false).await;
    let browser = Browser::start().await;
    let authenticator = browser.authenticator().await;
    let mut faults = Vec::new();
    browser.page.goto(&format!("{base}/customer/sign-in")).await.unwrap();
    look(&browser, "sign-in-en", &mut faults).await;
    by_code(&browser, &site, &base).await;
    // Without a device that is its owner's there is no passkey, and the page says so in its own words.
    browser.page.goto(&format!("{base}/customer/passkeys")).await.unwrap();
    look(&browser, "none-en", &mut faults).await;
    press(&browser, "form[action='/customer/passkeys/challenge'] button").await;
    at(&browser, "/customer/passkeys/new").await;
    look(&browser, "new-en", &mut faults).await;
    owner(&browser, &authenticator, false).await;
    press(&browser, "form[data-passkey] button").await;
    let ended = browser.page.wait().for_element(Locator::Css("[data-passkey-said=ended]:not([hidden])")).await.unwrap();
    assert!(ended.text().await.unwrap().contains("cancelled or took too long"));
    look(&browser, "new-ended-en", &mut faults).await;
    owner(&browser, &authenticator, true).await;
    press(&browser, "form[data-passkey] button").await;
    at(&browser, "/customer/passkeys").await;
    look(&browser, "list-en", &mut faults).await;
    // The same device again.
    press(&browser, "form[action='/customer/passkeys/challenge'] button").await;
    press(&browser, "form[data-passkey] button").await;
    browser.page.wait().for_element(Locator::Css("[data-passkey-said=known]:not([hidden])")).await.unwrap();
    go_out(&browser).await;
    by_passkey(&browser, &base).await;
    at(&browser, "/customer").await;
    // The counter goes back.
    go_out(&browser).await;
    copied(&browser, &authenticator, 0).await;
    by_passkey(&browser, &base).await;
    is_refused(&browser).await;
    look(&browser, "refused-en", &mut faults).await;
    let kinds: Vec<String> = events::page(site.app.store.read(), 0, 1_000).await.unwrap().into_iter().map(|e| e.kind).collect();
    assert!(kinds.contains(&"passkey_counter_went_back".to_owned()), "{kinds:?}");
    // A stopped one is said to be stopped; removed, it is gone.
    by_code(&browser, &site, &base).await;
    browser.page.goto(&format!("{base}/customer/passkeys")).await.unwrap();
    look(&browser, "stopped-en", &mut faults).await;
    switch(&browser).await;
    look(&browser, "stopped-sv", &mut faults).await;
    press(&browser, "a[href$='/removal']").await;
    look(&browser, "removal-sv", &mut faults).await;
    press(&browser, "form.card button").await;
    at(&browser, "/customer/passkeys").await;
    look(&browser, "removed-sv", &mut faults).await;
    press(&browser, "form[action='/customer/passkeys/challenge'] button").await;
    at(&browser, "/customer/passkeys/new").await;
    look(&browser, "new-sv", &mut faults).await;
    go_out(&browser).await;
    look(&browser, "sign-in-sv", &mut faults).await;
    // Nothing on the device: the browser ends it, and the code is one link away.
    owner(&browser, &authenticator, false).await;
    press(&browser, "form[action='/customer/sign-in/passkey/challenge'] button").await;
    at(&browser, "/customer/sign-in/passkey").await;
    press(&browser, "form[data-passkey] button").await;
    browser.page.wait().for_element(Locator::Css("[data-passkey-said]:not([hidden])")).await.unwrap();
    look(&browser, "passkey-sv", &mut faults).await;
    faults.retain(|fault| !fault.contains("status of 422"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whether it is the owner who touches the device.
async fn owner(browser: &Browser, authenticator: &str, is: bool) {
    browser.post(&format!("webauthn/authenticator/{authenticator}/uv"), json!({ "isUserVerified": is })).await;
}

#[tokio::test]
async fn a_browser_at_another_origin_opens_nothing_and_without_scripts_there_is_the_code() {
    let database = TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let (site, base) = serve(&desk, false).await;
    let (_, elsewhere) = serve(&desk, true).await;
    let browser = Browser::start().await;
    browser.authenticator().await;
    by_code(&browser, &site, &base).await;
    browser.page.goto(&format!("{base}/customer/passkeys")).await.unwrap();
    press(&browser, "form[action='/customer/passkeys/challenge'] button").await;
    press(&browser, "form[data-passkey] button").await;
    at(&browser, "/customer/passkeys").await;
    go_out(&browser).await;
    // The same host on another port: the browser gives the passkey, and says where it was asked.
    by_passkey(&browser, &elsewhere).await;
    is_refused(&browser).await;
    by_passkey(&browser, &base).await;
    at(&browser, "/customer").await;
    go_out(&browser).await;
    browser.scripts(false).await;
    browser.page.goto(&format!("{base}/customer/sign-in")).await.unwrap();
    let offer = browser.page.find(Locator::Css("form[data-passkey-offer]")).await.unwrap();
    assert!(!offer.is_displayed().await.unwrap());
    by_code(&browser, &site, &base).await;
    browser.page.goto(&format!("{base}/customer/passkeys")).await.unwrap();
    let none = browser.page.find(Locator::Css("[data-passkey-none]")).await.unwrap();
    assert!(none.is_displayed().await.unwrap());
    let faults: Vec<Value> = browser.stumbles().await.into_iter().map(Value::from).collect();
    assert_eq!(faults, Vec::<Value>::new());
}
