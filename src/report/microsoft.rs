//! The layout of Microsoft's Law Enforcement Requests Report, as published from the first half of 2017 on: an XLSX
//! with a sheet each for criminal, emergency and civil requests, a row of totals, then the countries by English name.
//!
//! Theirs were typed and copied by hand, with formulas, scratch cells and authors' names left in. This one holds
//! numbers and labels only.

use super::error::ReportError;
use super::facts::{Counts, Dimension, Facts, kind, matter_code};
use super::round;
use super::rules::Measure;
use super::territory;
use super::write::File;
use domain::instrument::Matter;
use domain::tally::DemandKind;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The matters that have a sheet, in their order.
pub(super) const MATTERS: [Matter; 3] = [Matter::Criminal, Matter::Emergency, Matter::Civil];

/// A pair of columns, percentage and number: first column, heading of law enforcement sheets, heading of the civil sheet, measures.
struct Pair(u16, &'static str, &'static str, &'static [Measure]);

/// Columns are counted from 0 (A). B, E and J stay empty, as in the original.
const PAIRS: [Pair; 4] = [
    Pair(5, "Law Enforcement Requests Resulting in Disclosure of Content", "Disclosure of Content", &[Measure::Content]),
    Pair(
        7,
        "Law Enforcement Requests Resulting in Disclosure of Only Subscriber/Transactional (Non-Content) Data",
        "Only Subscriber/ Transactional (Non-Content) Data",
        &[Measure::Noncontent],
    ),
    Pair(10, "Law Enforcement Requests Resulting in Disclosure of No Customer Data (No Data Found)", "No Data Found", &[Measure::NoData]),
    Pair(
        12,
        "Law Enforcement Requests Resulting in Disclosure of No Customer Data (Request Rejected for Not Meeting Legal Requirements)",
        "Rejected",
        &[Measure::Rejected, Measure::Withdrawn, Measure::Redirected],
    ),
];
const REQUESTS: u16 = 2;
const ACCOUNTS: u16 = 3;
const LAST: u16 = 13;
/// Title, subtitle, groups, headings, units; then the totals.
const FIRST_DATA_ROW: u32 = 5;

/// The workbook. The caller has made sure that nothing is in process.
pub(super) fn file(facts: &Facts) -> Result<File, ReportError> {
    let bytes = workbook(facts).map_err(|e| ReportError::Build { file: "workbook", reason: e.to_string() })?;
    Ok(File::new(format!("law-enforcement-requests-{}.xlsx", facts.run().period), bytes))
}

fn workbook(facts: &Facts) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Empty but for the date, which must be the cut-off: by default it would be the moment of writing.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_timestamp(facts.run().cut_off.timestamp())?));
    for matter in MATTERS {
        sheet(book.add_worksheet(), matter, facts)?;
    }
    book.save_to_buffer()
}

fn sheet(sheet: &mut Worksheet, matter: Matter, facts: &Facts) -> Result<(), XlsxError> {
    let civil = matter == Matter::Civil;
    let (name, title, requests) = match matter {
        Matter::Emergency => ("Emergencies", "Emergency requests", "Total Number of Law Enforcement Requests"),
        Matter::Civil => ("Civil", "Civil legal requests", "Total Number of Requests"),
        Matter::Criminal | Matter::Administrative | Matter::NationalSecurity => {
            ("Criminal", "Law enforcement requests", "Total Number of Law Enforcement Requests")
        }
    };
    let run = facts.run();
    let bold = Format::new().set_bold();
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
    sheet.set_name(name)?;
    sheet.set_column_width(0, 28)?;
    for column in REQUESTS..=LAST {
        sheet.set_column_width(column, 14)?;
    }
    sheet.write_string_with_format(0, 0, format!("{title} {}", run.period), &bold)?;
    let provisional = if run.provisional() { "; provisional" } else { "" };
    let (first, last, zone) = (run.period.start(), run.period.end(), run.zone.name());
    sheet.write_string(1, 0, format!("Requests received from {first} to {last} ({zone}){provisional}"))?;
    for (from, to, text) in [
        (REQUESTS, ACCOUNTS, "Total Requests"),
        (PAIRS[0].0, PAIRS[1].0 + 1, "Some Customer Data Disclosed"),
        (PAIRS[2].0, PAIRS[3].0 + 1, "No Customer Data Disclosed"),
    ] {
        sheet.merge_range(2, from, 2, to, text, &head)?;
    }
    sheet.set_row_height(3, 120)?;
    for (column, text) in [(REQUESTS, requests), (ACCOUNTS, "Accounts / Users Specified in Requests")] {
        sheet.write_string_with_format(3, column, text, &head)?;
        sheet.write_string_with_format(4, column, "#", &head)?;
    }
    for Pair(column, law, short, _) in PAIRS {
        sheet.merge_range(3, column, 3, column + 1, if civil { short } else { law }, &head)?;
        sheet.write_string_with_format(4, column, "%", &head)?;
        sheet.write_string_with_format(4, column + 1, "#", &head)?;
    }
    sheet.set_freeze_panes(FIRST_DATA_ROW, 1)?;

    let having = [kind(DemandKind::Disclosure), (Dimension::Matter, matter_code(matter))];
    let total = facts.only(&[], &having).into_values().next().unwrap_or_default();
    line(sheet, FIRST_DATA_ROW, "TOTAL", &total)?;
    let mut rows: Vec<_> = facts
        .only(&[Dimension::Territory], &having)
        .into_iter()
        .filter_map(|(key, counts)| Some((territory::find(key.first()?)?, counts)))
        .collect();
    rows.sort_by_key(|(t, _)| (t.sort_key(), t.code));
    for (row, (territory, counts)) in (FIRST_DATA_ROW + 1..).zip(&rows) {
        line(sheet, row, territory.en, counts)?;
    }
    Ok(())
}

/// One row; percentages are fractions of four decimals, and blank where there is nothing to divide by.
#[expect(clippy::cast_precision_loss, reason = "a workbook knows doubles only; counts of demands stay far below 2^53")]
fn line(sheet: &mut Worksheet, row: u32, label: &str, counts: &Counts) -> Result<(), XlsxError> {
    let number = Format::new().set_num_format("#,##0");
    let fraction = Format::new().set_num_format("0.00%");
    let received = counts.get(Measure::Received);
    sheet.write_string(row, 0, label)?;
    sheet.write_number_with_format(row, REQUESTS, received as f64, &number)?;
    sheet.write_number_with_format(row, ACCOUNTS, counts.get(Measure::Identifiers) as f64, &number)?;
    for Pair(column, _, _, measures) in PAIRS {
        let n = counts.sum(measures);
        if let Some(parts) = round::half_up(n, received, 10_000) {
            sheet.write_number_with_format(row, column, parts as f64 / 10_000.0, &fraction)?;
        }
        sheet.write_number_with_format(row, column + 1, n as f64, &number)?;
    }
    Ok(())
}
