//! The heads of a demand's form beside what every demand says: service, validity, language, time zone, secrecy, hand-over, costs.

use super::form::all;
use super::submission::{Faults, Submission, Typed, YES};
use crate::intake::receive::{moment, start_of_day};
use crate::web::new_demand::form::{Wrong, day};
use crate::web::parts::{Choice, Field};
use crate::words::Words;
use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use domain::Instant;
use domain::clocks::end_of_day;
use domain::instrument::Instrument;
use domain::stated::{PaperSignature, Served, Service, Stated, StatedDelivery, StatedSecrecy, StatedSource};
use domain::text::one_line;

/// Answers that are codes, with their meaning.
const SIGNATURES: [(&str, PaperSignature); 4] =
    [("wet", PaperSignature::Wet), ("qes", PaperSignature::Qes), ("seal", PaperSignature::Seal), ("none", PaperSignature::None)];
const SERVICES: [(&str, Service); 5] = [
    ("personal", Service::Personal),
    ("agent", Service::Agent),
    ("post", Service::Post),
    ("mail", Service::Mail),
    ("system", Service::System),
];
/// What a question of yes or no sends for no, and what says that there is no secrecy.
const NO: &str = "no";
const NO_SECRECY: &str = "none";

fn of<T: Copy>(codes: &[(&str, T)], code: &str) -> Option<T> {
    codes.iter().find(|(own, _)| *own == code).map(|(_, value)| *value)
}

impl Submission<'_> {
    fn day(&self, name: &'static str, key: &str) -> Field {
        self.line("date", name, key).class("short").optional(self.words)
    }

    fn yes_or_no(&self, name: &'static str, key: &str) -> Field {
        let w = self.words;
        let answers = vec![self.choice(name, NO, w.say("demand-no")), self.choice(name, YES, w.say("demand-yes"))];
        Field::radio(name, w.say(key), answers).error(self.error(name))
    }

    fn codes<T>(&self, name: &'static str, key: &str, codes: &[(&'static str, T)]) -> Vec<Choice> {
        codes.iter().map(|(code, _)| self.choice(name, code, self.words.name(key, code))).collect()
    }

    /// How it is signed, when and how it was served, how long it is good for, and in which language it is.
    pub(super) fn formalities(&self) -> Vec<Field> {
        let w = self.words;
        let mut services = vec![Choice::new("", w.say("agency-served-here"), self.typed.empty("served_by"))];
        services.extend(self.codes("served_by", "agency-service", &SERVICES));
        let translated = vec![self.choice("translated", YES, w.say("agency-translated-text"))];
        vec![
            Field::radio("signature", w.say("agency-signature"), self.codes("signature", "agency-signature", &SIGNATURES))
                .error(self.error("signature")),
            Field::select("served_by", w.say("agency-served-by"), services)
                .hint(w.say("agency-served-by-hint"))
                .error(self.error("served_by")),
            self.day("served_on", "agency-served-on"),
            self.day("valid_from", "agency-valid-from"),
            self.day("valid_to", "agency-valid-to"),
            self.line("text", "language", "agency-language").hint(w.say("agency-language-hint")).class("short").optional(w),
            Field::boxes("translated", w.say("agency-translated"), translated),
        ]
    }

    /// The period asked about, in the zone that it is meant in, and whether it goes on.
    pub(super) fn period(&self) -> Vec<Field> {
        let w = self.words;
        vec![
            self.day("from", "agency-from"),
            self.line("time", "from_time", "agency-from-time").class("short").optional(w),
            self.day("to", "agency-to"),
            self.line("time", "to_time", "agency-to-time").hint(w.say("agency-to-time-hint")).class("short").optional(w),
            self.line("text", "zone", "agency-zone").hint(w.say1("agency-zone-hint", "zone", self.law.name().to_owned())).optional(w),
            self.yes_or_no("real_time", "agency-real-time").hint(w.say("agency-real-time-hint")),
        ]
    }

    /// Secrecy by its heads: an order has a source, a law and an end.
    pub(super) fn hush(&self) -> Vec<Field> {
        let w = self.words;
        let mut sources = vec![self.choice("secrecy_source", NO_SECRECY, w.say("agency-secrecy-none"))];
        let source = |source: &StatedSource| self.choice("secrecy_source", source.code(), w.name("agency-secrecy-source", source.code()));
        sources.extend(StatedSource::ALL.iter().map(source));
        vec![
            Field::radio("secrecy_source", w.say("agency-secrecy-source"), sources)
                .hint(w.say("agency-secrecy-hint"))
                .error(self.error("secrecy_source")),
            self.line("text", "secrecy_law", "agency-secrecy-law").optional(w),
            self.day("secrecy_from", "agency-secrecy-from"),
            self.day("secrecy_until", "agency-secrecy-until"),
            self.line("text", "secrecy_covers", "agency-secrecy-covers").hint(w.say("agency-secrecy-covers-hint")).optional(w),
            self.lines("secrecy", "agency-secrecy-why").optional(w),
        ]
    }

    /// How the data is to be handed over, and who pays.
    pub(super) fn hand_over(&self) -> Vec<Field> {
        let w = self.words;
        vec![
            self.line("text", "deliver_to", "agency-deliver-to").hint(w.say("agency-deliver-to-hint")).optional(w),
            self.line("text", "deliver_key", "agency-deliver-key").hint(w.say("agency-deliver-key-hint")).optional(w),
            self.line("text", "deliver_format", "agency-deliver-format").optional(w),
            self.yes_or_no("costs", "agency-costs").optional(w),
        ]
    }
}

