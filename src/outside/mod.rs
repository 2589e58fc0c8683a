//! Programs of the system that do what no library of ours should: checking signatures, drawing pages, reading scans.
//!
//! Each run has a private folder, no input, an environment of its own, and limits of time, processor, memory and output that
//! `timeout` and `prlimit` (coreutils, util-linux) hold even if this process dies. A program that isn't installed is an answer, not a
//! failure: what it would have checked is then shown as not checked.

mod folder;
mod run;

pub use folder::Folder;
pub use run::{Limits, Outside, Ran, Reply};

use std::path::PathBuf;

/// Why a program that is there gave no answer. Nothing was changed by it.
#[derive(Debug, thiserror::Error)]
pub enum OutsideError {
    /// The private folder can't be made, written or read.
    #[error(
        "the private folder {path} can't be {doing}: {source}. Make room under the temporary folder, or mend its rights, and try again"
    )]
    Folder {
        /// `made`, `written` or `read`.
        doing: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file name that would leave the folder.
    #[error("'{0}' can't be the name of a file in the private folder; nothing was written: give a plain name")]
    Name(String),
    /// It can't be started.
    #[error("{program} can't be started: {source}. Nothing was read by it; look at its installation")]
    Start {
        /// Which.
        program: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// It took too long and was ended.
    #[error("{program} was ended after {seconds} s; nothing it wrote is used")]
    TooLong {
        /// Which.
        program: &'static str,
        /// The limit, in seconds.
        seconds: u64,
    },
    /// It went beyond its memory, its processor time or what it may write, or fell over what it was given.
    #[error("{program} was ended by the system: beyond its limits, or broken by what it was given; nothing it wrote is used")]
    TooMuch {
        /// Which.
        program: &'static str,
    },
}
