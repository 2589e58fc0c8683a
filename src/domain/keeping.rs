//! How a preservation goes on: what ends it, what the custodian still owes, and what each entry does to it.

use crate::Instant;
use crate::actor::Actor;
use crate::category::Category;
use crate::clocks::ObligationKind;
use crate::context::Context;
use crate::demand::Demand;
use crate::event::Event;
use crate::instrument::StopsWith;
use crate::paper::Identifier;
use crate::preservation::{Custody, CustodyAnswer, Hold, Kept, PLACE_WITHIN, PURGE_HOURS, Preservation, Term, WhyEnded};
use crate::refusal::{Field, Reason};
use crate::stage::End;
use crate::verb::Verb;
use chrono::Duration;
use std::collections::BTreeSet;

/// What the custodian is asked to do with an account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CustodyAsk {
    /// Keep it unchanged.
    Place,
    /// Remove what was kept, and say how.
    Purge,
}

impl CustodyAsk {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            CustodyAsk::Place => "place",
            CustodyAsk::Purge => "purge",
        }
    }
}

/// A task of the custodian. It says nothing of who asks, by which law, or in which matter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CustodyTask {
    /// What is asked.
    pub ask: CustodyAsk,
    /// The account.
    pub account: Identifier,
    /// Categories of data; empty: all that there is.
    pub categories: BTreeSet<Category>,
    /// First moment of the range, if the lines have one.
    pub from: Option<Instant>,
    /// The moment after its last.
    pub to: Option<Instant>,
    /// By when.
    pub due: Instant,
    /// Why it could not be done, where that was the last answer.
    pub failed: Option<String>,
}

impl Demand {
    /// What the custodian is still asked to do.
    #[must_use]
    pub fn custody_tasks(&self) -> Vec<CustodyTask> {
        let ended = match &self.preservation {
            Preservation::Ended { at, .. } => Some(*at),
            Preservation::None | Preservation::Active { .. } | Preservation::Purged { .. } => None,
        };
        let purge_due = self.clocks.iter().find(|c| c.kind == ObligationKind::Purge && c.met_at.is_none()).map(|c| c.due.internal);
        let hours = Duration::hours(i64::from(PURGE_HOURS));
        let each = self.preservation.accounts().iter().filter(|_| !matches!(self.preservation, Preservation::Purged { .. }));
        each.filter_map(|kept| {
            let (ask, due) = match (ended, kept.answer()) {
                (_, Some(CustodyAnswer::Nothing { .. } | CustodyAnswer::Purged { .. })) => return None,
                (Some(at), _) => (CustodyAsk::Purge, purge_due.unwrap_or(at + hours)),
                (None, _) if !self.names(kept) => (CustodyAsk::Purge, kept.at() + hours),
                (None, Some(CustodyAnswer::Placed { .. })) => return None,
                (None, Some(CustodyAnswer::Failed { .. }) | None) => (CustodyAsk::Place, self.place_by(kept.at())),
            };
            let failed = match kept.answer() {
                Some(CustodyAnswer::Failed { why }) => Some(why.clone()),
                _ => None,
            };
            let account = kept.account.clone();
            Some(CustodyTask { ask, account, categories: self.kept_categories(), from: self.kept_from(), to: self.kept_to(), due, failed })
        })
        .collect()
    }

    /// By when an account is kept that the custodian was asked for at `asked`, or failed to keep then: at the custodian's own target,
    /// and never later than the duty to preserve wants it, nor with longer than that duty gives (Reg. (EU) 2023/1543 Art 10(1), 11(1):
    /// without undue delay).
    fn place_by(&self, asked: Instant) -> Instant {
        let duties = || self.clocks.iter().filter(|c| c.kind == ObligationKind::Preserve);
        let given = duties().map(|c| c.due.internal - c.started_at).filter(|length| *length > Duration::zero()).min();
        let own = asked + given.map_or(PLACE_WITHIN, |length| length.min(PLACE_WITHIN));
        let ahead = duties().filter(|c| c.met_at.is_none()).map(|c| c.due.internal).filter(|due| *due > asked).min();
        ahead.map_or(own, |due| due.min(own))
    }

