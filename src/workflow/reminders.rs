//! Mails to our own staff that say nothing but that something is due: whatever it is stands on the desk, behind the sign-in.

use super::delivery::{note_of_the_house, whole};
use super::{Error, Reminder, Workflow};
use crate::store::outbox::{self, MessageRow, ReminderRow};
use crate::store::people::{self, PersonRow};
use crate::store::{Sight, Txn};
use chrono::Duration;
use domain::Instant;
use domain::actor::{Actor, Role};
use domain::ids::MessageId;
use uuid::Uuid;

/// Code of the letter, as in the outbox and in translation keys.
pub const REMINDER: &str = "staff_reminder";

/// Who is asked for at once; an installation has fewer.
const MOST: u64 = 10_000;
/// After this a reminder is no use any more: the next one says the same.
const GOOD_FOR: Duration = Duration::days(2);

impl Workflow {
    /// Remind everybody on the staff who holds one of `roles` that something is due, each in their language, once per `kind`
    /// (a code such as `secrecy_ends`, which stands in no mail) and civil day of the desk. Returns how many mails were queued
    /// now: asked again on the same day, 0, except for people who joined since. `sight` is how far one must see to be shown what is due:
    /// what only the cleared see reminds nobody else, so that a mail without content does not say that it is there (INV-22).
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Letter`] when it can't be written. Nothing is queued then.
    pub async fn remind_staff(&self, kind: &str, roles: &[Role], sight: Sight, now: Instant) -> Result<u64, Error> {
        let (this, kind, roles) = (self.clone(), kind.to_owned(), roles.to_vec());
        whole(async move {
            let day = now.with_timezone(&this.policy().locus("ZZ").zone).date_naive().to_string();
            let txn = this.store().begin().await?;
            let done = outbox::reminded(&txn, &kind, &day).await?;
            let mut queued = 0;
            for person in people::list(&txn, MOST).await? {
                let held = person.role_set()?;
                if sight == Sight::Whole && !held.has(Role::Cleared) {
                    continue;
                }
                if person.disabled_at.is_some() || done.contains(&person.id) || !roles.iter().any(|role| held.has(*role)) {
                    continue;
                }
                let person_id = person.id;
                let id = this.queue_reminder(&txn, person, Reminder::Desk, now).await?;
                let reminder = ReminderRow { kind: kind.clone(), day: day.clone(), person_id, message_id: id.into(), at: now };
                outbox::remember_reminder(&txn, reminder).await?;
                queued += 1;
            }
            if queued == 0 {
                return Ok(0);
            }
            let payload = serde_json::json!({ "reminded": kind, "day": day, "people": queued });
            note_of_the_house(&txn, Actor::System, "staff_reminded", payload, now).await?;
            txn.commit().await?;
            Ok(queued)
        })
        .await
    }

    /// Queue a mail to a member of staff, in their language.
    pub(super) async fn queue_reminder(&self, txn: &Txn, person: PersonRow, what: Reminder, now: Instant) -> Result<MessageId, Error> {
        let mail = self.inner.writer.remind(what, &person.language)?;
        let id = MessageId(Uuid::new_v4());
        let row = MessageRow {
            id: id.into(),
            demand_id: None,
            letter: REMINDER.to_owned(),
            side: outbox::STAFF.to_owned(),
            audience: person.name,
            recipient: person.mail,
            language: person.language,
            subject: mail.subject,
            body_text: mail.text,
            body_html: mail.html,
            attachments: "[]".to_owned(),
            state: outbox::QUEUED.to_owned(),
            attempts: 0,
            next_at: now,
            lease_until: None,
            expires_at: Some(now + GOOD_FOR),
            created_at: now,
            sent_at: None,
            last_response: None,
            message_id: outbox::message_id(id, &self.sender().mail),
            thread: Uuid::new_v4().simple().to_string(),
        };
        outbox::put(txn, row).await?;
        Ok(id)
    }
}
