//! Demands by REST: handed in once, seen by who may, read on the record.

use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::program::{Program, Reply, customer};
use crate::support::site::{NOBODY, Site};
use chrono::TimeDelta;
use domain::actor::Actor;
use domain::token::TokenScope;
use ombud::store::events;
use ombud::workflow::LOOKED;
use ombud::workflow::tokens::{NewToken, TokenError, TokenWhy};
use serde_json::{Value, json};

/// A demand as a program sends it.
pub fn demand(reference: &str) -> Value {
    json!({
        "authority_reference": reference, "authority": { "name": "Example Court", "mail": "clerk@court.example.org" },
        "instrument": "se.rb.beslag", "issuer": "court", "issued_on": "2026-11-02", "received_at": "2026-11-20T14:20:00+01:00",
        "identifiers": [{ "kind": "mail", "value": "somebody@example.com" }], "categories": ["SUB_ID"],
    })
}

/// With a document of these bytes.
fn with_paper(mut demand: Value, bytes: &[u8]) -> Value {
    demand["documents"] = json!([{ "name": "order.txt", "content": data_encoding::BASE64.encode(bytes) }]);
    demand
}

async fn keyed(program: &Program, path: &str, body: &Value, key: &str) -> Reply {
    program.send("POST", path, Some(body.to_string()), &[("idempotency-key", key), ("content-type", "application/json")]).await
}

async fn looks(site: &Site) -> usize {
    let mut all = 0;
    for row in ombud::store::demands::lines(
        site.app.store.read(),
        &ombud::store::demands::QueueFilter::seen(ombud::store::Sight::Whole),
        Default::default(),
        false,
        None,
        50,
    )
    .await
    .unwrap()
    .rows
    {
        all += events::of_demand(site.app.store.read(), row.id.to()).await.unwrap().iter().filter(|e| e.kind == LOOKED).count();
    }
    all
}

both_databases! {
    async fn a_demand_is_handed_in_once_and_read_by_scope(url: String) {
        let site = Site::open(&url, true).await;
        let hands_in = Program::with(&site, &[TokenScope::DemandsWrite], None).await;
        let standing = Program::with(&site, &[TokenScope::DemandsRead], None).await;
        let content = Program::with(&site, &[TokenScope::DemandsContent], None).await;
        let sent = with_paper(demand("K 1-26"), b"See the order.");
        let made = keyed(&hands_in, "/api/v1/demands", &sent, "k1").await.is(201);
        let again = keyed(&hands_in, "/api/v1/demands", &sent, "k1").await.is(201);
        assert_eq!((&made.text, made.header("location")), (&again.text, again.header("location")), "asked twice, answered alike");
        let other = keyed(&hands_in, "/api/v1/demands", &demand("K 2-26"), "k1").await.is(422);
        assert_eq!(other.json["type"], "urn:ombud:problem:key-used");
        // Another token's key is another key.
        let elsewhere = Program::with(&site, &[TokenScope::DemandsWrite], None).await;
        let twin = keyed(&elsewhere, "/api/v1/demands", &sent, "k1").await.is(201);
        assert_eq!(twin.json["duplicates"], json!([made.json["reference"]]), "linked, never merged (INV-27)");
        let at = made.header("location").to_owned();
        let before = looks(&site).await;
        let seen = standing.get(&at).await.is(200);
        assert_eq!((&seen.json["stage"], &seen.json["channel"], &seen.json["content"]), (&json!("received"), &json!("api"), &json!(null)));
        assert!(!seen.text.contains("somebody@example.com") && !seen.text.contains("K 1-26") && !seen.text.contains("Example Court"));
        assert!(seen.json["obligations"].as_array().unwrap().iter().any(|o| o["kind"] == "produce"));
        let whole = content.get(&at).await.is(200);
        assert_eq!(whole.json["content"]["identifiers"][0]["value"], "somebody@example.com");
        assert_eq!(looks(&site).await, before + 2, "each look is on the record");
        let happened = standing.get(&format!("{at}/events")).await.is(200);
        assert_eq!((&happened.json["items"][0]["kind"], &happened.json["items"][0]["by"]), (&json!("received"), &json!("program")));
        assert!(!happened.text.contains("example"));
        // Papers.
        let papers = content.get(&format!("{at}/documents")).await.is(200);
        let paper = papers.json["items"].as_array().unwrap().iter().find(|d| d["name"] == "order.txt").unwrap().clone();
        let bytes = content.get(&format!("{at}/documents/{}", paper["id"].as_str().unwrap())).await.is(200);
        assert_eq!((bytes.text.as_str(), bytes.header("content-type")), ("See the order.", "application/octet-stream"));
        standing.get(&format!("{at}/documents")).await.is(403);
        let more = json!({ "name": "more.txt", "content": "bW9yZQ==" });
        standing.post(&format!("{at}/documents"), more.clone()).await.is(403);
        let added = keyed(&hands_in, &format!("{at}/documents"), &more, "k2").await.is(201);
        assert_eq!(keyed(&hands_in, &format!("{at}/documents"), &more, "k2").await.is(201).text, added.text);
        assert_eq!(content.get(&format!("{at}/documents")).await.json["items"].as_array().unwrap().len(), 3);
        // The list says nothing of what they say, and pages.
        let list = standing.get("/api/v1/demands?limit=1&stage=received&instrument=se.rb.beslag&territory=SE").await.is(200);
        assert!(list.json["next"].is_string() && !list.text.contains("Example Court"));
        let next = standing.get(&format!("/api/v1/demands?limit=1&after={}", list.json["next"].as_str().unwrap())).await.is(200);
        assert_ne!(next.json["items"][0]["id"], list.json["items"][0]["id"]);
        assert_eq!(standing.get("/api/v1/demands?received_before=2026-11-20T00:00:00Z").await.json["items"], json!([]));
        standing.get("/api/v1/demands?stage=nowhere").await.is(400);
    }
}

