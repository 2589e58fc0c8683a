//! From a filled form to what is done.

use super::typed::{Reader, code};
use crate::package::production::Recipient;
use crate::store::authorities;
use crate::web::demand::case::Case;
use crate::web::demand::problem;
use crate::web::problem::Problem;
use crate::workflow::{receive, scope};
use domain::aftermath::Process;
use domain::command::{Act, ActKind, ClearanceAnswer, Command, OrderDraft, RedirectAnswer, Verb};
use domain::demand::Demand;
use domain::effect::Effect;
use domain::fact::CheckProof;
use domain::ids::{AuthorityId, CustomerId, DemandId, DocumentId, OrderId, Reference};
use domain::instrument::RowHash;
use domain::objection::Counsel;
use domain::paper::{Collected, Identifier, IdentifierKind, Paper, ScopeLine};
use domain::preservation::Hold;
use domain::secrecy::{Checklist, RequestDecision};
use domain::stage::{Assessment, ChallengeConsidered};
use domain::who::Called;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a form asks to be done. Most of it is a command; some goes with texts or files that were read.
#[derive(Clone, Debug)]
pub enum Deed {
    /// A command as it is.
    Command(Box<Command>),
    /// First half of a notice: the text with this digest was read, and these copies go with it.
    PrepareNotice(String, Vec<DocumentId>),
    /// Second half.
    ConfirmNotice(String),
    /// No extension came: what was checked, and the digest of the consumer's notice that was read, if one goes at once.
    CheckDocket(String, String),
    /// An order on this demand, and on others that it covers too.
    PlaceSecrecy(OrderDraft, Vec<DemandId>),
    /// Second half of a release, with the check of the files.
    ConfirmRelease,
    /// Pack and encrypt.
    Seal(Recipient),
}

/// Read the form of a verb that is open. `None`: the reader says what is wrong with it.
///
/// # Errors
/// [`Problem`] when a directory can't be read.
pub async fn deed(case: &Case, verb: Verb, r: &mut Reader<'_>) -> Result<Option<Deed>, Problem> {
    let command = match verb {
        Verb::Prepare(ActKind::SendNotice) => return Ok(Some(Deed::PrepareNotice(r.text("digest"), r.several("copies")))),
        Verb::Confirm(ActKind::SendNotice) => return Ok(Some(Deed::ConfirmNotice(r.text("digest")))),
        Verb::Confirm(ActKind::Release) => return Ok(Some(Deed::ConfirmRelease)),
        Verb::CheckDocket if r.ticked("no-extension") => return Ok(Some(Deed::CheckDocket(r.text("looked"), r.text("digest")))),
        Verb::CheckDocket => r.fault("no-extension", "form-choose"),
        Verb::SealPackage => return Ok(recipient(r).map(Deed::Seal)),
        Verb::PlaceSecrecy => {
            let draft = order(r);
            let others = others(case, r).await?;
            return Ok(draft.zip(others).filter(|_| r.wrong.is_empty()).map(|(draft, others)| Deed::PlaceSecrecy(draft, others)));
        }
        Verb::IdentifyAuthority => match r.parsed::<AuthorityId>("authority") {
            Some(id) => match authorities::find(case.app.store.read(), id).await? {
                Some(row) => Some(Command::IdentifyAuthority { authority: receive::authority(&row) }),
                None => r.fault("authority", "form-choose"),
            },
            None => None,
        },
        Verb::MatchCustomer => match r.parsed::<CustomerId>("customer") {
            Some(id) => {
                let known = case.app.workflow.chosen_customer(case.app.store.read(), &case.demand, id).await.map_err(problem)?;
                match known {
                    Some(customer) => Some(Command::MatchCustomer { customer }),
                    None => r.fault("customer", "form-choose"),
                }
            }
            None => None,
        },
        Verb::Supersede => match r.typed.one("by").trim().parse::<Reference>() {
            Ok(reference) => match case.app.workflow.find_by_reference(&case.session.actor, reference).await {
                Ok(other) => Some(Command::Supersede { by: other.id, reason: r.text("reason") }),
                Err(crate::workflow::Error::NotFound) => r.fault("by", "form-no-such-demand"),
                Err(error) => return Err(problem(error)),
            },
            Err(_) => r.fault("by", "form-reference"),
        },
        Verb::HoldOver => hold_over(case, r).await?,
        Verb::SettleFollowUp => settle_follow_up(case, r).await?,
        _ => command(case, verb, r),
    };
    Ok(command.filter(|_| r.wrong.is_empty()).map(|c| Deed::Command(Box::new(c))))
}

