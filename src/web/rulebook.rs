//! The rulebook as a handbook: every instrument, what it can compel and what follows, with a small calculator of due dates.

pub(crate) mod around;
mod filters;
mod row;
mod whole;

pub use filters::Search;
pub use whole::whole;

use super::directory::{country, in_language};
use super::extract::{Ids, Query};
use super::page::{Page, Section};
use super::parts::{Badge, Empty, Facts, Field, FilterBar, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::words::{Words, snake};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeZone};
use domain::Instant;
use domain::clocks::{self, ClockRule, Locus, ObligationKind};
use domain::ids::ObligationId;
use domain::instrument::{Force, Instrument, InstrumentId, Purpose};
use domain::transfer::{Keep, TransferClauses};
use filters::Wanted;
use row::{RowView, clock, issuer};
use serde::Deserialize;
use std::collections::BTreeMap;

struct Line {
    href: String,
    id: String,
    title: String,
    statute: String,
    force: Badge,
    reach: Text,
    review: Option<Badge>,
}

#[derive(Template, WebTemplate)]
#[template(path = "rulebook/list.html")]
struct ListPage {
    p: Page,
    version: String,
    filter: FilterBar,
    whole: String,
    groups: Vec<(String, Vec<Line>)>,
    empty: Empty,
    transfers: Facts,
    transfers_open: Vec<String>,
}

fn force(w: Words, force: Force) -> Badge {
    let code = snake(&format!("{force:?}"));
    let (tone, icon) = match force {
        Force::Compulsory => (Tone::Info, "scale"),
        Force::Voluntary => (Tone::Plain, "question"),
        Force::None => (Tone::Plain, "ban"),
    };
    Badge::new(tone, w.name("force", code)).drawn(icon)
}

fn review(w: Words, instrument: &Instrument) -> Option<Badge> {
    instrument.review_required.then(|| Badge::new(Tone::Soon, w.say("rulebook-review")).drawn("flag"))
}

/// How far it goes, in three words.
fn reach(w: Words, instrument: &Instrument) -> Text {
    w.say(match (instrument.purpose, instrument.reach.is_empty()) {
        (Purpose::Preserve, _) => "rulebook-reach-preserve",
        (Purpose::Act, _) => "rulebook-reach-act",
        (Purpose::Disclose, true) => "rulebook-reach-nothing",
        (Purpose::Disclose, false) if instrument.reach.iter().any(|c| c.is_content()) => "rulebook-reach-content",
        (Purpose::Disclose, false) => "rulebook-reach-noncontent",
    })
}

/// A territory of the rulebook; `ZZ` is the law of no country.
pub(crate) fn territory(w: Words, code: &str) -> String {
    if code == "ZZ" { w.say("rulebook-no-territory").into_owned() } else { country(w, code) }
}

/// What the clauses for transfers ask of us.
fn transfers(w: Words, clauses: &TransferClauses) -> Facts {
    let named = |kind: &'static str, codes: Vec<&'static str>| codes.iter().map(|c| w.name(kind, c)).collect::<Vec<_>>().join(", ");
    Facts::default()
        .with(w.say("rulebook-statute"), clauses.source.clone())
        .with(w.say("rulebook-transfers-notice"), named("notice-fact", clauses.notice.iter().map(|f| f.code()).collect()))
        .with(w.say("rulebook-transfers-efforts"), clauses.waiver_efforts.to_string())
        .with(w.say("rulebook-transfers-interval"), w.name("report-interval", clauses.report_interval.code()))
        .with(w.say("rulebook-transfers-to"), named("class", clauses.report_to.iter().map(|c| c.code()).collect()))
        .with(
            w.say("rulebook-transfers-keep"),
            match clauses.keep {
                Keep::ContractEnd => w.say("rulebook-keep-contract-end"),
            },
        )
}

/// `GET /rulebook`
pub async fn list(State(app): State<App>, session: Session, Query(search): Query<Search>) -> impl IntoResponse {
    let w = session.words;
    let rulebook = app.workflow.rulebook();
    let wanted = Wanted::read(&search.q);
    let mut groups: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    let mut unlawed = Vec::new();
    for instrument in rulebook.instruments.values().filter(|i| wanted.holds(w, i)) {
        let line = Line {
            href: paths::instrument(instrument.id.as_str()),
            id: instrument.id.to_string(),
            title: in_language(w, &instrument.title),
            statute: instrument.statute.clone(),
            force: force(w, instrument.force),
            reach: reach(w, instrument),
            review: review(w, instrument),
        };
        match instrument.territory.as_str() {
            "ZZ" => unlawed.push(line),
            code => groups.entry(territory(w, code)).or_default().push(line),
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    if !unlawed.is_empty() {
        groups.push((territory(w, "ZZ"), unlawed));
    }
    ListPage {
        p: session.page("rulebook-title", Section::Rulebook),
        version: rulebook.version.clone(),
        filter: wanted.bar(w, rulebook),
        whole: paths::rulebook_whole(&wanted.query()),
        groups,
        empty: Empty {
            icon: "book",
            title: w.say("directory-nothing-found"),
            text: w.say("rulebook-nothing-found"),
            action: Some((w.say("rulebook-all"), paths::RULEBOOK.to_owned())),
        },
        transfers: transfers(w, &rulebook.transfers),
        transfers_open: rulebook.transfers.open_points.iter().map(|point| in_language(w, point)).collect(),
    }
}

/// What the calculator asks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Calculation {
    received: String,
    face: String,
    emergency: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "rulebook/show.html")]
