//! `/api/v1/customers`.

use super::{EXTERNAL, located, merge, once, read, reply, reply_tagged, unless_known, writable};
use crate::api::etag::{self, Conditions};
use crate::api::extract::{Ids, Json, Query};
use crate::api::fault::Fault;
use crate::api::guard::Caller;
use crate::api::told::one_of;
use crate::app::App;
use crate::store::Key;
use crate::store::customers::{self as rows, CustomerFilter, CustomerRow};
use crate::workflow::customers::{CustomerKey, NewCustomer};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::contact::ProviderRole;
use domain::ids::CustomerId;
use domain::paper::CustomerClass;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::openapi::schema::Object;
use utoipa::{IntoParams, ToSchema};

/// Most customers on one page.
const MOST: u64 = 200;
const READ_ONLY: [&str; 5] = ["id", "version", "created_at", "changed_at", "ended_at"];

/// A customer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Customer {
    #[schema(value_type = uuid::Uuid)]
    id: CustomerId,
    /// Its id in your own systems.
    external_id: Option<String>,
    name: String,
    #[schema(schema_with = classes)]
    class: String,
    country: String,
    language: String,
    domains: Vec<String>,
    product: String,
    contract: String,
    #[schema(schema_with = provider_roles)]
    role: String,
    version: i64,
    created_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
    /// When it was a customer no more.
    ended_at: Option<DateTime<Utc>>,
}

/// A page of customers.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CustomerPage)]
pub struct Page {
    #[schema(value_type = Vec<Customer>)]
    items: Vec<Value>,
    /// `after` of the next page; null on the last.
    #[schema(value_type = Option<uuid::Uuid>)]
    next: Option<CustomerId>,
}

fn classes() -> Object {
    one_of(["enterprise", "consumer", "public_sector", "privileged"])
}

fn provider_roles() -> Object {
    one_of(ProviderRole::ALL.map(ProviderRole::code))
}

fn resource(row: &CustomerRow) -> Value {
    json!(Customer {
        id: row.id.to(),
        external_id: row.external_id.clone(),
        name: row.name.clone(),
        class: row.class.clone(),
        country: row.country.clone(),
        language: row.language.clone(),
        domains: serde_json::from_str(&row.domains).unwrap_or_default(),
        product: row.product.clone(),
        contract: row.contract.clone(),
        role: row.role.clone(),
        version: row.version,
        created_at: row.created_at,
        changed_at: row.changed_at,
        ended_at: row.ended_at,
    })
}

/// A customer as sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewCustomer, example = json!({ "name": "Example AB", "country": "SE", "external_id": "c-1", "domains": ["example.org"] }))]
#[serde(deny_unknown_fields)]
pub struct Body {
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// ISO 3166 alpha-2.
    #[schema(min_length = 2, max_length = 2)]
    country: String,
    #[schema(schema_with = classes)]
    #[serde(default = "enterprise")]
    class: CustomerClass,
    #[serde(default = "english")]
    language: String,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    product: String,
    #[serde(default)]
    contract: String,
    #[schema(schema_with = provider_roles)]
    #[serde(default)]
    role: ProviderRole,
    #[serde(default)]
    external_id: Option<String>,
}

const fn enterprise() -> CustomerClass {
    CustomerClass::Enterprise
}

fn english() -> String {
    "en".to_owned()
}

impl From<Body> for NewCustomer {
    fn from(body: Body) -> Self {
        let Body { name, country, class, language, domains, product, contract, role, external_id } = body;
        Self { name, class, country, language, domains, accounts: None, product, contract, role, external_id }
    }
}

fn wanted(sent: Value) -> Result<NewCustomer, Fault> {
    Ok(read::<Body>(writable(sent, &READ_ONLY)?)?.into())
}

/// Which customers a list shows.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// The name holds this.
    #[param(required = false)]
    q: String,
    /// Its id in your own systems.
    #[param(value_type = String, required = false)]
    external_id: Option<String>,
    /// With those that have ended.
    #[param(required = false)]
    ended: bool,
    /// The last of the page before.
    #[param(value_type = uuid::Uuid, required = false)]
    after: Option<CustomerId>,
    /// At most 200; 50 if not said.
    #[param(value_type = u64, required = false)]
    limit: Option<u64>,
}

