//! `ombud webhook …`: what the provider's own systems are told, by the operator.

use super::error::{CliError, Code};
use super::{Global, output};
use crate::store::Key;
use crate::store::webhooks::messages_of;
use crate::workflow::NewWebhook;
use clap::{Args, Subcommand};
use domain::actor::Actor;
use domain::ids::WebhookId;
use domain::webhook::HookKind;
use serde_json::{Value, json};
use uuid::Uuid;

/// Most messages that are listed.
const MOST: u64 = 200;

/// Webhooks.
#[derive(Subcommand, Debug)]
pub enum Webhook {
    /// Tell an address what happens; prints the secret that messages are signed with, once
    Add(Add),
    /// All webhooks, without their secrets
    List,
    /// The latest messages to one, with what became of them
    Messages {
        /// Which
        id: WebhookId,
    },
    /// Send a message once more, with the same id
    Replay {
        /// Which
        message: Uuid,
    },
    /// Tell one again that was stopped
    Resume {
        /// Which
        id: WebhookId,
    },
    /// Sign with a new secret, and for two days with the old one too; prints it, once
    Renew {
        /// Which
        id: WebhookId,
    },
    /// Tell it nothing any more
    End {
        /// Which
        id: WebhookId,
    },
}

/// Add.
#[derive(Args, Debug)]
pub struct Add {
    /// What it is for
    #[arg(long)]
    name: String,
    /// https://HOST/PATH; http:// only to this host itself
    #[arg(long)]
    url: String,
    /// What it is told, separated by commas: demand.received, demand.moved, demand.closed
    #[arg(long, required = true, value_delimiter = ',', value_name = "KINDS")]
    kind: Vec<HookKind>,
    /// Also of demands of national security
    #[arg(long)]
    cleared: bool,
}

impl Webhook {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        let installation = global.open().await?;
        let workflow = &installation.workflow;
        match self {
            Webhook::Add(Add { name, url, kind, cleared }) => {
                let new = NewWebhook { name, url, kinds: kind.into_iter().collect(), cleared };
                let (id, secret) = workflow.add_webhook(Actor::Operator, new).await?;
                output::remark(&format!("webhook {id} is told from now on; its secret is shown only now:"));
                output::line(&secret)?;
            }
            Webhook::List => {
                let row = |h: &crate::store::webhooks::WebhookRow| json!({ "id": h.id, "name": h.name, "url": h.url, "kinds": serde_json::from_str::<Value>(&h.kinds).unwrap_or_default(), "cleared": h.cleared, "state": h.state, "failing_since": h.failing_since });
                output::json(&workflow.webhooks().await?.iter().map(row).collect::<Vec<_>>())?;
            }
            Webhook::Messages { id } => {
                let rows = messages_of(installation.store().read(), id, MOST).await?;
                let row = |m: &crate::store::webhooks::MessageRow| json!({ "id": m.id, "kind": m.kind, "state": m.state, "attempts": m.attempts, "created_at": m.created_at, "last_at": m.last_at, "last_status": m.last_status, "last_code": m.last_code, "next_at": m.next_at });
                output::json(&rows.iter().map(row).collect::<Vec<_>>())?;
            }
            Webhook::Replay { message } => {
                workflow.replay_webhook(Actor::Operator, Key(message)).await?;
                output::remark("the message goes out once more");
            }
            Webhook::Resume { id } => {
                workflow.resume_webhook(Actor::Operator, id).await?;
                output::remark(&format!("webhook {id} is told again"));
            }
            Webhook::Renew { id } => {
                let secret = workflow.renew_webhook(Actor::Operator, id).await?;
                output::remark(&format!("webhook {id} has a new secret, which is shown only now; the old one holds for two days more:"));
                output::line(&secret)?;
            }
            Webhook::End { id } => {
                workflow.end_webhook(Actor::Operator, id).await?;
                output::remark(&format!("webhook {id} is told nothing any more"));
            }
        }
        Ok(Code::Done)
    }
}
