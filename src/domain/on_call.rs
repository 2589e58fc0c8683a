//! On call for the emergency lane: who, from when until when, in which order.

use crate::Instant;
use crate::ids::{PersonId, ShiftId};

/// The last place in the order of a moment.
pub const LAST_PLACE: u32 = 5;

/// One person's time on call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shift {
    /// Its id.
    pub id: ShiftId,
    /// Who.
    pub person: PersonId,
    /// Who is called first, second and so on, from 1 to [`LAST_PLACE`].
    pub place: u32,
    /// From when.
    pub from: Instant,
    /// Until when, exclusively.
    pub until: Instant,
}

impl Shift {
    /// Whether it is on at an instant.
    #[must_use]
    pub fn covers(&self, at: Instant) -> bool {
        (self.from..self.until).contains(&at)
    }

    /// The time that it shares with another.
    #[must_use]
    pub fn shared(&self, other: &Self) -> Option<(Instant, Instant)> {
        let (from, until) = (self.from.max(other.from), self.until.min(other.until));
        (from < until).then_some((from, until))
    }
}

/// Who is on call at an instant, in the order in which they are called.
#[must_use]
pub fn at(shifts: &[Shift], now: Instant) -> Vec<Shift> {
    let mut on: Vec<Shift> = shifts.iter().filter(|shift| shift.covers(now)).copied().collect();
    on.sort_by_key(|shift| (shift.place, shift.from, shift.id));
    on
}

/// The times between two instants in which nobody is on call.
#[must_use]
pub fn gaps(shifts: &[Shift], from: Instant, until: Instant) -> Vec<(Instant, Instant)> {
    let mut sorted: Vec<&Shift> = shifts.iter().filter(|shift| shift.until > from && shift.from < until).collect();
    sorted.sort_by_key(|shift| shift.from);
    let (mut gaps, mut covered) = (Vec::new(), from);
    for shift in sorted {
        if shift.from > covered {
            gaps.push((covered, shift.from));
        }
        covered = covered.max(shift.until);
    }
    if covered < until {
        gaps.push((covered, until));
    }
    gaps
}

/// Two shifts that ask for the same place at the same time, with that time, between two instants.
#[must_use]
pub fn overlaps(shifts: &[Shift], from: Instant, until: Instant) -> Vec<(Shift, Shift, Instant, Instant)> {
    let mut found = Vec::new();
    for (n, one) in shifts.iter().enumerate() {
        for other in shifts.iter().skip(n + 1).filter(|other| other.place == one.place) {
            if let Some((start, end)) = one.shared(other).filter(|(start, end)| *start < until && *end > from) {
                found.push((*one, *other, start, end));
            }
        }
    }
    found.sort_by_key(|(.., start, _)| *start);
    found
}

/// Who is called next of those on call, in their order, after these were called already. `None`: everybody with the role.
#[must_use]
pub fn next(on: &[Shift], called: &[PersonId]) -> Option<PersonId> {
    on.iter().map(|shift| shift.person).find(|person| !called.contains(person))
}
