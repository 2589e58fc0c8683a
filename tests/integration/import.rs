//! Taking in: what comes is kept whole, whatever it is, and what was not read is said.

use crate::support::TestDatabase;
use bytes::Bytes;
use chrono::{NaiveDate, TimeZone, Utc};
use domain::Instant;
use domain::actor::Actor;
use domain::category::Category;
use domain::clocks::ObligationKind;
use domain::paper::{Channel, IdentifierKind};
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Message, MultiPart, SinglePart};
use ombud::clock::Clock;
use ombud::config::Config;
use ombud::installation::Installation;
use ombud::intake::receive::{self, MOST_BYTES, QUARANTINE, ReceiveError, Received};
use ombud::intake::sample::{self, SamplePaper, SampleSpec};
use ombud::intake::{Field, IntakeError};
use ombud::store::documents;
use std::io::Write as _;
use tempfile::TempDir;

fn noon() -> Instant {
    Utc.with_ymd_and_hms(2026, 11, 3, 12, 0, 0).unwrap()
}

struct House {
    installation: Installation,
    _folder: TempDir,
}

async fn house(url: &str) -> House {
    let folder = tempfile::tempdir().unwrap();
    let flags = [("data", folder.path().join("data").display().to_string()), ("database", url.to_owned())];
    let config = Config::load(None, [], &flags).unwrap();
    let installation = Installation::open(config, Clock::standing(noon())).await.unwrap();
    House { installation, _folder: folder }
}

impl House {
    async fn mail(&self, bytes: impl Into<Bytes>) -> Result<Received, ReceiveError> {
        let workflow = &self.installation.workflow;
        let draft = receive::read_mail(workflow, bytes.into(), "demand.eml", noon()).await?;
        receive::take(workflow, Actor::Operator, draft, None).await
    }

    async fn json(&self, text: &str) -> Result<Received, ReceiveError> {
        let workflow = &self.installation.workflow;
        let draft = receive::read_json(workflow, &Bytes::copy_from_slice(text.as_bytes()), "demand.json", noon())?;
        receive::take(workflow, Actor::Operator, draft, None).await
    }

    /// Name, kind and bytes of each document, read from where they lie.
    async fn kept(&self, received: &Received) -> Vec<(String, String, Bytes)> {
        let mut all = Vec::new();
        let rows = documents::of_demand(self.installation.store().read(), received.demand.id).await.unwrap();
        assert_eq!(rows.len(), received.demand.documents.len());
        for document in &received.demand.documents {
            let row = rows.iter().find(|r| r.document() == document.id).unwrap().clone();
            let bytes = self.installation.workflow.blobs().get(&row).await.unwrap();
            all.push((row.name, row.kind, bytes));
        }
        all
    }

    async fn events(&self) -> i64 {
        ombud::store::events::head(self.installation.store().read()).await.unwrap().count
    }
}

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn subpoena() -> Vec<u8> {
    sample::mail(&SampleSpec {
        paper: SamplePaper::Subpoena,
        authority: "Example County Prosecutor's Office".to_owned(),
        authority_mail: "process@prosecutor.example.org".to_owned(),
        officer_role: "Assistant prosecutor".to_owned(),
        to: "legal@provider.example.com".to_owned(),
        reference: "ECP-2026-00417".to_owned(),
        sent_at: Utc.with_ymd_and_hms(2026, 11, 2, 13, 20, 0).unwrap(),
        issued_on: day(2026, 11, 2),
        due_on: Some(day(2026, 11, 23)),
        accounts: vec!["clerk@customer.example.net".to_owned()],
        categories: vec![Category::SubId],
        period: Some((day(2026, 1, 1), day(2026, 3, 31))),
        secrecy_until: None,
    })
    .unwrap()
}

