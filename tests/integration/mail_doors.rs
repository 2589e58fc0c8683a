//! The doors for mails: LMTP and SMTP on loopback or a socket, and a mailbox. A mail is answered for when it is kept, and not before.

use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::mailroom::Mailroom;
use ombud::config::ListenAt;
use ombud::intake::authenticity::{Dns, Trust};
use ombud::intake::door::MailIn;
use ombud::intake::imap::{Imap, Round};
use ombud::intake::lmtp::{Limits, Listener};
use ombud::store::mails::{self, MailRow};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

fn door(room: &Mailroom) -> MailIn {
    MailIn::new(room.workflow.clone(), Trust::default(), Dns::Off)
}

/// A listener on a socket in a folder of its own.
async fn listening(room: &Mailroom, limits: Limits) -> (std::path::PathBuf, CancellationToken, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mails.sock");
    let stop = CancellationToken::new();
    let listener = Listener::open(&ListenAt::Socket(path.clone())).await.unwrap();
    tokio::spawn(listener.serve(door(room), limits, stop.clone()));
    (path, stop, folder)
}

/// Say lines, each after the answer to the one before; all answers.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(stream: S, lines: &[&str]) -> Vec<String> {
    let mut stream = BufReader::new(stream);
    let mut answers = vec![answer(&mut stream).await];
    for line in lines {
        stream.write_all(line.as_bytes()).await.unwrap();
        stream.write_all(b"\r\n").await.unwrap();
        answers.push(answer(&mut stream).await);
    }
    answers
}

/// One answer, of several lines perhaps; empty when the line was closed.
async fn answer<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>) -> String {
    let mut all = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return all;
        }
        all.push_str(&line);
        if line.as_bytes().get(3) != Some(&b'-') {
            return all;
        }
    }
}

const MAIL: &str = "From: a@authority.example.org\r\nSubject: Order\r\nDate: Mon, 2 Nov 2026 09:30:00 +0000\r\n\r\nText.\r\n..dot\r\n.";

async fn rows(room: &Mailroom) -> Vec<MailRow> {
    // A mail moves on from one look to the next, never back: the later look counts.
    let mut all: Vec<MailRow> = Vec::new();
    for state in [mails::NEW, mails::WAITING, mails::QUARANTINE] {
        let found = mails::in_state(room.workflow.store().read(), ombud::store::Sight::Whole, state, None, 1_000).await.unwrap();
        all.retain(|row| found.iter().all(|later| later.id != row.id));
        all.extend(found);
    }
    all
}

