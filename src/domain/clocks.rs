//! Clocks: a duty with a rule, a start, and two due dates.
//!
//! Hours are elapsed time, days are civil days of the locus. A duty in days ends at 24:00 of its last day, which is
//! kept as the first instant of the next local day.

mod count;
mod explain;

pub use count::{Skipped, Why, civil_day, end_of_day, fisa_window_end, term_end, working_days_after};
pub use explain::{Amount, Explanation, Moment, Stood, explain};

use crate::Instant;
use crate::calendar::Added;
use crate::ids::ObligationId;
use crate::instrument::{StartsWith, StopsWith, Suspension};
use crate::policy::Policy;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The rule of the acknowledgement: our own target, set by no law.
pub const ACKNOWLEDGE: &str = "D.acknowledge";

/// How days and hours are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// Regulation (EEC, Euratom) No 1182/71.
    Reg1182,
    /// FRCP 6(a), FRCrP 45(a).
    Frcp,
    /// Lag (1930:173) om beräkning av lagstadgad tid.
    Se1930,
    /// BGB 187 to 193.
    Bgb,
    /// Civil Procedure Rules 2.8 (England and Wales): clear days; in a period of five days or less only working days count.
    Cpr,
    /// No roll-forward at all.
    Plain,
}

/// A clock's rule, as the rulebook names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ClockRule {
    /// Date and time printed on the paper (`D.face`); until somebody enters it, an internal target of `sla_days`.
    Face {
        /// Internal target in days while the paper's own date is unknown.
        sla_days: u32,
    },
    /// A number of days.
    Days {
        /// Rule id, such as `D.epoc10`.
        id: String,
        /// How many.
        n: u32,
        /// How counted.
        counting: Counting,
    },
    /// A number of hours.
    Hours {
        /// Rule id, such as `D.epoc8h`.
        id: String,
        /// How many.
        n: u32,
        /// How counted.
        counting: Counting,
    },
    /// Without undue delay: no number in the law, an internal target in hours.
    Promptly {
        /// Rule id, such as `D.unverzueglich`.
        id: String,
        /// Internal target.
        sla_hours: u32,
    },
    /// At once: an internal target in minutes (`D.immediate`).
    Immediate {
        /// Internal target.
        sla_minutes: u32,
    },
    /// No duty (`D.none`); an internal target in hours.
    Voluntary {
        /// Internal target.
        sla_hours: u32,
    },
}

/// What is owed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligationKind {
    /// Tell the authority that the demand has arrived.
    Acknowledge,
    /// Keep the data.
    Preserve,
    /// Produce, or answer.
    Produce,
    /// Tell the customer.
    Notify,
    /// The authority answers what we asked it, or we are free (Reg. (EU) 2023/1543 Art 10(6), 11(5)).
    Clarify,
    /// The authority has what it issued in an emergency validated, or takes it back (Reg. (EU) 2023/1543 Art 4(5)).
    Validate,
    /// Object, or go to court, before the right to do so is gone.
    Object,
    /// Destroy what was kept.
    Purge,
    /// Look again at what was given in an emergency.
    Review,
    /// The authority sends the paper of what it was given without process.
    FollowUp,
}

impl ObligationKind {
    /// All.
    pub const ALL: [Self; 10] = [
        Self::Acknowledge,
        Self::Preserve,
        Self::Produce,
        Self::Notify,
        Self::Clarify,
        Self::Validate,
        Self::Object,
        Self::Purge,
        Self::Review,
        Self::FollowUp,
    ];

    /// The stable code, as in the database and in settings.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledge",
            Self::Preserve => "preserve",
            Self::Produce => "produce",
            Self::Notify => "notify",
            Self::Clarify => "clarify",
            Self::Validate => "validate",
            Self::Object => "object",
            Self::Purge => "purge",
            Self::Review => "review",
            Self::FollowUp => "follow_up",
        }
    }

    /// Whether we owe it. What the authority owes us, and a right that only lapses, hang on dates too but are nobody's debt.
    #[must_use]
    pub const fn is_owed(self) -> bool {
        match self {
            Self::Acknowledge | Self::Preserve | Self::Produce | Self::Notify | Self::Purge | Self::Review => true,
            // Whose debt the paper is does not matter: somebody here must ask for it.
            Self::FollowUp => true,
            Self::Clarify | Self::Validate | Self::Object => false,
        }
    }

    /// Whether an emergency leaves it behind: it begins with the release and outlives the demand.
    #[must_use]
    pub const fn follows_an_emergency(self) -> bool {
        matches!(self, Self::Review | Self::FollowUp)
    }
}

/// A time in which a clock stood still.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pause {
    /// Why.
    pub why: Suspension,
    /// From when.
    pub from: Instant,
    /// Until when; `None` while it lasts.
    pub until: Option<Instant>,
}

/// Where the duty is performed: the holidays and the zone that count.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Locus {
    /// Calendar, as ISO 3166 alpha-2 (`US` means US federal).
    pub place: String,
    /// Civil time.
    pub zone: Tz,
    /// Days that the provider's own calendar adds to those of the place.
    #[serde(default, skip_serializing_if = "Added::is_none")]
    pub added: Added,
}

impl Locus {
    /// A place with the calendar that ships.
    #[must_use]
    pub fn new(place: impl Into<String>, zone: Tz) -> Self {
        Self { place: place.into(), zone, added: Added::default() }
    }
}