/// `GET /api/v1/customers`: by name; `next` leads to the next page.
pub async fn list(State(app): State<App>, caller: Caller, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let reader = app.store.read();
    let limit = asked.limit.unwrap_or(50).clamp(1, MOST);
    let one = match (caller.bound_to(), &asked.external_id) {
        (Some(own), _) => Some(rows::find(reader, own).await?),
        (None, Some(external)) => Some(rows::find_external(reader, external).await?),
        (None, None) => None,
    };
    let (found, next) = match one {
        Some(one) => {
            let fits = |row: &CustomerRow| {
                (asked.ended || row.ended_at.is_none())
                    && asked.external_id.as_ref().is_none_or(|e| row.external_id.as_ref() == Some(e))
                    && row.name.to_lowercase().contains(&asked.q.trim().to_lowercase())
                    && asked.after.is_none()
            };
            (one.into_iter().filter(fits).collect::<Vec<_>>(), None)
        }
        None => {
            let last = match asked.after {
                None => None,
                Some(id) => Some(rows::find(reader, id).await?.ok_or_else(|| Fault::value("'after' is none of the list's; begin again"))?),
            };
            let filter = CustomerFilter { text: asked.q.clone(), unanswered_since: None, ended: asked.ended };
            let mut found = rows::list(reader, &filter, last.as_ref(), limit + 1).await?;
            let more = found.len() as u64 > limit;
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            let next = found.last().filter(|_| more).map(|row| row.id);
            (found, next)
        }
    };
    Ok(reply(StatusCode::OK, &json!(Page { items: found.iter().map(resource).collect(), next: next.map(Key::to) })))
}

/// `POST /api/v1/customers`: a new one, once per Idempotency-Key.
pub async fn create(State(app): State<App>, caller: Caller, headers: HeaderMap, Json(sent): Json) -> Result<Response, Fault> {
    let once = once(&headers, "customers", sent.to_string().as_bytes())?;
    let id = app.workflow.add_customer_once(caller.actor, wanted(sent)?, once).await?;
    let row = rows::find(app.store.read(), id).await?.ok_or_else(Fault::not_found)?;
    Ok(located(reply_tagged(StatusCode::CREATED, &resource(&row)), &format!("/api/v1/customers/{id}")))
}

/// `GET /api/v1/customers/{customer}`
pub async fn show(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap) -> Result<Response, Fault> {
    Ok(unless_known(&headers, &resource(&super::customer(&app, &caller, ids.text(0)).await?)))
}

/// `PUT /api/v1/customers/{customer}`: what is not said is empty; under `ext:…` a new one, if there is none.
pub async fn replace(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap, Json(sent): Json) -> Result<Response, Fault> {
    let name = ids.text(0);
    let new = match (super::customer(&app, &caller, name).await, name.strip_prefix(EXTERNAL)) {
        (Ok(before), _) => return changed(&app, &caller, &headers, &before, wanted(sent)?).await,
        (Err(fault), Some(external)) if fault == Fault::not_found() && caller.bound_to().is_none() => {
            NewCustomer { external_id: Some(external.to_owned()), ..wanted(sent)? }
        }
        (Err(fault), _) => return Err(fault),
    };
    if headers.contains_key("if-match") {
        return Err(Fault::changed_meanwhile());
    }
    let put = app.workflow.put_customer(caller.actor, CustomerKey::New, new, None).await?;
    let row = rows::find(app.store.read(), put.id).await?.ok_or_else(Fault::not_found)?;
    Ok(located(reply_tagged(StatusCode::CREATED, &resource(&row)), &format!("/api/v1/customers/{}", put.id)))
}

/// `PATCH /api/v1/customers/{customer}`: a merge patch (RFC 7396).
pub async fn change(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap, Json(sent): Json) -> Result<Response, Fault> {
    let before = super::customer(&app, &caller, ids.text(0)).await?;
    let mut after = resource(&before);
    merge(&mut after, writable(sent, &READ_ONLY)?);
    changed(&app, &caller, &headers, &before, wanted(after)?).await
}

async fn changed(app: &App, caller: &Caller, headers: &HeaderMap, before: &CustomerRow, new: NewCustomer) -> Result<Response, Fault> {
    Conditions::of(headers).demand(&etag::of(&resource(before)))?;
    let id: CustomerId = before.id.to();
    app.workflow.put_customer(caller.actor, CustomerKey::Id(id), new, Some(before.version)).await?;
    let row = rows::find(app.store.read(), id).await?.ok_or_else(Fault::not_found)?;
    Ok(reply_tagged(StatusCode::OK, &resource(&row)))
}

/// `DELETE /api/v1/customers/{customer}`: it is a customer no more; nothing is erased.
pub async fn end(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap) -> Result<Response, Fault> {
    let before = super::customer(&app, &caller, ids.text(0)).await?;
    Conditions::of(&headers).demand(&etag::of(&resource(&before)))?;
    app.workflow.end_customer(caller.actor, before.id.to(), Some(before.version)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
