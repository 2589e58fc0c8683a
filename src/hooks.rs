//! Delivering webhooks as Standard Webhooks say: signed, with the same id at each attempt, and only where we may call.

use crate::call::{Networks, Target};
use crate::store::webhooks::{MessageRow, WebhookRow};
use crate::workflow::{Error, Heard, WEBHOOK_SECRET_BEGINS, Workflow};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use bytes::Bytes;
use data_encoding::BASE64;
use domain::Instant;
use futures::StreamExt;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::time::Duration;

/// How long one attempt may take, from the name's look-up to the last byte.
const TIME: Duration = Duration::from_secs(15);
/// Bytes of an answer that are read; nothing in them matters.
const MOST: usize = 64 * 1024;
/// Attempts at once.
const ABREAST: usize = 8;

/// Send what is due, at most `most`; returns how many the other side took.
///
/// # Errors
/// [`Error::Store`]; what was not sent is sent in a later round.
pub async fn deliver_due(workflow: &Workflow, networks: &Networks, most: u64) -> Result<u64, Error> {
    let due = workflow.webhooks_due(most).await?;
    let mut sent = futures::stream::iter(due)
        .map(|(message, hook)| async move {
            let heard = tokio::time::timeout(TIME, attempt(&message, &hook, networks, workflow.clock().now())).await;
            (message, heard.unwrap_or(Heard::Nothing("slow")))
        })
        .buffer_unordered(ABREAST);
    let mut taken = 0;
    while let Some((message, heard)) = sent.next().await {
        let good = matches!(heard, Heard::Status(200..=299));
        metrics::counter!("ombud_webhooks_total", "outcome" => if good { "delivered" } else { "failed" }).increment(1);
        workflow.webhook_heard(&message, heard).await?;
        taken += u64::from(good);
    }
    Ok(taken)
}

async fn attempt(message: &MessageRow, hook: &WebhookRow, networks: &Networks, now: Instant) -> Heard {
    let Ok(target) = Target::new(&hook.url, None) else { return Heard::Nothing("address") };
    let Some(headers) = headers(message, hook, now) else { return Heard::Nothing("secret") };
    let Ok(to) = target.addresses().await else { return Heard::Nothing("unreachable") };
    // One address that may not be called is enough: a name that leads to several is not to be tried through.
    if to.is_empty() || to.iter().any(|address| !networks.allow(address.ip())) {
        return Heard::Nothing("private");
    }
    match target.post(&to, headers, Bytes::from(message.body.clone()), MOST).await {
        Ok((status, _)) | Err((Some(status), _)) => Heard::Status(status),
        Err((None, _)) => Heard::Nothing("unreachable"),
    }
}

fn headers(message: &MessageRow, hook: &WebhookRow, now: Instant) -> Option<HeaderMap> {
    let id = format!("msg_{}", message.id.0.simple());
    let at = now.timestamp().to_string();
    let before = hook.secret_before.as_deref().filter(|_| hook.secret_before_until.is_some_and(|until| now < until));
    let signatures = [Some(hook.secret.as_str()), before].into_iter().flatten().map(|secret| signature(secret, &id, &at, &message.body));
    let signed = signatures.collect::<Option<Vec<_>>>()?.join(" ");
    let mut headers = HeaderMap::new();
    for (name, value) in [("webhook-id", id), ("webhook-timestamp", at), ("webhook-signature", signed)] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(&value).ok()?);
    }
    Some(headers)
}

/// `v1,` and the HMAC-SHA256 of id, time and body, as base64.
fn signature(secret: &str, id: &str, at: &str, body: &str) -> Option<String> {
    let key = BASE64.decode(secret.strip_prefix(WEBHOOK_SECRET_BEGINS)?.as_bytes()).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    Some(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())))
}
