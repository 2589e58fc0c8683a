//! What was found in the document, offered at the field where it may belong. Nothing of it is in the form until somebody takes it.

use super::super::parts::{Field, Text};
use super::form::{NewForm, written};
use super::shown::anchor;
use crate::intake::receive::Draft;
use crate::intake::scan::Scan;
use crate::intake::{Field as Read, FoundValue, Snippet, Source, Suggestion};
use crate::words::Words;
use chrono::NaiveDate;
use domain::category::Category;
use domain::instrument::{Instrument, InstrumentId, Rulebook};
use std::collections::BTreeMap;

/// A value that can be taken.
pub struct Offer {
    /// What the button sends: `field=value`.
    pub take: String,
    /// The value as people read it.
    pub label: Text,
    /// Page and line.
    pub place: Text,
    /// The line in the document beside the form.
    pub href: String,
    /// Whether it stands in the field.
    pub taken: bool,
}

/// A field with what is offered for it.
pub struct Offered {
    /// The field.
    pub field: Field,
    /// What is offered.
    pub offers: Vec<Offer>,
}

/// All offers, by field.
pub struct Offers<'a> {
    w: Words,
    form: &'a NewForm,
    draft: &'a Draft,
    scans: &'a [Scan],
    by_field: BTreeMap<&'static str, Vec<Offer>>,
}

/// A day as the form writes it.
fn iso(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

impl<'a> Offers<'a> {
    /// What `draft` offers for `form`.
    #[must_use]
    pub fn of(w: Words, draft: &'a Draft, scans: &'a [Scan], form: &'a NewForm, rulebook: &Rulebook) -> BTreeMap<&'static str, Vec<Offer>> {
        let mut offers = Self { w, form, draft, scans, by_field: BTreeMap::new() };
        offers.gather(rulebook);
        offers.by_field
    }

    fn gather(&mut self, rulebook: &Rulebook) {
        let (w, draft) = (self.w, self.draft);
        let read = &draft.suggestions;
        let as_is = |text: &String| (text.clone(), Text::from(text.clone()));
        self.each("sender", read.authority_mail.iter(), as_is);
        self.each("instrument", read.instrument.iter(), |id: &InstrumentId| {
            let title = |i: &Instrument| w.of_two(&i.title).to_owned();
            (id.to_string(), rulebook.get(id).map_or_else(|| id.to_string(), title).into())
        });
        self.each("statute", read.statutes.iter(), as_is);
        self.each("categories", read.categories.iter(), |c: &Category| (c.code().to_owned(), w.category(*c)));
        let emergency = read.emergency.iter().filter(|s| s.value);
        self.each("says", emergency, |_: &bool| ("emergency".to_owned(), w.say("new-says-emergency")));
        for found in &read.found {
            match (&found.value, found.field) {
                (FoundValue::Text(text), Read::AuthorityReference) => self.add("reference", text.clone(), text.clone().into(), &found.from),
                (FoundValue::Text(text), _) => self.add("authority_name", text.clone(), text.clone().into(), &found.from),
                (FoundValue::Day(day), _) => self.add("issued_on", iso(*day), w.day(day).into(), &found.from),
                (FoundValue::Due(due), _) => {
                    let time = due.time.map(|t| t.format(" %H:%M").to_string()).unwrap_or_default();
                    self.add("due", format!("{}{time}", iso(due.date)), format!("{}{time}", w.day(&due.date)).into(), &found.from);
                }
                (FoundValue::Period(period), _) => {
                    self.add("from", iso(period.from), w.day(&period.from).into(), &found.from);
                    self.add("to", iso(period.to), w.day(&period.to).into(), &found.from);
                }
                (FoundValue::Account(account), _) => {
                    let text = written(account);
                    self.add("accounts", text.clone(), text.into(), &found.from);
                }
            }
        }
    }

    fn each<'s, T: 's>(
        &mut self,
        field: &'static str,
        read: impl Iterator<Item = &'s Suggestion<T>>,
        value: impl Fn(&T) -> (String, Text),
    ) {
        for suggestion in read {
            let (value, label) = value(&suggestion.value);
            self.add(field, value, label, &suggestion.from);
        }
    }

    fn add(&mut self, field: &'static str, value: String, label: Text, from: &Snippet) {
        let offer = Offer {
            taken: self.form.has(field, &value),
            take: format!("{field}={value}"),
            label,
            place: self.place(from),
            href: format!("#{}", anchor(from.source, from.line)),
        };
        let offers = self.by_field.entry(field).or_default();
        // The same provision may be cited on many lines.
        if offers.iter().all(|o| o.take != offer.take) {
            offers.push(offer);
        }
    }

    fn place(&self, from: &Snippet) -> Text {
        let place = self.stands(from);
        match from.source {
            Source::Pdf { index, page } => match super::shown::sure(self.scans, index, page, from.line) {
                Some(sure) => self.w.say2("new-place-machine", "place", place, "sure", u32::from(sure)),
                None => place,
            },
            Source::MailHeader | Source::MailText => place,
        }
    }

    fn stands(&self, from: &Snippet) -> Text {
        match from.source {
            Source::MailHeader => self.w.say("new-place-header"),
            Source::MailText => self.w.say1("new-place-mail", "line", from.line),
            Source::Pdf { index, page } if self.draft.papers.len() > 1 => {
                let name = self.draft.papers.get(index).map(|(name, _)| name.clone()).unwrap_or_default();
                self.w.say3("new-place-paper", "name", name, "page", page, "line", from.line)
            }
            Source::Pdf { page, .. } => self.w.say2("new-place-page", "page", page, "line", from.line),
        }
    }
}
