//! The cookies of a door by their use, and what every door's guard does with an answer. The staff's door, the customers' and the
//! authorities' differ in their names only.

use super::parts::{Message, Tone};
use super::problem::Problem;
use super::routes::Rule;
use super::session::{cookie, cookie_name, cookie_of, seconds_since, set_cookie, words_of};
use crate::app::App;
use crate::words::{Language, Words};
use crate::workflow::staff::secrets::Token;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use domain::Instant;

/// What a browser keeps for a door.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kept {
    /// The session's secret.
    Session,
    /// The secret of the request for a code that this browser made.
    Code,
    /// The secret of the challenge for a passkey that it asked for.
    Passkey,
    /// Where the code leads once it is typed.
    Next,
    /// What the next page says at its head.
    Said,
}

/// The cookies of one door.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jar {
    door: &'static str,
}

impl Jar {
    /// Of the door whose cookies begin with this word; empty for the staff's.
    pub(crate) const fn of(door: &'static str) -> Self {
        Self { door }
    }

    fn name(self, kept: Kept) -> String {
        let what = match kept {
            Kept::Session => "",
            Kept::Code => "code",
            Kept::Passkey => "passkey",
            Kept::Next => "next",
            Kept::Said => "said",
        };
        [self.door, what].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    }

    /// What came with a request.
    pub(crate) fn read(self, headers: &HeaderMap, secure: bool, kept: Kept) -> Option<&str> {
        cookie_of(headers, &cookie_name(secure, &self.name(kept)))
    }

    /// The secret that came with a request.
    pub(crate) fn token(self, headers: &HeaderMap, secure: bool, kept: Kept) -> Option<Token> {
        self.read(headers, secure, kept).map(Token::received)
    }

    /// Give the session's secret to the browser: gone when it closes, at the latest when the session ends here.
    pub(crate) fn open(self, response: &mut Response, secure: bool, token: &Token) {
        set_cookie(response, &cookie(secure, &self.name(Kept::Session), token.secret(), None));
    }

    /// Keep something in the browser for as long as it is good.
    pub(crate) fn keep(self, response: &mut Response, secure: bool, kept: Kept, value: &str, valid: TimeDelta) {
        let seconds = u32::try_from(valid.num_seconds()).unwrap_or(0);
        set_cookie(response, &cookie(secure, &self.name(kept), value, Some(seconds)));
    }

    /// Take something back.
    pub(crate) fn drop(self, response: &mut Response, secure: bool, kept: Kept) {
        set_cookie(response, &cookie(secure, &self.name(kept), "", Some(0)));
    }

    /// What the page is to say at its head: only a sentence that begins with `said-`.
    pub(crate) fn flash(self, headers: &HeaderMap, secure: bool, words: Words) -> Option<Message> {
        let said = self.read(headers, secure, Kept::Said)?;
        (said.starts_with("said-") && words.has(said)).then(|| Message::new(Tone::Good, words.say(said)))
    }

    /// The answer to a form that was done: to `to`, where the sentence `said` is shown.
    pub(crate) fn done(self, secure: bool, said: &'static str, to: &str) -> Response {
        let mut response = Redirect::to(to).into_response();
        self.keep(&mut response, secure, Kept::Said, said, TimeDelta::seconds(60));
        response
    }

    /// The answer to somebody's request: the page of a problem, if there was one; what a page has said is forgotten.
    pub(crate) fn settle(self, mut response: Response, secure: bool, said: bool, page: impl FnOnce(Problem) -> Response) -> Response {
        if let Some(problem) = response.extensions_mut().remove::<Problem>() {
            return page(problem);
        }
        if said && response.status().is_success() {
            self.drop(&mut response, secure, Kept::Said);
        }
        response
    }
}

/// Nobody on the way keeps an answer that does not say otherwise.
pub(crate) fn uncached(response: &mut Response) {
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// Count an answer and how long it took.
pub(crate) fn counted(app: &App, rule: &Rule, started: Instant, response: &Response) {
    let status = response.status().as_u16().to_string();
    metrics::counter!("ombud_http_requests_total", "route" => rule.path, "status" => status).increment(1);
    metrics::histogram!("ombud_http_seconds", "route" => rule.path).record(seconds_since(app, started));
}

/// The language chosen at a page's foot; else that of whoever is signed in; else the browser's.
pub(crate) fn words_for(headers: &HeaderMap, own: Option<&str>) -> Words {
    let chosen = cookie_of(headers, "ombud-language").and_then(Language::from_code);
    chosen.or_else(|| own.and_then(Language::from_code)).map_or_else(|| words_of(headers), Words::of)
}
