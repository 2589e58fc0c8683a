//! Directories, rulebook, counts, outbox and record in a real browser: nobody stumbles, nothing is blocked.

use crate::support::TestDatabase;
use crate::support::actors::Desk;
use crate::support::browser::{Browser, LAPTOP, PHONE, WIDE};
use crate::support::site::Site;
use domain::actor::{Actor, Role};
use domain::category::Category;
use domain::command::Command;
use domain::ids::ContactId;
use domain::instrument::IssuerKind;
use domain::paper::CustomerClass;
use fantoccini::Locator;
use ombud::store::outbox::{self, MessageFilter};
use ombud::words::Language;
use ombud::workflow::NewDemand;
use ombud::workflow::directory::{NewAuthority, NewContact, NewCustomer};

/// Where to save what was seen, if somebody wants to look: set OMBUD_SCREENS to a folder.
fn folder() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "a wish of whoever runs the tests")]
    std::env::var("OMBUD_SCREENS").ok()
}

/// A list that adds, changes, and has a row that can't go in.
const LIST: &str = "\
name,country,contract,contact_mail,contact_name
Example School,FI,C-2026-0017 with a long reference of the framework agreement,rektor@school.example.org,Rektor
Example Regional Hospital and University Clinic,SE,,dataskydd@hospital.example.org,Dataskyddsombud
Nowhere AB,Sweden,,not an address,
";

async fn fill(site: &Site, desk: &Desk) -> Vec<(String, &'static str)> {
    for (n, (instrument, name)) in
        [("us.sca.subpoena", "a"), ("us.sca.warrant", "b"), ("eu.epoc", "c"), ("se.rb.beslag", "d")].into_iter().enumerate()
    {
        let new = desk.demand(instrument, &format!("22-cv-{name}"), &[Category::SubId]);
        let demand = desk.receive(NewDemand { authority: Some(desk.authority), ..new }).await;
        if n == 0 {
            desk.does(desk.staff.intake, demand.id, Command::Acknowledge).await;
        }
    }
    let long = "Example Regional Prosecutor’s Office for Serious and Organised Crime, Unit for Mutual Legal Assistance";
    let new = NewAuthority {
        name: long.to_owned(),
        territory: "SE".to_owned(),
        level: "national".to_owned(),
        kind: IssuerKind::Prosecutor,
        phone: "+46 8 123 45".to_owned(),
        mail: "registry@prosecutor.example.org".to_owned(),
        language: String::new(),
        postal: Vec::new(),
        domains: vec!["prosecutor.example.org".to_owned()],
        note: "Public register of authorities, read 3 November 2026.".to_owned(),
    };
    let waiting = site.app.workflow.add_authority(Actor::Operator, new).await.unwrap();
    let new = NewCustomer {
        name: "Example School".to_owned(),
        class: CustomerClass::PublicSector,
        country: "SE".to_owned(),
        language: "sv".to_owned(),
        domains: vec!["school.example.org".to_owned()],
        ..NewCustomer::default()
    };
    let nobody = site.app.workflow.add_customer(Actor::Operator, new).await.unwrap();
    let mail = outbox::list(site.app.store.read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 1).await.unwrap().remove(0);
    let new = NewContact {
        name: "Dataskyddsombud och ansvarig för rättsliga underrättelser".to_owned(),
        mail: "dataskydd.och.rattsliga.underrattelser@school.example.org".to_owned(),
        language: "sv".to_owned(),
        ..NewContact::default()
    };
    let untried = site.app.workflow.add_contact(Actor::Operator, nobody, new).await.unwrap();
    let bounced = ContactId(uuid::Uuid::from_u128(0xd1));
    site.app.workflow.contact_bounced(bounced, "550 5.1.1 no such user here").await.unwrap();
    site.app.workflow.keep_contacts(50).await.unwrap();
    let asked = outbox::list(site.app.store.read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 50).await.unwrap();
    let asked = asked.into_iter().find(|m| m.letter == "contact_verification").unwrap();
    let token = asked.body_text.split_whitespace().find_map(|w| w.split_once("/contact/")).unwrap().1.to_owned();
    vec![
        ("/customers".to_owned(), "customers"),
        (format!("/customers/{}", desk.customer), "customer"),
        (format!("/customers/{nobody}"), "customer-nobody"),
        ("/customers/new".to_owned(), "customer-new"),
        ("/customers?show=unreachable".to_owned(), "customers-unreachable"),
        (format!("/customers/{}/change", desk.customer), "customer-change"),
        (format!("/customers/{}/timing", desk.customer), "customer-timing"),
        (format!("/customers/{}/contacts/{bounced}", desk.customer), "contact"),
        (format!("/customers/{nobody}/contacts/{untried}"), "contact-untried"),
        (format!("/customers/{nobody}/contacts/{untried}/voucher"), "contact-voucher"),
        (format!("/contact/{token}"), "contact-link"),
        ("/customers/import".to_owned(), "customer-import"),
        ("/authorities".to_owned(), "authorities"),
        (format!("/authorities/{waiting}"), "authority"),
        (format!("/authorities/{waiting}/change"), "authority-change"),
        (format!("/authorities/{waiting}/freeze"), "authority-freeze"),
        ("/rulebook".to_owned(), "rulebook"),
        ("/rulebook/eu.epoc?received=2026-10-22T10:00".to_owned(), "instrument"),
        ("/transparency?period=2026-H2&style=tidy".to_owned(), "transparency"),
        ("/transparency?period=2026-H2&style=microsoft".to_owned(), "transparency-blocked"),
        ("/outbox".to_owned(), "outbox"),
        (format!("/outbox/{}", mail.id), "message"),
    ]
}

