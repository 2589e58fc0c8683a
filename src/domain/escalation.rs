//! Escalation: the marks on a duty's clock at which people are reminded, and who they are.

use crate::Instant;
use crate::actor::Roles;
use crate::clocks::{Obligation, ObligationKind};
use crate::command::ActKind;
use crate::demand::Demand;
use crate::ids::ObligationId;
use crate::stage::StageName;
use crate::verb::{Verb, roles};
use chrono::{DateTime, Duration, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// The verbs by which a demand leaves a stage. A stage belongs to the roles that one of them is open to.
const LEAVES: [(StageName, &[Verb]); 7] = [
    (StageName::Received, &[Verb::BeginVerification]),
    (StageName::Verifying, &[Verb::Verify]),
    (StageName::Redirecting, &[Verb::OfferRedirect, Verb::RecordAnswer, Verb::SkipRedirect]),
    (StageName::Reviewing, &[Verb::Recommend]),
    (StageName::Approving, &[Verb::Approve]),
    (StageName::Producing, &[Verb::RecordCollection, Verb::SealPackage]),
    (StageName::Releasing, &[Verb::Prepare(ActKind::Release)]),
];

/// The stages that somebody with these roles can move a demand out of.
pub fn stages_moved_by(held: Roles) -> impl Iterator<Item = StageName> {
    LEAVES.into_iter().filter(move |(_, verbs)| open_to(verbs, held)).map(|(stage, _)| stage)
}

/// Whether somebody with these roles can move a demand out of this stage.
#[must_use]
pub fn moves_from(stage: StageName, held: Roles) -> bool {
    LEAVES.iter().any(|(of, verbs)| *of == stage && open_to(verbs, held))
}

fn open_to(verbs: &[Verb], held: Roles) -> bool {
    verbs.iter().any(|verb| roles(*verb).iter().any(|role| held.has(*role)))
}

/// Longest time before a due date at which a mark may stand, in minutes: thirty days.
const LONGEST: u32 = 30 * 24 * 60;

/// One mark on a clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Mark {
    /// So much of the time is left, in percent: 1 to 99.
    Left(u32),
    /// So many minutes before the internal due date.
    Before(u32),
    /// The internal due date itself.
    Overdue,
}

/// Why a list of marks can't be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MarkError {
    /// No mark at all.
    #[error("it names no mark")]
    Empty,
    /// Not a mark.
    #[error("'{0}' is no mark")]
    Unreadable(String),
    /// A share of the time that is none, or all of it.
    #[error("'{0}' is not between 1% and 99%")]
    Share(String),
    /// Further away than any duty's end.
    #[error("'{0}' is not between 1m and 720h")]
    Far(String),
    /// The same mark again.
    #[error("'{0}' stands there twice")]
    Twice(String),
}

impl Mark {
    /// The stable code: `50%`, `24h`, `90m`, `overdue`.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Mark::Left(share) => format!("{share}%"),
            Mark::Before(minutes) if minutes % 60 == 0 => format!("{}h", minutes / 60),
            Mark::Before(minutes) => format!("{minutes}m"),
            Mark::Overdue => "overdue".to_owned(),
        }
    }

    /// A mark as it is written.
    ///
    /// # Errors
    /// [`MarkError`].
    pub fn read(text: &str) -> Result<Self, MarkError> {
        let text = text.trim();
        let number = |digits: &str| digits.parse::<u32>().map_err(|_| MarkError::Unreadable(text.to_owned()));
        if text == "overdue" {
            return Ok(Mark::Overdue);
        }
        if let Some(share) = text.strip_suffix('%') {
            let share = number(share)?;
            return if (1..=99).contains(&share) { Ok(Mark::Left(share)) } else { Err(MarkError::Share(text.to_owned())) };
        }
        let (digits, times) = match (text.strip_suffix('h'), text.strip_suffix('m')) {
            (Some(hours), _) => (hours, 60),
            (None, Some(minutes)) => (minutes, 1),
            (None, None) => return Err(MarkError::Unreadable(text.to_owned())),
        };
        let minutes = number(digits)?.saturating_mul(times);
        if (1..=LONGEST).contains(&minutes) { Ok(Mark::Before(minutes)) } else { Err(MarkError::Far(text.to_owned())) }
    }

    /// When it comes on this duty's clock. `None` for a mark that would lie before the clock's start.
    #[must_use]
    pub fn at(self, duty: &Obligation) -> Option<Instant> {
        let (start, due) = (duty.started_at, duty.due.internal);
        let at = match self {
            Mark::Left(share) => due - (due - start) / 100 * i32::try_from(share).unwrap_or(0),
            Mark::Before(minutes) => due - Duration::minutes(i64::from(minutes)),
            Mark::Overdue => return Some(due),
        };
        (at > start).then_some(at)
    }
}

