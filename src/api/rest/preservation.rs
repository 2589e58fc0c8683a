//! `/api/v1/preservation/tasks`: accounts to keep unchanged and what was kept to remove, for the systems that hold the data. Nothing
//! says who asks, by which law or in which matter.

use super::reply;
use crate::api::extract::{Ids, Json, Query};
use crate::api::fault::Fault;
use crate::api::guard::Caller;
use crate::app::App;
use crate::store::Key;
use crate::workflow::keeping::told;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::preservation::CustodyAnswer;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Most tasks on one page.
const MOST: u64 = 200;

/// The account of a task.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CustodyAccount)]
pub struct Account {
    /// `mail`, `account`, `ip`, `phone` or `domain`.
    kind: String,
    value: String,
}

/// One task.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CustodyTask)]
pub struct Task {
    task: Uuid,
    /// `place`: keep it unchanged; `purge`: remove what was kept.
    ask: String,
    /// The same for every task.
    reason_code: String,
    account: Account,
    /// Codes; empty: all data.
    categories: Vec<String>,
    /// First moment of the range; null without a limit.
    from: Option<DateTime<Utc>>,
    /// The moment after its last; null without a limit.
    to: Option<DateTime<Utc>>,
    due_at: DateTime<Utc>,
}

/// A page of tasks.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CustodyTaskPage)]
pub struct Page {
    items: Vec<Task>,
    /// `after` of the next page; null on the last.
    next: Option<Uuid>,
}

/// Which tasks a list shows.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `next` of the page before.
    #[param(value_type = Uuid, required = false)]
    after: Option<Uuid>,
    /// 1 to 200; 50 if not said.
    #[param(value_type = u64, required = false, minimum = 1, maximum = 200)]
    limit: Option<u64>,
}

/// What became of a task.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(tag = "answer", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = CustodyAnswer)]
pub enum Answer {
    /// It is kept unchanged.
    Placed {
        /// Where.
        #[schema(min_length = 1)]
        text: String,
    },
    /// There is nothing.
    Nothing {
        /// Where was looked.
        #[schema(min_length = 1)]
        text: String,
    },
    /// It could not be done; the task stays.
    Failed {
        /// Why.
        #[schema(min_length = 1)]
        text: String,
    },
    /// What was kept is gone.
    Purged {
        /// What was removed, and how.
        #[schema(min_length = 1)]
        text: String,
        /// SHA-256 of the protocol of removal, in hexadecimal.
        #[serde(default)]
        protocol_sha256: Option<String>,
    },
}

/// What is left of a task.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CustodyDone)]
pub struct Done {
    task: Uuid,
    /// Whether nothing more is owed of it.
    done: bool,
}

/// `GET /api/v1/preservation/tasks`: the most urgent first.
pub async fn list(State(app): State<App>, caller: Caller, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let limit = asked.limit.unwrap_or(50);
    if !(1..=MOST).contains(&limit) {
        return Err(Fault::value("'limit' is a number from 1 to 200"));
    }
    let mut rows = app.workflow.custody_tasks(&caller.actor, asked.after.map(Key), limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| row.id.0);
    let items: Vec<_> = rows.iter().map(told).collect();
    Ok(reply(StatusCode::OK, &json!({ "items": items, "next": next })))
}

/// `GET /api/v1/preservation/tasks/{task}`
pub async fn show(State(app): State<App>, caller: Caller, ids: Ids) -> Result<Response, Fault> {
    let row = app.workflow.custody_task(&caller.actor, Key(ids.at(0)?)).await?;
    Ok(reply(StatusCode::OK, &told(&row)))
}

/// `POST /api/v1/preservation/tasks/{task}/answer`: 404 once it is done.
pub async fn answer(State(app): State<App>, caller: Caller, ids: Ids, Json(body): Json) -> Result<Response, Fault> {
    let task: Uuid = ids.at(0)?;
    let said = match super::read::<Answer>(body)? {
        Answer::Placed { text } => CustodyAnswer::Placed { place: text },
        Answer::Nothing { text } => CustodyAnswer::Nothing { looked: text },
        Answer::Failed { text } => CustodyAnswer::Failed { why: text },
        Answer::Purged { text, protocol_sha256 } => CustodyAnswer::Purged { what: text, protocol: protocol_sha256 },
    };
    let left = app.workflow.answer_custody(caller.actor, Key(task), said).await?;
    Ok(reply(StatusCode::OK, &json!(Done { task, done: left.is_none() })))
}
