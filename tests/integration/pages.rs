//! Letters as pages: what goes out with a mail, what the screen shows, and that both are the same bytes.

use crate::both_databases;
use crate::support::actors::called_back;
use crate::support::mailroom::{Mailroom, OURS, caller, intake, limits, reviewer, to};
use crate::support::smtp_sink::SmtpSink;
use chrono::Duration;
use domain::command::Command;
use domain::ids::DemandId;
use lopdf::Document;
use ombud::notify::outbox::{Limits, deliver_once};
use ombud::notify::page;
use ombud::store::outbox::{self, MessageRow};

/// The words of a page, in the order of drawing.
fn words(file: &[u8]) -> String {
    let pdf = Document::load_mem(file).unwrap();
    let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
    pdf.extract_text(&pages).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn rows(room: &Mailroom, id: DemandId) -> Vec<MessageRow> {
    outbox::of_demand(room.workflow.store().read(), id).await.unwrap()
}

/// A demand that stands in the redirect, with the letter queued.
async fn referred(room: &Mailroom) -> DemandId {
    let id = room.owed(&[OURS]).await;
    room.does(intake(), id, Command::OfferRedirect { answer_by: room.clock.now() + Duration::days(3) }).await;
    id
}

async fn redirects(room: &Mailroom, id: DemandId) -> Vec<MessageRow> {
    rows(room, id).await.into_iter().filter(|r| r.letter == "redirect").collect()
}

const CONTACT: &str = "legal1@customer.example.net";

both_databases! {
    async fn the_page_that_goes_out_is_the_page_on_the_screen(url: String) {
        let room = Mailroom::open(&url).await;
        let id = referred(&room).await;
        room.queue(id).await;
        let sink = SmtpSink::working().await;
        deliver_once(&room.workflow, &to(&sink), &Limits { pages: true, ..limits() }).await.unwrap();
        let rows = rows(&room, id).await;
        assert_eq!(rows.len(), 3);
        for row in rows {
            let file = page::of(room.workflow.store().read(), &row).await.unwrap();
            room.forward(Duration::days(40));
            assert_eq!(page::of(room.workflow.store().read(), &row).await.unwrap(), file, "a later day changes no byte");
            let found = sink.stored().into_iter().map(|mail| String::from_utf8_lossy(&mail.bytes).into_owned());
            let mail = found.into_iter().find(|mail| mail.contains(&row.message_id)).unwrap();
            let plain: String = mail.split_whitespace().collect();
            assert!(plain.contains(&data_encoding::BASE64.encode(&file)), "the mail carries another page");
            assert!(mail.contains("filename=\"letter.pdf\""), "its name says nothing of the case");
            let text = words(&file);
            assert!(text.contains("2 November 2026") || text.contains("2 november 2026"), "{text}");
            assert!(text.contains(&row.recipient) && text.contains("Example Provider"), "{text}");
            for word in row.body_text.split(|c: char| !c.is_alphanumeric()).filter(|w| (4..12).contains(&w.chars().count())) {
                let hyphenated = text.replace(['-', '\u{ad}', '\u{2010}', ' '], "");
                assert!(hyphenated.contains(word), "the page of {} lacks {word:?}: {text}", row.letter);
            }
        }
    }

    async fn the_registry_says_in_which_language_and_to_which_address(url: String) {
        let room = Mailroom::open(&url).await;
        let txn = room.workflow.store().begin().await.unwrap();
        let court = ombud::store::authorities::find(&txn, room.authority()).await.unwrap().unwrap();
        let written = ombud::store::authorities::AuthorityRow { language: "de".into(), postal: "Gerichtsweg 2\n12345 Beispielstadt".into(), version: 2, ..court.clone() };
        ombud::store::authorities::save(&txn, &court, &written).await.unwrap();
        txn.commit().await.unwrap();
        let id = referred(&room).await;
        let letter = redirects(&room, id).await.remove(0);
        assert_eq!(letter.language, "de");
        assert!(letter.body_text.contains("Seeking Enterprise Customer Data") && letter.body_text.contains("Subpoena"), "{}", letter.body_text);
        let file = page::of(room.workflow.store().read(), &letter).await.unwrap();
        let text = words(&file);
        for part in ["Gerichtsweg 2", "12345 Beispielstadt", "Verweis an den Kunden", "2. November 2026", "ECC-26-9 · D-"] {
            assert!(text.contains(part), "{part:?} is not in {text}");
        }
        assert!(!text.contains(&letter.recipient), "the window shows the postal address");
    }

    async fn the_foot_names_the_authoritys_file_only_to_the_authority(url: String) {
        let room = Mailroom::open(&url).await;
        let id = referred(&room).await;
        room.queue(id).await;
        for row in rows(&room, id).await {
            let sheet = outbox::sheet_of(room.workflow.store().read(), row.id.to()).await.unwrap().unwrap();
            assert_eq!(sheet.contains("ECC-26-9"), row.side == outbox::AUTHORITY, "{sheet}");
        }
    }

    async fn the_contact_is_given_where_the_customer_may_be_told(url: String) {
        let room = Mailroom::open(&url).await;
        let id = referred(&room).await;
        let letter = &redirects(&room, id).await[0];
        assert!(letter.body_text.contains(CONTACT), "{}", letter.body_text);

        // Unknown counts as in force.
        let unsure = room.receive("us.sca.subpoena", &[OURS]).await;
        room.does(intake(), unsure, Command::BeginVerification).await;
        room.does(caller(), unsure, called_back()).await;
        room.does(intake(), unsure, Command::CheckForm).await;
        room.does(intake(), unsure, Command::Verify).await;
        room.does(intake(), unsure, Command::OfferRedirect { answer_by: room.clock.now() + Duration::days(3) }).await;
        let letter = &redirects(&room, unsure).await[0];
        assert!(!letter.body_text.contains("customer.example.net"), "{}", letter.body_text);
        assert!(letter.body_text.contains("Customer Organisation") && letter.body_text.contains("We name no contact"), "{}", letter.body_text);
    }

    async fn secrecy_between_queueing_and_sending_takes_the_contact_out(url: String) {
        let room = Mailroom::open(&url).await;
        let id = referred(&room).await;
        room.does(reviewer(), id, room.order()).await;
        let sink = SmtpSink::working().await;
        let done = room.deliver(&sink).await;
        assert_eq!((done.sent, done.stopped), (1, 1));
        let letters = redirects(&room, id).await;
        let mut states: Vec<(&str, bool)> = letters.iter().map(|r| (r.state.as_str(), r.body_text.contains(CONTACT))).collect();
        states.sort_unstable();
        assert_eq!(states, [("cancelled", true), ("sent", false)]);
        assert_eq!(sink.stored().len(), 1);
        let mail = String::from_utf8_lossy(&sink.stored()[0].bytes).into_owned();
        assert!(!mail.contains(CONTACT));
        let page = page::of(room.workflow.store().read(), letters.iter().find(|r| r.state == "sent").unwrap()).await.unwrap();
        assert!(!words(&page).contains(CONTACT) && words(&page).contains("We name no contact"));
        assert!(room.kinds(id).await.contains(&"mail_contact_withheld".to_owned()));
        assert_eq!(room.deliver(&sink).await.sent, 0, "it goes once");
    }

    async fn where_there_is_nothing_left_to_refer_the_letter_stays(url: String) {
        let room = Mailroom::open(&url).await;
        let id = referred(&room).await;
        room.does(reviewer(), id, room.order()).await;
        let reason = Command::RecordAnswer { answer: domain::command::RedirectAnswer::Declined { reason: "No.".into() } };
        room.does(intake(), id, reason).await;
        let sink = SmtpSink::working().await;
        assert_eq!(room.deliver(&sink).await.sent, 0);
        assert_eq!(redirects(&room, id).await.iter().map(|r| r.state.as_str()).collect::<Vec<_>>(), ["cancelled"]);
    }

    /// The gate at queueing alone, as a sender that forgets the second one would have it: what the tests above must catch.
    async fn a_sender_without_the_second_gate_would_give_the_contact_away(url: String) {
        let room = Mailroom::open(&url).await;
        let id = referred(&room).await;
        room.does(reviewer(), id, room.order()).await;
        let txn = room.workflow.store().begin().await.unwrap();
        let leased = outbox::lease_due(&txn, room.clock.now(), 9, Duration::minutes(1)).await.unwrap();
        assert!(leased.iter().any(|row| row.body_text.contains(CONTACT)), "without the gate the contact would leave");
    }

    async fn a_message_without_a_sheet_has_no_page(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        let row = rows(&room, id).await.remove(0);
        let other = MessageRow { id: ombud::store::Key(uuid::Uuid::new_v4()), ..row };
        assert!(matches!(page::of(room.workflow.store().read(), &other).await, Err(page::PageError::NoLetter)));
    }
}
