//! A page for each verb: what it does, whom it concerns, what it asks; and the doing.
//!
//! One mechanism for all: [`asks`] says what a verb's form asks, [`deed`] reads it, and the workflow decides. A refused form comes
//! back as it was typed with every reason.

pub mod asks;
mod deed;
pub mod files;
mod inputs;
mod letter;
pub mod notice;
pub mod papers;
mod restate;
mod rules;
mod typed;

pub use inputs::{grounds, identifiers};
pub use typed::{Reader, Typed, code, written};

use super::case::{Case, Sight};
use super::head::{Tab, strip};
use super::panel::{draw_key, reason};
use super::{problem, stale};
use crate::package::production::{self, ProductionError};
use crate::web::extract::{Form, Query};
use crate::web::page::Page;
use crate::web::parts::{Blocked, ErrorSummary, Field, Message, Strip, Text, Tone};
use crate::web::paths;
use crate::web::problem::Problem;
use crate::workflow::Error;
use askama::Template;
use askama_web::WebTemplate;
use asks::{Ask, asks, fields_of};
use axum::extract::OriginalUri;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use deed::{Deed, deed};
use domain::command::{ActKind, Verb};
use domain::refusal::Reason;
use inputs::{Directories, Inputs};
use letter::Letter;
use notice::Preview;
use restate::{Restated, restate};

/// The button that asks for the letter only.
const LOOK: &str = "look";

