//! What the customer was told, by which mails, what became of each, and what the customer answered.

use super::case::Case;
use crate::store::customers::{self, ContactRow};
use crate::web::parts::{Facts, Text};
use crate::web::paths;
use crate::web::problem::Problem;
use domain::ids::ContactId;
use domain::instrument::NoticeTiming;
use domain::letter::Letter;
use domain::notice::{Ending, Fate, Mailing, Notice, NoticeKind, Window};
use domain::objection::{Objection, ObjectionTime};

/// One notice.
#[derive(Clone, Debug)]
pub struct Told {
    /// Which.
    pub what: Text,
    /// How it stands.
    pub state: Text,
    /// Each contact, and what became of its mail.
    pub contacts: Facts,
    /// How often those who have it were reminded; empty if never.
    pub reminded: Text,
}

/// One objection.
#[derive(Clone, Debug)]
pub struct Objected {
    /// That it came, when as to the time to object, and from whom.
    pub came: Text,
    /// What it says.
    pub text: String,
    /// The papers that came with it.
    pub papers: Facts,
    /// What was found, or that nobody has answered.
    pub verdict: Text,
    /// The answer.
    pub answer: String,
}

/// The section; empty while nobody has ordered a notice.
#[derive(Clone, Debug, Default)]
pub struct Telling {
    /// Notices, the newest first.
    pub notices: Vec<Told>,
    /// Objections, the newest first.
    pub objections: Vec<Objected>,
    /// Who speaks for the customer; empty if nobody was named.
    pub counsel: String,
    /// When the customer is told, who chose that and why; empty where the law leaves no choice.
    pub timing: Facts,
}

impl Telling {
    /// All of it, with the contacts' names.
    ///
    /// # Errors
    /// [`Problem`] when the contacts can't be read.
    pub async fn of(case: &Case) -> Result<Self, Problem> {
        let demand = &case.demand;
        let ordered = demand.notice.mailing().is_some() || !demand.past_notices.is_empty() || !demand.objections.is_empty();
        let contacts = match &demand.customer {
            Some(customer) if ordered => customers::contacts_of(case.app.store.read(), customer.id).await?,
            _ => Vec::new(),
        };
        let now = match &demand.notice {
            Notice::Queued { draft, at, mailing, .. } => {
                Some(told(case, draft.kind, mailing, case.words().say1("telling-queued", "at", case.short(at)), &contacts))
            }
            Notice::Sent { kind, at, window, mailing, .. } => {
                Some(told(case, *kind, mailing, given(case, at, window.as_ref(), None), &contacts))
            }
            Notice::NotOwed(_) | Notice::Owed { .. } | Notice::Undeliverable { .. } | Notice::Waived { .. } => None,
        };
        let past = demand.past_notices.iter().rev().map(|p| {
            let state = match &p.reached {
                Some(reached) => given(case, &reached.at, reached.window.as_ref(), Some(p.ending)),
                None => ended(case, p.ending),
            };
            told(case, p.ordered.draft.kind, &p.mailing, state, &contacts)
        });
        Ok(Self {
            notices: now.into_iter().chain(past).collect(),
            objections: demand.objections.iter().rev().map(|o| objected(case, o, &contacts)).collect(),
            timing: timing(case).await?,
            counsel: demand.counsel.as_ref().map(|c| format!("{} <{}>", c.name, c.mail)).unwrap_or_default(),
        })
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.notices.is_empty() && self.objections.is_empty() && self.counsel.is_empty() && self.timing.facts.is_empty()
    }
}

fn given(case: &Case, at: &domain::Instant, window: Option<&Window>, ending: Option<Ending>) -> Text {
    let w = case.words();
    let at = case.short(at);
    let said = match window {
        None => w.say1("telling-given", "at", at),
        Some(window) => {
            let key = if window.shortened { "telling-given-shortened" } else { "telling-given-window" };
            w.say2(key, "at", at, "until", case.moment(&window.ends_at))
        }
    };
    match ending {
        None => said,
        Some(ending) => format!("{said} {}", ended(case, ending)).into(),
    }
}

fn ended(case: &Case, ending: Ending) -> Text {
    case.words().say(match ending {
        Ending::Followed => "telling-followed",
        Ending::Superseded => "telling-superseded",
        Ending::Failed => "telling-failed",
        Ending::Stopped => "telling-stopped",
    })
}

