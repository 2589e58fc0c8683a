//! Why a due date is what it is, in parts from which the screen makes a sentence in either language.

use super::count::{self, Skipped};
use super::{ClockRule, Due, Obligation};
use crate::Instant;
use crate::aftermath::{FOLLOW_UP, REVIEW};
use crate::calendar::AddedDay;
use crate::instrument::Suspension;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a clock counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// Days of the law.
    Days(u32),
    /// Hours of the law.
    Hours(u32),
    /// The date printed on the paper; the number is our target in days while nobody has entered it.
    Face(u32),
    /// Our target in hours where the law says "without undue delay".
    Promptly(u32),
    /// Our target in minutes where the law says "at once".
    Immediate(u32),
    /// Our target in hours where nothing is owed.
    Voluntary(u32),
}

/// A moment as a person at the locus says it: "27 October 2026, 24:00".
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Moment {
    /// Civil day at the locus.
    pub date: NaiveDate,
    /// Time on the wall; `None` is 24:00, the end of the day.
    pub time: Option<NaiveTime>,
}

impl Moment {
    /// How `at` is said at `zone`; with `ends_day`, a midnight belongs to the day before as its 24:00.
    #[must_use]
    pub fn at(at: Instant, zone: Tz, ends_day: bool) -> Self {
        let at = count::within_civil_time(at);
        let local = at.with_timezone(&zone).naive_local();
        // A day that the clocks start late (midnight jumped over) is still the end of the day before.
        let before = local.date().pred_opt().filter(|d| ends_day && count::end_of_day(*d, zone) == at);
        match before {
            Some(date) => Self { date, time: None },
            None => Self { date: local.date(), time: Some(local.time()) },
        }
    }
}

/// A time in which the clock stood still, as a person at the locus says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Stood {
    /// Why.
    pub why: Suspension,
    /// From when.
    pub from: Moment,
    /// Until when; `None` while it lasts.
    pub until: Option<Moment>,
}

/// The parts of the sentence that explains a due date.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Explanation {
    /// Rule id, such as `D.epoc10`.
    pub rule: String,
    /// What is counted.
    pub amount: Amount,
    /// The law that says how it is counted; `None` where nothing is counted but our own target.
    pub source: Option<&'static str>,
    /// Start in the civil time of the locus.
    pub started: NaiveDateTime,
    /// Zone of all civil times in here.
    pub zone: Tz,
    /// ISO 3166 alpha-2 of the calendar's place.
    pub place: String,
    /// Version of the calendar that made the stored dates.
    pub calendar: String,
    /// Where the bare count ends, not rolled.
    pub raw: Moment,
    /// The internal reading: the bare count, or the date printed on the paper where that is earlier.
    pub internal: Moment,
    /// The date printed on the paper.
    pub face: Option<Moment>,
    /// The law's reading; `None` where the law gives no number.
    pub legal: Option<Moment>,
    /// The days skipped between the two, in order, each with its reason.
    pub skipped: Vec<Skipped>,
    /// What the provider's own calendar says of those among them that it adds.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub added: BTreeMap<NaiveDate, AddedDay>,
    /// When the clock stood still, in order.
    pub stood: Vec<Stood>,
    /// What today's rules and calendar would give, where that is not what is stored. A date is never moved silently.
    pub differs: Option<Due>,
}

impl Explanation {
    /// Key of the sentence (`clock-…` in the translations).
    #[must_use]
    pub fn key(&self) -> &'static str {
        match (self.amount, self.skipped.is_empty(), self.legal.is_some()) {
            (Amount::Days(_), true, _) => "clock-days",
            (Amount::Days(_), false, _) => "clock-days-rolled",
            (Amount::Hours(_), true, _) if self.legal == Some(self.raw) => "clock-hours",
            (Amount::Hours(_), true, _) => "clock-hours-next-hour",
            (Amount::Hours(_), false, _) => "clock-hours-rolled",
            (Amount::Face(_), _, true) => "clock-face",
            (Amount::Face(_), _, false) => "clock-face-unknown",
            (Amount::Promptly(_), _, false) if [super::ACKNOWLEDGE, REVIEW, FOLLOW_UP].contains(&self.rule.as_str()) => "clock-own",
            (Amount::Promptly(_), _, false) => "clock-promptly",
            (Amount::Promptly(_), _, true) => "clock-promptly-face",
            (Amount::Immediate(_), _, false) => "clock-immediate",
            (Amount::Immediate(_), _, true) => "clock-immediate-face",
            (Amount::Voluntary(_), _, _) => "clock-voluntary",
        }
    }
}

/// Explain the stored due dates of an obligation: their rule, what was skipped, and whether they would differ today.
#[must_use]
pub fn explain(obligation: &Obligation) -> Explanation {
    let Obligation { rule, locus, started_at, face, due, calendar, .. } = obligation;
    let counted = count::due(rule, *started_at, locus, *face, &obligation.pauses);
    let said = |at| Moment::at(at, locus.zone, false);
    let (amount, in_days) = match *rule {
        ClockRule::Days { n, .. } => (Amount::Days(n), true),
        ClockRule::Hours { n, .. } => (Amount::Hours(n), false),
        ClockRule::Face { sla_days } => (Amount::Face(sla_days), true),
        ClockRule::Promptly { sla_hours, .. } => (Amount::Promptly(sla_hours), false),
        ClockRule::Immediate { sla_minutes } => (Amount::Immediate(sla_minutes), false),
        ClockRule::Voluntary { sla_hours } => (Amount::Voluntary(sla_hours), false),
    };
    Explanation {
        rule: rule.id().to_owned(),
        amount,
        source: matches!(amount, Amount::Days(_) | Amount::Hours(_)).then(|| rule.counting().source()),
        started: count::within_civil_time(*started_at).with_timezone(&locus.zone).naive_local(),
        zone: locus.zone,
        place: locus.place.clone(),
        calendar: calendar.clone(),
        raw: Moment::at(counted.raw, locus.zone, in_days),
        internal: Moment::at(due.internal, locus.zone, in_days),
        face: face.map(|at| Moment::at(at, locus.zone, in_days)),
        legal: due.legal.map(|at| Moment::at(at, locus.zone, in_days)),
        added: locus
            .added
            .days
            .iter()
            .filter(|(day, _)| counted.skipped.iter().any(|s| s.date == **day))
            .map(|(day, added)| (*day, added.clone()))
            .collect(),
        skipped: counted.skipped,
        stood: obligation.pauses.iter().map(|p| Stood { why: p.why, from: said(p.from), until: p.until.map(said) }).collect(),
        differs: (counted.due != *due).then_some(counted.due),
    }
}
