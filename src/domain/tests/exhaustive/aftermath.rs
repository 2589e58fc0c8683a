//! Content asked for in an emergency without process, and what is owed after it was given.

use super::explore::{Fault, Scenario};
use super::faults::{Planted, planted};
use super::menu::{self, t};
use super::steps::{by_two, crew, menu, right_check};
use super::world::{CONTENT, EMERGENCY, anyone, court, id, police, received};
use domain::actor::Actor;
use domain::aftermath::Process;
use domain::clocks::ObligationKind;
use domain::command::{Command, Verb};
use domain::event::Event;
use domain::ids::DemandId;
use domain::outcome::Outcome::{DisclosedContent, RejectedInvalid};
use domain::paper::CustomerClass::Consumer;
use domain::refusal::{Part, Reason};
use domain::stage::SkipGround;

/// Verified, confirmed by the third person, in review.
fn confirmed() -> Vec<(Actor, Command)> {
    let mut steps: Vec<_> = menu::verification().into_iter().filter(right_check).map(by_two).collect();
    steps.push((anyone(3), menu::emergency()[0].clone()));
    steps.push((anyone(1), Command::SkipRedirect { ground: SkipGround::Emergency }));
    steps.push((anyone(1), menu::secrecy()[0].clone()));
    steps
}

/// Right and wrong ways to let content through, to review it and to settle its paper.
fn acts() -> Vec<Command> {
    let process = |n, authority, compels| Process { demand: DemandId(id(n)), authority: Some(authority), compels };
    let settle = |process: Option<Process>, reason: &str| Command::SettleFollowUp { process, reason: reason.to_owned() };
    vec![
        Command::OpenContent { reason: t() },
        Command::OpenContent { reason: String::new() },
        Command::ReviewEmergency { sound: true, text: t() },
        Command::ReviewEmergency { sound: false, text: String::new() },
        settle(Some(process(2, court().id, true)), ""),
        settle(Some(process(2, court().id, false)), ""),
        settle(Some(process(2, police().id, true)), ""),
        settle(None, "said"),
        settle(None, ""),
    ]
}

/// From the review to what is owed afterwards; six people.
pub fn content_without_process() -> Scenario {
    Scenario {
        name: "content in an emergency",
        about: "content without process; let through or not, released, reviewed afterwards, its paper settled; six people",
        start: received(EMERGENCY, &[CONTENT], Consumer),
        before: [confirmed(), vec![(anyone(4), menu::decisions(&[CONTENT])[1].clone())]].concat(),
        people: crew(6),
        alike: true,
        menu: menu([
            acts(),
            menu::review()[..1].to_vec(),
            menu::review()[6..7].to_vec(),
            menu::review()[8..9].to_vec(),
            menu::production(&[CONTENT])[3..6].to_vec(),
            menu::release(CONTENT)[2..4].to_vec(),
            menu::refusal(),
        ]),
        last_tick: 0,
        outcomes: vec![DisclosedContent, RejectedInvalid],
    }
}

pub fn faults() -> Vec<Planted> {
    use Fault::{Bend, Events, Forget};
    vec![
        planted("INV-13", "content leaves without process", content_without_process, Forget(|_, r| *r == Reason::ContentShut)),
        planted(
            "INV-13",
            "whoever let content through has another part",
            content_without_process,
            Forget(|_, r| *r == Reason::SamePerson { part: Part::Opener }),
        ),
        planted(
            "INV-13",
            "whoever checked lets content through",
            content_without_process,
            Forget(|v, r| *v == Verb::OpenContent && matches!(r, Reason::SamePerson { .. })),
        ),
        planted(
            "INV-13",
            "whoever let content through packs it",
            content_without_process,
            Forget(|v, r| *v == Verb::SealPackage && *r == Reason::SamePerson { part: Part::Opener }),
        ),
        planted(
            "INV-13",
            "whoever took part reviews afterwards",
            content_without_process,
            Forget(|v, r| *v == Verb::ReviewEmergency && *r == Reason::SamePerson { part: Part::Participant }),
        ),
        planted(
            "INV-13",
            "nobody says why no paper comes",
            content_without_process,
            Forget(|v, r| *v == Verb::SettleFollowUp && matches!(r, Reason::Missing { .. })),
        ),
        planted(
            "INV-13",
            "whoever sent it back is forgotten",
            content_without_process,
            Bend(|before, event, mut after| {
                if matches!(event, Event::SentBack { .. }) {
                    after.aftermath.people.clone_from(&before.aftermath.people);
                }
                after
            }),
        ),
        planted(
            "INV-13",
            "the review is closed silently",
            content_without_process,
            Bend(|_, event, mut after| {
                if matches!(event, Event::FollowUpSettled { .. }) {
                    for clock in after.clocks.iter_mut().filter(|c| c.kind == ObligationKind::Review) {
                        clock.met_at = Some(clock.started_at);
                    }
                }
                after
            }),
        ),
        planted(
            "INV-13",
            "nothing is owed after an emergency",
            content_without_process,
            Events(|_, _, mut events| {
                let owed =
                    |e: &Event| matches!(e, Event::DutiesChanged { duties, .. } if duties.iter().any(|d| d.kind.follows_an_emergency()));
                events.retain(|e| !owed(e));
                events
            }),
        ),
    ]
}
