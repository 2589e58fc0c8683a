//! What was given: by file, by variable, by flag. The later source wins.

use super::error::{ConfigError, Origin, Problem};
use super::keys::{KEYS, Key};
use crate::rulebook::nearest;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Variables that the command line itself reads.
const OWN_VARIABLES: [&str; 1] = ["OMBUD_CONFIG"];

/// Values as written, with their places.
#[derive(Default)]
pub(super) struct Given {
    values: BTreeMap<&'static str, (String, Origin)>,
    /// What is no key, or no value.
    pub(super) problems: Vec<Problem>,
}

impl Given {
    pub(super) fn take(&mut self, key: &str) -> Option<(String, Origin)> {
        self.values.remove(key)
    }

    pub(super) fn set(&mut self, key: &'static str, value: String, origin: Origin) {
        self.values.insert(key, (value, origin));
    }

    pub(super) fn read_variables(&mut self, variables: impl IntoIterator<Item = (String, String)>) {
        for (name, value) in variables {
            if !name.starts_with("OMBUD_") || OWN_VARIABLES.contains(&name.as_str()) {
                continue;
            }
            match KEYS.iter().find(|k| k.variable() == name) {
                Some(key) => self.set(key.name, value, Origin::Variable(name)),
                None => {
                    let known: Vec<String> = KEYS.iter().map(Key::variable).collect();
                    let near = nearest(&name, &known.iter().map(String::as_str).collect::<Vec<_>>()).map(str::to_owned);
                    self.problems.push(Problem {
                        key: name.clone(),
                        origin: Origin::Variable(name),
                        problem: "is no setting".to_owned(),
                        advice: near.unwrap_or_else(|| "one of the variables in the documentation, or unset it".to_owned()),
                    });
                }
            }
        }
    }

    pub(super) fn read_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let line_of = |offset: usize| text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1);
        let table = DeTable::parse(&text).map_err(|e| ConfigError::Syntax {
            path: path.to_owned(),
            line: e.span().map_or(1, |s| line_of(s.start)),
            why: e.message().replace('\n', ", "),
        })?;
        self.table(table.get_ref(), "", &|offset| Origin::File { path: path.to_owned(), line: line_of(offset) });
        Ok(())
    }

    fn table(&mut self, table: &DeTable<'_>, prefix: &str, place: &dyn Fn(usize) -> Origin) {
        for (key, value) in table {
            let name = format!("{prefix}{}", key.get_ref());
            let origin = place(key.span().start);
            if let Some(inner) = value.get_ref().as_table()
                && prefix.is_empty()
                && KEYS.iter().any(|k| k.name.starts_with(&format!("{name}.")))
            {
                self.table(inner, &format!("{name}."), place);
                continue;
            }
            let Some(known) = KEYS.iter().find(|k| k.name == name) else {
                let known: Vec<&str> = KEYS.iter().map(|k| k.name).collect();
                let advice = nearest(&name, &known).map_or_else(|| format!("one of {}", known.join(", ")), str::to_owned);
                self.problems.push(Problem { key: name, origin, problem: "is no key".to_owned(), advice });
                continue;
            };
            match plain(value) {
                Some(text) => self.set(known.name, text, origin),
                None => self.problems.push(Problem {
                    key: name,
                    origin,
                    problem: "is neither a text nor a whole number".to_owned(),
                    advice: format!("{} = \"…\"", key.get_ref()),
                }),
            }
        }
    }
}

/// A text or a whole number as text.
fn plain(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| n.to_string()),
        _ => None,
    }
}
