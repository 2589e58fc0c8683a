//! The provider's own service that says whose an account is: asked once, with limits, at one address; its answer kept with the demand.

use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::actors::Desk;
use crate::support::site::Site;
use chrono::TimeDelta;
use domain::actor::Role;
use domain::category::Category;
use domain::command::Command;
use domain::demand::Demand;
use domain::ids::{CustomerId, DemandId, OrderId};
use domain::paper::{Identifier, IdentifierKind};
use ombud::lookup::{Limits, Service, SettingsError, ask_due};
use ombud::store::documents::{self, DocumentRow};
use ombud::store::{demands, events};
use ombud::workflow::customers::NewCustomer;
use ombud::workflow::{ACCOUNT_ANSWER, ACCOUNTS_ASKED, MatchedBy, Unanswered};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const ACCOUNT: &str = "guest@far.example.net";
const TOKEN: &str = "a-secret-of-the-house";

/// What the server does with each request.
#[derive(Clone, Debug)]
enum Does {
    /// Answers with a status line's end and a body.
    Answers(&'static str, String),
    /// Says nothing, and holds the line.
    Hangs,
    /// Writes the body forever, a little at a time.
    Drips,
    /// Hangs up after the request.
    HangsUp,
    /// Sends no HTTP at all.
    Babbles,
}

/// A server of the tests' own, and what it was asked.
struct Server {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
    does: Arc<Mutex<Does>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    async fn start(does: Does) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/lookup?v=1", listener.local_addr().unwrap());
        let (asked, does) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(does)));
        let (log, plan) = (Arc::clone(&asked), Arc::clone(&does));
        let task = tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = Vec::new();
                while !whole(&request) {
                    if stream.read_buf(&mut request).await.unwrap() == 0 {
                        break;
                    }
                }
                log.lock().unwrap().push(String::from_utf8_lossy(&request).into_owned());
                let does = plan.lock().unwrap().clone();
                match does {
                    Does::Answers(status, body) => {
                        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n", body.len());
                        // Who reads no further has hung up.
                        let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
                    }
                    Does::Hangs => tokio::time::sleep(Duration::from_secs(60)).await,
                    Does::Drips => {
                        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n").await;
                        while stream.write_all(b" ").await.is_ok() {
                            tokio::time::sleep(Duration::from_millis(50)).await;
                        }
                    }
                    Does::HangsUp => {}
                    Does::Babbles => drop(stream.write_all(b"220 mail.example.org ESMTP\r\n").await),
                }
            }
        });
        Self { url, asked, does, task }
    }

    fn now(&self, does: Does) {
        *self.does.lock().unwrap() = does;
    }

    fn times(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    fn service(&self) -> Service {
        let limits = Limits { time: Duration::from_millis(400), bytes: 10_000 };
        Service::new(&self.url, TOKEN, None, limits).unwrap()
    }
}

fn whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|l| l.to_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok());
    body.len() >= length.unwrap_or(0)
}

fn says(rows: &[(&str, &str)]) -> Does {
    let rows: Vec<Value> =
        rows.iter().map(|(value, customer)| json!({ "value": value, "customer": customer, "account": "acct-7" })).collect();
    Does::Answers("200 OK", json!({ "accounts": rows }).to_string())
}

async fn entered(desk: &Desk, name: &str, external_id: &str) -> CustomerId {
    let new = NewCustomer {
        name: name.to_owned(),
        country: "SE".to_owned(),
        external_id: Some(external_id.to_owned()),
        ..NewCustomer::default()
    };
    desk.workflow.add_customer(desk.staff.notice, new).await.unwrap()
}

/// A demand whose account no rule of the directory knows.
async fn unmatched(desk: &Desk) -> Demand {
    let mut new = desk.demand("us.sca.subpoena", "LOOK-1", &[Category::SubId]);
    new.paper.identifiers = vec![Identifier { kind: IdentifierKind::Mail, value: ACCOUNT.to_owned() }];
    let demand = desk.receive(new).await;
    assert_eq!(demand.customer, None);
    demand
}

