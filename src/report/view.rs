//! What the Transparency screen shows: the same numbers that an export would hold, by code. Labels stand in the translations.

use super::facts::{Counts, Dimension, Facts, Run, kind};
use super::round::percent;
use super::rules::Measure;
use super::territory::{self, Territory};
use domain::tally::DemandKind;

/// A number with its share of the whole it is part of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// Of what; the label is `report-measure-<code>`.
    pub measure: Measure,
    /// The number.
    pub count: u64,
    /// Whole percent of the measure it is part of; `None`: nothing to divide by, or part of nothing. Shown blank, never as 0 %.
    pub percent: Option<u64>,
}

/// One country.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which.
    pub territory: Territory,
    /// Its numbers.
    pub counts: Counts,
    /// Whole percent of its demands under which something left.
    pub disclosed_percent: Option<u64>,
}

/// The tables of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// Over what.
    pub run: Run,
    /// Headline: received, accounts, some data disclosed, redirected, in process, with a secrecy order, preservations.
    pub tiles: Vec<Share>,
    /// The seven outcomes, as parts of M1.
    pub outcomes: Vec<Share>,
    /// The five ways of notice, as parts of M15.
    pub notices: Vec<Share>,
    /// Countries with at least one demand, by English name.
    pub rows: Vec<Row>,
    /// All of them together.
    pub total: Row,
}

/// The tables of these facts.
#[must_use]
pub fn table(facts: &Facts) -> Table {
    let all = facts.total();
    let share = |measure, of| Share { measure, count: all.get(measure), percent: percent(all.get(measure), all.get(of)) };
    let plain = |measure| Share { measure, count: all.get(measure), percent: None };
    let mut rows: Vec<Row> = facts
        .only(&[Dimension::Territory], &[kind(DemandKind::Disclosure)])
        .into_iter()
        .filter_map(|(key, counts)| Some(row(territory::find(key.first()?)?, counts)))
        .collect();
    rows.sort_by_key(|r| (r.territory.sort_key(), r.territory.code));
    Table {
        run: facts.run().clone(),
        tiles: vec![
            plain(Measure::Received),
            plain(Measure::Accounts),
            share(Measure::SomeDisclosed, Measure::Received),
            share(Measure::Redirected, Measure::Received),
            share(Measure::InProcess, Measure::Received),
            share(Measure::WithSecrecyOrder, Measure::Received),
            plain(Measure::PreservationReceived),
        ],
        outcomes: Measure::OUTCOMES.into_iter().map(|m| share(m, Measure::Received)).collect(),
        notices: Measure::NOTICES.into_iter().map(|m| share(m, Measure::SomeDisclosed)).collect(),
        rows,
        total: row(Territory { code: "ALL", en: "Total", sv: "Totalt" }, all.clone()),
    }
}

fn row(territory: Territory, counts: Counts) -> Row {
    Row { territory, disclosed_percent: percent(counts.get(Measure::SomeDisclosed), counts.get(Measure::Received)), counts }
}
