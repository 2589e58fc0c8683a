//! The directory of authorities. The numbers to call back stand here, never in a demand; officers are in a table beside it.

pub mod alike;
pub mod competence;
pub mod history;
pub mod keys;
pub mod numbers;
pub mod sourced;
mod words;

use super::{Conn, Key, StoreError, Txn, insert, insert_all, set_changed};
use domain::ids::AuthorityId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

pub(super) mod authority {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One authority.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authorities")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Name.
        pub name: String,
        /// Territory, such as `US-NY` or `SE`.
        pub territory: String,
        /// Level, such as `national`, `state` or `local`.
        pub level: String,
        /// `court`, `prosecutor`, `police` or `agency`.
        pub kind: String,
        /// The number to call back, from a public register.
        pub phone: Option<String>,
        /// Its mail address.
        pub mail: Option<String>,
        /// Language of letters to it, such as `de`; empty: by its territory.
        pub language: String,
        /// Its postal address, one line each, for a letter's window; may be empty.
        pub postal: String,
        /// Domains its mail comes from, a JSON array of lower-case names.
        pub mail_domains: String,
        /// `new`, `known` or `frozen`.
        pub standing: String,
        /// Which edition of which register the entry is from.
        pub registry_version: String,
        /// Who last entered or changed it; somebody else confirms.
        pub changed_by: String,
        /// A remark.
        pub note: String,
        /// Grows with each change.
        pub version: i64,
        /// When it was entered.
        pub created_at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod authority_domain {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authority_domains")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub domain: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub authority_id: Key,
        /// Where it was found, as the entry said when the domain was entered.
        pub source: String,
        /// The day on which it was found there, where somebody said so apart from the source.
        pub sourced_on: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use authority::Model as AuthorityRow;
pub use numbers::NumberRow;

async fn index_domains(txn: &Txn, row: &AuthorityRow) -> Result<(), StoreError> {
    let domains = domains(row)?;
    alike::index(txn, &domains).await?;
    let kept: Vec<String> = authority_domain::Entity::find()
        .filter(authority_domain::Column::AuthorityId.eq(row.id))
        .all(txn.inner())
        .await?
        .into_iter()
        .map(|d| d.domain)
        .collect();
    let new = domains.into_iter().filter(|domain| !kept.contains(domain));
    let listed = |domain| authority_domain::Model { domain, authority_id: row.id, source: row.note.clone(), sourced_on: String::new() };
    insert_all::<authority_domain::Entity>(txn, new.map(listed).collect()).await
}

/// Where a domain of an authority was found, and on which day where that was said apart; `None` where the domain is not its.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn domain_row(conn: &impl Conn, authority: AuthorityId, domain: &str) -> Result<Option<(String, String)>, StoreError> {
    let row = authority_domain::Entity::find_by_id((domain.to_owned(), Key::from(authority))).one(conn.inner()).await?;
    Ok(row.map(|row| (row.source, row.sourced_on)))
}

/// Enter an authority; the number on its form becomes the first of its numbers.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Inconsistent`] when `mail_domains` is no array of texts, [`StoreError::Database`].
pub async fn put(txn: &Txn, row: AuthorityRow) -> Result<(), StoreError> {
    insert::<authority::Entity>(txn, row.clone()).await?;
    words::index(txn, &row).await?;
    numbers::follow(txn, None, &row, row.created_at).await?;
    index_domains(txn, &row).await
}

/// Change an authority; `after.version` must be greater than `before.version`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody was faster; else as [`put`].
pub async fn save(txn: &Txn, before: &AuthorityRow, after: &AuthorityRow) -> Result<(), StoreError> {
    set_changed::<authority::Entity>(txn, "authority", before, after, authority::Column::Version).await?;
    if before.mail_domains != after.mail_domains {
        // What stays keeps the source under which it was entered.
        authority_domain::Entity::delete_many()
            .filter(authority_domain::Column::AuthorityId.eq(after.id))
            .filter(authority_domain::Column::Domain.is_not_in(domains(after)?))
            .exec(txn.inner())
            .await?;
        index_domains(txn, after).await?;
    }
    if before.name != after.name {
        words::index(txn, after).await?;
    }
    Ok(())
}

/// One authority.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, id: AuthorityId) -> Result<Option<AuthorityRow>, StoreError> {
    Ok(by_id(id).one(conn.inner()).await?)
}

/// Its query, to be asked together with something else.
pub(super) fn by_id(id: AuthorityId) -> Select<authority::Entity> {
    authority::Entity::find_by_id(Key::from(id))
}

/// The authority with exactly this name in a territory.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn named(conn: &impl Conn, name: &str, territory: &str) -> Result<Option<AuthorityRow>, StoreError> {
    let find = authority::Entity::find().filter(authority::Column::Name.eq(name)).filter(authority::Column::Territory.eq(territory));
    Ok(find.order_by_asc(authority::Column::Id).one(conn.inner()).await?)
}

/// Authorities with a word in their name that begins with each word of `text`, capitals or not, by name, up to `limit` after the
/// row `after`; with an empty text, all.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list(conn: &impl Conn, text: &str, after: Option<&AuthorityRow>, limit: u64) -> Result<Vec<AuthorityRow>, StoreError> {
    words::list(conn, text, after, limit).await
}

/// The domains that an authority's mail comes from.
///
/// # Errors
/// [`StoreError::Inconsistent`] when the column holds no list.
pub fn domains(row: &AuthorityRow) -> Result<Vec<String>, StoreError> {
    super::json("authorities", "mail_domains", &row.id, &row.mail_domains)
}

/// Authorities that the directory says send from exactly the domain of this address: one below it may be anybody's. Never proof:
/// mailboxes are stolen.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn by_mail(conn: &impl Conn, address: &str) -> Result<Vec<AuthorityRow>, StoreError> {
    let Some(domain) = domain::who::domain_of(address) else { return Ok(Vec::new()) };
    let ids: Vec<Key> = authority_domain::Entity::find()
        .filter(authority_domain::Column::Domain.eq(domain))
        .limit(20)
        .all(conn.inner())
        .await?
        .into_iter()
        .map(|d| d.authority_id)
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = authority::Entity::find().filter(authority::Column::Id.is_in(ids)).order_by_asc(authority::Column::Name);
    Ok(found.all(conn.inner()).await?)
}
