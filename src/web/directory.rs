//! What the two directories share: names of countries, lists typed line by line, and the demands of an entry.

use super::page::Page;
use super::parts::{Empty, FilterBar, Pager, Text};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::report::territory;
use crate::store::demands::{self, Cursor, DemandRow, QueueFilter, Sort};
use crate::words::{Language, Words};
use askama::Template;
use askama::filters::HtmlSafe;
use domain::instrument::{Bilingual, InstrumentId};
use serde::Deserialize;

/// How many entries a page of a list shows.
pub const PAGE: usize = 50;

/// A country's name in the language of the page; what is no country stays as it is written.
pub fn country(w: Words, code: &str) -> String {
    match (territory::find(code), w.language) {
        (Some(found), Language::Sv) => found.sv.to_owned(),
        (Some(found), _) => found.en.to_owned(),
        (None, _) => code.to_owned(),
    }
}

/// A text of the rulebook in the language of the page.
pub fn in_language(w: Words, text: &Bilingual) -> String {
    w.of_two(text).to_owned()
}

/// What was typed one to a line or between commas, each once, in order.
pub fn listed(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for one in text.split(['\n', '\r', ',', ';']).map(str::trim).filter(|one| !one.is_empty()) {
        if !all.iter().any(|before| before.eq_ignore_ascii_case(one)) {
            all.push(one.to_owned());
        }
    }
    all
}

/// A stored JSON array of texts; what can't be read is nothing.
pub fn stored_list(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// What is looked for in a directory, and after which entry the page begins.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    /// Part of a name.
    pub q: String,
    /// Id of the entry before the page.
    pub after: String,
    /// Which entries, where a directory has a choice.
    pub show: String,
}

impl Search {
    /// The entry after which the page begins.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for what is no id.
    pub fn after<Id: std::str::FromStr>(&self) -> Result<Option<Id>, Problem> {
        if self.after.is_empty() { Ok(None) } else { self.after.parse().map(Some).map_err(|_| Problem::NotFound) }
    }
}

/// What the lists of both directories have around their table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Directory {
    /// Its address.
    pub at: &'static str,
    /// Where an entry is made.
    pub new_at: &'static str,
    /// Drawing of an empty list.
    pub icon: &'static str,
    /// Keys of sentences: `<words>-none`, `<words>-none-text`, `<words>-new`.
    pub words: &'static str,
}

/// The same for one page of it.
pub struct Around {
    /// What is looked for.
    pub filter: FilterBar,
    /// Said where the list is empty.
    pub empty: Empty,
    /// Onward.
    pub pager: Option<Pager>,
    /// The page does not begin with the first entry, and nothing leads on.
    pub from_start: bool,
}

impl Directory {
    /// Around one page: cuts `rows`, of which one more than [`PAGE`] was asked for, to the page.
    pub fn around<Row>(self, w: Words, search: &Search, rows: &mut Vec<Row>, id: impl Fn(&Row) -> String) -> Around {
        let (q, key) = (search.q.trim(), |end: &str| format!("{}-{end}", self.words));
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let here = |after: Option<String>| {
            let said = [("q", q), ("show", search.show.as_str()), ("after", after.as_deref().unwrap_or_default())];
            let said: Vec<String> = said.iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| format!("{n}={}", paths::encoded(v))).collect();
            if said.is_empty() { self.at.to_owned() } else { format!("{}?{}", self.at, said.join("&")) }
        };
        let begun = !search.after.is_empty();
        let next = rows.last().filter(|_| more).map(|last| here(Some(id(last))));
        let pager = next.map(|next| Pager {
            w,
            shown: w.say1("directory-shown", "n", rows.len()),
            previous: begun.then(|| here(None)),
            next: Some(next),
        });
        let narrowed = !q.is_empty() || !search.show.is_empty();
        Around {
            filter: FilterBar {
                w,
                action: self.at.to_owned(),
                query: q.to_owned(),
                placeholder: w.say("customers-search"),
                error: None,
                menus: Vec::new(),
                terms: if q.is_empty() { Vec::new() } else { vec![(q.to_owned().into(), self.at.to_owned())] },
            },
            empty: Empty {
                icon: self.icon,
                title: w.say(if narrowed { "directory-nothing-found".to_owned() } else { key("none") }),
                text: w.say(if narrowed { "directory-nothing-found-text".to_owned() } else { key("none-text") }),
                action: Some((w.say(key("new")), self.new_at.to_owned())),
            },
            from_start: begun && pager.is_none(),
            pager,
        }
    }
}

/// The other party of a demand, as the column names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Other {
    /// On a customer's page: who demands.
    Authority,
    /// On an authority's page: whose data.
    Customer,
}

/// One demand in the look-back.
struct Line {
    href: String,
    reference: String,
    instrument: String,
    other: String,
    received: String,
    stage: Text,
    outcome: Option<Text>,
}

/// The demands of an entry, the latest first.
#[derive(Template)]
#[template(path = "directory/demands.html")]
pub struct Demands {
    w: Words,
    other: Other,
    lines: Vec<Line>,
    next: Option<String>,
}

impl HtmlSafe for Demands {}

impl Demands {
    /// One page of them; `here` is the address of the entry's page, `cursor` the place in the list as the address has it.
    pub async fn of(app: &App, session: &Session, filter: QueueFilter, other: Other, here: &str, cursor: &str) -> Result<Self, Problem> {
        let cursor: Option<Cursor> = if cursor.is_empty() { None } else { Some(cursor.parse()?) };
        let page = demands::queue(app.store.read(), &filter, Sort::Received, false, cursor.as_ref(), PAGE as u64).await?;
        let lines = page.rows.iter().map(|row| line(app, session, row, other)).collect();
        Ok(Self { w: session.words, other, lines, next: page.next.map(|at| format!("{here}?demands={at}#demands")) })
    }
}

fn line(app: &App, session: &Session, row: &DemandRow, other: Other) -> Line {
    let w = session.words;
    let instrument = app.workflow.rulebook().get(&InstrumentId(row.instrument.clone()));
    Line {
        href: paths::demand(row.demand()),
        reference: row.reference.clone(),
        instrument: instrument.map_or_else(|| row.instrument.clone(), |i| in_language(w, &i.title)),
        other: match other {
            Other::Authority => row.authority_name.clone(),
            Other::Customer => row.customer_name.clone(),
        },
        received: w.short(&row.received_at, &session.zone),
        stage: w.name("stage", &row.stage),
        outcome: row.outcome.as_ref().map(|code| w.name("outcome", code)),
    }
}

/// The breadcrumb of a directory.
pub fn crumb(p: &Page, word: &'static str, href: &str) -> Vec<(Text, String)> {
    vec![(p.say(word), href.to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_by_line_and_comma_each_once() {
        assert_eq!(listed("example.org\r\n Example.ORG, mail.example.org\n\n"), ["example.org", "mail.example.org"]);
        assert!(listed(" \n, ;").is_empty());
    }
}
