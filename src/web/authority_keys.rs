//! The keys of an authority on its page.

use super::authority_entries::{Front, Shown, SourceForm, found};
use super::confirm::ConfirmPage;
use super::extract::{Form, Id};
use super::parts::{Choice, Field, Text};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::intake::signatures::key::{self, KeyError};
use crate::outside::Outside;
use crate::store::authorities::AuthorityRow;
use crate::store::authorities::keys::KeyRow;
use crate::words::Words;
use crate::workflow::Error;
use crate::workflow::authority_keys::NewKey;
use crate::workflow::directory::WrongField;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::AuthorityId;
use serde::Deserialize;

impl Shown for KeyRow {
    const BELOW: &'static str = "keys";
    const CONFIRM: &'static str = "signing-keys-confirm-go";
    const SAID: [&'static str; 2] = ["said-key-confirmed", "said-key-withdrawn"];

    fn show(self, _: &App, w: Words) -> Front {
        let compare = Some((w.say("signing-keys-fingerprint"), grouped(&self.fingerprint)));
        Front { head: w.name("signing-keys-kind", &self.kind), about: self.about, compare }
    }
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
    #[serde(flatten)]
    source: SourceForm,
}

/// What is wrong with it.
enum Wrong {
    Field(WrongField),
    Material(Text),
}

fn form_page(session: &Session, row: &AuthorityRow, form: &KeyForm, wrong_is: Option<Wrong>) -> ConfirmPage {
    let w = session.words;
    let (is, material) = match wrong_is {
        Some(Wrong::Field(WrongField::Taken)) => (None, Some(w.say("signing-keys-taken"))),
        Some(Wrong::Field(field)) => (Some(field), None),
        Some(Wrong::Material(text)) => (None, Some(text)),
        None => (None, None),
    };
    let kinds = key::KINDS.map(|kind| Choice::new(kind, w.name("signing-keys-kind", kind), kind == form.kind));
    let fields = vec![
        Field::select("kind", w.say("signing-keys-kind"), kinds.to_vec()),
        Field::lines("material", w.say("signing-keys-material"))
            .value(form.material.clone())
            .hint(w.say("signing-keys-material-hint"))
            .error(material),
    ];
    form.source.page::<KeyRow>(session, row, ["signing-keys-new", "signing-keys-lead", "signing-keys-new-go"], fields, is)
}

/// `GET /authorities/{authority}/keys`
pub async fn new_page(State(app): State<App>, session: Session, Id(id): Id<AuthorityId>) -> Result<impl IntoResponse, Problem> {
    let form = KeyForm { source: SourceForm::today(&session), ..KeyForm::default() };
    Ok(form_page(&session, &found(&app, id).await?, &form, None))
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
    let refused = match (form.source.read(), key::read(&Outside::default(), &form.kind, &form.material).await) {
        (Err(Error::Field(field)), _) => Wrong::Field(field),
        (Err(other), _) => return Err(other.into()),
        (_, Err(KeyError::None)) => Wrong::Material(w.say("signing-keys-material-wrong")),
        (_, Err(KeyError::Absent(tool))) => Wrong::Material(w.say1("signing-keys-material-absent", "tool", tool)),
        (_, Err(KeyError::Outside(error))) => {
            tracing::error!(code = "key-unread", %error, "a key was not read");
            return Err(Problem::Broken);
        }
        (Ok(found), Ok(read)) => {
            let (kind, material) = (form.kind.clone(), form.material.clone());
            let new = NewKey { kind, material, fingerprint: read.fingerprint, about: read.about, found };
            match app.workflow.add_key(session.actor, id, new).await {
                Ok(_) => return Ok(session.done("said-key-added", paths::authority(id))),
                Err(Error::Field(field)) => Wrong::Field(field),
                Err(other) => return Err(other.into()),
            }
        }
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, form_page(&session, &row, &form, Some(refused))).into_response())
}
