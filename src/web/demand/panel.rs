//! The right third: what comes next, what is blocked and until when, checklist, people, clocks.

use super::case::{Case, Sight};
use super::forward::{beside, forward};
use crate::web::parts::{Act, Blocked, CheckItem, Clock, Clocks, Facts, NextStep, Reason as Why, Text, Tone};
use crate::web::paths;
use crate::words::snake;
use domain::Instant;
use domain::available::{Availability, Offer};
use domain::clocks::{Obligation, ObligationKind};
use domain::command::{ActKind, Verb};
use domain::refusal::Reason;
use domain::secrecy::MayTell;
use domain::stage::{Stage, StageName};
use uuid::Uuid;

/// A clock that is due within this time is soon due.
const SOON: chrono::Duration = chrono::Duration::days(3);

/// The right third of every tab.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What comes next; `None` for who can do nothing here.
    pub next: Option<NextStep>,
    /// Everything else that is open.
    pub more: Vec<Act>,
    /// Who had which part.
    pub people: Facts,
    /// All duties.
    pub clocks: Clocks,
}

impl Panel {
    /// The panel for who asks.
    #[must_use]
    pub fn of(case: &Case) -> Self {
        if case.sight == Sight::Record {
            return Self { next: None, more: Vec::new(), people: Facts::default(), clocks: Clocks { clocks: Vec::new() } };
        }
        let ctx = case.context();
        let offers = case.demand.available(&case.session.actor, &ctx);
        let mut ahead = forward(&case.demand, &ctx);
        if case.sight == Sight::Scope {
            // What waits besides the gathering, a custodian does not learn.
            ahead.retain(|v| matches!(v, Verb::RecordCollection | Verb::SealPackage | Verb::NoDataFound));
        }
        let anothers = |verb| verb == Verb::CheckRequester && case.demand.call_is_anothers(case.session.actor.person());
        let open: Vec<Verb> = offers.iter().filter(|o| o.availability == Availability::Open && !anothers(o.verb)).map(|o| o.verb).collect();
        let another_calls = ahead.iter().any(|v| anothers(*v)).then(|| another_calls(case));
        let first = ahead.iter().copied().find(|v| open.contains(v));
        let typical = ahead.iter().chain(beside(case.demand.stage.name())).copied();
        let mut others: Vec<Verb> = Vec::new();
        for verb in typical {
            if open.contains(&verb) && Some(verb) != first && !others.contains(&verb) {
                others.push(verb);
            }
        }
        let more = open.iter().filter(|v| Some(**v) != first && !others.contains(v)).map(|v| act(case, *v)).collect();
        let next = NextStep {
            w: case.words(),
            first: first.map(|v| act(case, v)),
            waits_for: match another_calls {
                Some(said) => Some(said),
                None if first.is_some() => None,
                None => waits_for(case, &offers, &ahead).or_else(|| waits_until(case, &offers, &ahead)),
            },
            others: others.into_iter().map(|v| act(case, v)).collect(),
            blocked: blocked(case, &offers, &ahead),
            checklist: checklist(case),
        };
        if case.sight == Sight::Scope {
            return Self { next: Some(next), more: Vec::new(), people: Facts::default(), clocks: clocks(case) };
        }
        Self { next: Some(next), more, people: people(case), clocks: clocks(case) }
    }
}

/// The button of a verb: to its page, or at once where nothing is asked and nothing is lost.
fn act(case: &Case, verb: Verb) -> Act {
    let w = case.words();
    let code = verb.code();
    let href = match verb {
        Verb::DecideLine => paths::demand_at(case.demand.id, "scope#decide"),
        // Sent at once, once, and only to the demand that is shown.
        Verb::BeginVerification | Verb::Verify => {
            let query = format!("{code}?key={}&version={}", draw_key(), case.demand.version);
            paths::demand_at(case.demand.id, &query)
        }
        _ => paths::demand_at(case.demand.id, &code),
    };
    Act {
        label: w.verb(verb),
        href,
        post: matches!(verb, Verb::BeginVerification | Verb::Verify),
        explains: w.say(format!("explain-{}", code.replace('_', "-"))),
        key: match verb {
            Verb::AddNote => "n",
            Verb::Assign => "a",
            _ => "",
        },
    }
}

/// A key under which a form is done once. The one place where the pages draw one.
#[must_use]
pub fn draw_key() -> String {
    Uuid::new_v4().to_string()
}

fn why(offers: &[Offer], verb: Verb) -> &[Reason] {
    offers
        .iter()
        .find(|o| o.verb == verb)
        .map_or(&[], |o| if let Availability::Blocked(why) = &o.availability { why.as_slice() } else { &[] })
}

const fn about_the_person(reason: &Reason) -> bool {
    matches!(reason, Reason::NeedsRole { .. } | Reason::SamePerson { .. } | Reason::OnlySystem)
}

