//! The account service over HTTP: one request to one address, with a limit on time and on bytes. Nothing else is ever called: no
//! redirect is followed and no proxy is taken from the environment, because each request carries the token and somebody's account.

use crate::workflow::{Reply, SaidAccount, Unanswered};
use axum::http::{HeaderValue, Request, Uri, header};
use bytes::Bytes;
use domain::paper::Identifier;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

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
    host: String,
    port: u16,
    authority: HeaderValue,
    path: Uri,
    token: HeaderValue,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    limits: Limits,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
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
        let uri: Uri = url.parse().map_err(|_| SettingsError::Address)?;
        let authority = uri.authority().ok_or(SettingsError::Address)?;
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let secure = uri.scheme_str() == Some("https");
        let tls = if secure { Some(tls(&host, house_ca)?) } else { None };
        let mut token = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| SettingsError::Token)?;
        token.set_sensitive(true);
        Ok(Self {
            port: authority.port_u16().unwrap_or(if secure { 443 } else { 80 }),
            authority: HeaderValue::from_str(authority.as_str()).map_err(|_| SettingsError::Address)?,
            path: uri.path_and_query().map_or("/", |p| p.as_str()).parse().map_err(|_| SettingsError::Address)?,
            host,
            token,
            tls,
            limits,
        })
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
        let lost = (None, Unanswered::Unreachable);
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(|_| lost)?;
        match &self.tls {
            None => self.talk(stream, body).await,
            Some((tls, name)) => self.talk(tls.connect(name.clone(), stream).await.map_err(|_| lost)?, body).await,
        }
    }

    async fn talk<S>(&self, stream: S, body: Bytes) -> Result<(u16, Bytes), (Option<u16>, Unanswered)>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let lost = (None, Unanswered::Unreachable);
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| lost)?;
        // It ends with this function, whatever happens.
        let mut driving = JoinSet::new();
        driving.spawn(connection);
        let request = Request::post(self.path.clone())
            .header(header::HOST, self.authority.clone())
            .header(header::AUTHORIZATION, self.token.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .body(Full::new(body))
            .map_err(|_| lost)?;
        let response = sender.send_request(request).await.map_err(|_| lost)?;
        let status = response.status().as_u16();
        match Limited::new(response.into_body(), self.limits.bytes).collect().await {
            Ok(body) => Ok((status, body.to_bytes())),
            Err(error) if error.is::<LengthLimitError>() => Err((Some(status), Unanswered::TooLarge)),
            Err(_) => Err((Some(status), Unanswered::Unreachable)),
        }
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
/// [`SettingsError::Certificates`] when the file holds none that can be used; [`SettingsError::Address`] when the host's name is none.
pub fn tls(host: &str, house_ca: Option<&[u8]>) -> Result<(TlsConnector, ServerName<'static>), SettingsError> {
    let wrong = |why: &dyn std::fmt::Display| SettingsError::Certificates(why.to_string());
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(pem) = house_ca {
        let mut any = false;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            roots.add(certificate.map_err(|e| wrong(&e))?).map_err(|e| wrong(&e))?;
            any = true;
        }
        if !any {
            return Err(wrong(&"the file has none"));
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| wrong(&e))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(|_| SettingsError::Address)?;
    Ok((TlsConnector::from(Arc::new(config)), name))
}
