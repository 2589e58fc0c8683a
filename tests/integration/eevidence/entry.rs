//! Forms 1 and 2 typed in by hand: nothing of a form is lost, section M has no field, and what is missing keeps nothing out.

use super::{form, order, preservation, some, whole};
use crate::support::TestDatabase;
use crate::support::site::{Answer, Site};
use crate::web_rulebook::raw_keys;
use domain::actor::{Actor, Role};
use domain::category::Category;
use domain::command::Command;
use domain::demand::Demand;
use ombud::eevidence::check::{Point, letter, points_in};
use ombud::eevidence::entry::{Fault, Faults, MOST, SECTIONS, Typed, named, sections};
use ombud::eevidence::form::{AddresseeRole, Earlier, Kind, Proceedings};
use ombud::eevidence::{EPOC, Form, items, json};
use ombud::wire::{Body, Wire};
use ombud::words::{Language, Words};
use std::collections::BTreeSet;

/// A form in which every part says something.
fn full() -> Form {
    let mut full = form();
    let text = |name: &str| some(&format!("text of {name}"));
    let a = full.a.as_mut().unwrap();
    (a.validating, a.validating_file, a.language) = (text("validating"), text("file"), some("sv"));
    let b = full.b.as_mut().unwrap();
    b.role = Some(AddresseeRole::Establishment);
    (b.address, b.phone, b.fax, b.mail) = (some("Line one\nLine two"), some("+46 8 1"), some("+46 8 2"), some("desk@example.com"));
    (b.contact, b.file, b.provider) = (text("contact"), text("our file"), text("provider"));
    let c = full.c.as_mut().unwrap();
    (c.soon, c.reasons, c.other) = (Some(false), text("reasons"), text("other"));
    full.d = Some(Earlier {
        authority: text("earlier"),
        file: text("file"),
        date: full.i.as_ref().unwrap().date,
        addressee_file: text("ours"),
        ..Earlier::default()
    });
    let e = &mut full.e[0];
    (e.service, e.other) = (text("service"), text("more"));
    e.observed = Some("2026-10-05T12:30:05.25Z".parse().unwrap());
    e.items = vec!["USER_INFORMATION".to_owned(), "PROFILE_INFORMATION".to_owned()];
    full.f = text("limits");
    let g = full.g.as_mut().unwrap();
    (g.proceedings, g.other) = (Some(Proceedings::Criminal), text("other"));
    for signs in [&mut full.i, &mut full.j] {
        let mut own = signs.clone().unwrap_or_default();
        own.without_validation = Some(false);
        (own.name, own.representative, own.post, own.file) = (text("name"), text("who"), text("post"), text("file"));
        (own.address, own.phone, own.fax, own.mail) = (text("address"), some("1"), some("2"), some("court@example.org"));
        (own.languages, own.contact, own.signature) = (vec!["sv".to_owned(), "en".to_owned()], text("contact"), text("seal"));
        *signs = Some(own);
    }
    full.k.as_mut().unwrap().contact = text("contact");
    full.l.as_mut().unwrap().means = text("means");
    full
}

#[test]
fn what_is_typed_is_the_form_and_no_part_lacks_a_field() {
    for form in [full(), Form { number: 2, c: None, d: None, h: None, k: None, l: None, ..full() }, form(), preservation()] {
        let typed = Typed::from(&form).unwrap();
        assert_eq!(typed.form(form.kind(), chrono_tz::Europe::Stockholm), Ok(form));
    }
    // Every part of the full form has its field: one that is added to the form and forgotten here shows.
    let Body::Map { children, .. } = full().body(EPOC) else { panic!() };
    for section in SECTIONS {
        let part = children.iter().find(|part| part.name == format!("Section{}", section.letter)).unwrap();
        let Body::Map { children, .. } = &part.body else { continue };
        let own = match (section.letter, children.first().map(|first| &first.body)) {
            ('E', Some(Body::Map { children, .. })) => children,
            _ => children,
        };
        for name in own.iter().map(|one| one.name.as_str()) {
            assert!(section.blanks.iter().any(|blank| blank.name == name), "section {} has no field for {name}", section.letter);
        }
    }
    let many = Form { e: vec![super::evidence("1", "a@example.com", &[]); MOST + 1], ..form() };
    assert_eq!(Typed::from(&many), None);
}

