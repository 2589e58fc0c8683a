//! Addresses of the directory of authorities: their numbers, officers and suspensions.

use domain::ids::{AuthorityId, OfficerId, SuspensionId};

/// An authority's page.
#[must_use]
pub fn authority(id: AuthorityId) -> String {
    format!("/authorities/{id}")
}

/// The numbers of an authority to call back.
pub const AUTHORITY_NUMBERS: &str = "/authorities/{authority}/numbers";
/// A second person has found a number in its source.
pub const AUTHORITY_NUMBER_CONFIRMATION: &str = "/authorities/{authority}/numbers/confirmation";
/// A number is taken out.
pub const AUTHORITY_NUMBER_WITHDRAWAL: &str = "/authorities/{authority}/numbers/withdrawal";
/// Enter a key.
pub const AUTHORITY_KEYS: &str = "/authorities/{authority}/keys";
/// Second person: its fingerprint is right.
pub const AUTHORITY_KEY_CONFIRMATION: &str = "/authorities/{authority}/keys/confirmation";
/// Take a key out.
pub const AUTHORITY_KEY_WITHDRAWAL: &str = "/authorities/{authority}/keys/withdrawal";
/// Enter what it may issue or validate itself.
pub const AUTHORITY_COMPETENCE: &str = "/authorities/{authority}/competence";
/// Second person: it stands in its source.
pub const AUTHORITY_COMPETENCE_CONFIRMATION: &str = "/authorities/{authority}/competence/confirmation";
/// Take it out.
pub const AUTHORITY_COMPETENCE_WITHDRAWAL: &str = "/authorities/{authority}/competence/withdrawal";
/// The suspensions, their look-backs and the breaches that came of them.
pub const SUSPENSIONS: &str = "/suspensions";
/// Suspend an officer or a mail domain.
pub const NEW_SUSPENSION: &str = "/suspensions/new";
/// One suspension.
pub const SUSPENSION: &str = "/suspensions/{suspension}";
/// The first of two asks to lift it.
pub const SUSPENSION_LIFTING: &str = "/suspensions/{suspension}/lifting";
/// The second lifts it.
pub const SUSPENSION_LIFTED: &str = "/suspensions/{suspension}/lifted";
/// What was found of one demand.
pub const SUSPENSION_FINDING: &str = "/suspensions/{suspension}/finding";
/// A breach is closed.
pub const SUSPENSION_BREACH: &str = "/suspensions/{suspension}/breach";

/// One suspension.
#[must_use]
pub fn suspension(id: SuspensionId) -> String {
    format!("/suspensions/{id}")
}

/// Something below a suspension: `lifting`, `lifted`, `finding`, `breach`.
#[must_use]
pub fn suspension_at(id: SuspensionId, what: &str) -> String {
    format!("/suspensions/{id}/{what}")
}

/// Something below an authority: `change`, `confirmation`, `freeze`.
#[must_use]
pub fn authority_at(id: AuthorityId, what: &str) -> String {
    format!("/authorities/{id}/{what}")
}

/// An officer's page.
#[must_use]
pub fn officer(id: OfficerId) -> String {
    format!("/officers/{id}")
}

/// Something below an officer: `authority`, `voucher`.
#[must_use]
pub fn officer_at(id: OfficerId, what: &str) -> String {
    format!("/officers/{id}/{what}")
}
