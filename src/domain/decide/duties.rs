//! The duties that an instrument lists besides its production: which begin with an event, which stand still and run again.
//!
//! Dates are counted here, once, and kept in the event: reading the record again under another calendar moves nothing.

use crate::Instant;
use crate::clocks::{self, ClockRule, Locus, Obligation, ObligationKind, Pause};
use crate::context::Context;
use crate::demand::Demand;
use crate::event::Event;
use crate::ground::Ground;
use crate::ids::{DemandId, ObligationId};
use crate::instrument::{Instrument, ObligationRule, StartsWith, StopsWith, Suspension};
use crate::paper::Paper;
use crate::policy::Policy;
use crate::preservation::{Kept, PURGE_HOURS};
use std::collections::BTreeSet;

/// What an event does to clocks.
enum Effect {
    Starts(StartsWith),
    Stops(Suspension),
    Resumes(Suspension),
}

const fn effect(event: &Event) -> Option<StartsWith> {
    Some(match event {
        Event::ClarificationAsked { .. } => StartsWith::Clarification,
        Event::Released { .. } => StartsWith::Production,
        Event::SecrecyLifted { .. } | Event::SecrecyExpired { .. } => StartsWith::SecrecyEnd,
        Event::PreservationEnded | Event::PreservationStopped { .. } => StartsWith::PreservationEnd,
        _ => return None,
    })
}

fn effects(event: &Event) -> Vec<Effect> {
    let mut all: Vec<Effect> = effect(event).map(Effect::Starts).into_iter().collect();
    match event {
        Event::ClarificationAsked { .. } => all.push(Effect::Stops(Suspension::Clarification)),
        Event::ClarificationReceived { .. } => all.push(Effect::Resumes(Suspension::Clarification)),
        // A challenge by itself stays nothing; one for the law of another country does where the instrument says so.
        Event::ChallengeFiled { grounds, .. } if grounds.contains(&Ground::R13) => all.push(Effect::Stops(Suspension::Conflict)),
        Event::ChallengeEnded { .. } => all.push(Effect::Resumes(Suspension::Conflict)),
        _ => {}
    }
    all
}

/// The duties that begin with the receipt. Asking the custodian meets none of them: the duty to keep the data is met once it is kept.
pub(super) fn on_receipt(paper: &Paper, demand: DemandId, at: Instant, instrument: &Instrument, locus: &Locus) -> Vec<Obligation> {
    let decided = paper.issued_on.and_then(|day| day.pred_opt()).map(|before| clocks::end_of_day(before, locus.zone));
    let mut duties = Vec::new();
    for (n, rule) in (3..).zip(&instrument.obligations) {
        let started = match rule.start {
            StartsWith::Receipt => at,
            // A day without an hour; the day itself is not counted.
            StartsWith::Decision => decided.unwrap_or(at),
            StartsWith::Unvalidated if unvalidated(paper, instrument) => at,
            StartsWith::Unvalidated => continue,
            StartsWith::Clarification | StartsWith::Production | StartsWith::SecrecyEnd | StartsWith::PreservationEnd => continue,
        };
        duties.push(begun(rule, id(demand, n), started, locus));
    }
    duties
}

/// Whether somebody issued it in an emergency who needs another one's word for it.
fn unvalidated(paper: &Paper, instrument: &Instrument) -> bool {
    let alone = paper.issuer.is_some_and(|issuer| !instrument.issuers.contains(&issuer));
    paper.emergency_claimed && alone && !instrument.validators.is_empty()
}

/// The provider's own rule, where the instrument has none: what is owed no longer is kept no longer.
fn own_purge() -> ObligationRule {
    ObligationRule {
        kind: ObligationKind::Purge,
        clock: ClockRule::Promptly { id: "P.purge".to_owned(), sla_hours: PURGE_HOURS },
        start: StartsWith::PreservationEnd,
        stops: [StopsWith::Purged].into(),
        suspended_by: BTreeSet::new(),
        law: String::new(),
    }
}

fn id(demand: DemandId, n: u128) -> ObligationId {
    ObligationId(uuid::Uuid::from_u128(demand.0.as_u128() ^ n))
}

fn begun(rule: &ObligationRule, id: ObligationId, at: Instant, locus: &Locus) -> Obligation {
    Obligation {
        starts: rule.start,
        stops: rule.stops.clone(),
        suspended_by: rule.suspended_by.clone(),
        law: rule.law.clone(),
        ..clocks::start(id, rule.kind, &rule.clock, at, locus, None)
    }
}

impl Demand {
    /// The events, and after them what they do to the duties.
    pub(super) fn with_duties(&self, mut events: Vec<Event>, ctx: &Context<'_>) -> Vec<Event> {
        let mut changed: Vec<Obligation> = Vec::new();
        for effect in events.iter().flat_map(effects) {
            match effect {
                Effect::Starts(start) => changed.extend(self.beginning(start, changed.len(), ctx)),
                Effect::Stops(why) => self.each(&mut changed, |duty| duty.stand_still(why, ctx.now)),
                Effect::Resumes(why) => self.each(&mut changed, |duty| self.run_again(duty, why, ctx)),
            }
        }
        if events.iter().any(|event| matches!(event, Event::Released { .. })) {
            let owed = self.after_emergency(changed.len(), ctx);
            changed.extend(owed);
        }
        if !changed.is_empty() {
            events.push(Event::DutiesChanged { duties: changed, reason: None });
        }
        events
    }

