//! Form 1 (EPOC) or 2 (EPOC-PR) of Regulation (EU) 2023/1543, typed in from a paper beside it, or taken from a file that holds the form and
//! corrected. What a section lacks is said in it; nothing that is lacking keeps the demand out, because data are preserved at once.

use super::super::eevidence::{self, Found, remark, titles};
use super::super::extract::{Form as Sent, Ids};
use super::super::page::{Page, Section as Room};
use super::super::parts::{Choice, ErrorSummary, Field, Message, Text, Tone};
use super::super::paths;
use super::super::problem::Problem;
use super::super::session::Session;
use super::form::{NewForm, Wrong};
use super::shown::Beside;
use super::{Ground, sentence};
use crate::app::App;
use crate::eevidence::check::{Point, must_ask, points_in};
use crate::eevidence::entry::{AS_ENTERED, Blank, Faults, Input, MOST, Section, Typed, named, sections};
use crate::eevidence::form::Kind;
use crate::eevidence::told::{kebab, known, label};
use crate::eevidence::{Form, json};
use crate::intake::certificate::demand;
use crate::store::documents::DocumentRow;
use crate::words::Words;
use crate::workflow::{Error, NewDocument};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Instant;
use domain::command::Command;
use domain::ids::DocumentId;
use domain::paper::Channel;
use domain::refusal::{Field as Missing, Reason};

/// One section on the page.
struct Part {
    id: String,
    title: Text,
    found: Vec<Found>,
    fields: Vec<Field>,
    /// Whether it is the last identifier, after which there can be one more.
    last: bool,
    next: String,
}

/// The form itself.
struct Sheet {
    parts: Vec<Part>,
    received: Field,
    key: String,
    action: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "new_demand/certificate.html")]
struct CertificatePage {
    p: Page,
    lead: Text,
    errors: ErrorSummary,
    messages: Vec<Message>,
    beside: Option<Beside>,
    sheet: Sheet,
}

/// Where forms 1 and 2 are typed in, with their names.
pub(super) fn links(w: Words, file: Option<DocumentId>) -> Vec<(String, Text)> {
    [(Kind::Epoc, "form-enter-1"), (Kind::EpocPr, "form-enter-2")]
        .map(|(kind, key)| (paths::certificate(kind.number(), file), w.say(key)))
        .to_vec()
}

/// What the form is typed from.
enum Source {
    /// A paper on the table.
    Table,
    /// A file beside it.
    File(Box<Ground>, DocumentId),
    /// A file that holds the form itself.
    Itself(Box<crate::intake::certificate::Draft>, DocumentId),
}

impl Source {
    async fn of(app: &App, session: &Session, row: &DocumentRow) -> Result<Self, Problem> {
        Ok(match eevidence::draft(app, session, row).await? {
            Some(Ok(draft)) => Self::Itself(Box::new(draft), row.document()),
            Some(Err(_)) | None => Self::File(Box::new(Ground::of(app, session, row).await?), row.document()),
        })
    }

    fn file(&self) -> Option<DocumentId> {
        match self {
            Self::Table => None,
            Self::File(_, id) | Self::Itself(_, id) => Some(*id),
        }
    }

    fn documents(&self) -> (Channel, Vec<NewDocument>) {
        match self {
            Self::Table => (Channel::Manual, Vec::new()),
            Self::File(ground, _) => {
                ground.draft.as_ref().map_or((Channel::Manual, Vec::new()), |d| (d.new.receipt.channel, d.new.documents.clone()))
            }
            Self::Itself(draft, _) => (draft.new.receipt.channel, draft.new.documents.clone()),
        }
    }
}

/// What is shown: what was typed, and what is said about it.
struct View {
    kind: Kind,
    typed: Typed,
    received: String,
    key: String,
    faults: Faults,
    /// What is wrong with the moment of receipt.
    when: Option<Wrong>,
    /// What the form lacks, once it is looked at.
    points: Option<Vec<Point>>,
    /// What is wrong with it as a whole.
    whole: Vec<Text>,
}

