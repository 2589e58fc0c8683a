//! The other side: one connection that writes what the use case wrote, row by row, in one transaction.

use super::common::bare;
use domain::ids::DemandId;
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection};
use std::path::Path;

/// A table, and the statements for its rows.
struct Table {
    head: &'static str,
    since: &'static str,
    insert: &'static str,
    columns: usize,
}

/// One row to write: a statement and its values.
pub struct Line {
    sql: &'static str,
    values: Vec<Option<String>>,
}

/// A database to read what was written, and its copy to write it into, with the pragmas of the store.
pub struct Bare {
    read: SqliteConnection,
    write: SqliteConnection,
    tables: Vec<Table>,
}

/// A statement that lives as long as the bench.
fn kept(sql: String) -> &'static str {
    Box::leak(sql.into_boxed_str())
}

impl Bare {
    pub async fn open(here: &Path, there: &Path) -> Self {
        let mut read = bare(here).connect().await.expect("the database opens");
        let write = bare(there).connect().await.expect("the copy opens");
        let mut tables = Vec::new();
        let names =
            sqlx::query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'seaql%'");
        for row in names.fetch_all(&mut read).await.expect("tables") {
            let name: String = row.get(0);
            let columns = sqlx::query("SELECT name FROM pragma_table_info(?)").bind(&name).fetch_all(&mut read).await.expect("columns");
            let columns: Vec<String> = columns.iter().map(|c| format!("\"{}\"", c.get::<String, _>(0))).collect();
            let texts: Vec<String> = columns.iter().map(|c| format!("CAST({c} AS TEXT)")).collect();
            tables.push(Table {
                head: kept(format!("SELECT coalesce(max(rowid), 0) FROM {name}")),
                since: kept(format!("SELECT {} FROM {name} WHERE rowid > ? ORDER BY rowid", texts.join(", "))),
                insert: kept(format!("INSERT INTO {name} ({}) VALUES ({})", columns.join(", "), vec!["?"; columns.len()].join(", "))),
                columns: columns.len(),
            });
        }
        Self { read, write, tables }
    }

    /// The last row of each table.
    pub async fn heads(&mut self) -> Vec<i64> {
        let mut heads = Vec::new();
        for table in &self.tables {
            heads.push(sqlx::query_scalar(table.head).fetch_one(&mut self.read).await.expect("a head"));
        }
        heads
    }

    /// The rows that came since, and the demand's projection, which was changed. Rows that were replaced elsewhere are left out:
    /// the bare side does a little less, never more.
    pub async fn written(&mut self, heads: &[i64], demand: DemandId) -> Vec<Line> {
        let mut lines = Vec::new();
        for (table, head) in self.tables.iter().zip(heads) {
            for row in sqlx::query(table.since).bind(head).fetch_all(&mut self.read).await.expect("rows") {
                lines.push(Line { sql: table.insert, values: (0..table.columns).map(|i| row.get(i)).collect() });
            }
        }
        let changed = "SELECT CAST(version AS TEXT), due_at, due_rule, notice_state, state, id FROM demands WHERE id = ?";
        let row = sqlx::query(changed).bind(demand.to_string()).fetch_one(&mut self.read).await.expect("the demand");
        lines.push(Line {
            sql: "UPDATE demands SET version = ?, due_at = ?, due_rule = ?, notice_state = ?, state = ? WHERE id = ?",
            values: (0..6).map(|i| row.get(i)).collect(),
        });
        lines
    }

    /// One transaction with these rows.
    pub async fn write(&mut self, lines: &[Line]) {
        let mut txn = self.write.begin_with("BEGIN IMMEDIATE").await.expect("begun");
        for line in lines {
            let mut query = sqlx::query(line.sql);
            for value in &line.values {
                query = query.bind(value.as_deref());
            }
            query.execute(&mut *txn).await.expect("the row");
        }
        txn.commit().await.expect("committed");
    }
}
