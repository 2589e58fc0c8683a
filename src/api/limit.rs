//! How often a token may ask: so many requests at once, then so many a second.
//!
//! In memory and per process; a restart forgets the counts. It keeps one client's loop from the others' turn, no more.

use domain::Instant;
use domain::ids::TokenId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Requests at once, by a token that was quiet.
pub(super) const BURST: u32 = 300;
/// Requests a second after that.
const A_SECOND: u32 = 50;

/// Counts per token.
#[derive(Clone, Debug, Default)]
pub(super) struct Limiter(Arc<Mutex<HashMap<TokenId, Bucket>>>);

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Limiter {
    /// Take a turn; without one, the seconds until there is one.
    pub(super) fn turn(&self, token: TokenId, now: Instant) -> Result<(), u64> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = all.entry(token).or_insert(Bucket { left: f64::from(BURST), at: now });
        let seconds = (now - bucket.at).to_std().unwrap_or_default().as_secs_f64();
        bucket.left = (bucket.left + seconds * f64::from(A_SECOND)).min(f64::from(BURST));
        bucket.at = now;
        if bucket.left < 1.0 {
            return Err(1);
        }
        bucket.left -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_loop_waits_and_another_token_does_not() {
        let (limiter, now) = (Limiter::default(), "2026-11-22T12:00:00Z".parse::<Instant>().unwrap());
        let (one, other) = (TokenId(uuid::Uuid::new_v4()), TokenId(uuid::Uuid::new_v4()));
        for _ in 0..BURST {
            assert_eq!(limiter.turn(one, now), Ok(()));
        }
        assert_eq!(limiter.turn(one, now), Err(1));
        assert_eq!(limiter.turn(other, now), Ok(()));
        let later = now + TimeDelta::seconds(1);
        for _ in 0..A_SECOND {
            assert_eq!(limiter.turn(one, later), Ok(()));
        }
        assert_eq!(limiter.turn(one, later), Err(1));
        // A clock that was set back gives nothing and breaks nothing.
        assert_eq!(limiter.turn(one, now), Err(1));
    }
}
