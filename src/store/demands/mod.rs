//! The projection of demands: flat columns to find them by, and the folded state as text.
//!
//! Written only in the transaction that appends the events it follows from.

mod accounts;
mod attention;
mod entity;
mod queue;
mod said;

pub use accounts::{AccountRow, LinkRow, accounts_of, insert_accounts, link, links_of, others_naming, put_accounts};
pub use attention::{attention, with_ids};
pub use entity::Model as DemandRow;
pub use queue::{Count, Cursor, Line, Page, QueueFilter, Sort, counts, lines, queue};
pub use said::{AskRow, SaidRow, put_said, said_of, to_ask};

use super::outbox::talk;
use super::texts::{Shape, text};
use super::{Conn, Key, Sight, StoreError, Txn, events, insert as insert_row, insert_all, set_changed};
use domain::ids::{AuthorityId, CustomerId, DemandId, PersonId, Reference};
use domain::outcome::Outcome;
use entity::{Column, Entity};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Statement,
};
use std::collections::BTreeMap;

/// Insert a new demand.
///
/// # Errors
/// [`StoreError::Duplicate`] when the id or the reference is taken; [`StoreError::Database`].
pub async fn insert(txn: &Txn, row: DemandRow) -> Result<(), StoreError> {
    insert_row::<Entity>(txn, row).await
}

/// Insert many new demands, for bulk loading: a few statements instead of one per row.
///
/// # Errors
/// As [`insert`].
pub async fn insert_many(txn: &Txn, rows: Vec<DemandRow>) -> Result<(), StoreError> {
    insert_all::<Entity>(txn, rows).await
}

/// Write what differs between the row as read and the row as it is to be. Only columns that differ are written,
/// so only their indexes are.
///
/// `after.version` must be greater than `before.version`, which the row must still have.
///
/// # Errors
/// [`StoreError::Stale`] when the row has another version by now or is another demand's; [`StoreError::Database`].
pub async fn save(txn: &Txn, before: &DemandRow, after: &DemandRow) -> Result<(), StoreError> {
    set_changed::<Entity>(txn, "demand", before, after, Column::Version).await
}

/// One demand.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, id: DemandId) -> Result<Option<DemandRow>, StoreError> {
    Ok(Entity::find_by_id(Key::from(id)).one(conn.inner()).await?)
}

/// One demand that this transaction is about to change: the end of the record, which its entries will follow, comes in
/// the same query.
///
/// # Errors
/// [`StoreError::Inconsistent`] when the record's last hash is not one; [`StoreError::Database`].
pub async fn find_to_change(txn: &Txn, id: DemandId) -> Result<Option<DemandRow>, StoreError> {
    to_change(txn, id, false).await
}

/// [`find_to_change`] for a change that writes to the authority: what the letter needs comes in the same query, too.
///
/// # Errors
/// As [`find_to_change`].
pub async fn find_to_answer(txn: &Txn, id: DemandId) -> Result<Option<DemandRow>, StoreError> {
    to_change(txn, id, true).await
}

async fn to_change(txn: &Txn, id: DemandId, writes: bool) -> Result<Option<DemandRow>, StoreError> {
    let inner = txn.inner();
    let backend = inner.get_database_backend();
    let kind = if writes { "to change and to write" } else { "to change" };
    let sql = text(Shape::of::<Entity>(kind, backend), || {
        let find =
            events::head_columns().into_iter().fold(Entity::find_by_id(Key::from(id)), |find, (last, name)| find.expr_as(last, name));
        let mut find = find.into_query();
        if writes {
            talk::join(&mut find, (Entity, Column::AuthorityId));
        }
        backend.build(&find).sql
    });
    let Some(row) = inner.query_one_raw(Statement::from_sql_and_values(backend, &*sql, [Key::from(id).into()])).await? else {
        return Ok(None);
    };
    txn.know_head(events::head_of(&row)?);
    if writes {
        txn.know_talk(talk::joined(&row, id)?);
    }
    Ok(Some(DemandRow::from_query_result(&row, "")?))
}

/// One demand by what people say on the telephone.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_by_reference(conn: &impl Conn, reference: Reference) -> Result<Option<DemandRow>, StoreError> {
    Ok(Entity::find().filter(Column::Reference.eq(reference.to_string())).one(conn.inner()).await?)
}

