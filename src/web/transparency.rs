//! Transparency: count a period, look at it, see what stops it, take the files. Numbers only, never a case.

use super::extract::{Form, Query};
use super::page::{Page, Section};
use super::parts::{Badge, Choice, ErrorSummary, Field, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::report::{self, Facts, Lost, Measure, Period, ReportError, Rules, Share, Style};
use crate::store::demands;
use crate::words::{Arg, Language, Words};
use crate::workflow::Operation;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::Instant;
use domain::actor::Role;
use domain::clocks::end_of_day;
use serde::Deserialize;
use std::ops::Range;

/// What is counted, and how it is laid out. Empty: nothing yet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Choices {
    period: String,
    style: String,
}

/// Years back from now that are offered.
const YEARS: i32 = 3;

struct Tile {
    label: Text,
    count: u64,
    percent: Option<u64>,
}

struct CountryLine {
    name: String,
    numbers: Vec<u64>,
    percent: Option<u64>,
}

struct LostLine {
    text: String,
    blocks: Option<Badge>,
}

/// What a run gave.
struct Outcome {
    heading: Text,
    cut_off: String,
    cut_off_text: String,
    provisional: bool,
    tiles: Vec<Tile>,
    outcomes: Vec<Tile>,
    notices: Vec<Tile>,
    columns: Vec<Text>,
    rows: Vec<CountryLine>,
    total: CountryLine,
    lost: Vec<LostLine>,
    files: Vec<(String, u64)>,
    blocked: Option<Blocked>,
}

/// Why nothing can be published, and where to look.
struct Blocked {
    text: String,
    demands: Vec<(String, String)>,
}

struct RuleLine {
    id: &'static str,
    name: Text,
    text: &'static str,
    version: u32,
}

#[derive(Template, WebTemplate)]
#[template(path = "transparency/show.html")]
struct TransparencyPage {
    p: Page,
    errors: ErrorSummary,
    period: Field,
    style: Field,
    chosen: Option<(Period, Style)>,
    blocked: Option<Blocked>,
    outcome: Option<Outcome>,
    general: Vec<RuleLine>,
    rules: Vec<RuleLine>,
}

fn pick(w: Words) -> fn(report::Text) -> &'static str {
    match w.language {
        Language::Sv => |t| t.sv,
        _ => |t| t.en,
    }
}

/// The moments of a period: from the first instant of its first day to the first after its last, in civil time of `zone`.
fn moments(period: Period, zone: Tz) -> Range<Instant> {
    let start = period.start().pred_opt().unwrap_or(NaiveDate::MIN);
    end_of_day(start, zone)..end_of_day(period.end(), zone)
}

async fn count(app: &App, session: &Session, period: Period, cut_off: Instant) -> Result<Result<Facts, ReportError>, Problem> {
    let tallies = app.workflow.tallies(moments(period, session.zone), cut_off).await?;
    Ok(report::run(&tallies, period, cut_off, session.zone))
}

fn sentence(w: Words, error: &ReportError) -> String {
    let args = error.args(pick(w));
    let args: Vec<(&str, &dyn Arg)> = args.iter().map(|(name, value)| (*name, value as &dyn Arg)).collect();
    w.fill(format!("report-error-{}", error.code()), &args).into_owned()
}

async fn blocked(app: &App, session: &Session, error: &ReportError) -> Blocked {
    let mut demands = Vec::new();
    if session.person.roles.iter().any(Role::handles_cases) {
        for reference in error.demands().into_iter().take(20) {
            if let Ok(Some(row)) = demands::find_by_reference(app.store.read(), reference).await {
                demands.push((reference.to_string(), paths::demand(row.demand())));
            }
        }
    }
    Blocked { text: sentence(session.words, error), demands }
}

fn measure(w: Words, measure: Measure) -> Text {
    w.say(format!("report-measure-{}", measure.code()))
}

fn tiles(w: Words, shares: &[Share]) -> Vec<Tile> {
    shares.iter().map(|s| Tile { label: measure(w, s.measure), count: s.count, percent: s.percent }).collect()
}

/// The columns of the table of countries.
const COLUMNS: [Measure; 9] = [
    Measure::Received,
    Measure::Accounts,
    Measure::Content,
    Measure::Noncontent,
    Measure::NoData,
    Measure::Rejected,
    Measure::Withdrawn,
    Measure::Redirected,
    Measure::InProcess,
];

async fn outcome(app: &App, session: &Session, facts: &Facts, style: Style) -> Outcome {
    let w = session.words;
    let table = report::table(facts);
    let line = |row: &report::Row, name: String| CountryLine {
        name,
        numbers: COLUMNS.iter().map(|m| row.counts.get(*m)).collect(),
        percent: row.disclosed_percent,
    };
    let lost = |lost: &Lost| LostLine {
        text: match lost.demands {
            Some(n) => format!("{} ({n})", pick(w)(lost.text)),
            None => pick(w)(lost.text).to_owned(),
        },
        blocks: lost.blocks.then(|| Badge::new(Tone::Soon, w.say("transparency-blocks")).drawn("ban")),
    };
    let (files, stopped) = match report::files(style, facts) {
        Ok(files) => (files.into_iter().map(|f| (f.name, f.bytes.len() as u64)).collect(), None),
        Err(error) => (Vec::new(), Some(blocked(app, session, &error).await)),
    };
    Outcome {
        heading: w.say1("transparency-heading", "period", table.run.period.to_string()),
        cut_off: table.run.cut_off.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        cut_off_text: w.moment(&table.run.cut_off, &table.run.zone),
        provisional: table.run.provisional(),
        tiles: tiles(w, &table.tiles),
        outcomes: tiles(w, &table.outcomes),
        notices: tiles(w, &table.notices),
        columns: COLUMNS.iter().map(|m| measure(w, *m)).collect(),
        rows: table
            .rows
            .iter()
            .map(|r| line(r, if w.language == Language::Sv { r.territory.sv } else { r.territory.en }.to_owned()))
            .collect(),
        total: line(&table.total, w.say("report-total").into_owned()),
        lost: report::loss(style, facts).items.iter().map(lost).collect(),
        files,
        blocked: stopped,
    }
}

