//! The commands that are tried in every state, right ones and wrong ones.

use super::world;
use super::world::{BEYOND, CONTENT, EPOC, ORDER, PUBLIC_ORDER, STATUTORY, SUBSCRIBER, court, customer, id, line, paper, police, tick};
use chrono::Duration;
use domain::clocks::ObligationKind;
use domain::command::{Act, ActKind, ClearanceAnswer, Command, OrderDraft, RedirectAnswer};
use domain::fact::{CheckProof, CheckResult, Evidence, Proof, Proofs};
use domain::ground::Ground;
use domain::ids::{AuthorityId, ContactId, DemandId, DocumentId, LineId, MessageId, NumberId, OfficerId, OrderId, PackageId, PersonId};
use domain::instrument::{Audience, SecrecySource};
use domain::notice::{Addressee, NoticeDraft, NoticeKind, WaiverGround};
use domain::objection::{Counsel, Verdict};
use domain::paper::{Collected, CustomerClass, Decision, DocumentRef};
use domain::secrecy::{EffortKind, EffortResult};
use domain::stage::{Art48Basis, Assessment, ChallengeConsidered, CheckMethod, Package, PackedLine, SkipGround};
use domain::who::{Called, Facts, MailFacts, MailVerdict, Signal, Suspended};

pub fn t() -> String {
    "said".to_owned()
}

pub fn document(n: u128) -> DocumentRef {
    DocumentRef { id: DocumentId(id(n)), name: t(), media_type: "text/plain".to_owned(), sha256: t(), bytes: 1 }
}

fn assessment() -> Assessment {
    Assessment {
        text: t(),
        challenge: Some(ChallengeConsidered { basis: false, reason: t() }),
        art48: Some(Art48Basis::Mlat),
        repeat_reason: Some(t()),
    }
}

pub fn decide(n: u128, decision: Decision) -> Command {
    Command::DecideLine { line: LineId(id(n)), decision }
}

fn collect(n: u128, kept: u64) -> Command {
    let collected = if kept == 0 {
        Collected::NoData { looked: t() }
    } else {
        Collected::Records { source: document(70), kept_file: document(71), read: kept + 1, kept, dropped: Vec::new(), withheld: 0 }
    };
    Command::RecordCollection { line: LineId(id(n)), collected }
}

fn packed(n: u128, records: u64) -> PackedLine {
    let of = line(n);
    let day = |d| Some(tick(0) - Duration::days(d));
    PackedLine { line: of.id, account: of.account, category: of.category, first: day(5), last: day(4), records }
}

fn package(n: u128, lines: Vec<PackedLine>) -> Package {
    Package { id: PackageId(id(n)), sha256: t(), sealed_sha256: t(), bytes: 1, lines, recipient: court().id }
}

fn seal(package: Package) -> Command {
    Command::SealPackage { package }
}

/// Both halves of an act.
pub fn both(act: Act) -> [Command; 2] {
    [Command::Prepare(act.clone()), Command::Confirm(act)]
}

/// A number of the court's, which others than the crew stand behind.
pub fn number() -> Called {
    Called {
        number: NumberId(id(86)),
        authority: court().id,
        digits: "15550100".to_owned(),
        source: t(),
        entered_by: Some(PersonId(id(90))),
        confirmed: true,
        entered_for: None,
        registry: t(),
    }
}

pub fn call(number: Called) -> Command {
    Command::CheckRequester { method: CheckMethod::CallBack, note: t(), call: Some(number), proof: CheckProof::default() }
}

/// Calls that prove nothing: to a number that was only said, of another authority, of nobody's confirming, from the demand itself.
pub fn wrong_calls() -> Vec<Command> {
    vec![
        call(Called::said("+1 555 0199")),
        call(Called { authority: police().id, ..number() }),
        call(Called { confirmed: false, ..number() }),
        call(Called { entered_for: Some(DemandId(id(1))), ..number() }),
        call(Called { entered_by: world::anyone(2).person(), ..number() }),
        Command::CheckRequester { method: CheckMethod::CallBack, note: t(), call: None, proof: CheckProof::default() },
        Command::CheckRequester { method: CheckMethod::IssuerConfirmed, note: t(), call: None, proof: CheckProof::default() },
    ]
}

