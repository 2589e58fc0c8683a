//! The parts of the domain that are explored, each small enough to be seen to its end.

use super::explore::Scenario;
use super::menu::{self, both};
use super::steps::{by_two, crew, declined, menu, right_check, to_package, to_review};
use super::world::{
    BEYOND, CONTENT, EMERGENCY, INFORMAL, ORDER, PRESERVE, SECRET, STATUTORY, SUBSCRIBER, WARRANT, anyone, custodian, person, received,
};
use domain::actor::{Actor, Role};
use domain::command::{Act, ActKind, Command};
use domain::ids::DemandId;
use domain::notice::NoticeKind::{self, Advance, Delayed, EndOfMatter};
use domain::outcome::Outcome::{
    self, DisclosedContent, DisclosedNoncontent, Fraudulent, NoDataFound, PreservedOnly, RedirectedToCustomer, RejectedChallengedWon,
    RejectedInvalid, Superseded, Withdrawn,
};
use domain::paper::CustomerClass::{Consumer, Enterprise};
use domain::stage::SkipGround;

pub use super::clearance::{claimed, epoc};
pub use super::telling::{delivery, own_door};

/// All scenarios.
pub fn all() -> Vec<Scenario> {
    vec![
        whole_path("the whole path, one person", 1),
        whole_path("the whole path, two people", 2),
        content("content, two people", 2),
        content("content, three people", 3),
        staffed(),
        two_lines(),
        intake(),
        redirecting(),
        another_customer(),
        holds(),
        secrecy_comes(),
        secrecy_goes(),
        super::silence::ends(),
        super::silence::asked(),
        epoc(),
        claimed(),
        emergency(),
        super::aftermath::content_without_process(),
        statutory(),
        preservation(),
        informal(),
        reopened(),
        repeated(),
        delivery(),
        own_door(),
        super::copies::copies(),
        super::escapes::escapes(),
        super::escapes::timing(),
        super::keeping::keeping(),
        super::keeping::confirmed(),
        super::keeping::kept_again(),
        super::keeping::kept_for_a_production(),
        super::who::called(),
        super::who::suspended(),
        super::who::old_domain(),
        super::who::old_officer(),
        super::who::old_mail(),
        super::rules::moved(),
        super::acting::acting(),
    ]
}

/// From receipt to any end, nothing beside the path; no day passes. With one person nothing is ever disclosed.
pub fn whole_path(name: &'static str, people: u128) -> Scenario {
    let start = received(WARRANT, &[SUBSCRIBER], Consumer);
    let mut outcomes = vec![RejectedInvalid, Withdrawn, Superseded, Fraudulent];
    // Nobody tells the customer alone either.
    let mut telling = menu::notice(&[Advance, Delayed, EndOfMatter, NoticeKind::Withdrawn]);
    if people == 1 {
        telling.retain(|c| !matches!(c, Command::NoticeAccepted { .. }));
    } else {
        outcomes.extend([DisclosedNoncontent, NoDataFound]);
    }
    Scenario {
        name,
        about: "receipt to every end; a consumer's subscriber data; nothing forbids telling, or nobody says so; two days",
        before: Vec::new(),
        people: crew(people),
        alike: true,
        menu: menu([
            menu::verification(),
            vec![Command::SkipRedirect { ground: SkipGround::Consumer }],
            menu::decisions(&[SUBSCRIBER]),
            menu::review(),
            menu::production(&[SUBSCRIBER]),
            menu::release(SUBSCRIBER),
            menu::endings(),
            menu::no_secrecy(),
            telling,
        ]),
        last_tick: 1,
        outcomes,
        start,
    }
}

/// Content takes three people: with two it never leaves.
pub fn content(name: &'static str, people: u128) -> Scenario {
    let mut outcomes = vec![RejectedInvalid, Withdrawn];
    if people > 2 {
        outcomes.push(DisclosedContent);
    }
    Scenario {
        name,
        about: "content; verification to release; an order over the customer was recorded first; a day",
        start: received(WARRANT, &[CONTENT], Consumer),
        before: vec![(anyone(1), menu::secrecy()[0].clone()), (anyone(1), Command::BeginVerification)],
        people: crew(people),
        alike: true,
        menu: menu([
            menu::verification(),
            vec![Command::SkipRedirect { ground: SkipGround::Secrecy }],
            menu::decisions(&[CONTENT])[1..2].to_vec(),
            menu::review(),
            menu::production(&[CONTENT])[3..6].to_vec(),
            menu::release(CONTENT),
            menu::refusal(),
            vec![Command::RecordWithdrawal { reason: "said".to_owned() }],
        ]),
        last_tick: 1,
        outcomes,
    }
}

