//! Passwords, second factor, links, sessions.

use crate::both_databases;
use crate::support::site::{PASSWORD, Site};
use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::actor::Role;

both_databases! {
    async fn an_invited_person_enrols_and_signs_in_with_password_and_code(url: String) {
        let site = Site::open(&url, false).await;
        let mut person = site.member(&[Role::SecurityAdmin]).await;
        assert_eq!(person.get("/people").await.status, StatusCode::OK);
        person.post("/sign-out", &[]).await;
        assert_eq!(person.get("/people").await.leads_to(), "/sign-in?next=/people");
        site.wait(TimeDelta::seconds(60));
        let code = site.code(&person);
        let came = person.sign_in(PASSWORD, &code).await;
        assert_eq!((came.status, came.leads_to()), (StatusCode::SEE_OTHER, "/people"));
        assert_eq!(person.get("/people").await.status, StatusCode::OK);
    }

    async fn a_code_counts_once(url: String) {
        let site = Site::open(&url, false).await;
        let mut person = site.member(&[Role::Auditor]).await;
        site.wait(TimeDelta::seconds(60));
        let code = site.code(&person);
        assert_eq!(person.sign_in(PASSWORD, &code).await.status, StatusCode::SEE_OTHER);
        assert_eq!(person.sign_in(PASSWORD, &code).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn of_two_who_send_the_same_code_at_once_one_comes_in(url: String) {
        let site = Site::open(&url, false).await;
        let mut one = site.member(&[Role::Auditor]).await;
        site.wait(TimeDelta::seconds(60));
        let (mut two, code) = (site.visitor(), site.code(&one));
        two.mail.clone_from(&one.mail);
        let (a, b) = tokio::join!(one.sign_in(PASSWORD, &code), two.sign_in(PASSWORD, &code));
        let came_in = [a, b].iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
        assert_eq!(came_in, 1);
    }
}

async fn demo() -> (Site, crate::support::TestDatabase) {
    let database = crate::support::TestDatabase::sqlite();
    (Site::open(&database.url, true).await, database)
}

async fn real() -> (Site, crate::support::TestDatabase) {
    let database = crate::support::TestDatabase::sqlite();
    (Site::open(&database.url, false).await, database)
}

#[tokio::test]
async fn nobody_learns_who_exists() {
    let (site, _database) = real().await;
    let known = site.member(&[Role::Auditor]).await;
    let mut stranger = site.visitor();
    stranger.mail = "stranger@example.org".to_owned();
    let nobody = stranger.sign_in("wrong password here", "000000").await;
    stranger.mail = known.mail.clone();
    let somebody = stranger.sign_in("wrong password here", "000000").await;
    let right_password = stranger.sign_in(PASSWORD, "000000").await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = |body: &str| body.replace(&known.mail, "…").replace("stranger@example.org", "…");
    assert_eq!(said(&nobody.body), said(&somebody.body));
    assert_eq!(said(&nobody.body), said(&right_password.body));
    assert!(nobody.body.contains("value=\"stranger@example.org\""), "what was typed is kept");
    assert!(!somebody.body.contains("wrong password here"), "but never the password");
}

/// Tries at somebody's account that failed, as the record has them.
async fn failures(site: &Site) -> Vec<serde_json::Value> {
    let all = ombud::store::events::page(site.app.store.read(), 0, 1000).await.unwrap();
    all.into_iter().filter(|e| e.kind == "staff_sign_in_failed").filter_map(|e| e.payload).collect()
}

#[tokio::test]
async fn a_failed_try_at_an_account_is_on_the_record_and_what_was_typed_is_not() {
    let (site, _database) = real().await;
    let mut person = site.member(&[Role::Auditor]).await;
    let mut stranger = site.visitor();
    stranger.mail = "stranger@example.org".to_owned();
    stranger.sign_in("wrong password here", "000000").await;
    person.sign_in("wrong password here", "000000").await;
    // It is written after the answer, so that the answer takes as long for an address that nobody has.
    for _ in 0..200 {
        if !failures(&site).await.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let failed = failures(&site).await;
    assert_eq!(failed.len(), 1, "one that somebody has: {failed:?}");
    assert_eq!(failed[0]["person"], serde_json::json!(person.id));
    assert!(!failed[0].to_string().contains("wrong password"));
}

#[tokio::test]
async fn guessing_is_slowed_down_and_the_right_password_waits_too() {
    let (site, _database) = real().await;
    let mut person = site.member(&[Role::Auditor]).await;
    site.wait(TimeDelta::seconds(60));
    for _ in 0..5 {
        assert_eq!(person.sign_in("not the password", "123456").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let code = site.code(&person);
    let waits = person.sign_in(PASSWORD, &code).await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(waits.body.contains("Try again in 1 minute"), "{}", waits.body);
    site.wait(TimeDelta::seconds(30));
    let code = site.code(&person);
    assert_eq!(person.sign_in(PASSWORD, &code).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn until_they_enrol_the_invited_see_nothing_else() {
    let (site, _database) = real().await;
    let (_, _, link) = site.invite(&[Role::SecurityAdmin]).await;
    let mut person = site.visitor();
    assert_eq!(person.get(&link).await.status, StatusCode::OK);
    assert_eq!(person.get(&link).await.status, StatusCode::OK, "looking uses nothing up");
    assert_eq!(person.post(&link, &[]).await.status, StatusCode::SEE_OTHER);
    for path in ["/people", "/account", "/people/new"] {
        assert_eq!(person.get(path).await.leads_to(), "/account/enrol", "{path}");
    }
    assert_eq!(person.post("/people/new", &[("name", "x")]).await.status, StatusCode::FORBIDDEN);
    let page = person.get("/account/enrol").await;
    assert!(page.body.contains("otpauth://"), "{}", page.body);
    let wrong = person.post("/account/enrol", &[("password", "short"), ("repeat", "short"), ("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("At least 12 characters") && wrong.body.contains("The code is wrong"), "{}", wrong.body);
}

#[tokio::test]
async fn a_link_works_once_and_not_after_its_time() {
    let (site, _database) = demo().await;
    let (_, _, link) = site.invite(&[Role::Auditor]).await;
    let (mut one, mut two) = (site.visitor(), site.visitor());
    assert_eq!(one.post(&link, &[]).await.status, StatusCode::SEE_OTHER);
    let again = two.post(&link, &[]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert!(again.body.contains("no longer works"));
    let (_, _, late) = site.invite(&[Role::Auditor]).await;
    site.wait(TimeDelta::hours(72));
    assert_eq!(two.post(&late, &[]).await.status, StatusCode::NOT_FOUND);
    // Used, expired and never made are the same bytes but for the address in the form, which is not shown.
    assert_eq!(two.get(&late).await.body, two.get("/link/never-made").await.body);
}

#[tokio::test]
async fn links_without_a_second_factor_are_for_the_demo_only() {
    let (site, _database) = real().await;
    let (id, ..) = site.invite(&[Role::Auditor]).await;
    let token = site.app.staff.sign_in_link(id).await.unwrap();
    let came = site.visitor().post(&ombud::web::paths::link(token.secret()), &[]).await;
    assert_eq!(came.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn sessions_end_by_themselves() {
    let (site, _database) = demo().await;
    let mut person = site.member(&[Role::Auditor]).await;
    // Used every twenty minutes it lasts, for twelve hours.
    for _ in 0..35 {
        site.wait(TimeDelta::minutes(20));
        assert_eq!(person.get("/people").await.status, StatusCode::OK);
    }
    site.wait(TimeDelta::minutes(20));
    assert_eq!(person.get("/people").await.status, StatusCode::SEE_OTHER, "twelve hours are over");
    let mut person = site.member(&[Role::Auditor]).await;
    site.wait(TimeDelta::minutes(31));
    assert_eq!(person.get("/people").await.status, StatusCode::SEE_OTHER, "half an hour without use");
}

#[tokio::test]
async fn signing_out_ends_the_session_itself() {
    let (site, _database) = demo().await;
    let mut person = site.member(&[Role::Auditor]).await;
    let kept = person.cookies.clone();
    person.post("/sign-out", &[]).await;
    assert!(person.cookies.is_empty());
    person.cookies = kept;
    assert_eq!(person.get("/people").await.status, StatusCode::SEE_OTHER, "a copied cookie opens nothing");
}

#[tokio::test]
async fn all_other_sessions_can_be_ended() {
    let (site, _database) = demo().await;
    let mut here = site.member(&[Role::Auditor]).await;
    let token = site.app.staff.sign_in_link(here.id.unwrap()).await.unwrap();
    let mut there = site.visitor();
    there.post(&ombud::web::paths::link(token.secret()), &[]).await;
    assert_eq!(there.get("/people").await.status, StatusCode::OK);
    here.post("/account/sessions", &[]).await;
    assert_eq!(there.get("/people").await.status, StatusCode::SEE_OTHER);
    assert_eq!(here.get("/people").await.status, StatusCode::OK);
}

#[tokio::test]
async fn sensitive_acts_ask_again_after_a_while() {
    let (site, _database) = real().await;
    let mut admin = site.member(&[Role::SecurityAdmin]).await;
    assert_eq!(admin.get("/people/new").await.status, StatusCode::OK);
    site.wait(TimeDelta::minutes(16));
    assert_eq!(admin.get("/people/new").await.leads_to(), "/sign-in/again?next=/people/new");
    // A form that was opened in time may still be sent for a while; then no more.
    let sent = admin.post("/people/new", &[("name", "")]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    site.wait(TimeDelta::minutes(10));
    admin.get("/people").await;
    site.wait(TimeDelta::minutes(10));
    let late = admin.post("/people/new", &[("name", "")]).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert!(late.body.contains("Confirm that it is you"));
    let code = site.code(&admin);
    let again = admin.post("/sign-in/again", &[("password", PASSWORD), ("code", &code), ("next", "/people/new")]).await;
    assert_eq!(again.leads_to(), "/people/new");
    assert_eq!(admin.get("/people/new").await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_redirect_leads_out() {
    let (site, _database) = real().await;
    let mut person = site.member(&[Role::Auditor]).await;
    site.wait(TimeDelta::seconds(60));
    let (mail, code) = (person.mail.clone(), site.code(&person));
    let fields = [("mail", mail.as_str()), ("password", PASSWORD), ("code", &code), ("next", "//example.net/")];
    assert_eq!(person.post("/sign-in", &fields).await.leads_to(), "/");
}

#[tokio::test]
async fn in_the_demo_one_chooses_whom_to_be_on_the_same_host_only() {
    let (site, _database) = demo().await;
    let (intake, ..) = site.invite(&[Role::Intake]).await;
    let (auditor, ..) = site.invite(&[Role::Auditor]).await;
    let mut person = site.visitor();
    let page = person.get("/sign-in").await.body;
    let button = |id| format!("action=\"/sign-in/as/{id}\"");
    assert!(page.contains(&button(intake)) && page.contains(&button(auditor)) && !page.contains("type=\"password\""), "{page}");
    assert_eq!(person.post(&format!("/sign-in/as/{intake}"), &[]).await.leads_to(), "/");
    assert_eq!(person.get("/demands/new").await.status, StatusCode::OK);
    let before = person.cookies.clone();
    assert_eq!(person.post(&format!("/sign-in/as/{auditor}"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(person.get("/demands/new").await.status, StatusCode::FORBIDDEN, "somebody else now");
    let mut left = site.visitor();
    left.cookies = before;
    assert!(left.get("/demands/new").await.leads_to().starts_with("/sign-in"), "and no longer who it was");

    let mut elsewhere = site.visitor();
    elsewhere.address = [192, 0, 2, 7];
    assert!(!elsewhere.get("/sign-in").await.body.contains("/sign-in/as/"));
    assert_eq!(elsewhere.post(&format!("/sign-in/as/{intake}"), &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn outside_the_demo_nobody_chooses_whom_to_be() {
    let (site, _database) = real().await;
    let member = site.member(&[Role::SecurityAdmin]).await;
    let mut stranger = site.visitor();
    let page = stranger.get("/sign-in").await.body;
    assert!(!page.contains("/sign-in/as/") && page.contains("type=\"password\""), "{page}");
    let answer = stranger.post(&format!("/sign-in/as/{}", member.id.unwrap()), &[]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(stranger.cookies.is_empty());
    let mut person = site.member(&[Role::Intake]).await;
    let page = person.get("/demands/new").await.body;
    assert!(!page.contains("samples") && !page.contains("Be somebody else"), "{page}");
}
