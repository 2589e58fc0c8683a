//! The rules that hold in every state a demand can reach, each said once more, from the recorded facts alone.
//!
//! Nothing here asks the guards: what a guard forgets, an invariant still sees. [`ALL`] looks at one state, [`STEPS`] at one
//! entry with the state before and after it. The exhaustive check runs both over every reachable state and every step.

mod aftermath;
mod disclosure;
mod duties;
mod escape;
mod given;
mod keeping;
mod steps;
mod telling;
mod who;
mod word;

use crate::Instant;
use crate::demand::{Demand, Emergency};
use crate::event::Entry;
use crate::instrument::{Audience, Instrument, NoticeDuty, NoticeTiming, Rulebook};
use crate::paper::CustomerClass;
use crate::policy::Policy;
use crate::secrecy::{OrderEnd, SecrecyOrder};
use crate::stage::Recommended;

pub use aftermath::{inv_13_after, step_13};
pub use disclosure::{inv_01, inv_02, inv_03, inv_07, inv_08, inv_09, inv_13, inv_17, inv_18, inv_23, inv_27, inv_28};
pub use duties::{inv_06, inv_10, inv_12, inv_14, inv_15, inv_21, inv_24};
pub use escape::step_04_wire;
pub use given::{inv_19, step_19};
pub use keeping::{inv_11, step_10, step_11};
pub use steps::{step_01, step_04, step_05, step_07, step_09, step_12, step_14, step_15, step_20, step_27, step_29};
pub use telling::{inv_04, inv_05, inv_20};
pub use who::{step_01_signals, step_02, step_02_facts, step_25};
pub use word::step_30;

/// What an invariant may look at besides the demand.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// Now.
    pub now: Instant,
    /// The rules of law.
    pub rulebook: &'a Rulebook,
    /// The provider's choices.
    pub policy: &'a Policy,
}

/// An invariant that does not hold.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{invariant} is broken: {what}")]
pub struct Broken {
    /// Which, such as `INV-04`.
    pub invariant: &'static str,
    /// What is wrong.
    pub what: String,
}

/// A rule over one state.
pub type Over = fn(&Demand, &Sight<'_>) -> Result<(), Broken>;
/// A rule over one entry, with the state before and after it.
pub type OverStep = fn(&Demand, &Entry, &Demand, &Sight<'_>) -> Result<(), Broken>;

/// Every invariant over one state.
pub const ALL: &[(&str, Over)] = &[
    ("INV-01", inv_01),
    ("INV-02", inv_02),
    ("INV-03", inv_03),
    ("INV-04", inv_04),
    ("INV-05", inv_05),
    ("INV-06", inv_06),
    ("INV-07", inv_07),
    ("INV-08", inv_08),
    ("INV-09", inv_09),
    ("INV-10", inv_10),
    ("INV-11", inv_11),
    ("INV-12", inv_12),
    ("INV-13", inv_13),
    ("INV-13", inv_13_after),
    ("INV-14", inv_14),
    ("INV-15", inv_15),
    ("INV-17", inv_17),
    ("INV-18", inv_18),
    ("INV-19", inv_19),
    ("INV-20", inv_20),
    ("INV-21", inv_21),
    ("INV-23", inv_23),
    ("INV-24", inv_24),
    ("INV-27", inv_27),
    ("INV-28", inv_28),
];

/// Every invariant over one step.
pub const STEPS: &[(&str, OverStep)] = &[
    ("INV-01", step_01),
    ("INV-01", step_01_signals),
    ("INV-02", step_02),
    ("INV-02", step_02_facts),
    ("INV-04", step_04),
    ("INV-04", step_04_wire),
    ("INV-05", step_05),
    ("INV-07", step_07),
    ("INV-09", step_09),
    ("INV-10", step_10),
    ("INV-11", step_11),
    ("INV-12", step_12),
    ("INV-13", step_13),
    ("INV-14", step_14),
    ("INV-15", step_15),
    ("INV-19", step_19),
    ("INV-20", step_20),
    ("INV-25", step_25),
    ("INV-27", step_27),
    ("INV-29", step_29),
    ("INV-30", step_30),
];

/// Every invariant that does not hold in a state.
#[must_use]
pub fn broken(demand: &Demand, sight: &Sight<'_>) -> Vec<Broken> {
    ALL.iter().filter_map(|(_, holds)| holds(demand, sight).err()).collect()
}

/// Every invariant that a step breaks.
#[must_use]
pub fn broken_by(before: &Demand, entry: &Entry, after: &Demand, sight: &Sight<'_>) -> Vec<Broken> {
    STEPS.iter().filter_map(|(_, holds)| holds(before, entry, after, sight).err()).collect()
}

fn must(holds: bool, invariant: &'static str, what: impl FnOnce() -> String) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken { invariant, what: what() }) }
}

fn said(text: &str) -> bool {
    !text.trim().is_empty()
}

/// The recommendation, at whatever stage it is kept.
fn recommended(demand: &Demand) -> Option<&Recommended> {
    demand.stage.recommended()
}

fn row<'a>(demand: &Demand, sight: &Sight<'a>) -> Option<&'a Instrument> {
    let id = &demand.paper.instrument;
    // A demand without a name of its row came before rows were kept.
    match &demand.rule {
        None => sight.rulebook.instruments.get(id),
        Some(rule) if sight.rulebook.hashes.get(id) == Some(&rule.row) => sight.rulebook.instruments.get(id),
        Some(rule) => sight.rulebook.kept.get(&rule.row),
    }
}

/// What the notice matrix gives this customer; a consumer stands in the row of the end user.
fn owed_by_row(demand: &Demand, sight: &Sight<'_>) -> Option<(NoticeDuty, NoticeTiming)> {
    let row = row(demand, sight)?.notice;
    let consumer = matches!(&demand.customer, Some(c) if c.class == CustomerClass::Consumer);
    let confirmed = matches!(demand.emergency, Emergency::Confirmed { .. });
    // Where the law leaves the moment open, counsel's choice for the customer counts.
    let when = demand.customer.as_ref().and_then(|c| if row.per_customer { c.told } else { None }).unwrap_or(row.when);
    Some((if consumer { row.end_user } else { row.customer }, if confirmed { NoticeTiming::After } else { when }))
}

fn binds(order: &SecrecyOrder, now: Instant) -> bool {
    let by_date = match order.end {
        OrderEnd::Until(end) => end > now,
        OrderEnd::Indefinite { .. } => true,
    };
    by_date && order.ended_at.is_none_or(|ended| ended > now)
}

/// Whether an order is about this customer; a consumer is the end user too.
fn silences(demand: &Demand, order: &SecrecyOrder) -> bool {
    let consumer = matches!(&demand.customer, Some(c) if c.class == CustomerClass::Consumer);
    order.covers.contains(&Audience::Customer) || (consumer && order.covers.contains(&Audience::EndUser))
}

/// Whether some order forbids telling the customer at `now`.
fn forbidden(demand: &Demand, now: Instant) -> bool {
    demand.secrecy.orders.iter().any(|o| silences(demand, o) && binds(o, now))
}

/// Whether the customer may be told at `now`: nothing forbids it, and somebody who may said so after every order that bound before.
fn free(demand: &Demand, now: Instant) -> bool {
    !forbidden(demand, now) && demand.secrecy.none.as_ref().is_some_and(|none| none.at() <= now)
}
