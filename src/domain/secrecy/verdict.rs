//! "May we tell X at T?", answered with the rows that decided it.

use super::{MayTell, NoneConfirmed, Secrecy, SecrecyOrder};
use crate::Instant;
use crate::ids::OrderId;
use crate::instrument::Audience;
use serde::Serialize;
use std::collections::BTreeSet;

/// One fact that the answer rests on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(tag = "row", rename_all = "snake_case")]
pub enum Row {
    /// An order binds.
    InForce {
        /// Which.
        order: OrderId,
        /// Until when, if it says so.
        until: Option<Instant>,
    },
    /// An order over this addressee has ended.
    Ended {
        /// Which.
        order: OrderId,
        /// When.
        at: Instant,
        /// Whether somebody lifted it before its own end.
        lifted: bool,
    },
    /// An order says nothing of this addressee.
    NotCovered {
        /// Which.
        order: OrderId,
    },
    /// A letter asks for secrecy, and nobody has decided what to do with it.
    RequestOpen,
    /// The authority was asked for an order and has time to send one.
    OrderAwaited {
        /// Until when.
        until: Instant,
    },
    /// Nobody has confirmed that nothing forbids telling, or not since the last order ended.
    Unconfirmed,
    /// Somebody has.
    Confirmed {
        /// When.
        at: Instant,
    },
}

impl Row {
    /// The stable code; its sentence stands under `why-<code>`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Row::InForce { until: Some(_), .. } => "in_force",
            Row::InForce { until: None, .. } => "in_force_indefinite",
            Row::Ended { lifted: false, .. } => "ended",
            Row::Ended { lifted: true, .. } => "lifted",
            Row::NotCovered { .. } => "not_covered",
            Row::RequestOpen => "request_open",
            Row::OrderAwaited { .. } => "order_awaited",
            Row::Unconfirmed => "unconfirmed",
            Row::Confirmed { .. } => "confirmed",
        }
    }

    /// The order it speaks of.
    #[must_use]
    pub const fn order(&self) -> Option<OrderId> {
        match self {
            Row::InForce { order, .. } | Row::Ended { order, .. } | Row::NotCovered { order } => Some(*order),
            Row::RequestOpen | Row::OrderAwaited { .. } | Row::Unconfirmed | Row::Confirmed { .. } => None,
        }
    }
}

/// The answer and what it rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// The answer.
    pub may: MayTell,
    /// Every order on record, then what is asked, then whether somebody confirmed.
    pub rows: Vec<Row>,
}

impl MayTell {
    /// The answer before anything is known to stand in the way.
    const OPEN: MayTell = MayTell::Yes;

    /// The answer after one more row: a prohibition outweighs doubt, doubt outweighs a confirmation, and of several
    /// prohibitions the latest end counts; one without an end leaves none.
    fn and(self, row: &Row) -> MayTell {
        match (self, row) {
            (MayTell::No { until: Some(a) }, Row::InForce { until: Some(b), .. }) => MayTell::No { until: Some(a.max(*b)) },
            (MayTell::No { .. }, Row::InForce { .. }) => MayTell::No { until: None },
            (_, Row::InForce { until, .. }) => MayTell::No { until: *until },
            (MayTell::Yes, Row::RequestOpen | Row::OrderAwaited { .. } | Row::Unconfirmed) => MayTell::Unknown,
            (so_far, _) => so_far,
        }
    }
}

impl Secrecy {
    /// Whether an addressee who is all of `whom` may be told at `at`, with the rows that decided it. The one function that every
    /// message to a customer's side passes (INV-04); an addressee can be both customer and end user.
    #[must_use]
    pub fn verdict(&self, whom: &[Audience], at: Instant) -> Verdict {
        let rows: Vec<Row> = self.rows(whom, at).collect();
        Verdict { may: rows.iter().fold(MayTell::OPEN, MayTell::and), rows }
    }

    /// The answer of [`Secrecy::verdict`] alone, for whoever asks often.
    #[must_use]
    pub fn may_tell(&self, whom: &[Audience], at: Instant) -> MayTell {
        self.rows(whom, at).fold(MayTell::OPEN, |so_far, row| so_far.and(&row))
    }

    /// Since when nothing binds that once did: the latest end of the orders over this addressee; `None` while one binds, while the
    /// end of one has not been noted, and where there never was one.
    #[must_use]
    pub fn over(&self, whom: &[Audience]) -> Option<Instant> {
        let covering = || self.orders.iter().filter(|o| o.covers_any(whom));
        if covering().any(|o| o.ended_at.is_none()) { None } else { covering().filter_map(SecrecyOrder::ends_at).max() }
    }

    fn rows<'a>(&'a self, whom: &'a [Audience], at: Instant) -> impl Iterator<Item = Row> + 'a {
        let orders = self.orders.iter().map(move |o| o.row(whom, at));
        let asked = self.requests.iter().filter_map(move |r| match (r.decision, r.awaited()) {
            (None, _) => Some(Row::RequestOpen),
            (Some(_), Some(until)) if at < until => Some(Row::OrderAwaited { until }),
            (Some(_), _) => None,
        });
        let confirmed = std::iter::once_with(move || match self.none.as_ref().map(NoneConfirmed::at) {
            // What was confirmed before an order ended says nothing of the time after it, and nothing is confirmed before its day.
            Some(t) if t <= at && self.orders.iter().filter(|o| o.covers_any(whom)).all(|o| o.ends_at().is_some_and(|end| end <= t)) => {
                Row::Confirmed { at: t }
            }
            Some(_) | None => Row::Unconfirmed,
        });
        orders.chain(asked).chain(confirmed)
    }
}

impl SecrecyOrder {
    /// Whether it says anything of an addressee who is all of `whom`.
    #[must_use]
    pub fn covers_any(&self, whom: &[Audience]) -> bool {
        covers_any(&self.covers, whom)
    }

    fn row(&self, whom: &[Audience], at: Instant) -> Row {
        let order = self.id;
        match self.ends_at() {
            _ if !self.covers_any(whom) => Row::NotCovered { order },
            until if self.in_force(at) => Row::InForce { order, until },
            Some(at) => Row::Ended { order, at, lifted: self.lifted() },
            None => Row::InForce { order, until: None },
        }
    }
}

fn covers_any(covers: &BTreeSet<Audience>, whom: &[Audience]) -> bool {
    whom.iter().any(|w| covers.contains(w))
}
