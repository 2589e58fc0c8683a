//! Telling the provider's own systems what happened, as Standard Webhooks are told: a message is queued in the transaction of the
//! change, so that what was not committed is never told and what was is not forgotten.

use super::{Error, Workflow};
use crate::store::webhooks::{self, DEAD, DELIVERED, ENDED, GOOD, MessageRow, STOPPED, WAITING, WebhookRow};
use crate::store::{Key, StoreError, Txn, customers};
use chrono::{Duration, SecondsFormat};
use data_encoding::BASE64;
use domain::Instant;
use domain::actor::Actor;
use domain::demand::Demand;
use domain::ids::WebhookId;
use domain::stage::StageName;
use domain::webhook::HookKind;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// What a secret begins with (Standard Webhooks).
pub const BEGINS: &str = "whsec_";
/// How long messages are signed with the secret before as well, after it was renewed.
const BOTH: Duration = Duration::days(2);
/// How long every attempt may fail before a subscription is stopped.
const PATIENCE: Duration = Duration::days(5);
/// How long after each failure the next attempt is made, in seconds; after the last there is none. Three and a half days in all.
const DELAYS: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// How long an attempt may take before somebody else makes it.
const LEASE: Duration = Duration::minutes(2);

/// A subscription as asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewWebhook {
    /// What it is for.
    pub name: String,
    /// Where messages go: `https://…`, or `http://` to this host itself.
    pub url: String,
    /// What is told.
    pub kinds: BTreeSet<HookKind>,
    /// Whether demands of national security are told too.
    pub cleared: bool,
}

/// Why a subscription was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The address can't be used.
    #[error("the address can't be used: write https://HOST/PATH without a login; http:// only to this host itself. Nothing was changed")]
    Url,
    /// The address is a customer's.
    #[error("the address is at a domain of a customer: webhooks are for the provider's own systems. Nothing was changed")]
    CustomersSide,
    /// There is no name, or nothing to tell.
    #[error("a webhook has a name and at least one kind of message. Nothing was changed")]
    Empty,
    /// It has ended.
    #[error("the webhook has ended, or there is nothing to resume. Nothing was changed")]
    Ended,
    /// The use case's own.
    #[error(transparent)]
    Workflow(#[from] Error),
}

impl From<StoreError> for WebhookError {
    fn from(error: StoreError) -> Self {
        Self::Workflow(error.into())
    }
}

/// How an attempt ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard {
    /// With this HTTP status.
    Status(u16),
    /// Without an answer, by code.
    Nothing(&'static str),
}

fn secret() -> String {
    format!("{BEGINS}{}", BASE64.encode(&rand::random::<[u8; 32]>()))
}

fn operates(actor: &Actor) -> Result<(), Error> {
    if *actor == Actor::Operator { Ok(()) } else { Err(Error::NotAllowed) }
}

/// The host of an address that messages may go to.
fn host_of(url: &str) -> Result<String, WebhookError> {
    let url = url::Url::parse(url).map_err(|_| WebhookError::Url)?;
    let host = url.host_str().ok_or(WebhookError::Url)?.trim_matches(['[', ']']).to_ascii_lowercase();
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let protected = url.scheme() == "https" || (url.scheme() == "http" && here);
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if protected && plain { Ok(host) } else { Err(WebhookError::Url) }
}

/// When a message is tried again after its `attempts`-th attempt, a fifth sooner or later so that many don't come at once.
#[must_use]
pub fn next_attempt(id: Key, attempts: i64, now: Instant) -> Option<Instant> {
    let delay = DELAYS.get(usize::try_from(attempts - 1).ok()?)?;
    let spread = Sha256::new().chain_update(id.0).chain_update(attempts.to_be_bytes()).finalize();
    let percent = 80 + i64::from(spread[0]) * 40 / 255;
    Some(now + Duration::milliseconds(delay * 10 * percent))
}

fn facts(row: &WebhookRow) -> serde_json::Value {
    json!({ "webhook": row.id, "name": row.name, "url": row.url, "kinds": row.kinds, "cleared": row.cleared, "state": row.state })
}

