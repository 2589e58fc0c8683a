//! An order to act: effect given or not, the authority and the customer told of it, and never any data.

use super::explore::{Fault, Scenario};
use super::faults::{Planted, planted};
use super::menu::{self, t};
use super::steps::{crew, menu, to_review};
use super::world::{ACT, SUBSCRIBER, received, tick};
use domain::Instant;
use domain::command::{Command, Verb};
use domain::effect::Effect;
use domain::event::Event;
use domain::notice::NoticeKind::Delayed;
use domain::outcome::Outcome::{ActedOn, RejectedChallengedWon, RejectedInvalid};
use domain::paper::CustomerClass::Enterprise;
use domain::refusal::{Field, Reason};
use domain::stage::SkipGround;

fn give(what: String, at: Instant, short_of: String) -> Command {
    Command::GiveEffect { effect: Effect { what, at, territory: String::new(), short_of } }
}

fn gives() -> Vec<Command> {
    let whole = String::new;
    vec![give(t(), tick(0), whole()), give(t(), tick(0), t()), give(t(), tick(9), whole()), give(String::new(), tick(0), whole())]
}

pub fn acting() -> Scenario {
    Scenario {
        name: "an order to act",
        about: "followed, in part, refused, challenged, clarified; the customer told afterwards; nothing is ever approved; a day",
        start: received(ACT, &[SUBSCRIBER], Enterprise),
        before: to_review(SkipGround::LawNamesProvider),
        people: crew(2),
        alike: true,
        menu: menu([
            gives(),
            menu::decisions(&[SUBSCRIBER])[1..2].to_vec(),
            menu::review()[..1].to_vec(),
            menu::review()[6..7].to_vec(),
            menu::holds(),
            menu::refusal(),
            menu::no_secrecy(),
            menu::notice(&[Delayed]),
        ]),
        last_tick: 1,
        outcomes: vec![ActedOn, RejectedInvalid, RejectedChallengedWon],
    }
}

pub fn faults() -> Vec<Planted> {
    use Fault::{Events, Forget};
    vec![
        planted("INV-17", "data leaves on an order to act", acting, Forget(|v, r| *v == Verb::Recommend && *r == Reason::ActsOnly)),
        planted(
            "INV-30",
            "an order to act ends without a word to the authority",
            acting,
            Events(|_, command, mut events| {
                if matches!(command, Command::GiveEffect { .. }) {
                    for event in &mut events {
                        if matches!(event, Event::EffectGiven { .. }) {
                            *event = Event::PreservedConfirmed;
                        }
                    }
                }
                events
            }),
        ),
        planted(
            "INV-30",
            "the authority is told of what has not happened",
            acting,
            Forget(|v, r| *v == Verb::GiveEffect && *r == Reason::DatesReversed),
        ),
        planted(
            "INV-30",
            "the authority is not told what was done",
            acting,
            Forget(|v, r| *v == Verb::GiveEffect && *r == Reason::Missing { field: Field::Text }),
        ),
        planted(
            "INV-05",
            "an order was followed, and nobody owes the customer a word",
            acting,
            Events(|_, command, mut events| {
                if matches!(command, Command::GiveEffect { .. }) {
                    events.retain(|e| !matches!(e, Event::NoticeOwed { .. }));
                }
                events
            }),
        ),
    ]
}
