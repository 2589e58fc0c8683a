//! What is asked of contacts by itself, and that it tells nothing of any demand.

use super::{contact, customer, entries, plain, row, stands};
use crate::both_databases;
use crate::support::actors::Desk;
use chrono::Duration;
use domain::category::Category;
use domain::contact::Reach;
use domain::ids::{ContactId, CustomerId};
use ombud::notify::upkeep::{House, render};
use ombud::store::customers;
use ombud::store::outbox::{self, MessageFilter, MessageRow};
use ombud::words::Language;
use ombud::workflow::customers::{Kept, NewContact};
use ombud::workflow::staff::secrets::Token;
use ombud::workflow::{Error, UpkeepMail};

/// Mails of a kind, the oldest first.
async fn mails(desk: &Desk, letter: &str) -> Vec<MessageRow> {
    let mut rows =
        outbox::list(desk.workflow.store().read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 1000).await.unwrap();
    rows.retain(|m| m.letter == letter);
    rows.sort_by_key(|m| m.created_at);
    rows
}

/// The secret of the link in a mail.
fn token(mail: &MessageRow) -> Token {
    let link = mail.body_text.split_whitespace().find_map(|word| word.split_once("/contact/")).expect("a link");
    Token::received(link.1)
}

async fn listed(desk: &Desk, mail: &str) -> (CustomerId, ContactId) {
    let who = desk.staff.notice;
    let id = desk.workflow.add_customer(who, plain("Asked AB")).await.unwrap();
    (id, desk.workflow.add_contact(who, id, contact(mail)).await.unwrap())
}

async fn round(desk: &Desk) -> Kept {
    desk.workflow.keep_contacts(500).await.unwrap()
}