#[tokio::test]
async fn every_wrong_member_is_named() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let program = Program::with(&site, &[TokenScope::DemandsWrite], None).await;
    let mut wrong = demand("K 1-26");
    wrong["instrument"] = json!("nobody.knows");
    wrong["identifiers"][0]["value"] = json!("no address");
    wrong["emergancy"] = json!(true);
    let said = program.post("/api/v1/demands", wrong).await.is(400);
    let fields: Vec<&str> = said.json["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["emergancy", "instrument", "identifiers[0].value"]);
    let mut future = demand("K 1-26");
    future["received_at"] = json!("2027-01-01T00:00:00Z");
    program.post("/api/v1/demands", future).await.is(400);
    let mut papers = demand("K 1-26");
    papers["documents"] = json!([{ "name": "x", "content": "no base64!" }]);
    program.post("/api/v1/demands", papers).await.is(400);
    let reader = Program::with(&site, &[TokenScope::DemandsRead], None).await;
    assert_eq!(reader.get("/api/v1/demands").await.json["items"], json!([]), "nothing was recorded");
}

/// Invisible and absent are one answer, byte for byte.
#[tokio::test]
async fn what_a_token_may_not_see_is_not_there() {
    let database = TestDatabase::sqlite();
    let mut site = Site::open(&database.url, true).await;
    let hands_in = Program::with(&site, &[TokenScope::DemandsWrite], None).await;
    let at = hands_in.post("/api/v1/demands", demand("K 1-26")).await.is(201).header("location").to_owned();
    hands_in.get(&at).await.is(200);
    let seen = hands_in.get("/api/v1/demands").await.is(200).json["items"].clone();
    // The same kind of demand under a rulebook in which its instrument is one of national security.
    let mut rulebook = ombud::rulebook::load().unwrap();
    for row in rulebook.instruments.values_mut().filter(|i| i.id.as_str() == "se.rb.beslag") {
        row.statistics.matter = domain::instrument::Matter::NationalSecurity;
    }
    site = site.under(rulebook);
    let program = Program::with(&site, &[TokenScope::DemandsRead, TokenScope::DemandsContent, TokenScope::DemandsWrite], None).await;
    let at = program.post("/api/v1/demands", demand("K 2-26")).await.is(201).header("location").to_owned();
    let nowhere = program.get(&format!("/api/v1/demands/{NOBODY}")).await.is(404);
    for path in [at.clone(), format!("{at}/events"), format!("{at}/documents")] {
        assert_eq!(program.get(&path).await.is(404).text, nowhere.text, "{path}");
    }
    let more = json!({ "name": "more.txt", "content": "bW9yZQ==" });
    program.post(&format!("{at}/documents"), more).await.is(404);
    assert_eq!(program.get("/api/v1/demands").await.is(200).json["items"], seen);
}

