//! Every value of the documents that may belong in a field, with the place where it stands: to be offered, never filled in.

use super::suggest::{FaceDate, Field, Period, Snippet, Suggestion};
use chrono::NaiveDate;
use domain::paper::Identifier;

/// A value that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FoundValue {
    /// Words.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// A day, and perhaps a time.
    Due(FaceDate),
    /// A first and a last day.
    Period(Period),
    /// An account.
    Account(Identifier),
}

/// A value, the field that it may belong in, and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The field.
    pub field: Field,
    /// The value.
    pub value: FoundValue,
    /// Where it stands.
    pub from: Snippet,
}

/// Most values that are offered for one field; more is no help.
const MOST: usize = 12;

/// All that was found, each value of a field once: what stands behind a label first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Finds(Vec<Found>);

impl Finds {
    /// One value; it is passed over where it was found before or the field has enough.
    pub(super) fn add(&mut self, field: Field, value: FoundValue, from: &Snippet) {
        let of_field = self.0.iter().filter(|f| f.field == field);
        if of_field.clone().count() < MOST && of_field.clone().all(|f| f.value != value) {
            self.0.push(Found { field, value, from: from.clone() });
        }
    }

    /// Values that stand behind a label, the clearest labels first.
    pub(super) fn ranked<T>(&mut self, field: Field, candidates: &[(u8, Suggestion<T>)], value: impl Fn(&T) -> FoundValue) {
        let mut sorted: Vec<_> = candidates.iter().collect();
        sorted.sort_by_key(|(rank, _)| *rank);
        for (_, candidate) in sorted {
            self.add(field, value(&candidate.value), &candidate.from);
        }
    }

    pub(super) fn into_vec(self) -> Vec<Found> {
        self.0
    }
}
