//! Our own style: one long table, a manifest and the methodology.

use super::error::ReportError;
use super::facts::{Counts, Dimension, Facts, kind};
use super::methodology;
use super::round;
use super::rules::Measure;
use super::write::{File, sha256};
use domain::tally::DemandKind;
use serde_json::json;

/// A table that is published: a name, and what it is broken down by. Deliberately few and small: the full cross of
/// all dimensions would describe single demands.
struct Dataset(&'static str, DemandKind, &'static [Dimension]);

const DATASETS: &[Dataset] = &[
    Dataset("demands", DemandKind::Disclosure, &[]),
    Dataset("demands_by_territory", DemandKind::Disclosure, &[Dimension::Territory]),
    Dataset("demands_by_territory_and_matter", DemandKind::Disclosure, &[Dimension::Territory, Dimension::Matter]),
    Dataset("demands_by_matter", DemandKind::Disclosure, &[Dimension::Matter]),
    Dataset("demands_by_legal_process", DemandKind::Disclosure, &[Dimension::LegalProcess]),
    Dataset("demands_by_authority_level", DemandKind::Disclosure, &[Dimension::AuthorityLevel]),
    Dataset("demands_by_route", DemandKind::Disclosure, &[Dimension::Route]),
    Dataset("demands_by_segment", DemandKind::Disclosure, &[Dimension::Segment]),
    Dataset("demands_by_data_sought", DemandKind::Disclosure, &[Dimension::DataSought]),
    Dataset("demands_by_secrecy", DemandKind::Disclosure, &[Dimension::Secrecy]),
    Dataset("demands_by_emergency", DemandKind::Disclosure, &[Dimension::Emergency]),
    Dataset("preservation", DemandKind::Preservation, &[]),
    Dataset("preservation_by_territory", DemandKind::Preservation, &[Dimension::Territory]),
    Dataset("orders_to_act", DemandKind::Action, &[]),
    Dataset("orders_to_act_by_territory", DemandKind::Action, &[Dimension::Territory]),
];

/// What stands in a dimension that a table is not broken down by.
const EVERYTHING: &str = "ALL";
const PERCENT: &str = "some_data_disclosed_percent";

const BEFORE: [&str; 3] = ["dataset", "period_start", "period_end"];
const AFTER: [&str; 8] = ["measure", "unit", "kind", "value", "low", "high", "denominator", "note"];

fn header() -> Vec<&'static str> {
    BEFORE.into_iter().chain(Dimension::ALL.map(Dimension::code)).chain(AFTER).collect()
}

/// The files of the style.
pub(super) fn files(facts: &Facts) -> Result<Vec<File>, ReportError> {
    let data = File::new("transparency.csv", csv(facts)?);
    let english = File::new("methodology.md", methodology::markdown(facts, |t| t.en).into_bytes());
    let swedish = File::new("methodology.sv.md", methodology::markdown(facts, |t| t.sv).into_bytes());
    let package = File::new("datapackage.json", manifest(facts, &data, &[&english, &swedish])?);
    Ok(vec![data, package, english, swedish])
}

fn csv(facts: &Facts) -> Result<Vec<u8>, ReportError> {
    let build = |e: csv::Error| ReportError::Build { file: "transparency.csv", reason: e.to_string() };
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    out.write_record(header()).map_err(build)?;
    for Dataset(name, of, dimensions) in DATASETS {
        let mut table = facts.only(dimensions, &[kind(*of)]);
        if dimensions.is_empty() {
            // The row over everything stands even when nothing came: 0 says "could have been and was not".
            table.entry(Vec::new()).or_default();
        }
        for (key, counts) in &table {
            for row in rows(*of, counts) {
                let line = row.line(name, *of, facts, dimensions, key);
                out.write_record(line.iter().map(|cell| domain::text::neutral(cell).into_owned())).map_err(build)?;
            }
        }
    }
    out.into_inner().map_err(|e| ReportError::Build { file: "transparency.csv", reason: e.to_string() })
}

