//! A forged emergency request from a real mailbox that passes every check gets nothing, whatever eager and careless people press;
//! and a suspended sender gets nothing more.

use crate::support::actors::{Desk, NUMBER, called_back};
use crate::support::site::Site;
use chrono::Duration;
use domain::actor::{Actor, Role};
use domain::category::Category;
use domain::command::{Act, Command};
use domain::demand::{Demand, Emergency};
use domain::fact::CheckProof;
use domain::ids::{DemandId, OfficerId};
use domain::paper::Decision;
use domain::refusal::{Part, Reason};
use domain::stage::{CheckMethod, SkipGround, StageName};
use domain::who::{self, Called, Facts, MailFacts, MailVerdict, Signal, Suspended};
use ombud::package::production;
use ombud::store::authorities::numbers::NumberRow;
use ombud::store::authorities::sourced::{self, Sourced};
use ombud::store::{Key, officers, outbox, suspensions};
use ombud::workflow::Error;
use ombud::workflow::suspensions::Subject;
use proptest::prelude::*;
use uuid::Uuid;

/// The number that the forged paper gives.
const IN_THE_PAPER: &str = "+1 (555) 01-99";
const OFFICER: &str = "registry@court.example.org";

/// The mail: domain in the directory, officer vetted, every verdict a pass, the tone urgent.
async fn forged(desk: &Desk) -> Demand {
    let txn = desk.workflow.store().begin().await.unwrap();
    let officer = officers::OfficerRow {
        standing: "vetted".to_owned(),
        ..officers::OfficerRow::new(OfficerId(Uuid::from_u128(0xb0)), desk.authority, "Clerk of the court", OFFICER, "", desk.now())
    };
    officers::put(&txn, officer).await.unwrap();
    txn.commit().await.unwrap();
    let mut new = desk.demand("us.sca.emergency_2702", "URGENT-1", &[Category::SubId, Category::Content]);
    new.paper.emergency_claimed = true;
    new.paper.statute = format!("A child is in danger: minutes count. Call me at {IN_THE_PAPER} and nobody else.");
    let demand = desk.workflow.receive(Actor::System, new, None).await.unwrap();
    let (known, _) = demand.asker.facts.clone().unwrap();
    assert!(known.domain_known && known.officer.is_some(), "{known:?}");
    let pass = MailFacts {
        spf: MailVerdict::Pass,
        dkim: MailVerdict::Pass,
        dmarc: MailVerdict::Pass,
        arc: MailVerdict::None,
        ..MailFacts::default()
    };
    desk.does(Actor::System, demand.id, Command::EstablishFacts { facts: Box::new(Facts { mail: pass, ..known }) }).await
}

/// Everything that leads on, with every check that does not reach the authority itself.
fn everything(demand: &Demand, desk: &Desk) -> Vec<Command> {
    let check = |method, call: Option<&str>| Command::CheckRequester {
        method,
        note: "Confirmed.".to_owned(),
        call: call.map(Called::said),
        proof: CheckProof::default(),
    };
    let mut all = vec![
        Command::BeginVerification,
        check(CheckMethod::MailOnly, None),
        check(CheckMethod::CallBack, None),
        check(CheckMethod::CallBack, Some(IN_THE_PAPER)),
        check(CheckMethod::CallBack, Some("15550199")),
        check(CheckMethod::IssuerConfirmed, Some(IN_THE_PAPER)),
        Command::CheckForm,
        Command::ConfirmEmergency { reason: "A child is in danger.".to_owned() },
        Command::Verify,
        Command::SkipRedirect { ground: SkipGround::Emergency },
        Command::OfferRedirect { answer_by: desk.now() + Duration::hours(1) },
        Command::Acknowledge,
        Command::Recommend { assessment: desk.assessment(), digest: "read".to_owned() },
        Command::Approve { digest: "read".to_owned() },
        Command::Prepare(Act::Release { package: domain::ids::PackageId(Uuid::nil()) }),
        Command::Confirm(Act::Release { package: domain::ids::PackageId(Uuid::nil()) }),
    ];
    all.extend(demand.lines.iter().map(|l| Command::DecideLine { line: l.id, decision: Decision::Authorise }));
    all
}

