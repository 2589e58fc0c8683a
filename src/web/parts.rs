//! What screens are made of: each part is a struct with its template in `templates/components/`.
//!
//! A screen fills parts and puts them into its template as `{{ part }}`; they escape their own texts.

mod field;
mod lists;
mod next;

pub use field::{Choice, ErrorSummary, Field, FieldKind};
pub use lists::{Clock, Clocks, Empty, Fact, Facts, FilterBar, FilterMenu, FilterOption, Pager, Tab, Tabs, Timeline, TimelineEntry};
pub use next::{Act, Blocked, CheckItem, NextStep, Reason, Step, StepState, Stepper, Strip};

use askama::Template;
use askama::filters::HtmlSafe;
use std::borrow::Cow;

/// Text that a part shows: a sentence from the words, or data.
pub type Text = Cow<'static, str>;

/// What a colour repeats. Never the only sign: an icon and a word stand beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Something to know.
    Info,
    /// Verified, done.
    Good,
    /// Soon due, needs attention.
    Soon,
    /// Secrecy in force, or overdue; nothing else.
    Alarm,
}

impl Tone {
    /// The class in the style sheet.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Info => "info",
            Tone::Good => "good",
            Tone::Soon => "soon",
            Tone::Alarm => "alarm",
        }
    }

    /// The icon that goes with it where none is given.
    #[must_use]
    pub const fn icon(self) -> &'static str {
        match self {
            Tone::Plain | Tone::Info => "info",
            Tone::Good => "check",
            Tone::Soon => "clock",
            Tone::Alarm => "alert",
        }
    }
}

/// A drawing from `static/icons.svg`; decoration only, the word beside it says the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Template)]
#[template(
    source = r##"<svg class="icon" aria-hidden="true"><use href="{{ crate::web::assets::icons() }}#{{ self.0 }}"/></svg>"##,
    ext = "html"
)]
pub struct Icon(pub &'static str);

impl HtmlSafe for Icon {}

/// A drawing by its name in the sprite.
#[must_use]
pub const fn icon(name: &'static str) -> Icon {
    Icon(name)
}

/// Icon and word in a small box.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "components/badge.html")]
pub struct Badge {
    /// What the colour repeats.
    pub tone: Tone,
    /// The drawing.
    pub icon: &'static str,
    /// The word.
    pub text: Text,
}

impl HtmlSafe for Badge {}

impl Badge {
    /// A badge with the tone's own drawing.
    pub fn new(tone: Tone, text: impl Into<Text>) -> Self {
        Self { tone, icon: tone.icon(), text: text.into() }
    }

    /// With another drawing.
    #[must_use]
    pub fn drawn(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }
}

/// A sentence above the content: what was done, or what is to be known.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "components/message.html")]
pub struct Message {
    /// What the colour repeats.
    pub tone: Tone,
    /// Heading, if there is one.
    pub title: Option<Text>,
    /// The sentence.
    pub text: Text,
    /// What it lists.
    pub points: Vec<Text>,
}

impl HtmlSafe for Message {}

impl Message {
    /// A sentence.
    pub fn new(tone: Tone, text: impl Into<Text>) -> Self {
        Self { tone, title: None, text: text.into(), points: Vec::new() }
    }

    /// With a list.
    #[must_use]
    pub fn listing(mut self, points: Vec<Text>) -> Self {
        self.points = points;
        self
    }

    /// With a heading.
    #[must_use]
    pub fn titled(mut self, title: impl Into<Text>) -> Self {
        self.title = Some(title.into());
        self
    }
}
