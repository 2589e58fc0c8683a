//! Why a due date is what it is, as a sentence.

use super::Words;
use chrono_tz::Tz;
use domain::calendar::{self, NonWorking};
use domain::clocks::{Amount, Explanation, Moment, Obligation, Skipped, Why, explain};
use std::borrow::Cow;

impl Words {
    /// The rule and calendar behind a duty's date: "10 days after …: 27 October 2026, 24:00 Europe/Dublin (…)."
    #[must_use]
    pub fn why_due(&self, obligation: &Obligation) -> String {
        let why = explain(obligation);
        let mut text = self.explanation(&why).into_owned();
        if why.face.is_some_and(|face| Some(face) != why.legal && face == why.internal) {
            text.push(' ');
            text.push_str(&self.say1("clock-face-earlier", "face", self.civil(why.face, &why.zone)));
        }
        for stood in &why.stood {
            let reason = self.name("paused", super::snake(&format!("{:?}", stood.why)));
            let from = self.civil(Some(stood.from), &why.zone);
            text.push(' ');
            text.push_str(&match stood.until {
                None => self.say2("clock-stands", "from", from, "why", reason),
                Some(until) => self.say3("clock-stood", "from", from, "until", self.civil(Some(until), &why.zone), "why", reason),
            });
        }
        if !obligation.law.is_empty() {
            text.push(' ');
            text.push_str(&self.say1("clock-law", "law", obligation.law.clone()));
        }
        if let Some(due) = &why.differs {
            let today = self.deadline(&due.legal.unwrap_or(due.internal), &why.zone);
            text.push(' ');
            text.push_str(&self.say1("clock-differs", "due", today));
        }
        text
    }

    /// What became of duties: "Object: due …. Clarify: stands still since …."
    #[must_use]
    pub fn duties_changed(&self, duties: &[Obligation], reason: Option<&str>) -> Cow<'static, str> {
        let said = duties.iter().map(|duty| {
            let kind = self.name("obligation", super::snake(&format!("{:?}", duty.kind)));
            let due = self.deadline(&duty.due.internal, &duty.locus.zone);
            let key = if duty.stands_still() { "duty-stands" } else { "duty-runs" };
            self.say2(key, "duty", kind, "due", due).into_owned()
        });
        let said = said.collect::<Vec<_>>().join(" ");
        match reason {
            Some(reason) => self.say2("event-duties-changed-reason", "duties", said, "text", reason.to_owned()),
            None => self.say1("event-duties-changed", "duties", said),
        }
    }

    /// Why a period does not end on a day: "Easter Monday, a public holiday in Austria".
    #[must_use]
    pub fn why_skipped(&self, day: &Skipped, why: &Explanation) -> Cow<'static, str> {
        match why.added.get(&day.date).filter(|_| day.why == Why::NonWorking(NonWorking::Added)) {
            Some(added) => {
                let reason = self.of_two(&added.reason).to_owned();
                self.say3(day.why.key(), "reason", reason, "law", added.law.clone(), "place", self.place(&why.place))
            }
            None => self.say1(day.why.key(), "place", self.place(&why.place)),
        }
    }

    /// The name of a calendar's place (ISO 3166).
    #[must_use]
    pub fn place(&self, place: &str) -> Cow<'static, str> {
        self.name("place", calendar::of(place).place.to_ascii_lowercase())
    }

    fn explanation(&self, why: &Explanation) -> Cow<'static, str> {
        let n = match why.amount {
            Amount::Days(n) | Amount::Hours(n) | Amount::Face(n) | Amount::Promptly(n) | Amount::Immediate(n) | Amount::Voluntary(n) => n,
        };
        let start = self.stamped(&why.started.date(), &why.started.format("%H:%M").to_string(), &why.zone);
        let skipped = why.skipped.first().map(|s| self.why_skipped(s, why)).unwrap_or_default();
        self.fill(
            why.key(),
            &[
                ("n", &n),
                ("start", &start),
                ("raw", &self.civil(Some(why.raw), &why.zone)),
                ("skipped", &skipped),
                ("due", &self.civil(why.legal.or(why.face), &why.zone)),
                ("internal", &self.civil(Some(why.internal), &why.zone)),
                ("source", &why.source.unwrap_or_default()),
                ("place", &why.place),
            ],
        )
    }

    fn civil(&self, at: Option<Moment>, zone: &Tz) -> String {
        at.map_or_else(String::new, |at| {
            let time = at.time.map_or_else(|| "24:00".to_owned(), |t| t.format("%H:%M").to_string());
            self.stamped(&at.date, &time, zone)
        })
    }
}
