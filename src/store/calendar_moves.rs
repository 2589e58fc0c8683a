//! Demands of which a calendar that has changed would date a duty otherwise, and which calendars that was last looked at for.

use super::{Conn, Key, StoreError, Txn, insert};
use domain::Instant;
use domain::ids::DemandId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

mod moved {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One demand.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "calendar_moves")]
    pub struct Model {
        /// Demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        /// When that was found.
        pub found_at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod check {
    use sea_orm::entity::prelude::*;

    /// The calendars that the duties were last compared with.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "calendar_checks")]
    pub struct Model {
        /// Their versions, as one digest.
        #[sea_orm(primary_key, auto_increment = false)]
        pub calendars: String,
        /// When.
        pub at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Whether the duties were last compared with these calendars.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn is_checked(conn: &impl Conn, calendars: &str) -> Result<bool, StoreError> {
    Ok(check::Entity::find_by_id(calendars.to_owned()).one(conn.inner()).await?.is_some())
}

/// Remember that the duties were compared with these calendars, and no others.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn checked(txn: &Txn, calendars: &str, at: Instant) -> Result<(), StoreError> {
    check::Entity::delete_many().exec(txn.inner()).await?;
    insert::<check::Entity>(txn, check::Model { calendars: calendars.to_owned(), at }).await
}

/// Put the demands found in the place of those that were found before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn replace(txn: &Txn, demands: &[DemandId], at: Instant) -> Result<(), StoreError> {
    moved::Entity::delete_many().exec(txn.inner()).await?;
    for some in demands.chunks(200) {
        let rows = some.iter().map(|id| moved::Model { demand_id: Key::from(*id), found_at: at }.into_active_model());
        let known = OnConflict::column(moved::Column::DemandId).do_nothing().to_owned();
        moved::Entity::insert_many(rows).on_conflict(known).exec_without_returning(txn.inner()).await?;
    }
    Ok(())
}

/// Demands found, in the order of their ids, after one of them; at most `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn after(conn: &impl Conn, after: Option<DemandId>, limit: u64) -> Result<Vec<DemandId>, StoreError> {
    let mut found = moved::Entity::find();
    if let Some(after) = after {
        found = found.filter(moved::Column::DemandId.gt(Key::from(after)));
    }
    let rows = found.order_by_asc(moved::Column::DemandId).limit(limit).all(conn.inner()).await?;
    Ok(rows.into_iter().map(|row| row.demand_id.to()).collect())
}

/// A demand waits for nobody any more.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn done(txn: &Txn, demand: DemandId) -> Result<(), StoreError> {
    moved::Entity::delete_by_id(Key::from(demand)).exec(txn.inner()).await?;
    Ok(())
}
