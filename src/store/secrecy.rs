//! Orders of secrecy and the demands they cover, and the dates of secrecy. A projection, written with the state it follows from.

use super::{Conn, Key, Sight, StoreError, Txn, insert_all};
use domain::Instant;
use domain::ids::{DemandId, OrderId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};

mod order {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// An order covers a demand.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "secrecy_orders")]
    pub struct Model {
        /// Order.
        #[sea_orm(primary_key, auto_increment = false)]
        pub order_id: Key,
        /// Demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod date {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One date.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "secrecy_dates")]
    pub struct Model {
        /// Demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        /// What is to be looked at, by code.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        /// The order's id; empty where it is about none.
        #[sea_orm(primary_key, auto_increment = false)]
        pub order_id: String,
        /// When.
        pub at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use date::Model as DateRow;
use date::{Column, Entity};
pub use order::Model as OrderRow;

/// Say that orders cover a demand. An order is never taken off the record.
///
/// # Errors
/// [`StoreError::Duplicate`] when one covers it already; [`StoreError::Database`].
pub async fn cover(txn: &Txn, rows: Vec<OrderRow>) -> Result<(), StoreError> {
    insert_all::<order::Entity>(txn, rows).await
}

/// Put the dates of a demand in the place of those it had.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn put_dates(txn: &Txn, demand: DemandId, rows: Vec<DateRow>) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::DemandId.eq(Key::from(demand))).exec(txn.inner()).await?;
    insert_all::<Entity>(txn, rows).await
}

/// Insert the dates of new demands, for bulk loading.
///
/// # Errors
/// [`StoreError::Duplicate`] when a demand has them already; [`StoreError::Database`].
pub async fn insert_dates(txn: &Txn, rows: Vec<DateRow>) -> Result<(), StoreError> {
    insert_all::<Entity>(txn, rows).await
}

/// The demands that an order covers, in the order of their ids.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn covered_by(conn: &impl Conn, order: OrderId) -> Result<Vec<DemandId>, StoreError> {
    let rows = order::Entity::find()
        .filter(order::Column::OrderId.eq(Key::from(order)))
        .order_by_asc(order::Column::DemandId)
        .all(conn.inner())
        .await?;
    Ok(rows.into_iter().map(|r| r.demand_id.to()).collect())
}

/// The dates of a demand, and its orders.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_demand(conn: &impl Conn, demand: DemandId) -> Result<(Vec<DateRow>, Vec<OrderRow>), StoreError> {
    let key = Key::from(demand);
    let dates = Entity::find().filter(Column::DemandId.eq(key)).all(conn.inner()).await?;
    Ok((dates, order::Entity::find().filter(order::Column::DemandId.eq(key)).all(conn.inner()).await?))
}

/// The dates that `sight` reaches after `after`, the earliest first; of one kind, or of all. At most `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn dates(
    conn: &impl Conn,
    sight: Sight,
    kind: Option<&str>,
    until: Option<Instant>,
    after: Option<&DateRow>,
    limit: u64,
) -> Result<Vec<DateRow>, StoreError> {
    Ok(listed(sight, kind, until, after, limit).all(conn.inner()).await?)
}

fn listed(sight: Sight, kind: Option<&str>, until: Option<Instant>, after: Option<&DateRow>, limit: u64) -> Select<Entity> {
    let mut find = Entity::find().filter(Condition::all().add_option(sight.within(Column::DemandId)));
    if let Some(kind) = kind {
        find = find.filter(Column::Kind.eq(kind));
    }
    if let Some(until) = until {
        find = find.filter(Column::At.lte(until));
    }
    if let Some(after) = after {
        let place = Expr::tuple([Expr::col(Column::At), Expr::col(Column::DemandId), Expr::col(Column::Kind), Expr::col(Column::OrderId)]);
        let last = Expr::tuple([
            Expr::val(after.at),
            Expr::val(after.demand_id),
            Expr::val(after.kind.clone()),
            Expr::val(after.order_id.clone()),
        ]);
        find = find.filter(Condition::all().add(place.gt(last)));
    }
    find.order_by_asc(Column::At).order_by_asc(Column::DemandId).order_by_asc(Column::Kind).order_by_asc(Column::OrderId).limit(limit)
}

/// One date, to page on from.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn date(conn: &impl Conn, demand: DemandId, kind: &str, order: &str) -> Result<Option<DateRow>, StoreError> {
    Ok(Entity::find_by_id((Key::from(demand), kind.to_owned(), order.to_owned())).one(conn.inner()).await?)
}

/// Whether a date that `sight` reaches lies in `from..to`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn any_between(conn: &impl Conn, sight: Sight, from: Option<Instant>, to: Instant) -> Result<bool, StoreError> {
    let seen = Condition::all().add_option(sight.within(Column::DemandId));
    let mut find = Entity::find().filter(Column::At.lt(to)).filter(seen);
    if let Some(from) = from {
        find = find.filter(Column::At.gte(from));
    }
    Ok(find.limit(1).count(conn.inner()).await? > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement};

    #[tokio::test]
    async fn a_page_of_the_calendar_costs_the_same_however_many_dates_there_are() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite://{}/o.db?mode=rwc", folder.path().display())).await.unwrap();
        let at = "2026-11-02T08:00:00Z".parse().unwrap();
        let last = DateRow { demand_id: Key(uuid::Uuid::nil()), kind: "ends".to_owned(), order_id: String::new(), at };
        for (kind, after) in [(None, None), (None, Some(&last)), (Some("ends"), None), (Some("ends"), Some(&last))] {
            let query = listed(Sight::Whole, kind, None, after, 51).into_query();
            let sql = format!("EXPLAIN QUERY PLAN {}", query.to_string(sea_orm::sea_query::SqliteQueryBuilder));
            let rows = store.read().inner().query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
            let plan = rows.iter().map(|r| r.try_get::<String>("", "detail").unwrap()).collect::<Vec<_>>().join("\n");
            assert!(plan.contains("INDEX secrecy_dates_") && !plan.contains("TEMP B-TREE"), "{kind:?} {after:?}: {plan}");
        }
    }
}
