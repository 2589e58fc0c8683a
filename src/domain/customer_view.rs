//! What a customer may see of a demand: one pure function, which every page, file and list of the customer's side passes.
//!
//! Nothing at all until a notice of this demand was accepted by one of this customer's addresses, and nothing while a secrecy
//! is in force or unknown, whatever was told before (INV-04). What is absent is absent: there is no half-seen demand.
//! The facts are those that a notice owes (SCC clause 15.1(a), INV-19), and what has been done since.

use crate::Instant;
use crate::category::Category;
use crate::demand::{Challenge, Demand};
use crate::ground::Ground;
use crate::ids::{ContactId, CustomerId, DemandId, DocumentId, LineId, MessageId, Reference};
use crate::instrument::{InstrumentId, IssuerKind, Rulebook};
use crate::notice::{Ending, Mailing, Notice, NoticeKind, Window};
use crate::objection::{Counsel, Objection};
use crate::outcome::Outcome;
use crate::paper::{Decision, DocumentRef, ScopeLine};
use crate::stage::{End, Package, PackedLine, Stage};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeSet;

/// A demand as the customer may see it at a moment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CustomerView {
    /// Its id.
    pub id: DemandId,
    /// What people call it.
    pub reference: Reference,
    /// The authority: as the registry knows it, else as the paper names it.
    pub authority: String,
    /// What the authority is, once it is identified.
    pub authority_kind: Option<IssuerKind>,
    /// Where it is (ISO 3166 alpha-2), once it is identified.
    pub authority_country: Option<String>,
    /// The authority's own reference; empty when it gave none.
    pub authority_reference: String,
    /// Kind of paper.
    pub instrument: InstrumentId,
    /// Provision cited, else the instrument's own.
    pub legal_basis: String,
    /// Day of issue.
    pub issued_on: Option<NaiveDate>,
    /// When it arrived.
    pub received_at: Instant,
    /// What is demanded of the customer's own accounts, with its fate.
    pub lines: Vec<LineView>,
    /// The answer to the authority, given or to come.
    pub answer: Answer,
    /// Whether we challenged it before a court, and what came of that (SCC clause 15.1(c)).
    pub challenge: Contest,
    /// What the customer was told, oldest first.
    pub notices: Vec<Given>,
    /// The time to object that the last notice opened.
    pub window: Option<Window>,
    /// Who acknowledged the last of them.
    pub acknowledged_by: Vec<ContactId>,
    /// The customer's objections, oldest first, with their answers.
    pub objections: Vec<Objection>,
    /// The papers that came with them.
    pub papers: Vec<DocumentRef>,
    /// Copies of the demand's papers that went with what the customer was told.
    pub copies: Vec<DocumentRef>,
    /// Who speaks for the customer.
    pub counsel: Option<Counsel>,
}

impl CustomerView {
    /// The objection that waits for its answer.
    #[must_use]
    pub fn open_objection(&self) -> Option<&Objection> {
        self.objections.last().filter(|o| o.answer.is_none())
    }
}

/// One line that concerns the customer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LineView {
    /// Its id.
    pub id: LineId,
    /// Account as printed on the paper.
    pub account: String,
    /// Category demanded.
    pub category: Category,
    /// Start, included; open when `None`.
    pub from: Option<Instant>,
    /// End, excluded; open when `None`.
    pub to: Option<Instant>,
    /// What was decided.
    pub fate: Fate,
    /// Records that left; `None` while nothing has.
    pub disclosed: Option<u64>,
    /// Earliest of them.
    pub first: Option<Instant>,
    /// Latest of them, included.
    pub last: Option<Instant>,
}

/// What was decided on a line. Counsel's drafts are not the customer's to read: until a second person has approved, it is open.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Not decided.
    Open,
    /// As demanded.
    Authorised,
    /// A shorter range.
    Narrowed {
        /// Start, included.
        from: Option<Instant>,
        /// End, excluded.
        to: Option<Instant>,
        /// Why.
        ground: Ground,
    },
    /// Nothing.
    Refused {
        /// Why.
        ground: Ground,
    },
}

