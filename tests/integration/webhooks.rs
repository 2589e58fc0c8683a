//! Webhooks: what is committed is told, signed, to whom it may be told, until it was heard.

use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::program::Program;
use crate::support::site::Site;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use chrono::TimeDelta;
use data_encoding::BASE64;
use domain::actor::Actor;
use domain::ids::WebhookId;
use domain::token::TokenScope;
use domain::webhook::HookKind;
use hmac::{Hmac, KeyInit, Mac};
use ombud::call::Networks;
use ombud::hooks::deliver_due;
use ombud::store::webhooks::{self, DEAD, DELIVERED, ENDED, GOOD, STOPPED, WAITING};
use ombud::workflow::customers::NewCustomer;
use ombud::workflow::{Error, NewWebhook, WebhookError};
use serde_json::{Value, json};
use sha2::Sha256;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

/// A system of the provider's own on this host, which keeps what it gets and answers as it is told to.
#[derive(Clone, Default)]
struct Ear {
    heard: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    status: Arc<AtomicU16>,
}

impl Ear {
    async fn open() -> (Self, String) {
        let ear = Self::default();
        ear.answer(204);
        let hear = |State(ear): State<Self>, headers: HeaderMap, body: Bytes| async move {
            ear.heard.lock().unwrap().push((headers, body));
            StatusCode::from_u16(ear.status.load(Ordering::SeqCst)).unwrap()
        };
        let router = Router::new().route("/hook", post(hear)).with_state(ear.clone());
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (ear, url)
    }

    fn answer(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    fn take(&self) -> Vec<(HeaderMap, Bytes)> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }
}

fn here() -> Networks {
    Networks::read("127.0.0.0/8").unwrap()
}

fn new(url: &str) -> NewWebhook {
    NewWebhook {
        name: "House system".to_owned(),
        url: url.to_owned(),
        kinds: [HookKind::Received, HookKind::Moved, HookKind::Closed].into(),
        cleared: false,
    }
}

/// Whether one of the signatures is that of the secret, as the other side checks it (Standard Webhooks).
fn signed((headers, body): &(HeaderMap, Bytes), secret: &str) -> bool {
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let key = BASE64.decode(secret.strip_prefix("whsec_").unwrap().as_bytes()).unwrap();
    header("webhook-signature").split(' ').filter_map(|s| s.strip_prefix("v1,")).any(|signature| {
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{}.{}.", header("webhook-id"), header("webhook-timestamp")).as_bytes());
        mac.update(body);
        BASE64.decode(signature.as_bytes()).is_ok_and(|s| mac.verify_slice(&s).is_ok())
    })
}

