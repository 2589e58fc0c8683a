//! Coming in and going out.

use super::extract::{Form, Guest, Id, Ids, Query};
use super::jar::Kept;
use super::page::{Page, Section};
use super::parts::{ErrorSummary, Field, Message, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::{JAR, Session, give_language};
use crate::app::App;
use crate::words::{Language, Words};
use crate::workflow::staff::secrets::Token;
use crate::workflow::staff::{Credentials, Person, StaffError, Why};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use domain::actor::Role;
use domain::ids::PersonId;
use serde::Deserialize;

/// Where to go afterwards.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
}

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    mail: String,
    password: String,
    code: String,
    next: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "auth/sign_in.html")]
struct SignInPage {
    p: Page,
    errors: ErrorSummary,
    mail: Option<Field>,
    password: Field,
    code: Field,
    next: String,
    action: &'static str,
    lead: Text,
    people: Vec<Somebody>,
}

/// Somebody to be in the demonstration.
struct Somebody {
    action: String,
    name: String,
    roles: String,
}

/// Password and code are never sent back; the mail address is.
fn sign_in_form(words: Words, p: Page, mail: Option<&str>, next: &str, error: Option<Text>) -> SignInPage {
    let again = mail.is_none();
    SignInPage {
        errors: error.map_or_else(ErrorSummary::none, |text| ErrorSummary::whole(words, text)),
        mail: mail.map(|m| Field::line("email", "mail", words.say("auth-mail")).value(m.to_owned()).autocomplete("username")),
        password: Field::line("password", "password", words.say("auth-password")).autocomplete("current-password"),
        code: Field::line("text", "code", words.say("auth-code"))
            .hint(words.say("auth-code-hint"))
            .autocomplete("one-time-code")
            .inputmode("numeric")
            .class("code"),
        next: paths::local(next).to_owned(),
        action: if again { paths::SIGN_IN_AGAIN } else { paths::SIGN_IN },
        lead: if again { words.say("auth-again-lead") } else { Text::default() },
        people: Vec::new(),
        p,
    }
}

/// The sentence of a failed try; the same for all that can be wrong.
fn failed(words: Words, error: StaffError, app: &App) -> Result<(StatusCode, Text), Problem> {
    match error {
        StaffError::Wrong => Ok((StatusCode::UNPROCESSABLE_ENTITY, words.say("auth-wrong"))),
        StaffError::Wait { until } => {
            // The wait is said a little long rather than short.
            let span = words.span(&app.clock.now(), &(until + TimeDelta::seconds(59)));
            Ok((StatusCode::TOO_MANY_REQUESTS, words.say1("auth-wait", "span", span)))
        }
        other => Err(other.into()),
    }
}

/// `GET /sign-in`
pub async fn sign_in_page(State(app): State<App>, guest: Guest, Query(query): Query<Next>) -> Result<impl IntoResponse, Problem> {
    let mut page = sign_in_form(guest.words, outside(&app, guest.words, "auth-title"), Some(""), &query.next, None);
    if app.settings.demo {
        page.people = people(&app, &guest).await?;
        let key = if page.people.is_empty() { "auth-demo" } else { "auth-demo-people" };
        page.p.flash = Some(Message::new(Tone::Info, guest.words.say(key)));
    }
    Ok(page)
}

/// Whether somebody may come in without any proof: only in the demonstration, and only from the host that it runs on.
fn may_choose(app: &App, guest: &Guest) -> bool {
    app.settings.demo && guest.from.is_this_host()
}

/// Whom one may be, in the order in which a demand meets them.
async fn people(app: &App, guest: &Guest) -> Result<Vec<Somebody>, Problem> {
    if !may_choose(app, guest) {
        return Ok(Vec::new());
    }
    let mut people = app.staff.everybody().await?;
    people.retain(|person| person.disabled_at.is_none());
    people.sort_by_key(|person| Role::ALL.iter().position(|role| person.roles.has(*role)).unwrap_or(Role::ALL.len()));
    let somebody = |person: Person| Somebody {
        action: paths::sign_in_as(person.id),
        roles: person.roles.iter().map(|r| guest.words.name("role", r.code())).collect::<Vec<_>>().join(", "),
        name: person.name,
    };
    Ok(people.into_iter().map(somebody).collect())
}