/// Who took the demand in or began to verify it does not call back.
fn another_calls(case: &Case) -> Text {
    let w = case.words();
    let roles = domain::roles(Verb::CheckRequester).iter().map(|r| w.name("role", r.code())).collect::<Vec<_>>().join(", ");
    w.fill("next-call-by-another", &[("roles", &roles)])
}

/// Whose turn it is, when the next step is open to others than the viewer.
fn waits_for(case: &Case, offers: &[Offer], ahead: &[Verb]) -> Option<Text> {
    let w = case.words();
    let verb = ahead.iter().copied().find(|v| {
        let why = why(offers, *v);
        !why.is_empty() && why.iter().all(about_the_person)
    })?;
    let roles = domain::roles(verb).iter().map(|r| w.name("role", r.code())).collect::<Vec<_>>().join(", ");
    let same = why(offers, verb).iter().any(|r| matches!(r, Reason::SamePerson { .. }));
    let key = if same { "next-waits-for-another" } else { "next-waits-for" };
    Some(w.fill(key, &[("roles", &roles), ("verb", &w.verb(verb))]))
}

/// Until when nothing can be done, when the next step is shut by nothing but time.
fn waits_until(case: &Case, offers: &[Offer], ahead: &[Verb]) -> Option<Text> {
    let w = case.words();
    let clears = |verb: Verb| why(offers, verb).iter().filter(|r| !about_the_person(r)).map(Reason::clears_at).collect::<Option<Vec<_>>>();
    let (verb, at) = ahead.iter().find_map(|v| Some((*v, clears(*v)?.into_iter().max()?)))?;
    let (at, left) = (w.deadline(&at, &case.session.zone), w.due(&at, &case.session.now));
    Some(w.say3("next-waits-until", "at", at, "left", left, "verb", w.verb(verb)))
}

/// What would move the demand forward but can't yet, with all reasons.
fn blocked(case: &Case, offers: &[Offer], ahead: &[Verb]) -> Vec<Blocked> {
    let w = case.words();
    ahead
        .iter()
        .filter(|verb| why(offers, **verb).iter().any(|r| !about_the_person(r)))
        .map(|verb| Blocked { label: w.verb(*verb), reasons: why(offers, *verb).iter().map(|r| reason(case, r)).collect() })
        .collect()
}

/// A reason as a person reads it, with the time at which it clears.
#[must_use]
pub fn reason(case: &Case, reason: &Reason) -> Why {
    let (w, zone) = (case.words(), &case.session.zone);
    let until = reason.clears_at().map(|at| w.say2("next-until", "at", w.deadline(&at, zone), "left", w.due(&at, &case.session.now)));
    Why { text: w.reason(reason, zone), until }
}

/// The rulebook's list of what the paper must have, or the gates of the release.
fn checklist(case: &Case) -> Vec<CheckItem> {
    let w = case.words();
    match &case.demand.stage {
        Stage::Verifying(v) if case.sight == Sight::Whole => {
            let out_of_band = v.requester.as_ref().is_some_and(|c| c.method.out_of_band());
            let mut items = vec![
                CheckItem { text: w.say("check-authority"), done: case.demand.authority.as_ref().is_some_and(|a| !a.frozen) },
                CheckItem { text: w.say("check-requester"), done: out_of_band },
            ];
            let form = case.instrument().map(|i| i.form.as_slice()).unwrap_or_default();
            items.extend(form.iter().map(|item| CheckItem { text: case.said(&item.text).to_owned().into(), done: v.form.is_some() }));
            items
        }
        Stage::Releasing(_) if case.sight == Sight::Whole => gates(case),
        _ => Vec::new(),
    }
}

