//! The fields of the form, with the line each suggestion was read from.

use super::super::parts::{Choice, Field, Text};
use super::super::session::Session;
use super::form::{Faults, NewForm, day};
use crate::app::App;
use crate::intake::receive::{Draft, zone_of};
use crate::intake::{Field as Read, Snippet};
use crate::store::authorities::AuthorityRow;
use crate::words::Words;
use crate::workflow::{Candidate, MatchedBy};
use chrono_tz::Tz;
use domain::category::Category;
use domain::clocks::end_of_day;
use domain::instrument::{Force, Instrument, InstrumentId, IssuerKind, Purpose};

/// The form in its three sections.
pub struct Sections {
    /// Who asks, when, under which number.
    pub who: Vec<Field>,
    /// What kind of paper it is.
    pub paper: Vec<Field>,
    /// What it asks for.
    pub asks: Vec<Field>,
}

/// What the fields are filled and judged by.
pub struct Known<'a> {
    /// The session.
    pub session: &'a Session,
    /// The house.
    pub app: &'a App,
    /// What was read of the file.
    pub draft: Option<&'a Draft>,
    /// Authorities that it may be.
    pub authorities: &'a [AuthorityRow],
    /// Customers that the accounts match.
    pub customers: &'a [Candidate],
    /// What is wrong.
    pub faults: &'a Faults,
}

