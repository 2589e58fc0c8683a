//! Demands that were handled before this installation: kept as what a list says of them, counted, shown, and never worked on.

use super::{Error, Workflow};
use crate::record::chain;
use crate::store::past::{self, ImportRow, Known, PastRow};
use domain::Instant;
use domain::actor::{Actor, Role};
use domain::ids::Reference;
use domain::past::{Hidden, PastDemand};
use domain::tally::Tally;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::ops::Range;

/// What became of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It is new.
    Added,
    /// It is kept as it is.
    Unchanged,
    /// It says something else than what is kept, and what is kept stays.
    Changed,
    /// It says something else than what was kept, and is kept now.
    Replaced,
}

/// What came of an import. Also what stands on the record and beside the import.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportCounts {
    /// Rows that are new.
    pub added: u64,
    /// Rows that were there and say the same.
    pub unchanged: u64,
    /// Rows that were there, say something else now, and were left as they are.
    pub changed: u64,
    /// Rows that were there and were replaced.
    pub replaced: u64,
    /// Rows that were not taken in.
    pub rejected: u64,
}

impl ImportCounts {
    /// Count a row.
    pub const fn add(&mut self, fate: Fate) {
        match fate {
            Fate::Added => self.added += 1,
            Fate::Unchanged => self.unchanged += 1,
            Fate::Changed => self.changed += 1,
            Fate::Replaced => self.replaced += 1,
        }
    }
}

/// A row of a list, ready to be kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PastLine {
    /// By which it is known again: of the list's name and its reference.
    pub key: String,
    demand: PastDemand,
    facts: String,
    content: String,
}

impl PastLine {
    /// A row of the list `source`.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when it can't be written as JSON.
    pub fn new(source: &str, demand: PastDemand) -> Result<Self, Error> {
        let facts = serde_json::to_string(&demand).map_err(|e| Error::Corrupt(e.to_string()))?;
        Ok(Self { key: key(source, &demand.reference), content: chain::hex(&Sha256::digest(facts.as_bytes())), facts, demand })
    }
}

/// What makes two rows the same one: the list's name and the reference.
fn key(source: &str, reference: &str) -> String {
    let mut hash = Sha256::new();
    hash.update((source.len() as u64).to_be_bytes());
    hash.update(source.as_bytes());
    hash.update(reference.as_bytes());
    chain::hex(&hash.finalize()).chars().take(32).collect()
}

/// Rows that are read at once to be counted.
const PAGE: u64 = 5_000;

impl Workflow {
    /// Begin to take a list in; on the record before the first row is kept. Gives the import's number.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] for anybody but the operator; [`Error::Store`].
    pub async fn begin_past_import(&self, actor: Actor, source: &str, file: &str) -> Result<i64, Error> {
        only_operator(&actor)?;
        let txn = self.store().begin().await?;
        let seq = past::begin(&txn, source, file, self.clock().now()).await?;
        self.note(&txn, actor, "past_import_begun", json!({ "import": seq, "source": source, "file": file })).await?;
        txn.commit().await?;
        Ok(seq)
    }

