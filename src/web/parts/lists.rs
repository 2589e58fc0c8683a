//! Clocks, facts, tabs, timeline, filter bar, pager, and what stands where nothing is.

use super::{Text, Tone};
use crate::words::Words;
use askama::Template;
use askama::filters::HtmlSafe;

/// One clock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clock {
    /// What is owed.
    pub duty: Text,
    /// When, in words with the zone.
    pub due: Text,
    /// How long it is: "in 3 days", "2 days overdue", "met".
    pub left: Text,
    /// The rule and calendar that made the date.
    pub why: Text,
    /// Good: met; soon; alarm: overdue.
    pub tone: Tone,
}

impl Clock {
    const fn drawing(&self) -> &'static str {
        match self.tone {
            Tone::Good => "check",
            Tone::Alarm => "alert",
            Tone::Plain | Tone::Info | Tone::Soon => "clock",
        }
    }
}

/// All clocks.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "components/clocks.html")]
pub struct Clocks {
    /// In order of due date.
    pub clocks: Vec<Clock>,
}

impl HtmlSafe for Clocks {}

/// A name and its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// Name.
    pub name: Text,
    /// Value.
    pub value: Text,
    /// Where the value leads, empty for nowhere.
    pub href: String,
}

/// Names and values.
#[derive(Clone, PartialEq, Eq, Debug, Default, Template)]
#[template(path = "components/facts.html")]
pub struct Facts {
    /// In order.
    pub facts: Vec<Fact>,
}

impl HtmlSafe for Facts {}

impl Facts {
    /// With one more.
    #[must_use]
    pub fn with(mut self, name: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.facts.push(Fact { name: name.into(), value: value.into(), href: String::new() });
        self
    }

    /// With one more that leads somewhere.
    #[must_use]
    pub fn linked(mut self, name: impl Into<Text>, value: impl Into<Text>, href: String) -> Self {
        self.facts.push(Fact { name: name.into(), value: value.into(), href });
        self
    }
}

/// One tab; it has its own address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tab {
    /// Address.
    pub href: String,
    /// Word.
    pub label: Text,
    /// How many, where that says something.
    pub count: Option<u64>,
    /// Whether it is open.
    pub current: bool,
}

/// Tabs.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "components/tabs.html")]
pub struct Tabs {
    /// What they are of, for those who hear the page.
    pub label: Text,
    /// In order.
    pub tabs: Vec<Tab>,
}

impl HtmlSafe for Tabs {}

/// One event as a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TimelineEntry {
    /// Heading of a new day; empty while the day lasts.
    pub day: Text,
    /// When.
    pub at: Text,
    /// Who.
    pub who: Text,
    /// What happened, in a sentence.
    pub sentence: Text,
    /// What was written with it.
    pub note: Text,
    /// Drawing.
    pub icon: &'static str,
    /// What the colour repeats.
    pub tone: Tone,
}

/// Events in order.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "components/timeline.html")]
pub struct Timeline {
    /// Newest first or last, as the screen has it.
    pub entries: Vec<TimelineEntry>,
}

impl HtmlSafe for Timeline {}

/// A choice that writes a word into the query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FilterOption {
    /// Address with the query changed.
    pub href: String,
    /// Word.
    pub label: Text,
    /// How many demands it leaves, as far as the viewer may see.
    pub count: Option<u64>,
    /// Whether it is in the query.
    pub current: bool,
}

/// A menu that writes the query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FilterMenu {
    /// What it chooses.
    pub label: Text,
    /// Choices.
    pub options: Vec<FilterOption>,
}

/// The query, readable, with the menus that write it.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "components/filter.html")]
pub struct FilterBar {
    /// The language of its own words.
    pub w: Words,
    /// Address of the list.
    pub action: String,
    /// The query as typed.
    pub query: String,
    /// An example of a query.
    pub placeholder: Text,
    /// What is wrong with the query, if something is.
    pub error: Option<Text>,
    /// Menus.
    pub menus: Vec<FilterMenu>,
    /// The terms in force, each with the address without it.
    pub terms: Vec<(Text, String)>,
}

impl HtmlSafe for FilterBar {}

/// Earlier and later pages.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "components/pager.html")]
pub struct Pager {
    /// The language of its own words.
    pub w: Words,
    /// What is shown, in a sentence.
    pub shown: Text,
    /// Address of the page before.
    pub previous: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
}

impl HtmlSafe for Pager {}

/// What stands where nothing is: why, and what to do.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "components/empty.html")]
pub struct Empty {
    /// Drawing.
    pub icon: &'static str,
    /// What is not there.
    pub title: Text,
    /// Why, and what to do.
    pub text: Text,
    /// Where to do it.
    pub action: Option<(Text, String)>,
}

impl HtmlSafe for Empty {}
