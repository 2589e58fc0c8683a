//! Coming in: who may, what a stranger can learn, and how often one may try.

use super::{CONTACT, code, code_mails, contact, open};
use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::actors::Desk;
use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::actor::{Actor, Role};
use domain::ids::CustomerId;
use ombud::store::customers;
use ombud::store::events;
use ombud::store::outbox;
use ombud::workflow::directory::NewContact;
use ombud::workflow::portal::CODE_LETTER;

both_databases! {
    async fn a_contact_comes_in_by_a_mailed_code(url: String) {
        let (_desk, site) = open(&url).await;
        let mut visitor = contact(&site, CONTACT).await;
        let page = visitor.get("/customer").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Example Customer") && page.body.contains("No notices"), "{}", page.body);
        let kinds: Vec<String> = events::page(site.app.store.read(), 0, 1_000).await.unwrap().into_iter().map(|e| e.kind).collect();
        assert!(kinds.contains(&"customer_signed_in".to_owned()), "{kinds:?}");
        assert_eq!(visitor.post("/customer/sign-out", &[]).await.leads_to(), "/customer/sign-in");
        assert_eq!(visitor.get("/customer").await.leads_to(), "/customer/sign-in");
    }

    async fn a_stranger_learns_nothing_by_asking(url: String) {
        let (_desk, site) = open(&url).await;
        let (mut known, mut unknown) = (site.visitor(), site.visitor());
        let mut answers = Vec::new();
        for (visitor, mail) in [(&mut known, CONTACT), (&mut unknown, "nobody0@customer.example.com")] {
            let mut told = Vec::new();
            for answer in [
                visitor.post("/customer/sign-in", &[("mail", mail)]).await,
                visitor.get("/customer/sign-in/code").await,
                visitor.post("/customer/sign-in/code", &[("code", "00000000")]).await,
            ] {
                let names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
                told.push((answer.status, answer.body, names));
            }
            answers.push(told);
        }
        assert_eq!(answers[0], answers[1]);
        let mails = code_mails(&site).await;
        assert_eq!(mails.iter().map(|m| m.recipient.as_str()).collect::<Vec<_>>(), [CONTACT]);
        assert!(!mails[0].subject.contains("Customer") && !mails[0].body_text.contains("Example Customer"), "{:?}", mails[0]);
        // Not even with a code that is good for somebody else's request.
        let stolen = code(&site, CONTACT).await;
        assert_eq!(unknown.post("/customer/sign-in/code", &[("code", &stolen)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_and_five_tries() {
    let database = TestDatabase::sqlite();
    let (desk, site) = open(&database.url).await;
    let mut visitor = site.visitor();
    visitor.post("/customer/sign-in", &[("mail", CONTACT)]).await;
    let good = code(&site, CONTACT).await;
    let asked = visitor.cookies.clone();
    assert_eq!(visitor.post("/customer/sign-in/code", &[("code", &good)]).await.status, StatusCode::SEE_OTHER);
    visitor.cookies = asked;
    assert_eq!(visitor.post("/customer/sign-in/code", &[("code", &good)]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "used");
    visitor.post("/customer/sign-in", &[("mail", CONTACT)]).await;
    let late = code(&site, CONTACT).await;
    desk.forward(TimeDelta::minutes(10));
    assert_eq!(visitor.post("/customer/sign-in/code", &[("code", &late)]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "late");
    visitor.post("/customer/sign-in", &[("mail", CONTACT)]).await;
    let good = code(&site, CONTACT).await;
    let wrong = if good == "12345678" { "12345679" } else { "12345678" };
    for _ in 0..5 {
        assert_eq!(visitor.post("/customer/sign-in/code", &[("code", wrong)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(visitor.post("/customer/sign-in/code", &[("code", &good)]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "sixth try");
}

#[tokio::test]
async fn nobody_is_flooded_with_codes() {
    let database = TestDatabase::sqlite();
    let (desk, site) = open(&database.url).await;
    for mail in [CONTACT, "nobody@customer.example.com"] {
        for _ in 0..5 {
            assert_eq!(site.visitor().post("/customer/sign-in", &[("mail", mail)]).await.status, StatusCode::SEE_OTHER);
        }
        let answer = site.visitor().post("/customer/sign-in", &[("mail", mail)]).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{mail}");
        assert!(answer.body.contains("15 minutes") || answer.body.contains("16 minutes"), "{}", answer.body);
    }
    assert_eq!(code_mails(&site).await.len(), 5);
    desk.forward(TimeDelta::minutes(16));
    assert_eq!(site.visitor().post("/customer/sign-in", &[("mail", CONTACT)]).await.status, StatusCode::SEE_OTHER);
    // From one place, whatever addresses are named.
    let mut last = StatusCode::SEE_OTHER;
    for n in 0..41 {
        let mut from_afar = site.visitor();
        from_afar.address = [192, 0, 2, 7];
        last = from_afar.post("/customer/sign-in", &[("mail", &format!("a{n}@example.org"))]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn the_session_ends_by_itself_and_with_the_contact() {
    let database = TestDatabase::sqlite();
    let (desk, site) = open(&database.url).await;
    let mut visitor = contact(&site, CONTACT).await;
    for _ in 0..3 {
        desk.forward(TimeDelta::minutes(29));
        assert_eq!(visitor.get("/customer").await.status, StatusCode::OK);
    }
    desk.forward(TimeDelta::minutes(31));
    assert_eq!(visitor.get("/customer").await.leads_to(), "/customer/sign-in", "idle");
    let mut visitor = contact(&site, CONTACT).await;
    let listed = customers::contacts_of(site.app.store.read(), desk.customer).await.unwrap();
    let mine = listed.iter().find(|c| c.mail == CONTACT).unwrap();
    desk.workflow.remove_contact(Actor::Operator, mine.id.to(), None).await.unwrap();
    assert_eq!(visitor.get("/customer").await.leads_to(), "/customer/sign-in", "taken off the list");
}

#[tokio::test]
async fn an_address_of_several_customers_chooses() {
    let database = TestDatabase::sqlite();
    let (desk, site) = open(&database.url).await;
    let other = second_customer(&desk, CONTACT).await;
    let mut visitor = contact(&site, CONTACT).await;
    assert_eq!(visitor.get("/customer").await.leads_to(), "/customer/choose", "nothing is shown before");
    let page = visitor.get("/customer/choose").await;
    assert!(page.body.contains("Example Customer") && page.body.contains("Another Customer"), "{}", page.body);
    let foreign = customers::contacts_of(site.app.store.read(), desk.customer).await.unwrap();
    let foreign = foreign.iter().find(|c| c.mail != CONTACT).unwrap().id.to_string();
    assert_eq!(visitor.post("/customer/choose", &[("contact", &foreign)]).await.status, StatusCode::NOT_FOUND, "somebody else");
    let mine = customers::contacts_of(site.app.store.read(), other).await.unwrap()[0].id.to_string();
    assert_eq!(visitor.post("/customer/choose", &[("contact", &mine)]).await.leads_to(), "/customer");
    let page = visitor.get("/customer").await;
    assert!(page.body.contains("Another Customer") && !page.body.contains("Example Customer"), "{}", page.body);
}

/// Another customer with this contact.
async fn second_customer(desk: &Desk, mail: &str) -> CustomerId {
    let new = ombud::workflow::directory::NewCustomer {
        name: "Another Customer".to_owned(),
        class: domain::paper::CustomerClass::Enterprise,
        country: "SE".to_owned(),
        language: "en".to_owned(),
        ..Default::default()
    };
    let id = desk.workflow.add_customer(Actor::Operator, new).await.unwrap();
    let contact = NewContact { name: "Legal".to_owned(), mail: mail.to_owned(), language: "en".to_owned(), ..Default::default() };
    desk.workflow.add_contact(Actor::Operator, id, contact).await.unwrap();
    id
}

#[tokio::test]
async fn neither_sessions_cookie_opens_the_other_door() {
    let database = TestDatabase::sqlite();
    let (_desk, site) = open(&database.url).await;
    let mut visitor = contact(&site, CONTACT).await;
    let (name, token) = visitor.cookies.iter().find(|(n, _)| n.ends_with("customer")).map(|(n, t)| (n.clone(), t.clone())).unwrap();
    assert!(visitor.get("/demands").await.leads_to().starts_with("/sign-in"));
    visitor.cookies = [("ombud".to_owned(), token)].into();
    assert!(visitor.get("/demands").await.leads_to().starts_with("/sign-in"), "not even under the staff's name");
    let mut staff = site.member(&[Role::Intake]).await;
    assert_eq!(staff.get("/customer").await.leads_to(), "/customer/sign-in");
    let session = staff.cookies["ombud"].clone();
    staff.cookies.insert(name, session);
    assert_eq!(staff.get("/customer").await.leads_to(), "/customer/sign-in");
}

#[tokio::test]
async fn staff_can_not_read_a_code_and_it_is_erased_when_it_is_no_use() {
    let database = TestDatabase::sqlite();
    let (desk, site) = open(&database.url).await;
    let mut visitor = site.visitor();
    visitor.post("/customer/sign-in", &[("mail", CONTACT)]).await;
    let code = code(&site, CONTACT).await;
    let row = code_mails(&site).await.remove(0);
    let mut notice = site.member(&[Role::NoticeOfficer]).await;
    for path in ["/outbox".to_owned(), format!("/outbox/{}", row.id), format!("/outbox/{}/html", row.id)] {
        let page = notice.get(&path).await;
        let digits: String = page.body.chars().filter(char::is_ascii_digit).collect();
        assert!(!digits.contains(&code) && !page.body.contains(&format!("{} {}", &code[..4], &code[4..])), "{path}");
    }
    desk.forward(TimeDelta::minutes(11));
    let txn = site.app.store.begin().await.unwrap();
    desk.workflow.sweep_portal(&txn, desk.now()).await.unwrap();
    txn.commit().await.unwrap();
    let row = code_mails(&site).await.remove(0);
    assert_eq!((row.letter.as_str(), row.body_text.as_str()), (CODE_LETTER, ""));
}

#[tokio::test]
async fn on_its_own_host_it_is_served_there_and_nowhere_else() {
    let database = TestDatabase::sqlite();
    let (desk, _) = open(&database.url).await;
    let settings = ombud::app::Settings { public_url: "http://127.0.0.1:8080".to_owned(), zone: chrono_tz::Europe::Stockholm, demo: false };
    let mut app = ombud::app::App::new(desk.workflow.clone(), settings);
    app.portal_host = Some("notices.example.com".into());
    let site = crate::support::site::Site::of(app);
    let mut visitor = site.visitor();
    let ask = async |visitor: &mut crate::support::site::Visitor, host: &str, path: &str| {
        let mut request = visitor.request("GET", path).body(axum::body::Body::empty()).unwrap();
        request.headers_mut().insert("host", host.parse().unwrap());
        let answer = visitor.send(request).await;
        (answer.status.as_u16(), answer.leads_to().to_owned())
    };
    let there = "notices.example.com";
    assert_eq!(ask(&mut visitor, there, "/").await, (303, "/customer".to_owned()));
    assert_eq!(ask(&mut visitor, there, "/customer/sign-in").await.0, 200);
    for staff in ["/sign-in", "/demands", "/healthz", "/customers"] {
        assert_eq!(ask(&mut visitor, there, staff).await, (303, "/customer/sign-in".to_owned()), "{staff}");
    }
    for theirs in ["/customer", "/customer/sign-in", "/customer/contacts"] {
        let (status, to) = ask(&mut visitor, "127.0.0.1:8080", theirs).await;
        assert!(status == 303 && to.starts_with("/sign-in"), "{theirs}: {status} {to}");
    }
    assert_eq!(ask(&mut visitor, "127.0.0.1:8080", "/sign-in").await.0, 200);
    // Links that were mailed to contacts open there, and lead there from where they led before.
    assert_eq!(ask(&mut visitor, there, "/contact/no-such-secret").await.0, 404);
    let led = ask(&mut visitor, "127.0.0.1:8080", "/contact/some-secret").await;
    assert_eq!(led, (303, "http://notices.example.com/contact/some-secret".to_owned()));
    assert_eq!(ombud::portal::paths::public(&site.app), "http://notices.example.com/customer");
}

/// A link that was mailed to a contact works at the customers' own host from the mail to the button, and the notice's link leads to
/// the beginning of that door and says nothing of what it is about.
#[tokio::test]
async fn mailed_links_lead_to_the_customers_host() {
    let database = TestDatabase::sqlite();
    let (desk, _) = open(&database.url).await;
    let (old, rules) = (&desk.workflow, desk.workflow.rulebook().clone());
    let zone = chrono_tz::Europe::Stockholm;
    let writer =
        ombud::notify::writer::Writer::new("Example Provider", "legal-desk@example.org", zone, rules.clone(), old.policy().clone())
            .with_desk("https://desk.example.org")
            .with_portal(ombud::config::portal_address("https://desk.example.org", Some("notices.example.com")));
    let policy = old.policy().clone();
    let workflow = ombud::workflow::Workflow::new(
        old.store().clone(),
        old.blobs().clone(),
        desk.clock.clone(),
        rules,
        policy,
        std::sync::Arc::new(writer),
    );
    let settings = ombud::app::Settings { public_url: "https://desk.example.org".to_owned(), zone, demo: false };
    let mut app = ombud::app::App::new(workflow.clone(), settings);
    app.portal_host = Some("notices.example.com".into());
    let site = crate::support::site::Site::of(app);
    let asked = crate::contacts::contact("new@customer.example.com");
    let id = workflow.add_contact(desk.staff.notice, desk.customer, asked).await.unwrap();
    workflow.keep_contacts(10).await.unwrap();
    let mails = |letter: &'static str| {
        let store = site.app.store.clone();
        async move {
            let rows = outbox::list(store.read(), ombud::store::Sight::Whole, &outbox::MessageFilter::default(), None, 100).await.unwrap();
            rows.into_iter().filter(|row| row.letter == letter).collect::<Vec<_>>()
        }
    };
    let verification = mails("contact_verification").await.remove(0);
    let link = verification.body_text.split_whitespace().find(|word| word.starts_with("https://")).unwrap().to_owned();
    let path = link.strip_prefix("https://notices.example.com").expect("the customers' host");
    for method in ["GET", "POST"] {
        let visitor = &mut site.visitor();
        let mut request = visitor.request(method, path).header("sec-fetch-site", "same-origin").body(axum::body::Body::empty()).unwrap();
        request.headers_mut().insert("host", "notices.example.com".parse().unwrap());
        let answer = visitor.send(request).await;
        assert_eq!(answer.status.as_u16(), 200, "{method}: {}", answer.body);
    }
    assert!(crate::contacts::row(&desk, id).await.verified_at.is_some());
    let told = desk.receive(super::demand(&desk, "us.sca.order_2703d", "26-cr-31", &[domain::category::Category::SubId])).await;
    desk.to_producing(told.id).await;
    desk.no_secrecy(told.id).await;
    let preview = workflow.preview_notice(&desk.staff.notice, told.id).await.unwrap();
    let mut languages = std::collections::BTreeSet::new();
    for (to, mail) in &preview.mails {
        for text in [&mail.text, mail.html.as_ref().unwrap()] {
            let links: Vec<&str> =
                text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).filter(|w| w.contains("://")).collect();
            assert_eq!(links, ["https://notices.example.com/customer"], "{text}");
        }
        languages.insert(to.language.clone());
    }
    assert_eq!(languages.into_iter().collect::<Vec<_>>(), ["en", "sv"]);
}
