//! Mails of a notice that were confirmed and are not to go yet: for those who stand later in the customer's order.

use super::MessageRow;
use crate::store::{Conn, Key, StoreError, Txn, insert};
use domain::ids::{DemandId, MessageId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox_held")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        pub demand_id: Key,
        /// The row of the outbox, as JSON.
        pub message: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
use entity::{Column, Entity, Model};

fn unreadable(id: Key, why: &serde_json::Error) -> StoreError {
    StoreError::Inconsistent { table: "outbox_held", column: "message", row: id.to_string(), why: why.to_string() }
}

/// Keep a message that is not to go yet. One that belongs to no demand is not kept.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Database`].
pub async fn put(txn: &Txn, row: MessageRow) -> Result<(), StoreError> {
    let Some(demand_id) = row.demand_id else { return Ok(()) };
    let message = serde_json::to_string(&row).map_err(|why| unreadable(row.id, &why))?;
    insert::<Entity>(txn, Model { id: row.id, demand_id, message }).await
}

/// Take a message out, to be put in the outbox now.
///
/// # Errors
/// [`StoreError::Inconsistent`] when it can't be read; [`StoreError::Database`].
pub async fn take(txn: &Txn, id: MessageId) -> Result<Option<MessageRow>, StoreError> {
    let key = Key::from(id);
    let Some(held) = Entity::find_by_id(key).one(txn.inner()).await? else { return Ok(None) };
    Entity::delete_by_id(key).exec(txn.inner()).await?;
    serde_json::from_str(&held.message).map(Some).map_err(|why| unreadable(key, &why))
}

/// Nothing more of a demand's notice is to go.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn drop_all(txn: &Txn, demand: DemandId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::DemandId.eq(Key::from(demand))).exec(txn.inner()).await?;
    Ok(())
}
