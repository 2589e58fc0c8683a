//! The calendar of secrecy: what ends, what somebody must look at, and what is owed when it has ended.

use super::NoneConfirmed;
use crate::Instant;
use crate::clocks;
use crate::demand::Demand;
use crate::ids::OrderId;
use crate::instrument::Rulebook;
use crate::notice::Notice;
use crate::policy::Policy;
use crate::secrecy::OrderEnd;
use chrono::Duration;
use serde::{Deserialize, Serialize};

/// What is to be looked at on a date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateKind {
    /// An order ends by its own date.
    Ends,
    /// An order without an end is to be looked at again (INV-06).
    Review,
    /// Every order has ended, and somebody must look whether an extension came (INV-05).
    Docket,
    /// The customer must be told (INV-05).
    Notice,
    /// A letter asks for secrecy, and somebody must decide.
    Request,
    /// The authority was asked for an order and has until then.
    OrderAwaited,
    /// By the policy, the end counts as confirmed then, unless somebody stops it.
    Grace,
}

impl DateKind {
    /// All.
    pub const ALL: [DateKind; 7] =
        [DateKind::Ends, DateKind::Review, DateKind::Docket, DateKind::Notice, DateKind::Request, DateKind::OrderAwaited, DateKind::Grace];

    /// The stable code; its words stand under `secrecy-date-<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            DateKind::Ends => "ends",
            DateKind::Review => "review",
            DateKind::Docket => "docket",
            DateKind::Notice => "notice",
            DateKind::Request => "request",
            DateKind::OrderAwaited => "order_awaited",
            DateKind::Grace => "grace",
        }
    }
}

/// A date of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SecrecyDate {
    /// When.
    pub at: Instant,
    /// What.
    pub kind: DateKind,
    /// The order it is about, if it is about one.
    pub order: Option<OrderId>,
}

/// So many days ahead the desk is reminded.
pub const AHEAD: [u32; 4] = [30, 14, 7, 1];

/// The nearest mark that `at` has come within, in days: 30, 14, 7, 1, and 0 once it has come. `None` while it is further away.
#[must_use]
pub fn mark(at: Instant, now: Instant) -> Option<u32> {
    if at <= now {
        return Some(0);
    }
    AHEAD.into_iter().filter(|days| at - now <= Duration::days(i64::from(*days))).min()
}

/// Whether a date reached a mark after `since` and not later than `now`, so that somebody is to be reminded. Once it has come it
/// reminds on every day that begins after it, until somebody has done what it asks.
#[must_use]
pub fn reminds(at: Instant, since: Instant, now: Instant) -> bool {
    match (mark(at, since), mark(at, now)) {
        (_, Some(0)) => (now - at).num_days() > (since - at).num_days() || since < at,
        (before, after) => after.is_some() && before != after,
    }
}

impl Demand {
    /// The dates of its secrecy, the earliest first. Depends on the fold alone, not on the moment, so that a stored copy stays
    /// true until the next entry.
    #[must_use]
    pub fn secrecy_dates(&self, rulebook: &Rulebook, policy: &Policy) -> Vec<SecrecyDate> {
        let mut dates: Vec<SecrecyDate> = Vec::new();
        for order in self.secrecy.orders.iter().filter(|o| o.ended_at.is_none()) {
            let (kind, at) = match order.end {
                OrderEnd::Until(at) => (DateKind::Ends, at),
                OrderEnd::Indefinite { review_on } => (DateKind::Review, review_on),
            };
            dates.push(SecrecyDate { at, kind, order: Some(order.id) });
        }
        let mut add = |kind, at| dates.push(SecrecyDate { at, kind, order: None });
        for request in &self.secrecy.requests {
            match (request.decision, request.awaited()) {
                (None, _) => add(DateKind::Request, request.at),
                (Some(_), Some(until)) => add(DateKind::OrderAwaited, until),
                (Some(_), None) => {}
            }
        }
        if let Some(end) = self.secrecy.over(self.addressee()) {
            let due = match self.notice {
                Notice::Owed { due, .. } | Notice::Undeliverable { due, .. } => Some(due),
                Notice::NotOwed(_) | Notice::Queued { .. } | Notice::Sent { .. } | Notice::Waived { .. } => None,
            };
            let checked = self.secrecy.none.as_ref().is_some_and(|none| none.at() >= end);
            if !checked && !self.settled() {
                add(DateKind::Docket, due.unwrap_or_else(|| policy.after_secrecy(end, &self.locus(rulebook, policy))));
            } else if let Some(due) = due {
                add(DateKind::Notice, due);
            }
            if let Some(at) = self.grace_ends(rulebook, policy) {
                add(DateKind::Grace, at);
            }
        }
        dates.sort_unstable();
        dates
    }

    /// Since when no order binds that once covered the customer; see [`super::Secrecy::over`].
    #[must_use]
    pub fn secrecy_over(&self) -> Option<Instant> {
        self.secrecy.over(self.addressee())
    }

    /// When the policy takes the end of secrecy for confirmed, unless somebody stops it or an extension comes: only while a notice
    /// is owed, nobody has confirmed anything since, and no request is open.
    #[must_use]
    pub fn grace_ends(&self, rulebook: &Rulebook, policy: &Policy) -> Option<Instant> {
        let days = policy.send_after_working_days?;
        let end = self.secrecy_over()?;
        let stopped = self.secrecy.grace_stopped.as_ref().is_some_and(|stop| stop.at >= end);
        let confirmed = self.secrecy.none.as_ref().map(NoneConfirmed::at).is_some();
        let owed = matches!(self.notice, Notice::Owed { .. });
        let asked = self.secrecy.open_request().is_some();
        let awaited = self.secrecy.requests.iter().filter_map(crate::secrecy::SecrecyRequest::awaited).max();
        let passed = || clocks::working_days_after(end, days, &self.locus(rulebook, policy));
        (owed && !stopped && !confirmed && !asked).then(|| awaited.map_or_else(passed, |until| passed().max(until)))
    }

    /// Whether nothing more can be told: the demand is over and the customer was told, never will be, or is not ours to tell.
    fn settled(&self) -> bool {
        self.is_closed() && !self.notice.outstanding()
    }

    /// Where the days of its duties are counted.
    pub(crate) fn locus(&self, rulebook: &Rulebook, policy: &Policy) -> clocks::Locus {
        policy.locus(self.instrument(rulebook).map_or("ZZ", |i| i.territory.as_str()))
    }
}
