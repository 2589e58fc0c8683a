//! The desk: what is mine or my role's, by urgency. Lists are short and lead to the queue; an empty one is not shown.

mod lists;
mod people;

use super::page::{Page, Section};
use super::parts::{Empty, Text};
use super::paths;
use super::problem::Problem;
use super::queue::sees_cases;
use super::routes::CASES_AND_CUSTODIAN;
use super::session::Session;
use crate::app::App;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::actor::Role;
use lists::{List, Lists};

#[derive(Template, WebTemplate)]
#[template(path = "desk/show.html")]
struct DeskPage {
    p: Page,
    lead: String,
    /// Who is on call now; empty for who sees no cases.
    on_call: Text,
    /// What waits for the viewer, the most urgent list first.
    mine: Vec<List>,
    /// What the whole desk must not miss.
    house: Vec<List>,
    empty: Option<Empty>,
}

/// `GET /`
pub async fn show(State(app): State<App>, session: Session) -> Result<Response, Problem> {
    if !CASES_AND_CUSTODIAN.allows(session.person.roles) {
        return Ok(Redirect::to(super::auth::home(&session.person.roles)).into_response());
    }
    let w = session.words;
    let lists = Lists::new(&app, &session);
    let (mut mine, mut house) = (Vec::new(), Vec::new());
    if sees_cases(session.person.roles) {
        mine.push(lists.calls().await?);
        let people = lists.people().await?;
        mine.push(lists.lane().await?);
        mine.push(people.confirm);
        mine.push(lists.assigned().await?);
        mine.push(lists.role().await?);
        house.push(people.escapes);
        house.push(lists.due().await?);
        house.push(lists.escalated().await?);
        house.push(lists.calendars().await?);
        house.push(lists.papers().await?);
        house.push(people.objections);
        house.push(people.timings);
        // Telling the customer is that role's own work, whoever else may see that it waits.
        let notices = lists.notices().await?;
        if session.has(Role::NoticeOfficer) {
            mine.extend(notices)
        } else {
            house.extend(notices)
        }
        house.push(lists.secrecy().await?);
        house.push(lists.keeping().await?);
        house.push(lists.letters().await?);
        house.push(lists.unreachable().await?);
        house.push(people.prepared);
    } else {
        mine.push(lists.role().await?);
    }
    if session.has(Role::Custodian) {
        mine.push(lists.custody().await?);
    }
    let full = |list: &List| !list.lines.is_empty();
    mine.retain(full);
    house.retain(full);
    let nothing = mine.is_empty() && house.is_empty();
    let empty = nothing.then(|| Empty {
        icon: "check",
        title: w.say("desk-empty"),
        text: w.say("desk-empty-text"),
        action: Some((w.say("desk-to-queue"), paths::QUEUE.to_owned())),
    });
    let on_call = if sees_cases(session.person.roles) { super::on_call::now(&app, &session).await? } else { Text::default() };
    let lead = w.moment(&session.now, &session.zone);
    Ok(DeskPage { p: session.page("nav-desk", Section::Desk), lead, on_call, mine, house, empty }.into_response())
}
