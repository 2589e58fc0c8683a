//! Pages over HTTP, as a signed-in reviewer gets them, and what the program needs when nobody asks.
//!
//! Starts `ombud demo --data DIR --demands N`, signs in by the link it prints, and asks over kept-alive connections:
//! `cargo bench --bench http -- --demands=10000`, then with `--demands=1000000`. The client runs on the same cores.
#![allow(clippy::expect_used, missing_docs, reason = "a bench that cannot start says so and stops")]

mod client;
#[path = "../common/mod.rs"]
mod common;

use client::Client;
use common::{folder, machine, number, quantile, stopwatch};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// No load takes longer.
const LONGEST_START: Duration = Duration::from_secs(1_800);

/// The program under test, ended with the bench.
struct Server {
    child: Child,
    /// `127.0.0.1:8080`.
    host: String,
    /// `/link/…`.
    link: String,
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
    /// Start the demo and read what it prints until the reviewer's link.
    async fn start(data: &Path, demands: u64) -> Self {
        let start = stopwatch();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ombud"));
        command.arg("demo").arg("--data").arg(data).args(["--listen", "127.0.0.1:0"]);
        if demands > 0 {
            command.args(["--demands", &demands.to_string()]);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut found = None;
        for line in lines.map_while(Result::ok) {
            assert!(start.elapsed() < LONGEST_START, "the demo is not up after half an hour");
            if line.to_lowercase().contains("reviewer")
                && let Some(at) = line.find("http://")
            {
                let url = line[at + 7..].split_whitespace().next().unwrap_or_default().to_owned();
                found = url.split_once('/').map(|(host, path)| (host.to_owned(), format!("/{path}")));
                break;
            }
        }
        let (host, link) = found.expect("the demo prints a link for a reviewer");
        while Client::connect(&host).await.is_err() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Self { child, host, link, started: start.elapsed() }
    }

    /// Resident memory in MB.
    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default() / 1024.0
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
    // The first start loads, the second is the one that counts.
    drop(Server::start(folder.path(), demands).await);
    let server = Server::start(folder.path(), 0).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    println!("{demands} demands: start {:.0?}, idle memory {:.0} MB", server.started, server.memory());
    let mut client = Client::connect(&server.host).await.expect("a connection");
    let signed_in = client.post(&server.link).await.expect("an answer");
    client.cookie = signed_in.cookie;
    let cookie = client.cookie.clone().expect("a session");
    let queue = client.get("/demands").await.expect("the queue");
    let busiest = busiest(&mut client, &String::from_utf8_lossy(&queue.body)).await;
    for (name, path) in [("health", "/healthz".to_owned()), ("queue", "/demands".to_owned()), ("demand page", busiest)] {
        measure(name, &server.host, &cookie, &path, connections, Duration::from_secs(seconds)).await;
    }
    println!("memory after that: {:.0} MB", server.memory());
}

/// Among the demands on a page of the queue, the one with the longest page.
async fn busiest(client: &mut Client, page: &str) -> String {
    let mut best = (0, "/demands".to_owned());
    for part in page.split("href=\"/demands/").skip(1).take(60) {
        let id = part.split('"').next().unwrap_or_default();
        if id.len() != 36 {
            continue;
        }
        let path = format!("/demands/{id}");
        let answer = client.get(&path).await.expect("a demand page");
        if answer.status == 200 && answer.body.len() > best.0 {
            best = (answer.body.len(), path);
        }
    }
    best.1
}

/// Ask for one page over so many connections for so long.
async fn measure(name: &str, host: &str, cookie: &str, path: &str, connections: u64, long: Duration) {
    let start = stopwatch();
    let tasks: Vec<_> = (0..connections)
        .map(|_| {
            let (host, cookie, path) = (host.to_owned(), cookie.to_owned(), path.to_owned());
            tokio::spawn(async move {
                let mut client = Client::connect(&host).await.expect("a connection");
                client.cookie = Some(cookie);
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
    times.sort();
    println!("{name} ({size} bytes): {rate:.0}/s; p50 {:.2?}, p99 {:.2?}", quantile(&times, 500), quantile(&times, 990));
}
