//! The process that sends is killed in each phase of a conversation: nothing is lost, nothing goes out twice by itself, and
//! what nobody can know is put before a person.

use crate::both_databases;
use crate::support::mailroom::{Mailroom, endless, limits, teller};
use crate::support::smtp_sink::{Act, At, Manner, SmtpSink};
use chrono::Duration;
use ombud::notify::outbox::{Limits, deliver_once};
use ombud::store::outbox;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Stdio};
use std::time::Duration as Wait;

/// Tells the child where to work: database, time, server; without it the child does nothing.
const PLACE: &str = "OMBUD_TEST_SENDER";

/// A process of its own that empties the outbox through a server.
fn sender(url: &str, room: &Mailroom, sink: SocketAddr) -> Child {
    std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "outbox_killed::child_sends_until_killed", "--ignored", "--nocapture"])
        .env(PLACE, format!("{url}\n{}\n{sink}", room.clock.now().to_rfc3339()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the tests below, which kill it"]
async fn child_sends_until_killed() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let place = place.to_string_lossy().into_owned();
    let [url, now, address] = place.splitn(3, '\n').collect::<Vec<_>>().try_into().unwrap();
    let room = Mailroom::again(url, now.parse().unwrap()).await;
    if address == "0.0.0.0:0" {
        // Dies between taking the messages and beginning.
        let leased = room.workflow.lease_mail(9, Duration::minutes(30)).await.unwrap();
        println!("leased {}", leased.messages.len());
        std::future::pending::<()>().await;
    }
    let mut sink = SmtpSink::working().await;
    sink.address = address.parse().unwrap();
    let limits = Limits { attempt: Wait::from_secs(600), ..limits() };
    let done = deliver_once(&room.workflow, &endless(&sink), &limits).await.unwrap();
    println!("ended {done:?}");
    std::future::pending::<()>().await;
}

async fn until(what: &str, done: impl Fn() -> bool) {
    for _ in 0..9_000 {
        if done() {
            return;
        }
        tokio::time::sleep(Wait::from_millis(10)).await;
    }
    panic!("{what} was not reached");
}

fn line(child: &mut Child) -> String {
    let mut said = String::new();
    for line in BufReader::new(child.stdout.as_mut().unwrap()).lines() {
        said = line.unwrap();
        if said.contains("leased") || said.contains("ended") {
            break;
        }
    }
    said
}

/// Where the process is killed: what the server does there, and when it has come so far.
const PHASES: [(&str, At); 8] = [
    ("connected", At::Greeting),
    ("greeted", At::Ehlo),
    ("sender named", At::Mail),
    ("recipient named", At::Rcpt),
    ("before the mail", At::Data),
    ("in the middle of the mail", At::MidContent),
    ("after the final dot", At::Dot),
    ("answered", At::Auth),
];

fn reached(sink: &SmtpSink, at: At) -> bool {
    let verb = |verb: &str| sink.lines().iter().filter(|l| l.starts_with(verb)).count() >= 2;
    match at {
        At::Greeting => sink.met() >= 2,
        At::Ehlo => verb("EHLO"),
        At::Mail => verb("MAIL"),
        At::Rcpt => verb("RCPT"),
        At::Data => verb("DATA"),
        At::MidContent => sink.in_the_middle() >= 2,
        At::Dot | At::Auth | At::StartTls => sink.stored().len() >= 2,
    }
}

both_databases! {
    async fn killed_in_any_phase_nothing_is_lost_and_nothing_sent_twice(url: String) {
        let room = Mailroom::open(&url).await;
        let (mut flagged, mut certain) = (0, 0);
        for (phase, at) in PHASES {
            let id = room.queued().await;
            // At the last one the server works, and the process dies somewhere around the answer.
            let fault = (at != At::Auth).then_some((at, Act::Stall));
            let sink = SmtpSink::start(Manner { fault, ..Manner::default() }).await;
            let mut child = sender(&url, &room, sink.address);
            until(phase, || reached(&sink, at)).await;
            child.kill().unwrap();
            child.wait().unwrap();
            assert!(room.states(id).await.iter().all(|s| s == "leased" || s == "sent"), "{phase}");

            // Another process: for as long as the lease runs nothing happens, then what was on the wire is a person's.
            let next = SmtpSink::working().await;
            assert_eq!(room.deliver(&next).await.sent, 0, "{phase}");
            room.forward(Duration::minutes(31));
            assert_eq!(room.deliver(&next).await.sent, 0, "{phase}: never again by itself");
            assert!(next.lines().is_empty(), "{phase}");
            for row in room.messages(id).await {
                let has = |sink: &SmtpSink| sink.stored().iter().filter(|m| m.to[0] == row.recipient).count();
                match row.state.as_str() {
                    "ambiguous" => {
                        flagged += 1;
                        let arrived = has(&sink) == 1;
                        room.workflow.resolve_message(teller(), row.id.to(), arrived, "The server's log.".into()).await.unwrap();
                    }
                    "sent" => certain += 1,
                    other => panic!("{phase}: {other}"),
                }
                room.deliver(&next).await;
                assert_eq!(has(&sink) + has(&next), 1, "{phase}: {}", row.recipient);
            }
            assert_eq!(room.states(id).await, ["sent", "sent"], "{phase}");
        }
        assert_eq!(flagged + certain, PHASES.len() * 2);
        assert!(flagged >= 14, "{flagged} were flagged");
    }

    async fn killed_before_an_attempt_was_begun_it_goes_out_once_by_itself(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        let mut child = sender(&url, &room, "0.0.0.0:0".parse().unwrap());
        assert!(line(&mut child).contains("leased 2"));
        child.kill().unwrap();
        child.wait().unwrap();
        let sink = SmtpSink::working().await;
        assert_eq!(room.deliver(&sink).await.sent, 0);
        room.forward(Duration::minutes(31));
        assert_eq!(room.deliver(&sink).await.sent, 2);
        assert_eq!((room.states(id).await, sink.stored().len()), (vec!["sent".to_owned(), "sent".to_owned()], 2));
    }

    /// The fault that the first test must see: a sender that takes what a dead one left as not sent.
    async fn who_sends_again_what_was_on_the_wire_is_caught(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        let sink = SmtpSink::failing(At::Dot, Act::Stall).await;
        let mut child = sender(&url, &room, sink.address);
        until("the final dot", || sink.stored().len() >= 2).await;
        child.kill().unwrap();
        child.wait().unwrap();
        room.forward(Duration::minutes(31));
        let next = SmtpSink::working().await;
        room.deliver(&next).await;
        let txn = room.workflow.store().begin().await.unwrap();
        for row in room.messages(id).await {
            outbox::resolve_ambiguous(&txn, row.id.to(), false, room.clock.now()).await.unwrap();
        }
        txn.commit().await.unwrap();
        room.deliver(&next).await;
        let twice = |mail: &str| sink.stored().iter().chain(&next.stored()).filter(|m| m.to[0] == mail).count();
        assert!(room.messages(id).await.iter().all(|row| twice(&row.recipient) == 2));
    }
}
