//! Staff are reminded that something is due, by mails that say of nothing what it is.

use crate::both_databases;
use crate::support::mailroom::Mailroom;
use crate::support::smtp_sink::SmtpSink;
use chrono::Duration;
use domain::actor::Role;
use ombud::store::outbox::{self, MessageFilter, MessageRow};
use ombud::store::people::{self, PersonRow};
use ombud::store::{Key, Sight, Txn};
use uuid::Uuid;

pub async fn member(txn: &Txn, n: u128, roles: &str, language: &str, disabled: bool) {
    let row = PersonRow {
        id: Key(Uuid::from_u128(n)),
        name: format!("Member {n}"),
        mail: format!("member{n}@provider.example.com"),
        roles: roles.to_owned(),
        password_hash: None,
        totp_secret: None,
        totp_confirmed: false,
        last_totp_step: None,
        language: language.to_owned(),
        theme: "system".to_owned(),
        keyboard: true,
        version: 1,
        created_at: "2026-11-02T08:00:00Z".parse().unwrap(),
        disabled_at: disabled.then(|| "2026-11-02T08:30:00Z".parse().unwrap()),
    };
    people::add(txn, row).await.unwrap();
}

async fn reminders(room: &Mailroom) -> Vec<MessageRow> {
    let mut rows = outbox::list(room.workflow.store().read(), Sight::Whole, &MessageFilter::default(), None, 50).await.unwrap();
    rows.retain(|row| row.side == outbox::STAFF);
    rows.sort_by(|a, b| (a.created_at, &a.recipient).cmp(&(b.created_at, &b.recipient)));
    rows
}

both_databases! {
    async fn each_holder_of_a_role_is_reminded_once_a_day(url: String) {
        let room = Mailroom::open(&url).await;
        let txn = room.workflow.store().begin().await.unwrap();
        member(&txn, 1, r#"["notice_officer"]"#, "sv", false).await;
        member(&txn, 2, r#"["reviewer","notice_officer"]"#, "en", false).await;
        member(&txn, 3, r#"["custodian"]"#, "en", false).await;
        member(&txn, 4, r#"["notice_officer"]"#, "en", true).await;
        txn.commit().await.unwrap();
        let remind = |kind| room.workflow.remind_staff(kind, &[Role::NoticeOfficer, Role::Approver], Sight::Open, room.clock.now());
        assert_eq!(remind("secrecy_ends").await.unwrap(), 2);
        assert_eq!(remind("secrecy_ends").await.unwrap(), 0, "once a day");
        assert_eq!(remind("notice_owed").await.unwrap(), 2, "another kind");
        room.forward(Duration::hours(13));
        assert_eq!(remind("secrecy_ends").await.unwrap(), 0, "still the same day here");
        room.forward(Duration::hours(3));
        assert_eq!(remind("secrecy_ends").await.unwrap(), 2, "after midnight where the desk is");
        let rows = reminders(&room).await;
        assert_eq!(rows.len(), 6);
        let by = |mail: &str| rows.iter().find(|r| r.recipient.starts_with(mail)).unwrap();
        assert_eq!((by("member1").language.as_str(), by("member2").language.as_str()), ("sv", "en"));
        let says = |mail: &str, what: &str| by(mail).body_text.split_whitespace().collect::<Vec<_>>().join(" ").contains(what);
        assert!(says("member1", "Logga in för att se") && says("member2", "Sign in to see"));
    }

    async fn two_at_once_remind_once(url: String) {
        let room = Mailroom::open(&url).await;
        let txn = room.workflow.store().begin().await.unwrap();
        member(&txn, 1, r#"["notice_officer"]"#, "en", false).await;
        txn.commit().await.unwrap();
        let now = room.clock.now();
        let asked = (0..6).map(|_| room.workflow.remind_staff("secrecy_ends", &[Role::NoticeOfficer], Sight::Open, now));
        let queued: u64 = futures::future::join_all(asked).await.into_iter().map(Result::unwrap).sum();
        assert_eq!((queued, reminders(&room).await.len()), (1, 1));
    }

    /// Whatever is due, by whatever demand: the mail is the same, byte for byte but for what makes it a mail of its own.
    async fn a_reminder_says_nothing_of_what_is_due(url: String) {
        let room = Mailroom::open(&url).await;
        let txn = room.workflow.store().begin().await.unwrap();
        member(&txn, 1, r#"["notice_officer"]"#, "en", false).await;
        txn.commit().await.unwrap();
        let id = room.queued().await;
        let reference = room.demand(id).await.reference.to_string();
        for kind in ["secrecy_ends", "notice_owed"] {
            room.workflow.remind_staff(kind, &[Role::NoticeOfficer], Sight::Open, room.clock.now()).await.unwrap();
        }
        let rows = reminders(&room).await;
        assert_eq!((&rows[0].subject, &rows[0].body_text, &rows[0].body_html), (&rows[1].subject, &rows[1].body_text, &rows[1].body_html));
        assert_ne!(rows[0].thread, rows[1].thread);
        let sink = SmtpSink::working().await;
        room.deliver(&sink).await;
        let staff: Vec<_> = sink.stored().into_iter().filter(|m| m.to[0].starts_with("member1")).collect();
        assert_eq!(staff.len(), 2);
        for mail in staff {
            let text = String::from_utf8_lossy(&mail.bytes).to_lowercase();
            for told in [reference.to_lowercase().as_str(), "court", "customer", "ecc-26", "secrecy", "notice", "demand"] {
                assert!(!text.contains(told), "{told}: {text}");
            }
        }
    }

    /// Nobody reads yesterday's.
    async fn an_old_reminder_is_not_sent_any_more(url: String) {
        let room = Mailroom::open(&url).await;
        let txn = room.workflow.store().begin().await.unwrap();
        member(&txn, 1, r#"["notice_officer"]"#, "en", false).await;
        txn.commit().await.unwrap();
        room.workflow.remind_staff("secrecy_ends", &[Role::NoticeOfficer], Sight::Open, room.clock.now()).await.unwrap();
        room.forward(Duration::days(3));
        let sink = SmtpSink::working().await;
        room.deliver(&sink).await;
        assert!(sink.stored().is_empty());
        assert_eq!(reminders(&room).await[0].state, "cancelled");
    }
}

/// What only the cleared are shown reminds the cleared only: the mail says nothing, and that it came would (INV-22).
#[tokio::test]
async fn what_only_the_cleared_see_reminds_nobody_else() {
    let database = crate::support::TestDatabase::sqlite();
    let room = Mailroom::open(&database.url).await;
    let txn = room.workflow.store().begin().await.unwrap();
    member(&txn, 1, r#"["notice_officer"]"#, "en", false).await;
    member(&txn, 2, r#"["notice_officer","cleared"]"#, "en", false).await;
    txn.commit().await.unwrap();
    let now = room.clock.now();
    assert_eq!(room.workflow.remind_staff("secrecy_ends", &[Role::NoticeOfficer], Sight::Whole, now).await.unwrap(), 1);
    assert!(reminders(&room).await.iter().all(|row| row.recipient.starts_with("member2@")), "{:?}", reminders(&room).await);
    assert_eq!(room.workflow.remind_staff("secrecy_ends", &[Role::NoticeOfficer], Sight::Open, now).await.unwrap(), 1, "who was not yet");
}
