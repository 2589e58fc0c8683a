//! Whether a contact can be reached is one function; what the database finds by an index must be the same.

use super::{contact, plain};
use crate::both_databases;
use crate::support::actors::Desk;
use chrono::Duration;
use domain::Instant;
use domain::contact::{ContactPolicy, Reach, Standing, reach};
use domain::ids::{ContactId, CustomerId};
use ombud::store::customers::{self, ContactRow};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

fn noon() -> Instant {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

#[test]
fn an_answer_ages_and_a_bounce_outweighs_it() {
    let policy = ContactPolicy::default();
    let ago = |days: i64| Some(noon() - Duration::days(days));
    let at = |verified_at, bounced_at, removed_at| reach(&Standing { verified_at, bounced_at, removed_at }, &policy, noon());
    for (days, is) in [
        (-3, Reach::Verified),
        (0, Reach::Verified),
        (365, Reach::Verified),
        (366, Reach::Stale),
        (455, Reach::Stale),
        (456, Reach::Lapsed),
    ] {
        assert_eq!(at(ago(days), None, None), is, "{days} days ago");
    }
    assert_eq!(at(None, None, None), Reach::Unverified);
    assert_eq!(at(ago(1), ago(2), None), Reach::Bounced);
    assert_eq!(at(ago(1), None, ago(0)), Reach::Removed);
    assert_eq!(Reach::ALL.into_iter().filter(|r| r.reachable()).collect::<Vec<_>>(), [Reach::Verified, Reach::Stale]);
}

prop_compose! {
    fn standing()(verified in proptest::option::of(0i64..900), bounced in proptest::option::weighted(0.2, 0i64..900), removed in proptest::option::weighted(0.2, 0i64..900)) -> [Option<i64>; 3] {
        [verified, bounced, removed]
    }
}

fn stood(days: [Option<i64>; 3]) -> Standing {
    let [verified_at, bounced_at, removed_at] = days.map(|d| d.map(|d| noon() - Duration::days(d)));
    Standing { verified_at, bounced_at, removed_at }
}

proptest! {
    /// Time alone never makes a contact reachable, and nobody is reached who never answered.
    #[test]
    fn reach_only_fades(days in standing(), later in 0i64..1000) {
        let (policy, standing) = (ContactPolicy::default(), stood(days));
        let now = reach(&standing, &policy, noon());
        let then = reach(&standing, &policy, noon() + Duration::days(later));
        prop_assert!(now.reachable() || !then.reachable());
        prop_assert!(!now.reachable() || standing.verified_at.is_some());
        let since = standing.verified_at.is_some_and(|at| at >= policy.reachable_since(noon()));
        prop_assert_eq!(now.reachable(), since && standing.bounced_at.is_none() && standing.removed_at.is_none());
    }
}

both_databases! {
    async fn the_index_of_the_unreachable_is_the_function(url: String) {
        let desk = Desk::open(&url).await;
        let store = desk.workflow.store();
        let (policy, now) = (desk.workflow.policy().contacts, desk.now());
        // Every combination of a few ages, bounces and removals, two contacts each.
        let ages = [None, Some(1), Some(400), Some(500)];
        let mut kinds = Vec::new();
        for verified in ages {
            for bounced in [None, Some(2)] {
                for removed in [None, Some(1)] {
                    kinds.push(stood([verified, bounced, removed]));
                }
            }
        }
        let mut expected = BTreeSet::new();
        let txn = store.begin().await.unwrap();
        let mut n = 0;
        for a in &kinds {
            for b in kinds.iter().step_by(3) {
                let id = CustomerId(Uuid::from_u128(0x1_0000 + n));
                customers::put(&txn, customers::CustomerRow::new(id, &format!("C{n:04}"), "enterprise", "SE", "sv", now)).await.unwrap();
                for (m, standing) in [a, b].into_iter().enumerate() {
                    // Listed first, then brought to where it stands, as it happens.
                    let contact = ContactId(Uuid::from_u128(0x10_0000 + n * 2 + m as u128));
                    let row = ContactRow::new(contact, id, "Legal", &format!("a{n}-{m}@example.org"), "en", 1, now);
                    let after = ContactRow {
                        verified_at: standing.verified_at,
                        bounced_at: standing.bounced_at,
                        removed_at: standing.removed_at,
                        version: 2,
                        ..row.clone()
                    };
                    customers::add_contact(&txn, row.clone()).await.unwrap();
                    customers::save_contact(&txn, &row, &after).await.unwrap();
                }
                if ![a, b].into_iter().any(|s| reach(s, &policy, now).reachable()) {
                    expected.insert(id);
                }
                n += 1;
            }
        }
        txn.commit().await.unwrap();
        let found = customers::unreachable(store.read(), policy.reachable_since(now), 10_000).await.unwrap();
        let found: BTreeSet<CustomerId> = found.into_iter().map(|c| c.id.to()).collect();
        assert!(!expected.is_empty() && expected.len() < usize::try_from(n).unwrap());
        assert_eq!(found, expected);
        let all: Vec<CustomerId> = (0..n).map(|i| CustomerId(Uuid::from_u128(0x1_0000 + i))).collect();
        let listed = customers::contacts_in(store.read(), &all, &policy, now).await.unwrap();
        let none: BTreeSet<CustomerId> = all.into_iter().filter(|id| listed.get(id).is_none_or(|l| l.reachable == 0)).collect();
        assert_eq!(none, expected);
    }

    async fn a_customer_without_anybody_is_found_before_a_demand_comes(url: String) {
        let desk = Desk::open(&url).await;
        let (who, store) = (desk.staff.notice, desk.workflow.store());
        let since = || desk.workflow.policy().contacts.reachable_since(desk.now());
        let names = || async {
            let rows = customers::unreachable(store.read(), since(), 10).await.unwrap();
            rows.into_iter().map(|c| c.name).collect::<Vec<_>>()
        };
        assert!(names().await.is_empty(), "the sample customer has two who answered");
        let id = desk.workflow.add_customer(who, plain("Silent AB")).await.unwrap();
        assert_eq!(names().await, ["Silent AB"]);
        let listed = desk.workflow.add_contact(who, id, contact("a@silent.example.org")).await.unwrap();
        assert_eq!(names().await, ["Silent AB"], "nobody has answered from there");
        let same = desk.workflow.vouch_for_contact(who, listed, "Called the switchboard").await.unwrap_err();
        assert!(matches!(same, ombud::workflow::Error::SecondPerson), "whoever entered an address does not answer for it: {same}");
        assert_eq!(names().await, ["Silent AB"]);
        desk.workflow.vouch_for_contact(desk.staff.intake, listed, "Called the switchboard").await.unwrap();
        assert!(names().await.is_empty());
        desk.workflow.contact_bounced(listed, "550 5.1.1 no such user").await.unwrap();
        assert_eq!(names().await, ["Silent AB"]);
        desk.workflow.end_customer(who, id, None).await.unwrap();
        assert!(names().await.is_empty(), "no customer any more");
    }
}
