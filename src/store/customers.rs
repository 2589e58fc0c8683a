//! The directory of customers: their domains, their accounts, and the people they listed to be told.

use super::{Conn, Key, StoreError, Txn, insert, insert_all, set_changed};
use domain::ids::{ContactId, CustomerId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

mod customer {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One customer.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "customers")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Name.
        pub name: String,
        /// `consumer`, `enterprise`, `public_sector` or `privileged`.
        pub class: String,
        /// ISO 3166 alpha-2.
        pub country: String,
        /// Language of what is sent to it, such as `en` or `sv`.
        pub language: String,
        /// Its domains, a JSON array of lower-case names; [`super::put`] keeps the index of domains in step.
        pub domains: String,
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

mod customer_domain {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "customer_domains")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub domain: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub customer_id: Key,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod account {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// An identifier that is a customer's for certain.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        /// Customer.
        #[sea_orm(primary_key, auto_increment = false)]
        pub customer_id: Key,
        /// Kind of identifier, such as `mail`, `user` or `ip`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        /// The identifier, normalised.
        #[sea_orm(primary_key, auto_increment = false)]
        pub value: String,
        /// The account's own name.
        pub account: String,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod contact {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// A person or role that the customer listed to be told.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contacts")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Customer.
        pub customer_id: Key,
        /// Name or role.
        pub name: String,
        /// Mail address.
        pub mail: String,
        /// Language of the mails.
        pub language: String,
        /// Who is told first.
        pub position: i64,
        /// When the address answered.
        pub verified_at: Option<DateTimeUtc>,
        /// When a mail last came back.
        pub bounced_at: Option<DateTimeUtc>,
        /// When the customer took it off the list; kept, because mails were sent to it.
        pub removed_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use account::Model as AccountRow;
pub use contact::Model as ContactRow;
pub use customer::Model as CustomerRow;

/// Why a customer is proposed for an identifier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match {
    /// The customer.
    pub customer: CustomerRow,
    /// The account, when the identifier is one that was entered; `None` when only the domain is the customer's.
    pub account: Option<String>,
    /// The domain that matched, when it is one.
    pub domain: Option<String>,
}

/// How many people a customer has listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Listed {
    /// All.
    pub people: u32,
    /// Those from whose address no mail has come back.
    pub reachable: u32,
}

fn domains_of(row: &CustomerRow) -> Result<Vec<String>, StoreError> {
    super::json("customers", "domains", &row.id, &row.domains)
}

async fn index_domains(txn: &Txn, row: &CustomerRow) -> Result<(), StoreError> {
    let rows = domains_of(row)?.into_iter().map(|domain| customer_domain::Model { domain, customer_id: row.id }).collect();
    insert_all::<customer_domain::Entity>(txn, rows).await
}

/// Enter a customer.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Inconsistent`] when `domains` is no array of texts, [`StoreError::Database`].
pub async fn put(txn: &Txn, row: CustomerRow) -> Result<(), StoreError> {
    insert::<customer::Entity>(txn, row.clone()).await?;
    index_domains(txn, &row).await
}

/// Change a customer; `after.version` must be greater than `before.version`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody was faster; else as [`put`].
pub async fn save(txn: &Txn, before: &CustomerRow, after: &CustomerRow) -> Result<(), StoreError> {
    set_changed::<customer::Entity>(txn, "customer", before, after, customer::Column::Version).await?;
    if before.domains != after.domains {
        let id = after.id;
        customer_domain::Entity::delete_many().filter(customer_domain::Column::CustomerId.eq(id)).exec(txn.inner()).await?;
        index_domains(txn, after).await?;
    }
    Ok(())
}

/// One customer.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, id: CustomerId) -> Result<Option<CustomerRow>, StoreError> {
    Ok(customer::Entity::find_by_id(Key::from(id)).one(conn.inner()).await?)
}

/// Customers by name, up to `limit` after the row `after`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list(conn: &impl Conn, after: Option<&CustomerRow>, limit: u64) -> Result<Vec<CustomerRow>, StoreError> {
    let mut find = customer::Entity::find();
    if let Some(row) = after {
        find = find.filter(super::beyond(
            (customer::Entity, customer::Column::Name),
            (customer::Entity, customer::Column::Id),
            row.name.clone(),
            row.id,
        ));
    }
    Ok(find.order_by_asc(customer::Column::Name).order_by_asc(customer::Column::Id).limit(limit).all(conn.inner()).await?)
}

/// Customers whose name holds `text`, capitals or not, by name, up to `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn search(conn: &impl Conn, text: &str, limit: u64) -> Result<Vec<CustomerRow>, StoreError> {
    Ok(customer::Entity::find()
        .filter(super::holds((customer::Entity, customer::Column::Name), text))
        .order_by_asc(customer::Column::Name)
        .order_by_asc(customer::Column::Id)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// Enter identifiers that are a customer's for certain. Those entered before stay.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn add_accounts(txn: &Txn, rows: Vec<AccountRow>) -> Result<(), StoreError> {
    insert_all::<account::Entity>(txn, rows).await
}

