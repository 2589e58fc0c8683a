//! What the tests share.

pub mod actors;
pub mod authenticator;
pub mod browser;
pub mod guarded;
pub mod mailroom;
pub mod postfix;
pub mod postgres;
pub mod program;
pub mod python;
pub mod signer;
pub mod site;
pub mod smtp_sink;
pub mod source;
pub mod upload;

use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use tempfile::TempDir;

/// A new, empty database. The SQLite file goes when this is dropped.
pub struct TestDatabase {
    /// `sqlite://…?mode=rwc` or `postgres://…?host=FOLDER`.
    pub url: String,
    folder: Option<TempDir>,
}

impl TestDatabase {
    /// A file in a folder of its own.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("ombud.db").display());
        Self { url, folder: Some(folder) }
    }

    /// A database on the private server.
    pub async fn postgres() -> Self {
        Self { url: postgres::database().await, folder: None }
    }

    /// `sqlite` or `postgres`, for messages.
    pub fn kind(&self) -> &'static str {
        if self.folder.is_some() { "sqlite" } else { "postgres" }
    }
}

/// Run `body` with the URL of an empty database: first SQLite, then PostgreSQL, the second even if the first
/// fails, so that the message names every database that failed.
///
/// Prefer [`both_databases!`](crate::both_databases), which makes two tests of one body; this is for a body that is itself a loop.
pub async fn for_each_database(body: impl AsyncFn(String)) {
    let mut failed = Vec::new();
    for database in [TestDatabase::sqlite(), TestDatabase::postgres().await] {
        let kind = database.kind();
        if let Err(panic) = AssertUnwindSafe(body(database.url.clone())).catch_unwind().await {
            failed.push(format!("{kind}: {}", said(panic.as_ref())));
        }
    }
    assert!(failed.is_empty(), "failed on {}", failed.join("; "));
}

fn said(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a text")
}

/// One body, two tests: `NAME::sqlite` and `NAME::postgres`, each on an empty database.
///
/// ```ignore
/// both_databases! {
///     async fn an_event_is_never_changed(url: String) { … }
/// }
/// ```
#[macro_export]
macro_rules! both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($url:ident: String) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "a body may need nothing of its file")]
            use super::*;

            async fn body($url: String) $body

            $(#[$meta])*
            #[tokio::test]
            async fn sqlite() {
                let database = $crate::support::TestDatabase::sqlite();
                body(database.url.clone()).await;
            }

            $(#[$meta])*
            #[tokio::test]
            async fn postgres() {
                let database = $crate::support::TestDatabase::postgres().await;
                body(database.url.clone()).await;
            }
        }
    )+};
}
