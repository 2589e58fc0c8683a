//! What a customer is told in sum, and all that it may keep.

use super::{CONTACT, contact, demand, open};
use crate::both_databases;
use crate::support::actors::Desk;
use crate::support::site::Answer;
use crate::web_rulebook::raw_keys;
use axum::http::StatusCode;
use chrono::{Duration, TimeDelta};
use domain::actor::{Actor, Role};
use domain::category::Category;
use domain::command::{Command, OrderDraft};
use domain::customer_report::ReportInterval;
use domain::ids::{ContactId, DemandId, OrderId};
use domain::instrument::{Audience, SecrecySource};
use domain::policy::Policy;
use ombud::notify::writer::Writer;
use ombud::report::Period;
use ombud::store::customers::reports;
use ombud::store::events;
use ombud::store::outbox::{self, MessageFilter, MessageRow};
use ombud::workflow::customers::Given;
use ombud::workflow::{LOOKED, Workflow};
use std::io::{Cursor, Read};
use std::sync::Arc;
use uuid::Uuid;

/// A demand of which the customer was told, and under which something was disclosed.
async fn disclosed(desk: &Desk, reference: &str) -> DemandId {
    let id = desk.receive(demand(desk, "us.sca.order_2703d", reference, &[Category::SubId, Category::Traffic])).await.id;
    desk.to_producing(id).await;
    desk.no_secrecy(id).await;
    desk.notify(id).await;
    desk.collect(id).await;
    desk.seal(id).await.unwrap();
    desk.forward(TimeDelta::days(11));
    desk.release(id).await.unwrap();
    id
}

fn json(answer: &Answer) -> serde_json::Value {
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"), "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

async fn secret(desk: &Desk, id: DemandId) {
    let order = OrderDraft {
        id: OrderId(Uuid::new_v4()),
        source: SecrecySource::Court,
        covers: [Audience::Customer].into(),
        law: "18 USC 2705(b)".to_owned(),
        document: "order of the court".to_owned(),
        from: desk.now(),
        until: Some(desk.now() + TimeDelta::days(90)),
    };
    desk.does(desk.staff.reviewer, id, Command::PlaceSecrecy(order)).await;
}

/// The words of a page, without the spaces and hyphens that depend on where a line ends.
pub fn words(page: &[u8]) -> String {
    let pdf = lopdf::Document::load_mem(page).unwrap();
    let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
    squeezed(&pdf.extract_text(&pages).unwrap())
}

pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{ad}' | '\u{2010}' | '\u{200b}')).collect()
}

/// The files of an archive: name and bytes.
pub fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut file = archive.by_index(n).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

