//! Form fields and the summary of what is wrong with them.

use super::Text;
use crate::words::Words;
use askama::Template;
use askama::filters::HtmlSafe;

/// One possible answer of a field with a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: Text,
    /// What is read.
    pub label: Text,
    /// What it means, in small print.
    pub hint: Option<Text>,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// An answer.
    pub fn new(value: impl Into<Text>, label: impl Into<Text>, chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, chosen }
    }

    /// With small print.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Text>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// What kind of field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FieldKind {
    /// One line of the HTML type given (`text`, `email`, `password`, `date`, `datetime-local`, `file`, `tel`, `number`).
    Line(&'static str),
    /// Several lines.
    Lines,
    /// Any number of files.
    Files,
    /// A list to unfold.
    Select(Vec<Choice>),
    /// One of several, all in sight.
    Radio(Vec<Choice>),
    /// Any of several, all in sight.
    Boxes(Vec<Choice>),
}

/// A field with its label, hint and error; the value is kept as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "components/field.html")]
pub struct Field {
    /// Name in the form and id on the page.
    pub name: Text,
    /// Label.
    pub label: Text,
    /// What kind.
    pub kind: FieldKind,
    /// As typed.
    pub value: Text,
    /// What to write.
    pub hint: Option<Text>,
    /// What is wrong and what to do.
    pub error: Option<Text>,
    /// The word for "optional", where the field is.
    pub optional: Option<Text>,
    /// The value in words ("Monday, 3 December 2026, 16:00 Europe/Dublin").
    pub in_words: Option<Text>,
    /// HTML `autocomplete`.
    pub autocomplete: &'static str,
    /// HTML `inputmode`, empty for none.
    pub inputmode: &'static str,
    /// More classes on the input (`code`, `short`).
    pub class: &'static str,
}

impl HtmlSafe for Field {}

impl Field {
    fn of(name: impl Into<Text>, label: impl Into<Text>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            value: Text::default(),
            hint: None,
            error: None,
            optional: None,
            in_words: None,
            autocomplete: "off",
            inputmode: "",
            class: "",
        }
    }

    /// One line of an HTML input type.
    pub fn line(input: &'static str, name: impl Into<Text>, label: impl Into<Text>) -> Self {
        Self::of(name, label, FieldKind::Line(input))
    }

    /// Several lines.
    pub fn lines(name: impl Into<Text>, label: impl Into<Text>) -> Self {
        Self::of(name, label, FieldKind::Lines)
    }

    /// Any number of files.
    pub fn files(name: impl Into<Text>, label: impl Into<Text>) -> Self {
        Self::of(name, label, FieldKind::Files)
    }

    /// A list to unfold.
    pub fn select(name: impl Into<Text>, label: impl Into<Text>, choices: Vec<Choice>) -> Self {
        Self::of(name, label, FieldKind::Select(choices))
    }

    /// One of several.
    pub fn radio(name: impl Into<Text>, label: impl Into<Text>, choices: Vec<Choice>) -> Self {
        Self::of(name, label, FieldKind::Radio(choices))
    }

    /// Any of several.
    pub fn boxes(name: impl Into<Text>, label: impl Into<Text>, choices: Vec<Choice>) -> Self {
        Self::of(name, label, FieldKind::Boxes(choices))
    }

    /// As typed before.
    #[must_use]
    pub fn value(mut self, value: impl Into<Text>) -> Self {
        self.value = value.into();
        self
    }

    /// What to write.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Text>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong, if something is.
    #[must_use]
    pub fn error(mut self, error: Option<impl Into<Text>>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    /// May be left empty.
    #[must_use]
    pub fn optional(mut self, words: Words) -> Self {
        self.optional = Some(words.say("form-optional"));
        self
    }

    /// HTML `autocomplete`.
    #[must_use]
    pub const fn autocomplete(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    /// HTML `inputmode`.
    #[must_use]
    pub const fn inputmode(mut self, inputmode: &'static str) -> Self {
        self.inputmode = inputmode;
        self
    }

    /// More classes.
    #[must_use]
    pub const fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if self.hint.is_some() {
            ids.push(format!("{}-hint", self.name));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.name));
        }
        ids.join(" ")
    }

    /// Whether this is a group of boxes rather than one input.
    fn grouped(&self) -> bool {
        matches!(self.kind, FieldKind::Radio(_) | FieldKind::Boxes(_))
    }
}

/// What can be wrong with any field: the summary says with which.
const BARE: [&str; 4] = ["form-choose", "form-moment", "form-day", "form-reversed"];

/// What is wrong with a form, on top, with a link to each field. Takes the focus.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary {
    /// The heading.
    pub title: Text,
    /// Field (empty: the form as a whole) and what is wrong.
    pub errors: Vec<(Text, Text)>,
}

impl HtmlSafe for ErrorSummary {}

impl ErrorSummary {
    /// The summary of all fields that have an error; empty if none has.
    #[must_use]
    pub fn of(words: Words, fields: &[Field]) -> Self {
        // "Choose one." says nothing away from its field.
        let bare = BARE.map(|key| words.say(key));
        let named = |field: &Field, error: Text| if bare.contains(&error) { format!("{}: {error}", field.label).into() } else { error };
        let errors: Vec<_> = fields.iter().filter_map(|f| Some((f.name.clone(), named(f, f.error.clone()?)))).collect();
        Self { title: words.say1("form-errors", "n", errors.len()), errors }
    }

    /// One error of the whole form.
    #[must_use]
    pub fn whole(words: Words, text: impl Into<Text>) -> Self {
        Self { title: words.say1("form-errors", "n", 1), errors: vec![(Text::default(), text.into())] }
    }

    /// No error.
    #[must_use]
    pub fn none() -> Self {
        Self { title: Text::default(), errors: Vec::new() }
    }
}
