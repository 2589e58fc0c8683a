//! Authorities: the registry that verification rests on, with standing, number for the call-back, and look-back.

use super::authority_competence::by_kind;
use super::authority_entries::{Entries, found};
use super::confirm::ConfirmPage;
use super::customers::{Place, wrong};
use super::directory::{self, Around, Demands, Directory, Other, PAGE, Search, country};
use super::extract::{Form, Id, Query};
use super::page::{Page, Section};
use super::parts::{Badge, Choice, ErrorSummary, Facts, Field, Message, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::authorities::competence::CompetenceRow;
use crate::store::authorities::keys::KeyRow;
use crate::store::authorities::numbers::NumberRow;
use crate::store::authorities::{self, AuthorityRow};
use crate::store::demands::QueueFilter;
use crate::store::officers;
use crate::words::{Language, Words};
use crate::workflow::Error;
use crate::workflow::directory::{NewAuthority, WrongField};
use crate::workflow::suspensions::Subject;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::{AuthorityId, PersonId};
use domain::instrument::IssuerKind;
use domain::tally::AuthorityLevel;
use serde::Deserialize;

struct Line {
    href: String,
    name: String,
    kind: Text,
    territory: String,
    phone: String,
    standing: Badge,
}

#[derive(Template, WebTemplate)]
#[template(path = "authorities/list.html")]
struct ListPage {
    p: Page,
    around: Around,
    lines: Vec<Line>,
}

const DIRECTORY: Directory = Directory { at: paths::AUTHORITIES, new_at: paths::NEW_AUTHORITY, icon: "scale", words: "authorities" };

fn standing(w: Words, code: &str) -> Badge {
    let (tone, icon) = match code {
        "known" => (Tone::Good, "check"),
        "frozen" => (Tone::Soon, "ban"),
        _ => (Tone::Soon, "wait"),
    };
    Badge::new(tone, w.name("standing", code)).drawn(icon)
}

/// `GET /authorities`
pub async fn list(State(app): State<App>, session: Session, Query(search): Query<Search>) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let after = match search.after::<AuthorityId>()? {
        Some(id) => authorities::find(app.store.read(), id).await?,
        None => None,
    };
    let mut rows = authorities::list(app.store.read(), &search.q, after.as_ref(), PAGE as u64 + 1).await?;
    let around = DIRECTORY.around(w, &search, &mut rows, |row| row.id.to_string());
    let lines = rows
        .into_iter()
        .map(|row| Line {
            href: paths::authority(row.id.to()),
            kind: w.name("issuer", &row.kind),
            territory: country(w, &row.territory),
            phone: row.phone.unwrap_or_default(),
            standing: standing(w, &row.standing),
            name: row.name,
        })
        .collect();
    Ok(ListPage { p: session.page("authorities-title", Section::Authorities), around, lines })
}

/// What was typed of an authority. `version` is that of the entry which the form was filled from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AuthorityForm {
    name: String,
    territory: String,
    level: String,
    kind: String,
    phone: String,
    mail: String,
    language: String,
    postal: String,
    domains: String,
    note: String,
    version: i64,
}

impl AuthorityForm {
    fn of(row: &AuthorityRow) -> Self {
        Self {
            name: row.name.clone(),
            territory: row.territory.clone(),
            level: row.level.clone(),
            kind: row.kind.clone(),
            phone: row.phone.clone().unwrap_or_default(),
            mail: row.mail.clone().unwrap_or_default(),
            language: row.language.clone(),
            postal: row.postal.clone(),
            domains: directory::stored_list(&row.mail_domains).join("\n"),
            note: row.note.clone(),
            version: row.version,
        }
    }

    /// What was typed, for the use case; a code that stands on no form is not read.
    fn read(&self) -> Result<NewAuthority, Problem> {
        let kind = IssuerKind::from_code(&self.kind).ok_or(Problem::Unreadable)?;
        let level = AuthorityLevel::ALL.iter().find(|l| l.code() == self.level).ok_or(Problem::Unreadable)?;
        Ok(NewAuthority {
            name: self.name.clone(),
            territory: self.territory.clone(),
            level: level.code().to_owned(),
            kind,
            phone: self.phone.clone(),
            mail: self.mail.clone(),
            language: self.language.clone(),
            postal: self.postal.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
            domains: directory::listed(&self.domains),
            note: domain::text::one_line(&self.note, 1_000),
        })
    }

