//! A preservation over the interface: asked for, kept by the custodian, said so only then, with its end, and taken back.

use super::conversation::{outcomes, say, speaker};
use super::{authorisation, message, request};
use crate::both_databases;
use crate::support::actors::{Desk, keeps};
use crate::support::site::Site;
use domain::command::Command;
use domain::fact::CheckProof;
use domain::ids::DemandId;
use domain::preservation::Preservation;
use domain::stage::CheckMethod;
use domain::who::Called;
use ombud::etsi::dictionary::LPTaskStatus;
use ombud::etsi::{Action, Detail, Encoding, Entry, LpTask, Object, Outcome};
use ombud::workflow::numbers::NewNumber;
use uuid::Uuid;

/// A European Preservation Order: its Authorisation and its task.
fn order() -> (Object, Object) {
    let mut paper = authorisation(10, "B 9-26");
    if let Detail::Authorisation(own) = &mut paper.detail {
        own.legal_type = Some(Entry::new("ETSI", "EPOCLegalType", "EPOC-PR"));
    }
    let own = LpTask {
        reference: Some("LP-11".to_owned()),
        desired: Some(Entry::new("ETSI", "LPTaskDesiredStatus", "Preserved")),
        desired_until: Some("2027-01-20T00:00:00Z".parse().unwrap()),
        request: Some(request("SubscriberData", "InternationalizedEmailAddress", "one@example.com")),
        ..LpTask::default()
    };
    let mut task = paper.clone();
    task.base.identifier = Uuid::from_u128(11);
    task.base.associated = vec![Uuid::from_u128(10)];
    task.detail = Detail::LpTask(Box::new(own));
    (paper, task)
}

fn stands(outcome: &Outcome) -> (Option<LPTaskStatus>, bool) {
    let Outcome::Got(object) = outcome else { panic!("{outcome:?}") };
    let Detail::LpTask(own) = &object.detail else { panic!("{object:?}") };
    (own.status, own.until.is_some())
}

both_databases! {
    async fn it_is_said_to_be_kept_when_it_is_kept(url: String) {
        let desk = Desk::open(&url).await;
        let site = Site::over(desk.workflow.clone());
        let (authority, program) = speaker(&site, "Prosecution Authority", "PROSECUTION-01").await;
        let (paper, task) = order();
        let create = [paper.clone(), task].map(|object| Action::Create(Box::new(object))).to_vec();
        let made = outcomes(say(&program, &message(Uuid::from_u128(1), create), Encoding::Json).await);
        assert!(made.iter().all(|o| matches!(o, Outcome::Created(_, Some(_)))), "{made:?}");
        let rows = ombud::store::demands::all_after(site.app.store.read(), None, 10).await.unwrap();
        let [row] = rows.as_slice() else { panic!("{} demands", rows.len()) };
        let id: DemandId = row.id.to();
        let demand = desk.find(id).await;
        assert_eq!((demand.paper.instrument.as_str(), demand.paper.identifiers.len()), ("eu.epoc_pr", 1));
        assert!(matches!(demand.preservation, Preservation::Active { .. }), "it runs from receipt on: {:?}", demand.preservation);
        assert!(!demand.custody_tasks().is_empty(), "the custodian is asked at once");
        let look = async |n: u128| {
            let ask = message(Uuid::from_u128(n), vec![Action::Get(Uuid::from_u128(11))]);
            let encoding = if n.is_multiple_of(2) { Encoding::Xml } else { Encoding::Json };
            stands(&outcomes(say(&program, &ask, encoding).await)[0])
        };
        assert_eq!(look(2).await, (Some(LPTaskStatus::AwaitingPreservation), false), "who asks was not verified");
        let new = NewNumber {
            number: "+46 10 555 01 00".to_owned(),
            reaches: "Switchboard".to_owned(),
            found: ombud::workflow::sourced::Found { source: "The register".to_owned(), on: desk.now().date_naive() },
            demand: None,
        };
        let number = desk.workflow.add_number(desk.staff.reviewer, authority, new).await.unwrap();
        desk.workflow.confirm_entry::<ombud::store::authorities::numbers::NumberRow>(desk.staff.intake, authority, number.0).await.unwrap();
        desk.does(desk.staff.intake, id, Command::BeginVerification).await;
        let called = Some(Called::said("+46 10 555 01 00"));
        desk.does(desk.staff.caller, id, Command::CheckRequester { method: CheckMethod::CallBack, note: "Yes.".to_owned(), call: called, proof: CheckProof::default() }).await;
        desk.does(desk.staff.intake, id, Command::CheckForm).await;
        desk.does(desk.staff.intake, id, Command::Verify).await;
        assert_eq!(look(3).await, (Some(LPTaskStatus::AwaitingPreservation), false), "the custodian has not answered");
        keeps(&desk.workflow, desk.staff.custodian, id).await;
        assert_eq!(look(4).await, (Some(LPTaskStatus::Preserved), true));
        let mut back = paper;
        if let Detail::Authorisation(own) = &mut back.detail {
            own.desired = Some(Entry::new("ETSI", "DesiredStatus", "Cancelled"));
        }
        say(&program, &message(Uuid::from_u128(5), vec![Action::Update(Box::new(back))]), Encoding::Json).await;
        assert_eq!(look(6).await, (Some(LPTaskStatus::Cancelled), false));
        assert!(!matches!(desk.find(id).await.preservation, Preservation::Active { .. }), "what it kept has no reason any more");
        desk.holds().await;
    }
}
