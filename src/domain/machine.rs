//! The machine as a drawing needs it: which verb leads from which stage to which.
//!
//! Nothing is typed in: each verb is tried on a specimen of each stage in which it has a place, and the entries that it makes are
//! applied. The exhaustive check finds the same arrows by walking.

use crate::Instant;
use crate::actor::{Actor, Roles};
use crate::category::Category;
use crate::clocks::ObligationKind;
use crate::command::{Act, ActKind, ClearanceAnswer, Command, OrderDraft, Receive, RedirectAnswer, Verb};
use crate::context::Context;
use crate::demand::{Demand, Prepared};
use crate::effect::Effect;
use crate::event::{Consequences, Entry, Event};
use crate::fact::CheckProof;
use crate::ground::Ground;
use crate::ids::{AuthorityId, ContactId, CustomerId, DemandId, DocumentId, LineId, MessageId, OrderId, PackageId, PersonId, Reference};
use crate::instrument::{InstrumentId, IssuerKind, RowHash, Rulebook, SecrecySource};
use crate::notice::{Addressee, NoticeDraft, NoticeKind, WaiverGround};
use crate::objection::{Counsel, Verdict};
use crate::outcome::Outcome;
use crate::paper::{
    Channel, Collected, CustomerClass, Decision, DocumentRef, Identifier, IdentifierKind, KnownAuthority, KnownCustomer, Paper, Receipt,
    ScopeLine,
};
use crate::policy::Policy;
use crate::preservation::{CustodyAnswer, Hold, Preservation};
use crate::secrecy::{Answer, Checklist, EffortKind, EffortResult, RequestDecision};
use crate::stage::{Assessment, CheckMethod, Package, SkipGround, StageName};
use crate::verb::stages;
use std::collections::BTreeSet;
use uuid::Uuid;

/// An arrow of the drawing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Arrow {
    /// From.
    pub from: StageName,
    /// To.
    pub to: StageName,
    /// By which verb.
    pub verb: Verb,
    /// How the demand has ended, when it leads to the end.
    pub outcome: Option<Outcome>,
}

/// Every arrow of the machine, in the order of the stages.
#[must_use]
pub fn arrows() -> Vec<Arrow> {
    let (rulebook, policy) = (Rulebook::default(), Policy::default());
    let ctx = Context { now: Instant::UNIX_EPOCH, actor: somebody(), rulebook: &rulebook, policy: &policy };
    let mut arrows = BTreeSet::new();
    for specimen in specimens() {
        let from = specimen.stage.name();
        for verb in Verb::all().into_iter().filter(|v| stages(*v).contains(&from)) {
            for command in examples(verb) {
                let mut before = specimen.clone();
                if let Command::Confirm(act) = &command {
                    before.prepared.push(Prepared { act: act.clone(), by: PersonId(Uuid::nil()), at: ctx.now });
                }
                let events = before.events(&command, &ctx);
                let after = events.into_iter().fold(before, |demand, event| demand.apply(&entry(event)));
                let to = after.stage.name();
                if to != from {
                    arrows.insert(Arrow { from, to, verb, outcome: after.stage.end().map(crate::stage::End::outcome) });
                }
            }
        }
    }
    arrows.into_iter().collect()
}

fn somebody() -> Actor {
    Actor::Person { id: PersonId(Uuid::nil()), roles: Roles::default() }
}

fn entry(event: Event) -> Entry {
    Entry { at: Instant::UNIX_EPOCH, actor: somebody(), event }
}

fn words() -> String {
    "said".to_owned()
}

