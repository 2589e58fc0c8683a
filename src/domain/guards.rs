//! What stands in the way of a verb, whatever its arguments: roles, stage, gates.
//!
//! The same function opens and closes the buttons on the page and refuses the command.

mod aftermath;
mod release;
mod secrecy;
mod telling;

use crate::actor::Actor;
use crate::apply::is;
use crate::clocks::ObligationKind;
use crate::command::ActKind;
use crate::context::Context;
use crate::demand::{Challenge, Clearance, Demand, Emergency};
use crate::fact::{CheckResult, FactKind};
use crate::instrument::{Force, Purpose, RedirectRule};
use crate::notice::{Mailing, Notice};
use crate::paper::CustomerClass;
use crate::preservation::Preservation;
use crate::refusal::{Part, Reason};
use crate::secrecy::MayTell;
use crate::stage::{CheckMethod, SkipGround, Stage, StageName};
use crate::token::TokenScope;
use crate::verb::{Verb, by_authority, by_contact, by_officer, by_program, roles, stages};

impl Demand {
    /// Everything that stands in the way of a verb now, for this actor; empty when it is open.
    #[must_use]
    pub fn guards(&self, verb: Verb, ctx: &Context<'_>) -> Vec<Reason> {
        let mut why = Vec::new();
        self.role_guard(verb, &ctx.actor, &mut why);
        self.stage_guard(verb, &mut why);
        match verb {
            Verb::Acknowledge => {
                if self.clock(ObligationKind::Acknowledge).is_none_or(|c| c.met_at.is_some()) {
                    why.push(Reason::AlreadyDone);
                }
            }
            Verb::Verify => self.verify_guard(ctx, &mut why),
            Verb::OfferRedirect => self.offer_guard(ctx, &mut why),
            Verb::RecordAnswer => {
                if matches!(self.stage, Stage::Redirecting { offer: None, .. }) {
                    why.push(Reason::NotOffered);
                }
            }
            Verb::SkipRedirect => {
                // An answer is waited for unless one of the grounds that cannot wait is true of the demand.
                if !SkipGround::ALL.into_iter().any(|ground| ground.cannot_wait() && self.skip_fits(ground, ctx)) {
                    self.answer_guard(ctx, &mut why);
                }
            }
            Verb::OpenContent | Verb::ReviewEmergency | Verb::SettleFollowUp => self.aftermath_guard(verb, ctx, &mut why),
            Verb::Recommend => {
                self.recommend_guard(ctx, &mut why);
                self.content_guard(ctx, &mut why);
                self.hold_guard(&mut why);
                // INV-01: with content or an emergency, whoever verified does not review.
                if self.needs_three() && self.verifier().is_some_and(|p| is(&ctx.actor, p)) {
                    why.push(Reason::SamePerson { part: Part::Verifier });
                }
            }
            Verb::Approve => {
                self.compels_guard(ctx, &mut why);
                self.content_guard(ctx, &mut why);
                self.hold_guard(&mut why);
                self.approver_guard(&ctx.actor, &mut why);
            }
            Verb::SendBack => {
                if self.stage.recommended().is_some_and(|r| is(&ctx.actor, r.by)) {
                    why.push(Reason::SamePerson { part: Part::Reviewer });
                }
            }
            Verb::AskToClarify => {
                if self.clarification.is_some() {
                    why.push(Reason::ClarificationPending);
                }
            }
            Verb::RecordClarification => {
                if self.clarification.is_none() {
                    why.push(Reason::NoClarification);
                }
            }
            Verb::Challenge => match self.challenge {
                Challenge::Filed { .. } => why.push(Reason::ChallengePending),
                Challenge::Won => why.push(Reason::ChallengeWon),
                Challenge::None | Challenge::Lost => {}
            },
            Verb::EndChallenge => {
                if !matches!(self.challenge, Challenge::Filed { .. }) {
                    why.push(Reason::NoChallenge);
                }
            }
            Verb::SealPackage => {
                let missing = self.lines.iter().filter(|l| l.is_authorised() && l.collected.is_none()).count();
                if missing > 0 {
                    why.push(Reason::NotCollected { count: u32::try_from(missing).unwrap_or(u32::MAX) });
                }
                self.opener_guard(ctx, &mut why);
            }
            Verb::NoDataFound => self.no_data_guard(&mut why),
            Verb::ConfirmPreserved => {
                if self.instrument(ctx.rulebook).is_none_or(|i| i.purpose != Purpose::Preserve) {
                    why.push(Reason::NotAPreservation);
                } else {
                    self.kept_guard(&mut why);
                }
            }
            Verb::GiveEffect => {
                self.known_guard(ctx, &mut why);
                self.stale_guard(ctx, &mut why);
                self.hold_guard(&mut why);
                if self.instrument(ctx.rulebook).is_none_or(|i| i.purpose != Purpose::Act) {
                    why.push(Reason::NotAnOrderToAct);
                }
            }
            Verb::ConfirmEmergency => {
                match self.emergency {
                    Emergency::No => why.push(Reason::NoEmergency),
                    Emergency::Confirmed { .. } => why.push(Reason::AlreadyDone),
                    Emergency::Claimed => {}
                }
                if self.term(FactKind::Call, ctx.policy).is_none_or(|call| call.is_over(ctx.now)) {
                    why.push(Reason::CallBackNeeded);
                }
                if self.aftermath.content.as_ref().is_some_and(|c| is(&ctx.actor, c.by)) {
                    why.push(Reason::SamePerson { part: Part::Opener });
                }
                match self.verifier() {
                    None => why.push(Reason::NotVerifiedOutOfBand),
                    Some(p) if is(&ctx.actor, p) => why.push(Reason::SamePerson { part: Part::Verifier }),
                    Some(_) => {}
                }
            }
            Verb::RecordEffort | Verb::ExtendSecrecy => {
                if self.secrecy.orders.is_empty() {
                    why.push(Reason::NoSuchOrder);
                }
            }
            Verb::RecordObjection | Verb::NameCounsel | Verb::NoticeOpened | Verb::NoticeAcknowledged => {
                self.customer_guard(verb, ctx, &mut why)
            }
            Verb::AnswerObjection => {
                if self.open_objection().is_none() {
                    why.push(Reason::NoObjection);
                }
            }
            Verb::RecordClearance => match self.clearance {
                Clearance::NotNeeded => why.push(Reason::NoClearance),
                Clearance::Refused { .. } => why.push(Reason::ClearanceRefused),
                Clearance::Awaited | Clearance::Given { .. } => {}
            },
            Verb::ExtendPreservation => self.extension_guard(ctx, &mut why),
            Verb::AnswerCustody | Verb::HoldOver | Verb::LiftHold | Verb::EndPreservation => self.keeping_guard(verb, &mut why),
            Verb::Discard => {
                if self.prepared.is_empty() {
                    why.push(Reason::NothingToDo);
                }
            }
            Verb::NoticeAccepted => {
                if !self.notice.mailing().is_some_and(Mailing::pending) {
                    why.push(Reason::NoticeNotOwed);
                }
            }
            Verb::NoticeBounced | Verb::NoticeDelivered => {
                if self.notice.mailing().or_else(|| self.told()).is_none() {
                    why.push(Reason::NoticeNotOwed);
                }
            }
            Verb::ExamineEscape => {
                if self.open_escapes().next().is_none() {
                    why.push(Reason::NothingToDo);
                }
            }
            Verb::DecideTiming => {
                if self.open_timing().is_none() {
                    why.push(Reason::NothingToDo);
                }
            }
            Verb::RecountDuty => {
                if self.moved_by_calendar(None, ctx.policy).is_empty() {
                    why.push(Reason::NothingToDo);
                }
            }
            Verb::MoveRules => {
                if self.newer_rule(ctx.rulebook).is_none() {
                    why.push(Reason::NothingToDo);
                }
            }
            Verb::StopNotice => {
                if !matches!(self.notice, Notice::Queued { .. }) || self.may_tell_customer(ctx.now) == MayTell::Yes {
                    why.push(Reason::NothingToDo);
                }
            }
            Verb::Tick => {
                if self.passed(ctx).is_empty() {
                    why.push(Reason::NothingToDo);
                }
            }
            Verb::Prepare(kind) => {
                self.act_guard(kind, ctx, &mut why);
                if self.prepared(kind).is_some_and(|p| ctx.now < p.at + ctx.policy.prepared_valid) {
                    why.push(Reason::AlreadyPrepared { act: kind });
                }
            }
            Verb::Confirm(kind) => {
                self.act_guard(kind, ctx, &mut why);
                self.second_person_guard(kind, ctx, &mut why);
            }
            Verb::ReviewSecrecy
            | Verb::RecordSecrecyRequest
            | Verb::DecideSecrecyRequest
            | Verb::CheckDocket
            | Verb::StopGrace
            | Verb::PassGrace => self.secrecy_guard(verb, ctx, &mut why),
            Verb::CorrectPaper
            | Verb::IdentifyAuthority
            | Verb::MatchCustomer
            | Verb::AddDocument
            | Verb::BeginVerification
            | Verb::CheckRequester
            | Verb::EstablishFacts
            | Verb::CheckForm
            | Verb::ReportFraud
            | Verb::DecideLine
            | Verb::Refuse
            | Verb::RecordWithdrawal
            | Verb::Supersede
            | Verb::RecordCollection
            | Verb::ReopenReview
            | Verb::PlaceSecrecy
            | Verb::ExtendDue
            | Verb::NoticeEscaped
            | Verb::EscapeSettled
            | Verb::AskTiming
            | Verb::Assign
            | Verb::AddNote => {}
        }
        why.sort();
        why.dedup();
        why
    }

