//! What a contact sees of a demand that the customer was told of.

use super::{CONTACT, contact, demand, open};
use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::site::{Site, address};
use crate::web_rulebook::raw_keys;
use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::category::Category;
use domain::ids::DemandId;
use ombud::portal::routes::table;
use ombud::web::routes::Access;

#[tokio::test]
async fn strangers_get_the_sign_in_page_or_nothing() {
    let database = TestDatabase::sqlite();
    let (_desk, site) = open(&database.url).await;
    let mut tried = 0;
    for route in table().iter().filter(|r| r.rule.access == Access::Customer) {
        let path = address(route.rule.path);
        let mut stranger = site.visitor();
        let mut staff = site.member(&[domain::actor::Role::Reviewer]).await;
        for visitor in [&mut stranger, &mut staff] {
            if route.method == "GET" {
                assert_eq!(visitor.get(&path).await.leads_to(), "/customer/sign-in", "{path}");
            } else {
                assert_eq!(visitor.post(&path, &[]).await.status, StatusCode::UNAUTHORIZED, "{path}");
            }
        }
        tried += 1;
    }
    assert!(tried >= 8, "{tried}");
    assert_eq!(site.visitor().get("/customer/nowhere").await.leads_to(), "/customer/sign-in");
}

#[test]
fn the_table_is_its_own_and_every_address_lies_below_the_door() {
    let mut seen = std::collections::BTreeSet::new();
    for route in table() {
        assert!(seen.insert((route.method, route.rule.path)), "{} {} stands twice", route.method, route.rule.path);
        assert!(route.rule.path == "/customer" || route.rule.path.starts_with("/customer/"), "{}", route.rule.path);
        assert!(matches!(route.rule.access, Access::Public | Access::Customer), "{}", route.rule.path);
    }
}

