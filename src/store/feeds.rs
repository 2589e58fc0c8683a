//! Calendars that people fetch by a secret address. Of the secret only a hash is kept; one person has one address at most.

use super::{Conn, Key, StoreError, Txn};
use domain::ids::PersonId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One person's calendar.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "calendar_feeds")]
    pub struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Key,
        /// SHA-256 of the secret, in hexadecimal.
        pub token_hash: String,
        /// Since when.
        pub made_at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as FeedRow;
use entity::{Column, Entity};

/// Put a person's calendar at another address; the former one is gone.
///
/// # Errors
/// [`StoreError::Dangling`] without the person; [`StoreError::Database`].
pub async fn put(txn: &Txn, row: FeedRow) -> Result<(), StoreError> {
    let moved = OnConflict::column(Column::PersonId).update_columns([Column::TokenHash, Column::MadeAt]).to_owned();
    Entity::insert(row.into_active_model()).on_conflict(moved).exec_without_returning(txn.inner()).await?;
    Ok(())
}

/// Take a person's calendar away. Whether there was one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove(txn: &Txn, person: PersonId) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id(Key::from(person)).exec(txn.inner()).await?.rows_affected > 0)
}

/// A person's calendar.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of(conn: &impl Conn, person: PersonId) -> Result<Option<FeedRow>, StoreError> {
    Ok(Entity::find_by_id(Key::from(person)).one(conn.inner()).await?)
}

/// The calendar at an address.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_by_hash(conn: &impl Conn, hash: &str) -> Result<Option<FeedRow>, StoreError> {
    Ok(Entity::find().filter(Column::TokenHash.eq(hash)).one(conn.inner()).await?)
}