impl View {
    fn new(kind: Kind, typed: Typed, session: &Session, key: String, at: Instant) -> Self {
        let NewForm { key, received, .. } = NewForm::empty(key, at, session.zone);
        Self { kind, typed, received, key, faults: Faults::new(), when: None, points: None, whole: Vec::new() }
    }

    fn fields(&self, w: Words, section: &Section, place: Option<usize>, session: &Session) -> Vec<Field> {
        let one = |blank: &Blank| {
            let name = named(section.letter, place, blank.name);
            let title = match blank.name {
                "" => w.say("form-field-limits"),
                other => label(w, other),
            };
            let typed = self.typed.get(&name);
            let fault = self.faults.get(&name).map(|fault| w.name("form-fault", fault.code()));
            let codes = |codes: Vec<&'static str>| -> Vec<Choice> {
                let chosen = |code: &str| self.typed.all(&name).iter().any(|value| value == code);
                codes
                    .into_iter()
                    .map(|code| Choice::new(code, known(w, "form-code", &kebab(code)).unwrap_or(code.into()), chosen(code)))
                    .collect()
            };
            let unsaid = |more: Vec<Choice>| -> Vec<Choice> {
                std::iter::once(Choice::new("", w.say("form-unsaid"), typed.is_empty())).chain(more).collect()
            };
            let field = match blank.input {
                Input::Line => Field::line("text", name.clone(), title).value(typed.to_owned()),
                Input::List => Field::line("text", name.clone(), title).value(typed.to_owned()).hint(w.say("form-hint-list")),
                Input::Lines => Field::lines(name.clone(), title).value(typed.to_owned()),
                Input::Day => Field::line("date", name.clone(), title).value(typed.to_owned()).class("short"),
                Input::From | Input::Until => {
                    Field::line("text", name.clone(), title).value(typed.to_owned()).hint(w.say("form-hint-moment")).class("short")
                }
                Input::Zone => {
                    let zone = if typed.is_empty() { session.zone.name() } else { typed };
                    Field::line("text", name.clone(), title).value(zone.to_owned()).hint(w.say("form-hint-zone")).class("short")
                }
                Input::YesNo => {
                    let said = |value: &'static str, key: &str| Choice::new(value, w.say(key), typed == value);
                    Field::select(name.clone(), title, unsaid(vec![said("yes", "form-yes"), said("no", "form-no")]))
                }
                Input::One(all) => Field::select(name.clone(), title, unsaid(codes(all()))),
                Input::Any(all) => Field::boxes(name.clone(), title, codes(all())),
            };
            // Whom it is from, and the number to answer under: without these nothing can be done with it.
            let needed = section.letter == 'A' && matches!(blank.name, "IssuingAuthority" | "IssuingFileReference");
            let field = if needed || matches!(blank.input, Input::Any(_)) { field } else { field.optional(w) };
            field.error(fault)
        };
        section.blanks.iter().map(one).collect()
    }

    fn parts(&self, w: Words, session: &Session) -> Vec<Part> {
        let mut parts = Vec::new();
        for section in sections(self.kind) {
            let lower = section.letter.to_ascii_lowercase();
            let title = w.name(titles(self.kind), lower.to_string());
            let places: Vec<Option<usize>> = if section.letter == 'E' { (1..=self.typed.blocks()).map(Some).collect() } else { vec![None] };
            for place in places {
                // What is found in E and F stands with the first identifier.
                let here = |point: &&Point| match (section.letter, point.section()) {
                    ('E', 'E' | 'F') => place == Some(1),
                    ('F', _) => false,
                    (own, found) => own == found,
                };
                let found = self.points.iter().flatten().filter(here).map(|point| Found::of(w, *point, self.kind)).collect();
                let title = match place {
                    Some(n) => format!("{title} ({n})").into(),
                    None => title.clone(),
                };
                parts.push(Part {
                    id: named(section.letter, place, "section"),
                    title,
                    found,
                    fields: self.fields(w, section, place, session),
                    last: place == Some(self.typed.blocks()) && self.typed.blocks() < MOST,
                    next: named(section.letter, place.map(|n| n + 1), "section"),
                });
            }
        }
        parts
    }

    fn page(self, session: &Session, source: &Source) -> CertificatePage {
        let w = session.words;
        let parts = self.parts(w, session);
        let received = Field::line("datetime-local", "received", w.say("new-received"))
            .value(self.received.clone())
            .hint(w.say1("new-received-hint", "zone", session.zone.name()))
            .class("moment")
            .error(self.when.map(|wrong| w.say(wrong.key())));
        let mut fields: Vec<Field> = parts.iter().flat_map(|part| part.fields.iter().cloned()).collect();
        fields.insert(0, received.clone());
        let named =
            |field: &Field| Some((field.name.clone(), w.say2("new-error-at", "field", &field.label, "text", field.error.as_ref()?)));
        let mut errors = ErrorSummary::none();
        errors.errors = fields.iter().filter_map(named).collect();
        errors.errors.extend(self.whole.into_iter().map(|text| (Text::default(), text)));
        errors.title = w.say1("form-errors", "n", errors.errors.len());
        let mut messages = Vec::new();
        if !errors.errors.is_empty() {
            messages.push(Message::new(Tone::Info, w.say("new-kept")));
        } else if let Some(points) = &self.points {
            let key = match (points.is_empty(), must_ask(points)) {
                (true, _) => "form-complete",
                (false, true) => "form-must-ask",
                (false, false) => "form-look",
            };
            messages.push(Message::new(if points.is_empty() { Tone::Info } else { Tone::Soon }, w.say(key)));
        }
        let beside = match source {
            Source::File(ground, file) => ground.draft.as_ref().map(|draft| Beside::new(w, draft, &ground.scans, *file)),
            Source::Itself(draft, _) => {
                messages.extend(draft.section_m.then(|| Message::new(Tone::Soon, w.say("form-section-m"))));
                None
            }
            Source::Table => None,
        };
        let (title, lead) = match self.kind {
            Kind::Epoc => ("form-enter-1", w.say("form-enter-lead")),
            Kind::EpocPr => ("form-enter-2", w.say("form-enter-lead-preserve")),
        };
        let action = paths::certificate(self.kind.number(), source.file());
        CertificatePage {
            p: session.page(title, Room::Queue),
            lead,
            errors,
            messages,
            beside,
            sheet: Sheet { parts, received, key: self.key, action },
        }
    }
}

