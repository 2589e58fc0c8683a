//! What a person reads when something can't be done: what happened, what was kept, what to do next.

use super::page::Page;
use super::parts::Text;
use crate::store::StoreError;
use crate::workflow;
use crate::workflow::staff::StaffError;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// Why a request gets no page of its own. The sentences stand under `problem-<code>-…`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Problem {
    /// It isn't there, or not for this person: the same bytes for both.
    NotFound,
    /// The person's roles don't include it.
    Forbidden,
    /// Nobody is signed in, or no longer.
    SignedOut,
    /// The last proof of identity is too old for a sensitive act.
    StaleSignIn,
    /// Somebody else was faster.
    Conflict,
    /// More bytes than are taken.
    TooLarge,
    /// The form or the address could not be read.
    Unreadable,
    /// The request came from another site.
    CrossSite,
    /// It took too long.
    Slow,
    /// Too many tries.
    TooMany,
    /// Nothing can be written at the moment.
    Unavailable,
    /// A mistake of ours.
    Broken,
}

impl Problem {
    /// All of them, for the tests.
    pub const ALL: [Problem; 12] = [
        Problem::NotFound,
        Problem::Forbidden,
        Problem::SignedOut,
        Problem::StaleSignIn,
        Problem::Conflict,
        Problem::TooLarge,
        Problem::Unreadable,
        Problem::CrossSite,
        Problem::Slow,
        Problem::TooMany,
        Problem::Unavailable,
        Problem::Broken,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Problem::NotFound => "not-found",
            Problem::Forbidden => "forbidden",
            Problem::SignedOut => "signed-out",
            Problem::StaleSignIn => "stale-sign-in",
            Problem::Conflict => "conflict",
            Problem::TooLarge => "too-large",
            Problem::Unreadable => "unreadable",
            Problem::CrossSite => "cross-site",
            Problem::Slow => "slow",
            Problem::TooMany => "too-many",
            Problem::Unavailable => "unavailable",
            Problem::Broken => "broken",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::Forbidden | Problem::StaleSignIn | Problem::CrossSite => StatusCode::FORBIDDEN,
            Problem::SignedOut => StatusCode::UNAUTHORIZED,
            Problem::Conflict => StatusCode::CONFLICT,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::Unreadable => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::Slow => StatusCode::REQUEST_TIMEOUT,
            Problem::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Problem::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The problem of a bare status that a layer below answered with.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Problem::NotFound,
            StatusCode::UNAUTHORIZED => Problem::SignedOut,
            StatusCode::FORBIDDEN => Problem::Forbidden,
            StatusCode::CONFLICT => Problem::Conflict,
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
            StatusCode::REQUEST_TIMEOUT => Problem::Slow,
            StatusCode::TOO_MANY_REQUESTS => Problem::TooMany,
            StatusCode::SERVICE_UNAVAILABLE => Problem::Unavailable,
            other if other.is_client_error() => Problem::Unreadable,
            _ => Problem::Broken,
        }
    }

    /// The page, in the house for who is signed in, alone for others.
    #[must_use]
    pub fn page(self, mut p: Page) -> Response {
        let say = |what: &str| p.say(format!("problem-{}-{what}", self.code()));
        let (title, happened, kept, next) = (say("title"), say("happened"), say("kept"), say("next"));
        p.title = title.clone();
        p.flash = None;
        let html = if p.viewer.is_some() {
            ProblemPage { p, title, happened, kept, next }.render()
        } else {
            ProblemAlone { p, title, happened, kept, next }.render()
        };
        let mut response = match html {
            Ok(html) => (self.status(), Html(html)).into_response(),
            Err(_) => self.status().into_response(),
        };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response.extensions_mut().insert(Rendered);
        response
    }
}

/// Marks an answer whose body is what it should be.
#[derive(Clone, Copy, Debug)]
pub struct Rendered;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    p: Page,
    title: Text,
    happened: Text,
    kept: Text,
    next: Text,
}

#[derive(Template)]
#[template(path = "problem_alone.html")]
struct ProblemAlone {
    p: Page,
    title: Text,
    happened: Text,
    kept: Text,
    next: Text,
}

impl IntoResponse for Problem {
    /// Only the status and the problem itself: the layer that knows the language makes the page.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale { .. } | StoreError::Duplicate(_) | StoreError::KeyUsed => Problem::Conflict,
            StoreError::Cursor => Problem::NotFound,
            StoreError::TooLarge { .. } => Problem::TooLarge,
            StoreError::Halted | StoreError::DiskFull => Problem::Unavailable,
            other => {
                // The code only: what the database says may quote what was written.
                tracing::error!(code = other.code(), "a request failed in the store");
                Problem::Broken
            }
        }
    }
}

impl From<workflow::Error> for Problem {
    fn from(error: workflow::Error) -> Self {
        use workflow::Error;
        match error {
            Error::NotFound => Problem::NotFound,
            Error::NotAllowed => Problem::Forbidden,
            Error::Refused(_)
            | Error::NoticeChanged
            | Error::SecondPerson
            | Error::LookbackOpen
            | Error::Suspended
            | Error::Letter { .. }
            | Error::NoAddress { .. }
            | Error::OtherRules(_)
            | Error::Unchecked(_) => Problem::Conflict,
            Error::Field(_) => Problem::Unreadable,
            Error::Store(error) => error.into(),
            Error::Corrupt(_) | Error::Cut => {
                tracing::error!(code = "workflow", "a request failed in the workflow");
                Problem::Broken
            }
        }
    }
}

impl From<workflow::portal::PortalError> for Problem {
    fn from(error: workflow::portal::PortalError) -> Self {
        use workflow::portal::PortalError;
        match error {
            PortalError::Wrong | PortalError::WrongPasskey => Problem::SignedOut,
            PortalError::Wait { .. } => Problem::TooMany,
            PortalError::LastReachable | PortalError::TooManyContacts | PortalError::Unconfirmed | PortalError::TooManyPasskeys => {
                Problem::Conflict
            }
            PortalError::Workflow(error) => error.into(),
        }
    }
}

impl From<workflow::agency::AgencyError> for Problem {
    fn from(error: workflow::agency::AgencyError) -> Self {
        use workflow::agency::AgencyError;
        match error {
            AgencyError::TooMany { .. } => Problem::TooMany,
            AgencyError::Stale => Problem::StaleSignIn,
            AgencyError::Workflow(error) => error.into(),
        }
    }
}

impl From<StaffError> for Problem {
    fn from(error: StaffError) -> Self {
        match error {
            StaffError::NotFound | StaffError::LinkDead => Problem::NotFound,
            StaffError::Wrong => Problem::SignedOut,
            StaffError::Wait { .. } => Problem::TooMany,
            StaffError::Refused(_) => Problem::Conflict,
            StaffError::Store(error) => error.into(),
            StaffError::Hashing(_) => Problem::Broken,
        }
    }
}

impl From<askama::Error> for Problem {
    fn from(_: askama::Error) -> Self {
        Problem::Broken
    }
}
