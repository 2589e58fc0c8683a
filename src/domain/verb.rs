//! Verbs: commands without their facts, who may use them and at which stages.

use crate::actor::Role;
use crate::command::{ActKind, Command};
use crate::stage::StageName;
use serde::{Deserialize, Serialize};

/// A command without its facts: a verb.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each verb is the command of the same name")]
pub enum Verb {
    CorrectPaper,
    MoveRules,
    IdentifyAuthority,
    MatchCustomer,
    AddDocument,
    Acknowledge,
    BeginVerification,
    CheckRequester,
    OpenContent,
    ReviewEmergency,
    SettleFollowUp,
    /// Establish what is known of who asks.
    EstablishFacts,
    CheckForm,
    Verify,
    ReportFraud,
    OfferRedirect,
    RecordAnswer,
    SkipRedirect,
    DecideLine,
    Recommend,
    AskToClarify,
    RecordClarification,
    Challenge,
    EndChallenge,
    Refuse,
    RecordWithdrawal,
    Supersede,
    Approve,
    SendBack,
    RecordCollection,
    SealPackage,
    NoDataFound,
    ConfirmPreserved,
    /// Record the effect given to an order to act.
    GiveEffect,
    ReopenReview,
    Prepare(ActKind),
    Confirm(ActKind),
    Discard,
    PlaceSecrecy,
    ExtendSecrecy,
    RecordEffort,
    ReviewSecrecy,
    RecordSecrecyRequest,
    DecideSecrecyRequest,
    CheckDocket,
    StopGrace,
    PassGrace,
    RecordObjection,
    AnswerObjection,
    RecordClearance,
    ConfirmEmergency,
    AnswerCustody,
    HoldOver,
    LiftHold,
    EndPreservation,
    ExtendPreservation,
    ExtendDue,
    RecountDuty,
    Assign,
    AddNote,
    NoticeAccepted,
    NoticeBounced,
    NoticeDelivered,
    NoticeOpened,
    NoticeAcknowledged,
    NameCounsel,
    NoticeEscaped,
    EscapeSettled,
    ExamineEscape,
    AskTiming,
    DecideTiming,
    StopNotice,
    Tick,
}

