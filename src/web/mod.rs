//! The staff's web pages.
//!
//! Handlers stand in [`routes::table`]; every answer passes [`service`], which adds the headers and turns problems
//! into pages.

pub mod account;
pub mod assets;
pub mod audit;
pub mod auth;
pub mod authorities;
pub mod authority_competence;
pub mod authority_entries;
pub mod authority_keys;
pub mod authority_numbers;
pub mod calendars;
pub mod confirm;
mod contact_link;
pub mod cover;
pub mod custody;
pub mod customer_report;
pub mod customers;
pub mod demand;
pub mod desk;
mod directory;
pub mod eevidence;
pub mod extract;
mod feed;
#[cfg(debug_assertions)]
pub mod gallery;
pub mod health;
pub mod interface;
pub(crate) mod jar;
pub mod mailed_code;
pub mod mails;
pub mod new_demand;
pub mod officers;
pub mod on_call;
pub mod outbox;
pub mod page;
pub mod parts;
pub mod past;
pub mod paths;
pub mod people;
pub mod problem;
pub mod queue;
pub mod routes;
pub mod rulebook;
pub mod secrecy;
pub mod sent;
pub mod session;
mod signatures;
pub mod suspensions;
pub mod tokens;
pub mod transparency;

use crate::api;
use crate::app::App;
use crate::words::Words;
use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use page::Page;
use problem::{Problem, Rendered};
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{ConfigError, CsrfLayer};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::RequestBodyTimeoutLayer;
use tower_http::trace::TraceLayer;

/// The whole web as one service.
///
/// # Errors
/// When the public address of the settings is none.
pub fn service(app: App) -> Result<Router, ConfigError> {
    let router = routes::router(&app);
    #[cfg(debug_assertions)]
    let router = router.route("/_parts/{language}", axum::routing::get(gallery::show));
    let programs = routes::programs(&app).with_state(app.clone());
    behind(app, router, programs, |problem, words| problem.page(Page::outside(words, "")))
}

/// How a door shows a problem to somebody who need not be signed in.
pub type ProblemPage = fn(Problem, Words) -> Response;

/// Routes behind everything that an answer of any door has to pass: limits, headers, compression; and for those that a browser
/// uses, so not for `programs`, the check for other sites.
///
/// # Errors
/// When the public address of the settings is none.
pub fn behind(app: App, router: Router<App>, programs: Router, show: ProblemPage) -> Result<Router, ConfigError> {
    let csrf = CsrfLayer::new().add_trusted_origin(&app.settings.public_url)?;
    let secure = app.settings.secure();
    Ok(router
        .with_state(app)
        .layer(csrf.with_rejection_response(|_| Problem::CrossSite.into_response()))
        .merge(programs)
        .layer(RequestBodyTimeoutLayer::new(routes::SILENCE))
        .layer(CatchPanicLayer::custom(|_| {
            // What a panic says may quote what a person wrote; the place it came from is in the hook's own line.
            tracing::error!(code = "panic", "a request failed by a mistake of ours");
            Problem::Broken.into_response()
        }))
        .layer(from_fn(move |request, next| finish(secure, show, request, next)))
        .layer(CompressionLayer::new())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(|request: &Request| {
            // The pattern, not the address: addresses hold identifiers and, once, a secret.
            let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
            let id = request.headers().get("x-request-id").and_then(|v| v.to_str().ok()).unwrap_or("-");
            tracing::info_span!("request", method = %request.method(), route, id)
        }))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid)))
}

/// Serve until `stop`, then finish what was begun.
///
/// # Errors
/// When the public address of the settings is none, or the listener fails.
pub async fn serve(app: App, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
    let router = service(app).map_err(std::io::Error::other)?;
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown(stop).await
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'";
const FRAMED: &str = "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const SANDBOXED: &str = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// Last hand on every answer: the page of a problem that has none yet, and the headers.
async fn finish(secure: bool, show: ProblemPage, request: Request, next: Next) -> Response {
    let words = session::words_of(request.headers());
    let program = Some(request.uri().path().to_owned()).filter(|path| api::is_ours(path));
    let mut response = next.run(request).await;
    if let Some(path) = program {
        response = api::answer(&path, response);
    } else if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = show(problem, words);
    } else if response.status().as_u16() >= 400 && response.extensions().get::<Rendered>().is_none() && !is_page(&response) {
        response = show(Problem::of_status(response.status()), words);
    }
    let policy = if response.extensions().get::<session::Sandboxed>().is_some() {
        SANDBOXED
    } else if response.extensions().get::<session::Framed>().is_some() {
        FRAMED
    } else {
        POLICY
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn is_page(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"))
}
