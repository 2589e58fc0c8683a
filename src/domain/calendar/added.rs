//! Days that the provider adds to the calendar of a place: those that the law of the place takes out of a count and the calendar that
//! ships does not know, such as a day on which the offices of a state are closed by order.

use super::{Calendar, NonWorking};
use crate::Instant;
use crate::clocks::{Counting, Due, Locus};
use crate::instrument::Bilingual;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One day that is added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AddedDay {
    /// What the day is, as people read it.
    pub reason: Bilingual,
    /// The provision by which no period ends on it.
    pub law: String,
}

/// The days that are added to one place.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Added {
    /// Changes whenever a day changes; empty where nothing is added.
    pub version: String,
    /// The days.
    pub days: BTreeMap<NaiveDate, AddedDay>,
}

impl Added {
    /// Whether no file adds anything to the place.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.version.is_empty()
    }

    /// With the days alone that a count from `start` to `due` can have met: what a duty keeps of the calendar that it was counted by.
    #[must_use]
    pub fn met_between(&self, start: Instant, due: &Due, zone: Tz) -> Self {
        let day = |at: Instant| crate::clocks::civil_day(at, zone);
        let (first, last) = (day(start), day(due.legal.map_or(due.internal, |legal| legal.max(due.internal))));
        let last = last.checked_add_days(Days::new(1)).unwrap_or(last);
        let days = self.days.range(first.min(last)..=last).map(|(date, day)| (*date, day.clone())).collect();
        Self { version: self.version.clone(), days }
    }
}

/// The calendar in force at a place: the one that ships, and what is added.
#[derive(Clone, Copy, Debug)]
pub struct InForce<'a> {
    /// What ships.
    pub shipped: &'static Calendar,
    /// What the provider adds.
    pub added: &'a Added,
}

impl InForce<'_> {
    /// Why a period under `counting` does not end on `date`; `None` on a working day. What ships is named before what is added.
    #[must_use]
    pub fn non_working(&self, date: NaiveDate, counting: Counting) -> Option<NonWorking> {
        let added = counting != Counting::Plain && self.added.days.contains_key(&date);
        self.shipped.non_working(date, counting).or(added.then_some(NonWorking::Added))
    }

    /// The version: that of the calendar that ships, and of what is added.
    #[must_use]
    pub fn version(&self) -> String {
        match self.added.is_none() {
            true => self.shipped.version.to_owned(),
            false => format!("{} + {}", self.shipped.version, self.added.version),
        }
    }
}

impl Locus {
    /// The calendar by which duties are counted here.
    #[must_use]
    pub fn calendar(&self) -> InForce<'_> {
        InForce { shipped: super::of(&self.place), added: &self.added }
    }
}
