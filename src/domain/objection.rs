//! The customer's objection, its answer, and the customer's counsel.

use crate::Instant;
use crate::ground::Ground;
use crate::ids::{ContactId, DocumentId};
use serde::{Deserialize, Serialize};

/// Who speaks for the customer in this matter.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Counsel {
    /// Name or firm.
    pub name: String,
    /// Mail address.
    pub mail: String,
}

/// When an objection came.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectionTime {
    /// While the window was open.
    InTime,
    /// After the window, before anything left: it holds the release all the same.
    Late,
    /// After the demand was closed: it holds nothing and is answered as a complaint.
    AfterTheEnd,
}

/// What counsel finds of an objection.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is right.
    Upheld,
    /// It is right in part.
    PartlyUpheld,
    /// It is not.
    NotUpheld,
}

impl Verdict {
    /// All.
    pub const ALL: [Verdict; 3] = [Verdict::Upheld, Verdict::PartlyUpheld, Verdict::NotUpheld];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Verdict::Upheld => "upheld",
            Verdict::PartlyUpheld => "partly_upheld",
            Verdict::NotUpheld => "not_upheld",
        }
    }
}

/// The reasoned answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ObjectionAnswer {
    /// When.
    pub at: Instant,
    /// What counsel finds.
    pub verdict: Verdict,
    /// The grounds of refusal that counsel finds good; at least one unless the objection is not upheld.
    pub grounds: Vec<Ground>,
    /// In words, for the customer.
    pub text: String,
}

/// The customer's objection.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Objection {
    /// What it says.
    pub text: String,
    /// Papers that came with it; documents of the demand.
    pub documents: Vec<DocumentId>,
    /// The contact who made it in the portal; `None` when staff recorded what came by other means.
    pub by: Option<ContactId>,
    /// When.
    pub at: Instant,
    /// When as to the window and the end.
    pub time: ObjectionTime,
    /// The answer.
    pub answer: Option<ObjectionAnswer>,
}
