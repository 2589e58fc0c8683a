//! The form that goes with a letter, as it goes.

use super::super::customer_report::saved;
use super::super::extract::Ids;
use super::super::paths;
use super::super::problem::Problem;
use super::super::session::Session;
use super::opened;
use crate::app::App;
use crate::notify::page::{self, Annexed, PageError};
use crate::store::outbox::MessageRow;
use axum::extract::State;
use axum::response::Response;

fn problem(error: PageError) -> Problem {
    match error {
        PageError::Store(error) => error.into(),
        _ => Problem::Broken,
    }
}

/// Where its files are.
pub(super) async fn links(app: &App, row: &MessageRow) -> Result<Vec<(String, &'static str)>, Problem> {
    let annexed = page::annex(app.store.read(), row, false).await.map_err(problem)?;
    let link = |kind: &'static str| (paths::message_at(row.id.to(), &format!("annex/{kind}")), kind);
    let kinds: &[&'static str] = if page::AVAILABLE { &["pdf", "xml"] } else { &["xml"] };
    Ok(annexed.map(|_| kinds.iter().map(|kind| link(kind)).collect()).unwrap_or_default())
}

/// `GET /outbox/{message}/annex/{kind}`
pub async fn file(State(app): State<App>, session: Session, ids: Ids) -> Result<Response, Problem> {
    let row = opened(&app, &session, ids.at(0)?).await?;
    let wants = ids.0.get(1).map(String::as_str);
    let annexed = page::annex(app.store.read(), &row, wants == Some("pdf")).await.map_err(problem)?;
    match (wants, annexed) {
        (Some("xml"), Some(Annexed { xml, .. })) => saved(xml, "application/xml", "annex.xml"),
        (Some("pdf"), Some(Annexed { pdf: Some(pdf), .. })) => saved(pdf, "application/pdf", "annex.pdf"),
        _ => Err(Problem::NotFound),
    }
}
