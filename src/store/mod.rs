//! Rows and blobs; the only room that names sea-orm and object_store.
//!
//! One writer, several readers. Everything that changes goes through [`Store::begin`]: on SQLite one connection
//! that begins IMMEDIATE, on PostgreSQL a transaction that takes the installation's advisory lock first, so that
//! the record's chain grows in one order on both. Readers can't write.

pub mod agency;
pub mod authorities;
mod batch;
pub mod blobs;
pub mod calendar_moves;
mod chance;
mod connect;
mod error;
pub mod etsi;
pub mod feeds;
pub mod followups;
pub mod idempotency;
mod key;
pub mod keys;
pub mod mails;
pub mod officers;
pub mod on_call;
pub mod outbox;
pub mod passkeys;
pub mod past;
pub mod people;
pub mod portal;
pub mod pragmas;
mod rows;
pub mod rules;
pub mod scans;
pub mod secrecy;
pub mod signatures;
pub mod staff_changes;
pub mod suspensions;
mod texts;
pub mod timers;
pub mod tokens;
pub mod webhooks;

pub mod compartments;
pub mod custody;
pub mod customers;
pub mod demands;
pub mod documents;
pub mod escalations;
pub mod events;
pub mod export;

use batch::Batch;
pub use compartments::Sight;
pub use error::StoreError;
pub use key::Key;
pub use pragmas::PragmaCheck;
use rows::{by_name, insert, insert_all, json, later, set_all, set_changed, short_of};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What a query runs on: a [`Reader`], or the [`Txn`] that must see its own writes.
pub trait Conn: Sync {
    /// The connection as sea-orm knows it.
    type Inner: ConnectionTrait;
    /// The connection as sea-orm knows it; for this room only.
    fn inner(&self) -> &Self::Inner;
}

/// A connection that only reads.
#[derive(Clone, Debug)]
pub struct Reader(DatabaseConnection);

impl Conn for Reader {
    type Inner = DatabaseConnection;
    fn inner(&self) -> &DatabaseConnection {
        &self.0
    }
}

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    write: DatabaseConnection,
    read: Reader,
    halted: Arc<AtomicBool>,
}

/// Held while PostgreSQL migrates; any number that nothing else in the database uses.
const MIGRATION_LOCK: i64 = 0x6f6d_6275_6400;
/// Held by every writing transaction on PostgreSQL until it ends.
const WRITER_LOCK: i64 = 0x6f6d_6275_6401;