impl Command {
    /// The verb.
    #[must_use]
    pub const fn verb(&self) -> Verb {
        match self {
            Command::CorrectPaper { .. } => Verb::CorrectPaper,
            Command::MoveRules { .. } => Verb::MoveRules,
            Command::IdentifyAuthority { .. } => Verb::IdentifyAuthority,
            Command::MatchCustomer { .. } => Verb::MatchCustomer,
            Command::AddDocument { .. } => Verb::AddDocument,
            Command::Acknowledge => Verb::Acknowledge,
            Command::BeginVerification => Verb::BeginVerification,
            Command::CheckRequester { .. } => Verb::CheckRequester,
            Command::EstablishFacts { .. } => Verb::EstablishFacts,
            Command::OpenContent { .. } => Verb::OpenContent,
            Command::ReviewEmergency { .. } => Verb::ReviewEmergency,
            Command::SettleFollowUp { .. } => Verb::SettleFollowUp,
            Command::CheckForm => Verb::CheckForm,
            Command::Verify => Verb::Verify,
            Command::ReportFraud { .. } => Verb::ReportFraud,
            Command::OfferRedirect { .. } => Verb::OfferRedirect,
            Command::RecordAnswer { .. } => Verb::RecordAnswer,
            Command::SkipRedirect { .. } => Verb::SkipRedirect,
            Command::DecideLine { .. } => Verb::DecideLine,
            Command::Recommend { .. } => Verb::Recommend,
            Command::AskToClarify { .. } => Verb::AskToClarify,
            Command::RecordClarification { .. } => Verb::RecordClarification,
            Command::Challenge { .. } => Verb::Challenge,
            Command::EndChallenge { .. } => Verb::EndChallenge,
            Command::Refuse { .. } => Verb::Refuse,
            Command::RecordWithdrawal { .. } => Verb::RecordWithdrawal,
            Command::Supersede { .. } => Verb::Supersede,
            Command::Approve { .. } => Verb::Approve,
            Command::SendBack { .. } => Verb::SendBack,
            Command::RecordCollection { .. } => Verb::RecordCollection,
            Command::SealPackage { .. } => Verb::SealPackage,
            Command::NoDataFound { .. } => Verb::NoDataFound,
            Command::ConfirmPreserved => Verb::ConfirmPreserved,
            Command::GiveEffect { .. } => Verb::GiveEffect,
            Command::ReopenReview { .. } => Verb::ReopenReview,
            Command::Prepare(act) => Verb::Prepare(act.kind()),
            Command::Confirm(act) => Verb::Confirm(act.kind()),
            Command::Discard(_) => Verb::Discard,
            Command::PlaceSecrecy(_) => Verb::PlaceSecrecy,
            Command::ExtendSecrecy { .. } => Verb::ExtendSecrecy,
            Command::RecordEffort { .. } => Verb::RecordEffort,
            Command::ReviewSecrecy { .. } => Verb::ReviewSecrecy,
            Command::RecordSecrecyRequest { .. } => Verb::RecordSecrecyRequest,
            Command::DecideSecrecyRequest { .. } => Verb::DecideSecrecyRequest,
            Command::CheckDocket { .. } => Verb::CheckDocket,
            Command::StopGrace { .. } => Verb::StopGrace,
            Command::PassGrace { .. } => Verb::PassGrace,
            Command::RecordObjection { .. } => Verb::RecordObjection,
            Command::AnswerObjection { .. } => Verb::AnswerObjection,
            Command::RecordClearance { .. } => Verb::RecordClearance,
            Command::ConfirmEmergency { .. } => Verb::ConfirmEmergency,
            Command::AnswerCustody { .. } => Verb::AnswerCustody,
            Command::HoldOver { .. } => Verb::HoldOver,
            Command::LiftHold { .. } => Verb::LiftHold,
            Command::EndPreservation { .. } => Verb::EndPreservation,
            Command::ExtendPreservation { .. } => Verb::ExtendPreservation,
            Command::ExtendDue { .. } => Verb::ExtendDue,
            Command::RecountDuty { .. } => Verb::RecountDuty,
            Command::Assign { .. } => Verb::Assign,
            Command::AddNote { .. } => Verb::AddNote,
            Command::NoticeAccepted { .. } => Verb::NoticeAccepted,
            Command::NoticeBounced { .. } => Verb::NoticeBounced,
            Command::NoticeDelivered { .. } => Verb::NoticeDelivered,
            Command::NoticeOpened { .. } => Verb::NoticeOpened,
            Command::NoticeAcknowledged { .. } => Verb::NoticeAcknowledged,
            Command::NameCounsel { .. } => Verb::NameCounsel,
            Command::NoticeEscaped { .. } => Verb::NoticeEscaped,
            Command::EscapeSettled { .. } => Verb::EscapeSettled,
            Command::ExamineEscape { .. } => Verb::ExamineEscape,
            Command::AskTiming { .. } => Verb::AskTiming,
            Command::DecideTiming { .. } => Verb::DecideTiming,
            Command::StopNotice => Verb::StopNotice,
            Command::Tick => Verb::Tick,
        }
    }
}