/// The answer to the authority.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Not decided; nothing has been disclosed.
    Considering,
    /// Decided; nothing has been disclosed.
    Planned,
    /// Something was disclosed.
    Disclosed {
        /// When.
        at: Instant,
        /// SHA-256 (hex) of what lies in the sealed package.
        sha256: String,
        /// Records about this customer.
        records: u64,
    },
    /// It ended and nothing was disclosed.
    Ended {
        /// When.
        at: Instant,
        /// How.
        outcome: Outcome,
        /// Why, where it was refused.
        grounds: Vec<Ground>,
    },
}

/// Our own challenge before a court.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Contest {
    /// None.
    None,
    /// Filed and not decided.
    Pending,
    /// Won.
    Won,
    /// Lost, or taken back.
    Lost,
}

impl Contest {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Contest::None => "none",
            Contest::Pending => "pending",
            Contest::Won => "won",
            Contest::Lost => "lost",
        }
    }

    const fn of(challenge: &Challenge) -> Self {
        match challenge {
            Challenge::None => Contest::None,
            Challenge::Filed { .. } => Contest::Pending,
            Challenge::Won => Contest::Won,
            Challenge::Lost => Contest::Lost,
        }
    }
}

/// A notice that reached the customer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Given {
    /// Kind.
    pub kind: NoticeKind,
    /// When the first address took it.
    pub at: Instant,
    /// The mails of it that arrived, for whoever shows their text. No part of what the customer is given: ids are our own.
    #[serde(skip)]
    pub messages: Vec<MessageId>,
}

/// What this customer may see of this demand at `now`; `None`: nothing, as if there were no such demand.
#[must_use]
pub fn view(demand: &Demand, customer: CustomerId, rulebook: &Rulebook, now: Instant) -> Option<CustomerView> {
    if demand.customer.as_ref().is_none_or(|c| c.id != customer) || !demand.open_to_customer(now) {
        return None;
    }
    let instrument = demand.instrument(rulebook);
    let cited = demand.paper.statute.trim();
    let package = demand.stage.released().map(|r| &r.sealed.package);
    let approved = demand.stage.approved().is_some();
    let lines: Vec<LineView> = demand.customers_lines().map(|line| line_view(line, approved, package)).collect();
    Some(CustomerView {
        id: demand.id,
        reference: demand.reference,
        authority: demand.authority.as_ref().map_or_else(|| demand.paper.authority_name.clone(), |a| a.name.clone()),
        authority_kind: demand.authority.as_ref().map(|a| a.kind),
        authority_country: demand.authority.as_ref().map(|a| a.territory.clone()),
        authority_reference: demand.paper.authority_reference.clone(),
        instrument: demand.paper.instrument.clone(),
        legal_basis: if cited.is_empty() { instrument.map(|i| i.statute.clone()).unwrap_or_default() } else { cited.to_owned() },
        issued_on: demand.paper.issued_on,
        received_at: demand.receipt.at,
        answer: answer(demand, &lines),
        lines,
        challenge: Contest::of(&demand.challenge),
        notices: given(demand, customer),
        window: window(demand, customer),
        acknowledged_by: demand
            .told()
            .map(|m| m.readings.iter().filter(|r| r.acknowledged_at.is_some()).map(|r| r.contact).collect())
            .unwrap_or_default(),
        papers: papers(demand),
        copies: copies(demand, customer),
        objections: demand.objections.clone(),
        counsel: demand.counsel.clone(),
    })
}

/// The notices that this customer was given: those that were followed by another, and the one that counts now.
fn given(demand: &Demand, customer: CustomerId) -> Vec<Given> {
    let past = demand.past_notices.iter().filter(|p| p.ending == Ending::Followed && p.customer == Some(customer));
    let past =
        past.filter_map(|p| p.reached.as_ref().map(|r| Given { kind: p.ordered.draft.kind, at: r.at, messages: arrived(&p.mailing) }));
    let now = match &demand.notice {
        Notice::Sent { kind, at, mailing, .. } => Some(Given { kind: *kind, at: *at, messages: arrived(mailing) }),
        _ => None,
    };
    past.chain(now).collect()
}

fn arrived(mailing: &Mailing) -> Vec<MessageId> {
    mailing.posts.iter().filter(|post| post.fate.arrived()).map(|post| post.to.message).collect()
}

