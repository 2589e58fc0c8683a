//! What handlers take: forms, identifiers and queries with errors that become pages.

use super::problem::Problem;
use super::session::{Session, from_of, words_of};
use crate::app::App;
use crate::words::Words;
use crate::workflow::staff::Origin;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// A form. Fields are texts with a default, so that everything typed can be shown again; repeated names make lists.
#[derive(Clone, Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        match axum_extra::extract::Form::from_request(request, app).await {
            Ok(axum_extra::extract::Form(form)) => Ok(Self(form)),
            Err(rejection) => Err(match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
                _ => Problem::Unreadable,
            }),
        }
    }
}

/// The one identifier in the address. What is no identifier names nothing.
#[derive(Clone, Copy, Debug)]
pub struct Id<T>(pub T);

impl<T: FromStr + Send> FromRequestParts<App> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Ids(ids) = Ids::from_request_parts(parts, app).await?;
        ids.first().and_then(|id| id.parse().ok()).map(Self).ok_or(Problem::NotFound)
    }
}

/// All variable segments of the address, in order.
#[derive(Clone, Debug)]
pub struct Ids(pub Vec<String>);

impl Ids {
    /// The segment at a place, as an identifier.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is none.
    pub fn at<T: FromStr>(&self, place: usize) -> Result<T, Problem> {
        self.0.get(place).and_then(|id| id.parse().ok()).ok_or(Problem::NotFound)
    }
}

impl FromRequestParts<App> for Ids {
    type Rejection = Problem;

    #[expect(clippy::disallowed_types, reason = "the one place where an address is read")]
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = axum::extract::Path::<Vec<(String, String)>>::from_request_parts(parts, app).await.map_err(|_| Problem::NotFound)?;
        Ok(Self(path.0.into_iter().map(|(_, value)| value).collect()))
    }
}

/// The query of the address. What can't be read is a problem, never ignored.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let query = axum_extra::extract::Query::from_request_parts(parts, app).await.map_err(|_| Problem::Unreadable)?;
        Ok(Self(query.0))
    }
}

/// Somebody who need not be signed in.
#[derive(Clone, Debug)]
pub struct Guest {
    /// The language chosen before, or the browser's.
    pub words: Words,
    /// Where the request comes from.
    pub from: Origin,
}

impl FromRequestParts<App> for Guest {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        Ok(Self { words: words_of(&parts.headers), from: from_of(parts) })
    }
}

impl FromRequestParts<App> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get::<Session>().cloned().ok_or(Problem::SignedOut)
    }
}
