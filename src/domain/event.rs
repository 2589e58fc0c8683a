//! What happened. One event is one entry in the record and one sentence in the timeline.

use crate::Instant;
use crate::actor::Actor;
use crate::clocks::Obligation;
use crate::command::{Act, ActKind, ClearanceAnswer, Receive, RedirectAnswer};
use crate::effect::Effect;
use crate::fact::CheckProof;
use crate::ground::Ground;
use crate::ids::{ContactId, DemandId, DocumentId, LineId, MessageId, OrderId, PersonId};
use crate::instrument::{Audience, NoticeTiming, Rule};
use crate::notice::{NoticeDraft, WaiverGround, Window};
use crate::objection::{Counsel, ObjectionTime, Verdict};
use crate::paper::{Collected, Decision, DocumentRef, DueExtension, Identifier, KnownAuthority, KnownCustomer, Paper, ScopeLine};
use crate::preservation::{CustodyAnswer, Hold, Preservation, WhyEnded};
use crate::secrecy::{Effort, OrderEnd, RequestDecision, Review, SecrecyOrder};
use crate::stage::{Assessment, CheckMethod, Package, SkipGround};
use crate::who::{Called, Facts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What follows from the instrument at receipt, computed once and kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Consequences {
    /// Duties with their clocks.
    pub clocks: Vec<Obligation>,
    /// Preservation placed at once (INV-10).
    pub preservation: Preservation,
    /// Secrecy that the law itself brings.
    pub statutory: Option<SecrecyOrder>,
    /// Another authority must let the production go (Reg. (EU) 2023/1543 Art 8).
    pub clearance_needed: bool,
    /// The row of the rulebook that it follows from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
}

/// An event, without who and when (see [`Entry`]).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields carry the names and meanings of the command's")]
pub enum Event {
    /// The demand arrived.
    Received { demand: Box<Receive>, consequences: Box<Consequences> },
    /// Its paper was read anew.
    PaperCorrected {
        paper: Box<Paper>,
        lines: Vec<ScopeLine>,
        consequences: Box<Consequences>,
        reason: String,
        /// Demands that ask the same by this reading (INV-27); the shell looks them up.
        #[serde(default)]
        duplicates: Vec<DemandId>,
    },
    /// Today's row of the rulebook is what counts from now on; what follows from it follows anew.
    RulesMoved { consequences: Box<Consequences>, reason: String },
    /// The registry knows the authority.
    AuthorityIdentified { authority: KnownAuthority },
    /// The customer is known.
    CustomerMatched { customer: KnownCustomer },
    /// A document was added.
    DocumentAdded { document: DocumentRef },
    /// The authority was told that the demand has arrived.
    Acknowledged,
    /// Verification began.
    VerificationBegun,
    /// Somebody checked who asks.
    RequesterChecked {
        method: CheckMethod,
        note: String,
        /// The directory's number that was called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call: Option<Called>,
        /// What came of it, and the paper that shows it.
        #[serde(default)]
        proof: CheckProof,
        /// Until when it counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Instant>,
    },
    /// What the directory and the mail say of who asks.
    FactsEstablished { facts: Box<Facts> },
    /// Counsel let content leave without process.
    ContentOpened { reason: String },
    /// Somebody who took no part looked at what was given in an emergency.
    EmergencyReviewed { sound: bool, text: String },
    /// The paper of an emergency came, or none comes.
    FollowUpSettled { process: Option<DemandId>, reason: String },
    /// Somebody checked the form.
    FormChecked,
    /// Verified.
    Verified,
    /// Forged.
    FraudReported { reason: String },
    /// The authority was referred to the customer.
    RedirectOffered { answer_by: Instant },
    /// It answered, or did not.
    RedirectAnswered { answer: RedirectAnswer },
    /// No redirect.
    RedirectSkipped { ground: SkipGround },
    /// A line was decided.
    LineDecided { line: LineId, decision: Decision },
    /// Counsel recommended.
    Recommended { assessment: Assessment, digest: String },
    /// The authority was asked to clarify.
    ClarificationAsked { question: String },
    /// It did.
    ClarificationReceived { answer: String },
    /// The demand was challenged.
    ChallengeFiled { grounds: Vec<Ground>, text: String },
    /// The challenge ended.
    ChallengeEnded { won: bool, note: String },
    /// Refused.
    Refused { grounds: Vec<Ground>, explanation: String },
    /// Taken back by the authority.
    Withdrawn { reason: String },
    /// Replaced by another demand.
    Superseded { by: DemandId, reason: String },
    /// Approved.
    Approved { digest: String },
    /// Sent back.
    SentBack { reason: String },
    /// A line was gathered.
    Collected { line: LineId, collected: Collected },
    /// Packed and sealed.
    PackageSealed { package: Package },
    /// Nothing is held.
    NoDataFound { looked: String },
    /// Kept, nothing disclosed.
    PreservedConfirmed,
    /// Effect was given to an order to act; nothing disclosed.
    EffectGiven { effect: Effect },
    /// Back to the review.
    ReviewReopened { reason: String },
    /// First half of a two-person act.
    Prepared { act: Act },
    /// Taken back.
    Discarded { act: ActKind },
    /// Available to the authority.
    Released { first: PersonId },
    /// Open again.
    Reopened { first: PersonId, reason: String },
    /// Secrecy recorded.
    SecrecyPlaced { order: SecrecyOrder },
    /// Secrecy goes on.
    SecrecyExtended { order: OrderId, end: OrderEnd, document: String },
    /// Somebody tried to have it lifted.
    EffortRecorded { order: OrderId, effort: Effort },
    /// Somebody looked again at an order without an end.
    SecrecyReviewed { order: OrderId, review: Review, next: Instant },
    /// A letter asks for secrecy.
    SecrecyRequested { words: String },
    /// Somebody decided what is done with it.
    SecrecyRequestDecided { decision: RequestDecision, reason: String },
    /// Narrowed by the authority or a court.
    SecrecyNarrowed { order: OrderId, first: PersonId, covers: BTreeSet<Audience>, end: OrderEnd, document: String },
    /// Every order has ended, and one person found no extension.
    DocketChecked { checked: String },
    /// Somebody stopped the policy's days.
    GraceStopped { reason: String },
    /// The policy's working days have passed since every order had ended.
    GracePassed { days: u32 },
    /// Lifted by the authority or a court.
    SecrecyLifted { order: OrderId, first: PersonId, document: String },
    /// Over by its own date.
    SecrecyExpired { order: OrderId },
    /// Two people found that nothing forbids telling.
    NoSecrecyConfirmed { first: PersonId },
    /// The customer must be told.
    NoticeOwed { due: Instant },
    /// Two people cleared a copy of a paper for the customer.
    CopyCleared { of: DocumentId, copy: DocumentId, sha256: String, reason: String, first: PersonId },
    /// Two people ordered the notice; a consumer's goes with the check of the docket, and without a first person by the policy.
    NoticeQueued { draft: NoticeDraft, first: Option<PersonId> },
    /// It was accepted by the customer's mail server.
    NoticeSent { message: MessageId, window: Option<Window>, late: bool },
    /// Another contact's mail server accepted it too.
    NoticeAccepted { message: MessageId },
    /// It lies in a mailbox.
    NoticeDelivered { message: MessageId },
    /// A mail of it came back, or was given up.
    NoticeBounced { message: MessageId, why: String },
    /// Those who stand next in the customer's order are written to.
    NoticeNext { place: u32 },
    /// Nobody acknowledged it: those who have it are reminded, with the same text.
    NoticeReminded,
    /// A contact opened it in the portal.
    NoticeOpened { contact: ContactId },
    /// A contact said that it was received.
    NoticeAcknowledged { contact: ContactId },
    /// No contact could be reached.
    NoticeFailed,
    /// Something came before it was sent that it does not fit (secrecy, another reading, the end); it is owed again.
    NoticeStopped { due: Instant },
    /// A mail of it was on the wire when it was stopped: it may have been read.
    NoticeEscaped { message: MessageId, forbidden: bool },
    /// A mail server took that mail, or did not.
    EscapeSettled { message: MessageId, accepted: bool },
    /// Somebody examined what it was.
    EscapeExamined { breach: bool, text: String },
    /// Counsel chose another time to tell this customer.
    TimingAsked { told: Option<NoticeTiming> },
    /// This demand follows that choice, or does not.
    TimingDecided { adopt: bool, reason: String },
    /// It will not be given.
    NoticeWaived { ground: WaiverGround, first: PersonId },
    /// The customer objects.
    ObjectionRaised { text: String, documents: Vec<DocumentId>, time: ObjectionTime },
    /// Answered.
    ObjectionAnswered { verdict: Verdict, grounds: Vec<Ground>, answer: String },
    /// Somebody speaks for the customer.
    CounselNamed { counsel: Counsel },
    /// The enforcing authority spoke.
    ClearanceRecorded { answer: ClearanceAnswer, document: String },
    /// A real emergency.
    EmergencyConfirmed { reason: String },
    /// Kept longer.
    PreservationExtended { until: Instant, document: String },
    /// The term is over.
    PreservationEnded,
    /// Over for another reason than its term.
    PreservationStopped { why: WhyEnded, reason: Option<String> },
    /// Kept beyond its term.
    PreservationHeld { hold: Hold, reason: String },
    /// Not beyond its term any more.
    HoldLifted { hold: Hold, reason: String },
    /// The custodian of the data spoke.
    CustodyAnswered { account: Identifier, answer: CustodyAnswer },
    /// A due date was moved by the authority's writing.
    DueExtended { extension: DueExtension },
    /// Duties began, stood still, run again, or were counted anew by a person who said why. Each stands here whole, as it is now.
    DutiesChanged {
        duties: Vec<Obligation>,
        #[serde(default)]
        reason: Option<String>,
    },
    /// Handed to somebody.
    Assigned { person: Option<PersonId> },
    /// Written down.
    Noted { text: String },
}

/// An event with who and when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Actor,
    /// What.
    pub event: Event,
}

