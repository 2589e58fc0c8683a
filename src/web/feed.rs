//! A person's due dates as a calendar (RFC 5545) that mail programs fetch: what is due and when, nothing of any case.

use super::extract::Ids;
use super::page::{Page, Section};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::api::etag::{self, Conditions};
use crate::app::App;
use crate::words::{Language, Words, snake};
use crate::workflow::feeds::Feed;
use crate::workflow::staff::secrets::Token;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::Duration;
use icalendar::{Calendar, Class, Component, Event, EventLike};

/// How long an entry is: it ends when the time does, so that a deadline at midnight stands on the day that it ends.
const LENGTH: Duration = Duration::minutes(30);

/// `GET /calendar/{token}`: the address itself is the secret.
pub async fn show(State(app): State<App>, headers: HeaderMap, Ids(ids): Ids) -> Result<Response, Problem> {
    let feed = app.workflow.feed(&Token::received(&ids.concat())).await?.ok_or(Problem::NotFound)?;
    let text = calendar(&feed, &app.settings.public_url);
    let tag = etag::of(&serde_json::Value::String(text.clone()));
    // Kept by nobody in between, and asked for anew each time.
    let kept = [(header::CACHE_CONTROL, "private, no-cache".to_owned()), (header::ETAG, tag.clone())];
    if Conditions::of(&headers).has(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok((kept, [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}

/// The calendar as text. It depends on nothing but the dates, so that it is the same until one changes.
fn calendar(feed: &Feed, desk: &str) -> String {
    let words = Words::of(Language::from_code(&feed.language).unwrap_or_default());
    let mut calendar = Calendar::new();
    calendar.name(&words.say("feed-name"));
    for date in &feed.dates {
        let duty = words.name("obligation", snake(&format!("{:?}", date.kind)));
        let event = Event::new()
            .uid(&date.uid)
            .timestamp(date.since)
            .summary(&words.say1("feed-due", "duty", duty))
            .url(desk)
            .class(Class::Private)
            .starts(date.due - LENGTH)
            .ends(date.due)
            .done();
        calendar.push(event);
    }
    calendar.done().to_string()
}

/// The address, shown once: only its hash is kept.
#[derive(Template, WebTemplate)]
#[template(path = "account/feed.html")]
struct AddressPage {
    p: Page,
    address: String,
}

/// `POST /account/calendar`
pub async fn renew(State(app): State<App>, session: Session) -> Result<Response, Problem> {
    let token = app.workflow.renew_feed(session.actor).await?;
    let address = format!("{}{}", app.settings.public_url.trim_end_matches('/'), paths::calendar_feed(token.secret()));
    Ok(AddressPage { p: session.page("feed-title", Section::Elsewhere), address }.into_response())
}

/// `POST /account/calendar/end`
pub async fn end(State(app): State<App>, session: Session) -> Result<Response, Problem> {
    app.workflow.end_feed(session.actor).await?;
    Ok(session.done("said-feed-ended", paths::ACCOUNT))
}