/// What is on record of each question about a demand.
async fn asked(desk: &Desk, id: DemandId) -> Vec<Value> {
    let all = events::of_demand(desk.workflow.store().read(), id).await.unwrap();
    all.into_iter().filter(|e| e.kind == ACCOUNTS_ASKED).map(|e| e.payload.unwrap()).collect()
}

async fn answers(desk: &Desk, id: DemandId) -> Vec<DocumentRow> {
    let mut rows = documents::of_demand(desk.workflow.store().read(), id).await.unwrap();
    rows.retain(|row| row.kind == ACCOUNT_ANSWER);
    rows
}

/// Names of those that match, whether they decide, and whether the service said so.
async fn matching(desk: &Desk, demand: &Demand) -> Vec<(String, bool, bool)> {
    let found = desk.workflow.matching_customers_of(desk.workflow.store().read(), demand).await.unwrap();
    found.into_iter().map(|c| (c.customer.name, c.decisive, matches!(c.why[0].1, MatchedBy::Said(_)))).collect()
}

both_databases! {
    async fn an_answer_is_kept_and_is_one_row_that_a_person_confirms(url: String) {
        let desk = Desk::open(&url).await;
        let far = entered(&desk, "Far AB", "tenant-7").await;
        let demand = unmatched(&desk).await;
        let server = Server::start(says(&[(ACCOUNT, "tenant-7"), ("somebody@else.example.net", "tenant-7")])).await;
        assert_eq!(ask_due(&desk.workflow, &server.service(), 10).await.unwrap(), 1);
        // One request, to the one address, with the token, the account, and nothing else of the case.
        let request = server.asked.lock().unwrap()[0].clone();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /lookup?v=1 HTTP/1.1\r\n") && head.contains(&format!("authorization: Bearer {TOKEN}")), "{head}");
        assert_eq!(serde_json::from_str::<Value>(body).unwrap(), json!({ "accounts": [{ "kind": "mail", "value": ACCOUNT }] }));
        // The answer as it came, its hash and the moment are on the demand's record; the account is in the document only.
        let kept = answers(&desk, demand.id).await;
        assert_eq!(kept.len(), 1);
        let bytes = desk.workflow.blobs().get(&kept[0]).await.unwrap();
        assert!(String::from_utf8(bytes.to_vec()).unwrap().contains("somebody@else.example.net"), "as it came");
        let event = &asked(&desk, demand.id).await[0];
        assert_eq!((&event["outcome"], &event["status"], &event["found"]), (&json!("found"), &json!(200), &json!(1)));
        assert_eq!((event["sha256"].as_str().unwrap(), event["document"].as_str().unwrap()), (kept[0].sha256.as_str(), kept[0].document().to_string().as_str()));
        assert!(!event.to_string().contains(ACCOUNT));
        // One row with its reason; the demand has no customer before a person has said so.
        assert_eq!(matching(&desk, &demand).await, [("Far AB".to_owned(), true, true)]);
        assert_eq!(desk.find(demand.id).await.customer, None);
        let chosen = desk.workflow.chosen_customer(desk.workflow.store().read(), &demand, far).await.unwrap().unwrap();
        assert_eq!(chosen.accounts, [ACCOUNT]);
        desk.does(desk.staff.intake, demand.id, Command::MatchCustomer { customer: chosen }).await;
        assert_eq!(desk.find(demand.id).await.customers_lines().count(), 1);
        // Answered is answered, and who is known is not asked about.
        desk.forward(TimeDelta::days(1));
        assert_eq!((ask_due(&desk.workflow, &server.service(), 10).await.unwrap(), server.times()), (0, 1));
        assert!(desk.workflow.check_projection().await.unwrap().differing.is_empty());
    }

    async fn several_customers_and_unknown_ones_are_a_persons_decision(url: String) {
        let desk = Desk::open(&url).await;
        entered(&desk, "Far AB", "tenant-7").await;
        entered(&desk, "Near AB", "tenant-8").await;
        let demand = unmatched(&desk).await;
        let server = Server::start(says(&[(ACCOUNT, "tenant-7"), (ACCOUNT, "tenant-8"), (ACCOUNT, "tenant-9")])).await;
        ask_due(&desk.workflow, &server.service(), 10).await.unwrap();
        assert_eq!(matching(&desk, &demand).await, [("Far AB".to_owned(), true, true), ("Near AB".to_owned(), true, true)]);
        assert_eq!((&asked(&desk, demand.id).await[0]["found"], &asked(&desk, demand.id).await[0]["unknown"]), (&json!(2), &json!(1)));

        let mut new = desk.demand("us.sca.subpoena", "LOOK-2", &[Category::SubId]);
        new.paper.identifiers = vec![Identifier { kind: IdentifierKind::Account, value: "Case-Sensitive".to_owned() }];
        let other = desk.receive(new).await;
        server.now(says(&[("Case-Sensitive", "nobody-here"), ("case-sensitive", "tenant-7")]));
        ask_due(&desk.workflow, &server.service(), 10).await.unwrap();
        assert_eq!((matching(&desk, &other).await, &asked(&desk, other.id).await[0]["outcome"]), (Vec::new(), &json!("unknown_customer")));
        // What stands in the directory goes before what the service says.
        let accounts = Some(vec![("mail".to_owned(), ACCOUNT.to_owned(), "acct-1".to_owned())]);
        let listed = NewCustomer { name: "Listed AB".to_owned(), country: "SE".to_owned(), accounts, ..NewCustomer::default() };
        desk.workflow.add_customer(desk.staff.notice, listed).await.unwrap();
        let found = matching(&desk, &demand).await;
        assert_eq!(found, [("Listed AB".to_owned(), true, false), ("Far AB".to_owned(), false, true), ("Near AB".to_owned(), false, true)]);
    }

    async fn no_answer_is_on_record_and_asked_again_for_a_while(url: String) {
        let desk = Desk::open(&url).await;
        entered(&desk, "Far AB", "tenant-7").await;
        let demand = unmatched(&desk).await;
        let server = Server::start(Does::Answers("500 Internal Server Error", "oh".to_owned())).await;
        let service = server.service();
        for n in 0..10 {
            ask_due(&desk.workflow, &service, 10).await.unwrap();
            ask_due(&desk.workflow, &service, 10).await.unwrap();
            desk.forward(TimeDelta::hours(7));
            assert_eq!(server.times(), (n + 1).min(5), "at most once each time, and five times in all");
        }
        assert_eq!(matching(&desk, &demand).await, Vec::new());
        let all = asked(&desk, demand.id).await;
        assert!(all.len() == 5 && all.iter().all(|e| (&e["outcome"], &e["status"]) == (&json!("status"), &json!(500))));
        assert_eq!(answers(&desk, demand.id).await.len(), 5, "what it answered is kept");
        // Read otherwise, the paper is another question.
        let mut paper = demand.paper.clone();
        paper.identifiers[0].value = "other@far.example.net".to_owned();
        server.now(says(&[("other@far.example.net", "tenant-7")]));
        let lines = desk.find(demand.id).await.lines.into_iter().map(|l| domain::paper::ScopeLine { account: "other@far.example.net".to_owned(), ..l }).collect();
        let command = Command::CorrectPaper {
            paper: Box::new(paper),
            lines,
            reason: "misread".to_owned(),
            statutory_order: OrderId(uuid::Uuid::new_v4()),
        };
        desk.does(desk.staff.intake, demand.id, command).await;
        ask_due(&desk.workflow, &service, 10).await.unwrap();
        let now = desk.find(demand.id).await;
        assert_eq!(matching(&desk, &now).await, [("Far AB".to_owned(), true, true)]);
        let (ask, rows) = demands::said_of(desk.workflow.store().read(), demand.id).await.unwrap();
        assert_eq!((ask.unwrap().tries, rows.len()), (0, 1));
    }
}

