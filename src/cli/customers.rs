//! `ombud customers …`: the directory, as lists. What it changes is recorded as the operator's.

use super::error::{CliError, Code};
use super::{Global, output};
use crate::intake::customers::{self, Format, Problem, Rejects, Taken};
use crate::store::customers::{self as rows, CustomerFilter};
use crate::words::{Language, Words};
use crate::workflow::customers::sync::How;
use clap::{Args, Subcommand};
use domain::actor::Actor;
use domain::ids::CustomerId;
use serde_json::json;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Customers.
#[derive(Subcommand, Debug)]
pub enum Customers {
    /// Customers with how many contacts can be reached
    List(List),
    /// Take a list in: CSV or JSON Lines; see docs/customers.md
    Import(Import),
    /// Write all customers as a list that can be taken in again
    Export(Export),
}

/// List.
#[derive(Args, Debug)]
pub struct List {
    /// Only those nobody of whom can be reached
    #[arg(long)]
    unreachable: bool,
    /// The result as JSON
    #[arg(long)]
    json: bool,
}

/// Import.
#[derive(Args, Debug)]
pub struct Import {
    /// The list; .jsonl, .ndjson and .json are JSON Lines, anything else is CSV
    file: PathBuf,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Contacts that the list does not have are taken off
    #[arg(long)]
    whole: bool,
    /// Where rows go that were not taken in, each with the reason
    #[arg(long, value_name = "FILE")]
    bad: Option<PathBuf>,
    /// The result as JSON
    #[arg(long)]
    json: bool,
}

/// Export.
#[derive(Args, Debug)]
pub struct Export {
    /// Where to [default: standard output]
    file: Option<PathBuf>,
    /// csv or jsonl [default: by the file's name, or csv]
    #[arg(long, value_parser = format)]
    format: Option<Format>,
}

fn format(text: &str) -> Result<Format, String> {
    [Format::Csv, Format::JsonLines].into_iter().find(|f| f.end() == text).ok_or_else(|| "write csv or jsonl".to_owned())
}

/// Changes and rejected rows that are printed.
const SHOWN: usize = 50;

fn file<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(std::io::Error) -> CliError + 'a {
    move |source| CliError::File { doing, path: path.to_owned(), source }
}

impl Customers {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        match self {
            Customers::List(asked) => asked.run(global).await,
            Customers::Import(asked) => asked.run(global).await,
            Customers::Export(asked) => asked.run(global).await,
        }
    }
}

impl List {
    async fn run(self, global: &Global) -> Result<Code, CliError> {
        let installation = global.open().await?;
        let (conn, policy) = (installation.store().read(), installation.workflow.policy().contacts);
        let now = installation.clock.now();
        let filter =
            CustomerFilter { unanswered_since: self.unreachable.then(|| policy.reachable_since(now)), ..CustomerFilter::default() };
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = rows::list(conn, &filter, after.as_ref(), 500).await?;
            let ids: Vec<CustomerId> = page.iter().map(|r| r.id.to()).collect();
            let listed = rows::contacts_in(conn, &ids, &policy, now).await?;
            all.extend(page.iter().map(|row| (row.clone(), listed.get(&row.id.to()).copied().unwrap_or_default())));
            match page.into_iter().last() {
                Some(last) => after = Some(last),
                None => break,
            }
        }
        if self.json {
            let lines = all.iter().map(|(row, listed)| {
                json!({
                    "id": row.id, "external_id": row.external_id, "name": row.name, "class": row.class, "country": row.country,
                    "language": row.language, "product": row.product, "contract": row.contract, "role": row.role,
                    "version": row.version, "contacts": listed.people, "reachable": listed.reachable,
                })
            });
            output::json(&lines.collect::<Vec<_>>())?;
        } else {
            let lines = all.iter().map(|(row, listed)| {
                let reached = format!("{}/{}", listed.reachable, listed.people);
                vec![
                    row.id.to_string(),
                    row.external_id.clone().unwrap_or_default(),
                    row.name.clone(),
                    row.class.clone(),
                    row.country.clone(),
                    reached,
                ]
            });
            output::table(&["id", "external id", "name", "class", "country", "reachable"], &lines.collect::<Vec<_>>())?;
        }
        Ok(Code::Done)
    }
}

impl Import {
    async fn run(self, global: &Global) -> Result<Code, CliError> {
        let installation = global.open().await?;
        let input = BufReader::new(File::open(&self.file).map_err(file("cannot read", &self.file))?);
        let bad = match &self.bad {
            Some(path) => Some(BufWriter::new(File::create(path).map_err(file("cannot write", path))?)),
            None => None,
        };
        let w = Words::of(Language::En);
        let (how, mut rejects) = (How { dry_run: self.dry_run, whole: self.whole }, Rejects::new(bad));
        let read = Format::of_name(&self.file.to_string_lossy());
        let list = customers::List { input, format: read, how, most: SHOWN };
        let taken = customers::take_in(&installation.workflow, Actor::Operator, list, &mut rejects, |p| p.sentence(w)).await?;
        if let Some(mut out) = rejects.into_inner() {
            out.flush()?;
        }
        if self.json {
            output::json(&taken.to_json(self.dry_run, |p| p.sentence(w)))?;
        } else {
            print(&taken, self.dry_run, |p| p.sentence(w))?;
        }
        Ok(if taken.rejected > 0 { Code::Negative } else { Code::Done })
    }
}

fn print(taken: &Taken, dry_run: bool, say: impl Fn(&Problem) -> String) -> Result<(), CliError> {
    for change in &taken.shown {
        output::line(&format!("{}: {}{}", change.line, change.name, if change.added { " (new)" } else { "" }))?;
        for field in &change.fields {
            output::line(&format!("    {}: {:?} -> {:?}", field.field, field.before, field.after))?;
        }
        for (mail, added, fields) in &change.contacts {
            output::line(&format!("    contact {mail}{}", if *added { " (new)" } else { "" }))?;
            for field in fields {
                output::line(&format!("        {}: {:?} -> {:?}", field.field, field.before, field.after))?;
            }
        }
    }
    for (line, name, problems) in &taken.shown_rejects {
        output::remark(&format!("{line}: {name}: {}", problems.iter().map(&say).collect::<Vec<_>>().join(" ")));
    }
    let would = if dry_run { "would be " } else { "" };
    output::line(&format!(
        "{} {would}added, {} {would}changed, {} unchanged, {} not taken in",
        taken.added, taken.changed, taken.unchanged, taken.rejected
    ))
}

impl Export {
    async fn run(self, global: &Global) -> Result<Code, CliError> {
        let installation = global.open().await?;
        let by_name = self.file.as_ref().map_or(Format::Csv, |path| Format::of_name(&path.to_string_lossy()));
        let format = self.format.unwrap_or(by_name);
        installation.workflow.note_customers_exported(Actor::Operator).await?;
        let conn = installation.store().read();
        let count = match &self.file {
            Some(path) => {
                let out = BufWriter::new(File::create(path).map_err(file("cannot write", path))?);
                let (count, mut out) = customers::export(conn, out, format).await?;
                out.flush()?;
                count
            }
            None => customers::export(conn, std::io::stdout(), format).await?.0,
        };
        output::remark(&format!("{count} customers written"));
        Ok(Code::Done)
    }
}
