//! Listing and searching the directory of authorities, against the bare SQL of the same page.
//!
//! `cargo bench --bench directory -- --rows=100000`.
#![allow(clippy::expect_used, missing_docs, reason = "a bench that cannot start says so and stops")]

mod common;

use common::{folder, machine, number, stopwatch, workflow};
use domain::ids::AuthorityId;
use ombud::store::authorities::{self, AuthorityRow};
use ombud::store::{Key, Store};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::time::Duration;

/// Lines of a page, and one to know whether there is another.
const PAGE: u64 = 51;
/// How often each page is asked for.
const TIMES: u32 = 200;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    if !common::measuring() {
        return;
    }
    let rows = number("rows", 100_000);
    let folder = folder();
    println!("machine: {}", machine(folder.path()));
    let ours = workflow(folder.path()).await;
    let store = ours.store().clone();
    fill(&store, ours.clock().now(), rows).await;
    let mut bare = common::bare(&folder.path().join("ombud.db")).connect().await.expect("a database");
    // The list; a word that nearly all have; one that few have; both; one that nobody has.
    for text in ["", "court", "district 77", "police 4242", "nowhere"] {
        let (time, found) = asked(&store, text).await;
        let (plain, same) = same_page(&mut bare, text).await;
        assert_eq!(found, same, "{text}");
        println!(
            "'{text}': {found} lines in {time:.1?}; the bare page {plain:.1?}: {:.0} %",
            100.0 * plain.as_secs_f64() / time.as_secs_f64()
        );
    }
    bare.close().await.expect("closed");
}

async fn fill(store: &Store, at: domain::Instant, rows: u64) {
    let kinds = ["court", "police", "prosecutor", "agency"];
    for from in (0..rows).step_by(1_000) {
        let txn = store.begin().await.expect("a transaction");
        for n in from..rows.min(from + 1_000) {
            let kind = kinds[usize::try_from(n % 4).unwrap_or_default()];
            let row = AuthorityRow {
                id: Key::from(AuthorityId(uuid::Uuid::from_u128(u128::from(n) + 1))),
                name: format!("Example {kind} {n}, district {}", n % 1_000),
                territory: "SE".to_owned(),
                level: "local".to_owned(),
                kind: kind.to_owned(),
                phone: Some(format!("+46 8 {n:06}")),
                mail: Some(format!("registry@a{n}.example.org")),
                language: String::new(),
                postal: String::new(),
                mail_domains: format!("[\"a{n}.example.org\"]"),
                standing: "known".to_owned(),
                registry_version: "1".to_owned(),
                changed_by: "operator".to_owned(),
                note: "public register".to_owned(),
                version: 1,
                created_at: at,
            };
            authorities::put(&txn, row).await.expect("entered");
        }
        txn.commit().await.expect("committed");
    }
}

async fn asked(store: &Store, text: &str) -> (Duration, usize) {
    let start = stopwatch();
    let mut found = 0;
    for _ in 0..TIMES {
        found = authorities::list(store.read(), text, None, PAGE).await.expect("listed").len();
    }
    (start.elapsed() / TIMES, found)
}

/// The page as somebody would write it by hand, with all its columns.
async fn same_page(bare: &mut SqliteConnection, text: &str) -> (Duration, usize) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = " AND EXISTS (SELECT 1 FROM authority_words w WHERE w.authority_id = a.id AND w.word >= ? AND w.word < ? || char(1114111))";
    let sql = format!("SELECT * FROM authorities a WHERE 1 = 1{} ORDER BY name, id LIMIT {PAGE}", has.repeat(words.len()));
    let start = stopwatch();
    let mut found = 0;
    for _ in 0..TIMES {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.clone()));
        for word in &words {
            query = query.bind(*word).bind(*word);
        }
        found = query.fetch_all(&mut *bare).await.expect("rows").len();
    }
    (start.elapsed() / TIMES, found)
}
