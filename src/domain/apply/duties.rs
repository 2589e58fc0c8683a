//! What entries do to the duties that an instrument lists.

use crate::Instant;
use crate::clocks::Obligation;
use crate::demand::Demand;
use crate::event::Event;
use crate::instrument::StopsWith;

impl Demand {
    /// Each duty in place of the one with its id; new ones last.
    pub(super) fn take_duties(&mut self, duties: &[Obligation]) {
        for duty in duties {
            match self.clocks.iter_mut().find(|c| c.id == duty.id) {
                Some(clock) => clock.clone_from(duty),
                None => self.clocks.push(duty.clone()),
            }
        }
    }

    /// Nothing is kept any more, or all of it is kept again: the duty to remove it is met, or gone.
    pub(crate) fn purged(&mut self, at: Instant) {
        for clock in self.clocks.iter_mut().filter(|c| c.met_at.is_none() && c.stops.contains(&StopsWith::Purged)) {
            clock.met_at = Some(at);
        }
    }

    /// The duties that an entry ends are met.
    pub(super) fn stop_duties(&mut self, event: &Event, at: Instant) {
        let Some(stop) = stop(event) else { return };
        for clock in self.clocks.iter_mut().filter(|c| c.met_at.is_none() && c.stops.contains(&stop)) {
            clock.met_at = Some(at);
        }
    }
}

const fn stop(event: &Event) -> Option<StopsWith> {
    Some(match event {
        Event::Acknowledged => StopsWith::Acknowledged,
        Event::PreservedConfirmed => StopsWith::Preserved,
        Event::ClarificationReceived { .. } => StopsWith::Clarified,
        Event::ChallengeFiled { .. } => StopsWith::Objected,
        Event::Released { .. } | Event::NoDataFound { .. } | Event::EffectGiven { .. } => StopsWith::Produced,
        Event::Refused { .. } => StopsWith::Refused,
        Event::Withdrawn { .. } | Event::Superseded { .. } => StopsWith::Withdrawn,
        Event::NoticeSent { .. } => StopsWith::Told,
        _ => return None,
    })
}
