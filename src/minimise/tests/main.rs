//! Minimisation by its public doors: what goes in, what comes out, and that the check does not trust the filter.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests say what they expect")]
#![allow(missing_docs, reason = "tests are read by their names")]

mod bad_input;
mod fields;
mod formulas;
mod json_list;
mod mail;
mod packed;
mod pieces;
mod planted_faults;
mod property;
mod report;
mod rows;
mod sides;
mod soup;
mod time;

use chrono::{TimeDelta, TimeZone, Utc};
use domain::Instant;
use domain::category::Category;
use minimise::check::{Breach, Violation};
use minimise::{
    DropReason, FileReport, MAX_ROW_BYTES, Mapping, MappingError, MinimiseError, Problem, Progress, REPORT_FILE, REVIEW_FILE, Report,
    Scope, ScopeError, ScopeLine, WITHHELD_FILE, Withheld, WithholdReason, check, run_file, run_files,
};
use std::io::{self, BufReader, Cursor, Read, Write};
use std::path::PathBuf;

const TARGET: &str = "target@example.org";

fn scope() -> Scope {
    Scope::from_json(
        r#"{"lines":[{"account":"target@example.org","categories":["TRAFFIC"],"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z"}]}"#,
    )
    .unwrap()
}

fn logins() -> Mapping {
    mapping("match = \"*.csv\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"")
}

/// One `[[source]]`.
fn mapping(source: &str) -> Mapping {
    Mapping::from_toml(&format!("[[source]]\n{source}\n")).unwrap()
}

struct Run {
    kept: String,
    withheld: Vec<Withheld>,
    report: FileReport,
}

fn run(name: &str, input: impl AsRef<[u8]>, scope: &Scope, mapping: &Mapping) -> Run {
    try_run(name, input, scope, mapping).unwrap()
}

fn try_run(name: &str, input: impl AsRef<[u8]>, scope: &Scope, mapping: &Mapping) -> Result<Run, MinimiseError> {
    let (mut kept, mut withheld) = (Vec::new(), Vec::new());
    let report = run_file(Cursor::new(input.as_ref()), name, scope, mapping, MAX_ROW_BYTES, &mut kept, &mut withheld, &|| false)?;
    let withheld = String::from_utf8(withheld).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    // Whatever a test is about: what was kept passes the independent check.
    assert_eq!(violations(name, &kept, scope, mapping), []);
    let (rows, parts) = (&report.rows, report.rows.kept() + report.rows.dropped_in_all() + report.rows.withheld_in_all());
    assert_eq!(rows.read(), parts);
    Ok(Run { kept: String::from_utf8(kept).unwrap(), withheld, report })
}

fn problem(name: &str, input: impl AsRef<[u8]>, mapping: &Mapping) -> Problem {
    try_run(name, input, &scope(), mapping).err().unwrap().problem
}

fn violations(name: &str, kept: &[u8], scope: &Scope, mapping: &Mapping) -> Vec<Violation> {
    let mut found = Vec::new();
    _ = check(Cursor::new(kept), name, scope, mapping, &mut |v| found.push(v)).unwrap();
    found
}

fn breaches(name: &str, kept: &str, scope: &Scope, mapping: &Mapping) -> Vec<(u64, Breach)> {
    violations(name, kept.as_bytes(), scope, mapping).into_iter().map(|v| (v.row, v.breach)).collect()
}

fn withheld(run: &Run) -> Vec<(u64, WithholdReason)> {
    run.withheld.iter().map(|w| (w.row, w.reason)).collect()
}

fn dropped(run: &Run, reason: DropReason) -> u64 {
    run.report.rows.dropped().get(&reason).copied().unwrap_or(0)
}
