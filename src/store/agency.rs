//! The authorities' own door: what officers say of themselves, what they have submitted, and forms that are not sent yet.
//!
//! What an officer says of itself is a claim. Standing is in [`super::officers`], whose row has the same id and comes into being once it
//! is known for which authority of the directory the officer acts.

use super::{Conn, Key, StoreError, Txn, insert};
use domain::Instant;
use domain::ids::{AuthorityId, DemandId, OfficerId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

mod account {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// Somebody whose mailbox has answered.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "officer_accounts")]
    pub struct Model {
        /// The officer.
        #[sea_orm(primary_key, auto_increment = false)]
        pub officer_id: Key,
        /// The address that answered, in lower case.
        pub mail: String,
        /// For which authority, once that is known.
        pub authority_id: Option<Key>,
        /// Name, as typed by the officer.
        pub name: String,
        /// Agency and unit, as typed by the officer.
        pub agency: String,
        /// Role, as typed by the officer.
        pub role: String,
        /// Service number, as typed by the officer.
        pub badge: String,
        /// Number for calls, as typed by the officer: nobody calls it.
        pub phone: String,
        /// Whom to ask for, as typed by the officer.
        pub supervisor: String,
        /// Language of pages and mails.
        pub language: String,
        /// When the mailbox answered last.
        pub proved_at: DateTimeUtc,
        /// When it answered first.
        pub created_at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod submitted {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// A demand that came through this door.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "officer_demands")]
    pub struct Model {
        /// Which.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        /// Whose.
        pub officer_id: Key,
        /// SHA-256 (hex) of what was submitted, which names the hash of each file.
        pub sha256: String,
        /// When.
        pub received_at: DateTimeUtc,
        /// Whether the officer was vetted then.
        pub vetted: bool,
        /// When the production was fetched last.
        pub fetched_at: Option<DateTimeUtc>,
        /// When its receipt was acknowledged.
        pub acknowledged_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod draft {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// A form that is not sent yet.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "officer_drafts")]
    pub struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub officer_id: Key,
        /// Which form: the instrument.
        #[sea_orm(primary_key, auto_increment = false)]
        pub form: String,
        /// Names and texts, as JSON.
        pub typed: String,
        /// When.
        pub saved_at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use account::Model as AccountRow;
pub use draft::Model as DraftRow;
pub use submitted::Model as SubmittedRow;

/// Write down whose mailbox has answered, or that it has answered again.
///
/// # Errors
/// [`StoreError::Duplicate`] for an address that somebody else has; [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn put_account(txn: &Txn, row: AccountRow) -> Result<(), StoreError> {
    use account::Column::{Agency, AuthorityId, Badge, Language, Name, Phone, ProvedAt, Role, Supervisor};
    let again = OnConflict::column(account::Column::OfficerId)
        .update_columns([AuthorityId, Name, Agency, Role, Badge, Phone, Supervisor, Language, ProvedAt])
        .to_owned();
    account::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(txn.inner()).await?;
    Ok(())
}

/// One officer's account.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn account(conn: &impl Conn, id: OfficerId) -> Result<Option<AccountRow>, StoreError> {
    Ok(account::Entity::find_by_id(Key::from(id)).one(conn.inner()).await?)
}

/// The account with exactly this address.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn account_of_mail(conn: &impl Conn, mail: &str) -> Result<Option<AccountRow>, StoreError> {
    Ok(account::Entity::find().filter(account::Column::Mail.eq(mail.trim().to_lowercase())).one(conn.inner()).await?)
}

/// All accounts, the latest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn accounts(conn: &impl Conn, limit: u64) -> Result<Vec<AccountRow>, StoreError> {
    Ok(account::Entity::find()
        .order_by_desc(account::Column::CreatedAt)
        .order_by_desc(account::Column::OfficerId)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// Say for which authority somebody acts.
///
/// # Errors
/// [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn set_authority(txn: &Txn, id: OfficerId, authority: AuthorityId) -> Result<(), StoreError> {
    account::Entity::update_many()
        .col_expr(account::Column::AuthorityId, Expr::value(Key::from(authority)))
        .filter(account::Column::OfficerId.eq(Key::from(id)))
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// Write down who has submitted a demand.
///
/// # Errors
/// [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn submit(txn: &Txn, row: SubmittedRow) -> Result<(), StoreError> {
    insert::<submitted::Entity>(txn, row).await
}

/// Who has submitted a demand.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn submitted(conn: &impl Conn, demand: DemandId) -> Result<Option<SubmittedRow>, StoreError> {
    Ok(submitted::Entity::find_by_id(Key::from(demand)).one(conn.inner()).await?)
}

/// What an officer has submitted, the latest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_officer(conn: &impl Conn, id: OfficerId, limit: u64) -> Result<Vec<SubmittedRow>, StoreError> {
    Ok(submitted::Entity::find()
        .filter(submitted::Column::OfficerId.eq(Key::from(id)))
        .order_by_desc(submitted::Column::ReceivedAt)
        .order_by_desc(submitted::Column::DemandId)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// How many demands an officer has submitted since `since`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_since(conn: &impl Conn, id: OfficerId, since: Instant) -> Result<u64, StoreError> {
    Ok(submitted::Entity::find()
        .filter(submitted::Column::OfficerId.eq(Key::from(id)))
        .filter(submitted::Column::ReceivedAt.gt(since))
        .count(conn.inner())
        .await?)
}

/// Note that the production was fetched.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn fetched(txn: &Txn, demand: DemandId, at: Instant) -> Result<(), StoreError> {
    submitted::Entity::update_many()
        .col_expr(submitted::Column::FetchedAt, Expr::value(at))
        .filter(submitted::Column::DemandId.eq(Key::from(demand)))
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// Note that its receipt was acknowledged. Returns whether this was the first time.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn acknowledged(txn: &Txn, demand: DemandId, at: Instant) -> Result<bool, StoreError> {
    let done = submitted::Entity::update_many()
        .col_expr(submitted::Column::AcknowledgedAt, Expr::value(at))
        .filter(submitted::Column::DemandId.eq(Key::from(demand)))
        .filter(submitted::Column::AcknowledgedAt.is_null())
        .exec(txn.inner())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Keep a form that is not sent yet, in the place of an earlier one of the same kind.
///
/// # Errors
/// [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn keep_draft(txn: &Txn, row: DraftRow) -> Result<(), StoreError> {
    let again = OnConflict::columns([draft::Column::OfficerId, draft::Column::Form])
        .update_columns([draft::Column::Typed, draft::Column::SavedAt])
        .to_owned();
    draft::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(txn.inner()).await?;
    Ok(())
}

/// An officer's forms that are not sent yet, the latest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn drafts(conn: &impl Conn, id: OfficerId) -> Result<Vec<DraftRow>, StoreError> {
    Ok(draft::Entity::find()
        .filter(draft::Column::OfficerId.eq(Key::from(id)))
        .order_by_desc(draft::Column::SavedAt)
        .order_by_asc(draft::Column::Form)
        .all(conn.inner())
        .await?)
}

/// Forget a form: it was sent.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn drop_draft(txn: &Txn, id: OfficerId, form: &str) -> Result<(), StoreError> {
    draft::Entity::delete_many()
        .filter(draft::Column::OfficerId.eq(Key::from(id)))
        .filter(draft::Column::Form.eq(form))
        .exec(txn.inner())
        .await?;
    Ok(())
}
