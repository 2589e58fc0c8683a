//! Messages by ETSI TS 103 120: whose token speaks for whom, what came and was answered, and which object belongs to which demand.

use super::{Conn, Key, StoreError, Txn, insert, set_all};
use domain::Instant;
use domain::ids::{AuthorityId, DemandId, TokenId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

mod sender {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// A token that speaks for an authority.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "etsi_senders")]
    pub struct Model {
        /// The token.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_id: Key,
        /// The authority.
        pub authority_id: Key,
        /// Country of its identifier.
        pub country: String,
        /// Its identifier in messages.
        pub identifier: String,
        /// When it was bound.
        pub bound_at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod message {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// A message with its answer.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "etsi_messages")]
    pub struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub authority_id: Key,
        /// Its number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub transaction_id: Key,
        /// SHA-256 of the message, in hexadecimal.
        pub sha256: String,
        /// The message as it came; empty where a demand keeps it as a document.
        pub request: String,
        /// The answer as it was given.
        pub response: String,
        /// When it was answered.
        pub at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod object {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// An object of the other side.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "etsi_objects")]
    pub struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub authority_id: Key,
        /// Its identifier.
        #[sea_orm(primary_key, auto_increment = false)]
        pub object_id: Key,
        /// Kind, such as `LDTaskObject`.
        pub kind: String,
        /// The demand that it belongs to; `None` while it waits for tasks.
        pub demand_id: Option<Key>,
        /// The message that brought or last changed it.
        pub transaction_id: Key,
        /// Grows with each change.
        pub generation: i64,
        /// The object as it last came, as JSON.
        pub body: String,
        /// When it last changed.
        pub changed_at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use message::Model as MessageRow;
pub use object::Model as ObjectRow;
pub use sender::Model as SenderRow;

/// Bind a token to an authority.
///
/// # Errors
/// [`StoreError::Duplicate`] when it is bound already; [`StoreError::Dangling`]; [`StoreError::Database`].
pub async fn bind(txn: &Txn, row: SenderRow) -> Result<(), StoreError> {
    insert::<sender::Entity>(txn, row).await
}

/// For whom a token speaks.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn sender_of(conn: &impl Conn, token: TokenId) -> Result<Option<SenderRow>, StoreError> {
    Ok(sender::Entity::find_by_id(Key::from(token)).one(conn.inner()).await?)
}

/// A message that was answered.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn message(conn: &impl Conn, authority: AuthorityId, transaction: Uuid) -> Result<Option<MessageRow>, StoreError> {
    Ok(message::Entity::find_by_id((Key::from(authority), Key(transaction))).one(conn.inner()).await?)
}

/// Keep a message with its answer.
///
/// # Errors
/// [`StoreError::Duplicate`] when it was answered already; [`StoreError::Database`].
pub async fn keep_message(txn: &Txn, row: MessageRow) -> Result<(), StoreError> {
    insert::<message::Entity>(txn, row).await
}

/// An object.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn object(conn: &impl Conn, authority: AuthorityId, id: Uuid) -> Result<Option<ObjectRow>, StoreError> {
    Ok(object::Entity::find_by_id((Key::from(authority), Key(id))).one(conn.inner()).await?)
}

/// Objects of an authority, those that changed last first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn objects(
    conn: &impl Conn,
    authority: AuthorityId,
    kind: Option<&str>,
    since: Option<Instant>,
    limit: u64,
) -> Result<Vec<ObjectRow>, StoreError> {
    let mut find = object::Entity::find().filter(object::Column::AuthorityId.eq(Key::from(authority)));
    if let Some(kind) = kind {
        find = find.filter(object::Column::Kind.eq(kind));
    }
    if let Some(since) = since {
        find = find.filter(object::Column::ChangedAt.gte(since));
    }
    let find = find.order_by_desc(object::Column::ChangedAt).order_by_desc(object::Column::ObjectId).limit(limit);
    Ok(find.all(conn.inner()).await?)
}

/// All objects of a demand, by their identifiers.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn objects_of(conn: &impl Conn, demand: DemandId) -> Result<Vec<ObjectRow>, StoreError> {
    let find = object::Entity::find().filter(object::Column::DemandId.eq(Key::from(demand)));
    Ok(find.order_by_asc(object::Column::ObjectId).all(conn.inner()).await?)
}

/// Keep an object: a new one, or one that is there and belongs to no demand yet.
///
/// # Errors
/// [`StoreError::Duplicate`] when it is there and belongs to a demand; [`StoreError::Database`].
pub async fn put_object(txn: &Txn, row: ObjectRow) -> Result<(), StoreError> {
    match object(txn, row.authority_id.to(), row.object_id.0).await? {
        Some(there) if there.demand_id.is_none() => set_object(txn, row).await,
        Some(_) => Err(StoreError::Duplicate(format!("the object {}", row.object_id))),
        None => insert::<object::Entity>(txn, row).await,
    }
}

/// Write an object as it is now.
///
/// # Errors
/// [`StoreError::Stale`] when there is none; [`StoreError::Database`].
pub async fn set_object(txn: &Txn, row: ObjectRow) -> Result<(), StoreError> {
    set_all::<object::Entity>(txn, "object", row).await
}