    /// When the last account that the paper names was kept, or nothing was found of it; `None` while the custodian owes an answer.
    fn kept_since(&self) -> Option<Instant> {
        let named: Vec<&Kept> = self.preservation.accounts().iter().filter(|k| self.names(k)).collect();
        let settled = |k: &&Kept| matches!(k.answer(), Some(CustodyAnswer::Placed { .. } | CustodyAnswer::Nothing { .. }));
        if named.iter().all(settled) { named.iter().map(|k| k.at()).max() } else { None }
    }

    /// The duty to keep what a demand for production asks for is met when the custodian has said of each account that it is kept, or
    /// that there is nothing. Where to preserve is all that is asked, it is met when the authority has been told so.
    pub(crate) fn meet_preserving(&mut self) {
        let Some(at) = self.kept_since() else { return };
        let mine = |c: &&mut crate::clocks::Obligation| c.kind == ObligationKind::Preserve && c.stops.contains(&StopsWith::Preserved);
        for clock in self.clocks.iter_mut().filter(mine).filter(|c| c.met_at.is_none()) {
            clock.met_at = Some(at);
        }
    }

    /// Whether the paper as it is read now still names an account.
    fn names(&self, kept: &Kept) -> bool {
        self.paper.identifiers.iter().any(|i| kept.is_of(i))
    }

    fn kept_categories(&self) -> BTreeSet<Category> {
        self.lines.iter().map(|l| l.category).collect()
    }

    /// A line without a start reaches back to the beginning, whatever the others say.
    fn kept_from(&self) -> Option<Instant> {
        let each = self.lines.iter().map(|l| l.from).collect::<Option<Vec<_>>>()?;
        each.into_iter().min()
    }

    fn kept_to(&self) -> Option<Instant> {
        let each = self.lines.iter().map(|l| l.to).collect::<Option<Vec<_>>>()?;
        each.into_iter().max()
    }

    /// Why a preservation without a hold is over with this ending of the demand. What was refused, redirected or only kept is kept
    /// on: an order is preserved even if it is never executed (Reg. (EU) 2023/1543 Art 10(9)), until its term ends or a person says so.
    const fn over_with(end: &End) -> Option<WhyEnded> {
        match end {
            End::Released(_) | End::NoData { .. } => Some(WhyEnded::Produced),
            End::Withdrawn { .. } | End::Superseded { .. } | End::Fraud { .. } => Some(WhyEnded::Withdrawn),
            End::Refused { .. } | End::Redirected | End::PreservedOnly | End::Acted(_) => None,
        }
    }

    /// The events, and what they do to the preservation.
    pub(crate) fn with_keeping(&self, mut events: Vec<Event>, ctx: &Context<'_>) -> Vec<Event> {
        let mut holds = self.preservation.holds().to_vec();
        let mut over = None;
        for event in &events {
            match event {
                Event::HoldLifted { hold, .. } => {
                    holds.retain(|h| h != hold);
                    over = over.or_else(|| self.stage.end().and_then(Self::over_with));
                }
                Event::Released { .. } | Event::NoDataFound { .. } => over = Some(WhyEnded::Produced),
                Event::Withdrawn { .. } | Event::Superseded { .. } | Event::FraudReported { .. } => over = Some(WhyEnded::Withdrawn),
                _ => {}
            }
        }
        if let (Preservation::Active { until, .. }, true) = (&self.preservation, holds.is_empty()) {
            let lifted = events.iter().any(|e| matches!(e, Event::HoldLifted { .. }));
            match over {
                Some(why) => events.push(Event::PreservationStopped { why, reason: None }),
                None if lifted && until.is_some_and(|until| until <= ctx.now) => events.push(Event::PreservationEnded),
                None => {}
            }
        }
        events
    }

    /// What stands in the way of a verb about the preservation.
    pub(crate) fn keeping_guard(&self, verb: Verb, why: &mut Vec<Reason>) {
        let (active, held) = (self.preservation.is_active(), !self.preservation.holds().is_empty());
        match verb {
            Verb::AnswerCustody if matches!(self.preservation, Preservation::None | Preservation::Purged { .. }) => {
                why.push(Reason::NoPreservation);
            }
            Verb::HoldOver | Verb::EndPreservation if !active => why.push(Reason::NoPreservation),
            Verb::LiftHold if !held => why.push(Reason::NothingToDo),
            Verb::EndPreservation if held => why.push(Reason::StillKept),
            _ => {}
        }
    }

