//! Every address of the staff web, built in one place. The patterns of the route table stand beside the functions.

mod authorities;
mod incoming;

pub use authorities::*;
pub use incoming::*;

use domain::ids::{CustomerId, DemandId, DocumentId, MessageId, OrderId, PersonId, ShiftId, TokenId};

/// Come in as one of the people of the demonstration; nothing is there anywhere else.
pub const SIGN_IN_AS: &str = "/sign-in/as/{person}";
/// Landing page.
pub const DESK: &str = "/";
/// All demands.
pub const QUEUE: &str = "/demands";
/// Past demands that came in with lists.
pub const PAST: &str = "/demands/past";
/// Give demands of the queue to somebody.
pub const ASSIGN: &str = "/demands/assign";
/// The calendar of secrecy.
pub const SECRECY: &str = "/secrecy";
/// Put a further demand under an order that stands on this one.
pub const COVER: &str = "/secrecy/{demand}/{order}/cover";
/// One demand; see [`demand`].
pub const DEMAND: &str = "/demands/{demand}";
/// Its documents.
pub const DEMAND_DOCUMENTS: &str = "/demands/{demand}/documents";
/// One of them, shown beside what was read from the paper; see [`document`].
pub const DOCUMENT: &str = "/demands/{demand}/documents/{document}";
/// Its bytes, for the frame.
pub const DOCUMENT_CONTENT: &str = "/demands/{demand}/documents/{document}/content";
/// Its bytes, to be saved.
pub const DOCUMENT_DOWNLOAD: &str = "/demands/{demand}/documents/{document}/download";
/// What is asked, line by line, with its fate.
pub const DEMAND_SCOPE: &str = "/demands/{demand}/scope";
/// The sealed production.
pub const DEMAND_FORM: &str = "/demands/{demand}/form";
/// See [`super::routes::table`].
pub const DEMAND_FORM_FILE: &str = "/demands/{demand}/form/{kind}";
/// See [`super::routes::table`].
pub const DEMAND_PACKAGE: &str = "/demands/{demand}/package";
/// Its encrypted file.
pub const DEMAND_PACKAGE_FILE: &str = "/demands/{demand}/package/file";
/// Letters and notices.
pub const DEMAND_CORRESPONDENCE: &str = "/demands/{demand}/correspondence";
/// Its part of the record.
pub const DEMAND_RECORD: &str = "/demands/{demand}/record";
/// One mail of the notice that would be sent now, as its reader will see it.
pub const DEMAND_NOTICE: &str = "/demands/{demand}/notice/{place}";
/// Its page as it would go with the mail.
pub const DEMAND_NOTICE_PAGE: &str = "/demands/{demand}/notice/{place}/page";
/// The page of an act, by the verb's code.
pub const DEMAND_ACT: &str = "/demands/{demand}/{verb}";
/// Acts that need a fresh proof of identity: what a second person confirms.
pub const DEMAND_FRESH_ACTS: [&str; 10] = [
    "/demands/{demand}/approve",
    "/demands/{demand}/confirm_confirm_no_secrecy",
    "/demands/{demand}/confirm_lift_secrecy",
    "/demands/{demand}/confirm_narrow_secrecy",
    "/demands/{demand}/check_docket",
    "/demands/{demand}/confirm_clear_copy",
    "/demands/{demand}/confirm_send_notice",
    "/demands/{demand}/confirm_waive_notice",
    "/demands/{demand}/confirm_release",
    "/demands/{demand}/confirm_reopen",
];
/// Take an emergency on, so that nobody else is called; see [`demand_on_call`].
pub const DEMAND_ON_CALL: &str = "/demands/{demand}/on-call";
/// Duties that a changed calendar would date otherwise.
pub const CALENDARS: &str = "/calendars/changed";
/// Who is called to emergencies, and when.
pub const ON_CALL: &str = "/on-call";
/// Take a time off the rota; see [`shift_end`].
pub const ON_CALL_END: &str = "/on-call/{shift}/end";
/// Take a document in.
pub const DEMAND_ADD_DOCUMENT: &str = "/demands/{demand}/add_document";
/// Record an objection that came by other means, with its papers.
pub const DEMAND_OBJECTION: &str = "/demands/{demand}/record_objection";
/// Clear a copy of a paper for the customer.
pub const DEMAND_CLEAR_COPY: &str = "/demands/{demand}/prepare_clear_copy";
/// Take in what was gathered for a line.
pub const DEMAND_COLLECTION: &str = "/demands/{demand}/record_collection";
/// Customers with their admin contacts.
pub const CUSTOMERS: &str = "/customers";
/// One customer.
pub const CUSTOMER: &str = "/customers/{customer}";
/// Enter a customer.
pub const NEW_CUSTOMER: &str = "/customers/new";
/// List somebody to be told.
pub const CONTACTS: &str = "/customers/{customer}/contacts";
/// Take somebody off that list.
pub const CONTACT_REMOVAL: &str = "/customers/{customer}/contacts/{contact}/removal";
/// Change a contact: its entry, its place.
pub const CONTACT: &str = "/customers/{customer}/contacts/{contact}";
/// Mail a contact the link with which it answers.
pub const CONTACT_ASK: &str = "/customers/{customer}/contacts/{contact}/ask";
/// Answer for a contact's address.
pub const CONTACT_VOUCHER: &str = "/customers/{customer}/contacts/{contact}/voucher";
/// Change a customer.
pub const CUSTOMER_CHANGE: &str = "/customers/{customer}/change";
/// When counsel wants a customer told.
pub const CUSTOMER_TIMING: &str = "/customers/{customer}/timing";
/// What a customer is told in sum.
pub const CUSTOMER_REPORT: &str = "/customers/{customer}/report";
/// The same as a file.
pub const CUSTOMER_REPORT_FILE: &str = "/customers/{customer}/report/{file}";
/// How often it is told so.
pub const CUSTOMER_REPORT_INTERVAL: &str = "/customers/{customer}/report-interval";
/// A customer is none any more.
pub const CUSTOMER_END: &str = "/customers/{customer}/end";
/// Take a list of customers in.
pub const CUSTOMER_IMPORT: &str = "/customers/import";
/// What that list would change; the file is kept under this name.
pub const CUSTOMER_IMPORT_FILE: &str = "/customers/import/{file}";
/// The rows of it that were not taken in.
pub const CUSTOMER_IMPORT_BAD: &str = "/customers/import/{file}/rejected";
/// All customers as a file.
pub const CUSTOMER_EXPORT: &str = "/customers/export";
/// What a contact opens from its mail; the token is a secret.
pub const CONTACT_LINK: &str = "/contact/{token}";
/// Authorities with their standing.
pub const AUTHORITIES: &str = "/authorities";
/// One authority.
pub const AUTHORITY: &str = "/authorities/{authority}";
/// Officers at the authorities' door.
pub const OFFICERS: &str = "/officers";
/// One of them.
pub const OFFICER: &str = "/officers/{officer}";
/// Say for which authority an officer acts.
pub const OFFICER_AUTHORITY: &str = "/officers/{officer}/authority";
/// Vouch for an officer.
pub const OFFICER_VOUCHER: &str = "/officers/{officer}/voucher";
/// Enter an authority.
pub const NEW_AUTHORITY: &str = "/authorities/new";
/// Change an authority.
pub const AUTHORITY_CHANGE: &str = "/authorities/{authority}/change";
/// A second person says that an entry is right.
pub const AUTHORITY_CONFIRMATION: &str = "/authorities/{authority}/confirmation";
/// Nothing goes to an authority any more.
pub const AUTHORITY_FREEZE: &str = "/authorities/{authority}/freeze";
/// Instruments.
pub const RULEBOOK: &str = "/rulebook";
/// All rows on one page.
pub const RULEBOOK_WHOLE: &str = "/rulebook/whole";
/// One instrument.
pub const INSTRUMENT: &str = "/rulebook/{instrument}";
/// Published counts.
pub const TRANSPARENCY: &str = "/transparency";
/// The files of a publication.
pub const TRANSPARENCY_EXPORT: &str = "/transparency/export";
/// Mails that went out, wait or are stuck.
pub const OUTBOX: &str = "/outbox";
/// One mail.
pub const MESSAGE: &str = "/outbox/{message}";
/// A mail's HTML, for the frame.
pub const MESSAGE_HTML: &str = "/outbox/{message}/html";
/// A letter as a page.
pub const MESSAGE_PAGE: &str = "/outbox/{message}/letter.pdf";
/// A form that goes with a letter, as a page or as data.
pub const MESSAGE_ANNEX: &str = "/outbox/{message}/annex/{kind}";
/// Whether an uncertain mail has arrived.
pub const MESSAGE_RESOLUTION: &str = "/outbox/{message}/resolution";
/// Whether a report about a mail counts.
pub const MESSAGE_REPORT: &str = "/outbox/{message}/report";
/// Try a mail again that was given up.
pub const MESSAGE_REQUEUE: &str = "/outbox/{message}/requeue";
/// The record of everything, without content.
pub const AUDIT: &str = "/record";
/// The record as a signed file, without content.
pub const AUDIT_EXPORT: &str = "/record/export";
/// Staff and roles.
pub const PEOPLE: &str = "/people";
/// Tokens of programs.
pub const TOKENS: &str = "/tokens";
/// The interface for programs, to read.
pub const INTERFACE: &str = "/tokens/interface";
/// A second person grants one.
pub const TOKEN_GRANT: &str = "/tokens/{token}/grant";
/// One is ended, or turned down.
pub const TOKEN_END: &str = "/tokens/{token}/end";
/// Invite somebody.
pub const INVITE: &str = "/people/new";
/// One member of staff.
pub const PERSON: &str = "/people/{person}";
/// Propose other roles.
pub const PERSON_ROLES: &str = "/people/{person}/roles";
/// Confirm or reject proposed roles.
pub const PERSON_ROLES_DECISION: &str = "/people/{person}/roles/decision";
/// Make a new one-time link.
pub const PERSON_LINK: &str = "/people/{person}/link";
/// Take away or give back access.
pub const PERSON_ACCESS: &str = "/people/{person}/access";
/// Sign in.
pub const SIGN_IN: &str = "/sign-in";
/// Sign in again before a sensitive act.
pub const SIGN_IN_AGAIN: &str = "/sign-in/again";
/// Use a one-time link.
pub const LINK: &str = "/link/{token}";
/// Sign out.
pub const SIGN_OUT: &str = "/sign-out";
/// Choose a password and enrol the second factor.
pub const ENROL: &str = "/account/enrol";
/// Language, theme, keys, sessions.
pub const ACCOUNT: &str = "/account";
/// End other sessions.
pub const SESSIONS: &str = "/account/sessions";
/// A calendar of one's own due dates: make its address, or another one.
pub const FEED: &str = "/account/calendar";
/// End the address.
pub const FEED_END: &str = "/account/calendar/end";
/// The calendar itself; the token is a secret.
pub const CALENDAR_FEED: &str = "/calendar/{token}";
/// Choose a language before signing in.
pub const LANGUAGE: &str = "/language";
/// Style sheet, script, drawings.
pub const STATIC: &str = "/static/{hash}/{name}";
/// The process lives.
pub const HEALTHZ: &str = "/healthz";
/// It can take requests.
pub const READYZ: &str = "/readyz";
/// Counters.
pub const METRICS: &str = "/metrics";

