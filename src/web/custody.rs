//! The custodian's page: accounts to keep unchanged, and what was kept to remove. It says nothing of who asks, by which law or in
//! which matter.

use super::extract::{Form, Id};
use super::page::{Page, Section};
use super::parts::{Badge, ErrorSummary, Facts, Field, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::Key;
use crate::store::custody::TaskRow;
use crate::workflow::Error;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::category::Category;
use domain::preservation::CustodyAnswer;
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many tasks the page shows.
const MOST: u64 = 50;

struct Button {
    value: &'static str,
    label: Text,
}

struct Task {
    id: String,
    account: String,
    ask: Text,
    due: Badge,
    facts: Facts,
    failed: Option<Text>,
    answer: String,
    fields: Vec<Field>,
    buttons: Vec<Button>,
}

#[derive(Template, WebTemplate)]
#[template(path = "custody/list.html")]
struct ListPage {
    p: Page,
    errors: ErrorSummary,
    tasks: Vec<Task>,
    more: bool,
}

fn task(session: &Session, row: &TaskRow) -> Task {
    let (w, zone) = (session.words, &session.zone);
    let categories: Vec<Category> = serde_json::from_str(&row.categories).unwrap_or_default();
    let data = match categories.as_slice() {
        [] => w.say("custody-all").into_owned(),
        some => some.iter().map(|c| w.category(*c)).collect::<Vec<_>>().join(", "),
    };
    let range = match (&row.range_from, &row.range_to) {
        (None, None) => w.say("custody-always"),
        (from, to) => {
            let moment = |at: &Option<domain::Instant>| at.map_or_else(|| "…".to_owned(), |at| w.short(&at, zone));
            w.say2("custody-range", "from", moment(from), "to", moment(to))
        }
    };
    let facts = Facts::default().with(w.say("scope-category"), data).with(w.say("custody-time"), range);
    let purge = row.ask == "purge";
    let text = Field::lines(format!("text-{}", row.id.0), w.say("custody-text"));
    let mut fields = vec![if purge { text.hint(w.say("custody-purge-hint")) } else { text }];
    if purge {
        fields.push(Field::line("text", format!("protocol-{}", row.id.0), w.say("custody-protocol")));
    }
    let answers: &[&'static str] = if purge { &["purged", "nothing", "failed"] } else { &["placed", "nothing", "failed"] };
    Task {
        id: row.id.0.to_string(),
        account: row.account.clone(),
        ask: w.name("custody", &row.ask),
        due: Badge::new(if row.due_at <= session.now { Tone::Alarm } else { Tone::Soon }, w.deadline(&row.due_at, zone)).drawn("clock"),
        facts,
        failed: row.failed.as_ref().map(|text| w.say1("custody-was-failed", "text", text.clone())),
        answer: paths::custody_answer(row.id.0),
        fields,
        buttons: answers.iter().map(|value| Button { value, label: w.name("custody-go", value) }).collect(),
    }
}

async fn build(app: &App, session: &Session, refused: Option<Text>) -> Result<ListPage, Problem> {
    let mut rows = app.workflow.custody_tasks(&session.actor, None, MOST + 1).await?;
    let more = rows.len() as u64 > MOST;
    rows.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    Ok(ListPage {
        p: session.page("custody-title", Section::Desk),
        errors: refused.map_or_else(ErrorSummary::none, |text| ErrorSummary::whole(session.words, text)),
        tasks: rows.iter().map(|row| task(session, row)).collect(),
        more,
    })
}

/// `GET /custody`
pub async fn list(State(app): State<App>, session: Session) -> Result<impl IntoResponse, Problem> {
    build(&app, &session, None).await
}

/// What became of a task. Each field is named after its task, so that no two on the page share an id.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    said: String,
    #[serde(flatten)]
    texts: BTreeMap<String, String>,
}

/// `POST /custody/{task}/answer`
pub async fn answer(State(app): State<App>, session: Session, Id(id): Id<Uuid>, Form(form): Form<AnswerForm>) -> Result<Response, Problem> {
    let of = |name: &str| form.texts.get(&format!("{name}-{id}")).map(|t| t.trim().to_owned()).unwrap_or_default();
    let text = of("text");
    let answer = match form.said.as_str() {
        "placed" => CustodyAnswer::Placed { place: text },
        "nothing" => CustodyAnswer::Nothing { looked: text },
        "failed" => CustodyAnswer::Failed { why: text },
        "purged" => CustodyAnswer::Purged { what: text, protocol: Some(of("protocol")).filter(|p| !p.is_empty()) },
        _ => return Err(Problem::Unreadable),
    };
    match app.workflow.answer_custody(session.actor, Key(id), answer).await {
        Ok(_) => Ok(session.done("said-custody", paths::CUSTODY)),
        Err(Error::Refused(refusal)) => {
            let why = refusal.reasons.iter().map(|r| session.words.reason(r, &session.zone)).collect::<Vec<_>>().join(" ");
            Ok((StatusCode::UNPROCESSABLE_ENTITY, build(&app, &session, Some(why.into())).await?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
