//! Every verb has its page; a refusal keeps what was typed and says every reason; nobody overwrites somebody else.

use super::{Office, hidden};
use axum::http::StatusCode;
use domain::actor::Role;
use domain::category::Category;
use domain::command::{Command, Verb};
use ombud::web::demand::act::asks::{Input, asks};
use ombud::web::paths;
use ombud::words::{Language, Words};

#[test]
fn every_question_and_every_verb_has_its_words() {
    let mut missing = Vec::new();
    for language in Language::ALL {
        let words = Words::of(language);
        for verb in Verb::all() {
            let Some(asked) = asks(verb) else { continue };
            let code = verb.code().replace('_', "-");
            let explain = format!("explain-{code}");
            if !words.has(&explain) {
                missing.push(explain);
            }
            for ask in asked {
                if !words.has(&format!("ask-{}", ask.name)) && !words.has(&format!("ask-{code}-{}", ask.name)) {
                    missing.push(format!("ask-{}", ask.name));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_a_second_person_confirms_asks_for_a_fresh_sign_in() {
    let table = ombud::web::routes::table();
    for verb in Verb::all().into_iter().filter(|v| matches!(v, Verb::Confirm(_) | Verb::Approve)) {
        let path = format!("/demands/{{demand}}/{}", verb.code());
        let routes: Vec<_> = table.iter().filter(|r| r.rule.path == path).collect();
        assert_eq!(routes.len(), 2, "{path}");
        assert!(routes.iter().all(|r| r.rule.fresh), "{path}");
    }
    assert_eq!(paths::DEMAND_FRESH_ACTS.len(), 10);
}

#[test]
fn a_file_comes_last_in_its_form() {
    for verb in Verb::all() {
        if let Some(place) = asks(verb).and_then(|a| a.iter().position(|a| a.input == Input::File)) {
            assert_eq!(place + 1, asks(verb).unwrap().len(), "{verb:?}");
        }
    }
}

#[tokio::test]
async fn a_line_in_the_address_leaves_the_other_answers_as_they_were() {
    let office = Office::open().await;
    let id = office.receive("24-CV-15", &[Category::SubId]).await;
    office.desk.to_producing(id).await;
    let line = office.desk.find(id).await.lines[0].id;
    let mut custodian = office.person(Role::Custodian).await;
    let page = custodian.get(&format!("/demands/{id}/record_collection?line={line}")).await;
    for chosen in [format!("value=\"{line}\" selected"), "value=\"rfc3339\" selected".to_owned(), "value=\"line\" checked".to_owned()] {
        assert!(page.body.contains(&chosen), "{chosen} in {}", page.body);
    }
    // What was sent comes back as it was sent, empty or not.
    let path = format!("/demands/{id}/record_collection");
    let line = line.to_string();
    let sent = [("line", line.as_str()), ("found", "file"), ("account-field", "account"), ("time-field", "at"), ("time-format", "")];
    let again = super::upload(&mut custodian, &path, &sent, "rows.csv", b"account,at\n").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("href=\"#time-format\"") && !again.body.contains("value=\"rfc3339\" selected"), "{}", again.body);
}

#[tokio::test]
async fn each_verb_has_a_page_in_both_languages() {
    let office = Office::open().await;
    let id = office.receive("24-CV-6", &[Category::SubId]).await;
    office.desk.to_producing(id).await;
    let everything = [Role::Intake, Role::Reviewer, Role::Approver, Role::DisclosureOfficer, Role::NoticeOfficer];
    let mut person = office.site.member(&everything).await;
    for verb in Verb::all() {
        let page = person.get(&format!("/demands/{id}/{}", verb.code())).await;
        match asks(verb) {
            Some(_) => {
                assert_eq!(page.status, StatusCode::OK, "{verb:?}: {}", page.body);
                assert!(page.body.contains("<h1>"), "{verb:?}");
            }
            None if verb == Verb::DecideLine => assert!(page.leads_to().contains("/scope"), "{verb:?}"),
            None => assert_eq!(page.status, StatusCode::NOT_FOUND, "{verb:?}"),
        }
    }
    for tab in ["", "/documents", "/scope", "/package", "/correspondence", "/record"] {
        let page = person.get(&format!("/demands/{id}{tab}")).await;
        assert_eq!(page.status, StatusCode::OK, "{tab}");
    }
}

#[tokio::test]
async fn a_refusal_keeps_what_was_typed_and_says_every_reason() {
    let office = Office::open().await;
    let id = office.receive("24-CV-7", &[Category::SubId]).await;
    office.desk.verify(id).await;
    let mut reviewer = office.person(Role::Reviewer).await;
    let path = format!("/demands/{id}/refuse");
    let page = reviewer.get(&path).await;
    let hidden = hidden(&page.body, &path);
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    fields.push(("text", "   "));
    let empty = reviewer.post(&path, &fields).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("href=\"#grounds\"") && empty.body.contains("href=\"#text\""), "{}", empty.body);
    fields.pop();
    fields.push(("text", "Kept <b>as typed</b>."));
    let half = reviewer.post(&path, &fields).await;
    assert!(half.body.contains("Kept &#60;b&#62;as typed&#60;/b&#62;."), "{}", half.body);
    fields.push(("grounds", "R04"));
    assert_eq!(reviewer.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    // The same form once more: done once, said twice.
    let version = office.desk.find(id).await.version;
    assert_eq!(reviewer.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.desk.find(id).await.version, version);
}

#[tokio::test]
async fn the_second_of_two_is_told_before_anything_is_lost() {
    let office = Office::open().await;
    let id = office.receive("24-CV-8", &[Category::SubId]).await;
    let mut one = office.person(Role::Reviewer).await;
    let path = format!("/demands/{id}/add_note");
    let page = one.get(&path).await;
    let old = hidden(&page.body, &path);
    let said = "Called the registry at noon.".to_owned();
    office.desk.does(office.desk.staff.intake, id, Command::AddNote { text: said.clone() }).await;
    let mut fields: Vec<(&str, &str)> = old.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    fields.push(("text", "My own words."));
    let told = one.post(&path, &fields).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.body.contains(&said) && told.body.contains("My own words."), "both texts: {}", told.body);
    let new = hidden(&told.body, &path);
    let mut fields: Vec<(&str, &str)> = new.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    fields.push(("text", "My own words."));
    assert_eq!(one.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn lines_are_decided_all_or_none() {
    let office = Office::open().await;
    let id = office.receive("24-CV-9", &[Category::SubId, Category::Credentials]).await;
    office.desk.verify(id).await;
    office.desk.redirect(id).await;
    let mut reviewer = office.person(Role::Reviewer).await;
    let path = format!("/demands/{id}/scope");
    let wrong = super::press(&mut reviewer, &path, &[("decision-rest", "authorise")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(office.desk.find(id).await.lines.iter().all(|l| l.decision.is_none()), "one line can't be reached, so none was decided");
    let groundless = super::press(&mut reviewer, &path, &[("decision-rest", "refuse")]).await;
    assert_eq!(groundless.status, StatusCode::UNPROCESSABLE_ENTITY);
    super::does(&mut reviewer, &path, &[("decision-rest", "refuse"), ("ground-rest", "R11")]).await;
    assert!(office.desk.find(id).await.lines.iter().all(|l| l.decision.is_some()));
}
