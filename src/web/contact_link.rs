//! The page behind the link that was mailed to a customer's contact.

use super::auth::outside;
use super::extract::{Guest, Ids};
use super::page::Page;
use super::paths;
use super::problem::Problem;
use crate::app::App;
use crate::words::Words;
use crate::workflow::Error;
use crate::workflow::customers::LinkedContact;
use crate::workflow::staff::secrets::Token;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// What the page says.
enum Says {
    Asks { action: String, linked: LinkedContact },
    Done { linked: LinkedContact },
    Dead,
}

#[derive(Template, WebTemplate)]
#[template(path = "customers/link.html")]
struct LinkPage {
    p: Page,
    state: Says,
    desk: String,
}

fn page(app: &App, words: Words, state: Says) -> Response {
    let (status, title) = match state {
        Says::Asks { .. } => (StatusCode::OK, "contact-link-title"),
        Says::Done { .. } => (StatusCode::OK, "contact-link-done"),
        Says::Dead => (StatusCode::NOT_FOUND, "contact-link-dead"),
    };
    (status, LinkPage { p: outside(app, words, title), state, desk: app.workflow.sender().mail }).into_response()
}

/// `GET /contact/{token}`: shows a button and uses nothing up, because mail programs look at links.
pub async fn show(State(app): State<App>, guest: Guest, Ids(ids): Ids) -> Result<Response, Problem> {
    let token = Token::received(&ids.concat());
    match app.workflow.look_at_contact_link(&token).await {
        Ok(linked) => Ok(page(&app, guest.words, Says::Asks { action: paths::contact_link(token.secret()), linked })),
        Err(Error::NotFound) => Ok(page(&app, guest.words, Says::Dead)),
        Err(other) => Err(other.into()),
    }
}

/// `POST /contact/{token}`
pub async fn answer(State(app): State<App>, guest: Guest, Ids(ids): Ids) -> Result<Response, Problem> {
    match app.workflow.use_contact_link(&Token::received(&ids.concat())).await {
        Ok(linked) => Ok(page(&app, guest.words, Says::Done { linked })),
        Err(Error::NotFound) => Ok(page(&app, guest.words, Says::Dead)),
        Err(other) => Err(other.into()),
    }
}
