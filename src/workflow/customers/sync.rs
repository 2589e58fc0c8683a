//! Bringing the directory in line with a list kept elsewhere, line by line: good lines go in, bad ones come back with the reason.
//!
//! A line says only what it knows: a field it does not have stays as it is, and so do contacts it does not name unless the list is
//! said to be whole. A line goes in wholly or not at all.

use super::super::Error;
use super::super::Workflow;
use super::super::directory::{WrongField, allowed};
use super::contacts::{self, ContactKey, NewContact};
use super::{CustomerKey, NewCustomer, Put, external, filled, keeps_customers};
use crate::store::customers::{self, ContactRow, CustomerRow};
use crate::store::{Key, Txn};
use domain::Instant;
use domain::actor::Actor;
use domain::contact::{ContactPurpose, ProviderRole};
use domain::ids::{ContactId, CustomerId};
use domain::paper::CustomerClass;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A customer as a list has it. Which one is meant: `id`, else `external_id`, else the only one of exactly this name.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CustomerLine {
    /// Ombud's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<CustomerId>,
    /// The id in the provider's own systems.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Name; a new customer needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Class; `enterprise` for a new customer without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<CustomerClass>,
    /// ISO 3166 alpha-2; a new customer needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Language of letters; `en` for a new customer without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// All of its domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domains: Option<Vec<String>>,
    /// All of its accounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<AccountLine>>,
    /// What it uses of the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Reference of the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// What the provider is towards its data; `processor` for a new customer without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<ProviderRole>,
    /// Contacts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<ContactLine>>,
}

/// An account as a list has it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountLine {
    /// `mail`, `account`, `ip` …
    pub kind: String,
    /// As a demand would name it.
    pub value: String,
    /// In the provider's systems.
    pub account: String,
}

/// A contact as a list has it. Which one is meant: `external_id`, else the one with this address.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContactLine {
    /// Its id in the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Name or role; the address for a new contact without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Address; a new contact needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    /// Language of letters; the customer's for a new contact without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What it is listed for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<ContactPurpose>,
    /// Place in the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<i64>,
    /// When the provider's own systems verified the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<Instant>,
}

/// How a list is taken in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct How {
    /// Say what would change, and change nothing.
    pub dry_run: bool,
    /// The list of contacts in a line is whole: who is not in it is taken off.
    pub whole: bool,
}

/// Why a line was not taken in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rejection {
    /// A field of the customer, or of the contact named, can't be kept.
    Field {
        /// Which.
        field: WrongField,
        /// Address or id of the contact, if it is one's.
        contact: Option<String>,
    },
    /// Several customers have this name; say which by an id.
    TwoOfThatName,
    /// No customer has this id of Ombud's.
    NoSuchCustomer,
    /// Another customer has this external id.
    IdTaken,
}

/// What became of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Synced {
    /// It went in, or would.
    Done {
        /// The customer.
        customer: Put<CustomerId>,
        /// Its contacts by address.
        contacts: Vec<(String, Put<ContactId>)>,
    },
    /// Nothing of it did: all the reasons.
    Rejected(Vec<Rejection>),
}

/// A line that can go in.
struct Planned {
    key: CustomerKey,
    new: NewCustomer,
    contacts: Vec<(ContactKey, NewContact)>,
    gone: Vec<ContactRow>,
}

impl Workflow {
    /// Take lines in, in one transaction: a few hundred at a time, because nobody else writes meanwhile. What became of each stands
    /// at its place in the answer. A program does not verify an address by saying so.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::Store`]. Nothing of the lines was kept then.
    pub async fn sync_customers(&self, actor: Actor, lines: &[CustomerLine], how: How) -> Result<Vec<Synced>, Error> {
        keeps_customers(&actor)?;
        let txn = self.store().begin().await?;
        let mut done = Vec::with_capacity(lines.len());
        for line in lines {
            done.push(match self.plan(&txn, line, how).await? {
                Ok(planned) => self.carry_out(&txn, actor, planned).await?,
                Err(why) => Synced::Rejected(why),
            });
        }
        if how.dry_run {
            txn.rollback().await?
        } else {
            txn.commit().await?
        }
        Ok(done)
    }

