//! Delivery reports: each comes back to an address of its own message, what it says is written down, and only what comes back
//! there counts without a person.

use crate::both_databases;
use crate::support::mailroom::{Mailroom, customer_id, intake, reviewer, second, teller};
use crate::support::smtp_sink::{Act, At, Manner, SmtpSink};
use chrono::Duration;
use domain::ids::{ContactId, DemandId};
use domain::notice::Notice;
use ombud::intake::{mail::Limits, report};
use ombud::store::customers::{self, ContactRow};
use ombud::store::documents;
use ombud::store::outbox::{self, Fate, MessageRow, ReportRow};
use ombud::workflow::suspensions::Subject;
use ombud::workflow::{Error, Filed};

/// A report as a mail server writes one.
struct Dsn<'a> {
    came_to: &'a str,
    envelope_id: Option<&'a str>,
    /// Recipient, action, status, the other side's words.
    groups: Vec<(&'a str, &'a str, &'a str, &'a str)>,
    message_id: &'a str,
}

impl Dsn<'_> {
    fn write(&self) -> Vec<u8> {
        let mut status = String::from("Reporting-MTA: dns; mx.customer.example.net\r\n");
        if let Some(id) = self.envelope_id {
            status.push_str(&format!("Original-Envelope-Id: {id}\r\n"));
        }
        for (to, action, code, said) in &self.groups {
            status.push_str(&format!(
                "\r\nOriginal-Recipient: rfc822;{to}\r\nFinal-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {code}\r\n\
                 Remote-MTA: dns; mx.customer.example.net\r\nDiagnostic-Code: smtp; {said}\r\n    and a second line\r\n"
            ));
        }
        format!(
            "From: MAILER-DAEMON@mx.customer.example.net\r\nTo: {}\r\nSubject: Delivery Status Notification\r\n\
             Date: Mon, 2 Nov 2026 09:05:00 +0000\r\nMessage-ID: <dsn-1@mx.customer.example.net>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n\
             --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{}>\r\nSubject: x\r\n\r\n--b--\r\n",
            self.came_to, self.message_id
        )
        .into_bytes()
    }
}

async fn file(room: &Mailroom, bytes: Vec<u8>) -> Option<Filed> {
    let report = report::read(&bytes, None, &room.workflow.sender(), &Limits::default()).unwrap()?;
    Some(room.workflow.file_report(report, bytes.into()).await.unwrap())
}

/// What the server of the first contact says of the notice to it.
fn of<'a>(row: &'a MessageRow, came_to: &'a str, action: &'a str, status: &'a str) -> Dsn<'a> {
    Dsn { came_to, envelope_id: None, groups: vec![(&row.recipient, action, status, "550 no such user")], message_id: &row.message_id }
}

async fn home(room: &Mailroom, row: &MessageRow) -> String {
    let token = outbox::token_of(room.workflow.store().read(), row.id.to()).await.unwrap();
    room.workflow.sender().envelope(token.as_deref())
}

async fn reports(room: &Mailroom, row: &MessageRow) -> Vec<ReportRow> {
    outbox::reports_of(room.workflow.store().read(), &[row.id]).await.unwrap()
}

async fn marked(room: &Mailroom, id: DemandId) -> Vec<String> {
    let customer = room.demand(id).await.customer.unwrap().id;
    let all = customers::contacts_of(room.workflow.store().read(), customer).await.unwrap();
    all.into_iter().filter(|c| c.bounced_at.is_some()).map(|c| c.mail).collect()
}

