//! Staff: who there is, with which roles; inviting, proposing, confirming, taking access away.

use super::account::does;
use super::extract::{Form, Id};
use super::page::{Page, Section};
use super::parts::{Badge, Choice, ErrorSummary, Facts, Field, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::words::{Language, Words};
use crate::workflow::staff::secrets::Token;
use crate::workflow::staff::{ChangeKind, Decided, Invitation, Person, StaffChange, StaffError, Why};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::actor::{Role, Roles};
use domain::ids::PersonId;
use serde::Deserialize;

struct Line {
    href: String,
    name: String,
    mail: String,
    roles: String,
    state: Badge,
    waits: Option<Badge>,
}

#[derive(Template, WebTemplate)]
#[template(path = "people/list.html")]
struct ListPage {
    p: Page,
    lines: Vec<Line>,
    may_change: bool,
}

/// `GET /people`
pub async fn list(State(app): State<App>, session: Session) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let waiting = app.staff.waiting().await?;
    let line = |person: Person| Line {
        href: paths::person(person.id),
        roles: roles_in_words(w, person.roles),
        state: state(w, &person, app.staff.second_factor()),
        waits: waiting.iter().any(|c| c.person == person.id).then(|| Badge::new(Tone::Soon, w.say("people-waits")).drawn("wait")),
        name: person.name,
        mail: person.mail,
    };
    let lines = app.staff.everybody().await?.into_iter().map(line).collect();
    Ok(ListPage { p: session.page("people-title", Section::People), lines, may_change: session.has(Role::SecurityAdmin) })
}

fn roles_in_words(w: Words, roles: Roles) -> String {
    roles.iter().map(|r| w.name("role", r.code())).collect::<Vec<_>>().join(", ")
}

fn state(w: Words, person: &Person, second_factor: bool) -> Badge {
    match (person.disabled_at.is_some(), person.enrolled || !second_factor) {
        (true, _) => Badge::new(Tone::Plain, w.say("people-disabled")).drawn("ban"),
        (false, true) => Badge::new(Tone::Good, w.say("people-active")),
        (false, false) => Badge::new(Tone::Soon, w.say("people-invited")).drawn("mail"),
    }
}

/// The boxes of all roles.
fn role_boxes(w: Words, chosen: &[String], error: Option<Text>) -> Field {
    let boxes = Role::ALL
        .map(|r| Choice::new(r.code(), w.name("role", r.code()), chosen.iter().any(|c| c == r.code())).hint(w.say(does(r.code()))));
    Field::boxes("roles", w.say("people-roles"), boxes.to_vec()).hint(w.say("people-roles-hint")).error(error)
}

/// The roles chosen; a code that is no role was not on the form.
fn chosen_roles(codes: &[String]) -> Result<Roles, Problem> {
    codes.iter().map(|c| c.parse::<Role>()).collect::<Result<_, _>>().map_err(|_| Problem::Unreadable)
}

/// The first of `which` that is among `why`, in words.
fn said(w: Words, why: &[Why], which: &[Why]) -> Option<Text> {
    which.iter().find(|one| why.contains(one)).map(|one| w.name("staff", one.code()))
}

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    name: String,
    mail: String,
    language: String,
    roles: Vec<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "people/invite.html")]
struct InvitePage {
    p: Page,
    errors: ErrorSummary,
    fields: Vec<Field>,
}

impl InvitePage {
    fn new(session: &Session, form: &InviteForm, why: &[Why]) -> Self {
        let w = session.words;
        let chosen = Language::from_code(&form.language).unwrap_or(w.language);
        let languages = Language::ALL.map(|l| Choice::new(l.code(), w.name("language", l.code()), l == chosen));
        let fields = vec![
            Field::line("text", "name", w.say("people-name")).value(form.name.clone()).error(said(w, why, &[Why::NameMissing])),
            Field::line("email", "mail", w.say("auth-mail")).value(form.mail.clone()).hint(w.say("people-mail-hint")).error(said(
                w,
                why,
                &[Why::MailWrong, Why::MailTaken],
            )),
            Field::radio("language", w.say("account-language"), languages.to_vec()),
            role_boxes(w, &form.roles, said(w, why, &[Why::RolesNone, Why::RolesConflict])),
        ];
        Self { p: session.page("people-invite", Section::People), errors: ErrorSummary::of(w, &fields), fields }
    }
}

