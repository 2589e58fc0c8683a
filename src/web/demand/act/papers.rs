//! What somebody sends files with: a paper that is added, an objection that came by other means, a copy for the customer.

use super::typed::{Reader, Typed};
use super::{Back, again, before, failed, may_open, said};
use crate::web::demand::case::Case;
use crate::web::paths;
use crate::web::problem::Problem;
use crate::web::sent::{MOST_FILES, Sent};
use crate::workflow::{NewCopy, NewDocument, NewObjection};
use axum::extract::Multipart;
use axum::response::Response;
use domain::command::{ActKind, Verb};
use domain::ids::DocumentId;

/// The form, or the answer that comes before it is read any further.
async fn form(case: &Case, verb: Verb, form: Multipart) -> Result<Result<(Typed, Vec<NewDocument>), Response>, Problem> {
    may_open(case, verb)?;
    let sent = Sent::read(form).await?;
    let typed = Typed::new(sent.pairs);
    if let Some(answer) = before(case, verb, &typed).await? {
        return Ok(Err(answer));
    }
    if sent.too_many {
        let trouble = Some(case.words().say1("form-too-many-files", "most", MOST_FILES));
        return Ok(Err(again(case, verb, &typed, Back { trouble, ..Back::default() }).await?));
    }
    Ok(Ok((typed, sent.files)))
}

/// `POST /demands/{demand}/add_document`
pub async fn add_document(case: Case, sent: Multipart) -> Result<Response, Problem> {
    const VERB: Verb = Verb::AddDocument;
    let (typed, files) = match form(&case, VERB, sent).await? {
        Ok(read) => read,
        Err(answer) => return Ok(answer),
    };
    let mut r = Reader::new(&typed, case.session.zone);
    let kind = ["order", "letter", "paper", "other"].into_iter().find(|kind| *kind == typed.one("document-kind"));
    if kind.is_none() {
        r.fault::<()>("document-kind", "form-choose");
    }
    if files.is_empty() {
        r.fault::<()>("file", "form-file");
    }
    let (Some(kind), Some(file), true) = (kind, files.into_iter().next(), r.wrong.is_empty()) else {
        return again(&case, VERB, &typed, Back { wrong: r.wrong, ..Back::default() }).await;
    };
    let new = NewDocument { kind: kind.to_owned(), ..file };
    match case.app.workflow.add_document(case.session.actor, case.demand.id, new, typed.key()).await {
        Ok(demand) => {
            let added = demand.documents.last().map_or_else(|| paths::demand(demand.id), |d| paths::document(demand.id, d.id));
            Ok(case.session.done("said-demand-done", added))
        }
        Err(error) => failed(&case, VERB, &typed, error.into()).await,
    }
}

/// `POST /demands/{demand}/record_objection`
pub async fn objection(case: Case, sent: Multipart) -> Result<Response, Problem> {
    const VERB: Verb = Verb::RecordObjection;
    let (typed, files) = match form(&case, VERB, sent).await? {
        Ok(read) => read,
        Err(answer) => return Ok(answer),
    };
    let text = Reader::new(&typed, case.session.zone).text("text");
    let new = NewObjection { text, files, counsel: None };
    match case.app.workflow.record_objection(case.session.actor, case.demand.id, new, typed.key()).await {
        Ok(_) => Ok(said(&case, VERB)),
        Err(error) => failed(&case, VERB, &typed, error.into()).await,
    }
}

/// `POST /demands/{demand}/prepare_clear_copy`
pub async fn copy(case: Case, sent: Multipart) -> Result<Response, Problem> {
    const VERB: Verb = Verb::Prepare(ActKind::ClearCopy);
    let (typed, files) = match form(&case, VERB, sent).await? {
        Ok(read) => read,
        Err(answer) => return Ok(answer),
    };
    let mut r = Reader::new(&typed, case.session.zone);
    let of = r.parsed::<DocumentId>("paper");
    let file = files.into_iter().next();
    // Nobody clears the paper itself by forgetting the file that was to stand in its place, nor the other way round.
    match (typed.one("copy-as"), &file) {
        ("redacted", None) => drop(r.fault::<()>("file", "form-file")),
        ("original", Some(_)) => drop(r.fault::<()>("copy-as", "form-copy-as")),
        ("original" | "redacted", _) => {}
        _ => drop(r.fault::<()>("copy-as", "form-choose")),
    }
    let (Some(of), true) = (of, r.wrong.is_empty()) else {
        return again(&case, VERB, &typed, Back { wrong: r.wrong, ..Back::default() }).await;
    };
    let new = NewCopy { of, redacted: file, reason: r.text("reason") };
    let read = typed.version().unwrap_or(case.demand.version);
    match case.app.workflow.prepare_copy(case.session.actor, case.demand.id, read, new, typed.key()).await {
        Ok(_) => Ok(said(&case, VERB)),
        Err(error) => failed(&case, VERB, &typed, error.into()).await,
    }
}
