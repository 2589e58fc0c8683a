//! The duties that a changed calendar would date otherwise: what is on record, what it would be, and the way to count it anew.

use super::page::{Page, Section};
use super::parts::{Empty, Text};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::workflow::calendars::Moved;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::actor::Role;
use domain::command::Verb;
use domain::verb::roles;

/// Duties on one page; the next ones come up as these are counted.
const SHOWN: usize = 100;

struct Line {
    href: String,
    reference: String,
    duty: Text,
    stored: String,
    today: String,
    calendar: String,
    calendar_today: String,
    count: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "calendars/changed.html")]
struct ChangedPage {
    p: Page,
    lines: Vec<Line>,
    more: bool,
    may_count: bool,
    empty: Empty,
}

/// `GET /calendars/changed`
pub async fn changed(State(app): State<App>, session: Session) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let found = app.workflow.waiting_for_recount(&session.actor, SHOWN + 1).await?;
    let line = |moved: &Moved| {
        let said = |due: &domain::clocks::Due| w.deadline(&due.legal.unwrap_or(due.internal), &moved.today.locus.zone);
        Line {
            href: paths::demand(moved.demand),
            reference: moved.reference.to_string(),
            duty: w.name("obligation", moved.today.kind.code()),
            stored: said(&moved.stored),
            today: said(&moved.today.due),
            calendar: moved.calendar.clone(),
            calendar_today: moved.today.calendar.clone(),
            count: paths::demand_at(moved.demand, &Verb::RecountDuty.code()),
        }
    };
    Ok(ChangedPage {
        p: session.page("calendars-title", Section::Desk),
        more: found.len() > SHOWN,
        lines: found.iter().take(SHOWN).map(line).collect(),
        may_count: roles(Verb::RecountDuty).iter().copied().any(|role: Role| session.has(role)),
        empty: Empty { icon: "check", title: w.say("calendars-none"), text: w.say("calendars-none-text"), action: None },
    })
}
