//! The rows of the rulebook that were ever in force here, each by version, instrument and what it says. None is ever changed.

use super::{Conn, StoreError, Txn};
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, IntoActiveModel, QueryOrder};

mod entity {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rule_rows")]
    pub struct Model {
        /// Version of the rulebook.
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: String,
        /// Id of the instrument.
        #[sea_orm(primary_key, auto_increment = false)]
        pub instrument: String,
        /// SHA-256 of `content`, in hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: String,
        /// The row, as JSON.
        pub content: String,
        /// When it was first in force here.
        pub first_seen: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as RuleRow;
use entity::{Column, Entity};

/// All rows, the oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn all(conn: &impl Conn) -> Result<Vec<RuleRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::FirstSeen).order_by_asc(Column::Hash).all(conn.inner()).await?)
}

/// Keep rows; those that another process has just kept stay as they are.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn keep(txn: &Txn, rows: Vec<RuleRow>) -> Result<(), StoreError> {
    let known = OnConflict::columns([Column::Version, Column::Instrument, Column::Hash]).do_nothing().to_owned();
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    Entity::insert_many(rows).on_conflict(known).exec_without_returning(txn.inner()).await?;
    Ok(())
}
