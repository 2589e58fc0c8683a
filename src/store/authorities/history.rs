//! What has happened to an entry of the directory, for whoever reads it later. The record says it too; here it is found by entry.

use crate::store::{Conn, Key, StoreError, Txn, chance, insert};
use domain::Instant;
use domain::ids::{AuthorityId, OfficerId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

mod line {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One thing that happened.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "directory_history")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Authority.
        pub authority_id: Key,
        /// Officer, if it is about one.
        pub officer_id: Option<Key>,
        /// When.
        pub at: DateTimeUtc,
        /// Who.
        pub by: String,
        /// What, by its code.
        pub what: String,
        /// The number, domain or key that it is about.
        pub detail: String,
        /// Why.
        pub reason: String,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use line::Model as HistoryRow;

/// What is to be written down.
#[derive(Clone, Copy, Debug)]
pub struct Happened<'a> {
    /// Authority.
    pub authority: AuthorityId,
    /// Officer, if it is about one.
    pub officer: Option<OfficerId>,
    /// Who.
    pub by: &'a str,
    /// What, by its code.
    pub what: &'a str,
    /// The number, domain or key that it is about.
    pub detail: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// Write it down.
///
/// # Errors
/// [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn add(txn: &Txn, is: Happened<'_>, at: Instant) -> Result<(), StoreError> {
    let row = HistoryRow {
        id: chance::key(),
        authority_id: is.authority.into(),
        officer_id: is.officer.map(Key::from),
        at,
        by: is.by.to_owned(),
        what: is.what.to_owned(),
        detail: is.detail.to_owned(),
        reason: is.reason.to_owned(),
    };
    insert::<line::Entity>(txn, row).await
}

/// The latest of an authority and its officers, newest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of(conn: &impl Conn, id: AuthorityId, limit: u64) -> Result<Vec<HistoryRow>, StoreError> {
    Ok(line::Entity::find()
        .filter(line::Column::AuthorityId.eq(Key::from(id)))
        .order_by_desc(line::Column::At)
        .order_by_desc(line::Column::Id)
        .limit(limit)
        .all(conn.inner())
        .await?)
}
