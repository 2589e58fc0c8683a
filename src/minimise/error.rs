//! What can go wrong with a file.

use super::pieces::Gone;
use super::report::{Counts, SumsDontClose};
use std::io;

/// Why a file could not be minimised: what happened, what was kept, what to do.
///
/// Collected files are only read, so nothing of them is ever lost.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {problem} {}", kept(so_far.as_deref()))]
pub struct MinimiseError {
    /// Collected file, or the output that failed.
    pub file: String,
    /// What happened and what to do.
    pub problem: Problem,
    /// Rows done when it happened; `None` when none had been looked at.
    pub so_far: Option<Box<Counts>>,
}

impl MinimiseError {
    /// The stable code, under which the screens have their own sentence.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.problem.code()
    }
}

/// A thread that is gone though the run goes on.
impl From<Gone> for Problem {
    fn from(_: Gone) -> Self {
        Self::Read(io::Error::other("a thread of the run ended"))
    }
}

impl From<Gone> for MinimiseError {
    fn from(gone: Gone) -> Self {
        Self { file: String::new(), problem: gone.into(), so_far: None }
    }
}

fn kept(so_far: Option<&Counts>) -> String {
    match so_far {
        None => "No row was written.".into(),
        Some(c) => format!(
            "Stopped after {} rows ({} kept, {} dropped, {} withheld); the kept part is incomplete and must not be used.",
            c.read(),
            c.kept(),
            c.dropped_in_all(),
            c.withheld_in_all()
        ),
    }
}

/// The types that are read.
const KNOWN: &str = ".csv, .tsv, .jsonl, .json (a list), .mbox, .eml and the files of a Maildir, each also as .gz or .zst";

/// What happened, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Of no known type.
    #[error("the name says no type that is read here ({KNOWN}). Export the data as one of them.")]
    UnknownType,
    /// Compressed or an archive, under a name that says otherwise.
    #[error(
        "this is {kind}, though its name says otherwise, so it was not opened. Give it the name of what it is, or unpack it where it was made."
    )]
    Archive {
        /// Which kind, by its first bytes.
        kind: &'static str,
    },
    /// A file that is not what its name says, or is damaged.
    #[error("this cannot be read as {kind}: {why}. Fetch or export the file again.")]
    Damaged {
        /// What it should be.
        kind: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Compressed data that grow beyond reason.
    #[error(
        "this {kind} file grows to more than {times} times its size when it is unpacked, which no honest export does. Ask where it comes from."
    )]
    Bomb {
        /// What it is.
        kind: &'static str,
        /// The limit.
        times: u64,
    },
    /// No source of the mapping fits.
    #[error("no [[source]] of the mapping matches this name (there are: {patterns}). Add one.")]
    NoSource {
        /// The patterns that there are.
        patterns: String,
    },
    /// Several sources fit; one of them may be laxer.
    #[error("several sources of the mapping match this name ({patterns}). Make the patterns tell files apart.")]
    SeveralSources {
        /// The patterns that fit.
        patterns: String,
    },
    /// Two collected files, or a file and our own, want the same name.
    #[error("this name is taken in the output folder by another file of this run. Rename the collected file.")]
    SameName,
    /// Something with that name is there already.
    #[error("'{path}' exists already and is not overwritten. Choose another output folder.")]
    Exists {
        /// Path.
        path: String,
    },
    /// A table without a header.
    #[error("the file has no header line. Export it with column names in the first line.")]
    NoHeader,
    /// The header lacks a column that the mapping names.
    #[error(
        "the header has no column '{column}', which the mapping names as its {role} (columns: {columns}). Correct the mapping or the export."
    )]
    MissingColumn {
        /// Column.
        column: String,
        /// What the mapping says it is: `account`, `time`, `category`, or `field` for one with a category of its own.
        role: &'static str,
        /// What there is.
        columns: String,
    },
    /// Two columns of the same name.
    #[error("the header has column '{column}' twice, so it is not certain which one is meant. Rename one in the export.")]
    DoubleColumn {
        /// Column.
        column: String,
    },
    /// The header is not text.
    #[error("the header is not UTF-8. Export the file as UTF-8.")]
    HeaderNotUtf8,
    /// A quote that is never closed would hide other rows in one cell.
    #[error("a quoted cell that begins on line {line} is never closed, so the rows after it cannot be told apart. Correct the export.")]
    UnterminatedQuote {
        /// Line.
        line: u64,
    },
    /// Text directly after a closing quote.
    #[error("on line {line} text follows a closing quote, so it is not certain where the cell ends. Correct the export.")]
    StrayQuote {
        /// Line.
        line: u64,
    },
    /// A CSV row past the limit: nobody can tell where the next one begins.
    #[error("the row that begins on line {line} is longer than {limit} bytes (a quote left open?). Correct the export or raise the limit.")]
    RowTooLong {
        /// Line.
        line: u64,
        /// Limit in bytes.
        limit: usize,
    },
    /// The collected file cannot be read.
    #[error("reading failed: {0}. Mend that and run again.")]
    Read(io::Error),
    /// The output cannot be written: disk full, for one.
    #[error("writing failed: {0}. Make room and run again.")]
    Write(io::Error),
    /// Somebody stopped it.
    #[error("stopped on request.")]
    Cancelled,
    /// Our own mistake; refused rather than reported wrongly.
    #[error("{0}. Report this.")]
    Sums(#[from] SumsDontClose),
}

