//! Submitting: a kind of paper is chosen, its form filled in, kept while it is not ready, and sent once.

use super::form::{FormPage, key, one, read};
use super::page::{Chrome, Room};
use super::paths;
use super::session::Officer;
use super::submission::{self, Faults, Submission, Typed};
use crate::app::App;
use crate::intake::receive::zone_of;
use crate::store::agency;
use crate::web::extract::Id;
use crate::web::page::Page;
use crate::web::parts::{ErrorSummary, Message, Text, Tone};
use crate::web::problem::Problem;
use crate::web::sent::MOST_FILES;
use crate::workflow::Error;
use crate::workflow::agency::{AgencyError, Standing};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono_tz::Tz;
use domain::Instant;
use domain::instrument::{Force, Instrument, InstrumentId, Matter};

/// Most bytes of a form with its papers.
pub const BODY: usize = 64 << 20;

/// A kind of paper to choose.
struct Kind {
    href: String,
    title: String,
    law: String,
}

/// The kinds of one country's or union's law.
struct Law {
    title: Text,
    kinds: Vec<Kind>,
}

#[derive(Template, WebTemplate)]
#[template(path = "agency/choose.html")]
struct ChoosePage {
    p: Page,
    c: Chrome,
    lead: Text,
    notes: Vec<Message>,
    laws: Vec<Law>,
    drafts: Vec<(String, String, Text)>,
}

/// Whether a paper of this kind can be submitted here now.
fn offered(instrument: &Instrument, now: Instant, emergency: bool) -> bool {
    let is_law = instrument.enabled && instrument.in_effect(now.date_naive());
    let urgent = instrument.statistics.matter == Matter::Emergency;
    let fits = if emergency { urgent || instrument.emergency_clock.is_some() } else { !urgent };
    let unclassified = instrument.id == InstrumentId::unclassified();
    is_law && fits && (instrument.force != Force::None || unclassified && !emergency)
}

fn laws(app: &App, officer: &Officer, emergency: bool) -> Vec<Law> {
    let w = officer.words;
    let mut laws: Vec<(String, Vec<Kind>)> = Vec::new();
    for instrument in app.workflow.rulebook().instruments.values().filter(|i| offered(i, officer.now, emergency)) {
        let kind = Kind {
            href: paths::form(instrument.id.as_str(), emergency),
            title: w.of_two(&instrument.title).to_owned(),
            law: instrument.statute.clone(),
        };
        match laws.iter_mut().find(|(territory, _)| *territory == instrument.territory) {
            Some((_, kinds)) => kinds.push(kind),
            None => laws.push((instrument.territory.clone(), vec![kind])),
        }
    }
    // The officer's own law first; what belongs to none last.
    let own = officer.who.authority.as_ref().map(|row| row.territory.clone()).unwrap_or_default();
    laws.sort_by_key(|(territory, _)| (*territory != own, territory == "ZZ", territory.clone()));
    let title = |territory: &str| Text::from(crate::web::rulebook::territory(w, territory));
    laws.into_iter().map(|(territory, kinds)| Law { title: title(&territory), kinds }).collect()
}

/// What an officer has to know who is not vetted, and what an emergency brings.
fn notes(officer: &Officer, emergency: bool) -> Vec<Message> {
    let w = officer.words;
    let mut notes = Vec::new();
    if officer.who.standing != Standing::Vetted {
        notes.push(Message::new(Tone::Soon, w.say("agency-not-vetted-submit")));
    }
    if emergency {
        notes.push(Message::new(Tone::Soon, w.say("agency-emergency-call")).titled(w.say("agency-emergency-call-title")));
    }
    notes
}

