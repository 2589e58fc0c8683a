//! The fields of the form, with the line each suggestion was read from.

use super::super::parts::{Choice, Field, Text};
use super::super::session::Session;
use super::form::{Faults, NewForm, day};
use super::offers::{Offered, Offers};
use crate::app::App;
use crate::intake::Field as Read;
use crate::intake::receive::{Draft, zone_of};
use crate::intake::scan::Scan;
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
    pub who: Vec<Offered>,
    /// What kind of paper it is.
    pub paper: Vec<Offered>,
    /// What it asks for.
    pub asks: Vec<Offered>,
}

impl Sections {
    /// All fields, in the order of the page.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.who.iter().chain(&self.paper).chain(&self.asks).map(|o| &o.field)
    }
}

/// What the fields are filled and judged by.
pub struct Known<'a> {
    /// The session.
    pub session: &'a Session,
    /// The house.
    pub app: &'a App,
    /// What was read of the file.
    pub draft: Option<&'a Draft>,
    /// Pictures of papers in it.
    pub scans: &'a [Scan],
    /// Authorities that it may be.
    pub authorities: &'a [AuthorityRow],
    /// The one of them that domain and name agree on.
    pub agreed: Option<String>,
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

    /// What stands below the label: that the documents contradict each other, or advice.
    fn below(&self, field: Field, read: Read, advice: Option<&str>) -> Field {
        let w = self.w();
        let conflict = self.draft.is_some_and(|d| d.suggestions.conflicts.contains(&read));
        match advice {
            _ if conflict => field.hint(w.say("intake-conflict")),
            Some(advice) => field.hint(w.say(advice)),
            None => field,
        }
    }

    /// All fields, as typed.
    #[must_use]
    pub fn sections(&self, form: &NewForm) -> Sections {
        let rulebook = self.app.workflow.rulebook();
        let mut offers = self.draft.map(|draft| Offers::of(self.w(), draft, self.scans, form, rulebook)).unwrap_or_default();
        let mut with = |fields: Vec<Field>| -> Vec<Offered> {
            fields.into_iter().map(|field| Offered { offers: offers.remove(&*field.name).unwrap_or_default(), field }).collect()
        };
        Sections { who: with(self.who(form)), paper: with(self.paper(form)), asks: with(self.asks(form)) }
    }

    fn who(&self, form: &NewForm) -> Vec<Field> {
        let w = self.w();
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
        let mut fields = vec![received, sender, self.below(name, Read::AuthorityName, Some("new-authority-name-hint"))];
        if !self.authorities.is_empty() || self.faults.contains_key("authority") {
            fields.push(self.authority(form));
        }
        fields.push(self.below(reference, Read::AuthorityReference, Some("new-reference-hint")));
        fields
    }

    fn authority(&self, form: &NewForm) -> Field {
        let w = self.w();
        let mut choices = vec![Choice::new("", w.say("new-authority-later"), form.authority.is_empty())];
        choices.extend(self.authorities.iter().map(|a| {
            let id = a.id.to_string();
            let chosen = id == form.authority;
            let agrees = if self.agreed.as_ref() == Some(&id) { format!(" · {}", w.say("new-authority-agrees")) } else { String::new() };
            Choice::new(id, format!("{} · {} · {}{agrees}", a.name, a.territory, w.name("standing", &a.standing)), chosen)
        }));
        Field::select("authority", w.say("new-authority"), choices).hint(w.say("new-authority-hint")).error(self.error("authority"))
    }

    fn paper(&self, form: &NewForm) -> Vec<Field> {
        let w = self.w();
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
            self.below(instrument, Read::Instrument, Some("new-instrument-hint")),
            Field::select("issuer", w.say("new-issuer"), issuers).hint(w.say("new-issuer-hint")).error(self.error("issuer")),
            Field::line("text", "statute", w.say("new-statute")).value(form.statute.clone()).optional(w).error(self.error("statute")),
            self.below(issued, Read::IssuedOn, None),
            self.below(due, Read::FaceDue, Some("new-due-hint")),
            Field::line("time", "due_time", w.say("new-due-time"))
                .value(form.due_time.clone())
                .hint(w.say("new-due-time-hint"))
                .optional(w)
                .class("short")
                .error(self.error("due_time")),
            self.below(says, Read::Emergency, None),
        ]
    }

    fn asks(&self, form: &NewForm) -> Vec<Field> {
        let w = self.w();
        let accounts = Field::lines("accounts", w.say("new-accounts")).value(form.accounts.clone()).error(self.error("accounts"));
        let boxes = Category::ALL.iter().map(|c| Choice::new(c.code(), w.category(*c), form.categories.iter().any(|f| f == c.code())));
        let categories = Field::boxes("categories", w.say("new-categories"), boxes.collect()).error(self.error("categories"));
        let mut fields = vec![self.below(accounts, Read::Accounts, Some("new-accounts-hint"))];
        if !self.customers.is_empty() {
            fields.push(self.customer(form));
        }
        fields.push(self.below(categories, Read::Categories, Some("new-categories-hint")));
        fields.push(self.below(self.date("from", "new-from", &form.from), Read::Period, None));
        fields.push(self.below(self.date("to", "new-to", &form.to), Read::Period, None));
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
