//! Which verbs move a demand forward, in the order in which a person would do them.

use domain::clocks::ObligationKind;
use domain::command::{ActKind, Verb};
use domain::context::Context;
use domain::demand::{Challenge, Clearance, Demand, Emergency};
use domain::fact::FactKind;
use domain::instrument::{Purpose, RedirectRule};
use domain::notice::Notice;
use domain::paper::Collected;
use domain::secrecy::MayTell;
use domain::secrecy::calendar::DateKind;
use domain::stage::{SkipGround, Stage, StageName};

/// What would bring the demand to its next stage or a track to its end, most urgent first. Whether a verb is open is not asked here.
pub fn forward(demand: &Demand, ctx: &Context<'_>) -> Vec<Verb> {
    // A first half that has run out is made again.
    let fresh = |at| ctx.now < at + ctx.policy.prepared_valid;
    let mut verbs: Vec<Verb> =
        demand.prepared.iter().map(|p| if fresh(p.at) { Verb::Confirm(p.act.kind()) } else { Verb::Prepare(p.act.kind()) }).collect();
    if demand.open_escapes().next().is_some() {
        verbs.insert(0, Verb::ExamineEscape);
    }
    if demand.open_timing().is_some() && !demand.is_closed() {
        verbs.push(Verb::DecideTiming);
    }
    if demand.clarification.is_some() {
        verbs.push(Verb::RecordClarification);
    }
    match demand.challenge {
        Challenge::Filed { .. } => verbs.push(Verb::EndChallenge),
        Challenge::Won if !demand.is_closed() => verbs.push(Verb::Refuse),
        Challenge::Won | Challenge::None | Challenge::Lost => {}
    }
    if demand.open_objection().is_some() {
        verbs.push(Verb::AnswerObjection);
    }
    if demand.emergency == Emergency::Claimed && !demand.is_closed() && demand.stage.name() != StageName::Received {
        verbs.push(Verb::ConfirmEmergency);
    }
    if !demand.moved_by_calendar(None, ctx.policy).is_empty() {
        verbs.push(Verb::RecountDuty);
    }
    // What the directory said of who asks is too old for the next step: it is looked up again first.
    if demand.stale(ctx.policy, ctx.now).iter().any(|(fact, _)| *fact != FactKind::Mail) {
        verbs.push(Verb::EstablishFacts);
    }
    silence(demand, ctx, &mut verbs);
    stage(demand, ctx, &mut verbs);
    notice(demand, ctx, &mut verbs);
    let mut seen = std::collections::BTreeSet::new();
    verbs.retain(|v| seen.insert(*v));
    verbs
}

fn stage(demand: &Demand, ctx: &Context<'_>, verbs: &mut Vec<Verb>) {
    match &demand.stage {
        Stage::Received => verbs.push(Verb::BeginVerification),
        Stage::Verifying(v) => {
            if demand.authority.is_none() {
                verbs.push(Verb::IdentifyAuthority);
            }
            let valid = v.requester.as_ref().is_some_and(|c| c.confirms() && ctx.now < c.good_until(ctx.policy));
            if !valid {
                verbs.push(Verb::CheckRequester);
            }
            if v.form.is_none() {
                verbs.push(Verb::CheckForm);
            }
            verbs.push(Verb::Verify);
        }
        Stage::Redirecting { offer, .. } => {
            let foreseen = demand.instrument(ctx.rulebook).is_some_and(|i| i.redirect != RedirectRule::NotForeseen);
            let skip = SkipGround::ALL.iter().any(|g| demand.skip_fits(*g, ctx));
            match offer {
                Some(_) => verbs.extend([Verb::RecordAnswer, Verb::SkipRedirect]),
                None if skip || !foreseen => verbs.extend([Verb::SkipRedirect, Verb::OfferRedirect]),
                None => verbs.extend([Verb::OfferRedirect, Verb::SkipRedirect]),
            }
        }
        Stage::Reviewing(_) => match demand.instrument(ctx.rulebook).map(|i| i.purpose) {
            Some(Purpose::Preserve) => verbs.push(Verb::ConfirmPreserved),
            Some(Purpose::Act) => verbs.extend([Verb::GiveEffect, Verb::Refuse]),
            Some(Purpose::Disclose) | None => {
                if demand.customer.is_none() {
                    verbs.push(Verb::MatchCustomer);
                }
                if demand.lines.iter().any(|l| l.decision.is_none()) {
                    verbs.push(Verb::DecideLine);
                } else if !demand.lines.iter().any(domain::paper::ScopeLine::is_authorised) {
                    verbs.push(Verb::Refuse);
                }
                if demand.content_is_shut(ctx) {
                    verbs.push(Verb::OpenContent);
                }
                verbs.push(Verb::Recommend);
            }
        },
        Stage::Approving(_) => verbs.push(Verb::Approve),
        Stage::Producing(_) => {
            let authorised = || demand.lines.iter().filter(|l| l.is_authorised());
            if authorised().any(|l| l.collected.is_none()) {
                verbs.push(Verb::RecordCollection);
            }
            let found = authorised().any(|l| matches!(&l.collected, Some(Collected::Records { kept, .. }) if *kept > 0));
            verbs.push(if found || authorised().any(|l| l.collected.is_none()) { Verb::SealPackage } else { Verb::NoDataFound });
        }
        Stage::Releasing(_) => {
            if demand.clearance == Clearance::Awaited {
                verbs.push(Verb::RecordClearance);
            }
            notice(demand, ctx, verbs);
            if demand.prepared(ActKind::Release).is_none() {
                verbs.push(Verb::Prepare(ActKind::Release));
            }
        }
        Stage::Closed { .. } => {
            let owes = |kind| demand.clock(kind).is_some_and(|c| c.met_at.is_none());
            verbs.extend(owes(ObligationKind::Review).then_some(Verb::ReviewEmergency));
            verbs.extend(owes(ObligationKind::FollowUp).then_some(Verb::SettleFollowUp));
        }
    }
}

