//! A customer's page.

use super::super::directory::{Demands, Other, country, stored_list};
use super::super::extract::{Id, Query};
use super::super::page::{Page, Section};
use super::super::parts::{Badge, ErrorSummary, Facts, Field, Message, Text, Tone};
use super::super::paths;
use super::super::problem::Problem;
use super::super::session::Session;
use super::contacts::{self, ContactForm};
use super::report::{Given, given};
use super::{form::is_counsel, found};
use crate::app::App;
use crate::store::customers::{self, ContactRow, CustomerRow};
use crate::store::demands::QueueFilter;
use crate::store::people;
use crate::words::Words;
use crate::workflow::directory::WrongField;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::contact::Reach;
use domain::ids::{CustomerId, PersonId};
use serde::Deserialize;

/// Most accounts that a page shows.
const ACCOUNTS: u64 = 200;
/// Most reminders that a page shows.
const REMINDERS: u64 = 5;

struct ContactLine {
    place: i64,
    name: String,
    purpose: Text,
    mail: String,
    language: String,
    state: Badge,
    why: String,
    href: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "customers/show.html")]
pub(super) struct ShowPage {
    p: Page,
    name: String,
    class: Badge,
    ended: Option<Message>,
    nobody: Option<Message>,
    facts: Facts,
    timing: Facts,
    timing_at: Option<String>,
    report: Given,
    domains: Vec<String>,
    accounts: Vec<(String, String)>,
    accounts_more: bool,
    contacts: Vec<ContactLine>,
    reminders: Vec<Text>,
    next_reminder: Option<Text>,
    errors: ErrorSummary,
    fields: Vec<Field>,
    contacts_at: String,
    change_at: String,
    end_at: Option<String>,
    demands: Demands,
}

/// How a contact stands, as a badge, and what is to be known of it.
pub(super) fn contact_state(w: Words, session: &Session, row: &ContactRow, reach: Reach) -> (Badge, String) {
    let (tone, icon) = match reach {
        Reach::Verified => (Tone::Good, "check"),
        Reach::Stale => (Tone::Soon, "clock"),
        Reach::Lapsed | Reach::Bounced | Reach::Removed => (Tone::Soon, "undo"),
        Reach::Unverified => (Tone::Plain, "mail"),
    };
    let when = |at: Option<domain::Instant>| at.map(|at| w.short(&at, &session.zone));
    let why = match reach {
        Reach::Verified | Reach::Stale | Reach::Lapsed => when(row.verified_at).map(|t| w.say1("customers-contact-answered", "when", t)),
        Reach::Bounced => when(row.bounced_at).map(|t| w.say1("customers-contact-bounced", "when", t)),
        Reach::Unverified => when(row.asked_at).map(|t| w.say1("customers-contact-asked", "when", t)),
        Reach::Removed => when(row.removed_at).map(Into::into),
    };
    let why = why.map(Into::into).unwrap_or_default();
    (Badge::new(tone, w.name("reach", reach.code())).drawn(icon), why)
}

