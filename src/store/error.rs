//! What can go wrong below the use cases, and what was kept when it did.

use super::PragmaCheck;
use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};
use std::fmt::Write as _;
use std::path::PathBuf;

/// What went wrong, what was kept, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address of the database can't be used.
    #[error("the database's address can't be used: {0}")]
    Address(String),
    /// The database could not be opened.
    #[error("the database can't be opened: {0}. Check that the address is right and that the folder can be written")]
    Open(#[source] DbErr),
    /// The database's file could not be made.
    #[error("the database's file {} can't be made: {source}. Check that its folder exists and can be written", path.display())]
    File {
        /// Where.
        path: PathBuf,
        /// What the host says.
        source: std::io::Error,
    },
    /// The schema could not be brought up to date; the steps before the failed one stay.
    #[error("the schema can't be brought up to date: {0}. The failed step was undone; the database is as after the step before")]
    Migration(#[source] DbErr),
    /// Settings that would lose an acknowledged commit, or leave what was deleted in the file.
    #[error("the database's settings are not safe: {}", list(.0))]
    Settings(Vec<PragmaCheck>),
    /// The disk failed during a commit. Nothing more is written until the next start.
    #[error(
        "writing has stopped: the disk failed while a change was being made durable. Check the disk, then start again; what was acknowledged before is kept"
    )]
    Halted,
    /// The connection broke during a commit.
    #[error("the connection to the database broke during a commit: it may or may not be kept. Ask again under the same idempotency key")]
    CommitUnknown(#[source] DbErr),
    /// No room left.
    #[error("the disk is full: nothing of this change was kept, all before it is. Make room and try again")]
    DiskFull,
    /// Somebody else was faster.
    #[error("{noun} {id} was changed by somebody else since it was read. Nothing was written; read it again")]
    Stale {
        /// Which kind of row.
        noun: &'static str,
        /// Which row.
        id: String,
    },
    /// A row with the same unique value exists.
    #[error("it exists already: {0}. Nothing was written")]
    Duplicate(String),
    /// An idempotency key stands for another request.
    #[error("this idempotency key was used for something else. Nothing was written; ask under a new one")]
    KeyUsed,
    /// A row points to one that doesn't exist.
    #[error("it points to something that doesn't exist: {0}. Nothing was written")]
    Dangling(String),
    /// A row that can't be what the code wrote.
    #[error("table {table}, row {row}, column {column}: {why}")]
    Inconsistent {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Key of the row.
        row: String,
        /// What is wrong with it.
        why: String,
    },
    /// An event's payload holds a number that has no single written form.
    #[error("the payload of an event holds the fraction {0}; write it as a whole number of a smaller unit. Nothing was written")]
    Fraction(String),
    /// A place in a list that this list did not give out.
    #[error("the place in the list is not one that this list gave out; start from the first page")]
    Cursor,
    /// The blob store failed.
    #[error("the blob store failed: {0}. The document was not kept")]
    Blob(#[source] object_store::Error),
    /// Reading what should be stored failed.
    #[error("reading or writing a file failed: {0}")]
    Io(#[from] std::io::Error),
    /// No such blob.
    #[error("the stored bytes of document {0} are missing")]
    BlobMissing(String),
    /// Bytes that are not the ones that were stored.
    #[error("the stored bytes of document {id} are not those that were sealed: SHA-256 should be {expected} and is {found}")]
    BlobAltered {
        /// Document.
        id: String,
        /// Hash when stored.
        expected: String,
        /// Hash now.
        found: String,
    },
    /// More bytes than were allowed.
    #[error("more than {limit} bytes; nothing was kept")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The keys of the installation can't be used.
    #[error("the key file {file}: {why}")]
    Keys {
        /// Which file.
        file: String,
        /// What is wrong and what to do.
        why: String,
    },
    /// Anything else the database says.
    #[error("the database says: {0}")]
    Database(#[source] DbErr),
}

impl StoreError {
    /// The stable code, as in logs and translation keys.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Address(_) => "store-address",
            Self::Open(_) | Self::File { .. } => "store-open",
            Self::Migration(_) => "store-migration",
            Self::Settings(_) => "store-settings",
            Self::Halted => "store-halted",
            Self::CommitUnknown(_) => "store-commit-unknown",
            Self::DiskFull => "store-disk-full",
            Self::Stale { .. } => "store-stale",
            Self::Duplicate(_) => "store-duplicate",
            Self::KeyUsed => "store-key-used",
            Self::Dangling(_) => "store-dangling",
            Self::Inconsistent { .. } => "store-inconsistent",
            Self::Fraction(_) => "store-fraction",
            Self::Cursor => "store-cursor",
            Self::Blob(_) => "store-blob",
            Self::Io(_) => "store-io",
            Self::BlobMissing(_) => "store-blob-missing",
            Self::BlobAltered { .. } => "store-blob-altered",
            Self::TooLarge { .. } => "store-too-large",
            Self::Keys { .. } => "store-keys",
            Self::Database(_) => "store-database",
        }
    }

    /// An error of COMMIT itself. On SQLite a full disk leaves the file whole; any other I/O error, and a damaged
    /// file, mean that nobody knows what the disk holds.
    pub(super) fn from_commit(error: DbErr, postgres: bool) -> Self {
        match (class(&error), postgres) {
            (Class::DiskFull, _) => Self::DiskFull,
            (Class::Broken, false) => Self::Halted,
            (Class::Broken | Class::Connection, true) => Self::CommitUnknown(error),
            _ => Self::from(error),
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(what)) => return Self::Duplicate(what),
            Some(SqlErr::ForeignKeyConstraintViolation(what)) => return Self::Dangling(what),
            _ => {}
        }
        if class(&error) == Class::DiskFull { Self::DiskFull } else { Self::Database(error) }
    }
}

/// Whether somebody else held the file's lock for the moment.
pub(super) fn is_busy(error: &DbErr) -> bool {
    class(error) == Class::Busy
}

#[derive(PartialEq, Eq)]
enum Class {
    Busy,
    DiskFull,
    Broken,
    Connection,
    Other,
}

/// SQLite's primary result codes (sqlite.org/rescode.html): 5 BUSY, 10 IOERR, 11 CORRUPT, 13 FULL. PostgreSQL's SQLSTATE: 53100
/// disk full, class 58 system error, class 08 connection.
fn class(error: &DbErr) -> Class {
    let (DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e)) | DbErr::Conn(RuntimeErr::SqlxError(e))) = error
    else {
        return Class::Other;
    };
    match e.as_ref() {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed | sqlx::Error::PoolClosed => Class::Connection,
        sqlx::Error::Database(e) => match e.code().as_deref() {
            Some("53100") => Class::DiskFull,
            Some(state) if state.len() == 5 && (state.starts_with("58") || state.starts_with("XX")) => Class::Broken,
            Some(state) if state.len() == 5 && (state.starts_with("08") || state.starts_with("57P")) => Class::Connection,
            Some(number) => match number.parse::<u32>().map(|n| n & 0xff) {
                Ok(5) => Class::Busy,
                Ok(13) => Class::DiskFull,
                Ok(10 | 11 | 26) => Class::Broken,
                _ => Class::Other,
            },
            None => Class::Other,
        },
        _ => Class::Other,
    }
}

fn list(checks: &[PragmaCheck]) -> String {
    checks.iter().fold(String::new(), |mut text, c| {
        let gap = if text.is_empty() { "" } else { "; " };
        let _ = write!(text, "{gap}{} of the {} should be {} and is {}", c.name, c.connection, c.expected, c.found);
        text
    })
}
