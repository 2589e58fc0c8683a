//! The rulebook: one TOML file per instrument, embedded, and a loader that explains its errors.
//!
//! A file is read twice: once as text with positions, once as the domain's [`Instrument`]. What serde cannot know (a
//! preservation that reaches data, a form in one language only) is checked afterwards and reported at the line.

mod check;
pub mod clocks;
mod error;
mod field;
mod laws;
mod position;

pub use error::{Kind, RulebookError};
pub(crate) use field::nearest;
pub use laws::parse as parse_laws;

use domain::instrument::{Instrument, Rulebook};
use position::Positions;
use std::collections::BTreeMap;

/// Version of the embedded rulebook; a demand remembers under which it came.
pub const VERSION: &str = "2026.11";

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        /// The embedded files: name and text.
        pub const FILES: &[(&str, &str)] = &[$(($name, include_str!($name))),+];
    };
}

files![
    "de.bestand.toml",
    "eu.dsa.art10.toml",
    "eu.epoc.toml",
    "eu.epoc_pr.toml",
    "gen.informal.toml",
    "gen.other.toml",
    "se.rb.beslag.toml",
    "us.sca.emergency_2702.toml",
    "us.sca.order_2703d.toml",
    "us.sca.preserve_2703f.toml",
    "us.sca.subpoena.toml",
    "us.sca.warrant.toml",
];

/// The embedded rulebook.
///
/// # Errors
/// The first file that is wrong, with line, column and what to write instead.
pub fn load() -> Result<Rulebook, RulebookError> {
    collect(VERSION, FILES)
}

/// A rulebook of the given version from files (name, text).
///
/// # Errors
/// As [`parse`], and when two files describe the same instrument.
pub fn collect(version: &str, files: &[(&str, &str)]) -> Result<Rulebook, RulebookError> {
    let mut instruments = BTreeMap::new();
    for (name, text) in files {
        let instrument = parse(name, text)?;
        if let Some(twice) = instruments.insert(instrument.id.clone(), instrument) {
            return Err(RulebookError {
                file: (*name).to_owned(),
                line: 1,
                column: 1,
                kind: Kind::Rule,
                problem: format!("the instrument '{}' is described twice", twice.id),
                advice: "keep one file for each instrument".to_owned(),
            });
        }
    }
    Ok(Rulebook { version: version.to_owned(), instruments, laws: laws::parse(laws::FILE, laws::TEXT)? })
}

/// One instrument from the text of its file. `file_name` must be the instrument's id followed by `.toml`.
///
/// # Errors
/// Where in the file, what is wrong, and what to write instead; the first error only.
pub fn parse(file_name: &str, text: &str) -> Result<Instrument, RulebookError> {
    let positions = Positions::read(text).map_err(|e| error::syntax(file_name, text, &e))?;
    let instrument = toml::from_str::<Instrument>(text).map_err(|e| error::shape(file_name, text, &positions, &e))?;
    match check::first_problem(file_name, &instrument, &positions) {
        None => Ok(instrument),
        Some(problem) => {
            let (line, column) = position::line_and_column(text, problem.offset);
            let (file, kind) = (file_name.to_owned(), Kind::Rule);
            Err(RulebookError { file, line, column, kind, problem: problem.what, advice: problem.advice })
        }
    }
}
