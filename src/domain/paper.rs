//! What came in: the paper, who it says it is from, and what it asks.

use crate::Instant;
use crate::category::Category;
use crate::clocks::ObligationKind;
use crate::ground::Ground;
use crate::ids::{AuthorityId, CustomerId, DemandId, DocumentId, LineId};
use crate::instrument::{InstrumentId, IssuerKind, NoticeTiming};
use crate::stated::Stated;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How the demand reached the provider.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By mail.
    Mail,
    /// Typed in by staff from a paper or an upload.
    Manual,
    /// From a structured file.
    File,
    /// From a system of the provider's own, by REST.
    Api,
    /// By an officer at the authorities' door.
    Portal,
}

/// When and how it arrived. Never changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// Arrival, UTC.
    pub at: Instant,
    /// Way.
    pub channel: Channel,
    /// The sender's address as the mail claims it; proves nothing.
    pub sender: String,
}

/// Something the paper names to point at data.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Identifier {
    /// Kind.
    pub kind: IdentifierKind,
    /// As printed.
    pub value: String,
}

impl Identifier {
    /// As it is compared: mail addresses and domains without regard to case, spaces around taken off.
    #[must_use]
    pub fn normalised(&self) -> String {
        let value = self.value.trim();
        match self.kind {
            IdentifierKind::Mail | IdentifierKind::Domain => value.to_lowercase(),
            IdentifierKind::Account | IdentifierKind::Ip | IdentifierKind::Phone => value.to_owned(),
        }
    }
}

/// Kinds of identifier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// Mail address.
    Mail,
    /// Account name or number.
    Account,
    /// Network address, with the time in the text where it matters.
    Ip,
    /// Telephone number.
    Phone,
    /// A whole domain.
    Domain,
}

impl IdentifierKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Mail, Self::Account, Self::Ip, Self::Phone, Self::Domain];

    /// The stable code, as in JSON and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Account => "account",
            Self::Ip => "ip",
            Self::Phone => "phone",
            Self::Domain => "domain",
        }
    }
}

/// What the paper says. Each correction is a new version in the record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Paper {
    /// Kind of instrument.
    pub instrument: InstrumentId,
    /// Version of the rulebook under which it came.
    pub rulebook: String,
    /// Issuing body, as printed.
    pub authority_name: String,
    /// The body's own file number.
    pub authority_reference: String,
    /// Kind of issuer (or of the validating authority, where one signed).
    pub issuer: Option<IssuerKind>,
    /// Provision cited.
    pub statute: String,
    /// Date of issue.
    pub issued_on: Option<NaiveDate>,
    /// Return date printed on the paper.
    pub face_due: Option<Instant>,
    /// When the authority wants the recipient told, where the law lets it set a time (Reg. (EU) 2022/2065 Art 9(5), 10(5)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_at: Option<Instant>,
    /// The issuer says that life or limb is in danger.
    pub emergency_claimed: bool,
    /// The form asks the provider not to inform the controller (Reg. (EU) 2023/1543 Art 5(7)).
    pub refrain_requested: bool,
    /// The form names a notified enforcing authority (Reg. (EU) 2023/1543 Art 8).
    pub enforcing_authority_notified: bool,
    /// What it names.
    pub identifiers: Vec<Identifier>,
    /// What it and its sender say besides.
    #[serde(default, skip_serializing_if = "Stated::is_empty")]
    pub stated: Stated,
}

/// An authority from the registry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KnownAuthority {
    /// Its row.
    pub id: AuthorityId,
    /// Its name in the registry.
    pub name: String,
    /// What it is.
    pub kind: IssuerKind,
    /// ISO 3166 alpha-2.
    pub territory: String,
    /// Its profile is frozen (INV-25), or no second person has confirmed it: nothing goes there.
    pub frozen: bool,
}

/// What kind of customer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerClass {
    /// One person.
    Consumer,
    /// An organisation.
    Enterprise,
    /// A public body.
    PublicSector,
    /// A lawyer, doctor, journalist or the like.
    Privileged,
}

impl CustomerClass {
    /// All classes.
    pub const ALL: [Self; 4] = [Self::Enterprise, Self::PublicSector, Self::Privileged, Self::Consumer];

