//! One file through the filter, and all files of a run.

use super::Scope;
use super::digest::{Fingerprint, Hashing};
use super::error::{MinimiseError, Problem};
use super::format::{Kind, Packing};
use super::judge::Judge;
use super::ledger::Book;
use super::mapping::{Mapping, Source};
use super::packed::{self, Packer};
use super::pieces::{cores, in_order};
use super::records::{self, Sink, Terms, Watch};
use super::report::{Counts, FileReport, Report};
use super::review::{self, Picker, REVIEW_FILE};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The longest row that is held in memory unless told otherwise: a mail with its attachments in base 64.
pub const MAX_ROW_BYTES: usize = 16 << 20;

/// Name of the list of rows that were held back.
pub const WITHHELD_FILE: &str = "withheld.jsonl";

/// Name of the report.
pub const REPORT_FILE: &str = "report.json";

/// What becomes of one file.
pub struct Outputs<'a> {
    /// What may leave, in the collected file's own format.
    pub kept: &'a mut dyn Write,
    /// One JSON line per row that was held back (see [`Withheld`](super::Withheld)).
    pub withheld: &'a mut dyn Write,
    /// One JSON line per row for review (see [`Sample`](super::Sample)).
    pub review: &'a mut dyn Write,
}

/// Put one collected file through the filter.
///
/// `name` decides the format and the source of the mapping. Kept rows go to `out`, one JSON line per row that
/// was held back (see [`Withheld`](super::Withheld)) to `withheld`. Memory is bounded by `max_row_bytes`, whatever the size of the file; the check
/// passes no row above [`MAX_ROW_BYTES`], so a higher limit only serves to look at what is there.
/// `cancel` is asked every few thousand rows.
///
/// # Errors
/// When the file cannot be read as what the mapping says, a writer fails, or `cancel` says so. What had been written by then is incomplete.
#[expect(
    clippy::too_many_arguments,
    reason = "one stream in, two out, two tables and two limits: a struct of them would only move the list"
)]
pub fn run_file(
    mut input: impl BufRead,
    name: &str,
    scope: &Scope,
    mapping: &Mapping,
    max_row_bytes: usize,
    mut out: impl Write,
    mut withheld: impl Write,
    cancel: &dyn Fn() -> bool,
) -> Result<FileReport, MinimiseError> {
    let outputs = Outputs { kept: &mut out, withheld: &mut withheld, review: &mut io::sink() };
    run_file_reviewed(&mut input, name, scope, mapping, max_row_bytes, outputs, cancel)
}

/// As [`run_file`], with the list for review.
///
/// # Errors
/// As [`run_file`].
pub fn run_file_reviewed(
    input: &mut dyn BufRead,
    name: &str,
    scope: &Scope,
    mapping: &Mapping,
    max_row_bytes: usize,
    outputs: Outputs<'_>,
    cancel: &dyn Fn() -> bool,
) -> Result<FileReport, MinimiseError> {
    let plan = recognise(name, mapping).map_err(|problem| MinimiseError { file: name.to_owned(), problem, so_far: None })?;
    let job = Job { name, plan, scope, limit: max_row_bytes, threads: cores() };
    job.run(input, outputs, &mut |_| !cancel())
}

/// The kind of a file and what reads it.
#[derive(Clone, Copy)]
struct Plan<'a> {
    kind: Kind,
    source: &'a Source,
}

/// One file to be filtered.
struct Job<'a> {
    name: &'a str,
    plan: Plan<'a>,
    scope: &'a Scope,
    limit: usize,
    threads: usize,
}

