//! The rulebook as a handbook: every instrument, what it can compel and what follows, with a small calculator of due dates.

mod around;

use super::directory::{country, in_language};
use super::extract::{Ids, Query};
use super::page::{Page, Section};
use super::parts::{Badge, Empty, Fact, Facts, Field, FilterBar, Text, Tone};
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
use domain::category::Category;
use domain::clocks::{self, ClockRule, Locus, ObligationKind};
use domain::ids::ObligationId;
use domain::instrument::{
    Audience, Force, Instrument, InstrumentId, IssuerKind, NoticeDuty, NoticeTiming, PreservationStart, Purpose, SecrecySource,
};
use domain::transfer::{Keep, TransferClauses};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is looked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    q: String,
}

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

/// Whether every word that was typed stands somewhere in what the list and the summary say.
fn holds(w: Words, instrument: &Instrument, q: &str) -> bool {
    let text = format!(
        "{} {} {} {} {} {} {} {}",
        instrument.id,
        instrument.statute,
        instrument.title.en,
        instrument.title.sv,
        instrument.summary.en,
        instrument.summary.sv,
        territory(w, &instrument.territory),
        instrument.sources.join(" ")
    )
    .to_lowercase();
    q.to_lowercase().split_whitespace().all(|word| text.contains(word))
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
    let q = search.q.trim();
    let rulebook = app.workflow.rulebook();
    let mut groups: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    let mut unlawed = Vec::new();
    for instrument in rulebook.instruments.values().filter(|i| holds(w, i, q)) {
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
        filter: FilterBar {
            w,
            action: paths::RULEBOOK.to_owned(),
            query: q.to_owned(),
            placeholder: w.say("rulebook-search"),
            error: None,
            menus: Vec::new(),
            terms: if q.is_empty() { Vec::new() } else { vec![(q.to_owned().into(), paths::RULEBOOK.to_owned())] },
        },
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

/// A row of the matrix: a category, whether it is reached, and by whose paper.
struct Reached {
    name: Text,
    yes: bool,
    by: Vec<bool>,
}

struct GroundLine {
    code: &'static str,
    sentence: Text,
    law: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "rulebook/show.html")]
struct ShowPage {
    p: Page,
    title: String,
    summary: String,
    statute: String,
    force: Badge,
    review: Option<Badge>,
    open_points: Vec<String>,
    facts: Facts,
    issuers: Vec<Text>,
    matrix: Vec<Reached>,
    parts: Vec<around::Part>,
    confidence: Text,
    pending: Option<Text>,
    form: Vec<String>,
    clocks: Vec<Text>,
    secrecy: Vec<Text>,
    notice: Vec<Text>,
    redirect: Text,
    preservation: Option<Text>,
    clearance: Option<Text>,
    grounds: Vec<GroundLine>,
    sources: Vec<String>,
    approval: Text,
    fields: Vec<Field>,
    emergency: Option<bool>,
    zone: String,
    answer: Option<String>,
    not_in_effect: Option<Text>,
    action: String,
}

fn issuer(w: Words, kind: IssuerKind) -> Text {
    w.name("issuer", snake(&format!("{kind:?}")))
}

fn audiences(w: Words, who: &BTreeSet<Audience>) -> String {
    who.iter().map(|a| w.name("audience", snake(&format!("{a:?}")))).collect::<Vec<_>>().join(", ")
}

/// A clock's rule as a sentence.
fn clock(w: Words, rule: &ClockRule) -> Text {
    let id = rule.id().to_owned();
    match rule {
        ClockRule::Face { sla_days } => w.say2("rulebook-clock-face", "n", *sla_days, "rule", id),
        ClockRule::Days { n, counting, .. } => w.say3("rulebook-clock-days", "n", *n, "source", counting.source(), "rule", id),
        ClockRule::Hours { n, counting, .. } => w.say3("rulebook-clock-hours", "n", *n, "source", counting.source(), "rule", id),
        ClockRule::Promptly { sla_hours, .. } => w.say2("rulebook-clock-promptly", "n", *sla_hours, "rule", id),
        ClockRule::Immediate { sla_minutes } => w.say2("rulebook-clock-immediate", "n", *sla_minutes, "rule", id),
        ClockRule::Voluntary { sla_hours } => w.say2("rulebook-clock-voluntary", "n", *sla_hours, "rule", id),
    }
}

fn secrecy(w: Words, instrument: &Instrument) -> Vec<Text> {
    let rule = &instrument.secrecy;
    let mut said = vec![w.say(match rule.source {
        SecrecySource::Statutory => "rulebook-secrecy-statutory",
        SecrecySource::Court => "rulebook-secrecy-court",
        SecrecySource::Request => "rulebook-secrecy-request",
        SecrecySource::None => "rulebook-secrecy-none",
    })];
    if !rule.covers.is_empty() {
        said.push(w.say1("rulebook-secrecy-covers", "who", audiences(w, &rule.covers)));
    }
    if !rule.by_request.is_empty() {
        said.push(w.say1("rulebook-secrecy-by-request", "who", audiences(w, &rule.by_request)));
    }
    if !rule.law.is_empty() {
        said.push(rule.law.clone().into());
    }
    said
}

fn notice(w: Words, instrument: &Instrument) -> Vec<Text> {
    let rule = instrument.notice;
    let duty = |who: &str, duty: NoticeDuty| {
        w.say(format!(
            "rulebook-notice-{who}-{}",
            match duty {
                NoticeDuty::Must => "must",
                NoticeDuty::No => "no",
                NoticeDuty::Authority => "authority",
            }
        ))
    };
    let mut said = vec![duty("customer", rule.customer), duty("user", rule.end_user)];
    if rule.customer == NoticeDuty::Must {
        said.push(match rule.when {
            NoticeTiming::Before => w.say1("rulebook-notice-before", "n", rule.window_days),
            NoticeTiming::With => w.say("rulebook-notice-with"),
            NoticeTiming::After => w.say("rulebook-notice-after"),
        });
        if rule.set_by_order {
            said.push(w.say("rulebook-notice-set"));
        }
    }
    said
}

fn preservation(w: Words, instrument: &Instrument) -> Option<Text> {
    let rule = instrument.preservation?;
    let from = w.say(match rule.from {
        PreservationStart::Receipt => "rulebook-preserve-from-receipt",
        PreservationStart::Decision => "rulebook-preserve-from-decision",
    });
    Some(match (rule.days, rule.extension_days) {
        (None, _) => w.say1("rulebook-preserve-open", "from", from),
        (Some(days), None) => w.say2("rulebook-preserve-days", "n", days, "from", from),
        (Some(days), Some(more)) => w.say3("rulebook-preserve-extendable", "n", days, "more", more, "from", from),
    })
}

fn facts(w: Words, instrument: &Instrument) -> Facts {
    let last = instrument.effective_to.map_or_else(|| w.say("rulebook-no-end"), |day| w.day(&day).into());
    let plain = |name: &str, value: Text| Fact { name: w.say(name), value, href: String::new() };
    Facts {
        facts: vec![
            plain("rulebook-id", instrument.id.to_string().into()),
            plain("rulebook-territory", territory(w, &instrument.territory).into()),
            plain("rulebook-statute", instrument.statute.clone().into()),
            plain("rulebook-purpose", w.name("purpose", snake(&format!("{:?}", instrument.purpose)))),
            plain("rulebook-from", w.day(&instrument.effective_from).into()),
            plain("rulebook-to", last),
            plain("rulebook-process", instrument.statistics.legal_process.clone().into()),
            plain("rulebook-matter", w.name("matter", snake(&format!("{:?}", instrument.statistics.matter)))),
        ],
    }
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
    fn new(app: &App, session: &Session, instrument: &Instrument, asked: &Calculation) -> Self {
        let w = session.words;
        let locus = app.workflow.policy().locus(&instrument.territory);
        let received = civil(&asked.received, &locus);
        let face = civil(&asked.face, &locus);
        let unreadable =
            |text: &str, read: Option<Instant>| (!text.trim().is_empty() && read.is_none()).then(|| w.say("rulebook-due-unreadable"));
        let ticked = !asked.emergency.is_empty();
        let rule = instrument.emergency_clock.as_ref().filter(|_| ticked).unwrap_or(&instrument.clock);
        let complete = unreadable(&asked.face, face).is_none();
        let law = |ground| app.workflow.rulebook().law(ground, Some(instrument)).to_owned();
        let answer = received.filter(|_| complete).map(|at| {
            let kind = match instrument.purpose {
                Purpose::Disclose | Purpose::Act => ObligationKind::Produce,
                Purpose::Preserve => ObligationKind::Preserve,
            };
            w.why_due(&clocks::start(ObligationId(uuid::Uuid::nil()), kind, rule, at, &locus, face))
        });
        let day = received.map(|at| at.with_timezone(&locus.zone).date_naive());
        let mut clocks = vec![clock(w, &instrument.clock)];
        clocks.extend(instrument.emergency_clock.as_ref().map(|rule| w.say1("rulebook-clock-emergency", "clock", clock(w, rule))));
        let own_form = matches!(rule, ClockRule::Face { .. });
        let face_hint = w.say(if own_form { "rulebook-due-face-hint" } else { "rulebook-due-face-earlier" });
        Self {
            p: session.page("rulebook-instrument", Section::Rulebook),
            title: in_language(w, &instrument.title),
            summary: in_language(w, &instrument.summary),
            statute: instrument.statute.clone(),
            force: force(w, instrument.force),
            review: review(w, instrument),
            open_points: instrument.open_points.iter().map(|t| in_language(w, t)).collect(),
            facts: facts(w, instrument),
            issuers: instrument.issuers.iter().map(|k| issuer(w, *k)).collect(),
            matrix: Category::ALL
                .iter()
                .map(|category| {
                    let yes = instrument.reach.contains(category);
                    let only = [*category].into_iter().collect();
                    let by = IssuerKind::ALL.into_iter().filter(|k| instrument.issuers.contains(k));
                    let by = by.map(|k| yes && instrument.issuer_competent(k, &only)).collect();
                    Reached { name: w.category(*category), yes, by }
                })
                .collect(),
            parts: around::parts(w, instrument),
            confidence: w.name("rulebook-confidence", snake(&format!("{:?}", instrument.confidence))),
            pending: (!instrument.enabled).then(|| w.say("rulebook-pending")),
            form: instrument.form.iter().map(|item| in_language(w, &item.text)).collect(),
            clocks,
            secrecy: secrecy(w, instrument),
            notice: notice(w, instrument),
            redirect: w.say(format!("rulebook-redirect-{}", snake(&format!("{:?}", instrument.redirect)).replace('_', "-"))),
            preservation: preservation(w, instrument),
            clearance: instrument.clearance.as_ref().map(|rule| {
                let categories = rule.categories.iter().map(|c| w.category(*c)).collect::<Vec<_>>().join(", ");
                w.say2("rulebook-clearance", "categories", categories, "law", rule.law.clone())
            }),
            grounds: instrument
                .grounds
                .iter()
                .map(|g| GroundLine { code: g.code(), sentence: w.name("ground", g.code()), law: law(*g) })
                .collect(),
            sources: instrument.sources.clone(),
            approval: w.say(match (instrument.can_be_approved(), instrument.force) {
                (true, Force::Voluntary) => "rulebook-approval-emergency",
                (true, _) => "rulebook-approval-yes",
                (false, _) if instrument.purpose == Purpose::Preserve => "rulebook-approval-preserve",
                (false, _) => "rulebook-approval-never",
            }),
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
    Ok(ShowPage::new(&app, &session, instrument, &asked))
}
