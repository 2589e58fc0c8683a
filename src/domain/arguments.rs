//! What stands in the way of a command because of what it says, beside what [`Demand::guards`] finds for its verb.

mod secrecy;

use self::secrecy::{ends_sooner, order_blockers};
use crate::category::Category;
use crate::command::{Act, ClearanceAnswer, Command};
use crate::context::Context;
use crate::demand::{Challenge, Clearance, Demand, Emergency};
use crate::ground::Ground;
use crate::ids::{LineId, MessageId};
use crate::instrument::{NoticeTiming, Purpose, RedirectRule};
use crate::notice::{Ending, Fate, NoticeDraft, NoticeKind, WaiverGround};
use crate::objection::{Counsel, Verdict};
use crate::paper::{Collected, CustomerClass, Decision, ScopeLine};
use crate::policy::in_eea;
use crate::refusal::{Field, Reason};
use crate::secrecy::MayTell;
use crate::stage::{Assessment, CheckMethod, End, PackedLine, SkipGround, Stage};

impl Demand {
    /// Everything that stands in the way of a command: its verb's guards and what its arguments break. Empty when it may go on.
    #[must_use]
    pub fn blockers(&self, command: &Command, ctx: &Context<'_>) -> Vec<Reason> {
        let mut why = self.guards(command.verb(), ctx);
        match command {
            Command::CorrectPaper { paper, reason, .. } => {
                need(reason, Field::Reason, &mut why);
                need(&paper.authority_reference, Field::AuthorityReference, &mut why);
            }
            Command::MoveRules { to, reason, .. } => {
                need(reason, Field::Reason, &mut why);
                if self.newer_rule(ctx.rulebook).is_some_and(|rule| rule.row != *to) {
                    why.push(Reason::RulesDiffer);
                }
            }
            Command::ReportFraud { reason }
            | Command::RecordWithdrawal { reason }
            | Command::SendBack { reason }
            | Command::ReopenReview { reason } => {
                need(reason, Field::Reason, &mut why);
            }
            Command::Supersede { reason, by } => {
                need(reason, Field::Reason, &mut why);
                if *by == self.id {
                    why.push(Reason::NothingToDo);
                }
            }
            Command::CheckRequester { method, note, call, proof } => {
                need(note, Field::Text, &mut why);
                if proof.document.is_some_and(|id| !self.documents.iter().any(|d| d.id == id)) {
                    why.push(Reason::NoSuchDocument);
                }
                if *method == CheckMethod::CallBack {
                    self.call_blockers(call.as_ref(), ctx, &mut why);
                }
            }
            Command::OpenContent { reason } => need(reason, Field::Reason, &mut why),
            Command::ReviewEmergency { text, .. } => need(text, Field::Text, &mut why),
            Command::SettleFollowUp { process: None, reason } => need(reason, Field::Reason, &mut why),
            Command::SettleFollowUp { process: Some(process), .. } => self.process_blockers(process, &mut why),
            Command::EstablishFacts { facts } => {
                if self.nothing_new(facts, ctx.policy, ctx.now) {
                    why.push(Reason::NothingToDo);
                }
            }
            Command::OfferRedirect { answer_by } => {
                if *answer_by <= ctx.now {
                    why.push(Reason::DatesReversed);
                }
                // No clock waits for the answer, so it is asked for while there is still time to produce (INV-12).
                if let Some(latest) = self.latest_answer(ctx.now).filter(|latest| latest < answer_by) {
                    why.push(Reason::AnswerTooLate { latest });
                }
            }
            Command::RecordAnswer { answer } => self.answer_blockers(answer, ctx, &mut why),
            Command::SkipRedirect { ground } => {
                if !self.skip_fits(*ground, ctx) {
                    why.push(Reason::GroundDoesNotFit);
                }
                if !ground.cannot_wait() {
                    self.answer_guard(ctx, &mut why);
                }
            }
            Command::DecideLine { line, decision } => self.decision_blockers(*line, decision, ctx, &mut why),
            Command::Recommend { assessment, .. } => self.assessment_blockers(assessment, &mut why),
            Command::AskToClarify { question: text }
            | Command::RecordClarification { answer: text }
            | Command::EndChallenge { note: text, .. }
            | Command::AddNote { text } => need(text, Field::Text, &mut why),
            Command::RecordObjection { text, documents, counsel } => {
                need(text, Field::Text, &mut why);
                if let Some(counsel) = counsel {
                    counsel_blockers(counsel, &mut why);
                }
                if documents.iter().any(|new| self.documents.iter().any(|d| d.id == new.id)) {
                    why.push(Reason::AlreadyDone);
                }
            }
            Command::AnswerObjection { verdict, grounds, answer } => {
                need(answer, Field::Text, &mut why);
                match verdict {
                    Verdict::Upheld | Verdict::PartlyUpheld => self.ground_blockers(grounds, ctx, &mut why),
                    Verdict::NotUpheld if grounds.is_empty() => {}
                    Verdict::NotUpheld => why.push(Reason::GroundDoesNotFit),
                }
            }
            Command::NameCounsel { counsel } => {
                counsel_blockers(counsel, &mut why);
                if self.counsel.as_ref() == Some(counsel) {
                    why.push(Reason::AlreadyDone);
                }
            }
            Command::NoticeAccepted { message } => self.post_blockers(*message, |fate| fate == Fate::Queued, &mut why),
            Command::NoticeBounced { message, .. } => {
                self.post_blockers(*message, |fate| fate == Fate::Queued || fate.arrived(), &mut why);
            }
            Command::NoticeDelivered { message } => {
                self.post_blockers(*message, |fate| matches!(fate, Fate::Accepted { .. }), &mut why);
            }
            Command::NoticeOpened { contact } | Command::NoticeAcknowledged { contact } => {
                if ctx.actor.contact().is_some_and(|me| me != *contact) {
                    why.push(Reason::OnlyCustomer);
                }
                let reading = self.told().and_then(|m| m.readings.iter().find(|r| r.contact == *contact));
                let opens = matches!(command, Command::NoticeOpened { .. });
                if reading.is_some_and(|r| opens || r.acknowledged_at.is_some()) {
                    why.push(Reason::AlreadyDone);
                }
            }
            Command::RecordEffort { order, note, .. } => {
                need(note, Field::Text, &mut why);
                if self.secrecy.order(*order).is_none() {
                    why.push(Reason::NoSuchOrder);
                }
            }
            Command::ReviewSecrecy { .. }
            | Command::RecordSecrecyRequest { .. }
            | Command::DecideSecrecyRequest { .. }
            | Command::CheckDocket { .. }
            | Command::StopGrace { .. }
            | Command::PassGrace { .. } => self.secrecy_blockers(command, ctx, &mut why),
            Command::Challenge { grounds, text } => {
                need(text, Field::Text, &mut why);
                self.ground_blockers(grounds, ctx, &mut why);
            }
            Command::Refuse { grounds, explanation } => {
                need(explanation, Field::Text, &mut why);
                self.ground_blockers(grounds, ctx, &mut why);
            }
            Command::Approve { digest } => {
                if self.stage.recommended().is_some_and(|r| r.digest != *digest) {
                    why.push(Reason::DigestDiffers);
                }
            }
            Command::RecordCollection { line, .. } => match self.line(*line) {
                None => why.push(Reason::NoSuchLine),
                Some(l) if !l.is_authorised() => why.push(Reason::LineNotAuthorised { line: *line }),
                Some(_) => {}
            },
            Command::SealPackage { package } => {
                let held = |l: &&PackedLine| self.packs(l) && self.reachable(l.category, ctx);
                if package.lines.iter().all(|l| l.records == 0) {
                    why.push(Reason::PackageEmpty);
                }
                why.extend(package.lines.iter().filter(|l| !held(l)).map(|l| Reason::OutsideScope { line: l.line }));
                if self.authority.as_ref().is_none_or(|a| a.id != package.recipient) {
                    why.push(Reason::WrongRecipient);
                }
            }
            Command::NoDataFound { looked } => need(looked, Field::Looked, &mut why),
            Command::Prepare(act) => self.act_blockers(act, ctx, &mut why),
            Command::Confirm(act) => {
                self.act_blockers(act, ctx, &mut why);
                if self.prepared(act.kind()).is_some_and(|p| p.act != *act) {
                    why.push(Reason::PreparedDiffers);
                }
            }
            Command::Discard(kind) => {
                if self.prepared(*kind).is_none() {
                    why.push(Reason::NotPrepared { act: *kind });
                }
            }
            Command::PlaceSecrecy(draft) => {
                order_blockers(draft, ctx, &mut why);
                if self.secrecy.order(draft.id).is_some() {
                    why.push(Reason::AlreadyDone);
                }
            }
            Command::ExtendSecrecy { order, until, document } => {
                need(document, Field::Document, &mut why);
                match self.secrecy.order(*order) {
                    None => why.push(Reason::NoSuchOrder),
                    // What ends sooner is lifted, and that takes two people.
                    Some(order) if order.in_force(ctx.now) && ends_sooner(order.end, *until) => why.push(Reason::DatesReversed),
                    Some(_) => {}
                }
                if until.is_some_and(|t| t <= ctx.now) {
                    why.push(Reason::DatesReversed);
                }
            }
            Command::RecordClearance { document, answer } => {
                need(document, Field::Document, &mut why);
                if *answer == ClearanceAnswer::Given && matches!(self.clearance, Clearance::Given { .. }) {
                    why.push(Reason::AlreadyDone);
                }
            }
            Command::ConfirmEmergency { reason } => need(reason, Field::Reason, &mut why),
            Command::AnswerCustody { account, answer } => self.custody_blockers(account, answer, &mut why),
            Command::HoldOver { hold, reason } => self.hold_blockers(hold, reason, ctx, &mut why),
            Command::LiftHold { hold, reason } => {
                need(reason, Field::Reason, &mut why);
                if !self.preservation.holds().contains(hold) {
                    why.push(Reason::NothingToDo);
                }
            }
            Command::EndPreservation { reason } => need(reason, Field::Reason, &mut why),
            Command::ExtendPreservation { document } => need(document, Field::Document, &mut why),
            Command::ExtendDue { kind, due, document, reason } => {
                need(document, Field::Document, &mut why);
                need(reason, Field::Reason, &mut why);
                match self.clock(*kind) {
                    None => why.push(Reason::NoSuchDuty),
                    // An earlier date is no extension; it would also end the wait for a clearance (INV-08).
                    Some(clock) if *due <= clock.due.legal.unwrap_or(clock.started_at) => why.push(Reason::DatesReversed),
                    Some(_) => {}
                }
            }
            Command::GiveEffect { effect } => {
                need(&effect.what, Field::Text, &mut why);
                // What has not happened yet is no effect, and nobody acts on an order before it comes.
                if effect.at > ctx.now || effect.at < self.receipt.at {
                    why.push(Reason::DatesReversed);
                }
            }
            Command::RecountDuty { kind, reason } => {
                need(reason, Field::Reason, &mut why);
                if self.clock(*kind).is_none() {
                    why.push(Reason::NoSuchDuty);
                } else if self.moved_by_calendar(Some(*kind), ctx.policy).is_empty() {
                    why.push(Reason::NothingToDo);
                }
            }
            Command::AddDocument { document } => {
                if self.documents.iter().any(|d| d.id == document.id) {
                    why.push(Reason::AlreadyDone);
                }
            }
            Command::NoticeEscaped { message } => self.escape_blockers(*message, &mut why),
            Command::EscapeSettled { message, accepted } => self.settle_blockers(*message, *accepted, &mut why),
            Command::ExamineEscape { text, .. } => need(text, Field::Text, &mut why),
            Command::AskTiming { told } => self.timing_blockers(*told, ctx, &mut why),
            Command::DecideTiming { reason, .. } => need(reason, Field::Reason, &mut why),
            Command::IdentifyAuthority { .. }
            | Command::MatchCustomer { .. }
            | Command::Acknowledge
            | Command::BeginVerification
            | Command::CheckForm
            | Command::Verify
            | Command::ConfirmPreserved
            | Command::Assign { .. }
            | Command::StopNotice
            | Command::Tick => {}
        }
        why.sort();
        why.dedup();
        why
    }

