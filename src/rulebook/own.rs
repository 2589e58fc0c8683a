//! A provider's own rows: beside the rows that ship, or in the place of one of them.

use super::{FILES, Kind, RulebookError, VERSION, collect, parse};
use domain::instrument::{InstrumentId, Rulebook};
use sha2::{Digest, Sha256};

/// The rulebook that ships, with the provider's own files (name, text) over it. Without any it is the embedded one; with some its
/// version says so: `2026.11+3fa9c1d2`, by what stands in them.
///
/// # Errors
/// As [`parse`]; a file that describes a row that ships and does not say that it overrides it; one that overrides what does not ship;
/// two files for one instrument.
pub fn with_own(files: &[(String, String)]) -> Result<Rulebook, RulebookError> {
    let mut book = collect(VERSION, FILES)?;
    if files.is_empty() {
        return Ok(book);
    }
    let mut digest = Sha256::new();
    let mut own = std::collections::BTreeSet::<InstrumentId>::new();
    for (name, text) in files {
        let row = parse(name, text)?;
        let wrong = |problem: String, advice: String| {
            let line = text.lines().position(|l| l.trim_start().starts_with("id") || l.contains("overrides")).map_or(1, |n| n + 1);
            Err(RulebookError { file: name.clone(), line, column: 1, kind: Kind::Rule, problem, advice })
        };
        match (book.instruments.contains_key(&row.id), &row.overrides) {
            _ if !own.insert(row.id.clone()) => {
                return wrong(format!("the instrument '{}' is described twice", row.id), "one file for each instrument".to_owned());
            }
            (true, None) => {
                let advice = format!("overrides = {{ id = \"{}\", why = \"…\" }}, or another id", row.id);
                return wrong(format!("'{}' ships already", row.id), advice);
            }
            (false, Some(_)) => {
                return wrong(
                    format!("'{}' does not ship, so there is nothing to override", row.id),
                    "the row without overrides".to_owned(),
                );
            }
            (true, Some(_)) | (false, None) => {}
        }
        for part in [name.as_bytes(), text.as_bytes()] {
            digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(part);
        }
        book.instruments.insert(row.id.clone(), row);
    }
    let hash: String = digest.finalize().iter().take(4).map(|b| format!("{b:02x}")).collect();
    book.version = format!("{VERSION}+{hash}");
    Ok(book)
}