both_databases! {
    async fn a_told_demand_is_shown_with_the_facts_of_the_notice(url: String) {
        let (desk, site) = open(&url).await;
        let id = desk.receive(demand(&desk, "us.sca.order_2703d", "26-cr-14", &[Category::SubId, Category::Traffic])).await.id;
        let mut visitor = contact(&site, CONTACT).await;
        let nothing = visitor.get(&format!("/customer/demands/{id}")).await;
        assert_eq!(nothing.status, StatusCode::NOT_FOUND);
        desk.to_producing(id).await;
        desk.no_secrecy(id).await;
        assert_eq!(visitor.get(&format!("/customer/demands/{id}")).await.body, nothing.body, "before the notice");
        desk.notify(id).await;
        let list = visitor.get("/customer").await;
        assert!(list.body.contains("Example County Court") && list.body.contains("You can object"), "{}", list.body);
        let page = visitor.get(&format!("/customer/demands/{id}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert_eq!(raw_keys(&page.body), Vec::<String>::new());
        for fact in ["Example County Court", "26-cr-14", "as printed", "Subscriber identity", "Traffic data", "Authorised", "Europe/Stockholm", "Nothing has been disclosed yet"] {
            assert!(page.body.contains(fact), "{fact}: {}", page.body);
        }
        desk.collect(id).await;
        desk.seal(id).await.unwrap();
        desk.forward(TimeDelta::days(11));
        let mut visitor = contact(&site, CONTACT).await;
        let over = visitor.get(&format!("/customer/demands/{id}")).await;
        assert!(over.body.contains("The time to object is over"), "{}", over.body);
        desk.release(id).await.unwrap();
        let released = visitor.get(&format!("/customer/demands/{id}")).await;
        assert!(released.body.contains("Data was disclosed on") && released.body.contains("SHA-256"), "{}", released.body);
        swedish(&site, &mut visitor, id).await;
        let file = visitor.get(&format!("/customer/demands/{id}/demand.json")).await;
        assert_eq!(file.header("content-type"), "application/json");
        let json: serde_json::Value = serde_json::from_str(&file.body).unwrap();
        assert_eq!(json["format"], "ombud.customer/1");
        assert_eq!(json["demands"][0]["authority"], "Example County Court");
        assert_eq!(visitor.get("/customer/notices.json").await.body, file.body, "it is the only one");
    }
}

async fn swedish(site: &Site, visitor: &mut crate::support::site::Visitor, id: DemandId) {
    let path = format!("/customer/demands/{id}");
    assert_eq!(visitor.post("/customer/language", &[("language", "sv"), ("next", &path)]).await.leads_to(), path);
    let page = visitor.get(&path).await;
    assert!(page.body.contains("<html lang=\"sv\"") && page.body.contains("Uppgifter lämnades ut"), "{}", page.body);
    assert_eq!(raw_keys(&page.body), Vec::<String>::new());
    visitor.post("/customer/language", &[("language", "en"), ("next", &path)]).await;
    assert_eq!(site.visitor().get("/customer/sign-in").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_contact_acknowledges_objects_and_names_counsel_once() {
    let database = TestDatabase::sqlite();
    let (desk, site) = open(&database.url).await;
    let id = desk.receive(demand(&desk, "us.sca.order_2703d", "26-cr-15", &[Category::SubId])).await.id;
    desk.to_producing(id).await;
    desk.no_secrecy(id).await;
    desk.notify(id).await;
    let mut visitor = contact(&site, CONTACT).await;
    let path = format!("/customer/demands/{id}");
    assert!(visitor.get(&path).await.body.contains("Confirm that you have received it"));
    let opened = desk.find(id).await;
    assert_eq!(opened.told().unwrap().readings.len(), 1, "opening it is on record");
    for _ in 0..2 {
        let done = visitor.post(&format!("{path}/acknowledgement"), &[("key", "a")]).await;
        assert_eq!((done.status, done.leads_to()), (StatusCode::SEE_OTHER, path.as_str()));
    }
    assert!(visitor.get(&path).await.body.contains("You have confirmed receipt"));
    let form = visitor.get(&format!("{path}/objection")).await;
    assert_eq!(raw_keys(&form.body), Vec::<String>::new());
    let empty = visitor.upload(&format!("{path}/objection"), "privilege.txt", b"Letters to counsel.").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "a paper without a word");
    for _ in 0..2 {
        let sent = object(&mut visitor, &format!("{path}/objection"), "Privileged.", "k-1").await;
        assert_eq!((sent.status, sent.leads_to()), (StatusCode::SEE_OTHER, path.as_str()), "{}", sent.body);
    }
    let after = desk.find(id).await;
    assert_eq!(after.objections.len(), 1, "sent twice, made once");
    assert_eq!(after.objections[0].documents.len(), 1);
    let page = visitor.get(&path).await;
    assert!(page.body.contains("Privileged.") && page.body.contains("privilege.txt"), "{}", page.body);
    let paper = visitor.get(&format!("{path}/documents/{}", after.objections[0].documents[0])).await;
    assert_eq!((paper.status, paper.body.as_str()), (StatusCode::OK, "Letters to counsel."));
    let theirs = after.documents.iter().find(|d| d.name == "order.pdf").unwrap().id;
    assert_eq!(visitor.get(&format!("{path}/documents/{theirs}")).await.status, StatusCode::NOT_FOUND, "the paper itself is not cleared");
    let named = visitor.post(&format!("{path}/counsel"), &[("name", "Example Law Firm"), ("mail", "firm@counsel.example.net")]).await;
    assert_eq!(named.leads_to(), path);
    assert_eq!(desk.find(id).await.counsel.unwrap().mail, "firm@counsel.example.net");
}

/// Send an objection with one paper, as a browser sends it.
async fn object(visitor: &mut crate::support::site::Visitor, path: &str, text: &str, key: &str) -> crate::support::site::Answer {
    let part = |name: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let file = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"privilege.txt\"\r\n\r\nLetters to counsel.\r\n--b--\r\n";
    let body = part("key", key) + &part("text", text) + file;
    let request = visitor.request("POST", path).header("sec-fetch-site", "same-origin");
    let request = request.header("content-type", "multipart/form-data; boundary=b");
    visitor.send(request.body(axum::body::Body::from(body)).unwrap()).await
}
