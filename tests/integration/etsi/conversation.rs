//! A conversation over HTTP: an authority's system asks, looks, and takes back; and sees nothing of others.

use super::{authorisation, document, message, request, task};
use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::program::Program;
use crate::support::site::Site;
use domain::actor::Actor;
use domain::category::Category;
use domain::ids::AuthorityId;
use domain::stage::End;
use domain::token::TokenScope;
use ombud::etsi::dictionary::{AuthorisationStatus, LDTaskStatus};
use ombud::etsi::{Action, Code, Detail, Encoding, Entry, ListRequest, Message, Object, Outcome, Payload, read, write};
use ombud::store::authorities::{AuthorityRow, put};
use uuid::Uuid;

/// An authority in the directory, and a program that speaks for it.
pub async fn speaker(site: &Site, name: &str, identifier: &str) -> (AuthorityId, Program) {
    let id = AuthorityId(Uuid::new_v4());
    let row = AuthorityRow {
        id: id.into(),
        name: name.to_owned(),
        territory: "SE".to_owned(),
        level: "national".to_owned(),
        kind: "prosecutor".to_owned(),
        phone: None,
        mail: None,
        language: String::new(),
        postal: String::new(),
        mail_domains: "[]".to_owned(),
        standing: "known".to_owned(),
        registry_version: "test".to_owned(),
        changed_by: "operator".to_owned(),
        note: String::new(),
        version: 1,
        created_at: site.app.clock.now(),
    };
    let txn = site.app.store.begin().await.unwrap();
    put(&txn, row).await.unwrap();
    txn.commit().await.unwrap();
    let program = Program::with(site, &[TokenScope::Etsi], None).await;
    let token = program.token.unwrap();
    site.app.workflow.bind_etsi_sender(Actor::Operator, token, id, "SE", identifier).await.unwrap();
    (id, program)
}

pub async fn say(program: &Program, message: &Message, encoding: Encoding) -> Message {
    let body = String::from_utf8(write(message, encoding)).unwrap();
    let reply = program.send("POST", "/etsi/hi1", Some(body), &[("content-type", encoding.media_type())]).await.is(200);
    assert_eq!(reply.header("content-type"), encoding.media_type());
    let answer = read(reply.text.as_bytes()).unwrap_or_else(|e| panic!("{e}: {}", reply.text));
    assert_eq!(answer.header.transaction, message.header.transaction);
    assert_eq!(answer.header.receiver, message.header.sender);
    answer
}

