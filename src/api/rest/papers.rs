//! `/api/v1/demands/{demand}/documents`: papers, in and out. What a customer's data is, is never handed out here.

use super::demands::find;
use super::{located, read, reply};
use crate::api::extract::{Ids, Json};
use crate::api::fault::Fault;
use crate::api::guard::Caller;
use crate::api::once;
use crate::app::App;
use crate::intake::receive::{Unread, document};
use crate::store::documents::{self, DATA, DocumentRow};
use crate::workflow::{Look, NewDocument};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use domain::ids::DocumentId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// Most documents in one request.
const MOST: usize = 100;

/// A paper that is handed in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = NewDocument, example = json!({ "name": "order.txt", "content": "U2VlIHRoZSBvcmRlci4=" }))]
#[serde(deny_unknown_fields)]
pub struct NewDocumentBody {
    /// File name.
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    /// The bytes as base64 (RFC 4648, section 4).
    #[schema(content_encoding = "base64", min_length = 1)]
    content: String,
}

/// A paper that is kept.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Document {
    #[schema(value_type = uuid::Uuid)]
    id: DocumentId,
    name: String,
    /// As found, not as claimed.
    media_type: String,
    /// `mail`, `paper`, `attachment`, `quarantine` …
    kind: String,
    bytes: i64,
    /// In hexadecimal.
    sha256: String,
    added_at: DateTime<Utc>,
}

impl Document {
    pub(super) fn of(row: &DocumentRow) -> Self {
        Self {
            id: row.document(),
            name: row.name.clone(),
            media_type: row.media_type.clone(),
            kind: row.kind.clone(),
            bytes: row.bytes,
            sha256: row.sha256.clone(),
            added_at: row.added_at,
        }
    }
}

/// The papers of a demand.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Documents {
    items: Vec<Document>,
}

/// Decode what was sent, and look what it is.
pub(super) async fn read_all(sent: Vec<NewDocumentBody>) -> Result<Vec<(NewDocument, Option<Unread>)>, Fault> {
    if sent.len() > MOST {
        return Err(Fault::value("at most 100 documents come with one request; nothing was changed"));
    }
    let mut all = Vec::with_capacity(sent.len());
    for one in sent {
        let bytes = BASE64.decode(one.content.as_bytes()).ok().filter(|b| !b.is_empty());
        let bytes = bytes.ok_or_else(|| Fault::value("the content of a document is base64 of at least one byte; nothing was changed"))?;
        if one.name.trim().is_empty() || one.name.chars().count() > 255 {
            return Err(Fault::value("a document has a name of 1 to 255 characters; nothing was changed"));
        }
        all.push(document(&one.name, bytes).await);
    }
    Ok(all)
}

/// `GET …/documents`
pub async fn list(State(app): State<App>, caller: Caller, ids: Ids) -> Result<Response, Fault> {
    let demand = find(&app, &caller, ids.text(0)).await?;
    app.workflow.look(caller.actor, demand.id, Look::Demand).await?;
    let mut rows = documents::of_demand(app.store.read(), demand.id).await?;
    rows.retain(|row| !DATA.contains(&row.kind.as_str()));
    Ok(reply(StatusCode::OK, &json!(Documents { items: rows.iter().map(Document::of).collect() })))
}

/// `POST …/documents`
pub async fn add(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap, Json(sent): Json) -> Result<Response, Fault> {
    let demand = find(&app, &caller, ids.text(0)).await?;
    let Some((new, _)) = read_all(vec![read(sent)?]).await?.pop() else { return Err(Fault::broken()) };
    let after = app.workflow.add_document(caller.actor, demand.id, new, once::key(&headers)?).await?;
    let added = after.documents.last().ok_or_else(Fault::broken)?.id;
    let row = documents::find_of(app.store.read(), demand.id, added).await?.ok_or_else(Fault::not_found)?;
    let at = format!("/api/v1/demands/{}/documents/{added}", demand.reference);
    Ok(located(reply(StatusCode::CREATED, &json!(Document::of(&row))), &at))
}

/// `GET …/documents/{document}`: the bytes; the look is on the record before the first of them leaves.
pub async fn show(State(app): State<App>, caller: Caller, ids: Ids) -> Result<Response, Fault> {
    let demand = find(&app, &caller, ids.text(0)).await?;
    let row = documents::find_of(app.store.read(), demand.id, ids.at(1)?).await?;
    let row = row.filter(|row| !DATA.contains(&row.kind.as_str())).ok_or_else(Fault::not_found)?;
    app.workflow.look(caller.actor, demand.id, Look::Document(row.document())).await?;
    let mut response = Body::from_stream(app.workflow.blobs().stream(&row).await?).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    Ok(response)
}
