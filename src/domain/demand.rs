//! The demand: the fold of its entries.

use crate::Instant;
use crate::aftermath::Aftermath;
use crate::apply::latest;
use crate::cleared::Cleared;
use crate::clocks::{self, Obligation, ObligationKind};
use crate::command::{Act, ActKind, ClearanceAnswer};
use crate::context::Context;
use crate::escape::Escape;
use crate::event::{Consequences, Entry, Event};
use crate::ground::Ground;
use crate::ids::{DemandId, LineId, PersonId, Reference};
use crate::instrument::{Audience, NoticeDuty, NoticeTiming, Rule, Rulebook};
use crate::notice::{NotOwed, Notice, PastNotice};
use crate::objection::{Counsel, Objection};
use crate::paper::{CustomerClass, DocumentRef, DueExtension, KnownAuthority, KnownCustomer, Link, LinkKind, Paper, Receipt, ScopeLine};
use crate::policy::Policy;
use crate::preservation::Preservation;
use crate::secrecy::{MayTell, Secrecy, SecrecyRequest, Verdict};
use crate::stage::{Stage, Verified};
use crate::timing::TimingAsked;
use crate::who::Asker;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A question to the authority that holds everything.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Clarification {
    /// What was asked.
    pub question: String,
    /// When.
    pub asked_at: Instant,
}

/// A challenge before a court.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Challenge {
    /// None.
    #[default]
    None,
    /// Filed; nothing leaves.
    Filed {
        /// Why.
        grounds: Vec<Ground>,
        /// When.
        at: Instant,
    },
    /// Lost or taken back.
    Lost,
    /// Won: only refusal is left.
    Won,
}

/// The emergency track.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Emergency {
    /// None.
    #[default]
    No,
    /// The issuer says so.
    Claimed,
    /// Confirmed.
    Confirmed {
        /// By whom.
        by: PersonId,
        /// When.
        at: Instant,
    },
}

/// The clearance track.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clearance {
    /// Nobody else must agree.
    #[default]
    NotNeeded,
    /// The enforcing authority may still object.
    Awaited,
    /// It lets the production go.
    Given {
        /// When.
        at: Instant,
    },
    /// It does not.
    Refused {
        /// When.
        at: Instant,
    },
}

/// The open first half of a two-person act.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Prepared {
    /// What.
    pub act: Act,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// One instrument served on the provider, with everything that is known about it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Demand {
    /// Its id.
    pub id: DemandId,
    /// What people call it.
    pub reference: Reference,
    /// Number of entries folded so far.
    pub version: u64,
    /// Arrival.
    pub receipt: Receipt,
    /// What the paper says.
    pub paper: Paper,
    /// The authority, once identified.
    pub authority: Option<KnownAuthority>,
    /// The customer, once matched.
    pub customer: Option<KnownCustomer>,
    /// What is asked, line by line, with its fate.
    pub lines: Vec<ScopeLine>,
    /// Documents.
    pub documents: Vec<DocumentRef>,
    /// Related demands.
    pub links: Vec<Link>,
    /// Who has the ball.
    pub stage: Stage,
    /// Secrecy.
    pub secrecy: Secrecy,
    /// Notice.
    pub notice: Notice,
    /// Preservation.
    pub preservation: Preservation,
    /// Hold: clarification.
    pub clarification: Option<Clarification>,
    /// Hold: challenge.
    pub challenge: Challenge,
    /// Notices of before, in the order in which they stopped counting.
    pub past_notices: Vec<PastNotice>,
    /// The customer's objections, in order; the last one holds while it is not answered.
    pub objections: Vec<Objection>,
    /// Who speaks for the customer.
    pub counsel: Option<Counsel>,
    /// Copies of papers that may go to the customer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cleared: Vec<Cleared>,
    /// Mails that were on the wire when their notice was stopped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escapes: Vec<Escape>,
    /// Counsel's later choice of when this customer is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timing: Option<TimingAsked>,
    /// Emergency.
    pub emergency: Emergency,
    /// Clearance.
    pub clearance: Clearance,
    /// Duties.
    pub clocks: Vec<Obligation>,
    /// Due dates moved by the authority's writing.
    pub extensions: Vec<DueExtension>,
    /// Two-person acts that wait for the second person.
    pub prepared: Vec<Prepared>,
    /// Who works on it.
    pub assignee: Option<PersonId>,
    /// What an emergency leaves behind.
    #[serde(default, skip_serializing_if = "Aftermath::is_blank")]
    pub aftermath: Aftermath,
    /// What is known of who asks.
    #[serde(default, skip_serializing_if = "Asker::is_blank")]
    pub asker: Asker,
    /// The row of the rulebook that it is read by; what came before rows were kept is read by the version on its paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
}

