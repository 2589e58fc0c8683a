//! What an entry does to a demand. Total: an entry that does not fit the state changes nothing but the version, and
//! [`Demand::decide`](crate::demand::Demand::decide) never makes one.

mod aftermath;
mod duties;
mod notice;

use crate::actor::Actor;
use crate::cleared::Cleared;
use crate::clocks::ObligationKind;
use crate::command::{ActKind, RedirectAnswer};
use crate::demand::{Challenge, Clarification, Demand, Emergency, Prepared};
use crate::event::{Entry, Event};
use crate::ids::{OrderId, PersonId};
use crate::notice::{Ending, Mailing, NotOwed, Notice};
use crate::objection::{Objection, ObjectionAnswer};
use crate::paper::{DueExtension, ScopeLine};
use crate::secrecy::{Effort, GraceStopped, NoneConfirmed, OrderEnd, SecrecyOrder, SecrecyRequest};
use crate::stage::{
    Approved, End, FormCheck, Offer, Recommended, RedirectEnd, Redirected, Released, RequesterCheck, Sealed, SkipGround, Stage,
    Verification, Verified,
};
use crate::{Instant, stage::StageName};

impl Demand {
    /// The demand after `entry`.
    #[must_use]
    pub fn apply(mut self, entry: &Entry) -> Demand {
        self.version += 1;
        let at = entry.at;
        let by = entry.actor.person();
        match &entry.event {
            Event::Received { .. } | Event::Noted { .. } => {}
            Event::FactsEstablished { facts } => self.asker.learn(facts, at),
            Event::PaperCorrected { paper, lines, consequences, duplicates, .. } => {
                if self.asks_otherwise(paper, lines) {
                    self.tell_again();
                }
                self.paper = paper.as_ref().clone();
                self.lines = lines.iter().cloned().map(ScopeLine::as_demanded).collect();
                self.verify_again(by);
                self.take(consequences, at);
                self.repeats(duplicates);
            }
            Event::RulesMoved { consequences, .. } => {
                self.lines = std::mem::take(&mut self.lines).into_iter().map(ScopeLine::as_demanded).collect();
                self.verify_again(by);
                self.take(consequences, at);
            }
            Event::AuthorityIdentified { authority } => {
                // Another authority is another number to call, and before the first nobody had a number from the registry.
                if self.authority.as_ref().is_none_or(|a| a.id != authority.id)
                    && let Stage::Verifying(verification) = &mut self.stage
                {
                    verification.requester = None;
                }
                self.authority = Some(authority.clone());
            }
            Event::CustomerMatched { customer } => {
                if self.customer.as_ref().is_none_or(|c| c.id != customer.id) {
                    self.tell_again();
                    self.redirect_again();
                    // What two people confirmed of one customer says nothing of another: an order may be about this one.
                    self.secrecy.none = None;
                    self.void_secrecy_acts();
                }
                self.customer = Some(customer.clone());
                self.timing = None;
            }
            Event::DocumentAdded { document } => self.documents.push(document.clone()),
            Event::Acknowledged => self.meet(ObligationKind::Acknowledge, at),
            Event::VerificationBegun => {
                self.stage = Stage::Verifying(Verification::default());
                self.asker.handled_by.extend(by);
            }
            Event::RequesterChecked { method, note, call, proof, until } => {
                if let (Stage::Verifying(verification), Some(by)) = (&mut self.stage, by) {
                    let (note, call) = (note.clone(), call.clone());
                    verification.requester = Some(RequesterCheck { by, at, method: *method, note, call, proof: *proof, until: *until });
                }
                // Whoever vouches for the requester cannot have confirmed the emergency too (INV-13).
                if let Emergency::Confirmed { by: confirmer, .. } = self.emergency
                    && by == Some(confirmer)
                {
                    self.emergency = Emergency::Claimed;
                }
            }
            Event::FormChecked => {
                if let (Stage::Verifying(verification), Some(by)) = (&mut self.stage, by) {
                    verification.form = Some(FormCheck { by, at });
                }
            }
            Event::Verified => {
                if let (Stage::Verifying(Verification { requester: Some(requester), form: Some(form) }), Some(by)) = (&self.stage, by) {
                    let verified = Verified { requester: requester.clone(), form: *form, by, at };
                    self.stage = Stage::Redirecting { verified, offer: None };
                    self.asker.handled_by.clear();
                }
            }
            Event::FraudReported { reason } => self.close(End::Fraud { reason: reason.clone() }, at),
            Event::RedirectOffered { answer_by } => {
                if let Stage::Redirecting { offer, .. } = &mut self.stage {
                    *offer = Some(Offer { at, answer_by: *answer_by });
                }
            }
            Event::RedirectAnswered { answer } => match answer {
                RedirectAnswer::Accepted => self.close(End::Redirected, at),
                RedirectAnswer::Declined { reason } => self.redirected(RedirectEnd::Declined { reason: reason.clone() }),
                RedirectAnswer::Silent => self.redirected(RedirectEnd::Silent),
            },
            Event::RedirectSkipped { ground } => self.redirected(RedirectEnd::Skipped { ground: *ground }),
            Event::LineDecided { line, decision } => {
                if let Some(line) = self.lines.iter_mut().find(|l| l.id == *line) {
                    line.decision = Some(decision.clone());
                }
            }
            Event::Recommended { assessment, digest } => {
                if let (Stage::Reviewing(redirected), Some(by)) = (&self.stage, by) {
                    self.stage = Stage::Approving(Recommended {
                        redirected: redirected.clone(),
                        assessment: assessment.clone(),
                        digest: digest.clone(),
                        by,
                        at,
                    });
                }
            }
            Event::ClarificationAsked { question } => {
                self.clarification = Some(Clarification { question: question.clone(), asked_at: at });
            }
            Event::ClarificationReceived { .. } => self.clarification = None,
            Event::ChallengeFiled { grounds, .. } => self.challenge = Challenge::Filed { grounds: grounds.clone(), at },
            Event::ChallengeEnded { won, .. } => self.challenge = if *won { Challenge::Won } else { Challenge::Lost },
            Event::Refused { grounds, explanation } => {
                let challenge_won = self.challenge == Challenge::Won;
                self.meet(ObligationKind::Produce, at);
                self.close(End::Refused { grounds: grounds.clone(), explanation: explanation.clone(), challenge_won }, at);
            }
            Event::Withdrawn { reason } => self.close(End::Withdrawn { reason: reason.clone() }, at),
            Event::Superseded { reason, .. } => self.close(End::Superseded { reason: reason.clone() }, at),
            Event::Approved { .. } => {
                if let (Stage::Approving(recommended), Some(by)) = (&self.stage, by) {
                    self.stage = Stage::Producing(Approved { recommended: recommended.clone(), by, at });
                }
            }
            Event::SentBack { .. } | Event::ReviewReopened { .. } => self.back_to_review(),
            Event::Collected { line, collected } => {
                if let Some(line) = self.lines.iter_mut().find(|l| l.id == *line) {
                    line.collected = Some(collected.clone());
                }
            }
            Event::PackageSealed { package } => {
                if let (Stage::Producing(approved), Some(by)) = (&self.stage, by) {
                    self.stage = Stage::Releasing(Sealed { approved: approved.clone(), package: package.clone(), by, at });
                }
            }
            Event::NoDataFound { looked } => {
                self.meet(ObligationKind::Produce, at);
                self.close(End::NoData { looked: looked.clone() }, at);
            }
            Event::PreservedConfirmed => {
                self.meet(ObligationKind::Preserve, at);
                self.close(End::PreservedOnly, at);
            }
            Event::EffectGiven { effect } => {
                self.meet(ObligationKind::Produce, at);
                self.close(End::Acted(effect.clone()), at);
            }
            Event::Prepared { act } => {
                if let Some(by) = by {
                    self.prepared.retain(|p| p.act.kind() != act.kind());
                    self.prepared.push(Prepared { act: act.clone(), by, at });
                }
            }
            Event::Discarded { act } => self.prepared.retain(|p| p.act.kind() != *act),
            Event::Released { first } => {
                if let (Stage::Releasing(sealed), Some(second)) = (&self.stage, by) {
                    let released = Released { sealed: sealed.clone(), first: *first, second, at };
                    self.meet(ObligationKind::Produce, at);
                    self.close(End::Released(Box::new(released)), at);
                }
            }
            Event::Reopened { .. } => {
                self.stage = Stage::Verifying(Verification::default());
                self.aftermath.content = None;
                self.prepared.clear();
                self.keep_again(at);
                self.tell_again();
                for line in &mut self.lines {
                    line.decision = None;
                    line.collected = None;
                }
                for clock in self.clocks.iter_mut().filter(|c| c.kind == ObligationKind::Produce) {
                    clock.met_at = None;
                }
            }
            Event::SecrecyPlaced { order } => {
                self.secrecy.orders.push(order.clone());
                self.secrecy.none = None;
                self.void_secrecy_acts();
                self.void_clearings();
            }
            Event::SecrecyExtended { order, end, .. } => {
                self.on_order(*order, |o| {
                    o.end = *end;
                    o.ended_at = None;
                });
                self.void_clearings();
            }
            Event::EffortRecorded { order, effort } => {
                let effort: &Effort = effort;
                if let Some(order) = self.secrecy.orders.iter_mut().find(|o| o.id == *order) {
                    order.efforts.push(effort.clone());
                }
            }
            Event::SecrecyReviewed { order, review, next } => {
                if let Some(order) = self.secrecy.orders.iter_mut().find(|o| o.id == *order) {
                    order.reviews.push(review.clone());
                    order.end = OrderEnd::Indefinite { review_on: *next };
                }
            }
            // It binds nobody, but nobody confirms anything before somebody has decided what to do with it.
            Event::SecrecyRequested { words } => {
                self.secrecy.requests.push(SecrecyRequest { at, words: words.clone(), by, decision: None });
                self.secrecy.none = None;
                self.void_secrecy_acts();
            }
            Event::SecrecyRequestDecided { decision, .. } => {
                if let Some(request) = self.secrecy.requests.last_mut() {
                    request.decision = Some(*decision);
                }
                self.void_secrecy_acts();
            }
            Event::SecrecyNarrowed { order, covers, end, .. } => {
                self.on_order(*order, |o| {
                    o.covers = covers.clone();
                    o.end = *end;
                });
                self.prepared.retain(|p| p.act.kind() != ActKind::NarrowSecrecy);
            }
            Event::DocketChecked { checked } => {
                if let Some(by) = by {
                    self.secrecy.none = Some(NoneConfirmed::Docket { by, checked: checked.clone(), at });
                }
                self.prepared.retain(|p| p.act.kind() != ActKind::ConfirmNoSecrecy);
            }
            Event::GraceStopped { reason } => {
                if let Some(by) = by {
                    self.secrecy.grace_stopped = Some(GraceStopped { by, reason: reason.clone(), at });
                }
            }
            Event::GracePassed { days } => {
                self.secrecy.none = Some(NoneConfirmed::Grace { days: *days, at });
                self.prepared.retain(|p| p.act.kind() != ActKind::ConfirmNoSecrecy);
            }
            Event::SecrecyLifted { order, .. } => {
                self.on_order(*order, |o| o.ended_at = Some(at));
                self.prepared.retain(|p| p.act.kind() != ActKind::LiftSecrecy);
            }
            // While an order bound nobody could confirm anything, so a confirmation on record is younger than its end.
            Event::SecrecyExpired { order } => {
                if let Some(order) = self.secrecy.orders.iter_mut().find(|o| o.id == *order) {
                    order.ended_at = order.ends_at().or(Some(at));
                }
            }
            Event::NoSecrecyConfirmed { first } => {
                if let Some(second) = by {
                    self.secrecy.none = Some(NoneConfirmed::TwoPeople { first: *first, second, at });
                }
                self.prepared.retain(|p| p.act.kind() != ActKind::ConfirmNoSecrecy);
            }
            Event::NoticeOwed { due } => {
                self.put_away(Ending::Followed);
                self.notice = Notice::Owed { since: at, due: *due };
            }
            Event::NoticeQueued { draft, first } => {
                let due = self.notice.due().unwrap_or(at);
                let mailing = Mailing::of(draft);
                self.notice = Notice::Queued { draft: draft.clone(), first: *first, second: by, at, due, mailing };
                self.prepared.retain(|p| p.act.kind() != ActKind::SendNotice);
            }
            Event::CopyCleared { of, copy, sha256, reason, first } => {
                if let Some(second) = by {
                    let (sha256, reason) = (sha256.clone(), reason.clone());
                    self.clear(Cleared { of: *of, copy: *copy, sha256, reason, first: *first, second, at });
                }
            }
            Event::NoticeSent { message, window, late } => {
                self.given(*message, at, window.clone(), *late);
            }
            Event::NoticeAccepted { .. }
            | Event::NoticeDelivered { .. }
            | Event::NoticeBounced { .. }
            | Event::NoticeNext { .. }
            | Event::NoticeReminded
            | Event::NoticeOpened { .. }
            | Event::NoticeAcknowledged { .. } => self.delivered(&entry.event, at),
            Event::NoticeFailed => {
                let due = self.notice.due().unwrap_or(at);
                self.put_away(Ending::Failed);
                self.notice = Notice::Undeliverable { at, due };
            }
            Event::NoticeStopped { due } => {
                self.put_away(Ending::Stopped);
                self.notice = Notice::Owed { since: at, due: *due };
            }
            Event::NoticeEscaped { .. } | Event::EscapeSettled { .. } | Event::EscapeExamined { .. } => {
                self.escaped(&entry.event, at, by);
            }
            Event::TimingAsked { .. } | Event::TimingDecided { .. } => self.timed(&entry.event, at),
            Event::NoticeWaived { ground, first } => {
                if let Some(second) = by {
                    self.notice = Notice::Waived { ground: *ground, first: *first, second, at };
                }
                self.prepared.retain(|p| !matches!(p.act.kind(), ActKind::WaiveNotice | ActKind::SendNotice));
            }
            Event::ObjectionRaised { text, documents, time } => {
                let by = entry.actor.contact();
                self.objections.push(Objection { text: text.clone(), documents: documents.clone(), by, at, time: *time, answer: None });
                // An objection opens the review again; what was approved before it was heard is void (INV-07).
                if !self.is_closed() {
                    self.back_to_review();
                }
            }
            Event::ObjectionAnswered { verdict, grounds, answer } => {
                if let Some(objection) = self.objections.last_mut() {
                    let answer = ObjectionAnswer { at, verdict: *verdict, grounds: grounds.clone(), text: answer.clone() };
                    objection.answer = Some(answer);
                }
            }
            Event::CounselNamed { counsel } => self.counsel = Some(counsel.clone()),
            Event::ClearanceRecorded { answer, .. } => self.answer(*answer, at),
            Event::EmergencyConfirmed { .. } => {
                if let Some(by) = by {
                    self.emergency = Emergency::Confirmed { by, at };
                }
            }
            Event::PreservationExtended { .. }
            | Event::PreservationEnded
            | Event::PreservationStopped { .. }
            | Event::PreservationHeld { .. }
            | Event::HoldLifted { .. }
            | Event::CustodyAnswered { .. } => self.keep(&entry.event, at, entry.actor),
            Event::DueExtended { extension } => {
                self.extend_due(extension);
                self.extensions.push(extension.clone());
            }
            Event::DutiesChanged { duties, .. } => self.take_duties(duties),
            Event::Assigned { person } => self.assignee = *person,
            Event::ContentOpened { .. } | Event::EmergencyReviewed { .. } | Event::FollowUpSettled { .. } => {
                self.afterwards(&entry.event, at, by);
            }
        }
        self.stop_duties(&entry.event, at);
        self.remember_part(&entry.event, by);
        self
    }