struct ShowPage {
    p: Page,
    row: RowView,
    title: String,
    statute: String,
    force: Badge,
    review: Option<Badge>,
    older: Option<Text>,
    fields: Vec<Field>,
    emergency: Option<bool>,
    zone: String,
    answer: Option<String>,
    not_in_effect: Option<Text>,
    action: String,
}

/// A civil time as a browser sends it, at `locus`: the earliest reading, because duties are counted from there.
fn civil(text: &str, locus: &Locus) -> Option<Instant> {
    let text = text.trim();
    let time = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))?;
    // The calendars hold for this century and the one around it; further off a due date would be an invention.
    if !(1970..2100).contains(&time.year()) {
        return None;
    }
    locus.zone.from_local_datetime(&time).earliest().map(|at| at.to_utc())
}

impl ShowPage {
    fn new(app: &App, session: &Session, instrument: &Instrument, asked: &Calculation, older: u64) -> Self {
        let w = session.words;
        let locus = app.workflow.policy().locus(&instrument.territory);
        let received = civil(&asked.received, &locus);
        let face = civil(&asked.face, &locus);
        let unreadable =
            |text: &str, read: Option<Instant>| (!text.trim().is_empty() && read.is_none()).then(|| w.say("rulebook-due-unreadable"));
        let ticked = !asked.emergency.is_empty();
        let rule = instrument.emergency_clock.as_ref().filter(|_| ticked).unwrap_or(&instrument.clock);
        let complete = unreadable(&asked.face, face).is_none();
        let answer = received.filter(|_| complete).map(|at| {
            let kind = match instrument.purpose {
                Purpose::Disclose | Purpose::Act => ObligationKind::Produce,
                Purpose::Preserve => ObligationKind::Preserve,
            };
            w.why_due(&clocks::start(ObligationId(uuid::Uuid::nil()), kind, rule, at, &locus, face))
        });
        let day = received.map(|at| at.with_timezone(&locus.zone).date_naive());
        let own_form = matches!(rule, ClockRule::Face { .. });
        let face_hint = w.say(if own_form { "rulebook-due-face-hint" } else { "rulebook-due-face-earlier" });
        Self {
            p: session.page("rulebook-instrument", Section::Rulebook),
            title: in_language(w, &instrument.title),
            row: RowView::new(w, app.workflow.rulebook(), instrument, 2),
            statute: instrument.statute.clone(),
            force: force(w, instrument.force),
            review: review(w, instrument),
            older: (older > 0).then(|| w.say1("rulebook-older", "n", older)),
            fields: vec![
                Field::line("datetime-local", "received", w.say("rulebook-due-received"))
                    .value(asked.received.clone())
                    .error(unreadable(&asked.received, received)),
                Field::line("datetime-local", "face", w.say("rulebook-due-face"))
                    .value(asked.face.clone())
                    .hint(face_hint)
                    .optional(w)
                    .error(unreadable(&asked.face, face)),
            ],
            emergency: instrument.emergency_clock.is_some().then_some(ticked),
            zone: locus.zone.name().to_owned(),
            answer,
            not_in_effect: day.filter(|day| !instrument.in_effect(*day)).map(|day| w.say1("rulebook-not-in-effect", "day", w.day(&day))),
            action: paths::instrument(instrument.id.as_str()),
        }
    }
}

/// `GET /rulebook/{instrument}`
pub async fn show(
    State(app): State<App>,
    session: Session,
    Ids(ids): Ids,
    Query(asked): Query<Calculation>,
) -> Result<impl IntoResponse, Problem> {
    let id = InstrumentId(ids.into_iter().next().unwrap_or_default());
    let instrument = app.workflow.rulebook().get(&id).ok_or(Problem::NotFound)?;
    let older = app.workflow.on_older_rows(app.workflow.store().read(), &id).await?;
    Ok(ShowPage::new(&app, &session, instrument, &asked, older))
}
