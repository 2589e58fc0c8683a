//! What stands in the directory of an authority by a public source and the word of two people: numbers, keys, competence. One entry lives
//! as another does: entered by one, confirmed by somebody else, taken out, never changed.

use crate::store::{Conn, Key, StoreError, Txn, insert, set_all};
use domain::Instant;
use domain::ids::AuthorityId;
use sea_orm::sea_query::{Alias, Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QueryOrder};

/// A row of one of these tables.
pub trait Sourced: ModelTrait<Entity = Self::Of> + IntoActiveModel<<Self::Of as EntityTrait>::ActiveModel> + Clone {
    /// Its table.
    type Of: EntityTrait<Model = Self, ActiveModel: ActiveModelTrait<Entity = Self::Of> + Send>;

    /// What it is, as the record names it: `number`, `key`, `competence`.
    const WHAT: &'static str;

    /// Its id.
    fn id(&self) -> Key;

    /// Whose it is.
    fn authority(&self) -> Key;

    /// Where it was found.
    fn source(&self) -> &str;

    /// The day on which it was found there, `YYYY-MM-DD`.
    fn sourced_on(&self) -> &str;

    /// Who entered it.
    fn entered_by(&self) -> &str;

    /// Whether a second person stands behind it.
    fn is_confirmed(&self) -> bool;

    /// The same, with the second person.
    #[must_use]
    fn confirmed(self, by: String, at: Instant) -> Self;

    /// The same, taken out.
    #[must_use]
    fn withdrawn(self, by: String, at: Instant) -> Self;
}

/// The columns that all of them have, as [`Sourced`].
macro_rules! sourced {
    ($of:ident, $what:literal) => {
        impl crate::store::authorities::sourced::Sourced for $of::Model {
            type Of = $of::Entity;

            const WHAT: &'static str = $what;

            fn id(&self) -> crate::store::Key {
                self.id
            }

            fn authority(&self) -> crate::store::Key {
                self.authority_id
            }

            fn source(&self) -> &str {
                &self.source
            }

            fn sourced_on(&self) -> &str {
                &self.sourced_on
            }

            fn entered_by(&self) -> &str {
                &self.entered_by
            }

            fn is_confirmed(&self) -> bool {
                self.confirmed_at.is_some()
            }

            fn confirmed(self, by: String, at: domain::Instant) -> Self {
                Self { confirmed_by: Some(by), confirmed_at: Some(at), ..self }
            }

            fn withdrawn(self, by: String, at: domain::Instant) -> Self {
                Self { withdrawn_by: Some(by), withdrawn_at: Some(at), ..self }
            }
        }
    };
}
pub(super) use sourced;

/// Enter one.
///
/// # Errors
/// [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn add<T: Sourced>(txn: &Txn, row: T) -> Result<(), StoreError> {
    insert::<T::Of>(txn, row).await
}

/// Write one as it is now.
///
/// # Errors
/// [`StoreError::Stale`] when there is none; [`StoreError::Database`].
pub async fn save<T: Sourced>(txn: &Txn, row: T) -> Result<(), StoreError> {
    set_all::<T::Of>(txn, T::WHAT, row).await
}

/// Those of an authority that nobody took out, in the order of their entry.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of<T: Sourced>(conn: &impl Conn, id: AuthorityId) -> Result<Vec<T>, StoreError> {
    let column = |name| Expr::col(Alias::new(name));
    Ok(T::Of::find()
        .filter(column("authority_id").eq(Key::from(id)))
        .filter(column("withdrawn_at").is_null())
        .order_by(column("entered_at"), sea_orm::Order::Asc)
        .order_by(column("id"), sea_orm::Order::Asc)
        .all(conn.inner())
        .await?)
}
