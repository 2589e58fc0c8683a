//! The numbers to call back on an authority's page.

use super::authority_entries::{Front, Shown, SourceForm, found};
use super::confirm::ConfirmPage;
use super::customers::wrong;
use super::extract::{Form, Id, Query};
use super::parts::{Field, Message, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::authorities::AuthorityRow;
use crate::store::authorities::numbers::NumberRow;
use crate::words::Words;
use crate::workflow::Error;
use crate::workflow::directory::WrongField;
use crate::workflow::numbers::NewNumber;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::demand::Demand;
use domain::ids::{AuthorityId, DemandId};
use serde::Deserialize;

impl Shown for NumberRow {
    const BELOW: &'static str = "numbers";
    const CONFIRM: &'static str = "numbers-confirm-go";
    const SAID: [&'static str; 2] = ["said-number-confirmed", "said-number-withdrawn"];

    fn show(self, _: &App, _: Words) -> Front {
        Front { head: self.number.into(), about: self.reaches, compare: None }
    }
}

/// A number as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NumberForm {
    number: String,
    reaches: String,
    #[serde(flatten)]
    source: SourceForm,
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

    fn page(&self, session: &Session, row: &AuthorityRow, from: Option<&Demand>, is: Option<WrongField>) -> ConfirmPage {
        let w = session.words;
        let fields = vec![
            Field::line("tel", "number", w.say("authorities-phone"))
                .value(self.number.clone())
                .hint(w.say("authorities-phone-hint"))
                .error(wrong(w, is, WrongField::Phone)),
            Field::line("text", "reaches", w.say("numbers-reaches"))
                .value(self.reaches.clone())
                .hint(w.say("numbers-reaches-hint"))
                .optional(w),
        ];
        let mut page = self.source.page::<NumberRow>(session, row, ["numbers-new", "numbers-lead", "numbers-new-go"], fields, is);
        if let Some(demand) = from {
            let text = w.say1("numbers-for-demand", "reference", demand.reference.to_string());
            page.warnings.push(Message::new(Tone::Soon, text));
            page.hidden.push(("demand", demand.id.to_string()));
            page.back = paths::demand(demand.id);
        }
        page
    }
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
    let form = NumberForm { source: SourceForm::today(&session), demand, ..NumberForm::default() };
    let from = form.comes_from(&app, &session).await?;
    Ok(form.page(&session, &found(&app, id).await?, from.as_ref(), None))
}

/// `POST /authorities/{authority}/numbers`
pub async fn add(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Form(form): Form<NumberForm>,
) -> Result<Response, Problem> {
    let from = form.comes_from(&app, &session).await?;
    let done = match form.source.read() {
        Ok(found) => {
            let demand = from.as_ref().map(|demand| demand.id);
            let new = NewNumber { number: form.number.clone(), reaches: form.reaches.clone(), found, demand };
            app.workflow.add_number(session.actor, id, new).await
        }
        Err(wrong) => Err(wrong),
    };
    match done {
        Ok(_) => Ok(session.done("said-number-added", paths::authority(id))),
        Err(Error::Field(field)) => {
            let page = form.page(&session, &found(&app, id).await?, from.as_ref(), Some(field));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
