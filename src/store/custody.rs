//! What is kept and until when, and what its custodian is asked to do. A projection, written with the state it follows from.

use super::{Conn, Key, Sight, StoreError, Txn, insert_all};
use domain::Instant;
use domain::ids::DemandId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

mod keeping {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One preservation.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "keepings")]
    pub struct Model {
        /// Demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        /// `active` or `ended`.
        pub state: String,
        /// When it ends by itself, if it does.
        pub ends_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod kept_for {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// A demand's data is kept for another demand's production.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "kept_for")]
    pub struct Model {
        /// The demand that keeps.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        /// The one that will produce.
        #[sea_orm(primary_key, auto_increment = false)]
        pub production_id: Key,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod task {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One thing that the custodian is asked to do.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "custody_tasks")]
    pub struct Model {
        /// Its id, which says nothing of the demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Demand; never shown to the custodian.
        pub demand_id: Key,
        /// `place` or `purge`.
        pub ask: String,
        /// Kind of the account's identifier, by code.
        pub account_kind: String,
        /// The account.
        pub account: String,
        /// Codes of categories, a JSON array; empty: all that there is.
        pub categories: String,
        /// First moment of the range.
        pub range_from: Option<DateTimeUtc>,
        /// The moment after its last.
        pub range_to: Option<DateTimeUtc>,
        /// By when.
        pub due_at: DateTimeUtc,
        /// Why it could not be done when it was tried.
        pub failed: Option<String>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use keeping::Model as KeepingRow;
pub use kept_for::Model as KeptForRow;
pub use task::Model as TaskRow;

/// All that the tables hold of one demand.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Kept {
    /// The preservation, unless there is none or all is gone.
    pub keeping: Option<KeepingRow>,
    /// What it is kept on for, in the order of the ids.
    pub productions: Vec<KeptForRow>,
    /// Open tasks, in the order of the ids.
    pub tasks: Vec<TaskRow>,
}

/// Put what is kept of a demand in the place of what was.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn put(txn: &Txn, demand: DemandId, was: &Kept, is: Kept) -> Result<(), StoreError> {
    let key = Key::from(demand);
    if was.keeping != is.keeping {
        keeping::Entity::delete_many().filter(keeping::Column::DemandId.eq(key)).exec(txn.inner()).await?;
        insert_all::<keeping::Entity>(txn, is.keeping.into_iter().collect()).await?;
    }
    if was.productions != is.productions {
        kept_for::Entity::delete_many().filter(kept_for::Column::DemandId.eq(key)).exec(txn.inner()).await?;
        insert_all::<kept_for::Entity>(txn, is.productions).await?;
    }
    if was.tasks != is.tasks {
        task::Entity::delete_many().filter(task::Column::DemandId.eq(key)).exec(txn.inner()).await?;
        insert_all::<task::Entity>(txn, is.tasks).await?;
    }
    Ok(())
}

/// Insert what is kept of new demands, for bulk loading.
///
/// # Errors
/// [`StoreError::Duplicate`] when a demand has it already; [`StoreError::Database`].
pub async fn insert_many(txn: &Txn, all: Vec<Kept>) -> Result<(), StoreError> {
    let (mut keepings, mut productions, mut tasks) = (Vec::new(), Vec::new(), Vec::new());
    for kept in all {
        keepings.extend(kept.keeping);
        productions.extend(kept.productions);
        tasks.extend(kept.tasks);
    }
    insert_all::<keeping::Entity>(txn, keepings).await?;
    insert_all::<kept_for::Entity>(txn, productions).await?;
    insert_all::<task::Entity>(txn, tasks).await
}

/// What the tables hold of a demand.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_demand(conn: &impl Conn, demand: DemandId) -> Result<Kept, StoreError> {
    let key = Key::from(demand);
    let productions = kept_for::Entity::find()
        .filter(kept_for::Column::DemandId.eq(key))
        .order_by_asc(kept_for::Column::ProductionId)
        .all(conn.inner())
        .await?;
    let tasks = task::Entity::find().filter(task::Column::DemandId.eq(key)).order_by_asc(task::Column::Id).all(conn.inner()).await?;
    Ok(Kept { keeping: keeping::Entity::find_by_id(key).one(conn.inner()).await?, productions, tasks })
}

/// Preservations that `sight` reaches and that end by themselves until `until`, the earliest first. At most `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn ending(conn: &impl Conn, sight: Sight, until: Instant, limit: u64) -> Result<Vec<KeepingRow>, StoreError> {
    Ok(keeping::Entity::find()
        .filter(keeping::Column::EndsAt.lte(until))
        .filter(Condition::all().add_option(sight.within(keeping::Column::DemandId)))
        .order_by_asc(keeping::Column::EndsAt)
        .order_by_asc(keeping::Column::DemandId)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// What is kept on for productions; of one production, or of all. At most `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn kept_for(conn: &impl Conn, production: Option<DemandId>, limit: u64) -> Result<Vec<KeptForRow>, StoreError> {
    let mut find = kept_for::Entity::find();
    if let Some(production) = production {
        find = find.filter(kept_for::Column::ProductionId.eq(Key::from(production)));
    }
    Ok(find.order_by_asc(kept_for::Column::ProductionId).order_by_asc(kept_for::Column::DemandId).limit(limit).all(conn.inner()).await?)
}

/// Open tasks after `after`, the most urgent first. At most `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn tasks(conn: &impl Conn, after: Option<&TaskRow>, limit: u64) -> Result<Vec<TaskRow>, StoreError> {
    let mut find = task::Entity::find();
    if let Some(after) = after {
        let place = Expr::tuple([Expr::col(task::Column::DueAt), Expr::col(task::Column::Id)]);
        find = find.filter(Condition::all().add(place.gt(Expr::tuple([Expr::val(after.due_at), Expr::val(after.id)]))));
    }
    Ok(find.order_by_asc(task::Column::DueAt).order_by_asc(task::Column::Id).limit(limit).all(conn.inner()).await?)
}

/// One task.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_task(conn: &impl Conn, id: Key) -> Result<Option<TaskRow>, StoreError> {
    Ok(task::Entity::find_by_id(id).one(conn.inner()).await?)
}

/// Whether a task that `sight` reaches was due before `now`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn any_overdue(conn: &impl Conn, sight: Sight, now: Instant) -> Result<bool, StoreError> {
    let seen = Condition::all().add_option(sight.within(task::Column::DemandId));
    Ok(task::Entity::find().filter(task::Column::DueAt.lt(now)).filter(seen).limit(1).count(conn.inner()).await? > 0)
}
