//! That a member of staff was reminded: once per kind and day.

use crate::store::{Conn, Key, StoreError, Txn, insert};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

mod reminder {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One reminder.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_reminders")]
    pub struct Model {
        /// What it is about, by code; stands in no mail.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        /// The desk's civil day, such as `2026-11-02`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: String,
        /// Who.
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Key,
        /// The message.
        pub message_id: Key,
        /// When queued.
        pub at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use reminder::Model as ReminderRow;
use reminder::{Column, Entity};

/// Remember that somebody was reminded.
///
/// # Errors
/// [`StoreError::Duplicate`] when that was done already; [`StoreError::Database`].
pub async fn remember_reminder(txn: &Txn, row: ReminderRow) -> Result<(), StoreError> {
    insert::<Entity>(txn, row).await
}

/// Who was reminded of a kind on a day.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn reminded(conn: &impl Conn, kind: &str, day: &str) -> Result<Vec<Key>, StoreError> {
    let of = Entity::find().select_only().column(Column::PersonId).filter(Column::Kind.eq(kind)).filter(Column::Day.eq(day));
    Ok(of.into_tuple().all(conn.inner()).await?)
}
