//! What the paper itself must show, when it may be issued, how long it is good, and who pays.

use super::Bilingual;
use crate::category::Category;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Something that the paper itself must show.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormItem {
    /// Its stable name within the instrument, such as `return_date`.
    pub key: String,
    /// As people read it.
    pub text: Bilingual,
}

/// What an offence must be for the paper to be issued.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// The categories it holds for; empty: all that are in reach.
    #[serde(default)]
    pub categories: BTreeSet<Category>,
    /// As people read it.
    pub text: Bilingual,
    /// The provision.
    pub law: String,
}

/// Who bears the cost of complying.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// The provider may claim it from the authority.
    Authority,
    /// The party that asks.
    Party,
    /// The provider.
    Provider,
    /// As the law of the issuing State has it.
    IssuingState,
}

/// What complying costs whom.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostRule {
    /// Who bears it.
    pub payer: Payer,
    /// Exceptions and conditions, where there are any.
    #[serde(default)]
    pub text: Option<Bilingual>,
    /// The provision, or "none".
    pub law: String,
}

/// How long after its date a paper is good.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Lifetime {
    /// A number of days.
    Days(u32),
    /// A number of calendar months; clamped to the month's end.
    Months(u32),
}

/// What a paper's time is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    /// It lapses unless it reaches us within the time.
    #[default]
    ServedWithin,
    /// What it authorises may be done, and obliges us, for that time.
    InForceFor,
}

/// When a paper lapses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperTerm {
    /// What the time is for.
    #[serde(default)]
    pub kind: TermKind,
    /// How long after its date.
    pub lasts: Lifetime,
    /// The provision.
    pub law: String,
}

impl Lifetime {
    /// The last day on which a paper of `issued` is good; `None` beyond the calendar.
    #[must_use]
    pub fn last_day(self, issued: chrono::NaiveDate) -> Option<chrono::NaiveDate> {
        match self {
            Lifetime::Days(n) => issued.checked_add_days(chrono::Days::new(n.into())),
            Lifetime::Months(n) => issued.checked_add_months(chrono::Months::new(n)),
        }
    }
}

/// A rule of the law around the instrument that counsel wants at hand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideRule {
    /// Its name, such as `us.2703h`.
    pub id: String,
    /// As people read it.
    pub text: Bilingual,
    /// The provision.
    pub law: String,
}

/// What a row rests on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read against the text of the law.
    Text,
    /// Parts were read against the text, the rest is general knowledge.
    Mixed,
    /// General knowledge; nobody has compared it with the text yet.
    General,
}

/// Whose eyes a demand of this kind is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compartment {
    /// National security: the cleared only (INV-22).
    NationalSecurity,
}
