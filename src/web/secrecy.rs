//! The calendar of secrecy: what ends, what somebody must look at, what is owed, by date.

use super::directory::PAGE;
use super::extract::Query;
use super::page::{Page, Section};
use super::parts::{Badge, Empty, Pager, Tab, Tabs, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::secrecy::{self, DateRow};
use crate::words::Words;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::demand::Demand;
use domain::ids::DemandId;
use domain::secrecy::calendar::{DateKind, mark};
use serde::Deserialize;

/// Which dates, and after which one the page begins.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Choices {
    show: String,
    after: String,
}

/// A date as it is shown.
pub struct Line {
    href: String,
    reference: String,
    kind: Badge,
    customer: String,
    /// What the date is about: the order's law and paper, or the notice.
    about: String,
    when: String,
    day: String,
    tone: Tone,
}

#[derive(Template, WebTemplate)]
#[template(path = "secrecy/list.html")]
struct ListPage {
    p: Page,
    tabs: Tabs,
    lines: Vec<Line>,
    empty: Empty,
    pager: Option<Pager>,
}

/// The kind of a code, as a badge. What an order forbids is red only while it is in force.
#[must_use]
pub fn kind(w: Words, kind: DateKind) -> Badge {
    let (tone, icon) = match kind {
        DateKind::Ends => (Tone::Plain, "lock"),
        DateKind::Review => (Tone::Plain, "scale"),
        DateKind::Docket => (Tone::Info, "check"),
        DateKind::Notice => (Tone::Info, "mail"),
        DateKind::Request => (Tone::Soon, "question"),
        DateKind::OrderAwaited => (Tone::Plain, "wait"),
        DateKind::Grace => (Tone::Soon, "clock"),
    };
    Badge::new(tone, w.name("secrecy-date", kind.code())).drawn(icon)
}

/// How urgent a date is.
#[must_use]
pub fn tone(row: &DateRow, now: domain::Instant) -> Tone {
    match mark(row.at, now) {
        Some(0) => Tone::Alarm,
        Some(days) if days <= 7 => Tone::Soon,
        Some(_) | None => Tone::Plain,
    }
}

/// The kind of a code that stands in the table.
#[must_use]
pub fn kind_of(code: &str) -> Option<DateKind> {
    DateKind::ALL.into_iter().find(|kind| kind.code() == code)
}

fn line(session: &Session, row: &DateRow, demand: &Demand) -> Option<Line> {
    let w = session.words;
    let order = demand.secrecy.orders.iter().find(|o| o.id.to_string() == row.order_id);
    Some(Line {
        href: format!("{}#secrecy", paths::demand(row.demand_id.to())),
        reference: demand.reference.to_string(),
        kind: kind(w, kind_of(&row.kind)?),
        customer: demand.customer.as_ref().map(|c| c.name.clone()).unwrap_or_default(),
        about: order.map_or_else(String::new, |o| format!("{} · {}", o.law, w.order_paper(o))),
        when: w.due(&row.at, &session.now),
        day: w.short_deadline(&row.at, &session.zone),
        tone: tone(row, session.now),
    })
}

/// `GET /secrecy`
pub async fn list(State(app): State<App>, session: Session, Query(choices): Query<Choices>) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let shown = match choices.show.as_str() {
        "" => None,
        code => Some(kind_of(code).ok_or(Problem::NotFound)?),
    };
    let code = shown.map(DateKind::code);
    let after = match choices.after.as_str() {
        "" => None,
        place => Some(place_of(&app, place).await?.ok_or(Problem::NotFound)?),
    };
    let limit = u64::try_from(PAGE).unwrap_or(u64::MAX);
    let (found, last) = app.workflow.secrecy_dates(&session.actor, code, None, after.as_ref(), limit).await?;
    let here = |kind: Option<DateKind>| kind.map_or_else(|| paths::SECRECY.to_owned(), |k| format!("{}?show={}", paths::SECRECY, k.code()));
    let next = last.map(|row| {
        let sign = if shown.is_some() { '&' } else { '?' };
        format!("{}{sign}after={}.{}.{}", here(shown), row.demand_id, row.kind, row.order_id)
    });
    let pager = (next.is_some() || after.is_some()).then(|| Pager {
        w,
        shown: w.say1("secrecy-shown", "n", found.len()),
        previous: after.as_ref().map(|_| here(shown)),
        next,
    });
    let tab = |kind: Option<DateKind>| Tab {
        href: here(kind),
        label: kind.map_or_else(|| w.say("secrecy-all"), |k| w.name("secrecy-date", k.code())),
        count: None,
        current: kind == shown,
    };
    Ok(ListPage {
        p: session.page("secrecy-title", Section::Secrecy),
        tabs: Tabs { label: w.say("secrecy-tabs"), tabs: std::iter::once(None).chain(DateKind::ALL.map(Some)).map(tab).collect() },
        lines: found.iter().filter_map(|(row, demand)| line(&session, row, demand)).collect(),
        empty: Empty {
            icon: "lock",
            title: w.say("secrecy-nothing"),
            text: w.say(if shown.is_some() { "secrecy-nothing-of-kind" } else { "secrecy-nothing-text" }),
            action: None::<(Text, String)>,
        },
        pager,
    })
}

/// The date that an address names: demand, kind, order.
async fn place_of(app: &App, place: &str) -> Result<Option<DateRow>, Problem> {
    let mut parts = place.splitn(3, '.');
    let (Some(demand), Some(kind), Some(order)) = (parts.next(), parts.next(), parts.next()) else { return Ok(None) };
    let Ok(demand) = demand.parse::<DemandId>() else { return Ok(None) };
    Ok(secrecy::date(app.store.read(), demand, kind, order).await?)
}