both_databases! {
    async fn each_mail_has_a_way_back_of_its_own_that_says_nothing(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        // The first attempt fails: the second one comes back to the same address.
        room.deliver(&SmtpSink::failing(At::Rcpt, Act::Say("450 later")).await).await;
        room.forward(Duration::minutes(2));
        let before: Vec<String> = futures::future::join_all(room.messages(id).await.iter().map(|row| home(&room, row))).await;
        let sink = SmtpSink::start(Manner { extensions: vec!["DSN"], ..Manner::default() }).await;
        assert_eq!(room.deliver(&sink).await.sent, 2);
        let stored = sink.stored();
        let rows = room.messages(id).await;
        for (row, address) in rows.iter().zip(&before) {
            let mail = stored.iter().find(|m| m.to[0] == row.recipient).unwrap();
            assert_eq!((&mail.from, home(&room, row).await), (address, address.clone()));
            let token = room.workflow.sender().token(address).unwrap().to_owned();
            assert!(token.len() == 32 && token != row.id.to_string().replace('-', "") && !row.thread.contains(&token));
            assert!(String::from_utf8_lossy(&mail.bytes).contains("From: \"Example Provider\" <legal@provider.example.com>"));
            let lines = sink.lines();
            let asked = format!("ENVID={token}");
            assert!(lines.iter().any(|l| l.starts_with("MAIL FROM") && l.contains("RET=HDRS") && l.contains(&asked)), "{lines:?}");
        }
        assert_ne!(before[0], before[1]);
        assert_eq!(sink.lines().iter().filter(|l| l.starts_with("RCPT") && l.ends_with("NOTIFY=SUCCESS,FAILURE,DELAY")).count(), 2);
    }

    async fn a_server_without_reports_is_not_asked_for_any(url: String) {
        let room = Mailroom::open(&url).await;
        room.queued().await;
        let sink = SmtpSink::working().await;
        assert_eq!(room.deliver(&sink).await.sent, 2);
        assert!(sink.lines().iter().all(|l| !l.contains("NOTIFY") && !l.contains("ENVID")));
    }

    async fn a_bounce_is_written_down_once_and_marks_the_contact(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        room.deliver(&SmtpSink::working().await).await;
        let row = room.messages(id).await.remove(0);
        let address = home(&room, &row).await;
        let bytes = of(&row, &address, "failed", "5.1.1").write();
        assert_eq!(file(&room, bytes.clone()).await, Some(Filed::Counted(row.id.to(), Fate::Bounced)));
        assert_eq!(file(&room, bytes.clone()).await, Some(Filed::Known(row.id.to())));
        let all = reports(&room, &row).await;
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].status.as_str(), all[0].said.as_str()), ("5.1.1", "550 no such user and a second line"));
        assert_eq!((all[0].tied.as_str(), all[0].counts), ("token", true));
        assert_eq!(marked(&room, id).await, std::slice::from_ref(&row.recipient));
        let kinds = room.kinds(id).await;
        assert_eq!(kinds.iter().filter(|k| *k == "mail_bounced").count(), 1);
        // The report as it came is the demand's.
        let kept = documents::find_of(room.workflow.store().read(), id, all[0].document_id.to()).await.unwrap().unwrap();
        assert_eq!(room.workflow.blobs().get(&kept).await.unwrap(), bytes);
    }

    /// The notice's own track hears of it: the next in the customer's order is written to, and when nobody is left it is a task.
    async fn when_mails_come_back_the_next_in_order_is_told_until_nobody_is_left(url: String) {
        let room = Mailroom::open(&url).await;
        let txn = room.workflow.store().begin().await.unwrap();
        let later = ContactId(uuid::Uuid::from_u128(0xee));
        let (mail, now) = ("later@customer.example.net", room.clock.now());
        let contact = ContactRow::new(later, customer_id(0), "Later contact", mail, "en", 1, now).verified(now);
        customers::add_contact(&txn, contact).await.unwrap();
        txn.commit().await.unwrap();
        let id = room.queued().await;
        let sink = SmtpSink::working().await;
        assert_eq!(room.deliver(&sink).await.sent, 2, "those who stand first");
        for row in room.messages(id).await {
            let address = home(&room, &row).await;
            assert_eq!(file(&room, of(&row, &address, "failed", "5.1.1").write()).await, Some(Filed::Counted(row.id.to(), Fate::Bounced)));
        }
        assert_eq!(room.deliver(&sink).await.sent, 1, "the next in order, by itself");
        let row = room.messages(id).await.into_iter().find(|row| row.recipient == mail).unwrap();
        assert!(matches!(room.demand(id).await.notice, Notice::Sent { .. }), "{:?}", room.demand(id).await.notice);
        let address = home(&room, &row).await;
        file(&room, of(&row, &address, "failed", "5.2.1").write()).await.unwrap();
        assert!(matches!(room.demand(id).await.notice, Notice::Undeliverable { .. }), "{:?}", room.demand(id).await.notice);
        assert_eq!(room.kinds(id).await.iter().filter(|k| *k == "notice_bounced").count(), 3);
        assert_eq!(marked(&room, id).await.len(), 3);
    }

    /// A fast server reports before its own yes was written down.
    async fn a_report_may_be_faster_than_the_end_of_its_attempt(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        let row = room.workflow.lease_mail(1, Duration::minutes(30)).await.unwrap().messages.remove(0);
        let attempt = room.workflow.begin_mail(row.id.to()).await.unwrap().unwrap();
        let address = home(&room, &row).await;
        file(&room, of(&row, &address, "failed", "5.1.1").write()).await.unwrap();
        room.workflow.end_mail(row.id.to(), attempt, outbox::Outcome::Sent, "250 taken".into()).await.unwrap();
        let kinds = room.kinds(id).await;
        assert_eq!(kinds.iter().filter(|k| *k == "notice_bounced").count(), 1, "{kinds:?}");
        assert_eq!(room.messages(id).await.iter().find(|m| m.id == row.id).unwrap().state, "sent");
    }

    async fn delayed_then_delivered(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        room.deliver(&SmtpSink::working().await).await;
        let row = room.messages(id).await.remove(0);
        let address = home(&room, &row).await;
        // The second time it comes back only by the envelope's name.
        let token = room.workflow.sender().token(&address).unwrap().to_owned();
        assert_eq!(file(&room, of(&row, &address, "delayed", "4.4.1").write()).await, Some(Filed::Counted(row.id.to(), Fate::Delayed)));
        let elsewhere = Dsn { envelope_id: Some(&token), ..of(&row, "legal@provider.example.com", "delivered", "2.0.0") };
        assert_eq!(file(&room, elsewhere.write()).await, Some(Filed::Counted(row.id.to(), Fate::Delivered)));
        assert!(marked(&room, id).await.is_empty());
        // Delivered is delivered: who says otherwise afterwards is shown to a person.
        assert_eq!(file(&room, of(&row, &address, "failed", "5.1.1").write()).await, Some(Filed::Shown(row.id.to())));
        assert!(marked(&room, id).await.is_empty());
    }

    async fn a_report_settles_what_was_uncertain(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        room.deliver(&SmtpSink::failing(At::Dot, Act::Drop).await).await;
        let row = room.messages(id).await.remove(0);
        let address = home(&room, &row).await;
        assert_eq!(file(&room, of(&row, &address, "relayed", "2.0.0").write()).await, Some(Filed::Counted(row.id.to(), Fate::Relayed)));
        assert_eq!(room.states(id).await, ["sent", "ambiguous"]);
        assert!(matches!(room.demand(id).await.notice, Notice::Sent { .. }));
    }

    /// Whoever ever saw the mail knows its Message-ID, and can write a report about it.
    async fn a_forged_report_counts_only_when_a_person_says_so(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        room.deliver(&SmtpSink::failing(At::Dot, Act::Drop).await).await;
        let row = room.messages(id).await.remove(0);
        let guesses = ["bounces@provider.example.com", "bounces+0123456789abcdef0123456789abcdef@provider.example.com", "bounces+@provider.example.com"];
        for (n, came_to) in guesses.into_iter().enumerate() {
            for (action, status) in [("failed", "5.1.1"), ("delivered", "2.1.5")] {
                assert_eq!(file(&room, of(&row, came_to, action, status).write()).await, Some(Filed::Shown(row.id.to())), "{n}");
            }
        }
        assert_eq!(room.states(id).await, ["ambiguous", "ambiguous"]);
        assert!(marked(&room, id).await.is_empty());
        let all = reports(&room, &row).await;
        assert!(all.len() == 6 && all.iter().all(|r| !r.counts && r.open && r.tied == "message_id"));
        let bounced = all.iter().find(|r| r.fate == "bounced").unwrap();
        let say = |who, report: &ReportRow, counts, why: &str| room.workflow.decide_report(who, report.id, counts, why.to_owned());
        assert!(matches!(say(intake(), bounced, true, "They called.").await, Err(Error::NotAllowed)));
        assert!(matches!(say(teller(), bounced, true, " ").await, Err(Error::Refused(_))));
        let other = all.iter().find(|r| r.fate == "delivered").unwrap();
        say(second(), other, false, "Nobody there wrote it.").await.unwrap();
        assert_eq!(room.states(id).await, ["ambiguous", "ambiguous"]);
        say(teller(), bounced, true, "Their postmaster confirmed it.").await.unwrap();
        assert!(say(teller(), bounced, true, "Again.").await.is_err());
        assert_eq!(room.states(id).await, ["sent", "ambiguous"]);
        assert_eq!(marked(&room, id).await, std::slice::from_ref(&row.recipient));
        // The same words from the message's own address would have counted: that is what the test above must see.
        let address = home(&room, &row).await;
        assert_eq!(outbox::open_reports(room.workflow.store().read()).await.unwrap(), 4);
        assert!(report::read(&of(&row, &address, "failed", "5.1.1").write(), None, &room.workflow.sender(), &Limits::default())
            .unwrap()
            .is_some_and(|r| r.tokens.len() == 1));
    }

    async fn lying_and_late_reports_are_shown_to_a_person(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        room.deliver(&SmtpSink::working().await).await;
        let row = room.messages(id).await.remove(0);
        let address = home(&room, &row).await;
        let lies: [Vec<(&str, &str, &str, &str)>; 6] = [
            vec![(&row.recipient, "delivered", "5.1.1", "x")],
            vec![(&row.recipient, "failed", "2.0.0", "x")],
            vec![(&row.recipient, "failed", "nonsense", "x")],
            vec![(&row.recipient, "abducted", "5.0.0", "x")],
            vec![("one@elsewhere.example.org", "failed", "5.1.1", "x"), ("two@elsewhere.example.org", "delivered", "2.0.0", "x")],
            vec![],
        ];
        for groups in lies {
            let dsn = Dsn { came_to: &address, envelope_id: None, groups: groups.clone(), message_id: &row.message_id };
            assert_eq!(file(&room, dsn.write()).await, Some(Filed::Shown(row.id.to())), "{groups:?}");
        }
        // Somebody else's fate beside our recipient's is not our recipient's.
        let mixed = vec![(row.recipient.as_str(), "delayed", "4.4.1", "x"), ("two@elsewhere.example.org", "failed", "5.1.1", "x")];
        let dsn = Dsn { came_to: &address, envelope_id: None, groups: mixed, message_id: &row.message_id };
        assert_eq!(file(&room, dsn.write()).await, Some(Filed::Counted(row.id.to(), Fate::Delayed)));
        room.forward(Duration::days(15));
        assert_eq!(file(&room, of(&row, &address, "failed", "5.1.1").write()).await, Some(Filed::Shown(row.id.to())), "weeks later");
        assert!(marked(&room, id).await.is_empty());
        assert!(!room.kinds(id).await.contains(&"mail_bounced".to_owned()));
    }

    async fn what_is_about_no_mail_of_ours_is_filed_nowhere(url: String) {
        let room = Mailroom::open(&url).await;
        let dsn = Dsn {
            came_to: "bounces+0123456789abcdef0123456789abcdef@provider.example.com",
            envelope_id: Some("0123456789abcdef0123456789abcdef"),
            groups: vec![("x@example.org", "failed", "5.1.1", "x")],
            message_id: "unknown@example.org",
        };
        assert_eq!(file(&room, dsn.write()).await, Some(Filed::Stray));
    }

    /// A letter that waits when its authority is frozen stays here.
    async fn nothing_goes_to_a_frozen_authority(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.authority_letter().await;
        room.workflow.suspend(reviewer(), Subject::Authority(room.authority()), "A mailbox there was sold.").await.unwrap();
        let sink = SmtpSink::working().await;
        let done = room.deliver(&sink).await;
        assert_eq!((done.stopped, done.sent, sink.lines().len()), (1, 0, 0));
        let rows = outbox::of_demand(room.workflow.store().read(), id).await.unwrap();
        assert_eq!((rows[0].state.as_str(), rows[0].last_response.as_deref()), ("cancelled", Some("frozen")));
        assert!(room.kinds(id).await.contains(&"mail_stopped".to_owned()));
    }

    async fn nothing_goes_to_an_authority_that_is_frozen_at_the_last_moment(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.authority_letter().await;
        let leased = room.workflow.lease_mail(9, Duration::minutes(30)).await.unwrap().messages;
        assert_eq!(leased.len(), 1, "while it is not frozen it may go");
        room.workflow.suspend(reviewer(), Subject::Authority(room.authority()), "A mailbox there was sold.").await.unwrap();
        assert!(room.workflow.begin_mail(leased[0].id.to()).await.unwrap().is_none());
        assert!(room.kinds(id).await.contains(&"mail_stopped".to_owned()));
    }
}

