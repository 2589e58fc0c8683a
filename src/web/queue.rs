//! The queue: all demands that the viewer may see, by a query in the address.

pub mod assign;
pub mod query;
mod row;

use super::extract::Query as FromAddress;
use super::page::{Page, Section};
use super::parts::{Choice, Empty, Field, FilterBar, FilterMenu, FilterOption, Pager, Text};
use super::past;
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::demands::{self, Cursor, QueueFilter, Sort};
use crate::store::past as store_past;
use crate::words::Words;
use crate::workflow::staff::Person;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::actor::{Role, Roles};
use domain::ids::PersonId;
use domain::instrument::{InstrumentId, Rulebook};
use domain::stage::StageName;
use query::{House, Query, QueryError};
pub use row::{Row, Rows};
use serde::Deserialize;

/// Rows of a page.
const PAGE: u64 = 50;
/// Lines of the emergency lane above the table; the rest is behind its link.
const LANE: u64 = 8;
/// What is shown to who asks for nothing.
const USUAL: &str = "is:open";

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: Option<String>,
    order: String,
    after: Option<String>,
    before: Option<String>,
}

/// The heading of a column that sorts.
struct Heading {
    label: Text,
    href: String,
    /// `ascending` or `descending` where the page is in its order.
    sorted: &'static str,
}

#[derive(Template, WebTemplate)]
#[template(path = "queue/list.html")]
struct QueuePage {
    p: Page,
    filter: FilterBar,
    headings: Vec<Heading>,
    /// What is worked on before all else; empty on any page but the first.
    lane: Vec<Row>,
    rows: Vec<Row>,
    /// Whether the viewer sees the scope and nothing else of a case.
    scope_only: bool,
    assign: Option<Field>,
    back: String,
    empty: Option<Empty>,
    /// The way to past demands, and how many of them fit what was typed.
    past: Option<(Text, String)>,
    pager: Pager,
}

/// Those who see a case; others see the scope.
#[must_use]
pub fn sees_cases(roles: Roles) -> bool {
    roles.iter().any(Role::handles_cases)
}

struct Here<'a> {
    people: &'a [Person],
    rulebook: &'a Rulebook,
}

impl House for Here<'_> {
    fn person(&self, mail: &str) -> Option<PersonId> {
        self.people.iter().find(|p| p.mail.eq_ignore_ascii_case(mail)).map(|p| p.id)
    }
    fn has_instrument(&self, id: &str) -> bool {
        self.rulebook.get(&InstrumentId(id.to_owned())).is_some()
    }
}

