//! The numbers to call back on an authority's page: entered, confirmed by somebody else, taken out.

use super::authorities::by_name;
use super::confirm::ConfirmPage;
use super::customers::wrong;
use super::extract::{Form, Id, Query};
use super::page::Section;
use super::parts::{Badge, Field, Message, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::authorities::{self, AuthorityRow, numbers};
use crate::workflow::Error;
use crate::workflow::directory::WrongField;
use crate::workflow::numbers::NewNumber;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::demand::Demand;
use domain::ids::{AuthorityId, DemandId, NumberId};
use serde::Deserialize;

/// One number as it is shown.
pub struct Line {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) reaches: String,
    pub(super) source: String,
    pub(super) by: Text,
    pub(super) state: Badge,
    pub(super) may_confirm: bool,
}

/// The numbers of an authority, each with the people behind it.
pub(super) async fn lines(app: &App, session: &Session, id: AuthorityId) -> Result<Vec<Line>, Problem> {
    let w = session.words;
    let mut lines = Vec::new();
    for row in numbers::of(app.store.read(), id).await? {
        let confirmed = row.confirmed_at.is_some();
        let state = if confirmed {
            Badge::new(Tone::Good, w.say("numbers-counts")).drawn("check")
        } else {
            Badge::new(Tone::Soon, w.say("numbers-waits")).drawn("wait")
        };
        lines.push(Line {
            id: row.id.to_string(),
            source: [row.source.as_str(), row.sourced_on.as_str()].join(" ").trim().to_owned(),
            by: by_name(app, w, &row.entered_by).await,
            may_confirm: !confirmed && row.entered_by != session.person.id.to_string(),
            state,
            number: row.number,
            reaches: row.reaches,
        });
    }
    Ok(lines)
}

/// A number as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NumberForm {
    number: String,
    reaches: String,
    source: String,
    found_on: String,
    /// The demand that somebody comes from; empty: none.
    demand: String,
}

impl NumberForm {
    /// The demand that somebody comes from, which that person may see.
    async fn comes_from(&self, app: &App, session: &Session) -> Result<Option<Demand>, Problem> {
        if self.demand.is_empty() {
            return Ok(None);
        }
        let id: DemandId = self.demand.parse().map_err(|_| Problem::Unreadable)?;
        Ok(Some(app.workflow.find(&session.actor, id).await?))
    }
}

fn form_page(session: &Session, row: &AuthorityRow, form: &NumberForm, from: Option<&Demand>, is: Option<WrongField>) -> ConfirmPage {
    let w = session.words;
    let id: AuthorityId = row.id.to();
    let p = session.page("numbers-new", Section::Authorities);
    let action = paths::authority_at(id, "numbers");
    let mut page = ConfirmPage::new(p, w.say("numbers-lead"), action, w.say("numbers-new-go"), paths::authority(id)).fields(vec![
        Field::line("tel", "number", w.say("authorities-phone"))
            .value(form.number.clone())
            .hint(w.say("authorities-phone-hint"))
            .error(wrong(w, is, WrongField::Phone)),
        Field::line("text", "reaches", w.say("numbers-reaches"))
            .value(form.reaches.clone())
            .hint(w.say("numbers-reaches-hint"))
            .optional(w),
        Field::line("text", "source", w.say("numbers-source")).value(form.source.clone()).hint(w.say("numbers-source-hint")).error(wrong(
            w,
            is,
            WrongField::Source,
        )),
        Field::line("date", "found_on", w.say("numbers-found-on")).value(form.found_on.clone()).error(wrong(w, is, WrongField::Day)),
    ]);
    if let Some(demand) = from {
        let text = w.say1("numbers-for-demand", "reference", demand.reference.to_string());
        page.warnings.push(Message::new(Tone::Soon, text));
        page.hidden.push(("demand", demand.id.to_string()));
        page.back = paths::demand(demand.id);
    }
    page.crumbs = vec![(w.say("nav-authorities"), paths::AUTHORITIES.to_owned()), (row.name.clone().into(), paths::authority(id))];
    page
}

async fn found(app: &App, id: AuthorityId) -> Result<AuthorityRow, Problem> {
    authorities::find(app.store.read(), id).await?.ok_or(Problem::NotFound)
}

/// Where somebody comes from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ComesFrom {
    demand: String,
}

/// `GET /authorities/{authority}/numbers`
pub async fn new_page(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Query(ComesFrom { demand }): Query<ComesFrom>,
) -> Result<impl IntoResponse, Problem> {
    let found_on = session.now.with_timezone(&session.zone).date_naive().to_string();
    let form = NumberForm { found_on, demand, ..NumberForm::default() };
    let from = form.comes_from(&app, &session).await?;
    Ok(form_page(&session, &found(&app, id).await?, &form, from.as_ref(), None))
}

/// `POST /authorities/{authority}/numbers`
pub async fn add(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Form(form): Form<NumberForm>,
) -> Result<Response, Problem> {
    let from = form.comes_from(&app, &session).await?;
    let done = match form.found_on.parse() {
        Ok(found_on) => {
            let (number, reaches, source) = (form.number.clone(), form.reaches.clone(), form.source.clone());
            let demand = from.as_ref().map(|demand| demand.id);
            app.workflow.add_number(session.actor, id, NewNumber { number, reaches, source, found_on, demand }).await
        }
        Err(_) => Err(Error::Field(WrongField::Day)),
    };
    match done {
        Ok(_) => Ok(session.done("said-number-added", paths::authority(id))),
        Err(Error::Field(field)) => {
            let page = form_page(&session, &found(&app, id).await?, &form, from.as_ref(), Some(field));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Which number.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WhichForm {
    number: String,
}

impl WhichForm {
    fn id(&self) -> Result<NumberId, Problem> {
        self.number.parse().map_err(|_| Problem::Unreadable)
    }
}

/// `POST /authorities/{authority}/numbers/confirmation`
pub async fn confirm(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Form(form): Form<WhichForm>,
) -> Result<Response, Problem> {
    app.workflow.confirm_number(session.actor, id, form.id()?).await?;
    Ok(session.done("said-number-confirmed", paths::authority(id)))
}

/// `POST /authorities/{authority}/numbers/withdrawal`
pub async fn withdraw(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Form(form): Form<WhichForm>,
) -> Result<Response, Problem> {
    app.workflow.withdraw_number(session.actor, id, form.id()?).await?;
    Ok(session.done("said-number-withdrawn", paths::authority(id)))
}
