//! The schema: made by the migrations alone, the same on both databases, whole or not at all.

use crate::both_databases;
use crate::store::behind;
use crate::support::TestDatabase;
use migration::{Migrator, MigratorTrait};
use ombud::store::{Store, StoreError};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use std::collections::BTreeSet;

async fn texts(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect()
}

/// `table.column` of everything, with `?` where NULL is allowed.
async fn columns(db: &DatabaseConnection) -> BTreeSet<String> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'YES' THEN '?' ELSE '' END
             FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'seaql_migrations'"
        }
        _ => {
            "SELECT t.name || '.' || c.name || CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN '' ELSE '?' END
             FROM sqlite_master t JOIN pragma_table_xinfo(t.name) c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'seaql_migrations'"
        }
    };
    texts(db, sql).await.into_iter().collect()
}

async fn indexes(db: &DatabaseConnection) -> BTreeSet<String> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT i.indexname::text FROM pg_indexes i WHERE schemaname = current_schema()
             AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)"
        }
        _ => "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    };
    texts(db, sql).await.into_iter().collect()
}

#[tokio::test]
async fn both_databases_have_the_same_tables_columns_and_indexes() {
    let (sqlite, postgres) = (TestDatabase::sqlite(), TestDatabase::postgres().await);
    let mut found = Vec::new();
    for database in [&sqlite, &postgres] {
        Store::open(&database.url).await.unwrap().close().await.unwrap();
        let db = Database::connect(&database.url).await.unwrap();
        found.push((columns(&db).await, indexes(&db).await));
    }
    assert!(found[0].0.len() > 100 && found[0].1.len() > 30, "{found:?}");
    assert_eq!(found[0], found[1]);
}

#[tokio::test]
async fn every_sqlite_table_is_strict() {
    let database = TestDatabase::sqlite();
    Store::open(&database.url).await.unwrap().close().await.unwrap();
    let db = Database::connect(&database.url).await.unwrap();
    let loose = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
                 AND name NOT LIKE 'sqlite_%' AND name <> 'seaql_migrations'";
    assert_eq!(texts(&db, loose).await, Vec::<String>::new());
    behind(&database.url, "CREATE TABLE planted (a TEXT)").await.unwrap();
    assert_eq!(texts(&db, loose).await, ["planted"]);
}

/// Every migration must ask for a transaction: on SQLite a half-applied one would stay.
#[test]
fn every_migration_runs_in_a_transaction() {
    let migrations = Migrator::migrations();
    assert!(migrations.len() >= 7);
    for migration in migrations {
        assert_eq!(migration.use_transaction(), Some(true), "{}", migration.name());
    }
}

both_databases! {
    async fn a_second_start_finds_everything_done(url: String) {
        for _ in 0..2 {
            Store::open(&url).await.unwrap().close().await.unwrap();
        }
    }

    /// A name that a migration needs is taken: the failed step leaves nothing, and with the name free it goes on.
    async fn a_migration_that_fails_leaves_nothing_of_itself(url: String) {
        behind(&url, "CREATE TABLE contacts (planted TEXT)").await.unwrap();
        let error = Store::open(&url).await.unwrap_err();
        assert!(matches!(error, StoreError::Migration(_)), "{error}");
        let db = Database::connect(&url).await.unwrap();
        let tables: BTreeSet<String> = columns(&db).await.into_iter().filter_map(|c| c.split_once('.').map(|c| c.0.to_owned())).collect();
        assert!(tables.contains("documents") && tables.contains("contacts"), "{tables:?}");
        assert!(!tables.contains("customers") && !tables.contains("people"), "{tables:?}");
        behind(&url, "DROP TABLE contacts").await.unwrap();
        Store::open(&url).await.unwrap();
    }
}

#[tokio::test]
async fn two_that_start_together_on_postgres_wait_for_each_other() {
    let database = TestDatabase::postgres().await;
    let (a, b, c) = tokio::join!(Store::open(&database.url), Store::open(&database.url), Store::open(&database.url));
    for store in [a, b, c] {
        store.unwrap();
    }
}

#[test]
fn each_migration_stands_once_and_in_order() {
    let names: Vec<String> = Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
    let mut sorted = names.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(names, sorted);
}
