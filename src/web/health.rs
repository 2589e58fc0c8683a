//! For those who watch the process: does it live, can it work, what has it counted.

use super::problem::{Problem, Rendered};
use crate::app::App;
use axum::Extension;
use axum::extract::{ConnectInfo, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: the database answers and takes writes; otherwise 503 and the code of what is wrong.
pub async fn ready(State(app): State<App>) -> Response {
    match app.store.ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, Extension(Rendered), format!("{}\n", error.code())).into_response(),
    }
}

/// `GET /metrics`: counters in Prometheus' text form, for readers on this host only. Labels hold route patterns and
/// statuses, nothing of a case.
pub async fn metrics(State(app): State<App>, from: Option<Extension<ConnectInfo<SocketAddr>>>) -> Result<Response, Problem> {
    let near = from.is_some_and(|Extension(ConnectInfo(address))| address.ip().is_loopback());
    let handle = app.metrics.filter(|_| near).ok_or(Problem::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render()).into_response())
}
