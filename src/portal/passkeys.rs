//! A contact's own passkeys: added, named and removed.

use super::form::FormPage;
use super::page::{Chrome, Room};
use super::passkey_sign_in::Said;
use super::paths;
use super::session::{Customer, JAR};
use crate::app::App;
use crate::store::passkeys::PasskeyRow;
use crate::web::extract::{Form, Id};
use crate::web::jar::Kept;
use crate::web::mailed_code::wait;
use crate::web::page::Page;
use crate::web::parts::{ErrorSummary, Field, Message, Text, Tone};
use crate::web::problem::Problem;
use crate::workflow::portal::{CHALLENGE_VALID, MOST_PASSKEYS, PortalError};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Instant;
use domain::ids::PasskeyId;
use serde::Deserialize;

struct Line {
    name: String,
    added: Text,
    used: Text,
    /// That it is stopped.
    doubted: Option<Message>,
    change: String,
    removal: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "portal/passkeys.html")]
struct PasskeysPage {
    p: Page,
    c: Chrome,
    errors: ErrorSummary,
    /// Why none can be added.
    not_now: Option<Message>,
    none: Message,
    lines: Vec<Line>,
}

#[derive(Template, WebTemplate)]
#[template(path = "portal/passkey_new.html")]
struct NewPage {
    p: Page,
    c: Chrome,
    name: Field,
    /// What the browser is asked, as JSON.
    options: String,
    said: Said,
}

async fn page(app: &App, customer: &Customer, error: Option<Text>) -> Result<PasskeysPage, Problem> {
    paths::relying(app).ok_or(Problem::NotFound)?;
    let w = customer.words;
    let who = customer.represented()?;
    let rows = app.workflow.passkeys(who).await?;
    let not_now = if !app.workflow.answers(&who.contact) {
        Some(w.say("passkeys-unconfirmed"))
    } else if rows.len() >= MOST_PASSKEYS {
        Some(w.say1("passkeys-too-many", "most", MOST_PASSKEYS))
    } else {
        None
    };
    let day = |at: Instant| Text::from(w.day(&at.with_timezone(&customer.zone).date_naive()));
    let lines = rows.into_iter().map(|row| Line {
        added: day(row.created_at),
        used: row.used_at.map_or_else(|| w.say("passkeys-unused"), day),
        doubted: row.doubted_at.map(|at| Message::new(Tone::Soon, w.say2("passkeys-doubted", "name", row.name.clone(), "day", day(at)))),
        change: paths::passkey(row.id.to()),
        removal: paths::passkey_removal(row.id.to()),
        name: row.name,
    });
    Ok(PasskeysPage {
        p: customer.page("passkeys-title"),
        c: customer.chrome(Some(Room::Passkeys)),
        errors: error.map_or_else(ErrorSummary::none, |why| ErrorSummary::whole(w, why)),
        not_now: not_now.map(|why| Message::new(Tone::Info, why)),
        none: Said::of(w, "passkey-said-unmade").none,
        lines: lines.collect(),
    })
}

/// `GET /customer/passkeys`
pub async fn list(State(app): State<App>, customer: Customer) -> Result<impl IntoResponse, Problem> {
    page(&app, &customer, None).await
}

/// The list again with what stood in the way.
async fn refused(app: &App, customer: &Customer, why: PortalError) -> Result<Response, Problem> {
    let (status, error) = match why {
        PortalError::Wait { until } => (StatusCode::TOO_MANY_REQUESTS, Some(wait(app, customer.words, until))),
        PortalError::WrongPasskey => (StatusCode::UNPROCESSABLE_ENTITY, Some(customer.words.say("passkey-not-added"))),
        // The page says it by itself.
        PortalError::Unconfirmed | PortalError::TooManyPasskeys => (StatusCode::UNPROCESSABLE_ENTITY, None),
        other => return Err(other.into()),
    };
    Ok((status, page(app, customer, error).await?).into_response())
}

/// `POST /customer/passkeys/challenge`
pub async fn ask(State(app): State<App>, customer: Customer) -> Result<Response, Problem> {
    paths::relying(&app).ok_or(Problem::NotFound)?;
    match app.workflow.ask_to_add_passkey(customer.represented()?, &customer.from).await {
        Ok(token) => {
            let mut response = Redirect::to(paths::NEW_PASSKEY).into_response();
            JAR.keep(&mut response, app.settings.secure(), Kept::Passkey, token.secret(), CHALLENGE_VALID);
            Ok(response)
        }
        Err(why) => refused(&app, &customer, why).await,
    }
}

fn name_field(customer: &Customer, value: String) -> Field {
    let w = customer.words;
    Field::line("text", "name", w.say("passkey-name")).hint(w.say("passkey-name-hint")).value(value)
}

