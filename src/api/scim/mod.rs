//! SCIM 2.0 (RFC 7643, RFC 7644): a user is an admin contact, a group is a customer, its members are its contacts.

pub mod attribute;
pub mod discovery;
pub mod filter;
pub mod group;
pub mod groups;
pub mod handlers;
pub mod list;
pub mod patch;
pub mod select;
pub mod user;
pub mod users;

use super::etag::Conditions;
use super::fault::Fault;
use crate::app::App;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use select::Selection;
use serde_json::Value;

/// Where the resources are, without a slash at the end.
fn base(app: &App) -> String {
    format!("{}/scim/v2", app.settings.public_url)
}

impl From<patch::PatchError> for Fault {
    fn from(error: patch::PatchError) -> Self {
        let detail = format!("{error}; nothing was changed");
        Self::new(StatusCode::BAD_REQUEST, "patch", detail).scim(error.scim_type())
    }
}

/// A resource with its tag, or as much of it as was asked for.
fn reply_tagged(status: StatusCode, resource: &Value, selection: &Selection) -> Response {
    let mut response = reply(status, &selection.of(resource.clone()));
    if let Ok(tag) = HeaderValue::from_str(user::tag(resource)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The resource, unless the client says that it has it already.
fn unless_known(headers: &HeaderMap, resource: &Value, selection: &Selection) -> Response {
    let mut response = reply_tagged(StatusCode::OK, resource, selection);
    if Conditions::of(headers).has(user::tag(resource)) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = axum::body::Body::empty();
    }
    response
}

/// An answer in SCIM's own media type.
fn reply(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/scim+json"));
    response
}
