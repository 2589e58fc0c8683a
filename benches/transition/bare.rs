//! The other side: one connection, a statement for each row, no thought.

use super::common::bare;
use domain::ids::DemandId;
use ombud::record::chain::hex;
use ombud::store::Key;
use ombud::store::demands::{self, DemandRow};
use ombud::store::events;
use ombud::store::outbox::{self, MessageRow};
use ombud::workflow::Workflow;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// What one transition wrote.
pub struct Rows {
    events: Vec<Vec<Option<String>>>,
    seqs: Vec<i64>,
    demand: DemandRow,
    mails: Vec<(MessageRow, Option<String>)>,
}

/// The bare connection, with the pragmas of the store.
pub struct Bare {
    connection: SqliteConnection,
    /// Letters that are there already.
    posted: HashSet<Key>,
}

impl Bare {
    pub async fn open(file: &Path) -> Self {
        Self { connection: bare(file).connect().await.expect("the copy opens"), posted: HashSet::new() }
    }

    /// What the use cases have written for these demands since the event `after`.
    pub async fn written(&mut self, ours: &Workflow, after: i64, ids: &[DemandId]) -> Vec<Rows> {
        let read = ours.store().read();
        let mut found: HashMap<DemandId, Rows> = HashMap::new();
        for id in ids {
            let demand = demands::find(read, *id).await.expect("a row").expect("the demand");
            let mut mails = Vec::new();
            for mail in outbox::of_demand(read, *id).await.expect("mails") {
                if self.posted.insert(mail.id) {
                    let sheet = outbox::sheet_of(read, mail.id.to()).await.expect("a sheet");
                    mails.push((mail, sheet));
                }
            }
            found.insert(*id, Rows { events: Vec::new(), seqs: Vec::new(), demand, mails });
        }
        for event in events::page(read, after, 1_000_000).await.expect("events") {
            let Some(rows) = event.demand.and_then(|id| found.get_mut(&id)) else { continue };
            rows.seqs.push(event.seq);
            rows.events.push(vec![
                Some(stamp(event.at)),
                event.demand.map(|id| id.to_string()),
                serde_json::to_string(&event.actor).ok(),
                Some(event.kind),
                Some(hex(&event.commitment)),
                Some(hex(&event.prev_hash)),
                Some(hex(&event.hash)),
                event.nonce.map(|n| hex(&n)),
                event.payload.map(|p| p.to_string()),
            ]);
        }
        ids.iter().filter_map(|id| found.remove(id)).collect()
    }

    /// One transaction with these rows.
    pub async fn write(&mut self, rows: &Rows) {
        let mut txn = self.connection.begin_with("BEGIN IMMEDIATE").await.expect("begun");
        for (seq, event) in rows.seqs.iter().zip(&rows.events) {
            let mut insert = sqlx::query(
                "INSERT INTO events (seq, at, demand, actor, kind, commitment, prev_hash, hash, nonce, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(seq);
            for value in event {
                insert = insert.bind(value.as_deref());
            }
            insert.execute(&mut *txn).await.expect("the event");
        }
        let d = &rows.demand;
        sqlx::query("UPDATE demands SET version = ?, due_at = ?, due_rule = ?, state = ? WHERE id = ?")
            .bind(d.version)
            .bind(d.due_at.map(stamp))
            .bind(d.due_rule.as_deref())
            .bind(d.state.as_str())
            .bind(d.id.to_string())
            .execute(&mut *txn)
            .await
            .expect("the projection");
        for (m, sheet) in &rows.mails {
            sqlx::query(
                "INSERT INTO outbox (id, demand_id, letter, side, audience, recipient, language, subject, body_text, body_html, attachments, \
                 state, attempts, next_at, created_at, message_id, thread) \
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(m.id.to_string())
            .bind(m.demand_id.map(|id| id.to_string()))
            .bind(m.letter.as_str())
            .bind(m.side.as_str())
            .bind(m.audience.as_str())
            .bind(m.recipient.as_str())
            .bind(m.language.as_str())
            .bind(m.subject.as_str())
            .bind(m.body_text.as_str())
            .bind(m.body_html.as_deref())
            .bind(m.attachments.as_str())
            .bind(m.state.as_str())
            .bind(m.attempts)
            .bind(stamp(m.next_at))
            .bind(stamp(m.created_at))
            .bind(m.message_id.as_str())
            .bind(m.thread.as_str())
            .execute(&mut *txn)
            .await
            .expect("the letter");
            if let Some(sheet) = sheet {
                let insert = sqlx::query("INSERT INTO outbox_sheets (message_id, sheet) VALUES (?, ?)");
                insert.bind(m.id.to_string()).bind(sheet.as_str()).execute(&mut *txn).await.expect("the sheet");
            }
        }
        txn.commit().await.expect("committed");
    }
}

/// A time as the store writes it.
fn stamp(at: domain::Instant) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
}
