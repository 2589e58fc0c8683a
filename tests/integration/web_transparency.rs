//! Transparency on the screen: the numbers are those of the files, each download is on the record, what can't be published says why.

use crate::support::TestDatabase;
use crate::support::actors::Desk;
use crate::support::site::{Answer, Site, Visitor};
use crate::web_rulebook::raw_keys;
use axum::body::Body;
use axum::http::{StatusCode, header};
use domain::actor::{Actor, Role};
use domain::category::Category;
use http_body_util::BodyExt;
use ombud::store::events;
use ombud::workflow::NewDemand;
use ombud::workflow::directory::NewAuthority;

const ASK: &str = "/transparency?period=2026-H2&style=tidy";

async fn site() -> (Site, Desk, TestDatabase) {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let desk = Desk::open(&database.url).await;
    for n in 0..3 {
        let new = desk.demand("us.sca.subpoena", &format!("22-cv-{n}"), &[Category::SubId]);
        desk.receive(NewDemand { authority: Some(desk.authority), ..new }).await;
    }
    (site, desk, database)
}

/// The value of a hidden field.
fn hidden(page: &Answer, name: &str) -> String {
    let rest = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no {name}: {}", page.body));
    rest.split('"').next().unwrap().replace("&#58;", ":")
}

async fn bytes(visitor: &mut Visitor, fields: &[(&str, &str)]) -> (StatusCode, Vec<u8>) {
    let form: Vec<String> = fields.iter().map(|(n, v)| format!("{n}={}", ombud::web::paths::encoded(v))).collect();
    let request = visitor.request("POST", "/transparency/export").header("sec-fetch-site", "same-origin");
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(form.join("&"))).unwrap();
    let answer = visitor.raw(request).await;
    (answer.status(), answer.into_body().collect().await.unwrap().to_bytes().to_vec())
}

async fn exported(site: &Site) -> usize {
    let all = events::page(site.app.store.read(), 0, 1_000).await.unwrap();
    all.iter().filter(|e| e.kind == "statistics_exported").count()
}

#[tokio::test]
async fn what_is_shown_is_what_is_taken_away_and_each_taking_is_recorded() {
    let (site, desk, _database) = site().await;
    let mut auditor = site.member(&[Role::Auditor]).await;
    let empty = auditor.get("/transparency").await;
    assert!(empty.body.contains("How it is counted") && raw_keys(&empty.body).is_empty(), "{:?}", raw_keys(&empty.body));
    let page = auditor.get(ASK).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(raw_keys(&page.body), Vec::<String>::new());
    for text in ["United States", "Provisional: the period is not over", "<dd>3</dd>", "Download all"] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    assert_eq!(exported(&site).await, 0, "looking takes nothing away");

    let cut_off = hidden(&page, "cut_off");
    let fields = [("period", "2026-H2"), ("style", "tidy"), ("cut_off", cut_off.as_str()), ("file", "")];
    let (status, first) = bytes(&mut auditor, &fields).await;
    assert_eq!((status, &first[..2]), (StatusCode::OK, &b"PK"[..]));
    // A demand comes in after the page was made: the files still say what the page said.
    desk.clock.set(site.app.clock.now() + chrono::TimeDelta::minutes(5));
    desk.receive(desk.demand("us.sca.subpoena", "22-cv-9", &[Category::SubId])).await;
    site.wait(chrono::TimeDelta::minutes(10));
    let (_, again) = bytes(&mut auditor, &fields).await;
    assert!(first == again, "the same count gives the same bytes");
    assert!(auditor.get(ASK).await.body.contains("<dd>4</dd>"), "a new count sees it");
    assert_eq!(exported(&site).await, 2);

    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(first)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names {
        assert!(page.body.contains(&name), "{name} is listed");
        let (status, one) = bytes(&mut auditor, &[fields[0], fields[1], fields[2], ("file", name.as_str())]).await;
        let mut inside = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name(&name).unwrap(), &mut inside).unwrap();
        assert!(status == StatusCode::OK && one == inside, "{name}");
    }
    let (status, _) = bytes(&mut auditor, &[fields[0], fields[1], fields[2], ("file", "../keys")]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = bytes(&mut auditor, &[fields[0], fields[1], ("cut_off", "2030-01-01T00:00:00Z"), ("file", "")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "no count of the future");
}

#[tokio::test]
async fn what_cannot_be_published_names_the_demands_to_those_who_may_see_them() {
    let (site, desk, _database) = site().await;
    let nowhere = NewAuthority {
        name: "Example Agency".to_owned(),
        territory: "QQ".to_owned(),
        level: "national".to_owned(),
        kind: domain::instrument::IssuerKind::Agency,
        phone: "+1 555 0101".to_owned(),
        mail: "desk@agency.example.org".to_owned(),
        language: String::new(),
        postal: Vec::new(),
        domains: Vec::new(),
        note: String::new(),
    };
    let id = desk.workflow.add_authority(Actor::Operator, nowhere).await.unwrap();
    let new = desk.demand("us.sca.subpoena", "23-cv-1", &[Category::SubId]);
    let demand = desk.receive(NewDemand { authority: Some(id), ..new }).await;
    let mut reviewer = site.member(&[Role::Reviewer]).await;
    let page = reviewer.get(ASK).await;
    assert!(page.body.contains("This can’t be published") && page.body.contains("not in the list"), "{}", page.body);
    assert!(page.body.contains(&format!("href=\"/demands/{}\"", demand.id)), "{}", page.body);
    assert!(!page.body.contains("Download all"), "nothing to take away");
    let cut_off = site.app.clock.now().to_rfc3339();
    let (status, _) = bytes(&mut reviewer, &[("period", "2026-H2"), ("style", "tidy"), ("cut_off", cut_off.as_str()), ("file", "")]).await;
    assert_eq!((status, exported(&site).await), (StatusCode::UNPROCESSABLE_ENTITY, 0));
    let other = site.member(&[Role::Auditor]).await.get(ASK).await;
    assert!(other.body.contains("This can’t be published") && !other.body.contains("href=\"/demands/"), "{}", other.body);
}

#[tokio::test]
async fn a_period_that_is_none_is_said_and_roles_without_cases_stay_out() {
    let (site, _desk, _database) = site().await;
    let mut reviewer = site.member(&[Role::Reviewer]).await;
    let wrong = reviewer.get("/transparency?period=yesterday&style=tidy").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Choose a period"), "{}", wrong.body);
    assert_eq!(reviewer.get("/transparency?period=2026-H1&style=nice").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let microsoft = reviewer.get("/transparency?period=2026-H2&style=microsoft").await;
    assert!(
        microsoft.body.contains("This format cannot show these numbers") && !microsoft.body.contains("Download all"),
        "{}",
        microsoft.body
    );
    for role in [Role::Custodian, Role::SecurityAdmin, Role::SystemAdmin] {
        assert_eq!(site.member(&[role]).await.get(ASK).await.status, StatusCode::FORBIDDEN, "{}", role.code());
    }
}