/// `GET /people/new`
pub async fn invite_page(session: Session) -> impl IntoResponse {
    InvitePage::new(&session, &InviteForm::default(), &[])
}

/// `POST /people/new`
pub async fn invite(State(app): State<App>, session: Session, Form(form): Form<InviteForm>) -> Result<Response, Problem> {
    let invitation = Invitation {
        name: form.name.clone(),
        mail: form.mail.clone(),
        language: Language::from_code(&form.language).unwrap_or_default(),
        roles: chosen_roles(&form.roles)?,
    };
    match app.staff.invite(session.actor, invitation).await {
        Ok((id, token)) => Ok(LinkMade::new(&app, &session, id, &token).await?.into_response()),
        Err(StaffError::Refused(why)) => Ok((StatusCode::UNPROCESSABLE_ENTITY, InvitePage::new(&session, &form, &why)).into_response()),
        Err(other) => Err(other.into()),
    }
}

/// The link, shown once: only its hash is kept.
#[derive(Template, WebTemplate)]
#[template(path = "people/link.html")]
struct LinkMade {
    p: Page,
    name: String,
    link: String,
    until: String,
    back: String,
}

impl LinkMade {
    async fn new(app: &App, session: &Session, id: PersonId, token: &Token) -> Result<Self, Problem> {
        let until = session.now + crate::workflow::staff::LINK_VALID;
        Ok(Self {
            p: session.page("people-link", Section::People),
            name: app.staff.person(id).await?.name,
            link: format!("{}{}", app.settings.public_url, paths::link(token.secret())),
            until: session.words.moment(&until, &session.zone),
            back: paths::person(id),
        })
    }
}

struct Waits {
    facts: Facts,
    id: String,
    may_confirm: bool,
    why_not: Option<Text>,
}

#[derive(Template, WebTemplate)]
#[template(path = "people/show.html")]
struct PersonPage {
    p: Page,
    person: Person,
    state: Badge,
    facts: Facts,
    errors: ErrorSummary,
    waits: Option<Waits>,
    roles: Field,
    may_change: bool,
    own: bool,
    second_factor: bool,
}

impl PersonPage {
    fn at(&self, what: &str) -> String {
        paths::person_at(self.person.id, what)
    }

    async fn new(app: &App, session: &Session, id: PersonId, typed: Option<&[String]>, why: &[Why]) -> Result<Self, Problem> {
        let w = session.words;
        let person = app.staff.person(id).await?;
        let change = app.staff.waiting().await?.into_iter().find(|c| c.person == id);
        let proposer = match change.and_then(|c| c.proposed_by) {
            Some(by) => Some(app.staff.person(by).await?.name),
            None => None,
        };
        let held: Vec<String> = person.roles.iter().map(|r| r.code().to_owned()).collect();
        let roles_error = said(w, why, &[Why::RolesNone, Why::RolesConflict, Why::RolesSame, Why::LastAdmin]);
        let roles = role_boxes(w, typed.unwrap_or(&held), roles_error);
        let whole = said(w, why, &[Why::OwnAccess, Why::SamePerson, Why::ChangeWaits, Why::NothingWaits, Why::LastAdmin]);
        let mut errors = ErrorSummary::of(w, std::slice::from_ref(&roles));
        if let (true, Some(text)) = (errors.errors.is_empty(), whole) {
            errors = ErrorSummary::whole(w, text);
        }
        Ok(Self {
            p: session.page("people-person", Section::People),
            state: state(w, &person, app.staff.second_factor()),
            facts: Facts::default()
                .with(w.say("auth-mail"), person.mail.clone())
                .with(w.say("people-roles"), roles_in_words(w, person.roles))
                .with(w.say("account-language"), w.name("language", person.language.code()))
                .with(w.say("people-since"), w.short(&person.created_at, &session.zone)),
            errors,
            waits: change.map(|c| waits(session, &c, proposer)),
            roles,
            may_change: session.has(Role::SecurityAdmin),
            own: id == session.person.id,
            second_factor: app.staff.second_factor(),
            person,
        })
    }
}