mod hostile {
    use super::*;
    use ombud::workflow::Sender;

    fn sender() -> Sender {
        Sender {
            name: "Example".into(),
            mail: "legal@provider.example.com".into(),
            bounces: Some("bounces@provider.example.com".into()),
            answers: None,
            address: Vec::new(),
            zone: chrono_tz::UTC,
        }
    }

    fn read(bytes: &[u8]) -> Option<ombud::workflow::Report> {
        report::read(bytes, None, &sender(), &Limits::default()).ok().flatten()
    }

    const HEAD: &str = "From: a@example.org\r\nMessage-ID: <x@example.org>\r\nMIME-Version: 1.0\r\n";

    fn with(status: &str) -> Vec<u8> {
        let kind = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n";
        format!("{HEAD}{kind}--b\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n--b--\r\n").into_bytes()
    }

    #[test]
    fn reports_in_no_standard_form_are_mails_for_a_person() {
        let qmail = format!("{HEAD}\r\nHi. This is the qmail-send program.\r\n<x@example.org>:\r\nSorry, no mailbox here. (#5.1.1)\r\n");
        let words = format!("{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nUndeliverable: #550 5.1.1\r\n--b--\r\n");
        let receipt = format!(
            "{HEAD}Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n"
        );
        let bare =
            format!("{HEAD}Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n");
        for mail in [qmail, words, receipt, bare] {
            assert_eq!(read(mail.as_bytes()), None, "{mail}");
        }
    }