/// A mail with one attachment that calls itself a PDF.
fn with_attachment(body: &str) -> String {
    format!(
        "From: Clerk <clerk@court.example.org>\r\nDate: Mon, 02 Nov 2026 13:20:00 +0000\r\nMessage-ID: <one@court.example.org>\r\n\
         Subject: Demand\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         Our reference: EX-77\r\n--b\r\nContent-Type: application/pdf; name=order.pdf\r\nContent-Disposition: attachment; filename=order.pdf\r\n\r\n\
         {body}\r\n--b--\r\n"
    )
}

crate::both_databases! {
    async fn a_sample_mail_becomes_a_demand_with_its_clocks(url: String) {
        let house = house(&url).await;
        let bytes = subpoena();
        let received = house.mail(bytes.clone()).await.unwrap();
        let (demand, paper) = (&received.demand, &received.demand.paper);
        assert_eq!(paper.instrument.as_str(), "us.sca.subpoena");
        assert_eq!((paper.authority_reference.as_str(), paper.authority_name.as_str()), ("ECP-2026-00417", "Example County Prosecutor's Office"));
        assert_eq!((demand.receipt.channel, demand.receipt.sender.as_str()), (Channel::Mail, "process@prosecutor.example.org"));
        assert_eq!(demand.receipt.at, noon(), "clocks run from receipt, not from what the mail says");
        assert_eq!(paper.issued_on, Some(day(2026, 11, 2)));
        // New York is five hours behind in November: the day on the paper ends there.
        assert_eq!(paper.face_due.unwrap(), Utc.with_ymd_and_hms(2026, 11, 24, 5, 0, 0).unwrap());
        let [line] = demand.lines.as_slice() else { panic!("{:?}", demand.lines) };
        assert_eq!((line.account.as_str(), line.category), ("clerk@customer.example.net", Category::SubId));
        assert_eq!(line.from, Some(Utc.with_ymd_and_hms(2026, 1, 1, 5, 0, 0).unwrap()));
        assert_eq!(line.to, Some(Utc.with_ymd_and_hms(2026, 4, 1, 4, 0, 0).unwrap()), "the last day belongs to it, and New York had moved its clocks");
        let kinds: Vec<_> = demand.clocks.iter().map(|c| c.kind).collect();
        assert_eq!(kinds, [ObligationKind::Acknowledge, ObligationKind::Produce, ObligationKind::Object]);
        let kept = house.kept(&received).await;
        assert_eq!(kept.iter().map(|(n, k, _)| (n.as_str(), k.as_str())).collect::<Vec<_>>(), [("demand.eml", "mail"), ("subpoena.pdf", "paper")]);
        assert_eq!(kept[0].2, bytes, "the mail is kept as it came");
        assert!(received.open.is_empty() && received.unread.is_empty() && received.duplicates.is_empty(), "{received:?}");
    }

    async fn the_same_mail_again_is_a_repetition_and_says_so(url: String) {
        let house = house(&url).await;
        let first = house.mail(subpoena()).await.unwrap();
        let second = house.mail(subpoena()).await.unwrap();
        assert_ne!(first.demand.id, second.demand.id, "linked, never merged");
        assert_eq!(second.duplicates, [first.demand.reference]);
        // Also when nothing of the mail could be read but that it is the same.
        let plain = "From: a@court.example.org\r\nMessage-ID: <p@court.example.org>\r\n\r\nPlease call us.\r\n";
        let third = house.mail(plain).await.unwrap();
        assert_eq!((third.duplicates.len(), third.demand.paper.authority_reference.as_str()), (0, "<p@court.example.org>"));
        assert_eq!(house.mail(plain).await.unwrap().duplicates, [third.demand.reference]);
        assert!(house.installation.workflow.check_projection().await.unwrap().differing.is_empty());
    }
}

