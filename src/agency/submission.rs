//! The form of a demand: what it asks follows the kind of paper, and what was typed becomes a demand and a document of its own.

use super::form::{Section, all};
use super::page::agency;
use super::session::Officer;
use super::stated::{Heads, in_words};
use crate::app::App;
use crate::intake::receive::zone_of;
use crate::record::chain;
use crate::web::new_demand::form::NewForm;
use crate::web::parts::{Choice, Field, FieldKind, Text};
use crate::words::Words;
use crate::workflow::agency::SUBMISSION;
use crate::workflow::{NewDemand, NewDocument};
use chrono::SecondsFormat;
use chrono_tz::Tz;
use domain::category::Category;
use domain::instrument::{Force, Instrument, Purpose, SecrecySource};
use domain::paper::Channel;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Most characters of a text.
const MOST_TEXT: usize = 20_000;
/// What a box that certifies sends.
pub(super) const YES: &str = "yes";

/// What is wrong with a field, by its name.
pub(super) type Faults = BTreeMap<&'static str, Text>;

/// Names and texts as typed.
#[derive(Clone, Default)]
pub(super) struct Typed(pub Vec<(String, String)>);

impl Typed {
    pub(super) fn one(&self, name: &str) -> String {
        self.0.iter().find(|(n, _)| n == name).map_or_else(String::new, |(_, text)| text.chars().take(MOST_TEXT).collect())
    }

    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(n, v)| n == name && v == value)
    }

    pub(super) fn empty(&self, name: &str) -> bool {
        self.one(name).trim().is_empty()
    }
}

/// A form for a kind of paper.
pub(super) struct Submission<'a> {
    pub instrument: &'a Instrument,
    pub emergency: bool,
    pub typed: &'a Typed,
    pub faults: &'a Faults,
    pub words: Words,
    /// The zone where the law of this kind of paper counts its days.
    pub law: Tz,
}

