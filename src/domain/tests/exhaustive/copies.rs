//! Copies of the demand's papers: cleared by two people, void, on their way with a notice.

use super::explore::{Fault, Scenario};
use super::faults::{Planted, planted};
use super::menu::{self, both, document, t};
use super::steps::{crew, declined, menu};
use super::world::{SUBSCRIBER, WARRANT, anyone, received};
use domain::command::{Act, Command, Verb};
use domain::event::Event;
use domain::notice::NoticeDraft;
use domain::notice::NoticeKind::{Advance, Delayed, Withdrawn};
use domain::outcome::Outcome;
use domain::paper::CustomerClass::Enterprise;
use domain::refusal::{Field, Part, Reason};

const PAPER: u128 = 72;
const REDACTED: u128 = 73;

fn clear(copy: u128) -> Act {
    Act::ClearCopy { of: document(PAPER).id, copy: document(copy).id, reason: t() }
}

fn with(copy: u128) -> Act {
    Act::SendNotice(NoticeDraft { copies: vec![document(copy).id], ..menu::text(Advance, &[0]) })
}

/// A paper and a file in its place, cleared or not; a notice with either; an order; another customer; withdrawn; a day.
pub fn copies() -> Scenario {
    let free = both(Act::ConfirmNoSecrecy).into_iter().zip([anyone(1), anyone(2)]).map(|(c, p)| (p, c));
    let added = [PAPER, REDACTED].map(|n| (anyone(1), Command::AddDocument { document: document(n) }));
    let nameless = Act::ClearCopy { of: document(PAPER).id, copy: document(99).id, reason: String::new() };
    Scenario {
        name: "copies of the demand",
        about: "a paper and a redacted file cleared, confirmed or not; a notice with either; an order; withdrawn; two days",
        start: received(WARRANT, &[SUBSCRIBER], Enterprise),
        before: declined().into_iter().chain(free).chain(added).collect(),
        people: crew(2),
        alike: true,
        menu: menu([
            both(clear(PAPER)).into(),
            both(clear(REDACTED)).into(),
            both(nameless).into(),
            both(with(REDACTED)).into(),
            both(with(PAPER)).into(),
            menu::notice(&[Delayed, Withdrawn]),
            menu::secrecy()[..1].to_vec(),
            menu::no_secrecy(),
            vec![Command::Tick, Command::RecordWithdrawal { reason: t() }],
        ]),
        last_tick: 2,
        outcomes: vec![Outcome::Withdrawn],
    }
}

pub fn faults() -> Vec<Planted> {
    use Fault::{Bend, Events, Forget};
    vec![
        planted("INV-19", "any paper goes with the notice", copies, Forget(|_, r| *r == Reason::CopyNotCleared)),
        planted(
            "INV-19",
            "one person clears a copy",
            copies,
            Forget(|v, r| *v == Verb::Confirm(domain::command::ActKind::ClearCopy) && *r == Reason::SamePerson { part: Part::Preparer }),
        ),
        planted(
            "INV-19",
            "a copy of nothing is cleared for no reason",
            copies,
            Forget(|_, r| matches!(r, Reason::NoSuchDocument | Reason::Missing { field: Field::Reason })),
        ),
        planted(
            "INV-19",
            "an order leaves the copies cleared",
            copies,
            Bend(|before, event, mut after| {
                if matches!(event, Event::SecrecyPlaced { .. }) {
                    after.cleared.clone_from(&before.cleared);
                }
                after
            }),
        ),
        planted(
            "INV-19",
            "the uncleared paper goes in the place of the file",
            copies,
            Events(|_, _, mut events| {
                for event in &mut events {
                    if let Event::NoticeQueued { draft, .. } = event {
                        draft.copies = vec![document(99).id];
                    }
                }
                events
            }),
        ),
    ]
}