/// The command of a verb whose form says everything.
fn command(case: &Case, verb: Verb, r: &mut Reader<'_>) -> Option<Command> {
    let demand = &case.demand;
    Some(match verb {
        Verb::CorrectPaper => correction(demand, r)?,
        Verb::MoveRules => {
            let statutory_order = OrderId(Uuid::new_v4());
            Command::MoveRules { to: RowHash(r.text("digest")), reason: r.text("reason"), statutory_order }
        }
        Verb::Acknowledge => Command::Acknowledge,
        Verb::BeginVerification => Command::BeginVerification,
        Verb::CheckRequester => {
            let said = r.typed.one("number").trim();
            let call = (!said.is_empty()).then(|| Called::said(said));
            let (method, result) = (r.choice("method"), r.choice("result"));
            let document = if r.typed.one("evidence").is_empty() { None } else { Some(r.parsed("evidence")?) };
            Command::CheckRequester { method: method?, note: r.text("text"), call, proof: CheckProof { result: result?, document } }
        }
        Verb::CheckForm => {
            let items = case.instrument().map_or(0, |i| i.form.len());
            let ticked: BTreeSet<usize> = r.typed.all("items").filter_map(|n| n.parse().ok()).filter(|n| *n < items).collect();
            if ticked.len() < items {
                return r.fault("items", "form-items-missing");
            }
            Command::CheckForm
        }
        Verb::Verify => Command::Verify,
        // What is found stands in its place; nothing that is typed does.
        Verb::EstablishFacts => Command::EstablishFacts { facts: Box::default() },
        Verb::ReportFraud => Command::ReportFraud { reason: r.text("reason") },
        Verb::OfferRedirect => Command::OfferRedirect { answer_by: r.needed_moment("answer-by")? },
        Verb::RecordAnswer => match r.typed.one("answer") {
            "accepted" => Command::RecordAnswer { answer: RedirectAnswer::Accepted },
            "declined" => Command::RecordAnswer { answer: RedirectAnswer::Declined { reason: r.text("reason") } },
            "silent" => Command::RecordAnswer { answer: RedirectAnswer::Silent },
            _ => return r.fault("answer", "form-choose"),
        },
        Verb::SkipRedirect => Command::SkipRedirect { ground: r.choice("skip")? },
        Verb::Recommend => {
            let assessment = assessment(r);
            Command::Recommend { digest: scope::digest(demand, &assessment), assessment }
        }
        Verb::AskToClarify => Command::AskToClarify { question: r.text("text") },
        Verb::RecordClarification => Command::RecordClarification { answer: r.text("text") },
        Verb::Challenge => Command::Challenge { grounds: r.several("grounds"), text: r.text("text") },
        Verb::EndChallenge => Command::EndChallenge {
            won: match r.typed.one("won") {
                "won" => true,
                "lost" => false,
                _ => return r.fault("won", "form-choose"),
            },
            note: r.text("text"),
        },
        Verb::Refuse => Command::Refuse { grounds: r.several("grounds"), explanation: r.text("text") },
        Verb::RecordWithdrawal => Command::RecordWithdrawal { reason: r.text("reason") },
        Verb::Approve => Command::Approve { digest: r.text("digest") },
        Verb::SendBack => Command::SendBack { reason: r.text("reason") },
        Verb::NoDataFound => Command::NoDataFound { looked: r.text("looked") },
        Verb::ConfirmPreserved => Command::ConfirmPreserved,
        Verb::GiveEffect => {
            let at = r.needed_moment("effect-at");
            let (what, territory, short_of) = (r.text("effect-what"), r.text("effect-territory"), r.text("effect-short"));
            Command::GiveEffect { effect: Effect { what, at: at?, territory, short_of } }
        }
        Verb::ReopenReview => Command::ReopenReview { reason: r.text("reason") },
        Verb::Prepare(kind) => Command::Prepare(first_half(demand, kind, r)?),
        Verb::Confirm(kind) => Command::Confirm(demand.prepared(kind)?.act.clone()),
        Verb::Discard => Command::Discard(r.choice("prepared")?),
        Verb::ExtendSecrecy => Command::ExtendSecrecy { order: r.parsed("order")?, until: r.moment("until"), document: r.text("document") },
        Verb::RecordEffort => {
            let (order, kind, result) = (r.parsed("order"), r.choice("effort"), r.choice("effort-result"));
            Command::RecordEffort { order: order?, kind: kind?, result: result?, note: r.text("text") }
        }
        Verb::ReviewSecrecy => {
            let order = r.parsed("order");
            let (individualised, end_date, alternative) = (r.choice("individualised"), r.choice("end-date"), r.choice("alternative"));
            let checklist = Checklist { individualised: individualised?, end_date: end_date?, alternative: alternative? };
            Command::ReviewSecrecy { order: order?, checklist, note: r.text("text") }
        }
        Verb::RecordSecrecyRequest => Command::RecordSecrecyRequest { words: r.text("words") },
        Verb::DecideSecrecyRequest => {
            let decision = match r.typed.one("request-decision") {
                "nothing" => RequestDecision::Nothing,
                "ask_for_order" => RequestDecision::AskForOrder { answer_by: r.needed_moment("answer-by")? },
                "order_recorded" => RequestDecision::OrderRecorded { order: r.parsed("order")? },
                _ => return r.fault("request-decision", "form-choose"),
            };
            Command::DecideSecrecyRequest { decision, reason: r.text("reason") }
        }
        Verb::ExamineEscape => match r.typed.one("breach") {
            "yes" => Command::ExamineEscape { breach: true, text: r.text("text") },
            "no" => Command::ExamineEscape { breach: false, text: r.text("text") },
            _ => return r.fault("breach", "form-choose"),
        },
        Verb::DecideTiming => match r.typed.one("adopt") {
            "yes" => Command::DecideTiming { adopt: true, reason: r.text("reason") },
            "no" => Command::DecideTiming { adopt: false, reason: r.text("reason") },
            _ => return r.fault("adopt", "form-choose"),
        },
        Verb::OpenContent => Command::OpenContent { reason: r.text("reason") },
        Verb::ReviewEmergency => match r.typed.one("sound") {
            "yes" => Command::ReviewEmergency { sound: true, text: r.text("text") },
            "no" => Command::ReviewEmergency { sound: false, text: r.text("text") },
            _ => return r.fault("sound", "form-choose"),
        },
        Verb::StopGrace => Command::StopGrace { reason: r.text("reason") },
        Verb::AnswerObjection => {
            Command::AnswerObjection { verdict: r.choice("verdict")?, grounds: r.several("grounds"), answer: r.text("text") }
        }
        Verb::NameCounsel => Command::NameCounsel { counsel: Counsel { name: r.text("counsel-name"), mail: r.text("counsel-mail") } },
        Verb::NoticeAcknowledged => Command::NoticeAcknowledged { contact: r.parsed("contact")? },
        Verb::LiftHold => {
            let at: usize = r.parsed("hold")?;
            let Some(hold) = case.demand.preservation.holds().get(at).cloned() else { return r.fault("hold", "form-choose") };
            Command::LiftHold { hold, reason: r.text("reason") }
        }
        Verb::EndPreservation => Command::EndPreservation { reason: r.text("reason") },
        Verb::RecordClearance => {
            Command::RecordClearance { answer: r.choice::<ClearanceAnswer>("clearance")?, document: r.text("document") }
        }
        Verb::ConfirmEmergency => Command::ConfirmEmergency { reason: r.text("reason") },
        Verb::ExtendPreservation => Command::ExtendPreservation { document: r.text("document") },
        Verb::ExtendDue => {
            let (kind, due) = (r.choice("duty")?, r.needed_moment("due")?);
            Command::ExtendDue { kind, due, document: r.text("document"), reason: r.text("reason") }
        }
        Verb::RecountDuty => Command::RecountDuty { kind: r.choice("duty")?, reason: r.text("reason") },
        Verb::Assign => match r.typed.one("person") {
            "nobody" => Command::Assign { person: None },
            _ => Command::Assign { person: Some(r.parsed("person")?) },
        },
        Verb::AddNote => Command::AddNote { text: r.text("text") },
        Verb::RecordCollection => {
            Command::RecordCollection { line: r.parsed("line")?, collected: Collected::NoData { looked: r.text("looked") } }
        }
        // Read above or in a place of their own, or never by a person.
        Verb::IdentifyAuthority
        | Verb::MatchCustomer
        | Verb::Supersede
        | Verb::HoldOver
        | Verb::SettleFollowUp
        | Verb::AnswerCustody
        | Verb::AddDocument
        | Verb::RecordObjection
        | Verb::DecideLine
        | Verb::SealPackage
        | Verb::CheckDocket
        | Verb::PlaceSecrecy
        | Verb::PassGrace
        | Verb::NoticeAccepted
        | Verb::NoticeBounced
        | Verb::NoticeDelivered
        | Verb::NoticeOpened
        | Verb::NoticeEscaped
        | Verb::EscapeSettled
        | Verb::AskTiming
        | Verb::StopNotice
        | Verb::Tick => return None,
    })
}

