//! Two worlds: one with and one without secret demands about the same customer. Whatever the customer's side can ask, it must
//! get the same bytes.
//!
//! Removed before comparing, and nothing else: the request's id, the date, the secrets of cookies, and in the world of each
//! demand that the customer was told of in both, the ids and references that chance gave it, and the keys of its forms.

use super::reports::{squeezed, unpacked, words};
use super::{CONTACT, code_mails, contact, demand, over};
use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::actors::Desk;
use crate::support::site::{Answer, Site, Visitor};
use chrono::{Duration, TimeDelta};
use domain::category::Category;
use domain::command::{Command, OrderDraft};
use domain::customer_report::ReportInterval;
use domain::demand::Demand;
use domain::ids::{DemandId, OrderId};
use domain::instrument::{Audience, SecrecySource};
use ombud::portal::routes::table;
use ombud::store::customers::reports::reports_of;
use ombud::store::outbox::{self, MessageFilter};
use ombud::workflow::customers::Given;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is done wrong on purpose, each of which the comparison must find.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    /// The view forgets to ask for secrecy.
    ViewIgnoresSecrecy,
    /// The view forgets to ask whether the customer was told.
    ViewIgnoresTheNotice,
    /// A list counts what it does not show.
    CountsHidden,
    /// What may not be seen is forbidden rather than absent.
    Forbidden,
    /// A mail that says more to who has secret demands.
    Mail,
    /// A report that is built from all demands.
    CountsAll,
}

/// One installation and a contact of its customer.
struct World {
    desk: Desk,
    site: Site,
    visitor: Visitor,
    /// What chance drew here and the same thing's name in both worlds.
    names: BTreeMap<String, String>,
    fault: Option<Fault>,
}

fn order(desk: &Desk, until: TimeDelta) -> Command {
    Command::PlaceSecrecy(OrderDraft {
        id: OrderId(Uuid::new_v4()),
        source: SecrecySource::Court,
        covers: [Audience::Customer, Audience::EndUser].into(),
        law: "18 USC 2705(b)".to_owned(),
        document: "order of the court".to_owned(),
        from: desk.now(),
        until: Some(desk.now() + until),
    })
}

/// A demand of which the customer was told.
async fn told(desk: &Desk, reference: &str) -> Demand {
    let id = desk.receive(demand(desk, "us.sca.order_2703d", reference, &[Category::SubId, Category::Traffic])).await.id;
    desk.to_producing(id).await;
    desk.no_secrecy(id).await;
    desk.notify(id).await
}

/// Secret demands of every sort about the customer: one in force, one unknown, one that nobody has told of yet, one that was told
/// of before its secrecy came, one whose order has run out and nobody has looked, one whose notice was stopped in the outbox.
async fn secrets(desk: &Desk) -> Vec<DemandId> {
    let staff = desk.staff;
    let mut all = Vec::new();
    let in_force = desk.receive(demand(desk, "us.sca.subpoena", "s-1", &[Category::SubId])).await.id;
    desk.does(staff.reviewer, in_force, order(desk, TimeDelta::days(90))).await;
    all.push(in_force);
    all.push(desk.receive(demand(desk, "us.sca.order_2703d", "s-2", &[Category::Traffic])).await.id);
    let untold = desk.receive(demand(desk, "us.sca.order_2703d", "s-3", &[Category::SubId])).await.id;
    desk.to_producing(untold).await;
    desk.no_secrecy(untold).await;
    all.push(untold);
    let before = told(desk, "s-4").await.id;
    desk.does(staff.reviewer, before, order(desk, TimeDelta::days(30))).await;
    all.push(before);
    let ended = desk.receive(demand(desk, "us.sca.subpoena", "s-5", &[Category::SubId])).await.id;
    desk.does(staff.reviewer, ended, order(desk, TimeDelta::hours(1))).await;
    all.push(ended);
    let stopped = desk.receive(demand(desk, "us.sca.order_2703d", "s-6", &[Category::SubId])).await.id;
    desk.to_producing(stopped).await;
    desk.no_secrecy(stopped).await;
    let read = desk.workflow.preview_notice(&staff.notice, stopped).await.unwrap().digest;
    desk.workflow.prepare_notice(staff.notice, stopped, &read, None).await.unwrap();
    desk.workflow.confirm_notice(staff.other_approver, stopped, &read, None).await.unwrap();
    desk.does(staff.reviewer, stopped, order(desk, TimeDelta::days(60))).await;
    all.push(stopped);
    all
}