fn kind_of(ids: &Ids) -> Result<Kind, Problem> {
    match ids.at::<u64>(0)? {
        1 => Ok(Kind::Epoc),
        2 => Ok(Kind::EpocPr),
        _ => Err(Problem::NotFound),
    }
}

/// `GET /demands/new/certificate/{number}`
pub async fn by_hand_page(State(app): State<App>, session: Session, ids: Ids) -> Result<Response, Problem> {
    let kind = kind_of(&ids)?;
    let typed = Typed::of([], kind);
    Ok(View::new(kind, typed, &session, app.workflow.form_key(), session.now).page(&session, &Source::Table).into_response())
}

/// `GET /demands/new/certificate/{number}/{file}`: filled in where the file itself is a form, else empty beside it.
pub async fn from_file_page(State(app): State<App>, session: Session, ids: Ids) -> Result<Response, Problem> {
    let kind = kind_of(&ids)?;
    let row = app.workflow.incoming(&session.actor, ids.at(1)?).await?;
    if let Some(demand) = row.demand_id {
        return super::to_demand(&app, &session, "said-taken-in-before", demand.to()).await;
    }
    let source = Source::of(&app, &session, &row).await?;
    let mut view = View::new(kind, Typed::of([], kind), &session, row.document().to_string(), row.added_at);
    if let Source::Itself(draft, _) = &source {
        view.kind = draft.form.kind();
        view.typed = Typed::from(&draft.form).ok_or(Problem::TooLarge)?;
        view.points = Some(draft.points.clone());
    }
    Ok(view.page(&session, &source).into_response())
}

type Pairs = Vec<(String, String)>;