both_databases! {
    async fn an_address_is_verified_by_its_link_once(url: String) {
        let desk = Desk::open(&url).await;
        let (_, id) = listed(&desk, "a@asked.example.org").await;
        assert_eq!(round(&desk).await, Kept { asked: 1, ..Kept::default() });
        assert_eq!(round(&desk).await, Kept::default(), "a round that comes again does nothing");
        let mail = mails(&desk, "contact_verification").await.remove(0);
        assert_eq!((mail.recipient.as_str(), mail.side.as_str(), mail.demand_id), ("a@asked.example.org", "customer", None));
        for _ in 0..3 {
            let linked = desk.workflow.look_at_contact_link(&token(&mail)).await.unwrap();
            assert_eq!((linked.contact, linked.customer.as_str(), linked.mail.as_str()), (id, "Asked AB", "a@asked.example.org"));
        }
        assert_eq!(stands(&desk, id).await, Reach::Unverified, "looking verifies nothing");
        desk.workflow.use_contact_link(&token(&mail)).await.unwrap();
        assert_eq!(stands(&desk, id).await, Reach::Verified);
        assert!(matches!(desk.workflow.use_contact_link(&token(&mail)).await, Err(Error::NotFound)));
        assert!(matches!(desk.workflow.look_at_contact_link(&token(&mail)).await, Err(Error::NotFound)));
        assert_eq!((entries(&desk, "contact_asked").await, entries(&desk, "contact_verified").await), (1, 1));
    }

    async fn a_link_dies_with_its_time_its_address_and_its_contact(url: String) {
        let desk = Desk::open(&url).await;
        let who = desk.staff.notice;
        let dead = |token: Token| {
            let workflow = desk.workflow.clone();
            async move { matches!(workflow.use_contact_link(&token).await, Err(Error::NotFound)) }
        };
        let (customer, id) = listed(&desk, "a@asked.example.org").await;
        round(&desk).await;
        let first = mails(&desk, "contact_verification").await.remove(0);
        let moved = contact("b@asked.example.org");
        let key = ombud::workflow::customers::ContactKey::Id(id);
        desk.workflow.put_contact(who, customer, key, moved, None).await.unwrap();
        assert!(dead(token(&first)).await, "it was sent to another address");
        assert_eq!(round(&desk).await.asked, 1, "the new address is asked by itself");
        let second = mails(&desk, "contact_verification").await.into_iter().find(|m| m.recipient == "b@asked.example.org").unwrap();
        desk.forward(Duration::days(14));
        assert!(dead(token(&second)).await, "it has expired");
        desk.workflow.ask_contact(who, id).await.unwrap();
        let third = mails(&desk, "contact_verification").await.pop().unwrap();
        desk.workflow.remove_contact(who, id, None).await.unwrap();
        assert!(dead(token(&third)).await, "nobody is there any more");
        assert!(matches!(desk.workflow.ask_contact(who, id).await, Err(Error::NotFound)));
        assert!(dead(Token::draw()).await);
        assert!(row(&desk, id).await.verified_at.is_none());
    }

    async fn a_silent_address_is_asked_four_times_then_with_each_reminder(url: String) {
        let desk = Desk::open(&url).await;
        listed(&desk, "a@asked.example.org").await;
        let asked = async |days: i64| {
            let mut asked = 0;
            for _ in 0..days {
                desk.forward(Duration::days(1));
                asked += round(&desk).await.asked;
            }
            asked
        };
        assert_eq!(round(&desk).await.asked, 1);
        assert_eq!(asked(13).await, 0);
        assert_eq!(asked(46).await, 3, "every fourteen days");
        assert_eq!(asked(60).await, 2, "once with each reminder, every thirty days");
        assert!(mails(&desk, "contact_reminder").await.is_empty(), "to an address that never answered goes the question only");
        assert!(entries(&desk, "customer_reminded").await >= 3, "the record says that nobody could be reminded");
    }

    async fn an_old_answer_is_asked_again_and_lapses_after_its_grace(url: String) {
        let desk = Desk::open(&url).await;
        let (_, id) = listed(&desk, "a@asked.example.org").await;
        round(&desk).await;
        desk.workflow.use_contact_link(&token(&mails(&desk, "contact_verification").await[0])).await.unwrap();
        desk.forward(Duration::days(364));
        round(&desk).await;
        assert_eq!(mails(&desk, "contact_verification").await.iter().filter(|m| m.recipient == "a@asked.example.org").count(), 1);
        desk.forward(Duration::days(2));
        round(&desk).await;
        assert_eq!(stands(&desk, id).await, Reach::Stale);
        let again = mails(&desk, "contact_verification").await.into_iter().rfind(|m| m.recipient == "a@asked.example.org").unwrap();
        desk.forward(Duration::days(10));
        desk.workflow.use_contact_link(&token(&again)).await.unwrap();
        assert_eq!(stands(&desk, id).await, Reach::Verified);
        desk.forward(Duration::days(365 + 91));
        assert_eq!(stands(&desk, id).await, Reach::Lapsed);
    }

    async fn a_bounce_marks_and_reminds_at_once_those_who_are_left(url: String) {
        let desk = Desk::open(&url).await;
        let who = desk.staff.notice;
        let (customer_id, first) = listed(&desk, "a@asked.example.org").await;
        let second = desk.workflow.add_contact(who, customer_id, contact("b@asked.example.org")).await.unwrap();
        desk.workflow.vouch_for_contact(desk.staff.intake, first, "Called").await.unwrap();
        round(&desk).await;
        desk.workflow.contact_bounced(first, "550 5.1.1\nno such user").await.unwrap();
        let marked = row(&desk, first).await;
        assert_eq!((marked.bounced_why.as_deref(), marked.ask_at), (Some("550 5.1.1 no such user"), None));
        assert_eq!(desk.workflow.contact_bounced(first, "again").await.unwrap().version, marked.version, "once is enough");
        assert_eq!(round(&desk).await.reminded, 1, "nobody is left: sooner than the schedule");
        let recorded = customers::upkeep::reminders_of(desk.workflow.store().read(), customer_id, 9).await.unwrap();
        assert_eq!((recorded[0].reachable, recorded[0].messages.as_str()), (0, "[]"));
        // A person may ask a bounced address all the same, and its answer clears the mark.
        desk.workflow.ask_contact(who, first).await.unwrap();
        let mail = mails(&desk, "contact_verification").await.into_iter().rfind(|m| m.recipient == "a@asked.example.org").unwrap();
        desk.workflow.use_contact_link(&token(&mail)).await.unwrap();
        assert_eq!((stands(&desk, first).await, stands(&desk, second).await), (Reach::Verified, Reach::Unverified));
        assert_eq!(entries(&desk, "contact_bounced").await, 1);
    }

    async fn an_address_that_its_server_refuses_is_marked(url: String) {
        let desk = Desk::open(&url).await;
        let (_, id) = listed(&desk, "a@asked.example.org").await;
        round(&desk).await;
        let mail = desk.workflow.lease_mail(9, Duration::minutes(5)).await.unwrap().messages.remove(0);
        let attempt = desk.workflow.begin_mail(mail.id.to()).await.unwrap().unwrap();
        let said = "recipient: 550 5.1.1 no such user".to_owned();
        desk.workflow.end_mail(mail.id.to(), attempt, outbox::Outcome::Dead, said).await.unwrap();
        assert_eq!(stands(&desk, id).await, Reach::Bounced);
        assert!(row(&desk, id).await.bounced_why.is_some_and(|why| why.contains("no such user")));
    }

    async fn customers_are_reminded_on_a_schedule_with_a_record(url: String) {
        let desk = Desk::open(&url).await;
        let (id, contact) = listed(&desk, "a@asked.example.org").await;
        desk.workflow.vouch_for_contact(desk.staff.intake, contact, "Called").await.unwrap();
        desk.forward(Duration::days(30));
        assert_eq!(round(&desk).await.reminded, 1, "a new customer is reminded after a month");
        assert_eq!(round(&desk).await.reminded, 0);
        assert_eq!(customer(&desk, id).await.remind_at, Some(desk.now() + Duration::days(180)));
        desk.forward(Duration::days(179));
        assert_eq!(round(&desk).await.reminded, 0);
        desk.forward(Duration::days(1));
        assert_eq!(round(&desk).await.reminded, 1);
        let recorded = customers::upkeep::reminders_of(desk.workflow.store().read(), id, 9).await.unwrap();
        assert_eq!(recorded.len(), 2);
        let sent = mails(&desk, "contact_reminder").await;
        assert_eq!((sent.len(), sent[0].recipient.as_str()), (2, "a@asked.example.org"));
        assert!(recorded.iter().all(|r| r.reachable == 1 && r.messages.contains(&sent[0].id.to_string()) ^ r.messages.contains(&sent[1].id.to_string())));
        desk.workflow.end_customer(desk.staff.notice, id, None).await.unwrap();
        desk.forward(Duration::days(400));
        assert_eq!(round(&desk).await.reminded, 0, "who has ended is not reminded");
    }

    /// INV-04: one world with a secret demand about the customer, one without. What its contacts hear is the same.
    async fn upkeep_is_the_same_with_and_without_a_secret_demand(url: String) {
        let heard = async |url: &str, secret: bool| {
            let desk = Desk::open(url).await;
            if secret {
                let id = desk.receive(desk.demand("us.sca.subpoena", "SECRET-1", &[Category::SubId])).await.id;
                desk.verify(id).await;
            }
            let customer = desk.customer;
            desk.workflow.add_contact(desk.staff.notice, customer, NewContact { position: Some(9), ..contact("new@customer.example.com") }).await.unwrap();
            let txn = desk.workflow.store().begin().await.unwrap();
            customers::upkeep::set_reminder(&txn, customer, Some(desk.now())).await.unwrap();
            txn.commit().await.unwrap();
            round(&desk).await;
            let leased = desk.workflow.lease_mail(50, Duration::minutes(5)).await.unwrap();
            assert!(leased.stopped.is_empty());
            let mut said: Vec<_> = leased.messages.into_iter().filter(|m| m.side == "customer").map(|m| {
                let text = match m.body_text.split_once("/contact/") {
                    Some((before, rest)) => format!("{before}/contact/…{}", &rest[rest.find('\n').unwrap()..]),
                    None => m.body_text.clone(),
                };
                (m.letter, m.recipient, m.subject, text, m.created_at, m.expires_at)
            }).collect();
            said.sort();
            said
        };
        let without = heard(&url, false).await;
        let other = if url.starts_with("sqlite") { crate::support::TestDatabase::sqlite() } else { crate::support::TestDatabase::postgres().await };
        let with = heard(&other.url, true).await;
        assert_eq!(without.len(), 3, "a question to the new contact, a reminder to the two who had answered");
        assert_eq!(without, with);
        let mut planted = with.clone();
        planted[0].3.push(' ');
        assert_ne!(without, planted, "a difference of one byte is seen");
    }
}

