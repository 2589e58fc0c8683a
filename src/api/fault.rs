//! What a program reads when something can't be done.

use crate::store::StoreError;
use crate::words::{Language, Words};
use crate::workflow;
use crate::workflow::directory::WrongField;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// Whether an address is one of the doors for programs.
#[must_use]
pub fn is_ours(path: &str) -> bool {
    ["/api/", "/scim/", "/etsi/"].iter().any(|door| path.starts_with(door)) || ["/api", "/scim", "/etsi"].contains(&path)
}

/// Why a request was not done, wholly: there is no half-run request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The status.
    pub status: StatusCode,
    /// The stable code, the last part of the problem's `type`.
    pub code: &'static str,
    /// SCIM's own code (RFC 7644, table 9), where it has one.
    pub scim_type: Option<&'static str>,
    /// What happened and what to do. Never says whether something that this token may not see is there.
    pub detail: String,
    /// Seconds after which to try again.
    pub after: Option<u64>,
    /// What is wrong, field by field.
    pub fields: Vec<WrongMember>,
}

/// One member of a request that is wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct WrongMember {
    /// Where it stands, such as `identifiers[2].kind`.
    pub field: String,
    /// What is wrong, and what to write.
    pub advice: String,
}

/// A fault as REST tells it (RFC 9457).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:ombud:problem:` and a stable code.
    #[serde(rename = "type")]
    kind: String,
    /// The status in words.
    title: String,
    /// The status.
    status: u16,
    /// What happened, what was kept, and what to do.
    detail: String,
    /// What is wrong, member by member, where that can be said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(inline)]
    errors: Vec<WrongMember>,
}

impl Fault {
    /// A fault without a code of SCIM.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, scim_type: None, detail: detail.into(), after: None, fields: Vec::new() }
    }

    /// With SCIM's own code.
    #[must_use]
    pub const fn scim(mut self, scim_type: &'static str) -> Self {
        self.scim_type = Some(scim_type);
        self
    }

    /// It isn't there, or not for this token: the same bytes for both.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "there is nothing here, or nothing that this token may see")
    }

    /// The request can't be read.
    pub fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unreadable", detail).scim("invalidSyntax")
    }

    /// A value can't be kept as sent.
    pub fn value(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid-value", detail).scim("invalidValue")
    }

    /// Another entry has this already.
    pub fn taken(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "taken", detail).scim("uniqueness")
    }

    /// The resource is not the one that the client read.
    #[must_use]
    pub fn changed_meanwhile() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "changed-meanwhile",
            "the resource is not what If-Match says; nothing was changed. Read it again, then decide",
        )
    }

    /// A key that stands for another request.
    #[must_use]
    pub fn key_taken() -> Self {
        let detail = "this Idempotency-Key was used for another request; nothing was changed. Send this one under a key of its own";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "key-used", detail)
    }

    /// The rules say no.
    fn refused(refusal: &domain::refusal::Refusal) -> Self {
        let w = Words::of(Language::En);
        let fields =
            refusal.reasons.iter().map(|r| WrongMember { field: r.code(), advice: w.reason(r, &chrono_tz::UTC).into_owned() }).collect();
        Self { fields, ..Self::new(StatusCode::CONFLICT, "refused", "the rules don't allow it now; nothing was changed") }
    }

    /// This token may not do it.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// A mistake of ours.
    #[must_use]
    pub fn broken() -> Self {
        Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(status, "method", "the address does not take this method"),
            StatusCode::PAYLOAD_TOO_LARGE => {
                Self::new(status, "too-large", "the request is larger than is taken here; nothing was changed").scim("tooMany")
            }
            StatusCode::REQUEST_TIMEOUT => {
                Self::new(status, "slow", "the request did not arrive in time; nothing was changed. Send it again")
            }
            other if other.is_client_error() => Self::new(other, "unreadable", "the request can't be read; nothing was changed"),
            other => {
                Self::new(other, "broken", "a mistake of ours; send the request again later, under the same Idempotency-Key if it had one")
            }
        }
    }

    fn title(&self) -> &'static str {
        self.status.canonical_reason().unwrap_or("Error")
    }
}

