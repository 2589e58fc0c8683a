//! Letters to the authority and notices to the customer, as they were sent or wait to be.

use super::case::Case;
use super::head::{Head, Tab};
use super::panel::Panel;
use crate::intake::door::{facts, verdicts};
use crate::notify::page;
use crate::store::Key;
use crate::store::mails::{self, MailRow};
use crate::store::outbox::{self, MessageRow, ReportRow};
use crate::web::mails::Origin;
use crate::web::outbox::{answer, standing};
use crate::web::page::Page;
use crate::web::parts::{Badge, Text, Tone};
use crate::web::paths;
use crate::web::problem::Problem;
use askama::Template;
use askama_web::WebTemplate;

struct Letter {
    kind: Text,
    to: String,
    side: Text,
    state: Badge,
    fate: Option<Badge>,
    queued: String,
    sent: Option<String>,
    answer: Option<String>,
    subject: String,
    text: String,
    href: String,
    pdf: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "demand/correspondence.html")]
struct CorrespondencePage {
    p: Page,
    head: Head,
    panel: Panel,
    letters: Vec<Letter>,
    came: Vec<Came>,
}

/// A mail that came in and is this demand's.
struct Came {
    title: Text,
    href: Option<String>,
    at: String,
    from: String,
    tie: Option<Text>,
    unread: bool,
    origin: Option<Origin>,
}

/// `GET /demands/{demand}/correspondence`
pub async fn show(case: Case) -> Result<impl axum::response::IntoResponse, Problem> {
    let case = case.whole()?;
    let rows = outbox::of_demand(case.app.store.read(), case.demand.id).await?;
    let reports = outbox::reports_of(case.app.store.read(), &rows.iter().map(|r| r.id).collect::<Vec<_>>()).await?;
    Ok(CorrespondencePage {
        p: case.page(Tab::Correspondence),
        head: Head::of(&case, Tab::Correspondence).await?,
        panel: Panel::of(&case),
        came: mails::of_demand(case.app.store.read(), case.demand.id).await?.iter().map(|row| came(&case, row)).collect(),
        letters: rows.into_iter().map(|row| letter(&case, row, &reports)).collect(),
    })
}

fn came(case: &Case, row: &MailRow) -> Came {
    let w = case.words();
    let facts = facts(row);
    Came {
        title: if facts.subject.is_empty() { w.say("mails-no-subject") } else { facts.subject.into() },
        // A report has a place of its own, with the message it is about.
        href: (row.state != mails::REPORT).then(|| paths::document(case.demand.id, row.document())),
        at: case.short(&row.came_at),
        from: row.sender.clone().unwrap_or_default(),
        tie: row.tie.as_ref().map(|tie| w.name("mail-tie", tie)),
        unread: row.open,
        origin: verdicts(row).map(|v| Origin::new(w, &case.session.zone, &v)),
    }
}

fn letter(case: &Case, row: MessageRow, reports: &[ReportRow]) -> Letter {
    let w = case.words();
    let (tone, drawing) = match row.state.as_str() {
        "sent" => (Tone::Good, "check"),
        "ambiguous" | "dead" => (Tone::Soon, "alert"),
        "cancelled" => (Tone::Plain, "ban"),
        _ => (Tone::Info, "wait"),
    };
    Letter {
        kind: w.name("letter", &row.letter),
        to: format!("{} <{}>", row.audience, row.recipient),
        side: w.name("side", &row.side),
        state: Badge::new(tone, w.name("state", &row.state)).drawn(drawing),
        fate: standing(w, reports.iter().filter(|r| r.message_id == row.id)),
        queued: case.short(&row.created_at),
        sent: row.sent_at.map(|at| case.short(&at)),
        answer: row.last_response.is_some().then(|| answer(w, &row)),
        subject: row.subject,
        text: row.body_text,
        pdf: (row.side != outbox::STAFF && page::AVAILABLE).then(|| paths::message_at(Key::to(row.id), "letter.pdf")),
        href: paths::message(Key::to(row.id)),
    }
}
