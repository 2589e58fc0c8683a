//! Marks at which people were reminded of a duty: once per demand, duty, due date and mark.

use super::{Conn, Key, StoreError, Txn, insert};
use domain::Instant;
use domain::ids::{DemandId, ObligationId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One mark.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "escalations")]
    pub struct Model {
        /// Demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        /// Duty.
        #[sea_orm(primary_key, auto_increment = false)]
        pub duty_id: Key,
        /// Its internal due date at the time.
        #[sea_orm(primary_key, auto_increment = false)]
        pub due_at: DateTimeUtc,
        /// The mark, by code: `50%`, `24h`, `overdue`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub mark: String,
        /// What is owed, by code.
        pub kind: String,
        /// Who was to be reminded: `assignee`, `role` or `reviewers`.
        pub whom: String,
        /// Ids of the people reminded, a JSON array; empty when there was nobody to remind.
        pub people: String,
        /// When.
        pub at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as EscalationRow;
use entity::{Column, Entity};

/// Remember that people were reminded.
///
/// # Errors
/// [`StoreError::Duplicate`] when that was done already; [`StoreError::Database`].
pub async fn add(txn: &Txn, row: EscalationRow) -> Result<(), StoreError> {
    insert::<Entity>(txn, row).await
}

/// Whether a mark of a duty was seen to already.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn seen_to(conn: &impl Conn, demand: DemandId, duty: ObligationId, due: Instant, mark: &str) -> Result<bool, StoreError> {
    let key = (Key::from(demand), Key::from(duty), due, mark.to_owned());
    Ok(Entity::find_by_id(key).one(conn.inner()).await?.is_some())
}

/// The marks of a demand, the earliest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_demand(conn: &impl Conn, demand: DemandId) -> Result<Vec<EscalationRow>, StoreError> {
    Ok(Entity::find().filter(Column::DemandId.eq(Key::from(demand))).order_by_asc(Column::At).all(conn.inner()).await?)
}

/// The latest marks of all demands, the latest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn latest(conn: &impl Conn, limit: u64) -> Result<Vec<EscalationRow>, StoreError> {
    Ok(Entity::find().order_by_desc(Column::At).order_by_asc(Column::DemandId).limit(limit).all(conn.inner()).await?)
}
