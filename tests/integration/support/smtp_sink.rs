//! A mail server in the test's own process that fails on demand, in every phase of the conversation.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Where the server misbehaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At {
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// After some of the mail has come, long before its end.
    MidContent,
    /// After the final dot: the mail is here in full.
    Dot,
}

/// What it does there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Say this instead of yes.
    Say(&'static str),
    /// Close the connection without a word.
    Drop,
    /// Say nothing and keep the connection.
    Stall,
    /// Break the connection off: a reset instead of an end.
    Reset,
    /// Say something, one byte after the other, and never come to an end.
    Drip,
    /// Say nothing until [`Manner::held`] turns true, then close the connection.
    Hold,
}

/// A mail that the server has in full, dots unstuffed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    pub from: String,
    pub to: Vec<String>,
    pub bytes: Vec<u8>,
}

/// How the server behaves.
#[derive(Clone, Default)]
pub struct Manner {
    pub fault: Option<(At, Act)>,
    /// Names of SMTP extensions in the answer to EHLO.
    pub extensions: Vec<&'static str>,
    /// Certificate for STARTTLS or TLS from the first byte.
    pub tls: Option<Arc<tokio_rustls::rustls::ServerConfig>>,
    /// TLS from the first byte.
    pub tls_at_once: bool,
    /// Until when [`Act::Hold`] holds.
    pub held: Option<tokio::sync::watch::Receiver<bool>>,
}

#[derive(Default)]
struct Book {
    stored: Vec<Stored>,
    /// Command lines as they came, without the mails.
    lines: Vec<String>,
    /// Connections that were accepted.
    met: usize,
    /// Mails of which only the beginning was read.
    middle: usize,
}

/// The server; it stops with the runtime of the test.
#[derive(Clone)]
pub struct SmtpSink {
    pub address: SocketAddr,
    book: Arc<Mutex<Book>>,
}

impl SmtpSink {
    /// One that works.
    pub async fn working() -> Self {
        Self::start(Manner::default()).await
    }

    /// One that fails at a point.
    pub async fn failing(at: At, act: Act) -> Self {
        Self::start(Manner { fault: Some((at, act)), ..Manner::default() }).await
    }

    pub async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let sink = Self { address: listener.local_addr().unwrap(), book: Arc::default() };
        let book = sink.book.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if matches!(manner.fault, Some((_, Act::Reset))) {
                    // Whatever ends this connection, the other side sees a reset.
                    let _ = stream.set_zero_linger();
                }
                let (manner, book) = (manner.clone(), book.clone());
                book.lock().unwrap().met += 1;
                tokio::spawn(async move {
                    // A client that goes away ends its conversation, nothing else.
                    let _ = serve(stream, manner, book).await;
                });
            }
        });
        sink
    }

    /// The mails that the server has in full, whether or not it said so.
    pub fn stored(&self) -> Vec<Stored> {
        self.book.lock().unwrap().stored.clone()
    }

    /// How many connections came.
    pub fn met(&self) -> usize {
        self.book.lock().unwrap().met
    }

    /// How many mails were begun and not read to their end.
    pub fn in_the_middle(&self) -> usize {
        self.book.lock().unwrap().middle
    }

    /// The command lines as they came.
    pub fn lines(&self) -> Vec<String> {
        self.book.lock().unwrap().lines.clone()
    }
}

/// What a session does next.
enum Next {
    Encrypt,
    End,
}

async fn serve(stream: TcpStream, manner: Manner, book: Arc<Mutex<Book>>) -> std::io::Result<()> {
    let acceptor = manner.tls.clone().map(tokio_rustls::TlsAcceptor::from);
    match acceptor {
        Some(acceptor) if manner.tls_at_once => {
            let stream = acceptor.accept(stream).await?;
            session(BufReader::new(stream), &manner, &book, true, true).await.map(|_| ())
        }
        Some(acceptor) => {
            let mut plain = BufReader::new(stream);
            if matches!(session(&mut plain, &manner, &book, true, false).await?, Next::Encrypt) {
                let stream = acceptor.accept(plain.into_inner()).await?;
                session(BufReader::new(stream), &manner, &book, false, true).await?;
            }
            Ok(())
        }
        None => session(BufReader::new(stream), &manner, &book, true, false).await.map(|_| ()),
    }
}

