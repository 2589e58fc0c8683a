//! What happens: a command becomes events, or a refusal with all its reasons.

mod duties;
mod notice;
mod rules;
mod secrecy;

use crate::actor::Actor;
use crate::clocks::{self, ClockRule, ObligationKind};
use crate::command::{Act, Command, Receive, RedirectAnswer, Verb};
use crate::context::Context;
use crate::demand::Demand;
use crate::event::{Consequences, Event};
use crate::ids::ObligationId;
use crate::instrument::{Force, PreservationStart, Rule, SecrecySource};
use crate::notice::{NotOwed, Notice};
use crate::paper::{DueExtension, Paper};
use crate::preservation::{Preservation, WhyEnded};
use crate::refusal::{Field, Reason, Refusal};
use crate::secrecy::{Effort, MayTell};
use chrono::Duration;

/// A demand arrives.
///
/// # Errors
/// A [`Refusal`] when the paper carries no file number of the authority, so that nobody could answer it.
pub fn receive(command: Receive, ctx: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let mut reasons = Vec::new();
    if command.paper.authority_reference.trim().is_empty() {
        reasons.push(Reason::Missing { field: Field::AuthorityReference });
    }
    if let Actor::Person { roles, .. } = ctx.actor
        && !roles.iter().any(crate::actor::Role::handles_cases)
    {
        reasons.push(Reason::NeedsRole { any: vec![crate::actor::Role::Intake] });
    }
    if let Actor::Machine { scopes, customer, .. } = ctx.actor
        && (customer.is_some() || !(scopes.has(crate::token::TokenScope::DemandsWrite) || scopes.has(crate::token::TokenScope::Etsi)))
    {
        reasons.push(Reason::NeedsRole { any: vec![crate::actor::Role::Intake] });
    }
    if !reasons.is_empty() {
        return Err(Refusal { verb: Verb::AddDocument, reasons });
    }
    let rule = ctx.rulebook.rule(&command.paper.instrument);
    let consequences = consequences_of(&command.paper, &command, rule, ctx);
    Ok(vec![Event::Received { demand: Box::new(command), consequences: Box::new(consequences) }])
}

/// What the law attaches to a paper on receipt: clocks, preservation, statutory secrecy, clearance.
fn consequences_of(paper: &Paper, demand: &Receive, rule: Option<Rule>, ctx: &Context<'_>) -> Consequences {
    let (received_at, order) = (demand.receipt.at, demand.statutory_order);
    // What is no law yet starts nothing.
    let instrument = ctx.rulebook.by(&paper.instrument, rule.as_ref()).filter(|i| i.enabled);
    let territory = instrument.map_or("ZZ", |i| i.territory.as_str());
    let locus = ctx.policy.locus(territory);
    let id = |n: u128| ObligationId(uuid::Uuid::from_u128(demand.id.0.as_u128() ^ n));
    let start = |n, kind, rule: &ClockRule, face| clocks::start(id(n), kind, rule, received_at, &locus, face);
    let acknowledge = ClockRule::Promptly { id: clocks::ACKNOWLEDGE.to_owned(), sla_hours: ctx.policy.acknowledge_hours };
    let mut running = vec![start(1, ObligationKind::Acknowledge, &acknowledge, None)];
    let mut preservation = Preservation::None;
    let mut statutory = None;
    let mut clearance_needed = false;
    if let Some(i) = instrument {
        let emergency = if paper.emergency_claimed { i.emergency_clock.as_ref() } else { None };
        let kind = if i.purpose == crate::instrument::Purpose::Preserve { ObligationKind::Preserve } else { ObligationKind::Produce };
        if i.force != Force::None {
            let mut main = start(2, kind, emergency.unwrap_or(&i.clock), paper.face_due);
            main.suspended_by = i.suspended_by.clone();
            running.push(main);
        }
        // INV-10: at once, before the merits, for every paper that names an account and compels; and in an emergency without process,
        // whose formal process follows. It discloses nothing.
        if let (true, Some(rule), false) = (i.force != Force::None, i.preservation, paper.identifiers.is_empty()) {
            let from = match rule.from {
                PreservationStart::Receipt => received_at.with_timezone(&locus.zone).date_naive(),
                PreservationStart::Decision => paper.issued_on.unwrap_or_else(|| received_at.with_timezone(&locus.zone).date_naive()),
            };
            let until = rule.days.map(|days| clocks::end_of_day(clocks::term_end(from, days), locus.zone));
            preservation = Preservation::placed(received_at, until, &paper.identifiers);
        }
        let listed = if i.force == Force::None { Vec::new() } else { duties::on_receipt(paper, demand.id, received_at, i, &locus) };
        // Where the law itself has an acknowledgement, our own target says nothing more.
        if listed.iter().any(|d| d.kind == ObligationKind::Acknowledge) {
            running.retain(|d| d.kind != ObligationKind::Acknowledge);
        }
        running.extend(listed);
        // What the law silences by itself, and whom the issuer's request in the form adds.
        let covers = i.secrecy.on_receipt(paper.refrain_requested);
        if matches!(i.secrecy.source, SecrecySource::Statutory | SecrecySource::Request) && !covers.is_empty() {
            statutory = Some(secrecy::order_by_law(order, &i.secrecy, covers, received_at, ctx));
        }
        clearance_needed = paper.enforcing_authority_notified
            && i.clearance.as_ref().is_some_and(|rule| demand.lines.iter().any(|l| rule.categories.contains(&l.category)));
    }
    Consequences { clocks: running, preservation, statutory, clearance_needed, rule }
}

