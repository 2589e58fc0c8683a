//! One demand, as far as its officer may see it: how far the answer is, what is asked, what was sent.

use super::list::{badge, paper};
use super::page::{Chrome, Room};
use super::paths;
use super::receipt::File;
use super::session::Officer;
use crate::app::App;
use crate::web::extract::Id;
use crate::web::page::Page;
use crate::web::parts::{Badge, Facts, Message, Text, Tone};
use crate::web::problem::Problem;
use crate::workflow::Look;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::DemandId;

#[derive(Template, WebTemplate)]
#[template(path = "agency/demand.html")]
struct DemandPage {
    p: Page,
    c: Chrome,
    reference: String,
    stage: Badge,
    /// What the stage means.
    means: Text,
    question: Option<Message>,
    /// The one next step: word and address.
    first: Option<(Text, String)>,
    /// What else can be done.
    others: Vec<(Text, String)>,
    facts: Facts,
    files: Vec<File>,
}

/// `GET /agency/demands/{demand}`: for who is not vetted, the receipt is all there is.
pub async fn show(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>) -> Result<Response, Problem> {
    let w = officer.words;
    let receipt = app.workflow.officers_receipt(&officer.who, id).await?;
    if !officer.who.is_vetted() {
        return Ok(Redirect::to(&paths::demand_at(id, "receipt")).into_response());
    }
    let view = app.workflow.officers_demand(&officer.who, id).await?;
    app.workflow.look(officer.who.actor(), id, Look::Demand).await?;
    let to = |what: &str, key: &str| (w.say(key), paths::demand_at(id, what));
    let first = if view.question.is_some() {
        Some(to("answer", "agency-answer"))
    } else {
        view.production.as_ref().map(|_| to("production", "agency-production"))
    };
    let mut others = Vec::new();
    if view.may_ask_longer {
        others.push(to("preservation", "agency-longer"));
    }
    others.push(to("papers", "agency-send-papers"));
    if view.may_withdraw {
        others.push(to("withdrawal", "agency-withdraw"));
    }
    others.push(to("receipt", "agency-receipt"));
    let question = view.question.as_ref().map(|asked| {
        let title = w.say1("agency-asked", "at", w.moment(&asked.asked_at, &officer.zone));
        Message::new(Tone::Soon, asked.question.clone()).titled(title)
    });
    let files = receipt.files.iter().map(|file| File {
        name: file.name.clone(),
        bytes: w.short(&file.at, &officer.zone),
        sha256: file.sha256.clone(),
    });
    let page = DemandPage {
        p: officer.page("agency-demand"),
        c: officer.chrome(Some(Room::Demands)),
        reference: view.reference.to_string(),
        stage: badge(w, view.stage),
        means: w.say(format!("agency-stage-{}-text", view.stage.code())),
        question,
        first,
        others,
        facts: Facts::default()
            .with(w.say("agency-reference"), view.authority_reference)
            .with(w.say("agency-paper"), paper(&app, w, &view.instrument))
            .with(w.say("agency-received"), w.moment(&view.received_at, &officer.zone))
            .with(w.say("agency-submission-hash"), receipt.sha256),
        files: files.collect(),
    };
    Ok(page.into_response())
}