/// A gate of the release: the key of its words, and whether a reason says that it is shut.
type Gate = (&'static str, fn(&Reason) -> bool);

const GATES: [Gate; 7] = [
    ("gate-verified", |r| matches!(r, Reason::NotVerifiedOutOfBand | Reason::VerificationExpired { .. } | Reason::FactExpired { .. })),
    ("gate-approved", |r| matches!(r, Reason::ApprovalExpired { .. })),
    ("gate-recipient", |r| {
        matches!(
            r,
            Reason::WrongRecipient | Reason::UnknownAuthority | Reason::AuthorityFrozen | Reason::CompelsNothing | Reason::NotClassified
        )
    }),
    ("gate-scope", |r| matches!(r, Reason::OutsideScope { .. })),
    ("gate-notice", |r| {
        matches!(
            r,
            Reason::SecrecyUnknown
                | Reason::NoticeNotSent
                | Reason::NoticeInOutbox
                | Reason::NoticeUndeliverable
                | Reason::WindowRunning { .. }
        )
    }),
    ("gate-hold", |r| {
        matches!(r, Reason::ClarificationPending | Reason::ChallengePending | Reason::ChallengeWon | Reason::ObjectionPending)
    }),
    ("gate-clearance", |r| matches!(r, Reason::ClearanceAwaited { .. } | Reason::ClearanceRefused)),
];

fn gates(case: &Case) -> Vec<CheckItem> {
    let why = case.demand.guards(Verb::Prepare(ActKind::Release), &case.context());
    let w = case.words();
    GATES.iter().map(|(key, shut)| CheckItem { text: w.say(key), done: !why.iter().any(shut) }).collect()
}

/// Who had which part, so that everybody sees who may be the second person.
fn people(case: &Case) -> Facts {
    let (w, demand) = (case.words(), &case.demand);
    let mut facts =
        Facts::default().with(w.say("people-part-assignee"), demand.assignee.map_or_else(|| w.say("demand-nobody"), |p| case.name(p)));
    let part = |name: Text, at: &Instant| format!("{name}, {}", case.short(at));
    if let Stage::Verifying(v) = &demand.stage {
        if let Some(check) = &v.requester {
            facts = facts.with(w.say("people-part-requester"), part(case.name(check.by), &check.at));
        }
        if let Some(check) = &v.form {
            facts = facts.with(w.say("people-part-form"), part(case.name(check.by), &check.at));
        }
    }
    if let Some(v) = demand.verified() {
        facts = facts.with(w.say("people-part-requester"), part(case.name(v.requester.by), &v.requester.at));
        facts = facts.with(w.say("people-part-form"), part(case.name(v.form.by), &v.form.at));
    }
    if let Some(r) = demand.stage.recommended() {
        facts = facts.with(w.say("people-part-reviewer"), part(case.name(r.by), &r.at));
    }
    if let Some(a) = demand.stage.approved() {
        facts = facts.with(w.say("people-part-approver"), part(case.name(a.by), &a.at));
    }
    if let Some(s) = demand.stage.sealed() {
        facts = facts.with(w.say("people-part-sealer"), part(case.name(s.by), &s.at));
    }
    for prepared in &demand.prepared {
        let name = w.say1("people-part-prepared", "act", w.act(prepared.act.kind()));
        facts = facts.with(name, part(case.name(prepared.by), &prepared.at));
    }
    if let Some(r) = demand.stage.released() {
        let both = w.say2("people-part-both", "first", case.name(r.first), "second", case.name(r.second));
        facts = facts.with(w.say("people-part-released"), format!("{both}, {}", case.short(&r.at)));
    }
    facts
}

/// All duties in order of their date; what is met comes last.
fn clocks(case: &Case) -> Clocks {
    let closed = case.demand.stage.name() == StageName::Closed;
    let duties = case.demand.clocks.iter().map(|c| ((c.met_at.is_some(), c.due.internal), clock(case, c, closed)));
    let notice = notice_due(case).map(|due| ((false, due), notice(case, due)));
    let mut all: Vec<_> = duties.chain(notice).collect();
    all.sort_by_key(|(order, _)| *order);
    Clocks { clocks: all.into_iter().map(|(_, clock)| clock).collect() }
}

fn notice(case: &Case, due: Instant) -> Clock {
    let (w, now) = (case.words(), case.session.now);
    Clock {
        duty: w.name("obligation", "notify"),
        due: w.deadline(&due, &case.session.zone).into(),
        left: w.due(&due, &now).into(),
        why: Text::default(),
        tone: urgency(due, now),
    }
}

/// By when a notice is owed; not for the custodian, and not while an order forbids it: then the strip says until when.
pub(super) fn notice_due(case: &Case) -> Option<Instant> {
    let forbidden = matches!(case.demand.may_tell_customer(case.session.now), MayTell::No { .. });
    case.demand.notice.due().filter(|_| case.sight == Sight::Whole && !forbidden)
}

fn urgency(due: Instant, now: Instant) -> Tone {
    if due < now {
        Tone::Alarm
    } else if due < now + SOON {
        Tone::Soon
    } else {
        Tone::Plain
    }
}

fn clock(case: &Case, clock: &Obligation, closed: bool) -> Clock {
    let (w, now) = (case.words(), case.session.now);
    let due = clock.due.internal;
    let (left, tone) = match clock.met_at {
        Some(at) => (w.say1("clock-met", "at", case.short(&at)), Tone::Good),
        None if closed && clock.kind != ObligationKind::Purge && !clock.kind.follows_an_emergency() => (w.say("clock-closed"), Tone::Plain),
        None => (w.due(&due, &now).into(), urgency(due, now)),
    };
    Clock {
        duty: w.name("obligation", snake(&format!("{:?}", clock.kind))),
        due: w.deadline(&due, &clock.locus.zone).into(),
        left,
        why: if case.sight == Sight::Whole { w.why_due(clock).into() } else { Text::default() },
        tone,
    }
}
