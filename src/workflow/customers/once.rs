//! Entries made once, however often a program that lost the answer asks for them; and entries as they would be typed again.

use super::{ContactKey, CustomerKey, NewContact, NewCustomer};
use crate::store::customers::{ContactRow, CustomerRow};
use crate::store::idempotency::{self, AnswerRow};
use crate::store::{StoreError, Txn};
use crate::workflow::{Error, Workflow};
use domain::actor::Actor;
use domain::contact::{ContactPurpose, ProviderRole};
use domain::ids::{ContactId, CustomerId};
use domain::paper::CustomerClass;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

impl NewCustomer {
    /// What a customer is now; accounts stay as they are.
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
    /// What a contact is now; it keeps its place and its id elsewhere.
    #[must_use]
    pub fn of(row: &ContactRow) -> Self {
        Self {
            name: row.name.clone(),
            mail: row.mail.clone(),
            language: row.language.clone(),
            purpose: ContactPurpose::from_code(&row.purpose).unwrap_or_default(),
            position: None,
            external_id: None,
            verified_at: None,
        }
    }
}

/// A key under which a program asks, and what it asks: a key stands for one request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Once {
    /// The key.
    pub key: String,
    /// A digest of the request.
    pub asked: String,
}

#[derive(Serialize, Deserialize)]
struct Answer {
    made: Uuid,
    asked: String,
}

impl Workflow {
    /// Enter a customer, once per key.
    ///
    /// # Errors
    /// As [`Workflow::put_customer`]; [`StoreError::Duplicate`] for a key that stands for another request.
    pub async fn add_customer_once(&self, actor: Actor, new: NewCustomer, once: Option<Once>) -> Result<CustomerId, Error> {
        let txn = self.store().begin().await?;
        if let Some(made) = answered(&txn, &actor, once.as_ref()).await? {
            return Ok(CustomerId(made));
        }
        let put = self.put_customer_in(&txn, actor, CustomerKey::New, new, None).await?;
        self.answer(&txn, &actor, once, put.id.0).await?;
        txn.commit().await?;
        Ok(put.id)
    }

    /// List a contact of a customer, once per key.
    ///
    /// # Errors
    /// As [`Workflow::put_contact`]; [`StoreError::Duplicate`] for a key that stands for another request.
    pub async fn add_contact_once(
        &self,
        actor: Actor,
        customer: CustomerId,
        new: NewContact,
        once: Option<Once>,
    ) -> Result<ContactId, Error> {
        let txn = self.store().begin().await?;
        if let Some(made) = answered(&txn, &actor, once.as_ref()).await? {
            return Ok(ContactId(made));
        }
        let put = self.put_contact_in(&txn, actor, customer, ContactKey::New, new, None).await?;
        self.answer(&txn, &actor, once, put.id.0).await?;
        txn.commit().await?;
        Ok(put.id)
    }

    async fn answer(&self, txn: &Txn, actor: &Actor, once: Option<Once>, made: Uuid) -> Result<(), Error> {
        let Some(Once { key, asked }) = once else { return Ok(()) };
        let result = serde_json::to_string(&Answer { made, asked }).map_err(|e| Error::Corrupt(e.to_string()))?;
        let row = AnswerRow { key, actor: idempotency::whose(actor), demand_id: None, result, at: self.clock().now() };
        Ok(idempotency::put(txn, row).await?)
    }
}

async fn answered(txn: &Txn, actor: &Actor, once: Option<&Once>) -> Result<Option<Uuid>, Error> {
    let Some(once) = once else { return Ok(None) };
    let Some(row) = idempotency::find(txn, &once.key, actor).await? else { return Ok(None) };
    match serde_json::from_str::<Answer>(&row.result) {
        Ok(answer) if answer.asked == once.asked => Ok(Some(answer.made)),
        _ => Err(StoreError::Duplicate("this idempotency key, for something else; ask under a new one".to_owned()).into()),
    }
}
