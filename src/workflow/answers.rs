//! Whole answers to programs, kept under the key that they were asked with: who asks again gets the same bytes.
//!
//! What must not be done twice is remembered by its own use case in its own transaction; this is what was said of it.

use super::{Error, Workflow};
use crate::store::StoreError;
use crate::store::idempotency::{self, AnswerRow};
use domain::actor::Actor;
use serde::{Deserialize, Serialize};

/// What was answered to a request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answered {
    /// SHA-256 (hex) of the request.
    pub asked: String,
    /// Status.
    pub status: u16,
    /// Headers that are the answer's own.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: String,
}

/// Answers stand beside what the use cases remember under the same key.
fn row_key(key: &str) -> String {
    format!("answer:{key}")
}

impl Workflow {
    /// What was answered to this actor under this key.
    ///
    /// # Errors
    /// [`StoreError::KeyUsed`] when it was asked something else; [`Error::Store`].
    pub async fn answered_before(&self, actor: &Actor, key: &str, asked: &str) -> Result<Option<Answered>, Error> {
        let Some(row) = idempotency::find(self.store().read(), &row_key(key), actor).await? else { return Ok(None) };
        match serde_json::from_str::<Answered>(&row.result) {
            Ok(answer) if answer.asked == asked => Ok(Some(answer)),
            _ => Err(StoreError::KeyUsed.into()),
        }
    }

    /// Keep an answer.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn keep_answer(&self, actor: &Actor, key: &str, answer: &Answered) -> Result<(), Error> {
        let result = serde_json::to_string(answer).map_err(|e| Error::Corrupt(e.to_string()))?;
        let txn = self.store().begin().await?;
        let row = AnswerRow { key: row_key(key), actor: idempotency::whose(actor), demand_id: None, result, at: self.clock().now() };
        idempotency::put(&txn, row);
        Ok(txn.commit().await?)
    }
}
