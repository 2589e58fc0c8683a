//! What the provider's account service was asked of a demand's accounts, and whose it says they are. Of the paper as it is read now:
//! another reading forgets it, the record and the kept answer stay.

use super::entity::{Column, Entity, Model};
use crate::store::{Conn, Key, StoreError, Txn, insert, insert_all};
use domain::Instant;
use domain::ids::DemandId;
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

mod ask {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// The last time the service was asked about a demand's accounts.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_asks")]
    pub struct Model {
        /// Demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        /// When.
        pub at: DateTimeUtc,
        /// What came of it, by code.
        pub outcome: String,
        /// How often it was asked in vain, in a row.
        pub tries: i64,
        /// When it is asked again; `None`: not by itself.
        pub next_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod row {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One account, as the service says.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_said")]
    pub struct Model {
        /// Demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        /// The identifier, as the paper has it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub value: String,
        /// Whose it is.
        #[sea_orm(primary_key, auto_increment = false)]
        pub customer_id: Key,
        /// The account in the provider's systems.
        pub account: String,
        /// When the service said so.
        pub at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use ask::Model as AskRow;
pub use row::Model as SaidRow;

/// Open demands without a customer about which the service is to be asked at `now`, the longest waiting first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn to_ask(conn: &impl Conn, now: Instant, limit: u64) -> Result<Vec<Model>, StoreError> {
    let asked = Query::select()
        .column(ask::Column::DemandId)
        .from(ask::Entity)
        .and_where(ask::Column::NextAt.is_null().or(ask::Column::NextAt.gt(now)))
        .to_owned();
    Ok(Entity::find()
        .filter(Column::CustomerId.is_null())
        .filter(Column::ClosedAt.is_null())
        .filter(Column::Id.not_in_subquery(asked))
        .order_by_asc(Column::ReceivedAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// Put down that the service was asked, and whose it says the accounts are, in the place of what it said before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn put_said(txn: &Txn, ask: AskRow, rows: Vec<SaidRow>) -> Result<(), StoreError> {
    forget_said(txn, ask.demand_id.to()).await?;
    insert::<ask::Entity>(txn, ask).await?;
    insert_all::<row::Entity>(txn, rows).await
}

/// Forget what was said.
///
/// # Errors
/// [`StoreError::Database`].
pub(super) async fn forget_said(txn: &Txn, demand: DemandId) -> Result<(), StoreError> {
    let key = Key::from(demand);
    ask::Entity::delete_by_id(key).exec(txn.inner()).await?;
    row::Entity::delete_many().filter(row::Column::DemandId.eq(key)).exec(txn.inner()).await?;
    Ok(())
}

/// When the service was asked last about a demand, and whose it says the accounts are.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn said_of(conn: &impl Conn, demand: DemandId) -> Result<(Option<AskRow>, Vec<SaidRow>), StoreError> {
    let key = Key::from(demand);
    let ask = ask::Entity::find_by_id(key).one(conn.inner()).await?;
    let rows = row::Entity::find().filter(row::Column::DemandId.eq(key)).order_by_asc(row::Column::Value);
    Ok((ask, rows.order_by_asc(row::Column::CustomerId).all(conn.inner()).await?))
}