    fn role_guard(&self, verb: Verb, actor: &Actor, why: &mut Vec<Reason>) {
        let any = roles(verb);
        match actor {
            Actor::Contact(_) if by_contact(verb) => {}
            Actor::Machine { scopes, .. } if by_authority(verb) && scopes.has(TokenScope::Etsi) => {}
            Actor::Officer(_) if by_officer(verb) => {}
            Actor::Machine { scopes, customer: None, .. } if by_program(verb) && scopes.has(TokenScope::DemandsWrite) => {}
            Actor::Machine { scopes, customer: None, .. } if verb == Verb::AnswerCustody && scopes.has(TokenScope::Preservation) => {}
            // The clockwork looks up who asks too, whenever the directory changes.
            Actor::System if (any.is_empty() && !by_contact(verb)) || matches!(verb, Verb::LiftHold | Verb::EstablishFacts) => {}
            Actor::Person { roles, .. } if any.iter().any(|r| roles.has(*r)) => {}
            _ if any.is_empty() && by_contact(verb) => why.push(Reason::OnlyCustomer),
            _ if any.is_empty() => why.push(Reason::OnlySystem),
            _ => why.push(Reason::NeedsRole { any: any.to_vec() }),
        }
    }

    fn stage_guard(&self, verb: Verb, why: &mut Vec<Reason>) {
        let is = self.stage.name();
        if !stages(verb).contains(&is) {
            why.push(if is == StageName::Closed { Reason::Closed } else { Reason::WrongStage { is } });
        }
    }

