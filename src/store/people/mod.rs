//! Staff, their sessions and their one-time links.

mod links;
mod sessions;

pub use links::{OneTimeLinkRow, add_link, drop_links, find_link, use_link};
pub use sessions::{SessionRow, end, end_all, find_session, freshen, sessions_of, start, sweep_sessions, touch};

use super::{Conn, Key, StoreError, Txn, insert, set_changed};
use domain::actor::Roles;
use domain::ids::PersonId;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect};

pub(super) mod person {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// A member of staff.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "people")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Name as shown.
        pub name: String,
        /// Mail address, lower case; the name to sign in with.
        pub mail: String,
        /// Roles, a JSON array of their codes.
        pub roles: String,
        /// Argon2id in PHC form; `None` until a password was set.
        pub password_hash: Option<String>,
        /// TOTP secret, base32.
        pub totp_secret: Option<String>,
        /// Whether a first code was given.
        pub totp_confirmed: bool,
        /// The last time step that was used; a code works once (RFC 6238 section 5.2).
        pub last_totp_step: Option<i64>,
        /// `en` or `sv`.
        pub language: String,
        /// `light`, `dark` or `system`.
        pub theme: String,
        /// Whether single-key shortcuts are on.
        pub keyboard: bool,
        /// Grows with each change.
        pub version: i64,
        /// When invited.
        pub created_at: DateTimeUtc,
        /// When disabled; nobody is deleted, because the record names them.
        pub disabled_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use person::Model as PersonRow;
use person::{Column, Entity};

impl PersonRow {
    /// Id as the domain knows it.
    #[must_use]
    pub const fn person(&self) -> PersonId {
        PersonId(self.id.0)
    }

    /// The roles held.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when the column holds something else.
    pub fn role_set(&self) -> Result<Roles, StoreError> {
        super::json("people", "roles", &self.id, &self.roles)
    }
}

/// Add a member of staff.
///
/// # Errors
/// [`StoreError::Duplicate`] when the mail address is taken; [`StoreError::Database`].
pub async fn add(txn: &Txn, row: PersonRow) -> Result<(), StoreError> {
    insert::<Entity>(txn, row).await
}

/// Change a member of staff; `after.version` must be greater than `before.version`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody was faster; [`StoreError::Duplicate`]; [`StoreError::Database`].
pub async fn save(txn: &Txn, before: &PersonRow, after: &PersonRow) -> Result<(), StoreError> {
    set_changed::<Entity>(txn, "person", before, after, Column::Version).await
}

/// One member of staff.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, id: PersonId) -> Result<Option<PersonRow>, StoreError> {
    Ok(Entity::find_by_id(Key::from(id)).one(conn.inner()).await?)
}

/// One member of staff by mail address, in any case.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_by_mail(conn: &impl Conn, mail: &str) -> Result<Option<PersonRow>, StoreError> {
    Ok(Entity::find().filter(Column::Mail.eq(mail.trim().to_lowercase())).one(conn.inner()).await?)
}

/// All staff by name, up to `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list(conn: &impl Conn, limit: u64) -> Result<Vec<PersonRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id).limit(limit).all(conn.inner()).await?)
}

/// How many there are; 0 means that the installation still needs its first security admin.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count(conn: &impl Conn) -> Result<u64, StoreError> {
    Ok(Entity::find().count(conn.inner()).await?)
}

/// Which staff it was: another edition after each change of a member, so that a list need not be read again before.
///
/// Nobody is deleted and each change makes a row's version grow, so the number of rows and the sum of their versions never
/// come back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Edition {
    members: i64,
    versions: i64,
}

/// Add the edition to another query, for [`edition_of`].
fn edition_columns(query: &mut SelectStatement) {
    let of = |value: SimpleExpr| SimpleExpr::SubQuery(None, Box::new(Query::select().expr(value).from(Entity).to_owned().into()));
    // PostgreSQL sums whole numbers to a decimal.
    query.expr_as(of(Expr::col((Entity, Column::Version)).sum().cast_as("bigint")), "edition_versions");
    query.expr_as(of(Expr::col((Entity, Column::Id)).count()), "edition_members");
}

fn edition_of(row: &QueryResult) -> Result<Edition, StoreError> {
    let versions: Option<i64> = row.try_get("", "edition_versions")?;
    Ok(Edition { members: row.try_get("", "edition_members")?, versions: versions.unwrap_or_default() })
}

/// Use up a TOTP time step. `false` when this or a later one was used before: the code is being replayed.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn use_totp_step(txn: &Txn, id: PersonId, step: i64) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::LastTotpStep, Expr::value(step))
        .filter(Column::Id.eq(Key::from(id)))
        .filter(Condition::any().add(Column::LastTotpStep.is_null()).add(Column::LastTotpStep.lt(step)))
        .exec(txn.inner())
        .await?;
    Ok(done.rows_affected == 1)
}
