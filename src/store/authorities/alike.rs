//! Listed domains that another one is taken for, from an index of keys however many domains there are.

use super::authority_domain;
use crate::store::{Conn, StoreError, Txn};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait};

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "domain_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub domain: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
use entity::{Column, Entity};

/// Most listed domains that one is compared with; more of them share a key only with what is listed itself.
const MOST: u64 = 500;

/// Keep the keys of these domains. They stay when a domain is taken out: what is asked is what is still listed.
pub(super) async fn index(txn: &Txn, domains: &[String]) -> Result<(), StoreError> {
    let rows: Vec<_> = domains
        .iter()
        .flat_map(|domain| domain::lookalike::keys(domain).into_iter().map(move |key| (key, domain.clone())))
        .map(|(key, domain)| entity::Model { key, domain }.into_active_model())
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let known = OnConflict::columns([Column::Key, Column::Domain]).do_nothing().to_owned();
    Entity::insert_many(rows).on_conflict(known).exec_without_returning(txn.inner()).await?;
    Ok(())
}

/// Whether this domain, which nobody has listed, is easily taken for one that the directory lists, of whichever authority.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn like_another(conn: &impl Conn, asked: &str) -> Result<bool, StoreError> {
    let listed = authority_domain::Entity::find().select_only().column(authority_domain::Column::Domain);
    let itself = listed.clone().filter(authority_domain::Column::Domain.eq(asked)).into_tuple::<String>().one(conn.inner()).await?;
    if itself.is_some() {
        return Ok(false);
    }
    let found: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Domain)
        .distinct()
        .filter(Column::Key.is_in(domain::lookalike::asked(asked)))
        .filter(Column::Domain.in_subquery(listed.into_query()))
        .limit(MOST)
        .into_tuple()
        .all(conn.inner())
        .await?;
    Ok(found.iter().any(|listed| domain::lookalike::looks_like(asked, listed)))
}
