//! "May we tell X at T?" against a second way to reckon it, written from the rules alone.

use chrono::{DateTime, Duration, NaiveDate};
use chrono_tz::Tz;
use domain::Instant;
use domain::clocks::end_of_day;
use domain::ids::{OrderId, PersonId};
use domain::instrument::{Audience, SecrecySource};
use domain::secrecy::calendar::{mark, windows};
use domain::secrecy::{MayTell, NoneConfirmed, OrderEnd, RequestDecision, Row, Secrecy, SecrecyOrder, SecrecyRequest};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
use uuid::Uuid;

const AUDIENCES: [Audience; 3] = [Audience::Customer, Audience::EndUser, Audience::Public];

fn hour(n: i64) -> Instant {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + Duration::hours(n)
}

fn audiences(bits: u8) -> Vec<Audience> {
    AUDIENCES.into_iter().enumerate().filter(|(n, _)| bits & (1 << n) != 0).map(|(_, a)| a).collect()
}

fn order(n: u128, covers: u8, until: Option<i64>, ended: Option<i64>) -> SecrecyOrder {
    SecrecyOrder {
        id: OrderId(Uuid::from_u128(n)),
        source: SecrecySource::Court,
        covers: audiences(covers).into_iter().collect(),
        law: "18 USC 2705(b)".to_owned(),
        document: "order".to_owned(),
        from: hour(-500),
        end: until.map_or(OrderEnd::Indefinite { review_on: hour(0) }, |h| OrderEnd::Until(hour(h))),
        placed_at: hour(-500),
        efforts: Vec::new(),
        reviews: Vec::new(),
        ended_at: ended.map(hour),
    }
}

fn request(kind: u8, by: i64) -> SecrecyRequest {
    let decision = match kind % 3 {
        0 => None,
        1 => Some(RequestDecision::Nothing),
        _ => Some(RequestDecision::AskForOrder { answer_by: hour(by) }),
    };
    SecrecyRequest { at: hour(-400), words: "please".to_owned(), by: None, decision }
}

fn confirmed(at: i64) -> NoneConfirmed {
    NoneConfirmed::TwoPeople { first: PersonId(Uuid::from_u128(1)), second: PersonId(Uuid::from_u128(2)), at: hour(at) }
}

fn a_secrecy() -> impl Strategy<Value = Secrecy> {
    let orders = vec((1_u8..8, option::of(-200_i64..200), option::of(-200_i64..200)), 0..6);
    (orders, vec((any::<u8>(), -200_i64..200), 0..3), option::of(-200_i64..200)).prop_map(|(orders, requests, none)| Secrecy {
        orders: (1..).zip(orders).map(|(n, (covers, until, ended))| order(n, covers, until, ended)).collect(),
        requests: requests.into_iter().map(|(kind, by)| request(kind, by)).collect(),
        none: none.map(confirmed),
        grace_stopped: None,
    })
}

/// The same, reckoned order by order from what the rules say.
fn by_the_rules(secrecy: &Secrecy, whom: &[Audience], at: Instant) -> MayTell {
    let over: Vec<&SecrecyOrder> = secrecy.orders.iter().filter(|o| o.covers.iter().any(|c| whom.contains(c))).collect();
    let last = |o: &SecrecyOrder| match (o.ended_at, o.end) {
        (Some(ended), OrderEnd::Until(own)) => Some(if ended < own { ended } else { own }),
        (Some(ended), OrderEnd::Indefinite { .. }) => Some(ended),
        (None, OrderEnd::Until(own)) => Some(own),
        (None, OrderEnd::Indefinite { .. }) => None,
    };
    let ends: Vec<Option<Instant>> = over.iter().map(|o| last(o)).collect();
    let binding: Vec<Option<Instant>> = ends.iter().copied().filter(|end| end.is_none_or(|e| e > at)).collect();
    if !binding.is_empty() {
        let endless = binding.iter().any(Option::is_none);
        return MayTell::No { until: if endless { None } else { binding.into_iter().flatten().max() } };
    }
    let asked = secrecy.requests.iter().any(|r| match r.decision {
        None => true,
        Some(RequestDecision::AskForOrder { answer_by }) => at < answer_by,
        Some(_) => false,
    });
    let known = secrecy.none.as_ref().is_some_and(|n| n.at() <= at && ends.iter().flatten().all(|end| *end <= n.at()));
    if known && !asked { MayTell::Yes } else { MayTell::Unknown }
}

