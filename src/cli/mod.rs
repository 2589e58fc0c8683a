//! The command line. What it changes is recorded as done by the operator.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 done; 1 a negative result (something was
//! refused, does not verify, is not well) or a failure; 2 the command or the settings are wrong, and nothing was started.

mod api;
mod authorities;
mod calendars;
mod customers;
mod demand;
mod demo;
mod doctor;
mod error;
mod export;
mod import;
mod intake;
mod minimise;
mod output;
mod person;
mod record;
mod rules;
mod serve;
mod token;
mod webhook;
pub mod workflow;

pub use error::{CliError, Code};

use crate::clock::Clock;
use crate::config::{Config, LogFormat};
use crate::installation::Installation;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The desk where an online provider answers governments that demand its customers' data.
#[derive(Parser, Debug)]
#[command(name = "ombud", version, about, after_help = "Exit codes: 0 done; 1 negative result or failure; 2 wrong command or settings.")]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args, Debug, Clone, Default)]
pub struct Global {
    /// Data folder: database, documents, keys [default: ./ombud-data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Configuration file (TOML); variables OMBUD_… win over it, flags over both
    #[arg(long, global = true, env = "OMBUD_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Take demands in, list and show them
    #[command(subcommand)]
    Demand(demand::Demand),
    /// List customers, take lists of them in, write them out
    #[command(subcommand)]
    Customers(customers::Customers),
    /// Take a list of authorities into the directory
    #[command(subcommand)]
    Authorities(authorities::Authorities),
    /// Write the record out, or check one
    #[command(subcommand)]
    Record(record::Record),
    /// Prove that what is shown is what the record says
    Rebuild(record::Rebuild),
    /// Take in what a mail server hands over
    #[command(subcommand)]
    Intake(intake::Intake),
    /// Take in what was handled before this installation
    #[command(subcommand)]
    Import(import::Import),
    /// Write statistics
    #[command(subcommand)]
    Export(export::Export),
    /// Keep of collected files only what a scope authorises
    Minimise(minimise::Minimise),
    /// List holidays, and say what a changed calendar would move
    #[command(subcommand)]
    Calendars(calendars::Calendars),
    /// Look into the rulebook, check files of rules, count a clock
    #[command(subcommand)]
    Rules(rules::Rules),
    /// Invite staff, list them, make new links
    #[command(subcommand)]
    Person(person::Person),
    /// Make, list and end tokens for programs
    #[command(subcommand)]
    Token(token::Token),
    /// Tell the provider's own systems what happens
    #[command(subcommand)]
    Webhook(webhook::Webhook),
    /// Describe the interface for programs
    #[command(subcommand)]
    Api(api::Api),
    /// A desk with made-up cases to look around in
    Demo(demo::Demo),
    /// Serve the desk
    Serve(serve::Serve),
    /// Draw the life of a demand from the code
    Workflow(workflow::Workflow),
    /// Say what is wrong with the installation, and how to mend it
    Doctor(doctor::Doctor),
}

impl Global {
    /// The settings.
    fn config(&self, flags: &[(&'static str, String)]) -> Result<Config, CliError> {
        let mut all: Vec<(&'static str, String)> = Vec::new();
        all.extend(self.data.iter().map(|d| ("data", d.display().to_string())));
        all.extend(flags.iter().cloned());
        let variables = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Ok(Config::load(self.config.as_deref(), variables, &all)?)
    }

    /// The installation, for commands that work on one.
    async fn open(&self) -> Result<Installation, CliError> {
        let config = self.config(&[])?;
        log_quietly(&config);
        Ok(Installation::open(config, Clock::Host).await?)
    }
}

/// Run the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors.
            let code = if error.use_stderr() { Code::Usage } else { Code::Done };
            let _ = error.print();
            return code.into();
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output::complain(&CliError::Runtime(error));
            return Code::Negative.into();
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code.into(),
        Err(error) => {
            output::complain(&error);
            error.exit().into()
        }
    }
}

async fn run(cli: Cli) -> Result<Code, CliError> {
    let Cli { global, command } = cli;
    match command {
        Command::Demand(command) => command.run(&global).await,
        Command::Customers(command) => command.run(&global).await,
        Command::Authorities(command) => command.run(&global).await,
        Command::Record(command) => command.run(&global).await,
        Command::Rebuild(command) => command.run(&global).await,
        Command::Intake(command) => Ok(command.run(&global).await),
        Command::Import(command) => command.run(&global).await,
        Command::Export(command) => command.run(&global).await,
        Command::Minimise(command) => command.run(),
        Command::Calendars(command) => command.run(&global).await,
        Command::Rules(command) => command.run(&global).await,
        Command::Person(command) => command.run(&global).await,
        Command::Token(command) => command.run(&global).await,
        Command::Webhook(command) => command.run(&global).await,
        Command::Api(command) => command.run(),
        Command::Demo(command) => command.run(global.data).await,
        Command::Serve(command) => command.run(&global).await,
        Command::Workflow(command) => command.run(),
        Command::Doctor(command) => command.run(&global).await,
    }
}

/// Log lines to standard error. A second call changes nothing.
fn log(format: LogFormat, filter: Targets) {
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(true);
    let begun = match format {
        LogFormat::Text => tracing_subscriber::registry().with(lines.with_ansi(false).boxed()).with(filter).try_init(),
        LogFormat::Json => tracing_subscriber::registry().with(lines.json().boxed()).with(filter).try_init(),
    };
    // Only a test that runs several commands in one process gets here twice.
    drop(begun);
}

/// For a command that ends: warnings only, unless somebody asked for more.
fn log_quietly(config: &Config) {
    let asked = config.used.iter().any(|u| u.key == "log_filter" && u.from != "default");
    log(config.log, if asked { log_filter(config) } else { Targets::new().with_default(tracing::Level::WARN) });
}

/// What was asked for; the schema's own lines only when asked for by name.
fn log_filter(config: &Config) -> Targets {
    let asked = format!("sea_orm_migration=warn,{}", config.log_filter);
    asked.parse().unwrap_or_else(|_| Targets::new().with_default(tracing::Level::INFO))
}