impl Job<'_> {
    fn run(&self, input: &mut dyn BufRead, outputs: Outputs<'_>, watch: &mut Watch<'_>) -> Result<FileReport, MinimiseError> {
        let mut book = Book::default();
        let done = self.filter(input, outputs, watch, &mut book);
        let failed = |problem, so_far| MinimiseError { file: self.name.to_owned(), problem, so_far: Some(Box::new(so_far)) };
        let (collected, kept) = match done {
            Ok(done) => done,
            Err(problem) => return Err(failed(packed::fault(self.plan.kind.packing, problem), book.counts)),
        };
        let rows = book.counts.clone().closed(book.rows).map_err(|e| failed(e.into(), book.counts))?;
        Ok(FileReport {
            file: self.name.to_owned(),
            rows,
            fields_removed: book.removed,
            cells_neutralised: book.neutralised,
            collected_sha256: collected.sha256,
            collected_size: collected.size,
            kept_sha256: kept.sha256,
            kept_size: kept.size,
        })
    }

    fn filter(
        &self,
        input: &mut dyn BufRead,
        outputs: Outputs<'_>,
        watch: &mut Watch<'_>,
        book: &mut Book,
    ) -> Result<(Fingerprint, Fingerprint), Problem> {
        let packing = self.plan.kind.packing;
        let mut input = Hashing::new(input);
        refuse_disguised(&mut input, self.plan.kind)?;
        let mut packer = Packer::new(packing, Hashing::new(outputs.kept)).map_err(Problem::Write)?;
        let source = self.plan.source;
        let judge = Judge::new(self.scope, source);
        let picker = Picker::new();
        let mut sink =
            Sink { file: self.name, out: &mut packer, withheld: outputs.withheld, watch, picker: &picker, book: std::mem::take(book) };
        let terms = Terms { source, judge: &judge, limit: self.limit, threads: self.threads };
        let done = packed::unpacked(packing, &mut input)
            .map_err(Problem::Read)
            .and_then(|mut inside| records::filter(self.plan.kind.format, &mut *inside, terms, &mut sink));
        *book = std::mem::take(&mut sink.book);
        done?;
        outputs.withheld.flush().map_err(Problem::Write)?;
        review::write(&book.samples, outputs.review).map_err(Problem::Write)?;
        let mut kept = packer.finish().map_err(Problem::Write)?;
        kept.flush().map_err(Problem::Write)?;
        Ok((input.drain().map_err(Problem::Read)?, kept.finish().0))
    }
}

/// The kind and the one source for a name.
fn recognise<'a>(name: &str, mapping: &'a Mapping) -> Result<Plan<'a>, Problem> {
    let kind = Kind::of(name).ok_or(Problem::UnknownType)?;
    let patterns = |sources: &[&Source]| sources.iter().map(|s| s.pattern.as_str()).collect::<Vec<_>>().join(", ");
    let fitting: Vec<&Source> = mapping.matching(name).collect();
    match fitting.as_slice() {
        [source] => Ok(Plan { kind, source }),
        [] => Err(Problem::NoSource { patterns: patterns(&mapping.sources().iter().collect::<Vec<_>>()) }),
        several => Err(Problem::SeveralSources { patterns: patterns(several) }),
    }
}