/// A desk where each person has one role: who may do what.
pub fn staffed() -> Scenario {
    let people = [Role::Intake, Role::Reviewer, Role::Approver, Role::DisclosureOfficer, Role::NoticeOfficer, Role::Auditor];
    let mut crew: Vec<Actor> = (1..).zip(people).map(|(n, role)| person(n, &[role])).collect();
    crew.extend([person(7, &[Role::DisclosureOfficer]), person(8, &[Role::Intake]), custodian(), Actor::System, Actor::Operator]);
    Scenario {
        name: "a desk with one role each",
        about: "one person per role, an auditor, the operator; content; receipt to every end; a day",
        start: received(WARRANT, &[CONTENT], Consumer),
        before: Vec::new(),
        people: crew,
        alike: false,
        menu: menu([
            menu::verification(),
            vec![Command::SkipRedirect { ground: SkipGround::Consumer }],
            menu::decisions(&[CONTENT])[1..2].to_vec(),
            menu::review(),
            menu::production(&[CONTENT])[..6].to_vec(),
            menu::release(CONTENT),
            menu::endings(),
            menu::no_secrecy(),
            menu::notice(&[Advance, Delayed, EndOfMatter, NoticeKind::Withdrawn]),
        ]),
        last_tick: 1,
        outcomes: vec![DisclosedContent, NoDataFound, RejectedInvalid, Withdrawn, Superseded, Fraudulent],
    }
}

/// Review and production of three lines, one of them beyond the reach, with every wrong package.
pub fn two_lines() -> Scenario {
    let lines = [SUBSCRIBER, CONTENT, BEYOND];
    Scenario {
        name: "three lines, one beyond reach",
        about: "subscriber data, content and traffic that the instrument cannot compel; every decision and package; three people",
        start: received(WARRANT, &lines, Consumer),
        before: [vec![(anyone(1), menu::secrecy()[0].clone())], to_review(SkipGround::Secrecy)].concat(),
        people: crew(3),
        alike: true,
        menu: menu([
            menu::decisions(&lines),
            menu::narrowing(SUBSCRIBER),
            menu::review(),
            menu::production(&lines),
            menu::release(CONTENT),
            menu::refusal(),
        ]),
        last_tick: 0,
        outcomes: vec![DisclosedContent, NoDataFound, RejectedInvalid],
    }
}

/// Who asks, whose data, what the paper says: found late, found wrong, read again.
pub fn intake() -> Scenario {
    let start = domain::command::Receive { authority: None, customer: None, ..received(WARRANT, &[SUBSCRIBER], Enterprise) };
    Scenario {
        name: "intake",
        about: "authority and customer unknown at first, found, changed; the paper read again as another instrument; four days",
        start,
        before: Vec::new(),
        people: crew(2),
        alike: true,
        menu: menu([
            menu::verification(),
            menu::wrong_calls()[6..].to_vec(),
            menu::identification(),
            menu::correction(WARRANT, &[SUBSCRIBER]),
            menu::correction(SECRET, &[SUBSCRIBER]),
            menu::correction(INFORMAL, &[SUBSCRIBER]),
            vec![
                Command::SkipRedirect { ground: SkipGround::NoCustomer },
                Command::SkipRedirect { ground: SkipGround::Consumer },
                Command::OfferRedirect { answer_by: super::world::tick(3) },
                menu::redirect()[3].clone(),
            ],
            menu::decisions(&[SUBSCRIBER])[1..2].to_vec(),
            menu::review()[..1].to_vec(),
            menu::endings(),
        ]),
        last_tick: 4,
        outcomes: vec![RejectedInvalid, Withdrawn, Superseded, Fraudulent],
    }
}

/// The redirect, with an answer, without, and skipped.
pub fn redirecting() -> Scenario {
    let verified = menu::verification().into_iter().filter(right_check).map(by_two).collect();
    Scenario {
        name: "redirect",
        about: "an organisation; offered, accepted, declined, silent, every ground to skip; clarification; dates extended; three days",
        start: received(WARRANT, &[SUBSCRIBER], Enterprise),
        before: verified,
        people: crew(1),
        alike: true,
        menu: menu([menu::redirect(), menu::beside(), menu::holds(), menu::refusal(), menu::secrecy()[..1].to_vec(), vec![Command::Tick]]),
        last_tick: 3,
        outcomes: vec![RedirectedToCustomer, RejectedInvalid, RejectedChallengedWon],
    }
}

