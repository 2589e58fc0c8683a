//! Instruments: what a legal paper can compel, who may issue it, and what follows from it.
//!
//! The values are data (the rulebook's TOML files); this is their shape.

mod book;
mod duty;
mod paper;
mod term;
mod vector;

pub use book::{RowHash, Rule, Rulebook};
pub use duty::{ObligationRule, StartsWith, StopsWith, Suspension};
pub use paper::{Compartment, Confidence, CostRule, FormItem, Lifetime, PaperTerm, Payer, SideRule, TermKind, Threshold};
pub use term::{SecrecyTerm, TermSource};
pub use vector::{End, Vector};

use crate::category::{Category, Reach};
use crate::clocks::ClockRule;
use crate::ground::Ground;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The rulebook's name of an instrument, such as `us.sca.warrant`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InstrumentId(pub String);

impl InstrumentId {
    /// The instrument of a paper nobody has classified yet.
    #[must_use]
    pub fn unclassified() -> Self {
        Self("gen.other".to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for InstrumentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text in the two languages of the screens.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// Swedish.
    pub sv: String,
}

/// Whether the paper binds the provider.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// It compels by its own law.
    Compulsory,
    /// The provider may decide (18 USC 2702(b)(8), (c)(4)); never without a confirmed emergency.
    Voluntary,
    /// It binds nobody, or nobody knows yet what it is: it can never be approved (INV-17).
    None,
}

/// What the paper asks the provider to do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Disclose stored data.
    Disclose,
    /// Keep data unchanged, disclose nothing.
    Preserve,
    /// Do something else than disclose or keep, such as taking down illegal content (Reg. (EU) 2022/2065 Art 9).
    Act,
}

/// Who may issue or validate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssuerKind {
    /// A court or judge, an investigating judge included.
    Court,
    /// A public prosecutor.
    Prosecutor,
    /// A police body.
    Police,
    /// Another administrative body with the power.
    Agency,
    /// A member of the government (IPA 2016 s.19).
    Minister,
    /// A party to a civil case, or its lawyer (FRCP 45(a)(3)).
    Party,
}

impl IssuerKind {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Court, Self::Prosecutor, Self::Police, Self::Agency, Self::Minister, Self::Party];

    /// The stable code, as in the rulebook and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Court => "court",
            Self::Prosecutor => "prosecutor",
            Self::Police => "police",
            Self::Agency => "agency",
            Self::Minister => "minister",
            Self::Party => "party",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What secrecy comes with the instrument itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct SecrecyRule {
    /// How secrecy arises.
    pub source: SecrecySource,
    /// Whom the statute itself covers from receipt on; empty unless `source` is `statutory` or `request`.
    #[serde(default)]
    pub covers: BTreeSet<Audience>,
    /// Whom a request of the issuer inside the form covers in addition (Reg. (EU) 2023/1543 Art 5(7): the customer);
    /// filled exactly when `source` is `request`.
    #[serde(default)]
    pub by_request: BTreeSet<Audience>,
    /// The provision.
    #[serde(default)]
    pub law: String,
    /// What limits it in time.
    #[serde(default)]
    pub terms: Vec<SecrecyTerm>,
}

impl SecrecyRule {
    /// Who may not be told from receipt on with no order of a court: whom the law silences by itself and, where the issuer asks to
    /// refrain, whom its request adds.
    #[must_use]
    pub fn on_receipt(&self, refrain: bool) -> BTreeSet<Audience> {
        let request = self.by_request.iter().filter(|_| refrain);
        self.covers.iter().chain(request).copied().collect()
    }
}

/// How secrecy arises.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecrecySource {
    /// Automatic, by statute, often without an end.
    Statutory,
    /// Only by a court's order.
    Court,
    /// By a request of the issuer inside the form that the law gives effect (Reg. (EU) 2023/1543 Art 5(7)).
    Request,
    /// None.
    None,
}

/// Whom somebody may or may not tell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The customer (controller).
    Customer,
    /// The end user (data subject).
    EndUser,
    /// Everybody else.
    Public,
}

/// What the provider owes an addressee when no secrecy stands in the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeDuty {
    /// The provider must tell (by law, or by the contract and the provider's policy).
    Must,
    /// The provider must not tell.
    No,
    /// The authority tells.
    Authority,
}

