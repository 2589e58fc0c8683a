//! One's own account: language, theme, keys, sessions.

use super::extract::Form;
use super::page::{Page, Section, Theme};
use super::parts::{Choice, Field, Text};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::words::Language;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

struct SessionLine {
    since: String,
    seen: String,
    ip: String,
    agent: String,
    this: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "account/show.html")]
struct AccountPage {
    p: Page,
    mail: String,
    roles: Vec<(Text, Text)>,
    fields: Vec<Field>,
    sessions: Vec<SessionLine>,
    feed: Option<Text>,
}

/// `GET /account`
pub async fn show(State(app): State<App>, session: Session) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let person = &session.person;
    let languages = Language::ALL.map(|l| Choice::new(l.code(), w.name("language", l.code()), l == person.language));
    let theme = Theme::from_code(&person.theme);
    let themes = Theme::ALL.map(|t| Choice::new(t.code(), w.name("theme", t.code()), t == theme));
    let keys = [true, false].map(|on| {
        let code = if on { "on" } else { "off" };
        Choice::new(code, w.name("keyboard", code), on == person.keyboard)
    });
    let own = session.token.hash();
    let sessions = app.staff.sessions(person.id).await?;
    let feed = app.workflow.feed_since(person.id).await?;
    let page = AccountPage {
        p: session.page("account-title", Section::Elsewhere),
        mail: person.mail.clone(),
        roles: person.roles.iter().map(|r| (w.name("role", r.code()), w.say(does(r.code())))).collect(),
        fields: vec![
            Field::radio("language", w.say("account-language"), languages.to_vec()),
            Field::radio("theme", w.say("account-theme"), themes.to_vec()),
            Field::radio("keyboard", w.say("account-keyboard"), keys.to_vec()).hint(w.say("account-keyboard-hint")),
        ],
        feed: feed.map(|at| w.say1("feed-since", "at", w.short(&at, &session.zone))),
        sessions: sessions
            .iter()
            .map(|s| SessionLine {
                since: w.short(&s.created_at, &session.zone),
                seen: w.relative(&s.seen_at, &session.now),
                ip: s.ip.clone(),
                agent: s.agent.clone(),
                this: s.id_hash == own,
            })
            .collect(),
    };
    Ok(page)
}

/// The key of the sentence that says what a role does.
pub fn does(role: &str) -> String {
    format!("{}-does", crate::words::code_key("role", role))
}

/// What was chosen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PreferencesForm {
    language: String,
    theme: String,
    keyboard: String,
}

/// `POST /account`
pub async fn save(State(app): State<App>, session: Session, Form(form): Form<PreferencesForm>) -> Result<Response, Problem> {
    let language = Language::from_code(&form.language).unwrap_or(session.person.language);
    let theme = Theme::from_code(&form.theme).code();
    app.staff.prefer(session.person.id, language, theme, form.keyboard != "off").await?;
    Ok(session.done("said-preferences", paths::ACCOUNT))
}

/// `POST /account/sessions`
pub async fn end_other_sessions(State(app): State<App>, session: Session) -> Result<Response, Problem> {
    app.staff.end_other_sessions(session.person.id, &session.token).await?;
    Ok(session.done("said-sessions-ended", paths::ACCOUNT))
}
