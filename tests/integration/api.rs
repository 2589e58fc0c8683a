//! Programs: their tokens, and REST.

pub mod demands;
mod document;
mod fuzzed;
mod lists;

use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::program::{Program, customer};
use crate::support::site::{Site, address};
use chrono::TimeDelta;
use domain::actor::{Actor, Role};
use domain::token::TokenScope;
use ombud::web::routes::{Access, table};
use ombud::workflow::tokens::{NewToken, TokenError, TokenWhy};
use serde_json::json;

const ALL: [TokenScope; 10] = TokenScope::ALL;
/// Those that a token for one customer may hold.
const OF_ONE: [TokenScope; 3] = [TokenScope::CustomersRead, TokenScope::CustomersWrite, TokenScope::Scim];

/// Everybody tries everything: no token, a wrong one, each scope alone.
#[tokio::test]
async fn each_scope_opens_what_the_table_says_and_no_more() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut programs = Vec::new();
    for scope in ALL {
        programs.push((scope, Program::with(&site, &[scope], None).await));
    }
    let strangers = [Program::stranger(&site, None), Program::stranger(&site, Some("ombud_wrong"))];
    let mut tried = 0;
    for route in table() {
        let Access::Token(scopes) = route.rule.access else { continue };
        let (path, method) = (address(route.rule.path), if route.method == "any" { "GET" } else { route.method });
        for stranger in &strangers {
            let reply = stranger.send(method, &path, Some("{}".to_owned()), &[]).await.is(401);
            assert!(reply.header("www-authenticate").starts_with("Bearer"), "{path}");
        }
        for (scope, program) in &programs {
            let reply = program.send(method, &path, Some("{}".to_owned()), &[]).await;
            let insufficient = reply.header("www-authenticate").contains("insufficient_scope");
            assert_eq!(insufficient, !scopes.contains(scope), "{method} {path} with {}: {}", scope.code(), reply.text);
            assert!(reply.status.as_u16() < 500, "{method} {path}: {}", reply.text);
            let kind = reply.header("content-type");
            assert!(reply.status.is_success() || kind == "application/problem+json" || kind == "application/scim+json", "{path}: {kind}");
            tried += 1;
        }
        // Nobody signed in with a cookie comes through this door.
        let mut person = site.member(&[Role::Intake]).await;
        let request = person.request(method, &path).body(axum::body::Body::empty()).unwrap();
        assert_eq!(person.send(request).await.status.as_u16(), 401, "{path}");
    }
    assert!(tried > 90, "{tried}");
    // And a token opens no page of the staff's.
    let reply = programs[0].1.get("/customers").await;
    assert!(reply.header("location").starts_with("/sign-in"));
}

#[tokio::test]
async fn a_token_is_asked_for_by_one_and_granted_by_another() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let workflow = &site.app.workflow;
    let person =
        |n: u128, role: Role| Actor::Person { id: domain::ids::PersonId(uuid::Uuid::from_u128(n)), roles: [role].into_iter().collect() };
    let (one, two) = (person(1, Role::SecurityAdmin), person(2, Role::SecurityAdmin));
    let new = NewToken { name: "Directory".to_owned(), scopes: [TokenScope::Scim].into_iter().collect(), customer: None, days: 10 };
    assert!(workflow.propose_token(person(3, Role::Intake), new.clone()).await.is_err());
    let id = workflow.propose_token(one, new.clone()).await.unwrap();
    let why = |e: TokenError| if let TokenError::Refused(why) = e { why } else { panic!("{e}") };
    assert_eq!(why(workflow.grant_token(one, id).await.unwrap_err()), [TokenWhy::SamePerson]);
    let secret = workflow.grant_token(two, id).await.unwrap();
    assert_eq!(why(workflow.grant_token(two, id).await.unwrap_err()), [TokenWhy::NothingWaits]);
    let row = &workflow.tokens().await.unwrap()[0];
    let grant = row.grant.clone().unwrap();
    assert!(secret.secret().starts_with(&grant.prefix) && !grant.hash.contains(secret.secret()));
    let program = Program::stranger(&site, Some(secret.secret()));
    program.get("/scim/v2/Users").await.is(200);
    assert_eq!(workflow.tokens().await.unwrap()[0].last_used_at, Some(site.app.clock.now()));
    site.wait(TimeDelta::days(10));
    program.get("/scim/v2/Users").await.is(401);
    // One that was never granted can't be after two weeks; one that was ended opens nothing.
    let late = workflow.propose_token(one, new.clone()).await.unwrap();
    site.wait(TimeDelta::days(15));
    assert_eq!(why(workflow.grant_token(two, late).await.unwrap_err()), [TokenWhy::NothingWaits]);
    let bad = NewToken { name: " ".to_owned(), scopes: Default::default(), days: 0, customer: None };
    assert_eq!(
        why(workflow.propose_token(one, bad).await.unwrap_err()),
        [TokenWhy::NameMissing, TokenWhy::ScopesNone, TokenWhy::DaysWrong]
    );
    let program = Program::with(&site, &[TokenScope::Scim], None).await;
    program.get("/scim/v2/Users").await.is(200);
    workflow.revoke_token(two, program.token.unwrap()).await.unwrap();
    program.get("/scim/v2/Users").await.is(401);
}

#[tokio::test]
async fn a_loop_is_told_to_wait() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let program = Program::with(&site, &[TokenScope::Scim], None).await;
    let mut last = program.get("/scim/v2/ResourceTypes").await;
    for _ in 0..300 {
        last = program.get("/scim/v2/ResourceTypes").await;
    }
    assert_eq!((last.status.as_u16(), last.header("retry-after"), last.header("content-type")), (429, "1", "application/scim+json"));
    site.wait(TimeDelta::seconds(2));
    program.get("/scim/v2/ResourceTypes").await.is(200);
}

