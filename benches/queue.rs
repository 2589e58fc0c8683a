//! What the queue asks of the store, at two sizes: a page, a filtered page, a page far down, and the counts of a desk.
//!
//! `cargo bench --bench queue -- --few=10000 --many=1000000`. The larger load takes minutes and some 4 GB of disk; both are
//! thrown away afterwards.
#![allow(clippy::expect_used, missing_docs, reason = "a bench that cannot start says so and stops")]

mod common;

use common::{folder, machine, number, quantile, stopwatch, until, workflow};
use domain::stage::StageName;
use ombud::bulk::volume;
use ombud::store::Sight;
use ombud::store::Store;
use ombud::store::demands::{self, Cursor, QueueFilter, Sort};
use std::time::Duration;

/// Rows of a page.
const PAGE: u64 = 50;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    if !common::measuring() {
        return;
    }
    let (few, many, each) = (number("few", 10_000), number("many", 1_000_000), number("each", 3_000));
    let mut at: Vec<Vec<(String, Duration, Duration)>> = Vec::new();
    for demands in [few, many] {
        let folder = folder();
        if at.is_empty() {
            println!("machine: {}", machine(folder.path()));
        }
        let workflow = workflow(folder.path()).await;
        let start = stopwatch();
        let loaded = volume(&workflow, demands, until(), &mut |_| ()).await.expect("a load");
        let size = std::fs::metadata(folder.path().join("ombud.db")).map_or(0, |m| m.len() >> 20);
        let (time, open, entries) = (start.elapsed(), loaded.open, loaded.entries);
        println!("{demands} demands ({open} open, {entries} entries) loaded in {time:.1?}; {size} MB");
        at.push(ask(workflow.store(), each).await);
        let store = workflow.store().clone();
        drop(workflow);
        store.close().await.expect("closed");
    }
    let [few, many] = at.as_slice() else { return };
    for ((name, p50, p99), (_, p50_many, p99_many)) in few.iter().zip(many) {
        let ratio = p99_many.as_secs_f64() / p99.as_secs_f64();
        println!("{name}: p50 {p50:.2?} and {p50_many:.2?}, p99 {p99:.2?} and {p99_many:.2?}: {ratio:.2} x");
    }
}

/// Each question so often; its name, p50 and p99.
async fn ask(store: &Store, each: u64) -> Vec<(String, Duration, Duration)> {
    let open = QueueFilter { open: Some(true), ..QueueFilter::seen(Sight::Open) };
    let urgent = QueueFilter { stages: vec!["reviewing".to_owned()], ..QueueFilter::seen(Sight::Open) };
    let deep = deep(store, &open).await;
    let first = demands::queue(store.read(), &open, Sort::Received, false, None, 1).await.expect("a page").rows.swap_remove(0);
    let search = |text: &str| QueueFilter { text: Some(text.to_owned()), ..QueueFilter::seen(Sight::Open) };
    let (ours, theirs) = (search(&first.reference[..5]), search(&first.authority_reference));
    let stages: Vec<&str> = StageName::ALL.iter().filter(|s| **s != StageName::Closed).map(|s| s.code()).collect();
    let mut found = Vec::new();
    for (name, filter, sort, cursor) in [
        ("open, by due date", &open, Sort::Due, None),
        ("open, by due date, ten pages down", &open, Sort::Due, deep.as_ref()),
        ("all, latest first", &QueueFilter::seen(Sight::Open), Sort::Received, None),
        ("one stage, by due date", &urgent, Sort::Due, None),
        ("search, the beginning of our reference", &ours, Sort::Due, None),
        ("search, the authority's reference", &theirs, Sort::Due, None),
    ] {
        let mut times = Vec::new();
        for _ in 0..each {
            let start = stopwatch();
            let page = demands::queue(store.read(), filter, sort, false, cursor, PAGE).await.expect("a page");
            times.push(start.elapsed());
            assert!(!page.rows.is_empty(), "{name}: nothing to show");
        }
        found.push(quantiles(name, times));
    }
    let mut times = Vec::new();
    for _ in 0..each {
        let start = stopwatch();
        demands::counts(store.read(), &stages).await.expect("counts");
        times.push(start.elapsed());
    }
    found.push(quantiles("counts of the open stages", times));
    found
}

fn quantiles(name: &str, mut times: Vec<Duration>) -> (String, Duration, Duration) {
    times.sort();
    (name.to_owned(), quantile(&times, 500), quantile(&times, 990))
}

/// The tenth page's place.
async fn deep(store: &Store, filter: &QueueFilter) -> Option<Cursor> {
    let mut cursor = None;
    for _ in 0..10 {
        let page = demands::queue(store.read(), filter, Sort::Due, false, cursor.as_ref(), PAGE).await.expect("a page");
        cursor = page.next.or(cursor);
    }
    cursor
}
