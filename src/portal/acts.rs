//! What a contact does about a demand: acknowledge, object, name counsel. The workflow decides whether it may.

use super::form::FormPage;
use super::page::Room;
use super::paths;
use super::session::Customer;
use crate::app::App;
use crate::web::extract::{Form, Id};
use crate::web::parts::{ErrorSummary, Field, Message, Text, Tone};
use crate::web::problem::Problem;
use crate::web::sent::{MOST_FILES, Sent};
use crate::workflow::{Error, NewDocument, NewObjection};
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::customer_view::{Answer, CustomerView};
use domain::ids::DemandId;
use domain::objection::Counsel;
use serde::Deserialize;

/// Most bytes of an objection with its papers.
pub const BODY: usize = 25 << 20;
/// Most characters of a text.
const MOST_TEXT: usize = 50_000;

/// A form's key: sent twice, it does one thing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Keyed {
    key: String,
}

fn key(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|k| !k.is_empty() && k.len() <= 100)
}

/// The demand, if it may be seen; else it is not there, whatever was sent.
async fn seen(app: &App, customer: &Customer, id: DemandId) -> Result<CustomerView, Problem> {
    Ok(app.workflow.customers_demand(customer.customer()?, id).await?)
}

/// `POST /customer/demands/{demand}/acknowledgement`
pub async fn acknowledge(
    State(app): State<App>,
    customer: Customer,
    Id(id): Id<DemandId>,
    Form(form): Form<Keyed>,
) -> Result<Response, Problem> {
    let contact = customer.represented()?.contact_id();
    match app.workflow.acknowledge_notice(contact, id, key(&form.key)).await {
        // Said twice is said.
        Ok(_) | Err(Error::Refused(_)) => Ok(customer.done("said-portal-acknowledged", paths::demand(id))),
        Err(other) => Err(other.into()),
    }
}

/// What was typed of an objection.
#[derive(Default)]
struct Typed {
    text: String,
    key: String,
    files: Vec<NewDocument>,
    too_many: bool,
}

fn objection_form(app: &App, customer: &Customer, view: &CustomerView, typed: &Typed, errors: Vec<Text>) -> FormPage {
    let w = customer.words;
    let own = typed.text.trim().is_empty() && !errors.is_empty();
    let text = Field::lines("text", w.say("portal-object-text"))
        .value(typed.text.clone())
        .hint(w.say("portal-object-text-hint"))
        .error(own.then(|| w.say("portal-object-text-missing")));
    let mut summary = ErrorSummary::of(w, std::slice::from_ref(&text));
    if !own && !errors.is_empty() {
        summary = ErrorSummary {
            title: w.say1("form-errors", "n", errors.len()),
            errors: errors.into_iter().map(|e| (Text::default(), e)).collect(),
        };
    }
    let mut notes = Vec::new();
    let over = matches!(view.answer, Answer::Disclosed { .. } | Answer::Ended { .. });
    if over {
        notes.push(Message::new(Tone::Info, w.say("portal-object-after-the-end")));
    } else if let Some(window) = &view.window {
        let until = w.deadline(&window.ends_at, &customer.zone);
        let late = customer.now >= window.ends_at;
        let text = w.say1(if late { "portal-object-late" } else { "portal-object-in-time" }, "until", until);
        notes.push(Message::new(if late { Tone::Info } else { Tone::Soon }, text));
    }
    FormPage {
        p: customer.page("portal-object"),
        c: customer.chrome(Some(Room::Notices)),
        crumbs: crumbs(customer, view),
        lead: w.say("portal-object-lead"),
        notes,
        errors: summary,
        fields: vec![
            text,
            Field::files("file", w.say("portal-object-files"))
                .hint(w.say2("portal-object-files-hint", "most", MOST_FILES, "mib", BODY >> 20))
                .optional(w),
        ],
        files: true,
        hidden: vec![("key", if typed.key.is_empty() { app.workflow.form_key() } else { typed.key.clone() })],
        action: paths::demand_at(view.id, "objection"),
        button: w.say("portal-object-go"),
        back: paths::demand(view.id),
    }
}

fn crumbs(customer: &Customer, view: &CustomerView) -> Vec<(Text, String)> {
    vec![(customer.words.say("portal-notices"), paths::HOME.to_owned()), (view.reference.to_string().into(), paths::demand(view.id))]
}

/// `GET /customer/demands/{demand}/objection`
pub async fn objection_page(State(app): State<App>, customer: Customer, Id(id): Id<DemandId>) -> Result<impl IntoResponse, Problem> {
    let view = seen(&app, &customer, id).await?;
    Ok(objection_form(&app, &customer, &view, &Typed::default(), Vec::new()))
}

