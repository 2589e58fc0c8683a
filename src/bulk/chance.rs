//! Luck that repeats itself: the same seed gives the same demands. Nothing secret is drawn here.

use chrono::Duration;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

/// A seeded generator.
pub struct Chance(StdRng);

impl Chance {
    /// From a seed.
    pub fn seeded(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A number from 0 to `below`, which is not reached; 0 for 0.
    pub fn below(&mut self, below: u64) -> u64 {
        if below == 0 { 0 } else { self.0.random_range(0..below) }
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, of_hundred: u64) -> bool {
        self.below(100) < of_hundred
    }

    /// One of some things.
    pub fn one_of<'a, T>(&mut self, some: &'a [T]) -> Option<&'a T> {
        let n = self.below(some.len() as u64);
        some.get(usize::try_from(n).unwrap_or(0))
    }

    /// A random identifier (UUID version 4).
    pub fn id(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes(self.0.random()).into_uuid()
    }

    /// A time of `least` to `most` minutes, to the second.
    pub fn minutes(&mut self, least: u32, most: u32) -> Duration {
        let spread = u64::from(most.saturating_sub(least)) * 60;
        let seconds = u64::from(least) * 60 + self.below(spread.max(1));
        Duration::seconds(i64::try_from(seconds).unwrap_or(0))
    }

    /// SHA-256-shaped text that is the hash of nothing.
    pub fn digest(&mut self) -> String {
        crate::record::chain::hex(&self.0.random::<[u8; 32]>())
    }
}
