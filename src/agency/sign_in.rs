//! Coming in by a mailed code, and going out.

use super::paths;
use super::session::{Officer, asked_of, give_asked, give_next, give_token, next_of, take_token, token_of};
use crate::app::App;
use crate::store::agency;
use crate::web::extract::{Form, Guest, Id};
use crate::web::page::Page;
use crate::web::parts::{ErrorSummary, Field, Message, Text, Tone};
use crate::web::problem::Problem;
use crate::web::session::give_language;
use crate::words::{Language, Words};
use crate::workflow::portal::PortalError;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use domain::Instant;
use domain::ids::OfficerId;
use serde::Deserialize;

/// Officers offered in the demonstration.
const OFFERED: u64 = 12;

/// The address that was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct AskForm {
    mail: String,
}

/// The code that was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    code: String,
}

/// Somebody to be in the demonstration.
struct Somebody {
    action: String,
    name: String,
    agency: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "agency/sign_in.html")]
struct AskPage {
    p: Page,
    errors: ErrorSummary,
    mail: Field,
    people: Vec<Somebody>,
}

#[derive(Template, WebTemplate)]
#[template(path = "agency/code.html")]
struct CodePage {
    p: Page,
    errors: ErrorSummary,
    code: Field,
}

pub(super) fn outside(app: &App, words: Words, title: &str, here: &str) -> Page {
    let mut p = Page::outside(words, words.say(title));
    p.demo = app.settings.demo;
    p.here = here.to_owned();
    p
}

/// How long it is until one may ask again, said a little long rather than short.
pub(super) fn wait(app: &App, words: Words, until: Instant) -> Text {
    words.say1("portal-wait", "span", words.span(&app.clock.now(), &(until + TimeDelta::seconds(59))))
}

/// The field for an address.
pub(super) fn mail_field(words: Words, mail: &str, error: Option<Text>) -> Field {
    Field::line("email", "mail", words.say("agency-mail"))
        .value(mail.to_owned())
        .hint(words.say("agency-mail-hint"))
        .autocomplete("email")
        .error(error)
}

fn ask_form(app: &App, words: Words, mail: &str, error: Option<Text>, whole: Option<Text>) -> AskPage {
    let mail = mail_field(words, mail, error);
    let errors = match whole {
        Some(text) => ErrorSummary::whole(words, text),
        None => ErrorSummary::of(words, std::slice::from_ref(&mail)),
    };
    AskPage { p: outside(app, words, "agency-sign-in", paths::SIGN_IN), errors, mail, people: Vec::new() }
}

/// `GET /agency/sign-in`
pub async fn ask_page(State(app): State<App>, guest: Guest) -> Result<impl IntoResponse, Problem> {
    let mut page = ask_form(&app, guest.words, "", None, None);
    if may_choose(&app, &guest) {
        let accounts = agency::accounts(app.store.read(), OFFERED).await?;
        page.people = accounts
            .into_iter()
            .map(|row| Somebody { action: paths::sign_in_as(row.officer_id.to()), name: row.name, agency: row.agency })
            .collect();
        page.p.flash = Some(Message::new(Tone::Info, guest.words.say("agency-demo")));
    }
    Ok(page)
}

/// `POST /agency/sign-in`: the same answer, after the same work, whether or not the address is known.
pub async fn ask(State(app): State<App>, guest: Guest, Form(form): Form<AskForm>) -> Result<Response, Problem> {
    let w = guest.words;
    if form.mail.trim().parse::<lettre::Address>().is_err() {
        let page = ask_form(&app, w, &form.mail, Some(w.say("directory-wrong-mail")), None);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    match app.workflow.ask_for_officers_code(&form.mail, w.language, &guest.from).await {
        Ok(token) => {
            let mut response = Redirect::to(paths::CODE).into_response();
            give_asked(&mut response, app.settings.secure(), Some(&token));
            give_next(&mut response, app.settings.secure(), None);
            Ok(response)
        }
        Err(PortalError::Wait { until }) => {
            let page = ask_form(&app, w, &form.mail, None, Some(wait(&app, w, until)));
            Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn code_form(app: &App, words: Words, error: Option<Text>) -> CodePage {
    let code = Field::line("text", "code", words.say("portal-code"))
        .hint(words.say("portal-code-hint"))
        .autocomplete("one-time-code")
        .inputmode("numeric")
        .class("code")
        .error(error);
    let errors = ErrorSummary::of(words, std::slice::from_ref(&code));
    CodePage { p: outside(app, words, "portal-code-title", paths::CODE), errors, code }
}

/// `GET /agency/sign-in/code`
pub async fn code_page(State(app): State<App>, guest: Guest) -> impl IntoResponse {
    code_form(&app, guest.words, None)
}

/// `POST /agency/sign-in/code`
pub async fn use_code(State(app): State<App>, guest: Guest, headers: HeaderMap, Form(form): Form<CodeForm>) -> Result<Response, Problem> {
    let secure = app.settings.secure();
    let used = match asked_of(&headers, secure) {
        Some(asked) => app.workflow.use_officers_code(&asked, &form.code, &guest.from).await,
        None => Err(PortalError::Wrong),
    };
    match used {
        Ok(session) => {
            if let Some(before) = token_of(&headers, secure) {
                app.workflow.leave_portal(&before).await?;
            }
            let mut response = Redirect::to(&next_of(&headers, secure)).into_response();
            give_asked(&mut response, secure, None);
            give_next(&mut response, secure, None);
            give_token(&mut response, secure, &session);
            Ok(response)
        }
        Err(PortalError::Wrong) => {
            let page = code_form(&app, guest.words, Some(guest.words.say("portal-code-wrong")));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Whether somebody may come in without a code: only in the demonstration, and only from the host that it runs on.
fn may_choose(app: &App, guest: &Guest) -> bool {
    app.settings.demo && guest.from.is_this_host()
}

/// `POST /agency/sign-in/as/{officer}`: in the demonstration; anywhere else this address is nothing.
pub async fn sign_in_as(State(app): State<App>, guest: Guest, Id(id): Id<OfficerId>, headers: HeaderMap) -> Result<Response, Problem> {
    if !may_choose(&app, &guest) {
        return Err(Problem::NotFound);
    }
    let session = app.workflow.enter_as_officer(id, &guest.from).await?;
    if let Some(before) = token_of(&headers, app.settings.secure()) {
        app.workflow.leave_portal(&before).await?;
    }
    let mut response = Redirect::to(paths::HOME).into_response();
    give_token(&mut response, app.settings.secure(), &session);
    Ok(response)
}

/// `POST /agency/sign-out`
pub async fn sign_out(State(app): State<App>, officer: Officer) -> Result<Response, Problem> {
    app.workflow.leave_portal(&officer.token).await?;
    let mut response = Redirect::to(paths::SIGN_IN).into_response();
    take_token(&mut response, app.settings.secure());
    Ok(response)
}

/// What was chosen at the foot of a page.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct LanguageForm {
    language: String,
    next: String,
}

/// `POST /agency/language`
pub async fn language(State(app): State<App>, Form(form): Form<LanguageForm>) -> Response {
    let mut response = Redirect::to(paths::local(&form.next)).into_response();
    if let Some(language) = Language::from_code(&form.language) {
        give_language(&mut response, app.settings.secure(), language);
    }
    response
}
