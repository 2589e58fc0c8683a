//! Roles and access: two persons, never oneself.

use crate::both_databases;
use crate::support::site::{Answer, Site, Visitor};
use axum::http::StatusCode;
use domain::actor::Role;
use domain::ids::PersonId;
use ombud::workflow::staff::Person;

async fn roles_of(site: &Site, id: PersonId) -> Vec<&'static str> {
    site.app.staff.person(id).await.unwrap().roles.iter().map(Role::code).collect()
}

async fn newcomer(site: &Site) -> Person {
    site.app.staff.everybody().await.unwrap().into_iter().find(|p| p.mail == "new@example.org").unwrap()
}

async fn invite(admin: &mut Visitor, roles: &[&str]) -> Answer {
    let mut fields = vec![("name", "New counsel"), ("mail", "new@example.org"), ("language", "sv")];
    fields.extend(roles.iter().map(|r| ("roles", *r)));
    admin.post("/people/new", &fields).await
}

async fn decide(site: &Site, admin: &mut Visitor, id: PersonId, decision: &str) -> Answer {
    let change = site.app.staff.waiting().await.unwrap().into_iter().find(|c| c.person == id).unwrap();
    admin.post(&format!("/people/{id}/roles/decision"), &[("change", &change.id.to_string()), ("decision", decision)]).await
}

both_databases! {
    async fn roles_need_two_admins(url: String) {
        let site = Site::open(&url, true).await;
        let (mut one, mut two) = (site.member(&[Role::SecurityAdmin]).await, site.member(&[Role::SecurityAdmin]).await);
        let made = invite(&mut one, &["reviewer"]).await;
        assert_eq!(made.status, StatusCode::OK);
        assert!(made.body.contains("/link/"), "the link is shown once");
        let id = newcomer(&site).await.id;
        assert!(roles_of(&site, id).await.is_empty(), "nothing before the second person");
        let own = decide(&site, &mut one, id, "confirm").await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(own.body.contains("Who proposed a change can’t confirm it"), "{}", own.body);
        assert!(roles_of(&site, id).await.is_empty());
        let confirmed = decide(&site, &mut two, id, "confirm").await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.body);
        assert_eq!(roles_of(&site, id).await, ["reviewer"]);
        let page = two.get(&format!("/people/{id}")).await;
        assert!(page.body.contains("The change was confirmed"), "said once");
        assert!(!two.get(&format!("/people/{id}")).await.body.contains("The change was confirmed"), "and only once");
    }

    async fn what_is_done_with_people_stands_in_the_record(url: String) {
        let site = Site::open(&url, true).await;
        let (mut one, mut two) = (site.member(&[Role::SecurityAdmin]).await, site.member(&[Role::SecurityAdmin]).await);
        invite(&mut one, &["approver"]).await;
        let id = newcomer(&site).await.id;
        decide(&site, &mut two, id, "confirm").await;
        two.post(&format!("/people/{id}/access"), &[("access", "remove")]).await;
        let events = ombud::store::events::page(site.app.store.read(), 0, 100).await.unwrap();
        let kinds: Vec<&str> = events.iter().map(|e| e.kind.as_str()).collect();
        for kind in ["staff_invited", "staff_signed_in", "staff_change_proposed", "staff_change_confirmed", "staff_disabled"] {
            assert!(kinds.contains(&kind), "{kind} is missing in {kinds:?}");
        }
        let all = format!("{events:?}");
        assert!(!all.contains("new@example.org") && !all.contains("New counsel"), "people stand in the record by id");
    }
}

async fn site() -> (Site, crate::support::TestDatabase) {
    let database = crate::support::TestDatabase::sqlite();
    (Site::open(&database.url, true).await, database)
}