/// What the directory says of who asks: nothing remarkable, a first contact, a suspended domain.
pub fn facts() -> Vec<Command> {
    let establish = |suspended, signals: &[Signal]| Command::EstablishFacts {
        facts: Box::new(Facts { registry: t(), suspended, signals: signals.iter().copied().collect(), ..Facts::default() }),
    };
    vec![establish(None, &[]), establish(None, &[Signal::FirstContact]), establish(Some(Suspended::Domain), &[])]
}

/// Until when what is found of who asks holds: a day. Looked up anew, it holds until the end.
pub fn aging(until: u32, officer: bool) -> Command {
    let proof = |evidence| Some(Proof { at: tick(until - 1), until: tick(until), evidence });
    let directory = Evidence::Directory { authority: court().id, source: t(), sourced_on: String::new(), registry: t() };
    let (known, holder) = (OfficerId(id(61)), !officer);
    let record = Evidence::Officer { officer: known, vetted_by: Vec::new(), vetted_at: None, attest_by: None, version: 1 };
    let proofs =
        Proofs { mail: None, domain: if holder { proof(directory) } else { None }, officer: if officer { proof(record) } else { None } };
    let facts =
        Facts { domain_known: holder, officer: officer.then_some(known), registry: t(), proofs: Box::new(proofs), ..Facts::default() };
    Command::EstablishFacts { facts: Box::new(facts) }
}

/// A mail that passed, and whose day is over after one.
pub fn mailed() -> Command {
    let from = DocumentId(id(62));
    let evidence = Evidence::Mail { document: from, sha256: t() };
    let proofs = Proofs { mail: Some(Proof { at: tick(0), until: tick(1), evidence }), ..Proofs::default() };
    let mail = MailFacts { dmarc: MailVerdict::Pass, from: Some(from), ..MailFacts::default() };
    Command::EstablishFacts { facts: Box::new(Facts { mail, registry: t(), proofs: Box::new(proofs), ..Facts::default() }) }
}

/// The issuing court was asked over another channel, and knows of it, knows nothing of it, or could not be reached.
pub fn asked_the_issuer(result: CheckResult) -> Command {
    let proof = CheckProof { result, document: None };
    Command::CheckRequester { method: CheckMethod::IssuerConfirmed, note: t(), call: None, proof }
}

pub fn verification() -> Vec<Command> {
    vec![
        Command::BeginVerification,
        call(number()),
        Command::CheckRequester { method: CheckMethod::MailOnly, note: t(), call: None, proof: CheckProof::default() },
        Command::CheckRequester { method: CheckMethod::IssuerConfirmed, note: String::new(), call: None, proof: CheckProof::default() },
        Command::CheckForm,
        Command::Verify,
    ]
}

pub fn identification() -> Vec<Command> {
    vec![
        Command::IdentifyAuthority { authority: court() },
        Command::IdentifyAuthority { authority: police() },
        Command::IdentifyAuthority { authority: domain::paper::KnownAuthority { frozen: true, id: AuthorityId(id(42)), ..court() } },
        Command::MatchCustomer { customer: customer(CustomerClass::Enterprise) },
        Command::MatchCustomer { customer: customer(CustomerClass::Consumer) },
    ]
}

pub fn correction(instrument: &str, lines: &[u128]) -> Vec<Command> {
    let mut decided = lines.iter().map(|n| line(*n)).collect::<Vec<_>>();
    for line in &mut decided {
        line.decision = Some(Decision::Authorise);
    }
    let mut nameless = paper(instrument);
    nameless.authority_reference.clear();
    let correct =
        |paper, lines| Command::CorrectPaper { paper: Box::new(paper), lines, reason: t(), statutory_order: OrderId(id(STATUTORY)) };
    vec![correct(paper(instrument), decided.clone()), correct(nameless, decided)]
}

pub fn redirect() -> Vec<Command> {
    let mut all = vec![
        Command::OfferRedirect { answer_by: tick(1) },
        Command::OfferRedirect { answer_by: tick(0) },
        Command::RecordAnswer { answer: RedirectAnswer::Accepted },
        Command::RecordAnswer { answer: RedirectAnswer::Declined { reason: t() } },
        Command::RecordAnswer { answer: RedirectAnswer::Declined { reason: String::new() } },
        Command::RecordAnswer { answer: RedirectAnswer::Silent },
    ];
    all.extend(SkipGround::ALL.map(|ground| Command::SkipRedirect { ground }));
    all.push(Command::OfferRedirect { answer_by: tick(9) });
    all
}