/// When the provider tells the customer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeTiming {
    /// Before anything leaves, with an objection window.
    Before,
    /// With the production.
    With,
    /// Afterwards (an emergency that has passed, a secrecy that ended).
    After,
}

impl NoticeTiming {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Before, Self::With, Self::After];

    /// The stable code, as in the rulebook and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::With => "with",
            Self::After => "after",
        }
    }

    /// The timing of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.code() == code)
    }
}

/// The instrument's row of the notice matrix.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeRule {
    /// The customer's side: the admin contacts.
    pub customer: NoticeDuty,
    /// The end user.
    pub end_user: NoticeDuty,
    /// When.
    pub when: NoticeTiming,
    /// How long the customer has to object, in days, when the notice goes before.
    pub window_days: u32,
    /// The law leaves the moment open, so that counsel may choose another one for a customer (Reg. (EU) 2023/1543 Art 5(7), 13(4);
    /// Reg. (EU) 2016/679 Art 28(3)(a)).
    #[serde(default)]
    pub per_customer: bool,
    /// The authority may set the time at which the recipient is told (Reg. (EU) 2022/2065 Art 9(5), 10(5)).
    #[serde(default)]
    pub set_by_order: bool,
}

/// What the law says of sending the authority to the customer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedirectRule {
    /// The first step (DOJ policy for enterprise customers; Reg. (EU) 2023/1543 Art 5(6)).
    Expected,
    /// Possible.
    Allowed,
    /// The law names the provider, or silence forbids it.
    NotForeseen,
}

/// How long data is kept unchanged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreservationRule {
    /// First term in days; `None`: until the data is produced or the paper is withdrawn.
    #[serde(default)]
    pub days: Option<u32>,
    /// Length of an extension in days, if one can be had.
    #[serde(default)]
    pub extension_days: Option<u32>,
    /// Where the term starts.
    pub from: PreservationStart,
    /// Whether the authority can confirm that a production order follows, which keeps the data until it comes (Reg. (EU) 2023/1543
    /// Art 11(2), Annex V).
    #[serde(default)]
    pub confirmable: bool,
}

/// Where a preservation term starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreservationStart {
    /// On receipt.
    Receipt,
    /// On the day of the decision (RB 27:16).
    Decision,
}

/// A second authority that must let the production go.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearanceRule {
    /// The categories for which the enforcing authority is notified (Reg. (EU) 2023/1543 Art 8).
    pub categories: BTreeSet<Category>,
    /// The provision.
    pub law: String,
}

/// How the instrument is counted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatisticsKeys {
    /// Path in the list of legal processes, such as `us.search_warrant`.
    pub legal_process: String,
    /// Criminal, civil and so on.
    pub matter: Matter,
}

/// The matter a demand belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Criminal investigation or proceedings.
    Criminal,
    /// Between private parties.
    Civil,
    /// Administrative and regulatory.
    Administrative,
    /// National security.
    NationalSecurity,
    /// An emergency without process.
    Emergency,
}

