//! What demands name, and how demands hang together.

use crate::store::{Conn, Key, StoreError, Txn, insert_all};
use domain::ids::DemandId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

mod account {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// An account or identifier that a demand names.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "demand_accounts")]
    pub struct Model {
        /// Demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        /// Kind of identifier, such as `mail` or `ip`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        /// The identifier, normalised.
        #[sea_orm(primary_key, auto_increment = false)]
        pub value: String,
        /// The account it matched, if any.
        pub account: Option<String>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod links {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// How one demand hangs together with another.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "demand_links")]
    pub struct Model {
        /// The later demand.
        #[sea_orm(primary_key, auto_increment = false)]
        pub from_demand: Key,
        /// The one it refers to.
        #[sea_orm(primary_key, auto_increment = false)]
        pub to_demand: Key,
        /// How: such as `duplicate`, `follow_up`, `extends`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use account::Model as AccountRow;
pub use links::Model as LinkRow;

/// Put in place of what was stored what the demand names now. What was said of the former is forgotten.
///
/// # Errors
/// [`StoreError::Dangling`] without the demand; [`StoreError::Database`].
pub async fn put_accounts(txn: &Txn, demand: DemandId, rows: Vec<AccountRow>) -> Result<(), StoreError> {
    account::Entity::delete_many().filter(account::Column::DemandId.eq(Key::from(demand))).exec(txn.inner()).await?;
    super::said::forget_said(txn, demand).await?;
    insert_all::<account::Entity>(txn, rows).await
}

/// Insert what many new demands name, for bulk loading.
///
/// # Errors
/// [`StoreError::Dangling`] without the demands; [`StoreError::Duplicate`]; [`StoreError::Database`].
pub async fn insert_accounts(txn: &Txn, rows: Vec<AccountRow>) -> Result<(), StoreError> {
    insert_all::<account::Entity>(txn, rows).await
}

/// What a demand names.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn accounts_of(conn: &impl Conn, demand: DemandId) -> Result<Vec<AccountRow>, StoreError> {
    Ok(account::Entity::find()
        .filter(account::Column::DemandId.eq(Key::from(demand)))
        .order_by_asc(account::Column::Kind)
        .order_by_asc(account::Column::Value)
        .all(conn.inner())
        .await?)
}

/// Other demands that name one of these identifiers, at most `limit` rows.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn others_naming(conn: &impl Conn, except: DemandId, values: &[String], limit: u64) -> Result<Vec<AccountRow>, StoreError> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    Ok(account::Entity::find()
        .filter(account::Column::Value.is_in(values.iter().map(String::as_str)))
        .filter(account::Column::DemandId.ne(Key::from(except)))
        .order_by_asc(account::Column::Value)
        .order_by_asc(account::Column::DemandId)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// Say how one demand hangs together with another. Saying it twice changes nothing.
///
/// # Errors
/// [`StoreError::Dangling`] when one of them doesn't exist; [`StoreError::Database`].
pub async fn link(txn: &Txn, row: LinkRow) -> Result<(), StoreError> {
    let once = OnConflict::columns([links::Column::FromDemand, links::Column::ToDemand, links::Column::Kind]).do_nothing().to_owned();
    links::Entity::insert(row.into_active_model()).on_conflict(once).exec_without_returning(txn.inner()).await?;
    Ok(())
}

/// How a demand hangs together with others, in both directions.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn links_of(conn: &impl Conn, demand: DemandId) -> Result<Vec<LinkRow>, StoreError> {
    let id = Key::from(demand);
    Ok(links::Entity::find()
        .filter(Condition::any().add(links::Column::FromDemand.eq(id)).add(links::Column::ToDemand.eq(id)))
        .order_by_asc(links::Column::FromDemand)
        .order_by_asc(links::Column::ToDemand)
        .all(conn.inner())
        .await?)
}
