//! What every answer carries, and what is refused before a handler sees it.

use crate::support::TestDatabase;
use crate::support::site::Site;
use axum::body::Body;
use axum::http::{StatusCode, header};
use domain::actor::Role;
use ombud::app::Settings;

#[tokio::test]
async fn pages_carry_the_policies() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut person = site.member(&[Role::SecurityAdmin]).await;
    for path in ["/people", "/sign-in", "/no-such-page", "/link/none"] {
        let page = person.get(path).await;
        let policy = page.header("content-security-policy");
        for part in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!page.body.contains("style=") && !page.body.contains("onclick"), "{path}: nothing inline");
    }
}

#[tokio::test]
async fn the_cookie_is_bound_to_host_and_tls() {
    let database = TestDatabase::sqlite();
    let settings = Settings { public_url: "https://ombud.example.org".to_owned(), zone: chrono_tz::UTC, demo: true };
    let site = Site::with(&database.url, settings).await;
    let (_, _, link) = site.invite(&[Role::Auditor]).await;
    let came = site.visitor().post(&link, &[]).await;
    let cookie = came.header("set-cookie");
    assert!(cookie.starts_with("__Host-ombud="), "{cookie}");
    for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let secret = cookie.trim_start_matches("__Host-ombud=").split(';').next().unwrap();
    assert_eq!(secret.len(), 43, "256 bits in base64");
}

#[tokio::test]
async fn other_sites_can_send_nothing() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut person = site.member(&[Role::Auditor]).await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://example.net")] {
        let request = person.request("POST", "/sign-out").header(name, value).body(Body::empty()).unwrap();
        let answer = person.send(request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(answer.body.contains("Sent from another site"), "{}", answer.body);
    }
    assert_eq!(person.get("/people").await.status, StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn too_much_and_unreadable_are_said_in_words() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut person = site.member(&[Role::SecurityAdmin]).await;
    person.language = "sv";
    let long = "x".repeat(300_000);
    let answer = person.post("/people/new", &[("name", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("Too large"), "the language of the person, not of the browser: {}", answer.body);
    let request = person.request("POST", "/people/new").header(header::CONTENT_TYPE, "text/plain").body(Body::from("x")).unwrap();
    let answer = person.send(request).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut stranger = site.visitor();
    stranger.language = "sv";
    let request = stranger.request("POST", "/sign-in").header(header::CONTENT_TYPE, "text/plain").body(Body::from("x")).unwrap();
    assert!(stranger.send(request).await.body.contains("Formuläret gick inte att läsa"));
}

#[tokio::test]
async fn what_is_not_there_and_what_is_no_id_are_the_same_bytes() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut person = site.member(&[Role::SecurityAdmin]).await;
    let absent = person.get("/people/00000000-0000-4000-8000-000000000000").await;
    let no_id = person.get("/people/nonsense").await;
    let nowhere = person.get("/nowhere").await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
    assert_eq!(absent.body, no_id.body);
    assert_eq!(absent.body, nowhere.body);
    assert!(absent.body.contains("What was kept") && absent.body.contains("What to do"));
}

#[tokio::test]
async fn files_have_the_hash_of_their_content_in_their_address() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut visitor = site.visitor();
    for (path, kind) in [
        (ombud::web::assets::css(), "text/css; charset=utf-8"),
        (ombud::web::assets::js(), "text/javascript; charset=utf-8"),
        (ombud::web::assets::icons(), "image/svg+xml"),
    ] {
        let file = visitor.get(path).await;
        assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, kind), "{path}");
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(file.body.len() > 1000, "{path}");
    }
    assert_eq!(visitor.get("/static/0000000000000000/ombud.css").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_process_says_whether_it_lives_and_can_work() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut visitor = site.visitor();
    assert_eq!(visitor.get("/healthz").await.body, "alive\n");
    assert_eq!(visitor.get("/readyz").await.body, "ready\n");
    visitor.address = [192, 0, 2, 7];
    assert_eq!(visitor.get("/metrics").await.status, StatusCode::NOT_FOUND, "counters are for this host");
}

#[tokio::test]
async fn a_page_over_tls_asks_for_tls_for_a_year() {
    let database = TestDatabase::sqlite();
    let settings = Settings { public_url: "https://ombud.example.org".to_owned(), zone: chrono_tz::UTC, demo: true };
    let site = Site::with(&database.url, settings).await;
    assert_eq!(site.visitor().get("/sign-in").await.header("strict-transport-security"), "max-age=31536000");
}
