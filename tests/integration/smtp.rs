//! Sending: a real conversation with a server that fails in each phase, and the truth about what became of the mail.

use crate::support::smtp_sink::{Act, At, Manner, SmtpSink, Stored};
use domain::ids::MessageId;
use ombud::notify::message::ReadyMail;
use ombud::notify::transport::{Folder, Login, Patience, Phase, Security, SendOutcome, SettingsError, Smtp, SmtpSettings, Transport};
use std::sync::Arc;
use std::time::Duration;

const HOUSE_CA: &[u8] = include_bytes!("support/tls/house-ca.pem");

fn mail_of(bytes: Vec<u8>) -> ReadyMail {
    ReadyMail {
        id: MessageId(uuid::Uuid::from_u128(7)),
        from: "legal@provider.example.com".into(),
        to: "contact@customer.example.net".into(),
        envelope_id: None,
        bytes,
    }
}

fn small() -> ReadyMail {
    mail_of(b"Subject: x\r\n\r\n.a line that begins with a dot\r\n..\r\nend\r\n".to_vec())
}

/// Larger than any buffer on the way, so that a line that breaks in the middle is felt in the middle.
fn large() -> ReadyMail {
    mail_of([b"Subject: x\r\n\r\n".to_vec(), b"0123456789abcdef0123456789abcdef\r\n".repeat(1_000_000)].concat())
}

fn settings(sink: &SmtpSink) -> SmtpSettings {
    SmtpSettings {
        host: "127.0.0.1".into(),
        port: sink.address.port(),
        security: Security::NoneOnLoopback,
        login: None,
        hello: "desk.example.com".into(),
        house_ca: None,
        patience: Patience { connect: Duration::from_millis(400), command: Duration::from_millis(400), content: Duration::from_secs(1) },
    }
}

fn to(sink: &SmtpSink) -> Transport {
    Transport::Smtp(Smtp::new(settings(sink)).unwrap())
}

/// What may be said of an attempt, given what the server has. The heart of the matter: *not sent* must be true.
fn honest(outcome: &SendOutcome, stored: &[Stored]) -> bool {
    match outcome {
        SendOutcome::Accepted { .. } => stored.len() == 1,
        SendOutcome::Refused { .. } | SendOutcome::Temporary { .. } => stored.is_empty(),
        SendOutcome::Ambiguous { .. } => true,
    }
}

#[tokio::test]
async fn a_mail_arrives_byte_for_byte() {
    let sink = SmtpSink::working().await;
    let outcome = to(&sink).send(&small()).await;
    assert_eq!(outcome, SendOutcome::Accepted { response: "250 taken".into() });
    let stored = sink.stored();
    assert_eq!(
        (stored[0].from.as_str(), stored[0].to.as_slice()),
        ("legal@provider.example.com", &["contact@customer.example.net".to_owned()][..])
    );
    // The final dot stands on a line of its own after one more line break.
    assert_eq!(stored[0].bytes, [small().bytes.as_slice(), b"\r\n"].concat());
    assert_eq!(sink.lines()[0], "EHLO desk.example.com");
}

