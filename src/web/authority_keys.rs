//! The keys of an authority on its page: entered, confirmed by somebody else who compared the fingerprint, taken out.

use super::authorities::by_name;
use super::confirm::ConfirmPage;
use super::customers::wrong;
use super::extract::{Form, Id};
use super::page::Section;
use super::parts::{Badge, Choice, Field, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::intake::signatures::key::{self, KeyError};
use crate::outside::Outside;
use crate::store::authorities::{self, AuthorityRow, keys};
use crate::workflow::Error;
use crate::workflow::authority_keys::NewKey;
use crate::workflow::directory::WrongField;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::AuthorityId;
use serde::Deserialize;
use uuid::Uuid;

/// One key as it is shown.
pub struct Line {
    pub(super) id: String,
    pub(super) kind: Text,
    pub(super) about: String,
    pub(super) fingerprint: String,
    pub(super) source: String,
    pub(super) by: Text,
    pub(super) state: Badge,
    pub(super) may_confirm: bool,
}

/// The keys of an authority, each with the people behind it.
pub(super) async fn lines(app: &App, session: &Session, id: AuthorityId) -> Result<Vec<Line>, Problem> {
    let w = session.words;
    let mut lines = Vec::new();
    for row in keys::of(app.store.read(), id).await? {
        let confirmed = row.confirmed_at.is_some();
        let state = if confirmed {
            Badge::new(Tone::Good, w.say("numbers-counts")).drawn("check")
        } else {
            Badge::new(Tone::Soon, w.say("numbers-waits")).drawn("wait")
        };
        lines.push(Line {
            id: row.id.to_string(),
            kind: w.name("signing-keys-kind", &row.kind),
            source: [row.source.as_str(), row.sourced_on.as_str()].join(" "),
            by: by_name(app, w, &row.entered_by).await,
            may_confirm: !confirmed && row.entered_by != session.person.id.to_string(),
            state,
            fingerprint: grouped(&row.fingerprint),
            about: row.about,
        });
    }
    Ok(lines)
}

/// In groups of four, as people compare it.
fn grouped(fingerprint: &str) -> String {
    let letters: Vec<char> = fingerprint.to_ascii_uppercase().chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// A key as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct KeyForm {
    kind: String,
    material: String,
    source: String,
    found_on: String,
}

/// What is wrong with it.
enum Wrong {
    Field(WrongField),
    Material(Text),
}

fn form_page(session: &Session, row: &AuthorityRow, form: &KeyForm, wrong_is: Option<Wrong>) -> ConfirmPage {
    let w = session.words;
    let id: AuthorityId = row.id.to();
    let (is, material) = match wrong_is {
        Some(Wrong::Field(WrongField::Taken)) => (None, Some(w.say("signing-keys-taken"))),
        Some(Wrong::Field(field)) => (Some(field), None),
        Some(Wrong::Material(text)) => (None, Some(text)),
        None => (None, None),
    };
    let p = session.page("signing-keys-new", Section::Authorities);
    let kinds = key::KINDS.map(|kind| Choice::new(kind, w.name("signing-keys-kind", kind), kind == form.kind));
    let action = paths::authority_at(id, "keys");
    let mut page =
        ConfirmPage::new(p, w.say("signing-keys-lead"), action, w.say("signing-keys-new-go"), paths::authority(id)).fields(vec![
            Field::select("kind", w.say("signing-keys-kind"), kinds.to_vec()),
            Field::lines("material", w.say("signing-keys-material"))
                .value(form.material.clone())
                .hint(w.say("signing-keys-material-hint"))
                .error(material),
            Field::line("text", "source", w.say("numbers-source"))
                .value(form.source.clone())
                .hint(w.say("numbers-source-hint"))
                .error(wrong(w, is, WrongField::Source)),
            Field::line("date", "found_on", w.say("numbers-found-on")).value(form.found_on.clone()).error(wrong(w, is, WrongField::Day)),
        ]);
    page.crumbs = vec![(w.say("nav-authorities"), paths::AUTHORITIES.to_owned()), (row.name.clone().into(), paths::authority(id))];
    page
}

async fn found(app: &App, id: AuthorityId) -> Result<AuthorityRow, Problem> {
    authorities::find(app.store.read(), id).await?.ok_or(Problem::NotFound)
}

/// `GET /authorities/{authority}/keys`
pub async fn new_page(State(app): State<App>, session: Session, Id(id): Id<AuthorityId>) -> Result<impl IntoResponse, Problem> {
    let today = session.now.with_timezone(&session.zone).date_naive().to_string();
    Ok(form_page(&session, &found(&app, id).await?, &KeyForm { found_on: today, ..KeyForm::default() }, None))
}

/// `POST /authorities/{authority}/keys`
pub async fn add(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Form(form): Form<KeyForm>,
) -> Result<Response, Problem> {
    let row = found(&app, id).await?;
    if !key::KINDS.contains(&form.kind.as_str()) {
        return Err(Problem::Unreadable);
    }
    let w = session.words;
    let refused = match (form.found_on.parse(), key::read(&Outside::default(), &form.kind, &form.material).await) {
        (Err(_), _) => Wrong::Field(WrongField::Day),
        (_, Err(KeyError::None)) => Wrong::Material(w.say("signing-keys-material-wrong")),
        (_, Err(KeyError::Absent(tool))) => Wrong::Material(w.say1("signing-keys-material-absent", "tool", tool)),
        (_, Err(KeyError::Outside(error))) => {
            tracing::error!(code = "key-unread", %error, "a key was not read");
            return Err(Problem::Broken);
        }
        (Ok(found_on), Ok(read)) => {
            let (kind, material, source) = (form.kind.clone(), form.material.clone(), form.source.clone());
            let new = NewKey { kind, material, fingerprint: read.fingerprint, about: read.about, source, found_on };
            match app.workflow.add_key(session.actor, id, new).await {
                Ok(_) => return Ok(session.done("said-key-added", paths::authority(id))),
                Err(Error::Field(field)) => Wrong::Field(field),
                Err(other) => return Err(other.into()),
            }
        }
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, form_page(&session, &row, &form, Some(refused))).into_response())
}

/// Which key.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WhichForm {
    key: String,
}

impl WhichForm {
    fn id(&self) -> Result<Uuid, Problem> {
        self.key.parse().map_err(|_| Problem::Unreadable)
    }
}

/// `POST /authorities/{authority}/keys/confirmation`
pub async fn confirm(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Form(form): Form<WhichForm>,
) -> Result<Response, Problem> {
    app.workflow.confirm_key(session.actor, id, form.id()?).await?;
    Ok(session.done("said-key-confirmed", paths::authority(id)))
}

/// `POST /authorities/{authority}/keys/withdrawal`
pub async fn withdraw(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Form(form): Form<WhichForm>,
) -> Result<Response, Problem> {
    app.workflow.withdraw_key(session.actor, id, form.id()?).await?;
    Ok(session.done("said-key-withdrawn", paths::authority(id)))
}
