//! A notice on its way: those who stand first, the next in the customer's order, reminders, the end of the matter; and what the
//! customer's contact does at its own door.

use crate::both_databases;
use crate::support::actors::keeps;
use crate::support::mailroom::{Mailroom, OURS, customer_id, intake, reviewer, teller};
use crate::support::smtp_sink::SmtpSink;
use bytes::Bytes;
use chrono::Duration;
use domain::actor::{Actor, Role};
use domain::command::{Command, Verb};
use domain::ids::{ContactId, DemandId, MessageId, PersonId};
use domain::instrument::NoticeTiming;
use domain::notice::{Ending, Fate, Notice, NoticeKind};
use domain::objection::{Counsel, ObjectionTime, Verdict};
use domain::refusal::Reason;
use domain::stage::{SkipGround, StageName};
use ombud::store::customers::{self, ContactRow};
use ombud::store::documents;
use ombud::store::outbox::{self, MessageRow};
use ombud::workflow::{Error, NewDocument, NewObjection};
use uuid::Uuid;

fn first() -> ContactId {
    ContactId(Uuid::from_u128(0xd0))
}

fn stranger() -> ContactId {
    ContactId(Uuid::from_u128(0xe0))
}

/// Two contacts stand first; a third comes next, and somebody else's contact is no part of it.
async fn room(url: &str) -> Mailroom {
    let room = Mailroom::open(url).await;
    let (txn, now) = (room.workflow.store().begin().await.unwrap(), room.clock.now());
    let next = ContactId(Uuid::from_u128(0xd9));
    for (id, of, mail, place) in [(next, 0, "board@customer.example.net", 1), (stranger(), 1, "legal@other.example.com", 0)] {
        let row = ContactRow::new(id, customer_id(of), "Another contact", mail, "en", place, now).verified(now);
        customers::add_contact(&txn, row).await.unwrap();
    }
    txn.commit().await.unwrap();
    room
}

async fn bounce(room: &Mailroom, row: &MessageRow) -> Notice {
    assert!(room.workflow.notice_bounced(row.id.to(), "5.1.1 no such user".to_owned()).await.unwrap());
    room.demand(row.demand_id.unwrap().to()).await.notice
}

fn to(rows: &[MessageRow]) -> Vec<&str> {
    rows.iter().map(|r| r.recipient.as_str()).collect()
}

async fn told(room: &Mailroom) -> DemandId {
    let id = room.queued().await;
    room.deliver(&SmtpSink::working().await).await;
    assert!(matches!(room.demand(id).await.notice, Notice::Sent { .. }));
    id
}

