//! The rulebook as a handbook: every row is shown whole, in both languages, and the calculator counts as the clocks do.

use crate::support::TestDatabase;
use crate::support::site::Site;
use axum::http::StatusCode;
use domain::actor::Role;
use domain::instrument::{Force, Purpose};
use ombud::words::{Language, Words};

async fn site() -> (Site, TestDatabase) {
    let database = TestDatabase::sqlite();
    (Site::open(&database.url, true).await, database)
}

/// Keys that were shown instead of sentences.
pub fn raw_keys(body: &str) -> Vec<String> {
    let kinds = [
        "rulebook-",
        "directory-",
        "customers-",
        "authorities-",
        "transparency-",
        "outbox-",
        "audit-",
        "report-",
        "clock-",
        "issuer-",
        "force-",
        "purpose-",
        "matter-",
        "category-",
        "ground-",
        "class-",
        "level-",
        "side-",
        "state-",
        "letter-",
        "standing-",
        "agency-",
        "officers-",
        "officer-standing-",
    ];
    body.split('>')
        .map(|text| text.split('<').next().unwrap_or_default().trim())
        .filter(|text| kinds.iter().any(|kind| text.starts_with(kind)) && !text.contains(' '))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn every_row_is_shown_whole_in_both_languages() {
    let (site, _database) = site().await;
    let mut person = site.member(&[Role::Custodian]).await;
    let rulebook = ombud::rulebook::load().unwrap();
    for language in Language::ALL {
        let id = person.id.unwrap();
        site.app.staff.prefer(id, language, "system", true).await.unwrap();
        let w = Words::of(language);
        let list = person.get("/rulebook").await;
        assert_eq!(raw_keys(&list.body), Vec::<String>::new());
        for instrument in rulebook.instruments.values() {
            let page = person.get(&format!("/rulebook/{}", instrument.id)).await;
            assert_eq!(page.status, StatusCode::OK, "{}", instrument.id);
            assert_eq!(raw_keys(&page.body), Vec::<String>::new(), "{}", instrument.id);
            let text = unescaped(&page.body);
            assert!(list.body.contains(instrument.id.as_str()));
            let own = |t: &domain::instrument::Bilingual| if language == Language::En { t.en.clone() } else { t.sv.clone() };
            let points = instrument
                .form
                .iter()
                .map(|f| &f.text)
                .chain(&instrument.open_points)
                .chain([&instrument.title, &instrument.summary])
                .map(own);
            let grounds = instrument.grounds.iter().map(|g| w.name("ground", g.code()).into_owned());
            for line in points.chain(grounds).chain(instrument.sources.clone()) {
                assert!(text.contains(&line), "{}: {line}", instrument.id);
            }
        }
    }
}

fn unescaped(html: &str) -> String {
    html.replace("&#38;", "&").replace("&#39;", "'").replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">")
}

#[tokio::test]
async fn the_calculator_says_when_and_why() {
    let (site, _database) = site().await;
    let mut person = site.member(&[Role::Reviewer]).await;
    // Ten days from Thursday, 22 October 2026 end on Sunday, 1 November; Monday is not a working day in Ireland either:
    // the October holiday is the last Monday of October, so 2 November is the first working day.
    let page = person.get("/rulebook/eu.epoc?received=2026-10-22T10:00&face=").await;
    assert!(page.body.contains("2 November 2026, 24:00 Europe/Dublin") && page.body.contains("1182/71"), "{}", page.body);
    let emergency = person.get("/rulebook/eu.epoc?received=2026-10-22T10:20&emergency=yes").await;
    assert!(emergency.body.contains("hours from"), "{}", emergency.body);
    for wrong in ["yesterday", "1969-12-31T10:00", "2026-13-01T00:00", "2026-03-29T01:30"] {
        let page = person.get(&format!("/rulebook/eu.epoc?received={wrong}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Write a day and a time") && page.body.contains(&format!("value=\"{wrong}\"")), "{wrong}");
        assert!(!page.body.contains("due-answer"), "{wrong}");
    }
    let before = person.get("/rulebook/eu.epoc?received=2020-01-01T10:00").await;
    assert!(before.body.contains("this row was not in force"), "{}", before.body);
}

