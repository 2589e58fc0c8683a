//! How it stands with an emergency: whether content is shut, the review afterwards, the paper that follows.

use super::case::Case;
use crate::web::parts::{Facts, Text};
use domain::clocks::ObligationKind;

/// The lines about an emergency, under its track.
#[must_use]
pub fn facts(case: &Case, mut facts: Facts) -> Facts {
    let (w, demand) = (case.words(), &case.demand);
    let context = case.app.workflow.context(case.session.actor, case.session.now);
    let after = &demand.aftermath;
    if let Some(opened) = &after.content {
        let text = w.say3("track-content-opened", "who", case.name(opened.by), "at", case.short(&opened.at), "text", opened.reason.clone());
        facts = facts.with(w.say("track-content"), text);
    } else if !demand.is_closed() && demand.without_process(&context) && demand.lines.iter().any(|l| l.category.is_content()) {
        facts = facts.with(w.say("track-content"), w.say("track-content-shut"));
    }
    let owed = |kind| demand.clock(kind).filter(|c| c.met_at.is_none());
    let due = |key: &'static str, kind| {
        owed(kind).map(|c| {
            let late = if c.due.internal < case.session.now { "-late" } else { "" };
            w.say1(format!("{key}{late}"), "due", case.moment(&c.due.internal))
        })
    };
    let review: Option<Text> = match &after.review {
        Some(r) => {
            let key = if r.sound { "track-review-sound" } else { "track-review-unsound" };
            Some(w.say3(key, "who", case.name(r.by), "at", case.short(&r.at), "text", r.text.clone()))
        }
        None => due("track-review-owed", ObligationKind::Review),
    };
    let paper: Option<Text> = match &after.follow_up {
        Some(p) => {
            let key = if p.process.is_some() { "track-paper-came" } else { "track-paper-none" };
            Some(w.say3(key, "who", case.name(p.by), "at", case.short(&p.at), "text", p.reason.clone()))
        }
        None => due("track-paper-owed", ObligationKind::FollowUp),
    };
    for (name, text) in [("track-review", review), ("track-paper", paper)] {
        if let Some(text) = text {
            facts = facts.with(w.say(name), text);
        }
    }
    facts
}
