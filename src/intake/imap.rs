//! The door for a mailbox at a provider: its mails are fetched, kept, and only then moved or marked (IMAP, RFC 9051).
//!
//! A mail may be fetched twice when the line breaks between keeping and marking; its hash makes it one.

use super::authenticity::Envelope;
use super::door::MailIn;
use crate::workflow::Error as WorkflowError;
use async_imap::error::Error as ImapError;
use async_imap::{Client, Session};
use bytes::Bytes;
use futures::TryStreamExt as _;
use std::fmt::Debug;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// How long one step of the conversation may take.
const STEP: Duration = Duration::from_secs(30);
/// How long fetching one mail may take.
const FETCH: Duration = Duration::from_secs(300);
/// Mails in one round.
const MOST: usize = 200;
/// Most bytes of a mail that is fetched.
const MOST_BYTES: u32 = 64 * 1024 * 1024;

/// A mailbox.
#[derive(Clone)]
pub struct Imap {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// What protects the line; `None` only on loopback.
    pub tls: Option<(TlsConnector, ServerName<'static>)>,
    /// Name to sign in with.
    pub user: String,
    /// Password.
    pub password: String,
    /// Folder that is read.
    pub folder: String,
    /// Folder that kept mails are moved to; `None`: they are marked as seen.
    pub done: Option<String>,
}

impl Debug for Imap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Imap").field("host", &self.host).field("user", &self.user).finish_non_exhaustive()
    }
}

/// Why a round ended early. What was kept before is kept; the rest comes with the next round.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// No line to the server.
    #[error("the mailbox's server can't be reached: {0}")]
    Unreachable(std::io::Error),
    /// It answered otherwise than it must.
    #[error("the mailbox's server: {0}")]
    Server(#[from] ImapError),
    /// It did not answer in time.
    #[error("the mailbox's server does not answer in time")]
    Silent,
    /// The mail could not be kept.
    #[error("a mail was not kept: {0}")]
    NotKept(#[from] WorkflowError),
}

/// What a round did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Round {
    /// Kept.
    pub kept: usize,
    /// Left where they are because they are too large.
    pub too_large: usize,
}

impl Imap {
    /// Take in what nobody has seen yet.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn round(&self, mail_in: &MailIn) -> Result<Round, MailboxError> {
        let line = step(TcpStream::connect((self.host.as_str(), self.port))).await?.map_err(MailboxError::Unreachable)?;
        match &self.tls {
            None => self.talk(line, mail_in).await,
            Some((connector, name)) => {
                let line = step(connector.connect(name.clone(), line)).await?.map_err(MailboxError::Unreachable)?;
                self.talk(line, mail_in).await
            }
        }
    }

    /// Sign in and open the folder, and do nothing. For `doctor`.
    ///
    /// # Errors
    /// [`MailboxError`].
    pub async fn probe(&self) -> Result<(), MailboxError> {
        let line = step(TcpStream::connect((self.host.as_str(), self.port))).await?.map_err(MailboxError::Unreachable)?;
        match &self.tls {
            None => self.open(line).await.map(drop),
            Some((connector, name)) => {
                let line = step(connector.connect(name.clone(), line)).await?.map_err(MailboxError::Unreachable)?;
                self.open(line).await.map(drop)
            }
        }
    }

    async fn open<T>(&self, line: T) -> Result<Session<T>, MailboxError>
    where
        T: AsyncRead + AsyncWrite + Unpin + Debug + Send,
    {
        let mut client = Client::new(line);
        if step(client.read_response()).await?.map_err(MailboxError::Unreachable)?.is_none() {
            return Err(MailboxError::Silent);
        }
        let mut session = step(client.login(&self.user, &self.password)).await?.map_err(|(error, _)| error)?;
        step(session.select(&self.folder)).await??;
        Ok(session)
    }

    async fn talk<T>(&self, line: T, mail_in: &MailIn) -> Result<Round, MailboxError>
    where
        T: AsyncRead + AsyncWrite + Unpin + Debug + Send,
    {
        let mut session = self.open(line).await?;
        let mut unseen: Vec<u32> =
            step(session.uid_search(if self.done.is_some() { "UNDELETED" } else { "UNSEEN" })).await??.into_iter().collect();
        unseen.sort_unstable();
        unseen.truncate(MOST);
        let mut round = Round::default();
        for uid in unseen {
            let uid = uid.to_string();
            let sizes: Vec<_> = step(async { session.uid_fetch(&uid, "RFC822.SIZE").await?.try_collect().await }).await??;
            if sizes.iter().filter_map(|f: &async_imap::types::Fetch| f.size).any(|size| size > MOST_BYTES) {
                round.too_large += 1;
                continue;
            }
            let fetched = async { session.uid_fetch(&uid, "BODY.PEEK[]").await?.try_collect::<Vec<_>>().await };
            let fetched = tokio::time::timeout(FETCH, fetched).await.map_err(|_| MailboxError::Silent)??;
            let Some(body) = fetched.iter().find_map(async_imap::types::Fetch::body) else { continue };
            // Nothing is known of the envelope; a trusted server's header may say it.
            mail_in.take("imap", &Envelope::default(), Bytes::copy_from_slice(body)).await?;
            round.kept += 1;
            match &self.done {
                Some(folder) => step(session.uid_mv(&uid, folder)).await??,
                None => {
                    step(async { session.uid_store(&uid, "+FLAGS.SILENT (\\Seen)").await?.try_collect::<Vec<_>>().await }).await??;
                }
            }
        }
        // The round is done, whether or not the server says good bye.
        let _ = step(session.logout()).await;
        Ok(round)
    }
}

async fn step<T>(doing: impl Future<Output = T>) -> Result<T, MailboxError> {
    tokio::time::timeout(STEP, doing).await.map_err(|_| MailboxError::Silent)
}
