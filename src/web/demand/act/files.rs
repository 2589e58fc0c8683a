//! What goes with large files: what was gathered for a line, the sealed package.
//!
//! A form sends its file last, so that everything else is known before its first byte is read, and the file streams.

use super::typed::{Reader, Typed};
use super::{Back, again, before, failed, may_open, said};
use crate::package::production::{self, Handover, ProductionError};
use crate::web::demand::case::{Case, Sight};
use crate::web::demand::documents::file;
use crate::web::demand::head::Tab;
use crate::web::demand::problem;
use crate::web::page::Page;
use crate::web::parts::Text;
use crate::web::paths;
use crate::web::problem::Problem;
use crate::web::sent::{TEXT_LIMIT, unreadable};
use crate::words::{Arg, Words};
use age::secrecy::ExposeSecret;
use askama::Template;
use askama_web::WebTemplate;
use axum::body::Body;
use axum::extract::Multipart;
use axum::extract::multipart::Field;
use axum::response::{IntoResponse, Response};
use domain::category::Category;
use domain::command::{Command, Verb};
use domain::ids::LineId;
use domain::paper::Collected;
use futures::TryStreamExt;
use minimise::{CategoryField, Compare, Keep, Mapping, OneOrMany, RowCategory, Source, TimeField, Unlisted};
use std::collections::BTreeMap;
use tokio_util::io::StreamReader;

/// The text of a field that is not the file.
async fn text(field: Field<'_>, size: &mut usize) -> Result<(String, String), Problem> {
    let name = field.name().unwrap_or_default().to_owned();
    let text = field.text().await.map_err(|e| unreadable(&e))?;
    *size += text.len();
    if *size > TEXT_LIMIT { Err(Problem::TooLarge) } else { Ok((name, text)) }
}

/// Whether a file was chosen; a browser sends an empty one where none was.
fn is_file(field: &Field<'_>) -> bool {
    field.name() == Some("file") && field.file_name().is_some_and(|name| !name.is_empty())
}

/// `POST /demands/{demand}/record_collection`
pub async fn collect(case: Case, mut form: Multipart) -> Result<Response, Problem> {
    may_open(&case, Verb::RecordCollection)?;
    let (mut pairs, mut size) = (Vec::new(), 0);
    while let Some(field) = form.next_field().await.map_err(|e| unreadable(&e))? {
        if is_file(&field) {
            return gathered(&case, &Typed::new(pairs), Some(field)).await;
        }
        pairs.push(text(field, &mut size).await?);
    }
    gathered(&case, &Typed::new(pairs), None).await
}

async fn gathered(case: &Case, typed: &Typed, upload: Option<Field<'_>>) -> Result<Response, Problem> {
    const VERB: Verb = Verb::RecordCollection;
    if let Some(answer) = before(case, VERB, typed).await? {
        return Ok(answer);
    }
    let mut r = Reader::new(typed, case.session.zone);
    let line: Option<LineId> = r.parsed("line");
    let (workflow, actor, id, key) = (&case.app.workflow, case.session.actor, case.demand.id, typed.key());
    let done = match typed.one("found") {
        "nothing" => {
            let Some(line) = line else { return wrong(case, VERB, typed, r).await };
            let command = Command::RecordCollection { line, collected: Collected::NoData { looked: r.text("looked") } };
            let read = typed.version().unwrap_or(case.demand.version);
            workflow.act_on_read(actor, id, read, vec![command], key).await.map_err(ProductionError::from)
        }
        "file" => {
            let category = line.and_then(|line| case.demand.line(line)).map(|l| l.category);
            let mapping = category.and_then(|category| mapping(&mut r, category));
            if upload.is_none() {
                r.fault::<()>("file", "form-file");
            }
            let (Some(line), Some(mapping), Some(upload), true) = (line, mapping, upload, r.wrong.is_empty()) else {
                return wrong(case, VERB, typed, r).await;
            };
            let name = upload.file_name().unwrap_or_default().to_owned();
            let stream = StreamReader::new(upload.map_err(std::io::Error::other));
            production::collect(workflow, actor, id, line, &name, stream, &mapping, key).await
        }
        _ => {
            r.fault::<()>("found", "form-choose");
            return wrong(case, VERB, typed, r).await;
        }
    };
    match done {
        Ok(_) => Ok(said(case, VERB)),
        Err(error) => failed(case, VERB, typed, error).await,
    }
}

async fn wrong(case: &Case, verb: Verb, typed: &Typed, r: Reader<'_>) -> Result<Response, Problem> {
    again(case, verb, typed, Back { wrong: r.wrong, ..Back::default() }).await
}

