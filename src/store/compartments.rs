//! Which demands only the cleared see (INV-22), and how much of the store somebody may be shown.
//!
//! Every list that a person or a program is shown asks for a [`Sight`] and leaves out in its own query what that does not reach, so
//! that neither a length nor the way to the next page says that something was left out.

use super::rows::{insert, insert_all};
use super::{Conn, Key, StoreError, Txn};
use domain::actor::{Actor, Role};
use domain::ids::DemandId;
use domain::instrument::Compartment;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, SelectStatement, SimpleExpr};
use sea_orm::{QuerySelect, QueryTrait};

/// A demand that only the cleared see.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compartments")]
pub struct Model {
    /// Demand.
    #[sea_orm(primary_key, auto_increment = false)]
    pub demand_id: Key,
    /// `national_security`.
    pub compartment: String,
}

/// None: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// How much of the store somebody may be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sight {
    /// Everything: a cleared person, the operator, the clockwork.
    Whole,
    /// Everything but what stands in a compartment.
    Open,
}

impl Sight {
    /// What this actor may be shown. No program is cleared, and neither is anybody outside.
    #[must_use]
    pub const fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Operator | Actor::System => Self::Whole,
            Actor::Person { roles, .. } if roles.has(Role::Cleared) => Self::Whole,
            Actor::Person { .. } | Actor::Machine { .. } | Actor::Contact(_) | Actor::Officer(_) => Self::Open,
        }
    }

    /// The condition on a column that names a demand, or none.
    pub(super) fn within(self, column: impl ColumnTrait) -> Option<SimpleExpr> {
        match self {
            Self::Whole => None,
            Self::Open => Some(column.is_null().or(column.not_in_subquery(held()))),
        }
    }
}

fn held() -> SelectStatement {
    Entity::find().select_only().column(Column::DemandId).into_query()
}

const fn code(compartment: Compartment) -> &'static str {
    match compartment {
        Compartment::NationalSecurity => "national_security",
    }
}

/// Put a demand into a compartment, or take it out.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn put(txn: &Txn, demand: DemandId, was: Option<Compartment>, is: Option<Compartment>) -> Result<(), StoreError> {
    if was == is {
        return Ok(());
    }
    Entity::delete_by_id(Key::from(demand)).exec(txn.inner()).await?;
    match is {
        Some(compartment) => insert::<Entity>(txn, row(demand, compartment)).await,
        None => Ok(()),
    }
}

fn row(demand: DemandId, compartment: Compartment) -> Model {
    Model { demand_id: demand.into(), compartment: code(compartment).to_owned() }
}

/// Insert those of new demands, for bulk loading.
///
/// # Errors
/// [`StoreError::Duplicate`] when a demand has one already; [`StoreError::Database`].
pub async fn insert_many(txn: &Txn, all: Vec<(DemandId, Compartment)>) -> Result<(), StoreError> {
    insert_all::<Entity>(txn, all.into_iter().map(|(demand, compartment)| row(demand, compartment)).collect()).await
}

/// Whether the table says this of a demand.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn is(conn: &impl Conn, demand: DemandId, compartment: Option<Compartment>) -> Result<bool, StoreError> {
    let stored = Entity::find_by_id(Key::from(demand)).one(conn.inner()).await?;
    Ok(stored.map(|s| s.compartment).as_deref() == compartment.map(code))
}

/// Whether a sight reaches a demand.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn reaches(conn: &impl Conn, sight: Sight, demand: DemandId) -> Result<bool, StoreError> {
    Ok(sight == Sight::Whole || is(conn, demand, None).await?)
}

/// Whether anything stands in a compartment.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn any(conn: &impl Conn) -> Result<bool, StoreError> {
    Ok(Entity::find().limit(1).one(conn.inner()).await?.is_some())
}
