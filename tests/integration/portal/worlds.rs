//! Two worlds: one with and one without secret demands about the same customer. Whatever the customer's side can ask, it must
//! get the same bytes.
//!
//! Removed before comparing, and nothing else: the request's id, the date, the secrets of cookies, codes and links, and in the world
//! of each demand that the customer was told of in both, the ids and references that chance gave it, and the keys of its forms; the
//! id of the contact's passkey, and of the question for another one the challenge and the contact's id.

use super::reports::{squeezed, unpacked, words};
use super::{CONTACT, code_mails, contact, demand, over};
use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::actors::Desk;
use crate::support::authenticator::Authenticator;
use crate::support::program::Program;
use crate::support::site::{Answer, NOBODY, Site, Visitor};
use chrono::{Duration, TimeDelta};
use domain::category::Category;
use domain::command::{Command, OrderDraft};
use domain::customer_report::ReportInterval;
use domain::customer_view;
use domain::demand::Demand;
use domain::ids::{DemandId, OrderId};
use domain::instrument::{Audience, SecrecySource};
use domain::notice::Notice;
use domain::token::TokenScope;
use ombud::app::App;
use ombud::portal::routes::table;
use ombud::store::customers::reports::reports_of;
use ombud::store::outbox::{self, MessageFilter};
use ombud::store::{customers, passkeys};
use ombud::web::routes::Access;
use ombud::workflow::customers::{CustomerKey, Given, NewCustomer};
use ombud::workflow::portal::{CODE_LETTER, View};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// What is done wrong on purpose, each of which the comparison must find.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    /// A list counts what it does not show.
    CountsHidden,
    /// What may not be seen is forbidden rather than absent.
    Forbidden,
    /// A mail that says more to who has secret demands.
    Mail,
    /// A report that is built from all demands.
    CountsAll,
    /// A program reads how many demands there are.
    Program,
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
        // Entered as customers are, so that it is reminded.
        let row = customers::find(desk.workflow.store().read(), desk.customer).await.unwrap().unwrap();
        let new = NewCustomer { product: "Mail".to_owned(), ..NewCustomer::of(&row) };
        desk.workflow.put_customer(desk.staff.notice, CustomerKey::Id(desk.customer), new, None).await.unwrap();
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
        let mut visitor = contact(&site, CONTACT).await;
        let added = super::passkeys::add(&mut visitor, &mut Authenticator::new(7, "http://localhost:8080"), "Laptop").await;
        assert_eq!(added.leads_to(), "/customer/passkeys", "{}", added.body);
        let row = customers::with_address(site.app.store.read(), CONTACT).await.unwrap().remove(0);
        for passkey in passkeys::of_contact(site.app.store.read(), row.id.to()).await.unwrap() {
            names.insert(passkey.id.to_string(), "the-known-passkey".to_owned());
        }
        (Self { desk, site, visitor, names, fault: None }, hidden)
    }

    /// The text as it is in both worlds.
    fn plain(&self, text: &str) -> String {
        let plain = without(text, "name=\"key\" value=\"", "\"");
        let plain = without(&plain, "&#34;challenge&#34;:&#34;", "&#34;");
        let plain = without(&plain, "&#34;user&#34;:{&#34;id&#34;:&#34;", "&#34;");
        self.names.iter().fold(plain, |text, (drawn, name)| text.replace(drawn, name))
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
        for (n, row) in customers::contacts_of(read, self.desk.customer).await.unwrap().iter().enumerate() {
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
        let nobody = NOBODY.to_owned();
        let guesses: Vec<String> =
            ids.iter().map(ToString::to_string).chain([nobody, "the-known-demand".to_owned(), "the-known-passkey".to_owned()]).collect();
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

    /// Every mail to the customer's people that left or waits to leave since `since`, all of it, but for the secrets in it.
    async fn mails(&self, since: domain::Instant) -> Vec<String> {
        let mut rows =
            outbox::list(self.site.app.store.read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 1_000).await.unwrap();
        rows.retain(|row| row.created_at >= since && row.recipient.ends_with("@customer.example.com") && row.state != outbox::CANCELLED);
        let mut mails: Vec<String> = rows
            .into_iter()
            .map(|row| {
                let extra = if self.fault == Some(Fault::Mail) { "You may hear from us soon." } else { "" };
                let told = format!("{} {} {} {}", row.letter, row.recipient, row.language, row.subject);
                let times = format!("{} {} {:?} {:?}", row.created_at, row.next_at, row.expires_at, row.sent_at);
                let body = format!("{}{:?}{}{extra}", row.body_text, row.body_html, row.attachments);
                format!("{told} {} {} {times} {}", row.state, row.attempts, self.plain(&bare(&row.letter, &body)))
            })
            .collect();
        mails.sort();
        mails
    }

    /// Everything that programs can read of the customer, with the answers.
    async fn by_programs(&mut self, ids: &[DemandId]) -> Vec<(String, String)> {
        let customer = self.desk.customer;
        // What opens demands is for the provider's own systems, which may know; a program that keeps customers may not.
        let own: Vec<TokenScope> = TokenScope::ALL.into_iter().filter(|scope| scope.for_a_customer()).collect();
        let programs =
            [("all", Program::with(&self.site, &own, None).await), ("own", Program::with(&self.site, &own, Some(customer)).await)];
        let listed = customers::contacts_of(self.site.app.store.read(), customer).await.unwrap();
        let known = self.names.iter().find(|(_, name)| *name == "the-known-demand").map(|(drawn, _)| drawn.clone());
        let mut guesses: Vec<(String, String)> = ids.iter().map(|id| (id.to_string(), id.to_string())).collect();
        guesses.extend([("customer".to_owned(), customer.to_string()), ("contact".to_owned(), listed[0].id.to_string())]);
        guesses.push(("known".to_owned(), known.unwrap_or_else(|| Uuid::from_u128(7).to_string())));
        let hidden = ombud::store::demands::of_customer(self.site.app.store.read(), customer, None, 100).await.unwrap().len();
        let mut said = Vec::new();
        for route in ombud::web::routes::table() {
            let reads = route.method == "GET" || route.rule.path.ends_with("/.search");
            if !matches!(route.rule.access, Access::Token(_)) || !reads {
                continue;
            }
            for (who, program) in &programs {
                for (name, guess) in &guesses {
                    // The customer's own where one is named beside something else.
                    let mut parts: Vec<&str> = route.rule.path.split('/').collect();
                    let own = customer.to_string();
                    let last = parts.iter().rposition(|part| part.starts_with('{'));
                    for (n, part) in parts.iter_mut().enumerate().filter(|(_, part)| part.starts_with('{')) {
                        *part = if Some(n) == last { guess } else { &own };
                    }
                    let reply = program.send(route.method, &parts.join("/"), Some("{}".to_owned()), &[]).await;
                    let mut headers: Vec<String> = reply.headers.iter().map(|(n, v)| format!("{n}: {}", v.to_str().unwrap())).collect();
                    headers.retain(|h| !["x-request-id: ", "date: "].iter().any(|nonce| h.starts_with(nonce)));
                    headers.sort();
                    let extra = if self.fault == Some(Fault::Program) { format!("{hidden}") } else { String::new() };
                    let answer = format!("{}\n{}\n{}\n{}{extra}", reply.status, headers.join("\n"), reply.text.len(), reply.text);
                    said.push((format!("{who} {} {} {name}", route.method, route.rule.path), self.plain(&answer)));
                    self.desk.forward(Duration::seconds(1));
                    if last.is_none() {
                        break;
                    }
                }
            }
        }
        said
    }

    /// From now on the customer's side sees what `view` says.
    async fn seen_through(&mut self, view: Arc<View>) {
        let app = App { workflow: self.desk.workflow.clone().seen_through(view), ..self.site.app.clone() };
        self.site = Site::of(app);
        // All that was asked before counts against the place it came from.
        self.desk.forward(Duration::minutes(20));
        self.visitor = contact(&self.site, CONTACT).await;
    }
}

/// A mail without the code or the link's secret in it.
fn bare(letter: &str, text: &str) -> String {
    if letter == CODE_LETTER {
        return text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    }
    let mut parts = text.split("/contact/");
    let first = parts.next().unwrap_or_default().to_owned();
    let secret = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    parts.fold(first, |text, part| text + "/contact/SECRET" + part.trim_start_matches(secret))
}

/// The text without what stands between each `before` and the next `end`.
fn without(text: &str, before: &str, end: &str) -> String {
    let mut parts = text.split(before);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "of chance" + part.split_once(end).map_or(part, |(_, rest)| rest))
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
            let (a, b) = (without.by_programs(&hidden).await, with.by_programs(&hidden).await);
            assert_eq!(differences(&a, &b), Vec::<String>::new(), "told too: {told_too}");
            assert!(a.iter().filter(|(_, said)| said.starts_with("200")).count() > 20, "they read something");
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
            // What is asked of contacts follows from the directory and the calendar: over more than a year, to the byte.
            let quiet = with.desk.now();
            for _ in 0..14 {
                for world in [&with, &without] {
                    world.desk.forward(Duration::days(30));
                    world.desk.workflow.keep_contacts(100).await.unwrap();
                    // Orders run out meanwhile, and what is owed then is owed.
                    world.desk.workflow.tick(100).await.unwrap();
                }
            }
            let upkeep = async |world: &World| {
                let mut mails = world.mails(quiet).await;
                mails.retain(|mail| mail.starts_with("contact_"));
                mails
            };
            let (a, b) = (upkeep(&without).await, upkeep(&with).await);
            assert_eq!(a, b);
            let of = |kind: &str| a.iter().filter(|mail| mail.starts_with(kind)).count();
            assert!(of("contact_reminder") >= 4 && of("contact_verification") >= 2, "{a:?}");
        }
    }
}