fn typed(pairs: &[(&str, &str)], kind: Kind) -> Result<Form, Faults> {
    Typed::of(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())), kind).form(kind, chrono_tz::Europe::Stockholm)
}

#[test]
fn times_are_those_of_the_paper_and_what_is_wrong_is_said_where_it_is() {
    let read = typed(
        &[("e1-Value", "192.0.2.7"), ("e1-ObservedAt", "2026-11-02 14:20:05"), ("e1-Start", "2026-11-02"), ("e1-End", "2026-11-02")],
        Kind::Epoc,
    )
    .unwrap();
    let at = |text: &str| Some(text.parse().unwrap());
    assert_eq!(read.e[0].observed, at("2026-11-02T13:20:05Z"));
    assert_eq!((read.e[0].from, read.e[0].to), (at("2026-11-01T23:00:00Z"), at("2026-11-02T23:00:00Z")));
    let read = typed(&[("e2-Value", "x"), ("e2-Zone", "+02:00"), ("e2-Start", "2026-11-02T14:20")], Kind::EpocPr).unwrap();
    assert_eq!((read.e.len(), read.e[0].from), (1, at("2026-11-02T12:20:00Z")));
    let long = "x".repeat(501);
    let wrong = typed(
        &[
            ("i-Date", "2 November"),
            // The hour that the clocks skip.
            ("e1-Start", "2026-03-29 02:30"),
            ("e1-Zone", "Stockholm"),
            ("g-Proceedings", "CIVIL"),
            ("a-IssuingAuthority", &long),
        ],
        Kind::Epoc,
    )
    .unwrap_err();
    let faults = [
        ("a-IssuingAuthority", Fault::Long),
        ("e1-Start", Fault::Moment),
        ("e1-Zone", Fault::Zone),
        ("g-Proceedings", Fault::Choice),
        ("i-Date", Fault::Day),
    ];
    assert_eq!(wrong, faults.map(|(name, fault)| (name.to_owned(), fault)).into());
}

#[test]
fn section_m_has_no_field_and_annex_two_only_its_own() {
    let read = typed(&[("m-Grounds", "planted"), ("m", "planted"), ("a-IssuingState", "SE")], Kind::Epoc).unwrap();
    assert!(!String::from_utf8(json(&read)).unwrap().contains("planted"));
    assert!(SECTIONS.iter().all(|section| section.letter != 'M'));
    let second: String = sections(Kind::EpocPr).map(|section| letter(section.letter, Kind::EpocPr)).collect();
    assert_eq!(second, "ABCDEFG");
    let read = typed(&[("c-AsSoonAsPossible", "yes"), ("a-IssuingState", "SE")], Kind::EpocPr).unwrap();
    assert_eq!(read.c, None);
    assert_eq!(named('E', Some(2), "Value"), "e2-Value");
}

#[test]
fn every_field_and_choice_has_its_words() {
    for language in Language::ALL {
        let w = Words::of(language);
        for fault in Fault::ALL {
            assert!(w.has(&format!("form-fault-{}", fault.code())));
        }
        for code in items::codes() {
            let key = format!("form-code-{}", ombud::eevidence::told::kebab(code));
            assert!(w.has(&key), "{key}");
        }
        for blank in SECTIONS.iter().flat_map(|section| section.blanks).filter(|blank| !blank.name.is_empty()) {
            let key = format!("form-field-{}", ombud::eevidence::told::kebab(blank.name));
            assert!(w.has(&key), "{key}");
        }
    }
}

