//! Who stands at the authorities' door, and the guard in front of every route of it.

use super::page::{self, Chrome, Room};
use super::paths;
use crate::app::App;
use crate::web::page::Page;
use crate::web::parts::{Message, Tone};
use crate::web::problem::Problem;
use crate::web::routes::{Access, Rule};
use crate::web::session::{cookie, cookie_name, cookie_of, from_of, run, seconds_since, set_cookie, words_of};
use crate::words::{Language, Words};
use crate::workflow::agency::Attending;
use crate::workflow::portal::CODE_VALID;
use crate::workflow::staff::Origin;
use crate::workflow::staff::secrets::Token;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chrono_tz::Tz;
use domain::Instant;
use std::sync::Arc;

/// A request of an officer.
#[derive(Clone, Debug)]
pub struct Officer {
    /// Who.
    pub who: Arc<Attending>,
    /// Language.
    pub words: Words,
    /// The moment of the request.
    pub now: Instant,
    /// Civil time of the desk.
    pub zone: Tz,
    /// The session's secret.
    pub token: Token,
    /// Where the request comes from.
    pub from: Origin,
    flash: Option<Message>,
    here: String,
    demo: bool,
    secure: bool,
}

impl Officer {
    /// Everything around a page's content. `title` is a sentence key.
    pub fn page(&self, title: impl AsRef<str>) -> Page {
        let mut page = Page::outside(self.words, self.words.say(title));
        page.flash = self.flash.clone();
        page.demo = self.demo;
        page.here = self.here.clone();
        page
    }

    /// The bar above it.
    #[must_use]
    pub fn chrome(&self, room: Option<Room>) -> Chrome {
        Chrome::new(self.words, &self.who, room)
    }

    /// The answer to a form that was done: to `to`, where the sentence `said` (a key that begins with `said-`) is shown.
    pub fn done(&self, said: &'static str, to: impl AsRef<str>) -> Response {
        let mut response = Redirect::to(to.as_ref()).into_response();
        set_cookie(&mut response, &cookie(self.secure, SAID, said, Some(60)));
        response
    }
}

impl FromRequestParts<App> for Officer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get::<Officer>().cloned().ok_or(Problem::SignedOut)
    }
}

/// The guard in front of a route: the session; afterwards the page of a problem, if there was one.
pub async fn guard(State((app, rule)): State<(App, Rule)>, mut request: Request, next: Next) -> Response {
    let started = app.clock.now();
    let response = match admit(&app, &rule, &mut request).await {
        Ok(officer) => {
            let mut response = run(next, request).await;
            if let Some(officer) = officer {
                if let Some(problem) = response.extensions_mut().remove::<Problem>() {
                    response = page::problem(problem, officer.page("agency-title"), officer.chrome(None));
                } else if officer.flash.is_some() && response.status().is_success() {
                    set_cookie(&mut response, &cookie(officer.secure, SAID, "", Some(0)));
                }
            }
            response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
            response
        }
        Err(response) => *response,
    };
    let status = response.status().as_u16().to_string();
    metrics::counter!("ombud_http_requests_total", "route" => rule.path, "status" => status).increment(1);
    metrics::histogram!("ombud_http_seconds", "route" => rule.path).record(seconds_since(&app, started));
    response
}

async fn admit(app: &App, rule: &Rule, request: &mut Request) -> Result<Option<Officer>, Box<Response>> {
    if rule.access == Access::Public {
        return Ok(None);
    }
    let get = matches!(*request.method(), Method::GET | Method::HEAD);
    let secure = app.settings.secure();
    let token = token_of(request.headers(), secure);
    let found = match &token {
        Some(token) => app.workflow.officers_session(token).await.map_err(|e| Box::new(Problem::from(e).into_response()))?,
        None => None,
    };
    let (Some(token), Some(who)) = (token, found) else {
        let answer = if get { Redirect::to(paths::SIGN_IN).into_response() } else { Problem::SignedOut.into_response() };
        return Err(Box::new(answer));
    };
    let here = request.uri().path_and_query().map_or(paths::HOME, |p| p.as_str()).to_owned();
    let (parts, body) = std::mem::take(request).into_parts();
    let words = words_for(&parts.headers, &who);
    let officer = Officer {
        words,
        now: app.clock.now(),
        zone: app.settings.zone,
        token,
        from: from_of(&parts),
        flash: if get { flash_of(&parts.headers, secure, words) } else { None },
        here,
        demo: app.settings.demo,
        secure,
        who: Arc::new(who),
    };
    *request = Request::from_parts(parts, body);
    request.extensions_mut().insert(officer.clone());
    Ok(Some(officer))
}

/// The language chosen at a page's foot; else the officer's; else the browser's.
fn words_for(headers: &HeaderMap, who: &Attending) -> Words {
    let chosen = cookie_of(headers, "ombud-language").and_then(Language::from_code);
    chosen.or_else(|| Language::from_code(&who.account.language)).map_or_else(|| words_of(headers), Words::of)
}

const SESSION: &str = "agency";
const ASKED: &str = "agency-code";
const NEXT: &str = "agency-next";
const SAID: &str = "agency-said";

fn flash_of(headers: &HeaderMap, secure: bool, words: Words) -> Option<Message> {
    let said = cookie_of(headers, &cookie_name(secure, SAID))?;
    (said.starts_with("said-") && words.has(said)).then(|| Message::new(Tone::Good, words.say(said)))
}

/// The session's secret that came with a request.
#[must_use]
pub fn token_of(headers: &HeaderMap, secure: bool) -> Option<Token> {
    cookie_of(headers, &cookie_name(secure, SESSION)).map(Token::received)
}

/// Give the session's secret to the browser: gone when it closes, at the latest when the session ends here.
pub fn give_token(response: &mut Response, secure: bool, token: &Token) {
    set_cookie(response, &cookie(secure, SESSION, token.secret(), None));
}

/// Take the session's secret back.
pub fn take_token(response: &mut Response, secure: bool) {
    set_cookie(response, &cookie(secure, SESSION, "", Some(0)));
}

/// The secret of the request for a code that this browser made.
#[must_use]
pub fn asked_of(headers: &HeaderMap, secure: bool) -> Option<Token> {
    cookie_of(headers, &cookie_name(secure, ASKED)).map(Token::received)
}

/// Keep that secret in the browser until the code is typed, or as long as it is good; `None` takes it back.
pub fn give_asked(response: &mut Response, secure: bool, token: Option<&Token>) {
    give(response, secure, ASKED, token.map(Token::secret));
}

/// Where the code leads once it is typed.
#[must_use]
pub fn next_of(headers: &HeaderMap, secure: bool) -> String {
    paths::local(cookie_of(headers, &cookie_name(secure, NEXT)).unwrap_or_default()).to_owned()
}

/// Remember that; `None` forgets it.
pub fn give_next(response: &mut Response, secure: bool, next: Option<&str>) {
    give(response, secure, NEXT, next);
}

fn give(response: &mut Response, secure: bool, name: &str, value: Option<&str>) {
    let seconds = u32::try_from(CODE_VALID.num_seconds()).unwrap_or(0);
    let cookie = match value {
        Some(value) => cookie(secure, name, value, Some(seconds)),
        None => cookie(secure, name, "", Some(0)),
    };
    set_cookie(response, &cookie);
}
