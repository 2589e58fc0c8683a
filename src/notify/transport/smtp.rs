//! SMTP, driven command by command.
//!
//! `lettre`'s own `send` reports an error without its phase, and the phase is everything here: before the final dot a
//! broken line means *not sent*, after it *nobody knows*. So the commands are given one by one, and the mail goes out through
//! an iterator whose end tells that all of the mail has been written and the dot is next.

use super::{Phase, SendOutcome, one_line};
use crate::notify::message::{ReadyMail, has_bare_break};
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter, RcptParameter};
use lettre::transport::smtp::response::{Response, Severity};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::timeout;

/// How the line is protected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// STARTTLS, always: a server that does not offer it gets no mail.
    StartTls,
    /// None. Only to a server on the same host.
    NoneOnLoopback,
}

/// Name and password at the mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Name.
    pub user: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Login { .. }")
    }
}

/// How long to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Patience {
    /// For the connection, the greeting and TLS.
    pub connect: Duration,
    /// For the answer to a command.
    pub command: Duration,
    /// For the mail to be written and its final dot answered. Long, because giving up here makes the mail ambiguous.
    pub content: Duration,
}

impl Default for Patience {
    /// The times of RFC 5321 section 4.5.3.2, shortened where giving up costs nothing.
    fn default() -> Self {
        Self { connect: Duration::from_secs(30), command: Duration::from_secs(60), content: Duration::from_secs(600) }
    }
}

/// A mail server and how to talk to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SmtpSettings {
    /// Host name; the certificate must carry it.
    pub host: String,
    /// Port: 465 for TLS, 587 for STARTTLS.
    pub port: u16,
    /// Protection of the line.
    pub security: Security,
    /// Sign-in, if the server wants one. Only over an encrypted line.
    pub login: Option<Login>,
    /// The name we greet with; the host's own if empty.
    pub hello: String,
    /// A certificate authority of the house in PEM, besides the public ones.
    pub house_ca: Option<Vec<u8>>,
    /// Waiting times.
    pub patience: Patience,
}

/// Settings that cannot be used, found at start.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// No encryption to another host.
    #[error("mail to '{host}' would travel without encryption; set security to tls or start_tls, or use a server on this host")]
    PlainOutside {
        /// The host.
        host: String,
    },
    /// A password over an open line.
    #[error("the mail password would travel without encryption; set security to tls or start_tls")]
    PlainPassword,
    /// Certificate or host name that TLS cannot use.
    #[error("the mail server's TLS settings cannot be used: {0}")]
    Tls(#[from] Error),
}

/// A mail server, ready to be talked to; cheap to clone. Each mail has a connection of its own.
#[derive(Clone)]
pub struct Smtp {
    settings: Arc<SmtpSettings>,
    tls: Option<Arc<TlsParameters>>,
    hello: Arc<ClientId>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Bytes of the mail that are written at a time.
const CHUNK: usize = 16 * 1024;
/// How long a courtesy QUIT may take.
const FAREWELL: Duration = Duration::from_secs(2);

impl Smtp {
    /// Check the settings.
    ///
    /// # Errors
    /// Settings under which a mail or a password would travel unprotected, or that TLS cannot use.
    pub fn new(settings: SmtpSettings) -> Result<Self, SettingsError> {
        let tls = match settings.security {
            Security::NoneOnLoopback if !is_loopback(&settings.host) => return Err(SettingsError::PlainOutside { host: settings.host }),
            Security::NoneOnLoopback if settings.login.is_some() => return Err(SettingsError::PlainPassword),
            Security::NoneOnLoopback => None,
            Security::Tls | Security::StartTls => {
                let mut builder = TlsParameters::builder(settings.host.clone());
                if let Some(pem) = &settings.house_ca {
                    builder = builder.add_root_certificate(Certificate::from_pem(pem)?);
                }
                Some(Arc::new(builder.build()?))
            }
        };
        let hello = if settings.hello.is_empty() { ClientId::default() } else { ClientId::Domain(settings.hello.clone()) };
        Ok(Self { settings: Arc::new(settings), tls, hello: Arc::new(hello) })
    }

