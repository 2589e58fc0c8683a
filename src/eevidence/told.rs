//! A form in words: its sections in their order, each with labels and values.

use crate::wire::{Body, Out};
use crate::words::{Words, code_key};
use std::borrow::Cow;

/// A section, or one part of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// Its title.
    pub title: Cow<'static, str>,
    /// Labels with their values.
    pub facts: Vec<(Cow<'static, str>, String)>,
}

/// `IssuingState` as `issuing-state`, and `IPV_4` as `ipv-4`.
#[must_use]
pub fn kebab(name: &str) -> String {
    let mut out = String::new();
    let mut lower = false;
    for letter in name.chars() {
        match letter {
            '_' => out.push('-'),
            upper if upper.is_ascii_uppercase() && lower => {
                out.push('-');
                out.push(upper.to_ascii_lowercase());
            }
            other => out.push(other.to_ascii_lowercase()),
        }
        lower = letter.is_ascii_lowercase() || letter.is_ascii_digit();
    }
    out
}

/// The name of a code, if it has one.
#[must_use]
pub fn known(w: Words, kind: &str, code: &str) -> Option<Cow<'static, str>> {
    let key = code_key(kind, code);
    w.has(&key).then(|| w.say(key))
}

/// The name of a field; one that this desk does not know goes by the name it came under.
#[must_use]
pub fn label(w: Words, name: &str) -> Cow<'static, str> {
    known(w, "form-field", &kebab(name)).unwrap_or_else(|| name.to_owned().into())
}

fn value(w: Words, body: &Body) -> String {
    match body {
        Body::Text(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_') => {
            known(w, "form-code", &kebab(text)).map_or_else(|| text.clone(), Cow::into_owned)
        }
        Body::Text(text) => text.clone(),
        Body::Number(number) => number.to_string(),
        Body::Bool(said) => w.say(if *said { "form-yes" } else { "form-no" }).into_owned(),
        Body::Map { children, .. } => children.iter().map(|child| value(w, &child.body)).collect::<Vec<_>>().join(", "),
    }
}

/// The parts of a form without sections.
#[must_use]
pub fn facts(w: Words, form: &Body) -> Vec<(Cow<'static, str>, String)> {
    let Body::Map { children, .. } = form else { return Vec::new() };
    children.iter().filter(|one| one.name != "Form").map(|one| (label(w, &one.name), value(w, &one.body))).collect()
}

/// The sections of a form in their order; what is a list within one has a part for each. The titles stand in the translations under
/// `<titles>-<letter>`.
#[must_use]
pub fn told(w: Words, form: &Body, titles: &str) -> Vec<Told> {
    let Body::Map { children, .. } = form else { return Vec::new() };
    let mut parts = Vec::new();
    for section in children.iter().filter(|child| child.name.starts_with("Section")) {
        let letter = section.name.trim_start_matches("Section").to_ascii_lowercase();
        let title = known(w, titles, &letter).unwrap_or_else(|| section.name.clone().into());
        let facts = |of: &[Out]| of.iter().map(|one| (label(w, &one.name), value(w, &one.body))).collect();
        match &section.body {
            Body::Map { children, .. } if children.iter().all(|c| c.many && matches!(c.body, Body::Map { .. })) => {
                for (n, one) in children.iter().enumerate() {
                    if let Body::Map { children, .. } = &one.body {
                        parts.push(Told { title: format!("{title} ({})", n + 1).into(), facts: facts(children) });
                    }
                }
            }
            Body::Map { children, .. } => parts.push(Told { title, facts: facts(children) }),
            said => parts.push(Told { facts: vec![(title.clone(), value(w, said))], title }),
        }
    }
    parts
}
