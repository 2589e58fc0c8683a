//! The demand's part of the record: each event with its place and hash.

use super::case::{Case, Sight};
use super::head::{Head, Tab};
use super::panel::Panel;
use crate::record::chain;
use crate::store::events::{self, StoredEvent};
use crate::web::page::Page;
use crate::web::parts::Text;
use crate::web::problem::Problem;
use crate::workflow;
use askama::Template;
use askama_web::WebTemplate;

struct Line {
    seq: i64,
    at: String,
    who: Text,
    what: Text,
    hash: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "demand/record.html")]
struct RecordPage {
    p: Page,
    head: Head,
    panel: Panel,
    lines: Vec<Line>,
    content: bool,
}

/// `GET /demands/{demand}/record`
pub async fn show(case: Case) -> Result<impl axum::response::IntoResponse, Problem> {
    if case.sight == Sight::Scope {
        return Err(Problem::NotFound);
    }
    let stored = events::of_demand(case.app.store.read(), case.demand.id).await?;
    Ok(RecordPage {
        p: case.page(Tab::Record),
        head: Head::of(&case, Tab::Record).await?,
        panel: Panel::of(&case),
        lines: stored.iter().map(|event| line(&case, event)).collect(),
        content: case.sight == Sight::Whole,
    })
}

fn line(case: &Case, event: &StoredEvent) -> Line {
    Line { seq: event.seq, at: case.short(&event.at), who: case.who(&event.actor), what: what(case, event), hash: chain::hex(&event.hash) }
}

/// The sentence, or for who may not read content only the kind of event.
fn what(case: &Case, event: &StoredEvent) -> Text {
    let w = case.words();
    if event.kind == workflow::LOOKED {
        let at = event.payload.as_ref().and_then(|p| p.get("looked_at")).and_then(|at| at.as_str());
        return w.say(match at {
            Some("document") => "event-looked-document",
            Some("copy") => "event-looked-copy",
            _ => "event-looked-demand",
        });
    }
    if case.sight == Sight::Whole
        && let Some(story) = event.payload.as_ref().and_then(|payload| w.mail_story(&event.kind, payload))
    {
        return story;
    }
    let entry = workflow::entries(std::slice::from_ref(event));
    match (case.sight, entry.first()) {
        (Sight::Whole, Some((_, entry))) => w.story(&entry.event, &case.demand.lines, &case.session.zone),
        _ => w.name("kind", &event.kind),
    }
}