/// A customer's identifiers.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn accounts_of(conn: &impl Conn, id: CustomerId, limit: u64) -> Result<Vec<AccountRow>, StoreError> {
    Ok(account::Entity::find()
        .filter(account::Column::CustomerId.eq(Key::from(id)))
        .order_by_asc(account::Column::Value)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// Customers whose the identifier is: first by an account that was entered, then by the domain of a mail address
/// (its own and each one above it). The identifier is compared as lower case.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn matching(conn: &impl Conn, identifier: &str) -> Result<Vec<Match>, StoreError> {
    let value = identifier.trim().to_lowercase();
    let accounts = account::Entity::find().filter(account::Column::Value.eq(value.as_str())).limit(20).all(conn.inner()).await?;
    let domains = domains_above(&value);
    let by_domain = if domains.is_empty() {
        Vec::new()
    } else {
        let of = customer_domain::Column::Domain.is_in(domains);
        customer_domain::Entity::find().filter(of).limit(20).all(conn.inner()).await?
    };
    let mut ids: Vec<Key> = accounts.iter().map(|a| a.customer_id).chain(by_domain.iter().map(|d| d.customer_id)).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = customer::Entity::find()
        .filter(customer::Column::Id.is_in(ids))
        .order_by_asc(customer::Column::Name)
        .order_by_asc(customer::Column::Id)
        .all(conn.inner())
        .await?;
    let mut matches: Vec<Match> = found
        .into_iter()
        .map(|customer| {
            let account = accounts.iter().find(|a| a.customer_id == customer.id).map(|a| a.account.clone());
            let longest = by_domain.iter().filter(|d| d.customer_id == customer.id).max_by_key(|d| d.domain.len());
            Match { account, domain: longest.map(|d| d.domain.clone()), customer }
        })
        .collect();
    // What was entered goes before what only the domain suggests, the nearer domain before the one above it.
    matches.sort_by_key(|m| (m.account.is_none(), std::cmp::Reverse(m.domain.as_ref().map_or(0, String::len))));
    Ok(matches)
}

/// `a@mail.example.org` gives `mail.example.org` and `example.org`; a bare domain gives itself and those above; an IP
/// address or a user name gives nothing. A top-level domain alone is never asked for.
pub(super) fn domains_above(value: &str) -> Vec<String> {
    let host = value.rsplit_once('@').map_or(value, |(_, host)| host).trim_end_matches('.');
    if host.parse::<std::net::IpAddr>().is_ok() || host.contains([' ', '/', ':']) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut rest = host;
    while rest.contains('.') && found.len() < 10 {
        found.push(rest.to_owned());
        rest = rest.split_once('.').map_or("", |(_, above)| above);
    }
    found
}

/// List a person to be told.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn add_contact(txn: &Txn, row: ContactRow) -> Result<(), StoreError> {
    insert::<contact::Entity>(txn, row).await
}

/// Write a contact as it is now.
///
/// # Errors
/// [`StoreError::Stale`] when there is no such contact; [`StoreError::Database`].
pub async fn save_contact(txn: &Txn, row: ContactRow) -> Result<(), StoreError> {
    super::set_all::<contact::Entity>(txn, "contact", row).await
}

/// One contact.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_contact(conn: &impl Conn, id: ContactId) -> Result<Option<ContactRow>, StoreError> {
    Ok(contact::Entity::find_by_id(Key::from(id)).one(conn.inner()).await?)
}

/// The people a customer listed, in their order; without those taken off the list.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn contacts_of(conn: &impl Conn, id: CustomerId) -> Result<Vec<ContactRow>, StoreError> {
    Ok(contact::Entity::find()
        .filter(contact::Column::CustomerId.eq(Key::from(id)))
        .filter(contact::Column::RemovedAt.is_null())
        .order_by_asc(contact::Column::Position)
        .order_by_asc(contact::Column::Id)
        .all(conn.inner())
        .await?)
}

/// The contacts with this address, at whichever customers; without those taken off the list. Capitals don't count.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn with_address(conn: &impl Conn, mail: &str) -> Result<Vec<ContactRow>, StoreError> {
    use sea_orm::sea_query::{ExprTrait, Func};
    Ok(contact::Entity::find()
        .filter(Func::lower(Expr::col((contact::Entity, contact::Column::Mail))).eq(mail.trim().to_lowercase()))
        .filter(contact::Column::RemovedAt.is_null())
        .order_by_asc(contact::Column::CustomerId)
        .order_by_asc(contact::Column::Position)
        .limit(200)
        .all(conn.inner())
        .await?)
}

/// How many people customers have listed, and how many of them no mail has come back from. A customer who listed nobody
/// is not in the answer.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn contacts_in(conn: &impl Conn, ids: &[CustomerId]) -> Result<BTreeMap<CustomerId, Listed>, StoreError> {
    let mut found: BTreeMap<CustomerId, Listed> = BTreeMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let rows: Vec<(Key, Option<domain::Instant>)> = contact::Entity::find()
        .select_only()
        .columns([contact::Column::CustomerId, contact::Column::BouncedAt])
        .filter(contact::Column::CustomerId.is_in(ids.iter().map(|id| Key::from(*id))))
        .filter(contact::Column::RemovedAt.is_null())
        .into_tuple()
        .all(conn.inner())
        .await?;
    for (id, bounced) in rows {
        let listed = found.entry(id.to()).or_default();
        listed.people += 1;
        listed.reachable += u32::from(bounced.is_none());
    }
    Ok(found)
}

/// Note that a mail to this address came back, on every contact that has it; returns how many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn mark_bounced(txn: &Txn, mail: &str, at: domain::Instant) -> Result<u64, StoreError> {
    let done = contact::Entity::update_many()
        .col_expr(contact::Column::BouncedAt, Expr::value(at))
        .filter(contact::Column::Mail.eq(mail))
        .exec(txn.inner())
        .await?;
    Ok(done.rows_affected)
}

#[cfg(test)]
mod tests {
    use super::domains_above;

    #[test]
    fn domains_of_an_identifier() {
        assert_eq!(domains_above("a@mail.example.org"), ["mail.example.org", "example.org"]);
        assert_eq!(domains_above("example.com"), ["example.com"]);
        for none in ["198.51.100.7", "2001:db8::1", "some-user", "a@localhost", "", "+46 70 1.2"] {
            assert!(domains_above(none).is_empty(), "{none}");
        }
    }
}
