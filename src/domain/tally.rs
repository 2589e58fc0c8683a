//! What the statistics see of one demand: the countable facts as at a cut-off, and nothing that names anybody.

use crate::Instant;
use crate::ids::Reference;
use crate::instrument::Matter;
use crate::outcome::Outcome;
use serde::{Deserialize, Serialize};

macro_rules! coded {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum $name {$(
            $(#[$vdoc])*
            #[serde(rename = $code)]
            $variant,
        )+}

        impl $name {
            /// All values.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The stable code, as in exports.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$($name::$variant => $code),+}
            }
        }
    )+};
}

coded! {
    /// The level of the body that issued the paper.
    AuthorityLevel {
        /// Federal or national.
        National = "national",
        /// A state, province or region.
        State = "state",
        /// A county, city or other local body.
        Local = "local",
        /// The European Union, the United Nations and their bodies.
        Supranational = "supranational",
        /// Nobody has said yet.
        Unknown = "unknown",
    }

    /// The way the paper took.
    Route {
        /// Served by the authority itself.
        Direct = "direct",
        /// Mutual legal assistance or diplomatic channel; the territory is the country of origin.
        Mlat = "mlat",
        /// An agreement under the CLOUD Act (18 USC 2523).
        CloudAct = "cloud_act",
        /// Reg. (EU) 2023/1543.
        EEvidence = "e_evidence",
        /// Reg. (EU) 2022/2065 Art 10.
        DsaArt10 = "dsa_art10",
        /// A letter or mail that compels nothing.
        Informal = "informal",
    }

    /// What the paper asks the provider to do.
    DemandKind {
        /// Disclose stored data.
        Disclosure = "disclosure",
        /// Keep data unchanged.
        Preservation = "preservation",
        /// Remove or block something; no data.
        Action = "action",
    }

    /// Whose data is demanded.
    Segment {
        /// A private person's own account.
        Consumer = "consumer",
        /// An organisation.
        Enterprise = "enterprise",
        /// A public body.
        PublicSector = "public_sector",
        /// A school or university.
        Education = "education",
        /// No customer was found, or nobody has looked yet.
        Unknown = "unknown",
    }

    /// What the paper demands.
    DataSought {
        /// Content only.
        Content = "content",
        /// Everything but content.
        Noncontent = "noncontent",
        /// Both.
        Both = "both",
        /// Nothing that could be read from it, or a preservation.
        Unstated = "unstated",
    }

    /// What has actually left under the demand up to the cut-off, whatever the outcome says.
    Disclosed {
        /// Nothing.
        Nothing = "nothing",
        /// Something, but no content.
        Noncontent = "noncontent",
        /// Content, alone or with other data.
        Content = "content",
    }

    /// The gravest enforceable secrecy that was attached at any time up to the cut-off.
    SecrecyTally {
        /// None was ever in force.
        None = "none",
        /// An order with an end.
        Fixed = "fixed",
        /// An order without an end.
        Indefinite = "indefinite",
        /// No order: a statute commands silence by itself.
        Statutory = "statutory",
    }

    /// Whether the customer was told of a disclosure, as at the cut-off.
    Notified {
        /// Told before anything left.
        Before = "before",
        /// Told with the production or later.
        After = "after",
        /// Not told: an order or a statute forbids it.
        Prohibited = "prohibited",
        /// Not told yet: an emergency.
        Exigent = "exigent",
        /// Not told for another reason, such as a notice that could not be delivered.
        Other = "other",
    }

    /// Whether the authority was sent to the customer.
    RedirectTally {
        /// Not offered.
        NotOffered = "not_offered",
        /// Offered, and nothing has come of it yet.
        Offered = "offered",
        /// Offered and accepted.
        Accepted = "accepted",
        /// Offered and declined.
        Declined = "declined",
        /// Offered and not answered by the date.
        Silent = "silent",
        /// Left out because secrecy covers the customer.
        SkippedSecrecy = "skipped_secrecy",
        /// Left out in an emergency.
        SkippedEmergency = "skipped_emergency",
        /// Left out because the law names the provider.
        SkippedLaw = "skipped_law",
        /// Left out because the customer is one person.
        SkippedConsumer = "skipped_consumer",
        /// Left out because no customer was matched.
        SkippedNoCustomer = "skipped_no_customer",
    }
}