impl Workflow {
    /// Make a subscription, on the host. The secret comes back this once.
    ///
    /// # Errors
    /// [`WebhookError`]; [`Error::NotAllowed`] for everybody but the operator.
    pub async fn add_webhook(&self, actor: Actor, new: NewWebhook) -> Result<(WebhookId, String), WebhookError> {
        operates(&actor)?;
        let (host, name) = (host_of(&new.url)?, domain::text::one_line(&new.name, 200));
        if name.is_empty() || new.kinds.is_empty() {
            return Err(WebhookError::Empty);
        }
        let txn = self.store().begin().await?;
        if customers::has_domain(&txn, &host).await? {
            return Err(WebhookError::CustomersSide);
        }
        let now = self.clock().now();
        let row = WebhookRow {
            id: Key(uuid::Uuid::new_v4()),
            name,
            url: new.url,
            kinds: json!(new.kinds).to_string(),
            cleared: new.cleared,
            state: GOOD.to_owned(),
            secret: secret(),
            secret_before: None,
            secret_before_until: None,
            created_at: now,
            failing_since: None,
            changed_at: now,
        };
        let made = (row.id.to(), row.secret.clone());
        self.note(&txn, actor, "webhook_added", facts(&row)).await?;
        webhooks::add(&txn, row).await?;
        txn.commit().await?;
        Ok(made)
    }

    async fn change_webhook(
        &self,
        actor: Actor,
        id: WebhookId,
        kind: &str,
        change: impl FnOnce(&mut WebhookRow, Instant) -> bool,
    ) -> Result<WebhookRow, WebhookError> {
        operates(&actor)?;
        let txn = self.store().begin().await?;
        let mut row = webhooks::find(&txn, id).await?.ok_or(Error::NotFound)?;
        let now = self.clock().now();
        if row.state == ENDED || !change(&mut row, now) {
            return Err(WebhookError::Ended);
        }
        row.changed_at = now;
        if row.state == ENDED {
            webhooks::drop_waiting(&txn, id).await?;
        }
        self.note(&txn, actor, kind, facts(&row)).await?;
        webhooks::save(&txn, row.clone()).await?;
        txn.commit().await?;
        Ok(row)
    }

    /// A new secret; for two days messages are signed with the old one too.
    ///
    /// # Errors
    /// As [`Workflow::add_webhook`]; [`WebhookError::Ended`]; [`Error::NotFound`].
    pub async fn renew_webhook(&self, actor: Actor, id: WebhookId) -> Result<String, WebhookError> {
        let renewed = self.change_webhook(actor, id, "webhook_renewed", |row, now| {
            row.secret_before = Some(std::mem::replace(&mut row.secret, secret()));
            row.secret_before_until = Some(now + BOTH);
            true
        });
        Ok(renewed.await?.secret)
    }

    /// Nothing is told any more, and what waits is dropped.
    ///
    /// # Errors
    /// As [`Workflow::renew_webhook`].
    pub async fn end_webhook(&self, actor: Actor, id: WebhookId) -> Result<(), WebhookError> {
        let ended = self.change_webhook(actor, id, "webhook_ended", |row, _| {
            row.state = ENDED.to_owned();
            row.secret_before = None;
            true
        });
        ended.await.map(drop)
    }

    /// One that was stopped is told again, with what waits.
    ///
    /// # Errors
    /// As [`Workflow::renew_webhook`].
    pub async fn resume_webhook(&self, actor: Actor, id: WebhookId) -> Result<(), WebhookError> {
        let resumed = self.change_webhook(actor, id, "webhook_resumed", |row, _| {
            row.failing_since = None;
            std::mem::replace(&mut row.state, GOOD.to_owned()) == STOPPED
        });
        resumed.await.map(drop)
    }

    /// Send a message once more, with the same id and bytes.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::NotAllowed`]; [`WebhookError::Ended`].
    pub async fn replay_webhook(&self, actor: Actor, message: Key) -> Result<(), WebhookError> {
        operates(&actor)?;
        let txn = self.store().begin().await?;
        let row = webhooks::find_message(&txn, message).await?.ok_or(Error::NotFound)?;
        let hook = webhooks::find(&txn, row.webhook_id.to()).await?.ok_or(Error::NotFound)?;
        if hook.state == ENDED {
            return Err(WebhookError::Ended);
        }
        self.note(&txn, actor, "webhook_replayed", json!({ "webhook": hook.id, "message": row.id })).await?;
        let again = MessageRow { state: WAITING.to_owned(), attempts: 0, next_at: self.clock().now(), ..row };
        webhooks::save_message(&txn, again).await?;
        Ok(txn.commit().await?)
    }

