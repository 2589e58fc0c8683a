//! Who is asking: the token, what it opens, and whether it is its turn.

use super::fault::{Fault, answer};
use super::limit::Limiter;
use super::once::{self, Flights};
use super::routes::Rule;
use crate::app::App;
use crate::store::tokens::TokenRow;
use crate::workflow::staff::secrets::Token;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::actor::Actor;
use domain::ids::CustomerId;
use std::sync::Arc;

/// The program behind a request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Its token.
    pub token: Arc<TokenRow>,
    /// Who, as the workflow takes it.
    pub actor: Actor,
}

impl Caller {
    /// The one customer it may know of; `None` for all.
    #[must_use]
    pub fn bound_to(&self) -> Option<CustomerId> {
        self.token.customer
    }

    /// Whether it may know of a customer.
    #[must_use]
    pub fn sees(&self, customer: CustomerId) -> bool {
        self.token.customer.is_none_or(|own| own == customer)
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Fault> {
        parts.extensions.get::<Caller>().cloned().ok_or_else(unknown)
    }
}

/// What the guard works with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Guard {
    app: App,
    limiter: Limiter,
    flights: Flights,
}

impl Guard {
    /// One for all routes: they share the counts.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { app, limiter: Limiter::default(), flights: Flights::default() }
    }
}

/// The guard in front of a route.
pub async fn guard(State((guard, rule)): State<(Guard, Rule)>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let started = guard.app.clock.now();
    let response = match admit(&guard, rule, request.headers()).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller.clone());
            run(guard.clone(), caller, rule, next, request).await
        }
        Err(fault) => refused(fault),
    };
    let response = answer(&path, response);
    let seconds = (guard.app.clock.now() - started).to_std().unwrap_or_default().as_secs_f64();
    metrics::counter!("ombud_http_requests_total", "route" => rule.path, "status" => response.status().as_u16().to_string()).increment(1);
    metrics::histogram!("ombud_http_seconds", "route" => rule.path).record(seconds);
    response
}

/// A change runs in a task of its own: a client that goes away can't cut it in half.
async fn run(guard: Guard, caller: Caller, rule: Rule, next: Next, request: Request) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let done = async move { once::through(&guard.app, &guard.flights, &caller, rule.limit, request, async |r| next.run(r).await).await };
    match tokio::spawn(done).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!(code = "panic", "a program's change failed by a mistake of ours");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn unknown() -> Fault {
    Fault::new(StatusCode::UNAUTHORIZED, "unauthorized", "send a token that is good: Authorization: Bearer ombud_…")
}

/// With what a client needs to know about tokens (RFC 6750, section 3).
fn refused(fault: Fault) -> Response {
    let said = match fault.status {
        StatusCode::UNAUTHORIZED => Some("Bearer realm=\"ombud\""),
        StatusCode::FORBIDDEN => Some("Bearer realm=\"ombud\", error=\"insufficient_scope\""),
        _ => None,
    };
    let mut response = fault.into_response();
    if let Some(said) = said {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(said));
    }
    response
}

async fn admit(guard: &Guard, rule: Rule, headers: &HeaderMap) -> Result<Caller, Fault> {
    let secret = bearer(headers).ok_or_else(unknown)?;
    let token = guard.app.workflow.token_of(&Token::received(secret)).await?.ok_or_else(unknown)?;
    if let Err(after) = guard.limiter.turn(token.id, guard.app.clock.now()) {
        let detail = "too many requests with this token; wait as Retry-After says";
        return Err(Fault { after: Some(after), ..Fault::new(StatusCode::TOO_MANY_REQUESTS, "too-many", detail) });
    }
    if !rule.scopes.iter().any(|scope| token.scopes.has(*scope)) {
        return Err(Fault::forbidden("the token does not open this; ask for one with the scope"));
    }
    Ok(Caller { actor: token.actor(), token: Arc::new(token) })
}

/// The one token of the header; the scheme's name does not mind capitals (RFC 9110, 11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (one, None) = (all.next()?.to_str().ok()?, all.next()) else { return None };
    let (scheme, secret) = one.split_once(' ')?;
    let secret = secret.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !secret.is_empty() && secret.len() <= 200).then_some(secret)
}
