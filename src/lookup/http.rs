//! The account service over HTTP: one request to one address, with a limit on time and on bytes.

use crate::call::{self, BadTarget, Target, Unheard};
use crate::workflow::{Reply, SaidAccount, Unanswered};
use axum::http::{HeaderMap, HeaderValue, header};
use bytes::Bytes;
use domain::paper::Identifier;
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// Why the service can't be asked as it is set.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// No address.
    #[error("accounts.url is no address of a service: write https://HOST/PATH")]
    Address,
    /// The token does not fit a header.
    #[error("the token in accounts.token_file has characters that a header can't carry: write it anew on the first line")]
    Token,
    /// The certificates can't be used.
    #[error("accounts.house_ca holds no certificates that can be used: {0}. Write them as PEM")]
    Certificates(String),
}

/// How long the service may take, and how much it may say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// From the connection to the last byte.
    pub time: Duration,
    /// Bytes of an answer.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(10), bytes: 1024 * 1024 }
    }
}

/// The service.
pub struct Service {
    target: Target,
    token: HeaderValue,
    limits: Limits,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").field("target", &self.target).finish_non_exhaustive()
    }
}

/// What the service answers. What else stands there is passed over.
#[derive(Debug, Deserialize)]
struct Answer {
    accounts: Vec<Said>,
}

#[derive(Debug, Deserialize)]
struct Said {
    value: String,
    customer: String,
    #[serde(default)]
    account: String,
}

impl Service {
    /// The service at `url`, asked with `token`; `house_ca` are certificates in PEM besides the public ones.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn new(url: &str, token: &str, house_ca: Option<&[u8]>, limits: Limits) -> Result<Self, SettingsError> {
        let mut token = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| SettingsError::Token)?;
        token.set_sensitive(true);
        let target = Target::new(url, house_ca)?;
        Ok(Self { target, token, limits })
    }

    /// Ask whose these accounts are.
    pub async fn ask(&self, accounts: &[Identifier]) -> Reply {
        let named: Vec<_> = accounts.iter().map(|i| json!({ "kind": i.kind.code(), "value": i.value })).collect();
        let body = Bytes::from(json!({ "accounts": named }).to_string());
        match tokio::time::timeout(self.limits.time, self.exchange(body)).await {
            Err(_) => silent(None, Unanswered::Slow),
            Ok(Err((status, why))) => silent(status, why),
            Ok(Ok((status, body))) => {
                let said = match status {
                    200 => read(&body),
                    300..=399 => Err(Unanswered::Redirected),
                    _ => Err(Unanswered::Status),
                };
                Reply { status: Some(status), body: Some(body), said }
            }
        }
    }

    /// Whether it answers as it should, asked about no account at all.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn probe(&self) -> Result<(), Unanswered> {
        self.ask(&[]).await.said.map(drop)
    }

    async fn exchange(&self, body: Bytes) -> Result<(u16, Bytes), (Option<u16>, Unanswered)> {
        let unanswered = |unheard| match unheard {
            Unheard::Unreachable => Unanswered::Unreachable,
            Unheard::TooLarge => Unanswered::TooLarge,
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, self.token.clone());
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let to = self.target.addresses().await.map_err(|why| (None, unanswered(why)))?;
        self.target.post(&to, headers, body, self.limits.bytes).await.map_err(|(status, why)| (status, unanswered(why)))
    }
}

fn silent(status: Option<u16>, why: Unanswered) -> Reply {
    Reply { status, body: None, said: Err(why) }
}

fn read(body: &[u8]) -> Result<Vec<SaidAccount>, Unanswered> {
    let answer: Answer = serde_json::from_slice(body).map_err(|_| Unanswered::Garbage)?;
    Ok(answer.accounts.into_iter().map(|s| SaidAccount { value: s.value, customer: s.customer, account: s.account }).collect())
}

/// What protects a line to `host`: the public certificate authorities, and one of the house if it is given (PEM).
///
/// # Errors
/// TLS to a host, with the public certificate authorities and those of the house.
///
/// # Errors
/// [`SettingsError::Certificates`], [`SettingsError::Address`].
pub fn tls(host: &str, house_ca: Option<&[u8]>) -> Result<(TlsConnector, ServerName<'static>), SettingsError> {
    Ok(call::tls(host, house_ca)?)
}

impl From<BadTarget> for SettingsError {
    fn from(wrong: BadTarget) -> Self {
        match wrong {
            BadTarget::Address => Self::Address,
            BadTarget::Certificates(why) => Self::Certificates(why),
        }
    }
}
