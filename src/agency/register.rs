//! An officer registers. What is typed is a claim until two of our own people have vouched; nobody calls the number given here.

use super::paths;
use super::sign_in::asked;
use crate::app::App;
use crate::web::extract::{Form, Guest};
use crate::web::mailed_code::{mail_field, outside, wait};
use crate::web::page::Page;
use crate::web::parts::{ErrorSummary, Field, Text};
use crate::web::problem::Problem;
use crate::words::Words;
use crate::workflow::agency::Claims;
use crate::workflow::portal::PortalError;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RegisterForm {
    mail: String,
    name: String,
    agency: String,
    role: String,
    badge: String,
    phone: String,
    supervisor: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "agency/register.html")]
struct RegisterPage {
    p: Page,
    errors: ErrorSummary,
    fields: Vec<Field>,
}

fn fields(w: Words, form: &RegisterForm, checked: bool) -> Vec<Field> {
    let wrong_mail = checked && form.mail.trim().parse::<lettre::Address>().is_err();
    let needed = |name: &'static str, key: &str, value: &str| {
        let missing = (checked && value.trim().is_empty()).then(|| w.say("agency-needed"));
        Field::line("text", name, w.say(key)).value(value.to_owned()).error(missing)
    };
    vec![
        mail_field(w, "agency-mail", &form.mail, wrong_mail.then(|| w.say("directory-wrong-mail"))),
        needed("name", "agency-name", &form.name).autocomplete("name"),
        needed("agency", "agency-agency", &form.agency).hint(w.say("agency-agency-hint")).autocomplete("organization"),
        needed("role", "agency-role", &form.role).hint(w.say("agency-role-hint")),
        Field::line("text", "badge", w.say("agency-badge")).value(form.badge.clone()).optional(w).class("short"),
        Field::line("tel", "phone", w.say("agency-phone")).value(form.phone.clone()).hint(w.say("agency-phone-hint")).optional(w),
        Field::line("text", "supervisor", w.say("agency-supervisor"))
            .value(form.supervisor.clone())
            .hint(w.say("agency-supervisor-hint"))
            .optional(w),
    ]
}

fn form_page(app: &App, w: Words, form: &RegisterForm, checked: bool, whole: Option<Text>) -> RegisterPage {
    let fields = fields(w, form, checked);
    let errors = match whole {
        Some(text) => ErrorSummary::whole(w, text),
        None => ErrorSummary::of(w, &fields),
    };
    RegisterPage { p: outside(app, w, "agency-register", paths::REGISTER), errors, fields }
}

/// `GET /agency/register`
pub async fn page(State(app): State<App>, guest: Guest) -> impl IntoResponse {
    form_page(&app, guest.words, &RegisterForm::default(), false, None)
}

/// `POST /agency/register`: the same answer, after the same work, whether or not the address is known.
pub async fn register(State(app): State<App>, guest: Guest, Form(form): Form<RegisterForm>) -> Result<Response, Problem> {
    let w = guest.words;
    let page = form_page(&app, w, &form, true, None);
    if page.fields.iter().any(|field| field.error.is_some()) {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let claims = Claims {
        name: form.name.clone(),
        agency: form.agency.clone(),
        role: form.role.clone(),
        badge: form.badge.clone(),
        phone: form.phone.clone(),
        supervisor: form.supervisor.clone(),
    };
    match app.workflow.register_officer(&form.mail, &claims, w.language, &guest.from).await {
        Ok(token) => {
            let mut response = Redirect::to(paths::CODE).into_response();
            asked(&app, &mut response, &token, None);
            Ok(response)
        }
        Err(PortalError::Wait { until }) => {
            let page = form_page(&app, w, &form, true, Some(wait(&app, w, until)));
            Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
