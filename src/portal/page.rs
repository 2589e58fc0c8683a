//! What every page of this door has around its content.

use super::paths;
use crate::web::page::Page;
use crate::web::parts::Text;
use crate::web::problem::{Problem, Rendered};
use crate::words::Words;
use crate::workflow::portal::Represented;
use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

/// A room behind this door.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Room {
    /// What the customer was told.
    Notices,
    /// What there was in sum.
    Reports,
    /// Who is told.
    Contacts,
    /// Another way to come in.
    Passkeys,
}

/// An entry of the bar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Address.
    pub href: &'static str,
    /// Word.
    pub label: Text,
    /// Whether the page is in it.
    pub current: bool,
}

/// The bar: who is signed in, for whom, and the rooms.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Chrome {
    /// The customer's name; empty while none is chosen.
    pub customer: String,
    /// The contact's name.
    pub contact: String,
    /// The rooms.
    pub rooms: Vec<Entry>,
}

impl Chrome {
    /// For somebody, in a room; `passkeys`: whether there is a room for them.
    #[must_use]
    pub fn new(words: Words, who: Option<&Represented>, room: Option<Room>, passkeys: bool) -> Self {
        let Some(who) = who else { return Self::default() };
        let entry = |of: Room, href, key: &str| Entry { href, label: words.say(key), current: room == Some(of) };
        let mut rooms = vec![
            entry(Room::Notices, paths::HOME, "portal-notices"),
            entry(Room::Reports, paths::REPORTS, "portal-reports"),
            entry(Room::Contacts, paths::CONTACTS, "portal-contacts"),
        ];
        if passkeys {
            rooms.push(entry(Room::Passkeys, paths::PASSKEYS, "passkeys-room"));
        }
        Self { customer: who.customer.name.clone(), contact: who.contact.name.clone(), rooms }
    }
}

#[derive(Template)]
#[template(path = "portal/problem.html")]
struct ProblemPage {
    p: Page,
    c: Chrome,
    text: Text,
}

#[derive(Template)]
#[template(path = "portal/problem_alone.html")]
struct ProblemAlone {
    p: Page,
    text: Text,
}

/// The page of a problem. It says nothing of what it is about: what may not be seen and what is not there look alike.
#[must_use]
pub fn problem(problem: Problem, mut p: Page, c: Chrome) -> Response {
    p.flash = None;
    let text = sentence(problem, &mut p);
    answer(problem, ProblemPage { p, c, text }.render())
}

/// The same for somebody who is not signed in.
#[must_use]
pub fn problem_outside(problem: Problem, words: Words) -> Response {
    let mut p = Page::outside(words, "");
    p.here = paths::SIGN_IN.to_owned();
    let text = sentence(problem, &mut p);
    answer(problem, ProblemAlone { p, text }.render())
}

fn sentence(problem: Problem, p: &mut Page) -> Text {
    p.title = p.say(format!("portal-problem-{}", problem.code()));
    p.say(format!("portal-problem-{}-text", problem.code()))
}

fn answer(problem: Problem, html: askama::Result<String>) -> Response {
    let mut response = match html {
        Ok(html) => (problem.status(), Html(html)).into_response(),
        Err(_) => problem.status().into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.extensions_mut().insert(Rendered);
    response
}
