//! A team's list of past demands taken in: a million rows at first, then the same file again.
//!
//! `cargo bench --bench history -- --rows=1000000`. The list and the database are thrown away afterwards.
#![allow(clippy::expect_used, missing_docs, reason = "a bench that cannot start says so and stops")]

mod common;

use common::{folder, machine, number, stopwatch, workflow};
use domain::actor::Actor;
use ombud::intake::history::{List, Mapping, take_in};
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// Outcomes that the rows have by turns, with the accounts of which something left.
const OUTCOMES: [(&str, &str); 5] =
    [("DISCLOSED_NONCONTENT", "1"), ("DISCLOSED_CONTENT", "2"), ("NO_DATA_FOUND", ""), ("REJECTED_INVALID", "0"), ("", "")];
const COUNTRIES: [&str; 6] = ["US-NY", "DE", "SE", "FR", "GB", "IE"];

fn write(file: &Path, rows: u64) {
    let mut out = BufWriter::new(std::fs::File::create(file).expect("a file"));
    writeln!(
        out,
        "reference,received_at,territory,instrument,identifiers,accounts_matched,customers,outcome,accounts_disclosed,secrecy,notice"
    )
    .expect("written");
    for n in 0..rows {
        let (outcome, left) = OUTCOMES[usize::try_from(n % 5).expect("small")];
        let country = COUNTRIES[usize::try_from(n % 6).expect("small")];
        let (year, month, day) = (2010 + n % 15, 1 + n / 15 % 12, 1 + n / 180 % 28);
        writeln!(out, "T-{n},{year}-{month:02}-{day:02},{country},us.sca.subpoena,{},2,1,{outcome},{left},none,after", 1 + n % 4)
            .expect("written");
    }
    out.flush().expect("written");
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    if !common::measuring() {
        return;
    }
    let rows = number("rows", 1_000_000);
    let folder = folder();
    println!("machine: {}", machine(folder.path()));
    let file = folder.path().join("list.csv");
    write(&file, rows);
    let workflow = workflow(folder.path()).await;
    for run in ["first", "again"] {
        let start = stopwatch();
        let mapping = Mapping { source: Some("list".to_owned()), ..Mapping::default() };
        let list = List {
            input: std::fs::File::open(&file).expect("the list"),
            file: "list.csv",
            mapping: &mapping,
            zone: chrono_tz::Europe::Stockholm,
            dry_run: false,
            replace: false,
            is_territory: |code| ombud::report::territory::find(code).is_some(),
            most: 10,
        };
        let taken = take_in(&workflow, Actor::Operator, list, None::<std::io::Sink>, |_| ()).await.expect("a list");
        let time = start.elapsed();
        assert_eq!(taken.counts.added + taken.counts.unchanged, rows, "{:?}", taken.rejected);
        println!("{run}: {rows} rows in {time:.1?}, {:.0} rows/s; {:?}", rows as f64 / time.as_secs_f64(), taken.counts);
    }
}
