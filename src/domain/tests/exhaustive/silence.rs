//! How a secrecy ends, what a letter that asks for one does, and the faults that must be seen there.

use super::explore::{Fault, Scenario};
use super::faults::{Planted, planted};
use super::menu::{self, both, t, text};
use super::steps::{crew, declined, menu, to_package, to_review};
use super::world::{ORDER, PUBLIC_ORDER, SUBSCRIBER, WARRANT, anyone, id, received, tick};
use domain::command::{Act, ActKind, Command, Verb};
use domain::event::Event;
use domain::ids::OrderId;
use domain::instrument::Audience;
use domain::notice::Notice;
use domain::notice::NoticeKind::{Advance, Delayed};
use domain::outcome::Outcome::{DisclosedNoncontent, RejectedInvalid};
use domain::paper::CustomerClass::{Consumer, Enterprise};
use domain::refusal::{Field, Part, Reason};
use domain::secrecy::{Answer, Checklist, RequestDecision};
use domain::stage::SkipGround;

fn order(n: u128) -> OrderId {
    OrderId(id(n))
}

fn docket() -> Vec<Command> {
    let check = |notice| Command::CheckDocket { checked: t(), notice };
    vec![
        check(None),
        check(Some(text(Delayed, &[0]))),
        check(Some(text(Delayed, &[]))),
        check(Some(text(Advance, &[0]))),
        Command::CheckDocket { checked: String::new(), notice: None },
    ]
}

fn grace() -> Vec<Command> {
    vec![
        Command::PassGrace { notice: None },
        Command::PassGrace { notice: Some(text(Delayed, &[0])) },
        Command::StopGrace { reason: t() },
        Command::StopGrace { reason: String::new() },
    ]
}

/// The order over customer and public: over the public only, over nobody, over more, sooner, later, never.
fn narrowing() -> Vec<Command> {
    let narrow = |covers: &[Audience], until| Act::NarrowSecrecy {
        order: order(ORDER),
        covers: covers.iter().copied().collect(),
        until,
        document: t(),
    };
    let mut all: Vec<Command> = both(narrow(&[Audience::Public], None)).into();
    all.extend(
        [
            narrow(&[], None),
            narrow(&[Audience::Customer, Audience::Public], None),
            narrow(&[Audience::Customer, Audience::EndUser], None),
            narrow(&[Audience::Public], Some(tick(9))),
            narrow(&[Audience::Public], Some(tick(0))),
            Act::NarrowSecrecy { order: order(99), covers: [Audience::Public].into(), until: None, document: String::new() },
        ]
        .map(Command::Prepare),
    );
    all
}

fn requests() -> Vec<Command> {
    let decide = |decision| Command::DecideSecrecyRequest { decision, reason: t() };
    vec![
        Command::RecordSecrecyRequest { words: t() },
        Command::RecordSecrecyRequest { words: " ".to_owned() },
        decide(RequestDecision::Nothing),
        decide(RequestDecision::AskForOrder { answer_by: tick(2) }),
        decide(RequestDecision::AskForOrder { answer_by: tick(0) }),
        decide(RequestDecision::OrderRecorded { order: order(PUBLIC_ORDER) }),
        decide(RequestDecision::OrderRecorded { order: order(99) }),
        Command::DecideSecrecyRequest { decision: RequestDecision::Nothing, reason: String::new() },
    ]
}

fn reviews() -> Vec<Command> {
    let checklist = Checklist { individualised: Answer::No, end_date: Answer::Unknown, alternative: Answer::Yes };
    let review = |n, note| Command::ReviewSecrecy { order: order(n), checklist, note };
    vec![review(PUBLIC_ORDER, t()), review(PUBLIC_ORDER, String::new()), review(99, t()), menu::effort(order(PUBLIC_ORDER), t())]
}

/// Released to the authority while an order silenced us towards a consumer; then the order ends, one way or another.
pub fn ends() -> Scenario {
    let mut before = vec![(anyone(1), menu::secrecy()[0].clone())];
    before = [before, to_package(to_review(SkipGround::Consumer), SUBSCRIBER, 1, 2)].concat();
    let release = menu::release(SUBSCRIBER);
    before.extend([(anyone(1), release[2].clone()), (anyone(3), release[3].clone())]);
    Scenario {
        name: "a secrecy ends",
        about: "released under an order over a consumer; expired, narrowed, extended in the grace time; docket checked, days passed, stopped; four days",
        start: received(WARRANT, &[SUBSCRIBER], Consumer),
        before,
        people: crew(2),
        alike: true,
        menu: menu([
            vec![Command::Tick, menu::secrecy()[7].clone()],
            docket(),
            grace(),
            narrowing(),
            requests()[..3].to_vec(),
            menu::no_secrecy(),
            menu::notice(&[Delayed]),
        ]),
        last_tick: 4,
        outcomes: vec![DisclosedNoncontent],
    }
}

