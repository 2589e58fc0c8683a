//! What entries do to what an emergency leaves behind.

use crate::Instant;
use crate::aftermath::{ContentOpened, FollowUp, Reviewed};
use crate::clocks::ObligationKind;
use crate::demand::{Demand, Emergency};
use crate::event::Event;
use crate::ids::PersonId;
use crate::paper::{Link, LinkKind};

impl Demand {
    /// Whoever has a part in what an emergency lets out is remembered: even who sent it back, and across a new review.
    pub(super) fn remember_part(&mut self, event: &Event, by: Option<PersonId>) {
        let part = matches!(
            event,
            Event::VerificationBegun
                | Event::RequesterChecked { .. }
                | Event::FormChecked
                | Event::Verified
                | Event::EmergencyConfirmed { .. }
                | Event::ContentOpened { .. }
                | Event::LineDecided { .. }
                | Event::Recommended { .. }
                | Event::Approved { .. }
                | Event::SentBack { .. }
                | Event::PackageSealed { .. }
                | Event::Released { .. }
        );
        if part && self.emergency != Emergency::No {
            self.aftermath.people.extend(by);
        }
    }

    pub(super) fn afterwards(&mut self, event: &Event, at: Instant, by: Option<PersonId>) {
        let Some(by) = by else { return };
        match event {
            Event::ContentOpened { reason } => self.aftermath.content = Some(ContentOpened { by, at, reason: reason.clone() }),
            Event::EmergencyReviewed { sound, text } => {
                self.aftermath.review = Some(Reviewed { by, at, sound: *sound, text: text.clone() });
                self.meet(ObligationKind::Review, at);
            }
            Event::FollowUpSettled { process, reason } => {
                if let Some(other) = process {
                    let link = Link { other: *other, kind: LinkKind::Process };
                    if !self.links.contains(&link) {
                        self.links.push(link);
                    }
                }
                self.aftermath.follow_up = Some(FollowUp { by, at, process: *process, reason: reason.clone() });
                self.meet(ObligationKind::FollowUp, at);
            }
            _ => {}
        }
    }
}
