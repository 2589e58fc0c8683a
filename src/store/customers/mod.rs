//! The directory of customers: their domains, their accounts, and the people they listed to be told.

mod contacts;
pub mod reports;
mod rows;
pub mod upkeep;
pub mod users;

pub use contacts::{
    Listed, add_contact, contact_by_external, contacts_in, contacts_of, contacts_of_all, find_contact, save_contact, with_address,
};
pub use rows::NEVER;
pub use rows::account::Model as AccountRow;
pub use rows::contact::Model as ContactRow;
pub use rows::customer::Model as CustomerRow;

use super::{Conn, Key, StoreError, Txn, insert, insert_all, set_changed};
use domain::Instant;
use domain::ids::CustomerId;
use rows::{account, customer, customer_domain};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// Why a customer is proposed for an identifier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match {
    /// The customer.
    pub customer: CustomerRow,
    /// The account, when the identifier is one that was entered; `None` when only the domain is the customer's.
    pub account: Option<String>,
    /// Whether the identifier is the customer's id in the provider's own systems.
    pub external: bool,
    /// The domain that matched, when it is one.
    pub domain: Option<String>,
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

/// The customer that the provider's own systems know by this id, one that has ended too.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_external(conn: &impl Conn, external: &str) -> Result<Option<CustomerRow>, StoreError> {
    Ok(customer::Entity::find().filter(customer::Column::ExternalId.eq(external)).one(conn.inner()).await?)
}

/// Customers of exactly this name, up to `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn named(conn: &impl Conn, name: &str, limit: u64) -> Result<Vec<CustomerRow>, StoreError> {
    let found = customer::Entity::find().filter(customer::Column::Name.eq(name));
    Ok(found.order_by_asc(customer::Column::Id).limit(limit).all(conn.inner()).await?)
}

/// Which customers a list shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CustomerFilter {
    /// The name holds this, capitals or not; empty for all.
    pub text: String,
    /// Only those who are customers now and from none of whose contacts an answer came at this moment or later.
    pub unanswered_since: Option<Instant>,
    /// With those that have ended.
    pub ended: bool,
}

impl CustomerFilter {
    fn condition(&self) -> Condition {
        let mut all = Condition::all();
        if let Some(since) = self.unanswered_since {
            all = all.add(customer::Column::AnsweredAt.lt(since));
        }
        if !self.ended || self.unanswered_since.is_some() {
            all = all.add(customer::Column::EndedAt.is_null());
        }
        all
    }
}

/// Customers by name, up to `limit` after the row `after`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list(
    conn: &impl Conn,
    filter: &CustomerFilter,
    after: Option<&CustomerRow>,
    limit: u64,
) -> Result<Vec<CustomerRow>, StoreError> {
    let find = customer::Entity::find().filter(filter.condition());
    let columns = (customer::Column::Name, customer::Column::Id);
    super::by_name(conn, find, columns, &filter.text, after.map(|row| (row.name.clone(), row.id)), limit).await
}

/// Customers nobody of whom can be reached, the longest silent first, up to `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn unreachable(conn: &impl Conn, since: Instant, limit: u64) -> Result<Vec<CustomerRow>, StoreError> {
    let filter = CustomerFilter { unanswered_since: Some(since), ..CustomerFilter::default() };
    let found = customer::Entity::find().filter(filter.condition());
    Ok(found.order_by_asc(customer::Column::AnsweredAt).order_by_asc(customer::Column::Id).limit(limit).all(conn.inner()).await?)
}

/// Enter identifiers that are a customer's for certain. Those entered before stay.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn add_accounts(txn: &Txn, rows: Vec<AccountRow>) -> Result<(), StoreError> {
    insert_all::<account::Entity>(txn, rows).await
}

/// Take identifiers off a customer.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_accounts(txn: &Txn, rows: &[AccountRow]) -> Result<(), StoreError> {
    for row in rows {
        account::Entity::delete_by_id((row.customer_id, row.kind.clone(), row.value.clone())).exec(txn.inner()).await?;
    }
    Ok(())
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

/// The identifiers of these customers.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn accounts_of_all(conn: &impl Conn, ids: &[CustomerId]) -> Result<BTreeMap<CustomerId, Vec<AccountRow>>, StoreError> {
    let mut found: BTreeMap<CustomerId, Vec<AccountRow>> = BTreeMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let of = account::Column::CustomerId.is_in(ids.iter().map(|id| Key::from(*id)));
    let rows = account::Entity::find().filter(of).order_by_asc(account::Column::Value).order_by_asc(account::Column::Kind);
    for row in rows.all(conn.inner()).await? {
        found.entry(row.customer_id.to()).or_default().push(row);
    }
    Ok(found)
}

/// Customers whose the identifier is: first by an account that was entered, then by the customer's own id in the provider's systems,
/// then by the domain of a mail address (its own and each one above it). Accounts and domains are compared as lower case.
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
    let external = find_external(conn, identifier.trim()).await?.map(|c| c.id);
    let listed = accounts.iter().map(|a| a.customer_id);
    let mut ids: Vec<Key> = listed.chain(external).chain(by_domain.iter().map(|d| d.customer_id)).collect();
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
            Match { account, external: external == Some(customer.id), domain: longest.map(|d| d.domain.clone()), customer }
        })
        .collect();
    // What was entered goes before what only the domain suggests, the nearer domain before the one above it.
    matches.sort_by_key(|m| (m.account.is_none(), !m.external, std::cmp::Reverse(m.domain.as_ref().map_or(0, String::len))));
    Ok(matches)
}

/// Whether a host is at a domain of somebody who is a customer, or below one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn has_domain(conn: &impl Conn, host: &str) -> Result<bool, StoreError> {
    let domains = domains_above(host);
    if domains.is_empty() {
        return Ok(false);
    }
    let found = customer_domain::Entity::find().filter(customer_domain::Column::Domain.is_in(domains)).one(conn.inner()).await?;
    Ok(found.is_some())
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