impl TransparencyPage {
    fn new(session: &Session, choices: &Choices, wrong: Option<Text>) -> Self {
        let w = session.words;
        let chosen =
            if choices.period.is_empty() { Period::half_of(session.now, session.zone).to_string() } else { choices.period.clone() };
        let name = |p: Period| {
            let text = p.to_string();
            if p.over(session.now, session.zone) { text.into() } else { w.say1("transparency-period-open", "period", text) }
        };
        let offered = Period::begun(session.now, session.zone, YEARS).into_iter().map(|p| {
            let text = p.to_string();
            Choice::new(text.clone(), name(p), text == chosen)
        });
        let styles = Style::ALL.map(|s| {
            let on = if choices.style.is_empty() { s == Style::Tidy } else { s.code() == choices.style };
            Choice::new(s.code(), w.say(format!("report-style-{}", s.code())), on)
        });
        let period = Field::select("period", w.say("transparency-period"), offered.collect()).error(wrong);
        let of = pick(w);
        Self {
            p: session.page("transparency-title", Section::Transparency),
            errors: ErrorSummary::of(w, std::slice::from_ref(&period)),
            period,
            style: Field::select("style", w.say("transparency-style"), styles.to_vec()),
            chosen: None,
            blocked: None,
            outcome: None,
            general: report::GENERAL
                .iter()
                .map(|rule| RuleLine { id: rule.id, name: Text::default(), text: of(rule.text), version: rule.version })
                .collect(),
            rules: Rules::current()
                .iter()
                .map(|rule| RuleLine { id: rule.measure.id(), name: measure(w, rule.measure), text: of(rule.text), version: rule.version })
                .collect(),
        }
    }
}

/// `GET /transparency`
pub async fn show(State(app): State<App>, session: Session, Query(choices): Query<Choices>) -> Result<Response, Problem> {
    if choices.period.is_empty() {
        return Ok(TransparencyPage::new(&session, &choices, None).into_response());
    }
    let (Ok(period), Ok(style)) = (choices.period.parse::<Period>(), choices.style.parse::<Style>()) else {
        let page = TransparencyPage::new(&session, &choices, Some(session.words.say("transparency-unreadable")));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let mut page = TransparencyPage::new(&session, &choices, None);
    page.chosen = Some((period, style));
    match count(&app, &session, period, session.now).await? {
        Ok(facts) => page.outcome = Some(outcome(&app, &session, &facts, style).await),
        Err(error) => page.blocked = Some(blocked(&app, &session, &error).await),
    }
    Ok(page.into_response())
}

/// Which files, of the count that was looked at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExportForm {
    period: String,
    style: String,
    cut_off: String,
    file: String,
}

/// `POST /transparency/export`: one file, or all of them in an archive; on the record before the first byte leaves.
///
/// The count is made again at the moment of the one that was looked at, so that the files say what the page said.
pub async fn export(State(app): State<App>, session: Session, Form(form): Form<ExportForm>) -> Result<Response, Problem> {
    let (Ok(period), Ok(style), Ok(cut_off)) =
        (form.period.parse::<Period>(), form.style.parse::<Style>(), form.cut_off.parse::<Instant>())
    else {
        return Err(Problem::Unreadable);
    };
    if cut_off > session.now {
        return Err(Problem::Unreadable);
    }
    let made = count(&app, &session, period, cut_off).await?.and_then(|facts| report::files(style, &facts));
    let files = match made {
        Ok(files) => files,
        Err(error) => {
            let choices = Choices { period: form.period, style: form.style };
            let mut page = TransparencyPage::new(&session, &choices, None);
            page.chosen = Some((period, style));
            page.blocked = Some(blocked(&app, &session, &error).await);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let (name, bytes) = if form.file.is_empty() {
        let name = format!("transparency-{period}-{}.zip", style.code());
        let bytes = report::archive(&files).map_err(|error| {
            tracing::error!(code = error.code(), "an archive could not be built");
            Problem::Broken
        })?;
        (name, bytes)
    } else {
        let file = files.into_iter().find(|f| f.name == form.file).ok_or(Problem::NotFound)?;
        (file.name, file.bytes)
    };
    let operation = Operation::StatisticsExported { period: period.to_string(), style: style.code().to_owned() };
    app.workflow.operate(session.actor, operation).await?;
    Ok(download(&name, bytes))
}

/// Bytes to be saved under a name of ours.
pub(super) fn download(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("application/octet-stream");
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_and_end_at_midnight_of_the_zone() {
        let range = moments("2026-H1".parse().unwrap(), chrono_tz::Europe::Stockholm);
        assert_eq!(range.start, "2025-12-31T23:00:00Z".parse::<Instant>().unwrap());
        assert_eq!(range.end, "2026-06-30T22:00:00Z".parse::<Instant>().unwrap());
    }

    #[test]
    fn only_periods_that_have_begun_are_offered() {
        let offered: Vec<String> =
            Period::begun("2026-05-01T00:00:00Z".parse().unwrap(), chrono_tz::UTC, YEARS).iter().map(ToString::to_string).collect();
        assert!(offered.contains(&"2026-H1".to_owned()) && !offered.contains(&"2026-H2".to_owned()));
        assert!(offered.contains(&"2026-Q2".to_owned()) && !offered.contains(&"2026-Q3".to_owned()));
    }
}
