//! What the sheet of a letter shows beside its words: the head, the window, the foot. Kept when the letter is queued, so that
//! its page stays the same although an address changes later.

use crate::store::{Conn, Key, StoreError, Txn, insert};
use domain::ids::MessageId;
use sea_orm::EntityTrait;

mod sheet {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// The sheet of one message.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox_sheets")]
    pub struct Model {
        /// Message.
        #[sea_orm(primary_key, auto_increment = false)]
        pub message_id: Key,
        /// A JSON object.
        pub sheet: String,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
use sheet::Entity;

/// Keep the sheet of a message that was queued in this transaction.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Database`].
pub async fn put_sheet(txn: &Txn, message: MessageId, sheet: String) -> Result<(), StoreError> {
    insert::<Entity>(txn, sheet::Model { message_id: message.into(), sheet }).await
}

/// The sheet of a message; `None` for one that is no letter.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn sheet_of(conn: &impl Conn, message: MessageId) -> Result<Option<String>, StoreError> {
    Ok(Entity::find_by_id(Key::from(message)).one(conn.inner()).await?.map(|row| row.sheet))
}
