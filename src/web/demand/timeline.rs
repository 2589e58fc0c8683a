//! The first tab: how it stands, and what happened.

use super::called::{self, Called};
use super::case::{Case, Sight};
use super::head::{Head, Tab};
use super::panel::Panel;
use super::silence::Silence;
use super::telling::Telling;
use crate::store::events::{self, Told as Stored};
use crate::store::{custody, demands};
use crate::web::page::Page;
use crate::web::parts::{Facts, Text, Timeline, TimelineEntry, Tone};
use crate::web::paths;
use crate::web::problem::Problem;
use crate::words::snake;
use crate::workflow::{ACCOUNTS_ASKED, LOOKED};
use askama::Template;
use askama_web::WebTemplate;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use domain::demand::{Challenge, Clearance, Emergency};
use domain::event::Event;
use domain::ids::DemandId;
use domain::notice::Notice;
use domain::preservation::Preservation;
use domain::secrecy::MayTell;
use domain::stage::End;

/// How many preservations a production is shown to follow.
const KEPT_FOR: u64 = 20;

#[derive(Template, WebTemplate)]
#[template(path = "demand/timeline.html")]
struct TimelinePage {
    p: Page,
    head: Head,
    panel: Panel,
    standing: Facts,
    who: Facts,
    silence: Silence,
    telling: Telling,
    called: Called,
    timeline: Timeline,
}

/// `GET /demands/{demand}`
pub async fn show(case: Case) -> Result<Response, Problem> {
    match case.sight {
        Sight::Whole => {}
        Sight::Scope => return Ok(Redirect::to(&paths::demand_at(case.demand.id, "scope")).into_response()),
        Sight::Record => return Ok(Redirect::to(&paths::demand_at(case.demand.id, "record")).into_response()),
    }
    let stored = events::told_of(case.app.store.read(), case.demand.id, LOOKED).await?;
    Ok(TimelinePage {
        p: case.page(Tab::Timeline),
        head: Head::of(&case, Tab::Timeline).await?,
        panel: Panel::of(&case),
        standing: standing(&case).await?,
        who: super::who::four(&case).await?,
        silence: Silence::of(&case).await?,
        telling: Telling::of(&case).await?,
        called: Called::of(&case).await?,
        timeline: Timeline { entries: sentences(&case, stored.iter().rev()) },
    }
    .into_response())
}

/// The events as sentences, with a heading for each new day. Looks stand in the record only.
fn sentences<'a>(case: &Case, stored: impl Iterator<Item = &'a Stored>) -> Vec<TimelineEntry> {
    let (w, zone) = (case.words(), &case.session.zone);
    let mut day: Option<NaiveDate> = None;
    stored
        .filter_map(|event| {
            let ((sentence, note), (icon, tone)) = told(case, event)?;
            let local = event.at.with_timezone(zone);
            let today = local.date_naive();
            let heading = if day == Some(today) { Text::default() } else { w.day(&today).into() };
            day = Some(today);
            let at = local.format("%H:%M").to_string().into();
            Some(TimelineEntry { day: heading, at, who: case.who(&event.actor), sentence, note, icon, tone })
        })
        .collect()
}

