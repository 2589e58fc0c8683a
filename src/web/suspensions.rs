//! Suspended askers: what is stopped, what is looked at again, and the breaches that came of it.

use super::authorities::by_name;
use super::confirm::ConfirmPage;
use super::customers::wrong;
use super::extract::{Form, Id, Query};
use super::page::{Page, Section};
use super::parts::{Badge, Choice, ErrorSummary, Facts, Field, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::suspensions::{self, BreachRow, LookbackRow, SuspensionRow};
use crate::store::{compartments, customers, demands, officers};
use crate::words::Words;
use crate::workflow::Error;
use crate::workflow::directory::WrongField;
use crate::workflow::suspensions::Subject;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::{BreachId, DemandId, OfficerId, SuspensionId};
use serde::Deserialize;

/// How many lines a page shows.
const MOST: u64 = 200;

struct Line {
    href: String,
    name: String,
    kind: Text,
    reason: String,
    at: String,
    state: Badge,
}

struct OpenBreach {
    href: String,
    customer: Text,
    role: Text,
    due: Badge,
}

#[derive(Template, WebTemplate)]
#[template(path = "suspensions/list.html")]
struct ListPage {
    p: Page,
    breaches: Vec<OpenBreach>,
    lines: Vec<Line>,
}

fn state(w: Words, row: &SuspensionRow) -> Badge {
    match (&row.lifted_at, &row.lift_first) {
        (Some(_), _) => Badge::new(Tone::Plain, w.say("suspensions-lifted")).drawn("unlock"),
        (None, Some(_)) => Badge::new(Tone::Soon, w.say("suspensions-lifting")).drawn("wait"),
        (None, None) => Badge::new(Tone::Soon, w.say("suspensions-stands")).drawn("ban"),
    }
}

fn due(session: &Session, row: &BreachRow) -> Badge {
    let tone = if row.due_at <= session.now { Tone::Alarm } else { Tone::Soon };
    Badge::new(tone, session.words.deadline(&row.due_at, &session.zone)).drawn("clock")
}

async fn whose(app: &App, w: Words, row: &BreachRow) -> Result<Text, Problem> {
    let customer = match row.customer_id {
        Some(id) => customers::find(app.store.read(), id.to()).await?,
        None => None,
    };
    Ok(customer.map_or_else(|| w.say("suspensions-no-customer"), |c| c.name.into()))
}

/// `GET /suspensions`
pub async fn list(State(app): State<App>, session: Session) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let mut breaches = Vec::new();
    for row in suspensions::open_breaches(app.store.read(), MOST).await? {
        if !suspensions::breach_reached(app.store.read(), session.sight(), &row).await? {
            continue;
        }
        breaches.push(OpenBreach {
            href: paths::suspension(row.suspension_id.to()),
            customer: whose(&app, w, &row).await?,
            role: w.name("role-of-provider", &row.role),
            due: due(&session, &row),
        });
    }
    let line = |row: SuspensionRow| Line {
        href: paths::suspension(row.id.to()),
        kind: w.name("suspended", &row.kind),
        at: w.short(&row.at, &session.zone),
        state: state(w, &row),
        name: row.name,
        reason: row.reason,
    };
    let lines = suspensions::list(app.store.read(), None, MOST).await?.into_iter().map(line).collect();
    Ok(ListPage { p: session.page("suspensions-title", Section::Authorities), breaches, lines })
}

/// Who is to be suspended, and why.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SuspendForm {
    kind: String,
    subject: String,
    reason: String,
}

fn suspend_form(session: &Session, form: &SuspendForm, is: Option<WrongField>) -> ConfirmPage {
    let w = session.words;
    let p = session.page("suspensions-new", Section::Authorities);
    let kinds = ["domain", "officer"]
        .map(|kind| Choice::new(kind, w.name("suspended", kind), kind == form.kind || (form.kind.is_empty() && kind == "domain")));
    let mut page = ConfirmPage::new(
        p,
        w.say("suspensions-new-lead"),
        paths::NEW_SUSPENSION.to_owned(),
        w.say("suspensions-new-go"),
        paths::SUSPENSIONS.to_owned(),
    )
    .fields(vec![
        Field::radio("kind", w.say("suspensions-kind"), kinds.to_vec()),
        Field::line("text", "subject", w.say("suspensions-subject"))
            .value(form.subject.clone())
            .hint(w.say("suspensions-subject-hint"))
            .error(wrong(w, is, WrongField::Domain).or_else(|| wrong(w, is, WrongField::Mail))),
        Field::lines("reason", w.say("ask-reason")).value(form.reason.clone()).error(wrong(w, is, WrongField::Reason)),
    ]);
    page.crumbs =
        vec![(w.say("nav-authorities"), paths::AUTHORITIES.to_owned()), (w.say("suspensions-title"), paths::SUSPENSIONS.to_owned())];
    page
}

/// `GET /suspensions/new`
pub async fn new_page(session: Session, Query(form): Query<SuspendForm>) -> impl IntoResponse {
    suspend_form(&session, &form, None)
}

