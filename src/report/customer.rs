//! What a customer is told in sum of a period, in every form: tables for a screen, JSON, CSV and a page.
//!
//! The figures come from [`domain::customer_report`] and so from what the customer may know. A sentence that is the same in every
//! report says so; nothing else in any form depends on what may not be told.

use super::error::ReportError;
use super::leaf::{Leaf, Piece};
use super::period::Period;
use super::territory;
use super::write::{File, WrittenFile, with_sums, write};
use crate::words::{Language, Words, snake};
use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::Instant;
use domain::customer_report::CustomerReport;
use domain::instrument::Rulebook;
use domain::outcome::Outcome;
use serde_json::json;
use std::path::Path;

/// Name of the JSON format, with its version.
pub const FORMAT: &str = "ombud.customer-report/1";

/// Who writes: name, postal address, and how to reach it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct From<'a> {
    /// Name.
    pub name: &'a str,
    /// Postal address, one line each.
    pub address: &'a [String],
    /// Mail address.
    pub mail: &'a str,
}

/// The report of a customer and a period, as on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement<'a> {
    /// The customer's name.
    pub customer: &'a str,
    /// The period.
    pub period: Period,
    /// The day to which it speaks, in the provider's civil time.
    pub day: NaiveDate,
    /// Whether the period is not over on that day.
    pub provisional: bool,
    /// The figures.
    pub figures: &'a CustomerReport,
    /// What instruments are called.
    pub rulebook: &'a Rulebook,
}

/// One line of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Stable code, such as `SE court` or `TRAFFIC`.
    pub code: String,
    /// What people read.
    pub label: String,
    /// A number for each column.
    pub numbers: Vec<u64>,
}

/// One table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// Stable code, such as `authorities`.
    pub code: &'static str,
    /// What people read.
    pub title: String,
    /// Columns of numbers: stable code, and what people read.
    pub columns: Vec<(&'static str, String)>,
    /// Lines; never none.
    pub rows: Vec<Row>,
}

impl<'a> Statement<'a> {
    /// The report as at `now`.
    #[must_use]
    pub fn new(customer: &'a str, period: Period, figures: &'a CustomerReport, rulebook: &'a Rulebook, now: Instant, zone: Tz) -> Self {
        let day = now.with_timezone(&zone).date_naive();
        Self { customer, period, day, provisional: !period.over(now, zone), figures, rulebook }
    }

    /// What stands above the tables: the period, the day, and what the figures cover.
    #[must_use]
    pub fn lead(&self, w: Words) -> Vec<String> {
        let days = w.say2("customer-report-days", "from", w.day(&self.period.start()), "to", w.day(&self.period.end()));
        let mut lead = vec![format!("{days} {}", w.say1("customer-report-as-of", "day", w.day(&self.day)))];
        if self.provisional {
            lead.push(w.say("customer-report-provisional").into_owned());
        }
        lead.push(w.say("customer-report-covers").into_owned());
        lead
    }

