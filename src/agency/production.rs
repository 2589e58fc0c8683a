//! Fetching the production: the mailbox is proved anew, each download is on the record, and its receipt is acknowledged (INV-23).

use super::page::{Chrome, Room};
use super::paths;
use super::session::Officer;
use super::sign_in::asked;
use crate::app::App;
use crate::package::production;
use crate::web::demand::documents::file as as_file;
use crate::web::extract::Id;
use crate::web::mailed_code::wait;
use crate::web::page::Page;
use crate::web::parts::{ErrorSummary, Facts, Message, Text, Tone};
use crate::web::problem::Problem;
use crate::workflow::Error;
use crate::workflow::agency::AgencyError;
use crate::workflow::portal::PortalError;
use askama::Template;
use askama_web::WebTemplate;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::SecondsFormat;
use domain::ids::DemandId;

#[derive(Template, WebTemplate)]
#[template(path = "agency/production.html")]
struct ProductionPage {
    p: Page,
    c: Chrome,
    reference: String,
    demand: String,
    errors: ErrorSummary,
    facts: Facts,
    /// Whether the mailbox answered a moment ago.
    fresh: bool,
    proof: String,
    file: String,
    acknowledgement: String,
    acknowledged: Option<Message>,
}

async fn page(app: &App, officer: &Officer, id: DemandId, error: Option<Text>) -> Result<ProductionPage, Problem> {
    let w = officer.words;
    let fresh = match app.workflow.may_fetch(&officer.who, id).await {
        Ok(_) => true,
        Err(AgencyError::Stale) => false,
        Err(other) => return Err(other.into()),
    };
    let view = app.workflow.officers_demand(&officer.who, id).await?;
    let receipt = app.workflow.officers_receipt(&officer.who, id).await?;
    let package = view.production.ok_or(Problem::NotFound)?;
    let utc = package.at.to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(ProductionPage {
        p: officer.page("agency-production"),
        c: officer.chrome(Some(Room::Demands)),
        reference: view.reference.to_string(),
        demand: paths::demand(id),
        errors: error.map_or_else(ErrorSummary::none, |text| ErrorSummary::whole(w, text)),
        facts: Facts::default()
            .with(w.say("agency-available"), format!("{} ({utc})", w.moment(&package.at, &officer.zone)))
            .with(w.say("agency-bytes"), format!("{} B", package.bytes))
            .with(w.say("agency-sealed-hash"), package.sealed_sha256)
            .with(w.say("agency-inner-hash"), package.sha256),
        fresh,
        proof: paths::demand_at(id, "production/proof"),
        file: paths::demand_at(id, "production/file"),
        acknowledgement: paths::demand_at(id, "production/acknowledgement"),
        acknowledged: receipt
            .acknowledged_at
            .map(|at| Message::new(Tone::Good, w.say1("agency-acknowledged", "at", w.moment(&at, &officer.zone)))),
    })
}

/// `GET /agency/demands/{demand}/production`
pub async fn show(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>) -> Result<impl IntoResponse, Problem> {
    page(&app, &officer, id, None).await
}

/// `POST /agency/demands/{demand}/production/proof`: mails a fresh code to the officer's own address.
pub async fn prove(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>) -> Result<Response, Problem> {
    // Whoever may not fetch asks for nothing here.
    match app.workflow.may_fetch(&officer.who, id).await {
        Ok(_) | Err(AgencyError::Stale) => {}
        Err(other) => return Err(other.into()),
    }
    let w = officer.words;
    match app.workflow.ask_for_officers_code(&officer.who.account.mail, w.language, &officer.from).await {
        Ok(token) => {
            let mut response = Redirect::to(paths::CODE).into_response();
            asked(&app, &mut response, &token, Some(&paths::demand_at(id, "production")));
            Ok(response)
        }
        Err(PortalError::Wait { until }) => {
            let page = page(&app, &officer, id, Some(wait(&app, w, until))).await?;
            Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /agency/demands/{demand}/production/file`
pub async fn file(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>) -> Result<Response, Problem> {
    let (row, parts) = production::package_for_officer(&app.workflow, &officer.who, id).await.map_err(|error| match error {
        production::ProductionError::Workflow(Error::NotAllowed) => Problem::StaleSignIn,
        production::ProductionError::Workflow(error) => error.into(),
        production::ProductionError::Store(error) => error.into(),
        _ => Problem::Broken,
    })?;
    Ok(as_file(Body::from_stream(parts), &row.name, "attachment"))
}

/// `POST /agency/demands/{demand}/production/acknowledgement`
pub async fn acknowledge(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>) -> Result<Response, Problem> {
    app.workflow.acknowledge_production(&officer.who, id).await?;
    Ok(officer.done("said-agency-acknowledged", paths::demand_at(id, "production")))
}
