//! A notice on its way to the customer's contacts, and what they do with it.

use super::explore::Scenario;
use super::menu::{self, both};
use super::scenarios::told;
use super::steps::{crew, declined, menu};
use super::world::{SUBSCRIBER, WARRANT, anyone, customers_contact, received};
use domain::command::{Act, Command};
use domain::notice::NoticeKind::{Advance, Delayed, EndOfMatter, Withdrawn};
use domain::outcome::Outcome;
use domain::paper::CustomerClass::Enterprise;

/// Two contacts stand first and one comes next: accepted, delivered, come back, before and after the end of the demand.
pub fn delivery() -> Scenario {
    let free = both(Act::ConfirmNoSecrecy).into_iter().zip([anyone(1), anyone(2)]).map(|(c, p)| (p, c));
    Scenario {
        name: "delivery",
        about: "a notice to two contacts and a third who comes next; accepted, delivered, come back, reminded; an order; withdrawn; two days",
        start: received(WARRANT, &[SUBSCRIBER], Enterprise),
        before: declined().into_iter().chain(free).collect(),
        people: crew(2),
        alike: true,
        menu: menu([
            menu::delivery(&[Advance, Delayed]),
            menu::notice(&[Withdrawn]),
            menu::secrecy()[..1].to_vec(),
            menu::no_secrecy(),
            vec![Command::Tick, Command::RecordWithdrawal { reason: "said".to_owned() }],
        ]),
        last_tick: 2,
        outcomes: vec![Outcome::Withdrawn],
    }
}

/// The customer was told; its contact opens, acknowledges, objects and names counsel, whatever becomes of the demand.
pub fn own_door() -> Scenario {
    let mut people = crew(2);
    people.push(customers_contact());
    Scenario {
        name: "the customer's own door",
        about: "told; a contact opens, acknowledges, objects, names counsel; answered; an order; refused, then told the end; two days",
        start: received(WARRANT, &[SUBSCRIBER], Enterprise),
        before: declined().into_iter().chain(told()).collect(),
        people,
        alike: true,
        menu: menu([
            menu::reading(),
            menu::objection(),
            menu::secrecy()[..1].to_vec(),
            menu::notice(&[EndOfMatter, Delayed]),
            menu::no_secrecy(),
            menu::refusal(),
            vec![Command::Tick],
        ]),
        last_tick: 2,
        outcomes: vec![Outcome::RejectedInvalid],
    }
}