    fn meet(&mut self, kind: ObligationKind, at: Instant) {
        for clock in self.clocks.iter_mut().filter(|c| c.kind == kind && c.met_at.is_none()) {
            clock.met_at = Some(at);
        }
    }

    fn close(&mut self, end: End, at: Instant) {
        // A debt to tell stays one, however the demand ends (INV-05). Another kind of notice fits a closed demand.
        self.prepared.retain(|p| !matches!(p.act.kind(), ActKind::Release | ActKind::Reopen | ActKind::SendNotice));
        self.clarification = None;
        self.stage = Stage::Closed { end, at };
    }

    fn redirected(&mut self, redirect: RedirectEnd) {
        if let Stage::Redirecting { verified, .. } = &self.stage {
            self.stage = Stage::Reviewing(Redirected { verified: verified.clone(), redirect });
        }
    }

    /// The paper is read anew, so its form is checked anew and what was reviewed is verified again; the call stands.
    fn verify_again(&mut self, by: Option<PersonId>) {
        // Counsel let the content of that paper through, not of this one.
        self.aftermath.content = None;
        let kept = self.verified().map(|v| v.requester.clone());
        if let Stage::Verifying(verification) = &mut self.stage {
            verification.form = None;
        } else if self.stage.name() == StageName::Reviewing {
            self.stage = Stage::Verifying(Verification { requester: kept, form: None });
            self.asker.handled_by.extend(by);
        }
    }