/// Whether a message says no more than that something happened to a demand.
fn says_no_more(body: &[u8]) -> bool {
    let Ok(Value::Object(all)) = serde_json::from_slice(body) else { return false };
    let keys = |value: &Value| value.as_object().map(|o| o.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    let id = all["data"]["demand"].as_str().is_some_and(|id| id.parse::<uuid::Uuid>().is_ok());
    all.keys().eq(["data", "timestamp", "type"]) && keys(&all["data"]) == ["demand"] && id
}

async fn hand_in(site: &Site, reference: &str) -> Value {
    let program = Program::with(site, &[TokenScope::DemandsWrite], None).await;
    program.post("/api/v1/demands", crate::api::demands::demand(reference)).await.is(201).json
}

both_databases! {
    async fn what_happened_is_told_signed_and_neutral(url: String) {
        let site = Site::open(&url, true).await;
        let workflow = site.app.workflow.clone();
        let (ear, at) = Ear::open().await;
        let (id, secret) = workflow.add_webhook(Actor::Operator, new(&at)).await.unwrap();
        let made = hand_in(&site, "K 1-26").await;
        assert_eq!(deliver_due(&workflow, &here(), 10).await.unwrap(), 1);
        let heard = ear.take();
        let body: Value = serde_json::from_slice(&heard[0].1).unwrap();
        assert_eq!((&body["type"], &body["data"]["demand"]), (&json!("demand.received"), &made["id"]));
        assert!(signed(&heard[0], &secret) && says_no_more(&heard[0].1));
        // What is not signed, or was changed on its way, is seen; so is a message that says more.
        let mut planted = heard[0].clone();
        planted.0.remove("webhook-signature");
        assert!(!signed(&planted, &secret));
        let changed = (heard[0].0.clone(), Bytes::from(String::from_utf8(heard[0].1.to_vec()).unwrap().replace("received", "closed")));
        assert!(!signed(&changed, &secret));
        let mut more = body.clone();
        more["data"]["authority"] = json!("Example Court");
        assert!(!says_no_more(more.to_string().as_bytes()));
        assert_eq!(deliver_due(&workflow, &here(), 10).await.unwrap(), 0, "told once");
        // A failure is tried again, later and with the same id; then it is heard.
        ear.answer(500);
        hand_in(&site, "K 2-26").await;
        assert_eq!(deliver_due(&workflow, &here(), 10).await.unwrap(), 0);
        let first = ear.take();
        assert_eq!(deliver_due(&workflow, &here(), 10).await.unwrap(), 0);
        assert_eq!(ear.take().len(), 0, "not at once");
        ear.answer(200);
        site.wait(TimeDelta::seconds(10));
        assert_eq!(deliver_due(&workflow, &here(), 10).await.unwrap(), 1);
        let second = ear.take();
        assert_eq!((first[0].0["webhook-id"].clone(), &first[0].1), (second[0].0["webhook-id"].clone(), &second[0].1));
        // Renewed: both secrets hold, then the new one alone.
        let renewed = workflow.renew_webhook(Actor::Operator, id).await.unwrap();
        hand_in(&site, "K 3-26").await;
        deliver_due(&workflow, &here(), 10).await.unwrap();
        let both = ear.take();
        assert!(signed(&both[0], &secret) && signed(&both[0], &renewed));
        site.wait(TimeDelta::days(3));
        let message = webhooks::messages_of(site.app.store.read(), id, 10).await.unwrap()[0].id;
        workflow.replay_webhook(Actor::Operator, message).await.unwrap();
        deliver_due(&workflow, &here(), 10).await.unwrap();
        let again = ear.take();
        assert_eq!(again[0].0["webhook-id"], both[0].0["webhook-id"]);
        assert!(!signed(&again[0], &secret) && signed(&again[0], &renewed));
        // Ended: nothing more, and what waits is dropped.
        hand_in(&site, "K 4-26").await;
        workflow.end_webhook(Actor::Operator, id).await.unwrap();
        hand_in(&site, "K 5-26").await;
        deliver_due(&workflow, &here(), 10).await.unwrap();
        assert_eq!(ear.take().len(), 0);
        let states: Vec<String> = webhooks::messages_of(site.app.store.read(), id, 10).await.unwrap().into_iter().map(|m| m.state).collect();
        assert_eq!(states, [DEAD, DELIVERED, DELIVERED, DELIVERED]);
        assert_eq!(workflow.webhooks().await.unwrap()[0].state, ENDED);
    }
}

/// A change that was not committed is never told: its message is in its transaction.
#[tokio::test]
async fn what_was_not_committed_is_not_told() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let workflow = &site.app.workflow;
    let (id, _) = workflow.add_webhook(Actor::Operator, new("https://house.example.org/hook")).await.unwrap();
    let hook = webhooks::find(site.app.store.read(), id).await.unwrap().unwrap();
    let queued = async || webhooks::messages_of(site.app.store.read(), id, 10).await.unwrap().len();
    let txn = site.app.store.begin().await.unwrap();
    let now = site.app.clock.now();
    let row = webhooks::MessageRow {
        id: ombud::store::Key(uuid::Uuid::new_v4()),
        webhook_id: hook.id,
        kind: HookKind::Moved.code().to_owned(),
        body: "{}".to_owned(),
        state: WAITING.to_owned(),
        attempts: 0,
        next_at: now,
        created_at: now,
        last_at: None,
        last_status: None,
        last_code: None,
    };
    webhooks::put(&txn, vec![row]).await.unwrap();
    assert_eq!(queued().await, 0, "seen before the commit");
    txn.rollback().await.unwrap();
    // And by the use cases: what the rules refuse, and what fails at the commit, leaves none.
    let program = Program::with(&site, &[TokenScope::DemandsWrite], None).await;
    let mut wrong = crate::api::demands::demand("K 1-26");
    wrong["instrument"] = json!("nobody.knows");
    program.post("/api/v1/demands", wrong).await.is(400);
    assert_eq!((queued().await, workflow.webhooks_due(10).await.unwrap().len()), (0, 0));
    hand_in(&site, "K 1-26").await;
    assert_eq!(queued().await, 1);
}