impl Demand {
    /// Decide a command.
    ///
    /// # Errors
    /// A [`Refusal`] with every reason that stands in the way.
    pub fn decide(&self, command: &Command, ctx: &Context<'_>) -> Result<Vec<Event>, Refusal> {
        let reasons = self.blockers(command, ctx);
        if reasons.is_empty() { Ok(self.events(command, ctx)) } else { Err(Refusal { verb: command.verb(), reasons }) }
    }

    /// The events of a command that nothing blocks. Pure and total; use [`Demand::decide`], which asks first.
    #[must_use]
    pub fn events(&self, command: &Command, ctx: &Context<'_>) -> Vec<Event> {
        self.with_duties(self.with_keeping(self.commanded(command, ctx), ctx), ctx)
    }

    fn commanded(&self, command: &Command, ctx: &Context<'_>) -> Vec<Event> {
        let one = |event| vec![event];
        match command.clone() {
            Command::CorrectPaper { paper, lines, reason, statutory_order } => self.corrected(paper, lines, reason, statutory_order, ctx),
            Command::MoveRules { reason, statutory_order, .. } => self.rules_moved(reason, statutory_order, ctx),
            Command::IdentifyAuthority { authority } => one(Event::AuthorityIdentified { authority }),
            Command::MatchCustomer { customer } => {
                let another = self.customer.as_ref().is_none_or(|c| c.id != customer.id);
                let mut events: Vec<Event> = if another { self.stop_notice().into_iter().collect() } else { Vec::new() };
                events.push(Event::CustomerMatched { customer: customer.clone() });
                if self.verified().is_some() {
                    let mut after = self.clone();
                    after.customer = Some(customer);
                    if another {
                        after.notice = Notice::NotOwed(NotOwed::NotYet);
                    }
                    events.extend(after.owe_before(ctx));
                }
                events
            }
            Command::AddDocument { document } => one(Event::DocumentAdded { document }),
            Command::Acknowledge => one(Event::Acknowledged),
            Command::BeginVerification => one(Event::VerificationBegun),
            Command::CheckRequester { method, note, call, proof } => {
                one(Event::RequesterChecked { method, note, call, proof, until: Some(ctx.now + ctx.policy.verification_valid) })
            }
            Command::OpenContent { reason } => one(Event::ContentOpened { reason }),
            Command::ReviewEmergency { sound, text } => one(Event::EmergencyReviewed { sound, text }),
            Command::SettleFollowUp { process, reason } => one(Event::FollowUpSettled { process: process.map(|p| p.demand), reason }),
            Command::EstablishFacts { facts } => one(Event::FactsEstablished { facts }),
            Command::CheckForm => one(Event::FormChecked),
            Command::Verify => [Event::Verified].into_iter().chain(self.owe_before(ctx)).collect(),
            Command::ReportFraud { reason } => self.closing(Event::FraudReported { reason }, ctx),
            Command::OfferRedirect { answer_by } => one(Event::RedirectOffered { answer_by }),
            Command::RecordAnswer { answer: RedirectAnswer::Accepted } => {
                self.closing(Event::RedirectAnswered { answer: RedirectAnswer::Accepted }, ctx)
            }
            Command::RecordAnswer { answer } => one(Event::RedirectAnswered { answer }),
            Command::SkipRedirect { ground } => one(Event::RedirectSkipped { ground }),
            Command::DecideLine { line, decision } => one(Event::LineDecided { line, decision }),
            Command::Recommend { assessment, digest } => one(Event::Recommended { assessment, digest }),
            Command::AskToClarify { question } => one(Event::ClarificationAsked { question }),
            Command::RecordClarification { answer } => one(Event::ClarificationReceived { answer }),
            Command::Challenge { grounds, text } => one(Event::ChallengeFiled { grounds, text }),
            Command::EndChallenge { won, note } => one(Event::ChallengeEnded { won, note }),
            Command::Refuse { grounds, explanation } => self.closing(Event::Refused { grounds, explanation }, ctx),
            Command::RecordWithdrawal { reason } => self.closing(Event::Withdrawn { reason }, ctx),
            Command::Supersede { by, reason } => self.closing(Event::Superseded { by, reason }, ctx),
            Command::Approve { digest } => one(Event::Approved { digest }),
            Command::SendBack { reason } => one(Event::SentBack { reason }),
            Command::RecordCollection { line, collected } => one(Event::Collected { line, collected }),
            Command::SealPackage { package } => one(Event::PackageSealed { package }),
            Command::NoDataFound { looked } => self.closing(Event::NoDataFound { looked }, ctx),
            Command::ConfirmPreserved => self.closing(Event::PreservedConfirmed, ctx),
            Command::GiveEffect { effect } => self.closing(Event::EffectGiven { effect }, ctx),
            Command::ReopenReview { reason } => one(Event::ReviewReopened { reason }),
            Command::Prepare(act) => one(Event::Prepared { act }),
            Command::Confirm(act) => self.confirmed(act, ctx),
            Command::Discard(act) => one(Event::Discarded { act }),
            Command::PlaceSecrecy(draft) => self.placed(draft, ctx),
            Command::ExtendSecrecy { order, until, document } => {
                [Event::SecrecyExtended { order, end: secrecy::end(until, ctx), document }].into_iter().chain(self.stop_notice()).collect()
            }
            Command::RecordEffort { order, kind, result, note } => {
                one(Event::EffortRecorded { order, effort: Effort { at: ctx.now, kind, result, note } })
            }
            Command::ReviewSecrecy { order, checklist, note } => one(secrecy::reviewed(order, checklist, note, ctx)),
            Command::RecordSecrecyRequest { words } => self.asked(words),
            Command::DecideSecrecyRequest { decision, reason } => one(Event::SecrecyRequestDecided { decision, reason }),
            Command::CheckDocket { checked, notice } => self.docket_checked(checked, notice, ctx),
            Command::StopGrace { reason } => one(Event::GraceStopped { reason }),
            Command::PassGrace { notice } => self.grace_passed(notice, ctx),
            Command::RecordObjection { text, documents, counsel } => self.objected(text, documents, counsel, ctx.now),
            Command::AnswerObjection { verdict, grounds, answer } => one(Event::ObjectionAnswered { verdict, grounds, answer }),
            Command::NameCounsel { counsel } => one(Event::CounselNamed { counsel }),
            Command::RecordClearance { answer, document } => one(Event::ClearanceRecorded { answer, document }),
            Command::ConfirmEmergency { reason } => one(Event::EmergencyConfirmed { reason }),
            Command::AnswerCustody { account, answer } => one(Event::CustodyAnswered { account, answer }),
            Command::HoldOver { hold, reason } => one(Event::PreservationHeld { hold, reason }),
            Command::LiftHold { hold, reason } => one(Event::HoldLifted { hold, reason }),
            Command::EndPreservation { reason } => one(Event::PreservationStopped { why: WhyEnded::Released, reason: Some(reason) }),
            Command::ExtendPreservation { document } => self.preserved_longer(document, ctx).into_iter().collect(),
            Command::ExtendDue { kind, due, document, reason } => {
                let replaces = self.clock(kind).and_then(|c| c.due.legal);
                one(Event::DueExtended { extension: DueExtension { kind, due, replaces, document, reason } })
            }
            Command::RecountDuty { kind, reason } => self.recounted(kind, reason, ctx.policy).into_iter().collect(),
            Command::Assign { person } => one(Event::Assigned { person }),
            Command::AddNote { text } => one(Event::Noted { text }),
            Command::NoticeAccepted { message } => self.notice_sent(message, ctx).into_iter().collect(),
            Command::NoticeBounced { message, why } => self.bounced(message, why, ctx),
            Command::NoticeDelivered { message } => one(Event::NoticeDelivered { message }),
            Command::NoticeOpened { contact } => one(Event::NoticeOpened { contact }),
            Command::NoticeAcknowledged { contact } => one(Event::NoticeAcknowledged { contact }),
            Command::NoticeEscaped { message } => {
                one(Event::NoticeEscaped { message, forbidden: self.may_tell_customer(ctx.now) != MayTell::Yes })
            }
            Command::EscapeSettled { message, accepted } => one(Event::EscapeSettled { message, accepted }),
            Command::ExamineEscape { breach, text } => one(Event::EscapeExamined { breach, text }),
            Command::AskTiming { told } => one(Event::TimingAsked { told }),
            Command::DecideTiming { adopt, reason } => self.timing_decided(adopt, reason, ctx),
            Command::StopNotice => self.stop_notice().into_iter().collect(),
            Command::Tick => self.passed(ctx),
        }
    }

