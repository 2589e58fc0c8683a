//! Making sure who asks: right and wrong calls, signals that come at any moment, and a suspension.

use super::explore::{Fault, Scenario};
use super::faults::{Planted, planted};
use super::menu;
use super::steps::{crew, menu, to_package, to_review};
use super::world::{SUBSCRIBER, WARRANT, anyone, received};
use domain::command::{ActKind, Verb};
use domain::event::Event;
use domain::fact::FactKind;
use domain::outcome::Outcome::{DisclosedNoncontent, RejectedInvalid};
use domain::paper::CustomerClass::Consumer;
use domain::refusal::{Part, Reason};
use domain::stage::SkipGround;
use domain::who::Signal;

/// Three people, a signal at any moment, and every wrong call.
pub fn called() -> Scenario {
    Scenario {
        name: "who asks",
        about: "right and wrong calls, a first contact noticed at any moment; receipt to release; three people",
        start: received(WARRANT, &[SUBSCRIBER], Consumer),
        before: vec![(anyone(1), menu::secrecy()[0].clone())],
        people: crew(3),
        alike: false,
        menu: menu([
            menu::verification(),
            menu::wrong_calls(),
            menu::facts()[1..2].to_vec(),
            vec![domain::command::Command::SkipRedirect { ground: SkipGround::Secrecy }],
            menu::decisions(&[SUBSCRIBER])[1..2].to_vec(),
            menu::review()[..1].to_vec(),
            menu::review()[6..7].to_vec(),
            menu::production(&[SUBSCRIBER])[3..6].to_vec(),
            menu::release(SUBSCRIBER)[2..4].to_vec(),
            menu::refusal(),
        ]),
        last_tick: 0,
        outcomes: vec![DisclosedNoncontent, RejectedInvalid],
    }
}

/// A domain is suspended, and the suspension lifted, while a package waits.
pub fn suspended() -> Scenario {
    Scenario {
        name: "a suspended domain",
        about: "a package waits for its release; the sender's domain is suspended and set free; two people",
        start: received(WARRANT, &[SUBSCRIBER], Consumer),
        before: [vec![(anyone(1), menu::secrecy()[0].clone())], to_package(to_review(SkipGround::Secrecy), SUBSCRIBER, 1, 2)].concat(),
        people: crew(2),
        alike: true,
        menu: menu([menu::facts(), menu::release(SUBSCRIBER), menu::refusal()]),
        last_tick: 0,
        outcomes: vec![DisclosedNoncontent, RejectedInvalid],
    }
}

/// What was found of who asks expires while a package waits, and is looked up again or not; a day and one more.
fn aging(name: &'static str, officer: bool) -> Scenario {
    Scenario {
        name,
        about: "a package waits for its release; what was found of who asks expires, and is looked up again; two people",
        start: received(WARRANT, &[SUBSCRIBER], Consumer),
        before: [
            vec![(anyone(1), menu::secrecy()[0].clone()), (anyone(1), menu::aging(1, officer))],
            to_package(to_review(SkipGround::Secrecy), SUBSCRIBER, 1, 2),
        ]
        .concat(),
        people: crew(2),
        alike: true,
        menu: menu([vec![menu::aging(9, officer)], menu::release(SUBSCRIBER), menu::refusal()]),
        last_tick: 1,
        outcomes: vec![DisclosedNoncontent, RejectedInvalid],
    }
}

/// The directory's word for a domain.
pub fn old_domain() -> Scenario {
    aging("a domain looked up long ago", false)
}

/// An officer's record.
pub fn old_officer() -> Scenario {
    aging("an officer vouched for long ago", true)
}

/// A mail passed; the issuer is asked over another channel and confirms, denies, or is not reached; the mail's day ends.
pub fn old_mail() -> Scenario {
    use domain::fact::CheckResult::{Confirmed, Denied, NotReached};
    let asked = [Confirmed, Denied, NotReached].map(menu::asked_the_issuer).to_vec();
    let call = menu::verification()[1..2].to_vec();
    Scenario {
        name: "a mail of long ago",
        about: "a mail passed its checks; the issuer was asked over another channel, or called; a day and one more; two people",
        start: received(WARRANT, &[SUBSCRIBER], Consumer),
        before: vec![(anyone(1), menu::secrecy()[0].clone()), (anyone(1), menu::mailed())],
        people: crew(2),
        alike: false,
        menu: menu([
            asked,
            call,
            menu::verification()[..1].to_vec(),
            menu::verification()[4..].to_vec(),
            vec![domain::command::Command::SkipRedirect { ground: SkipGround::Secrecy }],
            menu::decisions(&[SUBSCRIBER])[1..2].to_vec(),
            menu::review()[..1].to_vec(),
            menu::review()[6..7].to_vec(),
            menu::production(&[SUBSCRIBER])[3..6].to_vec(),
            menu::release(SUBSCRIBER)[2..4].to_vec(),
            menu::refusal(),
        ]),
        last_tick: 1,
        outcomes: vec![DisclosedNoncontent, RejectedInvalid],
    }
}

pub fn faults() -> Vec<Planted> {
    use Fault::{Bend, Forget};
    vec![
        planted("INV-02", "a number from the demand is called", called, Forget(|_, r| *r == Reason::NumberNotListed)),
        planted("INV-02", "an unconfirmed number is called", called, Forget(|_, r| *r == Reason::NumberNotConfirmed)),
        planted("INV-02", "a number entered for the demand is called", called, Forget(|_, r| *r == Reason::NumberFromDemand)),
        planted("INV-02", "whoever entered the number calls it", called, Forget(|_, r| *r == Reason::NumberOwn)),
        planted(
            "INV-02",
            "the same person calls back",
            called,
            Forget(|v, r| *v == Verb::CheckRequester && matches!(r, Reason::SamePerson { part: Part::Handler })),
        ),
        planted("INV-02", "a signal does not ask for a call", called, Forget(|_, r| *r == Reason::CallBackNeeded)),
        planted(
            "INV-01",
            "a signal asks for nobody more",
            called,
            Forget(|_, r| matches!(r, Reason::MorePeople { .. } | Reason::SamePerson { part: Part::Approver | Part::Verifier })),
        ),
        planted(
            "INV-01",
            "a signal is taken back",
            called,
            Bend(|_, event, mut after| {
                if matches!(event, Event::FormChecked | Event::Verified) {
                    after.asker.signals.remove(&Signal::FirstContact);
                }
                after
            }),
        ),
        planted(
            "INV-02",
            "what expired of the domain still counts",
            old_domain,
            Forget(|v, r| *v == Verb::Confirm(ActKind::Release) && matches!(r, Reason::FactExpired { fact: FactKind::Domain, .. })),
        ),
        planted(
            "INV-02",
            "what expired of the officer still counts",
            old_officer,
            Forget(|v, r| *v == Verb::Confirm(ActKind::Release) && matches!(r, Reason::FactExpired { fact: FactKind::Officer, .. })),
        ),
        planted(
            "INV-02",
            "what a mail showed long ago still counts",
            old_mail,
            Forget(|v, r| *v == Verb::Verify && matches!(r, Reason::FactExpired { fact: FactKind::Mail, .. })),
        ),
        planted(
            "INV-02",
            "verified though it was denied",
            old_mail,
            Forget(|v, r| *v == Verb::Verify && matches!(r, Reason::RequesterNotConfirmed { .. })),
        ),
        planted(
            "INV-25",
            "a suspended domain is still served",
            suspended,
            Forget(|v, r| *v == Verb::Confirm(ActKind::Release) && *r == Reason::AskerSuspended),
        ),
    ]
}
