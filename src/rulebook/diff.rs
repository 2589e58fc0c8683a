//! What differs between two sets of rows, field by field.

use domain::instrument::{Instrument, InstrumentId};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A field that differs.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Change {
    /// The instrument.
    pub id: InstrumentId,
    /// The field, such as `clock.days.n`; empty where the row as a whole was added or is gone.
    pub field: String,
    /// Before; `None` where it was not.
    pub before: Option<Value>,
    /// After; `None` where it is not any more.
    pub after: Option<Value>,
}

/// The fields of a row by their paths. Lists of plain values are one field: their order says nothing by itself.
fn flat(path: &str, value: Value, into: &mut BTreeMap<String, Value>) {
    let inside = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Object(fields) => fields.into_iter().for_each(|(key, value)| flat(&inside(&key), value, into)),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            items.into_iter().enumerate().for_each(|(n, item)| flat(&inside(&(n + 1).to_string()), item, into));
        }
        Value::Null => {}
        plain => drop(into.insert(path.to_owned(), plain)),
    }
}

fn fields(row: &Instrument) -> BTreeMap<String, Value> {
    let mut into = BTreeMap::new();
    // A row is made of texts, numbers and lists, so it can always be written; if not, it has no fields to compare.
    flat("", serde_json::to_value(row).unwrap_or_default(), &mut into);
    into
}

/// What differs between a row before and after.
#[must_use]
pub fn row(before: &Instrument, after: &Instrument) -> Vec<Change> {
    let (mut old, mut new) = (fields(before), fields(after));
    let paths: BTreeSet<String> = old.keys().chain(new.keys()).cloned().collect();
    let change = |field: String| {
        let (was, is) = (old.remove(&field), new.remove(&field));
        (was != is).then(|| Change { id: before.id.clone(), field, before: was, after: is })
    };
    paths.into_iter().filter_map(change).collect()
}

/// What differs between two sets of rows: rows that came, rows that went, fields that changed.
#[must_use]
pub fn rows(before: &BTreeMap<InstrumentId, Instrument>, after: &BTreeMap<InstrumentId, Instrument>) -> Vec<Change> {
    let ids: BTreeSet<&InstrumentId> = before.keys().chain(after.keys()).collect();
    let whole = |id: &InstrumentId, before: Option<&Instrument>, after: Option<&Instrument>| {
        let title = |row: &Instrument| Value::String(row.title.en.clone());
        vec![Change { id: id.clone(), field: String::new(), before: before.map(title), after: after.map(title) }]
    };
    ids.into_iter()
        .flat_map(|id| match (before.get(id), after.get(id)) {
            (Some(was), Some(is)) => row(was, is),
            (was, is) => whole(id, was, is),
        })
        .collect()
}