/// One row of the rulebook.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Its name in the rulebook.
    pub id: InstrumentId,
    /// What people call it.
    pub title: Bilingual,
    /// Country or union whose law it is (`US`, `EU`, `SE`, `DE`), or `ZZ` for none.
    pub territory: String,
    /// Statute and provision.
    pub statute: String,
    /// In one or two plain sentences, what counsel must know.
    pub summary: Bilingual,
    /// Whether it binds.
    pub force: Force,
    /// What it asks.
    pub purpose: Purpose,
    /// Whether it is law: a pending instrument is shown and applied to nothing.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Whose eyes it is for, where not everybody's who handles cases.
    #[serde(default)]
    pub compartment: Option<Compartment>,
    /// What it can compel.
    pub reach: Reach,
    /// What it asks and never gets here: live data, passwords. No access is provided.
    #[serde(default)]
    pub no_access: Reach,
    /// Who may issue it, alone or validated.
    pub issuers: BTreeSet<IssuerKind>,
    /// Who may validate what another authority issues; empty where nothing needs it.
    #[serde(default)]
    pub validators: BTreeSet<IssuerKind>,
    /// Who may issue it where the reach depends on the issuer (Reg. (EU) 2023/1543 Art 4(2)): category to issuers.
    #[serde(default)]
    pub narrower_issuers: BTreeMap<Category, BTreeSet<IssuerKind>>,
    /// What the offence must be.
    #[serde(default)]
    pub thresholds: Vec<Threshold>,
    /// What the paper itself must contain, as a checklist for the form check.
    pub form: Vec<FormItem>,
    /// When the paper lapses, where the law says so.
    #[serde(default)]
    pub paper_term: Option<PaperTerm>,
    /// The clock of the production (or of the act, for a preservation).
    pub clock: ClockRule,
    /// The clock in an emergency, where the law has one.
    #[serde(default)]
    pub emergency_clock: Option<ClockRule>,
    /// What suspends the production's clock.
    #[serde(default)]
    pub suspended_by: BTreeSet<Suspension>,
    /// The duties besides the production.
    #[serde(default)]
    pub obligations: Vec<ObligationRule>,
    /// Secrecy.
    pub secrecy: SecrecyRule,
    /// Row of the notice matrix.
    pub notice: NoticeRule,
    /// Redirect.
    pub redirect: RedirectRule,
    /// Preservation, if it starts one (INV-10: at receipt of any paper that names an account and compels, or asks in an emergency).
    #[serde(default)]
    pub preservation: Option<PreservationRule>,
    /// Clearance by another authority.
    #[serde(default)]
    pub clearance: Option<ClearanceRule>,
    /// Grounds of refusal and challenge that this instrument knows.
    pub grounds: Vec<Ground>,
    /// The law behind a ground where this instrument has a provision of its own; elsewhere [`Rulebook::laws`] speaks.
    #[serde(default)]
    pub ground_laws: BTreeMap<Ground, String>,
    /// How it is counted.
    pub statistics: StatisticsKeys,
    /// Who pays.
    pub cost: CostRule,
    /// Rules of the law around it.
    #[serde(default)]
    pub side_rules: Vec<SideRule>,
    /// What the row rests on.
    pub confidence: Confidence,
    /// Public sources.
    pub sources: Vec<String>,
    /// First day of effect.
    pub effective_from: NaiveDate,
    /// Last day of effect.
    #[serde(default)]
    pub effective_to: Option<NaiveDate>,
    /// Counsel must confirm the row before a real disclosure relies on it.
    pub review_required: bool,
    /// What counsel must confirm, point by point; empty exactly when `review_required` is false.
    #[serde(default)]
    pub open_points: Vec<Bilingual>,
    /// What an own row puts in the place of: the id of a row that ships, and why.
    #[serde(default)]
    pub overrides: Option<Override>,
    /// Examples that the row must agree with. They are no part of the rule and are not written with it.
    #[serde(default, rename = "test", skip_serializing)]
    pub tests: Vec<Vector>,
}

/// An own row in the place of one that ships.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// The row that ships.
    pub id: InstrumentId,
    /// Why the provider goes by its own.
    pub why: String,
}

const fn yes() -> bool {
    true
}

impl Instrument {
    /// Whose eyes a demand of this kind is for; what is counted under national security is always for the cleared only (INV-22).
    #[must_use]
    pub fn eyes(&self) -> Option<Compartment> {
        self.compartment.or_else(|| (self.statistics.matter == Matter::NationalSecurity).then_some(Compartment::NationalSecurity))
    }

    /// Whether a demand under this instrument can ever be approved (INV-17).
    #[must_use]
    pub fn can_be_approved(&self) -> bool {
        self.enabled && self.force != Force::None && self.purpose == Purpose::Disclose && !self.reach.is_empty()
    }

    /// Whether a paper of this kind could be issued on a day.
    #[must_use]
    pub fn in_effect(&self, on: NaiveDate) -> bool {
        self.effective_from <= on && self.effective_to.is_none_or(|last| on <= last)
    }

    /// Whether `issuer` may issue it for all of `categories`.
    #[must_use]
    pub fn issuer_competent(&self, issuer: IssuerKind, categories: &Reach) -> bool {
        self.issuers.contains(&issuer) && categories.iter().all(|c| self.narrower_issuers.get(c).is_none_or(|only| only.contains(&issuer)))
    }
}
