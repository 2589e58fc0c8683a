//! Where in a file something stands.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The keys and values of a file with their places.
pub(super) struct Positions<'a>(Spanned<DeTable<'a>>);

impl<'a> Positions<'a> {
    pub(super) fn read(text: &'a str) -> Result<Self, toml::de::Error> {
        DeTable::parse(text).map(Self)
    }

    /// Byte offset of the value at `path`, of the innermost key that exists where it does not; 0 where none does.
    /// A step that is a number goes into a list.
    pub(super) fn of(&self, path: &[&str]) -> usize {
        let mut found = 0;
        let mut table = Some(self.0.get_ref());
        let mut list = None;
        for step in path {
            let value = match (table, list) {
                (Some(t), _) => t.iter().find(|(key, _)| key.get_ref() == step).map(|(_, value)| value),
                (None, Some(items)) => step.parse::<usize>().ok().and_then(|i| <[Spanned<DeValue<'_>>]>::get(items, i)),
                (None, None) => None,
            };
            let Some(value) = value else { break };
            found = value.span().start;
            table = value.get_ref().as_table();
            list = value.get_ref().as_array().map(|items| &items[..]);
        }
        found
    }

    /// The keys that lead to the value (or to the key) at a byte offset, outermost first.
    pub(super) fn path_at(&self, offset: usize) -> Vec<String> {
        let mut path = Vec::new();
        descend(self.0.get_ref(), offset, &mut path);
        path
    }
}

fn holds(span: &Range<usize>, offset: usize) -> bool {
    span.contains(&offset) || span.start == offset
}

fn descend(table: &DeTable<'_>, offset: usize, path: &mut Vec<String>) -> bool {
    for (key, value) in table {
        let before = path.len();
        path.push(key.get_ref().to_string());
        // A table written under a [header] spans its header only, so its inside is searched whatever its span says.
        if descend_value(value, offset, path) || holds(&value.span(), offset) || holds(&key.span(), offset) {
            return true;
        }
        path.truncate(before);
    }
    false
}

fn descend_value(value: &Spanned<DeValue<'_>>, offset: usize, path: &mut Vec<String>) -> bool {
    match value.get_ref() {
        DeValue::Table(inner) => descend(inner, offset, path),
        DeValue::Array(items) => items.iter().any(|item| descend_value(item, offset, path)),
        _ => false,
    }
}

/// Line and column of a byte offset, both from 1; the column counts characters.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before: String = text.char_indices().take_while(|(i, _)| *i < offset).map(|(_, c)| c).collect();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}
