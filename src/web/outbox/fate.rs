//! What became of a mail after it was accepted, as the pages show it.

use crate::store::outbox::{self, Fate, MessageRow, ReportRow};
use crate::web::parts::{Badge, Text, Tone};
use crate::web::paths;
use crate::web::session::Session;
use crate::words::{Words, code_key};

/// One thing that became known.
pub(super) struct Line {
    pub at: String,
    pub fate: Badge,
    pub note: Option<Text>,
    pub said: String,
    pub href: Option<String>,
}

fn badge(w: Words, fate: &str) -> Badge {
    let (tone, icon) = match fate.parse() {
        Ok(Fate::Delivered) => (Tone::Good, "check"),
        Ok(Fate::Bounced) => (Tone::Soon, "undo"),
        Ok(Fate::Delayed) => (Tone::Info, "wait"),
        Ok(Fate::Relayed) => (Tone::Plain, "forward"),
        Ok(Fate::Unclear) | Err(()) => (Tone::Soon, "question"),
    };
    Badge::new(tone, w.name("fate", fate)).drawn(icon)
}

/// What the reports about a message come to: one that waits for a person before all, else the latest that counts.
pub fn standing<'a>(w: Words, reports: impl Iterator<Item = &'a ReportRow>) -> Option<Badge> {
    let mut last = None;
    for report in reports {
        if report.open && !report.counts {
            return Some(Badge::new(Tone::Soon, w.say("outbox-report-waits")).drawn("question"));
        }
        if report.counts {
            last = Some(badge(w, &report.fate));
        }
    }
    last
}

/// All that is known, in order: its acceptance, then each report.
pub(super) fn lines(session: &Session, row: &MessageRow, reports: &[ReportRow]) -> Vec<Line> {
    let w = session.words;
    let accepted = row.sent_at.map(|at| Line {
        at: w.short(&at, &session.zone),
        fate: Badge::new(Tone::Good, w.say("fate-accepted")).drawn("send"),
        note: None,
        said: row.last_response.clone().unwrap_or_default(),
        href: None,
    });
    let reported = reports.iter().map(|report| Line {
        at: w.short(&report.at, &session.zone),
        fate: badge(w, &report.fate),
        note: (!report.counts).then(|| w.say(if report.open { "outbox-report-open" } else { "outbox-report-dropped" })),
        said: [report.status.as_str(), report.said.as_str()].join(" ").trim().to_owned(),
        href: row.demand_id.map(|demand| paths::document(demand.to(), report.document_id.to())),
    });
    // Without a report the facts beside say it all.
    if reports.is_empty() { Vec::new() } else { accepted.into_iter().chain(reported).collect() }
}

/// The last answer; for a message that was withdrawn, why, in words.
pub fn answer(w: Words, row: &MessageRow) -> String {
    let text = row.last_response.clone().unwrap_or_default();
    let key = code_key("outbox-why", &text.replace(' ', "-"));
    if row.state == outbox::CANCELLED && w.has(&key) { w.say(key).into_owned() } else { text }
}
