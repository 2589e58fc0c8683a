//! Mails that came in: how each came, what was found about it, what became of it. The bytes are the document of the same id.

use super::{Conn, Key, Sight, StoreError, Txn, insert, set_all, short_of};
use domain::Instant;
use domain::ids::{DemandId, DocumentId};
use domain::who::MailFacts;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One mail.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mails")]
    pub struct Model {
        /// Its id, and its document's.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// SHA-256 of its bytes, lower-case hexadecimal.
        pub sha256: String,
        /// When it was kept.
        pub came_at: DateTimeUtc,
        /// `pipe`, `lmtp` or `imap`.
        pub door: String,
        /// How it came, as JSON.
        pub envelope: String,
        /// One of the states of this module.
        pub state: String,
        /// A code, or a person's reason; empty if there is none.
        pub why: String,
        /// `Message-ID` without angle brackets, as it says.
        pub message_id: Option<String>,
        /// Sender's address, as it says.
        pub sender: Option<String>,
        /// The demand it belongs to.
        pub demand_id: Option<Key>,
        /// By what it was tied or suggested: `token`, `message_id`, `stranger`, `reference` or `person`.
        pub tie: Option<String>,
        /// A demand that it may belong to.
        pub suggested_id: Option<Key>,
        /// An earlier mail with the same `Message-ID`: linked, never merged.
        pub same_as: Option<Key>,
        /// What could be read of it, as JSON.
        pub facts: String,
        /// What is known of where it came from, with the DNS answers, as JSON.
        pub verdicts: Option<String>,
        /// What that proves of the sender, as JSON.
        pub proof: Option<String>,
        /// When it was read.
        pub read_at: Option<DateTimeUtc>,
        /// Whether a person still has to read it.
        pub open: bool,
        /// Who asked to let it out of quarantine.
        pub asked_by: Option<String>,
        /// When.
        pub asked_at: Option<DateTimeUtc>,
        /// Who decided what became of it.
        pub decided_by: Option<String>,
        /// When.
        pub decided_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as MailRow;
use entity::{Column, Entity};

/// Kept, not yet read.
pub const NEW: &str = "new";
/// Waits for a person.
pub const WAITING: &str = "waiting";
/// Not read, or not to be opened.
pub const QUARANTINE: &str = "quarantine";
/// A demand's correspondence.
pub const FILED: &str = "filed";
/// A demand was made of it.
pub const TAKEN: &str = "taken";
/// A delivery report about a mail of ours.
pub const REPORT: &str = "report";
/// Not for us, by a person's word.
pub const DISMISSED: &str = "dismissed";

impl MailRow {
    /// Its document.
    #[must_use]
    pub const fn document(&self) -> DocumentId {
        DocumentId(self.id.0)
    }

    /// What it proves of its sender, once it was looked at; that it is this mail is said in any case.
    #[must_use]
    pub fn proof(&self) -> MailFacts {
        let said: Option<MailFacts> = self.proof.as_deref().and_then(|proof| serde_json::from_str(proof).ok());
        MailFacts { from: Some(self.document()), ..said.unwrap_or_default() }
    }

    /// The demand it belongs to.
    #[must_use]
    pub fn demand(&self) -> Option<DemandId> {
        self.demand_id.map(Key::to)
    }
}

/// Neither filed with, made into, nor thought to belong to what `sight` does not reach.
fn within(sight: Sight) -> Condition {
    Condition::all().add_option(sight.within(Column::DemandId)).add_option(sight.within(Column::SuggestedId))
}

/// Add a mail whose document's row is there.
///
/// # Errors
/// [`StoreError::Duplicate`] when these bytes came before; [`StoreError::Database`].
pub async fn add(txn: &Txn, row: MailRow) -> Result<(), StoreError> {
    insert::<Entity>(txn, row).await
}

/// Write all of a mail's row.
///
/// # Errors
/// [`StoreError::Stale`], [`StoreError::Database`].
pub async fn set(txn: &Txn, row: MailRow) -> Result<(), StoreError> {
    set_all::<Entity>(txn, "mail", row).await
}

/// One mail.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, id: DocumentId) -> Result<Option<MailRow>, StoreError> {
    Ok(Entity::find_by_id(Key::from(id)).one(conn.inner()).await?)
}

