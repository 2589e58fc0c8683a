//! Passkeys: added after a mailed code, another way in afterwards, and gone with the address.

use super::{CONTACT, contact};
use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::actors::Desk;
use crate::support::authenticator::{Authenticator, asked};
use crate::support::site::{Answer, Site, Visitor};
use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::actor::Actor;
use ombud::app::{App, Settings};
use ombud::store::customers::{self, ContactRow};
use ombud::store::outbox::{self, MessageFilter};
use ombud::store::{events, passkeys};
use ombud::workflow::customers::{ContactKey, NewContact};
use ombud::workflow::portal::PASSKEY_LETTER;

const ORIGIN: &str = "http://localhost:8080";
/// Something else on the same host.
const BESIDE: &str = "http://localhost:9090";

/// The doors over a desk, at an address that browsers give passkeys to.
fn at(desk: &Desk, origin: &str) -> Site {
    let settings = Settings { public_url: origin.to_owned(), zone: chrono_tz::Europe::Stockholm, demo: false };
    Site::of(App::new(desk.workflow.clone(), settings))
}

async fn open(url: &str) -> (Desk, Site) {
    let desk = Desk::open(url).await;
    let site = at(&desk, ORIGIN);
    (desk, site)
}

/// Add the authenticator's passkey.
pub(super) async fn add(visitor: &mut Visitor, authenticator: &mut Authenticator, name: &str) -> Answer {
    assert_eq!(visitor.post("/customer/passkeys/challenge", &[]).await.leads_to(), "/customer/passkeys/new");
    let page = visitor.get("/customer/passkeys/new").await;
    let answer = authenticator.create(&asked(&page.body));
    visitor.post("/customer/passkeys/new", &[("name", name), ("answer", &answer)]).await
}

/// What a new visitor's browser is asked.
async fn knock(site: &Site) -> (Visitor, serde_json::Value) {
    let mut visitor = site.visitor();
    assert_eq!(visitor.post("/customer/sign-in/passkey/challenge", &[]).await.leads_to(), "/customer/sign-in/passkey");
    let page = visitor.get("/customer/sign-in/passkey").await;
    (visitor, asked(&page.body))
}

/// Try to come in.
async fn come(site: &Site, authenticator: &Authenticator) -> (Visitor, Answer) {
    let (mut visitor, options) = knock(site).await;
    let answer = visitor.post("/customer/sign-in/passkey", &[("answer", &authenticator.get(&options))]).await;
    (visitor, answer)
}

fn is_in(answer: &Answer) -> bool {
    answer.status == StatusCode::SEE_OTHER && answer.leads_to() == "/customer"
}

async fn kinds(site: &Site) -> Vec<String> {
    events::page(site.app.store.read(), 0, 10_000).await.unwrap().into_iter().map(|e| e.kind).collect()
}

/// The mails about passkeys, the latest first.
async fn mails(site: &Site) -> Vec<outbox::MessageRow> {
    let rows = outbox::list(site.app.store.read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 500).await.unwrap();
    rows.into_iter().filter(|row| row.letter == PASSKEY_LETTER).collect()
}

async fn listed(desk: &Desk, mail: &str) -> ContactRow {
    customers::contacts_of(desk.workflow.store().read(), desk.customer).await.unwrap().into_iter().find(|c| c.mail == mail).unwrap()
}

/// A desk whose contact has the passkey of an authenticator.
async fn with_passkey(url: &str) -> (Desk, Site, Authenticator) {
    let (desk, site) = open(url).await;
    let mut visitor = contact(&site, CONTACT).await;
    let mut authenticator = Authenticator::new(7, ORIGIN);
    let added = add(&mut visitor, &mut authenticator, "Laptop").await;
    assert_eq!(added.leads_to(), "/customer/passkeys", "{}", added.body);
    (desk, site, authenticator)
}