impl Demand {
    /// The demand that an entry opens; only [`Event::Received`] does.
    #[must_use]
    pub fn open(entry: &Entry) -> Option<Demand> {
        let Event::Received { demand: d, consequences } = &entry.event else { return None };
        let d = d.as_ref().clone();
        let mut demand = Demand {
            id: d.id,
            reference: d.reference,
            version: 1,
            receipt: d.receipt,
            paper: d.paper,
            authority: d.authority,
            customer: d.customer,
            lines: d.lines.into_iter().map(ScopeLine::as_demanded).collect(),
            documents: d.documents,
            links: Vec::new(),
            stage: Stage::Received,
            secrecy: Secrecy::default(),
            notice: Notice::NotOwed(NotOwed::NotYet),
            preservation: Preservation::None,
            clarification: None,
            challenge: Challenge::None,
            past_notices: Vec::new(),
            objections: Vec::new(),
            counsel: None,
            cleared: Vec::new(),
            escapes: Vec::new(),
            timing: None,
            emergency: Emergency::No,
            clearance: Clearance::NotNeeded,
            clocks: Vec::new(),
            extensions: Vec::new(),
            prepared: Vec::new(),
            assignee: None,
            aftermath: Aftermath::default(),
            asker: Asker { handled_by: entry.actor.person().into_iter().collect(), ..Asker::default() },
            rule: None,
        };
        if let Some(words) = d.secrecy_asked {
            demand.secrecy.requests.push(SecrecyRequest { at: entry.at, words, by: None, decision: None });
        }
        if let Some(facts) = &d.facts {
            demand.asker.learn(facts, entry.at);
        }
        demand.take(consequences, entry.at);
        demand.repeats(&d.duplicates);
        Some(demand)
    }

    /// INV-27: demands that ask the same are linked, each once; a link is never taken back.
    pub(crate) fn repeats(&mut self, others: &[DemandId]) {
        for other in others {
            let link = Link { other: *other, kind: LinkKind::Duplicate };
            if !self.links.contains(&link) {
                self.links.push(link);
            }
        }
    }

    /// The fold of a demand's entries; `None` when the first does not open one.
    #[must_use]
    pub fn fold<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Option<Demand> {
        let mut entries = entries.into_iter();
        let first = Demand::open(entries.next()?)?;
        Some(entries.fold(first, Demand::apply))
    }

    /// What follows from the instrument; at receipt, and again when the paper is read anew.
    pub(crate) fn take(&mut self, consequences: &Consequences, at: Instant) {
        self.clocks = consequences.clocks.clone();
        self.rule.clone_from(&consequences.rule);
        self.keep_as_read(&consequences.preservation, at);
        if let Some(order) = &consequences.statutory {
            self.secrecy.orders.push(order.clone());
            self.secrecy.none = None;
            self.void_secrecy_acts();
            self.void_clearings();
        }
        // A refusal by the enforcing authority is not undone by reading the paper again (Reg. (EU) 2023/1543 Art 12(2)).
        if !matches!(self.clearance, Clearance::Refused { .. }) {
            self.clearance = if consequences.clearance_needed { Clearance::Awaited } else { Clearance::NotNeeded };
        }
        // What is kept already is not owed anew; an account that is named only now is.
        self.meet_preserving();
        // Nor is a later date that the authority gave in writing (INV-12).
        for extension in self.extensions.clone() {
            self.extend_due(&extension);
        }
        // A claim is worth what the paper says; what a person has confirmed outlasts another reading.
        if !matches!(self.emergency, Emergency::Confirmed { .. }) {
            self.emergency = if self.paper.emergency_claimed { Emergency::Claimed } else { Emergency::No };
        }
    }

    /// What is owed to the customer by the instrument's row of the notice matrix, and when. A consumer is the end user.
    #[must_use]
    pub fn notice_duty(&self, rulebook: &Rulebook) -> (NoticeDuty, NoticeTiming) {
        let Some(rule) = self.instrument(rulebook).map(|i| i.notice) else { return (NoticeDuty::No, NoticeTiming::After) };
        let duty = if self.is_consumer() { rule.end_user } else { rule.customer };
        let chosen = self.customer.as_ref().and_then(|c| c.told).filter(|_| rule.per_customer);
        let timing = match self.emergency {
            Emergency::Confirmed { .. } => NoticeTiming::After,
            Emergency::No | Emergency::Claimed => chosen.unwrap_or(rule.when),
        };
        (duty, timing)
    }

    /// When the authority wants the customer told, where the law lets it set a time (Reg. (EU) 2022/2065 Art 9(5), 10(5)).
    #[must_use]
    pub fn told_at(&self, rulebook: &Rulebook) -> Option<Instant> {
        self.paper.notice_at.filter(|_| self.instrument(rulebook).is_some_and(|i| i.notice.set_by_order))
    }

    /// How many days the customer has to object to a notice that goes before: the instrument's, or the provider's where the
    /// instrument itself has the notice go at another time.
    #[must_use]
    pub fn window_days(&self, rulebook: &Rulebook, policy: &Policy) -> u32 {
        self.instrument(rulebook).map(|i| i.notice.window_days).filter(|days| *days > 0).unwrap_or(policy.objection_days)
    }