/// Decide lines, right and wrong.
pub fn decisions(lines: &[u128]) -> Vec<Command> {
    let mut all = vec![decide(99, Decision::Authorise)];
    for n in lines {
        all.push(decide(*n, Decision::Authorise));
        all.push(decide(*n, Decision::Refuse { ground: Ground::R11 }));
        all.push(decide(*n, Decision::Refuse { ground: Ground::R12 }));
    }
    all
}

/// Narrow a line, right and wrong.
pub fn narrowing(n: u128) -> Vec<Command> {
    let day = |d| Some(tick(0) - Duration::days(d));
    let narrow = |from, to, ground| decide(n, Decision::Narrow { from, to, ground });
    vec![
        narrow(day(5), day(3), Ground::R10),
        narrow(day(60), day(3), Ground::R10),
        narrow(day(3), day(5), Ground::R10),
        narrow(None, None, Ground::R10),
        narrow(day(5), day(3), Ground::R12),
    ]
}

pub fn review() -> Vec<Command> {
    let good = || Command::Recommend { assessment: assessment(), digest: "read".to_owned() };
    let wrong = |change: fn(&mut Assessment)| {
        let mut assessment = assessment();
        change(&mut assessment);
        Command::Recommend { assessment, digest: "read".to_owned() }
    };
    vec![
        good(),
        wrong(|a| a.challenge = None),
        wrong(|a| a.challenge = Some(ChallengeConsidered { basis: true, reason: " ".to_owned() })),
        wrong(|a| a.art48 = None),
        wrong(|a| a.repeat_reason = None),
        wrong(|a| a.text.clear()),
        Command::Approve { digest: "read".to_owned() },
        Command::Approve { digest: "something else".to_owned() },
        Command::SendBack { reason: t() },
        Command::SendBack { reason: String::new() },
    ]
}

/// Gather and pack, right and wrong: a line beyond the approval, more than is held, another time, another recipient, nothing.
pub fn production(lines: &[u128]) -> Vec<Command> {
    let mut all = vec![collect(99, 2), Command::NoDataFound { looked: t() }, Command::NoDataFound { looked: String::new() }];
    for n in [SUBSCRIBER, CONTENT, BEYOND].into_iter().filter(|n| lines.contains(n)) {
        all.push(collect(n, 2));
        all.push(collect(n, 0));
        all.push(seal(package(80 + n, vec![packed(n, 2)])));
    }
    let first = lines.first().copied().unwrap_or(SUBSCRIBER);
    all.push(seal(package(81, vec![packed(first, 3)])));
    all.push(seal(package(82, vec![packed(first, 0)])));
    all.push(seal(package(83, vec![PackedLine { last: Some(tick(2)), ..packed(first, 2) }])));
    all.push(seal(package(84, vec![PackedLine { account: "b@example.org".to_owned(), ..packed(first, 2) }])));
    all.push(seal(Package { recipient: police().id, ..package(85, vec![packed(first, 2)]) }));
    all
}

pub fn release(n: u128) -> Vec<Command> {
    let mut all = vec![Command::ReopenReview { reason: t() }, Command::ReopenReview { reason: String::new() }];
    all.extend(both(Act::Release { package: PackageId(id(80 + n)) }));
    all.extend(both(Act::Release { package: PackageId(id(99)) }));
    all
}

pub fn endings() -> Vec<Command> {
    let refuse = |grounds: &[Ground]| Command::Refuse { grounds: grounds.to_vec(), explanation: t() };
    vec![
        refuse(&[Ground::R03]),
        refuse(&[]),
        refuse(&[Ground::R12]),
        Command::Refuse { grounds: vec![Ground::R20], explanation: String::new() },
        Command::RecordWithdrawal { reason: t() },
        Command::RecordWithdrawal { reason: String::new() },
        Command::Supersede { by: DemandId(id(2)), reason: t() },
        Command::Supersede { by: DemandId(id(1)), reason: t() },
        Command::ReportFraud { reason: t() },
        Command::ReportFraud { reason: String::new() },
    ]
}

pub fn refusal() -> Vec<Command> {
    endings().into_iter().take(1).collect()
}

