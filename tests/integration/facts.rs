//! The four facts of who asks: each with its own evidence and its own end, and none that has expired counts.

use crate::mail_origin::from_client;
use crate::support::actors::{Desk, called_back};
use crate::support::site::Site;
use crate::who_wrote::{came, made_of};
use chrono::Duration;
use domain::Instant;
use domain::actor::Role;
use domain::category::Category;
use domain::command::Command;
use domain::demand::Demand;
use domain::event::{Entry, Event};
use domain::fact::{CheckProof, CheckResult, Evidence, FactKind};
use domain::ids::{DocumentId, OfficerId, PersonId};
use domain::policy::Policy;
use domain::refusal::Reason;
use domain::stage::CheckMethod;
use domain::who::Facts;
use ombud::store::mails::MailRow;
use ombud::store::{authorities, officers};
use serde_json::json;
use uuid::Uuid;

const OFFICER: &str = "registry@court.example.org";
const REGISTER: &str = "The court's own page, 2026-08-30";

fn mail(text: &str) -> String {
    format!(
        "From: Registry <{OFFICER}>\r\nTo: legal@provider.example.com\r\nSubject: Order\r\nDate: Mon, 31 Aug 2026 09:00:00 +0000\r\n\r\n{text}\r\n"
    )
}

/// A court whose domain was found in a register, and its officer, vouched for until `attest_by`.
async fn known(desk: &Desk, attest_by: Option<Instant>) {
    let txn = desk.workflow.store().begin().await.unwrap();
    let before = authorities::find(&txn, desk.authority).await.unwrap().unwrap();
    // The domain is entered anew, from a source that is written down.
    let none = authorities::AuthorityRow { mail_domains: "[]".to_owned(), version: 2, ..before.clone() };
    authorities::save(&txn, &before, &none).await.unwrap();
    let listed =
        authorities::AuthorityRow { mail_domains: before.mail_domains.clone(), note: REGISTER.to_owned(), version: 3, ..none.clone() };
    authorities::save(&txn, &none, &listed).await.unwrap();
    let (first, second) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
    let officer = officers::OfficerRow {
        standing: "vetted".to_owned(),
        vetted_first: Some(first.to_string()),
        vetted_second: Some(second.to_string()),
        vetted_at: Some(desk.now()),
        attest_by,
        ..officers::OfficerRow::new(OfficerId(Uuid::from_u128(0xb0)), desk.authority, "Clerk of the court", OFFICER, "", desk.now())
    };
    officers::put(&txn, officer).await.unwrap();
    txn.commit().await.unwrap();
}

async fn mailed(desk: &Desk, reference: &str, words: &str) -> (Demand, MailRow) {
    let row = came(desk, mail(words), &from_client("192.0.2.10")).await;
    (made_of(desk, &row, OFFICER, reference, |_| {}).await, row)
}

fn stale(reasons: &[Reason]) -> Vec<FactKind> {
    reasons.iter().filter_map(|r| if let Reason::FactExpired { fact, .. } = r { Some(*fact) } else { None }).collect()
}

fn look_again() -> Command {
    Command::EstablishFacts { facts: Box::default() }
}

fn asked(result: CheckResult, document: Option<DocumentId>) -> Command {
    let proof = CheckProof { result, document };
    Command::CheckRequester { method: CheckMethod::IssuerConfirmed, note: "The registry was asked.".to_owned(), call: None, proof }
}

