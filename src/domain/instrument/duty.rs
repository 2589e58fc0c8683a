//! The duties that an instrument starts besides the production: what is owed, what starts, stops and suspends its clock.

use crate::clocks::{ClockRule, ObligationKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What starts a clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartsWith {
    /// The paper arrives, or is served.
    Receipt,
    /// The decision behind the paper is taken (RB 27:16).
    Decision,
    /// The paper arrives in an emergency from an authority whose orders another one must validate (Reg. (EU) 2023/1543 Art 4(5)). It ends with
    /// another reading of the paper, once the validation is there.
    Unvalidated,
    /// We ask the authority to clarify (Reg. (EU) 2023/1543 Art 10(6), 11(5)).
    Clarification,
    /// Something leaves.
    Production,
    /// A secrecy ends.
    SecrecyEnd,
    /// A preservation ends.
    PreservationEnd,
}

/// What ends a clock: the duty is met, or is gone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopsWith {
    /// Receipt was confirmed.
    Acknowledged,
    /// The data is kept unchanged.
    Preserved,
    /// The authority answered.
    Clarified,
    /// We objected or went to court.
    Objected,
    /// It was produced.
    Produced,
    /// It was refused.
    Refused,
    /// The authority took it back.
    Withdrawn,
    /// The customer was told.
    Told,
    /// What was kept is gone.
    Purged,
}

/// What suspends a clock while it lasts. Only the law or the authority's writing does so, never a wish of ours (INV-12).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suspension {
    /// A question to the authority is open (Reg. (EU) 2023/1543 Art 10(6)).
    Clarification,
    /// The law of a third country stands in the way and is being looked at (Reg. (EU) 2023/1543 Art 17; 18 USC 2703(h)).
    Conflict,
    /// A court has stayed the paper.
    CourtStay,
}

/// A duty that an instrument starts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObligationRule {
    /// What is owed. The production itself stands as the instrument's own clock.
    pub kind: ObligationKind,
    /// What is counted.
    pub clock: ClockRule,
    /// From when.
    pub start: StartsWith,
    /// Until what.
    pub stops: BTreeSet<StopsWith>,
    /// During what it stands still.
    #[serde(default)]
    pub suspended_by: BTreeSet<Suspension>,
    /// The provision.
    pub law: String,
}