pub fn holds() -> Vec<Command> {
    vec![
        Command::AskToClarify { question: t() },
        Command::AskToClarify { question: String::new() },
        Command::RecordClarification { answer: t() },
        Command::Challenge { grounds: vec![Ground::R10], text: t() },
        Command::Challenge { grounds: Vec::new(), text: t() },
        Command::EndChallenge { won: true, note: t() },
        Command::EndChallenge { won: false, note: t() },
    ]
}

fn object(text: &str) -> Command {
    Command::RecordObjection { text: text.to_owned(), documents: Vec::new(), counsel: None }
}

fn answer(verdict: Verdict, grounds: &[Ground], text: &str) -> Command {
    Command::AnswerObjection { verdict, grounds: grounds.to_vec(), answer: text.to_owned() }
}

pub fn objection() -> Vec<Command> {
    vec![
        object(&t()),
        object(""),
        answer(Verdict::NotUpheld, &[], &t()),
        answer(Verdict::NotUpheld, &[], " "),
        answer(Verdict::PartlyUpheld, &[], &t()),
        answer(Verdict::NotUpheld, &[Ground::R10], &t()),
    ]
}

pub fn no_secrecy() -> Vec<Command> {
    both(Act::ConfirmNoSecrecy).into()
}

/// Orders: one over the customer until the second day, one without an end over the public only; wrong ones beside them.
pub fn secrecy() -> Vec<Command> {
    let draft = |n, covers: &[Audience], until| OrderDraft {
        id: OrderId(id(n)),
        source: SecrecySource::Court,
        covers: covers.iter().copied().collect(),
        law: t(),
        document: t(),
        from: tick(0),
        until,
    };
    let ours = || draft(ORDER, &[Audience::Customer, Audience::Public], Some(tick(2)));
    let order = OrderId(id(ORDER));
    let extend = |until| Command::ExtendSecrecy { order, until, document: t() };
    vec![
        Command::PlaceSecrecy(ours()),
        Command::PlaceSecrecy(draft(PUBLIC_ORDER, &[Audience::Public], None)),
        Command::PlaceSecrecy(OrderDraft { document: String::new(), ..ours() }),
        Command::PlaceSecrecy(OrderDraft { law: String::new(), ..ours() }),
        Command::PlaceSecrecy(OrderDraft { covers: [].into(), ..ours() }),
        Command::PlaceSecrecy(OrderDraft { until: Some(tick(0)), ..ours() }),
        Command::PlaceSecrecy(OrderDraft { source: SecrecySource::None, ..ours() }),
        extend(Some(tick(3))),
        extend(Some(tick(2) - Duration::hours(6))),
        Command::ExtendSecrecy { order: OrderId(id(99)), until: None, document: t() },
        Command::Tick,
    ]
}

/// An order over end users only, until the second day: it silences us towards a consumer, not towards an organisation.
pub fn end_user_order() -> Vec<Command> {
    let order = OrderDraft {
        id: OrderId(id(ORDER)),
        source: SecrecySource::Court,
        covers: [Audience::EndUser].into(),
        law: t(),
        document: t(),
        from: tick(0),
        until: Some(tick(2)),
    };
    vec![Command::PlaceSecrecy(order), Command::Tick]
}

pub fn lifting(n: u128) -> Vec<Command> {
    let order = OrderId(id(n));
    let mut all: Vec<Command> = both(Act::LiftSecrecy { order, document: t() }).into();
    all.extend(both(Act::LiftSecrecy { order: OrderId(id(99)), document: String::new() }));
    all.push(effort(order, t()));
    all.push(effort(order, String::new()));
    all
}

pub fn effort(order: OrderId, note: String) -> Command {
    Command::RecordEffort { order, kind: EffortKind::Alternative, result: EffortResult::Refused, note }
}

/// A notice to contacts with these places; the mail to the first is number 60.
pub fn draft(kind: NoticeKind, places: &[u32]) -> Act {
    Act::SendNotice(text(kind, places))
}

/// The notice itself.
pub fn text(kind: NoticeKind, places: &[u32]) -> NoticeDraft {
    // A notice of the end has mails of its own.
    let first = if kind.closes() { END } else { 0 };
    let to = (0..).zip(places).map(|(n, place)| Addressee { contact: contact(n), message: mail(first + n), place: *place }).collect();
    NoticeDraft { kind, digest: t(), copies: Vec::new(), to }
}

/// The mails of a notice of the end are numbered from here.
const END: u128 = 20;

