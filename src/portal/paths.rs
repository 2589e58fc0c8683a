//! Every address of the customers' door, built in one place. The patterns of the route table stand beside the functions.

use crate::app::App;
use crate::config::portal_address;
use crate::workflow::portal::Relying;
use domain::ids::{ContactId, DemandId, DocumentId, PasskeyId};

/// Where it begins: the notices.
pub const HOME: &str = "/customer";
/// Ask for a code.
pub const SIGN_IN: &str = "/customer/sign-in";
/// Type the code.
pub const CODE: &str = "/customer/sign-in/code";
/// Come in as a contact of the demonstration; nothing is there anywhere else.
pub const SIGN_IN_AS: &str = "/customer/sign-in/as/{contact}";
/// Want to come in with a passkey.
pub const PASSKEY_CHALLENGE: &str = "/customer/sign-in/passkey/challenge";
/// Come in with it.
pub const PASSKEY_SIGN_IN: &str = "/customer/sign-in/passkey";
/// Go out.
pub const SIGN_OUT: &str = "/customer/sign-out";
/// Choose a language.
pub const LANGUAGE: &str = "/customer/language";
/// Choose one of several customers.
pub const CHOOSE: &str = "/customer/choose";
/// All that may be seen, as a file.
pub const EXPORT: &str = "/customer/notices.json";
/// All that may be seen, with its pages, in one archive.
pub const EXPORT_ZIP: &str = "/customer/notices.zip";
/// What there was in sum in a period.
pub const REPORTS: &str = "/customer/reports";
/// The same as a file.
pub const REPORT: &str = "/customer/reports/{file}";
/// One demand.
pub const DEMAND: &str = "/customer/demands/{demand}";
/// The same as a file.
pub const DEMAND_EXPORT: &str = "/customer/demands/{demand}/demand.json";
/// The same as a page.
pub const DEMAND_PAGE: &str = "/customer/demands/{demand}/demand.pdf";
/// The people who are told.
pub const CONTACTS: &str = "/customer/contacts";
/// List somebody.
pub const NEW_CONTACT: &str = "/customer/contacts/new";
/// Change somebody.
pub const CONTACT: &str = "/customer/contacts/{contact}";
/// Take somebody off the list.
pub const CONTACT_REMOVAL: &str = "/customer/contacts/{contact}/removal";
/// One's own passkeys.
pub const PASSKEYS: &str = "/customer/passkeys";
/// Want to add one.
pub const NEW_PASSKEY_CHALLENGE: &str = "/customer/passkeys/challenge";
/// Add it.
pub const NEW_PASSKEY: &str = "/customer/passkeys/new";
/// Call it something else.
pub const PASSKEY: &str = "/customer/passkeys/{passkey}";
/// Remove it.
pub const PASSKEY_REMOVAL: &str = "/customer/passkeys/{passkey}/removal";
/// Say that a notice was received.
pub const ACKNOWLEDGEMENT: &str = "/customer/demands/{demand}/acknowledgement";
/// Object.
pub const OBJECTION: &str = "/customer/demands/{demand}/objection";
/// Name who speaks for the customer.
pub const COUNSEL: &str = "/customer/demands/{demand}/counsel";
/// A paper that came with the customer's objection.
pub const DOCUMENT: &str = "/customer/demands/{demand}/documents/{document}";
/// Everything else below the door.
pub const NOTHING: &str = "/customer/{*rest}";

/// A demand's page.
#[must_use]
pub fn demand(id: DemandId) -> String {
    format!("/customer/demands/{id}")
}

/// A page below a demand's.
#[must_use]
pub fn demand_at(id: DemandId, what: &str) -> String {
    format!("/customer/demands/{id}/{what}")
}

/// A contact's page.
#[must_use]
pub fn contact(id: ContactId) -> String {
    format!("/customer/contacts/{id}")
}

/// The page that takes a contact off the list.
#[must_use]
pub fn contact_removal(id: ContactId) -> String {
    format!("/customer/contacts/{id}/removal")
}

/// A passkey's page.
#[must_use]
pub fn passkey(id: PasskeyId) -> String {
    format!("/customer/passkeys/{id}")
}

/// The page that removes a passkey.
#[must_use]
pub fn passkey_removal(id: PasskeyId) -> String {
    format!("/customer/passkeys/{id}/removal")
}

/// A paper of a demand.
#[must_use]
pub fn document(demand: DemandId, id: DocumentId) -> String {
    format!("/customer/demands/{demand}/documents/{id}")
}

/// Come in as somebody, in the demonstration.
#[must_use]
pub fn sign_in_as(id: ContactId) -> String {
    format!("/customer/sign-in/as/{id}")
}

/// `next` if it leads to a page of this door, else its beginning.
#[must_use]
pub fn local(next: &str) -> &str {
    let inside = next == HOME || next.starts_with("/customer/") || next.starts_with("/customer?");
    let plain = !next.contains(['\\', '\r', '\n']) && !next.contains("//");
    if inside && plain { next } else { HOME }
}

/// Where a customer finds the door: an address that says nothing of any case and signs nobody in.
#[must_use]
pub fn public(app: &App) -> String {
    format!("{}{HOME}", portal_address(&app.settings.public_url, app.portal_host.as_deref()))
}

/// The door as a relying party for passkeys; `None` where browsers know none: see [`Relying::at`].
#[must_use]
pub fn relying(app: &App) -> Option<Relying> {
    Relying::of(&app.workflow, &public(app))
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn redirects_stay_at_this_door() {
        for inside in ["/customer", "/customer/contacts", "/customer?page=2"] {
            assert_eq!(local(inside), inside);
        }
        for outside in
            ["", "/", "/demands", "/customers", "//example.org", "/customer//example.org", "/customer/\\example.org", "https://example.org"]
        {
            assert_eq!(local(outside), "/customer", "{outside}");
        }
    }
}
