//! Secrecy is placed while a notice leaves, thousands of times over: once the placing was acknowledged no sending begins, and
//! what had begun before is said with the order.
//!
//! The steps of both sides are transactions, and transactions are what interleaves: several senders lease and begin, several
//! people place orders, all at once, each over its own shuffle of the same notices.

use crate::both_databases;
use crate::support::mailroom::{Mailroom, customer_id, reviewer};
use chrono::Duration;
use domain::demand::Demand;
use domain::ids::{ContactId, DemandId, MessageId};
use futures::future::join_all;
use ombud::store::customers::{self, ContactRow};
use ombud::store::demands::{self, DemandRow};
use ombud::store::events;
use ombud::store::outbox::{self, MessageRow};
use ombud::workflow::Workflow;
use rand::seq::SliceRandom;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// Notices in one database, each with as many messages; every message races with the order that forbids it.
const NOTICES: usize = 1_250;
const MESSAGES: usize = 8;
/// Notices that race at the same time.
const TOGETHER: usize = 50;
const SENDERS: usize = 3;
const PLACERS: usize = 2;

/// How a sender begins.
#[derive(Clone, Copy, PartialEq)]
enum Begin {
    /// As it should.
    AtTheGate,
    /// The planted fault: secrecy was asked for when the notice was queued, and nobody asks again.
    AskedWhenQueued,
}

/// What was seen of one notice, in the order of one counter for everybody.
#[derive(Default, Debug)]
struct Seen {
    /// When the placing was acknowledged.
    acknowledged: u64,
    /// Messages whose sending began, each with the moment before the sender asked.
    begun: Vec<(MessageId, u64)>,
}

/// Notices that wait in the outbox, all alike: copies of one that went through every step.
async fn fill(room: &Mailroom, notices: usize) -> Vec<(DemandId, Vec<MessageId>)> {
    let txn = room.workflow.store().begin().await.unwrap();
    let now = room.clock.now();
    for n in 2..MESSAGES {
        let id = ContactId(Uuid::from_u128(0xe0 + n as u128));
        let (name, mail) = (format!("Contact {n}"), format!("contact{n}@customer.example.net"));
        customers::add_contact(&txn, ContactRow::new(id, customer_id(0), &name, &mail, "en", 0, now).verified(now)).await.unwrap();
    }
    txn.commit().await.unwrap();
    let template = room.queued().await;
    let row = demands::find(room.workflow.store().read(), template).await.unwrap().unwrap();
    let letters = room.messages(template).await;
    assert_eq!(letters.len(), MESSAGES);
    let txn = room.workflow.store().begin().await.unwrap();
    for letter in &letters {
        outbox::cancel(&txn, letter.id.to(), "the template").await.unwrap();
    }
    let mut made = Vec::new();
    for n in 0..notices {
        let id = DemandId(Uuid::from_u128(0x1000 + n as u128));
        let digits: [u8; 8] = std::array::from_fn(|place| u8::try_from(n / 30_usize.pow(u32::try_from(place).unwrap()) % 30).unwrap());
        let reference = domain::ids::Reference::from_random(digits).to_string();
        let mut state = row.state.replace(&template.to_string(), &id.to_string()).replace(&row.reference, &reference);
        let mut messages = Vec::new();
        for (m, letter) in letters.iter().enumerate() {
            let own = MessageId(Uuid::from_u128(0x10_0000 + (n * MESSAGES + m) as u128));
            state = state.replace(&letter.id.to_string(), &own.to_string());
            let copy = MessageRow {
                id: own.into(),
                demand_id: Some(id.into()),
                // Only those that race together are due together.
                next_at: letter.next_at + Duration::minutes(i64::try_from(n / TOGETHER).unwrap()),
                message_id: outbox::message_id(own, "legal@provider.example.com"),
                ..letter.clone()
            };
            outbox::put(&txn, copy).await.unwrap();
            messages.push(own);
        }
        demands::insert(&txn, DemandRow { id: id.into(), reference, state, ..row.clone() }).await.unwrap();
        made.push((id, messages));
    }
    txn.commit().await.unwrap();
    made
}

/// Let senders and placers loose on some notices.
async fn race(room: &Mailroom, notices: &[(DemandId, Vec<MessageId>)], how: Begin) -> BTreeMap<DemandId, Seen> {
    let moment = Arc::new(AtomicU64::new(1));
    let of: Arc<BTreeMap<MessageId, DemandId>> = Arc::new(notices.iter().flat_map(|(id, all)| all.iter().map(|m| (*m, *id))).collect());
    let send = (0..SENDERS).map(|_| tokio::spawn(sender(room.workflow.clone(), how, Arc::clone(&moment), Arc::clone(&of))));
    let mut orders: Vec<DemandId> = notices.iter().map(|(id, _)| *id).collect();
    orders.shuffle(&mut rand::rng());
    let place = orders.chunks(orders.len().div_ceil(PLACERS)).map(|own| {
        let (workflow, moment, own) = (room.workflow.clone(), Arc::clone(&moment), own.to_vec());
        let commands: Vec<_> = own.iter().map(|_| room.order()).collect();
        tokio::spawn(async move {
            let mut acknowledged = Vec::new();
            for (id, command) in own.into_iter().zip(commands) {
                workflow.act(reviewer(), id, command, None).await.unwrap();
                acknowledged.push((id, moment.fetch_add(1, Ordering::SeqCst)));
            }
            acknowledged
        })
    });
    let (begun, acknowledged) = tokio::join!(join_all(send), join_all(place));
    let mut seen: BTreeMap<DemandId, Seen> = BTreeMap::new();
    for (id, at) in acknowledged.into_iter().flat_map(Result::unwrap) {
        seen.entry(id).or_default().acknowledged = at;
    }
    for (message, at) in begun.into_iter().flat_map(Result::unwrap) {
        seen.entry(of[&message]).or_default().begun.push((message, at));
    }
    seen
}