impl Verb {
    /// All verbs, in the order in which a screen lists them.
    #[must_use]
    pub fn all() -> Vec<Verb> {
        use Verb::{
            Acknowledge, AddDocument, AddNote, AnswerCustody, AnswerObjection, Approve, AskTiming, AskToClarify, Assign, BeginVerification,
            Challenge, CheckDocket, CheckForm, CheckRequester, ConfirmEmergency, ConfirmPreserved, CorrectPaper, DecideLine,
            DecideSecrecyRequest, DecideTiming, Discard, EndChallenge, EndPreservation, EscapeSettled, EstablishFacts, ExamineEscape,
            ExtendDue, ExtendPreservation, ExtendSecrecy, GiveEffect, HoldOver, IdentifyAuthority, LiftHold, MatchCustomer, MoveRules,
            NameCounsel, NoDataFound, NoticeAccepted, NoticeAcknowledged, NoticeBounced, NoticeDelivered, NoticeEscaped, NoticeOpened,
            OfferRedirect, OpenContent, PassGrace, PlaceSecrecy, Recommend, RecordAnswer, RecordClarification, RecordClearance,
            RecordCollection, RecordEffort, RecordObjection, RecordSecrecyRequest, RecordWithdrawal, RecountDuty, Refuse, ReopenReview,
            ReportFraud, ReviewEmergency, ReviewSecrecy, SealPackage, SendBack, SettleFollowUp, SkipRedirect, StopGrace, StopNotice,
            Supersede, Tick, Verify,
        };
        let mut all = vec![
            BeginVerification,
            Acknowledge,
            IdentifyAuthority,
            MatchCustomer,
            CorrectPaper,
            MoveRules,
            CheckRequester,
            CheckForm,
            ConfirmEmergency,
            Verify,
            ReportFraud,
            OfferRedirect,
            RecordAnswer,
            SkipRedirect,
            OpenContent,
            DecideLine,
            Recommend,
            AskToClarify,
            RecordClarification,
            Challenge,
            EndChallenge,
            ConfirmPreserved,
            GiveEffect,
            Approve,
            SendBack,
            RecordCollection,
            SealPackage,
            NoDataFound,
            RecordClearance,
            PlaceSecrecy,
            ExtendSecrecy,
            RecordEffort,
            ReviewSecrecy,
            RecordSecrecyRequest,
            DecideSecrecyRequest,
            CheckDocket,
            StopGrace,
            ExamineEscape,
            DecideTiming,
            RecordObjection,
            AnswerObjection,
            NameCounsel,
            NoticeAcknowledged,
            ExtendPreservation,
            HoldOver,
            LiftHold,
            EndPreservation,
            AnswerCustody,
            ExtendDue,
            RecountDuty,
            Refuse,
            RecordWithdrawal,
            Supersede,
            ReviewEmergency,
            SettleFollowUp,
            ReopenReview,
            AddDocument,
            AddNote,
            Assign,
            Discard,
            NoticeAccepted,
            NoticeBounced,
            NoticeDelivered,
            NoticeOpened,
            NoticeEscaped,
            EscapeSettled,
            AskTiming,
            EstablishFacts,
            StopNotice,
            PassGrace,
            Tick,
        ];
        all.extend(ActKind::ALL.into_iter().flat_map(|kind| [Verb::Prepare(kind), Verb::Confirm(kind)]));
        all
    }

    /// The stable code, as in addresses, translations and refusals: `begin_verification`, `prepare_release`.
    #[must_use]
    pub fn code(self) -> String {
        let snake = |name: &str| {
            name.chars().enumerate().fold(String::new(), |mut s, (i, c)| {
                if c.is_ascii_uppercase() && i > 0 {
                    s.push('_');
                }
                s.push(c.to_ascii_lowercase());
                s
            })
        };
        match self {
            Verb::Prepare(kind) => format!("prepare_{}", kind.code()),
            Verb::Confirm(kind) => format!("confirm_{}", kind.code()),
            plain => snake(&format!("{plain:?}")),
        }
    }
}

const CASE: &[Role] = &[Role::Intake, Role::Reviewer, Role::Approver, Role::DisclosureOfficer, Role::NoticeOfficer];
const DESK: &[Role] = &[Role::Intake, Role::Reviewer];
const COUNSEL: &[Role] = &[Role::Reviewer, Role::Approver];
const TELLERS: &[Role] = &[Role::NoticeOfficer, Role::Reviewer];
const SECOND: &[Role] = &[Role::NoticeOfficer, Role::Reviewer, Role::Approver];

