//! A notice exactly as it would be sent: read before it is prepared, and read again before it is confirmed.

use crate::web::demand::case::Case;
use crate::web::demand::problem;
use crate::web::extract::Ids;
use crate::web::parts::{Message, Text, Tone};
use crate::web::paths;
use crate::web::problem::Problem;
use crate::web::session::Sandboxed;
use crate::workflow::Error;
use axum::response::{Html, IntoResponse, Response};
use domain::command::{Act, ActKind, Verb};

/// One mail.
#[derive(Clone, Debug)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
    /// Where its HTML is shown in a frame; empty if it has none.
    pub html: String,
}

/// All mails of a notice.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Each contact's mail.
    pub mails: Vec<Mail>,
    /// Over all of it.
    pub digest: String,
    /// Whether what was prepared is another text than this, so that it can't be confirmed any more.
    pub changed: bool,
}

/// The mails that a verb would send, and what is to be known about them.
///
/// # Errors
/// [`Problem`] when they can't be read.
pub async fn preview_for(case: &Case, verb: Verb) -> Result<(Option<Preview>, Vec<Message>), Problem> {
    if !matches!(verb, Verb::Prepare(ActKind::SendNotice) | Verb::Confirm(ActKind::SendNotice) | Verb::CheckDocket) {
        return Ok((None, Vec::new()));
    }
    let w = case.words();
    let warn = |key: &str| vec![Message::new(Tone::Soon, w.say(key))];
    let (workflow, actor) = (&case.app.workflow, &case.session.actor);
    let written = match verb {
        // Only a consumer's notice goes with the check of the docket.
        Verb::CheckDocket => workflow.notice_at_once(actor, &case.demand).await.transpose(),
        _ => Some(workflow.preview_notice(actor, case.demand.id).await),
    };
    let Some(written) = written else { return Ok((None, Vec::new())) };
    let written = match written {
        Ok(written) => written,
        Err(Error::NoAddress(_)) => return Ok((None, warn("act-no-contact"))),
        Err(Error::Letter { code, facts }) => return Ok((None, vec![Message::new(Tone::Soon, w.unwritten(code, &facts))])),
        Err(error) => return Err(problem(error)),
    };
    let mails = written
        .mails
        .iter()
        .enumerate()
        .map(|(place, (to, mail))| Mail {
            to: format!("{} <{}>", to.name, to.mail),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            html: mail.html.as_ref().map_or_else(String::new, |_| paths::demand_at(case.demand.id, &format!("notice/{place}"))),
        })
        .collect();
    let changed = matches!(
        (verb, case.demand.prepared(ActKind::SendNotice).map(|p| &p.act)),
        (Verb::Confirm(_), Some(Act::SendNotice(draft))) if draft.digest != written.digest
    );
    let warnings = if changed { warn("act-notice-changed") } else { Vec::new() };
    Ok((Some(Preview { mails, digest: written.digest, changed }), warnings))
}

/// `GET /demands/{demand}/notice/{place}`: the HTML of one mail, for a frame that may load and run nothing.
pub async fn mail(Ids(ids): Ids, case: Case) -> Result<Response, Problem> {
    let case = case.whole()?;
    let place: usize = ids.get(1).and_then(|n| n.parse().ok()).ok_or(Problem::NotFound)?;
    let written = match case.app.workflow.preview_notice(&case.session.actor, case.demand.id).await {
        Ok(written) => written,
        Err(Error::NoAddress(_) | Error::Letter { .. }) => return Err(Problem::NotFound),
        Err(error) => return Err(problem(error)),
    };
    let html: Option<Text> = written.mails.into_iter().nth(place).and_then(|(_, mail)| mail.html).map(Text::from);
    let mut response = Html(html.ok_or(Problem::NotFound)?.into_owned()).into_response();
    response.extensions_mut().insert(Sandboxed);
    Ok(response)
}
