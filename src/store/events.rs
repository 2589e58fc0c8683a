//! The record: one append-only log per installation, chained (see [`crate::record::chain`]).
//!
//! The last row is the head: `seq` is the primary key, so finding it costs one step however long the record is.
//! The writing transaction is the only one, so nobody can append between reading the head and following it.

use super::{Conn, Key, StoreError, Txn, chance};
use crate::record::chain::{self, Bytes32, Link};
use chrono::SubsecRound;
use domain::Instant;
use domain::actor::Actor;
use domain::ids::DemandId;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{QueryOrder, QueryResult, QuerySelect};
use serde_json::Value;

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "events")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub at: DateTimeUtc,
        pub demand: Option<Key>,
        pub actor: String,
        pub kind: String,
        pub commitment: String,
        pub prev_hash: String,
        pub hash: String,
        pub nonce: Option<String>,
        pub payload: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
use entity::{Column, Entity, Model};

/// Something that has happened and is to be recorded.
#[derive(Clone, PartialEq, Debug)]
pub struct NewEvent {
    /// Which demand, if it belongs to one.
    pub demand: Option<DemandId>,
    /// Who did it.
    pub actor: Actor,
    /// Kind, a stable code.
    pub kind: String,
    /// What happened. Whole numbers only.
    pub payload: Value,
}

/// An event as recorded.
#[derive(Clone, PartialEq, Debug)]
pub struct StoredEvent {
    /// Place in the record, dense, from 1.
    pub seq: i64,
    /// When, to the microsecond.
    pub at: Instant,
    /// Which demand, if it belongs to one.
    pub demand: Option<DemandId>,
    /// Who did it.
    pub actor: Actor,
    /// Kind, a stable code.
    pub kind: String,
    /// What happened; `None` after it was erased.
    pub payload: Option<Value>,
    /// The commitment's key; erased with the payload.
    pub nonce: Option<Bytes32>,
    /// `HMAC-SHA-256(nonce, canonical payload)`.
    pub commitment: Bytes32,
    /// Hash of the event before; zeros before the first.
    pub prev_hash: Bytes32,
    /// This event's hash.
    pub hash: Bytes32,
}

/// The end of the record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    /// Number of events, which is the last `seq`; 0 when there is none.
    pub count: i64,
    /// Hash of the last event; zeros when there is none.
    pub hash: Bytes32,
}

/// Events of a bulk load that are chained and inserted at once.
const BATCH: usize = 2_000;
/// Most events that wait for the transaction's next step instead of being inserted at once.
const FEW: usize = 8;

/// Append events in order, all at the moment `now`.
///
/// # Errors
/// [`StoreError::Fraction`] for a payload with a fraction; [`StoreError::Database`].
pub async fn append(txn: &Txn, events: &[NewEvent], now: Instant) -> Result<Vec<StoredEvent>, StoreError> {
    chained(txn, events.iter().map(|event| (now, event))).await
}

/// Append events in order, each at its own moment, for bulk loading.
///
/// # Errors
/// As [`append`].
pub async fn append_all(txn: &Txn, events: &[(Instant, NewEvent)]) -> Result<(), StoreError> {
    for some in events.chunks(BATCH) {
        chained(txn, some.iter().map(|(at, event)| (*at, event))).await?;
    }
    Ok(())
}

