//! What an officer does about its own demand: answer, take back, ask to keep longer, send papers. The workflow decides whether it may.

use super::form::{FormPage, Section, key, one, read};
use super::page::Room;
use super::paths;
use super::session::Officer;
use crate::app::App;
use crate::web::extract::Id;
use crate::web::parts::{ErrorSummary, Field, Message, Text, Tone};
use crate::web::problem::Problem;
use crate::web::sent::{MOST_FILES, Sent};
use crate::workflow::{Error, NewDocument};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::SecondsFormat;
use domain::agency_view::AgencyView;
use domain::ids::DemandId;

/// Most characters of a text.
const MOST_TEXT: usize = 20_000;

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Answer,
    Withdraw,
    Longer,
    Papers,
}

impl Deed {
    /// The last part of its address.
    const fn at(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Withdraw => "withdrawal",
            Self::Longer => "preservation",
            Self::Papers => "papers",
        }
    }

    /// Its word, as a sentence key.
    const fn word(self) -> &'static str {
        match self {
            Self::Answer => "agency-answer",
            Self::Withdraw => "agency-withdraw",
            Self::Longer => "agency-longer",
            Self::Papers => "agency-send-papers",
        }
    }

    /// Whether it can be done of a demand as the officer sees it.
    const fn open(self, view: &AgencyView) -> bool {
        match self {
            Self::Answer => view.question.is_some(),
            Self::Withdraw => view.may_withdraw,
            Self::Longer => view.may_ask_longer,
            Self::Papers => true,
        }
    }

    /// The field for its text, if it has one.
    const fn text(self) -> Option<&'static str> {
        match self {
            Self::Answer => Some("agency-answer-text"),
            Self::Withdraw => Some("agency-withdraw-text"),
            Self::Longer => Some("agency-longer-text"),
            Self::Papers => None,
        }
    }

    const fn takes_files(self) -> bool {
        matches!(self, Self::Answer | Self::Papers)
    }
}