/// Lease and begin until nothing is left; what was begun, and the moment before it was asked for.
async fn sender(workflow: Workflow, how: Begin, moment: Arc<AtomicU64>, of: Arc<BTreeMap<MessageId, DemandId>>) -> Vec<(MessageId, u64)> {
    let mut begun = Vec::new();
    if how == Begin::AskedWhenQueued {
        let rows: Vec<MessageId> = of.keys().copied().collect();
        for message in rows {
            // The same work as the real one, so that the others get their turns.
            workflow.begin_mail(message).await.unwrap();
            begun.push((message, moment.fetch_add(1, Ordering::SeqCst)));
        }
        return begun;
    }
    loop {
        let mut leased = workflow.lease_mail(16, Duration::hours(9)).await.unwrap();
        if leased.messages.is_empty() && leased.stopped.is_empty() {
            return begun;
        }
        leased.messages.shuffle(&mut rand::rng());
        for row in leased.messages {
            let before = moment.fetch_add(1, Ordering::SeqCst);
            if workflow.begin_mail(row.id.to()).await.unwrap().is_some() {
                begun.push((row.id.to(), before));
            }
        }
    }
}

/// What must not be: a sending that began after the acknowledgement, or that the order's entry does not speak of.
fn faults(seen: &BTreeMap<DemandId, Seen>, said: &BTreeSet<MessageId>) -> Vec<String> {
    let mut faults = Vec::new();
    for (id, seen) in seen {
        assert!(seen.acknowledged > 0, "{id} was raced with nobody");
        for (message, before) in &seen.begun {
            if *before > seen.acknowledged {
                faults.push(format!("{message}: begun after the order was acknowledged"));
            } else if !said.contains(message) {
                faults.push(format!("{message}: begun before the order, and the order's entry does not say so"));
            }
        }
    }
    faults
}

/// The messages that the record says were on the wire when secrecy came.
async fn said(room: &Mailroom) -> BTreeSet<MessageId> {
    let (mut said, mut after) = (BTreeSet::new(), 0);
    loop {
        let page = events::page(room.workflow.store().read(), after, 1_000).await.unwrap();
        let Some(last) = page.last() else { return said };
        after = last.seq;
        for event in page.into_iter().filter(|e| e.kind == "mail_on_the_wire") {
            let messages = event.payload.unwrap()["messages"].clone();
            said.extend(serde_json::from_value::<Vec<MessageId>>(messages).unwrap());
        }
    }
}

async fn run(url: &str, notices: usize, how: Begin) -> (usize, usize, Vec<String>) {
    let room = Mailroom::open(url).await;
    let made = fill(&room, notices).await;
    let mut seen = BTreeMap::new();
    for some in made.chunks(TOGETHER) {
        seen.append(&mut race(&room, some, how).await);
        room.forward(Duration::minutes(1));
    }
    let said = said(&room).await;
    let begun = seen.values().map(|s| s.begun.len()).sum();
    let stopped = seen.values().filter(|s| s.begun.is_empty()).count();
    // Nothing that was stopped is anything but withdrawn, and every notice is owed again.
    if how == Begin::AtTheGate {
        for (id, _) in made.iter().step_by(97) {
            let demand: Demand = room.demand(*id).await;
            assert!(matches!(demand.notice, domain::notice::Notice::Owed { .. }), "{:?}", demand.notice);
        }
    }
    (begun, stopped, faults(&seen, &said))
}

both_databases! {
    async fn no_sending_begins_after_secrecy_was_acknowledged(url: String) {
        let (begun, stopped, faults) = run(&url, NOTICES, Begin::AtTheGate).await;
        assert!(faults.is_empty(), "{} faults, the first: {:?}", faults.len(), &faults[..faults.len().min(5)]);
        println!("{} interleavings: {begun} begun before, {stopped} of {NOTICES} notices wholly stopped", NOTICES * MESSAGES);
        // Both ends must happen often, or nothing raced.
        assert!(begun > NOTICES * MESSAGES / 50 && stopped > NOTICES / 50, "{begun} begun, {stopped} of {NOTICES} notices stopped");
    }

    /// The fault that the test above must see.
    async fn a_gate_at_the_queueing_alone_is_caught(url: String) {
        let (_, _, faults) = run(&url, TOGETHER * 2, Begin::AskedWhenQueued).await;
        assert!(faults.iter().any(|f| f.contains("after the order was acknowledged")), "{faults:?}");
    }
}
