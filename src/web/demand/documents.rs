//! The papers: listed, and one of them shown beside what was read from it.
//!
//! Nothing that came from outside is ever part of our own page but as escaped text. A frame holds the file itself, under
//! a policy that lets it load nothing and, for all but PDF, run nothing (Chromium draws no PDF in a sandbox; its viewer is
//! a process of its own). A PDF with a part that acts is shown as its text only.

use super::case::Case;
use super::head::{Head, Tab};
use super::panel::Panel;
use super::problem;
use super::stated;
use crate::intake::pdf::PdfFacts;
use crate::intake::{mail, pdf};
use crate::store::documents::{self, DATA, DocumentRow};
use crate::web::extract::Ids;
use crate::web::page::Page;
use crate::web::parts::{Facts, Message, Text, Tone};
use crate::web::paths;
use crate::web::problem::Problem;
use crate::web::session::Sandboxed;
use crate::web::signatures::Signatures;
use crate::words::snake;
use crate::workflow::Look;
use askama::Template;
use askama_web::WebTemplate;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::ids::DocumentId;

/// The largest document whose text is read for the page, in bytes; larger ones are saved and read elsewhere.
const READ_LIMIT: i64 = 32 << 20;

struct Line {
    href: String,
    download: String,
    name: String,
    kind: Text,
    size: String,
    added: String,
    sha256: String,
    current: bool,
    quarantined: bool,
}

/// What the middle of the page shows.
enum Shown {
    /// Choose one.
    Nothing,
    /// The file itself in a frame.
    Frame(String),
    /// What a machine could read of it, page by page.
    Text(Vec<String>),
    /// Only to be saved, because.
    Never(Message),
}

struct Opened {
    name: String,
    download: String,
    shown: Shown,
    /// Text that stands below the frame, for who can't see it.
    text: Vec<String>,
    warning: Option<Message>,
    signatures: Option<Signatures>,
}

#[derive(Template, WebTemplate)]
#[template(path = "demand/documents.html")]
struct DocumentsPage {
    p: Page,
    head: Head,
    panel: Panel,
    lines: Vec<Line>,
    opened: Option<Opened>,
    read: Facts,
    /// What the sender stated besides; not checked.
    stated: Facts,
    warnings: Vec<Message>,
    correct: String,
    add: String,
}

/// `GET /demands/{demand}/documents`: the list, with the first paper open.
pub async fn list(case: Case) -> Result<Response, Problem> {
    let case = case.whole()?;
    let rows = papers(&case).await?;
    let first = rows.iter().find(|r| r.kind == "paper").or(rows.first()).map(DocumentRow::document);
    page(&case, rows, first).await
}

/// `GET /demands/{demand}/documents/{document}`
pub async fn show(Ids(ids): Ids, case: Case) -> Result<Response, Problem> {
    let case = case.whole()?;
    let rows = papers(&case).await?;
    let row = asked(&ids, &rows)?.document();
    page(&case, rows, Some(row)).await
}

async fn papers(case: &Case) -> Result<Vec<DocumentRow>, Problem> {
    let mut rows = documents::of_demand(case.app.store.read(), case.demand.id).await?;
    rows.retain(|r| !DATA.contains(&r.kind.as_str()));
    Ok(rows)
}

fn asked<'a>(ids: &[String], rows: &'a [DocumentRow]) -> Result<&'a DocumentRow, Problem> {
    let id: DocumentId = ids.get(1).and_then(|id| id.parse().ok()).ok_or(Problem::NotFound)?;
    rows.iter().find(|r| r.document() == id).ok_or(Problem::NotFound)
}

