//! The main stage: who has the ball. A stage holds exactly the facts that make it that stage, so that, for
//! example, a demand that is being produced cannot be without an approval.

use crate::Instant;
use crate::category::Category;
use crate::effect::Effect;
use crate::ground::Ground;
use crate::ids::{AuthorityId, LineId, PackageId, PersonId};
use crate::outcome::Outcome;
use serde::{Deserialize, Serialize};

pub use crate::fact::RequesterCheck;

/// How somebody made sure who asks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckMethod {
    /// Called the number in the registry, never one from the demand.
    CallBack,
    /// Asked the issuing court or registry through another channel.
    IssuerConfirmed,
    /// Looked at the mail's own signs (domain, DKIM): proves a mailbox, not a person.
    MailOnly,
}

impl CheckMethod {
    /// Whether it went over another channel than the demand (INV-02).
    #[must_use]
    pub const fn out_of_band(self) -> bool {
        matches!(self, CheckMethod::CallBack | CheckMethod::IssuerConfirmed)
    }
}

/// A check of the paper's form against the rulebook's list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FormCheck {
    /// Who checked.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// Both checks, as far as they have been made.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Verification {
    /// Who asks.
    pub requester: Option<RequesterCheck>,
    /// The form.
    pub form: Option<FormCheck>,
}

/// Both checks made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Verified {
    /// Who asks.
    pub requester: RequesterCheck,
    /// The form.
    pub form: FormCheck,
    /// Who said "verified".
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// The authority was referred to the customer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Offer {
    /// When the letter was ordered.
    pub at: Instant,
    /// Answer asked for by then; no clock of the demand waits for it (INV-12).
    pub answer_by: Instant,
}

/// Why no redirect is offered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipGround {
    /// Secrecy covers the customer.
    Secrecy,
    /// A confirmed emergency.
    Emergency,
    /// The law names the provider.
    LawNamesProvider,
    /// The customer is one person.
    Consumer,
    /// No customer of ours was matched.
    NoCustomer,
}

impl SkipGround {
    /// All grounds.
    pub const ALL: [SkipGround; 5] =
        [SkipGround::Secrecy, SkipGround::Emergency, SkipGround::LawNamesProvider, SkipGround::Consumer, SkipGround::NoCustomer];

    /// Whether it ends the wait for an answer to an offer that has been made.
    #[must_use]
    pub const fn cannot_wait(self) -> bool {
        matches!(self, SkipGround::Secrecy | SkipGround::Emergency)
    }
}

/// How the redirect ended when it did not close the demand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedirectEnd {
    /// The authority declined.
    Declined {
        /// Its reason.
        reason: String,
    },
    /// No answer by the date asked for.
    Silent,
    /// Not offered.
    Skipped {
        /// Why.
        ground: SkipGround,
    },
}

/// Verified, and redirect done with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Redirected {
    /// Before.
    pub verified: Verified,
    /// Redirect.
    pub redirect: RedirectEnd,
}

/// Whether counsel considered a challenge (INV-28).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChallengeConsidered {
    /// Whether there is a lawful basis for one.
    pub basis: bool,
    /// Why.
    pub reason: String,
}

/// GDPR Article 48: on what a third country's demand for a customer in the EEA rests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Art48Basis {
    /// A mutual legal assistance treaty.
    Mlat,
    /// An executive agreement.
    ExecutiveAgreement,
    /// A derogation of Article 49.
    Art49,
}

/// Counsel's written assessment (SCC clause 15.2(b)).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Assessment {
    /// Why the demand is lawful and the scope is the least that it compels.
    pub text: String,
    /// The challenge question.
    pub challenge: Option<ChallengeConsidered>,
    /// GDPR Article 48.
    pub art48: Option<Art48Basis>,
    /// Why something that was asked before is produced again (INV-27).
    pub repeat_reason: Option<String>,
}

/// Counsel has decided every line and recommends.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Recommended {
    /// Before.
    pub redirected: Redirected,
    /// Assessment.
    pub assessment: Assessment,
    /// SHA-256 (hex) of the scope and assessment that the second person reads.
    pub digest: String,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// A second person has approved exactly what was recommended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Approved {
    /// Before.
    pub recommended: Recommended,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// What lies in a sealed package, per scope line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PackedLine {
    /// The line.
    pub line: LineId,
    /// Its account.
    pub account: String,
    /// Its category.
    pub category: Category,
    /// Earliest record, included.
    pub first: Option<Instant>,
    /// Latest record, included.
    pub last: Option<Instant>,
    /// Number of records.
    pub records: u64,
}

/// A sealed package as the independent check found it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Package {
    /// Its id.
    pub id: PackageId,
    /// SHA-256 (hex) of the ZIP inside.
    pub sha256: String,
    /// SHA-256 (hex) of the encrypted file.
    pub sealed_sha256: String,
    /// Size of the encrypted file in bytes.
    pub bytes: u64,
    /// Contents.
    pub lines: Vec<PackedLine>,
    /// Who must be given it.
    pub recipient: AuthorityId,
}

/// Packed and sealed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sealed {
    /// Before.
    pub approved: Approved,
    /// Package.
    pub package: Package,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// The package was made available to the authority.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Released {
    /// Before.
    pub sealed: Sealed,
    /// Who prepared the release.
    pub first: PersonId,
    /// Who confirmed it.
    pub second: PersonId,
    /// When.
    pub at: Instant,
}

