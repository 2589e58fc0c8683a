//! `POST /api/v1/customers/import`: a list, taken in by the same function as on the screen and at the command line.

use super::{once, reply};
use crate::api::extract::{Query, Raw};
use crate::api::fault::Fault;
use crate::api::guard::Caller;
use crate::api::once::Preview;
use crate::app::App;
use crate::intake::customers::{self, Format, List, Rejects, TakeError, Taken};
use crate::words::{Language, Words};
use crate::workflow::Error;
use crate::workflow::customers::sync::How;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

/// Most bytes of a list: as many as the screen takes.
pub const MOST: usize = 64 * 1024 * 1024;
/// Changes that an answer shows, and bad rows with their reasons. Their numbers are whole, and so is the file of bad rows.
const SHOWN: usize = 1_000;

/// How the list is to be taken in.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Say what would change, and change nothing.
    #[param(required = false)]
    dry_run: bool,
    /// Contacts that the list does not have are taken off.
    #[param(required = false)]
    whole: bool,
}

/// What became of a list.
#[derive(ToSchema)]
#[schema(as = ImportOutcome, value_type = Object)]
pub struct Outcome(());

/// How the body is written, by what the client says of it.
fn format(headers: &HeaderMap) -> Result<Format, Fault> {
    let said = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    match said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "text/csv" => Ok(Format::Csv),
        "application/jsonl" | "application/x-ndjson" | "application/ndjson" => Ok(Format::JsonLines),
        _ => {
            let detail = "send Content-Type: text/csv or application/jsonl; nothing was changed";
            Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", detail))
        }
    }
}

async fn run(app: &App, caller: &Caller, bytes: &[u8], format: Format, how: How) -> Result<(Taken, String), Fault> {
    let mut rejects = Rejects::new(Some(Vec::new()));
    let list = List { input: bytes, format, how, most: SHOWN };
    let w = Words::of(Language::En);
    let taken = customers::take_in(&app.workflow, caller.actor, list, &mut rejects, |p| p.sentence(w)).await.map_err(fault)?;
    Ok((taken, String::from_utf8_lossy(&rejects.into_inner().unwrap_or_default()).into_owned()))
}

/// What was taken in before something broke stays in: the detail must not say that nothing was changed.
fn fault(error: TakeError) -> Fault {
    const AGAIN: &str = "the list could not be taken in to its end; what went in stays, and sending it again changes nothing of that";
    match error {
        TakeError::File(bad) => Fault::new(StatusCode::BAD_REQUEST, "invalid-list", bad.to_string()),
        TakeError::Io(_) => Fault::new(StatusCode::BAD_REQUEST, "invalid-list", AGAIN),
        TakeError::Workflow(error @ Error::Store(_)) => Fault { detail: AGAIN.to_owned(), ..error.into() },
        TakeError::Workflow(error) => error.into(),
    }
}

/// The answer, with the bad rows as a file of the form that was sent.
fn said(mut answer: Value, rejected: String) -> Response {
    if let Some(object) = answer.as_object_mut() {
        object.insert("rejected_file".to_owned(), if rejected.is_empty() { Value::Null } else { json!(rejected) });
    }
    reply(StatusCode::OK, &answer)
}

/// `POST /api/v1/customers/import`: good rows go in, bad ones come back with their lines and reasons; once per Idempotency-Key.
pub async fn take(
    State(app): State<App>,
    caller: Caller,
    Query(Asked { dry_run, whole }): Query<Asked>,
    headers: HeaderMap,
    Raw(bytes): Raw,
) -> Result<Response, Fault> {
    // A customer's own program keeps its contacts; a list says whose domains and accounts are whose.
    if caller.bound_to().is_some() {
        return Err(Error::NotAllowed.into());
    }
    let format = format(&headers)?;
    let how = How { dry_run, whole };
    let what = format!("list of customers, {}, {whole}", format.end());
    let once = if dry_run { None } else { once(&headers, &what, &bytes)? };
    if let Some(before) = app.workflow.list_answered(&caller.actor, once.as_ref()).await? {
        // Rows that went in are good the second time as well, so what is bad now is what was.
        let (_, rejected) = run(&app, &caller, &bytes, format, How { dry_run: true, whole }).await?;
        return Ok(said(before, rejected));
    }
    let (taken, rejected) = run(&app, &caller, &bytes, format, how).await?;
    let w = Words::of(Language::En);
    let answer = taken.to_json(dry_run, |p| p.sentence(w));
    app.workflow.keep_list_answer(&caller.actor, once, &answer).await?;
    let mut answer = said(answer, rejected);
    if dry_run {
        answer.extensions_mut().insert(Preview);
    }
    Ok(answer)
}
