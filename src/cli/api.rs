//! `ombud api …`: the interface for programs.

use super::error::{CliError, Code};
use super::output;
use crate::api::openapi;
use clap::Subcommand;

/// The interface.
#[derive(Subcommand, Debug)]
pub enum Api {
    /// Print its document (OpenAPI 3.1), as the desk serves it under /api/v1/openapi.json
    Openapi,
}

impl Api {
    pub(super) fn run(self) -> Result<Code, CliError> {
        match self {
            Api::Openapi => output::json(&openapi::document())?,
        }
        Ok(Code::Done)
    }
}
