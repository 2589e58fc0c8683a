//! One file through the filter, and all files of a run.

use super::digest::Hashing;
use super::error::{MinimiseError, Problem};
use super::judge::Judge;
use super::mapping::{CategoryField, Mapping, Source};
use super::report::{Counts, DropReason, FileReport, Report, Withheld, WithholdReason};
use super::{Scope, csv_file, json_file};
use domain::category::Category;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The longest row that is held in memory unless told otherwise: a mail with its attachments in base 64.
pub const MAX_ROW_BYTES: usize = 16 << 20;

/// Name of the list of rows that were held back.
pub const WITHHELD_FILE: &str = "withheld.jsonl";

/// Name of the report.
pub const REPORT_FILE: &str = "report.json";

/// How often a run is asked whether to go on and says how far it is, in rows.
const EVERY: u64 = 4096;

/// The two formats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    Csv,
    JsonLines,
}

impl Format {
    /// By the end of the name.
    pub(super) fn of(name: &str) -> Option<Self> {
        let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" => Some(Self::JsonLines),
            _ => None,
        }
    }
}

/// Whether a run goes on.
type Watch<'a> = dyn FnMut(&Counts) -> bool + 'a;

/// What happened to each row of one file.
pub(super) struct Ledger<'a> {
    file: &'a str,
    counts: Counts,
    fields_removed: BTreeMap<String, u64>,
    pub(super) neutralised: u64,
    /// Rows that the reader gave, counted apart from their fates: the sums are checked against it.
    rows: u64,
    line: u64,
    withheld: &'a mut dyn Write,
    watch: &'a mut Watch<'a>,
}

impl Ledger<'_> {
    /// The next row begins on `line`.
    pub(super) fn row(&mut self, line: u64) -> Result<(), Problem> {
        if self.rows.is_multiple_of(EVERY) && !(self.watch)(&self.counts) {
            return Err(Problem::Cancelled);
        }
        self.rows += 1;
        self.line = line;
        Ok(())
    }

    pub(super) fn keep(&mut self) {
        self.counts.keep();
    }

    pub(super) fn drop(&mut self, reason: DropReason) {
        self.counts.drop_for(reason);
    }

    pub(super) fn withhold(&mut self, reason: WithholdReason) -> Result<(), Problem> {
        let entry = Withheld { file: self.file.to_owned(), row: self.rows, line: self.line, reason };
        serde_json::to_writer(&mut self.withheld, &entry).map_err(|e| Problem::Write(e.into()))?;
        self.withheld.write_all(b"\n").map_err(Problem::Write)?;
        self.counts.withhold_for(reason);
        Ok(())
    }

    /// A field of a kept row was taken out, if there was anything in it.
    pub(super) fn removed(&mut self, code: &str, anything: bool) {
        if anything {
            match self.fields_removed.get_mut(code) {
                Some(n) => *n += 1,
                None => _ = self.fields_removed.insert(code.to_owned(), 1),
            }
        }
    }
}

/// The category that a category field's value means.
pub(super) fn category(value: &str, field: &CategoryField) -> Option<Category> {
    if field.values.is_empty() { value.parse().ok() } else { field.values.get(value).copied() }
}

/// Put one collected file through the filter.
///
/// `name` decides the format (`.csv`, `.jsonl`) and the source of the mapping. Kept rows go to `out`, one JSON line per row that
/// was held back (see [`Withheld`]) to `withheld`. Memory is bounded by `max_row_bytes`, whatever the size of the file; the check passes no
/// row above [`MAX_ROW_BYTES`], so a higher limit only serves to look at what is there.
/// `cancel` is asked every few thousand rows.
///
/// # Errors
/// When the file cannot be read as what the mapping says, a writer fails, or `cancel` says so. What had been written by then is incomplete.
#[expect(
    clippy::too_many_arguments,
    reason = "one stream in, two out, two tables and two limits: a struct of them would only move the list"
)]
pub fn run_file(
    input: impl BufRead,
    name: &str,
    scope: &Scope,
    mapping: &Mapping,
    max_row_bytes: usize,
    mut out: impl Write,
    mut withheld: impl Write,
    cancel: &dyn Fn() -> bool,
) -> Result<FileReport, MinimiseError> {
    let (format, source) = recognise(name, mapping).map_err(|problem| MinimiseError { file: name.to_owned(), problem, so_far: None })?;
    filter(input, name, format, scope, source, max_row_bytes, &mut out, &mut withheld, &mut |_| !cancel())
}