both_databases! {
    async fn lmtp_answers_for_each_recipient_when_the_mail_is_kept(url: String) {
        let room = Mailroom::open(&url).await;
        let (path, _stop, _folder) = listening(&room, Limits::default()).await;
        let said = talk(
            UnixStream::connect(&path).await.unwrap(),
            &["LHLO mx.example.com", "MAIL FROM:<a@authority.example.org>", "RCPT TO:<legal@provider.example.com>", "RCPT TO:<b@provider.example.com>", "DATA", MAIL],
        )
        .await;
        assert!(said[1].starts_with("250-") && said[1].contains("SIZE"), "{said:?}");
        assert!(said[5].starts_with("354") && said[6].starts_with("250 2.0.0 kept"), "{said:?}");
        let all = rows(&room).await;
        assert_eq!(all.len(), 1);
        assert!(all[0].envelope.contains("b@provider.example.com") && all[0].door == "lmtp", "{:?}", all[0]);
        let document = ombud::store::documents::find(room.workflow.store().read(), all[0].document()).await.unwrap().unwrap();
        let kept = room.workflow.blobs().get(&document).await.unwrap();
        assert!(String::from_utf8_lossy(&kept).contains("Text.\r\n.dot\r\n"), "dots unstuffed: {kept:?}");
    }

    async fn smtp_is_understood_and_wrong_order_is_said(url: String) {
        let room = Mailroom::open(&url).await;
        let (path, _stop, _folder) = listening(&room, Limits::default()).await;
        let said = talk(
            UnixStream::connect(&path).await.unwrap(),
            &["MAIL FROM:<a@b.example>", "EHLO mx.example.com", "DATA", "RCPT TO:<x@y.example>", "NONSENSE", "MAIL FROM:<>", "RCPT TO:<legal@provider.example.com>", "DATA", MAIL, "QUIT"],
        )
        .await;
        let codes: Vec<&str> = said.iter().map(|s| &s[..3]).collect();
        assert_eq!(codes, ["220", "503", "250", "503", "503", "500", "250", "250", "354", "250", "221"], "{said:?}");
        assert_eq!(rows(&room).await.len(), 1);
    }

    async fn what_can_not_be_kept_is_to_come_again(url: String) {
        let room = Mailroom::open(&url).await;
        let (path, _stop, _folder) = listening(&room, Limits::default()).await;
        // The planted fault: the database is gone.
        room.workflow.store().clone().close().await.unwrap();
        let said = talk(
            UnixStream::connect(&path).await.unwrap(),
            &["LHLO mx.example.com", "MAIL FROM:<a@authority.example.org>", "RCPT TO:<legal@provider.example.com>", "DATA", MAIL],
        )
        .await;
        assert!(said[5].starts_with("451"), "{said:?}");
    }

    async fn a_hostile_mail_holds_up_nobody(url: String) {
        let room = Mailroom::open(&url).await;
        let (path, _stop, _folder) = listening(&room, Limits::default()).await;
        let mut bomb = String::from("From: a@authority.example.org\r\nDate: Mon, 2 Nov 2026 09:30:00 +0000\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n");
        for n in 0..4_000 {
            bomb.push_str(&format!("--b{n}\r\nContent-Type: multipart/mixed; boundary=b{}\r\n\r\n", n + 1));
        }
        bomb.push_str(&"<div>".repeat(1_000_000));
        bomb.push_str("\r\n.");
        let mut begun = Instant::now();
        for mail in [bomb.as_str(), MAIL] {
            let said = talk(
                UnixStream::connect(&path).await.unwrap(),
                &["LHLO mx.example.com", "MAIL FROM:<a@authority.example.org>", "RCPT TO:<legal@provider.example.com>", "DATA", mail],
            )
            .await;
            assert!(said[5].starts_with("250"), "{said:?}");
            if mail != MAIL {
                begun = Instant::now();
            }
        }
        let waiting = async || mails::count(room.workflow.store().read(), mails::WAITING).await.unwrap();
        while waiting().await == 0 {
            assert!(begun.elapsed() < Duration::from_secs(5), "the next mail waits for the bomb");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        for _ in 0..500 {
            if mails::count(room.workflow.store().read(), mails::QUARANTINE).await.unwrap() == 1 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the bomb is not in quarantine: {:?}", rows(&room).await);
    }

    async fn a_mailbox_is_emptied_only_after_keeping(url: String) {
        let room = Mailroom::open(&url).await;
        let (port, log) = mailbox(vec![MAIL.trim_end_matches('.').to_owned(), "From: b@authority.example.org\r\n\r\nTwo.\r\n".to_owned()]).await;
        let imap = Imap {
            host: "127.0.0.1".into(),
            port,
            tls: None,
            user: "desk".into(),
            password: "secret".into(),
            folder: "INBOX".into(),
            done: None,
        };
        assert_eq!(imap.round(&door(&room)).await.unwrap(), Round { kept: 2, too_large: 0 });
        assert_eq!(rows(&room).await.len(), 2);
        let lines = log.lock().unwrap().clone();
        let place = |what: &str| lines.iter().position(|l| l.contains(what)).unwrap_or_else(|| panic!("{what}: {lines:?}"));
        assert!(place("UID FETCH 1 BODY.PEEK[]") < place("UID STORE 1 +FLAGS"), "{lines:?}");
        // Fetched again after a line that broke before the mark: known, not kept twice.
        assert_eq!(imap.round(&door(&room)).await.unwrap().kept, 2);
        assert_eq!(rows(&room).await.len(), 2);
        // Not kept: not marked.
        room.workflow.store().clone().close().await.unwrap();
        let marked = log.lock().unwrap().iter().filter(|l| l.contains("STORE")).count();
        assert!(imap.round(&door(&room)).await.is_err());
        assert_eq!(log.lock().unwrap().iter().filter(|l| l.contains("STORE")).count(), marked);
    }
}

type Log = std::sync::Arc<std::sync::Mutex<Vec<String>>>;

/// A mailbox whose mails stay unseen, whatever is said of them.
async fn mailbox(mails: Vec<String>) -> (u16, Log) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let log = Log::default();
    let told = log.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, mails.clone(), told.clone()));
        }
    });
    (port, log)
}

