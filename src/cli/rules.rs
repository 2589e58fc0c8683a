//! `ombud rules …`: the rulebook, files that may join it, and a clock counted.

use super::demand::instant;
use super::error::{CliError, Code};
use super::{Global, output};
use crate::installation;
use crate::rulebook;
use crate::words::{Language, Words};
use crate::workflow::rules;
use clap::{Args, Subcommand};
use domain::Instant;
use domain::calendar;
use domain::clocks::{ClockRule, Locus, ObligationKind, explain, start};
use domain::ids::ObligationId;
use domain::instrument::{Instrument, InstrumentId, Rulebook};
use domain::policy::Policy;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Rules.
#[derive(Subcommand, Debug)]
pub enum Rules {
    /// All instruments
    List {
        /// The result as JSON
        #[arg(long)]
        json: bool,
    },
    /// One instrument, whole
    Show {
        /// Its id, such as us.sca.warrant
        id: String,
        /// The result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Check files of rules: what is wrong, where, and what to write
    Check {
        /// TOML files, each named ID.toml
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Run the examples that stand in files of rules, or in the rows of this installation
    Test {
        /// TOML files, each named ID.toml [default: the rows of this installation]
        files: Vec<PathBuf>,
    },
    /// What rows say otherwise than the rulebook that ships, or than another folder or an earlier version, field by field
    Diff {
        /// A folder of rows [default: the rows of this installation]
        folder: Option<PathBuf>,
        /// A folder, or a version that was in force here, such as 2026.11 [default: the rulebook that ships]
        #[arg(long, value_name = "FOLDER|VERSION")]
        against: Option<String>,
        /// The result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Count a clock from a receipt
    Clock(Clock),
}

/// A clock counted.
#[derive(Args, Debug)]
pub struct Clock {
    /// A clock, such as D.epoc10, or an instrument, such as eu.epoc, whose clock it is
    rule: String,
    /// Receipt, such as 2026-10-16T09:00:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    received: Instant,
    /// Calendar, as ISO 3166 [default: by the instrument's territory]
    #[arg(long, value_name = "CC")]
    place: Option<String>,
    /// Civil time, as an IANA zone [default: by the instrument's territory]
    #[arg(long)]
    zone: Option<chrono_tz::Tz>,
    /// The date and time printed on the paper
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    face: Option<Instant>,
    /// Count the emergency clock, where the law has one
    #[arg(long)]
    emergency: bool,
    /// The result as JSON
    #[arg(long)]
    json: bool,
}

/// The rulebook that ships.
fn shipped() -> Result<Rulebook, CliError> {
    rulebook::load().map_err(|e| CliError::Installation(e.into()))
}

/// The rulebook of this installation, with its own rows.
fn book(global: &Global) -> Result<Rulebook, CliError> {
    installation::own_rules(global.config(&[])?.rules_dir.as_deref()).map_err(CliError::Installation)
}

fn find<'a>(book: &'a Rulebook, id: &str) -> Result<&'a Instrument, CliError> {
    book.get(&InstrumentId(id.to_owned())).ok_or_else(|| {
        let known: Vec<&str> = book.instruments.keys().map(InstrumentId::as_str).collect();
        CliError::Usage(format!("'{id}' is not in the rulebook; write one of {}", known.join(", ")))
    })
}

impl Rules {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        match self {
            Rules::List { json: true } => output::json(&book(global)?.instruments.values().collect::<Vec<_>>())?,
            Rules::List { json: false } => {
                let book = book(global)?;
                let rows =
                    book.instruments.values().map(|i| vec![i.id.to_string(), i.territory.clone(), i.title.en.clone(), i.statute.clone()]);
                output::table(&["id", "law of", "title", "statute"], &rows.collect::<Vec<_>>())?;
                output::remark(&format!("rulebook {}", book.version));
            }
            Rules::Show { id, json: true } => output::json(find(&book(global)?, &id)?)?,
            Rules::Show { id, json: false } => {
                let book = book(global)?;
                let i = find(&book, &id)?;
                output::line(&format!("{}: {}\n{}\n\n{}", i.id, i.title.en, i.statute, i.summary.en))?;
                output::line(&format!("reach: {}", i.reach.iter().map(|c| c.code()).collect::<Vec<_>>().join(", ")))?;
                output::line(&format!("clock: {}", i.clock.id()))?;
                output::line(&format!("grounds: {}", i.grounds.iter().map(|g| g.code()).collect::<Vec<_>>().join(", ")))?;
                for source in &i.sources {
                    output::line(&format!("source: {source}"))?;
                }
                for point in &i.open_points {
                    output::line(&format!("counsel must confirm: {}", point.en))?;
                }
            }
            Rules::Check { files } => return check(&files),
            Rules::Test { files } => return test(global, &files),
            Rules::Diff { folder, against, json } => diff(global, folder.as_deref(), against.as_deref(), json).await?,
            Rules::Clock(clock) => clock.run(global)?,
        }
        Ok(Code::Done)
    }
}