/// `GET /demands`
pub async fn show(State(app): State<App>, session: Session, FromAddress(asked): FromAddress<Asked>) -> Result<Response, Problem> {
    let scope_only = !sees_cases(session.person.roles);
    let people = app.staff.everybody_as_of(session.staff).await?;
    let typed = asked.q.clone().unwrap_or_else(|| if scope_only { String::new() } else { USUAL.to_owned() });
    let here = Here { people: &people, rulebook: app.workflow.rulebook() };
    let read = Query::read(&typed, &here).and_then(|query| if scope_only { query.of_the_scope().map(|()| query) } else { Ok(query) });
    let (query, wrong) = match read {
        Ok(query) => (query, None),
        Err(error) => (Query::default(), Some(error)),
    };
    let (sort, reverse) = order(&asked.order).ok_or(Problem::NotFound)?;
    let mut filter = query.filter(session.person.id, session.sight(), session.now, session.zone);
    if scope_only {
        filter.stages = vec![StageName::Producing.code().to_owned()];
    }
    // The way back is the same question in the other direction.
    let backwards = asked.before.is_some();
    let cursor = asked.before.as_ref().or(asked.after.as_ref()).map(|c| c.parse::<Cursor>()).transpose()?;
    let mut page = if wrong.is_some() {
        demands::Page { rows: Vec::new(), next: None, back: None }
    } else {
        demands::lines(app.store.read(), &filter, sort, reverse != backwards, cursor.as_ref(), PAGE).await?
    };
    let (mut next, mut previous) = (page.next.take(), page.back.take());
    if backwards {
        page.rows.reverse();
        std::mem::swap(&mut next, &mut previous);
    }
    if cursor.is_none() {
        previous = None;
    }
    let w = session.words;
    let code = code(sort, reverse);
    let at = |side: &str, cursor: Option<Cursor>| cursor.map(|c| paths::queue_page(&typed, &code, Some((side, &c.to_string()))));
    let shown = page.rows.len();
    let first = cursor.is_none() && filter.lane.is_none() && !scope_only && wrong.is_none();
    let urgent = if first {
        let filter = QueueFilter { lane: Some(true), ..QueueFilter::seen(session.sight()) };
        demands::lines(app.store.read(), &filter, Sort::Due, false, None, LANE).await?.rows
    } else {
        Vec::new()
    };
    let mut rows = Rows::new(&app, &session, &people);
    let view = QueuePage {
        p: session.page("nav-queue", Section::Queue),
        filter: bar(w, &session, &typed, &query, wrong.as_ref(), &people, app.workflow.rulebook(), scope_only),
        headings: headings(w, &typed, sort, reverse),
        lane: urgent.iter().map(|row| rows.row(row)).collect(),
        rows: page.rows.iter().map(|row| rows.row(row)).collect(),
        scope_only,
        assign: (!scope_only && shown > 0).then(|| assign::to_whom(w, &session, &people, "")),
        back: paths::queue_page(&typed, &code, None),
        past: if scope_only { None } else { past(&app, &session, filter.text.as_deref()).await? },
        empty: (shown == 0).then(|| nothing(w, &session, wrong.is_some(), &typed)),
        pager: Pager { w, shown: w.say1("queue-shown", "n", shown), previous: at("before", previous), next: at("after", next) },
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, view).into_response())
}

/// The way to past demands: with how many of them fit the text of the query, or the bare way where there are any.
async fn past(app: &App, session: &Session, text: Option<&str>) -> Result<Option<(Text, String)>, Problem> {
    let w = session.words;
    let filter = past::filter(session, text.unwrap_or_default(), None);
    let found = store_past::count(app.store.read(), &filter, past::COUNTED + 1).await?;
    Ok(match text {
        _ if found == 0 => None,
        None => Some((w.say("past-look"), paths::PAST.to_owned())),
        Some(text) => {
            let key = if found > past::COUNTED { ("past-found-many", past::COUNTED) } else { ("past-found", found) };
            Some((w.say1(key.0, "n", key.1), paths::past(text, None, None)))
        }
    })
}

fn nothing(w: Words, session: &Session, wrong: bool, typed: &str) -> Empty {
    let action = if typed.is_empty() || typed == USUAL {
        session.has(Role::Intake).then(|| (w.say("nav-new"), paths::NEW_DEMAND.to_owned()))
    } else {
        Some((w.say("queue-clear"), paths::QUEUE.to_owned()))
    };
    let (title, text) = if wrong {
        (w.say("queue-not-understood"), w.say("queue-not-understood-text"))
    } else {
        (w.say("queue-empty"), w.say("queue-empty-text"))
    };
    Empty { icon: "search", title, text, action }
}

fn order(code: &str) -> Option<(Sort, bool)> {
    let (name, reverse) = code.strip_prefix('-').map_or((code, false), |name| (name, true));
    let sort = match name {
        "" | "due" => Sort::Due,
        "received" => Sort::Received,
        "reference" => Sort::Reference,
        "stage" => Sort::Stage,
        _ => return None,
    };
    Some((sort, reverse))
}

/// The order as the address says it; empty for the usual one.
fn code(sort: Sort, reverse: bool) -> String {
    let name = match sort {
        Sort::Due if !reverse => "",
        Sort::Due => "due",
        Sort::Received => "received",
        Sort::Reference => "reference",
        Sort::Stage => "stage",
    };
    if reverse { format!("-{name}") } else { name.to_owned() }
}

