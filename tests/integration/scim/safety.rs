//! Who may see and do what over SCIM, and what hostile requests get.

use crate::both_databases;
use crate::support::program::{Program, Reply, customer, filtered};
use crate::support::site::{NOBODY, Site};
use domain::ids::CustomerId;
use domain::token::TokenScope;
use serde_json::json;

const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// Everything about an answer that its reader can see, but the request's own id and the time it took.
fn seen(reply: &Reply) -> (u16, Vec<(String, String)>, String) {
    let mut headers: Vec<_> = reply.headers.iter().map(|(n, v)| (n.to_string(), v.to_str().unwrap_or("?").to_owned())).collect();
    headers.retain(|(name, _)| name != "x-request-id");
    headers.sort();
    (reply.status.as_u16(), headers, reply.text.clone())
}

/// What a token of one customer can learn of another's user and group, compared with such that never were: all that differs.
async fn leaks(program: &Program, user: &str, group: &str) -> Vec<String> {
    let nobody = NOBODY;
    let off = json!({ "schemas": [PATCH], "Operations": [{ "op": "replace", "path": "active", "value": false }] });
    let whole = json!({ "userName": "taken@example.org", "displayName": "x" });
    let mut found = Vec::new();
    // What only asks comes first: a token that sees too much deletes what it is asked to.
    for text in [
        format!("id eq \"{user}\""),
        "userName eq \"taken@example.org\"".to_owned(),
        "emails co \"taken\"".to_owned(),
        "not (userName eq \"x\")".to_owned(),
    ] {
        let reply = program.get(&filtered("/scim/v2/Users", &text)).await;
        if reply.json["totalResults"] != 0 {
            found.push(format!("{text}: {}", reply.text));
        }
    }
    for path in ["/scim/v2/Users", "/scim/v2/Groups", "/api/v1/customers"] {
        let reply = program.get(path).await;
        if reply.text.contains(user) || reply.text.contains(group) || reply.text.contains("taken@") {
            found.push(format!("{path}: {}", reply.text));
        }
    }
    for (kind, other) in [("Users", user), ("Groups", group)] {
        for (method, body) in [("GET", None), ("PUT", Some(&whole)), ("PATCH", Some(&off)), ("DELETE", None)] {
            for tag in [None, Some(("if-match", "*")), Some(("if-none-match", "*"))] {
                let mut answers = Vec::new();
                for id in [other, nobody] {
                    let headers: Vec<_> = tag.into_iter().collect();
                    answers.push(program.send(method, &format!("/scim/v2/{kind}/{id}"), body.map(ToString::to_string), &headers).await);
                }
                if seen(&answers[0]) != seen(&answers[1]) {
                    found.push(format!("{method} {kind} {tag:?}: {} and {}", answers[0].text, answers[1].text));
                }
            }
        }
    }
    // Whether somebody else has a name must not be told by a conflict.
    let made = program.post("/scim/v2/Users", json!({ "userName": "taken@example.org" })).await;
    if made.status.as_u16() != 201 {
        found.push(format!("a name of another customer's: {}", made.text));
    }
    found
}

async fn two_customers(site: &Site) -> (CustomerId, CustomerId, String) {
    let (own, other) = (customer(site, "Own").await, customer(site, "Other").await);
    let theirs = Program::with(site, &[TokenScope::Scim], Some(other)).await;
    let user = theirs.post("/scim/v2/Users", json!({ "userName": "taken@example.org" })).await.is(201).id();
    (own, other, user)
}

both_databases! {
    async fn a_token_of_one_customer_learns_nothing_of_another(url: String) {
        let site = Site::open(&url, true).await;
        let (own, other, user) = two_customers(&site).await;
        let all = [TokenScope::Scim, TokenScope::CustomersRead, TokenScope::CustomersWrite];
        let program = Program::with(&site, &all, Some(own)).await;
        let found = leaks(&program, &user, &other.to_string()).await;
        assert!(found.is_empty(), "{}", found.join("\n"));
        // Nor can it take another's user onto its list.
        let add = json!({ "Operations": [{ "op": "add", "path": "members", "value": [{ "value": user }] }] });
        program.patch(&format!("/scim/v2/Groups/{own}"), add).await.is(400);
        program.get(&format!("/api/v1/customers/{other}")).await.is(404);
        program.get(&format!("/api/v1/customers/{other}/contacts")).await.is(404);
        program.get(&format!("/api/v1/customers/{own}/contacts/{user}")).await.is(404);
    }

    /// The planted fault: the same questions by a token that is bound to nobody. The test above would fail.
    async fn a_token_that_sees_all_is_found_out(url: String) {
        let site = Site::open(&url, true).await;
        let (_, other, user) = two_customers(&site).await;
        let program = Program::with(&site, &[TokenScope::Scim, TokenScope::CustomersRead], None).await;
        let found = leaks(&program, &user, &other.to_string()).await;
        for sign in ["GET Users", "PATCH Users", "GET Groups", "id eq", "/api/v1/customers"] {
            assert!(found.iter().any(|leak| leak.starts_with(sign)), "{sign} is not seen in {found:#?}");
        }
    }

    /// Eight clients change what they all have read: one is in time, and the others are told.
    async fn of_those_who_read_the_same_one_changes_it(url: String) {
        let site = Site::open(&url, true).await;
        let own = customer(&site, "Own").await;
        let program = Program::with(&site, &[TokenScope::Scim], Some(own)).await;
        let made = program.post("/scim/v2/Users", json!({ "userName": "a@example.org" })).await.is(201);
        let (path, tag) = (format!("/scim/v2/Users/{}", made.id()), made.header("etag").to_owned());
        let tries = (0..8).map(|n| {
            let body = json!({ "Operations": [{ "op": "replace", "path": "displayName", "value": format!("Name {n}") }] }).to_string();
            let (program, path, tag) = (&program, &path, &tag);
            async move { program.send("PATCH", path, Some(body), &[("if-match", tag)]).await.status.as_u16() }
        });
        let mut statuses = futures::future::join_all(tries).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
        let now = program.get(&path).await.is(200).header("etag").to_owned();
        let known = program.send("GET", &path, None, &[("if-none-match", &now)]).await.is(304);
        assert_eq!((known.text.as_str(), known.header("etag")), ("", now.as_str()));
    }
}

