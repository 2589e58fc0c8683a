//! One demand, as far as its customer may see it: who asks, on what basis, for what, what was answered, and until when to object.

use super::notices::{paper, state};
use super::page::{Chrome, Room};
use super::paths;
use super::session::Customer;
use crate::app::App;
use crate::report::leaf;
use crate::store::documents;
use crate::web::demand::documents::file;
use crate::web::extract::{Id, Ids};
use crate::web::page::Page;
use crate::web::parts::{Badge, Facts, Message, Text, Tone};
use crate::web::problem::Problem;
use crate::words::{Words, snake};
use crate::workflow::Look;
use askama::Template;
use askama_web::WebTemplate;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono_tz::Tz;
use domain::actor::Actor;
use domain::customer_view::{Answer, CustomerView, Fate, LineView};
use domain::ids::{DemandId, DocumentId};
use domain::objection::{Objection, ObjectionTime};

/// One line, in words.
pub(super) struct Line {
    pub what: Text,
    pub account: String,
    pub range: String,
    pub fate: Text,
    pub ground: Text,
    pub disclosed: Text,
}

/// Something that happened, as the customer may know it.
struct Told {
    what: Text,
    at: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "portal/demand.html")]
struct DemandPage {
    p: Page,
    c: Chrome,
    state: Badge,
    reference: String,
    window: Option<Message>,
    facts: Facts,
    lines: Vec<Line>,
    disclosed_at_all: bool,
    answer: Text,
    answer_facts: Facts,
    grounds: Vec<Text>,
    copies: Vec<(String, String)>,
    notices: Vec<Told>,
    objections: Vec<Objected>,
    acknowledged: bool,
    acknowledge: String,
    object: Option<String>,
    counsel: Option<String>,
    name_counsel: String,
    key: String,
    desk: String,
    saves: Vec<(Text, String)>,
}

struct Objected {
    text: String,
    at: String,
    papers: Vec<(String, String)>,
    answered: Text,
    answer: String,
    grounds: Vec<Text>,
}

/// `GET /customer/demands/{demand}`
pub async fn show(State(app): State<App>, customer: Customer, Id(id): Id<DemandId>) -> Result<impl IntoResponse, Problem> {
    let w = customer.words;
    let contact = customer.represented()?.contact_id();
    // What cannot be seen is absent before anything is written; and what is seen is on the record before the first byte leaves:
    // the first opening as an event of the notice, every later one as a look (INV-14).
    app.workflow.customers_demand(customer.customer()?, id).await?;
    app.workflow.notice_opened(contact, id).await?;
    let view = app.workflow.customers_demand(customer.customer()?, id).await?;
    let law = law_zone(&app, &view);
    let (answer, answer_facts, grounds) = answer(&customer, &view);
    let moment = |at: &domain::Instant| w.moment(at, &customer.zone);
    Ok(DemandPage {
        p: customer.page("portal-demand"),
        c: customer.chrome(Some(Room::Notices)),
        state: state(w, &view, customer.now),
        reference: view.reference.to_string(),
        window: window(&customer, &view),
        facts: facts(&app, &customer, &view),
        disclosed_at_all: view.lines.iter().any(|l| l.disclosed.is_some()),
        lines: view.lines.iter().map(|line| shown(&customer, line, &law)).collect(),
        answer,
        answer_facts,
        grounds,
        copies: view.copies.iter().map(|d| (d.name.clone(), paths::document(id, d.id))).collect(),
        notices: view
            .notices
            .iter()
            .map(|n| Told { what: w.name("portal-notice", snake(&format!("{:?}", n.kind))), at: moment(&n.at) })
            .collect(),
        objections: view.objections.iter().map(|o| objected(&customer, &view, o)).collect(),
        acknowledged: view.acknowledged_by.contains(&contact),
        acknowledge: paths::demand_at(id, "acknowledgement"),
        object: view.open_objection().is_none().then(|| paths::demand_at(id, "objection")),
        counsel: view.counsel.as_ref().map(|c| format!("{}, {}", c.name, c.mail)),
        name_counsel: paths::demand_at(id, "counsel"),
        key: app.workflow.form_key(),
        desk: app.workflow.sender().mail,
        saves: saves(w, |end| paths::demand_at(id, &format!("demand.{end}"))),
    })
}

/// The files to keep: word and address.
pub(super) fn saves(w: Words, at: impl Fn(&str) -> String) -> Vec<(Text, String)> {
    let page = leaf::AVAILABLE.then(|| (w.say("portal-save-pdf"), at("pdf")));
    page.into_iter().chain([(w.say("portal-save-json"), at("json"))]).collect()
}

fn objected(customer: &Customer, view: &CustomerView, objection: &Objection) -> Objected {
    let w = customer.words;
    let moment = |at: &domain::Instant| w.moment(at, &customer.zone);
    let named = |id: &DocumentId| view.papers.iter().find(|d| d.id == *id).map(|d| (d.name.clone(), paths::document(view.id, *id)));
    let answer = objection.answer.as_ref();
    Objected {
        text: objection.text.clone(),
        at: moment(&objection.at),
        papers: objection.documents.iter().filter_map(named).collect(),
        answered: match answer {
            Some(answer) => {
                w.say2("portal-objection-answered", "at", moment(&answer.at), "verdict", w.name("portal-verdict", answer.verdict.code()))
            }
            None if objection.time == ObjectionTime::AfterTheEnd => w.say("portal-objection-open-after"),
            None => w.say("portal-objection-open"),
        },
        answer: answer.map(|a| a.text.clone()).unwrap_or_default(),
        grounds: answer.map(|a| a.grounds.iter().map(|g| w.name("ground", g.code())).collect()).unwrap_or_default(),
    }
}

