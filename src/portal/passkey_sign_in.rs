//! Coming in with a passkey: one page asks the browser, and its answer is a form like any other.

use super::paths;
use super::session::JAR;
use super::sign_in::ask_again;
use crate::app::App;
use crate::web::extract::{Form, Guest};
use crate::web::jar::Kept;
use crate::web::mailed_code::{outside, wait};
use crate::web::page::Page;
use crate::web::parts::{Message, Tone};
use crate::web::problem::Problem;
use crate::words::Words;
use crate::workflow::portal::{CHALLENGE_VALID, PortalError};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Template, WebTemplate)]
#[template(path = "portal/passkey_sign_in.html")]
struct PasskeyPage {
    p: Page,
    /// What the browser is asked, as JSON.
    options: String,
    said: Said,
}

/// What the script shows when the browser makes no answer.
pub(super) struct Said {
    /// It was ended by the person, took too long, or there is none.
    pub ended: Message,
    /// The authenticator has one already.
    pub known: Message,
    /// Anything else.
    pub failed: Message,
    /// The browser knows no passkeys, or runs no scripts.
    pub none: Message,
}

impl Said {
    /// `ended`: the key of the first sentence.
    pub(super) fn of(w: Words, ended: &str) -> Self {
        let soon = |key: &str| Message::new(Tone::Soon, w.say(key));
        Self { ended: soon(ended), known: soon("passkey-said-known"), failed: soon("passkey-said-failed"), none: soon("passkey-said-none") }
    }
}

/// `POST /customer/sign-in/passkey/challenge`
pub async fn ask(State(app): State<App>, guest: Guest) -> Result<Response, Problem> {
    paths::relying(&app).ok_or(Problem::NotFound)?;
    match app.workflow.ask_for_passkey(&guest.from).await {
        Ok(token) => {
            let mut response = Redirect::to(paths::PASSKEY_SIGN_IN).into_response();
            JAR.keep(&mut response, app.settings.secure(), Kept::Passkey, token.secret(), CHALLENGE_VALID);
            Ok(response)
        }
        Err(PortalError::Wait { until }) => {
            let why = wait(&app, guest.words, until);
            Ok(ask_again(&app, guest.words, StatusCode::TOO_MANY_REQUESTS, why))
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /customer/sign-in/passkey`
pub async fn page(State(app): State<App>, guest: Guest, headers: HeaderMap) -> Result<Response, Problem> {
    let relying = paths::relying(&app).ok_or(Problem::NotFound)?;
    let options = match JAR.token(&headers, app.settings.secure(), Kept::Passkey) {
        Some(asked) => app.workflow.asks_for_passkey(&relying, &asked).await?,
        None => None,
    };
    let Some(options) = options else { return Ok(Redirect::to(paths::SIGN_IN).into_response()) };
    let p = outside(&app, guest.words, "passkey-sign-in-title", paths::PASSKEY_SIGN_IN);
    Ok(PasskeyPage { p, options, said: Said::of(guest.words, "passkey-said-ended") }.into_response())
}

/// What the browser answered.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    answer: String,
}

/// `POST /customer/sign-in/passkey`: the same answer for everything that opens nothing.
pub async fn come_in(State(app): State<App>, guest: Guest, headers: HeaderMap, Form(form): Form<AnswerForm>) -> Result<Response, Problem> {
    let relying = paths::relying(&app).ok_or(Problem::NotFound)?;
    let secure = app.settings.secure();
    let used = match JAR.token(&headers, secure, Kept::Passkey) {
        Some(asked) => app.workflow.use_passkey(&relying, &asked, &form.answer, &guest.from).await,
        None => Err(PortalError::WrongPasskey),
    };
    let mut response = match used {
        Ok(session) => {
            if let Some(before) = JAR.token(&headers, secure, Kept::Session) {
                app.workflow.leave_portal(&before).await?;
            }
            let mut response = Redirect::to(paths::HOME).into_response();
            JAR.open(&mut response, secure, &session);
            response
        }
        Err(PortalError::WrongPasskey) => ask_again(&app, guest.words, StatusCode::UNPROCESSABLE_ENTITY, guest.words.say("passkey-wrong")),
        Err(other) => return Err(other.into()),
    };
    JAR.drop(&mut response, secure, Kept::Passkey);
    Ok(response)
}