fn form(officer: &Officer, view: &AgencyView, deed: Deed, text: &str, key: String, errors: &[(&'static str, Text)]) -> FormPage {
    let w = officer.words;
    let error = |name: &str| errors.iter().find(|(of, _)| *of == name).map(|(_, text)| text.clone());
    let mut fields = Vec::new();
    if let Some(label) = deed.text() {
        fields.push(Field::lines("text", w.say(label)).value(text.to_owned()).error(error("text")));
    }
    if deed.takes_files() {
        let files = Field::files("file", w.say("agency-files")).hint(w.say("agency-files-hint")).error(error("file"));
        fields.push(if deed == Deed::Answer { files.optional(w) } else { files });
    }
    let mut errors = ErrorSummary::of(w, &fields);
    if let Some(whole) = error("") {
        errors = ErrorSummary::whole(w, whole);
    }
    let asked = view.question.as_ref().filter(|_| deed == Deed::Answer);
    let notes = asked.map(|asked| {
        let title = w.say1("agency-asked", "at", w.moment(&asked.asked_at, &officer.zone));
        Message::new(Tone::Soon, asked.question.clone()).titled(title)
    });
    FormPage {
        p: officer.page(deed.word()),
        c: officer.chrome(Some(Room::Demands)),
        crumbs: vec![(w.say("agency-demands"), paths::HOME.to_owned()), (view.reference.to_string().into(), paths::demand(view.id))],
        lead: w.say(format!("{}-lead", deed.word())),
        notes: notes.into_iter().collect(),
        errors,
        sections: vec![Section { title: Text::default(), fields }],
        hidden: vec![("key", key)],
        action: paths::demand_at(view.id, deed.at()),
        button: w.say(format!("{}-go", deed.word())),
        keep: None,
        back: paths::demand(view.id),
    }
}

/// The demand, if it may be seen and this can be done; else it is not there, whatever was sent.
async fn seen(app: &App, officer: &Officer, id: DemandId, deed: Deed) -> Result<AgencyView, Problem> {
    let view = app.workflow.officers_demand(&officer.who, id).await?;
    if deed.open(&view) { Ok(view) } else { Err(Problem::NotFound) }
}

async fn page(app: &App, officer: &Officer, id: DemandId, deed: Deed) -> Result<FormPage, Problem> {
    let view = seen(app, officer, id, deed).await?;
    Ok(form(officer, &view, deed, "", app.workflow.form_key(), &[]))
}

/// The demand is looked for before anything of the body is read. What was done under this key before is done.
async fn act(app: &App, officer: &Officer, id: DemandId, deed: Deed, request: Request) -> Result<Response, Problem> {
    let w = officer.words;
    let view = app.workflow.officers_demand(&officer.who, id).await?;
    let sent: Sent = read(app, request).await?;
    let key = key(&sent)?;
    let text = one(&sent, "text", MOST_TEXT);
    let done = || Ok(officer.done(if deed == Deed::Longer { "said-agency-longer" } else { "said-agency-sent" }, paths::demand(id)));
    if app.workflow.taken_in(&officer.who.actor(), &key).await? == Some(id) {
        return done();
    }
    if !deed.open(&view) {
        return Err(Problem::NotFound);
    }
    let again = |errors: &[(&'static str, Text)]| {
        let page = form(officer, &view, deed, &text, key.clone(), errors);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    if deed.text().is_some() && text.trim().is_empty() {
        return again(&[("text", w.say("agency-needed"))]);
    }
    if deed == Deed::Papers && sent.files.is_empty() {
        return again(&[("file", w.say("agency-file-needed"))]);
    }
    if sent.too_many {
        return again(&[("file", w.say1("portal-object-too-many", "most", MOST_FILES))]);
    }
    let (who, work) = (&officer.who, &app.workflow);
    let result = match deed {
        Deed::Answer => work.officer_answers(who, id, &text, sent.files, &key).await,
        Deed::Withdraw => work.officer_withdraws(who, id, &text, &key).await,
        Deed::Longer => work.officer_asks_longer(who, id, request_of(officer, &text), &key).await,
        Deed::Papers => work.officer_sends(who, id, sent.files, &key).await,
    };
    match result {
        Ok(()) => done(),
        // Why is not told: it may be about what this door does not show.
        Err(Error::Refused(_)) => again(&[("", w.say("agency-not-now"))]),
        Err(other) => Err(other.into()),
    }
}

/// The request for a longer preservation, as a paper of the demand.
fn request_of(officer: &Officer, text: &str) -> NewDocument {
    let (w, who) = (officer.words, &officer.who.account);
    let at = officer.now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let whole = format!("{}\n{at}\n{}, {}, {}\n\n{}\n", w.say("agency-longer"), who.name, who.role, who.mail, text.trim());
    NewDocument {
        name: format!("preservation-{}.txt", officer.now.format("%Y-%m-%d")),
        media_type: "text/plain".to_owned(),
        kind: String::new(),
        bytes: whole.into_bytes().into(),
    }
}

/// `GET /agency/demands/{demand}/answer`
pub async fn answer_page(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>) -> Result<impl IntoResponse, Problem> {
    page(&app, &officer, id, Deed::Answer).await
}

/// `POST /agency/demands/{demand}/answer`
pub async fn answer(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>, request: Request) -> Result<Response, Problem> {
    act(&app, &officer, id, Deed::Answer, request).await
}

/// `GET /agency/demands/{demand}/withdrawal`
pub async fn withdrawal_page(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>) -> Result<impl IntoResponse, Problem> {
    page(&app, &officer, id, Deed::Withdraw).await
}

/// `POST /agency/demands/{demand}/withdrawal`
pub async fn withdraw(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>, request: Request) -> Result<Response, Problem> {
    act(&app, &officer, id, Deed::Withdraw, request).await
}

/// `GET /agency/demands/{demand}/preservation`
pub async fn longer_page(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>) -> Result<impl IntoResponse, Problem> {
    page(&app, &officer, id, Deed::Longer).await
}

/// `POST /agency/demands/{demand}/preservation`
pub async fn ask_longer(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>, request: Request) -> Result<Response, Problem> {
    act(&app, &officer, id, Deed::Longer, request).await
}

/// `GET /agency/demands/{demand}/papers`
pub async fn papers_page(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>) -> Result<impl IntoResponse, Problem> {
    page(&app, &officer, id, Deed::Papers).await
}

/// `POST /agency/demands/{demand}/papers`
pub async fn send_papers(State(app): State<App>, officer: Officer, Id(id): Id<DemandId>, request: Request) -> Result<Response, Problem> {
    act(&app, &officer, id, Deed::Papers, request).await
}