    /// All subscriptions, the latest first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn webhooks(&self) -> Result<Vec<WebhookRow>, Error> {
        Ok(webhooks::list(self.store().read()).await?)
    }

    /// Queue what a demand's way from one stage to another is told as.
    pub(super) async fn ring(&self, txn: &Txn, was: Option<StageName>, after: &Demand, now: Instant) -> Result<(), Error> {
        let Some(kind) = HookKind::of(was, after.stage.name()) else { return Ok(()) };
        let secret = after.compartment(self.rulebook()).is_some();
        let mut rows = Vec::new();
        for hook in webhooks::good(txn).await? {
            let kinds: BTreeSet<HookKind> = serde_json::from_str(&hook.kinds).map_err(|e| Error::Corrupt(e.to_string()))?;
            if !kinds.contains(&kind) || (secret && !hook.cleared) {
                continue;
            }
            rows.push(message(hook.id, kind, &json!({ "demand": after.id }), now));
        }
        Ok(webhooks::put(txn, rows).await?)
    }

    /// Take up to `most` messages that are due, each with its subscription.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn webhooks_due(&self, most: u64) -> Result<Vec<(MessageRow, WebhookRow)>, Error> {
        let txn = self.store().begin().await?;
        let due = webhooks::lease_due(&txn, self.clock().now(), most, LEASE).await?;
        txn.commit().await?;
        Ok(due)
    }

    /// Note how an attempt ended: it was taken, or it is tried again, or nobody tries any more.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn webhook_heard(&self, message: &MessageRow, heard: Heard) -> Result<(), Error> {
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let mut row = webhooks::find_message(&txn, message.id).await?.ok_or(Error::NotFound)?;
        let mut hook = webhooks::find(&txn, row.webhook_id.to()).await?.ok_or(Error::NotFound)?;
        row.last_at = Some(now);
        (row.last_status, row.last_code) = match heard {
            Heard::Status(status) => (Some(i64::from(status)), None),
            Heard::Nothing(code) => (None, Some(code.to_owned())),
        };
        // One that was ended meanwhile stays as it is.
        let waits = row.state == WAITING;
        if matches!(heard, Heard::Status(200..=299)) {
            row.state = DELIVERED.to_owned();
            hook.failing_since = None;
        } else if waits {
            match next_attempt(row.id, row.attempts, now) {
                Some(at) => row.next_at = at,
                None => row.state = DEAD.to_owned(),
            }
            let since = *hook.failing_since.get_or_insert(now);
            // 410: the other side wants none any more (Standard Webhooks).
            if hook.state == GOOD && (heard == Heard::Status(410) || now - since > PATIENCE) {
                hook.state = STOPPED.to_owned();
                self.note(&txn, Actor::System, "webhook_stopped", facts(&hook)).await?;
                tracing::warn!(code = "webhook-stopped", webhook = %hook.id, "a webhook failed for too long and is told nothing until it is resumed");
            }
        }
        webhooks::save_message(&txn, row).await?;
        webhooks::save(&txn, hook).await?;
        Ok(txn.commit().await?)
    }
}

/// A message that waits to be told: its kind, its moment and `data`.
pub(super) fn message(hook: Key, kind: HookKind, data: &serde_json::Value, now: Instant) -> MessageRow {
    let (kind, at) = (kind.code(), now.to_rfc3339_opts(SecondsFormat::Micros, true));
    MessageRow {
        id: Key(uuid::Uuid::new_v4()),
        webhook_id: hook,
        kind: kind.to_owned(),
        body: json!({ "type": kind, "timestamp": at, "data": data }).to_string(),
        state: WAITING.to_owned(),
        attempts: 0,
        next_at: now,
        created_at: now,
        last_at: None,
        last_status: None,
        last_code: None,
    }
}
