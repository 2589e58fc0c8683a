//! The people a customer listed to be told.

use super::ContactRow;
use super::rows::contact::{Column, Entity};
use super::rows::{NEVER, customer};
use crate::store::{Conn, Key, StoreError, Txn, insert, set_changed};
use domain::Instant;
use domain::contact::{ContactPolicy, Standing, reach};
use domain::ids::{ContactId, CustomerId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// How many people a customer has listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Listed {
    /// All.
    pub people: u32,
    /// Those whom a notice would reach.
    pub reachable: u32,
}

/// List a person to be told.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn add_contact(txn: &Txn, row: ContactRow) -> Result<(), StoreError> {
    let customer = row.customer_id;
    insert::<Entity>(txn, row).await?;
    settle(txn, customer).await
}

/// Change a contact; `after.version` must be greater than `before.version`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody was faster; [`StoreError::Database`].
pub async fn save_contact(txn: &Txn, before: &ContactRow, after: &ContactRow) -> Result<(), StoreError> {
    set_changed::<Entity>(txn, "contact", before, after, Column::Version).await?;
    if before.standing() == after.standing() { Ok(()) } else { settle(txn, after.customer_id).await }
}

/// Bring the customer's latest answer in step with its contacts.
async fn settle(txn: &Txn, customer: Key) -> Result<(), StoreError> {
    let latest: Option<Option<Instant>> = Entity::find()
        .select_only()
        .column_as(Column::VerifiedAt.max(), "latest")
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::RemovedAt.is_null())
        .filter(Column::BouncedAt.is_null())
        .into_tuple()
        .one(txn.inner())
        .await?;
    customer::Entity::update_many()
        .col_expr(customer::Column::AnsweredAt, Expr::value(latest.flatten().unwrap_or(NEVER)))
        .filter(customer::Column::Id.eq(customer))
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// One contact, on the list or off it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_contact(conn: &impl Conn, id: ContactId) -> Result<Option<ContactRow>, StoreError> {
    Ok(Entity::find_by_id(Key::from(id)).one(conn.inner()).await?)
}

/// The contact that a list kept elsewhere knows by this id, if it is on the customer's list.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn contact_by_external(conn: &impl Conn, customer: CustomerId, external: &str) -> Result<Option<ContactRow>, StoreError> {
    let listed = Entity::find().filter(Column::CustomerId.eq(Key::from(customer))).filter(Column::RemovedAt.is_null());
    Ok(listed.filter(Column::ExternalId.eq(external)).one(conn.inner()).await?)
}

/// The people a customer listed, in their order; without those taken off the list.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn contacts_of(conn: &impl Conn, id: CustomerId) -> Result<Vec<ContactRow>, StoreError> {
    Ok(Entity::find()
        .filter(Column::CustomerId.eq(Key::from(id)))
        .filter(Column::RemovedAt.is_null())
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
        .all(conn.inner())
        .await?)
}

/// Contacts on any customer's list with this address, capitals or not.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn with_address(conn: &impl Conn, mail: &str) -> Result<Vec<ContactRow>, StoreError> {
    Ok(Entity::find()
        .filter(Column::Mail.eq(mail.trim().to_lowercase()))
        .filter(Column::RemovedAt.is_null())
        .order_by_asc(Column::Id)
        .all(conn.inner())
        .await?)
}

/// How many people customers have listed, and how many of them a notice would reach at `now`. A customer who listed nobody is
/// not in the answer.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn contacts_in(
    conn: &impl Conn,
    ids: &[CustomerId],
    policy: &ContactPolicy,
    now: Instant,
) -> Result<BTreeMap<CustomerId, Listed>, StoreError> {
    let mut found: BTreeMap<CustomerId, Listed> = BTreeMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let rows: Vec<(Key, Option<Instant>, Option<Instant>)> = Entity::find()
        .select_only()
        .columns([Column::CustomerId, Column::VerifiedAt, Column::BouncedAt])
        .filter(Column::CustomerId.is_in(ids.iter().map(|id| Key::from(*id))))
        .filter(Column::RemovedAt.is_null())
        .into_tuple()
        .all(conn.inner())
        .await?;
    for (id, verified_at, bounced_at) in rows {
        let listed = found.entry(id.to()).or_default();
        listed.people += 1;
        let standing = Standing { verified_at, bounced_at, removed_at: None };
        listed.reachable += u32::from(reach(&standing, policy, now).reachable());
    }
    Ok(found)
}