#[tokio::test]
async fn a_mail_beyond_the_limits_is_kept_whole_and_unread() {
    let database = TestDatabase::sqlite();
    let house = house(&database.url).await;
    let mut mail = b"From: Clerk <clerk@court.example.org>\r\nMessage-ID: <big@court.example.org>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n".to_vec();
    mail.resize(60 * 1024 * 1024, b'x');
    let received = house.mail(mail.clone()).await.unwrap();
    assert!(matches!(received.unread[0].why, IntakeError::MailTooLarge { size, .. } if size == mail.len()), "{:?}", received.unread);
    assert_eq!(received.demand.receipt.sender, "clerk@court.example.org", "its header can be read");
    assert_eq!(received.demand.paper.instrument.as_str(), "gen.other");
    assert!(received.open.contains(&Field::Instrument) && received.open.contains(&Field::Accounts));
    let kept = house.kept(&received).await;
    assert_eq!((kept.len(), kept[0].1.as_str()), (1, QUARANTINE));
    assert_eq!(kept[0].2, mail);
}

#[tokio::test]
async fn too_many_parts_are_kept_whole_too() {
    let database = TestDatabase::sqlite();
    let house = house(&database.url).await;
    let parts = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n".repeat(5_000);
    let mail = format!("From: clerk@court.example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n");
    let received = house.mail(mail).await.unwrap();
    assert_eq!(received.unread.len(), 1);
    assert_eq!(house.kept(&received).await[0].1, QUARANTINE);
}

#[tokio::test]
async fn what_is_no_pdf_goes_into_quarantine_and_the_rest_is_read() {
    let database = TestDatabase::sqlite();
    let house = house(&database.url).await;
    for (body, reads_as) in [("PK\x03\x04 not a paper", "archive"), ("MZ a program", "program"), ("just words", "text")] {
        let received = house.mail(with_attachment(body)).await.unwrap();
        assert_eq!(received.demand.paper.authority_reference, "EX-77", "the text of the mail was read");
        assert!(matches!(received.unread[0].why, IntakeError::NotAPdf { found } if found == reads_as), "{:?}", received.unread);
        assert_eq!(received.unread[0].name, "order.pdf");
        let kept = house.kept(&received).await;
        assert_eq!((kept[1].0.as_str(), kept[1].1.as_str()), ("order.pdf", QUARANTINE));
        assert!(kept[1].2.starts_with(body.as_bytes()));
    }
    let broken = house.mail(with_attachment("%PDF-1.7 and nothing that follows")).await.unwrap();
    assert_eq!(broken.unread[0].why, IntakeError::PdfBroken);
    assert_eq!(house.kept(&broken).await[1].1, QUARANTINE);
}

#[tokio::test]
async fn what_is_no_mail_leaves_nothing_on_the_record() {
    let database = TestDatabase::sqlite();
    let house = house(&database.url).await;
    for bytes in [&b"\x89PNG\r\n\x1a\n"[..], b"", b"no header here"] {
        assert!(matches!(house.mail(bytes.to_vec()).await, Err(ReceiveError::Unread(IntakeError::NotAMail))));
    }
    let future = noon() + chrono::Duration::seconds(1);
    let workflow = &house.installation.workflow;
    for at in [future, Instant::UNIX_EPOCH - chrono::Duration::seconds(1)] {
        let wrong = receive::read_mail(workflow, subpoena().into(), "demand.eml", at).await;
        assert!(matches!(wrong, Err(ReceiveError::Receipt { .. })), "{at}");
    }
    let much = receive::read_mail(workflow, vec![b'x'; MOST_BYTES + 1].into(), "demand.eml", noon()).await;
    assert!(matches!(much, Err(ReceiveError::TooLarge { .. })));
    assert_eq!(house.events().await, 0);
}

const JSON: &str = r#"{"authority_reference": "AZ 12/26", "authority": {"name": "Example Police", "mail": "post@police.example.org"},
    "instrument": "de.bestand", "identifiers": [{"kind": "account", "value": "u-17"}, {"kind": "ip", "value": "192.0.2.1"}],
    "categories": ["SUB_ID"], "received_at": "2026-11-02T10:00:00+01:00", "from": "2026-01-01", "to": "2026-01-31"}"#;

