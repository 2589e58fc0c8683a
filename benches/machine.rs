//! Commands decided and applied per second on one core, over whole lives of demands: nothing is stored.
#![allow(clippy::expect_used, missing_docs, reason = "a bench that cannot start says so and stops")]

mod common;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use domain::context::Context;
use domain::demand::Demand;
use domain::event::Entry;
use domain::policy::Policy;
use domain::stage::StageName;
use ombud::bulk::{Depth, House, Life};
use std::hint::black_box;

/// Walk a demand through its commands.
fn walk(mut demand: Demand, life: &Life, rulebook: &domain::instrument::Rulebook, policy: &Policy) -> Demand {
    for (now, actor, command) in &life.commands {
        let ctx = Context { now: *now, actor: *actor, rulebook, policy };
        let events = demand.decide(command, &ctx).expect("the life was lived before");
        for event in events {
            demand = demand.apply(&Entry { at: *now, actor: *actor, event });
        }
    }
    demand
}

fn machine(c: &mut Criterion) {
    let (rulebook, policy) = (common::rulebook(), Policy::default());
    let house = House::new(&rulebook, &policy, common::plan(400, Depth::Full));
    let lives: Vec<Life> = (0..400).map(|n| house.life(n).expect("a life")).collect();
    let released = lives.iter().position(|l| l.demand.stage.released().is_some() && l.commands.len() < 30).expect("a released demand");
    let mut group = c.benchmark_group("machine");
    let mut measure = |name: &str, some: &[Life]| {
        let opened: Vec<Demand> = some.iter().filter_map(|l| Demand::open(l.entries.first()?)).collect();
        group.throughput(Throughput::Elements(some.iter().map(|l| l.commands.len() as u64).sum()));
        group.bench_function(name, |b| {
            b.iter_batched(
                || opened.clone(),
                |opened| opened.into_iter().zip(some).map(|(d, life)| walk(d, life, &rulebook, &policy)).collect::<Vec<_>>(),
                BatchSize::LargeInput,
            );
        });
    };
    measure("decide and apply, 400 lives of all kinds", &lives);
    measure("decide and apply, one life to release", std::slice::from_ref(lives.get(released).expect("found above")));
    let open = lives.iter().find(|l| l.demand.stage.name() == StageName::Reviewing).map_or(&lives[released].demand, |l| &l.demand);
    let ctx = Context { now: common::until(), actor: domain::actor::Actor::System, rulebook: &rulebook, policy: &policy };
    group.throughput(Throughput::Elements(1));
    group.bench_function("available: every verb with its reasons", |b| b.iter(|| black_box(open).available(&ctx.actor, &ctx)));
    group.finish();
}

criterion_group!(benches, machine);
criterion_main!(benches);
