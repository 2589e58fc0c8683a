//! The outbox: what went out, waits, is stuck, and what a person must decide.

pub mod annex;
mod fate;

pub use fate::{answer, standing};

use super::directory::PAGE;
use super::extract::{Form, Id, Query};
use super::page::{Page, Section};
use super::parts::{Badge, Choice, Empty, ErrorSummary, Facts, Field, Message, Pager, Tab, Tabs, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::notify::page::{self, PageError};
use crate::store::Key;
use crate::store::demands;
use crate::store::outbox::{self, Fate, MessageFilter, MessageRow, ReportRow, Reported};
use crate::words::Words;
use crate::workflow::portal::CODE_LETTER;
use crate::workflow::{Error, Look};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use domain::actor::Role;
use domain::command::{ActKind, Verb};
use domain::ids::{DemandId, MessageId};
use serde::Deserialize;

/// The groups that the tabs show, by code.
const GROUPS: [&str; 6] = ["all", "person", "waiting", "sent", "returned", "cancelled"];

/// The messages of a group.
fn filter(group: &str) -> MessageFilter {
    let states = |states: &[&str]| MessageFilter { states: states.iter().map(|s| (*s).to_owned()).collect(), ..MessageFilter::default() };
    match group {
        "person" => MessageFilter::for_a_person(),
        "waiting" => states(&[outbox::QUEUED, outbox::LEASED, outbox::FAILED]),
        "sent" => states(&[outbox::SENT]),
        "returned" => MessageFilter { reported: Some(Reported::Bounced), ..MessageFilter::default() },
        "cancelled" => states(&[outbox::CANCELLED]),
        _ => MessageFilter::default(),
    }
}

/// Which messages, and after which one the page begins.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Choices {
    show: String,
    after: String,
}

struct Line {
    href: String,
    letter: Text,
    recipient: String,
    side: Text,
    reference: String,
    state: Badge,
    fate: Option<Badge>,
    attempts: i64,
    at: String,
    response: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "outbox/list.html")]
struct ListPage {
    p: Page,
    tabs: Tabs,
    lines: Vec<Line>,
    empty: Empty,
    pager: Option<Pager>,
}

fn state(w: Words, code: &str) -> Badge {
    let (tone, icon) = match code {
        outbox::SENT => (Tone::Good, "check"),
        outbox::AMBIGUOUS => (Tone::Soon, "question"),
        outbox::DEAD => (Tone::Soon, "alert"),
        outbox::FAILED => (Tone::Soon, "undo"),
        outbox::CANCELLED => (Tone::Plain, "ban"),
        outbox::LEASED => (Tone::Info, "send"),
        _ => (Tone::Plain, "clock"),
    };
    Badge::new(tone, w.name("state", code)).drawn(icon)
}

/// `GET /outbox`
pub async fn list(State(app): State<App>, session: Session, Query(choices): Query<Choices>) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let shown = if choices.show.is_empty() { "all" } else { &choices.show };
    let code = GROUPS.iter().find(|code| **code == shown).ok_or(Problem::NotFound)?;
    let after = match choices.after.parse() {
        Ok(id) => Some(outbox::find(app.store.read(), id).await?.ok_or(Problem::NotFound)?),
        Err(_) if choices.after.is_empty() => None,
        Err(_) => return Err(Problem::NotFound),
    };
    let mut rows = outbox::list(app.store.read(), session.sight(), &filter(code), after.as_ref(), PAGE as u64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let here = |code: &str| if code == "all" { paths::OUTBOX.to_owned() } else { format!("{}?show={code}", paths::OUTBOX) };
    let next = rows.last().filter(|_| more).map(|last| format!("{}?show={code}&after={}", paths::OUTBOX, last.id));
    let ids: Vec<DemandId> = rows.iter().filter_map(|r| Some(r.demand_id?.to())).collect();
    let references = demands::references(app.store.read(), session.sight(), &ids).await?;
    let reports = outbox::reports_of(app.store.read(), &rows.iter().map(|r| r.id).collect::<Vec<_>>()).await?;
    let pager = (next.is_some() || after.is_some()).then(|| Pager {
        w,
        shown: w.say1("outbox-shown", "n", rows.len()),
        previous: after.as_ref().map(|_| here(code)),
        next,
    });
    let line = |row: &MessageRow| Line {
        href: paths::message(row.id.to()),
        letter: w.name("letter", &row.letter),
        recipient: row.recipient.clone(),
        side: w.name("side", &row.side),
        reference: row.demand_id.and_then(|id| references.get(&id.to()).cloned()).unwrap_or_default(),
        state: state(w, &row.state),
        fate: standing(w, reports.iter().filter(|r| r.message_id == row.id)),
        attempts: row.attempts,
        at: w.short(&row.sent_at.unwrap_or(row.created_at), &session.zone),
        response: answer(w, row),
    };
    Ok(ListPage {
        p: session.page("outbox-title", Section::Outbox),
        tabs: Tabs {
            label: w.say("outbox-tabs"),
            tabs: GROUPS
                .iter()
                .map(|group| Tab { href: here(group), label: w.name("outbox-tab", group), count: None, current: group == code })
                .collect(),
        },
        lines: rows.iter().map(line).collect(),
        empty: Empty {
            icon: "send",
            title: w.say("outbox-none"),
            text: w.say(if *code == "all" { "outbox-none-text" } else { "outbox-none-in-state" }),
            action: None,
        },
        pager,
    })
}

