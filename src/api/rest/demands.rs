//! `/api/v1/demands`: where demands stand, and what they say to whom may know.
//!
//! What a token may not see is not there. Reading one demand is on the record before the first byte leaves; the list says nothing
//! of what demands say.

use super::handed_in::NamedAccount;
use super::papers;
use super::{reply, unless_known};
use crate::api::extract::{Ids, Query};
use crate::api::fault::Fault;
use crate::api::guard::Caller;
use crate::api::told::one_of;
use crate::app::App;
use crate::store::Sight;
use crate::store::demands::{Cursor, QueueFilter, Sort, lines};
use crate::store::documents::{self, DATA};
use crate::workflow::Look;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::category::Category;
use domain::demand::{Demand, Emergency};
use domain::ids::{DemandId, Reference};
use domain::paper::IdentifierKind;
use domain::preservation::Preservation;
use domain::stage::StageName;
use domain::token::TokenScope;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::openapi::schema::Object;
use utoipa::{IntoParams, ToSchema};

/// Most demands on one page.
const MOST_LINES: u64 = 200;

pub(super) fn stages() -> Object {
    one_of(StageName::ALL.map(StageName::code))
}

pub(super) fn categories() -> Object {
    one_of(Category::ALL.iter().copied().map(Category::code))
}

pub(super) fn identifier_kinds() -> Object {
    one_of(IdentifierKind::ALL.map(IdentifierKind::code))
}

/// Where one demand stands, as a line of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DemandLine {
    /// Its id: what webhooks name it by.
    #[schema(value_type = uuid::Uuid)]
    id: DemandId,
    /// What people say on the telephone.
    reference: String,
    #[schema(schema_with = stages)]
    stage: String,
    /// By the rulebook's id.
    instrument: String,
    /// Where the authority sits, by the instrument's law.
    territory: String,
    received_at: DateTime<Utc>,
    /// The earliest due date that is not met yet.
    due_at: Option<DateTime<Utc>>,
    due_rule: Option<String>,
    /// Whether an emergency is claimed or confirmed.
    emergency: bool,
    /// Its one outcome, once closed.
    outcome: Option<String>,
}

/// A page of demands.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DemandPage)]
pub struct Page {
    items: Vec<DemandLine>,
    /// `after` of the next page; null on the last.
    next: Option<String>,
}

/// Which demands a list shows.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// A stage; more than once for any of several.
    #[param(schema_with = stage_list)]
    stage: Vec<String>,
    /// By the rulebook's id.
    #[param(value_type = String, required = false)]
    instrument: Option<String>,
    /// Such as `SE` or `US-NY`.
    #[param(value_type = String, required = false)]
    territory: Option<String>,
    /// Received at this moment or later.
    #[param(value_type = chrono::DateTime<chrono::Utc>, required = false)]
    received_from: Option<DateTime<Utc>>,
    /// Received before this moment.
    #[param(value_type = chrono::DateTime<chrono::Utc>, required = false)]
    received_before: Option<DateTime<Utc>>,
    /// `true` for those that are open, `false` for those that are closed.
    #[param(value_type = bool, required = false)]
    open: Option<bool>,
    /// `next` of the page before.
    #[param(value_type = String, required = false)]
    after: Option<String>,
    /// 1 to 200; 50 if not said.
    #[param(value_type = u64, required = false, minimum = 1, maximum = 200)]
    limit: Option<u64>,
}

fn stage_list() -> utoipa::openapi::schema::Array {
    utoipa::openapi::schema::ArrayBuilder::new().items(stages()).build()
}