/// The rows of a folder by name. The first wrong file ends it.
fn rows(folder: &Path) -> Result<BTreeMap<InstrumentId, Instrument>, CliError> {
    let files = installation::toml_files(folder, "rules_dir").map_err(CliError::Installation)?;
    let row = |(name, text): &(String, String)| rulebook::parse(name, text).map(|i| (i.id.clone(), i));
    files.iter().map(row).collect::<Result<_, _>>().map_err(|e| CliError::Installation(e.into()))
}

/// What to compare with, by name: a folder that is there, or else a version that was in force here.
async fn named(global: &Global, name: &str) -> Result<BTreeMap<InstrumentId, Instrument>, CliError> {
    if Path::new(name).is_dir() {
        return rows(Path::new(name));
    }
    let installation = global.open().await?;
    let book = installation.workflow.rulebook();
    rules::of_version(book, name).ok_or_else(|| {
        let known = rules::versions(book).join(", ");
        CliError::Usage(format!("'{name}' is neither a folder nor a version that was in force here; write one of {known}"))
    })
}

/// Field by field. A folder of own rows is compared with the rows it touches, not with the whole rulebook.
async fn diff(global: &Global, folder: Option<&Path>, against: Option<&str>, json: bool) -> Result<(), CliError> {
    let after = match folder {
        Some(folder) => rows(folder)?,
        None => book(global)?.instruments,
    };
    let mut before = match against {
        Some(name) => named(global, name).await?,
        None => shipped()?.instruments,
    };
    let whole = folder.is_none() || against.is_some_and(|name| Path::new(name).is_dir());
    before.retain(|id, _| whole || after.contains_key(id));
    let changes = rulebook::diff::rows(&before, &after);
    if json {
        return output::json(&changes);
    }
    let said = |value: &Option<serde_json::Value>| value.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
    for change in &changes {
        let field = if change.field.is_empty() { "(the whole row)" } else { &change.field };
        output::line(&format!("{} {field}: {} → {}", change.id, said(&change.before), said(&change.after)))?;
    }
    output::remark(&format!("{} differences", changes.len()));
    Ok(())
}

fn test(global: &Global, files: &[PathBuf]) -> Result<Code, CliError> {
    let mut rows = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(path).map_err(|source| CliError::File { doing: "reading", path: path.clone(), source })?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        rows.push(rulebook::parse(&name, &text).map_err(|e| CliError::Installation(e.into()))?);
    }
    if files.is_empty() {
        rows.extend(book(global)?.instruments.into_values());
    }
    let (policy, mut wrong, mut run) = (Policy::default(), 0, 0);
    for row in &rows {
        for (n, vector) in row.tests.iter().enumerate() {
            run += 1;
            for difference in vector.differs(row, &policy) {
                wrong += 1;
                output::line(&format!("{} example {}: {difference}", row.id, n + 1))?;
            }
        }
        if row.tests.is_empty() {
            output::line(&format!("{} carries no example; write [[test]] with the facts of a case and what the row must say", row.id))?;
        }
    }
    output::remark(&format!("{run} examples of {} rows, {wrong} differences", rows.len()));
    Ok(if wrong == 0 { Code::Done } else { Code::Negative })
}

