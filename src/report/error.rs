//! What stops a publication.

use super::loss::Loss;
use super::rules::{Measure, Text};
use domain::ids::Reference;
use domain::tally::Contradiction;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Why nothing was counted or written. Whatever stood in the destination still stands there.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A disclosure rule is missing for something in the period. On purpose it says neither what nor how many.
    #[error("nothing was exported: the period holds matters for which no rule of publication is set; ask counsel to set one")]
    Withheld,
    /// The same demand came twice.
    #[error("nothing was exported: counted twice: {}; run `ombud rebuild --check`", list(demands))]
    CountedTwice {
        /// Which.
        demands: BTreeSet<Reference>,
    },
    /// A territory or a legal process is not in the list of codes.
    #[error("nothing was exported: not in the list of codes: {}; set the demand's authority or instrument right", codes.iter().map(|(d, c)| format!("{d} has '{c}'")).collect::<Vec<_>>().join(", "))]
    UnknownCode {
        /// The demand and its wrong code.
        codes: BTreeMap<Reference, String>,
    },
    /// Facts about a demand that can't all be true.
    #[error("nothing was exported: {} in {}; correct the record of these demands", what.code(), list(demands))]
    Contradiction {
        /// What is wrong.
        what: Contradiction,
        /// Where.
        demands: BTreeSet<Reference>,
    },
    /// A counting rule does not close over some demands.
    #[error("nothing was exported: {} does not hold for {}", rule.text(), list(demands))]
    DoesNotClose {
        /// The closing rule.
        rule: Closing,
        /// The demands that break it.
        demands: BTreeSet<Reference>,
    },
    /// A total is not the sum of its parts.
    #[error("nothing was exported: {} is {total} in total but its parts add up to {parts}", measure.id())]
    TotalIsNotTheSum {
        /// Of which measure.
        measure: Measure,
        /// The total.
        total: u64,
        /// The sum of the parts.
        parts: u64,
    },
    /// The style can't show these facts.
    #[error("nothing was exported: the style cannot show these numbers: {}", loss.blocking_text(|t| t.en))]
    StyleCannot {
        /// What it can't show.
        loss: Box<Loss>,
    },
    /// The destination holds something that is not an untouched earlier export.
    #[error("nothing was exported: {} holds {found}, which is not part of an earlier export as it was written; name a new or an empty folder", dir.display())]
    ForeignDirectory {
        /// The folder.
        dir: PathBuf,
        /// The first thing found.
        found: String,
    },
    /// The destination can't be written.
    #[error("nothing was exported: {doing} {}: {source}; what stood there before still stands there", path.display())]
    Write {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A file could not be built in memory.
    #[error("nothing was exported: {file} could not be built: {reason}")]
    Build {
        /// Which file.
        file: &'static str,
        /// Why.
        reason: String,
    },
}

impl ReportError {
    /// The stable code; its sentence stands in the translations under `report-error-<code>`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            ReportError::Withheld => "withheld",
            ReportError::CountedTwice { .. } => "counted-twice",
            ReportError::UnknownCode { .. } => "unknown-code",
            ReportError::Contradiction { .. } => "contradiction",
            ReportError::DoesNotClose { .. } => "does-not-close",
            ReportError::TotalIsNotTheSum { .. } => "total-is-not-the-sum",
            ReportError::StyleCannot { .. } => "style-cannot",
            ReportError::ForeignDirectory { .. } => "foreign-directory",
            ReportError::Write { .. } => "write",
            ReportError::Build { .. } => "build",
        }
    }

    /// What stands in the sentence of that code, by name; `pick` chooses the language of the longer parts.
    #[must_use]
    pub fn args(&self, pick: fn(Text) -> &'static str) -> Vec<(&'static str, String)> {
        let demands = || ("demands", self.demands().iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
        match self {
            ReportError::Withheld => Vec::new(),
            ReportError::CountedTwice { .. } | ReportError::UnknownCode { .. } => vec![demands()],
            ReportError::Contradiction { what, .. } => vec![("what", what.code().to_owned()), demands()],
            ReportError::DoesNotClose { rule, .. } => vec![("rule", rule.text().to_owned()), demands()],
            ReportError::TotalIsNotTheSum { measure, .. } => vec![("measure", measure.id().to_owned())],
            ReportError::StyleCannot { loss } => vec![("loss", loss.blocking_text(pick))],
            ReportError::ForeignDirectory { dir, found } => vec![("dir", dir.display().to_string()), ("found", found.clone())],
            ReportError::Write { path, source, .. } => vec![("path", path.display().to_string()), ("reason", source.to_string())],
            ReportError::Build { file, reason } => vec![("file", (*file).to_owned()), ("reason", reason.clone())],
        }
    }

    /// The demands to look at, where they may be named.
    #[must_use]
    pub fn demands(&self) -> Vec<Reference> {
        match self {
            ReportError::CountedTwice { demands }
            | ReportError::Contradiction { demands, .. }
            | ReportError::DoesNotClose { demands, .. } => demands.iter().copied().collect(),
            ReportError::UnknownCode { codes } => codes.keys().copied().collect(),
            ReportError::Withheld
            | ReportError::TotalIsNotTheSum { .. }
            | ReportError::StyleCannot { .. }
            | ReportError::ForeignDirectory { .. }
            | ReportError::Write { .. }
            | ReportError::Build { .. } => Vec::new(),
        }
    }
}

fn list(demands: &BTreeSet<Reference>) -> String {
    demands.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What must hold for each demand before anything is published.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Closing {
    /// M5 to M11 add up to M1.
    OutcomesDivideReceived,
    /// M15 is M5 and M6.
    DisclosedIsContentAndNoncontent,
    /// M23 to M27 add up to M15.
    NoticesDivideDisclosed,
    /// M22 is part of M21, and M21 and F1 are part of M1.
    PartsWithinWhole,
    /// Preservation and disclosure are never counted together.
    PreservationApart,
    /// Identifiers, accounts and customers belong to a demand that is counted.
    UnitsBelongToADemand,
}

impl Closing {
    /// All.
    pub const ALL: [Closing; 6] = [
        Closing::OutcomesDivideReceived,
        Closing::DisclosedIsContentAndNoncontent,
        Closing::NoticesDivideDisclosed,
        Closing::PartsWithinWhole,
        Closing::PreservationApart,
        Closing::UnitsBelongToADemand,
    ];

    /// The rule in a line.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Closing::OutcomesDivideReceived => "M5 + M6 + M7 + M8 + M9 + M10 + M11 = M1",
            Closing::DisclosedIsContentAndNoncontent => "M15 = M5 + M6",
            Closing::NoticesDivideDisclosed => "M23 + M24 + M25 + M26 + M27 = M15",
            Closing::PartsWithinWhole => "M22 <= M21 <= M1 and F1 <= M1",
            Closing::PreservationApart => "M1 and M17 are never both counted",
            Closing::UnitsBelongToADemand => "M2, M3, M4 and M12 only with M1, M18 and M19 only with M17, M12 <= M3",
        }
    }
}
