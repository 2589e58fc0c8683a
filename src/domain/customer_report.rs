//! What a customer is told in sum: how many demands, for which data, from whom, whether challenged, with what outcome (Commission
//! Implementing Decision (EU) 2021/914, clause 15.1(c)).
//!
//! It counts [`CustomerView`]s and can count nothing else: what the customer may not know of has no view, and so no part in any
//! figure. A demand is counted once, in the period in which the customer was first told of it, so that one which was kept secret
//! for a time is missing in no report for good.

use crate::Instant;
use crate::category::Category;
use crate::customer_view::{Answer, Contest, CustomerView, Fate};
use crate::instrument::{InstrumentId, IssuerKind};
use crate::objection::Verdict;
use crate::outcome::Outcome;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How often a customer is told in sum.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportInterval {
    /// Only when it asks.
    Never,
    /// After each quarter.
    Quarterly,
    /// After each half-year.
    HalfYearly,
    /// After each year.
    Yearly,
}

impl ReportInterval {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Never, Self::Quarterly, Self::HalfYearly, Self::Yearly];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Quarterly => "quarterly",
            Self::HalfYearly => "half_yearly",
            Self::Yearly => "yearly",
        }
    }

    /// The interval of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|interval| interval.code() == code)
    }
}

/// Demands of one sort of authority.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AuthorityCount {
    /// Country of the authority, ISO 3166 alpha-2; `None` where nobody has identified it.
    pub country: Option<String>,
    /// What it is.
    pub kind: Option<IssuerKind>,
    /// How many demands.
    pub demands: u64,
}

/// Demands for one type of data.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct DataCount {
    /// Type of data.
    pub category: Category,
    /// Demands that asked for it.
    pub demanded: u64,
    /// Demands under which something of it was disclosed.
    pub disclosed: u64,
}

/// Demands with one outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct OutcomeCount {
    /// Outcome; `None` while it is open.
    pub outcome: Option<Outcome>,
    /// How many demands.
    pub demands: u64,
}

/// Our own challenges before a court.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Challenges {
    /// Demands that were challenged.
    pub challenged: u64,
    /// Of these, not decided.
    pub pending: u64,
    /// Of these, won.
    pub won: u64,
    /// Of these, lost or taken back.
    pub lost: u64,
}

/// Demands to which the customer objected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Objections {
    /// Demands objected to.
    pub objected: u64,
    /// Of these, where the last answer found the objection right, in whole or in part.
    pub upheld: u64,
}

/// The figures of a period.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct CustomerReport {
    /// Demands of which the customer was first told in the period.
    pub demands: u64,
    /// Of these, received before the period began.
    pub received_earlier: u64,
    /// By authority, by country and kind.
    pub authorities: Vec<AuthorityCount>,
    /// By kind of paper.
    pub instruments: BTreeMap<InstrumentId, u64>,
    /// By type of data; a demand counts under each type that it names.
    pub data: Vec<DataCount>,
    /// Demands of which we authorised less than was demanded, or nothing.
    pub refused_in_part_or_whole: u64,
    /// Challenged by us.
    pub challenges: Challenges,
    /// Objected to by the customer.
    pub objections: Objections,
    /// By outcome.
    pub outcomes: Vec<OutcomeCount>,
}

/// The figures of a period, from what a customer may see now.
#[must_use]
pub fn report(views: &[CustomerView], within: &Range<Instant>) -> CustomerReport {
    let mut figures = CustomerReport::default();
    let mut authorities: BTreeMap<(Option<String>, Option<IssuerKind>), u64> = BTreeMap::new();
    let mut data: BTreeMap<Category, (u64, u64)> = BTreeMap::new();
    let mut outcomes: BTreeMap<Option<Outcome>, u64> = BTreeMap::new();
    for view in views.iter().filter(|view| view.notices.first().is_some_and(|first| within.contains(&first.at))) {
        figures.demands += 1;
        figures.received_earlier += u64::from(view.received_at < within.start);
        *authorities.entry((view.authority_country.clone(), view.authority_kind)).or_default() += 1;
        *figures.instruments.entry(view.instrument.clone()).or_default() += 1;
        for category in view.lines.iter().map(|l| l.category).collect::<BTreeSet<_>>() {
            let disclosed = view.lines.iter().any(|l| l.category == category && l.disclosed.is_some_and(|n| n > 0));
            let count = data.entry(category).or_default();
            count.0 += 1;
            count.1 += u64::from(disclosed);
        }
        let less = view.lines.iter().any(|l| matches!(l.fate, Fate::Narrowed { .. } | Fate::Refused { .. }));
        figures.refused_in_part_or_whole += u64::from(less || refused(view));
        figures.challenges.count(view.challenge);
        if let Some(last) = view.objections.last() {
            figures.objections.objected += 1;
            let right = |verdict| matches!(verdict, Verdict::Upheld | Verdict::PartlyUpheld);
            figures.objections.upheld += u64::from(last.answer.as_ref().is_some_and(|a| right(a.verdict)));
        }
        *outcomes.entry(outcome(view)).or_default() += 1;
    }
    figures.authorities = authorities.into_iter().map(|((country, kind), demands)| AuthorityCount { country, kind, demands }).collect();
    figures.data = data.into_iter().map(|(category, (demanded, disclosed))| DataCount { category, demanded, disclosed }).collect();
    figures.outcomes = outcomes.into_iter().map(|(outcome, demands)| OutcomeCount { outcome, demands }).collect();
    figures
}

impl Challenges {
    const fn count(&mut self, contest: Contest) {
        match contest {
            Contest::None => return,
            Contest::Pending => self.pending += 1,
            Contest::Won => self.won += 1,
            Contest::Lost => self.lost += 1,
        }
        self.challenged += 1;
    }
}

fn refused(view: &CustomerView) -> bool {
    let refusals = [Outcome::RejectedInvalid, Outcome::RejectedChallengedWon];
    matches!(&view.answer, Answer::Ended { outcome, .. } if refusals.contains(outcome))
}

/// How the demand ended for this customer: a paper can name other people's accounts too, and what left of theirs is not its outcome.
fn outcome(view: &CustomerView) -> Option<Outcome> {
    match &view.answer {
        Answer::Considering | Answer::Planned => None,
        Answer::Ended { outcome, .. } => Some(*outcome),
        Answer::Disclosed { .. } => {
            let left = |content: bool| view.lines.iter().any(|l| l.category.is_content() == content && l.disclosed.is_some_and(|n| n > 0));
            Some(match (left(true), left(false)) {
                (true, _) => Outcome::DisclosedContent,
                (false, true) => Outcome::DisclosedNoncontent,
                (false, false) => Outcome::NoDataFound,
            })
        }
    }
}
