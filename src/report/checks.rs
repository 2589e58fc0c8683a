//! What must close before anything is published. Published reports of others show why: totals typed by hand,
//! more disclosed than received, a country listed twice.

use super::error::{Closing, ReportError};
use super::facts::{Counts, Dimension, Facts};
use super::rules::Measure;
use domain::ids::Reference;
use std::collections::{BTreeMap, BTreeSet};

/// What does not close, demand by demand.
#[derive(Debug, Default)]
pub(super) struct Open {
    found: BTreeMap<Closing, BTreeSet<Reference>>,
}

impl Open {
    /// Hold one demand's counts against the closing rules.
    pub(super) fn look(&mut self, demand: Reference, counts: &Counts) {
        for rule in broken(counts) {
            self.found.entry(rule).or_default().insert(demand);
        }
    }

    /// The first rule that does not close, with all demands that break it.
    pub(super) fn close(self) -> Result<(), ReportError> {
        match self.found.into_iter().next() {
            Some((rule, demands)) => Err(ReportError::DoesNotClose { rule, demands }),
            None => Ok(()),
        }
    }
}

/// The closing rules that one demand's counts break.
fn broken(c: &Counts) -> Vec<Closing> {
    use Measure as M;
    let get = |m| c.get(m);
    let (received, preserved) = (get(M::Received), get(M::PreservationReceived));
    let holds = [
        (Closing::OutcomesDivideReceived, c.sum(&M::OUTCOMES) == received && received <= 1),
        (Closing::DisclosedIsContentAndNoncontent, get(M::SomeDisclosed) == c.sum(&[M::Content, M::Noncontent])),
        (Closing::NoticesDivideDisclosed, c.sum(&M::NOTICES) == get(M::SomeDisclosed)),
        (
            Closing::PartsWithinWhole,
            get(M::WithIndefiniteOrder) <= get(M::WithSecrecyOrder)
                && get(M::WithSecrecyOrder) <= received
                && get(M::Fraudulent) <= received
                && c.sum(&[M::RedirectAccepted, M::RedirectDeclined, M::RedirectSilent]) <= get(M::RedirectOffered)
                && get(M::RedirectOffered) + c.sum(&M::SKIPPED) <= received,
        ),
        (Closing::PreservationApart, received + preserved <= 1),
        (
            Closing::UnitsBelongToADemand,
            (received > 0 || c.sum(&[M::Identifiers, M::Accounts, M::Customers, M::AccountsDisclosed]) == 0)
                && (preserved > 0 || c.sum(&[M::PreservationIdentifiers, M::AccountsPreserved]) == 0)
                && (get(M::AccountsDisclosed) > 0) == (get(M::SomeDisclosed) > 0)
                && get(M::AccountsDisclosed) <= get(M::Accounts),
        ),
    ];
    holds.into_iter().filter(|(_, ok)| !ok).map(|(rule, _)| rule).collect()
}

/// Hold every table that is published against the total, which was counted apart from the cells.
pub(super) fn close(facts: &Facts) -> Result<(), ReportError> {
    for dimension in Dimension::ALL {
        let mut parts = Counts::default();
        for counts in facts.by(&[dimension]).values() {
            parts.add(counts);
        }
        for measure in Measure::ALL.iter().copied() {
            let (total, parts) = (facts.total().get(measure), parts.get(measure));
            if total != parts {
                return Err(ReportError::TotalIsNotTheSum { measure, total, parts });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Period;

    /// A cell that slips into the tables without having been counted, or out of them.
    #[test]
    fn a_total_that_is_not_the_sum_blocks() {
        let period: Period = "2026-H1".parse().unwrap();
        let mut facts = crate::report::run(&[], period, "2026-08-14T10:00:00Z".parse().unwrap(), chrono_tz::UTC).unwrap();
        assert!(close(&facts).is_ok());
        let mut stray = Counts::default();
        stray.set(Measure::Withdrawn, 2);
        facts.cells.insert(Dimension::ALL.map(|d| d.code().into()), stray);
        let why = close(&facts).unwrap_err();
        assert!(matches!(why, ReportError::TotalIsNotTheSum { measure: Measure::Withdrawn, total: 0, parts: 2 }));
        facts.total.set(Measure::Withdrawn, 2);
        assert!(close(&facts).is_ok());
        facts.total.set(Measure::Received, 1);
        assert!(matches!(close(&facts).unwrap_err(), ReportError::TotalIsNotTheSum { measure: Measure::Received, total: 1, parts: 0 }));
    }
}
