//! Every address of the authorities' door, built in one place. The patterns of the route table stand beside the functions.

use crate::app::App;
use crate::config::portal_address;
use domain::ids::{DemandId, OfficerId};

/// Where it begins: what was submitted.
pub const HOME: &str = "/agency";
/// Ask for a code.
pub const SIGN_IN: &str = "/agency/sign-in";
/// Type the code.
pub const CODE: &str = "/agency/sign-in/code";
/// Come in as an officer of the demonstration; nothing is there anywhere else.
pub const SIGN_IN_AS: &str = "/agency/sign-in/as/{officer}";
/// Register.
pub const REGISTER: &str = "/agency/register";
/// Go out.
pub const SIGN_OUT: &str = "/agency/sign-out";
/// Choose a language.
pub const LANGUAGE: &str = "/agency/language";
/// Choose what kind of paper is to be submitted.
pub const NEW: &str = "/agency/new";
/// Submit it.
pub const FORM: &str = "/agency/new/{instrument}";
/// Choose the paper of an emergency.
pub const EMERGENCY: &str = "/agency/emergency";
/// Submit an emergency, with certification.
pub const EMERGENCY_FORM: &str = "/agency/emergency/{instrument}";
/// One demand.
pub const DEMAND: &str = "/agency/demands/{demand}";
/// Its receipt.
pub const RECEIPT: &str = "/agency/demands/{demand}/receipt";
/// The same as a page to keep.
pub const RECEIPT_PAGE: &str = "/agency/demands/{demand}/receipt.pdf";
/// Answer what is asked.
pub const ANSWER: &str = "/agency/demands/{demand}/answer";
/// Take the demand back.
pub const WITHDRAWAL: &str = "/agency/demands/{demand}/withdrawal";
/// Ask to keep longer what is kept.
pub const LONGER: &str = "/agency/demands/{demand}/preservation";
/// Send papers afterwards.
pub const PAPERS: &str = "/agency/demands/{demand}/papers";
/// The production.
pub const PRODUCTION: &str = "/agency/demands/{demand}/production";
/// Prove the mailbox again.
pub const PROOF: &str = "/agency/demands/{demand}/production/proof";
/// The encrypted file.
pub const PRODUCTION_FILE: &str = "/agency/demands/{demand}/production/file";
/// Say that it arrived.
pub const ACKNOWLEDGEMENT: &str = "/agency/demands/{demand}/production/acknowledgement";
/// Everything else below the door.
pub const NOTHING: &str = "/agency/{*rest}";

/// The form of a kind of paper.
#[must_use]
pub fn form(instrument: &str, emergency: bool) -> String {
    format!("{}/{instrument}", if emergency { EMERGENCY } else { NEW })
}

/// A demand's page.
#[must_use]
pub fn demand(id: DemandId) -> String {
    format!("/agency/demands/{id}")
}

/// A page below a demand's.
#[must_use]
pub fn demand_at(id: DemandId, what: &str) -> String {
    format!("/agency/demands/{id}/{what}")
}

/// Come in as somebody, in the demonstration.
#[must_use]
pub fn sign_in_as(id: OfficerId) -> String {
    format!("/agency/sign-in/as/{id}")
}

/// `next` if it leads to a page of this door, else its beginning.
#[must_use]
pub fn local(next: &str) -> &str {
    let inside = next == HOME || next.starts_with("/agency/") || next.starts_with("/agency?");
    let plain = !next.contains(['\\', '\r', '\n']) && !next.contains("//");
    if inside && plain { next } else { HOME }
}

/// Where an officer finds the door.
#[must_use]
pub fn public(app: &App) -> String {
    format!("{}{HOME}", portal_address(&app.settings.public_url, app.agency_host.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn redirects_stay_at_this_door() {
        for inside in ["/agency", "/agency/new", "/agency?page=2"] {
            assert_eq!(local(inside), inside);
        }
        for outside in ["", "/", "/demands", "/customer", "/agencys", "//example.org", "/agency//example.org", "/agency/\\example.org"] {
            assert_eq!(local(outside), "/agency", "{outside}");
        }
    }
}