/// Come in as somebody, in the demonstration.
#[must_use]
pub fn sign_in_as(person: PersonId) -> String {
    format!("/sign-in/as/{person}")
}

/// A demand's page.
#[must_use]
pub fn demand(id: DemandId) -> String {
    format!("/demands/{id}")
}

/// Something below a demand: a tab, or the page of an act.
#[must_use]
pub fn demand_at(id: DemandId, what: &str) -> String {
    format!("/demands/{id}/{what}")
}

/// A document of a demand, shown in the page.
#[must_use]
pub fn document(demand: DemandId, id: DocumentId) -> String {
    format!("/demands/{demand}/documents/{id}")
}

/// The queue with a query.
#[must_use]
pub fn queue(query: &str) -> String {
    if query.is_empty() { QUEUE.to_owned() } else { format!("{QUEUE}?q={}", encoded(query)) }
}

/// A page of the queue: the query, the order (`due`, `received`, `reference`, `stage`; `-` before it turns it round) where it is
/// not the usual one, and the cursor after or before which the page lies.
#[must_use]
pub fn queue_page(query: &str, order: &str, place: Option<(&str, &str)>) -> String {
    let mut path = format!("{QUEUE}?q={}", encoded(query));
    if !order.is_empty() {
        path.push_str(&format!("&order={}", encoded(order)));
    }
    if let Some((side, cursor)) = place {
        path.push_str(&format!("&{side}={}", encoded(cursor)));
    }
    path
}

