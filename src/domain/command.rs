//! What somebody wants to happen.

use crate::Instant;
use crate::aftermath::Process;
use crate::clocks::ObligationKind;
use crate::effect::Effect;
use crate::fact::CheckProof;
use crate::ground::Ground;
use crate::ids::{ContactId, DemandId, LineId, MessageId, OrderId, PersonId};
use crate::instrument::{Audience, NoticeTiming, RowHash, SecrecySource};
use crate::notice::NoticeDraft;
use crate::objection::{Counsel, Verdict};
use crate::paper::{Collected, Decision, DocumentRef, Identifier, KnownAuthority, KnownCustomer, Paper, ScopeLine};
use crate::preservation::{CustodyAnswer, Hold};
use crate::secrecy::{Checklist, EffortKind, EffortResult, RequestDecision};
use crate::stage::{Assessment, CheckMethod, Package, SkipGround};
use crate::who::{Called, Facts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub use crate::act::{Act, ActKind};
pub use crate::receive::Receive;
pub use crate::verb::Verb;

/// The authority's answer to a redirect.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedirectAnswer {
    /// It goes to the customer: the demand is closed.
    Accepted,
    /// It does not.
    Declined {
        /// Its reason.
        reason: String,
    },
    /// No answer by the date.
    Silent,
}

/// The enforcing authority's word (Reg. (EU) 2023/1543 Art 8, 12).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClearanceAnswer {
    /// It lets the production go.
    Given,
    /// It does not.
    Refused,
}

/// A secrecy order as typed in from a paper.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OrderDraft {
    /// Id drawn by the shell.
    pub id: OrderId,
    /// How it arose. A mere request in a letter is none of these.
    pub source: SecrecySource,
    /// Whom it covers.
    pub covers: BTreeSet<Audience>,
    /// Legal basis.
    pub law: String,
    /// The paper.
    pub document: String,
    /// Start.
    pub from: Instant,
    /// End; `None` is "indefinite" and gets a review date.
    pub until: Option<Instant>,
}