fn told(case: &Case, kind: NoticeKind, mailing: &Mailing, state: Text, contacts: &[ContactRow]) -> Told {
    let w = case.words();
    let mut facts = Facts::default();
    for post in &mailing.posts {
        let contact = post.to.contact;
        facts = facts.with(name(case, contact, contacts), read(case, mailing, contact, fate(case, post.fate)));
    }
    let others = mailing.readings.iter().filter(|r| mailing.posts.iter().all(|p| p.to.contact != r.contact));
    for reading in others {
        facts = facts.with(name(case, reading.contact, contacts), read(case, mailing, reading.contact, Text::default()));
    }
    let reminded = match mailing.reminded.last() {
        Some(last) => w.say2("telling-reminded", "n", mailing.reminded.len(), "at", case.short(last)),
        None => Text::default(),
    };
    Told { what: w.name("letter", Letter::Notice { kind, copy: false }.code()), state, contacts: facts, reminded }
}

/// When this demand's customer is told, where the law leaves a choice: as chosen for the customer now, by whom and why; and what
/// this demand goes by, where that is another choice.
async fn timing(case: &Case) -> Result<Facts, Problem> {
    let Some(customer) = case.demand.customer.as_ref().filter(|_| case.instrument().is_some_and(|i| i.notice.per_customer)) else {
        return Ok(Facts::default());
    };
    let Some(row) = customers::find(case.app.store.read(), customer.id).await? else { return Ok(Facts::default()) };
    let facts = crate::web::customers::timing(&case.app, &case.session, &row).await?;
    let chosen = row.notice_timing.as_deref().and_then(NoticeTiming::from_code);
    if chosen == customer.told {
        return Ok(facts);
    }
    let w = case.words();
    Ok(facts.with(w.say("telling-timing-here"), w.timing(customer.told)))
}

fn fate(case: &Case, fate: Fate) -> Text {
    let w = case.words();
    match fate {
        Fate::Waiting => w.say("telling-fate-waiting"),
        Fate::Queued => w.say("telling-fate-queued"),
        Fate::Accepted { at } => w.say1("telling-fate-accepted", "at", case.short(&at)),
        Fate::Delivered { at } => w.say1("telling-fate-delivered", "at", case.short(&at)),
        Fate::Failed { at } => w.say1("telling-fate-failed", "at", case.short(&at)),
        Fate::Stopped => w.say("telling-fate-stopped"),
    }
}

/// The fate, and that the contact has read the notice.
fn read(case: &Case, mailing: &Mailing, contact: ContactId, fate: Text) -> Text {
    let w = case.words();
    let Some(reading) = mailing.readings.iter().find(|r| r.contact == contact) else { return fate };
    let opened = w.say1("telling-fate-opened", "at", case.short(&reading.opened_at));
    let said = match reading.acknowledged_at {
        Some(at) => w.say1("telling-fate-acknowledged", "at", case.short(&at)),
        None => opened,
    };
    if fate.is_empty() { said } else { format!("{fate}; {said}").into() }
}

fn name(case: &Case, contact: ContactId, contacts: &[ContactRow]) -> Text {
    let known = contacts.iter().find(|c| c.id.to::<ContactId>() == contact);
    known.map_or_else(|| case.words().say("demand-contact"), |c| format!("{} <{}>", c.name, c.mail).into())
}

fn objected(case: &Case, objection: &Objection, contacts: &[ContactRow]) -> Objected {
    let w = case.words();
    let key = match objection.time {
        ObjectionTime::InTime => "telling-objection-in-time",
        ObjectionTime::Late => "telling-objection-late",
        ObjectionTime::AfterTheEnd => "telling-objection-after",
    };
    let by = objection.by.map_or_else(|| w.say("telling-by-staff"), |contact| name(case, contact, contacts));
    let mut papers = Facts::default();
    for document in case.demand.documents.iter().filter(|d| objection.documents.contains(&d.id)) {
        papers = papers.linked(w.say("telling-paper"), document.name.clone(), paths::demand_at(case.demand.id, "documents"));
    }
    let (verdict, answer) = match &objection.answer {
        None => (w.say("telling-unanswered"), String::new()),
        Some(answer) => {
            let found = w.say2("telling-answered", "at", case.short(&answer.at), "verdict", w.name("verdict", answer.verdict.code()));
            let grounds = w.grounds(&answer.grounds);
            (if grounds.is_empty() { found } else { format!("{found} {grounds}").into() }, answer.text.clone())
        }
    };
    Objected { came: w.say2(key, "at", case.short(&objection.at), "by", by), text: objection.text.clone(), papers, verdict, answer }
}