/// Told, and then the data turns out to be somebody else's: another organisation's or a consumer's, whom another order may cover.
pub fn another_customer() -> Scenario {
    Scenario {
        name: "another customer",
        about: "told in advance, then matched to another customer; an order over end users only; told again; three days",
        start: received(WARRANT, &[SUBSCRIBER], Enterprise),
        before: [declined(), told()].concat(),
        people: crew(2),
        alike: true,
        menu: menu([
            menu::identification()[3..].to_vec(),
            menu::end_user_order(),
            menu::no_secrecy(),
            menu::notice(&[Advance, Delayed, EndOfMatter]),
            menu::redirect()[9..10].to_vec(),
            vec![menu::redirect()[3].clone(), Command::OfferRedirect { answer_by: super::world::tick(3) }],
            menu::objection()[..1].to_vec(),
            menu::objection()[2..3].to_vec(),
            menu::refusal(),
        ]),
        last_tick: 3,
        outcomes: vec![RejectedInvalid],
    }
}

/// Questions, challenges, objections, from the review to the release.
pub fn holds() -> Scenario {
    Scenario {
        name: "holds",
        about: "clarification, challenge won and lost, objection; review to release; the customer was told in advance; two days",
        start: received(WARRANT, &[SUBSCRIBER], Enterprise),
        before: [declined(), told()].concat(),
        people: crew(3),
        alike: true,
        menu: menu([
            menu::holds(),
            menu::objection(),
            menu::decisions(&[SUBSCRIBER])[1..2].to_vec(),
            menu::review()[..1].to_vec(),
            menu::review()[6..7].to_vec(),
            menu::production(&[SUBSCRIBER])[3..6].to_vec(),
            menu::release(SUBSCRIBER)[..4].to_vec(),
            menu::refusal(),
        ]),
        last_tick: 1,
        outcomes: vec![DisclosedNoncontent, RejectedInvalid, RejectedChallengedWon],
    }
}

/// A question to the authority, asked while the review goes on.
pub fn clarified() -> Scenario {
    Scenario { name: "holds, asked and not answered", ..holds() }
}

/// Two people confirm that nothing forbids telling, and the advance notice goes out.
pub fn told() -> Vec<(Actor, Command)> {
    let [prepare, confirm] = both(Act::ConfirmNoSecrecy);
    let notice = menu::notice(&[Advance]);
    vec![
        (anyone(1), prepare),
        (anyone(2), confirm),
        (anyone(1), notice[0].clone()),
        (anyone(2), notice[1].clone()),
        (Actor::System, notice[3].clone()),
    ]
}

/// A sealed package for an organisation, and an order that may come at any time.
pub fn secrecy_comes() -> Scenario {
    gates(
        "release gates, secrecy may come",
        "a sealed package for an organisation; secrecy unknown, none, placed, extended, over; notice queued, sent, failed, waived; four days",
        Enterprise,
    )
}

/// A sealed package for a consumer, and an order that ends.
pub fn secrecy_goes() -> Scenario {
    gates(
        "release gates, secrecy lifted",
        "a sealed package for a consumer; an order in force, lifted, over; notice queued, sent, failed; four days",
        Consumer,
    )
}

/// A sealed package waits: secrecy unknown, none, in force, extended, lifted, over; notice, window, waiver; approvals grow old.
fn gates(name: &'static str, about: &'static str, class: domain::paper::CustomerClass) -> Scenario {
    let before = if class == Consumer {
        [vec![(anyone(1), menu::secrecy()[0].clone())], to_package(to_review(SkipGround::Consumer), SUBSCRIBER, 1, 2)].concat()
    } else {
        to_package(declined(), SUBSCRIBER, 1, 2)
    };
    Scenario {
        name,
        about,
        start: received(WARRANT, &[SUBSCRIBER], class),
        before,
        people: crew(2),
        alike: true,
        menu: menu([
            if class == Consumer { menu::secrecy().into_iter().filter(|c| matches!(c, Command::Tick)).collect() } else { menu::secrecy() },
            menu::no_secrecy(),
            menu::notice(&[Advance, Delayed, EndOfMatter]),
            menu::release(SUBSCRIBER)[2..4].to_vec(),
            menu::refusal(),
            if class == Consumer { menu::lifting(ORDER) } else { menu::waiver() },
        ]),
        last_tick: 4,
        outcomes: vec![DisclosedNoncontent, RejectedInvalid],
    }
}

/// An emergency without process: claimed, confirmed by another person, told afterwards.
pub fn emergency() -> Scenario {
    Scenario {
        name: "emergency",
        about: "a voluntary disclosure; the emergency claimed, confirmed, by the same and by another person; three people; two days",
        start: received(EMERGENCY, &[SUBSCRIBER], Consumer),
        before: Vec::new(),
        people: crew(3),
        alike: true,
        menu: menu([
            menu::verification(),
            menu::emergency(),
            vec![Command::SkipRedirect { ground: SkipGround::Emergency }, Command::SkipRedirect { ground: SkipGround::Consumer }],
            menu::decisions(&[SUBSCRIBER])[1..2].to_vec(),
            menu::review(),
            menu::production(&[SUBSCRIBER])[3..6].to_vec(),
            menu::release(SUBSCRIBER)[2..4].to_vec(),
            menu::no_secrecy(),
            menu::refusal(),
        ]),
        last_tick: 0,
        outcomes: vec![DisclosedNoncontent, RejectedInvalid],
    }
}

