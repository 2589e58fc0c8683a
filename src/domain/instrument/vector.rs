//! Examples that stand in a row's own file: a case, and what the row makes of it.

use super::{Audience, Instrument, IssuerKind, NoticeDuty, NoticeTiming, PreservationStart};
use crate::category::Reach;
use crate::clocks::{self, ClockRule, Moment, ObligationKind};
use crate::ids::ObligationId;
use crate::policy::Policy;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// When a time ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum End {
    /// At a moment.
    At(DateTime<FixedOffset>),
    /// With the last instant of a civil day.
    Day(NaiveDate),
}

impl End {
    /// The end in civil time of a zone.
    #[must_use]
    pub fn moment(self, zone: chrono_tz::Tz) -> Moment {
        match self {
            End::Day(date) => Moment { date, time: None },
            End::At(at) => Moment::at(at.to_utc(), zone, false),
        }
    }
}

/// An example: facts of a case, and what the row must say of it. What is left out is not asked.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Vector {
    /// Fact: receipt. With `internal` the clock is counted.
    pub received: Option<DateTime<FixedOffset>>,
    /// Fact: the calendar, where it is not that of the territory.
    pub place: Option<String>,
    /// Fact: the date printed on the paper.
    pub face: Option<DateTime<FixedOffset>>,
    /// Fact: an emergency is claimed.
    pub emergency: bool,
    /// Fact: which duty is counted, where it is not the row's own.
    pub duty: Option<ObligationKind>,
    /// Expected: by when we act.
    pub internal: Option<End>,
    /// Expected with `internal`: by when the law wants it; absent where it gives no number.
    pub legal: Option<End>,
    /// Fact: the date of the paper.
    pub issued: Option<NaiveDate>,
    /// Expected: the last day on which the data is kept, first term.
    pub kept_until: Option<NaiveDate>,
    /// Expected: the last day after one extension.
    pub extended_until: Option<NaiveDate>,
    /// Expected: the last day on which the paper is good.
    pub good_until: Option<NaiveDate>,
    /// Fact: who issued it. With `competent`.
    pub issuer: Option<IssuerKind>,
    /// Fact: what is asked.
    pub categories: Reach,
    /// Expected: whether the issuer may ask for all of them.
    pub competent: Option<bool>,
    /// Expected: whether all of them are in reach.
    pub reached: Option<bool>,
    /// Fact: the issuer asks in the form to refrain from telling.
    pub refrain: bool,
    /// Expected: who may not be told from receipt on, with no order of a court.
    pub silent_to: Option<BTreeSet<Audience>>,
    /// Expected: what is owed to the customer.
    pub customer: Option<NoticeDuty>,
    /// Expected: what is owed to the end user.
    pub end_user: Option<NoticeDuty>,
    /// Expected: when the customer is told.
    pub when: Option<NoticeTiming>,
    /// Expected: whether a demand of this kind can ever be approved for disclosure.
    pub approvable: Option<bool>,
}

impl Vector {
    /// Whether it expects anything.
    #[must_use]
    pub const fn asks(&self) -> bool {
        self.internal.is_some()
            || self.kept_until.is_some()
            || self.extended_until.is_some()
            || self.good_until.is_some()
            || self.competent.is_some()
            || self.reached.is_some()
            || self.silent_to.is_some()
            || self.customer.is_some()
            || self.end_user.is_some()
            || self.when.is_some()
            || self.approvable.is_some()
    }