    /// The tables.
    #[must_use]
    pub fn sections(&self, w: Words) -> Vec<Section> {
        let f = self.figures;
        let row = |code: &str, n: u64| Row { code: code.to_owned(), label: w.name("customer-report", code).into_owned(), numbers: vec![n] };
        let section = |code: &'static str, rows: Vec<Row>| Section {
            code,
            title: w.name("customer-report-section", code).into_owned(),
            columns: vec![("demands", w.say("customer-report-demands").into_owned())],
            rows: if rows.is_empty() {
                vec![Row { code: "none".to_owned(), label: w.say("customer-report-none").into_owned(), numbers: vec![0] }]
            } else {
                rows
            },
        };
        let authorities = f.authorities.iter().map(|a| {
            let kind = a.kind.map(|k| snake(&format!("{k:?}")));
            // A state of a federation stands behind a hyphen.
            let country = a.country.as_deref().and_then(|c| c.split('-').next());
            let found = country.and_then(territory::find).map(|t| if w.language == Language::Sv { t.sv } else { t.en });
            let place = found.map_or_else(|| w.say("customer-report-unknown").into_owned(), str::to_owned);
            let country = country.unwrap_or("ZZ");
            let label = kind.as_ref().map_or_else(|| place.clone(), |kind| format!("{place}: {}", w.name("issuer", kind)));
            Row { code: format!("{country} {}", kind.as_deref().unwrap_or("unknown")), label, numbers: vec![a.demands] }
        });
        let papers = f.instruments.iter().map(|(id, n)| {
            let title = self.rulebook.get(id).map_or_else(|| id.to_string(), |i| w.of_two(&i.title).to_owned());
            Row { code: id.to_string(), label: title, numbers: vec![*n] }
        });
        let data = f.data.iter().map(|d| Row {
            code: d.category.code().to_owned(),
            label: w.category(d.category).into_owned(),
            numbers: vec![d.demanded, d.disclosed],
        });
        let mut data = section("data", data.collect());
        data.columns = ["demanded", "disclosed"].map(|column| (column, w.name("customer-report", column).into_owned())).to_vec();
        for row in &mut data.rows {
            row.numbers.resize(2, 0);
        }
        let outcomes = f.outcomes.iter().map(|o| {
            let code = o.outcome.map_or("open", Outcome::code);
            Row { code: code.to_owned(), label: w.name("customer-report-outcome", code).into_owned(), numbers: vec![o.demands] }
        });
        let (c, o) = (f.challenges, f.objections);
        vec![
            section("demands", vec![row("told", f.demands), row("received_earlier", f.received_earlier)]),
            section("authorities", authorities.collect()),
            section("papers", papers.collect()),
            data,
            section(
                "challenges",
                vec![
                    row("challenged", c.challenged),
                    row("pending", c.pending),
                    row("won", c.won),
                    row("lost", c.lost),
                    row("objected", o.objected),
                    row("upheld", o.upheld),
                ],
            ),
            section("outcomes", outcomes.chain([row("refused_in_part_or_whole", f.refused_in_part_or_whole)]).collect()),
        ]
    }

    /// As JSON, the same in every language.
    ///
    /// # Errors
    /// [`ReportError::Build`].
    pub fn json(&self) -> Result<Vec<u8>, ReportError> {
        let covers = |language| Words::of(language).say("customer-report-covers");
        let whole = json!({
            "format": FORMAT,
            "customer": self.customer,
            "period": self.period,
            "first_day": self.period.start(),
            "last_day": self.period.end(),
            "as_of": self.day,
            "provisional": self.provisional,
            "covers": { "en": covers(Language::En), "sv": covers(Language::Sv) },
            "figures": self.figures,
        });
        let built = serde_json::to_vec_pretty(&whole);
        let mut bytes = built.map_err(|e| ReportError::Build { file: "report.json", reason: e.to_string() })?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// As CSV: one number to a line. What the figures cover is its last line, so that nobody who keeps only the file misses it.
    ///
    /// # Errors
    /// [`ReportError::Build`].
    pub fn csv(&self, w: Words) -> Result<Vec<u8>, ReportError> {
        let build = |e: csv::Error| ReportError::Build { file: "report.csv", reason: e.to_string() };
        let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        out.write_record(["period", "as_of", "section", "code", "label", "measure", "value"]).map_err(build)?;
        let (period, day) = (self.period.to_string(), self.day.to_string());
        for section in self.sections(w) {
            for row in &section.rows {
                for ((measure, _), number) in section.columns.iter().zip(&row.numbers) {
                    let number = number.to_string();
                    let line = [period.as_str(), &day, section.code, &row.code, &row.label, *measure, &number];
                    out.write_record(line.map(|cell| domain::text::neutral(cell).into_owned())).map_err(build)?;
                }
            }
        }
        let covers = w.say("customer-report-covers");
        out.write_record([period.as_str(), &day, "note", "covers", covers.as_ref(), "", ""]).map_err(build)?;
        out.into_inner().map_err(|e| ReportError::Build { file: "report.csv", reason: e.to_string() })
    }

    /// As a page.
    #[must_use]
    pub fn leaf(&self, w: Words, from: &From<'_>) -> Leaf {
        let mut body: Vec<Piece> = self.lead(w).into_iter().map(Piece::Paragraph).collect();
        for section in self.sections(w) {
            body.push(Piece::Heading(section.title));
            let head = std::iter::once(String::new()).chain(section.columns.into_iter().map(|(_, name)| name));
            let rows = section.rows.into_iter().map(|row| {
                let numbers = row.numbers.into_iter().map(|n| n.to_string());
                std::iter::once(row.label).chain(numbers).collect::<Vec<String>>()
            });
            body.push(Piece::Table { head: head.collect(), rows: rows.collect() });
        }
        Leaf {
            id: format!("{FORMAT} {} {} {} {}", self.customer, self.period, self.day, w.lang()),
            language: w.lang(),
            provider: from.name.to_owned(),
            address: from.address.to_vec(),
            reach: from.mail.to_owned(),
            recipient: self.customer.to_owned(),
            date: w.day(&self.day),
            day: self.day,
            subject: w.say1("customer-report-title", "period", self.period.to_string()).into_owned(),
            body,
            foot: self.period.to_string(),
        }
    }
}

/// Write the files of a report into a folder: absent, empty, or holding an earlier one that nobody has touched since.
///
/// # Errors
/// [`ReportError`]; what stood there before then still stands there.
pub fn keep(files: Vec<(String, Vec<u8>)>, dir: &Path) -> Result<Vec<WrittenFile>, ReportError> {
    write(&with_sums(files.into_iter().map(|(name, bytes)| File::new(name, bytes)).collect()), dir)
}
