//! Who stands at the authorities' door, and the guard in front of every route of it.

use super::page::{self, Chrome, Room};
use super::paths;
use crate::app::App;
use crate::web::jar::{Jar, Kept, counted, uncached, words_for};
use crate::web::page::Page;
use crate::web::parts::Message;
use crate::web::problem::Problem;
use crate::web::routes::{Access, Rule};
use crate::web::session::{from_of, run};
use crate::words::Words;
use crate::workflow::agency::Attending;
use crate::workflow::staff::Origin;
use crate::workflow::staff::secrets::Token;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chrono_tz::Tz;
use domain::Instant;
use std::sync::Arc;

/// The cookies of this door.
pub(super) const JAR: Jar = Jar::of("agency");

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
        JAR.done(self.secure, said, to.as_ref())
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
                let page = |problem| page::problem(problem, officer.page("agency-title"), officer.chrome(None));
                response = JAR.settle(response, officer.secure, officer.flash.is_some(), page);
            }
            uncached(&mut response);
            response
        }
        Err(response) => *response,
    };
    counted(&app, &rule, started, &response);
    response
}

async fn admit(app: &App, rule: &Rule, request: &mut Request) -> Result<Option<Officer>, Box<Response>> {
    if rule.access == Access::Public {
        return Ok(None);
    }
    let get = matches!(*request.method(), Method::GET | Method::HEAD);
    let secure = app.settings.secure();
    let token = JAR.token(request.headers(), secure, Kept::Session);
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
    let words = words_for(&parts.headers, Some(&who.account.language));
    let officer = Officer {
        words,
        now: app.clock.now(),
        zone: app.settings.zone,
        token,
        from: from_of(&parts),
        flash: if get { JAR.flash(&parts.headers, secure, words) } else { None },
        here,
        demo: app.settings.demo,
        secure,
        who: Arc::new(who),
    };
    *request = Request::from_parts(parts, body);
    request.extensions_mut().insert(officer.clone());
    Ok(Some(officer))
}
