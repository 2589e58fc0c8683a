//! Coming in by a mailed code, and going out. The same page offers the other way in, a passkey.

use super::page::Chrome;
use super::paths;
use super::session::{Customer, JAR};
use crate::app::App;
use crate::store::customers;
use crate::web::extract::{Form, Guest, Id};
use crate::web::jar::Kept;
use crate::web::mailed_code::{AskForm, CodeForm, LanguageForm, code_field, errors, mail_field, outside, wait};
use crate::web::page::Page;
use crate::web::parts::{ErrorSummary, Field, Message, Text, Tone};
use crate::web::problem::Problem;
use crate::words::Words;
use crate::workflow::portal::{CODE_VALID, PortalError};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::ContactId;
use serde::Deserialize;

/// Contacts offered in the demonstration.
const OFFERED: u64 = 12;

/// Somebody to be in the demonstration.
struct Somebody {
    action: String,
    name: String,
    customer: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "portal/sign_in.html")]
struct AskPage {
    p: Page,
    errors: ErrorSummary,
    mail: Field,
    /// Whether one may come in with a passkey.
    passkey: bool,
    people: Vec<Somebody>,
}

#[derive(Template, WebTemplate)]
#[template(path = "portal/code.html")]
struct CodePage {
    p: Page,
    errors: ErrorSummary,
    code: Field,
}

#[derive(Template, WebTemplate)]
#[template(path = "portal/choose.html")]
struct ChoosePage {
    p: Page,
    c: Chrome,
    errors: ErrorSummary,
    customers: Vec<(ContactId, String, String)>,
}

fn ask_form(app: &App, words: Words, mail: &str, error: Option<Text>, whole: Option<Text>) -> AskPage {
    let mail = mail_field(words, "portal-mail", mail, error);
    let errors = errors(words, &mail, whole);
    let passkey = paths::relying(app).is_some();
    AskPage { p: outside(app, words, "portal-sign-in", paths::SIGN_IN), errors, mail, passkey, people: Vec::new() }
}

/// The sign-in page again, because something did not open it.
pub(super) fn ask_again(app: &App, words: Words, status: StatusCode, why: Text) -> Response {
    (status, ask_form(app, words, "", None, Some(why))).into_response()
}

/// `GET /customer/sign-in`
pub async fn ask_page(State(app): State<App>, guest: Guest) -> Result<impl IntoResponse, Problem> {
    let mut page = ask_form(&app, guest.words, "", None, None);
    if may_choose(&app, &guest) {
        page.people = people(&app).await?;
        page.p.flash = Some(Message::new(Tone::Info, guest.words.say("portal-demo")));
    }
    Ok(page)
}

