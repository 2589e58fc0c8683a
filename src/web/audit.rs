//! The record of everything for those who check it: who did what kind of thing when, with the hashes, and no content.

use super::directory::PAGE;
use super::extract::Query;
use super::page::{Page, Section};
use super::parts::{Facts, Message, Pager, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::record::chain;
use crate::store::demands;
use crate::store::events::{self, StoredEvent};
use crate::store::export::{self, ExportError};
use crate::store::{Sight, compartments};
use crate::words::{Words, code_key};
use crate::workflow::Operation;
use askama::Template;
use askama_web::WebTemplate;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::actor::Actor;
use domain::ids::{DemandId, PersonId};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{BufWriter, Seek};
use tokio_util::io::ReaderStream;

/// Where the page begins, and whether the record is to be checked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    before: Option<i64>,
    check: String,
}

struct Line {
    seq: i64,
    at: String,
    who: Text,
    kind: Text,
    code: String,
    demand: Option<(String, String)>,
    hash: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "audit/list.html")]
struct AuditPage {
    p: Page,
    facts: Facts,
    verdict: Option<Message>,
    may_export: bool,
    lines: Vec<Line>,
    pager: Pager,
}

/// What an entry is, in words where there are some; the code stands beside it.
fn kind(w: Words, code: &str) -> Text {
    if w.has(&code_key("kind", code)) { w.name("kind", code) } else { code.to_owned().into() }
}

fn who(w: Words, names: &BTreeMap<PersonId, String>, actor: &Actor) -> Text {
    match actor {
        Actor::Operator => w.say("people-operator"),
        Actor::System => w.say("audit-system"),
        Actor::Machine { id, .. } => w.say1("audit-machine", "token", id.to_string()),
        Actor::Contact(_) => w.say("demand-contact"),
        Actor::Officer(_) => w.say("demand-officer"),
        Actor::Person { id, .. } => names.get(id).cloned().map_or_else(|| id.to_string().into(), Text::from),
    }
}

/// Whether the record in the database holds, in a sentence.
async fn verdict(app: &App, session: &Session) -> Result<Message, Problem> {
    let w = session.words;
    let Some(keys) = &app.keys else { return Ok(Message::new(Tone::Soon, w.say("audit-no-keys"))) };
    match export::export(app.store.read(), keys, session.now, std::io::sink()).await {
        Ok(verified) => {
            let text = w.say2("audit-holds-text", "n", verified.count, "erased", verified.erased);
            Ok(Message::new(Tone::Good, text).titled(w.say("audit-holds")))
        }
        Err(ExportError::Broken(broken)) => {
            let text = match broken.seq() {
                Some(seq) => w.say2("audit-broken-at", "seq", seq, "code", broken.code()),
                None => w.say1("audit-broken-text", "code", broken.code()),
            };
            Ok(Message::new(Tone::Soon, text).titled(w.say("audit-broken")))
        }
        Err(ExportError::Store(error)) => Err(error.into()),
        Err(ExportError::Write(_) | ExportError::Line(_)) => Err(Problem::Broken),
    }
}

/// `GET /record`
pub async fn list(State(app): State<App>, session: Session, Query(place): Query<Place>) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let head = events::head(app.store.read()).await?;
    let most = PAGE as i64;
    // Places in the record are dense, so a page is a range and costs the same wherever it lies.
    let last = place.before.map_or(head.count, |before| before.saturating_sub(1)).clamp(0, head.count);
    let after = (last - most).max(0);
    let mut rows = events::page(app.store.read(), after, u64::try_from(last - after).unwrap_or(0)).await?;
    rows.reverse();
    let names: BTreeMap<PersonId, String> = app.staff.everybody().await?.into_iter().map(|p| (p.id, p.name)).collect();
    let ids: Vec<DemandId> = rows.iter().filter_map(|e| e.demand).collect();
    let references = demands::references(app.store.read(), session.sight(), &ids).await?;
    let line = |event: StoredEvent| {
        let reference = event.demand.map(|id| Some((references.get(&id)?.clone(), paths::demand_at(id, "record"))));
        // The places are dense, so one that is not for these eyes stays, and says nothing.
        let apart = matches!(reference, Some(None)) && session.sight() == Sight::Open;
        Line {
            seq: event.seq,
            at: w.short(&event.at, &session.zone),
            who: if apart { Text::default() } else { who(w, &names, &event.actor) },
            demand: reference.flatten(),
            hash: chain::hex(&event.hash),
            kind: if apart { w.say("audit-apart") } else { kind(w, &event.kind) },
            code: if apart { String::new() } else { event.kind },
        }
    };
    let mut facts = Facts::default().with(w.say("audit-count"), head.count.to_string()).with(w.say("audit-head"), chain::hex(&head.hash));
    if let Some(keys) = &app.keys {
        facts =
            facts.with(w.say("audit-installation"), keys.installation.to_string()).with(w.say("audit-key"), chain::hex(&keys.public_key()));
    }
    let older = (after > 0).then(|| format!("{}?before={}", paths::AUDIT, after + 1));
    let newer = (last < head.count).then(|| match last + most {
        to if to >= head.count => paths::AUDIT.to_owned(),
        to => format!("{}?before={}", paths::AUDIT, to + 1),
    });
    Ok(AuditPage {
        p: session.page("audit-title", Section::Audit),
        facts,
        verdict: if place.check.is_empty() { None } else { Some(verdict(&app, &session).await?) },
        may_export: app.keys.is_some(),
        lines: rows.into_iter().map(line).collect(),
        pager: Pager { w, shown: w.say2("audit-shown", "from", after + i64::from(last > 0), "to", last), previous: newer, next: older },
    })
}

/// `POST /record/export`: the signed record without content; on the record itself before the first byte leaves.
pub async fn download(State(app): State<App>, session: Session) -> Result<Response, Problem> {
    let keys = app.keys.clone().ok_or(Problem::Unavailable)?;
    // The file names the kinds of all entries, of what only the cleared see too.
    if session.sight() == Sight::Open && compartments::any(app.store.read()).await? {
        return Err(Problem::Forbidden);
    }
    app.workflow.operate(session.actor, Operation::RecordExported).await?;
    let broken = |what: &'static str| {
        move |error: std::io::Error| {
            tracing::error!(code = "record-export", kind = %error.kind(), what, "the record was not exported");
            Problem::Unavailable
        }
    };
    // A file without a name: as long as the record is, it never lies in memory, and it is gone with the answer.
    let mut file = tempfile::tempfile().map_err(broken("making a file"))?;
    match export::outline(app.store.read(), &keys, session.now, BufWriter::new(&mut file)).await {
        Ok(_) => {}
        Err(ExportError::Store(error)) => return Err(error.into()),
        Err(ExportError::Write(error)) => return Err(broken("writing")(error)),
        Err(ExportError::Broken(broken)) => {
            tracing::error!(code = broken.code(), "the record does not hold");
            return Err(Problem::Broken);
        }
        Err(ExportError::Line(_)) => return Err(Problem::Broken),
    }
    file.rewind().map_err(broken("reading back"))?;
    let body = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(file)));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"record-outline.jsonl\"")),
    ];
    Ok((headers, body).into_response())
}