/// Reg. (EU) 2023/1543 Art 9(4): only where somebody said which languages are accepted, and the form says its own.
#[test]
fn the_language_of_a_form_is_held_against_those_accepted() {
    let accepted = |codes: &[&str]| -> BTreeSet<String> { codes.iter().map(|c| (*c).to_owned()).collect() };
    let mut swedish = form();
    assert!(!points_in(&swedish, &accepted(&["en"])).contains(&Point::Language), "the form does not say");
    swedish.a.as_mut().unwrap().language = some("sv-SE");
    assert_eq!(points_in(&swedish, &accepted(&[])), []);
    assert_eq!(points_in(&swedish, &accepted(&["en", "sv"])), []);
    assert_eq!(points_in(&swedish, &accepted(&["en", "ga"])), [Point::Language]);
}

fn demand_of(answer: &Answer) -> domain::ids::DemandId {
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    answer.leads_to().rsplit('/').next().unwrap().split('?').next().unwrap().parse().unwrap()
}

async fn found(site: &Site, answer: &Answer) -> Demand {
    site.app.workflow.find(&Actor::System, demand_of(answer)).await.unwrap()
}

#[tokio::test]
async fn a_paper_is_typed_in_checked_and_taken_in() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut intake = site.member(&[Role::Intake]).await;
    let page = intake.get("/demands/new/certificate/1").await;
    assert_eq!(raw_keys(&page.body), Vec::<String>::new());
    for name in ["a-IssuingState", "e1-DataCategory", "l-AuthorityCompetences", "j-Signature"] {
        assert!(page.body.contains(&format!("name=\"{name}\"")), "{name}");
    }
    assert!(!page.body.contains("name=\"m"));
    assert_eq!(intake.get("/demands/new/certificate/3").await.status.as_u16(), 404);
    let second = intake.get("/demands/new/certificate/2").await;
    assert!(!second.body.contains("name=\"k-EnforcingAuthority\"") && second.body.contains("name=\"g-Provision\""));
    // One identifier more keeps what was typed.
    let more = intake.post("/demands/new/certificate/1", &[("key", "k"), ("do", "more"), ("e1-Value", "one@example.com")]).await;
    assert!(more.body.contains("value=\"one@example.com\"") && more.body.contains("name=\"e2-Value\""));
    let typed = [
        ("key", "k"),
        ("received", "2026-11-22T10:00"),
        ("a-IssuingAuthority", "Example District Court"),
        ("e1-Type", "EMAIL"),
        ("e1-Value", "one@example.com"),
        ("e1-DataCategory", "SUBSCRIBER"),
        ("e1-Option", "DEBIT_OR_CREDIT_CARD_INFORMATION"),
        ("e2-Value", "two@example.com"),
        ("e2-DataCategory", "TRAFFIC"),
        ("g-RefrainFromInforming", "yes"),
        ("i-Type", "JUDGE_COURT_OR_INVESTIGATING_JUDGE"),
    ];
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(&'static str, &'static str)> { typed.iter().chain(more).copied().collect() };
    let checked = intake.post("/demands/new/certificate/1", &with(&[("do", "check")])).await;
    assert!(checked.status.is_success() && checked.body.contains("There is no file number."), "{}", checked.body);
    assert!(checked.body.contains("Art 5(5)(f)") && checked.body.contains("Which provision is the offence under?"));
    // Without a file number nobody could be answered.
    let refused = intake.post("/demands/new/certificate/1", &with(&[("do", "take")])).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(refused.body.contains("Fill in the file number") && refused.body.contains("value=\"two@example.com\""));
    let wrong = intake.post("/demands/new/certificate/1", &with(&[("do", "take"), ("e2-Start", "soon")])).await;
    assert_eq!(wrong.status.as_u16(), 422);
    assert!(wrong.body.contains("e2-Start-error"));
    let taken = intake.post("/demands/new/certificate/1", &with(&[("do", "take"), ("a-IssuingFileReference", "B 12-26")])).await;
    let again = intake.post("/demands/new/certificate/1", &with(&[("do", "take"), ("a-IssuingFileReference", "B 12-26")])).await;
    assert_eq!(taken.leads_to(), again.leads_to(), "sent twice, taken in once");
    let demand = found(&site, &taken).await;
    assert_eq!((demand.paper.instrument.as_str(), demand.paper.authority_reference.as_str()), ("eu.epoc", "B 12-26"));
    let lines: BTreeSet<(&str, Category)> = demand.lines.iter().map(|l| (l.account.as_str(), l.category)).collect();
    assert_eq!(lines, [("one@example.com", Category::SubPay), ("two@example.com", Category::Traffic)].into());
    assert!(demand.preservation.is_active() && demand.paper.refrain_requested);
    // What was typed is kept as data with the demand, and its page shows what is missing.
    let shown = intake.get(&format!("/demands/{}/form", demand.id)).await;
    assert!(shown.body.contains("Which provision is the offence under?") && shown.body.contains("two@example.com"), "{}", shown.body);
    let certificate = site.app.workflow.certificate_of(site.app.store.read(), &demand).await.unwrap().unwrap();
    assert_eq!(certificate.0.file(), Some("B 12-26"));
}