/// `POST /suspensions/new`
pub async fn add(State(app): State<App>, session: Session, Form(form): Form<SuspendForm>) -> Result<Response, Problem> {
    let wrong = |field| Ok((StatusCode::UNPROCESSABLE_ENTITY, suspend_form(&session, &form, Some(field))).into_response());
    let subject = match form.kind.as_str() {
        "domain" => Subject::Domain(form.subject.clone()),
        // An officer by address; one address can stand for several entries, and the newest is meant.
        "officer" => match officers::by_mail(app.store.read(), &form.subject).await?.into_iter().find(|o| o.standing != "suspended") {
            Some(officer) => Subject::Officer(officer.id.to::<OfficerId>()),
            None => return wrong(WrongField::Mail),
        },
        _ => return Err(Problem::Unreadable),
    };
    match app.workflow.suspend(session.actor, subject, &form.reason).await {
        Ok(id) => Ok(session.done("said-suspended", paths::suspension(id))),
        Err(Error::Field(field)) => wrong(field),
        Err(other) => Err(other.into()),
    }
}

struct Breach {
    id: String,
    title: Text,
    facts: Facts,
    law: Text,
    open: bool,
    field: Field,
}

struct Looked {
    demand: String,
    href: String,
    reference: String,
    received: String,
    state: Badge,
    /// Said where nobody kept who sent it.
    unknown: Option<Text>,
    found: Option<Text>,
    field: Field,
}

#[derive(Template, WebTemplate)]
#[template(path = "suspensions/show.html")]
struct ShowPage {
    p: Page,
    name: String,
    state: Badge,
    errors: ErrorSummary,
    breaches: Vec<Breach>,
    looked: Vec<Looked>,
    facts: Facts,
    ask: Option<Field>,
    may_lift: bool,
    lifting: String,
    lifted: String,
    finding: String,
    breach: String,
}

async fn looked(app: &App, session: &Session, row: LookbackRow) -> Result<Option<Looked>, Problem> {
    let w = session.words;
    if !compartments::reaches(app.store.read(), session.sight(), row.demand_id.to()).await? {
        return Ok(None);
    }
    let Some(demand) = demands::find(app.store.read(), row.demand_id.to()).await? else { return Ok(None) };
    let (tone, word) = match (row.finding.as_deref(), row.disclosed) {
        (Some("forged"), _) => (Tone::Alarm, "suspensions-forged"),
        (Some(_), _) => (Tone::Good, "suspensions-fine"),
        (None, true) => (Tone::Alarm, "suspensions-left"),
        (None, false) => (Tone::Plain, "suspensions-nothing-left"),
    };
    let by = by_name(app, w, row.by.as_deref().unwrap_or_default()).await;
    Ok(Some(Looked {
        demand: row.demand_id.to_string(),
        href: paths::demand(row.demand_id.to()),
        reference: demand.reference,
        received: w.short(&demand.received_at, &session.zone),
        state: Badge::new(tone, w.say(word)),
        unknown: (!row.sender_known).then(|| w.say("suspensions-sender-unknown")),
        found: row.finding.is_some().then(|| w.say2("suspensions-found", "name", by, "text", row.evidence.clone())),
        field: Field::lines(format!("evidence-{}", row.demand_id), w.say("suspensions-evidence")),
    }))
}

async fn breach(app: &App, session: &Session, row: BreachRow) -> Result<Breach, Problem> {
    let w = session.words;
    let mut facts = Facts::default()
        .with(w.say("suspensions-breach-role"), w.name("role-of-provider", &row.role))
        .with(w.say("suspensions-breach-opened"), w.short(&row.opened_at, &session.zone))
        .with(w.say("suspensions-breach-due"), w.deadline(&row.due_at, &session.zone));
    if let Some(at) = &row.closed_at {
        let by = by_name(app, w, row.closed_by.as_deref().unwrap_or_default()).await;
        facts = facts.with(w.say("suspensions-breach-closed"), w.say2("prepared-by", "who", by, "at", w.short(at, &session.zone)));
        facts = facts.with(w.say("suspensions-breach-conclusion"), row.conclusion.clone());
    }
    Ok(Breach {
        title: w.say1("suspensions-breach-of", "name", whose(app, w, &row).await?),
        law: w.say(if row.role == "controller" { "suspensions-breach-controller" } else { "suspensions-breach-processor" }),
        open: row.closed_at.is_none(),
        field: Field::lines(format!("conclusion-{}", row.id), w.say("suspensions-breach-conclusion")),
        id: row.id.to_string(),
        facts,
    })
}