impl ShowPage {
    pub(super) async fn new(
        app: &App,
        session: &Session,
        row: CustomerRow,
        form: &ContactForm,
        is: Option<WrongField>,
        cursor: &str,
    ) -> Result<Self, Problem> {
        let w = session.words;
        let (policy, now) = (app.workflow.policy().contacts, app.workflow.clock().now());
        let id: CustomerId = row.id.to();
        let conn = app.store.read();
        let contacts = customers::contacts_of(conn, id).await?;
        let accounts = customers::accounts_of(conn, id, ACCOUNTS + 1).await?;
        let reminders = customers::upkeep::reminders_of(conn, id, REMINDERS).await?;
        let filter = QueueFilter { customer: Some(id), ..QueueFilter::seen(session.sight()) };
        let demands = Demands::of(app, session, filter, Other::Authority, &paths::customer(id), cursor).await?;
        let fields = contacts::fields(session, form, &row.language, is);
        let reached = contacts.iter().any(|c| c.reach(&policy, now).reachable());
        let timing = timing(app, session, &row).await?;
        let mut facts = Facts::default()
            .with(w.say("customers-class"), w.name("class", &row.class))
            .with(w.say("directory-country"), country(w, &row.country))
            .with(w.say("directory-language"), w.name("language", &row.language))
            .with(w.say("customers-role"), w.name("provider-role", &row.role));
        for (label, value) in [
            ("customers-product", Some(&row.product)),
            ("customers-contract", Some(&row.contract)),
            ("customers-external-id", row.external_id.as_ref()),
        ] {
            if let Some(value) = value.filter(|v| !v.is_empty()) {
                facts = facts.with(w.say(label), value.clone());
            }
        }
        facts = facts.with(w.say("directory-since"), w.short(&row.created_at, &session.zone));
        if row.version > 1 {
            facts = facts.with(w.say("customers-changed"), w.short(&row.changed_at, &session.zone));
        }
        let lines = contacts.iter().map(|c| {
            let (state, why) = contact_state(w, session, c, c.reach(&policy, now));
            ContactLine {
                place: c.position,
                name: c.name.clone(),
                purpose: w.name("purpose", &c.purpose),
                mail: c.mail.clone(),
                language: w.name("language", &c.language).into_owned(),
                state,
                why,
                href: paths::customer_at(id, &format!("contacts/{}", c.id)),
            }
        });
        let at = |t: &domain::Instant| w.short(t, &session.zone);
        Ok(Self {
            p: session.page("customers-customer", Section::Customers),
            class: Badge::new(Tone::Plain, w.name("class", &row.class)).drawn(if row.class == "consumer" { "person" } else { "house" }),
            ended: row.ended_at.map(|t| Message::new(Tone::Info, w.say1("customers-ended", "when", at(&t)))),
            nobody: (!reached && row.ended_at.is_none())
                .then(|| Message::new(Tone::Soon, w.say("customers-unreachable-text")).titled(w.say("customers-unreachable"))),
            facts,
            timing,
            report: given(app, session, &row).await?,
            timing_at: is_counsel(session).then(|| paths::customer_at(id, "timing")),
            domains: stored_list(&row.domains),
            accounts_more: accounts.len() as u64 > ACCOUNTS,
            accounts: accounts.into_iter().take(ACCOUNTS as usize).map(|a| (a.value, a.account)).collect(),
            contacts: lines.collect(),
            reminders: reminders.iter().map(|r| w.say2("customers-reminded", "when", at(&r.at), "n", r.reachable)).collect(),
            next_reminder: row.remind_at.map(|t| w.say1("customers-reminded-next", "when", at(&t))),
            errors: ErrorSummary::of(w, &fields),
            fields,
            contacts_at: paths::customer_at(id, "contacts"),
            change_at: paths::customer_at(id, "change"),
            end_at: row.ended_at.is_none().then(|| paths::customer_at(id, "end")),
            demands,
            name: row.name,
        })
    }
}

/// When the customer is told where the law leaves a choice, who said so and why.
pub async fn timing(app: &App, session: &Session, row: &CustomerRow) -> Result<Facts, Problem> {
    let w = session.words;
    let said = row.notice_timing.as_ref().map_or_else(|| w.say("notice-timing-rulebook"), |code| w.name("notice-timing", code));
    let mut facts = Facts::default().with(w.say("customers-timing"), said);
    if let (Some(by), Some(why)) = (&row.notice_timing_by, &row.notice_timing_why) {
        let name = match by.parse::<PersonId>() {
            Ok(id) => people::find(app.store.read(), id).await?.map(|p| p.name),
            Err(_) => None,
        };
        facts = facts.with(w.say("customers-timing-by"), name.unwrap_or_else(|| by.clone())).with(w.say("customers-why"), why.clone());
    }
    Ok(facts)
}

/// The place in the list of demands.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    /// As [`crate::store::demands::Cursor`] writes it; empty for the beginning.
    pub demands: String,
}

/// `GET /customers/{customer}`
pub async fn show(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CustomerId>,
    Query(place): Query<Place>,
) -> Result<impl IntoResponse, Problem> {
    let row = found(&app, id).await?;
    ShowPage::new(&app, &session, row, &ContactForm::default(), None, &place.demands).await
}
