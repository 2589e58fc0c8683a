//! What a customer is told in sum, as both doors show it: tables on a page, and the same as files.

use super::parts::{Choice, Field, Text};
use super::problem::Problem;
use crate::app::App;
use crate::report::customer::{From, Section, Statement};
use crate::report::leaf;
use crate::report::{Period, ReportError};
use crate::words::Words;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono_tz::Tz;
use domain::Instant;
use domain::actor::Actor;
use domain::customer_report::ReportInterval;
use domain::ids::CustomerId;
use serde::Deserialize;

/// Years back from now that are offered.
const YEARS: i32 = 5;

/// A form of the report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// JSON.
    Json,
    /// CSV.
    Csv,
    /// A page.
    Pdf,
}

impl Format {
    /// Those that this build can make.
    #[must_use]
    pub fn all() -> Vec<Format> {
        let page = leaf::AVAILABLE.then_some(Format::Pdf);
        page.into_iter().chain([Format::Csv, Format::Json]).collect()
    }

    /// The end of the file's name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Pdf => "pdf",
        }
    }

    /// What the file is.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Json => "application/json",
            Format::Csv => "text/csv; charset=utf-8",
            Format::Pdf => "application/pdf",
        }
    }
}

/// Which period; empty for the last half-year that is over.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    period: String,
}

impl Chosen {
    /// The period, if it has begun.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for what is no period, or lies ahead.
    pub fn period(&self, now: Instant, zone: Tz) -> Result<Period, Problem> {
        match self.period.as_str() {
            "" => Period::last(ReportInterval::HalfYearly, now, zone).ok_or(Problem::NotFound),
            text => begun(text.parse().map_err(|_| Problem::NotFound)?, now, zone),
        }
    }
}

/// The period and the form that a file's name says, such as `2026-H1.pdf`.
///
/// # Errors
/// [`Problem::NotFound`] for another name, a period that lies ahead, and a form that this build can't make.
pub fn named(file: &str, now: Instant, zone: Tz) -> Result<(Period, Format), Problem> {
    let (period, end) = file.rsplit_once('.').ok_or(Problem::NotFound)?;
    let format = Format::all().into_iter().find(|format| format.code() == end).ok_or(Problem::NotFound)?;
    Ok((begun(period.parse().map_err(|_| Problem::NotFound)?, now, zone)?, format))
}

fn begun(period: Period, now: Instant, zone: Tz) -> Result<Period, Problem> {
    if period.start() <= now.with_timezone(&zone).date_naive() { Ok(period) } else { Err(Problem::NotFound) }
}

/// Whose report is read, by whom, when.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Whose.
    pub customer: CustomerId,
    /// Its name.
    pub name: &'a str,
    /// By whom.
    pub by: Actor,
    /// In which language.
    pub words: Words,
    /// When.
    pub now: Instant,
    /// The provider's civil time.
    pub zone: Tz,
}

/// The report on a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// Heading.
    pub title: Text,
    /// What stands above the tables.
    pub lead: Vec<String>,
    /// The tables.
    pub sections: Vec<Section>,
    /// The files: word and address.
    pub files: Vec<(Text, String)>,
    /// The choice of a period.
    pub periods: Field,
}

/// The report as a page shows it; that it was read is on the record first. Files lie below the address `at`.
///
/// # Errors
/// As the use cases.
pub async fn shown(app: &App, asked: &Asked<'_>, period: Period, at: &str) -> Result<Shown, Problem> {
    let (w, said) = (asked.words, period.to_string());
    app.workflow.look_at_report(asked.by, asked.customer, &said).await?;
    let figures = app.workflow.customer_report(asked.customer, &period.instants(asked.zone)).await?;
    let statement = Statement::new(asked.name, period, &figures, app.workflow.rulebook(), asked.now, asked.zone);
    let offered = Period::begun(asked.now, asked.zone, YEARS).into_iter().map(|p| Choice::new(p.to_string(), p.to_string(), p == period));
    let file = |format: Format| (w.name("customer-report-file", format.code()), format!("{at}/{said}.{}", format.code()));
    Ok(Shown {
        title: w.say1("customer-report-title", "period", said.clone()),
        lead: statement.lead(w),
        sections: statement.sections(w),
        files: Format::all().into_iter().map(file).collect(),
        periods: Field::select("period", w.say("customer-report-period"), offered.collect()),
    })
}

/// The report as a file; that it was read is on the record first.
///
/// # Errors
/// As the use cases; [`Problem::Broken`] when it could not be built.
pub async fn file(app: &App, asked: &Asked<'_>, period: Period, format: Format) -> Result<Response, Problem> {
    app.workflow.look_at_report(asked.by, asked.customer, &period.to_string()).await?;
    let figures = app.workflow.customer_report(asked.customer, &period.instants(asked.zone)).await?;
    let statement = Statement::new(asked.name, period, &figures, app.workflow.rulebook(), asked.now, asked.zone);
    let bytes = match format {
        Format::Json => statement.json().map_err(broken)?,
        Format::Csv => statement.csv(asked.words).map_err(broken)?,
        Format::Pdf => {
            let sender = app.workflow.sender();
            let leaf = statement.leaf(asked.words, &From { name: &sender.name, address: &sender.address, mail: &sender.mail });
            leaf.set().await.map_err(unset)?
        }
    };
    saved(bytes, format.media_type(), &format!("report-{period}.{}", format.code()))
}

fn broken(error: ReportError) -> Problem {
    tracing::error!(code = error.code(), "a customer's report could not be built");
    Problem::Broken
}

/// Why a page is not there, in the log; the reader is told that it was a mistake of ours.
pub(crate) fn unset(error: leaf::LeafError) -> Problem {
    tracing::error!(code = "page-not-set", why = %error, "a page for a customer could not be set");
    Problem::Broken
}

/// Bytes as a file to be saved. `name` is plain ASCII.
///
/// # Errors
/// [`Problem::Broken`] for a name that no header can carry.
pub(crate) fn saved(bytes: Vec<u8>, media_type: &'static str, name: &str) -> Result<Response, Problem> {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).map_err(|_| Problem::Broken)?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}