impl ShowPage {
    async fn new(app: &App, session: &Session, id: SuspensionId, refused: Option<Text>) -> Result<Self, Problem> {
        let w = session.words;
        let row = suspensions::find(app.store.read(), id).await?.ok_or(Problem::NotFound)?;
        let mut lines = Vec::new();
        for one in suspensions::looked_at(app.store.read(), id, MOST).await? {
            lines.extend(looked(app, session, one).await?);
        }
        let mut breaches = Vec::new();
        for one in suspensions::breaches_of(app.store.read(), id).await? {
            if !suspensions::breach_reached(app.store.read(), session.sight(), &one).await? {
                continue;
            }
            breaches.push(breach(app, session, one).await?);
        }
        let mut facts = Facts::default()
            .with(w.say("suspensions-kind"), w.name("suspended", &row.kind))
            .with(w.say("suspensions-why"), row.reason.clone())
            .with(w.say("suspensions-by"), by_name(app, w, &row.by).await)
            .with(w.say("suspensions-at"), w.short(&row.at, &session.zone));
        if let Some(first) = &row.lift_first {
            facts = facts.with(w.say("suspensions-lift-first"), by_name(app, w, first).await);
            facts = facts.with(w.say("suspensions-lift-reason"), row.lift_reason.clone());
        }
        if let Some(second) = &row.lifted_by {
            facts = facts.with(w.say("suspensions-lift-second"), by_name(app, w, second).await);
        }
        let (open, me) = (row.lifted_at.is_none(), session.person.id.to_string());
        let first = row.lift_first.as_deref();
        Ok(Self {
            p: session.page("suspensions-one", Section::Authorities),
            state: state(w, &row),
            errors: refused.map_or_else(ErrorSummary::none, |text| ErrorSummary::whole(w, text)),
            breaches,
            looked: lines,
            facts,
            ask: (open && first.is_none()).then(|| Field::lines("reason", w.say("suspensions-lift-reason"))),
            may_lift: open && first.is_some_and(|first| first != me),
            lifting: paths::suspension_at(id, "lifting"),
            lifted: paths::suspension_at(id, "lifted"),
            finding: paths::suspension_at(id, "finding"),
            breach: paths::suspension_at(id, "breach"),
            name: row.name,
        })
    }
}

/// `GET /suspensions/{suspension}`
pub async fn show(State(app): State<App>, session: Session, Id(id): Id<SuspensionId>) -> Result<impl IntoResponse, Problem> {
    ShowPage::new(&app, &session, id, None).await
}

/// The page after something was tried on it.
async fn after(app: &App, session: &Session, id: SuspensionId, done: Result<(), Error>, said: &'static str) -> Result<Response, Problem> {
    let w = session.words;
    let why = match done {
        Ok(()) => return Ok(session.done(said, paths::suspension(id))),
        Err(Error::Field(field)) => w.say(field.sentence()),
        Err(Error::SecondPerson) => w.say("suspensions-second-person"),
        Err(Error::LookbackOpen) => w.say("suspensions-lookback-open"),
        Err(other) => return Err(other.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, ShowPage::new(app, session, id, Some(why)).await?).into_response())
}

/// `POST /suspensions/{suspension}/lifting`
pub async fn ask_to_lift(
    State(app): State<App>,
    session: Session,
    Id(id): Id<SuspensionId>,
    Form(form): Form<SuspendForm>,
) -> Result<Response, Problem> {
    let done = app.workflow.ask_to_lift(session.actor, id, &form.reason).await;
    after(&app, &session, id, done, "said-lifting").await
}

/// `POST /suspensions/{suspension}/lifted`
pub async fn lift(State(app): State<App>, session: Session, Id(id): Id<SuspensionId>) -> Result<Response, Problem> {
    let done = app.workflow.lift(session.actor, id).await;
    after(&app, &session, id, done, "said-lifted").await
}

/// The fields of one of many forms on the page: each text is named after its row, so that no two fields share an id.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RowForm {
    demand: String,
    breach: String,
    found: String,
    #[serde(flatten)]
    texts: std::collections::BTreeMap<String, String>,
}

impl RowForm {
    fn text(&self, name: &str, row: &str) -> &str {
        self.texts.get(&format!("{name}-{row}")).map_or("", String::as_str)
    }
}

/// `POST /suspensions/{suspension}/finding`
pub async fn conclude(
    State(app): State<App>,
    session: Session,
    Id(id): Id<SuspensionId>,
    Form(form): Form<RowForm>,
) -> Result<Response, Problem> {
    let demand: DemandId = form.demand.parse().map_err(|_| Problem::Unreadable)?;
    let forged = match form.found.as_str() {
        "fine" => false,
        "forged" => true,
        _ => return Err(Problem::Unreadable),
    };
    let done = app.workflow.conclude(session.actor, id, demand, forged, form.text("evidence", &form.demand)).await;
    after(&app, &session, id, done, "said-concluded").await
}

/// `POST /suspensions/{suspension}/breach`
pub async fn close_breach(
    State(app): State<App>,
    session: Session,
    Id(id): Id<SuspensionId>,
    Form(form): Form<RowForm>,
) -> Result<Response, Problem> {
    let breach: BreachId = form.breach.parse().map_err(|_| Problem::Unreadable)?;
    let done = app.workflow.close_breach(session.actor, breach, form.text("conclusion", &form.breach)).await;
    after(&app, &session, id, done, "said-breach-closed").await
}