fn order(r: &mut Reader<'_>) -> Option<OrderDraft> {
    let (source, from, until) = (r.choice("source"), r.needed_moment("from"), r.moment("until"));
    let covers = r.several("covers").into_iter().collect();
    let (law, document) = (r.text("law"), r.text("document"));
    Some(OrderDraft { id: OrderId(Uuid::new_v4()), source: source?, covers, law, document, from: from?, until })
}

/// The other demands that an order covers, by their references.
async fn others(case: &Case, r: &mut Reader<'_>) -> Result<Option<Vec<DemandId>>, Problem> {
    let mut all = Vec::new();
    for typed in r.text("also").split_whitespace() {
        let Ok(reference) = typed.trim_matches([',', ';']).parse::<Reference>() else { return Ok(r.fault("also", "form-reference")) };
        match case.app.workflow.find_by_reference(&case.session.actor, reference).await {
            Ok(other) => all.push(other.id),
            Err(crate::workflow::Error::NotFound) => return Ok(r.fault("also", "form-no-such-demand")),
            Err(error) => return Err(problem(error)),
        }
    }
    all.sort_unstable();
    all.dedup();
    Ok(Some(all))
}

fn first_half(demand: &Demand, kind: ActKind, r: &mut Reader<'_>) -> Option<Act> {
    Some(match kind {
        ActKind::ConfirmNoSecrecy => Act::ConfirmNoSecrecy,
        ActKind::LiftSecrecy => Act::LiftSecrecy { order: r.parsed("order")?, document: r.text("document") },
        ActKind::NarrowSecrecy => {
            let (order, until) = (r.parsed("order"), r.moment("until"));
            let covers = r.several("covers").into_iter().collect();
            Act::NarrowSecrecy { order: order?, covers, until, document: r.text("document") }
        }
        ActKind::WaiveNotice => Act::WaiveNotice { ground: r.choice("waiver")? },
        ActKind::Release => Act::Release { package: demand.stage.sealed()?.package.id },
        ActKind::Reopen => Act::Reopen { reason: r.text("reason") },
        // Its text is read first, see [`Deed::PrepareNotice`]; and its file, see `papers`.
        ActKind::SendNotice | ActKind::ClearCopy => return None,
    })
}