type Told = ((Text, Text), (&'static str, Tone));

fn told(case: &Case, stored: &Stored) -> Option<Told> {
    let payload = stored.payload.as_deref()?;
    if let Ok(event) = serde_json::from_str::<Event>(payload) {
        return Some((sentence(case, &event), drawing(&event)));
    }
    let payload: serde_json::Value = serde_json::from_str(payload).ok()?;
    if stored.kind == ACCOUNTS_ASKED {
        let outcome = payload["outcome"].as_str()?;
        let tone = if outcome == "found" { Tone::Info } else { Tone::Soon };
        return Some(((case.words().asked(outcome), Text::default()), ("people", tone)));
    }
    if let Some(story) = called::story(case, &stored.kind, &payload) {
        return Some(((story, Text::default()), ("clock", Tone::Soon)));
    }
    let story = case.words().mail_story(&stored.kind, &payload)?;
    Some(((story, Text::default()), ("mail", Tone::Soon)))
}

/// What happened; a long text is set apart from its sentence.
fn sentence(case: &Case, event: &Event) -> (Text, Text) {
    let (w, lines, zone) = (case.words(), &case.demand.lines, &case.session.zone);
    match event {
        Event::Assigned { person: Some(person) } => (w.say1("event-assigned", "text", case.name(*person)), Text::default()),
        Event::Noted { text } => (w.say("event-noted-by"), text.clone().into()),
        Event::Recommended { assessment, .. } => (w.say("event-recommended-with"), assessment.text.clone().into()),
        _ => (w.story(event, lines, zone), Text::default()),
    }
}

fn drawing(event: &Event) -> (&'static str, Tone) {
    match event {
        Event::Received { .. } => ("mail", Tone::Info),
        Event::SecrecyPlaced { .. } | Event::SecrecyExtended { .. } | Event::GraceStopped { .. } => ("lock", Tone::Alarm),
        Event::SecrecyLifted { .. }
        | Event::SecrecyNarrowed { .. }
        | Event::SecrecyExpired { .. }
        | Event::NoSecrecyConfirmed { .. }
        | Event::DocketChecked { .. }
        | Event::GracePassed { .. } => ("unlock", Tone::Good),
        Event::EffectGiven { .. } | Event::Verified | Event::Approved { .. } | Event::RequesterChecked { .. } | Event::FormChecked => {
            ("check", Tone::Good)
        }
        Event::FraudReported { .. } | Event::NoticeFailed | Event::NoticeBounced { .. } => ("alert", Tone::Soon),
        Event::Refused { .. } => ("ban", Tone::Plain),
        Event::Released { .. } | Event::NoticeSent { .. } | Event::NoticeQueued { .. } | Event::Acknowledged => ("send", Tone::Good),
        Event::NoticeNext { .. } | Event::NoticeReminded => ("send", Tone::Plain),
        Event::NoticeDelivered { .. } | Event::NoticeOpened { .. } | Event::NoticeAcknowledged { .. } => ("check", Tone::Good),
        Event::PackageSealed { .. } | Event::Collected { .. } => ("box", Tone::Info),
        Event::Recommended { .. } | Event::LineDecided { .. } | Event::ChallengeFiled { .. } | Event::ChallengeEnded { .. } => {
            ("scale", Tone::Info)
        }
        Event::NoticeEscaped { .. } | Event::EscapeSettled { accepted: true, .. } => ("alert", Tone::Alarm),
        Event::EscapeSettled { accepted: false, .. } | Event::TimingDecided { .. } => ("dot", Tone::Plain),
        Event::EscapeExamined { .. } => ("scale", Tone::Info),
        Event::ContentOpened { .. } => ("unlock", Tone::Soon),
        Event::EmergencyReviewed { sound, .. } => ("scale", if *sound { Tone::Good } else { Tone::Alarm }),
        Event::FollowUpSettled { .. } => ("doc", Tone::Plain),
        Event::TimingAsked { .. } => ("question", Tone::Soon),
        Event::FactsEstablished { .. } => ("dot", Tone::Plain),
        Event::DocumentAdded { .. } | Event::PaperCorrected { .. } => ("doc", Tone::Plain),
        Event::RulesMoved { .. } => ("book", Tone::Info),
        Event::CopyCleared { .. } => ("doc", Tone::Good),
        Event::SentBack { .. } | Event::ReviewReopened { .. } | Event::Reopened { .. } | Event::Discarded { .. } => ("undo", Tone::Plain),
        Event::NoticeOwed { .. } | Event::Prepared { .. } | Event::DueExtended { .. } | Event::DutiesChanged { .. } => {
            ("clock", Tone::Soon)
        }
        Event::AuthorityIdentified { .. } => ("house", Tone::Plain),
        Event::CustomerMatched { .. } | Event::Assigned { .. } => ("person", Tone::Plain),
        Event::Noted { .. } => ("pen", Tone::Plain),
        Event::ObjectionRaised { .. } | Event::SecrecyRequested { .. } | Event::ClarificationAsked { .. } => ("question", Tone::Soon),
        Event::VerificationBegun
        | Event::RedirectOffered { .. }
        | Event::RedirectAnswered { .. }
        | Event::RedirectSkipped { .. }
        | Event::ClarificationReceived { .. }
        | Event::Withdrawn { .. }
        | Event::Superseded { .. }
        | Event::NoDataFound { .. }
        | Event::PreservedConfirmed
        | Event::EffortRecorded { .. }
        | Event::SecrecyReviewed { .. }
        | Event::SecrecyRequestDecided { .. }
        | Event::NoticeStopped { .. }
        | Event::NoticeWaived { .. }
        | Event::ObjectionAnswered { .. }
        | Event::CounselNamed { .. }
        | Event::NoticeAccepted { .. }
        | Event::ClearanceRecorded { .. }
        | Event::EmergencyConfirmed { .. }
        | Event::PreservationExtended { .. }
        | Event::PreservationEnded
        | Event::PreservationStopped { .. }
        | Event::PreservationHeld { .. }
        | Event::HoldLifted { .. }
        | Event::CustodyAnswered { .. } => ("dot", Tone::Plain),
    }
}

/// Outcome and tracks, each in a line; a track on which nothing is has none. Other demands are named as far as the viewer may see them.
async fn standing(case: &Case) -> Result<Facts, Problem> {
    let (w, demand) = (case.words(), &case.demand);
    let kept_for = custody::kept_for(case.app.store.read(), Some(demand.id), KEPT_FOR).await?;
    let linked =
        demand.links.iter().map(|l| l.other).chain(super::keeping::productions(demand)).chain(kept_for.iter().map(|k| k.demand_id.to()));
    let ids: Vec<DemandId> = linked.collect();
    let others = demands::references(case.app.store.read(), case.session.sight(), &ids).await?;
    let mut facts = Facts::default();
    if let Some(end) = demand.stage.end() {
        facts = facts.with(w.say("track-outcome"), outcome(case, end));
    }
    facts = facts.with(w.say("track-received"), case.moment(&demand.receipt.at));
    facts = facts.with(w.say("track-notice"), notice(case));
    if let Some(text) = preservation(case) {
        facts = facts.with(w.say("track-preservation"), text);
    }
    facts = super::keeping::facts(case, facts, &others);
    if let Some(open) = &demand.clarification {
        facts = facts.with(w.say("track-hold"), w.say1("track-clarification", "since", case.short(&open.asked_at)));
    }
    match &demand.challenge {
        Challenge::None => {}
        Challenge::Filed { at, .. } => facts = facts.with(w.say("track-hold"), w.say1("track-challenge", "since", case.short(at))),
        Challenge::Lost => facts = facts.with(w.say("track-challenge-name"), w.say("track-challenge-lost")),
        Challenge::Won => facts = facts.with(w.say("track-challenge-name"), w.say("track-challenge-won")),
    }
    match demand.objections.last() {
        Some(o) if o.answer.is_none() => facts = facts.with(w.say("track-hold"), w.say1("track-objection", "since", case.short(&o.at))),
        Some(_) => facts = facts.with(w.say("track-objection-name"), w.say("track-objection-answered")),
        None => {}
    }
    match demand.emergency {
        Emergency::No => {}
        Emergency::Claimed => facts = facts.with(w.say("track-emergency"), w.say("track-emergency-claimed")),
        Emergency::Confirmed { by, at } => {
            let text = w.say2("track-emergency-confirmed", "who", case.name(by), "at", case.short(&at));
            facts = facts.with(w.say("track-emergency"), text);
        }
    }
    facts = super::aftermath::facts(case, facts);
    match demand.clearance {
        Clearance::NotNeeded => {}
        Clearance::Awaited => facts = facts.with(w.say("track-clearance"), w.say("track-clearance-awaited")),
        Clearance::Given { at } => facts = facts.with(w.say("track-clearance"), w.say1("track-clearance-given", "at", case.short(&at))),
        Clearance::Refused { at } => facts = facts.with(w.say("track-clearance"), w.say1("track-clearance-refused", "at", case.short(&at))),
    }
    for link in demand.links.iter().filter(|l| others.contains_key(&l.other)) {
        let name = w.name("link", snake(&format!("{:?}", link.kind)));
        facts = facts.linked(name, w.say("track-link"), paths::demand(link.other));
    }
    for kept in kept_for.iter().map(|k| k.demand_id.to()).filter(|id| others.contains_key(id)) {
        facts = facts.linked(w.say("link-follows"), w.say("track-link"), paths::demand(kept));
    }
    Ok(facts)
}

fn outcome(case: &Case, end: &End) -> Text {
    let w = case.words();
    let name = w.name("outcome", end.outcome().code());
    match end {
        End::Refused { grounds, .. } => format!("{name}: {}", w.grounds(grounds)).into(),
        End::Withdrawn { reason } | End::Superseded { reason } | End::Fraud { reason } => format!("{name}: {reason}").into(),
        End::NoData { looked } => format!("{name}: {looked}").into(),
        End::Acted(effect) => format!("{name}: {}", effect.what).into(),
        End::Released(_) | End::Redirected | End::PreservedOnly => name,
    }
}

fn notice(case: &Case) -> Text {
    let w = case.words();
    match &case.demand.notice {
        Notice::NotOwed(why) => w.name("notice-not-owed", snake(&format!("{why:?}"))),
        Notice::Owed { .. } if matches!(case.demand.may_tell_customer(case.session.now), MayTell::No { .. }) => w.say("notice-deferred"),
        Notice::Owed { due, .. } => w.say1("notice-owed", "due", case.moment(due)),
        Notice::Queued { at, .. } => w.say1("notice-queued", "at", case.short(at)),
        Notice::Sent { at, window: Some(window), .. } if case.session.now < window.ends_at => {
            w.say2("notice-sent-window", "at", case.short(at), "until", case.moment(&window.ends_at))
        }
        Notice::Sent { at, .. } => w.say1("notice-sent", "at", case.short(at)),
        Notice::Undeliverable { at, .. } => w.say1("notice-undeliverable", "at", case.short(at)),
        Notice::Waived { ground, at, .. } => {
            let ground = w.name("waiver", snake(&format!("{ground:?}")));
            w.say2("notice-waived", "at", case.short(at), "ground", ground)
        }
    }
}

fn preservation(case: &Case) -> Option<Text> {
    let w = case.words();
    match &case.demand.preservation {
        Preservation::None => None,
        Preservation::Active { holds, .. } if !holds.is_empty() => Some(w.say("preservation-held")),
        Preservation::Active { until: Some(until), .. } => Some(w.say1("preservation-until", "until", case.moment(until))),
        Preservation::Active { until: None, .. } => Some(w.say("preservation-active")),
        Preservation::Ended { at, .. } => Some(w.say1("preservation-ended", "at", case.short(at))),
        Preservation::Purged { at, .. } => Some(w.say1("preservation-purged", "at", case.short(at))),
    }
}