/// `POST /customer/sign-in`: the same answer, after the same work, whether or not the address is known.
pub async fn ask(State(app): State<App>, guest: Guest, Form(form): Form<AskForm>) -> Result<Response, Problem> {
    let w = guest.words;
    if !form.is_address() {
        let page = ask_form(&app, w, &form.mail, Some(w.say("directory-wrong-mail")), None);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    match app.workflow.ask_for_code(&form.mail, w.language, &guest.from).await {
        Ok(token) => {
            let mut response = Redirect::to(paths::CODE).into_response();
            JAR.keep(&mut response, app.settings.secure(), Kept::Code, token.secret(), CODE_VALID);
            Ok(response)
        }
        Err(PortalError::Wait { until }) => {
            let page = ask_form(&app, w, &form.mail, None, Some(wait(&app, w, until)));
            Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn code_form(app: &App, words: Words, error: Option<Text>) -> CodePage {
    let code = code_field(words, error);
    let errors = errors(words, &code, None);
    CodePage { p: outside(app, words, "portal-code-title", paths::CODE), errors, code }
}

/// `GET /customer/sign-in/code`
pub async fn code_page(State(app): State<App>, guest: Guest) -> impl IntoResponse {
    code_form(&app, guest.words, None)
}

/// `POST /customer/sign-in/code`
pub async fn use_code(State(app): State<App>, guest: Guest, headers: HeaderMap, Form(form): Form<CodeForm>) -> Result<Response, Problem> {
    let secure = app.settings.secure();
    let used = match JAR.token(&headers, secure, Kept::Code) {
        Some(asked) => app.workflow.use_code(&asked, &form.code, &guest.from).await,
        None => Err(PortalError::Wrong),
    };
    match used {
        Ok(session) => {
            let mut response = Redirect::to(paths::HOME).into_response();
            JAR.drop(&mut response, secure, Kept::Code);
            JAR.open(&mut response, secure, &session);
            Ok(response)
        }
        Err(PortalError::Wrong) => {
            let page = code_form(&app, guest.words, Some(guest.words.say("portal-code-wrong")));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Whether somebody may come in without a code: only in the demonstration, and only from the host that it runs on.
fn may_choose(app: &App, guest: &Guest) -> bool {
    app.settings.demo && guest.from.is_this_host()
}

async fn people(app: &App) -> Result<Vec<Somebody>, Problem> {
    let read = app.store.read();
    let mut people = Vec::new();
    for customer in customers::list(read, &customers::CustomerFilter::default(), None, OFFERED).await? {
        let first = customers::contacts_of(read, customer.id.to()).await?.into_iter().next();
        people.extend(first.map(|contact| Somebody {
            action: paths::sign_in_as(contact.id.to()),
            name: contact.name,
            customer: customer.name,
        }));
    }
    Ok(people)
}

/// `POST /customer/sign-in/as/{contact}`: in the demonstration; anywhere else this address is nothing.
pub async fn sign_in_as(State(app): State<App>, guest: Guest, Id(id): Id<ContactId>, headers: HeaderMap) -> Result<Response, Problem> {
    if !may_choose(&app, &guest) {
        return Err(Problem::NotFound);
    }
    let session = app.workflow.enter_as(id, &guest.from).await?;
    if let Some(before) = JAR.token(&headers, app.settings.secure(), Kept::Session) {
        app.workflow.leave_portal(&before).await?;
    }
    let mut response = Redirect::to(paths::HOME).into_response();
    JAR.open(&mut response, app.settings.secure(), &session);
    Ok(response)
}

fn choose_form(customer: &Customer, error: bool) -> ChoosePage {
    let w = customer.words;
    ChoosePage {
        p: customer.page("portal-choose"),
        c: customer.chrome(None),
        errors: if error { ErrorSummary::whole(w, w.say("form-choose")) } else { ErrorSummary::none() },
        customers: customer.choices.iter().map(|r| (r.contact_id(), r.customer.name.clone(), r.contact.name.clone())).collect(),
    }
}

/// `GET /customer/choose`
pub async fn choose_page(customer: Customer) -> Response {
    if customer.who.is_some() {
        return Redirect::to(paths::HOME).into_response();
    }
    choose_form(&customer, false).into_response()
}

/// Which customer was chosen.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct ChooseForm {
    contact: String,
}

/// `POST /customer/choose`
pub async fn choose(State(app): State<App>, customer: Customer, Form(form): Form<ChooseForm>) -> Result<Response, Problem> {
    let Ok(contact) = form.contact.parse() else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, choose_form(&customer, true)).into_response());
    };
    app.workflow.choose_customer(&customer.token, contact).await?;
    Ok(Redirect::to(paths::HOME).into_response())
}

/// `POST /customer/sign-out`
pub async fn sign_out(State(app): State<App>, customer: Customer) -> Result<Response, Problem> {
    app.workflow.leave_portal(&customer.token).await?;
    let mut response = Redirect::to(paths::SIGN_IN).into_response();
    JAR.drop(&mut response, app.settings.secure(), Kept::Session);
    Ok(response)
}

/// `POST /customer/language`
pub async fn language(State(app): State<App>, Form(form): Form<LanguageForm>) -> Response {
    form.chosen(&app, paths::local(&form.next))
}
