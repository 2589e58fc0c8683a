//! `ombud authorities …`: the directory of authorities. What it changes is recorded as the operator's.

use super::error::{CliError, Code};
use super::{Global, output};
use crate::intake::authorities::{self as list, COLUMNS, MOST_BYTES, Taken};
use clap::{Args, Subcommand};
use domain::actor::Actor;
use serde_json::json;
use std::fs::File;
use std::io::{BufWriter, Read as _};
use std::path::{Path, PathBuf};

/// The directory of authorities.
#[derive(Subcommand, Debug)]
pub enum Authorities {
    /// Take a list in: CSV; see docs/authorities.md. Each new entry waits for a second person, who confirms it on its page
    Import(Import),
}

/// A list of authorities.
#[derive(Args, Debug)]
#[command(after_help = format!("Columns: {}. A row that comes again adds nothing; one that says something else is named and changes nothing.", COLUMNS.join(", ")))]
pub struct Import {
    /// The list
    file: PathBuf,
    /// Say what would come of it, and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Where rows go that were not taken in, each with line, column and reason
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
    /// The result as JSON
    #[arg(long)]
    json: bool,
}

fn file<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(std::io::Error) -> CliError + 'a {
    move |source| CliError::File { doing, path: path.to_owned(), source }
}

impl Authorities {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        match self {
            Authorities::Import(asked) => asked.run(global).await,
        }
    }
}

impl Import {
    async fn run(self, global: &Global) -> Result<Code, CliError> {
        let mut bytes = Vec::new();
        let open = File::open(&self.file).map_err(file("reading", &self.file))?;
        open.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(file("reading", &self.file))?;
        if bytes.len() > MOST_BYTES {
            return Err(CliError::Usage(format!("the list is larger than {MOST_BYTES} bytes; take it in in parts. Nothing was taken in")));
        }
        let installation = global.open().await?;
        let rejects = match &self.rejected {
            Some(path) => Some(BufWriter::new(File::create(path).map_err(file("writing", path))?)),
            None => None,
        };
        let taken = list::take_in(&installation.workflow, Actor::Operator, &bytes, self.dry_run, rejects).await?;
        if self.json {
            output::json(&self.said(&taken))?;
        } else {
            self.print(&taken)?;
        }
        Ok(if taken.rejected.is_empty() { Code::Done } else { Code::Negative })
    }

    fn said(&self, taken: &Taken) -> serde_json::Value {
        let rejected = taken.rejected.iter().map(|(line, faults)| {
            let faults = faults.iter().map(|f| json!({ "column": f.column, "reason": f.reason })).collect::<Vec<_>>();
            json!({ "line": line, "faults": faults })
        });
        let different = taken.different.iter().map(|(line, name)| json!({ "line": line, "name": name }));
        json!({
            "dry_run": self.dry_run, "added": taken.added, "unchanged": taken.unchanged, "columns_not_read": taken.not_read,
            "different": different.collect::<Vec<_>>(), "rejected": rejected.collect::<Vec<_>>(),
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
        for (line, name) in &taken.different {
            output::remark(&format!("line {line}: {name} says something else than the directory; change the entry on its page"));
        }
        let done = if self.dry_run { "would be added" } else { "added, each to be confirmed by a second person" };
        output::line(&format!(
            "{} {done}, {} as they are, {} different, {} not taken in",
            taken.added,
            taken.unchanged,
            taken.different.len(),
            taken.rejected.len()
        ))
    }
}