    /// What somebody was told of another customer's case, of another paper or of a closed case is not what is owed now.
    fn tell_again(&mut self) {
        for past in self.past_notices.iter_mut().filter(|p| p.ending == Ending::Followed) {
            past.ending = Ending::Superseded;
        }
        match self.notice {
            Notice::Sent { .. } | Notice::Waived { .. } => {
                self.put_away(Ending::Superseded);
                self.notice = Notice::NotOwed(NotOwed::NotYet);
            }
            Notice::Undeliverable { at, due } => self.notice = Notice::Owed { since: at, due },
            // A debt stays one (INV-05); a notice in the outbox was stopped by an event of its own.
            Notice::NotOwed(_) | Notice::Owed { .. } | Notice::Queued { .. } => {}
        }
        self.prepared.retain(|p| !matches!(p.act.kind(), ActKind::SendNotice | ActKind::WaiveNotice));
        self.void_clearings();
    }

    /// An offer names the customer it refers to, so it says nothing of another; and a redirect that was skipped because there was
    /// nobody to go to, or only one person, is asked again.
    fn redirect_again(&mut self) {
        if let Stage::Redirecting { offer, .. } = &mut self.stage {
            *offer = None;
        }
        if let Stage::Reviewing(Redirected {
            verified,
            redirect: RedirectEnd::Skipped { ground: SkipGround::Consumer | SkipGround::NoCustomer },
        }) = &self.stage
        {
            self.stage = Stage::Redirecting { verified: verified.clone(), offer: None };
        }
    }