struct AttemptLine {
    at: String,
    outcome: Text,
    response: String,
}

/// What was typed of a decision.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    arrived: String,
    reason: String,
    /// Which report, and whether it counts.
    report: String,
    counts: String,
}

/// What a person can decide about the message.
struct Decision {
    title: Text,
    lead: Text,
    action: String,
    fields: Vec<Field>,
    /// The report it is about.
    report: Option<Key>,
    button: Text,
}

#[derive(Template, WebTemplate)]
#[template(path = "outbox/show.html")]
struct MessagePage {
    p: Page,
    letter: Text,
    state: Badge,
    fate: Option<Badge>,
    fates: Vec<fate::Line>,
    errors: ErrorSummary,
    waits: Option<Message>,
    facts: Facts,
    subject: String,
    recipient: String,
    text: String,
    frame: Option<String>,
    pdf: Option<Option<String>>,
    annex: Vec<(String, &'static str)>,
    attempts: Vec<AttemptLine>,
    decision: Option<Decision>,
}

/// The message, for whoever may see the demand it is about; that they look is on the record before anything is shown.
async fn opened(app: &App, session: &Session, id: MessageId) -> Result<MessageRow, Problem> {
    let row = outbox::find(app.store.read(), id).await?.ok_or(Problem::NotFound)?;
    if let Some(demand) = row.demand_id {
        app.workflow.find(&session.actor, demand.to()).await?;
        app.workflow.look(session.actor, demand.to(), Look::Demand).await?;
    }
    Ok(row)
}

/// Who may decide about a message: as to the customer's side whoever may send a notice, else whoever handles cases.
fn decides(session: &Session, row: &MessageRow) -> bool {
    if row.side == outbox::CUSTOMER {
        domain::roles(Verb::Confirm(ActKind::SendNotice)).iter().any(|role| session.has(*role))
    } else {
        session.person.roles.iter().any(Role::handles_cases)
    }
}

fn decision(session: &Session, row: &MessageRow, reports: &[ReportRow], form: &DecisionForm, wrong: &[(&str, Text)]) -> Option<Decision> {
    let w = session.words;
    let id: MessageId = row.id.to();
    let error = |field: &str| wrong.iter().find(|(name, _)| *name == field).map(|(_, text)| text.clone());
    let reason =
        |hint: &str| Field::lines("reason", w.say("outbox-reason")).value(form.reason.clone()).hint(w.say(hint)).error(error("reason"));
    match row.state.as_str() {
        outbox::AMBIGUOUS => {
            let choices = [("yes", "outbox-arrived-yes"), ("no", "outbox-arrived-no")]
                .map(|(value, key)| Choice::new(value, w.say(key), form.arrived == value).hint(w.say(format!("{key}-hint"))));
            let arrived = Field::radio("arrived", w.say("outbox-arrived"), choices.to_vec()).error(error("arrived"));
            Some(Decision {
                title: w.say("outbox-resolve"),
                lead: w.say("outbox-resolve-lead"),
                action: paths::message_at(id, "resolution"),
                fields: vec![arrived, reason("outbox-resolve-reason-hint")],
                report: None,
                button: w.say("outbox-resolve-go"),
            })
        }
        outbox::DEAD => Some(Decision {
            title: w.say("outbox-requeue"),
            lead: w.say("outbox-requeue-lead"),
            action: paths::message_at(id, "requeue"),
            fields: vec![reason("outbox-requeue-reason-hint")],
            report: None,
            button: w.say("outbox-requeue-go"),
        }),
        _ => {
            let open = reports.iter().find(|r| r.open)?;
            let choices = [("yes", "outbox-report-yes"), ("no", "outbox-report-no")]
                .map(|(value, key)| Choice::new(value, w.say(key), form.counts == value).hint(w.say(format!("{key}-hint"))));
            let counts = Field::radio("counts", w.say("outbox-report-counts"), choices.to_vec()).error(error("counts"));
            let back = open.counts && open.fate == Fate::Bounced.code();
            let mut fields = vec![reason(if back { "outbox-back-reason-hint" } else { "outbox-report-reason-hint" })];
            if !open.counts {
                fields.insert(0, counts);
            }
            Some(Decision {
                title: w.say(if back { "outbox-back" } else { "outbox-report" }),
                lead: w.say(if back { "outbox-back-lead" } else { "outbox-report-lead" }),
                action: paths::message_at(id, "report"),
                fields,
                report: Some(open.id),
                button: w.say("outbox-resolve-go"),
            })
        }
    }
}

impl MessagePage {
    async fn new(
        app: &App,
        session: &Session,
        row: MessageRow,
        form: &DecisionForm,
        wrong: &[(&str, Text)],
        whole: Vec<Text>,
    ) -> Result<Self, Problem> {
        let w = session.words;
        let id: MessageId = row.id.to();
        let reference = match row.demand_id {
            Some(demand) => demands::references(app.store.read(), session.sight(), &[demand.to()]).await?.remove(&demand.to()),
            None => None,
        };
        let attempts = outbox::attempts_of(app.store.read(), id).await?;
        let may = decides(session, &row);
        let reports = outbox::reports_of(app.store.read(), &[row.id]).await?;
        let decision = decision(session, &row, &reports, form, wrong).filter(|_| may);
        let mut errors = decision.as_ref().map_or_else(ErrorSummary::none, |d| ErrorSummary::of(w, &d.fields));
        if !whole.is_empty() {
            errors.errors.extend(whole.into_iter().map(|text| (Text::default(), text)));
            errors.title = w.say1("form-errors", "n", errors.errors.len());
        }
        let stuck = matches!(row.state.as_str(), outbox::AMBIGUOUS | outbox::DEAD) || reports.iter().any(|r| r.open);
        let mut facts = Facts::default().with(w.say("outbox-side"), w.name("side", &row.side));
        if let (Some(reference), Some(demand)) = (reference, row.demand_id) {
            facts = facts.linked(w.say("audit-demand"), reference, paths::demand(demand.to()));
        }
        facts = facts
            .with(w.say("directory-language"), w.name("language", &row.language))
            .with(w.say("outbox-queued"), w.short(&row.created_at, &session.zone));
        if let Some(at) = row.sent_at {
            facts = facts.with(w.say("outbox-sent"), w.short(&at, &session.zone));
        }
        if matches!(row.state.as_str(), outbox::QUEUED | outbox::FAILED) {
            facts = facts.with(w.say("outbox-next"), w.short(&row.next_at, &session.zone));
        }
        if row.last_response.is_some() {
            facts = facts.with(w.say("outbox-response"), answer(w, &row));
        }
        facts = facts.with(w.say("outbox-message-id"), row.message_id.clone());
        Ok(Self {
            p: session.page("outbox-message", Section::Outbox),
            letter: w.name("letter", &row.letter),
            state: state(w, &row.state),
            fate: standing(w, reports.iter()),
            fates: fate::lines(session, &row, &reports),
            errors,
            waits: (stuck && !may).then(|| Message::new(Tone::Soon, w.say("outbox-not-yours"))),
            facts,
            pdf: outbox::sheet_of(app.store.read(), row.id.to())
                .await?
                .map(|_| page::AVAILABLE.then(|| paths::message_at(id, "letter.pdf"))),
            annex: annex::links(app, &row).await?,
            frame: row.body_html.is_some().then(|| paths::message_at(id, "html")),
            attempts: attempts
                .into_iter()
                .map(|a| AttemptLine {
                    at: w.short(&a.started_at, &session.zone),
                    outcome: a.outcome.map_or_else(|| w.say("outbox-attempt-open"), |code| w.name("state", code)),
                    response: a.response.unwrap_or_default(),
                })
                .collect(),
            decision,
            subject: row.subject,
            recipient: row.recipient,
            // A code opens the customer's door: it is for the recipient alone.
            text: if row.letter == CODE_LETTER { w.say("outbox-secret-text").into_owned() } else { row.body_text },
        })
    }
}

/// `GET /outbox/{message}`
pub async fn show(State(app): State<App>, session: Session, Id(id): Id<MessageId>) -> Result<impl IntoResponse, Problem> {
    let row = opened(&app, &session, id).await?;
    MessagePage::new(&app, &session, row, &DecisionForm::default(), &[], Vec::new()).await
}

/// `GET /outbox/{message}/html`: the mail's own HTML, in a frame that allows it nothing.
pub async fn html(State(app): State<App>, session: Session, Id(id): Id<MessageId>) -> Result<impl IntoResponse, Problem> {
    let row = opened(&app, &session, id).await?;
    row.body_html.map(Html).ok_or(Problem::NotFound)
}

/// `GET /outbox/{message}/letter.pdf`: the letter as it stands on paper, the same bytes that went out.
pub async fn page(State(app): State<App>, session: Session, Id(id): Id<MessageId>) -> Result<Response, Problem> {
    let row = opened(&app, &session, id).await?;
    let bytes = match page::of(app.store.read(), &row).await {
        Ok(bytes) => bytes,
        Err(PageError::NoLetter | PageError::NotBuilt) => return Err(Problem::NotFound),
        Err(PageError::Store(error)) => return Err(error.into()),
        Err(error) => {
            tracing::error!(code = "letter-page", message = %row.id, %error, "a page was not set");
            return Err(Problem::Broken);
        }
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"letter.pdf\"")),
    ];
    Ok((headers, bytes).into_response())
}