/// What somebody must do about secrecy whatever the stage: decide on a request, look again at an order without an end.
fn silence(demand: &Demand, ctx: &Context<'_>, verbs: &mut Vec<Verb>) {
    if demand.secrecy.open_request().is_some() {
        verbs.push(Verb::DecideSecrecyRequest);
    }
    let dates = demand.secrecy_dates(ctx.rulebook, ctx.policy);
    if dates.iter().any(|d| d.kind == DateKind::Review && d.at <= ctx.now) {
        verbs.push(Verb::ReviewSecrecy);
    }
    if dates.iter().any(|d| d.kind == DateKind::Grace) {
        verbs.push(Verb::StopGrace);
    }
}

/// The customer is to be told: first whether one may, then the notice.
fn notice(demand: &Demand, ctx: &Context<'_>, verbs: &mut Vec<Verb>) {
    let owed = matches!(demand.notice, Notice::Owed { .. } | Notice::Undeliverable { .. });
    let waits = owed || (demand.stage.name() >= StageName::Reviewing && !demand.is_closed() && matches!(demand.notice, Notice::NotOwed(_)));
    if !waits {
        return;
    }
    match demand.may_tell_customer(ctx.now) {
        MayTell::Unknown if demand.secrecy_over().is_some() => {
            verbs.extend([Verb::CheckDocket, Verb::Prepare(ActKind::ConfirmNoSecrecy)]);
        }
        MayTell::Unknown => verbs.push(Verb::Prepare(ActKind::ConfirmNoSecrecy)),
        MayTell::Yes if owed => {
            verbs.push(Verb::Prepare(ActKind::SendNotice));
            if demand.cleared.is_empty() {
                verbs.push(Verb::Prepare(ActKind::ClearCopy));
            }
        }
        MayTell::Yes | MayTell::No { .. } => {}
    }
}

/// What else a person often does at a stage, so that it has a button of its own.
pub const fn beside(stage: StageName) -> &'static [Verb] {
    match stage {
        StageName::Received => &[Verb::Acknowledge],
        StageName::Verifying => &[Verb::Acknowledge, Verb::AskToClarify, Verb::CorrectPaper, Verb::Refuse],
        StageName::Redirecting => &[Verb::Acknowledge, Verb::Refuse],
        StageName::Reviewing => &[Verb::AskToClarify, Verb::Refuse],
        StageName::Approving => &[Verb::SendBack, Verb::Refuse],
        StageName::Producing => &[Verb::ReopenReview],
        StageName::Releasing => &[Verb::ReopenReview, Verb::RecordObjection],
        StageName::Closed => &[Verb::Prepare(ActKind::Reopen)],
    }
}