async fn serve(stream: TcpStream, mails: Vec<String>, log: Log) {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"* OK ready\r\n").await.unwrap();
    let mut line = String::new();
    while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
        let said = line.trim().to_owned();
        line.clear();
        let (tag, command) = said.split_once(' ').unwrap();
        log.lock().unwrap().push(command.to_owned());
        let number = || command.split(' ').nth(2).unwrap().parse::<usize>().unwrap();
        let untagged = if command.starts_with("SELECT") {
            format!("* {} EXISTS\r\n* OK [UIDVALIDITY 1] yes\r\n", mails.len())
        } else if command.starts_with("UID SEARCH") {
            let all: Vec<String> = (1..=mails.len()).map(|n| n.to_string()).collect();
            format!("* SEARCH {}\r\n", all.join(" "))
        } else if command.contains("RFC822.SIZE") {
            let n = number();
            format!("* {n} FETCH (UID {n} RFC822.SIZE {})\r\n", mails[n - 1].len())
        } else if command.contains("BODY.PEEK") {
            let n = number();
            format!("* {n} FETCH (UID {n} BODY[] {{{}}}\r\n{})\r\n", mails[n - 1].len(), mails[n - 1])
        } else {
            String::new()
        };
        stream.write_all(format!("{untagged}{tag} OK done\r\n").as_bytes()).await.unwrap();
    }
}

#[tokio::test]
async fn limits_of_line_size_and_patience_hold() {
    let database = TestDatabase::sqlite();
    let room = Mailroom::open(&database.url).await;
    let limits = Limits { message: 1_000, line: 200, silence: Duration::from_millis(300), mistakes: 2, ..Limits::default() };
    let (path, stop, _folder) = listening(&room, limits).await;
    let connect = async || UnixStream::connect(&path).await.unwrap();
    let begin = ["LHLO mx.example.com", "MAIL FROM:<a@authority.example.org>", "RCPT TO:<legal@provider.example.com>", "DATA"];
    // Larger than announced: refused for good, and the conversation goes on.
    let large = format!("From: a@authority.example.org\r\n\r\n{}\r\n.", "x".repeat(5_000));
    let mut lines = begin.to_vec();
    lines.extend([large.as_str(), "QUIT"]);
    let said = talk(connect().await, &lines).await;
    assert!(said[5].starts_with("552") && said[6].starts_with("221"), "{said:?}");
    let said = talk(connect().await, &["LHLO mx", "MAIL FROM:<a@authority.example.org> SIZE=5000"]).await;
    assert!(said[2].starts_with("552"), "{said:?}");
    let said = talk(connect().await, &[&"x".repeat(10_000)]).await;
    assert!(said[1].starts_with("500"), "{said:?}");
    let mut careless = connect().await;
    careless.write_all(b"A\r\nB\r\nC\r\n").await.unwrap();
    let mut all = String::new();
    careless.read_to_string(&mut all).await.unwrap();
    assert!(all.contains("421 4.7.0"), "{all}");
    // Silent for too long.
    let mut silent = connect().await;
    let mut all = String::new();
    tokio::time::timeout(Duration::from_secs(5), silent.read_to_string(&mut all)).await.unwrap().unwrap();
    assert!(all.contains("421 4.4.2"), "{all}");
    assert!(rows(&room).await.is_empty());
    stop.cancel();
    tokio::time::timeout(Duration::from_secs(5), async {
        while path.exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("the socket is taken away");
}