/// `POST /outbox/{message}/resolution`
pub async fn resolve(
    State(app): State<App>,
    session: Session,
    Id(id): Id<MessageId>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, Problem> {
    let mut wrong = missing_reason(&session, &form);
    if !matches!(form.arrived.as_str(), "yes" | "no") {
        wrong.insert(0, ("arrived", session.words.say("outbox-arrived-choose")));
    }
    if !wrong.is_empty() {
        return refused(&app, &session, id, &form, &wrong, Vec::new()).await;
    }
    let reason = domain::text::one_line(&form.reason, 1_000);
    match app.workflow.resolve_message(session.actor, id, form.arrived == "yes", reason).await {
        Ok(()) => Ok(session.done("said-mail-resolved", paths::message(id))),
        Err(error) => failed(&app, &session, id, &form, error).await,
    }
}

/// `POST /outbox/{message}/report`
pub async fn decide(
    State(app): State<App>,
    session: Session,
    Id(id): Id<MessageId>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, Problem> {
    let report = Key(form.report.parse().map_err(|_| Problem::NotFound)?);
    let filed = outbox::find_report(app.store.read(), report).await?.ok_or(Problem::NotFound)?;
    if filed.message_id != Key::from(id) {
        return Err(Problem::NotFound);
    }
    let mut wrong = missing_reason(&session, &form);
    if !filed.counts && !matches!(form.counts.as_str(), "yes" | "no") {
        wrong.insert(0, ("counts", session.words.say("outbox-report-choose")));
    }
    if !wrong.is_empty() {
        return refused(&app, &session, id, &form, &wrong, Vec::new()).await;
    }
    let reason = domain::text::one_line(&form.reason, 1_000);
    match app.workflow.decide_report(session.actor, report, filed.counts || form.counts == "yes", reason).await {
        Ok(()) => Ok(session.done("said-mail-resolved", paths::message(id))),
        Err(error) => failed(&app, &session, id, &form, error).await,
    }
}

/// `POST /outbox/{message}/requeue`
pub async fn requeue(
    State(app): State<App>,
    session: Session,
    Id(id): Id<MessageId>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, Problem> {
    let wrong = missing_reason(&session, &form);
    if !wrong.is_empty() {
        return refused(&app, &session, id, &form, &wrong, Vec::new()).await;
    }
    let reason = domain::text::one_line(&form.reason, 1_000);
    match app.workflow.requeue_message(session.actor, id, reason).await {
        Ok(()) => Ok(session.done("said-mail-requeued", paths::message(id))),
        Err(error) => failed(&app, &session, id, &form, error).await,
    }
}

fn missing_reason(session: &Session, form: &DecisionForm) -> Vec<(&'static str, Text)> {
    if form.reason.trim().is_empty() { vec![("reason", session.words.say("outbox-reason-missing"))] } else { Vec::new() }
}

/// The page again with what was typed, and all reasons of the rules.
async fn failed(app: &App, session: &Session, id: MessageId, form: &DecisionForm, error: Error) -> Result<Response, Problem> {
    let why = match error {
        Error::Refused(refusal) => refusal.reasons.iter().map(|r| session.words.reason(r, &session.zone)).collect(),
        Error::Store(crate::store::StoreError::Stale { .. }) => vec![session.words.say("outbox-decided-already")],
        other => return Err(other.into()),
    };
    refused(app, session, id, form, &[], why).await
}

async fn refused(
    app: &App,
    session: &Session,
    id: MessageId,
    form: &DecisionForm,
    wrong: &[(&str, Text)],
    whole: Vec<Text>,
) -> Result<Response, Problem> {
    let row = opened(app, session, id).await?;
    if !decides(session, &row) {
        return Err(Problem::Forbidden);
    }
    let page = MessagePage::new(app, session, row, form, wrong, whole).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
