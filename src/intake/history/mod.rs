//! A team's own list of past demands: a CSV, read row by row without holding it, mapped to our words, and taken in.
//!
//! Good rows go in; bad ones come back with the line, the column and the reason. The columns are described in `docs/history.md`.

mod mapping;
mod row;

pub use mapping::{Identifiers, Mapping, MappingError};
pub use row::Fault;

use crate::record::chain;
use crate::workflow::past::{Fate, ImportCounts, PastLine};
use crate::workflow::{Error, Workflow};
use chrono_tz::Tz;
use domain::actor::Actor;
use domain::text::{neutral, one_line};
use mapping::heading;
use row::RowReader;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Read, Write};

/// All columns, in the order of their documentation. Only the first two must be there.
pub const COLUMNS: [&str; 27] = [
    "reference",
    "received_at",
    "territory",
    "authority_level",
    "instrument",
    "matter",
    "demand_kind",
    "route",
    "assisting_territory",
    "segment",
    "product",
    "identifier_type",
    "identifiers",
    "accounts_matched",
    "customers",
    "data_sought",
    "outcome",
    "accounts_disclosed",
    "content_stored_abroad",
    "challenged",
    "rejection_ground",
    "secrecy",
    "notice",
    "acknowledged_at",
    "effect_at",
    "illegality_category",
    "existence_secret",
];

/// Those without which no row can be kept.
const NEEDED: [&str; 2] = ["reference", "received_at"];
/// The columns that a file of rejected rows has before the list's own.
pub const REJECTED: [&str; 3] = ["line", "column", "reason"];
/// Rows in one transaction.
const BATCH: usize = 5_000;
/// Most bytes of the first line, and of a row.
const LONGEST: usize = 1024 * 1024;

/// Why a list was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// No first row.
    #[error("the list is empty: nothing was taken in")]
    Empty,
    /// Without these no row can be kept.
    #[error("the list has no column {}: nothing was taken in. Its headings are: {}. Name the right one in the mapping's [columns]", .missing.join(" and no column "), .headings.join(", "))]
    Columns {
        /// Ours that are missing.
        missing: Vec<String>,
        /// What stands there.
        headings: Vec<String>,
    },
    /// The mapping names headings that the list does not have.
    #[error("the mapping names the headings {}, which the list does not have: nothing was taken in. Its headings are: {}", .names.join(", "), .headings.join(", "))]
    Headings {
        /// What the mapping says.
        names: Vec<String>,
        /// What stands there.
        headings: Vec<String>,
    },
    /// Two columns have one heading.
    #[error("the list has two columns '{0}': nothing was taken in. Rename or remove one")]
    Twice(String),
    /// The list, or the file of rejected rows.
    #[error(
        "the list can't be read further, or its rejected rows not written: {0}. What was taken in before stays; run it again, and nothing comes in twice"
    )]
    Io(#[from] io::Error),
    /// Below.
    #[error("{0}. What was taken in before stays; run it again, and nothing comes in twice")]
    Workflow(#[from] Error),
}

/// A list that is to be taken in.
pub struct List<'a, R> {
    /// The file.
    pub input: R,
    /// Its name.
    pub file: &'a str,
    /// How it is to be read.
    pub mapping: &'a Mapping,
    /// The zone of days and times without an offset, where the mapping names none.
    pub zone: Tz,
    /// Say what would come of it, and keep nothing.
    pub dry_run: bool,
    /// Rows that say something else than what is kept take its place.
    pub replace: bool,
    /// Whether a country is one.
    pub is_territory: fn(&str) -> bool,
    /// Most rows whose problems are kept to be read.
    pub most: usize,
}

/// What came of a list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Taken {
    /// Rows by what became of them.
    pub counts: ImportCounts,
    /// Name of the list, by which its rows are known again.
    pub source: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// The import's number; `None` for a dry run.
    pub import: Option<i64>,
    /// Headings that mean nothing here.
    pub not_read: Vec<String>,
    /// The first rows that were not taken in.
    pub rejected: Vec<(u64, Vec<Fault>)>,
    /// Line and reference of the first rows that say something else than what is kept.
    pub changed: Vec<(u64, String)>,
}

/// Passes on what is read and takes its digest.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.hash.update(into.get(..n).unwrap_or_default());
        Ok(n)
    }
}