pub fn contact(n: u128) -> ContactId {
    ContactId(id(55 + n))
}

pub fn mail(n: u128) -> MessageId {
    MessageId(id(60 + n))
}

pub fn bounce(n: u128) -> Command {
    Command::NoticeBounced { message: mail(n), why: t() }
}

/// What becomes of the mails of a notice to two contacts who stand first and one who comes next, and what they do with it.
pub fn delivery(kinds: &[NoticeKind]) -> Vec<Command> {
    let mut all: Vec<Command> = kinds.iter().flat_map(|kind| both(draft(*kind, &[0, 0, 1]))).collect();
    all.extend((0..3).flat_map(|n| [Command::NoticeAccepted { message: mail(n) }, bounce(n)]));
    all.push(Command::NoticeDelivered { message: mail(0) });
    all
}

/// What a contact does at the customer's own door.
pub fn reading() -> Vec<Command> {
    let (me, other) = (contact(0), contact(1));
    let counsel = |name: &str| Command::NameCounsel { counsel: Counsel { name: name.to_owned(), mail: "counsel@example.org".to_owned() } };
    vec![
        Command::NoticeOpened { contact: me },
        Command::NoticeOpened { contact: other },
        Command::NoticeAcknowledged { contact: me },
        Command::NoticeAcknowledged { contact: other },
        counsel("Counsel"),
        counsel(" "),
    ]
}

pub fn notice(kinds: &[NoticeKind]) -> Vec<Command> {
    let mut all: Vec<Command> = kinds.iter().flat_map(|kind| both(draft(*kind, &[0]))).collect();
    all.push(Command::Prepare(draft(NoticeKind::Advance, &[])));
    all.push(Command::NoticeAccepted { message: mail(0) });
    all.push(bounce(0));
    if kinds.iter().any(|k| k.closes()) {
        all.extend([Command::NoticeAccepted { message: mail(END) }, bounce(END)]);
    }
    all.push(Command::StopNotice);
    all
}

pub fn waiver() -> Vec<Command> {
    let mut all: Vec<Command> = both(Act::WaiveNotice { ground: WaiverGround::CustomerGone }).into();
    all.push(Command::Prepare(Act::WaiveNotice { ground: WaiverGround::NoCustomer }));
    all
}

pub fn reopening() -> Vec<Command> {
    let mut all: Vec<Command> = both(Act::Reopen { reason: t() }).into();
    all.extend(both(Act::Reopen { reason: String::new() }));
    all
}

pub fn clearance() -> Vec<Command> {
    let record = |answer| Command::RecordClearance { answer, document: t() };
    vec![
        record(ClearanceAnswer::Given),
        record(ClearanceAnswer::Refused),
        Command::RecordClearance { answer: ClearanceAnswer::Given, document: String::new() },
    ]
}

pub fn emergency() -> Vec<Command> {
    vec![Command::ConfirmEmergency { reason: t() }, Command::ConfirmEmergency { reason: String::new() }]
}

/// Dates, documents, notes and other things beside the path.
pub fn beside() -> Vec<Command> {
    let extend = |due| Command::ExtendDue { kind: ObligationKind::Produce, due, document: t(), reason: t() };
    vec![
        Command::Acknowledge,
        extend(tick(4)),
        extend(tick(1)),
        Command::ExtendDue { kind: ObligationKind::Notify, due: tick(4), document: t(), reason: t() },
        Command::ExtendDue { kind: ObligationKind::Produce, due: tick(5), document: String::new(), reason: String::new() },
        Command::RecountDuty { kind: ObligationKind::Produce, reason: t() },
        Command::ExtendPreservation { document: t() },
        Command::AddDocument { document: document(72) },
        Command::AddNote { text: t() },
        Command::AddNote { text: String::new() },
        Command::Assign { person: None },
    ]
}

pub fn preserved() -> Vec<Command> {
    vec![Command::ConfirmPreserved, Command::ExtendPreservation { document: t() }, Command::Tick]
}

/// Take first halves back.
pub fn discards(kinds: &[ActKind]) -> Vec<Command> {
    kinds.iter().map(|kind| Command::Discard(*kind)).collect()
}

/// The paper of the order on clearance, should the first reading have missed the box.
pub fn reread() -> Vec<Command> {
    correction(EPOC, &[CONTENT])
}
