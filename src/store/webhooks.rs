//! Webhooks: subscriptions, and messages that are queued in the transaction of the change they tell.

use super::{Conn, Key, StoreError, Txn, insert, insert_all, set_all};
use chrono::Duration;
use domain::Instant;
use domain::ids::WebhookId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

mod hook {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One subscription.
    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhooks")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// What it is for.
        pub name: String,
        /// Where messages go.
        pub url: String,
        /// Kinds of messages, a JSON array of codes.
        pub kinds: String,
        /// Whether it is told of demands of national security.
        pub cleared: bool,
        /// `good`, `stopped` (it failed for too long) or `ended`.
        pub state: String,
        /// What messages are signed with.
        pub secret: String,
        /// What they were signed with before, and are signed with too.
        pub secret_before: Option<String>,
        /// Until then.
        pub secret_before_until: Option<DateTimeUtc>,
        /// When it was made.
        pub created_at: DateTimeUtc,
        /// Since when every attempt has failed.
        pub failing_since: Option<DateTimeUtc>,
        /// When it was last changed by a person.
        pub changed_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    /// Without the secrets: it may get into a log.
    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Webhook").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
        }
    }
}

mod message {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One message to one subscription.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_messages")]
    pub struct Model {
        /// Its id, the same at each attempt.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Subscription.
        pub webhook_id: Key,
        /// Kind, by code.
        pub kind: String,
        /// What is sent, byte for byte.
        pub body: String,
        /// `waiting`, `delivered` or `dead`.
        pub state: String,
        /// How many attempts were begun.
        pub attempts: i64,
        /// When it is tried next.
        pub next_at: DateTimeUtc,
        /// When it was queued.
        pub created_at: DateTimeUtc,
        /// When the last attempt ended.
        pub last_at: Option<DateTimeUtc>,
        /// HTTP status of the last answer.
        pub last_status: Option<i64>,
        /// Why there was none, by code.
        pub last_code: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use hook::Model as WebhookRow;
pub use message::Model as MessageRow;

/// It is told.
pub const GOOD: &str = "good";
/// It failed for too long, and is told nothing until somebody resumes it.
pub const STOPPED: &str = "stopped";
/// It is told nothing any more.
pub const ENDED: &str = "ended";
/// A message is tried, or tried again.
pub const WAITING: &str = "waiting";
/// The other side took it.
pub const DELIVERED: &str = "delivered";
/// It is tried no more.
pub const DEAD: &str = "dead";

/// Keep a subscription.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add(txn: &Txn, row: WebhookRow) -> Result<(), StoreError> {
    insert::<hook::Entity>(txn, row).await
}

/// Write a subscription as it is now. Read it in the same transaction: there is one writer.
///
/// # Errors
/// [`StoreError::Stale`] when there is none; [`StoreError::Database`].
pub async fn save(txn: &Txn, row: WebhookRow) -> Result<(), StoreError> {
    set_all::<hook::Entity>(txn, "webhook", row).await
}

/// One subscription.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, id: WebhookId) -> Result<Option<WebhookRow>, StoreError> {
    Ok(hook::Entity::find_by_id(Key::from(id)).one(conn.inner()).await?)
}

/// All subscriptions, the latest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list(conn: &impl Conn) -> Result<Vec<WebhookRow>, StoreError> {
    Ok(hook::Entity::find().order_by_desc(hook::Column::CreatedAt).order_by_desc(hook::Column::Id).all(conn.inner()).await?)
}

/// Those that are told.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn good(conn: &impl Conn) -> Result<Vec<WebhookRow>, StoreError> {
    Ok(hook::Entity::find().filter(hook::Column::State.eq(GOOD)).all(conn.inner()).await?)
}

/// Queue messages, in the transaction of what they tell.
///
/// # Errors
/// [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn put(txn: &Txn, rows: Vec<MessageRow>) -> Result<(), StoreError> {
    insert_all::<message::Entity>(txn, rows).await
}

/// Take up to `n` messages that are due, each with its subscription. The attempt is counted before the socket opens; whoever takes
/// them and never comes back has them tried again after `lease`: a webhook may come twice, and its id says so.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn lease_due(txn: &Txn, now: Instant, n: u64, lease: Duration) -> Result<Vec<(MessageRow, WebhookRow)>, StoreError> {
    let hooks = good(txn).await?;
    let due = message::Entity::find()
        .filter(Expr::cust("state = 'waiting'"))
        .filter(message::Column::NextAt.lte(now))
        .filter(message::Column::WebhookId.is_in(hooks.iter().map(|h| h.id)))
        .order_by_asc(message::Column::NextAt)
        .order_by_asc(message::Column::Id)
        .limit(n)
        .all(txn.inner())
        .await?;
    let mut taken = Vec::with_capacity(due.len());
    for mut row in due {
        row.attempts += 1;
        row.next_at = now + lease;
        save_message(txn, row.clone()).await?;
        if let Some(hook) = hooks.iter().find(|h| h.id == row.webhook_id) {
            taken.push((row, hook.clone()));
        }
    }
    Ok(taken)
}

/// Write a message as it is now.
///
/// # Errors
/// [`StoreError::Stale`] when there is none; [`StoreError::Database`].
pub async fn save_message(txn: &Txn, row: MessageRow) -> Result<(), StoreError> {
    set_all::<message::Entity>(txn, "webhook message", row).await
}

/// One message.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_message(conn: &impl Conn, id: Key) -> Result<Option<MessageRow>, StoreError> {
    Ok(message::Entity::find_by_id(id).one(conn.inner()).await?)
}

/// The messages of a subscription, the latest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn messages_of(conn: &impl Conn, id: WebhookId, limit: u64) -> Result<Vec<MessageRow>, StoreError> {
    let of = message::Entity::find().filter(message::Column::WebhookId.eq(Key::from(id)));
    let latest = of.order_by_desc(message::Column::CreatedAt).order_by_desc(message::Column::Id);
    Ok(latest.limit(limit).all(conn.inner()).await?)
}

/// What waits for a subscription is tried no more.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn drop_waiting(txn: &Txn, id: WebhookId) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::Column::State, Expr::value(DEAD))
        .filter(message::Column::WebhookId.eq(Key::from(id)))
        .filter(message::Column::State.eq(WAITING))
        .exec(txn.inner())
        .await?;
    Ok(())
}