/// How the file is read, as declared in the form.
fn mapping(r: &mut Reader<'_>, line: Category) -> Option<Mapping> {
    let account = r.text("account-field");
    if account.is_empty() {
        return r.fault("account-field", "form-account-field");
    }
    let format = match r.typed.one("time-format") {
        "" => return r.fault("time-format", "form-choose"),
        "none" => None,
        "pattern" => Some(r.text("time-pattern")),
        named => Some(named.to_owned()),
    };
    let zone = r.text("time-zone");
    let time = match format {
        None => None,
        Some(format) => {
            let field = r.text("time-field");
            if field.is_empty() {
                return r.fault("time-field", "form-time-field");
            }
            let zone = match zone.as_str() {
                "" => None,
                name => match name.parse() {
                    Ok(zone) => Some(zone),
                    Err(_) => return r.fault("time-zone", "form-zone-unknown"),
                },
            };
            Some(TimeField { field, format, zone })
        }
    };
    let category = match r.typed.one("row-category") {
        "field" => {
            let field = r.text("category-field");
            if field.is_empty() {
                return r.fault("category-field", "form-category-field");
            }
            RowCategory::Field(CategoryField { field, values: BTreeMap::new() })
        }
        _ => RowCategory::Fixed(line),
    };
    let source = Source {
        pattern: "*".to_owned(),
        account: OneOrMany::One(account),
        compare: Compare::Mail,
        time,
        category,
        fields: BTreeMap::new(),
        unlisted: Unlisted::Row,
        delimiter: ',',
        direction: None,
        keep: Keep::About,
        third_parties: Vec::new(),
    };
    match Mapping::new(vec![source]) {
        Ok(mapping) => Some(mapping),
        Err(_) => r.fault("time-pattern", "form-time-pattern"),
    }
}

/// The passphrase of a package, this once.
#[derive(Template, WebTemplate)]
#[template(path = "demand/sealed.html")]
struct SealedPage {
    p: Page,
    reference: String,
    passphrase: Option<String>,
    number: Text,
    back: String,
}

/// What is shown after a package was sealed: its passphrase is stored nowhere, so this page is its only place.
pub(super) async fn sealed(case: &Case, handover: Handover) -> Result<Response, Problem> {
    let mut p = case.page(Tab::Package);
    p.title = case.words().say("sealed-title");
    Ok(SealedPage {
        p,
        reference: case.demand.reference.to_string(),
        passphrase: handover.passphrase.map(|secret| secret.expose_secret().to_owned()),
        number: super::restate::number(case).await?,
        back: paths::demand_at(case.demand.id, "package"),
    }
    .into_response())
}

/// `GET /demands/{demand}/package/file`: the encrypted file of a released package.
pub async fn package_file(case: Case) -> Result<Response, Problem> {
    if case.sight != Sight::Whole {
        return Err(Problem::NotFound);
    }
    match production::package_file(&case.app.workflow, case.session.actor, case.demand.id).await {
        Ok((row, parts)) => Ok(file(Body::from_stream(parts), &row.name, "attachment")),
        Err(ProductionError::Workflow(error)) => Err(problem(error)),
        Err(ProductionError::Store(error)) => Err(error.into()),
        Err(ProductionError::NotReleased) => Err(Problem::NotFound),
        Err(_) => Err(Problem::Broken),
    }
}

/// Why files were not taken, packed or released, in a sentence.
pub(super) fn trouble(w: Words, error: &ProductionError) -> Text {
    match error {
        ProductionError::Unusable { line, .. } => w.say1("production-unusable", "line", *line),
        ProductionError::Minimise(error) => {
            let said = sentence(w, error.code(), &error.problem.facts());
            w.say2("production-file", "file", error.file.clone(), "text", said)
        }
        ProductionError::Package(error) => sentence(w, error.code(), &error.facts()),
        ProductionError::Store(_) | ProductionError::Workflow(_) => w.say("production-store"),
        ProductionError::NotApproved | ProductionError::NotSealed(_) | ProductionError::NotReleased | ProductionError::Cut => {
            w.say(error.code().unwrap_or("production-cut"))
        }
    }
}

/// The sentence of a code with its facts. A number stays one, so that the sentence can tell one from many.
fn sentence(w: Words, code: &str, facts: &[(&'static str, String)]) -> Text {
    let values: Vec<(&str, Box<dyn Arg>)> = facts
        .iter()
        .map(|(name, value)| match value.parse::<u64>() {
            Ok(number) => (*name, Box::new(number) as Box<dyn Arg>),
            Err(_) => (*name, Box::new(value.clone()) as Box<dyn Arg>),
        })
        .collect();
    let borrowed: Vec<(&str, &dyn Arg)> = values.iter().map(|(name, value)| (*name, value.as_ref())).collect();
    w.fill(code, &borrowed)
}