/// The view as somebody would write it who does not ask for secrecy.
fn forgets_secrecy() -> Arc<View> {
    Arc::new(|demand: &Demand, customer, rulebook: &_, now| {
        let mut open = demand.clone();
        open.secrecy.orders.clear();
        let by = domain::ids::PersonId(Uuid::from_u128(1));
        open.secrecy.none = Some(domain::secrecy::NoneConfirmed::TwoPeople { first: by, second: by, at: now });
        customer_view::view(&open, customer, rulebook, now)
    })
}

/// The view as somebody would write it who does not ask whether the customer was told.
fn forgets_the_notice(told: Notice) -> Arc<View> {
    Arc::new(move |demand: &Demand, customer, rulebook: &_, now| {
        let open = Demand { notice: told.clone(), ..demand.clone() };
        customer_view::view(&open, customer, rulebook, now)
    })
}

#[tokio::test]
async fn each_planted_fault_is_found() {
    let (one, two) = (TestDatabase::sqlite(), TestDatabase::sqlite());
    let (mut with, hidden) = World::make(&one.url, true, true).await;
    let (mut without, _) = World::make(&two.url, true, false).await;
    let began = with.desk.now();
    (with.fault, without.fault) = (Some(Fault::Program), Some(Fault::Program));
    let (a, b) = (without.by_programs(&hidden).await, with.by_programs(&hidden).await);
    assert!(!differences(&a, &b).is_empty(), "a program that reads more was not found");
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
    // The pure function behind every page and file, wrong in both worlds alike: only who has secret demands sees a difference.
    let told = ombud::store::demands::of_customer(with.site.app.store.read(), with.desk.customer, None, 100).await.unwrap();
    let told = told.iter().find(|row| with.names.contains_key(&row.id.to_string())).unwrap();
    let told = with.desk.find(told.demand()).await.notice;
    // The one that was told of before its secrecy came, and the one that nobody was told of.
    for (what, leaky, id) in [("secrecy", forgets_secrecy(), hidden[3]), ("the notice", forgets_the_notice(told), hidden[2])] {
        for world in [&mut with, &mut without] {
            world.seen_through(Arc::new(customer_view::view)).await;
        }
        let (a, b) = (without.everything(&hidden).await, with.everything(&hidden).await);
        assert_eq!(differences(&a, &b), Vec::<String>::new(), "before the view forgets {what}");
        for world in [&mut with, &mut without] {
            world.seen_through(Arc::clone(&leaky)).await;
        }
        let (a, b) = (without.everything(&hidden).await, with.everything(&hidden).await);
        let differ = differences(&a, &b);
        assert!(differ.iter().any(|d| d.starts_with("GET /customer\n")), "{what}: the list");
        // The page itself has a gate of its own below: opening a notice is on record. The file of the demand has only the view.
        assert!(differ.iter().any(|d| d.starts_with(&format!("GET /customer/demands/{id}/"))), "{what}: the demand's file");
        assert!(differ.iter().any(|d| d.starts_with("GET /customer/notices.json")), "{what}: the file");
        assert!(differ.iter().any(|d| d.starts_with("GET /customer/notices.zip")), "{what}: the archive");
        for end in ["json", "csv", "pdf"] {
            assert!(differ.iter().any(|d| d.starts_with(&format!("GET /customer/reports/2026-H2.{end}"))), "{what}: the report");
        }
    }
}
