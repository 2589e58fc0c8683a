//! Forms 5 and 6: offered by file number and authority, filed by a person who says which, never guessed.

use super::{form, preservation, some, whole};
use crate::support::TestDatabase;
use crate::support::browser::{Browser, LAPTOP, PHONE};
use crate::support::site::{Site, Visitor};
use domain::actor::{Actor, Role};
use domain::demand::Demand;
use domain::ids::DocumentId;
use domain::preservation::{Hold, Preservation};
use ombud::eevidence::{Follow, Form, xml};
use ombud::intake::certificate;
use ombud::words::Language;

async fn kept(site: &Site, form: &Form) -> Demand {
    let workflow = &site.app.workflow;
    let draft = certificate::draft(workflow, None, &whole(form, false), "pr.xml", workflow.clock().now()).await.unwrap().unwrap();
    certificate::take(workflow, Actor::Operator, draft, None, None).await.unwrap()
}

async fn came(site: &Site, visitor: &Visitor, form: &Follow) -> DocumentId {
    let actor = Actor::Person { id: visitor.id.unwrap(), roles: [Role::Intake].into_iter().collect() };
    site.app.workflow.keep_incoming(actor, "form.xml".to_owned(), xml(form).into()).await.unwrap()
}

async fn now(site: &Site, demand: &Demand) -> Demand {
    site.app.workflow.find(&Actor::System, demand.id).await.unwrap()
}

fn follow(number: u64, ours: Option<String>) -> Follow {
    Follow { number, authority: some("Example District Court"), file: some("B 12-26"), addressee_file: ours, ..Follow::default() }
}

#[tokio::test]
async fn form_six_extends_the_one_preservation_that_a_person_confirms() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut intake = site.member(&[Role::Intake]).await;
    let demand = kept(&site, &preservation()).await;
    let file = came(&site, &intake, &follow(6, None)).await;
    let page = intake.get(&format!("/demands/new/form/{file}")).await;
    assert!(page.body.contains(&demand.reference.to_string()) && page.body.contains(" checked>"), "{}", page.body);
    // Nothing is done by looking.
    assert_eq!(now(&site, &demand).await.preservation.extended(), 0);
    let at = format!("/demands/new/evidence/{file}/follow");
    let wrong = intake.post(&at, &[("demand", "")]).await;
    assert_eq!(wrong.status.as_u16(), 422);
    let other = intake.post(&at, &[("demand", "other"), ("reference", "D-0000-0000")]).await;
    assert_eq!(other.status.as_u16(), 422, "{}", other.body);
    let done = intake.post(&at, &[("demand", demand.id.to_string().as_str())]).await;
    assert_eq!(done.status.as_u16(), 303, "{}", done.body);
    let after = now(&site, &demand).await;
    assert_eq!(after.preservation.extended(), 1);
    assert!(after.documents.iter().any(|d| d.id == file && d.name == "form-6.xml"));
    assert_eq!(intake.post(&at, &[("demand", demand.id.to_string().as_str())]).await.status.as_u16(), 303, "filed once");
    assert_eq!(now(&site, &demand).await.version, after.version);
}

