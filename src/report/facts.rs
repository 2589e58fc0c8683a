//! A run: from the countable facts of the demands to exact numbers.

use super::error::ReportError;
use super::period::Period;
use super::rules::{Measure, Rules};
use super::{checks, territory};
use chrono_tz::Tz;
use domain::Instant;
use domain::instrument::Matter;
use domain::tally::{DemandKind, Tally};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What a run was made over. Two runs with the same run line and the same demands give the same bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// The period.
    pub period: Period,
    /// The demands are counted as they stood at this moment.
    pub cut_off: Instant,
    /// The provider's declared time zone, in which the period's days are counted.
    pub zone: Tz,
}

impl Run {
    /// Whether the period was not over at the cut-off: such numbers are for looking at, and say so wherever they stand.
    #[must_use]
    pub fn provisional(&self) -> bool {
        !self.period.over(self.cut_off, self.zone)
    }
}

/// What a table can be broken down by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Dimension {
    /// Requesting territory.
    Territory,
    /// Level of the authority.
    AuthorityLevel,
    /// The way the paper took.
    Route,
    /// Legal process.
    LegalProcess,
    /// Matter.
    Matter,
    /// Disclosure or preservation.
    DemandKind,
    /// Whose data.
    Segment,
    /// What is demanded.
    DataSought,
    /// Secrecy.
    Secrecy,
    /// Whether it was handled as an emergency.
    Emergency,
}

impl Dimension {
    /// All, in the order of the columns.
    pub const ALL: [Dimension; 10] = [
        Dimension::Territory,
        Dimension::AuthorityLevel,
        Dimension::Route,
        Dimension::LegalProcess,
        Dimension::Matter,
        Dimension::DemandKind,
        Dimension::Segment,
        Dimension::DataSought,
        Dimension::Secrecy,
        Dimension::Emergency,
    ];

    /// The column's name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Dimension::Territory => "territory",
            Dimension::AuthorityLevel => "authority_level",
            Dimension::Route => "route",
            Dimension::LegalProcess => "legal_process",
            Dimension::Matter => "matter",
            Dimension::DemandKind => "demand_kind",
            Dimension::Segment => "segment",
            Dimension::DataSought => "data_sought",
            Dimension::Secrecy => "secrecy",
            Dimension::Emergency => "emergency",
        }
    }

    fn of(self, t: &Tally) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Dimension::Territory => return Cow::Owned(t.territory.clone()),
            Dimension::LegalProcess => return Cow::Owned(t.legal_process.clone()),
            Dimension::AuthorityLevel => t.authority_level.code(),
            Dimension::Route => t.route.code(),
            Dimension::Matter => matter_code(t.matter),
            Dimension::DemandKind => t.demand_kind.code(),
            Dimension::Segment => t.segment.code(),
            Dimension::DataSought => t.data_sought.code(),
            Dimension::Secrecy => t.secrecy.code(),
            Dimension::Emergency if t.emergency => "yes",
            Dimension::Emergency => "no",
        })
    }
}

/// The code of a matter, as in exports.
#[must_use]
pub const fn matter_code(matter: Matter) -> &'static str {
    match matter {
        Matter::Criminal => "criminal",
        Matter::Civil => "civil",
        Matter::Administrative => "administrative",
        Matter::NationalSecurity => "national_security",
        Matter::Emergency => "emergency",
    }
}

/// One number per measure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counts([u64; Measure::ALL.len()]);

impl Default for Counts {
    fn default() -> Self {
        Self([0; Measure::ALL.len()])
    }
}

impl Counts {
    /// The number of a measure.
    #[must_use]
    pub const fn get(&self, measure: Measure) -> u64 {
        self.0[measure as usize]
    }

    /// The sum of several measures.
    #[must_use]
    pub fn sum(&self, measures: &[Measure]) -> u64 {
        measures.iter().fold(0, |sum, m| sum.saturating_add(self.get(*m)))
    }

    /// Whether nothing is counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|n| *n == 0)
    }

    pub(super) fn of(rules: &Rules, tally: &Tally) -> Self {
        let mut counts = Self::default();
        for rule in rules.iter() {
            counts.0[rule.measure as usize] = u64::try_from((rule.count)(tally)).unwrap_or(u64::MAX);
        }
        counts
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine = mine.saturating_add(theirs);
        }
    }

    #[cfg(test)]
    pub(super) fn set(&mut self, measure: Measure, to: u64) {
        self.0[measure as usize] = to;
    }
}