#[tokio::test]
async fn nobody_stumbles_over_the_screens_of_the_record() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let desk = Desk::open(&database.url).await;
    let pages = fill(&site, &desk).await;
    let base = site.serve().await;
    let browser = Browser::start().await;
    let mut faults = Vec::new();
    let list = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    std::fs::write(list.path(), LIST).unwrap();
    let looks: &[(&str, (u32, u32), bool)] = match folder() {
        Some(_) => &[("1366", LAPTOP, false), ("390", PHONE, false), ("1366-dark", LAPTOP, true), ("1920", WIDE, false)],
        None => &[("1366", LAPTOP, false), ("390-dark", PHONE, true)],
    };
    for language in Language::ALL {
        for (roles, pages) in
            [([Role::Reviewer].as_slice(), pages.as_slice()), (&[Role::Auditor], &[("/record?check=yes".to_owned(), "record")])]
        {
            let (id, _, link) = site.invite(roles).await;
            site.app.staff.prefer(id, language, "system", true).await.unwrap();
            browser.page.goto(&format!("{base}{link}")).await.unwrap();
            browser.page.find(Locator::Css("main button")).await.unwrap().click().await.unwrap();
            browser.page.wait().for_element(Locator::Css(".who")).await.unwrap();
            let mut look = async |name: &str| {
                for (size, wide, dark) in looks {
                    browser.size(*wide).await;
                    browser.prefer_dark(*dark).await;
                    let what = format!("{name}-{}-{size}", language.code());
                    if let Some(folder) = folder() {
                        browser.screenshot(format!("{folder}/{what}.png")).await;
                    }
                    faults.extend(browser.stumbles().await.into_iter().map(|f| format!("{what}: {f}")));
                }
                // Where somebody lands after signing in may be a room that is built elsewhere.
                let said = browser.console().await.into_iter().filter(|line| !line.contains("status of 404"));
                faults.extend(said.map(|f| format!("{name}: console: {f}")));
            };
            for (path, name) in pages {
                browser.page.goto(&format!("{base}{path}")).await.unwrap();
                look(name).await;
                if *name == "customer-import" {
                    let file = browser.page.find(Locator::Css("input[type=file]")).await.unwrap();
                    file.send_keys(list.path().to_str().unwrap()).await.unwrap();
                    browser.page.find(Locator::Css("main form .primary")).await.unwrap().click().await.unwrap();
                    browser.page.wait().for_element(Locator::Css("#changes-h")).await.unwrap();
                    look("customer-preview").await;
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