/// A customer learns of demands by notice alone.
#[tokio::test]
async fn a_customers_own_token_opens_no_demand() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let own = customer(&site, "Own").await;
    for scope in TokenScope::ALL.into_iter().filter(|s| !s.for_a_customer()) {
        let new = NewToken { name: "x".to_owned(), scopes: [scope].into_iter().collect(), customer: Some(own), days: 1 };
        let refused = site.app.workflow.issue_token(Actor::Operator, new).await.map(drop);
        assert!(matches!(refused, Err(TokenError::Refused(ref why)) if *why == [TokenWhy::ScopesOfAll]), "{}", scope.code());
    }
}

/// Only what succeeded is kept under a key, and a key ends.
#[tokio::test]
async fn a_key_outlives_a_failure_and_not_three_days() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let program = Program::with(&site, &[TokenScope::DemandsWrite, TokenScope::DemandsRead, TokenScope::Scim], None).await;
    let mut wrong = demand("K 1-26");
    wrong["instrument"] = json!("nobody.knows");
    keyed(&program, "/api/v1/demands", &wrong, "k").await.is(400);
    let first = keyed(&program, "/api/v1/demands", &demand("K 1-26"), "k").await.is(201);
    // Two at once: one is done, the other waits or hears the same.
    let both = demand("K 3-26");
    let (one, two) = tokio::join!(keyed(&program, "/api/v1/demands", &both, "twice"), keyed(&program, "/api/v1/demands", &both, "twice"));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert!(statuses == [201, 409] || (statuses == [201, 201] && one.text == two.text), "{statuses:?}");
    assert_eq!(program.get("/api/v1/demands").await.json["items"].as_array().unwrap().len(), 2);
    for bad in ["", "with space", &"x".repeat(201)] {
        keyed(&program, "/api/v1/demands", &both, bad).await.is(400);
    }
    site.wait(TimeDelta::days(3));
    let txn = site.app.store.begin().await.unwrap();
    ombud::store::idempotency::sweep(&txn, site.app.clock.now() - TimeDelta::days(2)).await.unwrap();
    txn.commit().await.unwrap();
    let late = keyed(&program, "/api/v1/demands", &demand("K 1-26"), "k").await.is(201);
    assert_ne!(late.id(), first.id());
}

#[tokio::test]
async fn the_rulebook_and_authorities_are_read() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let program = Program::with(&site, &[TokenScope::RulesRead, TokenScope::AuthoritiesRead], None).await;
    let list = program.get("/api/v1/instruments").await.is(200);
    assert_eq!(list.json["items"].as_array().unwrap().len(), site.app.workflow.rulebook().instruments.len());
    let one = program.get("/api/v1/instruments/us.sca.warrant").await.is(200);
    assert_eq!((&one.json["territory"], &one.json["row"]["id"]), (&json!("US"), &json!("us.sca.warrant")));
    program.get("/api/v1/instruments/nobody.knows").await.is(404);
    assert_eq!(program.get("/api/v1/authorities").await.is(200).json, json!({ "items": [], "next": null }));
    program.get(&format!("/api/v1/authorities/{NOBODY}")).await.is(404);
    program.get("/api/v1/demands").await.is(403);
}