pub fn outcomes(message: Message) -> Vec<Outcome> {
    match message.payload {
        Payload::Responses(all) => all.into_iter().map(|response| response.outcome).collect(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn failed(outcome: &Outcome, code: Code) {
    assert!(matches!(outcome, Outcome::Failed(error) if error.code == code as u64), "{outcome:?}");
}

fn paper_status(object: &Object) -> Option<AuthorisationStatus> {
    if let Detail::Authorisation(own) = &object.detail { own.status } else { None }
}

fn task_status(object: &Object) -> Option<LDTaskStatus> {
    if let Detail::LdTask(own) = &object.detail { own.status } else { None }
}

fn cancelled(mut object: Object) -> Object {
    let wish = Some(Entry::new("ETSI", "DesiredStatus", "Cancelled"));
    match &mut object.detail {
        Detail::Authorisation(own) => own.desired = wish,
        Detail::LdTask(own) => own.desired = wish,
        _ => panic!(),
    }
    object
}

fn order() -> Vec<Action> {
    vec![
        Action::Create(Box::new(authorisation(10, "B 1-26"))),
        Action::Create(Box::new(task(11, 10, request("SubscriberData", "InternationalizedEmailAddress", "one@example.com")))),
        Action::Create(Box::new(task(12, 10, request("TrafficDataAndStoredContentData", "ServiceAccessIdentifier", "two")))),
        Action::Create(Box::new(document(13, 10, "order.pdf", b"MZ not a pdf at all"))),
    ]
}

both_databases! {
    async fn an_order_is_made_looked_at_and_taken_back(url: String) {
        let site = Site::open(&url, true).await;
        let (_, program) = speaker(&site, "Prosecution Authority", "PROSECUTION-01").await;
        let (_, other) = speaker(&site, "Another Authority", "OTHER").await;
        let ask = message(Uuid::from_u128(1), order());
        let answer = say(&program, &ask, Encoding::Json).await;
        let made = outcomes(answer.clone());
        assert_eq!(made.len(), 4);
        assert!(made.iter().all(|o| matches!(o, Outcome::Created(_, Some(_)))), "{made:?}");
        // Once per number, however often it is sent; another message under the number is refused.
        assert_eq!(say(&program, &ask, Encoding::Json).await, answer);
        let reused = say(&program, &message(Uuid::from_u128(1), vec![Action::Get(Uuid::from_u128(10))]), Encoding::Json).await;
        assert!(matches!(reused.payload, Payload::Failed(error) if error.code == Code::BusinessLogic as u64));
        // One demand, with the lines of each task, its papers, and the message as it came.
        let rows = site.app.workflow.etsi_objects(made_for(&site).await, None, None, 10).await.unwrap();
        assert_eq!(rows.len(), 4);
        let id = rows[0].demand_id.unwrap();
        assert!(rows.iter().all(|row| row.demand_id == Some(id)));
        let demand = site.app.workflow.find(&Actor::System, id.to()).await.unwrap();
        assert_eq!((demand.paper.instrument.as_str(), demand.paper.authority_reference.as_str()), ("eu.epoc", "B 1-26"));
        let lines: Vec<(&str, Category)> = demand.lines.iter().map(|l| (l.account.as_str(), l.category)).collect();
        assert_eq!(lines, [
            ("one@example.com", Category::SubId), ("one@example.com", Category::SubPay), ("one@example.com", Category::SubSvc),
            ("two", Category::Traffic), ("two", Category::Content),
        ].map(|(a, c)| (a, c)).into_iter().collect::<Vec<_>>().tap_sorted());
        let papers = ombud::store::documents::of_demand(site.app.store.read(), demand.id).await.unwrap();
        let kinds: Vec<(&str, &str)> = papers.iter().map(|d| (d.name.as_str(), d.kind.as_str())).collect();
        assert!(kinds.contains(&("order.pdf", "quarantine")), "{kinds:?}");
        let raw = papers.iter().find(|d| d.name.starts_with("message-")).unwrap();
        let sent = write(&ask, Encoding::Json);
        assert_eq!(raw.bytes, i64::try_from(sent.len()).unwrap());
        // XML is answered in XML, and shows where things stand.
        let look = message(Uuid::from_u128(2), vec![Action::Get(Uuid::from_u128(10)), Action::Get(Uuid::from_u128(11)), Action::List(ListRequest::default()), Action::GetConfig]);
        let seen = outcomes(say(&program, &look, Encoding::Xml).await);
        let Outcome::Got(paper) = &seen[0] else { panic!("{seen:?}") };
        assert_eq!(paper_status(paper), Some(AuthorisationStatus::SubmittedToCSP));
        let Outcome::Got(first) = &seen[1] else { panic!("{seen:?}") };
        assert_eq!(task_status(first), Some(LDTaskStatus::AwaitingDisclosure));
        assert!(matches!(&seen[2], Outcome::Listed(all) if all.len() == 4));
        failed(&seen[3], Code::NotSupported);
        // Another authority sees nothing of it, not even that it is there.
        let mut theirs = message(Uuid::from_u128(2), vec![
            Action::Get(Uuid::from_u128(10)),
            Action::Get(Uuid::from_u128(99)),
            Action::Update(Box::new(cancelled(authorisation(10, "B 1-26")))),
            Action::Deliver(Uuid::from_u128(10), Box::new(document(20, 10, "x", b"x"))),
            Action::List(ListRequest::default()),
        ]);
        theirs.header.sender.identifier = "OTHER".to_owned();
        let seen = outcomes(say(&other, &theirs, Encoding::Json).await);
        assert_eq!(seen[0], seen[1]);
        failed(&seen[0], Code::NotFound);
        failed(&seen[2], Code::NoSuchObject);
        failed(&seen[3], Code::NoLinkTarget);
        assert_eq!(seen[4], Outcome::Listed(Vec::new()));
        // Under somebody else's name nothing is done.
        theirs.header.sender.identifier = "PROSECUTION-01".to_owned();
        theirs.header.transaction = Uuid::from_u128(3);
        assert!(matches!(say(&other, &theirs, Encoding::Json).await.payload, Payload::Failed(error) if error.code == Code::ImproperValue as u64));
        // One task of two can't be taken out by a program; the paper can be taken back whole.
        let part = cancelled(task(12, 10, request("TrafficData", "ServiceAccessIdentifier", "two")));
        let seen = outcomes(say(&program, &message(Uuid::from_u128(4), vec![Action::Update(Box::new(part))]), Encoding::Json).await);
        assert!(matches!(&seen[0], Outcome::Updated(_, Some(object)) if task_status(object) == Some(LDTaskStatus::AwaitingDisclosure)), "{seen:?}");
        assert!(!site.app.workflow.find(&Actor::System, id.to()).await.unwrap().is_closed());
        let back = message(Uuid::from_u128(5), vec![Action::Update(Box::new(cancelled(authorisation(10, "B 1-26")))), Action::Update(Box::new(authorisation(77, "B")))]);
        let seen = outcomes(say(&program, &back, Encoding::Xml).await);
        assert!(matches!(&seen[0], Outcome::Updated(_, Some(object)) if paper_status(object) == Some(AuthorisationStatus::Cancelled)), "{seen:?}");
        failed(&seen[1], Code::NoSuchObject);
        let demand = site.app.workflow.find(&Actor::System, id.to()).await.unwrap();
        assert!(matches!(demand.stage.end(), Some(End::Withdrawn { .. })));
        let seen = outcomes(say(&program, &message(Uuid::from_u128(6), vec![Action::Get(Uuid::from_u128(12))]), Encoding::Json).await);
        assert!(matches!(&seen[0], Outcome::Got(object) if task_status(object) == Some(LDTaskStatus::Cancelled)), "{seen:?}");
    }

    async fn a_paper_waits_for_its_tasks_and_a_task_without_paper_is_refused(url: String) {
        let site = Site::open(&url, true).await;
        let (authority, program) = speaker(&site, "Prosecution Authority", "PROSECUTION-01").await;
        let paper = message(Uuid::from_u128(1), vec![Action::Create(Box::new(authorisation(10, "B 2-26"))), Action::Create(Box::new(document(13, 10, "order.txt", b"An order")))]);
        let made = outcomes(say(&program, &paper, Encoding::Xml).await);
        assert!(matches!(&made[0], Outcome::Created(_, Some(object)) if paper_status(object) == Some(AuthorisationStatus::SubmittedToCSP)));
        assert!(site.app.workflow.etsi_objects(authority, None, None, 10).await.unwrap().iter().all(|row| row.demand_id.is_none()));
        let stray = message(Uuid::from_u128(2), vec![Action::Create(Box::new(task(30, 99, request("SubscriberData", "EmailAddress", "a@example.com"))))]);
        failed(&outcomes(say(&program, &stray, Encoding::Xml).await)[0], Code::NoLinkTarget);
        let tasks = message(Uuid::from_u128(3), vec![Action::Create(Box::new(task(11, 10, request("Other", "EmailAddress", "a@example.com"))))]);
        let made = outcomes(say(&program, &tasks, Encoding::Xml).await);
        assert!(matches!(&made[0], Outcome::Created(_, Some(_))), "{made:?}");
        let rows = site.app.workflow.etsi_objects(authority, None, None, 10).await.unwrap();
        assert_eq!(rows.len(), 3);
        let id = rows[0].demand_id.unwrap();
        assert!(rows.iter().all(|row| row.demand_id == Some(id)));
        let papers = ombud::store::documents::of_demand(site.app.store.read(), id.to()).await.unwrap();
        assert!(papers.iter().any(|d| d.name == "order.txt"));
        // Words say what is asked: a person makes the lines of it.
        assert!(site.app.workflow.find(&Actor::System, id.to()).await.unwrap().lines.is_empty());
        // The same identifier again, in another message.
        let again = message(Uuid::from_u128(4), vec![Action::Create(Box::new(task(11, 10, request("Other", "EmailAddress", "b@example.com"))))]);
        failed(&outcomes(say(&program, &again, Encoding::Xml).await)[0], Code::Exists);
    }
}

async fn made_for(site: &Site) -> AuthorityId {
    let rows = ombud::store::authorities::list(site.app.store.read(), "Prosecution Authority", None, 1).await.unwrap();
    rows[0].id.to()
}

trait Sorted {
    fn tap_sorted(self) -> Self;
}

impl Sorted for Vec<(&str, Category)> {
    fn tap_sorted(mut self) -> Self {
        self.sort();
        self
    }
}

#[tokio::test]
async fn a_token_speaks_for_nobody_until_the_operator_binds_it() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let program = Program::with(&site, &[TokenScope::Etsi], None).await;
    let body = String::from_utf8(write(&message(Uuid::from_u128(1), order()), Encoding::Json)).unwrap();
    program.send("POST", "/etsi/hi1", Some(body.clone()), &[("content-type", "application/json")]).await.is(403);
    let (authority, bound) = speaker(&site, "Prosecution Authority", "PROSECUTION-01").await;
    bound.send("POST", "/etsi/hi1", Some(body), &[("content-type", "text/plain")]).await.is(415);
    bound.send("POST", "/etsi/hi1", Some("<HI1Message/>".to_owned()), &[("content-type", "application/xml")]).await.is(400);
    let other = Program::with(&site, &[TokenScope::Scim], None).await;
    assert!(site.app.workflow.bind_etsi_sender(Actor::Operator, other.token.unwrap(), authority, "SE", "X").await.is_err());
    assert!(site.app.workflow.bind_etsi_sender(Actor::System, program.token.unwrap(), authority, "SE", "X").await.is_err());
}

/// A schema of the operator's is held against each message, and its findings are told.
#[tokio::test]
async fn the_operators_schemas_are_held_against_messages() {
    let folder = tempfile::tempdir().unwrap();
    let (json, xml) = (folder.path().join("root.schema.json"), folder.path().join("root.xsd"));
    std::fs::write(&json, r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"part.schema.json#/$defs/message"}"#)
        .unwrap();
    std::fs::write(folder.path().join("part.schema.json"), r#"{"$defs":{"message":{"type":"object","required":["Header","Never"]}}}"#)
        .unwrap();
    std::fs::write(&xml, r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Never"/></xs:schema>"#).unwrap();
    let database = TestDatabase::sqlite();
    let mut app = Site::open(&database.url, true).await.app.clone();
    app.schemas = std::sync::Arc::new(ombud::config::Schemas { etsi_json: Some(json), etsi_xml: Some(xml), eevidence_xml: None });
    let site = Site::of(app);
    let (_, program) = speaker(&site, "Prosecution Authority", "PROSECUTION-01").await;
    for (n, encoding) in [(1, Encoding::Json), (2, Encoding::Xml)] {
        match say(&program, &message(Uuid::from_u128(n), order()), encoding).await.payload {
            Payload::Failed(error) => {
                assert_eq!(error.code, Code::Validation as u64);
                assert!(
                    error.description.contains(if encoding == Encoding::Json { "Never" } else { "HI1Message" }),
                    "{}",
                    error.description
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

/// A certificate inside a Document is read as one: what the message does not say is taken from it, its page shows it, section M lies apart.
#[tokio::test]
async fn a_form_inside_a_document_is_read_as_a_form() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let (_, program) = speaker(&site, "Prosecution Authority", "PROSECUTION-01").await;
    let form = ombud::eevidence::Form {
        g: Some(ombud::eevidence::form::Conditions { refrain: Some(true), provision: Some("BrB 9:1".to_owned()), ..Default::default() }),
        k: Some(ombud::eevidence::form::Notified { authority: Some("Example Enforcing Authority".to_owned()), ..Default::default() }),
        ..crate::eevidence::form()
    };
    let bytes = crate::eevidence::whole(&form, true);
    let actions = vec![
        Action::Create(Box::new(authorisation(30, "B 3-26"))),
        Action::Create(Box::new(task(31, 30, request("SubscriberData", "InternationalizedEmailAddress", "one@example.com")))),
        Action::Create(Box::new(document(32, 30, "epoc.xml", &bytes))),
    ];
    let answers = outcomes(say(&program, &message(Uuid::from_u128(9), actions), Encoding::Json).await);
    assert!(answers.iter().all(|answer| matches!(answer, Outcome::Created(..))), "{answers:?}");
    let rows = ombud::store::demands::with_authority_reference(site.app.store.read(), "B 3-26", 2).await.unwrap();
    let demand = site.app.workflow.find(&Actor::System, rows[0].demand()).await.unwrap();
    assert!(demand.paper.refrain_requested && demand.paper.enforcing_authority_notified);
    assert!(demand.paper.statute.contains("BrB 9:1"), "{}", demand.paper.statute);
    // What is demanded stays what the task says.
    assert!(demand.lines.iter().all(|line| line.account == "one@example.com" && line.category != Category::Content));
    let certificate = site.app.workflow.certificate_of(site.app.store.read(), &demand).await.unwrap().unwrap();
    assert_eq!(certificate.0, form);
    for row in ombud::store::documents::of_demand(site.app.store.read(), demand.id).await.unwrap() {
        let text = String::from_utf8_lossy(&site.app.workflow.blobs().get(&row).await.unwrap()).into_owned();
        assert!(!text.contains("planted words") || row.kind == "quarantine", "{}", row.name);
    }
}
