//! Who is on call for emergencies, who was called to which demand, and who answered.

use super::{Conn, Key, StoreError, Txn, insert};
use domain::Instant;
use domain::ids::{DemandId, PersonId, ShiftId};
use domain::on_call::Shift;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

mod shift {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One person's time on call.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "on_call")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Who.
        pub person_id: Key,
        /// Who is called first, second and so on, from 1.
        pub place: i64,
        /// From when.
        pub from_at: DateTimeUtc,
        /// Until when, exclusively.
        pub until_at: DateTimeUtc,
        /// Who entered it.
        pub made_by: String,
        /// When.
        pub made_at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod call {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// That a person was called to a demand.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "on_call_calls")]
    pub struct Model {
        /// Demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        /// Who.
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Key,
        /// When.
        pub at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod answer {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// That somebody took an emergency on.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "on_call_answers")]
    pub struct Model {
        /// Demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        /// Who.
        pub person_id: Key,
        /// When.
        pub at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use answer::Model as AnswerRow;
pub use call::Model as CallRow;
pub use shift::Model as ShiftRow;

impl ShiftRow {
    /// As the domain sees it.
    #[must_use]
    pub fn shift(&self) -> Shift {
        let place = u32::try_from(self.place).unwrap_or(u32::MAX);
        Shift { id: self.id.to(), person: self.person_id.to(), place, from: self.from_at, until: self.until_at }
    }
}

/// Put somebody on call.
///
/// # Errors
/// [`StoreError::Dangling`] without the person; [`StoreError::Database`].
pub async fn add(txn: &Txn, row: ShiftRow) -> Result<(), StoreError> {
    insert::<shift::Entity>(txn, row).await
}

/// Take somebody off again. Whether there was such a time.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove(txn: &Txn, id: ShiftId) -> Result<bool, StoreError> {
    Ok(shift::Entity::delete_by_id(Key::from(id)).exec(txn.inner()).await?.rows_affected > 0)
}

/// The times on call that touch a span, the earliest first; at most `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn between(conn: &impl Conn, from: Instant, until: Instant, limit: u64) -> Result<Vec<ShiftRow>, StoreError> {
    Ok(shift::Entity::find()
        .filter(shift::Column::UntilAt.gt(from))
        .filter(shift::Column::FromAt.lt(until))
        .order_by_asc(shift::Column::FromAt)
        .order_by_asc(shift::Column::Place)
        .order_by_asc(shift::Column::Id)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// Remember that somebody was called.
///
/// # Errors
/// [`StoreError::Duplicate`] when that was done already; [`StoreError::Database`].
pub async fn call(txn: &Txn, row: CallRow) -> Result<(), StoreError> {
    insert::<call::Entity>(txn, row).await
}

/// Who was called to a demand, the first first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn calls(conn: &impl Conn, demand: DemandId) -> Result<Vec<CallRow>, StoreError> {
    let of = call::Entity::find().filter(call::Column::DemandId.eq(Key::from(demand)));
    Ok(of.order_by_asc(call::Column::At).order_by_asc(call::Column::PersonId).all(conn.inner()).await?)
}

/// The latest calls of a person that nobody has answered, the latest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn unanswered(conn: &impl Conn, person: PersonId, limit: u64) -> Result<Vec<CallRow>, StoreError> {
    let answered = answer::Entity::find().select_only().column(answer::Column::DemandId).into_query();
    let of = call::Entity::find().filter(call::Column::PersonId.eq(Key::from(person)));
    let waiting = of.filter(call::Column::DemandId.not_in_subquery(answered));
    Ok(waiting.order_by_desc(call::Column::At).limit(limit).all(conn.inner()).await?)
}

/// Forget who was called to a demand and who took it on: it is claimed anew, and the round begins again. The record keeps what was.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn begin_anew(txn: &Txn, demand: DemandId) -> Result<(), StoreError> {
    call::Entity::delete_many().filter(call::Column::DemandId.eq(Key::from(demand))).exec(txn.inner()).await?;
    answer::Entity::delete_many().filter(answer::Column::DemandId.eq(Key::from(demand))).exec(txn.inner()).await?;
    Ok(())
}

/// Remember who took a demand on.
///
/// # Errors
/// [`StoreError::Duplicate`] when somebody did already; [`StoreError::Database`].
pub async fn answer(txn: &Txn, row: AnswerRow) -> Result<(), StoreError> {
    insert::<answer::Entity>(txn, row).await
}

/// Who took a demand on.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn answered(conn: &impl Conn, demand: DemandId) -> Result<Option<AnswerRow>, StoreError> {
    Ok(answer::Entity::find_by_id(Key::from(demand)).one(conn.inner()).await?)
}
