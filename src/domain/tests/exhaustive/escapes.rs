//! A mail on the wire when its notice is stopped; and counsel's later choice of when the customer is told.

use super::explore::{Fault, Scenario};
use super::faults::{Planted, planted};
use super::menu::{self, both, mail, t};
use super::steps::{crew, declined, menu};
use super::world::{EPOC, SUBSCRIBER, WARRANT, anyone, received};
use domain::command::{Act, Command, Verb};
use domain::event::Event;
use domain::instrument::NoticeTiming;
use domain::notice::NoticeKind::{Advance, Delayed, WithProduction, Withdrawn};
use domain::outcome::Outcome;
use domain::paper::CustomerClass::Enterprise;
use domain::refusal::{Field, Reason};

fn told_apart() -> impl Iterator<Item = (domain::actor::Actor, Command)> {
    both(Act::ConfirmNoSecrecy).into_iter().zip([anyone(1), anyone(2)]).map(|(c, p)| (p, c))
}

/// A notice stopped by an order while its mail is on the wire: taken, not taken, examined before and after that is known.
pub fn escapes() -> Scenario {
    Scenario {
        name: "on the wire",
        about: "a notice stopped by an order while its mail is on the wire; accepted, not accepted, examined; withdrawn; two days",
        start: received(WARRANT, &[SUBSCRIBER], Enterprise),
        before: declined().into_iter().chain(told_apart()).collect(),
        people: crew(2),
        alike: true,
        menu: menu([
            vec![
                Command::NoticeEscaped { message: mail(0) },
                Command::EscapeSettled { message: mail(0), accepted: true },
                Command::EscapeSettled { message: mail(0), accepted: false },
                Command::ExamineEscape { breach: true, text: t() },
                Command::ExamineEscape { breach: false, text: t() },
                Command::ExamineEscape { breach: false, text: String::new() },
            ],
            menu::notice(&[Advance, Delayed, Withdrawn]),
            menu::secrecy()[..1].to_vec(),
            menu::no_secrecy(),
            vec![Command::Tick, Command::RecordWithdrawal { reason: t() }],
        ]),
        last_tick: 2,
        outcomes: vec![Outcome::Withdrawn],
    }
}

/// The law leaves open when the customer is told: chosen otherwise after the match, followed or not, taken back.
pub fn timing() -> Scenario {
    let ask = |told| Command::AskTiming { told };
    let decide = |adopt, reason: &str| Command::DecideTiming { adopt, reason: reason.to_owned() };
    Scenario {
        name: "another time to tell",
        about: "counsel chooses another time to tell the customer, twice and back; the demand follows or not; a notice; withdrawn; a day",
        start: received(EPOC, &[SUBSCRIBER], Enterprise),
        before: declined().into_iter().chain(told_apart()).collect(),
        people: crew(2),
        alike: true,
        menu: menu([
            vec![ask(Some(NoticeTiming::Before)), ask(Some(NoticeTiming::After)), ask(None)],
            vec![decide(true, "said"), decide(false, "said"), decide(true, "")],
            menu::notice(&[Advance, Delayed, WithProduction, Withdrawn]),
            vec![Command::Tick, Command::RecordWithdrawal { reason: t() }],
        ]),
        last_tick: 1,
        outcomes: vec![Outcome::Withdrawn],
    }
}

pub fn faults() -> Vec<Planted> {
    use Fault::{Bend, Forget};
    vec![
        planted(
            "INV-04",
            "a mail on the wire is examined without a word",
            escapes,
            Forget(|v, r| *v == Verb::ExamineEscape && *r == Reason::Missing { field: Field::Text }),
        ),
        planted(
            "INV-04",
            "a mail on the wire is forgotten once examined",
            escapes,
            Bend(|_, event, mut after| {
                if matches!(event, Event::EscapeExamined { .. }) {
                    after.escapes.clear();
                }
                after
            }),
        ),
    ]
}
