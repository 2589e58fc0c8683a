//! Entries made once, however often a program that lost the answer asks for them.

use super::{ContactKey, CustomerKey, NewContact, NewCustomer};
use crate::store::idempotency::{self, AnswerRow};
use crate::store::{Conn, StoreError, Txn};
use crate::workflow::{Error, Workflow};
use domain::actor::Actor;
use domain::ids::{ContactId, CustomerId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A key under which a program asks, and what it asks: a key stands for one request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Once {
    /// The key.
    pub key: String,
    /// A digest of the request.
    pub asked: String,
}

#[derive(Serialize, Deserialize)]
struct Answer<T> {
    made: T,
    asked: String,
}

impl Workflow {
    /// Enter a customer, once per key.
    ///
    /// # Errors
    /// As [`Workflow::put_customer`]; [`StoreError::KeyUsed`] for a key that stands for another request.
    pub async fn add_customer_once(&self, actor: Actor, new: NewCustomer, once: Option<Once>) -> Result<CustomerId, Error> {
        let txn = self.store().begin().await?;
        if let Some(made) = answered(&txn, &actor, once.as_ref()).await? {
            return Ok(CustomerId(made));
        }
        let put = self.put_customer_in(&txn, actor, CustomerKey::New, new, None).await?;
        self.answer(&txn, &actor, once, put.id.0)?;
        txn.commit().await?;
        Ok(put.id)
    }

    /// List a contact of a customer, once per key.
    ///
    /// # Errors
    /// As [`Workflow::put_contact`]; [`StoreError::KeyUsed`] for a key that stands for another request.
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
        self.answer(&txn, &actor, once, put.id.0)?;
        txn.commit().await?;
        Ok(put.id)
    }

    /// What was answered before to a list under this key.
    ///
    /// # Errors
    /// [`StoreError::KeyUsed`] for a key that stands for another request; [`Error::Store`].
    pub async fn list_answered(&self, actor: &Actor, once: Option<&Once>) -> Result<Option<Value>, Error> {
        answered(self.store().read(), actor, once).await
    }

    /// Keep what is answered to a list. It went in by parts of their own: a list that was cut short has no answer yet, and is taken
    /// in again under the same key.
    ///
    /// # Errors
    /// As [`Workflow::list_answered`].
    pub async fn keep_list_answer(&self, actor: &Actor, once: Option<Once>, answer: &Value) -> Result<(), Error> {
        let txn = self.store().begin().await?;
        // The same list sent twice at once: the first answer stays.
        if answered::<Value>(&txn, actor, once.as_ref()).await?.is_none() {
            self.answer(&txn, actor, once, answer)?;
        }
        Ok(txn.commit().await?)
    }

    fn answer(&self, txn: &Txn, actor: &Actor, once: Option<Once>, made: impl Serialize) -> Result<(), Error> {
        let Some(Once { key, asked }) = once else { return Ok(()) };
        let result = serde_json::to_string(&Answer { made, asked }).map_err(|e| Error::Corrupt(e.to_string()))?;
        let row = AnswerRow { key, actor: idempotency::whose(actor), demand_id: None, result, at: self.clock().now() };
        idempotency::put(txn, row);
        Ok(())
    }
}

async fn answered<T: DeserializeOwned>(conn: &impl Conn, actor: &Actor, once: Option<&Once>) -> Result<Option<T>, Error> {
    let Some(once) = once else { return Ok(None) };
    let Some(row) = idempotency::find(conn, &once.key, actor).await? else { return Ok(None) };
    match serde_json::from_str::<Answer<T>>(&row.result) {
        Ok(answer) if answer.asked == once.asked => Ok(Some(answer.made)),
        _ => Err(StoreError::KeyUsed.into()),
    }
}
