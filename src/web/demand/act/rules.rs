//! What would change if a demand were read by today's row of the rulebook: dates, telling, secrecy, and the row field by field.

use super::restate::Restated;
use crate::rulebook::diff;
use crate::web::demand::case::Case;
use crate::web::parts::{Facts, Message, Text, Tone};
use crate::words::snake;
use domain::clocks::Obligation;
use domain::command::{Command, Verb};
use domain::demand::Demand;
use domain::event::Entry;
use domain::ids::OrderId;
use domain::instrument::{Confidence, NoticeDuty, NoticeTiming};
use domain::letter::may_write;
use uuid::Uuid;

/// The differences; nothing where the demand is on today's row.
pub fn changes(case: &Case) -> Restated {
    let (w, rulebook, before) = (case.words(), case.app.workflow.rulebook(), &case.demand);
    let (Some(was), Some(rule)) = (case.instrument(), before.newer_rule(rulebook)) else { return Restated::default() };
    let Some(is) = rulebook.row(&before.paper.instrument, &rule) else { return Restated::default() };
    let ctx = case.context();
    let command = Command::MoveRules { to: rule.row.clone(), reason: String::new(), statutory_order: OrderId(Uuid::nil()) };
    let events = before.events(&command, &ctx);
    let entries = events.into_iter().map(|event| Entry { at: ctx.now, actor: ctx.actor, event });
    let after = entries.fold(before.clone(), |demand, entry| demand.apply(&entry));
    let arrow = |was: &str, is: &str| w.say2("rules-from-to", "was", was.to_owned(), "is", is.to_owned());
    let mut facts = Facts::default().with(w.say("rules-version"), arrow(before.rules_version(), &rule.version));
    facts.facts.extend(dates(case, before, &after).facts);
    let told = |demand: &Demand| telling(case, demand);
    let same = if told(before) == told(&after) { w.say("rules-same") } else { arrow(&told(before), &told(&after)) };
    facts = facts.with(w.say("rulebook-notice"), same);
    let brought: Vec<&str> = after.secrecy.orders.iter().skip(before.secrecy.orders.len()).map(|order| order.law.as_str()).collect();
    let secrecy = if brought.is_empty() { w.say("rules-no-order") } else { w.say1("rules-order", "law", brought.join("; ")) };
    facts = facts.with(w.say("rulebook-secrecy"), secrecy);
    let value = |value: Option<serde_json::Value>| match value {
        None => "–".to_owned(),
        Some(serde_json::Value::String(text)) => text,
        Some(other) => other.to_string(),
    };
    let fields = diff::row(was, is).into_iter().map(|c| format!("{}: {} → {}", c.field, value(c.before), value(c.after)));
    let texts = vec![(w.say("rules-fields"), fields.collect::<Vec<_>>().join("\n"))];
    Restated { facts, lines: Vec::new(), texts }
}

/// Each duty's date before and after.
fn dates(case: &Case, before: &Demand, after: &Demand) -> Facts {
    let w = case.words();
    let date = |duty: Option<&Obligation>| match duty {
        None => w.say("rules-no-duty").into_owned(),
        Some(duty) => w.deadline(&duty.due.legal.unwrap_or(duty.due.internal), &duty.locus.zone),
    };
    let mut kinds: Vec<_> = before.clocks.iter().chain(&after.clocks).map(|duty| duty.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.into_iter().fold(Facts::default(), |facts, kind| {
        let (was, is) = (date(before.clock(kind)), date(after.clock(kind)));
        let said = if was == is { Text::from(was) } else { w.say2("rules-from-to", "was", was, "is", is) };
        facts.with(w.name("rulebook-duty", snake(&format!("{kind:?}"))), said)
    })
}

/// Whether and when the customer is told.
fn telling(case: &Case, demand: &Demand) -> String {
    let (w, rulebook) = (case.words(), case.app.workflow.rulebook());
    let (duty, when) = demand.notice_duty(rulebook);
    let said = match duty {
        NoticeDuty::Must => "rulebook-notice-customer-must",
        NoticeDuty::No => "rulebook-notice-customer-no",
        NoticeDuty::Authority => "rulebook-notice-customer-authority",
    };
    if duty != NoticeDuty::Must {
        return w.say(said).into_owned();
    }
    let days = demand.window_days(rulebook, case.app.workflow.policy());
    let timing = match when {
        NoticeTiming::Before => w.say1("rulebook-notice-before", "n", days),
        NoticeTiming::With => w.say("rulebook-notice-with"),
        NoticeTiming::After => w.say("rulebook-notice-after"),
    };
    format!("{} {timing}", w.say(said))
}

/// What must be known of the row that a letter rests on before the letter is sent.
pub fn rests_on(case: &Case, verb: Verb) -> Option<Message> {
    let (w, row) = (case.words(), case.instrument().filter(|_| may_write(verb))?);
    if !row.review_required && row.confidence == Confidence::Text {
        return None;
    }
    let confidence = w.name("rulebook-confidence", snake(&format!("{:?}", row.confidence)));
    let said = w.say2("act-rests-on", "row", case.said(&row.title).to_owned(), "confidence", confidence);
    let points = row.open_points.iter().map(|point| Text::from(case.said(point).to_owned())).collect();
    let title = row.review_required.then(|| w.say("act-rests-on-review"));
    let message = Message::new(Tone::Soon, said).listing(points);
    Some(match title {
        Some(title) => message.titled(title),
        None => message,
    })
}