#[expect(clippy::too_many_arguments, reason = "the private half of run_file")]
fn filter<'a>(
    input: impl BufRead,
    name: &'a str,
    format: Format,
    scope: &Scope,
    source: &Source,
    max_row_bytes: usize,
    out: &mut dyn Write,
    withheld: &'a mut dyn Write,
    watch: &'a mut Watch<'a>,
) -> Result<FileReport, MinimiseError> {
    let mut ledger = Ledger {
        file: name,
        counts: Counts::default(),
        fields_removed: BTreeMap::new(),
        neutralised: 0,
        rows: 0,
        line: 0,
        withheld,
        watch,
    };
    let judge = Judge::new(scope, source);
    let mut input = Hashing::new(input);
    let mut out = Hashing::new(out);
    let outcome = refuse_archive(&mut input).and_then(|()| match format {
        Format::Csv => csv_file::filter(input, source, &judge, max_row_bytes, &mut out, &mut ledger),
        Format::JsonLines => json_file::filter(input, source, &judge, max_row_bytes, &mut out, &mut ledger),
    });
    let outcome = outcome.and_then(|input| {
        out.flush().and_then(|()| ledger.withheld.flush()).map_err(Problem::Write)?;
        input.drain().map_err(Problem::Read)
    });
    let failed = |problem, so_far| MinimiseError { file: name.to_owned(), problem, so_far: Some(Box::new(so_far)) };
    let collected = match outcome {
        Ok(collected) => collected,
        Err(problem) => return Err(failed(problem, ledger.counts)),
    };
    let rows = ledger.counts.clone().closed(ledger.rows).map_err(|e| failed(e.into(), ledger.counts))?;
    let (kept, _) = out.finish();
    Ok(FileReport {
        file: name.to_owned(),
        rows,
        fields_removed: ledger.fields_removed,
        cells_neutralised: ledger.neutralised,
        collected_sha256: collected.sha256,
        collected_size: collected.size,
        kept_sha256: kept.sha256,
        kept_size: kept.size,
    })
}

/// The format and the one source for a name.
fn recognise<'a>(name: &str, mapping: &'a Mapping) -> Result<(Format, &'a Source), Problem> {
    let format = Format::of(name).ok_or(Problem::UnknownType)?;
    let patterns = |sources: &[&Source]| sources.iter().map(|s| s.pattern.as_str()).collect::<Vec<_>>().join(", ");
    let fitting: Vec<&Source> = mapping.matching(name).collect();
    match fitting.as_slice() {
        [source] => Ok((format, source)),
        [] => Err(Problem::NoSource { patterns: patterns(&mapping.sources().iter().collect::<Vec<_>>()) }),
        several => Err(Problem::SeveralSources { patterns: patterns(several) }),
    }
}

/// An archive under a harmless name is refused for what it is; nothing here ever unpacks one.
fn refuse_archive(input: &mut impl BufRead) -> Result<(), Problem> {
    const ARCHIVES: [(&[u8], &str); 7] = [
        (b"PK\x03\x04", "ZIP"),
        (b"PK\x05\x06", "ZIP"),
        (b"\x1f\x8b", "gzip"),
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
    ];
    let head = input.fill_buf().map_err(Problem::Read)?;
    match ARCHIVES.iter().find(|(magic, _)| head.starts_with(magic)) {
        Some((_, kind)) => Err(Problem::Archive { kind }),
        None => Ok(()),
    }
}

/// How far a run is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress<'a> {
    /// File that is being read.
    pub file: &'a str,
    /// Which of the files, from 1.
    pub nth: usize,
    /// How many files there are.
    pub files: usize,
    /// Rows of this file so far, by fate.
    pub rows: &'a Counts,
}

