//! What every page of this door has around its content.

use super::paths;
use crate::web::page::Page;
use crate::web::parts::Text;
use crate::web::problem::{Problem, Rendered};
use crate::words::Words;
use crate::workflow::agency::Attending;
use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

/// A room behind this door.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Room {
    /// What was submitted.
    Demands,
    /// Submit something.
    New,
    /// Submit an emergency.
    Emergency,
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

/// The bar: who is signed in, for which authority, and the rooms.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Chrome {
    /// The authority as the directory names it, else as the officer does.
    pub authority: String,
    /// The officer's name.
    pub officer: String,
    /// The rooms.
    pub rooms: Vec<Entry>,
}

impl Chrome {
    /// For somebody, in a room.
    #[must_use]
    pub fn new(words: Words, who: &Attending, room: Option<Room>) -> Self {
        let entry = |of: Room, href, key: &str| Entry { href, label: words.say(key), current: room == Some(of) };
        Self {
            authority: agency(who),
            officer: who.account.name.clone(),
            rooms: vec![
                entry(Room::Demands, paths::HOME, "agency-demands"),
                entry(Room::New, paths::NEW, "agency-new"),
                entry(Room::Emergency, paths::EMERGENCY, "agency-emergency"),
            ],
        }
    }
}

/// The agency of an officer: as the directory names it once two people have vouched, else as the officer does.
#[must_use]
pub fn agency(who: &Attending) -> String {
    let known = who.authority.as_ref().filter(|_| who.is_vetted()).map(|row| row.name.clone());
    known.unwrap_or_else(|| who.account.agency.clone())
}

#[derive(Template)]
#[template(path = "agency/problem.html")]
struct ProblemPage {
    p: Page,
    c: Chrome,
    text: Text,
}

#[derive(Template)]
#[template(path = "agency/problem_alone.html")]
struct ProblemAlone {
    p: Page,
    text: Text,
}

/// The page of a problem. It says nothing of what it is about: what may not be seen and what is not there look alike.
#[must_use]
pub fn problem(problem: Problem, mut p: Page, c: Chrome) -> Response {
    p.flash = None;
    p.here = paths::HOME.to_owned();
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
    let say = |what: &str| p.words.say(format!("problem-{}-{what}", problem.code()));
    let (title, text) = if problem == Problem::NotFound {
        (p.say("agency-not-found"), p.say("agency-not-found-text"))
    } else {
        (say("title"), Text::from(format!("{} {}", say("happened"), say("next"))))
    };
    p.title = title;
    text
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