/// One row for each way to fail: where, how, what we say.
const FAULTS: [(At, Act, &str, Option<Phase>); 36] = [
    (At::Greeting, Act::Say("421 busy"), "temporary", Some(Phase::Greeting)),
    (At::Greeting, Act::Say("554 no service"), "temporary", Some(Phase::Greeting)),
    (At::Greeting, Act::Say("hello there"), "temporary", Some(Phase::Greeting)),
    (At::Greeting, Act::Drop, "temporary", Some(Phase::Greeting)),
    (At::Greeting, Act::Stall, "temporary", Some(Phase::Connect)),
    (At::Greeting, Act::Reset, "temporary", Some(Phase::Connect)),
    (At::Greeting, Act::Drip, "temporary", Some(Phase::Connect)),
    (At::Ehlo, Act::Say("502 no"), "temporary", Some(Phase::Greeting)),
    (At::Ehlo, Act::Drop, "temporary", Some(Phase::Greeting)),
    (At::Ehlo, Act::Stall, "temporary", Some(Phase::Connect)),
    (At::Ehlo, Act::Reset, "temporary", Some(Phase::Connect)),
    (At::Mail, Act::Reset, "temporary", Some(Phase::Sender)),
    (At::Mail, Act::Drip, "temporary", Some(Phase::Sender)),
    (At::Rcpt, Act::Reset, "temporary", Some(Phase::Recipient)),
    (At::Rcpt, Act::Drip, "temporary", Some(Phase::Recipient)),
    // A bare code is legal (RFC 5321 section 4.2), and lettre does not read it: not sent is the safe side.
    (At::Rcpt, Act::Say("250"), "temporary", Some(Phase::Recipient)),
    (At::Data, Act::Reset, "temporary", Some(Phase::Data)),
    (At::Data, Act::Stall, "temporary", Some(Phase::Data)),
    (At::Mail, Act::Say("451 later"), "temporary", Some(Phase::Sender)),
    (At::Mail, Act::Say("550 sender unwanted"), "refused", Some(Phase::Sender)),
    (At::Mail, Act::Drop, "temporary", Some(Phase::Sender)),
    (At::Mail, Act::Stall, "temporary", Some(Phase::Sender)),
    (At::Rcpt, Act::Say("450 greylisted"), "temporary", Some(Phase::Recipient)),
    (At::Rcpt, Act::Say("550 no such user"), "refused", Some(Phase::Recipient)),
    (At::Rcpt, Act::Drop, "temporary", Some(Phase::Recipient)),
    (At::Rcpt, Act::Stall, "temporary", Some(Phase::Recipient)),
    (At::Data, Act::Say("452 full"), "temporary", Some(Phase::Data)),
    (At::Data, Act::Say("554 no"), "refused", Some(Phase::Data)),
    (At::Data, Act::Say("250 what"), "temporary", Some(Phase::Data)),
    (At::Data, Act::Drop, "temporary", Some(Phase::Data)),
    (At::Dot, Act::Drop, "ambiguous", None),
    (At::Dot, Act::Stall, "ambiguous", None),
    (At::Dot, Act::Reset, "ambiguous", None),
    (At::Dot, Act::Drip, "ambiguous", None),
    (At::Dot, Act::Say("mumble"), "ambiguous", None),
    (At::Dot, Act::Say("354 more"), "ambiguous", None),
];

fn phase(outcome: &SendOutcome) -> Option<Phase> {
    match outcome {
        SendOutcome::Refused { phase, .. } | SendOutcome::Temporary { phase, .. } => Some(*phase),
        SendOutcome::Accepted { .. } | SendOutcome::Ambiguous { .. } => None,
    }
}

#[tokio::test]
async fn every_failure_is_told_as_what_it_is() {
    // Boxed: so many conversations at once are more than a thread's stack holds.
    futures::future::join_all(FAULTS.map(|(at, act, code, where_)| {
        Box::pin(async move {
            let sink = SmtpSink::failing(at, act).await;
            let outcome = to(&sink).send(&small()).await;
            // A line that is reset at once may be gone before or after the first look at it.
            let early = act == Act::Reset && where_ == Some(Phase::Greeting) && phase(&outcome) == Some(Phase::Connect);
            assert_eq!(outcome.code(), code, "{at:?} {act:?}: {outcome:?}");
            assert!(early || phase(&outcome) == where_, "{at:?} {act:?}: {outcome:?}");
            assert!(honest(&outcome, &sink.stored()), "{at:?} {act:?}: {outcome:?}");
        })
    }))
    .await;
}

