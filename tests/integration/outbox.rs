//! The loop that empties the outbox, with a server that fails in each phase, and the gate on secrecy before the wire.

use crate::both_databases;
use crate::support::mailroom::{Mailroom, OURS, endless, intake, limits, reviewer, second, teller, to};
use crate::support::smtp_sink::{Act, At, Manner, SmtpSink};
use chrono::Duration;
use domain::command::{Act as TwoPersonAct, Command};
use domain::ids::DemandId;
use domain::notice::Notice;
use domain::refusal::Reason;
use ombud::notify::message::{Posting, compose};
use ombud::notify::outbox::{Delivered, Limits, deliver_once};
use ombud::notify::transport::{Folder, Transport};
use ombud::store::outbox::{self, AttemptRow, Outcome};
use ombud::store::{Key, demands};
use ombud::workflow::Error;

async fn attempts(room: &Mailroom, id: DemandId) -> Vec<AttemptRow> {
    let mut all = Vec::new();
    for message in room.messages(id).await {
        all.extend(outbox::attempts_of(room.workflow.store().read(), message.id.to()).await.unwrap());
    }
    all
}

/// Forget the confirmation behind everybody's back, as a door would that does not withdraw what is queued.
async fn forget_confirmation(room: &Mailroom, id: DemandId) {
    let txn = room.workflow.store().begin().await.unwrap();
    let before = demands::find(&txn, id).await.unwrap().unwrap();
    let mut state: serde_json::Value = serde_json::from_str(&before.state).unwrap();
    assert!(!state["secrecy"]["none"].is_null());
    state["secrecy"]["none"] = serde_json::Value::Null;
    state["version"] = (before.version + 1).into();
    let after = demands::DemandRow { state: state.to_string(), version: before.version + 1, ..before.clone() };
    demands::save(&txn, &before, &after).await.unwrap();
    txn.commit().await.unwrap();
}

/// A sender that asks the store and not the gate.
async fn deliver_without_gate(room: &Mailroom, sink: &SmtpSink) {
    let txn = room.workflow.store().begin().await.unwrap();
    let leased = outbox::lease_due(&txn, room.clock.now(), 9, Duration::minutes(1)).await.unwrap();
    txn.commit().await.unwrap();
    for row in leased {
        let posting = Posting {
            id: row.id.to(),
            message_id: &row.message_id,
            from_name: "Example Provider",
            from: "legal@provider.example.com",
            reply_to: None,
            to: &row.recipient,
            thread: &row.thread,
            in_reply_to: None,
            written_at: row.created_at,
            subject: &row.subject,
            text: &row.body_text,
            html: row.body_html.as_deref(),
            enclosures: &[],
        };
        to(sink).send(&compose(&posting).unwrap()).await;
    }
}

