//! `/api/v1/instruments`: the rulebook, for reading.

use super::{reply, unless_known};
use crate::api::extract::Ids;
use crate::api::fault::Fault;
use crate::app::App;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::instrument::{Instrument, InstrumentId};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// One instrument as a line of the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstrumentLine {
    id: String,
    title_en: String,
    title_sv: String,
    /// Whose law it is; `ZZ` for none.
    territory: String,
    statute: String,
    /// Whether counsel must confirm the row before a real disclosure relies on it.
    review_required: bool,
}

/// The rulebook.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Instruments {
    /// Version of the rulebook.
    version: String,
    items: Vec<InstrumentLine>,
}

/// One instrument, whole, as its file says it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Instrument)]
pub struct InstrumentView {
    #[serde(flatten)]
    line: InstrumentLine,
    /// Version of the rulebook.
    rulebook: String,
    /// The row itself: reach, issuers, form, clocks, secrecy, notice, redirect, preservation, grounds, sources.
    #[schema(value_type = Object)]
    row: Value,
}

fn line(row: &Instrument) -> InstrumentLine {
    InstrumentLine {
        id: row.id.to_string(),
        title_en: row.title.en.clone(),
        title_sv: row.title.sv.clone(),
        territory: row.territory.clone(),
        statute: row.statute.clone(),
        review_required: row.review_required,
    }
}

/// `GET /api/v1/instruments`
pub async fn list(State(app): State<App>) -> Response {
    let rulebook = app.workflow.rulebook();
    let items = rulebook.instruments.values().map(line).collect();
    reply(StatusCode::OK, &json!(Instruments { version: rulebook.version.clone(), items }))
}

/// `GET /api/v1/instruments/{instrument}`
pub async fn show(State(app): State<App>, ids: Ids, headers: HeaderMap) -> Result<Response, Fault> {
    let rulebook = app.workflow.rulebook();
    let row = rulebook.get(&InstrumentId(ids.text(0).to_owned())).ok_or_else(Fault::not_found)?;
    let view = InstrumentView { line: line(row), rulebook: rulebook.version.clone(), row: json!(row) };
    Ok(unless_known(&headers, &json!(view)))
}