/// What is packed under a name that says otherwise is refused for what it is.
fn refuse_disguised(input: &mut impl BufRead, kind: Kind) -> Result<(), Problem> {
    const PACKED: [(&[u8], &str, Option<Packing>); 7] = [
        (b"PK\x03\x04", "ZIP", None),
        (b"PK\x05\x06", "ZIP", None),
        (b"\x1f\x8b", "gzip", Some(Packing::Gzip)),
        (b"BZh", "bzip2", None),
        (b"\xfd7zXZ\0", "xz", None),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip", None),
        (b"\x28\xb5\x2f\xfd", "zstd", Some(Packing::Zstd)),
    ];
    let head = input.fill_buf().map_err(Problem::Read)?;
    match PACKED.iter().find(|(magic, ..)| head.starts_with(magic)) {
        Some((.., Some(packing))) if *packing == kind.packing => Ok(()),
        Some((_, name, _)) => Err(Problem::Archive { kind: name }),
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

/// Above this size a file has all cores to itself; smaller ones are read several at a time.
const LARGE: u64 = 8 << 20;

/// Put collected files through the filter, into `out_dir`: each kept file under its own name, [`WITHHELD_FILE`], [`REVIEW_FILE`], and
/// [`REPORT_FILE`] last. Of a folder, every file in it is taken, under its name from that folder on.
///
/// A file appears under its name only when it is whole and on disk. `progress` hears after each piece and at the end of each file.
///
/// # Errors
/// Before anything is written, when a name, type or source does not fit or the output exists; later as [`run_file`]. Files that were done stay.
pub fn run_files(
    scope: &Scope,
    mapping: &Mapping,
    out_dir: &Path,
    files: &[PathBuf],
    cancel: &(dyn Fn() -> bool + Sync),
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Report, MinimiseError> {
    let mut plan = plan(mapping, out_dir, files)?;
    plan.sort_by(|a, b| a.name.cmp(&b.name));
    fs::create_dir_all(out_dir).map_err(at(out_dir, Problem::Write))?;
    let run = Run { scope, out_dir, cancel };
    let lists = [WITHHELD_FILE, REVIEW_FILE].map(|name| out_dir.join(name));
    let mut withheld = Pending::create(&lists[0]).map_err(at(&lists[0], Problem::Write))?;
    let mut reviewed = Pending::create(&lists[1]).map_err(at(&lists[1], Problem::Write))?;
    let mut report = Report::default();
    let files = plan.len();
    let mut done = 0;
    // Small files in groups, a large one by itself; always in the order of the names, so that the lists are the same every time.
    for group in plan.chunk_by(|a, b| a.bytes <= LARGE && b.bytes <= LARGE) {
        let mut started = group.iter();
        let threads = cores();
        let mut hear = |file: &str, nth: usize, rows: &Counts| progress(Progress { file, nth, files, rows });
        if let [one] = group {
            done += 1;
            let (report_of, lists) = run.one(one, threads, &mut |rows| {
                hear(&one.name, done, rows);
                !cancel()
            })?;
            hear(&one.name, done, &report_of.rows);
            lists.append(&mut withheld, &mut reviewed).map_err(at(out_dir, Problem::Write))?;
            report.files.push(report_of);
            continue;
        }
        in_order(
            threads,
            &mut || Ok(started.next()),
            &|planned: &Planned<'_>| run.one(planned, 1, &mut |_| !cancel()),
            &mut |(report_of, lists): (FileReport, Lists)| {
                done += 1;
                hear(&report_of.file, done, &report_of.rows);
                lists.append(&mut withheld, &mut reviewed).map_err(at(out_dir, Problem::Write))?;
                report.files.push(report_of);
                Ok::<(), MinimiseError>(())
            },
        )?;
    }
    withheld.publish().map_err(at(&lists[0], Problem::Write))?;
    reviewed.publish().map_err(at(&lists[1], Problem::Write))?;
    let report_path = out_dir.join(REPORT_FILE);
    let written = Pending::create(&report_path).and_then(|mut pending| {
        serde_json::to_writer_pretty(&mut pending.file, &report)?;
        pending.file.write_all(b"\n")?;
        pending.publish()
    });
    written.map_err(at(&report_path, Problem::Write))?;
    Ok(report)
}

fn at(path: &Path, problem: fn(io::Error) -> Problem) -> impl FnOnce(io::Error) -> MinimiseError {
    let file = path.display().to_string();
    move |e| MinimiseError { file, problem: problem(e), so_far: None }
}

/// What all files of a run have in common.
struct Run<'a> {
    scope: &'a Scope,
    out_dir: &'a Path,
    cancel: &'a (dyn Fn() -> bool + Sync),
}

/// What was held back of one file and what is for review; kept on disk, because it can be as large as the file.
struct Lists {
    withheld: File,
    review: File,
}

impl Lists {
    fn append(mut self, withheld: &mut Pending, review: &mut Pending) -> io::Result<()> {
        for (from, to) in [(&mut self.withheld, withheld), (&mut self.review, review)] {
            from.seek(SeekFrom::Start(0))?;
            io::copy(from, &mut to.file)?;
        }
        Ok(())
    }
}

impl Run<'_> {
    fn one(&self, planned: &Planned<'_>, threads: usize, watch: &mut Watch<'_>) -> Result<(FileReport, Lists), MinimiseError> {
        if (self.cancel)() {
            return Err(MinimiseError { file: planned.name.clone(), problem: Problem::Cancelled, so_far: None });
        }
        let opened = File::open(&planned.path).map_err(at(&planned.path, Problem::Read))?;
        let mut input = BufReader::with_capacity(1 << 16, opened);
        let kept_path = self.out_dir.join(&planned.name);
        let mut kept = Pending::create(&kept_path).map_err(at(&kept_path, Problem::Write))?;
        let list = || tempfile::tempfile_in(self.out_dir).map_err(at(self.out_dir, Problem::Write));
        let lists = Lists { withheld: list()?, review: list()? };
        let job = Job { name: &planned.name, plan: planned.plan, scope: self.scope, limit: MAX_ROW_BYTES, threads };
        let (mut withheld, mut review) = (BufWriter::new(&lists.withheld), BufWriter::new(&lists.review));
        let outputs = Outputs { kept: &mut kept.file, withheld: &mut withheld, review: &mut review };
        let done = job.run(&mut input, outputs, watch)?;
        let flushed = withheld.flush().and_then(|()| review.flush());
        drop((withheld, review));
        flushed.and_then(|()| kept.publish()).map_err(|e| MinimiseError {
            file: planned.name.clone(),
            problem: Problem::Write(e),
            so_far: Some(Box::new(done.rows.clone())),
        })?;
        Ok((done, lists))
    }
}

/// A file of the run.
struct Planned<'a> {
    path: PathBuf,
    name: String,
    bytes: u64,
    plan: Plan<'a>,
}

