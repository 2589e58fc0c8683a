//! May the customer be told? The answer of the one function, row by row, on the page of the demand.

use super::case::Case;
use super::problem;
use crate::web::parts::{Text, Tone};
use crate::web::paths;
use crate::web::problem::Problem;
use crate::words::{Arg, snake};
use domain::escape::Escape;
use domain::ids::OrderId;
use domain::secrecy::calendar::DateKind;
use domain::secrecy::{MayTell, Row, SecrecyOrder};

/// Another demand that the same order covers.
#[derive(Clone, Debug)]
pub struct Other {
    /// Its page.
    pub href: String,
    /// Its reference.
    pub reference: String,
}

/// One row of the answer.
#[derive(Clone, Debug)]
pub struct Why {
    /// Drawing.
    pub icon: &'static str,
    /// How it stands in the way.
    pub tone: Tone,
    /// What it says.
    pub text: Text,
    /// The order: law, paper, whom it covers, what was tried; the words of a request.
    pub notes: Vec<Text>,
    /// The other demands that the order covers.
    pub others: Vec<Other>,
    /// Where a further demand is put under the order; empty where it is in force no more.
    pub cover: String,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Silence {
    /// In a word.
    pub answer: Text,
    /// Its tone.
    pub tone: Tone,
    /// What it rests on.
    pub rows: Vec<Why>,
    /// When the policy's days end, if they run.
    pub grace: Option<Text>,
}

impl Silence {
    /// For the page of a demand.
    ///
    /// # Errors
    /// [`Problem`] when the demands under the same orders can't be read.
    pub async fn of(case: &Case) -> Result<Self, Problem> {
        let (w, zone) = (case.words(), &case.session.zone);
        let verdict = case.demand.telling_customer(case.session.now);
        let (key, tone) = match verdict.may {
            MayTell::Yes => ("silence-yes", Tone::Good),
            MayTell::Unknown => ("silence-unknown", Tone::Soon),
            MayTell::No { .. } => ("silence-no", Tone::Alarm),
        };
        let mut rows = Vec::new();
        rows.extend(case.demand.escapes.iter().map(|escape| escaped(case, escape)));
        for row in &verdict.rows {
            rows.push(why(case, row).await?);
        }
        let dates = case.demand.secrecy_dates(case.app.workflow.rulebook(), case.app.workflow.policy());
        let grace = dates.iter().find(|d| d.kind == DateKind::Grace).map(|d| w.say1("silence-grace", "when", w.deadline(&d.at, zone)));
        Ok(Self { answer: w.say(key), tone, rows, grace })
    }
}

/// A mail that may have left after it was stopped: red until somebody has found what it was.
fn escaped(case: &Case, escape: &Escape) -> Why {
    let w = case.words();
    let at = case.short(&escape.at);
    let text = w.say1(if escape.accepted { "escape-accepted" } else { "escape-unknown" }, "at", at);
    let breach = w.say(if escape.forbidden { "escape-forbidden" } else { "escape-superseded" });
    let (tone, found) = match &escape.answer {
        None => (Tone::Alarm, w.say("escape-open")),
        Some(found) => {
            let key = if found.breach { "escape-found-breach" } else { "escape-found-none" };
            let said = [("who", case.name(found.by)), ("at", Text::from(case.short(&found.at))), ("text", found.text.clone().into())];
            let said: Vec<(&str, &dyn Arg)> = said.iter().map(|(n, v)| (*n, v as &dyn Arg)).collect();
            (if found.breach { Tone::Alarm } else { Tone::Plain }, w.fill(key, &said))
        }
    };
    Why { icon: "alert", tone, text, notes: vec![breach, found], others: Vec::new(), cover: String::new() }
}

async fn why(case: &Case, row: &Row) -> Result<Why, Problem> {
    let (w, zone) = (case.words(), &case.session.zone);
    let key = format!("why-{}", row.code().replace('_', "-"));
    let (icon, tone, text) = match row {
        Row::InForce { until: Some(until), .. } => ("lock", Tone::Alarm, w.say1(key, "when", w.deadline(until, zone))),
        Row::InForce { until: None, .. } => ("lock", Tone::Alarm, w.say(key)),
        Row::Ended { at, .. } => ("unlock", Tone::Plain, w.say1(key, "when", w.short(at, zone))),
        Row::NotCovered { .. } => ("dot", Tone::Plain, w.say(key)),
        Row::RequestOpen | Row::Unconfirmed => ("question", Tone::Soon, w.say(key)),
        Row::OrderAwaited { until } => ("clock", Tone::Soon, w.say1(key, "when", w.moment(until, zone))),
        Row::Confirmed { at } => ("check", Tone::Good, w.say1(key, "when", w.short(at, zone))),
    };
    let order = row.order().and_then(|id| case.demand.secrecy.order(id));
    let mut notes = order.map_or_else(Vec::new, |o| of_order(case, o));
    if let (Row::RequestOpen, Some(open)) = (row, case.demand.secrecy.open_request()) {
        notes.push(w.say1("silence-request-words", "text", open.words.clone()));
    }
    let others = match order {
        Some(order) => others(case, order.id).await?,
        None => Vec::new(),
    };
    let cover = order.filter(|o| o.in_force(case.session.now)).map(|o| paths::cover(case.demand.id, o.id)).unwrap_or_default();
    Ok(Why { icon, tone, text, notes, others, cover })
}

fn of_order(case: &Case, order: &SecrecyOrder) -> Vec<Text> {
    let w = case.words();
    let source = w.name("source", super::head::source_code(order.source));
    let covers = order.covers.iter().map(|a| w.name("audience", snake(&format!("{a:?}")))).collect::<Vec<_>>().join(", ");
    let mut notes: Vec<Text> = vec![
        w.fill("strip-order", &[("source", &source), ("law", &order.law), ("document", &w.order_paper(order))]),
        w.say1("silence-covers", "whom", covers),
    ];
    if let (None, domain::secrecy::OrderEnd::Indefinite { review_on }) = (order.ended_at, order.end) {
        notes.push(w.say1("silence-review", "when", w.deadline(&review_on, &case.session.zone)));
    }
    for effort in &order.efforts {
        let (kind, result) = (w.name("effort", effort.kind.code()), w.name("effort-result", effort.result.code()));
        let at = case.short(&effort.at);
        notes.push(w.fill("silence-effort", &[("at", &at), ("kind", &kind), ("result", &result), ("text", &effort.note)]));
    }
    if let Some(review) = order.reviews.last() {
        notes.push(w.say2("silence-reviewed", "at", case.short(&review.at), "text", review.note.clone()));
    }
    notes
}

async fn others(case: &Case, order: OrderId) -> Result<Vec<Other>, Problem> {
    let found = case.app.workflow.covered_too(&case.session.actor, case.demand.id, order).await.map_err(problem)?;
    Ok(found.into_iter().map(|d| Other { href: paths::demand(d.id), reference: d.reference.to_string() }).collect())
}
