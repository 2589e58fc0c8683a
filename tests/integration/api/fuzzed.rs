//! What is served does what its document says: schemathesis sends what the document allows and what it forbids.

use crate::support::TestDatabase;
use crate::support::program::Program;
use crate::support::python::python;
use crate::support::site::Site;
use axum::Router;
use axum::routing::get;
use chrono::TimeDelta;
use domain::token::TokenScope;
use ombud::api::openapi::document;
use serde_json::{Value, json};
use std::process::Command;
use std::time::Duration;

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,ignored_auth";

/// Whether schemathesis is content with what is served at `url`, and what it said.
async fn content(url: &str, secret: &str, document: &Value, examples: u8) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("openapi.json");
    std::fs::write(&file, document.to_string()).unwrap();
    let arguments = [url.to_owned(), format!("Authorization: Bearer {secret}"), examples.to_string()];
    let at = folder.path().to_owned();
    let run = tokio::task::spawn_blocking(move || {
        let [url, token, examples] = arguments;
        Command::new("timeout")
            .args(["--kill-after=5", "240"])
            .arg(python().with_file_name("schemathesis"))
            .current_dir(at)
            .arg("run")
            .arg(file)
            .args(["--url", &url, "--header", &token, "--checks", CHECKS])
            .args(["--phases", "examples,coverage,fuzzing", "--max-examples", &examples, "--seed", "1", "--workers", "1"])
            .args(["--max-failures", "5", "--request-timeout", "10", "--generation-database", "none", "--no-color"])
            .output()
    });
    let done = run.await.unwrap().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    (done.status.success(), said)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_keeps_to_its_document() {
    let database = TestDatabase::sqlite();
    let site = std::sync::Arc::new(Site::open(&database.url, true).await);
    let program = Program::with(&site, &TokenScope::ALL, None).await;
    program.post("/api/v1/demands", super::demands::demand("K 1-26")).await.is(201);
    crate::support::program::customer(&site, "Customer One").await;
    let url = site.serve().await;
    // The token's turns come back with time, and the clock stands.
    let ticking = site.clone();
    let ticker = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            ticking.wait(TimeDelta::seconds(2));
        }
    });
    let (content, said) = content(&url, program.secret.as_deref().unwrap(), &document(), 5).await;
    ticker.abort();
    assert!(content, "{said}");
}

/// An answer outside its schema is seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_that_does_not_is_seen() {
    let planted = || async { axum::Json(json!({ "items": [{ "id": 5, "name": null }], "next": 7 })) };
    let router: Router = Router::new().route("/api/v1/authorities", get(planted));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut cut = document();
    cut["paths"].as_object_mut().unwrap().retain(|path, _| path == "/api/v1/authorities");
    let (content, said) = content(&url, "x", &cut, 2).await;
    assert!(!content && said.contains("violates schema"), "{said}");
}
