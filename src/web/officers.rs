//! Officers at the authorities' door: what each says of itself beside what the directory says, and the word of two people.

use super::extract::{Form, Id};
use super::page::{Page, Section};
use super::parts::{Badge, Choice, ErrorSummary, Facts, Field, Message, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::authorities::{self, history, numbers};
use crate::words::Words;
use crate::workflow::agency::{Attending, Called, Standing, VettingError, lists};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::{AuthorityId, NumberId, OfficerId, PersonId};
use serde::Deserialize;

/// Most officers in the list.
const LISTED: u64 = 500;
/// Most lines of an authority's history that are looked through.
const HISTORY: u64 = 200;

struct Line {
    href: String,
    name: String,
    mail: String,
    agency: String,
    since: String,
    standing: Badge,
}

#[derive(Template, WebTemplate)]
#[template(path = "authorities/officers.html")]
struct ListPage {
    p: Page,
    lines: Vec<Line>,
}

/// An officer's standing, as icon and word.
#[must_use]
pub fn badge(w: Words, standing: Standing) -> Badge {
    let (tone, icon) = match standing {
        Standing::Vetted => (Tone::Good, "check"),
        Standing::Suspended => (Tone::Soon, "ban"),
        Standing::Waiting | Standing::Expired => (Tone::Soon, "wait"),
    };
    Badge::new(tone, w.name("officer-standing", standing.code())).drawn(icon)
}

/// `GET /officers`: those who wait first.
pub async fn list(State(app): State<App>, session: Session) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let mut all = app.workflow.officers_at_the_door(&session.actor, LISTED).await?;
    all.sort_by_key(|who| matches!(who.standing, Standing::Vetted | Standing::Suspended));
    let lines = all.into_iter().map(|who| Line {
        href: paths::officer(who.id()),
        agency: who.authority.as_ref().map_or_else(|| who.account.agency.clone(), |row| row.name.clone()),
        since: w.short(&who.account.created_at, &session.zone),
        standing: badge(w, who.standing),
        name: who.account.name,
        mail: who.account.mail,
    });
    Ok(ListPage { p: session.page("officers-title", Section::Authorities), lines: lines.collect() })
}

#[derive(Template, WebTemplate)]
#[template(path = "authorities/officer.html")]
struct OfficerPage {
    p: Page,
    name: String,
    standing: Badge,
    errors: ErrorSummary,
    claims: Facts,
    directory: Facts,
    notes: Vec<Message>,
    /// To say for which authority, while nobody has vouched.
    authority: Option<(String, Field)>,
    /// To vouch: address, fields, word on the button.
    voucher: Option<(String, Vec<Field>, Text)>,
}

async fn named(app: &App, w: Words, by: Option<&str>) -> Text {
    match by.map(str::parse::<PersonId>) {
        Some(Ok(id)) => app.staff.person(id).await.map_or_else(|_| w.say("people-operator"), |person| person.name.into()),
        Some(Err(_)) => w.say("people-operator"),
        None => w.say("directory-none"),
    }
}

fn claims(w: Words, session: &Session, who: &Attending) -> Facts {
    let account = &who.account;
    Facts::default()
        .with(w.say("officers-name"), account.name.clone())
        .with(w.say("officers-agency"), account.agency.clone())
        .with(w.say("officers-role"), account.role.clone())
        .with(w.say("officers-badge"), account.badge.clone())
        .with(w.say("officers-mail"), account.mail.clone())
        .with(w.say("officers-phone"), account.phone.clone())
        .with(w.say("officers-supervisor"), account.supervisor.clone())
        .with(w.say("officers-proved"), w.short(&account.proved_at, &session.zone))
}

async fn directory(app: &App, session: &Session, who: &Attending) -> Result<Facts, Problem> {
    let w = session.words;
    let mut facts = Facts::default();
    let Some(authority) = &who.authority else { return Ok(facts) };
    let yes = |yes: bool| if yes { w.say("demand-yes") } else { w.say("demand-no") };
    facts = facts
        .linked(w.say("officers-authority"), authority.name.clone(), paths::authority(authority.id.to()))
        .with(w.say("officers-authority-standing"), w.name("standing", &authority.standing))
        .with(w.say("officers-domain-listed"), yes(lists(authority, Some(&who.account.mail))));
    if let Some(officer) = &who.officer {
        facts = facts
            .with(w.say("officers-first"), named(app, w, officer.vetted_first.as_deref()).await)
            .with(w.say("officers-second"), named(app, w, officer.vetted_second.as_deref()).await);
        if let Some(until) = officer.attest_by {
            facts = facts.with(w.say("officers-until"), w.short(&until, &session.zone));
        }
    }
    Ok(facts)
}

/// What the first person wrote down of the call.
async fn call(app: &App, session: &Session, who: &Attending) -> Result<Option<Message>, Problem> {
    let (w, Some(authority)) = (session.words, &who.authority) else { return Ok(None) };
    let lines = history::of(app.store.read(), authority.id.to(), HISTORY).await?;
    let called = lines.into_iter().find(|line| line.officer_id == Some(who.account.officer_id) && !line.detail.is_empty());
    Ok(called.map(|line| {
        let title = w.say2("officers-called", "number", format!("+{}", line.detail), "at", w.short(&line.at, &session.zone));
        Message::new(Tone::Info, line.reason).titled(title)
    }))
}