/// A law that is silent for ever: released without notice, lifted later, told then.
pub fn statutory() -> Scenario {
    Scenario {
        name: "statutory secrecy",
        about: "secrecy by the law itself; released untold; lifted by two people; the delayed notice; waiver; two days",
        start: received(SECRET, &[SUBSCRIBER], Enterprise),
        before: to_package(to_review(SkipGround::LawNamesProvider), SUBSCRIBER, 1, 2),
        people: crew(2),
        alike: true,
        menu: menu([
            menu::lifting(STATUTORY),
            menu::no_secrecy(),
            menu::notice(&[Delayed]),
            menu::waiver(),
            menu::release(SUBSCRIBER)[2..4].to_vec(),
            menu::refusal(),
        ]),
        last_tick: 2,
        outcomes: vec![DisclosedNoncontent, RejectedInvalid],
    }
}

/// Keep, disclose nothing.
pub fn preservation() -> Scenario {
    Scenario {
        name: "preservation",
        about: "kept from receipt on, extended once, ended; nothing is disclosed; five days",
        start: received(PRESERVE, &[], Enterprise),
        before: Vec::new(),
        people: crew(2),
        alike: true,
        menu: menu([
            menu::verification(),
            menu::redirect()[6..].to_vec(),
            menu::preserved(),
            vec![super::keeping::placed()],
            menu::review(),
            menu::beside(),
            menu::refusal(),
        ]),
        last_tick: 5,
        outcomes: vec![PreservedOnly, RejectedInvalid],
    }
}

/// A letter that binds nobody never comes to an approval, and can be read again as something that does.
pub fn informal() -> Scenario {
    Scenario {
        name: "a letter that compels nothing",
        about: "never verified, never approved; read again as a paper that binds; two people; a day",
        start: received(INFORMAL, &[SUBSCRIBER], Consumer),
        before: Vec::new(),
        people: crew(2),
        alike: true,
        menu: menu([
            menu::verification(),
            menu::redirect(),
            menu::decisions(&[SUBSCRIBER]),
            menu::review(),
            menu::production(&[SUBSCRIBER]),
            menu::release(SUBSCRIBER),
            menu::endings(),
        ]),
        last_tick: 1,
        outcomes: vec![RejectedInvalid, Withdrawn, Superseded, Fraudulent],
    }
}

/// Closed and opened again: told anew, a challenge that was won stays won.
pub fn reopened() -> Scenario {
    let mut before = declined();
    before.extend(told());
    before.push((anyone(1), menu::refusal()[0].clone()));
    Scenario {
        name: "reopened",
        about: "refused after the customer was told; opened again by two people; challenged, reported as forged, opened again; two days",
        start: received(WARRANT, &[SUBSCRIBER], Enterprise),
        before,
        people: crew(2),
        alike: true,
        menu: menu([
            menu::reopening(),
            menu::verification(),
            vec![menu::redirect()[0].clone(), menu::redirect()[3].clone()],
            menu::decisions(&[SUBSCRIBER])[1..2].to_vec(),
            menu::review()[..1].to_vec(),
            menu::review()[6..7].to_vec(),
            menu::production(&[SUBSCRIBER])[3..6].to_vec(),
            menu::release(SUBSCRIBER)[2..4].to_vec(),
            menu::notice(&[Advance, Delayed, EndOfMatter]),
            menu::holds()[3..].to_vec(),
            menu::discards(&[ActKind::Release, ActKind::Reopen]),
            menu::refusal(),
            menu::endings()[8..9].to_vec(),
        ]),
        last_tick: 1,
        outcomes: vec![DisclosedNoncontent, RejectedInvalid, RejectedChallengedWon, Fraudulent],
    }
}

/// Asked before: nothing is produced again without a reason.
pub fn repeated() -> Scenario {
    let start =
        domain::command::Receive { duplicates: vec![DemandId(super::world::id(3))], ..received(WARRANT, &[SUBSCRIBER], Enterprise) };
    Scenario {
        name: "asked before",
        about: "a demand linked to an earlier one; review and approval with every assessment that lacks something",
        start,
        before: declined(),
        people: crew(2),
        alike: true,
        menu: menu([menu::decisions(&[SUBSCRIBER]), menu::review(), menu::refusal()]),
        last_tick: 0,
        outcomes: vec![RejectedInvalid],
    }
}

/// The outcomes a scenario should reach, as a set.
pub fn expected(scenario: &Scenario) -> std::collections::BTreeSet<Outcome> {
    scenario.outcomes.iter().copied().collect()
}
