//! The lists of what people were called to and reminded of.

use super::super::parts::Tone;
use super::super::paths;
use super::super::problem::Problem;
use super::lists::{LINES, Line, List, Lists};
use crate::store::escalations::EscalationRow;
use crate::store::on_call::CallRow;
use crate::workflow::calendars::Moved;
use domain::clocks::Due;
use domain::command::Verb;
use domain::demand::Demand;
use domain::escalation::Mark;

/// Marks that are looked at.
const LOOKED_AT: u64 = 100;

impl Lists<'_> {
    /// Emergencies that the viewer was called to and nobody has taken on.
    pub async fn calls(&self) -> Result<List, Problem> {
        let (w, session) = (self.session.words, self.session);
        let found = self.app.workflow.my_calls(&session.actor, LINES as u64 + 1).await?;
        let line = |(row, demand): &(CallRow, Demand)| {
            let mut line = self.state_line(demand, w.say("desk-calls-what"), self.authority(demand), row.at, Tone::Alarm);
            line.when = w.relative(&row.at, &session.now);
            line
        };
        Ok(List::new(session, "calls", "alert", found.iter().map(line).collect(), String::new()))
    }

    /// Duties that a changed calendar would date otherwise; they move only when somebody counts them anew.
    pub async fn calendars(&self) -> Result<List, Problem> {
        let (w, session) = (self.session.words, self.session);
        let found = self.app.workflow.waiting_for_recount(&session.actor, LINES + 1).await?;
        let line = |moved: &Moved| {
            let zone = &moved.today.locus.zone;
            let said = |due: &Due| w.short(&due.legal.unwrap_or(due.internal), zone);
            let duty = w.name("obligation", moved.today.kind.code());
            Line {
                href: paths::demand_at(moved.demand, &Verb::RecountDuty.code()),
                reference: moved.reference.to_string(),
                what: w.say3("desk-calendars-what", "duty", duty, "stored", said(&moved.stored), "today", said(&moved.today.due)),
                note: String::new(),
                when: w.due(&moved.stored.internal, &session.now),
                why: w.short(&moved.stored.internal, &session.zone),
                tone: Tone::Soon,
            }
        };
        Ok(List::new(session, "calendars", "clock", found.iter().map(line).collect(), paths::CALENDARS.to_owned()))
    }

    /// Duties of which a mark was reached, the latest first, and whom that was said to.
    pub async fn escalated(&self) -> Result<List, Problem> {
        let (w, session) = (self.session.words, self.session);
        let found = self.app.workflow.escalated(&session.actor, LOOKED_AT).await?;
        let everybody = self.app.staff.everybody_as_of(session.staff).await?;
        let line = |(row, demand): &(EscalationRow, Demand)| {
            let ids: Vec<String> = serde_json::from_str(&row.people).unwrap_or_default();
            let names: Vec<&str> = everybody.iter().filter(|p| ids.contains(&p.id.to_string())).map(|p| p.name.as_str()).collect();
            let (duty, mark) = (w.name("obligation", &row.kind), w.mark(&row.mark));
            let what = match names.is_empty() {
                true => w.say2("event-escalated-nobody", "duty", duty, "mark", mark),
                false => w.say3("event-escalated", "duty", duty, "mark", mark, "people", names.join(", ")),
            };
            let tone = if row.mark == Mark::Overdue.code() { Tone::Alarm } else { Tone::Soon };
            self.state_line(demand, what, self.authority(demand), row.due_at, tone)
        };
        Ok(List::new(session, "escalated", "clock", found.iter().take(LINES + 1).map(line).collect(), String::new()))
    }
}