/// The page of an act.
#[derive(Template, WebTemplate)]
#[template(path = "demand/act.html")]
pub struct ActPage {
    p: Page,
    reference: String,
    back: String,
    lead: Text,
    strip: Option<Strip>,
    restated: Restated,
    preview: Option<Preview>,
    /// The letters as asked for; `None` before anybody asked.
    letters: Option<Vec<Letter>>,
    /// Whether there are letters to ask for.
    can_look: bool,
    warnings: Vec<Message>,
    /// What somebody else did meanwhile, in sentences.
    meanwhile: Vec<Text>,
    blocked: Option<Blocked>,
    errors: ErrorSummary,
    fields: Vec<Field>,
    hidden: Vec<(&'static str, String)>,
    action: String,
    files: bool,
    button: Text,
    /// What is to be done in its place, and where, when this can't succeed.
    instead: Option<(Text, String)>,
    /// What may be needed first, and where.
    first: Option<(Text, String)>,
}

/// What a form came back with.
#[derive(Default)]
struct Back {
    wrong: Vec<(String, &'static str)>,
    reasons: Vec<Reason>,
    /// What stands in the way that is not the rules', in a sentence.
    trouble: Option<Text>,
    /// The version that the person had read, where somebody else was faster.
    read: Option<u64>,
    /// The letters that the step would make, where somebody asked to read them.
    letters: Option<Vec<Letter>>,
}

/// The verb of an address.
fn verb_of(uri: &OriginalUri) -> Result<Verb, Problem> {
    let code = uri.path().rsplit('/').next().unwrap_or_default();
    let verb = Verb::all().into_iter().find(|v| v.code() == code).ok_or(Problem::NotFound)?;
    if verb != Verb::DecideLine && asks(verb).is_none() { Err(Problem::NotFound) } else { Ok(verb) }
}

/// A custodian gathers, and sees the page of nothing else.
fn may_open(case: &Case, verb: Verb) -> Result<(), Problem> {
    match case.sight {
        Sight::Whole => Ok(()),
        Sight::Scope if verb == Verb::RecordCollection => Ok(()),
        Sight::Scope | Sight::Record => Err(Problem::NotFound),
    }
}

/// `GET /demands/{demand}/{verb}`
pub async fn page(uri: OriginalUri, Query(preset): Query<Typed>, case: Case) -> Result<Response, Problem> {
    let verb = verb_of(&uri)?;
    may_open(&case, verb)?;
    if verb == Verb::DecideLine {
        return Ok(Redirect::to(&paths::demand_at(case.demand.id, "scope#decide")).into_response());
    }
    let typed = preset.has("line").then_some(&preset);
    Ok(build(&case, verb, typed, Back::default()).await?.into_response())
}

/// `POST /demands/{demand}/{verb}`
pub async fn submit(uri: OriginalUri, Query(preset): Query<Typed>, case: Case, Form(typed): Form<Typed>) -> Result<Response, Problem> {
    let verb = verb_of(&uri)?;
    may_open(&case, verb)?;
    if verb == Verb::DecideLine {
        return Err(Problem::NotFound);
    }
    let typed = typed.or(preset);
    if let Some(answer) = before(&case, verb, &typed).await? {
        return Ok(answer);
    }
    let mut reader = Reader::new(&typed, case.session.zone);
    let Some(deed) = deed(&case, verb, &mut reader).await? else {
        let wrong = reader.wrong;
        return again(&case, verb, &typed, Back { wrong, ..Back::default() }).await;
    };
    if typed.has(LOOK) {
        return look(&case, verb, &typed, deed).await;
    }
    let read = typed.version().unwrap_or(case.demand.version);
    let (workflow, actor, id, key) = (&case.app.workflow, case.session.actor, case.demand.id, typed.key());
    let done = match deed {
        Deed::Command(command) => workflow.act_on_read(actor, id, read, vec![*command], key).await.map_err(ProductionError::from),
        Deed::PrepareNotice(digest, copies) => {
            workflow.prepare_notice_with(actor, id, &copies, &digest, key).await.map_err(ProductionError::from)
        }
        Deed::ConfirmNotice(digest) => workflow.confirm_notice(actor, id, &digest, key).await.map_err(ProductionError::from),
        Deed::CheckDocket(checked, read) => workflow.check_docket(actor, id, checked, &read, key).await.map_err(ProductionError::from),
        Deed::PlaceSecrecy(draft, others) => {
            workflow.place_secrecy(actor, id, read, draft, others, key).await.map_err(ProductionError::from)
        }
        Deed::ConfirmRelease => production::confirm_release(workflow, actor, id, key).await,
        Deed::Seal(to) => match production::seal(workflow, actor, id, &to, key).await {
            Ok(handover) => return files::sealed(&case, handover).await,
            Err(error) => Err(error),
        },
    };
    match done {
        Ok(_) => Ok(said(&case, verb)),
        Err(error) => failed(&case, verb, &typed, error).await,
    }
}

/// The form again, as typed, with the letter that it would make. Nothing is done.
async fn look(case: &Case, verb: Verb, typed: &Typed, deed: Deed) -> Result<Response, Problem> {
    let Deed::Command(command) = deed else { return Err(Problem::NotFound) };
    match letter::read(case, &command).await {
        Ok(letters) => Ok(build(case, verb, Some(typed), Back { letters: Some(letters), ..Back::default() }).await?.into_response()),
        Err(error) => failed(case, verb, typed, error.into()).await,
    }
}

/// The answers that come before a form is read: done before, somebody was faster, or the rules say no whatever it says.
async fn before(case: &Case, verb: Verb, typed: &Typed) -> Result<Option<Response>, Problem> {
    if let Some(key) = typed.key()
        && case.app.workflow.done_before(&case.session.actor, case.demand.id, &key).await.map_err(problem)?.is_some()
    {
        return Ok(Some(said(case, verb)));
    }
    if let Some(read) = typed.version().filter(|read| *read != case.demand.version) {
        return again(case, verb, typed, Back { read: Some(read), ..Back::default() }).await.map(Some);
    }
    let reasons = case.demand.guards(verb, &case.context());
    if reasons.is_empty() { Ok(None) } else { again(case, verb, typed, Back { reasons, ..Back::default() }).await.map(Some) }
}

/// The form again, as typed, after what went wrong.
async fn failed(case: &Case, verb: Verb, typed: &Typed, error: ProductionError) -> Result<Response, Problem> {
    let w = case.words();
    let back = match error {
        ProductionError::Workflow(Error::Refused(refusal)) => Back { reasons: refusal.reasons, ..Back::default() },
        ProductionError::Workflow(Error::NoticeChanged) => Back { trouble: Some(w.say("act-notice-changed")), ..Back::default() },
        ProductionError::Workflow(Error::NoAddress(_)) => Back { trouble: Some(w.say("act-no-address")), ..Back::default() },
        ProductionError::Workflow(Error::Letter { code, facts }) => Back { trouble: Some(w.unwritten(code, &facts)), ..Back::default() },
        ProductionError::Workflow(error) if stale(&error) => {
            let now = Case::open(&case.app, case.session.clone(), case.demand.id).await?;
            let read = typed.version().unwrap_or(case.demand.version);
            return again(&now, verb, typed, Back { read: Some(read), ..Back::default() }).await;
        }
        ProductionError::Workflow(error) => return Err(problem(error)),
        ProductionError::Store(error) => return Err(error.into()),
        ProductionError::Cut => return Err(Problem::Broken),
        other => Back { trouble: Some(files::trouble(w, &other)), ..Back::default() },
    };
    again(case, verb, typed, back).await
}

async fn again(case: &Case, verb: Verb, typed: &Typed, back: Back) -> Result<Response, Problem> {
    let status = if back.read.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, build(case, verb, Some(typed), back).await?).into_response())
}

