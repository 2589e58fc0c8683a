//! The authorities' own door: officers register, submit demands, follow them, answer what is asked and fetch the production.
//!
//! It has its own table of routes, its own sessions and its own pages; a session of the staff or of a customer opens nothing here, and
//! an officer's opens nothing there. What of a demand may be shown is decided by [`domain::agency_view`] alone.

pub mod acts;
pub mod demand;
mod form;
pub mod list;
pub mod page;
pub mod paths;
pub mod production;
pub mod receipt;
pub mod register;
pub mod routes;
pub mod session;
pub mod sign_in;
mod stated;
pub mod submission;
pub mod submit;

use crate::app::App;
use crate::web;
use axum::Router;
use tower_http::csrf::ConfigError;

/// The whole door as one service; every address of it lies below [`paths::HOME`].
///
/// # Errors
/// When the public address of the settings is none.
pub fn service(app: App) -> Result<Router, ConfigError> {
    let router = routes::router(&app);
    web::behind(app, router, Router::new(), page::problem_outside)
}
