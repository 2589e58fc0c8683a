//! Addresses of what comes in: mails, files and papers that are not demands yet.

use domain::ids::DocumentId;

/// Take a demand in.
pub const NEW_DEMAND: &str = "/demands/new";
/// Keep a file that came in, to be read and taken in.
pub const NEW_DEMAND_FILE: &str = "/demands/new/file";
/// The form of a new demand, typed by hand.
pub const NEW_DEMAND_BY_HAND: &str = "/demands/new/form";
/// The form of a new demand beside the file it came in.
pub const NEW_DEMAND_FROM: &str = "/demands/new/form/{file}";
/// See [`super::routes::table`].
pub const NEW_DEMAND_EVIDENCE: &str = "/demands/new/evidence/{file}";
/// Form 5 or 6, about a preservation that is there.
pub const NEW_DEMAND_FOLLOW: &str = "/demands/new/evidence/{file}/follow";
/// Form 1 or 2 of Regulation (EU) 2023/1543, typed from a paper.
pub const CERTIFICATE: &str = "/demands/new/certificate/{number}";
/// The same beside the file it came in.
pub const CERTIFICATE_FROM: &str = "/demands/new/certificate/{number}/{file}";
/// A page of a paper in that file, as a picture.
pub const NEW_DEMAND_PICTURE: &str = "/demands/new/form/{file}/page/{paper}/{page}";
/// Mails that came in.
pub const MAILS: &str = "/mails";
/// One of them; see [`mail`].
pub const MAIL: &str = "/mails/{mail}";
/// File it with a demand.
pub const MAIL_FILE: &str = "/mails/{mail}/file";
/// Set it aside: not for us, or into quarantine.
pub const MAIL_ASIDE: &str = "/mails/{mail}/aside";
/// Ask that it be let out of quarantine.
pub const MAIL_ASK_RELEASE: &str = "/mails/{mail}/ask-release";
/// Let it out.
pub const MAIL_RELEASE: &str = "/mails/{mail}/release";
/// It was read.
pub const MAIL_SEEN: &str = "/mails/{mail}/seen";

/// A page, counted from 1, of the paper that is the document `paper` (from 0) of a kept file, as a picture.
#[must_use]
pub fn new_demand_picture(file: DocumentId, paper: usize, page: u32) -> String {
    format!("{NEW_DEMAND_BY_HAND}/{file}/page/{paper}/{page}")
}

/// The form of a new demand beside the file it came in.
#[must_use]
pub fn new_demand_from(file: DocumentId) -> String {
    format!("{NEW_DEMAND_BY_HAND}/{file}")
}

/// Where a form about a preservation is filed.
#[must_use]
pub fn new_demand_follow(file: DocumentId) -> String {
    format!("{NEW_DEMAND}/evidence/{file}/follow")
}

/// Where form 1 or 2 is typed in, beside a file or alone.
#[must_use]
pub fn certificate(number: u64, file: Option<DocumentId>) -> String {
    file.map_or_else(|| format!("{NEW_DEMAND}/certificate/{number}"), |file| format!("{NEW_DEMAND}/certificate/{number}/{file}"))
}

/// Where a form that waits is taken in.
#[must_use]
pub fn new_demand_evidence(file: DocumentId) -> String {
    format!("{NEW_DEMAND}/evidence/{file}")
}

/// A mail that came in.
#[must_use]
pub fn mail(id: DocumentId) -> String {
    format!("{MAILS}/{id}")
}

/// Something that is done to it: `file`, `aside`, `ask-release`, `release`, `seen`.
#[must_use]
pub fn mail_at(id: DocumentId, what: &str) -> String {
    format!("{MAILS}/{id}/{what}")
}
