//! What can go wrong on the command line, and the exit code it gives.

use crate::bulk::BulkError;
use crate::config::ConfigError;
use crate::demo::DemoError;
use crate::installation::InstallationError;
use crate::intake::customers::TakeError;
use crate::intake::history::{HistoryError, MappingError};
use crate::intake::receive::ReceiveError;
use crate::report::ReportError;
use crate::report::leaf::LeafError;
use crate::store::StoreError;
use crate::store::export::ExportError;
use crate::workflow::Error as WorkflowError;
use crate::workflow::WebhookError;
use crate::workflow::staff::StaffError;
use crate::workflow::tokens::TokenError;
use minimise::MinimiseError;
use std::path::PathBuf;
use std::process::ExitCode;

/// Exit codes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Code {
    /// Done, and all is well.
    Done = 0,
    /// A negative result, or a failure.
    Negative = 1,
    /// The command or the settings are wrong; nothing was started.
    Usage = 2,
    /// To a mail server: this mail will never be taken (`EX_UNAVAILABLE`).
    Never = 69,
    /// To a mail server: not now, try again (`EX_TEMPFAIL`).
    TryLater = 75,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        ExitCode::from(code as u8)
    }
}

/// Why a command failed: what happened, what was kept, what to do.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// An argument.
    #[error("{0}")]
    Usage(String),
    /// The installation can't be opened.
    #[error(transparent)]
    Installation(#[from] InstallationError),
    /// A file given or asked for.
    #[error("{doing} {}: {source}. Nothing was changed", path.display())]
    File {
        /// What was tried.
        doing: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Nothing was taken in.
    #[error("{name}: {source}")]
    Receive {
        /// Which file.
        name: String,
        /// Why.
        source: ReceiveError,
    },
    /// A form of Regulation (EU) 2023/1543 was not taken in.
    #[error("{name}: {source}")]
    Form {
        /// Which file.
        name: String,
        /// Why.
        source: Box<crate::intake::certificate::TakeError>,
    },
    /// A list of customers.
    #[error(transparent)]
    List(#[from] TakeError),
    /// A list of past demands.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// A list of authorities.
    #[error(transparent)]
    Authorities(#[from] crate::intake::authorities::ListError),
    /// How that list is to be read.
    #[error("{0}. Nothing was taken in")]
    Mapping(#[from] MappingError),
    /// Customers were not written out.
    #[error(transparent)]
    CustomerExport(#[from] crate::intake::customers::ExportError),
    /// A use case.
    #[error(transparent)]
    Workflow(#[from] WorkflowError),
    /// People.
    #[error(transparent)]
    Staff(#[from] StaffError),
    /// Tokens.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// A webhook was not made or changed.
    #[error(transparent)]
    Webhook(#[from] WebhookError),
    /// The record.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The statistics.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A page of an export; nothing was exported.
    #[error("nothing was exported: {0}")]
    Page(#[from] LeafError),
    /// A bulk load.
    #[error(transparent)]
    Bulk(#[from] BulkError),
    /// The demonstration.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Minimising.
    #[error(transparent)]
    Minimise(#[from] MinimiseError),
    /// Serving.
    #[error("the desk can't be served: {0}. Nothing was lost; mend it and start again")]
    Serve(String),
    /// Output.
    #[error("the result can't be written: {0}. What was done stays done")]
    Output(#[from] std::io::Error),
    /// The process itself.
    #[error("this process can't work: {0}. Nothing was changed")]
    Runtime(std::io::Error),
}

impl CliError {
    /// The stable code, as in the first word of the message on standard error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Config(error) => error.code(),
            Self::Usage(_) => "usage",
            Self::Installation(error) => error.code(),
            Self::File { .. } => "file",
            Self::Receive { source, .. } => source.code(),
            Self::Form { .. } => "form",
            Self::List(_) => "list",
            Self::History(_) => "history",
            Self::Authorities(_) => "authorities",
            Self::Mapping(_) => "mapping",
            Self::CustomerExport(_) => "customer-export",
            Self::Workflow(WorkflowError::NotFound) => "not-found",
            Self::Workflow(WorkflowError::Refused(_)) => "refused",
            Self::Workflow(_) => "workflow",
            Self::Staff(_) => "staff",
            Self::Token(_) => "token",
            Self::Webhook(_) => "webhook",
            Self::Export(_) => "record-export",
            Self::Report(error) => error.code(),
            Self::Page(_) => "page",
            Self::Store(error) => error.code(),
            Self::Bulk(_) => "bulk",
            Self::Demo(_) => "demo",
            Self::Minimise(_) => "minimise",
            Self::Serve(_) => "serve",
            Self::Output(_) => "output",
            Self::Runtime(_) => "runtime",
        }
    }

    /// The exit code.
    #[must_use]
    pub const fn exit(&self) -> Code {
        match self {
            Self::Config(_) | Self::Usage(_) | Self::Mapping(_) => Code::Usage,
            _ => Code::Negative,
        }
    }
}
