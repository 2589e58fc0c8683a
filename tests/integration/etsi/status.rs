//! Every state of a demand as the dictionaries say it: a table, so that a new end has to be thought about here.

use crate::support::TestDatabase;
use crate::support::actors::Desk;
use domain::category::Category;
use domain::command::{ClearanceAnswer, Command};
use domain::demand::{Clarification, Demand};
use domain::effect::Effect;
use domain::ground::Ground;
use domain::outcome::Outcome;
use domain::preservation::{Custody, CustodyAnswer, Preservation};
use domain::stage::{End, Stage};
use ombud::etsi::dictionary::{AuthorisationStatus as A, DocumentStatus as D, LDTaskStatus as L, LPTaskStatus as P};
use ombud::etsi::status;
use std::collections::BTreeSet;

fn closed(demand: &Demand, end: End) -> Demand {
    Demand { stage: Stage::Closed { end, at: demand.receipt.at }, ..demand.clone() }
}

fn said(demand: &Demand) -> (A, L, P, D) {
    let accounts: Vec<String> = demand.lines.iter().map(|line| line.account.clone()).collect();
    (status::authorisation(demand), status::disclosure(demand, &accounts), status::preservation(demand), status::document(demand))
}

#[tokio::test]
async fn every_state_of_a_demand_has_its_words_in_the_dictionaries() {
    let database = TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let mut new = desk.demand("eu.epoc", "EX-1", &[Category::Content]);
    new.paper.enforcing_authority_notified = true;
    let fresh = desk.receive(new).await;
    let verified = desk.verify(fresh.id).await;
    let asked = |demand: &Demand| Demand {
        clarification: Some(Clarification { question: "?".to_owned(), asked_at: demand.receipt.at }),
        ..demand.clone()
    };
    let refused = |challenge_won| End::Refused { grounds: vec![Ground::R06], explanation: "no".to_owned(), challenge_won };
    let reason = || "in words".to_owned();
    let ended = |demand: &Demand| {
        let Preservation::Active { since, until, extended, accounts, .. } = demand.preservation.clone() else { panic!() };
        let term = domain::preservation::Term { since, until, extended };
        let why = domain::preservation::WhyEnded::Expired;
        Demand { preservation: Preservation::Ended { at: since, why, term, accounts }, ..demand.clone() }
    };
    let bare = Demand { preservation: Preservation::None, ..verified.clone() };
    let answered = |answer: CustodyAnswer| {
        let mut demand = verified.clone();
        let Preservation::Active { accounts, .. } = &mut demand.preservation else { panic!() };
        for account in accounts {
            account.custody = Custody::Answered { answer: answer.clone(), by: desk.staff.custodian, at: verified.receipt.at };
        }
        demand
    };
    let kept = answered(CustodyAnswer::Placed { place: reason() });
    let empty = answered(CustodyAnswer::Nothing { looked: reason() });
    let released = {
        desk.redirect(fresh.id).await;
        desk.approve(fresh.id).await;
        desk.no_secrecy(fresh.id).await;
        desk.collect(fresh.id).await;
        desk.seal(fresh.id).await.unwrap();
        let given = Command::RecordClearance { answer: ClearanceAnswer::Given, document: "its letter".to_owned() };
        desk.does(desk.staff.intake, fresh.id, given).await;
        desk.release(fresh.id).await.unwrap()
    };
    let effect = Effect { what: reason(), at: verified.receipt.at, territory: String::new(), short_of: String::new() };
    let nobody = Demand { lines: Vec::new(), ..released.clone() };
    let table = [
        ("came in", fresh.clone(), (A::SubmittedToCSP, L::AwaitingDisclosure, P::AwaitingPreservation, D::AwaitingApproval)),
        ("asked about", asked(&fresh), (A::Invalid, L::Invalid, P::Invalid, D::Invalid)),
        ("verified, nobody has kept it yet", verified.clone(), (A::Approved, L::AwaitingDisclosure, P::AwaitingPreservation, D::Approved)),
        ("verified and kept", kept.clone(), (A::Approved, L::AwaitingDisclosure, P::Preserved, D::Approved)),
        ("verified, nothing there", empty, (A::Approved, L::AwaitingDisclosure, P::PreservationNotAvailable, D::Approved)),
        ("verified, kept no longer", ended(&verified), (A::Approved, L::AwaitingDisclosure, P::Expired, D::Approved)),
        ("verified, nothing to keep", bare, (A::Approved, L::AwaitingDisclosure, P::AwaitingPreservation, D::Approved)),
        ("refused", closed(&verified, refused(false)), (A::Rejected, L::Rejected, P::Rejected, D::Rejected)),
        ("challenge won", closed(&verified, refused(true)), (A::Rejected, L::Rejected, P::Rejected, D::Rejected)),
        ("redirected", closed(&verified, End::Redirected), (A::Rejected, L::Rejected, P::Rejected, D::Rejected)),
        ("forged", closed(&verified, End::Fraud { reason: reason() }), (A::Rejected, L::Rejected, P::Rejected, D::Rejected)),
        ("taken back", closed(&verified, End::Withdrawn { reason: reason() }), (A::Cancelled, L::Cancelled, P::Cancelled, D::Cancelled)),
        ("replaced", closed(&verified, End::Superseded { reason: reason() }), (A::Cancelled, L::Cancelled, P::Cancelled, D::Cancelled)),
        (
            "nothing held",
            closed(&verified, End::NoData { looked: reason() }),
            (A::Approved, L::DisclosureNotAvailable, P::PreservationNotAvailable, D::Approved),
        ),
        ("acted on", closed(&kept, End::Acted(effect)), (A::Approved, L::DisclosureNotAvailable, P::Preserved, D::Approved)),
        ("only kept", closed(&kept, End::PreservedOnly), (A::Approved, L::DisclosureNotAvailable, P::Preserved, D::Approved)),
        (
            "only kept, and over",
            closed(&ended(&verified), End::PreservedOnly),
            (A::Expired, L::DisclosureNotAvailable, P::Expired, D::Expired),
        ),
        ("disclosed", released.clone(), (A::Approved, L::Disclosed, P::Expired, D::Approved)),
        ("disclosed, none of it of these accounts", nobody, (A::Approved, L::Rejected, P::Expired, D::Approved)),
    ];
    let mut outcomes = BTreeSet::new();
    for (name, demand, expected) in &table {
        assert_eq!(said(demand), *expected, "{name}");
        outcomes.extend(demand.stage.end().map(End::outcome));
    }
    // Without content it is the same to the dictionaries.
    outcomes.insert(Outcome::DisclosedNoncontent);
    assert_eq!(outcomes, Outcome::ALL.iter().copied().collect(), "an outcome has no line in the table");
}