    /// Put on record that all customers are about to leave the house as a list.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::Store`]; then nothing may leave.
    pub async fn note_customers_exported(&self, actor: Actor) -> Result<(), Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        self.note(&txn, actor, "customers_exported", serde_json::json!({ "exported": "customers" })).await?;
        Ok(txn.commit().await?)
    }

    async fn carry_out(&self, txn: &Txn, actor: Actor, planned: Planned) -> Result<Synced, Error> {
        let customer = self.put_customer_in(txn, actor, planned.key, planned.new, None).await?;
        let mut contacts = Vec::with_capacity(planned.contacts.len());
        for row in planned.gone {
            let mail = row.mail.clone();
            contacts.push((mail, self.take_off(txn, actor, row).await?));
        }
        for (key, mut new) in planned.contacts {
            if matches!(actor, Actor::Machine { .. }) {
                new.verified_at = None;
            }
            let mail = new.mail.clone();
            contacts.push((mail, self.put_contact_in(txn, actor, customer.id, key, new, None).await?));
        }
        Ok(Synced::Done { customer, contacts })
    }

    /// Check everything of a line before anything of it is written.
    async fn plan(&self, txn: &Txn, line: &CustomerLine, how: How) -> Result<Result<Planned, Vec<Rejection>>, Error> {
        let (key, before) = match self.meant(txn, line).await? {
            Ok(found) => found,
            Err(why) => return Ok(Err(vec![why])),
        };
        let mut why = Vec::new();
        let new = merged(line, before.as_ref());
        let now = self.clock().now();
        let language = match filled(before.clone().unwrap_or_else(|| super::blank(now)), &new) {
            Ok(row) => row.language,
            Err(Error::Field(field)) => {
                why.push(Rejection::Field { field, contact: None });
                "en".to_owned()
            }
            Err(other) => return Err(other),
        };
        if let (Some(before), Some(id)) = (&before, external(new.external_id.as_ref()).unwrap_or_default())
            && customers::find_external(txn, &id).await?.is_some_and(|other| other.id != before.id)
        {
            why.push(Rejection::IdTaken);
        }
        let listed = match &before {
            Some(row) if line.contacts.is_some() => customers::contacts_of(txn, row.id.to()).await?,
            _ => Vec::new(),
        };
        let (contacts, gone) = match planned_contacts(line, &listed, &language, now, how.whole) {
            Ok(planned) => planned,
            Err(wrong) => {
                why.extend(wrong);
                Default::default()
            }
        };
        Ok(if why.is_empty() { Ok(Planned { key, new, contacts, gone }) } else { Err(why) })
    }

    /// Which customer a line means.
    async fn meant(&self, txn: &Txn, line: &CustomerLine) -> Result<Result<(CustomerKey, Option<CustomerRow>), Rejection>, Error> {
        if let Some(id) = line.id {
            let found = customers::find(txn, id).await?;
            return Ok(found.map(|row| (CustomerKey::Id(id), Some(row))).ok_or(Rejection::NoSuchCustomer));
        }
        match external(line.external_id.as_ref()) {
            Ok(Some(id)) => {
                let found = customers::find_external(txn, &id).await?;
                return Ok(Ok((CustomerKey::External(id), found)));
            }
            Ok(None) => {}
            Err(_) => return Ok(Err(Rejection::Field { field: WrongField::ExternalId, contact: None })),
        }
        let name = domain::text::one_line(line.name.as_deref().unwrap_or_default(), 200);
        let mut found = customers::named(txn, &name, 2).await?;
        Ok(match (found.pop(), found.pop()) {
            (None, _) => Ok((CustomerKey::New, None)),
            (Some(row), None) => Ok((CustomerKey::Id(row.id.to()), Some(row))),
            (Some(_), Some(_)) => Err(Rejection::TwoOfThatName),
        })
    }
}

/// What the line says, over what is there.
fn merged(line: &CustomerLine, before: Option<&CustomerRow>) -> NewCustomer {
    let there = before.map(NewCustomer::of).unwrap_or_default();
    let or = |said: &Option<String>, there: String| said.clone().unwrap_or(there);
    NewCustomer {
        name: or(&line.name, there.name),
        class: line.class.unwrap_or(there.class),
        country: or(&line.country, there.country),
        language: or(&line.language, there.language),
        domains: line.domains.clone().unwrap_or(there.domains),
        accounts: line.accounts.as_ref().map(|a| a.iter().map(|a| (a.kind.clone(), a.value.clone(), a.account.clone())).collect()),
        product: or(&line.product, there.product),
        contract: or(&line.contract, there.contract),
        role: line.role.unwrap_or(there.role),
        external_id: line.external_id.clone(),
    }
}

type PlannedContacts = (Vec<(ContactKey, NewContact)>, Vec<ContactRow>);