both_databases! {
    async fn a_customer_reads_what_there_was_in_sum(url: String) {
        let (desk, site) = open(&url).await;
        disclosed(&desk, "26-cr-1").await;
        let mut visitor = contact(&site, CONTACT).await;
        let page = visitor.get("/customer/reports?period=2026-H2").await;
        assert_eq!((page.status, raw_keys(&page.body)), (StatusCode::OK, Vec::new()), "{}", page.body);
        for said in ["United States: Court", "Traffic data", "Other data than content disclosed", "This sentence stands in every report", "provisional"] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
        let report = json(&visitor.get("/customer/reports/2026-H2.json").await);
        assert_eq!(report["format"], "ombud.customer-report/1");
        let figures = &report["figures"];
        assert_eq!((figures["demands"].as_u64(), figures["received_earlier"].as_u64()), (Some(1), Some(0)));
        assert_eq!(figures["authorities"][0]["country"], "US");
        assert_eq!(figures["data"].as_array().unwrap().len(), 2);
        assert_eq!(figures["outcomes"][0]["outcome"], "DISCLOSED_NONCONTENT");
        // Nothing was told in the first half of the year.
        assert_eq!(json(&visitor.get("/customer/reports/2026-H1.json").await)["figures"]["demands"], 0);
        let csv = visitor.get("/customer/reports/2026-H2.csv").await;
        assert!(csv.body.starts_with("period,as_of,section,code,label,measure,value\r\n"), "{}", csv.body);
        assert!(csv.body.contains("demands,told,You were first told of,demands,1\r\n"), "{}", csv.body);
        let (one, two) = (visitor.get("/customer/reports/2026-H2.pdf").await, visitor.get("/customer/reports/2026-H2.pdf").await);
        assert_eq!((one.header("content-type"), &one.bytes), ("application/pdf", &two.bytes), "the same bytes each time");
        let said = words(&one.bytes);
        assert!(said.contains(&squeezed("Demands for your data, 2026-H2")) && said.contains(&squeezed("Traffic data")), "{said}");
        for none in ["/customer/reports/2027-H1.json", "/customer/reports/2026-H2.exe", "/customer/reports/x.json", "/customer/reports?period=2031"] {
            assert_eq!(visitor.get(none).await.status, StatusCode::NOT_FOUND, "{none}");
        }
        visitor.post("/customer/language", &[("language", "sv"), ("next", "/customer")]).await;
        let page = visitor.get("/customer/reports?period=2026-H2").await;
        assert!(page.body.contains("Den här meningen står i varje sammanställning"), "{}", page.body);
        assert_eq!(raw_keys(&page.body), Vec::<String>::new());
        // What may be told no more is in no figure, though it was told of before.
        let id = desk.receive(demand(&desk, "us.sca.order_2703d", "26-cr-2", &[Category::SubId])).await.id;
        desk.to_producing(id).await;
        desk.no_secrecy(id).await;
        let before = visitor.get("/customer/reports/2026-H2.json").await.body;
        desk.notify(id).await;
        assert_eq!(json(&visitor.get("/customer/reports/2026-H2.json").await)["figures"]["demands"], 2);
        secret(&desk, id).await;
        assert_eq!(visitor.get("/customer/reports/2026-H2.json").await.body, before);
        desk.holds().await;
    }

    async fn staff_who_answer_for_it_read_the_same_and_it_is_on_record(url: String) {
        let (desk, site) = open(&url).await;
        disclosed(&desk, "26-cr-1").await;
        let mut visitor = contact(&site, CONTACT).await;
        let theirs = visitor.get("/customer/reports/2026-H2.json").await.body;
        let path = format!("/customers/{}/report", desk.customer);
        let mut officer = site.member(&[Role::NoticeOfficer]).await;
        assert_eq!(officer.get(&format!("{path}/2026-H2.json")).await.body, theirs);
        let page = officer.get(&format!("{path}?period=2026-H2")).await;
        assert_eq!((page.status, raw_keys(&page.body)), (StatusCode::OK, Vec::new()), "{}", page.body);
        for stranger in [Role::Intake, Role::Custodian, Role::Auditor] {
            let status = site.member(&[stranger]).await.get(&path).await.status;
            assert_eq!(status, StatusCode::FORBIDDEN, "{stranger:?}");
        }
        let read = of_kind(&desk, "customer_report_read").await;
        assert_eq!(read.len(), 2, "once by each of the two: {read:?}");
        assert!(read.iter().all(|e| e["period"] == "2026-H2" && e.get("figures").is_none()));
    }

    /// The job: after a period each customer of its interval is told once, whatever happens between.
    async fn the_report_is_announced_once(url: String) {
        let (desk, site) = open(&url).await;
        let other = desk.workflow.add_customer(desk.staff.notice, crate::contacts::plain("Without contacts AB")).await.unwrap();
        disclosed(&desk, "26-cr-1").await;
        let zone = chrono_tz::Europe::Stockholm;
        let over = |name: &str, interval| {
            let period: Period = name.parse().unwrap();
            Given { period: name.to_owned(), within: period.instants(zone), interval }
        };
        desk.clock.set("2027-01-01T12:00:00Z".parse().unwrap());
        assert_eq!(Period::last(ReportInterval::HalfYearly, desk.now(), zone).unwrap().to_string(), "2026-H2");
        assert_eq!(desk.workflow.give_reports(&over("2026", ReportInterval::Yearly), 100).await.unwrap(), 0, "it is not the usual interval");
        let half = over("2026-H2", ReportInterval::HalfYearly);
        assert_eq!(desk.workflow.give_reports(&half, 1).await.unwrap(), 1, "as many as are asked for");
        assert_eq!(desk.workflow.give_reports(&half, 100).await.unwrap(), 1);
        // After a restart.
        let again = Desk::again(&url, &desk.folder).await;
        again.clock.set(desk.now());
        assert_eq!(again.workflow.give_reports(&half, 100).await.unwrap(), 0, "nobody is told twice");
        let sent = announced(&desk).await;
        let mut to: Vec<_> = sent.iter().map(|m| (m.recipient.as_str(), m.language.as_str())).collect();
        to.sort_unstable();
        assert_eq!(to, [(CONTACT, "en"), ("legal1@customer.example.com", "sv")], "each in the contact's language");
        for mail in &sent {
            assert_eq!((mail.side.as_str(), mail.demand_id), ("customer", None));
            for secret in ["26-cr-1", "Example County Court", "Demands 1"] {
                assert!(!mail.body_text.contains(secret), "{}", mail.body_text);
            }
        }
        assert!(sent.iter().any(|m| m.body_text.contains("2026-H2 can be read")) && sent.iter().any(|m| m.body_text.contains("kan läsas")));
        let kept = reports::reports_of(desk.workflow.store().read(), desk.customer, 10).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert!(kept[0].figures.contains("\"demands\":1"), "as it was then: {}", kept[0].figures);
        let none = reports::reports_of(desk.workflow.store().read(), other, 10).await.unwrap();
        assert_eq!(none[0].messages, "[]", "on record that nobody could be written to");
        assert_eq!(of_kind(&desk, "customer_report_given").await.len(), 2);
        // The customer's own interval, set on its page.
        let mut officer = site.member(&[Role::NoticeOfficer]).await;
        let path = format!("/customers/{}/report-interval", desk.customer);
        let form = officer.get(&path).await;
        assert_eq!(raw_keys(&form.body), Vec::<String>::new());
        let version = crate::contacts::customer(&desk, desk.customer).await.version.to_string();
        let set = officer.post(&path, &[("interval", "yearly"), ("version", &version)]).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
        let page = officer.get(&format!("/customers/{}", desk.customer)).await;
        assert!(page.body.contains("after each year") && page.body.contains("2026-H2: announced"), "{}", page.body);
        assert_eq!(raw_keys(&page.body), Vec::<String>::new());
        assert_eq!(desk.workflow.give_reports(&over("2026", ReportInterval::Yearly), 100).await.unwrap(), 1);
        desk.clock.set("2027-07-01T12:00:00Z".parse().unwrap());
        assert_eq!(desk.workflow.give_reports(&over("2027-H1", ReportInterval::HalfYearly), 100).await.unwrap(), 1, "the other one only");
        // Where the house says never, nobody is told without asking.
        let quiet = quiet(&desk);
        desk.clock.set("2028-01-01T12:00:00Z".parse().unwrap());
        assert_eq!(quiet.give_reports(&over("2027-H2", ReportInterval::HalfYearly), 100).await.unwrap(), 0);
        desk.holds().await;
    }

    /// At any time and without asking; the same bytes each time; each on the record of the demand (INV-14).
    async fn all_that_may_be_seen_can_be_kept(url: String) {
        let (desk, site) = open(&url).await;
        let id = disclosed(&desk, "26-cr-1").await;
        let mut visitor = contact(&site, CONTACT).await;
        let path = format!("/customer/demands/{id}/demand");
        visitor.post(&format!("/customer/demands/{id}/counsel"), &[("name", "Example Law Firm"), ("mail", "firm@counsel.example.net")]).await;
        let file = json(&visitor.get(&format!("{path}.json")).await);
        let whole = &file["demands"][0];
        assert!(whole["notices_as_sent"][0]["text"].as_str().unwrap().contains("26-cr-1"), "{whole}");
        assert_eq!(whole["notices_as_sent"].as_array().unwrap().len(), 1, "to who stands first");
        assert_eq!(file["contacts"].as_array().unwrap().len(), 2);
        let (one, two) = (visitor.get(&format!("{path}.pdf")).await, visitor.get(&format!("{path}.pdf")).await);
        assert_eq!((one.status, one.header("content-type")), (StatusCode::OK, "application/pdf"));
        assert_eq!(one.bytes, two.bytes);
        let said = words(&one.bytes);
        for fact in ["Example County Court", "26-cr-1", "Traffic data", "Authorised", "Example Law Firm", "SHA-256 of the package", "legal1@customer.example.com"] {
            assert!(said.contains(&squeezed(fact)), "{fact}: {said}");
        }
        desk.forward(Duration::days(1));
        let mut visitor = contact(&site, CONTACT).await;
        assert_eq!(visitor.get(&format!("{path}.pdf")).await.bytes, one.bytes, "a day later too");
        let archive = visitor.get("/customer/notices.zip").await;
        assert_eq!((archive.status, archive.header("content-type")), (StatusCode::OK, "application/zip"));
        assert_eq!(visitor.get("/customer/notices.zip").await.bytes, archive.bytes);
        let files = unpacked(&archive.bytes);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["notices.json", &format!("{}.pdf", desk.find(id).await.reference)]);
        assert_eq!(String::from_utf8_lossy(&files[0].1), visitor.get("/customer/notices.json").await.body);
        let looks = looks(&desk, id).await;
        assert_eq!(looks, ["copy", "copy"], "one for each ten minutes in which copies were taken: {looks:?}");
    }

    /// The first opening is an event of the notice; every later one is a look, but turning the page is not.
    async fn each_opening_is_on_record(url: String) {
        let (desk, site) = open(&url).await;
        let id = disclosed(&desk, "26-cr-1").await;
        let mut visitor = contact(&site, CONTACT).await;
        let path = format!("/customer/demands/{id}");
        assert_eq!(visitor.get(&path).await.status, StatusCode::OK);
        assert_eq!(looks(&desk, id).await, Vec::<String>::new());
        for _ in 0..3 {
            visitor.get(&path).await;
        }
        assert_eq!(looks(&desk, id).await, ["demand"]);
        site.wait(TimeDelta::minutes(11));
        visitor.get(&path).await;
        assert_eq!(looks(&desk, id).await, ["demand", "demand"]);
        // Another customer's contact finds nothing, and leaves nothing.
        let nobody = format!("/customer/demands/{}", Uuid::new_v4());
        assert_eq!(visitor.get(&nobody).await.status, StatusCode::NOT_FOUND);
        assert_eq!(looks(&desk, id).await.len(), 2);
        desk.holds().await;
    }
}

