//! Give several demands to somebody at once; each is its own command with its own answer.

use super::super::extract::Form;
use super::super::page::{Page, Section};
use super::super::parts::{Badge, Field, Text, Tone};
use super::super::paths;
use super::super::problem::Problem;
use super::super::session::Session;
use super::{sees_cases, whom};
use crate::app::App;
use crate::words::Words;
use crate::workflow::Error;
use crate::workflow::staff::Person;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::command::Command;
use domain::ids::{DemandId, PersonId};
use serde::Deserialize;

/// Most demands at once: a page of the queue.
const MOST: usize = 100;

/// What was ticked, and to whom it goes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AssignForm {
    demand: Vec<String>,
    to: String,
    back: String,
}

/// What became of one.
struct Done {
    href: String,
    reference: String,
    result: Badge,
    why: Vec<Text>,
}

#[derive(Template, WebTemplate)]
#[template(path = "queue/assigned.html")]
struct AssignedPage {
    p: Page,
    lead: Text,
    done: Vec<Done>,
    back: String,
}

/// The list of people.
pub(super) fn to_whom(w: Words, session: &Session, people: &[Person], chosen: &str) -> Field {
    Field::select("to", w.say("queue-assign-to"), whom(w, session, people, chosen))
}

/// `POST /demands/assign`
pub async fn assign(State(app): State<App>, session: Session, Form(form): Form<AssignForm>) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let (person, name) = recipient(&app, &session, &form.to).await?;
    let mut done = Vec::new();
    for id in form.demand.iter().take(MOST) {
        let id: DemandId = id.parse().map_err(|_| Problem::Unreadable)?;
        done.push(one(&app, &session, id, person).await?);
    }
    let lead = if done.is_empty() {
        w.say("queue-assign-nothing")
    } else if person.is_none() {
        w.say1("queue-unassigned-lead", "n", done.len())
    } else {
        w.say2("queue-assigned-lead", "n", done.len(), "name", name)
    };
    // Only the queue is led back to, whatever the form says.
    let back = if form.back.starts_with(paths::QUEUE) { paths::local(&form.back).to_owned() } else { paths::QUEUE.to_owned() };
    Ok(AssignedPage { p: session.page("queue-assigned", Section::Queue), lead, done, back })
}

/// Who gets them: somebody who handles cases and still has access.
async fn recipient(app: &App, session: &Session, to: &str) -> Result<(Option<PersonId>, String), Problem> {
    match to {
        "me" => Ok((Some(session.person.id), session.person.name.clone())),
        "nobody" => Ok((None, String::new())),
        id => {
            let person = app.staff.person(id.parse().map_err(|_| Problem::Unreadable)?).await?;
            let fits = person.disabled_at.is_none() && sees_cases(person.roles);
            if fits { Ok((Some(person.id), person.name)) } else { Err(Problem::Unreadable) }
        }
    }
}

async fn one(app: &App, session: &Session, id: DemandId, person: Option<PersonId>) -> Result<Done, Problem> {
    let w = session.words;
    let demand = match app.workflow.find(&session.actor, id).await {
        Ok(demand) => demand,
        Err(Error::NotFound) => {
            // An id that is not there and one that is not the viewer's get the same line.
            let result = Badge::new(Tone::Soon, w.say("queue-result-not-found")).drawn("ban");
            return Ok(Done { href: String::new(), reference: String::new(), result, why: Vec::new() });
        }
        Err(error) => return Err(error.into()),
    };
    let line = |result: Badge, why| Done { href: paths::demand(id), reference: demand.reference.to_string(), result, why };
    if demand.assignee == person {
        return Ok(line(Badge::new(Tone::Plain, w.say("queue-result-same")), Vec::new()));
    }
    match app.workflow.act(session.actor, id, Command::Assign { person }, None).await {
        Ok(_) => Ok(line(Badge::new(Tone::Good, w.say("queue-result-done")), Vec::new())),
        Err(Error::Refused(refusal)) => {
            let why = refusal.reasons.iter().map(|r| w.reason(r, &session.zone)).collect();
            Ok(line(Badge::new(Tone::Soon, w.say("queue-result-refused")).drawn("ban"), why))
        }
        Err(error) => Err(error.into()),
    }
}
