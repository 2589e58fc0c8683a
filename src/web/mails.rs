//! Mails that came in: what came, what is known of where it came from, whose it may be, and what a person makes of it.

mod origin;

pub use origin::Origin;

use super::directory::PAGE;
use super::extract::{Form, Id, Query};
use super::page::{Page, Section};
use super::parts::{Badge, Choice, Empty, ErrorSummary, Facts, Field, Message, Pager, Tab, Tabs, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use super::signatures::Signatures;
use crate::app::App;
use crate::intake::door::{MailFacts, facts, verdicts};
use crate::store::idempotency;
use crate::store::mails::{self, MailRow};
use crate::store::{Key, demands};
use crate::words::{Arg, Words};
use crate::workflow::Error;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::{DemandId, DocumentId, Reference};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The groups that the tabs show, by code.
const GROUPS: [&str; 5] = [mails::WAITING, "unread", mails::QUARANTINE, mails::FILED, mails::DISMISSED];

/// Which mails, and after which one the page begins.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Choices {
    show: String,
    after: String,
}

struct Line {
    href: String,
    at: String,
    from: String,
    subject: String,
    origin: Text,
    demand: String,
    tie: Text,
    state: Badge,
}

#[derive(Template, WebTemplate)]
#[template(path = "mails/list.html")]
struct ListPage {
    p: Page,
    tabs: Tabs,
    lines: Vec<Line>,
    empty: Empty,
    pager: Option<Pager>,
}

fn state(w: Words, row: &MailRow) -> Badge {
    let (tone, icon) = match row.state.as_str() {
        mails::WAITING => (Tone::Info, "question"),
        mails::QUARANTINE => (Tone::Soon, "ban"),
        mails::NEW => (Tone::Plain, "wait"),
        mails::FILED if row.open => (Tone::Info, "mail"),
        _ => (Tone::Plain, "archive"),
    };
    Badge::new(tone, w.name("mail-state", &row.state)).drawn(icon)
}

/// Who wrote it, as it says.
fn from(w: Words, facts: &MailFacts) -> String {
    match facts.from.as_slice() {
        [(name, mail)] if name.is_empty() => mail.clone(),
        [(name, mail)] => format!("{name} <{mail}>"),
        _ => w.say("mails-nobody").into_owned(),
    }
}

async fn references(app: &App, session: &Session, rows: &[MailRow]) -> Result<BTreeMap<DemandId, String>, Problem> {
    let ids: Vec<DemandId> = rows.iter().flat_map(|r| [r.demand_id, r.suggested_id]).flatten().map(Key::to).collect();
    Ok(demands::references(app.store.read(), session.sight(), &ids).await?.into_iter().collect())
}

/// `GET /mails`
pub async fn list(State(app): State<App>, session: Session, Query(choices): Query<Choices>) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let shown = if choices.show.is_empty() { mails::WAITING } else { &choices.show };
    let code = *GROUPS.iter().find(|code| **code == shown).ok_or(Problem::NotFound)?;
    let read = app.store.read();
    let after = match choices.after.parse() {
        Ok(id) => Some(app.workflow.mail(&session.actor, id).await?),
        Err(_) if choices.after.is_empty() => None,
        Err(_) => return Err(Problem::NotFound),
    };
    let mut rows = match code {
        "unread" => mails::to_be_read(read, session.sight(), PAGE as u64).await?,
        state => mails::in_state(read, session.sight(), state, after.as_ref(), PAGE as u64 + 1).await?,
    };
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let references = references(&app, &session, &rows).await?;
    let here = |code: &str| if code == mails::WAITING { paths::MAILS.to_owned() } else { format!("{}?show={code}", paths::MAILS) };
    let next = rows.last().filter(|_| more).map(|last| format!("{}?show={code}&after={}", paths::MAILS, last.id));
    let line = |row: &MailRow| {
        let facts = facts(row);
        Line {
            href: paths::mail(row.document()),
            at: w.short(&row.came_at, &session.zone),
            from: from(w, &facts),
            subject: facts.subject,
            origin: origin::short(w, row),
            demand: row.demand_id.or(row.suggested_id).and_then(|id| references.get(&id.to()).cloned()).unwrap_or_default(),
            tie: row.tie.as_ref().map(|tie| w.name("mail-tie", tie)).unwrap_or_default(),
            state: state(w, row),
        }
    };
    Ok(ListPage {
        p: session.page("mails-title", Section::Mails),
        tabs: Tabs {
            label: w.say("mails-tabs"),
            tabs: GROUPS
                .iter()
                .map(|group| Tab { href: here(group), label: w.name("mails-tab", group), count: None, current: *group == code })
                .collect(),
        },
        lines: rows.iter().map(line).collect(),
        empty: Empty { icon: "mail", title: w.say("mails-none"), text: w.say("mails-none-text"), action: None },
        pager: (next.is_some() || after.is_some()).then(|| Pager {
            w,
            shown: w.say1("mails-shown", "n", rows.len()),
            previous: after.as_ref().map(|_| here(code)),
            next,
        }),
    })
}