/// A measure's row in a table.
struct Row {
    measure: &'static str,
    unit: &'static str,
    value: Option<u64>,
    denominator: &'static str,
}

impl Row {
    fn line(&self, dataset: &str, of: DemandKind, facts: &Facts, dimensions: &[Dimension], key: &[&str]) -> Vec<String> {
        let run = facts.run();
        let place = |d: Dimension| dimensions.iter().position(|x| *x == d).and_then(|i| key.get(i)).copied();
        let mut line = vec![dataset.to_owned(), run.period.start().to_string(), run.period.end().to_string()];
        line.extend(Dimension::ALL.iter().map(|d| match d {
            Dimension::DemandKind => of.code().to_owned(),
            d => place(*d).unwrap_or(EVERYTHING).to_owned(),
        }));
        let exact = if self.value.is_some() { "exact" } else { "not_applicable" };
        let value = self.value.map(|v| v.to_string()).unwrap_or_default();
        let note = if run.provisional() { "provisional" } else { "" };
        line.extend([self.measure, self.unit, exact, &value, "", "", self.denominator, note].map(str::to_owned));
        line
    }
}

fn rows(of: DemandKind, counts: &Counts) -> Vec<Row> {
    let wanted = |m: &Measure| m.counts() == of;
    let count = |m: Measure| Row { measure: m.code(), unit: m.unit().code(), value: Some(counts.get(m)), denominator: "" };
    let mut rows: Vec<Row> = Measure::ALL.iter().copied().filter(wanted).map(count).collect();
    if of == DemandKind::Disclosure {
        let value = round::percent(counts.get(Measure::SomeDisclosed), counts.get(Measure::Received));
        rows.push(Row { measure: PERCENT, unit: "percent", value, denominator: Measure::Received.code() });
    }
    rows
}

/// Data Package v2 (datapackage.org). `created` is the cut-off: no wall clock, so the same run gives the same bytes.
fn manifest(facts: &Facts, data: &File, pages: &[&File]) -> Result<Vec<u8>, ReportError> {
    let run = facts.run();
    let field = |name: &str| match name {
        "value" | "low" | "high" => json!({"name": name, "type": "integer", "constraints": {"minimum": 0}}),
        "period_start" | "period_end" => json!({"name": name, "type": "date"}),
        _ => json!({"name": name, "type": "string"}),
    };
    let key: Vec<&str> = BEFORE.into_iter().chain(Dimension::ALL.map(Dimension::code)).chain(["measure"]).collect();
    let mut resources = vec![json!({
        "name": "transparency",
        "type": "table",
        "path": data.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "hash": format!("sha256:{}", sha256(&data.bytes)),
        "bytes": data.bytes.len(),
        "schema": {
            "fields": header().into_iter().map(field).collect::<Vec<_>>(),
            "fieldsMatch": "exact",
            "primaryKey": key,
            "missingValues": [""],
        },
    })];
    resources.extend(pages.iter().map(|page| {
        json!({
            "name": page.name.trim_end_matches(".md").replace('.', "-"),
            "path": page.name,
            "mediatype": "text/markdown",
            "encoding": "utf-8",
            "hash": format!("sha256:{}", sha256(&page.bytes)),
            "bytes": page.bytes.len(),
        })
    }));
    let package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": format!("transparency-{}", run.period.to_string().to_lowercase()),
        "title": format!("Government demands for customer data, {}", run.period),
        "version": "1.0.0",
        "created": methodology::stamp(facts),
        "provisional": run.provisional(),
        "timezone": run.zone.name(),
        "resources": resources,
    });
    let mut bytes =
        serde_json::to_vec_pretty(&package).map_err(|e| ReportError::Build { file: "datapackage.json", reason: e.to_string() })?;
    bytes.push(b'\n');
    Ok(bytes)
}