#[tokio::test]
async fn rows_are_found_by_any_of_their_words() {
    let (site, _database) = site().await;
    let mut person = site.member(&[Role::SecurityAdmin]).await;
    let found = person.get("/rulebook?q=2703+warrant").await;
    assert!(found.body.contains("us.sca.warrant") && !found.body.contains("eu.epoc"), "{}", found.body);
    assert!(person.get("/rulebook?q=nothing-like-it").await.body.contains("No instrument holds all these words"));
    assert_eq!(person.get("/rulebook/us.sca.nonsense").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn rows_are_filtered_and_the_rest_is_printed_as_a_book() {
    let (site, _database) = site().await;
    let mut person = site.member(&[Role::Reviewer]).await;
    let book = ombud::rulebook::load().unwrap();
    let shown = |body: &str| {
        let ids = book.instruments.keys().filter(|id| body.contains(&format!(">{id}</span>")));
        ids.map(|id| id.as_str().to_owned()).collect::<Vec<_>>()
    };
    let wanted = |holds: &dyn Fn(&domain::instrument::Instrument) -> bool| {
        book.instruments.values().filter(|i| holds(i)).map(|i| i.id.as_str().to_owned()).collect::<Vec<_>>()
    };
    let cases: [(&str, Vec<String>); 4] = [
        ("territory:SE", wanted(&|i| i.territory == "SE")),
        ("force:voluntary", wanted(&|i| i.force == Force::Voluntary)),
        ("purpose:act", wanted(&|i| i.purpose == Purpose::Act)),
        ("review:no territory:US", wanted(&|i| !i.review_required && i.territory == "US")),
    ];
    for (typed, ids) in cases {
        let q = typed.replace(' ', "+");
        for path in ["/rulebook", "/rulebook/whole"] {
            let page = person.get(&format!("{path}?q={q}")).await;
            assert_eq!(shown(&page.body), ids, "{path} {typed}");
        }
    }
    // A menu adds its term to what is typed, and a chip takes one away.
    let list = person.get("/rulebook?q=warrant+territory:US").await;
    assert!(list.body.contains("/rulebook?q=warrant%20territory:US%20force:compulsory"), "{}", list.body);
    assert!(list.body.contains("href=\"/rulebook?q=territory:US\"") && list.body.contains("href=\"/rulebook?q=warrant\""));

    for language in Language::ALL {
        site.app.staff.prefer(person.id.unwrap(), language, "system", true).await.unwrap();
        let whole = person.get("/rulebook/whole").await;
        assert_eq!(raw_keys(&whole.body), Vec::<String>::new());
        assert_eq!(shown(&whole.body).len(), book.instruments.len());
        let text = unescaped(&whole.body);
        for row in book.instruments.values() {
            let anchor = row.id.as_str().replace('.', "-");
            assert!(text.contains(&format!("href=\"#row-{anchor}\"")) && text.contains(&format!("id=\"row-{anchor}\"")), "{}", row.id);
            for point in &row.open_points {
                assert!(text.contains(if language == Language::En { &point.en } else { &point.sv }), "{}", row.id);
            }
        }
    }
}

#[tokio::test]
async fn an_authorisation_s_lifetime_is_no_time_to_serve_it_in() {
    let (site, _database) = site().await;
    let mut person = site.member(&[Role::Reviewer]).await;
    let authorised = person.get("/rulebook/uk.ipa.comms_data").await;
    assert!(authorised.body.contains("It obliges us for 1 month from its date."), "{}", authorised.body);
    let served = person.get("/rulebook/uk.copo").await;
    assert!(served.body.contains("It must reach us within 3 months of its date"), "{}", served.body);
}
