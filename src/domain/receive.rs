//! What a demand opens with.

use crate::ids::{DemandId, OrderId, Reference};
use crate::paper::{DocumentRef, KnownAuthority, KnownCustomer, Paper, Receipt, ScopeLine};
use crate::who::Facts;
use serde::{Deserialize, Serialize};

/// Everything a new demand starts with. The shell has drawn the ids and stored the documents.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receive {
    /// Its id.
    pub id: DemandId,
    /// Its reference.
    pub reference: Reference,
    /// Arrival.
    pub receipt: Receipt,
    /// What it says.
    pub paper: Paper,
    /// What it asks.
    pub lines: Vec<ScopeLine>,
    /// Its documents, already stored and hashed.
    pub documents: Vec<DocumentRef>,
    /// The authority, when the registry knows it for certain.
    pub authority: Option<KnownAuthority>,
    /// The customer, when the match is certain.
    pub customer: Option<KnownCustomer>,
    /// Demands of the same authority, reference and account (INV-27).
    pub duplicates: Vec<DemandId>,
    /// Id for a secrecy order that the instrument's own law brings.
    pub statutory_order: OrderId,
    /// The words of the letter that ask for secrecy, where the reading of it found any. They bind nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secrecy_asked: Option<String>,
    /// What the directory and the mail say of who asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Box<Facts>>,
}