async fn chained<'a>(txn: &Txn, events: impl ExactSizeIterator<Item = (Instant, &'a NewEvent)>) -> Result<Vec<StoredEvent>, StoreError> {
    if events.len() == 0 {
        return Ok(Vec::new());
    }
    let mut last = match txn.known_head() {
        Some(head) => head,
        None => head(txn).await?,
    };
    let mut rows = Vec::with_capacity(events.len());
    let mut stored = Vec::with_capacity(events.len());
    for (now, event) in events {
        // The clock gives microseconds; anything finer would be in SQLite's text and not in the hash.
        let now = now.trunc_subsecs(6);
        let payload = chain::canonical(&event.payload).map_err(|f| StoreError::Fraction(f.0))?;
        let actor = actor_text(&event.actor)?;
        let nonce = chance::bytes32();
        let commitment = chain::commitment(&nonce, &payload);
        let link = Link {
            seq: last.count + 1,
            prev: &last.hash,
            at_micros: now.timestamp_micros(),
            demand: event.demand.map(|id| id.0),
            actor: &actor,
            kind: &event.kind,
            commitment: &commitment,
        };
        let (seq, hash) = (link.seq, link.hash());
        stored.push(StoredEvent {
            seq,
            at: now,
            demand: event.demand,
            actor: event.actor,
            kind: event.kind.clone(),
            payload: Some(event.payload.clone()),
            nonce: Some(nonce),
            commitment,
            prev_hash: last.hash,
            hash,
        });
        rows.push(Model {
            seq,
            at: now,
            demand: event.demand.map(Key::from),
            actor,
            kind: event.kind.clone(),
            commitment: chain::hex(&commitment),
            prev_hash: chain::hex(&last.hash),
            hash: chain::hex(&hash),
            nonce: Some(chain::hex(&nonce)),
            payload: Some(payload),
        });
        last = Head { count: seq, hash };
    }
    if rows.len() <= FEW {
        rows.into_iter().for_each(|row| super::later::<Entity>(txn, row));
    } else {
        super::insert_all::<Entity>(txn, rows).await?;
    }
    txn.know_head(last);
    Ok(stored)
}

/// The end of the record.
///
/// # Errors
/// [`StoreError::Inconsistent`] when the last row's hash is not one; [`StoreError::Database`].
pub async fn head(conn: &impl Conn) -> Result<Head, StoreError> {
    let last: Option<(i64, String)> = Entity::find()
        .select_only()
        .columns([Column::Seq, Column::Hash])
        .order_by_desc(Column::Seq)
        .limit(1)
        .into_tuple()
        .one(conn.inner())
        .await?;
    last.map_or(Ok(Head { count: 0, hash: chain::GENESIS }), |(seq, hash)| Ok(Head { count: seq, hash: bytes("hash", seq, &hash)? }))
}

/// Selects of the end of the record, to stand as columns `head_seq` and `head_hash` in another query; and the end read from them.
/// Their limit is written out: SQLite plans a statement anew each time a limit is bound.
pub(super) fn head_columns() -> [(SimpleExpr, &'static str); 2] {
    let last = |column: &str| Expr::cust(format!("(SELECT {column} FROM events ORDER BY seq DESC LIMIT 1)"));
    [(last("seq"), "head_seq"), (last("hash"), "head_hash")]
}

/// The end of the record from a row with [`head_columns`].
pub(super) fn head_of(row: &QueryResult) -> Result<Head, StoreError> {
    let (seq, hash): (Option<i64>, Option<String>) = (row.try_get("", "head_seq")?, row.try_get("", "head_hash")?);
    seq.zip(hash)
        .map_or(Ok(Head { count: 0, hash: chain::GENESIS }), |(seq, hash)| Ok(Head { count: seq, hash: bytes("hash", seq, &hash)? }))
}

/// All events of a demand, in order.
///
/// # Errors
/// [`StoreError::Inconsistent`], [`StoreError::Database`].
pub async fn of_demand(conn: &impl Conn, demand: DemandId) -> Result<Vec<StoredEvent>, StoreError> {
    let rows = Entity::find().filter(Column::Demand.eq(Key::from(demand))).order_by_asc(Column::Seq).all(conn.inner()).await?;
    rows.into_iter().map(StoredEvent::try_from).collect()
}

/// An event as a story needs it: without what proves it.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    /// When.
    pub at: Instant,
    /// Who did it.
    pub actor: Actor,
    /// Kind, a stable code.
    pub kind: String,
    /// What happened, as canonical JSON; `None` after it was erased.
    pub payload: Option<String>,
}

