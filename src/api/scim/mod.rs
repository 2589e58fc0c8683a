//! SCIM 2.0 (RFC 7643, RFC 7644): a user is an admin contact, a group is a customer, its members are its contacts.

pub mod attribute;
pub mod discovery;
pub mod filter;
pub mod patch;
pub mod select;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// An answer in SCIM's own media type.
fn reply(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/scim+json"));
    response
}
