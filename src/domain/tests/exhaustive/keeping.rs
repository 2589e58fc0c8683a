//! What is kept: by the custodian's word, longer and beyond the term, to its removal with evidence.

use super::explore::{Fault, Scenario};
use super::faults::{Planted, planted};
use super::menu::{self, both, t};
use super::scenarios::preservation;
use super::steps::{crew, menu, to_review};
use super::world::{CONTENT, EPOC, PRESERVE, id, received};
use domain::clocks::ObligationKind;
use domain::command::{Act, Command, Verb};
use domain::event::Event;
use domain::ids::DemandId;
use domain::outcome::Outcome::{PreservedOnly, Withdrawn};
use domain::paper::CustomerClass::Enterprise;
use domain::paper::{Identifier, IdentifierKind};
use domain::preservation::{CustodyAnswer, Hold, Preservation};
use domain::refusal::{Field, Reason};
use domain::stage::SkipGround;

fn says(answer: CustodyAnswer) -> Command {
    Command::AnswerCustody { account: Identifier { kind: IdentifierKind::Mail, value: "A@example.org ".to_owned() }, answer }
}

fn purged(what: &str) -> Command {
    says(CustodyAnswer::Purged { what: what.to_owned(), protocol: None })
}

/// The custodian keeps the account.
pub fn placed() -> Command {
    says(CustodyAnswer::Placed { place: t() })
}

fn custody() -> Vec<Command> {
    vec![
        placed(),
        says(CustodyAnswer::Nothing { looked: t() }),
        says(CustodyAnswer::Failed { why: t() }),
        purged("removed from the archive"),
        purged(" "),
    ]
}

fn holds(all: &[Hold]) -> Vec<Command> {
    let over = |hold: &Hold| Command::HoldOver { hold: hold.clone(), reason: t() };
    let lift = |hold: &Hold| Command::LiftHold { hold: hold.clone(), reason: t() };
    all.iter().flat_map(|hold| [over(hold), lift(hold)]).collect()
}

/// Kept, by term and beyond it, closed, to the removal.
pub fn keeping() -> Scenario {
    let all = [Hold::Production { demand: DemandId(id(7)) }, Hold::Litigation { matter: t() }];
    Scenario {
        name: "what is kept",
        about: "placed, nothing there, failed; held for a production and a court case; ended, removed; four days",
        start: received(PRESERVE, &[], Enterprise),
        before: to_review(SkipGround::LawNamesProvider),
        people: crew(2),
        alike: true,
        menu: menu([
            custody(),
            holds(&all),
            vec![
                Command::ConfirmPreserved,
                Command::Tick,
                Command::RecordWithdrawal { reason: t() },
                Command::EndPreservation { reason: t() },
                Command::EndPreservation { reason: String::new() },
            ],
        ]),
        last_tick: 4,
        outcomes: vec![PreservedOnly, Withdrawn],
    }
}

/// A production order: what it asks for is kept at once, or is not; read again, taken back; a day.
pub fn kept_for_a_production() -> Scenario {
    Scenario {
        name: "kept before it is produced",
        about: "a production order; its data placed, nothing there, failed; the paper read again; withdrawn; a day",
        start: received(EPOC, &[CONTENT], Enterprise),
        before: Vec::new(),
        menu: menu([custody()[..3].to_vec(), menu::reread(), vec![Command::RecordWithdrawal { reason: t() }]]),
        last_tick: 1,
        outcomes: vec![Withdrawn],
        ..keeping()
    }
}

/// Taken back, its data removed or not, and opened again.
pub fn kept_again() -> Scenario {
    let mut before = to_review(SkipGround::LawNamesProvider);
    before.push((super::world::anyone(1), Command::RecordWithdrawal { reason: t() }));
    Scenario {
        name: "kept again",
        about: "withdrawn, removed or not, opened again and withdrawn again; a day",
        before,
        menu: menu([custody(), both(Act::Reopen { reason: t() }).to_vec(), vec![Command::RecordWithdrawal { reason: t() }]]),
        last_tick: 1,
        outcomes: vec![Withdrawn],
        ..keeping()
    }
}

/// A confirmation that a production order follows (Annex V).
pub fn confirmed() -> Scenario {
    Scenario {
        name: "a production order is announced",
        about: "kept beyond the term until the order comes or does not; six days and one more",
        menu: menu([
            custody()[..1].to_vec(),
            custody()[3..4].to_vec(),
            holds(&[Hold::Confirmed { document: t() }]),
            menu::preserved(),
            vec![Command::HoldOver { hold: Hold::Confirmed { document: String::new() }, reason: t() }],
        ]),
        last_tick: 7,
        outcomes: vec![PreservedOnly],
        ..keeping()
    }
}

pub fn faults() -> Vec<Planted> {
    use Fault::{Bend, Events, Forget};
    vec![
        planted("INV-11", "what must be kept is removed", keeping, Forget(|v, r| *v == Verb::AnswerCustody && *r == Reason::StillKept)),
        planted(
            "INV-10",
            "confirmed before the custodian keeps it",
            keeping,
            Forget(|v, r| *v == Verb::ConfirmPreserved && matches!(r, Reason::NotYetKept { .. })),
        ),
        planted(
            "INV-10",
            "confirmed though nothing is kept",
            keeping,
            Forget(|v, r| *v == Verb::ConfirmPreserved && *r == Reason::NothingKept),
        ),
        planted(
            "INV-10",
            "the duty to keep is met though the custodian failed",
            kept_for_a_production,
            Bend(|_, event, mut after| {
                if matches!(event, Event::CustodyAnswered { answer: CustodyAnswer::Failed { .. }, .. }) {
                    for clock in after.clocks.iter_mut().filter(|c| c.kind == ObligationKind::Preserve) {
                        clock.met_at = Some(clock.started_at);
                    }
                }
                after
            }),
        ),
        planted(
            "INV-11",
            "removed without a word of evidence",
            keeping,
            Forget(|v, r| *v == Verb::AnswerCustody && *r == Reason::Missing { field: Field::Text }),
        ),
        planted(
            "INV-11",
            "a person ends what something holds",
            keeping,
            Forget(|v, r| *v == Verb::EndPreservation && *r == Reason::StillKept),
        ),
        planted(
            "INV-11",
            "ended by a person without a reason",
            keeping,
            Forget(|v, r| *v == Verb::EndPreservation && *r == Reason::Missing { field: Field::Reason }),
        ),
        planted(
            "INV-11",
            "a term that ends counts as removed",
            preservation,
            Bend(|_, event, mut after| {
                if let (Event::PreservationEnded, Preservation::Ended { at, why, term, accounts }) = (event, after.preservation.clone()) {
                    after.preservation = Preservation::Purged { at, ended_at: at, why, term, accounts };
                }
                after
            }),
        ),
        planted(
            "INV-11",
            "the term ends while a court case holds it",
            keeping,
            Events(|demand, command, mut events| {
                if matches!(command, Command::HoldOver { .. }) && demand.preservation.is_active() {
                    events.push(Event::PreservationEnded);
                }
                events
            }),
        ),
    ]
}
