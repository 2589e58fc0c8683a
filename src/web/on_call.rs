//! On call: who is called to an emergency, from when until when; gaps and clashes of the next two weeks.

use super::extract::{Form, Id};
use super::page::{Page, Section};
use super::parts::{Choice, ErrorSummary, Field, Text};
use super::paths;
use super::problem::Problem;
use super::routes::SEES_PEOPLE;
use super::session::Session;
use crate::app::App;
use crate::workflow::on_call::{NewShift, RotaError, WhyNot};
use crate::workflow::staff::Person;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{Duration, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use domain::Instant;
use domain::actor::Role;
use domain::ids::{DemandId, PersonId, ShiftId};
use domain::on_call::{LAST_PLACE, Shift, at, gaps, overlaps};
use serde::Deserialize;

/// How far ahead gaps and clashes are looked for.
const AHEAD: Duration = Duration::days(14);
/// How far ahead the rota is shown.
const SHOWN: Duration = Duration::days(92);

struct Line {
    name: String,
    place: u32,
    from: String,
    until: String,
    now: bool,
    end: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "people/on_call.html")]
struct RotaPage {
    p: Page,
    errors: ErrorSummary,
    now: Text,
    nobody: bool,
    gaps: Vec<Text>,
    clashes: Vec<Text>,
    lines: Vec<Line>,
    fields: Vec<Field>,
    may_change: bool,
    /// Whether the page above is theirs to open.
    sees_people: bool,
    zone: Text,
}

/// A time on call, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ShiftForm {
    person: String,
    place: String,
    from: String,
    until: String,
}

/// The name of somebody of the staff.
fn name(people: &[Person], id: PersonId) -> String {
    people.iter().find(|p| p.id == id).map(|p| p.name.clone()).unwrap_or_default()
}

impl RotaPage {
    async fn new(app: &App, session: &Session, form: &ShiftForm, why: Option<WhyNot>) -> Result<Self, Problem> {
        let (w, now, zone) = (session.words, session.now, session.zone);
        let people = app.staff.everybody().await?;
        let shifts = app.workflow.rota(now - Duration::seconds(1), now + SHOWN).await?;
        let short = |at: &Instant| w.short(at, &zone);
        let gap =
            |(from, until): &(Instant, Instant)| w.say2("on-call-span", "from", short(from), "until", short(until)).into_owned().into();
        let clash = |(one, other, from, until): &(Shift, Shift, Instant, Instant)| {
            let both = w.say2("on-call-both", "one", name(&people, one.person), "other", name(&people, other.person));
            let span = w.say2("on-call-span", "from", short(from), "until", short(until));
            Text::from(format!("{span}: {both}"))
        };
        let on = at(&shifts, now);
        let error = why.map(|why| w.name("on-call-why", why.code()));
        let of = |which: &[WhyNot]| why.filter(|why| which.contains(why)).and(error.clone());
        let can = |p: &&Person| p.disabled_at.is_none() && p.roles.iter().any(Role::handles_cases);
        let choices = people.iter().filter(can).map(|p| Choice::new(p.id.to_string(), p.name.clone(), p.id.to_string() == form.person));
        let places = (1..=LAST_PLACE).map(|n| {
            let chosen = n.to_string() == form.place || (form.place.is_empty() && n == 1);
            Choice::new(n.to_string(), w.say1("on-call-place-n", "n", n), chosen)
        });
        let fields = vec![
            Field::select("person", w.say("on-call-person"), choices.collect()).error(of(&[
                WhyNot::Unknown,
                WhyNot::SeesNothing,
                WhyNot::Twice,
            ])),
            Field::select("place", w.say("on-call-place"), places.collect()).hint(w.say("on-call-place-hint")).error(of(&[WhyNot::Place])),
            Field::line("datetime-local", "from", w.say("on-call-from"))
                .value(form.from.clone())
                .hint(w.say1("on-call-zone", "zone", zone.name()))
                .class("moment"),
            Field::line("datetime-local", "until", w.say("on-call-until")).value(form.until.clone()).class("moment").error(of(&[
                WhyNot::Backwards,
                WhyNot::Past,
                WhyNot::Long,
            ])),
        ];
        let line = |shift: &Shift| Line {
            name: name(&people, shift.person),
            place: shift.place,
            from: short(&shift.from),
            until: short(&shift.until),
            now: shift.covers(now),
            end: paths::shift_end(shift.id),
        };
        Ok(Self {
            p: session.page("on-call-title", Section::People),
            errors: ErrorSummary::of(w, &fields),
            now: said_now(session, &people, &on),
            nobody: on.is_empty(),
            gaps: gaps(&shifts, now, now + AHEAD).iter().map(gap).collect(),
            clashes: overlaps(&shifts, now, now + AHEAD).iter().map(clash).collect(),
            lines: shifts.iter().map(line).collect(),
            fields,
            may_change: session.has(Role::SecurityAdmin),
            sees_people: SEES_PEOPLE.allows(session.person.roles),
            zone: w.say1("on-call-zone", "zone", zone.name()),
        })
    }
}

