//! Signatures in what came in: documents that wait to be looked at, and what was found in a file, by its digest.

use super::documents::DocumentRow;
use super::{Conn, Key, StoreError, Txn, insert, later, set_all};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

mod want {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One document that nobody has looked at yet.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signature_wants")]
    pub struct Model {
        /// The document.
        #[sea_orm(primary_key, auto_increment = false)]
        pub document_id: Key,
        /// When it came.
        pub asked_at: DateTimeUtc,
        /// How often it was tried.
        pub tries: i64,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod check {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// What was found in one file.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signature_checks")]
    pub struct Model {
        /// SHA-256 of its bytes, lower-case hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub sha256: String,
        /// The document that it is, or came in.
        pub document_id: Key,
        /// When it was looked at.
        pub checked_at: DateTimeUtc,
        /// What was found, as JSON.
        pub found: String,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use check::Model as CheckRow;
pub use want::Model as WantRow;

/// Kinds of documents that come from outside.
const FROM_OUTSIDE: [&str; 7] = ["incoming", "mail", "paper", "attachment", "correspondence", "follow_up", "quarantine"];
/// Media types that can carry a signature; what has only been kept has none yet.
const CAN_BE_SIGNED: [&str; 3] = ["application/octet-stream", "application/pdf", "message/rfc822"];

/// Want a new document looked at if it came from outside and can carry a signature.
pub(super) fn want(txn: &Txn, row: &DocumentRow) {
    if FROM_OUTSIDE.contains(&row.kind.as_str()) && CAN_BE_SIGNED.contains(&row.media_type.as_str()) {
        later::<want::Entity>(txn, WantRow { document_id: row.id, asked_at: row.added_at, tries: 0 });
    }
}

/// What waits, what was tried least first, then the oldest, at most `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn waiting(conn: &impl Conn, limit: u64) -> Result<Vec<WantRow>, StoreError> {
    let find = want::Entity::find().order_by_asc(want::Column::Tries).order_by_asc(want::Column::AskedAt);
    Ok(find.order_by_asc(want::Column::DocumentId).limit(limit).all(conn.inner()).await?)
}

/// Whether a document waits.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn waits(conn: &impl Conn, document: Key) -> Result<bool, StoreError> {
    Ok(want::Entity::find_by_id(document).one(conn.inner()).await?.is_some())
}

/// It was tried in vain, and is tried again.
///
/// # Errors
/// [`StoreError::Stale`], [`StoreError::Database`].
pub async fn again(txn: &Txn, row: WantRow) -> Result<(), StoreError> {
    set_all::<want::Entity>(txn, "signature want", WantRow { tries: row.tries + 1, ..row }).await
}

/// It waits no longer.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn done(txn: &Txn, document: Key) -> Result<(), StoreError> {
    want::Entity::delete_by_id(document).exec(txn.inner()).await?;
    Ok(())
}

/// What was found in one file; what was found in the same bytes before stays.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn found(txn: &Txn, row: CheckRow) -> Result<(), StoreError> {
    if check::Entity::find_by_id(row.sha256.clone()).one(txn.inner()).await?.is_some() {
        return Ok(());
    }
    insert::<check::Entity>(txn, row).await
}

/// What was found in these files, by their digests.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of(conn: &impl Conn, digests: &[String]) -> Result<Vec<CheckRow>, StoreError> {
    if digests.is_empty() {
        return Ok(Vec::new());
    }
    Ok(check::Entity::find().filter(check::Column::Sha256.is_in(digests.iter().cloned())).all(conn.inner()).await?)
}