/// A command on an existing demand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Correct what the paper was read to say (kind of instrument, dates, identifiers). Starts the clocks anew from the same receipt.
    CorrectPaper {
        /// The new reading.
        paper: Box<Paper>,
        /// The new lines demanded.
        lines: Vec<ScopeLine>,
        /// Why.
        reason: String,
        /// Id for a statutory secrecy order, should the new instrument bring one.
        statutory_order: OrderId,
    },
    /// Read the demand by today's row of the rulebook.
    MoveRules {
        /// The row whose differences were shown.
        to: RowHash,
        /// Why.
        reason: String,
        /// Id for a statutory secrecy order, should the row bring one.
        statutory_order: OrderId,
    },
    /// Say which authority of the registry it is.
    IdentifyAuthority {
        /// Which.
        authority: KnownAuthority,
    },
    /// Say whose data it is.
    MatchCustomer {
        /// Whose.
        customer: KnownCustomer,
    },
    /// Add a stored document.
    AddDocument {
        /// Which.
        document: DocumentRef,
    },
    /// Tell the authority that the demand has arrived.
    Acknowledge,
    /// Start verifying.
    BeginVerification,
    /// Record a check of who asks.
    CheckRequester {
        /// How.
        method: CheckMethod,
        /// What was said.
        note: String,
        /// The number that was called; the shell puts the directory's entry in its place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call: Option<Called>,
        /// What came of it, and the paper that shows it.
        #[serde(default)]
        proof: CheckProof,
    },
    /// Counsel lets content leave without process.
    OpenContent {
        /// Why.
        reason: String,
    },
    /// Somebody who took no part looks at what was given in an emergency.
    ReviewEmergency {
        /// Whether it was right to give it.
        sound: bool,
        /// What was found.
        text: String,
    },
    /// The paper of an emergency came, or none comes.
    SettleFollowUp {
        /// The formal process; `None`: none comes.
        process: Option<Process>,
        /// Why none comes.
        reason: String,
    },
    /// What the directory and the mail say of who asks.
    EstablishFacts {
        /// The facts.
        facts: Box<Facts>,
    },
    /// Record that the paper has every item of the rulebook's list.
    CheckForm,
    /// Both checks stand: go on.
    Verify,
    /// The demand is forged.
    ReportFraud {
        /// What gave it away.
        reason: String,
    },
    /// Refer the authority to the customer.
    OfferRedirect {
        /// Answer asked for by.
        answer_by: Instant,
    },
    /// Record what the authority answered.
    RecordAnswer {
        /// The answer.
        answer: RedirectAnswer,
    },
    /// Go on without a redirect.
    SkipRedirect {
        /// Why; must fit the demand.
        ground: SkipGround,
    },
    /// Decide one line.
    DecideLine {
        /// Which.
        line: LineId,
        /// How.
        decision: Decision,
    },
    /// Recommend what has been decided.
    Recommend {
        /// Counsel's assessment.
        assessment: Assessment,
        /// SHA-256 (hex) of what the second person will read.
        digest: String,
    },
    /// Effect was given to an order to act; the demand ends with it.
    GiveEffect {
        /// What was done, when, and how far.
        effect: Effect,
    },
    /// Ask the authority to clarify; nothing leaves meanwhile (Reg. (EU) 2023/1543 Art 10(6)).
    AskToClarify {
        /// What.
        question: String,
    },
    /// Record the authority's clarification.
    RecordClarification {
        /// What it said.
        answer: String,
    },
    /// Challenge the demand before a court; nothing leaves meanwhile.
    Challenge {
        /// Why.
        grounds: Vec<Ground>,
        /// In words.
        text: String,
    },
    /// Record the end of the challenge.
    EndChallenge {
        /// Whether it was won. A challenge that was won leaves only refusal.
        won: bool,
        /// What the court said.
        note: String,
    },
    /// Refuse.
    Refuse {
        /// Why; at least one that the instrument knows.
        grounds: Vec<Ground>,
        /// In words, for the authority.
        explanation: String,
    },
    /// The authority has taken the demand back.
    RecordWithdrawal {
        /// What it said, and where.
        reason: String,
    },
    /// Another demand takes this one's place.
    Supersede {
        /// Which.
        by: DemandId,
        /// Why.
        reason: String,
    },
    /// Approve what was recommended.
    Approve {
        /// The digest of what was read.
        digest: String,
    },
    /// Send the recommendation back.
    SendBack {
        /// Why.
        reason: String,
    },
    /// Record what gathering a line gave.
    RecordCollection {
        /// Which line.
        line: LineId,
        /// What.
        collected: Collected,
    },
    /// Seal the package that the independent check let pass.
    SealPackage {
        /// The package.
        package: Package,
    },
    /// Close: nothing is held.
    NoDataFound {
        /// Where somebody looked.
        looked: String,
    },
    /// Keep the data, disclose nothing, close.
    ConfirmPreserved,
    /// Go back to the review.
    ReopenReview {
        /// Why.
        reason: String,
    },
    /// First half of a two-person act.
    Prepare(Act),
    /// Second half, by another person.
    Confirm(Act),
    /// Take a prepared act back.
    Discard(ActKind),
    /// Record a secrecy order.
    PlaceSecrecy(OrderDraft),
    /// An order goes on.
    ExtendSecrecy {
        /// Which.
        order: OrderId,
        /// Until; `None` is "indefinite".
        until: Option<Instant>,
        /// The paper.
        document: String,
    },
    /// Record an attempt to have an order lifted, narrowed or bounded.
    RecordEffort {
        /// Which.
        order: OrderId,
        /// What was tried.
        #[serde(default)]
        kind: EffortKind,
        /// What came of it.
        #[serde(default)]
        result: EffortResult,
        /// What was done, in words.
        note: String,
    },
    /// Look again at an order without an end (INV-06).
    ReviewSecrecy {
        /// Which.
        order: OrderId,
        /// The answers.
        checklist: Checklist,
        /// What follows from them.
        note: String,
    },
    /// Record that a letter asks for secrecy. That is no order.
    RecordSecrecyRequest {
        /// Its words.
        words: String,
    },
    /// Decide what is done with a request for secrecy.
    DecideSecrecyRequest {
        /// What.
        decision: RequestDecision,
        /// Why.
        reason: String,
    },
    /// Every order has ended, and no extension came: one person looked. A consumer's delayed notice goes at once.
    CheckDocket {
        /// Where somebody looked.
        checked: String,
        /// The delayed notice as read, for a consumer.
        notice: Option<NoticeDraft>,
    },
    /// The end of this secrecy is not confirmed by the policy's days alone.
    StopGrace {
        /// Why.
        reason: String,
    },
    /// The policy's days have passed, and nobody stopped it. A consumer's delayed notice goes at once.
    PassGrace {
        /// The delayed notice, for a consumer who can be reached.
        notice: Option<NoticeDraft>,
    },
    /// Record that the customer objects; a contact does so itself.
    RecordObjection {
        /// What it says.
        text: String,
        /// Papers that came with it, already stored and hashed.
        documents: Vec<DocumentRef>,
        /// Who speaks for the customer, if it says so.
        counsel: Option<Counsel>,
    },
    /// Answer the objection with reasons.
    AnswerObjection {
        /// What counsel finds.
        verdict: Verdict,
        /// The grounds of refusal that counsel finds good; at least one unless the objection is not upheld.
        grounds: Vec<Ground>,
        /// The answer, for the customer.
        answer: String,
    },
    /// Record who speaks for the customer.
    NameCounsel {
        /// Who.
        counsel: Counsel,
    },
    /// A contact has opened the notice in the portal.
    NoticeOpened {
        /// Who.
        contact: ContactId,
    },
    /// A contact says that the notice was received; staff record what came by other means.
    NoticeAcknowledged {
        /// Who.
        contact: ContactId,
    },
    /// Record the enforcing authority's word.
    RecordClearance {
        /// What it said.
        answer: ClearanceAnswer,
        /// The paper.
        document: String,
    },
    /// A real emergency, confirmed by somebody who did not take the demand in.
    ConfirmEmergency {
        /// Why.
        reason: String,
    },
    /// What the custodian says of an account.
    AnswerCustody {
        /// The account.
        account: Identifier,
        /// What.
        answer: CustodyAnswer,
    },
    /// Keep the data beyond its term.
    HoldOver {
        /// For what.
        hold: Hold,
        /// Why.
        reason: String,
    },
    /// What kept the data beyond its term does so no longer.
    LiftHold {
        /// Which.
        hold: Hold,
        /// Why.
        reason: String,
    },
    /// The data of a closed demand is owed no longer.
    EndPreservation {
        /// Why.
        reason: String,
    },
    /// Keep the data longer.
    ExtendPreservation {
        /// The authority's writing.
        document: String,
    },
    /// Record the authority's written extension of a duty (INV-12).
    ExtendDue {
        /// Which duty.
        kind: ObligationKind,
        /// New date.
        due: Instant,
        /// The writing.
        document: String,
        /// Why.
        reason: String,
    },
    /// Count a duty by today's calendar, where that gives another date than the one on record (INV-24).
    RecountDuty {
        /// Which duty.
        kind: ObligationKind,
        /// Why.
        reason: String,
    },
    /// Hand the demand to somebody.
    Assign {
        /// To whom; `None` is "to nobody".
        person: Option<PersonId>,
    },
    /// Write something down.
    AddNote {
        /// What.
        text: String,
    },
    /// The outbox reports: the notice was accepted by the customer's mail server.
    NoticeAccepted {
        /// Which message.
        message: MessageId,
    },
    /// The outbox or a delivery report says: a mail of the notice came back, or was given up. The next in the customer's order is
    /// written to; when nobody is left, the notice reached nobody.
    NoticeBounced {
        /// Which message.
        message: MessageId,
        /// What the other side said.
        why: String,
    },
    /// A delivery report says: a mail of the notice lies in the mailbox.
    NoticeDelivered {
        /// Which message.
        message: MessageId,
    },
    /// A notice was stopped while this mail of it was on the wire.
    NoticeEscaped {
        /// Which message.
        message: MessageId,
    },
    /// The outbox or a delivery report says what became of such a mail.
    EscapeSettled {
        /// Which message.
        message: MessageId,
        /// Whether a mail server took it.
        accepted: bool,
    },
    /// Somebody examined the mails that may have left after they were stopped.
    ExamineEscape {
        /// Whether somebody was told whom an order forbade to tell.
        breach: bool,
        /// What was found, and what was done.
        text: String,
    },
    /// Counsel has chosen another time to tell the customer.
    AskTiming {
        /// Which; `None` is what the rulebook says.
        told: Option<NoticeTiming>,
    },
    /// Say whether this demand follows that choice.
    DecideTiming {
        /// It does.
        adopt: bool,
        /// Why.
        reason: String,
    },
    /// The gate before the wire found that the customer may not be told: the queued notice does not go (INV-04).
    StopNotice,
    /// Time has passed: note what ended by itself.
    Tick,
}