/// The mail of these very bytes.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn with_hash(conn: &impl Conn, sha256: &str) -> Result<Option<MailRow>, StoreError> {
    Ok(Entity::find().filter(Column::Sha256.eq(sha256)).one(conn.inner()).await?)
}

/// The first mail with this `Message-ID`, other than `not`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn with_message_id(conn: &impl Conn, message_id: &str, not: DocumentId) -> Result<Option<MailRow>, StoreError> {
    let find = Entity::find().filter(Column::MessageId.eq(message_id)).filter(Column::Id.ne(Key::from(not)));
    Ok(find.order_by_asc(Column::CameAt).order_by_asc(Column::Id).one(conn.inner()).await?)
}

/// Mails in a state that `sight` reaches, the latest first, up to `limit` after the row `after`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn in_state(
    conn: &impl Conn,
    sight: Sight,
    state: &str,
    after: Option<&MailRow>,
    limit: u64,
) -> Result<Vec<MailRow>, StoreError> {
    let mut find = Entity::find().filter(Column::State.eq(state)).filter(within(sight));
    if let Some(row) = after {
        find = find.filter(short_of((Entity, Column::CameAt), (Entity, Column::Id), row.came_at, row.id));
    }
    Ok(find.order_by_desc(Column::CameAt).order_by_desc(Column::Id).limit(limit).all(conn.inner()).await?)
}

/// Mails that were kept and not read yet, the first first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn unread(conn: &impl Conn, limit: u64) -> Result<Vec<MailRow>, StoreError> {
    let find = Entity::find().filter(Column::State.eq(NEW));
    Ok(find.order_by_asc(Column::CameAt).order_by_asc(Column::Id).limit(limit).all(conn.inner()).await?)
}

/// Mails that were filed by themselves and that nobody has read, as far as `sight` reaches, the latest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn to_be_read(conn: &impl Conn, sight: Sight, limit: u64) -> Result<Vec<MailRow>, StoreError> {
    let find = Entity::find().filter(Column::Open.eq(true)).filter(Column::State.eq(FILED)).filter(within(sight));
    Ok(find.order_by_desc(Column::CameAt).order_by_desc(Column::Id).limit(limit).all(conn.inner()).await?)
}

/// A demand's mails in order: those filed with it, and the one it was made of.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_demand(conn: &impl Conn, demand: DemandId) -> Result<Vec<MailRow>, StoreError> {
    let find = Entity::find().filter(Column::DemandId.eq(Key::from(demand)));
    Ok(find.order_by_asc(Column::CameAt).order_by_asc(Column::Id).all(conn.inner()).await?)
}

/// How many mails are in a state.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count(conn: &impl Conn, state: &str) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::State.eq(state)).count(conn.inner()).await?)
}

/// The mail that waited was made a demand of, if the document is a mail's.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn taken(txn: &Txn, document: DocumentId, demand: DemandId) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(TAKEN))
        .col_expr(Column::DemandId, Expr::value(Key::from(demand)))
        .col_expr(Column::Open, Expr::value(false))
        .filter(Column::Id.eq(Key::from(document)))
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// The mail is a delivery report, filed with what it is about.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn reported(txn: &Txn, document: DocumentId, demand: Option<Key>, now: Instant) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(REPORT))
        .col_expr(Column::DemandId, Expr::value(demand))
        .col_expr(Column::ReadAt, Expr::value(now))
        .filter(Column::Id.eq(Key::from(document)))
        .exec(txn.inner())
        .await?;
    Ok(())
}
