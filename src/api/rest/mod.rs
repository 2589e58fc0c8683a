//! REST under `/api/v1`: demands, the rulebook, authorities, and customers with their contacts and accounts, for the provider's
//! own systems.
//!
//! A resource is changed by whoever says which version of it they read (If-Match). Nothing is erased: a customer ends, a contact
//! is taken off the list.

pub mod accounts;
pub mod authorities;
pub mod contacts;
pub mod customers;
pub mod demands;
pub mod handed_in;
pub mod import;
pub mod papers;
pub mod preservation;
pub mod rules;

use super::etag;
use super::fault::Fault;
use super::guard::Caller;
use crate::app::App;
use crate::store::customers::{self as rows, CustomerRow};
use crate::workflow::customers::Once;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Names that a customer goes by in an address when it is the provider's own id.
const EXTERNAL: &str = "ext:";

pub(super) fn reply(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// With the tag of what the resource holds.
fn reply_tagged(status: StatusCode, body: &Value) -> Response {
    let mut response = reply(status, body);
    if let Ok(tag) = HeaderValue::from_str(&etag::of(body)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The resource, unless the client says that it has it already.
fn unless_known(headers: &HeaderMap, body: &Value) -> Response {
    let mut response = reply_tagged(StatusCode::OK, body);
    if etag::Conditions::of(headers).has(&etag::of(body)) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = axum::body::Body::empty();
    }
    response
}

/// The customer of an address, by its id or as `ext:` and the provider's own. What this token may not see is not there.
async fn customer(app: &App, caller: &Caller, name: &str) -> Result<CustomerRow, Fault> {
    let reader = app.store.read();
    let found = match (name.strip_prefix(EXTERNAL), name.parse()) {
        (Some(external), _) => rows::find_external(reader, external).await?,
        (None, Ok(id)) => rows::find(reader, id).await?,
        (None, Err(_)) => None,
    };
    found.filter(|row| caller.sees(row.id.to())).ok_or_else(Fault::not_found)
}

/// Without what only we write: a client may send back what it got.
fn writable(mut sent: Value, read_only: &[&str]) -> Result<Value, Fault> {
    let object = sent.as_object_mut().ok_or_else(|| Fault::unreadable("an object is expected"))?;
    for name in read_only {
        object.remove(*name);
    }
    Ok(sent)
}

fn read<T: DeserializeOwned>(sent: Value) -> Result<T, Fault> {
    serde_json::from_value(sent).map_err(|e| Fault::value(format!("{e}; nothing was changed")))
}

/// RFC 7396: members replace members, null takes them away.
fn merge(into: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *into = patch;
        return;
    };
    if !into.is_object() {
        *into = Value::Object(Map::new());
    }
    if let Value::Object(into) = into {
        for (name, value) in patch {
            if value.is_null() {
                into.remove(&name);
            } else {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
    }
}

/// The key under which a client asks, if it gives one.
fn once(headers: &HeaderMap, what: &str, body: &[u8]) -> Result<Option<Once>, Fault> {
    let Some(key) = super::once::key(headers)? else { return Ok(None) };
    let asked = Sha256::new().chain_update(what).chain_update("\n").chain_update(body).finalize();
    Ok(Some(Once { key, asked: HEXLOWER.encode(&asked) }))
}

fn located(mut response: Response, location: &str) -> Response {
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
