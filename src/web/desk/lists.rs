//! The lists of the desk, each with few statements and few lines.

use super::super::parts::{Text, Tone};
use super::super::paths;
use super::super::problem::Problem;
use super::super::queue::sees_cases;
use super::super::secrecy;
use super::super::session::Session;
use crate::app::App;
use crate::store::demands::{self, DemandRow, QueueFilter, Sort};
use crate::store::followups;
use crate::store::outbox::{self, MessageFilter};
use crate::store::secrecy::DateRow;
use crate::store::{custody, customers};
use chrono::TimeDelta;
use chrono_tz::Tz;
use domain::Instant;
use domain::command::Verb;
use domain::demand::Demand;
use domain::escalation::stages_moved_by;
use domain::instrument::InstrumentId;
use domain::stage::StageName;

/// Lines of a list; the rest is behind its link.
pub(super) const LINES: usize = 8;
/// How many demands are looked at for what waits in their state.
const LOOKED_AT: u64 = 200;
/// What is due this soon belongs to everybody.
const DUE_SOON: TimeDelta = TimeDelta::hours(48);
/// How long before its end a preservation comes to the desk.
const KEPT_SOON: TimeDelta = TimeDelta::days(14);
/// How long before its end an order comes to the desk.
const ENDS_SOON: TimeDelta = TimeDelta::days(30);

/// One line: which demand, what about it, and how urgent.
pub struct Line {
    /// Where it leads.
    pub href: String,
    /// Reference of the demand.
    pub reference: String,
    /// What it is: instrument and authority, or the act that waits.
    pub what: Text,
    /// More, in small print.
    pub note: String,
    /// When, seen from now.
    pub when: String,
    /// The date, and the rule that made it.
    pub why: String,
    /// How urgent.
    pub tone: Tone,
}

/// A list with its heading.
pub struct List {
    /// Id on the page.
    pub id: &'static str,
    /// What is in it.
    pub title: Text,
    /// Drawing.
    pub icon: &'static str,
    /// Lines, the most urgent first.
    pub lines: Vec<Line>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// Where all of them are; empty where there is no such page.
    pub all: String,
}

impl List {
    pub(super) fn new(session: &Session, id: &'static str, icon: &'static str, mut lines: Vec<Line>, all: String) -> Self {
        let more = lines.len() > LINES;
        lines.truncate(LINES);
        Self { id, title: session.words.say(format!("desk-{id}")), icon, lines, more, all }
    }
}

/// What was found by looking at states.
pub struct ForPeople {
    /// Acts that the viewer may confirm.
    pub confirm: List,
    /// Acts that the viewer prepared and somebody else must confirm.
    pub prepared: List,
    /// Objections that nobody has answered.
    pub objections: List,
    /// Mails that may have left after they were stopped.
    pub escapes: List,
    /// Choices of when the customer is told.
    pub timings: List,
}

/// The lists of one viewer.
pub struct Lists<'a> {
    pub(super) app: &'a App,
    pub(super) session: &'a Session,
}

impl<'a> Lists<'a> {
    /// For one visit.
    #[must_use]
    pub const fn new(app: &'a App, session: &'a Session) -> Self {
        Self { app, session }
    }

    fn zone(&self, instrument: &str) -> Tz {
        let workflow = &self.app.workflow;
        let territory = workflow.rulebook().get(&InstrumentId(instrument.to_owned())).map_or("ZZ", |i| i.territory.as_str());
        workflow.policy().locus(territory).zone
    }

    fn instrument(&self, id: &str) -> Text {
        let found = self.app.workflow.rulebook().get(&InstrumentId(id.to_owned()));
        let sv = self.session.words.lang() == "sv";
        Text::from(found.map_or_else(|| id.to_owned(), |i| if sv { i.title.sv.clone() } else { i.title.en.clone() }))
    }

    fn tone(&self, at: Instant) -> Tone {
        if at < self.session.now {
            Tone::Alarm
        } else if at - self.session.now < DUE_SOON {
            Tone::Soon
        } else {
            Tone::Plain
        }
    }

