//! What the two directories share: names of countries, lists typed line by line, and the demands of an entry.

use super::page::Page;
use super::parts::Text;
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