    /// What the row says otherwise than the example; empty when they agree. A fact that an expectation needs and the example
    /// does not give counts as a difference.
    #[must_use]
    pub fn differs(&self, row: &Instrument, policy: &Policy) -> Vec<String> {
        let mut said = Vec::new();
        if !self.asks() {
            said.push("it expects nothing".to_owned());
        }
        let mut compare = |what: &str, expected: String, is: String| {
            if expected != is {
                said.push(format!("{what}: the example says {expected}, the row gives {is}"));
            }
        };
        if self.internal.is_some() {
            let expected = self.expected_due(row, policy);
            let is = self.counted(row, policy);
            compare("due", format!("{expected:?}"), format!("{is:?}"));
        }
        if let Some(day) = self.kept_until {
            compare("kept_until", format!("{:?}", Some(day)), format!("{:?}", self.kept(row, policy, false)));
        }
        if let Some(day) = self.extended_until {
            compare("extended_until", format!("{:?}", Some(day)), format!("{:?}", self.kept(row, policy, true)));
        }
        if let Some(day) = self.good_until {
            let is = self.issued.and_then(|issued| row.paper_term.as_ref()?.lasts.last_day(issued));
            compare("good_until", format!("{:?}", Some(day)), format!("{is:?}"));
        }
        if let Some(competent) = self.competent {
            let is = self.issuer.map(|issuer| row.issuer_competent(issuer, &self.categories));
            compare("competent", format!("{:?}", Some(competent)), format!("{is:?}"));
        }
        if let Some(reached) = self.reached {
            compare("reached", reached.to_string(), (!self.categories.is_empty() && self.categories.is_subset(&row.reach)).to_string());
        }
        if let Some(silent) = &self.silent_to {
            compare("silent_to", format!("{silent:?}"), format!("{:?}", row.secrecy.on_receipt(self.refrain)));
        }
        if let Some(duty) = self.customer {
            compare("customer", format!("{duty:?}"), format!("{:?}", row.notice.customer));
        }
        if let Some(duty) = self.end_user {
            compare("end_user", format!("{duty:?}"), format!("{:?}", row.notice.end_user));
        }
        if let Some(when) = self.when {
            compare("when", format!("{when:?}"), format!("{:?}", row.notice.when));
        }
        if let Some(approvable) = self.approvable {
            compare("approvable", approvable.to_string(), row.can_be_approved().to_string());
        }
        said
    }

    fn locus(&self, row: &Instrument, policy: &Policy) -> clocks::Locus {
        let mut locus = policy.locus(&row.territory);
        if let Some(place) = &self.place {
            locus = policy.loci.get(place).cloned().unwrap_or(locus);
            locus.place.clone_from(place);
            locus.added = policy.added_to(place);
        }
        locus
    }

    fn expected_due(&self, row: &Instrument, policy: &Policy) -> Option<(Option<Moment>, Option<Moment>)> {
        let zone = self.locus(row, policy).zone;
        Some((self.internal.map(|end| end.moment(zone)), self.legal.map(|end| end.moment(zone))))
    }

    /// The clock as counted; `None` without a receipt, or where the row has no such clock.
    fn counted(&self, row: &Instrument, policy: &Policy) -> Option<(Option<Moment>, Option<Moment>)> {
        let rule: &ClockRule = match self.duty {
            Some(kind) => &row.obligations.iter().find(|o| o.kind == kind)?.clock,
            None if self.emergency => row.emergency_clock.as_ref()?,
            None => &row.clock,
        };
        let (started, locus) = (self.received?.to_utc(), self.locus(row, policy));
        let kind = self.duty.unwrap_or(ObligationKind::Produce);
        let face = self.face.map(|at| at.to_utc());
        let why = clocks::explain(&clocks::start(ObligationId(uuid::Uuid::nil()), kind, rule, started, &locus, face));
        Some((Some(why.internal), why.legal))
    }

    fn kept(&self, row: &Instrument, policy: &Policy, extended: bool) -> Option<NaiveDate> {
        let rule = row.preservation?;
        let received = self.received.map(|at| at.with_timezone(&self.locus(row, policy).zone).date_naive());
        let from = match rule.from {
            PreservationStart::Receipt => received?,
            PreservationStart::Decision => self.issued.or(received)?,
        };
        let first = clocks::term_end(from, rule.days?);
        if extended { Some(clocks::term_end(first, rule.extension_days?)) } else { Some(first) }
    }
}