/// `GET /customer/passkeys/new`
pub async fn new_page(State(app): State<App>, customer: Customer, headers: HeaderMap) -> Result<Response, Problem> {
    let relying = paths::relying(&app).ok_or(Problem::NotFound)?;
    let who = customer.represented()?;
    let options = match JAR.token(&headers, app.settings.secure(), Kept::Passkey) {
        Some(asked) => match app.workflow.asks_to_add_passkey(&relying, who, &asked).await {
            Ok(options) => options,
            Err(why) => return refused(&app, &customer, why).await,
        },
        None => None,
    };
    let Some(options) = options else { return Ok(Redirect::to(paths::PASSKEYS).into_response()) };
    let name = customer.words.say1("passkey-name-new", "n", app.workflow.passkeys(who).await?.len() + 1);
    Ok(NewPage {
        p: customer.page("passkey-new"),
        c: customer.chrome(Some(Room::Passkeys)),
        name: name_field(&customer, name.into_owned()),
        options,
        said: Said::of(customer.words, "passkey-said-unmade"),
    }
    .into_response())
}

/// What the browser made, and what it is to be called.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewForm {
    name: String,
    answer: String,
}

/// `POST /customer/passkeys/new`
pub async fn add(State(app): State<App>, customer: Customer, headers: HeaderMap, Form(form): Form<NewForm>) -> Result<Response, Problem> {
    let relying = paths::relying(&app).ok_or(Problem::NotFound)?;
    let who = customer.represented()?;
    let secure = app.settings.secure();
    let name = match form.name.trim() {
        "" => customer.words.say1("passkey-name-new", "n", app.workflow.passkeys(who).await?.len() + 1).into_owned(),
        name => name.to_owned(),
    };
    let added = match JAR.token(&headers, secure, Kept::Passkey) {
        Some(asked) => app.workflow.add_passkey(&relying, who, &asked, &name, &form.answer).await,
        None => Err(PortalError::WrongPasskey),
    };
    let mut response = match added {
        Ok(_) => customer.done("said-passkey-added", paths::PASSKEYS),
        Err(why) => refused(&app, &customer, why).await?,
    };
    JAR.drop(&mut response, secure, Kept::Passkey);
    Ok(response)
}

async fn own(app: &App, customer: &Customer, id: PasskeyId) -> Result<PasskeyRow, Problem> {
    let rows = app.workflow.passkeys(customer.represented()?).await?;
    rows.into_iter().find(|row| row.id == id.into()).ok_or(Problem::NotFound)
}

fn form(customer: &Customer, title: &'static str, lead: Text, fields: Vec<Field>, action: String, button: &'static str) -> FormPage {
    let w = customer.words;
    FormPage {
        p: customer.page(title),
        c: customer.chrome(Some(Room::Passkeys)),
        crumbs: vec![(w.say("passkeys-title"), paths::PASSKEYS.to_owned())],
        lead,
        notes: Vec::new(),
        errors: ErrorSummary::of(w, &fields),
        fields,
        files: false,
        hidden: Vec::new(),
        action,
        button: w.say(button),
        back: paths::PASSKEYS.to_owned(),
    }
}

/// `GET /customer/passkeys/{passkey}`
pub async fn change_page(State(app): State<App>, customer: Customer, Id(id): Id<PasskeyId>) -> Result<impl IntoResponse, Problem> {
    let row = own(&app, &customer, id).await?;
    let lead = customer.words.say("passkey-rename-lead");
    Ok(form(&customer, "passkey-rename", lead, vec![name_field(&customer, row.name)], paths::passkey(id), "portal-contact-save"))
}

/// What a passkey is to be called.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct NameForm {
    name: String,
}

/// `POST /customer/passkeys/{passkey}`
pub async fn change(
    State(app): State<App>,
    customer: Customer,
    Id(id): Id<PasskeyId>,
    Form(typed): Form<NameForm>,
) -> Result<Response, Problem> {
    if typed.name.trim().is_empty() {
        own(&app, &customer, id).await?;
        let wrong = name_field(&customer, String::new()).error(Some(customer.words.say("directory-wrong-name")));
        let lead = customer.words.say("passkey-rename-lead");
        let page = form(&customer, "passkey-rename", lead, vec![wrong], paths::passkey(id), "portal-contact-save");
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    app.workflow.rename_passkey(customer.represented()?, id, &typed.name).await?;
    Ok(customer.done("said-passkey-renamed", paths::PASSKEYS))
}

/// `GET /customer/passkeys/{passkey}/removal`
pub async fn removal_page(State(app): State<App>, customer: Customer, Id(id): Id<PasskeyId>) -> Result<impl IntoResponse, Problem> {
    let row = own(&app, &customer, id).await?;
    let lead = customer.words.say1("passkey-removal-lead", "name", row.name);
    Ok(form(&customer, "passkey-removal", lead, Vec::new(), paths::passkey_removal(id), "passkey-removal-go"))
}

/// `POST /customer/passkeys/{passkey}/removal`
pub async fn remove(State(app): State<App>, customer: Customer, Id(id): Id<PasskeyId>) -> Result<Response, Problem> {
    app.workflow.remove_passkey(customer.represented()?, id).await?;
    Ok(customer.done("said-passkey-removed", paths::PASSKEYS))
}
