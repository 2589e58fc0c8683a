//! The customers' own door: notices, what was demanded, decided and disclosed, and the list of those who are told.
//!
//! It has its own table of routes, its own sessions and its own pages; a staff session opens nothing here and a customer's opens
//! nothing there. What of a demand may be shown is decided by [`domain::customer_view`] alone.

pub mod acts;
pub mod contacts;
pub mod demand;
pub mod export;
mod form;
mod keep;
pub mod notices;
pub mod page;
pub mod passkey_sign_in;
pub mod passkeys;
pub mod paths;
pub mod reports;
pub mod routes;
pub mod session;
pub mod sign_in;

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