/// The looks of the customer's contact at a demand, in order.
async fn looks(desk: &Desk, id: DemandId) -> Vec<String> {
    let all = events::of_demand(desk.workflow.store().read(), id).await.unwrap();
    let theirs = |e: &&events::StoredEvent| e.kind == LOOKED && e.actor == Actor::Contact(ContactId(Uuid::from_u128(0xd0)));
    all.iter().filter(theirs).map(|e| e.payload.as_ref().unwrap()["looked_at"].as_str().unwrap().to_owned()).collect()
}

async fn of_kind(desk: &Desk, kind: &str) -> Vec<serde_json::Value> {
    let all = events::page(desk.workflow.store().read(), 0, 10_000).await.unwrap();
    all.into_iter().filter(|e| e.kind == kind).filter_map(|e| e.payload).collect()
}

async fn announced(desk: &Desk) -> Vec<MessageRow> {
    let rows =
        outbox::list(desk.workflow.store().read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 1_000).await.unwrap();
    rows.into_iter().filter(|row| row.letter == "customer_report").collect()
}

/// The same house, which tells nobody in sum without being asked.
fn quiet(desk: &Desk) -> Workflow {
    let (old, rules) = (&desk.workflow, desk.workflow.rulebook().clone());
    let policy = Policy { customer_report: Some(ReportInterval::Never), ..Policy::default() };
    let zone = chrono_tz::Europe::Stockholm;
    let writer = Writer::new("Example Provider", "legal-desk@example.org", zone, rules.clone(), policy.clone());
    Workflow::new(old.store().clone(), old.blobs().clone(), desk.clock.clone(), rules, policy, Arc::new(writer))
}