#[tokio::test]
async fn only_the_providers_own_public_addresses_are_called() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let workflow = &site.app.workflow;
    let customer = NewCustomer {
        name: "C".to_owned(),
        country: "SE".to_owned(),
        domains: vec!["customer.example.com".to_owned()],
        ..NewCustomer::default()
    };
    workflow.add_customer(Actor::Operator, customer).await.unwrap();
    for wrong in [
        "http://house.example.org/",
        "https://user:pass@house.example.org/",
        "ftp://house.example.org/",
        "house.example.org",
        "https://h/#x",
    ] {
        assert!(matches!(workflow.add_webhook(Actor::Operator, new(wrong)).await, Err(WebhookError::Url)), "{wrong}");
    }
    let theirs = workflow.add_webhook(Actor::Operator, new("https://hooks.customer.example.com/")).await;
    assert!(matches!(theirs, Err(WebhookError::CustomersSide)));
    let nobody = workflow.add_webhook(Actor::System, new("https://house.example.org/")).await;
    assert!(matches!(nobody, Err(WebhookError::Workflow(Error::NotAllowed))));
    // This host is not public: without a word in the settings nothing goes there, whatever its name leads to.
    let (ear, at) = Ear::open().await;
    for url in [at.clone(), at.replace("127.0.0.1", "localhost")] {
        let (id, _) = workflow.add_webhook(Actor::Operator, new(&url)).await.unwrap();
        hand_in(&site, &url).await;
        assert_eq!(deliver_due(workflow, &Networks::default(), 10).await.unwrap(), 0);
        let message = webhooks::messages_of(site.app.store.read(), id, 1).await.unwrap().remove(0);
        assert_eq!((message.last_code.as_deref(), ear.take().len()), (Some("private"), 0));
        workflow.end_webhook(Actor::Operator, id).await.unwrap();
    }
    // A redirect is an answer, and is not followed.
    let (id, _) = workflow.add_webhook(Actor::Operator, new(&at)).await.unwrap();
    ear.answer(307);
    hand_in(&site, "K 9-26").await;
    deliver_due(workflow, &here(), 10).await.unwrap();
    let message = webhooks::messages_of(site.app.store.read(), id, 1).await.unwrap().remove(0);
    assert_eq!((message.last_status, message.state.as_str(), ear.take().len()), (Some(307), WAITING, 1));
}

#[tokio::test]
async fn one_that_fails_for_days_is_stopped_until_somebody_resumes_it() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let workflow = &site.app.workflow;
    let (ear, at) = Ear::open().await;
    let (id, _) = workflow.add_webhook(Actor::Operator, new(&at)).await.unwrap();
    ear.answer(503);
    let state = async |id: WebhookId| webhooks::find(site.app.store.read(), id).await.unwrap().unwrap().state;
    hand_in(&site, "K 0-26").await;
    for n in 1..=30 {
        deliver_due(workflow, &here(), 50).await.unwrap();
        if n % 10 == 0 {
            hand_in(&site, &format!("K {n}-26")).await;
        }
        site.wait(TimeDelta::hours(6));
    }
    let first = webhooks::messages_of(site.app.store.read(), id, 50).await.unwrap().pop().unwrap();
    assert_eq!((first.state.as_str(), first.attempts), (DEAD, 10), "tried for days, and then no more");
    assert_eq!(state(id).await, STOPPED);
    ear.take();
    ear.answer(200);
    deliver_due(workflow, &here(), 50).await.unwrap();
    assert_eq!(ear.take().len(), 0);
    workflow.resume_webhook(Actor::Operator, id).await.unwrap();
    assert!(matches!(workflow.resume_webhook(Actor::Operator, id).await, Err(WebhookError::Ended)), "nothing to resume");
    site.wait(TimeDelta::days(2));
    assert!(deliver_due(workflow, &here(), 50).await.unwrap() > 0);
    assert_eq!(state(id).await, GOOD);
    ear.take();
    // 410: the other side wants no more.
    ear.answer(410);
    hand_in(&site, "K 99-26").await;
    deliver_due(workflow, &here(), 50).await.unwrap();
    assert_eq!(state(id).await, STOPPED);
}

/// What concerns national security is told to nobody who was not cleared for it.
#[tokio::test]
async fn national_security_is_told_to_the_cleared_alone() {
    let database = TestDatabase::sqlite();
    let mut rulebook = ombud::rulebook::load().unwrap();
    for row in rulebook.instruments.values_mut().filter(|i| i.id.as_str() == "se.rb.beslag") {
        row.statistics.matter = domain::instrument::Matter::NationalSecurity;
    }
    let site = Site::open(&database.url, true).await.under(rulebook);
    let workflow = &site.app.workflow;
    let (plain, _) = workflow.add_webhook(Actor::Operator, new("https://house.example.org/a")).await.unwrap();
    let cleared = NewWebhook { cleared: true, ..new("https://house.example.org/b") };
    let (cleared, _) = workflow.add_webhook(Actor::Operator, cleared).await.unwrap();
    hand_in(&site, "K 1-26").await;
    let queued = async |id| webhooks::messages_of(site.app.store.read(), id, 10).await.unwrap().len();
    assert_eq!((queued(plain).await, queued(cleared).await), (0, 1));
}
