//! Where a mail came from: SPF, DKIM, DMARC and ARC with DNS answers that the test brings, four facts, each computed again from what was
//! written down.

use mail_auth::common::crypto::Ed25519Key;
use mail_auth::common::headers::HeaderWriter;
use mail_auth::dkim::DkimSigner;
use ombud::intake::authenticity::{Answer, Dns, Envelope, Found, Outcome, Trust, Verdicts, again, examine};
use std::sync::Arc;

const AT: &str = "2026-11-02T09:00:00Z";

fn answer(name: &str, kind: &str, records: &[&str]) -> Answer {
    let outcome = if records.is_empty() { Found::NoName } else { Found::Records };
    let records = records.iter().map(|r| (*r).to_owned()).collect();
    Answer { name: name.into(), kind: kind.into(), outcome, records, ttl: 300, at: AT.parse().unwrap() }
}

fn failed(name: &str, kind: &str) -> Answer {
    Answer { outcome: Found::Failed, ..answer(name, kind, &[]) }
}

fn none(name: &str, kind: &str) -> Answer {
    answer(name, kind, &[])
}

fn key() -> (Ed25519Key, String) {
    let pkcs8 = Ed25519Key::generate_pkcs8().unwrap();
    let key = Ed25519Key::from_pkcs8_der(&pkcs8).unwrap();
    let public = data_encoding::BASE64.encode(&key.public_key());
    (key, format!("v=DKIM1; k=ed25519; p={public}"))
}

fn mail(received: &str) -> String {
    format!(
        "{received}From: Registry <registry@court.example.org>\r\nTo: legal@provider.example.com\r\nSubject: Order\r\n\
         Date: Mon, 2 Nov 2026 09:00:00 +0000\r\nMessage-ID: <1@court.example.org>\r\n\r\nSee the order.\r\n"
    )
}

fn signed(text: &str, key: Ed25519Key) -> String {
    let signer = DkimSigner::from_key(key).domain("court.example.org").selector("s1").headers(["From", "To", "Subject"]);
    format!("{}{text}", signer.sign(text.as_bytes()).unwrap().to_header())
}

/// The court's records: SPF for one address, a key, a policy.
pub fn records(public: &str) -> Vec<Answer> {
    vec![
        answer("court.example.org", "TXT", &["v=spf1 ip4:192.0.2.10 -all"]),
        answer("s1._domainkey.court.example.org", "TXT", &[public]),
        answer("_dmarc.court.example.org", "TXT", &["v=DMARC1; p=reject"]),
        none("_dmarc.example.org", "TXT"),
        none("_dmarc.org", "TXT"),
        none("mail.court.example.org", "TXT"),
        none("mail.attacker.example.net", "TXT"),
        none("_report._domainkey.court.example.org", "TXT"),
    ]
}

pub fn tape(answers: Vec<Answer>) -> Dns {
    Dns::Tape(Arc::new(answers))
}

pub fn from_client(ip: &str) -> Envelope {
    Envelope {
        from: Some("registry@court.example.org".into()),
        to: vec!["legal@provider.example.com".into()],
        client: Some(ip.parse().unwrap()),
        helo: Some("mail.court.example.org".into()),
    }
}

async fn look(text: &str, envelope: Envelope, trust: Trust, dns: Dns) -> Verdicts {
    examine(text.to_owned().into_bytes().into(), envelope, trust, dns, AT.parse().unwrap()).await
}

fn four(v: &Verdicts) -> [Outcome; 4] {
    [v.spf.outcome, v.dkim_outcome(), v.dmarc.outcome, v.arc.outcome]
}

#[tokio::test]
async fn an_honest_mail_passes_and_its_dns_answers_are_kept() {
    let (key, public) = key();
    let text = signed(&mail(""), key);
    let v = look(&text, from_client("192.0.2.10"), Trust::default(), tape(records(&public))).await;
    assert_eq!(four(&v), [Outcome::Pass, Outcome::Pass, Outcome::Pass, Outcome::None], "{v:?}");
    assert!(v.dmarc.by_spf && v.dmarc.by_dkim && v.dmarc.policy == "reject");
    let named: Vec<_> = v.dns.iter().map(|a| (a.name.as_str(), a.kind.as_str())).collect();
    for wanted in ["court.example.org", "s1._domainkey.court.example.org", "_dmarc.court.example.org"] {
        assert!(named.contains(&(wanted, "TXT")), "{named:?}");
    }
    // Years later, from what was written down alone.
    let stored: Verdicts = serde_json::from_str(&serde_json::to_string(&v).unwrap()).unwrap();
    let later = again(text.clone().into_bytes().into(), from_client("192.0.2.10"), Trust::default(), &stored).await;
    assert_eq!(later, v);
    // A planted fault: one answer altered, and the verdict is another.
    let mut altered = stored;
    altered.dns.iter_mut().filter(|a| a.name.starts_with("s1.")).for_each(|a| a.records = vec![key_of_nobody()]);
    let other = again(text.into_bytes().into(), from_client("192.0.2.10"), Trust::default(), &altered).await;
    assert_ne!(other.dkim_outcome(), Outcome::Pass);
}

fn key_of_nobody() -> String {
    key().1
}