crate::both_databases! {
    async fn each_fact_keeps_its_evidence_and_its_end(url: String) {
        let desk = Desk::open(&url).await;
        let vouched_until = desk.now() + Duration::days(5);
        known(&desk, Some(vouched_until)).await;
        let (demand, row) = mailed(&desk, "FACT-1", "See the order.").await;
        let facts = &demand.asker.facts.as_ref().unwrap().0;
        let policy = Policy::default();
        let proof = |kind| facts.proof(kind).unwrap();
        assert_eq!(proof(FactKind::Mail).evidence, Evidence::Mail { document: row.document(), sha256: row.sha256.clone() });
        assert_eq!((proof(FactKind::Mail).at, proof(FactKind::Mail).until), (row.came_at, row.came_at + policy.mail_valid));
        let Evidence::Directory { authority, source, registry, .. } = &proof(FactKind::Domain).evidence else { panic!("{facts:?}") };
        assert_eq!((*authority, source.as_str(), registry.as_str()), (desk.authority, REGISTER, "1/3"));
        assert_eq!(proof(FactKind::Domain).until, desk.now() + policy.domain_valid);
        let Evidence::Officer { vetted_by, attest_by, .. } = &proof(FactKind::Officer).evidence else { panic!("{facts:?}") };
        assert_eq!((vetted_by.len(), *attest_by), (2, Some(vouched_until)));
        // An officer is vetted no longer than somebody vouches, however long the policy lets it stand.
        assert_eq!(proof(FactKind::Officer).until, vouched_until);
        // The call has its own.
        desk.does(desk.staff.intake, demand.id, Command::BeginVerification).await;
        let called = desk.does(desk.staff.caller, demand.id, called_back()).await;
        let check = called.requester_check().unwrap();
        assert_eq!((check.until, check.proof.result), (Some(desk.now() + policy.verification_valid), CheckResult::Confirmed));
        let ends: std::collections::BTreeSet<_> = FactKind::ALL.into_iter().map(|k| called.term(k, &policy).unwrap().until).collect();
        assert!(ends.len() >= 2, "{ends:?}");
        desk.holds().await;
    }

    async fn what_has_expired_is_not_established_until_it_is_looked_up_again(url: String) {
        let desk = Desk::open(&url).await;
        known(&desk, None).await;
        let (demand, _) = mailed(&desk, "FACT-2", "See the order.").await;
        let (intake, id) = (desk.staff.intake, demand.id);
        desk.does(intake, id, Command::BeginVerification).await;
        desk.does(intake, id, Command::CheckForm).await;
        // The officer's record was looked up two weeks ago: to the last instant it counts, and then it does not.
        desk.forward(Duration::days(14) - Duration::microseconds(1));
        desk.does(desk.staff.caller, id, called_back()).await;
        assert_eq!(stale(&desk.blocked(intake, id, domain::command::Verb::Verify).await), []);
        desk.forward(Duration::microseconds(1));
        let refused = desk.refused(intake, id, Command::Verify).await;
        let since = demand.receipt.at + Duration::days(14);
        assert_eq!(refused, [Reason::FactExpired { fact: FactKind::Officer, since }], "{refused:?}");
        // What somebody types is worth nothing; what is found now stands in its place.
        let typed = Facts { officer: Some(OfficerId(Uuid::from_u128(0xbad))), domain: Some("forged.example".to_owned()), domain_known: true, ..Facts::default() };
        let again = desk.does(intake, id, Command::EstablishFacts { facts: Box::new(typed) }).await;
        let facts = &again.asker.facts.as_ref().unwrap().0;
        assert_eq!((facts.domain.as_deref(), facts.officer), (Some("court.example.org"), Some(OfficerId(Uuid::from_u128(0xb0)))));
        assert_eq!(facts.proof(FactKind::Officer).unwrap().at, desk.now());
        // Looked up again at once it says nothing new.
        assert_eq!(desk.refused(intake, id, look_again()).await, [Reason::NothingToDo]);
        desk.does(intake, id, Command::Verify).await;

        // Nobody vouches any more: the same look finds no officer, and nothing is taken for one.
        let txn = desk.workflow.store().begin().await.unwrap();
        let officer = officers::find(&txn, OfficerId(Uuid::from_u128(0xb0))).await.unwrap().unwrap();
        let after = officers::OfficerRow { standing: "expired".to_owned(), version: officer.version + 1, ..officer.clone() };
        officers::save(&txn, &officer, &after).await.unwrap();
        txn.commit().await.unwrap();
        desk.forward(Duration::days(14));
        let gone = desk.does(desk.staff.reviewer, id, look_again()).await;
        assert_eq!(gone.asker.facts.as_ref().unwrap().0.officer, None);
        assert_eq!(gone.term(FactKind::Officer, &Policy::default()), None);
        desk.holds().await;
    }

    async fn a_mail_of_long_ago_needs_a_newer_one_or_a_call(url: String) {
        let desk = Desk::open(&url).await;
        known(&desk, None).await;
        let (demand, first) = mailed(&desk, "FACT-3", "See the order.").await;
        let (intake, id) = (desk.staff.intake, demand.id);
        desk.does(intake, id, Command::BeginVerification).await;
        desk.does(intake, id, Command::CheckForm).await;
        desk.does(desk.staff.caller, id, asked(CheckResult::Confirmed, None)).await;
        desk.forward(Duration::days(30));
        let reasons = desk.refused(intake, id, Command::Verify).await;
        assert_eq!(stale(&reasons), [FactKind::Mail, FactKind::Domain, FactKind::Officer], "{reasons:?}");
        // The directory is looked up again; the mail stays what it was, because there is no newer one.
        desk.does(intake, id, look_again()).await;
        assert_eq!(stale(&desk.blocked(intake, id, domain::command::Verb::Verify).await), [FactKind::Mail]);
        // A newer one of the same sender that is filed with the demand stands in its place, and the first stays on record.
        let newer = came(&desk, mail("The order stands."), &from_client("192.0.2.10")).await;
        desk.workflow.file_mail(intake, newer.document(), id).await.unwrap();
        let with = desk.find(id).await;
        assert_eq!(with.asker.facts.as_ref().unwrap().0.mail.from, Some(newer.document()));
        assert_ne!(first.document(), newer.document());
        assert_eq!(stale(&desk.blocked(intake, id, domain::command::Verb::Verify).await), []);
        // Or somebody is called: that reaches a person, where the mail showed a mailbox.
        desk.forward(Duration::days(30));
        desk.does(intake, id, look_again()).await;
        assert_eq!(stale(&desk.blocked(intake, id, domain::command::Verb::Verify).await), [FactKind::Mail]);
        desk.does(desk.staff.caller, id, called_back()).await;
        assert_eq!(desk.blocked(intake, id, domain::command::Verb::Verify).await, []);
        desk.holds().await;
    }

    async fn who_denies_or_is_not_reached_confirms_nothing(url: String) {
        let desk = Desk::open(&url).await;
        let demand = desk.receive(desk.demand("us.sca.subpoena", "FACT-4", &[Category::SubId])).await;
        let (intake, id) = (desk.staff.intake, demand.id);
        desk.does(intake, id, Command::BeginVerification).await;
        desk.does(intake, id, Command::CheckForm).await;
        for result in [CheckResult::Denied, CheckResult::NotReached] {
            desk.does(desk.staff.caller, id, asked(result, None)).await;
            let refused = desk.refused(intake, id, Command::Verify).await;
            assert!(refused.contains(&Reason::RequesterNotConfirmed { result }), "{refused:?}");
        }
        let nowhere = asked(CheckResult::Confirmed, Some(DocumentId(Uuid::from_u128(0xbad))));
        assert_eq!(desk.refused(desk.staff.caller, id, nowhere).await, [Reason::NoSuchDocument]);
        desk.does(desk.staff.caller, id, called_back()).await;
        desk.does(intake, id, Command::Verify).await;
    }
}