/// The answer to a request at `path` that ended in a fault, or in a bare status of a layer below.
#[must_use]
pub fn answer(path: &str, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let bare = !parts.headers.contains_key(header::CONTENT_TYPE) || parts.headers.get(header::CONTENT_TYPE).is_some_and(is_text);
    let fault = match parts.extensions.get::<Fault>() {
        Some(fault) => fault.clone(),
        None if parts.status.as_u16() >= 400 && bare => Fault::of_status(parts.status),
        None => return Response::from_parts(parts, body),
    };
    let (kind, body) = if path.starts_with("/scim") {
        let mut body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": fault.status.as_str(),
            "detail": fault.detail,
        });
        if let (Some(scim_type), Some(object)) =
            (fault.scim_type.filter(|_| matches!(fault.status.as_u16(), 400 | 409)), body.as_object_mut())
        {
            object.insert("scimType".to_owned(), scim_type.into());
        }
        ("application/scim+json", body)
    } else {
        let problem = Problem {
            kind: format!("urn:ombud:problem:{}", fault.code),
            title: fault.title().to_owned(),
            status: fault.status.as_u16(),
            detail: fault.detail,
            errors: fault.fields,
        };
        ("application/problem+json", json!(problem))
    };
    let mut response = (fault.status, body.to_string()).into_response();
    // What the guard said of the token, and which methods there are.
    for name in [header::WWW_AUTHENTICATE, header::ALLOW] {
        if let Some(value) = parts.headers.get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Some(seconds) = fault.after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn is_text(kind: &HeaderValue) -> bool {
    kind.as_bytes().starts_with(b"text/")
}

impl IntoResponse for Fault {
    /// Only the status and the fault itself: the layer that knows the address writes it as its protocol wants it.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The field's name in a body.
fn said(field: WrongField) -> &'static str {
    match field {
        WrongField::Name => "the name",
        WrongField::Country => "the country (ISO 3166 alpha-2)",
        WrongField::Mail => "the address",
        WrongField::Phone => "the telephone number",
        WrongField::Domain => "a domain",
        WrongField::Language => "the language (en or sv)",
        WrongField::ExternalId => "the external id (one line of at most 200 characters)",
        WrongField::Taken => "the address or id, which another has,",
        WrongField::Reason => "the reason",
        WrongField::Source => "the public source",
        WrongField::Day => "the day",
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale { .. } => Self::changed_meanwhile(),
            StoreError::KeyUsed => Self::key_taken(),
            StoreError::Duplicate(_) => Self::taken("another entry has this id, name or address already; nothing was changed"),
            StoreError::Cursor => Self::value("'after' is not one that was given; begin again without it"),
            StoreError::Halted | StoreError::DiskFull => {
                let detail = "nothing can be written at the moment, and nothing was; the operator knows. Try again later";
                Self { after: Some(60), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail) }
            }
            other => {
                // The code only: what the database says may quote what was written.
                tracing::error!(code = other.code(), "a program's request failed in the store");
                Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

impl From<workflow::Error> for Fault {
    fn from(error: workflow::Error) -> Self {
        use workflow::Error;
        match error {
            Error::NotFound => Self::not_found(),
            Error::NotAllowed => Self::forbidden("the token's scopes don't include it; nothing was changed"),
            Error::Field(WrongField::Taken) => {
                Self::taken("another of the customer's contacts has this name, address or id; nothing was changed")
            }
            Error::Field(field) => Self::value(format!("{} can't be kept as sent; nothing was changed", said(field))),
            Error::Store(error) => error.into(),
            Error::Refused(refusal) => Self::refused(&refusal),
            Error::NoticeChanged
            | Error::SecondPerson
            | Error::LookbackOpen
            | Error::Suspended
            | Error::Letter { .. }
            | Error::NoAddress { .. }
            | Error::OtherRules(_)
            | Error::Unchecked(_)
            | Error::Corrupt(_)
            | Error::Cut => {
                tracing::error!(code = "workflow", "a program's request failed in the workflow");
                Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}
