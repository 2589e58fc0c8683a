//! Changes of roles and access that wait for a second security admin.

use super::{Conn, Key, StoreError, Txn, insert, json};
use chrono::TimeDelta;
use domain::Instant;
use domain::actor::Roles;
use domain::ids::PersonId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long a proposal can be confirmed.
pub const VALID: TimeDelta = TimeDelta::days(14);

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_changes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        pub person_id: Key,
        pub kind: String,
        pub proposed_by: Option<Key>,
        pub proposed_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub decided_by: Option<Key>,
        pub decided_at: Option<DateTimeUtc>,
        pub confirmed: Option<bool>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
use entity::{Column, Entity, Model};

/// What is to change.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The roles, to these.
    Roles(Roles),
    /// A new password and second factor.
    SecondFactor,
    /// Access that was taken away is given back.
    Access,
}

/// A change that waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StaffChange {
    /// Its id; a decision names it, so that what is confirmed is what was read.
    pub id: Uuid,
    /// Whose.
    pub person: PersonId,
    /// What.
    pub kind: ChangeKind,
    /// Who proposed it; `None` for the operator.
    pub proposed_by: Option<PersonId>,
    /// When.
    pub proposed_at: Instant,
    /// Until when it can be confirmed.
    pub expires_at: Instant,
}

impl TryFrom<Model> for StaffChange {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.0,
            person: row.person_id.to(),
            kind: json("staff_changes", "kind", &row.id, &row.kind)?,
            proposed_by: row.proposed_by.map(Key::to),
            proposed_at: row.proposed_at,
            expires_at: row.expires_at,
        })
    }
}

/// Add a proposal; one that has expired for the same person gives way.
///
/// # Errors
/// [`StoreError::Duplicate`] when another waits; [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn propose(txn: &Txn, change: &StaffChange) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::DecidedAt, Expr::value(change.proposed_at))
        .filter(Column::PersonId.eq(Key::from(change.person)))
        .filter(Column::DecidedAt.is_null())
        .filter(Column::ExpiresAt.lte(change.proposed_at))
        .exec(txn.inner())
        .await?;
    let kind = serde_json::to_string(&change.kind).map_err(|e| StoreError::Inconsistent {
        table: "staff_changes",
        column: "kind",
        row: change.id.to_string(),
        why: e.to_string(),
    })?;
    let row = Model {
        id: Key(change.id),
        person_id: change.person.into(),
        kind,
        proposed_by: change.proposed_by.map(Key::from),
        proposed_at: change.proposed_at,
        expires_at: change.expires_at,
        decided_by: None,
        decided_at: None,
        confirmed: None,
    };
    insert::<Entity>(txn, row).await
}

/// What waits for a person.
///
/// # Errors
/// [`StoreError::Inconsistent`], [`StoreError::Database`].
pub async fn waiting(conn: &impl Conn, person: PersonId, now: Instant) -> Result<Option<StaffChange>, StoreError> {
    let row = Entity::find()
        .filter(Column::PersonId.eq(Key::from(person)))
        .filter(Column::DecidedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .one(conn.inner())
        .await?;
    row.map(StaffChange::try_from).transpose()
}

/// All that wait, the oldest first.
///
/// # Errors
/// [`StoreError::Inconsistent`], [`StoreError::Database`].
pub async fn all_waiting(conn: &impl Conn, now: Instant) -> Result<Vec<StaffChange>, StoreError> {
    let open = Entity::find().filter(Column::DecidedAt.is_null()).filter(Column::ExpiresAt.gt(now));
    let rows = open.order_by_asc(Column::ProposedAt).order_by_asc(Column::Id).all(conn.inner()).await?;
    rows.into_iter().map(StaffChange::try_from).collect()
}

/// Decide what waits.
///
/// # Errors
/// [`StoreError::Stale`] when it was decided by now; [`StoreError::Database`].
pub async fn decide(txn: &Txn, id: Uuid, by: Option<PersonId>, confirmed: bool, now: Instant) -> Result<(), StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::DecidedAt, Expr::value(now))
        .col_expr(Column::DecidedBy, Expr::value(by.map(Key::from)))
        .col_expr(Column::Confirmed, Expr::value(confirmed))
        .filter(Column::Id.eq(Key(id)))
        .filter(Column::DecidedAt.is_null())
        .exec(txn.inner())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale { noun: "change", id: id.to_string() }) }
}
