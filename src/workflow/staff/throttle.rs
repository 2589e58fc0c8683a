//! Slows guessing down: failed sign-ins are counted per typed address and per network address.
//!
//! Kept in memory. A restart forgets the counts, which costs an attacker the restart; it never locks a person out
//! for longer than [`LONGEST`].

use chrono::TimeDelta;
use domain::Instant;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Failures that cost nothing.
const FREE: u32 = 5;
/// After that each failure doubles the wait, from this.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(15);
/// Never longer than this.
pub const LONGEST: TimeDelta = TimeDelta::minutes(15);
/// Most keys remembered; beyond it those with nothing left to wait for are dropped.
const MOST: usize = 50_000;

type Key = [u8; 32];

/// Counts of failures.
#[derive(Clone, Debug, Default)]
pub struct Throttle(Arc<Mutex<HashMap<Key, Failures>>>);

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    last: Instant,
}

impl Failures {
    fn until(self, free: u32) -> Instant {
        let doubled = self.count.saturating_sub(free).min(6);
        if self.count < free { self.last } else { self.last + (FIRST_WAIT * (1 << doubled)).min(LONGEST) }
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub enum Counted<'a> {
    /// The mail address as typed, whether or not somebody has it.
    Mail(&'a str),
    /// The network address: more failures are free, because many people may share one.
    Network(&'a str),
}

impl Counted<'_> {
    fn key(self) -> Key {
        let (kind, text) = match self {
            Counted::Mail(mail) => ("mail", mail.trim().to_lowercase()),
            Counted::Network(ip) => ("network", ip.to_owned()),
        };
        Sha256::digest(format!("{kind}:{text}").as_bytes()).into()
    }

    const fn free(self) -> u32 {
        match self {
            Counted::Mail(_) => FREE,
            Counted::Network(_) => FREE * 8,
        }
    }
}

impl Throttle {
    /// Until when nobody may try, if it is later than `now`.
    #[must_use]
    pub fn until(&self, what: Counted<'_>, now: Instant) -> Option<Instant> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&what.key()).map(|f| f.until(what.free())).filter(|until| *until > now)
    }

    /// Count a failure. What failed longer than [`LONGEST`] twice over ago is forgotten.
    pub fn failed(&self, what: Counted<'_>, now: Instant) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, f| now - f.last < LONGEST);
        }
        if all.len() >= MOST {
            all.clear();
        }
        let failures = all.entry(what.key()).or_insert(Failures { count: 0, last: now });
        let count = if now - failures.last > LONGEST * 2 { 1 } else { failures.count.saturating_add(1) };
        *failures = Failures { count, last: now };
    }

    /// Forget the failures after a success.
    pub fn succeeded(&self, what: Counted<'_>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&what.key());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_are_free_then_the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let (throttle, now) = (Throttle::default(), "2026-11-22T12:00:00Z".parse::<Instant>().unwrap());
        let mail = Counted::Mail("reviewer@example.org");
        for _ in 0..4 {
            throttle.failed(mail, now);
            assert_eq!(throttle.until(mail, now), None);
        }
        throttle.failed(mail, now);
        assert_eq!(throttle.until(mail, now), Some(now + TimeDelta::seconds(15)));
        throttle.failed(mail, now);
        assert_eq!(throttle.until(mail, now), Some(now + TimeDelta::seconds(30)));
        for _ in 0..30 {
            throttle.failed(mail, now);
        }
        assert_eq!(throttle.until(Counted::Mail(" Reviewer@example.org"), now), Some(now + LONGEST));
        assert_eq!(throttle.until(Counted::Mail("other@example.org"), now), None);
        throttle.succeeded(mail);
        assert_eq!(throttle.until(mail, now), None);
    }
}
