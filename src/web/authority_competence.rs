//! What an authority may do itself, by a public register, on its page.

use super::authority_entries::{Front, Shown, SourceForm, found};
use super::confirm::ConfirmPage;
use super::extract::{Form, Id};
use super::parts::{Choice, Field};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::authorities::AuthorityRow;
use crate::store::authorities::competence::CompetenceRow;
use crate::words::Words;
use crate::workflow::Error;
use crate::workflow::competence::{NewCompetence, Part};
use crate::workflow::directory::WrongField;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::AuthorityId;
use domain::instrument::{InstrumentId, IssuerKind};
use serde::Deserialize;

impl Shown for CompetenceRow {
    const BELOW: &'static str = "competence";
    const CONFIRM: &'static str = "numbers-confirm-go";
    const SAID: [&'static str; 2] = ["said-competence-confirmed", "said-competence-withdrawn"];

    fn show(self, app: &App, w: Words) -> Front {
        let id = InstrumentId(self.instrument);
        let title = app.workflow.rulebook().get(&id).map_or_else(|| id.to_string(), |i| w.of_two(&i.title).to_owned());
        Front { head: w.say1(format!("competence-{}", self.part), "instrument", title), about: self.area, compare: None }
    }
}

/// What such an authority may issue by its kind alone, as the rulebook stands today: name and address of its page there.
pub(super) fn by_kind(app: &App, session: &Session, kind: &str) -> Vec<(String, String)> {
    let Some(kind) = IssuerKind::from_code(kind) else { return Vec::new() };
    let today = session.now.date_naive();
    let rows = app.workflow.rulebook().instruments.values();
    let may = rows.filter(|i| i.enabled && i.in_effect(today) && i.issuers.contains(&kind));
    may.map(|i| (session.words.of_two(&i.title).to_owned(), paths::instrument(i.id.as_str()))).collect()
}

/// A competence as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CompetenceForm {
    instrument: String,
    part: String,
    area: String,
    #[serde(flatten)]
    source: SourceForm,
}

impl CompetenceForm {
    fn page(&self, app: &App, session: &Session, row: &AuthorityRow, is: Option<WrongField>) -> ConfirmPage {
        let w = session.words;
        let rows = app.workflow.rulebook().instruments.values().filter(|i| i.enabled);
        let all = rows
            .map(|i| Choice::new(i.id.to_string(), format!("{} · {}", i.territory, w.of_two(&i.title)), i.id.as_str() == self.instrument));
        let parts = Part::ALL.map(|part| Choice::new(part.code(), w.name("competence-part", part.code()), part.code() == self.part));
        let taken = (is == Some(WrongField::Taken)).then(|| w.say("competence-taken"));
        let fields = vec![
            Field::select("instrument", w.say("competence-instrument"), all.collect()).error(taken),
            Field::select("part", w.say("competence-part"), parts.to_vec()),
            Field::line("text", "area", w.say("competence-area")).value(self.area.clone()).hint(w.say("competence-area-hint")).optional(w),
        ];
        self.source.page::<CompetenceRow>(session, row, ["competence-new", "competence-lead", "competence-new-go"], fields, is)
    }
}

/// `GET /authorities/{authority}/competence`
pub async fn new_page(State(app): State<App>, session: Session, Id(id): Id<AuthorityId>) -> Result<impl IntoResponse, Problem> {
    let form = CompetenceForm { source: SourceForm::today(&session), ..CompetenceForm::default() };
    Ok(form.page(&app, &session, &found(&app, id).await?, None))
}

/// `POST /authorities/{authority}/competence`
pub async fn add(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Form(form): Form<CompetenceForm>,
) -> Result<Response, Problem> {
    let part = Part::ALL.into_iter().find(|part| part.code() == form.part).ok_or(Problem::Unreadable)?;
    let done = match form.source.read() {
        Ok(found) => {
            let new = NewCompetence { instrument: InstrumentId(form.instrument.clone()), part, area: form.area.clone(), found };
            app.workflow.add_competence(session.actor, id, new).await
        }
        Err(wrong) => Err(wrong),
    };
    match done {
        Ok(_) => Ok(session.done("said-competence-added", paths::authority(id))),
        Err(Error::Field(field)) => {
            let page = form.page(&app, &session, &found(&app, id).await?, Some(field));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
