//! What an officer of the authority that asks may see of its own demand: one pure function, which every page and file of the
//! authorities' door passes.
//!
//! It says how far the answer is and what is asked of the authority. It says nothing of the customer, of what is held, of who was told
//! or may not be, of other demands, of doubts about who asks and of what is thought about it: what the authority is owed in reasons
//! goes to it by letter (INV-21).

use crate::Instant;
use crate::demand::{Clarification, Demand};
use crate::ids::{DemandId, Reference};
use crate::instrument::{Instrument, InstrumentId, Purpose, Rulebook};
use crate::stage::{End, Released, Stage};
use crate::verb::{Verb, stages};

/// How far the answer is. Several stages of the desk are one here, so that nothing of its work can be read from it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AgencyStage {
    /// It has arrived, or somebody makes sure who asks and what the paper is.
    Checking,
    /// It is being worked on.
    Considering,
    /// It waits for the authority's own answer.
    Asked,
    /// The production can be fetched.
    Ready,
    /// The authority has taken it back.
    Withdrawn,
    /// It is over; a letter says how.
    Closed,
}

impl AgencyStage {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Checking, Self::Considering, Self::Asked, Self::Ready, Self::Withdrawn, Self::Closed];

    /// The stable code, as in translation keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Considering => "considering",
            Self::Asked => "asked",
            Self::Ready => "ready",
            Self::Withdrawn => "withdrawn",
            Self::Closed => "closed",
        }
    }
}

/// A demand as its officer may see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgencyView {
    /// Its id.
    pub id: DemandId,
    /// What both sides call it.
    pub reference: Reference,
    /// The authority's own reference, as it gave it.
    pub authority_reference: String,
    /// Kind of paper, as it was submitted or has been read since.
    pub instrument: InstrumentId,
    /// When it arrived.
    pub received_at: Instant,
    /// How far it is.
    pub stage: AgencyStage,
    /// What the authority is asked, while nothing can go on without its answer.
    pub question: Option<Clarification>,
    /// Whether it can be taken back.
    pub may_withdraw: bool,
    /// Whether a longer preservation can be asked for by this paper's law. Whether anything is kept is not said.
    pub may_ask_longer: bool,
    /// The package, once it is made available.
    pub production: Option<Production>,
}

/// A package that can be fetched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Production {
    /// When it was made available.
    pub at: Instant,
    /// SHA-256 (hex) of the archive inside.
    pub sha256: String,
    /// SHA-256 (hex) of the encrypted file.
    pub sealed_sha256: String,
    /// Size of the encrypted file in bytes.
    pub bytes: u64,
}

impl Production {
    fn of(released: &Released) -> Self {
        let package = &released.sealed.package;
        Self { at: released.at, sha256: package.sha256.clone(), sealed_sha256: package.sealed_sha256.clone(), bytes: package.bytes }
    }
}

/// Whether an extension of the preservation can be asked for under an instrument at all (18 USC 2703(f)(2); Reg. (EU) 2023/1543 Art 11(1)).
fn extends(instrument: &Instrument) -> bool {
    instrument.purpose == Purpose::Preserve && instrument.preservation.is_some_and(|rule| rule.extension_days.is_some())
}

/// The demand as its officer may see it.
#[must_use]
pub fn view(demand: &Demand, rulebook: &Rulebook) -> AgencyView {
    let open = !demand.is_closed();
    let question = demand.clarification.clone().filter(|_| open);
    let stage = match &demand.stage {
        Stage::Closed { end: End::Released(_), .. } => AgencyStage::Ready,
        Stage::Closed { end: End::Withdrawn { .. }, .. } => AgencyStage::Withdrawn,
        Stage::Closed { .. } => AgencyStage::Closed,
        _ if question.is_some() => AgencyStage::Asked,
        Stage::Received | Stage::Verifying(_) => AgencyStage::Checking,
        Stage::Redirecting { .. } | Stage::Reviewing(_) | Stage::Approving(_) | Stage::Producing(_) | Stage::Releasing(_) => {
            AgencyStage::Considering
        }
    };
    AgencyView {
        id: demand.id,
        reference: demand.reference,
        authority_reference: demand.paper.authority_reference.clone(),
        instrument: demand.paper.instrument.clone(),
        received_at: demand.receipt.at,
        stage,
        question,
        may_withdraw: stages(Verb::RecordWithdrawal).contains(&demand.stage.name()),
        may_ask_longer: stage != AgencyStage::Withdrawn && demand.instrument(rulebook).is_some_and(extends),
        production: demand.stage.released().map(Production::of),
    }
}
