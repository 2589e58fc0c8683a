//! Sessions: who is signed in where. The store sees only a keyed hash of the cookie.

use super::person::{self, Model as PersonRow};
use super::{Edition, edition_columns, edition_of};
use crate::store::{Conn, Key, StoreError, Txn, insert};
use domain::Instant;
use domain::ids::PersonId;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, IdenStatic, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    SelectA, SelectB,
};

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One session.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        /// Keyed hash of the cookie's secret.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id_hash: String,
        /// Who.
        pub person_id: Key,
        /// When signed in.
        pub created_at: DateTimeUtc,
        /// When last seen, to a few minutes.
        pub seen_at: DateTimeUtc,
        /// When it ends if nothing is done.
        pub idle_expires_at: DateTimeUtc,
        /// When it ends in any case.
        pub absolute_expires_at: DateTimeUtc,
        /// When the person last proved to be that person.
        pub fresh_at: Option<DateTimeUtc>,
        /// Address.
        pub ip: String,
        /// Browser, as it says.
        pub agent: String,
    }

    /// Whose session it is.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        /// The person.
        #[sea_orm(
            belongs_to = "crate::store::people::person::Entity",
            from = "Column::PersonId",
            to = "crate::store::people::person::Column::Id"
        )]
        Person,
    }

    impl Related<crate::store::people::person::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Person.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as SessionRow;
use entity::{Column, Entity};

/// Start a session.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn start(txn: &Txn, row: SessionRow) -> Result<(), StoreError> {
    insert::<Entity>(txn, row).await
}

/// The session and whose it is, in one query; only while it has not expired and the person is not disabled. With it comes
/// the edition of the staff at that moment.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_session(conn: &impl Conn, id_hash: &str, now: Instant) -> Result<Option<(SessionRow, PersonRow, Edition)>, StoreError> {
    let mut find = Entity::find_by_id(id_hash)
        .find_also_related(person::Entity)
        .filter(Column::IdleExpiresAt.gt(now))
        .filter(Column::AbsoluteExpiresAt.gt(now))
        .filter(person::Column::DisabledAt.is_null());
    edition_columns(QuerySelect::query(&mut find));
    let Some(row) = conn.inner().query_one(&find.into_query()).await? else { return Ok(None) };
    let person = PersonRow::from_query_result(&row, SelectB.as_str())?;
    Ok(Some((SessionRow::from_query_result(&row, SelectA.as_str())?, person, edition_of(&row)?)))
}

/// The sessions of a person, the latest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn sessions_of(conn: &impl Conn, person: PersonId) -> Result<Vec<SessionRow>, StoreError> {
    Ok(Entity::find().filter(Column::PersonId.eq(Key::from(person))).order_by_desc(Column::CreatedAt).all(conn.inner()).await?)
}

/// Note that the session was seen. It is a write: do it once in a few minutes, not with each request.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn touch(txn: &Txn, id_hash: &str, seen_at: Instant, idle_expires_at: Instant) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(seen_at))
        .col_expr(Column::IdleExpiresAt, Expr::value(idle_expires_at))
        .filter(Column::IdHash.eq(id_hash))
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// Note that the person proved anew to be that person.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn freshen(txn: &Txn, id_hash: &str, at: Instant) -> Result<(), StoreError> {
    Entity::update_many().col_expr(Column::FreshAt, Expr::value(at)).filter(Column::IdHash.eq(id_hash)).exec(txn.inner()).await?;
    Ok(())
}

/// End a session.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn end(txn: &Txn, id_hash: &str) -> Result<(), StoreError> {
    Entity::delete_by_id(id_hash).exec(txn.inner()).await?;
    Ok(())
}

/// End all sessions of a person, but the one named; returns how many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn end_all(txn: &Txn, person: PersonId, but: Option<&str>) -> Result<u64, StoreError> {
    let mut delete = Entity::delete_many().filter(Column::PersonId.eq(Key::from(person)));
    if let Some(but) = but {
        delete = delete.filter(Column::IdHash.ne(but));
    }
    Ok(delete.exec(txn.inner()).await?.rows_affected)
}

/// Remove sessions that have expired; returns how many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn sweep_sessions(txn: &Txn, now: Instant) -> Result<u64, StoreError> {
    let over = Condition::any().add(Column::IdleExpiresAt.lte(now)).add(Column::AbsoluteExpiresAt.lte(now));
    Ok(Entity::delete_many().filter(over).exec(txn.inner()).await?.rows_affected)
}