    /// What would become of these rows; nothing is kept.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn compare_past(&self, lines: &[PastLine], replace: bool) -> Result<Vec<Fate>, Error> {
        let keys: Vec<String> = lines.iter().map(|l| l.key.clone()).collect();
        let known = past::known(self.store().read(), &keys).await?;
        Ok(lines.iter().map(|line| fate(line, &known, replace)).collect())
    }

    /// Keep rows, whose keys all differ, in one transaction. One that is there and says something else is changed with `replace` only;
    /// that is on the record, with the digests of what it said and says.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::Store`]. Then none of these rows is kept.
    pub async fn keep_past(&self, actor: Actor, import: i64, lines: Vec<PastLine>, replace: bool) -> Result<Vec<Fate>, Error> {
        only_operator(&actor)?;
        let txn = self.store().begin().await?;
        let keys: Vec<String> = lines.iter().map(|l| l.key.clone()).collect();
        let known = past::known(&txn, &keys).await?;
        let mut last = past::last(&txn).await?;
        let (mut fates, mut new, mut replaced) = (Vec::with_capacity(lines.len()), Vec::new(), Vec::new());
        for line in lines {
            let fate = fate(&line, &known, replace);
            fates.push(fate);
            match (fate, known.get(&line.key)) {
                (Fate::Added, _) => {
                    last += 1;
                    new.push(self.past_row(line, last, import));
                }
                (Fate::Replaced, Some(before)) => {
                    replaced.push(json!({ "demand": before.seq, "was": before.content, "is": line.content }));
                    past::set(&txn, self.past_row(line, before.seq, import)).await?;
                }
                _ => {}
            }
        }
        past::add(&txn, new).await?;
        if !replaced.is_empty() {
            self.note(&txn, actor, "past_demands_replaced", json!({ "import": import, "rows": replaced })).await?;
        }
        txn.commit().await?;
        Ok(fates)
    }

    /// The list was read to its end.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::NotFound`]; [`Error::Store`]. The rows stay.
    pub async fn end_past_import(&self, actor: Actor, import: i64, sha256: &str, counts: ImportCounts) -> Result<(), Error> {
        only_operator(&actor)?;
        let txn = self.store().begin().await?;
        let row = past::import(&txn, import).await?.ok_or(Error::NotFound)?;
        let text = serde_json::to_string(&counts).map_err(|e| Error::Corrupt(e.to_string()))?;
        let facts = json!({ "import": import, "source": row.source, "file": row.file, "sha256": sha256, "counts": counts });
        let done = ImportRow { sha256: Some(sha256.to_owned()), done_at: Some(self.clock().now()), counts: Some(text), ..row };
        past::set_import(&txn, done).await?;
        self.note(&txn, actor, "past_demands_imported", facts).await?;
        Ok(txn.commit().await?)
    }

    fn past_row(&self, line: PastLine, seq: i64, import: i64) -> PastRow {
        let demand = &line.demand;
        PastRow {
            seq,
            import_seq: import,
            reference: demand.reference.clone(),
            received_at: demand.received_at,
            territory: demand.territory.clone().unwrap_or_else(|| "ZZ".to_owned()),
            outcome: demand.outcome.map_or_else(String::new, |o| o.code().to_owned()),
            hidden: demand.hidden(self.rulebook()).code().to_owned(),
            row_key: line.key,
            content: line.content,
            facts: line.facts,
        }
    }

    /// The past demands of a time as the statistics see them at `cut_off`. Those of which nobody may know, and those of national security
    /// (INV-22: published in bands only, by hand), are left out before anything is counted.
    pub(super) async fn past_tallies(&self, within: &Range<Instant>, cut_off: Instant, tallies: &mut Vec<Tally>) -> Result<(), Error> {
        let mut after = 0;
        loop {
            let rows = past::countable(self.store().read(), within, after, PAGE).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.seq;
            for row in rows.iter().filter(|row| row.received_at <= cut_off) {
                let demand = past_facts(row)?;
                // Asked again: the rulebook may know more of its instrument by now than when it came in.
                if demand.hidden(self.rulebook()) == Hidden::No {
                    tallies.push(demand.tally(past_reference(row), self.rulebook(), cut_off));
                }
            }
        }
    }
}

/// What a row says.
///
/// # Errors
/// [`Error::Corrupt`] when it is not what was written.
pub fn past_facts(row: &PastRow) -> Result<PastDemand, Error> {
    serde_json::from_str(&row.facts).map_err(|_| Error::Corrupt(past_reference(row).to_string()))
}

/// The reference under which this house knows it.
#[must_use]
pub fn past_reference(row: &PastRow) -> Reference {
    Reference::of_past(u64::try_from(row.seq).unwrap_or_default())
}

/// Whether somebody sees the past demands that are hidden: counsel.
#[must_use]
pub fn sees_hidden_past(actor: &Actor) -> bool {
    match actor {
        Actor::Operator | Actor::System => true,
        Actor::Machine { .. } | Actor::Contact(_) | Actor::Officer(_) => false,
        Actor::Person { roles, .. } => roles.has(Role::Cleared) && (roles.has(Role::Reviewer) || roles.has(Role::Approver)),
    }
}

fn fate(line: &PastLine, known: &HashMap<String, Known>, replace: bool) -> Fate {
    match known.get(&line.key) {
        None => Fate::Added,
        Some(kept) if kept.content == line.content => Fate::Unchanged,
        Some(_) if replace => Fate::Replaced,
        Some(_) => Fate::Changed,
    }
}

fn only_operator(actor: &Actor) -> Result<(), Error> {
    if matches!(actor, Actor::Operator) { Ok(()) } else { Err(Error::NotAllowed) }
}