#[tokio::test]
async fn another_sender_an_altered_text_and_a_stranger_fail_each_for_itself() {
    let (key, public) = key();
    let text = signed(&mail(""), key);
    let v = look(&text, from_client("198.51.100.7"), Trust::default(), tape(records(&public))).await;
    assert_eq!(four(&v), [Outcome::Fail, Outcome::Pass, Outcome::Pass, Outcome::None], "{v:?}");
    assert!(!v.dmarc.by_spf && v.dmarc.by_dkim);
    let altered = text.replace("See the order.", "Send all of it now.");
    let v = look(&altered, from_client("198.51.100.7"), Trust::default(), tape(records(&public))).await;
    assert_eq!((v.spf.outcome, v.dmarc.outcome), (Outcome::Fail, Outcome::Fail));
    assert_ne!(v.dkim_outcome(), Outcome::Pass);
}

#[tokio::test]
async fn nobody_guesses_who_sent_it() {
    let trust = Trust { mta: Some("mx.provider.example.com".into()), authserv_id: None };
    let (_, public) = key();
    let unknown = |trust: Trust, received: &'static str| {
        let dns = tape(records(&public));
        async move { look(&mail(received), Envelope::default(), trust, dns).await }
    };
    // No word, no trusted header: neither SPF nor what rests on it.
    let v = unknown(Trust::default(), "Received: from a.example.org (a.example.org [192.0.2.10]) by mx.provider.example.com; x\r\n").await;
    assert_eq!((v.spf.outcome, v.spf.client), (Outcome::NotDetermined, None));
    assert_eq!(v.dmarc.outcome, Outcome::NotDetermined);
    // The trusted server's header says it; a forged one further down says nothing.
    let both = "Return-Path: <registry@court.example.org>\r\n\
        Received: from mail.attacker.example.net (host.example.net [198.51.100.7])\r\n\tby mx.provider.example.com (Postfix) with ESMTP id 1\r\n\tfor <legal@provider.example.com>; Mon, 2 Nov 2026 09:00:00 +0000\r\n\
        Received: from mail.court.example.org (mail.court.example.org [192.0.2.10]) by mx.provider.example.com with ESMTP; Mon, 2 Nov 2026 08:00:00 +0000\r\n";
    let v = unknown(trust.clone(), both).await;
    let client = v.spf.client.clone().unwrap();
    assert_eq!((client.ip.to_string().as_str(), client.from_header), ("198.51.100.7", true));
    assert_eq!(v.spf.outcome, Outcome::Fail);
    // How the client greeted is its own word, also when it looks like an address.
    let literal = "Return-Path: <registry@court.example.org>\r\n\
        Received: from [192.0.2.10] (host.example.net [198.51.100.7]) by mx.provider.example.com with ESMTP; Mon, 2 Nov 2026 09:00:00 +0000\r\n";
    let v = unknown(trust.clone(), literal).await;
    assert_eq!(v.spf.client.unwrap().ip.to_string(), "198.51.100.7");
    // A hop within the house.
    let within = "Return-Path: <registry@court.example.org>\r\n\
        Received: from localhost (localhost [127.0.0.1]) by mx.provider.example.com with ESMTP; Mon, 2 Nov 2026 09:00:00 +0000\r\n";
    assert_eq!(unknown(trust, within).await.spf.client, None);
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_said_so() {
    let (key, public) = key();
    let text = signed(&mail(""), key);
    let dead = records(&public).into_iter().map(|a| failed(&a.name, &a.kind)).collect();
    let v = look(&text, from_client("192.0.2.10"), Trust::default(), tape(dead)).await;
    assert_eq!(four(&v), [Outcome::TempError, Outcome::TempError, Outcome::TempError, Outcome::None], "{v:?}");
    assert_eq!(v.dmarc.policy, "", "no policy was found");
    let off = look(&text, from_client("192.0.2.10"), Trust::default(), Dns::Off).await;
    assert_eq!(off.spf.outcome, Outcome::NotDetermined);
    assert!(off.dns.is_empty());
}

#[tokio::test]
async fn a_silent_server_holds_nobody_up() {
    // Bound and never answering.
    let silent = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let dns = Dns::server(silent.local_addr().unwrap(), ombud::clock::Clock::Host).unwrap();
    let (key, _) = key();
    let text = signed(&mail(""), key);
    let looking = look(&text, from_client("192.0.2.10"), Trust::default(), dns);
    let v = tokio::time::timeout(std::time::Duration::from_secs(5), looking).await.expect("it ends in time");
    assert_eq!(v.spf.outcome, Outcome::TempError);
    assert_eq!(v.dmarc.outcome, Outcome::TempError);
}

#[tokio::test]
async fn claims_are_believed_from_nobody_but_the_house() {
    let text = format!(
        "Authentication-Results: mx.provider.example.com; spf=pass\r\nAuthentication-Results: mx.court.example.org; dmarc=pass\r\n{}",
        mail("")
    );
    let trust = Trust { mta: None, authserv_id: Some("mx.provider.example.com".into()) };
    let v = look(&text, Envelope::default(), trust, Dns::Off).await;
    assert_eq!(v.claims.iter().map(|c| c.ours).collect::<Vec<_>>(), [true, false]);
    let v = look(&text, Envelope::default(), Trust::default(), Dns::Off).await;
    assert!(v.claims.iter().all(|c| !c.ours));
}

#[tokio::test]
async fn a_mail_full_of_signatures_is_not_verified() {
    let many = "DKIM-Signature: v=1; a=rsa-sha256; d=x.example.org; s=s; l=1; bh=AA==; h=From; b=AA==\r\n".repeat(100);
    let v = look(&format!("{many}{}", mail("")), from_client("192.0.2.10"), Trust::default(), tape(Vec::new())).await;
    assert_eq!(v.dkim_outcome(), Outcome::PermError);
    assert!(v.dns.is_empty(), "nobody was asked: {:?}", v.dns);
}