#[tokio::test]
async fn a_json_demand_becomes_one_and_every_wrong_field_is_named() {
    let database = TestDatabase::sqlite();
    let house = house(&database.url).await;
    let received = house.json(JSON).await.unwrap();
    let demand = &received.demand;
    assert_eq!((demand.receipt.channel, demand.receipt.at), (Channel::File, Utc.with_ymd_and_hms(2026, 11, 2, 9, 0, 0).unwrap()));
    assert_eq!(demand.paper.identifiers.iter().map(|i| i.kind).collect::<Vec<_>>(), [IdentifierKind::Account, IdentifierKind::Ip]);
    assert_eq!(demand.lines.len(), 2);
    assert_eq!(demand.lines[0].from, Some(Utc.with_ymd_and_hms(2025, 12, 31, 23, 0, 0).unwrap()), "a day of the paper's own law");
    assert_eq!(house.kept(&received).await[0].2, JSON, "the file is kept as it came");

    let events = house.events().await;
    for (from, to, named) in [
        ("de.bestand", "de.nothing", "instrument"),
        ("2026-11-02T10:00:00+01:00", "1969-12-31T23:00:00Z", "received_at"),
        ("\"2026-01-01\"", "\"1969-12-31\"", "from"),
        ("\"ip\"", "\"planet\"", "identifiers[1].kind"),
        ("\"categories\"", "\"catgories\"", "catgories"),
    ] {
        let error = house.json(&JSON.replace(from, to)).await.unwrap_err();
        assert!(error.to_string().contains(named), "{error}");
    }
    let late = house.json(&JSON.replace("2026-11-02T10:00:00+01:00", "2026-11-03T12:00:01Z")).await.unwrap_err();
    assert!(matches!(late, ReceiveError::Receipt { .. }), "{late}");
    assert_eq!(house.events().await, events, "nothing of these is on the record");
}

/// An archive with one file of zeros, which archives have been wrapped around so many times.
fn bomb(megabytes: usize, wrapped: usize) -> Vec<u8> {
    let mut inside = vec![0_u8; megabytes << 20];
    for n in 0..=wrapped {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        for copy in 0..if n == 0 { 1 } else { 16 } {
            archive.start_file(format!("{n}-{copy}.zip"), options).unwrap();
            archive.write_all(&inside).unwrap();
        }
        inside = archive.finish().unwrap().into_inner();
    }
    inside
}

#[tokio::test]
async fn an_archive_that_would_unpack_to_a_terabyte_is_only_put_away() {
    let database = TestDatabase::sqlite();
    let house = house(&database.url).await;
    // 16 MiB in 16 copies, four times over: 1 TiB.
    let bytes = bomb(16, 4);
    assert!(bytes.len() < 1 << 20, "{} bytes", bytes.len());
    let mail = Message::builder()
        .from("clerk@court.example.org".parse().unwrap())
        .to("legal@provider.example.com".parse().unwrap())
        .subject("Demand")
        .multipart(
            MultiPart::mixed()
                .singlepart(SinglePart::plain("Our reference: EX-78".to_owned()))
                .singlepart(Attachment::new("order.pdf".to_owned()).body(bytes.clone(), ContentType::parse("application/pdf").unwrap())),
        )
        .unwrap();
    let begun = tokio::time::Instant::now();
    let received = house.mail(mail.formatted()).await.unwrap();
    let took = begun.elapsed();
    assert!(took.as_secs() < 20, "{took:?}: it was unpacked");
    assert_eq!(received.demand.paper.authority_reference, "EX-78", "the rest was read");
    assert!(matches!(received.unread[0].why, IntakeError::NotAPdf { found: "archive" }), "{:?}", received.unread);
    let kept = house.kept(&received).await;
    assert_eq!((kept[1].1.as_str(), kept[1].2.len()), (QUARANTINE, bytes.len()), "as it came, and nothing out of it");
    assert_eq!(kept.len(), 2);
}
