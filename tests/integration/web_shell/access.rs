//! The table of routes against the router: everybody tries everything.

use crate::support::TestDatabase;
use crate::support::site::{Site, address};
use axum::http::StatusCode;
use domain::actor::{Role, Roles};
use ombud::web::routes::{Access, table};

#[tokio::test]
async fn each_role_gets_what_the_table_says_and_no_more() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut tried = 0;
    for role in Role::ALL {
        let roles: Roles = [role].into_iter().collect();
        for route in table() {
            // Signing out would end the trial.
            if matches!(route.rule.access, Access::Public | Access::Token(_)) || route.rule.path == "/sign-out" {
                continue;
            }
            let mut person = site.member(&[role]).await;
            let path = address(route.rule.path);
            let answer = if route.method == "GET" { person.get(&path).await } else { person.post(&path, &[]).await };
            let may = route.rule.access.allows(roles);
            let what = format!("{} {} as {}", route.method, route.rule.path, role.code());
            if may {
                assert_ne!(answer.status, StatusCode::FORBIDDEN, "{what}");
            } else {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
            }
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{what}");
            tried += 1;
        }
    }
    assert!(tried >= 9 * 10, "only {tried} tries");
}

#[tokio::test]
async fn strangers_get_the_sign_in_page_or_nothing() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    for route in table().iter().filter(|r| !matches!(r.rule.access, Access::Public | Access::Token(_))) {
        let path = address(route.rule.path);
        let mut stranger = site.visitor();
        if route.method == "GET" {
            let answer = stranger.get(&path).await;
            assert!(answer.leads_to().starts_with("/sign-in"), "{path}: {}", answer.status);
        } else {
            assert_eq!(stranger.post(&path, &[]).await.status, StatusCode::UNAUTHORIZED, "{path}");
        }
    }
    assert!(site.visitor().get("/nowhere").await.leads_to().starts_with("/sign-in"), "nobody learns which addresses exist");
}

#[test]
fn administering_people_and_reading_cases_never_meet() {
    use ombud::web::routes::{ADMINISTERS_PEOPLE, CASES, CASES_AND_CUSTODIAN};
    let admin: Roles = [Role::SecurityAdmin, Role::SystemAdmin].into_iter().collect();
    assert!(!CASES.allows(admin) && !CASES_AND_CUSTODIAN.allows(admin));
    for role in Role::ALL.into_iter().filter(|r| r.handles_cases()) {
        assert!(!ADMINISTERS_PEOPLE.allows([role].into_iter().collect()), "{}", role.code());
    }
}

#[test]
fn each_line_of_the_table_stands_once_and_changes_are_posts() {
    let mut seen = std::collections::BTreeSet::new();
    for route in table() {
        assert!(seen.insert((route.method, route.rule.path)), "{} {} stands twice", route.method, route.rule.path);
        if route.rule.audit == ombud::web::routes::Audit::Change && !matches!(route.rule.access, Access::Token(_)) {
            assert_eq!(route.method, "POST", "{}", route.rule.path);
        }
    }
}

/// Written by the test when it is asked to: `OMBUD_BLESS=1 cargo test access`.
#[test]
fn the_printed_table_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/access.md");
    let now = format!(
        "# Who may do what\n\nPrinted from the route table (`src/web/routes.rs`); a test compares. What a role may do to a \
         *demand* in its present state is decided by the workflow on top of this. *Second person*: it ends an act that somebody \
         else must have begun.\n\n{}\n## The customers' own door\n\nPrinted from `src/portal/routes.rs`. What of a demand its \
         customer may see is decided by `domain::customer_view`.\n\n{}\n## The authorities' own door\n\nPrinted from \
         `src/agency/routes.rs`. What of a demand its officer may see is decided by `domain::agency_view`.\n\n{}",
        ombud::web::routes::markdown(),
        ombud::web::routes::markdown_of(ombud::portal::routes::table()),
        ombud::web::routes::markdown_of(ombud::agency::routes::table())
    );
    #[expect(clippy::disallowed_methods, reason = "a wish of whoever runs the tests")]
    if std::env::var("OMBUD_BLESS").is_ok() {
        std::fs::write(path, &now).unwrap();
    }
    let printed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(printed == now, "docs/access.md is not what the table says; run with OMBUD_BLESS=1 and look at the difference");
}

#[test]
fn only_what_moves_files_or_ends_the_work_may_take_its_time() {
    let long: Vec<_> = table().into_iter().filter(|r| r.rule.patience.as_secs() > 60).map(|r| (r.method, r.rule.path)).collect();
    for (method, path) in [
        ("POST", "/demands/new/file"),
        ("POST", "/demands/{demand}/record_collection"),
        ("POST", "/demands/{demand}/{verb}"),
        ("POST", "/demands/{demand}/confirm_release"),
        ("POST", "/transparency/export"),
    ] {
        assert!(long.contains(&(method, path)), "{method} {path}");
    }
    assert!(long.iter().all(|(method, _)| *method == "POST"), "{long:?}");
    assert!(table().iter().all(|r| r.rule.access != Access::Public || r.rule.patience.as_secs() == 60), "nobody unknown may take long");
}

#[test]
fn whatever_takes_a_second_person_is_a_change_with_a_fresh_proof() {
    let second: Vec<_> = table().into_iter().filter(|r| r.rule.second_person).collect();
    assert!(second.iter().all(|r| r.method == "POST" && r.rule.fresh), "{second:?}");
    assert_eq!(
        second.len(),
        19,
        "approval, the docket, eight confirmed acts, an authority's entry, its key, its competence, a suspension, an officer, a mail, roles, tokens"
    );
}
