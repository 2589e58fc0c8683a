//! What was tried against an order, and what somebody asked when looking at it again.

use crate::Instant;
use serde::{Deserialize, Serialize};

/// What somebody tried. Sources: SCC clause 15.1(b) (best efforts to obtain a waiver, documented); 18 USC 2705(b) (an order is for
/// "such period as the court deems appropriate", so an end can be asked for).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffortKind {
    /// Asked to be let tell.
    #[default]
    Waiver,
    /// Asked for an end date.
    EndDate,
    /// Asked for a finding about this case instead of a form of words.
    Finding,
    /// Asked to tell somebody less: the customer's counsel or its head of security only.
    Alternative,
    /// Went to court against it.
    Challenge,
}

impl EffortKind {
    /// All, in the order in which a form lists them.
    pub const ALL: [EffortKind; 5] =
        [EffortKind::Waiver, EffortKind::EndDate, EffortKind::Finding, EffortKind::Alternative, EffortKind::Challenge];

    /// The stable code; its words stand under `effort-<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            EffortKind::Waiver => "waiver",
            EffortKind::EndDate => "end_date",
            EffortKind::Finding => "finding",
            EffortKind::Alternative => "alternative",
            EffortKind::Challenge => "challenge",
        }
    }
}

/// What came of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffortResult {
    /// Nothing yet.
    #[default]
    Awaited,
    /// It was granted; the paper that grants it lifts or narrows the order.
    Granted,
    /// It was refused.
    Refused,
    /// Nobody answered.
    NoAnswer,
}

impl EffortResult {
    /// All, in the order in which a form lists them.
    pub const ALL: [EffortResult; 4] = [EffortResult::Awaited, EffortResult::Granted, EffortResult::Refused, EffortResult::NoAnswer];

    /// The stable code; its words stand under `effort-result-<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            EffortResult::Awaited => "awaited",
            EffortResult::Granted => "granted",
            EffortResult::Refused => "refused",
            EffortResult::NoAnswer => "no_answer",
        }
    }
}

/// An attempt to have an order lifted, narrowed or bounded.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Effort {
    /// When.
    pub at: Instant,
    /// What was tried.
    #[serde(default)]
    pub kind: EffortKind,
    /// What came of it.
    #[serde(default)]
    pub result: EffortResult,
    /// In words.
    pub note: String,
}

/// An answer on the checklist.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nobody knows.
    Unknown,
}

impl Answer {
    /// All, in the order in which a form lists them.
    pub const ALL: [Answer; 3] = [Answer::Yes, Answer::No, Answer::Unknown];

    /// The stable code; its words stand under `answer-<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::Unknown => "unknown",
        }
    }
}

/// What is asked of an order without an end each time somebody looks: a "no" is a reason to go to the authority or to court.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Checklist {
    /// Does it rest on a finding about this case?
    pub individualised: Answer,
    /// Has an end date been given or asked for?
    pub end_date: Answer,
    /// Has a lesser way been considered, such as telling counsel only?
    pub alternative: Answer,
}

/// Somebody looked at an order without an end.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Review {
    /// When.
    pub at: Instant,
    /// The answers.
    pub checklist: Checklist,
    /// What follows from them, in words.
    pub note: String,
}
