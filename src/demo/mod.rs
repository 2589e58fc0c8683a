//! The demonstration: a desk with made-up customers, authorities and staff, and demands in every stage, all brought there
//! by the real commands; and the walk, which takes one demand the whole way without a browser.

mod apart;
pub mod cast;
mod inbox;
mod officers;
mod past;
pub mod samples;
pub mod steps;
pub mod walk;
pub mod world;

use crate::clock::Clock;
use crate::config::{Config, ConfigError};
use crate::installation::{Installation, InstallationError};
use crate::intake::history::HistoryError;
use crate::intake::receive::ReceiveError;
use crate::intake::sample::SampleError;
use crate::package::PackageError;
use crate::package::production::ProductionError;
use crate::report::ReportError;
use crate::store::StoreError;
use crate::workflow::Error;
use crate::workflow::on_call::RotaError;
use crate::workflow::staff::StaffError;
use minimise::MappingError;
use std::path::Path;

/// Why the demonstration stopped.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Something that had to be refused was not, or something had to happen and did not.
    #[error("a gate did not hold: {0}")]
    Gate(String),
    /// The settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The installation.
    #[error(transparent)]
    Installation(#[from] InstallationError),
    /// The use cases.
    #[error(transparent)]
    Workflow(#[from] Error),
    /// Production.
    #[error(transparent)]
    Production(#[from] ProductionError),
    /// The package.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// The mapping of the sample files.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// The list of past demands.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// How that list is to be read.
    #[error(transparent)]
    HistoryMapping(#[from] crate::intake::history::MappingError),
    /// The samples.
    #[error(transparent)]
    Sample(#[from] SampleError),
    /// Intake.
    #[error(transparent)]
    Receive(#[from] ReceiveError),
    /// The rota.
    #[error(transparent)]
    Rota(#[from] RotaError),
    /// Staff.
    #[error(transparent)]
    Staff(#[from] StaffError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The statistics.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The record can't be written out.
    #[error(transparent)]
    Export(#[from] crate::store::export::ExportError),
    /// The period of the statistics.
    #[error(transparent)]
    Period(#[from] crate::report::NotAPeriod),
    /// The record does not verify.
    #[error("the record does not verify: {0}")]
    Record(#[from] crate::record::Broken),
    /// A file.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

/// The settings of a demonstration in a folder.
///
/// # Errors
/// [`ConfigError`].
pub fn config(data: &Path, listen: Option<&str>) -> Result<Config, ConfigError> {
    let mut flags = vec![
        ("data", data.display().to_string()),
        ("zone", "Europe/Stockholm".to_owned()),
        ("establishment", "SE".to_owned()),
        ("provider", "Example Cloud".to_owned()),
        ("desk_mail", "legal-desk@provider.example.org".to_owned()),
        // Nothing leaves the machine, no question either.
        ("intake.dns", "off".to_owned()),
    ];
    flags.extend(listen.map(|address| ("listen", address.to_owned())));
    // The demonstration is the same everywhere: no variables, no file.
    Config::load(None, std::iter::empty(), &flags)
}

/// Open the demonstration's installation on a clock.
///
/// # Errors
/// [`DemoError`].
pub async fn open(data: &Path, listen: Option<&str>, clock: Clock) -> Result<Installation, DemoError> {
    Ok(Installation::open(config(data, listen)?, clock).await?)
}
