//! Pictures of papers that a machine reads, by the digest of the picture.

use super::{Conn, StoreError, Txn, insert, set_all};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One picture: a file of pictures, or a PDF without text.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "scans")]
    pub struct Model {
        /// SHA-256 of its bytes, lower-case hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub sha256: String,
        /// The kept file in which it came.
        pub document_id: Key,
        /// One of the states of this module.
        pub state: String,
        /// Why it was not read, as a code; empty otherwise.
        pub why: String,
        /// When somebody first wanted it read.
        pub asked_at: DateTimeUtc,
        /// How often it was tried.
        pub tries: i64,
        /// What was read, as JSON.
        pub pages: Option<String>,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as ScanRow;
use entity::{Column, Entity};

/// To be read.
pub const WAITING: &str = "waiting";
/// Read.
pub const READ: &str = "read";
/// Tried, and not read.
pub const FAILED: &str = "failed";
/// Not read, because the programs are not installed.
pub const ABSENT: &str = "absent";

/// Want a picture read.
///
/// # Errors
/// [`StoreError::Duplicate`] when it was wanted before; [`StoreError::Database`].
pub async fn add(txn: &Txn, row: ScanRow) -> Result<(), StoreError> {
    insert::<Entity>(txn, row).await
}

/// Write all of a row.
///
/// # Errors
/// [`StoreError::Stale`], [`StoreError::Database`].
pub async fn set(txn: &Txn, row: ScanRow) -> Result<(), StoreError> {
    set_all::<Entity>(txn, "scan", row).await
}

/// One picture.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, sha256: &str) -> Result<Option<ScanRow>, StoreError> {
    Ok(Entity::find_by_id(sha256.to_owned()).one(conn.inner()).await?)
}

/// Pictures in a state, the one that was wanted first first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn in_state(conn: &impl Conn, state: &str, limit: u64) -> Result<Vec<ScanRow>, StoreError> {
    let find = Entity::find().filter(Column::State.eq(state)).order_by_asc(Column::AskedAt).order_by_asc(Column::Sha256);
    Ok(find.limit(limit).all(conn.inner()).await?)
}