    /// What stands in the way of telling the authority that data is kept: the custodian has not said so of each account.
    pub(crate) fn kept_guard(&self, why: &mut Vec<Reason>) {
        let accounts = || self.preservation.accounts().iter().filter(|k| self.names(k));
        let waiting = accounts().filter(|k| matches!(k.answer(), None | Some(CustodyAnswer::Failed { .. }))).count();
        if accounts().next().is_none() {
            why.push(Reason::NoPreservation);
        } else if waiting > 0 {
            why.push(Reason::NotYetKept { count: u32::try_from(waiting).unwrap_or(u32::MAX) });
        } else if accounts().all(|k| matches!(k.answer(), Some(CustodyAnswer::Nothing { .. }))) {
            why.push(Reason::NothingKept);
        }
    }

    /// Why it can't be said that the accounts are kept; empty once the custodian said so of each of them.
    #[must_use]
    pub fn not_kept(&self) -> Vec<Reason> {
        let mut why = Vec::new();
        self.kept_guard(&mut why);
        why
    }

    /// What stands in the way of what the custodian says.
    pub(crate) fn custody_blockers(&self, account: &Identifier, answer: &CustodyAnswer, why: &mut Vec<Reason>) {
        if answer.text().trim().is_empty() {
            why.push(Reason::Missing { field: Field::Text });
        }
        let Some(kept) = self.preservation.accounts().iter().find(|k| k.is_of(account)) else {
            why.push(Reason::NoPreservation);
            return;
        };
        let over = matches!(self.preservation, Preservation::Ended { .. }) || !self.names(kept);
        match answer {
            // INV-11: what is to be kept is not removed, and what is to be removed is not kept anew.
            CustodyAnswer::Purged { protocol, .. } => {
                if !over {
                    why.push(Reason::StillKept);
                }
                if protocol.as_ref().is_some_and(|p| p.len() != 64 || !p.bytes().all(|b| b.is_ascii_hexdigit())) {
                    why.push(Reason::Missing { field: Field::Digest });
                }
            }
            CustodyAnswer::Placed { .. } if over => why.push(Reason::NoPreservation),
            // What is said to be kept does not become nothing by a word.
            CustodyAnswer::Nothing { .. } if matches!(kept.answer(), Some(CustodyAnswer::Placed { .. })) => why.push(Reason::StillKept),
            CustodyAnswer::Placed { .. } | CustodyAnswer::Nothing { .. } | CustodyAnswer::Failed { .. } => {}
        }
        if kept.is_gone() || kept.answer() == Some(answer) {
            why.push(Reason::AlreadyDone);
        }
    }

    /// What stands in the way of keeping data beyond its term.
    pub(crate) fn hold_blockers(&self, hold: &Hold, reason: &str, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        if reason.trim().is_empty() {
            why.push(Reason::Missing { field: Field::Reason });
        }
        match hold {
            Hold::Confirmed { document } => {
                if document.trim().is_empty() {
                    why.push(Reason::Missing { field: Field::Document });
                }
                if !self.instrument(ctx.rulebook).and_then(|i| i.preservation).is_some_and(|rule| rule.confirmable) {
                    why.push(Reason::NoExtension);
                }
            }
            Hold::Production { demand } if *demand == self.id => why.push(Reason::NothingToDo),
            Hold::Production { .. } => {}
            Hold::Litigation { matter } if matter.trim().is_empty() => why.push(Reason::Missing { field: Field::Text }),
            Hold::Litigation { .. } => {}
        }
        if self.preservation.holds().contains(hold) {
            why.push(Reason::AlreadyDone);
        }
    }

