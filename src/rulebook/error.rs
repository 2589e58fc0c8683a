//! What a wrong rulebook file says.

use super::field;
use super::position::{Positions, line_and_column};

/// What sort of mistake it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The text is not TOML.
    Syntax,
    /// A field is missing, unknown, or holds something else than it should.
    Shape,
    /// Each field is well formed, but together they say what no instrument can be.
    Rule,
}

impl Kind {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Syntax => "rulebook-syntax",
            Kind::Shape => "rulebook-shape",
            Kind::Rule => "rulebook-rule",
        }
    }
}

/// A rulebook file that can't be used. Nothing of it is taken over.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{file}:{line}:{column}: {problem}; write {advice}")]
pub struct RulebookError {
    /// Name of the file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What sort.
    pub kind: Kind,
    /// What is wrong.
    pub problem: String,
    /// What to write instead; follows "write".
    pub advice: String,
}

fn at(file: &str, text: &str, offset: usize, kind: Kind, problem: String, advice: String) -> RulebookError {
    let (line, column) = line_and_column(text, offset);
    RulebookError { file: file.to_owned(), line, column, kind, problem, advice }
}

/// The text is not TOML.
pub(super) fn syntax(file: &str, text: &str, error: &toml::de::Error) -> RulebookError {
    let offset = error.span().map_or(0, |span| span.start);
    let advice = match error.message() {
        m if m.contains("duplicate key") => {
            "each key and each [section] once; what belongs to a list of texts stands under [[double brackets]]"
        }
        _ => "key = value, one to a line; texts in \"double quotes\", lists in [square brackets]",
    }
    .to_owned();
    at(file, text, offset, Kind::Syntax, format!("this is not TOML ({})", error.message().replace('\n', ", ")), advice)
}

/// The text is TOML, but not an instrument.
pub(super) fn shape(file: &str, text: &str, positions: &Positions<'_>, error: &toml::de::Error) -> RulebookError {
    let span = error.span().unwrap_or(0..0);
    let message = error.message();
    let path = positions.path_at(span.start);
    let place = if path.is_empty() { String::new() } else { format!("{}: ", path.join(".")) };
    let named = message.split('`').nth(1).unwrap_or_default();
    let (problem, advice) = if message.starts_with("missing field") {
        (format!("{place}'{named}' is missing"), format!("{named} = {}", field::advice(named)))
    } else if message.starts_with("unknown field") {
        let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        let advice = match field::nearest(named, &known) {
            Some(near) => format!("'{near}', if that is meant, or one of {}", known.join(", ")),
            None => format!("one of {}", known.join(", ")),
        };
        let place = path.split_last().filter(|(_, outer)| !outer.is_empty()).map(|(_, outer)| format!("{}: ", outer.join(".")));
        (format!("{}there is no field '{named}'", place.unwrap_or_default()), advice)
    } else {
        let written = text.get(span).map(str::trim).filter(|t| !t.is_empty() && t.len() <= 60 && !t.contains('\n'));
        let advice = path.iter().rev().find_map(|key| field::known(key)).unwrap_or_else(|| message.to_owned());
        match written {
            Some(written) => (format!("{place}{written} is not possible here"), advice),
            None => (format!("{place}{}", message.replace('\n', ", ")), advice),
        }
    };
    at(file, text, error.span().map_or(0, |span| span.start), Kind::Shape, problem, advice)
}
