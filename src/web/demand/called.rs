//! Who was reminded of this demand's duties, and who was called to it as an emergency.

use super::case::Case;
use crate::web::parts::{Facts, Text};
use crate::web::paths;
use crate::web::problem::Problem;
use crate::workflow::escalation::ESCALATED;
use crate::workflow::on_call::{ANSWERED, CALLED};
use domain::actor::Role;
use domain::demand::Emergency;
use domain::ids::PersonId;
use serde_json::Value;

/// The calls to an emergency; nothing of it where nobody was called.
#[derive(Clone, Debug, Default)]
pub struct Called {
    /// Who was called when, and who answered.
    pub facts: Facts,
    /// Where one click takes it on; empty for who can't, and where somebody has.
    pub take: String,
}

impl Called {
    /// The calls, for who sees the whole of the demand.
    ///
    /// # Errors
    /// [`Problem`] when they can't be read.
    pub async fn of(case: &Case) -> Result<Self, Problem> {
        let (w, demand) = (case.words(), &case.demand);
        if demand.emergency == Emergency::No {
            return Ok(Self::default());
        }
        let calls = case.app.workflow.calls_to(demand.id).await?;
        let short = |at| w.short(at, &case.session.zone);
        let mut facts = Facts::default();
        for call in &calls.called {
            facts = facts.with(w.say("on-call-called"), format!("{}, {}", case.name(call.person_id.to()), short(&call.at)));
        }
        let open = demand.emergency == Emergency::Claimed && !demand.is_closed();
        match &calls.answered {
            Some(answer) => {
                let text = format!("{}, {}", case.name(answer.person_id.to()), short(&answer.at));
                facts = facts.with(w.say("on-call-answered"), text);
            }
            None if open => facts = facts.with(w.say("on-call-answered"), w.say("on-call-not-answered")),
            None => {}
        }
        let may = open && calls.answered.is_none() && case.session.person.roles.iter().any(Role::handles_cases);
        Ok(Self { facts, take: if may { paths::demand_on_call(demand.id) } else { String::new() } })
    }
}

/// The sentence of the timeline for a reminder, a call or its answer; `None` for anything else.
pub fn story(case: &Case, kind: &str, payload: &Value) -> Option<Text> {
    let w = case.words();
    let person = |value: &Value| value.as_str().and_then(|id| id.parse::<PersonId>().ok()).map(|id| case.name(id).to_string());
    let said = match kind {
        ESCALATED => {
            let people: Vec<String> = payload["people"].as_array()?.iter().filter_map(person).collect();
            let duty = w.name("obligation", payload["duty"].as_str()?);
            let mark = w.mark(payload["mark"].as_str()?);
            match people.is_empty() {
                true => w.say2("event-escalated-nobody", "duty", duty, "mark", mark),
                false => w.say3("event-escalated", "duty", duty, "mark", mark, "people", people.join(", ")),
            }
        }
        CALLED => w.say1("event-on-call-called", "who", person(&payload["person"])?),
        ANSWERED => w.say("event-on-call-answered"),
        _ => return None,
    };
    Some(said)
}
