//! Demands that were handled before this installation: the imports of lists of them, and their rows.

use super::{Conn, StoreError, Txn, insert, insert_all, set_all};
use domain::Instant;
use domain::past::Hidden;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::HashMap;
use std::ops::Range;

mod entity {
    use sea_orm::entity::prelude::*;

    /// One row of a list.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "past_demands")]
    pub struct Model {
        /// Its number here, from 1; its reference is made of it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        /// By which the same row is known again.
        pub row_key: String,
        /// The import that brought it, or changed it last.
        pub import_seq: i64,
        /// The list's own reference.
        pub reference: String,
        /// SHA-256 of its facts, lower-case hexadecimal.
        pub content: String,
        /// When it came.
        pub received_at: DateTimeUtc,
        /// Requesting country; `ZZ` when the list does not say.
        pub territory: String,
        /// Outcome; empty when the list does not say.
        pub outcome: String,
        /// `no`, `matter` or `existence`.
        pub hidden: String,
        /// All of it, as JSON.
        pub facts: String,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod import_entity {
    use sea_orm::entity::prelude::*;

    /// One import of a list.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "past_imports")]
    pub struct Model {
        /// Its number, from 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        /// Name of the list.
        pub source: String,
        /// Name of the file.
        pub file: String,
        /// SHA-256 of the file, once it was read to its end.
        pub sha256: Option<String>,
        /// When it began.
        pub begun_at: DateTimeUtc,
        /// When it was done; never, when it was cut off.
        pub done_at: Option<DateTimeUtc>,
        /// What came of it, as JSON.
        pub counts: Option<String>,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use entity::Model as PastRow;
use entity::{Column, Entity};
pub use import_entity::Model as ImportRow;
use import_entity::{Column as ImportColumn, Entity as Imports};

/// What is shown of the list. The default shows everything.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PastFilter {
    /// The beginning of the list's own reference.
    pub reference: Option<String>,
    /// Only this one.
    pub seq: Option<i64>,
    /// Requesting country.
    pub territory: Option<String>,
    /// Outcome; empty text for those whose outcome is not known.
    pub outcome: Option<String>,
    /// Leave out what is hidden from those who are not cleared.
    pub open_only: bool,
}

/// What is kept of a row whose key came again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known {
    /// Its number.
    pub seq: i64,
    /// SHA-256 of its facts.
    pub content: String,
}

/// Add an import under the next number, and give the number.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn begin(txn: &Txn, source: &str, file: &str, now: Instant) -> Result<i64, StoreError> {
    let last: Option<i64> = Imports::find().select_only().expr(ImportColumn::Seq.max()).into_tuple().one(txn.inner()).await?.flatten();
    let seq = last.unwrap_or(0) + 1;
    let row = ImportRow { seq, source: source.to_owned(), file: file.to_owned(), sha256: None, begun_at: now, done_at: None, counts: None };
    insert::<Imports>(txn, row).await?;
    Ok(seq)
}

/// Write all of an import's row.
///
/// # Errors
/// [`StoreError::Stale`], [`StoreError::Database`].
pub async fn set_import(txn: &Txn, row: ImportRow) -> Result<(), StoreError> {
    set_all::<Imports>(txn, "import", row).await
}

/// One import.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn import(conn: &impl Conn, seq: i64) -> Result<Option<ImportRow>, StoreError> {
    Ok(Imports::find_by_id(seq).one(conn.inner()).await?)
}

/// The imports, the latest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn imports(conn: &impl Conn, limit: u64) -> Result<Vec<ImportRow>, StoreError> {
    Ok(Imports::find().order_by_desc(ImportColumn::Seq).limit(limit).all(conn.inner()).await?)
}

/// The number of the last row; 0 before the first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn last(conn: &impl Conn) -> Result<i64, StoreError> {
    let last: Option<i64> = Entity::find().select_only().expr(Column::Seq.max()).into_tuple().one(conn.inner()).await?.flatten();
    Ok(last.unwrap_or(0))
}

/// Those of these keys that are there.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn known(conn: &impl Conn, keys: &[String]) -> Result<HashMap<String, Known>, StoreError> {
    let rows: Vec<(String, i64, String)> = Entity::find()
        .select_only()
        .columns([Column::RowKey, Column::Seq, Column::Content])
        .filter(Column::RowKey.is_in(keys.iter().map(String::as_str)))
        .into_tuple()
        .all(conn.inner())
        .await?;
    Ok(rows.into_iter().map(|(key, seq, content)| (key, Known { seq, content })).collect())
}

/// Add rows.
///
/// # Errors
/// [`StoreError::Duplicate`] when a key is there; [`StoreError::Database`].
pub async fn add(txn: &Txn, rows: Vec<PastRow>) -> Result<(), StoreError> {
    insert_all::<Entity>(txn, rows).await
}

/// Write all of a row.
///
/// # Errors
/// [`StoreError::Stale`], [`StoreError::Database`].
pub async fn set(txn: &Txn, row: PastRow) -> Result<(), StoreError> {
    set_all::<Entity>(txn, "past demand", row).await
}

/// One row.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, seq: i64) -> Result<Option<PastRow>, StoreError> {
    Ok(Entity::find_by_id(seq).one(conn.inner()).await?)
}

fn filtered(filter: &PastFilter) -> Select<Entity> {
    let mut find = Entity::find();
    if let Some(start) = &filter.reference {
        // A range, so that both databases answer it from the index.
        find = find.filter(Column::Reference.gte(start.as_str())).filter(Column::Reference.lt(format!("{start}\u{10ffff}")));
    }
    if let Some(seq) = filter.seq {
        find = find.filter(Column::Seq.eq(seq));
    }
    if let Some(territory) = &filter.territory {
        find = find.filter(Column::Territory.eq(territory.as_str()));
    }
    if let Some(outcome) = &filter.outcome {
        find = find.filter(Column::Outcome.eq(outcome.as_str()));
    }
    if filter.open_only {
        find = find.filter(Column::Hidden.eq(Hidden::No.code()));
    }
    find
}

/// Rows, the latest received first, up to `limit` before the row `before`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list(conn: &impl Conn, filter: &PastFilter, before: Option<(Instant, i64)>, limit: u64) -> Result<Vec<PastRow>, StoreError> {
    let mut find = filtered(filter);
    if let Some((at, seq)) = before {
        let place = Expr::tuple([Expr::col(Column::ReceivedAt), Expr::col(Column::Seq)]);
        find = find.filter(place.lt(Expr::tuple([Expr::val(at), Expr::val(seq)])));
    }
    Ok(find.order_by_desc(Column::ReceivedAt).order_by_desc(Column::Seq).limit(limit).all(conn.inner()).await?)
}

/// How many rows there are, counted up to `most`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count(conn: &impl Conn, filter: &PastFilter, most: u64) -> Result<u64, StoreError> {
    Ok(filtered(filter).select_only().column(Column::Seq).limit(most).count(conn.inner()).await?)
}

/// The rows that were received in `within` and may be counted, by number, up to `limit` after the number `after`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn countable(conn: &impl Conn, within: &Range<Instant>, after: i64, limit: u64) -> Result<Vec<PastRow>, StoreError> {
    let find = Entity::find()
        .filter(Column::ReceivedAt.gte(within.start))
        .filter(Column::ReceivedAt.lt(within.end))
        .filter(Column::Hidden.eq(Hidden::No.code()))
        .filter(Column::Seq.gt(after));
    Ok(find.order_by_asc(Column::Seq).limit(limit).all(conn.inner()).await?)
}
