//! Pages over HTTP, as a signed-in reviewer gets them, and what `ombud serve` needs when nobody asks.
//!
//! `cargo bench --bench http -- --demands=10000`, then with `--demands=1000000`: makes an installation with so many demands,
//! starts the real program on it and asks over kept-alive connections. The client runs on the same cores.
//!
//! `--owed=100000` says of so many of the demands that a notice is owed, for the desk: in the rows that pages read and nowhere
//! else, so that the same load can be measured with few and with many.
#![allow(clippy::expect_used, missing_docs, reason = "a bench that cannot start says so and stops")]

mod client;
#[path = "../common/mod.rs"]
mod common;

use client::Client;
use common::{folder, machine, number, quantile, stopwatch};
use ombud::bulk::volume;
use ombud::clock::Clock;
use ombud::config::Config;
use ombud::installation::Installation;
use ombud::record::chain::hex;
use ombud::store::{Key, people};
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What the browser would hold; of the session only its hash is stored.
const TOKEN: &str = "a-bench-is-no-secret";

/// The program under test, ended with the bench.
struct Server {
    child: Child,
    /// `127.0.0.1:8080`.
    host: String,
    /// From the start of the process to its first answer.
    started: Duration,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Start the program on a folder and wait for its first answer.
    async fn start(data: &Path) -> Self {
        let start = stopwatch();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ombud"));
        command.arg("serve").arg("--data").arg(data).args(["--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.split_once("http://").map(|(_, rest)| rest.to_owned()));
        let host: String = address.expect("it says where it listens").chars().take_while(|c| !matches!(c, ' ' | ';' | '/')).collect();
        loop {
            if let Ok(mut client) = Client::connect(&host).await
                && client.get("/readyz").await.is_ok_and(|answer| answer.status == 200)
            {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Self { child, host, started: start.elapsed() }
    }

    /// Processor time used so far, all threads, in seconds.
    fn processor(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // After the name in brackets; user and system time are fields 14 and 15, in hundredths of a second.
        let fields = stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace()).into_iter().flatten();
        fields.skip(11).take(2).filter_map(|f| f.parse::<f64>().ok()).sum::<f64>() / 100.0
    }

    /// Resident memory in MB.
    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default() / 1024.0
    }
}

/// An installation with so many demands of the past year and one signed-in reviewer.
async fn install(data: &Path, demands: u64) {
    let flags = [("data", data.display().to_string())];
    let config = Config::load(None, std::iter::empty(), &flags).expect("settings");
    let installation = Installation::open(config, Clock::Host).await.expect("an installation");
    let now = Clock::Host.now();
    volume(&installation.workflow, demands, now, &mut |_| ()).await.expect("a load");
    let store = installation.store().clone();
    let id = Key(uuid::Uuid::from_u128(7));
    let person = people::PersonRow {
        id,
        name: "Reviewer of the bench".to_owned(),
        mail: "bench@staff.example.org".to_owned(),
        roles: "[\"reviewer\"]".to_owned(),
        password_hash: None,
        totp_secret: None,
        totp_confirmed: true,
        last_totp_step: None,
        language: "en".to_owned(),
        theme: "system".to_owned(),
        keyboard: false,
        version: 1,
        created_at: now,
        disabled_at: None,
    };
    let session = people::SessionRow {
        id_hash: hex(&Sha256::digest(TOKEN)),
        person_id: id,
        created_at: now,
        seen_at: now,
        idle_expires_at: now + chrono::Duration::hours(2),
        absolute_expires_at: now + chrono::Duration::hours(2),
        fresh_at: Some(now),
        ip: String::new(),
        agent: String::new(),
    };
    let txn = store.begin().await.expect("a transaction");
    people::add(&txn, person).await.expect("a reviewer");
    people::start(&txn, session).await.expect("a session");
    txn.commit().await.expect("committed");
    drop(installation);
    store.close().await.expect("closed");
    let owed = i64::try_from(number("owed", 0)).unwrap_or_default();
    if owed > 0 {
        let options = SqliteConnectOptions::new().filename(data.join("ombud.db"));
        let mut rows = options.connect().await.expect("the database opens");
        let owe = "UPDATE demands SET notice_state = 'owed' WHERE id IN (SELECT id FROM demands ORDER BY id LIMIT ?)";
        let done = sqlx::query(owe).bind(owed).execute(&mut rows).await.expect("owed");
        rows.close().await.expect("closed");
        println!("{} notices owed", done.rows_affected());
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    if !common::measuring() {
        return;
    }
    let (demands, connections, seconds) = (number("demands", 10_000), number("connections", 8), number("seconds", 10));
    let folder = folder();
    println!("machine: {}", machine(folder.path()));
    install(folder.path(), demands).await;
    let mut starts = Vec::new();
    for _ in 0..5 {
        starts.push(Server::start(folder.path()).await.started);
    }
    starts.sort();
    let server = Server::start(folder.path()).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    println!("{demands} demands: start {:.0?} (median of 5), idle memory {:.0} MB", quantile(&starts, 500), server.memory());
    let mut client = Client::connect(&server.host).await.expect("a connection");
    client.cookie = Some(format!("ombud={TOKEN}"));
    let queue = client.get("/demands").await.expect("the queue");
    assert_eq!(queue.status, 200, "{}", String::from_utf8_lossy(&queue.body));
    let busiest = busiest(&mut client, &String::from_utf8_lossy(&queue.body)).await;
    let mut pages = vec![("health", "/healthz".to_owned()), ("desk", "/".to_owned()), ("queue", "/demands".to_owned())];
    match busiest {
        Some(path) => pages.push(("demand page", path)),
        None => println!("no demand page was found behind the queue"),
    }
    for (name, path) in pages {
        measure(name, &server, &path, connections, Duration::from_secs(seconds)).await;
    }
    println!("memory after that: {:.0} MB", server.memory());
}

/// Among the demands on a page of the queue, the one with the longest page.
async fn busiest(client: &mut Client, page: &str) -> Option<String> {
    let mut best = (0, None);
    for part in page.split("href=\"/demands/").skip(1).take(60) {
        let id = part.split('"').next().unwrap_or_default();
        if id.len() != 36 {
            continue;
        }
        let path = format!("/demands/{id}");
        let answer = client.get(&path).await.expect("a demand page");
        if answer.status == 200 && answer.body.len() > best.0 {
            best = (answer.body.len(), Some(path));
        }
    }
    best.1
}

/// Ask for one page over so many connections for so long.
async fn measure(name: &str, server: &Server, path: &str, connections: u64, long: Duration) {
    let (start, before) = (stopwatch(), server.processor());
    let tasks: Vec<_> = (0..connections)
        .map(|_| {
            let (host, path) = (server.host.clone(), path.to_owned());
            tokio::spawn(async move {
                let mut client = Client::connect(&host).await.expect("a connection");
                client.cookie = Some(format!("ombud={TOKEN}"));
                let (mut times, mut size) = (Vec::new(), 0);
                while start.elapsed() < long {
                    let one = stopwatch();
                    let answer = client.get(&path).await.expect("an answer");
                    assert_eq!(answer.status, 200, "{path}");
                    times.push(one.elapsed());
                    size = answer.body.len();
                }
                (times, size)
            })
        })
        .collect();
    let (mut times, mut size) = (Vec::new(), 0);
    for task in tasks {
        let (some, bytes) = task.await.expect("the client");
        times.extend(some);
        size = bytes;
    }
    let rate = f64::from(u32::try_from(times.len()).unwrap_or(u32::MAX)) / start.elapsed().as_secs_f64();
    let cost = (server.processor() - before) * 1e6 / f64::from(u32::try_from(times.len().max(1)).unwrap_or(u32::MAX));
    times.sort();
    let (p50, p99) = (quantile(&times, 500), quantile(&times, 990));
    println!("{name} ({size} bytes): {rate:.0}/s; p50 {p50:.2?}, p99 {p99:.2?}; {cost:.0} µs of processor time each");
}
