//! Coming in by a mailed code, and going out.

use super::paths;
use super::session::{JAR, Officer};
use crate::app::App;
use crate::store::agency;
use crate::web::extract::{Form, Guest, Id};
use crate::web::jar::Kept;
use crate::web::mailed_code::{AskForm, CodeForm, LanguageForm, code_field, errors, mail_field, outside, wait};
use crate::web::page::Page;
use crate::web::parts::{ErrorSummary, Field, Message, Text, Tone};
use crate::web::problem::Problem;
use crate::words::Words;
use crate::workflow::portal::{CODE_VALID, PortalError};
use crate::workflow::staff::secrets::Token;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::OfficerId;

/// Officers offered in the demonstration.
const OFFERED: u64 = 12;

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

/// Remember in the browser that a code was asked for, and where it leads.
pub(super) fn asked(app: &App, response: &mut Response, token: &Token, next: Option<&str>) {
    let secure = app.settings.secure();
    JAR.keep(response, secure, Kept::Code, token.secret(), CODE_VALID);
    match next {
        Some(next) => JAR.keep(response, secure, Kept::Next, next, CODE_VALID),
        None => JAR.drop(response, secure, Kept::Next),
    }
}

fn ask_form(app: &App, words: Words, mail: &str, error: Option<Text>, whole: Option<Text>) -> AskPage {
    let mail = mail_field(words, "agency-mail", mail, error);
    let errors = errors(words, &mail, whole);
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
    if !form.is_address() {
        let page = ask_form(&app, w, &form.mail, Some(w.say("directory-wrong-mail")), None);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    match app.workflow.ask_for_officers_code(&form.mail, w.language, &guest.from).await {
        Ok(token) => {
            let mut response = Redirect::to(paths::CODE).into_response();
            asked(&app, &mut response, &token, None);
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
    let code = code_field(words, error);
    let errors = errors(words, &code, None);
    CodePage { p: outside(app, words, "portal-code-title", paths::CODE), errors, code }
}

/// `GET /agency/sign-in/code`
pub async fn code_page(State(app): State<App>, guest: Guest) -> impl IntoResponse {
    code_form(&app, guest.words, None)
}

/// `POST /agency/sign-in/code`
pub async fn use_code(State(app): State<App>, guest: Guest, headers: HeaderMap, Form(form): Form<CodeForm>) -> Result<Response, Problem> {
    let secure = app.settings.secure();
    let used = match JAR.token(&headers, secure, Kept::Code) {
        Some(asked) => app.workflow.use_officers_code(&asked, &form.code, &guest.from).await,
        None => Err(PortalError::Wrong),
    };
    match used {
        Ok(session) => {
            if let Some(before) = JAR.token(&headers, secure, Kept::Session) {
                app.workflow.leave_portal(&before).await?;
            }
            let next = paths::local(JAR.read(&headers, secure, Kept::Next).unwrap_or_default());
            let mut response = Redirect::to(next).into_response();
            JAR.drop(&mut response, secure, Kept::Code);
            JAR.drop(&mut response, secure, Kept::Next);
            JAR.open(&mut response, secure, &session);
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
    if let Some(before) = JAR.token(&headers, app.settings.secure(), Kept::Session) {
        app.workflow.leave_portal(&before).await?;
    }
    let mut response = Redirect::to(paths::HOME).into_response();
    JAR.open(&mut response, app.settings.secure(), &session);
    Ok(response)
}

/// `POST /agency/sign-out`
pub async fn sign_out(State(app): State<App>, officer: Officer) -> Result<Response, Problem> {
    app.workflow.leave_portal(&officer.token).await?;
    let mut response = Redirect::to(paths::SIGN_IN).into_response();
    JAR.drop(&mut response, app.settings.secure(), Kept::Session);
    Ok(response)
}

/// `POST /agency/language`
pub async fn language(State(app): State<App>, Form(form): Form<LanguageForm>) -> Response {
    form.chosen(&app, paths::local(&form.next))
}