    /// Whether a prohibition for these addressees silences us towards the customer. A consumer is both customer and end user.
    #[must_use]
    pub fn covers_customer(&self, covers: &BTreeSet<Audience>) -> bool {
        self.addressee().iter().any(|whom| covers.contains(whom))
    }

    /// Whether the customer's side may be told at `now`: the one function that every message to it passes (INV-04).
    #[must_use]
    pub fn may_tell_customer(&self, now: Instant) -> MayTell {
        self.secrecy.may_tell(self.addressee(), now)
    }

    /// The answer of [`Demand::may_tell_customer`] with the rows that decided it.
    #[must_use]
    pub fn telling_customer(&self, now: Instant) -> Verdict {
        self.secrecy.verdict(self.addressee(), now)
    }

    /// Whom a message to the customer's side tells. A consumer is both customer and end user.
    pub(crate) fn addressee(&self) -> &'static [Audience] {
        if self.is_consumer() { &[Audience::Customer, Audience::EndUser] } else { &[Audience::Customer] }
    }

    pub(crate) fn is_consumer(&self) -> bool {
        self.customer.as_ref().is_some_and(|c| c.class == CustomerClass::Consumer)
    }

    /// Whether another reading of the paper asks for something else than this one.
    pub(crate) fn asks_otherwise(&self, paper: &Paper, lines: &[ScopeLine]) -> bool {
        let asked = |lines: &[ScopeLine]| lines.iter().cloned().map(ScopeLine::as_demanded).collect::<Vec<_>>();
        self.paper.instrument != paper.instrument || asked(&self.lines) != asked(lines)
    }

    /// The duties that we owe and whose time runs, the most urgent first.
    #[must_use]
    pub fn running_duties(&self) -> Vec<&Obligation> {
        let mut open: Vec<_> =
            self.clocks.iter().filter(|c| c.met_at.is_none() && c.kind.is_owed() && !c.stands_still() && self.still_runs(c)).collect();
        open.sort_by_key(|c| c.due.internal);
        open
    }

    /// Of a demand that is over, what was kept is still to be removed, and an emergency is still to be looked at again.
    fn still_runs(&self, duty: &Obligation) -> bool {
        duty.kind == ObligationKind::Purge || duty.kind.follows_an_emergency() || !self.is_closed()
    }

    /// The duty of a kind.
    #[must_use]
    pub fn clock(&self, kind: ObligationKind) -> Option<&Obligation> {
        self.clocks.iter().find(|c| c.kind == kind)
    }

    /// Until when an answer to a redirect can be asked for: the legal date to produce by, while it lies ahead.
    #[must_use]
    pub fn latest_answer(&self, now: Instant) -> Option<Instant> {
        self.clock(ObligationKind::Produce).and_then(|c| c.due.legal).filter(|legal| now < *legal)
    }

    /// When the enforcing authority's time is over: at the legal date that the routine clock gives, or at the later one on record.
    /// The short clock of an emergency that nobody has confirmed does not end it (Reg. (EU) 2023/1543 Art 10(2), 10(4)).
    pub(crate) fn clearance_ends(&self, ctx: &Context<'_>) -> Option<Instant> {
        let clock = self.clock(ObligationKind::Produce)?;
        let rule = &self.instrument(ctx.rulebook)?.clock;
        let routine = clocks::start(clock.id, clock.kind, rule, clock.started_at, &clock.locus, clock.face).due.legal?;
        Some(latest(routine, clock.due.legal))
    }

    /// The line with this id.
    #[must_use]
    pub fn line(&self, id: LineId) -> Option<&ScopeLine> {
        self.lines.iter().find(|l| l.id == id)
    }

    /// The open first half of an act.
    #[must_use]
    pub fn prepared(&self, kind: ActKind) -> Option<&Prepared> {
        self.prepared.iter().find(|p| p.act.kind() == kind)
    }

    /// The verification, as long as the stage still carries it.
    #[must_use]
    pub fn verified(&self) -> Option<&Verified> {
        self.stage.verified()
    }

    /// Whether three people are needed at least (INV-01, INV-13).
    #[must_use]
    pub fn needs_three(&self) -> bool {
        self.people_needed() >= 3
    }

    /// Whether content is demanded and not refused, or an emergency is claimed.
    pub(crate) fn is_grave(&self) -> bool {
        self.emergency != Emergency::No || self.lines.iter().any(|l| l.category.is_content() && l.is_authorised())
    }

    /// Whether the demand is over.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(self.stage, Stage::Closed { .. })
    }

    pub(crate) fn answer(&mut self, answer: ClearanceAnswer, at: Instant) {
        self.clearance = match answer {
            ClearanceAnswer::Given => Clearance::Given { at },
            ClearanceAnswer::Refused => Clearance::Refused { at },
        };
    }
}
