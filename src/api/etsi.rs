//! `POST /etsi/hi1`: authorities' own systems, by ETSI TS 103 120.

use super::extract::Raw;
use super::fault::Fault;
use super::guard::Caller;
use crate::app::App;
use crate::etsi::door::{self, DoorError};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Most bytes of a message.
pub const BODY: usize = crate::wire::MOST_BYTES;

/// Whether the content type is one that is answered here, if one is given.
fn known(headers: &HeaderMap) -> bool {
    let Some(said) = headers.get(header::CONTENT_TYPE) else { return true };
    let said = said.to_str().unwrap_or("?").split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(said.as_str(), "application/json" | "application/xml" | "text/xml")
}

/// A message and its answer, in the message's encoding.
pub async fn message(State(app): State<App>, caller: Caller, headers: HeaderMap, Raw(bytes): Raw) -> Result<Response, Fault> {
    if !known(&headers) {
        let detail = "send Content-Type: application/json or application/xml; nothing was taken in";
        return Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", detail));
    }
    let said = door::answer(&app.workflow, &app.schemas, caller.actor, bytes).await.map_err(fault)?;
    let mut response = said.bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(said.encoding.media_type()));
    Ok(response)
}

fn fault(error: DoorError) -> Fault {
    match error {
        DoorError::NotBound => Fault::forbidden("the token is bound to no authority; the operator binds it with `ombud token bind`"),
        DoorError::Unread(error) => Fault::unreadable(format!("the message can't be read: {error}; nothing was taken in")),
        DoorError::Workflow(error) => error.into(),
        DoorError::Schema(error) => {
            tracing::error!(code = "etsi-schema", %error, "the operator's schemas can't be used");
            let detail = "messages can't be checked at the moment, and nothing was taken in; the operator knows. Try again later";
            Fault { after: Some(60), ..Fault::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail) }
        }
    }
}