both_databases! {
    /// Accepted, come back, the next in the order with the very text that two people read, come back, a task on the desk.
    async fn the_next_in_the_order_are_told_when_all_before_them_came_back(url: String) {
        let (room, sink) = (room(&url).await, SmtpSink::working().await);
        let id = room.owed(&[OURS]).await;
        let read = room.workflow.preview_notice(&teller(), id).await.unwrap();
        assert_eq!(read.mails.len(), 3, "the text covers everybody in the order");
        room.queue(id).await;
        assert_eq!(to(&room.messages(id).await), ["legal1@customer.example.net", "legal2@customer.example.net"]);
        room.deliver(&sink).await;
        let Notice::Sent { window: Some(old), .. } = room.demand(id).await.notice else { panic!() };

        room.forward(Duration::days(2));
        let rows = room.messages(id).await;
        assert!(matches!(bounce(&room, &rows[0]).await, Notice::Sent { .. }), "the other contact has it");
        let Notice::Queued { mailing, .. } = bounce(&room, &rows[1]).await else { panic!("nobody has it any more") };
        assert_eq!(mailing.posts.iter().filter(|p| p.fate == Fate::Queued).count(), 1);
        assert!(!room.workflow.notice_bounced(rows[1].id.to(), "again".to_owned()).await.unwrap(), "a second report says nothing new");
        let next = room.messages(id).await.into_iter().find(|r| r.recipient == "board@customer.example.net").unwrap();
        let (_, approved) = read.mails.iter().find(|(to, _)| to.mail == next.recipient).unwrap();
        assert_eq!((next.body_text, next.subject), (approved.text.clone(), approved.subject.clone()));

        assert_eq!(room.deliver(&sink).await.sent, 1);
        let Notice::Sent { window: Some(new), .. } = room.demand(id).await.notice else { panic!() };
        assert!(new.opens_at > old.opens_at && new.ends_at - new.opens_at == Duration::days(10), "the time to object starts anew");

        let last = room.messages(id).await.into_iter().find(|r| r.recipient == "board@customer.example.net").unwrap();
        assert!(matches!(bounce(&room, &last).await, Notice::Undeliverable { .. }), "a task, not an end");
        let demand = room.demand(id).await;
        assert_eq!(demand.past_notices.iter().map(|p| p.ending).collect::<Vec<_>>(), [Ending::Failed]);
        assert!(demand.told().is_none() && demand.first_told().is_none());
        room.queue(id).await;
        room.deliver(&sink).await;
        assert!(matches!(room.demand(id).await.notice, Notice::Sent { .. }));
    }

    /// Under an order that came meanwhile nobody else is told; the debt waits.
    async fn a_bounce_under_secrecy_tells_nobody_else(url: String) {
        let (room, sink) = (room(&url).await, SmtpSink::working().await);
        let id = told(&room).await;
        room.does(reviewer(), id, room.order()).await;
        let rows = room.messages(id).await;
        bounce(&room, &rows[0]).await;
        assert!(matches!(bounce(&room, &rows[1]).await, Notice::Owed { .. }));
        assert_eq!(room.deliver(&sink).await.sent, 0);
        assert_eq!(room.messages(id).await.len(), 2, "what was kept for the next is gone");
    }

    /// Nobody acknowledges: the same text again and the next in the order, twice; then nobody is asked any more.
    async fn who_does_not_acknowledge_is_reminded_with_the_same_text(url: String) {
        let (room, sink) = (room(&url).await, SmtpSink::working().await);
        let id = told(&room).await;
        let before = room.messages(id).await;
        room.forward(Duration::days(4));
        assert_eq!(room.workflow.tick(9).await.unwrap(), 0, "not before its time");
        room.forward(Duration::days(1));
        assert_eq!(room.workflow.tick(9).await.unwrap(), 1);
        let after = room.messages(id).await;
        let reminders: Vec<&MessageRow> = after.iter().filter(|r| r.letter == "notice_reminder").collect();
        assert_eq!(reminders.len(), 2);
        for reminder in reminders {
            let first = before.iter().find(|r| r.recipient == reminder.recipient).unwrap();
            assert_eq!((&reminder.body_text, &reminder.subject), (&first.body_text, &first.subject));
        }
        assert!(after.iter().any(|r| r.recipient == "board@customer.example.net"));
        assert_eq!(room.deliver(&sink).await.sent, 3);
        room.workflow.acknowledge_notice(first(), id, None).await.unwrap();
        room.forward(Duration::days(30));
        room.workflow.tick(9).await.unwrap();
        assert_eq!(room.messages(id).await.len(), after.len(), "who acknowledged is left alone");
        let again = room.workflow.acknowledge_notice(first(), id, None).await;
        assert!(matches!(again, Err(Error::Refused(r)) if r.reasons == [Reason::AlreadyDone]));
    }

    /// A delivery is noted, and a report about another message than this notice's changes nothing.
    async fn a_delivery_is_noted_once(url: String) {
        let room = room(&url).await;
        let id = told(&room).await;
        let message: MessageId = room.messages(id).await[0].id.to();
        assert!(room.workflow.notice_delivered(message).await.unwrap());
        assert!(!room.workflow.notice_delivered(message).await.unwrap());
        assert!(!room.workflow.notice_bounced(MessageId(Uuid::new_v4()), "forged".to_owned()).await.unwrap());
        let demand = room.demand(id).await;
        assert!(matches!(demand.told().unwrap().post(message).unwrap().fate, Fate::Delivered { .. }));
    }

    /// Who was told that a demand had come is told that it was taken back: by two people, in words of its own.
    async fn whoever_was_told_is_told_the_end(url: String) {
        let (room, sink) = (room(&url).await, SmtpSink::working().await);
        let id = told(&room).await;
        room.does(intake(), id, Command::RecordWithdrawal { reason: "The court wrote so.".into() }).await;
        assert!(matches!(room.demand(id).await.notice, Notice::Owed { .. }));
        let read = room.workflow.preview_notice(&teller(), id).await.unwrap();
        assert_eq!(read.kind, NoticeKind::Withdrawn);
        assert!(read.mails.iter().any(|(_, mail)| mail.text.contains("has taken that demand back")));
        room.queue(id).await;
        room.deliver(&sink).await;
        let demand = room.demand(id).await;
        assert!(matches!(demand.notice, Notice::Sent { kind: NoticeKind::Withdrawn, .. }));
        assert_eq!(demand.past_notices.iter().map(|p| p.ending).collect::<Vec<_>>(), [Ending::Followed]);
        assert!(room.workflow.may_have_been_told(&teller(), id).await.unwrap().is_empty(), "both were meant to go");
    }

    /// Data that is kept is owed a word, in a letter that names the account (18 USC 2703(f)).
    async fn the_customer_is_told_of_a_preservation(url: String) {
        let room = room(&url).await;
        let id = room.receive("us.sca.preserve_2703f", &[OURS]).await;
        room.verified(id).await;
        room.does(intake(), id, Command::SkipRedirect { ground: SkipGround::LawNamesProvider }).await;
        let keeper = Actor::Person { id: PersonId(Uuid::from_u128(0xc5)), roles: [Role::Custodian].into_iter().collect() };
        keeps(&room.workflow, keeper, id).await;
        room.does(reviewer(), id, Command::ConfirmPreserved).await;
        assert!(matches!(room.demand(id).await.notice, Notice::Owed { .. }));
        let read = room.workflow.preview_notice(&teller(), id).await.unwrap();
        for (to, mail) in &read.mails {
            let keeps = if to.language == "sv" { "bevara" } else { "keep the data unchanged" };
            let text = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(OURS) && text.contains(keeps), "{}", mail.text);
            let answered = ["was answered before", "hade besvarats innan"];
            assert!(!answered.iter().any(|said| text.contains(said)), "keeping is no answer that came too early: {}", mail.text);
        }
    }

    /// The contact's own door: nothing before the notice, nothing of another customer's, nothing under secrecy.
    async fn a_contact_acts_on_what_it_was_told_and_on_nothing_else(url: String) {
        let (room, sink) = (room(&url).await, SmtpSink::working().await);
        let id = room.queued().await;
        let gone = |result: Result<_, Error>| matches!(result, Err(Error::NotFound));
        assert!(gone(room.workflow.notice_opened(first(), id).await), "not yet told");
        room.deliver(&sink).await;
        assert!(gone(room.workflow.notice_opened(stranger(), id).await), "another customer's");
        assert!(gone(room.workflow.notice_opened(first(), DemandId(Uuid::new_v4())).await));
        assert!(room.workflow.find(&Actor::Contact(first()), id).await.is_err(), "the staff's door stays shut");
        room.workflow.notice_opened(first(), id).await.unwrap();
        let version = room.workflow.notice_opened(first(), id).await.unwrap().version;
        assert_eq!(room.demand(id).await.version, version, "opening it again changes nothing");

        let counsel = Counsel { name: "Example Counsel".into(), mail: "counsel@example.org".into() };
        let file = NewDocument {
            name: "privilege.pdf".into(),
            media_type: "application/pdf".into(),
            kind: "objection".into(),
            bytes: Bytes::from_static(b"%PDF-1.4 claim"),
        };
        let new = NewObjection { text: "Privileged.".into(), files: vec![file], counsel: Some(counsel.clone()) };
        assert!(gone(room.workflow.object(stranger(), id, new.clone(), None).await));
        room.workflow.object(first(), id, new.clone(), Some("once".into())).await.unwrap();
        let heard = room.workflow.object(first(), id, new, Some("once".into())).await.unwrap();
        assert_eq!((heard.objections.len(), heard.counsel.as_ref()), (1, Some(&counsel)), "sent twice, recorded once");
        let objection = heard.open_objection().unwrap();
        assert_eq!((objection.by, objection.time), (Some(first()), ObjectionTime::InTime));
        let rows = documents::of_demand(room.workflow.store().read(), id).await.unwrap();
        assert!(rows.iter().any(|row| objection.documents.contains(&row.id.to()) && row.kind == "objection"));
        assert!(room.demand(id).await.guards(Verb::Recommend, &room.workflow.context(reviewer(), room.clock.now())).contains(&Reason::ObjectionPending));

        let answer = Command::AnswerObjection { verdict: Verdict::NotUpheld, grounds: Vec::new(), answer: "No lawyer's account.".into() };
        room.does(reviewer(), id, answer).await;
        let letter = room.messages(id).await.into_iter().find(|r| r.letter == "objection_answer").unwrap();
        assert!(letter.recipient == "legal1@customer.example.net" && letter.body_text.contains("No lawyer's account."));

        room.does(reviewer(), id, room.order()).await;
        assert!(gone(room.workflow.for_contact(first(), id).await), "secrecy came");
        let row = outbox::find(room.workflow.store().read(), letter.id.to()).await.unwrap().unwrap();
        assert_eq!(row.state, outbox::CANCELLED, "the answer does not go under secrecy");
        assert_eq!(room.demand(id).await.stage.name(), StageName::Redirecting);
    }

    /// Where the law leaves the moment open, counsel's choice on the customer's record counts (Reg. (EU) 2023/1543 Art 5(7)).
    async fn counsel_chooses_when_the_controller_is_told(url: String) {
        let room = room(&url).await;
        let by_law = room.receive("eu.epoc", &[OURS]).await;
        assert_eq!(room.demand(by_law).await.notice_duty(room.workflow.rulebook()).1, NoticeTiming::With);
        let customer = customer_id(0);
        room.workflow.set_notice_timing(reviewer(), customer, Some(NoticeTiming::Before), "The contract says so.", None).await.unwrap();
        let chosen = room.receive("eu.epoc", &[OURS]).await;
        let demand = room.demand(chosen).await;
        assert_eq!(demand.notice_duty(room.workflow.rulebook()).1, NoticeTiming::Before);
        assert_eq!(demand.window_days(room.workflow.rulebook(), room.workflow.policy()), 10);
        let other = room.receive("eu.dsa.art10", &[OURS]).await;
        assert_eq!(room.demand(other).await.notice_duty(room.workflow.rulebook()).1, NoticeTiming::With, "that law leaves no choice");
    }
}
