//! The rulebook: one TOML file per instrument, embedded, and a loader that explains its errors.
//!
//! A file is read twice: once as text with positions, once as the domain's [`Instrument`]. What serde cannot know (a
//! preservation that reaches data, a form in one language only) is checked afterwards and reported at the line.

pub mod calendars;
mod check;
pub mod clocks;
pub mod diff;
mod error;
mod field;
mod laws;
mod own;
mod position;
mod transfers;

pub use error::{Kind, RulebookError};
pub(crate) use field::nearest;
pub use laws::parse as parse_laws;
pub use own::with_own;
pub use transfers::parse as parse_transfers;

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
    "au.ipo.toml",
    "de.beschlagnahme.toml",
    "de.bestand.toml",
    "de.bestand_zugang.toml",
    "de.nutzung.toml",
    "de.tdddg_21.toml",
    "de.tku.toml",
    "de.verkehr.toml",
    "eu.dsa.art10.toml",
    "eu.dsa.art9.toml",
    "eu.eio.toml",
    "eu.epoc.toml",
    "eu.epoc_pr.toml",
    "gen.civil_foreign.toml",
    "gen.consent.toml",
    "gen.emergency.toml",
    "gen.foreign_order.toml",
    "gen.informal.toml",
    "gen.other.toml",
    "gen.regulator.toml",
    "intl.budapest_2ap.toml",
    "intl.mlat.toml",
    "se.hda.toml",
    "se.lek.abonnemang.toml",
    "se.rb.beslag.toml",
    "se.rb.bevarande.toml",
    "se.rb.edition.toml",
    "se.rb.hak.toml",
    "se.rb.hok.toml",
    "se.url.53c.toml",
    "uk.copo.toml",
    "uk.daa_order.toml",
    "uk.emergency.toml",
    "uk.ipa.comms_data.toml",
    "uk.ipa.intercept.toml",
    "uk.ipa.tcn.toml",
    "uk.norwich_pharmacal.toml",
    "uk.pace_order.toml",
    "uk.ripa_s49.toml",
    "us.civil_subpoena.toml",
    "us.fisa.702.toml",
    "us.fisa.other.toml",
    "us.nsl_2709.toml",
    "us.pen_trap.toml",
    "us.sca.emergency_2702.toml",
    "us.sca.order_2703d.toml",
    "us.sca.preserve_2703f.toml",
    "us.sca.subpoena.toml",
    "us.sca.warrant.toml",
    "us.wiretap_t3.toml",
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
    let laws = laws::parse(laws::FILE, laws::TEXT)?;
    let transfers = transfers::parse(transfers::FILE, transfers::TEXT)?;
    Ok(Rulebook { version: version.to_owned(), instruments, laws, transfers, ..Rulebook::default() })
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