#[tokio::test]
async fn hostile_requests_are_refused_and_change_nothing() {
    let database = crate::support::TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let own = customer(&site, "Own").await;
    let program = Program::with(&site, &[TokenScope::Scim], Some(own)).await;
    let huge = format!("{{\"userName\":\"{}\"}}", "x".repeat(10 * 1024 * 1024));
    let reply = program.send("POST", "/scim/v2/Users", Some(huge), &[]).await.is(413);
    assert_eq!(reply.header("content-type"), "application/scim+json");
    let deep = "[".repeat(50_000) + &"]".repeat(50_000);
    for body in [
        deep.as_str(),
        "",
        "{",
        "null",
        "[]",
        "\"x\"",
        "{\"userName\":7}",
        "{\"userName\":\"a\",\"emails\":\"x\"}",
        "{\"userName\":\"no address\"}",
    ] {
        let reply = program.send("POST", "/scim/v2/Users", Some(body.to_owned()), &[]).await.is(400);
        assert_eq!(reply.json["schemas"][0], "urn:ietf:params:scim:api:messages:2.0:Error", "{}", reply.text);
    }
    for filter in ["userName eq", "'; DROP TABLE contacts; --", "((((((((((((((((((((((active pr", "userName eq \"\u{0}"] {
        assert_eq!(program.get(&filtered("/scim/v2/Users", filter)).await.is(400).json["scimType"], "invalidFilter");
    }
    for odd in ["%' OR '1'='1", "🦀ÅÄÖ\u{202e}", "\\\" or 1=1"] {
        let found = program.get(&filtered("/scim/v2/Users", &format!("userName eq {}", json!(odd)))).await.is(200);
        assert_eq!(found.json["totalResults"], 0);
    }
    for path in ["/scim/v2/Users?count=-5&startIndex=-9", "/scim/v2/Users?count=999999999999&startIndex=9223372036854775807"] {
        assert_eq!(program.get(path).await.is(200).json["totalResults"], 0);
    }
    program.get("/scim/v2/Users?count=many").await.is(400);
    program.get("/scim/v2/Users/%00").await.is(404);
    program.post("/scim/v2/Bulk", json!({})).await.is(404);
    program.send("DELETE", "/scim/v2/Users", None, &[]).await.is(405);
    let made = program.post("/scim/v2/Users", json!({ "userName": "ok@example.org", "displayName": "<script>\u{7}=1+1" })).await.is(201);
    assert_eq!(made.json["displayName"], "<script>=1+1");
    program
        .patch(&format!("/scim/v2/Users/{}", made.id()), json!({ "Operations": [{ "op": "remove", "path": "userName" }] }))
        .await
        .is(400);
    assert_eq!(program.get("/scim/v2/Users").await.is(200).json["totalResults"], 1);
}

#[tokio::test]
async fn what_can_be_done_is_said() {
    let database = crate::support::TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let program = Program::with(&site, &[TokenScope::Scim], None).await;
    let config = program.get("/scim/v2/ServiceProviderConfig").await.is(200).json;
    assert_eq!(
        (&config["patch"]["supported"], &config["bulk"]["supported"], &config["etag"]["supported"]),
        (&json!(true), &json!(false), &json!(true))
    );
    for (list, n) in [("/scim/v2/Schemas", 4), ("/scim/v2/ResourceTypes", 2)] {
        let all = program.get(list).await.is(200).json;
        assert_eq!(all["totalResults"], n);
        for one in all["Resources"].as_array().unwrap() {
            let same = program.get(&format!("{list}/{}", one["id"].as_str().unwrap())).await.is(200).json;
            assert_eq!(&same, one);
        }
    }
    program.get("/scim/v2/Schemas/urn:none").await.is(404);
    program.get("/scim/v2/Schemas?filter=id%20pr").await.is(403);
}
