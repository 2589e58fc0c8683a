//! Forms of Regulation (EU) 2023/1543 on the screen: a form that came as a file, with what it lacks, and its taking in. The demand's own page
//! shows it with the same parts.

pub mod follow;

use super::extract::Id;
use super::page::{Page, Section};
use super::parts::{Facts, Message, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::eevidence::check::{Point, letter, must_ask};
use crate::eevidence::entry;
use crate::eevidence::form::Kind;
use crate::eevidence::told::{Told, told};
use crate::eevidence::{EPOC, Form};
use crate::intake::certificate::{self as take, Draft, TakeError};
use crate::store::documents::DocumentRow;
use crate::wire::{Body, Wire};
use crate::words::Words;
use crate::workflow::Error;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::command::Command;
use domain::ids::DocumentId;

/// The largest file that is read as a form, in bytes.
pub(super) const MOST: i64 = 4 << 20;

/// One finding.
pub(super) struct Found {
    pub section: String,
    pub text: Text,
    pub ask: Text,
    pub provision: String,
}

/// One section, or one part of it.
pub(super) struct Part {
    pub title: Text,
    pub facts: Facts,
}

/// A form with what it lacks.
pub(super) struct Shown {
    pub parts: Vec<Part>,
    pub found: Vec<Found>,
    pub must_ask: bool,
}

impl Shown {
    pub(super) fn of(w: Words, form: &Form, points: &[Point]) -> Self {
        let found = points.iter().map(|point| Found::of(w, *point, form.kind())).collect();
        Self { parts: parts(w, &form.body(EPOC), titles(form.kind())), found, must_ask: must_ask(points) }
    }
}

impl Found {
    pub(super) fn of(w: Words, point: Point, kind: Kind) -> Self {
        Self {
            section: letter(point.section(), kind).to_string(),
            text: w.name("form-point", point.code()),
            ask: w.name("form-ask", point.code()),
            provision: format!("Reg. (EU) 2023/1543 {}", point.provision(kind)),
        }
    }
}

/// Under which keys the titles of the sections stand: each annex has its own letters.
pub(super) const fn titles(kind: Kind) -> &'static str {
    match kind {
        Kind::Epoc => "form-section",
        Kind::EpocPr => "form2-section",
    }
}

impl Part {
    fn of_one(title: Text, facts: Vec<(Text, String)>) -> Self {
        Self { title, facts: facts.into_iter().fold(Facts::default(), |all, (label, value)| all.with(label, value)) }
    }
}

/// The sections of a form in their order, as a page shows them.
pub(super) fn parts(w: Words, form: &Body, titles: &'static str) -> Vec<Part> {
    told(w, form, titles).into_iter().map(|Told { title, facts }| Part::of_one(title, facts)).collect()
}

#[derive(Template, WebTemplate)]
#[template(path = "eevidence/offered.html")]
struct OfferedPage {
    p: Page,
    shown: Shown,
    messages: Vec<Message>,
    action: String,
    /// Where it is corrected and completed by hand, if it is not too large for that.
    edit: Option<String>,
}

pub(super) async fn draft(app: &App, session: &Session, row: &DocumentRow) -> Result<Option<Result<Draft, TakeError>>, Problem> {
    if row.bytes > MOST {
        return Ok(None);
    }
    let bytes = app.workflow.read_incoming(session.actor, row.document()).await?;
    Ok(take::draft(&app.workflow, app.schemas.eevidence_xml.as_deref(), &bytes, &row.name, row.added_at).await)
}

/// A file that waits, if it is a form: as it says, and what it lacks. Where it can't be taken in as a form, the reason stands in the log and the
/// file is shown as any other is.
///
/// # Errors
/// As the use cases.
pub async fn offered(app: &App, session: &Session, row: &DocumentRow) -> Result<Option<Response>, Problem> {
    let draft = match draft(app, session, row).await? {
        None => return Ok(None),
        Some(Err(TakeError::Follow(form))) => return follow::offered(app, session, row, &form).await.map(Some),
        Some(Err(error)) => {
            tracing::info!(code = "form-not-read", %error, "a file that says it is a form was not read as one");
            return Ok(None);
        }
        Some(Ok(draft)) => draft,
    };
    let w = session.words;
    let mut messages = Vec::new();
    if draft.section_m {
        messages.push(Message::new(Tone::Soon, w.say("form-section-m")));
    }
    if draft.unchecked.is_some() {
        messages.push(Message::new(Tone::Info, w.say("form-unchecked")));
    }
    let page = OfferedPage {
        p: session.page("form-title", Section::Queue),
        shown: Shown::of(w, &draft.form, &draft.points),
        messages,
        action: paths::new_demand_evidence(row.document()),
        edit: (draft.form.e.len() <= entry::MOST).then(|| paths::certificate(draft.form.number, Some(row.document()))),
    };
    Ok(Some(page.into_response()))
}

/// `POST /demands/new/evidence/{file}`: the form becomes a demand with exactly its lines.
pub async fn take_in(State(app): State<App>, session: Session, Id(id): Id<DocumentId>) -> Result<Response, Problem> {
    let key = id.to_string();
    if let Some(done) = app.workflow.taken_in(&session.actor, &key).await? {
        return super::new_demand::to_demand(&app, &session, "said-received", done).await;
    }
    let row = app.workflow.incoming(&session.actor, id).await?;
    if let Some(demand) = row.demand_id {
        return super::new_demand::to_demand(&app, &session, "said-taken-in-before", demand.to()).await;
    }
    let Some(Ok(draft)) = draft(&app, &session, &row).await? else { return Err(Problem::Unreadable) };
    let w = session.words;
    let note = remark(w, draft.form.kind(), &draft.points, draft.section_m);
    let demand = match take::take(&app.workflow, session.actor, draft, Some(key), Some(id)).await {
        Ok(demand) => demand,
        Err(TakeError::Workflow(Error::Refused(_))) => return Err(Problem::Unreadable),
        Err(TakeError::Workflow(error)) => return Err(error.into()),
        Err(_) => return Err(Problem::Unreadable),
    };
    if let Some(text) = note {
        app.workflow.act(session.actor, demand.id, Command::AddNote { text }, None).await?;
    }
    super::new_demand::to_demand(&app, &session, "said-received", demand.id).await
}

/// What the desk must see of a form that was taken in.
pub(super) fn remark(w: Words, kind: Kind, points: &[Point], section_m: bool) -> Option<String> {
    let m = section_m.then(|| w.say("form-section-m").into_owned());
    let found = points.iter().map(|point| format!("{}: {}", letter(point.section(), kind), w.name("form-point", point.code())));
    let all: Vec<String> = m.into_iter().chain(found).collect();
    (!all.is_empty()).then(|| all.join("\n"))
}