/// Put collected files through the filter, into `out_dir`: each kept file under its own name, [`WITHHELD_FILE`], and [`REPORT_FILE`] last.
///
/// A file appears under its name only when it is whole and on disk. `progress` hears every few thousand rows and at the end of each file.
///
/// # Errors
/// Before anything is written, when a name, type or source does not fit or the output exists; later as [`run_file`]. Files that were done stay.
pub fn run_files(
    scope: &Scope,
    mapping: &Mapping,
    out_dir: &Path,
    files: &[PathBuf],
    cancel: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Report, MinimiseError> {
    let mut plan = plan(mapping, out_dir, files)?;
    plan.sort_by(|a, b| a.1.cmp(&b.1));
    let at = |path: &Path, problem: fn(io::Error) -> Problem| {
        let file = path.display().to_string();
        move |e| MinimiseError { file, problem: problem(e), so_far: None }
    };
    fs::create_dir_all(out_dir).map_err(at(out_dir, Problem::Write))?;
    let withheld_path = out_dir.join(WITHHELD_FILE);
    let mut withheld = Pending::create(&withheld_path).map_err(at(&withheld_path, Problem::Write))?;
    let mut report = Report::default();
    for (i, (path, name, format, source)) in plan.iter().enumerate() {
        let input = BufReader::with_capacity(1 << 16, File::open(path).map_err(at(path, Problem::Read))?);
        let kept_path = out_dir.join(name);
        let mut kept = Pending::create(&kept_path).map_err(at(&kept_path, Problem::Write))?;
        let done = filter(input, name, *format, scope, source, MAX_ROW_BYTES, &mut kept.file, &mut withheld.file, &mut |rows| {
            progress(Progress { file: name, nth: i + 1, files: files.len(), rows });
            !cancel()
        })?;
        kept.publish().map_err(|e| MinimiseError {
            file: name.clone(),
            problem: Problem::Write(e),
            so_far: Some(Box::new(done.rows.clone())),
        })?;
        progress(Progress { file: name, nth: i + 1, files: files.len(), rows: &done.rows });
        report.files.push(done);
    }
    withheld.publish().map_err(at(&withheld_path, Problem::Write))?;
    let report_path = out_dir.join(REPORT_FILE);
    let written = Pending::create(&report_path).and_then(|mut pending| {
        serde_json::to_writer_pretty(&mut pending.file, &report)?;
        pending.file.write_all(b"\n")?;
        pending.publish()
    });
    written.map_err(at(&report_path, Problem::Write))?;
    Ok(report)
}

type Planned<'a> = (&'a Path, String, Format, &'a Source);

/// All that can be refused before a byte is written.
fn plan<'a>(mapping: &'a Mapping, out_dir: &Path, files: &'a [PathBuf]) -> Result<Vec<Planned<'a>>, MinimiseError> {
    let mut taken = BTreeSet::from([WITHHELD_FILE.to_owned(), REPORT_FILE.to_owned()]);
    let refuse = |file: &str, problem| MinimiseError { file: file.to_owned(), problem, so_far: None };
    for own in &taken {
        exists_not(out_dir, own).map_err(|problem| refuse(own, problem))?;
    }
    let mut plan = Vec::with_capacity(files.len());
    for path in files {
        let name = path.file_name().and_then(|n| n.to_str()).map(str::to_owned);
        let name = name.ok_or_else(|| refuse(&path.display().to_string(), Problem::UnknownType))?;
        if !taken.insert(name.to_ascii_lowercase()) {
            return Err(refuse(&name, Problem::SameName));
        }
        exists_not(out_dir, &name).map_err(|problem| refuse(&name, problem))?;
        let (format, source) = recognise(&name, mapping).map_err(|problem| refuse(&name, problem))?;
        plan.push((path.as_path(), name, format, source));
    }
    Ok(plan)
}

fn exists_not(folder: &Path, name: &str) -> Result<(), Problem> {
    let path = folder.join(name);
    if path.symlink_metadata().is_ok() { Err(Problem::Exists { path: path.display().to_string() }) } else { Ok(()) }
}

/// A file that has its name only once it is whole and on disk; dropped before, it leaves nothing.
struct Pending {
    file: BufWriter<tempfile::NamedTempFile>,
    path: PathBuf,
}

impl Pending {
    fn create(path: &Path) -> io::Result<Self> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let file = tempfile::Builder::new().prefix(".part-").tempfile_in(folder)?;
        Ok(Self { file: BufWriter::with_capacity(1 << 16, file), path: path.to_owned() })
    }

    fn publish(self) -> io::Result<()> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist_noclobber(&self.path).map_err(|e| e.error)?;
        File::open(self.path.parent().unwrap_or(Path::new(".")))?.sync_all()
    }
}