impl Event {
    /// The stable code: the record's `kind`, and the key of the timeline's sentence.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Event::Received { .. } => "received",
            Event::PaperCorrected { .. } => "paper_corrected",
            Event::RulesMoved { .. } => "rules_moved",
            Event::AuthorityIdentified { .. } => "authority_identified",
            Event::CustomerMatched { .. } => "customer_matched",
            Event::DocumentAdded { .. } => "document_added",
            Event::Acknowledged => "acknowledged",
            Event::VerificationBegun => "verification_begun",
            Event::RequesterChecked { .. } => "requester_checked",
            Event::ContentOpened { .. } => "content_opened",
            Event::EmergencyReviewed { .. } => "emergency_reviewed",
            Event::FollowUpSettled { .. } => "follow_up_settled",
            Event::FormChecked => "form_checked",
            Event::Verified => "verified",
            Event::FactsEstablished { .. } => "facts_established",
            Event::FraudReported { .. } => "fraud_reported",
            Event::RedirectOffered { .. } => "redirect_offered",
            Event::RedirectAnswered { .. } => "redirect_answered",
            Event::RedirectSkipped { .. } => "redirect_skipped",
            Event::LineDecided { .. } => "line_decided",
            Event::Recommended { .. } => "recommended",
            Event::ClarificationAsked { .. } => "clarification_asked",
            Event::ClarificationReceived { .. } => "clarification_received",
            Event::ChallengeFiled { .. } => "challenge_filed",
            Event::ChallengeEnded { .. } => "challenge_ended",
            Event::Refused { .. } => "refused",
            Event::Withdrawn { .. } => "withdrawn",
            Event::Superseded { .. } => "superseded",
            Event::Approved { .. } => "approved",
            Event::SentBack { .. } => "sent_back",
            Event::Collected { .. } => "collected",
            Event::PackageSealed { .. } => "package_sealed",
            Event::NoDataFound { .. } => "no_data_found",
            Event::PreservedConfirmed => "preserved_confirmed",
            Event::EffectGiven { .. } => "effect_given",
            Event::ReviewReopened { .. } => "review_reopened",
            Event::Prepared { .. } => "prepared",
            Event::Discarded { .. } => "discarded",
            Event::Released { .. } => "released",
            Event::Reopened { .. } => "reopened",
            Event::SecrecyPlaced { .. } => "secrecy_placed",
            Event::SecrecyExtended { .. } => "secrecy_extended",
            Event::EffortRecorded { .. } => "effort_recorded",
            Event::SecrecyReviewed { .. } => "secrecy_reviewed",
            Event::SecrecyRequested { .. } => "secrecy_requested",
            Event::SecrecyRequestDecided { .. } => "secrecy_request_decided",
            Event::SecrecyNarrowed { .. } => "secrecy_narrowed",
            Event::DocketChecked { .. } => "docket_checked",
            Event::GraceStopped { .. } => "grace_stopped",
            Event::GracePassed { .. } => "grace_passed",
            Event::SecrecyLifted { .. } => "secrecy_lifted",
            Event::SecrecyExpired { .. } => "secrecy_expired",
            Event::NoSecrecyConfirmed { .. } => "no_secrecy_confirmed",
            Event::NoticeOwed { .. } => "notice_owed",
            Event::CopyCleared { .. } => "copy_cleared",
            Event::NoticeQueued { .. } => "notice_queued",
            Event::NoticeSent { .. } => "notice_sent",
            Event::NoticeAccepted { .. } => "notice_accepted",
            Event::NoticeDelivered { .. } => "notice_delivered",
            Event::NoticeBounced { .. } => "notice_bounced",
            Event::NoticeNext { .. } => "notice_next",
            Event::NoticeReminded => "notice_reminded",
            Event::NoticeOpened { .. } => "notice_opened",
            Event::NoticeAcknowledged { .. } => "notice_acknowledged",
            Event::CounselNamed { .. } => "counsel_named",
            Event::NoticeFailed => "notice_failed",
            Event::NoticeStopped { .. } => "notice_stopped",
            Event::NoticeEscaped { .. } => "notice_escaped",
            Event::EscapeSettled { .. } => "escape_settled",
            Event::EscapeExamined { .. } => "escape_examined",
            Event::TimingAsked { .. } => "timing_asked",
            Event::TimingDecided { .. } => "timing_decided",
            Event::NoticeWaived { .. } => "notice_waived",
            Event::ObjectionRaised { .. } => "objection_raised",
            Event::ObjectionAnswered { .. } => "objection_answered",
            Event::ClearanceRecorded { .. } => "clearance_recorded",
            Event::EmergencyConfirmed { .. } => "emergency_confirmed",
            Event::PreservationExtended { .. } => "preservation_extended",
            Event::PreservationEnded => "preservation_ended",
            Event::PreservationStopped { .. } => "preservation_stopped",
            Event::PreservationHeld { .. } => "preservation_held",
            Event::HoldLifted { .. } => "hold_lifted",
            Event::CustodyAnswered { .. } => "custody_answered",
            Event::DueExtended { .. } => "due_extended",
            Event::DutiesChanged { .. } => "duties_changed",
            Event::Assigned { .. } => "assigned",
            Event::Noted { .. } => "noted",
        }
    }
}