    /// Any approval and any package are void once the review is open again.
    fn back_to_review(&mut self) {
        if let Some(redirected) = self.stage.redirected() {
            self.stage = Stage::Reviewing(redirected.clone());
            self.prepared.retain(|p| p.act.kind() != ActKind::Release);
            for line in &mut self.lines {
                line.collected = None;
            }
        }
    }

    /// Change an order; whatever two people confirmed before no longer counts.
    fn on_order(&mut self, id: OrderId, change: impl FnOnce(&mut SecrecyOrder)) {
        if let Some(order) = self.secrecy.orders.iter_mut().find(|o| o.id == id) {
            change(order);
            self.secrecy.none = None;
        }
        self.void_secrecy_acts();
    }

    /// An extension only ever gives more time.
    pub(crate) fn extend_due(&mut self, extension: &DueExtension) {
        let clock = self.clocks.iter_mut().find(|c| c.kind == extension.kind);
        if let Some(clock) = clock.filter(|c| c.due.legal.is_none_or(|legal| legal < extension.due)) {
            clock.due.legal = Some(extension.due);
            clock.due.internal = extension.due;
        }
    }

    pub(crate) fn void_secrecy_acts(&mut self) {
        self.prepared.retain(|p| !matches!(p.act.kind(), ActKind::ConfirmNoSecrecy | ActKind::SendNotice));
        // Those of a given notice's contacts who have not been written to yet are not written to any more (INV-04).
        if let Notice::Sent { mailing, .. } = &mut self.notice {
            mailing.stop();
        }
    }
}

/// Whether the actor is this person.
pub(crate) fn is(actor: &Actor, person: PersonId) -> bool {
    actor.person() == Some(person)
}

/// The later of two instants, where one may be missing.
pub(crate) fn latest(a: Instant, b: Option<Instant>) -> Instant {
    b.map_or(a, |b| a.max(b))
}