    fn fields(&self, w: Words, is: Option<WrongField>) -> Vec<Field> {
        let kind = if self.kind.is_empty() { "court" } else { &self.kind };
        let kinds = IssuerKind::ALL.map(|k| Choice::new(k.code(), w.name("issuer", k.code()), k.code() == kind));
        let by_country = Choice::new("", w.say("authorities-language-by-country"), self.language.is_empty());
        let spoken = Language::LETTERS.map(|l| Choice::new(l.code(), w.name("language", l.code()), l.code() == self.language));
        let levels = AuthorityLevel::ALL.iter().map(|l| Choice::new(l.code(), w.name("level", l.code()), l.code() == self.level));
        vec![
            Field::line("text", "name", w.say("directory-name")).value(self.name.clone()).error(wrong(w, is, WrongField::Name)),
            Field::radio("kind", w.say("authorities-kind"), kinds.to_vec()),
            Field::line("text", "territory", w.say("directory-country"))
                .value(self.territory.clone())
                .hint(w.say("directory-country-hint"))
                .class("short")
                .error(wrong(w, is, WrongField::Country)),
            Field::select("level", w.say("authorities-level"), levels.collect()),
            Field::line("tel", "phone", w.say("authorities-phone"))
                .value(self.phone.clone())
                .hint(w.say("authorities-phone-hint"))
                .error(wrong(w, is, WrongField::Phone)),
            Field::line("email", "mail", w.say("authorities-mail"))
                .value(self.mail.clone())
                .hint(w.say("authorities-mail-hint"))
                .error(wrong(w, is, WrongField::Mail)),
            Field::select("language", w.say("authorities-language"), [by_country].into_iter().chain(spoken).collect()).error(wrong(
                w,
                is,
                WrongField::Language,
            )),
            Field::lines("postal", w.say("authorities-postal"))
                .value(self.postal.clone())
                .hint(w.say("authorities-postal-hint"))
                .optional(w),
            Field::lines("domains", w.say("authorities-domains"))
                .value(self.domains.clone())
                .hint(w.say("authorities-domains-hint"))
                .optional(w)
                .error(wrong(w, is, WrongField::Domain)),
            Field::lines("note", w.say("authorities-note")).value(self.note.clone()).hint(w.say("authorities-note-hint")).optional(w),
        ]
    }
}

fn form_page(session: &Session, form: &AuthorityForm, of: Option<&AuthorityRow>, is: Option<WrongField>) -> ConfirmPage {
    let w = session.words;
    let (title, action, button, back) = match of {
        None => ("authorities-new", paths::NEW_AUTHORITY.to_owned(), "authorities-new-go", paths::AUTHORITIES.to_owned()),
        Some(row) => {
            let id = row.id.to();
            ("authorities-change-title", paths::authority_at(id, "change"), "authorities-change-go", paths::authority(id))
        }
    };
    let p = session.page(title, Section::Authorities);
    let mut page = ConfirmPage::new(p, w.say("authorities-form-lead"), action, w.say(button), back).fields(form.fields(w, is));
    page.crumbs = directory::crumb(&page.p, "nav-authorities", paths::AUTHORITIES);
    if let Some(row) = of {
        page.crumbs.push((row.name.clone().into(), paths::authority(row.id.to())));
        page.hidden = vec![("version", form.version.to_string())];
        page.warnings = vec![Message::new(Tone::Info, w.say("authorities-change-waits"))];
    }
    page
}

/// `GET /authorities/new`
pub async fn new_page(session: Session) -> impl IntoResponse {
    form_page(&session, &AuthorityForm::default(), None, None)
}

/// `POST /authorities/new`
pub async fn add(State(app): State<App>, session: Session, Form(form): Form<AuthorityForm>) -> Result<Response, Problem> {
    match app.workflow.add_authority(session.actor, form.read()?).await {
        Ok(id) => Ok(session.done("said-authority-added", paths::authority(id))),
        Err(Error::Field(field)) => Ok((StatusCode::UNPROCESSABLE_ENTITY, form_page(&session, &form, None, Some(field))).into_response()),
        Err(other) => Err(other.into()),
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "authorities/show.html")]
struct ShowPage {
    p: Page,
    name: String,
    standing: Badge,
    errors: ErrorSummary,
    waits: Option<Message>,
    may_confirm: bool,
    may_freeze: bool,
    phone: Option<String>,
    mail: Option<String>,
    facts: Facts,
    note: String,
    domains: Vec<String>,
    numbers: Entries,
    keys: Entries,
    competence: Entries,
    by_kind: Vec<(String, String)>,
    history: Vec<(String, Text, String)>,
    officers: Vec<(String, String)>,
    version: i64,
    confirmation: String,
    change: String,
    freeze: String,
    demands: Demands,
}

