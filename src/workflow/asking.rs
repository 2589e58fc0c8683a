//! Whose the accounts of a demand are, as the provider's own service says. Who asks it belongs to a floor above; here is kept what it
//! answered: the body as a document, its hash and the moment on the demand's record, and of each account whose it is said to be.
//!
//! What it says is one row among those that match, with its reason. Who is told is decided by a person who sees it.

use super::{Error, Workflow, state};
use crate::store::demands::{self, AskRow, SaidRow};
use crate::store::documents::{self, DocumentRow};
use crate::store::events::{self, NewEvent};
use crate::store::{Txn, customers};
use bytes::Bytes;
use chrono::Duration;
use domain::Instant;
use domain::actor::Actor;
use domain::ids::{DemandId, DocumentId};
use domain::paper::Identifier;
use serde_json::json;
use uuid::Uuid;

/// Kind of the document that holds an answer.
pub const ACCOUNT_ANSWER: &str = "account_answer";
/// Kind of the event that says that the service was asked.
pub const ACCOUNTS_ASKED: &str = "accounts_asked";

/// How long after each question in vain the service is asked again; after the last, only a person decides.
const AGAIN: [Duration; 4] = [Duration::minutes(1), Duration::minutes(10), Duration::hours(1), Duration::hours(6)];

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unanswered {
    /// No connection, or it broke.
    #[error("the account service can't be reached, or the connection broke")]
    Unreachable,
    /// It took too long.
    #[error("the account service did not answer in time")]
    Slow,
    /// Another status than 200.
    #[error("the account service answered with an error")]
    Status,
    /// It points elsewhere, where nobody goes.
    #[error("the account service points to another address; only the one that is set is asked")]
    Redirected,
    /// More bytes than are read.
    #[error("the account service's answer is too large")]
    TooLarge,
    /// Not the JSON that is expected.
    #[error("the account service's answer can't be read")]
    Garbage,
}

impl Unanswered {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Slow => "slow",
            Self::Status => "status",
            Self::Redirected => "redirected",
            Self::TooLarge => "too_large",
            Self::Garbage => "garbage",
        }
    }
}

/// One account, as the service says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SaidAccount {
    /// The identifier it was asked about.
    pub value: String,
    /// The customer's id in the provider's own systems.
    pub customer: String,
    /// The account there.
    pub account: String,
}

/// What came back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply {
    /// Status of HTTP, if it came so far.
    pub status: Option<u16>,
    /// The body, if it was read whole.
    pub body: Option<Bytes>,
    /// What it means.
    pub said: Result<Vec<SaidAccount>, Unanswered>,
}

impl Workflow {
    /// Open demands without a customer about which the service is to be asked now, with the identifiers they name.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn accounts_to_ask(&self, most: u64) -> Result<Vec<(DemandId, Vec<Identifier>)>, Error> {
        let rows = demands::to_ask(self.store().read(), self.clock().now(), most).await?;
        let named = |row: demands::DemandRow| Ok((row.demand(), state(&row)?.paper.identifiers));
        rows.into_iter().map(named).collect()
    }

    /// Keep what the service answered about these identifiers of a demand. Returns the code of what came of it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`]. Then it is asked again.
    pub async fn hear_accounts(&self, id: DemandId, asked: &[Identifier], reply: Reply) -> Result<&'static str, Error> {
        let kept = match &reply.body {
            Some(body) => {
                let document = DocumentId(Uuid::new_v4());
                Some((document, self.blobs().put_bytes(document, body).await?))
            }
            None => None,
        };
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let demand = state(&demands::find(&txn, id).await?.ok_or(Error::NotFound)?)?;
        let (rows, unknown) = said_rows(&txn, id, asked, &reply, now).await?;
        let outcome = match &reply.said {
            Err(why) => why.code(),
            Ok(_) if !rows.is_empty() => "found",
            Ok(_) if unknown > 0 => "unknown_customer",
            Ok(_) => "nothing",
        };
        let payload = json!({
            "outcome": outcome,
            "status": reply.status,
            "identifiers": asked.len(),
            "found": rows.len(),
            "unknown": unknown,
            "document": kept.as_ref().map(|(document, _)| document),
            "sha256": kept.as_ref().map(|(_, blob)| blob.sha256.as_str()),
        });
        events::append(&txn, &[NewEvent { demand: Some(id), actor: Actor::System, kind: ACCOUNTS_ASKED.to_owned(), payload }], now).await?;
        if let Some((document, blob)) = kept {
            let row = DocumentRow {
                id: document.into(),
                demand_id: Some(id.into()),
                name: format!("accounts-{}.json", now.format("%Y%m%dT%H%M%SZ")),
                media_type: "application/json".to_owned(),
                bytes: blob.bytes,
                sha256: blob.sha256,
                kind: ACCOUNT_ANSWER.to_owned(),
                added_at: now,
                added_by: "system".to_owned(),
                note: String::new(),
            };
            documents::add(&txn, row).await?;
        }
        // Of a paper that was read otherwise meanwhile, the answer says nothing: it is asked again.
        if demand.paper.identifiers == asked {
            let before = demands::said_of(&txn, id).await?.0.map_or(0, |ask| ask.tries);
            let tries = if reply.said.is_err() { before + 1 } else { 0 };
            let again = usize::try_from(tries - 1).ok().and_then(|n| AGAIN.get(n)).map(|wait| now + *wait);
            let ask = AskRow { demand_id: id.into(), at: now, outcome: outcome.to_owned(), tries, next_at: again };
            demands::put_said(&txn, ask, rows).await?;
        }
        txn.commit().await?;
        Ok(outcome)
    }
}

/// The rows that follow from an answer, and how many customers it names that are none here. What was not asked about counts for nothing.
async fn said_rows(txn: &Txn, id: DemandId, asked: &[Identifier], reply: &Reply, now: Instant) -> Result<(Vec<SaidRow>, u64), Error> {
    let (mut rows, mut unknown) = (Vec::<SaidRow>::new(), 0);
    for said in reply.said.iter().flatten() {
        let same = |i: &&Identifier| i.normalised() == Identifier { kind: i.kind, value: said.value.clone() }.normalised();
        let Some(identifier) = asked.iter().find(same) else { continue };
        let Some(customer) = customers::find_external(txn, said.customer.trim()).await? else {
            unknown += 1;
            continue;
        };
        let account = domain::text::one_line(&said.account, 400);
        let row = SaidRow { demand_id: id.into(), value: identifier.value.clone(), customer_id: customer.id, account, at: now };
        if !rows.iter().any(|r| r.value == row.value && r.customer_id == row.customer_id) {
            rows.push(row);
        }
    }
    Ok((rows, unknown))
}
