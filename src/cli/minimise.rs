//! `ombud minimise`: collected files through the filter, for whoever gathers beside the desk. It touches no installation.

use super::error::{CliError, Code};
use super::output;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use minimise::{Mapping, Progress, Scope, run_files};
use std::path::{Path, PathBuf};

/// Minimise.
#[derive(Args, Debug)]
pub struct Minimise {
    /// What was authorised: JSON, one object per scope line
    #[arg(long, value_name = "FILE")]
    scope: PathBuf,
    /// How the files say account, time and category: TOML
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    /// Folder for what is kept, what is withheld, samples for review, and the report
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Collected files, or folders of them (.csv, .tsv, .jsonl, .json, .mbox, .eml, each also as .gz or .zst)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The report as JSON
    #[arg(long)]
    json: bool,
}

fn read(path: &Path) -> Result<String, CliError> {
    std::fs::read_to_string(path).map_err(|source| CliError::File { doing: "reading", path: path.to_owned(), source })
}

impl Minimise {
    pub(super) fn run(self) -> Result<Code, CliError> {
        let wrong = |path: &Path, why: String| CliError::Usage(format!("{}: {why}. Nothing was written", path.display()));
        let scope = Scope::from_json(&read(&self.scope)?).map_err(|e| wrong(&self.scope, e.to_string()))?;
        let mapping = Mapping::from_toml(&read(&self.mapping)?).map_err(|e| wrong(&self.mapping, e.to_string()))?;
        // Drawn on a terminal only.
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        let report = run_files(&scope, &mapping, &self.out, &self.files, &|| false, &mut |p: Progress<'_>| {
            bar.set_message(format!("{} ({} of {}): {} rows", p.file, p.nth, p.files, p.rows.read()));
            bar.tick();
        });
        bar.finish_and_clear();
        let report = report?;
        if self.json {
            output::json(&report)?;
        } else {
            let rows = report.rows();
            let (dropped, withheld) = (rows.dropped_in_all(), rows.withheld_in_all());
            let (read, kept) = (rows.read(), rows.kept());
            output::line(&format!("{read} rows read: {kept} kept, {dropped} dropped, {withheld} withheld for a person"))?;
            output::line(&format!("see {}", self.out.display()))?;
        }
        Ok(Code::Done)
    }
}