    /// The class of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            CustomerClass::Consumer => "consumer",
            CustomerClass::Enterprise => "enterprise",
            CustomerClass::PublicSector => "public_sector",
            CustomerClass::Privileged => "privileged",
        }
    }
}

/// The customer whose data is demanded, as matched.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KnownCustomer {
    /// Row.
    pub id: CustomerId,
    /// Name.
    pub name: String,
    /// Class.
    pub class: CustomerClass,
    /// ISO 3166 alpha-2.
    pub country: String,
    /// The customer's accounts that the paper names, as printed there.
    pub accounts: Vec<String>,
    /// When counsel chose that this customer is told, where the instrument leaves it open; as the customer's record said when it
    /// was matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<NoticeTiming>,
}

/// A stored document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DocumentRef {
    /// Row.
    pub id: DocumentId,
    /// File name.
    pub name: String,
    /// Media type as sniffed.
    pub media_type: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// One account, one category, one time range, with its fate.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScopeLine {
    /// Its id.
    pub id: LineId,
    /// Account as printed on the paper.
    pub account: String,
    /// Category demanded.
    pub category: Category,
    /// Start, included; open when `None`.
    pub from: Option<Instant>,
    /// End, excluded; open when `None`.
    pub to: Option<Instant>,
    /// What counsel decided.
    pub decision: Option<Decision>,
    /// What was gathered.
    pub collected: Option<Collected>,
}

impl ScopeLine {
    /// The line as demanded, without what the desk has added.
    #[must_use]
    pub fn as_demanded(self) -> Self {
        Self { decision: None, collected: None, ..self }
    }

    /// Whether something of the line may leave.
    #[must_use]
    pub fn is_authorised(&self) -> bool {
        matches!(self.decision, Some(Decision::Authorise | Decision::Narrow { .. }))
    }

    /// The range that may leave: what was demanded, cut by the decision. `None` when nothing may.
    #[must_use]
    pub fn authorised_range(&self) -> Option<(Option<Instant>, Option<Instant>)> {
        match &self.decision {
            Some(Decision::Authorise) => Some((self.from, self.to)),
            Some(Decision::Narrow { from, to, .. }) => Some((later(self.from, *from), earlier(self.to, *to))),
            Some(Decision::Refuse { .. }) | None => None,
        }
    }
}

fn later(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    a.max(b)
}

fn earlier(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Counsel's decision on a line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// As demanded.
    Authorise,
    /// A shorter range.
    Narrow {
        /// New start, included.
        from: Option<Instant>,
        /// New end, excluded.
        to: Option<Instant>,
        /// Why.
        ground: Ground,
    },
    /// Nothing.
    Refuse {
        /// Why.
        ground: Ground,
    },
}

/// What gathering a line gave.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "one per line of a demand, never many at once")]
#[serde(rename_all = "snake_case")]
pub enum Collected {
    /// Records, after minimisation.
    Records {
        /// Raw file as gathered.
        source: DocumentRef,
        /// Minimised file.
        kept_file: DocumentRef,
        /// Records read.
        read: u64,
        /// Records kept.
        kept: u64,
        /// Records dropped because the scope does not reach them, with the count per reason code.
        dropped: Vec<(String, u64)>,
        /// Records that could not be judged and stay inside.
        withheld: u64,
    },
    /// Nothing there; says where the custodian looked.
    NoData {
        /// Where.
        looked: String,
    },
}

/// A relation to another demand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Link {
    /// The other.
    pub other: DemandId,
    /// How they relate.
    pub kind: LinkKind,
}

/// Kinds of relation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Same authority, reference and account (INV-27): linked, never merged.
    Duplicate,
    /// The other is the formal process of what was given here in an emergency.
    Process,
}

/// A change of a due date, with the authority's paper behind it (INV-12, INV-24).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DueExtension {
    /// Which duty.
    pub kind: ObligationKind,
    /// The new date.
    pub due: Instant,
    /// The date it replaces.
    pub replaces: Option<Instant>,
    /// The authority's writing.
    pub document: String,
    /// Why.
    pub reason: String,
}
