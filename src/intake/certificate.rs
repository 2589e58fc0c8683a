//! A form comes in: checked against the operator's schema, read, checked for what it must hold, and taken in as it stands. What it lacks keeps
//! nobody from preserving (Reg. (EU) 2023/1543 Art 10(1), 10(9)); it is asked about.

pub mod demand;

use crate::eevidence::check::{Point, points_in};
use crate::eevidence::{Follow, Form, Paper, json, read};
use crate::intake::receive::QUARANTINE;
use crate::outside::Outside;
use crate::wire::WireError;
use crate::wire::schema::{self, Checked, SchemaError};
use crate::workflow::{Error, NewDemand, NewDocument, Workflow};
use bytes::Bytes;
use domain::Instant;
use domain::actor::Actor;
use domain::demand::Demand;
use domain::ids::DocumentId;
use domain::paper::ScopeLine;
use std::path::Path;

/// What the form without its section M is called among the demand's documents.
pub const WITHOUT_M: &str = "form-without-section-m.json";

/// Why a form was not taken in. Nothing was recorded.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// It can't be read.
    #[error("the form can't be read: {0}; nothing was recorded")]
    Unread(#[from] WireError),
    /// It does not fit the operator's schema.
    #[error("the form does not fit the schema: {}; nothing was recorded", .0.join("; "))]
    Schema(Vec<String>),
    /// It is about a preservation that is there already.
    #[error("form {} is about the preservation under '{}': open that demand, add the file and extend it there; nothing was recorded", .0.number, .0.file.as_deref().unwrap_or("?"))]
    Follow(Box<Follow>),
    /// The schema can't be used.
    #[error(transparent)]
    Check(#[from] SchemaError),
    /// The rules or the store said no.
    #[error(transparent)]
    Workflow(#[from] Error),
}

/// A form, read and not yet taken in.
#[derive(Clone, Debug)]
pub struct Draft {
    /// As read.
    pub form: Form,
    /// What it lacks.
    pub points: Vec<Point>,
    /// Section M was in the file, which therefore is kept where nobody reads it.
    pub section_m: bool,
    /// Why it was not checked against a schema, if it was not.
    pub unchecked: Option<String>,
    /// The demand.
    pub new: NewDemand,
    /// Its lines.
    pub lines: Vec<ScopeLine>,
}

/// Read a form that came at `at`; `None` for what is no form.
///
/// # Errors
/// [`TakeError`].
pub async fn draft(workflow: &Workflow, xsd: Option<&Path>, bytes: &Bytes, name: &str, at: Instant) -> Option<Result<Draft, TakeError>> {
    let paper = read(bytes)?;
    Some(drafted(workflow, xsd, paper, bytes, name, at).await)
}

async fn drafted(
    workflow: &Workflow,
    xsd: Option<&Path>,
    paper: Result<Paper, WireError>,
    bytes: &Bytes,
    name: &str,
    at: Instant,
) -> Result<Draft, TakeError> {
    let (form, section_m) = match paper? {
        Paper::Order { form, section_m } => (*form, section_m),
        Paper::Follow(follow) => return Err(TakeError::Follow(follow)),
    };
    let is_xml = bytes.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'{');
    let unchecked = match xsd.filter(|_| is_xml) {
        None => Some("no schema is laid down for it".to_owned()),
        Some(xsd) => match schema::xml(&Outside::default(), xsd, bytes).await? {
            Checked::Fits => None,
            Checked::Not(why) => Some(why),
            Checked::Fails(lines) => return Err(TakeError::Schema(lines)),
        },
    };
    let (mut new, lines) = demand::demand(&form, workflow.rulebook(), at);
    new.documents = documents(&form, section_m, bytes, name);
    let points = points_in(&form, &workflow.policy().form_languages);
    Ok(Draft { form, points, section_m, unchecked, new, lines })
}

/// The documents of a form that came in a file: the file, and where it holds section M, the form without it, so that the desk can work
/// while nobody reads the file.
fn documents(form: &Form, section_m: bool, bytes: &Bytes, name: &str) -> Vec<NewDocument> {
    let is_xml = bytes.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'{');
    let mut all = vec![NewDocument {
        name: domain::text::one_line(name, 120),
        media_type: if is_xml { "application/xml" } else { "application/json" }.to_owned(),
        kind: if section_m { QUARANTINE } else { "paper" }.to_owned(),
        bytes: bytes.clone(),
    }];
    if section_m {
        all.push(NewDocument {
            name: WITHOUT_M.to_owned(),
            media_type: "application/json".to_owned(),
            kind: "paper".to_owned(),
            bytes: json(form).into(),
        });
    }
    all
}

/// Form 1 or 2 in a file that came inside something else, with the documents that it is kept as; `None` for any other file.
#[must_use]
pub fn enclosed(bytes: &Bytes, name: &str) -> Option<(Form, Vec<NewDocument>)> {
    match read(bytes)? {
        Ok(Paper::Order { form, section_m }) => {
            let documents = documents(&form, section_m, bytes, name);
            Some((*form, documents))
        }
        Ok(Paper::Follow(_)) | Err(_) => None,
    }
}

/// Put a form on the record. `key` makes a repeated submit harmless; `kept` is the file, if it was kept before.
///
/// # Errors
/// [`TakeError::Workflow`]; then nothing was recorded.
pub async fn take(
    workflow: &Workflow,
    actor: Actor,
    draft: Draft,
    key: Option<String>,
    kept: Option<DocumentId>,
) -> Result<Demand, TakeError> {
    let Draft { new, lines, .. } = draft;
    Ok(workflow.receive_lines(actor, new, lines, key, kept).await?)
}