/// Where a person goes when it is done, and what is said there.
fn said(case: &Case, verb: Verb) -> Response {
    let said = match verb {
        Verb::Prepare(_) => "said-demand-prepared",
        Verb::Confirm(_) => "said-demand-confirmed",
        Verb::AddNote => "said-demand-noted",
        _ => "said-demand-done",
    };
    let to = match verb {
        Verb::RecordCollection => paths::demand_at(case.demand.id, "scope"),
        _ => paths::demand(case.demand.id),
    };
    case.session.done(said, to)
}

/// The page, at first sight (`typed` is `None`) or again.
async fn build(case: &Case, verb: Verb, typed: Option<&Typed>, back: Back) -> Result<ActPage, Problem> {
    let w = case.words();
    let asked: Vec<Ask> = asks(verb).ok_or(Problem::NotFound)?.iter().copied().filter(|a| !nothing_to_choose(case, a)).collect();
    let asked = asked.as_slice();
    let directories = Directories::of(case, verb, asked).await?;
    let inputs = Inputs { case, verb, typed, directories: &directories };
    let first_sight =
        typed.is_none() || (back.wrong.is_empty() && back.reasons.is_empty() && back.trouble.is_none() && back.read.is_none());
    let shut = if first_sight { case.demand.guards(verb, &case.context()) } else { Vec::new() };
    let mut fields: Vec<Field> = asked.iter().map(|ask| inputs.field(ask)).collect();
    let whole = mark(case, &mut fields, &back);
    let mut errors = ErrorSummary::of(w, &fields);
    errors.errors.extend(whole.into_iter().map(|text| (Text::default(), text)));
    errors.title = w.say1("form-errors", "n", errors.errors.len());
    let (preview, mut warnings) = notice::preview_for(case, verb, typed.filter(|typed| typed.has("key"))).await?;
    warnings.extend(rules::rests_on(case, verb));
    // Said once is enough.
    warnings.retain(|warning| errors.errors.iter().all(|(_, text)| *text != warning.text));
    let void = preview.as_ref().is_some_and(|preview| preview.changed);
    if asks::irreversible(verb) && !void {
        let key = if matches!(verb, Verb::Prepare(_)) { "act-first-half" } else { "act-irreversible" };
        warnings.push(Message::new(Tone::Info, w.say(key)));
    }
    let mut hidden = vec![("key", typed.and_then(Typed::key).unwrap_or_else(draw_key)), ("version", case.demand.version.to_string())];
    if let Some(digest) = digest(case, verb, preview.as_ref()) {
        hidden.push(("digest", digest));
    }
    let code = verb.code();
    let mut p = case.page(Tab::Timeline);
    p.title = w.verb(verb);
    Ok(ActPage {
        p,
        reference: case.demand.reference.to_string(),
        back: if case.sight == Sight::Scope { paths::demand_at(case.demand.id, "scope") } else { paths::demand(case.demand.id) },
        lead: w.say(format!("explain-{}", code.replace('_', "-"))),
        strip: (case.sight == Sight::Whole).then(|| strip(case)).flatten(),
        restated: if case.sight == Sight::Whole { restate(case, verb).await? } else { Restated::default() },
        preview,
        letters: back.letters,
        can_look: letter::can_be_read(verb),
        warnings,
        meanwhile: match back.read {
            Some(read) => meanwhile(case, read).await?,
            None => Vec::new(),
        },
        blocked: (!shut.is_empty()).then(|| Blocked { label: w.verb(verb), reasons: shut.iter().map(|r| reason(case, r)).collect() }),
        errors,
        fields,
        hidden,
        action: paths::demand_at(case.demand.id, &code),
        files: asked.iter().any(|a| matches!(a.input, asks::Input::File | asks::Input::Files)),
        button: w.verb(verb),
        first: first(case, verb),
        instead: void.then(|| (w.verb(Verb::Discard), paths::demand_at(case.demand.id, &Verb::Discard.code()))),
    })
}