both_databases! {
    async fn a_contact_adds_a_passkey_and_comes_in_with_it(url: String) {
        let (_desk, site, mut authenticator) = with_passkey(&url).await;
        assert!(kinds(&site).await.contains(&"passkey_added".to_owned()));
        let mail = mails(&site).await.remove(0);
        assert_eq!((mail.recipient.as_str(), mail.demand_id), (CONTACT, None));
        assert!(mail.body_text.contains("A passkey was added") && !mail.body_text.contains("Laptop"), "{}", mail.body_text);
        authenticator.counter = 4;
        let (mut visitor, came) = come(&site, &authenticator).await;
        assert!(is_in(&came), "{}", came.body);
        let page = visitor.get("/customer/passkeys").await;
        assert!(page.body.contains("Laptop") && page.body.contains("Example Customer") && !page.body.contains("Not yet"), "{}", page.body);
        assert_eq!(kinds(&site).await.iter().filter(|k| *k == "customer_signed_in").count(), 2);
        // Named, and removed: then it opens nothing.
        let id = site_passkeys(&site).await.remove(0).id;
        let path = format!("/customer/passkeys/{id}");
        assert_eq!(visitor.post(&path, &[("name", "Key ring")]).await.leads_to(), "/customer/passkeys");
        assert!(visitor.get(&path).await.body.contains("Key ring"));
        assert_eq!(visitor.post(&path, &[("name", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(visitor.get(&format!("{path}/removal")).await.body.contains("Key ring"));
        assert_eq!(visitor.post(&format!("{path}/removal"), &[]).await.leads_to(), "/customer/passkeys");
        assert!(mails(&site).await.iter().any(|m| m.body_text.contains("was removed")));
        authenticator.counter = 5;
        assert_eq!(come(&site, &authenticator).await.1.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(visitor.get("/customer/passkeys").await.body.contains("You have no passkeys"));
    }

    async fn nothing_but_the_right_answer_opens_and_all_others_look_alike(url: String) {
        let (desk, site, good) = with_passkey(&url).await;
        let other = customers::contacts_of(site.app.store.read(), desk.customer).await.unwrap();
        let other = other.iter().find(|c| c.mail != CONTACT).unwrap().id;
        let wrong = [
            ("unknown", Authenticator { user: good.user.clone(), ..Authenticator::new(9, ORIGIN) }),
            ("another's key", Authenticator { id: good.id.clone(), user: good.user.clone(), ..Authenticator::new(9, ORIGIN) }),
            ("origin", Authenticator { origin: BESIDE.to_owned(), ..good.clone() }),
            ("below", Authenticator { origin: "http://evil.localhost:8080".to_owned(), ..good.clone() }),
            ("party", Authenticator { party: "example.org".to_owned(), ..good.clone() }),
            ("nobody looked", Authenticator { verified: false, ..good.clone() }),
            ("another person", Authenticator { user: other.0.as_bytes().to_vec(), ..good.clone() }),
            ("no person", Authenticator { user: Vec::new(), ..good.clone() }),
        ];
        let mut said = Vec::new();
        for (what, authenticator) in &wrong {
            let (mut visitor, answer) = come(&site, authenticator).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
            assert_eq!(visitor.get("/customer").await.leads_to(), "/customer/sign-in", "{what}");
            let names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
            said.push((answer.body, names));
        }
        for text in ["", "{}", "passkey", &"x".repeat(20_000)] {
            let (mut visitor, _) = knock(&site).await;
            let answer = visitor.post("/customer/sign-in/passkey", &[("answer", text)]).await;
            said.push((answer.body, answer.headers.keys().map(ToString::to_string).collect()));
        }
        assert!(said.iter().all(|one| *one == said[0]));
        assert!(!kinds(&site).await.contains(&"passkey_counter_went_back".to_owned()), "a stranger can stop nobody's passkey");
        assert!(is_in(&come(&site, &good).await.1));
    }

    async fn an_answer_is_good_once_in_one_browser_for_five_minutes(url: String) {
        let (desk, site, good) = with_passkey(&url).await;
        // It counts nothing, so that only the challenge stands against a second use.
        assert_eq!(good.counter, 0);
        let (mut visitor, options) = knock(&site).await;
        let answer = good.get(&options);
        let cookies = visitor.cookies.clone();
        let (mut thief, _) = knock(&site).await;
        assert!(!is_in(&thief.post("/customer/sign-in/passkey", &[("answer", &answer)]).await), "in another browser");
        assert!(is_in(&visitor.post("/customer/sign-in/passkey", &[("answer", &answer)]).await));
        assert!(!opens_again(&site, &cookies, &answer).await, "twice");
        // The planted fault: the challenge was not used up.
        crate::store::behind(&url, "UPDATE passkey_challenges SET used_at = NULL").await.unwrap();
        assert!(opens_again(&site, &cookies, &answer).await, "the test would not notice a challenge that is good twice");
        // A wrong answer uses it up, too.
        let (mut visitor, options) = knock(&site).await;
        visitor.cookies.clone_into(&mut thief.cookies);
        assert!(!is_in(&visitor.post("/customer/sign-in/passkey", &[("answer", "?")]).await));
        assert!(!is_in(&thief.post("/customer/sign-in/passkey", &[("answer", &good.get(&options))]).await), "after a wrong one");
        let (mut visitor, options) = knock(&site).await;
        desk.forward(TimeDelta::minutes(5));
        assert!(!is_in(&visitor.post("/customer/sign-in/passkey", &[("answer", &good.get(&options))]).await), "late");
        assert_eq!(visitor.get("/customer/sign-in/passkey").await.leads_to(), "/customer/sign-in");
    }

    async fn a_counter_that_goes_back_stops_the_passkey(url: String) {
        let (_desk, site, mut copy) = with_passkey(&url).await;
        copy.counter = 9;
        assert!(is_in(&come(&site, &copy).await.1));
        for counter in [9, 3] {
            copy.counter = counter;
            assert_eq!(come(&site, &copy).await.1.status, StatusCode::UNPROCESSABLE_ENTITY, "{counter}");
        }
        assert_eq!(kinds(&site).await.iter().filter(|k| *k == "passkey_counter_went_back").count(), 1, "it is stopped at the first");
        assert!(mails(&site).await.iter().any(|mail| mail.body_text.contains("no longer accepted")));
        // Whoever has the copy that is ahead does not come in either.
        copy.counter = 50;
        assert!(!is_in(&come(&site, &copy).await.1));
        let mut visitor = contact(&site, CONTACT).await;
        assert!(visitor.get("/customer/passkeys").await.body.contains("may have been copied"));
    }

    async fn a_passkey_never_outlives_the_address(url: String) {
        let (desk, site, key) = with_passkey(&url).await;
        let row = listed(&desk, CONTACT).await;
        // Mail came back: nothing opens until the address answers.
        desk.workflow.contact_bounced(row.id.to(), "550 no such user").await.unwrap();
        assert!(!is_in(&come(&site, &key).await.1), "bounced");
        let mut visitor = contact(&site, CONTACT).await;
        assert!(is_in(&come(&site, &key).await.1), "it answered again");
        // Another address: gone, and not even the old address brings it back.
        for mail in ["moved0@customer.example.com", CONTACT] {
            let new = NewContact { mail: mail.to_owned(), ..NewContact::of(&row) };
            desk.workflow.put_contact(Actor::Operator, desk.customer, ContactKey::Id(row.id.to()), new, None).await.unwrap();
            assert!(!is_in(&come(&site, &key).await.1), "{mail}");
        }
        assert_eq!(site_passkeys(&site).await.len(), 0);
        assert_eq!(visitor.get("/customer/passkeys").await.status, StatusCode::OK);
        let refused = visitor.post("/customer/passkeys/challenge", &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "none is added before the address answers");
        assert!(refused.body.contains("has not been confirmed"), "{}", refused.body);
        // Off the list.
        let mut visitor = contact(&site, CONTACT).await;
        let mut key = Authenticator::new(8, ORIGIN);
        assert_eq!(add(&mut visitor, &mut key, "").await.leads_to(), "/customer/passkeys");
        assert!(is_in(&come(&site, &key).await.1));
        let row = listed(&desk, CONTACT).await;
        desk.workflow.remove_contact(Actor::Operator, row.id.to(), None).await.unwrap();
        assert!(!is_in(&come(&site, &key).await.1), "off the list");
        assert_eq!(kinds(&site).await.iter().filter(|k| *k == "passkey_removed").count(), 2);
        // The same person listed again starts anew.
        let again = NewContact { verified_at: Some(desk.now()), ..NewContact::of(&row) };
        desk.workflow.put_contact(Actor::Operator, desk.customer, ContactKey::Id(row.id.to()), again, None).await.unwrap();
        assert!(!is_in(&come(&site, &key).await.1), "listed again");
    }
}

/// Whether an answer that came before opens in the browser that it came from.
async fn opens_again(site: &Site, cookies: &std::collections::BTreeMap<String, String>, answer: &str) -> bool {
    let mut again = site.visitor();
    again.cookies.clone_from(cookies);
    is_in(&again.post("/customer/sign-in/passkey", &[("answer", answer)]).await)
}

/// All passkeys of the sample contact.
async fn site_passkeys(site: &Site) -> Vec<passkeys::PasskeyRow> {
    let all = customers::with_address(site.app.store.read(), CONTACT).await.unwrap();
    let mut found = Vec::new();
    for contact in all {
        found.extend(passkeys::of_contact(site.app.store.read(), contact.id.to()).await.unwrap());
    }
    found
}

#[tokio::test]
async fn what_is_said_to_something_else_on_the_host_opens_nothing_here() {
    let database = TestDatabase::sqlite();
    let (desk, site, good) = with_passkey(&database.url).await;
    let phished = Authenticator { origin: BESIDE.to_owned(), ..good };
    let opens = async |site: &Site| is_in(&come(site, &phished).await.1);
    assert!(!opens(&site).await);
    // The planted fault: a door that takes the other origin for its own. All the rest of the answer is good.
    assert!(opens(&at(&desk, BESIDE)).await, "the test would not notice that the origin is not looked at");
}

#[tokio::test]
async fn a_new_passkey_has_to_fit_what_was_asked() {
    let database = TestDatabase::sqlite();
    let (desk, site) = open(&database.url).await;
    let mut visitor = contact(&site, CONTACT).await;
    let good = Authenticator::new(1, ORIGIN);
    for (what, mut wrong) in [
        ("origin", Authenticator { origin: BESIDE.to_owned(), ..good.clone() }),
        ("party", Authenticator { party: "example.org".to_owned(), ..good.clone() }),
        ("nobody looked", Authenticator { verified: false, ..good.clone() }),
    ] {
        let answer = add(&mut visitor, &mut wrong, "Laptop").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        assert!(answer.body.contains("was not added"), "{what}: {}", answer.body);
    }
    // Somebody else's challenge, and one to come in.
    let other = customers::contacts_of(site.app.store.read(), desk.customer).await.unwrap();
    let other = other.iter().find(|c| c.mail != CONTACT).unwrap().mail.clone();
    let mut second = contact(&site, &other).await;
    second.post("/customer/passkeys/challenge", &[]).await;
    let options = asked(&second.get("/customer/passkeys/new").await.body);
    let cookie = second.cookies.get("ombud-customer-passkey").unwrap().clone();
    visitor.cookies.insert("ombud-customer-passkey".to_owned(), cookie);
    assert_eq!(visitor.get("/customer/passkeys/new").await.leads_to(), "/customer/passkeys");
    let answer = good.clone().create(&options);
    assert_eq!(visitor.post("/customer/passkeys/new", &[("answer", &answer)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (stranger, _) = knock(&site).await;
    visitor.cookies.extend(stranger.cookies);
    assert_eq!(visitor.get("/customer/passkeys/new").await.leads_to(), "/customer/passkeys");
    // The same passkey is not added twice, and ten are the most.
    assert_eq!(add(&mut second, &mut good.clone(), "Theirs").await.leads_to(), "/customer/passkeys");
    assert_eq!(add(&mut visitor, &mut good.clone(), "Mine").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    for n in 0..10 {
        desk.forward(TimeDelta::minutes(3));
        let mut another = Authenticator::new(100 + n, ORIGIN);
        assert_eq!(add(&mut visitor, &mut another, "Laptop").await.leads_to(), "/customer/passkeys", "{n}");
    }
    let full = visitor.post("/customer/passkeys/challenge", &[]).await;
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(full.body.contains("which is the most"), "{}", full.body);
    // Nobody else's can be seen, named or removed.
    let theirs = passkeys::of_contact(site.app.store.read(), listed(&desk, &other).await.id.to()).await.unwrap().remove(0).id;
    for path in [format!("/customer/passkeys/{theirs}"), format!("/customer/passkeys/{theirs}/removal")] {
        assert_eq!(visitor.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(visitor.post(&path, &[("name", "Mine")]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn challenges_are_counted_as_codes_are() {
    let database = TestDatabase::sqlite();
    let (desk, site) = open(&database.url).await;
    let mut last = StatusCode::SEE_OTHER;
    for _ in 0..41 {
        let mut from_afar = site.visitor();
        from_afar.address = [192, 0, 2, 7];
        last = from_afar.post("/customer/sign-in/passkey/challenge", &[]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let mut visitor = contact(&site, CONTACT).await;
    for _ in 0..10 {
        assert_eq!(visitor.post("/customer/passkeys/challenge", &[]).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(visitor.post("/customer/passkeys/challenge", &[]).await.status, StatusCode::TOO_MANY_REQUESTS);
    desk.forward(TimeDelta::minutes(16));
    assert_eq!(visitor.post("/customer/passkeys/challenge", &[]).await.status, StatusCode::SEE_OTHER);
    desk.forward(TimeDelta::hours(2));
    let txn = site.app.store.begin().await.unwrap();
    assert!(desk.workflow.sweep_portal(&txn, desk.now()).await.unwrap() >= 51);
    txn.commit().await.unwrap();
}

#[tokio::test]
async fn where_browsers_know_none_there_are_none() {
    let database = TestDatabase::sqlite();
    let (desk, _) = open(&database.url).await;
    for (origin, there) in [
        ("http://127.0.0.1:8080", false),
        ("https://192.0.2.1", false),
        ("http://desk.example.org", false),
        ("https://desk.example.org", true),
        (ORIGIN, true),
    ] {
        let site = at(&desk, origin);
        let mut visitor = site.visitor();
        let page = visitor.get("/customer/sign-in").await;
        assert_eq!(page.body.contains("Sign in with a passkey"), there, "{origin}");
        let status = visitor.post("/customer/sign-in/passkey/challenge", &[]).await.status;
        assert_eq!(status, if there { StatusCode::SEE_OTHER } else { StatusCode::NOT_FOUND }, "{origin}");
        if !there {
            assert_eq!(visitor.get("/customer/sign-in/passkey").await.status, StatusCode::NOT_FOUND);
            let mut visitor = contact(&site, CONTACT).await;
            assert!(!visitor.get("/customer").await.body.contains("/customer/passkeys"));
            assert_eq!(visitor.get("/customer/passkeys").await.status, StatusCode::NOT_FOUND);
        }
    }
}