/// `GET /customer/demands/{demand}/documents/{document}`: a paper that the customer itself sent, or a copy that went with
/// a notice, to be saved.
pub async fn document(State(app): State<App>, customer: Customer, ids: Ids) -> Result<Response, Problem> {
    let (demand, document) = (ids.at::<DemandId>(0)?, ids.at::<DocumentId>(1)?);
    let view = app.workflow.customers_demand(customer.customer()?, demand).await?;
    view.papers.iter().chain(&view.copies).find(|d| d.id == document).ok_or(Problem::NotFound)?;
    app.workflow.look(Actor::Contact(customer.represented()?.contact_id()), demand, Look::Document(document)).await?;
    let row = documents::find_of(app.store.read(), demand, document).await?.ok_or(Problem::NotFound)?;
    let parts = app.workflow.blobs().stream(&row).await?;
    Ok(file(Body::from_stream(parts), &row.name, "attachment"))
}

/// The time to object, in words with the zone, and what can be done when it is over.
fn window(customer: &Customer, view: &CustomerView) -> Option<Message> {
    let w = customer.words;
    let window = view.window.as_ref()?;
    let until = w.deadline(&window.ends_at, &customer.zone);
    if matches!(view.answer, Answer::Disclosed { .. } | Answer::Ended { .. }) {
        return None;
    }
    if customer.now >= window.ends_at {
        return Some(Message::new(Tone::Info, w.say1("portal-window-over", "until", until)).titled(w.say("portal-window-over-title")));
    }
    let left = w.due(&window.ends_at, &customer.now);
    let text = w.say2(if window.shortened { "portal-window-short" } else { "portal-window" }, "until", until, "left", left);
    Some(Message::new(Tone::Soon, text).titled(w.say("portal-window-title")))
}

pub(super) fn facts(app: &App, customer: &Customer, view: &CustomerView) -> Facts {
    let w = customer.words;
    let mut facts = Facts::default().with(w.say("portal-authority"), view.authority.clone());
    if !view.authority_reference.is_empty() {
        facts = facts.with(w.say("portal-authority-reference"), view.authority_reference.clone());
    }
    facts = facts.with(w.say("portal-paper"), paper(app, w, view));
    if let Some(day) = &view.issued_on {
        facts = facts.with(w.say("portal-issued"), w.day(day));
    }
    facts
        .with(w.say("portal-basis"), view.legal_basis.clone())
        .with(w.say("portal-received"), w.moment(&view.received_at, &customer.zone))
        .with(w.say("portal-reference"), view.reference.to_string())
}

/// Civil time of the law that the demand is made under.
pub(super) fn law_zone(app: &App, view: &CustomerView) -> Tz {
    let instrument = app.workflow.rulebook().get(&view.instrument);
    app.workflow.policy().locus(instrument.map_or("ZZ", |i| i.territory.as_str())).zone
}

pub(super) fn shown(customer: &Customer, line: &LineView, law: &Tz) -> Line {
    let w = customer.words;
    let (fate, ground) = match &line.fate {
        Fate::Open => (w.say("portal-fate-open"), Text::default()),
        Fate::Authorised => (w.say("portal-fate-authorised"), Text::default()),
        Fate::Narrowed { from, to, ground } => {
            (w.say1("portal-fate-narrowed", "range", w.range(*from, *to, &customer.zone, law)), w.name("ground", ground.code()))
        }
        Fate::Refused { ground } => (w.say("portal-fate-refused"), w.name("ground", ground.code())),
    };
    Line {
        what: w.category(line.category),
        account: line.account.clone(),
        range: w.range(line.from, line.to, &customer.zone, law),
        fate,
        ground,
        disclosed: line.disclosed.map(|n| w.say1("portal-records", "n", n)).unwrap_or_default(),
    }
}

/// The answer to the authority: in a sentence, with the facts of what left, and why it was refused.
pub(super) fn answer(customer: &Customer, view: &CustomerView) -> (Text, Facts, Vec<Text>) {
    let w = customer.words;
    let day = |at: &domain::Instant| w.moment(at, &customer.zone);
    match &view.answer {
        Answer::Considering => (w.say("portal-answer-considering"), Facts::default(), Vec::new()),
        Answer::Planned => (w.say("portal-answer-planned"), Facts::default(), Vec::new()),
        Answer::Disclosed { at, sha256, records } => {
            let facts = Facts::default()
                .with(w.say("portal-disclosed-records"), w.say1("portal-records", "n", *records))
                .with(w.say("portal-disclosed-sha256"), sha256.clone());
            (w.say1("portal-answer-disclosed", "at", day(at)), facts, Vec::new())
        }
        Answer::Ended { at, outcome, grounds } => {
            let said = w.say2("portal-answer-ended", "how", w.name("portal-outcome", outcome.code()), "at", day(at));
            (said, Facts::default(), grounds.iter().map(|g| w.name("ground", g.code())).collect())
        }
    }
}