/// Take a list in. Rows that are not taken in are written to `rejects` as they were, each with line, column and reason; `progress`
/// is told the number of rows after each batch.
///
/// # Errors
/// [`HistoryError`]. What was taken in before stays, and a second run adds nothing of it again.
pub async fn take_in<R: Read, W: Write>(
    workflow: &Workflow,
    actor: Actor,
    list: List<'_, R>,
    rejects: Option<W>,
    mut progress: impl FnMut(u64),
) -> Result<Taken, HistoryError> {
    let mut input = BufReader::with_capacity(LONGEST, Hashing { inner: list.input, hash: Sha256::new() });
    let first = input.fill_buf()?;
    if first.iter().all(u8::is_ascii_whitespace) {
        return Err(HistoryError::Empty);
    }
    let delimiter = list.mapping.delimiter.and_then(|c| u8::try_from(c).ok()).unwrap_or_else(|| between_cells(first));
    let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(input);
    let header: Vec<String> = rows.byte_headers().map_err(io_error)?.iter().map(|h| String::from_utf8_lossy(h).trim().to_owned()).collect();
    let (places, not_read) = places(&header, list.mapping)?;
    let reader = RowReader::new(places, list.mapping, list.zone, workflow.rulebook(), list.is_territory);
    let mut rejects = rejects.map(|out| csv::WriterBuilder::new().flexible(true).from_writer(out));
    if let Some(out) = &mut rejects {
        out.write_record(REJECTED.iter().copied().map(str::to_owned).chain(header.iter().map(|h| neutral(h).into_owned())))
            .map_err(io_error)?;
    }
    let source = one_line(list.mapping.source.as_deref().unwrap_or(list.file), 200);
    let mut taken = Taken { source, not_read, ..Taken::default() };
    if !list.dry_run {
        taken.import = Some(workflow.begin_past_import(actor, &taken.source, list.file).await?);
    }
    // Sixteen bytes of each reference are all that stays in memory of a row.
    let mut seen: HashSet<u128> = HashSet::new();
    let (mut record, mut read) = (csv::ByteRecord::new(), 0_u64);
    loop {
        let mut batch: Vec<(u64, PastLine, String)> = Vec::with_capacity(BATCH);
        let mut more = true;
        while batch.len() < BATCH {
            more = rows.read_byte_record(&mut record).map_err(io_error)?;
            if !more {
                break;
            }
            if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            read += 1;
            let line = record.position().map_or(0, csv::Position::line);
            let row = sound(&record, header.len()).and_then(|()| reader.read(&record, workflow.clock().now()));
            let row = row.and_then(|demand| {
                let reference = demand.reference.clone();
                if seen.insert(digest(&reference)) { Ok((demand, reference)) } else { Err(vec![twice(&reference)]) }
            });
            match row {
                Ok((demand, reference)) => batch.push((line, PastLine::new(&taken.source, demand)?, reference)),
                Err(faults) => {
                    taken.counts.rejected += 1;
                    reject(rejects.as_mut(), line, &faults, &record)?;
                    if taken.rejected.len() < list.most {
                        taken.rejected.push((line, faults));
                    }
                }
            }
        }
        let (places, lines): (Vec<(u64, String)>, Vec<PastLine>) =
            batch.into_iter().map(|(n, line, reference)| ((n, reference), line)).unzip();
        let fates = match taken.import {
            None => workflow.compare_past(&lines, list.replace).await?,
            Some(import) => workflow.keep_past(actor, import, lines, list.replace).await?,
        };
        for (place, fate) in places.into_iter().zip(fates) {
            taken.counts.add(fate);
            if matches!(fate, Fate::Changed | Fate::Replaced) && taken.changed.len() < list.most {
                taken.changed.push(place);
            }
        }
        progress(read);
        if !more {
            break;
        }
    }
    if let Some(mut out) = rejects {
        out.flush()?;
    }
    let mut input = rows.into_inner().into_inner();
    // A reader of rows may stop before the last bytes; the digest is of all of them.
    io::copy(&mut input, &mut io::sink())?;
    taken.sha256 = chain::hex(&input.hash.finalize());
    if let Some(import) = taken.import {
        workflow.end_past_import(actor, import, &taken.sha256, taken.counts).await?;
    }
    Ok(taken)
}

