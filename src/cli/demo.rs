//! `ombud demo`: a desk with made-up cases to look around in; `--walk` takes one demand the whole way.

use super::error::{CliError, Code};
use super::output;
use crate::agency;
use crate::bulk;
use crate::clock::Clock;
use crate::demo::{self, cast, samples, walk, world};
use crate::portal;
use crate::serve::Desk;
use crate::web::paths;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// The demonstration.
#[derive(Args, Debug)]
pub struct Demo {
    /// Start over: what the demonstration folder holds is deleted
    #[arg(long, conflicts_with = "walk")]
    fresh: bool,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7420")]
    listen: String,
    /// Load so many demands more, in bulk, to see it with volume
    #[arg(long, value_name = "N", hide = true)]
    demands: Option<u64>,
    /// Take one demand the whole way, without a browser, and leave what comes of it in --out
    #[arg(long, requires = "out")]
    walk: bool,
    /// Folder for the walk: new or empty
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// A file that only the demonstration makes, so that `--fresh` never deletes anything else.
const MARK: &str = "this-is-a-demonstration";
const HALF: &str = "Being loaded by `ombud demo`.\n";
const WHOLE: &str = "Made by `ombud demo`; `ombud demo --fresh` deletes this folder.\n";

impl Demo {
    pub(super) async fn run(self, data: Option<PathBuf>) -> Result<Code, CliError> {
        if let (true, Some(out)) = (self.walk, &self.out) {
            return take_walk(out).await;
        }
        let data = data.unwrap_or_else(|| PathBuf::from("ombud-demo"));
        let mark = std::fs::read_to_string(data.join(MARK)).unwrap_or_default();
        // A demonstration whose loading was cut off is of no use to anybody.
        if self.fresh || mark == HALF {
            clear(&data)?;
        }
        if !data.join(MARK).exists() {
            refuse_foreign(&data)?;
            load(&data).await?;
        }
        let installation = demo::open(&data, Some(&self.listen), Clock::Host).await?;
        if let Some(n) = self.demands {
            let bar = progress(n, "demands");
            let volume = bulk::volume(&installation.workflow, n, installation.clock.now(), &mut |l| bar.set_position(l.demands)).await;
            bar.finish_and_clear();
            volume?;
        }
        let folder = data.join(samples::FOLDER);
        samples::write(&folder, installation.clock.now())?;
        let mut desk = Desk::open(installation, true).await?;
        desk.offer(&std::path::absolute(&folder).unwrap_or_else(|_| folder.clone()));
        let url = desk.app().settings.public_url.clone();
        output::line(&format!("The demonstration is at {url} (folder {})", data.display()))?;
        output::line("Choose there whom to be; \"Be somebody else\" on each page changes roles. Each of these links does the same, once:")?;
        for person in desk.app().staff.everybody().await? {
            if let Some((name, ..)) = cast::PEOPLE.iter().find(|(name, ..)| *name == person.name) {
                let token = desk.app().staff.sign_in_link(person.id).await?;
                output::line(&format!("  {name:<26} {url}{}", paths::link(token.secret())))?;
            }
        }
        output::line(&format!("The customers' portal is at {}; choose there whose contact to be", portal::paths::public(desk.app())))?;
        output::line(&format!("The authorities' portal is at {}; choose there which officer to be", agency::paths::public(desk.app())))?;
        output::line(&format!("New demands to take in, and what to gather for them: {}", folder.display()))?;
        for (name, what) in [
            (samples::EPOC, "order for subscriber data; can be released at once"),
            (samples::ORDER, "court order; the customer is told first and may object"),
            (samples::FORM, "form 1 as data, with things to ask the authority about"),
            (samples::GATHERED, samples::COLUMNS),
        ] {
            output::line(&format!("  {name:<26} {what}"))?;
        }
        output::line("Mails are written as .eml files and shown under Outbox. Stop with Ctrl-C.")?;
        desk.serve(super::serve::stopped()?).await?;
        Ok(Code::Done)
    }
}

async fn take_walk(out: &Path) -> Result<Code, CliError> {
    let bar = progress(walk::STEPS + 4, "steps");
    let mut said = |line: &str| {
        bar.suspend(|| {
            let _ = output::line(line);
        });
        bar.inc(1);
    };
    let result = walk::walk(out, &mut said).await;
    bar.finish_and_clear();
    result?;
    output::line(&format!("every gate held; see {}", out.display()))?;
    Ok(Code::Done)
}

async fn load(data: &Path) -> Result<(), CliError> {
    std::fs::create_dir_all(data).map_err(|source| CliError::File { doing: "making", path: data.to_owned(), source })?;
    mark(data, HALF)?;
    let bar = progress(world::DEMANDS, "demands");
    let mut told = |n: u64| bar.set_position(n);
    let loaded = world::load(data, Clock::Host.now(), &mut told).await;
    bar.finish_and_clear();
    loaded?;
    mark(data, WHOLE)
}

fn mark(data: &Path, text: &str) -> Result<(), CliError> {
    let path = data.join(MARK);
    std::fs::write(&path, text).map_err(|source| CliError::File { doing: "writing", path, source })
}

/// A bar on a terminal, nothing elsewhere.
fn progress(length: u64, of: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(&format!("{{bar:30}} {{pos}} of {{len}} {of}, {{eta}} left"));
    ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Delete a demonstration folder, and only that.
fn clear(data: &Path) -> Result<(), CliError> {
    if data.join(MARK).exists() {
        std::fs::remove_dir_all(data).map_err(|source| CliError::File { doing: "deleting", path: data.to_owned(), source })?;
    }
    Ok(())
}

/// A folder with something else in it, or with half a demonstration, is not written to.
fn refuse_foreign(data: &Path) -> Result<(), CliError> {
    let empty = std::fs::read_dir(data).map_or(true, |mut inside| inside.next().is_none());
    if empty {
        return Ok(());
    }
    Err(CliError::Usage(format!(
        "{} holds something that is no whole demonstration; nothing was touched. Name another folder with --data, or delete it",
        data.display()
    )))
}