/// The answer to the final dot is the server's decision, and it did decide.
#[tokio::test]
async fn a_no_after_the_final_dot_is_a_no() {
    for (no, code) in [("451 later", "temporary"), ("552 too large", "refused")] {
        let sink = SmtpSink::failing(At::Dot, Act::Say(no)).await;
        let outcome = to(&sink).send(&small()).await;
        assert_eq!((outcome.code(), phase(&outcome)), (code, Some(Phase::Content)), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_line_that_breaks_inside_the_mail_means_not_sent() {
    for act in [Act::Drop, Act::Stall, Act::Reset] {
        let sink = SmtpSink::failing(At::MidContent, act).await;
        let outcome = to(&sink).send(&large()).await;
        assert_eq!((outcome.code(), phase(&outcome)), ("temporary", Some(Phase::Content)), "{act:?}: {outcome:?}");
        assert!(sink.stored().is_empty());
    }
}

#[tokio::test]
async fn nobody_there_is_temporary() {
    let sink = SmtpSink::working().await;
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let outcome = Transport::Smtp(Smtp::new(SmtpSettings { port, ..settings(&sink) }).unwrap()).send(&small()).await;
    assert_eq!((outcome.code(), phase(&outcome)), ("temporary", Some(Phase::Connect)), "{outcome:?}");
}

/// The planted fault: a sender that takes every error for "not sent", as one does who looks at the error alone.
#[tokio::test]
async fn the_test_of_honesty_catches_a_sender_that_guesses() {
    use lettre::transport::smtp::client::AsyncSmtpConnection;
    use lettre::transport::smtp::extension::ClientId;
    let sink = SmtpSink::failing(At::Dot, Act::Drop).await;
    let mut line = AsyncSmtpConnection::connect_tokio1(sink.address, None, &ClientId::default(), None, None).await.unwrap();
    let envelope = lettre::address::Envelope::new(None, vec!["contact@customer.example.net".parse().unwrap()]).unwrap();
    let guess = match line.send(&envelope, &small().bytes).await {
        Ok(_) => SendOutcome::Accepted { response: String::new() },
        Err(error) => SendOutcome::Temporary { phase: Phase::Content, why: error.to_string() },
    };
    assert!(!honest(&guess, &sink.stored()), "{guess:?}");
}

#[tokio::test]
async fn a_message_that_two_servers_would_read_differently_is_not_sent() {
    let sink = SmtpSink::working().await;
    for bytes in [&b"Subject: x\r\n\r\na\n.\nMAIL FROM:<x@example.net>\r\n"[..], b"Subject: x\r\n\r\na\r.\r\r\n"] {
        assert_eq!(to(&sink).send(&mail_of(bytes.to_vec())).await.code(), "refused");
    }
    assert!(sink.lines().is_empty());
}

#[tokio::test]
async fn a_foreign_script_in_the_address_needs_a_server_that_can() {
    let mail = ReadyMail { to: "åsa@exempel.example".into(), ..small() };
    let sink = SmtpSink::working().await;
    assert_eq!(phase(&to(&sink).send(&mail).await), Some(Phase::Recipient));
    assert!(!sink.lines().iter().any(|l| l.starts_with("MAIL")));
    let able = SmtpSink::start(Manner { extensions: vec!["SMTPUTF8", "8BITMIME"], ..Manner::default() }).await;
    assert_eq!(to(&able).send(&mail).await.code(), "accepted");
}

mod protection {
    use super::*;
    use tokio_rustls::rustls::ServerConfig;
    use tokio_rustls::rustls::crypto::ring;
    use tokio_rustls::rustls::pki_types::pem::PemObject;
    use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

    fn certificate() -> Arc<ServerConfig> {
        let chain = vec![CertificateDer::from_pem_slice(include_bytes!("support/tls/localhost.pem")).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(include_bytes!("support/tls/localhost.key.pem")).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions().unwrap();
        Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap())
    }

    fn protected(sink: &SmtpSink, security: Security) -> SmtpSettings {
        let patience = Patience { connect: Duration::from_secs(5), ..settings(sink).patience };
        SmtpSettings { host: "localhost".into(), security, house_ca: Some(HOUSE_CA.to_vec()), patience, ..settings(sink) }
    }

    fn login() -> Option<Login> {
        Some(Login { user: "desk".into(), password: "correct horse".into() })
    }

    #[tokio::test]
    async fn starttls_and_tls_carry_mail_and_password() {
        for (security, tls_at_once) in [(Security::StartTls, false), (Security::Tls, true)] {
            let manner = Manner { extensions: vec!["AUTH PLAIN"], tls: Some(certificate()), tls_at_once, ..Manner::default() };
            let sink = SmtpSink::start(manner).await;
            let transport = Transport::Smtp(Smtp::new(SmtpSettings { login: login(), ..protected(&sink, security) }).unwrap());
            assert_eq!(transport.probe().await, Ok(()));
            assert!(sink.stored().is_empty(), "a probe sends nothing");
            assert_eq!(transport.send(&small()).await.code(), "accepted", "{security:?}");
            assert_eq!(sink.lines().iter().filter(|l| l.starts_with("AUTH PLAIN")).count(), 2);
        }
    }

    #[tokio::test]
    async fn a_wrong_password_is_our_trouble_not_the_mails() {
        let fault = Some((At::Auth, Act::Say("535 no")));
        let sink = SmtpSink::start(Manner { fault, extensions: vec!["AUTH PLAIN"], tls: Some(certificate()), ..Manner::default() }).await;
        let transport = Transport::Smtp(Smtp::new(SmtpSettings { login: login(), ..protected(&sink, Security::StartTls) }).unwrap());
        let outcome = transport.send(&small()).await;
        assert_eq!((outcome.code(), phase(&outcome)), ("temporary", Some(Phase::SignIn)), "{outcome:?}");
        assert_eq!(transport.probe().await.unwrap_err().0, Phase::SignIn);
    }

    #[tokio::test]
    async fn a_server_that_hides_starttls_gets_neither_mail_nor_password() {
        let sink = SmtpSink::start(Manner { extensions: vec!["AUTH PLAIN"], ..Manner::default() }).await;
        let transport = Transport::Smtp(Smtp::new(SmtpSettings { login: login(), ..protected(&sink, Security::StartTls) }).unwrap());
        let outcome = transport.send(&small()).await;
        assert_eq!((outcome.code(), phase(&outcome)), ("temporary", Some(Phase::Encryption)), "{outcome:?}");
        assert!(sink.lines().iter().all(|l| l.starts_with("EHLO") || l == "QUIT"), "{:?}", sink.lines());
    }

    /// Encryption that does not come about, in whatever way, leaves nothing said that anybody could read.
    #[tokio::test]
    async fn encryption_that_fails_gets_neither_mail_nor_password() {
        let ways = [Act::Say("454 not now"), Act::Say("502 no"), Act::Say("hello"), Act::Drop, Act::Reset, Act::Stall, Act::Drip];
        futures::future::join_all(ways.map(|act| async move {
            let fault = Some((At::StartTls, act));
            let sink =
                SmtpSink::start(Manner { fault, extensions: vec!["AUTH PLAIN"], tls: Some(certificate()), ..Manner::default() }).await;
            let patience = Patience { connect: Duration::from_millis(400), ..settings(&sink).patience };
            let settings = SmtpSettings { login: login(), patience, ..protected(&sink, Security::StartTls) };
            let outcome = Transport::Smtp(Smtp::new(settings).unwrap()).send(&small()).await;
            assert_eq!((outcome.code(), phase(&outcome)), ("temporary", Some(Phase::Encryption)), "{act:?}: {outcome:?}");
            let said = sink.lines();
            assert!(said.iter().all(|l| l.starts_with("EHLO") || l == "STARTTLS" || l == "QUIT"), "{act:?}: {said:?}");
        }))
        .await;
    }

    #[tokio::test]
    async fn a_certificate_that_nobody_vouches_for_gets_nothing() {
        let sink = SmtpSink::start(Manner { tls: Some(certificate()), tls_at_once: true, ..Manner::default() }).await;
        let stranger = SmtpSettings { house_ca: None, ..protected(&sink, Security::Tls) };
        assert_eq!(phase(&Transport::Smtp(Smtp::new(stranger).unwrap()).send(&small()).await), Some(Phase::Connect));
        // The right authority, the wrong name.
        let misnamed = SmtpSettings { host: "127.0.0.1".into(), ..protected(&sink, Security::Tls) };
        assert_eq!(phase(&Transport::Smtp(Smtp::new(misnamed).unwrap()).send(&small()).await), Some(Phase::Connect));
        assert!(sink.lines().is_empty());
    }

    #[tokio::test]
    async fn no_encryption_only_at_home_and_never_with_a_password() {
        let sink = SmtpSink::working().await;
        for host in ["mail.example.com", "192.0.2.1", "localhost.example.com"] {
            let outside = SmtpSettings { host: host.into(), ..settings(&sink) };
            assert!(matches!(Smtp::new(outside), Err(SettingsError::PlainOutside { .. })), "{host}");
        }
        assert!(matches!(Smtp::new(SmtpSettings { login: login(), ..settings(&sink) }), Err(SettingsError::PlainPassword)));
        let shown = format!("{:?}", SmtpSettings { login: login(), ..settings(&sink) });
        assert!(!shown.contains("correct horse"), "{shown}");
    }
}

mod folder {
    use super::*;

    #[tokio::test]
    async fn holds_whole_mails_and_a_second_attempt_makes_no_second_file() {
        let dir = tempfile::tempdir().unwrap();
        let transport = Transport::Folder(Folder::new(dir.path().join("mail")));
        assert_eq!(transport.probe().await, Ok(()));
        for _ in 0..2 {
            assert_eq!(transport.send(&small()).await.code(), "accepted");
        }
        let files: Vec<_> = std::fs::read_dir(dir.path().join("mail")).unwrap().map(|f| f.unwrap().path()).collect();
        assert_eq!(files.len(), 1);
        assert_eq!(std::fs::read(&files[0]).unwrap(), small().bytes);
    }

    #[tokio::test]
    async fn that_cannot_be_written_to_is_temporary() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("mail"), b"a file, not a folder").unwrap();
        let transport = Transport::Folder(Folder::new(dir.path().join("mail")));
        assert_eq!(transport.send(&small()).await.code(), "temporary");
        assert_eq!(transport.probe().await.unwrap_err().0, Phase::Connect);
    }
}