async fn session<S>(mut line: S, manner: &Manner, book: &Mutex<Book>, greet: bool, encrypted: bool) -> std::io::Result<Next>
where
    S: AsyncBufReadExt + AsyncRead + AsyncWrite + Unpin,
{
    let mut from = String::new();
    let mut to = Vec::new();
    if greet && !answer(&mut line, manner, At::Greeting, "220 sink ready").await? {
        return Ok(Next::End);
    }
    loop {
        let mut command = String::new();
        if line.read_line(&mut command).await? == 0 {
            return Ok(Next::End);
        }
        let command = command.trim_end().to_owned();
        book.lock().unwrap().lines.push(command.clone());
        let verb = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let go = match verb.as_str() {
            "EHLO" => {
                let mut offers = vec!["sink"];
                offers.extend(&manner.extensions);
                if manner.tls.is_some() && !encrypted {
                    offers.push("STARTTLS");
                }
                let last = offers.len() - 1;
                let yes: Vec<String> =
                    offers.iter().enumerate().map(|(i, o)| format!("250{}{o}", if i == last { ' ' } else { '-' })).collect();
                answer(&mut line, manner, At::Ehlo, &yes.join("\r\n")).await?
            }
            "STARTTLS" => {
                if !answer(&mut line, manner, At::StartTls, "220 go").await? {
                    return Ok(Next::End);
                }
                if matches!(manner.fault, Some((At::StartTls, _))) {
                    continue;
                }
                return Ok(Next::Encrypt);
            }
            "AUTH" => answer(&mut line, manner, At::Auth, "235 welcome").await?,
            "MAIL" => {
                from = between(&command);
                answer(&mut line, manner, At::Mail, "250 sender ok").await?
            }
            "RCPT" => {
                to.push(between(&command));
                answer(&mut line, manner, At::Rcpt, "250 recipient ok").await?
            }
            "DATA" => {
                if !answer(&mut line, manner, At::Data, "354 go ahead").await? {
                    return Ok(Next::End);
                }
                if matches!(manner.fault, Some((At::Data, Act::Say(_)))) {
                    continue;
                }
                if let Some((At::MidContent, act)) = manner.fault {
                    let mut some = [0u8; 512];
                    line.read_exact(&mut some).await?;
                    book.lock().unwrap().middle += 1;
                    if act == Act::Stall {
                        std::future::pending::<()>().await;
                    }
                    return Ok(Next::End);
                }
                let Some(bytes) = content(&mut line).await? else { return Ok(Next::End) };
                book.lock().unwrap().stored.push(Stored { from: from.clone(), to: std::mem::take(&mut to), bytes });
                answer(&mut line, manner, At::Dot, "250 taken").await?
            }
            "QUIT" => {
                say(&mut line, "221 bye").await?;
                return Ok(Next::End);
            }
            _ => {
                say(&mut line, "500 what").await?;
                true
            }
        };
        if !go {
            return Ok(Next::End);
        }
    }
}

/// Say yes, or do what the manner says for this point; false: the conversation is over.
async fn answer<S: AsyncWrite + Unpin>(line: &mut S, manner: &Manner, at: At, yes: &str) -> std::io::Result<bool> {
    match manner.fault {
        Some((where_, Act::Say(no))) if where_ == at => {
            say(line, no).await?;
            Ok(true)
        }
        Some((where_, Act::Drop | Act::Reset)) if where_ == at => Ok(false),
        Some((where_, Act::Hold)) if where_ == at => {
            if let Some(mut held) = manner.held.clone() {
                let _ = held.wait_for(|go| *go).await;
            }
            Ok(false)
        }
        Some((where_, Act::Drip)) if where_ == at => {
            line.write_all(b"250-").await?;
            loop {
                line.write_all(b"x").await?;
                line.flush().await?;
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        }
        Some((where_, Act::Stall)) if where_ == at => std::future::pending().await,
        _ => {
            say(line, yes).await?;
            Ok(true)
        }
    }
}

async fn say<S: AsyncWrite + Unpin>(line: &mut S, text: &str) -> std::io::Result<()> {
    line.write_all(format!("{text}\r\n").as_bytes()).await?;
    line.flush().await
}

/// The mail up to its final dot; `None` if the line broke before.
async fn content<S: AsyncBufReadExt + Unpin>(line: &mut S) -> std::io::Result<Option<Vec<u8>>> {
    let mut whole = Vec::new();
    loop {
        let mut row = Vec::new();
        if line.read_until(b'\n', &mut row).await? == 0 {
            return Ok(None);
        }
        if row == b".\r\n" {
            return Ok(Some(whole));
        }
        whole.extend_from_slice(row.strip_prefix(b".").unwrap_or(&row));
    }
}

fn between(command: &str) -> String {
    let start = command.find('<').map_or(0, |i| i + 1);
    let end = command.find('>').unwrap_or(command.len());
    command.get(start..end).unwrap_or_default().to_owned()
}
