//! One line of the queue.

use super::super::parts::{Badge, Text, Tone};
use super::super::paths;
use super::super::session::Session;
use crate::app::App;
use crate::store::demands::Line;
use crate::words::Words;
use crate::workflow::staff::Person;
use chrono::TimeDelta;
use chrono_tz::Tz;
use domain::Instant;
use domain::ids::PersonId;
use domain::instrument::InstrumentId;
use std::collections::HashMap;

/// What is due within this time is soon.
const SOON: TimeDelta = TimeDelta::hours(48);

/// A demand as a line of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Id.
    pub id: String,
    /// Its page.
    pub href: String,
    /// Reference.
    pub reference: String,
    /// How long until the nearest duty is due; empty for none.
    pub due: String,
    /// The date and the rule that made it.
    pub due_why: String,
    /// Overdue, soon, or neither.
    pub tone: Tone,
    /// Stage.
    pub stage: Text,
    /// The outcome of a closed demand, or the mark of an emergency.
    pub mark: Option<Badge>,
    /// Instrument.
    pub instrument: Text,
    /// Authority.
    pub authority: String,
    /// Where it sits.
    pub territory: String,
    /// Customer; empty while unknown.
    pub customer: String,
    /// Secrecy.
    pub secrecy: Badge,
    /// Who has it; empty for nobody.
    pub assignee: String,
    /// Since when it is here.
    pub age: String,
}

/// What the lines of a page share: names that are said once and not once a line.
pub struct Rows<'a> {
    app: &'a App,
    w: Words,
    now: Instant,
    zone: Tz,
    names: HashMap<PersonId, &'a str>,
    instruments: HashMap<String, (Text, Tz)>,
    words: HashMap<String, Text>,
    spans: HashMap<String, String>,
}

impl<'a> Rows<'a> {
    /// For one page.
    #[must_use]
    pub fn new(app: &'a App, session: &Session, people: &'a [Person]) -> Self {
        Self {
            app,
            w: session.words,
            now: session.now,
            zone: session.zone,
            names: people.iter().map(|p| (p.id, p.name.as_str())).collect(),
            instruments: HashMap::new(),
            words: HashMap::new(),
            spans: HashMap::new(),
        }
    }

    /// A demand's line.
    pub fn row(&mut self, row: &Line) -> Row {
        let (instrument, zone) = self.instrument(&row.instrument);
        let (due, due_why, tone) = self.due(row, zone);
        let mark = match &row.outcome {
            Some(outcome) => Some(Badge::new(Tone::Plain, self.name("outcome", outcome)).drawn("check")),
            None if row.emergency => Some(Badge::new(Tone::Soon, self.name("queue", "emergency")).drawn("alert")),
            None => None,
        };
        Row {
            id: row.id.to_string(),
            href: paths::demand(row.id.to()),
            reference: row.reference.clone(),
            due,
            due_why,
            tone,
            stage: self.name("stage", &row.stage),
            mark,
            instrument,
            authority: row.authority_name.clone(),
            territory: row.territory.clone(),
            customer: row.customer_name.clone(),
            secrecy: self.secrecy(&row.secrecy),
            assignee: row.assignee.and_then(|id| self.names.get(&id.to())).map(|n| (*n).to_owned()).unwrap_or_default(),
            age: self.age(row.received_at),
        }
    }

    /// How long until it is due, the date with its rule, and how urgent that is. Dates are civil dates where the law of the paper applies.
    fn due(&mut self, row: &Line, zone: Tz) -> (String, String, Tone) {
        let Some(at) = row.due_at else { return (String::new(), String::new(), Tone::Plain) };
        let tone = if at < self.now {
            Tone::Alarm
        } else if at - self.now < SOON {
            Tone::Soon
        } else {
            Tone::Plain
        };
        let rule = row.due_rule.as_deref().map(|rule| self.name("rule", rule)).unwrap_or_default();
        (self.w.due(&at, &self.now), format!("{} · {rule}", self.w.short_deadline_there(&at, &zone, &self.zone)), tone)
    }

    /// The badge of a state of secrecy.
    pub fn secrecy(&mut self, code: &str) -> Badge {
        let text = self.name("secrecy", code);
        match code {
            "in_force" => Badge::new(Tone::Alarm, text).drawn("lock"),
            "none" => Badge::new(Tone::Good, text),
            _ => Badge::new(Tone::Plain, text).drawn("question"),
        }
    }

    fn instrument(&mut self, id: &str) -> (Text, Tz) {
        if let Some(known) = self.instruments.get(id) {
            return known.clone();
        }
        let workflow = &self.app.workflow;
        let instrument = workflow.rulebook().get(&InstrumentId(id.to_owned()));
        let title =
            instrument.map_or_else(|| id.to_owned(), |i| if self.w.lang() == "sv" { i.title.sv.clone() } else { i.title.en.clone() });
        let zone = workflow.policy().locus(instrument.map_or("ZZ", |i| i.territory.as_str())).zone;
        let said = (Text::from(title), zone);
        self.instruments.insert(id.to_owned(), said.clone());
        said
    }

    fn name(&mut self, kind: &str, code: &str) -> Text {
        let key = crate::words::code_key(kind, code);
        let w = self.w;
        self.words.entry(key).or_insert_with_key(|key| w.say(key)).clone()
    }

    fn age(&mut self, at: Instant) -> String {
        // Many lines have the same age in days.
        let days = (self.now - at).num_days();
        let (w, now) = (self.w, self.now);
        if days < 2 {
            return w.span(&at, &now);
        }
        self.spans.entry(days.to_string()).or_insert_with(|| w.span(&at, &now)).clone()
    }
}
