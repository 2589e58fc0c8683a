//! The document of the interface is made from the table of routes.

use crate::support::TestDatabase;
use crate::support::program::Program;
use crate::support::site::Site;
use domain::actor::Role;
use domain::token::TokenScope;
use ombud::api::openapi::{BEGINS, document};
use ombud::web::routes::{Access, Route, table};
use serde_json::Value;
use std::collections::BTreeSet;

/// What is served below the beginning and not told, or told and not served.
fn differences(table: Vec<Route>, document: &Value) -> Vec<String> {
    let ours = table.into_iter().filter(|r| matches!(r.rule.access, Access::Token(_)) && r.rule.path.starts_with(BEGINS));
    let served: BTreeSet<String> = ours.map(|r| format!("{} {}", r.method, r.rule.path)).collect();
    let paths = document["paths"].as_object().unwrap();
    let methods = |(path, item): (&String, &Value)| {
        item.as_object().unwrap().keys().map(|m| format!("{} {path}", m.to_uppercase())).collect::<Vec<_>>()
    };
    let told: BTreeSet<String> = paths.iter().flat_map(methods).collect();
    served.symmetric_difference(&told).cloned().collect()
}

/// References that lead nowhere.
fn dangling(value: &Value, document: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(to)) = object.get("$ref")
                && document.pointer(to.trim_start_matches('#')).is_none()
            {
                found.push(to.clone());
            }
            object.values().for_each(|v| dangling(v, document, found));
        }
        Value::Array(items) => items.iter().for_each(|v| dangling(v, document, found)),
        _ => {}
    }
}

#[test]
fn what_is_served_is_told_and_the_reverse() {
    let document = document();
    assert_eq!(differences(table(), &document), Vec::<String>::new());
    // A line that is not told is seen, and one that is not served.
    let mut planted = document.clone();
    planted["paths"].as_object_mut().unwrap().remove("/api/v1/demands");
    planted["paths"]["/api/v1/nowhere"] = serde_json::json!({ "get": {} });
    assert_eq!(differences(table(), &planted), ["GET /api/v1/demands", "GET /api/v1/nowhere", "POST /api/v1/demands"]);
    let mut found = Vec::new();
    dangling(&document, &document, &mut found);
    assert_eq!(found, Vec::<String>::new());
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."), "{}", document["openapi"]);
    let ids: Vec<&Value> =
        document["paths"].as_object().unwrap().values().flat_map(|p| p.as_object().unwrap().values().map(|o| &o["operationId"])).collect();
    let once: BTreeSet<String> = ids.iter().map(|id| id.to_string()).collect();
    assert_eq!(once.len(), ids.len(), "an operation's name stands twice");
}

#[tokio::test]
async fn any_token_reads_the_document() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    Program::stranger(&site, None).get("/api/v1/openapi.json").await.is(401);
    let program = Program::with(&site, &[TokenScope::RulesRead], None).await;
    let served = program.get("/api/v1/openapi.json").await.is(200);
    assert_eq!((served.header("content-type"), &served.json), ("application/json", &document()));
    assert_eq!(served.json["openapi"], "3.1.0");
}

#[tokio::test]
async fn the_page_shows_every_address() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut admin = site.member(&[Role::SecurityAdmin]).await;
    let page = admin.get("/tokens/interface").await;
    let missing: Vec<String> =
        document()["paths"].as_object().unwrap().keys().filter(|path| !page.body.contains(path.as_str())).cloned().collect();
    assert!(page.status.is_success() && missing.is_empty(), "{missing:?}");
    assert!(admin.get("/tokens").await.body.contains("/tokens/interface"));
}