    fn verify_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        if let Stage::Verifying(v) = &self.stage {
            match &v.requester {
                Some(check) if !check.method.out_of_band() => why.push(Reason::NotVerifiedOutOfBand),
                Some(check) if check.proof.result != CheckResult::Confirmed => {
                    why.push(Reason::RequesterNotConfirmed { result: check.proof.result });
                }
                Some(check) if ctx.now >= check.good_until(ctx.policy) => {
                    why.push(Reason::VerificationExpired { since: check.good_until(ctx.policy) });
                }
                Some(check) if check.method != CheckMethod::CallBack && self.needs_call_back() => why.push(Reason::CallBackNeeded),
                Some(_) => {}
                None => why.push(Reason::NotVerifiedOutOfBand),
            }
            if v.form.is_none() {
                why.push(Reason::FormNotChecked);
            }
        }
        self.known_guard(ctx, why);
        self.stale_guard(ctx, why);
        if self.clarification.is_some() {
            why.push(Reason::ClarificationPending);
        }
        if self.lines.is_empty() && self.instrument(ctx.rulebook).is_some_and(|i| i.purpose == Purpose::Disclose) {
            why.push(Reason::NoLines);
        }
        if let (Some(instrument), Some(issuer)) =
            (self.instrument(ctx.rulebook), self.paper.issuer.or(self.authority.as_ref().map(|a| a.kind)))
        {
            let asked = self.lines.iter().map(|l| l.category).filter(|c| instrument.reach.contains(c)).collect();
            if !instrument.issuer_competent(issuer, &asked) {
                why.push(Reason::IssuerNotCompetent);
            }
        }
    }

    /// INV-02: a fact of who asks that has expired counts as not established.
    fn stale_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        why.extend(self.stale(ctx.policy, ctx.now).into_iter().map(|(fact, since)| Reason::FactExpired { fact, since }));
    }

    /// INV-17: a classified instrument that compels, and a known authority.
    fn known_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        match self.instrument(ctx.rulebook) {
            None => why.push(Reason::NotClassified),
            Some(i) if i.force == Force::None || !i.enabled => {
                let unclassified = self.paper.instrument == crate::instrument::InstrumentId::unclassified();
                why.push(if unclassified { Reason::NotClassified } else { Reason::CompelsNothing });
            }
            Some(_) => {}
        }
        match &self.authority {
            None => why.push(Reason::UnknownAuthority),
            Some(a) if a.frozen => why.push(Reason::AuthorityFrozen),
            Some(_) => {}
        }
        if self.suspended().is_some() {
            why.push(Reason::AskerSuspended);
        }
    }

    fn offer_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        if matches!(self.stage, Stage::Redirecting { offer: Some(_), .. }) {
            why.push(Reason::AlreadyOffered);
        }
        if self.instrument(ctx.rulebook).is_some_and(|i| i.redirect == RedirectRule::NotForeseen) {
            why.push(Reason::RedirectNotForeseen);
        }
        match &self.customer {
            None => why.push(Reason::NoCustomer),
            Some(c) if c.class == CustomerClass::Consumer => why.push(Reason::RedirectNotForeseen),
            Some(_) => {}
        }
    }

    /// INV-17: what can never be approved is stopped before it is recommended, and again at approval.
    fn compels_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        self.known_guard(ctx, why);
        if let Some(i) = self.instrument(ctx.rulebook) {
            match i.purpose {
                Purpose::Preserve => why.push(Reason::PreservesOnly),
                Purpose::Act => why.push(Reason::ActsOnly),
                Purpose::Disclose => {}
            }
            if i.force == Force::Voluntary && !matches!(self.emergency, Emergency::Confirmed { .. }) {
                why.push(Reason::EmergencyNotConfirmed);
            }
        }
    }

    fn recommend_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        self.compels_guard(ctx, why);
        if self.customer.is_none() {
            why.push(Reason::NoCustomer);
        }
        let undecided = self.lines.iter().filter(|l| l.decision.is_none()).count();
        if undecided > 0 {
            why.push(Reason::LinesUndecided { count: u32::try_from(undecided).unwrap_or(u32::MAX) });
        } else if !self.lines.iter().any(crate::paper::ScopeLine::is_authorised) {
            why.push(Reason::NothingAuthorised);
        }
    }

    /// INV-07: while one of these is open, nothing goes on.
    fn hold_guard(&self, why: &mut Vec<Reason>) {
        if self.clarification.is_some() {
            why.push(Reason::ClarificationPending);
        }
        match self.challenge {
            Challenge::Filed { .. } => why.push(Reason::ChallengePending),
            Challenge::Won => why.push(Reason::ChallengeWon),
            Challenge::None | Challenge::Lost => {}
        }
        if self.open_objection().is_some() {
            why.push(Reason::ObjectionPending);
        }
    }

    /// INV-01: the approver is not the reviewer.
    fn approver_guard(&self, actor: &Actor, why: &mut Vec<Reason>) {
        if self.stage.recommended().is_some_and(|r| is(actor, r.by)) {
            why.push(Reason::SamePerson { part: Part::Reviewer });
        }
        // With one person more than content asks for, whoever called does not approve either.
        if self.people_needed() > 3 && self.verifier().is_some_and(|p| is(actor, p)) {
            why.push(Reason::SamePerson { part: Part::Verifier });
        }
    }

    fn no_data_guard(&self, why: &mut Vec<Reason>) {
        let authorised = || self.lines.iter().filter(|l| l.is_authorised());
        let missing = authorised().filter(|l| l.collected.is_none()).count();
        if missing > 0 {
            why.push(Reason::NotCollected { count: u32::try_from(missing).unwrap_or(u32::MAX) });
        }
        if authorised().any(|l| matches!(l.collected, Some(crate::paper::Collected::Records { kept, .. }) if kept > 0)) {
            why.push(Reason::DataFound);
        }
    }

    fn extension_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        let rule = self.instrument(ctx.rulebook).and_then(|i| i.preservation);
        match self.preservation {
            Preservation::Active { until: Some(until), extended: 0, .. }
                if until > ctx.now && rule.and_then(|r| r.extension_days).is_some() => {}
            Preservation::Active { .. } => why.push(Reason::NoExtension),
            Preservation::None | Preservation::Ended { .. } | Preservation::Purged { .. } => why.push(Reason::NoPreservation),
        }
    }

    /// Gates of a two-person act that both halves pass.
    fn act_guard(&self, kind: ActKind, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        match kind {
            ActKind::ConfirmNoSecrecy => {
                match self.may_tell_customer(ctx.now) {
                    MayTell::Yes => why.push(Reason::NoSecrecyAlready),
                    MayTell::No { until } => why.push(Reason::SecrecyInForce { until }),
                    MayTell::Unknown => {}
                }
                self.asked_guard(ctx, why);
            }
            ActKind::LiftSecrecy | ActKind::NarrowSecrecy => {
                if !self.secrecy.orders.iter().any(|o| o.in_force(ctx.now)) {
                    why.push(Reason::NoSuchOrder);
                }
            }
            ActKind::ClearCopy => self.clearing_guard(ctx, why),
            ActKind::SendNotice => {
                match self.notice {
                    Notice::Owed { .. } | Notice::Undeliverable { .. } => {}
                    Notice::Queued { .. } => why.push(Reason::NoticeInOutbox),
                    Notice::NotOwed(_) | Notice::Sent { .. } | Notice::Waived { .. } => why.push(Reason::NoticeNotOwed),
                }
                self.tell_guard(ctx, why);
            }
            ActKind::WaiveNotice => {
                if matches!(self.notice, Notice::Queued { .. }) {
                    why.push(Reason::NoticeInOutbox);
                } else if !self.notice.outstanding() {
                    why.push(Reason::NoticeNotOwed);
                }
            }
            ActKind::Release => self.release_guard(ctx, why),
            ActKind::Reopen => {
                if self.stage.released().is_some() {
                    why.push(Reason::CannotReopen);
                }
            }
        }
    }

    /// Who checked the requester, at any stage.
    pub(crate) fn verifier(&self) -> Option<crate::ids::PersonId> {
        self.requester_check().map(|check| check.by)
    }
}
