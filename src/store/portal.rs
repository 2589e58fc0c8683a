//! The doors of those outside, customers and authorities: tries to come in, and sessions. The store sees only hashes of what opens
//! them, and what was made at one door is not there at the other.

use super::{Conn, Key, StoreError, Txn, insert};
use domain::Instant;
use domain::ids::ContactId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

/// A door for people outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Door {
    /// The customers'.
    Customer,
    /// The authorities'.
    Agency,
}

impl Door {
    /// The stable code, as in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agency => "agency",
        }
    }
}

mod attempt {
    use sea_orm::entity::prelude::*;

    /// Somebody asked for a code.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "portal_attempts")]
    pub struct Model {
        /// Hash of the secret that the browser keeps.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        /// The address as typed, in lower case; whether somebody has it is not said here.
        pub mail: String,
        /// Network address; empty where it says nothing.
        pub ip: String,
        /// Language of the page.
        pub language: String,
        /// When asked.
        pub created_at: DateTimeUtc,
        /// Until when the code is good.
        pub expires_at: DateTimeUtc,
        /// When somebody looked whether the address is a contact's.
        pub answered_at: Option<DateTimeUtc>,
        /// Hash of the code; none for an address that nobody has.
        pub code_hash: Option<String>,
        /// Codes that were typed.
        pub tries: i64,
        /// When the code was used.
        pub used_at: Option<DateTimeUtc>,
        /// At which door; see [`super::Door`].
        pub door: String,
        /// What an officer who registers says of itself, as JSON.
        pub claims: Option<String>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod session {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// A session at one of the doors.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "portal_sessions")]
    pub struct Model {
        /// Hash of the cookie's secret.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id_hash: String,
        /// The address that was proved, in lower case.
        pub mail: String,
        /// As which customer's contact; none until one of several is chosen.
        pub contact_id: Option<Key>,
        /// When signed in.
        pub created_at: DateTimeUtc,
        /// When last seen, to a few minutes.
        pub seen_at: DateTimeUtc,
        /// When it ends if nothing is done.
        pub idle_expires_at: DateTimeUtc,
        /// When it ends in any case.
        pub absolute_expires_at: DateTimeUtc,
        /// Network address.
        pub ip: String,
        /// Browser, as it says.
        pub agent: String,
        /// At which door; see [`super::Door`].
        pub door: String,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use attempt::Model as AttemptRow;
pub use session::Model as PortalSessionRow;

/// Write down that somebody asked for a code.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Database`].
pub async fn ask(txn: &Txn, row: AttemptRow) -> Result<(), StoreError> {
    insert::<attempt::Entity>(txn, row).await
}

/// How often codes were asked for since `since`: for an address, and from a network address (0 for an empty one).
///
/// # Errors
/// [`StoreError::Database`].
pub async fn asked_since(conn: &impl Conn, mail: &str, ip: &str, since: Instant) -> Result<(u64, u64), StoreError> {
    let recent = || attempt::Entity::find().filter(attempt::Column::CreatedAt.gt(since));
    let by_mail = recent().filter(attempt::Column::Mail.eq(mail)).count(conn.inner()).await?;
    let by_ip = if ip.is_empty() { 0 } else { recent().filter(attempt::Column::Ip.eq(ip)).count(conn.inner()).await? };
    Ok((by_mail, by_ip))
}

/// A try that is still good: neither used nor expired.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_attempt(conn: &impl Conn, door: Door, token_hash: &str, now: Instant) -> Result<Option<AttemptRow>, StoreError> {
    Ok(attempt::Entity::find_by_id(token_hash)
        .filter(attempt::Column::Door.eq(door.code()))
        .filter(attempt::Column::ExpiresAt.gt(now))
        .filter(attempt::Column::UsedAt.is_null())
        .one(conn.inner())
        .await?)
}

/// Tries that nobody has looked at yet, oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn unanswered(conn: &impl Conn, limit: u64) -> Result<Vec<AttemptRow>, StoreError> {
    Ok(attempt::Entity::find()
        .filter(attempt::Column::AnsweredAt.is_null())
        .order_by_asc(attempt::Column::CreatedAt)
        .order_by_asc(attempt::Column::TokenHash)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// Note that somebody looked, and the code that went out, if one did. Returns whether this was the first look.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn answer(txn: &Txn, token_hash: &str, code_hash: Option<String>, at: Instant) -> Result<bool, StoreError> {
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::AnsweredAt, Expr::value(at))
        .col_expr(attempt::Column::CodeHash, Expr::value(code_hash))
        .filter(attempt::Column::TokenHash.eq(token_hash))
        .filter(attempt::Column::AnsweredAt.is_null())
        .exec(txn.inner())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Count a code that was typed, and whether it was the right one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_try(txn: &Txn, token_hash: &str, used_at: Option<Instant>) -> Result<(), StoreError> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Tries, Expr::col(attempt::Column::Tries).add(1))
        .col_expr(attempt::Column::UsedAt, Expr::value(used_at))
        .filter(attempt::Column::TokenHash.eq(token_hash))
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// Start a session.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn start(txn: &Txn, row: PortalSessionRow) -> Result<(), StoreError> {
    insert::<session::Entity>(txn, row).await
}

/// A session that has not expired.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_session(conn: &impl Conn, door: Door, id_hash: &str, now: Instant) -> Result<Option<PortalSessionRow>, StoreError> {
    Ok(session::Entity::find_by_id(id_hash)
        .filter(session::Column::Door.eq(door.code()))
        .filter(session::Column::IdleExpiresAt.gt(now))
        .filter(session::Column::AbsoluteExpiresAt.gt(now))
        .one(conn.inner())
        .await?)
}

/// Note that the session was seen.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn touch(txn: &Txn, id_hash: &str, seen_at: Instant, idle_expires_at: Instant) -> Result<(), StoreError> {
    session::Entity::update_many()
        .col_expr(session::Column::SeenAt, Expr::value(seen_at))
        .col_expr(session::Column::IdleExpiresAt, Expr::value(idle_expires_at))
        .filter(session::Column::IdHash.eq(id_hash))
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// Say as which contact the session goes on.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn choose(txn: &Txn, id_hash: &str, contact: ContactId) -> Result<(), StoreError> {
    session::Entity::update_many()
        .col_expr(session::Column::ContactId, Expr::value(Key::from(contact)))
        .filter(session::Column::IdHash.eq(id_hash))
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// End a session.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn end(txn: &Txn, id_hash: &str) -> Result<(), StoreError> {
    session::Entity::delete_by_id(id_hash).exec(txn.inner()).await?;
    Ok(())
}

/// Remove what has expired: sessions, and tries that began before `asked_before`. Returns how many of both.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn sweep(txn: &Txn, now: Instant, asked_before: Instant) -> Result<u64, StoreError> {
    let over = Condition::any().add(session::Column::IdleExpiresAt.lte(now)).add(session::Column::AbsoluteExpiresAt.lte(now));
    let sessions = session::Entity::delete_many().filter(over).exec(txn.inner()).await?.rows_affected;
    let old = attempt::Column::CreatedAt.lte(asked_before);
    let attempts = attempt::Entity::delete_many().filter(old).exec(txn.inner()).await?.rows_affected;
    Ok(sessions + attempts)
}