async fn choose_page(app: &App, officer: &Officer, emergency: bool) -> Result<ChoosePage, Problem> {
    let w = officer.words;
    let mut drafts = Vec::new();
    if !emergency {
        for row in agency::drafts(app.store.read(), officer.who.id()).await? {
            if let Some(instrument) = app.workflow.rulebook().get(&InstrumentId(row.form.clone())) {
                let saved = w.say1("agency-draft-saved", "at", w.short(&row.saved_at, &officer.zone));
                drafts.push((paths::form(&row.form, false), w.of_two(&instrument.title).to_owned(), saved));
            }
        }
    }
    let (title, room, lead) = if emergency {
        ("agency-emergency", Room::Emergency, "agency-emergency-lead")
    } else {
        ("agency-new", Room::New, "agency-new-lead")
    };
    Ok(ChoosePage {
        p: officer.page(title),
        c: officer.chrome(Some(room)),
        lead: w.say(lead),
        notes: notes(officer, emergency),
        laws: laws(app, officer, emergency),
        drafts,
    })
}

/// `GET /agency/new`
pub async fn choose(State(app): State<App>, officer: Officer) -> Result<impl IntoResponse, Problem> {
    choose_page(&app, &officer, false).await
}

/// `GET /agency/emergency`
pub async fn choose_emergency(State(app): State<App>, officer: Officer) -> Result<impl IntoResponse, Problem> {
    choose_page(&app, &officer, true).await
}

fn instrument<'a>(app: &'a App, officer: &Officer, id: String, emergency: bool) -> Result<&'a Instrument, Problem> {
    let found = app.workflow.rulebook().get(&InstrumentId(id));
    found.filter(|i| offered(i, officer.now, emergency)).ok_or(Problem::NotFound)
}

/// The form as typed.
struct Shown<'a> {
    law: Tz,
    officer: &'a Officer,
    instrument: &'a Instrument,
    emergency: bool,
    typed: &'a Typed,
    faults: &'a Faults,
    whole: Vec<Text>,
    key: String,
}

impl Shown<'_> {
    fn page(self) -> FormPage {
        let (w, officer) = (self.officer.words, self.officer);
        let form = Submission {
            instrument: self.instrument,
            emergency: self.emergency,
            typed: self.typed,
            faults: self.faults,
            words: w,
            law: self.law,
        };
        let sections = form.sections();
        let named = sections
            .iter()
            .flat_map(|section| &section.fields)
            .filter_map(|field| Some((field.name.clone(), w.say2("new-error-at", "field", &field.label, "text", field.error.as_ref()?))));
        let mut errors = ErrorSummary::none();
        errors.errors = named.chain(self.whole.into_iter().map(|text| (Text::default(), text))).collect();
        errors.title = w.say1("form-errors", "n", errors.errors.len());
        let mut notes = notes(officer, self.emergency);
        if !errors.errors.is_empty() {
            notes.insert(0, Message::new(Tone::Info, w.say("agency-files-again")));
        }
        let (room, back, word) =
            if self.emergency { (Room::Emergency, paths::EMERGENCY, "agency-emergency") } else { (Room::New, paths::NEW, "agency-new") };
        let mut p = officer.page("agency-form");
        p.title = w.of_two(&self.instrument.title).to_owned().into();
        FormPage {
            p,
            c: officer.chrome(Some(room)),
            crumbs: vec![(w.say(word), back.to_owned())],
            lead: w.of_two(&self.instrument.summary).to_owned().into(),
            notes,
            errors,
            sections,
            hidden: vec![("key", self.key)],
            action: paths::form(self.instrument.id.as_str(), self.emergency),
            button: w.say(if self.emergency { "agency-submit-emergency" } else { "agency-submit" }),
            keep: (!self.emergency).then(|| w.say("agency-keep")),
            back: back.to_owned(),
        }
    }
}