/// The events of a demand but those of one kind, in order, as a story needs them.
///
/// # Errors
/// [`StoreError::Inconsistent`], [`StoreError::Database`].
pub async fn told_of(conn: &impl Conn, demand: DemandId, but: &str) -> Result<Vec<Told>, StoreError> {
    let rows: Vec<(i64, Instant, String, String, Option<String>)> = Entity::find()
        .select_only()
        .columns([Column::Seq, Column::At, Column::Actor, Column::Kind, Column::Payload])
        .filter(Column::Demand.eq(Key::from(demand)))
        .filter(Column::Kind.ne(but))
        .order_by_asc(Column::Seq)
        .into_tuple()
        .all(conn.inner())
        .await?;
    let told = |(seq, at, actor, kind, payload): (i64, Instant, String, String, Option<String>)| {
        let actor = serde_json::from_str(&actor).map_err(|e| wrong("actor", seq, e.to_string()))?;
        Ok(Told { at, actor, kind, payload })
    };
    rows.into_iter().map(told).collect()
}

/// Up to `limit` events after `after_seq` (0 for the beginning), in order.
///
/// # Errors
/// [`StoreError::Inconsistent`], [`StoreError::Database`].
pub async fn page(conn: &impl Conn, after_seq: i64, limit: u64) -> Result<Vec<StoredEvent>, StoreError> {
    let rows = Entity::find().filter(Column::Seq.gt(after_seq)).order_by_asc(Column::Seq).limit(limit).all(conn.inner()).await?;
    rows.into_iter().map(StoredEvent::try_from).collect()
}

/// Up to `limit` demands that an event of this kind is about, after `after_seq` (0 for the beginning), in order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn demands_with(conn: &impl Conn, kind: &str, after_seq: i64, limit: u64) -> Result<Vec<(i64, DemandId)>, StoreError> {
    let found: Vec<(i64, Option<Key>)> = Entity::find()
        .select_only()
        .columns([Column::Seq, Column::Demand])
        .filter(Column::Kind.eq(kind))
        .filter(Column::Seq.gt(after_seq))
        .filter(Column::Demand.is_not_null())
        .order_by_asc(Column::Seq)
        .limit(limit)
        .into_tuple()
        .all(conn.inner())
        .await?;
    Ok(found.into_iter().filter_map(|(seq, demand)| demand.map(|d| (seq, d.to()))).collect())
}

/// The actor as canonical JSON: what the hash covers.
fn actor_text(actor: &Actor) -> Result<String, StoreError> {
    let why = |why: String| StoreError::Inconsistent { table: "events", column: "actor", row: "new".to_owned(), why };
    let value = serde_json::to_value(actor).map_err(|e| why(e.to_string()))?;
    chain::canonical(&value).map_err(|f| why(f.0))
}

fn bytes(column: &'static str, seq: i64, text: &str) -> Result<Bytes32, StoreError> {
    chain::unhex(text).ok_or_else(|| wrong(column, seq, "not 32 bytes in hexadecimal".to_owned()))
}

fn wrong(column: &'static str, seq: i64, why: String) -> StoreError {
    StoreError::Inconsistent { table: "events", column, row: seq.to_string(), why }
}

impl TryFrom<Model> for StoredEvent {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let seq = row.seq;
        Ok(Self {
            seq,
            at: row.at,
            demand: row.demand.map(Key::to),
            actor: serde_json::from_str(&row.actor).map_err(|e| wrong("actor", seq, e.to_string()))?,
            kind: row.kind,
            payload: row.payload.map(|p| serde_json::from_str(&p)).transpose().map_err(|e| wrong("payload", seq, e.to_string()))?,
            nonce: row.nonce.map(|n| bytes("nonce", seq, &n)).transpose()?,
            commitment: bytes("commitment", seq, &row.commitment)?,
            prev_hash: bytes("prev_hash", seq, &row.prev_hash)?,
            hash: bytes("hash", seq, &row.hash)?,
        })
    }
}
