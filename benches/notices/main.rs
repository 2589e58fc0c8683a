//! Notices rendered and queued per second, and the secrecy function at many orders.
//!
//! Queued: the second person's confirmation through the real command, on SQLite with `synchronous=FULL`, against a bare
//! transaction that writes the same rows into a copy of the database, by turns. Rendered: the text alone. Secrecy: the one
//! function that every message to a customer's side passes, against a bare scan of the same orders, whose answer must be the same.
//!
//! `cargo bench --bench notices -- --notices=300 --orders=10000`
#![allow(clippy::expect_used, missing_docs, reason = "a bench that cannot start says so and stops")]

mod bare;
#[path = "../common/mod.rs"]
mod common;
mod secrecy;

use bare::Bare;
use chrono::Days;
use common::{folder, machine, number, quantile, rulebook, stopwatch, until};
use domain::category::Category;
use domain::ids::DemandId;
use domain::letter::Letter;
use domain::notice::NoticeKind;
use domain::policy::Policy;
use ombud::clock::Clock;
use ombud::demo::cast::{self, Cast};
use ombud::demo::steps::Scene;
use ombud::installation::Installation;
use ombud::intake::sample::{SamplePaper, SampleSpec};
use ombud::notify::writer::Writer;
use ombud::workflow::staff::Staff;
use ombud::workflow::{LetterWriter, Recipient};
use std::path::Path;
use std::time::Duration;

/// One command in so many is not counted: logs and caches grow to their size first.
const WARM: usize = 5;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    if common::measuring() {
        secrecy::measure(number("orders", 10_000));
        tokio::spawn(notices()).await.expect("the bench");
    }
}

async fn notices() {
    let many = number("notices", 300);
    let folder = folder();
    println!("machine: {}", machine(folder.path()));
    let (here, there) = (folder.path().join("here"), folder.path().join("there.db"));
    let (scene, ready) = prepared(&here, many).await;
    let cast = scene.cast;
    scene.installation.store().clone().close().await.expect("closed");
    drop(scene);
    std::fs::copy(here.join("ombud.db"), &there).expect("a copy");
    // What the copy has left to write would otherwise be waited for by the first commits.
    std::fs::File::open(&there).and_then(|f| f.sync_all()).expect("a disk");

    let scene = Scene { installation: open(&here).await, cast };
    let mut bare = Bare::open(&here.join("ombud.db"), &there).await;
    let (mut ours, mut theirs, mut written) = (Vec::new(), Vec::new(), 0);
    for (id, digest) in &ready {
        let before = bare.heads().await;
        let one = stopwatch();
        scene.installation.workflow.confirm_notice(cast.reviewer, *id, digest, None).await.expect("the notice is ordered");
        ours.push(one.elapsed());
        let rows = bare.written(&before, *id).await;
        written = rows.len();
        let one = stopwatch();
        bare.write(&rows).await;
        theirs.push(one.elapsed());
    }
    let warm = ready.len() / WARM;
    let spread = |times: &mut Vec<Duration>| {
        times.drain(..warm);
        let all: Duration = times.iter().sum();
        times.sort();
        (rate(times.len(), all), quantile(times, 500), quantile(times, 990))
    };
    let ((per_second, p50, p99), (bare_rate, bare_p50, bare_p99)) = (spread(&mut ours), spread(&mut theirs));
    println!("queue a notice to two contacts (load, decide, gate, entry, projection, two mails with their pages; {written} rows):");
    println!("  {per_second:.0}/s, p50 {p50:.0?}, p99 {p99:.0?}");
    println!("  bare: {bare_rate:.0}/s, p50 {bare_p50:.0?}, p99 {bare_p99:.0?}");
    println!("  at the median {:.0} % of its rate", 100.0 * bare_p50.as_secs_f64() / p50.as_secs_f64());
    render(&scene, ready.first().expect("a demand").0).await;
}

/// The text of one notice, in the languages of a customer's contacts.
async fn render(scene: &Scene, id: DemandId) {
    let demand = scene.installation.workflow.find(&scene.cast.notices, id).await.expect("the demand");
    let writer = Writer::new("Example Provider", "legal-desk@example.org", chrono_tz::Europe::Stockholm, rulebook(), Policy::default());
    for language in ["en", "sv"] {
        let to = Recipient { name: "Legal department".into(), mail: "legal@example.com".into(), language: language.into() };
        let (start, mut n, mut bytes) = (stopwatch(), 0, 0);
        while start.elapsed() < Duration::from_secs(2) {
            let mail = writer.write(&Letter::Notice { kind: NoticeKind::Advance, copy: false }, &demand, &to, None).expect("a notice");
            (n, bytes) = (n + 1, mail.text.len() + mail.html.map_or(0, |html| html.len()));
        }
        println!("render a notice ({language}, {bytes} bytes of text and HTML): {:.0}/s", rate(n, start.elapsed()));
    }
}

async fn open(folder: &Path) -> Installation {
    ombud::demo::open(folder, None, Clock::standing(until())).await.expect("an installation")
}

/// So many demands whose notice one person has prepared; each with the digest that the second person confirms.
async fn prepared(folder: &Path, many: u64) -> (Scene, Vec<(DemandId, String)>) {
    let installation = open(folder).await;
    let staff = Staff::new(installation.store().clone(), installation.clock.clone(), false);
    let cast = Cast::invite(&staff).await.expect("people");
    let authorities = cast::authorities(&installation, &cast).await.expect("authorities");
    cast::customers(&installation, &cast).await.expect("customers");
    let scene = Scene { installation, cast };
    let mut ready = Vec::new();
    for n in 0..many {
        let id = scene.arrives(&spec(&scene, n)).await.expect("a demand").id;
        scene.begin(id, authorities.county_court).await.expect("begun");
        scene.call_back(id).await.expect("called back");
        scene.verify(id).await.expect("verified");
        scene.nothing_forbids(id).await.expect("nothing forbids");
        let workflow = &scene.installation.workflow;
        let digest = workflow.preview_notice(&cast.notices, id).await.expect("a preview").digest;
        workflow.prepare_notice(cast.notices, id, &digest, None).await.expect("prepared");
        ready.push((id, digest));
    }
    (scene, ready)
}

fn spec(scene: &Scene, n: u64) -> SampleSpec {
    let day = scene.now().date_naive();
    SampleSpec {
        paper: SamplePaper::Order2703d,
        authority: "Example County Court".to_owned(),
        authority_mail: "registry@court.county.example.org".to_owned(),
        officer_role: "Clerk of court".to_owned(),
        to: "legal-desk@provider.example.org".to_owned(),
        reference: format!("B-{n:06}"),
        sent_at: scene.now() - chrono::Duration::minutes(7),
        issued_on: day - Days::new(1),
        due_on: Some(day + Days::new(21)),
        accounts: vec![format!("account{n}@logistics.example.com")],
        categories: vec![Category::SubId, Category::Traffic],
        period: Some((day - Days::new(40), day - Days::new(10))),
        secrecy_until: None,
    }
}

fn rate(n: usize, time: Duration) -> f64 {
    u32::try_from(n).map_or(0.0, f64::from) / time.as_secs_f64()
}
