//! The settings that durability and secrecy rest on: what they must be and what they are.

use super::StoreError;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement, TransactionOptions, TransactionTrait};
use serde::Serialize;

/// One setting of the database.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PragmaCheck {
    /// Which connection: `writer` or `reader`.
    pub connection: &'static str,
    /// The setting's name, as the database calls it.
    pub name: &'static str,
    /// What it must be.
    pub expected: &'static str,
    /// What it is.
    pub found: String,
    /// Whether it is as it must be.
    pub holds: bool,
    /// Whether the store refuses to open otherwise. What is not required is only shown by `doctor`.
    pub required: bool,
}

/// Name, required value, required to open. Numbers are SQLite's own: synchronous 2 is FULL.
const SQLITE: [(&str, &str, bool); 6] = [
    ("journal_mode", "wal", true),
    ("synchronous", "2", true),
    ("foreign_keys", "1", true),
    ("secure_delete", "1", true),
    ("trusted_schema", "0", true),
    ("busy_timeout", "5000", true),
];

/// `fsync` is not required: a cluster for tests runs without.
const POSTGRES: [(&str, &str, bool); 4] =
    [("synchronous_commit", "on", true), ("server_encoding", "UTF8", true), ("fsync", "on", false), ("full_page_writes", "on", false)];

/// Ask both connections.
pub(super) async fn check(write: &DatabaseConnection, read: &DatabaseConnection) -> Result<Vec<PragmaCheck>, StoreError> {
    let mut found = Vec::new();
    if write.get_database_backend() == DbBackend::Postgres {
        for (name, expected, required) in POSTGRES {
            found.push(ask(write, "writer", name, expected, required).await?);
        }
        found.push(ask(read, "reader", "default_transaction_read_only", "on", true).await?);
    } else {
        for (name, expected, required) in SQLITE {
            found.push(ask(write, "writer", name, expected, required).await?);
        }
        for (name, expected, required) in SQLITE {
            found.push(ask(read, "reader", name, expected, required).await?);
        }
        found.push(ask(read, "reader", "query_only", "1", true).await?);
    }
    Ok(found)
}

async fn ask(
    db: &DatabaseConnection,
    connection: &'static str,
    name: &'static str,
    expected: &'static str,
    required: bool,
) -> Result<PragmaCheck, StoreError> {
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Postgres { format!("SHOW {name}") } else { format!("PRAGMA {name}") };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    let found = row.as_ref().map(text).transpose()?.unwrap_or_default();
    Ok(PragmaCheck { connection, name, expected, holds: found == expected, found, required })
}

/// SQLite answers with a number or a text, PostgreSQL always with a text.
fn text(row: &QueryResult) -> Result<String, StoreError> {
    match row.try_get_by_index::<i64>(0) {
        Ok(number) => Ok(number.to_string()),
        Err(_) => Ok(row.try_get_by_index::<String>(0)?),
    }
}

/// The version of the database's own code, such as `3.51.3`.
pub(super) async fn version(db: &DatabaseConnection) -> Result<String, StoreError> {
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Postgres { "SHOW server_version" } else { "SELECT sqlite_version()" };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    Ok(row.map(|r| r.try_get_by_index::<String>(0)).transpose()?.unwrap_or_default())
}

/// The complaints of SQLite's own checks, at most 20 of each.
pub(super) async fn integrity(db: &DatabaseConnection) -> Result<Vec<String>, StoreError> {
    let backend = db.get_database_backend();
    if backend == DbBackend::Postgres {
        return Ok(Vec::new());
    }
    // Both checks walk the tables that the connection knows of, and a connection that has asked nothing since the
    // migrations ran knows of none: on one connection, first ask a table, which makes it look again.
    let one = db.begin_with_options(TransactionOptions::default()).await?;
    let ask = |sql: &'static str| one.query_all_raw(Statement::from_string(backend, sql));
    ask("SELECT count(*) FROM events WHERE seq = 0").await?;
    let mut found = Vec::new();
    for row in ask("PRAGMA integrity_check(20)").await? {
        found.push(row.try_get_by_index::<String>(0)?);
    }
    found.retain(|line| line != "ok");
    for row in ask("PRAGMA foreign_key_check").await?.iter().take(20) {
        let (from, to) = (row.try_get_by_index::<String>(0)?, row.try_get_by_index::<String>(2)?);
        found.push(format!("a row of {from} points to one of {to} that doesn't exist"));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::Database;

    /// A connection that nobody set up is seen for what it is.
    #[tokio::test]
    async fn unsafe_settings_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let plain = Database::connect(format!("sqlite://{}/o.db?mode=rwc", folder.path().display())).await.unwrap();
        plain.execute_unprepared("PRAGMA synchronous = NORMAL").await.unwrap();
        let checks = check(&plain, &plain).await.unwrap();
        let wrong: Vec<&str> = checks.iter().filter(|c| !c.holds && c.required && c.connection == "writer").map(|c| c.name).collect();
        assert_eq!(wrong, ["journal_mode", "synchronous", "secure_delete", "trusted_schema"]);
        assert!(checks.iter().any(|c| c.name == "query_only" && !c.holds));
    }
}