fn said_now(session: &Session, people: &[Person], on: &[Shift]) -> Text {
    let names: Vec<String> = on.iter().map(|shift| name(people, shift.person)).collect();
    match names.is_empty() {
        true => session.words.say("on-call-nobody"),
        false => session.words.say1("on-call-now", "names", names.join(", ")),
    }
}

/// Who is on call now, as a sentence for the desk.
///
/// # Errors
/// [`Problem`] when the rota can't be read.
pub async fn now(app: &App, session: &Session) -> Result<Text, Problem> {
    Ok(said_now(session, &app.staff.everybody().await?, &app.workflow.on_call_now().await?))
}

/// `GET /on-call`
pub async fn show(State(app): State<App>, session: Session) -> Result<impl IntoResponse, Problem> {
    RotaPage::new(&app, &session, &ShiftForm::default(), None).await
}

/// A civil time as a browser sends it: the earlier reading where there are two, so that nobody is on call too late.
fn civil(text: &str, zone: Tz) -> Option<Instant> {
    let time = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"].iter().find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok())?;
    zone.from_local_datetime(&time).earliest().map(|at| at.to_utc())
}

/// `POST /on-call`
pub async fn put(State(app): State<App>, session: Session, Form(form): Form<ShiftForm>) -> Result<Response, Problem> {
    let new = || {
        let person = form.person.parse().map_err(|_| WhyNot::Unknown)?;
        let place = form.place.parse().map_err(|_| WhyNot::Place)?;
        let from = civil(&form.from, session.zone).ok_or(WhyNot::Backwards)?;
        let until = civil(&form.until, session.zone).ok_or(WhyNot::Backwards)?;
        Ok(NewShift { person, place, from, until })
    };
    let put = match new() {
        Ok(new) => app.workflow.put_on_call(session.actor, new).await,
        Err(why) => Err(RotaError::Refused(why)),
    };
    match put {
        Ok(_) => Ok(session.done("said-on-call-put", paths::ON_CALL)),
        Err(RotaError::Refused(why)) => {
            let page = RotaPage::new(&app, &session, &form, Some(why)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(RotaError::Workflow(error)) => Err(error.into()),
    }
}

/// `POST /on-call/{shift}/end`
pub async fn end(State(app): State<App>, session: Session, Id(id): Id<ShiftId>) -> Result<Response, Problem> {
    app.workflow.take_off_call(session.actor, id).await?;
    Ok(session.done("said-on-call-ended", paths::ON_CALL))
}

/// `POST /demands/{demand}/on-call`
pub async fn answer(State(app): State<App>, session: Session, Id(id): Id<DemandId>) -> Result<Response, Problem> {
    let mine = app.workflow.answer_call(session.actor, id).await?;
    Ok(session.done(if mine { "said-on-call-answered" } else { "said-on-call-late" }, paths::demand(id)))
}
