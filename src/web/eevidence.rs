//! Forms of Regulation (EU) 2023/1543 on the screen: a form that came as a file, with what it lacks, and its taking in. The demand's own page
//! shows it with the same parts.

use super::extract::Id;
use super::page::{Page, Section};
use super::parts::{Facts, Message, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::eevidence::check::{Point, must_ask};
use crate::eevidence::take::{self, Draft, TakeError};
use crate::eevidence::{EPOC, Form};
use crate::store::documents::DocumentRow;
use crate::wire::{Body, Out, Wire};
use crate::words::{Words, code_key};
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
        let found = points.iter().map(|point| Found {
            section: point.section().to_string(),
            text: w.name("form-point", point.code()),
            ask: w.name("form-ask", point.code()),
            provision: format!("Reg. (EU) 2023/1543 {}", point.provision(form.kind())),
        });
        Self { parts: parts(w, &form.body(EPOC), "form-section"), found: found.collect(), must_ask: must_ask(points) }
    }
}

/// `IssuingState` as `issuing-state`, and `IPV_4` as `ipv-4`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    let mut lower = false;
    for letter in name.chars() {
        match letter {
            '_' => out.push('-'),
            upper if upper.is_ascii_uppercase() && lower => {
                out.push('-');
                out.push(upper.to_ascii_lowercase());
            }
            other => out.push(other.to_ascii_lowercase()),
        }
        lower = letter.is_ascii_lowercase() || letter.is_ascii_digit();
    }
    out
}

/// The name of a code, if it has one.
fn known(w: Words, kind: &str, code: &str) -> Option<Text> {
    let key = code_key(kind, code);
    w.has(&key).then(|| w.say(key))
}

/// The name of a field; one that this desk does not know goes by the name it came under.
fn label(w: Words, name: &str) -> Text {
    known(w, "form-field", &kebab(name)).unwrap_or_else(|| name.to_owned().into())
}

fn value(w: Words, body: &Body) -> String {
    match body {
        Body::Text(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_') => {
            known(w, "form-code", &kebab(text)).map_or_else(|| text.clone(), Text::into_owned)
        }
        Body::Text(text) => text.clone(),
        Body::Number(number) => number.to_string(),
        Body::Bool(said) => w.say(if *said { "form-yes" } else { "form-no" }).into_owned(),
        Body::Map { children, .. } => children.iter().map(|child| value(w, &child.body)).collect::<Vec<_>>().join(", "),
    }
}

/// The sections of a form in their order; what is a list within one has a part for each.
pub(super) fn parts(w: Words, form: &Body, titles: &'static str) -> Vec<Part> {
    let Body::Map { children, .. } = form else { return Vec::new() };
    let mut parts = Vec::new();
    for section in children.iter().filter(|child| child.name.starts_with("Section")) {
        let letter = section.name.trim_start_matches("Section").to_ascii_lowercase();
        let title = known(w, titles, &letter).unwrap_or_else(|| section.name.clone().into());
        let facts = |of: &[Out]| of.iter().fold(Facts::default(), |facts, one| facts.with(label(w, &one.name), value(w, &one.body)));
        match &section.body {
            Body::Map { children, .. } if children.iter().all(|c| c.many && matches!(c.body, Body::Map { .. })) => {
                for (n, one) in children.iter().enumerate() {
                    if let Body::Map { children, .. } = &one.body {
                        parts.push(Part { title: format!("{title} ({})", n + 1).into(), facts: facts(children) });
                    }
                }
            }
            Body::Map { children, .. } => parts.push(Part { title, facts: facts(children) }),
            said => parts.push(Part { facts: Facts::default().with(title.clone(), value(w, said)), title }),
        }
    }
    parts
}

#[derive(Template, WebTemplate)]
#[template(path = "eevidence/offered.html")]
struct OfferedPage {
    p: Page,
    shown: Shown,
    messages: Vec<Message>,
    action: String,
}

async fn draft(app: &App, session: &Session, row: &DocumentRow) -> Result<Option<Result<Draft, TakeError>>, Problem> {
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
    };
    Ok(Some(page.into_response()))
}

/// `POST /demands/new/evidence/{file}`: the form becomes a demand with exactly its lines.
pub async fn take_in(State(app): State<App>, session: Session, Id(id): Id<DocumentId>) -> Result<Response, Problem> {
    let key = id.to_string();
    if let Some(done) = app.workflow.taken_in(&session.actor, &key).await? {
        return Ok(session.done("said-received", paths::demand(done)));
    }
    let row = app.workflow.incoming(&session.actor, id).await?;
    if let Some(demand) = row.demand_id {
        return Ok(session.done("said-taken-in-before", paths::demand(demand.to())));
    }
    let Some(Ok(draft)) = draft(&app, &session, &row).await? else { return Err(Problem::Unreadable) };
    let w = session.words;
    let note = note(w, &draft);
    let demand = match take::take(&app.workflow, session.actor, draft, Some(key), Some(id)).await {
        Ok(demand) => demand,
        Err(TakeError::Workflow(Error::Refused(_))) => return Err(Problem::Unreadable),
        Err(TakeError::Workflow(error)) => return Err(error.into()),
        Err(_) => return Err(Problem::Unreadable),
    };
    if let Some(text) = note {
        app.workflow.act(session.actor, demand.id, Command::AddNote { text }, None).await?;
    }
    Ok(session.done("said-received", paths::demand(demand.id)))
}

/// What the desk must see of a form that was taken in.
fn note(w: Words, draft: &Draft) -> Option<String> {
    let m = draft.section_m.then(|| w.say("form-section-m").into_owned());
    let found = draft.points.iter().map(|point| format!("{}: {}", point.section(), w.name("form-point", point.code())));
    let all: Vec<String> = m.into_iter().chain(found).collect();
    (!all.is_empty()).then(|| all.join("\n"))
}