#[tokio::test]
async fn each_way_of_not_answering_is_told_apart_and_none_takes_long() {
    let accounts = [Identifier { kind: IdentifierKind::Mail, value: ACCOUNT.to_owned() }];
    let elsewhere = Server::start(says(&[(ACCOUNT, "tenant-7")])).await;
    let server = Server::start(Does::Hangs).await;
    let service = server.service();
    let redirect: &'static str = Box::leak(format!("302 Found\r\nlocation: {}", elsewhere.url).into_boxed_str());
    let ways = [
        (Does::Drips, Unanswered::Slow),
        (Does::HangsUp, Unanswered::Unreachable),
        (Does::Babbles, Unanswered::Unreachable),
        (Does::Answers("500 Internal Server Error", String::new()), Unanswered::Status),
        (Does::Answers("404 Not Found", "{\"accounts\":[]}".to_owned()), Unanswered::Status),
        (Does::Answers("200 OK", "<html>".to_owned()), Unanswered::Garbage),
        (Does::Answers("200 OK", "[]".to_owned()), Unanswered::Garbage),
        (Does::Answers("200 OK", "{\"accounts\":[{\"value\":7}]}".to_owned()), Unanswered::Garbage),
        (Does::Answers("200 OK", " ".repeat(10_001)), Unanswered::TooLarge),
        (Does::Answers(redirect, String::new()), Unanswered::Redirected),
    ];
    for (does, why) in ways {
        server.now(does.clone());
        let reply = service.ask(&accounts).await;
        assert_eq!(reply.said.unwrap_err(), why, "{does:?}");
        assert_eq!(service.probe().await, Err(why));
    }
    assert_eq!(elsewhere.times(), 0, "a redirect is not followed");
    let silent = Server::start(Does::Hangs).await;
    assert_eq!(silent.service().ask(&accounts).await.said, Err(Unanswered::Slow));
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let gone = Service::new(&format!("http://{gone}/"), TOKEN, None, Limits::default()).unwrap();
    assert_eq!(gone.probe().await, Err(Unanswered::Unreachable));
    server.now(says(&[]));
    assert_eq!((service.probe().await, service.ask(&accounts).await.said), (Ok(()), Ok(Vec::new())));
    // A server that speaks no TLS gets neither token nor account.
    let before = server.times();
    let tls =
        Service::new(&server.url.replace("http://", "https://"), TOKEN, None, Limits { time: Duration::from_secs(2), bytes: 100 }).unwrap();
    assert!(tls.ask(&accounts).await.said.is_err());
    while server.times() == before {
        tokio::task::yield_now().await;
    }
    assert!(server.asked.lock().unwrap()[before..].iter().all(|r| !r.contains(TOKEN) && !r.contains(ACCOUNT)));
    assert!(matches!(Service::new(&server.url, "two\nlines", None, Limits::default()), Err(SettingsError::Token)));
    let ca = Service::new("https://accounts.example.org/", TOKEN, Some(b"no certificate"), Limits::default());
    assert!(matches!(ca, Err(SettingsError::Certificates(_))));
}

#[tokio::test]
async fn the_answer_stands_on_the_screen() {
    let database = TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    entered(&desk, "Far AB", "tenant-7").await;
    let demand = unmatched(&desk).await;
    let server = Server::start(says(&[(ACCOUNT, "tenant-7")])).await;
    ask_due(&desk.workflow, &server.service(), 10).await.unwrap();
    let site = Site::over(desk.workflow.clone());
    let mut person = site.member(&[Role::Intake, Role::Reviewer]).await;
    let form = person.get(&format!("/demands/{}/match_customer", demand.id)).await;
    assert_eq!(form.status, 200, "{}", form.body);
    assert!(form.body.contains("said by the account service on"), "{}", form.body);
    let timeline = person.get(&format!("/demands/{}", demand.id)).await;
    assert!(timeline.body.contains("The account service said whose accounts these are."), "{}", timeline.body);
}
