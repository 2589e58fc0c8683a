//! `ombud import …`: what was handled before this installation. What it changes is recorded as the operator's.

use super::error::{CliError, Code};
use super::{Global, output};
use crate::intake::history::{self, COLUMNS, Mapping, Taken};
use crate::report::territory;
use clap::{Args, Subcommand};
use domain::actor::Actor;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// Imports.
#[derive(Subcommand, Debug)]
pub enum Import {
    /// Take a team's list of past demands in: CSV; see docs/history.md
    Demands(Demands),
}

/// Past demands.
#[derive(Args, Debug)]
#[command(after_help = columns())]
pub struct Demands {
    /// The list; `-` reads it from standard input
    file: PathBuf,
    /// How the list is written: its headings, words, dates and zone, and what it leaves unsaid (TOML)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Say what would come of it, and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Rows that say something else than what is kept take its place
    #[arg(long)]
    replace: bool,
    /// Where rows go that were not taken in, each with line, column and reason
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
    /// The result as JSON
    #[arg(long)]
    json: bool,
}

fn columns() -> String {
    format!(
        "Columns, of which reference and received_at must be there: {}.\nDates are RFC 3339 or days, lists are separated by ;, empty means \
         not known. docs/history.md says what each takes and how it is counted.",
        COLUMNS.join(", ")
    )
}

/// Rows that are printed.
const SHOWN: usize = 20;

fn file<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(std::io::Error) -> CliError + 'a {
    move |source| CliError::File { doing, path: path.to_owned(), source }
}

fn is_territory(code: &str) -> bool {
    territory::find(code).is_some()
}

impl Import {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        match self {
            Import::Demands(asked) => asked.run(global).await,
        }
    }
}

impl Demands {
    async fn run(self, global: &Global) -> Result<Code, CliError> {
        let mapping = match &self.mapping {
            Some(path) => Mapping::read(&std::fs::read_to_string(path).map_err(file("reading", path))?)?,
            None => Mapping::default(),
        };
        let stdin = self.file.as_os_str() == "-";
        let name = if stdin { "standard input".to_owned() } else { base(&self.file) };
        let input: Box<dyn std::io::Read> =
            if stdin { Box::new(std::io::stdin()) } else { Box::new(File::open(&self.file).map_err(file("reading", &self.file))?) };
        if stdin && mapping.source.is_none() {
            let why = "a list from standard input has no name: give it one with source = \"…\" in a mapping; nothing was taken in";
            return Err(CliError::Usage(why.to_owned()));
        }
        let installation = global.open().await?;
        let rejects = match &self.rejected {
            Some(path) => Some(BufWriter::new(File::create(path).map_err(file("writing", path))?)),
            None => None,
        };
        let list = history::List {
            input,
            file: &name,
            mapping: &mapping,
            zone: installation.config.zone,
            dry_run: self.dry_run,
            replace: self.replace,
            is_territory,
            most: SHOWN,
        };
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{human_pos} rows, {per_sec}, {elapsed}") {
            bar.set_style(style);
        }
        let taken = history::take_in(&installation.workflow, Actor::Operator, list, rejects, |rows| bar.set_position(rows)).await;
        bar.finish_and_clear();
        let taken = taken?;
        if self.json {
            output::json(&self.said(&taken))?
        } else {
            self.print(&taken)?
        }
        Ok(if taken.counts.rejected > 0 { Code::Negative } else { Code::Done })
    }

    fn said(&self, taken: &Taken) -> serde_json::Value {
        let rejected = taken.rejected.iter().map(|(line, faults)| {
            let faults = faults.iter().map(|f| json!({ "column": f.column, "reason": f.reason })).collect::<Vec<_>>();
            json!({ "line": line, "faults": faults })
        });
        let changed = taken.changed.iter().map(|(line, reference)| json!({ "line": line, "reference": reference }));
        let counts = taken.counts;
        json!({
            "dry_run": self.dry_run, "import": taken.import, "source": taken.source, "sha256": taken.sha256,
            "added": counts.added, "unchanged": counts.unchanged, "changed": counts.changed, "replaced": counts.replaced,
            "rejected": counts.rejected, "columns_not_read": taken.not_read,
            "first_rejected": rejected.collect::<Vec<_>>(), "first_changed": changed.collect::<Vec<_>>(),
        })
    }

    fn print(&self, taken: &Taken) -> Result<(), CliError> {
        if !taken.not_read.is_empty() {
            output::remark(&format!("columns that mean nothing here and were not read: {}", taken.not_read.join(", ")));
        }
        for (line, faults) in &taken.rejected {
            for fault in faults {
                output::remark(&format!("line {line}: {}: {}", fault.column, fault.reason));
            }
        }
        let of_all = |shown: usize, all: u64| if all > shown as u64 { format!(" (the first {shown} of {all})") } else { String::new() };
        if !taken.rejected.is_empty() {
            output::remark(&format!("these rows were not taken in{}", of_all(taken.rejected.len(), taken.counts.rejected)));
        }
        for (line, reference) in &taken.changed {
            output::remark(&format!("line {line}: {reference} says something else than what is kept"));
        }
        let counts = taken.counts;
        if counts.changed > 0 {
            output::remark("what is kept stays; with --replace the rows above take its place");
        }
        let would = if self.dry_run { "would be " } else { "" };
        output::line(&format!(
            "{} {would}added, {} unchanged, {} changed and left as they are, {} {would}replaced, {} {would}not taken in",
            counts.added, counts.unchanged, counts.changed, counts.replaced, counts.rejected
        ))
    }
}

/// The file's own name.
fn base(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
