//! What is looked for in the rulebook: words, and terms such as `territory:SE force:voluntary purpose:act review:yes`.

use super::territory;
use crate::web::parts::{FilterBar, FilterMenu, FilterOption, Text};
use crate::web::paths;
use crate::words::{Words, snake};
use domain::instrument::{Instrument, Rulebook};
use serde::Deserialize;
use std::collections::BTreeSet;

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    pub(super) q: String,
}

/// The names of the terms.
const TERMS: [&str; 4] = ["territory", "force", "purpose", "review"];

/// A search as it was understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    words: Vec<String>,
    terms: Vec<(&'static str, String)>,
}

/// What a row says of a term.
fn said(i: &Instrument, term: &str) -> String {
    match term {
        "territory" => i.territory.clone(),
        "force" => snake(&format!("{:?}", i.force)),
        "purpose" => snake(&format!("{:?}", i.purpose)),
        _ if i.review_required => "yes".to_owned(),
        _ => "no".to_owned(),
    }
}

impl Wanted {
    pub fn read(typed: &str) -> Self {
        let mut wanted = Self::default();
        for word in typed.split_whitespace() {
            let term = word.split_once(':').and_then(|(name, value)| Some((*TERMS.iter().find(|t| **t == name)?, value)));
            match term {
                Some((name, value)) => wanted = wanted.with(name, value),
                None => wanted.words.push(word.to_owned()),
            }
        }
        wanted
    }

    /// With another value of a term; without it where the value is empty.
    fn with(&self, name: &'static str, value: &str) -> Self {
        let mut other = self.clone();
        other.terms.retain(|(n, _)| *n != name);
        if !value.is_empty() {
            other.terms.push((name, value.to_owned()));
        }
        other
    }

    /// As it is typed.
    pub fn query(&self) -> String {
        let terms = self.terms.iter().map(|(name, value)| format!("{name}:{value}"));
        self.words.iter().cloned().chain(terms).collect::<Vec<_>>().join(" ")
    }

    /// Whether every term fits, and every word stands somewhere in what the list and the summary say.
    pub fn holds(&self, w: Words, i: &Instrument) -> bool {
        if !self.terms.iter().all(|(name, value)| said(i, name).eq_ignore_ascii_case(value)) {
            return false;
        }
        let text = [
            i.id.as_str(),
            &i.statute,
            &i.title.en,
            &i.title.sv,
            &i.summary.en,
            &i.summary.sv,
            &territory(w, &i.territory),
            &i.sources.join(" "),
        ]
        .join(" ")
        .to_lowercase();
        self.words.iter().all(|word| text.contains(&word.to_lowercase()))
    }

    fn href(&self) -> String {
        paths::rulebook(&self.query())
    }

    /// The bar that writes it.
    pub fn bar(&self, w: Words, rulebook: &Rulebook) -> FilterBar {
        let menu = |name: &'static str, label: &str, named: &dyn Fn(&str) -> Text| {
            let values: BTreeSet<String> = rulebook.instruments.values().map(|i| said(i, name)).collect();
            let option = |value: &str, label: Text| FilterOption {
                current: self.terms.iter().any(|(n, v)| *n == name && v.eq_ignore_ascii_case(value)),
                href: self.with(name, value).href(),
                label,
                count: None,
            };
            let any = option("", w.say("queue-any"));
            let options = std::iter::once(any).chain(values.iter().map(|value| option(value, named(value)))).collect();
            FilterMenu { label: w.say(label), options }
        };
        let terms = self.terms.iter().map(|(name, value)| (format!("{name}:{value}").into(), self.with(name, "").href()));
        let words = (!self.words.is_empty()).then(|| {
            let without = Self { words: Vec::new(), terms: self.terms.clone() };
            (self.words.join(" ").into(), without.href())
        });
        FilterBar {
            w,
            action: paths::RULEBOOK.to_owned(),
            query: self.query(),
            placeholder: w.say("rulebook-search"),
            error: None,
            menus: vec![
                menu("territory", "rulebook-territory", &|code| territory(w, code).into()),
                menu("purpose", "rulebook-purpose", &|code| w.name("purpose", code)),
                menu("force", "rulebook-force", &|code| w.name("force", code)),
                menu("review", "rulebook-review-column", &|code| {
                    w.say(if code == "yes" { "rulebook-review" } else { "rulebook-reviewed" })
                }),
            ],
            terms: words.into_iter().chain(terms).collect(),
        }
    }
}
