//! The door for the site's mail server: LMTP (RFC 2033), and SMTP (RFC 5321) for servers that speak no LMTP, on loopback or a socket.
//!
//! A mail is answered for with 250 only when it is durable. What could not be kept is refused for now (4xx), and the mail server
//! gives it again; the hash makes it one.

use super::authenticity::Envelope;
use super::door::MailIn;
use crate::config::ListenAt;
use bytes::Bytes;
use domain::text::one_line;
use smtp_proto::Request;
use smtp_proto::request::receiver::DataReceiver;
use std::fs::Permissions;
use std::io::Error as IoError;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// How much is taken from one conversation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Bytes of one mail.
    pub message: usize,
    /// Bytes of one command.
    pub line: usize,
    /// Recipients of one mail.
    pub recipients: usize,
    /// Conversations at once.
    pub connections: usize,
    /// Mails in one conversation.
    pub mails: usize,
    /// Commands that are not understood, before the line is closed.
    pub mistakes: usize,
    /// How long the other side may be silent.
    pub silence: Duration,
    /// How long one conversation may last.
    pub whole: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: 64 * 1024 * 1024,
            line: 4096,
            recipients: 100,
            connections: 16,
            mails: 1_000,
            mistakes: 20,
            silence: Duration::from_secs(60),
            whole: Duration::from_secs(30 * 60),
        }
    }
}

/// The open door.
#[derive(Debug)]
pub enum Listener {
    /// On loopback.
    Tcp(TcpListener),
    /// A socket, and where it lies.
    Socket(UnixListener, PathBuf),
}

impl Listener {
    /// Open it. A socket is open to its owner and group; one that an earlier process left is replaced.
    ///
    /// # Errors
    /// It can't be listened on; something else than a socket lies at the path.
    pub async fn open(at: &ListenAt) -> Result<Self, IoError> {
        match at {
            ListenAt::Tcp(address) => Ok(Self::Tcp(TcpListener::bind(address).await?)),
            ListenAt::Socket(path) => {
                match std::fs::symlink_metadata(path) {
                    Ok(there) if there.file_type().is_socket() => std::fs::remove_file(path)?,
                    Ok(_) => return Err(IoError::other("there is something else than a socket")),
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
                let listener = UnixListener::bind(path)?;
                std::fs::set_permissions(path, Permissions::from_mode(0o660))?;
                Ok(Self::Socket(listener, path.clone()))
            }
        }
    }

    /// Take mails in until `stop` is cancelled. Conversations that are under way then end with their next command.
    pub async fn serve(self, mail_in: MailIn, limits: Limits, stop: CancellationToken) {
        let places = Arc::new(Semaphore::new(limits.connections));
        loop {
            let place = tokio::select! {
                () = stop.cancelled() => break,
                place = Arc::clone(&places).acquire_owned() => place,
            };
            let Ok(place) = place else { break };
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.accept() => accepted,
            };
            let stream = match accepted {
                Ok(stream) => stream,
                Err(error) => {
                    tracing::warn!(code = "lmtp-accept", %error, "a connection could not be taken");
                    // Out of descriptors: others end meanwhile.
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    continue;
                }
            };
            let (mail_in, stop) = (mail_in.clone(), stop.clone());
            tokio::spawn(async move {
                let talk = Talk::new(stream, mail_in, limits, stop);
                // Whoever breaks a conversation off has had no answer, and gives the mail again.
                let _ = tokio::time::timeout(limits.whole, talk.run()).await;
                drop(place);
            });
        }
        if let Self::Socket(_, path) = &self {
            let _ = std::fs::remove_file(path);
        }
    }

    async fn accept(&self) -> Result<Box<dyn Stream>, IoError> {
        Ok(match self {
            Self::Tcp(listener) => Box::new(listener.accept().await?.0),
            Self::Socket(listener, _) => Box::new(listener.accept().await?.0),
        })
    }
}

/// A connection of either kind.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// The line is to be closed.
struct Over;

impl From<IoError> for Over {
    fn from(_: IoError) -> Self {
        Over
    }
}

/// One conversation.
struct Talk {
    stream: Box<dyn Stream>,
    mail_in: MailIn,
    limits: Limits,
    stop: CancellationToken,
    read: Vec<u8>,
    /// Whether the other side greeted by LHLO: then each recipient is answered for.
    lmtp: bool,
    greeted: bool,
    from: Option<String>,
    to: Vec<String>,
    mails: usize,
    mistakes: usize,
}

impl Talk {
    fn new(stream: Box<dyn Stream>, mail_in: MailIn, limits: Limits, stop: CancellationToken) -> Self {
        Self {
            stream,
            mail_in,
            limits,
            stop,
            read: Vec::new(),
            lmtp: false,
            greeted: false,
            from: None,
            to: Vec::new(),
            mails: 0,
            mistakes: 0,
        }
    }

    async fn run(mut self) -> Result<(), Over> {
        self.say("220 ombud takes mails for the desk").await?;
        loop {
            let line = self.line().await?;
            if self.stop.is_cancelled() {
                self.say("421 4.3.2 closing, come again").await?;
                return Ok(());
            }
            if self.command(&line).await? {
                return Ok(());
            }
            if self.mistakes > self.limits.mistakes {
                self.say("421 4.7.0 too many mistakes").await?;
                return Ok(());
            }
        }
    }