/// A question to the authority begins with what its form lacks, under the reasons of form 3.
#[tokio::test]
async fn a_form_that_came_is_completed_by_hand_and_asked_about() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut intake = site.member(&[Role::Intake, Role::Reviewer]).await;
    let actor = Actor::Person { id: intake.id.unwrap(), roles: [Role::Intake].into_iter().collect() };
    let mut spoilt = form();
    spoilt.g.as_mut().unwrap().provision = None;
    spoilt.c.as_mut().unwrap().soon = Some(true);
    let file = site.app.workflow.keep_incoming(actor, "epoc.xml".to_owned(), whole(&spoilt, true)).await.unwrap();
    let at = format!("/demands/new/certificate/1/{file}");
    let page = intake.get(&at).await;
    assert!(page.body.contains("value=\"two@example.com\"") && page.body.contains("Both boxes of ten days are ticked."), "{}", page.body);
    assert!(!page.body.contains("planted words"), "section M is shown to nobody");
    let typed = Typed::from(&spoilt).unwrap();
    let names: Vec<String> = sections(Kind::Epoc)
        .flat_map(|s| {
            let places = if s.letter == 'E' { vec![Some(1), Some(2)] } else { vec![None] };
            places.into_iter().flat_map(|place| s.blanks.iter().map(move |b| named(s.letter, place, b.name))).collect::<Vec<_>>()
        })
        .collect();
    let mut fields: Vec<(&str, &str)> =
        names.iter().flat_map(|name| typed.all(name).iter().map(move |value| (name.as_str(), value.as_str()))).collect();
    fields.extend([("do", "take"), ("received", "2026-11-22T10:00")]);
    let taken = intake.post(&at, &fields).await;
    let demand = found(&site, &taken).await;
    assert_eq!(demand.lines.len(), 5);
    let rows = ombud::store::documents::of_demand(site.app.store.read(), demand.id).await.unwrap();
    for row in &rows {
        let bytes = site.app.workflow.blobs().get(row).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&bytes).contains("planted words"), row.kind == "quarantine", "{}", row.name);
    }
    let entered = rows.iter().find(|row| row.name == "form-as-entered.json").unwrap();
    assert_eq!(order(&site.app.workflow.blobs().get(entered).await.unwrap()).0, spoilt);
    site.app.workflow.act(actor, demand.id, Command::BeginVerification, None).await.unwrap();
    let ask = intake.get(&format!("/demands/{}/ask_to_clarify", demand.id)).await;
    for part in ["Incomplete:", "Section G: No provision of criminal law is given.", "Manifest errors:", "Both boxes of ten days"] {
        assert!(ask.body.contains(part), "{part}: {}", ask.body);
    }
}