impl Submission<'_> {
    pub(super) fn error(&self, name: &str) -> Option<Text> {
        self.faults.get(name).cloned()
    }

    pub(super) fn line(&self, input: &'static str, name: &'static str, key: &str) -> Field {
        Field::line(input, name, self.words.say(key)).value(self.typed.one(name)).error(self.error(name))
    }

    pub(super) fn lines(&self, name: &'static str, key: &str) -> Field {
        Field::lines(name, self.words.say(key)).value(self.typed.one(name)).error(self.error(name))
    }

    pub(super) fn choice(&self, name: &str, value: &'static str, label: Text) -> Choice {
        Choice::new(value, label, self.typed.has(name, value))
    }

    /// The categories that this kind of paper can ask for; all where the paper is of no known kind or discloses nothing.
    fn categories(&self) -> Vec<Category> {
        let whole = self.instrument.purpose != Purpose::Disclose || self.instrument.reach.is_empty();
        // Without process no content is asked for here: what is less comes first (INV-13).
        let shut = |c: &Category| self.instrument.force == Force::Voluntary && c.is_content();
        Category::ALL.iter().copied().filter(|c| (whole || self.instrument.reach.contains(c)) && !shut(c)).collect()
    }

    /// All fields, as typed.
    pub(super) fn sections(&self) -> Vec<Section> {
        let w = self.words;
        let mut sections = Vec::new();
        if self.emergency {
            sections.push(Section { title: w.say("agency-section-emergency"), fields: self.certified() });
        }
        sections.push(Section { title: w.say("agency-section-paper"), fields: self.paper() });
        sections.push(Section { title: w.say("agency-section-asks"), fields: self.asks() });
        let handling = self.handling();
        if !handling.is_empty() {
            sections.push(Section { title: w.say("agency-section-handling"), fields: handling });
        }
        let files = Field::files("file", w.say("agency-files")).hint(w.say("agency-files-hint")).error(self.error("file"));
        let files = if self.emergency { files.optional(w) } else { files };
        sections.push(Section { title: w.say("agency-section-files"), fields: vec![files] });
        sections
    }

    /// What whoever asks without process in an emergency has to say (18 USC 2702(b)(8), (c)(4); Reg. (EU) 2023/1543 Art 3(18), 10(4)).
    fn certified(&self) -> Vec<Field> {
        let w = self.words;
        vec![
            self.lines("danger", "agency-danger").hint(w.say("agency-danger-hint")),
            self.lines("why_data", "agency-why-data"),
            self.lines("why_now", "agency-why-now"),
            self.supervisor(),
            Field::boxes("certify", w.say("agency-certify"), vec![self.choice("certify", YES, w.say("agency-certify-text"))])
                .error(self.error("certify")),
        ]
    }

    fn supervisor(&self) -> Field {
        self.line("text", "supervisor", "agency-supervisor").hint(self.words.say("agency-supervisor-hint"))
    }

    fn paper(&self) -> Vec<Field> {
        let (w, instrument) = (self.words, self.instrument);
        let mut issuers = vec![Choice::new("", w.say("form-choose"), self.typed.empty("issuer"))];
        issuers.extend(instrument.issuers.iter().map(|kind| self.choice("issuer", kind.code(), w.name("issuer", kind.code()))));
        let mut fields = vec![
            self.line("text", "reference", "agency-reference").hint(w.say("agency-reference-hint")),
            self.line("text", "docket", "agency-docket").optional(w),
        ];
        if !instrument.issuers.is_empty() {
            fields.push(Field::select("issuer", w.say("agency-issuer"), issuers).error(self.error("issuer")));
        }
        if !instrument.validators.is_empty() {
            fields.push(self.line("text", "validated_by", "agency-validated-by").optional(w));
        }
        fields.push(self.line("text", "statute", "agency-statute").hint(w.say1("agency-statute-hint", "law", instrument.statute.clone())));
        fields.push(self.line("date", "issued_on", "agency-issued-on").class("short"));
        fields.push(self.line("date", "due", "agency-due").class("short").optional(w));
        fields.extend(self.formalities());
        if !self.emergency {
            fields.push(self.supervisor().optional(w));
        }
        if !instrument.form.is_empty() {
            let shows = instrument
                .form
                .iter()
                .map(|item| Choice::new(item.key.clone(), w.of_two(&item.text).to_owned(), self.typed.has("shows", &item.key)));
            fields.push(Field::boxes("shows", w.say("agency-shows"), shows.collect()).hint(w.say("agency-shows-hint")));
        }
        fields
    }

    fn asks(&self) -> Vec<Field> {
        let w = self.words;
        let boxes = self.categories().into_iter().map(|c| Choice::new(c.code(), w.category(c), self.typed.has("categories", c.code())));
        let mut fields = vec![
            self.lines("accounts", "agency-accounts").hint(w.say("agency-accounts-hint")),
            Field::boxes("categories", w.say("agency-categories"), boxes.collect())
                .hint(w.say("agency-categories-hint"))
                .error(self.error("categories")),
        ];
        fields.extend(self.period());
        fields.push(self.lines("items", "agency-items").optional(w));
        fields.push(self.line("text", "offence", "agency-offence").hint(w.say("agency-offence-hint")));
        if !self.instrument.thresholds.is_empty() {
            let met = self.instrument.thresholds.iter().enumerate().map(|(n, threshold)| {
                let n = n.to_string();
                let chosen = self.typed.has("threshold", &n);
                Choice::new(n, w.of_two(&threshold.text).to_owned(), chosen).hint(threshold.law.clone())
            });
            fields.push(Field::boxes("threshold", w.say("agency-threshold"), met.collect()));
        }
        fields
    }

    fn handling(&self) -> Vec<Field> {
        let (w, instrument) = (self.words, self.instrument);
        let mut fields = Vec::new();
        if instrument.territory == "EU" {
            let roles = ["controller", "processor"].map(|code| self.choice("addressed", code, w.name("agency-addressed", code)));
            fields.push(Field::radio("addressed", w.say("agency-addressed"), roles.to_vec()).error(self.error("addressed")));
            fields.push(self.line("text", "addressed_why", "agency-addressed-why").optional(w));
        }
        let mut says = Vec::new();
        if instrument.secrecy.source == SecrecySource::Request {
            says.push(self.choice("says", "refrain", w.say("agency-says-refrain")));
        }
        if instrument.clearance.is_some() {
            says.push(self.choice("says", "enforcing", w.say("agency-says-enforcing")));
        }
        if !says.is_empty() {
            fields.push(Field::boxes("says", w.say("agency-says"), says));
        }
        fields.extend(self.hush());
        fields.extend(self.hand_over());
        fields.push(self.line("text", "linked", "agency-linked").hint(w.say("agency-linked-hint")).optional(w));
        fields
    }

    /// What must be filled in here besides what the reading of a demand asks for by itself.
    fn needed(&self) -> Vec<&'static str> {
        let mut needed = vec!["statute", "issued_on", "signature", "accounts", "offence"];
        if self.emergency {
            needed.extend(["danger", "why_data", "why_now", "supervisor", "certify"]);
        } else {
            needed.extend(["real_time", "secrecy_source"]);
        }
        if !self.instrument.issuers.is_empty() {
            needed.push("issuer");
        }
        if self.instrument.purpose == Purpose::Disclose {
            needed.push("categories");
        }
        if self.instrument.territory == "EU" {
            needed.push("addressed");
        }
        needed
    }
}

