//! A durable transition (load, decide, entry, projection, letter, timer, commit) against a bare sqlx transaction that
//! writes the same rows: same tables, indexes, triggers, pragmas and disk, `BEGIN IMMEDIATE`, `synchronous=FULL`.
//!
//! Two copies of one database. In each round the use cases change one; what they wrote is read back and written into
//! the other by the bare connection. So both write the same bytes, by turns, in the same minute.
#![allow(clippy::expect_used, missing_docs, reason = "a bench that cannot start says so and stops")]

mod bare;
#[path = "../common/mod.rs"]
mod common;

use bare::Bare;
use common::{folder, machine, number, plan, quantile, stopwatch, workflow};
use domain::actor::{Actor, Role, Roles};
use domain::command::Command;
use domain::demand::Demand;
use domain::ids::{DemandId, PersonId};
use ombud::bulk::{Depth, House, load};
use ombud::store::{demands, events};
use ombud::workflow::{NewDemand, NewDocument, Workflow};
use std::time::Duration;

/// Who acts.
fn intake() -> Actor {
    Actor::Person { id: PersonId(uuid::Uuid::from_u128(7)), roles: Roles::default().with(Role::Intake) }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    if !common::measuring() {
        return;
    }
    let (many, rounds, each) = (number("demands", 10_000), number("rounds", 100), number("each", 20));
    let folder = folder();
    println!("machine: {}; {many} demands, {rounds} rounds of {each}", machine(folder.path()));
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    std::fs::create_dir_all(&here).expect("a folder");
    std::fs::create_dir_all(&there).expect("a folder");
    let ours = workflow(&here).await;
    load(&ours, plan(many, Depth::Full), &mut |_| ()).await.expect("a load");
    // New arrivals wait for their acknowledgement.
    load(&ours, common::arrivals(2 * rounds * each), &mut |_| ()).await.expect("a load");
    ours.store().clone().close().await.expect("closed");
    std::fs::copy(here.join("ombud.db"), there.join("ombud.db")).expect("a copy");
    // What the copy has left to write would otherwise be waited for by the first commits.
    std::fs::File::open(there.join("ombud.db")).and_then(|f| f.sync_all()).expect("a disk");
    let ours = workflow(&here).await;
    let mut bare = Bare::open(&there.join("ombud.db")).await;
    let note = Command::AddNote { text: "Spoke with the registry; nothing that changes the assessment.".to_owned() };
    for (name, command) in [("acknowledge (entry, projection, letter)", Command::Acknowledge), ("note (entry, projection)", note)] {
        let ids = open(&ours, &command, rounds * each).await;
        // Both logs grow to their size first: a commit into a growing file waits for the file system's own journal too.
        let (warm, ids) = ids.split_at(ids.len() / 5);
        measure(&format!("(warming up) {name}"), &ours, &mut bare, warm, &command, each).await;
        measure(name, &ours, &mut bare, ids, &command, each).await;
    }
    receive(&ours, 10 * each).await;
}

async fn measure(name: &str, ours: &Workflow, bare: &mut Bare, ids: &[DemandId], command: &Command, each: u64) {
    let (mut slow, mut fast) = (Vec::new(), Vec::new());
    for some in ids.chunks(usize::try_from(each).unwrap_or(1)) {
        let before = events::head(ours.store().read()).await.expect("a head").count;
        for id in some {
            let one = stopwatch();
            ours.act(intake(), *id, command.clone(), None).await.expect("the command is open");
            slow.push(one.elapsed());
        }
        for rows in &bare.written(ours, before, some).await {
            let one = stopwatch();
            bare.write(rows).await;
            fast.push(one.elapsed());
        }
    }
    let (ours, theirs) = (spread(slow), spread(fast));
    let percent = |ours: Duration, bare: Duration| 100.0 * bare.as_secs_f64() / ours.as_secs_f64();
    println!("{name}, {} of each:", ids.len());
    for (i, of) in QUANTILES.into_iter().enumerate() {
        println!("  p{}: {:.0?}, bare {:.0?} = {:.0} % of its rate", of / 10, ours[i], theirs[i], percent(ours[i], theirs[i]));
    }
}

/// Other work on the machine shows in the upper half; the quarter is the quietest honest figure.
const QUANTILES: [usize; 4] = [250, 500, 750, 990];

fn spread(mut times: Vec<Duration>) -> [Duration; 4] {
    times.sort();
    QUANTILES.map(|of| quantile(&times, of))
}

fn rate(n: usize, time: Duration) -> f64 {
    u32::try_from(n).map_or(0.0, f64::from) / time.as_secs_f64()
}

/// Demands on which the command is open.
async fn open(ours: &Workflow, command: &Command, most: u64) -> Vec<DemandId> {
    let (mut found, mut after) = (Vec::new(), None);
    let ctx = ours.context(intake(), ours.clock().now());
    while (found.len() as u64) < most {
        let rows = demands::all_after(ours.store().read(), after, 1_000).await.expect("rows");
        let Some(last) = rows.last() else { break };
        after = Some(last.demand());
        let fits = |state: &str| serde_json::from_str::<Demand>(state).is_ok_and(|d| d.decide(command, &ctx).is_ok());
        found.extend(rows.iter().filter(|r| fits(&r.state)).map(demands::DemandRow::demand));
    }
    found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    found
}

/// New demands, each with a mail of 60 kB that is stored and fsynced before its rows.
async fn receive(ours: &Workflow, most: u64) {
    let mail = bytes::Bytes::from(vec![b'm'; 60_000]);
    let house = House::new(ours.rulebook(), ours.policy(), plan(most, Depth::Short));
    let mut times = Vec::new();
    let start = stopwatch();
    for n in 0..most {
        let demand = house.life(n).expect("a life").demand;
        let (receipt, paper) = (demand.receipt, demand.paper);
        let documents =
            vec![NewDocument { name: "mail.eml".into(), media_type: "message/rfc822".into(), kind: "mail".into(), bytes: mail.clone() }];
        let categories = demand.lines.iter().map(|l| l.category).collect();
        let new =
            NewDemand { receipt, paper, categories, from: None, to: None, authority: None, customer: None, documents, secrecy_asked: None };
        let one = stopwatch();
        ours.receive(intake(), new, None).await.expect("received");
        times.push(one.elapsed());
    }
    let all = rate(times.len(), start.elapsed());
    times.sort();
    println!("receive (mail of 60 kB): {all:.0}/s; p50 {:.2?}, p99 {:.2?}", quantile(&times, 500), quantile(&times, 990));
}