both_databases! {
    async fn customers_and_contacts_by_rest(url: String) {
        let site = Site::open(&url, true).await;
        let program = Program::with(&site, &[TokenScope::CustomersWrite], None).await;
        let body = json!({ "name": "Customer One", "country": "se", "external_id": "c/1", "domains": ["example.org"] });
        let key = [("idempotency-key", "k1")];
        let made = program.send("POST", "/api/v1/customers", Some(body.to_string()), &key).await.is(201);
        let again = program.send("POST", "/api/v1/customers", Some(body.to_string()), &key).await.is(201);
        assert_eq!(made.id(), again.id(), "asked twice, made once");
        let other = json!({ "name": "Another", "country": "SE" });
        program.send("POST", "/api/v1/customers", Some(other.to_string()), &key).await.is(422);
        let path = format!("/api/v1/customers/{}", made.id());
        let by_theirs = program.get("/api/v1/customers/ext:c%2F1").await.is(200);
        assert_eq!((by_theirs.id(), by_theirs.json["country"].as_str()), (made.id(), Some("SE")));
        program.patch(&path, json!({ "product": "Mail" })).await.is(428);
        let tag = made.header("etag").to_owned();
        let with_tag = [("if-match", tag.as_str())];
        let changed = program.send("PATCH", &path, Some(json!({ "product": "Mail" }).to_string()), &with_tag).await.is(200);
        assert_eq!((&changed.json["product"], &changed.json["domains"]), (&json!("Mail"), &json!(["example.org"])));
        program.send("PATCH", &path, Some(json!({ "product": "x" }).to_string()), &with_tag).await.is(412);
        let wrong = program.send("PUT", &path, Some(json!({ "name": "x", "country": "SE", "colour": "red" }).to_string()), &[("if-match", "*")]).await.is(400);
        assert!(wrong.json["detail"].as_str().unwrap().contains("colour") && wrong.header("content-type") == "application/problem+json");
        // Contacts
        let contacts = format!("{path}/contacts");
        let contact = program.post(&contacts, json!({ "name": "Legal", "mail": "legal@example.org", "verified_at": "2026-01-01T00:00:00Z" })).await.is(201);
        assert_eq!(contact.json["verified_at"], json!(null), "a program does not verify an address by saying so");
        program.post(&contacts, json!({ "name": "Legal", "mail": "LEGAL@example.org" })).await.is(409);
        program.post(&contacts, json!({ "name": "Legal", "mail": "none" })).await.is(400);
        let at = format!("{contacts}/{}", contact.id());
        let renamed = program.send("PATCH", &at, Some(json!({ "order": 7 }).to_string()), &[("if-match", contact.header("etag"))]).await.is(200);
        assert_eq!(renamed.json["order"], 7);
        program.send("GET", &at, None, &[("if-none-match", renamed.header("etag"))]).await.is(304);
        program.send("DELETE", &at, None, &[("if-match", "*")]).await.is(204);
        program.get(&at).await.is(404);
        // Accounts
        let accounts = format!("{path}/accounts");
        let items = json!({ "items": [{ "kind": "mail", "value": "A@example.org", "account": "acc-1" }] });
        program.send("PUT", &accounts, Some(items.to_string()), &[("if-match", "*")]).await.is(200);
        assert_eq!(program.get(&accounts).await.is(200).json["items"][0]["value"], "a@example.org");
        // A new one under its own id, and pages by name.
        for n in 2..=4 {
            program.put(&format!("/api/v1/customers/ext:c{n}"), json!({ "name": format!("Customer {n}"), "country": "SE" })).await.is(201);
        }
        let (mut next, mut names) = (String::new(), Vec::new());
        loop {
            let page = program.get(&format!("/api/v1/customers?limit=2{next}")).await.is(200);
            names.extend(page.json["items"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap().to_owned()));
            match page.json["next"].as_str() {
                Some(id) => next = format!("&after={id}"),
                None => break,
            }
        }
        assert_eq!(names, ["Customer 2", "Customer 3", "Customer 4", "Customer One"]);
        program.send("DELETE", &path, None, &[("if-match", "*")]).await.is(204);
        assert!(program.get(&path).await.is(200).json["ended_at"].is_string(), "nothing is erased");
        assert_eq!(program.get("/api/v1/customers?q=one").await.is(200).json["items"], json!([]));
    }
}

/// Domains and accounts say whose data is whose: a customer's own token does not decide on them.
#[tokio::test]
async fn a_bound_token_keeps_contacts_and_nothing_else() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let own = customer(&site, "Own").await;
    let program = Program::with(&site, &OF_ONE, Some(own)).await;
    let path = format!("/api/v1/customers/{own}");
    let star = [("if-match", "*")];
    let body = json!({ "name": "Own", "country": "SE", "domains": ["example.com"] }).to_string();
    program.send("PUT", &path, Some(body.clone()), &star).await.is(403);
    program.send("DELETE", &path, None, &star).await.is(403);
    program.send("PUT", &format!("{path}/accounts"), Some(json!({ "items": [] }).to_string()), &star).await.is(403);
    program.send("POST", "/api/v1/customers", Some(body), &[]).await.is(403);
    program.post(&format!("{path}/contacts"), json!({ "name": "Legal", "mail": "legal@example.org" })).await.is(201);
    assert_eq!(program.get("/api/v1/customers").await.is(200).json["items"].as_array().unwrap().len(), 1);
}