/// Reads the fields of one form and gathers what is wrong with them.
pub(super) struct Heads<'a> {
    pub typed: &'a Typed,
    pub words: Words,
    pub faults: &'a mut Faults,
}

impl Heads<'_> {
    fn text(&self, name: &str, most: usize) -> String {
        one_line(&self.typed.one(name), most)
    }

    fn wrong(&mut self, name: &'static str, wrong: Wrong) {
        self.faults.entry(name).or_insert_with(|| self.words.say(wrong.key()));
    }

    fn day(&mut self, name: &'static str) -> Option<NaiveDate> {
        day(&self.typed.one(name)).unwrap_or_else(|wrong| {
            self.wrong(name, wrong);
            None
        })
    }

    fn days(&mut self, first: &'static str, last: &'static str) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let (from, to) = (self.day(first), self.day(last));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            self.wrong(last, Wrong::Reversed);
        }
        (from, to)
    }

    fn code<T: Copy>(&mut self, name: &'static str, codes: &[(&str, T)]) -> Option<T> {
        let typed = self.typed.one(name);
        let code = of(codes, typed.trim());
        if code.is_none() && !typed.trim().is_empty() {
            self.wrong(name, Wrong::Choice);
        }
        code
    }

    fn yes(&mut self, name: &'static str) -> Option<bool> {
        self.code(name, &[(YES, true), (NO, false)])
    }

    fn time(&mut self, name: &'static str) -> Option<NaiveTime> {
        let typed = self.typed.one(name);
        let time = NaiveTime::parse_from_str(typed.trim(), "%H:%M").ok();
        if time.is_none() && !typed.trim().is_empty() {
            self.wrong(name, Wrong::Time);
        }
        time
    }

    /// The period in its own zone: whole civil days, unless times are given. `law` is the zone where nobody says another.
    pub(super) fn period(&mut self, law: Tz) -> (Option<Instant>, Option<Instant>) {
        let typed = self.typed.one("zone");
        let zone = if typed.trim().is_empty() { Some(law) } else { typed.trim().parse::<Tz>().ok() };
        if zone.is_none() {
            self.faults.insert("zone", self.words.say1("agency-zone-wrong", "zone", law.name().to_owned()));
        }
        let zone = zone.unwrap_or(law);
        let (from, to) = self.days("from", "to");
        let (from_time, to_time) = (self.time("from_time"), self.time("to_time"));
        for (time, day, name) in [(from_time, from, "from"), (to_time, to, "to")] {
            if time.is_some() && day.is_none() {
                self.wrong(name, Wrong::Missing);
            }
        }
        let from = from.map(|day| from_time.map_or_else(|| start_of_day(day, zone), |time| moment(day, time, zone)));
        let to = to.map(|day| to_time.map_or_else(|| end_of_day(day, zone), |time| moment(day, time, zone)));
        if from.zip(to).is_some_and(|(from, to)| to <= from) {
            self.wrong("to", Wrong::Reversed);
        }
        (from, to)
    }

    fn secrecy(&mut self) -> Option<StatedSecrecy> {
        let source = self.code(
            "secrecy_source",
            &[
                (NO_SECRECY, None),
                (StatedSource::Statute.code(), Some(StatedSource::Statute)),
                (StatedSource::Court.code(), Some(StatedSource::Court)),
                (StatedSource::Request.code(), Some(StatedSource::Request)),
            ],
        );
        let (from, until) = self.days("secrecy_from", "secrecy_until");
        let (law, covers, why) = (self.text("secrecy_law", 300), self.text("secrecy_covers", 500), self.text("secrecy", 2_000));
        let Some(Some(source)) = source else {
            // Words beside "none", or without any answer, would be lost if they were not asked about.
            if !(law.is_empty() && covers.is_empty() && why.is_empty() && from.is_none() && until.is_none()) {
                self.wrong("secrecy_source", Wrong::Choice);
            }
            return None;
        };
        if law.is_empty() && source != StatedSource::Request {
            self.wrong("secrecy_law", Wrong::Missing);
        }
        Some(StatedSecrecy { source, law, covers, from, until, why })
    }

    /// What the form states.
    pub(super) fn stated(&mut self, instrument: &Instrument) -> Stated {
        let (valid_from, valid_to) = self.days("valid_from", "valid_to");
        let (by, on) = (self.code("served_by", &SERVICES), self.day("served_on"));
        match (by, on) {
            (Some(_), None) => self.wrong("served_on", Wrong::Missing),
            (None, Some(_)) => self.wrong("served_by", Wrong::Missing),
            _ => {}
        }
        let language = self.text("language", 35).to_ascii_lowercase();
        if !language.is_empty() && !is_language(&language) {
            self.faults.insert("language", self.words.say("agency-language-hint"));
        }
        let met = |n: &String| n.parse::<usize>().ok().and_then(|n| instrument.thresholds.get(n)).map(|t| t.law.clone());
        let delivery = StatedDelivery {
            to: self.text("deliver_to", 300),
            key: self.text("deliver_key", 500),
            format: self.text("deliver_format", 200),
        };
        Stated {
            docket: self.text("docket", 120),
            validated_by: self.text("validated_by", 300),
            supervisor: self.text("supervisor", 300),
            signature: self.code("signature", &SIGNATURES),
            served: by.zip(on).map(|(by, on)| Served { on, by }),
            valid_from,
            valid_to,
            language,
            translated: self.typed.has("translated", YES),
            offence: self.text("offence", 500),
            thresholds: all(&self.typed.0, "threshold").iter().filter_map(met).collect(),
            real_time: self.yes("real_time").unwrap_or_default(),
            secrecy: self.secrecy(),
            delivery: (delivery != StatedDelivery::default()).then_some(delivery),
            costs_paid: self.yes("costs"),
        }
    }
}

/// A tag of BCP 47 as far as its look: `sv`, `pt-br`.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()));
    first && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Stated secrecy in one line, for whoever decides about it.
pub(super) fn in_words(secrecy: &StatedSecrecy, w: Words) -> String {
    let day = |key: &str, day: Option<NaiveDate>| day.map(|day| format!("{}: {}", w.say(key), w.day(&day)));
    let text = |key: &str, text: &str| (!text.is_empty()).then(|| format!("{}: {text}", w.say(key)));
    let parts = [
        Some(w.name("agency-secrecy-source", secrecy.source.code()).to_string()),
        text("agency-secrecy-law", &secrecy.law),
        day("agency-secrecy-from", secrecy.from),
        day("agency-secrecy-until", secrecy.until),
        text("agency-secrecy-covers", &secrecy.covers),
        text("agency-secrecy-why", &secrecy.why),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
