//! What the other side may know of where a demand stands: total functions from the demand to the dictionaries, and nothing else leaves.
//!
//! Who the customer is, whether anybody was told, and what is secret never shows. Nor does anything about single accounts while the demand is
//! open: what was found or refused is told when the answer has gone.

use super::dictionary::{AuthorisationStatus, DocumentStatus, LDTaskStatus, LPTaskStatus};
use domain::demand::Demand;
use domain::outcome::Outcome;
use domain::paper::{Collected, ScopeLine};
use domain::preservation::Preservation;
use domain::refusal::Reason;
use domain::stage::End;

fn outcome(demand: &Demand) -> Option<Outcome> {
    demand.stage.end().map(End::outcome)
}

/// Where the paper stands. A question that is open makes it one that can't be carried out as it stands (Reg. (EU) 2023/1543 Art 10(6)); once
/// the demand was verified, the paper was good, whatever came of it.
#[must_use]
pub fn authorisation(demand: &Demand) -> AuthorisationStatus {
    match outcome(demand) {
        Some(Outcome::Withdrawn | Outcome::Superseded) => AuthorisationStatus::Cancelled,
        Some(Outcome::RejectedInvalid | Outcome::RejectedChallengedWon | Outcome::RedirectedToCustomer | Outcome::Fraudulent) => {
            AuthorisationStatus::Rejected
        }
        Some(Outcome::DisclosedContent | Outcome::DisclosedNoncontent | Outcome::NoDataFound | Outcome::ActedOn) => {
            AuthorisationStatus::Approved
        }
        Some(Outcome::PreservedOnly) => match demand.preservation {
            Preservation::Ended { .. } | Preservation::Purged { .. } => AuthorisationStatus::Expired,
            Preservation::Active { .. } | Preservation::None => AuthorisationStatus::Approved,
        },
        None if demand.clarification.is_some() => AuthorisationStatus::Invalid,
        None if demand.verified().is_some() => AuthorisationStatus::Approved,
        None => AuthorisationStatus::SubmittedToCSP,
    }
}

/// Where a disclosure stands, by the accounts that its task names.
#[must_use]
pub fn disclosure(demand: &Demand, accounts: &[String]) -> LDTaskStatus {
    match outcome(demand) {
        Some(Outcome::Withdrawn | Outcome::Superseded) => LDTaskStatus::Cancelled,
        Some(Outcome::RejectedInvalid | Outcome::RejectedChallengedWon | Outcome::RedirectedToCustomer | Outcome::Fraudulent) => {
            LDTaskStatus::Rejected
        }
        Some(Outcome::NoDataFound | Outcome::PreservedOnly | Outcome::ActedOn) => LDTaskStatus::DisclosureNotAvailable,
        Some(Outcome::DisclosedContent | Outcome::DisclosedNoncontent) => {
            let own: Vec<&ScopeLine> = demand.lines.iter().filter(|line| accounts.contains(&line.account)).collect();
            let kept = |line: &&&ScopeLine| matches!(line.collected, Some(Collected::Records { kept, .. }) if kept > 0);
            if own.iter().any(|line| line.is_authorised() && kept(&line)) {
                LDTaskStatus::Disclosed
            } else if own.iter().any(|line| line.is_authorised()) {
                LDTaskStatus::DisclosureNotAvailable
            } else {
                LDTaskStatus::Rejected
            }
        }
        None if demand.clarification.is_some() => LDTaskStatus::Invalid,
        None => LDTaskStatus::AwaitingDisclosure,
    }
}

/// Where a preservation stands. That data is kept is said only to somebody who was verified.
#[must_use]
pub fn preservation(demand: &Demand) -> LPTaskStatus {
    match outcome(demand) {
        Some(Outcome::Withdrawn | Outcome::Superseded) => return LPTaskStatus::Cancelled,
        Some(Outcome::RejectedInvalid | Outcome::RejectedChallengedWon | Outcome::RedirectedToCustomer | Outcome::Fraudulent) => {
            return LPTaskStatus::Rejected;
        }
        Some(Outcome::NoDataFound) => return LPTaskStatus::PreservationNotAvailable,
        Some(Outcome::DisclosedContent | Outcome::DisclosedNoncontent | Outcome::PreservedOnly | Outcome::ActedOn) => {}
        None if demand.clarification.is_some() => return LPTaskStatus::Invalid,
        None if demand.verified().is_none() => return LPTaskStatus::AwaitingPreservation,
        None => {}
    }
    match demand.preservation {
        Preservation::None => LPTaskStatus::AwaitingPreservation,
        // Nobody is told that data is kept before the custodian said so.
        Preservation::Active { .. } => match demand.not_kept().as_slice() {
            [] => LPTaskStatus::Preserved,
            why if why.contains(&Reason::NothingKept) => LPTaskStatus::PreservationNotAvailable,
            _ => LPTaskStatus::AwaitingPreservation,
        },
        Preservation::Ended { .. } | Preservation::Purged { .. } => LPTaskStatus::Expired,
    }
}

/// Where a document stands: with its paper.
#[must_use]
pub fn document(demand: &Demand) -> DocumentStatus {
    match authorisation(demand) {
        AuthorisationStatus::Cancelled => DocumentStatus::Cancelled,
        AuthorisationStatus::Rejected => DocumentStatus::Rejected,
        AuthorisationStatus::Invalid => DocumentStatus::Invalid,
        AuthorisationStatus::Expired => DocumentStatus::Expired,
        AuthorisationStatus::Approved | AuthorisationStatus::EmergencyApproval => DocumentStatus::Approved,
        AuthorisationStatus::Suspended => DocumentStatus::Suspended,
        AuthorisationStatus::AwaitingApproval
        | AuthorisationStatus::CreatingForCSP
        | AuthorisationStatus::SubmittedToCSP
        | AuthorisationStatus::AwaitingUpdateApproval => DocumentStatus::AwaitingApproval,
    }
}
