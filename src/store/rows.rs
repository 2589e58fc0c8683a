//! What every table's file needs: bulk insertion within the databases' limits.

use super::{Conn, StoreError, Txn};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Iterable};

/// Most parameters in one statement: SQLite's limit is 32,766, PostgreSQL's 65,535.
const PARAMETERS: usize = 30_000;

/// Insert rows, many in one statement, without reading them back.
pub(super) async fn insert_all<E>(txn: &Txn, rows: Vec<impl IntoActiveModel<E::ActiveModel>>) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let per_statement = (PARAMETERS / E::Column::iter().count().max(1)).max(1);
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let some: Vec<E::ActiveModel> = rows.by_ref().take(per_statement).collect();
        E::insert_many(some).exec_without_returning(txn.inner()).await?;
    }
    Ok(())
}

/// Insert one row without reading it back.
pub(super) async fn insert<E>(txn: &Txn, row: impl IntoActiveModel<E::ActiveModel>) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    E::insert(row.into_active_model()).exec_without_returning(txn.inner()).await?;
    Ok(())
}