/// Past demands: the beginning of a reference, an outcome (empty for those whose outcome is not known), and where the page begins.
#[must_use]
pub fn past(query: &str, outcome: Option<&str>, before: Option<&str>) -> String {
    let mut path = format!("{PAST}?q={}", encoded(query));
    for (name, value) in [("outcome", outcome), ("before", before)] {
        if let Some(value) = value {
            path.push_str(&format!("&{name}={}", encoded(value)));
        }
    }
    path
}

/// A customer's page.
#[must_use]
pub fn customer(id: CustomerId) -> String {
    format!("/customers/{id}")
}

/// Something below a customer: `contacts`, `contacts/{contact}/removal`.
#[must_use]
pub fn customer_at(id: CustomerId, what: &str) -> String {
    format!("/customers/{id}/{what}")
}

/// What the custodian is asked to keep or to remove.
pub const CUSTODY: &str = "/custody";
/// What became of one of these.
pub const CUSTODY_ANSWER: &str = "/custody/{task}/answer";

/// Where the answer to a task of the custodian goes.
#[must_use]
pub fn custody_answer(task: uuid::Uuid) -> String {
    format!("/custody/{task}/answer")
}

/// The rulebook, searched.
#[must_use]
pub fn rulebook(query: &str) -> String {
    if query.is_empty() { RULEBOOK.to_owned() } else { format!("{RULEBOOK}?q={}", encoded(query)) }
}

