//! One layer for every POST: under an Idempotency-Key a request is done once (draft-ietf-httpapi-idempotency-key-header).
//!
//! The same key with the same request gets the same answer; with another request 422; while the first is being worked on 409.
//! Only what succeeded is kept: a request that failed changed nothing, and may be sent again.

use super::fault::Fault;
use super::guard::Caller;
use crate::app::App;
use crate::workflow::Answered;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use domain::ids::TokenId;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The header.
pub(super) const KEY: &str = "idempotency-key";
/// Most bytes of an answer that is kept whole.
const MOST_KEPT: usize = 256 * 1024;
/// Headers that are an answer's own.
const KEPT: [HeaderName; 3] = [header::CONTENT_TYPE, header::LOCATION, header::ETAG];

/// Marks an answer that changed nothing and stands for nothing: a preview. It is not kept, and its key is still free.
#[derive(Clone, Copy, Debug)]
pub(super) struct Preview;

/// Keys that are being worked on. In memory: who was cut off by the end of the process finds nothing in the way.
#[derive(Clone, Debug, Default)]
pub(super) struct Flights(Arc<Mutex<HashSet<(TokenId, String)>>>);

/// One of them, until dropped.
struct Flight {
    all: Flights,
    key: (TokenId, String),
}

impl Flights {
    fn begin(&self, token: TokenId, key: &str) -> Option<Flight> {
        let key = (token, key.to_owned());
        let begun = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone());
        begun.then(|| Flight { all: self.clone(), key })
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

/// The key under which a program asks, if it gives one.
///
/// # Errors
/// 400 for what is no key.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let Some(key) = headers.get(KEY) else { return Ok(None) };
    let key = key.to_str().ok().filter(|k| (1..=200).contains(&k.len()) && k.bytes().all(|b| b.is_ascii_graphic()));
    key.map(|k| Some(k.to_owned())).ok_or_else(|| Fault::value("an Idempotency-Key has 1 to 200 visible characters"))
}

/// Do it, or say again what was said of it.
pub(super) async fn through<F>(app: &App, flights: &Flights, caller: &Caller, most: usize, request: Request, run: F) -> Response
where
    F: AsyncFnOnce(Request) -> Response,
{
    match keyed(app, flights, caller, most, request, run).await {
        Ok(response) => response,
        Err(fault) => fault.into_response(),
    }
}

async fn keyed<F>(app: &App, flights: &Flights, caller: &Caller, most: usize, request: Request, run: F) -> Result<Response, Fault>
where
    F: AsyncFnOnce(Request) -> Response,
{
    let key = if request.method() == Method::POST { key(request.headers())? } else { None };
    let Some(key) = key else { return Ok(run(request).await) };
    let (parts, body) = request.into_parts();
    let large = |_| Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "the request is larger than is taken here; nothing was changed");
    let bytes = to_bytes(body, most).await.map_err(large)?;
    let kind = parts.headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let asked = digest(&[parts.uri.to_string().as_bytes(), kind, &bytes]);
    let Some(_flight) = flights.begin(caller.token.id, &key) else {
        let detail = "a request under this Idempotency-Key is being worked on; ask again in a moment, under the same key";
        return Err(Fault { after: Some(1), ..Fault::new(StatusCode::CONFLICT, "key-busy", detail) });
    };
    if let Some(before) = app.workflow.answered_before(&caller.actor, &key, &asked).await? {
        return Ok(again(before));
    }
    let response = run(Request::from_parts(parts, Body::from(bytes))).await;
    if !response.status().is_success() || response.extensions().get::<Preview>().is_some() {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else { return Err(Fault::broken()) };
    if let Some(answer) = kept(asked, &parts, &body) {
        // It is done all the same: the use case remembers that, whatever becomes of the words.
        if app.workflow.keep_answer(&caller.actor, &key, &answer).await.is_err() {
            tracing::warn!(code = "answer-not-kept", "an answer could not be kept under its key");
        }
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// Parts with their lengths, so that two requests never run together.
fn digest(parts: &[&[u8]]) -> String {
    let hash = parts.iter().fold(Sha256::new(), |hash, part| hash.chain_update((part.len() as u64).to_be_bytes()).chain_update(part));
    HEXLOWER.encode(&hash.finalize())
}

fn kept(asked: String, parts: &axum::http::response::Parts, body: &Bytes) -> Option<Answered> {
    let body = String::from_utf8(body.to_vec()).ok().filter(|b| b.len() <= MOST_KEPT)?;
    let header = |name: &HeaderName| Some((name.to_string(), parts.headers.get(name)?.to_str().ok()?.to_owned()));
    Some(Answered { asked, status: parts.status.as_u16(), headers: KEPT.iter().filter_map(header).collect(), body })
}

fn again(before: Answered) -> Response {
    let status = StatusCode::from_u16(before.status).unwrap_or(StatusCode::OK);
    let mut response = (status, before.body).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in before.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
