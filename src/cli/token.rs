//! `ombud token …`: tokens of machines, by the operator. What it does counts at once and is recorded as the operator's.

use super::error::{CliError, Code};
use super::{Global, output};
use crate::store::tokens::TokenRow;
use crate::workflow::tokens::{LONGEST_DAYS, NewToken};
use clap::{Args, Subcommand};
use domain::Instant;
use domain::actor::Actor;
use domain::ids::{AuthorityId, CustomerId, TokenId};
use domain::token::TokenScope;
use serde_json::json;

/// Tokens.
#[derive(Subcommand, Debug)]
pub enum Token {
    /// Make a token; prints its secret, once
    Create(Create),
    /// All tokens, without their secrets
    List {
        /// The result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Let a token with the scope etsi speak for an authority, under the identifier of its messages
    Bind {
        /// Which token
        id: TokenId,
        /// Which authority of the directory
        #[arg(long, value_name = "ID")]
        authority: AuthorityId,
        /// Country and identifier in the header of its messages, such as SE:PROSECUTION-01
        #[arg(long, value_name = "CC:NAME", value_parser = sender)]
        sender: (String, String),
    },
    /// End a token at once
    Revoke {
        /// Which
        id: TokenId,
    },
}

/// Create.
#[derive(Args, Debug)]
pub struct Create {
    /// What it is for
    #[arg(long)]
    name: String,
    /// What it opens, separated by commas: customers:read, customers:write, scim, demands:read, demands:write,
    /// demands:content, rules:read, authorities:read, etsi
    #[arg(long, required = true, value_delimiter = ',', value_name = "SCOPES")]
    scope: Vec<TokenScope>,
    /// The one customer it sees; without it, all
    #[arg(long, value_name = "ID")]
    customer: Option<CustomerId>,
    /// How many days it is good for
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(i64).range(1..=LONGEST_DAYS))]
    days: i64,
}

/// `SE:NAME` as country and name.
fn sender(text: &str) -> Result<(String, String), String> {
    let wrong = || "write the country and the identifier, such as SE:PROSECUTION-01".to_owned();
    let (country, name) = text.split_once(':').ok_or_else(wrong)?;
    let fits = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()) && !name.is_empty() && name.len() <= 200;
    if fits { Ok((country.to_owned(), name.to_owned())) } else { Err(wrong()) }
}

/// `waiting`, `good`, `expired`, `revoked` or `refused`.
fn state(token: &TokenRow, now: Instant) -> &'static str {
    match (&token.grant, token.revoked_at) {
        (None, None) => "waiting",
        (None, Some(_)) => "refused",
        (Some(_), Some(_)) => "revoked",
        (Some(_), None) if token.good(now) => "good",
        (Some(_), None) => "expired",
    }
}

impl Token {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        let installation = global.open().await?;
        let workflow = &installation.workflow;
        match self {
            Token::Create(Create { name, scope, customer, days }) => {
                let new = NewToken { name, scopes: scope.into_iter().collect(), customer, days };
                let (id, secret) = workflow.issue_token(Actor::Operator, new).await?;
                output::remark(&format!("token {id} is good for {days} days; its secret is shown only now:"));
                output::line(secret.secret())?;
            }
            Token::List { json: as_json } => {
                let now = installation.clock.now();
                let tokens = workflow.tokens().await?;
                let scopes = |t: &TokenRow| t.scopes.iter().map(TokenScope::code).collect::<Vec<_>>();
                let prefix = |t: &TokenRow| t.grant.as_ref().map(|g| g.prefix.clone());
                let expires = |t: &TokenRow| t.grant.as_ref().map(|g| g.expires_at);
                if as_json {
                    let rows = tokens.iter().map(|t| json!({ "id": t.id, "name": t.name, "scopes": scopes(t), "customer": t.customer, "prefix": prefix(t), "state": state(t, now), "expires_at": expires(t), "last_used_at": t.last_used_at }));
                    output::json(&rows.collect::<Vec<_>>())?;
                } else {
                    let day = |at: Option<Instant>| at.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d").to_string());
                    let row = |t: &TokenRow| {
                        vec![
                            t.id.to_string(),
                            t.name.clone(),
                            scopes(t).join(","),
                            t.customer.map_or_else(|| "all".to_owned(), |c| c.to_string()),
                            prefix(t).unwrap_or_else(|| "-".to_owned()),
                            state(t, now).to_owned(),
                            day(expires(t)),
                            day(t.last_used_at),
                        ]
                    };
                    let head = ["id", "name", "scopes", "customer", "begins", "state", "expires", "last used"];
                    output::table(&head, &tokens.iter().map(row).collect::<Vec<_>>())?;
                }
            }
            Token::Bind { id, authority, sender: (country, name) } => {
                workflow.bind_etsi_sender(Actor::Operator, id, authority, &country, &name).await?;
                output::remark(&format!("token {id} speaks for the authority {authority} as {country}:{name}"));
            }
            Token::Revoke { id } => {
                workflow.revoke_token(Actor::Operator, id).await?;
                output::remark(&format!("token {id} opens nothing any more"));
            }
        }
        Ok(Code::Done)
    }
}