async fn page(case: &Case, rows: Vec<DocumentRow>, open: Option<DocumentId>) -> Result<Response, Problem> {
    let id = case.demand.id;
    let opened = match open.and_then(|open| rows.iter().find(|r| r.document() == open)) {
        Some(row) => Some(opened(case, row).await?),
        None => None,
    };
    let w = case.words();
    let lines = rows
        .iter()
        .map(|row| Line {
            href: paths::document(id, row.document()),
            download: format!("{}/download", paths::document(id, row.document())),
            name: row.name.clone(),
            kind: w.name("document", &row.kind),
            size: size(row.bytes),
            added: case.short(&row.added_at),
            sha256: row.sha256.clone(),
            current: Some(row.document()) == open,
            quarantined: row.kind == "quarantine",
        })
        .collect();
    Ok(DocumentsPage {
        p: case.page(Tab::Documents),
        head: Head::of(case, Tab::Documents).await?,
        panel: Panel::of(case),
        lines,
        opened,
        read: read(case),
        stated: stated::facts(case),
        warnings: stated::warnings(case),
        correct: paths::demand_at(id, "correct_paper"),
        add: paths::demand_at(id, "add_document"),
    }
    .into_response())
}

/// What can be shown of a document. The look is on the record before anything is read.
async fn opened(case: &Case, row: &DocumentRow) -> Result<Opened, Problem> {
    let w = case.words();
    let here = paths::document(case.demand.id, row.document());
    let mut opened = Opened {
        name: row.name.clone(),
        download: format!("{here}/download"),
        shown: Shown::Nothing,
        text: Vec::new(),
        warning: None,
        signatures: Signatures::of(&case.app, w, &case.session.zone, &row.sha256, row.id).await?,
    };
    let never = |key: &str| Shown::Never(Message::new(Tone::Soon, w.say(key)));
    if row.kind == "quarantine" {
        opened.shown = never("document-quarantined");
        return Ok(opened);
    }
    case.app.workflow.look(case.session.actor, case.demand.id, Look::Document(row.document())).await.map_err(problem)?;
    // The viewer's own thumbnails would take half of the frame.
    let frame = Shown::Frame(format!("{here}/content#navpanes=0&view=FitH"));
    opened.shown = match row.media_type.as_str() {
        _ if row.bytes > READ_LIMIT => never("document-too-large"),
        "application/pdf" => match facts(case, row).await? {
            Some(facts) => {
                opened.text = facts.text.iter().map(|page| page.text.clone()).collect();
                if facts.is_active() {
                    opened.warning = Some(Message::new(Tone::Soon, w.say("document-active")));
                    Shown::Text(std::mem::take(&mut opened.text))
                } else {
                    frame
                }
            }
            None => never("document-unreadable"),
        },
        "message/rfc822" | "text/plain" => match text_of(case, row).await? {
            Some(text) => Shown::Text(vec![text]),
            None => never("document-unreadable"),
        },
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" => frame,
        _ => never("document-not-shown"),
    };
    Ok(opened)
}

/// What a PDF is found to be; nothing when it can't be read, or is too large to be.
async fn facts(case: &Case, row: &DocumentRow) -> Result<Option<PdfFacts>, Problem> {
    if row.bytes > READ_LIMIT {
        return Ok(None);
    }
    let bytes = case.app.workflow.blobs().get(row).await?;
    Ok(tokio::task::spawn_blocking(move || pdf::inspect(&bytes)).await.map_err(|_| Problem::Broken)?.ok())
}

/// A mail with its own head, or a plain text.
async fn text_of(case: &Case, row: &DocumentRow) -> Result<Option<String>, Problem> {
    let w = case.words();
    let bytes = case.app.workflow.blobs().get(row).await?;
    if row.media_type == "text/plain" {
        return Ok(Some(String::from_utf8_lossy(&bytes).into_owned()));
    }
    let read = tokio::task::spawn_blocking(move || mail::read(&bytes, &crate::intake::Limits::default())).await;
    let Ok(Ok(read)) = read else { return Ok(None) };
    let named = |list: &[mail::Address]| list.iter().map(|a| a.mail.clone()).collect::<Vec<_>>().join(", ");
    let mut text = String::new();
    let mut line = |key: &str, value: String| {
        if !value.is_empty() {
            text.push_str(&format!("{}: {value}\n", w.say(key)));
        }
    };
    line("mail-from", named(&read.from));
    line("mail-to", named(&read.to));
    line("mail-date", read.date.map(|at| case.moment(&at)).unwrap_or_default());
    line("mail-subject", read.subject.clone().unwrap_or_default());
    line("mail-files", read.attachments.iter().map(|a| a.name.clone()).collect::<Vec<_>>().join(", "));
    text.push('\n');
    text.push_str(&read.text);
    Ok(Some(text))
}