/// A value for each dimension, in the order of [`Dimension::ALL`].
pub(super) type Key = [Cow<'static, str>; Dimension::ALL.len()];

/// The exact numbers of a run. They are the house's own: what leaves is rolled up from them by a style.
#[derive(Clone, Debug)]
pub struct Facts {
    run: Run,
    rules: Rules,
    pub(super) cells: BTreeMap<Key, Counts>,
    pub(super) total: Counts,
}

impl Facts {
    /// What it was made over.
    #[must_use]
    pub const fn run(&self) -> &Run {
        &self.run
    }

    /// The rules it was made by.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The numbers over everything.
    #[must_use]
    pub const fn total(&self) -> &Counts {
        &self.total
    }

    /// The numbers broken down by `dimensions` and nothing else, in the order of their codes.
    #[must_use]
    pub fn by(&self, dimensions: &[Dimension]) -> BTreeMap<Vec<&str>, Counts> {
        self.only(dimensions, &[])
    }

    /// As [`Facts::by`], over the cells that have the given value in the given dimension.
    #[must_use]
    pub fn only(&self, dimensions: &[Dimension], having: &[(Dimension, &str)]) -> BTreeMap<Vec<&str>, Counts> {
        let mut table = BTreeMap::<Vec<&str>, Counts>::new();
        for (key, counts) in self.cells.iter().filter(|(key, _)| having.iter().all(|(d, v)| key[*d as usize] == *v)) {
            table.entry(dimensions.iter().map(|d| key[*d as usize].as_ref()).collect()).or_default().add(counts);
        }
        table
    }
}

/// Count.
///
/// `tallies` are all demands that may fall in the period, as they stood at `cut_off`; those received outside the
/// period, by civil days in `zone`, or after the cut-off are left out here. Their order does not matter.
///
/// # Errors
/// When something stands in the way of publication: see [`ReportError`]. Nothing is kept.
pub fn run(tallies: &[Tally], period: Period, cut_off: Instant, zone: Tz) -> Result<Facts, ReportError> {
    run_by(Rules::current(), tallies, period, cut_off, zone)
}

/// [`run`], by other rules than those in force.
///
/// # Errors
/// As [`run`]; rules that do not close are caught here.
pub fn run_by(rules: Rules, tallies: &[Tally], period: Period, cut_off: Instant, zone: Tz) -> Result<Facts, ReportError> {
    let within: Vec<&Tally> = tallies.iter().filter(|t| period.contains(t.received_at, zone) && t.received_at <= cut_off).collect();
    // First, and without a word of how many or which: not even the refusal may tell (INV-22).
    if within.iter().any(|t| t.matter == Matter::NationalSecurity) {
        return Err(ReportError::Withheld);
    }
    check_input(&within, cut_off)?;

    let mut facts = Facts { run: Run { period, cut_off, zone }, rules, cells: BTreeMap::new(), total: Counts::default() };
    let mut open = checks::Open::default();
    for tally in within {
        let counts = Counts::of(&facts.rules, tally);
        open.look(tally.reference, &counts);
        facts.total.add(&counts);
        // A demand that counts nowhere leaves no row behind: an empty row would tell that there is something.
        if !counts.is_empty() {
            facts.cells.entry(Dimension::ALL.map(|d| d.of(tally))).or_default().add(&counts);
        }
    }
    open.close()?;
    checks::close(&facts)?;
    Ok(facts)
}

fn check_input(tallies: &[&Tally], cut_off: Instant) -> Result<(), ReportError> {
    let mut seen = BTreeSet::new();
    let mut twice = BTreeSet::new();
    let mut contradicting = BTreeMap::<_, BTreeSet<_>>::new();
    let mut codes = BTreeMap::new();
    for t in tallies {
        if !seen.insert(t.reference) {
            twice.insert(t.reference);
        }
        if let Some(what) = t.contradiction(cut_off) {
            contradicting.entry(what).or_default().insert(t.reference);
        }
        if territory::find(&t.territory).is_none() {
            codes.insert(t.reference, t.territory.clone());
        }
        if !is_code(&t.legal_process) {
            codes.insert(t.reference, t.legal_process.clone());
        }
    }
    if !twice.is_empty() {
        return Err(ReportError::CountedTwice { demands: twice });
    }
    if !codes.is_empty() {
        return Err(ReportError::UnknownCode { codes });
    }
    match contradicting.into_iter().next() {
        Some((what, demands)) => Err(ReportError::Contradiction { what, demands }),
        None => Ok(()),
    }
}

/// Codes are lower-case letters, digits, `_` and `.`: no free text ever reaches a published cell.
fn is_code(s: &str) -> bool {
    s.starts_with(|c: char| c.is_ascii_lowercase()) && s.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.'))
}

/// Cells of disclosure demands only, or of preservations only.
#[must_use]
pub(super) const fn kind(kind: DemandKind) -> (Dimension, &'static str) {
    (Dimension::DemandKind, kind.code())
}