impl Problem {
    /// The stable code, under which the screens have their own sentence.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownType => "minimise-unknown-type",
            Self::Archive { .. } => "minimise-archive",
            Self::Damaged { .. } => "minimise-damaged",
            Self::Bomb { .. } => "minimise-bomb",
            Self::NoSource { .. } => "minimise-no-source",
            Self::SeveralSources { .. } => "minimise-several-sources",
            Self::SameName => "minimise-same-name",
            Self::Exists { .. } => "minimise-exists",
            Self::NoHeader => "minimise-no-header",
            Self::MissingColumn { .. } => "minimise-missing-column",
            Self::DoubleColumn { .. } => "minimise-double-column",
            Self::HeaderNotUtf8 => "minimise-header-not-utf8",
            Self::UnterminatedQuote { .. } => "minimise-unterminated-quote",
            Self::StrayQuote { .. } => "minimise-stray-quote",
            Self::RowTooLong { .. } => "minimise-row-too-long",
            Self::Read(_) => "minimise-read",
            Self::Write(_) => "minimise-write",
            Self::Cancelled => "minimise-cancelled",
            Self::Sums(_) => "minimise-sums",
        }
    }

    /// What the sentence under [`Problem::code`] speaks of, by the names of its variables.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Archive { kind } => vec![("kind", (*kind).to_owned())],
            Self::Damaged { kind, why } => vec![("kind", (*kind).to_owned()), ("cause", why.clone())],
            Self::Bomb { kind, times } => vec![("kind", (*kind).to_owned()), ("times", times.to_string())],
            Self::NoSource { patterns } | Self::SeveralSources { patterns } => vec![("patterns", patterns.clone())],
            Self::Exists { path } => vec![("path", path.clone())],
            Self::MissingColumn { column, role, columns } => {
                vec![("column", column.clone()), ("role", (*role).to_owned()), ("columns", columns.clone())]
            }
            Self::DoubleColumn { column } => vec![("column", column.clone())],
            Self::UnterminatedQuote { line } | Self::StrayQuote { line } => vec![("line", line.to_string())],
            Self::RowTooLong { line, limit } => vec![("line", line.to_string()), ("limit", limit.to_string())],
            Self::Read(cause) | Self::Write(cause) => vec![("cause", cause.to_string())],
            Self::UnknownType | Self::SameName | Self::NoHeader | Self::HeaderNotUtf8 | Self::Cancelled | Self::Sums(_) => vec![],
        }
    }
}
