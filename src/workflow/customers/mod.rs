//! The directory of customers, with the people they listed to be told.
//!
//! Whatever fills it (a form, a file, a machine) comes through [`Workflow::put_customer`] and [`Workflow::put_contact`]: they
//! find the entry, say which fields differ, write them and put them on record in one transaction. What does not differ is not
//! written, so that a second run of a sync changes nothing. Nothing is erased: a customer ends, a contact is taken off the list.

mod contacts;
mod lists;
mod once;
mod reports;
pub mod sync;
mod upkeep;
mod users;

pub use contacts::{ContactKey, NewContact};
pub use once::Once;
pub use reports::Given;
pub use upkeep::{Kept, LinkedContact};
pub use users::{Group, WantedGroup, WantedUser};

use super::directory::{WrongField, allowed, country, domain, json, language, name, who};
use super::{Error, Workflow};
use crate::store::customers::{self, AccountRow, CustomerRow};
use crate::store::{StoreError, Txn};
use domain::actor::{Actor, Role};
use domain::contact::ProviderRole;
use domain::ids::CustomerId;
use domain::instrument::NoticeTiming;
use domain::paper::CustomerClass;
use domain::token::TokenScope;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A customer as typed, or as a list kept elsewhere has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewCustomer {
    /// Name.
    pub name: String,
    /// Class.
    pub class: CustomerClass,
    /// ISO 3166 alpha-2.
    pub country: String,
    /// Language of letters.
    pub language: String,
    /// Domains whose accounts are the customer's.
    pub domains: Vec<String>,
    /// All accounts by name: kind (`mail`, `account` …), value as demanded, account in the provider's systems. `None` leaves
    /// those that are there.
    pub accounts: Option<Vec<(String, String, String)>>,
    /// What it uses of the provider; may be empty.
    pub product: String,
    /// Reference of the contract; may be empty.
    pub contract: String,
    /// What the provider is towards its data.
    pub role: ProviderRole,
    /// Its id in the provider's own systems, which no other customer has. `None` leaves the one that is there.
    pub external_id: Option<String>,
}

impl Default for NewCustomer {
    fn default() -> Self {
        Self {
            name: String::new(),
            class: CustomerClass::Enterprise,
            country: String::new(),
            language: "en".to_owned(),
            domains: Vec::new(),
            accounts: None,
            product: String::new(),
            contract: String::new(),
            role: ProviderRole::default(),
            external_id: None,
        }
    }
}

/// Which customer is meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CustomerKey {
    /// None that is there: a new one.
    New,
    /// This one, which must be there.
    Id(CustomerId),
    /// The one that the provider's own systems know by this id; a new one when there is none.
    External(String),
}

/// A field before and after.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its name, as in files.
    pub field: String,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
}

/// What a put did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The entry is new.
    Added,
    /// These fields are different now.
    Changed(Vec<FieldChange>),
    /// Nothing differed, nothing was written.
    Unchanged,
}

/// The entry after a put.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Put<Id> {
    /// Its id.
    pub id: Id,
    /// Its version, which grew if anything was written.
    pub version: i64,
    /// What happened.
    pub change: Change,
}

/// Fields that differ, in order.
#[derive(Debug, Default)]
struct Differences(Vec<FieldChange>);

impl Differences {
    /// Note a field if it differs.
    fn see(&mut self, field: &str, before: impl ToString, after: impl ToString) {
        let (before, after) = (before.to_string(), after.to_string());
        if before != after {
            self.0.push(FieldChange { field: field.to_owned(), before, after });
        }
    }
}