    /// What an entry does to the preservation.
    pub(crate) fn keep(&mut self, event: &Event, at: Instant, by: Actor) {
        match event {
            Event::PreservationExtended { until, .. } => {
                if let Preservation::Active { until: end, extended, .. } = &mut self.preservation {
                    *end = Some(*until);
                    *extended += 1;
                }
            }
            Event::PreservationHeld { hold, .. } => {
                if let Preservation::Active { holds, .. } = &mut self.preservation {
                    holds.push(hold.clone());
                }
            }
            Event::HoldLifted { hold, .. } => {
                if let Preservation::Active { holds, .. } = &mut self.preservation {
                    holds.retain(|h| h != hold);
                }
            }
            Event::PreservationEnded => self.stop_keeping(WhyEnded::Expired, at),
            Event::PreservationStopped { why, .. } => self.stop_keeping(*why, at),
            Event::CustodyAnswered { account, answer } => {
                let accounts = match &mut self.preservation {
                    Preservation::None | Preservation::Purged { .. } => return,
                    Preservation::Active { accounts, .. } | Preservation::Ended { accounts, .. } => accounts,
                };
                if let Some(kept) = accounts.iter_mut().find(|k| k.is_of(account)) {
                    kept.custody = Custody::Answered { answer: answer.clone(), by, at };
                }
                self.meet_preserving();
                self.all_gone(at);
            }
            _ => {}
        }
    }

    fn stop_keeping(&mut self, why: WhyEnded, at: Instant) {
        if let Preservation::Active { since, until, extended, accounts, .. } = &mut self.preservation {
            let term = Term { since: *since, until: *until, extended: *extended };
            self.preservation = Preservation::Ended { at, why, term, accounts: std::mem::take(accounts) };
        }
        self.all_gone(at);
    }

    /// Once each account says that nothing of it is kept, nothing is.
    fn all_gone(&mut self, at: Instant) {
        if let Preservation::Ended { at: ended_at, why, term, accounts } = &mut self.preservation
            && accounts.iter().all(Kept::is_gone)
        {
            let accounts = std::mem::take(accounts);
            self.preservation = Preservation::Purged { at, ended_at: *ended_at, why: *why, term: *term, accounts };
            self.purged(at);
        }
    }

    /// A demand that is taken up again is kept again; a term that has run out is not given new life.
    pub(crate) fn keep_again(&mut self, at: Instant) {
        let (term, mut accounts) = match &self.preservation {
            Preservation::Ended { why, term, accounts, .. } | Preservation::Purged { why, term, accounts, .. }
                if *why != WhyEnded::Expired =>
            {
                (*term, accounts.clone())
            }
            _ => return,
        };
        for kept in &mut accounts {
            kept.ask_again(at);
        }
        let Term { since, until, extended } = term;
        self.preservation = Preservation::Active { since, until, extended, holds: Vec::new(), accounts };
        self.purged(at);
    }

    /// The preservation after another reading of the paper: one that was placed is not given up; its term is that of the instrument
    /// as it is read now, unless the authority has given another; accounts that are named now are kept too.
    pub(crate) fn keep_as_read(&mut self, anew: &Preservation, at: Instant) {
        let Preservation::Active { until: due, accounts: named, .. } = anew else { return };
        match &mut self.preservation {
            Preservation::None => self.preservation = anew.clone(),
            Preservation::Active { until, extended, accounts, .. } => {
                if *extended == 0 {
                    *until = *due;
                }
                // Nobody has kept anything of an account that was only asked for by mistake, and was not answered.
                accounts.retain(|k| k.answer().is_some() || named.iter().any(|n| k.is_of(&n.account)));
                for new in named {
                    if !accounts.iter().any(|k| k.is_of(&new.account)) {
                        accounts.push(Kept::asked(new.account.clone(), at));
                    }
                }
            }
            // By this reading the time is not over.
            Preservation::Ended { accounts, .. } | Preservation::Purged { accounts, .. } if due.is_none_or(|due| due > at) => {
                let mut accounts = std::mem::take(accounts);
                for kept in &mut accounts {
                    kept.ask_again(at);
                }
                self.preservation = match anew.clone() {
                    Preservation::Active { since, until, extended, holds, .. } => {
                        Preservation::Active { since, until, extended, holds, accounts }
                    }
                    other => other,
                };
                self.purged(at);
                self.keep_as_read(anew, at);
            }
            Preservation::Ended { .. } | Preservation::Purged { .. } => {}
        }
    }
}
