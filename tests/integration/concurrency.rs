//! Two people at once, one person twice, nobody any more: a command happens wholly, once, or not at all.

use crate::support::TestDatabase;
use crate::support::actors::{Desk, authority_identity, sample};
use chrono::Duration;
use domain::actor::Actor;
use domain::category::Category;
use domain::command::Command;
use domain::demand::Demand;
use domain::ids::DemandId;
use domain::paper::Collected;
use domain::preservation::Preservation;
use futures::future::join_all;
use ombud::package::production::{self, Recipient};
use ombud::store::{StoreError, demands, documents, timers};
use ombud::workflow::Error;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

/// Tells the child where to work: the database's address and the folder; without it the child does nothing.
const PLACE: &str = "OMBUD_TEST_DESK";

fn note(text: &str) -> Command {
    Command::AddNote { text: text.to_owned() }
}

async fn received(desk: &Desk, reference: &str) -> Demand {
    desk.receive(desk.demand("us.sca.subpoena", reference, &[Category::SubId, Category::AccessIp])).await
}

async fn sealed(desk: &Desk) -> DemandId {
    let id = received(desk, "EX-1").await.id;
    desk.to_producing(id).await;
    desk.no_secrecy(id).await;
    desk.notify(id).await;
    desk.collect(id).await;
    desk.seal(id).await.unwrap();
    desk.forward(Duration::days(10));
    id
}

async fn count(desk: &Desk, id: DemandId, kind: &str) -> usize {
    desk.workflow.entries(&Actor::System, id).await.unwrap().iter().filter(|(_, e)| e.event.kind() == kind).count()
}

/// Every document of a demand has its bytes, and every file that the demand names has its document.
async fn nothing_dangles(desk: &Desk, id: DemandId) {
    // The demand first: a command that nobody waits for may still be adding rows.
    let demand = desk.find(id).await;
    let rows = documents::of_demand(desk.workflow.store().read(), id).await.unwrap();
    for row in &rows {
        desk.workflow.blobs().get(row).await.unwrap();
    }
    let named = demand.lines.iter().filter_map(|l| match &l.collected {
        Some(Collected::Records { source, kept_file, .. }) => Some([source.clone(), kept_file.clone()]),
        _ => None,
    });
    for file in named.flatten().chain(demand.documents.clone()) {
        assert!(rows.iter().any(|r| r.document() == file.id && r.sha256 == file.sha256), "{} has no row", file.name);
    }
}

