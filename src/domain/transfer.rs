//! What the standard contractual clauses for transfers ask of whoever receives a demand (Commission Implementing Decision (EU)
//! 2021/914, clause 15.1). The values are data (the rulebook's `laws/transfers.toml`); this is their shape.

use crate::customer_report::ReportInterval;
use crate::instrument::Bilingual;
use crate::paper::CustomerClass;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A fact that a notice owes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeFact {
    /// The data demanded.
    DataDemanded,
    /// The authority.
    Authority,
    /// The legal basis.
    LegalBasis,
    /// The response, given or planned.
    Response,
}

impl NoticeFact {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::DataDemanded, Self::Authority, Self::LegalBasis, Self::Response];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DataDemanded => "data_demanded",
            Self::Authority => "authority",
            Self::LegalBasis => "legal_basis",
            Self::Response => "response",
        }
    }
}

/// How long what was told, and why, is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// As long as the contract with the customer lasts.
    #[default]
    ContractEnd,
}

/// The clauses as the desk follows them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferClauses {
    /// Where it stands.
    pub source: String,
    /// 15.1(a): what a notice to the customer must say.
    pub notice: BTreeSet<NoticeFact>,
    /// 15.1(b): how many tries to have a secrecy waived must stand on record when a secrecy without an end is looked at again.
    pub waiver_efforts: u32,
    /// 15.1(c): how often a customer is told in sum.
    pub report_interval: ReportInterval,
    /// Customers of which classes are told so without asking.
    pub report_to: BTreeSet<CustomerClass>,
    /// 15.1(d): how long this is kept for the supervisory authority.
    pub keep: Keep,
    /// What counsel must confirm.
    #[serde(default)]
    pub open_points: Vec<Bilingual>,
}

impl Default for TransferClauses {
    /// No clauses of a file: what our own invariants ask of everybody, the four facts (INV-19) and one try (INV-06).
    fn default() -> Self {
        Self {
            source: String::new(),
            notice: NoticeFact::ALL.into(),
            waiver_efforts: 1,
            report_interval: ReportInterval::Never,
            report_to: BTreeSet::new(),
            keep: Keep::ContractEnd,
            open_points: Vec::new(),
        }
    }
}
