//! One demand as a page to keep: the words of the demand's own page in this door, and the notices as they were sent.

use super::demand::{answer, facts, law_zone, shown};
use super::session::Customer;
use crate::app::App;
use crate::report::leaf::{Leaf, Piece};
use crate::web::problem::Problem;
use crate::words::{Words, snake};
use crate::workflow::portal::{Copy, ListedContact};
use chrono_tz::Tz;
use domain::customer_view::{CustomerView, LineView};

/// The page. It speaks to the day on which the customer was last told.
///
/// # Errors
/// [`Problem::SignedOut`] while no customer is chosen.
pub(super) fn demand(app: &App, customer: &Customer, copy: &Copy) -> Result<Leaf, Problem> {
    let (w, view) = (customer.words, &copy.view);
    let sender = app.workflow.sender();
    let told = view.notices.last().map_or(view.received_at, |given| given.at);
    let day = told.with_timezone(&customer.zone).date_naive();
    let name = customer.represented()?.customer.name.clone();
    let mut body = vec![
        Piece::Facts(facts(app, customer, view).facts.into_iter().map(|f| (f.name.to_string(), f.value.to_string())).collect()),
        Piece::Heading(w.say("portal-lines").into_owned()),
        lines(customer, view, &law_zone(app, view)),
    ];
    body.extend(answered(customer, view));
    body.extend(objections(customer, view));
    if let Some(counsel) = &view.counsel {
        body.push(Piece::Facts(vec![(w.say("portal-counsel-is").into_owned(), format!("{}, {}", counsel.name, counsel.mail))]));
    }
    body.extend(notices(customer, copy));
    Ok(Leaf {
        id: format!("{} {} {}", view.id, day, w.lang()),
        language: w.lang(),
        provider: sender.name,
        address: sender.address,
        reach: sender.mail,
        recipient: name,
        date: w.day(&day),
        day,
        subject: format!("{} {}", w.say("portal-demand"), view.reference),
        body,
        foot: view.reference.to_string(),
    })
}

fn lines(customer: &Customer, view: &CustomerView, law: &Tz) -> Piece {
    let w = customer.words;
    let head = ["portal-line-what", "portal-line-range", "portal-line-fate", "portal-line-disclosed"];
    let row = |line: &LineView| {
        let said = shown(customer, line, law);
        let fate = if said.ground.is_empty() { said.fate.to_string() } else { format!("{}: {}", said.fate, said.ground) };
        let left = line.first.or(line.last).map(|_| w.range(line.first, line.last, &customer.zone, law));
        let disclosed = left.map_or_else(|| said.disclosed.to_string(), |range| format!("{} ({range})", said.disclosed));
        vec![format!("{}: {}", said.what, said.account), said.range, fate, disclosed]
    };
    Piece::Table { head: head.map(|key| w.say(key).into_owned()).to_vec(), rows: view.lines.iter().map(row).collect() }
}

fn answered(customer: &Customer, view: &CustomerView) -> Vec<Piece> {
    let w = customer.words;
    let (said, left, grounds) = answer(customer, view);
    let mut pieces = vec![Piece::Heading(w.say("portal-answer").into_owned()), Piece::Paragraph(said.into_owned())];
    if !grounds.is_empty() {
        pieces.push(Piece::Points(grounds.iter().map(ToString::to_string).collect()));
    }
    if !left.facts.is_empty() {
        pieces.push(Piece::Facts(left.facts.into_iter().map(|f| (f.name.to_string(), f.value.to_string())).collect()));
    }
    pieces
}

fn objections(customer: &Customer, view: &CustomerView) -> Vec<Piece> {
    let w = customer.words;
    let mut pieces = Vec::new();
    for objection in &view.objections {
        let heading = format!("{}, {}", w.say("portal-objection"), w.moment(&objection.at, &customer.zone));
        pieces.push(Piece::Heading(heading));
        pieces.extend(paragraphs(&objection.text));
        let papers = view.papers.iter().filter(|paper| objection.documents.contains(&paper.id));
        let papers: Vec<String> = papers.map(|paper| format!("{}, SHA-256 {}", paper.name, paper.sha256)).collect();
        if !papers.is_empty() {
            pieces.push(Piece::Points(papers));
        }
        if let Some(answer) = &objection.answer {
            let (at, verdict) = (w.moment(&answer.at, &customer.zone), w.name("portal-verdict", answer.verdict.code()));
            pieces.push(Piece::Paragraph(w.say2("portal-objection-answered", "at", at, "verdict", verdict).into_owned()));
            pieces.extend(paragraphs(&answer.text));
            if !answer.grounds.is_empty() {
                pieces.push(Piece::Points(answer.grounds.iter().map(|g| w.name("ground", g.code()).into_owned()).collect()));
            }
        }
    }
    pieces
}

fn notices(customer: &Customer, copy: &Copy) -> Vec<Piece> {
    let w = customer.words;
    let mut pieces = vec![Piece::Heading(w.say("portal-told-title").into_owned())];
    for sent in &copy.notices_as_sent {
        let kind = w.name("portal-notice", snake(&format!("{:?}", sent.kind)));
        let at = sent.at.map(|at| w.moment(&at, &customer.zone)).unwrap_or_default();
        pieces.push(Piece::Heading(format!("{kind}, {at}, {}", sent.recipient)));
        pieces.extend(paragraphs(&sent.text));
    }
    pieces
}

/// Those whom the customer has listed.
pub(super) fn contacts(w: Words, listed: &[ListedContact]) -> Vec<Piece> {
    let head = ["portal-place", "customers-contact-name", "portal-mail", "portal-purpose"];
    let row =
        |c: &ListedContact| vec![c.place.to_string(), c.name.clone(), c.mail.clone(), w.name("portal-purpose", &c.purpose).into_owned()];
    let rows: Vec<Vec<String>> = listed.iter().map(row).collect();
    let head = head.map(|key| w.say(key).into_owned()).to_vec();
    vec![Piece::Heading(w.say("portal-contacts").into_owned()), Piece::Table { head, rows }]
}

/// A text with its paragraphs: lines that are broken within one are one.
fn paragraphs(text: &str) -> Vec<Piece> {
    let joined = text.split("\n\n").map(|part| part.lines().map(str::trim).collect::<Vec<_>>().join(" "));
    joined.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).map(Piece::Paragraph).collect()
}
