//! Copies of a demand's papers that may go to the customer (SCC clause 15.1(a), INV-19).

use crate::Instant;
use crate::context::Context;
use crate::demand::Demand;
use crate::ids::{DocumentId, PersonId};
use crate::notice::Notice;
use crate::refusal::Reason;
use crate::secrecy::MayTell;
use serde::{Deserialize, Serialize};

/// A copy that two people cleared for the customer: the paper as it is, or a file in its place in which something is blacked out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cleared {
    /// The paper.
    pub of: DocumentId,
    /// What goes; the paper itself where nothing had to be blacked out.
    pub copy: DocumentId,
    /// SHA-256 (hex) of what goes.
    pub sha256: String,
    /// Why it may go, and what was blacked out.
    pub reason: String,
    /// Who prepared.
    pub first: PersonId,
    /// Who confirmed.
    pub second: PersonId,
    /// When.
    pub at: Instant,
}

impl Demand {
    /// Whether each of these may go to the customer: two people have cleared it, and nothing has come since that voids that.
    #[must_use]
    pub fn all_cleared(&self, copies: &[DocumentId]) -> bool {
        copies.iter().all(|copy| self.cleared.iter().any(|c| c.copy == *copy))
    }

    /// What was cleared was cleared of one customer, one paper and one state of secrecy.
    pub(crate) fn void_clearings(&mut self) {
        self.cleared.clear();
        self.prepared.retain(|p| p.act.kind() != crate::act::ActKind::ClearCopy);
    }

    /// A copy takes the place of an earlier one of the same paper.
    pub(crate) fn clear(&mut self, cleared: Cleared) {
        self.cleared.retain(|c| c.of != cleared.of);
        self.cleared.push(cleared);
        self.prepared.retain(|p| p.act.kind() != crate::act::ActKind::ClearCopy);
    }

    /// Under an order nothing is cleared, nor for nobody, nor beneath a notice that is on its way.
    pub(crate) fn clearing_guard(&self, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        if let MayTell::No { until } = self.may_tell_customer(ctx.now) {
            why.push(Reason::SecrecyInForce { until });
        }
        if self.customer.is_none() {
            why.push(Reason::NoCustomer);
        }
        if self.documents.is_empty() {
            why.push(Reason::NothingToDo);
        }
        if matches!(self.notice, Notice::Queued { .. }) {
            why.push(Reason::NoticeInOutbox);
        }
    }

    pub(crate) fn clearing_blockers(&self, of: DocumentId, copy: DocumentId, why: &mut Vec<Reason>) {
        let held = |id: DocumentId| self.documents.iter().any(|d| d.id == id);
        if !held(of) || !held(copy) {
            why.push(Reason::NoSuchDocument);
        }
        if self.cleared.iter().any(|c| (c.of, c.copy) == (of, copy)) {
            why.push(Reason::AlreadyDone);
        }
    }
}