/// How a demand ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Something was disclosed.
    Released(Box<Released>),
    /// Refused, with grounds (INV-21).
    Refused {
        /// Why; at least one.
        grounds: Vec<Ground>,
        /// In words.
        explanation: String,
        /// After a challenge that was won.
        challenge_won: bool,
    },
    /// The authority took it back.
    Withdrawn {
        /// What it said, and where.
        reason: String,
    },
    /// The authority goes to the customer.
    Redirected,
    /// Nothing is held.
    NoData {
        /// Where somebody looked.
        looked: String,
    },
    /// Data was kept, nothing was disclosed.
    PreservedOnly,
    /// Effect was given to an order to act, and nothing was disclosed.
    Acted(Effect),
    /// Another demand takes its place.
    Superseded {
        /// In words.
        reason: String,
    },
    /// Forged.
    Fraud {
        /// What gave it away.
        reason: String,
    },
}

impl End {
    /// The one outcome.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            End::Released(released) => {
                if released.sealed.package.lines.iter().any(|l| l.category.is_content() && l.records > 0) {
                    Outcome::DisclosedContent
                } else {
                    Outcome::DisclosedNoncontent
                }
            }
            End::Refused { challenge_won: true, .. } => Outcome::RejectedChallengedWon,
            End::Refused { challenge_won: false, .. } => Outcome::RejectedInvalid,
            End::Withdrawn { .. } => Outcome::Withdrawn,
            End::Redirected => Outcome::RedirectedToCustomer,
            End::NoData { .. } => Outcome::NoDataFound,
            End::PreservedOnly => Outcome::PreservedOnly,
            End::Acted(_) => Outcome::ActedOn,
            End::Superseded { .. } => Outcome::Superseded,
            End::Fraud { .. } => Outcome::Fraudulent,
        }
    }
}

/// The main stage.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Sealed and hashed, waiting for somebody to begin.
    Received,
    /// Who asks, and does the paper have its form?
    Verifying(Verification),
    /// The authority is referred to the customer.
    Redirecting {
        /// Before.
        verified: Verified,
        /// The letter, once offered.
        offer: Option<Offer>,
    },
    /// Counsel decides.
    Reviewing(Redirected),
    /// A second person reads.
    Approving(Recommended),
    /// Gathering, minimising, packing.
    Producing(Approved),
    /// The package waits for its gates.
    Releasing(Sealed),
    /// Over; only tracks move.
    Closed {
        /// How.
        end: End,
        /// When.
        at: Instant,
    },
}

/// A stage without its facts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// See [`Stage::Received`].
    Received,
    /// See [`Stage::Verifying`].
    Verifying,
    /// See [`Stage::Redirecting`].
    Redirecting,
    /// See [`Stage::Reviewing`].
    Reviewing,
    /// See [`Stage::Approving`].
    Approving,
    /// See [`Stage::Producing`].
    Producing,
    /// See [`Stage::Releasing`].
    Releasing,
    /// See [`Stage::Closed`].
    Closed,
}

impl StageName {
    /// All, in the order of a demand's life.
    pub const ALL: [StageName; 8] = [
        StageName::Received,
        StageName::Verifying,
        StageName::Redirecting,
        StageName::Reviewing,
        StageName::Approving,
        StageName::Producing,
        StageName::Releasing,
        StageName::Closed,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            StageName::Received => "received",
            StageName::Verifying => "verifying",
            StageName::Redirecting => "redirecting",
            StageName::Reviewing => "reviewing",
            StageName::Approving => "approving",
            StageName::Producing => "producing",
            StageName::Releasing => "releasing",
            StageName::Closed => "closed",
        }
    }
}

impl Stage {
    /// The name.
    #[must_use]
    pub const fn name(&self) -> StageName {
        match self {
            Stage::Received => StageName::Received,
            Stage::Verifying(_) => StageName::Verifying,
            Stage::Redirecting { .. } => StageName::Redirecting,
            Stage::Reviewing(_) => StageName::Reviewing,
            Stage::Approving(_) => StageName::Approving,
            Stage::Producing(_) => StageName::Producing,
            Stage::Releasing(_) => StageName::Releasing,
            Stage::Closed { .. } => StageName::Closed,
        }
    }

    /// The verification, once it is complete.
    #[must_use]
    pub fn verified(&self) -> Option<&Verified> {
        match self {
            Stage::Redirecting { verified, .. } => Some(verified),
            _ => self.redirected().map(|r| &r.verified),
        }
    }

    /// The redirect's end.
    #[must_use]
    pub fn redirected(&self) -> Option<&Redirected> {
        match self {
            Stage::Reviewing(redirected) => Some(redirected),
            _ => self.recommended().map(|r| &r.redirected),
        }
    }

    /// The recommendation.
    #[must_use]
    pub fn recommended(&self) -> Option<&Recommended> {
        match self {
            Stage::Approving(recommended) => Some(recommended),
            _ => self.approved().map(|a| &a.recommended),
        }
    }

    /// The approval.
    #[must_use]
    pub fn approved(&self) -> Option<&Approved> {
        match self {
            Stage::Producing(approved) => Some(approved),
            _ => self.sealed().map(|s| &s.approved),
        }
    }

    /// The sealed package.
    #[must_use]
    pub fn sealed(&self) -> Option<&Sealed> {
        match self {
            Stage::Releasing(sealed) => Some(sealed),
            _ => self.released().map(|r| &r.sealed),
        }
    }

    /// The release.
    #[must_use]
    pub fn released(&self) -> Option<&Released> {
        match self {
            Stage::Closed { end: End::Released(released), .. } => Some(released),
            _ => None,
        }
    }

    /// How it ended.
    #[must_use]
    pub const fn end(&self) -> Option<&End> {
        match self {
            Stage::Closed { end, .. } => Some(end),
            _ => None,
        }
    }
}
