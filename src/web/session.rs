//! Who is asking: the session behind the cookie, and the guard in front of every route.

use super::jar::{Jar, Kept, counted, uncached};
use super::page::{Page, Section, Theme, Viewer};
use super::parts::Message;
use super::paths;
use super::problem::Problem;
use super::routes::{Access, Rule};
use crate::app::App;
use crate::store::Sight;
use crate::words::{Language, Words};
use crate::workflow::staff::secrets::Token;
use crate::workflow::staff::{Edition, FRESH, Origin, Person};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chrono_tz::Tz;
use domain::Instant;
use domain::actor::{Actor, Role};
use std::net::SocketAddr;
use std::sync::Arc;

/// The cookies of this door.
pub(super) const JAR: Jar = Jar::of("");

/// A signed-in person's request.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who.
    pub person: Arc<Person>,
    /// Who, as the workflow takes it.
    pub actor: Actor,
    /// The language of the person.
    pub words: Words,
    /// The moment of the request.
    pub now: Instant,
    /// Civil time of the desk.
    pub zone: Tz,
    /// The session's secret.
    pub token: Token,
    /// Where the request comes from.
    pub from: Origin,
    /// The staff at that moment.
    pub staff: Edition,
    flash: Option<Message>,
    here: String,
    demo: bool,
    secure: bool,
}

impl Session {
    /// Everything around a page's content. `title` is a sentence key.
    pub fn page(&self, title: impl AsRef<str>, section: Section) -> Page {
        let mut page = Page::outside(self.words, self.words.say(title));
        page.section = section;
        page.viewer = Some(Viewer { name: self.person.name.clone(), roles: self.person.roles });
        page.flash = self.flash.clone();
        page.theme = Theme::from_code(&self.person.theme);
        page.keyboard = self.person.keyboard;
        page.demo = self.demo;
        page.here = self.here.clone();
        page
    }

    /// Whether the person holds a role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.person.roles.has(role)
    }

    /// How much of the store the person may be shown.
    #[must_use]
    pub const fn sight(&self) -> Sight {
        Sight::of(&self.actor)
    }

    /// The answer to a form that was done: to `to`, where the sentence `said` (a key that begins with `said-`) is shown.
    pub fn done(&self, said: &'static str, to: impl AsRef<str>) -> Response {
        JAR.done(self.secure, said, to.as_ref())
    }
}

/// The guard in front of a route: session, roles, freshness; afterwards the page of a problem, if there was one.
pub async fn guard(State((app, rule)): State<(App, Rule)>, mut request: Request, next: Next) -> Response {
    let started = app.clock.now();
    let mut response = match admit(&app, &rule, &mut request).await {
        Ok(session) => {
            let mut response = run(next, request).await;
            if let Some(session) = session {
                let page = |problem: Problem| problem.page(session.page("shell-nav", Section::Elsewhere));
                response = JAR.settle(response, session.secure, session.flash.is_some(), page);
                uncached(&mut response);
            }
            response
        }
        Err(response) => *response,
    };
    if rule.framed {
        response.extensions_mut().insert(Framed);
    }
    counted(&app, &rule, started, &response);
    response
}

/// A change runs in a task of its own: who closes the browser, or waits too long, can't cut it in half.
pub(crate) async fn run(next: Next, request: Request) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!(code = "panic", "a change failed by a mistake of ours");
            Problem::Broken.into_response()
        }
    }
}

pub(crate) fn seconds_since(app: &App, started: Instant) -> f64 {
    (app.clock.now() - started).to_std().unwrap_or_default().as_secs_f64()
}

/// Marks an answer that our own pages may show in a frame.
#[derive(Clone, Copy, Debug)]
pub struct Framed;

/// Marks an answer that came from outside: shown in a frame of its own origin, where nothing runs and nothing loads.
#[derive(Clone, Copy, Debug)]
pub struct Sandboxed;

