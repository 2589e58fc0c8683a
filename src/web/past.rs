//! Past demands that came in with lists: looked up, and never worked on.

use super::directory::{country, in_language};
use super::extract::Query;
use super::page::{Page, Section};
use super::parts::{Badge, Empty, FilterBar, FilterMenu, FilterOption, Pager, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::past::{self, ImportRow, PastFilter, PastRow};
use crate::words::Words;
use crate::workflow::past::{ImportCounts, past_facts, past_reference, sees_hidden_past};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::Instant;
use domain::ids::Reference;
use domain::instrument::Rulebook;
use domain::outcome::Outcome;
use domain::past::Hidden;
use serde::Deserialize;

/// Rows of a page.
const PAGE: u64 = 50;
/// Imports that are listed.
const IMPORTS: u64 = 10;
/// Further than this nobody counts hits.
pub(super) const COUNTED: u64 = 1_000;

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    outcome: Option<String>,
    before: String,
}

struct Line {
    number: String,
    reference: String,
    received: String,
    territory: String,
    instrument: String,
    outcome: Text,
    accounts: String,
    hidden: Option<Badge>,
}

struct Import {
    source: String,
    at: String,
    counts: Text,
    whole: Option<Badge>,
}

#[derive(Template, WebTemplate)]
#[template(path = "past/list.html")]
struct PastPage {
    p: Page,
    filter: FilterBar,
    lines: Vec<Line>,
    imports: Vec<Import>,
    empty: Option<Empty>,
    pager: Pager,
}

/// What a text of a search asks for: our number, or the beginning of the list's own reference.
pub(super) fn filter(session: &Session, text: &str, outcome: Option<String>) -> PastFilter {
    let text = text.trim();
    let seq = text.parse::<Reference>().ok().and_then(Reference::past).and_then(|n| i64::try_from(n).ok());
    PastFilter {
        reference: Some(text.to_owned()).filter(|t| !t.is_empty() && seq.is_none()),
        seq,
        territory: None,
        outcome,
        open_only: !sees_hidden_past(&session.actor),
    }
}

/// `GET /demands/past`
pub async fn list(State(app): State<App>, session: Session, Query(asked): Query<Asked>) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    if asked.outcome.as_deref().is_some_and(|o| !o.is_empty() && o.parse::<Outcome>().is_err()) {
        return Err(Problem::NotFound);
    }
    let before = place(&asked.before)?;
    let filter = filter(&session, &asked.q, asked.outcome.clone());
    let mut rows = past::list(app.store.read(), &filter, before, PAGE + 1).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let last = rows.last().filter(|_| more).map(|row| format!("{}_{}", row.received_at.timestamp_micros(), row.seq));
    let address = |outcome: Option<&str>, before: Option<&str>| paths::past(&asked.q, outcome, before);
    let imports = past::imports(app.store.read(), IMPORTS).await?;
    let nothing = rows.is_empty().then(|| Empty {
        icon: "search",
        title: w.say(if imports.is_empty() { "past-none" } else { "past-nothing-fits" }),
        text: w.say(if imports.is_empty() { "past-none-text" } else { "past-nothing-fits-text" }),
        action: (!imports.is_empty()).then(|| (w.say("past-show-all"), paths::PAST.to_owned())),
    });
    let lines = rows.iter().map(|row| line(w, &session, app.workflow.rulebook(), row)).collect::<Result<Vec<_>, Problem>>()?;
    Ok(PastPage {
        p: session.page("past-title", Section::Queue),
        filter: bar(w, &asked, &address),
        pager: Pager {
            w,
            shown: w.say1("past-shown", "n", lines.len()),
            previous: before.is_some().then(|| address(asked.outcome.as_deref(), None)),
            next: last.map(|at| address(asked.outcome.as_deref(), Some(&at))),
        },
        lines,
        // How many rows there were is counsel's, because some of them may be.
        imports: imports.iter().filter(|_| sees_hidden_past(&session.actor)).map(|row| import(w, &session, row)).collect(),
        empty: nothing,
    })
}

fn place(text: &str) -> Result<Option<(Instant, i64)>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = || {
        let (at, seq) = text.split_once('_')?;
        Some((Instant::from_timestamp_micros(at.parse().ok()?)?, seq.parse().ok()?))
    };
    read().map(Some).ok_or(Problem::NotFound)
}

fn bar(w: Words, asked: &Asked, address: &impl Fn(Option<&str>, Option<&str>) -> String) -> FilterBar {
    let option = |value: Option<&str>, label: Text| FilterOption {
        current: asked.outcome.as_deref() == value && value.is_some(),
        href: address(value, None),
        label,
        count: None,
    };
    let known = Outcome::ALL.iter().map(|o| option(Some(o.code()), w.name("outcome", o.code())));
    let options = [option(None, w.say("queue-any"))].into_iter().chain(known).chain([option(Some(""), w.say("past-outcome-unknown"))]);
    let chosen = asked.outcome.as_deref().map(|o| if o.is_empty() { w.say("past-outcome-unknown") } else { w.name("outcome", o) });
    FilterBar {
        w,
        action: paths::PAST.to_owned(),
        query: asked.q.clone(),
        placeholder: w.say("past-placeholder"),
        error: None,
        menus: vec![FilterMenu { label: w.say("past-outcome"), options: options.collect() }],
        terms: chosen.map(|text| (text, address(None, None))).into_iter().collect(),
    }
}

fn line(w: Words, session: &Session, rulebook: &Rulebook, row: &PastRow) -> Result<Line, Problem> {
    let demand = past_facts(row)?;
    let instrument = demand.instrument.as_ref();
    let known = instrument.and_then(|id| rulebook.get(id)).map(|i| in_language(w, &i.title));
    let number = |n: Option<u32>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
    let part = demand.subdivision.as_ref().map(|s| format!(" ({s})")).unwrap_or_default();
    let hidden = (demand.hidden(rulebook) != Hidden::No).then(|| Badge::new(Tone::Alarm, w.name("past-hidden", &row.hidden)).drawn("lock"));
    Ok(Line {
        number: past_reference(row).to_string(),
        reference: row.reference.clone(),
        received: w.short_day(&row.received_at.with_timezone(&session.zone).date_naive()),
        territory: format!("{}{part}", country(w, &row.territory)),
        instrument: known.or_else(|| instrument.map(ToString::to_string)).unwrap_or_default(),
        outcome: if row.outcome.is_empty() { w.say("past-outcome-unknown") } else { w.name("outcome", &row.outcome) },
        accounts: format!("{} / {}", number(demand.accounts_matched), number(demand.accounts_disclosed)),
        hidden,
    })
}

fn import(w: Words, session: &Session, row: &ImportRow) -> Import {
    let counts: ImportCounts = row.counts.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    Import {
        source: row.source.clone(),
        at: w.short(&row.begun_at, &session.zone),
        counts: match row.done_at {
            Some(_) => w.say3("past-import-counts", "added", counts.added, "replaced", counts.replaced, "rejected", counts.rejected),
            None => Text::default(),
        },
        whole: row.done_at.is_none().then(|| Badge::new(Tone::Soon, w.say("past-import-cut"))),
    }
}
