//! The answers of commands, kept for a client that lost one and asks again under the same key.

use super::{Conn, StoreError, Txn, later};
use domain::Instant;
use domain::actor::Actor;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One answer.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency")]
    pub struct Model {
        /// The client's key.
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        /// Whose key: see [`super::whose`].
        #[sea_orm(primary_key, auto_increment = false)]
        pub actor: String,
        /// The demand, if it was about one.
        pub demand_id: Option<Key>,
        /// The answer, as JSON.
        pub result: String,
        /// When.
        pub at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as AnswerRow;
use entity::{Column, Entity};

/// Whose keys they are: the person without the roles of the moment, or `operator`, or `system`, or a token.
#[must_use]
pub fn whose(actor: &Actor) -> String {
    match actor {
        Actor::Person { id, .. } => id.to_string(),
        Actor::Operator => "operator".to_owned(),
        Actor::System => "system".to_owned(),
        Actor::Machine { id, .. } => format!("token:{id}"),
        Actor::Contact(id) => format!("contact {id}"),
        Actor::Officer(id) => format!("officer {id}"),
    }
}

/// The answer given before under this key, if any.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, key: &str, actor: &Actor) -> Result<Option<AnswerRow>, StoreError> {
    Ok(Entity::find_by_id((key.to_owned(), whose(actor))).one(conn.inner()).await?)
}

/// Keep an answer, in the transaction that made it true. A key that was used shows by the commit at the latest.
pub fn put(txn: &Txn, row: AnswerRow) {
    later::<Entity>(txn, row);
}

/// Forget answers from before `before`; returns how many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn sweep(txn: &Txn, before: Instant) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::At.lt(before)).exec(txn.inner()).await?.rows_affected)
}