/// The most frequent of three in the first line.
fn between_cells(start: &[u8]) -> u8 {
    let first = start.split(|b| matches!(b, b'\n' | b'\r')).next().unwrap_or_default();
    let count = |d: u8| first.iter().filter(|b| **b == d).count();
    // Of several that are as frequent, the comma.
    [b'\t', b';', b','].into_iter().max_by_key(|d| count(*d)).unwrap_or(b',')
}

/// Where each of our columns stands, and the headings that mean nothing here.
fn places(header: &[String], mapping: &Mapping) -> Result<([Option<usize>; COLUMNS.len()], Vec<String>), HistoryError> {
    let headings: Vec<String> = header.iter().map(|h| heading(h)).collect();
    let shown = || header.iter().map(|h| one_line(h, 60)).collect::<Vec<_>>();
    let named: Vec<&String> = mapping.columns.values().filter(|h| !headings.contains(&heading(h))).collect();
    if !named.is_empty() {
        return Err(HistoryError::Headings { names: named.into_iter().cloned().collect(), headings: shown() });
    }
    let wanted: Vec<String> = COLUMNS.iter().map(|c| mapping.columns.get(*c).map_or_else(|| (*c).to_owned(), |h| heading(h))).collect();
    let mut places = [None; COLUMNS.len()];
    for (place, name) in places.iter_mut().zip(&wanted) {
        let mut found = headings.iter().enumerate().filter(|(_, h)| *h == name).map(|(at, _)| at);
        *place = found.next();
        if found.next().is_some() {
            return Err(HistoryError::Twice(name.clone()));
        }
    }
    let lacking = |column: &&str| {
        let place = COLUMNS.iter().position(|c| c == column).and_then(|at| places.get(at).copied().flatten());
        place.is_none() && !mapping.constants.contains_key(*column)
    };
    let missing: Vec<String> = NEEDED.iter().filter(|c| lacking(c)).map(|c| (*c).to_owned()).collect();
    if !missing.is_empty() {
        return Err(HistoryError::Columns { missing, headings: shown() });
    }
    let unknown = |(at, _): &(usize, &String)| !places.contains(&Some(*at));
    let not_read = header.iter().enumerate().filter(unknown).map(|(_, h)| one_line(h, 60));
    // A file of rejected rows that was mended comes back with columns of ours.
    let not_read = not_read.filter(|h| !REJECTED.contains(&h.as_str())).collect();
    Ok((places, not_read))
}

/// Whether a row is one: text, not too long, with no more cells than there are headings.
fn sound(record: &csv::ByteRecord, columns: usize) -> Result<(), Vec<Fault>> {
    let fault = |reason: &str| Err(vec![Fault { column: "reference", reason: reason.to_owned() }]);
    if record.iter().any(|cell| std::str::from_utf8(cell).is_err()) {
        return fault("the row is not written in UTF-8; save the list as CSV UTF-8");
    }
    if record.len() > columns && record.iter().skip(columns).any(|cell| !cell.trim_ascii().is_empty()) {
        return fault("the row has more cells than there are headings: is a quote or a delimiter missing?");
    }
    if record.as_slice().len() > LONGEST {
        return fault("the row is too long: is a quote left open?");
    }
    Ok(())
}

fn twice(reference: &str) -> Fault {
    Fault { column: "reference", reason: format!("'{}' stands further up in this list", one_line(reference, 60)) }
}

fn digest(reference: &str) -> u128 {
    let hash: [u8; 32] = Sha256::digest(reference.as_bytes()).into();
    hash.iter().take(16).fold(0, |n, byte| (n << 8) | u128::from(*byte))
}

fn reject<W: Write>(out: Option<&mut csv::Writer<W>>, line: u64, faults: &[Fault], record: &csv::ByteRecord) -> io::Result<()> {
    let Some(out) = out else { return Ok(()) };
    let columns = faults.iter().map(|f| f.column).collect::<Vec<_>>().join("; ");
    let reasons = faults.iter().map(|f| format!("{}: {}", f.column, f.reason)).collect::<Vec<_>>().join("; ");
    let own = [line.to_string(), columns, neutral(&reasons).into_owned()];
    let cells = record.iter().map(|cell| neutral(&String::from_utf8_lossy(cell)).into_owned());
    out.write_record(own.into_iter().chain(cells)).map_err(io_error)
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::new(io::ErrorKind::InvalidData, format!("{other:?}")),
    }
}