/// The roles of which one is needed for a verb; empty where only the clockwork acts.
#[must_use]
pub const fn roles(verb: Verb) -> &'static [Role] {
    match verb {
        Verb::CorrectPaper
        | Verb::IdentifyAuthority
        | Verb::MatchCustomer
        | Verb::OfferRedirect
        | Verb::RecordAnswer
        | Verb::SkipRedirect
        | Verb::RecordClarification
        | Verb::RecordWithdrawal
        | Verb::RecordClearance
        | Verb::ExtendPreservation => DESK,
        Verb::Acknowledge | Verb::BeginVerification | Verb::CheckRequester | Verb::CheckForm | Verb::Verify => &[Role::Intake],
        Verb::AddDocument
        | Verb::ReportFraud
        | Verb::PlaceSecrecy
        | Verb::ExtendSecrecy
        | Verb::RecordSecrecyRequest
        | Verb::AddNote
        | Verb::Assign
        | Verb::Discard
        | Verb::RecordObjection
        | Verb::NameCounsel => CASE,
        Verb::DecideLine
        | Verb::Recommend
        | Verb::AskToClarify
        | Verb::Challenge
        | Verb::EndChallenge
        | Verb::Supersede
        | Verb::ConfirmPreserved
        | Verb::GiveEffect
        | Verb::AnswerObjection
        | Verb::ExtendDue
        | Verb::RecountDuty
        | Verb::Prepare(ActKind::Reopen | ActKind::ClearCopy) => &[Role::Reviewer],
        Verb::MoveRules
        | Verb::Refuse
        | Verb::ConfirmEmergency
        | Verb::OpenContent
        | Verb::ReviewEmergency
        | Verb::SettleFollowUp
        | Verb::ExamineEscape
        | Verb::DecideTiming
        | Verb::HoldOver
        | Verb::LiftHold
        | Verb::EndPreservation => COUNSEL,
        Verb::AnswerCustody => &[Role::Custodian],
        Verb::EstablishFacts => &[Role::Intake, Role::Reviewer, Role::Approver, Role::DisclosureOfficer],
        Verb::Approve | Verb::SendBack | Verb::Confirm(ActKind::Reopen | ActKind::WaiveNotice) => &[Role::Approver],
        Verb::RecordCollection => &[Role::Custodian, Role::DisclosureOfficer],
        Verb::SealPackage | Verb::NoDataFound | Verb::Prepare(ActKind::Release) => &[Role::DisclosureOfficer],
        Verb::Confirm(ActKind::Release) => &[Role::DisclosureOfficer, Role::Approver],
        Verb::ReopenReview => &[Role::Reviewer, Role::Approver, Role::DisclosureOfficer],
        Verb::RecordEffort
        | Verb::ReviewSecrecy
        | Verb::DecideSecrecyRequest
        | Verb::NoticeAcknowledged
        | Verb::Prepare(ActKind::SendNotice | ActKind::WaiveNotice) => TELLERS,
        Verb::CheckDocket => &[Role::NoticeOfficer],
        Verb::Prepare(ActKind::ConfirmNoSecrecy | ActKind::LiftSecrecy | ActKind::NarrowSecrecy) => CASE,
        Verb::StopGrace
        | Verb::Confirm(
            ActKind::ConfirmNoSecrecy | ActKind::LiftSecrecy | ActKind::NarrowSecrecy | ActKind::ClearCopy | ActKind::SendNotice,
        ) => SECOND,
        Verb::NoticeAccepted
        | Verb::NoticeBounced
        | Verb::NoticeDelivered
        | Verb::NoticeOpened
        | Verb::NoticeEscaped
        | Verb::EscapeSettled
        | Verb::AskTiming
        | Verb::StopNotice
        | Verb::PassGrace
        | Verb::Tick => &[],
    }
}

/// Whether a contact of the customer does this at the customer's own door.
#[must_use]
pub const fn by_contact(verb: Verb) -> bool {
    matches!(verb, Verb::RecordObjection | Verb::NameCounsel | Verb::NoticeOpened | Verb::NoticeAcknowledged)
}

/// Whether an authority's own system does this at its own door, about its own demand.
#[must_use]
pub const fn by_authority(verb: Verb) -> bool {
    matches!(verb, Verb::RecordWithdrawal | Verb::AddDocument | Verb::AddNote)
}