fn waits(session: &Session, change: &StaffChange, proposer: Option<String>) -> Waits {
    let w = session.words;
    let what = match change.kind {
        ChangeKind::Roles(roles) => roles_in_words(w, roles),
        ChangeKind::SecondFactor => w.say("people-change-second-factor").into_owned(),
        ChangeKind::Access => w.say("people-change-access").into_owned(),
    };
    let why_not = if change.person == session.person.id {
        Some(Why::OwnAccess)
    } else if change.proposed_by == Some(session.person.id) {
        Some(Why::SamePerson)
    } else {
        None
    };
    Waits {
        facts: Facts::default()
            .with(w.say("people-change"), what)
            .with(w.say("people-proposed-by"), proposer.map_or_else(|| w.say("people-operator"), Text::from))
            .with(w.say("people-proposed-at"), w.short(&change.proposed_at, &session.zone))
            .with(w.say("people-expires"), w.short(&change.expires_at, &session.zone)),
        id: change.id.to_string(),
        may_confirm: why_not.is_none(),
        why_not: why_not.map(|why| w.name("staff", why.code())),
    }
}

/// `GET /people/{person}`
pub async fn show(State(app): State<App>, session: Session, Id(id): Id<PersonId>) -> Result<impl IntoResponse, Problem> {
    PersonPage::new(&app, &session, id, None, &[]).await
}

/// What was chosen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RolesForm {
    roles: Vec<String>,
}

/// `POST /people/{person}/roles`
pub async fn propose_roles(
    State(app): State<App>,
    session: Session,
    Id(id): Id<PersonId>,
    Form(form): Form<RolesForm>,
) -> Result<Response, Problem> {
    let kind = ChangeKind::Roles(chosen_roles(&form.roles)?);
    match app.staff.propose(session.actor, id, kind).await {
        Ok(()) => Ok(session.done("said-proposed", paths::person(id))),
        Err(error) => refused(&app, &session, id, Some(&form.roles), error).await,
    }
}

/// What was decided, on which change.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    change: String,
    decision: String,
}

/// `POST /people/{person}/roles/decision`
pub async fn decide(
    State(app): State<App>,
    session: Session,
    Id(id): Id<PersonId>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, Problem> {
    let change = form.change.parse().map_err(|_| Problem::Unreadable)?;
    match app.staff.decide(session.actor, id, change, form.decision == "confirm").await {
        Ok(Decided::Confirmed) => Ok(session.done("said-confirmed", paths::person(id))),
        Ok(Decided::Rejected) => Ok(session.done("said-rejected", paths::person(id))),
        Ok(Decided::ConfirmedWithLink(token)) => Ok(LinkMade::new(&app, &session, id, &token).await?.into_response()),
        Err(error) => refused(&app, &session, id, None, error).await,
    }
}

/// `POST /people/{person}/link`: for who has not enrolled a new link at once, for others a proposal.
pub async fn link(State(app): State<App>, session: Session, Id(id): Id<PersonId>) -> Result<Response, Problem> {
    if app.staff.person(id).await?.enrolled {
        return match app.staff.propose(session.actor, id, ChangeKind::SecondFactor).await {
            Ok(()) => Ok(session.done("said-proposed", paths::person(id))),
            Err(error) => refused(&app, &session, id, None, error).await,
        };
    }
    match app.staff.renew_link(session.actor, id).await {
        Ok(token) => Ok(LinkMade::new(&app, &session, id, &token).await?.into_response()),
        Err(error) => refused(&app, &session, id, None, error).await,
    }
}

/// Whether access is taken away or asked back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AccessForm {
    access: String,
}

/// `POST /people/{person}/access`
pub async fn access(
    State(app): State<App>,
    session: Session,
    Id(id): Id<PersonId>,
    Form(form): Form<AccessForm>,
) -> Result<Response, Problem> {
    let (done, said) = match form.access.as_str() {
        "remove" => (app.staff.disable(session.actor, id).await, "said-disabled"),
        "restore" => (app.staff.propose(session.actor, id, ChangeKind::Access).await, "said-proposed"),
        _ => return Err(Problem::Unreadable),
    };
    match done {
        Ok(()) => Ok(session.done(said, paths::person(id))),
        Err(error) => refused(&app, &session, id, None, error).await,
    }
}

async fn refused(app: &App, session: &Session, id: PersonId, typed: Option<&[String]>, error: StaffError) -> Result<Response, Problem> {
    match error {
        StaffError::Refused(why) => {
            let page = PersonPage::new(app, session, id, typed, &why).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        other => Err(other.into()),
    }
}