/// `GET /api/v1/demands`: where demands stand, the latest received first.
pub async fn list(State(app): State<App>, caller: Caller, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    if caller.bound_to().is_some() {
        return Err(Fault::not_found());
    }
    let limit = asked.limit.unwrap_or(50);
    if !(1..=MOST_LINES).contains(&limit) {
        return Err(Fault::value("'limit' is a number from 1 to 200"));
    }
    if asked.stage.iter().any(|stage| StageName::ALL.iter().all(|s| s.code() != stage)) {
        return Err(Fault::value(format!("'stage' is one of {}", StageName::ALL.map(StageName::code).join(", "))));
    }
    let after = asked.after.as_deref().map(str::parse::<Cursor>).transpose()?;
    let filter = QueueFilter {
        stages: asked.stage,
        instrument: asked.instrument,
        territory: asked.territory,
        received_from: asked.received_from,
        received_before: asked.received_before,
        open: asked.open,
        ..QueueFilter::seen(Sight::of(&caller.actor))
    };
    let page = lines(app.store.read(), &filter, Sort::Received, false, after.as_ref(), limit).await?;
    let items = page
        .rows
        .into_iter()
        .map(|row| DemandLine {
            id: row.id.to(),
            reference: row.reference,
            stage: row.stage,
            instrument: row.instrument,
            territory: row.territory,
            received_at: row.received_at,
            due_at: row.due_at,
            due_rule: row.due_rule,
            emergency: row.emergency,
            outcome: row.outcome,
        })
        .collect();
    Ok(reply(StatusCode::OK, &json!(Page { items, next: page.next.map(|cursor| cursor.to_string()) })))
}

/// A duty with its clock.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Duty {
    /// `acknowledge`, `preserve`, `produce`, `notify` …
    kind: String,
    /// Rule of the rulebook.
    rule: String,
    started_at: DateTime<Utc>,
    /// By the earliest plausible reading.
    due_internal: DateTime<Utc>,
    /// By the law's own, where it gives a number.
    due_legal: Option<DateTime<Utc>>,
    met_at: Option<DateTime<Utc>>,
}

/// Whether data is kept.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Kept {
    /// `none`, `active` or `ended`.
    state: &'static str,
    since: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

/// Another demand that belongs to this one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Linked {
    reference: String,
    /// `duplicate` or `follows`.
    kind: String,
}

/// One line of what is asked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AskedLine {
    account: String,
    #[schema(schema_with = categories)]
    category: String,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
}

/// What the paper says; only with `demands:content`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Said {
    authority_name: String,
    authority_reference: String,
    statute: String,
    #[schema(value_type = Option<chrono::NaiveDate>)]
    issued_on: Option<chrono::NaiveDate>,
    #[schema(inline)]
    identifiers: Vec<NamedAccount>,
    #[schema(inline)]
    lines: Vec<AskedLine>,
    /// The customer, once it is known.
    #[schema(value_type = Option<uuid::Uuid>)]
    customer: Option<domain::ids::CustomerId>,
    #[schema(inline)]
    documents: Vec<papers::Document>,
}

/// Where a demand stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Demand)]
pub struct DemandView {
    #[schema(value_type = uuid::Uuid)]
    id: DemandId,
    reference: String,
    /// Grows with each change.
    version: u64,
    #[schema(schema_with = stages)]
    stage: String,
    instrument: String,
    /// The rulebook's version under which it came.
    rulebook: String,
    territory: String,
    received_at: DateTime<Utc>,
    /// `mail`, `manual`, `file`, `api` …
    channel: String,
    emergency: bool,
    outcome: Option<String>,
    #[schema(inline)]
    obligations: Vec<Duty>,
    #[schema(inline)]
    preservation: Kept,
    #[schema(inline)]
    links: Vec<Linked>,
    #[schema(inline)]
    content: Option<Said>,
}

/// The demand of an address, by its reference or its id. What this token may not see is not there.
pub(super) async fn find(app: &App, caller: &Caller, name: &str) -> Result<Demand, Fault> {
    Ok(match (name.parse::<DemandId>(), name.parse::<Reference>()) {
        (Ok(id), _) => app.workflow.find(&caller.actor, id).await?,
        (_, Ok(reference)) => app.workflow.find_by_reference(&caller.actor, reference).await?,
        _ => return Err(Fault::not_found()),
    })
}