    /// One attempt to send one mail to its one recipient.
    pub(super) async fn send(&self, mail: &ReadyMail) -> SendOutcome {
        if has_bare_break(&mail.bytes) {
            return refused(Phase::Content, "the message holds a line break that mail does not know");
        }
        let (Ok(from), Ok(to)) = (mail.from.parse::<Address>(), mail.to.parse::<Address>()) else {
            return refused(Phase::Recipient, "an address of the message is not a mail address");
        };
        let mut line = match self.open().await {
            Ok(line) => line,
            Err((phase, why)) => return SendOutcome::Temporary { phase, why },
        };
        let outcome = self.converse(&mut line, from, to, mail).await;
        if matches!(outcome, SendOutcome::Accepted { .. } | SendOutcome::Refused { .. }) {
            // The answer stands, whatever becomes of the farewell.
            let _ = timeout(FAREWELL, line.quit()).await;
        }
        outcome
    }

    pub(super) async fn probe(&self) -> Result<(), (Phase, String)> {
        let mut line = self.open().await?;
        let _ = timeout(FAREWELL, line.quit()).await;
        Ok(())
    }

    /// Connect, greet, encrypt, sign in. Nothing of a mail has been said yet, so every failure is temporary: it concerns
    /// the server or our settings, not the mail.
    async fn open(&self) -> Result<AsyncSmtpConnection, (Phase, String)> {
        let patience = self.settings.patience;
        let server = (self.settings.host.as_str(), self.settings.port);
        let at_once = self.tls.as_deref().cloned().filter(|_| self.settings.security == Security::Tls);
        let connecting = AsyncSmtpConnection::connect_tokio1(server, Some(patience.connect), &self.hello, at_once, None);
        let mut line = match timeout(patience.connect, connecting).await {
            Ok(Ok(line)) => line,
            Ok(Err(error)) if error.status().is_some() || error.is_response() => {
                return Err((Phase::Greeting, one_line(&error.to_string())));
            }
            Ok(Err(error)) => return Err((Phase::Connect, one_line(&error.to_string()))),
            Err(_) => return Err((Phase::Connect, waited(patience.connect))),
        };
        if self.settings.security == Security::StartTls
            && let Some(tls) = self.tls.as_deref().cloned()
        {
            if !line.can_starttls() {
                return Err((Phase::Encryption, "the server does not offer STARTTLS; nothing was sent".to_owned()));
            }
            match timeout(patience.connect, line.starttls(tls, &self.hello)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return Err((Phase::Encryption, one_line(&error.to_string()))),
                Err(_) => return Err((Phase::Encryption, waited(patience.connect))),
            }
        }
        if let Some(login) = &self.settings.login {
            if !line.is_encrypted() {
                return Err((Phase::SignIn, "the line is not encrypted; the password was not sent".to_owned()));
            }
            let credentials = Credentials::new(login.user.clone(), login.password.clone());
            match timeout(patience.command, line.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err((Phase::SignIn, one_line(&error.to_string()))),
                Err(_) => return Err((Phase::SignIn, waited(patience.command))),
            }
        }
        Ok(line)
    }