/// `POST /sign-in/as/{person}`: by a link of the demonstration that is made and used at once. Anywhere else neither this
/// address nor such a link is good for anything.
pub async fn sign_in_as(
    State(app): State<App>,
    guest: Guest,
    Id(id): Id<PersonId>,
    headers: HeaderMap,
    Form(form): Form<Next>,
) -> Result<Response, Problem> {
    if !may_choose(&app, &guest) {
        return Err(Problem::NotFound);
    }
    let link = app.staff.sign_in_link(id).await?;
    let (session, person) = app.staff.use_link(&link, &guest.from).await?;
    // Whoever becomes somebody else is no longer who they were.
    if let Some(before) = JAR.token(&headers, app.settings.secure(), Kept::Session) {
        app.staff.sign_out(&before).await?;
    }
    let to = if form.next.is_empty() { home(&person.roles) } else { paths::local(&form.next) };
    Ok(come_in(&app, &session, to))
}

/// `POST /sign-in`
pub async fn sign_in(State(app): State<App>, guest: Guest, Form(form): Form<SignInForm>) -> Result<Response, Problem> {
    let typed = Credentials { mail: form.mail.clone(), password: form.password, code: form.code };
    match app.staff.sign_in(typed, &guest.from).await {
        Ok((token, person)) => {
            // The bare landing page is not for everybody: those without cases land at their own room.
            let to = if form.next.is_empty() { home(&person.roles) } else { paths::local(&form.next) };
            Ok(come_in(&app, &token, to))
        }
        Err(error) => {
            let (status, text) = failed(guest.words, error, &app)?;
            let page = sign_in_form(guest.words, outside(&app, guest.words, "auth-title"), Some(&form.mail), &form.next, Some(text));
            Ok((status, page).into_response())
        }
    }
}

/// `GET /sign-in/again`
pub async fn again_page(session: Session, Query(query): Query<Next>) -> impl IntoResponse {
    sign_in_form(session.words, session.page("auth-again", Section::Elsewhere), None, &query.next, None)
}

/// `POST /sign-in/again`
pub async fn again(State(app): State<App>, session: Session, Form(form): Form<SignInForm>) -> Result<Response, Problem> {
    let typed = Credentials { mail: session.person.mail.clone(), password: form.password, code: form.code };
    match app.staff.sign_in_again(&session.token, typed, &session.from).await {
        Ok(()) => Ok(Redirect::to(paths::local(&form.next)).into_response()),
        Err(error) => {
            let (status, text) = failed(session.words, error, &app)?;
            let page = sign_in_form(session.words, session.page("auth-again", Section::Elsewhere), None, &form.next, Some(text));
            Ok((status, page).into_response())
        }
    }
}

/// `POST /sign-out`
pub async fn sign_out(State(app): State<App>, session: Session) -> Result<Response, Problem> {
    app.staff.sign_out(&session.token).await?;
    let mut response = Redirect::to(paths::SIGN_IN).into_response();
    JAR.drop(&mut response, app.settings.secure(), Kept::Session);
    Ok(response)
}

#[derive(Template, WebTemplate)]
#[template(path = "auth/link.html")]
struct LinkPage {
    p: Page,
    action: String,
    alive: bool,
}

fn link_page_of(app: &App, words: Words, token: &Token, alive: bool) -> Response {
    let status = if alive { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let title = if alive { "auth-link" } else { "auth-link-dead" };
    (status, LinkPage { p: outside(app, words, title), action: paths::link(token.secret()), alive }).into_response()
}

/// `GET /link/{token}`: shows a button and uses nothing up, because mail programs look at links.
pub async fn link_page(State(app): State<App>, guest: Guest, Ids(ids): Ids) -> Result<Response, Problem> {
    let token = Token::received(&ids.concat());
    match app.staff.look_at_link(&token).await {
        Ok(()) => Ok(link_page_of(&app, guest.words, &token, true)),
        Err(StaffError::LinkDead) => Ok(link_page_of(&app, guest.words, &token, false)),
        Err(other) => Err(other.into()),
    }
}

/// `POST /link/{token}`
pub async fn use_link(State(app): State<App>, guest: Guest, Ids(ids): Ids) -> Result<Response, Problem> {
    let token = Token::received(&ids.concat());
    match app.staff.use_link(&token, &guest.from).await {
        Ok((session, person)) => Ok(come_in(&app, &session, home(&person.roles))),
        Err(StaffError::LinkDead) => Ok(link_page_of(&app, guest.words, &token, false)),
        Err(other) => Err(other.into()),
    }
}

/// What was chosen at the foot of a page outside.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LanguageForm {
    language: String,
    next: String,
}