fn code(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// `GET /api/v1/demands/{demand}`
pub async fn show(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap) -> Result<Response, Fault> {
    let demand = find(&app, &caller, ids.text(0)).await?;
    app.workflow.look(caller.actor, demand.id, Look::Demand).await?;
    let content = if caller.token.scopes.has(TokenScope::DemandsContent) { Some(said(&app, &demand).await?) } else { None };
    let mut links = Vec::new();
    for link in &demand.links {
        if let Ok(other) = app.workflow.find(&caller.actor, link.other).await {
            links.push(Linked { reference: other.reference.to_string(), kind: code(link.kind) });
        }
    }
    let duty = |clock: &domain::clocks::Obligation| Duty {
        kind: code(clock.kind),
        rule: clock.rule.id().to_owned(),
        started_at: clock.started_at,
        due_internal: clock.due.internal,
        due_legal: clock.due.legal,
        met_at: clock.met_at,
    };
    let view = DemandView {
        id: demand.id,
        reference: demand.reference.to_string(),
        version: demand.version,
        stage: demand.stage.name().code().to_owned(),
        instrument: demand.paper.instrument.to_string(),
        rulebook: demand.rules_version().to_owned(),
        territory: app.workflow.territory(&demand).to_owned(),
        received_at: demand.receipt.at,
        channel: code(demand.receipt.channel),
        emergency: !matches!(demand.emergency, Emergency::No),
        outcome: demand.stage.end().map(|end| code(end.outcome())),
        obligations: demand.clocks.iter().map(duty).collect(),
        preservation: match &demand.preservation {
            Preservation::None => Kept { state: "none", since: None, until: None },
            Preservation::Active { since, until, .. } => Kept { state: "active", since: Some(*since), until: *until },
            Preservation::Ended { at, .. } => Kept { state: "ended", since: None, until: Some(*at) },
            Preservation::Purged { at, .. } => Kept { state: "purged", since: None, until: Some(*at) },
        },
        links,
        content,
    };
    Ok(unless_known(&headers, &json!(view)))
}

async fn said(app: &App, demand: &Demand) -> Result<Said, Fault> {
    let paper = &demand.paper;
    let mut rows = documents::of_demand(app.store.read(), demand.id).await?;
    rows.retain(|row| !DATA.contains(&row.kind.as_str()));
    Ok(Said {
        authority_name: paper.authority_name.clone(),
        authority_reference: paper.authority_reference.clone(),
        statute: paper.statute.clone(),
        issued_on: paper.issued_on,
        identifiers: paper.identifiers.iter().map(|i| NamedAccount { kind: i.kind.code().to_owned(), value: i.value.clone() }).collect(),
        lines: demand
            .lines
            .iter()
            .map(|l| AskedLine { account: l.account.clone(), category: l.category.code().to_owned(), from: l.from, to: l.to })
            .collect(),
        customer: demand.customer.as_ref().map(|c| c.id),
        documents: rows.iter().map(papers::Document::of).collect(),
    })
}

/// One thing that happened.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Happened {
    at: DateTime<Utc>,
    /// A stable code.
    kind: &'static str,
    /// `person`, `operator`, `system`, `program` or `contact`.
    by: &'static str,
}

/// What happened to a demand.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Events {
    items: Vec<Happened>,
}

/// `GET /api/v1/demands/{demand}/events`
pub async fn events(State(app): State<App>, caller: Caller, ids: Ids) -> Result<Response, Fault> {
    let demand = find(&app, &caller, ids.text(0)).await?;
    app.workflow.look(caller.actor, demand.id, Look::Demand).await?;
    let entries = app.workflow.entries(&caller.actor, demand.id).await?;
    let happened = |entry: &domain::event::Entry| Happened {
        at: entry.at,
        kind: entry.event.kind(),
        by: match entry.actor {
            Actor::Person { .. } => "person",
            Actor::Operator => "operator",
            Actor::System => "system",
            Actor::Machine { .. } => "program",
            Actor::Contact(_) => "contact",
            Actor::Officer(_) => "officer",
        },
    };
    Ok(reply(StatusCode::OK, &json!(Events { items: entries.iter().map(|(_, entry)| happened(entry)).collect() })))
}
