//! Lists of customers by REST: the same function as on the screen, behind a token.

use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::program::{Program, Reply, customer};
use crate::support::site::Site;
use domain::ids::CustomerId;
use domain::token::TokenScope;
use ombud::store::customers::{self, CustomerFilter};
use serde_json::{Value, json};

const AT: &str = "/api/v1/customers/import";
const CSV: [(&str, &str); 1] = [("content-type", "text/csv; charset=utf-8")];
const LINES: [(&str, &str); 1] = [("content-type", "application/jsonl")];

const GOOD_AND_BAD: &str = "external_id,name,country,contact_mail,contact_verified_at\n\
    c-1,One AB,SE,legal@one.example.org,2026-01-01\n\
    c-2,Two AB,Sweden,legal@two.example.org,\n\
    c-3,Three AB,SE,,\n";

async fn send(program: &Program, query: &str, body: &str, headers: &[(&str, &str)]) -> Reply {
    program.send("POST", &format!("{AT}{query}"), Some(body.to_owned()), headers).await
}

fn counts(reply: &Reply) -> [u64; 4] {
    ["added", "changed", "unchanged", "rejected"].map(|n| reply.json[n].as_u64().unwrap_or_else(|| panic!("{n}: {}", reply.text)))
}

async fn names(site: &Site) -> Vec<String> {
    let rows = customers::list(site.app.store.read(), &CustomerFilter::default(), None, 100).await.unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

both_databases! {
    async fn good_rows_go_in_and_bad_ones_come_back(url: String) {
        let site = Site::open(&url, true).await;
        let program = Program::with(&site, &[TokenScope::CustomersWrite], None).await;
        let before = ombud::store::events::head(site.app.store.read()).await.unwrap();
        let preview = send(&program, "?dry_run=true", GOOD_AND_BAD, &CSV).await.is(200);
        assert_eq!((counts(&preview), &preview.json["dry_run"]), ([2, 0, 0, 1], &json!(true)));
        assert_eq!((names(&site).await, ombud::store::events::head(site.app.store.read()).await.unwrap()), (Vec::new(), before));

        let taken = send(&program, "", GOOD_AND_BAD, &CSV).await.is(200);
        assert_eq!(counts(&taken), [2, 0, 0, 1]);
        assert_eq!(taken.json["first_changes"], preview.json["first_changes"], "what was shown is what was done");
        assert_eq!((&taken.json["first_rejected"][0]["line"], &taken.json["first_rejected"][0]["name"]), (&json!(3), &json!("Two AB")));
        assert_eq!(names(&site).await, ["One AB", "Three AB"]);
        // The bad row is a list of its own, in the same form: mended, it goes in.
        let bad = taken.json["rejected_file"].as_str().unwrap();
        assert!(bad.starts_with("external_id,name,country,") && bad.contains("c-2,Two AB,Sweden") && bad.lines().count() == 2, "{bad}");
        assert_eq!(preview.json["rejected_file"], taken.json["rejected_file"]);
        let mended = send(&program, "", &bad.replace("Sweden", "SE"), &CSV).await.is(200);
        assert_eq!((counts(&mended), &mended.json["rejected_file"]), ([1, 0, 0, 0], &Value::Null));
        // A second run changes nothing.
        let head = ombud::store::events::head(site.app.store.read()).await.unwrap();
        assert_eq!(counts(&send(&program, "", GOOD_AND_BAD, &CSV).await.is(200)), [0, 0, 2, 1]);
        assert_eq!(ombud::store::events::head(site.app.store.read()).await.unwrap(), head);
        // A program does not verify an address by saying so.
        let contacts = program.get("/api/v1/customers/ext:c-1/contacts").await.is(200);
        assert_eq!((&contacts.json["items"][0]["mail"], &contacts.json["items"][0]["verified_at"]), (&json!("legal@one.example.org"), &Value::Null));
    }

    async fn a_whole_list_takes_off_whom_it_does_not_name(url: String) {
        let site = Site::open(&url, true).await;
        let program = Program::with(&site, &[TokenScope::CustomersWrite], None).await;
        let line = |mails: &[&str]| {
            let contacts: Vec<_> = mails.iter().map(|m| json!({ "mail": m })).collect();
            format!("{}\nno json\n", json!({ "external_id": "c-1", "name": "One AB", "country": "SE", "contacts": contacts }))
        };
        let first = send(&program, "", &line(&["a@one.example.org", "b@one.example.org"]), &LINES).await.is(200);
        assert_eq!(counts(&first), [1, 0, 0, 1]);
        let bad: Value = serde_json::from_str(first.json["rejected_file"].as_str().unwrap()).unwrap();
        assert_eq!((&bad["unreadable"], bad["reason"].is_string()), (&json!("no json"), true));
        assert_eq!(counts(&send(&program, "", &line(&["a@one.example.org"]), &LINES).await), [0, 0, 1, 1]);
        assert_eq!(counts(&send(&program, "?whole=true", &line(&["a@one.example.org"]), &LINES).await), [0, 1, 0, 1]);
        let left = program.get("/api/v1/customers/ext:c-1/contacts").await.is(200);
        assert_eq!(left.json["items"].as_array().unwrap().len(), 1);
    }

    async fn a_list_is_answered_once_per_key(url: String) {
        let site = Site::open(&url, true).await;
        let program = Program::with(&site, &[TokenScope::CustomersWrite], None).await;
        let keyed = [CSV[0], ("idempotency-key", "list-1")];
        // A preview is no answer that is kept.
        send(&program, "?dry_run=true", GOOD_AND_BAD, &keyed).await.is(200);
        let first = send(&program, "", GOOD_AND_BAD, &keyed).await.is(200);
        assert_eq!(send(&program, "", GOOD_AND_BAD, &keyed).await.is(200).text, first.text);
        assert_eq!(counts(&first), [2, 0, 0, 1]);
        send(&program, "?whole=true", GOOD_AND_BAD, &keyed).await.is(422);
        send(&program, "", "external_id,name,country\nc-9,Nine AB,SE\n", &keyed).await.is(422);
        assert_eq!(names(&site).await, ["One AB", "Three AB"]);
        // Nor does a key of another thing stand for a list.
        let body = json!({ "name": "Four AB", "country": "SE" }).to_string();
        program.send("POST", "/api/v1/customers", Some(body), &[("idempotency-key", "one")]).await.is(201);
        send(&program, "", GOOD_AND_BAD, &[CSV[0], ("idempotency-key", "one")]).await.is(422);
    }
}

/// Domains and accounts say whose data is whose: only a token for all customers with the scope brings lists.
#[tokio::test]
async fn what_is_no_list_or_not_allowed_changes_nothing() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let own: CustomerId = customer(&site, "Own").await;
    let bound = Program::with(&site, &[TokenScope::CustomersWrite, TokenScope::Scim], Some(own)).await;
    for body in [GOOD_AND_BAD, ""] {
        send(&bound, "", body, &CSV).await.is(403);
        send(&bound, "?dry_run=true", body, &LINES).await.is(403);
    }
    let reader = Program::with(&site, &[TokenScope::CustomersRead], None).await;
    send(&reader, "?dry_run=true", GOOD_AND_BAD, &CSV).await.is(403);
    let program = Program::with(&site, &[TokenScope::CustomersWrite], None).await;
    send(&program, "", GOOD_AND_BAD, &[("content-type", "application/xml")]).await.is(415);
    send(&program, "?dryrun=true", GOOD_AND_BAD, &CSV).await.is(400);
    let colour = send(&program, "", "name,country,colour\nOne,SE,red\n", &CSV).await.is(400);
    assert!(colour.json["detail"].as_str().unwrap().contains("colour"), "{}", colour.text);
    send(&program, "", "", &CSV).await.is(400);
    send(&program, "", "\u{0}\u{1}", &LINES).await.is(200);
    let large = "x".repeat(ombud::api::rest::import::MOST + 1);
    send(&program, "", &large, &CSV).await.is(413);
    assert_eq!(names(&site).await, ["Own"]);
}
