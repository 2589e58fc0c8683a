//! Timers: rows found by polling. Setting one again moves it; after a downtime the most overdue comes first.

use super::{Conn, Key, StoreError, Txn, insert_all};
use domain::Instant;
use domain::ids::DemandId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

/// Something about the demand ends by itself.
pub const TICK: &str = "tick";
/// A mark on a duty's clock comes.
pub const MARK: &str = "mark";
/// Somebody is to be called to an emergency.
pub const RING: &str = "ring";

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One timer.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "timers")]
    pub struct Model {
        /// Demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        /// What is to be looked at then, by code. One of each kind per demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        /// When.
        pub due_at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as TimerRow;
use entity::{Column, Entity};

/// Set a timer, or move the one of this kind.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set(txn: &Txn, demand: DemandId, kind: &str, due_at: Instant) -> Result<(), StoreError> {
    let row = TimerRow { demand_id: Key::from(demand), kind: kind.to_owned(), due_at };
    let moved = OnConflict::columns([Column::DemandId, Column::Kind]).update_column(Column::DueAt).to_owned();
    Entity::insert(row.into_active_model()).on_conflict(moved).exec_without_returning(txn.inner()).await?;
    Ok(())
}

/// Set timers of new demands, for bulk loading.
///
/// # Errors
/// [`StoreError::Duplicate`] when one is set already; [`StoreError::Database`].
pub async fn insert_many(txn: &Txn, rows: Vec<TimerRow>) -> Result<(), StoreError> {
    insert_all::<Entity>(txn, rows).await
}

/// Stop a timer; one that isn't set is stopped already.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn clear(txn: &Txn, demand: DemandId, kind: &str) -> Result<(), StoreError> {
    Entity::delete_by_id((Key::from(demand), kind.to_owned())).exec(txn.inner()).await?;
    Ok(())
}

/// The timers of a demand, the earliest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_demand(conn: &impl Conn, demand: DemandId) -> Result<Vec<TimerRow>, StoreError> {
    Ok(Entity::find().filter(Column::DemandId.eq(Key::from(demand))).order_by_asc(Column::DueAt).all(conn.inner()).await?)
}

/// Up to `limit` timers of a kind that are due, the most overdue first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn due(conn: &impl Conn, kind: &str, now: Instant, limit: u64) -> Result<Vec<TimerRow>, StoreError> {
    Ok(Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::DueAt.lte(now))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::DemandId)
        .limit(limit)
        .all(conn.inner())
        .await?)
}