/// One thing that can be done to the mail: a small form.
struct Act {
    action: String,
    title: Text,
    lead: Text,
    fields: Vec<Field>,
    button: Text,
    primary: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "mails/show.html")]
struct ShowPage {
    p: Page,
    errors: ErrorSummary,
    state: Badge,
    subject: Text,
    messages: Vec<Message>,
    facts: Facts,
    origin: Option<Origin>,
    signatures: Option<Signatures>,
    excerpt: String,
    files: Vec<(String, usize)>,
    make: Option<String>,
    acts: Vec<Act>,
    demand: Option<(String, String)>,
    same: Option<String>,
}

/// What was typed into one of the forms.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ActForm {
    reference: String,
    fate: String,
    reason: String,
}

/// `GET /mails/{mail}`: that somebody looked is on the record before anything of it is shown.
pub async fn show(State(app): State<App>, session: Session, Id(id): Id<DocumentId>) -> Result<Response, Problem> {
    let row = app.workflow.look_at_mail(session.actor, id).await?;
    Ok(page(&app, &session, row, &ActForm::default(), None).await?.into_response())
}

async fn page(
    app: &App,
    session: &Session,
    row: MailRow,
    form: &ActForm,
    wrong: Option<(&'static str, &'static str, &'static str)>,
) -> Result<ShowPage, Problem> {
    let w = session.words;
    let known = facts(&row);
    let references = references(app, session, std::slice::from_ref(&row)).await?;
    let demand = row.demand_id.or(row.suggested_id).map(Key::to::<DemandId>);
    let demand = demand.and_then(|id| Some((paths::demand_at(id, "correspondence"), references.get(&id)?.clone())));
    let suggested = row.suggested_id.and_then(|id| references.get(&id.to()).cloned()).unwrap_or_default();
    let error = |act: &str, field: &str| wrong.filter(|(a, f, _)| *a == act && *f == field).map(|(_, _, key)| w.say(key));
    let mut acts = Vec::new();
    let mut act = |what: &str, fields: Vec<Field>, primary: bool| {
        acts.push(Act {
            action: paths::mail_at(row.document(), what),
            title: w.name("mail-act", what),
            lead: w.say(format!("mail-act-{what}-lead")),
            fields,
            button: w.say(format!("mail-act-{what}-go")),
            primary,
        });
    };
    match row.state.as_str() {
        mails::WAITING => {
            let typed = if form.reference.is_empty() { suggested } else { form.reference.clone() };
            let reference = Field::line("text", "reference", w.say("mail-reference"))
                .value(typed)
                .hint(w.say("mail-reference-hint"))
                .error(error("file", "reference"));
            act("file", vec![reference], row.suggested_id.is_some());
            let fates = ["dismiss", "quarantine"].map(|f| Choice::new(f, w.name("mail-fate", f), form.fate == f));
            let fate = Field::radio("fate", w.say("mail-fate"), fates.to_vec()).error(error("aside", "fate"));
            let reason = Field::line("text", "reason", w.say("mail-reason")).value(form.reason.clone()).error(error("aside", "reason"));
            act("aside", vec![fate, reason], false);
        }
        mails::QUARANTINE if row.asked_by.as_deref() != Some(idempotency::whose(&session.actor).as_str()) => {
            act(if row.asked_by.is_some() { "release" } else { "ask-release" }, Vec::new(), false);
        }
        mails::FILED if row.open => act("seen", Vec::new(), true),
        _ => {}
    }
    let mut summary = ErrorSummary::none();
    for field in acts.iter().flat_map(|a: &Act| &a.fields) {
        if let Some(text) = &field.error {
            summary.errors.push((field.name.clone(), text.clone()));
        }
    }
    summary.title = w.say1("form-errors", "n", summary.errors.len());
    Ok(ShowPage {
        p: session.page("mails-title", Section::Mails),
        errors: summary,
        state: state(w, &row),
        subject: if known.subject.is_empty() { w.say("mails-no-subject") } else { known.subject.clone().into() },
        messages: messages(w, session, &row, &known),
        facts: shown(w, session, &row, &known),
        origin: verdicts(&row).map(|v| Origin::new(w, &session.zone, &v)),
        signatures: Signatures::of(app, w, &session.zone, &row.sha256, row.id).await?,
        excerpt: known.excerpt.clone(),
        files: known.attachments.iter().map(|a| (a.name.clone(), a.size.div_ceil(1024))).collect(),
        make: (row.state == mails::WAITING).then(|| paths::new_demand_from(row.document())),
        acts,
        demand,
        same: twin(app, session, &row).await?,
    })
}

/// The mail that said the same before, where this person may read it.
async fn twin(app: &App, session: &Session, row: &MailRow) -> Result<Option<String>, Problem> {
    let Some(id) = row.same_as.map(Key::to) else { return Ok(None) };
    match app.workflow.mail(&session.actor, id).await {
        Ok(_) => Ok(Some(paths::mail(id))),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// What a person must see before anything else.
fn messages(w: Words, session: &Session, row: &MailRow, known: &MailFacts) -> Vec<Message> {
    let mut all = Vec::new();
    if row.state == mails::QUARANTINE {
        let args: Vec<(&str, &dyn Arg)> = known.why.iter().map(|(name, value)| (name.as_str(), value as &dyn Arg)).collect();
        let why = if row.why.starts_with("intake-") { w.fill(&row.why, &args) } else { row.why.clone().into() };
        all.push(Message::new(Tone::Soon, why).titled(w.say("mails-quarantined")));
        if row.asked_by.as_deref() == Some(idempotency::whose(&session.actor).as_str()) {
            all.push(Message::new(Tone::Info, w.say("mails-release-other")));
        }
    }
    if row.state == mails::DISMISSED {
        all.push(Message::new(Tone::Info, row.why.clone()).titled(w.say("mails-dismissed")));
    }
    if let Some(tie) = row.tie.as_deref().filter(|_| row.state == mails::WAITING) {
        all.push(Message::new(if tie == "stranger" { Tone::Soon } else { Tone::Info }, w.say(format!("mail-tie-{tie}-text"))));
    }
    all.extend(known.marks.iter().map(|mark| Message::new(Tone::Soon, w.say(format!("intake-mark-{mark}")))));
    all
}

fn shown(w: Words, session: &Session, row: &MailRow, known: &MailFacts) -> Facts {
    let facts = Facts::default()
        .with(w.say("mails-came"), w.short(&row.came_at, &session.zone))
        .with(w.say("mails-door"), w.name("mail-door", &row.door))
        .with(w.say("mails-from"), from(w, known));
    let facts = if known.reply_to.is_empty() { facts } else { facts.with(w.say("mails-reply-to"), known.reply_to.join(", ")) };
    facts.with(w.say("mails-to"), known.to.join(", ")).with(w.say("mails-sha256"), row.sha256.clone())
}

/// `POST /mails/{mail}/file`
pub async fn file(
    State(app): State<App>,
    session: Session,
    Id(id): Id<DocumentId>,
    Form(form): Form<ActForm>,
) -> Result<Response, Problem> {
    let demand = match form.reference.parse::<Reference>() {
        Ok(reference) => app.workflow.find_by_reference(&session.actor, reference).await.ok(),
        Err(_) => None,
    };
    let Some(demand) = demand else {
        return again(&app, &session, id, &form, ("file", "reference", "mail-reference-wrong")).await;
    };
    app.workflow.file_mail(session.actor, id, demand.id).await?;
    Ok(session.done("said-mail-filed", paths::MAILS))
}

/// `POST /mails/{mail}/aside`: not for us, or into quarantine.
pub async fn aside(
    State(app): State<App>,
    session: Session,
    Id(id): Id<DocumentId>,
    Form(form): Form<ActForm>,
) -> Result<Response, Problem> {
    if form.reason.trim().is_empty() {
        return again(&app, &session, id, &form, ("aside", "reason", "mail-reason-missing")).await;
    }
    match form.fate.as_str() {
        "dismiss" => app.workflow.dismiss_mail(session.actor, id, form.reason).await?,
        "quarantine" => app.workflow.quarantine_mail(session.actor, id, form.reason).await?,
        _ => return again(&app, &session, id, &form, ("aside", "fate", "form-choose")).await,
    }
    Ok(session.done("said-mail-aside", paths::MAILS))
}

/// `POST /mails/{mail}/ask-release`: the first of two people.
pub async fn ask_release(State(app): State<App>, session: Session, Id(id): Id<DocumentId>) -> Result<Response, Problem> {
    app.workflow.ask_mail_release(session.actor, id).await?;
    Ok(session.done("said-mail-release-asked", paths::mail(id)))
}

/// `POST /mails/{mail}/release`: the second.
pub async fn release(State(app): State<App>, session: Session, Id(id): Id<DocumentId>) -> Result<Response, Problem> {
    app.workflow.release_mail(session.actor, id).await?;
    Ok(session.done("said-mail-released", paths::mail(id)))
}

/// `POST /mails/{mail}/seen`
pub async fn seen(State(app): State<App>, session: Session, Id(id): Id<DocumentId>) -> Result<Response, Problem> {
    app.workflow.mail_seen(session.actor, id).await?;
    Ok(session.done("said-mail-seen", format!("{}?show=unread", paths::MAILS)))
}

async fn again(
    app: &App,
    session: &Session,
    id: DocumentId,
    form: &ActForm,
    wrong: (&'static str, &'static str, &'static str),
) -> Result<Response, Problem> {
    let row = app.workflow.mail(&session.actor, id).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(app, session, row, form, Some(wrong)).await?).into_response())
}