    #[test]
    fn ten_thousand_recipients_and_endless_lines_are_cut() {
        let groups: String =
            (0..10_000).map(|n| format!("\r\nFinal-Recipient: rfc822; a{n}@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n")).collect();
        assert_eq!(read(&with(&format!("Reporting-MTA: dns; x\r\n{groups}"))).unwrap().recipients.len(), 50);
        let long = format!(
            "X: y\r\n\r\nFinal-Recipient: rfc822; a@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; {}\r\n",
            "x".repeat(2_000_000)
        );
        let said = &read(&with(&long)).unwrap().recipients[0].said;
        assert!(said.chars().count() <= 301, "{}", said.len());
        let folded = format!("X: y\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; a\r\n{}", " b\r\n".repeat(500_000));
        assert!(read(&with(&folded)).unwrap().recipients[0].said.len() < 1_000);
    }

    #[test]
    fn mails_inside_mails_are_not_opened() {
        let mut nested = with("X: y\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n");
        for n in 0..2_000 {
            let kind = format!(
                "{HEAD}Content-Type: multipart/report; report-type=delivery-status; boundary=b{n}\r\n\r\n--b{n}\r\nContent-Type: message/rfc822\r\n\r\n"
            );
            nested = [kind.as_bytes(), &nested, format!("\r\n--b{n}--\r\n").as_bytes()].concat();
        }
        assert_eq!(read(&nested), None);
        let deep = (0..500).fold(String::from("x"), |inner, n| {
            format!("Content-Type: multipart/report; boundary=c{n}\r\n\r\n--c{n}\r\n{inner}\r\n--c{n}--\r\n")
        });
        assert!(report::read(format!("{HEAD}{deep}").as_bytes(), None, &sender(), &Limits::default()).is_err());
    }

