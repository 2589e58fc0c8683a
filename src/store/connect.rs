//! Opening: two pools, their settings, and the migrations.

use super::StoreError;
use super::error::is_busy;
use migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::Error as SqlxError;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, TransactionOptions, TransactionTrait};
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;

/// How many connections read at once.
const READERS: u32 = 4;
/// How long one SQLite process waits for another's transaction.
const BUSY: Duration = Duration::from_secs(5);
/// How long opening pauses before it tries again.
const PAUSE: Duration = Duration::from_millis(20);

/// The writer's pool and the readers'.
pub(super) async fn connect(url: &str) -> Result<(DatabaseConnection, DatabaseConnection), StoreError> {
    let open = |options: ConnectOptions| async move { Database::connect(options).await.map_err(StoreError::Open) };
    if url.starts_with("sqlite:") {
        if url.contains(":memory:") || url.contains("mode=memory") {
            return Err(StoreError::Address("SQLite in memory is not kept; give a file, as in sqlite://ombud.db?mode=rwc".to_owned()));
        }
        private(url)?;
        let mut writer = ConnectOptions::new(url);
        writer.max_connections(1).map_sqlx_sqlite_opts(sqlite);
        let mut readers = ConnectOptions::new(url);
        readers.max_connections(READERS).map_sqlx_sqlite_opts(|o| sqlite(o).pragma("query_only", "on"));
        // One after the other: the file and its journal mode are the writer's to make.
        let writer = open_file(steady(writer)).await?;
        Ok((writer, open_file(steady(readers)).await?))
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        let mut writer = ConnectOptions::new(url);
        // Said here rather than left to the server's configuration: an acknowledged commit is on its disk.
        writer.max_connections(READERS).sqlx_logging(false).map_sqlx_postgres_opts(|o| o.options([("synchronous_commit", "on")]));
        let mut readers = ConnectOptions::new(url);
        readers
            .max_connections(2 * READERS)
            .sqlx_logging(false)
            .map_sqlx_postgres_opts(|o| o.options([("default_transaction_read_only", "on")]));
        let writer = open(writer).await?;
        Ok((writer, open(readers).await?))
    } else {
        Err(StoreError::Address("the address of the database begins with sqlite:// or postgres://".to_owned()))
    }
}

/// Open a file that another process may be starting on. Of two that change the journal's mode at once SQLite can refuse one without
/// waiting, so that they don't wait for each other; that one comes again.
async fn open_file(options: ConnectOptions) -> Result<DatabaseConnection, StoreError> {
    let mut waits = BUSY.as_millis() / PAUSE.as_millis();
    loop {
        match Database::connect(options.clone()).await {
            Err(error) if waits > 0 && is_busy(&error) => {
                waits -= 1;
                tokio::time::sleep(PAUSE).await;
            }
            done => return done.map_err(StoreError::Open),
        }
    }
}

/// Make the file, if it is to be made, so that only its owner reads it. SQLite gives its log the same rights.
fn private(url: &str) -> Result<(), StoreError> {
    let options: SqliteConnectOptions = url.parse().map_err(|e: SqlxError| StoreError::Address(e.to_string()))?;
    if !url.contains("mode=rwc") {
        return Ok(());
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(options.get_filename()) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(StoreError::File { path: options.get_filename().to_owned(), source: e }),
    }
}

/// A file needs no liveness check and no renewal.
fn steady(mut options: ConnectOptions) -> ConnectOptions {
    options.sqlx_logging(false).test_before_acquire(false).idle_timeout(None).max_lifetime(None);
    options
}

/// What keeps an acknowledged commit through a power cut, and the file free of what was deleted.
fn sqlite(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .statement_cache_capacity(256)
        .pragma("secure_delete", "on")
        .pragma("trusted_schema", "off")
        .pragma("cache_size", "-16384")
        .pragma("mmap_size", "268435456")
}

/// Bring the schema up to date. sea-orm takes no lock, so on PostgreSQL we hold one for as long as it runs.
pub(super) async fn migrate(db: &DatabaseConnection, lock: i64) -> Result<(), StoreError> {
    if db.get_database_backend() == DbBackend::Postgres {
        let guard = db.begin_with_options(TransactionOptions::default()).await?;
        guard.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({lock})")).await?;
        Migrator::up(db, None).await.map_err(StoreError::Migration)?;
        guard.commit().await?;
        return Ok(());
    }
    // On SQLite another process may be starting on the same new file. Each step is a transaction, so one of the two
    // fails on it and finds it done the next time: as long as steps get done, try again.
    let mut done = None;
    loop {
        let Err(error) = Migrator::up(db, None).await else { return Ok(()) };
        let applied = Migrator::get_applied_migrations(db).await.map_err(StoreError::Migration)?.len();
        if done.is_some_and(|before| before >= applied) {
            return Err(StoreError::Migration(error));
        }
        done = Some(applied);
    }
}
