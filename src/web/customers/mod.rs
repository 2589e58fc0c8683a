//! Customers: who they are, whom they listed to be told, and which demands concern them.

mod contacts;
mod form;
mod import;
mod report;
mod show;

pub use contacts::{add_contact, answer_for, ask, change_contact, contact_page, removal_page, remove_contact, voucher_page};
pub use form::{add, change, change_page, end, end_page, new_page, set_timing, timing_page};
pub use import::{BODY, export, import_page, preview, rejected, take};
pub use report::{file as report_file, interval_page, set_interval, show as report};
pub use show::{Place, show, timing};

use super::directory::{Around, Directory, PAGE, Search, country};
use super::extract::Query;
use super::page::{Page, Section};
use super::parts::{Badge, Choice, Field, Message, Tab, Tabs, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::customers::{self, CustomerFilter, CustomerRow};
use crate::words::{Language, Words};
use crate::workflow::directory::WrongField;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::Instant;
use domain::ids::CustomerId;

struct Line {
    href: String,
    name: String,
    class: String,
    country: String,
    reached: Text,
    unreachable: Option<Badge>,
}

#[derive(Template, WebTemplate)]
#[template(path = "customers/list.html")]
struct ListPage {
    p: Page,
    around: Around,
    tabs: Tabs,
    lead: Option<Message>,
    lines: Vec<Line>,
    formats: Vec<(&'static str, Text)>,
}

const DIRECTORY: Directory = Directory { at: paths::CUSTOMERS, new_at: paths::NEW_CUSTOMER, icon: "house", words: "customers" };

/// In the address of the list: only customers nobody of whom can be reached.
const UNREACHABLE: &str = "unreachable";

/// An answer at this moment or later makes a contact reachable now.
fn since(app: &App) -> Instant {
    app.workflow.policy().contacts.reachable_since(app.workflow.clock().now())
}

/// `GET /customers`
pub async fn list(State(app): State<App>, session: Session, Query(search): Query<Search>) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let after = match search.after::<CustomerId>()? {
        Some(id) => customers::find(app.store.read(), id).await?,
        None => None,
    };
    let unreachable = match search.show.as_str() {
        "" => false,
        UNREACHABLE => true,
        _ => return Err(Problem::NotFound),
    };
    let filter = CustomerFilter { text: search.q.clone(), unanswered_since: unreachable.then(|| since(&app)), ..CustomerFilter::default() };
    let mut rows = customers::list(app.store.read(), &filter, after.as_ref(), PAGE as u64 + 1).await?;
    let around = DIRECTORY.around(w, &search, &mut rows, |row| row.id.to_string());
    let ids: Vec<CustomerId> = rows.iter().map(|r| r.id.to()).collect();
    let (policy, now) = (app.workflow.policy().contacts, app.workflow.clock().now());
    let listed = customers::contacts_in(app.store.read(), &ids, &policy, now).await?;
    let lines = rows
        .into_iter()
        .map(|row| {
            let has = listed.get(&row.id.to()).copied().unwrap_or_default();
            Line {
                href: paths::customer(row.id.to()),
                class: w.name("class", &row.class).into_owned(),
                country: country(w, &row.country),
                reached: w.say2("customers-reached", "reachable", has.reachable, "people", has.people),
                unreachable: (has.reachable == 0).then(|| nobody(w)),
                name: row.name,
            }
        })
        .collect();
    let tab = |show: &str, label: Text| Tab {
        href: if show.is_empty() { paths::CUSTOMERS.to_owned() } else { format!("{}?show={show}", paths::CUSTOMERS) },
        label,
        count: None,
        current: search.show == show,
    };
    let tabs = vec![tab("", w.say("customers-all")), tab(UNREACHABLE, w.say("customers-unreachable-all"))];
    Ok(ListPage {
        p: session.page("customers-title", Section::Customers),
        around,
        tabs: Tabs { label: w.say("customers-tabs"), tabs },
        lead: unreachable.then(|| Message::new(Tone::Info, w.say("customers-unreachable-lead"))),
        lines,
        formats: vec![("csv", w.say("customers-export-csv")), ("jsonl", w.say("customers-export-jsonl"))],
    })
}

fn nobody(w: Words) -> Badge {
    Badge::new(Tone::Soon, w.say("customers-unreachable")).drawn("mail")
}

/// The sentence for a wrong field, if it is this one.
pub(super) fn wrong(w: Words, is: Option<WrongField>, field: WrongField) -> Option<Text> {
    (is == Some(field)).then(|| w.say(field.sentence()))
}

fn languages(w: Words, chosen: &str) -> Field {
    let chosen = Language::from_code(chosen).unwrap_or(w.language);
    let choices = Language::ALL.map(|l| Choice::new(l.code(), w.name("language", l.code()), l == chosen));
    Field::radio("language", w.say("directory-language"), choices.to_vec())
}

async fn found(app: &App, id: CustomerId) -> Result<CustomerRow, Problem> {
    customers::find(app.store.read(), id).await?.ok_or(Problem::NotFound)
}

fn crumbs(w: Words, row: &CustomerRow) -> Vec<(Text, String)> {
    vec![(w.say("nav-customers"), paths::CUSTOMERS.to_owned()), (row.name.clone().into(), paths::customer(row.id.to()))]
}
