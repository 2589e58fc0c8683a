//! The demand page: its tabs, and a page for each thing that can be done to a demand.
//!
//! Whoever opens any of it is on the record first. What a custodian or an auditor may see is decided here, not in a
//! template: what they may not see is never put into their page.

pub mod act;
mod aftermath;
mod called;
mod case;
pub mod correspondence;
pub mod documents;
pub mod form;
mod forward;
mod head;
mod keeping;
pub mod package;
mod panel;
pub mod record;
pub mod scope;
mod silence;
mod stated;
mod telling;
pub mod timeline;
mod who;

pub use case::{Case, Sight};

use super::routes::{Audit, CASES, CASES_AND_CUSTODIAN, Route, SEES_DEMANDS, SEES_THE_RECORD, get, post};
use super::{paths, problem::Problem};
use crate::store::StoreError;
use crate::workflow::Error;

/// The largest document that a person may add by hand, in bytes.
const DOCUMENT_LIMIT: usize = 64 << 20;
/// The largest gathered file that a browser sends, in bytes; larger ones go by the command line.
const COLLECTION_LIMIT: usize = 4 << 30;

/// The routes of the demand page, for the one table.
#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        get(paths::DEMAND, SEES_DEMANDS, Audit::Read, timeline::show),
        get(paths::DEMAND_DOCUMENTS, CASES, Audit::Read, documents::list),
        get(paths::DOCUMENT, CASES, Audit::Read, documents::show),
        get(paths::DOCUMENT_CONTENT, CASES, Audit::Read, documents::content).framed(),
        get(paths::DOCUMENT_DOWNLOAD, CASES, Audit::Read, documents::download),
        get(paths::DEMAND_SCOPE, CASES_AND_CUSTODIAN, Audit::Read, scope::show),
        post(paths::DEMAND_SCOPE, CASES, Audit::Change, scope::decide),
        get(paths::DEMAND_FORM, CASES, Audit::Read, form::show),
        get(paths::DEMAND_FORM_FILE, CASES, Audit::Read, form::file),
        get(paths::DEMAND_PACKAGE, CASES, Audit::Read, package::show),
        get(paths::DEMAND_PACKAGE_FILE, CASES, Audit::Read, act::files::package_file).fresh(),
        get(paths::DEMAND_CORRESPONDENCE, CASES, Audit::Read, correspondence::show),
        get(paths::DEMAND_RECORD, SEES_THE_RECORD, Audit::Read, record::show),
        get(paths::DEMAND_NOTICE, CASES, Audit::Read, act::notice::mail).framed(),
        get(paths::DEMAND_NOTICE_PAGE, CASES, Audit::Read, act::notice::pdf),
        get(paths::DEMAND_ADD_DOCUMENT, CASES, Audit::Read, act::page),
        post(paths::DEMAND_ADD_DOCUMENT, CASES, Audit::Change, act::papers::add_document).limit(DOCUMENT_LIMIT),
        get(paths::DEMAND_OBJECTION, CASES, Audit::Read, act::page),
        post(paths::DEMAND_OBJECTION, CASES, Audit::Change, act::papers::objection).limit(DOCUMENT_LIMIT),
        get(paths::DEMAND_CLEAR_COPY, CASES, Audit::Read, act::page),
        post(paths::DEMAND_CLEAR_COPY, CASES, Audit::Change, act::papers::copy).limit(DOCUMENT_LIMIT),
        get(paths::DEMAND_COLLECTION, CASES_AND_CUSTODIAN, Audit::Read, act::page),
        post(paths::DEMAND_COLLECTION, CASES_AND_CUSTODIAN, Audit::Change, act::files::collect).limit(COLLECTION_LIMIT),
        get(paths::DEMAND_ACT, CASES_AND_CUSTODIAN, Audit::Read, act::page),
        // Sealing reads and writes all that was gathered.
        post(paths::DEMAND_ACT, CASES_AND_CUSTODIAN, Audit::Change, act::submit).long(),
    ];
    for path in paths::DEMAND_FRESH_ACTS {
        routes.push(get(path, CASES, Audit::Read, act::page).fresh());
        // Releasing checks the whole package again.
        routes.push(post(path, CASES, Audit::Change, act::submit).fresh().second_person().long());
    }
    routes
}

/// What a person reads when the use case did not happen for a reason that is not the rules'.
fn problem(error: Error) -> Problem {
    match error {
        Error::NotFound => Problem::NotFound,
        Error::NoticeChanged => Problem::Conflict,
        Error::Store(error) => error.into(),
        Error::Refused(refusal) => {
            // Every page shows refusals itself; one that comes here was not asked about.
            tracing::error!(code = refusal.verb.code(), "a refusal without a page");
            Problem::Conflict
        }
        Error::Letter { .. } | Error::NoAddress(_) | Error::SecondPerson | Error::LookbackOpen | Error::Suspended => Problem::Conflict,
        Error::NotAllowed => Problem::Forbidden,
        Error::Field(_) => Problem::Unreadable,
        Error::OtherRules(_) | Error::Unchecked(_) | Error::Corrupt(_) | Error::Cut => Problem::Broken,
    }
}

/// Whether somebody else has changed the demand since it was read.
const fn stale(error: &Error) -> bool {
    matches!(error, Error::Store(StoreError::Stale { .. }))
}