/// The window that the last notice opened.
fn window(demand: &Demand, customer: CustomerId) -> Option<Window> {
    match &demand.notice {
        Notice::Sent { window: Some(window), .. } => Some(window.clone()),
        _ => {
            let past = demand.past_notices.iter().filter(|p| p.ending == Ending::Followed && p.customer == Some(customer));
            past.filter_map(|p| p.reached.as_ref()?.window.clone()).next_back()
        }
    }
}

/// The copies that went with the notices that this customer was given, as far as they are cleared now (INV-19).
fn copies(demand: &Demand, customer: CustomerId) -> Vec<DocumentRef> {
    let past = demand.past_notices.iter().filter(|p| p.ending == Ending::Followed && p.customer == Some(customer));
    let past = past.filter(|p| p.reached.is_some()).map(|p| &p.ordered.draft);
    let now = match &demand.notice {
        Notice::Sent { ordered, .. } => Some(&ordered.draft),
        _ => None,
    };
    let sent: BTreeSet<DocumentId> = past.chain(now).flat_map(|draft| draft.copies.iter().copied()).collect();
    demand.documents.iter().filter(|d| sent.contains(&d.id) && demand.all_cleared(&[d.id])).cloned().collect()
}

/// The papers that the customer itself sent.
fn papers(demand: &Demand) -> Vec<DocumentRef> {
    let own: BTreeSet<DocumentId> = demand.objections.iter().flat_map(|o| o.documents.iter().copied()).collect();
    demand.documents.iter().filter(|d| own.contains(&d.id)).cloned().collect()
}

fn line_view(line: &ScopeLine, approved: bool, package: Option<&Package>) -> LineView {
    let fate = match line.decision.as_ref().filter(|_| approved) {
        None => Fate::Open,
        Some(Decision::Authorise) => Fate::Authorised,
        Some(Decision::Narrow { ground, .. }) => {
            let (from, to) = line.authorised_range().unwrap_or((line.from, line.to));
            Fate::Narrowed { from, to, ground: *ground }
        }
        Some(Decision::Refuse { ground }) => Fate::Refused { ground: *ground },
    };
    let packed: Vec<&PackedLine> = package.iter().flat_map(|p| &p.lines).filter(|packed| packed.line == line.id).collect();
    LineView {
        id: line.id,
        account: line.account.clone(),
        category: line.category,
        from: line.from,
        to: line.to,
        fate,
        disclosed: package.map(|_| packed.iter().map(|p| p.records).sum()),
        first: packed.iter().filter_map(|p| p.first).min(),
        last: packed.iter().filter_map(|p| p.last).max(),
    }
}

fn answer(demand: &Demand, lines: &[LineView]) -> Answer {
    match &demand.stage {
        Stage::Closed { end: End::Released(released), at } => Answer::Disclosed {
            at: *at,
            sha256: released.sealed.package.sha256.clone(),
            records: lines.iter().filter_map(|l| l.disclosed).sum(),
        },
        Stage::Closed { end, at } => {
            let grounds = if let End::Refused { grounds, .. } = end { grounds.clone() } else { Vec::new() };
            Answer::Ended { at: *at, outcome: end.outcome(), grounds }
        }
        stage if stage.approved().is_some() => Answer::Planned,
        _ => Answer::Considering,
    }
}

impl Demand {
    /// The lines about the customer's accounts. A paper can name other people's too, and of those a customer learns nothing.
    /// Where a person chose the customer and nothing in the directory matched, one single account can only be the customer's.
    pub fn customers_lines(&self) -> impl Iterator<Item = &ScopeLine> {
        let matched: &[String] = self.customer.as_ref().map_or(&[], |c| &c.accounts);
        let accounts: BTreeSet<String> = self.lines.iter().map(|l| same(&l.account)).collect();
        let only = matched.is_empty() && accounts.len() == 1 && self.customer.is_some();
        self.lines.iter().filter(move |l| only || matched.iter().any(|m| same(m) == same(&l.account)))
    }
}

/// An account as it is compared.
fn same(account: &str) -> String {
    account.trim().to_lowercase()
}
