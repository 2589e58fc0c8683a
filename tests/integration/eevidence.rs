//! The forms of Regulation (EU) 2023/1543: read, checked, taken in, and answered. All messages were written for this project.

mod entry;
mod follow;
mod goes_out;

use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::site::Site;
use bytes::Bytes;
use chrono::NaiveDate;
use domain::actor::{Actor, Role};
use domain::category::Category;
use domain::demand::{Clearance, Emergency};
use domain::ground::Ground;
use domain::instrument::IssuerKind;
use domain::preservation::Preservation;
use domain::stage::{End, Stage};
use ombud::eevidence::answer::{self, Answer, Desk, Kept, Reason};
use ombud::eevidence::check::{Gravity, Point, must_ask, points};
use ombud::eevidence::form::{
    AddressedAs, Addressee, Authorities, AuthorityKind, Conditions, DataCategory, Day, Deadlines, DelayReason, EvidenceKind, Information,
    Kind, Notified, ProcessorGround, Recipient, Signatory, Threat, Transfer,
};
use ombud::eevidence::{Evidence, Follow, Form, Paper, json, read, xml};
use ombud::intake::certificate::{self as take, TakeError};

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn evidence(id: &str, value: &str, categories: &[DataCategory]) -> Evidence {
    Evidence {
        id: some(id),
        kind: Some(EvidenceKind::Mail),
        value: some(value),
        from: Some("2026-10-01T00:00:00Z".parse().unwrap()),
        to: Some("2026-11-01T00:00:00Z".parse().unwrap()),
        categories: categories.to_vec(),
        ..Evidence::default()
    }
}

/// Form 1 with everything that it must hold: a court asks for subscriber data of one account and content of another.
pub fn form() -> Form {
    Form {
        number: 1,
        a: Some(Authorities {
            state: some("SE"),
            issuing: some("Example District Court"),
            issuing_file: some("B 12-26"),
            ..Authorities::default()
        }),
        b: Some(Addressee { name: some("Example Provider"), ..Addressee::default() }),
        c: Some(Deadlines { at_end: Some(true), ..Deadlines::default() }),
        e: vec![
            evidence("1", "one@example.com", &[DataCategory::Subscriber]),
            evidence("2", "two@example.com", &[DataCategory::Traffic, DataCategory::Content]),
        ],
        g: Some(Conditions {
            offence: some("Fraud"),
            provision: some("BrB 9:1"),
            threshold: some("At least three years"),
            addressed: Some(AddressedAs::Processor),
            ground: Some(ProcessorGround::Detrimental),
            refrain: Some(true),
            justification: some("The controller is suspected."),
            ..Conditions::default()
        }),
        h: Some(Information { delayed: Some(true), reasons: vec![DelayReason::Prejudice], ..Information::default() }),
        i: Some(Signatory {
            kind: Some(AuthorityKind::Judge),
            date: Some(Day(NaiveDate::from_ymd_opt(2026, 11, 20).unwrap())),
            signature: some("qualified electronic seal"),
            languages: vec!["sv".to_owned(), "en".to_owned()],
            ..Signatory::default()
        }),
        k: Some(Notified { authority: some("Example Enforcing Authority"), ..Notified::default() }),
        l: Some(Transfer { to: vec![Recipient::Issuing], ..Transfer::default() }),
        ..Form::default()
    }
}

fn preservation() -> Form {
    Form { number: 2, c: None, h: None, k: None, l: None, ..form() }
}

