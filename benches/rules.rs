//! How many rules are evaluated in a second: competence, reach, clock, silence and notice of every instrument, beside the plain
//! look-up of its row.

#![allow(clippy::expect_used, missing_docs, reason = "a bench that cannot start says so and stops")]

use chrono::{TimeZone, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use domain::clocks::{ObligationKind, start};
use domain::ids::ObligationId;
use domain::instrument::{Instrument, IssuerKind, Rulebook};
use domain::policy::Policy;
use std::hint::black_box;

/// What the desk asks of a row when a paper comes.
fn evaluate(row: &Instrument, policy: &Policy) -> bool {
    let received = Utc.with_ymd_and_hms(2026, 10, 16, 9, 0, 0).single().unwrap_or_default();
    let competent = IssuerKind::ALL.into_iter().any(|kind| row.issuer_competent(kind, &row.reach));
    let clock = start(ObligationId(uuid::Uuid::nil()), ObligationKind::Produce, &row.clock, received, &policy.locus(&row.territory), None);
    let silent = row.secrecy.on_receipt(true).len();
    competent && row.can_be_approved() && clock.due.internal > received && silent < 4 && row.in_effect(received.date_naive())
}

fn rules(c: &mut Criterion) {
    let book: Rulebook = ombud::rulebook::load().expect("the embedded rulebook is well formed");
    let policy = Policy::default();
    let ids: Vec<_> = book.instruments.keys().cloned().collect();
    let mut group = c.benchmark_group("rules");
    group.throughput(Throughput::Elements(u64::try_from(ids.len()).unwrap_or(u64::MAX)));
    group.bench_function("baseline: look up the row", |b| b.iter(|| ids.iter().filter(|id| black_box(book.get(id)).is_some()).count()));
    group.bench_function("evaluate the row", |b| {
        b.iter(|| ids.iter().filter_map(|id| book.get(id)).filter(|row| black_box(evaluate(row, &policy))).count())
    });
    group.finish();
}

criterion_group!(benches, rules);
criterion_main!(benches);
