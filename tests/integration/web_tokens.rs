//! The page of programs' tokens.

use crate::support::TestDatabase;
use crate::support::program::Program;
use crate::support::site::Site;
use domain::actor::Role;

#[tokio::test]
async fn one_asks_another_grants_and_the_secret_is_shown_once() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let (mut one, mut two) = (site.member(&[Role::SecurityAdmin]).await, site.member(&[Role::SecurityAdmin]).await);
    let wrong = one.post("/tokens", &[("name", ""), ("customer", "nobody"), ("days", "365")]).await;
    assert_eq!(wrong.status.as_u16(), 422);
    assert!(wrong.body.contains("no customer with this id") && wrong.body.contains("nobody"), "what was typed is lost");
    let none = one.post("/tokens", &[("name", "Directory"), ("days", "9999")]).await;
    assert!(
        none.status.as_u16() == 422 && none.body.contains("from 1 to 730") && none.body.contains("Choose at least one"),
        "{}",
        none.body
    );
    let asked = one.post("/tokens", &[("name", "Directory"), ("scopes", "scim"), ("days", "30")]).await;
    assert_eq!((asked.status.as_u16(), asked.leads_to()), (303, "/tokens"), "{}", asked.body);
    let id = site.app.workflow.tokens().await.unwrap()[0].id;
    let (grant, end) = (format!("/tokens/{id}/grant"), format!("/tokens/{id}/end"));
    assert!(!one.get("/tokens").await.body.contains(&grant), "nobody is offered to grant their own");
    assert_eq!(one.post(&grant, &[]).await.status.as_u16(), 422);
    assert!(two.get("/tokens").await.body.contains(&grant));
    let granted = two.post(&grant, &[]).await;
    let at = granted.body.find("ombud_").expect("the secret");
    let secret: String = granted.body[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect();
    Program::stranger(&site, Some(&secret)).get("/scim/v2/Users").await.is(200);
    let list = two.get("/tokens").await.body;
    assert!(!list.contains(&secret) && list.contains(&secret[..12]), "only its first letters stay");
    let mut auditor = site.member(&[Role::Auditor]).await;
    let seen = auditor.get("/tokens").await;
    assert!(seen.status.is_success() && !seen.body.contains(&end), "an auditor looks and ends nothing");
    assert_eq!(one.post(&end, &[]).await.leads_to(), "/tokens");
    Program::stranger(&site, Some(&secret)).get("/scim/v2/Users").await.is(401);
    one.language = "sv";
    site.app.staff.prefer(one.id.unwrap(), ombud::words::Language::Sv, "system", true).await.unwrap();
    assert!(one.get("/tokens").await.body.contains("Återkallad"));
}
