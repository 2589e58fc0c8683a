//! A demand as a row: columns to find it by, and its state as text. Depends on nothing but the fold and the moment
//! of its last entry, so that `rebuild` can prove it.

use crate::record::chain;
use crate::store::Key;
use crate::store::demands::{AccountRow, DemandRow};
use crate::store::secrecy::{DateRow, OrderRow};
use domain::Instant;
use domain::clocks::{Obligation, ObligationKind};
use domain::demand::{Demand, Emergency};
use domain::instrument::Rulebook;
use domain::notice::Notice;
use domain::paper::{Identifier, Paper};
use domain::policy::Policy;
use domain::secrecy::MayTell;
use domain::stage::Stage;
use sha2::{Digest, Sha256};

/// The row of a demand whose last entry was made at `at`.
///
/// # Errors
/// The state cannot be written as JSON.
pub fn row(demand: &Demand, territory: &str, at: Instant) -> Result<DemandRow, serde_json::Error> {
    let next = next_due(demand, at);
    let (closed_at, outcome) = match &demand.stage {
        Stage::Closed { end, at } => (Some(*at), Some(end.outcome().code().to_owned())),
        _ => (None, None),
    };
    Ok(DemandRow {
        id: demand.id.into(),
        reference: demand.reference.to_string(),
        version: i64::try_from(demand.version).unwrap_or(i64::MAX),
        stage: demand.stage.name().code().to_owned(),
        instrument: demand.paper.instrument.to_string(),
        authority_id: demand.authority.as_ref().map(|a| a.id.into()),
        authority_name: demand.authority.as_ref().map_or_else(|| demand.paper.authority_name.clone(), |a| a.name.clone()),
        authority_reference: demand.paper.authority_reference.clone(),
        customer_id: demand.customer.as_ref().map(|c| c.id.into()),
        customer_name: demand.customer.as_ref().map(|c| c.name.clone()).unwrap_or_default(),
        secrecy: secrecy_code(demand.may_tell_customer(at)).to_owned(),
        due_at: next.as_ref().map(|(at, _)| *at),
        due_rule: next.map(|(_, rule)| rule),
        assignee: demand.assignee.map(Key::from),
        received_at: demand.receipt.at,
        closed_at,
        outcome,
        emergency: demand.emergency != Emergency::No,
        lane: demand.is_in_the_lane(),
        territory: demand.authority.as_ref().map_or_else(|| territory.to_owned(), |a| a.territory.clone()),
        notice_state: if deferred(demand, at) { "deferred" } else { notice_code(&demand.notice) }.to_owned(),
        fingerprint: fingerprint(&demand.paper),
        rule_row: demand.rule.as_ref().map(|rule| rule.row.0.clone()),
        state: serde_json::to_string(demand)?,
    })
}

/// The dates of a demand's secrecy as rows, one of each kind and order, the earliest.
#[must_use]
pub fn secrecy_dates(demand: &Demand, rulebook: &Rulebook, policy: &Policy) -> Vec<DateRow> {
    let mut rows: Vec<DateRow> = Vec::new();
    for date in demand.secrecy_dates(rulebook, policy) {
        let (kind, order_id) = (date.kind.code(), date.order.map(|o| o.to_string()).unwrap_or_default());
        if !rows.iter().any(|r| r.kind == kind && r.order_id == order_id) {
            rows.push(DateRow { demand_id: demand.id.into(), kind: kind.to_owned(), order_id, at: date.at });
        }
    }
    rows
}

/// The orders of a demand as rows.
#[must_use]
pub fn secrecy_orders(demand: &Demand) -> Vec<OrderRow> {
    demand.secrecy.orders.iter().map(|o| OrderRow { order_id: o.id.into(), demand_id: demand.id.into() }).collect()
}

/// The accounts a demand names, to find others by.
#[must_use]
pub fn accounts(demand: &Demand) -> Vec<AccountRow> {
    demand
        .paper
        .identifiers
        .iter()
        .map(|i| (i, normalised(i)))
        .collect::<std::collections::BTreeMap<_, _>>()
        .into_iter()
        .map(|(i, value)| AccountRow { demand_id: demand.id.into(), kind: i.kind.code().to_owned(), value, account: None })
        .collect()
}

/// The nearest thing that is owed: a duty that runs, by its internal date, or a notice. A notice that an order forbids waits
/// for the order's end, which makes it a debt with a date again.
#[must_use]
pub fn next_due(demand: &Demand, at: Instant) -> Option<(Instant, String)> {
    let (purges, duties): (Vec<_>, Vec<_>) = demand.running_duties().into_iter().partition(|c| c.kind == ObligationKind::Purge);
    let named = |c: &Obligation| (c.due.internal, c.rule.id().to_owned());
    let notice = demand.notice.due().filter(|_| !deferred(demand, at)).map(|due| (due, "D.notice".to_owned()));
    let first = duties.into_iter().map(named).chain(notice).min_by_key(|(at, _)| *at);
    // The removal is the custodian's, who has a list of it: it takes the place of nothing that the desk owes.
    first.or_else(|| purges.into_iter().map(named).min_by_key(|(at, _)| *at))
}

/// Whether an order forbids the notice that is owed.
fn deferred(demand: &Demand, at: Instant) -> bool {
    matches!(demand.notice, Notice::Owed { .. }) && matches!(demand.may_tell_customer(at), MayTell::No { .. })
}

/// The three states of secrecy as codes.
#[must_use]
pub const fn secrecy_code(state: MayTell) -> &'static str {
    match state {
        MayTell::Yes => "none",
        MayTell::Unknown => "unknown",
        MayTell::No { .. } => "in_force",
    }
}

/// The notice track as a code.
#[must_use]
pub const fn notice_code(notice: &Notice) -> &'static str {
    match notice {
        Notice::NotOwed(_) => "not_owed",
        Notice::Owed { .. } => "owed",
        Notice::Queued { .. } => "queued",
        Notice::Sent { .. } => "sent",
        Notice::Undeliverable { .. } => "undeliverable",
        Notice::Waived { .. } => "waived",
    }
}

/// An identifier as it is compared.
#[must_use]
pub fn normalised(identifier: &Identifier) -> String {
    identifier.normalised()
}

/// Same authority, reference and accounts (INV-27): the key by which duplicates find each other.
#[must_use]
pub fn fingerprint(paper: &Paper) -> String {
    let mut accounts: Vec<String> = paper.identifiers.iter().map(normalised).collect();
    accounts.sort();
    accounts.dedup();
    let mut hash = Sha256::new();
    for part in [paper.authority_name.trim().to_lowercase(), paper.authority_reference.trim().to_lowercase()].iter().chain(&accounts) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    chain::hex(&hash.finalize())
}
