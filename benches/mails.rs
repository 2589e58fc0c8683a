//! Taking mails in with their verdicts, DNS answered from what was written down, against a bare loop that parses each and makes one durable
//! insertion.
//!
//! `cargo bench --bench mails -- --mails=2000`. Both ways see the same mails; each of ours is kept, read, judged and put up for a person, in
//! two durable transactions and a file.
#![allow(clippy::expect_used, missing_docs, reason = "a bench that cannot start says so and stops")]

mod common;

use bytes::Bytes;
use common::{folder, machine, number, stopwatch, workflow};
use futures::stream::{self, StreamExt as _};
use mail_auth::common::crypto::Ed25519Key;
use mail_auth::common::headers::HeaderWriter;
use mail_auth::dkim::DkimSigner;
use ombud::intake::authenticity::{Answer, Dns, Envelope, Found, Trust};
use ombud::intake::door::MailIn;
use sqlx::{ConnectOptions, Connection};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    if !common::measuring() {
        return;
    }
    let count = number("mails", 2_000);
    let folder = folder();
    println!("machine: {}", machine(folder.path()));
    let pkcs8 = Ed25519Key::generate_pkcs8().expect("a key");
    let public = Ed25519Key::from_pkcs8_der(&pkcs8).expect("a key").public_key();
    let mails: Vec<Bytes> = (0..count).map(|n| signed(&pkcs8, n)).collect();

    let ours = workflow(folder.path()).await;
    let door = MailIn::new(ours.clone(), Trust::default(), Dns::Tape(Arc::new(records(&public))));
    let envelope = Envelope {
        from: Some("registry@court.example.org".into()),
        to: vec!["legal@provider.example.com".into()],
        client: "192.0.2.10".parse().ok(),
        helo: Some("mail.court.example.org".into()),
    };
    let begun = stopwatch();
    let done: Vec<String> = stream::iter(&mails)
        .map(|mail| {
            let (door, envelope) = (&door, &envelope);
            async move {
                let kept = door.keep("lmtp", envelope, mail.clone()).await.expect("kept");
                door.read(kept.id()).await.expect("read").verdicts.unwrap_or_default()
            }
        })
        .buffer_unordered(8)
        .collect()
        .await;
    let taken = begun.elapsed();
    let passed = done.iter().filter(|v| v.contains(r#""by_dkim":true"#)).count();
    assert_eq!(passed as u64, count, "every verdict is a pass");

    let bare = bare(folder.path(), &mails).await;
    let rate = |time: Duration| count as f64 / time.as_secs_f64();
    println!("{count} mails kept, read, judged by SPF, DKIM, DMARC and ARC: {taken:.2?}, {:.0}/s", rate(taken));
    println!("baseline, mail-parser and one durable insertion each: {bare:.2?}, {:.0}/s", rate(bare));
    println!("ratio: {:.3}", rate(taken) / rate(bare));
}

fn signed(pkcs8: &[u8], n: u64) -> Bytes {
    let text = format!(
        "From: Registry <registry@court.example.org>\r\nTo: legal@provider.example.com\r\nSubject: Order {n}\r\n\
         Date: Mon, 2 Nov 2026 09:00:00 +0000\r\nMessage-ID: <{n}@court.example.org>\r\n\r\n{}\r\n",
        "A line of an order as they are written.\r\n".repeat(200)
    );
    let key = Ed25519Key::from_pkcs8_der(pkcs8).expect("a key");
    let signer = DkimSigner::from_key(key).domain("court.example.org").selector("s1").headers(["From", "To", "Subject"]);
    let header = signer.sign(text.as_bytes()).expect("a signature").to_header();
    Bytes::from(format!("{header}{text}"))
}

fn records(public: &[u8]) -> Vec<Answer> {
    let key = format!("v=DKIM1; k=ed25519; p={}", data_encoding::BASE64.encode(public));
    let answer = |name: &str, text: Option<&str>| Answer {
        name: name.to_owned(),
        kind: "TXT".to_owned(),
        outcome: if text.is_some() { Found::Records } else { Found::NoName },
        records: text.into_iter().map(str::to_owned).collect(),
        ttl: 300,
        at: common::until(),
    };
    vec![
        answer("court.example.org", Some("v=spf1 ip4:192.0.2.10 -all")),
        answer("mail.court.example.org", None),
        answer("s1._domainkey.court.example.org", Some(&key)),
        answer("_dmarc.court.example.org", Some("v=DMARC1; p=reject")),
        answer("_dmarc.example.org", None),
        answer("_dmarc.org", None),
    ]
}

/// What a program would do that only parses and keeps.
async fn bare(folder: &Path, mails: &[Bytes]) -> Duration {
    let file = folder.join("bare.db");
    let mut connection = common::bare(&file).create_if_missing(true).connect().await.expect("a database");
    let table = "CREATE TABLE mails (id INTEGER PRIMARY KEY, subject TEXT NOT NULL, body BLOB NOT NULL) STRICT";
    sqlx::query(table).execute(&mut connection).await.expect("a table");
    let begun = stopwatch();
    for mail in mails {
        let parsed = mail_parser::MessageParser::default().parse(mail.as_ref()).expect("a mail");
        sqlx::query("INSERT INTO mails (subject, body) VALUES (?, ?)")
            .bind(parsed.subject().unwrap_or_default().to_owned())
            .bind(mail.to_vec())
            .execute(&mut connection)
            .await
            .expect("inserted");
    }
    let took = begun.elapsed();
    connection.close().await.expect("closed");
    took
}