/// Nothing has left: no package, no production, and no letter that says whether there is such an account.
pub async fn nothing_left(desk: &Desk, id: DemandId) {
    let demand = desk.find(id).await;
    assert!(matches!(demand.stage.name(), StageName::Received | StageName::Verifying), "{:?}", demand.stage);
    assert!(demand.lines.iter().all(|l| l.collected.is_none()) && demand.emergency == Emergency::Claimed);
    for message in outbox::of_demand(desk.workflow.store().read(), id).await.unwrap() {
        let says_it_came = ["acknowledgement", ombud::workflow::agency::RECEIPT_LETTER];
        assert!(says_it_came.contains(&message.letter.as_str()), "{} to {}", message.letter, message.recipient);
        for said in [&message.subject, &message.body_text, message.body_html.as_ref().unwrap_or(&message.subject)] {
            assert!(!said.contains("accounts@") && !said.contains("customer.example"), "{said}");
        }
    }
}

/// Everybody presses everything, three times over; nothing is expected but that it is harmless.
pub async fn pressed(desk: &Desk, demand: &Demand) {
    for _ in 0..2 {
        for who in desk.staff.all() {
            for command in everything(demand, desk) {
                let _refused_or_harmless = desk.workflow.act(who, demand.id, command, None).await;
            }
        }
        assert!(desk.seal(demand.id).await.is_err(), "something was sealed");
        assert!(production::prepare_release(&desk.workflow, desk.staff.officer, demand.id, None).await.is_err());
    }
}