    fn beginning(&self, start: StartsWith, begun_before: usize, ctx: &Context<'_>) -> Vec<Obligation> {
        let Some(instrument) = self.instrument(ctx.rulebook) else { return Vec::new() };
        let locus = ctx.policy.locus(&instrument.territory);
        let waits = |kind| self.clocks.iter().any(|c| c.kind == kind && c.starts == start && c.met_at.is_none());
        let of_the_end = start == StartsWith::PreservationEnd;
        // Where the custodian found nothing, nothing is to be removed.
        if of_the_end && self.preservation.accounts().iter().all(Kept::is_gone) {
            return Vec::new();
        }
        let own = own_purge();
        let listed = |kind| instrument.obligations.iter().any(|rule| rule.start == start && rule.kind == kind);
        let own = (of_the_end && !listed(ObligationKind::Purge)).then_some(&own);
        let rules = instrument.obligations.iter().filter(|rule| rule.start == start).chain(own).filter(|rule| !waits(rule.kind));
        // Unique among all that this demand will ever have: the version counts on.
        let n = |k: usize| (u128::from(self.version) + 1) << 32 | (begun_before + k) as u128;
        rules.enumerate().map(|(k, rule)| begun(rule, id(self.id, n(k)), ctx.now, &locus)).collect()
    }

    fn after_emergency(&self, begun_before: usize, ctx: &Context<'_>) -> Vec<Obligation> {
        let locus = ctx.policy.locus(self.instrument(ctx.rulebook).map_or("ZZ", |i| i.territory.as_str()));
        let mut owed = self.owed_after_emergency(ctx, |kind, rule| Obligation {
            starts: StartsWith::Production,
            ..clocks::start(ObligationId(self.id.0), kind, rule, ctx.now, &locus, None)
        });
        for (k, duty) in owed.iter_mut().enumerate() {
            duty.id = id(self.id, (u128::from(self.version) + 1) << 32 | (begun_before + k) as u128);
        }
        owed
    }

    /// Change what runs or stands, keeping only what changed.
    fn each(&self, changed: &mut Vec<Obligation>, change: impl Fn(&Obligation) -> Option<Obligation>) {
        for clock in self.clocks.iter().filter(|c| c.met_at.is_none()) {
            let now = changed.iter().find(|c| c.id == clock.id).unwrap_or(clock).clone();
            if let Some(after) = change(&now) {
                changed.retain(|c| c.id != after.id);
                changed.push(after);
            }
        }
    }

    /// The clock runs again: what was left of it, unless something else still holds it. A later date that the authority gave stays.
    fn run_again(&self, duty: &Obligation, why: Suspension, ctx: &Context<'_>) -> Option<Obligation> {
        let mut after = duty.clone();
        let pause = after.pauses.iter_mut().find(|p| p.why == why && p.until.is_none())?;
        pause.until = Some(ctx.now);
        if after.stands_still() {
            return Some(after);
        }
        Some(self.extended(after.recounted(ctx.policy)))
    }

    /// A duty with the later dates that the authority gave for its kind (INV-12).
    pub(super) fn extended(&self, mut duty: Obligation) -> Obligation {
        for extension in self.extensions.iter().filter(|e| e.kind == duty.kind) {
            if duty.due.legal.is_none_or(|legal| legal < extension.due) {
                duty.due = clocks::Due { internal: extension.due, legal: Some(extension.due) };
            }
        }
        duty
    }

    /// The duties of a kind whose dates the calendar of today would move.
    #[must_use]
    pub fn moved_by_calendar(&self, kind: Option<ObligationKind>, policy: &Policy) -> Vec<Obligation> {
        let open = self.clocks.iter().filter(|c| c.met_at.is_none() && kind.is_none_or(|kind| c.kind == kind));
        let differ = |c: &Obligation| {
            let today = self.extended(c.clone().recounted(policy));
            (today.due != c.due).then_some(today)
        };
        if self.is_closed() { Vec::new() } else { open.filter_map(differ).collect() }
    }

    /// A person moves the dates of a kind to those of today's calendar, and says why (INV-24).
    pub(super) fn recounted(&self, kind: ObligationKind, reason: String, policy: &Policy) -> Option<Event> {
        let duties = self.moved_by_calendar(Some(kind), policy);
        (!duties.is_empty()).then_some(Event::DutiesChanged { duties, reason: Some(reason) })
    }

    /// Duties of another reading of the paper: what began since receipt goes on, and so does what stands still.
    pub(super) fn carry_duties(&self, anew: &mut Vec<Obligation>, policy: &Policy) {
        for before in &self.clocks {
            let since = !matches!(before.starts, StartsWith::Receipt | StartsWith::Decision | StartsWith::Unvalidated);
            match anew.iter_mut().find(|c| c.kind == before.kind && c.starts == before.starts) {
                Some(after) if !after.suspended_by.is_empty() && !before.pauses.is_empty() => {
                    after.pauses.clone_from(&before.pauses);
                    *after = after.clone().recounted(policy);
                }
                Some(_) => {}
                None if since => anew.push(before.clone()),
                None => {}
            }
        }
    }
}

impl Obligation {
    /// It stands still from now on; a time that is over does not, and only the law's own periods do.
    fn stand_still(&self, why: Suspension, now: Instant) -> Option<Obligation> {
        let runs = now < self.due.legal.unwrap_or(self.due.internal);
        let holds = self.suspended_by.contains(&why) && !self.pauses.iter().any(|p| p.why == why && p.until.is_none());
        (runs && holds).then(|| {
            let mut after = self.clone();
            after.pauses.push(Pause { why, from: now, until: None });
            after
        })
    }
}