/// One demand in each stage, as the shortest way leads there.
fn specimens() -> Vec<Demand> {
    let consequences =
        Consequences { clocks: Vec::new(), preservation: Preservation::None, statutory: None, clearance_needed: false, rule: None };
    let received = entry(Event::Received { demand: Box::new(arrival()), consequences: Box::new(consequences) });
    let Some(mut demand) = Demand::open(&received) else { return Vec::new() };
    let mut all = vec![demand.clone()];
    for event in [
        Event::VerificationBegun,
        Event::RequesterChecked { method: CheckMethod::CallBack, note: words(), call: None, proof: CheckProof::default(), until: None },
        Event::FormChecked,
        Event::Verified,
        Event::RedirectSkipped { ground: SkipGround::NoCustomer },
        Event::Recommended { assessment: assessment(), digest: words() },
        Event::Approved { digest: words() },
        Event::PackageSealed { package: package() },
        Event::Refused { grounds: vec![Ground::R01], explanation: words() },
    ] {
        let stage = demand.stage.name();
        demand = demand.apply(&entry(event));
        if demand.stage.name() == stage {
            // The same stage, a step further on.
            all.pop();
        }
        all.push(demand.clone());
    }
    all
}

fn arrival() -> Receive {
    Receive {
        id: DemandId(Uuid::nil()),
        reference: Reference::from_random([0; 8]),
        receipt: Receipt { at: Instant::UNIX_EPOCH, channel: Channel::Manual, sender: words() },
        paper: paper(),
        lines: vec![line()],
        documents: Vec::new(),
        authority: Some(authority()),
        customer: None,
        duplicates: Vec::new(),
        statutory_order: OrderId(Uuid::nil()),
        secrecy_asked: None,
        facts: None,
    }
}

fn paper() -> Paper {
    Paper {
        instrument: InstrumentId::unclassified(),
        rulebook: words(),
        authority_name: words(),
        authority_reference: words(),
        issuer: None,
        statute: words(),
        issued_on: None,
        face_due: None,
        notice_at: None,
        emergency_claimed: false,
        refrain_requested: false,
        enforcing_authority_notified: false,
        identifiers: Vec::new(),
        stated: crate::stated::Stated::default(),
    }
}

fn line() -> ScopeLine {
    ScopeLine {
        id: LineId(Uuid::nil()),
        account: words(),
        category: Category::SubId,
        from: None,
        to: None,
        decision: None,
        collected: None,
    }
}

fn authority() -> KnownAuthority {
    KnownAuthority { id: AuthorityId(Uuid::nil()), name: words(), kind: IssuerKind::Court, territory: words(), frozen: false }
}

fn customer() -> KnownCustomer {
    KnownCustomer {
        id: CustomerId(Uuid::nil()),
        name: words(),
        class: CustomerClass::Enterprise,
        country: words(),
        accounts: Vec::new(),
        told: None,
    }
}

fn assessment() -> Assessment {
    Assessment { text: words(), challenge: None, art48: None, repeat_reason: None }
}

fn package() -> Package {
    Package {
        id: PackageId(Uuid::nil()),
        sha256: words(),
        sealed_sha256: words(),
        bytes: 0,
        lines: Vec::new(),
        recipient: AuthorityId(Uuid::nil()),
    }
}

fn document() -> DocumentRef {
    DocumentRef { id: DocumentId(Uuid::nil()), name: words(), media_type: words(), sha256: words(), bytes: 0 }
}

fn addressee() -> Addressee {
    Addressee { contact: ContactId(Uuid::nil()), message: MessageId(Uuid::nil()), place: 0 }
}

fn act(kind: ActKind) -> Act {
    match kind {
        ActKind::ConfirmNoSecrecy => Act::ConfirmNoSecrecy,
        ActKind::LiftSecrecy => Act::LiftSecrecy { order: OrderId(Uuid::nil()), document: words() },
        ActKind::NarrowSecrecy => {
            Act::NarrowSecrecy { order: OrderId(Uuid::nil()), covers: BTreeSet::new(), until: None, document: words() }
        }
        ActKind::ClearCopy => Act::ClearCopy { of: document().id, copy: document().id, reason: words() },
        ActKind::SendNotice => {
            let (copies, to) = (Vec::new(), vec![addressee()]);
            Act::SendNotice(NoticeDraft { kind: NoticeKind::Advance, digest: words(), copies, to })
        }
        ActKind::WaiveNotice => Act::WaiveNotice { ground: WaiverGround::CustomerGone },
        ActKind::Release => Act::Release { package: PackageId(Uuid::nil()) },
        ActKind::Reopen => Act::Reopen { reason: words() },
    }
}

