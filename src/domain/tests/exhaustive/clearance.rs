//! Production orders where an enforcing authority must let the data go.

use super::explore::Scenario;
use super::menu::{self, both};
use super::steps::{crew, declined, menu, to_package};
use super::world::{CONTENT, EPOC, anyone, received};
use domain::command::{Act, Command};
use domain::notice::NoticeKind::{Delayed, WithProduction};
use domain::outcome::Outcome::{DisclosedContent, RejectedInvalid};
use domain::paper::CustomerClass::Enterprise;

/// A production order with a notified enforcing authority: clearance awaited, given, refused; the paper read again.
pub fn epoc() -> Scenario {
    Scenario {
        name: "clearance by an enforcing authority",
        about: "content; clearance awaited, given, refused; due date extended; the paper read again; notice with the production; five days",
        start: received(EPOC, &[CONTENT], Enterprise),
        before: [
            both(Act::ConfirmNoSecrecy).into_iter().zip([anyone(1), anyone(2)]).map(|(c, p)| (p, c)).collect(),
            to_package(declined(), CONTENT, 2, 3),
        ]
        .concat(),
        people: crew(4),
        alike: true,
        menu: menu([
            menu::clearance(),
            menu::reread(),
            menu::beside()[1..5].to_vec(),
            menu::release(CONTENT)[..4].to_vec(),
            menu::no_secrecy(),
            menu::notice(&[WithProduction, Delayed]),
            menu::verification(),
            vec![menu::redirect()[0].clone(), menu::redirect()[3].clone()],
            menu::decisions(&[CONTENT])[1..2].to_vec(),
            menu::review()[..1].to_vec(),
            menu::review()[6..7].to_vec(),
            menu::production(&[CONTENT])[3..6].to_vec(),
            menu::refusal(),
        ]),
        last_tick: 4,
        outcomes: vec![DisclosedContent, RejectedInvalid],
    }
}

/// The same order, and its issuer claims an emergency that nobody has confirmed: the short clock ends before the authority's time.
pub fn claimed() -> Scenario {
    let mut start = received(EPOC, &[CONTENT], Enterprise);
    start.paper.emergency_claimed = true;
    // Eight hours are left to produce, so the answer is asked for sooner.
    let soon = Command::OfferRedirect { answer_by: super::world::tick(0) + chrono::Duration::hours(6) };
    let mut redirected = declined();
    for (_, command) in redirected.iter_mut().filter(|(_, c)| matches!(c, Command::OfferRedirect { .. })) {
        *command = soon.clone();
    }
    Scenario {
        name: "clearance, an emergency claimed",
        about: "content; the issuer claims an emergency, which is confirmed, not confirmed, or read again as none; clearance awaited and given; four days",
        start,
        before: [
            both(Act::ConfirmNoSecrecy).into_iter().zip([anyone(1), anyone(2)]).map(|(c, p)| (p, c)).collect(),
            to_package(redirected, CONTENT, 2, 3),
        ]
        .concat(),
        people: crew(4),
        alike: true,
        menu: menu([
            menu::clearance()[..1].to_vec(),
            menu::reread()[..1].to_vec(),
            menu::emergency(),
            menu::release(CONTENT)[..4].to_vec(),
            menu::verification()[..2].to_vec(),
            menu::verification()[4..].to_vec(),
            vec![soon, menu::redirect()[0].clone(), menu::redirect()[3].clone()],
            menu::decisions(&[CONTENT])[1..2].to_vec(),
            menu::review()[..1].to_vec(),
            menu::review()[6..7].to_vec(),
            menu::production(&[CONTENT])[3..6].to_vec(),
            menu::refusal(),
        ]),
        last_tick: 3,
        outcomes: vec![DisclosedContent, RejectedInvalid],
    }
}