/// A call needs a number of the directory. Whoever enters one from here does so with this demand before the eyes.
fn first(case: &Case, verb: Verb) -> Option<(Text, String)> {
    let authority = case.demand.authority.as_ref().filter(|_| verb == Verb::CheckRequester && case.sight == Sight::Whole)?;
    Some((case.words().say("next-enter-number"), paths::authority_at(authority.id, &format!("numbers?demand={}", case.demand.id))))
}

/// A list without anything in it asks nothing.
fn nothing_to_choose(case: &Case, ask: &Ask) -> bool {
    ask.input == asks::Input::Boxes(asks::Source::Cleared) && case.demand.cleared.is_empty()
}

/// Put each fault at its field; what belongs to none comes back.
fn mark(case: &Case, fields: &mut [Field], back: &Back) -> Vec<Text> {
    let w = case.words();
    let mut whole: Vec<Text> = back.trouble.iter().cloned().collect();
    for (name, key) in &back.wrong {
        match fields.iter_mut().find(|f| f.name == name.as_str()) {
            Some(field) => field.error = Some(w.say(key)),
            None => whole.push(w.say(key)),
        }
    }
    for why in &back.reasons {
        let shown = reason(case, why);
        let text = match shown.until {
            Some(until) => Text::from(format!("{} {until}", shown.text)),
            None => shown.text,
        };
        match fields.iter_mut().find(|f| f.error.is_none() && fields_of(why).contains(&f.name.as_ref())) {
            Some(field) => field.error = Some(text),
            None => whole.push(text),
        }
    }
    whole
}

/// What has happened since the version that the person had read.
async fn meanwhile(case: &Case, read: u64) -> Result<Vec<Text>, Problem> {
    let entries = case.app.workflow.entries(&case.session.actor, case.demand.id).await.map_err(problem)?;
    let read = usize::try_from(read).unwrap_or(usize::MAX);
    let say = |(_, entry): &(i64, domain::event::Entry)| {
        let story = match case.sight {
            Sight::Whole => case.words().story(&entry.event, &case.demand.lines, &case.session.zone),
            Sight::Scope | Sight::Record => case.words().name("kind", entry.event.kind()),
        };
        Text::from(format!("{}, {}: {story}", case.short(&entry.at), case.who(&entry.actor)))
    };
    Ok(entries.iter().skip(read).map(say).collect())
}

/// The hash of what this page shows for a second person to read.
fn digest(case: &Case, verb: Verb, preview: Option<&Preview>) -> Option<String> {
    match verb {
        Verb::Approve => case.demand.stage.recommended().map(|r| r.digest.clone()),
        Verb::MoveRules => case.demand.newer_rule(case.app.workflow.rulebook()).map(|rule| rule.row.0),
        Verb::Prepare(ActKind::SendNotice) | Verb::Confirm(ActKind::SendNotice) | Verb::CheckDocket => preview.map(|p| p.digest.clone()),
        _ => None,
    }
}