#[test]
fn the_mails_read_well_in_both_languages() {
    let house = House {
        provider: "Example Provider",
        mail: "legal-desk@example.org",
        portal: "https://ombud.example.org",
        zone: chrono_tz::Europe::Stockholm,
    };
    let listed = |reach: Reach| {
        vec![
            ("Legal department".to_owned(), "legal@customer.example.com".to_owned(), reach),
            ("Security officer".to_owned(), "security@customer.example.com".to_owned(), Reach::Bounced),
        ]
    };
    let (one, none) = (listed(Reach::Verified), listed(Reach::Lapsed));
    let until = "2026-12-06T12:00:00Z".parse().unwrap();
    let mails = [
        ("contact_verification", UpkeepMail::Verification { customer: "Example Customer", token: "SECRET", until }),
        ("contact_reminder", UpkeepMail::Reminder { customer: "Example Customer", listed: &one }),
        ("contact_reminder_nobody", UpkeepMail::Reminder { customer: "Example Customer", listed: &none }),
    ];
    for (name, mail) in mails {
        for language in Language::ALL {
            let written = render(&mail, &house, "Legal department", language).unwrap();
            assert!(written.html.is_none() && written.text.lines().all(|l| l.chars().count() <= 78), "{}", written.text);
            assert!(!written.subject.contains("Example"));
            insta::with_settings!({ snapshot_path => "../snapshots/upkeep", prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(format!("{name}.{}", language.code()), format!("{}\n\n{}", written.subject, written.text));
            });
        }
    }
}