    /// Customers nobody of whom can be told, before a demand comes.
    pub async fn unreachable(&self) -> Result<List, Problem> {
        let w = self.session.words;
        let since = self.app.workflow.policy().contacts.reachable_since(self.session.now);
        let rows = customers::unreachable(self.app.store.read(), since, LINES as u64 + 1).await?;
        let lines = rows.into_iter().map(|row| Line {
            href: paths::customer(row.id.to()),
            reference: String::new(),
            note: w.name("class", &row.class).into_owned(),
            when: if row.answered_at == customers::NEVER {
                w.say("desk-never-answered").into_owned()
            } else {
                w.short(&row.answered_at, &self.session.zone)
            },
            why: if row.answered_at == customers::NEVER { String::new() } else { w.say("desk-last-answer").into_owned() },
            what: row.name.into(),
            tone: Tone::Soon,
        });
        Ok(List::new(self.session, "unreachable", "mail", lines.collect(), format!("{}?show=unreachable", paths::CUSTOMERS)))
    }

    /// A demand of the queue as a line. A custodian reads the reference and the date only.
    fn line(&self, row: &DemandRow) -> Line {
        let w = self.session.words;
        let sees = sees_cases(self.session.person.roles);
        let zone = self.zone(&row.instrument);
        let rule = row.due_rule.as_deref().map(|rule| w.name("rule", rule)).unwrap_or_default();
        let stage = w.name("stage", &row.stage);
        Line {
            href: paths::demand(row.demand()),
            reference: row.reference.clone(),
            what: if sees { self.instrument(&row.instrument) } else { stage.clone() },
            note: if sees { format!("{} · {stage}", row.authority_name) } else { String::new() },
            when: row.due_at.map(|at| w.due(&at, &self.session.now)).unwrap_or_default(),
            why: row.due_at.map(|at| format!("{} · {rule}", w.short_deadline_there(&at, &zone, &self.session.zone))).unwrap_or_default(),
            tone: row.due_at.map_or(Tone::Plain, |at| self.tone(at)),
        }
    }

    async fn rows(&self, filter: QueueFilter) -> Result<Vec<DemandRow>, Problem> {
        Ok(demands::queue(self.app.store.read(), &filter, Sort::Due, false, None, LINES as u64 + 1).await?.rows)
    }

    async fn queue(&self, filter: QueueFilter) -> Result<Vec<Line>, Problem> {
        Ok(self.rows(filter).await?.iter().map(|row| self.line(row)).collect())
    }

    /// Emergencies, open or still to be looked at again; they stand before all else.
    pub async fn lane(&self) -> Result<List, Problem> {
        let lines = self.queue(QueueFilter { lane: Some(true), ..QueueFilter::seen(self.session.sight()) }).await?;
        Ok(List::new(self.session, "lane", "alert", lines, paths::queue("is:lane")))
    }

    /// What the viewer has taken on.
    pub async fn assigned(&self) -> Result<List, Problem> {
        let filter = QueueFilter { assignee: Some(self.session.person.id), open: Some(true), ..QueueFilter::seen(self.session.sight()) };
        Ok(List::new(self.session, "assigned", "person", self.queue(filter).await?, paths::queue("is:open assignee:me")))
    }

    /// What nobody has taken on and the viewer's roles can move; for a custodian all that is to be gathered.
    pub async fn role(&self) -> Result<List, Problem> {
        let stages: Vec<&str> = stages_moved_by(self.session.person.roles).map(StageName::code).collect();
        if stages.is_empty() {
            return Ok(List::new(self.session, "role", "people", Vec::new(), String::new()));
        }
        let sees = sees_cases(self.session.person.roles);
        let mut rows = Vec::new();
        // One stage at a time: an index gives the first of each, and none gives the first of several.
        for stage in &stages {
            let stages = vec![(*stage).to_owned()];
            rows.extend(
                self.rows(QueueFilter { stages, unassigned: sees, open: Some(true), ..QueueFilter::seen(self.session.sight()) }).await?,
            );
        }
        rows.sort_by_key(|row| (row.due_at.is_none(), row.due_at, row.id));
        rows.truncate(LINES + 1);
        let lines = rows.iter().map(|row| self.line(row)).collect();
        let all = if sees { format!("is:open assignee:nobody stage:{}", stages.join(",")) } else { String::new() };
        let all = if sees { paths::queue(&all) } else { paths::QUEUE.to_owned() };
        Ok(List::new(self.session, "role", "people", lines, all))
    }

