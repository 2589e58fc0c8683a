//! The one place where time is read.

use chrono::{SubsecRound, Utc};
use domain::Instant;
use std::sync::{Arc, Mutex};

/// A clock: the host's, or one that a test or the walk moves by hand.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The host's clock.
    #[default]
    Host,
    /// A clock that stands still until it is moved.
    Hand(Arc<Mutex<Instant>>),
}

impl Clock {
    /// A clock that stands at `at`.
    #[must_use]
    pub fn standing(at: Instant) -> Self {
        Self::Hand(Arc::new(Mutex::new(at.trunc_subsecs(6))))
    }

    /// Now, in UTC, truncated to microseconds: PostgreSQL keeps no more, and hashes must not differ.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place where the host's clock is read")]
    pub fn now(&self) -> Instant {
        match self {
            Self::Host => Utc::now().trunc_subsecs(6),
            Self::Hand(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    /// Move a standing clock; does nothing to the host's.
    pub fn set(&self, to: Instant) {
        if let Self::Hand(at) = self {
            *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = to.trunc_subsecs(6);
        }
    }
}