/// How many open demands of an instrument are on another row of the rulebook than this one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn on_other_rows(conn: &impl Conn, instrument: &str, row: &str) -> Result<u64, StoreError> {
    let of = Condition::all().add(Column::Instrument.eq(instrument)).add(Column::ClosedAt.is_null());
    // NULL, for what came before rows were kept, is not another row.
    Ok(Entity::find().filter(of.add(Column::RuleRow.ne(row))).count(conn.inner()).await?)
}

/// Demands under a file number of an authority, as it is printed, the latest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn with_authority_reference(conn: &impl Conn, reference: &str, limit: u64) -> Result<Vec<DemandRow>, StoreError> {
    Ok(Entity::find()
        .filter(Column::AuthorityReference.eq(reference))
        .order_by_desc(Column::ReceivedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// Demands that `sight` reaches with the same dedupe key, oldest first, at most 20.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn same_fingerprint(conn: &impl Conn, sight: Sight, fingerprint: &str) -> Result<Vec<DemandRow>, StoreError> {
    Ok(Entity::find()
        .filter(Column::Fingerprint.eq(fingerprint))
        .filter(Condition::all().add_option(sight.within(Column::Id)))
        .order_by_asc(Column::ReceivedAt)
        .order_by_asc(Column::Id)
        .limit(20)
        .all(conn.inner())
        .await?)
}

/// Open demands of an authority in the order of their ids, up to `limit` after `after`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn open_of_authority(
    conn: &impl Conn,
    authority: AuthorityId,
    after: Option<DemandId>,
    limit: u64,
) -> Result<Vec<DemandRow>, StoreError> {
    let mut find = Entity::find().filter(Column::AuthorityId.eq(Key::from(authority))).filter(Column::ClosedAt.is_null());
    if let Some(after) = after {
        find = find.filter(Column::Id.gt(Key::from(after)));
    }
    Ok(find.order_by_asc(Column::Id).limit(limit).all(conn.inner()).await?)
}

/// All demands of an authority, open or not, by id after `after`, up to `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn ids_of_authority(
    conn: &impl Conn,
    authority: AuthorityId,
    after: Option<DemandId>,
    limit: u64,
) -> Result<Vec<DemandId>, StoreError> {
    let mut find = Entity::find().select_only().column(Column::Id).filter(Column::AuthorityId.eq(Key::from(authority)));
    if let Some(after) = after {
        find = find.filter(Column::Id.gt(Key::from(after)));
    }
    let keys: Vec<Key> = find.order_by_asc(Column::Id).limit(limit).into_tuple().all(conn.inner()).await?;
    Ok(keys.into_iter().map(Key::to).collect())
}

/// The demands of an authority of which nobody kept who sent them, by id after `after`, up to `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn ids_of_unknown_sender(
    conn: &impl Conn,
    authority: AuthorityId,
    after: Option<DemandId>,
    limit: u64,
) -> Result<Vec<DemandId>, StoreError> {
    let mut find = Entity::find().select_only().column(Column::Id).filter(Column::AuthorityId.eq(Key::from(authority)));
    find = find.filter(super::suspensions::unknown_sender());
    if let Some(after) = after {
        find = find.filter(Column::Id.gt(Key::from(after)));
    }
    let keys: Vec<Key> = find.order_by_asc(Column::Id).limit(limit).into_tuple().all(conn.inner()).await?;
    Ok(keys.into_iter().map(Key::to).collect())
}

/// Whether anything has ever been disclosed to an authority.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn answered(conn: &impl Conn, authority: AuthorityId) -> Result<bool, StoreError> {
    let found = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::AuthorityId.eq(Key::from(authority)))
        .filter(Column::Outcome.is_in(Outcome::ALL.iter().filter(|o| o.disclosed()).map(|o| o.code())))
        .into_tuple::<Key>()
        .one(conn.inner())
        .await?;
    Ok(found.is_some())
}

/// Whether anybody of a country (ISO 3166 alpha-2, with all below it) has ever been given data.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn country_answered(conn: &impl Conn, country: &str) -> Result<bool, StoreError> {
    let below = Column::Territory.gte(format!("{country}-")).and(Column::Territory.lt(format!("{country}.")));
    let found = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Territory.eq(country).or(below))
        .filter(Column::Outcome.is_in(Outcome::ALL.iter().filter(|o| o.disclosed()).map(|o| o.code())))
        .into_tuple::<Key>()
        .one(conn.inner())
        .await?;
    Ok(found.is_some())
}