    /// What is due soon or overdue, whoever has it.
    pub async fn due(&self) -> Result<List, Problem> {
        let filter =
            QueueFilter { due_before: Some(self.session.now + DUE_SOON), open: Some(true), ..QueueFilter::seen(self.session.sight()) };
        Ok(List::new(self.session, "due", "clock", self.queue(filter).await?, paths::queue("is:open due:<48h")))
    }

    /// Notices owed, and those that reached nobody. A closed demand can owe one.
    pub async fn notices(&self) -> Result<[List; 2], Problem> {
        let of = |state: &str| QueueFilter { notice_state: Some(state.to_owned()), ..QueueFilter::seen(self.session.sight()) };
        let owed = self.queue(of("owed")).await?;
        let stuck = self.queue(of("undeliverable")).await?;
        Ok([
            List::new(self.session, "owed", "mail", owed, paths::queue("notice:owed")),
            List::new(self.session, "undeliverable", "ban", stuck, paths::queue("notice:undeliverable")),
        ])
    }

    /// What waits in the state of a demand for a person.
    pub async fn people(&self) -> Result<ForPeople, Problem> {
        let (w, session) = (self.session.words, self.session);
        let found = self.app.workflow.waiting_for_people(&session.actor, LOOKED_AT).await?;
        let context = self.app.workflow.context(session.actor, session.now);
        let valid = self.app.workflow.policy().prepared_valid;
        let (mut confirm, mut prepared, mut objections) = (Vec::new(), Vec::new(), Vec::new());
        let (mut escapes, mut timings) = (Vec::new(), Vec::new());
        for demand in &found {
            for half in &demand.prepared {
                let kind = half.act.kind();
                let until = half.at + valid;
                if until < session.now {
                    continue;
                }
                let line = |tone| self.state_line(demand, w.verb(Verb::Confirm(kind)), self.authority(demand), until, tone);
                if half.by == session.person.id {
                    prepared.push(line(Tone::Plain));
                } else if demand.guards(Verb::Confirm(kind), &context).is_empty() {
                    confirm.push(line(Tone::Soon));
                }
            }
            let customer = || Text::from(demand.customer.as_ref().map(|c| c.name.clone()).unwrap_or_default());
            if let Some(escape) = demand.open_escapes().next() {
                let mut line = self.state_line(demand, customer(), self.authority(demand), escape.at, Tone::Alarm);
                line.when = w.relative(&escape.at, &session.now);
                escapes.push(line);
            }
            if let Some(asked) = demand.open_timing().filter(|_| !demand.is_closed()) {
                let mut line = self.state_line(demand, customer(), w.timing(asked.told).into_owned(), asked.at, Tone::Soon);
                line.when = w.relative(&asked.at, &session.now);
                timings.push(line);
            }
            if let Some(objection) = demand.open_objection() {
                let what = Text::from(demand.customer.as_ref().map(|c| c.name.clone()).unwrap_or_default());
                let mut line = self.state_line(demand, what, self.authority(demand), objection.at, Tone::Soon);
                line.when = w.relative(&objection.at, &session.now);
                objections.push(line);
            }
        }
        Ok(ForPeople {
            confirm: List::new(session, "confirm", "people", confirm, String::new()),
            prepared: List::new(session, "prepared", "wait", prepared, String::new()),
            objections: List::new(session, "objections", "flag", objections, String::new()),
            escapes: List::new(session, "escapes", "alert", escapes, String::new()),
            timings: List::new(session, "timings", "question", timings, String::new()),
        })
    }

    /// The next dates of secrecy: what ends, what somebody must look at, what is owed afterwards.
    pub async fn secrecy(&self) -> Result<List, Problem> {
        let (w, session) = (self.session.words, self.session);
        let until = session.now + ENDS_SOON;
        let (found, _) = self.app.workflow.secrecy_dates(&session.actor, None, Some(until), None, LINES as u64 + 1).await?;
        let line = |(row, demand): &(DateRow, Demand)| {
            let customer = demand.customer.as_ref().map_or_else(|| w.say("queue-unmatched"), |c| Text::from(c.name.clone()));
            let what = w.name("secrecy-date", &row.kind);
            let mut line = self.state_line(demand, what, customer.into_owned(), row.at, secrecy::tone(row, session.now));
            line.when = w.relative(&row.at, &session.now);
            line
        };
        Ok(List::new(session, "secrecy", "lock", found.iter().map(line).collect(), paths::SECRECY.to_owned()))
    }

