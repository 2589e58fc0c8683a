//! Who sees what: the custodian the lines, the auditor the record, nobody anything unrecorded.

use super::Office;
use axum::http::StatusCode;
use domain::actor::Role;
use domain::category::Category;
use ombud::store::events;

const TABS: [&str; 6] = ["", "/documents", "/scope", "/package", "/correspondence", "/record"];

#[tokio::test]
async fn each_tab_shows_and_the_look_is_recorded_first() {
    let office = Office::open().await;
    let id = office.receive("24-CV-2", &[Category::SubId]).await;
    let mut reviewer = office.person(Role::Reviewer).await;
    let looks = async || {
        let all = events::of_demand(office.desk.workflow.store().read(), id).await.unwrap();
        all.iter().filter(|e| e.kind == "looked").count()
    };
    assert_eq!(looks().await, 0);
    for tab in TABS {
        let page = reviewer.get(&format!("/demands/{id}{tab}")).await;
        assert_eq!(page.status, StatusCode::OK, "{tab}: {}", page.body);
        assert!(page.body.contains("aria-current=\"page\""), "{tab}");
        let title = page.body.split("<title>").nth(1).unwrap().split("</title>").next().unwrap().to_owned();
        assert!(!title.contains("24-CV-2") && !title.contains("Example"), "no content in a title: {title}");
        assert!(looks().await >= 1, "{tab}");
    }
    // The first look of this person, and the opened paper.
    assert_eq!(looks().await, 2);
}

#[tokio::test]
async fn absent_and_not_yours_are_the_same_bytes() {
    let office = Office::open().await;
    let id = office.receive("24-CV-3", &[Category::SubId]).await;
    let mut custodian = office.person(Role::Custodian).await;
    for tab in ["", "/scope", "/record_collection"] {
        let hidden = custodian.get(&format!("/demands/{id}{tab}")).await;
        let absent = custodian.get(&format!("/demands/{}{tab}", uuid::Uuid::from_u128(7))).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{tab}");
        let plain = |body: &str, id: &str| body.replace(id, "ID");
        assert_eq!(plain(&hidden.body, &id.to_string()), plain(&absent.body, &uuid::Uuid::from_u128(7).to_string()), "{tab}");
    }
}

#[tokio::test]
async fn the_custodian_sees_the_lines_and_nothing_else() {
    let office = Office::open().await;
    let id = office.receive("24-CV-4", &[Category::SubId]).await;
    office.desk.to_producing(id).await;
    let mut custodian = office.person(Role::Custodian).await;
    let page = custodian.get(&format!("/demands/{id}/scope")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("accounts@customer.example.com"));
    for content in ["Example County Court", "Example Customer", "24-CV-4", "The order compels", "No customer contact"] {
        assert!(!page.body.contains(content), "{content}");
    }
    assert_eq!(custodian.get(&format!("/demands/{id}")).await.leads_to(), format!("/demands/{id}/scope"));
    assert_eq!(custodian.get(&format!("/demands/{id}/add_note")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(custodian.get(&format!("/demands/{id}/documents")).await.status, StatusCode::FORBIDDEN);
    let form = custodian.get(&format!("/demands/{id}/record_collection")).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(!form.body.contains("Example Customer"));
}

#[tokio::test]
async fn the_auditor_reads_the_record_without_content() {
    let office = Office::open().await;
    let id = office.receive("24-CV-5", &[Category::SubId]).await;
    office.desk.to_producing(id).await;
    let mut auditor = office.person(Role::Auditor).await;
    assert_eq!(auditor.get(&format!("/demands/{id}")).await.leads_to(), format!("/demands/{id}/record"));
    let page = auditor.get(&format!("/demands/{id}/record")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Receipt") || page.body.contains("Verification began"));
    for content in ["accounts@customer", "Example County Court", "Example Customer", "suspect", "The order compels"] {
        assert!(!page.body.contains(content), "{content}");
    }
    for tab in ["/scope", "/documents", "/package", "/correspondence"] {
        assert_eq!(auditor.get(&format!("/demands/{id}{tab}")).await.status, StatusCode::FORBIDDEN, "{tab}");
    }
}