/// `POST /language`
pub async fn language(State(app): State<App>, Form(form): Form<LanguageForm>) -> Response {
    let mut response = Redirect::to(paths::local(&form.next)).into_response();
    if let Some(language) = Language::from_code(&form.language) {
        give_language(&mut response, app.settings.secure(), language);
    }
    response
}

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct EnrolForm {
    password: String,
    repeat: String,
    code: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "auth/enrol.html")]
struct EnrolPage {
    p: Page,
    errors: ErrorSummary,
    password: Field,
    repeat: Field,
    code: Field,
    secret: String,
    address: String,
}

async fn enrol_form(app: &App, session: &Session, why: &[Why]) -> Result<EnrolPage, Problem> {
    let words = session.words;
    let (secret, address) = app.staff.enrolment(session.person.id).await?;
    let error = |which: Why| why.contains(&which).then(|| words.name("staff", which.code()));
    let fields = [
        Field::line("password", "password", words.say("auth-new-password"))
            .hint(words.say("auth-new-password-hint"))
            .autocomplete("new-password")
            .error(error(Why::PasswordLength)),
        Field::line("password", "repeat", words.say("auth-repeat")).autocomplete("new-password").error(error(Why::PasswordRepeat)),
        Field::line("text", "code", words.say("auth-code"))
            .hint(words.say("auth-enrol-code-hint"))
            .autocomplete("one-time-code")
            .inputmode("numeric")
            .class("code")
            .error(error(Why::CodeWrong)),
    ];
    let errors = ErrorSummary::of(words, &fields);
    let [password, repeat, code] = fields;
    // In groups of four, as people read it off.
    let secret = secret.as_bytes().chunks(4).map(|c| String::from_utf8_lossy(c).into_owned()).collect::<Vec<_>>().join(" ");
    let mut p = session.page("auth-enrol", Section::Elsewhere);
    p.viewer = None;
    Ok(EnrolPage { p, errors, password, repeat, code, secret, address })
}

/// `GET /account/enrol`
pub async fn enrol_page(State(app): State<App>, session: Session) -> Result<Response, Problem> {
    if session.person.enrolled {
        return Ok(Redirect::to(paths::ACCOUNT).into_response());
    }
    Ok(enrol_form(&app, &session, &[]).await?.into_response())
}

/// `POST /account/enrol`
pub async fn enrol(State(app): State<App>, session: Session, Form(form): Form<EnrolForm>) -> Result<Response, Problem> {
    match app.staff.enrol(session.person.id, form.password, &form.repeat, &form.code).await {
        Ok(()) => Ok(session.done("said-enrolled", home(&session.person.roles))),
        Err(StaffError::Refused(why)) => Ok((StatusCode::UNPROCESSABLE_ENTITY, enrol_form(&app, &session, &why).await?).into_response()),
        Err(other) => Err(other.into()),
    }
}

pub(super) fn outside(app: &App, words: Words, title: &str) -> Page {
    let mut p = Page::outside(words, words.say(title));
    p.demo = app.settings.demo;
    p
}

fn come_in(app: &App, token: &Token, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    JAR.open(&mut response, app.settings.secure(), token);
    response
}

/// The room where somebody's work is.
pub(super) fn home(roles: &domain::actor::Roles) -> &'static str {
    if super::routes::CASES_AND_CUSTODIAN.allows(*roles) {
        paths::DESK
    } else if super::routes::SEES_PEOPLE.allows(*roles) {
        paths::PEOPLE
    } else {
        paths::ACCOUNT
    }
}