/// `POST /demands/new/certificate/{number}`
pub async fn by_hand(State(app): State<App>, session: Session, ids: Ids, Sent(pairs): Sent<Pairs>) -> Result<Response, Problem> {
    let kind = kind_of(&ids)?;
    let key = pairs.iter().find(|(name, _)| name == "key").map(|(_, key)| key.clone()).unwrap_or_default();
    if key.is_empty() || key.len() > 64 {
        return Err(Problem::Unreadable);
    }
    entered(&app, &session, kind, key, pairs, Source::Table).await
}

/// `POST /demands/new/certificate/{number}/{file}`: the file is the key, so that it is taken in once.
pub async fn from_file(State(app): State<App>, session: Session, ids: Ids, Sent(pairs): Sent<Pairs>) -> Result<Response, Problem> {
    let kind = kind_of(&ids)?;
    let row = app.workflow.incoming(&session.actor, ids.at(1)?).await?;
    let key = row.document().to_string();
    if let Some(done) = app.workflow.taken_in(&session.actor, &key).await? {
        return super::to_demand(&app, &session, "said-received", done).await;
    }
    if let Some(demand) = row.demand_id {
        return super::to_demand(&app, &session, "said-taken-in-before", demand.to()).await;
    }
    let source = Source::of(&app, &session, &row).await?;
    entered(&app, &session, kind, key, pairs, source).await
}

async fn entered(app: &App, session: &Session, kind: Kind, key: String, pairs: Pairs, source: Source) -> Result<Response, Problem> {
    if let Some(done) = app.workflow.taken_in(&session.actor, &key).await? {
        return super::to_demand(app, session, "said-received", done).await;
    }
    let said = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let (act, received) = (said("do"), said("received"));
    let mut view = View::new(kind, Typed::of(pairs, kind), session, key, session.now);
    view.received.clone_from(&received);
    if act == "more" {
        view.typed.one_more();
        return Ok(view.page(session, &source).into_response());
    }
    let when = NewForm { received, ..NewForm::default() }.receipt(app.clock.now(), session.zone);
    let (form, at) = match (view.typed.form(kind, session.zone), when) {
        (Ok(form), Ok(at)) => (form, at),
        (form, when) => {
            view.faults = form.err().unwrap_or_default();
            view.when = when.err();
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, view.page(session, &source)).into_response());
        }
    };
    let found = points_in(&form, &app.workflow.policy().form_languages);
    view.points = Some(found.clone());
    if act != "take" {
        return Ok(view.page(session, &source).into_response());
    }
    match taken(app, session, &form, &source, view.key.clone(), at, &found).await {
        Ok(response) => Ok(response),
        Err(Error::Refused(refusal)) => {
            let missing = Reason::Missing { field: Missing::AuthorityReference };
            let say = |reason: &Reason| {
                if *reason == missing { session.words.say("form-enter-no-file") } else { session.words.reason(reason, &session.zone) }
            };
            view.whole = refusal.reasons.iter().map(say).collect();
            Ok((StatusCode::UNPROCESSABLE_ENTITY, view.page(session, &source)).into_response())
        }
        Err(error) => {
            let problem = Problem::from(error);
            view.whole = vec![sentence(session.words, problem)];
            Ok((problem.status(), view.page(session, &source)).into_response())
        }
    }
}

/// On the record: the form as typed, the file that it came in, and what it lacks.
async fn taken(
    app: &App,
    session: &Session,
    form: &Form,
    source: &Source,
    key: String,
    at: Instant,
    found: &[Point],
) -> Result<Response, Error> {
    let (mut new, lines) = demand::demand(form, app.workflow.rulebook(), at);
    let (channel, documents) = source.documents();
    new.receipt.channel = channel;
    new.documents.push(NewDocument {
        name: AS_ENTERED.to_owned(),
        media_type: "application/json".to_owned(),
        kind: "paper".to_owned(),
        bytes: json(form).into(),
    });
    new.documents.extend(documents);
    let demand = app.workflow.receive_lines(session.actor, new, lines, Some(key), source.file()).await?;
    let section_m = matches!(source, Source::Itself(draft, _) if draft.section_m);
    if let Some(text) = remark(session.words, form.kind(), found, section_m) {
        app.workflow.act(session.actor, demand.id, Command::AddNote { text }, None).await?;
    }
    Ok(session.done("said-received", paths::demand(demand.id)))
}
