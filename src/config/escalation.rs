//! When our own people are reminded: marks on the clocks, quiet hours, and how long a person on call has to answer.

use super::{Problem, Reader};
use chrono::{Duration, NaiveTime};
use domain::clocks::ObligationKind;
use domain::escalation::{Escalation, Mark, read_marks};

/// Keys of the marks of the kinds that we owe.
const BY_KIND: [(ObligationKind, &str); 5] = [
    (ObligationKind::Acknowledge, "policy.marks_acknowledge"),
    (ObligationKind::Preserve, "policy.marks_preserve"),
    (ObligationKind::Produce, "policy.marks_produce"),
    (ObligationKind::Notify, "policy.marks_notify"),
    (ObligationKind::Purge, "policy.marks_purge"),
];

impl Reader {
    pub(super) fn escalation(&mut self) -> Escalation {
        let mut chosen = Escalation::default();
        if let Some(marks) = self.marks("policy.marks", &written(&chosen.marks)) {
            chosen.marks = marks;
        }
        for (kind, key) in BY_KIND {
            let default = chosen.by_kind.get(&kind).map(|marks| written(marks)).unwrap_or_default();
            match self.marks(key, &default) {
                Some(marks) => drop(chosen.by_kind.insert(kind, marks)),
                None => drop(chosen.by_kind.remove(&kind)),
            }
        }
        let advice = "two times of the day such as 20:00-07:00, or none";
        let quiet = self.parse("policy.quiet_hours", "20:00-07:00", advice, |t| match t {
            "none" => Some(None),
            span => hours(span).map(Some),
        });
        chosen.quiet = quiet.flatten();
        let minutes = u32::try_from(chosen.answer_within.num_minutes()).unwrap_or(15);
        chosen.answer_within = Duration::minutes(i64::from(self.number("policy.on_call_answer_minutes", minutes, 1..=240)));
        chosen
    }

    /// The marks of a key; `None` where it is empty, and where it can't be used, which is said.
    fn marks(&mut self, key: &'static str, default: &str) -> Option<Vec<Mark>> {
        let (text, origin) = self.text(key, default);
        if text.trim().is_empty() && key != "policy.marks" {
            return None;
        }
        match read_marks(&text) {
            Ok(marks) => Some(marks),
            Err(error) => {
                self.problems.push(Problem {
                    key: key.to_owned(),
                    origin,
                    problem: error.to_string(),
                    advice: "a list such as 50%, 24h, 90m, overdue: each mark once".to_owned(),
                });
                None
            }
        }
    }
}

fn written(marks: &[Mark]) -> String {
    marks.iter().map(|mark| mark.code()).collect::<Vec<_>>().join(", ")
}

fn hours(span: &str) -> Option<(NaiveTime, NaiveTime)> {
    let (from, to) = span.split_once('-')?;
    let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    time(from).zip(time(to)).filter(|(from, to)| from != to)
}