/// What was typed into one of the forms.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct VoucherForm {
    authority: String,
    number: String,
    said: String,
}

async fn page(app: &App, session: &Session, who: Attending, form: &VoucherForm, refused: Option<Text>) -> Result<OfficerPage, Problem> {
    let w = session.words;
    let id = who.id();
    let first = who.officer.as_ref().filter(|row| row.vetted_at.is_none()).and_then(|row| row.vetted_first.clone());
    let open = matches!(who.standing, Standing::Waiting | Standing::Expired);
    let mut notes = Vec::new();
    if first.as_deref() == Some(session.person.id.to_string().as_str()) {
        notes.push(Message::new(Tone::Soon, w.say("officers-waits-other")));
    }
    if first.is_some() || !open {
        notes.extend(call(app, session, &who).await?);
    }
    let authority = if open && first.is_none() && who.officer.as_ref().is_none_or(|row| row.vetted_first.is_none()) {
        let mut found = authorities::by_mail(app.store.read(), &who.account.mail).await?;
        found.extend(authorities::list(app.store.read(), who.account.agency.split(' ').next().unwrap_or_default(), None, 20).await?);
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|row| seen.insert(row.id));
        let is = who.authority.as_ref().map(|row| row.id);
        let mut choices = vec![Choice::new("", w.say("form-choose"), is.is_none())];
        choices.extend(found.into_iter().map(|row| {
            let text = format!("{} · {} · {}", row.name, row.territory, w.name("standing", &row.standing));
            Choice::new(row.id.to_string(), text, is == Some(row.id))
        }));
        let field = Field::select("authority", w.say("officers-authority"), choices).hint(w.say("officers-authority-hint"));
        Some((paths::officer_at(id, "authority"), field))
    } else {
        None
    };
    let voucher = match &who.authority {
        Some(row) if open && who.officer.is_some() => {
            let fields = if first.is_some() { Vec::new() } else { call_fields(app, w, row.id.to(), form).await? };
            let button = w.say(if first.is_some() { "officers-vouch-second" } else { "officers-vouch-first" });
            Some((paths::officer_at(id, "voucher"), fields, button))
        }
        _ => None,
    };
    Ok(OfficerPage {
        p: session.page("officers-officer", Section::Authorities),
        standing: badge(w, who.standing),
        errors: refused.map_or_else(ErrorSummary::none, |text| ErrorSummary::whole(w, text)),
        claims: claims(w, session, &who),
        directory: directory(app, session, &who).await?,
        notes,
        authority,
        voucher,
        name: who.account.name,
    })
}

/// Which number of the directory was called, and who answered.
async fn call_fields(app: &App, w: Words, authority: AuthorityId, form: &VoucherForm) -> Result<Vec<Field>, Problem> {
    let confirmed = numbers::of(app.store.read(), authority).await?.into_iter().filter(|row| row.confirmed_at.is_some());
    let choices = confirmed.map(|row| {
        let id = row.id.to_string();
        let chosen = id == form.number;
        Choice::new(id, row.number, chosen).hint(row.source)
    });
    Ok(vec![
        Field::radio("number", w.say("officers-number"), choices.collect()).hint(w.say("officers-number-hint")),
        Field::lines("said", w.say("officers-said")).hint(w.say("officers-said-hint")).value(form.said.clone()),
    ])
}

/// `GET /officers/{officer}`
pub async fn show(State(app): State<App>, session: Session, Id(id): Id<OfficerId>) -> Result<impl IntoResponse, Problem> {
    let who = app.workflow.officer_at_the_door(&session.actor, id).await?;
    page(&app, &session, who, &VoucherForm::default(), None).await
}

async fn refused(app: &App, session: &Session, id: OfficerId, form: &VoucherForm, why: VettingError) -> Result<Response, Problem> {
    let text = match (why.code(), why) {
        (Some(code), _) => session.words.say(format!("officers-refused-{code}")),
        (None, VettingError::Workflow(error)) => return Err(error.into()),
        (None, _) => return Err(Problem::Broken),
    };
    let who = app.workflow.officer_at_the_door(&session.actor, id).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(app, session, who, form, Some(text)).await?).into_response())
}

/// `POST /officers/{officer}/authority`
pub async fn set_authority(
    State(app): State<App>,
    session: Session,
    Id(id): Id<OfficerId>,
    Form(form): Form<VoucherForm>,
) -> Result<Response, Problem> {
    let Ok(authority) = form.authority.parse() else {
        return refused(&app, &session, id, &form, VettingError::NoAuthority).await;
    };
    match app.workflow.set_officers_authority(session.actor, id, authority).await {
        Ok(()) => Ok(session.done("said-officer-assigned", paths::officer(id))),
        Err(why) => refused(&app, &session, id, &form, why).await,
    }
}

/// `POST /officers/{officer}/voucher`
pub async fn vouch(
    State(app): State<App>,
    session: Session,
    Id(id): Id<OfficerId>,
    Form(form): Form<VoucherForm>,
) -> Result<Response, Problem> {
    let call = form.number.parse::<NumberId>().ok().map(|number| Called { number, said: form.said.clone() });
    match app.workflow.vouch_for_officer(session.actor, id, call).await {
        Ok(vetted) => Ok(session.done(if vetted { "said-officer-vetted" } else { "said-officer-vouched" }, paths::officer(id))),
        Err(why) => refused(&app, &session, id, &form, why).await,
    }
}
