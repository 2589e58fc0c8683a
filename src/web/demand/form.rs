//! The form of Regulation (EU) 2023/1543 that a demand rests on, what it lacks, and form 3, which answers it.

use super::case::Case;
use super::head::{Head, Tab};
use super::panel::Panel;
use crate::eevidence::answer::{self, Answer, Desk};
use crate::eevidence::check::{Point, letter};
use crate::eevidence::{EPOC, Form, concerns, json, told, xml};
use crate::report::leaf::{Leaf, Piece};
use crate::web::eevidence::{Part, Shown, parts};
use crate::web::extract::Ids;
use crate::web::page::Page;
use crate::web::parts::Text;
use crate::web::paths;
use crate::web::problem::Problem;
use crate::wire::Wire;
use crate::words::{Language, Words};
use askama::Template;
use askama_web::WebTemplate;
use axum::response::{IntoResponse, Response};
use domain::command::Verb;

/// The form of a demand, and what it lacks.
async fn form_of(case: &Case) -> Result<Option<(Form, Vec<Point>)>, Problem> {
    Ok(case.app.workflow.certificate_of(case.app.store.read(), &case.demand).await?)
}

/// A form 5 or 6 that was filed and asks for what is not done yet.
struct Follows {
    text: Text,
    href: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "demand/form.html")]
struct FormPage {
    p: Page,
    head: Head,
    panel: Panel,
    shown: Option<Shown>,
    clarify: Option<String>,
    follows: Vec<Follows>,
    answer: Vec<Part>,
    files: Vec<(String, &'static str)>,
}

/// The answer that the demand owes on form 3, if it owes one.
fn answered(case: &Case, form: Option<&(Form, Vec<Point>)>) -> Option<Answer> {
    let sender = case.app.workflow.sender();
    let desk = Desk { provider: sender.name, mail: sender.mail };
    let (form, points) = form.map_or((None, &[][..]), |(form, points)| (Some(form), points.as_slice()));
    answer::answer(&case.demand, form, points, case.app.workflow.rulebook(), &desk, case.session.now)
}

/// What to ask the authority, from what its form lacks, under the reasons of section D of form 3, in the language of its letters as far as
/// it is spoken here; `None` where there is no form or nothing to ask.
///
/// # Errors
/// As the use cases.
pub async fn question(case: &Case) -> Result<Option<String>, Problem> {
    if !concerns(&case.demand) {
        return Ok(None);
    }
    let Some((form, points)) = form_of(case).await? else { return Ok(None) };
    let swedish = case.demand.authority.as_ref().is_some_and(|a| a.territory.starts_with("SE"));
    let w = Words::of(if swedish { Language::Sv } else { Language::En });
    let mut lines: Vec<String> = Vec::new();
    let mut last = None;
    let mut points = points;
    points.sort_by_key(|point| (point.gravity(), point.section(), *point));
    for point in points {
        let reason = answer::reason_of(point.gravity());
        if last.replace(reason) != Some(reason) {
            lines.push(format!("{}:", told::known(w, "form-code", &told::kebab(reason.code())).unwrap_or_default()));
        }
        let section = w.say1("form-ask-section", "section", letter(point.section(), form.kind()).to_string());
        let law = point.provision(form.kind());
        lines.push(format!("{section}: {} {} ({law})", w.name("form-point", point.code()), w.name("form-ask", point.code())));
    }
    Ok((!lines.is_empty()).then(|| lines.join("\n")))
}

/// `GET /demands/{demand}/form`
pub async fn show(case: Case) -> Result<Response, Problem> {
    let case = case.whole()?;
    if !concerns(&case.demand) {
        return Err(Problem::NotFound);
    }
    let w = case.words();
    let form = form_of(&case).await?;
    let answer = answered(&case, form.as_ref());
    let may_ask = case.demand.guards(Verb::AskToClarify, &case.context()).is_empty();
    let follows = case.app.workflow.follows_open(&case.demand).await?.into_iter().map(|(number, name)| {
        let (key, verb) =
            if number == 5 { ("form-follow-5-open", Verb::HoldOver) } else { ("form-follow-6-open", Verb::ExtendPreservation) };
        Follows { text: w.say1(key, "document", name), href: paths::demand_at(case.demand.id, &verb.code()) }
    });
    let file = |end: &'static str| (format!("{}/{end}", paths::demand_at(case.demand.id, "form")), end);
    Ok(FormPage {
        p: case.page(Tab::Form),
        head: Head::of(&case, Tab::Form).await?,
        panel: Panel::of(&case),
        follows: follows.collect(),
        clarify: may_ask.then(|| paths::demand_at(case.demand.id, "ask_to_clarify")),
        shown: form.as_ref().map(|(form, points)| Shown::of(w, form, points)),
        files: answer.as_ref().map(|_| ["pdf", "xml", "json"].map(file).to_vec()).unwrap_or_default(),
        answer: answer.map(|answer| parts(w, &answer.body(EPOC), "form3-section")).unwrap_or_default(),
    }
    .into_response())
}

/// `GET /demands/{demand}/form/{kind}`: form 3 as a file.
pub async fn file(Ids(ids): Ids, case: Case) -> Result<Response, Problem> {
    let case = case.whole()?;
    let form = form_of(&case).await?;
    let answer = answered(&case, form.as_ref()).filter(|_| concerns(&case.demand)).ok_or(Problem::NotFound)?;
    let name = |end: &str| format!("form3-{}.{end}", case.demand.reference);
    match ids.get(1).map(String::as_str) {
        Some("xml") => crate::web::customer_report::saved(xml(&answer), "application/xml", &name("xml")),
        Some("json") => crate::web::customer_report::saved(json(&answer), "application/json", &name("json")),
        Some("pdf") => {
            let leaf = leaf(&case, &answer);
            crate::web::customer_report::saved(
                leaf.set().await.map_err(crate::web::customer_report::unset)?,
                "application/pdf",
                &name("pdf"),
            )
        }
        _ => Err(Problem::NotFound),
    }
}

/// Form 3 as a page.
fn leaf(case: &Case, answer: &Answer) -> Leaf {
    let w = case.words();
    let sender = case.app.workflow.sender();
    let day = case.session.now.with_timezone(&case.session.zone).date_naive();
    let mut body = Vec::new();
    for part in parts(w, &answer.body(EPOC), "form3-section") {
        body.push(Piece::Heading(part.title.into_owned()));
        body.push(Piece::Facts(part.facts.facts.into_iter().map(|f| (f.name.into_owned(), f.value.into_owned())).collect()));
    }
    body.push(Piece::Paragraph(w.say("form3-sign").into_owned()));
    Leaf {
        id: format!("form3 {} {}", case.demand.id, case.demand.version),
        language: w.lang(),
        provider: sender.name,
        address: sender.address,
        reach: sender.mail,
        recipient: case.demand.paper.authority_name.clone(),
        date: w.day(&day),
        day,
        subject: w.say("form3-title").into_owned(),
        body,
        foot: case.demand.paper.authority_reference.clone(),
    }
}