fn maybe(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

/// Who enters customers and says what they are. A token that is bound to one customer does not: whoever could give itself
/// domains and accounts would be told what is others' to know.
fn keeps_customers(actor: &Actor) -> Result<(), Error> {
    match actor {
        Actor::Machine { scopes, customer: None, .. } if scopes.has(TokenScope::CustomersWrite) => Ok(()),
        other => allowed(other),
    }
}

/// Who keeps the contacts of a customer. To a token that is bound to another, the customer is not there.
fn keeps_contacts(actor: &Actor, customer: CustomerId) -> Result<(), Error> {
    match actor {
        Actor::Machine { customer: Some(own), .. } if *own != customer => Err(Error::NotFound),
        Actor::Machine { scopes, .. } if scopes.has(TokenScope::CustomersWrite) || scopes.has(TokenScope::Scim) => Ok(()),
        other => allowed(other),
    }
}

/// Somebody else changed it since it was read.
fn stale(noun: &'static str, id: impl ToString) -> Error {
    StoreError::Stale { noun, id: id.to_string() }.into()
}

/// The version that was read must be the one that is there.
fn as_read(noun: &'static str, id: impl ToString, expected: Option<i64>, version: i64) -> Result<(), Error> {
    if expected.is_none_or(|expected| expected == version) { Ok(()) } else { Err(stale(noun, id)) }
}

/// An id of a list kept elsewhere.
fn external(text: Option<&String>) -> Result<Option<String>, Error> {
    let Some(text) = text.map(|t| t.trim()).filter(|t| !t.is_empty()) else { return Ok(None) };
    if domain::text::one_line(text, 200) == text { Ok(Some(text.to_owned())) } else { Err(Error::Field(WrongField::ExternalId)) }
}

impl Workflow {
    /// Enter a customer.
    ///
    /// # Errors
    /// As [`Workflow::put_customer`].
    pub async fn add_customer(&self, actor: Actor, new: NewCustomer) -> Result<CustomerId, Error> {
        Ok(self.put_customer(actor, CustomerKey::New, new, None).await?.id)
    }

    /// Enter a customer or bring it in line with `new`. One that had ended is a customer again. With `expected`, only if that is
    /// still its version.
    ///
    /// # Errors
    /// [`Error::Field`] names what can't be kept; [`Error::NotFound`]; [`Error::Store`] with [`StoreError::Stale`] when somebody
    /// was faster, with [`StoreError::Duplicate`] when another customer has the external id; [`Error::NotAllowed`].
    pub async fn put_customer(
        &self,
        actor: Actor,
        key: CustomerKey,
        new: NewCustomer,
        expected: Option<i64>,
    ) -> Result<Put<CustomerId>, Error> {
        let txn = self.store().begin().await?;
        let put = self.put_customer_in(&txn, actor, key, new, expected).await?;
        txn.commit().await?;
        Ok(put)
    }

    /// The same inside a transaction.
    pub(super) async fn put_customer_in(
        &self,
        txn: &Txn,
        actor: Actor,
        key: CustomerKey,
        mut new: NewCustomer,
        expected: Option<i64>,
    ) -> Result<Put<CustomerId>, Error> {
        keeps_customers(&actor)?;
        let before = match key {
            CustomerKey::New => None,
            CustomerKey::Id(id) => Some(customers::find(txn, id).await?.ok_or(Error::NotFound)?),
            CustomerKey::External(id) => {
                let id = external(Some(&id))?.ok_or(Error::Field(WrongField::ExternalId))?;
                let found = customers::find_external(txn, &id).await?;
                new.external_id = Some(id);
                found
            }
        };
        let accounts = new.accounts.take();
        let now = self.clock().now();
        let Some(before) = before else {
            let row = filled(CustomerRow { remind_at: Some(now + self.policy().contacts.remind_unreachable), ..blank(now) }, &new)?;
            let id: CustomerId = row.id.to();
            let payload = serde_json::json!({ "customer": id, "name": row.name, "class": row.class, "country": row.country, "domains": new.domains, "external_id": row.external_id });
            customers::put(txn, row).await?;
            self.set_accounts(txn, id, accounts, &mut Differences::default()).await?;
            self.note(txn, actor, "customer_added", payload).await?;
            return Ok(Put { id, version: 1, change: Change::Added });
        };
        let id: CustomerId = before.id.to();
        as_read("customer", id, expected, before.version)?;
        let mut after = filled(before.clone(), &new)?;
        after.ended_at = None;
        let mut differences = differences(&before, &after);
        self.set_accounts(txn, id, accounts, &mut differences).await?;
        self.save_customer(txn, actor, "customer_changed", &before, after, differences).await
    }

    /// A customer is none any more. It stays, with all that was told to it: demands for its data may still come.
    ///
    /// # Errors
    /// [`Error::NotFound`] also when it has ended already; else as [`Workflow::put_customer`].
    pub async fn end_customer(&self, actor: Actor, id: CustomerId, expected: Option<i64>) -> Result<Put<CustomerId>, Error> {
        keeps_customers(&actor)?;
        let txn = self.store().begin().await?;
        let before = customers::find(&txn, id).await?.filter(|c| c.ended_at.is_none()).ok_or(Error::NotFound)?;
        as_read("customer", id, expected, before.version)?;
        let after = CustomerRow { ended_at: Some(self.clock().now()), ..before.clone() };
        let differences = differences(&before, &after);
        let put = self.save_customer(&txn, actor, "customer_ended", &before, after, differences).await?;
        txn.commit().await?;
        Ok(put)
    }

    /// Counsel decides when this customer is told, where the law leaves a choice (Reg. (EU) 2023/1543 Art 13); `None` takes the
    /// decision back. Only a reviewer or an approver may, and says why. Each open demand that the choice is about asks whether it
    /// follows.
    ///
    /// # Errors
    /// As [`Workflow::put_customer`].
    pub async fn set_notice_timing(
        &self,
        actor: Actor,
        id: CustomerId,
        timing: Option<NoticeTiming>,
        why: &str,
        expected: Option<i64>,
    ) -> Result<Put<CustomerId>, Error> {
        if !actor.has(Role::Reviewer) && !actor.has(Role::Approver) {
            return Err(Error::NotAllowed);
        }
        let why = domain::text::one_line(why, 1000);
        if why.is_empty() {
            return Err(Error::Field(WrongField::Reason));
        }
        let txn = self.store().begin().await?;
        let before = customers::find(&txn, id).await?.ok_or(Error::NotFound)?;
        as_read("customer", id, expected, before.version)?;
        let after = CustomerRow {
            notice_timing: timing.map(|t| t.code().to_owned()),
            notice_timing_by: Some(who(&actor)),
            notice_timing_why: Some(why),
            ..before.clone()
        };
        let differences = differences(&before, &after);
        let put = self.save_customer(&txn, actor, "customer_changed", &before, after, differences).await?;
        self.ask_timing(&txn, id, timing, self.clock().now()).await?;
        txn.commit().await?;
        Ok(put)
    }

    async fn save_customer(
        &self,
        txn: &Txn,
        actor: Actor,
        kind: &str,
        before: &CustomerRow,
        mut after: CustomerRow,
        differences: Differences,
    ) -> Result<Put<CustomerId>, Error> {
        let id: CustomerId = before.id.to();
        if differences.0.is_empty() {
            return Ok(Put { id, version: before.version, change: Change::Unchanged });
        }
        let now = self.clock().now();
        after.version = before.version + 1;
        after.changed_at = now;
        after.remind_at = match after.ended_at {
            Some(_) => None,
            None => before.remind_at.or(Some(now + self.policy().contacts.remind_unreachable)),
        };
        customers::save(txn, before, &after).await?;
        let payload = serde_json::json!({ "customer": id, "version": after.version, "fields": differences.0 });
        self.note(txn, actor, kind, payload).await?;
        Ok(Put { id, version: after.version, change: Change::Changed(differences.0) })
    }

    /// Make a customer's accounts these, and note which came and went.
    async fn set_accounts(
        &self,
        txn: &Txn,
        id: CustomerId,
        accounts: Option<Vec<(String, String, String)>>,
        differences: &mut Differences,
    ) -> Result<(), Error> {
        let Some(accounts) = accounts else { return Ok(()) };
        let wanted: std::collections::BTreeMap<(String, String), String> = accounts
            .into_iter()
            .map(|(kind, value, account)| ((value.trim().to_lowercase(), kind), account.trim().to_owned()))
            .filter(|((value, _), _)| !value.is_empty())
            .collect();
        let there = customers::accounts_of(txn, id, u64::from(u32::MAX)).await?;
        let keep = |row: &AccountRow| wanted.get(&(row.value.clone(), row.kind.clone())) == Some(&row.account);
        let (kept, gone): (Vec<_>, Vec<_>) = there.into_iter().partition(keep);
        let kept: std::collections::BTreeSet<_> = kept.into_iter().map(|row| (row.value, row.kind)).collect();
        let come: Vec<AccountRow> = wanted
            .into_iter()
            .filter(|(key, _)| !kept.contains(key))
            .map(|((value, kind), account)| AccountRow { customer_id: id.into(), kind, value, account })
            .collect();
        let said = |rows: &[AccountRow]| rows.iter().map(|r| format!("{}={}", r.value, r.account)).collect::<Vec<_>>().join(" ");
        differences.see("accounts", said(&gone), said(&come));
        customers::remove_accounts(txn, &gone).await?;
        customers::add_accounts(txn, come).await?;
        Ok(())
    }
}

fn blank(now: domain::Instant) -> CustomerRow {
    CustomerRow::new(CustomerId(Uuid::new_v4()), "", "", "", "", now)
}

/// A row with what was typed in it, checked.
fn filled(row: CustomerRow, new: &NewCustomer) -> Result<CustomerRow, Error> {
    let mut domains = new.domains.iter().map(|d| domain(d)).collect::<Result<Vec<_>, _>>()?;
    domains.sort_unstable();
    domains.dedup();
    Ok(CustomerRow {
        name: name(&new.name)?,
        class: new.class.code().to_owned(),
        country: country(&new.country)?,
        language: language(&new.language)?,
        domains: json(&domains)?,
        product: domain::text::one_line(&new.product, 200),
        contract: domain::text::one_line(&new.contract, 200),
        role: new.role.code().to_owned(),
        external_id: external(new.external_id.as_ref())?.or(row.external_id.clone()),
        ..row
    })
}

fn differences(before: &CustomerRow, after: &CustomerRow) -> Differences {
    let mut found = Differences::default();
    let day = |at: Option<domain::Instant>| at.map(|t| t.to_rfc3339()).unwrap_or_default();
    found.see("name", &before.name, &after.name);
    found.see("class", &before.class, &after.class);
    found.see("country", &before.country, &after.country);
    found.see("language", &before.language, &after.language);
    found.see("domains", &before.domains, &after.domains);
    found.see("product", &before.product, &after.product);
    found.see("contract", &before.contract, &after.contract);
    found.see("role", &before.role, &after.role);
    found.see("external_id", maybe(before.external_id.as_ref()), maybe(after.external_id.as_ref()));
    found.see("notice_timing", maybe(before.notice_timing.as_ref()), maybe(after.notice_timing.as_ref()));
    found.see("notice_timing_why", maybe(before.notice_timing_why.as_ref()), maybe(after.notice_timing_why.as_ref()));
    found.see("report_interval", maybe(before.report_interval.as_ref()), maybe(after.report_interval.as_ref()));
    found.see("ended", day(before.ended_at), day(after.ended_at));
    found
}
