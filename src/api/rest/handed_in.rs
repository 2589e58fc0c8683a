//! `POST /api/v1/demands`: a demand that a system of the provider's own hands in, by the same path as a mail's.

use super::demands::{categories, identifier_kinds, stages};
use super::papers::{self, NewDocumentBody};
use super::{located, read, reply};
use crate::api::extract::Json;
use crate::api::fault::{Fault, WrongMember};
use crate::api::guard::Caller;
use crate::api::once;
use crate::api::told::one_of;
use crate::app::App;
use crate::intake::IntakeError;
use crate::intake::receive::{self, ReceiveError};
use crate::store::documents;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::ids::DemandId;
use domain::paper::Channel;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

/// Most bytes of a request that hands documents in: 16 MiB of them as base64, and the demand.
pub const MOST: usize = 23 * 1024 * 1024;
fn issuers() -> Object {
    one_of(["court", "prosecutor", "police", "agency"])
}

/// The authority that a demand names.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedAuthority {
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Its mail address.
    mail: Option<String>,
}

/// Something that the paper names to point at data.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedAccount {
    #[schema(schema_with = identifier_kinds)]
    pub(super) kind: String,
    #[schema(min_length = 1, max_length = 320)]
    pub(super) value: String,
}

/// A demand that is handed in. Members that are not listed are refused: a misspelt `emergency` must not be passed over.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = NewDemand, example = json!({
    "authority_reference": "K 123-26", "authority": { "name": "Example Court", "mail": "clerk@court.example.org" },
    "instrument": "se.rb.beslag", "issuer": "court", "issued_on": "2026-11-02", "received_at": "2026-11-02T14:20:00+01:00",
    "identifiers": [{ "kind": "mail", "value": "somebody@example.com" }], "categories": ["SUB_ID"],
    "from": "2026-01-01", "to": "2026-03-31", "emergency": false
}))]
#[serde(deny_unknown_fields)]
pub struct NewDemandBody {
    /// The authority's own reference.
    #[schema(min_length = 1, max_length = 200)]
    authority_reference: String,
    #[schema(inline)]
    authority: NamedAuthority,
    /// By the rulebook's id; `gen.other` for a paper that nobody has classified yet.
    instrument: String,
    /// Who issued it.
    #[schema(schema_with = issuers)]
    issuer: Option<String>,
    /// As cited.
    #[schema(max_length = 300)]
    statute: Option<String>,
    #[schema(value_type = Option<chrono::NaiveDate>)]
    issued_on: Option<String>,
    /// When it was received, if not now.
    #[schema(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    received_at: Option<String>,
    /// The paper's own date for the answer.
    #[schema(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    face_due: Option<String>,
    /// When the authority wants the recipient told, where the law lets it set a time.
    #[schema(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    notice_at: Option<String>,
    #[schema(inline, min_items = 1)]
    identifiers: Vec<NamedAccount>,
    /// What is demanded; may be left out when the paper does not say.
    #[schema(schema_with = category_list)]
    #[serde(default)]
    categories: Vec<String>,
    /// First day of the data.
    #[schema(value_type = Option<chrono::NaiveDate>)]
    from: Option<String>,
    /// Last day of the data.
    #[schema(value_type = Option<chrono::NaiveDate>)]
    to: Option<String>,
    /// Whether an emergency is claimed.
    #[serde(default)]
    emergency: bool,
    /// The papers.
    #[schema(inline)]
    #[serde(default)]
    documents: Vec<NewDocumentBody>,
}

fn category_list() -> utoipa::openapi::schema::Array {
    utoipa::openapi::schema::ArrayBuilder::new().items(categories()).build()
}

/// A document that was kept and not read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Unread {
    name: String,
    /// Why, a stable code.
    why: String,
}

/// What became of a demand that was handed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Received {
    #[schema(value_type = uuid::Uuid)]
    id: DemandId,
    reference: String,
    #[schema(schema_with = stages)]
    stage: String,
    received_at: DateTime<Utc>,
    /// References of earlier demands that ask the same, as far as the token may see them.
    duplicates: Vec<String>,
    /// What was kept, with its hash.
    #[schema(inline)]
    documents: Vec<papers::Document>,
    #[schema(inline)]
    unread: Vec<Unread>,
}

/// `POST /api/v1/demands`
pub async fn create(State(app): State<App>, caller: Caller, headers: HeaderMap, Json(mut sent): Json) -> Result<Response, Fault> {
    if caller.bound_to().is_some() {
        return Err(Fault::forbidden("a token for one customer hands no demands in; nothing was changed"));
    }
    let object = sent.as_object_mut().ok_or_else(|| Fault::unreadable("an object is expected; nothing was changed"))?;
    let papers = match object.remove("documents") {
        None | Some(Value::Null) => Vec::new(),
        Some(papers) => read::<Vec<NewDocumentBody>>(papers)?,
    };
    let mut documents = papers::read_all(papers).await?;
    let body = Bytes::from(sent.to_string());
    let mut draft = receive::read_json(&app.workflow, &body, "demand.json", app.clock.now()).map_err(fault)?;
    draft.new.receipt.channel = Channel::Api;
    for (document, unread) in documents.drain(..) {
        draft.new.documents.push(document);
        draft.unread.extend(unread);
    }
    let taken = receive::take(&app.workflow, caller.actor, draft, once::key(&headers)?).await.map_err(fault)?;
    let mut duplicates = Vec::new();
    for reference in taken.duplicates {
        if app.workflow.find_by_reference(&caller.actor, reference).await.is_ok() {
            duplicates.push(reference.to_string());
        }
    }
    let demand = taken.demand;
    let rows = documents::of_demand(app.store.read(), demand.id).await?;
    let answer = Received {
        id: demand.id,
        reference: demand.reference.to_string(),
        stage: demand.stage.name().code().to_owned(),
        received_at: demand.receipt.at,
        duplicates,
        documents: rows.iter().map(papers::Document::of).collect(),
        unread: taken.unread.into_iter().map(|u| Unread { name: u.name, why: u.why.code().to_owned() }).collect(),
    };
    Ok(located(reply(StatusCode::CREATED, &json!(answer)), &format!("/api/v1/demands/{}", demand.reference)))
}

/// Why nothing was taken in, each wrong member by its path.
fn fault(error: ReceiveError) -> Fault {
    match error {
        ReceiveError::Workflow(error) => error.into(),
        ReceiveError::Unread(IntakeError::Json { problems }) => {
            let fields = problems.into_iter().map(|p| WrongMember { field: p.field, advice: p.advice }).collect();
            Fault { fields, ..Fault::value("the demand can't be taken in as sent; nothing was recorded. See 'errors'") }
        }
        other => Fault::value(other.to_string()),
    }
}