/// All rows that a search finds, on one page.
#[must_use]
pub fn rulebook_whole(query: &str) -> String {
    if query.is_empty() { RULEBOOK_WHOLE.to_owned() } else { format!("{RULEBOOK_WHOLE}?q={}", encoded(query)) }
}

/// An instrument's page.
#[must_use]
pub fn instrument(id: &str) -> String {
    format!("/rulebook/{id}")
}

/// A mail's page.
#[must_use]
pub fn message(id: MessageId) -> String {
    format!("/outbox/{id}")
}

/// Something below a mail: `html`, `resolution`, `requeue`.
#[must_use]
pub fn message_at(id: MessageId, what: &str) -> String {
    format!("/outbox/{id}/{what}")
}

/// A member of staff.
#[must_use]
pub fn person(id: PersonId) -> String {
    format!("/people/{id}")
}

/// Take a time off the rota.
#[must_use]
pub fn shift_end(id: ShiftId) -> String {
    format!("/on-call/{id}/end")
}

/// Take an emergency on.
#[must_use]
pub fn demand_on_call(id: DemandId) -> String {
    format!("/demands/{id}/on-call")
}

/// Something below a member of staff: `roles`, `roles/decision`, `link`, `access`.
#[must_use]
pub fn person_at(id: PersonId, what: &str) -> String {
    format!("/people/{id}/{what}")
}

/// Something below a token: `grant`, `end`.
#[must_use]
pub fn token_at(id: TokenId, what: &str) -> String {
    format!("/tokens/{id}/{what}")
}

/// A list of customers that was uploaded.
#[must_use]
pub fn customer_import(file: DocumentId) -> String {
    format!("/customers/import/{file}")
}

/// A person's calendar; the token is a secret.
#[must_use]
pub fn calendar_feed(token: &str) -> String {
    CALENDAR_FEED.replace("{token}", token)
}

/// The page behind a contact's mailed link; the token is a secret.
#[must_use]
pub fn contact_link(token: &str) -> String {
    format!("{}{token}", crate::notify::upkeep::LINK)
}

/// A one-time link; the token is a secret.
#[must_use]
pub fn link(token: &str) -> String {
    format!("/link/{token}")
}

/// The sign-in page that leads back to `next`.
#[must_use]
pub fn sign_in(next: &str) -> String {
    if next.is_empty() || next == DESK { SIGN_IN.to_owned() } else { format!("{SIGN_IN}?next={}", encoded(next)) }
}

/// The page that asks for the password again and leads back to `next`.
#[must_use]
pub fn sign_in_again(next: &str) -> String {
    format!("{SIGN_IN_AGAIN}?next={}", encoded(next))
}

/// `next` if it is an address of this site, else the landing page: no redirect leads out.
#[must_use]
pub fn local(next: &str) -> &str {
    let inside = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n', '\t', '\0']);
    if inside { next } else { DESK }
}

/// A text as a value in a query: everything but letters, digits and `-._~/:` is percent-encoded.
#[must_use]
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Where a further demand is put under an order.
#[must_use]
pub fn cover(demand: DemandId, order: OrderId) -> String {
    format!("/secrecy/{demand}/{order}/cover")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_stay_inside() {
        for (asked, given) in
            [("/demands?q=a", "/demands?q=a"), ("//example.net", "/"), ("https://example.net/", "/"), ("/\\example.net", "/"), ("", "/")]
        {
            assert_eq!(local(asked), given);
        }
    }

    #[test]
    fn queries_are_readable_and_safe() {
        assert_eq!(queue("stage:reviewing due:<3d"), "/demands?q=stage:reviewing%20due:%3C3d");
    }
}