/// All that can be refused before a byte is written.
fn plan<'a>(mapping: &'a Mapping, out_dir: &Path, files: &[PathBuf]) -> Result<Vec<Planned<'a>>, MinimiseError> {
    let mut taken = BTreeSet::from([WITHHELD_FILE, REVIEW_FILE, REPORT_FILE].map(str::to_owned));
    let refuse = |file: &str, problem| MinimiseError { file: file.to_owned(), problem, so_far: None };
    for own in &taken {
        exists_not(out_dir, own).map_err(|problem| refuse(own, problem))?;
    }
    let mut found = Vec::with_capacity(files.len());
    for path in files {
        let name = path.file_name().map(PathBuf::from);
        let name = name.ok_or_else(|| refuse(&path.display().to_string(), Problem::UnknownType))?;
        gather(path, &name, &mut found).map_err(at(path, Problem::Read))?;
    }
    let mut plan = Vec::with_capacity(found.len());
    for (path, name, bytes) in found {
        let name = name.to_str().map(str::to_owned);
        let name = name.ok_or_else(|| refuse(&path.display().to_string(), Problem::UnknownType))?;
        if !taken.insert(name.to_ascii_lowercase()) {
            return Err(refuse(&name, Problem::SameName));
        }
        exists_not(out_dir, &name).map_err(|problem| refuse(&name, problem))?;
        let of_name = recognise(&name, mapping).map_err(|problem| refuse(&name, problem))?;
        plan.push(Planned { path, name, bytes, plan: of_name });
    }
    Ok(plan)
}

/// The files of a path: itself, or all in the folder that it is. A link inside a folder could lead anywhere and is not followed.
fn gather(path: &Path, name: &Path, found: &mut Vec<(PathBuf, PathBuf, u64)>) -> io::Result<()> {
    let what = fs::metadata(path)?;
    if !what.is_dir() {
        found.push((path.to_owned(), name.to_owned(), what.len()));
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if !entry.file_type()?.is_symlink() {
            gather(&entry.path(), &name.join(entry.file_name()), found)?;
        }
    }
    Ok(())
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
        fs::create_dir_all(folder)?;
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
