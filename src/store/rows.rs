//! What every table's file needs: insertion without reading back, guarded changes, and keyset conditions.

use super::texts::{Shape, text};
use super::{Conn, Key, StoreError, Txn};
use sea_orm::sea_query::{Expr, ExprTrait, Func, IntoColumnRef, LikeExpr, SimpleExpr, Value};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable, ModelTrait, PrimaryKeyToColumn, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select, Statement,
};
use serde::de::DeserializeOwned;

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

/// Insert one row together with what this transaction does next. What is wrong with it is said then, at the latest by the commit.
pub(super) fn later<E>(txn: &Txn, row: E::Model)
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let inner = txn.inner();
    let backend = inner.get_database_backend();
    // A model has all its columns, so the text is always the same and only the values differ.
    let values: Vec<Value> = E::Column::iter().map(|column| row.get(column)).collect();
    let sql = text(Shape::of::<E>("insert", backend), || E::insert(row.into_active_model()).build(backend).sql);
    inner.later(Statement::from_sql_and_values(backend, &*sql, values));
}

/// Write the columns in which `after` differs from `before`, if the row still has the version of `before`.
/// Only indexes of columns that differ are touched.
pub(super) async fn set_changed<E>(
    txn: &Txn,
    noun: &'static str,
    before: &E::Model,
    after: &E::Model,
    version: E::Column,
) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let keys: Vec<(E::Column, Value)> = E::PrimaryKey::iter().map(|key| (key.into_column(), before.get(key.into_column()))).collect();
    let id = keys.last().map(|(_, value)| shown(value)).unwrap_or_default();
    let stale = StoreError::Stale { noun, id };
    let grows = matches!((before.get(version), after.get(version)), (Value::BigInt(Some(b)), Value::BigInt(Some(a))) if a > b);
    if !grows || keys.iter().any(|(key, value)| after.get(*key) != *value) {
        return Err(stale);
    }
    let (mut columns, mut shape, mut values) = (Vec::new(), 0_u64, Vec::new());
    for (place, column) in E::Column::iter().enumerate() {
        let value = after.get(column);
        if value != before.get(column) {
            columns.push(column);
            shape |= 1 << place;
            values.push(value);
        }
    }
    let inner = txn.inner();
    let backend = inner.get_database_backend();
    let sql = text(Shape::of::<E>("update", backend).on(shape), || {
        // The values that stand in the text for the moment give each place its type.
        let set = columns.iter().fold(E::update_many(), |update, column| update.col_expr(*column, Expr::val(after.get(*column))));
        let guarded = set.filter(version.eq(before.get(version)));
        keys.iter().fold(guarded, |update, (key, value)| update.filter(key.eq(value.clone()))).build(backend).sql
    });
    values.push(before.get(version));
    values.extend(keys.into_iter().map(|(_, value)| value));
    if inner.change(Statement::from_sql_and_values(backend, &*sql, values)).await? == 1 { Ok(()) } else { Err(stale) }
}

/// Write all columns of the row with the primary key of `row`.
pub(super) async fn set_all<E>(txn: &Txn, noun: &'static str, row: E::Model) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let mut update = E::update_many();
    let mut id = String::new();
    for key in E::PrimaryKey::iter() {
        let value = row.get(key.into_column());
        id = shown(&value);
        update = update.filter(key.into_column().eq(value));
    }
    let done = update.set(row.into_active_model().reset_all()).exec(txn.inner()).await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale { noun, id }) }
}

/// Rows after the one with these values, in ascending order: a row value comparison that both databases answer from an index.
pub(super) fn beyond(column: impl IntoColumnRef, id: impl IntoColumnRef, value: impl Into<Value>, key: Key) -> SimpleExpr {
    Expr::tuple([Expr::col(column), Expr::col(id)]).gt(Expr::tuple([Expr::val(value), Expr::val(key)]))
}

/// Rows before the one with these values, for a descending order.
pub(super) fn short_of(column: impl IntoColumnRef, id: impl IntoColumnRef, value: impl Into<Value>, key: Key) -> SimpleExpr {
    Expr::tuple([Expr::col(column), Expr::col(id)]).lt(Expr::tuple([Expr::val(value), Expr::val(key)]))
}

/// Whether a text column holds `text` somewhere, capitals or not. Reads the whole table: for directories, not for demands.
pub(super) fn holds(column: impl IntoColumnRef, text: &str) -> SimpleExpr {
    let escaped = text.trim().to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(format!("%{escaped}%")).escape('\\'))
}

/// The entries of a directory whose name holds `text` (all, if it is empty), by name, up to `limit` after the one with this name
/// and id.
pub(super) async fn by_name<E>(
    conn: &impl Conn,
    find: Select<E>,
    (name, id): (E::Column, E::Column),
    text: &str,
    after: Option<(String, Key)>,
    limit: u64,
) -> Result<Vec<E::Model>, StoreError>
where
    E: EntityTrait,
{
    let mut find = find;
    if !text.trim().is_empty() {
        find = find.filter(holds((E::default(), name), text));
    }
    if let Some((value, key)) = after {
        find = find.filter(beyond((E::default(), name), (E::default(), id), value, key));
    }
    Ok(find.order_by_asc(name).order_by_asc(id).limit(limit).all(conn.inner()).await?)
}

/// A JSON column as what it holds.
pub(super) fn json<T: DeserializeOwned>(table: &'static str, column: &'static str, row: &Key, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::Inconsistent { table, column, row: row.to_string(), why: e.to_string() })
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(Some(text)) => text.to_string(),
        other => format!("{other:?}"),
    }
}
