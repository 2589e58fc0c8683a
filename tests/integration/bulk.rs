//! Bulk loading: what it makes is what the rules would have made, one demand at a time.

use crate::both_databases;
use domain::demand::Demand;
use domain::instrument::Rulebook;
use domain::policy::Policy;
use domain::stage::StageName;
use ombud::bulk::{Depth, House, Loaded, Plan, load};
use ombud::clock::Clock;
use ombud::store::Sight;
use ombud::store::blobs::Blobs;
use ombud::store::demands::{self, DemandRow, QueueFilter, Sort};
use ombud::store::keys::Keys;
use ombud::store::{Store, events, export};
use ombud::workflow::Workflow;
use std::collections::BTreeSet;
use std::sync::Arc;

fn plan(demands: u64, depth: Depth) -> Plan {
    Plan { demands, first: 0, seed: 7, until: "2026-11-20T12:00:00Z".parse().unwrap(), days: 365, depth }
}

fn rulebook() -> Rulebook {
    ombud::rulebook::load().unwrap()
}

async fn workflow(url: &str, folder: &tempfile::TempDir) -> Workflow {
    let store = Store::open(url).await.unwrap();
    let blobs = Blobs::open(&folder.path().join("blobs")).unwrap();
    let clock = Clock::standing("2026-11-20T12:00:00Z".parse().unwrap());
    Workflow::new(
        store,
        blobs,
        clock,
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

async fn all(workflow: &Workflow) -> Vec<DemandRow> {
    demands::all_after(workflow.store().read(), None, 10_000).await.unwrap()
}

both_databases! {
    async fn a_load_is_a_record_that_holds_and_a_projection_that_follows(url: String) {
        let folder = tempfile::tempdir().unwrap();
        let workflow = workflow(&url, &folder).await;
        let mut told = Vec::new();
        let done = load(&workflow, plan(300, Depth::Full), &mut |so_far: Loaded| told.push(so_far)).await.unwrap();
        assert_eq!((done.demands, told.last()), (300, Some(&done)));

        let checked = workflow.check_projection().await.unwrap();
        assert_eq!((checked.demands, checked.entries, checked.differing.as_slice()), (done.demands, done.entries, [].as_slice()));
        let keys = Keys::open(folder.path()).unwrap();
        let mut file = Vec::new();
        let verified = export::export(workflow.store().read(), &keys, workflow.clock().now(), &mut file).await.unwrap();
        assert_eq!(verified.count, i64::try_from(done.entries).unwrap());

        // The record runs forward, and the queue shows what is open.
        let page = events::page(workflow.store().read(), 0, 10_000).await.unwrap();
        assert!(page.is_sorted_by_key(|e| e.at));
        let open = QueueFilter { open: Some(true), ..QueueFilter::seen(Sight::Whole) };
        let queue = demands::queue(workflow.store().read(), &open, Sort::Due, false, None, 1_000).await.unwrap();
        assert_eq!(queue.rows.len() as u64, done.open);
        assert!(done.open > 5 && done.open < done.demands / 3, "{done:?}");

        // Planted: a row that the record does not give is named.
        let row = all(&workflow).await.remove(17);
        let txn = workflow.store().begin().await.unwrap();
        let altered = DemandRow { version: row.version + 1, customer_name: "somebody else".to_owned(), ..row.clone() };
        demands::save(&txn, &row, &altered).await.unwrap();
        txn.commit().await.unwrap();
        assert_eq!(workflow.check_projection().await.unwrap().differing, [row.reference]);
    }

    async fn a_change_follows_the_record_it_found(url: String) {
        use domain::actor::Actor;
        let folder = tempfile::tempdir().unwrap();
        let workflow = workflow(&url, &folder).await;
        load(&workflow, plan(12, Depth::Short), &mut |_| ()).await.unwrap();
        // Two changes of one demand in one transaction, an event between them, and one demand that isn't there.
        let row = all(&workflow).await.remove(0);
        let new = |kind: &str| events::NewEvent { demand: None, actor: Actor::Operator, kind: kind.to_owned(), payload: serde_json::json!({}) };
        let txn = workflow.store().begin().await.unwrap();
        events::append(&txn, &[new("first")], workflow.clock().now()).await.unwrap();
        assert_eq!(demands::find_to_change(&txn, row.demand()).await.unwrap().unwrap(), row);
        events::append(&txn, &[new("second"), new("third")], workflow.clock().now()).await.unwrap();
        events::append(&txn, &[new("fourth")], workflow.clock().now()).await.unwrap();
        assert!(demands::find_to_change(&txn, domain::ids::DemandId(uuid::Uuid::nil())).await.unwrap().is_none());
        txn.commit().await.unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let verified = export::export(workflow.store().read(), &keys, workflow.clock().now(), &mut Vec::new()).await.unwrap();
        assert_eq!(verified.count, events::head(workflow.store().read()).await.unwrap().count);
        assert!(workflow.check_projection().await.unwrap().differing.is_empty());
    }

    async fn a_second_load_adds_to_the_first(url: String) {
        let folder = tempfile::tempdir().unwrap();
        let workflow = workflow(&url, &folder).await;
        let short = load(&workflow, plan(40, Depth::Short), &mut |_| ()).await.unwrap();
        // Received, taken back, kept no longer, and its removal owed by a date.
        assert!(short.entries <= 4 * short.demands && short.entries > short.demands, "{} of {}", short.entries, short.demands);
        load(&workflow, Plan { seed: 8, ..plan(40, Depth::Full) }, &mut |_| ()).await.unwrap();
        assert_eq!(all(&workflow).await.len(), 80);
        assert!(workflow.check_projection().await.unwrap().differing.is_empty());
    }
}

#[test]
fn lives_are_varied_and_repeat_with_their_seed() {
    let (rulebook, policy) = (rulebook(), Policy::default());
    let house = House::new(&rulebook, &policy, plan(2_000, Depth::Full));
    let lives: Vec<_> = (0..2_000).map(|n| house.life(n).unwrap()).collect();

    let stages: BTreeSet<StageName> = lives.iter().map(|l| l.demand.stage.name()).collect();
    assert_eq!(stages.len(), StageName::ALL.len(), "{stages:?}");
    let outcomes: BTreeSet<&str> = lives.iter().filter_map(|l| Some(l.demand.stage.end()?.outcome().code())).collect();
    let expected = [
        "DISCLOSED_CONTENT",
        "DISCLOSED_NONCONTENT",
        "FRAUDULENT",
        "NO_DATA_FOUND",
        "PRESERVED_ONLY",
        "REDIRECTED_TO_CUSTOMER",
        "REJECTED_INVALID",
        "WITHDRAWN_BY_AUTHORITY",
    ];
    assert_eq!(outcomes.into_iter().collect::<Vec<_>>(), expected);
    let mean = lives.iter().map(|l| l.entries.len()).sum::<usize>() / lives.len();
    assert!((8..=30).contains(&mean), "{mean} entries on average");
    assert!(lives.iter().filter(|l| l.entries.len() >= 45).count() >= 40, "too few busy demands");
    assert!(lives.iter().all(|l| Demand::fold(&l.entries).as_ref() == Some(&l.demand)));

    let references: BTreeSet<_> = lives.iter().map(|l| l.demand.reference).collect();
    assert_eq!(references.len(), lives.len());

    let again = House::new(&rulebook, &policy, plan(2_000, Depth::Full)).life(1_234).unwrap();
    assert_eq!(again.entries, lives[1_234].entries);
    let other = House::new(&rulebook, &policy, Plan { seed: 99, ..plan(2_000, Depth::Full) }).life(1_234).unwrap();
    assert_ne!(other.demand.id, again.demand.id);
}
