//! The queue: what it shows to whom, and what can be done with many at once.

use crate::support::TestDatabase;
use crate::support::site::{Answer, Site};
use crate::support::upload::received;
use axum::http::StatusCode;
use domain::actor::{Actor, Role};
use domain::ids::{DemandId, Reference};
use ombud::intake::sample::SamplePaper;
use ombud::store::Key;
use ombud::store::demands::{self, DemandRow};

/// The references of a page, in its order.
fn references(page: &Answer) -> Vec<String> {
    page.body.split("data-reference=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Where the link with this `rel` leads.
fn link(page: &Answer, rel: &str) -> Option<String> {
    let (_, rest) = page.body.split_once(&format!("rel=\"{rel}\" href=\""))?;
    rest.split('"').next().map(|href| href.replace("&#38;", "&").replace("&amp;", "&"))
}

/// Rows like `row`, one for each number, with what `change` makes of them.
async fn more(site: &Site, row: &DemandRow, numbers: std::ops::Range<u8>, change: impl Fn(u8, &mut DemandRow)) {
    let rows = numbers.map(|n| {
        let mut row = row.clone();
        row.id = Key(uuid::Uuid::from_u128(1000 + u128::from(n)));
        row.reference = Reference::from_random([n; 8]).to_string();
        row.reference.replace_range(2..4, &format!("{}{}", char::from(b'A' + n / 26), char::from(b'A' + n % 26)));
        change(n, &mut row);
        row
    });
    let txn = site.app.store.begin().await.unwrap();
    demands::insert_many(&txn, rows.collect()).await.unwrap();
    txn.commit().await.unwrap();
}

#[tokio::test]
async fn pages_follow_each_other_and_lead_back() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let demand = received(&site, SamplePaper::Warrant, "F-1").await;
    let row = demands::find(site.app.store.read(), demand.id).await.unwrap().unwrap();
    more(&site, &row, 0..119, |n, row| row.due_at = row.due_at.map(|t| t + chrono::TimeDelta::hours(n.into()))).await;
    let mut person = site.member(&[Role::Reviewer]).await;
    let first = person.get("/demands").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    assert_eq!(references(&first).len(), 50);
    assert_eq!(link(&first, "prev"), None);
    let second = person.get(&link(&first, "next").unwrap()).await;
    let third = person.get(&link(&second, "next").unwrap()).await;
    assert_eq!((references(&third).len(), link(&third, "next")), (20, None));
    let mut all: Vec<String> = [&first, &second, &third].into_iter().flat_map(references).collect();
    let back = person.get(&link(&third, "prev").unwrap()).await;
    assert_eq!(references(&back), references(&second));
    assert_eq!(references(&person.get(&link(&back, "prev").unwrap()).await), references(&first));
    assert_eq!(references(&person.get(&link(&back, "next").unwrap()).await), references(&third));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 120, "each demand stands on one page");
    // Other orders, both ways round.
    let up = references(&person.get("/demands?q=&order=reference").await);
    let mut sorted = up.clone();
    sorted.sort();
    assert_eq!(up, sorted);
    let down = references(&person.get("/demands?q=&order=-reference").await);
    assert_eq!(down[0], all[119]);
    assert_eq!(person.get("/demands?q=&order=colour").await.status, StatusCode::NOT_FOUND);
    let due = link(&first, "next").unwrap().replace("?q=is:open", "?q=is:open&order=stage");
    assert_eq!(person.get(&due).await.status, StatusCode::NOT_FOUND, "a place in one order is none in another");
}