/// How many demands an authority has sent since `from` and before `until`; counting stops at a hundred.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn received_since(
    conn: &impl Conn,
    authority: AuthorityId,
    from: domain::Instant,
    until: domain::Instant,
) -> Result<u64, StoreError> {
    let found: Vec<Key> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::AuthorityId.eq(Key::from(authority)))
        .filter(Column::ReceivedAt.gte(from))
        .filter(Column::ReceivedAt.lt(until))
        .limit(100)
        .into_tuple()
        .all(conn.inner())
        .await?;
    Ok(found.len() as u64)
}

/// The open demands that a person works on, the earliest due first, at most `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn open_of_assignee(conn: &impl Conn, person: PersonId, limit: u64) -> Result<Vec<DemandRow>, StoreError> {
    let find = Entity::find().filter(Column::Assignee.eq(Key::from(person))).filter(Column::ClosedAt.is_null());
    Ok(find.order_by_asc(Column::DueAt).order_by_asc(Column::Id).limit(limit).all(conn.inner()).await?)
}

/// A customer's demands, the latest first, up to `limit` after the one received at `after`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_customer(
    conn: &impl Conn,
    customer: CustomerId,
    after: Option<(domain::Instant, DemandId)>,
    limit: u64,
) -> Result<Vec<DemandRow>, StoreError> {
    let mut find = Entity::find().filter(Column::CustomerId.eq(Key::from(customer)));
    if let Some((at, id)) = after {
        let same = Condition::all().add(Column::ReceivedAt.eq(at)).add(Column::Id.lt(Key::from(id)));
        find = find.filter(Condition::any().add(Column::ReceivedAt.lt(at)).add(same));
    }
    Ok(find.order_by_desc(Column::ReceivedAt).order_by_desc(Column::Id).limit(limit).all(conn.inner()).await?)
}

/// All demands in the order of their ids, up to `limit` after `after`; for rebuilding and for exports.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn all_after(conn: &impl Conn, after: Option<DemandId>, limit: u64) -> Result<Vec<DemandRow>, StoreError> {
    let mut find = Entity::find().order_by_asc(Column::Id).limit(limit);
    if let Some(after) = after {
        find = find.filter(Column::Id.gt(Key::from(after)));
    }
    Ok(find.all(conn.inner()).await?)
}

/// Open demands in the order of their ids, up to `limit` after `after`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn open_after(conn: &impl Conn, after: Option<DemandId>, limit: u64) -> Result<Vec<DemandRow>, StoreError> {
    let mut find = Entity::find().filter(Column::ClosedAt.is_null()).order_by_asc(Column::Id).limit(limit);
    if let Some(after) = after {
        find = find.filter(Column::Id.gt(Key::from(after)));
    }
    Ok(find.all(conn.inner()).await?)
}

/// The references of those of the demands that `sight` reaches, for lists that name them.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn references(conn: &impl Conn, sight: Sight, ids: &[DemandId]) -> Result<BTreeMap<DemandId, String>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(Key, String)> = Entity::find()
        .filter(Condition::all().add_option(sight.within(Column::Id)))
        .select_only()
        .columns([Column::Id, Column::Reference])
        .filter(Column::Id.is_in(ids.iter().map(|id| Key::from(*id))))
        .into_tuple()
        .all(conn.inner())
        .await?;
    Ok(rows.into_iter().map(|(id, reference)| (id.to(), reference)).collect())
}

/// Which of these demands have a row.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn present(conn: &impl Conn, ids: &[DemandId]) -> Result<Vec<DemandId>, StoreError> {
    let keys: Vec<Key> = ids.iter().map(|id| Key::from(*id)).collect();
    let found: Vec<Key> =
        Entity::find().select_only().column(Column::Id).filter(Column::Id.is_in(keys)).into_tuple().all(conn.inner()).await?;
    Ok(found.into_iter().map(Key::to).collect())
}

impl DemandRow {
    /// Its id as the domain knows it.
    #[must_use]
    pub const fn demand(&self) -> DemandId {
        DemandId(self.id.0)
    }
}

/// The ids of demands whose notice track is in a state, as a part of another query.
pub(super) fn with_notice(state: &str) -> sea_orm::sea_query::SelectStatement {
    use sea_orm::{QuerySelect, QueryTrait};
    Entity::find().select_only().column(Column::Id).filter(Column::NoticeState.eq(state)).into_query()
}