/// What was kept before proofs were is read as before, and holds for as long as the policy says, from when it was learned.
#[tokio::test]
async fn entries_of_before_are_still_read() {
    let database = crate::support::TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let demand = desk.receive(desk.demand("us.sca.subpoena", "FACT-6", &[Category::SubId])).await;
    let demand = desk.does(desk.staff.intake, demand.id, Command::BeginVerification).await;
    let facts = json!({ "mail": { "spf": "pass", "dkim": "pass", "dmarc": "pass", "arc": "none", "from": Uuid::from_u128(7) },
        "domain": "court.example.org", "domain_known": true, "officer": Uuid::from_u128(0xb0), "registry": "1/1" });
    let events = [
        json!({ "facts_established": { "facts": facts } }),
        json!({ "requester_checked": { "method": "call_back", "note": "The registry confirmed it." } }),
    ];
    let at = desk.now() + Duration::hours(1);
    let after = events.into_iter().fold(demand, |demand, event| {
        let event: Event = serde_json::from_value(event).unwrap();
        demand.apply(&Entry { at, actor: desk.staff.caller, event })
    });
    let policy = Policy::default();
    for kind in FactKind::ALL {
        let term = after.term(kind, &policy).unwrap_or_else(|| panic!("{kind:?} is lost"));
        assert_eq!((term.at, term.until), (at, at + policy.fact_valid(kind)), "{kind:?}");
    }
    let again = serde_json::to_value(&after.asker.facts.as_ref().unwrap().0).unwrap();
    assert!(again.get("proofs").is_none(), "what had none is written as it was: {again}");
}

/// The page shows each fact by itself, with its evidence and its end, and says of one that has ended that it counts for nothing.
#[tokio::test]
async fn the_page_says_what_each_stands_on_and_until_when() {
    let database = crate::support::TestDatabase::sqlite();
    let site = Site::open(&database.url, false).await;
    let desk = Desk::open(&database.url).await;
    desk.forward(site.app.clock.now() - desk.now());
    known(&desk, None).await;
    let (demand, row) = mailed(&desk, "FACT-5", "See the order.").await;
    desk.does(desk.staff.intake, demand.id, Command::BeginVerification).await;
    desk.does(desk.staff.caller, demand.id, called_back()).await;
    let mut visitor = site.member(&[Role::Intake]).await;
    let page = visitor.get(&format!("/demands/{}/verify", demand.id)).await.body;
    for said in [row.sha256.as_str(), REGISTER.split('\'').next().unwrap(), "vouched for by", "They stand behind the demand", "good until"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.matches("good until").count() >= 4, "each has its own end: {page}");
    let first_tab = visitor.get(&format!("/demands/{}", demand.id)).await.body;
    assert!(first_tab.contains(&row.sha256) && first_tab.matches("good until").count() >= 4, "{first_tab}");
    site.wait(Duration::days(31));
    let mut later = site.member(&[Role::Intake]).await;
    let page = later.get(&format!("/demands/{}", demand.id)).await.body;
    assert!(page.matches("it counts for nothing now").count() >= 4, "{page}");
    assert!(!page.contains("good until") && page.contains(&row.sha256), "what expired stays on record: {page}");
}