#[tokio::test]
async fn the_query_filters_and_what_it_cannot_mean_is_said() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let warrant = received(&site, SamplePaper::Warrant, "F-1").await;
    let epoc = received(&site, SamplePaper::Epoc, "F-2").await;
    let mut person = site.member(&[Role::Reviewer]).await;
    let only = |demand: &domain::demand::Demand| vec![demand.reference.to_string()];
    for (query, found) in [
        ("instrument:eu.epoc", only(&epoc)),
        ("instrument:us.sca.warrant%20is:open", only(&warrant)),
        ("F-2", only(&epoc)),
        ("stage:closed", Vec::new()),
        ("secrecy:none", Vec::new()),
        ("assignee:me", Vec::new()),
    ] {
        let page = person.get(&format!("/demands?q={query}")).await;
        assert_eq!((page.status, references(&page)), (StatusCode::OK, found), "{query}");
    }
    assert_eq!(references(&person.get(&format!("/demands?q={}", warrant.reference)).await), only(&warrant));
    let wrong = person.get("/demands?q=stage:review").await;
    assert_eq!((wrong.status, references(&wrong).len()), (StatusCode::UNPROCESSABLE_ENTITY, 0));
    assert!(
        wrong.body.contains("Write one or more of: received, verifying") && wrong.body.contains("value=\"stage:review\""),
        "{}",
        wrong.body
    );
    let hostile = person.get("/demands?q=%3Cscript%3E%22").await;
    assert!(!hostile.body.contains("<script>\""), "what was typed is shown as text");
    let date = person.get("/demands?q=due:%3C1969-12-31").await;
    assert_eq!(date.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_custodian_sees_what_is_to_be_gathered_and_nothing_else_of_it() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let demand = received(&site, SamplePaper::Warrant, "F-1").await;
    let row = demands::find(site.app.store.read(), demand.id).await.unwrap().unwrap();
    more(&site, &row, 0..1, |_, row| row.stage = "producing".to_owned()).await;
    let mut custodian = site.member(&[Role::Custodian]).await;
    for path in ["/demands", "/demands?q=", "/"] {
        let page = custodian.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        assert!(!page.body.contains(&demand.reference.to_string()), "{path}: not in producing");
        for secret in ["Example Public Prosecution Office", "warrant", "Warrant", "Secrecy"] {
            assert!(!page.body.contains(secret), "{path}: {secret}");
        }
        // The account of a task to keep it is all that the desk says of its demand.
        assert_eq!(page.body.contains("customer.example.com"), path == "/", "{path}");
    }
    assert_eq!(references(&custodian.get("/demands").await).len(), 1);
    // Asking until the answer tells is refused, whatever stage is named.
    for probe in ["secrecy:unknown", "F-1", "instrument:us.sca.warrant", "customer:00000000-0000-4000-8000-000000000000", "notice:owed"] {
        let page = custodian.get(&format!("/demands?q={probe}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{probe}");
    }
    assert!(references(&custodian.get("/demands?q=stage:received").await).iter().all(|r| *r != demand.reference.to_string()));
    let mut reviewer = site.member(&[Role::Reviewer]).await;
    assert_eq!(references(&reviewer.get("/demands").await).len(), 2, "the check sees both where both may be seen");
}

#[tokio::test]
async fn several_are_given_at_once_each_with_its_own_answer() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let (one, two) = (received(&site, SamplePaper::Warrant, "F-1").await, received(&site, SamplePaper::Epoc, "F-2").await);
    let mut person = site.member(&[Role::Reviewer]).await;
    let colleague = site.member(&[Role::Approver]).await.id.unwrap();
    let to = colleague.to_string();
    let (first, second) = (one.id.to_string(), two.id.to_string());
    let nobody = DemandId(uuid::Uuid::from_u128(9)).to_string();
    let fields = [("demand", first.as_str()), ("demand", &second), ("demand", &nobody), ("to", &to), ("back", "/demands?q=is:open")];
    let done = person.post("/demands/assign", &fields).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(done.body.contains("Not found, or not yours to see") && done.body.matches("badge good").count() == 2, "{}", done.body);
    for id in [one.id, two.id] {
        assert_eq!(site.app.workflow.find(&Actor::Operator, id).await.unwrap().assignee, Some(colleague));
    }
    let again = person.post("/demands/assign", &fields).await;
    assert!(again.body.contains("Unchanged"), "a second submit changes nothing");
    person.post("/demands/assign", &[("demand", &first), ("to", "nobody")]).await;
    assert_eq!(references(&person.get("/demands?q=assignee:nobody").await), [one.reference.to_string()]);
    // Nobody who may not see a case can be given one, and the way back stays in the house.
    let custodian = site.member(&[Role::Custodian]).await.id.unwrap().to_string();
    assert_eq!(person.post("/demands/assign", &[("demand", &first), ("to", &custodian)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let out = person.post("/demands/assign", &[("to", "me"), ("back", "https://example.net/")]).await;
    assert!(out.body.contains("No demand was marked") && !out.body.contains("example.net"), "{}", out.body);
}