crate::both_databases! {
    /// A demand whose state is damaged holds no other one's timer, also when there is room for one in a round.
    async fn a_broken_demand_does_not_hold_the_timers_of_others(url: String) {
        let desk = Desk::open(&url).await;
        let broken = desk.receive(desk.demand("us.sca.preserve_2703f", "EX-T1", &[])).await.id;
        desk.forward(Duration::days(2));
        let sound = desk.receive(desk.demand("us.sca.preserve_2703f", "EX-T2", &[])).await.id;
        let txn = desk.workflow.store().begin().await.unwrap();
        let before = demands::find(&txn, broken).await.unwrap().unwrap();
        let damaged = demands::DemandRow { state: "{}".to_owned(), version: before.version + 1, ..before.clone() };
        demands::save(&txn, &before, &damaged).await.unwrap();
        txn.commit().await.unwrap();
        desk.forward(Duration::days(400));
        assert_eq!(desk.workflow.tick(1).await.unwrap(), 0, "the most overdue is the broken one");
        assert_eq!(desk.workflow.tick(1).await.unwrap(), 1, "and the next round takes the other one");
        assert!(matches!(desk.find(sound).await.preservation, Preservation::Ended { .. }));
        assert_eq!(desk.workflow.tick(9).await.unwrap(), 0);
        desk.forward(Duration::hours(1));
        let again = timers::due(desk.workflow.store().read(), timers::TICK, desk.now(), 9).await.unwrap();
        assert_eq!(again.len(), 1, "the broken one is looked at again, once somebody may have mended it");
    }

    /// A key stands for one thing: it does not say "done" of something else.
    async fn a_key_that_was_used_for_something_else_is_a_conflict(url: String) {
        let desk = Desk::open(&url).await;
        let intake = desk.staff.intake;
        let (one, other) = (received(&desk, "EX-K1").await, received(&desk, "EX-K2").await);
        let conflict = |result: Result<Demand, Error>| matches!(result, Err(Error::Store(StoreError::KeyUsed)));
        desk.workflow.act(intake, one.id, note("Called."), Some("k-1".to_owned())).await.unwrap();
        assert!(conflict(desk.workflow.act(intake, other.id, note("Called."), Some("k-1".to_owned())).await));
        assert_eq!(desk.find(other.id).await, other);
        let new = || desk.demand("us.sca.subpoena", "EX-K3", &[Category::SubId]);
        assert!(conflict(desk.workflow.receive(intake, new(), Some("k-1".to_owned())).await));
        let third = desk.workflow.receive(intake, new(), Some("k-2".to_owned())).await.unwrap();
        assert!(conflict(desk.workflow.act(intake, third.id, note("Called."), Some("k-2".to_owned())).await));
        assert_eq!(desk.workflow.receive(intake, new(), Some("k-2".to_owned())).await.unwrap(), third);
        desk.workflow.act(intake, one.id, note("Called."), Some("k-1".to_owned())).await.unwrap();
        assert_eq!(count(&desk, one.id, "noted").await, 1);
        desk.holds().await;
    }

    /// Both read the recommendation, both press the button.
    async fn of_two_approvers_one_wins(url: String) {
        let desk = Desk::open(&url).await;
        let id = received(&desk, "EX-1").await.id;
        desk.verify(id).await;
        desk.redirect(id).await;
        for line in desk.find(id).await.lines {
            let decision = domain::paper::Decision::Authorise;
            desk.does(desk.staff.reviewer, id, Command::DecideLine { line: line.id, decision }).await;
        }
        let digest = desk.recommend(id, desk.assessment()).await.stage.recommended().unwrap().digest.clone();
        let approve = |who| desk.workflow.act(who, id, Command::Approve { digest: digest.clone() }, None);
        let send_back = desk.workflow.act(desk.staff.approver, id, Command::SendBack { reason: "Too wide.".to_owned() }, None);
        let (a, b, c) = tokio::join!(approve(desk.staff.approver), approve(desk.staff.other_approver), send_back);
        let done: Vec<_> = [a, b, c].into_iter().filter(Result::is_ok).collect();
        assert_eq!(done.len(), 1, "two of three opposite decisions were taken");
        assert_eq!(count(&desk, id, "approved").await + count(&desk, id, "sent_back").await, 1);
        desk.holds().await;
    }

    /// Neither two packages nor two releases.
    async fn a_demand_is_sealed_and_released_once(url: String) {
        let desk = Desk::open(&url).await;
        let id = received(&desk, "EX-1").await.id;
        desk.to_producing(id).await;
        desk.no_secrecy(id).await;
        desk.notify(id).await;
        desk.collect(id).await;
        let to = Recipient::Key(authority_identity().to_public().to_string());
        let seal = |who| production::seal(&desk.workflow, who, id, &to, None);
        let (a, b) = tokio::join!(seal(desk.staff.officer), seal(desk.staff.other_officer));
        let lost = match (a, b) {
            (Ok(_), Err(lost)) | (Err(lost), Ok(_)) => lost,
            (Ok(_), Ok(_)) => panic!("sealed twice"),
            (Err(a), Err(b)) => panic!("sealed by neither: {a}; {b}"),
        };
        assert!(lost.refusal().is_some(), "{lost}");
        let packages = documents::of_demand(desk.workflow.store().read(), id).await.unwrap();
        assert_eq!(packages.iter().filter(|r| r.kind == "package").count(), 1, "the loser's package has a row");

        desk.forward(Duration::days(10));
        production::prepare_release(&desk.workflow, desk.staff.officer, id, None).await.unwrap();
        let confirm = |who| production::confirm_release(&desk.workflow, who, id, None);
        let (a, b) = tokio::join!(confirm(desk.staff.other_officer), confirm(desk.staff.other_approver));
        assert!(a.is_ok() != b.is_ok(), "released by both or by neither");
        assert_eq!(count(&desk, id, "released").await, 1);
        nothing_dangles(&desk, id).await;
        desk.holds().await;
    }

    /// The same form eight times at once is done once; eight different ones are all done, one after the other.
    async fn one_key_is_done_once(url: String) {
        let desk = Desk::open(&url).await;
        let demand = received(&desk, "EX-1").await;
        let twice = join_all((0..8).map(|_| desk.workflow.act(desk.staff.intake, demand.id, note("once"), Some("key".to_owned())))).await;
        assert!(twice.iter().all(Result::is_ok), "{twice:?}");
        assert_eq!(desk.find(demand.id).await.version, demand.version + 1);
        let all = join_all((0..8).map(|n| desk.workflow.act(desk.staff.intake, demand.id, note("each"), Some(format!("key {n}"))))).await;
        assert!(all.iter().all(Result::is_ok), "{all:?}");
        assert_eq!(desk.find(demand.id).await.version, demand.version + 9);
        // Another person's key is another key.
        desk.workflow.act(desk.staff.reviewer, demand.id, note("mine"), Some("key".to_owned())).await.unwrap();
        assert_eq!(desk.find(demand.id).await.version, demand.version + 10);
        let new = || desk.demand("us.sca.subpoena", "EX-2", &[Category::SubId]);
        let received = join_all((0..4).map(|_| desk.workflow.receive(desk.staff.intake, new(), Some("form".to_owned())))).await;
        let references: std::collections::BTreeSet<_> = received.into_iter().map(|d| d.unwrap().reference.to_string()).collect();
        assert_eq!(references.len(), 1, "one form made several demands");
        desk.holds().await;
    }

    /// Who sealed and confirmed under a key and lost the answer asks again.
    async fn a_lost_answer_is_given_again(url: String) {
        let desk = Desk::open(&url).await;
        let id = sealed(&desk).await;
        production::prepare_release(&desk.workflow, desk.staff.officer, id, None).await.unwrap();
        let confirm = || production::confirm_release(&desk.workflow, desk.staff.other_officer, id, Some("release".to_owned()));
        let first = confirm().await.unwrap();
        assert_eq!(confirm().await.unwrap(), first);
        let error = production::confirm_release(&desk.workflow, desk.staff.other_officer, id, Some("other".to_owned())).await.unwrap_err();
        assert!(error.refusal().is_some(), "{error}");
        assert_eq!(count(&desk, id, "released").await, 1);
    }

    /// The client goes away at any moment and asks again under the same key: done exactly once.
    async fn a_dropped_connection_cuts_no_command_in_half(url: String) {
        let desk = Desk::open(&url).await;
        let demand = received(&desk, "EX-1").await;
        let mut cut = 0;
        for n in 0..24_u64 {
            let ask = || desk.workflow.act(desk.staff.intake, demand.id, note("gone"), Some(format!("key {n}")));
            let patience = std::time::Duration::from_micros(n * n * 20);
            cut += u64::from(tokio::time::timeout(patience, ask()).await.is_err());
            let after = ask().await.unwrap();
            assert_eq!(after.version, demand.version + n + 1, "done twice or not at all");
        }
        assert!(cut > 0, "nobody went away");
        desk.holds().await;
    }

    /// The same for a file that is gathered: rows without bytes, or a line without rows, never come to be.
    async fn a_dropped_upload_leaves_nothing_half(url: String) {
        let desk = Desk::open(&url).await;
        let id = received(&desk, "EX-1").await.id;
        let line = desk.to_producing(id).await.lines[0].id;
        let count = async || documents::of_demand(desk.workflow.store().read(), id).await.unwrap().len();
        let mut cut = 0;
        for n in 0..12_u64 {
            let before = count().await;
            let file = sample();
            let (workflow, who, mapping, key) = (&desk.workflow, desk.staff.custodian, desk.mapping(), format!("key {n}"));
            let ask = || production::collect(workflow, who, id, line, "export.csv", file.as_bytes(), &mapping, Some(key.clone()));
            let patience = std::time::Duration::from_millis(n * 4);
            cut += u64::from(tokio::time::timeout(patience, ask()).await.is_err());
            nothing_dangles(&desk, id).await;
            ask().await.unwrap();
            assert_eq!(count().await, before + 4, "gathered, kept, how it is read, what was held back: once");
            nothing_dangles(&desk, id).await;
        }
        assert!(cut > 0, "nobody went away");
        // What was left without a row goes with the sweep, what has one stays.
        let swept = desk.workflow.blobs().sweep_orphans(desk.workflow.store().read(), domain::Instant::MAX_UTC).await.unwrap();
        let again = desk.workflow.blobs().sweep_orphans(desk.workflow.store().read(), domain::Instant::MAX_UTC).await.unwrap();
        assert_eq!(again, 0, "{swept} were swept, and then some more");
        nothing_dangles(&desk, id).await;
        desk.holds().await;
    }

    /// A process is killed in the middle, several times over. What it acknowledged is there, whole, and the record holds.
    async fn a_killed_process_leaves_whole_demands(url: String) {
        let desk = Desk::open(&url).await;
        for round in 0..3_usize {
            let acknowledged = killed(&format!("{url}\n{}", desk.folder.display()), 5 + round * 4);
            for (id, version) in &acknowledged {
                assert!(desk.find(*id).await.version >= *version, "an acknowledged command was lost");
            }
            assert!(acknowledged.len() >= 5 + round * 4);
            desk.holds().await;
        }
        let rows = demands::all_after(desk.workflow.store().read(), None, 500).await.unwrap();
        assert!(rows.len() >= 3);
        for row in rows {
            nothing_dangles(&desk, row.demand()).await;
        }
        desk.does(desk.staff.intake, received(&desk, "EX-after").await.id, note("It goes on.")).await;
    }
}