impl World {
    /// `told_too`: with a demand that the customer was told of. `secret`: with demands that it may not know of.
    async fn make(url: &str, told_too: bool, secret: bool) -> (Self, Vec<DemandId>) {
        let desk = Desk::open(url).await;
        let mut names = BTreeMap::new();
        if told_too {
            let known = told(&desk, "known-1").await;
            names.insert(known.id.to_string(), "the-known-demand".to_owned());
            names.insert(known.reference.to_string(), "D-KNOWN".to_owned());
            for (n, line) in known.lines.iter().enumerate() {
                names.insert(line.id.to_string(), format!("its-line-{n}"));
            }
        }
        let hidden = if secret { secrets(&desk).await } else { Vec::new() };
        desk.forward(Duration::hours(2));
        desk.workflow.tick(100).await.unwrap();
        let site = over(&desk);
        let visitor = contact(&site, CONTACT).await;
        (Self { desk, site, visitor, names, fault: None }, hidden)
    }

    /// The text as it is in both worlds.
    fn plain(&self, text: &str) -> String {
        let mut parts = text.split("name=\"key\" value=\"");
        let first = parts.next().unwrap_or_default().to_owned();
        let keyless = parts.fold(first, |text, part| text + "a form's key" + part.split_once('"').map_or(part, |(_, rest)| rest));
        self.names.iter().fold(keyless, |text, (drawn, name)| text.replace(drawn, name))
    }

    /// An answer with nothing but what both worlds must agree on. `known` stands for the id of the demand that was told of.
    async fn ask(&mut self, method: &str, path: &str) -> String {
        let path = self.names.iter().fold(path.to_owned(), |path, (drawn, name)| path.replace(name, drawn));
        let mut answer = match method {
            "GET" => self.visitor.get(&path).await,
            _ => self.visitor.post(&path, &[("text", "We object."), ("name", "A"), ("mail", "a@customer.example.com")]).await,
        };
        self.spoil(&path, &mut answer).await;
        // A contact that was added got an id of chance in each world.
        let read = self.site.app.store.read();
        for (n, row) in ombud::store::customers::contacts_of(read, self.desk.customer).await.unwrap().iter().enumerate() {
            self.names.insert(row.id.to_string(), format!("contact-{n}"));
        }
        let mut headers: Vec<String> = Vec::new();
        for (name, value) in &answer.headers {
            let value = value.to_str().unwrap();
            match name.as_str() {
                "x-request-id" | "date" => {}
                // What is packed is as long as the references that chance drew; its words are compared below.
                "content-length" if self.drew() && packed(&answer) => {}
                "set-cookie" => headers.push(format!("set-cookie: {}", value.split('=').next().unwrap())),
                name => headers.push(format!("{name}: {}", self.plain(value))),
            }
        }
        headers.sort();
        format!("{} {}\n{}\n{}", method, answer.status, headers.join("\n"), self.said(&answer))
    }

    /// Do wrong what the planted fault says.
    async fn spoil(&self, path: &str, answer: &mut Answer) {
        let hidden = ombud::store::demands::of_customer(self.site.app.store.read(), self.desk.customer, None, 100).await.unwrap();
        let shown = self.site.app.workflow.customers_demands(self.desk.customer).await.unwrap().len();
        match self.fault {
            Some(Fault::CountsHidden) if path == "/customer" => answer.body.push_str(&format!("<!-- {} -->", hidden.len() - shown)),
            Some(Fault::Forbidden) if hidden.iter().any(|row| path.contains(&row.id.to_string())) && answer.status == 404 => {
                answer.status = axum::http::StatusCode::FORBIDDEN;
            }
            Some(Fault::CountsAll) if path.starts_with("/customer/reports/") && path.ends_with(".json") && answer.status == 200 => {
                let mut report: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
                report["figures"]["demands"] = hidden.len().into();
                answer.body = report.to_string();
            }
            _ => {}
        }
    }

    /// Whether chance drew something that is shown.
    fn drew(&self) -> bool {
        self.names.values().any(|name| name == "D-KNOWN")
    }

    /// What an answer says: of a page its words, of an archive its files, else its text and how long it is.
    fn said(&self, answer: &Answer) -> String {
        let page = |bytes: &[u8]| {
            let squeeze = |(drawn, name): (&String, &String)| (squeezed(drawn), squeezed(name));
            self.names.iter().map(squeeze).fold(words(bytes), |text, (drawn, name)| text.replace(&drawn, &name))
        };
        match answer.headers.get("content-type").and_then(|t| t.to_str().ok()) {
            // Where chance drew nothing of what is shown, not a byte may differ.
            Some("application/pdf" | "application/zip") if !self.drew() => {
                format!("{:x?}", answer.bytes)
            }
            Some("application/pdf") => page(&answer.bytes),
            Some("application/zip") => {
                let file = |(name, bytes): (String, Vec<u8>)| {
                    let said = if name.ends_with(".pdf") { page(&bytes) } else { self.plain(&String::from_utf8(bytes).unwrap()) };
                    format!("{}\n{said}", self.plain(&name))
                };
                unpacked(&answer.bytes).into_iter().map(file).collect::<Vec<_>>().join("\n")
            }
            // Before anything is replaced: two pages of one length are one length.
            _ => format!("{}\n{}", answer.body.len(), self.plain(&answer.body)),
        }
    }

