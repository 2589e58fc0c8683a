//! Who stands at the customers' door, and the guard in front of every route of it.

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
use crate::workflow::portal::{Guest, Represented};
use crate::workflow::staff::Origin;
use crate::workflow::staff::secrets::Token;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chrono_tz::Tz;
use domain::Instant;
use domain::ids::CustomerId;
use std::sync::Arc;

/// The cookies of this door.
pub(super) const JAR: Jar = Jar::of("customer");

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
        JAR.done(self.secure, said, to.as_ref())
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
                let page = |problem| page::problem(problem, customer.page("portal-title"), customer.chrome(None));
                response = JAR.settle(response, customer.secure, customer.flash.is_some(), page);
            }
            uncached(&mut response);
            response
        }
        Err(response) => *response,
    };
    counted(&app, &rule, started, &response);
    response
}

async fn admit(app: &App, rule: &Rule, request: &mut Request) -> Result<Option<Customer>, Box<Response>> {
    if rule.access == Access::Public {
        return Ok(None);
    }
    let get = matches!(*request.method(), Method::GET | Method::HEAD);
    let secure = app.settings.secure();
    let token = JAR.token(request.headers(), secure, Kept::Session);
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
    let (who, choices): (Option<Arc<Represented>>, Vec<Represented>) = match guest {
        Guest::In(who) => (Some(Arc::from(who)), Vec::new()),
        Guest::Choosing(choices) => (None, choices),
    };
    let words = words_for(&parts.headers, who.as_deref().map(|who| who.contact.language.as_str()));
    let customer = Customer {
        words,
        now: app.clock.now(),
        zone: app.settings.zone,
        token,
        from: from_of(&parts),
        flash: if get { JAR.flash(&parts.headers, secure, words) } else { None },
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
