//! `/api/v1/authorities`: the directory of authorities, for reading. Numbers to call back stay with the people who call.

use super::{reply, unless_known};
use crate::api::extract::{Ids, Query};
use crate::api::fault::Fault;
use crate::api::guard::Caller;
use crate::app::App;
use crate::store::authorities::{self as rows, AuthorityRow};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::ids::AuthorityId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

/// Most authorities on one page.
const MOST: u64 = 200;

/// One authority.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Authority {
    #[schema(value_type = uuid::Uuid)]
    id: AuthorityId,
    name: String,
    /// Such as `SE` or `US-NY`.
    territory: String,
    /// Such as `national`, `state` or `local`.
    level: String,
    /// `court`, `prosecutor`, `police` or `agency`.
    kind: String,
    /// `new`, `known` or `frozen`.
    standing: String,
    /// Domains that its mail comes from.
    mail_domains: Vec<String>,
    version: i64,
    created_at: DateTime<Utc>,
}

/// A page of authorities.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AuthorityPage)]
pub struct Page {
    items: Vec<Authority>,
    /// `after` of the next page; null on the last.
    #[schema(value_type = Option<uuid::Uuid>)]
    next: Option<AuthorityId>,
}

/// Which authorities a list shows.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// The name holds this.
    #[param(required = false)]
    q: String,
    /// `next` of the page before.
    #[param(value_type = uuid::Uuid, required = false)]
    after: Option<AuthorityId>,
    /// 1 to 200; 50 if not said.
    #[param(value_type = u64, required = false, minimum = 1, maximum = 200)]
    limit: Option<u64>,
}

fn view(row: &AuthorityRow) -> Authority {
    Authority {
        id: row.id.to(),
        name: row.name.clone(),
        territory: row.territory.clone(),
        level: row.level.clone(),
        kind: row.kind.clone(),
        standing: row.standing.clone(),
        mail_domains: serde_json::from_str(&row.mail_domains).unwrap_or_default(),
        version: row.version,
        created_at: row.created_at,
    }
}

/// `GET /api/v1/authorities`: by name; `next` leads to the next page.
pub async fn list(State(app): State<App>, caller: Caller, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    if caller.bound_to().is_some() {
        return Err(Fault::not_found());
    }
    let limit = asked.limit.unwrap_or(50);
    if !(1..=MOST).contains(&limit) {
        return Err(Fault::value("'limit' is a number from 1 to 200"));
    }
    let reader = app.store.read();
    let last = match asked.after {
        None => None,
        Some(id) => Some(rows::find(reader, id).await?.ok_or_else(|| Fault::value("'after' is none of the list's; begin again"))?),
    };
    let mut found = rows::list(reader, &asked.q, last.as_ref(), limit + 1).await?;
    let more = found.len() as u64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|row| row.id.to());
    Ok(reply(StatusCode::OK, &json!(Page { items: found.iter().map(view).collect(), next })))
}

/// `GET /api/v1/authorities/{authority}`
pub async fn show(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap) -> Result<Response, Fault> {
    let row = rows::find(app.store.read(), ids.at(0)?).await?;
    let row = row.filter(|_| caller.bound_to().is_none()).ok_or_else(Fault::not_found)?;
    Ok(unless_known(&headers, &json!(view(&row))))
}
