//! `ombud export …`: what is published.

use super::demand::instant;
use super::error::{CliError, Code};
use super::{Global, output};
use crate::report::customer::{From, Statement};
use crate::report::{self, Period, Style, leaf};
use crate::store::customers;
use crate::words::{Language, Words};
use crate::workflow::Operation;
use clap::{Args, Subcommand};
use domain::Instant;
use domain::actor::Actor;
use domain::ids::CustomerId;
use serde_json::json;
use std::path::PathBuf;

/// Exports.
#[derive(Subcommand, Debug)]
pub enum Export {
    /// The transparency statistics of a period
    Transparency(Transparency),
    /// What one customer is told in sum of a period, as it may be told today
    Customer(Customer),
}

/// A customer's report.
#[derive(Args, Debug)]
pub struct Customer {
    /// Whose: its id here, or its id in your own systems
    #[arg(long, value_name = "ID")]
    customer: String,
    /// 2026-H1, 2026-Q3 or 2026
    #[arg(long)]
    period: Period,
    /// Folder: new, empty, or holding an earlier export
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// en or sv [default: the customer's]
    #[arg(long, value_parser = language)]
    language: Option<Language>,
}

fn language(code: &str) -> Result<Language, String> {
    Language::from_code(code).ok_or_else(|| format!("'{code}' is no language of the screens; write en or sv"))
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
        match self {
            Export::Transparency(asked) => asked.run(global).await,
            Export::Customer(asked) => asked.run(global).await,
        }
    }
}

impl Customer {
    async fn run(self, global: &Global) -> Result<Code, CliError> {
        let installation = global.open().await?;
        let (workflow, zone, now) = (&installation.workflow, installation.config.zone, installation.clock.now());
        if self.period.instants(zone).start > now {
            return Err(CliError::Usage("--period lies in the future; nothing was exported".to_owned()));
        }
        let found = match self.customer.parse::<CustomerId>() {
            Ok(id) => customers::find(installation.store().read(), id).await?,
            Err(_) => customers::find_external(installation.store().read(), &self.customer).await?,
        };
        let row = found.ok_or_else(|| CliError::Usage(format!("there is no customer '{}'; nothing was exported", self.customer)))?;
        let id: CustomerId = row.id.to();
        workflow.look_at_report(Actor::Operator, id, &self.period.to_string()).await?;
        let figures = workflow.customer_report(id, &self.period.instants(zone)).await?;
        let words = Words::of(self.language.or_else(|| Language::from_code(&row.language)).unwrap_or_default());
        let statement = Statement::new(&row.name, self.period, &figures, workflow.rulebook(), now, zone);
        let name = |end: &str| format!("report-{}.{end}", self.period);
        let mut files = vec![(name("json"), statement.json()?), (name("csv"), statement.csv(words)?)];
        if leaf::AVAILABLE {
            let sender = workflow.sender();
            let from = From { name: &sender.name, address: &sender.address, mail: &sender.mail };
            files.push((name("pdf"), statement.leaf(words, &from).set().await?));
        }
        for file in report::customer::keep(files, &self.out)? {
            output::line(&format!("{}  {}", file.sha256, file.path.display()))?;
        }
        if statement.provisional {
            output::remark("the period is not over: these numbers are provisional and say so");
        }
        Ok(Code::Done)
    }
}

impl Transparency {
    async fn run(self, global: &Global) -> Result<Code, CliError> {
        let asked = self;
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