    /// Preservations that end by themselves soon.
    pub async fn keeping(&self) -> Result<List, Problem> {
        let (w, session) = (self.session.words, self.session);
        let found = custody::ending(self.app.store.read(), session.sight(), session.now + KEPT_SOON, LINES as u64 + 1).await?;
        let ids: Vec<_> = found.iter().map(|k| k.demand_id.to()).collect();
        let rows = demands::with_ids(self.app.store.read(), &ids).await?;
        let lines = found.iter().filter_map(|kept| {
            let (at, row) = (kept.ends_at?, rows.iter().find(|r| r.id == kept.demand_id)?);
            let why = w.short(&at, &session.zone);
            Some(Line { when: w.due(&at, &session.now), why, tone: self.tone(at), ..self.line(row) })
        });
        Ok(List::new(session, "keeping", "box", lines.collect(), String::new()))
    }

    /// What the custodian is asked to keep or to remove.
    pub async fn custody(&self) -> Result<List, Problem> {
        let (w, session) = (self.session.words, self.session);
        let found = self.app.workflow.custody_tasks(&session.actor, None, LINES as u64 + 1).await?;
        let lines = found.into_iter().map(|task| Line {
            href: paths::CUSTODY.to_owned(),
            reference: String::new(),
            what: w.name("custody", &task.ask),
            note: task.account,
            when: w.due(&task.due_at, &session.now),
            why: w.short(&task.due_at, &session.zone),
            tone: self.tone(task.due_at),
        });
        Ok(List::new(session, "custody", "box", lines.collect(), paths::CUSTODY.to_owned()))
    }

    /// Papers that an authority sent through its own door and nobody has opened.
    pub async fn papers(&self) -> Result<List, Problem> {
        let (w, session) = (self.session.words, self.session);
        let found = followups::unseen(self.app.store.read(), LINES as u64 + 1).await?;
        let ids: Vec<_> = found.iter().map(|paper| paper.demand_id.to()).collect();
        let rows = demands::with_ids(self.app.store.read(), &ids).await?;
        let lines = found.into_iter().filter_map(|paper| {
            let row = rows.iter().find(|r| r.id == paper.demand_id)?;
            Some(Line {
                href: paths::document(row.demand(), paper.document_id.to()),
                reference: row.reference.clone(),
                note: row.authority_name.clone(),
                when: w.relative(&paper.came_at, &session.now),
                why: w.short(&paper.came_at, &session.zone),
                what: paper.name.into(),
                tone: Tone::Soon,
            })
        });
        Ok(List::new(session, "papers", "doc", lines.collect(), String::new()))
    }

    /// Mails of which nobody knows whether they arrived, mails that were given up, and mails that came back or are said to have.
    pub async fn letters(&self) -> Result<List, Problem> {
        let (w, session) = (self.session.words, self.session);
        let found = outbox::list(self.app.store.read(), session.sight(), &MessageFilter::for_a_person(), None, LINES as u64 + 1).await?;
        let ids: Vec<_> = found.iter().filter_map(|m| m.demand_id).map(crate::store::Key::to).collect();
        let rows = demands::with_ids(self.app.store.read(), &ids).await?;
        let lines = found.iter().map(|message| Line {
            href: paths::message(message.id.to()),
            reference: rows.iter().find(|r| Some(r.id) == message.demand_id).map(|r| r.reference.clone()).unwrap_or_default(),
            what: if message.state == outbox::SENT { w.say("outbox-report-waits") } else { w.name("state", &message.state) },
            note: message.recipient.clone(),
            when: w.relative(&message.created_at, &session.now),
            why: w.short(&message.created_at, &session.zone),
            tone: Tone::Soon,
        });
        Ok(List::new(session, "letters", "send", lines.collect(), paths::OUTBOX.to_owned()))
    }

    pub(super) fn authority(&self, demand: &Demand) -> String {
        demand.authority.as_ref().map_or_else(|| demand.paper.authority_name.clone(), |a| a.name.clone())
    }

    pub(super) fn state_line(&self, demand: &Demand, what: Text, note: String, at: Instant, tone: Tone) -> Line {
        let (w, session) = (self.session.words, self.session);
        Line {
            href: paths::demand(demand.id),
            reference: demand.reference.to_string(),
            what,
            note,
            when: w.due(&at, &session.now),
            why: w.short(&at, &session.zone),
            tone,
        }
    }
}
