//! A demand on an older row of the rulebook: it stays there, read again or not, until counsel moves it.

use super::explore::{Fault, Scenario};
use super::faults::{Planted, planted};
use super::menu::{self, t};
use super::steps::{crew, menu};
use super::world::{INFORMAL, RENEWED, STATUTORY, SUBSCRIBER, TODAY, anyone, id, paper, received, today};
use domain::command::{Command, Verb};
use domain::event::Event;
use domain::ids::OrderId;
use domain::instrument::RowHash;
use domain::outcome::Outcome::RejectedInvalid;
use domain::paper::CustomerClass::Consumer;
use domain::refusal::Reason;
use domain::stage::SkipGround;

fn moves() -> Vec<Command> {
    let go = |to: &str, reason: String| Command::MoveRules { to: RowHash(to.to_owned()), reason, statutory_order: OrderId(id(STATUTORY)) };
    vec![go(TODAY, t()), go(TODAY, String::new()), go("another row", t())]
}

/// It came under older rules as a letter that compels nothing, and was then read as a paper whose row has changed since.
pub fn moved() -> Scenario {
    let mut start = received(INFORMAL, &[SUBSCRIBER], Consumer);
    "old".clone_into(&mut start.paper.rulebook);
    let mut read = menu::correction(RENEWED, &[SUBSCRIBER]).swap_remove(0);
    if let Command::CorrectPaper { paper, .. } = &mut read {
        **paper = domain::paper::Paper { rulebook: "old".to_owned(), ..super::world::paper(RENEWED) };
    }
    assert_eq!(paper(RENEWED).rulebook, "small", "today's version is another one");
    Scenario {
        name: "older rules",
        about: "a row that brings no silence, and today's that does; moved, not moved, read again; to the review; two people",
        start,
        before: vec![(anyone(1), read)],
        people: crew(2),
        alike: true,
        menu: menu([
            moves(),
            menu::verification(),
            menu::correction(RENEWED, &[SUBSCRIBER]),
            [SkipGround::Consumer, SkipGround::Secrecy].map(|ground| Command::SkipRedirect { ground }).to_vec(),
            menu::decisions(&[SUBSCRIBER])[1..2].to_vec(),
            menu::refusal(),
        ]),
        last_tick: 0,
        outcomes: vec![RejectedInvalid],
    }
}

pub fn faults() -> Vec<Planted> {
    use Fault::{Bend, Events, Forget};
    vec![
        planted(
            "INV-29",
            "today's row is used in silence",
            moved,
            Bend(|_, event, mut after| {
                if matches!(event, Event::VerificationBegun) {
                    after.rule = Some(today());
                }
                after
            }),
        ),
        planted(
            "INV-29",
            "reading the paper again takes today's row",
            moved,
            Events(|_, _, mut events| {
                for event in &mut events {
                    if let Event::PaperCorrected { consequences, .. } = event {
                        consequences.rule = Some(today());
                    }
                }
                events
            }),
        ),
        planted("INV-29", "moved for no reason", moved, Forget(|v, r| *v == Verb::MoveRules && matches!(r, Reason::Missing { .. }))),
        planted("INV-29", "anybody moves it", moved, Forget(|v, r| *v == Verb::MoveRules && matches!(r, Reason::NeedsRole { .. }))),
    ]
}