/// The two readings of a due date. Our duty to act follows the earlier.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Due {
    /// Earliest plausible reading: no roll-forward, hours from the minute of receipt.
    pub internal: Instant,
    /// The law's own reading; `None` where the law gives no number.
    pub legal: Option<Instant>,
}

/// A duty with its clock; all inputs are kept, not only the result (INV-24).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Obligation {
    /// Its id.
    pub id: ObligationId,
    /// What is owed.
    pub kind: ObligationKind,
    /// Rule.
    pub rule: ClockRule,
    /// Version of the calendar that was used.
    pub calendar: String,
    /// Place and zone.
    pub locus: Locus,
    /// Start.
    pub started_at: Instant,
    /// Date and time printed on the paper, once somebody has entered it.
    #[serde(default)]
    pub face: Option<Instant>,
    /// Due.
    pub due: Due,
    /// When it was met.
    pub met_at: Option<Instant>,
    /// What started it.
    #[serde(default = "at_receipt", skip_serializing_if = "is_at_receipt")]
    pub starts: StartsWith,
    /// What ends it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub stops: BTreeSet<StopsWith>,
    /// During what it stands still.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub suspended_by: BTreeSet<Suspension>,
    /// When it stood still, in order of the beginnings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// The provision that sets it; empty where the rule says all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub law: String,
}

const fn at_receipt() -> StartsWith {
    StartsWith::Receipt
}

const fn is_at_receipt(starts: &StartsWith) -> bool {
    matches!(starts, StartsWith::Receipt)
}

impl Obligation {
    /// Whether its clock stands still now.
    #[must_use]
    pub fn stands_still(&self) -> bool {
        self.pauses.iter().any(|p| p.until.is_none())
    }

    /// What its rule and inputs give under the calendar that ships today, with the added days that it was counted by. What is stored
    /// stands until an event moves it.
    #[must_use]
    pub fn counted_today(&self) -> Due {
        count::due(&self.rule, self.started_at, &self.locus, self.face, &self.pauses).due
    }

    /// With the dates and the calendar of today: that of its place which ships, and what the provider adds to it.
    #[must_use]
    pub fn recounted(self, policy: &Policy) -> Self {
        let locus = Locus { added: policy.added_to(&self.locus.place), ..self.locus };
        let due = count::due(&self.rule, self.started_at, &locus, self.face, &self.pauses).due;
        let calendar = locus.calendar().version();
        let added = locus.added.met_between(self.started_at, &due, locus.zone);
        Self { due, calendar, locus: Locus { added, ..locus }, ..self }
    }
}

impl Counting {
    /// The law behind it.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Counting::Reg1182 => "Reg. (EEC, Euratom) 1182/71 Art 3",
            Counting::Frcp => "FRCP 6(a), FRCrP 45(a)",
            Counting::Se1930 => "lag (1930:173) om beräkning av lagstadgad tid, 2 §",
            Counting::Bgb => "BGB §§ 187, 188, 193",
            Counting::Cpr => "CPR 2.8",
            Counting::Plain => "calendar days, no roll-forward",
        }
    }

    /// Whether the law behind it says how hours are counted; the others speak of days only.
    #[must_use]
    pub const fn counts_hours(self) -> bool {
        matches!(self, Counting::Reg1182 | Counting::Frcp | Counting::Plain)
    }
}

impl ClockRule {
    /// The rule's id, such as `D.epoc10`.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            ClockRule::Face { .. } => "D.face",
            ClockRule::Days { id, .. } | ClockRule::Hours { id, .. } | ClockRule::Promptly { id, .. } => id,
            ClockRule::Immediate { .. } => "D.immediate",
            ClockRule::Voluntary { .. } => "D.none",
        }
    }

    /// How it is counted; rules without a number in the law count nothing and roll nothing.
    #[must_use]
    pub const fn counting(&self) -> Counting {
        match self {
            ClockRule::Days { counting, .. } | ClockRule::Hours { counting, .. } => *counting,
            ClockRule::Face { .. } | ClockRule::Promptly { .. } | ClockRule::Immediate { .. } | ClockRule::Voluntary { .. } => {
                Counting::Plain
            }
        }
    }
}

/// Start a clock at `started_at` (receipt, service or decision, in UTC).
///
/// `face` is the date printed on the paper. Where the rule has no number of its own (`D.face`, promptly, at once) it
/// is what the law asks; everywhere it can only pull our own target forward, never push a due date back. A voluntary
/// rule has no legal due date whatever is printed.
#[must_use]
pub fn start(
    id: ObligationId,
    kind: ObligationKind,
    rule: &ClockRule,
    started_at: Instant,
    locus: &Locus,
    face: Option<Instant>,
) -> Obligation {
    let due = count::due(rule, started_at, locus, face, &[]).due;
    let added = locus.added.met_between(started_at, &due, locus.zone);
    Obligation {
        id,
        kind,
        rule: rule.clone(),
        calendar: locus.calendar().version(),
        locus: Locus { added, ..locus.clone() },
        started_at,
        face,
        due,
        met_at: None,
        starts: StartsWith::Receipt,
        stops: BTreeSet::new(),
        suspended_by: BTreeSet::new(),
        pauses: Vec::new(),
        law: String::new(),
    }
}