/// The columns that sort, in the table's order: a second click turns the order round.
fn headings(w: Words, typed: &str, sort: Sort, reverse: bool) -> Vec<Heading> {
    let columns =
        [(Sort::Reference, "queue-reference"), (Sort::Due, "queue-deadline"), (Sort::Stage, "queue-stage"), (Sort::Received, "queue-age")];
    columns
        .into_iter()
        .map(|(of, key)| {
            let mine = of == sort;
            // What came last is the youngest: its age ascends.
            let sorted = match (mine, reverse) {
                (false, _) => "",
                (true, false) => "ascending",
                (true, true) => "descending",
            };
            Heading { label: w.say(key), href: paths::queue_page(typed, &code(of, mine && !reverse), None), sorted }
        })
        .collect()
}

#[expect(clippy::too_many_arguments, reason = "the bar says all that the page knows")]
fn bar(
    w: Words,
    session: &Session,
    typed: &str,
    query: &Query,
    wrong: Option<&QueryError>,
    people: &[Person],
    rulebook: &Rulebook,
    scope_only: bool,
) -> FilterBar {
    let menu = |key: &'static str, label: &str, values: Vec<(String, Text)>| {
        let anything = (String::new(), w.say("queue-any"));
        let options = std::iter::once(anything).chain(values).map(|(value, label)| FilterOption {
            current: !value.is_empty() && query.says(key, &value),
            href: paths::queue(&query.with(key, &value)),
            label,
            count: None,
        });
        FilterMenu { label: w.say(label), options: options.map(keep_empty).collect() }
    };
    let named = |kind: &str, codes: &[&str]| codes.iter().map(|c| ((*c).to_owned(), w.name(kind, c))).collect::<Vec<_>>();
    let due = [("overdue", "queue-due-overdue"), ("<24h", "queue-due-day"), ("<3d", "queue-due-three"), ("<7d", "queue-due-week")];
    let due = due.map(|(value, key)| (value.to_owned(), w.say(key))).to_vec();
    let mut who = vec![("me".to_owned(), w.say("queue-me")), ("nobody".to_owned(), w.say("queue-nobody"))];
    let others = people.iter().filter(|p| p.id != session.person.id && p.disabled_at.is_none() && sees_cases(p.roles));
    who.extend(others.map(|p| (p.mail.clone(), Text::from(p.name.clone()))));
    let mut menus = vec![menu("due", "queue-deadline", due)];
    if !scope_only {
        let instruments = rulebook.instruments.values().map(|i| {
            let title = if w.lang() == "sv" { &i.title.sv } else { &i.title.en };
            (i.id.to_string(), Text::from(title.clone()))
        });
        menus.insert(0, menu("stage", "queue-stage", named("stage", &StageName::ALL.map(StageName::code))));
        menus.push(menu("secrecy", "queue-secrecy", named("secrecy", &query::SECRECY)));
        menus.push(menu("assignee", "queue-assignee", who));
        menus.push(menu("instrument", "queue-instrument", instruments.collect()));
        menus.push(menu("is", "queue-state", named("queue-is", &query::IS)));
    }
    FilterBar {
        w,
        action: paths::QUEUE.to_owned(),
        query: typed.to_owned(),
        placeholder: Text::from("stage:reviewing due:<3d instrument:eu.epoc assignee:me"),
        error: wrong.map(|e| w.say2(format!("queue-error-{}", e.code), "word", &e.word, "choices", &e.choices)),
        menus,
        terms: query.without_each().into_iter().map(|(word, left)| (Text::from(word), keep(paths::queue(&left)))).collect(),
    }
}

/// An address without a query would bring back the usual one; an empty query must be said.
fn keep(href: String) -> String {
    if href == paths::QUEUE { format!("{href}?q=") } else { href }
}

fn keep_empty(mut option: FilterOption) -> FilterOption {
    option.href = keep(option.href);
    option
}

/// The people whom demands can be given to.
pub(super) fn whom(w: Words, session: &Session, people: &[Person], chosen: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("me", w.say("queue-me"), chosen == "me")];
    let others = people.iter().filter(|p| p.id != session.person.id && p.disabled_at.is_none() && sees_cases(p.roles));
    choices.extend(others.map(|p| Choice::new(p.id.to_string(), p.name.clone(), chosen == p.id.to_string())));
    choices.push(Choice::new("nobody", w.say("queue-nobody"), chosen == "nobody"));
    choices
}