#[tokio::test]
async fn of_two_preservations_none_is_chosen_and_form_five_waits_for_who_may_hold() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut intake = site.member(&[Role::Intake]).await;
    let mut reviewer = site.member(&[Role::Reviewer]).await;
    let first = kept(&site, &preservation()).await;
    let mut elsewhere = preservation();
    elsewhere.a.as_mut().unwrap().issuing = some("Another Example Court");
    let second = kept(&site, &elsewhere).await;
    let file = came(&site, &intake, &follow(5, None)).await;
    let page = intake.get(&format!("/demands/new/form/{file}")).await;
    assert!(page.body.contains(&first.reference.to_string()) && page.body.contains(&second.reference.to_string()));
    assert!(page.body.contains("compare before you choose") && !page.body.contains(" checked>"), "{}", page.body);
    let done = intake.post(&format!("/demands/new/evidence/{file}/follow"), &[("demand", first.id.to_string().as_str())]).await;
    assert_eq!(done.status.as_u16(), 303, "{}", done.body);
    // Intake may file it and not hold.
    let after = now(&site, &first).await;
    assert!(after.preservation.holds().is_empty() && after.documents.iter().any(|d| d.id == file));
    let form = reviewer.get(&format!("/demands/{}/form", first.id)).await;
    assert!(form.body.contains("form-5.xml") && form.body.contains("hold_over"), "{}", form.body);
    let ask = reviewer.get(&format!("/demands/{}/hold_over", first.id)).await;
    assert!(ask.body.contains("value=\"form-5.xml\""), "{}", ask.body);
    let version = after.version.to_string();
    let fields =
        [("key", "k"), ("version", version.as_str()), ("hold-kind", "confirmed"), ("hold-what", "form-5.xml"), ("reason", "Form 5 came.")];
    let held = reviewer.post(&format!("/demands/{}/hold_over", first.id), &fields).await;
    assert_eq!(held.status.as_u16(), 303, "{}", held.body);
    let after = now(&site, &first).await;
    assert_eq!(after.preservation.holds(), [Hold::Confirmed { document: "form-5.xml".to_owned() }]);
    assert!(matches!(now(&site, &second).await.preservation, Preservation::Active { holds, .. } if holds.is_empty()));
    assert!(!reviewer.get(&format!("/demands/{}/form", first.id)).await.body.contains("not yet kept beyond"));
}

#[tokio::test]
async fn our_own_reference_finds_it_and_what_is_kept_no_longer_is_not_offered() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let workflow = &site.app.workflow;
    let demand = kept(&site, &preservation()).await;
    let ours = Follow { file: some("another number"), ..follow(6, Some(demand.reference.to_string())) };
    let found = workflow.followed_by(&Actor::System, &ours).await.unwrap();
    assert_eq!(found.iter().map(|f| (f.demand.id, f.same_authority)).collect::<Vec<_>>(), [(demand.id, true)]);
    site.wait(chrono::TimeDelta::days(70));
    workflow.tick(10).await.unwrap();
    assert!(workflow.followed_by(&Actor::System, &ours).await.unwrap().is_empty());
}

/// What a person at the desk sees of forms, in both languages, wide and narrow, light and dark.
#[tokio::test]
async fn the_screens_of_forms_can_be_read() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let demand = kept(&site, &preservation()).await;
    let mut spoilt = form();
    spoilt.c.as_mut().unwrap().soon = Some(true);
    let intake = site.member(&[Role::Intake]).await;
    let six = came(&site, &intake, &follow(6, None)).await;
    let actor = Actor::Person { id: intake.id.unwrap(), roles: [Role::Intake].into_iter().collect() };
    let one = site.app.workflow.keep_incoming(actor, "epoc.xml".to_owned(), whole(&spoilt, false)).await.unwrap();
    let paper =
        site.app.workflow.keep_incoming(actor, "paper.pdf".to_owned(), bytes::Bytes::from_static(b"%PDF-1.4 a paper")).await.unwrap();
    let base = site.serve().await;
    let (id, _, link) = site.invite(&[Role::Intake, Role::Reviewer]).await;
    let browser = Browser::start().await;
    browser.enter(&base, &link).await;
    let mut faults = Vec::new();
    for language in [Language::En, Language::Sv] {
        site.app.staff.prefer(id, language, "system", true).await.unwrap();
        let pages = [
            ("/demands/new".to_owned(), "start"),
            ("/demands/new/certificate/2".to_owned(), "two"),
            (format!("/demands/new/certificate/1/{one}"), "filled"),
            (format!("/demands/new/certificate/1/{paper}"), "beside"),
            (format!("/demands/new/form/{six}"), "six"),
            (format!("/demands/{}/form", demand.id), "form"),
        ];
        faults.extend(browser.look(&base, ("forms", language.code()), &pages, &[LAPTOP, PHONE]).await);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
