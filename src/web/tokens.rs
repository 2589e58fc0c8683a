//! Tokens of programs: asked for by one security admin, granted by another, ended by one.

use super::extract::{Form, Id};
use super::page::{Page, Section};
use super::parts::{Badge, Choice, ErrorSummary, Field, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::staff_changes::VALID;
use crate::store::tokens::TokenRow;
use crate::words::Words;
use crate::workflow::tokens::{NewToken, TokenError, TokenWhy};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::actor::Role;
use domain::ids::{CustomerId, PersonId, TokenId};
use domain::token::{TokenScope, TokenScopes};
use serde::Deserialize;
use std::collections::BTreeMap;

struct Line {
    name: String,
    begins: String,
    scopes: String,
    customer: Text,
    state: Badge,
    asked: String,
    until: String,
    used: Text,
    grant: Option<String>,
    end: Option<String>,
    why_not: Option<Text>,
}

#[derive(Template, WebTemplate)]
#[template(path = "tokens/list.html")]
struct ListPage {
    p: Page,
    lines: Vec<Line>,
    may_change: bool,
    errors: ErrorSummary,
    fields: Vec<Field>,
}

/// What was typed.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct TokenForm {
    name: String,
    scopes: Vec<String>,
    customer: String,
    days: String,
}

impl Default for TokenForm {
    fn default() -> Self {
        Self { name: String::new(), scopes: Vec::new(), customer: String::new(), days: "365".to_owned() }
    }
}

fn scope_name(w: Words, scope: TokenScope) -> Text {
    w.name("scope", scope.code().replace(':', "-"))
}

fn fields(w: Words, form: &TokenForm, why: &[TokenWhy]) -> Vec<Field> {
    let said = |one: TokenWhy| why.contains(&one).then(|| w.name("token", one.code()));
    let boxes = TokenScope::ALL.map(|s| Choice::new(s.code(), scope_name(w, s), form.scopes.iter().any(|c| c == s.code())));
    vec![
        Field::line("text", "name", w.say("tokens-name"))
            .value(form.name.clone())
            .hint(w.say("tokens-name-hint"))
            .error(said(TokenWhy::NameMissing)),
        Field::boxes("scopes", w.say("tokens-scopes"), boxes.to_vec())
            .error(said(TokenWhy::ScopesNone).or_else(|| said(TokenWhy::ScopesOfAll))),
        Field::line("text", "customer", w.say("tokens-customer"))
            .value(form.customer.clone())
            .hint(w.say("tokens-customer-hint"))
            .error(said(TokenWhy::CustomerUnknown)),
        Field::line("text", "days", w.say("tokens-days"))
            .value(form.days.clone())
            .hint(w.say("tokens-days-hint"))
            .error(said(TokenWhy::DaysWrong)),
    ]
}

impl ListPage {
    async fn new(app: &App, session: &Session, form: &TokenForm, why: &[TokenWhy]) -> Result<Self, Problem> {
        let w = session.words;
        let names: BTreeMap<PersonId, String> = app.staff.everybody().await?.into_iter().map(|p| (p.id, p.name)).collect();
        let may_change = session.has(Role::SecurityAdmin);
        let line = |token: TokenRow| {
            let grant = token.grant.as_ref();
            let waits = grant.is_none() && token.revoked_at.is_none() && session.now < token.proposed_at + VALID;
            let own = token.proposed_by == Some(session.person.id);
            let who =
                token.proposed_by.map_or_else(|| w.say("people-operator").into_owned(), |id| names.get(&id).cloned().unwrap_or_default());
            Line {
                begins: grant.map(|g| format!("{}…", g.prefix)).unwrap_or_default(),
                scopes: token.scopes.iter().map(|s| scope_name(w, s)).collect::<Vec<_>>().join(", "),
                customer: token.customer.map_or_else(|| w.say("tokens-all-customers"), |id| id.to_string().into()),
                state: state(w, &token, waits, session),
                asked: format!("{who}, {}", w.short(&token.proposed_at, &session.zone)),
                until: grant.map(|g| w.short(&g.expires_at, &session.zone)).unwrap_or_default(),
                used: token.last_used_at.map_or_else(|| w.say("tokens-never"), |at| w.short(&at, &session.zone).into()),
                grant: (may_change && waits && !own).then(|| paths::token_at(token.id, "grant")),
                end: (may_change && (waits || token.good(session.now))).then(|| paths::token_at(token.id, "end")),
                why_not: (may_change && waits && own).then(|| w.name("token", TokenWhy::SamePerson.code())),
                name: token.name,
            }
        };
        let fields = fields(w, form, why);
        let mut errors = ErrorSummary::of(w, &fields);
        let whole = [TokenWhy::SamePerson, TokenWhy::NothingWaits].into_iter().find(|one| why.contains(one));
        if let Some(one) = whole {
            errors = ErrorSummary::whole(w, w.name("token", one.code()));
        }
        let lines = app.workflow.tokens().await?.into_iter().map(line).collect();
        Ok(Self { p: session.page("tokens-title", Section::People), lines, may_change, errors, fields })
    }
}

