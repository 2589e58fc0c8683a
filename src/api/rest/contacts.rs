//! `/api/v1/customers/{customer}/contacts`.

use super::{located, merge, once, read, reply, reply_tagged, unless_known, writable};
use crate::api::etag::{self, Conditions};
use crate::api::extract::{Ids, Json};
use crate::api::fault::Fault;
use crate::api::guard::Caller;
use crate::api::told::one_of;
use crate::app::App;
use crate::store::customers::{self as rows, ContactRow, CustomerRow};
use crate::workflow::customers::{ContactKey, NewContact};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::contact::ContactPurpose;
use domain::ids::{ContactId, CustomerId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

const READ_ONLY: [&str; 7] = ["id", "customer_id", "version", "created_at", "changed_at", "verified_at", "bounced_at"];

/// A contact of a customer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Contact {
    #[schema(value_type = uuid::Uuid)]
    id: ContactId,
    #[schema(value_type = uuid::Uuid)]
    customer_id: CustomerId,
    /// Its id in your own systems.
    external_id: Option<String>,
    name: String,
    mail: String,
    language: String,
    #[schema(schema_with = purposes)]
    purpose: String,
    /// Its place: those with the lowest are told first.
    order: i64,
    /// When it answered from its own mailbox.
    verified_at: Option<DateTime<Utc>>,
    bounced_at: Option<DateTime<Utc>>,
    version: i64,
    created_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
}

/// A customer's contacts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Contacts {
    #[schema(value_type = Vec<Contact>)]
    items: Vec<Value>,
}

fn purposes() -> Object {
    one_of(ContactPurpose::ALL.map(ContactPurpose::code))
}

fn resource(row: &ContactRow) -> Value {
    json!(Contact {
        id: row.id.to(),
        customer_id: row.customer_id.to(),
        external_id: row.external_id.clone(),
        name: row.name.clone(),
        mail: row.mail.clone(),
        language: row.language.clone(),
        purpose: row.purpose.clone(),
        order: row.position,
        verified_at: row.verified_at,
        bounced_at: row.bounced_at,
        version: row.version,
        created_at: row.created_at,
        changed_at: row.changed_at,
    })
}

/// A contact as sent. Whether its address is verified is not for a program to say.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewContact, example = json!({ "name": "Legal", "mail": "legal@example.org" }))]
#[serde(deny_unknown_fields)]
pub struct Body {
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    #[schema(max_length = 320)]
    mail: String,
    #[serde(default)]
    language: Option<String>,
    #[schema(schema_with = purposes)]
    #[serde(default)]
    purpose: ContactPurpose,
    #[serde(default)]
    order: Option<i64>,
    #[serde(default)]
    external_id: Option<String>,
}

fn wanted(sent: Value, customer: &CustomerRow) -> Result<NewContact, Fault> {
    let Body { name, mail, language, purpose, order, external_id } = read(writable(sent, &READ_ONLY)?)?;
    let language = language.unwrap_or_else(|| customer.language.clone());
    Ok(NewContact { name, mail, language, purpose, position: order, external_id, verified_at: None })
}

async fn seen(app: &App, customer: &CustomerRow, ids: &Ids) -> Result<ContactRow, Fault> {
    let row = rows::find_contact(app.store.read(), ids.at::<ContactId>(1)?).await?;
    row.filter(|c| c.customer_id == customer.id && c.removed_at.is_none()).ok_or_else(Fault::not_found)
}

/// `GET …/contacts`: those on the list, in their order.
pub async fn list(State(app): State<App>, caller: Caller, ids: Ids) -> Result<Response, Fault> {
    let customer = super::customer(&app, &caller, ids.text(0)).await?;
    let found = rows::contacts_of(app.store.read(), customer.id.to()).await?;
    Ok(reply(StatusCode::OK, &json!(Contacts { items: found.iter().map(resource).collect() })))
}

/// `POST …/contacts`: a new one, once per Idempotency-Key; its address is asked by mail.
pub async fn create(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap, Json(sent): Json) -> Result<Response, Fault> {
    let customer = super::customer(&app, &caller, ids.text(0)).await?;
    let once = once(&headers, &format!("contacts of {}", customer.id), sent.to_string().as_bytes())?;
    let id = app.workflow.add_contact_once(caller.actor, customer.id.to(), wanted(sent, &customer)?, once).await?;
    let row = rows::find_contact(app.store.read(), id).await?.ok_or_else(Fault::not_found)?;
    Ok(located(reply_tagged(StatusCode::CREATED, &resource(&row)), &format!("/api/v1/customers/{}/contacts/{id}", customer.id)))
}

/// `GET …/contacts/{contact}`
pub async fn show(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap) -> Result<Response, Fault> {
    let customer = super::customer(&app, &caller, ids.text(0)).await?;
    Ok(unless_known(&headers, &resource(&seen(&app, &customer, &ids).await?)))
}

/// `PUT …/contacts/{contact}`
pub async fn replace(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap, Json(sent): Json) -> Result<Response, Fault> {
    let customer = super::customer(&app, &caller, ids.text(0)).await?;
    let before = seen(&app, &customer, &ids).await?;
    changed(&app, &caller, &headers, &customer, &before, sent).await
}

/// `PATCH …/contacts/{contact}`: a merge patch (RFC 7396).
pub async fn change(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap, Json(sent): Json) -> Result<Response, Fault> {
    let customer = super::customer(&app, &caller, ids.text(0)).await?;
    let before = seen(&app, &customer, &ids).await?;
    let mut after = resource(&before);
    merge(&mut after, writable(sent, &READ_ONLY)?);
    changed(&app, &caller, &headers, &customer, &before, after).await
}

async fn changed(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    customer: &CustomerRow,
    before: &ContactRow,
    sent: Value,
) -> Result<Response, Fault> {
    Conditions::of(headers).demand(&etag::of(&resource(before)))?;
    let (id, new) = (before.id.to::<ContactId>(), wanted(sent, customer)?);
    app.workflow.put_contact(caller.actor, customer.id.to(), ContactKey::Id(id), new, Some(before.version)).await?;
    let row = rows::find_contact(app.store.read(), id).await?.ok_or_else(Fault::not_found)?;
    Ok(reply_tagged(StatusCode::OK, &resource(&row)))
}

/// `DELETE …/contacts/{contact}`: off the list, and kept on record.
pub async fn remove(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap) -> Result<Response, Fault> {
    let customer = super::customer(&app, &caller, ids.text(0)).await?;
    let before = seen(&app, &customer, &ids).await?;
    Conditions::of(&headers).demand(&etag::of(&resource(&before)))?;
    app.workflow.remove_contact(caller.actor, before.id.to(), Some(before.version)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