/// The contacts of a line over those that are listed; and who is to be taken off.
fn planned_contacts(
    line: &CustomerLine,
    listed: &[ContactRow],
    language: &str,
    now: Instant,
    whole: bool,
) -> Result<PlannedContacts, Vec<Rejection>> {
    let Some(lines) = &line.contacts else { return Ok(Default::default()) };
    let (mut puts, mut named, mut why) = (Vec::new(), Vec::<Key>::new(), Vec::new());
    // Address and external id of everybody who will be on the list.
    let mut after: Vec<(Key, String, Option<String>)> = Vec::new();
    for line in lines {
        let shown = line.mail.clone().or_else(|| line.external_id.clone());
        let wrong = |field| Rejection::Field { field, contact: shown.clone().or_else(|| Some(String::new())) };
        let said = external(line.external_id.as_ref()).ok().flatten();
        let address = line.mail.as_ref().map(|m| m.trim().to_lowercase());
        let there = match &said {
            Some(id) => listed.iter().find(|c| c.external_id.as_ref() == Some(id)),
            None => listed.iter().find(|c| Some(&c.mail) == address.as_ref()),
        };
        let new = merged_contact(line, there, language);
        let blank = || ContactRow::new(ContactId(Uuid::new_v4()), CustomerId(Uuid::nil()), "", "", "", 0, now);
        match contacts::filled(there.cloned().unwrap_or_else(blank), &new, now) {
            Ok(row) => {
                if after.iter().any(|(id, mail, ext)| *id == row.id || *mail == row.mail || (ext.is_some() && *ext == row.external_id)) {
                    why.push(wrong(WrongField::Taken));
                }
                after.push((row.id, row.mail, row.external_id));
            }
            Err(Error::Field(field)) => why.push(wrong(field)),
            Err(_) => why.push(wrong(WrongField::Mail)),
        }
        let key = there.map_or(ContactKey::New, |row| ContactKey::Id(row.id.to()));
        named.extend(there.map(|row| row.id));
        puts.push((key, new));
    }
    let (gone, stay): (Vec<_>, Vec<_>) = listed.iter().filter(|c| !named.contains(&c.id)).cloned().partition(|_| whole);
    for row in &stay {
        if let Some((_, mail, _)) = after.iter().find(|(_, mail, ext)| *mail == row.mail || (ext.is_some() && *ext == row.external_id)) {
            why.push(Rejection::Field { field: WrongField::Taken, contact: Some(mail.clone()) });
        }
    }
    if why.is_empty() { Ok((puts, gone)) } else { Err(why) }
}

fn merged_contact(line: &ContactLine, before: Option<&ContactRow>, language: &str) -> NewContact {
    let there = before.map(NewContact::of).unwrap_or_else(|| NewContact {
        name: line.mail.clone().unwrap_or_default(),
        language: language.to_owned(),
        ..NewContact::default()
    });
    NewContact {
        name: line.name.clone().unwrap_or(there.name),
        mail: line.mail.clone().unwrap_or(there.mail),
        language: line.language.clone().unwrap_or(there.language),
        purpose: line.purpose.unwrap_or(there.purpose),
        position: line.order.or(there.position),
        external_id: line.external_id.clone(),
        verified_at: line.verified_at,
    }
}

impl CustomerLine {
    /// A customer as a list would have it, with its contacts and accounts.
    #[must_use]
    pub fn of(row: &CustomerRow, contacts: &[ContactRow], accounts: Vec<customers::AccountRow>) -> Self {
        let there = NewCustomer::of(row);
        Self {
            id: Some(row.id.to()),
            external_id: row.external_id.clone(),
            name: Some(there.name),
            class: Some(there.class),
            country: Some(there.country),
            language: Some(there.language),
            domains: Some(there.domains),
            accounts: Some(accounts.into_iter().map(|a| AccountLine { kind: a.kind, value: a.value, account: a.account }).collect()),
            product: Some(there.product),
            contract: Some(there.contract),
            role: Some(there.role),
            contacts: Some(contacts.iter().map(ContactLine::of).collect()),
        }
    }
}

impl ContactLine {
    fn of(row: &ContactRow) -> Self {
        let there = NewContact::of(row);
        Self {
            external_id: row.external_id.clone(),
            name: Some(there.name),
            mail: Some(there.mail),
            language: Some(there.language),
            purpose: Some(there.purpose),
            order: there.position,
            verified_at: row.verified_at,
        }
    }
}

impl NewCustomer {
    /// As the row has it, except accounts and external id, which stay as they are.
    #[must_use]
    pub fn of(row: &CustomerRow) -> Self {
        Self {
            name: row.name.clone(),
            class: CustomerClass::from_code(&row.class).unwrap_or(CustomerClass::Enterprise),
            country: row.country.clone(),
            language: row.language.clone(),
            domains: serde_json::from_str(&row.domains).unwrap_or_default(),
            accounts: None,
            product: row.product.clone(),
            contract: row.contract.clone(),
            role: ProviderRole::from_code(&row.role).unwrap_or_default(),
            external_id: None,
        }
    }
}

impl NewContact {
    /// As the row has it, except external id and verification, which stay as they are.
    #[must_use]
    pub fn of(row: &ContactRow) -> Self {
        Self {
            name: row.name.clone(),
            mail: row.mail.clone(),
            language: row.language.clone(),
            purpose: ContactPurpose::from_code(&row.purpose).unwrap_or_default(),
            position: Some(row.position),
            external_id: None,
            verified_at: None,
        }
    }
}