    /// One command; `true` when it was the last.
    async fn command(&mut self, line: &[u8]) -> Result<bool, Over> {
        let request = match Request::parse(&mut line.iter()) {
            Ok(request) => request.into_owned(),
            Err(error) => {
                self.mistakes += 1;
                let answer = match error {
                    smtp_proto::Error::InvalidSenderAddress => "501 5.1.7 that is no sender's address",
                    smtp_proto::Error::InvalidRecipientAddress => "501 5.1.3 that is no recipient's address",
                    smtp_proto::Error::UnsupportedParameter { .. } => "555 5.5.4 that parameter is not known here",
                    smtp_proto::Error::SyntaxError { .. } | smtp_proto::Error::InvalidParameter { .. } => "501 5.5.4 that can't be read",
                    _ => "500 5.5.1 that command is not known here",
                };
                self.say(answer).await?;
                return Ok(false);
            }
        };
        match request {
            Request::Lhlo { .. } => self.greet(true).await?,
            Request::Ehlo { .. } => self.greet(false).await?,
            Request::Helo { .. } => {
                (self.greeted, self.lmtp) = (true, false);
                self.forget();
                self.say("250 ombud").await?;
            }
            Request::Mail { from } => self.mail(from.address, from.size).await?,
            Request::Rcpt { to } => self.recipient(to.address).await?,
            Request::Data => self.data().await?,
            Request::Rset => {
                self.forget();
                self.say("250 2.0.0 forgotten").await?;
            }
            Request::Noop { .. } => self.say("250 2.0.0 yes").await?,
            Request::Quit => {
                self.say("221 2.0.0 good bye").await?;
                return Ok(true);
            }
            _ => {
                self.mistakes += 1;
                self.say("502 5.5.1 that command is not known here").await?;
            }
        }
        Ok(false)
    }

    async fn greet(&mut self, lmtp: bool) -> Result<(), Over> {
        (self.greeted, self.lmtp) = (true, lmtp);
        self.forget();
        let size = self.limits.message;
        self.say(&format!("250-ombud\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250-PIPELINING\r\n250 SIZE {size}"))
            .await
    }

    async fn mail(&mut self, address: String, size: usize) -> Result<(), Over> {
        let answer = if !self.greeted {
            "503 5.5.1 greet first"
        } else if self.from.is_some() {
            "503 5.5.1 there is a sender already"
        } else if size > self.limits.message {
            "552 5.3.4 that is larger than what is taken"
        } else if self.mails >= self.limits.mails {
            "421 4.7.0 enough for one conversation, come again"
        } else {
            self.from = Some(one_line(&address, 320));
            "250 2.1.0 yes"
        };
        self.say(answer).await
    }

    async fn recipient(&mut self, address: String) -> Result<(), Over> {
        let answer = if self.from.is_none() {
            "503 5.5.1 the sender comes first"
        } else if self.to.len() >= self.limits.recipients {
            "452 4.5.3 too many recipients"
        } else {
            self.to.push(one_line(&address, 320));
            "250 2.1.5 yes"
        };
        self.say(answer).await
    }

    async fn data(&mut self) -> Result<(), Over> {
        let Some(from) = self.from.take().filter(|_| !self.to.is_empty()) else {
            self.forget();
            return self.say("503 5.5.1 sender and recipients come first").await;
        };
        let to = std::mem::take(&mut self.to);
        self.say("354 the mail, and a line with a dot").await?;
        let answer = match self.content().await? {
            None => "552 5.3.4 that is larger than what is taken; it was not kept",
            Some(bytes) => {
                self.mails += 1;
                let envelope = Envelope { from: Some(from), to: to.clone(), client: None, helo: None };
                match self.mail_in.take("lmtp", &envelope, bytes).await {
                    Ok(_) => "250 2.0.0 kept",
                    Err(error) => {
                        tracing::error!(code = "lmtp-not-kept", %error, "a mail was not kept; the mail server was told to come again");
                        "451 4.3.0 not kept, come again"
                    }
                }
            }
        };
        let answers = if self.lmtp { to.len() } else { 1 };
        for _ in 0..answers {
            self.say(answer).await?;
        }
        Ok(())
    }

    /// The mail up to the dot, dots unstuffed; `None` when it was larger than what is taken.
    async fn content(&mut self) -> Result<Option<Bytes>, Over> {
        let mut receiver = DataReceiver::new();
        let (mut bytes, mut too_large) = (Vec::new(), false);
        loop {
            let chunk = std::mem::take(&mut self.read);
            let mut rest = chunk.iter();
            let done = receiver.ingest(&mut rest, &mut bytes);
            self.read = rest.as_slice().to_vec();
            if bytes.len() > self.limits.message {
                too_large = true;
                // Its end is still awaited, and nothing of it kept.
                bytes.clear();
            }
            if done {
                return Ok((!too_large).then(|| Bytes::from(bytes)));
            }
            self.more().await?;
        }
    }

    /// One command with its line end.
    async fn line(&mut self) -> Result<Vec<u8>, Over> {
        loop {
            if let Some(end) = self.read.iter().position(|b| *b == b'\n') {
                return Ok(self.read.drain(..=end).collect());
            }
            if self.read.len() > self.limits.line {
                self.say("500 5.5.6 that line is too long").await?;
                return Err(Over);
            }
            self.more().await?;
        }
    }

    async fn more(&mut self) -> Result<(), Over> {
        let mut buffer = [0_u8; 16 * 1024];
        match tokio::time::timeout(self.limits.silence, self.stream.read(&mut buffer)).await {
            Ok(Ok(size)) if size > 0 => {
                self.read.extend_from_slice(buffer.get(..size).unwrap_or_default());
                Ok(())
            }
            Ok(_) => Err(Over),
            Err(_) => {
                self.say("421 4.4.2 silent for too long").await?;
                Err(Over)
            }
        }
    }

    async fn say(&mut self, answer: &str) -> Result<(), Over> {
        let line = format!("{answer}\r\n");
        let said = async {
            self.stream.write_all(line.as_bytes()).await?;
            self.stream.flush().await
        };
        match tokio::time::timeout(self.limits.silence, said).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Over),
        }
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }
}