crate::both_databases! {
    async fn a_forged_emergency_from_a_real_mailbox_gets_nothing(url: String) {
        let desk = Desk::open(&url).await;
        let demand = forged(&desk).await;
        pressed(&desk, &demand).await;
        nothing_left(&desk, demand.id).await;
        let why = desk.refused(desk.staff.intake, demand.id, Command::Verify).await;
        assert!(why.contains(&Reason::CallBackNeeded) || why.contains(&Reason::NotVerifiedOutOfBand), "{why:?}");

        // Somebody puts the number into the directory from the paper, and it does not help: for this demand it never counts.
        let txn = desk.workflow.store().begin().await.unwrap();
        let row = NumberRow {
            id: Key(Uuid::from_u128(0xb1)),
            authority_id: desk.authority.into(),
            number: IN_THE_PAPER.to_owned(),
            digits: "15550199".to_owned(),
            reaches: "the officer".to_owned(),
            source: "the letter".to_owned(),
            sourced_on: String::new(),
            demand_id: Some(demand.id.into()),
            entered_by: desk.staff.intake.person().unwrap().to_string(),
            entered_at: desk.now(),
            confirmed_by: None,
            confirmed_at: None,
            withdrawn_by: None,
            withdrawn_at: None,
        };
        sourced::add(&txn, row.clone()).await.unwrap();
        txn.commit().await.unwrap();
        let call = || Command::CheckRequester { method: CheckMethod::CallBack, note: "Yes.".to_owned(), call: Some(Called::said("001 555 0199")), proof: CheckProof::default() };
        let why = desk.refused(desk.staff.caller, demand.id, call()).await;
        assert_eq!(why, [Reason::NumberNotConfirmed, Reason::NumberFromDemand]);
        let txn = desk.workflow.store().begin().await.unwrap();
        let second = desk.staff.reviewer.person().unwrap().to_string();
        sourced::save(&txn, row.confirmed(second, desk.now())).await.unwrap();
        txn.commit().await.unwrap();
        assert_eq!(desk.refused(desk.staff.caller, demand.id, call()).await, [Reason::NumberFromDemand]);
        let why = desk.refused(desk.staff.intake, demand.id, call()).await;
        assert!(why.contains(&Reason::NumberOwn) && why.contains(&Reason::SamePerson { part: Part::Handler }), "{why:?}");
        pressed(&desk, &demand).await;
        nothing_left(&desk, demand.id).await;
        desk.holds().await;
    }

    /// What a call does that reaches the authority: only then the way is open, and only for somebody who has not handled it.
    async fn the_call_that_counts_is_a_second_persons(url: String) {
        let desk = Desk::open(&url).await;
        let demand = forged(&desk).await;
        assert!(demand.asker.signals.contains(&Signal::FirstContact));
        assert_eq!(demand.people_needed(), 4, "content of an emergency, and a first contact");
        desk.does(desk.staff.intake, demand.id, Command::BeginVerification).await;
        assert_eq!(desk.refused(desk.staff.intake, demand.id, called_back()).await, [Reason::SamePerson { part: Part::Handler }]);
        let checked = desk.does(desk.staff.caller, demand.id, called_back()).await;
        let entries = desk.workflow.entries(&Actor::System, checked.id).await.unwrap();
        let said = serde_json::to_string(&entries.last().unwrap().1.event).unwrap();
        assert!(said.contains("15550100"), "the record names the number that was called: {said}");
        desk.does(desk.staff.intake, demand.id, Command::CheckForm).await;
        desk.does(desk.staff.intake, demand.id, Command::Verify).await;
        desk.holds().await;
    }

    async fn a_suspended_domain_stops_and_is_looked_back_at(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let gone = desk.receive(desk.demand("us.sca.subpoena", "OLD-1", &[Category::SubId])).await.id;
        desk.to_producing(gone).await;
        desk.no_secrecy(gone).await;
        desk.notify(gone).await;
        desk.collect(gone).await;
        desk.seal(gone).await.unwrap();
        desk.forward(Duration::days(11));
        desk.release(gone).await.unwrap();
        let open = desk.receive(desk.demand("us.sca.subpoena", "NEW-1", &[Category::SubId])).await;
        assert!(!open.asker.signals.contains(&Signal::FirstContact), "{:?}", open.asker);
        let mut other = desk.demand("us.sca.subpoena", "NEW-2", &[Category::SubId]);
        other.receipt.sender = "registry@mail.court.example.org".to_owned();
        let below = desk.receive(other).await.id;

        let none = desk.workflow.suspend(staff.intake, Subject::Domain("court.example.org".to_owned()), " ").await;
        assert!(matches!(none, Err(Error::Field(_))), "{none:?}");
        let id = desk.workflow.suspend(staff.intake, Subject::Domain("Court.example.org".to_owned()), "Mailboxes there are for sale.").await.unwrap();
        assert_eq!(desk.find(open.id).await.suspended(), Some(Suspended::Domain));
        assert_eq!(desk.find(below).await.suspended(), None, "a domain counts exactly as it is written");
        desk.does(staff.intake, open.id, Command::BeginVerification).await;
        assert!(desk.refused(staff.intake, open.id, Command::Verify).await.contains(&Reason::AskerSuspended));
        let again = desk.receive(desk.demand("us.sca.subpoena", "NEW-3", &[Category::SubId])).await;
        assert_eq!(again.suspended(), Some(Suspended::Domain), "what comes later is stopped at receipt");

        let read = desk.workflow.store().read();
        let listed = suspensions::looked_at(read, id, 9).await.unwrap();
        assert_eq!(listed.iter().map(|l| (l.demand_id.to::<DemandId>(), l.disclosed)).collect::<Vec<_>>()[0], (gone, true));
        assert_eq!(listed.len(), 2);
        let breaches = suspensions::open_breaches(read, 9).await.unwrap();
        let [breach] = breaches.as_slice() else { panic!("{breaches:?}") };
        assert_eq!((breach.role.as_str(), breach.due_at - breach.opened_at), ("processor", Duration::hours(24)));

        // A breach is closed with words, after what had left was looked at.
        let close = |text: &'static str| desk.workflow.close_breach(staff.reviewer, breach.id.to(), text);
        assert!(matches!(close("The customer was told.").await, Err(Error::LookbackOpen)));
        desk.workflow.conclude(staff.reviewer, id, gone, true, "The court knows of no such file.").await.unwrap();
        assert!(matches!(close("  ").await, Err(Error::Field(_))));
        close("The customer was told by telephone at once.").await.unwrap();
        assert!(suspensions::open_breaches(read, 9).await.unwrap().is_empty());

        // Two lift it.
        assert!(matches!(desk.workflow.lift(staff.reviewer, id).await, Err(Error::SecondPerson)));
        desk.workflow.ask_to_lift(staff.reviewer, id, "The court has changed all passwords.").await.unwrap();
        assert!(matches!(desk.workflow.lift(staff.reviewer, id).await, Err(Error::SecondPerson)));
        desk.workflow.lift(staff.approver, id).await.unwrap();
        assert_eq!(desk.find(open.id).await.suspended(), None);
        desk.holds().await;
    }
}