/// A letter asks an organisation's provider for secrecy; an order over the public without an end beside it.
pub fn asked() -> Scenario {
    let start = domain::command::Receive { secrecy_asked: Some(t()), ..received(WARRANT, &[SUBSCRIBER], Enterprise) };
    let mut before = to_package(declined(), SUBSCRIBER, 1, 2);
    before.push((anyone(1), menu::secrecy()[1].clone()));
    Scenario {
        name: "a letter asks for secrecy",
        about: "a sealed package; the letter's request undecided, ignored, an order asked for; an endless order over the public reviewed; three days",
        start,
        before,
        people: crew(2),
        alike: true,
        menu: menu([
            requests(),
            reviews(),
            docket()[..1].to_vec(),
            menu::no_secrecy(),
            menu::notice(&[Advance, Delayed]),
            menu::release(SUBSCRIBER)[2..4].to_vec(),
            menu::refusal(),
        ]),
        last_tick: 3,
        outcomes: vec![DisclosedNoncontent, RejectedInvalid],
    }
}

fn same(reason: &Reason) -> bool {
    matches!(reason, Reason::SamePerson { part: Part::Preparer })
}

pub fn faults() -> Vec<Planted> {
    use Fault::{Bend, Events, Forget, Hide};
    vec![
        planted("INV-04", "one person narrows an order", ends, Forget(|v, r| *v == Verb::Confirm(ActKind::NarrowSecrecy) && same(r))),
        planted("INV-04", "a request for secrecy holds nothing", asked, Forget(|_, r| *r == Reason::SecrecyRequestOpen)),
        planted(
            "INV-04",
            "the docket is checked of what never was secret",
            asked,
            Forget(|v, r| *v == Verb::CheckDocket && matches!(r, Reason::NothingEnded | Reason::SecrecyRequestOpen)),
        ),
        planted(
            "INV-04",
            "the docket is checked while an order binds",
            ends,
            Forget(|v, r| *v == Verb::CheckDocket && matches!(r, Reason::SecrecyInForce { .. } | Reason::NothingEnded)),
        ),
        planted(
            "INV-04",
            "the docket is checked nowhere",
            ends,
            Forget(|v, r| *v == Verb::CheckDocket && *r == Reason::Missing { field: Field::Looked }),
        ),
        planted("INV-04", "the policy's days need not pass", ends, Forget(|v, r| *v == Verb::PassGrace && *r == Reason::NothingToDo)),
        planted(
            "INV-04",
            "a notice goes with the end by date, and nobody looked",
            ends,
            Events(|demand, command, mut events| {
                if matches!(command, Command::Tick) && matches!(demand.notice, Notice::Owed { .. }) {
                    events.push(Event::NoticeQueued { draft: text(Delayed, &[0]), first: None });
                }
                events
            }),
        ),
        planted(
            "INV-04",
            "an extension in the grace time leaves the notice in the outbox",
            ends,
            Events(|_, command, mut events| {
                events.retain(|e| !(matches!(e, Event::NoticeStopped { .. }) && matches!(command, Command::ExtendSecrecy { .. })));
                events
            }),
        ),
        planted(
            "INV-04",
            "an extension covers less",
            ends,
            Bend(|_, event, mut after| {
                if matches!(event, Event::SecrecyExtended { .. }) {
                    for order in &mut after.secrecy.orders {
                        order.covers = [Audience::Public].into();
                    }
                }
                after
            }),
        ),
        planted("INV-06", "an order is reviewed and nothing was tried", asked, Forget(|_, r| *r == Reason::EffortNeeded)),
        planted("INV-06", "a review that is due is not offered", asked, Hide(Verb::ReviewSecrecy)),
        planted(
            "INV-15",
            "lifting an order takes the attempts against it away",
            super::scenarios::statutory,
            Bend(|_, event, mut after| {
                if matches!(event, Event::SecrecyLifted { .. }) {
                    for order in &mut after.secrecy.orders {
                        order.efforts.clear();
                    }
                }
                after
            }),
        ),
    ]
}