/// What was sent, as a demand.
///
/// # Errors
/// What is wrong, by field.
pub(super) fn read(
    app: &App,
    officer: &Officer,
    instrument: &Instrument,
    emergency: bool,
    typed: &Typed,
    files: &[NewDocument],
) -> Result<NewDemand, Faults> {
    let w = officer.words;
    let law = zone_of(&app.workflow, &instrument.id);
    let form = Submission { instrument, emergency, typed, faults: &Faults::new(), words: w, law };
    let mut faults: Faults =
        form.needed().into_iter().filter(|name| typed.empty(name)).map(|name| (name, w.say("agency-needed"))).collect();
    if files.is_empty() && !emergency {
        faults.insert("file", w.say("agency-file-needed"));
    }
    let mut new = NewForm::empty(String::new(), officer.now, officer.zone);
    new.sender.clone_from(&officer.who.account.mail);
    new.instrument = instrument.id.to_string();
    new.authority_name = agency(&officer.who);
    new.reference = typed.one("reference");
    new.issuer = typed.one("issuer");
    new.statute = typed.one("statute");
    new.issued_on = typed.one("issued_on");
    new.due = typed.one("due");
    new.says = all(&typed.0, "says").into_iter().filter(|said| said != "emergency").collect();
    if emergency {
        new.says.push("emergency".to_owned());
    }
    new.accounts = typed.one("accounts");
    new.categories = all(&typed.0, "categories");
    let mut heads = Heads { typed, words: w, faults: &mut faults };
    let (period, stated) = (heads.period(law), heads.stated(instrument));
    // What this kind of paper can't ask for stands on no form.
    let offered = form.categories();
    if new.categories.iter().any(|code| !offered.iter().any(|c| c.code() == code)) {
        faults.insert("categories", w.say("form-choose"));
    }
    if !new.issuer.is_empty() && !instrument.issuers.iter().any(|kind| kind.code() == new.issuer) {
        faults.insert("issuer", w.say("form-choose"));
    }
    let demand = match new.read(&app.workflow, officer.now, officer.zone) {
        Ok(demand) => demand,
        Err(wrong) => {
            for (name, wrong) in wrong {
                faults.entry(name).or_insert_with(|| w.say(wrong.key()));
            }
            return Err(faults);
        }
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut demand = demand;
    demand.receipt.at = officer.now;
    demand.receipt.channel = Channel::Portal;
    (demand.from, demand.to) = period;
    demand.secrecy_asked = stated.secrecy.as_ref().map(|secrecy| in_words(secrecy, w));
    demand.paper.stated = stated;
    let whole = written(officer, &form, files);
    demand.documents = files.iter().map(paper).collect();
    demand.documents.insert(
        0,
        NewDocument {
            name: "submission.txt".to_owned(),
            media_type: "text/plain".to_owned(),
            kind: SUBMISSION.to_owned(),
            bytes: whole.into_bytes().into(),
        },
    );
    Ok(demand)
}

fn paper(file: &NewDocument) -> NewDocument {
    let kind = if file.media_type == "application/pdf" { "paper" } else { "attachment" };
    NewDocument { kind: kind.to_owned(), ..file.clone() }
}

/// What was submitted as a text: who, when, every field as it was filled in, and each file with its hash. Its own hash stands for all
/// of it.
fn written(officer: &Officer, form: &Submission<'_>, files: &[NewDocument]) -> String {
    let (w, who) = (officer.words, &officer.who);
    let mut text = String::new();
    let mut fact = |name: &str, value: &str| {
        // Writing to a text never fails.
        let _ = writeln!(text, "{name}: {}", value.trim().replace('\n', "\n    "));
    };
    fact(&w.say("agency-received"), &officer.now.to_rfc3339_opts(SecondsFormat::Secs, true));
    fact(&w.say("agency-officer"), &format!("{}, {}, {}", who.account.name, who.account.role, who.account.mail));
    fact(&w.say("agency-agency"), &agency(who));
    fact(&w.say("agency-standing"), &w.name("officer-standing", who.standing.code()));
    fact(&w.say("agency-paper"), w.of_two(&form.instrument.title));
    for field in form.sections().into_iter().flat_map(|section| section.fields) {
        let value = match &field.kind {
            FieldKind::Select(choices) | FieldKind::Radio(choices) | FieldKind::Boxes(choices) => {
                let chosen = choices.iter().filter(|c| c.chosen && !c.value.is_empty()).map(|c| c.label.to_string());
                chosen.collect::<Vec<_>>().join("\n")
            }
            FieldKind::Files => continue,
            FieldKind::Line(_) | FieldKind::Lines => field.value.to_string(),
        };
        if !value.trim().is_empty() {
            fact(&field.label, &value);
        }
    }
    for file in files {
        fact(&file.name, &format!("{} B, SHA-256 {}", file.bytes.len(), chain::hex(&Sha256::digest(&file.bytes))));
    }
    text
}