    async fn converse(&self, line: &mut AsyncSmtpConnection, from: Address, to: Address, mail: &ReadyMail) -> SendOutcome {
        let bytes = mail.bytes.as_slice();
        let (mut options, mut wishes) = (Vec::new(), Vec::new());
        if let Some(id) = &mail.envelope_id {
            match self.reports(line).await {
                Ok(true) => {
                    options.push(MailParameter::Other { keyword: "RET".into(), value: Some("HDRS".into()) });
                    options.push(MailParameter::Other { keyword: "ENVID".into(), value: Some(id.clone()) });
                    wishes.push(RcptParameter::Other { keyword: "NOTIFY".into(), value: Some("SUCCESS,FAILURE,DELAY".into()) });
                }
                Ok(false) => {}
                Err(why) => return SendOutcome::Temporary { phase: Phase::Greeting, why },
            }
        }
        if !from.to_string().is_ascii() || !to.to_string().is_ascii() {
            if !line.server_info().supports_feature(Extension::SmtpUtfEight) {
                return refused(Phase::Recipient, "the mail server cannot carry addresses with letters outside ASCII");
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        if !bytes.is_ascii() && line.server_info().supports_feature(Extension::EightBitMime) {
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let steps = [
            (Phase::Sender, Mail::new(Some(from), options).to_string()),
            (Phase::Recipient, Rcpt::new(to, wishes).to_string()),
            (Phase::Data, Data.to_string()),
        ];
        for (phase, command) in steps {
            let answer = match timeout(self.settings.patience.command, line.command(command)).await {
                Ok(answer) => answer,
                Err(_) => return SendOutcome::Temporary { phase, why: waited(self.settings.patience.command) },
            };
            match answer {
                Ok(response) if phase != Phase::Data || response.has_code(354) => {}
                Ok(response) => return SendOutcome::Temporary { phase, why: words(&response) },
                Err(error) => return failed(phase, &error),
            }
        }
        self.content(line, bytes).await
    }

    /// Whether the server can be asked for delivery reports (RFC 3461). `lettre` keeps of its greeting only the extensions that
    /// it knows, so the greeting is said once more; a server that takes that amiss is not asked for reports.
    async fn reports(&self, line: &mut AsyncSmtpConnection) -> Result<bool, String> {
        match timeout(self.settings.patience.command, line.command(Ehlo::new((*self.hello).clone()))).await {
            Ok(Ok(answer)) => Ok(answer.message().any(|l| l.split_whitespace().next().is_some_and(|w| w.eq_ignore_ascii_case("DSN")))),
            Ok(Err(error)) if error.status().is_some() => Ok(false),
            Ok(Err(error)) => Err(one_line(&error.to_string())),
            Err(_) => Err(waited(self.settings.patience.command)),
        }
    }

    /// Write the mail and read the answer to its final dot.
    async fn content(&self, line: &mut AsyncSmtpConnection, bytes: &[u8]) -> SendOutcome {
        // Set when the iterator is asked for more after the last chunk, which `lettre` does only once that chunk has been
        // written: from here on the dot may be out.
        let dot_may_be_out = AtomicBool::new(false);
        let end = std::iter::once_with(|| {
            dot_may_be_out.store(true, Ordering::SeqCst);
            [].as_slice()
        });
        let answer = timeout(self.settings.patience.content, line.message_iter(bytes.chunks(CHUNK).chain(end))).await;
        let open = |why: String| {
            if dot_may_be_out.load(Ordering::SeqCst) {
                SendOutcome::Ambiguous { why }
            } else {
                SendOutcome::Temporary { phase: Phase::Content, why }
            }
        };
        match answer {
            Ok(Ok(response)) if response.code().severity == Severity::PositiveCompletion => {
                SendOutcome::Accepted { response: words(&response) }
            }
            Ok(Ok(response)) => open(words(&response)),
            Ok(Err(error)) if error.status().is_some() => failed(Phase::Content, &error),
            Ok(Err(error)) => open(one_line(&error.to_string())),
            Err(_) => open(waited(self.settings.patience.content)),
        }
    }
}

/// An error to a command of the mail: 5yz refuses it for good, everything else may pass.
fn failed(phase: Phase, error: &Error) -> SendOutcome {
    let why = one_line(&error.to_string());
    if error.is_permanent() { SendOutcome::Refused { phase, response: why } } else { SendOutcome::Temporary { phase, why } }
}

fn refused(phase: Phase, why: &str) -> SendOutcome {
    SendOutcome::Refused { phase, response: why.to_owned() }
}

fn words(response: &Response) -> String {
    one_line(&format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" ")))
}

fn waited(patience: Duration) -> String {
    format!("no answer within {} s", patience.as_secs())
}

/// Whether a host is this one. A name other than `localhost` could be made to point elsewhere.
fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
