//! Demands that somebody waits for, with their state: for the desk.

use super::entity::{Column, Entity, Model};
use crate::store::{Conn, Key, StoreError};
use domain::ids::DemandId;
use sea_orm::sea_query::{Alias, Expr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

/// The condition of the index `demands_attention`, letter for letter: the databases use the index for nothing else.
const WAITS: &str = "state LIKE '%\"prepared\":[{%' OR state LIKE '%\"answer\":null%'";

fn waiting(limit: u64) -> Select<Entity> {
    let due = Expr::col((Entity, Alias::new("due_sort")));
    Entity::find().filter(Expr::cust(WAITS)).order_by_asc(due).order_by_asc(Column::Id).limit(limit)
}

/// Demands with a prepared act or an unanswered objection, the earliest due first, at most `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn attention(conn: &impl Conn, limit: u64) -> Result<Vec<Model>, StoreError> {
    Ok(waiting(limit).all(conn.inner()).await?)
}

/// These demands, in the order of their ids.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn with_ids(conn: &impl Conn, ids: &[DemandId]) -> Result<Vec<Model>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let keys = ids.iter().map(|id| Key::from(*id));
    Ok(Entity::find().filter(Column::Id.is_in(keys)).order_by_asc(Column::Id).all(conn.inner()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement};

    #[tokio::test]
    async fn the_desk_costs_the_same_however_many_demands_there_are() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite://{}/o.db?mode=rwc", folder.path().display())).await.unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {}", DbBackend::Sqlite.build(&waiting(200).into_query()));
        let rows = store.read().inner().query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
        let plan = rows.iter().map(|r| r.try_get::<String>("", "detail").unwrap()).collect::<Vec<_>>().join("\n");
        assert!(plan.contains("demands_attention") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}