fn state(w: Words, token: &TokenRow, waits: bool, session: &Session) -> Badge {
    if waits {
        Badge::new(Tone::Soon, w.say("tokens-waits")).drawn("wait")
    } else if token.good(session.now) {
        Badge::new(Tone::Good, w.say("tokens-good"))
    } else if token.revoked_at.is_some() {
        Badge::new(Tone::Plain, w.say("tokens-ended")).drawn("ban")
    } else {
        Badge::new(Tone::Plain, w.say("tokens-expired")).drawn("clock")
    }
}

/// `GET /tokens`
pub async fn list(State(app): State<App>, session: Session) -> Result<impl IntoResponse, Problem> {
    ListPage::new(&app, &session, &TokenForm::default(), &[]).await
}

/// `POST /tokens`
pub async fn propose(State(app): State<App>, session: Session, Form(form): Form<TokenForm>) -> Result<Response, Problem> {
    let scopes = form.scopes.iter().map(|c| c.parse()).collect::<Result<TokenScopes, _>>().map_err(|_| Problem::Unreadable)?;
    let customer = match form.customer.trim() {
        "" => None,
        text => match text.parse::<CustomerId>() {
            Ok(id) => Some(id),
            Err(_) => return refused(&app, &session, &form, TokenWhy::CustomerUnknown.into()).await,
        },
    };
    let new = NewToken { name: form.name.clone(), scopes, customer, days: form.days.trim().parse().unwrap_or(0) };
    match app.workflow.propose_token(session.actor, new).await {
        Ok(_) => Ok(session.done("said-token-proposed", paths::TOKENS)),
        Err(error) => refused(&app, &session, &form, error).await,
    }
}

/// The secret, shown once: only its hash is kept.
#[derive(Template, WebTemplate)]
#[template(path = "tokens/secret.html")]
struct SecretPage {
    p: Page,
    secret: String,
}

/// `POST /tokens/{token}/grant`
pub async fn grant(State(app): State<App>, session: Session, Id(id): Id<TokenId>) -> Result<Response, Problem> {
    match app.workflow.grant_token(session.actor, id).await {
        Ok(secret) => {
            let page = SecretPage { p: session.page("tokens-secret", Section::People), secret: secret.secret().to_owned() };
            Ok(page.into_response())
        }
        Err(error) => refused(&app, &session, &TokenForm::default(), error).await,
    }
}

/// `POST /tokens/{token}/end`
pub async fn end(State(app): State<App>, session: Session, Id(id): Id<TokenId>) -> Result<Response, Problem> {
    match app.workflow.revoke_token(session.actor, id).await {
        Ok(()) => Ok(session.done("said-token-ended", paths::TOKENS)),
        Err(error) => refused(&app, &session, &TokenForm::default(), error).await,
    }
}

async fn refused(app: &App, session: &Session, form: &TokenForm, error: TokenError) -> Result<Response, Problem> {
    match error {
        TokenError::Refused(why) => {
            let page = ListPage::new(app, session, form, &why).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        TokenError::Workflow(error) => Err(error.into()),
    }
}
