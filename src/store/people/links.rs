//! One-time links: an invitation, or the demo's way in. The store sees only a keyed hash of the token.

use crate::store::{Conn, Key, StoreError, Txn, insert};
use domain::Instant;
use domain::ids::PersonId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One link.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "one_time_links")]
    pub struct Model {
        /// Keyed hash of the token.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        /// For whom.
        pub person_id: Key,
        /// What for, such as `invitation` or `demo`.
        pub purpose: String,
        /// When made.
        pub created_at: DateTimeUtc,
        /// Until when it works.
        pub expires_at: DateTimeUtc,
        /// When it was used.
        pub used_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as OneTimeLinkRow;
use entity::{Column, Entity};

/// Add a link.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn add_link(txn: &Txn, row: OneTimeLinkRow) -> Result<(), StoreError> {
    insert::<Entity>(txn, row).await
}

/// Use a link: whose it is, or `None` when it is unknown, used, expired or for something else. Works once.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn use_link(txn: &Txn, token_hash: &str, purpose: &str, now: Instant) -> Result<Option<PersonId>, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::TokenHash.eq(token_hash))
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(txn.inner())
        .await?;
    if done.rows_affected != 1 {
        return Ok(None);
    }
    let row = Entity::find_by_id(token_hash).one(txn.inner()).await?;
    Ok(row.map(|r| Key::to(r.person_id)))
}

/// A link as it is; looking at it does not use it.
/// # Errors
/// [`StoreError::Database`].
pub async fn find_link(conn: &impl Conn, token_hash: &str) -> Result<Option<OneTimeLinkRow>, StoreError> {
    Ok(Entity::find_by_id(token_hash).one(conn.inner()).await?)
}

/// Remove the links of a person that were never used.
/// # Errors
/// [`StoreError::Database`].
pub async fn drop_links(txn: &Txn, person: PersonId) -> Result<(), StoreError> {
    let unused = Entity::delete_many().filter(Column::PersonId.eq(Key::from(person))).filter(Column::UsedAt.is_null());
    unused.exec(txn.inner()).await?;
    Ok(())
}