/// `POST /customer/demands/{demand}/objection`
///
/// The demand is looked for before anything of the body is read: what may not be seen answers as what is not there, whatever
/// was sent.
pub async fn object(State(app): State<App>, customer: Customer, Id(id): Id<DemandId>, request: Request) -> Result<Response, Problem> {
    let view = seen(&app, &customer, id).await?;
    let form = Multipart::from_request(request, &app).await.map_err(|_| Problem::Unreadable)?;
    let typed = read(form).await?;
    let again = |typed: &Typed, errors: Vec<Text>| {
        (StatusCode::UNPROCESSABLE_ENTITY, objection_form(&app, &customer, &view, typed, errors)).into_response()
    };
    if typed.text.trim().is_empty() {
        return Ok(again(&typed, vec![customer.words.say("portal-object-text-missing")]));
    }
    if typed.too_many {
        return Ok(again(&typed, vec![customer.words.say1("portal-object-too-many", "most", MOST_FILES)]));
    }
    let contact = customer.represented()?.contact_id();
    let new = NewObjection { text: typed.text.trim().to_owned(), files: typed.files.clone(), counsel: None };
    match app.workflow.object(contact, id, new, key(&typed.key)).await {
        Ok(_) => Ok(customer.done("said-portal-objected", paths::demand(id))),
        Err(Error::Refused(refusal)) => {
            let why = refusal.reasons.iter().map(|r| customer.words.reason(r, &customer.zone)).collect();
            Ok(again(&typed, why))
        }
        Err(other) => Err(other.into()),
    }
}

async fn read(form: Multipart) -> Result<Typed, Problem> {
    let sent = Sent::read(form).await?;
    let one = |name: &str, most: usize| {
        let text = sent.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, text)| text.as_str());
        text.chars().take(most).collect::<String>()
    };
    Ok(Typed { text: one("text", MOST_TEXT), key: one("key", 100), files: sent.files, too_many: sent.too_many })
}

/// Who speaks for the customer, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CounselForm {
    name: String,
    mail: String,
    key: String,
}

fn counsel_form(app: &App, customer: &Customer, view: &CustomerView, form: &CounselForm, wrong: bool) -> FormPage {
    let w = customer.words;
    let bad_mail = wrong && form.mail.trim().parse::<lettre::Address>().is_err();
    let fields = vec![
        Field::line("text", "name", w.say("portal-counsel-name"))
            .value(form.name.clone())
            .error((wrong && form.name.trim().is_empty()).then(|| w.say("directory-wrong-name"))),
        Field::line("email", "mail", w.say("portal-mail")).value(form.mail.clone()).error(bad_mail.then(|| w.say("directory-wrong-mail"))),
    ];
    FormPage {
        p: customer.page("portal-counsel"),
        c: customer.chrome(Some(Room::Notices)),
        crumbs: crumbs(customer, view),
        lead: w.say("portal-counsel-lead"),
        notes: Vec::new(),
        errors: ErrorSummary::of(w, &fields),
        fields,
        files: false,
        hidden: vec![("key", if form.key.is_empty() { app.workflow.form_key() } else { form.key.clone() })],
        action: paths::demand_at(view.id, "counsel"),
        button: w.say("portal-counsel-go"),
        back: paths::demand(view.id),
    }
}

/// `GET /customer/demands/{demand}/counsel`
pub async fn counsel_page(State(app): State<App>, customer: Customer, Id(id): Id<DemandId>) -> Result<impl IntoResponse, Problem> {
    let view = seen(&app, &customer, id).await?;
    let now = view.counsel.clone().map_or_else(CounselForm::default, |c| CounselForm { name: c.name, mail: c.mail, key: String::new() });
    Ok(counsel_form(&app, &customer, &view, &now, false))
}

/// `POST /customer/demands/{demand}/counsel`
pub async fn name_counsel(
    State(app): State<App>,
    customer: Customer,
    Id(id): Id<DemandId>,
    Form(form): Form<CounselForm>,
) -> Result<Response, Problem> {
    let view = seen(&app, &customer, id).await?;
    let (name, mail) = (domain::text::one_line(&form.name, 200), form.mail.trim().parse::<lettre::Address>());
    let (false, Ok(mail)) = (name.is_empty(), mail) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, counsel_form(&app, &customer, &view, &form, true)).into_response());
    };
    let counsel = Counsel { name, mail: mail.to_string() };
    match app.workflow.name_counsel(customer.represented()?.contact_id(), id, counsel, key(&form.key)).await {
        // The same counsel again.
        Ok(_) | Err(Error::Refused(_)) => Ok(customer.done("said-portal-counsel", paths::demand(id))),
        Err(other) => Err(other.into()),
    }
}
