//! Mails that come in: kept once and before anything is read, tied by what can't be guessed, sorted by people.

use crate::both_databases;
use crate::support::mailroom::{Mailroom, intake, reviewer};
use crate::support::smtp_sink::SmtpSink;
use bytes::Bytes;
use domain::actor::{Actor, Role, Roles};
use domain::ids::PersonId;
use ombud::intake::authenticity::{Dns, Envelope, Trust};
use ombud::intake::door::{MailIn, facts, verdicts};
use ombud::store::mails::{self, MailRow};
use ombud::store::outbox::{self, MessageRow};
use ombud::store::{documents, events};
use ombud::workflow::Error;
use ombud::workflow::mails::{CORRESPONDENCE, KeptMail};

fn door(room: &Mailroom) -> MailIn {
    MailIn::new(room.workflow.clone(), Trust::default(), Dns::Off)
}

fn mail(from: &str, more: &str, text: &str) -> Bytes {
    format!("From: {from}\r\nTo: legal@provider.example.com\r\nDate: Mon, 2 Nov 2026 09:30:00 +0000\r\n{more}\r\n{text}\r\n").into()
}

async fn take(room: &Mailroom, bytes: Bytes) -> MailRow {
    let envelope = Envelope { to: vec!["legal@provider.example.com".into()], ..Envelope::default() };
    let door = door(room);
    let kept = door.keep("pipe", &envelope, bytes).await.unwrap();
    door.read(kept.id()).await.unwrap()
}

fn second_intake() -> Actor {
    Actor::Person { id: PersonId(uuid::Uuid::from_u128(77)), roles: [Role::Intake].into_iter().collect::<Roles>() }
}

/// A demand whose notice went out, with its first mail to the customer.
async fn noticed(room: &Mailroom) -> (domain::ids::DemandId, MessageRow) {
    let id = room.queued().await;
    room.deliver(&SmtpSink::working().await).await;
    let row = room.messages(id).await.into_iter().find(|m| m.recipient.starts_with("legal1@")).unwrap();
    (id, row)
}

