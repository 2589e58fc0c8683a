//! A notice exactly as it would be sent: read before it is prepared, and read again before it is confirmed.

use super::typed::{Reader, Typed};
use crate::notify::outbox::enclosed_as;
use crate::notify::page::{self, PageError};
use crate::web::demand::case::Case;
use crate::web::demand::documents::file;
use crate::web::demand::problem;
use crate::web::extract::{Ids, Query};
use crate::web::parts::{Message, Text, Tone};
use crate::web::paths;
use crate::web::problem::Problem;
use crate::web::session::Sandboxed;
use crate::workflow::{Error, NoticePreview};
use axum::body::Body;
use axum::response::{Html, IntoResponse, Response};
use domain::command::{Act, ActKind, Verb};
use domain::ids::DocumentId;
use domain::notice::NoticeDraft;

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
    /// Where its page is, as PDF; empty where this build sets none.
    pub page: String,
}

/// All mails of a notice.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Each contact's mail.
    pub mails: Vec<Mail>,
    /// What goes with each of them: name in the mail, name here, address, SHA-256.
    pub copies: Vec<(String, String, String, String)>,
    /// Over all of it.
    pub digest: String,
    /// Whether what was prepared is another text than this, so that it can't be confirmed any more.
    pub changed: bool,
}

/// The mails that a verb would send, and what is to be known about them. `typed` is the form that came back.
///
/// # Errors
/// [`Problem`] when they can't be read.
pub async fn preview_for(case: &Case, verb: Verb, typed: Option<&Typed>) -> Result<(Option<Preview>, Vec<Message>), Problem> {
    let w = case.words();
    if matches!(verb, Verb::Prepare(ActKind::ClearCopy) | Verb::Confirm(ActKind::ClearCopy)) {
        return Ok((None, vec![Message::new(Tone::Soon, w.say("act-clear-copy-secret"))]));
    }
    if !matches!(verb, Verb::Prepare(ActKind::SendNotice) | Verb::Confirm(ActKind::SendNotice) | Verb::CheckDocket) {
        return Ok((None, Vec::new()));
    }
    let warn = |key: &str| vec![Message::new(Tone::Soon, w.say(key))];
    let (workflow, actor) = (&case.app.workflow, &case.session.actor);
    let written = match (verb, typed) {
        // Only a consumer's notice goes with the check of the docket.
        (Verb::CheckDocket, _) => workflow.notice_at_once(actor, &case.demand).await.transpose(),
        (Verb::Prepare(_), Some(typed)) => Some(workflow.preview_notice_with(actor, case.demand.id, &chosen(case, typed)).await),
        _ => Some(workflow.preview_notice(actor, case.demand.id).await),
    };
    let Some(written) = written else { return Ok((None, Vec::new())) };
    let written = match written {
        Ok(written) => written,
        Err(Error::NoAddress(_)) => return Ok((None, warn("act-no-contact"))),
        Err(Error::Letter { code, facts }) => return Ok((None, vec![Message::new(Tone::Soon, w.unwritten(code, &facts))])),
        Err(error) => return Err(problem(error)),
    };
    let which: String = written.copies.iter().map(|d| format!("&copies={}", d.id)).collect();
    let at = |place: usize, what: &str| paths::demand_at(case.demand.id, &format!("notice/{place}{what}?chosen=yes{which}"));
    let mails = written
        .mails
        .iter()
        .enumerate()
        .map(|(place, (to, mail))| Mail {
            to: format!("{} <{}>", to.name, to.mail),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            html: mail.html.as_ref().map_or_else(String::new, |_| at(place, "")),
            page: if page::AVAILABLE { at(place, "/page") } else { String::new() },
        })
        .collect();
    let copies = written.copies.iter().enumerate().map(|(n, d)| {
        let here = format!("{}/download", paths::document(case.demand.id, d.id));
        (enclosed_as(n + 1, &d.media_type), d.name.clone(), here, d.sha256.clone())
    });
    let stale = match (verb, case.demand.prepared(ActKind::SendNotice).map(|p| &p.act)) {
        (Verb::Confirm(_), Some(Act::SendNotice(draft))) => stale(case, draft, &written),
        _ => None,
    };
    let copies = copies.collect();
    let preview = Preview { mails, copies, digest: written.digest, changed: stale.is_some() };
    Ok((Some(preview), stale.map(warn).unwrap_or_default()))
}

/// Why what was prepared can't be confirmed any more, by the key of its sentence: it is not what would be sent now.
fn stale(case: &Case, draft: &NoticeDraft, now: &NoticePreview) -> Option<&'static str> {
    if draft.digest == now.digest {
        return None;
    }
    let listed = |draft: &NoticeDraft| draft.to.iter().map(|a| (a.contact, a.place)).collect::<Vec<_>>();
    Some(match () {
        () if draft.kind != now.kind => "act-stale-kind",
        () if !case.demand.all_cleared(&draft.copies) => "act-stale-copies",
        () if listed(draft) != now.order => "act-stale-contacts",
        () => "act-stale-text",
    })
}

/// The copies that a form chose.
fn chosen(case: &Case, typed: &Typed) -> Vec<DocumentId> {
    let copies: Vec<DocumentId> = Reader::new(typed, case.session.zone).several("copies");
    // What nobody has cleared is not even shown as if it were to go.
    copies.into_iter().filter(|copy| case.demand.all_cleared(&[*copy])).collect()
}

async fn asked(ids: &Ids, query: &Typed, case: &Case) -> Result<(usize, NoticePreview), Problem> {
    let place: usize = ids.0.get(1).and_then(|n| n.parse().ok()).ok_or(Problem::NotFound)?;
    let (workflow, actor) = (&case.app.workflow, &case.session.actor);
    let written = if query.has("chosen") {
        workflow.preview_notice_with(actor, case.demand.id, &chosen(case, query)).await
    } else {
        workflow.preview_notice(actor, case.demand.id).await
    };
    match written {
        Ok(written) => Ok((place, written)),
        Err(Error::NoAddress(_) | Error::Letter { .. }) => Err(Problem::NotFound),
        Err(error) => Err(problem(error)),
    }
}

/// `GET /demands/{demand}/notice/{place}`: the HTML of one mail, for a frame that may load and run nothing.
pub async fn mail(ids: Ids, Query(query): Query<Typed>, case: Case) -> Result<Response, Problem> {
    let case = case.whole()?;
    let (place, written) = asked(&ids, &query, &case).await?;
    let html: Option<Text> = written.mails.into_iter().nth(place).and_then(|(_, mail)| mail.html).map(Text::from);
    let mut response = Html(html.ok_or(Problem::NotFound)?.into_owned()).into_response();
    response.extensions_mut().insert(Sandboxed);
    Ok(response)
}

/// `GET /demands/{demand}/notice/{place}/page`: the page that goes with one mail, as PDF. Its date is today's.
pub async fn pdf(ids: Ids, Query(query): Query<Typed>, case: Case) -> Result<Response, Problem> {
    let case = case.whole()?;
    let (place, written) = asked(&ids, &query, &case).await?;
    let row = case.app.workflow.unsent(&written, case.demand.id, place).ok_or(Problem::NotFound)?;
    match page::before(row, &written.sheet).await {
        Ok(bytes) => Ok(file(Body::from(bytes), page::NAME, "attachment")),
        Err(PageError::NotBuilt) => Err(Problem::NotFound),
        Err(error) => {
            tracing::error!(code = "letter-page", %error, "a page that was asked for was not set");
            Err(Problem::Broken)
        }
    }
}
