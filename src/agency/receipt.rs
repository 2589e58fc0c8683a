//! The receipt: our reference, when it was received, and the hash of what was submitted and of each file in it.

use super::list::{paper, standing};
use super::page::{Chrome, Room, agency};
use super::paths;
use super::session::Officer;
use crate::app::App;
use crate::report::leaf::{self, Leaf, Piece};
use crate::web::customer_report::{saved, unset};
use crate::web::extract::Id;
use crate::web::page::Page;
use crate::web::parts::{Facts, Message, Text, Tone};
use crate::web::problem::Problem;
use crate::workflow::agency::Receipt;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::SecondsFormat;
use domain::ids::DemandId;

/// A file as it was received.
pub(super) struct File {
    pub name: String,
    pub bytes: String,
    pub sha256: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "agency/receipt.html")]
struct ReceiptPage {
    p: Page,
    c: Chrome,
    reference: String,
    notes: Vec<Message>,
    facts: Facts,
    files: Vec<File>,
    page: Option<String>,
    demand: Option<String>,
}

/// The names and values of a receipt.
fn facts(app: &App, officer: &Officer, receipt: &Receipt) -> Facts {
    let w = officer.words;
    let utc = receipt.received_at.to_rfc3339_opts(SecondsFormat::Secs, true);
    Facts::default()
        .with(w.say("agency-our-reference"), receipt.reference.to_string())
        .with(w.say("agency-reference"), receipt.authority_reference.clone())
        .with(w.say("agency-paper"), paper(app, w, &receipt.instrument))
        .with(w.say("agency-received"), format!("{} ({utc})", w.moment(&receipt.received_at, &officer.zone)))
        .with(w.say("agency-officer"), format!("{}, {}", officer.who.account.name, officer.who.account.mail))
        .with(w.say("agency-submission-hash"), receipt.sha256.clone())
}

/// The files that came with the submission itself.
fn files(receipt: &Receipt) -> Vec<File> {
    let first = receipt.files.iter().filter(|file| file.at <= receipt.files.first().map_or(file.at, |f| f.at));
    first.map(|file| File { name: file.name.clone(), bytes: format!("{} B", file.bytes), sha256: file.sha256.clone() }).collect()
}

/// `GET /agency/demands/{demand}/receipt`
pub async fn show(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>) -> Result<impl IntoResponse, Problem> {
    let w = officer.words;
    let receipt = app.workflow.officers_receipt(&officer.who, id).await?;
    let mut notes = Vec::new();
    if receipt.emergency {
        notes.push(Message::new(Tone::Soon, w.say("agency-emergency-call")).titled(w.say("agency-emergency-call-title")));
    }
    notes.extend(standing(&officer));
    Ok(ReceiptPage {
        p: officer.page("agency-receipt"),
        c: officer.chrome(Some(Room::Demands)),
        reference: receipt.reference.to_string(),
        notes,
        facts: facts(&app, &officer, &receipt),
        files: files(&receipt),
        page: leaf::AVAILABLE.then(|| paths::demand_at(id, "receipt.pdf")),
        demand: officer.who.is_vetted().then(|| paths::demand(id)),
    })
}

/// `GET /agency/demands/{demand}/receipt.pdf`
pub async fn page(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>) -> Result<Response, Problem> {
    if !leaf::AVAILABLE {
        return Err(Problem::NotFound);
    }
    let w = officer.words;
    let receipt = app.workflow.officers_receipt(&officer.who, id).await?;
    let sender = app.workflow.sender();
    let day = receipt.received_at.with_timezone(&officer.zone).date_naive();
    let shown = facts(&app, &officer, &receipt).facts.into_iter().map(|f| (f.name.to_string(), f.value.to_string())).collect();
    let head = ["agency-file", "agency-bytes", "agency-hash"].map(|key| w.say(key).into_owned()).to_vec();
    let rows = files(&receipt).into_iter().map(|file| vec![file.name, file.bytes, file.sha256]).collect();
    let leaf = Leaf {
        id: format!("receipt {id} {}", w.lang()),
        language: w.lang(),
        provider: sender.name,
        address: sender.address,
        reach: sender.mail,
        recipient: agency(&officer.who),
        date: w.day(&day),
        day,
        subject: format!("{} {}", w.say("agency-receipt"), receipt.reference),
        body: vec![
            Piece::Facts(shown),
            Piece::Table { head, rows },
            Piece::Paragraph(Text::from(w.say("agency-receipt-foot")).into_owned()),
        ],
        foot: receipt.reference.to_string(),
    };
    saved(leaf.set().await.map_err(unset)?, "application/pdf", &format!("{}.pdf", receipt.reference))
}
