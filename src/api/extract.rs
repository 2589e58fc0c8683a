//! What handlers take: bodies, identifiers and queries with errors that become faults.

use super::fault::Fault;
use crate::app::App;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::str::FromStr;

/// The body as it came.
#[derive(Clone, Debug)]
pub struct Raw(pub Bytes);

impl FromRequest<App> for Raw {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        match Bytes::from_request(request, app).await {
            Ok(bytes) => Ok(Self(bytes)),
            Err(rejection) => Err(match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => {
                    let detail = "the request is larger than is taken here; nothing was changed";
                    Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail)
                }
                _ => Fault::unreadable("the request broke off; nothing was changed"),
            }),
        }
    }
}

/// The body as JSON, whatever it says it is: identity providers write `application/scim+json` or `application/json`. Depth is
/// limited by the parser.
#[derive(Clone, Debug)]
pub struct Json(pub Value);

impl FromRequest<App> for Json {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        let Raw(bytes) = Raw::from_request(request, app).await?;
        let place = |e: &serde_json::Error| format!("the body is no JSON at line {}, column {}; nothing was changed", e.line(), e.column());
        serde_json::from_slice(&bytes).map(Self).map_err(|e| Fault::unreadable(place(&e)))
    }
}

/// All variable segments of the address, in order.
#[derive(Clone, Debug)]
pub struct Ids(pub Vec<String>);

impl Ids {
    /// The segment at a place, as an identifier. What is none names nothing.
    ///
    /// # Errors
    /// 404.
    pub fn at<T: FromStr>(&self, place: usize) -> Result<T, Fault> {
        self.0.get(place).and_then(|id| id.parse().ok()).ok_or_else(Fault::not_found)
    }

    /// The segment at a place, as it stands.
    #[must_use]
    pub fn text(&self, place: usize) -> &str {
        self.0.get(place).map_or("", String::as_str)
    }
}

impl FromRequestParts<App> for Ids {
    type Rejection = Fault;

    #[expect(clippy::disallowed_types, reason = "the one place of this door where an address is read")]
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let path = axum::extract::Path::<Vec<(String, String)>>::from_request_parts(parts, app).await.map_err(|_| Fault::not_found())?;
        Ok(Self(path.0.into_iter().map(|(_, value)| value).collect()))
    }
}

/// The query of the address. What can't be read is a fault, never ignored.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let query = axum_extra::extract::Query::from_request_parts(parts, app).await;
        query.map(|q| Self(q.0)).map_err(|_| Fault::value("the query of the address can't be read"))
    }
}
