//! The token of a message: part of the address that its delivery reports come back to (VERP), and its only key. It is drawn
//! when the message is first begun, so that nothing of a case can be read from it.

use super::entity::Model as MessageRow;
use crate::store::{Conn, Key, StoreError, Txn, chance, insert};
use domain::Instant;
use domain::ids::MessageId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

mod envelope {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// The token of one message.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox_envelopes")]
    pub struct Model {
        /// 32 lower-case hexadecimal digits.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token: String,
        /// Message.
        pub message_id: Key,
        /// When drawn.
        pub created_at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
use envelope::{Column, Entity};

/// Draw a message's token, unless it has one: every attempt on one message comes back to one address.
pub(super) async fn draw(txn: &Txn, message: MessageId, now: Instant) -> Result<(), StoreError> {
    if token_of(txn, message).await?.is_none() {
        insert::<Entity>(txn, envelope::Model { token: chance::token(), message_id: message.into(), created_at: now }).await?;
    }
    Ok(())
}

/// The token of a message, once an attempt on it was begun.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn token_of(conn: &impl Conn, message: MessageId) -> Result<Option<String>, StoreError> {
    let row = Entity::find().filter(Column::MessageId.eq(Key::from(message))).one(conn.inner()).await?;
    Ok(row.map(|row| row.token))
}

/// The message of a token.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn by_token(conn: &impl Conn, token: &str) -> Result<Option<MessageRow>, StoreError> {
    match Entity::find_by_id(token.to_owned()).one(conn.inner()).await? {
        Some(row) => super::find(conn, row.message_id.to()).await,
        None => Ok(None),
    }
}