/// One demand as the statistics see it at a cut-off.
///
/// Every number is a count, not a list: what is not here can't leak into a table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// The demand; used to name what stops a publication, never published.
    pub reference: Reference,
    /// First complete delivery. For a paper that replaces another: the delivery of the first one.
    pub received_at: Instant,
    /// When it was closed, if it was, up to the cut-off. Set exactly when `outcome` is.
    pub closed_at: Option<Instant>,
    /// Requesting country: ISO 3166-1 alpha-2, or `EU`, `UN`, `XK`; `ZZ` when unknown after triage.
    /// Under mutual legal assistance: the country of origin.
    pub territory: String,
    /// Level of the issuing body.
    pub authority_level: AuthorityLevel,
    /// Its way.
    pub route: Route,
    /// Code in the list of legal processes, such as `us.search_warrant`.
    pub legal_process: String,
    /// The matter; `Emergency` means an emergency *without* process.
    pub matter: Matter,
    /// What it asks.
    pub demand_kind: DemandKind,
    /// Whose data.
    pub segment: Segment,
    /// What is demanded.
    pub data_sought: DataSought,
    /// Handled as an emergency, with or without process.
    pub emergency: bool,
    /// Distinct normalised identifiers in this paper; 0 if none can be parsed.
    pub identifiers: usize,
    /// Distinct accounts they matched.
    pub accounts_matched: usize,
    /// Distinct customers (tenants) concerned.
    pub customers: usize,
    /// Distinct accounts put under preservation by this paper.
    pub accounts_preserved: usize,
    /// Distinct accounts of which something left.
    pub accounts_disclosed: usize,
    /// What left.
    pub disclosed: Disclosed,
    /// The outcome; `None` while in process.
    pub outcome: Option<Outcome>,
    /// Secrecy.
    pub secrecy: SecrecyTally,
    /// Whether the customer was told; `None` when nothing left.
    pub notified: Option<Notified>,
    /// Redirect.
    pub redirect: RedirectTally,
    /// The demand of which this one is a duplicate (INV-27: linked, counted once).
    pub duplicate_of: Option<Reference>,
    /// Prolongs a preservation that was still live: no new preservation.
    pub extends_preservation: bool,
}

impl Tally {
    /// Whether it counts at all: duplicates and replaced papers don't, the demand they belong to does.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.duplicate_of.is_none() && self.outcome != Some(Outcome::Superseded)
    }

    /// What contradicts itself in these facts; `None` when they can all be true at `cut_off`.
    ///
    /// A demand under which data has left must not drop out of the count or be counted as refused.
    #[must_use]
    pub fn contradiction(&self, cut_off: Instant) -> Option<Contradiction> {
        let left = self.disclosed != Disclosed::Nothing;
        let says = |found, what| if found { Some(what) } else { None };
        says(self.outcome.is_some() != self.closed_at.is_some(), Contradiction::HalfClosed)
            .or(says(self.closed_at.is_some_and(|at| at > cut_off), Contradiction::ClosedAfterCutOff))
            .or(says(self.closed_at.is_some_and(|at| at < self.received_at), Contradiction::ClosedBeforeReceipt))
            .or(says(self.duplicate_of == Some(self.reference), Contradiction::DuplicateOfItself))
            .or(says(left && !self.counts(), Contradiction::DisclosedButNotCounted))
            .or(says(left && self.demand_kind == DemandKind::Preservation, Contradiction::PreservationDisclosed))
            .or(says(
                self.demand_kind != DemandKind::Preservation && self.outcome == Some(Outcome::PreservedOnly),
                Contradiction::PreservedOnlyWasADisclosure,
            ))
            .or(says(left && self.demand_kind == DemandKind::Action, Contradiction::ActionDisclosed))
            .or(says(
                self.demand_kind != DemandKind::Action && self.outcome == Some(Outcome::ActedOn),
                Contradiction::ActedOnWasNoOrderToAct,
            ))
            .or(says(!self.outcome.is_none_or(|o| o.agrees_with(self.disclosed)), Contradiction::OutcomeAgainstDisclosure))
            .or(says((self.accounts_disclosed > 0) != left, Contradiction::AccountsAgainstDisclosure))
            .or(says(self.accounts_disclosed > self.accounts_matched, Contradiction::MoreDisclosedThanMatched))
    }
}

impl Outcome {
    /// Whether an outcome can stand beside what left. A fraud found after release stands beside anything (INV-25).
    const fn agrees_with(self, disclosed: Disclosed) -> bool {
        match self {
            Outcome::DisclosedContent => matches!(disclosed, Disclosed::Content),
            Outcome::DisclosedNoncontent => matches!(disclosed, Disclosed::Noncontent),
            Outcome::Fraudulent => true,
            Outcome::NoDataFound
            | Outcome::RejectedInvalid
            | Outcome::RejectedChallengedWon
            | Outcome::Withdrawn
            | Outcome::RedirectedToCustomer
            | Outcome::Superseded
            | Outcome::PreservedOnly
            | Outcome::ActedOn => matches!(disclosed, Disclosed::Nothing),
        }
    }
}

coded! {
    /// Facts about one demand that can't all be true.
    Contradiction {
        /// An outcome without a closing time, or the other way round.
        HalfClosed = "half-closed",
        /// Closed after the cut-off: the facts are not as at the cut-off.
        ClosedAfterCutOff = "closed-after-cut-off",
        /// Closed before it came.
        ClosedBeforeReceipt = "closed-before-receipt",
        /// Its own duplicate.
        DuplicateOfItself = "duplicate-of-itself",
        /// Data left under a duplicate or a replaced paper, which is not counted.
        DisclosedButNotCounted = "disclosed-but-not-counted",
        /// Data left under a preservation.
        PreservationDisclosed = "preservation-disclosed",
        /// A demand for disclosure that ended as a preservation.
        PreservedOnlyWasADisclosure = "preserved-only-was-a-disclosure",
        /// Data left under an order to act.
        ActionDisclosed = "action-disclosed",
        /// What was no order to act ended as one.
        ActedOnWasNoOrderToAct = "acted-on-was-no-order-to-act",
        /// The outcome says something else than what left.
        OutcomeAgainstDisclosure = "outcome-against-disclosure",
        /// Something left but of no account, or nothing left of some.
        AccountsAgainstDisclosure = "accounts-against-disclosure",
        /// More accounts disclosed than matched.
        MoreDisclosedThanMatched = "more-disclosed-than-matched",
    }
}
