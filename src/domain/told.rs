//! What the customer has been told, and what waits for the customer's side.

use crate::Instant;
use crate::demand::Demand;
use crate::notice::{Ending, Mailing, Notice};
use crate::objection::Objection;
use crate::policy::Policy;
use crate::secrecy::MayTell;

impl Demand {
    /// The mails of the notice by which this customer was told of this demand last; `None` while it has not been told, and after
    /// every mail came back.
    #[must_use]
    pub fn told(&self) -> Option<&Mailing> {
        match &self.notice {
            Notice::Sent { mailing, .. } => Some(mailing),
            _ => self.past_notices.iter().rev().find(|p| p.ending == Ending::Followed).map(|p| &p.mailing),
        }
    }

    /// When a customer of this demand was first told; a notice whose every mail came back told nobody.
    #[must_use]
    pub fn first_told(&self) -> Option<Instant> {
        let past = self.past_notices.iter().filter(|p| matches!(p.ending, Ending::Followed | Ending::Superseded));
        let now = match &self.notice {
            Notice::Sent { at, .. } => Some(*at),
            _ => None,
        };
        past.filter_map(|p| p.reached.as_ref()).map(|r| r.at).chain(now).min()
    }

    /// Whether the customer's own door shows the demand at `now`: a notice of it was given to this customer, and nothing forbids
    /// telling (INV-04). Otherwise that door knows nothing of it.
    #[must_use]
    pub fn open_to_customer(&self, now: Instant) -> bool {
        self.told().is_some() && self.may_tell_customer(now) == MayTell::Yes
    }

    /// The objection that waits for its answer.
    #[must_use]
    pub fn open_objection(&self) -> Option<&Objection> {
        self.objections.last().filter(|o| o.answer.is_none())
    }

    /// When those who have the notice are reminded, if nobody acknowledges it before. `None` once somebody has, after the last
    /// reminder, and while nobody may be told.
    #[must_use]
    pub fn reminds_at(&self, policy: &Policy, now: Instant) -> Option<Instant> {
        let Notice::Sent { at, mailing, .. } = &self.notice else { return None };
        let enough = mailing.reminded.len() >= usize::try_from(policy.reminders).unwrap_or(usize::MAX);
        if enough || mailing.acknowledged() || self.may_tell_customer(now) != MayTell::Yes {
            return None;
        }
        Some(mailing.reminded.last().unwrap_or(at).to_owned() + policy.acknowledge_within)
    }
}
