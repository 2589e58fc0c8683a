//! What a paper and its sender say besides the heads of every demand: kept as stated, and no proof of anything.
//!
//! The heads are those that the instruments ask of their own forms taken together: service and validity (FRCrP 41(e)(2), StPO § 100e),
//! language (Reg. (EU) 2023/1543 Art 9(4), 27), signature (Art 5(5)(a), Art 4), secrecy with its law and end (18 USC 2705(b);
//! Art 13(1)), hand-over (Art 10(2)) and costs (18 USC 2706; JVEG § 23; Art 14).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Everything stated; empty where nobody stated anything.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Stated {
    /// The court's own number of the proceedings, where it differs from the reference.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub docket: String,
    /// Who validated it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub validated_by: String,
    /// Whom we ask for when the authority is called.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub supervisor: String,
    /// How it is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<PaperSignature>,
    /// Service before or beside this arrival.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served: Option<Served>,
    /// First civil day of validity, where the law of the paper applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last civil day of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// Language of the paper, BCP 47, lower case.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// A translation is with it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub translated: bool,
    /// Offence or purpose.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub offence: String,
    /// Thresholds that the sender says are met, by their law.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub thresholds: Vec<String>,
    /// Data that comes into being after the demand is asked for as well.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub real_time: bool,
    /// Secrecy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secrecy: Option<StatedSecrecy>,
    /// How the sender wants to receive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<StatedDelivery>,
    /// Whether the sender says that costs are paid; `None` when nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub costs_paid: Option<bool>,
}

impl Stated {
    /// Nothing was stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The paper's own words on its validity don't cover `day`.
    #[must_use]
    pub fn is_out_of_time(&self, day: NaiveDate) -> bool {
        self.valid_from.is_some_and(|first| day < first) || self.valid_to.is_some_and(|last| last < day)
    }
}

/// How a paper is signed, as its sender says. What a program found of it is kept with the document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperSignature {
    /// By hand.
    Wet,
    /// Qualified electronic signature, Reg. (EU) No 910/2014 Art 3(12).
    Qes,
    /// Electronic seal, Reg. (EU) No 910/2014 Art 3(25).
    Seal,
    /// Not at all.
    None,
}

/// Service as stated.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Served {
    /// Civil day.
    pub on: NaiveDate,
    /// Way.
    pub by: Service,
}

/// Ways in which a paper is served.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// By an officer in person.
    Personal,
    /// On an agent or legal representative (Reg. (EU) 2023/1543 Art 7; Dir. (EU) 2023/1544 Art 3).
    Agent,
    /// By post.
    Post,
    /// By mail.
    Mail,
    /// Through a system of the authorities (Reg. (EU) 2023/1543 Art 19).
    System,
}

/// Secrecy as stated: a wish until somebody at the desk has read the order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StatedSecrecy {
    /// On what it rests.
    pub source: StatedSource,
    /// Provision.
    pub law: String,
    /// Whom it binds towards whom, in the sender's words.
    pub covers: String,
    /// First civil day.
    pub from: Option<NaiveDate>,
    /// Last civil day; `None` when it is said to be without end, or nothing is said.
    pub until: Option<NaiveDate>,
    /// Why.
    pub why: String,
}

/// On what stated secrecy rests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatedSource {
    /// The law itself.
    Statute,
    /// A court's order.
    Court,
    /// The authority's wish.
    Request,
}

impl StatedSource {
    /// All.
    pub const ALL: [Self; 3] = [Self::Statute, Self::Court, Self::Request];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Statute => "statute",
            Self::Court => "court",
            Self::Request => "request",
        }
    }
}

/// Hand-over as wished; to whom something goes is decided at release.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct StatedDelivery {
    /// To whom, in the sender's words.
    pub to: String,
    /// A public key to lock for (`age1…`, or an OpenPGP fingerprint); empty when none is given.
    pub key: String,
    /// Format.
    pub format: String,
}
