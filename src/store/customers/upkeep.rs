//! What is asked of contacts and customers by itself, and the record that it was.

use super::rows::{contact, customer};
use super::{ContactRow, CustomerRow};
use crate::store::{Conn, Key, StoreError, Txn, insert};
use domain::Instant;
use domain::ids::{ContactId, CustomerId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

mod link {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One mailed link.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contact_links")]
    pub struct Model {
        /// Hash of the token.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        /// Whose.
        pub contact_id: Key,
        /// The address it was sent to: it proves no other.
        pub mail: String,
        /// When sent.
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

mod reminder {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One time that a customer was reminded.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "customer_reminders")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Customer.
        pub customer_id: Key,
        /// When.
        pub at: DateTimeUtc,
        /// How many contacts a notice would have reached then.
        pub reachable: i64,
        /// Ids of the messages, a JSON array; empty when there was no address left to remind.
        pub messages: String,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use link::Model as ContactLinkRow;
pub use reminder::Model as ReminderRow;

/// Contacts of present customers that are to be asked at `now`, the longest due first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn contacts_to_ask(txn: &Txn, now: Instant, limit: u64) -> Result<Vec<ContactRow>, StoreError> {
    Ok(contact::Entity::find()
        .filter(contact::Column::AskAt.lte(now))
        .order_by_asc(contact::Column::AskAt)
        .order_by_asc(contact::Column::Id)
        .limit(limit)
        .all(txn.inner())
        .await?)
}

/// Customers that are to be reminded at `now`, the longest due first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn customers_to_remind(txn: &Txn, now: Instant, limit: u64) -> Result<Vec<CustomerRow>, StoreError> {
    Ok(customer::Entity::find()
        .filter(customer::Column::RemindAt.lte(now))
        .order_by_asc(customer::Column::RemindAt)
        .order_by_asc(customer::Column::Id)
        .limit(limit)
        .all(txn.inner())
        .await?)
}

/// Say when a customer is next reminded, no matter its version: nobody edits this.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_reminder(txn: &Txn, id: CustomerId, at: Option<Instant>) -> Result<(), StoreError> {
    customer::Entity::update_many()
        .col_expr(customer::Column::RemindAt, Expr::value(at))
        .filter(customer::Column::Id.eq(Key::from(id)))
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// Say how often a contact was asked and when it is asked next, no matter its version: nobody edits this.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_asked(txn: &Txn, id: ContactId, asks: i64, asked_at: Option<Instant>, ask_at: Option<Instant>) -> Result<(), StoreError> {
    contact::Entity::update_many()
        .col_expr(contact::Column::Asks, Expr::value(asks))
        .col_expr(contact::Column::AskedAt, Expr::value(asked_at))
        .col_expr(contact::Column::AskAt, Expr::value(ask_at))
        .filter(contact::Column::Id.eq(Key::from(id)))
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// Keep a link.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn add_link(txn: &Txn, row: ContactLinkRow) -> Result<(), StoreError> {
    insert::<link::Entity>(txn, row).await
}

/// A link as it is; looking at it does not use it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_link(conn: &impl Conn, token_hash: &str) -> Result<Option<ContactLinkRow>, StoreError> {
    Ok(link::Entity::find_by_id(token_hash).one(conn.inner()).await?)
}

/// Use a link that is unused and has not expired; `false` when it is neither. Works once.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn use_link(txn: &Txn, token_hash: &str, now: Instant) -> Result<bool, StoreError> {
    let done = link::Entity::update_many()
        .col_expr(link::Column::UsedAt, Expr::value(now))
        .filter(link::Column::TokenHash.eq(token_hash))
        .filter(link::Column::UsedAt.is_null())
        .filter(link::Column::ExpiresAt.gt(now))
        .exec(txn.inner())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Remove links that expired before `before`; returns how many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn sweep_links(txn: &Txn, before: Instant) -> Result<u64, StoreError> {
    Ok(link::Entity::delete_many().filter(link::Column::ExpiresAt.lt(before)).exec(txn.inner()).await?.rows_affected)
}

/// Put on record that a customer was reminded.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn add_reminder(txn: &Txn, row: ReminderRow) -> Result<(), StoreError> {
    insert::<reminder::Entity>(txn, row).await
}

/// When a customer was reminded, the latest first, up to `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn reminders_of(conn: &impl Conn, id: CustomerId, limit: u64) -> Result<Vec<ReminderRow>, StoreError> {
    Ok(reminder::Entity::find()
        .filter(reminder::Column::CustomerId.eq(Key::from(id)))
        .order_by_desc(reminder::Column::At)
        .order_by_desc(reminder::Column::Id)
        .limit(limit)
        .all(conn.inner())
        .await?)
}