proptest! {
    #[test]
    fn the_answer_is_the_one_that_the_rules_give(secrecy in a_secrecy(), whom in 1_u8..8, at in -250_i64..250) {
        let whom = audiences(whom);
        let verdict = secrecy.verdict(&whom, hour(at));
        prop_assert_eq!(verdict.may, by_the_rules(&secrecy, &whom, hour(at)));
        prop_assert_eq!(verdict.may, secrecy.may_tell(&whom, hour(at)));
        // Every order has a row, and a no names the order that says it.
        prop_assert_eq!(verdict.rows.iter().filter_map(Row::order).count(), secrecy.orders.len());
        let forbids = verdict.rows.iter().any(|r| matches!(r, Row::InForce { .. }));
        prop_assert_eq!(forbids, matches!(verdict.may, MayTell::No { .. }));
    }

    #[test]
    fn more_orders_never_let_us_tell(secrecy in a_secrecy(), covers in 1_u8..8, until in option::of(-200_i64..200), whom in 1_u8..8, at in -250_i64..250) {
        let whom = audiences(whom);
        let before = secrecy.may_tell(&whom, hour(at));
        let mut more = secrecy;
        more.orders.push(order(99, covers, until, None));
        let after = more.may_tell(&whom, hour(at));
        prop_assert!(after != MayTell::Yes || before == MayTell::Yes, "{:?} became {:?}", before, after);
        let forbids = |said| matches!(said, MayTell::No { .. });
        prop_assert!(!forbids(before) || forbids(after), "{:?} became {:?}", before, after);
    }

    #[test]
    fn more_of_the_same_person_is_never_freer(secrecy in a_secrecy(), at in -250_i64..250) {
        // A consumer is customer and end user: what forbids one of them forbids the consumer.
        let both = secrecy.may_tell(&[Audience::Customer, Audience::EndUser], hour(at));
        for one in [Audience::Customer, Audience::EndUser] {
            let alone = secrecy.may_tell(&[one], hour(at));
            prop_assert!(both != MayTell::Yes || alone == MayTell::Yes);
            let forbids = |said| matches!(said, MayTell::No { .. });
            prop_assert!(!forbids(alone) || forbids(both));
        }
    }

    #[test]
    fn a_clock_that_jumps_back_confirms_nothing_early(secrecy in a_secrecy(), back in 1_i64..500, whom in 1_u8..8) {
        let whom = audiences(whom);
        if let Some(none) = &secrecy.none {
            let early = none.at() - Duration::hours(back);
            prop_assert!(secrecy.may_tell(&whom, early) != MayTell::Yes);
        }
    }

    #[test]
    fn an_order_until_a_day_binds_to_its_last_instant_in_every_zone(zone in 0..chrono_tz::TZ_VARIANTS.len(), day in 0_i64..20_000) {
        let zone: Tz = chrono_tz::TZ_VARIANTS[zone];
        let date = NaiveDate::from_ymd_opt(1975, 1, 1).unwrap() + Duration::days(day);
        let end = end_of_day(date, zone);
        let mut one = order(1, 1, None, None);
        one.end = OrderEnd::Until(end);
        let secrecy = Secrecy { orders: vec![one], ..Secrecy::default() };
        let ask = |at| secrecy.may_tell(&[Audience::Customer], at);
        prop_assert_eq!(ask(end - Duration::microseconds(1)), MayTell::No { until: Some(end) });
        prop_assert_eq!(ask(end), MayTell::Unknown, "its end is not yet knowledge that nothing else forbids it");
        prop_assert!((end - Duration::microseconds(1)).with_timezone(&zone).date_naive() <= date);
    }

    #[test]
    fn a_date_is_announced_on_one_day_for_each_mark(zone in 0..chrono_tz::TZ_VARIANTS.len(), at in 0_i64..200_000, from in -40_i64..0) {
        let zone: Tz = chrono_tz::TZ_VARIANTS[zone];
        let date = hour(at);
        // Looked at once an hour of every day before and after: exactly the days 30, 14, 7, 1 and 0 days ahead announce it.
        let start = (date + Duration::days(from)).with_timezone(&zone).date_naive();
        let looked = end_of_day(start, zone) - Duration::hours(3);
        let left = (date.with_timezone(&zone).date_naive() - looked.with_timezone(&zone).date_naive()).num_days();
        let announced = windows(looked, zone).ahead.iter().any(|(from, to)| (*from..*to).contains(&date));
        prop_assert_eq!(announced, [0, 1, 7, 14, 30].contains(&left), "{} days left", left);
        prop_assert_eq!(windows(looked, zone).passed > date, left < 0);
    }
}

#[test]
fn the_nearest_mark_is_the_one_that_counts() {
    let now = hour(0);
    let days = |n: i64| mark(now + Duration::days(n), now);
    assert_eq!(
        [days(31), days(30), days(15), days(14), days(7), days(2), days(1), days(0), days(-9)],
        [None, Some(30), Some(30), Some(14), Some(7), Some(7), Some(1), Some(0), Some(0)]
    );
}

/// Planted faults: ways to reckon it wrong that the comparison above must not let pass.
#[test]
fn a_function_that_forgets_a_rule_would_be_seen() {
    type Wrong = fn(&Secrecy, Instant) -> MayTell;
    let faults: [(&str, Wrong); 4] = [
        ("an order without an end is over", |s, at| {
            let mut s = s.clone();
            s.orders.retain(|o| matches!(o.end, OrderEnd::Until(_)));
            s.may_tell(&[Audience::Customer], at)
        }),
        ("a request counts for nothing", |s, at| {
            let mut s = s.clone();
            s.requests.clear();
            s.may_tell(&[Audience::Customer], at)
        }),
        ("what was confirmed once holds for ever", |s, at| match s.may_tell(&[Audience::Customer], at) {
            MayTell::Unknown if s.none.is_some() => MayTell::Yes,
            said => said,
        }),
        ("an order counts only from its start", |s, at| {
            let mut s = s.clone();
            s.orders.retain(|o| o.from <= at && at < hour(100));
            s.may_tell(&[Audience::Customer], at)
        }),
    ];
    let mut cases = Vec::new();
    for until in [None, Some(-50), Some(150)] {
        for requests in [Vec::new(), vec![request(0, 0)]] {
            for none in [None, Some(confirmed(-100)), Some(confirmed(50))] {
                cases.push(Secrecy { orders: vec![order(1, 1, until, None)], requests: requests.clone(), none, grace_stopped: None });
            }
        }
    }
    for (fault, wrong) in faults {
        let seen = cases
            .iter()
            .any(|s| [-120, -20, 60, 120].into_iter().any(|at| wrong(s, hour(at)) != by_the_rules(s, &[Audience::Customer], hour(at))));
        assert!(seen, "{fault}");
    }
}
