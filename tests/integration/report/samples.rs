//! Demands to count.

use chrono_tz::Tz;
use domain::Instant;
use domain::ids::Reference;
use domain::instrument::Matter;
use domain::outcome::Outcome;
use domain::tally::{AuthorityLevel, DataSought, DemandKind, Disclosed, Notified, RedirectTally, Route, SecrecyTally, Segment, Tally};
use ombud::report::{Facts, Period, ReportError};
use proptest::prelude::*;

pub const ZONE: Tz = chrono_tz::Europe::Stockholm;

pub fn at(s: &str) -> Instant {
    s.parse().unwrap()
}

pub fn half() -> Period {
    "2026-H1".parse().unwrap()
}

pub fn cut_off() -> Instant {
    at("2026-08-14T10:00:00Z")
}

pub fn run(tallies: &[Tally]) -> Result<Facts, ReportError> {
    ombud::report::run(tallies, half(), cut_off(), ZONE)
}

/// A reference of its own for each number.
pub fn reference(n: u32) -> Reference {
    let digit = |i: u32| u8::try_from(n / 30u32.pow(i) % 30).unwrap();
    Reference::from_random([digit(5), digit(4), digit(3), digit(2), digit(1), digit(0), 0, 0])
}

/// A criminal demand from Sweden, in process; the tests change what they are about.
pub fn open(n: u32) -> Tally {
    Tally {
        reference: reference(n),
        received_at: at("2026-03-02T09:00:00Z"),
        closed_at: None,
        territory: "SE".to_owned(),
        authority_level: AuthorityLevel::National,
        route: Route::Direct,
        legal_process: "se.seizure".to_owned(),
        matter: Matter::Criminal,
        demand_kind: DemandKind::Disclosure,
        segment: Segment::Enterprise,
        data_sought: DataSought::Both,
        emergency: false,
        identifiers: 1,
        accounts_matched: 1,
        customers: 1,
        accounts_preserved: 0,
        accounts_disclosed: 0,
        disclosed: Disclosed::Nothing,
        outcome: None,
        secrecy: SecrecyTally::None,
        notified: None,
        redirect: RedirectTally::NotOffered,
        duplicate_of: None,
        extends_preservation: false,
    }
}

/// The same, closed with an outcome; what left follows from it.
pub fn closed(n: u32, outcome: Outcome) -> Tally {
    let mut t = Tally { outcome: Some(outcome), closed_at: Some(at("2026-04-01T12:00:00Z")), ..open(n) };
    match outcome {
        Outcome::DisclosedContent => leave(&mut t, Disclosed::Content, Notified::Before),
        Outcome::DisclosedNoncontent => leave(&mut t, Disclosed::Noncontent, Notified::Before),
        _ => {}
    }
    t
}

pub fn leave(t: &mut Tally, what: Disclosed, notified: Notified) {
    t.disclosed = what;
    t.accounts_matched = t.accounts_matched.max(1);
    t.accounts_disclosed = 1;
    t.notified = Some(notified);
}

pub fn preservation(n: u32) -> Tally {
    let data_sought = DataSought::Unstated;
    Tally {
        demand_kind: DemandKind::Preservation,
        data_sought,
        accounts_preserved: 1,
        legal_process: "us.preservation".to_owned(),
        ..open(n)
    }
}

/// One of each kind, with every outcome in three countries.
pub fn mixed() -> Vec<Tally> {
    let mut all: Vec<Tally> = Vec::new();
    for territory in ["SE", "US", "AX"] {
        for outcome in Outcome::ALL.iter().copied().filter(|o| !matches!(o, Outcome::PreservedOnly | Outcome::ActedOn)) {
            all.push(Tally { territory: territory.to_owned(), ..closed(u32::try_from(all.len()).unwrap(), outcome) });
        }
    }
    all.push(preservation(100));
    all
}

fn any<T: Copy + std::fmt::Debug + 'static>(of: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(of)
}

const MATTERS: [Matter; 4] = [Matter::Criminal, Matter::Civil, Matter::Administrative, Matter::Emergency];

prop_compose! {
    /// Any demand whose facts can be true, some of them outside the period.
    fn one()(
        day in 0i64..240,
        minute in 0i64..1440,
        territory in any(&["SE", "US", "DE", "AX", "TR", "ZZ"]),
        process in any(&["us.search_warrant", "us.subpoena", "eu.epoc", "se.seizure"]),
        matter in any(&MATTERS),
        dims in (any(AuthorityLevel::ALL), any(Route::ALL), any(Segment::ALL), any(DataSought::ALL), any(SecrecyTally::ALL), proptest::bool::ANY),
        sizes in (0usize..9, 0usize..5, 0usize..3, 0usize..4),
        end in proptest::option::of(any(Outcome::ALL)),
        left in any(Disclosed::ALL),
        notified in any(Notified::ALL),
        kind in (any(DemandKind::ALL), proptest::bool::ANY),
        duplicate in proptest::bool::weighted(0.1),
    ) -> Tally {
        let received_at = at("2025-12-15T00:00:00Z") + chrono::Duration::minutes(day * 1440 + minute);
        let (authority_level, route, segment, data_sought, secrecy, emergency) = dims;
        let (identifiers, accounts_matched, customers, accounts_preserved) = sizes;
        let mut t = Tally {
            received_at, territory: territory.to_owned(), authority_level, route, legal_process: process.to_owned(), matter,
            segment, data_sought, emergency, identifiers, accounts_matched, customers, accounts_preserved, secrecy,
            demand_kind: kind.0, extends_preservation: kind.1, ..open(0)
        };
        t.outcome = match (end, t.demand_kind) {
            (Some(Outcome::PreservedOnly), DemandKind::Disclosure | DemandKind::Action) => Some(Outcome::RejectedInvalid),
            (Some(Outcome::ActedOn), DemandKind::Disclosure | DemandKind::Preservation) => Some(Outcome::RejectedInvalid),
            (Some(o), DemandKind::Preservation) if o.disclosed() => Some(Outcome::PreservedOnly),
            (Some(o), DemandKind::Action) if o.disclosed() => Some(Outcome::ActedOn),
            (other, _) => other,
        };
        if duplicate && t.outcome.is_none_or(|o| !o.disclosed()) {
            t.duplicate_of = Some(reference(1_000_000));
        }
        t.closed_at = t.outcome.map(|_| received_at + chrono::Duration::hours(1));
        let left = match t.outcome {
            Some(Outcome::DisclosedContent) => Disclosed::Content,
            Some(Outcome::DisclosedNoncontent) => Disclosed::Noncontent,
            None | Some(Outcome::Fraudulent) if t.demand_kind == DemandKind::Disclosure && t.counts() => left,
            _ => Disclosed::Nothing,
        };
        if left != Disclosed::Nothing {
            leave(&mut t, left, notified);
        }
        t
    }
}

/// Any demands, each with a reference of its own.
pub fn many() -> impl Strategy<Value = Vec<Tally>> {
    proptest::collection::vec(one(), 0..60).prop_map(|mut all| {
        for (n, t) in (0u32..).zip(all.iter_mut()) {
            t.reference = reference(n);
        }
        all
    })
}
