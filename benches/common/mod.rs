//! What the benches share.
#![allow(dead_code, reason = "each bench takes what it needs")]

use domain::Instant;
use domain::instrument::Rulebook;
use domain::policy::Policy;
use ombud::bulk::{Depth, Plan};
use ombud::clock::Clock;
use ombud::store::Store;
use ombud::store::blobs::Blobs;
use ombud::workflow::Workflow;
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Everything happens before this moment.
pub fn until() -> Instant {
    Instant::from_timestamp_micros(1_795_176_000_000_000).unwrap_or_default()
}

/// So many demands over a year.
pub fn plan(demands: u64, depth: Depth) -> Plan {
    Plan { demands, first: 0, seed: 1, until: until(), days: 365, depth }
}

/// So many demands of the last day, most of them not touched yet.
pub fn arrivals(demands: u64) -> Plan {
    Plan { demands, first: 0, seed: 2, until: until(), days: 1, depth: Depth::Short }
}

/// How a bare connection opens a database file: with the pragmas of the store.
pub fn bare(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .statement_cache_capacity(256)
        .pragma("secure_delete", "on")
        .pragma("trusted_schema", "off")
        .pragma("cache_size", "-16384")
        .pragma("mmap_size", "268435456")
        .disable_statement_logging()
}

/// The embedded rulebook.
pub fn rulebook() -> Rulebook {
    ombud::rulebook::load().expect("the embedded rulebook")
}

/// The use cases over a database file in `folder`, the clock standing at [`until`].
pub async fn workflow(folder: &Path) -> Workflow {
    let url = format!("sqlite://{}?mode=rwc", folder.join("ombud.db").display());
    let store = Store::open(&url).await.expect("a database");
    let blobs = Blobs::open(&folder.join("blobs")).expect("a folder for blobs");
    Workflow::new(
        store,
        blobs,
        Clock::standing(until()),
        rulebook(),
        Policy::default(),
        Arc::new(ombud::notify::writer::Writer::new(
            "Example Provider",
            "legal-desk@example.org",
            chrono_tz::Europe::Stockholm,
            rulebook(),
            Policy::default(),
        )),
    )
}

/// A folder on the same file system as the build, where commits reach a disk; not in a memory file system.
pub fn folder() -> tempfile::TempDir {
    tempfile::Builder::new().prefix("bench-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder for the bench")
}

/// The wall clock, for measuring only.
#[expect(clippy::disallowed_methods, reason = "a bench measures time that has really passed")]
pub fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}

/// The value below which so many of a thousand lie.
pub fn quantile(sorted: &[Duration], of_thousand: usize) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last * of_thousand).div_ceil(1_000)).copied().unwrap_or_default()
}

/// Whether the bench was called to measure (`cargo bench`), not only to see that it starts (`cargo test --benches`).
pub fn measuring() -> bool {
    std::env::args().any(|a| a == "--bench")
}

/// The number after `--name=` on the command line.
pub fn number(name: &str, otherwise: u64) -> u64 {
    let prefix = format!("--{name}=");
    std::env::args().find_map(|a| a.strip_prefix(&prefix)?.parse().ok()).unwrap_or(otherwise)
}

/// Processor, memory and what a durable write costs in `folder`, as a line for the figures.
pub fn machine(folder: &Path) -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        text.lines().find(|l| l.starts_with(name)).and_then(|l| l.split_once(':')).map(|(_, v)| v.trim().to_owned()).unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let (cpu, memory) = (field(&read("/proc/cpuinfo"), "model name"), field(&read("/proc/meminfo"), "MemTotal"));
    let load = read("/proc/loadavg").split(' ').next().unwrap_or_default().to_owned();
    format!("{cores} cores, {cpu}, {memory}, {:.0} fdatasync/s of 4 kB, load {load}", syncs(folder))
}

/// Appends of 4 kB with fdatasync, per second, over half a second.
fn syncs(folder: &Path) -> f64 {
    use std::io::Write;
    let path = folder.join("sync");
    let mut file = std::fs::File::create(&path).expect("a file");
    let (start, mut n) = (stopwatch(), 0_u32);
    while start.elapsed() < Duration::from_millis(500) {
        file.write_all(&[7; 4096]).expect("room");
        file.sync_data().expect("a disk");
        n += 1;
    }
    let rate = f64::from(n) / start.elapsed().as_secs_f64();
    std::fs::remove_file(path).expect("the file is there");
    rate
}
