//! The letter of a step is read before the step: the same words, nothing done; and what it rests on is said on each form that writes one.

use super::{Office, hidden};
use axum::http::StatusCode;
use domain::actor::Role;
use domain::category::Category;
use domain::command::Verb;
use domain::letter::may_write;
use ombud::store::outbox;
use ombud::web::demand::act::asks::asks;

#[tokio::test]
async fn a_letter_is_read_first_and_is_then_sent_in_these_words() {
    let office = Office::open().await;
    let id = office.receive("24-CV-71", &[Category::SubId]).await;
    office.desk.verify(id).await;
    let mut reviewer = office.person(Role::Reviewer).await;
    let path = format!("/demands/{id}/refuse");
    let page = reviewer.get(&path).await;
    assert!(page.body.contains("Read the letter first"), "{}", page.body);
    let hidden = hidden(&page.body, &path);
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    fields.push(("look", "yes"));
    // What the form lacks is asked for before a letter can be read.
    assert_eq!(reviewer.post(&path, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    fields.extend([("text", "The account does not exist with us."), ("grounds", "R04")]);
    let version = office.desk.find(id).await.version;
    let read = reviewer.post(&path, &fields).await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.body);
    assert!(read.body.contains("The account does not exist with us.") && read.body.contains("as it would be written now"), "{}", read.body);
    assert_eq!(office.desk.find(id).await.version, version, "nothing was done");
    let store = office.desk.workflow.store().read();
    let refusals = async || outbox::of_demand(store, id).await.unwrap().into_iter().filter(|m| m.letter == "refusal").collect::<Vec<_>>();
    assert!(refusals().await.is_empty(), "nothing was sent");
    fields.retain(|(name, _)| *name != "look");
    assert_eq!(reviewer.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    let [sent] = refusals().await.try_into().unwrap();
    let shown: Vec<String> =
        sent.body_text.lines().map(|line| askama::filters::escape(line, askama::filters::Html).unwrap().to_string()).collect();
    assert!(shown.iter().all(|line| read.body.contains(line.as_str())), "{shown:?} in {}", read.body);
}

#[tokio::test]
async fn each_form_that_writes_says_on_what_unsure_row_the_letter_rests() {
    let office = Office::open().await;
    // A row that counsel must still confirm.
    let instrument =
        office.desk.workflow.rulebook().instruments.values().find(|row| row.review_required && row.enabled).unwrap().id.clone();
    let id = office.desk.receive(office.desk.demand(instrument.as_str(), "24-CV-72", &[Category::SubId])).await.id;
    let everything = [Role::Intake, Role::Reviewer, Role::Approver, Role::DisclosureOfficer, Role::NoticeOfficer, Role::Cleared];
    let mut person = office.site.member(&everything).await;
    let mut tried = 0;
    for verb in Verb::all().into_iter().filter(|verb| asks(*verb).is_some()) {
        let page = person.get(&format!("/demands/{id}/{}", verb.code())).await;
        let said = page.body.contains("Counsel must still confirm the row that this letter rests on");
        assert_eq!(said, may_write(verb), "{verb:?}");
        tried += usize::from(said);
    }
    assert!(tried >= 12, "{tried}");
}