    /// Everything that the customer's side can ask, with the answers.
    async fn everything(&mut self, ids: &[DemandId]) -> Vec<(String, String)> {
        let mut said = Vec::new();
        let nobody = "00000000-0000-4000-8000-000000000000".to_owned();
        let guesses: Vec<String> = ids.iter().map(ToString::to_string).chain([nobody, "the-known-demand".to_owned()]).collect();
        for route in table() {
            // What would end or change the session, or asks nothing about demands.
            if ["/customer/sign-out", "/customer/language"].contains(&route.rule.path) || route.rule.path.contains("/sign-in") {
                continue;
            }
            let variable = route.rule.path.split('/').any(|part| part.starts_with('{'));
            let tries = if variable { guesses.clone() } else { vec![String::new()] };
            for guess in tries {
                let path: Vec<&str> =
                    route.rule.path.split('/').map(|part| if part.starts_with('{') { guess.as_str() } else { part }).collect();
                let path = path.join("/");
                said.push((format!("{} {path}", route.method), self.ask(route.method, &path).await));
            }
        }
        for period in ["2026", "2026-H1", "2026-H2", "2026-Q3"] {
            let path = format!("/customer/reports?period={period}");
            said.push((format!("GET {path}"), self.ask("GET", &path).await));
            for end in ["json", "csv", "pdf"] {
                let path = format!("/customer/reports/{period}.{end}");
                said.push((format!("GET {path}"), self.ask("GET", &path).await));
            }
        }
        for path in ["/customer?page=1", "/customer?page=0", "/customer/demands", "/customer/demands/", "/customer/nowhere"] {
            said.push((format!("GET {path}"), self.ask("GET", path).await));
        }
        said
    }

    /// Every mail to the customer's people that left or waits to leave since `since`.
    async fn mails(&self, since: domain::Instant) -> Vec<String> {
        let mut rows = outbox::list(self.site.app.store.read(), &MessageFilter::default(), None, 1_000).await.unwrap();
        rows.retain(|row| row.created_at >= since && row.recipient.ends_with("@customer.example.com") && row.state != outbox::CANCELLED);
        let mut mails: Vec<String> = rows
            .into_iter()
            .map(|row| {
                let text: String = row.body_text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
                let extra = if self.fault == Some(Fault::Mail) { "You may hear from us soon." } else { "" };
                format!("{} {} {} {} {text}{extra}", row.letter, row.recipient, row.subject, row.attachments)
            })
            .collect();
        mails.sort();
        mails
    }
}

/// Whether an answer is a page or an archive.
fn packed(answer: &Answer) -> bool {
    ["application/pdf", "application/zip"].iter().any(|kind| answer.headers.get("content-type").is_some_and(|t| t == kind))
}

/// Where two worlds differ; empty when nobody can tell them apart.
fn differences(a: &[(String, String)], b: &[(String, String)]) -> Vec<String> {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).filter(|(a, b)| a != b).map(|(a, b)| format!("{}\n--- without\n{}\n--- with\n{}", a.0, a.1, b.1)).collect()
}

both_databases! {
    async fn nobody_can_tell_secret_demands_from_none(url: String) {
        let other = TestDatabase::sqlite();
        for told_too in [false, true] {
            // A world of its own for each round: the first database is given, the others are new.
            let (with_url, without) = if told_too { (other.url.clone(), TestDatabase::sqlite()) } else { (url.clone(), TestDatabase::sqlite()) };
            let (mut with, hidden) = World::make(&with_url, told_too, true).await;
            let (mut without, _) = World::make(&without.url, told_too, false).await;
            let began = with.desk.now();
            assert_eq!(hidden.len(), 6);
            let (a, b) = (without.everything(&hidden).await, with.everything(&hidden).await);
            let differ = differences(&a, &b);
            assert!(differ.is_empty(), "told too: {told_too}\n{}", differ.join("\n\n"));
            assert!(a.iter().any(|(path, said)| path.contains("the-known-demand") && said.contains("200 OK")) == told_too);
            // Mails, over the time in which everything that has a date comes due.
            for _ in 0..4 {
                for world in [&with, &without] {
                    world.desk.forward(Duration::hours(5));
                    world.desk.workflow.tick(100).await.unwrap();
                    code_mails(&world.site).await;
                }
            }
            // The report of the period in which all this came, announced in both: the same mails, and the same figures kept.
            let mut kept = Vec::new();
            for world in [&with, &without] {
                let within = "2026-09-01T00:00:00Z".parse().unwrap()..world.desk.now();
                let over = Given { period: "2026-H2".to_owned(), within, interval: ReportInterval::HalfYearly };
                assert_eq!(world.desk.workflow.give_reports(&over, 10).await.unwrap(), 1);
                let rows = reports_of(world.desk.workflow.store().read(), world.desk.customer, 10).await.unwrap();
                kept.push(rows.into_iter().map(|row| (row.period, row.figures)).collect::<Vec<_>>());
            }
            assert_eq!(kept[0], kept[1], "told too: {told_too}");
            assert_eq!(without.mails(began).await, with.mails(began).await);
        }
    }
}

