//! What customers were told in sum: one report for each period, once.

use super::CustomerRow;
use super::rows::customer;
use crate::store::{Conn, Key, StoreError, Txn, insert};
use domain::Instant;
use domain::customer_report::ReportInterval;
use domain::ids::CustomerId;
use domain::paper::CustomerClass;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::collections::BTreeSet;

mod report {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One report that was given.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "customer_reports")]
    pub struct Model {
        /// Customer.
        #[sea_orm(primary_key, auto_increment = false)]
        pub customer_id: Key,
        /// Period, such as `2026-H1`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub period: String,
        /// When.
        pub at: DateTimeUtc,
        /// The figures as they were then, a JSON object.
        pub figures: String,
        /// Ids of the messages, a JSON array; empty when there was no address to write to.
        pub messages: String,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use report::Model as CustomerReportRow;
use report::{Column, Entity};

/// Who gets a report after a period without asking: customers whose own interval it is, and where it is the usual one, those of these
/// classes that have none of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Due<'a> {
    /// The period, such as `2026-H1`.
    pub period: &'a str,
    /// The first moment after it: who became a customer later is told nothing of it.
    pub ended: Instant,
    /// How long such a period is.
    pub interval: ReportInterval,
    /// Classes for whose customers it is the usual interval; empty where it is not.
    pub usual_for: &'a BTreeSet<CustomerClass>,
}

/// Customers whose report of a period is due and was not given, by id, up to `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn to_report(conn: &impl Conn, due: &Due<'_>, limit: u64) -> Result<Vec<CustomerRow>, StoreError> {
    let mut whom = Condition::any().add(customer::Column::ReportInterval.eq(due.interval.code()));
    if !due.usual_for.is_empty() {
        let classes = due.usual_for.iter().map(|class| class.code());
        whom = whom.add(customer::Column::ReportInterval.is_null().and(customer::Column::Class.is_in(classes)));
    }
    let given = Entity::find()
        .select_only()
        .column(Column::CustomerId)
        .filter(Expr::col((Entity, Column::CustomerId)).equals((customer::Entity, customer::Column::Id)))
        .filter(Column::Period.eq(due.period));
    Ok(customer::Entity::find()
        .filter(customer::Column::EndedAt.is_null())
        .filter(customer::Column::CreatedAt.lt(due.ended))
        .filter(whom)
        .filter(Expr::exists(given.into_query()).not())
        .order_by_asc(customer::Column::Id)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// Put a report on record as given.
///
/// # Errors
/// [`StoreError::Duplicate`] when that period's was given; [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn add_report(txn: &Txn, row: CustomerReportRow) -> Result<(), StoreError> {
    insert::<Entity>(txn, row).await
}

/// The reports that a customer was given, the latest first, up to `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn reports_of(conn: &impl Conn, id: CustomerId, limit: u64) -> Result<Vec<CustomerReportRow>, StoreError> {
    Ok(Entity::find()
        .filter(Column::CustomerId.eq(Key::from(id)))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Period)
        .limit(limit)
        .all(conn.inner())
        .await?)
}
