//! What the officer has submitted, and how far each answer is.

use super::page::{Chrome, Room};
use super::paths;
use super::session::Officer;
use crate::app::App;
use crate::web::page::Page;
use crate::web::parts::{Badge, Message, Tone};
use crate::web::problem::Problem;
use crate::words::Words;
use crate::workflow::agency::Standing;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::agency_view::AgencyStage;
use domain::instrument::InstrumentId;

struct Line {
    href: String,
    reference: String,
    own: String,
    paper: String,
    received: String,
    emergency: bool,
    stage: Badge,
}

#[derive(Template, WebTemplate)]
#[template(path = "agency/list.html")]
struct ListPage {
    p: Page,
    c: Chrome,
    standing: Option<Message>,
    lines: Vec<Line>,
}

/// The name of a kind of paper.
pub(super) fn paper(app: &App, w: Words, id: &InstrumentId) -> String {
    app.workflow.rulebook().get(id).map_or_else(|| id.to_string(), |instrument| w.of_two(&instrument.title).to_owned())
}

/// How far the answer is, in a word.
pub(super) fn badge(w: Words, stage: AgencyStage) -> Badge {
    let tone = match stage {
        AgencyStage::Asked => Tone::Soon,
        AgencyStage::Ready => Tone::Good,
        AgencyStage::Checking | AgencyStage::Considering => Tone::Info,
        AgencyStage::Withdrawn | AgencyStage::Closed => Tone::Plain,
    };
    Badge::new(tone, w.name("agency-stage", stage.code()))
}

/// What an officer has to know of its own standing.
pub(super) fn standing(officer: &Officer) -> Option<Message> {
    let (w, who) = (officer.words, &officer.who);
    let code = match who.standing {
        Standing::Vetted => return None,
        Standing::Expired => "expired",
        Standing::Waiting | Standing::Suspended => "waiting",
    };
    Some(Message::new(Tone::Soon, w.say(format!("agency-standing-{code}-text"))).titled(w.name("officer-standing", code)))
}

/// `GET /agency`
pub async fn list(State(app): State<App>, officer: Officer) -> Result<impl IntoResponse, Problem> {
    let w = officer.words;
    let mut lines = Vec::new();
    for receipt in app.workflow.officers_receipts(&officer.who).await? {
        let stage = if officer.who.is_vetted() {
            badge(w, app.workflow.officers_demand(&officer.who, receipt.id).await?.stage)
        } else {
            Badge::new(Tone::Plain, w.say("agency-stage-received"))
        };
        lines.push(Line {
            href: paths::demand(receipt.id),
            reference: receipt.reference.to_string(),
            own: receipt.authority_reference,
            paper: paper(&app, w, &receipt.instrument),
            received: w.short(&receipt.received_at, &officer.zone),
            emergency: receipt.emergency,
            stage,
        });
    }
    Ok(ListPage { p: officer.page("agency-demands"), c: officer.chrome(Some(Room::Demands)), standing: standing(&officer), lines })
}