async fn admit(app: &App, rule: &Rule, request: &mut Request) -> Result<Option<Session>, Box<Response>> {
    if rule.access == Access::Public {
        return Ok(None);
    }
    let get = matches!(*request.method(), Method::GET | Method::HEAD);
    let here = request.uri().path_and_query().map_or(paths::DESK, |p| p.as_str()).to_owned();
    let secure = app.settings.secure();
    let token = JAR.token(request.headers(), secure, Kept::Session);
    let found = match &token {
        Some(token) => app.staff.session(token).await.map_err(|e| Box::new(Problem::from(e).into_response()))?,
        None => None,
    };
    let (Some(token), Some((stored, person, staff))) = (token, found) else {
        let answer = if get { Redirect::to(&paths::sign_in(&here)).into_response() } else { Problem::SignedOut.into_response() };
        return Err(Box::new(answer));
    };
    let (parts, body) = std::mem::take(request).into_parts();
    let now = app.clock.now();
    let words = Words::of(person.language);
    let session = Session {
        actor: person.actor(),
        words,
        now,
        zone: app.settings.zone,
        token,
        from: from_of(&parts),
        staff,
        flash: if get { JAR.flash(&parts.headers, secure, words) } else { None },
        here,
        demo: app.settings.demo,
        secure,
        person: Arc::new(person),
    };
    *request = Request::from_parts(parts, body);
    let problem = |problem: Problem| Err(Box::new(problem.page(session.page("shell-nav", Section::Elsewhere))));
    if app.staff.second_factor() && !session.person.enrolled && !rule.before_enrolment {
        return if get { Err(Box::new(Redirect::to(paths::ENROL).into_response())) } else { problem(Problem::Forbidden) };
    }
    if !rule.access.allows(session.person.roles) {
        return problem(Problem::Forbidden);
    }
    if rule.fresh && app.staff.second_factor() {
        // A form may take as long to fill in as the proof was good for: what was typed is not lost to the clock.
        let good_for = if get { FRESH } else { FRESH * 2 };
        if stored.fresh_at.is_none_or(|at| now - at > good_for) {
            return if get {
                Err(Box::new(Redirect::to(&paths::sign_in_again(&session.here)).into_response()))
            } else {
                problem(Problem::StaleSignIn)
            };
        }
    }
    request.extensions_mut().insert(session.clone());
    Ok(Some(session))
}

/// The name of a cookie: on TLS with the prefix that binds it to the host and to TLS.
pub(crate) fn cookie_name(secure: bool, name: &str) -> String {
    let prefix = if secure { "__Host-" } else { "" };
    if name.is_empty() { format!("{prefix}ombud") } else { format!("{prefix}ombud-{name}") }
}

/// A cookie that no script reads, for the whole host; `name` is empty for the staff's session.
pub(crate) fn cookie(secure: bool, name: &str, value: &str, seconds: Option<u32>) -> String {
    let age = seconds.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
    let tls = if secure { "; Secure" } else { "" };
    format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{tls}{age}", cookie_name(secure, name))
}

/// Add a cookie to an answer.
pub(crate) fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The value of a cookie that came with a request.
pub(crate) fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(n, v)| (n == name && !v.is_empty()).then_some(v))
}

/// Remember the language chosen before anybody signed in, for a year.
pub fn give_language(response: &mut Response, secure: bool, language: Language) {
    set_cookie(
        response,
        &format!("ombud-language={}; Path=/; SameSite=Lax; Max-Age=31536000{}", language.code(), if secure { "; Secure" } else { "" }),
    );
}

/// The language of somebody who need not be signed in.
pub fn words_of(headers: &HeaderMap) -> Words {
    let chosen = cookie_of(headers, "ombud-language").and_then(Language::from_code);
    let preferred = || headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).map(Language::preferred);
    Words::of(chosen.or_else(preferred).unwrap_or_default())
}

/// Where a request comes from.
pub fn from_of(parts: &Parts) -> Origin {
    let agent = parts.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let ip = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_string()).unwrap_or_default();
    Origin { ip, agent }
}
