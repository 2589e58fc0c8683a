//! Why not, and until when.

use crate::Instant;
use crate::actor::Role;
use crate::category::Category;
use crate::command::{ActKind, Verb};
use crate::fact::{CheckResult, FactKind};
use crate::ground::Ground;
use crate::ids::LineId;
use crate::stage::StageName;
use serde::{Deserialize, Serialize};

/// What part somebody already had, so that a second person is needed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Verified the requester.
    Verifier,
    /// Recommended.
    Reviewer,
    /// Approved.
    Approver,
    /// Prepared this act.
    Preparer,
    /// Took the demand in or began to verify it.
    Handler,
    /// Let content leave without process.
    Opener,
    /// Took part in whatever way.
    Participant,
}

/// A field that somebody must fill.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// A reason.
    Reason,
    /// The paper that something stands on.
    Document,
    /// The legal basis.
    Law,
    /// Whom an order covers.
    Covers,
    /// The written assessment.
    Assessment,
    /// A question or an answer.
    Text,
    /// Where somebody looked.
    Looked,
    /// Words of a letter.
    Words,
    /// The authority's file number.
    AuthorityReference,
    /// At least one contact.
    Recipients,
    /// Name and address of the customer's counsel.
    Counsel,
    /// A digest of 64 hexadecimal digits.
    Digest,
}

