//! What the customer was told, the latest first.

use super::page::{Chrome, Room};
use super::paths;
use super::session::Customer;
use crate::app::App;
use crate::web::extract::Query;
use crate::web::page::Page;
use crate::web::parts::{Badge, Empty, Pager, Text, Tone};
use crate::web::problem::Problem;
use crate::words::{Language, Words};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::Instant;
use domain::customer_view::{Answer, CustomerView};
use domain::instrument::Bilingual;
use serde::Deserialize;

/// Demands on one page.
const PAGE: usize = 50;

/// Which page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    page: usize,
}

struct Line {
    href: String,
    reference: String,
    authority: String,
    paper: String,
    told: String,
    state: Badge,
}

#[derive(Template, WebTemplate)]
#[template(path = "portal/notices.html")]
struct NoticesPage {
    p: Page,
    c: Chrome,
    lines: Vec<Line>,
    empty: Empty,
    pager: Option<Pager>,
    export: &'static str,
    export_json: &'static str,
}

/// `GET /customer`
pub async fn list(State(app): State<App>, customer: Customer, Query(place): Query<Place>) -> Result<impl IntoResponse, Problem> {
    let w = customer.words;
    let all = app.workflow.customers_demands(customer.customer()?).await?;
    let first = place.page.saturating_mul(PAGE);
    if first > 0 && first >= all.len() {
        return Err(Problem::NotFound);
    }
    let shown = &all[first..all.len().min(first + PAGE)];
    let at = |page: usize| if page == 0 { paths::HOME.to_owned() } else { format!("{}?page={page}", paths::HOME) };
    let pager = (all.len() > PAGE).then(|| Pager {
        w,
        shown: w.say2("portal-shown", "n", shown.len(), "all", all.len()),
        previous: place.page.checked_sub(1).map(at),
        next: (first + PAGE < all.len()).then(|| at(place.page + 1)),
    });
    let lines = shown
        .iter()
        .map(|view| Line {
            href: paths::demand(view.id),
            reference: view.reference.to_string(),
            authority: view.authority.clone(),
            paper: paper(&app, w, view).into_owned(),
            told: view.notices.last().map(|n| w.short(&n.at, &customer.zone)).unwrap_or_default(),
            state: state(w, view, customer.now),
        })
        .collect();
    Ok(NoticesPage {
        p: customer.page("portal-notices"),
        c: customer.chrome(Some(Room::Notices)),
        lines,
        empty: Empty { icon: "mail", title: w.say("portal-none"), text: w.say("portal-none-text"), action: None },
        pager,
        export: paths::EXPORT_ZIP,
        export_json: paths::EXPORT,
    })
}

/// What the paper is called.
pub(super) fn paper(app: &App, w: Words, view: &CustomerView) -> Text {
    let instrument = app.workflow.rulebook().get(&view.instrument);
    instrument.map_or_else(|| view.instrument.0.clone().into(), |i| in_language(&i.title, w.language).to_owned().into())
}

fn in_language(text: &Bilingual, language: Language) -> &str {
    match language {
        Language::En | Language::De | Language::Fr => &text.en,
        Language::Sv => &text.sv,
    }
}

/// Where the matter stands, in a word or two.
pub(super) fn state(w: Words, view: &CustomerView, now: Instant) -> Badge {
    let open = view.window.as_ref().is_some_and(|window| now < window.ends_at);
    match &view.answer {
        Answer::Disclosed { .. } => Badge::new(Tone::Info, w.say("portal-state-disclosed")),
        Answer::Ended { .. } => Badge::new(Tone::Good, w.say("portal-state-ended")),
        _ if view.open_objection().is_some() => Badge::new(Tone::Info, w.say("portal-state-objected")),
        _ if open => Badge::new(Tone::Soon, w.say("portal-state-open")),
        Answer::Considering | Answer::Planned => Badge::new(Tone::Plain, w.say("portal-state-considered")),
    }
}