impl Store {
    /// Open `sqlite://PATH?mode=rwc` or `postgres://…`, bring the schema up to date and check the settings.
    ///
    /// # Errors
    /// [`StoreError::Open`] when the address is wrong or nobody answers, [`StoreError::Migration`] when the schema
    /// can't be brought up to date, [`StoreError::Settings`] when the database would not keep what it acknowledges.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let (write, read) = connect::connect(url).await?;
        connect::migrate(&write, MIGRATION_LOCK).await?;
        let store = Self { write, read: Reader(read), halted: Arc::default() };
        let wrong: Vec<PragmaCheck> = store.pragmas().await?.into_iter().filter(|c| c.required && !c.holds).collect();
        if wrong.is_empty() { Ok(store) } else { Err(StoreError::Settings(wrong)) }
    }

    /// Whether the database is PostgreSQL; otherwise it is SQLite.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Postgres
    }

    /// The connection for reading. It sees a commit at once.
    #[must_use]
    pub const fn read(&self) -> &Reader {
        &self.read
    }

    /// The settings that durability rests on, as they are now. For `doctor`.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database doesn't answer.
    pub async fn pragmas(&self) -> Result<Vec<PragmaCheck>, StoreError> {
        pragmas::check(&self.write, &self.read.0).await
    }

    /// The version of the database's own code, such as `3.51.3`.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database doesn't answer.
    pub async fn version(&self) -> Result<String, StoreError> {
        pragmas::version(&self.read.0).await
    }

    /// What the database itself finds wrong with its file; empty when it is whole. Reads all of it: for `doctor`.
    /// PostgreSQL offers no such check to its clients.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database doesn't answer.
    pub async fn integrity(&self) -> Result<Vec<String>, StoreError> {
        pragmas::integrity(&self.read.0).await
    }

    /// Begin the one writing transaction. Waits until the writer before has ended.
    ///
    /// Inside it pass the [`Txn`] everywhere: asking the store for a second one while holding the first waits
    /// until it times out.
    ///
    /// # Errors
    /// [`StoreError::Halted`] after a failed commit, [`StoreError::Database`] when no connection is to be had.
    pub async fn begin(&self) -> Result<Txn, StoreError> {
        if self.is_halted() {
            return Err(StoreError::Halted);
        }
        let immediate = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
        let inner = self.write.begin_with_options(immediate).await?;
        if self.is_postgres() {
            inner.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({WRITER_LOCK})")).await?;
        }
        Ok(Txn { inner: Batch::new(inner), halted: Arc::clone(&self.halted), head: Mutex::default(), talk: Mutex::default() })
    }

    /// Whether writing has stopped after an I/O error at a commit. Only a new start, after somebody has looked, ends it.
    #[must_use]
    pub fn is_halted(&self) -> bool {
        self.halted.load(Ordering::SeqCst)
    }

    /// Ask the database something trivial on both connections; for readiness.
    ///
    /// # Errors
    /// [`StoreError::Halted`] or [`StoreError::Database`].
    pub async fn ping(&self) -> Result<(), StoreError> {
        if self.is_halted() {
            return Err(StoreError::Halted);
        }
        self.read.0.ping().await?;
        Ok(())
    }

    /// Close all connections, waiting for those in use. On SQLite this folds the write-ahead log into the file.
    ///
    /// # Errors
    /// [`StoreError::Database`] when closing fails.
    pub async fn close(self) -> Result<(), StoreError> {
        self.read.0.close().await?;
        self.write.close().await?;
        Ok(())
    }
}

/// A writing transaction. Dropped without [`Txn::commit`], it leaves nothing.
#[derive(Debug)]
pub struct Txn {
    inner: Batch,
    halted: Arc<AtomicBool>,
    /// The end of the record, once this transaction has read it or moved it: nobody else can write meanwhile.
    head: Mutex<Option<events::Head>>,
    /// What the next letter to an authority needs, if it came with the demand.
    talk: Mutex<Option<outbox::talk::Talk>>,
}

impl Conn for Txn {
    type Inner = Batch;
    fn inner(&self) -> &Batch {
        &self.inner
    }
}

impl Txn {
    /// The end of the record as this transaction knows it.
    fn known_head(&self) -> Option<events::Head> {
        *self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remember where the record ends.
    fn know_head(&self, head: events::Head) {
        *self.head.lock().unwrap_or_else(PoisonError::into_inner) = Some(head);
    }

    /// Remember what a letter needs.
    fn know_talk(&self, talk: Option<outbox::talk::Talk>) {
        *self.talk.lock().unwrap_or_else(PoisonError::into_inner) = talk;
    }

    /// What is known for a letter; from then on it is not known.
    fn take_talk(&self) -> Option<outbox::talk::Talk> {
        self.talk.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Make it durable. When this returns `Ok`, a power cut loses nothing of it.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`]: nothing was kept, and writing may go on when there is room.
    /// [`StoreError::Halted`]: the disk failed while committing; nothing more is written until the next start.
    /// [`StoreError::CommitUnknown`]: the connection broke; ask again under the same idempotency key.
    pub async fn commit(self) -> Result<(), StoreError> {
        let Self { inner, halted, .. } = self;
        let postgres = inner.get_database_backend() == DbBackend::Postgres;
        // What goes wrong here goes wrong before the commit, and is kept from it.
        inner.flush().await?;
        let Err(error) = inner.commit().await else { return Ok(()) };
        match StoreError::from_commit(error, postgres) {
            StoreError::Halted => {
                halted.store(true, Ordering::SeqCst);
                tracing::error!(code = "store-halted", "commit failed on the disk; no more writes until the next start");
                Err(StoreError::Halted)
            }
            other => Err(other),
        }
    }

    /// Undo all of it.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database doesn't answer; it is undone then too.
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.inner.rollback().await?)
    }
}