/// The row of a demand as somebody would see it who does not ask for secrecy, or not for the notice.
async fn tamper(world: &World, id: DemandId, url: &str, fault: Fault) {
    let row = ombud::store::demands::find(world.site.app.store.read(), id).await.unwrap().unwrap();
    let mut demand: Demand = serde_json::from_str(&row.state).unwrap();
    let model = world.desk.find(id).await;
    match fault {
        Fault::ViewIgnoresSecrecy => {
            demand.secrecy.orders.clear();
            let by = domain::ids::PersonId(Uuid::from_u128(1));
            demand.secrecy.none = Some(domain::secrecy::NoneConfirmed::TwoPeople { first: by, second: by, at: world.desk.now() });
        }
        _ => {
            let told = ombud::store::demands::of_customer(world.site.app.store.read(), world.desk.customer, None, 100).await.unwrap();
            let told = told.iter().find(|r| r.notice_state == "sent").unwrap();
            let told: Demand = serde_json::from_str(&told.state).unwrap();
            demand.notice = told.notice;
        }
    }
    assert_ne!(demand, model);
    let state = serde_json::to_string(&demand).unwrap();
    crate::store::behind(url, &format!("UPDATE demands SET state = '{}' WHERE id = '{id}'", state.replace('\'', "''"))).await.unwrap();
}

#[tokio::test]
async fn each_planted_fault_is_found() {
    let (one, two) = (TestDatabase::sqlite(), TestDatabase::sqlite());
    let (mut with, hidden) = World::make(&one.url, true, true).await;
    let (mut without, _) = World::make(&two.url, true, false).await;
    let began = with.desk.now();
    for fault in [Fault::CountsHidden, Fault::Forbidden, Fault::CountsAll] {
        (with.fault, without.fault) = (Some(fault), Some(fault));
        let (a, b) = (without.everything(&hidden).await, with.everything(&hidden).await);
        assert!(!differences(&a, &b).is_empty(), "{fault:?} was not found");
    }
    (with.fault, without.fault) = (Some(Fault::Mail), None);
    let _ = contact(&with.site, CONTACT).await;
    let _ = contact(&without.site, CONTACT).await;
    assert_ne!(without.mails(began).await, with.mails(began).await, "a mail that says more was not found");
    (with.fault, without.fault) = (None, None);
    // The one that was told of before its secrecy came, and the one that nobody was told of.
    for (fault, id) in [(Fault::ViewIgnoresSecrecy, hidden[3]), (Fault::ViewIgnoresTheNotice, hidden[2])] {
        let (a, b) = (without.everything(&hidden).await, with.everything(&hidden).await);
        assert_eq!(differences(&a, &b), Vec::<String>::new(), "before {fault:?}");
        tamper(&with, id, &one.url, fault).await;
        let (a, b) = (without.everything(&hidden).await, with.everything(&hidden).await);
        let differ = differences(&a, &b);
        assert!(differ.iter().any(|d| d.starts_with("GET /customer\n")), "{fault:?}: the list");
        assert!(differ.iter().any(|d| d.starts_with(&format!("GET /customer/demands/{id}\n"))), "{fault:?}: the page");
        assert!(differ.iter().any(|d| d.starts_with("GET /customer/notices.json")), "{fault:?}: the file");
        assert!(differ.iter().any(|d| d.starts_with("GET /customer/notices.zip")), "{fault:?}: the archive");
        for end in ["json", "csv", "pdf"] {
            assert!(differ.iter().any(|d| d.starts_with(&format!("GET /customer/reports/2026-H2.{end}"))), "{fault:?}: the report");
        }
        // Mend it again.
        let rebuilt = with.desk.workflow.check_projection().await.unwrap();
        assert!(!rebuilt.differing.is_empty(), "what was tampered with is found");
        let whole = ombud::store::events::of_demand(with.site.app.store.read(), id).await.unwrap();
        let entries: Vec<_> = ombud::workflow::entries(&whole).into_iter().map(|(_, e)| e).collect();
        let state = serde_json::to_string(&Demand::fold(&entries).unwrap()).unwrap();
        crate::store::behind(&one.url, &format!("UPDATE demands SET state = '{}' WHERE id = '{id}'", state.replace('\'', "''")))
            .await
            .unwrap();
    }
}