/// `GET /demands/{demand}/documents/{document}/content`: the bytes for the frame; only what a browser can't be hurt by.
pub async fn content(Ids(ids): Ids, case: Case) -> Result<Response, Problem> {
    let case = case.whole()?;
    let rows = papers(&case).await?;
    let row = asked(&ids, &rows)?;
    let sandboxed = match row.media_type.as_str() {
        _ if row.kind == "quarantine" => return Err(Problem::NotFound),
        "application/pdf" => false,
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" => true,
        _ => return Err(Problem::NotFound),
    };
    let look = Look::Document(row.document());
    case.app.workflow.look(case.session.actor, case.demand.id, look).await.map_err(problem)?;
    // The address can be opened by itself, without the page that would not have framed it.
    if !sandboxed && facts(&case, row).await?.is_none_or(|facts| facts.is_active()) {
        return Err(Problem::NotFound);
    }
    let mut response = bytes(&case, row, "inline").await?;
    let media_type = HeaderValue::from_str(&row.media_type).map_err(|_| Problem::Broken)?;
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    if sandboxed {
        response.extensions_mut().insert(Sandboxed);
    }
    Ok(response)
}

/// `GET /demands/{demand}/documents/{document}/download`: the bytes to be saved, never to be opened by the browser.
pub async fn download(Ids(ids): Ids, case: Case) -> Result<Response, Problem> {
    let case = case.whole()?;
    let rows = papers(&case).await?;
    bytes(&case, asked(&ids, &rows)?, "attachment").await
}

/// A document's bytes; the look is on the record before the first of them leaves.
async fn bytes(case: &Case, row: &DocumentRow, disposition: &str) -> Result<Response, Problem> {
    case.app.workflow.look(case.session.actor, case.demand.id, Look::Document(row.document())).await.map_err(problem)?;
    let parts = case.app.workflow.blobs().stream(row).await?;
    Ok(file(Body::from_stream(parts), &row.name, disposition))
}

/// A file under its own name, as bytes that no browser interprets.
pub(crate) fn file(body: Body, name: &str, disposition: &str) -> Response {
    let disposition = format!("{disposition}; filename*=UTF-8''{}", paths::encoded(name).replace('/', "%2F").replace(':', "%3A"));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")));
    response
}

/// What the paper was read to say.
fn read(case: &Case) -> Facts {
    let (w, paper) = (case.words(), &case.demand.paper);
    let known = |text: &str| if text.trim().is_empty() { w.say("demand-not-given") } else { text.to_owned().into() };
    let yes = |yes: bool| if yes { w.say("demand-yes") } else { w.say("demand-no") };
    let identifiers = paper.identifiers.iter().map(|i| format!("{} ({})", i.value, w.name("identifier", snake(&format!("{:?}", i.kind)))));
    let issuer = paper.issuer.map_or_else(|| w.say("demand-not-given"), |k| w.name("issuer", snake(&format!("{k:?}"))));
    Facts::default()
        .with(w.say("ask-instrument"), case.instrument_name())
        .with(w.say("ask-authority-name"), known(&paper.authority_name))
        .with(w.say("ask-authority-reference"), known(&paper.authority_reference))
        .with(w.say("ask-issuer"), issuer)
        .with(w.say("ask-statute"), known(&paper.statute))
        .with(w.say("ask-issued-on"), paper.issued_on.map_or_else(|| w.say("demand-not-given"), |d| w.day(&d).into()))
        .with(w.say("ask-face-due"), paper.face_due.map_or_else(|| w.say("demand-not-given"), |at| case.moment(&at).into()))
        .with(w.say("ask-notice-at"), paper.notice_at.map_or_else(|| w.say("demand-not-given"), |at| case.moment(&at).into()))
        .with(w.say("ask-identifiers"), identifiers.collect::<Vec<_>>().join(", "))
        .with(w.say("ask-emergency"), yes(paper.emergency_claimed))
        .with(w.say("ask-refrain"), yes(paper.refrain_requested))
        .with(w.say("document-sender"), known(&case.demand.receipt.sender))
}

/// A size as people say it.
pub(super) fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", (bytes + 500) / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