both_databases! {
    async fn the_bytes_are_kept_before_anything_is_read_and_once(url: String) {
        let room = Mailroom::open(&url).await;
        let door = door(&room);
        let bytes = Bytes::from_static(b"\x00\xff no mail at all");
        let kept = door.keep("lmtp", &Envelope::default(), bytes.clone()).await.unwrap();
        let KeptMail::New(id) = kept else { panic!("{kept:?}") };
        let row = mails::find(room.workflow.store().read(), id).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.read_at), (mails::NEW, None));
        let document = documents::find(room.workflow.store().read(), id).await.unwrap().unwrap();
        assert_eq!(room.workflow.blobs().get(&document).await.unwrap(), bytes);
        // Again, also by another door: the same mail.
        assert_eq!(door.keep("imap", &Envelope::default(), bytes).await.unwrap(), KeptMail::Known(id));
        // What was kept when the process ended is read by the round.
        assert_eq!(door.read_waiting(10, chrono::Duration::zero()).await.unwrap(), 1);
        let row = mails::find(room.workflow.store().read(), id).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.why.as_str()), (mails::QUARANTINE, "intake-not-a-mail"));
        assert_eq!(door.read_waiting(10, chrono::Duration::zero()).await.unwrap(), 0);
    }

    async fn an_answer_is_filed_by_what_cannot_be_guessed(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, sent) = noticed(&room).await;
        let answer = format!("Subject: Re: notice\r\nIn-Reply-To: <{}>\r\n", sent.message_id);
        let row = take(&room, mail("legal1@customer.example.net", &answer, "We object.")).await;
        assert_eq!((row.state.as_str(), row.tie.as_deref(), row.open), (mails::FILED, Some("message_id"), true));
        assert_eq!(row.demand(), Some(id));
        let document = documents::find_of(room.workflow.store().read(), id, row.document()).await.unwrap().unwrap();
        assert_eq!(document.kind, CORRESPONDENCE);
        assert!(room.kinds(id).await.contains(&"mail_filed".to_owned()));
        // A person reads it, and then it is read.
        assert_eq!(mails::to_be_read(room.workflow.store().read(), ombud::store::Sight::Whole, 10).await.unwrap().len(), 1);
        room.workflow.mail_seen(intake(), row.document()).await.unwrap();
        assert!(mails::to_be_read(room.workflow.store().read(), ombud::store::Sight::Whole, 10).await.unwrap().is_empty());
    }

    async fn the_token_of_the_talk_files_it_too_and_every_letter_carries_it(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        let sink = SmtpSink::working().await;
        room.deliver(&sink).await;
        let row = room.messages(id).await.into_iter().find(|m| m.recipient.starts_with("legal1@")).unwrap();
        let address = room.workflow.sender().answer_to(&row.thread).unwrap();
        let stored = sink.stored();
        let letter = stored.iter().find(|m| m.to[0].starts_with("legal1@")).unwrap();
        assert!(String::from_utf8_lossy(&letter.bytes).contains(&format!("Reply-To: {address}")));
        let bytes = mail("legal1@customer.example.net", &format!("Cc: {address}\r\nMessage-ID: <a@b>\r\n"), "We object.");
        let row = take(&room, bytes).await;
        assert_eq!((row.state.as_str(), row.tie.as_deref()), (mails::FILED, Some("token")));
        assert_eq!(row.demand(), Some(id));
    }

    async fn a_stranger_with_the_token_a_subject_and_a_reference_only_suggest(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, sent) = noticed(&room).await;
        let reference = room.demand(id).await.reference.to_string();
        let answer = format!("In-Reply-To: <{}>\r\n", sent.message_id);
        let stranger = take(&room, mail("legal1@customer.example.com", &answer, "We object.")).await;
        assert_eq!((stranger.state.as_str(), stranger.tie.as_deref()), (mails::WAITING, Some("stranger")));
        assert_eq!((stranger.demand(), stranger.suggested_id), (None, Some(id.into())));
        // The very sender and the very subject, and no token: whatever it says, it waits.
        let subject = format!("Subject: {}\r\n", sent.subject);
        let same = take(&room, mail("legal1@customer.example.net", &subject, "No token.")).await;
        assert_eq!((same.state.as_str(), same.suggested_id), (mails::WAITING, None));
        let named = take(&room, mail("legal1@customer.example.net", &format!("Subject: Re: {reference}\r\n"), "Hello.")).await;
        assert_eq!((named.state.as_str(), named.tie.as_deref()), (mails::WAITING, Some("reference")));
        assert_eq!(named.suggested_id, Some(id.into()));
        // A token that was never drawn.
        let drawn = take(&room, mail("legal1@customer.example.net", "In-Reply-To: <0123456789abcdef0123456789abcdef@provider.example.com>\r\n", "x")).await;
        assert_eq!((drawn.state.as_str(), drawn.tie.as_deref()), (mails::WAITING, None));
    }

    async fn an_authority_is_answered_by_a_colleague_at_its_own_domain(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.receive("us.sca.subpoena", &["clerk@customer.example.net"]).await;
        room.does(intake(), id, domain::command::Command::Acknowledge).await;
        let all = outbox::of_demand(room.workflow.store().read(), id).await.unwrap();
        let sent = all.into_iter().find(|m| m.side == outbox::AUTHORITY).unwrap();
        let answer = format!("References: <x@y> <{}>\r\n", sent.message_id);
        let colleague = take(&room, mail("clerk@court.example.org", &answer, "The page you asked for.")).await;
        assert_eq!((colleague.state.as_str(), colleague.demand()), (mails::FILED, Some(id)));
        let like = take(&room, mail("clerk@court.example.org.example.net", &answer, "Look-alike.")).await;
        assert_eq!((like.state.as_str(), like.tie.as_deref()), (mails::WAITING, Some("stranger")));
    }

    async fn the_same_identifier_is_linked_and_never_merged(url: String) {
        let room = Mailroom::open(&url).await;
        let first = take(&room, mail("a@authority.example.org", "Message-ID: <same@authority.example.org>\r\n", "One.")).await;
        let second = take(&room, mail("a@authority.example.org", "Message-ID: <same@authority.example.org>\r\n", "Two.")).await;
        assert_eq!((first.same_as, second.same_as), (None, Some(first.id)));
        assert_ne!(first.id, second.id);
    }

    async fn two_people_let_a_mail_out_of_quarantine(url: String) {
        let room = Mailroom::open(&url).await;
        let row = take(&room, mail("a@authority.example.org", "", "Hello.")).await;
        let id = row.document();
        let w = &room.workflow;
        assert!(matches!(w.quarantine_mail(reviewer(), id, "odd".into()).await, Err(Error::NotAllowed)));
        assert!(matches!(w.quarantine_mail(intake(), id, "  ".into()).await, Err(Error::NotAllowed)));
        w.quarantine_mail(intake(), id, "a program is in it".into()).await.unwrap();
        let kind = async || documents::find(w.store().read(), id).await.unwrap().unwrap().kind;
        assert_eq!(kind().await, "quarantine");
        assert!(matches!(w.incoming(&intake(), id).await, Err(Error::NotFound)), "nobody opens it");
        assert!(matches!(w.release_mail(second_intake(), id).await, Err(Error::SecondPerson)));
        w.ask_mail_release(intake(), id).await.unwrap();
        assert!(matches!(w.release_mail(intake(), id).await, Err(Error::SecondPerson)));
        w.release_mail(second_intake(), id).await.unwrap();
        assert_eq!((kind().await.as_str(), w.mail(&intake(), id).await.unwrap().state.as_str()), ("incoming", mails::WAITING));
        w.dismiss_mail(intake(), id, "an advertisement".into()).await.unwrap();
        assert!(w.dismiss_mail(intake(), id, "again".into()).await.is_err());
        let all = events::page(w.store().read(), 0, 1_000).await.unwrap();
        for wanted in ["incoming_kept", "mail_read", "mail_quarantined", "mail_release_asked", "mail_released", "mail_dismissed"] {
            assert!(all.iter().any(|e| e.kind == wanted), "{wanted}");
        }
    }

    async fn what_a_mail_says_and_where_it_came_from_stand_beside_it(url: String) {
        let room = Mailroom::open(&url).await;
        let row = take(&room, mail("a@authority.example.org", "Subject: Order\r\nReply-To: b@example.net\r\n", "Text.")).await;
        let said = facts(&row);
        assert_eq!((said.subject.as_str(), said.excerpt.as_str(), said.reply_to.as_slice()), ("Order", "Text.", &["b@example.net".to_owned()][..]));
        assert!(said.marks.contains(&"reply-elsewhere".to_owned()));
        assert!(verdicts(&row).is_some());
    }
}