/// What happened to an entry: when, what, about what and why.
async fn history(app: &App, session: &Session, id: AuthorityId) -> Result<Vec<(String, Text, String)>, Problem> {
    let w = session.words;
    let rows = authorities::history::of(app.store.read(), id, 20).await?;
    let line = |row: authorities::history::HistoryRow| {
        let about = [row.detail, row.reason].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": ");
        (w.short(&row.at, &session.zone), w.name("history", &row.what), about)
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Who last entered or changed an entry, by name.
async fn entered_by(app: &App, w: Words, row: &AuthorityRow) -> Text {
    by_name(app, w, &row.changed_by).await
}

/// Somebody who stands in a row, by name.
pub(super) async fn by_name(app: &App, w: Words, who: &str) -> Text {
    let name = match who.parse::<PersonId>() {
        Ok(id) => app.staff.person(id).await.ok().map(|p| p.name.into()),
        Err(_) => None,
    };
    name.unwrap_or_else(|| w.say("people-operator"))
}

impl ShowPage {
    async fn new(app: &App, session: &Session, row: AuthorityRow, cursor: &str, refused: Option<Text>) -> Result<Self, Problem> {
        let w = session.words;
        let id: AuthorityId = row.id.to();
        let by = entered_by(app, w, &row).await;
        let own = row.changed_by == session.person.id.to_string();
        let waiting = match (row.standing.as_str(), own) {
            ("known", _) => None,
            ("frozen", _) => Some(("authorities-frozen", "authorities-frozen-by")),
            (_, true) => Some(("authorities-waits", "authorities-waits-own")),
            (_, false) => Some(("authorities-waits", "authorities-waits-other")),
        };
        let filter = QueueFilter { authority: Some(id), ..QueueFilter::seen(session.sight()) };
        let officers = officers::of(app.store.read(), id).await?;
        Ok(Self {
            p: session.page("authorities-authority", Section::Authorities),
            standing: standing(w, &row.standing),
            errors: refused.map_or_else(ErrorSummary::none, |text| ErrorSummary::whole(w, text)),
            may_confirm: waiting.is_some() && !own && row.standing != "frozen",
            may_freeze: row.standing != "frozen",
            waits: waiting.map(|(title, text)| Message::new(Tone::Soon, w.say1(text, "name", by.clone())).titled(w.say(title))),
            facts: Facts::default()
                .with(w.say("authorities-kind"), w.name("issuer", &row.kind))
                .with(w.say("directory-country"), country(w, &row.territory))
                .with(w.say("authorities-level"), w.name("level", &row.level))
                .with(w.say("authorities-language"), language(w, &row.language))
                .with(w.say("authorities-postal"), row.postal.replace('\n', ", "))
                .with(w.say("authorities-entered-by"), by)
                .with(w.say("directory-since"), w.short(&row.created_at, &session.zone)),
            numbers: Entries::of::<NumberRow>(app, session, id).await?,
            keys: Entries::of::<KeyRow>(app, session, id).await?,
            competence: Entries::of::<CompetenceRow>(app, session, id).await?,
            by_kind: by_kind(app, session, &row.kind),
            history: history(app, session, id).await?,
            domains: directory::stored_list(&row.mail_domains),
            officers: officers.into_iter().map(|o| (o.name, o.mail.unwrap_or_default())).collect(),
            version: row.version,
            confirmation: paths::authority_at(id, "confirmation"),
            change: paths::authority_at(id, "change"),
            freeze: paths::authority_at(id, "freeze"),
            demands: Demands::of(app, session, filter, Other::Customer, &paths::authority(id), cursor).await?,
            name: row.name,
            phone: row.phone,
            mail: row.mail,
            note: row.note,
        })
    }
}

/// `GET /authorities/{authority}`
pub async fn show(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Query(place): Query<Place>,
) -> Result<impl IntoResponse, Problem> {
    ShowPage::new(&app, &session, found(&app, id).await?, &place.demands, None).await
}

/// `GET /authorities/{authority}/change`
pub async fn change_page(State(app): State<App>, session: Session, Id(id): Id<AuthorityId>) -> Result<impl IntoResponse, Problem> {
    let row = found(&app, id).await?;
    Ok(form_page(&session, &AuthorityForm::of(&row), Some(&row), None))
}

/// `POST /authorities/{authority}/change`
pub async fn change(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Form(form): Form<AuthorityForm>,
) -> Result<Response, Problem> {
    let row = found(&app, id).await?;
    let page = match app.workflow.change_authority(session.actor, id, form.version, form.read()?).await {
        Ok(()) => return Ok(session.done("said-authority-changed", paths::authority(id))),
        Err(Error::Field(field)) => form_page(&session, &form, Some(&row), Some(field)),
        // Somebody was faster: what was typed stays, what stands now is shown, and the next try is against that.
        Err(Error::Store(crate::store::StoreError::Stale { .. })) => {
            let now = found(&app, id).await?;
            let form = AuthorityForm { version: now.version, ..form };
            let mut page = form_page(&session, &form, Some(&now), None).refused([session.words.say("authorities-changed-meanwhile")]);
            let stands = as_it_stands(session.words, &now);
            let text = stands.facts.iter().map(|f| format!("{}: {}", f.name, f.value)).collect::<Vec<_>>().join(" · ");
            page.warnings.insert(0, Message::new(Tone::Soon, text).titled(session.words.say("authorities-stands")));
            page
        }
        Err(other) => return Err(other.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The language of letters to an authority.
fn language(w: Words, code: &str) -> Text {
    if code.is_empty() { w.say("authorities-language-by-country") } else { w.name("language", code) }
}

/// The entry as it stands, for whoever is about to write over it.
fn as_it_stands(w: Words, row: &AuthorityRow) -> Facts {
    Facts::default()
        .with(w.say("directory-name"), row.name.clone())
        .with(w.say("authorities-phone"), row.phone.clone().unwrap_or_default())
        .with(w.say("authorities-mail"), row.mail.clone().unwrap_or_default())
        .with(w.say("authorities-language"), language(w, &row.language))
        .with(w.say("authorities-postal"), row.postal.replace('\n', ", "))
        .with(w.say("authorities-domains"), directory::stored_list(&row.mail_domains).join(", "))
}

/// Which version was read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReadForm {
    version: i64,
}

/// `POST /authorities/{authority}/confirmation`
pub async fn confirm(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Form(form): Form<ReadForm>,
) -> Result<Response, Problem> {
    let why = match app.workflow.confirm_authority_as_read(session.actor, id, form.version).await {
        Ok(()) => return Ok(session.done("said-authority-confirmed", paths::authority(id))),
        Err(Error::SecondPerson) => session.words.say("authorities-second-person"),
        Err(Error::Suspended) => session.words.say("authorities-suspended"),
        Err(Error::Store(crate::store::StoreError::Stale { .. })) => session.words.say("authorities-changed-unread"),
        Err(other) => return Err(other.into()),
    };
    let page = ShowPage::new(&app, &session, found(&app, id).await?, "", Some(why)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn freeze_form(session: &Session, row: &AuthorityRow, is: Option<WrongField>) -> ConfirmPage {
    let w = session.words;
    let id = row.id.to();
    let p = session.page("authorities-freeze-go", Section::Authorities);
    let action = paths::authority_at(id, "freeze");
    let mut page = ConfirmPage::new(p, w.say("authorities-freeze-lead"), action, w.say("authorities-freeze-go"), paths::authority(id))
        .fields(vec![Field::lines("reason", w.say("ask-reason")).error(wrong(w, is, WrongField::Reason))]);
    page.crumbs = vec![(w.say("nav-authorities"), paths::AUTHORITIES.to_owned()), (row.name.clone().into(), paths::authority(id))];
    page.restated = as_it_stands(w, row);
    page.warnings = vec![Message::new(Tone::Info, w.say("authorities-freeze-thaw"))];
    page
}

/// `GET /authorities/{authority}/freeze`
pub async fn freeze_page(State(app): State<App>, session: Session, Id(id): Id<AuthorityId>) -> Result<impl IntoResponse, Problem> {
    Ok(freeze_form(&session, &found(&app, id).await?, None))
}

/// Why.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReasonForm {
    reason: String,
}

/// `POST /authorities/{authority}/freeze`
pub async fn freeze(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Form(form): Form<ReasonForm>,
) -> Result<Response, Problem> {
    match app.workflow.suspend(session.actor, Subject::Authority(id), &form.reason).await {
        Ok(suspension) => Ok(session.done("said-suspended", paths::suspension(suspension))),
        Err(Error::Field(field)) => {
            let page = freeze_form(&session, &found(&app, id).await?, Some(field));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