/// One reason why something cannot be done. Its sentence stands in the translations under `reason-<code>`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "field names say what they hold")]
pub enum Reason {
    /// The demand is in another stage.
    WrongStage { is: StageName },
    /// The demand is closed.
    Closed,
    /// The viewer holds none of these roles.
    NeedsRole { any: Vec<Role> },
    /// Only the clockwork and the outbox do this.
    OnlySystem,
    /// Only the customer's contact itself does this.
    OnlyCustomer,
    /// Two people are needed, and the viewer already was the other one (INV-01).
    SamePerson { part: Part },
    /// Nobody has classified the instrument (INV-17).
    NotClassified,
    /// The instrument binds nobody (INV-17).
    CompelsNothing,
    /// The instrument only preserves.
    PreservesOnly,
    /// The instrument discloses; it is not a preservation.
    NotAPreservation,
    /// The instrument orders an act: nothing is ever disclosed on it.
    ActsOnly,
    /// The instrument orders no act.
    NotAnOrderToAct,
    /// The authority is not in the registry (INV-17).
    UnknownAuthority,
    /// The authority's profile is frozen.
    AuthorityFrozen,
    /// The officer or the mail domain is suspended (INV-25).
    AskerSuspended,
    /// The number called is none of the directory's for this authority.
    NumberNotListed,
    /// No second person has found the number in its source.
    NumberNotConfirmed,
    /// The number was entered for this very demand.
    NumberFromDemand,
    /// Whoever calls entered the number.
    NumberOwn,
    /// For this demand only a call to a number of the directory counts.
    CallBackNeeded,
    /// Fewer people stand behind the disclosure than it needs (INV-01).
    MorePeople { needed: u8 },
    /// This kind of issuer may not issue it for these categories.
    IssuerNotCompetent,
    /// No customer has been matched.
    NoCustomer,
    /// The demand asks for nothing.
    NoLines,
    /// Nobody has checked the requester over another channel (INV-02).
    NotVerifiedOutOfBand,
    /// The check is too old (INV-02).
    VerificationExpired { since: Instant },
    /// What was found of who asks is too old, and counts as not found (INV-02).
    FactExpired { fact: FactKind, since: Instant },
    /// Whoever was asked did not stand behind the demand (INV-02).
    RequesterNotConfirmed { result: CheckResult },
    /// The form has not been checked.
    FormNotChecked,
    /// The emergency has not been confirmed.
    EmergencyNotConfirmed,
    /// Content is asked for without process, and counsel has not let it through (INV-13).
    ContentShut,
    /// What is said to be the formal process compels nothing, or is of another authority.
    NotTheProcess,
    /// No emergency is claimed.
    NoEmergency,
    /// The redirect has been offered already.
    AlreadyOffered,
    /// The redirect has not been offered.
    NotOffered,
    /// The answer is awaited until then.
    AnswerAwaited { until: Instant },
    /// An answer asked for later than the data must be produced.
    AnswerTooLate { latest: Instant },
    /// The law of this instrument foresees no redirect.
    RedirectNotForeseen,
    /// This ground does not fit the demand.
    GroundDoesNotFit,
    /// A ground is needed (INV-21).
    GroundNeeded,
    /// The instrument does not know this ground (INV-21).
    GroundUnknown { ground: Ground },
    /// Something must be filled in.
    Missing { field: Field },
    /// The line is not one of this demand.
    NoSuchLine,
    /// The category is beyond the instrument's reach (INV-03).
    BeyondReach { category: Category },
    /// A narrower range must lie inside the one demanded.
    RangeOutside,
    /// Start must be before end.
    DatesReversed,
    /// Lines wait for a decision.
    LinesUndecided { count: u32 },
    /// No line is authorised: refuse instead.
    NothingAuthorised,
    /// A challenge must be considered for this customer (INV-28).
    ChallengeNotConsidered,
    /// GDPR Article 48 needs a basis (INV-18).
    Art48Missing,
    /// The same was asked before (INV-27): say why it is produced again.
    RepeatNotExplained,
    /// What was read is not what is recommended.
    DigestDiffers,
    /// The rows that were compared are not the rows of today.
    RulesDiffer,
    /// The approval is too old.
    ApprovalExpired { since: Instant },
    /// The authority must clarify first (INV-07).
    ClarificationPending,
    /// Nothing to clarify is open.
    NoClarification,
    /// The demand is challenged before a court (INV-07).
    ChallengePending,
    /// A court upheld the challenge: only refusal is left (INV-07).
    ChallengeWon,
    /// No challenge is open.
    NoChallenge,
    /// The customer objects (INV-07).
    ObjectionPending,
    /// No objection is open.
    NoObjection,
    /// The line was not authorised.
    LineNotAuthorised { line: LineId },
    /// Lines have not been gathered.
    NotCollected { count: u32 },
    /// The custodian has not said that these accounts are kept, or could not keep them (INV-10).
    NotYetKept { count: u32 },
    /// The custodian found nothing to keep.
    NothingKept,
    /// Something was found: pack it.
    DataFound,
    /// The package is empty.
    PackageEmpty,
    /// The package holds something that was not authorised (INV-03).
    OutsideScope { line: LineId },
    /// The package is for another authority (INV-23).
    WrongRecipient,
    /// The package prepared is not the one that is sealed.
    PackageDiffers,
    /// Whether secrecy binds is not known (INV-04): record the order, or have two people confirm that there is none.
    SecrecyUnknown,
    /// An order forbids telling (INV-04).
    SecrecyInForce { until: Option<Instant> },
    /// Nothing more to confirm.
    NoSecrecyAlready,
    /// No such order is in force.
    NoSuchOrder,
    /// An order narrowed covers less or ends sooner; this is neither.
    NotNarrower,
    /// An order that no law sets is reviewed with what was tried against it: record an effort first (INV-06).
    EffortNeeded,
    /// A letter asks for secrecy: it does not bind, and somebody decides what to do with it first.
    SecrecyRequestOpen,
    /// The authority was asked for an order and has until then.
    OrderAwaited { until: Instant },
    /// No request for secrecy waits for a decision.
    NoSecrecyRequest,
    /// No order over the customer has ended: then two people confirm that there is none.
    NothingEnded,
    /// The customer has not been told, and nothing forbids it.
    NoticeNotSent,
    /// The notice is in the outbox.
    NoticeInOutbox,
    /// The notice reached nobody.
    NoticeUndeliverable,
    /// The customer may still object (INV-20).
    WindowRunning { until: Instant },
    /// No notice is owed.
    NoticeNotOwed,
    /// The kind of notice does not fit the moment.
    NoticeKindDoesNotFit,
    /// The document is none of this demand.
    NoSuchDocument,
    /// Nobody has cleared this copy for the customer (INV-19).
    CopyNotCleared,
    /// Something has been disclosed: the customer must be told (INV-05).
    CannotWaive,
    /// The enforcing authority has not answered (INV-08).
    ClearanceAwaited { until: Option<Instant> },
    /// The enforcing authority said no (INV-09).
    ClearanceRefused,
    /// No clearance is awaited.
    NoClearance,
    /// Nobody has prepared it.
    NotPrepared { act: ActKind },
    /// It was prepared too long ago.
    PreparedExpired { since: Instant },
    /// What was prepared is something else.
    PreparedDiffers,
    /// It was prepared already; a second person confirms, or somebody takes it back.
    AlreadyPrepared { act: ActKind },
    /// It was done already.
    AlreadyDone,
    /// No preservation is active.
    NoPreservation,
    /// What is kept must be kept still (INV-11).
    StillKept,
    /// The other demand asks for no data, is over, or comes from another authority and names another file.
    NotRelated,
    /// The law gives no further extension.
    NoExtension,
    /// The demand carries no such duty.
    NoSuchDuty,
    /// A disclosed demand is not opened again; a new paper is a new demand.
    CannotReopen,
    /// Nothing has changed.
    NothingToDo,
}

impl Reason {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> String {
        let name = format!("{self:?}");
        let name = name.split([' ', '{', '(']).next().unwrap_or_default();
        name.chars().enumerate().fold(String::new(), |mut s, (i, c)| {
            if c.is_ascii_uppercase() && i > 0 {
                s.push('_');
            }
            s.push(c.to_ascii_lowercase());
            s
        })
    }

    /// When it clears by itself, if it does.
    #[must_use]
    pub const fn clears_at(&self) -> Option<Instant> {
        match self {
            Reason::AnswerAwaited { until } | Reason::WindowRunning { until } | Reason::OrderAwaited { until } => Some(*until),
            Reason::SecrecyInForce { until } | Reason::ClearanceAwaited { until } => *until,
            _ => None,
        }
    }
}

/// A refusal carries all reasons, not only the first.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error, Serialize, Deserialize)]
#[error("{} is refused: {}", verb.code(), reasons.iter().map(Reason::code).collect::<Vec<_>>().join(", "))]
pub struct Refusal {
    /// What was wanted.
    pub verb: Verb,
    /// Why not; never empty.
    pub reasons: Vec<Reason>,
}
