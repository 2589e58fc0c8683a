//! The rows of today, those of before, and which of them a demand stays on.

use super::{Compartment, Instrument, InstrumentId};
use crate::demand::Demand;
use crate::ground::{Ground, Laws};
use crate::transfer::TransferClauses;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a row says, as one value: SHA-256 of the row as it is kept, in hexadecimal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowHash(pub String);

impl std::fmt::Display for RowHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The row that a demand is read by: under which version of the rulebook, and what it said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// Version, such as `2026.11`.
    pub version: String,
    /// What the row says.
    pub row: RowHash,
}

/// All instruments of one version of the rulebook, and the rows of before that demands stay on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rulebook {
    /// Version, such as `2026.11`; a demand remembers under which it came.
    pub version: String,
    /// By name.
    pub instruments: BTreeMap<InstrumentId, Instrument>,
    /// The law behind each ground.
    pub laws: Laws,
    /// What the clauses for transfers ask.
    pub transfers: TransferClauses,
    /// What the rows of this version say, by name; empty while they are not kept.
    pub hashes: BTreeMap<InstrumentId, RowHash>,
    /// Every row that was ever in force here, by what it says.
    pub kept: BTreeMap<RowHash, Instrument>,
    /// Which row an instrument had in a version.
    pub versions: BTreeMap<(String, InstrumentId), RowHash>,
}

impl Rulebook {
    /// Today's row of an instrument. For a demand ask [`Demand::instrument`]: it may stay on an older one.
    #[must_use]
    pub fn get(&self, id: &InstrumentId) -> Option<&Instrument> {
        self.instruments.get(id)
    }

    /// The name of today's row of an instrument; `None` where rows are not kept.
    #[must_use]
    pub fn rule(&self, id: &InstrumentId) -> Option<Rule> {
        self.hashes.get(id).map(|row| Rule { version: self.version.clone(), row: row.clone() })
    }

    /// The row that an instrument had in a version; today's where that version did not have it.
    #[must_use]
    pub fn rule_in(&self, version: &str, id: &InstrumentId) -> Option<Rule> {
        let then = self.versions.get(&(version.to_owned(), id.clone()));
        then.map(|row| Rule { version: version.to_owned(), row: row.clone() }).or_else(|| self.rule(id))
    }

    /// The row of that name. Never another one: `None` where it is not kept here.
    #[must_use]
    pub fn row(&self, id: &InstrumentId, rule: &Rule) -> Option<&Instrument> {
        if self.hashes.get(id) == Some(&rule.row) { self.instruments.get(id) } else { self.kept.get(&rule.row).filter(|i| i.id == *id) }
    }

    /// The row of an instrument by its name, or today's where it has none.
    #[must_use]
    pub fn by(&self, id: &InstrumentId, rule: Option<&Rule>) -> Option<&Instrument> {
        rule.map_or_else(|| self.get(id), |rule| self.row(id, rule))
    }

    /// The law behind a ground as it bears on an instrument (INV-21): its own provision, that of its territory, or what binds
    /// the provider whoever asks. A court of one legal order is not answered with the law of another.
    #[must_use]
    pub fn law<'a>(&'a self, ground: Ground, instrument: Option<&'a Instrument>) -> &'a str {
        let own = instrument.and_then(|i| i.ground_laws.get(&ground)).map(String::as_str);
        let territory = instrument.map_or(Laws::EVERYWHERE, |i| i.territory.as_str());
        own.or_else(|| self.laws.of(ground, territory)).or_else(|| instrument.map(|i| i.statute.as_str())).unwrap_or_default()
    }
}

impl Demand {
    /// The name of the row that this demand is read by: the one on record, or the one of the version under which it came.
    #[must_use]
    pub fn rule(&self, rulebook: &Rulebook) -> Option<Rule> {
        self.rule.clone().or_else(|| rulebook.rule_in(&self.paper.rulebook, &self.paper.instrument))
    }

    /// The row for this demand: that of the version under which it came, until somebody moves it. `None` for an instrument that
    /// nobody knows, and for a row that is not kept here, so that nothing is ever decided by another one.
    #[must_use]
    pub fn instrument<'a>(&self, rulebook: &'a Rulebook) -> Option<&'a Instrument> {
        let id = &self.paper.instrument;
        match &self.rule {
            Some(rule) => rulebook.row(id, rule),
            None if rulebook.versions.is_empty() => rulebook.get(id),
            None => rulebook.by(id, rulebook.rule_in(&self.paper.rulebook, id).as_ref()),
        }
    }

    /// The compartment that only the cleared see, if its kind has one (INV-22).
    #[must_use]
    pub fn compartment(&self, rulebook: &Rulebook) -> Option<Compartment> {
        self.instrument(rulebook).or_else(|| rulebook.get(&self.paper.instrument))?.eyes()
    }

    /// The version of the rulebook that it is read by.
    #[must_use]
    pub fn rules_version(&self) -> &str {
        self.rule.as_ref().map_or(&self.paper.rulebook, |rule| &rule.version)
    }

    /// Today's row, where it says something else than the one that this demand is read by.
    #[must_use]
    pub fn newer_rule(&self, rulebook: &Rulebook) -> Option<Rule> {
        let today = rulebook.rule(&self.paper.instrument)?;
        self.rule(rulebook).is_some_and(|mine| mine.row != today.row).then_some(today)
    }

    /// The row by which another reading of the paper is read: the same one for the same instrument, and for another one that of
    /// the version under which the demand came.
    pub(crate) fn rule_for(&self, instrument: &InstrumentId, rulebook: &Rulebook) -> Option<Rule> {
        if *instrument == self.paper.instrument {
            return self.rule(rulebook);
        }
        rulebook.rule_in(self.rules_version(), instrument)
    }
}