async fn until(done: impl Fn() -> bool) {
    while !done() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

both_databases! {
    async fn a_notice_goes_to_each_contact_and_opens_the_window_once(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, sink) = (room.queued().await, SmtpSink::working().await);
        assert_eq!(room.deliver(&sink).await, Delivered { sent: 2, ..Delivered::default() });
        assert_eq!(room.states(id).await, ["sent", "sent"]);
        let Notice::Sent { window: Some(window), late: false, message, .. } = room.demand(id).await.notice else { panic!() };
        assert_eq!((window.opens_at, window.ends_at - window.opens_at), (room.clock.now(), Duration::days(10)));
        let rows = room.messages(id).await;
        assert!(rows.iter().any(|r| r.id == Key::from(message)));
        assert_eq!(room.kinds(id).await.iter().filter(|k| *k == "notice_sent").count(), 1);
        let mails: Vec<String> = sink.stored().iter().map(|m| String::from_utf8_lossy(&m.bytes).into_owned()).collect();
        for row in &rows {
            assert!(mails.iter().any(|m| m.contains(&format!("Message-ID: <{}>", row.message_id))), "{}", row.message_id);
            assert!(mails.iter().all(|m| m.contains(&row.thread)), "one thread for one side of one demand");
        }
        assert_eq!(attempts(&room, id).await.iter().filter(|a| a.outcome.as_deref() == Some("sent")).count(), 2);
        assert_eq!(room.deliver(&sink).await, Delivered::default(), "nothing is sent twice");
        assert_eq!(sink.stored().len(), 2);
    }

    async fn each_failure_leaves_the_outbox_as_it_is_true(url: String) {
        // Where the server fails, how; the state, and whether the server has the mail.
        let faults = [
            (At::Greeting, Act::Say("421 busy"), "failed"),
            (At::Greeting, Act::Reset, "failed"),
            (At::Ehlo, Act::Drop, "failed"),
            (At::Ehlo, Act::Say("502 no"), "failed"),
            (At::Mail, Act::Say("451 later"), "failed"),
            (At::Mail, Act::Say("550 sender unwanted"), "dead"),
            (At::Mail, Act::Stall, "failed"),
            (At::Rcpt, Act::Say("450 greylisted"), "failed"),
            (At::Rcpt, Act::Say("550 no such user"), "dead"),
            (At::Rcpt, Act::Reset, "failed"),
            (At::Rcpt, Act::Drip, "failed"),
            (At::Data, Act::Say("452 full"), "failed"),
            (At::Data, Act::Say("554 no"), "dead"),
            (At::Data, Act::Drop, "failed"),
            (At::Dot, Act::Say("451 later"), "failed"),
            (At::Dot, Act::Say("552 too large"), "dead"),
            (At::Dot, Act::Drop, "ambiguous"),
            (At::Dot, Act::Reset, "ambiguous"),
            (At::Dot, Act::Drip, "ambiguous"),
            (At::Dot, Act::Stall, "ambiguous"),
        ];
        let room = Mailroom::open(&url).await;
        for (at, act, state) in faults {
            let (id, sink) = (room.queued().await, SmtpSink::failing(at, act).await);
            let done = room.deliver(&sink).await;
            let what = format!("{at:?} {act:?}");
            let expected = match state {
                "failed" => Delivered { later: 2, ..Delivered::default() },
                "dead" => Delivered { dead: 2, ..Delivered::default() },
                _ => Delivered { ambiguous: 2, ..Delivered::default() },
            };
            assert_eq!((done, room.states(id).await), (expected, vec![state.to_owned(), state.to_owned()]), "{what}");
            let tried = attempts(&room, id).await;
            assert!(tried.len() == 2 && tried.iter().all(|a| a.ended_at.is_some() && a.outcome.as_deref() == Some(state)), "{what}");
            // A no to the final dot is a no, although the server has seen the mail.
            assert_eq!(sink.stored().is_empty(), at != At::Dot, "{what}");
            let notice = room.demand(id).await.notice;
            match state {
                "failed" => {
                    let next: Vec<_> = room.messages(id).await.iter().map(|m| m.next_at - room.clock.now()).collect();
                    assert_eq!(next, [Duration::minutes(1), Duration::minutes(1)], "{what}");
                    assert!(matches!(notice, Notice::Queued { .. }), "{what}");
                    // Out of the way of the next fault.
                    room.does(reviewer(), id, room.order()).await;
                }
                "dead" => assert!(matches!(notice, Notice::Undeliverable { .. }), "{what}: a task, not an end"),
                _ => assert!(matches!(notice, Notice::Queued { .. }), "{what}: nobody knows yet"),
            }
        }
    }

    async fn a_server_that_was_stopped_gets_the_mail_when_it_is_back(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        let mut gone = SmtpSink::working().await;
        gone.address = "127.0.0.1:1".parse().unwrap();
        for wait in [1, 5, 15] {
            assert_eq!(room.deliver(&gone).await, Delivered { later: 2, ..Delivered::default() });
            assert_eq!(room.deliver(&gone).await, Delivered::default(), "not before its time");
            room.forward(Duration::minutes(wait));
        }
        let back = SmtpSink::working().await;
        assert_eq!(room.deliver(&back).await.sent, 2);
        assert_eq!((room.states(id).await, back.stored().len()), (vec!["sent".to_owned(), "sent".to_owned()], 2));
        assert!(room.messages(id).await.iter().all(|m| m.attempts == 4));
    }

    async fn after_three_days_a_message_is_given_up_and_the_notice_reached_nobody(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, begun) = (room.queued().await, room.clock.now());
        let sink = SmtpSink::failing(At::Greeting, Act::Drop).await;
        while matches!(room.demand(id).await.notice, Notice::Queued { .. }) {
            room.deliver(&sink).await;
            room.forward(Duration::hours(4));
        }
        let took = room.clock.now() - begun;
        assert!(took > Duration::days(2) && took <= Duration::days(4), "{took}");
        assert_eq!(room.states(id).await, ["dead", "dead"]);
        let dead = room.messages(id).await[0].id.to();
        let again = room.workflow.requeue_message(teller(), dead, "The server works again.".into()).await;
        assert!(matches!(again, Err(Error::Refused(r)) if r.reasons == [Reason::NoticeUndeliverable]), "two people prepare it anew");
        room.queue(id).await;
        assert_eq!(room.deliver(&SmtpSink::working().await).await.sent, 2);
        assert!(matches!(room.demand(id).await.notice, Notice::Sent { .. }));
    }

    async fn secrecy_after_the_queueing_leaves_nothing_on_the_wire(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, sink) = (room.queued().await, SmtpSink::working().await);
        room.does(reviewer(), id, room.order()).await;
        assert_eq!(room.deliver(&sink).await, Delivered::default());
        assert!(sink.lines().is_empty());
        assert_eq!(room.states(id).await, ["cancelled", "cancelled"]);
        assert!(matches!(room.demand(id).await.notice, Notice::Owed { .. }), "the debt stays (INV-05)");
    }

    async fn the_gate_stands_before_the_wire_and_not_at_the_queueing(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, sink) = (room.queued().await, SmtpSink::working().await);
        forget_confirmation(&room, id).await;
        assert_eq!(room.deliver(&sink).await, Delivered { stopped: 2, ..Delivered::default() });
        assert!(sink.lines().is_empty());
        assert_eq!(room.states(id).await, ["cancelled", "cancelled"]);
        assert!(attempts(&room, id).await.is_empty());
        assert!(matches!(room.demand(id).await.notice, Notice::Owed { .. }));
        assert_eq!(room.kinds(id).await.last().map(String::as_str), Some("notice_stopped"));
        // Told again that nothing forbids it, two people send it after all.
        room.does(intake(), id, Command::Prepare(TwoPersonAct::ConfirmNoSecrecy)).await;
        room.does(reviewer(), id, Command::Confirm(TwoPersonAct::ConfirmNoSecrecy)).await;
        room.forward(Duration::seconds(1));
        room.queue(id).await;
        assert_eq!(room.deliver(&sink).await.sent, 2);
    }

    /// The fault that the tests above must see: without the gate the mail goes out.
    async fn without_the_gate_it_would_have_gone_out(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, sink) = (room.queued().await, SmtpSink::working().await);
        forget_confirmation(&room, id).await;
        deliver_without_gate(&room, &sink).await;
        assert_eq!(sink.stored().len(), 2);
    }

    async fn the_gate_is_asked_again_when_the_attempt_begins(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        let leased = room.workflow.lease_mail(9, Duration::minutes(1)).await.unwrap();
        assert_eq!((leased.messages.len(), leased.stopped.len()), (2, 0));
        forget_confirmation(&room, id).await;
        for message in leased.messages {
            assert!(room.workflow.begin_mail(message.id.to()).await.unwrap().is_none());
        }
        assert_eq!(room.states(id).await, ["cancelled", "cancelled"]);
        assert!(attempts(&room, id).await.is_empty());
    }

    async fn secrecy_while_on_the_wire_is_said(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        let leased = room.workflow.lease_mail(9, Duration::minutes(30)).await.unwrap().messages;
        let flying = leased[0].id.to();
        let attempt = room.workflow.begin_mail(flying).await.unwrap().unwrap();
        room.does(reviewer(), id, room.order()).await;
        assert!(room.kinds(id).await.contains(&"mail_on_the_wire".to_owned()));
        let told = room.workflow.may_have_been_told(&teller(), id).await.unwrap();
        assert_eq!(told.iter().map(|m| m.id).collect::<Vec<_>>(), [leased[0].id]);
        assert!(room.workflow.begin_mail(leased[1].id.to()).await.unwrap().is_none(), "the other was stopped in time");

        room.workflow.end_mail(flying, attempt, Outcome::Sent, "250 ok".into()).await.unwrap();
        assert_eq!(room.kinds(id).await.last().map(String::as_str), Some("mail_sent_after_stop"));
        assert!(matches!(room.demand(id).await.notice, Notice::Owed { .. }), "a person decides what that means for the debt");
        assert_eq!(room.workflow.may_have_been_told(&teller(), id).await.unwrap().len(), 1);
        let mut states = room.states(id).await;
        states.sort();
        assert_eq!(states, ["cancelled", "sent"]);
    }

    async fn an_uncertain_message_waits_for_a_person(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        room.deliver(&SmtpSink::failing(At::Dot, Act::Drop).await).await;
        room.forward(Duration::days(30));
        let sink = SmtpSink::working().await;
        assert_eq!(room.deliver(&sink).await, Delivered::default(), "never by itself, however long");
        assert!(sink.stored().is_empty());
        let [first, other] = room.messages(id).await.try_into().unwrap();
        let say = |who, message: Key, arrived, why: &str| room.workflow.resolve_message(who, message.to(), arrived, why.to_owned());
        assert!(matches!(say(intake(), first.id, true, "The contact answered.").await, Err(Error::NotAllowed)));
        assert!(matches!(say(teller(), first.id, true, " ").await, Err(Error::Refused(_))));
        say(teller(), first.id, false, "Not in the contact's mailbox.").await.unwrap();
        assert_eq!(room.deliver(&sink).await.sent, 1);
        assert_eq!(sink.stored()[0].to, [first.recipient.as_str()]);
        assert!(matches!(room.demand(id).await.notice, Notice::Sent { .. }));
        say(second(), other.id, true, "The contact answered.").await.unwrap();
        assert!(say(second(), other.id, true, "Again.").await.is_err());
        assert_eq!(room.states(id).await, ["sent", "sent"]);
        assert_eq!(room.kinds(id).await.iter().filter(|k| *k == "mail_resolved").count(), 2);
    }

    async fn an_uncertain_message_that_arrived_is_the_notice_given(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        room.deliver(&SmtpSink::failing(At::Dot, Act::Drop).await).await;
        let first = room.messages(id).await[0].id;
        room.workflow.resolve_message(teller(), first.to(), true, "The contact answered.".into()).await.unwrap();
        assert!(matches!(room.demand(id).await.notice, Notice::Sent { message, .. } if Key::from(message) == first));
    }

    async fn an_old_notice_does_not_go_out_again_after_a_new_one(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        room.deliver(&SmtpSink::failing(At::Dot, Act::Drop).await).await;
        let old = room.messages(id).await[0].id;
        room.does(reviewer(), id, room.order()).await;
        room.workflow.resolve_message(teller(), old.to(), false, "Not in the mailbox.".into()).await.unwrap();
        assert_eq!(room.states(id).await[0], "cancelled", "secrecy came since");
        let sink = SmtpSink::working().await;
        assert_eq!(room.deliver(&sink).await, Delivered::default());
        assert!(sink.lines().is_empty());
    }

    async fn killed_on_the_wire_it_is_uncertain_and_not_sent_again(url: String) {
        let id = {
            let room = Mailroom::open(&url).await;
            let id = room.queued().await;
            let leased = room.workflow.lease_mail(1, Duration::minutes(30)).await.unwrap().messages;
            room.workflow.begin_mail(leased[0].id.to()).await.unwrap().unwrap();
            id
        };
        let room = Mailroom::again(&url, "2026-11-02T09:29:00Z".parse().unwrap()).await;
        let sink = SmtpSink::working().await;
        assert_eq!(room.deliver(&sink).await.sent, 1, "the other one; this one is still held");
        room.forward(Duration::minutes(1));
        assert_eq!(room.deliver(&sink).await, Delivered::default());
        let mut states = room.states(id).await;
        states.sort();
        assert_eq!((states, sink.stored().len()), (vec!["ambiguous".to_owned(), "sent".to_owned()], 1));
    }

    async fn killed_between_the_end_and_the_record_the_next_round_makes_it_up(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, now) = (room.queued().await, room.clock.now());
        let message = room.messages(id).await[0].id;
        let txn = room.workflow.store().begin().await.unwrap();
        outbox::lease_due(&txn, now, 9, Duration::minutes(1)).await.unwrap();
        outbox::begin_attempt(&txn, message.to(), Key(uuid::Uuid::from_u128(1)), now).await.unwrap();
        outbox::finish_attempt(&txn, message.to(), Key(uuid::Uuid::from_u128(1)), Outcome::Sent, "250", now).await.unwrap();
        txn.commit().await.unwrap();
        assert!(matches!(room.demand(id).await.notice, Notice::Queued { .. }));
        assert_eq!(room.workflow.settle_notices(9).await.unwrap(), 1);
        assert!(matches!(room.demand(id).await.notice, Notice::Sent { .. }));
        assert_eq!(room.workflow.settle_notices(9).await.unwrap(), 0);
    }

    async fn slow_recipients_hold_nobody_else(url: String) {
        let room = Mailroom::open(&url).await;
        let (slow, other) = (room.queued().await, room.owed(&[OURS]).await);
        let (release, held) = tokio::sync::watch::channel(false);
        let stuck = SmtpSink::start(Manner { fault: Some((At::Dot, Act::Hold)), held: Some(held), ..Manner::default() }).await;
        let (patient, few) = (endless(&stuck), Limits { attempt: std::time::Duration::from_secs(600), ..limits() });
        let pass = deliver_once(&room.workflow, &patient, &few);
        let meanwhile = async {
            until(|| stuck.stored().len() == 2).await;
            room.queue(other).await;
            // The first two are still on the wire when the next two go out.
            until(|| stuck.stored().len() == 4).await;
            assert!(room.states(slow).await.iter().all(|s| s == "leased"));
            release.send(true).unwrap();
        };
        let (done, ()) = tokio::join!(pass, meanwhile);
        assert_eq!(done.unwrap(), Delivered { ambiguous: 4, ..Delivered::default() });
    }

    async fn a_folder_takes_a_file_for_each_message(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        let folder = tempfile::tempdir().unwrap();
        let done = deliver_once(&room.workflow, &Transport::Folder(Folder::new(folder.path())), &limits()).await.unwrap();
        assert_eq!(done.sent, 2);
        for row in room.messages(id).await {
            let mail = std::fs::read_to_string(folder.path().join(format!("{}.eml", row.id))).unwrap();
            assert!(mail.contains(&format!("To: {}", row.recipient)));
        }
    }

    async fn a_closing_desk_begins_nothing(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, sink) = (room.queued().await, SmtpSink::working().await);
        let closing = tokio_util::sync::CancellationToken::new();
        closing.cancel();
        let limits = Limits { closing, ..limits() };
        assert_eq!(deliver_once(&room.workflow, &to(&sink), &limits).await.unwrap(), Delivered::default());
        assert_eq!((room.states(id).await, sink.lines().len()), (vec!["queued".to_owned(), "queued".to_owned()], 0));
    }
}
