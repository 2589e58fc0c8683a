//! Lists of customers: taken in after a look at what would change, and written out.

use super::super::extract::{Form, Id};
use super::super::page::{Page, Section};
use super::super::parts::{Choice, ErrorSummary, Facts, Field, Message, Text, Tone};
use super::super::paths;
use super::super::problem::Problem;
use super::super::session::Session;
use super::super::transparency::download;
use crate::app::App;
use crate::intake::customers::{self, Format, List, Rejects, Shown, TakeError, Taken};
use crate::words::Words;
use crate::workflow::customers::FieldChange;
use crate::workflow::customers::sync::How;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::ids::DocumentId;
use serde::Deserialize;

/// Most bytes of a list.
const MOST: usize = 64 * 1024 * 1024;
/// Most bytes of the upload with what the browser writes around it.
pub const BODY: usize = MOST + 1024 * 1024;
/// Changes and rejected rows that a page shows.
const SHOWN: usize = 200;

#[derive(Template, WebTemplate)]
#[template(path = "customers/import.html")]
struct ImportPage {
    p: Page,
    errors: ErrorSummary,
    fields: Vec<Field>,
    columns: String,
}

fn form(session: &Session, error: Option<Text>) -> ImportPage {
    let w = session.words;
    let fields = vec![
        Field::line("file", "file", w.say("import-file")).hint(w.say1("import-file-hint", "most", MOST / 1024 / 1024)).error(error),
        Field::boxes("whole", w.say("import-how"), vec![Choice::new("yes", w.say("import-whole"), false).hint(w.say("import-whole-hint"))]),
    ];
    ImportPage {
        p: session.page("import-title", Section::Customers),
        errors: ErrorSummary::of(w, &fields),
        fields,
        columns: customers::COLUMNS.join(", "),
    }
}

/// `GET /customers/import`
pub async fn import_page(session: Session) -> impl IntoResponse {
    form(&session, None)
}

/// What a list changes, one field to a line.
struct ChangeLine {
    line: u64,
    name: String,
    what: Text,
    fields: Vec<FieldChange>,
}

#[derive(Template, WebTemplate)]
#[template(path = "customers/preview.html")]
struct PreviewPage {
    p: Page,
    name: String,
    counts: Facts,
    message: Option<Message>,
    changes: Vec<ChangeLine>,
    changes_more: bool,
    rejects: Vec<(u64, String, String)>,
    rejected_at: Option<String>,
    whole: bool,
    take_at: Option<String>,
}

fn lines(w: Words, shown: Vec<Shown>) -> Vec<ChangeLine> {
    let mut all = Vec::new();
    for change in shown {
        if change.added || !change.fields.is_empty() {
            let what = w.say(if change.added { "import-new-customer" } else { "import-changed-customer" });
            all.push(ChangeLine { line: change.line, name: change.name.clone(), what, fields: change.fields });
        }
        for (mail, added, fields) in change.contacts {
            let gone = fields.iter().any(|f| f.field == "removed_at" && !f.after.is_empty());
            let key = match (added, gone) {
                (true, _) => "import-new-contact",
                (_, true) => "import-gone-contact",
                _ => "import-changed-contact",
            };
            let fields = if gone { Vec::new() } else { fields };
            all.push(ChangeLine { line: change.line, name: change.name.clone(), what: w.say1(key, "mail", mail), fields });
        }
    }
    all
}

impl PreviewPage {
    fn new(session: &Session, name: String, file: DocumentId, how: How, taken: Taken) -> Self {
        let w = session.words;
        let counts = [("added", taken.added), ("changed", taken.changed), ("unchanged", taken.unchanged), ("rejected", taken.rejected)];
        let nothing = taken.added + taken.changed == 0;
        let at = paths::customer_import(file);
        let message = if !how.dry_run {
            Some(Message::new(Tone::Good, w.say("import-done")))
        } else if nothing {
            Some(Message::new(Tone::Info, w.say("import-nothing")))
        } else {
            None
        };
        let sentences = |problems: Vec<customers::Problem>| problems.iter().map(|p| p.sentence(w)).collect::<Vec<_>>().join(" ");
        Self {
            p: session.page(if how.dry_run { "import-preview" } else { "import-result" }, Section::Customers),
            name,
            counts: counts.into_iter().fold(Facts::default(), |facts, (key, n)| facts.with(w.say(format!("import-{key}")), n.to_string())),
            message,
            changes_more: taken.shown.len() >= SHOWN,
            changes: lines(w, taken.shown),
            rejects: taken.shown_rejects.into_iter().map(|(line, name, why)| (line, name, sentences(why))).collect(),
            rejected_at: (taken.rejected > 0).then(|| format!("{at}/rejected")),
            whole: how.whole,
            take_at: (how.dry_run && !nothing).then_some(at),
        }
    }
}