/// The same by the forms of the pages.
#[tokio::test]
async fn the_pages_give_a_forger_nothing_either() {
    let database = crate::support::TestDatabase::sqlite();
    let site = Site::open(&database.url, false).await;
    let desk = Desk::open(&database.url).await;
    let demand = forged(&desk).await;
    let mut people = Vec::new();
    for role in [Role::Intake, Role::Intake, Role::Reviewer, Role::Approver, Role::DisclosureOfficer, Role::DisclosureOfficer] {
        people.push(site.member(&[role]).await);
    }
    let at = |what: &str| format!("/demands/{}/{what}", demand.id);
    let call = |number: &'static str| {
        vec![("method", "call_back"), ("number", number), ("result", "confirmed"), ("text", "The officer confirmed it.")]
    };
    let forms: Vec<(&str, Vec<(&str, &str)>)> = vec![
        ("begin_verification", vec![]),
        ("check_requester", call(IN_THE_PAPER)),
        ("check_requester", call("5550199")),
        ("check_requester", call("")),
        ("check_requester", vec![("method", "issuer_confirmed"), ("result", "confirmed"), ("text", "The issuer confirmed it.")]),
        ("check_form", vec![("items", "0"), ("items", "1"), ("items", "2"), ("items", "3"), ("items", "4"), ("items", "5")]),
        ("confirm_emergency", vec![("reason", "A child is in danger.")]),
        ("verify", vec![]),
        ("skip_redirect", vec![("skip", "emergency")]),
        ("scope", vec![("decision-rest", "authorise")]),
        ("recommend", vec![("assessment", "Urgent."), ("challenge-basis", "no"), ("challenge-reason", "Urgent.")]),
        ("approve", vec![]),
        ("seal_package", vec![("recipient", "passphrase")]),
        ("prepare_release", vec![]),
        ("confirm_release", vec![]),
    ];
    for person in &mut people {
        for (what, fields) in &forms {
            let answer = person.post(&at(what), fields).await;
            assert!(!answer.status.is_server_error(), "{what}: {}", answer.body);
        }
    }
    nothing_left(&desk, demand.id).await;
    let page = people[1].get(&at("check_requester")).await;
    assert!(page.body.contains(NUMBER) && !page.body.contains("01-99"), "only the directory's number is offered: {}", page.body);
}

/// However a number is written, it is the same number; and another number never becomes it.
#[test]
fn the_way_a_number_is_written_changes_nothing() {
    let written = (proptest::collection::vec(0_u8..10, 7..10), proptest::collection::vec("[ ./\u{a0}-]{0,2}", 12), 0_usize..4);
    proptest!(|((digits, gaps, lead) in written)| {
        let digits: String = "555".chars().chain(digits.iter().map(|d| char::from(b'0' + d))).collect();
        let spread: String = digits.chars().zip(gaps.iter().cycle()).flat_map(|(d, gap)| std::iter::once(d).chain(gap.chars())).collect();
        let text = format!("{}{spread}", ["+1 ", "001 ", "1-", ""][if digits.len() == 10 { lead } else { lead % 2 }]);
        let expected = format!("1{digits}");
        prop_assert_eq!(who::digits(&text, "US-NY"), Some(expected.clone()), "{}", text);
        prop_assert_eq!(expected == who::digits(NUMBER, "US").unwrap(), digits == "5550100");
    });
    for (text, territory, is) in [
        ("tel:+46 8-123 45", "SE", Some("46812345")),
        ("08-123 45", "SE", Some("46812345")),
        ("+46 (0)8 123 45", "SE", Some("46812345")),
        ("+44 20 7946 0000 ext. 12", "GB", Some("442079460000")),
        ("０８ １２３ ４５", "SE", Some("46812345")),
        ("12", "SE", None),
        ("no number", "SE", None),
        ("+1234567890123456", "SE", None),
    ] {
        assert_eq!(who::digits(text, territory).as_deref(), is, "{text}");
    }
}

/// No signal ever lowers the number of people.
#[test]
fn a_signal_never_asks_for_fewer() {
    proptest!(|(bits in 0_u32..256, more in 0_usize..8, grave in proptest::bool::ANY)| {
        let some: std::collections::BTreeSet<Signal> = Signal::ALL.into_iter().enumerate().filter(|(n, _)| bits & (1 << n) != 0).map(|(_, s)| s).collect();
        let mut with = some.clone();
        with.insert(Signal::ALL[more]);
        prop_assert!(who::people_needed(grave, &with) >= who::people_needed(grave, &some));
        prop_assert!(who::people_needed(true, &some) > who::people_needed(false, &some));
        prop_assert!(who::people_needed(grave, &some) >= 2);
    });
}

#[test]
fn domains_that_are_taken_for_others() {
    for (domain, listed, like) in [
        ("court.example.org", "court.example.org", false),
        ("mail.court.example.org", "court.example.org", false),
        ("c0urt.example.org", "court.example.org", true),
        ("court-example.org", "court.example.org", true),
        ("court.example.org.example.net", "court.example.org", true),
        ("courts.example.org", "court.example.org", true),
        ("c\u{43e}urt.example.org", "court.example.org", true),
        ("polisen.example.net", "court.example.org", false),
    ] {
        assert_eq!(who::looks_like(domain, listed), like, "{domain}");
    }
}
