//! Documents: the rows that say what a stored blob is. The row is written after its bytes are on the disk.

use super::{Conn, Key, StoreError, Txn, followups, insert, later, signatures};
use domain::Instant;
use domain::ids::{DemandId, DocumentId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One stored document.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "documents")]
    pub struct Model {
        /// Its id; also the name of its blob.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// The demand it belongs to; `None` while in quarantine.
        pub demand_id: Option<Key>,
        /// File name as received or given.
        pub name: String,
        /// Media type as found, not as claimed.
        pub media_type: String,
        /// Size in bytes.
        pub bytes: i64,
        /// SHA-256, lower-case hexadecimal.
        pub sha256: String,
        /// `paper`, `attachment`, `mail`, `letter`, `order`, `collected`, `package`, `quarantine` or `other`.
        pub kind: String,
        /// When it was stored.
        pub added_at: DateTimeUtc,
        /// Who stored it: the actor as JSON.
        pub added_by: String,
        /// A remark.
        pub note: String,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as DocumentRow;
use entity::{Column, Entity};

/// Kinds of documents that are data of the customer, not papers of the case; they have their own places.
pub const DATA: [&str; 6] = ["collected", "kept", "reading", "withheld", "package", "manifest"];

impl DocumentRow {
    /// Its id as the domain knows it.
    #[must_use]
    pub const fn document(&self) -> DocumentId {
        DocumentId(self.id.0)
    }
}

/// Add a document whose bytes [`super::blobs::Blobs`] has sealed.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Database`].
pub async fn add(txn: &Txn, row: DocumentRow) -> Result<(), StoreError> {
    signatures::want(txn, &row);
    followups::came(txn, &row);
    insert::<Entity>(txn, row).await
}

/// [`add`] together with what the transaction does next. What is wrong shows then, by the commit at the latest.
pub fn add_later(txn: &Txn, row: DocumentRow) {
    signatures::want(txn, &row);
    followups::came(txn, &row);
    later::<Entity>(txn, row);
}

/// One document.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, id: DocumentId) -> Result<Option<DocumentRow>, StoreError> {
    Ok(Entity::find_by_id(Key::from(id)).one(conn.inner()).await?)
}

/// One document of one demand: an id that is another demand's finds nothing.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_of(conn: &impl Conn, demand: DemandId, id: DocumentId) -> Result<Option<DocumentRow>, StoreError> {
    Ok(Entity::find_by_id(Key::from(id)).filter(Column::DemandId.eq(Key::from(demand))).one(conn.inner()).await?)
}

/// All documents of a demand in the order they were added.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_demand(conn: &impl Conn, demand: DemandId) -> Result<Vec<DocumentRow>, StoreError> {
    Ok(Entity::find()
        .filter(Column::DemandId.eq(Key::from(demand)))
        .order_by_asc(Column::AddedAt)
        .order_by_asc(Column::Id)
        .all(conn.inner())
        .await?)
}

/// Documents of a kind, the latest first; for the quarantine.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_kind(conn: &impl Conn, kind: &str, limit: u64) -> Result<Vec<DocumentRow>, StoreError> {
    Ok(Entity::find()
        .filter(Column::Kind.eq(kind))
        .order_by_desc(Column::AddedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// Documents of a kind that no demand has and that were added before `before`, the oldest first, at most `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_no_demand_before(conn: &impl Conn, kind: &str, before: Instant, limit: u64) -> Result<Vec<DocumentRow>, StoreError> {
    Ok(Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::AddedAt.lt(before))
        .filter(Column::DemandId.is_null())
        .order_by_asc(Column::AddedAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// Take out a document that no demand has. Its bytes are an orphan from the commit on.
///
/// # Errors
/// [`StoreError::Stale`] when it belongs to a demand or is gone; [`StoreError::Database`].
pub async fn remove(txn: &Txn, id: DocumentId) -> Result<(), StoreError> {
    let done = Entity::delete_many().filter(Column::Id.eq(Key::from(id))).filter(Column::DemandId.is_null()).exec(txn.inner()).await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale { noun: "document", id: id.to_string() }) }
}

/// Documents with these very bytes, at most 20: the same paper received twice.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn with_hash(conn: &impl Conn, sha256: &str) -> Result<Vec<DocumentRow>, StoreError> {
    Ok(Entity::find().filter(Column::Sha256.eq(sha256)).order_by_asc(Column::AddedAt).limit(20).all(conn.inner()).await?)
}

/// Move a document out of quarantine to the demand it belongs to.
///
/// # Errors
/// [`StoreError::Stale`] when it belongs to a demand by now; [`StoreError::Database`].
pub async fn assign(txn: &Txn, id: DocumentId, demand: DemandId, kind: &str) -> Result<(), StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::DemandId, sea_orm::sea_query::Expr::value(Key::from(demand)))
        .col_expr(Column::Kind, sea_orm::sea_query::Expr::value(kind))
        .filter(Column::Id.eq(Key::from(id)))
        .filter(Column::DemandId.is_null())
        .exec(txn.inner())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale { noun: "document", id: id.to_string() }) }
}

/// Give a document that is no demand's yet the name, type, kind and demand of `row`; its bytes stay what they are.
///
/// # Errors
/// [`StoreError::Stale`] when it belongs to a demand by now; [`StoreError::Database`].
pub async fn adopt(txn: &Txn, row: DocumentRow) -> Result<(), StoreError> {
    let Some(demand) = row.demand_id else { return Ok(()) };
    assign(txn, row.document(), demand.to(), &row.kind).await?;
    Entity::update_many()
        .col_expr(Column::Name, sea_orm::sea_query::Expr::value(row.name))
        .col_expr(Column::MediaType, sea_orm::sea_query::Expr::value(row.media_type))
        .filter(Column::Id.eq(row.id))
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// Give a document that no demand has another kind: into quarantine, out of it, or filed with what is no demand's.
///
/// # Errors
/// [`StoreError::Stale`] when it belongs to a demand by now; [`StoreError::Database`].
pub async fn set_kind(txn: &Txn, id: DocumentId, kind: &str) -> Result<(), StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::Kind, sea_orm::sea_query::Expr::value(kind))
        .filter(Column::Id.eq(Key::from(id)))
        .filter(Column::DemandId.is_null())
        .exec(txn.inner())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale { noun: "document", id: id.to_string() }) }
}

/// Which of these documents have a row.
pub(super) async fn known(conn: &impl Conn, ids: &[DocumentId]) -> Result<Vec<DocumentId>, StoreError> {
    let keys: Vec<Key> = ids.iter().map(|id| Key::from(*id)).collect();
    let found: Vec<Key> =
        Entity::find().select_only().column(Column::Id).filter(Column::Id.is_in(keys)).into_tuple().all(conn.inner()).await?;
    Ok(found.into_iter().map(Key::to).collect())
}