async fn empty(app: &App, officer: &Officer, id: String, emergency: bool) -> Result<FormPage, Problem> {
    let instrument = instrument(app, officer, id, emergency)?;
    let mut typed = Typed(vec![("supervisor".to_owned(), officer.who.account.supervisor.clone())]);
    let drafts = if emergency { Vec::new() } else { agency::drafts(app.store.read(), officer.who.id()).await? };
    if let Some(draft) = drafts.into_iter().find(|row| row.form == instrument.id.as_str()) {
        typed = Typed(serde_json::from_str(&draft.typed).unwrap_or_default());
    }
    let law = zone_of(&app.workflow, &instrument.id);
    let shown = Shown {
        law,
        officer,
        instrument,
        emergency,
        typed: &typed,
        faults: &Faults::new(),
        whole: Vec::new(),
        key: app.workflow.form_key(),
    };
    Ok(shown.page())
}

/// `GET /agency/new/{instrument}`
pub async fn form_page(State(app): State<App>, officer: Officer, Id(id): Id<String>) -> Result<impl IntoResponse, Problem> {
    empty(&app, &officer, id, false).await
}

/// `GET /agency/emergency/{instrument}`
pub async fn emergency_page(State(app): State<App>, officer: Officer, Id(id): Id<String>) -> Result<impl IntoResponse, Problem> {
    empty(&app, &officer, id, true).await
}

/// `POST /agency/new/{instrument}`
pub async fn submit(State(app): State<App>, officer: Officer, Id(id): Id<String>, request: Request) -> Result<Response, Problem> {
    take(&app, &officer, id, false, request).await
}

/// `POST /agency/emergency/{instrument}`
pub async fn submit_emergency(State(app): State<App>, officer: Officer, Id(id): Id<String>, request: Request) -> Result<Response, Problem> {
    take(&app, &officer, id, true, request).await
}

async fn take(app: &App, officer: &Officer, id: String, emergency: bool, request: Request) -> Result<Response, Problem> {
    let w = officer.words;
    let instrument = instrument(app, officer, id, emergency)?;
    let sent = read(app, request).await?;
    let key = key(&sent)?;
    let keep = one(&sent, "do", 10) == "keep";
    let typed = Typed(sent.pairs.into_iter().filter(|(name, _)| !["key", "do"].contains(&name.as_str())).collect());
    if keep && !emergency {
        let text = serde_json::to_string(&typed.0).map_err(|_| Problem::Broken)?;
        app.workflow.keep_officers_draft(&officer.who, instrument.id.as_str(), text).await?;
        return Ok(officer.done("said-agency-kept", paths::NEW));
    }
    let again = |status: StatusCode, faults: &Faults, whole: Vec<Text>| {
        let law = zone_of(&app.workflow, &instrument.id);
        let shown = Shown { law, officer, instrument, emergency, typed: &typed, faults, whole, key: key.clone() };
        Ok::<Response, Problem>((status, shown.page()).into_response())
    };
    let mut whole = Vec::new();
    if sent.too_many {
        whole.push(w.say1("portal-object-too-many", "most", MOST_FILES));
    }
    let new = match submission::read(app, officer, instrument, emergency, &typed, &sent.files) {
        Ok(new) if whole.is_empty() => new,
        Ok(_) => return again(StatusCode::UNPROCESSABLE_ENTITY, &Faults::new(), whole),
        Err(faults) => return again(StatusCode::UNPROCESSABLE_ENTITY, &faults, whole),
    };
    match app.workflow.submit_demand(&officer.who, new, &key).await {
        Ok(demand) => Ok(officer.done("said-agency-submitted", paths::demand_at(demand, "receipt"))),
        Err(AgencyError::TooMany { until }) => {
            let text = w.say1("agency-too-many", "until", w.moment(&until, &officer.zone));
            again(StatusCode::TOO_MANY_REQUESTS, &Faults::new(), vec![text])
        }
        Err(AgencyError::Workflow(Error::Refused(refusal))) => {
            let whole = refusal.reasons.iter().map(|reason| w.reason(reason, &officer.zone)).collect();
            again(StatusCode::UNPROCESSABLE_ENTITY, &Faults::new(), whole)
        }
        Err(other) => Err(other.into()),
    }
}
