//! `ombud export …`: what is published.

use super::demand::instant;
use super::error::{CliError, Code};
use super::{Global, output};
use crate::report::{self, Period, Style};
use crate::workflow::Operation;
use clap::{Args, Subcommand};
use domain::Instant;
use domain::actor::Actor;
use serde_json::json;
use std::path::PathBuf;

/// Exports.
#[derive(Subcommand, Debug)]
pub enum Export {
    /// The transparency statistics of a period
    Transparency(Transparency),
}

/// Transparency.
#[derive(Args, Debug)]
pub struct Transparency {
    /// 2026-H1, 2026-Q3 or 2026
    #[arg(long)]
    period: Period,
    /// tidy or microsoft
    #[arg(long, default_value = "tidy")]
    style: Style,
    /// Folder: new, empty, or holding an earlier export
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Count the demands as they stood then [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    cut_off: Option<Instant>,
    /// The result as JSON
    #[arg(long)]
    json: bool,
}

impl Export {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        let Export::Transparency(asked) = self;
        let installation = global.open().await?;
        let zone = installation.config.zone;
        let now = installation.clock.now();
        let cut_off = asked.cut_off.unwrap_or(now);
        if cut_off > now {
            return Err(CliError::Usage("--cut-off lies in the future; nothing was exported".to_owned()));
        }
        let tallies = installation.workflow.tallies(asked.period.instants(zone), cut_off).await?;
        let facts = report::run(&tallies, asked.period, cut_off, zone)?;
        let operation = Operation::StatisticsExported { period: asked.period.to_string(), style: asked.style.code().to_owned() };
        installation.workflow.operate(Actor::Operator, operation).await?;
        let written = report::export(asked.style, &facts, &asked.out)?;
        if asked.json {
            let files: Vec<_> = written.iter().map(|f| json!({ "path": f.path, "bytes": f.bytes, "sha256": f.sha256 })).collect();
            output::json(&json!({ "files": files, "provisional": facts.run().provisional() }))?;
            return Ok(Code::Done);
        }
        for file in &written {
            output::line(&format!("{}  {}", file.sha256, file.path.display()))?;
        }
        if facts.run().provisional() {
            output::remark("the period is not over at the cut-off: these numbers are provisional and say so");
        }
        Ok(Code::Done)
    }
}