/// Run a child that works until it is killed, after so many acknowledged commands; what it acknowledged.
fn killed(place: &str, after: usize) -> Vec<(DemandId, u64)> {
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "concurrency::child_works_until_killed", "--ignored", "--nocapture"])
        .env(PLACE, place)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let Some((_, said)) = line.rsplit_once("acknowledged ") else { continue };
        let (id, version) = said.split_once(' ').unwrap();
        acknowledged.push((id.parse().unwrap(), version.parse().unwrap()));
        if acknowledged.len() == after {
            child.kill().unwrap();
        }
    }
    assert!(!child.wait().unwrap().success(), "the child ended by itself");
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the test above, which kills it"]
async fn child_works_until_killed() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let place = place.to_string_lossy().into_owned();
    let (url, folder) = place.split_once('\n').unwrap();
    let desk = Desk::again(url, Path::new(folder)).await;
    for n in 0..10_000 {
        let demand = received(&desk, &format!("EX-{}-{n}", std::process::id())).await;
        println!("acknowledged {} {}", demand.id, demand.version);
        // Two at once: one of them is always in the middle.
        let (a, b) = tokio::join!(desk.workflow.act(desk.staff.intake, demand.id, note("a"), None), async {
            let producing =
                desk.receive(desk.demand("us.sca.subpoena", &format!("F-{}-{n}", std::process::id()), &[Category::SubId])).await;
            let line = desk.to_producing(producing.id).await.lines[0].id;
            desk.collect_line(producing.id, line, sample().as_bytes()).await
        });
        for demand in [a.unwrap(), b.unwrap()] {
            println!("acknowledged {} {}", demand.id, demand.version);
        }
    }
}

