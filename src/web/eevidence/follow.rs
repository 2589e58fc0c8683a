//! Forms 5 and 6 of Regulation (EU) 2023/1543 on the screen: the preservation that such a form may be about is offered, and a person says which
//! it is.

use super::super::extract::{Form as Sent, Id};
use super::super::page::{Page, Section};
use super::super::parts::{Choice, ErrorSummary, Field, Text};
use super::super::paths;
use super::super::problem::Problem;
use super::super::session::Session;
use super::{MOST, Part};
use crate::app::App;
use crate::eevidence::{EPOC, Follow, Paper, read};
use crate::store::documents::DocumentRow;
use crate::wire::Wire;
use crate::workflow::{Error, Followed};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::{DemandId, DocumentId, Reference};
use serde::Deserialize;

#[derive(Template, WebTemplate)]
#[template(path = "eevidence/follow.html")]
struct FollowPage {
    p: Page,
    errors: ErrorSummary,
    lead: Text,
    parts: Vec<Part>,
    fields: Vec<Field>,
    action: String,
}

/// What a person said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    demand: String,
    reference: String,
}

fn page(session: &Session, row: &DocumentRow, form: &Follow, found: &[Followed], which: &Which, wrong: Option<(&str, &str)>) -> FollowPage {
    let w = session.words;
    let error = |name: &str| wrong.filter(|(field, _)| *field == name).map(|(_, key)| w.say(key));
    let only = found.len() == 1;
    let mut choices: Vec<Choice> = found
        .iter()
        .map(|one| {
            let id = one.demand.id.to_string();
            let paper = &one.demand.paper;
            let key = if one.same_authority { "form-follow-same" } else { "form-follow-other" };
            let label = format!("{} · {} · {}", one.demand.reference, paper.authority_name, paper.authority_reference);
            let chosen = which.demand == id || (which.demand.is_empty() && only && one.same_authority);
            Choice::new(id, label, chosen).hint(w.say(key))
        })
        .collect();
    choices.push(Choice::new(
        "other",
        w.say("form-follow-by-reference"),
        which.demand == "other" || (which.demand.is_empty() && found.is_empty()),
    ));
    let hint = match found.len() {
        0 => "form-follow-none",
        1 => "form-follow-one",
        _ => "form-follow-several",
    };
    let fields = vec![
        Field::radio("demand", w.say("form-follow-which"), choices).hint(w.say(hint)).error(error("demand")),
        Field::line("text", "reference", w.say("form-follow-reference"))
            .value(which.reference.clone())
            .optional(w)
            .class("short")
            .error(error("reference")),
    ];
    FollowPage {
        p: session.page(if form.number == 5 { "form-follow-5" } else { "form-follow-6" }, Section::Queue),
        errors: ErrorSummary::of(w, &fields),
        lead: w.say(if form.number == 5 { "form-follow-5-lead" } else { "form-follow-6-lead" }),
        parts: vec![Part::of_one(w.say("form-follow-says"), parts_of(session, form))],
        fields,
        action: paths::new_demand_follow(row.document()),
    }
}

fn parts_of(session: &Session, form: &Follow) -> Vec<(Text, String)> {
    crate::eevidence::told::facts(session.words, &form.body(EPOC)).into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// The page of a form that waits.
///
/// # Errors
/// As the use cases.
pub(super) async fn offered(app: &App, session: &Session, row: &DocumentRow, form: &Follow) -> Result<Response, Problem> {
    let found = app.workflow.followed_by(&session.actor, form).await?;
    Ok(page(session, row, form, &found, &Which::default(), None).into_response())
}

/// `POST /demands/new/evidence/{file}/follow`: filed with the preservation that a person says it is about.
pub async fn file(State(app): State<App>, session: Session, Id(id): Id<DocumentId>, Sent(which): Sent<Which>) -> Result<Response, Problem> {
    let row = app.workflow.incoming(&session.actor, id).await?;
    if let Some(demand) = row.demand_id {
        return crate::web::new_demand::to_demand(&app, &session, "said-taken-in-before", demand.to()).await;
    }
    if row.bytes > MOST {
        return Err(Problem::TooLarge);
    }
    let bytes = app.workflow.read_incoming(session.actor, id).await?;
    let Some(Ok(Paper::Follow(form))) = read(&bytes) else { return Err(Problem::Unreadable) };
    let found = app.workflow.followed_by(&session.actor, &form).await?;
    let again = |wrong| (StatusCode::UNPROCESSABLE_ENTITY, page(&session, &row, &form, &found, &which, Some(wrong))).into_response();
    let demand: DemandId = match which.demand.as_str() {
        "other" => match which.reference.trim().parse::<Reference>() {
            Ok(reference) => match app.workflow.find_by_reference(&session.actor, reference).await {
                Ok(demand) => demand.id,
                Err(Error::NotFound) => return Ok(again(("reference", "form-no-such-demand"))),
                Err(error) => return Err(error.into()),
            },
            Err(_) => return Ok(again(("reference", "form-reference"))),
        },
        chosen => match found.iter().find(|one| one.demand.id.to_string() == chosen) {
            Some(one) => one.demand.id,
            None => return Ok(again(("demand", "form-choose"))),
        },
    };
    let xml = bytes.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'{');
    match app.workflow.file_follow(session.actor, demand, id, &form, if xml { "application/xml" } else { "application/json" }).await {
        Ok(true) => Ok(session.done("said-follow-done", paths::demand(demand))),
        Ok(false) => Ok(session.done("said-follow-filed", paths::demand(demand))),
        Err(Error::Refused(_)) => Ok(again((if which.demand == "other" { "reference" } else { "demand" }, "form-follow-not-kept"))),
        Err(error) => Err(error.into()),
    }
}