fn order(bytes: &[u8]) -> (Form, bool) {
    match read(bytes).unwrap().unwrap() {
        Paper::Order { form, section_m } => (*form, section_m),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_form_is_the_same_as_xml_and_json() {
    for form in [form(), preservation()] {
        assert_eq!(order(&xml(&form)), (form.clone(), false));
        assert_eq!(order(&json(&form)), (form.clone(), false));
        assert_eq!(xml(&order(&json(&form)).0), xml(&form));
    }
    let follow = Follow { number: 6, authority: some("Example District Court"), file: some("B 12-26"), ..Follow::default() };
    assert_eq!(read(&xml(&follow)).unwrap().unwrap(), Paper::Follow(Box::new(follow.clone())));
    assert_eq!(read(&json(&follow)).unwrap().unwrap(), Paper::Follow(Box::new(follow)));
    // What is no form is nobody's mistake.
    assert!(read(b"From: a@example.org\r\n\r\nHello").is_none());
    assert!(read(b"{\"authority_reference\":\"1\"}").is_none());
    assert!(read(b"<svg/>").is_none());
    assert!(read(b"%PDF-1.7").is_none());
}

#[test]
fn a_complete_form_has_no_finding_and_each_gap_has_its_own() {
    assert_eq!(points(&form()), []);
    assert_eq!(points(&preservation()), []);
    type Spoil = fn(&mut Form);
    let table: [(Point, Spoil); 28] = [
        (Point::NoIssuer, |f| f.a.as_mut().unwrap().issuing = None),
        (Point::NoFile, |f| f.a.as_mut().unwrap().issuing_file = some("  ")),
        (Point::NoAddressee, |f| f.b = None),
        (Point::NoDeadline, |f| f.c = None),
        (Point::TwoDeadlines, |f| f.c.as_mut().unwrap().soon = Some(true)),
        (Point::EmergencyAndDays, |f| f.c.as_mut().unwrap().emergency = Some(Threat::Life)),
        (Point::NoEmergencyReasons, |f| f.c = Some(Deadlines { emergency: Some(Threat::Life), ..Deadlines::default() })),
        (Point::NoIdentifier, |f| f.e[0].value = None),
        (Point::RangeReversed, |f| f.e[0].to = Some("2026-01-01T00:00:00Z".parse().unwrap())),
        (Point::NoRange, |f| (f.e[1].from, f.e[1].to) = (None, None)),
        (Point::NoCategory, |f| f.e[0].categories.clear()),
        (Point::NoProvision, |f| f.g.as_mut().unwrap().provision = None),
        (Point::NoThreshold, |f| f.g.as_mut().unwrap().threshold = None),
        (Point::NotSaidAsWhat, |f| f.g.as_mut().unwrap().addressed = None),
        (Point::NoProcessorGround, |f| f.g.as_mut().unwrap().ground = None),
        (Point::RefrainUnjustified, |f| f.g.as_mut().unwrap().justification = None),
        (Point::RefrainToController, |f| f.g.as_mut().unwrap().addressed = Some(AddressedAs::Controller)),
        (Point::DelayUnjustified, |f| f.h.as_mut().unwrap().reasons.clear()),
        (Point::NoIssuerKind, |f| f.i.as_mut().unwrap().kind = None),
        (Point::NoDate, |f| f.i.as_mut().unwrap().date = None),
        (Point::NotSigned, |f| f.i.as_mut().unwrap().signature = None),
        (Point::NotValidated, |f| {
            f.i.as_mut().unwrap().kind = Some(AuthorityKind::Other);
            f.e.truncate(1);
        }),
        (Point::NoJudge, |f| f.i.as_mut().unwrap().kind = Some(AuthorityKind::Prosecutor)),
        (Point::NoValidationNotAllowed, |f| f.i.as_mut().unwrap().without_validation = Some(true)),
        (Point::ValidationOwed, |f| {
            f.i.as_mut().unwrap().without_validation = Some(true);
            f.e.truncate(1);
        }),
        (Point::NotNotified, |f| {
            f.k = None;
            f.c = Some(Deadlines { soon: Some(true), ..Deadlines::default() });
        }),
        (Point::NoticeAndDeadline, |f| f.c = Some(Deadlines { soon: Some(true), ..Deadlines::default() })),
        (Point::NoRecipient, |f| f.l = None),
    ];
    // The language depends on what is accepted here, and is planted in a test of its own.
    let all: Vec<Point> = Point::ALL.iter().copied().filter(|point| *point != Point::Language).collect();
    assert_eq!(table.map(|(point, _)| point).to_vec(), all, "each point is planted once, in order");
    for (point, spoil) in table {
        let mut spoilt = form();
        spoil(&mut spoilt);
        let found = points(&spoilt);
        assert!(found.contains(&point), "{point:?} is not seen: {found:?}");
        assert_eq!(must_ask(&[point]), point.gravity() != Gravity::Doubtful);
        assert!(found.len() <= 2, "{point:?} drags others along: {found:?}");
    }
}

#[test]
fn every_point_has_its_words_and_law() {
    use ombud::words::{Language, Words};
    for language in [Language::En, Language::Sv] {
        let w = Words::of(language);
        for point in Point::ALL {
            for key in ["form-point", "form-ask"] {
                assert!(w.has(&format!("{key}-{}", point.code())), "{key}-{}", point.code());
            }
            assert!(point.provision(Kind::Epoc).starts_with("Art ") && point.provision(Kind::EpocPr).starts_with("Art "));
        }
        for code in Reason::ALL.iter().map(|r| r.code()).chain(Kept::ALL.iter().map(|k| k.code())) {
            let key = format!("form-code-{}", code.to_ascii_lowercase().replace('_', "-"));
            assert!(w.has(&key), "{key}");
        }
    }
}

/// As the official schema nests it, as far as the names of its elements are publicly known.
#[test]
fn a_form_nested_as_the_official_schema_does_is_read_by_its_local_names() {
    let text = r#"<f:EPOC xmlns:f="http://data.europa.eu/edm/1/ns/forms/EPOC-FORM_1#" xmlns:e="http://data.europa.eu/edm/1/ns/epoc" xmlns:o="http://data.europa.eu/edm/1/ns/eio">
      <f:SectionA><f:IssuingState>SE</f:IssuingState><f:IssuingAuthority><o:NameOfAuthority>Example Prosecution Office</o:NameOfAuthority><o:FileReference>AM-7</o:FileReference></f:IssuingAuthority></f:SectionA>
      <f:SectionB><e:Addressee><e:Authority><o:NameOfAuthority>Example Provider</o:NameOfAuthority></e:Authority></e:Addressee><e:EmergencyCase>true</e:EmergencyCase></f:SectionB>
      <f:SectionC><f:DataProductionInRelationToDeadline><f:WithinTenDays>AS_SOON_AS_POSSIBLE</f:WithinTenDays><f:WithinTenDays>AT_THE_END_OF_TEN_DAYS</f:WithinTenDays></f:DataProductionInRelationToDeadline></f:SectionC>
      <f:SectionE><e:Evidence><e:Identifier><e:Id>7</e:Id><e:Type>USER_ID</e:Type><e:Value>user-7</e:Value><e:DateTimeRange><e:Start>2026-10-01T00:00:00+02:00</e:Start><e:End>2026-10-02T00:00:00+02:00</e:End></e:DateTimeRange></e:Identifier>
        <e:DataCategories><e:Subscriber><e:Selection><e:Option>USER_INFORMATION</e:Option></e:Selection></e:Subscriber></e:DataCategories></e:Evidence></f:SectionE>
      <f:SectionI><e:Type>PUBLIC_PROSECUTOR</e:Type><e:SignatureOfAuthority><e:Date>2026-11-20+01:00</e:Date></e:SignatureOfAuthority></f:SectionI>
      <f:SectionK><f:EnforcingAuthority><o:NameOfAuthority>Example Enforcing Authority</o:NameOfAuthority></f:EnforcingAuthority></f:SectionK>
      <f:SectionM><f:Grounds>not for the addressee</f:Grounds></f:SectionM>
    </f:EPOC>"#;
    let (form, section_m) = order(text.as_bytes());
    assert!(section_m);
    assert_eq!(
        (form.issuer(), form.file(), form.notified()),
        (Some("Example Prosecution Office"), Some("AM-7"), Some("Example Enforcing Authority"))
    );
    assert_eq!(form.e[0].value.as_deref(), Some("user-7"));
    assert_eq!(form.e[0].categories, [DataCategory::Subscriber]);
    assert_eq!(form.i.as_ref().unwrap().date.unwrap().0, NaiveDate::from_ymd_opt(2026, 11, 20).unwrap());
    assert!(points(&form).contains(&Point::TwoDeadlines));
    assert!(!String::from_utf8(json(&form)).unwrap().contains("not for the addressee"));
}

#[test]
fn a_hostile_form_is_refused() {
    let spoilt =
        String::from_utf8(xml(&form())).unwrap().replacen("?>", "?><!DOCTYPE Form [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>", 1);
    assert!(read(spoilt.as_bytes()).is_none_or(|read| read.is_err()));
    let named = "<!DOCTYPE a><f:EPOC xmlns:f=\"http://data.europa.eu/edm/1/ns/forms/EPOC-FORM_1#\"/>";
    assert!(read(named.as_bytes()).unwrap().is_err());
    let unknown = String::from_utf8(json(&form())).unwrap().replace("PROCESSOR\"", "SOMETHING\"");
    assert!(read(unknown.as_bytes()).unwrap().is_err());
}

pub fn whole(form: &Form, m: bool) -> Bytes {
    let text = String::from_utf8(xml(form)).unwrap();
    if !m {
        return text.into();
    }
    let (inside, end) = text.rsplit_once("</Form>").unwrap();
    format!("{inside}<SectionM><Grounds>planted words</Grounds></SectionM></Form>{end}").into()
}

both_databases! {
    async fn a_form_becomes_a_demand_with_exactly_its_lines(url: String) {
        let site = Site::open(&url, true).await;
        let workflow = &site.app.workflow;
        let now = workflow.clock().now();
        let draft = take::draft(workflow, None, &whole(&form(), true), "epoc.xml", now).await.unwrap().unwrap();
        assert!(draft.section_m && draft.unchecked.is_some());
        let demand = take::take(workflow, Actor::Operator, draft, None, None).await.unwrap();
        let paper = &demand.paper;
        assert_eq!((paper.instrument.as_str(), paper.authority_reference.as_str(), paper.issuer), ("eu.epoc", "B 12-26", Some(IssuerKind::Court)));
        assert!(paper.refrain_requested && paper.enforcing_authority_notified && !paper.emergency_claimed);
        let lines: Vec<(&str, Category)> = demand.lines.iter().map(|l| (l.account.as_str(), l.category)).collect();
        assert_eq!(lines, [
            ("one@example.com", Category::SubId), ("one@example.com", Category::SubPay), ("one@example.com", Category::SubSvc),
            ("two@example.com", Category::Traffic), ("two@example.com", Category::Content),
        ][..].iter().map(|(a, c)| (*a, *c)).collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>());
        assert_eq!(demand.clearance, Clearance::Awaited);
        assert!(matches!(demand.preservation, Preservation::Active { until: None, .. }));
        // The controller may not be told (Art 5(7)).
        assert!(!demand.secrecy.orders.is_empty());
        // Section M lies apart, and what may be read does not hold it.
        let papers = ombud::store::documents::of_demand(site.app.store.read(), demand.id).await.unwrap();
        for row in &papers {
            let bytes = workflow.blobs().get(row).await.unwrap();
            let planted = String::from_utf8_lossy(&bytes).contains("planted words");
            assert_eq!(planted, row.kind == "quarantine", "{}", row.name);
        }
        assert_eq!(papers.len(), 2);
    }

    async fn an_emergency_and_a_preservation_are_what_their_forms_say(url: String) {
        let site = Site::open(&url, true).await;
        let workflow = &site.app.workflow;
        let now = workflow.clock().now();
        let mut emergency = form();
        emergency.c = Some(Deadlines { emergency: Some(Threat::Life), reasons: some("A person is missing."), ..Deadlines::default() });
        let draft = take::draft(workflow, None, &json(&emergency).into(), "epoc.json", now).await.unwrap().unwrap();
        let demand = take::take(workflow, Actor::Operator, draft, None, None).await.unwrap();
        assert_eq!(demand.emergency, Emergency::Claimed);
        let draft = take::draft(workflow, None, &whole(&preservation(), false), "pr.xml", now).await.unwrap().unwrap();
        let demand = take::take(workflow, Actor::Operator, draft, None, None).await.unwrap();
        assert_eq!(demand.paper.instrument.as_str(), "eu.epoc_pr");
        assert!(matches!(demand.preservation, Preservation::Active { until: Some(_), .. }));
        assert!(!demand.paper.refrain_requested);
        // Forms 5 and 6 open no demand: they are about one.
        let follow = Follow { number: 6, file: some("B 12-26"), ..Follow::default() };
        let refused = take::draft(workflow, None, &xml(&follow).into(), "six.xml", now).await.unwrap().unwrap_err();
        assert!(matches!(refused, TakeError::Follow(_)) && refused.to_string().contains("B 12-26"), "{refused}");
        // A form that nobody could answer is refused at the door.
        let mut nameless = form();
        nameless.a.as_mut().unwrap().issuing_file = None;
        let draft = take::draft(workflow, None, &whole(&nameless, false), "x.xml", now).await.unwrap().unwrap();
        assert!(take::take(workflow, Actor::Operator, draft, None, None).await.is_err());
    }
}

#[tokio::test]
async fn the_operators_schema_is_held_against_forms() {
    let folder = tempfile::tempdir().unwrap();
    let xsd = folder.path().join("form.xsd");
    std::fs::write(&xsd, r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Never"/></xs:schema>"#).unwrap();
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let now = site.app.clock.now();
    let refused = take::draft(&site.app.workflow, Some(&xsd), &whole(&form(), false), "epoc.xml", now).await.unwrap().unwrap_err();
    assert!(matches!(&refused, TakeError::Schema(lines) if !lines.is_empty()), "{refused}");
}

/// Form 3 says why, identifier by identifier, by the codes of the table; and says nothing where nothing is to be said.
#[tokio::test]
async fn form_three_follows_from_the_demand() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let workflow = &site.app.workflow;
    let now = workflow.clock().now();
    let form = form();
    let draft = take::draft(workflow, None, &whole(&form, false), "epoc.xml", now).await.unwrap().unwrap();
    let mut demand = take::take(workflow, Actor::Operator, draft, None, None).await.unwrap();
    let desk = Desk { provider: "Example Provider".to_owned(), mail: "desk@example.org".to_owned() };
    let say =
        |demand: &domain::demand::Demand, found: &[Point]| answer::answer(demand, Some(&form), found, workflow.rulebook(), &desk, now);
    assert_eq!(say(&demand, &[]), None);
    demand.clarification = Some(domain::demand::Clarification { question: "Which time limit?".to_owned(), asked_at: now });
    let asked = say(&demand, &[Point::TwoDeadlines, Point::NoProvision]).unwrap();
    assert_eq!(asked.d.len(), 2);
    assert_eq!(asked.d[0].reasons, [Reason::Incomplete, Reason::ManifestErrors]);
    assert_eq!((asked.d[0].id.as_deref(), asked.f.as_slice()), (Some("1"), &["Which time limit?".to_owned()][..]));
    assert!(asked.g.iter().all(|g| g.kept == Some(Kept::UntilProduced)));
    demand.clarification = None;
    let end = End::Refused { grounds: vec![Ground::R13, Ground::R08], explanation: "In words".to_owned(), challenge_won: false };
    demand.stage = Stage::Closed { end, at: now };
    let refused = say(&demand, &[]).unwrap();
    assert_eq!(refused.d[1].reasons, [Reason::Conflict, Reason::NotStored]);
    assert!(refused.e.is_some() && refused.g.iter().all(|g| g.kept == Some(Kept::NotIdentified)));
    assert_eq!(refused.b.as_ref().unwrap().enforcing.as_deref(), Some("Example Enforcing Authority"));
    // As XML and as JSON it is the same.
    let (_, node) = ombud::wire::read(&xml(&refused)).unwrap();
    let again: Answer = ombud::wire::Wire::read(node, &ombud::wire::At::root()).unwrap();
    assert_eq!(again, refused);
    let (_, node) = ombud::wire::read(&json(&refused)).unwrap();
    let again: Answer = ombud::wire::Wire::read(node, &ombud::wire::At::root()).unwrap();
    assert_eq!(again, refused);
    // Each ground either has its code or is said in words.
    for ground in Ground::ALL {
        let end = End::Refused { grounds: vec![*ground], explanation: String::new(), challenge_won: false };
        demand.stage = Stage::Closed { end, at: now };
        let said = say(&demand, &[]).unwrap();
        assert!(said.d[0].explanation.as_deref().unwrap().contains(ground.code()));
        assert_eq!(said.d[0].reasons.first().copied(), answer::reason(*ground));
    }
}

/// On the screen: the file is shown with what it lacks, taken in by one button, and asked about and answered from the demand's page.
#[tokio::test]
async fn a_form_is_taken_in_and_answered_on_the_screen() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut intake = site.member(&[Role::Intake, Role::Reviewer]).await;
    let mut spoilt = form();
    spoilt.c.as_mut().unwrap().soon = Some(true);
    let actor = Actor::Person { id: intake.id.unwrap(), roles: [Role::Intake].into_iter().collect() };
    let file = site.app.workflow.keep_incoming(actor, "epoc.xml".to_owned(), whole(&spoilt, true)).await.unwrap();
    let page = intake.get(&format!("/demands/new/form/{file}")).await;
    assert!(page.body.contains("Both boxes of ten days are ticked."), "{}", page.body);
    assert!(page.body.contains("two@example.com") && !page.body.contains("planted words"));
    let done = intake.post(&format!("/demands/new/evidence/{file}"), &[]).await;
    assert_eq!(done.status.as_u16(), 303, "{}", done.body);
    let again = intake.post(&format!("/demands/new/evidence/{file}"), &[]).await;
    assert_eq!(again.status.as_u16(), 303);
    let rows = ombud::store::demands::with_ids(
        site.app.store.read(),
        &[done.leads_to().rsplit('/').next().unwrap().split('?').next().unwrap().parse().unwrap()],
    )
    .await
    .unwrap();
    let id = rows[0].demand();
    let page = intake.get(&format!("/demands/{id}/form")).await;
    assert!(page.body.contains("Both boxes of ten days are ticked.") && page.body.contains("Example District Court"), "{}", page.body);
    assert!(!page.body.contains("planted words"));
    assert_eq!(intake.get(&format!("/demands/{id}/form/xml")).await.status.as_u16(), 404);
}