/// Read a list against the directory. `Err(Ok(…))`: the file is no list, and why.
async fn run(app: &App, session: &Session, name: &str, bytes: &Bytes, how: How) -> Result<(Taken, Vec<u8>), Result<Text, Problem>> {
    let w = session.words;
    let mut rejects = Rejects::new(Some(Vec::new()));
    let list = List { input: &bytes[..], format: Format::of_name(name), how, most: SHOWN };
    match customers::take_in(&app.workflow, session.actor, list, &mut rejects, |p| p.sentence(w)).await {
        Ok(taken) => Ok((taken, rejects.into_inner().unwrap_or_default())),
        Err(TakeError::File(bad)) => Err(Ok(bad.sentence(w))),
        Err(TakeError::Io(_)) => Err(Ok(w.say("list-broken"))),
        Err(TakeError::Workflow(error)) => Err(Err(error.into())),
    }
}

/// `POST /customers/import`: keeps the file and says what it would change.
pub async fn preview(State(app): State<App>, session: Session, mut parts: Multipart) -> Result<Response, Problem> {
    let w = session.words;
    let refused = |status: StatusCode, text: Text| Ok((status, form(&session, Some(text))).into_response());
    let (mut upload, mut whole) = (None, false);
    loop {
        let field = match parts.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                return refused(StatusCode::PAYLOAD_TOO_LARGE, w.say1("import-too-large", "most", MOST / 1024 / 1024));
            }
            Err(_) => return Err(Problem::Unreadable),
        };
        let file = field.file_name().map(str::to_owned);
        whole |= field.name() == Some("whole");
        let bytes = match field.bytes().await {
            Ok(bytes) => bytes,
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                return refused(StatusCode::PAYLOAD_TOO_LARGE, w.say1("import-too-large", "most", MOST / 1024 / 1024));
            }
            Err(_) => return Err(Problem::Unreadable),
        };
        if let Some(name) = file.filter(|name| !name.is_empty() && !bytes.is_empty()) {
            upload = Some((name, bytes));
        }
    }
    let Some((name, bytes)) = upload else {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, w.say("import-no-file"));
    };
    let how = How { dry_run: true, whole };
    match run(&app, &session, &name, &bytes, how).await {
        Ok((taken, _)) => {
            let file = app.workflow.keep_customer_list(session.actor, name.clone(), bytes).await?;
            Ok(PreviewPage::new(&session, name, file, how, taken).into_response())
        }
        Err(Ok(text)) => refused(StatusCode::UNPROCESSABLE_ENTITY, text),
        Err(Err(problem)) => Err(problem),
    }
}

/// How the list was previewed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TakeForm {
    whole: String,
}

async fn again(app: &App, session: &Session, id: DocumentId, how: How) -> Result<(String, Taken, Vec<u8>), Problem> {
    let (name, bytes) = app.workflow.customer_list(session.actor, id).await?;
    match run(app, session, &name, &bytes, how).await {
        Ok((taken, rejects)) => Ok((name, taken, rejects)),
        Err(Ok(_)) => Err(Problem::Unreadable),
        Err(Err(problem)) => Err(problem),
    }
}

/// `POST /customers/import/{file}`: takes in what is good of it.
pub async fn take(
    State(app): State<App>,
    session: Session,
    Id(id): Id<DocumentId>,
    Form(form): Form<TakeForm>,
) -> Result<Response, Problem> {
    let how = How { dry_run: false, whole: !form.whole.is_empty() };
    let (name, taken, _) = again(&app, &session, id, how).await?;
    Ok(PreviewPage::new(&session, name, id, how, taken).into_response())
}

/// `POST /customers/import/{file}/rejected`: the rows that are not taken in, each with the reason. Those that went in are good the
/// second time as well, so what is bad now is what was.
pub async fn rejected(
    State(app): State<App>,
    session: Session,
    Id(id): Id<DocumentId>,
    Form(form): Form<TakeForm>,
) -> Result<Response, Problem> {
    let how = How { dry_run: true, whole: !form.whole.is_empty() };
    let (name, _, rejects) = again(&app, &session, id, how).await?;
    Ok(download(&format!("rejected.{}", Format::of_name(&name).end()), rejects))
}

/// In which form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExportForm {
    format: String,
}

/// `POST /customers/export`
pub async fn export(State(app): State<App>, session: Session, Form(form): Form<ExportForm>) -> Result<Response, Problem> {
    let format = [Format::Csv, Format::JsonLines].into_iter().find(|f| f.end() == form.format).ok_or(Problem::Unreadable)?;
    app.workflow.note_customers_exported(session.actor).await?;
    let (_, bytes) = customers::export(app.store.read(), Vec::new(), format).await.map_err(|error| {
        tracing::error!(%error, "customers could not be written out");
        Problem::Broken
    })?;
    Ok(download(&format!("customers.{}", format.end()), bytes))
}
