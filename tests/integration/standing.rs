//! What the registry says of an authority reaches its demands: nothing is released to one that was frozen or changed.

use crate::support::actors::{CONFIRM_RELEASE, Desk, called_back};
use chrono::Duration;
use domain::actor::Actor;
use domain::category::Category;
use domain::command::{Act, ActKind, Command, Verb};
use domain::demand::Demand;
use domain::ground::Ground;
use domain::ids::DemandId;
use domain::instrument::IssuerKind;
use domain::refusal::Reason;
use domain::stage::StageName;
use ombud::package::production;
use ombud::store::{authorities, events, outbox};
use ombud::workflow::Error;
use ombud::workflow::directory::NewAuthority;
use ombud::workflow::suspensions::Subject;

fn frozen(demand: &Demand) -> Option<bool> {
    demand.authority.as_ref().map(|a| a.frozen)
}

/// Times that the demand was told which authority it has.
async fn told(desk: &Desk, id: DemandId) -> usize {
    let entries = desk.workflow.entries(&Actor::System, id).await.unwrap();
    entries.iter().filter(|(_, e)| e.event.kind() == "authority_identified").count()
}

/// Letters of the demand, each with its recipient.
async fn letters(desk: &Desk, id: DemandId) -> Vec<(String, String)> {
    let rows = outbox::of_demand(desk.workflow.store().read(), id).await.unwrap();
    rows.into_iter().map(|m| (m.letter, m.recipient)).collect()
}

/// Sealed and with the window over: nothing stands in the way of the release any more.
async fn ready(desk: &Desk, reference: &str) -> DemandId {
    let id = desk.receive(desk.demand("us.sca.subpoena", reference, &[Category::SubId])).await.id;
    desk.to_producing(id).await;
    desk.no_secrecy(id).await;
    desk.notify(id).await;
    desk.collect(id).await;
    desk.seal(id).await.unwrap();
    desk.forward(Duration::days(10));
    assert_eq!(desk.blocked(desk.staff.officer, id, Verb::Prepare(ActKind::Release)).await, []);
    id
}

