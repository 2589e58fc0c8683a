//! From the outbox through a real mail server into a mailbox, and back: its own reports, through its own pipe, into
//! `ombud intake mail` and onto the message.

use crate::support::mailroom::{BOUNCES, Mailroom, limits};
use crate::support::postfix::Postfix;
use ombud::clock::Clock;
use ombud::notify::outbox::{Delivered, Limits, deliver_once};
use ombud::notify::transport::{Patience, Security, Smtp, SmtpSettings, Transport};
use ombud::store::{customers, outbox};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::time::Duration;

/// The user whom Postfix's pipe runs as; it may be neither root nor Postfix's own.
const NOBODY: u32 = 65534;

fn give_away(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if path.is_dir() {
        std::fs::read_dir(path).unwrap().for_each(|entry| give_away(&entry.unwrap().path()));
    }
}

// Postfix gives its parts to users of its own, so only root can start it. Without root the reports of `bounces.rs`, written as
// Postfix writes them, are all that was tried, and the run says so.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "Postfix is started by root only: `bash tests/all.sh` runs it as root or with sudo"]
async fn a_real_server_delivers_and_its_reports_come_back() {
    assert!(std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0), "Postfix is started by root only");
    let folder = tempfile::Builder::new().prefix("ombud-mta-").tempdir_in("/tmp").unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    // The pipe's user can't always reach the build's folder.
    let ombud = folder.path().join("ombud");
    std::fs::copy(env!("CARGO_BIN_EXE_ombud"), &ombud).unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let config = folder.path().join("ombud.toml");
    let settings = format!("data = \"{}\"\ndesk_mail = \"legal@provider.example.com\"\n[mail]\nbounces = \"{BOUNCES}\"\n", data.display());
    std::fs::write(&config, settings).unwrap();

    let url = format!("sqlite://{}?mode=rwc", data.join("ombud.db").display());
    let room = Mailroom::open(&url).await;
    // The other process reads the host's clock.
    room.clock.set(Clock::Host.now().max(room.clock.now()));
    let id = room.queued().await;
    give_away(&data);
    let server = Postfix::start(&ombud, &config).unwrap_or_else(|why| panic!("no private Postfix: {why}"));
    let wait = Duration::from_secs(20);
    let transport = Transport::Smtp(
        Smtp::new(SmtpSettings {
            host: "127.0.0.1".into(),
            port: server.port,
            security: Security::NoneOnLoopback,
            login: None,
            hello: "desk.example.com".into(),
            house_ca: None,
            patience: Patience { connect: wait, command: wait, content: wait },
        })
        .unwrap(),
    );
    let patient = Limits { attempt: wait * 3, ..limits() };
    let done = deliver_once(&room.workflow, &transport, &patient).await.unwrap();
    assert_eq!(done, Delivered { sent: 2, ..Delivered::default() }, "{}", server.log());

    let rows = room.messages(id).await;
    let keys: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut reports = Vec::new();
    for _ in 0..600 {
        reports = outbox::reports_of(room.workflow.store().read(), &keys).await.unwrap();
        if reports.len() >= 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let of = |mail: &str| {
        let row = rows.iter().find(|row| row.recipient.starts_with(mail)).unwrap();
        let found: Vec<_> = reports.iter().filter(|r| r.message_id == row.id).collect();
        assert_eq!(found.len(), 1, "{mail}: {}", server.log());
        (found[0].fate.as_str(), found[0].status.as_str(), found[0].tied.as_str(), found[0].counts)
    };
    assert_eq!(of("legal1"), ("delivered", "2.0.0", "token", true));
    assert_eq!(of("legal2"), ("bounced", "5.1.1", "token", true));
    let mailbox = server.delivered();
    assert_eq!(mailbox.len(), 1, "{}", server.log());
    let mail = std::fs::read_to_string(&mailbox[0]).unwrap();
    assert!(mail.contains(&rows[0].message_id) && mail.contains("Return-Path: <bounces+"), "{mail}");

    let customer = room.demand(id).await.customer.unwrap().id;
    let contacts = customers::contacts_of(room.workflow.store().read(), customer).await.unwrap();
    let marked: Vec<_> = contacts.iter().filter(|c| c.bounced_at.is_some()).map(|c| c.mail.as_str()).collect();
    assert_eq!(marked, ["legal2@customer.example.net"]);
    let kinds = room.kinds(id).await;
    assert!(kinds.contains(&"mail_delivered".to_owned()) && kinds.contains(&"mail_bounced".to_owned()), "{kinds:?}");
}