impl Known<'_> {
    fn w(&self) -> Words {
        self.session.words
    }

    fn error(&self, name: &str) -> Option<Text> {
        self.faults.get(name).map(|wrong| self.w().say(wrong.key()))
    }

    /// What stands below the label: the line that the value was read from, that the documents contradict each other, or advice.
    fn below(&self, field: Field, read: Read, from: Option<&Snippet>, advice: Option<&str>) -> Field {
        let w = self.w();
        let conflict = self.draft.is_some_and(|d| d.suggestions.conflicts.contains(&read));
        match (from, advice) {
            (Some(from), _) => field.hint(w.say1("intake-read-from", "text", &from.text)),
            (None, _) if conflict => field.hint(w.say("intake-conflict")),
            (None, Some(advice)) => field.hint(w.say(advice)),
            (None, None) => field,
        }
    }

    /// All fields, as typed.
    #[must_use]
    pub fn sections(&self, form: &NewForm) -> Sections {
        Sections { who: self.who(form), paper: self.paper(form), asks: self.asks(form) }
    }

    fn who(&self, form: &NewForm) -> Vec<Field> {
        let w = self.w();
        let read = self.draft.map(|d| &d.suggestions);
        let mut received = Field::line("datetime-local", "received", w.say("new-received"))
            .value(form.received.clone())
            .hint(match self.draft.and_then(|d| d.mail.as_ref()?.date) {
                Some(date) => w.say1("new-received-mail", "when", w.moment(&date, &self.session.zone)),
                None => w.say1("new-received-hint", "zone", self.session.zone.name()),
            })
            .class("moment")
            .error(self.error("received"));
        received.in_words = form.receipt(self.session.now, self.session.zone).ok().map(|at| Text::from(w.moment(&at, &self.session.zone)));
        let sender = Field::line("text", "sender", w.say("new-sender"))
            .value(form.sender.clone())
            .hint(w.say("new-sender-hint"))
            .inputmode("email")
            .optional(w)
            .error(self.error("sender"));
        let name = Field::line("text", "authority_name", w.say("new-authority-name"))
            .value(form.authority_name.clone())
            .error(self.error("authority_name"));
        let reference =
            Field::line("text", "reference", w.say("new-reference")).value(form.reference.clone()).error(self.error("reference"));
        let name_from = read.and_then(|r| r.authority_name.as_ref()).map(|s| &s.from);
        let reference_from = read.and_then(|r| r.authority_reference.as_ref()).map(|s| &s.from);
        let mut fields = vec![received, sender, self.below(name, Read::AuthorityName, name_from, Some("new-authority-name-hint"))];
        if !self.authorities.is_empty() || self.faults.contains_key("authority") {
            fields.push(self.authority(form));
        }
        fields.push(self.below(reference, Read::AuthorityReference, reference_from, Some("new-reference-hint")));
        fields
    }

    fn authority(&self, form: &NewForm) -> Field {
        let w = self.w();
        let mut choices = vec![Choice::new("", w.say("new-authority-later"), form.authority.is_empty())];
        choices.extend(self.authorities.iter().map(|a| {
            let id = a.id.to_string();
            let chosen = id == form.authority;
            Choice::new(id, format!("{} · {} · {}", a.name, a.territory, w.name("standing", &a.standing)), chosen)
        }));
        Field::select("authority", w.say("new-authority"), choices).hint(w.say("new-authority-hint")).error(self.error("authority"))
    }

    fn paper(&self, form: &NewForm) -> Vec<Field> {
        let w = self.w();
        let read = self.draft.map(|d| &d.suggestions);
        let rulebook = self.app.workflow.rulebook();
        let kinds = rulebook.instruments.values().map(|i| {
            let title = if w.lang() == "sv" { &i.title.sv } else { &i.title.en };
            Choice::new(i.id.to_string(), title.clone(), i.id.as_str() == form.instrument).hint(reach(w, i))
        });
        let mut kinds: Vec<Choice> = kinds.collect();
        // What the paper says it is stands first; the rest keeps the rulebook's order.
        kinds.sort_by_key(|c| !c.chosen);
        let instrument = Field::radio("instrument", w.say("new-instrument"), kinds).error(self.error("instrument"));
        let mut issuers = vec![Choice::new("", w.say("new-issuer-unknown"), form.issuer.is_empty())];
        issuers.extend(IssuerKind::ALL.map(|k| Choice::new(k.code(), w.name("issuer", k.code()), form.issuer == k.code())));
        let issued = self.date("issued_on", "new-issued-on", &form.issued_on);
        let zone = zone_of(&self.app.workflow, &InstrumentId(form.instrument.clone()));
        let mut due =
            Field::line("date", "due", w.say("new-due")).value(form.due.clone()).optional(w).class("short").error(self.error("due"));
        if let Ok(Some(day)) = day(&form.due) {
            due.in_words = Some(Text::from(w.deadline(&end_of_day(day, zone), &zone)));
            if !form.due_time.trim().is_empty() {
                due.in_words = Some(Text::from(format!("{}, {} {}", w.day(&day), form.due_time.trim(), zone.name())));
            }
        }
        let says = [("emergency", "new-says-emergency"), ("refrain", "new-says-refrain"), ("enforcing", "new-says-enforcing")];
        let says = says.map(|(code, key)| Choice::new(code, w.say(key), form.says.iter().any(|s| s == code)));
        let says = Field::boxes("says", w.say("new-says"), says.to_vec());
        vec![
            self.below(
                instrument,
                Read::Instrument,
                read.and_then(|r| r.instrument.as_ref()).map(|s| &s.from),
                Some("new-instrument-hint"),
            ),
            Field::select("issuer", w.say("new-issuer"), issuers).hint(w.say("new-issuer-hint")).error(self.error("issuer")),
            Field::line("text", "statute", w.say("new-statute")).value(form.statute.clone()).optional(w).error(self.error("statute")),
            self.below(issued, Read::IssuedOn, read.and_then(|r| r.issued_on.as_ref()).map(|s| &s.from), None),
            self.below(due, Read::FaceDue, read.and_then(|r| r.face_due.as_ref()).map(|s| &s.from), Some("new-due-hint")),
            Field::line("time", "due_time", w.say("new-due-time"))
                .value(form.due_time.clone())
                .hint(w.say("new-due-time-hint"))
                .optional(w)
                .class("short")
                .error(self.error("due_time")),
            self.below(says, Read::Emergency, read.and_then(|r| r.emergency.as_ref()).map(|s| &s.from), None),
        ]
    }

    fn asks(&self, form: &NewForm) -> Vec<Field> {
        let w = self.w();
        let read = self.draft.map(|d| &d.suggestions);
        let accounts = Field::lines("accounts", w.say("new-accounts")).value(form.accounts.clone()).error(self.error("accounts"));
        let accounts_from = read.and_then(|r| r.accounts.first()).map(|s| &s.from);
        let boxes = Category::ALL.iter().map(|c| Choice::new(c.code(), w.category(*c), form.categories.iter().any(|f| f == c.code())));
        let categories = Field::boxes("categories", w.say("new-categories"), boxes.collect()).error(self.error("categories"));
        let categories_from = read.and_then(|r| r.categories.first()).map(|s| &s.from);
        let period_from = read.and_then(|r| r.period.as_ref()).map(|s| &s.from);
        let mut fields = vec![self.below(accounts, Read::Accounts, accounts_from, Some("new-accounts-hint"))];
        if !self.customers.is_empty() {
            fields.push(self.customer(form));
        }
        fields.push(self.below(categories, Read::Categories, categories_from, Some("new-categories-hint")));
        fields.push(self.below(self.date("from", "new-from", &form.from), Read::Period, period_from, None));
        fields.push(self.below(self.date("to", "new-to", &form.to), Read::Period, period_from, None));
        fields
    }

    /// The customers that the accounts match: one is proposed, among several a person chooses.
    fn customer(&self, form: &NewForm) -> Field {
        let w = self.w();
        let only = self.customers.len() == 1;
        // Where the rules point to one of several, that one is proposed.
        let decisive = self.customers.iter().filter(|c| c.decisive).count() == 1 && form.customer.is_empty();
        let mut choices: Vec<Choice> = self
            .customers
            .iter()
            .map(|c| {
                let id = c.customer.id.to_string();
                let chosen = only || id == form.customer || (decisive && c.decisive);
                Choice::new(id, c.customer.name.clone(), chosen).hint(w.say1(
                    "new-customer-accounts",
                    "accounts",
                    matched(w, &self.session.zone, c),
                ))
            })
            .collect();
        if !only {
            choices.push(Choice::new("later", w.say("new-customer-later"), form.customer == "later"));
        }
        let hint = if only { "new-customer-one" } else { "new-customer-several" };
        Field::radio("customer", w.say("new-customer"), choices).hint(w.say(hint)).error(self.error("customer"))
    }

    fn date(&self, name: &'static str, label: &str, typed: &str) -> Field {
        let w = self.w();
        let mut field = Field::line("date", name, w.say(label)).value(typed.to_owned()).optional(w).class("short").error(self.error(name));
        field.in_words = day(typed).ok().flatten().map(|day| Text::from(w.day(&day)));
        field
    }
}

/// How far an instrument reaches, in a line.
fn reach(w: Words, instrument: &Instrument) -> Text {
    let force = w.name(
        "force",
        match instrument.force {
            Force::Compulsory => "compulsory",
            Force::Voluntary => "voluntary",
            Force::None => "none",
        },
    );
    if instrument.purpose == Purpose::Preserve {
        return w.say1("new-reach-preserve", "force", force);
    }
    if instrument.reach.is_empty() {
        return w.say1("new-reach-none", "force", force);
    }
    let reach = instrument.reach.iter().map(|c| w.category(*c)).collect::<Vec<_>>().join(", ");
    w.say2("new-reach", "force", force, "reach", reach)
}

/// Why a customer matches: each identifier with its rule.
pub(in crate::web) fn matched(w: Words, zone: &Tz, candidate: &Candidate) -> String {
    let why = candidate.why.iter().map(|(identifier, by)| {
        let what = if let MatchedBy::Said(at) = by { w.short(at, zone) } else { by.what().to_owned() };
        w.say2(format!("matched-by-{}", by.code().replace('_', "-")), "identifier", identifier.clone(), "what", what)
    });
    why.collect::<Vec<_>>().join("; ")
}
