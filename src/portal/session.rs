//! Who stands at the customers' door, and the guard in front of every route of it.

use super::page::{self, Chrome, Room};
use super::paths;
use crate::app::App;
use crate::web::page::Page;
use crate::web::parts::{Message, Tone};
use crate::web::problem::Problem;
use crate::web::routes::{Access, Rule};
use crate::web::session::{cookie, cookie_name, cookie_of, from_of, run, seconds_since, set_cookie, words_of};
use crate::words::{Language, Words};
use crate::workflow::portal::{CHALLENGE_VALID, CODE_VALID, Guest, Represented};
use crate::workflow::staff::Origin;
use crate::workflow::staff::secrets::Token;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use chrono_tz::Tz;
use domain::Instant;
use domain::ids::CustomerId;
use std::sync::Arc;

/// A request of a customer's contact.
#[derive(Clone, Debug)]
pub struct Customer {
    /// Who, for whom; `None` while one of several customers is to be chosen.
    pub who: Option<Arc<Represented>>,
    /// Whom the address can stand for, where one is to be chosen.
    pub choices: Vec<Represented>,
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
    passkeys: bool,
}

impl Customer {
    /// Who is signed in, for whom.
    ///
    /// # Errors
    /// [`Problem::SignedOut`] while no customer is chosen; the guard lets nobody come so far.
    pub fn represented(&self) -> Result<&Represented, Problem> {
        self.who.as_deref().ok_or(Problem::SignedOut)
    }

    /// For which customer.
    ///
    /// # Errors
    /// As [`Customer::represented`].
    pub fn customer(&self) -> Result<CustomerId, Problem> {
        self.represented().map(Represented::customer_id)
    }

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
        Chrome::new(self.words, self.who.as_deref(), room, self.passkeys)
    }

    /// The answer to a form that was done: to `to`, where the sentence `said` (a key that begins with `said-`) is shown.
    pub fn done(&self, said: &'static str, to: impl AsRef<str>) -> Response {
        let mut response = Redirect::to(to.as_ref()).into_response();
        set_cookie(&mut response, &cookie(self.secure, SAID, said, Some(60)));
        response
    }
}

impl FromRequestParts<App> for Customer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get::<Customer>().cloned().ok_or(Problem::SignedOut)
    }
}

/// The guard in front of a route: session and customer; afterwards the page of a problem, if there was one.
pub async fn guard(State((app, rule)): State<(App, Rule)>, mut request: Request, next: Next) -> Response {
    let started = app.clock.now();
    let response = match admit(&app, &rule, &mut request).await {
        Ok(customer) => {
            let mut response = run(next, request).await;
            if let Some(customer) = customer {
                if let Some(problem) = response.extensions_mut().remove::<Problem>() {
                    response = page::problem(problem, customer.page("portal-title"), customer.chrome(None));
                } else if customer.flash.is_some() && response.status().is_success() {
                    set_cookie(&mut response, &cookie(customer.secure, SAID, "", Some(0)));
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

async fn admit(app: &App, rule: &Rule, request: &mut Request) -> Result<Option<Customer>, Box<Response>> {
    if rule.access == Access::Public {
        return Ok(None);
    }
    let get = matches!(*request.method(), Method::GET | Method::HEAD);
    let secure = app.settings.secure();
    let token = token_of(request.headers(), secure);
    let found = match &token {
        Some(token) => app.workflow.customers_session(token).await.map_err(|e| Box::new(Problem::from(e).into_response()))?,
        None => None,
    };
    let (Some(token), Some(guest)) = (token, found) else {
        let answer = if get { Redirect::to(paths::SIGN_IN).into_response() } else { Problem::SignedOut.into_response() };
        return Err(Box::new(answer));
    };
    let here = request.uri().path_and_query().map_or(paths::HOME, |p| p.as_str()).to_owned();
    let (parts, body) = std::mem::take(request).into_parts();
    let (who, choices) = match guest {
        Guest::In(who) => (Some(Arc::from(who)), Vec::new()),
        Guest::Choosing(choices) => (None, choices),
    };
    let words = words_for(&parts.headers, who.as_deref());
    let customer = Customer {
        words,
        now: app.clock.now(),
        zone: app.settings.zone,
        token,
        from: from_of(&parts),
        flash: if get { flash_of(&parts.headers, secure, words) } else { None },
        here,
        demo: app.settings.demo,
        secure,
        passkeys: paths::relying(app).is_some(),
        who,
        choices,
    };
    *request = Request::from_parts(parts, body);
    if customer.who.is_none() && ![paths::CHOOSE, paths::SIGN_OUT].contains(&rule.path) {
        return Err(Box::new(Redirect::to(paths::CHOOSE).into_response()));
    }
    request.extensions_mut().insert(customer.clone());
    Ok(Some(customer))
}

/// The language chosen at a page's foot; else the contact's; else the browser's.
fn words_for(headers: &HeaderMap, who: Option<&Represented>) -> Words {
    let chosen = cookie_of(headers, "ombud-language").and_then(Language::from_code);
    let own = || who.and_then(|r| Language::from_code(&r.contact.language));
    chosen.or_else(own).map_or_else(|| words_of(headers), Words::of)
}

const SESSION: &str = "customer";
const ASKED: &str = "customer-code";
const CHALLENGE: &str = "customer-passkey";
const SAID: &str = "customer-said";

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
    give(response, secure, ASKED, token, CODE_VALID);
}

/// The secret of the challenge for a passkey that this browser asked for.
#[must_use]
pub fn challenge_of(headers: &HeaderMap, secure: bool) -> Option<Token> {
    cookie_of(headers, &cookie_name(secure, CHALLENGE)).map(Token::received)
}

/// Keep that secret in the browser as long as the challenge is good; `None` takes it back.
pub fn give_challenge(response: &mut Response, secure: bool, token: Option<&Token>) {
    give(response, secure, CHALLENGE, token, CHALLENGE_VALID);
}

fn give(response: &mut Response, secure: bool, name: &str, token: Option<&Token>, valid: TimeDelta) {
    let seconds = u32::try_from(valid.num_seconds()).unwrap_or(0);
    let cookie = match token {
        Some(token) => cookie(secure, name, token.secret(), Some(seconds)),
        None => cookie(secure, name, "", Some(0)),
    };
    set_cookie(response, &cookie);
}