    fn answer_blockers(&self, answer: &crate::command::RedirectAnswer, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        use crate::command::RedirectAnswer;
        match answer {
            RedirectAnswer::Accepted => {}
            RedirectAnswer::Declined { reason } => need(reason, Field::Reason, why),
            RedirectAnswer::Silent => self.answer_guard(ctx, why),
        }
    }

    /// The authority has until its date to answer an offer.
    pub(crate) fn answer_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        if let Stage::Redirecting { offer: Some(offer), .. } = &self.stage
            && ctx.now < offer.answer_by
        {
            why.push(Reason::AnswerAwaited { until: offer.answer_by });
        }
    }

    /// Whether a ground for skipping the redirect is true of this demand.
    #[must_use]
    pub fn skip_fits(&self, ground: SkipGround, ctx: &Context<'_>) -> bool {
        match ground {
            SkipGround::Secrecy => matches!(self.may_tell_customer(ctx.now), MayTell::No { .. }),
            SkipGround::Emergency => matches!(self.emergency, Emergency::Confirmed { .. }),
            SkipGround::LawNamesProvider => {
                self.instrument(ctx.rulebook).is_some_and(|i| i.redirect == RedirectRule::NotForeseen || i.purpose != Purpose::Disclose)
            }
            SkipGround::Consumer => self.customer.as_ref().is_some_and(|c| c.class == CustomerClass::Consumer),
            SkipGround::NoCustomer => self.customer.is_none(),
        }
    }

    fn decision_blockers(&self, id: LineId, decision: &Decision, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        let Some(line) = self.line(id) else {
            why.push(Reason::NoSuchLine);
            return;
        };
        let reachable = self.reachable(line.category, ctx);
        match decision {
            Decision::Authorise | Decision::Narrow { .. } if !reachable => why.push(Reason::BeyondReach { category: line.category }),
            Decision::Refuse { ground } => self.ground_blockers(&[*ground], ctx, why),
            Decision::Authorise | Decision::Narrow { .. } => {}
        }
        // A range without a moment in it authorises nothing, whatever it says.
        let decided = ScopeLine { decision: Some(decision.clone()), ..line.clone() };
        if let Some((Some(from), Some(to))) = decided.authorised_range()
            && from >= to
        {
            why.push(if *decision == Decision::Authorise { Reason::DatesReversed } else { Reason::RangeOutside });
        }
        if let Decision::Narrow { from, to, ground } = decision {
            self.ground_blockers(&[*ground], ctx, why);
            if let (Some(a), Some(b)) = (from, to)
                && a >= b
            {
                why.push(Reason::DatesReversed);
            }
            let starts_before = from.is_some() && line.from.is_some() && *from < line.from;
            let ends_after = line.to.is_some() && (to.is_some() && *to > line.to);
            if starts_before || ends_after || (from.is_none() && to.is_none()) {
                why.push(Reason::RangeOutside);
            }
        }
    }

    fn assessment_blockers(&self, assessment: &Assessment, why: &mut Vec<Reason>) {
        need(&assessment.text, Field::Assessment, why);
        if let Some(customer) = &self.customer {
            let considered = assessment.challenge.as_ref().is_some_and(|c| !c.reason.trim().is_empty());
            if customer.class != CustomerClass::Consumer && !considered {
                why.push(Reason::ChallengeNotConsidered);
            }
            let third_country = self.authority.as_ref().is_some_and(|a| !in_eea(&a.territory));
            if third_country && in_eea(&customer.country) && assessment.art48.is_none() {
                why.push(Reason::Art48Missing);
            }
        }
        let repeated = self.links.iter().any(|l| l.kind == crate::paper::LinkKind::Duplicate);
        if repeated && assessment.repeat_reason.as_ref().is_none_or(|r| r.trim().is_empty()) {
            why.push(Reason::RepeatNotExplained);
        }
    }

    /// INV-21: at least one ground, and only grounds that the instrument knows. Doubt about who asks is known to all.
    fn ground_blockers(&self, grounds: &[Ground], ctx: &Context<'_>, why: &mut Vec<Reason>) {
        if grounds.is_empty() {
            why.push(Reason::GroundNeeded);
        }
        if let Some(instrument) = self.instrument(ctx.rulebook) {
            let unknown = grounds.iter().filter(|g| **g != Ground::R20 && !instrument.grounds.contains(g));
            why.extend(unknown.map(|g| Reason::GroundUnknown { ground: *g }));
        }
    }

    /// Whether the instrument can compel a category. Credentials never leave (INV-16).
    pub(crate) fn reachable(&self, category: Category, ctx: &Context<'_>) -> bool {
        category != Category::Credentials && self.instrument(ctx.rulebook).is_some_and(|i| i.reach.contains(&category))
    }

    /// INV-03: the packed records of a line lie inside what was demanded, authorised and gathered.
    #[must_use]
    pub fn packs(&self, packed: &PackedLine) -> bool {
        self.line(packed.line).is_some_and(|line| {
            let held = match &line.collected {
                Some(Collected::Records { kept, .. }) => *kept,
                Some(Collected::NoData { .. }) | None => 0,
            };
            line.account == packed.account
                && line.category == packed.category
                && packed.records <= held
                && line.authorised_range().is_some_and(|(from, to)| {
                    from.is_none_or(|from| {
                        packed.first.is_none_or(|first| first >= from) && (packed.records == 0 || packed.first.is_some())
                    }) && to.is_none_or(|to| packed.last.is_none_or(|last| last < to) && (packed.records == 0 || packed.last.is_some()))
                })
        })
    }

    /// The kind of notice that fits the moment.
    #[must_use]
    pub fn fitting_notice(&self, ctx: &Context<'_>) -> NoticeKind {
        let released = self.stage.released().is_some();
        let told = self.past_notices.iter().any(|p| p.ending == Ending::Followed);
        if let (Some(end), true) = (self.stage.end(), told) {
            return if matches!(end, End::Withdrawn { .. }) { NoticeKind::Withdrawn } else { NoticeKind::EndOfMatter };
        }
        match self.notice_duty(ctx.rulebook).1 {
            NoticeTiming::With if released => NoticeKind::WithProduction,
            NoticeTiming::Before if !self.is_closed() => NoticeKind::Advance,
            NoticeTiming::Before | NoticeTiming::With | NoticeTiming::After => NoticeKind::Delayed,
        }
    }

    fn act_blockers(&self, act: &Act, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        match act {
            Act::ConfirmNoSecrecy => {}
            Act::LiftSecrecy { order, document } => {
                need(document, Field::Document, why);
                if self.secrecy.order(*order).is_none_or(|o| !o.in_force(ctx.now)) {
                    why.push(Reason::NoSuchOrder);
                }
            }
            Act::NarrowSecrecy { order, covers, until, document } => self.narrowing_blockers((*order, covers, *until), document, ctx, why),
            Act::ClearCopy { of, copy, reason } => {
                need(reason, Field::Reason, why);
                self.clearing_blockers(*of, *copy, why);
            }
            Act::SendNotice(NoticeDraft { kind, to, copies, .. }) => {
                if !self.all_cleared(copies) {
                    why.push(Reason::CopyNotCleared);
                }
                if to.is_empty() {
                    why.push(Reason::Missing { field: Field::Recipients });
                }
                if *kind != self.fitting_notice(ctx) {
                    why.push(Reason::NoticeKindDoesNotFit);
                }
            }
            Act::WaiveNotice { ground } => self.waiver_blockers(*ground, why),
            Act::Release { package } => {
                if self.stage.sealed().is_some_and(|s| s.package.id != *package) {
                    why.push(Reason::PackageDiffers);
                }
            }
            Act::Reopen { reason } => need(reason, Field::Reason, why),
        }
    }

    /// A report of the outbox is about a mail of this demand's notices that can still come to that.
    fn post_blockers(&self, message: MessageId, fits: fn(Fate) -> bool, why: &mut Vec<Reason>) {
        let told = self.past_notices.iter().filter(|p| p.ending == Ending::Followed).map(|p| &p.mailing);
        let mut mailings = told.chain(self.notice.mailing());
        if !mailings.any(|m| m.post(message).is_some_and(|p| fits(p.fate))) {
            why.push(Reason::NothingToDo);
        }
    }

    /// INV-05: a customer whose data has left is not left untold for want of a name.
    fn waiver_blockers(&self, ground: WaiverGround, why: &mut Vec<Reason>) {
        let disclosed = matches!(self.stage.end(), Some(End::Released(_)));
        if disclosed && ground == WaiverGround::NoCustomer {
            why.push(Reason::CannotWaive);
        }
        if ground == WaiverGround::NoCustomer && self.customer.is_some() {
            why.push(Reason::GroundDoesNotFit);
        }
    }

    /// Whether counsel won the challenge, so that only refusal is left.
    #[must_use]
    pub fn challenge_won(&self) -> bool {
        self.challenge == Challenge::Won
    }
}

fn counsel_blockers(counsel: &Counsel, why: &mut Vec<Reason>) {
    need(&counsel.name, Field::Counsel, why);
    need(&counsel.mail, Field::Counsel, why);
}
fn need(text: &str, field: Field, why: &mut Vec<Reason>) {
    if text.trim().is_empty() {
        why.push(Reason::Missing { field });
    }
}
