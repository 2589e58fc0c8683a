//! The officers who act for authorities. Whoever calls back calls the authority's number, never an officer's own.

use super::{Conn, Key, StoreError, Txn, insert, set_changed};
use domain::ids::{AuthorityId, OfficerId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

mod officer {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// A person who acts for an authority.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "officers")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Authority.
        pub authority_id: Key,
        /// Name, or the role where no name is given.
        pub name: String,
        /// Unit or office inside the authority.
        pub agency: String,
        /// Role, such as `clerk of the court`.
        pub role: String,
        /// Service number.
        pub badge: String,
        /// The officer's own mail address, in lower case.
        pub mail: Option<String>,
        /// Direct number, as given by the officer: never called back.
        pub phone: Option<String>,
        /// Language of letters and pages; empty: the authority's.
        pub language: String,
        /// `invited`, `vetted`, `suspended` or `expired`.
        pub standing: String,
        /// Who entered it: a person's id, or the officer's own registration.
        pub entered_by: String,
        /// Who vouched first.
        pub vetted_first: Option<String>,
        /// When.
        pub vetted_first_at: Option<DateTimeUtc>,
        /// Who vouched second; somebody else.
        pub vetted_second: Option<String>,
        /// When the second did: since then the officer counts as vetted.
        pub vetted_at: Option<DateTimeUtc>,
        /// By when somebody has to vouch again.
        pub attest_by: Option<DateTimeUtc>,
        /// When the mailbox answered.
        pub verified_at: Option<DateTimeUtc>,
        /// A remark.
        pub note: String,
        /// Grows with each change.
        pub version: i64,
        /// When entered.
        pub created_at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use officer::Model as OfficerRow;

impl OfficerRow {
    /// A new one, invited and nothing more.
    #[must_use]
    pub fn new(id: OfficerId, authority: AuthorityId, name: &str, mail: &str, by: &str, at: domain::Instant) -> Self {
        Self {
            id: id.into(),
            authority_id: authority.into(),
            name: name.to_owned(),
            agency: String::new(),
            role: String::new(),
            badge: String::new(),
            mail: Some(mail.trim().to_lowercase()),
            phone: None,
            language: String::new(),
            standing: "invited".to_owned(),
            entered_by: by.to_owned(),
            vetted_first: None,
            vetted_first_at: None,
            vetted_second: None,
            vetted_at: None,
            attest_by: None,
            verified_at: None,
            note: String::new(),
            version: 1,
            created_at: at,
        }
    }
}

/// Enter an officer.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn put(txn: &Txn, row: OfficerRow) -> Result<(), StoreError> {
    insert::<officer::Entity>(txn, row).await
}

/// Change an officer; `after.version` must be greater than `before.version`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody was faster; [`StoreError::Database`].
pub async fn save(txn: &Txn, before: &OfficerRow, after: &OfficerRow) -> Result<(), StoreError> {
    set_changed::<officer::Entity>(txn, "officer", before, after, officer::Column::Version).await
}

/// One officer.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, id: OfficerId) -> Result<Option<OfficerRow>, StoreError> {
    Ok(officer::Entity::find_by_id(Key::from(id)).one(conn.inner()).await?)
}

/// The officers of an authority, by name.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of(conn: &impl Conn, id: AuthorityId) -> Result<Vec<OfficerRow>, StoreError> {
    Ok(officer::Entity::find()
        .filter(officer::Column::AuthorityId.eq(Key::from(id)))
        .order_by_asc(officer::Column::Name)
        .order_by_asc(officer::Column::Id)
        .all(conn.inner())
        .await?)
}

/// The officers with exactly this address, whatever their standing, the newest first. Never proof: mailboxes are stolen.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn by_mail(conn: &impl Conn, address: &str) -> Result<Vec<OfficerRow>, StoreError> {
    Ok(officer::Entity::find()
        .filter(officer::Column::Mail.eq(address.trim().to_lowercase()))
        .order_by_desc(officer::Column::CreatedAt)
        .limit(20)
        .all(conn.inner())
        .await?)
}
