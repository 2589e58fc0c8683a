//! Papers that an authority sent after its demand, through its own door: each waits until one of our people has opened it.

use super::documents::DocumentRow;
use super::{Conn, Key, StoreError, Txn, later};
use domain::Instant;
use domain::ids::DocumentId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One paper.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "followups")]
    pub struct Model {
        /// The document.
        #[sea_orm(primary_key, auto_increment = false)]
        pub document_id: Key,
        /// Its demand.
        pub demand_id: Key,
        /// Its name.
        pub name: String,
        /// When it came.
        pub came_at: DateTimeUtc,
        /// Who opened it first.
        pub seen_by: Option<String>,
        /// When.
        pub seen_at: Option<DateTimeUtc>,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use entity::Model as FollowUpRow;
use entity::{Column, Entity};

/// The kind of a document that the authority sent afterwards.
pub const FOLLOW_UP: &str = "follow_up";

/// Let a new document wait if it is such a paper.
pub(super) fn came(txn: &Txn, row: &DocumentRow) {
    if let Some(demand_id) = row.demand_id.filter(|_| row.kind == FOLLOW_UP) {
        let (document_id, name, came_at) = (row.id, row.name.clone(), row.added_at);
        later::<Entity>(txn, FollowUpRow { document_id, demand_id, name, came_at, seen_by: None, seen_at: None });
    }
}

/// Papers that nobody has opened, the oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn unseen(conn: &impl Conn, limit: u64) -> Result<Vec<FollowUpRow>, StoreError> {
    let find = Entity::find().filter(Column::SeenAt.is_null()).order_by_asc(Column::CameAt).order_by_asc(Column::DocumentId);
    Ok(find.limit(limit).all(conn.inner()).await?)
}

/// Somebody has opened a document; whether or not it is such a paper.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn seen(txn: &Txn, id: DocumentId, by: &str, at: Instant) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::SeenBy, Expr::value(by))
        .col_expr(Column::SeenAt, Expr::value(at))
        .filter(Column::DocumentId.eq(Key::from(id)))
        .filter(Column::SeenAt.is_null())
        .exec(txn.inner())
        .await?;
    Ok(())
}