/// A list of marks as it is written, such as `50%, 25%, 24h, 4h, overdue`.
///
/// # Errors
/// [`MarkError`].
pub fn read_marks(text: &str) -> Result<Vec<Mark>, MarkError> {
    let mut marks = Vec::new();
    for part in text.split(',').filter(|part| !part.trim().is_empty()) {
        let mark = Mark::read(part)?;
        if marks.contains(&mark) {
            return Err(MarkError::Twice(mark.code()));
        }
        marks.push(mark);
    }
    if marks.is_empty() { Err(MarkError::Empty) } else { Ok(marks) }
}

/// What the provider chose for reminding its own people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Escalation {
    /// Marks of every duty whose kind has none of its own.
    pub marks: Vec<Mark>,
    /// Marks by kind of duty.
    pub by_kind: BTreeMap<ObligationKind, Vec<Mark>>,
    /// From when until when nobody is mailed, in the desk's civil time; emergencies know no such hours.
    pub quiet: Option<(NaiveTime, NaiveTime)>,
    /// How long a person on call has to answer before the next one is called.
    pub answer_within: Duration,
}

impl Default for Escalation {
    fn default() -> Self {
        Self {
            marks: vec![Mark::Left(50), Mark::Left(25), Mark::Before(24 * 60), Mark::Before(4 * 60), Mark::Overdue],
            // An acknowledgement is our own target of a day: one word before, and one when it has passed.
            by_kind: BTreeMap::from([(ObligationKind::Acknowledge, vec![Mark::Left(25), Mark::Overdue])]),
            quiet: NaiveTime::from_hms_opt(20, 0, 0).zip(NaiveTime::from_hms_opt(7, 0, 0)),
            answer_within: Duration::minutes(15),
        }
    }
}

impl Escalation {
    /// The marks of a duty with their moments, the earliest first; of two at the same moment the one nearer to the end.
    #[must_use]
    pub fn of(&self, duty: &Obligation) -> Vec<(Instant, Mark)> {
        let marks = self.by_kind.get(&duty.kind).unwrap_or(&self.marks);
        let moments: BTreeMap<Instant, Mark> = marks.iter().filter_map(|mark| mark.at(duty).map(|at| (at, *mark))).collect();
        moments.into_iter().collect()
    }

    /// Until when nobody is mailed, if `now` lies in the quiet hours of `zone`.
    #[must_use]
    pub fn quiet_until(&self, now: Instant, zone: Tz) -> Option<Instant> {
        let (from, to) = self.quiet?;
        let local = now.with_timezone(&zone);
        let (today, time) = (local.date_naive(), local.time());
        let ends = match from <= to {
            true if (from..to).contains(&time) => today,
            false if time >= from => today.succ_opt()?,
            false if time < to => today,
            _ => return None,
        };
        // A time that the clocks jump over is not there; then nobody is spared by it.
        let until: DateTime<Utc> = zone.from_local_datetime(&ends.and_time(to)).earliest()?.to_utc();
        (until > now).then_some(until)
    }
}

/// Who is reminded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whom {
    /// Whoever the demand was given to.
    Assignee,
    /// Whoever can move it on, and whoever it was given to.
    Role,
    /// Counsel too, and who is on call: it is overdue.
    Reviewers,
}

impl Whom {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Whom::Assignee => "assignee",
            Whom::Role => "role",
            Whom::Reviewers => "reviewers",
        }
    }
}

/// A mark that has been reached: of each duty the furthest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reached {
    /// The duty.
    pub duty: ObligationId,
    /// What is owed.
    pub kind: ObligationKind,
    /// Its internal due date; a duty that gets another one gets its marks again.
    pub due: Instant,
    /// The mark.
    pub mark: Mark,
    /// Who is reminded, where the demand was given to somebody; otherwise whoever can move it on, too.
    pub whom: Whom,
}

impl Demand {
    /// Of each duty that runs, the furthest mark reached. After a downtime that is one mark and not all that were missed.
    #[must_use]
    pub fn reached_marks(&self, policy: &Escalation, now: Instant) -> Vec<Reached> {
        let furthest = |duty: &Obligation| {
            let marks = policy.of(duty);
            let n = marks.iter().filter(|(at, _)| *at <= now).count();
            let (_, mark) = *marks.get(n.checked_sub(1)?)?;
            let whom = match (mark, n, self.assignee) {
                (Mark::Overdue, ..) => Whom::Reviewers,
                (_, 1, Some(_)) => Whom::Assignee,
                _ => Whom::Role,
            };
            Some(Reached { duty: duty.id, kind: duty.kind, due: duty.due.internal, mark, whom })
        };
        self.running_duties().into_iter().filter_map(furthest).collect()
    }

    /// When the next mark after an instant comes; after none, the first of all.
    #[must_use]
    pub fn next_mark(&self, policy: &Escalation, after: Option<Instant>) -> Option<Instant> {
        let marks = self.running_duties().into_iter().flat_map(|duty| policy.of(duty));
        marks.map(|(at, _)| at).filter(|at| after.is_none_or(|after| *at > after)).min()
    }
}