fn assessment(r: &Reader<'_>) -> Assessment {
    let reason = r.text("challenge-reason");
    let basis = r.typed.one("challenge-basis");
    let repeat = r.text("repeat-reason");
    Assessment {
        text: r.text("assessment"),
        challenge: (!basis.is_empty()).then(|| ChallengeConsidered { basis: basis == "yes", reason }),
        art48: r.maybe("art48"),
        repeat_reason: Some(repeat).filter(|text| !text.is_empty()),
    }
}

fn recipient(r: &mut Reader<'_>) -> Option<Recipient> {
    match (r.typed.one("recipient"), r.text("age-key")) {
        ("passphrase", _) => Some(Recipient::Passphrase),
        ("key", key) if !key.is_empty() => Some(Recipient::Key(key)),
        ("key", _) => r.fault("age-key", "form-age-key"),
        _ => r.fault("recipient", "form-choose"),
    }
}

/// The paper as read anew. Lines that ask the same as before keep their decisions.
fn correction(demand: &Demand, r: &mut Reader<'_>) -> Option<Command> {
    let identifiers = identifiers(r)?;
    let categories: BTreeSet<_> = r.several("categories").into_iter().collect();
    let (from, to) = (r.moment("from"), r.moment("to"));
    let (issued_on, face_due, notice_at) = (r.day("issued-on"), r.moment("face-due"), r.moment("notice-at"));
    if let (Some(from), Some(to)) = (from, to)
        && from >= to
    {
        return r.fault("to", "form-reversed");
    }
    let asks_the_same =
        |new: &ScopeLine, old: &ScopeLine| (&new.account, new.category, new.from, new.to) == (&old.account, old.category, old.from, old.to);
    let lines = receive::lines(&identifiers, &categories, from, to)
        .into_iter()
        .map(|line| demand.lines.iter().find(|old| asks_the_same(&line, old)).cloned().unwrap_or(line))
        .collect();
    let paper = Paper {
        instrument: r.choice("instrument")?,
        rulebook: demand.paper.rulebook.clone(),
        authority_name: r.text("authority-name"),
        authority_reference: r.text("authority-reference"),
        issuer: r.maybe("issuer"),
        statute: r.text("statute"),
        issued_on,
        face_due,
        notice_at,
        emergency_claimed: r.ticked("emergency"),
        refrain_requested: r.ticked("refrain"),
        enforcing_authority_notified: r.ticked("enforcing"),
        identifiers,
        // A correction reads the paper; what its sender said beside it stays said.
        stated: demand.paper.stated.clone(),
    };
    let statutory_order = OrderId(Uuid::new_v4());
    Some(Command::CorrectPaper { paper: Box::new(paper), lines, reason: r.text("reason"), statutory_order })
}