/// Commands of a verb, one for each way it can go.
fn examples(verb: Verb) -> Vec<Command> {
    let (reason, now) = (words(), Instant::UNIX_EPOCH);
    let order = OrderId(Uuid::nil());
    let one = match verb {
        Verb::RecordAnswer => {
            return [RedirectAnswer::Accepted, RedirectAnswer::Declined { reason }, RedirectAnswer::Silent]
                .map(|answer| Command::RecordAnswer { answer })
                .into();
        }
        Verb::EndChallenge => return [true, false].map(|won| Command::EndChallenge { won, note: words() }).into(),
        Verb::RecordClearance => {
            return [ClearanceAnswer::Given, ClearanceAnswer::Refused]
                .map(|answer| Command::RecordClearance { answer, document: words() })
                .into();
        }
        Verb::SkipRedirect => return SkipGround::ALL.map(|ground| Command::SkipRedirect { ground }).into(),
        Verb::CorrectPaper => Command::CorrectPaper { paper: Box::new(paper()), lines: vec![line()], reason, statutory_order: order },
        Verb::MoveRules => Command::MoveRules { to: RowHash(words()), reason, statutory_order: order },
        Verb::IdentifyAuthority => Command::IdentifyAuthority { authority: authority() },
        Verb::MatchCustomer => Command::MatchCustomer { customer: customer() },
        Verb::AddDocument => Command::AddDocument { document: document() },
        Verb::Acknowledge => Command::Acknowledge,
        Verb::BeginVerification => Command::BeginVerification,
        Verb::CheckRequester => {
            Command::CheckRequester { method: CheckMethod::CallBack, note: reason, call: None, proof: CheckProof::default() }
        }
        Verb::OpenContent => Command::OpenContent { reason },
        Verb::ReviewEmergency => Command::ReviewEmergency { sound: true, text: reason },
        Verb::SettleFollowUp => Command::SettleFollowUp { process: None, reason },
        Verb::EstablishFacts => Command::EstablishFacts { facts: Box::default() },
        Verb::CheckForm => Command::CheckForm,
        Verb::Verify => Command::Verify,
        Verb::ReportFraud => Command::ReportFraud { reason },
        Verb::OfferRedirect => Command::OfferRedirect { answer_by: now },
        Verb::DecideLine => Command::DecideLine { line: LineId(Uuid::nil()), decision: Decision::Authorise },
        Verb::Recommend => Command::Recommend { assessment: assessment(), digest: reason },
        Verb::AskToClarify => Command::AskToClarify { question: reason },
        Verb::RecordClarification => Command::RecordClarification { answer: reason },
        Verb::Challenge => Command::Challenge { grounds: vec![Ground::R01], text: reason },
        Verb::Refuse => Command::Refuse { grounds: vec![Ground::R01], explanation: reason },
        Verb::RecordWithdrawal => Command::RecordWithdrawal { reason },
        Verb::Supersede => Command::Supersede { by: DemandId(Uuid::nil()), reason },
        Verb::Approve => Command::Approve { digest: reason },
        Verb::SendBack => Command::SendBack { reason },
        Verb::RecordCollection => Command::RecordCollection { line: LineId(Uuid::nil()), collected: Collected::NoData { looked: reason } },
        Verb::SealPackage => Command::SealPackage { package: package() },
        Verb::NoDataFound => Command::NoDataFound { looked: reason },
        Verb::ConfirmPreserved => Command::ConfirmPreserved,
        Verb::GiveEffect => Command::GiveEffect { effect: Effect { what: reason, at: now, territory: words(), short_of: String::new() } },
        Verb::ReopenReview => Command::ReopenReview { reason },
        Verb::Prepare(kind) => Command::Prepare(act(kind)),
        Verb::Confirm(kind) => Command::Confirm(act(kind)),
        Verb::Discard => Command::Discard(ActKind::Release),
        Verb::PlaceSecrecy => Command::PlaceSecrecy(OrderDraft {
            id: order,
            source: SecrecySource::Court,
            covers: BTreeSet::new(),
            law: reason,
            document: words(),
            from: now,
            until: None,
        }),
        Verb::ExtendSecrecy => Command::ExtendSecrecy { order, until: None, document: reason },
        Verb::RecordEffort => Command::RecordEffort { order, kind: EffortKind::Waiver, result: EffortResult::Awaited, note: reason },
        Verb::ReviewSecrecy => {
            let checklist = Checklist { individualised: Answer::Unknown, end_date: Answer::Unknown, alternative: Answer::Unknown };
            Command::ReviewSecrecy { order, checklist, note: reason }
        }
        Verb::RecordSecrecyRequest => Command::RecordSecrecyRequest { words: reason },
        Verb::DecideSecrecyRequest => Command::DecideSecrecyRequest { decision: RequestDecision::Nothing, reason },
        Verb::CheckDocket => Command::CheckDocket { checked: reason, notice: None },
        Verb::StopGrace => Command::StopGrace { reason },
        Verb::PassGrace => Command::PassGrace { notice: None },
        Verb::RecordObjection => Command::RecordObjection { text: reason, documents: Vec::new(), counsel: None },
        Verb::AnswerObjection => Command::AnswerObjection { verdict: Verdict::NotUpheld, grounds: Vec::new(), answer: reason },
        Verb::NameCounsel => Command::NameCounsel { counsel: Counsel { name: reason, mail: words() } },
        Verb::ConfirmEmergency => Command::ConfirmEmergency { reason },
        Verb::AnswerCustody => Command::AnswerCustody {
            account: Identifier { kind: IdentifierKind::Account, value: words() },
            answer: CustodyAnswer::Placed { place: words() },
        },
        Verb::HoldOver => Command::HoldOver { hold: Hold::Litigation { matter: words() }, reason },
        Verb::LiftHold => Command::LiftHold { hold: Hold::Litigation { matter: words() }, reason },
        Verb::EndPreservation => Command::EndPreservation { reason },
        Verb::ExtendPreservation => Command::ExtendPreservation { document: reason },
        Verb::RecountDuty => Command::RecountDuty { kind: ObligationKind::Produce, reason },
        Verb::ExtendDue => Command::ExtendDue { kind: ObligationKind::Produce, due: now, document: words(), reason },
        Verb::Assign => Command::Assign { person: None },
        Verb::AddNote => Command::AddNote { text: reason },
        Verb::NoticeAccepted => Command::NoticeAccepted { message: MessageId(Uuid::nil()) },
        Verb::NoticeBounced => Command::NoticeBounced { message: MessageId(Uuid::nil()), why: reason },
        Verb::NoticeDelivered => Command::NoticeDelivered { message: MessageId(Uuid::nil()) },
        Verb::NoticeOpened => Command::NoticeOpened { contact: ContactId(Uuid::nil()) },
        Verb::NoticeAcknowledged => Command::NoticeAcknowledged { contact: ContactId(Uuid::nil()) },
        Verb::NoticeEscaped => Command::NoticeEscaped { message: MessageId(Uuid::nil()) },
        Verb::EscapeSettled => Command::EscapeSettled { message: MessageId(Uuid::nil()), accepted: true },
        Verb::ExamineEscape => Command::ExamineEscape { breach: true, text: reason },
        Verb::AskTiming => Command::AskTiming { told: None },
        Verb::DecideTiming => Command::DecideTiming { adopt: true, reason },
        Verb::StopNotice => Command::StopNotice,
        Verb::Tick => Command::Tick,
    };
    vec![one]
}
