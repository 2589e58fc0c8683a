//! Mails in the inbox that nobody has sorted yet: one with our reference in it, one from a stranger, one that can't be read.

use super::DemoError;
use super::steps::Scene;
use crate::intake::authenticity::{Answer, Dns, Envelope, Found, Trust};
use crate::intake::door::MailIn;
use domain::Instant;
use std::sync::Arc;

/// Put them there. Nobody is asked: the DNS answers are made up with the domains.
///
/// # Errors
/// [`DemoError::Workflow`].
pub async fn fill(scene: &Scene, reference: &str) -> Result<(), DemoError> {
    let now = scene.now();
    let dns = Dns::Tape(Arc::new(answers(now)));
    let door = MailIn::new(scene.installation.workflow.clone(), Trust::default(), dns);
    let date = now.to_rfc2822();
    let question = format!(
        "From: Clerk of court <clerk@court.county.example.org>\r\nTo: legal-desk@provider.example.org\r\nDate: {date}\r\n\
         Subject: {reference}: when may we expect an answer?\r\nMessage-ID: <question-1@court.county.example.org>\r\n\r\n\
         Please let us know when the court may expect the records.\r\n"
    );
    let request = format!(
        "From: Investigations <investigations@police.example.com>\r\nReply-To: fast@mailbox.example.net\r\nTo: legal-desk@provider.example.org\r\n\
         Date: {date}\r\nSubject: Urgent: subscriber of an account\r\nMessage-ID: <urgent-1@police.example.com>\r\n\r\n\
         We need the name behind warehouse@logistics.example.com within the hour. Don't call, we are in the field.\r\n"
    );
    let from = |sender: &str, ip: &str, helo: &str| Envelope {
        from: Some(sender.to_owned()),
        to: vec!["legal-desk@provider.example.org".to_owned()],
        client: ip.parse().ok(),
        helo: Some(helo.to_owned()),
    };
    let court = from("clerk@court.county.example.org", "192.0.2.10", "mail.court.county.example.org");
    let stranger = from("investigations@police.example.com", "198.51.100.7", "host.example.net");
    let unreadable = b"\x00\x01\x02 neither header nor text \xff\xfe".to_vec();
    for (envelope, bytes) in [(court, question.into_bytes()), (stranger, request.into_bytes()), (Envelope::default(), unreadable)] {
        let kept = door.keep("lmtp", &envelope, bytes.into()).await?;
        door.read(kept.id()).await?;
    }
    Ok(())
}

fn answers(at: Instant) -> Vec<Answer> {
    let answer = |name: &str, text: Option<&str>| Answer {
        name: name.to_owned(),
        kind: "TXT".to_owned(),
        outcome: if text.is_some() { Found::Records } else { Found::NoName },
        records: text.into_iter().map(str::to_owned).collect(),
        ttl: 3600,
        at,
    };
    vec![
        answer("court.county.example.org", Some("v=spf1 ip4:192.0.2.0/24 -all")),
        answer("mail.court.county.example.org", None),
        answer("_dmarc.court.county.example.org", Some("v=DMARC1; p=reject")),
        answer("_dmarc.county.example.org", None),
        answer("_dmarc.example.org", None),
        answer("_dmarc.org", None),
        answer("police.example.com", Some("v=spf1 ip4:203.0.113.0/24 ~all")),
        answer("host.example.net", None),
        answer("_dmarc.police.example.com", None),
        answer("_dmarc.example.com", None),
        answer("_dmarc.com", None),
    ]
}