crate::both_databases! {
    async fn a_release_stops_when_its_authority_is_frozen(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = ready(&desk, "EX-1").await;
        let closed = desk.receive(desk.demand("us.sca.subpoena", "EX-2", &[Category::SubId])).await.id;
        desk.does(staff.intake, closed, Command::RecordWithdrawal { reason: "A letter of today.".to_owned() }).await;
        production::prepare_release(&desk.workflow, staff.officer, id, None).await.unwrap();

        let subject = Subject::Authority(desk.authority);
        let suspension = desk.workflow.suspend(staff.intake, subject, "A mailbox there was sold.").await.unwrap();
        assert_eq!(desk.blocked(staff.other_officer, id, CONFIRM_RELEASE).await, [Reason::AuthorityFrozen]);
        let error = production::confirm_release(&desk.workflow, staff.other_officer, id, None).await.unwrap_err();
        assert_eq!(error.refusal().unwrap().reasons, [Reason::AuthorityFrozen]);
        let entries = desk.workflow.entries(&Actor::System, id).await.unwrap();
        assert_eq!(entries.last().unwrap().1.actor, staff.intake, "whoever froze it stands behind the entry");
        assert_eq!((told(&desk, id).await, told(&desk, closed).await), (1, 0), "what is over is left alone");
        assert_eq!(frozen(&desk.find(closed).await), Some(false));

        // A demand that is opened again is told what happened meanwhile.
        let reopen = Act::Reopen { reason: "The letter was not the court's.".to_owned() };
        let reopened = desk.both(staff.reviewer, staff.approver, closed, reopen).await;
        assert_eq!((reopened.stage.name(), frozen(&reopened)), (StageName::Verifying, Some(true)));
        // Whoever read the registry before the freeze cannot write the old standing into a demand.
        let mut stale = reopened.authority.clone().unwrap();
        stale.frozen = false;
        let identified = desk.does(staff.intake, closed, Command::IdentifyAuthority { authority: stale }).await;
        assert_eq!(frozen(&identified), Some(true));

        // Confirming the entry does not lift it, nor does one person; two do, and the same release goes on.
        assert!(matches!(desk.workflow.confirm_authority(staff.reviewer, desk.authority).await, Err(Error::Suspended)));
        assert!(matches!(desk.workflow.lift(staff.reviewer, suspension).await, Err(Error::SecondPerson)));
        desk.workflow.ask_to_lift(staff.reviewer, suspension, "The mailbox was another authority's.").await.unwrap();
        assert!(matches!(desk.workflow.lift(staff.reviewer, suspension).await, Err(Error::SecondPerson)));
        desk.workflow.lift(staff.approver, suspension).await.unwrap();
        assert_eq!((frozen(&desk.find(id).await), frozen(&desk.find(closed).await)), (Some(false), Some(false)));
        production::confirm_release(&desk.workflow, staff.other_officer, id, None).await.unwrap();
        desk.holds().await;
    }

    async fn a_changed_authority_waits_for_a_second_person_in_its_demands_too(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = desk.receive(desk.demand("us.sca.subpoena", "EX-3", &[Category::SubId])).await.id;
        desk.does(staff.intake, id, Command::BeginVerification).await;
        desk.does(staff.caller, id, called_back()).await;
        desk.does(staff.intake, id, Command::CheckForm).await;
        let change = |phone: &str| NewAuthority {
            name: "Example County Court".to_owned(),
            territory: "US".to_owned(),
            level: "state".to_owned(),
            kind: IssuerKind::Court,
            phone: phone.to_owned(),
            mail: "registry@court.example.org".to_owned(),
            language: String::new(),
            postal: Vec::new(),
            domains: vec!["court.example.org".to_owned()],
            note: "From the public register.".to_owned(),
        };
        desk.workflow.change_authority(staff.intake, desk.authority, 1, change("+1 555 0199")).await.unwrap();
        assert_eq!(desk.refused(staff.intake, id, Command::Verify).await, [Reason::AuthorityFrozen]);
        // A change on top of one that waits says nothing new to the demand.
        desk.workflow.change_authority(staff.intake, desk.authority, 2, change("+1 555 0198")).await.unwrap();
        assert_eq!(told(&desk, id).await, 1);
        let row = authorities::find(desk.workflow.store().read(), desk.authority).await.unwrap().unwrap();
        desk.workflow.confirm_authority_as_read(staff.reviewer, desk.authority, row.version).await.unwrap();
        // The check of the requester stands: it is the same authority.
        assert_eq!(desk.does(staff.intake, id, Command::Verify).await.stage.name(), StageName::Redirecting);
        desk.holds().await;
    }

    /// A sender's address proves nobody: it is told that something arrived, and nothing else.
    async fn only_an_acknowledgement_goes_where_nobody_was_confirmed(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let clarify = || Command::AskToClarify { question: "Which account is meant?".to_owned() };
        let refuse = || Command::Refuse { grounds: vec![Ground::R11], explanation: "A subpoena never reaches content.".to_owned() };
        let mut new = desk.demand("us.sca.subpoena", "EX-4", &[Category::Content]);
        new.receipt.sender = "clerk@office.example.net".to_owned();
        new.paper.authority_name = "Example Office".to_owned();
        let unknown = desk.receive(new).await.id;
        desk.does(staff.intake, unknown, Command::Acknowledge).await;
        desk.does(staff.intake, unknown, Command::BeginVerification).await;
        assert_eq!(letters(&desk, unknown).await, [("acknowledgement".to_owned(), "clerk@office.example.net".to_owned())]);
        let error = desk.workflow.act(staff.reviewer, unknown, clarify(), None).await.unwrap_err();
        assert!(matches!(error, Error::NoAddress(_)), "{error}");
        assert!(desk.find(unknown).await.clarification.is_none(), "a question that nobody gets was not asked");

        let known = desk.receive(desk.demand("us.sca.subpoena", "EX-5", &[Category::Content])).await.id;
        desk.does(staff.intake, known, Command::BeginVerification).await;
        desk.workflow.suspend(staff.intake, Subject::Authority(desk.authority), "Its letterhead was forged.").await.unwrap();
        for command in [Command::Acknowledge, clarify()] {
            let who = if command == Command::Acknowledge { staff.intake } else { staff.reviewer };
            let error = desk.workflow.act(who, known, command, None).await.unwrap_err();
            assert!(matches!(error, Error::NoAddress(_)), "{error}");
        }

        // Both can be refused all the same; the record says that no letter went.
        for id in [unknown, known] {
            let before = letters(&desk, id).await;
            assert_eq!(desk.does(staff.reviewer, id, refuse()).await.stage.name(), StageName::Closed);
            assert_eq!(letters(&desk, id).await, before);
            let stored = events::of_demand(desk.workflow.store().read(), id).await.unwrap();
            let said = stored.iter().find(|e| e.kind == "letter_withheld").unwrap();
            let words = ombud::words::Words::of(ombud::words::Language::Sv);
            let story = words.mail_story(&said.kind, said.payload.as_ref().unwrap()).unwrap();
            assert!(story.starts_with("Inget brev om avslaget"), "{story}");
        }
        desk.holds().await;
    }

    /// More demands than are read at once: every one is told, once, or the freeze does not happen.
    async fn all_demands_of_an_authority_are_told(url: String) {
        let desk = Desk::open(&url).await;
        let mut ids = Vec::new();
        for n in 0..205 {
            let mut new = desk.demand("us.sca.subpoena", &format!("EX-{n}"), &[Category::SubId]);
            new.documents.clear();
            ids.push(desk.receive(new).await.id);
        }
        desk.workflow.suspend(desk.staff.intake, Subject::Authority(desk.authority), "Its letterhead was forged.").await.unwrap();
        for id in ids {
            assert_eq!((frozen(&desk.find(id).await), told(&desk, id).await), (Some(true), 1));
        }
        desk.holds().await;
    }
}