    #[test]
    fn any_bytes_are_read_without_a_panic() {
        let whole = with("Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n");
        for n in 0..whole.len() {
            let _ = read(&whole[..n]);
            let mut odd = whole.clone();
            odd[n] = 0xff;
            let _ = read(&odd);
            odd[n] = b'\n';
            let _ = read(&odd);
        }
        for status in ["", "\r\n\r\n\r\n", "Action", ":", "Action: \r\nStatus: \r\n", "X: y\r\n\r\nStatus: 5.1.1\r\n", "\0\0\0: \0"] {
            if let Some(report) = read(&with(status)) {
                assert!(report.recipients.iter().all(|r| r.fate == Fate::Unclear), "{status:?}: {report:?}");
            }
        }
    }

    #[test]
    fn an_address_is_ours_only_with_a_whole_token() {
        let sender = sender();
        let token = "0123456789abcdef0123456789abcdef";
        for (address, ours) in [
            (format!("bounces+{token}@provider.example.com"), true),
            (format!("BOUNCES+{token}@Provider.Example.COM"), true),
            (format!("bounces+{token}0@provider.example.com"), false),
            (format!("bounces+{token}@provider.example.com.example.org"), false),
            (format!("other+{token}@provider.example.com"), false),
            (format!("bounces+x+{token}@provider.example.com"), false),
            (format!("bounces+{}@provider.example.com", "g".repeat(32)), false),
            ("bounces@provider.example.com".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(sender.token(&address).is_some(), ours, "{address}");
        }
        assert_eq!(sender.envelope(Some(token)), format!("bounces+{token}@provider.example.com"));
        assert_eq!(Sender { bounces: None, ..sender }.envelope(Some(token)), "legal@provider.example.com");
    }
}