/// No room for the gathered file: said, nothing changed, and it goes on when there is room.
#[tokio::test]
async fn a_full_disk_while_gathering_changes_nothing() {
    let database = TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let id = received(&desk, "EX-1").await.id;
    let before = desk.to_producing(id).await;
    let script = "trap '' XFSZ; ulimit -f 4096; exec \"$0\" --exact concurrency::child_gathers --ignored --nocapture";
    let child = std::process::Command::new("sh")
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap())
        .env(PLACE, format!("{}\n{}\n{id}", database.url, desk.folder.display()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && said.contains("refused as it should"), "{said}\n{}", String::from_utf8_lossy(&child.stderr));
    assert_eq!(desk.find(id).await, before);
    nothing_dangles(&desk, id).await;
    desk.collect_line(id, before.lines[0].id, large().as_bytes()).await.unwrap();
    desk.holds().await;
}

/// A file of 3 MB, all of it the target's.
fn large() -> String {
    let row = "accounts@customer.example.com,2026-08-03T10:00:00Z,profile,";
    let rows: String = (0..30_000).map(|n| format!("{row}{n:050}\n")).collect();
    format!("user,at,kind,detail\n{rows}")
}

#[tokio::test]
#[ignore = "run by the test above, under a limit"]
async fn child_gathers() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let place = place.to_string_lossy().into_owned();
    let [url, folder, id] = place.splitn(3, '\n').collect::<Vec<_>>().try_into().unwrap();
    let desk = Desk::again(url, Path::new(folder)).await;
    let id: DemandId = id.parse().unwrap();
    let line = desk.find(id).await.lines[0].id;
    let error = desk.collect_line(id, line, large().as_bytes()).await.unwrap_err();
    assert_eq!(error.code(), Some("store-disk-full"), "{error}");
    // A small one still finds room.
    desk.workflow
        .act(desk.staff.custodian, id, note("no"), None)
        .await
        .map(drop)
        .unwrap_or_else(|e| assert!(matches!(e, Error::Refused(_))));
    println!("refused as it should");
}