    fn confirmed(&self, act: Act, ctx: &Context<'_>) -> Vec<Event> {
        let Some(first) = self.prepared(act.kind()).map(|p| p.by) else { return Vec::new() };
        match act {
            Act::ConfirmNoSecrecy => vec![Event::NoSecrecyConfirmed { first }],
            Act::LiftSecrecy { order, document } => self.lifted(order, first, document, ctx),
            Act::NarrowSecrecy { order, covers, until, document } => self.narrowed((order, covers, until), first, document, ctx),
            Act::ClearCopy { of, copy, reason } => {
                let sha256 = self.documents.iter().find(|d| d.id == copy).map(|d| d.sha256.clone()).unwrap_or_default();
                vec![Event::CopyCleared { of, copy, sha256, reason, first }]
            }
            Act::SendNotice(draft) => vec![Event::NoticeQueued { draft, first: Some(first) }],
            Act::WaiveNotice { ground } => vec![Event::NoticeWaived { ground, first }],
            Act::Release { .. } => self.closing(Event::Released { first }, ctx),
            Act::Reopen { reason } => self.stop_notice().into_iter().chain([Event::Reopened { first, reason }]).collect(),
        }
    }

    fn preserved_longer(&self, document: String, ctx: &Context<'_>) -> Option<Event> {
        let Preservation::Active { until: Some(until), .. } = self.preservation else { return None };
        let instrument = self.instrument(ctx.rulebook)?;
        let days = instrument.preservation.and_then(|r| r.extension_days)?;
        let zone = ctx.policy.locus(&instrument.territory).zone;
        // The term ends with its last civil day, so the extension counts from that day.
        let last = (until - Duration::microseconds(1)).with_timezone(&zone).date_naive();
        Some(Event::PreservationExtended { until: clocks::end_of_day(clocks::term_end(last, days), zone), document })
    }

    /// What has ended by itself since somebody last looked.
    pub(crate) fn passed(&self, ctx: &Context<'_>) -> Vec<Event> {
        let mut events = self.expired(ctx);
        if self.preservation.ends_at().is_some_and(|until| ctx.now >= until) {
            events.push(Event::PreservationEnded);
        }
        events.extend(self.reminded(ctx));
        events
    }
}