fn identifiers(r: &mut Reader<'_>) -> Option<Vec<Identifier>> {
    let mut all = Vec::new();
    for line in r.text("identifiers").lines().map(str::trim).filter(|l| !l.is_empty()) {
        let read = line.split_once(':').and_then(|(kind, value)| {
            let (kind, value) = (code::<IdentifierKind>(&kind.trim().to_ascii_lowercase())?, value.trim());
            (!value.is_empty()).then(|| Identifier { kind, value: value.to_owned() })
        });
        match read {
            Some(identifier) => all.push(identifier),
            None => return r.fault("identifiers", "form-identifiers"),
        }
    }
    Some(all)
}

/// The formal process of an emergency, by its reference; without one, why none comes.
async fn settle_follow_up(case: &Case, r: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
    let (typed, reason) = (r.text("process"), r.text("reason"));
    if typed.trim().is_empty() {
        return Ok(Some(Command::SettleFollowUp { process: None, reason }));
    }
    let Ok(reference) = typed.trim().parse::<Reference>() else { return Ok(r.fault("process", "form-reference")) };
    match case.app.workflow.find_by_reference(&case.session.actor, reference).await {
        Ok(other) => Ok(Some(Command::SettleFollowUp { process: Some(Process::said(other.id)), reason })),
        Err(crate::workflow::Error::NotFound) => Ok(r.fault("process", "form-no-such-demand")),
        Err(error) => Err(problem(error)),
    }
}

/// What keeps the data beyond its term: the one text is the writing, the matter, or the reference of the demand that asks for it.
async fn hold_over(case: &Case, r: &mut Reader<'_>) -> Result<Option<Command>, Problem> {
    let (what, reason) = (r.text("hold-what"), r.text("reason"));
    let hold = match r.typed.one("hold-kind") {
        "confirmed" => Hold::Confirmed { document: what },
        "litigation" => Hold::Litigation { matter: what },
        "production" => match what.trim().parse::<Reference>() {
            Ok(reference) => match case.app.workflow.find_by_reference(&case.session.actor, reference).await {
                Ok(other) => Hold::Production { demand: other.id },
                Err(crate::workflow::Error::NotFound) => return Ok(r.fault("hold-what", "form-no-such-demand")),
                Err(error) => return Err(problem(error)),
            },
            Err(_) => return Ok(r.fault("hold-what", "form-reference")),
        },
        _ => return Ok(r.fault("hold-kind", "form-choose")),
    };
    Ok(Some(Command::HoldOver { hold, reason }))
}
