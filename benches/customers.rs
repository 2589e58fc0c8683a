//! Taking in a list of customers, against a bare loop that inserts the same rows in as many transactions.
//!
//! `cargo bench --bench customers -- --rows=100000`. Each line of the list is a customer with a domain, an account and a contact.
#![allow(clippy::expect_used, missing_docs, reason = "a bench that cannot start says so and stops")]

mod common;

use common::{folder, machine, number, stopwatch, workflow};
use domain::actor::Actor;
use ombud::intake::customers::{Format, List, Rejects, take_in};
use ombud::workflow::customers::sync::How;
use sqlx::sqlite::SqliteRow;
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection, TypeInfo, ValueRef};
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

/// Customers in one transaction, as the import has it.
const BATCH: u64 = 200;
/// What an import writes to.
const TABLES: [&str; 5] = ["customers", "customer_domains", "accounts", "contacts", "events"];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    if !common::measuring() {
        return;
    }
    let rows = number("rows", 100_000);
    let folder = folder();
    println!("machine: {}", machine(folder.path()));
    let list = folder.path().join("customers.jsonl");
    write_list(&list, rows);
    let size = std::fs::metadata(&list).map_or(0, |m| m.len() >> 20);

    let ours = workflow(folder.path()).await;
    forget_peak();
    let before = peak();
    let first = import(&ours, &list, false).await;
    let after = peak();
    let preview = import(&ours, &list, true).await;
    let store = ours.store().clone();
    drop(ours);
    store.close().await.expect("closed");

    let (bare, inserts) = bare(folder.path(), rows.div_ceil(BATCH)).await;
    let rate = |time: Duration| rows as f64 / time.as_secs_f64();
    println!("{rows} customers, {size} MB of JSON Lines: taken in {first:.1?}, {:.0}/s", rate(first));
    println!(
        "bare loop of the same {inserts} insertions: {bare:.1?}, {:.0}/s: {:.0} %",
        rate(bare),
        100.0 * bare.as_secs_f64() / first.as_secs_f64()
    );
    println!("the same list again, as a preview that changes nothing: {preview:.1?}, {:.0}/s", rate(preview));
    println!("peak of resident memory: {before} MB before, {after} MB while it was taken in");
}

fn write_list(path: &Path, rows: u64) {
    let mut out = BufWriter::new(File::create(path).expect("a file"));
    for n in 0..rows {
        let line = serde_json::json!({
            "external_id": format!("tenant-{n}"),
            "name": format!("Customer {n} AB"),
            "country": "SE",
            "domains": [format!("c{n}.example.org")],
            "accounts": [{ "kind": "mail", "value": format!("info@c{n}.example.org"), "account": format!("acct-{n}") }],
            "contacts": [{ "name": "Legal", "mail": format!("legal@c{n}.example.org"), "purpose": "legal_notices" }],
        });
        writeln!(out, "{line}").expect("room");
    }
    out.flush().expect("room");
}

async fn import(workflow: &ombud::workflow::Workflow, path: &Path, dry_run: bool) -> Duration {
    let input = BufReader::new(File::open(path).expect("the list"));
    let list = List { input, format: Format::JsonLines, how: How { dry_run, whole: false }, most: 100 };
    let start = stopwatch();
    let taken = take_in(workflow, Actor::Operator, list, &mut Rejects::new(None::<Vec<u8>>), |_| String::new()).await.expect("taken in");
    let time = start.elapsed();
    assert!(taken.rejected == 0 && (dry_run == (taken.added == 0)), "{} rejected, {} added", taken.rejected, taken.added);
    time
}

/// The rows that the import has written, inserted one by one into an empty database, and how many there are.
async fn bare(folder: &Path, transactions: u64) -> (Duration, usize) {
    let empty = folder.join("empty");
    std::fs::create_dir(&empty).expect("a folder");
    let ours = workflow(&empty).await;
    let store = ours.store().clone();
    drop(ours);
    store.close().await.expect("closed");
    let (mut from, mut to) = (open(&folder.join("ombud.db")).await, open(&empty.join("ombud.db")).await);
    let mut all = Vec::new();
    for table in TABLES {
        let columns: Vec<String> =
            sqlx::query_scalar("SELECT name FROM pragma_table_info(?)").bind(table).fetch_all(&mut from).await.expect("columns");
        let names = columns.join(", ");
        let read = format!("SELECT {names} FROM {table} ORDER BY rowid");
        let rows = sqlx::query(sqlx::AssertSqlSafe(read)).fetch_all(&mut from).await.expect("rows");
        let rows: Vec<Vec<Cell>> = rows.iter().map(|row| (0..columns.len()).map(|at| cell(row, at)).collect()).collect();
        let marks = vec!["?"; columns.len()].join(", ");
        all.push((format!("INSERT INTO {table} ({names}) VALUES ({marks})"), rows));
    }
    let inserts = all.iter().map(|(_, rows)| rows.len()).sum();
    let parts = usize::try_from(transactions).expect("a number").max(1);
    let start = stopwatch();
    for part in 0..parts {
        let mut txn = to.begin_with("BEGIN IMMEDIATE").await.expect("begun");
        for (insert, rows) in &all {
            for row in &rows[rows.len() * part / parts..rows.len() * (part + 1) / parts] {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(insert.as_str()));
                for cell in row {
                    query = match cell {
                        Cell::Null => query.bind(None::<String>),
                        Cell::Int(n) => query.bind(n),
                        Cell::Text(text) => query.bind(text.as_str()),
                    };
                }
                query.execute(&mut *txn).await.expect("inserted");
            }
        }
        txn.commit().await.expect("committed");
    }
    (start.elapsed(), inserts)
}

enum Cell {
    Null,
    Int(i64),
    Text(String),
}

fn cell(row: &SqliteRow, at: usize) -> Cell {
    let raw = row.try_get_raw(at).expect("a column");
    match raw.type_info().name() {
        _ if raw.is_null() => Cell::Null,
        "INTEGER" => Cell::Int(row.get_unchecked(at)),
        _ => Cell::Text(row.get_unchecked(at)),
    }
}

async fn open(file: &Path) -> SqliteConnection {
    common::bare(file).connect().await.expect("a database")
}

/// The peak begins anew (Linux).
fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").expect("Linux");
}

/// Peak of resident memory since then, MB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024
}
