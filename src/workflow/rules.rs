//! The rulebook with its past: today's rows are kept by what they say, and those of before are read back, so that every demand is
//! decided by the row under which it came.

use super::{Error, Workflow};
use crate::clock::Clock;
use crate::record::chain::hex;
use crate::store::rules::{self, RuleRow};
use crate::store::{Conn, Store, StoreError, demands};
use domain::demand::Demand;
use domain::instrument::{Instrument, InstrumentId, RowHash, Rulebook};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Why the rows of before can't be used. Nothing was changed; the installation does not open, because demands would be decided by
/// other rows than theirs.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// A row can't be written as JSON, or not be read back.
    #[error(
        "the row of {instrument} in version {version} of the rulebook can't be read: {why}. Use the release that wrote it, and report this"
    )]
    Unreadable {
        /// Instrument.
        instrument: String,
        /// Version.
        version: String,
        /// Why.
        why: String,
    },
    /// A row is not what was kept.
    #[error(
        "the row of {instrument} in version {version} of the rulebook was changed after it had been kept. Restore the table rule_rows from a backup"
    )]
    Changed {
        /// Instrument.
        instrument: String,
        /// Version.
        version: String,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The rulebook with the rows that this installation has ever gone by. Rows that are new are kept.
///
/// # Errors
/// [`RulesError`].
pub async fn keep(store: &Store, clock: &Clock, mut book: Rulebook) -> Result<Rulebook, RulesError> {
    let mut past = rules::all(store.read()).await?;
    let known: BTreeSet<(String, String, String)> =
        past.iter().map(|r| (r.version.clone(), r.instrument.clone(), r.hash.clone())).collect();
    let mut new = Vec::new();
    for (id, row) in &book.instruments {
        let content = content(row, &book.version)?;
        let hash = hash(&content);
        book.hashes.insert(id.clone(), RowHash(hash.clone()));
        if !known.contains(&(book.version.clone(), id.to_string(), hash.clone())) {
            let (version, instrument) = (book.version.clone(), id.to_string());
            new.push(RuleRow { version, instrument, hash, content, first_seen: clock.now() });
        }
    }
    if !new.is_empty() {
        let txn = store.begin().await?;
        rules::keep(&txn, new.clone()).await?;
        txn.commit().await?;
        past.extend(new);
    }
    for row in past {
        let (name, instrument) = (RowHash(row.hash.clone()), InstrumentId(row.instrument.clone()));
        book.kept.insert(name.clone(), read(&row)?);
        // Where one version had two rows, as while a release is made, the later counts.
        book.versions.insert((row.version, instrument), name);
    }
    // The rows of today, whatever came and went before under the same version.
    for (id, name) in &book.hashes {
        book.versions.insert((book.version.clone(), id.clone()), name.clone());
    }
    Ok(book)
}

fn content(row: &Instrument, version: &str) -> Result<String, RulesError> {
    let unreadable =
        |e: serde_json::Error| RulesError::Unreadable { instrument: row.id.to_string(), version: version.to_owned(), why: e.to_string() };
    serde_json::to_string(row).map_err(unreadable)
}

fn hash(content: &str) -> String {
    hex(&Sha256::digest(content.as_bytes()))
}

fn read(row: &RuleRow) -> Result<Instrument, RulesError> {
    let (instrument, version) = (row.instrument.clone(), row.version.clone());
    if hash(&row.content) != row.hash {
        return Err(RulesError::Changed { instrument, version });
    }
    let read: Instrument = serde_json::from_str(&row.content).map_err(|e| RulesError::Unreadable {
        instrument: instrument.clone(),
        version: version.clone(),
        why: e.to_string(),
    })?;
    if read.id.as_str() == row.instrument { Ok(read) } else { Err(RulesError::Changed { instrument, version }) }
}

/// The rows of a version by instrument; `None` for a version that was never in force here.
#[must_use]
pub fn of_version(book: &Rulebook, version: &str) -> Option<BTreeMap<InstrumentId, Instrument>> {
    let named = book.versions.iter().filter(|((v, _), _)| v == version);
    let rows: BTreeMap<_, _> = named.filter_map(|((_, id), hash)| Some((id.clone(), book.kept.get(hash)?.clone()))).collect();
    (!rows.is_empty()).then_some(rows)
}

/// Whether the row that a demand is on is known to this process; another process may have begun with newer rows since.
pub(super) fn known(demand: &Demand, book: &Rulebook) -> Result<(), Error> {
    match &demand.rule {
        Some(rule) if book.row(&demand.paper.instrument, rule).is_none() => Err(Error::OtherRules(rule.version.clone())),
        _ => Ok(()),
    }
}

/// The versions that were ever in force here.
#[must_use]
pub fn versions(book: &Rulebook) -> Vec<&str> {
    let mut all: Vec<&str> = book.versions.keys().map(|(version, _)| version.as_str()).collect();
    all.dedup();
    all
}

impl Workflow {
    /// How many open demands are on an older row of an instrument than today's.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn on_older_rows(&self, conn: &impl Conn, id: &InstrumentId) -> Result<u64, StoreError> {
        match self.rulebook().hashes.get(id) {
            Some(hash) => demands::on_other_rows(conn, id.as_str(), &hash.0).await,
            None => Ok(0),
        }
    }
}