/// Whether a vetted officer of the authority does this for the officer's own demand, at the authorities' door.
#[must_use]
pub const fn by_officer(verb: Verb) -> bool {
    matches!(verb, Verb::AddDocument | Verb::RecordClarification | Verb::RecordWithdrawal | Verb::ExtendPreservation)
}

/// Whether a program of the provider's own does this, with a token that opens writing to demands.
#[must_use]
pub const fn by_program(verb: Verb) -> bool {
    matches!(verb, Verb::AddDocument)
}

/// The stages in which a verb has a place.
#[must_use]
pub const fn stages(verb: Verb) -> &'static [StageName] {
    use StageName::{Approving, Closed, Producing, Received, Redirecting, Releasing, Reviewing, Verifying};
    const OPEN: &[StageName] = &[Received, Verifying, Redirecting, Reviewing, Approving, Producing, Releasing];
    match verb {
        Verb::BeginVerification => &[Received],
        Verb::CheckRequester | Verb::CheckForm | Verb::Verify => &[Verifying],
        Verb::IdentifyAuthority => &[Received, Verifying],
        Verb::CorrectPaper | Verb::MoveRules => &[Received, Verifying, Reviewing],
        Verb::MatchCustomer => &[Received, Verifying, Redirecting, Reviewing],
        Verb::OfferRedirect | Verb::RecordAnswer | Verb::SkipRedirect => &[Redirecting],
        Verb::DecideLine | Verb::Recommend | Verb::OpenContent | Verb::ConfirmPreserved | Verb::GiveEffect => &[Reviewing],
        Verb::AskToClarify => &[Verifying, Redirecting, Reviewing, Approving],
        Verb::Challenge => &[Reviewing, Approving, Producing, Releasing],
        Verb::Approve | Verb::SendBack => &[Approving],
        Verb::RecordCollection | Verb::SealPackage | Verb::NoDataFound => &[Producing],
        Verb::ReopenReview => &[Producing, Releasing],
        Verb::Prepare(ActKind::Release) | Verb::Confirm(ActKind::Release) => &[Releasing],
        Verb::Refuse => &[Verifying, Redirecting, Reviewing, Approving, Producing, Releasing],
        Verb::Prepare(ActKind::Reopen)
        | Verb::Confirm(ActKind::Reopen)
        | Verb::EndPreservation
        | Verb::ReviewEmergency
        | Verb::SettleFollowUp => &[Closed],
        Verb::Acknowledge
        | Verb::ReportFraud
        | Verb::RecordWithdrawal
        | Verb::Supersede
        | Verb::RecordClarification
        | Verb::EndChallenge
        | Verb::ConfirmEmergency
        | Verb::RecordClearance
        | Verb::EstablishFacts
        | Verb::AskTiming
        | Verb::DecideTiming
        | Verb::RecountDuty
        | Verb::ExtendDue => OPEN,
        Verb::AddDocument
        | Verb::Prepare(_)
        | Verb::Confirm(_)
        | Verb::Discard
        | Verb::PlaceSecrecy
        | Verb::ExtendSecrecy
        | Verb::RecordEffort
        | Verb::ReviewSecrecy
        | Verb::RecordSecrecyRequest
        | Verb::DecideSecrecyRequest
        | Verb::CheckDocket
        | Verb::StopGrace
        | Verb::PassGrace
        | Verb::RecordObjection
        | Verb::AnswerObjection
        | Verb::ExtendPreservation
        | Verb::AnswerCustody
        | Verb::HoldOver
        | Verb::LiftHold
        | Verb::Assign
        | Verb::AddNote
        | Verb::NameCounsel
        | Verb::NoticeAccepted
        | Verb::NoticeBounced
        | Verb::NoticeDelivered
        | Verb::NoticeOpened
        | Verb::NoticeAcknowledged
        | Verb::NoticeEscaped
        | Verb::EscapeSettled
        | Verb::ExamineEscape
        | Verb::StopNotice
        | Verb::Tick => &StageName::ALL,
    }
}