#[tokio::test]
async fn nobody_decides_on_themselves() {
    let (site, _database) = site().await;
    let (mut one, mut two) = (site.member(&[Role::SecurityAdmin]).await, site.member(&[Role::SecurityAdmin]).await);
    let me = one.id.unwrap();
    let asked = one.post(&format!("/people/{me}/roles"), &[("roles", "security_admin"), ("roles", "system_admin")]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    two.post(&format!("/people/{me}/roles"), &[("roles", "security_admin"), ("roles", "system_admin")]).await;
    assert_eq!(decide(&site, &mut one, me, "confirm").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(one.post(&format!("/people/{me}/access"), &[("access", "remove")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(roles_of(&site, me).await, ["security_admin"]);
}

#[tokio::test]
async fn administration_and_cases_are_never_one_persons() {
    let (site, _database) = site().await;
    let mut admin = site.member(&[Role::SecurityAdmin]).await;
    let answer = invite(&mut admin, &["security_admin", "reviewer"]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("can’t be combined with work on cases"), "{}", answer.body);
    assert!(answer.body.contains("value=\"New counsel\""), "what was typed is kept");
    assert!(answer.body.contains("id=\"roles-reviewer\" name=\"roles\" value=\"reviewer\" checked"), "and chosen: {}", answer.body);
    assert!(site.app.staff.everybody().await.unwrap().iter().all(|p| p.mail != "new@example.org"));
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once_at_the_fields() {
    let (site, _database) = site().await;
    let mut admin = site.member(&[Role::SecurityAdmin]).await;
    let answer = admin.post("/people/new", &[("name", " "), ("mail", "nonsense")]).await;
    assert!(answer.body.contains("3 things need to be put right"), "{}", answer.body);
    for link in ["href=\"#name\"", "href=\"#mail\"", "href=\"#roles\""] {
        assert!(answer.body.contains(link), "{link}");
    }
    let mail = admin.mail.clone();
    let taken = admin.post("/people/new", &[("name", "Somebody"), ("mail", &mail.to_uppercase()), ("roles", "intake")]).await;
    assert!(taken.body.contains("Somebody has this mail address already"));
}

#[tokio::test]
async fn taking_access_away_works_at_once_and_the_last_admin_stays() {
    let (site, _database) = site().await;
    let (mut admin, mut auditor) = (site.member(&[Role::SecurityAdmin]).await, site.member(&[Role::Auditor]).await);
    let gone = auditor.id.unwrap();
    admin.post(&format!("/people/{gone}/access"), &[("access", "remove")]).await;
    assert_eq!(auditor.get("/people").await.status, StatusCode::SEE_OTHER, "the session ended");
    assert!(site.app.staff.sign_in_link(gone).await.is_ok());
    let (mut second, me) = (site.member(&[Role::SecurityAdmin]).await, admin.id.unwrap());
    assert_eq!(second.post(&format!("/people/{me}/access"), &[("access", "remove")]).await.status, StatusCode::SEE_OTHER);
    let last = second.id.unwrap();
    let why = site.app.staff.disable(domain::actor::Actor::Operator, last).await.unwrap_err();
    assert!(why.to_string().contains("last-admin"), "{why}");
}

#[tokio::test]
async fn a_stale_decision_changes_nothing() {
    let (site, _database) = site().await;
    let (mut one, mut two) = (site.member(&[Role::SecurityAdmin]).await, site.member(&[Role::SecurityAdmin]).await);
    invite(&mut one, &["intake"]).await;
    let id = newcomer(&site).await.id;
    let read = site.app.staff.waiting().await.unwrap()[0].id.to_string();
    decide(&site, &mut one, id, "reject").await;
    one.post(&format!("/people/{id}/roles"), &[("roles", "approver")]).await;
    let stale = two.post(&format!("/people/{id}/roles/decision"), &[("change", &read), ("decision", "confirm")]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY, "what is confirmed is what was read");
    assert!(roles_of(&site, id).await.is_empty());
}

#[tokio::test]
async fn markup_in_a_name_stays_text() {
    let (site, _database) = site().await;
    let mut admin = site.member(&[Role::SecurityAdmin]).await;
    let name = "<script>alert(1)</script>\"'&";
    admin.post("/people/new", &[("name", name), ("mail", "markup@example.org"), ("roles", "intake")]).await;
    let page = admin.get("/people").await;
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    assert!(page.body.contains("alert(1)"));
}