fn check(files: &[PathBuf]) -> Result<Code, CliError> {
    let mut code = Code::Done;
    for path in files {
        let text = std::fs::read_to_string(path).map_err(|source| CliError::File { doing: "reading", path: path.clone(), source })?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        match rulebook::parse(&name, &text) {
            Ok(instrument) => output::line(&format!("{}: {} is well formed", path.display(), instrument.id))?,
            Err(error) => {
                output::line(&error.to_string())?;
                code = Code::Negative;
            }
        }
    }
    Ok(code)
}

impl Clock {
    /// The rule that is meant, and the territory of its law, which gives the place if none is given.
    fn rule(&self, global: &Global) -> Result<(ClockRule, String), CliError> {
        let book = book(global)?;
        if let Some(instrument) = book.get(&InstrumentId(self.rule.clone())) {
            let rule = match (&instrument.emergency_clock, self.emergency) {
                (Some(rule), true) => rule,
                (None, true) => return Err(CliError::Usage(format!("{} has no clock of its own for an emergency", instrument.id))),
                (_, false) => &instrument.clock,
            };
            return Ok((rule.clone(), instrument.territory.clone()));
        }
        let named = rulebook::clocks::load().map_err(|e| CliError::Installation(e.into()))?;
        let found = named.iter().find(|c| c.rule.id() == self.rule).map(|c| (c.rule.clone(), String::new()));
        found.ok_or_else(|| {
            let known: Vec<&str> = named.iter().map(|c| c.rule.id()).chain(book.instruments.keys().map(InstrumentId::as_str)).collect();
            CliError::Usage(format!("'{}' is neither a clock nor an instrument; write one of {}", self.rule, known.join(", ")))
        })
    }

    fn run(self, global: &Global) -> Result<(), CliError> {
        let (rule, territory) = self.rule(global)?;
        let policy = Policy {
            added: installation::own_calendars(global.config(&[])?.calendars_dir.as_deref()).map_err(CliError::Installation)?,
            ..Policy::default()
        };
        let mut locus = policy.locus(&territory);
        if let Some(place) = self.place {
            let calendar = calendar::of(&place);
            if calendar.leaves_out_all() {
                let known: Vec<&str> = calendar::all().map(|c| c.place).collect();
                return Err(CliError::Usage(format!("no calendar for '{place}'; write one of {}", known.join(", "))));
            }
            locus = Locus { added: policy.added_to(calendar.place), ..Locus::new(calendar.place, calendar.zone) };
        }
        locus.zone = self.zone.unwrap_or(locus.zone);
        let duty = start(ObligationId(uuid::Uuid::nil()), ObligationKind::Produce, &rule, self.received, &locus, self.face);
        let why = explain(&duty);
        let words = Words::of(Language::En);
        if self.json {
            let written = |at: Instant| at.with_timezone(&locus.zone).to_rfc3339();
            return output::json(&json!({
                "rule": rule.id(),
                "place": locus.place,
                "zone": locus.zone,
                "due_internal": written(duty.due.internal),
                "due_legal": duty.due.legal.map(written),
                "due_legal_date": why.legal.map(|legal| legal.date),
                "explanation": words.why_due(&duty),
                "calendar": duty.calendar,
                "counted": why,
            }));
        }
        let local = |at: Instant| at.with_timezone(&locus.zone).format("%A %Y-%m-%d %H:%M").to_string();
        output::line(&format!("{} ({}), started {} in {}", duty.rule.id(), duty.calendar, local(self.received), locus.zone))?;
        output::line(&format!("due for us: {}", local(duty.due.internal)))?;
        output::line(&format!("due by law: {}", duty.due.legal.map_or_else(|| "the law gives no number".to_owned(), local)))?;
        output::line(&words.why_due(&duty))?;
        for day in &why.skipped {
            output::line(&format!("  not counted: {} ({})", day.date, words.why_skipped(day, &why)))?;
        }
        Ok(())
    }
}
