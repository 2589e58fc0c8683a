//! A transaction whose plain insertions wait and travel together.
//!
//! Each statement costs a trip to SQLite's thread and back, which is longer than the work done there. Nobody needs the answer
//! of a plain insertion at once, so it waits until something is asked, a guarded change is made, or the transaction
//! commits, and then goes before that in the order in which it was written: what reads in the transaction sees its writes.

use sea_orm::entity::prelude::async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement, Values};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// A transaction with the insertions that wait in it.
#[derive(Debug)]
pub struct Batch {
    inner: DatabaseTransaction,
    waiting: Mutex<Vec<Statement>>,
    /// Whether something that waited was refused or cut off: then nothing of the transaction may be kept, even if nobody listened.
    failed: AtomicBool,
}

impl Batch {
    pub(super) fn new(inner: DatabaseTransaction) -> Self {
        Self { inner, waiting: Mutex::default(), failed: AtomicBool::new(false) }
    }

    /// Insert exactly one row, some time before anything else that this transaction does.
    pub(super) fn later(&self, insertion: Statement) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(insertion);
    }

    /// Execute a change together with what waits before it; returns how many rows the change itself has touched.
    pub(super) async fn change(&self, change: Statement) -> Result<u64, DbErr> {
        let waiting = self.take();
        if self.get_database_backend() == DbBackend::Postgres || waiting.is_empty() {
            self.one_by_one(waiting).await?;
            return Ok(self.inner.execute_raw(change).await?.rows_affected());
        }
        let before = u64::try_from(waiting.len()).unwrap_or(u64::MAX);
        let all = self.execute(joined(waiting.into_iter().chain([change]))).await?;
        Ok(all.rows_affected().saturating_sub(before))
    }

    /// Commit all that was executed; what waits has to be [flushed](Self::flush) before.
    pub(super) async fn commit(self) -> Result<(), DbErr> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(DbErr::Custom("a part of this transaction was refused, so nothing of it is kept".to_owned()));
        }
        self.inner.commit().await
    }

    /// Undo all of it.
    pub(super) async fn rollback(self) -> Result<(), DbErr> {
        self.inner.rollback().await
    }

    fn take(&self) -> Vec<Statement> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Execute what waits.
    pub(super) async fn flush(&self) -> Result<(), DbErr> {
        let waiting = self.take();
        if waiting.len() < 2 || self.get_database_backend() == DbBackend::Postgres {
            return self.one_by_one(waiting).await;
        }
        self.execute(joined(waiting)).await.map(|_| ())
    }

    async fn one_by_one(&self, waiting: Vec<Statement>) -> Result<(), DbErr> {
        for statement in waiting {
            self.execute(statement).await?;
        }
        Ok(())
    }

    /// Execute what nobody is told of elsewhere. Whoever stops waiting for it leaves it as failed.
    async fn execute(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let before = self.failed.swap(true, Ordering::Relaxed);
        let result = self.inner.execute_raw(statement).await?;
        self.failed.store(before, Ordering::Relaxed);
        Ok(result)
    }
}

/// Several statements as one: SQLite takes them one after the other, each with the next of the values.
fn joined(statements: impl IntoIterator<Item = Statement>) -> Statement {
    let (mut sql, mut all) = (String::new(), Vec::new());
    for statement in statements {
        if !sql.is_empty() {
            sql.push(';');
        }
        sql.push_str(&statement.sql);
        all.extend(statement.values.into_iter().flat_map(|Values(values)| values));
    }
    Statement::from_sql_and_values(DbBackend::Sqlite, sql, all)
}

#[async_trait]
impl ConnectionTrait for Batch {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.flush().await?;
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.flush().await?;
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.flush().await?;
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.flush().await?;
        self.inner.query_all_raw(statement).await
    }
}
