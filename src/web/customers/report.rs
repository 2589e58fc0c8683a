//! What a customer is told in sum, for those who answer for it; and how often it is told so.

use super::super::confirm::ConfirmPage;
use super::super::customer_report::{self, Asked, Chosen, Shown};
use super::super::extract::{Form, Id, Ids, Query};
use super::super::page::{Page, Section};
use super::super::parts::{Choice, Facts, Field, Text};
use super::super::paths;
use super::super::problem::Problem;
use super::super::session::Session;
use super::{crumbs, found};
use crate::app::App;
use crate::store::customers::{CustomerRow, reports};
use crate::words::Words;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::actor::Role;
use domain::customer_report::ReportInterval;
use domain::ids::CustomerId;
use serde::Deserialize;

/// Most reports given that a page names.
const GIVEN: u64 = 5;

#[derive(Template, WebTemplate)]
#[template(path = "customers/report.html")]
struct ReportPage {
    p: Page,
    crumbs: Vec<(Text, String)>,
    name: String,
    shown: Shown,
    action: String,
}

fn asked<'a>(session: &Session, row: &'a CustomerRow) -> Asked<'a> {
    let (words, now, zone) = (session.words, session.now, session.zone);
    Asked { customer: row.id.to(), name: &row.name, by: session.actor, words, now, zone }
}

/// `GET /customers/{customer}/report`
pub async fn show(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CustomerId>,
    Query(chosen): Query<Chosen>,
) -> Result<impl IntoResponse, Problem> {
    let row = found(&app, id).await?;
    let period = chosen.period(session.now, session.zone)?;
    let action = paths::customer_at(id, "report");
    let shown = customer_report::shown(&app, &asked(&session, &row), period, &action).await?;
    Ok(ReportPage {
        p: session.page("customers-report", Section::Customers),
        crumbs: crumbs(session.words, &row),
        name: row.name,
        shown,
        action,
    })
}

/// `GET /customers/{customer}/report/{file}`
pub async fn file(State(app): State<App>, session: Session, ids: Ids) -> Result<Response, Problem> {
    let row = found(&app, ids.at(0)?).await?;
    let (period, format) = customer_report::named(&ids.at::<String>(1)?, session.now, session.zone)?;
    customer_report::file(&app, &asked(&session, &row), period, format).await
}

/// How often, as chosen on the page. Empty: as the provider usually does.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct IntervalForm {
    interval: String,
    version: i64,
}

/// `GET /customers/{customer}/report-interval`
pub async fn interval_page(State(app): State<App>, session: Session, Id(id): Id<CustomerId>) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let row = found(&app, id).await?;
    let chosen = row.report_interval.as_deref().unwrap_or_default();
    let usual = w.say1("report-interval-usual", "interval", w.name("report-interval", usual(&app, &row).code()));
    let mut choices = vec![Choice::new("", usual, chosen.is_empty())];
    choices.extend(ReportInterval::ALL.map(|i| Choice::new(i.code(), w.name("report-interval", i.code()), chosen == i.code())));
    let p = session.page("customers-report-interval", Section::Customers);
    let action = paths::customer_at(id, "report-interval");
    let lead = w.say("customers-report-interval-lead");
    let mut page = ConfirmPage::new(p, lead, action, w.say("customers-change-go"), paths::customer(id));
    page.fields = vec![Field::radio("interval", w.say("customers-report-interval"), choices)];
    page.crumbs = crumbs(w, &row);
    page.hidden = vec![("version", row.version.to_string())];
    Ok(page)
}

/// `POST /customers/{customer}/report-interval`
pub async fn set_interval(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CustomerId>,
    Form(form): Form<IntervalForm>,
) -> Result<Response, Problem> {
    let interval = match form.interval.as_str() {
        "" => None,
        code => Some(ReportInterval::from_code(code).ok_or(Problem::Unreadable)?),
    };
    app.workflow.set_report_interval(session.actor, id, interval, Some(form.version)).await?;
    Ok(session.done("said-customer-changed", paths::customer(id)))
}

/// How often such a customer is told in sum where nobody has said otherwise.
fn usual(app: &App, row: &CustomerRow) -> ReportInterval {
    let (interval, classes) = app.workflow.usual_report();
    if classes.iter().any(|class| class.code() == row.class) { interval } else { ReportInterval::Never }
}

/// What the customer's page says of it: how often, and which were given.
pub(super) struct Given {
    pub facts: Facts,
    pub lines: Vec<Text>,
    pub change: String,
    pub read: Option<String>,
}

pub(super) async fn given(app: &App, session: &Session, row: &CustomerRow) -> Result<Given, Problem> {
    let (w, id): (Words, CustomerId) = (session.words, row.id.to());
    let interval = match row.report_interval.as_deref().and_then(ReportInterval::from_code) {
        Some(own) => w.name("report-interval", own.code()),
        None => w.say1("report-interval-usual", "interval", w.name("report-interval", usual(app, row).code())),
    };
    let rows = reports::reports_of(app.store.read(), id, GIVEN).await?;
    let line = |row: &reports::CustomerReportRow| {
        let messages = serde_json::from_str::<Vec<serde_json::Value>>(&row.messages).map_or(0, |m| m.len());
        w.say3("customers-report-given", "period", row.period.clone(), "when", w.short(&row.at, &session.zone), "n", messages)
    };
    Ok(Given {
        facts: Facts::default().with(w.say("customers-report-interval"), interval),
        lines: rows.iter().map(line).collect(),
        change: paths::customer_at(id, "report-interval"),
        read: reads(session).then(|| paths::customer_at(id, "report")),
    })
}

/// Whether somebody answers for what customers are told.
fn reads(session: &Session) -> bool {
    [Role::NoticeOfficer, Role::Reviewer, Role::Approver].iter().any(|role| session.person.roles.has(*role))
}
