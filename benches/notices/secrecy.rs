//! "May we tell X at T?" with many orders on one demand, against a bare scan of the same rows.

use crate::common::{stopwatch, until};
use chrono::Duration;
use domain::Instant;
use domain::ids::{OrderId, PersonId};
use domain::instrument::{Audience, SecrecySource};
use domain::secrecy::{MayTell, NoneConfirmed, OrderEnd, Secrecy, SecrecyOrder};
use std::hint::black_box;
use std::time::Duration as Wait;

/// What the answer rests on, laid out flat: whom an order covers, and until when it binds.
struct Flat {
    covers: u8,
    ends: Option<Instant>,
}

/// Numbers that look drawn and are the same each time.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

const AUDIENCES: [Audience; 3] = [Audience::Customer, Audience::EndUser, Audience::Public];
/// Days over which the orders end.
const DAYS: u64 = 3_650;

fn days(n: u64) -> Duration {
    Duration::days(i64::try_from(n).unwrap_or(i64::MAX))
}

fn bit(audience: Audience) -> u8 {
    match audience {
        Audience::Customer => 1,
        Audience::EndUser => 2,
        Audience::Public => 4,
    }
}

fn orders(n: u64) -> Secrecy {
    let mut drawn = Drawn(7);
    let start = until() - days(DAYS);
    let order = |i: u64| {
        let from = start + days(drawn.below(DAYS / 2));
        let own = from + days(1 + drawn.below(DAYS / 2));
        let lifted = drawn.below(3) == 0;
        let covers = AUDIENCES.into_iter().filter(|_| drawn.below(2) == 0).chain([Audience::Customer]).collect();
        SecrecyOrder {
            id: OrderId(uuid::Uuid::from_u128(u128::from(i))),
            source: SecrecySource::Court,
            covers,
            law: "18 USC 2705(b)".to_owned(),
            document: "order, document 3".to_owned(),
            from,
            end: OrderEnd::Until(own),
            placed_at: from,
            efforts: Vec::new(),
            reviews: Vec::new(),
            ended_at: lifted.then(|| from + (own - from) / 2),
        }
    };
    let by = PersonId(uuid::Uuid::from_u128(1));
    let none = Some(NoneConfirmed::Docket { by, checked: "the court's register".to_owned(), at: until() });
    Secrecy { orders: (0..n).map(order).collect(), none, ..Secrecy::default() }
}

/// The same question to the flat rows, with what was confirmed.
fn scan(rows: &[Flat], confirmed: Instant, whom: u8, at: Instant) -> MayTell {
    let (mut binds, mut until, mut endless, mut stale) = (false, None::<Instant>, false, confirmed > at);
    for row in rows.iter().filter(|row| row.covers & whom != 0) {
        match row.ends {
            Some(end) if at < end => (binds, until) = (true, until.max(Some(end))),
            Some(_) => {}
            None => (binds, endless) = (true, true),
        }
        stale |= row.ends.is_none_or(|end| end > confirmed);
    }
    match (binds, stale) {
        (true, _) => MayTell::No { until: until.filter(|_| !endless) },
        (false, true) => MayTell::Unknown,
        (false, false) => MayTell::Yes,
    }
}

/// Ask for two seconds; calls per second.
fn asked(mut one: impl FnMut(Instant)) -> f64 {
    let (start, mut n) = (stopwatch(), 0_u32);
    while start.elapsed() < Wait::from_secs(2) {
        one(until() - days(u64::from(n) % DAYS));
        n += 1;
    }
    f64::from(n) / start.elapsed().as_secs_f64()
}

pub fn measure(most: u64) {
    let whom = [Audience::Customer, Audience::EndUser];
    let mask = whom.into_iter().map(bit).fold(0, |a, b| a | b);
    for n in [most / 10, most] {
        let secrecy = orders(n);
        let flat: Vec<Flat> = secrecy
            .orders
            .iter()
            .map(|o| Flat { covers: o.covers.iter().copied().map(bit).fold(0, |a, b| a | b), ends: o.ends_at() })
            .collect();
        for day in 0..DAYS {
            let at = until() - days(day);
            assert_eq!(secrecy.may_tell(&whom, at), scan(&flat, until(), mask, at), "the answers differ {day} days before");
        }
        let ours = asked(|at| {
            black_box(secrecy.may_tell(black_box(&whom), at));
        });
        let with_rows = asked(|at| {
            black_box(secrecy.verdict(black_box(&whom), at));
        });
        let bare = asked(|at| {
            black_box(scan(black_box(&flat), until(), mask, at));
        });
        let each = |rate: f64| 1e9 / rate / n as f64;
        println!("may we tell, {n} orders: {ours:.0}/s ({:.1} ns an order); with its rows {with_rows:.0}/s", each(ours));
        println!("  bare scan of the flat rows: {bare:.0}/s ({:.1} ns an order), {:.1} times as fast", each(bare), bare / ours);
    }
}
